//! What the edits of a file began with: the version that it says it is, and what was taken from it since.

use std::io::Cursor;

use super::Book;
use super::edits::Saved;
use super::phones::normalize_phones;
use crate::lang::{Arg, Lang};
use crate::model::book::BookRow;
use crate::pipeline::take::rules;
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::layout::Layout;
use crate::workbook::merge::Finding;
use crate::workbook::read::{BookFile, ReadBookError, read_as};
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
            Err(error) => return Ok(Err(unreadable(&error, lang))),
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
    for rows in [&mut base, &mut others] {
        workspace.store.put_taken_into(&book.name, version, rows)?;
    }
    judge(&layout.readable(book.manager.is_none()), &mut file, &base);
    Ok(Ok(Opened { file, worded, version, base, others }))
}

pub(super) fn unreadable(error: &ReadBookError, lang: Lang) -> String {
    match error {
        ReadBookError::Encrypted => lang.text("book-encrypted", &[]),
        ReadBookError::Limit { .. } | ReadBookError::Malformed(_) => {
            lang.text("book-unreadable", &[("detail", Arg::Text(&error.to_string()))])
        }
    }
}
