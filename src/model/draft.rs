//! What a mapping yields: our field names with typed values, not yet checked against each other.

use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;

use super::field::Field;
use super::provenance::Provenance;
use super::record::{RecordKind, RecordVersion};

/// One typed value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Trimmed, not empty.
    Text(String),
    /// A civil date.
    Date(Date),
    /// A civil date and time.
    DateTime(DateTime),
    /// A decimal number.
    Decimal(Decimal),
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Several texts.
    Texts(Vec<String>),
    /// One nested group.
    One(Box<Fields>),
    /// Several nested groups.
    Many(Vec<Fields>),
}

/// The fields that were found, in the order of the mapping; a field that is absent or empty is not listed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fields(pub Vec<(Field, Value)>);

impl Fields {
    /// How a person finds the record in his own program: its number or name, and whose it is. Nothing where it says
    /// neither.
    #[must_use]
    pub fn label(&self) -> Option<String> {
        let own = self.text(Field::Number).or_else(|| self.text(Field::Name));
        let party = [Field::Client, Field::Payer].into_iter().find_map(|field| match self.get(field) {
            Some(Value::One(party)) => party.text(Field::Name),
            _ => None,
        });
        let parts: Vec<&str> = own.into_iter().chain(party).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    fn text(&self, field: Field) -> Option<&str> {
        match self.get(field) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Takes a field's value out.
    pub fn take(&mut self, field: Field) -> Option<Value> {
        let at = self.0.iter().position(|(f, _)| *f == field)?;
        Some(self.0.swap_remove(at).1)
    }

    /// A field's value.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&Value> {
        self.0.iter().find(|(f, _)| *f == field).map(|(_, value)| value)
    }

    /// Takes a text out; empty where there is none.
    pub fn take_text(&mut self, field: Field) -> String {
        match self.take(field) {
            Some(Value::Text(text)) => text,
            _ => String::new(),
        }
    }

    /// Takes a date out.
    pub fn take_date(&mut self, field: Field) -> Option<Date> {
        match self.take(field) {
            Some(Value::Date(date)) => Some(date),
            Some(Value::DateTime(at)) => Some(at.date()),
            _ => None,
        }
    }

    /// Takes a decimal out.
    pub fn take_decimal(&mut self, field: Field) -> Option<Decimal> {
        match self.take(field) {
            Some(Value::Decimal(number)) => Some(number),
            _ => None,
        }
    }

    /// Takes a whole number out.
    pub fn take_integer(&mut self, field: Field) -> Option<i64> {
        match self.take(field) {
            Some(Value::Integer(number)) => Some(number),
            _ => None,
        }
    }

    /// Takes a yes-or-no out.
    pub fn take_bool(&mut self, field: Field) -> Option<bool> {
        match self.take(field) {
            Some(Value::Bool(flag)) => Some(flag),
            _ => None,
        }
    }

    /// Takes several texts out.
    pub fn take_texts(&mut self, field: Field) -> Vec<String> {
        match self.take(field) {
            Some(Value::Texts(texts)) => texts,
            Some(Value::Text(text)) => vec![text],
            _ => Vec::new(),
        }
    }

    /// Takes a nested group out.
    pub fn take_one(&mut self, field: Field) -> Option<Self> {
        match self.take(field) {
            Some(Value::One(fields)) => Some(*fields),
            _ => None,
        }
    }

    /// Takes nested groups out.
    pub fn take_many(&mut self, field: Field) -> Vec<Self> {
        match self.take(field) {
            Some(Value::Many(groups)) => groups,
            Some(Value::One(group)) => vec![*group],
            _ => Vec::new(),
        }
    }
}

/// One record as the mapping read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it is.
    pub kind: RecordKind,
    /// The key of the ladder that held, or nothing.
    pub id: Option<String>,
    /// The source says the record is gone.
    pub removal: bool,
    /// Which rule read it, where.
    pub provenance: Provenance,
    /// What orders it among statements about the same record.
    pub version: RecordVersion,
    /// Its values.
    pub fields: Fields,
}
