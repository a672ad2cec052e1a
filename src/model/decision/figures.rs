//! What a decision may change, at one moment: told to a person before and after.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::ids::{ClientId, DocumentId, PaymentId};
use crate::model::money::{Currency, Money};

/// A document as a decision may change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentFigures {
    /// Number as written.
    pub number: String,
    /// Date.
    pub date: Date,
    /// How much is paid.
    pub paid: Money,
    /// How much is still to be paid; nothing for what is no receivable.
    pub open: Money,
    /// Whose it is.
    pub client: Option<ClientId>,
}

/// A payment as a decision may change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentFigures {
    /// Number.
    pub number: String,
    /// The day money moved.
    pub date: Date,
    /// How much.
    pub amount: Money,
    /// How much of it pays documents.
    pub allocated: Money,
    /// How much of it is received and pays nothing yet.
    pub free: Money,
    /// Whose it is.
    pub client: Option<ClientId>,
}

/// A client as a decision may change it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientFigures {
    /// Name.
    pub name: String,
    /// The manager.
    pub owner: String,
    /// How many documents.
    pub documents: usize,
    /// How many payments.
    pub payments: usize,
    /// What is to be paid, by currency.
    pub open: BTreeMap<Currency, Money>,
    /// What is received and pays nothing yet, by currency.
    pub free: BTreeMap<Currency, Money>,
}

/// What a decision may change, at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Documents.
    pub documents: BTreeMap<DocumentId, DocumentFigures>,
    /// Payments.
    pub payments: BTreeMap<PaymentId, PaymentFigures>,
    /// Clients.
    pub clients: BTreeMap<ClientId, ClientFigures>,
}
