//! When a file is held: what does not look like anybody's intention is not applied, and the manager is told in words.

use std::collections::BTreeMap;

use crate::model::book::{BookRow, Cells};
use crate::model::change::Reason;
use crate::model::row_id::RowId;
use crate::workbook::layout::{ColumnSpec, Owner, Readable, STATUS};
use crate::workbook::matching::Matched;
use crate::workbook::read::{FileRow, FileSheet};
use crate::workbook::value::FileCell;

/// So many rows may be missing from any sheet.
const MISSING_MAX: usize = 5;
/// In a small book a handful of edits is half of a column: fewer changed cells hold nothing.
const CHANGED_MIN: usize = 10;
/// Values of a manager's column that changed places: two may be a correction.
const MOVED_MIN: usize = 3;

/// Why a file is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Every reason.
    pub reasons: Vec<HeldReason>,
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldReason {
    /// A sheet of ours is gone.
    MissingSheet {
        /// Its id.
        sheet: &'static str,
    },
    /// A column without which rows are not known is gone.
    MissingHeader {
        /// Id of the sheet.
        sheet: &'static str,
        /// Id of the column.
        column: &'static str,
    },
    /// Too many rows are gone.
    MissingRows {
        /// Id of the sheet.
        sheet: &'static str,
        /// How many.
        missing: usize,
        /// Of how many.
        of: usize,
    },
    /// A column is other than it was in most rows.
    ColumnChanged {
        /// Id of the sheet.
        sheet: &'static str,
        /// Id of the column.
        column: &'static str,
        /// In how many rows.
        changed: usize,
        /// Of how many.
        of: usize,
    },
    /// Values changed places between rows: a part of the table was sorted.
    PartSorted {
        /// Id of the sheet.
        sheet: &'static str,
        /// Id of the column.
        column: &'static str,
        /// How many.
        moved: usize,
    },
}

impl HeldReason {
    /// The same for a question: a code of the catalogue with its values.
    #[must_use]
    pub fn reason(&self) -> Reason {
        let of = |code: &str, sheet: &str| Reason::new(code).with("sheet", sheet);
        match self {
            Self::MissingSheet { sheet } => of("held-missing-sheet", sheet),
            Self::MissingHeader { sheet, column } => of("held-missing-header", sheet).with("column", *column),
            Self::MissingRows { sheet, missing, of: all } => {
                of("held-missing-rows", sheet).with("missing", missing.to_string()).with("of", all.to_string())
            }
            Self::ColumnChanged { sheet, column, changed, of: all } => of("held-column-changed", sheet)
                .with("column", *column)
                .with("changed", changed.to_string())
                .with("of", all.to_string()),
            Self::PartSorted { sheet, column, moved } => {
                of("held-part-sorted", sheet).with("column", *column).with("moved", moved.to_string())
            }
        }
    }
}

/// A sheet with rows that is gone. Those of conflicts and questions only offer a choice.
pub(super) fn missing_sheet(sheet: &Readable, base: &[BookRow]) -> Option<HeldReason> {
    let had_rows = base.iter().any(|row| row.id.kind == sheet.kind);
    (had_rows && !sheet.kind.offers_a_choice()).then_some(HeldReason::MissingSheet { sheet: sheet.id })
}

/// What holds a sheet.
pub(super) fn judge(
    sheet: &Readable,
    found: &FileSheet,
    matched: &[Matched],
    base: &BTreeMap<RowId, &Cells>,
    missing: usize,
    owner: &dyn Fn(&Readable, &ColumnSpec) -> Owner,
) -> Vec<HeldReason> {
    if sheet.kind.offers_a_choice() {
        return Vec::new();
    }
    let mut reasons = Vec::new();
    if found.missing_columns.contains(&"id") && !base.is_empty() {
        reasons.push(HeldReason::MissingHeader { sheet: sheet.id, column: "id" });
    }
    if missing > MISSING_MAX.max(base.len() / 20) {
        reasons.push(HeldReason::MissingRows { sheet: sheet.id, missing, of: base.len() });
    }
    let pairs: Vec<(&FileRow, &Cells)> = found
        .rows
        .iter()
        .zip(matched)
        .filter_map(|(row, what)| match what {
            Matched::Known(id) => base.get(id).map(|cells| (row, *cells)),
            _ => None,
        })
        .collect();
    for column in sheet.columns.iter().filter(|column| !matches!(column.id, "id" | STATUS)) {
        let other = other(&pairs, column.id);
        let changed: Vec<(&str, &FileCell)> = other.iter().copied().filter(|(was, _)| !was.is_empty()).collect();
        let is_managers = owner(sheet, column) == Owner::Manager;
        // Where nothing ever changes a blank that moved is a sign like any other.
        let looked_at = if column.immutable { &other } else { &changed };
        if let Some(moved) = moved(looked_at, column.immutable, is_managers) {
            reasons.push(HeldReason::PartSorted { sheet: sheet.id, column: column.id, moved });
        } else if changed.len() >= CHANGED_MIN && changed.len() * 2 > pairs.len() {
            let (changed, of) = (changed.len(), pairs.len());
            reasons.push(HeldReason::ColumnChanged { sheet: sheet.id, column: column.id, changed, of });
        }
    }
    // A part-sort changes columns in most rows too: what happened is said, not what came of it.
    if reasons.iter().any(|reason| matches!(reason, HeldReason::PartSorted { .. })) {
        reasons.retain(|reason| !matches!(reason, HeldReason::ColumnChanged { .. }));
    }
    reasons
}

/// Values that are others now. Filling in blank cells, however many, overwrites nothing, and is not counted as a change.
fn other<'a>(pairs: &[(&'a FileRow, &'a Cells)], column: &str) -> Vec<(&'a str, &'a FileCell)> {
    let of_row = |(row, was): &(&'a FileRow, &'a Cells)| {
        let (was, cell) = (was.get(column)?.as_str(), row.cells.get(column)?);
        let is_changed = !cell.says(was) && !matches!(cell, FileCell::Unreadable { .. });
        is_changed.then_some((was, cell))
    };
    pairs.iter().filter_map(of_row).collect()
}

/// How many values changed places, where nearly all that changed did. In a column that never changes two are enough; in
/// a manager's they must be unlike each other, for two clients may well exchange their stages.
fn moved(changed: &[(&str, &FileCell)], immutable: bool, is_managers: bool) -> Option<usize> {
    let mut was: BTreeMap<&str, usize> = BTreeMap::new();
    for (value, _) in changed {
        *was.entry(value).or_default() += 1;
    }
    let is_distinct = was.len() == changed.len();
    let mut moved = 0;
    for (_, cell) in changed {
        let count = match cell {
            FileCell::Value(value) => was.get_mut(value.as_str()),
            // Digits whose zeros a spreadsheet took away may have moved as well.
            _ => was.iter_mut().find(|(value, count)| **count > 0 && cell.says(value)).map(|(_, count)| count),
        };
        if let Some(count) = count.filter(|count| **count > 0) {
            *count -= 1;
            moved += 1;
        }
    }
    let least = if immutable { 2 } else { MOVED_MIN };
    let counts = immutable || (is_managers && is_distinct);
    (counts && moved >= least && moved * 10 >= changed.len() * 8).then_some(moved)
}
