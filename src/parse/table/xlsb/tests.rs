use rust_xlsxwriter::{Format as CellFormat, Workbook as NewBook};

use super::super::tests::{read_bytes, register};
use super::super::{Format, Preview, Workbook};
use crate::parse::ReadErrorKind;
use crate::parse::trial::{Outcome, document, read as read_document};

#[expect(dead_code, reason = "other tests draw whole books with it")]
#[path = "../../../../tests/desk/xlsb.rs"]
mod draw;

use draw::{Book, Sheet, cell, packed, record, row, wide};

const CAPTIONS: [&str; 3] = ["Дата", "№ счёта", "Сумма"];

/// A sheet with the captions in its first row, and what follows.
fn book(rows: &[Vec<u8>]) -> Book {
    let mut book = Book { formats: vec!["dd.mm.yyyy".to_owned()], ..Book::default() };
    let mut bytes = row(0);
    for (column, caption) in (0..).zip(CAPTIONS) {
        bytes.extend(cell(7, column, 0, &book.shared(caption)));
    }
    bytes.extend(rows.concat());
    book.sheets.push(Sheet { name: "Реестр".to_owned(), rows: bytes, ..Sheet::default() });
    book
}

/// A `RichStr` of two runs.
fn rich(text: &str) -> Vec<u8> {
    [&[1][..], &wide(text), &2_u32.to_le_bytes(), &[0; 8]].concat()
}

/// A row of a date, a number and the cell in question.
fn line(number: u32, cells: &[u8]) -> Vec<u8> {
    let date = cell(5, 0, 1, &46_300_f64.to_le_bytes());
    [row(number), date, cell(6, 1, 0, &wide("7")), cells.to_vec()].concat()
}

fn read(book: &Book) -> Outcome {
    read_bytes(&Workbook, "реестр.xlsb", &book.bytes())
}

#[test]
fn every_record_of_a_cell_is_read() {
    let real = 12.5_f64.to_le_bytes();
    let formula = [0_u8; 10];
    let packed = |upper: i32, low: u32| ((upper.cast_unsigned() << 2) | low).to_le_bytes();
    for (cells, expected) in [
        (cell(2, 2, 0, &packed(-1_250, 3)), "sum=-12.5"),
        (cell(2, 2, 0, &packed(-7, 2)), "sum=-7"),
        (cell(2, 2, 0, &u32::try_from(12.5_f64.to_bits() >> 32).unwrap().to_le_bytes()), "sum=12.5"),
        (cell(2, 2, 1, &packed(46_301, 2)), "sum=2026-10-06"),
        (cell(4, 2, 0, &[1]), "sum=true"),
        (cell(5, 2, 0, &real), "sum=12.5"),
        (cell(6, 2, 0, &wide("двенадцать")), "sum=двенадцать"),
        (cell(8, 2, 0, &[wide("12,50 €"), formula.to_vec()].concat()), "sum=12,50 €"),
        (cell(9, 2, 0, &[&real[..], &formula].concat()), "sum=12.5"),
        (cell(10, 2, 0, &[&[0][..], &formula].concat()), "sum=false"),
        (cell(62, 2, 0, &rich("12,50")), "sum=12,50"),
        // Right behind the cell before, a blank one too.
        (record(16, &[&[0; 4][..], &real].concat()), "sum=12.5"),
        (record(13, &[&[0; 4][..], &packed(1_250, 3)].concat()), "sum=12.5"),
        (record(15, &[0, 0, 0, 0, 1]), "sum=true"),
        (record(17, &[vec![0; 4], wide("12,50")].concat()), "sum=12,50"),
        (record(18, &[0, 0, 0, 0, 2, 0, 0, 0]), "sum=Сумма"),
        (record(61, &[vec![0; 4], rich("12,50")].concat()), "sum=12,50"),
    ] {
        let outcome = read(&book(&[line(4, &cells)]));
        outcome.result.unwrap();
        assert_eq!(outcome.records, [format!("row{{date=2026-10-05; number=7; {expected}}}")]);
        assert_eq!((outcome.positions[0].line, outcome.positions[0].path.as_str()), (5, "A5"));
    }
    let blanks = [cell(1, 0, 0, &[]), record(12, &[0; 4]), record(16, &[&[0; 4][..], &real].concat())].concat();
    let outcome = read(&book(&[[row(1), blanks].concat()]));
    assert_eq!(outcome.records, ["no record: row{sum=12.5}"]);
}

#[test]
fn an_error_costs_its_row_only() {
    let formula = [0_u8; 10];
    let lone = [&1_u32.to_le_bytes()[..], &0xD83D_u16.to_le_bytes()].concat();
    for (cells, value) in [
        (cell(3, 2, 0, &[0x07]), "#DIV/0!"),
        (cell(11, 2, 0, &[&[0x2A][..], &formula].concat()), "#N/A"),
        (record(14, &[0, 0, 0, 0, 0x17]), "#REF!"),
        (cell(3, 2, 0, &[0x99]), "#"),
        (cell(6, 2, 0, &lone), "#"),
    ] {
        let outcome = read(&book(&[line(1, &cells), line(2, &cell(4, 2, 0, &[1]))]));
        outcome.result.unwrap();
        let error = format!("cell-error {:?}", [("cell", "C2"), ("value", value)]);
        assert_eq!(outcome.records, [error.as_str(), "row{date=2026-10-05; number=7; sum=true}"]);
    }
}

#[test]
fn a_register_gives_what_it_gives_as_xlsx() {
    let formats = [
        "dd.mm.yyyy",
        "[$-419]d mmmm yyyy;@",
        "[h]:mm:ss",
        "h:mm AM/PM",
        "#,##0.00_-;[Red]-#,##0.00",
        "0\" дней\"",
        "0.00%",
        "\\d0",
    ];
    let numbers = [46_300.0, 46_300.427_083_333, 0.5, 12_750.5, 0.1 + 0.2, -3.0, 4.070_281_012_345_67e19, 1e-7];
    let mut ours = book(&[]);
    ours.formats = formats.map(str::to_owned).to_vec();
    let mut theirs = NewBook::new();
    let sheet = theirs.add_worksheet().set_name("Реестр").unwrap();
    sheet.write_row(0, 0, CAPTIONS).unwrap();
    for (at, number) in (0_u32..).zip(numbers) {
        for (style, format) in (0_u32..).zip(formats) {
            let y = 1 + at * 8 + style;
            let cells = [cell(6, 0, 0, &wide("а")), cell(62, 1, 0, &rich(" б "))].concat();
            let sum = cell(5, 2, style + 1, &f64::to_le_bytes(number));
            ours.sheets[0].rows.extend([row(y), cells, sum].concat());
            sheet.write_row(y, 0, ["а", " б "]).unwrap();
            sheet.write_number_with_format(y, 2, number, &CellFormat::new().set_num_format(format)).unwrap();
        }
    }
    let (ours, theirs) = (read(&ours), read_bytes(&Workbook, "a.xlsx", &theirs.save_to_buffer().unwrap()));
    theirs.result.unwrap();
    ours.result.unwrap();
    assert_eq!(ours.records.len(), 64);
    assert_eq!(ours.records, theirs.records);
    assert_eq!(ours.positions, theirs.positions);
    assert_eq!(ours.notices, theirs.notices);
}

#[test]
fn days_may_be_counted_from_1904() {
    let mut book = book(&[line(1, &cell(4, 2, 0, &[1]))]);
    book.is_1904 = true;
    assert_eq!(read(&book).records, ["row{date=2030-10-06; number=7; sum=true}"]);
}

#[test]
fn a_part_that_is_cut_is_refused() {
    let book = book(&[line(1, &cell(4, 2, 0, &[1]))]);
    let whole = book.parts();
    for (at, (name, bytes)) in whole.iter().enumerate().filter(|(_, (name, _))| name.ends_with(".bin")) {
        // Behind the last row stand the record that ends the rows, and the one that ends the sheet.
        let needed = bytes.len() - if name.contains("sheet0") { 3 } else { 0 };
        for length in 0..needed {
            let mut parts = whole.clone();
            parts[at].1.truncate(length);
            let outcome = read_bytes(&Workbook, "a.xlsb", &packed(&parts));
            assert!(
                matches!(outcome.error(), ReadErrorKind::Truncated { expected } if expected == name),
                "{name} {length}"
            );
        }
    }
}

#[test]
fn what_no_book_says_is_refused() {
    let fine = cell(4, 2, 0, &[1]);
    let endless = [0x07, 0xFF, 0xFF, 0xFF, 0x7F].to_vec();
    for (rows, said) in [
        (line(1, &cell(7, 2, 0, &99_u32.to_le_bytes())), "is malformed: there is no text 99"),
        (line(1, &cell(4, 1, 0, &[1])), "is malformed: column 1 stands behind column 2"),
        (line(1, &cell(4, 16_384, 0, &[1])), "is malformed: column 16384 stands behind column 2"),
        (line(1, &cell(4, 2, 0, &[])), "is malformed: a record is shorter than its fields"),
        (line(1, &cell(6, 2, 0, &[9, 0, 0, 0, 0])), "is malformed: a record is shorter than its fields"),
        (line(1, &cell(6, 2, 0, &[0xFE, 0xFF, 0xFF, 0xFF])), "is malformed: a record is shorter than its fields"),
        (line(1, &endless), "passes the limit of 4194304 (record bytes)"),
        ([line(2, &fine), line(1, &fine)].concat(), "is malformed: row 2 stands behind row 3"),
        (line(1_048_576, &fine), "is malformed: row 1048577 stands behind row 1"),
    ] {
        assert_eq!(read(&book(&[rows])).error().to_string(), said);
    }
    let mut without = book(&[]).parts();
    without.retain(|(name, _)| !name.contains("sheet0"));
    let outcome = read_bytes(&Workbook, "a.xlsb", &packed(&without));
    assert_eq!(outcome.error().to_string(), "is malformed: the book has no part xl/worksheets/sheet0.bin");
}

#[test]
fn a_text_named_over_and_over_does_not_fill_the_memory() {
    let long = "x".repeat(32_000);
    let mut book = book(&[]);
    let shared = book.shared(&long);
    let cells: Vec<u8> = (0..16_384).flat_map(|column| cell(7, column, 0, &shared)).collect();
    book.sheets[0].rows.extend([row(1), cells].concat());
    assert!(matches!(read(&book).error(), ReadErrorKind::Limit { name: "row bytes", .. }));
}

#[test]
fn hidden_sheets_and_records_of_later_versions_are_as_in_an_xlsx() {
    let later = [record(35, &[0; 4]), cell(4, 2, 0, &[0]), record(36, &[])].concat();
    let mut book = book(&[line(1, &[later, cell(4, 2, 0, &[1])].concat())]);
    let rows = book.sheets[0].rows.clone();
    book.sheets.push(Sheet { name: "Скрытый".to_owned(), is_hidden: true, rows, ..Sheet::default() });
    let outcome = read(&book);
    outcome.result.unwrap();
    assert_eq!(outcome.records, ["row{date=2026-10-05; number=7; sum=true}"; 2]);
    assert_eq!(outcome.positions.iter().map(|place| &*place.part).collect::<Vec<_>>(), ["Реестр", "Скрытый"]);
}

#[test]
fn names_of_parts_are_found_in_either_case_and_the_preview_has_rows() {
    let book = book(&[line(1, &cell(4, 2, 0, &[1]))]);
    let renamed = |(name, bytes): (String, Vec<u8>)| (name.replace("xl/", "XL\\"), bytes);
    let bytes = packed(&book.parts().into_iter().map(renamed).collect::<Vec<_>>());
    // Under another extension: what is inside counts.
    let (_folder, file) = document("реестр.xlsx", &bytes);
    read_document(&Workbook, &file, &register()).result.unwrap();
    let Preview::Table { sheets } = Workbook.preview(&file).unwrap() else { panic!() };
    assert_eq!(sheets[0].0, "Реестр");
    assert_eq!(sheets[0].1, [CAPTIONS, ["2026-10-05", "7", "true"]]);
}

#[test]
fn more_relations_than_sheets_and_their_like_are_refused() {
    let with = |count: usize| {
        let mut parts = book(&[]).parts();
        let (_, relations) = parts.iter_mut().find(|(name, _)| name.ends_with("workbook.bin.rels")).unwrap();
        let text = String::from_utf8(relations.clone()).unwrap();
        let more: String =
            (0..count).map(|at| format!("<Relationship Id=\"more{at}\" Type=\"t\" Target=\"p\"/>")).collect();
        *relations = text.replace("</Relationships>", &format!("{more}</Relationships>")).into_bytes();
        read_bytes(&Workbook, "a.xlsb", &packed(&parts))
    };
    with(100).result.unwrap();
    assert_eq!(with(20_000).error().to_string(), "passes the limit of 20000 (relations)");
}
