//! Cells of a file, one after the other.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::ReadBookError;
use crate::model::foreign::survived;
use crate::workbook::value::Raw;

/// Cells of one sheet that are read.
const CELLS_MAX: u64 = 20_000_000;
/// So many unreadable cells in one sheet are not cells any more.
const FAULTS_MAX: usize = 10_000;

/// A cell of a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SourceCell {
    /// Row, from zero.
    pub(super) row: u32,
    /// Column, from zero.
    pub(super) column: u32,
    /// What stands in it.
    pub(super) raw: Raw,
    /// Whether a formula does.
    pub(super) has_formula: bool,
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// To the next cell.
    Cell,
    /// No further.
    Stop,
}

/// A sheet of a file that is no xlsx: its cells, whoever read them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlainSheet {
    /// Its name.
    pub name: String,
    /// Its cells by row and column, from zero.
    pub cells: BTreeMap<(u32, u32), Raw>,
}

/// Where cells come from.
enum Held<R: Read + Seek> {
    Xlsx(Box<Xlsx<R>>),
    Plain(Vec<PlainSheet>),
}

/// An open workbook.
pub(super) struct Source<R: Read + Seek> {
    book: Held<R>,
    properties: BTreeMap<String, String>,
    tables: Vec<(String, String)>,
}

impl<R: Read + Seek> Source<R> {
    pub(super) fn open(file: R) -> Result<Self, ReadBookError> {
        let mut book = sound(survived(|| Xlsx::new(file)))?.map_err(|error| wrong(&error))?;
        // Broken properties or tables are no reason to refuse the rest: both are only one way among several.
        let properties = sound(survived(|| book.workbook_properties()))?.map(|all| all.custom_properties);
        let properties = properties.unwrap_or_default();
        let mut tables = Vec::new();
        if sound(survived(|| book.load_tables()))?.is_ok() {
            for sheet in book.sheet_names() {
                tables.extend(book.table_names_in_sheet(&sheet).into_iter().map(|name| (name.clone(), sheet.clone())));
            }
        }
        Ok(Self { book: Held::Xlsx(Box::new(book)), properties: properties.into_iter().collect(), tables })
    }

    /// A book of sheets that were read already: with neither properties nor tables.
    pub(super) fn plain(sheets: Vec<PlainSheet>) -> Self {
        Self { book: Held::Plain(sheets), properties: BTreeMap::new(), tables: Vec::new() }
    }

    pub(super) fn counts_from_1904(&self) -> bool {
        match &self.book {
            Held::Xlsx(book) => book.has_1904_epoch(),
            Held::Plain(_) => false,
        }
    }

    /// A custom document property.
    pub(super) fn property(&self, name: &str) -> Option<&str> {
        self.properties.get(name).map(String::as_str)
    }

    /// What a defined name stands for.
    pub(super) fn defined_name(&self, name: &str) -> Option<&str> {
        let Held::Xlsx(book) = &self.book else { return None };
        let found = book.defined_names().iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, formula)| formula.as_str())
    }

    pub(super) fn sheet_names(&self) -> Vec<String> {
        match &self.book {
            Held::Xlsx(book) => book.sheet_names(),
            Held::Plain(sheets) => sheets.iter().map(|sheet| sheet.name.clone()).collect(),
        }
    }

    /// The sheet that a table stands on.
    pub(super) fn sheet_of_table(&self, table: &str) -> Option<&str> {
        let found = self.tables.iter().find(|(name, _)| name.eq_ignore_ascii_case(table));
        found.map(|(_, sheet)| sheet.as_str())
    }

    /// Hands over the cells of a sheet in the order of the file, those that can't be read last; a sheet that is a chart
    /// has none.
    pub(super) fn cells(
        &mut self,
        sheet: &str,
        visit: &mut dyn FnMut(SourceCell) -> Next,
    ) -> Result<(), ReadBookError> {
        match &mut self.book {
            Held::Xlsx(book) => Self::streamed(book, sheet, visit),
            Held::Plain(sheets) => {
                let cells = sheets.iter().find(|known| known.name == sheet).map(|sheet| &sheet.cells);
                for ((row, column), raw) in cells.into_iter().flatten() {
                    let found = SourceCell { row: *row, column: *column, raw: raw.clone(), has_formula: false };
                    if visit(found) == Next::Stop {
                        break;
                    }
                }
                Ok(())
            }
        }
    }

    /// Tells the cells of a sheet that are formatted as percent. Books that have no such format are not walked again.
    pub(super) fn percents(&mut self, sheet: &str, visit: &mut dyn FnMut(u32, u32)) -> Result<(), ReadBookError> {
        let Held::Xlsx(book) = &mut self.book else { return Ok(()) };
        let Some(Ok(mut cells)) = survived(|| book.worksheet_cells_reader(sheet)) else { return Ok(()) };
        let formats = cells.styles().iter().map(|style| style.number_format.as_ref());
        let percent: Vec<bool> =
            formats.map(|format| format.is_some_and(|format| scales(&format.format_code))).collect();
        if !percent.contains(&true) {
            return Ok(());
        }
        for _ in 0..CELLS_MAX {
            match sound(survived(|| cells.next_style_id()))? {
                Ok(Some((row, column, style))) if percent.get(style) == Some(&true) => visit(row, column),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(()),
                Err(error) => return Err(wrong(&error)),
            }
        }
        Err(ReadBookError::Limit { name: "cells in a sheet", limit: CELLS_MAX })
    }

    fn streamed(
        book: &mut Xlsx<R>,
        sheet: &str,
        visit: &mut dyn FnMut(SourceCell) -> Next,
    ) -> Result<(), ReadBookError> {
        let mut cells = match sound(survived(|| book.worksheet_cells_reader(sheet)))? {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => return Ok(()),
            Err(error) => return Err(wrong(&error)),
        };
        let mut count = 0_u64;
        let mut faults: Vec<Fault> = Vec::new();
        loop {
            count += 1;
            if count > CELLS_MAX {
                return Err(ReadBookError::Limit { name: "cells in a sheet", limit: CELLS_MAX });
            }
            match sound(survived(|| cells.next_cell_with_formula_metadata()))? {
                Ok(Some(cell)) => {
                    let (row, column) = cell.pos;
                    if let Some(fault) = faults.last_mut().filter(|fault| fault.next.is_none()) {
                        fault.next = Some((count, cell.pos));
                    }
                    let has_formula = cell.formula.is_some();
                    let found = SourceCell { row, column, raw: raw(&cell.value), has_formula };
                    if visit(found) == Next::Stop {
                        return Ok(());
                    }
                }
                Ok(None) => break,
                Err(error) if is_fatal(&error) => return Err(wrong(&error)),
                Err(error) => {
                    if faults.len() >= FAULTS_MAX {
                        return Err(ReadBookError::Limit { name: "unreadable cells", limit: FAULTS_MAX as u64 });
                    }
                    faults.push(Fault { at: count, said: fault_text(error), next: None });
                }
            }
        }
        drop(cells);
        Self::place(book, sheet, faults, visit)
    }

    /// The reader does not tell the address of a cell it can't read. A guess could take the cell beside it for a cleared
    /// one, so the sheet is walked a second time, over addresses alone.
    fn place(
        book: &mut Xlsx<R>,
        sheet: &str,
        faults: Vec<Fault>,
        visit: &mut dyn FnMut(SourceCell) -> Next,
    ) -> Result<(), ReadBookError> {
        if faults.is_empty() {
            return Ok(());
        }
        let mut cells = sound(survived(|| book.worksheet_cells_reader(sheet)))?.map_err(|error| wrong(&error))?;
        let mut at = 0;
        let mut next = || {
            at += 1;
            let cell = sound(survived(|| cells.next_formula()))?;
            cell.map(|cell| cell.map(|cell| (at, cell.get_position()))).map_err(|error| wrong(&error))
        };
        for fault in faults {
            let place = loop {
                match next()? {
                    Some((number, place)) if number == fault.at => break place,
                    Some(_) => {}
                    None => return Err(misplaced(&fault)),
                }
            };
            let (row, column) = place;
            // Cells without addresses are counted, and an unreadable one is not: all behind it would be its neighbors'.
            if let Some((number, counted)) = fault.next
                && number == fault.at + 1
                && counted == place
            {
                return Err(misplaced(&fault));
            }
            if visit(SourceCell { row, column, raw: Raw::Error(fault.said), has_formula: false }) == Next::Stop {
                break;
            }
        }
        Ok(())
    }
}

/// A cell that can't be read.
struct Fault {
    /// Its number among the cells of the sheet, from 1.
    at: u64,
    /// What is said of it.
    said: String,
    /// The next cell that could be read: its number and address.
    next: Option<(u64, (u32, u32))>,
}

fn misplaced(fault: &Fault) -> ReadBookError {
    ReadBookError::Malformed(format!("a cell without an address can't be read: {}", fault.said))
}

fn raw(value: &DataRef<'_>) -> Raw {
    match value {
        DataRef::Empty => Raw::Empty,
        DataRef::String(text) => Raw::Text(text.clone()),
        DataRef::SharedString(text) => Raw::Text((*text).to_owned()),
        DataRef::DateTimeIso(text) => Raw::Iso(text.clone()),
        DataRef::DurationIso(text) => Raw::Text(text.clone()),
        DataRef::Bool(yes) => Raw::Bool(*yes),
        #[expect(clippy::cast_precision_loss, reason = "a cell that says it is whole holds no more than a double")]
        DataRef::Int(number) => Raw::Number(*number as f64),
        DataRef::Float(number) => Raw::Number(*number),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            Raw::Date { year, month, day }
        }
        DataRef::DateTime(moment) => Raw::Number(moment.as_f64()),
        DataRef::Error(error) => Raw::Error(error.to_string()),
    }
}

fn fault_text(error: XlsxError) -> String {
    match error {
        XlsxError::CellError(value) => value,
        error => error.to_string(),
    }
}

/// Whether the sheet itself is broken, rather than one cell.
fn is_fatal(error: &XlsxError) -> bool {
    matches!(
        error,
        XlsxError::Io(_) | XlsxError::Zip(_) | XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Password
    )
}

/// What the reader said, unless it stumbled over an address that is none.
fn sound<T>(said: Option<T>) -> Result<T, ReadBookError> {
    said.ok_or_else(|| ReadBookError::Malformed("an address in the book is none".to_owned()))
}

fn wrong(error: &XlsxError) -> ReadBookError {
    match error {
        XlsxError::Password => ReadBookError::Encrypted,
        error => ReadBookError::Malformed(error.to_string()),
    }
}
/// Whether a number format shows a hundredfold: a percent sign that is neither quoted nor escaped (`0"%"`, `0\%` do not).
fn scales(format: &str) -> bool {
    let (mut quoted, mut literal) = (false, false);
    format.chars().any(|letter| {
        let is_code = !quoted && !literal;
        literal = is_code && matches!(letter, '\\' | '_' | '*');
        quoted ^= is_code && letter == '"' || quoted && letter == '"';
        is_code && letter == '%'
    })
}
