//! A client's documents and payments as allocation sees them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::change::Reason;
use super::decision::{DecidedChange, DecidedLink, DecidedRefund};
use super::ids::{DecisionId, DocumentId, OrganizationId, PaymentId};
use super::money::{Currency, Money};
use super::record::{DocumentRef, Payment, RecordKind};

/// A client's documents and payments as allocation sees them.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Documents that may be paid, and those that lead to one.
    pub documents: Vec<LedgerDocument>,
    /// Payments.
    pub payments: Vec<LedgerPayment>,
    /// Payments to the client, which may give back what it paid.
    pub refunds: Vec<LedgerPayment>,
    /// Rates that documents of our companies state, for currencies that some document is in and some payment is not.
    pub rates: Rates,
    /// What a person said of its payments and documents; the last word for each pair.
    pub decided: Vec<DecidedLink>,
    /// What people said of refunds.
    pub decided_refunds: Vec<DecidedRefund>,
    /// What a person said of its corrections for the tax books; the last word for each pair.
    pub changes: Vec<DecidedChange>,
}

/// What one unit of a currency was worth to a company of ours, by day.
pub type Rates = BTreeMap<(Option<OrganizationId>, Currency), BTreeMap<Date, Decimal>>;

/// A document of a ledger.
#[derive(Debug, Clone)]
pub struct LedgerDocument {
    /// The document.
    pub id: DocumentId,
    /// Its kind.
    pub kind: RecordKind,
    /// Name of its source.
    pub source: String,
    /// Name of the mapping that reads it.
    pub mapping: String,
    /// Number as written.
    pub number: String,
    /// Date.
    pub date: Date,
    /// Total.
    pub total: Money,
    /// Our company.
    pub organization: Option<OrganizationId>,
    /// Why it is not in force, where it isn't.
    pub idle: Option<Idle>,
    /// A correction that states for the tax books only what another document changes.
    pub tax_only: bool,
    /// It states a difference to another document, not goods that came back.
    pub correction: bool,
    /// Documents it is based on.
    pub based_on: Vec<ResolvedRef>,
    /// Payments the source says pay it, by number and date.
    pub paid_by: Vec<DocumentRef>,
    /// Texts a payer will cite it by, besides its number.
    pub cited_as: Vec<String>,
    /// What it is for, as its comment and lines say; read only where a payment names months.
    pub about: String,
}

/// Why a document is not in force: it can't be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// It is not posted.
    Draft,
    /// It was cancelled.
    Canceled,
    /// It was deleted.
    Deleted,
}

impl Idle {
    /// What it is called in the catalogue.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Canceled => "canceled",
            Self::Deleted => "deleted",
        }
    }
}

impl LedgerDocument {
    /// Whether it is posted, not deleted and not cancelled.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.idle.is_none()
    }

    /// The list it stands in: one source may tell one document in several, each read by a mapping of its own.
    #[must_use]
    pub fn list(&self) -> (&str, &str) {
        (&self.source, &self.mapping)
    }
}

/// A payment of a ledger.
#[derive(Debug, Clone)]
pub struct LedgerPayment {
    /// The payment.
    pub id: PaymentId,
    /// Number.
    pub number: String,
    /// Date.
    pub date: Date,
    /// The payer's own date, where it differs.
    pub value_date: Option<Date>,
    /// Amount.
    pub amount: Money,
    /// Our company.
    pub organization: Option<OrganizationId>,
    /// Received, carried out, a settlement, not deleted.
    pub counts: bool,
    /// Who sent it: his name and tax number.
    pub payer: (String, String),
    /// He is not the client himself.
    pub is_sent_by_another: bool,
    /// Why it is this client's then, where a contract says so.
    pub whose: Option<Reason>,
    /// Purpose.
    pub purpose: String,
    /// Documents the source says it pays.
    pub pays: Vec<ResolvedRef>,
    /// The rule by which it is this client's.
    pub rule: Option<DecisionId>,
}

impl LedgerPayment {
    /// Who sent it, where that was not the client himself, and why it is the client's.
    pub fn why_his(&self) -> impl Iterator<Item = Reason> {
        self.sent_by().into_iter().chain(self.whose.clone())
    }

    /// That another than the client sent it.
    pub fn sent_by(&self) -> Option<Reason> {
        self.is_sent_by_another.then(|| Reason::new("sent-by-another").with("payer", &self.payer.0))
    }

    /// What payments are ordered by: what they say, so that those which came first have no advantage.
    #[must_use]
    pub fn in_order(&self) -> (Date, Money, &str, &str, PaymentId) {
        (self.date, self.amount, &self.number, &self.purpose, self.id)
    }
}

/// A reference to a document with the entity it was found to be, if it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResolvedRef {
    /// As the source states it.
    pub reference: DocumentRef,
    /// The document of that id, where the source's id is known.
    pub document: Option<DocumentId>,
}

/// A payment of a bank's report.
#[derive(Debug, Clone, PartialEq)]
pub struct BookedPayment {
    /// The payment.
    pub id: PaymentId,
    /// Its golden values.
    pub payment: Payment,
}

/// Payments of banks' reports that hang together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bookings {
    /// Entries that stand for themselves, with all they hold.
    pub entries: Vec<BookedPayment>,
    /// Parts of entries, stated one by one.
    pub parts: Vec<BookedPayment>,
    /// Payments that could have been taken back.
    pub originals: Vec<BookedPayment>,
    /// Payments that take one back.
    pub reversals: Vec<BookedPayment>,
}
