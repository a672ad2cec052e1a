//! The cells of an ods or xls as texts, sheet by sheet, for whoever knows what they mean: bounded, as every read of a table
//! is.

use std::path::Path;

use super::cells::{CellKind, Row};
use super::container::Container;
use super::{Next, Visitor, ods, xls};
use crate::parse::ReadErrorKind;

/// Bytes of text that are held of one file: a book of a hundred thousand rows has a tenth of that.
const TEXT_LIMIT: usize = 256 * 1024 * 1024;

/// One sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlainSheet {
    /// Its name.
    pub name: String,
    /// Its filled cells, by rows.
    pub cells: Vec<PlainCell>,
}

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainCell {
    /// Row, from 0.
    pub row: u32,
    /// Column, from 0.
    pub column: u32,
    /// What it says: numbers with a decimal point, days as in ISO 8601.
    pub text: String,
    /// Whether that is not what somebody typed: an error value, a number whose digits are lost.
    pub is_broken: bool,
}

/// Reads an ods or xls; nothing for a file of another kind.
///
/// # Errors
/// When the file is damaged, has a password or holds too much.
pub fn sheets(path: &Path) -> Result<Option<Vec<PlainSheet>>, ReadErrorKind> {
    let mut held = Held::default();
    match Container::open(path) {
        Ok(Container::Ods) => ods::visit(path, &mut held)?,
        Ok(Container::Compound) => xls::visit(path, &mut held)?,
        Ok(Container::Xlsx) | Err(ReadErrorKind::Malformed { .. }) => return Ok(None),
        Err(error) => return Err(error),
    }
    Ok(Some(held.sheets))
}

#[derive(Default)]
struct Held {
    sheets: Vec<PlainSheet>,
    bytes: usize,
}

impl Visitor for Held {
    fn sheet(&mut self, name: &str) -> Result<Next, ReadErrorKind> {
        self.sheets.push(PlainSheet { name: name.to_owned(), cells: Vec::new() });
        Ok(Next::Row)
    }

    fn row(&mut self, row: &Row) -> Result<Next, ReadErrorKind> {
        row.check_length()?;
        let number = u32::try_from(row.number.saturating_sub(1)).unwrap_or(u32::MAX);
        let Some(sheet) = self.sheets.last_mut() else { return Ok(Next::Row) };
        for cell in row.cells() {
            self.bytes = self.bytes.saturating_add(cell.text.len()).saturating_add(size_of::<PlainCell>());
            let is_broken = cell.kind != CellKind::Sound;
            sheet.cells.push(PlainCell { row: number, column: cell.column, text: cell.text.to_owned(), is_broken });
        }
        if self.bytes > TEXT_LIMIT {
            return Err(ReadErrorKind::Limit { name: "sheet bytes", limit: TEXT_LIMIT as u64 });
        }
        Ok(Next::Row)
    }
}
