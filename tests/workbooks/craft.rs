//! Books put together by hand, part by part, as other writers leave them, and looks into the result.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader, Xlsx};
use sverka::workbook::patch::{
    Block, BookMark, CellPatch, CellValue, NotPatched, PatchLimits, Patched, SheetPatch, patch, verify,
};
use zip::write::SimpleFileOptions;

pub(crate) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const TIES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A captioned block: header in row 2, data from row 3, columns A to C, ids in A.
pub(crate) const BLOCK: Block = Block { header: 1, data: 2, first: 0, last: 2, id: Some(0) };

/// The parts of a book, by name.
#[derive(Clone)]
pub(crate) struct Craft {
    pub(crate) parts: BTreeMap<String, String>,
}

impl Craft {
    /// A book of one sheet, "Счета", with these rows and this behind them.
    pub(crate) fn new(rows: &str, tail: &str) -> Self {
        let sheet = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{MAIN}\" xmlns:r=\"{TIES}\">\
             <dimension ref=\"A1:C4\"/><sheetData>{rows}</sheetData>{tail}</worksheet>"
        );
        Self::of_sheet(&sheet)
    }

    /// A book whose sheet is this text.
    pub(crate) fn of_sheet(sheet: &str) -> Self {
        let mut parts = BTreeMap::new();
        let mut put = |name: &str, text: String| parts.insert(name.to_owned(), text);
        put(
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".into(),
        );
        put("_rels/.rels", ties(&[("rId1", "officeDocument", "xl/workbook.xml")]));
        put(
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{TIES}\"><sheets><sheet name=\"Счета\" sheetId=\"1\" r:id=\"rId1\"/></sheets>\
             </workbook>"
            ),
        );
        put(
            "xl/_rels/workbook.xml.rels",
            ties(&[("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")]),
        );
        put("xl/worksheets/sheet1.xml", sheet.to_owned());
        put(
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
             <fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>\
             <cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\"/><xf numFmtId=\"14\" fontId=\"0\"/><xf numFmtId=\"49\" fontId=\"0\"/>\
             </cellXfs></styleSheet>"
            ),
        );
        Self { parts }
    }

    pub(crate) fn with(mut self, name: &str, text: &str) -> Self {
        self.parts.insert(name.to_owned(), text.to_owned());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.parts.remove(name).expect("the part was there");
        self
    }

    pub(crate) fn edit(mut self, name: &str, from: &str, to: &str) -> Self {
        let text = self.parts.get_mut(name).expect("the part is there");
        assert!(text.contains(from), "{from} is not in {name}");
        *text = text.replace(from, to);
        self
    }

    /// A table over A2:C4 whose part says this.
    pub(crate) fn table(self, part: &str) -> Self {
        let part = part.replace("<table ", &format!("<table xmlns=\"{MAIN}\" "));
        self.with("xl/tables/table1.xml", &part)
            .with("xl/worksheets/_rels/sheet1.xml.rels", &ties(&[("rId9", "table", "../tables/table1.xml")]))
            .edit(
                "xl/worksheets/sheet1.xml",
                "</worksheet>",
                "<tableParts count=\"1\"><tablePart r:id=\"rId9\"/></tableParts></worksheet>",
            )
    }

    pub(crate) fn zip(&self) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in &self.parts {
            writer.start_file(name.as_str(), SimpleFileOptions::default()).expect("an entry");
            writer.write_all(text.as_bytes()).expect("written");
        }
        writer.finish().expect("a zip").into_inner()
    }

    /// Patches the book's sheet; what comes of it has been read again and compared.
    pub(crate) fn patch(&self, patch: SheetPatch) -> (Patched, Parts) {
        let book = self.zip();
        let patched = checked(&book, &[patch]);
        let parts = Parts::of(&patched.bytes);
        (patched, parts)
    }

    /// Why the book can't be patched.
    pub(crate) fn refusal(&self, patch: SheetPatch) -> NotPatched {
        sverka_patch(&self.zip(), &[patch]).expect_err("the book must be left alone")
    }
}

/// Relationships: id, kind, target.
pub(crate) fn ties(list: &[(&str, &str, &str)]) -> String {
    let each = |(id, kind, target): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{id}\" Type=\"{TIES}/{kind}\" Target=\"{target}\"/>")
    };
    let list: String = list.iter().map(each).collect();
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{list}</Relationships>"
    )
}

pub(crate) fn mark() -> BookMark {
    BookMark { book: "manager:koltsova".to_owned(), edition: 2.into() }
}

pub(crate) fn sverka_patch(book: &[u8], sheets: &[SheetPatch]) -> Result<Patched, NotPatched> {
    patch(book, sheets, &mark(), PatchLimits::default())
}

/// Patches and verifies.
pub(crate) fn checked(book: &[u8], sheets: &[SheetPatch]) -> Patched {
    let patched = sverka_patch(book, sheets).expect("the book is patched");
    verify(book, &patched, sheets, &mark(), PatchLimits::default()).expect("only the touched cells differ");
    patched
}

/// Sets cells of "Счета" by their addresses' row and column, from 0.
pub(crate) fn set(cells: &[(u32, u16, &str)]) -> SheetPatch {
    let cells =
        cells.iter().map(|(row, column, text)| CellPatch { row: *row, column: *column, value: self::text(text) });
    SheetPatch { cells: cells.collect(), ..SheetPatch::of("Счета", BLOCK) }
}

/// Appends rows of texts to "Счета"; an empty text is no cell.
pub(crate) fn append(rows: &[&[&str]]) -> SheetPatch {
    let row = |row: &&[&str]| {
        let cells = (0_u16..).zip(*row).filter(|(_, cell)| !cell.is_empty());
        cells.map(|(column, cell)| (column, text(cell))).collect()
    };
    SheetPatch { appended: rows.iter().map(row).collect(), ..SheetPatch::of("Счета", BLOCK) }
}

pub(crate) fn text(text: &str) -> CellValue {
    CellValue::Text(text.to_owned())
}

/// A book's parts, unpacked.
pub(crate) struct Parts(pub(crate) BTreeMap<String, String>);

impl Parts {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        let mut parts = BTreeMap::new();
        for place in 0..archive.len() {
            let mut entry = archive.by_index(place).expect("an entry");
            let name = entry.name().expect("a name").into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).expect("unpacked");
            parts.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
        Self(parts)
    }

    #[track_caller]
    pub(crate) fn has(&self, name: &str, text: &str) {
        let part = self.0.get(name).unwrap_or_else(|| panic!("no part {name}"));
        assert!(part.contains(text), "{text}\nis not in {name}:\n{part}");
    }

    pub(crate) fn sheet(&self) -> &str {
        self.0.get("xl/worksheets/sheet1.xml").expect("the sheet")
    }
}

/// What a reader sees in a cell, from 0.
pub(crate) fn seen(bytes: &[u8], sheet: &str, row: u32, column: u32) -> Data {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).expect("the book opens");
    let range = book.worksheet_range(sheet).expect("the sheet");
    range.get_value((row, column)).cloned().unwrap_or_default()
}
