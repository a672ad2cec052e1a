//! `sverka doctor`: what an admin is told before something breaks.

use std::fs;
use std::path::Path;

use super::{say, workspace};

fn findings(folder: &Path) -> (i32, Vec<(String, String, String)>) {
    let said = say(folder, &["doctor", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&said.out).expect("one JSON object");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let each = found["findings"].as_array().expect("findings").iter();
    (said.code, each.map(|one| (text(&one["code"]), text(&one["health"]), text(&one["params"]["path"]))).collect())
}

#[test]
fn a_new_workspace_is_fine_but_for_its_backup() {
    let folder = workspace();
    let (code, found) = findings(folder.path());
    let troubles: Vec<&str> =
        found.iter().filter(|(_, health, _)| health != "fine").map(|(code, ..)| code.as_str()).collect();
    assert_eq!((code, troubles), (0, vec!["backup-none"]));
    assert!(!folder.path().join("store/sverka.db").exists(), "to examine makes nothing");
    assert_eq!(say(folder.path(), &["sync"]).code, 0);
    assert_eq!(say(folder.path(), &["backup", "b.zip"]).code, 0);
    let text = say(folder.path(), &["doctor"]).out;
    assert!(text.contains("последняя копия: дней назад 0") && !text.contains("ВНИМАНИЕ"), "{text}");
    let left: Vec<_> = fs::read_dir(folder.path().join("exchange/accounting")).expect("a folder").collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_is_missing_or_no_folder_fails_with_a_remedy() {
    let folder = workspace();
    fs::remove_dir(folder.path().join("exchange/accounting")).expect("removed");
    fs::remove_dir(folder.path().join("done")).expect("removed");
    fs::write(folder.path().join("done"), "no folder").expect("written");
    let (code, found) = findings(folder.path());
    let missing: Vec<&str> =
        found.iter().filter(|(code, ..)| code == "folder-missing").map(|(.., path)| path.as_str()).collect();
    assert_eq!((code, missing), (1, vec!["exchange/accounting", "done"]));
    let text = say(folder.path(), &["doctor", "--lang", "en"]).out;
    assert!(text.contains("FAILED   done: there is no such folder\n    Make the folder"), "{text}");
}

#[test]
fn a_clock_that_went_back_and_a_store_that_is_no_database_are_told() {
    let folder = workspace();
    let at = folder.path();
    assert_eq!(say(at, &["sync"]).code, 0);
    let store = rusqlite::Connection::open(at.join("store/sverka.db")).expect("the store");
    store.execute("UPDATE run SET started_at = '2999-01-01T00:00:00Z'", []).expect("changed");
    drop(store);
    let (code, found) = findings(at);
    assert!(code == 1 && found.iter().any(|(code, ..)| code == "clock-back"), "{found:?}");
    fs::write(at.join("store/sverka.db"), "это не база, а текст ".repeat(100)).expect("written");
    for extra in ["sverka.db-wal", "sverka.db-shm"] {
        fs::remove_file(at.join("store").join(extra)).unwrap_or_default();
    }
    let (code, found) = findings(at);
    assert!(code == 1 && found.iter().any(|(code, ..)| code == "store-damaged"), "{found:?}");
}

#[test]
fn a_store_of_an_older_program_is_told_and_left_as_it_is() {
    let folder = workspace();
    let at = folder.path();
    let store = rusqlite::Connection::open(at.join("store/sverka.db")).expect("the store");
    let first = include_str!("../../src/store/schema/001.sql");
    store.execute_batch(&format!("{first}; PRAGMA user_version = 1")).expect("a store of schema 1");
    drop(store);
    let before = fs::read(at.join("store/sverka.db")).expect("the store");
    let (code, found) = findings(at);
    assert!(code == 0 && found.iter().any(|(code, ..)| code == "store-older"), "{found:?}");
    let text = say(at, &["doctor", "--lang", "en"]).out;
    assert!(text.contains("an older program wrote the store (schema 1); the next run upgrades it"), "{text}");
    assert_eq!(fs::read(at.join("store/sverka.db")).expect("the store"), before);
    assert!(!at.join("store/backups").exists());
    assert_eq!(say(at, &["sync"]).code, 0);
    assert!(at.join("store/backups/schema-1.db").exists());
    assert!(findings(at).1.iter().any(|(code, ..)| code == "store"));
}
