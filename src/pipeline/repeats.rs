//! Two records of one document that call themselves the same and say something else.
//!
//! In an exchange message the later statement of an object replaces the earlier one. In a register both rows are the
//! author's statement: whichever is kept, the other's money would be lost without a word.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHasher};

use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::model::record::{Body, Record};

/// So many records of a document are remembered: a full sheet of Excel. Later ones are compared with these only.
const REMEMBERED: usize = 1 << 20;

/// The records of one document, as far as repeats need them.
#[derive(Default)]
pub(super) struct Repeats {
    seen: HashMap<[u8; 16], Said, FxBuildHasher>,
    /// Sheets or entries that records stand in.
    parts: Vec<Arc<str>>,
    /// The earlier one of the last contradiction.
    earlier: Option<Position>,
}

/// What a record said, and where.
#[derive(Clone, Copy)]
struct Said {
    client: u64,
    amount: u64,
    line: u64,
    /// Index into [`Repeats::parts`].
    part: usize,
}

impl Repeats {
    /// Why a record can't be taken beside an earlier one of the document; nothing where none contradicts it. A source
    /// that numbers its statements says itself which one counts.
    pub(super) fn contradiction(&mut self, record: &Record) -> Option<Issue> {
        let amount = record.money()?;
        if record.version.token.is_some() || record.version.message.is_some() {
            return None;
        }
        let key = blake3::hash(format!("{}|{}", record.kept_as.name(), record.id).as_bytes());
        let key = key.as_bytes().first_chunk().copied()?;
        let (client, amount) = (hashed(&record.body.client()), hashed(&amount));
        let Some(first) = self.seen.get(&key).copied() else {
            self.remember(key, client, amount, &record.provenance.position);
            return None;
        };
        let what = match (first.client == client, first.amount == amount) {
            (true, true) => return None,
            (true, false) => "amount",
            (false, true) => "client",
            (false, false) => "both",
        };
        let position = record.provenance.position.clone();
        let stood_in = self.parts.get(first.part).cloned().unwrap_or_default();
        self.earlier = Some(Position { part: stood_in, line: first.line, path: String::new() });
        let part = self.parts.get(first.part).filter(|part| **part != position.part);
        let place = part.map_or_else(|| first.line.to_string(), |part| format!("{} ({part})", first.line));
        let issue = Issue::new(IssueCode::ContradictsEarlier, Severity::Error, position);
        let mut issue = issue.with("line", place).with("what", what);
        if let Some(number) = number(&record.body) {
            issue.name_record(number);
        }
        Some(issue)
    }

    /// Where the earlier record of the last contradiction stands; told once.
    pub(super) fn take_earlier(&mut self) -> Option<Position> {
        self.earlier.take()
    }

    fn remember(&mut self, key: [u8; 16], client: u64, amount: u64, position: &Position) {
        if self.seen.len() == REMEMBERED {
            return;
        }
        if self.parts.last().is_none_or(|part| *part != position.part) {
            self.parts.push(Arc::clone(&position.part));
        }
        let part = self.parts.len().saturating_sub(1);
        self.seen.insert(key, Said { client, amount, line: position.line, part });
    }
}

/// What a person looks the record up by.
fn number(body: &Body) -> Option<&str> {
    let number = match body {
        Body::Document(document) => &document.number,
        Body::Payment(payment) => &payment.number,
        _ => return None,
    };
    Some(number.as_str()).filter(|number| !number.is_empty())
}

fn hashed(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
