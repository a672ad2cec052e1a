//! Crafted files: each trap of spreadsheets that came back, as a test.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::model::book::Edition;
use crate::workbook::value::Trouble;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// The captions of a manager's sheet of clients, in Russian.
const CAPTIONS: [&str; 5] = ["Код", "Клиент", "ИНН", "Телефон", "Следующий контакт"];

/// A workbook made by hand: sheets as XML, further parts as they are.
struct Crafted {
    sheets: Vec<(&'static str, String)>,
    workbook: String,
    parts: Vec<(&'static str, String)>,
    names: String,
}

impl Crafted {
    /// A book with one sheet of clients: captions in its first row, these rows below.
    fn clients(rows: &str) -> Self {
        Self::sheet("Клиенты", &format!("{}{rows}", header(1, &CAPTIONS)))
    }

    fn sheet(name: &'static str, rows: &str) -> Self {
        Self { sheets: vec![(name, rows.to_owned())], workbook: String::new(), parts: Vec::new(), names: String::new() }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let sheets = (1..).zip(&self.sheets).map(|(at, (_, rows))| {
            let dimension = "<dimension ref=\"A1\"/>";
            let text = format!("<worksheet xmlns=\"{MAIN}\">{dimension}<sheetData>{rows}</sheetData></worksheet>");
            (format!("xl/worksheets/sheet{at}.xml"), text)
        });
        let parts = self.parts.iter().map(|(name, text)| ((*name).to_owned(), text.clone()));
        for (name, text) in self.frame().into_iter().chain(sheets).chain(parts) {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// What every package has besides its sheets.
    fn frame(&self) -> Vec<(String, String)> {
        let numbers = 1..=self.sheets.len();
        let content = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        let sheet_types: String = numbers
            .clone()
            .map(|at| {
                format!("<Override PartName=\"/xl/worksheets/sheet{at}.xml\" ContentType=\"{content}.worksheet+xml\"/>")
            })
            .collect();
        let sheets: String = (1..)
            .zip(&self.sheets)
            .map(|(at, (name, _))| format!("<sheet name=\"{name}\" sheetId=\"{at}\" r:id=\"rId{at}\"/>"))
            .collect();
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
        };
        let sheet_relations: String = numbers
            .map(|at| relation(&format!("rId{at}"), "worksheet", &format!("worksheets/sheet{at}.xml")))
            .chain([relation("rIdS", "sharedStrings", "sharedStrings.xml"), relation("rIdF", "styles", "styles.xml")])
            .collect();
        let relations =
            |inner: &str| format!("<Relationships xmlns=\"{PACKAGE}/relationships\">{inner}</Relationships>");
        let parts = [
            (
                "[Content_Types].xml",
                format!(
                    "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{content}.sheet.main+xml\"/>{sheet_types}</Types>"
                ),
            ),
            ("_rels/.rels", relations(&relation("rId1", "officeDocument", "xl/workbook.xml"))),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\">{}<sheets>{sheets}</sheets>{}</workbook>",
                    self.workbook, self.names
                ),
            ),
            ("xl/_rels/workbook.xml.rels", relations(&sheet_relations)),
            (
                "xl/styles.xml",
                format!(
                    "<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"[$-419]d mmmm yyyy &quot;г.&quot;\"/></numFmts><cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"49\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
                ),
            ),
            (
                "xl/sharedStrings.xml",
                format!(
                    "<sst xmlns=\"{MAIN}\"><si><t>общая</t></si><si/><si><r><t>бога</t></r><r><t>тая</t></r><rPh sb=\"0\" eb=\"1\"><t>фон</t></rPh></si></sst>"
                ),
            ),
        ];
        parts.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
    }

    fn read(&self) -> BookFile {
        read(Cursor::new(self.bytes())).unwrap()
    }

    fn rows(&self) -> Vec<FileRow> {
        self.read().sheets.remove(0).rows
    }
}

fn text(address: &str, value: &str) -> String {
    format!("<c r=\"{address}\" t=\"inlineStr\"><is><t>{value}</t></is></c>")
}

fn header(row: u32, captions: &[&str]) -> String {
    let cells: String =
        ('A'..).zip(captions).map(|(letter, caption)| text(&format!("{letter}{row}"), caption)).collect();
    format!("<row r=\"{row}\">{cells}</row>")
}

/// One row under the captions whose cell is this, with a name so that it counts.
fn one(cell: &str) -> FileRow {
    Crafted::clients(&format!("<row r=\"2\">{}{cell}</row>", text("B2", "Заря"))).rows().remove(0)
}

fn trouble(row: &FileRow, column: &str) -> Option<Trouble> {
    match row.cells.get(column) {
        Some(FileCell::Unreadable { trouble, .. }) => Some(*trouble),
        _ => None,
    }
}

#[test]
fn a_cell_at_the_far_corner_costs_nothing() {
    let far = format!("<row r=\"2\">{}</row><row r=\"1048576\">{}</row>", text("B2", "Заря"), text("XFD1048576", "x"));
    assert_eq!(Crafted::clients(&far).rows().len(), 1);
}

#[test]
fn an_unreadable_cell_without_an_address_refuses_the_file_rather_than_shifting_its_neighbors() {
    let plain = |value: &str| format!("<c t=\"inlineStr\"><is><t>{value}</t></is></c>");
    let captions: String = CAPTIONS.map(&plain).concat();
    let row = format!("{}<c t=\"e\"><v>#SPILL!</v></c>{}", plain("C-12-F"), plain("5001"));
    let book = Crafted::sheet("Клиенты", &format!("<row>{captions}</row><row>{row}</row>"));
    assert!(matches!(read(Cursor::new(book.bytes())), Err(ReadBookError::Malformed(_))));
}

#[test]
fn errors_and_unknown_types_cost_their_cell_alone() {
    for cell in [
        "<c r=\"D2\" t=\"e\"><v>#SPILL!</v></c>",
        "<c r=\"D2\" t=\"e\"><v>#ДЕЛ/0!</v></c>",
        "<c r=\"D2\" t=\"e\"><v>#REF!</v></c>",
        "<c r=\"D2\" t=\"what\"><v>1</v></c>",
    ] {
        let row = one(&format!("{cell}{}", text("E2", "01.02.2026")));
        assert_eq!(trouble(&row, "phone"), Some(Trouble::ErrorValue), "{cell}");
        assert_eq!(row.value("next_contact"), Some("2026-02-01"), "{cell}");
        assert_eq!(row.value("client"), Some("Заря"), "{cell}");
        let last = one(cell);
        assert_eq!(trouble(&last, "phone"), Some(Trouble::ErrorValue), "the last cell of all: {cell}");
    }
}

#[test]
fn numbers_that_lost_digits_are_rejected_and_short_ones_are_not() {
    assert_eq!(trouble(&one("<c r=\"D2\"><v>40702810100000012345</v></c>"), "phone"), Some(Trouble::DigitsLost));
    assert_eq!(trouble(&one("<c r=\"D2\"><v>123456789012345678</v></c>"), "phone"), Some(Trouble::DigitsLost));
    assert_eq!(one("<c r=\"C2\"><v>740134119</v></c>").value("tax_id"), Some("0740134119"));
    // A number in a cell that has the format of text.
    assert_eq!(one("<c r=\"D2\" s=\"2\"><v>79001234567</v></c>").value("phone"), Some("79001234567"));
}

#[test]
fn days_come_as_numbers_iso_and_text_and_by_either_calendar() {
    for cell in [
        "<c r=\"E2\" s=\"1\"><v>46054</v></c>",
        "<c r=\"E2\" s=\"3\"><v>46054.75</v></c>",
        "<c r=\"E2\"><v>46054</v></c>",
        "<c r=\"E2\" t=\"d\"><v>2026-02-01T00:00:00</v></c>",
    ] {
        assert_eq!(one(cell).value("next_contact"), Some("2026-02-01"), "{cell}");
    }
    for cell in ["<c r=\"E2\" s=\"1\"><v>60</v></c>", "<c r=\"E2\" s=\"1\"><v>-5</v></c>"] {
        assert_eq!(trouble(&one(cell), "next_contact"), Some(Trouble::DateOutOfRange), "{cell}");
    }
    let mut old = Crafted::clients(&format!(
        "<row r=\"2\">{}<c r=\"E2\" s=\"1\"><v>44592</v></c></row><row r=\"3\">{}<c r=\"E3\"><v>44592</v></c></row>",
        text("B2", "Заря"),
        text("B3", "Волна")
    ));
    old.workbook = "<workbookPr date1904=\"1\"/>".to_owned();
    let rows = old.rows();
    assert_eq!(rows.iter().map(|row| row.value("next_contact")).collect::<Vec<_>>(), [Some("2026-02-01"); 2]);
}

#[test]
fn a_formula_without_a_value_is_unreadable_and_one_with_a_value_is_that_value() {
    let row = one("<c r=\"D2\"><f>A1&amp;\"x\"</f></c><c r=\"E2\" s=\"1\"><f>TODAY()</f><v>46054</v></c>");
    assert_eq!(trouble(&row, "phone"), Some(Trouble::NoValue));
    assert_eq!(row.value("next_contact"), Some("2026-02-01"));
    assert_eq!(row.formulas, BTreeSet::from(["phone", "next_contact"]));
    let shared = one("<c r=\"D2\"><f t=\"shared\" si=\"0\"/></c>");
    assert_eq!(trouble(&shared, "phone"), Some(Trouble::NoValue), "a part of a shared formula");
}

#[test]
fn texts_are_compared_without_what_programs_add() {
    let said = |cell: &str| one(cell).value("phone").map(str::to_owned);
    assert_eq!(
        said("<c r=\"D2\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a </t></is></c>").as_deref(),
        Some("a")
    );
    assert_eq!(said(&text("D2", "a_x000D_&#10;b")).as_deref(), Some("a\nb"));
    assert_eq!(said(&text("D2", "_x0041_")).as_deref(), Some("A"));
    assert_eq!(said("<c r=\"D2\" t=\"s\"><v>0</v></c>").as_deref(), Some("общая"));
    assert_eq!(said("<c r=\"D2\" t=\"s\"><v>1</v></c>").as_deref(), Some(""), "an empty shared text");
    assert_eq!(said("<c r=\"D2\" t=\"s\"><v>2</v></c>").as_deref(), Some("богатая"), "without what it sounds like");
    assert_eq!(said("<c r=\"D2\" t=\"s\"/>").as_deref(), Some(""), "no number of a shared text");
}

#[test]
fn cells_without_addresses_are_counted() {
    let cells = ["", "Заря", "5001", "+7"].map(|value| format!("<c t=\"inlineStr\"><is><t>{value}</t></is></c>"));
    let captions: String = CAPTIONS.map(|caption| format!("<c t=\"inlineStr\"><is><t>{caption}</t></is></c>")).concat();
    let rows = Crafted::sheet("Клиенты", &format!("<row>{captions}</row><row>{}</row>", cells.concat())).rows();
    assert_eq!((rows[0].row, rows[0].value("client"), rows[0].value("phone")), (2, Some("Заря"), Some("+7")));
}

#[test]
fn an_address_that_stands_twice_is_nobody_s_value() {
    let row = one(&format!("{}{}", text("D2", "1"), text("D2", "2")));
    assert_eq!(trouble(&row, "phone"), Some(Trouble::AddressTwice));
    let twice = Crafted::clients(&format!(
        "<row r=\"3\">{}</row><row r=\"2\">{}</row><row r=\"3\">{}</row>",
        text("B3", "Заря"),
        text("B2", "Волна"),
        text("B3", "Кедр")
    ));
    let rows = twice.rows();
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3], "rows out of order");
    assert_eq!(trouble(&rows[1], "client"), Some(Trouble::AddressTwice));
}

#[test]
fn thousands_of_styled_blank_rows_are_no_rows() {
    let blank: String = (3..3000).map(|row| format!("<row r=\"{row}\"><c r=\"B{row}\" s=\"2\"/></row>")).collect();
    let rows = Crafted::clients(&format!("<row r=\"2\">{}</row>{blank}", text("B2", "Заря"))).rows();
    assert_eq!(rows.len(), 1);
}

#[test]
fn columns_are_found_by_their_captions_wherever_they_stand_and_in_any_language() {
    let moved = header(7, &["Мой цвет", "Телефон", "Клієнт", "Next contact", "ИНН", "Код"]);
    let row = format!("<row r=\"8\">{}{}{}</row>", text("B8", "+7"), text("C8", "Заря"), text("F8", "C-12-F"));
    let book = Crafted::sheet("Лист1", &format!("{}{moved}{row}", header(1, &["Мой отчёт"]))).read();
    // A sheet of another name with a fourth of our columns is anybody's.
    assert!(book.sheets.is_empty());
    let book = Crafted::sheet("Clients", &format!("{}{moved}{row}", header(1, &["Мой отчёт"]))).read();
    let sheet = &book.sheets[0];
    assert_eq!((sheet.header_row, sheet.columns["phone"], sheet.columns["client"]), (7, 1, 2));
    assert_eq!((sheet.columns["next_contact"], sheet.columns["id"]), (3, 5));
    assert_eq!(sheet.rows[0].value("id"), Some("C-12-F"));
    assert_eq!(sheet.rows[0].value("tax_id"), Some(""), "a blank cell is blank");
    assert!(!sheet.rows[0].cells.contains_key("comment"), "a column that is gone says nothing");
    assert!(sheet.missing_columns.contains(&"comment"));
}

#[test]
fn a_caption_is_known_whatever_was_done_to_its_blanks() {
    let captions = ["код", "КЛИЕНТ ", "ИНН", "Следующий&#10;контакт", "Телефон2", "Телефон"];
    let book =
        Crafted::sheet("Клиенты", &format!("{}<row r=\"2\">{}</row>", header(1, &captions), text("D2", "01.02.2026")))
            .read();
    let sheet = &book.sheets[0];
    assert_eq!(sheet.rows[0].value("next_contact"), Some("2026-02-01"));
    assert_eq!((sheet.columns["phone"], &sheet.doubled_columns[..]), (5, &["phone"][..]));
}

#[test]
fn the_three_carriers_are_read_and_the_map_knows_a_renamed_column() {
    let mut sync = String::new();
    let lines: [&[&str]; 8] = [
        &["sverka", "1"],
        &["book", "Анна.xlsx"],
        &["version", "3"],
        &["lang", "uk"],
        &["base_currency", "UAH"],
        &["clients", "Клієнти", "sverka_clients", "5", "1", "id", "Код", "accounting"],
        &["clients", "Клієнти", "sverka_clients", "5", "2", "client", "Клієнт", "accounting"],
        &["clients", "Клієнти", "sverka_clients", "5", "3", "comment", "Коментар", "manager"],
    ];
    for (row, line) in (1..).zip(lines) {
        let cells: String = ('A'..).zip(line).map(|(letter, value)| text(&format!("{letter}{row}"), value)).collect();
        sync.push_str(&format!("<row r=\"{row}\">{cells}</row>"));
    }
    let mut book = Crafted::sheet("Клієнти", &header(1, &["Код", "Клієнт", "Мої думки"]));
    book.sheets.push(("_sync", sync));
    let alone = book.read();
    let stamp = Some(Stamp { book: "Анна.xlsx".to_owned(), edition: 3.into() });
    assert_eq!((alone.stamp.clone(), alone.lang, alone.base_currency), (stamp.clone(), Lang::Uk, Currency::UAH));
    assert_eq!(alone.sheets[0].columns["comment"], 2, "by its place beside columns that stayed");
    book.names =
        "<definedNames><definedName name=\"sverka_book\">\"Анна.xlsx:4\"</definedName></definedNames>".to_owned();
    assert_eq!(book.read().stamp, None, "two that disagree");
    let property = "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\"><property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"2\" name=\"sverka_book\"><vt:lpwstr>Анна.xlsx:3</vt:lpwstr></property></Properties>";
    book.parts.push(("docProps/custom.xml", property.to_owned()));
    assert_eq!(book.read().stamp, stamp, "two of three");
}

#[test]
fn a_drawn_book_is_read_back_as_it_was_written() {
    use crate::model::view::BookData;
    let data = BookData {
        manager: Some("Анна".to_owned()),
        today: jiff::civil::date(2026, 11, 22),
        clients: Vec::new(),
        documents: Vec::new(),
        payments: Vec::new(),
        controls: Vec::new(),
        conflicts: Vec::new(),
        questions: Vec::new(),
        questions_left: 0,
        declined: Vec::new(),
        undone: Vec::new(),
        left_out: [0; 4],
    };
    for lang in Lang::ALL {
        let options = crate::workbook::BookOptions {
            lang,
            created: data.today.at(9, 0, 0, 0),
            base_currency: Currency::UAH,
            company: String::new(),
            book_id: "Анна: \"север\".xlsx".to_owned(),
            edition: Edition { version: 12, rows: Some(7) },
            lists: Default::default(),
            layout: Default::default(),
            scratch_dir: None,
        };
        let mut bytes = Cursor::new(Vec::new());
        crate::workbook::render(&data, &options, &mut bytes).unwrap();
        let book = read(Cursor::new(bytes.into_inner())).unwrap();
        assert_eq!(book.stamp, Some(Stamp { book: options.book_id.clone(), edition: options.edition }));
        assert_eq!((book.lang, book.base_currency), (lang, Currency::UAH));
        assert_eq!(
            book.sheets.iter().map(|sheet| sheet.id).collect::<Vec<_>>(),
            ["clients", "documents", "payments", "conflicts", "questions"]
        );
        assert!(book.sheets.iter().all(|sheet| sheet.missing_columns.is_empty() && sheet.doubled_columns.is_empty()));
        assert!(book.sheets.iter().all(|sheet| sheet.rows.is_empty() && sheet.header_row == 5));
        assert!(book.copied_sheets.is_empty() && book.missing_sheets.is_empty());
    }
}

#[test]
fn a_copy_of_a_sheet_is_named_and_not_read() {
    let captions: Vec<String> = crate::workbook::layout::readable(false)
        .remove(0)
        .columns
        .iter()
        .map(|column| column.caption(Lang::Ru))
        .collect();
    let captions: Vec<&str> = captions.iter().map(String::as_str).collect();
    let mut book = Crafted::sheet("Клиенты (2)", &header(1, &captions));
    book.sheets.push(("Клиенты", header(1, &captions)));
    let read = book.read();
    assert_eq!((read.sheets[0].name.as_str(), read.copied_sheets), ("Клиенты", vec!["Клиенты (2)".to_owned()]));
}

#[test]
fn what_is_no_workbook_is_refused_in_words() {
    let refused = |bytes: Vec<u8>| read(Cursor::new(bytes)).unwrap_err();
    assert!(matches!(refused(b"not a workbook at all".to_vec()), ReadBookError::Malformed(_)));
    assert!(matches!(refused(vec![0xD0, 0xCF, 0x11, 0xE0, 0, 0]), ReadBookError::Encrypted));
    assert!(matches!(refused(Vec::new()), ReadBookError::Malformed(_)));
    let whole = Crafted::clients("").bytes();
    for cut in [10, whole.len() / 2, whole.len() - 30] {
        assert!(matches!(refused(whole[..cut].to_vec()), ReadBookError::Malformed(_)), "{cut}");
    }
}

#[test]
fn texts_that_unfold_beyond_measure_are_refused() {
    let mut book = Crafted::clients("");
    book.parts.push(("xl/comments1.xml", " ".repeat(310_000_000)));
    assert!(matches!(read(Cursor::new(book.bytes())), Err(ReadBookError::Limit { .. })));
}
