//! What the edits of a file began with: the version that it says it is, and what was taken from it since.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::Cursor;

use super::Book;
use super::edits::Saved;
use super::phones::normalize_phones;
use super::place::{self, hash};
use crate::lang::Arg;
use crate::model::book::BookRow;
use crate::model::row_id::RowId;
use crate::pipeline::take::rules;
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::layout::Layout;
use crate::workbook::merge::Finding;
use crate::workbook::read::{BookFile, FileRow, ReadBookError, read_as};
use crate::workbook::renamed::judge;

/// What the edits of a file of a version began with: what was written in it, and what was taken from it since. Nothing
/// where the version is no longer kept.
pub(super) fn base_rows(workspace: &Workspace, book: &Book, version: u32) -> Result<Option<Vec<BookRow>>, SyncError> {
    let mut rows = workspace.store.book_rows(&book.name, version)?;
    if let Some(rows) = &mut rows {
        workspace.store.put_taken_into(&book.name, version, rows)?;
    }
    Ok(rows)
}

/// A file that was read, with what its edits began with.
pub(super) struct Opened {
    pub(super) file: BookFile,
    /// What is to be said of its phones.
    pub(super) worded: Vec<Finding>,
    pub(super) version: u32,
    pub(super) base: Vec<BookRow>,
    pub(super) others: Vec<BookRow>,
    /// Rows of the version from which something was taken since.
    pub(super) taken_of: BTreeSet<RowId>,
    /// It was copied before anything was taken from its version, and changed since.
    pub(super) is_put_back: bool,
}

/// Reads a file of a book, with what was written into the version that it says it is; why not, where it can't be merged.
pub(super) fn open(
    workspace: &Workspace,
    book: &Book,
    saved: Saved<'_>,
    layout: &Layout,
) -> Result<Result<Opened, String>, SyncError> {
    let lang = workspace.lang;
    let mut file = match saved {
        Saved::Copy(file) => file.clone(),
        Saved::Book(bytes) => match read_as(Cursor::new(bytes), layout) {
            Ok(file) => file,
            Err(error) => return Ok(Err(unreadable(workspace, book, &error))),
        },
    };
    let worded = normalize_phones(&mut file, rules(&workspace.config).home);
    let Some(stamp) = file.stamp.as_ref().filter(|stamp| stamp.book == book.name) else {
        return Ok(Err(lang.text("book-not-ours", &[])));
    };
    let version = stamp.edition.version;
    let mut base = match workspace.store.book_rows(&book.name, version)? {
        Some(base) if stamp.edition.holds(&base) => base,
        None if workspace.store.latest_book(&book.name)?.is_some_and(|latest| version < latest.version) => {
            return Ok(Err(lang.text("book-too-old", &[])));
        }
        _ => return Ok(Err(lang.text("book-of-another-store", &[]))),
    };
    let mut others = workspace.store.other_book_rows(&book.name, version)?;
    let is_as_written = match saved {
        Saved::Book(bytes) => workspace.store.book_of_hash(&book.name, hash(bytes))?.is_some(),
        Saved::Copy(_) => false,
    };
    let mut with_taken = base.clone();
    workspace.store.put_taken_into(&book.name, version, &mut with_taken)?;
    let is_earlier = workspace.store.latest_book(&book.name)?.is_some_and(|latest| version < latest.version);
    // What was taken from that version since is no beginning of this file: it takes nothing of it back.
    let is_put_back = !is_as_written && is_earlier && says_nothing_of(&with_taken, &base, &file);
    let mut taken_of = BTreeSet::new();
    if !is_as_written && !is_put_back {
        let changed = with_taken.iter().zip(&base).filter(|(with, was)| with != was);
        taken_of.extend(changed.map(|(with, _)| with.id));
        base = with_taken;
        workspace.store.put_taken_into(&book.name, version, &mut others)?;
    }
    judge(&layout.readable(book.manager.is_none()), &mut file, &base);
    Ok(Ok(Opened { file, worded, version, base, others, taken_of, is_put_back }))
}

/// Whether a file says of all that was taken from its version what stood there before: it was copied before that was written,
/// and put back.
fn says_nothing_of(with_taken: &[BookRow], written: &[BookRow], file: &BookFile) -> bool {
    let known = file.sheets.iter().flat_map(|sheet| &sheet.rows);
    let by_id: BTreeMap<RowId, &FileRow> =
        known.filter_map(|row| Some((RowId::parse(row.value("id")?)?, row))).collect();
    let of_rows = with_taken.iter().zip(written).flat_map(|(with, was)| {
        let row = by_id.get(&with.id);
        let changed = with.cells.iter().filter(|(column, value)| was.cells.get(*column) != Some(value));
        changed.filter_map(move |(column, _)| Some((row?.cells.get(column.as_str())?, was.cells.get(column)?)))
    });
    let mut said = of_rows.map(|(cell, was)| cell.says(was)).peekable();
    said.peek().is_some() && said.all(|is_as_before| is_as_before)
}

/// Why a book can't be read, and what to do: a file that is broken is mended, or an earlier one taken, before a new book is
/// gone on with. What a reader said of it is for the log.
pub(super) fn unreadable(workspace: &Workspace, book: &Book, error: &ReadBookError) -> String {
    let previous = place::previous_of(workspace, book);
    let steps = [
        ("previous", Arg::Text(previous.as_ref().map_or("no", |_| "yes"))),
        ("folder", Arg::Text(previous.as_deref().unwrap_or_default())),
        ("name", Arg::Text(&book.name)),
    ];
    unread(workspace, error, ("book-unreadable", &steps))
}

/// The same of a copy, which nobody needs to mend.
pub(super) fn unreadable_copy(workspace: &Workspace, error: &ReadBookError) -> String {
    unread(workspace, error, ("book-copy-unreadable", &[]))
}

fn unread(workspace: &Workspace, error: &ReadBookError, (broken, args): (&str, &[(&str, Arg<'_>)])) -> String {
    let lang = workspace.lang;
    tracing::warn!(error = error as &dyn Error, "a workbook can't be read");
    match error {
        ReadBookError::Encrypted => lang.text("book-encrypted", &[]),
        ReadBookError::Limit { name, limit } => {
            let (what, limit) = (name.split(' ').next().unwrap_or_default(), lang.number(&limit.to_string()));
            lang.text("book-over-limit", &[("what", Arg::Text(what)), ("limit", Arg::from(&limit))])
        }
        ReadBookError::Malformed(_) => lang.text(broken, args),
    }
}
