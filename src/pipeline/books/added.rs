//! Sheets that a manager's file has not and that it is to have now: what collides and what is asked must be seen somewhere,
//! and so must what could not be read.

use jiff::Timestamp;

use super::edits::{self, Read, Saved};
use super::{Book, Content};
use crate::model::row_id::RowKind;
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::layout::{Readable, readable};
use crate::workbook::missing::{NotAdded, add_choices, add_remarks};
use crate::workbook::read::sheet_of_remarks;
use crate::workbook::words;

/// A file with the sheets that it lacks, read again; nothing where it lacks none or they can't be put into it: the rest of
/// the book is brought up to date all the same.
pub(super) fn with_sheets(
    workspace: &Workspace,
    book: &Book,
    read: &Read,
    lying: &[u8],
    now: Timestamp,
) -> Result<Option<(Vec<u8>, Read)>, SyncError> {
    let sheets = readable(book.manager.is_none());
    let lacking: Vec<&Readable> = sheets.iter().filter(|spec| lacks(read, spec)).collect();
    let has_remarks =
        read.merged.findings.iter().any(|found| words::remark(found, &read.layout, workspace.lang).is_some());
    let lacks_remarks = has_remarks && matches!(sheet_of_remarks(lying), Ok(None));
    if lacking.is_empty() && !lacks_remarks {
        return Ok(None);
    }
    let owner = book.manager.clone().unwrap_or_else(|| workspace.lang.text("book-everyone", &[]));
    let added = add(read, lying, &lacking, lacks_remarks, &owner, workspace.lang);
    let bytes = match added {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::warn!(book = %book.name, error = &error as &dyn std::error::Error, "a sheet is not put into the book");
            return Ok(None);
        }
    };
    Ok(match edits::merged(workspace, book, Saved::Book(&bytes), now)? {
        Ok(read) => Some((bytes, read)),
        Err(reason) => {
            tracing::error!(book = %book.name, %reason, "BUG: a book with a new sheet can't be read");
            None
        }
    })
}

fn add(
    read: &Read,
    lying: &[u8],
    lacking: &[&Readable],
    lacks_remarks: bool,
    owner: &str,
    lang: crate::lang::Lang,
) -> Result<Vec<u8>, NotAdded> {
    let bytes = add_choices(lying, &read.file, lacking, owner, lang)?;
    if lacks_remarks { add_remarks(&bytes, &read.file, owner, lang) } else { Ok(bytes) }
}

/// Whether a file lacks a sheet on which something must be chosen.
fn lacks(read: &Read, spec: &Readable) -> bool {
    let Content { data, .. } = &read.theirs;
    let is_needed = match spec.kind {
        RowKind::Conflict => !data.conflicts.is_empty(),
        RowKind::Question => !data.questions.is_empty(),
        RowKind::Client | RowKind::Document | RowKind::Payment => false,
    };
    is_needed && read.file.sheets.iter().all(|sheet| sheet.id != spec.id)
}
