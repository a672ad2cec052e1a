//! The comparisons in a head's book that somebody has saved: brought up to date where they stand. Their rows have no ids
//! and nothing in them is anybody's: a row is known by what is compared.

use std::collections::{BTreeMap, BTreeSet};

use super::super::cells::{appended_cells, block, cell_value, tell_long};
use crate::lang::Lang;
use crate::model::book::Cells;
use crate::model::control::ControlState;
use crate::workbook::layout::ColumnSpec;
use crate::workbook::patch::{CellPatch, CellValue, SheetPatch};
use crate::workbook::read::{FileRow, FileSheet};

/// The column that says how a comparison ended.
const VERDICT: &str = "verdict";
/// What is compared: the same day before another day.
const KEYS: [&[&str]; 2] =
    [&["organization", "subject", "currency", "period_end"], &["organization", "subject", "currency"]];

/// What must change in the sheet so that it shows these comparisons. A row that does not say how a comparison ended is the
/// head's own: a note, a sum.
pub(super) fn patch(found: &FileSheet, columns: &[ColumnSpec], wanted: &[Cells], lang: Lang) -> SheetPatch {
    let mut patch = SheetPatch::of(&found.name, block(found));
    let words = Words::new();
    let ours: Vec<&FileRow> = found.rows.iter().filter(|row| words.is_ours(row)).collect();
    let places = pairs(&ours, wanted);
    for (row, place) in ours.iter().zip(&places) {
        let number = row.row.saturating_sub(1);
        let is_gone = words.gone.contains(verdict(row));
        match place.and_then(|place| wanted.get(place)) {
            Some(cells) => {
                if is_gone {
                    patch.returned.push(number);
                }
                update(found, columns, row, cells, &mut patch);
            }
            None if is_gone || row.formulas.contains(VERDICT) => {}
            None => {
                patch.removed.push(number);
                let said = CellValue::Text(lang.text("book-control-gone", &[]));
                patch.cells.extend(column(found, VERDICT).map(|column| CellPatch { row: number, column, value: said }));
            }
        }
    }
    let shown: BTreeSet<usize> = places.into_iter().flatten().collect();
    let new = wanted.iter().enumerate().filter(|(at, _)| !shown.contains(at));
    patch.appended.extend(new.map(|(_, cells)| appended_cells(columns, found, cells)));
    tell_long(columns, found, &mut patch);
    patch
}

fn update(found: &FileSheet, columns: &[ColumnSpec], row: &FileRow, cells: &Cells, patch: &mut SheetPatch) {
    for column in columns {
        let (Some(value), Some(cell)) = (cells.get(column.id), row.cells.get(column.id)) else { continue };
        if cell.says(value) || row.formulas.contains(column.id) {
            continue;
        }
        let Some(place) = self::column(found, column.id) else { continue };
        let value = cell_value(column, value);
        patch.cells.push(CellPatch { row: row.row.saturating_sub(1), column: place, value });
    }
}

/// For each row of the file the comparison that it shows, if any.
fn pairs(rows: &[&FileRow], wanted: &[Cells]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; rows.len()];
    let mut taken = BTreeSet::new();
    for key in KEYS {
        let mut free: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
        for (at, cells) in wanted.iter().enumerate().rev().filter(|(at, _)| !taken.contains(at)) {
            let key = key.iter().map(|column| cells.get(*column).map_or("", String::as_str)).collect();
            free.entry(key).or_default().push(at);
        }
        for (row, pair) in rows.iter().zip(&mut pairs).filter(|(_, pair)| pair.is_none()) {
            let said = key.iter().map(|column| row.value(column).unwrap_or_default()).collect::<Vec<_>>();
            *pair = free.get_mut(&said).and_then(Vec::pop);
            taken.extend(*pair);
        }
    }
    pairs
}

/// How comparisons end, in every language.
struct Words {
    ends: BTreeSet<String>,
    gone: BTreeSet<String>,
}

impl Words {
    fn new() -> Self {
        let word = |lang: Lang, state: ControlState| {
            lang.text(&format!("book-control-{}", state.name().replace('_', "-")), &[])
        };
        let ends = Lang::ALL.into_iter().flat_map(|lang| ControlState::ALL.map(|state| word(lang, state))).collect();
        Self { ends, gone: Lang::ALL.into_iter().map(|lang| lang.text("book-control-gone", &[])).collect() }
    }

    /// Whether we wrote a row. A formula in the place of the verdict says nothing: the rest of the row must be known.
    fn is_ours(&self, row: &FileRow) -> bool {
        let said = verdict(row);
        row.formulas.contains(VERDICT) || self.ends.contains(said) || self.gone.contains(said)
    }
}

fn verdict(row: &FileRow) -> &str {
    row.value(VERDICT).unwrap_or_default()
}

fn column(found: &FileSheet, column: &str) -> Option<u16> {
    found.columns.get(column).and_then(|place| u16::try_from(*place).ok())
}
