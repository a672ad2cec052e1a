//! Two sides of one value: what was decided between them holds, and what both changed at once waits for a choice whatever
//! the field is.

use sverka::workbook::layout::is_settled;

use crate::columns;
use crate::desk::Desk;
use crate::edits::{book, cell, client, desk, edit, row_of, sheet};

const NAME: &str = "Клиент 01";

/// The values that wait in a book: what kind of clash, and what the store and the book's owner say.
fn open(desk: &Desk, name: &str) -> Vec<(&'static str, String, String)> {
    let open = desk.open().store().open_clashes(&format!("{name}.xlsx")).unwrap();
    let said = |kept: sverka::model::book::KeptClash| {
        (kept.clash.kind.name(), kept.clash.stored.unwrap_or_default(), kept.clash.mine)
    };
    open.into_iter().map(said).collect()
}

fn choose(desk: &Desk, name: &str, choice: &str) {
    let file = book(desk, name);
    let waits =
        |row: &&sverka::workbook::read::FileRow| row.value("conflict_kind").is_some_and(|said| !is_settled(said));
    let row = sheet(&file, "conflicts").rows.iter().find(waits).unwrap().row;
    edit(desk, name, "conflicts", &[(row, "choice", choice)]);
    desk.sync();
}

/// Анна and the head gave different stages, and the head has chosen his.
fn decided() -> (Desk, u32, u32) {
    let desk = desk(3);
    let (hers, his) = (row_of(&desk, "Анна", NAME), row_of(&desk, "Руководитель", NAME));
    edit(&desk, "Анна", "clients", &[(hers, "stage", "счёт")]);
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "отказ")]);
    desk.sync();
    choose(&desk, "Руководитель", "моё");
    assert_eq!(client(&desk, NAME)["stage"], "отказ");
    (desk, hers, his)
}

#[test]
fn what_was_decided_is_not_decided_otherwise_by_choosing_once_more() {
    let (desk, hers, his) = decided();
    let exported = desk.store()["conflicts"].as_array().unwrap().clone();
    let said = exported.iter().map(|row| {
        ["kind", "state", "subject", "book", "column", "stored", "mine"]
            .map(|field| row[field].as_str().unwrap().to_owned())
    });
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            ["conflict", "mine", "C-1", "Руководитель.xlsx", "stage", "счёт", "отказ"],
            ["overruled", "open", "C-1", "Анна.xlsx", "stage", "отказ", "счёт"],
        ]
    );
    let kept = [("overruled", "отказ".to_owned(), "счёт".to_owned())];
    assert_eq!((open(&desk, "Анна"), open(&desk, "Руководитель")), (kept.to_vec(), Vec::new()));
    assert!(cell(&desk, "Анна", "clients", hers, "sync").contains("оставлено значение"));
    choose(&desk, "Анна", "моё");
    assert_eq!(client(&desk, NAME)["stage"], "отказ", "the decision holds");
    assert_eq!((open(&desk, "Анна"), open(&desk, "Руководитель")), (Vec::new(), Vec::new()));
    let says =
        |book: &str, row| [cell(&desk, book, "clients", row, "stage"), cell(&desk, book, "clients", row, "sync")];
    assert_eq!(
        [says("Анна", hers), says("Руководитель", his)],
        [["отказ", ""], ["отказ", ""]].map(|two| two.map(String::from))
    );
    assert!(desk.sync().workbooks.is_empty());
}

#[test]
fn a_file_of_before_opens_nothing_anew_but_a_value_that_is_new_does() {
    let desk = desk(3);
    let (hers, his) = (row_of(&desk, "Анна", NAME), row_of(&desk, "Руководитель", NAME));
    let before = std::fs::read(crate::edits::path(&desk, "Руководитель")).unwrap();
    edit(&desk, "Анна", "clients", &[(hers, "stage", "счёт")]);
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "отказ")]);
    desk.sync();
    choose(&desk, "Руководитель", "из базы");
    assert_eq!((client(&desk, NAME)["stage"].clone(), open(&desk, "Руководитель")), ("счёт".into(), vec![]));
    // The version before comes back with what was decided against.
    std::fs::write(crate::edits::path(&desk, "Руководитель"), &before).unwrap();
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "отказ")]);
    desk.sync();
    assert_eq!((client(&desk, NAME)["stage"].clone(), open(&desk, "Руководитель")), ("счёт".into(), vec![]));
    assert_eq!(cell(&desk, "Руководитель", "clients", his, "stage"), "счёт");
    // And with a value that nobody has decided about.
    std::fs::write(crate::edits::path(&desk, "Руководитель"), &before).unwrap();
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "переговоры")]);
    desk.sync();
    assert_eq!(open(&desk, "Руководитель"), [("conflict", "счёт".to_owned(), "переговоры".to_owned())]);
}

#[test]
fn once_a_third_value_was_given_the_old_pair_is_decided_anew() {
    let (desk, hers, his) = decided();
    choose(&desk, "Анна", "из базы");
    edit(&desk, "Анна", "clients", &[(hers, "stage", "оплата")]);
    desk.sync();
    let before = std::fs::read(crate::edits::path(&desk, "Руководитель")).unwrap();
    edit(&desk, "Анна", "clients", &[(hers, "stage", "счёт")]);
    desk.sync();
    std::fs::write(crate::edits::path(&desk, "Руководитель"), before).unwrap();
    edit(&desk, "Руководитель", "clients", &[(his, "stage", "отказ")]);
    desk.sync();
    assert_eq!(open(&desk, "Руководитель"), [("conflict", "счёт".to_owned(), "отказ".to_owned())]);
}

#[test]
fn whatever_field_of_hers_a_source_changes_in_the_run_in_which_she_does_collides() {
    let columns = r#"{ column = "clients.kpp", owner = "manager" }, { column = "clients.region", owner = "manager" },
        { column = "clients.legal_name", owner = "manager" }, { column = "clients.email", owner = "manager" }"#;
    let fields = [
        ("kpp", "770201002", "770201009"),
        ("region", "Пермь", "Тула"),
        ("legal_name", "ООО «Клиент»", "ПАО «Клиент»"),
        ("email", "hers@client.ru", "theirs@client.ru"),
        ("segment", "опт", "розница"),
    ];
    for (column, mine, stored) in fields {
        let mut desk = columns::desk(columns, "");
        let row = columns::row(&desk, "Анна", NAME);
        columns::save(&desk, "Анна", &[(row, column, mine)]);
        let mut card = serde_json::json!({"record": "client", "id": "c1", "name": NAME, "tax_id": "7702555038",
            "kpp": "770201001", "region": "Казань"});
        let is_list = column == "email";
        card[if is_list { "emails" } else { column }] =
            if is_list { serde_json::json!([stored]) } else { stored.into() };
        desk.drop("accounting", "card.jsonl", card.to_string().as_bytes());
        desk.sync();
        assert_eq!(open(&desk, "Анна"), [("conflict", stored.to_owned(), mine.to_owned())], "{column}");
        assert_eq!(columns::says(&desk, "Анна", NAME, column), stored, "{column}");
        let said = columns::says(&desk, "Анна", NAME, "sync");
        assert!(said.contains("изменено и у вас, и в учёте"), "{column}: {said}");
    }
}

/// Анна and a source gave different segments in one run, and she has chosen in the run in which the source gives a third.
fn decided_beside_a_source(choice: &str) -> Desk {
    let mut desk = columns::desk("", "");
    let says = |segment: &str| {
        let card = serde_json::json!({"record": "client", "id": "c1", "name": NAME, "tax_id": "7702555038",
            "kpp": "770201001", "region": "Казань", "segment": segment});
        card.to_string().into_bytes()
    };
    columns::save(&desk, "Анна", &[(columns::row(&desk, "Анна", NAME), "segment", "опт")]);
    desk.drop("accounting", "1.jsonl", &says("розница"));
    desk.sync();
    assert_eq!(open(&desk, "Анна"), [("conflict", "розница".to_owned(), "опт".to_owned())]);
    desk.drop("accounting", "2.jsonl", &says("сети"));
    choose(&desk, "Анна", choice);
    desk.drop("accounting", "3.jsonl", &says("сети"));
    desk.sync();
    desk
}

#[test]
fn what_was_decided_for_a_manager_s_value_holds_whatever_a_source_says_then() {
    let mut desk = decided_beside_a_source("моё");
    assert_eq!((client(&desk, NAME)["segment"].clone(), open(&desk, "Анна")), ("опт".into(), vec![]));
    assert_eq!(columns::says(&desk, "Анна", NAME, "segment"), "опт");
    let card =
        serde_json::json!({"record": "client", "id": "c1", "name": NAME, "tax_id": "7702555038", "segment": "вуз"});
    desk.drop("accounting", "4.jsonl", card.to_string().as_bytes());
    desk.sync();
    assert_eq!((client(&desk, NAME)["segment"].clone(), open(&desk, "Анна")), ("опт".into(), vec![]));
    // What she writes herself is another value, not another conflict.
    columns::save(&desk, "Анна", &[(columns::row(&desk, "Анна", NAME), "segment", "импорт")]);
    desk.sync();
    assert_eq!((client(&desk, NAME)["segment"].clone(), open(&desk, "Анна")), ("импорт".into(), vec![]));
}

#[test]
fn what_was_decided_for_a_source_follows_that_source() {
    let desk = decided_beside_a_source("из базы");
    assert_eq!((client(&desk, NAME)["segment"].clone(), open(&desk, "Анна")), ("сети".into(), vec![]));
    assert_eq!(columns::says(&desk, "Анна", NAME, "segment"), "сети");
    assert!(desk.sync().workbooks.is_empty());
}
