//! Texts that came from the rows of others and were taken: kept until the book is written, for what was taken is no change
//! any more when the file is read again.

use serde::{Deserialize, Serialize};

use super::Book;
use super::edits::Read;
use crate::model::row_id::RowId;
use crate::pipeline::remembered::{recall, remember};
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::layout::Readable;
use crate::workbook::merge::{Finding, Merged, Remark};
use crate::workbook::read::BookFile;

/// What was taken from a version of a book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    version: u32,
    texts: Vec<Text>,
}

/// One text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Text {
    row: RowId,
    column: String,
    /// The row where it stood.
    from: RowId,
    is_exchanged: bool,
    value: String,
}

fn key(book: &Book) -> String {
    format!("book_moved:{}", book.name)
}

/// Keeps what a file that is taken says in other rows than before.
pub(super) fn keep(workspace: &Workspace, book: &Book, read: &Read) -> Result<(), SyncError> {
    if read.moved.is_empty() || read.is_copy {
        return Ok(());
    }
    let mut kept: Kept = recall(&workspace.store, &key(book))?;
    if kept.version != read.version() {
        kept = Kept { version: read.version(), texts: Vec::new() };
    }
    let new: Vec<Text> = read.moved.iter().filter_map(|finding| text(&read.merged, finding)).collect();
    kept.texts.retain(|old| new.iter().all(|one| (one.row, &one.column) != (old.row, &old.column)));
    kept.texts.extend(new);
    Ok(remember(&workspace.store, &key(book), &kept)?)
}

fn text(merged: &Merged, finding: &Finding) -> Option<Text> {
    let (from, is_exchanged) = match finding.remark {
        Remark::Exchanged(from) => (from, true),
        Remark::MovedFrom(from) => (from, false),
        _ => return None,
    };
    let id = |row: u32| {
        let placed = merged.rows.iter().find(|placed| placed.sheet == finding.sheet && placed.row == row);
        placed.and_then(|placed| placed.what.known())
    };
    let column = finding.column?.to_owned();
    Some(Text { row: finding.id?, column, from: id(from)?, is_exchanged, value: finding.shown.clone() })
}

/// What is to be said of a file of a version of which such texts were taken before: of those that still stand there.
pub(super) fn told(
    workspace: &Workspace,
    book: &Book,
    sheets: &[Readable],
    (file, version): (&BookFile, u32),
    merged: &Merged,
) -> Result<Vec<Finding>, SyncError> {
    let kept: Kept = recall(&workspace.store, &key(book))?;
    if kept.version != version {
        return Ok(Vec::new());
    }
    let place = |id: RowId| merged.rows.iter().find(|placed| placed.what.known() == Some(id));
    let finding = |text: &Text| {
        let (here, from) = (place(text.row)?, place(text.from)?);
        let column = sheets.iter().find(|sheet| sheet.id == here.sheet)?.column(&text.column)?.id;
        let found = file.sheets.iter().find(|found| found.id == here.sheet)?;
        let stands = found.rows.iter().find(|row| row.row == here.row)?.value(column) == Some(text.value.as_str());
        // What came there in this save is said of this save.
        let is_new = merged.edits.iter().any(|edit| edit.id == text.row && edit.place.column == column);
        (stands && !is_new).then(|| Finding {
            sheet: here.sheet.to_owned(),
            row: Some(here.row),
            id: Some(text.row),
            column: Some(column),
            remark: if text.is_exchanged { Remark::Exchanged(from.row) } else { Remark::MovedFrom(from.row) },
            shown: text.value.clone(),
        })
    };
    Ok(kept.texts.iter().filter_map(finding).collect())
}
