//! A book drawn beside one that can't be gone on with.

use std::fs;
use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

use super::{Book, fresh, place};
use crate::lang::Arg;
use crate::model::run::BookOutcome;
use crate::model::steps::{Step, before};
use crate::output::opened::{Machine, Opened, opened};
use crate::pipeline::{SyncError, Workspace};

/// Where the book lies that is drawn beside one that can't be gone on with.
pub(super) fn beside_path(workspace: &Workspace, book: &Book) -> PathBuf {
    let stem = book.name.rsplit_once('.').map_or(book.name.as_str(), |(stem, _)| stem);
    let name = workspace.lang.text("book-beside", &[("name", Arg::Text(stem))]);
    book.path.with_file_name(format!("{name}.xlsx"))
}

/// Leaves a book that can't be merged or patched, and draws a new one beside it: a whole book with a version of its own, so
/// that it goes on as the manager's once it is given the name. One that somebody has begun to write in is left too. What
/// somebody changed in the book is in the store already or is not.
pub(super) fn beside(
    workspace: &mut Workspace,
    book: &Book,
    (reason, is_taken): (&str, bool),
    now: Timestamp,
) -> Result<BookOutcome, SyncError> {
    let path = beside_path(workspace, book);
    let lying = match before(Step::Read, &path).and_then(|()| fs::read(&path)) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Ok(BookOutcome::Failed { reason: error.to_string() }),
    };
    let is_open = matches!(opened(&path, now, &Machine::this()), Opened::Open(_));
    let is_hers = match &lying {
        Some(bytes) => is_open || !place::is_as_drawn(workspace, book, bytes)?,
        None => false,
    };
    let outcome = if is_hers { None } else { fresh(workspace, book, &path, lying.as_deref(), now)? };
    let beside = workspace.shown(&path);
    let args = [("reason", Arg::Text(reason)), ("beside", Arg::Text(&beside)), ("name", Arg::Text(&book.name))];
    let key = match outcome {
        Some(BookOutcome::Written | BookOutcome::Unchanged) => "book-beside-why",
        Some(other) => return Ok(other),
        None => "book-beside-hers",
    };
    let reason = workspace.lang.text(key, &args);
    Ok(if is_taken { BookOutcome::NewsHeld { reason } } else { BookOutcome::EditsHeld { reason } })
}
