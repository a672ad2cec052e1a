//! Where rows stood when a book was written, of books in which columns of ours stand beyond hers: what a part-sort left in
//! place is known by that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Book;
use super::edits::Read;
use crate::model::row_id::RowId;
use crate::pipeline::remembered::{recall, remember};
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::strays::Places;

/// As many versions are kept as there are bases of merges; a newer one takes the place of the oldest.
const VERSIONS: u32 = 20;

/// The rows of a version by their ids.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Kept {
    version: u32,
    rows: BTreeMap<String, u32>,
}

/// The store remembers the rows of a version under this name: each by itself, so that a save writes only its own.
fn key(book: &Book, version: u32) -> String {
    format!("book_places:{}:{}", book.name, version % VERSIONS)
}

fn kept(workspace: &Workspace, book: &Book, version: u32) -> Result<Kept, SyncError> {
    let kept: Kept = recall(&workspace.store, &key(book, version))?;
    Ok(if kept.version == version { kept } else { Kept { version, rows: BTreeMap::new() } })
}

/// Where the rows of a version stood; nothing where that was not kept.
pub(super) fn of(workspace: &Workspace, book: &Book, version: u32) -> Result<Places, SyncError> {
    let rows = kept(workspace, book, version)?.rows;
    Ok(rows.iter().filter_map(|(id, row)| Some((RowId::parse(id)?, *row))).collect())
}

/// Keeps where the rows of a file stand by now: it may have been sorted as a whole, and is gone on with.
pub(super) fn follow(workspace: &Workspace, book: &Book, read: &Read) -> Result<(), SyncError> {
    let apart: Vec<&str> =
        read.file.sheets.iter().filter(|sheet| !sheet.apart().is_empty()).map(|sheet| sheet.id).collect();
    // What stayed in place is in the rows of others until the file is written.
    if apart.is_empty() || read.has_strays || read.is_copy {
        return Ok(());
    }
    let rows = read.merged.rows.iter().filter(|row| apart.contains(&row.sheet));
    let places = rows.filter_map(|row| Some((row.what.known()?, row.row))).collect();
    keep(workspace, book, read.version(), &places)
}

/// Keeps where the rows of a version stand, before it is written.
pub(super) fn keep(workspace: &Workspace, book: &Book, version: u32, places: &Places) -> Result<(), SyncError> {
    if places.is_empty() && kept(workspace, book, version)?.rows.is_empty() {
        return Ok(());
    }
    let rows = places.iter().map(|(id, row)| (id.encode(), *row)).collect();
    Ok(remember(&workspace.store, &key(book, version), &Kept { version, rows })?)
}
