//! What else she does in a file of refused records: saves it under another name though its heading has two storeys, writes
//! over the reasons, adds rows. Nothing of it is lost, and nothing is taken twice.

use std::fs;
use std::path::Path;

use calamine::{Reader, Xlsx, open_workbook};
use sverka::model::issue::IssueCode;
use sverka::model::run::{FileReport, RunReport};

use crate::desk::{Desk, files_below};
use crate::papers::{SETTINGS, cp1251};

const HEADING: [[&str; 5]; 2] = [["№ счета", "Дата", "Контрагент", "Сумма", ""], ["", "", "", "руб.", "коп."]];

const ROWS: [[&str; 5]; 3] =
    [["1", "01.10.2026", "Ива", "5", "00"], ["2", "вчера", "Ива", "6", "00"], ["3", "завтра", "Клён", "7", "00"]];

fn counts(report: &RunReport) -> Vec<(u64, u64, u64)> {
    let of = |file: &FileReport| (file.tally.rows.read, file.tally.rows.applied, file.tally.rows.refused);
    report.files.iter().map(of).collect()
}

fn stored(desk: &Desk, entity: &str) -> usize {
    desk.store()[entity].as_array().map_or(0, Vec::len)
}

fn names(desk: &Desk) -> Vec<String> {
    let files = files_below(&desk.path("exchange"));
    files.iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

fn book(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Реестр счетов").unwrap();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn owned(rows: &[[&str; 5]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect()
}

fn cells(path: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let (_, sheet) = book.worksheets().remove(0);
    sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

fn text_1251(path: &Path) -> String {
    encoding_rs::WINDOWS_1251.decode(&fs::read(path).unwrap()).0.into_owned()
}

#[test]
fn a_book_whose_heading_has_two_storeys_is_known_under_another_name() {
    let mut desk = Desk::new(SETTINGS);
    let rows: Vec<Vec<String>> = owned(&HEADING).into_iter().chain(owned(&ROWS)).collect();
    desk.drop("accounting", "счета.xlsx", &book(&rows));
    assert_eq!(counts(&desk.sync()), [(3, 1, 2)]);
    let mut mended = cells(&desk.path("exchange/accounting/счета.на-исправление.xlsx"));
    for cell in mended.iter_mut().flatten() {
        *cell = cell.replace("вчера", "02.10.2026").replace("02.10.2026»", "вчера»");
    }
    desk.drop("accounting", "исправлено.xlsx", &book(&mended));
    let report = desk.sync();
    assert_eq!(counts(&report), [(2, 1, 1)], "{report:?}");
    assert_eq!(report.files[0].mends.as_ref().map(|mends| mends.file.as_str()), Some("счета.xlsx"));
    assert_eq!(stored(&desk, "invoices"), 2);
}

/// A register of four invoices, three of which are refused, and the file that was handed out.
fn handed_out() -> (Desk, String) {
    let mut desk = Desk::new(SETTINGS);
    let text =
        "№ счета;Дата;Контрагент;Сумма\r\n1;01.10.2026;Ива;5\r\n2;вчера;Ива;6\r\n3;завтра;Ива;7\r\n4;потом;Ива;8\r\n";
    desk.drop("accounting", "счета.csv", &cp1251(text));
    assert_eq!(counts(&desk.sync()), [(4, 1, 3)]);
    let out = text_1251(&desk.path("exchange/accounting/счета.на-исправление.csv"));
    (desk, out)
}

/// A row with something else where its reason stood.
fn answered(text: &str, row: &str, word: &str) -> String {
    let lines = text.split("\r\n").map(|line| match line.starts_with(row) {
        true => line.splitn(5, ';').take(4).collect::<Vec<_>>().join(";") + ";" + word,
        false => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\r\n")
}

#[test]
fn a_reason_that_she_wrote_over_does_not_make_it_another_file() {
    let (mut desk, out) = handed_out();
    let mended = answered(&out.replace("вчера;", "02.10.2026;"), "2;", "исправила");
    assert!(mended.contains(";исправила\r\n"), "{mended}");
    desk.drop("accounting", "другое.csv", &cp1251(&mended));
    let report = desk.sync();
    assert_eq!((counts(&report), stored(&desk, "invoices")), (vec![(3, 1, 2)], 2), "{report:?}");
    assert_eq!(report.files[0].mends.as_ref().map(|mends| mends.file.as_str()), Some("счета.csv"));
    assert!(names(&desk).contains(&"счета.на-исправление.csv".to_owned()), "{:?}", names(&desk));
}

#[test]
fn rows_that_she_added_are_taken_as_new_ones_and_the_others_are_counted_without_them() {
    for name in ["счета.на-исправление.csv", "другое.csv"] {
        let (mut desk, out) = handed_out();
        let mended = format!("{}5;05.10.2026;Клён;9;\r\n", out.replace("вчера;", "02.10.2026;"));
        desk.drop("accounting", name, &cp1251(&mended));
        let report = desk.sync();
        assert_eq!((counts(&report), stored(&desk, "invoices")), (vec![(4, 2, 2)], 3), "{name} {report:?}");
        let mends = report.files[0].mends.clone().unwrap_or_else(|| panic!("{name}: {report:?}"));
        assert_eq!((mends.file.as_str(), mends.added), ("счета.csv", 1));
        assert_eq!(mends.left(&report.files[0].tally.rows), 2, "{name}");
        let told = fs::read_to_string(desk.path(&format!("exchange/accounting/{name}.errors.txt"))).unwrap();
        assert!(told.contains("есть другие записи: 1"), "{told}");
        // One that she left out is missing, whatever she added in its place.
        let (mut desk, out) = handed_out();
        let rest: Vec<&str> = out.split("\r\n").filter(|line| !line.starts_with("4;")).collect();
        let mended = rest.join("\r\n").replace("вчера;", "02.10.2026;").replace("завтра;", "03.10.2026;");
        desk.drop("accounting", name, &cp1251(&format!("{mended}5;05.10.2026;Клён;9;\r\n6;06.10.2026;Клён;9;\r\n")));
        let report = desk.sync();
        assert_eq!((counts(&report), stored(&desk, "invoices")), (vec![(4, 4, 0)], 5), "{name} {report:?}");
    }
}

#[test]
fn an_added_row_that_equals_one_which_was_taken_is_said_by_its_cell_and_not_taken_twice() {
    let mut desk = Desk::new(SETTINGS);
    let text = "Дата платежа;Плательщик;Сумма платежа;Назначение платежа\r\n01.10.2026;Ива;5;за воду\r\nвчера;Ива;6;за газ\r\n\
                завтра;Ива;7;за свет\r\n";
    desk.drop("accounting", "платежи.csv", &cp1251(text));
    assert_eq!((counts(&desk.sync()), stored(&desk, "payments")), (vec![(3, 1, 2)], 1));
    let path = desk.path("exchange/accounting/платежи.на-исправление.csv");
    let out = text_1251(&path).replace("вчера;", "02.10.2026;").replace("завтра;", "03.10.2026;");
    fs::write(&path, cp1251(&format!("{out}01.10.2026;Ива;5;за воду;\r\n04.10.2026;Ива;9;за связь;\r\n"))).unwrap();
    let report = desk.sync();
    assert_eq!((counts(&report), stored(&desk, "payments")), (vec![(4, 3, 1)], 4), "{report:?}");
    let issue = report.files[0].issues.iter().find(|issue| issue.code == IssueCode::MendedTwice).unwrap();
    assert_eq!(issue.position.line, 4, "{issue:?}");
    let told = fs::read_to_string(format!("{}.errors.txt", path.display())).unwrap();
    assert!(told.contains("строка 4") && told.contains("положите выгрузку целиком"), "{told}");
}
