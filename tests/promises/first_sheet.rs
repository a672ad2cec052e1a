//! What is written into a book that somebody edited is as true as what is drawn: the first sheet and the sums follow the
//! rows, and no row is counted in two books.

use std::fs;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use sverka::model::run::BookOutcome;
use sverka::workbook::patch::{Block, BookMark, CellPatch, CellValue, PatchLimits, SheetPatch, patch};

use crate::desk::Desk;
use crate::edits::{book, cell, edit, outcome, path, row_of, settings, sheet};

fn card(n: usize, manager: &str, total: &str) -> String {
    format!(
        r#"{{"record":"client","id":"c{n}","name":"Клиент {n:02}","manager":"{manager}"}}
{{"record":"invoice","id":"i{n}","number":"{n}","date":"2026-10-05","due_date":"2026-10-20","client_id":"c{n}","currency":"RUB","total":"{total}"}}
{{"record":"payment","id":"p{n}","number":"{n}","date":"2026-11-01","direction":"in","currency":"RUB","amount":"10.00","client_id":"c{n}"}}
"#
    )
}

fn desk() -> Desk {
    let mut desk = Desk::new(&settings(&["Анна", "Олег"]));
    let all = [card(1, "Анна", "100.00"), card(2, "Анна", "200.00"), card(3, "Олег", "50.00")].concat();
    desk.drop("accounting", "all.jsonl", all.as_bytes());
    desk.sync();
    desk
}

/// A cell of the first sheet below or beside a text: what it shows.
fn summary(desk: &Desk, name: &str) -> calamine::Range<Data> {
    let bytes = fs::read(path(desk, name)).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheet_range("Сводка").unwrap()
}

/// The names and debts that the first sheet lists.
fn debtors(desk: &Desk, name: &str) -> Vec<(String, String)> {
    let range = summary(desk, name);
    let top = range.start().unwrap();
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let column = usize::try_from(1 - top.1).unwrap();
    let heading = rows.iter().position(|row| row[column] == "Крупнейшие должники").unwrap();
    let listed = rows.iter().skip(heading + 2).map(|row| (row[column].clone(), row[column + 1].clone()));
    listed.take_while(|(name, _)| !name.is_empty()).collect()
}

fn pair(name: &str, debt: &str) -> (String, String) {
    (name.to_owned(), debt.to_owned())
}

#[test]
fn the_first_sheet_of_an_edited_book_follows_the_store() {
    let mut desk = desk();
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "comment", "моё")]);
    desk.sync();
    desk.drop("accounting", "more.jsonl", card(1, "Анна", "900.00").as_bytes());
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    assert_eq!(cell(&desk, "Анна", "clients", row, "comment"), "моё");
    assert_eq!(debtors(&desk, "Анна"), [pair("Клиент 01", "900"), pair("Клиент 02", "200")]);
    assert!(desk.sync().workbooks.is_empty(), "and it comes to rest");
}

#[test]
fn a_note_on_a_free_line_of_the_first_sheet_stays() {
    let mut desk = desk();
    let (top, left) = summary(&desk, "Анна").start().unwrap();
    let heading = summary(&desk, "Анна").rows().position(|row| row.iter().any(|cell| *cell == "Крупнейшие должники"));
    let line = top + u32::try_from(heading.unwrap()).unwrap() + 6;
    let cells = vec![CellPatch {
        row: line, column: 1, value: CellValue::Text("обзвонить до пятницы".to_owned())
    }];
    let block = Block { header: 0, data: u32::MAX, first: 0, last: 0, id: None };
    let changed = SheetPatch { cells, ..SheetPatch::of("Сводка", block) };
    let stamp = book(&desk, "Анна").stamp.unwrap();
    let mark = BookMark { book: stamp.book, edition: stamp.edition };
    let lying = fs::read(path(&desk, "Анна")).unwrap();
    let bytes = patch(&lying, &[changed], &mark, PatchLimits::default()).unwrap().bytes;
    fs::write(path(&desk, "Анна"), bytes).unwrap();
    desk.drop("accounting", "more.jsonl", card(1, "Анна", "900.00").as_bytes());
    desk.sync();
    assert_eq!(debtors(&desk, "Анна"), [pair("Клиент 01", "900"), pair("Клиент 02", "200")]);
    let note = summary(&desk, "Анна").get_value((line, 1.max(left))).map(ToString::to_string);
    assert_eq!(note.as_deref(), Some("обзвонить до пятницы"));
}

#[test]
fn a_client_who_went_to_another_manager_is_counted_in_one_book() {
    let mut desk = desk();
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "comment", "моё")]);
    desk.sync();
    let moved = r#"{"record":"client","id":"c1","name":"Клиент 01","manager":"Олег"}"#;
    desk.drop("accounting", "moved.jsonl", moved.as_bytes());
    desk.sync();
    let hers = book(&desk, "Анна");
    let gone = sheet(&hers, "clients").rows.iter().find(|found| found.row == row).unwrap();
    assert_eq!((gone.value("client"), gone.value("comment")), (Some("Клиент 01"), Some("моё")), "her row stays");
    for (sheet_id, columns) in [
        ("clients", &["invoiced", "debt", "overdue"][..]),
        ("documents", &["total", "balance", "overdue_days"]),
        ("payments", &["amount", "unallocated"]),
    ] {
        let rows = &sheet(&hers, sheet_id).rows;
        let gone = rows.iter().filter(|row| row.value("sync").is_some_and(|said| said.contains("больше нет")));
        let gone: Vec<_> = gone.collect();
        assert_eq!(gone.len(), 1, "{sheet_id}");
        for column in columns {
            assert_eq!(gone[0].value(column), Some(""), "{column} is counted in the other book");
        }
    }
    assert_eq!(debtors(&desk, "Анна"), [pair("Клиент 02", "200")]);
    assert!(debtors(&desk, "Олег").contains(&pair("Клиент 01", "100")));
    assert!(desk.sync().workbooks.is_empty(), "blank figures are nobody's wish");
    assert!(desk.open().store().open_clashes("Анна.xlsx").unwrap().is_empty());
    // It comes back, and so do its figures.
    let back = r#"{"record":"client","id":"c1","name":"Клиент 01","manager":"Анна"}"#;
    desk.drop("accounting", "back.jsonl", back.as_bytes());
    desk.sync();
    assert_eq!(cell(&desk, "Анна", "clients", row, "invoiced"), "100.00");
    assert_eq!(cell(&desk, "Анна", "clients", row, "comment"), "моё");
}

#[test]
fn what_a_formula_had_come_to_is_forgotten_when_the_book_is_written() {
    let desk = desk();
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "debt", "1")]);
    desk.sync();
    assert_eq!(cell(&desk, "Анна", "clients", row, "debt"), "100.00", "put back");
    let bytes = fs::read(path(&desk, "Анна")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    for name in ["Сводка", "Клиенты"] {
        let formulas = book.worksheet_formula(name).unwrap();
        let values = book.worksheet_range(name).unwrap();
        let (top, left) = formulas.start().unwrap();
        assert!(formulas.used_cells().next().is_some(), "{name}");
        for (row, column, formula) in formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty()) {
            let at = (top + u32::try_from(row).unwrap(), left + u32::try_from(column).unwrap());
            let value = values.get_value(at);
            assert!(matches!(value, None | Some(Data::Empty)), "{name} {at:?} {formula}: {value:?}");
        }
    }
}
