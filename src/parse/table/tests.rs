use std::io::Write;

use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Workbook as NewBook};

use super::*;
use crate::model::issue::IssueCode;
use crate::parse::shape::Column;
use crate::parse::trial::{Outcome, document, read as read_document, shape};

pub(super) fn register() -> RecordShape {
    let mut shape = shape(&["row"], &[], &["group"]);
    let columns = [
        ("date", "Дата", true),
        ("number", "№ счёта", true),
        ("client", "Контрагент", false),
        ("sum", "Сумма", true),
        ("account", "Расчётный счёт", false),
    ];
    shape.table = Some(TableShape {
        columns: columns
            .iter()
            .map(|(key, caption, required)| Column {
                key: shape.names.intern(key),
                captions: vec![(*caption).to_owned()],
                required: *required,
                rest: false,
                unit: None,
            })
            .collect(),
        totals: vec!["Итого".to_owned(), "Всего".to_owned()],
        ..TableShape::default()
    });
    shape
}

fn xlsx(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = NewBook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Реестр").unwrap();
    fill(sheet);
    book.save_to_buffer().unwrap()
}

pub(super) fn read_bytes(format: &dyn Format, name: &str, bytes: &[u8]) -> Outcome {
    let (_folder, file) = document(name, bytes);
    assert!(format.recognises(&Head { name, bytes: &bytes[..bytes.len().min(65_536)], len: bytes.len() as u64 }));
    read_document(format, &file, &register())
}

fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, text) in entries {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, stored).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_register_is_read_with_its_headings_and_totals() {
    let bytes = xlsx(|sheet| {
        sheet.write(0, 0, "Реестр счетов").unwrap();
        for (column, text) in ["Дата", "№ счета", "Контрагент", "Сумма", "Расчетный счет"].iter().enumerate()
        {
            sheet.write(3, u16::try_from(column).unwrap(), *text).unwrap();
            sheet.write(4, u16::try_from(column).unwrap(), f64::from(u32::try_from(column).unwrap() + 1)).unwrap();
        }
        sheet.write(5, 0, "ООО «Ива»").unwrap();
        let date = CellFormat::new().set_num_format("dd.mm.yyyy");
        let day = ExcelDateTime::from_ymd(2026, 10, 5).unwrap();
        sheet.write_with_format(6, 0, &day, &date).unwrap();
        sheet.write(6, 1, "СЧ-7").unwrap();
        sheet.write(6, 3, 0.1 + 0.2).unwrap();
        sheet.write(6, 4, 4.07028101234567e19).unwrap();
        sheet.write(7, 0, "Итого:").unwrap();
        sheet.write(7, 3, 0.3).unwrap();
    });
    let outcome = read_bytes(&Workbook, "a.xlsx", &bytes);
    outcome.result.unwrap();
    assert_eq!(
        outcome.records,
        [
            "no record: row{date=1; number=2; client=3; sum=4; account=5}",
            "no record: row{date=ООО «Ива»; group=ООО «Ива»}",
            "row{date=2026-10-05; number=СЧ-7; sum=0.3; account=40702810123456700416; group=ООО «Ива»}",
            "no record: row{date=Итого:; sum=0.3; group=ООО «Ива»}",
        ]
    );
    let place = &outcome.positions[2];
    assert_eq!((&*place.part, place.line, place.path.as_str()), ("Реестр", 7, "A7"));
    assert_eq!(outcome.notices.len(), 1);
    assert_eq!(outcome.notices[0].code, IssueCode::DigitsLost);
    assert_eq!(outcome.notices[0].position.path, "E7");
}

fn with_cell(cell: &str) -> Vec<u8> {
    let text = |address: &str, text: &str| format!("<c r=\"{address}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let captions = [text("A1", "Дата"), text("B1", "№ счёта"), text("C1", "Сумма")].concat();
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
         <row r=\"1\">{captions}</row><row r=\"2\">{}{}{cell}</row>\
         <row r=\"3\">{}{}<c r=\"C3\"><v>5</v></c></row></sheetData></worksheet>",
        text("A2", "1"),
        text("B2", "2"),
        text("A3", "1"),
        text("B3", "2"),
    );
    zip(&[
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
            <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
            Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
            xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
            <sheets><sheet name=\"Лист\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
            <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
            Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

#[test]
fn a_row_without_a_required_cell_is_a_record_and_a_heading_with_subtotals_is_none() {
    let text = "Дата;№ счета;Контрагент;Сумма;Расчетный счет\n05.10.2026;;ООО «Ива»;70,00;\n\
                ООО «Ель»;;;1 200,00;900\nДиректор;;Иванов;;\n";
    let outcome = read_bytes(&Csv, "a.csv", text.as_bytes());
    outcome.result.unwrap();
    assert_eq!(
        outcome.records,
        [
            "row{date=05.10.2026; client=ООО «Ива»; sum=70,00}",
            "no record: row{date=ООО «Ель»; sum=1 200,00; account=900; group=ООО «Ель»}",
            "no record: row{date=Директор; client=Иванов; group=Директор}",
        ]
    );
}

#[test]
fn an_error_in_a_cell_costs_its_row_only() {
    for (cell, value) in [
        ("<c r=\"C2\" t=\"e\"><v>#DIV/0!</v></c>", "#DIV/0!"),
        ("<c r=\"C2\" t=\"e\"><v>#ДЕЛ/0!</v></c>", "#ДЕЛ/0!"),
        ("<c r=\"C2\" t=\"nonsense\"><v>5</v></c>", "Unknown cell 't' attribute: \"nonsense\""),
    ] {
        let outcome = read_bytes(&Workbook, "a.xlsx", &with_cell(cell));
        outcome.result.unwrap();
        let error = format!("cell-error {:?}", [("cell", "C2"), ("value", value)]);
        assert_eq!(outcome.records, [error.as_str(), "row{date=1; number=2; sum=5}"]);
    }
}

#[test]
fn one_cell_in_the_last_corner_costs_nothing() {
    let bytes = with_cell("<c r=\"C2\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c>");
    let outcome = read_bytes(&Workbook, "a.xlsx", &bytes);
    outcome.result.unwrap();
    assert_eq!(
        outcome.positions.iter().map(|place| place.path.as_str()).collect::<Vec<_>>(),
        ["A2", "XFD1048576", "A3"]
    );
}

fn ods(rows: &str) -> Vec<u8> {
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            &format!(
                "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>\
             <table:table table:name=\"Лист1\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
            ),
        ),
    ])
}

const ODS_HEAD: &str = "<table:table-row><table:table-cell/>\
    <table:table-cell office:value-type=\"string\"><text:p>Дата</text:p></table:table-cell>\
    <table:table-cell office:value-type=\"string\"><text:p>№ счёта</text:p></table:table-cell>\
    <table:table-cell office:value-type=\"string\"><text:p>Сумма</text:p></table:table-cell></table:table-row>";

#[test]
fn an_ods_is_read_with_its_repetitions() {
    let bytes = ods(&format!(
        "{ODS_HEAD}<table:table-row table:number-rows-repeated=\"5\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell/>\
         <table:table-cell office:value-type=\"date\" office:date-value=\"2026-10-05\"><text:p>05.10.26</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><office:annotation><text:p>заметка</text:p></office:annotation>\
         <text:p>А<text:s text:c=\"2\"/>&amp;<text:span>7</text:span></text:p></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"0.30000000000000004\"><text:p>0,3</text:p></table:table-cell>\
         </table:table-row><table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row>"
    ));
    let outcome = read_bytes(&Workbook, "a.ods", &bytes);
    outcome.result.unwrap();
    assert_eq!(outcome.records, ["row{date=2026-10-05; number=А  &7; sum=0.3}"; 2]);
    assert_eq!(outcome.positions.iter().map(|place| place.path.as_str()).collect::<Vec<_>>(), ["B7", "B8"]);
}

#[test]
fn filled_repetitions_are_limited() {
    let cell =
        "<table:table-cell table:number-columns-repeated=\"16000\" office:value-type=\"float\" office:value=\"1\"/>";
    let bytes =
        ods(&format!("{ODS_HEAD}<table:table-row table:number-rows-repeated=\"1000000\">{cell}</table:table-row>"));
    assert!(matches!(read_bytes(&Workbook, "a.ods", &bytes).error(), ReadErrorKind::Limit { name: "sheet cells", .. }));
}

#[test]
fn separated_text_is_read_in_any_separator_and_encoding() {
    let text = "Выписка\r\nДата;№ счёта;Сумма\r\n05.10.2026;\"А;\"\"1\"\"\";1 000,50\r\n\r\nИтого;;1 000,50\r\n";
    for separator in [';', '\t', '|'] {
        let text = text.replace("А;", "А,").replace(';', &separator.to_string()).replace("А,", "А;");
        for bytes in [text.as_bytes().to_vec(), encoding_rs::WINDOWS_1251.encode(&text).0.into_owned()] {
            let outcome = read_bytes(&Csv, "a.csv", &bytes);
            outcome.result.unwrap();
            assert_eq!(
                outcome.records,
                ["row{date=05.10.2026; number=А;\"1\"; sum=1 000,50}", "no record: row{date=Итого; sum=1 000,50}"]
            );
            assert_eq!(outcome.positions.iter().map(|place| place.line).collect::<Vec<_>>(), [3, 5]);
        }
    }
}

#[test]
fn commas_in_the_only_row_divide_nothing() {
    let head = "Дата;№ счёта;Контрагент;Сумма\r\n";
    let titles = "Реестр, март\r\nООО «Ива», Москва\r\nСоставил, главный\r\n";
    for client in
        ["ООО Три, два, раз, пять", "\"кабель, провод, лампы, ещё\"", "a, b, c, d, e, f, g", "\"a,\r\nb,c,d\""]
    {
        for titles in ["", titles] {
            let text = format!("{titles}{head}05.10.2026;7;{client};1 000,50\r\n");
            let outcome = read_bytes(&Csv, "a.csv", text.as_bytes());
            outcome.result.unwrap();
            let client = client.trim_matches('"').replace("\r\n", "\n");
            let records = outcome.records.join("|").replace("\r\n", "\n");
            assert_eq!(records, format!("row{{date=05.10.2026; number=7; client={client}; sum=1 000,50}}"), "{text}");
        }
    }
}

#[test]
fn the_separator_is_the_one_that_divides_the_head_too() {
    let cases = [
        // Two columns and three, and rows with more commas than columns.
        ("Клиент;Долг\nООО Три, два, раз, пять;100", b';'),
        ("Дата;Клиент;Долг\n1;a, b, c, d;2\n1;a, b, c, d;2", b';'),
        // Commas divide, and semicolons stand in the row.
        ("Дата,Клиент,Долг,Счёт\n1,a; b; c; d; e,2,3", b','),
        ("Дата,Клиент,Долг,Счёт\n1,\"a, b;c;d;e;f\",2,3", b','),
        // A head alone under titles, also with a comma in a caption.
        ("Реестр, март\nООО, Москва\nСоставил, я\nДата;Номер;Клиент;Сумма", b';'),
        ("Реестр, март\nДата;Номер;Клиент;Сумма, руб.", b';'),
        ("Реестр, за, март\nООО, Москва, Тверь\nДата;Номер;Клиент;Сумма", b';'),
        // A quotation mark that opens nothing or is never closed.
        ("Дата;Клиент;Долг\n1;ООО \"Ива, дуб\";2", b';'),
        ("Дата;Клиент;Долг\n1;\"ООО, a, b, c;2\n1;ООО;3", b';'),
    ];
    for (text, expected) in cases {
        let (_folder, file) = document("a.csv", text.as_bytes());
        assert_eq!(char::from(delimited::separator_of(&file).unwrap()), char::from(expected), "{text}");
    }
}

#[test]
fn western_text_is_not_read_as_cyrillic_and_it_is_said() {
    let mut shape = register();
    if let Some(table) = &mut shape.table {
        for (column, caption) in table.columns.iter_mut().zip(["Date", "Number", "Customer", "Sum", "Account"]) {
            column.captions = vec![caption.to_owned()];
        }
    }
    let text = "Date;Number;Customer;Sum\n2026-10-05;7;Müller & Söhne GmbH;70\n2026-10-06;8;Société Générale;80\n";
    let bytes = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let (_folder, file) = document("a.csv", &bytes);
    let outcome = read_document(&Csv, &file, &shape);
    outcome.result.unwrap();
    assert_eq!(outcome.records[0], "row{date=2026-10-05; number=7; client=Müller & Söhne GmbH; sum=70}");
    assert_eq!(outcome.notices[0].code, IssueCode::EncodingAssumed);
    assert_eq!(outcome.notices[0].params, [("found".to_owned(), "windows-1252".to_owned())]);
}

#[test]
fn what_is_no_table_is_not_recognised() {
    let recognises =
        |format: &dyn Format, bytes: &[u8]| format.recognises(&Head { name: "a.csv", bytes, len: bytes.len() as u64 });
    assert!(!recognises(&Csv, b"<a>;</a>\n<b>;</b>"));
    assert!(!recognises(&Csv, b"1CClientBankExchange\na;b\nc;d"));
    assert!(!recognises(&Csv, b"plain text\nof two lines"));
    assert!(!recognises(&Csv, &with_cell("")));
    assert!(recognises(&Csv, b"a;b\n1;2"));
    assert!(recognises(&Workbook, &with_cell("")));
    assert!(!recognises(&Workbook, &zip(&[("orders.xml", "<a/>")])));
    assert!(!recognises(&Workbook, b"a;b\n1;2"));
}

#[test]
fn without_a_header_a_book_is_refused() {
    let bytes = xlsx(|sheet| {
        sheet.write(0, 0, "Дата").unwrap();
    });
    let outcome = read_bytes(&Workbook, "a.xlsx", &bytes);
    assert_eq!(outcome.error().to_string(), "is malformed: no header row found");
}

#[test]
fn a_book_without_its_directory_is_incomplete() {
    let bytes = with_cell("");
    for (length, complete) in [(bytes.len(), true), (bytes.len() - 1, false), (bytes.len() / 2, false), (3, false)] {
        let (_folder, file) = document("a.xlsx", &bytes[..length]);
        assert_eq!(Workbook.is_complete(&file).unwrap() == Completeness::Complete, complete, "{length}");
    }
}

#[test]
fn the_preview_has_the_first_rows_of_each_sheet() {
    let (_folder, file) = document("a.xlsx", &with_cell("<c r=\"C2\"><v>1</v></c>"));
    let Preview::Table { sheets } = Workbook.preview(&file).unwrap() else { panic!() };
    assert_eq!(sheets.len(), 1);
    assert_eq!(sheets[0].0, "Лист");
    assert_eq!(sheets[0].1[0], ["Дата", "№ счёта", "Сумма"]);
    assert_eq!(sheets[0].1[2], ["1", "2", "5"]);
}
