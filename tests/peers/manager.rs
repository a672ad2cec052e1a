//! A manager in LibreOffice makes a mess of a book; sverka takes every edit, writes its news, and loses nothing of hers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use sverka::model::change::ReviewKind;
use sverka::model::run::BookOutcome;
use sverka::workbook::read::{BookFile, FileRow, read};

use super::{PROFILE, checked, is_present};
use crate::desk::{Desk, files_below};

const SETTINGS: &str = r#"
lang = "ru"
intake = { quiet_seconds = 0 }

[[source]]
name = "accounting"

[[manager]]
name = "Анна"
book = "Анна.xlsx"

[[owner_rule]]
manager = "Анна"
"#;

/// The interpreter that can talk to LibreOffice.
fn python() -> Option<&'static str> {
    let knows =
        |python: &str| Command::new(python).args(["-c", "import uno"]).output().is_ok_and(|run| run.status.success());
    let found = ["python3", "/usr/bin/python3"].into_iter().find(|python| knows(python));
    checked("Python with LibreOffice's UNO", found.is_some());
    found
}

fn cards() -> String {
    let card = |n: usize| {
        format!(
            r#"{{"record":"client","id":"c{n}","name":"Клиент {n:02}","tax_id":"","phones":["+7916000{n:04}"]}}
{{"record":"invoice","id":"i{n}","number":"{n}","date":"2026-10-05","client_id":"c{n}","currency":"RUB","total":"100.00"}}
"#
        )
    };
    (1..=12).map(card).collect()
}

fn client(desk: &Desk, name: &str) -> Value {
    let store = desk.store();
    let rows = store["clients"].as_array().expect("clients");
    rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no {name}")).clone()
}

/// Everything of a book that is not a cell of ours: parts of the package by name, with their bytes.
fn parts(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(fs::read(path).expect("read"))).expect("a zip");
    let mut found = Vec::new();
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("read");
        found.push((entry.name().expect("a name").into_owned(), bytes));
    }
    found.sort();
    found
}

fn texts(path: &Path, sheet: &str) -> Vec<String> {
    let mut book: Xlsx<_> = calamine::open_workbook(path).expect("the book opens");
    let range = book.worksheet_range(sheet).expect("the sheet");
    let text = |cell: &Data| match cell {
        Data::String(text) => Some(text.clone()),
        _ => None,
    };
    range.used_cells().filter_map(|(_, _, cell)| text(cell)).collect()
}

/// Lets the manager work on a book; what she says of it.
fn play(python: &str, desk: &Desk, book: &Path, what: &[&str]) -> String {
    let profile = desk.path("profile");
    fs::create_dir_all(profile.join("user")).expect("a folder");
    fs::write(profile.join("user/registrymodifications.xcu"), PROFILE).expect("written");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/manager.py");
    let run = Command::new(python).arg(script).arg(book).arg(&profile).args(what).output().expect("python runs");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
    said
}

/// Rows that were typed between, dragged down, deleted, emptied and copied; columns that were renamed and moved.
fn other_edits_are_taken_too(desk: &Desk, file: &BookFile) {
    let sheet = |id: &str| &file.sheets.iter().find(|sheet| sheet.id == id).expect("the sheet").rows;
    let rows = sheet("clients");
    let row = |name: &str| rows.iter().find(|row| row.value("client") == Some(name)).expect("the row");
    assert_eq!(
        ["Клиент 01", "Клиент 02", "Клиент 03"].map(|name| client(desk, name)["segment"].clone()),
        ["Опт", "Опт", "Опт"]
    );
    assert!(row("Вставленный Клиент").value("id").is_some_and(|id| id.starts_with("C-")));
    assert_ne!(row("Копия Восьмого").value("id"), row("Клиент 08").value("id"), "a copy is another client");
    assert!(rows.iter().all(|row| !matches!(row.value("client"), Some("Клиент 10" | "Клиент 11"))));
    assert_eq!(client(desk, "Клиент 11")["deleted"], false, "a proposal");
    let asked = desk.open().store().questions().expect("questions");
    let deletions = asked.iter().filter(|question| question.kind == ReviewKind::Deletion);
    let mut labels: Vec<&str> = deletions.map(|question| question.asked.label.as_str()).collect();
    labels.sort_unstable();
    assert_eq!(labels, ["Клиент 10", "Клиент 11"]);
    let second = sheet("documents").iter().find(|row| row.value("number") == Some("2")).expect("the row");
    assert_eq!(second.value("planned_payment"), Some("2026-12-20"));
    assert_eq!(second.value("comment"), Some("обещали"), "wherever the column stands");
    // A code was dragged over four others.
    let codes: BTreeSet<&str> = sheet("documents").iter().filter_map(|row| row.value("id")).collect();
    let sums = sheet("documents").iter().filter(|row| row.value("total").is_some_and(|sum| !sum.is_empty()));
    let said = texts(&desk.path("managers/Анна.xlsx"), "Замечания");
    let restored = said.iter().filter(|text| text.contains("возвращены на свои места")).count();
    assert_eq!((codes.len(), sums.count(), restored), (12, 12, 1), "{codes:?} {said:?}");
}

/// What hides rows, colors them by a condition, offers words or merges cells is as much as it was.
fn rules_and_filters_stay(saved: &[(String, Vec<u8>)], now: &[(String, Vec<u8>)]) {
    for (kind, least) in [(" hidden=\"true\"", 12), ("<cfRule ", 3), ("<dataValidation ", 2), ("<mergeCell ", 2)] {
        let count = |parts: &[(String, Vec<u8>)]| -> usize {
            let sheets = parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet"));
            sheets.map(|(_, bytes)| String::from_utf8_lossy(bytes).matches(kind).count()).sum()
        };
        assert!(count(saved) >= least && count(now) >= count(saved), "{kind}: {} {}", count(saved), count(now));
    }
}

/// Nothing of hers is gone: but for the sheets that were patched, the sheet of remarks that came, and the stamp, every part
/// is the same.
fn no_part_of_hers_changes(saved: &[(String, Vec<u8>)], now: &[(String, Vec<u8>)]) {
    let was: BTreeMap<&str, &[u8]> = saved.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let is: BTreeMap<&str, &[u8]> = now.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let gone: Vec<&&str> = was.keys().filter(|name| !is.contains_key(*name)).collect();
    assert!(gone.is_empty(), "{gone:?}");
    let changed: Vec<&str> =
        is.iter().filter(|(name, bytes)| was.get(*name) != Some(*bytes)).map(|(name, _)| *name).collect();
    let of_book = ["docProps/custom.xml", "xl/workbook.xml", "xl/styles.xml"];
    let of_new_sheet = ["[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet9.xml.rels"];
    let may_change = |name: &&str| {
        name.starts_with("xl/worksheets/sheet")
            || name.starts_with("xl/tables/")
            || of_book.contains(name)
            || of_new_sheet.contains(name)
    };
    assert!(changed.iter().all(may_change), "{changed:?}");
}

/// What plays the manager, and a desk with her book on it; nothing where an outside program is missing.
fn at_work() -> Option<(&'static str, Desk)> {
    let python = python().filter(|_| is_present("soffice", "--version"))?;
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "all.jsonl", cards().as_bytes());
    desk.sync();
    Some((python, desk))
}

#[test]
fn what_a_manager_does_in_libreoffice_reaches_the_store_and_stays_in_her_file() {
    let Some((python, mut desk)) = at_work() else { return };
    let book = desk.path("managers/Анна.xlsx");
    play(python, &desk, &book, &[]);
    let copies = ["ods", "xls"].map(|ending| book.with_extension(ending));
    assert!(copies.iter().all(|copy| copy.is_file()), "saved in other formats too");
    let saved = parts(&book);
    let news = r#"{"record":"invoice","id":"i1","number":"1","date":"2026-10-05","client_id":"c1","currency":"RUB","total":"777.00"}"#;
    desk.drop("accounting", "news.jsonl", news.as_bytes());
    let report = desk.sync();
    assert_eq!(report.totals.rows.refused + report.totals.rows.queued, 0, "{:?}", report.files);
    for copy in &copies {
        let name = copy.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(report.workbooks.iter().any(|book| book.path.ends_with(&name)), "{name} is said to be left");
        fs::remove_file(copy).expect("put away");
    }

    // Every edit is in the store.
    let field = |name: &str, field: &str| client(&desk, name)[field].clone();
    assert_eq!(field("Клиент 01", "stage"), "переговоры");
    assert_eq!(field("Клиент 03", "phones"), serde_json::json!(["+74951234567"]));
    assert_eq!(field("Клиент 04", "phones"), serde_json::json!([]), "cleared is a change");
    assert_eq!(field("Клиент 05", "name"), "Клиент 05", "the name is accounting's");
    assert_eq!(field("Новый Из LibreOffice", "stage"), "знакомство");
    let file = read(Cursor::new(fs::read(&book).expect("read"))).expect("the book is read");
    let rows = &file.sheets.iter().find(|sheet| sheet.id == "clients").expect("the sheet").rows;
    let row = |name: &str| rows.iter().find(|row| row.value("client") == Some(name)).expect("the row");
    assert_eq!(row("Клиент 01").value("next_contact"), Some("2026-12-15"));
    assert_eq!(row("Клиент 02").value("comment"), Some("перезвонить\nутром"));
    assert_eq!(row("Клиент 01").value("invoiced"), Some("777.00"), "the news arrived: {:?}", report.workbooks);
    assert!(row("Клиент 12").row < row("Клиент 01").row, "her order stays");
    assert!(row("Клиент 05").value("sync").is_some_and(|said| said.contains("передано бухгалтеру")));
    assert!(row("Новый Из LibreOffice").value("id").is_some_and(|id| id.starts_with("C-")));

    other_edits_are_taken_too(&desk, &file);

    let now = parts(&book);
    no_part_of_hers_changes(&saved, &now);
    rules_and_filters_stay(&saved, &now);
    assert!(texts(&book, "Клиенты").contains(&"см. почту".to_owned()));
    assert!(texts(&book, "Мой лист").contains(&"личное".to_owned()));
    assert!(
        ["Моя доля", "Мои заметки", "моя рамка"].iter().all(|own| texts(&book, "Клиенты").contains(&(*own).into()))
    );
    assert_eq!(files_below(&desk.path("managers/previous")).len(), 1, "what she saved is kept as it was");
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
}

#[test]
fn what_a_manager_chooses_in_libreoffice_is_decided() {
    let Some(python) = python() else { return };
    if !is_present("soffice", "--version") {
        return;
    }
    let mut desk = Desk::new(SETTINGS);
    let all = r#"{"record":"client","id":"c1","name":"ООО Берёзка","tax_id":"7702555038"}
{"record":"client","id":"c2","name":"ООО Берёзка"}
{"record":"client","id":"c3","name":"Клён"}
{"record":"invoice","id":"i1","number":"201","date":"2026-10-05","client_id":"c3","currency":"RUB","total":"300.00"}
{"record":"invoice","id":"i2","number":"202","date":"2026-10-06","client_id":"c3","currency":"RUB","total":"500.00"}
{"record":"payment","id":"p1","number":"7","date":"2026-10-10","client_id":"c3","currency":"RUB","amount":"400.00","direction":"in","purpose":"оплата"}
"#;
    desk.drop("accounting", "all.jsonl", all.as_bytes());
    let report = desk.sync();
    assert_eq!(report.review.values().sum::<u64>(), 2, "{:?}", report.review);
    let book = desk.path("managers/Анна.xlsx");
    let said = play(python, &desk, &book, &["answer"]);
    assert!(said.contains("drop-down: LIST \"1\";\"2\";") && said.contains("\"нет\""), "{said}");
    assert!(said.contains("wraps: True") && said.contains("chosen: VALUE, TEXT"), "{said}");
    let report = desk.sync();
    assert!(report.review.is_empty(), "{:?}", report.review);
    let made: Vec<(String, String, String)> = desk
        .open()
        .store()
        .decisions()
        .expect("read")
        .into_iter()
        .map(|one| (one.fact.name().to_owned(), one.who, one.reason))
        .collect();
    let expected = [("unlink", "спросила\nу клиента"), ("same", "")];
    assert_eq!(made, expected.map(|(what, why)| (what.to_owned(), "Анна".to_owned(), why.to_owned())));
    let file = read(Cursor::new(fs::read(&book).expect("read"))).expect("the book is read");
    let rows = &file.sheets.iter().find(|sheet| sheet.id == "questions").expect("the sheet").rows;
    assert!(rows.iter().all(|row| row.value("sync").is_some_and(|said| said.starts_with("решено: "))), "{rows:?}");
    assert_eq!(rows.first().and_then(|row| row.value("answer")), Some("none"), "her order stays");
    let left = desk.sync().workbooks;
    assert!(left.is_empty(), "and then there is nothing to do: {left:?}");
}

/// The comments of a book, by client.
fn comments(book: &Path) -> Vec<(String, String)> {
    let file = read(Cursor::new(fs::read(book).expect("read"))).expect("the book is read");
    let rows = &file.sheets.iter().find(|sheet| sheet.id == "clients").expect("the sheet").rows;
    let said = |row: &FileRow, column: &str| row.value(column).unwrap_or_default().to_owned();
    let all = rows.iter().map(|row| (said(row, "client"), said(row, "comment")));
    all.filter(|(_, comment)| !comment.is_empty()).collect()
}

#[test]
fn what_a_manager_s_hand_slips_to_in_libreoffice_goes_to_no_other_client() {
    let Some((python, desk)) = at_work() else { return };
    let [book, head] = ["managers/Анна.xlsx", "managers/Руководитель.xlsx"].map(|path| desk.path(path));
    // A code cell taken out, so that those below moved up; a note right under the table; a few comments.
    play(python, &desk, &book, &["slips"]);
    let hers = comments(&book);
    assert_eq!(hers.len(), 5, "{hers:?}");
    let report = desk.sync();
    let outcomes: Vec<_> = report.workbooks.iter().map(|book| (&book.path, &book.outcome)).collect();
    assert!(outcomes.iter().all(|(_, outcome)| **outcome == BookOutcome::Written), "{outcomes:?}");
    assert_eq!([comments(&book), comments(&head)], [hers.clone(), hers], "each with the client beside whom it stands");
    let clients = desk.store()["clients"].as_array().expect("clients").len();
    assert_eq!(clients, 12, "a sentence is nobody");
    let said = texts(&book, "Замечания");
    for words in ["коды в строках", "принято за заметку"] {
        assert_eq!(said.iter().filter(|text| text.contains(words)).count(), 1, "{words}: {said:?}");
    }
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
    // The column of comments sorted without the rest.
    let before = comments(&book);
    play(python, &desk, &book, &["sort"]);
    assert_ne!(comments(&book), before);
    let report = desk.sync();
    let held = report.workbooks.iter().find_map(|book| match &book.outcome {
        BookOutcome::EditsHeld { reason } => Some(reason),
        _ => None,
    });
    assert!(held.is_some_and(|reason| reason.contains("колонка «Комментарий»")), "{:?}", report.workbooks);
    assert_eq!(comments(&head), before, "nothing is taken");
}
