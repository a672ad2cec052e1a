//! Files beside the books that somebody saved under another name or in another format: what is in them goes nowhere, and
//! that is said.
//!
//! A file that lies there is read once: what it was found to be is remembered until it is saved again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::place::hash;
use super::{Book, beside_path};
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::read::stamp_of;

/// Endings of books that programs save a book under instead, which are not read.
const OTHER_FORMATS: [&str; 6] = ["ods", "fods", "xls", "xlsb", "xlsm", "xlsx"];
/// The store remembers under this name what lies beside the books.
const KNOWN: &str = "book_copies";

/// Files of the book's name that somebody saved beside it in another format: what is in them goes nowhere.
pub(super) fn other_formats(book: &Book) -> Vec<PathBuf> {
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
        let Some((bytes, saved)) = entry.metadata().ok().and_then(|known| {
            let saved = known.modified().ok()?.duration_since(UNIX_EPOCH).unwrap_or_default();
            Some((known.len(), saved.as_nanos()))
        }) else {
            continue;
        };
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
