//! Codes of rows that were lost, put back into a file while it is looked at: whatever compares a row with what was written
//! there must know which row it is. Afterwards the file says what it said, so that they are written.

use std::collections::BTreeSet;

use super::layout::Readable;
use super::matching::{KnownRows, Matched, match_rows};
use super::merge::Merged;
use super::read::BookFile;
use super::value::FileCell;
use crate::model::book::BookRow;
use crate::model::row_id::RowId;

/// The column of codes.
const ID: &str = "id";

/// What the rows said whose codes were put back.
#[derive(Debug, Default)]
pub struct Restored {
    rows: Vec<(&'static str, u32, FileCell)>,
}

/// Puts back the codes of rows that are known by what else they say.
#[must_use]
pub fn restore(
    sheets: &[Readable],
    file: &mut BookFile,
    rows: (&[BookRow], &[BookRow]),
    exists: &dyn Fn(RowId) -> bool,
) -> Restored {
    let mut restored = Restored::default();
    for spec in sheets {
        let Some(sheet) = file.sheets.iter_mut().find(|sheet| sheet.id == spec.id) else { continue };
        if !sheet.columns.contains_key(ID) {
            continue;
        }
        let known = KnownRows::of(spec.kind, &sheet.rows, rows, exists);
        let matched = match_rows(spec, &sheet.rows, &known);
        for (row, what) in sheet.rows.iter_mut().zip(matched) {
            let Matched::Recovered(id) = what else { continue };
            if let Some(said) = row.cells.insert(ID, FileCell::Value(id.encode())) {
                restored.rows.push((spec.id, row.row, said));
            }
        }
    }
    restored
}

impl Restored {
    /// Lets the file say again what it said, and what comes of it that these rows were found.
    pub fn give_back(self, file: &mut BookFile, merged: &mut Merged) {
        let places: BTreeSet<(&str, u32)> = self.rows.iter().map(|(sheet, row, _)| (*sheet, *row)).collect();
        for placed in merged.rows.iter_mut().filter(|placed| places.contains(&(placed.sheet, placed.row))) {
            if let Matched::Known(id) = placed.what {
                placed.what = Matched::Recovered(id);
            }
        }
        for (sheet, number, said) in self.rows {
            let sheet = file.sheets.iter_mut().find(|known| known.id == sheet);
            if let Some(row) = sheet.and_then(|sheet| sheet.rows.iter_mut().find(|row| row.row == number)) {
                row.cells.insert(ID, said);
            }
        }
    }
}
