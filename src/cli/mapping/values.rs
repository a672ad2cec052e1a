//! The values of a draft as a person and as a program reads them.

use serde_json::{Map, Value as Json, json};
use sverka::lang::Lang;
use sverka::model::draft::{Fields, Value};

/// Every value with its field and the groups around it, in order of the mapping: `lines[2].total`.
pub(super) fn lines(fields: &Fields, lang: Lang) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    collect("", fields, lang, &mut lines);
    lines
}

fn collect(around: &str, fields: &Fields, lang: Lang, lines: &mut Vec<(String, String)>) {
    for (field, value) in &fields.0 {
        let path = format!("{around}{}", field.name());
        match value {
            Value::One(group) => collect(&format!("{path}."), group, lang, lines),
            Value::Many(groups) => {
                for (number, group) in (1..).zip(groups) {
                    collect(&format!("{path}[{number}]."), group, lang, lines);
                }
            }
            value => lines.push((path, shown(value, lang))),
        }
    }
}

/// One value as people of the language write it.
pub(super) fn shown(value: &Value, lang: Lang) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Date(date) => lang.date(*date),
        Value::DateTime(at) => format!("{} {}", lang.date(at.date()), at.time()),
        Value::Decimal(number) => lang.number(&number.to_string()),
        Value::Bool(flag) => lang.text(if *flag { "mapping-yes" } else { "mapping-no" }, &[]),
        Value::Integer(number) => number.to_string(),
        Value::Texts(texts) => texts.join("; "),
        Value::One(_) | Value::Many(_) => String::new(),
    }
}

/// The values for programs: groups are objects, numbers are texts as everywhere.
pub(super) fn to_json(fields: &Fields) -> Json {
    let object: Map<String, Json> =
        fields.0.iter().map(|(field, value)| (field.name().to_owned(), value_json(value))).collect();
    Json::Object(object)
}

/// One value for programs.
pub(super) fn value_json(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Date(date) => json!(date.to_string()),
        Value::DateTime(at) => json!(at.to_string()),
        Value::Decimal(number) => json!(number.to_string()),
        Value::Bool(flag) => json!(flag),
        Value::Integer(number) => json!(number),
        Value::Texts(texts) => json!(texts),
        Value::One(group) => to_json(group),
        Value::Many(groups) => groups.iter().map(to_json).collect(),
    }
}
