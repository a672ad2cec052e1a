//! When a file is held: what does not look like anybody's intention is not applied, and the manager is told in words.

use std::collections::BTreeMap;

use super::moved::{self, Moved};
use crate::model::book::{BookRow, Cells};
use crate::model::change::Reason;
use crate::model::row_id::RowId;
use crate::workbook::layout::{ColumnSpec, Owner, Readable, STATUS};
use crate::workbook::matching::Matched;
use crate::workbook::read::{FileRow, FileSheet};

/// So many rows may be missing from any sheet.
const MISSING_MAX: usize = 5;
/// In a small book a handful of edits is half of a column: fewer changed cells hold nothing.
const CHANGED_MIN: usize = 10;

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
        /// Rows where they stand now, from 1.
        rows: Vec<u32>,
        /// Whether there may be more of them.
        is_least: bool,
    },
    /// Codes stand against rows of others, and not all of these rows are known by what else they say.
    CodesMoved {
        /// Id of the sheet.
        sheet: &'static str,
        /// Rows that say the codes of others, from 1.
        rows: Vec<u32>,
    },
    /// Values of a column stand higher or lower than their rows: cells were taken out, or put in, above them.
    CellsShifted {
        /// Id of the sheet.
        sheet: &'static str,
        /// Id of the column.
        column: &'static str,
        /// Rows where they stand now, from 1.
        rows: Vec<u32>,
        /// Whether there may be more of them.
        is_least: bool,
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
            Self::PartSorted { sheet, column, rows, .. } => {
                of("held-part-sorted", sheet).with("column", *column).with("moved", rows.len().to_string())
            }
            Self::CodesMoved { sheet, rows } => of("held-codes-moved", sheet).with("moved", rows.len().to_string()),
            Self::CellsShifted { sheet, column, rows, .. } => {
                of("held-cells-shifted", sheet).with("column", *column).with("moved", rows.len().to_string())
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
        let changed = moved::changed(&pairs, column.id);
        let found = match owner(sheet, column) {
            _ if column.immutable => moved::in_immutable(&pairs, &changed, column),
            Owner::Manager => moved::in_own(&pairs, &changed, column),
            Owner::Accounting => None,
        };
        // Filling in blank cells, however many, overwrites nothing.
        let written_over = changed.iter().filter(|one| !one.was.is_empty()).count();
        if let Some(Moved { rows, is_least, is_shift }) = found {
            let (sheet, column) = (sheet.id, column.id);
            reasons.push(if is_shift {
                HeldReason::CellsShifted { sheet, column, rows, is_least }
            } else {
                HeldReason::PartSorted { sheet, column, rows, is_least }
            });
        } else if written_over >= CHANGED_MIN && written_over * 2 > pairs.len() {
            let (changed, of) = (written_over, pairs.len());
            reasons.push(HeldReason::ColumnChanged { sheet: sheet.id, column: column.id, changed, of });
        }
    }
    // A part-sort changes columns in most rows too: what happened is said, not what came of it.
    if reasons.iter().any(|reason| matches!(reason, HeldReason::PartSorted { .. })) {
        reasons.retain(|reason| !matches!(reason, HeldReason::ColumnChanged { .. }));
    }
    reasons
}
