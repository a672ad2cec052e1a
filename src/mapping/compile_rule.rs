//! Field rules and conditions of a mapping file → the compiled form.

use toml::de::DeValue;

use super::compile::{Compiler, unknown_reference};
use super::compile_written::bounds;
use super::fold::Folded;
use super::keys;
use super::rule::{Choice, Condition, DirectionRule, FieldRule, GroupRule, Source};
use super::select::Selector;
use crate::model::field::{Field, ValueType};
use crate::model::issue::Severity;
use crate::model::key::Keys;
use crate::model::problem::{
    At, Item, Problem, ProblemCode, Problems, Section, as_section, as_text, as_texts, did_you_mean, wrong_type,
};

/// What a choice says besides where its value comes from.
#[derive(Default)]
pub(super) struct Extras {
    required: bool,
    severity: Option<Severity>,
}

impl<'t, 's> Compiler<'t, 's> {
    /// The fields of a record or nested group: those of the parts it uses, then its own, which replace them.
    pub(super) fn group(
        &mut self,
        section: &mut Section<'t, 's>,
        allowed: &[Field],
        problems: &mut Problems,
    ) -> Box<[FieldRule]> {
        let mut entries = Vec::new();
        for part in section.texts("use", problems) {
            self.part_entries(&part, &mut entries, problems, 0);
        }
        if let Some(mut own) = section.section("fields", problems) {
            for entry in own.entries() {
                replace(&mut entries, entry);
            }
        }
        let mut rules = Vec::new();
        let mut earlier = Vec::new();
        for (key, item) in entries {
            let field = Field::from_name(&key.value).filter(|field| allowed.contains(field));
            let Some(field) = field else {
                unknown_field(&key, allowed, problems);
                continue;
            };
            if let Some(rule) = self.field(field, item, &earlier, problems) {
                rules.push(rule);
            }
            earlier.push(field);
        }
        rules.into()
    }

    fn part_entries(
        &self,
        name: &At<String>,
        entries: &mut Vec<(At<String>, Item<'t, 's>)>,
        problems: &mut Problems,
        depth: u32,
    ) {
        let found = self.parts.iter().find(|(known, _)| *known == name.value);
        // Parts may use parts; a circle would never end.
        let Some((_, item)) = found.filter(|_| depth < 8) else {
            unknown_reference("use", name, self.parts.iter().map(|(known, _)| known.as_str()), problems);
            return;
        };
        let Some(mut section) = as_section("part", item, problems) else { return };
        for (key, item) in section.entries() {
            if key.value == "use" {
                for part in as_texts("use", item, problems) {
                    self.part_entries(&part, entries, problems, depth + 1);
                }
            } else {
                replace(entries, (key, item));
            }
        }
    }

    fn field(
        &mut self,
        field: Field,
        item: Item<'t, 's>,
        earlier: &[Field],
        problems: &mut Problems,
    ) -> Option<FieldRule> {
        let mut extras = Extras::default();
        let choices: Vec<Choice> = match item.get_ref() {
            DeValue::Array(items) => {
                items.iter().filter_map(|item| self.choice(field, item, earlier, &mut extras, problems)).collect()
            }
            _ => self.choice(field, item, earlier, &mut extras, problems).into_iter().collect(),
        };
        if choices.is_empty() {
            return None;
        }
        let text = self.text.get(item.span()).unwrap_or_default().to_owned();
        Some(FieldRule { field, choices: choices.into(), required: extras.required, severity: extras.severity, text })
    }

    fn choice(
        &mut self,
        field: Field,
        item: Item<'t, 's>,
        earlier: &[Field],
        extras: &mut Extras,
        problems: &mut Problems,
    ) -> Option<Choice> {
        if let DeValue::String(_) = item.get_ref() {
            let text = as_text(field.name(), item, problems)?;
            let source = self.plain_value(field, &text, problems)?;
            return Some(Choice { when: Box::default(), source });
        }
        let DeValue::Table(_) = item.get_ref() else {
            return wrong_type(field.name(), "selector or table", item, problems);
        };
        let mut section = as_section(field.name(), item, problems)?;
        let when = section.item("when").map(|item| self.conditions(item, earlier, problems)).unwrap_or_default();
        extras.required |= section.boolean("required", problems).is_some_and(|at| at.value);
        let names = ["notice", "warning", "error"];
        let severity = section.text("severity", problems);
        match super::compile::one_of(severity, "severity", &names, problems).as_deref() {
            Some("notice") => extras.severity = Some(Severity::Notice),
            Some("warning") => extras.severity = Some(Severity::Warning),
            Some("error") => extras.severity = Some(Severity::Error),
            _ => {}
        }
        let form = form(field, &mut section);
        let source = self.source(field, &mut section, earlier, problems);
        section.finish_as(form, problems);
        Some(Choice { when, source: source? })
    }

    fn source(
        &mut self,
        field: Field,
        section: &mut Section<'t, 's>,
        earlier: &[Field],
        problems: &mut Problems,
    ) -> Option<Source> {
        if let Some(item) = section.item("test") {
            return Some(Source::Test(self.conditions(item, earlier, problems)));
        }
        if let Some(item) = section.item("all") {
            let DeValue::Array(items) = item.get_ref() else {
                return wrong_type("all", "array of rules", item, problems);
            };
            let mut ignored = Extras::default();
            let choices = items.iter().filter_map(|item| self.choice(field, item, earlier, &mut ignored, problems));
            return Some(Source::All(choices.collect()));
        }
        if section.item("payer").is_some() {
            return self.direction(section, problems);
        }
        match field.value_type() {
            ValueType::One(group) => {
                let at = section.text("at", problems);
                let at = Box::from([self.selector_or_here(at, problems)?]);
                let inner = self.inner(section, problems)?;
                let fields = self.group(section, group.fields(), problems);
                Some(Source::One(Box::new(GroupRule { at, inner, fields })))
            }
            ValueType::Many(group) => {
                let mut each = Vec::new();
                for text in section.texts("each", problems) {
                    each.push(self.selector(&text, problems)?);
                }
                if each.is_empty() {
                    each.push(self.selector_or_here(None, problems)?);
                }
                let inner = self.inner(section, problems)?;
                let fields = self.group(section, group.fields(), problems);
                Some(Source::Many(Box::new(GroupRule { at: each.into(), inner, fields })))
            }
            _ => self.value(field, section, problems),
        }
    }

    /// What a group's `inner` selects; the outer nothing stands for a selector that is wrong.
    fn inner(&mut self, section: &mut Section<'t, 's>, problems: &mut Problems) -> Option<Option<Selector>> {
        match section.text("inner", problems) {
            Some(text) => self.selector(&text, problems).map(Some),
            None => Some(None),
        }
    }

    fn selector_or_here(&mut self, text: Option<At<String>>, problems: &mut Problems) -> Option<Selector> {
        self.selector(&text.unwrap_or(At { value: ".".to_owned(), span: 0..0 }), problems)
    }

    fn direction(&mut self, section: &mut Section<'t, 's>, problems: &mut Problems) -> Option<Source> {
        let mut side = |key, problems: &mut Problems| {
            let texts = section.texts(key, problems);
            texts.iter().filter_map(|text| self.selector(text, problems)).collect::<Box<[Selector]>>()
        };
        let (payer, payee) = (side("payer", problems), side("payee", problems));
        let mut hint =
            |key, problems: &mut Problems| section.text(key, problems).and_then(|text| self.selector(&text, problems));
        let (received, paid) = (hint("received", problems), hint("paid", problems));
        Some(Source::Direction(Box::new(DirectionRule { payer, payee, received, paid })))
    }

    /// Conditions that must all hold: a table, or an array of tables.
    pub(super) fn conditions(
        &mut self,
        item: Item<'t, 's>,
        earlier: &[Field],
        problems: &mut Problems,
    ) -> Box<[Condition]> {
        match item.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| self.condition(item, earlier, problems)).collect(),
            _ => self.condition(item, earlier, problems).into_iter().collect(),
        }
    }

    fn condition(&mut self, item: Item<'t, 's>, earlier: &[Field], problems: &mut Problems) -> Option<Condition> {
        let mut section = as_section("when", item, problems)?;
        let condition = self.condition_of(&mut section, earlier, problems);
        section.finish_as(&keys::CONDITION, problems);
        condition
    }

    fn condition_of(
        &mut self,
        section: &mut Section<'t, 's>,
        earlier: &[Field],
        problems: &mut Problems,
    ) -> Option<Condition> {
        if let Some(item) = section.item("any") {
            return Some(Condition::Any(self.conditions(item, earlier, problems)));
        }
        if let Some(item) = section.item("none") {
            return Some(Condition::None(self.conditions(item, earlier, problems)));
        }
        let is = folded(section.texts("is", problems));
        let not = folded(section.texts("not", problems));
        let exists = section.boolean("exists", problems).map(|at| at.value);
        let bounds = bounds(section, problems);
        if let Some(name) = section.text("field", problems) {
            let field = Field::from_name(&name.value).filter(|field| earlier.contains(field));
            let Some(field) = field else {
                unknown_reference("field", &name, earlier.iter().map(|field| field.name()), problems);
                return None;
            };
            if let Some(bounds) = bounds {
                return Some(Condition::FieldNumber(field, bounds));
            }
            return Some(match (exists, is.is_empty(), not.is_empty()) {
                (Some(exists), ..) => Condition::FieldExists(field, exists),
                (None, _, false) => Condition::FieldNot(field, not),
                _ => Condition::FieldIs(field, is),
            });
        }
        let truth = section.boolean("bool", problems).map(|at| at.value);
        let pattern = section.text("matches", problems);
        let Some(value) = section.text("value", problems) else {
            section.missing("value", problems);
            return None;
        };
        let selector = self.selector(&value, problems)?;
        if let Some(pattern) = pattern {
            return Some(Condition::Matches(selector, super::compile_value::regex(&pattern, problems)?));
        }
        if let Some(bounds) = bounds {
            return Some(Condition::Number(selector, bounds));
        }
        match (truth, exists, is.is_empty(), not.is_empty()) {
            (Some(truth), ..) => Some(Condition::Truth(selector, truth)),
            (None, Some(exists), ..) => Some(Condition::Exists(selector, exists)),
            (None, None, false, _) => Some(Condition::Is(selector, is)),
            (None, None, true, false) => Some(Condition::Not(selector, not)),
            (None, None, true, true) => {
                let problem = Problem::new(ProblemCode::MissingKey, value.span).with("table", "when");
                problems.push(problem.with("key", "is, not, exists, bool, matches, less, greater or equals"));
                None
            }
        }
    }
}

/// Which sort of rule a table is.
fn form(field: Field, section: &mut Section<'_, '_>) -> &'static Keys {
    let forms = [("test", &keys::TEST), ("all", &keys::ALL), ("payer", &keys::DIRECTION), ("const", &keys::CONSTANT)];
    let told = forms.into_iter().find(|(key, _)| section.item(key).is_some());
    match (told, field.value_type()) {
        (Some((_, form)), _) => form,
        (None, ValueType::One(_)) => &keys::ONE,
        (None, ValueType::Many(_)) => &keys::MANY,
        (None, _) => &keys::VALUE,
    }
}

fn replace<'t, 's>(entries: &mut Vec<(At<String>, Item<'t, 's>)>, entry: (At<String>, Item<'t, 's>)) {
    match entries.iter_mut().find(|(known, _)| known.value == entry.0.value) {
        Some(known) => *known = entry,
        None => entries.push(entry),
    }
}

fn folded(texts: Vec<At<String>>) -> Box<[Folded]> {
    texts.into_iter().map(|at| Folded::new(&at.value)).collect()
}

pub(super) fn unknown_field(key: &At<String>, allowed: &[Field], problems: &mut Problems) {
    let known = allowed.iter().map(|field| field.name());
    let mut problem = Problem::new(ProblemCode::UnknownKey, key.span.clone())
        .with("key", key.value.clone())
        .with("known", known.clone().collect::<Vec<_>>().join(", "));
    if let Some(near) = did_you_mean(&key.value, known) {
        problem = problem.with("suggestion", near);
    }
    problems.push(problem);
}
