//! How high a row is that gets another long text. A height that somebody gave to a row is hers and stays; one that a
//! program computed, or that we did when we drew the row, follows the texts.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::SheetPatch;
use super::cells::{CellChange, Cells};
use super::sheet::Sheet;
use super::value::Content;
use crate::workbook::lines::{self, height, points};

/// What becomes of a row's height.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Height {
    /// It stays.
    Kept,
    /// So many points; nothing for a row of one line, which has none of its own.
    Fitted(Option<String>),
}

impl Height {
    /// The attribute that says it.
    pub(super) fn attribute(&self) -> String {
        match self {
            Self::Fitted(Some(points)) => format!(" ht=\"{points}\""),
            Self::Fitted(None) | Self::Kept => String::new(),
        }
    }
}

/// The height of a row once it is changed.
pub(super) fn fitted(
    sheet: &Sheet<'_>,
    patch: &SheetPatch,
    number: u32,
    row: Option<&Cells<'_>>,
    changes: &BTreeMap<u32, CellChange>,
) -> Height {
    let new = |column: u16| match changes.get(&u32::from(column)).and_then(|change| change.content.as_ref()) {
        Some(Content::Text(text)) => Some(text.as_str()),
        Some(_) => Some(""),
        None => None,
    };
    if patch.long.iter().all(|column| new(*column).is_none()) {
        return Height::Kept;
    }
    let stood = |column: u16| patch.stood.get(&(number, column)).map_or("", String::as_str);
    let width = |column: u16| sheet.column_width(u32::from(column));
    let texts = |text: &dyn Fn(u16) -> String| {
        let texts: Vec<(String, u16)> =
            patch.long.iter().filter_map(|column| Some((text(*column), width(*column)?))).collect();
        height(texts.iter().map(|(text, width)| (text.as_str(), *width)))
    };
    if row.is_some_and(|row| is_hers(row, texts(&|column| stood(column).to_owned()).unwrap_or(lines::ROW))) {
        return Height::Kept;
    }
    Height::Fitted(texts(&|column| new(column).unwrap_or(stood(column)).to_owned()).map(points))
}

/// Whether somebody gave a row its height: it is none that we would have drawn it with.
fn is_hers(row: &Cells<'_>, drawn: u32) -> bool {
    let says = |name: &str| matches!(row.tag.value(name).as_deref(), Some("1" | "true"));
    let stated = row.tag.value("ht").and_then(|height| height.parse::<Decimal>().ok());
    says("customHeight") && stated.is_none_or(|stated| Ok(stated) != points(drawn).parse())
}
