//! Expected values of an example: compiled from the mapping file, compared with what was read.

use std::ops::Range;

use rust_decimal::Decimal;
use toml::de::DeValue;

use super::super::compile_rule::unknown_field;
use super::super::template::plain;
use crate::model::draft::{Fields, Value};
use crate::model::field::{Field, ValueType};
use crate::model::problem::{At, Item, Problems, as_section, wrong_type};

/// A value as it should be.
#[derive(Debug)]
pub(super) enum Expected {
    /// Compared as what the field holds: `100` and `100.00` are one number.
    Text(String),
    Texts(Vec<String>),
    One(Vec<(String, At<Expected>)>),
    Many(Vec<Vec<(String, At<Expected>)>>),
    /// `""`: there must be no value.
    Nothing,
}

/// Compiles one expected field.
pub(super) fn field(
    key: &At<String>,
    item: Item<'_, '_>,
    allowed: &[Field],
    problems: &mut Problems,
) -> Option<(String, At<Expected>)> {
    let Some(field) = Field::from_name(&key.value).filter(|field| allowed.contains(field)) else {
        unknown_field(key, allowed, problems);
        return None;
    };
    let value = match (field.value_type(), item.get_ref()) {
        (_, DeValue::String(text)) if text.is_empty() => Expected::Nothing,
        (ValueType::One(group), _) => Expected::One(fields(item, group.fields(), problems)?),
        (ValueType::Many(group), DeValue::Array(items)) => {
            let groups = items.iter().filter_map(|item| fields(item, group.fields(), problems));
            Expected::Many(groups.collect())
        }
        (ValueType::Many(_), _) => return wrong_type(field.name(), "array of tables", item, problems),
        (ValueType::Texts, DeValue::Array(items)) => {
            Expected::Texts(items.iter().filter_map(|item| scalar(field, item, problems)).collect())
        }
        (ValueType::Texts, _) => Expected::Texts(vec![scalar(field, item, problems)?]),
        _ => Expected::Text(scalar(field, item, problems)?),
    };
    Some((key.value.clone(), At { value, span: item.span() }))
}

fn fields(item: Item<'_, '_>, allowed: &[Field], problems: &mut Problems) -> Option<Vec<(String, At<Expected>)>> {
    let mut section = as_section("expect", item, problems)?;
    Some(section.entries().iter().filter_map(|(key, item)| field(key, item, allowed, problems)).collect())
}

/// A text, number, date or yes-or-no as text.
fn scalar(field: Field, item: Item<'_, '_>, problems: &mut Problems) -> Option<String> {
    match item.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Datetime(at) => Some(at.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => wrong_type(field.name(), "string", item, problems),
    }
}

/// Is told the place in the mapping file, the field, what was expected and what was read.
pub(super) type Differ<'d> = dyn FnMut(&Range<usize>, &str, String, String) + 'd;

/// Compares what is expected with what was read; what is not named is not compared.
pub(super) fn compare(expected: &[(String, At<Expected>)], given: &Fields, around: &str, differ: &mut Differ<'_>) {
    for (name, at) in expected {
        let path = format!("{around}{name}");
        let value = Field::from_name(name).and_then(|field| given.get(field));
        match (&at.value, value) {
            (Expected::Nothing, None) => {}
            (Expected::One(fields), Some(Value::One(group))) => compare(fields, group, &format!("{path}."), differ),
            (Expected::Many(groups), Some(Value::Many(given))) => {
                for (number, (fields, group)) in (1..).zip(groups.iter().zip(given)) {
                    compare(fields, group, &format!("{path}[{number}]."), differ);
                }
                if groups.len() != given.len() {
                    differ(&at.span, &path, format!("× {}", groups.len()), format!("× {}", given.len()));
                }
            }
            (Expected::Many(groups), None) if groups.is_empty() => {}
            (Expected::Text(text), Some(value)) if is_same(text, value) => {}
            (Expected::Texts(texts), Some(Value::Texts(given))) if texts == given => {}
            (wanted, value) => {
                differ(&at.span, &path, wanted.shown(), value.map(shown).unwrap_or_default());
            }
        }
    }
}

fn is_same(text: &str, value: &Value) -> bool {
    match value {
        Value::Decimal(number) => text.parse::<Decimal>().is_ok_and(|wanted| wanted == *number),
        value => plain(value).is_some_and(|was| was == text),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Decimal(number) => number.to_string(),
        Value::Texts(texts) => texts.join("; "),
        Value::One(fields) => fields.label().unwrap_or_else(|| "{…}".to_owned()),
        Value::Many(groups) => format!("× {}", groups.len()),
        value => plain(value).map(|text| text.into_owned()).unwrap_or_default(),
    }
}

impl Expected {
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Texts(texts) => texts.join("; "),
            Self::One(_) => "{…}".to_owned(),
            Self::Many(groups) => format!("× {}", groups.len()),
            Self::Nothing => String::new(),
        }
    }
}
