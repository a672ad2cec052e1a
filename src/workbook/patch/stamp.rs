//! The book's id and version in its three carriers, set anew where they are.

use std::collections::BTreeMap;
use std::ops::Range;

use super::book::{Book, relations};
use super::package::{Change, Package};
use super::xml::{Edits, Node, Walk, escape, unescape};
use super::{Block, BookMark, CellPatch, CellValue, NewColumn, NotPatched, SheetPatch};
use crate::workbook::render::identity::{BOOK_ROW, MARK, SHEET, VERSION_ROW, stamp_text};

/// The columns of the map that hold a column's id and the last fact.
const MAP_ID: u16 = 5;
const MAP_LAST: u16 = 7;

/// Sets the defined name.
pub(super) fn name(book: &Book<'_>, mark: &BookMark, edits: &mut Edits) {
    let wanted = format!("\"{}\"", stamp_text(&mark.book, mark.edition).replace('"', "\"\""));
    if let Some((span, known)) = book.formula(MARK)
        && known != wanted
    {
        edits.replace(span, escape(&wanted).into_owned());
    }
}

/// Sets the custom property.
pub(super) fn property(
    package: &mut Package<'_>,
    mark: &BookMark,
    changes: &mut BTreeMap<usize, Change>,
) -> Result<(), NotPatched> {
    let Some((place, text, span)) = property_text(package)? else { return Ok(()) };
    let wanted = stamp_text(&mark.book, mark.edition);
    if unescape(text.get(span.clone()).unwrap_or_default()) != wanted {
        let mut edits = Edits::default();
        edits.replace(span, escape(&wanted).into_owned());
        changes.insert(place, Change { text, edits });
    }
    Ok(())
}

/// The part that holds the custom property, and where in its text the value stands.
pub(super) fn property_text(package: &mut Package<'_>) -> Result<Option<(usize, String, Range<usize>)>, NotPatched> {
    let relations = relations(package, "")?;
    let part = relations.iter().find(|relation| relation.kind == "custom-properties");
    let Some((part, place)) = part.and_then(|part| Some((part, package.find(&part.target)?))) else { return Ok(None) };
    let text = package.part(place)?;
    let mut span = None;
    let mut walk = Walk::from(&text, 0, &part.target);
    let mut is_own = false;
    while let Some((node, _)) = walk.next()? {
        let Node::Open(tag) = node else { continue };
        if tag.local() == "property" {
            is_own = tag.value("name").as_deref() == Some(MARK);
        } else if is_own && !tag.is_empty() {
            let end = walk.close(&tag)?;
            span = Some(tag.span.end..end.start);
            break;
        }
    }
    Ok(span.map(|span| (place, text, span)))
}

/// Whether a patch is one of the hidden sheet.
pub(super) fn is_hidden(patch: &SheetPatch) -> bool {
    patch.sheet == SHEET
}

/// What is set on the hidden sheet, if the book still has it: the stamp, what is asked for besides, and a line of the map
/// for each new column.
pub(super) fn hidden(book: &Book<'_>, mark: &BookMark, sheets: &[SheetPatch]) -> Option<SheetPatch> {
    book.sheet(SHEET)?;
    let block = Block { header: 0, data: 1, first: 0, last: MAP_LAST, id: Some(MAP_ID) };
    let asked = sheets.iter().filter(|patch| is_hidden(patch)).flat_map(|patch| patch.cells.iter().cloned());
    let cells = cells(mark).into_iter().chain(asked).collect();
    Some(SheetPatch { cells, appended: lines(sheets), ..SheetPatch::of(SHEET, block) })
}

/// The cells of the hidden sheet that say which book and version it is.
pub(super) fn cells(mark: &BookMark) -> [CellPatch; 2] {
    let cell = |row, text: String| CellPatch { row, column: 1, value: CellValue::Text(text) };
    [cell(BOOK_ROW, mark.book.clone()), cell(VERSION_ROW, mark.edition.to_string())]
}

/// The lines of the map for the columns of sheets that it does not know.
pub(super) fn lines(sheets: &[SheetPatch]) -> Vec<Vec<(u16, CellValue)>> {
    let of = |patch: &SheetPatch| -> Vec<_> {
        patch.columns.iter().chain(&patch.dressed).map(|column| line(patch, column)).collect()
    };
    sheets.iter().flat_map(of).collect()
}

/// A line of the map; see [`render::identity`](crate::workbook::render::identity).
fn line(patch: &SheetPatch, column: &NewColumn) -> Vec<(u16, CellValue)> {
    let text = |text: &str| CellValue::Text(text.to_owned());
    let number = |number: u32| CellValue::Number(number.into());
    let NewColumn { place, caption, known_as, .. } = column;
    let values = [
        text(known_as.sheet),
        text(&patch.sheet),
        text(known_as.table),
        number(patch.block.data),
        number(u32::from(*place) + 1),
        text(known_as.column),
        text(caption),
        text(known_as.owner),
    ];
    (0..).zip(values).collect()
}
