//! Sheets that a manager's file has not and that it is to have now: what collides and what is asked must be seen somewhere,
//! and so must what could not be read.

use std::error::Error;

use jiff::Timestamp;

use super::edits::{self, Read, Saved};
use super::{Book, Content};
use crate::lang::Lang;
use crate::model::row_id::RowKind;
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::Missing;
use crate::workbook::layout::{Readable, RemarkLine, readable};
use crate::workbook::missing::{NotAdded, add, note};
use crate::workbook::read::sheet_of_remarks;
use crate::workbook::words;

/// So many remarks are listed: more is not mended by hand.
const REMARKS_MAX: usize = 500;

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
    let lines = remarks(read, workspace.lang);
    let lacks_remarks = !lines.is_empty() && matches!(sheet_of_remarks(lying), Ok(None));
    if lacking.is_empty() && !lacks_remarks {
        return Ok(None);
    }
    let mut wanted: Vec<(Missing<'_>, Option<&Readable>)> = Vec::new();
    for spec in lacking {
        let missing = if spec.kind == RowKind::Conflict { Missing::Conflicts } else { Missing::Questions };
        wanted.push((missing, Some(spec)));
    }
    wanted.extend(lacks_remarks.then_some((Missing::Remarks(&lines), None)));
    let drawn: Vec<Missing<'_>> = wanted.iter().map(|(missing, _)| *missing).collect();
    let drawn = match read.theirs.missing(workspace, book, &drawn) {
        Ok(drawn) => drawn,
        Err(error) => {
            tracing::error!(book = %book.name, error = &error as &dyn Error, "the sheets that are missing are not drawn");
            return Ok(None);
        }
    };
    let bytes = match add_all(read, lying, &drawn, &wanted, workspace.lang) {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::warn!(book = %book.name, error = &error as &dyn Error, "a sheet is not put into the book");
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

fn add_all(
    read: &Read,
    lying: &[u8],
    drawn: &[u8],
    wanted: &[(Missing<'_>, Option<&Readable>)],
    lang: Lang,
) -> Result<Vec<u8>, NotAdded> {
    let mut bytes = lying.to_vec();
    for (missing, spec) in wanted {
        bytes = add(&bytes, drawn, missing.id(), lang)?;
        if let Some(spec) = spec.filter(|spec| !read.file.missing_sheets.contains(&spec.id)) {
            bytes = note(&bytes, &read.file, spec, lang)?;
        }
    }
    Ok(bytes)
}

/// What could not be read or taken, as the sheet of remarks lists it.
pub(super) fn remarks(read: &Read, lang: Lang) -> Vec<RemarkLine> {
    let found = read.merged.findings.iter().filter_map(|finding| words::remark(finding, &read.layout, lang));
    let put_back = words::codes_put_back(&read.merged, &read.layout, lang);
    put_back.into_iter().chain(found).take(REMARKS_MAX).collect()
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
