//! What lies beside a manager's book under another name, and what a book says that it can't hold.

use std::fs;

use sverka::model::run::BookOutcome;

use crate::desk::Desk;
use crate::edits::{desk, edit, outcome, path, row_of, settings};

/// The line of the day of the figures, of a sheet by its name.
fn as_of(desk: &Desk, sheet: &str) -> String {
    use calamine::{Reader, Xlsx, open_workbook};
    let mut file: Xlsx<_> = open_workbook(path(desk, "Анна")).unwrap();
    file.worksheet_range(sheet).unwrap().get_value((1, 0)).unwrap().to_string()
}

#[test]
fn a_copy_under_another_name_is_said_and_read_once_a_save() {
    let desk = desk(3);
    let copy = path(&desk, "Анна (копия)");
    fs::copy(path(&desk, "Анна"), &copy).unwrap();
    assert!(desk.sync().workbooks.is_empty(), "as it was written, nothing is lost with it");
    crate::book::save(&copy, "clients", &[(row_of(&desk, "Анна", "Клиент 01"), "comment", "звонить")]);
    let said = |desk: &Desk| match outcome(&desk.sync(), "Анна (копия)") {
        Some(BookOutcome::EditsHeld { reason }) => reason,
        other => panic!("{other:?}"),
    };
    assert!(said(&desk).contains("это копия книги Анна.xlsx"));
    // Were it read again, it would be nobody's.
    let (len, saved) = (fs::metadata(&copy).unwrap().len(), fs::metadata(&copy).unwrap().modified().unwrap());
    fs::write(&copy, vec![b'x'; usize::try_from(len).unwrap()]).unwrap();
    fs::File::options().write(true).open(&copy).unwrap().set_modified(saved).unwrap();
    assert!(said(&desk).contains("это копия книги Анна.xlsx"));
    fs::write(&copy, "x").unwrap();
    assert!(desk.sync().workbooks.is_empty(), "saved since, it is read");
}

#[test]
fn a_book_that_was_edited_says_what_it_leaves_out_as_a_drawn_one_does() {
    let line = "head_book = \"Руководитель.xlsx\"";
    let settings = settings(&["Анна"]).replace(line, &format!("{line}, rows_max = 2"));
    let mut desk = Desk::new(&(settings + "\n[[owner_rule]]\nmanager = \"Анна\"\n"));
    let cards: String = (1..=4)
        .map(|n| {
            format!(
                r#"{{"record":"client","id":"c{n}","name":"Клиент {n:02}"}}
{{"record":"invoice","id":"i{n}","number":"{n}","date":"2026-10-0{n}","client_id":"c{n}","currency":"RUB","total":"100.00"}}
"#
            )
        })
        .collect();
    desk.drop("accounting", "all.jsonl", cards.as_bytes());
    desk.sync();
    let drawn = ["Клиенты", "Счета"].map(|sheet| as_of(&desk, sheet));
    assert!(drawn.iter().all(|said| said.contains("ещё 2 строки не вошли")), "{drawn:?}");
    let row = crate::edits::sheet(&crate::edits::book(&desk, "Анна"), "clients").rows[0].row;
    edit(&desk, "Анна", "clients", &[(row, "comment", "звонить"), (row, "sync", "х")]);
    assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
    assert_eq!(["Клиенты", "Счета"].map(|sheet| as_of(&desk, sheet)), drawn);
}

#[test]
fn a_run_counts_what_it_takes_of_a_book_and_a_dry_one_what_it_would() {
    let desk = desk(3);
    let row = row_of(&desk, "Анна", "Клиент 01");
    let below = crate::book::below(&crate::edits::book(&desk, "Анна"), "clients");
    let cells = [
        (row, "stage", "счёт"),
        (row, "comment", "звонить"),
        (row, "client", "ООО «Переименован»"),
        (below, "client", "Новая Заря"),
        (below, "tax_id", "7702555038"),
    ];
    edit(&desk, "Анна", "clients", &cells);
    let before = (desk.store(), fs::read(path(&desk, "Анна")).unwrap());
    let shown = desk.run(true);
    assert_eq!((desk.store(), fs::read(path(&desk, "Анна")).unwrap()), before, "nothing is changed");
    let counts = |report: &sverka::model::run::RunReport| {
        let taken: Vec<_> = report.taken.iter().map(|book| (book.path.clone(), book.counts.named())).collect();
        taken
    };
    let expected = [("edits", 2), ("new-rows", 1), ("conflicts", 0), ("requests", 1), ("choices", 0)];
    assert_eq!(counts(&shown), [("managers/Анна.xlsx".to_owned(), expected)]);
    let done = desk.sync();
    assert_eq!(counts(&done), counts(&shown), "each counted once, however often the book was read");
    assert_eq!(done.to_json()["taken"][0]["new_rows"], 1);
    assert!(desk.run(true).taken.is_empty() && desk.sync().taken.is_empty());
}
