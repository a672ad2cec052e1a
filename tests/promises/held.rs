//! A book that is held keeps what is in it: what a person says of one save is not done to another, and what comes from
//! accounting meanwhile neither covers her edits nor is covered by them.

use std::fs;

use sverka::model::change::ReviewKind;
use sverka::model::run::BookOutcome;
use sverka::pipeline::decide::Request;
use sverka::store::decisions::questions::Question;

use crate::desk::Desk;
use crate::edits::{book, cell, client, desk, edit, outcome, path, row_of, sheet};
use crate::requests::{decided, question};

/// So many clients: a column that is another in all of them holds a book.
const CLIENTS: usize = 15;

fn rows(desk: &Desk) -> Vec<u32> {
    sheet(&book(desk, "Анна"), "clients").rows.iter().map(|row| row.row).collect()
}

/// Gives every client the phone and saves.
fn overwrite(desk: &Desk, phone: &str) {
    let cells: Vec<(u32, &str, &str)> = rows(desk).into_iter().map(|row| (row, "phone", phone)).collect();
    edit(desk, "Анна", "clients", &cells);
}

/// A book that is held over its phones, with a stage that she gave in the same save; the row of that.
fn held() -> (Desk, u32) {
    let desk = desk(CLIENTS);
    let row = row_of(&desk, "Анна", "Клиент 02");
    overwrite(&desk, "+79990000000");
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт")]);
    assert!(matches!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::EditsHeld { .. })));
    (desk, row)
}

fn kept(desk: &Desk) -> Vec<Vec<u8>> {
    let Ok(files) = fs::read_dir(desk.path("managers/previous")) else { return Vec::new() };
    files.map(|one| fs::read(one.unwrap().path()).unwrap()).collect()
}

fn phone(desk: &Desk) -> String {
    client(desk, "Клиент 01")["phones"][0].as_str().unwrap().to_owned()
}

#[test]
fn a_release_takes_the_save_that_was_looked_at_and_no_later_one() {
    let (desk, _) = held();
    let asked = question(&desk, ReviewKind::WorkbookHeld);
    overwrite(&desk, "+79991111111");
    decided(&desk, &Request::Accept(asked.id, None)).unwrap();
    assert_eq!(phone(&desk), "+79160000001", "what nobody looked at is not taken");
    desk.sync();
    let again = question(&desk, ReviewKind::WorkbookHeld);
    let content = |one: &Question| one.asked.candidates[0].id.clone();
    assert_ne!(content(&again), content(&asked), "and is asked about by itself");
    decided(&desk, &Request::Accept(again.id, None)).unwrap();
    assert_eq!(phone(&desk), "+79991111111");
    assert_eq!(client(&desk, "Клиент 02")["stage"], "счёт");
}

#[test]
fn a_discard_puts_away_the_save_that_was_looked_at_and_no_later_one() {
    let (desk, row) = held();
    let asked = question(&desk, ReviewKind::WorkbookHeld);
    let looked_at = fs::read(path(&desk, "Анна")).unwrap();
    edit(&desk, "Анна", "clients", &[(row, "stage", "договор")]);
    let later = fs::read(path(&desk, "Анна")).unwrap();
    decided(&desk, &Request::Reject(asked.id)).unwrap();
    assert_eq!(fs::read(path(&desk, "Анна")).unwrap(), later, "her later save lies where it lay");
    desk.sync();
    assert_eq!(fs::read(path(&desk, "Анна")).unwrap(), later);
    let again = question(&desk, ReviewKind::WorkbookHeld);
    decided(&desk, &Request::Reject(again.id)).unwrap();
    assert!(kept(&desk).contains(&later), "put away and not lost");
    assert!(!kept(&desk).contains(&looked_at) && phone(&desk) == "+79160000001");
    assert_eq!(client(&desk, "Клиент 02")["stage"].as_str().unwrap_or_default(), "");
    assert!(desk.sync().workbooks.iter().all(|book| book.outcome == BookOutcome::Unchanged));
}

#[test]
fn a_book_that_is_open_when_it_is_discarded_is_put_away_once_it_is_closed() {
    let (desk, _) = held();
    let owner = desk.path("managers/~$Анна.xlsx");
    fs::write(&owner, "open").unwrap();
    let saved = fs::read(path(&desk, "Анна")).unwrap();
    decided(&desk, &Request::Reject(question(&desk, ReviewKind::WorkbookHeld).id)).unwrap();
    desk.sync();
    assert_eq!(fs::read(path(&desk, "Анна")).unwrap(), saved, "not under her hands");
    fs::remove_file(owner).unwrap();
    desk.sync();
    assert!(kept(&desk).contains(&saved));
    let note = fs::read_to_string(desk.path("managers/Анна — файл отложен.txt")).unwrap();
    assert!(note.contains("решено не брать") && note.contains("previous/"), "{note}");
    assert_eq!(cell(&desk, "Анна", "clients", row_of(&desk, "Анна", "Клиент 01"), "phone"), "+79160000001");
}

/// What accounting sends of the second client.
fn sent(desk: &mut Desk) {
    let card = serde_json::json!({"record": "client", "id": "c2", "name": "Клиент 02", "phones": ["+79165550000"],
        "stage": "отгрузка"});
    let bill = r#"{"record":"invoice","id":"i99","number":"99","date":"2026-10-20","client_id":"c2","currency":"RUB","total":"700.00"}"#;
    desk.drop("accounting", "meanwhile.jsonl", format!("{card}\n{bill}\n").as_bytes());
    let report = desk.sync();
    assert!(report.files.iter().all(|file| file.tally.rows.refused == 0), "{:?}", report.files);
}

#[test]
fn an_export_that_comes_while_a_book_is_held_is_in_the_store_and_in_the_book_of_the_head_and_leaves_hers() {
    let (mut desk, _) = held();
    let saved = fs::read(path(&desk, "Анна")).unwrap();
    sent(&mut desk);
    assert_eq!(fs::read(path(&desk, "Анна")).unwrap(), saved);
    let his = row_of(&desk, "Руководитель", "Клиент 02");
    assert_eq!(cell(&desk, "Руководитель", "clients", his, "invoiced"), "800.00");
    assert_eq!(question(&desk, ReviewKind::WorkbookHeld).asked.state, "open");
}

#[test]
fn once_it_is_released_what_both_changed_waits_for_a_choice_and_the_rest_is_taken() {
    let (mut desk, row) = held();
    sent(&mut desk);
    decided(&desk, &Request::Accept(question(&desk, ReviewKind::WorkbookHeld).id, None)).unwrap();
    desk.sync();
    assert_eq!(phone(&desk), "+79990000000", "where only she wrote");
    let open = desk.open().store().open_clashes("Анна.xlsx").unwrap();
    let open: Vec<_> = open.iter().map(|one| (one.clash.field.as_str(), one.clash.mine.as_str())).collect();
    assert_eq!(open, [("phone", "+79990000000")], "where accounting wrote too");
    assert_eq!(client(&desk, "Клиент 02")["phones"][0], "+79165550000");
    let says = |column: &str| cell(&desk, "Анна", "clients", row, column);
    assert_eq!((says("invoiced"), says("stage")), ("800.00".to_owned(), "счёт".to_owned()), "news are in her book");
}

#[test]
fn once_it_is_mended_her_edits_are_taken_and_the_news_of_meanwhile_are_in_it() {
    let (mut desk, row) = held();
    sent(&mut desk);
    let cells: Vec<(u32, String)> = (1..).zip(rows(&desk)).map(|(at, row)| (row, format!("+7916000{at:04}"))).collect();
    edit(&desk, "Анна", "clients", &cells.iter().map(|(row, own)| (*row, "phone", own.as_str())).collect::<Vec<_>>());
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    let says = |column: &str| cell(&desk, "Анна", "clients", row, column);
    assert_eq!((says("invoiced"), says("stage")), ("800.00".to_owned(), "счёт".to_owned()));
    assert_eq!(says("phone"), "+79165550000", "she put back what had stood there: the news stand");
    assert_eq!(client(&desk, "Клиент 02")["stage"], "счёт");
    assert!(desk.open().store().open_clashes("Анна.xlsx").unwrap().is_empty());
    let open = desk.open().store().questions().unwrap();
    assert!(open.iter().all(|one| one.asked.state != "open"), "{open:?}");
}
