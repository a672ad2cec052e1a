//! A file in the managers' folder that is not known to be ours is never written over; what can't be gone on with is left,
//! with a fresh book beside it that can.

use std::fs;
use std::io::Cursor;

use sverka::model::run::BookOutcome;

use crate::desk::{Desk, files_below};
use crate::edits::{book, cell, client, desk, edit, newcomers, outcome, path, row_of, sheet};

const BESIDE: &str = "Анна — новая";

fn reason(desk: &Desk, name: &str) -> String {
    match outcome(&desk.sync(), name) {
        Some(BookOutcome::EditsHeld { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

fn news(desk: &mut Desk, file: &str, total: &str) {
    let line = format!(
        r#"{{"record":"invoice","id":"i1","number":"1","date":"2026-10-05","client_id":"c1","currency":"RUB","total":"{total}"}}"#
    );
    desk.drop("accounting", file, line.as_bytes());
}

#[test]
fn the_book_drawn_beside_goes_on_as_hers_under_the_old_name() {
    let mut desk = desk(3);
    fs::write(path(&desk, "Анна"), "это больше не книга").unwrap();
    assert!(reason(&desk, "Анна").contains("дайте ей имя Анна.xlsx"));
    let drawn = fs::read(path(&desk, BESIDE)).unwrap();
    reason(&desk, "Анна");
    assert_eq!(fs::read(path(&desk, BESIDE)).unwrap(), drawn, "equal data, equal bytes");
    news(&mut desk, "more.jsonl", "700.00");
    reason(&desk, "Анна");
    let row = row_of(&desk, BESIDE, "Клиент 01");
    assert_eq!(cell(&desk, BESIDE, "clients", row, "invoiced"), "700.00", "untouched, it is kept up to date");
    // She gives it the name, writes in it, and it is her book.
    fs::rename(path(&desk, BESIDE), path(&desk, "Анна")).unwrap();
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт"), (row, "own", "моё")]);
    news(&mut desk, "last.jsonl", "900.00");
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    assert_eq!(client(&desk, "Клиент 01")["stage"], "счёт");
    let says = |column: &str| cell(&desk, "Анна", "clients", row, column);
    assert_eq!((says("invoiced"), says("stage"), says("sync")), ("900.00".into(), "счёт".into(), String::new()));
    assert!(!path(&desk, BESIDE).exists());
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn what_she_writes_in_the_book_beside_is_never_written_over() {
    let mut desk = desk(3);
    fs::write(path(&desk, "Анна"), "это больше не книга").unwrap();
    reason(&desk, "Анна");
    let row = row_of(&desk, BESIDE, "Клиент 02");
    edit(&desk, BESIDE, "clients", &[(row, "stage", "переговоры")]);
    let hers = fs::read(path(&desk, BESIDE)).unwrap();
    news(&mut desk, "more.jsonl", "700.00");
    assert!(reason(&desk, "Анна").contains("уже пишут"));
    assert_eq!(fs::read(path(&desk, BESIDE)).unwrap(), hers);
    fs::rename(path(&desk, BESIDE), path(&desk, "Анна")).unwrap();
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    assert_eq!(client(&desk, "Клиент 02")["stage"], "переговоры");
    assert_eq!(cell(&desk, "Анна", "clients", row_of(&desk, "Анна", "Клиент 01"), "invoiced"), "700.00");
    // A file of that name that was never ours stays too.
    fs::write(path(&desk, "Анна"), "и снова").unwrap();
    fs::write(path(&desk, BESIDE), "чужое").unwrap();
    reason(&desk, "Анна");
    assert_eq!(fs::read_to_string(path(&desk, BESIDE)).unwrap(), "чужое");
}

#[test]
fn a_store_brought_back_from_a_backup_takes_no_later_file_for_its_own() {
    let mut desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт")]);
    desk.sync();
    let kept: Vec<(std::path::PathBuf, Vec<u8>)> =
        files_below(&desk.path("store")).into_iter().map(|file| (file.clone(), fs::read(file).unwrap())).collect();
    // A version that the backup does not know, and an edit in it.
    news(&mut desk, "lost.jsonl", "700.00");
    desk.sync();
    edit(&desk, "Анна", "clients", &[(row, "stage", "отказ")]);
    let hers = fs::read(path(&desk, "Анна")).unwrap();
    fs::remove_dir_all(desk.path("store")).unwrap();
    for (file, bytes) in kept {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    // The number that hers bears is given again: the base of hers is not what the store keeps under it.
    fs::remove_file(path(&desk, "Анна")).unwrap();
    desk.sync();
    let numbers =
        |bytes: &[u8]| sverka::workbook::read::read(Cursor::new(bytes)).unwrap().stamp.unwrap().edition.version;
    assert_eq!(numbers(&fs::read(path(&desk, "Анна")).unwrap()), numbers(&hers));
    fs::write(path(&desk, "Анна"), &hers).unwrap();
    assert!(reason(&desk, "Анна").contains("восстановлено из копии"));
    assert_eq!(fs::read(path(&desk, "Анна")).unwrap(), hers);
    assert_eq!(client(&desk, "Клиент 01")["stage"], "счёт", "nothing is guessed");
    assert_eq!(sheet(&book(&desk, BESIDE), "clients").rows.len(), 3);
}

#[test]
fn copies_in_other_formats_are_left_and_said() {
    let desk = desk(3);
    for ending in ["ods", "xls"] {
        let copy = path(&desk, "Анна").with_extension(ending);
        fs::rename(path(&desk, "Анна"), &copy).unwrap();
        let saved = fs::read(&copy).unwrap();
        let report = desk.sync();
        let said = report.workbooks.iter().find(|book| book.path == format!("managers/Анна.{ending}")).unwrap();
        let BookOutcome::EditsHeld { reason } = &said.outcome else { panic!("{said:?}") };
        assert!(reason.contains("сохраните в Анна.xlsx"), "{reason}");
        assert_eq!(fs::read(&copy).unwrap(), saved);
        assert_eq!(sheet(&book(&desk, "Анна"), "clients").rows.len(), 3, "a fresh one lies beside");
        fs::remove_file(copy).unwrap();
    }
    assert!(desk.sync().workbooks.is_empty());
    // Under the very name: the old format, and a package that is no workbook.
    let ole = [&[0xD0, 0xCF, 0x11, 0xE0][..], &[0; 508]].concat();
    let mut ods = zip::ZipWriter::new(Cursor::new(Vec::new()));
    ods.start_file("mimetype", zip::write::SimpleFileOptions::default()).unwrap();
    let ods = ods.finish().unwrap().into_inner();
    for (bytes, word) in [(ole, "старом формате (xls)"), (ods, "не читается")] {
        fs::write(path(&desk, "Анна"), &bytes).unwrap();
        let said = reason(&desk, "Анна");
        assert!(said.contains(word) && said.contains(BESIDE), "{said}");
        assert_eq!(fs::read(path(&desk, "Анна")).unwrap(), bytes);
        assert_eq!(sheet(&book(&desk, BESIDE), "clients").rows.len(), 3);
    }
}

/// Where the table of clients ends in a file, from 1.
fn table_end(desk: &Desk) -> u32 {
    let file = fs::File::open(path(desk, "Анна")).unwrap();
    let mut parts = zip::ZipArchive::new(file).unwrap();
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).unwrap();
        let mut text = String::new();
        if part.name().unwrap().starts_with("xl/tables/")
            && std::io::Read::read_to_string(&mut part, &mut text).is_ok()
            && text.contains("sverka_clients")
        {
            let area = text.split(" ref=\"").nth(1).unwrap().split('"').next().unwrap();
            return area.rsplit(|letter: char| letter.is_alphabetic()).next().unwrap().parse().unwrap();
        }
    }
    panic!("no table")
}

#[test]
fn rows_typed_under_a_table_that_did_not_grow_are_read_and_taken_in() {
    for gap in [0, 1] {
        let mut desk = desk(3);
        let end = table_end(&desk);
        let below = end + 1 + gap;
        edit(&desk, "Анна", "clients", &[(below, "client", "Новая Заря"), (below, "stage", "знакомство")]);
        assert_eq!(table_end(&desk), end, "it did not grow");
        let more = r#"{"record":"client","id":"c9","name":"Новый"}
{"record":"invoice","id":"i9","number":"9","date":"2026-10-06","client_id":"c9","currency":"RUB","total":"5.00"}"#;
        desk.drop("accounting", "more.jsonl", more.as_bytes());
        assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written), "gap {gap}");
        assert_eq!(client(&desk, "Новая Заря")["stage"], "знакомство");
        assert!(cell(&desk, "Анна", "clients", below, "id").starts_with("C-"));
        assert_eq!(row_of(&desk, "Анна", "Новый"), below + 1);
        assert_eq!(table_end(&desk), below + 1, "and the table holds them all");
        assert!(desk.sync().workbooks.is_empty());
    }
}

#[test]
fn the_same_row_typed_twice_is_one_client_in_one_row() {
    let desk = desk(3);
    let below = table_end(&desk) + 1;
    let typed = |row| [(row, "client", "Новая Заря"), (row, "tax_id", "7702555038")];
    edit(&desk, "Анна", "clients", &[typed(below), typed(below + 1)].concat());
    desk.sync();
    let id = |row| cell(&desk, "Анна", "clients", row, "id");
    assert!(id(below).starts_with("C-"));
    assert_eq!(id(below + 1), "", "two rows with one id would be a copy");
    let names = sheet(&book(&desk, "Анна"), "clients").rows.clone();
    assert_eq!(names.iter().filter(|row| row.value("client") == Some("Новая Заря")).count(), 2, "hers both");
    let before = fs::read(path(&desk, "Анна")).unwrap();
    desk.sync();
    assert_eq!(fs::read(path(&desk, "Анна")).unwrap(), before, "and it comes to rest");
}

#[test]
fn edits_of_a_book_that_cannot_be_brought_up_to_date_are_taken_and_the_words_say_so() {
    let mut desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    let note = table_end(&desk) + 3;
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт"), (note, "comment", "мои заметки на декабрь")]);
    desk.drop("accounting", "more.jsonl", newcomers(3).as_bytes());
    let Some(BookOutcome::NewsHeld { reason }) = outcome(&desk.sync(), "Анна") else { panic!("written") };
    assert!(reason.contains(BESIDE), "{reason}");
    assert_eq!(client(&desk, "Клиент 01")["stage"], "счёт", "it is taken");
    assert_eq!(cell(&desk, BESIDE, "clients", row_of(&desk, BESIDE, "Клиент 01"), "stage"), "счёт");
    let told = fs::read_to_string(desk.path("managers/Анна — книга не обновлена.txt")).unwrap();
    assert!(told.contains("Правки из книги взяты"), "{told}");
    assert!(!desk.path("managers/Анна — правки не взяты.txt").exists());
    edit(&desk, "Анна", "clients", &[(note, "comment", "")]);
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    assert!(!desk.path("managers/Анна — книга не обновлена.txt").exists());
}

#[test]
fn once_the_edits_of_a_mended_book_are_taken_nothing_says_otherwise_though_it_is_open() {
    let desk = desk(15);
    let rows: Vec<u32> = sheet(&book(&desk, "Анна"), "clients").rows.iter().map(|row| row.row).collect();
    let saved = fs::read(path(&desk, "Анна")).unwrap();
    edit(&desk, "Анна", "clients", &rows.iter().map(|row| (*row, "phone", "+79990000000")).collect::<Vec<_>>());
    desk.sync();
    let beside = desk.path("managers/Анна — правки не взяты.txt");
    assert!(beside.exists());
    fs::write(path(&desk, "Анна"), saved).unwrap();
    edit(&desk, "Анна", "clients", &[(rows[0], "stage", "счёт")]);
    fs::write(desk.path("managers/~$Анна.xlsx"), "open").unwrap();
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Held));
    assert_eq!(client(&desk, "Клиент 01")["stage"], "счёт");
    assert!(!beside.exists(), "it is not true any more");
}
