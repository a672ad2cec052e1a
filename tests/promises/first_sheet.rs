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

/// The first sheet with some of its cells set, as a person saves it.
fn set(desk: &Desk, name: &str, cells: &[(u32, u16, CellValue)]) {
    let cells = cells.iter().map(|(row, column, value)| CellPatch { row: *row, column: *column, value: value.clone() });
    let block = Block { header: 0, data: u32::MAX, first: 0, last: 0, id: None };
    let changed = SheetPatch { cells: cells.collect(), ..SheetPatch::of("Сводка", block) };
    let stamp = book(desk, name).stamp.unwrap();
    let mark = BookMark { book: stamp.book, edition: stamp.edition };
    let lying = fs::read(path(desk, name)).unwrap();
    let bytes = patch(&lying, &[changed], &mark, PatchLimits::default()).unwrap().bytes;
    fs::write(path(desk, name), bytes).unwrap();
}

/// What stands in a line of the first sheet: its words and its formulas.
fn line(desk: &Desk, row: u32) -> [String; 3] {
    let words = summary(desk, "Анна").get_value((row, 1)).map(ToString::to_string).unwrap_or_default();
    let mut book: Xlsx<_> = calamine::open_workbook(path(desk, "Анна")).unwrap();
    let formulas = book.worksheet_formula("Сводка").unwrap();
    let formula = |column: u32| formulas.get_value((row, column)).cloned().unwrap_or_default();
    [words, formula(2), formula(3)]
}

/// The part of the first sheet without a row: those below move up.
fn without_row(text: &str, gone: u32) -> String {
    let mut made = String::new();
    for piece in text.split_inclusive("</row>") {
        let Some((before, row)) = piece.split_once("<row r=\"") else {
            made.push_str(piece);
            continue;
        };
        let (number, rest) = row.split_once('"').unwrap();
        let number: u32 = number.parse().unwrap();
        let moved = if number > gone { number - 1 } else { number };
        made.push_str(before);
        if number != gone {
            let cells =
                ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"].iter().fold(rest.to_owned(), |rest, column| {
                    rest.replace(&format!("r=\"{column}{number}\""), &format!("r=\"{column}{moved}\""))
                });
            made.push_str(&format!("<row r=\"{moved}\"{cells}"));
        }
    }
    made
}

#[test]
fn figures_that_were_emptied_are_there_again_and_hers_stay() {
    let desk = desk();
    // Main figures: the heading, the captions, then clients, open, overdue, received, received, given back.
    let drawn: Vec<[String; 3]> = (6..13).map(|row| line(&desk, row)).collect();
    assert_eq!((drawn[2][0].as_str(), drawn[5][0].as_str()), ("Из них просрочены", "Возвращено и выплачено за ноябрь"));
    assert!(drawn[5][2].contains("расход"), "{drawn:?}");
    let blank = |row: u32| (1..4).map(move |column| (row, column, CellValue::Blank));
    // A patch leaves formulas where they are: they go with their cells.
    crate::added::rewrite(&desk, "Анна", &|part, text| {
        if part != "xl/worksheets/sheet1.xml" {
            return text;
        }
        ["C9", "D9", "C10"].iter().fold(text, |text, cell| {
            let (before, rest) = text.split_once(&format!("<c r=\"{cell}\"")).unwrap();
            format!("{before}{}", rest.split_once("</c>").unwrap().1)
        })
    });
    set(&desk, "Анна", &blank(8).chain([(9, 2, CellValue::Number(7.into()))]).collect::<Vec<_>>());
    edit(&desk, "Анна", "clients", &[(row_of(&desk, "Анна", "Клиент 01"), "comment", "моё")]);
    desk.sync();
    assert_eq!(line(&desk, 8), drawn[2], "the whole line");
    assert_eq!(line(&desk, 9)[1], "", "her number stays");
    assert_eq!(summary(&desk, "Анна").get_value((9, 2)), Some(&Data::Float(7.0)));
    assert!(desk.sync().workbooks.is_empty(), "and it comes to rest");
}

#[test]
fn words_of_the_first_sheet_stay_beside_their_figures_when_a_line_above_is_deleted() {
    let mut desk = desk();
    let drawn: Vec<[String; 3]> = (6..13).map(|row| line(&desk, row)).collect();
    crate::added::rewrite(&desk, "Анна", &|part, text| {
        if part == "xl/worksheets/sheet1.xml" { without_row(&text, 9) } else { text }
    });
    edit(&desk, "Анна", "clients", &[(row_of(&desk, "Анна", "Клиент 01"), "comment", "моё")]);
    desk.sync();
    desk.drop("accounting", "more.jsonl", card(1, "Анна", "900.00").as_bytes());
    desk.sync();
    let now: Vec<[String; 3]> = (6..12).map(|row| line(&desk, row)).collect();
    assert_eq!(now[..2], drawn[..2]);
    assert_eq!(now[2..], drawn[3..], "the deleted line stays away, and no words slip");
    assert!(desk.sync().workbooks.is_empty());
}
