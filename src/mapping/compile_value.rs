//! Value rules of a mapping file → the compiled form.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex::Regex;
use toml::de::DeValue;

use super::compile::{Compiler, one_of, unknown_reference};
use super::compile_written::written;
use super::convert::{CONVERTERS, Converted, Converter, convert};
use super::rule::{From, Piece, Source, Template, ValueRule, ValueTable};
use super::select::Selector;
use crate::model::draft::Value;
use crate::model::field::{Field, ValueType};
use crate::model::problem::{At, Item, Problem, ProblemCode, Problems, Section, as_texts, wrong_type};

/// So many expressions are kept; the built-in mappings have far fewer.
const EXPRESSIONS_MAX: usize = 5_000;

/// An expression, compiled once: mappings have what they extend in common, and a program that runs on compiles its mappings
/// anew for every run.
fn compiled(pattern: &str) -> Result<Regex, regex::Error> {
    static KNOWN: LazyLock<Mutex<HashMap<String, Regex>>> = LazyLock::new(Mutex::default);
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = known().get(pattern) {
        return Ok(regex.clone());
    }
    let regex = Regex::new(pattern)?;
    let mut known = known();
    if known.len() < EXPRESSIONS_MAX {
        known.insert(pattern.to_owned(), regex.clone());
    }
    Ok(regex)
}

/// Compiles a regular expression, recording what is wrong with it.
pub(super) fn regex(pattern: &At<String>, problems: &mut Problems) -> Option<Regex> {
    match compiled(&pattern.value) {
        Ok(regex) => Some(regex),
        Err(error) => {
            let problem = Problem::new(ProblemCode::BadExpression, pattern.span.clone());
            let problem = problem.with("value", pattern.value.clone()).with("detail", error.to_string());
            problems.push(problem.with("why", "regex"));
            None
        }
    }
}

impl<'t, 's> Compiler<'t, 's> {
    /// A rule that is only a selector or a template.
    pub(super) fn plain_value(&mut self, field: Field, text: &At<String>, problems: &mut Problems) -> Option<Source> {
        if let ValueType::One(group) | ValueType::Many(group) = field.value_type() {
            let names: Vec<&str> = group.fields().iter().map(|field| field.name()).collect();
            let expected = format!("a table of nested fields: {}", names.join(", "));
            let problem = Problem::new(ProblemCode::BadValue, text.span.clone()).with("key", field.name());
            problems.push(problem.with("value", text.value.clone()).with("expected", expected));
            return None;
        }
        let from = self.from(text, problems)?;
        Some(Source::Value(Box::new(ValueRule {
            from,
            written: None,
            inner: None,
            converters: Vec::new(),
            capture: None,
            table: None,
            default: None,
        })))
    }

    /// A value rule, written as a table.
    pub(super) fn value(
        &mut self,
        field: Field,
        section: &mut Section<'t, 's>,
        problems: &mut Problems,
    ) -> Option<Source> {
        if let Some(item) = section.item("const") {
            return self.constant(field, "const", item, problems).map(Source::Constant);
        }
        let from = self.value_from(section, problems);
        let written = written(field, section, problems);
        let inner = section.text("inner", problems);
        let inner = match &inner {
            Some(text) => Some(self.selector(text, problems)?),
            None => None,
        };
        let converters = converters(section.texts("convert", problems), problems);
        let capture = section.text("capture", problems).and_then(|pattern| regex(&pattern, problems));
        let strict = section.boolean("strict", problems).is_some_and(|at| at.value);
        let table = section.text("table", problems).and_then(|name| self.table(&name, problems));
        let default = section.item("default").and_then(|item| self.constant(field, "default", item, problems));
        let table = table.map(|table| (table, strict));
        Some(Source::Value(Box::new(ValueRule { from: from?, written, inner, converters, capture, table, default })))
    }

    fn value_from(&mut self, section: &mut Section<'t, 's>, problems: &mut Problems) -> Option<From> {
        let (sum, minus) = (section.texts("sum", problems), section.texts("minus", problems));
        if !sum.is_empty() {
            return Some(From::Sum(self.selectors(&sum, problems), self.selectors(&minus, problems)));
        }
        let parts = section.texts("parts", problems);
        let cut = section.item("cut").map(|item| lengths(item, problems)).unwrap_or_default();
        let join = section.text("join", problems);
        let pick = one_of(section.text("pick", problems), "pick", &["min", "max"], problems);
        let Some(text) = section.text("from", problems) else {
            section.missing("from", problems);
            return None;
        };
        if parts.is_empty() && join.is_none() && pick.is_none() {
            return self.from(&text, problems);
        }
        let selector = self.selector(&text, problems)?;
        Some(match (join, pick.as_deref()) {
            _ if !parts.is_empty() => {
                From::Parts { whole: selector, parts: self.selectors(&parts, problems), cut: cut.into() }
            }
            (Some(join), _) => From::Joined(selector, join.value),
            (None, Some("min")) => From::Extreme(selector, Ordering::Less),
            (None, _) => From::Extreme(selector, Ordering::Greater),
        })
    }

    fn selectors(&mut self, texts: &[At<String>], problems: &mut Problems) -> Box<[Selector]> {
        texts.iter().filter_map(|text| self.selector(text, problems)).collect()
    }

    fn from(&mut self, text: &At<String>, problems: &mut Problems) -> Option<From> {
        if is_template(&text.value) {
            return self.template(text, &[], problems).map(From::Template);
        }
        self.selector(text, problems).map(From::First)
    }

    fn table(&self, name: &At<String>, problems: &mut Problems) -> Option<Arc<ValueTable>> {
        let found = self.tables.iter().find(|(known, _)| *known == name.value);
        if found.is_none() {
            unknown_reference("table", name, self.tables.iter().map(|(known, _)| known.as_str()), problems);
        }
        found.map(|(_, table)| Arc::clone(table))
    }

    /// A text with holes: `{Номер}|{Дата}`. Without braces the whole text is one selector. `fields` are those a hole
    /// may name with `$field/`.
    pub(super) fn template(
        &mut self,
        text: &At<String>,
        fields: &[Field],
        problems: &mut Problems,
    ) -> Option<Template> {
        let mut pieces = Vec::new();
        if !is_template(&text.value) {
            pieces.push(Piece::Hole { from: self.selector(text, problems)?, optional: false });
            return Some(Template(pieces.into()));
        }
        let mut rest = text.value.as_str();
        while let Some((literal, after)) = rest.split_once('{') {
            if !literal.is_empty() {
                pieces.push(Piece::Literal(literal.to_owned()));
            }
            let Some((hole, after)) = after.split_once('}') else {
                let problem = Problem::new(ProblemCode::BadExpression, text.span.clone());
                let problem = problem.with("value", text.value.clone()).with("detail", "a { is not closed");
                problems.push(problem.with("why", "open-brace"));
                return None;
            };
            let (hole, optional) = hole.strip_suffix('?').map_or((hole, false), |hole| (hole, true));
            pieces.push(self.hole(hole, optional, text, fields, problems)?);
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(rest.to_owned()));
        }
        Some(Template(pieces.into()))
    }

    fn hole(
        &mut self,
        hole: &str,
        optional: bool,
        text: &At<String>,
        fields: &[Field],
        problems: &mut Problems,
    ) -> Option<Piece> {
        if let Some(name) = hole.strip_prefix("$field/") {
            let field = Field::from_name(name).filter(|field| fields.contains(field));
            if field.is_none() {
                let name = At { value: name.to_owned(), span: text.span.clone() };
                unknown_reference("$field", &name, fields.iter().map(|field| field.name()), problems);
            }
            return field.map(|field| Piece::Field { field, optional });
        }
        match self.scope.selector(hole) {
            Ok(from) => Some(Piece::Hole { from, optional }),
            Err(error) => {
                problems.push(error.problem(hole, text.span.clone()));
                None
            }
        }
    }

    fn constant(&self, field: Field, key: &str, item: Item<'_, '_>, problems: &mut Problems) -> Option<Value> {
        let texts = match item.get_ref() {
            DeValue::String(_) | DeValue::Array(_) => as_texts(key, item, problems),
            DeValue::Boolean(flag) => vec![At { value: flag.to_string(), span: item.span() }],
            DeValue::Integer(number) => vec![At { value: number.to_string(), span: item.span() }],
            _ => return wrong_type(key, "string, number or boolean", item, problems),
        };
        if field.value_type() == ValueType::Texts {
            return Some(Value::Texts(texts.into_iter().map(|at| at.value).collect()));
        }
        let text = texts.into_iter().next()?;
        match convert(field, &text.value, None) {
            Converted::Value(value) => Some(value),
            Converted::Nothing => None,
            Converted::Malformed { expected } => {
                let problem = Problem::new(ProblemCode::BadValue, text.span).with("key", key);
                problems.push(problem.with("value", text.value).with("expected", expected));
                None
            }
        }
    }
}

/// Whether a text has holes: a brace inside quotes belongs to what is compared.
fn is_template(text: &str) -> bool {
    let mut quote = None;
    text.chars().any(|c| {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '\'' | '"') => quote = Some(c),
            _ => {}
        }
        c == '{' && quote.is_none()
    })
}

fn converters(names: Vec<At<String>>, problems: &mut Problems) -> Vec<&'static Converter> {
    let mut found = Vec::new();
    for name in names {
        match CONVERTERS.iter().find(|converter| converter.name == name.value) {
            Some(converter) => found.push(converter),
            None => unknown_reference("convert", &name, CONVERTERS.iter().map(|c| c.name), problems),
        }
    }
    found
}

fn lengths(item: Item<'_, '_>, problems: &mut Problems) -> Vec<usize> {
    let DeValue::Array(items) = item.get_ref() else {
        wrong_type::<()>("cut", "array of integers", item, problems);
        return Vec::new();
    };
    let mut lengths = Vec::new();
    for item in items.iter() {
        match item.get_ref() {
            DeValue::Integer(number) => lengths.extend(number.as_str().parse::<usize>().ok()),
            _ => {
                wrong_type::<()>("cut", "integer", item, problems);
            }
        }
    }
    lengths
}
