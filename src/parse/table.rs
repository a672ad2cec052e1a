//! Sheets: xlsx, xlsb, xls, ods, dbf and csv. The header row is found by its captions, a row is a record, its cells are leaves
//! named by column key.
//!
//! | file | does |
//! |---|---|
//! | `cells` | a row of cells as texts; numbers and dates → text |
//! | `context` | titles above the header, group headings |
//! | `header` | finds the header row and its columns |
//! | `rows` | rows below the header → records, headings, totals |
//! | `container` | zip and compound files: what is inside, and whether it is bounded |
//! | `xlsx`, `xlsb`, `xls`, `ods`, `dbf`, `delimited` | the rows of each kind of file |

use std::io;
use std::sync::Arc;

use super::cut::{self, sheets::Cutter};
use super::shape::TableShape;
use super::{Completeness, Document, Format, Head, Preview, ReadError, ReadErrorKind, RecordShape, Sink};
use crate::model::issue::Issue;
use crate::model::mending::{Cut, CutWords, Keep};

mod cells;
mod container;
mod context;
mod dbf;
mod delimited;
mod header;
mod ods;
pub mod plain;
mod rows;
mod xls;
mod xlsb;
mod xlsx;

pub(super) use cells::Row;
pub(crate) use cells::address;
use container::Container;
pub(super) use header::fold as fold_caption;
use rows::SheetReader;

/// A streamed sheet has no more cells than people could have filled.
const CELLS_LIMIT: u64 = 50_000_000;
/// A sheet that is laid out in memory as a whole has fewer.
const LAID_OUT_LIMIT: u64 = 5_000_000;
/// Columns of a sheet, in every program that people draw them with.
const COLUMNS_LIMIT: u32 = 16_384;
const PREVIEW_ROWS: usize = 40;
const PREVIEW_COLUMNS: u32 = 64;
/// A book of more sheets is not told sheet by sheet. The beginning of one more is looked at, which tells whether there are
/// more; what follows is not known before it is read.
pub const PREVIEW_SHEETS: usize = 10;

/// Books: xlsx, xlsb, xls, ods.
#[derive(Debug, Clone, Copy)]
pub struct Workbook;

/// Tables of dBASE, FoxPro and Clipper; the header row is the field names.
#[derive(Debug, Clone, Copy)]
pub struct Dbf;

/// Text separated by semicolons, commas, tabs or bars.
#[derive(Debug, Clone, Copy)]
pub struct Csv;

/// What a visitor of rows wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Row,
    /// The rest of the sheet is not wanted.
    Sheet,
    Stop,
}

/// Is shown the sheets of a document, row by row.
pub(super) trait Visitor {
    /// A sheet begins; the one before is over.
    fn sheet(&mut self, name: &str) -> Result<Next, ReadErrorKind>;
    /// A row that has cells.
    fn row(&mut self, row: &Row) -> Result<Next, ReadErrorKind>;
}

impl Format for Workbook {
    fn name(&self) -> &'static str {
        "table"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        Container::of(head.bytes).is_some()
    }

    fn is_complete(&self, document: &Document) -> io::Result<Completeness> {
        container::completeness(&document.path)
    }

    fn preview(&self, document: &Document) -> Result<Preview, ReadError> {
        preview(document, |visitor| visit_book(document, visitor))
    }

    fn read(
        &self,
        document: &Document,
        shape: &RecordShape,
        notices: &mut Vec<Issue>,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError> {
        read(document, shape, notices, sink, |visitor, _| visit_book(document, visitor))
    }

    fn cut(
        &self,
        document: &Document,
        shape: &RecordShape,
        keep: &[Keep],
        words: &CutWords,
    ) -> Result<Option<Cut>, ReadError> {
        sheets(self, document, shape, keep, words, |visitor| visit_book(document, visitor)).map(Some)
    }
}

impl Format for Dbf {
    fn name(&self) -> &'static str {
        "table"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        dbf::recognises(head)
    }

    fn is_complete(&self, document: &Document) -> io::Result<Completeness> {
        dbf::completeness(&document.path)
    }

    fn preview(&self, document: &Document) -> Result<Preview, ReadError> {
        preview(document, |visitor| dbf::visit(document, visitor, &mut Vec::new()))
    }

    fn read(
        &self,
        document: &Document,
        shape: &RecordShape,
        notices: &mut Vec<Issue>,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError> {
        let mut about_file = Vec::new();
        let result = read(document, shape, notices, sink, |visitor, _| dbf::visit(document, visitor, &mut about_file));
        notices.append(&mut about_file);
        result
    }

    fn cut(
        &self,
        document: &Document,
        shape: &RecordShape,
        keep: &[Keep],
        words: &CutWords,
    ) -> Result<Option<Cut>, ReadError> {
        let visit = |visitor: &mut dyn Visitor| dbf::visit(document, visitor, &mut Vec::new());
        sheets(self, document, shape, keep, words, visit).map(Some)
    }
}

impl Format for Csv {
    fn name(&self) -> &'static str {
        "table"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        delimited::recognises(head)
    }

    fn is_complete(&self, _document: &Document) -> io::Result<Completeness> {
        Ok(Completeness::Complete)
    }

    fn preview(&self, document: &Document) -> Result<Preview, ReadError> {
        preview(document, |visitor| delimited::visit(document, visitor, &mut Vec::new()))
    }

    fn read(
        &self,
        document: &Document,
        shape: &RecordShape,
        notices: &mut Vec<Issue>,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError> {
        let mut about_file = Vec::new();
        let result =
            read(document, shape, notices, sink, |visitor, _| delimited::visit(document, visitor, &mut about_file));
        notices.append(&mut about_file);
        result
    }

    fn cut(
        &self,
        document: &Document,
        shape: &RecordShape,
        keep: &[Keep],
        words: &CutWords,
    ) -> Result<Option<Cut>, ReadError> {
        let separator = delimited::separator_of(document).map_err(|kind| kind.of(document))?;
        let mut starts = Starts::default();
        delimited::visit(document, &mut starts, &mut Vec::new()).map_err(|kind| kind.of(document))?;
        cut::rows::cut(document, shape, keep, words, (separator, &starts.0)).map(Some)
    }
}

fn visit_book(document: &Document, visitor: &mut dyn Visitor) -> Result<(), ReadErrorKind> {
    let Some(sheets) = &document.sheets else { return visit_sheets(document, visitor) };
    visit_sheets(document, &mut Only { sheets, visitor })
}

/// Shows a visitor only some sheets.
struct Only<'v> {
    sheets: &'v [String],
    visitor: &'v mut dyn Visitor,
}

impl Visitor for Only<'_> {
    fn sheet(&mut self, name: &str) -> Result<Next, ReadErrorKind> {
        if self.sheets.iter().any(|known| known == name) { self.visitor.sheet(name) } else { Ok(Next::Sheet) }
    }

    fn row(&mut self, row: &Row) -> Result<Next, ReadErrorKind> {
        self.visitor.row(row)
    }
}

fn visit_sheets(document: &Document, visitor: &mut dyn Visitor) -> Result<(), ReadErrorKind> {
    match Container::open(&document.path)? {
        Container::Xlsx => xlsx::visit(&document.path, visitor),
        Container::Ods => ods::visit(&document.path, visitor),
        Container::Compound => xls::visit(&document.path, visitor),
    }
}

fn read(
    document: &Document,
    shape: &RecordShape,
    notices: &mut Vec<Issue>,
    sink: &mut Sink<'_>,
    visit: impl FnOnce(&mut dyn Visitor, &TableShape) -> Result<(), ReadErrorKind>,
) -> Result<(), ReadError> {
    let Some(table) = &shape.table else {
        return Err(malformed("the mapping says nothing of columns").of(document));
    };
    let mut reader = SheetReader::new(document, shape, table, notices, sink);
    visit(&mut reader, table).and_then(|()| reader.finish()).map_err(|kind| kind.at(document, reader.position()))
}

fn preview(
    document: &Document,
    visit: impl FnOnce(&mut dyn Visitor) -> Result<(), ReadErrorKind>,
) -> Result<Preview, ReadError> {
    let mut sheets = FirstRows::default();
    match visit(&mut sheets) {
        Err(kind) if sheets.0.is_empty() => Err(kind.of(document)),
        _ => Ok(Preview::Table { sheets: sheets.0 }),
    }
}

/// Cuts the sheets of a document.
fn sheets(
    format: &dyn Format,
    document: &Document,
    shape: &RecordShape,
    keep: &[Keep],
    words: &CutWords,
    visit: impl FnOnce(&mut dyn Visitor) -> Result<(), ReadErrorKind>,
) -> Result<Cut, ReadError> {
    let mut cutter = Cutter::new(format, document, shape, keep, words)?;
    visit(&mut cutter).map_err(|kind| kind.of(document))?;
    Ok(Cut::Book(cutter.finish()))
}

/// How positions name a sheet of a document.
pub(super) fn part_of(document: &str, sheet: &str) -> Arc<str> {
    match (document, sheet) {
        (entry, "") => entry.into(),
        ("", sheet) => sheet.into(),
        (entry, sheet) => format!("{entry}!{sheet}").into(),
    }
}

/// The lines at which rows begin.
#[derive(Default)]
struct Starts(Vec<u64>);

impl Visitor for Starts {
    fn sheet(&mut self, _name: &str) -> Result<Next, ReadErrorKind> {
        Ok(Next::Row)
    }

    fn row(&mut self, row: &Row) -> Result<Next, ReadErrorKind> {
        self.0.push(row.number);
        Ok(Next::Row)
    }
}

#[derive(Default)]
struct FirstRows(Vec<(String, Vec<Vec<String>>)>);

impl Visitor for FirstRows {
    fn sheet(&mut self, name: &str) -> Result<Next, ReadErrorKind> {
        if self.0.len() > PREVIEW_SHEETS {
            return Ok(Next::Stop);
        }
        self.0.push((name.to_owned(), Vec::new()));
        Ok(Next::Row)
    }

    fn row(&mut self, row: &Row) -> Result<Next, ReadErrorKind> {
        let Some((_, rows)) = self.0.last_mut() else { return Ok(Next::Stop) };
        let mut texts = Vec::new();
        for cell in row.cells().filter(|cell| cell.column < PREVIEW_COLUMNS) {
            texts.resize(cell.column as usize, String::new());
            texts.push(cell.text.to_owned());
        }
        rows.push(texts);
        Ok(if rows.len() < PREVIEW_ROWS { Next::Row } else { Next::Sheet })
    }
}

fn malformed(detail: impl Into<String>) -> ReadErrorKind {
    ReadErrorKind::Malformed { detail: detail.into() }
}

#[cfg(test)]
mod tests;
