//! What LibreOffice makes of a manager's book: copies in other formats, which are taken, and sheets that were put into it.

use std::fs;
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

use super::{convert, is_present, python};
use crate::book::{below, open, row_of, save, sheet};
use crate::desk::Desk;

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

fn desk() -> Desk {
    let mut desk = Desk::new(SETTINGS);
    let card = |n: usize| {
        format!(
            r#"{{"record":"client","id":"c{n}","name":"Клиент {n:02}","tax_id":"","phones":["+7916000{n:04}"]}}
{{"record":"invoice","id":"i{n}","number":"{n}","date":"2026-10-05","client_id":"c{n}","currency":"RUB","total":"100.00"}}
"#
        )
    };
    desk.drop("accounting", "all.jsonl", (1..=3).map(card).collect::<String>().as_bytes());
    desk.sync();
    desk
}

fn client(desk: &Desk, name: &str) -> Value {
    let store = desk.store();
    let rows = store["clients"].as_array().expect("clients");
    rows.iter().find(|row| row["name"] == name).expect("the client").clone()
}

#[test]
fn copies_that_libreoffice_saves_as_ods_and_xls_are_taken() {
    if !is_present("soffice", "--version") {
        return;
    }
    for ending in ["ods", "xls"] {
        let desk = desk();
        let hers = desk.path("managers/Анна.xlsx");
        let folder = desk.path("elsewhere");
        fs::create_dir_all(&folder).expect("a directory");
        let copy = folder.join("Анна.xlsx");
        fs::copy(&hers, &copy).expect("copied");
        let row = row_of(&open(&copy), "Клиент 02");
        let below = below(&open(&copy), "clients");
        let cells = [
            (row, "stage", "счёт"),
            (row, "phone", "8 (912) 345-67-89"),
            (row, "comment", "позже"),
            (below, "client", "Новая Заря"),
            (below, "tax_id", "7702555038"),
        ];
        save(&copy, "clients", &cells);
        let saved = convert(&folder, ending, &[copy]).join(format!("Анна.{ending}"));
        fs::copy(&saved, hers.with_extension(ending)).expect("copied");
        let report = desk.sync();
        let stored = client(&desk, "Клиент 02");
        assert_eq!((&stored["stage"], &stored["phones"][0]), (&"счёт".into(), &"+79123456789".into()), "{report:?}");
        assert_eq!(report.taken.len(), 1, "{report:?}");
        let counts = report.taken[0].counts.named();
        assert_eq!(counts.map(|(_, count)| count), [3, 1, 0, 0, 0], "nothing else is another in {ending}");
        let file = open(&hers);
        let row = sheet(&file, "clients").rows.iter().find(|row| row.value("client") == Some("Клиент 02"));
        assert_eq!(row.and_then(|row| row.value("comment")), Some("позже"), "and the book has it");
        assert!(desk.sync().workbooks.is_empty());
    }
}

#[test]
fn libreoffice_and_openpyxl_open_a_book_with_a_sheet_put_into_it() {
    if !is_present("soffice", "--version") {
        return;
    }
    let desk = desk();
    let hers = desk.path("managers/Анна.xlsx");
    let row = row_of(&open(&hers), "Клиент 02");
    save(&hers, "clients", &[(row, "next_contact", "=завтра <или> & позже")]);
    desk.sync();
    let out = convert(&desk.path(""), "xlsx", std::slice::from_ref(&hers)).join("Анна.xlsx");
    for path in [&hers, &out] {
        let mut book: Xlsx<_> = calamine::open_workbook(path).expect("the book opens");
        let range = book.worksheet_range("Замечания").expect("the sheet");
        let said = |row: u32, column: u32| range.get_value((row, column)).unwrap_or(&Data::Empty).to_string();
        assert_eq!((said(4, 0), said(5, 0)), ("Лист".to_owned(), "Клиенты".to_owned()));
        assert_eq!(said(5, 3), "=завтра <или> & позже");
    }
    let Some(python) = python() else { return };
    let script = "import sys, openpyxl; b = openpyxl.load_workbook(sys.argv[1]); s = b['Замечания']; \
                  print(s['A6'].value, '|', s['C6'].value, '|', s['A5'].font.b)";
    let run = Command::new(python).args(["-c", script]).arg(&hers).output().expect("python runs");
    let said = String::from_utf8_lossy(&run.stdout).trim().to_owned();
    assert_eq!(said, "Клиенты | Следующий контакт | True", "{}", String::from_utf8_lossy(&run.stderr));
}
