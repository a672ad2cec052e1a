//! Cells of a file that is gone on with: what is set, cleared and put under the rows.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::lang::{Arg, Lang};
use crate::model::book::{BookRow, Cells};
use crate::workbook::layout::{ColumnSpec, Kind, Readable, STATUS, is_settled};
use crate::workbook::patch::{Block, CellPatch, CellValue, SheetPatch};
use crate::workbook::read::{FileRow, FileSheet};
use crate::workbook::value::FileCell;

/// The column that says what happened to a value.
pub(super) const HAPPENED: &str = "conflict_kind";

pub(super) fn clear_figures(spec: &Readable, found: &FileSheet, row: &FileRow, patch: &mut SheetPatch) {
    for column in spec.columns.iter().filter(|column| column.is_figure()) {
        let is_blank = row.cells.get(column.id).is_none_or(FileCell::is_blank);
        if !is_blank && !row.formulas.contains(column.id) {
            set(found, row, column, "", patch);
        }
    }
}

/// What is said of a record that is gone, or of one that went with the run that had taken it.
pub(super) const GONE: [&str; 3] = ["book-status-gone", "book-status-undone-row", "book-status-undone-client"];

/// Whether a row was grayed because its record was gone, or because what it asks was settled, in whatever language.
pub(super) fn was_gone(row: &FileRow) -> bool {
    if let Some(said) = row.value(HAPPENED) {
        return is_settled(said);
    }
    let status = row.value(STATUS).filter(|status| !status.is_empty());
    let says = |status: &str, lang: Lang| {
        let last = status.rsplit(' ').next().unwrap_or_default();
        GONE.iter().any(|key| lang.text(key, &[]) == status) || joined(last, lang) == status
    };
    status.is_some_and(|status| Lang::ALL.into_iter().any(|lang| says(status, lang)))
}

/// What is said of a row that is no record.
const OF_WORDS: [&str; 5] = [
    "book-status-lone-words",
    "book-status-sentence",
    "book-status-nameless-row",
    "book-status-typed-waits",
    "book-status-typed-not-yours",
];

/// Whether the status of a row that says nothing of ours is what we said of it before: it is no note of hers.
pub(super) fn is_ours(row: &FileRow) -> bool {
    let says = |status: &str| {
        let texts = Lang::ALL.into_iter().flat_map(|lang| OF_WORDS.map(|key| lang.text(key, &[])));
        texts.into_iter().any(|text| status.ends_with(&text))
    };
    row.value(STATUS).is_some_and(|status| says(status) || was_gone(row))
}

/// What is said of a client who became one with another.
pub(super) fn joined(id: &str, lang: Lang) -> String {
    lang.text("book-status-joined", &[("id", Arg::Text(id))])
}

pub(super) fn block(found: &FileSheet) -> Block {
    let place = |column: &u32| u16::try_from(*column).unwrap_or(u16::MAX);
    let columns = || found.columns.values().map(place);
    Block {
        header: found.header_row.saturating_sub(1),
        data: found.header_row,
        first: columns().min().unwrap_or_default(),
        last: columns().max().unwrap_or_default(),
        id: found.columns.get("id").map(place),
    }
}

/// Tells a patch which long texts stand in the rows that get another: by these rows are as high as they are.
pub(super) fn tell_long(columns: &[ColumnSpec], found: &FileSheet, patch: &mut SheetPatch) {
    let place = |column: &ColumnSpec| u16::try_from(*found.columns.get(column.id)?).ok();
    let long: Vec<(&str, u16)> =
        columns.iter().filter(|column| column.wraps).filter_map(|column| Some((column.id, place(column)?))).collect();
    patch.long = long.iter().map(|(_, place)| *place).collect();
    let changed: BTreeSet<u32> =
        patch.cells.iter().filter(|cell| patch.long.contains(&cell.column)).map(|cell| cell.row).collect();
    for row in &found.rows {
        let number = row.row.saturating_sub(1);
        if !changed.contains(&number) {
            continue;
        }
        let stands =
            long.iter().filter_map(|(id, place)| Some(((number, *place), row.cells.get(id)?.shown().to_owned())));
        patch.stood.extend(stands);
    }
}

pub(super) fn set(found: &FileSheet, row: &FileRow, column: &ColumnSpec, value: &str, patch: &mut SheetPatch) {
    let Some(place) = found.columns.get(column.id).and_then(|place| u16::try_from(*place).ok()) else { return };
    let value = match cell_value(column, value) {
        // Her format stays: what it shows is a hundred times what the cell holds.
        CellValue::Number(number) if column.is_percent() && row.percents.contains(column.id) => {
            CellValue::Number(number / Decimal::ONE_HUNDRED)
        }
        value => value,
    };
    patch.cells.push(CellPatch { row: row.row.saturating_sub(1), column: place, value });
}

pub(super) fn set_status(found: &FileSheet, row: &FileRow, status: &str, patch: &mut SheetPatch) {
    let Some(place) = found.columns.get(STATUS).and_then(|place| u16::try_from(*place).ok()) else { return };
    if row.value(STATUS).unwrap_or_default() == status || row.formulas.contains(STATUS) {
        return;
    }
    let value = if status.is_empty() { CellValue::Blank } else { CellValue::Text(status.to_owned()) };
    patch.cells.push(CellPatch { row: row.row.saturating_sub(1), column: place, value });
}

pub(super) fn appended(
    spec: &Readable,
    found: &FileSheet,
    row: &BookRow,
    status: Option<&String>,
) -> Vec<(u16, CellValue)> {
    let said = [("id", Some(row.id.encode())), (STATUS, status.cloned())];
    let ours = said.into_iter().filter_map(|(id, text)| {
        let place = u16::try_from(*found.columns.get(id)?).ok()?;
        Some((place, CellValue::Text(text?)))
    });
    ours.chain(appended_cells(&spec.columns, found, &row.cells)).collect()
}

pub(super) fn appended_cells(columns: &[ColumnSpec], found: &FileSheet, cells: &Cells) -> Vec<(u16, CellValue)> {
    let cell = |column: &ColumnSpec| {
        let place = u16::try_from(*found.columns.get(column.id)?).ok()?;
        let value = cells.get(column.id).filter(|value| !value.is_empty())?;
        Some((place, cell_value(column, value)))
    };
    columns.iter().filter_map(cell).collect()
}

/// A canonical value as its column's cells hold it.
pub(super) fn cell_value(column: &ColumnSpec, value: &str) -> CellValue {
    if value.is_empty() {
        return CellValue::Blank;
    }
    let typed = match column.kind {
        Kind::Date => value.parse().ok().map(CellValue::Date),
        Kind::Money | Kind::Days | Kind::Number => value.parse::<Decimal>().ok().map(CellValue::Number),
        Kind::Id | Kind::Code | Kind::Text | Kind::Word => None,
    };
    typed.unwrap_or_else(|| CellValue::Text(value.to_owned()))
}
