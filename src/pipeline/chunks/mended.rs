//! Rows that come back mended: they stand beside those that the delivery they were refused of stated, and never in the
//! place of what came since. What can't be told apart is refused, not guessed.

use std::collections::HashSet;

use super::{Chunks, Occurrences, repeat_key};
use crate::model::ids::DeliveryNo;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::record::{Record, Row};
use crate::model::run::FileReport;
use crate::model::tally::Outcome;
use crate::store::StoreError;

/// What mended rows are measured by.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct Mended {
    /// The delivery that they were refused of first, and its parts that came back.
    pub(in crate::pipeline) family: Vec<DeliveryNo>,
    /// How often each line stood there; nothing where that can't be read any more.
    pub(in crate::pipeline) stated: Option<Occurrences>,
    /// Lines that its parts brought.
    pub(in crate::pipeline) brought: HashSet<[u8; 16]>,
    /// Somebody added records to those that were handed out.
    pub(in crate::pipeline) has_added: bool,
}

impl Mended {
    pub(super) fn stated(&self) -> impl Iterator<Item = ([u8; 16], u32)> {
        self.stated.iter().flatten().map(|(key, count)| (*key, *count))
    }

    /// Whether nobody can say if an equal line is the same again or another one.
    fn is_ambiguous(&self, record: &Record) -> bool {
        let is_stated =
            |key: &[u8; 16]| self.stated.as_ref().is_none_or(|stated| self.has_added && stated.contains_key(key));
        repeat_key(record).is_some_and(|key| is_stated(&key) || self.brought.contains(&key))
    }
}

impl Chunks<'_> {
    /// What the rows are measured by, where they come back mended.
    pub(in crate::pipeline) fn mended_by(&mut self, mended: Mended) {
        self.mended = Some(mended);
    }

    /// Refuses mended rows that can't be told from others, or that something newer was said of.
    pub(super) fn hold_back(&mut self, rows: Vec<Row>, report: &mut FileReport) -> Result<Vec<Row>, StoreError> {
        let Some(mended) = &self.mended else { return Ok(rows) };
        let mut kept = Vec::with_capacity(rows.len());
        let mut issues = Vec::new();
        for row in rows {
            let record = &row.record;
            let code = if mended.is_ambiguous(record) {
                Some(IssueCode::MendedTwice)
            } else {
                let is_newer = self.revision.has_newer(record, &mended.family);
                is_newer.map_err(|error| self.revision.named(error))?.then_some(IssueCode::MendedLate)
            };
            let Some(code) = code else {
                kept.push(row);
                continue;
            };
            self.tally.read(record.kind, record.money());
            self.tally.decide(record.kind, record.money(), Outcome::Refused);
            issues.push(Issue::new(code, Severity::Error, record.provenance.position.clone()));
        }
        self.say(issues, report);
        Ok(kept)
    }
}
