//! A payment and the documents it cites, whoever's they are: what whose money it is, is judged by.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::ids::{ClientId, DocumentId, OrganizationId, PaymentId};
use super::money::Money;
use super::record::RecordKind;

/// A payment whose purpose cites documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitingPayment {
    /// The payment.
    pub id: PaymentId,
    /// The client who sent it, where known.
    pub payer: Option<ClientId>,
    /// The payer's name as the bank has it.
    pub payer_name: String,
    /// The payer's tax number, folded as a client's is; empty where the bank gives none.
    pub payer_tax: String,
    /// The day money moved.
    pub date: Date,
    /// How much.
    pub amount: Money,
    /// Our company that received it.
    pub organization: Option<OrganizationId>,
    /// Purpose.
    pub purpose: String,
    /// Clients that a person told apart from the payer.
    pub told_apart: BTreeSet<ClientId>,
}

/// A document whose number a payment cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedDocument {
    /// The document.
    pub id: DocumentId,
    /// Whose it is.
    pub client: ClientId,
    /// That client's name without its legal form, folded.
    pub client_core: String,
    /// That client's tax number, digits only; empty where unknown.
    pub client_tax: String,
    /// What it is.
    pub kind: RecordKind,
    /// Number as written.
    pub number: String,
    /// The number without series and zeros.
    pub core: String,
    /// Date.
    pub date: Date,
    /// Total.
    pub total: Money,
    /// Our company.
    pub organization: Option<OrganizationId>,
}
