//! How values are written, as a mapping file states it → the compiled form.

use regex::Regex;
use rust_decimal::Decimal;
use toml::de::DeValue;

use super::compile_value::regex;
use super::keys;
use super::layout::Layout;
use super::number::NumberForm;
use super::rule::{Bounds, Written};
use crate::model::field::{Field, ValueType};
use crate::model::problem::{At, Item, Problem, ProblemCode, Problems, Section, as_section, wrong_type};

/// Most digits that may stand behind a point that isn't written.
const SCALE_MAX: i64 = 6;

/// What a value rule states of its text; nothing where it states nothing.
pub(super) fn written(field: Field, section: &mut Section<'_, '_>, problems: &mut Problems) -> Option<Box<Written>> {
    let replace = section.item("replace").map(|item| replacements(item, problems)).unwrap_or_default();
    let split = of_type(field, "split", ValueType::Texts, section.texts("split", problems), problems);
    let layouts = section.texts("layout", problems);
    let kind = if field.value_type() == ValueType::DateTime { ValueType::DateTime } else { ValueType::Date };
    let layouts = of_type(field, "layout", kind, layouts, problems);
    let layouts = layouts.into_iter().filter_map(|text| layout(text, problems)).collect();
    let number = number(field, section, problems);
    let split: Vec<String> = split.into_iter().map(|at| at.value).filter(|text| !text.is_empty()).collect();
    let written = Written { replace, split, layouts, number };
    let plain = written.replace.is_empty()
        && written.split.is_empty()
        && written.layouts.is_empty()
        && written.number.is_plain();
    (!plain).then(|| Box::new(written))
}

/// The values of a key that only fields of one type may have.
fn of_type(
    field: Field,
    key: &str,
    wanted: ValueType,
    values: Vec<At<String>>,
    problems: &mut Problems,
) -> Vec<At<String>> {
    if let (Some(first), true) = (values.first(), field.value_type() != wanted) {
        misplaced(field, key, wanted, first.span.clone(), problems);
        return Vec::new();
    }
    values
}

fn misplaced(field: Field, key: &str, wanted: ValueType, span: std::ops::Range<usize>, problems: &mut Problems) {
    let expected = match wanted {
        ValueType::Decimal => "field of numbers",
        ValueType::Texts => "field of several texts",
        _ => "field of dates",
    };
    let problem = Problem::new(ProblemCode::BadValue, span).with("key", key);
    problems.push(problem.with("value", field.name()).with("expected", expected));
}

fn layout(text: At<String>, problems: &mut Problems) -> Option<Layout> {
    let layout = Layout::new(&text.value);
    if layout.is_none() {
        let problem = Problem::new(ProblemCode::BadValue, text.span).with("key", "layout").with("value", text.value);
        problems.push(problem.with("expected", "layout"));
    }
    layout
}

fn number(field: Field, section: &mut Section<'_, '_>, problems: &mut Problems) -> NumberForm {
    let mut form = NumberForm::default();
    let mut first = None;
    if let Some(point) = section.text("point", problems) {
        first = Some(("point", point.span.clone()));
        form.point = match point.value.as_str() {
            "," => Some(','),
            "." => Some('.'),
            _ => {
                let problem = Problem::new(ProblemCode::BadValue, point.span).with("key", "point");
                problems.push(problem.with("value", point.value).with("expected", "\",\", \".\""));
                None
            }
        };
    }
    if let Some(scale) = section.integer("scale", problems) {
        first = first.or(Some(("scale", scale.span.clone())));
        match u32::try_from(scale.value) {
            Ok(digits) if scale.value <= SCALE_MAX => form.scale = digits,
            _ => {
                let problem = Problem::new(ProblemCode::BadValue, scale.span).with("key", "scale");
                problems.push(problem.with("value", scale.value.to_string()).with("expected", "0–6"));
            }
        }
    }
    for (key, flag) in [("abs", &mut form.absolute), ("negate", &mut form.negated)] {
        if let Some(given) = section.boolean(key, problems) {
            first = first.or(Some((key, given.span)));
            *flag = given.value;
        }
    }
    if let (Some((key, span)), true) = (first, field.value_type() != ValueType::Decimal) {
        misplaced(field, key, ValueType::Decimal, span, problems);
    }
    form
}

/// `{ pattern = '…', with = '…' }`, or an array of these.
fn replacements(item: Item<'_, '_>, problems: &mut Problems) -> Vec<(Regex, String)> {
    match item.get_ref() {
        DeValue::Array(items) => items.iter().filter_map(|item| replacement(item, problems)).collect(),
        _ => replacement(item, problems).into_iter().collect(),
    }
}

fn replacement(item: Item<'_, '_>, problems: &mut Problems) -> Option<(Regex, String)> {
    let mut section = as_section("replace", item, problems)?;
    let pattern = section.required_text("pattern", problems);
    let with = section.text("with", problems).map(|at| at.value).unwrap_or_default();
    section.finish_as(&keys::REPLACE, problems);
    Some((regex(&pattern?, problems)?, with))
}

/// `less`, `greater` and `equals` of a condition.
pub(super) fn bounds(section: &mut Section<'_, '_>, problems: &mut Problems) -> Option<Bounds> {
    let mut read = |key| section.item(key).and_then(|item| bound(key, item, problems));
    let bounds = Bounds { less: read("less"), greater: read("greater"), equals: read("equals") };
    (bounds != Bounds::default()).then_some(bounds)
}

fn bound(key: &'static str, item: Item<'_, '_>, problems: &mut Problems) -> Option<Decimal> {
    let text = match item.get_ref() {
        DeValue::Integer(number) => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        DeValue::String(text) => text.as_ref(),
        _ => return wrong_type(key, "number", item, problems),
    };
    let number = text.parse().ok();
    if number.is_none() {
        let problem = Problem::new(ProblemCode::BadValue, item.span()).with("key", key).with("value", text);
        problems.push(problem.with("expected", "number"));
    }
    number
}
