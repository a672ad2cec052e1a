//! What a manager does with a workbook: looks into it, writes into cells of its sheets, and saves.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use sverka::workbook::layout::Layout;
use sverka::workbook::patch::{Block, BookMark, CellPatch, CellValue, PatchLimits, SheetPatch, patch};
use sverka::workbook::read::{BookFile, FileSheet, read_as};

/// Far right of everything we draw.
const OWN_COLUMN: u16 = 30;

pub(crate) fn open(path: &Path) -> BookFile {
    open_as(path, &Layout::default())
}

/// The same of a book of which settings say something.
pub(crate) fn open_as(path: &Path, layout: &Layout) -> BookFile {
    let bytes = fs::read(path).unwrap();
    read_as(Cursor::new(bytes), layout).unwrap_or_else(|error| panic!("{}: {error:?}", path.display()))
}

pub(crate) fn sheet<'b>(book: &'b BookFile, id: &str) -> &'b FileSheet {
    book.sheets.iter().find(|sheet| sheet.id == id).unwrap()
}

/// The row of a client on the sheet of clients, from 1.
pub(crate) fn row_of(book: &BookFile, client: &str) -> u32 {
    sheet(book, "clients").rows.iter().find(|row| row.value("client") == Some(client)).unwrap().row
}

/// The first free row of a sheet, from 1.
pub(crate) fn below(book: &BookFile, id: &str) -> u32 {
    let sheet = sheet(book, id);
    sheet.rows.iter().map(|row| row.row).max().unwrap_or(sheet.header_row) + 1
}

/// Writes texts into cells, by row and column's id, and saves; a column that is not ours is her own. The book stays the
/// version that it was.
pub(crate) fn save(path: &Path, id: &str, cells: &[(u32, &str, &str)]) {
    save_as(path, &Layout::default(), id, cells);
}

/// The same of a book of which settings say something.
pub(crate) fn save_as(path: &Path, layout: &Layout, id: &str, cells: &[(u32, &str, &str)]) {
    let file = open_as(path, layout);
    let stamp = file.stamp.clone().unwrap();
    let found = sheet(&file, id);
    let cells = cells.iter().map(|(row, column, value)| {
        let column = found.columns.get(column).map_or(OWN_COLUMN, |column| u16::try_from(*column).unwrap());
        let value = if value.is_empty() { CellValue::Blank } else { CellValue::Text((*value).to_owned()) };
        CellPatch { row: row - 1, column, value }
    });
    let last = u16::try_from(*found.columns.values().max().unwrap()).unwrap();
    let changed = SheetPatch {
        cells: cells.collect(),
        ..SheetPatch::of(
            &found.name,
            Block { header: found.header_row - 1, data: found.header_row, first: 0, last, id: Some(0) },
        )
    };
    let mark = BookMark { book: stamp.book, edition: stamp.edition };
    let bytes = patch(&fs::read(path).unwrap(), &[changed], &mark, PatchLimits::default()).unwrap().bytes;
    fs::write(path, bytes).unwrap();
}
