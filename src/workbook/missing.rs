//! Sheets that a book which is gone on with has not: drawn before there were such, or deleted. They are drawn as they are
//! in a new book, and put behind the others.

use std::collections::BTreeMap;
use std::io::Cursor;

use super::layout::{HEADER_ROW, Readable, sheet_name};
use super::patch::{Block, BookMark, CellPatch, CellValue, Graft, NotPatched, PatchLimits, SheetPatch, graft, patch};
use super::read::{BookFile, ReadBookError, grid};
use super::render::SYNC_SHEET;
use crate::lang::Lang;

/// So many names are tried for a sheet whose own name is taken.
const NAMES_MAX: u32 = 9;

/// Why a sheet was not put into a book.
#[derive(Debug, thiserror::Error)]
pub enum NotAdded {
    /// The book can't be patched.
    #[error(transparent)]
    Patch(#[from] NotPatched),
    /// The book can't be read.
    #[error(transparent)]
    Read(#[from] ReadBookError),
    /// The book does not say whose it is.
    #[error("the book has nothing to go by")]
    Unknown,
}

/// Puts a sheet of a drawn book into another; where its name is somebody's own sheet's, under the next free one.
///
/// # Errors
/// When the book can't be patched.
pub fn add(bytes: &[u8], drawn: &[u8], id: &str, lang: Lang) -> Result<Vec<u8>, NotAdded> {
    let own = sheet_name(lang, id);
    let others = (2..=NAMES_MAX).map(|number| format!("{own} {number}"));
    let mut added = Err(NotPatched::SheetAbsent { sheet: own.clone() });
    for name in std::iter::once(own.clone()).chain(others) {
        added = graft(bytes, drawn, &[Graft { drawn: own.clone(), name }], PatchLimits::default());
        if added.is_ok() {
            break;
        }
    }
    Ok(added?)
}

/// Notes the columns of a sheet on the hidden one, which says what is ours.
///
/// # Errors
/// When the book can't be read or patched.
pub fn note(bytes: &[u8], file: &BookFile, spec: &Readable, lang: Lang) -> Result<Vec<u8>, NotAdded> {
    let stamp = file.stamp.as_ref().ok_or(NotAdded::Unknown)?;
    let Some(known) = grid(Cursor::new(bytes), &[SYNC_SHEET.to_owned()])? else { return Ok(bytes.to_vec()) };
    // Lists of words stand to the right of the lines and may be longer.
    let lines: BTreeMap<u32, ()> =
        known.cells.keys().filter(|(_, column)| *column < 8).map(|(row, _)| (*row, ())).collect();
    let mut row = lines.keys().next_back().map_or(0, |row| row.saturating_add(1));
    let mut cells = Vec::new();
    for (number, column) in (1_u32..).zip(&spec.columns) {
        let texts = [
            (0, spec.id.to_owned()),
            (1, sheet_name(lang, spec.id)),
            (2, spec.table.to_owned()),
            (5, column.id.to_owned()),
            (6, column.caption(lang)),
            (7, column.owner.name().to_owned()),
        ];
        cells.extend(texts.map(|(column, text)| CellPatch { row, column, value: CellValue::Text(text) }));
        let numbers = [(3, HEADER_ROW + 1), (4, number)];
        cells.extend(numbers.map(|(column, number)| CellPatch {
            row,
            column,
            value: CellValue::Number(number.into()),
        }));
        row = row.saturating_add(1);
    }
    let block = Block { header: 0, data: u32::MAX, first: 0, last: 0, id: None };
    let lines = SheetPatch { cells, ..SheetPatch::of(&known.name, block) };
    let mark = BookMark { book: stamp.book.clone(), edition: stamp.edition };
    Ok(patch(bytes, &[lines], &mark, PatchLimits::default())?.bytes)
}
