//! The rows of an xlsb, streamed: a zip of parts that are streams of binary records ([MS-XLSB]).
//!
//! calamine opens such books too, but what it does not know it passes by: results of formulas that are errors
//! (`BrtFmlaError`), rich texts in place (`BrtCellRString`), and the short records without a column (12 to 18), with
//! whom all cells behind them move. Figures would be missing, and nobody told.
//!
//! | file | does |
//! |---|---|
//! | `record` | a part as records, a record as fields |
//! | `book` | the sheets, their parts and the calendar |
//! | `strings` | the shared texts |
//! | `styles` | which styles show numbers as dates |
//! | `sheet` | the cells |

use std::fs::File;
use std::io::{BufRead, BufReader};

use zip::ZipArchive;

use super::container::zip_error;
use super::{Next, Visitor, malformed};
use crate::parse::ReadErrorKind;

mod book;
mod record;
mod sheet;
mod strings;
mod styles;

use book::Book;
use record::Records;
use sheet::Sheet;
use strings::Strings;
use styles::Styles;

type Archive = ZipArchive<BufReader<File>>;

const WORKBOOK: &str = "xl/workbook.bin";

/// Whether a package is an xlsb (an xlsx too has binary parts, such as macros).
pub(super) fn is_binary(archive: &Archive) -> bool {
    index_of(archive, WORKBOOK).is_some()
}

pub(super) fn visit(archive: &mut Archive, visitor: &mut dyn Visitor) -> Result<(), ReadErrorKind> {
    let book = Book::read(archive)?;
    let styles = match book.part("styles") {
        Some(part) => Styles::read(&mut Records::new(open(archive, part)?, part))?,
        None => Styles::default(),
    };
    let strings = match book.part("sharedStrings") {
        Some(part) => Strings::read(&mut Records::new(open(archive, part)?, part))?,
        None => Strings::default(),
    };
    for (name, part) in book.sheets() {
        match visitor.sheet(name)? {
            Next::Row => {}
            Next::Sheet => continue,
            Next::Stop => return Ok(()),
        }
        let mut records = Records::new(open(archive, part)?, part);
        let mut sheet = Sheet::new(&strings, &styles, book.is_1904());
        if sheet.visit(&mut records, visitor)? == Next::Stop {
            return Ok(());
        }
    }
    Ok(())
}

fn open<'a>(archive: &'a mut Archive, part: &str) -> Result<impl BufRead + use<'a>, ReadErrorKind> {
    let index = index_of(archive, part).ok_or_else(|| malformed(format!("the book has no part {part}")))?;
    archive.by_index(index).map(BufReader::new).map_err(|error| zip_error(&error))
}

/// Names of parts are equal in either case ([ECMA-376] part 2), and some writers separate them by backslashes.
fn index_of(archive: &Archive, part: &str) -> Option<usize> {
    let is_same = |(found, wanted): (&u8, u8)| match found {
        b'\\' => wanted == b'/',
        found => found.eq_ignore_ascii_case(&wanted),
    };
    archive.file_names_raw().position(|name| name.len() == part.len() && name.iter().zip(part.bytes()).all(is_same))
}

#[cfg(test)]
mod tests;
