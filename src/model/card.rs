//! What a person is shown of a client, a payment, a document or a record that waits, to tell one from another.

use jiff::civil::Date;
use serde::Serialize;

use super::provenance::Position;

/// A sum as decimal string with its currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// Decimal string.
    pub amount: String,
    /// Currency code.
    pub currency: String,
}

/// A record of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The source's name.
    pub source: String,
    /// The record's id there.
    pub id: String,
}

/// A client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientCard {
    /// As people see it (`C-17`).
    pub id: String,
    /// Working name.
    pub name: String,
    /// Tax number, valid or as written.
    pub tax_id: String,
    /// КПП.
    pub kpp: String,
    /// Phones.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// The manager.
    pub manager: String,
    /// Deleted.
    pub deleted: bool,
    /// How many documents are the client's.
    pub documents: u64,
    /// What is to be paid.
    pub open: Vec<Sum>,
    /// What is received and pays nothing yet.
    pub free: Vec<Sum>,
    /// Records of it.
    pub sources: Vec<Origin>,
}

/// A payment or a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoneyCard {
    /// As people see it (`P-5`, `D-7`).
    pub id: String,
    /// Record kind.
    pub kind: &'static str,
    /// Number.
    pub number: String,
    /// Date.
    pub date: Date,
    /// Amount or total.
    pub amount: Sum,
    /// What of it is not allocated or not paid.
    pub open: Sum,
    /// Who paid, and the tax number; of payments.
    pub payer: String,
    /// Purpose; of payments.
    pub purpose: String,
    /// The client's id and name; empty for nobody's.
    pub client: String,
    /// Records of it.
    pub sources: Vec<Origin>,
}

/// A record that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingCard {
    /// Record kind.
    pub kind: &'static str,
    /// The source and the id there.
    pub origin: Origin,
    /// The file.
    pub file: String,
    /// Where in it.
    pub position: Position,
}

/// Anything a question is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Card {
    /// A client.
    Client(ClientCard),
    /// A payment or document.
    Money(MoneyCard),
    /// A record that waits.
    Waiting(WaitingCard),
}
