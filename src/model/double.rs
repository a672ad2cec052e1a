//! What may be one business fact and is counted twice.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::ids::{DocumentId, PaymentId, RecordNo};
use super::money::Money;
use super::provenance::Position;

/// What a client's books may count twice, as far as its figures say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubles {
    /// Payments received on one day, of one amount.
    pub payments: Vec<Vec<PaymentId>>,
    /// An order and a bill of one amount and near days, neither of which names the other.
    pub deals: Vec<(DocumentId, DocumentId)>,
}

impl Doubles {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.payments.is_empty() && self.deals.is_empty()
    }
}

/// A payment or document as its sources state it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Which it is.
    pub record: RecordNo,
    /// Its number.
    pub number: String,
    /// Its day.
    pub date: Date,
    /// Its amount.
    pub amount: Money,
    /// The lists it stands in: each a source and the mapping that reads it.
    pub lists: BTreeSet<(String, String)>,
    /// The name of the file that states it.
    pub file: String,
    /// Where in the file.
    pub position: Position,
    /// Whether the delivery in hand was the first to state it.
    pub is_new: bool,
}
