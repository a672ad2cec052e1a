//! The rows below a header, as far as the last that says anything.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use super::header::Place;
use super::source::{Next, Source, SourceCell};
use super::{FileRow, FileSheet, ReadBookError};
use crate::workbook::layout::{ColumnSpec, Kind, Owner, Readable};
use crate::workbook::value::{self, FileCell, Raw, Setting, Trouble};

/// Rows of one sheet that are kept: more than any book is drawn with.
const ROWS_MAX: usize = 500_000;

/// Managed cells of one row as the file has them, by their columns.
type RawRow = BTreeMap<u32, SourceCell>;

/// A managed column, and where it stands.
type Placed<'s> = (&'s ColumnSpec, u32);

/// Cells by row, from zero, and id of the column.
type Cells = BTreeSet<(u32, &'static str)>;

/// Reads the rows of a sheet.
pub(super) fn read<R: Read + Seek>(
    source: &mut Source<R>,
    sheet: &Readable,
    place: Place,
    setting: Setting,
) -> Result<FileSheet, ReadBookError> {
    let managed: BTreeSet<u32> = place.columns.values().copied().collect();
    let mut found: BTreeMap<u32, RawRow> = BTreeMap::new();
    let mut twice: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut is_full = false;
    source.cells(&place.name, &mut |cell| {
        if cell.row <= place.header {
            return Next::Cell;
        }
        // Thousands of blank rows that only have a format are no rows.
        if (cell.raw == Raw::Empty && !cell.has_formula) || !managed.contains(&cell.column) {
            return Next::Cell;
        }
        let (row, column) = (cell.row, cell.column);
        if found.entry(row).or_default().insert(column, cell).is_some() {
            twice.insert((row, column));
        }
        is_full = found.len() > ROWS_MAX;
        if is_full { Next::Stop } else { Next::Cell }
    })?;
    if is_full {
        return Err(ReadBookError::Limit { name: "rows in a sheet", limit: ROWS_MAX as u64 });
    }
    let percents = percents(source, sheet, &place)?;
    let specs: Vec<Placed<'_>> =
        sheet.columns.iter().filter_map(|column| Some((column, *place.columns.get(column.id)?))).collect();
    let rows = found
        .into_iter()
        .map(|(row, raw)| file_row(row, &raw, &specs, setting, (&twice, &percents)))
        .filter(|row| row.cells.values().any(|cell| !cell.is_blank()))
        .collect();
    let missing = sheet.columns.iter().map(|column| column.id).filter(|id| !place.columns.contains_key(id));
    Ok(FileSheet {
        id: sheet.id,
        name: place.name,
        header_row: place.header + 1,
        missing_columns: missing.collect(),
        new_columns: Vec::new(),
        adopted_columns: Vec::new(),
        doubled_columns: place.doubled,
        renamed_columns: place.renamed,
        columns: place.columns,
        rows,
    })
}

fn file_row(
    row: u32,
    raw: &RawRow,
    specs: &[Placed<'_>],
    setting: Setting,
    (twice, percents): (&BTreeSet<(u32, u32)>, &Cells),
) -> FileRow {
    let currency = specs.iter().find(|(spec, _)| spec.id == "currency").and_then(|(_, column)| raw.get(column));
    let currency = match currency.map(|cell| &cell.raw) {
        Some(Raw::Text(code)) => code.parse().unwrap_or(setting.currency),
        _ => setting.currency,
    };
    let setting = Setting { currency, ..setting };
    let cell = |(spec, column): &Placed<'_>| match raw.get(column) {
        None => FileCell::Value(String::new()),
        Some(cell) => {
            let read = value::of_file(spec, &cell.raw, cell.has_formula, setting);
            if !twice.contains(&(row, *column)) {
                return read;
            }
            let shown = match read {
                FileCell::Value(shown) | FileCell::Digits(shown) | FileCell::Unreadable { shown, .. } => shown,
            };
            FileCell::Unreadable { trouble: Trouble::AddressTwice, shown }
        }
    };
    FileRow {
        row: row + 1,
        cells: specs.iter().map(|placed| (placed.0.id, cell(placed))).collect(),
        formulas: specs
            .iter()
            .filter(|(_, column)| raw.get(column).is_some_and(|cell| cell.has_formula))
            .map(|(spec, _)| spec.id)
            .collect(),
        percents: percents.range((row, "")..).take_while(|(of, _)| *of == row).map(|(_, id)| *id).collect(),
    }
}

/// The cells of managers' numbers that are formatted as percent.
fn percents<R: Read + Seek>(source: &mut Source<R>, sheet: &Readable, place: &Place) -> Result<Cells, ReadBookError> {
    let is_number = |column: &&ColumnSpec| {
        column.owner == Owner::Manager && matches!(column.kind, Kind::Money | Kind::Days | Kind::Number)
    };
    let numbers: BTreeMap<u32, &'static str> = sheet
        .columns
        .iter()
        .filter(is_number)
        .filter_map(|column| Some((*place.columns.get(column.id)?, column.id)))
        .collect();
    let mut found = Cells::new();
    if !numbers.is_empty() {
        source.percents(&place.name, &mut |row, column| {
            found.extend(numbers.get(&column).filter(|_| row > place.header).map(|id| (row, *id)));
        })?;
    }
    Ok(found)
}
