//! A book drawn beside one that can't be gone on with.

use std::fs;
use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

use super::place::{self, Lying};
use super::{Book, fresh};
use crate::lang::Arg;
use crate::model::run::BookOutcome;
use crate::model::steps::{Step, before};
use crate::output::opened::{Machine, Opened, opened};
use crate::output::whole::remove_if_there;
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
    workspace.store.set_meta(&beside_key(book), "1")?;
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

/// The store remembers under this name that a book can't be gone on with.
fn beside_key(book: &Book) -> String {
    format!("book_beside:{}", book.name)
}

/// Whether a new book still lies beside one that goes on again.
pub(super) fn is_over(workspace: &Workspace, book: &Book) -> Result<bool, SyncError> {
    Ok(beside_path(workspace, book).is_file()
        && workspace.store.meta(&beside_key(book))?.is_none_or(|known| known.is_empty())
        && matches!(place::lying(workspace, book)?, Lying::Known))
}

/// Notes that a book goes on again.
pub(super) fn goes_on(workspace: &Workspace, book: &Book, now: Timestamp) -> Result<(), SyncError> {
    let key = beside_key(book);
    if workspace.store.meta(&key)?.is_some_and(|known| !known.is_empty()) {
        workspace.store.set_meta(&key, "")?;
    }
    clear_away(workspace, book, now)
}

/// Removes a book that was drawn beside one that goes on again. One that somebody has open or wrote in stays: it is a copy
/// like any other.
pub(super) fn clear_away(workspace: &Workspace, book: &Book, now: Timestamp) -> Result<(), SyncError> {
    let path = beside_path(workspace, book);
    if !is_over(workspace, book)? || matches!(opened(&path, now, &Machine::this()), Opened::Open(_)) {
        return Ok(());
    }
    let Ok(bytes) = before(Step::Read, &path).and_then(|()| fs::read(&path)) else { return Ok(()) };
    if place::is_as_drawn(workspace, book, &bytes)?
        && let Err(error) = remove_if_there(&path)
    {
        tracing::warn!(file = %path.display(), %error, "a book that lay beside another can't be removed");
    }
    Ok(())
}
