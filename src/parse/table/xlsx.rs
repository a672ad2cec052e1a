//! The rows of an xlsx, streamed (those of an xlsb are read next door): a sheet's cells are never held together (one cell at XFD1048576 would claim all
//! memory there is).

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{Cell, DataRef, Reader, Xlsx, XlsxCellReader, XlsxError};

use super::cells::{CellKind, Row, write_date, write_number};
use super::container::bounded_zip;
use super::{CELLS_LIMIT, Next, Visitor, malformed, xlsb};
use crate::model::foreign::survived;
use crate::parse::ReadErrorKind;

/// So many unreadable cells in a row are not cells any more.
const FAULTS_LIMIT: u64 = 10_000;

pub(super) fn visit(path: &Path, visitor: &mut dyn Visitor) -> Result<(), ReadErrorKind> {
    let mut archive = bounded_zip(path)?;
    if xlsb::is_binary(&archive) {
        return xlsb::visit(&mut archive, visitor);
    }
    drop(archive);
    let file = File::open(path).map_err(ReadErrorKind::Io)?;
    let mut book = sound(survived(|| Xlsx::new(BufReader::new(file))))?.map_err(|error| error_kind(&error))?;
    for name in book.sheet_names() {
        let mut cells = match sound(survived(|| book.worksheet_cells_reader(&name)))? {
            Ok(cells) => cells,
            // A sheet that is a chart.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(error_kind(&error)),
        };
        match visitor.sheet(&name)? {
            Next::Row => {}
            Next::Sheet => continue,
            Next::Stop => return Ok(()),
        }
        if Sheet::default().visit(&mut cells, visitor)? == Next::Stop {
            return Ok(());
        }
    }
    Ok(())
}

/// What the reader said, unless it stumbled over an address that is none.
fn sound<T>(said: Option<T>) -> Result<T, ReadErrorKind> {
    said.ok_or_else(|| malformed("an address in the book is none"))
}

fn error_kind(error: &XlsxError) -> ReadErrorKind {
    match error {
        XlsxError::Password => ReadErrorKind::Encrypted,
        error => malformed(error.to_string()),
    }
}

/// Whether the sheet itself is broken, rather than one cell.
fn is_fatal(error: &XlsxError) -> bool {
    matches!(
        error,
        XlsxError::Io(_) | XlsxError::Zip(_) | XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Password
    )
}

#[derive(Default)]
struct Sheet {
    row: Row,
    /// The last cell met, in the row that is being read.
    column: Option<u32>,
    /// An unreadable cell stood before the next one; what was said of it.
    fault: Option<String>,
    cells: u64,
    faults: u64,
}

impl Sheet {
    fn visit(
        &mut self,
        cells: &mut XlsxCellReader<'_, BufReader<File>>,
        visitor: &mut dyn Visitor,
    ) -> Result<Next, ReadErrorKind> {
        loop {
            match sound(survived(|| cells.next_cell()))? {
                Ok(Some(cell)) => {
                    let next = self.cell(&cell, visitor)?;
                    if next != Next::Row {
                        return Ok(next);
                    }
                }
                Ok(None) => {
                    self.place_fault(None);
                    return self.hand_over(visitor);
                }
                Err(error) if is_fatal(&error) => return Err(error_kind(&error)),
                Err(error) => {
                    self.faults += 1;
                    if self.faults > FAULTS_LIMIT {
                        return Err(error_kind(&error));
                    }
                    self.fault = Some(fault_text(error));
                }
            }
        }
    }

    fn cell(&mut self, cell: &Cell<DataRef<'_>>, visitor: &mut dyn Visitor) -> Result<Next, ReadErrorKind> {
        self.cells += 1;
        if self.cells > CELLS_LIMIT {
            return Err(ReadErrorKind::Limit { name: "sheet cells", limit: CELLS_LIMIT });
        }
        let (row, column) = cell.get_position();
        let number = u64::from(row) + 1;
        let mut next = Next::Row;
        if number == self.row.number {
            self.place_fault(Some(column));
        } else {
            if column == 0 {
                self.place_fault(None);
            }
            next = self.hand_over(visitor)?;
            self.row.begin(number);
            self.column = None;
            self.place_fault(Some(column));
        }
        self.column = Some(column);
        push(&mut self.row, column, cell.get_value());
        self.row.check_length()?;
        Ok(next)
    }

    /// The reader does not tell the address of a cell it can't read: it stands right before the next one, or right
    /// behind the last one of its row.
    fn place_fault(&mut self, before: Option<u32>) {
        let Some(fault) = self.fault.take() else { return };
        let behind = self.column.map_or(0, |column| column + 1);
        let column = match before {
            Some(next) if behind >= next => next.saturating_sub(1),
            Some(next) if self.column.is_none() => next.saturating_sub(1),
            _ => behind,
        };
        self.row.push_error(column, &fault);
    }

    fn hand_over(&mut self, visitor: &mut dyn Visitor) -> Result<Next, ReadErrorKind> {
        if self.row.is_empty() { Ok(Next::Row) } else { visitor.row(&self.row) }
    }
}

fn fault_text(error: XlsxError) -> String {
    match error {
        XlsxError::CellError(value) => value,
        error => error.to_string(),
    }
}

fn push(row: &mut Row, column: u32, value: &DataRef<'_>) {
    match value {
        DataRef::Empty => {}
        DataRef::String(text) => row.push_text(column, text),
        DataRef::SharedString(text) => row.push_text(column, text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => row.push_text(column, text),
        DataRef::Bool(value) => row.push_text(column, if *value { "true" } else { "false" }),
        DataRef::Int(number) => row.push_text(column, &number.to_string()),
        DataRef::Float(number) => row.push(column, |text| write_number(*number, text)),
        DataRef::DateTime(moment) => row.push(column, |text| write_date(moment, text)),
        DataRef::Error(error) => row.push(column, |text| {
            text.push_str(&error.to_string());
            CellKind::Error
        }),
    }
}
