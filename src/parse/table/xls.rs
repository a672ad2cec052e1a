//! The rows of an xls. calamine lays sheets out as rectangles, so their extent is checked before.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, Range, Reader, Xls, XlsError};

use super::cells::{CellKind, Row, write_date, write_number};
use super::{Next, Visitor, malformed};
use crate::model::foreign::survived;
use crate::parse::ReadErrorKind;

mod extent;

/// An xls has at most 65,536 rows a sheet; larger files hold pictures.
const BYTES_LIMIT: u64 = 64 * 1024 * 1024;

pub(super) fn visit(path: &Path, visitor: &mut dyn Visitor) -> Result<(), ReadErrorKind> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(ReadErrorKind::Io)?;
    file.take(BYTES_LIMIT + 1).read_to_end(&mut bytes).map_err(ReadErrorKind::Io)?;
    if bytes.len() as u64 > BYTES_LIMIT {
        return Err(ReadErrorKind::Limit { name: "xls bytes", limit: BYTES_LIMIT });
    }
    extent::check(&bytes)?;
    // The binary format is read by offsets that the file states; a hostile one may make the reader panic.
    let mut book = match survived(|| Xls::new(Cursor::new(bytes))) {
        Some(Ok(book)) => book,
        Some(Err(XlsError::Password)) => return Err(ReadErrorKind::Encrypted),
        Some(Err(error)) => return Err(malformed(error.to_string())),
        None => return Err(malformed("the tables of the book are inconsistent")),
    };
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        match visitor.sheet(&name)? {
            Next::Row => {}
            Next::Sheet => continue,
            Next::Stop => return Ok(()),
        }
        if rows(&range, visitor)? == Next::Stop {
            return Ok(());
        }
    }
    Ok(())
}

fn rows(range: &Range<Data>, visitor: &mut dyn Visitor) -> Result<Next, ReadErrorKind> {
    let Some((first_row, first_column)) = range.start() else { return Ok(Next::Row) };
    let mut row = Row::default();
    for (number, cells) in (u64::from(first_row) + 1..).zip(range.rows()) {
        row.begin(number);
        for (column, cell) in (first_column..).zip(cells) {
            push(&mut row, column, cell);
        }
        if row.is_empty() {
            continue;
        }
        match visitor.row(&row)? {
            Next::Row => {}
            next => return Ok(next),
        }
    }
    Ok(Next::Row)
}

fn push(row: &mut Row, column: u32, value: &Data) {
    match value {
        Data::Empty => {}
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => row.push_text(column, text),
        Data::Bool(value) => row.push_text(column, if *value { "true" } else { "false" }),
        Data::Int(number) => row.push_text(column, &number.to_string()),
        Data::Float(number) => row.push(column, |text| write_number(*number, text)),
        Data::DateTime(moment) => row.push(column, |text| write_date(moment, text)),
        Data::Error(error) => row.push(column, |text| {
            text.push_str(&error.to_string());
            CellKind::Error
        }),
    }
}
