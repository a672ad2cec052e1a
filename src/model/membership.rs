//! Records that the program itself gave to another client: no person's decision, and every one of them with its reasons.

use serde::Serialize;

use super::change::{Reason, RecordKey};
use super::decision::RecordRef;
use super::ids::{ClientId, SourceId, StatementId};

/// A source's record of a client as the store holds it now, without what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientRecord {
    /// Its key.
    pub key: RecordKey,
    /// Its source.
    pub source: SourceId,
    /// The client it is of.
    pub client: ClientId,
    /// The statement that says what it says now.
    pub statement: StatementId,
    /// Its key by its source's name, which does not depend on numbers that the store gives: for ties, and to find it by the
    /// reference that a decision holds.
    pub by_name: RecordKey,
    /// Whether its source gave no id: it says no more than its tax number or name.
    pub made_up: bool,
}

/// In place of the client that records were of: a certain rule gave them to another one's when they came.
pub const AT_ARRIVAL: ClientId = ClientId(0);

/// A record that a certain rule gave to a client of other records when it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleJoin {
    /// The statement that says what it says.
    pub statement: StatementId,
    /// The client.
    pub client: ClientId,
    /// Why; the catalogue holds the texts under `decision-<code>`.
    pub reasons: Vec<Reason>,
}

/// What the program or a person made one client of, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Join {
    /// The run that did.
    pub run: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Who decided; empty where the program did.
    pub who: String,
    /// The decision, as shown; nothing where the program did.
    pub decision: Option<String>,
    /// What went where and why; of a decision, why in the person's words.
    #[serde(flatten)]
    pub membership: ExplainedMembership,
    /// Why, in the person's words.
    pub reason: String,
}

/// Records that went from one client to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The client they were of; [`AT_ARRIVAL`] where they came just then.
    pub from: ClientId,
    /// The client they are of now.
    pub to: ClientId,
    /// Whether two clients became one; otherwise the client was made for these records.
    pub joined: bool,
    /// How sure it was, percent.
    pub confidence: u8,
    /// Why; the catalogue holds the texts under `decision-<code>`.
    pub reasons: Vec<Reason>,
    /// The records.
    pub moved: Vec<RecordRef>,
    /// Fields that people had filled in on the card that is gone, and that went along.
    pub fields: Vec<String>,
}

/// What the program did to a client's records, to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedMembership {
    /// The client they were of, as shown; empty where they came just then.
    pub from: String,
    /// The client they went to, as shown.
    pub to: String,
    /// Whether two clients became one; otherwise the client was made for these records.
    pub joined: bool,
    /// How the records are called, each name once.
    pub names: Vec<String>,
    /// The records, `source:id`.
    pub records: Vec<String>,
    /// How sure it was, percent.
    pub confidence: u8,
    /// Why; the catalogue holds the texts under `decision-<code>`.
    pub reasons: Vec<Reason>,
}

impl From<&Membership> for ExplainedMembership {
    fn from(membership: &Membership) -> Self {
        let Membership { from, to, joined, confidence, reasons, moved, fields: _ } = membership;
        let mut names: Vec<String> = Vec::new();
        for record in moved.iter().filter(|record| !record.name.is_empty()) {
            if !names.contains(&record.name) {
                names.push(record.name.clone());
            }
        }
        Self {
            from: if *from == AT_ARRIVAL { String::new() } else { from.to_string() },
            to: to.to_string(),
            joined: *joined,
            names,
            records: moved.iter().map(|record| format!("{}:{}", record.source, record.id)).collect(),
            confidence: *confidence,
            reasons: reasons.clone(),
        }
    }
}
