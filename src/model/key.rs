//! The keys of settings and mapping files: one table from which files are checked, editors complete (JSON Schema) and
//! the reference is written.

use serde_json::{Map, Value, json};

/// What a key holds.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// A text.
    Text,
    /// A text or a list of texts.
    Texts,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Bool,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A table with keys of its own.
    Table(&'static Keys),
    /// A list of tables.
    Tables(&'static Keys),
    /// A table whose keys are names that people choose.
    Named(&'static Holds),
    /// What the schema defines under this name.
    Defined(&'static str),
}

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether it must be there.
    pub required: bool,
    /// What it means, in a line.
    pub means: &'static str,
}

/// The keys of one table.
#[derive(Debug)]
pub struct Keys {
    /// What the table is called.
    pub name: &'static str,
    /// Its keys, in groups that several tables share.
    pub groups: &'static [&'static [Key]],
}

/// A key that may be left out.
#[must_use]
pub const fn key(name: &'static str, holds: Holds, means: &'static str) -> Key {
    Key { name, holds, required: false, means }
}

/// A key that must be there.
#[must_use]
pub const fn required(name: &'static str, holds: Holds, means: &'static str) -> Key {
    Key { name, holds, required: true, means }
}

impl Keys {
    /// Every key.
    pub fn iter(&self) -> impl Iterator<Item = &'static Key> {
        self.groups.iter().flat_map(|group| group.iter())
    }

    /// Whether there is a key of that name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.iter().any(|key| key.name == name)
    }

    /// The names, separated by commas.
    #[must_use]
    pub fn names(&self) -> String {
        self.iter().map(|key| key.name).collect::<Vec<_>>().join(", ")
    }

    /// The JSON Schema of the table. Keys that end in `_add` belong to files that extend others.
    #[must_use]
    pub fn schema(&self) -> Value {
        let properties: Map<String, Value> = self
            .iter()
            .map(|key| {
                let mut schema = key.holds.schema();
                if let Some(schema) = schema.as_object_mut() {
                    schema.insert("description".to_owned(), json!(key.means));
                }
                (key.name.to_owned(), schema)
            })
            .collect();
        let needed: Vec<&str> = self.iter().filter(|key| key.required).map(|key| key.name).collect();
        let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
        if let (Some(schema), false) = (schema.as_object_mut(), needed.is_empty()) {
            schema.insert("required".to_owned(), json!(needed));
        }
        schema
    }

    /// The keys as a table of a page.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = String::from("| key | holds | means |\n|---|---|---|\n");
        for key in self.iter() {
            let must = if key.required { ", required" } else { "" };
            let means = key.means.replace('|', "\\|");
            page.push_str(&format!("| `{}` | {}{must} | {means} |\n", key.name, key.holds.words()));
        }
        page
    }
}

impl Holds {
    /// The JSON Schema of the value.
    #[must_use]
    pub fn schema(&self) -> Value {
        match self {
            Self::Text => json!({ "type": "string" }),
            Self::Texts => {
                json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
            }
            Self::Integer => json!({ "type": "integer" }),
            Self::Number => json!({ "type": ["number", "string"] }),
            Self::Bool => json!({ "type": "boolean" }),
            Self::OneOf(texts) => json!({ "type": "string", "enum": texts }),
            Self::Table(keys) => keys.schema(),
            Self::Tables(keys) => json!({ "type": "array", "items": keys.schema() }),
            Self::Named(holds) => json!({ "type": "object", "additionalProperties": holds.schema() }),
            Self::Defined(name) => json!({ "$ref": format!("#/$defs/{name}") }),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Texts => "text or list of texts".to_owned(),
            Self::Integer => "whole number".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Bool => "`true` or `false`".to_owned(),
            Self::OneOf(texts) => texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", "),
            Self::Table(keys) => format!("table, see {}", keys.name),
            Self::Tables(keys) => format!("list of tables, see {}", keys.name),
            Self::Named(holds) => format!("table of names: {}", holds.words()),
            Self::Defined(name) => (*name).to_owned(),
        }
    }
}
