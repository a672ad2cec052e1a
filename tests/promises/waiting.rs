//! While a book waits to be written, people go on editing it: nothing of that is lost, and nobody collides with herself.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use sverka::model::ids::ClientId;
use sverka::model::row_id::RowId;
use sverka::model::run::{BookOutcome, RunEvent, RunReport};
use sverka::pipeline::decide::{Order, Request, decide};
use sverka::pipeline::{self, SyncOptions};
use sverka::store::export::Entity;

use crate::desk::Desk;
use crate::edits::{book, cell, client, desk, edit, outcome, row_of, sheet};
use crate::joined::said;

/// Somebody has a book open in a spreadsheet program.
fn hold_open(desk: &Desk, name: &str) -> PathBuf {
    let owner = desk.path(&format!("managers/~${name}.xlsx"));
    fs::write(&owner, [&[4_u8][..], b"Anna"].concat()).unwrap();
    let newest = SystemTime::UNIX_EPOCH + Duration::from_secs(1_793_610_000);
    fs::File::options().write(true).open(&owner).unwrap().set_modified(newest).unwrap();
    owner
}

fn below(desk: &Desk, name: &str) -> u32 {
    let file = book(desk, name);
    sheet(&file, "clients").rows.iter().map(|row| row.row).max().unwrap() + 1
}

fn clashes(desk: &Desk, name: &str) -> Vec<(String, String)> {
    let open = desk.open().store().open_clashes(&format!("{name}.xlsx")).unwrap();
    open.into_iter().map(|kept| (kept.clash.field, kept.clash.mine)).collect()
}

fn clients(desk: &Desk) -> usize {
    desk.store()["clients"].as_array().unwrap().len()
}

/// A run during which somebody saves a book, after it was read and before it is written.
fn sync_while(desk: &Desk, mut save: impl FnMut()) -> RunReport {
    let mut workspace = desk.open();
    let stop = AtomicBool::new(false);
    let mut saved = false;
    let mut on_event = |event: RunEvent<'_>| {
        if matches!(event, RunEvent::Found { .. }) && !saved {
            saved = true;
            save();
        }
    };
    let now = "2026-11-02T09:00:00Z".parse().unwrap();
    let options = SyncOptions { verb: "sync", dry_run: false, now, stop: &stop, on_event: &mut on_event };
    pipeline::sync(&mut workspace, options).unwrap_or_else(|error| panic!("{error:?}"))
}

#[test]
fn a_second_edit_of_a_cell_begins_with_the_first() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    let owner = hold_open(&desk, "Анна");
    for stage in ["счёт", "договор", ""] {
        edit(&desk, "Анна", "clients", &[(row, "stage", stage)]);
        assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Held));
        assert_eq!(client(&desk, "Клиент 01")["stage"].as_str().unwrap_or_default(), stage);
        assert_eq!(clashes(&desk, "Анна"), []);
    }
    edit(&desk, "Анна", "clients", &[(row, "stage", "отказ")]);
    desk.sync();
    // The head changes it meanwhile: hers is as it was taken, and his is news.
    let his = row_of(&desk, "Руководитель", "Клиент 01");
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "переговоры")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["stage"], "переговоры");
    assert_eq!((clashes(&desk, "Анна"), clashes(&desk, "Руководитель")), (vec![], vec![]));
    // But what she enters now she enters against his, unseen.
    edit(&desk, "Анна", "clients", &[(row, "stage", "оплата")]);
    desk.sync();
    assert_eq!(clashes(&desk, "Анна"), [("stage".to_owned(), "оплата".to_owned())]);
    fs::remove_file(owner).unwrap();
    desk.sync();
    assert_eq!(cell(&desk, "Анна", "clients", row, "stage"), "переговоры");
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn an_edit_of_what_both_entered_alike_is_no_clash() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    let _owner = hold_open(&desk, "Анна");
    let his = row_of(&desk, "Руководитель", "Клиент 01");
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "счёт")]);
    desk.sync();
    for stage in ["счёт", "оплата"] {
        edit(&desk, "Анна", "clients", &[(row, "stage", stage)]);
        desk.sync();
        assert_eq!(clashes(&desk, "Анна"), []);
    }
    assert_eq!(client(&desk, "Клиент 01")["stage"], "оплата");
}

#[test]
fn a_typed_row_goes_on_being_edited_until_it_has_its_id() {
    let desk = desk(3);
    let row = below(&desk, "Анна");
    let owner = hold_open(&desk, "Анна");
    edit(&desk, "Анна", "clients", &[(row, "client", "Новая Зоря"), (row, "stage", "знакомство")]);
    desk.sync();
    assert_eq!((clients(&desk), client(&desk, "Новая Зоря")["stage"].clone()), (4, "знакомство".into()));
    // She fills it in, and then corrects the name and gives a tax number.
    edit(&desk, "Анна", "clients", &[(row, "comment", "с выставки"), (row, "stage", "счёт")]);
    desk.sync();
    let his = row_of(&desk, "Руководитель", "Новая Зоря");
    let says = |column: &str| cell(&desk, "Руководитель", "clients", his, column);
    assert_eq!((says("comment"), says("stage")), ("с выставки".to_owned(), "счёт".to_owned()));
    edit(&desk, "Анна", "clients", &[(row, "client", "Новая Заря"), (row, "tax_id", "7702555038")]);
    desk.sync();
    edit(&desk, "Анна", "clients", &[(row, "phone", "8 912 345 67 89")]);
    desk.sync();
    assert_eq!(clients(&desk), 4, "one client: {:?}", desk.store()["clients"]);
    let stored = client(&desk, "Новая Заря");
    assert_eq!((&stored["tax_id"], &stored["phones"][0]), (&"7702555038".into(), &"+79123456789".into()));
    assert_eq!(clashes(&desk, "Анна"), []);
    fs::remove_file(owner).unwrap();
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    let says = |column: &str| cell(&desk, "Анна", "clients", row, column);
    let said = ["client", "tax_id", "phone", "stage", "comment", "sync"].map(says);
    assert_eq!(said, ["Новая Заря", "7702555038", "8 912 345 67 89", "счёт", "с выставки", ""]);
    assert!(RowId::parse(&says("id")).is_some());
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn what_is_typed_between_reading_and_writing_is_taken_in_the_same_run() {
    let mut desk = desk(3);
    let row = below(&desk, "Анна");
    desk.drop("accounting", "more.jsonl", r#"{"record":"client","id":"c9","name":"Новый"}"#.as_bytes());
    let report = sync_while(&desk, || {
        edit(&desk, "Анна", "clients", &[(row, "client", "Новая Заря"), (row, "comment", "с выставки")]);
    });
    assert_eq!(outcome(&report, "Анна"), Some(BookOutcome::Written));
    let his = row_of(&desk, "Руководитель", "Новая Заря");
    assert_eq!(cell(&desk, "Руководитель", "clients", his, "comment"), "с выставки", "in the same run");
    assert!(RowId::parse(&cell(&desk, "Анна", "clients", row, "id")).is_some());
    assert_eq!(cell(&desk, "Анна", "clients", row, "comment"), "с выставки");
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn a_typed_row_that_is_a_client_we_have_fills_in_what_is_empty_and_overwrites_nothing() {
    let mut desk = desk(3);
    let card = r#"{"record":"client","id":"c1","name":"Клиент 01","tax_id":"7702555038","phones":["+79160000001"]}"#;
    desk.drop("accounting", "card.jsonl", card.as_bytes());
    desk.sync();
    let his = row_of(&desk, "Руководитель", "Клиент 01");
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "договор")]);
    desk.sync();
    let row = below(&desk, "Анна");
    let typed =
        [(row, "client", "Клиент 01"), (row, "tax_id", "7702555038"), (row, "stage", "счёт"), (row, "comment", "мой")];
    edit(&desk, "Анна", "clients", &typed);
    desk.sync();
    assert_eq!(clients(&desk), 3, "the tax number says who it is");
    let says = |column: &str| cell(&desk, "Руководитель", "clients", his, column);
    assert_eq!((says("stage"), says("comment")), ("договор".to_owned(), "мой".to_owned()));
    assert_eq!(clashes(&desk, "Анна"), [("stage".to_owned(), "счёт".to_owned())]);
}

fn revisions(desk: &Desk) -> usize {
    let mut revisions = 0;
    let mut count = |_: Value| {
        revisions += 1;
        Ok(())
    };
    desk.open().store().export(Entity::Journal, &mut count).unwrap();
    revisions
}

#[test]
fn a_word_that_is_no_choice_changes_nothing_however_often_it_is_read() {
    let desk = desk(3);
    let (hers, his) = (row_of(&desk, "Анна", "Клиент 01"), row_of(&desk, "Руководитель", "Клиент 01"));
    edit(&desk, "Анна", "clients", &[(hers, "stage", "счёт")]);
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "отказ")]);
    desk.sync();
    let kept = sheet(&book(&desk, "Руководитель"), "conflicts").rows.first().unwrap().row;
    let _owner = hold_open(&desk, "Руководитель");
    edit(&desk, "Руководитель", "conflicts", &[(kept, "choice", "не знаю"), (kept, "conflict_mine", "иное")]);
    let before = revisions(&desk);
    desk.sync();
    desk.sync();
    assert_eq!(revisions(&desk), before);
    assert_eq!(clashes(&desk, "Руководитель").len(), 1);
}

#[test]
fn a_choice_for_a_client_who_was_merged_overwrites_nothing_of_the_other() {
    let desk = desk(3);
    let (hers, his) = (row_of(&desk, "Анна", "Клиент 02"), row_of(&desk, "Руководитель", "Клиент 02"));
    edit(&desk, "Анна", "clients", &[(hers, "stage", "счёт")]);
    edit(&desk, "Анна", "clients", &[(row_of(&desk, "Анна", "Клиент 01"), "stage", "оплата")]);
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "отказ")]);
    desk.sync();
    let id = |client: &str| {
        let row = row_of(&desk, "Анна", client);
        ClientId(RowId::parse(&cell(&desk, "Анна", "clients", row, "id")).unwrap().number)
    };
    let request = Request::Merge(id("Клиент 01"), id("Клиент 02"));
    let now = "2026-11-02T11:00:00Z".parse().unwrap();
    let order = Order { request: &request, who: "Ольга", reason: "", dry_run: false, now };
    decide(&mut desk.open(), order).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(client(&desk, "Клиент 01")["stage"], "оплата");
    let explained = said(&desk, &["explain", "client", &id("Клиент 01").to_string()]);
    assert!(explained.contains("оплата") && explained.contains("счёт"), "what counts no more is told: {explained}");
    let kept = sheet(&book(&desk, "Руководитель"), "conflicts").rows.first().unwrap().row;
    edit(&desk, "Руководитель", "conflicts", &[(kept, "choice", "моё")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["stage"], "оплата");
    let open = desk.open().store().open_clashes("Руководитель.xlsx").unwrap();
    let asked: Vec<_> = open.iter().map(|kept| (kept.clash.stored.as_deref(), kept.clash.mine.as_str())).collect();
    assert_eq!(asked, [(Some("оплата"), "отказ")]);
    // Asked once more and chosen, it holds.
    let file = book(&desk, "Руководитель");
    let kept = sheet(&file, "conflicts");
    let row = kept.rows.iter().find(|row| row.value("conflict_stored") == Some("оплата")).unwrap().row;
    edit(&desk, "Руководитель", "conflicts", &[(row, "choice", "моё")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["stage"], "отказ");
}

fn settings(desk: &Desk, from: &str, to: &str) {
    let path = desk.path("sverka.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from));
    fs::write(&path, text.replace(from, to)).unwrap();
}

#[test]
fn what_stands_in_a_book_that_is_renamed_in_the_settings_is_read_before_and_after() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт")]);
    settings(&desk, r#"book = "Анна.xlsx""#, r#"book = "Анна Петровна.xlsx""#);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["stage"], "счёт");
    let hers = row_of(&desk, "Анна Петровна", "Клиент 01");
    assert_eq!(cell(&desk, "Анна Петровна", "clients", hers, "stage"), "счёт");
    // She has not noticed yet.
    edit(&desk, "Анна", "clients", &[(row, "segment", "опт"), (below(&desk, "Анна"), "client", "Новая Заря")]);
    desk.sync();
    assert_eq!((client(&desk, "Клиент 01")["segment"].clone(), clients(&desk)), ("опт".into(), 4));
    assert!(desk.sync().workbooks.is_empty(), "read once");
}

#[test]
fn what_stands_in_the_book_of_a_manager_who_is_gone_is_read_and_what_collides_is_the_head_s() {
    let desk = desk(3);
    let (hers, his) = (row_of(&desk, "Анна", "Клиент 01"), row_of(&desk, "Руководитель", "Клиент 01"));
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "отказ")]);
    let _owner = hold_open(&desk, "Анна");
    desk.sync();
    edit(&desk, "Анна", "clients", &[(hers, "stage", "счёт"), (hers, "segment", "опт")]);
    settings(&desk, "name = \"Анна\"\nbook = \"Анна.xlsx\"", "name = \"Игорь\"\nbook = \"Игорь.xlsx\"");
    settings(&desk, "manager = \"Анна\"", "manager = \"Игорь\"");
    desk.sync();
    let stored = client(&desk, "Клиент 01");
    assert_eq!((&stored["stage"], &stored["segment"]), (&"отказ".into(), &"опт".into()));
    assert_eq!(clashes(&desk, "Руководитель"), [("stage".to_owned(), "счёт".to_owned())]);
}

#[test]
fn a_typed_name_that_is_corrected_and_corrected_back_is_what_was_typed_last() {
    let desk = desk(3);
    let row = below(&desk, "Анна");
    let owner = hold_open(&desk, "Анна");
    for name in ["Новая Зоря", "Новая Заря", "Новая Зоря"] {
        edit(&desk, "Анна", "clients", &[(row, "client", name)]);
        let report = desk.sync();
        assert!(report.files.iter().all(|file| file.issues.is_empty()), "{:?}", report.files);
        assert_eq!((clients(&desk), client(&desk, name)["manager"].clone()), (4, "Анна".into()));
    }
    fs::remove_file(owner).unwrap();
    desk.sync();
    assert_eq!(cell(&desk, "Анна", "clients", row, "client"), "Новая Зоря");
}

#[test]
fn a_typed_client_that_we_have_gets_no_id_of_its_own() {
    let mut desk = desk(3);
    let card =
        r#"{"record":"client","id":"x1","name":"ООО «Стройкомплект-Юг»","phones":["+79160000077"],"manager":"Анна"}"#;
    desk.drop("accounting", "more.jsonl", format!("{card}\n").as_bytes());
    desk.sync();
    let (before, row) = (clients(&desk), below(&desk, "Анна"));
    let typed = [(row, "client", "Стройкомплект Юг"), (row, "phone", "8 916 000-00-77")];
    // News make the book due: it is written in the same run.
    let bill = r#"{"record":"invoice","id":"x2","number":"77","date":"2026-10-06","client_id":"x1","currency":"RUB","total":"5.00"}"#;
    desk.drop("accounting", "bill.jsonl", format!("{bill}\n").as_bytes());
    let run = sync_while(&desk, || edit(&desk, "Анна", "clients", &typed));
    assert_eq!((run.clients.joined, clients(&desk)), (1, before), "{run:?}");
    assert_eq!(cell(&desk, "Анна", "clients", row, "id"), "", "her row of that client has it");
    assert_eq!(desk.sync().clients.joined, 0);
}
