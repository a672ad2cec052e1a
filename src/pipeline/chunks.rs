//! One delivery's rows, chunk by chunk: snapshot → plan → apply, all inside the revision's one transaction.

use std::collections::{BTreeSet, HashMap, HashSet};

use rustc_hash::FxBuildHasher;

use super::brake::Measure;
use super::exchange::Taking;
use super::reading::Batch;
use super::{deleted, doubles};
use super::{rematch, settle};
use crate::config::JudgeAt;
use crate::model::authority::Authorities;
use crate::model::issue::Issue;
use crate::model::money::Money;
use crate::model::ownership::Ownership;
use crate::model::record::{Body, Direction, Record, RecordKind, Row, is_fingerprint};
use crate::model::run::FileReport;
use crate::model::tally::{Outcome, Tally};
use crate::reconcile::{self, Controls, Memory};
use crate::store::{Revision, SqlResult, StoreError};

/// Rows planned together. Larger chunks fall out of the processor's cache between the stages, smaller ones walk down
/// the key tree more often.
const CHUNK_ROWS: usize = 1_000;

/// How often lines without an id of their own stand in a document, by [`repeat_key`].
pub(super) type Occurrences = HashMap<[u8; 16], u32, FxBuildHasher>;

mod mended;

pub(super) use mended::Mended;

/// What equal lines of a document have in common, where each of them is a record of its own. A transfer between own
/// accounts is listed once for each account and stays one.
pub(super) fn repeat_key(record: &Record) -> Option<[u8; 16]> {
    let is_told_apart = match &record.body {
        Body::Payment(payment) => payment.direction != Direction::Internal && is_fingerprint(&record.id),
        // Two clients of one name in a turnover sheet.
        Body::Balance(_) => record.id.starts_with("balance:"),
        _ => false,
    };
    is_told_apart.then(|| blake3::hash(record.id.as_bytes()).as_bytes().first_chunk().copied().unwrap_or_default())
}

/// A line known only by its fingerprint: the second equal one of a document is another payment.
pub(super) fn number_repeat(record: &mut Record, occurrences: &mut Occurrences) {
    let Some(key) = repeat_key(record) else { return };
    let count = occurrences.entry(key).or_default();
    *count += 1;
    if *count > 1 {
        record.id.push_str(&format!("#{count}"));
    }
}

/// A delivery being taken.
pub(super) struct Chunks<'s> {
    revision: Revision<'s>,
    ownership: &'s Ownership,
    authorities: &'s Authorities,
    rows: Vec<Row>,
    chunk_rows: usize,
    issues: Vec<Issue>,
    /// How often a line without an id of its own stood in this document: truly equal payments stay several.
    occurrences: Occurrences,
    /// What its rows are measured by, where they come back mended.
    mended: Option<Mended>,
    /// What this delivery's earlier rows mentioned.
    memory: Memory,
    /// What the delivery states about itself.
    controls: Controls,
    /// What rows that wait mention in other words than before.
    news: HashSet<(RecordKind, String), FxBuildHasher>,
    pub(super) tally: Tally,
    /// Added to the message numbers that order statements: they began anew once, or more often.
    number_offset: i64,
    /// Managers whose books must be written; the empty name is nobody's.
    owners: BTreeSet<String>,
    judge_at: JudgeAt,
    /// What it would change.
    measure: Measure,
}

impl<'s> Chunks<'s> {
    pub(super) fn new(
        revision: Revision<'s>,
        ownership: &'s Ownership,
        authorities: &'s Authorities,
        controls: Controls,
    ) -> Self {
        Self {
            revision,
            ownership,
            authorities,
            rows: Vec::new(),
            chunk_rows: CHUNK_ROWS,
            issues: Vec::new(),
            occurrences: HashMap::default(),
            mended: None,
            memory: Memory::default(),
            controls,
            news: HashSet::default(),
            tally: Tally::default(),
            number_offset: 0,
            owners: BTreeSet::new(),
            judge_at: JudgeAt::default(),
            measure: Measure::default(),
        }
    }

    /// Whether it is judged in this run who is who, or left until a person asks for it.
    pub(super) fn judge_at(&mut self, at: JudgeAt) {
        self.judge_at = at;
    }

    /// What is measured, and against which limits.
    pub(super) fn measured_by(&mut self, measure: Measure) {
        self.measure = measure;
    }

    /// What the delivery would change, once all of it was planned.
    pub(super) fn measure(&mut self) -> Measure {
        std::mem::take(&mut self.measure)
    }

    /// Counts what follows into a numbered exchange, and says how the message fits in.
    pub(super) fn follow(&mut self, taking: &Taking, report: &mut FileReport) {
        self.number_offset = taking.offset;
        if let Some(issue) = &taking.issue {
            report.push_issue(issue.clone());
            self.issues.push(issue.clone());
        }
    }

    /// Takes what was read of a document; plans and applies whenever a chunk is full.
    pub(super) fn take(&mut self, batch: Batch, report: &mut FileReport) -> Result<(), StoreError> {
        let Batch { rows, refused, torn: _, issues, skipped } = batch;
        self.tally.skipped += skipped;
        for (kind, money) in refused {
            self.tally.read(kind, money);
            self.tally.decide(kind, money, Outcome::Refused);
        }
        self.say(issues, report);
        let rows = self.hold_back(rows, report)?;
        for mut row in rows {
            number_repeat(&mut row.record, &mut self.occurrences);
            self.shift_numbers(&mut row);
            self.controls.see(&row.record);
            self.drop_known_mentions(&mut row);
            self.tally.read(row.record.kind, row.record.money());
            self.rows.push(row);
            if self.rows.len() >= self.chunk_rows {
                self.flush()?;
            }
        }
        if self.issues.len() >= CHUNK_ROWS { self.flush_issues() } else { Ok(()) }
    }

    /// Compares what the delivery states about itself with what it said: once, when all of it was taken.
    pub(super) fn control(&mut self, report: &mut FileReport) {
        let controls = std::mem::take(&mut self.controls);
        self.say(controls.finish(), report);
    }

    /// Says what is known of the delivery besides its rows.
    pub(super) fn note(&mut self, issues: impl Iterator<Item = Issue>, report: &mut FileReport) {
        self.say(issues.collect(), report);
    }

    fn say(&mut self, issues: Vec<Issue>, report: &mut FileReport) {
        for issue in issues {
            report.push_issue(issue.clone());
            self.issues.push(issue);
        }
    }

    /// What an earlier row mentioned in the same words need not be kept until the chunk is full; but where a row that
    /// waits says something else, the order of the two decides.
    fn drop_known_mentions(&mut self, row: &mut Row) {
        let (memory, news) = (&self.memory, &mut self.news);
        row.mentions.retain(|mention| {
            if memory.knows(mention) {
                return !news.is_empty() && news.contains(&(mention.kind, mention.id.clone()));
            }
            news.insert((mention.kind, mention.id.clone()));
            true
        });
    }

    fn shift_numbers(&self, row: &mut Row) {
        if self.number_offset != 0 {
            for record in row.mentions.iter_mut().chain([&mut row.record]) {
                let message = &mut record.version.message;
                *message = message.map(|number| number.saturating_add(self.number_offset));
            }
        }
    }

    fn flush_issues(&mut self) -> Result<(), StoreError> {
        let issues = std::mem::take(&mut self.issues);
        self.revision.put_issues(&issues).map_err(|error| self.revision.named(error))
    }

    /// Begins another document. Equal lines are counted within one: what a package holds is what its files say one by
    /// one, however their periods overlap.
    pub(super) fn next_document(&mut self) {
        self.occurrences.clear();
        self.occurrences.extend(self.mended.iter().flat_map(Mended::stated));
        self.controls.next_document();
    }

    /// Plans and applies what has gathered.
    pub(super) fn flush(&mut self) -> Result<(), StoreError> {
        self.flush_issues()?;
        self.flush_rows().map_err(|error| self.revision.named(error))
    }

    fn flush_rows(&mut self) -> SqlResult<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        self.news.clear();
        let counted: Vec<(RecordKind, Option<Money>)> =
            rows.iter().map(|row| (row.record.kind, row.record.money())).collect();
        let source = self.revision.source;
        let snapshot = self.revision.snapshot_for(&reconcile::wanted(source, &rows))?;
        let companies = self.measure.companies(&rows);
        let plan = reconcile::plan(source, &snapshot, &mut self.memory, rows);
        assert!(plan.outcomes.len() == counted.len(), "BUG: a row without an outcome");
        let sums = counted.iter().map(|(_, money)| money.is_some());
        self.measure.add(&self.revision, &snapshot, &plan, sums, &companies)?;
        for ((kind, money), outcome) in counted.into_iter().zip(&plan.outcomes) {
            self.tally.decide(kind, money, *outcome);
        }
        self.revision.apply(&plan)?;
        settle::compute_golden(&mut self.revision, self.authorities)
    }

    /// Balances every ledger the delivery touched; nothing is pending afterwards but who is who among what came, which is
    /// judged once a run. What it may have told a second time is said.
    pub(super) fn balance(&mut self, report: &mut FileReport) -> Result<(), StoreError> {
        self.flush()?;
        let left = rematch::leave(&mut self.revision, self.judge_at);
        left.map_err(|error| self.revision.named(error))?;
        let touched = self.revision.ledgers.clone();
        let found = settle::balance(&mut self.revision, self.ownership, &mut self.owners);
        let remarks = found.and_then(|found| {
            let mut remarks = doubles::remarks(&self.revision, &found)?;
            remarks.extend(deleted::remarks(&self.revision, &touched)?);
            Ok(remarks)
        });
        self.say(remarks.map_err(|error| self.revision.named(error))?, report);
        self.flush_issues()
    }

    /// Hands over the revision to commit, the owners whose books it touched (the empty name: the head), and the count.
    pub(super) fn finish(mut self) -> (Revision<'s>, BTreeSet<String>, Tally) {
        if self.tally.rows.applied > 0 || !self.owners.is_empty() {
            // The head's book shows everybody's, and what is nobody's: payments without a client.
            self.owners.insert(String::new());
        }
        (self.revision, self.owners, self.tally)
    }
}

#[cfg(test)]
mod tests;
