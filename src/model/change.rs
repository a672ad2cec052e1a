//! What reconciliation plans and what the outbox carries: pure data.

use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::control::BookKey;
use super::ids::{ClientId, DocumentId, OrganizationId, PaymentId, SourceId, StatementId};
use super::membership::RuleJoin;
use super::money::Money;
use super::record::{Record, RecordKind};
use super::row_id::RowId;
use super::tally::Outcome;

/// The identity of a source's record: a hash of (source, the kind it keeps the record as, external id), 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey(pub [u8; 16]);

impl RecordKey {
    /// The key of one source's record.
    #[must_use]
    pub fn new(source: SourceId, kind: RecordKind, id: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&source.0.to_le_bytes());
        hasher.update(kind.name().as_bytes());
        hasher.update(&[0]);
        hasher.update(id.as_bytes());
        Self(first_half(hasher.finalize().as_bytes()))
    }

    /// A key for what may not depend on which number the store gave to a source: ties, and the order of records.
    #[must_use]
    pub fn by_name(source: &str, kind: RecordKind, id: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [source, kind.name(), id] {
            hasher.update(part.as_bytes());
            hasher.update(&[0]);
        }
        Self(first_half(hasher.finalize().as_bytes()))
    }
}

/// A hash of what a record says, apart from where it stood: equal digests mean an equal statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BodyDigest(pub [u8; 16]);

impl BodyDigest {
    /// The digest of a serialized body.
    #[must_use]
    pub fn of(body: &str) -> Self {
        Self(first_half(blake3::hash(body.as_bytes()).as_bytes()))
    }
}

fn first_half(hash: &[u8; 32]) -> [u8; 16] {
    hash.first_chunk().copied().unwrap_or_default()
}

/// The entity of a statement that is about none: a withheld record, or a deletion of something never seen.
pub const NO_ENTITY: i64 = 0;

/// A planned statement: one source says something new about one of its records.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStatement {
    /// The row it will be; the store holds the plan to it.
    pub id: StatementId,
    /// The record's key.
    pub key: RecordKey,
    /// The record.
    pub record: Record,
    /// Serialized body; what the digest is of.
    pub body: String,
    /// Digest of the body.
    pub digest: BodyDigest,
    /// The entity it is about, numbered within its kind; [`NO_ENTITY`] for one that was gone before it was known.
    pub entity: i64,
    /// Whether the entity is made by this statement.
    pub new_entity: bool,
    /// The statement it replaces.
    pub previous: Option<StatementId>,
    /// Entities of ours that the record refers to.
    pub links: Links,
    /// Cores of the document numbers that a payment cites.
    pub cites: Vec<String>,
}

/// Entities a record refers to, resolved.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Links {
    /// The client.
    pub client: Option<ClientId>,
    /// Our company.
    pub organization: Option<OrganizationId>,
    /// The contract, by number in its table.
    pub contract: Option<i64>,
}

/// Why something was decided, or is asked, as a code of the catalogue (`reason-<code>`) with named values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reason {
    /// The code.
    pub code: String,
    /// Named values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<(String, String)>,
}

impl Reason {
    /// The name of the value that says of which answer a reason speaks.
    pub const ANSWER: &str = "of";

    /// A reason without values.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), params: Vec::new() }
    }

    /// Adds a named value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.push((name.to_owned(), value.into()));
        self
    }

    /// Says of which of several possible answers it speaks.
    #[must_use]
    pub fn speaking_of(self, answer: &str) -> Self {
        self.with(Self::ANSWER, answer)
    }

    /// The possible answer it speaks of; nothing where it speaks of all.
    #[must_use]
    pub fn answer(&self) -> Option<&str> {
        self.params.iter().find(|(name, _)| name == Self::ANSWER).map(|(_, id)| id.as_str())
    }

    /// The same of another answer, where it speaks of the one that is no more.
    #[must_use]
    pub fn handed_on(mut self, gone: &str, stays: &str) -> Self {
        let said = self.params.iter_mut().filter(|(name, id)| name == Self::ANSWER && id == gone);
        said.for_each(|(_, id)| stays.clone_into(id));
        self
    }

    /// Whether both say the same, whichever answers they speak of.
    #[must_use]
    pub fn says_as(&self, other: &Self) -> bool {
        let said = |reason: &Self| -> Vec<(String, String)> {
            reason.params.iter().filter(|(name, _)| name != Self::ANSWER).cloned().collect()
        };
        self.code == other.code && said(self) == said(other)
    }

    /// The reason in short, for machines: the code and its values.
    #[must_use]
    pub fn brief(&self) -> String {
        let values: Vec<String> = self.params.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        format!("{}{}", self.code, values.concat())
    }
}

/// What kind of question waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewKind {
    /// Is this client that one?
    ClientMatch,
    /// What does this payment pay, or whose is it?
    PaymentMatch,
    /// Two values of which only one can be right.
    Conflict,
    /// A source sends something other than before: is it to be read so?
    Mapping,
    /// A source states a balance that the store does not come to.
    Control,
    /// A manager asks for another value of a field that accounting owns.
    ChangeRequest,
    /// A row is gone from a manager's workbook: is its record to go too?
    Deletion,
    /// A manager's workbook is not what anybody can have meant: is it?
    WorkbookHeld,
    /// A delivery changes more than is taken unasked.
    Brake,
}

impl ReviewKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::ClientMatch,
        Self::PaymentMatch,
        Self::Conflict,
        Self::Mapping,
        Self::Control,
        Self::ChangeRequest,
        Self::Deletion,
        Self::WorkbookHeld,
        Self::Brake,
    ];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ClientMatch => "client_match",
            Self::PaymentMatch => "payment_match",
            Self::Conflict => "conflict",
            Self::Mapping => "mapping",
            Self::Control => "control",
            Self::Brake => "brake",
            Self::ChangeRequest => "change_request",
            Self::Deletion => "deletion",
            Self::WorkbookHeld => "workbook_held",
        }
    }
}

/// What a question is about: one of our entities, or a withheld record of a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A client.
    Client(ClientId),
    /// A document whose client is in doubt.
    Document(DocumentId),
    /// A payment.
    Payment(PaymentId),
    /// A record that is withheld: its kind, external id and a mark of which source says what.
    Withheld(RecordKind, String, String),
    /// What a source sends to a mapping.
    Shape(SourceId, String),
    /// What a source states about a client's account or one of our bank accounts.
    Book(BookKey),
    /// A delivery of a source, by the hash of its content in hexadecimal.
    Delivery(SourceId, String),
    /// A cell of the managers' workbooks: its row and its column.
    Cell(RowId, String),
    /// A row of a manager's workbook.
    Row(String, RowId),
    /// A manager's workbook, by its name.
    Workbook(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(id) => id.fmt(f),
            Self::Document(id) => id.fmt(f),
            Self::Payment(id) => id.fmt(f),
            Self::Withheld(kind, id, _) => write!(f, "{}:{id}", kind.name()),
            Self::Shape(_, mapping) => f.write_str(mapping),
            Self::Book(key) => key.fmt(f),
            Self::Delivery(_, content) => f.write_str(&content.chars().take(12).collect::<String>()),
            Self::Cell(row, _) | Self::Row(_, row) => f.write_str(&row.bare()),
            Self::Workbook(book) => f.write_str(book),
        }
    }
}

/// Why it is asked about a payment again: a person said what a part of it pays.
pub const REST_OF_PAYMENT: &str = "rest-of-payment";

/// The same of money that we gave back: which payment the rest of it gives back is asked.
pub const REST_OF_REFUND: &str = "rest-of-refund";

/// A possible answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Candidate {
    /// Id as people see it (`C-17`, `D-4`), or empty.
    pub id: String,
    /// What it is, in the data's own words.
    pub label: String,
}

/// A question that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewItem {
    /// What kind.
    pub kind: ReviewKind,
    /// About what.
    pub subject: Subject,
    /// How the subject reads to a person.
    pub label: String,
    /// Possible answers, best first.
    pub candidates: Vec<Candidate>,
    /// Why it is asked.
    pub reasons: Vec<Reason>,
}

/// A record that waits for a person.
#[derive(Debug, Clone)]
pub struct Withheld {
    /// The record's key: what is taken later under the same key answers the question.
    pub key: RecordKey,
    /// The record.
    pub record: Record,
    /// Serialized body.
    pub body: String,
    /// Digest of the body.
    pub digest: BodyDigest,
    /// What is asked.
    pub item: ReviewItem,
}

/// A held statement that its source repeats in a newer file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// The statement.
    pub statement: StatementId,
    /// The record's key.
    pub key: RecordKey,
    /// Number of the message that repeats it.
    pub message: Option<i64>,
    /// Time of the file that repeats it.
    pub file_time: Option<DateTime>,
    /// Both, as they were before.
    pub before: (Option<i64>, Option<DateTime>),
}

/// Statements that only an account made a payment's, and that are another payment since two tax numbers are told for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parting {
    /// The statements.
    pub statements: Vec<StatementId>,
    /// The payment they were of.
    pub from: PaymentId,
    /// The new payment they are of.
    pub to: PaymentId,
}

/// A held statement that is said again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Restated {
    /// The statement.
    pub statement: StatementId,
    /// In the same words: were it not held, this would be said now.
    pub is_same: bool,
}

/// What a chunk of rows changes.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Keys that give way to others: the same records, known by their source's kind from now on.
    pub rekeyed: Vec<(RecordKey, RecordKey)>,
    /// Payments that part, before anything new is said of them.
    pub parted: Vec<Parting>,
    /// New statements, in order.
    pub statements: Vec<NewStatement>,
    /// Held statements confirmed by a newer version.
    pub confirmed: Vec<Confirmation>,
    /// Held statements that are said again, or that are newer than what is said; in no order.
    pub restated: Vec<Restated>,
    /// Records withheld with their question.
    pub withheld: Vec<Withheld>,
    /// Questions about records that are stored.
    pub reviews: Vec<ReviewItem>,
    /// Records that a certain rule gave to a client of other records, in the order of their statements.
    pub joined: Vec<RuleJoin>,
    /// The outcome of each row, in order.
    pub outcomes: Vec<Outcome>,
}

/// Who decided an allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    /// sverka, by evidence.
    Auto,
    /// A person.
    Person,
    /// The source itself linked them.
    Source,
}

impl DecidedBy {
    /// Who is called so; sverka for any other name.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        [Self::Person, Self::Source].into_iter().find(|one| one.name() == name).unwrap_or(Self::Auto)
    }

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Person => "person",
            Self::Source => "source",
        }
    }
}

/// A part of a payment that pays a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// The payment.
    pub payment: PaymentId,
    /// The document.
    pub document: DocumentId,
    /// How much of the payment, in its currency.
    pub amount: Money,
    /// How much of the document that settles, in the document's currency.
    pub settled: Money,
    /// Who decided.
    pub decided_by: DecidedBy,
    /// How sure, percent.
    pub confidence: u8,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A part of a payment that we gave back by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The payment received.
    pub payment: PaymentId,
    /// The payment that gives back.
    pub refund: PaymentId,
    /// How much, in the currency of both.
    pub amount: Money,
    /// Why it is of that payment.
    pub reasons: Vec<Reason>,
}

/// A piece of work for after the commit. Jobs survive a crash and are carried out again; doing one twice equals once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Name of the output that carries it out.
    pub output: String,
    /// What it is about; a newer job of the same output and key replaces an older one.
    pub key: String,
    /// Details the output understands.
    pub payload: String,
}
