//! What a run would take of the books, for one that only shows what it would do.

use std::path::PathBuf;

use jiff::Timestamp;

use super::edits::Saved;
use super::place::{self, Lying};
use super::{Book, absorbed_key, answers, copies, edits, held, typed};
use crate::lang::Arg;
use crate::model::run::{BookOutcome, BookReport, RunReport, TakenCounts};
use crate::pipeline::{SyncError, Workspace};

/// Counts what people changed in their books and was not taken yet, and says which of them would be held. Nothing is
/// written.
pub(in crate::pipeline) fn preview(
    workspace: &Workspace,
    now: Timestamp,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    let books = Book::all(workspace);
    for (name, copies) in copies::seen(workspace, &books)? {
        let reason = workspace.lang.text("book-copy", &[("name", Arg::from(&name))]);
        let said = |copy: &PathBuf| BookReport {
            path: workspace.shown(copy),
            outcome: BookOutcome::EditsHeld { reason: reason.clone() },
        };
        report.workbooks.extend(copies.iter().map(said));
    }
    for book in books {
        copies::preview(workspace, &book, now, report)?;
        let Lying::Saved(bytes) = place::lying(workspace, &book)? else { continue };
        let saved = place::hash(&bytes).to_hex();
        if workspace.store.meta(&absorbed_key(&book))?.as_deref() == Some(saved.as_str()) {
            continue;
        }
        let path = workspace.shown(&book.path);
        let read = edits::merged(workspace, &book, Saved::Book(&bytes), now)?;
        let why = match &read {
            Ok(read) => held(workspace, &book, read)?,
            Err(reason) => Some(reason.clone()),
        };
        match (read, why) {
            (_, Some(reason)) => {
                report.workbooks.push(BookReport { path, outcome: BookOutcome::EditsHeld { reason } });
            }
            (Ok(read), None) => {
                let mut counts = edits::not_taken(workspace, &book, &read)?;
                let new_rows = typed::new(workspace, &book, &read)?.len();
                counts += TakenCounts { new_rows, choices: answers::count(&read), ..TakenCounts::default() };
                report.took(&path, counts);
            }
            (Err(_), None) => {}
        }
    }
    Ok(())
}
