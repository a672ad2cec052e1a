//! Canonical records: what every source's data looks like once normalized. Serialized bodies are what the store keeps.
//!
//! | file | holds |
//! |---|---|
//! | `party` | clients, our own companies, contacts, contracts |
//! | `document` | invoices, orders, shipments, returns with their lines; products |
//! | `payment` | payments |
//! | `balance` | balances and turnovers that sources state |

use std::sync::Arc;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::change::RecordKey;
use super::ids::{
    BalanceId, ClientId, ContactId, ContractId, DocumentId, OrganizationId, PaymentId, ProductId, SourceId,
};
use super::money::Money;
use super::provenance::Provenance;

mod balance;
mod document;
mod party;
mod payment;

pub use balance::{Balance, BalanceSides, NamedContract, NamedParty};
pub use document::{Document, DocumentRef, Line, Product};
pub use party::{BankAccount, Contact, Contract, PAYER_MARK, Party, PartyKind, Role};
pub use party::{former_payer_id, is_made_of_tax_id, is_made_up};
pub use payment::{Booking, Direction, Payment, PaymentMethod, PaymentSide, is_fingerprint};

/// What kind of thing a record is about. The name is stable: keys, statements and exports carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Our own company (организация).
    Organization,
    /// A counterparty (контрагент).
    Client,
    /// A contact person of a client.
    Contact,
    /// A contract with a client (договор).
    Contract,
    /// A product or service (номенклатура).
    Product,
    /// A bill (счёт на оплату).
    Invoice,
    /// A customer's order (заказ).
    Order,
    /// A shipment, act or transfer document (реализация, акт, УПД).
    Shipment,
    /// Goods or money returned, as a document (возврат).
    Return,
    /// Money in or out, bank or cash.
    Payment,
    /// What a source states about balance and turnover: a control total.
    Balance,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Organization,
        Self::Client,
        Self::Contact,
        Self::Contract,
        Self::Product,
        Self::Invoice,
        Self::Order,
        Self::Shipment,
        Self::Return,
        Self::Payment,
        Self::Balance,
    ];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Client => "client",
            Self::Contact => "contact",
            Self::Contract => "contract",
            Self::Product => "product",
            Self::Invoice => "invoice",
            Self::Order => "order",
            Self::Shipment => "shipment",
            Self::Return => "return",
            Self::Payment => "payment",
            Self::Balance => "balance",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The id of an entity of this kind as people see it.
    #[must_use]
    pub fn entity_id(self, id: i64) -> String {
        match self {
            Self::Organization => OrganizationId(id).to_string(),
            Self::Client => ClientId(id).to_string(),
            Self::Contact => ContactId(id).to_string(),
            Self::Contract => ContractId(id).to_string(),
            Self::Product => ProductId(id).to_string(),
            Self::Invoice | Self::Order | Self::Shipment | Self::Return => DocumentId(id).to_string(),
            Self::Payment => PaymentId(id).to_string(),
            Self::Balance => BalanceId(id).to_string(),
        }
    }

    /// Whether the record is a document with a number, a date and a total.
    #[must_use]
    pub fn is_document(self) -> bool {
        matches!(self, Self::Invoice | Self::Order | Self::Shipment | Self::Return)
    }
}

/// Whether a record is the source's own full statement or a copy of its key fields inside another record.
///
/// A mention makes a stub that a full record completes later; it never overwrites a full one
/// (every EnterpriseData reference and every CommerceML document carries such copies).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A copy of key fields inside another record.
    Mention,
    /// The record itself.
    Full,
}

/// What orders two statements about the same record, strongest first: message number, file time, arrival.
///
/// The source's own row version is an equality token only (1C's `НомерВерсии` is not ordered).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordVersion {
    /// Number of the exchange message that carried it, or of the correction that replaces earlier ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<i64>,
    /// When the sender made the file, in the sender's own clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_time: Option<DateTime>,
    /// The source's row version; equal tokens mean an unchanged row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// One record of one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What it is.
    pub kind: RecordKind,
    /// What the source keeps it as: it is known by that and its id. Another kind than its own where the amount decides
    /// what it is: a shipment of less than nothing is a return, and may be a shipment again tomorrow.
    pub kept_as: RecordKind,
    /// Its identifier within (source, `kept_as`). Synthesized ones carry a prefix: `tax:`, `name:`, `line:`, `doc:`, `balance:`.
    pub id: String,
    /// Which rule read it, where.
    pub provenance: Provenance,
    /// What orders it among statements about the same record.
    pub version: RecordVersion,
    /// Whether it is the record itself or a copy of its key fields.
    pub standing: Standing,
    /// What it says.
    pub body: Body,
}

/// A top-level record and the parties and products it mentions: the unit of the conservation count.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The record the row is about.
    pub record: Record,
    /// Copies of key fields of other records found inside it.
    pub mentions: Vec<Record>,
}

/// What a record says, by kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// One of our own companies.
    Organization(Party),
    /// A counterparty.
    Client(Party),
    /// A contact person.
    Contact(Contact),
    /// A contract.
    Contract(Contract),
    /// A product or service.
    Product(Product),
    /// An invoice, order, shipment or return.
    Document(Box<Document>),
    /// A payment.
    Payment(Box<Payment>),
    /// A control total.
    Balance(Box<Balance>),
    /// The source says the record is gone (a physical deletion it reports).
    Deletion,
}

impl Body {
    /// Marks the record deleted, whatever it is.
    pub fn mark_deleted(&mut self) {
        match self {
            Self::Organization(party) | Self::Client(party) => party.deleted = true,
            Self::Contact(contact) => contact.deleted = true,
            Self::Contract(contract) => contract.deleted = true,
            Self::Product(product) => product.deleted = true,
            Self::Document(document) => document.deleted = true,
            Self::Payment(payment) => payment.deleted = true,
            Self::Balance(balance) => balance.deleted = true,
            Self::Deletion => {}
        }
    }

    /// External id of the client the record names and mentions, in the same source. A control total mentions nobody.
    #[must_use]
    pub fn client(&self) -> Option<&str> {
        match self {
            Self::Document(document) => document.client.as_deref(),
            Self::Payment(payment) => payment.client.as_deref(),
            Self::Contract(contract) => contract.client.as_deref(),
            Self::Contact(contact) => contact.client.as_deref(),
            Self::Organization(_) | Self::Client(_) | Self::Product(_) | Self::Balance(_) | Self::Deletion => None,
        }
    }
}

impl Record {
    /// What identifies it among everything that sources say.
    #[must_use]
    pub fn key(&self, source: SourceId) -> RecordKey {
        RecordKey::new(source, self.kept_as, &self.id)
    }

    /// What identified it to a program that went by what a record is: of a shipment or return the other kind.
    #[must_use]
    pub fn former_key(&self, source: SourceId) -> Option<RecordKey> {
        let other = match self.kept_as {
            RecordKind::Shipment => RecordKind::Return,
            RecordKind::Return => RecordKind::Shipment,
            _ => return None,
        };
        Some(RecordKey::new(source, other, &self.id))
    }

    /// The amount the record counts for in the conservation check, where it has one.
    #[must_use]
    pub fn money(&self) -> Option<Money> {
        match &self.body {
            Body::Document(document) => Some(document.total),
            Body::Payment(payment) => Some(payment.amount),
            // A control total repeats money that is counted where it moves.
            Body::Balance(_)
            | Body::Organization(_)
            | Body::Client(_)
            | Body::Contact(_)
            | Body::Contract(_)
            | Body::Product(_)
            | Body::Deletion => None,
        }
    }

    /// `mapping/record` of the rule that read it.
    #[must_use]
    pub fn rule(&self) -> &Arc<str> {
        &self.provenance.rule
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
