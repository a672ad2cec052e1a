//! Where the values of a record came from, as data to be shown.

use jiff::civil::Date;
use serde::Serialize;

use super::change::{Candidate, Reason};
use super::control::ControlView;
use super::decision::{Decision, Fact};
use super::ids::{ClientId, DecisionId, ReviewId};
use super::ledger::Idle;
use super::membership::ExplainedMembership;
use super::money::Money;
use super::provenance::Position;
use super::record::Payment;

/// One statement about a field: what a source or a person says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The value as text.
    pub value: String,
    /// The source's name; empty where a person said it.
    pub source: String,
    /// The person; empty where a source said it.
    pub who: String,
    /// Name of the delivered file.
    pub file: String,
    /// Content hash of the delivery in hexadecimal.
    pub delivery: String,
    /// Where in the file.
    pub position: Position,
    /// `mapping/record.field`: the rule that read it.
    pub rule: String,
    /// The run that took it.
    pub run: i64,
    /// Whether the field's value rests on it; what does not count was said too.
    pub counts: bool,
}

/// Why one value counts and another does not; what comes first weighs more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// A person said so.
    Person,
    /// The other spellings bear a remark, letters of another alphabet, or are in lower case.
    Spelling,
    /// Settings believe its source first.
    Authority,
    /// A full record counts before a mention.
    Standing,
    /// Its check digits hold.
    Valid,
    /// Its file is newer.
    Newer,
    /// It is the card's to which a person joined the other.
    Stays,
    /// Nothing but the source's name tells them apart.
    Source,
    /// What all sources say was put together.
    United,
}

impl Because {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Spelling => "spelling",
            Self::Authority => "authority",
            Self::Standing => "standing",
            Self::Valid => "valid",
            Self::Newer => "newer",
            Self::Stays => "stays",
            Self::Source => "source",
            Self::United => "united",
        }
    }
}

/// Whose word on a field counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldOrder {
    /// The field's name as in exports.
    pub field: &'static str,
    /// Indices of the statements that say something about it, strongest first.
    pub order: Vec<usize>,
    /// Why each of them stands before the next.
    pub steps: Vec<Because>,
    /// Number of the rule of settings that speaks of it, from 1.
    pub rule: Option<usize>,
    /// What they say is put together.
    pub united: bool,
}

/// What is judged of a party's statements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// Whose word counts, field by field.
    pub orders: Vec<FieldOrder>,
    /// Fields of which they say what can't be true together of one company.
    pub conflicts: Vec<&'static str>,
}

/// One field with its golden value and everything said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedField {
    /// The field's name as in exports.
    pub field: String,
    /// The golden value.
    pub value: String,
    /// What it rests on, the winner first.
    pub statements: Vec<Statement>,
    /// Why the first counts, where others say something else.
    pub because: Option<Because>,
    /// Number of the rule of authority of the settings that decided, from 1.
    pub authority: Option<usize>,
    /// Sources say what can't be true together of one company: a person should look.
    pub conflict: bool,
}

/// The same document from another source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedTwin {
    /// The document's id as shown.
    pub document: String,
    /// Number and date, as people name it.
    pub title: String,
    /// The source's name.
    pub source: String,
    /// Name of the delivered file.
    pub file: String,
    /// Where in the file.
    pub position: Position,
    /// Whether it counts in the stead of all the others.
    pub counts: bool,
}

/// One allocation of a payment to a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedAllocation {
    /// The payment's id as shown.
    pub payment: String,
    /// The document's id as shown.
    pub document: String,
    /// Number and date of the other side, as people name it.
    pub title: String,
    /// Decimal string.
    pub amount: String,
    /// Currency code.
    pub currency: String,
    /// `auto`, `person` or `source`.
    pub decided_by: String,
    /// Why; the catalogue holds the texts under `decision-<code>`.
    pub reasons: Vec<Reason>,
}

/// A question about a record, or one that it is a possible answer to, that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedQuestion {
    /// The question's id as shown.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// How its subject reads to a person.
    pub label: String,
    /// Possible answers, best first.
    pub candidates: Vec<Candidate>,
    /// Why it is asked; the catalogue holds the texts under `decision-<code>`.
    pub reasons: Vec<Reason>,
}

/// A received payment of which something pays nothing yet.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingMoney {
    /// What its sources say.
    pub payment: Payment,
    /// What of it pays nothing yet.
    pub left: Money,
    /// Whose it is.
    pub client: Option<ClientId>,
    /// It is another's than who sent it.
    pub is_anothers: bool,
    /// Why it is, where a contract says so.
    pub whose: Option<Reason>,
    /// The open question about it.
    pub question: Option<ReviewId>,
    /// The last decision that keeps its money from a document, and who made it.
    pub refused: Option<(DecisionId, String)>,
    /// How many documents of the client are open in its currency.
    pub open: usize,
}

/// A client's document of a number that a payment names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedDocument {
    /// Its date.
    pub date: Date,
    /// What is open of it.
    pub open: Money,
    /// Other payments that pay it, as shown.
    pub payments: Vec<String>,
    /// The payment that is asked about pays it, or a part of it.
    pub paid_by_it: bool,
    /// A person said that the payment does not pay it.
    pub kept_away: bool,
    /// Why it is not in force, where it isn't.
    pub idle: Option<Idle>,
}

/// Everything known about where a record came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The id as shown.
    pub id: String,
    /// Record kind.
    pub kind: String,
    /// How people name it: a client's name, a document's number and date.
    pub title: String,
    /// Fields, in the order of exports.
    pub fields: Vec<ExplainedField>,
    /// The same document from other sources.
    pub twins: Vec<ExplainedTwin>,
    /// Allocations, in order.
    pub allocations: Vec<ExplainedAllocation>,
    /// What of it was given back and by which payment, or what it gives back, and why; the catalogue holds the texts under
    /// `decision-<code>`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<Reason>,
    /// Why it is no debt and no credit of its own, where that is known; the catalogue holds the texts under
    /// `decision-<code>`.
    pub covered: Vec<Reason>,
    /// Why money that pays nothing yet waits; the catalogue holds the texts under `decision-<code>`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<Reason>,
    /// Open questions, in the order they came up.
    pub questions: Vec<ExplainedQuestion>,
    /// A client's books against the balances that sources state.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<ControlView>,
    /// What people decided about it, the oldest first.
    pub decisions: Vec<ExplainedDecision>,
    /// Records that the program gave to this client by itself, the last first.
    pub memberships: Vec<ExplainedMembership>,
}

/// A decision of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedDecision {
    /// Its number as shown (`J-3`).
    pub id: String,
    /// What was decided.
    pub fact: Fact,
    /// Numbers of what it is about, as shown.
    pub about: Vec<String>,
    /// Who decided.
    pub who: String,
    /// When, RFC 3339.
    pub at: String,
    /// Why, in the person's words.
    pub reason: String,
    /// The decision that took it back, as shown.
    pub undone_by: Option<String>,
}

impl ExplainedDecision {
    /// A decision about these numbers.
    #[must_use]
    pub fn of(decision: Decision, about: Vec<String>) -> Self {
        Self {
            id: decision.id.to_string(),
            fact: decision.fact,
            about,
            who: decision.who,
            at: decision.made_at,
            reason: decision.reason,
            undone_by: decision.undone_by.map(|id| id.to_string()),
        }
    }
}
