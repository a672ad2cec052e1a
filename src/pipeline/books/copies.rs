//! Files beside the books that somebody saved under another name or in another format.
//!
//! A copy under the book's name as ods or xls is merged like the book, and left as it is: the book goes on. What is in other
//! copies goes nowhere, and that is said. A file that lies there is read once: what it was found to be is remembered until
//! it is saved again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::content::layout;
use super::edits::{Saved, unreadable};
use super::place::hash;
use super::{Book, absorb, beside_path, held, job};
use crate::lang::Arg;
use crate::model::ids::RunId;
use crate::model::run::{BookOutcome, BookReport, RunEvent, RunReport};
use crate::parse::table::plain::{self as parse, sheets};
use crate::pipeline::{SyncError, SyncOptions, Workspace};
use crate::workbook::read::{PlainSheet, read_plain, stamp_of};
use crate::workbook::value::Raw;

/// Endings of books that programs save a book under instead; of these ods and xls are read.
const OTHER_FORMATS: [&str; 6] = ["ods", "fods", "xls", "xlsb", "xlsm", "xlsx"];
/// The store remembers under this name what lies beside the books.
const KNOWN: &str = "book_copies";

/// Takes what stands in copies of a book, or says why it is not taken.
pub(super) fn take(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    renamed: Vec<PathBuf>,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    let mut said = Vec::new();
    for copy in other_formats(book) {
        let reason = plain(workspace, run, book, &copy, options, report)?;
        said.extend(reason.map(|reason| (copy, reason)));
    }
    let args = [("name", Arg::Text(&book.name))];
    said.extend(renamed.into_iter().map(|copy| (copy, workspace.lang.text("book-copy", &args))));
    for (copy, reason) in said {
        let outcome = BookOutcome::EditsHeld { reason };
        let book = BookReport { path: workspace.shown(&copy), outcome };
        (options.on_event)(RunEvent::Book { book: &book });
        report.workbooks.push(book);
    }
    Ok(())
}

/// The store remembers under this name which content of a copy was taken.
fn taken_key(path: &str) -> String {
    format!("book_copy_taken:{path}")
}

/// Takes what stands in a copy in another format; why not, where it can't be.
fn plain(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    copy: &Path,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<Option<String>, SyncError> {
    let not_read = workspace.lang.text("book-other-format", &[("name", Arg::Text(&book.name))]);
    let shown = workspace.shown(copy);
    let key = taken_key(&shown);
    let Some(now) = stamp(copy) else { return Ok(Some(not_read)) };
    let now = format!("{} {}", now.0, now.1);
    if workspace.store.meta(&key)?.as_ref() == Some(&now) {
        return Ok(None);
    }
    let why = |detail: &str, workspace: &Workspace| {
        let args = [("detail", Arg::Text(detail)), ("name", Arg::Text(&book.name))];
        Some(workspace.lang.text("book-copy-unread", &args))
    };
    let sheets = match sheets(copy) {
        Ok(Some(sheets)) => sheets,
        Ok(None) => return Ok(Some(not_read)),
        Err(error) => return Ok(why(&error.to_string(), workspace)),
    };
    let file = match read_plain(sheets.into_iter().map(raw).collect(), &layout(workspace, book)) {
        Ok(file) => file,
        Err(error) => return Ok(why(&unreadable(&error, workspace.lang), workspace)),
    };
    let before = report.taken.len();
    let taken = absorb(workspace, run, book, Saved::Copy(&file), options, report)?;
    let reason = match &taken {
        Ok(read) => held(workspace, book, read)?,
        Err(reason) => Some(reason.clone()),
    };
    if let Some(reason) = reason {
        return Ok(why(&reason, workspace));
    }
    tracing::info!(book = %book.name, copy = %shown, "the copy's edits are taken");
    workspace.store.set_meta(&key, &now)?;
    if report.taken.len() > before {
        workspace.store.enqueue(&[job(&book.owner)])?;
    }
    Ok(None)
}

/// How long a file is and when it was saved, in nanoseconds since 1970.
fn stamp(path: &Path) -> Option<(u64, u128)> {
    let known = fs::metadata(path).ok()?;
    let saved = known.modified().ok()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Some((known.len(), saved.as_nanos()))
}

/// What cells say, as texts: a day and a number in them are known by their column.
fn raw(sheet: parse::PlainSheet) -> PlainSheet {
    let said = |cell: parse::PlainCell| {
        let raw = if cell.is_broken { Raw::Error(cell.text) } else { Raw::Text(cell.text) };
        ((cell.row, cell.column), raw)
    };
    PlainSheet { name: sheet.name, cells: sheet.cells.into_iter().map(said).collect() }
}

/// Files of the book's name that somebody saved beside it in another format.
fn other_formats(book: &Book) -> Vec<PathBuf> {
    let others = OTHER_FORMATS.iter().map(|ending| book.path.with_extension(ending));
    others.filter(|other| *other != book.path && other.is_file()).collect()
}

/// What a file was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    bytes: u64,
    /// When it was saved, in nanoseconds since 1970.
    saved: u128,
    /// The book that somebody copied and wrote in; nothing where nothing can be lost with the file.
    book: Option<String>,
}

/// Copies of the books under other names that somebody wrote in, by the book's name: what is in them goes nowhere. A copy
/// as the book was once written has nothing to be lost.
pub(super) fn renamed(workspace: &Workspace, books: &[Book]) -> Result<BTreeMap<String, Vec<PathBuf>>, SyncError> {
    let before = workspace.store.meta(KNOWN)?.unwrap_or_default();
    let known: BTreeMap<String, Known> = serde_json::from_str(&before).unwrap_or_default();
    let own: BTreeSet<PathBuf> =
        books.iter().flat_map(|book| [book.path.clone(), beside_path(workspace, book)]).collect();
    let names: BTreeSet<&str> = books.iter().map(|book| book.name.as_str()).collect();
    let (mut now, mut found) = (BTreeMap::new(), BTreeMap::<String, Vec<PathBuf>>::new());
    for entry in fs::read_dir(&workspace.config.paths.managers).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let is_book = name.to_lowercase().ends_with(".xlsx") && !name.starts_with(['~', '.']);
        if !is_book || own.contains(&path) {
            continue;
        }
        let Some((bytes, saved)) = stamp(&path) else { continue };
        let is_same = |known: &&Known| (known.bytes, known.saved) == (bytes, saved);
        let book = match known.get(&name).filter(is_same) {
            Some(known) => known.book.clone(),
            None => copied(workspace, &path)?,
        };
        if let Some(book) = book.as_ref().filter(|book| names.contains(book.as_str())) {
            found.entry(book.clone()).or_default().push(path);
        }
        now.insert(name, Known { bytes, saved, book });
    }
    found.values_mut().for_each(|paths| paths.sort());
    if now != known {
        let text = serde_json::to_string(&now).unwrap_or_default();
        workspace.store.set_meta(KNOWN, &text)?;
    }
    Ok(found)
}

/// The book that a file is a copy of in which somebody wrote.
fn copied(workspace: &Workspace, path: &Path) -> Result<Option<String>, SyncError> {
    let Ok(bytes) = fs::read(path) else { return Ok(None) };
    let Some(stamp) = stamp_of(Cursor::new(&bytes)).ok().flatten() else { return Ok(None) };
    let book = stamp.book;
    let is_written = workspace.store.book_of_hash(&book, hash(&bytes))?.is_some();
    Ok((!is_written).then_some(book))
}
