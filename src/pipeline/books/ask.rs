//! What a person must look at: fields of accounting's that managers want otherwise, rows that are gone from a book, files
//! that are not what anybody can have meant.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Book;
use super::edits::Read;
use super::place::hash;
use crate::config::DeletedRows;
use crate::model::book::KeptClash;
use crate::model::change::{Candidate, Reason, ReviewItem, ReviewKind, Subject};
use crate::model::deed::{Absence, field_to_fill};
use crate::model::ids::RunId;
use crate::model::row_id::RowId;
use crate::pipeline::{SyncError, Workspace};
use crate::store::{Revision, SqlResult};
use crate::workbook::merge::Held;

/// Asks about wishes that nobody was asked about: those of before too.
pub(in crate::pipeline) fn requests(workspace: &mut Workspace, run: RunId, now: Timestamp) -> Result<(), SyncError> {
    if !workspace.store.has_unasked_requests()? {
        return Ok(());
    }
    let mut revision = workspace.store.begin_decision(run, now)?;
    revision.ask_requests(&wish).map_err(|error| revision.named(error))?;
    Ok(revision.commit("")?)
}

/// The question about the wishes for one cell.
fn wish(requests: &[KeptClash]) -> ReviewItem {
    let of = |request: &KeptClash| {
        let KeptClash { clash, who, book, .. } = request;
        let code = match field_to_fill(clash.row.kind, &clash.field) {
            Some(_) => "change-request",
            None => "change-request-of-accounting",
        };
        Reason::new(code)
            .with("who", who.as_str())
            .with("book", book.as_str())
            .with("column", clash.field.as_str())
            .with("known", clash.stored.as_deref().unwrap_or_default())
            .with("given", clash.mine.as_str())
    };
    let candidate = |request: &KeptClash| Candidate { id: request.id.to_string(), label: request.clash.mine.clone() };
    let (subject, label) = requests.first().map_or_else(
        || (Subject::Workbook(String::new()), String::new()),
        |request| (Subject::Cell(request.clash.row, request.clash.field.clone()), request.subject.clone()),
    );
    ReviewItem {
        kind: ReviewKind::ChangeRequest,
        subject,
        label,
        candidates: requests.iter().map(candidate).collect(),
        reasons: requests.iter().map(of).collect(),
    }
}

/// What managers want otherwise in records that a source knows, for the receipt of its next file.
pub(in crate::pipeline) fn wishes(revision: &Revision<'_>, source: &str) -> SqlResult<Vec<Reason>> {
    let mut told = Vec::new();
    for KeptClash { clash, who, subject, .. } in revision.requests_of_source(source)? {
        let about = Subject::Cell(clash.row, clash.field.clone());
        let question = revision.question_about(ReviewKind::ChangeRequest, &about)?;
        told.push(
            Reason::new("wish-told")
                .with("who", who)
                .with("subject", subject)
                .with("column", clash.field)
                .with("known", clash.stored.unwrap_or_default())
                .with("given", clash.mine)
                .with("question", question.map_or_else(String::new, |question| question.id.to_string())),
        );
    }
    Ok(told)
}

/// Asks about a file of a book that can't be taken as it is, once.
pub(super) fn held(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    bytes: &[u8],
    held: &Held,
    now: Timestamp,
) -> Result<(), SyncError> {
    let content = hash(bytes);
    if workspace.store.held_file(&book.name, content)?.is_some() {
        return Ok(());
    }
    let hex = content.to_hex();
    let item = ReviewItem {
        kind: ReviewKind::WorkbookHeld,
        subject: Subject::Workbook(book.name.clone()),
        label: book.name.clone(),
        candidates: vec![Candidate { id: hex.chars().take(12).collect(), label: workspace.shown(&book.path) }],
        reasons: held.reasons.iter().map(|reason| reason.reason()).collect(),
    };
    let mut revision = workspace.store.begin_decision(run, now)?;
    revision.hold_file(&book.name, content, &item).map_err(|error| revision.named(error))?;
    Ok(revision.commit("")?)
}

/// A file of a book can be merged: what was held before is mended.
pub(super) fn mended(workspace: &mut Workspace, run: RunId, book: &Book, now: Timestamp) -> Result<(), SyncError> {
    if !workspace.store.held_files()?.iter().any(|held| held.book == book.name) {
        return Ok(());
    }
    let mut revision = workspace.store.begin_decision(run, now)?;
    revision.let_go(&book.name).map_err(|error| revision.named(error))?;
    Ok(revision.commit("")?)
}

/// What a file says about rows that are gone: those that are new and those that are back.
#[derive(Debug, Default)]
pub(super) struct Gone {
    proposed: Vec<RowId>,
    back: Vec<RowId>,
}

impl Gone {
    /// Compares the rows that are missing in a file with what is known of it. Only a row that the book would show is
    /// missed; where settings bring rows back nobody is asked.
    pub(super) fn of(workspace: &Workspace, book: &Book, read: &Read) -> Result<Self, SyncError> {
        // A row that a copy lacks is in the book.
        if book.heir.is_some() || read.is_copy {
            return Ok(Self::default());
        }
        let known = workspace.store.absent_rows(&book.name)?;
        let asks = workspace.config.workbooks.deleted_rows == DeletedRows::Ask;
        let is_missed = |id: &RowId| {
            asks && !id.kind.offers_a_choice() && !known.contains_key(id) && read.theirs.shown.contains(id)
        };
        let present: Vec<RowId> = read.merged.rows.iter().filter_map(|row| row.what.known()).collect();
        let typed = read.typed.values().map(|one| one.id);
        let back = present.into_iter().chain(typed).filter(|id| known.contains_key(id)).collect();
        Ok(Self { proposed: read.merged.missing_rows.iter().copied().filter(is_missed).collect(), back })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.proposed.is_empty() && self.back.is_empty()
    }

    pub(super) fn keep(
        &self,
        revision: &mut Revision<'_>,
        book: &Book,
        who: &str,
        subjects: &BTreeMap<RowId, String>,
    ) -> SqlResult<()> {
        for row in &self.back {
            revision.forget_absence(&book.name, *row)?;
        }
        for row in &self.proposed {
            let reason = Reason::new("row-deleted").with("who", who).with("book", book.name.as_str());
            let item = ReviewItem {
                kind: ReviewKind::Deletion,
                subject: Subject::Row(book.name.clone(), *row),
                label: subjects.get(row).cloned().unwrap_or_default(),
                candidates: Vec::new(),
                reasons: vec![reason],
            };
            revision.propose_absence(&book.name, *row, &item)?;
        }
        Ok(())
    }
}

/// Rows that a book does not show for now: nobody has decided, or they were put away.
pub(super) fn absent(workspace: &Workspace, book: &Book) -> Result<BTreeMap<RowId, Absence>, SyncError> {
    let mut absent = workspace.store.absent_rows(&book.name)?;
    absent.retain(|_, absence| *absence != Absence::Returning);
    Ok(absent)
}
