//! The cells of a sheet ([MS-XLSB], the part Worksheet): row by row, each of a record.

use std::borrow::Cow;
use std::io::BufRead;

use calamine::{CellErrorType, ExcelDateTime, ExcelDateTimeType};

use super::super::cells::{CellKind, Row, write_date, write_number};
use super::super::{CELLS_LIMIT, COLUMNS_LIMIT, Next, Visitor, malformed};
use super::record::{Fields, Records};
use super::strings::Strings;
use super::styles::{Shown, Styles};
use crate::parse::ReadErrorKind;

const ROWS: u32 = 1_048_576;

/// `BrtBeginSheetData` and `BrtEndSheetData`: between them stand the rows.
const BEGIN_ROWS: u16 = 145;
const END_ROWS: u16 = 146;
/// `BrtRowHdr`: a row begins.
const ROW: u16 = 0;
/// Records without a column stand right behind the cell before. No specification has them, yet Excel reads them.
const SHORT: [u16; 8] = [12, 13, 14, 15, 16, 17, 18, 61];

/// The value of a cell.
enum Value<'b> {
    Blank,
    Number(f64),
    Bool(bool),
    Error(u8),
    /// Nothing if it is not UTF-16.
    Text(Option<Cow<'b, str>>),
    Shared(u32),
}

impl<'b> Value<'b> {
    /// By the record's type; nothing if it is none of a cell.
    fn of(kind: u16, fields: &mut Fields<'b>) -> Result<Self, ReadErrorKind> {
        Ok(match kind {
            // BrtCellRk
            2 | 13 => Self::Number(packed_number(fields.u32()?)),
            // BrtCellError, BrtFmlaError
            3 | 11 | 14 => Self::Error(fields.u8()?),
            // BrtCellBool, BrtFmlaBool
            4 | 10 | 15 => Self::Bool(fields.u8()? != 0),
            // BrtCellReal, BrtFmlaNum
            5 | 9 | 16 => Self::Number(fields.f64()?),
            // BrtCellSt, BrtFmlaString
            6 | 8 | 17 => Self::Text(fields.text()?),
            // BrtCellIsst
            7 | 18 => Self::Shared(fields.u32()?),
            // BrtCellRString
            61 | 62 => Self::Text(fields.rich_text()?),
            // BrtCellBlank
            _ => Self::Blank,
        })
    }
}

fn is_cell(kind: u16) -> bool {
    matches!(kind, 1..=18 | 61 | 62)
}

/// An `RkNumber` (2.5.123): the upper thirty bits are those of a whole number or of a fraction, the lowest one says
/// that it is in hundredths.
#[expect(clippy::float_arithmetic, reason = "a cell's number is a float, which the file gives a hundredfold")]
fn packed_number(packed: u32) -> f64 {
    let upper = packed & !3;
    let number =
        if packed & 2 == 0 { f64::from_bits(u64::from(upper) << 32) } else { f64::from(upper.cast_signed() >> 2) };
    if packed & 1 == 0 { number } else { number / 100.0 }
}

/// What a sheet shows for an error ([MS-XLSB] 2.5.98.2).
fn error_text(code: u8) -> String {
    let error = match code {
        0x00 => CellErrorType::Null,
        0x07 => CellErrorType::Div0,
        0x0F => CellErrorType::Value,
        0x17 => CellErrorType::Ref,
        0x1D => CellErrorType::Name,
        0x24 => CellErrorType::Num,
        0x2A => CellErrorType::NA,
        0x2B => CellErrorType::GettingData,
        _ => return "#".to_owned(),
    };
    error.to_string()
}

/// Reads the rows of one sheet.
pub(super) struct Sheet<'a> {
    strings: &'a Strings,
    styles: &'a Styles,
    is_1904: bool,
    row: Row,
    /// Where a record without a column stands.
    behind: u32,
    cells: u64,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(strings: &'a Strings, styles: &'a Styles, is_1904: bool) -> Self {
        Self { strings, styles, is_1904, row: Row::default(), behind: 0, cells: 0 }
    }

    pub(super) fn visit<R: BufRead>(
        &mut self,
        records: &mut Records<'_, R>,
        visitor: &mut dyn Visitor,
    ) -> Result<Next, ReadErrorKind> {
        while records.next()? != BEGIN_ROWS {}
        loop {
            match records.next()? {
                END_ROWS => return self.hand_over(visitor),
                ROW => {
                    let next = self.hand_over(visitor)?;
                    if next != Next::Row {
                        return Ok(next);
                    }
                    self.begin(records.fields()?.u32()?)?;
                }
                kind if is_cell(kind) => self.cell(kind, &mut records.fields()?)?,
                _ => {}
            }
        }
    }

    fn begin(&mut self, row: u32) -> Result<(), ReadErrorKind> {
        let number = u64::from(row) + 1;
        if row >= ROWS || number <= self.row.number {
            return Err(malformed(format!("row {number} stands behind row {}", self.row.number)));
        }
        self.row.begin(number);
        self.behind = 0;
        Ok(())
    }

    fn hand_over(&mut self, visitor: &mut dyn Visitor) -> Result<Next, ReadErrorKind> {
        if self.row.is_empty() { Ok(Next::Row) } else { visitor.row(&self.row) }
    }

    fn cell(&mut self, kind: u16, fields: &mut Fields<'_>) -> Result<(), ReadErrorKind> {
        self.cells += 1;
        if self.cells > CELLS_LIMIT {
            return Err(ReadErrorKind::Limit { name: "sheet cells", limit: CELLS_LIMIT });
        }
        let column = if SHORT.contains(&kind) { self.behind } else { fields.u32()? };
        if self.row.number == 0 || column < self.behind || column >= COLUMNS_LIMIT {
            return Err(malformed(format!("column {column} stands behind column {}", self.behind)));
        }
        self.behind = column + 1;
        // Twenty-four bits; the others say how reading aids are shown.
        let style = fields.u32()? & 0x00FF_FFFF;
        match Value::of(kind, fields)? {
            Value::Blank => {}
            Value::Number(number) => self.number(column, number, style),
            Value::Bool(value) => self.row.push_text(column, if value { "true" } else { "false" }),
            Value::Error(code) => self.row.push_error(column, &error_text(code)),
            Value::Text(text) => self.text(column, text.as_deref()),
            Value::Shared(number) => {
                let text = self.strings.get(number).ok_or_else(|| malformed(format!("there is no text {number}")))?;
                self.text(column, text);
            }
        }
        self.row.check_length()
    }

    fn number(&mut self, column: u32, number: f64, style: u32) {
        let shown = match self.styles.shown(style) {
            Shown::Number => return self.row.push(column, |text| write_number(number, text)),
            Shown::Date => ExcelDateTimeType::DateTime,
            Shown::Duration => ExcelDateTimeType::TimeDelta,
        };
        let moment = ExcelDateTime::new(number, shown, self.is_1904);
        self.row.push(column, |text| write_date(&moment, text));
    }

    fn text(&mut self, column: u32, text: Option<&str>) {
        match text {
            Some(text) => self.row.push_text(column, text),
            None => self.row.push(column, |text| {
                text.push('#');
                CellKind::Error
            }),
        }
    }
}
