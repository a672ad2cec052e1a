//! Sheets that a book which is gone on with has not: drawn before there were such, or deleted. They are put behind the
//! others and look like the sheet of clients.

use std::collections::BTreeMap;

use super::layout::{
    AS_OF_ROW, BAND_ROW, CLIENTS, ColumnSpec, DATA_ROW, HEADER_ROW, Kind, Owner, Readable, STATUS, TITLE_ROW,
    choice_word, sheet_name,
};
use super::patch::{
    Block, BookMark, CellPatch, CellValue, NewSheet, NotPatched, PatchLimits, SheetColumn, SheetPatch, add_sheets,
    patch,
};
use super::read::{BookFile, FileSheet, ReadBookError, grid};
use super::render::SYNC_SHEET;
use super::words::{REMARKS, remark_captions};
use crate::lang::{Arg, Lang};
use std::io::Cursor;

/// So many names are tried for a sheet whose own name is taken.
const NAMES_MAX: u32 = 9;
/// How wide the columns of remarks are.
const REMARK_WIDTHS: [u16; 5] = [16, 10, 22, 36, 70];

/// Why a sheet was not put into a book.
#[derive(Debug, thiserror::Error)]
pub enum NotAdded {
    /// The book can't be patched.
    #[error(transparent)]
    Patch(#[from] NotPatched),
    /// The book can't be read.
    #[error(transparent)]
    Read(#[from] ReadBookError),
    /// The book has no sheet of clients to look like, or does not say whose it is.
    #[error("the book has nothing to go by")]
    Unknown,
}

/// Puts sheets that are read back into a book, without rows; nothing else in it is another.
///
/// # Errors
/// When the book can't be patched.
pub fn add_choices(
    bytes: &[u8],
    file: &BookFile,
    specs: &[&Readable],
    owner: &str,
    lang: Lang,
) -> Result<Vec<u8>, NotAdded> {
    let clients = file.sheets.iter().find(|sheet| sheet.id == CLIENTS.id).ok_or(NotAdded::Unknown)?;
    let mut bytes = bytes.to_vec();
    for spec in specs {
        let columns = spec.columns.iter().map(|column| SheetColumn {
            like: place(clients, likeness(column)),
            width: if column.wraps { column.width.1 } else { column.width.0 },
            choices: column.choices.iter().map(|name| choice_word(lang, name)).collect(),
        });
        let captions = spec.columns.iter().map(|column| column.caption(lang));
        let sheet = sheet_name(lang, spec.id);
        let mut new = new_sheet(&sheet, owner, columns.collect(), captions, clients, lang);
        new.texts.extend(bands(&spec.columns, lang));
        bytes = add(&bytes, &new)?;
        if !file.missing_sheets.contains(&spec.id) {
            bytes = note(&bytes, file, spec, lang)?;
        }
    }
    Ok(bytes)
}

/// Puts the sheet of remarks into a book, without rows.
///
/// # Errors
/// When the book can't be patched.
pub fn add_remarks(bytes: &[u8], file: &BookFile, owner: &str, lang: Lang) -> Result<Vec<u8>, NotAdded> {
    let clients = file.sheets.iter().find(|sheet| sheet.id == CLIENTS.id).ok_or(NotAdded::Unknown)?;
    let like = ["client", "client", "client", STATUS, STATUS];
    let columns = like.iter().zip(REMARK_WIDTHS).map(|(like, width)| SheetColumn {
        like: place(clients, like),
        width,
        choices: Vec::new(),
    });
    let captions = remark_captions(lang).into_iter();
    let new = new_sheet(&sheet_name(lang, REMARKS), owner, columns.collect(), captions, clients, lang);
    add(bytes, &new)
}

/// The column of clients whose cells a column looks like.
fn likeness(column: &ColumnSpec) -> &'static str {
    match (column.owner, column.kind) {
        (_, Kind::Id) => "id",
        (Owner::Manager, _) => "comment",
        _ if column.wraps || column.id == STATUS => STATUS,
        (_, Kind::Code) => "tax_id",
        (_, Kind::Date) => "last_document",
        _ => "client",
    }
}

fn place(sheet: &FileSheet, column: &str) -> Option<u16> {
    sheet.columns.get(column).and_then(|place| u16::try_from(*place).ok())
}

fn new_sheet(
    name: &str,
    owner: &str,
    columns: Vec<SheetColumn>,
    captions: impl Iterator<Item = String>,
    clients: &FileSheet,
    lang: Lang,
) -> NewSheet {
    let title = lang.text("book-title", &[("sheet", Arg::Text(name)), ("owner", Arg::Text(owner))]);
    let mut texts = vec![(TITLE_ROW, 0, title), (AS_OF_ROW, 0, String::new())];
    texts.extend((0_u16..).zip(captions).map(|(place, caption)| (HEADER_ROW, place, caption)));
    NewSheet {
        name: name.to_owned(),
        texts,
        data: DATA_ROW,
        columns,
        like: clients.name.clone(),
        like_data: clients.header_row,
    }
}

/// Whose the columns are, above their captions.
fn bands(columns: &[ColumnSpec], lang: Lang) -> Vec<(u32, u16, String)> {
    let mut before = None;
    let mut bands = Vec::new();
    for (place, column) in (0_u16..).zip(columns) {
        let is_first = before != Some(column.owner);
        let text = if is_first { lang.text(&format!("book-band-{}", column.owner.name()), &[]) } else { String::new() };
        bands.push((BAND_ROW, place, text));
        before = Some(column.owner);
    }
    bands
}

/// Puts a sheet into a book; where its name is somebody's own sheet's, under the next free one.
fn add(bytes: &[u8], sheet: &NewSheet) -> Result<Vec<u8>, NotAdded> {
    let mut added = add_sheets(bytes, std::slice::from_ref(sheet), PatchLimits::default());
    for number in 2..=NAMES_MAX {
        if added.is_ok() {
            break;
        }
        let other = NewSheet { name: format!("{} {number}", sheet.name), ..sheet.clone() };
        added = add_sheets(bytes, &[other], PatchLimits::default());
    }
    Ok(added?)
}

/// Notes the columns of a sheet on the hidden one, which says what is ours.
fn note(bytes: &[u8], file: &BookFile, spec: &Readable, lang: Lang) -> Result<Vec<u8>, NotAdded> {
    let stamp = file.stamp.as_ref().ok_or(NotAdded::Unknown)?;
    let Some(known) = grid(Cursor::new(bytes), &[SYNC_SHEET.to_owned()])? else { return Ok(bytes.to_vec()) };
    // Lists of words stand to the right of the lines and may be longer.
    let lines: BTreeMap<u32, ()> =
        known.cells.keys().filter(|(_, column)| *column < 8).map(|(row, _)| (*row, ())).collect();
    let mut row = lines.keys().next_back().map_or(0, |row| row.saturating_add(1));
    let mut cells = Vec::new();
    for (number, column) in (1_u32..).zip(&spec.columns) {
        let texts = [
            (0, spec.id.to_owned()),
            (1, sheet_name(lang, spec.id)),
            (2, spec.table.to_owned()),
            (5, column.id.to_owned()),
            (6, column.caption(lang)),
            (7, column.owner.name().to_owned()),
        ];
        cells.extend(texts.map(|(column, text)| CellPatch { row, column, value: CellValue::Text(text) }));
        let numbers = [(3, HEADER_ROW + 1), (4, number)];
        cells.extend(numbers.map(|(column, number)| CellPatch {
            row,
            column,
            value: CellValue::Number(number.into()),
        }));
        row = row.saturating_add(1);
    }
    let block = Block { header: 0, data: u32::MAX, first: 0, last: 0, id: None };
    let lines = SheetPatch { cells, ..SheetPatch::of(&known.name, block) };
    let mark = BookMark { book: stamp.book.clone(), edition: stamp.edition };
    Ok(patch(bytes, &[lines], &mark, PatchLimits::default())?.bytes)
}
