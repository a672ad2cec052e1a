//! Nothing that we write can run: what looks like a formula and comes from outside is text in every book, drawn and
//! written into, and in every csv.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use assert_cmd::Command;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::json;
use zip::ZipArchive;

use crate::book::{below, open, row_of, save, sheet};
use crate::desk::{Desk, files_below};

/// In every text of these, so that it is found wherever it comes out.
const TOKEN: &str = "ЧУЖОЕ";

/// Elements whose text a spreadsheet computes or follows.
const COMPUTED: [&str; 6] = ["f", "formula", "formula1", "formula2", "definedName", "hyperlink"];

fn texts() -> Vec<String> {
    ["=HYPERLINK(\"http://a\";\"", "=cmd|' /C calc'!\"", "+1+\"", "-2+\"", "@SUM(\"", "\t=\"", "=1+\""]
        .iter()
        .map(|start| format!("{start}{TOKEN}"))
        .collect()
}

/// A client, an invoice and a payment whose every text is one of those.
fn records(from: usize) -> String {
    let lines = texts().into_iter().enumerate().flat_map(|(at, text)| {
        let n = from + at;
        let client = json!({
            "record": "client", "id": format!("c{n}"), "name": text, "legal_name": text, "segment": text, "comment": text,
            "addresses": [text], "region": text,
        });
        let invoice = json!({
            "record": "invoice", "id": format!("i{n}"), "number": format!("{text}{n}"), "date": "2026-10-05",
            "client_id": format!("c{n}"), "currency": "RUB", "total": "100.00", "comment": text,
            "lines": [{ "name": text, "unit": text, "quantity": "1", "price": "100.00", "total": "100.00" }],
        });
        let payment = json!({
            "record": "payment", "id": format!("p{n}"), "number": n.to_string(), "date": "2026-10-06", "direction": "in",
            "currency": "RUB", "amount": "50.00", "purpose": text, "client_id": format!("c{n}"),
            "payer": { "name": text },
        });
        [client, invoice, payment]
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// How often the texts stand in the books, none of them computed.
fn count(desk: &Desk) -> usize {
    let books = files_below(&desk.path("managers")).into_iter();
    books.filter(|file| file.extension().is_some_and(|ending| ending == "xlsx")).map(|file| count_in(&file)).sum()
}

fn count_in(book: &Path) -> usize {
    let mut package = ZipArchive::new(Cursor::new(fs::read(book).unwrap())).unwrap();
    let mut count = 0;
    for at in 0..package.len() {
        let mut text = String::new();
        if package.by_index(at).unwrap().read_to_string(&mut text).is_err() {
            continue;
        }
        let (mut reader, mut open) = (Reader::from_str(&text), Vec::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    open.push(start.local_name().as_ref().to_owned());
                    assert!(!is_followed(&start), "{}: {start:?}", book.display());
                }
                Event::Empty(start) => assert!(!is_followed(&start), "{}: {start:?}", book.display()),
                Event::End(_) => drop(open.pop()),
                Event::Text(found) if found.contains(TOKEN) => {
                    let element = open.last().unwrap();
                    assert!(!COMPUTED.contains(&element.as_str()), "{}: {found:?} is in <{element}>", book.display());
                    count += 1;
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    count
}

/// Whether an element is a link to one of the texts.
fn is_followed(start: &quick_xml::events::BytesStart<'_>) -> bool {
    let is_link = ["hyperlink", "Relationship"].contains(&start.local_name().as_ref());
    is_link && start.contains(TOKEN)
}

#[test]
fn formulas_from_outside_are_text_in_every_book() {
    let mut desk = Desk::new(
        "lang = \"ru\"\nintake = { quiet_seconds = 0 }\n[[source]]\nname = \"a\"\n[[manager]]\nname = \"Анна\"\n\
         book = \"Анна.xlsx\"\n[[owner_rule]]\nmanager = \"Анна\"\n",
    );
    desk.drop("a", "a.jsonl", records(0).as_bytes());
    desk.sync();
    let drawn = count(&desk);
    assert!(drawn >= 2 * 3 * texts().len(), "only {drawn} of the texts stand in the books that were drawn");
    // She writes the same into her own cells, and news comes: the book is written into.
    let book = desk.path("managers/Анна.xlsx");
    let known = open(&book);
    let row = row_of(&known, sheet(&known, "clients").rows[0].value("client").unwrap());
    let free = below(&known, "clients");
    let (comment, name) = (format!("=1+\"{TOKEN}"), format!("=2+\"{TOKEN}"));
    save(&book, "clients", &[(row, "comment", &comment), (free, "client", &name), (free, "comment", &comment)]);
    desk.drop("a", "more.jsonl", records(100).as_bytes());
    desk.sync();
    let written = count(&desk);
    assert!(written >= 2 * drawn, "only {written} of the texts stand in the books that were written into");
    let again = open(&book);
    assert_eq!(
        sheet(&again, "clients").rows.iter().find(|found| found.row == row).unwrap().value("comment"),
        Some(&*comment)
    );
}

#[test]
fn formulas_from_outside_are_quoted_in_every_csv_and_can_be_read_back() {
    let mut desk = Desk::new("lang = \"ru\"\nintake = { quiet_seconds = 0 }\n[[source]]\nname = \"a\"\n");
    desk.drop("a", "a.jsonl", records(0).as_bytes());
    desk.sync();
    for (entity, field) in [("clients", "name"), ("invoices", "number"), ("payments", "purpose")] {
        let export = |format: &str| {
            let mut command = Command::cargo_bin("sverka").unwrap();
            let said =
                command.current_dir(desk.path("")).args(["export", entity, "--format", format]).output().unwrap();
            assert!(said.status.success());
            said.stdout
        };
        let lines = String::from_utf8(export("jsonl")).unwrap();
        let rows = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let expected: Vec<String> = rows.map(|row| row[field].as_str().unwrap().to_owned()).collect();
        let csv = export("csv");
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let at = reader.headers().unwrap().iter().position(|name| name == field).unwrap();
        let mut found = Vec::new();
        for record in reader.records() {
            let record = record.unwrap();
            assert!(
                !record
                    .iter()
                    .any(|cell| cell.starts_with(['=', '@', '\t'])
                        || cell.contains(TOKEN) && cell.starts_with(['+', '-'])),
                "{record:?}"
            );
            let cell = record.get(at).unwrap();
            found.push(cell.strip_prefix('\'').unwrap_or(cell).to_owned());
        }
        assert_eq!(found, expected, "{entity}");
        assert_eq!(found.len(), texts().len());
    }
}
