//! What makes a book known when it comes back: its id and version in three carriers (other programs lose one or two:
//! facts in the field show that a custom property, a defined name and a hidden sheet never go all at once), and the map
//! from columns to ids.

use rust_xlsxwriter::{DataValidation, DocProperties, Formula, Workbook, Worksheet, XlsxError, utility};

use super::{Scene, cell};
use crate::model::book::Edition;
use crate::workbook::layout::{
    CLIENTS, CONFLICTS, CONTROLS, ColumnSpec, DOCUMENTS, HEADER_ROW, PAYMENTS, QUESTIONS, Row, Sheet,
};

/// Version of the map's own form.
const FORM: &str = "1";
/// The very hidden sheet.
pub(in crate::workbook) const SHEET: &str = "_sync";
/// The custom property and the defined name.
pub(in crate::workbook) const MARK: &str = "sverka_book";
/// The rows of the very hidden sheet that hold the book's id and its version, in the second column.
pub(in crate::workbook) const BOOK_ROW: u32 = 1;
pub(in crate::workbook) const VERSION_ROW: u32 = 2;

/// The book's id and version in one text.
fn stamp(scene: &Scene<'_>) -> String {
    stamp_text(&scene.options.book_id, scene.options.edition)
}

/// A book's id and version in one text.
pub(in crate::workbook) fn stamp_text(book: &str, edition: Edition) -> String {
    format!("{book}:{edition}")
}

/// Puts the stamp into the file's custom properties.
pub(super) fn mark(properties: DocProperties, scene: &Scene<'_>) -> DocProperties {
    properties.set_custom_property(MARK, stamp(scene))
}

/// Puts the stamp into a defined name.
pub(super) fn name(book: &mut Workbook, scene: &Scene<'_>) -> Result<(), XlsxError> {
    let text = stamp(scene).replace('"', "\"\"");
    book.define_name(MARK, &format!("=\"{text}\"")).map(|_book| ())
}

/// Draws the very hidden sheet: facts of the book, then one line a column.
pub(super) fn draw(book: &mut Workbook, scene: &Scene<'_>) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?;
    sheet.set_very_hidden(true);
    let facts = [
        ("sverka", FORM.to_owned()),
        ("book", scene.options.book_id.clone()),
        ("version", scene.options.edition.to_string()),
        ("lang", scene.options.lang.code().to_owned()),
        ("base_currency", scene.options.base_currency.code().to_owned()),
        ("today", scene.data.today.to_string()),
    ];
    let mut row = 0;
    for (name, value) in facts {
        sheet.write_string(row, 0, name)?.write_string(row, 1, cell::clean(&value))?;
        row += 1;
    }
    row += 1;
    let heads = ["sheet", "name", "table", "header_row", "column", "id", "caption", "owner"];
    for (at, head) in (0_u16..).zip(heads) {
        sheet.write_string(row, at, head)?;
    }
    row += 1;
    row = map(sheet, row, scene, &CLIENTS)?;
    row = map(sheet, row, scene, &DOCUMENTS)?;
    row = map(sheet, row, scene, &PAYMENTS)?;
    if scene.head() {
        row = map(sheet, row, scene, &CONTROLS)?;
    }
    row = map(sheet, row, scene, &CONFLICTS)?;
    map(sheet, row, scene, &QUESTIONS)?;
    lists(sheet, scene)
}

/// The first column of the very hidden sheet that holds a list of words; each list has one, below its column's id.
pub(in crate::workbook) const LISTS_COLUMN: u16 = 20;

/// The drop-down of a column that has a list: a range of the very hidden sheet, which holds any number of words.
pub(super) fn list(scene: &Scene<'_>, column: &str) -> Option<DataValidation> {
    let lists = &scene.options.lists;
    let at = lists.keys().position(|known| *known == column)?;
    let list = lists.get(column).filter(|list| !list.words.is_empty())?;
    let place = LISTS_COLUMN.checked_add(u16::try_from(at).ok()?)?;
    let last = u32::try_from(list.words.len()).ok()?;
    let range = utility::cell_range_absolute(1, place, last, place);
    let list_of = DataValidation::new().allow_list_formula(Formula::new(format!("={SHEET}!{range}")));
    // What is typed is judged when the book is read: a list of what is usual forbids nothing.
    Some(if list.binds { list_of } else { list_of.show_error_message(false) })
}

fn lists(sheet: &mut Worksheet, scene: &Scene<'_>) -> Result<(), XlsxError> {
    for (place, (column, list)) in (LISTS_COLUMN..).zip(&scene.options.lists) {
        sheet.write_string(0, place, *column)?;
        for (row, word) in (1_u32..).zip(&list.words) {
            sheet.write_string(row, place, cell::clean(word))?;
        }
    }
    Ok(())
}

fn map<R: Row>(to: &mut Worksheet, mut row: u32, scene: &Scene<'_>, sheet: &Sheet<R>) -> Result<u32, XlsxError> {
    let lang = scene.options.lang;
    for (at, column) in (1_u16..).zip(scene.columns(sheet)) {
        let spec: &ColumnSpec = &column.spec;
        to.write_string(row, 0, sheet.id)?
            .write_string(row, 1, sheet.name(lang))?
            .write_string(row, 2, sheet.table)?
            .write_number(row, 3, HEADER_ROW + 1)?
            .write_number(row, 4, at)?
            .write_string(row, 5, spec.id)?
            .write_string(row, 6, spec.caption(lang))?
            .write_string(row, 7, spec.owner.name())?;
        row += 1;
    }
    Ok(row)
}
