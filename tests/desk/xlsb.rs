//! Draws an xlsb from records ([MS-XLSB]): no library writes such books.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The number formats of styles, besides the first one, which is general.
pub(crate) const DATE: &str = "dd.mm.yyyy";

/// What a book is made of.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) strings: Vec<String>,
    /// The number format of each style behind the first.
    pub(crate) formats: Vec<String>,
    pub(crate) is_1904: bool,
}

/// One sheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) is_hidden: bool,
    /// Records of rows and cells.
    pub(crate) rows: Vec<u8>,
    /// Records behind them.
    pub(crate) behind: Vec<u8>,
}

/// A record.
pub(crate) fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut bytes = number(u32::from(kind));
    bytes.extend(number(u32::try_from(body.len()).unwrap()));
    bytes.extend(body);
    bytes
}

/// Seven bits a byte, the lowest first.
fn number(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = u8::try_from(number & 0x7F).unwrap();
        number >>= 7;
        if number == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

/// An `XLWideString`.
pub(crate) fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = u32::try_from(units.len()).unwrap().to_le_bytes().to_vec();
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}

/// `BrtRowHdr`.
pub(crate) fn row(number: u32) -> Vec<u8> {
    let mut body = number.to_le_bytes().to_vec();
    body.resize(17, 0);
    record(0, &body)
}

/// A record with the head of a cell.
pub(crate) fn cell(kind: u16, column: u32, style: u32, value: &[u8]) -> Vec<u8> {
    record(kind, &[&column.to_le_bytes()[..], &style.to_le_bytes(), value].concat())
}

impl Book {
    /// The number of a shared text.
    pub(crate) fn shared(&mut self, text: &str) -> [u8; 4] {
        let at = self.strings.iter().position(|known| known == text).unwrap_or_else(|| {
            self.strings.push(text.to_owned());
            self.strings.len() - 1
        });
        u32::try_from(at).unwrap().to_le_bytes()
    }

    /// The parts, with their names.
    pub(crate) fn parts(&self) -> Vec<(String, Vec<u8>)> {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
        let package = "http://schemas.openxmlformats.org/package/2006";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let content = "application/vnd.ms-excel";
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
        };
        let override_of =
            |part: &str, kind: &str| format!("<Override PartName=\"/xl/{part}\" ContentType=\"{content}.{kind}\"/>");
        let mut types = override_of("styles.bin", "styles") + &override_of("sharedStrings.bin", "sharedStrings");
        let mut relations =
            relation("rIdS", "styles", "styles.bin") + &relation("rIdT", "sharedStrings", "/xl/sharedStrings.bin");
        let mut sheets = Vec::new();
        for (at, sheet) in self.sheets.iter().enumerate() {
            let part = format!("worksheets/sheet{at}.bin");
            types += &override_of(&part, "worksheet");
            relations += &relation(&format!("rId{at}"), "worksheet", &part);
            let begin = [record(129, &[]), record(148, &[0; 16]), record(145, &[])].concat();
            let bytes = [begin, sheet.rows.clone(), record(146, &[]), sheet.behind.clone(), record(130, &[])].concat();
            sheets.push((format!("xl/{part}"), bytes));
        }
        let types = format!(
            "{head}<Types xmlns=\"{package}/content-types\">\
             <Default Extension=\"bin\" ContentType=\"{content}.sheet.binary.macroEnabled.main\"/>\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>{types}</Types>"
        );
        let related = |inside: &str| {
            format!("{head}<Relationships xmlns=\"{package}/relationships\">{inside}</Relationships>").into_bytes()
        };
        let mut parts = vec![
            ("[Content_Types].xml".to_owned(), types.into_bytes()),
            ("_rels/.rels".to_owned(), related(&relation("rId1", "officeDocument", "xl/workbook.bin"))),
            ("xl/workbook.bin".to_owned(), self.workbook()),
            ("xl/_rels/workbook.bin.rels".to_owned(), related(&relations)),
            ("xl/styles.bin".to_owned(), self.styles()),
            ("xl/sharedStrings.bin".to_owned(), self.shared_strings()),
        ];
        parts.extend(sheets);
        parts
    }

    fn workbook(&self) -> Vec<u8> {
        let mut properties = u32::from(self.is_1904).to_le_bytes().to_vec();
        properties.resize(12, 0);
        let mut bytes = [record(131, &[]), record(153, &properties), record(143, &[])].concat();
        for (at, sheet) in (0_u32..).zip(&self.sheets) {
            let head = [u32::from(sheet.is_hidden).to_le_bytes(), (at + 1).to_le_bytes()].concat();
            bytes.extend(record(156, &[head, wide(&format!("rId{at}")), wide(&sheet.name)].concat()));
        }
        bytes.extend([record(144, &[]), record(132, &[])].concat());
        bytes
    }

    fn styles(&self) -> Vec<u8> {
        let count = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
        let mut bytes = [record(278, &[]), record(615, &count(self.formats.len()))].concat();
        for (id, format) in (170_u16..).zip(&self.formats) {
            bytes.extend(record(44, &[&id.to_le_bytes()[..], &wide(format)].concat()));
        }
        // The styles that styles are made from come first: they are none of cells.
        let style = |parent: u16, format: u16| {
            let mut body = [parent.to_le_bytes(), format.to_le_bytes()].concat();
            body.resize(14, 0);
            body.extend([0x3F, 0]);
            record(47, &body)
        };
        bytes.extend([record(616, &[]), record(626, &count(1)), style(u16::MAX, 14), record(627, &[])].concat());
        bytes.extend([record(617, &count(self.formats.len() + 1)), style(0, 0)].concat());
        for (id, _) in (170_u16..).zip(&self.formats) {
            bytes.extend(style(0, id));
        }
        bytes.extend([record(618, &[]), record(279, &[])].concat());
        bytes
    }

    fn shared_strings(&self) -> Vec<u8> {
        let count = u32::try_from(self.strings.len()).unwrap().to_le_bytes();
        let mut bytes = record(159, &[count, count].concat());
        for text in &self.strings {
            bytes.extend(record(19, &[&[0][..], &wide(text)].concat()));
        }
        bytes.extend(record(160, &[]));
        bytes
    }

    /// The bytes of the book.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        packed(&self.parts())
    }
}

/// A zip of parts.
pub(crate) fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The bytes of a book drawn from a csv: dates are dates, sums are numbers; what starts with a zero or is long stays
/// text, what stands alone in its row spans it. `again` adds a record that nobody reads, which changes the bytes and
/// nothing else.
pub(crate) fn draw(text: &str, again: bool) -> Vec<u8> {
    let mut book = Book { formats: vec![DATE.to_owned()], ..Book::default() };
    let mut sheet = Sheet { name: "Лист1".to_owned(), ..Sheet::default() };
    let mut merged = Vec::new();
    for (y, line) in (0_u32..).zip(text.lines()) {
        sheet.rows.extend(row(y));
        let cells = (0_u32..).zip(line.split(';'));
        let width = cells.clone().count();
        let filled: Vec<_> = cells.filter(|(_, text)| !text.is_empty()).collect();
        if let ([(0, _)], 2..) = (&filled[..], width) {
            let last = u32::try_from(width - 1).unwrap();
            merged.extend(record(176, &[y, y, 0, last].map(u32::to_le_bytes).concat()));
        }
        for (x, text) in filled {
            sheet.rows.extend(match (date(text), sum(text)) {
                (Some(day), _) => cell(5, x, 1, &day.to_le_bytes()),
                // Whole numbers of hundredths are packed.
                (_, Some(sum)) => cell(2, x, 0, &(sum << 2 | 3).to_le_bytes()),
                _ => cell(7, x, 0, &book.shared(text)),
            });
        }
    }
    if !merged.is_empty() {
        sheet.behind = [record(177, &[0; 4]), merged, record(178, &[])].concat();
    }
    if again {
        sheet.behind.extend(record(1_500, &[]));
    }
    book.sheets.push(sheet);
    book.bytes()
}

/// Days since the last of December 1899.
fn date(text: &str) -> Option<f64> {
    let parts: Vec<i16> = text.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [day, month, year] = parts[..] else { return None };
    let date = jiff::civil::date(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let since = date.since(jiff::civil::date(1899, 12, 30)).unwrap();
    Some(f64::from(since.get_days()))
}

/// Hundredths.
fn sum(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once(',').unwrap_or((text, "00"));
    let is_plain = !whole.starts_with('0') && whole.len() < 7 && part.len() == 2;
    is_plain.then(|| format!("{whole}{part}").parse().ok()).flatten()
}
