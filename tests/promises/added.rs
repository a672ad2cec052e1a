//! A sheet that a manager's file has not, and that she must see, is put into it; everything else in the file stays.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _, Write};

use calamine::{Data, Reader, Xlsx, open_workbook};
use sverka::model::run::BookOutcome;
use sverka::workbook::patch::{Block, BookMark, CellPatch, CellValue, PatchLimits, SheetPatch, patch};

use crate::desk::Desk;
use crate::edits::{book, cell, client, desk, edit, outcome, path, row_of, settings, sheet};

/// The parts of a file by name, in its order.
pub(crate) fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for at in 0..package.len() {
        let mut part = package.by_index(at).unwrap();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((part.name().unwrap().into_owned(), content));
    }
    parts
}

/// Saves a book with some of its parts changed.
pub(crate) fn rewrite(desk: &Desk, name: &str, change: &dyn Fn(&str, String) -> String) {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (part, content) in parts(&fs::read(path(desk, name)).unwrap()) {
        writer.start_file(part.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        let content = match String::from_utf8(content) {
            Ok(text) => change(&part, text).into_bytes(),
            Err(error) => error.into_bytes(),
        };
        writer.write_all(&content).unwrap();
    }
    fs::write(path(desk, name), writer.finish().unwrap().into_inner()).unwrap();
}

/// Deletes a sheet: the book lists it no more, nor its names.
pub(crate) fn delete_sheet(desk: &Desk, name: &str, title: &str) {
    rewrite(desk, name, &|part, text| {
        if part != "xl/workbook.xml" {
            return text;
        }
        let (before, rest) = text.split_once(&format!("<sheet name=\"{title}\"")).unwrap();
        let (_, after) = rest.split_once("/>").unwrap();
        let text = format!("{before}{after}");
        let (head, names) = text.split_once("<definedNames>").unwrap();
        let (names, tail) = names.split_once("</definedNames>").unwrap();
        let kept = names.split_inclusive("</definedName>").filter(|one| !one.contains("localSheetId"));
        format!("{head}<definedNames>{}</definedNames>{tail}", kept.collect::<String>())
    });
}

fn has(desk: &Desk, name: &str, id: &str) -> bool {
    book(desk, name).sheets.iter().any(|sheet| sheet.id == id)
}

/// The parts that a run touched, and those it added; all others are as they were, byte by byte.
fn touched(before: &[u8], after: &[u8]) -> (Vec<String>, Vec<String>) {
    let (old, new): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (parts(before).into_iter().collect(), parts(after).into_iter().collect());
    assert!(old.keys().all(|name| new.contains_key(name)), "nothing is lost");
    let changed = new.iter().filter(|(name, content)| old.get(*name).is_some_and(|was| was != *content));
    let added = new.keys().filter(|name| !old.contains_key(*name));
    (changed.map(|(name, _)| name.clone()).collect(), added.cloned().collect())
}

#[test]
fn a_deleted_sheet_of_conflicts_is_there_again_when_something_collides() {
    let mut desk = desk(3);
    delete_sheet(&desk, "Анна", "Конфликты");
    assert!(!has(&desk, "Анна", "conflicts"));
    let row = row_of(&desk, "Анна", "Клиент 02");
    edit(&desk, "Анна", "clients", &[(row, "comment", "звонить")]);
    desk.sync();
    assert!(!has(&desk, "Анна", "conflicts"), "nothing is to be chosen: it stays away");
    edit(&desk, "Анна", "clients", &[(row, "phone", "+79995550000")]);
    let before = fs::read(path(&desk, "Анна")).unwrap();
    let card = r#"{"record":"client","id":"c2","name":"Клиент 02","phones":["+79164440000"]}"#;
    desk.drop("accounting", "phones.jsonl", card.as_bytes());
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    let file = book(&desk, "Анна");
    let clash = &sheet(&file, "conflicts").rows[0];
    let says = |column: &str| clash.value(column).unwrap_or_default().to_owned();
    assert_eq!((says("conflict_stored"), says("conflict_mine")), ("+79164440000".into(), "+79995550000".into()));
    let (changed, added) = touched(&before, &fs::read(path(&desk, "Анна")).unwrap());
    let expected = ["xl/tables/table", "xl/worksheets/_rels/sheet", "xl/worksheets/sheet"];
    assert!(added.len() == 3 && added.iter().zip(expected).all(|(name, known)| name.starts_with(known)), "{added:?}");
    let expected = ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"];
    assert!(expected.iter().all(|name| changed.contains(&(*name).to_owned())), "{changed:?}");
    assert!(changed.iter().all(|name| !name.contains("drawing") && !name.contains("styles")), "{changed:?}");
    let new = parts(&fs::read(path(&desk, "Анна")).unwrap()).into_iter().find(|(name, _)| *name == added[2]).unwrap();
    assert!(String::from_utf8(new.1).unwrap().contains("<formula1>\"моё,"), "a drop-down");
    assert!(desk.sync().workbooks.is_empty());
    edit(&desk, "Анна", "conflicts", &[(clash.row, "choice", "моё")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 02")["phones"][0], "+79995550000");
}

#[test]
fn an_edited_book_of_before_gets_the_sheet_of_questions() {
    let mut desk = Desk::new(&(settings(&["Анна"]) + "\n[[owner_rule]]\nmanager = \"Анна\"\n"));
    let all = r#"{"record":"client","id":"c3","name":"Клён"}
{"record":"invoice","id":"i1","number":"201","date":"2026-10-05","client_id":"c3","currency":"RUB","total":"700.00"}
{"record":"invoice","id":"i2","number":"202","date":"2026-10-06","client_id":"c3","currency":"RUB","total":"500.00"}
"#;
    desk.drop("accounting", "all.jsonl", all.as_bytes());
    desk.sync();
    delete_sheet(&desk, "Анна", "Решения");
    // Nor did the hidden sheet know of it.
    let mut file: Xlsx<_> = open_workbook(path(&desk, "Анна")).unwrap();
    let known = file.worksheet_range("_sync").unwrap();
    let lines = (0..200_u32).filter(|row| known.get_value((*row, 0)).is_some_and(|cell| *cell == "questions"));
    let blank = |row: u32| (0..8).map(move |column| CellPatch { row, column, value: CellValue::Blank });
    let block = Block { header: 0, data: u32::MAX, first: 0, last: 0, id: None };
    let changed = SheetPatch { cells: lines.flat_map(blank).collect(), ..SheetPatch::of("_sync", block) };
    let stamp = book(&desk, "Анна").stamp.unwrap();
    let mark = BookMark { book: stamp.book, edition: stamp.edition };
    let lying = fs::read(path(&desk, "Анна")).unwrap();
    let bytes = patch(&lying, &[changed], &mark, PatchLimits::default()).unwrap().bytes;
    fs::write(path(&desk, "Анна"), bytes).unwrap();
    edit(&desk, "Анна", "clients", &[(row_of(&desk, "Анна", "Клён"), "comment", "звонить")]);
    assert!(!book(&desk, "Анна").missing_sheets.contains(&"questions") && !has(&desk, "Анна", "questions"));
    let paid = r#"{"record":"payment","id":"p1","number":"7","date":"2026-10-10","client_id":"c3","currency":"RUB","amount":"400.00","direction":"in","purpose":"оплата"}"#;
    desk.drop("accounting", "paid.jsonl", paid.as_bytes());
    desk.sync();
    let file = book(&desk, "Анна");
    let asked = &sheet(&file, "questions").rows[0];
    assert!(asked.value("question").unwrap().contains("что этими деньгами оплачено?"));
    edit(&desk, "Анна", "questions", &[(asked.row, "answer", "1")]);
    desk.sync();
    assert!(cell(&desk, "Анна", "questions", asked.row, "sync").starts_with("решено"));
    assert!(desk.sync().workbooks.is_empty());
}

/// The rows of the sheet of remarks, from the row after its captions.
pub(crate) fn remarks(desk: &Desk) -> Vec<Vec<String>> {
    let mut file: Xlsx<_> = open_workbook(path(desk, "Анна")).unwrap();
    let Ok(range) = file.worksheet_range("Замечания") else { return Vec::new() };
    let range = &range;
    let said = |row: u32| (0..5).map(move |column| range.get_value((row, column)).unwrap_or(&Data::Empty).to_string());
    (5..30).map(|row| said(row).collect::<Vec<_>>()).filter(|row| row.iter().any(|cell| !cell.is_empty())).collect()
}

#[test]
fn what_can_t_be_read_is_listed_on_a_sheet_of_its_own_until_it_is_mended() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 02");
    edit(&desk, "Анна", "clients", &[(row, "next_contact", "завтра"), (row, "stage", "счёт")]);
    let before = fs::read(path(&desk, "Анна")).unwrap();
    desk.sync();
    assert_eq!(client(&desk, "Клиент 02")["stage"], "счёт", "the rest of the row is taken");
    assert_eq!(cell(&desk, "Анна", "clients", row, "stage"), "счёт");
    let line = ["Клиенты", &row.to_string(), "Следующий контакт", "завтра", "это не дата, пишите как 01.02.2026"];
    assert_eq!(remarks(&desk), [line]);
    let (_, added) = touched(&before, &fs::read(path(&desk, "Анна")).unwrap());
    assert_eq!(added.len(), 3, "{added:?}");
    assert!(desk.sync().workbooks.is_empty());
    edit(&desk, "Анна", "clients", &[(row, "next_contact", "05.12.2026")]);
    desk.sync();
    assert_eq!(remarks(&desk), Vec::<Vec<String>>::new());
    assert_eq!(cell(&desk, "Анна", "clients", row, "next_contact"), "2026-12-05");
    edit(&desk, "Анна", "clients", &[(row, "next_contact", "весной")]);
    desk.sync();
    assert_eq!(remarks(&desk)[0][3], "весной", "on the sheet that is there");
}
