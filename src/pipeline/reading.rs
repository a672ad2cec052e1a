//! Reading ahead: one thread reads, maps and normalizes a document while the pipeline's own plans and writes what came
//! before. A bounded channel lies between them, so memory stays flat however far the file goes.

use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{SyncSender, sync_channel};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::SyncError;
use super::dates::unlikely;
use super::nearest::nothing_read;
use super::repeats::Repeats;
use super::unread_kinds::UnreadKinds;
use crate::mapping::{Mapping, Reading};
use crate::model::issue::{Issue, Severity};
use crate::model::mending::Torn;
use crate::model::money::Money;
use crate::model::provenance::Position;
use crate::model::record::{Body, RecordKind, Row};
use crate::model::run::Reason;
use crate::model::shape::Shape;
use crate::model::steps::{Step, before};
use crate::normalize::{Rules, normalize};
use crate::parse::shape::UNREAD_ELEMENT;
use crate::parse::{Document, Format, ReadError, ReadErrorKind};
use crate::reconcile::read_ahead;
use crate::store::StoreError;

/// Rows handed over together.
const BATCH_ROWS: usize = 500;

/// Batches that may wait between the two threads.
const BATCHES_AHEAD: usize = 4;

/// A part of a document, read.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Records.
    pub(super) rows: Vec<Row>,
    /// Records that can't be taken, with the amount they state.
    pub(super) refused: Vec<(RecordKind, Option<Money>)>,
    /// Where those stand in the document, and why they can't be taken.
    pub(super) torn: Vec<Torn>,
    /// What is wrong with the data, in document order.
    pub(super) issues: Vec<Issue>,
    /// Elements that are no records.
    pub(super) skipped: u64,
}

/// Why the reading of a document ended early.
pub(super) enum Stop {
    /// The document can't be read to its end.
    Unreadable(Reason),
    /// What was read can't be written, or the system does not let the archived bytes be read: no fault of theirs.
    Ours(SyncError),
}

impl Stop {
    fn disk(document: &Document, source: io::Error) -> Self {
        Self::Ours(SyncError::Folder { path: document.path.clone(), source })
    }

    fn of(document: &Document, error: ReadError) -> Self {
        match error.kind {
            ReadErrorKind::Io(source) if source.raw_os_error().is_some() => Self::disk(document, source),
            _ => Self::Unreadable(error.reason()),
        }
    }
}

/// A document with what reads it.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) document: &'a Document,
    pub(super) format: &'static dyn Format,
    pub(super) mapping: &'a Mapping,
    pub(super) rules: &'a Rules,
    /// Our own accounts as settings name them.
    pub(super) own_accounts: &'a [String],
    /// The day of the run.
    pub(super) today: Date,
}

/// Reads a document batch by batch; `take` is called on the caller's thread, in document order. Tells what its records
/// look like.
pub(super) fn read(source: Source<'_>, take: &mut dyn FnMut(Batch) -> Result<(), StoreError>) -> Result<Shape, Stop> {
    before(Step::Read, &source.document.path).map_err(|error| Stop::disk(source.document, error))?;
    std::thread::scope(|scope| {
        let (send, received) = sync_channel(BATCHES_AHEAD);
        let ahead = scope.spawn(move || Ahead::new(source, send).run());
        while let Ok(batch) = received.recv() {
            // Leaving drops the receiver: the reader finds nobody listening and ends.
            take(batch).map_err(|error| Stop::Ours(error.into()))?;
        }
        match ahead.join() {
            Ok(outcome) => outcome,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// The reading thread.
struct Ahead<'a> {
    source: Source<'a>,
    batch: Batch,
    /// What its records said, where two of one name may not say different things.
    repeats: Option<Repeats>,
    send: SyncSender<Batch>,
}

impl<'a> Ahead<'a> {
    fn new(source: Source<'a>, send: SyncSender<Batch>) -> Self {
        let repeats = source.mapping.refuses_contradictions().then(Repeats::default);
        Self { source, batch: Batch::default(), repeats, send }
    }

    fn run(mut self) -> Result<Shape, Stop> {
        let Source { document, format, mapping, own_accounts, .. } = self.source;
        let mut reader = mapping.reader(own_accounts);
        reader.look_ahead(format, document).map_err(|error| Stop::of(document, error))?;
        let mut observer = mapping.observer();
        let mut notices = Vec::new();
        let mut is_empty = true;
        let mut unread = UnreadKinds::default();
        let outcome = format.read(document, mapping.shape(), &mut notices, &mut |raw| {
            match &raw {
                Ok(raw) if raw.pattern == UNREAD_ELEMENT => unread.see(raw.position),
                _ => is_empty = false,
            }
            match raw {
                Ok(raw) => {
                    let before = (self.batch.refused.len(), self.batch.issues.len());
                    let mut rule = None;
                    reader.read_each(&raw, &mut |reading| {
                        rule = rule.take().or_else(|| reading.rule().cloned());
                        self.add(reading);
                    });
                    if let Some(rule) = rule {
                        observer.see(&rule, raw.tree);
                    }
                    reader.name_places(&raw, self.batch.issues.get_mut(before.1..).unwrap_or_default());
                    self.note_torn(raw.position, before);
                    self.batch.issues.extend(reader.take_differences());
                }
                Err(error) => {
                    self.batch.refused.push((mapping.main_kind(), None));
                    self.batch.torn.push(Torn { position: error.position, issues: vec![error.issue.clone()] });
                    self.batch.issues.push(error.issue);
                }
            }
            if reader.passed_limit().is_some() {
                ControlFlow::Break(())
            } else if self.batch.is_full() {
                self.hand_over()
            } else {
                ControlFlow::Continue(())
            }
        });
        outcome.map_err(|error| Stop::of(document, error))?;
        if let Some(limit) = reader.passed_limit() {
            return Err(Stop::Unreadable(limit.of(document).reason()));
        }
        if is_empty
            && let Ok(preview) = format.preview(document)
            && let Some(reason) = nothing_read(mapping, &preview)
        {
            return Err(Stop::Unreadable(reason));
        }
        self.batch.issues.extend(notices);
        self.batch.issues.extend(unread.issue());
        // Nobody listening any more means that writing failed: the caller knows.
        let _over = self.hand_over();
        Ok(observer.finish())
    }

    /// Notes that something was refused of the record just read; before it there were so many refused ones and issues.
    fn note_torn(&mut self, position: &Position, (refused, issues): (usize, usize)) {
        if self.batch.refused.len() == refused {
            return;
        }
        // The earlier of two records that contradict each other: without it nothing would be wrong with the later one.
        let earlier = self.repeats.as_mut().and_then(Repeats::take_earlier);
        self.batch.torn.extend(earlier.map(|position| Torn { position, issues: Vec::new() }));
        let issues = self.batch.issues.get(issues..).unwrap_or_default().to_vec();
        self.batch.torn.push(Torn { position: position.clone(), issues });
    }

    fn hand_over(&mut self) -> ControlFlow<()> {
        match self.send.send(std::mem::take(&mut self.batch)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_nobody_listens) => ControlFlow::Break(()),
        }
    }

    fn add(&mut self, reading: Reading) {
        match reading {
            Reading::Skipped => self.batch.skipped += 1,
            Reading::Draft(draft, mut issues) => {
                let kind = draft.kind;
                match normalize(*draft, self.source.rules, &mut issues) {
                    Ok(row) => {
                        issues.extend(unlikely(&row.record, self.source.today));
                        issues.extend(self.repeats.as_mut().and_then(|seen| seen.contradiction(&row.record)));
                        if issues.iter().any(|issue| issue.severity == Severity::Error) {
                            self.batch.refused.push((kind, row.record.money()));
                        } else {
                            if let Body::Payment(payment) = &row.record.body {
                                read_ahead(payment);
                            }
                            self.batch.rows.push(row);
                        }
                    }
                    Err(refusal) if refusal.left_out => self.batch.skipped += 1,
                    Err(refusal) => self.batch.refused.push((kind, refusal.money)),
                }
                self.batch.issues.extend(issues);
            }
            Reading::Refused(refusal) => {
                let money = money_of(self.source.rules, refusal.amount.as_ref());
                self.batch.refused.push((refusal.kind, money));
                self.batch.issues.extend(refusal.issues);
            }
        }
    }
}

impl Batch {
    fn is_full(&self) -> bool {
        self.rows.len().max(self.refused.len()).max(self.issues.len()) >= BATCH_ROWS
    }
}

/// The amount of a record that the mapping refused, as far as it could be read.
pub(super) fn money_of(rules: &Rules, amount: Option<&(Decimal, Option<String>)>) -> Option<Money> {
    let (amount, currency) = amount?;
    let currency = match currency {
        Some(code) => code.parse().ok()?,
        None => rules.base_currency,
    };
    Money::from_decimal(*amount, currency).ok()
}
