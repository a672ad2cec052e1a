//! `sverka quarantine`: what could not be taken is not lost, and taking it later is taking it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::say;

const MAPPING: &str = r#"
name = "branch-clients"
format = "xml"
title = { ru = "Клиенты филиала", uk = "Клієнти філії", en = "Clients of the branch" }

[recognise]
root = "Branch"

[[record]]
name = "client"
at = "Card"
kind = "client"
key = ["@no"]
fields.name = "Title"
fields.tax_id = "Inn"
"#;

const CARDS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Branch><Card no="1"><Title>ООО «Берёзка»</Title><Inn>7702555038</Inn></Card>
<Card no="2"><Title>ООО «Осинка»</Title><Inn>7809679290</Inn></Card></Branch>
"#;

fn said_well(folder: &Path, args: &[&str]) -> String {
    let said = say(folder, args);
    assert_eq!(said.code, 0, "{args:?}: {}{}", said.out, said.err);
    said.out
}

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    said_well(folder.path(), &["init", "--lang", "ru"]);
    folder
}

fn drop_cards(folder: &Path) {
    fs::write(folder.join("exchange/accounting/карточки.xml"), CARDS).expect("written");
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A workspace where the cards were refused: no mapping reads them.
fn refused() -> TempDir {
    let folder = workspace();
    drop_cards(folder.path());
    assert_eq!(say(folder.path(), &["sync"]).code, 3);
    folder
}

#[test]
fn a_replay_after_a_mended_mapping_is_a_first_import() {
    let (later, first) = (refused(), workspace());
    let listed = said_well(later.path(), &["quarantine", "list"]);
    assert!(listed.contains("карточки.xml\n    accounting, ") && listed.contains("программа не знает"), "{listed}");
    let answered = said_well(later.path(), &["quarantine", "show", "карточки.xml"]);
    assert!(answered.contains("карточки.xml") && answered.lines().count() > 3, "the receipt: {answered}");
    for folder in [&later, &first] {
        fs::write(folder.path().join("mappings/branch-clients.toml"), MAPPING).expect("written");
        said_well(folder.path(), &["mapping", "check"]);
    }
    drop_cards(first.path());
    said_well(first.path(), &["sync"]);
    let dry = said_well(later.path(), &["quarantine", "replay", "--all", "--dry-run"]);
    assert!(dry.contains("вернулся бы в источник accounting"), "{dry}");
    said_well(later.path(), &["quarantine", "replay", "карточки.xml"]);
    let clients = |folder: &TempDir| said_well(folder.path(), &["export", "clients"]);
    assert_eq!(clients(&later), clients(&first));
    assert_eq!(clients(&first).lines().count(), 2);
    let exchange = |folder: &TempDir| names(&folder.path().join("exchange/accounting"));
    assert_eq!(exchange(&later), exchange(&first), "the same answer, and none of the earlier one");
    assert!(said_well(later.path(), &["quarantine", "list"]).starts_with("В карантине ничего нет"));
}

#[test]
fn what_is_still_wrong_is_refused_again_and_lost_nowhere() {
    let folder = refused();
    assert_eq!(say(folder.path(), &["quarantine", "replay", "--all"]).code, 3);
    let listed = said_well(folder.path(), &["quarantine", "list", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed).expect("one JSON object");
    let files = listed["files"].as_array().expect("files");
    assert_eq!(
        (files.len(), &files[0]["source"], &files[0]["name"]),
        (1, &"accounting".into(), &"карточки.xml".into())
    );
}

#[test]
fn a_file_is_given_up_with_a_reason_that_is_kept() {
    let folder = refused();
    let at = folder.path();
    assert_eq!(say(at, &["quarantine", "discard", "карточки.xml"]).code, 2, "a reason is asked for");
    let args = ["quarantine", "discard", "карточки.xml", "--reason", "прислали по ошибке", "--who", "Ольга"];
    let dry = said_well(at, &[&args[..], &["--dry-run"]].concat());
    assert!(dry.contains("был бы убран"), "{dry}");
    said_well(at, &args);
    assert!(said_well(at, &["quarantine", "list"]).starts_with("В карантине ничего нет"));
    let issues = said_well(at, &["export", "issues"]);
    assert!(issues.contains("file-discarded") && issues.contains("прислали по ошибке") && issues.contains("Ольга"));
    assert_eq!(say(at, &["quarantine", "discard", "карточки.xml", "--reason", "ещё раз"]).code, 2);
}

#[test]
fn a_file_that_no_run_knows_needs_its_source() {
    let folder = workspace();
    let at = folder.path();
    fs::create_dir_all(at.join("quarantine/2026-01-01")).expect("made");
    fs::write(at.join("quarantine/2026-01-01/карточки.xml"), CARDS).expect("written");
    fs::write(at.join("mappings/branch-clients.toml"), MAPPING).expect("written");
    assert_eq!(say(at, &["quarantine", "replay", "карточки.xml"]).code, 2);
    said_well(at, &["quarantine", "replay", "карточки.xml", "--source", "accounting"]);
    assert_eq!(said_well(at, &["export", "clients"]).lines().count(), 2);
}

#[test]
fn a_file_that_was_never_archived_is_archived_before_it_is_given_up() {
    let folder = workspace();
    let at = folder.path();
    fs::create_dir_all(at.join("quarantine/2026-01-01")).expect("made");
    fs::write(at.join("quarantine/2026-01-01/карточки.xml"), CARDS).expect("written");
    let listed: serde_json::Value =
        serde_json::from_str(&said_well(at, &["quarantine", "list", "--json"])).expect("one JSON object");
    let hex = listed["files"][0]["delivery"].as_str().expect("its hash").to_owned();
    let (shelf, rest) = hex.split_at(2);
    let archived = at.join("store/archive").join(shelf).join(rest);
    assert!(!archived.exists(), "no run knows it");
    said_well(at, &["quarantine", "discard", "карточки.xml", "--reason", "прислали по ошибке"]);
    assert!(!at.join("quarantine/2026-01-01/карточки.xml").exists());
    assert_eq!(fs::read_to_string(archived).expect("archived"), CARDS);
}

#[test]
fn what_came_out_of_a_workbook_is_not_put_into_a_folder() {
    let folder = refused();
    let at = folder.path();
    let store = rusqlite::Connection::open(at.join("store/sverka.db")).expect("the store");
    store.execute("UPDATE source SET name = 'workbooks'", []).expect("changed");
    drop(store);
    let one = say(at, &["quarantine", "replay", "карточки.xml", "--lang", "en"]);
    assert!(one.code == 2 && one.err.contains("from a workbook"), "{}", one.err);
    let all = say(at, &["quarantine", "replay", "--all", "--lang", "en"]);
    assert!(all.code == 0 && all.out.contains("Nothing"), "the others are not stopped by it: {}{}", all.out, all.err);
    assert_eq!(said_well(at, &["quarantine", "list"]).matches("карточки.xml").count(), 1, "it stays");
}
