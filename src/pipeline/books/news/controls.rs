//! The comparisons in a head's book that somebody has saved: brought up to date where they stand. Their rows have no ids
//! and nothing in them is anybody's: a row is known by what is compared.

use std::collections::BTreeMap;

use super::super::cells::{appended_cells, block, cell_value};
use crate::lang::Lang;
use crate::model::book::Cells;
use crate::workbook::layout::ColumnSpec;
use crate::workbook::patch::{CellPatch, CellValue, SheetPatch};
use crate::workbook::read::{FileRow, FileSheet};

/// The column that says how a comparison ended.
const VERDICT: &str = "verdict";
/// What is compared: the same day before another day.
const KEYS: [&[&str]; 2] =
    [&["organization", "subject", "currency", "period_end"], &["organization", "subject", "currency"]];

/// What must change in the sheet so that it shows these comparisons.
pub(super) fn patch(found: &FileSheet, columns: &[ColumnSpec], wanted: &[Cells], lang: Lang) -> SheetPatch {
    let mut patch = SheetPatch::of(&found.name, block(found));
    let pairs = pairs(&found.rows, wanted);
    for (at, row) in found.rows.iter().enumerate() {
        let number = row.row.saturating_sub(1);
        match pairs.iter().find(|(file, _)| *file == at).and_then(|(_, place)| wanted.get(*place)) {
            Some(cells) => {
                if is_gone(row) {
                    patch.returned.push(number);
                }
                update(found, columns, row, cells, &mut patch);
            }
            None if is_gone(row) => {}
            None => {
                patch.removed.push(number);
                let said = CellValue::Text(lang.text("book-control-gone", &[]));
                patch.cells.extend(place(found, VERDICT).map(|column| CellPatch { row: number, column, value: said }));
            }
        }
    }
    let new = wanted.iter().enumerate().filter(|(at, _)| !pairs.iter().any(|(_, place)| place == at));
    patch.appended.extend(new.map(|(_, cells)| appended_cells(columns, found, cells)));
    patch
}

fn update(found: &FileSheet, columns: &[ColumnSpec], row: &FileRow, cells: &Cells, patch: &mut SheetPatch) {
    for column in columns {
        let (Some(value), Some(cell)) = (cells.get(column.id), row.cells.get(column.id)) else { continue };
        if cell.says(value) || row.formulas.contains(column.id) {
            continue;
        }
        let Some(place) = place(found, column.id) else { continue };
        let value = cell_value(column, value);
        patch.cells.push(CellPatch { row: row.row.saturating_sub(1), column: place, value });
    }
}

/// Rows of the file with the comparisons they show.
fn pairs(rows: &[FileRow], wanted: &[Cells]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for key in KEYS {
        let mut free: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
        for (at, cells) in wanted.iter().enumerate().rev().filter(|(at, _)| !pairs.iter().any(|(_, p)| p == at)) {
            let key = key.iter().map(|column| cells.get(*column).map_or("", String::as_str)).collect();
            free.entry(key).or_default().push(at);
        }
        for (at, row) in rows.iter().enumerate() {
            if pairs.iter().any(|(file, _)| *file == at) {
                continue;
            }
            let said = key.iter().map(|column| row.value(column).unwrap_or_default()).collect::<Vec<_>>();
            pairs.extend(free.get_mut(&said).and_then(Vec::pop).map(|place| (at, place)));
        }
    }
    pairs
}

fn is_gone(row: &FileRow) -> bool {
    let verdict = row.value(VERDICT).unwrap_or_default();
    Lang::ALL.into_iter().any(|lang| lang.text("book-control-gone", &[]) == verdict)
}

fn place(found: &FileSheet, column: &str) -> Option<u16> {
    found.columns.get(column).and_then(|place| u16::try_from(*place).ok())
}
