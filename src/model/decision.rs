//! What people decide: facts about records as their sources call them, never about numbers of ours, so that a decision
//! outlives every import, every changed number and every upgrade.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::change::{Candidate, Reason, RecordKey};
use super::deed::Deed;
use super::ids::{ClientId, DecisionId, DocumentId, PaymentId, RecordNo, SourceId};
use super::money::Money;
use super::record::{Direction, RecordKind};

mod figures;

pub use figures::{ClientFigures, DocumentFigures, Figures, PaymentFigures};

/// A source's record, with what it can be known by under another id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordRef {
    /// The source's name.
    pub source: String,
    /// What it is.
    pub kind: RecordKind,
    /// Its id within source and kind.
    pub id: String,
    /// The kind that its id was given for, where that is another: a return that its source sends among shipments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_as: Option<RecordKind>,
    /// How it is called: a client's name, a document's number and date.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A client's valid tax number, as [`tax_key`] writes it.
    ///
    /// [`tax_key`]: super::snapshot::tax_key
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_key: Option<String>,
    /// A client's КПП.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kpp: String,
    /// A client's name without its legal form, folded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_core: String,
}

impl RecordRef {
    /// The key of the record, of a source that the store has this number for.
    #[must_use]
    pub fn key(&self, source: SourceId) -> RecordKey {
        RecordKey::new(source, self.kept_as.unwrap_or(self.kind), &self.id)
    }

    /// Whether both are the same record, whatever else is known of them.
    #[must_use]
    pub fn is_same_record(&self, other: &Self) -> bool {
        self.source == other.source && self.kind == other.kind && self.id == other.id
    }
}

/// What a client's record is known by when its source gives it another id: tax number and name; without a number the name,
/// and only within the source.
#[must_use]
pub fn namesake_key(source: SourceId, tax_key: Option<&str>, name_core: &str) -> Option<String> {
    if name_core.is_empty() {
        return None;
    }
    Some(tax_key.map_or_else(|| format!("{}||{name_core}", source.0), |tax| format!("{tax}|{name_core}")))
}

/// So much of a payment for a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The document.
    pub document: Vec<RecordRef>,
    /// How much, at most.
    pub amount: Money,
}

/// What a person decided. Several records stand for one client or payment: what was known of it then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Both are one client.
    Same {
        /// Records of the one that stays.
        one: Vec<RecordRef>,
        /// Records of the other.
        other: Vec<RecordRef>,
    },
    /// They are two clients.
    Different {
        /// Records of the one.
        one: Vec<RecordRef>,
        /// Records of the other.
        other: Vec<RecordRef>,
    },
    /// The payment pays the document.
    Link {
        /// The payment.
        payment: Vec<RecordRef>,
        /// The document.
        document: Vec<RecordRef>,
        /// How much of it, at most.
        amount: Money,
    },
    /// The payment pays these documents, each with so much of it.
    Pays {
        /// The payment.
        payment: Vec<RecordRef>,
        /// What of it pays which document, in the order in which they are paid.
        shares: Vec<Share>,
    },
    /// The payment came for a document that another one pays already: it stays the client's money and pays nothing of it.
    Overpays {
        /// The payment.
        payment: Vec<RecordRef>,
        /// The document.
        document: Vec<RecordRef>,
    },
    /// The payment does not pay the document.
    Unlink {
        /// The payment.
        payment: Vec<RecordRef>,
        /// The document.
        document: Vec<RecordRef>,
    },
    /// Our money that went back is of this payment, so that it pays nothing.
    GivesBack {
        /// The payment of ours.
        refund: Vec<RecordRef>,
        /// The payment that it gives back.
        payment: Vec<RecordRef>,
    },
    /// Our money that went back is of none of these payments.
    GivesNotBack {
        /// The payment of ours.
        refund: Vec<RecordRef>,
        /// The payments.
        payments: Vec<RecordRef>,
    },
    /// Two documents are one and count once: of two systems, or a correction for the tax books and what it repeats.
    OneChange {
        /// The one that was asked about.
        #[serde(rename = "tax")]
        asked: Vec<RecordRef>,
        /// The other.
        #[serde(rename = "document")]
        other: Vec<RecordRef>,
    },
    /// A document is another than these, and counts beside them.
    TwoChanges {
        /// The one that was asked about.
        #[serde(rename = "tax")]
        asked: Vec<RecordRef>,
        /// The others.
        #[serde(rename = "documents")]
        others: Vec<RecordRef>,
    },
    /// The payment or document is this client's.
    Whose {
        /// The payment or document.
        record: Vec<RecordRef>,
        /// The client.
        client: Vec<RecordRef>,
    },
    /// What a source says of a record is taken, though it was in doubt.
    Take {
        /// The record.
        record: RecordRef,
        /// The direction that a payment has.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direction: Option<Direction>,
    },
    /// What a source says of a record is not taken.
    Refuse {
        /// The record.
        record: RecordRef,
    },
    /// The client is deleted, whatever sources say.
    Delete {
        /// The client.
        client: Vec<RecordRef>,
    },
    /// Money from this tax number is this client's.
    Rule {
        /// Digits of the payer's tax number.
        tax_id: String,
        /// The client.
        client: Vec<RecordRef>,
    },
    /// A delivery that changes more than is taken unasked is taken, or is not.
    Delivery {
        /// The source's name.
        source: String,
        /// Hash of its content, in hexadecimal.
        content: String,
        /// Name of the file.
        file: String,
        /// Whether it is taken.
        applies: bool,
    },
    /// Something about a manager's workbook.
    Workbook(Deed),
    /// An earlier decision no longer holds.
    Undo {
        /// Which.
        decision: DecisionId,
    },
}

impl Fact {
    /// The stable name of its kind.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Same { .. } => "same",
            Self::Different { .. } => "different",
            Self::Link { .. } => "link",
            Self::Pays { .. } => "pays",
            Self::Overpays { .. } => "overpays",
            Self::Unlink { .. } => "unlink",
            Self::GivesBack { .. } => "gives_back",
            Self::GivesNotBack { .. } => "gives_not_back",
            Self::OneChange { .. } => "one_change",
            Self::TwoChanges { .. } => "two_changes",
            Self::Whose { .. } => "whose",
            Self::Take { .. } => "take",
            Self::Refuse { .. } => "refuse",
            Self::Delete { .. } => "delete",
            Self::Rule { .. } => "rule",
            Self::Delivery { .. } => "delivery",
            Self::Workbook(deed) => deed.act.name(),
            Self::Undo { .. } => "undo",
        }
    }

    /// Records of clients whose identity it is about.
    pub fn identities(&self) -> impl Iterator<Item = &RecordRef> {
        let (one, other): (&[RecordRef], &[RecordRef]) = match self {
            Self::Same { one, other } | Self::Different { one, other } => (one, other),
            Self::Delete { client } => (client, &[]),
            Self::Rule { .. }
            | Self::Whose { .. }
            | Self::Link { .. }
            | Self::Pays { .. }
            | Self::Overpays { .. }
            | Self::Unlink { .. }
            | Self::GivesBack { .. }
            | Self::GivesNotBack { .. }
            | Self::OneChange { .. }
            | Self::TwoChanges { .. }
            | Self::Take { .. }
            | Self::Refuse { .. }
            | Self::Delivery { .. }
            | Self::Workbook(_)
            | Self::Undo { .. } => (&[], &[]),
        };
        one.iter().chain(other)
    }
}

impl From<Deed> for Fact {
    fn from(deed: Deed) -> Self {
        Self::Workbook(deed)
    }
}

/// A record that a decision moved from one client to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The record.
    pub record: RecordRef,
    /// The client it was of.
    pub from: ClientId,
    /// The client it is of now.
    pub to: ClientId,
}

/// A question as the store holds it, but for what never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// `open`, `resolved`, `accepted`, `rejected`.
    pub state: String,
    /// How its subject reads.
    pub label: String,
    /// Possible answers.
    pub candidates: Vec<Candidate>,
    /// Why it is asked.
    pub reasons: Vec<Reason>,
    /// The decision that answered it.
    pub decision: Option<DecisionId>,
}

/// A withheld statement that a decision took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The statement as it was taken.
    pub statement: i64,
    /// The statement it replaced.
    pub previous: Option<i64>,
}

/// What taking a decision back needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Records that changed their client.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Moved>,
    /// Fields that a person had filled on the client that is gone, and that moved with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Questions it changed: before and after.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub questions: BTreeMap<i64, (Asked, Asked)>,
    /// Questions it asked.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub asked: BTreeSet<i64>,
    /// Statements it took.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<Taken>,
}

/// A decision as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its number.
    pub id: DecisionId,
    /// What was decided.
    pub fact: Fact,
    /// By whom.
    pub who: String,
    /// When, RFC 3339.
    pub made_at: String,
    /// Why, in the person's words.
    pub reason: String,
    /// What taking it back needs.
    pub before: Before,
    /// The decision that took it back.
    pub undone_by: Option<DecisionId>,
    /// The payment it is about.
    pub payment: Option<PaymentId>,
    /// The document it is about.
    pub document: Option<DocumentId>,
}

/// What a person said of a payment and a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedLink {
    /// The payment.
    pub payment: PaymentId,
    /// The document.
    pub document: DocumentId,
    /// How much of it; nothing where it does not pay it.
    pub amount: Option<Money>,
    /// The decision.
    pub decision: DecisionId,
    /// Who decided.
    pub who: String,
}

/// What a person said of a payment of ours and one that it may give back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedRefund {
    /// The payment of ours.
    pub refund: PaymentId,
    /// The payment.
    pub payment: PaymentId,
    /// Whether it gives that back.
    pub is_of: bool,
    /// The decision.
    pub decision: DecisionId,
    /// Who decided.
    pub who: String,
}

/// What a person said of two documents: whether they are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedChange {
    /// The one that was asked about.
    pub asked: DocumentId,
    /// The other.
    pub other: DocumentId,
    /// Whether they are one.
    pub is_one: bool,
    /// The decision.
    pub decision: DecisionId,
    /// Who decided.
    pub who: String,
}

/// The tax numbers of two clients' records, where both have some and none in common.
#[must_use]
pub fn different_tax_ids(one: &[RecordRef], other: &[RecordRef]) -> Option<(String, String)> {
    let digits = |key: &str| key.split_once(':').map_or(key, |(_, digits)| digits).to_owned();
    let of = |records: &[RecordRef]| -> BTreeSet<String> {
        records.iter().filter_map(|record| record.tax_key.as_deref().map(digits)).collect()
    };
    let (one, other) = (of(one), of(other));
    let joined = |numbers: &BTreeSet<String>| numbers.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let differ = !one.is_empty() && !other.is_empty() && one.is_disjoint(&other);
    differ.then(|| (joined(&one), joined(&other)))
}

/// Decisions that hold, as planning needs them: with the clients their records belong to now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// Clients that are not one another, the lesser number first.
    pub apart: BTreeSet<(i64, i64)>,
    /// The same by each of the two.
    pub apart_from: HashMap<i64, BTreeSet<ClientId>>,
    /// Clients whose records were decided about, with the record's КПП, by what such a record is known by under another
    /// id; see [`namesake_key`].
    pub namesakes: HashMap<String, BTreeSet<(i64, String)>>,
    /// Clients that a person put together, by every tax number their records had.
    pub merged: HashMap<String, BTreeSet<i64>>,
    /// Records, by source and id, whose cards a person joined to another one.
    pub joined: BTreeSet<(String, String)>,
    /// Tax numbers that a record may have although its client has another.
    pub taken: BTreeSet<(RecordKey, String)>,
    /// Records that are taken, whatever is in doubt about their clients.
    pub accepted: BTreeSet<RecordKey>,
    /// Directions of payments that a person told.
    pub directions: HashMap<RecordKey, Direction>,
    /// Payments and documents that somebody decided about one by one.
    pub about: BTreeSet<RecordNo>,
    /// Rules: whose money from a tax number is, the newest last.
    pub rules: Vec<(DecisionId, String, Vec<RecordRef>)>,
}

impl Decided {
    /// Whether a person said that the two are not one.
    #[must_use]
    pub fn are_apart(&self, one: i64, other: i64) -> bool {
        self.apart.contains(&(one.min(other), one.max(other)))
    }
}
