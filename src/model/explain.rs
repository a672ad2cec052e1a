//! Where the values of a record came from, as data to be shown.

use serde::Serialize;

use super::change::{Candidate, Reason};
use super::decision::{Decision, Fact};
use super::membership::ExplainedMembership;
use super::provenance::Position;

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
    /// Allocations, in order.
    pub allocations: Vec<ExplainedAllocation>,
    /// Open questions, in the order they came up.
    pub questions: Vec<ExplainedQuestion>,
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
