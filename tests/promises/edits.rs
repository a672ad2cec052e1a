//! Nobody's edit is overwritten unseen, and what is not ours in a workbook stays as it was.

use std::fs;
use std::io::Cursor;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use sverka::model::row_id::RowId;
use sverka::model::run::{BookOutcome, RunReport};
use sverka::pipeline::{self, SyncOptions};
use sverka::workbook::read::BookFile;

pub(crate) use crate::book::sheet;
use crate::desk::Desk;

/// Accounting, the head's book, and one of every manager.
pub(crate) fn settings(managers: &[&str]) -> String {
    let manager = |name: &&str| format!("\n[[manager]]\nname = \"{name}\"\nbook = \"{name}.xlsx\"\n");
    let managers: String = managers.iter().map(manager).collect();
    format!(
        "lang = \"ru\"\nintake = {{ quiet_seconds = 0 }}\nworkbooks = {{ head_book = \"Руководитель.xlsx\" }}\n\n\
         [[source]]\nname = \"accounting\"\n{managers}"
    )
}

fn cards(count: usize) -> String {
    clients(1..=count)
}

/// Clients that the desk has not seen yet, each with a document: rows that its books are to get.
pub(crate) fn newcomers(count: usize) -> String {
    clients(901..=900 + count)
}

fn clients(numbers: RangeInclusive<usize>) -> String {
    let card = |n: usize| {
        format!(
            r#"{{"record":"client","id":"c{n}","name":"Клиент {n:02}","phones":["+7916000{n:04}"]}}
{{"record":"invoice","id":"i{n}","number":"{n}","date":"2026-10-05","client_id":"c{n}","currency":"RUB","total":"100.00"}}
"#
        )
    };
    numbers.map(card).collect()
}

/// A workspace whose books are drawn.
pub(crate) fn desk(count: usize) -> Desk {
    let settings = settings(&["Анна"]) + "\n[[owner_rule]]\nmanager = \"Анна\"\n";
    let mut desk = Desk::new(&settings);
    desk.drop("accounting", "all.jsonl", cards(count).as_bytes());
    let report = desk.sync();
    assert!(report.workbooks.iter().all(|book| book.outcome == BookOutcome::Written), "{:?}", report.workbooks);
    assert!(desk.sync().workbooks.is_empty(), "nobody touched them");
    desk
}

pub(crate) fn path(desk: &Desk, book: &str) -> PathBuf {
    desk.path(&format!("managers/{book}.xlsx"))
}

pub(crate) fn book(desk: &Desk, name: &str) -> BookFile {
    crate::book::open(&path(desk, name))
}

/// What a person does: writes into cells of a sheet and saves. The book stays the version that it was.
pub(crate) fn edit(desk: &Desk, name: &str, id: &str, cells: &[(u32, &str, &str)]) {
    crate::book::save(&path(desk, name), id, cells);
}

/// The row of a client in a book, from 1.
pub(crate) fn row_of(desk: &Desk, name: &str, client: &str) -> u32 {
    crate::book::row_of(&book(desk, name), client)
}

pub(crate) fn cell(desk: &Desk, name: &str, id: &str, row: u32, column: &str) -> String {
    let file = book(desk, name);
    let found = sheet(&file, id).rows.iter().find(|found| found.row == row).unwrap();
    found.value(column).unwrap_or_default().to_owned()
}

pub(crate) fn client(desk: &Desk, name: &str) -> Value {
    let store = desk.store();
    let rows = store["clients"].as_array().unwrap();
    rows.iter().find(|row| row["name"] == name).unwrap().clone()
}

pub(crate) fn outcome(report: &RunReport, name: &str) -> Option<BookOutcome> {
    let path = format!("managers/{name}.xlsx");
    report.workbooks.iter().rev().find(|book| book.path == path).map(|book| book.outcome.clone())
}

#[test]
fn edits_reach_the_store_and_news_reach_the_same_file() {
    let mut desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 02");
    edit(
        &desk,
        "Анна",
        "clients",
        &[
            (row, "stage", "переговоры"),
            (row, "phone", "8 (912) 345-67-89"),
            (row, "comment", "=звонить после обеда"),
            (row, "own", "моё"),
        ],
    );
    desk.drop(
        "accounting",
        "more.jsonl",
        r#"{"record":"client","id":"c9","name":"Новый"}
{"record":"invoice","id":"i9","number":"9","date":"2026-10-06","client_id":"c9","currency":"RUB","total":"5.00"}
{"record":"invoice","id":"i2","number":"2","date":"2026-10-05","client_id":"c2","currency":"RUB","total":"700.00"}
"#
        .as_bytes(),
    );
    let report = desk.sync();
    assert_eq!(outcome(&report, "Анна"), Some(BookOutcome::Written));
    let stored = client(&desk, "Клиент 02");
    assert_eq!((&stored["stage"], &stored["phones"][0]), (&"переговоры".into(), &"+79123456789".into()));
    assert_eq!(row_of(&desk, "Анна", "Клиент 02"), row, "rows keep their order");
    let says = |column: &str| cell(&desk, "Анна", "clients", row, column);
    assert_eq!(
        (says("stage"), says("comment"), says("invoiced")),
        ("переговоры".to_owned(), "=звонить после обеда".to_owned(), "700.00".to_owned())
    );
    assert!(row_of(&desk, "Анна", "Новый") > row, "new rows stand below");
    let bytes = fs::read(path(&desk, "Анна")).unwrap();
    let names: Vec<String> = own_texts(&bytes);
    assert!(names.contains(&"моё".to_owned()), "her own column: {names:?}");
    let head = row_of(&desk, "Руководитель", "Клиент 02");
    assert_eq!(cell(&desk, "Руководитель", "clients", head, "stage"), "переговоры");
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
    let kept = fs::read_dir(desk.path("managers/previous")).unwrap().count();
    assert_eq!(kept, 1, "what she saved is kept");
}

/// Every text of the sheet of clients, ours or not.
fn own_texts(bytes: &[u8]) -> Vec<String> {
    use calamine::{Data, Reader, Xlsx};
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = file.worksheet_range("Клиенты").unwrap();
    range
        .used_cells()
        .filter_map(|(_, _, cell)| match cell {
            Data::String(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_typed_row_becomes_a_client_once_and_its_row_gets_the_id() {
    let desk = desk(3);
    let file = book(&desk, "Анна");
    let below = sheet(&file, "clients").rows.iter().map(|row| row.row).max().unwrap() + 1;
    let typed = [
        (below, "client", "Новая Заря"),
        (below, "tax_id", "7702555038"),
        (below, "phone", "8 912 345 67 89"),
        (below, "stage", "знакомство"),
        (below, "comment", "с выставки"),
    ];
    edit(&desk, "Анна", "clients", &typed);
    let report = desk.sync();
    assert_eq!((report.files.len(), report.totals.rows.applied), (1, 1), "{:?}", report.files);
    assert_eq!(report.files[0].path, "managers/Анна.xlsx");
    let stored = client(&desk, "Новая Заря");
    let said = ["tax_id", "stage", "manager"].map(|field| stored[field].as_str().unwrap_or_default().to_owned());
    assert_eq!(said, ["7702555038", "знакомство", "Анна"]);
    assert_eq!(stored["phones"][0], "+79123456789");
    let id = RowId::parse(&cell(&desk, "Анна", "clients", below, "id")).expect("an id in the typed row");
    assert_eq!(stored["id"], sverka::model::ids::ClientId(id.number).to_string());
    assert_eq!(cell(&desk, "Анна", "clients", below, "comment"), "с выставки");
    let again = desk.sync();
    assert!(again.workbooks.is_empty() && again.files.is_empty(), "{again:?}");
    // A document that she types is nobody's, and she is told.
    let documents = book(&desk, "Анна");
    let row = sheet(&documents, "documents").rows.iter().map(|row| row.row).max().unwrap() + 1;
    edit(
        &desk,
        "Анна",
        "documents",
        &[(row, "number", "777"), (row, "client", "Новая Заря"), (row, "date", "01.11.2026")],
    );
    assert!(desk.sync().files.is_empty());
    assert!(cell(&desk, "Анна", "documents", row, "sync").contains("приходят из учёта"));
}

#[test]
fn a_run_that_only_took_edits_out_of_a_book_that_is_open_is_listed() {
    let desk = desk(3);
    let watch = || {
        let stop = AtomicBool::new(false);
        let now = "2026-11-02T09:00:00Z".parse().unwrap();
        let options = SyncOptions { verb: "watch", dry_run: false, now, stop: &stop, on_event: &mut |_| {} };
        pipeline::sync(&mut desk.open(), options).unwrap()
    };
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт")]);
    for open in ["Анна", "Руководитель"] {
        fs::write(desk.path(&format!("managers/~${open}.xlsx")), "open").unwrap();
    }
    let report = watch();
    assert!(report.workbooks.iter().all(|book| book.outcome == BookOutcome::Held), "{:?}", report.workbooks);
    let newest = desk.open().store().runs(1).unwrap();
    assert_eq!(newest[0].id.0, report.run, "its revision is of a run that is there");
    assert_eq!(client(&desk, "Клиент 01")["stage"], "счёт");
    let idle = watch();
    assert_eq!(desk.open().store().runs(1).unwrap()[0].id.0, report.run, "run {} did nothing", idle.run);
}

#[test]
fn a_typed_client_that_may_be_one_we_have_is_asked_about() {
    let desk = desk(3);
    let file = book(&desk, "Анна");
    let below = sheet(&file, "clients").rows.iter().map(|row| row.row).max().unwrap() + 1;
    let first = row_of(&desk, "Анна", "Клиент 01");
    edit(
        &desk,
        "Анна",
        "clients",
        &[(below, "client", "Клиент 02"), (below + 1, "phone", "+79005556677"), (first, "phone", "звонить на вахту")],
    );
    let report = desk.sync();
    assert_eq!(report.review.get("client_match"), Some(&1), "{:?}", report.files);
    let id = RowId::parse(&cell(&desk, "Анна", "clients", below, "id")).expect("an id in the typed row");
    assert_eq!(desk.store()["review"][0]["subject"], sverka::model::ids::ClientId(id.number).to_string());
    assert!(cell(&desk, "Анна", "clients", below + 1, "sync").contains("впишите имя"), "nobody without a name");
    assert!(cell(&desk, "Анна", "clients", first, "sync").contains("это не телефон"));
    assert_eq!(client(&desk, "Клиент 01")["phones"][0], "+79160000001", "words clear nothing");
    assert!(desk.sync().files.is_empty(), "asked once");
}

#[test]
fn what_two_people_changed_waits_for_a_choice_and_neither_value_is_lost() {
    let desk = desk(3);
    let (hers, his) = (row_of(&desk, "Анна", "Клиент 01"), row_of(&desk, "Руководитель", "Клиент 01"));
    edit(&desk, "Анна", "clients", &[(hers, "stage", "счёт")]);
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "отказ"), (his, "segment", "опт")]);
    desk.sync();
    let stored = client(&desk, "Клиент 01");
    assert_eq!((&stored["stage"], &stored["segment"]), (&"счёт".into(), &"опт".into()), "only one cell collides");
    assert_eq!(cell(&desk, "Руководитель", "clients", his, "stage"), "счёт");
    assert!(cell(&desk, "Руководитель", "clients", his, "sync").contains("Этап"));
    let file = book(&desk, "Руководитель");
    let kept = sheet(&file, "conflicts").rows.first().unwrap().clone();
    assert_eq!((kept.value("conflict_stored"), kept.value("conflict_mine")), (Some("счёт"), Some("отказ")));
    edit(&desk, "Руководитель", "conflicts", &[(kept.row, "choice", "моё")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 01")["stage"], "отказ");
    assert_eq!(cell(&desk, "Анна", "clients", hers, "stage"), "отказ");
    assert_eq!(cell(&desk, "Руководитель", "clients", his, "sync"), "");
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn a_value_that_accounting_owns_is_put_back_and_offered() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 03");
    let id = RowId::parse(&cell(&desk, "Анна", "clients", row, "id")).unwrap();
    edit(&desk, "Анна", "clients", &[(row, "client", "Переименован"), (row, "comment", "к сроку")]);
    desk.sync();
    assert_eq!(cell(&desk, "Анна", "clients", row, "client"), "Клиент 03");
    assert!(cell(&desk, "Анна", "clients", row, "sync").contains("передано бухгалтеру"));
    assert_eq!(cell(&desk, "Анна", "clients", row, "comment"), "к сроку", "the rest of the row goes through");
    let workspace = desk.open();
    let waits = workspace.store().open_clashes("Анна.xlsx").unwrap();
    assert_eq!((waits[0].clash.row, waits[0].clash.mine.as_str()), (id, "Переименован"));
}

#[test]
fn what_nobody_can_have_meant_is_held_and_nothing_of_the_file_is_lost() {
    let desk = desk(15);
    let file = book(&desk, "Анна");
    let rows: Vec<u32> = sheet(&file, "clients").rows.iter().map(|row| row.row).collect();
    let cells: Vec<(u32, &str, &str)> = rows.iter().map(|row| (*row, "phone", "+79990000000")).collect();
    edit(&desk, "Анна", "clients", &cells);
    let saved = fs::read(path(&desk, "Анна")).unwrap();
    let Some(BookOutcome::EditsHeld { reason }) = outcome(&desk.sync(), "Анна") else { panic!("not held") };
    assert!(reason.contains("Телефон"), "{reason}");
    assert_eq!(fs::read(path(&desk, "Анна")).unwrap(), saved);
    assert_eq!(client(&desk, "Клиент 01")["phones"][0], "+79160000001");
}

#[test]
fn an_open_book_is_read_as_it_was_saved_and_written_once_it_is_closed() {
    let mut desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт")]);
    let owner = desk.path("managers/~$Анна.xlsx");
    fs::write(&owner, [&[4_u8][..], b"Anna"].concat()).unwrap();
    let newest = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_793_610_000);
    fs::File::options().write(true).open(&owner).unwrap().set_modified(newest).unwrap();
    let more = r#"{"record":"invoice","id":"i1","number":"1","date":"2026-10-05","client_id":"c1","currency":"RUB","total":"900.00"}"#;
    desk.drop("accounting", "more.jsonl", more.as_bytes());
    let saved = fs::read(path(&desk, "Анна")).unwrap();
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Held));
    assert_eq!(client(&desk, "Клиент 01")["stage"], "счёт");
    assert_eq!(fs::read(path(&desk, "Анна")).unwrap(), saved);
    // She writes on in the book as she has it open, and saves over what was never written.
    edit(&desk, "Анна", "clients", &[(row, "comment", "ждём оплату")]);
    fs::remove_file(&owner).unwrap();
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    let says = |column: &str| cell(&desk, "Анна", "clients", row, column);
    assert_eq!(
        (says("invoiced").as_str(), says("stage").as_str(), says("comment").as_str()),
        ("900.00", "счёт", "ждём оплату")
    );
}

#[test]
fn a_book_that_was_held_open_over_our_write_merges_against_what_it_was_made_from() {
    let mut desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    let before = fs::read(path(&desk, "Анна")).unwrap();
    let more = r#"{"record":"invoice","id":"i1","number":"1","date":"2026-10-05","client_id":"c1","currency":"RUB","total":"900.00"}"#;
    desk.drop("accounting", "more.jsonl", more.as_bytes());
    desk.sync();
    // The version before comes back, with an edit: what accounting wrote meanwhile is no edit of hers.
    fs::write(path(&desk, "Анна"), before).unwrap();
    edit(&desk, "Анна", "clients", &[(row, "stage", "счёт")]);
    desk.sync();
    let says = |column: &str| cell(&desk, "Анна", "clients", row, column);
    assert_eq!((says("invoiced"), says("stage"), says("sync")), ("900.00".into(), "счёт".into(), String::new()));
    assert!(desk.open().store().open_clashes("Анна.xlsx").unwrap().is_empty());
}

#[test]
fn a_book_that_cannot_be_read_stays_and_a_new_one_lies_beside_it() {
    let desk = desk(3);
    fs::write(path(&desk, "Анна"), "это больше не книга").unwrap();
    let Some(BookOutcome::EditsHeld { reason }) = outcome(&desk.sync(), "Анна") else { panic!("not held") };
    assert!(reason.contains("managers/Анна — новая.xlsx"), "{reason}");
    assert_eq!(fs::read_to_string(path(&desk, "Анна")).unwrap(), "это больше не книга");
    assert_eq!(sheet(&book(&desk, "Анна — новая"), "clients").rows.len(), 3);
}

#[test]
fn of_a_book_that_is_broken_it_is_said_how_to_mend_it_before_a_new_one_is_offered() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 02");
    let whole = fs::read(path(&desk, "Анна")).unwrap();
    let torn = &whole[..whole.len() / 2];
    for (has_previous, step) in [(false, "спросите у администратора"), (true, "из папки managers/previous")]
    {
        if has_previous {
            fs::write(path(&desk, "Анна"), &whole).unwrap();
            edit(&desk, "Анна", "clients", &[(row, "stage", "счёт"), (row, "debt", "1")]);
            desk.sync();
        }
        fs::write(path(&desk, "Анна"), torn).unwrap();
        let Some(BookOutcome::EditsHeld { reason }) = outcome(&desk.sync(), "Анна") else { panic!("not held") };
        let places = ["книга не читается", "Открыть и восстановить", step, "Новая книга лежит рядом"];
        let places: Vec<Option<usize>> = places.iter().map(|words| reason.find(words)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{reason}");
        let latin: Vec<&str> =
            reason.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).collect();
        assert!(latin.iter().all(|word| ["Excel", "xlsx", "managers", "previous"].contains(word)), "{latin:?}");
    }
}

/// What both sides do in one run: she writes in her book, the accountant's file comes.
fn both(hers: &str, theirs: &str) -> (Desk, u32) {
    let mut desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 02");
    edit(&desk, "Анна", "clients", &[(row, "phone", hers)]);
    let card = serde_json::json!({"record": "client", "id": "c2", "name": "Клиент 02", "phones": [theirs]});
    desk.drop("accounting", "phones.jsonl", card.to_string().as_bytes());
    desk.sync();
    (desk, row)
}

#[test]
fn a_phone_that_both_sides_change_in_one_run_is_a_conflict_like_any_other() {
    let (desk, row) = both("+79995550000", "+79164440000");
    assert_eq!(client(&desk, "Клиент 02")["phones"][0], "+79164440000", "the accountant's stands");
    assert_eq!(cell(&desk, "Анна", "clients", row, "phone"), "+79164440000");
    assert!(cell(&desk, "Анна", "clients", row, "sync").contains("Телефон"));
    let file = book(&desk, "Анна");
    let clash = &sheet(&file, "conflicts").rows[0];
    let says = |column: &str| clash.value(column).unwrap_or_default().to_owned();
    assert_eq!((says("conflict_stored"), says("conflict_mine")), ("+79164440000".into(), "+79995550000".into()));
    assert_eq!(says("conflict_who"), "Анна");
    assert!(desk.sync().workbooks.is_empty(), "asked once");
    edit(&desk, "Анна", "conflicts", &[(clash.row, "choice", "моё")]);
    desk.sync();
    assert_eq!(client(&desk, "Клиент 02")["phones"][0], "+79995550000");
    assert_eq!(cell(&desk, "Анна", "clients", row, "phone"), "+79995550000");
}

#[test]
fn a_phone_that_both_sides_change_alike_is_no_conflict_nor_one_that_only_she_changes() {
    for (hers, theirs) in [("+79995550000", "+79995550000"), ("+79995550000", "+79160000002")] {
        let (desk, row) = both(hers, theirs);
        assert_eq!(cell(&desk, "Анна", "clients", row, "phone"), "+79995550000");
        assert_eq!(cell(&desk, "Анна", "clients", row, "sync"), "");
        assert!(
            sheet(&book(&desk, "Анна"), "conflicts")
                .rows
                .iter()
                .all(|row| row.value("conflict_mine").is_none_or(str::is_empty))
        );
    }
}
