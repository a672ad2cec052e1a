//! The JSON Schema of mapping files and the reference of the language, both made of the tables that the compiler checks
//! by.

use serde_json::{Map, Value, json};

use super::convert::CONVERTERS;
use super::keys;
use crate::model::field::{Field, Group, ValueType};
use crate::model::key::Keys;
use crate::model::record::RecordKind;

/// The JSON Schema of mapping files: what editors complete by and check while typing.
#[must_use]
pub fn schema() -> Value {
    let mut schema = keys::TOP.schema();
    let alone = json!({
        "required": ["name", "format"],
        "properties": { "record": { "items": { "required": ["name", "kind"] } } }
    });
    let additions = [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        ("title", json!("A mapping file of sverka")),
        ("if", json!({ "required": ["extends"] })),
        ("then", json!({})),
        ("else", alone),
        ("$defs", Value::Object(definitions())),
    ];
    if let Some(top) = schema.as_object_mut() {
        top.extend(additions.into_iter().map(|(key, value)| (key.to_owned(), value)));
    }
    if let Some(record) = schema.pointer_mut("/properties/record/items").and_then(Value::as_object_mut) {
        record.insert("allOf".to_owned(), RecordKind::ALL.into_iter().map(fields_of_kind).collect());
    }
    let_extensions_add(&mut schema);
    schema
}

/// In a record of this kind, which fields there are.
fn fields_of_kind(kind: RecordKind) -> Value {
    json!({
        "if": { "properties": { "kind": { "const": kind.name() } }, "required": ["kind"] },
        "then": { "properties": { "fields": fields(kind.fields()) } }
    })
}

/// A file that extends another may add to any list: `captions_add`.
fn let_extensions_add(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(let_extensions_add);
            if object.get("additionalProperties") == Some(&Value::Bool(false)) {
                object.insert("patternProperties".to_owned(), json!({ "_add$": true }));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(let_extensions_add),
        _ => {}
    }
}

fn definitions() -> Map<String, Value> {
    let texts = |names: Vec<&str>| json!({ "type": "string", "enum": names });
    let names: Vec<&str> = CONVERTERS.iter().map(|converter| converter.name).collect();
    let one_or_more = |one: &str| {
        let one = json!({ "$ref": format!("#/$defs/{one}") });
        json!({ "anyOf": [one, { "type": "array", "items": one }] })
    };
    let mut part = fields(Field::ALL);
    if let Some(properties) = part.pointer_mut("/properties").and_then(Value::as_object_mut) {
        properties.insert("use".to_owned(), crate::model::key::Holds::Texts.schema());
    }
    let mut definitions: Map<String, Value> = [
        ("kind", texts(RecordKind::ALL.into_iter().map(RecordKind::name).collect())),
        ("converter", texts(names)),
        ("converters", one_or_more("converter")),
        ("constant", json!({ "type": ["string", "number", "boolean", "array"] })),
        ("lengths", json!({ "type": "array", "items": { "type": "integer" } })),
        ("replacement", keys::REPLACE.schema()),
        ("replace", one_or_more("replacement")),
        ("condition", condition()),
        ("conditions", one_or_more("condition")),
        ("column", json!({ "anyOf": [crate::model::key::Holds::Texts.schema(), keys::COLUMN.schema()] })),
        ("part", part),
        ("file-value", file_value()),
        ("rules", json!({ "type": "array" })),
        ("expectations", json!({ "type": "array", "items": { "type": "object", "required": ["kind"] } })),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect();
    for field in Field::ALL {
        let of = field.value_type();
        definitions.entry(type_name(of)).or_insert_with(|| rule(of));
    }
    definitions
}

/// A value outside records: paths, or a place in the titles of a table.
fn file_value() -> Value {
    let title = keys::TITLE_TEXT.schema();
    json!({ "anyOf": [crate::model::key::Holds::Texts.schema(), title, { "type": "array", "items": title }] })
}

/// A condition tests something, or puts conditions together.
fn condition() -> Value {
    let mut schema = keys::CONDITION.schema();
    let tests = ["is", "not", "exists", "bool", "matches", "less", "greater", "equals"];
    let tested: Value = tests.iter().map(|test| json!({ "required": [test] })).collect();
    let subject = json!([{ "required": ["value"] }, { "required": ["field"] }]);
    let whole = json!([
        { "required": ["any"] },
        { "required": ["none"] },
        { "allOf": [{ "anyOf": subject }, { "anyOf": tested }] }
    ]);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("anyOf".to_owned(), whole);
    }
    schema
}

/// A table of these fields.
fn fields(of: &[Field]) -> Value {
    let properties: Map<String, Value> = of
        .iter()
        .map(|field| {
            let schema = json!({
                "$ref": format!("#/$defs/{}", type_name(field.value_type())),
                "description": field.means()
            });
            (field.name().to_owned(), schema)
        })
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn type_name(of: ValueType) -> String {
    match of {
        ValueType::Text => "text-rule".to_owned(),
        ValueType::Texts => "texts-rule".to_owned(),
        ValueType::Date | ValueType::DateTime => "date-rule".to_owned(),
        ValueType::Decimal => "number-rule".to_owned(),
        ValueType::Integer => "integer-rule".to_owned(),
        ValueType::Bool => "boolean-rule".to_owned(),
        ValueType::One(group) => format!("{}-rule", group_name(group)),
        ValueType::Many(group) => format!("{}-list-rule", group_name(group)),
    }
}

fn group_name(group: Group) -> String {
    format!("{group:?}").to_lowercase()
}

/// What a field of a type may be read by: one rule, or an array of which the first that gives a value wins.
fn rule(of: ValueType) -> Value {
    let mut forms = Vec::new();
    match of {
        ValueType::One(group) | ValueType::Many(group) => {
            let many = matches!(of, ValueType::Many(_));
            let mut form = if many { keys::MANY.schema() } else { keys::ONE.schema() };
            if let Some(inside) = form.pointer_mut("/properties/fields") {
                *inside = fields(group.fields());
            }
            forms.push(form);
        }
        _ => {
            forms.push(json!({ "type": "string" }));
            forms.push(value(of));
            forms.push(keys::CONSTANT.schema());
            if of == ValueType::Bool {
                forms.push(keys::TEST.schema());
            }
            if of == ValueType::Text {
                forms.push(keys::DIRECTION.schema());
            }
        }
    }
    let one = json!({ "anyOf": forms });
    let mut all = keys::ALL.schema();
    if let Some(rules) = all.pointer_mut("/properties/all") {
        *rules = json!({ "type": "array", "items": one });
    }
    if matches!(of, ValueType::Many(_) | ValueType::Texts | ValueType::Text) {
        forms.push(all);
    }
    let one = json!({ "anyOf": forms });
    forms.push(json!({ "type": "array", "items": one }));
    json!({ "anyOf": forms })
}

/// A value rule with the keys that mean something for the type.
fn value(of: ValueType) -> Value {
    let mut schema = keys::VALUE.schema();
    let foreign = |name: &str| match name {
        "layout" => !matches!(of, ValueType::Date | ValueType::DateTime),
        "point" | "scale" | "abs" | "negate" => of != ValueType::Decimal,
        "split" => of != ValueType::Texts,
        _ => false,
    };
    if let Some(properties) = schema.pointer_mut("/properties").and_then(Value::as_object_mut) {
        properties.retain(|name, _| !foreign(name));
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("anyOf".to_owned(), json!([{ "required": ["from"] }, { "required": ["sum"] }]));
    }
    schema
}

/// The reference of the language, as a page has it.
#[must_use]
pub fn reference() -> String {
    let mut page = String::new();
    for keys in keys::ALL_KEYS {
        let keys: &Keys = keys;
        page.push_str(&format!("### {}\n\n{}\n", capital(keys.name), keys.page()));
    }
    page.push_str("### Conversions\n\n| name | does |\n|---|---|\n");
    for converter in CONVERTERS {
        page.push_str(&format!("| `{}` | {} |\n", converter.name, converter.means));
    }
    page.push_str("\n### Fields of a record\n\n| kind | fields |\n|---|---|\n");
    for kind in RecordKind::ALL {
        page.push_str(&format!("| `{}` | {} |\n", kind.name(), names(kind.fields())));
    }
    page.push_str("\n### Fields\n\n| field | holds | means |\n|---|---|---|\n");
    for field in Field::ALL {
        let holds = match field.value_type() {
            ValueType::Text => "text".to_owned(),
            ValueType::Texts => "texts".to_owned(),
            ValueType::Date => "date".to_owned(),
            ValueType::DateTime => "date and time".to_owned(),
            ValueType::Decimal => "number".to_owned(),
            ValueType::Integer => "whole number".to_owned(),
            ValueType::Bool => "yes or no".to_owned(),
            ValueType::One(group) => format!("a group: {}", names(group.fields())),
            ValueType::Many(group) => format!("groups: {}", names(group.fields())),
        };
        page.push_str(&format!("| `{}` | {holds} | {} |\n", field.name(), field.means().replace('|', "\\|")));
    }
    page
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|field| format!("`{}`", field.name())).collect::<Vec<_>>().join(", ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
