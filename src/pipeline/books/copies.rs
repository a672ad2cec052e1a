//! Files beside the books that somebody saved under another name or in another format.
//!
//! A copy under the book's name as ods or xls is merged like the book, and left as it is: the book goes on. What is in other
//! copies goes nowhere, and that is said, as is what of a merged copy is not carried over. A file that lies there is read
//! once: what it was found to be is remembered, of an ods or xls by its content.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::base::unreadable_copy;
use super::beside::is_over;
use super::content::layout;
use super::edits::{self, Saved};
use super::place::hash;
use super::{Book, absorb, beside_path, job, place};
use crate::intake::archive::hash_file;
use crate::lang::Arg;
use crate::model::ids::RunId;
use crate::model::run::{BookOutcome, BookReport, RunEvent, RunReport};
use crate::parse::table::plain::{self as parse, sheets};
use crate::pipeline::remembered::{recall, remember};
use crate::pipeline::{SyncError, SyncOptions, Workspace};
use crate::workbook::read::{BookFile, PlainSheet, read_plain, stamp_of};
use crate::workbook::value::Raw;
use crate::workbook::words;

mod left;

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
        let outcome = plain(workspace, run, book, &copy, options, report)?;
        said.extend(outcome.map(|outcome| (copy, outcome)));
    }
    let args = [("name", Arg::Text(&book.name))];
    let not_read = |copy| (copy, BookOutcome::EditsHeld { reason: workspace.lang.text("book-copy", &args) });
    said.extend(renamed.into_iter().map(not_read));
    for (copy, outcome) in said {
        let book = BookReport { path: workspace.shown(&copy), outcome };
        (options.on_event)(RunEvent::Book { book: &book });
        report.workbooks.push(book);
    }
    Ok(())
}

/// What is remembered of the copies of a book in other formats.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Copies {
    /// Files as they were when they were read last, by path: one that only was touched is not parsed again.
    files: BTreeMap<String, Seen>,
    /// Contents that were taken: the same is never taken twice, under whatever name it comes back.
    taken: BTreeSet<String>,
    /// Why the content of a file is not taken, by content.
    refused: BTreeMap<String, Refused>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    bytes: u64,
    /// When it was saved, in nanoseconds since 1970.
    saved: u128,
    content: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Refused {
    reason: String,
    /// What the reason depends on besides the content: it holds while that is the same.
    with: String,
}

/// The store remembers under this name what was found in copies of a book.
fn copies_key(book: &Book) -> String {
    format!("book_copies_of:{}", book.name)
}

/// What a refusal depends on besides the content: the program, its language, and the version that the book has come to.
fn depends_on(workspace: &Workspace, book: &Book) -> Result<String, SyncError> {
    let version = workspace.store.latest_book(&book.name)?.map_or(0, |latest| latest.version);
    Ok(format!("{} {} {version}", env!("CARGO_PKG_VERSION"), workspace.lang.code()))
}

/// Takes what stands in a copy in another format; what is to be said of it.
fn plain(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    copy: &Path,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<Option<BookOutcome>, SyncError> {
    let shown = workspace.shown(copy);
    let key = copies_key(book);
    let mut known: Copies = recall(&workspace.store, &key)?;
    let Some((bytes, saved)) = stamp(copy) else { return Ok(None) };
    let seen = known.files.get(&shown).filter(|seen| (seen.bytes, seen.saved) == (bytes, saved));
    let content = match seen {
        Some(seen) => seen.content.clone(),
        None => match hash_file(copy) {
            Ok(content) => content.to_hex(),
            Err(error) => return Ok(Some(unread(workspace, book, &error.to_string()))),
        },
    };
    known.files.insert(shown.clone(), Seen { bytes, saved, content: content.clone() });
    let lying: BTreeSet<String> = known.files.values().map(|seen| seen.content.clone()).collect();
    known.refused.retain(|content, _| lying.contains(content));
    if known.taken.contains(&content) {
        remember(&workspace.store, &key, &known)?;
        return Ok(None);
    }
    let with = depends_on(workspace, book)?;
    if let Some(refused) = known.refused.get(&content).filter(|refused| refused.with == with) {
        let reason = refused.reason.clone();
        remember(&workspace.store, &key, &known)?;
        return Ok(Some(BookOutcome::EditsHeld { reason }));
    }
    let outcome = read_copy(workspace, run, book, copy, options, report)?;
    if let Some(BookOutcome::EditsHeld { reason }) = &outcome {
        known.refused.insert(content, Refused { reason: reason.clone(), with });
    } else {
        tracing::info!(book = %book.name, copy = %shown, "the copy's edits are taken");
        known.refused.remove(&content);
        known.taken.insert(content);
    }
    remember(&workspace.store, &key, &known)?;
    Ok(outcome)
}

fn unread(workspace: &Workspace, book: &Book, detail: &str) -> BookOutcome {
    let args = [("detail", Arg::Text(detail)), ("name", Arg::Text(&book.name))];
    BookOutcome::EditsHeld { reason: workspace.lang.text("book-copy-unread", &args) }
}

/// Counts what copies of a book in other formats hold that was not taken yet, or says why it would not be. Nothing is
/// written.
pub(super) fn preview(
    workspace: &Workspace,
    book: &Book,
    now: Timestamp,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    let known: Copies = recall(&workspace.store, &copies_key(book))?;
    for copy in other_formats(book) {
        if hash_file(&copy).is_ok_and(|content| known.taken.contains(&content.to_hex())) {
            continue;
        }
        let outcome = match opened(workspace, book, &copy) {
            Err(outcome) => outcome,
            Ok((file, _)) => match edits::merged(workspace, book, Saved::Copy(&file), now)? {
                Err(reason) => unread(workspace, book, &reason),
                Ok(read) => match &read.merged.held {
                    Some(held) => unread(
                        workspace,
                        book,
                        &words::held(
                            held,
                            &read.layout,
                            place::previous_of(workspace, book).as_deref(),
                            workspace.lang,
                        ),
                    ),
                    None => {
                        report.took(&workspace.shown(&book.path), edits::not_taken(workspace, book, &read)?);
                        continue;
                    }
                },
            },
        };
        report.workbooks.push(BookReport { path: workspace.shown(&copy), outcome });
    }
    Ok(())
}

/// Reads a copy in another format; what is to be said of one that can't be read.
fn opened(workspace: &Workspace, book: &Book, copy: &Path) -> Result<(BookFile, Vec<PlainSheet>), BookOutcome> {
    let sheets: Vec<PlainSheet> = match sheets(copy) {
        Ok(Some(sheets)) => sheets.into_iter().map(raw).collect(),
        Ok(None) => {
            let reason = workspace.lang.text("book-other-format", &[("name", Arg::Text(&book.name))]);
            return Err(BookOutcome::EditsHeld { reason });
        }
        Err(error) => {
            tracing::warn!(book = %book.name, error = &error as &dyn Error, "a copy of a book can't be read");
            let reason = workspace.lang.text("book-copy-unreadable", &[]);
            return Err(unread(workspace, book, &reason));
        }
    };
    match read_plain(sheets.clone(), &layout(workspace, book)) {
        Ok(file) => Ok((file, sheets)),
        Err(error) => Err(unread(workspace, book, &unreadable_copy(workspace, &error))),
    }
}

/// Reads a copy whose content is new and takes what it says.
fn read_copy(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    copy: &Path,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<Option<BookOutcome>, SyncError> {
    let (file, sheets) = match opened(workspace, book, copy) {
        Ok(opened) => opened,
        Err(outcome) => return Ok(Some(outcome)),
    };
    let before = left::taken_of(report, &workspace.shown(&book.path));
    let read = match absorb(workspace, run, book, Saved::Copy(&file), options, report)? {
        Ok(read) => read,
        Err(reason) => return Ok(Some(unread(workspace, book, &reason))),
    };
    if let Some(held) = &read.merged.held {
        // The book's own question is about another content: it releases nothing of the copy.
        let why = words::held(held, &read.layout, place::previous_of(workspace, book).as_deref(), workspace.lang);
        return Ok(Some(unread(workspace, book, &why)));
    }
    let count = left::taken_of(report, &workspace.shown(&book.path)).saturating_sub(before);
    if count > 0 {
        workspace.store.enqueue(&[job(&book.owner)])?;
    }
    let left = left::Left::of(workspace, book, &read, &file, &sheets)?;
    Ok(left.said(workspace.lang, &book.name, count).map(|reason| BookOutcome::CopyTaken { reason }))
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

/// Copies under other names, by the book's name.
type Renamed = BTreeMap<String, Vec<PathBuf>>;

/// Copies of the books under other names that somebody wrote in, by the book's name: what is in them goes nowhere. A copy
/// as the book was once written has nothing to be lost. Where there are others than before it is said beside the book, and
/// the book is due: its sheet of remarks says it too.
pub(super) fn renamed(workspace: &mut Workspace, books: &[Book]) -> Result<Renamed, SyncError> {
    let before = known(workspace)?;
    let (now, found) = look(workspace, books, &before)?;
    if now == before {
        return Ok(found);
    }
    let text = serde_json::to_string(&now).unwrap_or_default();
    workspace.store.set_meta(KNOWN, &text)?;
    for book in books.iter().filter(|book| names(&before, book) != names(&now, book)) {
        tell(workspace, book, &names(&before, book), &names(&now, book));
        let is_hers =
            fs::read(&book.path).is_ok_and(|bytes| !place::is_as_drawn(workspace, book, &bytes).unwrap_or(true));
        if is_hers {
            workspace.store.enqueue(&[job(&book.owner)])?;
        }
    }
    Ok(found)
}

/// The same once books were written: what lay beside one that goes on again is a copy now, and it is said in the same run.
pub(super) fn look_again(workspace: &mut Workspace) -> Result<(), SyncError> {
    let books = Book::all(workspace);
    for book in &books {
        if is_over(workspace, book)? {
            return renamed(workspace, &books).map(drop);
        }
    }
    Ok(())
}

/// The same for a run that writes nothing.
pub(super) fn seen(workspace: &Workspace, books: &[Book]) -> Result<Renamed, SyncError> {
    Ok(look(workspace, books, &known(workspace)?)?.1)
}

/// Names of the copies of a book in which somebody wrote.
pub(super) fn told(workspace: &Workspace, book: &Book) -> Result<Vec<String>, SyncError> {
    Ok(names(&known(workspace)?, book).into_iter().map(str::to_owned).collect())
}

/// Says beside each copy that nothing of it is read, under the copy's own name: of the book itself everything may be taken.
fn tell(workspace: &Workspace, book: &Book, before: &[&str], now: &[&str]) {
    for copy in before.iter().filter(|copy| !now.contains(copy)) {
        place::tell_of(workspace, book, copy, None);
    }
    for copy in now {
        let args = [("name", Arg::Text(&book.name)), ("copy", Arg::Text(copy))];
        place::tell_of(workspace, book, copy, Some(&workspace.lang.text("book-copy-beside", &args)));
    }
}

fn names<'k>(known: &'k BTreeMap<String, Known>, book: &Book) -> Vec<&'k str> {
    let of_book = known.iter().filter(|(_, known)| known.book.as_ref() == Some(&book.name));
    of_book.map(|(name, _)| name.as_str()).collect()
}

fn known(workspace: &Workspace) -> Result<BTreeMap<String, Known>, SyncError> {
    Ok(recall(&workspace.store, KNOWN)?)
}

fn look(
    workspace: &Workspace,
    books: &[Book],
    known: &BTreeMap<String, Known>,
) -> Result<(BTreeMap<String, Known>, Renamed), SyncError> {
    let mut own: BTreeSet<PathBuf> = books.iter().map(|book| book.path.clone()).collect();
    for book in books {
        // Beside a book that goes on again it is a copy like any other.
        if !is_over(workspace, book)? {
            own.insert(beside_path(workspace, book));
        }
    }
    let names: BTreeSet<&str> = books.iter().map(|book| book.name.as_str()).collect();
    let (mut now, mut found) = (BTreeMap::new(), Renamed::new());
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
    Ok((now, found))
}

/// The book that a file is a copy of in which somebody wrote.
fn copied(workspace: &Workspace, path: &Path) -> Result<Option<String>, SyncError> {
    let Ok(bytes) = fs::read(path) else { return Ok(None) };
    let Some(stamp) = stamp_of(Cursor::new(&bytes)).ok().flatten() else { return Ok(None) };
    let book = stamp.book;
    let is_written = workspace.store.book_of_hash(&book, hash(&bytes))?.is_some();
    Ok((!is_written).then_some(book))
}
