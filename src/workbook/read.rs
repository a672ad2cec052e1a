//! A workbook that came back: whose it is, which of its sheets and columns are ours, and what stands in their cells.
//!
//! Nothing is taken on trust: a sheet is streamed and never held as a rectangle (one cell at XFD1048576 would claim all
//! memory there is), a table's range and a sheet's dimension are not believed (rows typed under a table stand outside
//! both), and a cell that can't be read is a finding, not the end of the file.
//!
//! | file | holds |
//! |---|---|
//! | `limits` | what is checked before anything is parsed |
//! | `source` | cells of a file, one after the other |
//! | `identity` | the book's id and version, and the saved map of its columns |
//! | `header` | which column is which |
//! | `rows` | the rows below a header |

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use super::layout::{CONTROLS, ColumnSpec, Layout, Owner, REMARKS, Readable, STATUS, comparisons, sheet_name};
use super::value::{FileCell, Raw, Setting};
use crate::lang::Lang;
use crate::model::money::Currency;

mod header;
mod identity;
mod limits;
mod rows;
mod source;

pub use identity::Stamp;
pub use source::PlainSheet;

/// A book as it came back.
#[derive(Debug, Clone, PartialEq)]
pub struct BookFile {
    /// Whose it is; nothing where no two of the three carriers agree.
    pub stamp: Option<Stamp>,
    /// The language it was drawn in.
    pub lang: Lang,
    /// The currency of its figures.
    pub base_currency: Currency,
    /// Its sheets that are ours.
    pub sheets: Vec<FileSheet>,
    /// Ids of our sheets that it no longer has.
    pub missing_sheets: Vec<&'static str>,
    /// Names of sheets that look like copies of ours and were not read.
    pub copied_sheets: Vec<String>,
}

/// A sheet of ours in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FileSheet {
    /// Its id.
    pub id: &'static str,
    /// What the file calls it.
    pub name: String,
    /// The row of captions, from 1.
    pub header_row: u32,
    /// Where its columns stand, from zero, by id.
    pub columns: BTreeMap<&'static str, u32>,
    /// Ids of columns that are gone.
    pub missing_columns: Vec<&'static str>,
    /// Ids of columns that it does not have and is to get: those that settings added since it was written, and that of the
    /// status.
    pub new_columns: Vec<&'static str>,
    /// Ids of columns that settings added since it was written and that she had already: they are to look like ours.
    pub adopted_columns: Vec<&'static str>,
    /// Ids of columns that stand twice; the copy is not read.
    pub doubled_columns: Vec<&'static str>,
    /// Captions, as they are compared, of columns that are known by their places alone: what stands in them must agree,
    /// see [`renamed`](super::renamed).
    pub renamed_columns: BTreeMap<&'static str, String>,
    /// Its rows, as far as the last that says anything, wholly blank ones left out.
    pub rows: Vec<FileRow>,
}

impl FileSheet {
    /// Ids of columns that stand apart from that of ids: a column that is not ours lies between.
    #[must_use]
    pub fn apart(&self) -> Vec<&'static str> {
        let Some(id) = self.columns.get("id") else { return Vec::new() };
        let taken: BTreeSet<u32> = self.columns.values().copied().collect();
        let to_the_left = (0..*id).rev().take_while(|place| taken.contains(place)).last().unwrap_or(*id);
        let to_the_right = (*id..).take_while(|place| taken.contains(place)).last().unwrap_or(*id);
        let is_apart = |place: &u32| !(to_the_left..=to_the_right).contains(place);
        self.columns.iter().filter(|(_, place)| is_apart(place)).map(|(column, _)| *column).collect()
    }
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Its number, from 1.
    pub row: u32,
    /// Its cells by the ids of their columns: of every column that the sheet has.
    pub cells: BTreeMap<&'static str, FileCell>,
    /// Columns whose cell holds a formula: it is the manager's and never overwritten.
    pub formulas: BTreeSet<&'static str>,
    /// Columns of numbers whose cell is formatted as percent: what it shows is a hundred times what it holds.
    pub percents: BTreeSet<&'static str>,
}

impl FileRow {
    /// A canonical value; nothing where the column is gone or the cell can't be read.
    #[must_use]
    pub fn value(&self, column: &str) -> Option<&str> {
        self.cells.get(column).and_then(FileCell::value)
    }
}

/// Why a file can't be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadBookError {
    /// It has a password.
    #[error("the workbook has a password")]
    Encrypted,
    /// It is larger than any manager's book.
    #[error("more than {limit} {name} in the workbook")]
    Limit {
        /// Of what.
        name: &'static str,
        /// How many are read.
        limit: u64,
    },
    /// It is no workbook, or a broken one.
    #[error("the workbook is broken: {0}")]
    Malformed(String),
}

/// Reads a workbook (xlsx, xlsm) of which settings say nothing.
///
/// # Errors
/// When it has a password, is broken as a whole, or is larger than the limits.
pub fn read<R: Read + Seek>(file: R) -> Result<BookFile, ReadBookError> {
    read_as(file, &Layout::default())
}

/// Reads a workbook of this layout. That of the head's book knows every column of a manager's.
///
/// # Errors
/// As [`read`].
pub fn read_as<R: Read + Seek>(mut file: R, layout: &Layout) -> Result<BookFile, ReadBookError> {
    limits::check(&mut file)?;
    read_source(source::Source::open(file)?, layout)
}

/// Reads a workbook of another format, of which only the cells are known: what they compute, and what else the format
/// keeps of a book, is not.
///
/// # Errors
/// When it holds more than is read.
pub fn read_plain(sheets: Vec<PlainSheet>, layout: &Layout) -> Result<BookFile, ReadBookError> {
    read_source(source::Source::<std::io::Cursor<&[u8]>>::plain(sheets), layout)
}

fn read_source<R: Read + Seek>(mut source: source::Source<R>, layout: &Layout) -> Result<BookFile, ReadBookError> {
    let saved = identity::saved(&mut source)?;
    let stamp = identity::stamp(&source, &saved);
    let mut book = BookFile {
        stamp,
        lang: saved.lang,
        base_currency: saved.base_currency,
        sheets: Vec::new(),
        missing_sheets: Vec::new(),
        copied_sheets: Vec::new(),
    };
    let sheets = wanted(layout, &saved);
    let probed = header::probe(&mut source, &sheets, &saved)?;
    let found = header::choose(&sheets, &probed, &source, &saved);
    book.copied_sheets = found.copies;
    let setting = Setting { lang: saved.lang, currency: saved.base_currency, from_1904: source.counts_from_1904() };
    for (sheet, place) in sheets.iter().zip(found.places) {
        match place {
            Some(place) => book.sheets.push(rows::read(&mut source, sheet, place, setting)?),
            None => book.missing_sheets.push(sheet.id),
        }
    }
    note_added(layout, &saved, &mut book);
    Ok(book)
}

/// Whose a book is, and of which version; nothing more of it is read.
///
/// # Errors
/// As [`read`].
pub fn stamp_of<R: Read + Seek>(mut file: R) -> Result<Option<Stamp>, ReadBookError> {
    limits::check(&mut file)?;
    let mut source = source::Source::open(file)?;
    let saved = identity::saved(&mut source)?;
    Ok(identity::stamp(&source, &saved))
}

/// What stands in a sheet that has no rows to be known by.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grid {
    /// What the file calls it.
    pub name: String,
    /// Its cells by row and column, from zero; whether a formula stands there.
    pub cells: BTreeMap<(u32, u32), (Raw, bool)>,
}

/// Cells of a grid that are read: more than any first sheet has.
const GRID_MAX: usize = 50_000;

/// Reads the first of these sheets that a book has; nothing where it has none of them, or one that holds too much.
pub(in crate::workbook) fn grid<R: Read + Seek>(mut file: R, names: &[String]) -> Result<Option<Grid>, ReadBookError> {
    limits::check(&mut file)?;
    let mut source = source::Source::open(file)?;
    let known = source.sheet_names();
    let Some(name) = names.iter().find(|name| known.contains(name)) else { return Ok(None) };
    let mut grid = Grid { name: name.clone(), cells: BTreeMap::new() };
    source.cells(name, &mut |cell| {
        grid.cells.insert((cell.row, cell.column), (cell.raw, cell.has_formula));
        if grid.cells.len() > GRID_MAX { source::Next::Stop } else { source::Next::Cell }
    })?;
    Ok((grid.cells.len() <= GRID_MAX).then_some(grid))
}

/// The sheet of remarks of a file, where it has one.
///
/// # Errors
/// As [`read`].
pub fn sheet_of_remarks(file: &[u8]) -> Result<Option<Grid>, ReadBookError> {
    let names: Vec<String> = Lang::ALL.into_iter().map(|lang| sheet_name(lang, REMARKS.id)).collect();
    grid(std::io::Cursor::new(file), &names)
}

/// The sheets to look for: those of the saved map, or all. A column that only the head's book has is looked for there, and
/// one of the managers that settings added since by its caption: she may have had it before settings did. What accounting
/// owns is written over, and so is never taken for a column of hers.
fn wanted(layout: &Layout, saved: &identity::Saved) -> Vec<Readable> {
    let mut sheets = layout.readable(true);
    sheets.extend(saved.lines.iter().any(|line| line.sheet == CONTROLS.id).then(comparisons));
    if saved.lines.is_empty() {
        return sheets;
    }
    sheets.retain(|sheet| saved.lines.iter().any(|line| line.sheet == sheet.id));
    for sheet in &mut sheets {
        let id = sheet.id;
        let is_hers = |column: &ColumnSpec| column.attribute.is_some() && column.owner == Owner::Manager;
        sheet.columns.retain(|column| saved.has(id, column.id) || is_hers(column));
    }
    sheets
}

/// Tells columns that settings added since from those that somebody deleted; of these that of the status is put back.
fn note_added(layout: &Layout, saved: &identity::Saved, book: &mut BookFile) {
    if saved.lines.is_empty() {
        return;
    }
    let known = layout.readable(true);
    for sheet in &mut book.sheets {
        let id = sheet.id;
        sheet.missing_columns.retain(|column| saved.has(id, column));
        let columns = known.iter().filter(|known| known.id == id).flat_map(|known| &known.columns);
        let new = columns.filter(|column| column.added && !saved.has(id, column.id)).map(|column| column.id);
        (sheet.adopted_columns, sheet.new_columns) = new.partition(|id| sheet.columns.contains_key(id));
        // What becomes of her edits must be said somewhere.
        sheet.new_columns.extend(sheet.missing_columns.contains(&STATUS).then_some(STATUS));
    }
}

#[cfg(test)]
mod tests;
