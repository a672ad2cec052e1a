//! `sverka explain` of a client that several sources describe, and what becomes of it when settings say whose word counts.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::say;

const SETTINGS: &str = r#"
lang = "ru"
intake = { quiet_seconds = 0 }

[[source]]
name = "accounting"

[[source]]
name = "crm"

[[manager]]
name = "Анна"
book = "anna.xlsx"

[[manager]]
name = "Олег"
book = "oleg.xlsx"
"#;

const RULES: &str = r#"
[[authority]]
fields = ["phones"]
sources = ["crm"]
keep = "first"

[[authority]]
fields = ["name", "manager"]
sources = ["crm", "accounting"]
role = "buyer"
"#;

const ACCOUNTING: &str = r#"{"record":"client","id":"c1","name":"ООО «Берёзка»","legal_name":"Общество с ограниченной ответственностью «Берёзка»","roles":["buyer"],"tax_id":"7702555038","kpp":"770201001","phones":["+79160000001"],"manager":"Анна","region":"Тверь"}
"#;

const CRM: &str = r#"{"record":"client","id":"57","name":"Берёзка","legal_name":"ООО «Берёзка»","tax_id":"7702555038","phones":["+79160000002"],"manager":"Олег"}
"#;

/// A workspace where the accounting and the shop's card file know one client.
fn workspace(first: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |inside: &str| folder.path().join(inside);
    fs::write(at("sverka.toml"), SETTINGS).expect("written");
    let second = if first == "crm" { "accounting" } else { "crm" };
    for source in [first, second] {
        fs::create_dir_all(at("exchange/accounting")).expect("made");
        fs::create_dir_all(at("exchange/crm")).expect("made");
        let text = if source == "crm" { CRM } else { ACCOUNTING };
        fs::write(at(&format!("exchange/{source}/clients.jsonl")), text).expect("written");
        sync(folder.path());
    }
    folder
}

fn sync(folder: &Path) {
    let said = say(folder, &["sync"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
}

fn explained(folder: &Path, lang: &str) -> String {
    let said = say(folder, &["explain", "client", "C-1", "--lang", lang]);
    assert_eq!(said.code, 0, "{}", said.err);
    said.out
}

fn client(folder: &Path) -> serde_json::Value {
    serde_json::from_str(say(folder, &["export", "clients"]).out.trim()).expect("one client")
}

#[test]
fn where_sources_differ_it_is_said_who_was_believed_and_who_was_not() {
    let folder = workspace("accounting");
    let at = folder.path();
    insta::assert_snapshot!("differ_ru", explained(at, "ru"));
    fs::write(at.join("sverka.toml"), format!("{SETTINGS}{RULES}")).expect("written");
    sync(at);
    insta::assert_snapshot!("by_authority_ru", explained(at, "ru"));
    insta::assert_snapshot!("by_authority_en", explained(at, "en"));
    let json = say(at, &["explain", "client", "C-1", "phones", "--json"]).out;
    let field = &serde_json::from_str::<serde_json::Value>(&json).expect("an object")["fields"][0];
    assert_eq!((&field["because"], &field["authority"]), (&"authority".into(), &1.into()), "{json}");
    let said: Vec<_> = field["statements"].as_array().expect("statements").iter().collect();
    assert_eq!((&said[0]["source"], &said[0]["counts"]), (&"crm".into(), &true.into()));
    assert_eq!((&said[1]["value"], &said[1]["counts"]), (&"+79160000001".into(), &false.into()));
}

#[test]
fn new_rules_change_golden_values_owners_and_books_at_the_next_sync() {
    let folder = workspace("accounting");
    let at = folder.path();
    let before = client(at);
    assert_eq!((&before["name"], &before["manager"]), (&"ООО «Берёзка»".into(), &"Анна".into()));
    assert_eq!(before["phones"].as_array().map(Vec::len), Some(2));
    fs::write(at.join("sverka.toml"), format!("{SETTINGS}{RULES}")).expect("written");
    let books = ["anna.xlsx", "oleg.xlsx"].map(|book| fs::read(at.join("managers").join(book)).expect("a book"));
    sync(at);
    let ruled = client(at);
    assert_eq!((&ruled["name"], &ruled["manager"]), (&"Берёзка".into(), &"Олег".into()));
    assert_eq!(ruled["phones"], serde_json::json!(["+79160000002"]));
    assert_eq!(ruled["region"], "Тверь", "a source that says nothing has no say");
    for (book, before) in ["anna.xlsx", "oleg.xlsx"].into_iter().zip(&books) {
        assert_ne!(fs::read(at.join("managers").join(book)).expect("a book"), *before, "{book}");
    }
    let runs = say(at, &["runs", "--json"]).out;
    sync(at);
    assert!(say(at, &["runs", "--json"]).out.matches("\"run\"").count() == runs.matches("\"run\"").count() + 1);
    fs::write(at.join("sverka.toml"), SETTINGS).expect("written");
    sync(at);
    assert_eq!(client(at), before, "rules that are gone leave nothing behind");
}

#[test]
fn two_tax_numbers_of_one_client_are_not_settled_by_a_vote() {
    let folder = workspace("accounting");
    let at = folder.path();
    let other =
        CRM.replace("7702555038", "7733147896").replace("\"57\"", "\"58\"").replace("ООО «Берёзка»", "ООО «Клён»");
    fs::write(at.join("exchange/crm/more.jsonl"), other).expect("written");
    sync(at);
    let merged = say(at, &["review", "merge", "C-1", "C-2", "--different-numbers", "--who", "Ольга"]);
    assert_eq!(merged.code, 0, "{}", merged.err);
    let text = explained(at, "ru");
    assert!(text.contains("разные ИНН") && text.contains("разные официальные названия"), "{text}");
    assert!(text.contains("не взято: 7733147896 — crm, файл «more.jsonl»"), "{text}");
}

#[test]
fn the_order_in_which_sources_came_changes_nothing() {
    for settings in [SETTINGS.to_owned(), format!("{SETTINGS}{RULES}")] {
        let [one, other] = ["accounting", "crm"].map(|first| {
            let folder = workspace(first);
            fs::write(folder.path().join("sverka.toml"), &settings).expect("written");
            sync(folder.path());
            let mut client = client(folder.path());
            client["sources"].as_array_mut().expect("sources").sort_by_key(ToString::to_string);
            client
        });
        assert_eq!(one, other);
    }
}
