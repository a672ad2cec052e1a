//! What a workspace comes to in the end, as text that does not depend on how often it was tried.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use serde_json::Value;
use sverka::pipeline::backup::verify;
use sverka::store::export::Entity;
use zip::ZipArchive;

use crate::book::open;
use crate::desk::{Desk, files_below};

/// Everything that people and programs see: rows of the store, issues, every file with its content.
pub(crate) type State = BTreeMap<String, String>;

/// The state of a workspace at rest; that it is sound and has nothing left to do is checked on the way.
pub(crate) fn state(desk: &Desk) -> State {
    let mut state = State::new();
    let workspace = desk.open();
    let store = workspace.store();
    assert!(store.faults().unwrap().is_empty(), "{:?}", store.faults());
    let stuck = store.jobs_stuck().unwrap();
    assert!(stuck.is_empty() && store.jobs_waiting().unwrap() == 0, "jobs are left: {stuck:?}");
    for (entity, name) in Entity::ALL.into_iter().filter(|(entity, _)| !matches!(entity, Entity::Journal)) {
        let mut rows = Vec::new();
        let mut add = |row| {
            rows.push(timeless(row).to_string());
            Ok(())
        };
        store.export(entity, &mut add).unwrap();
        rows.sort();
        state.insert(format!("store {name}"), rows.join("\n"));
    }
    drop(workspace);
    assert!(verify(&desk.config(), true).unwrap().is_sound(), "{:?}", verify(&desk.config(), true));
    for folder in ["exchange", "done", "quarantine", "managers", "store/tmp"] {
        for file in files_below(&desk.path(folder)) {
            let name = file.strip_prefix(desk.path("")).unwrap().to_string_lossy().into_owned();
            state.insert(name, content(&file));
        }
    }
    state
}

/// A row without the numbers of runs, deliveries and revisions: they count attempts.
fn timeless(mut row: Value) -> Value {
    if let Some(fields) = row.as_object_mut() {
        ["run", "created_run", "delivery", "revision", "id"].iter().for_each(|counted| drop(fields.remove(*counted)));
    }
    row
}

/// The text of a file; of a workbook its parts, without the number of its version.
fn content(file: &Path) -> String {
    let bytes = fs::read(file).unwrap();
    if file.extension().is_none_or(|extension| extension != "xlsx") {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let edition = open(file).stamp.unwrap().edition;
    let version = edition.version;
    let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for at in 0..package.len() {
        let mut part = package.by_index(at).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        let content = String::from_utf8_lossy(&bytes)
            .replace(&edition.to_string(), &edition.to_string().replacen(&version.to_string(), "", 1));
        text.push_str(&format!("{:?}\n{content}\n", part.name_raw()));
    }
    text
}

/// What is not as expected after the next run; nothing where everything is.
pub(crate) fn made_good(desk: &Desk, expected: &State) -> String {
    if let Err(error) = desk.try_run(false) {
        return format!("\n the next run fails: {error:?}");
    }
    differences(expected, &state(desk))
}

/// What of the store is not as expected, whatever numbers the program gave its records.
pub(crate) fn unlike_but_for_numbers(desk: &Desk, expected: &State) -> String {
    let stored = |state: &State| -> State {
        let texts = state.iter().filter(|(name, _)| name.starts_with("store "));
        texts.map(|(name, text)| (name.clone(), without_numbers(text))).collect()
    };
    differences(&stored(expected), &stored(&state(desk)))
}

/// Rows without the numbers of records (`C-1`), in order.
fn without_numbers(text: &str) -> String {
    let number = |text: &str| {
        let mut kept = String::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            kept.push(letter);
            if letter == '-' && kept.chars().rev().nth(1).is_some_and(|it| it.is_ascii_uppercase()) {
                while letters.next_if(char::is_ascii_digit).is_some() {}
            }
        }
        kept
    };
    let mut rows: Vec<String> = text.lines().map(number).collect();
    rows.sort();
    rows.join("\n")
}

/// What of two states differs, in words.
fn differences(expected: &State, found: &State) -> String {
    let names: std::collections::BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    let mut text = String::new();
    for name in names.into_iter().filter(|name| expected.get(*name) != found.get(*name)) {
        match (expected.get(name), found.get(name)) {
            (None, Some(_)) => text.push_str(&format!("\n{name}: is too many")),
            (Some(_), None) => text.push_str(&format!("\n{name}: lacks")),
            (expected, found) => text.push_str(&format!("\n{name}: {}", lines(expected, found))),
        }
    }
    text
}

/// The lines of one text that the other does not have.
fn lines(expected: Option<&String>, found: Option<&String>) -> String {
    let of = |text: Option<&String>| text.map(String::as_str).unwrap_or_default().replace("><", ">\n<");
    let (expected, found) = (of(expected), of(found));
    let without = |one: &str, other: &str, sign: &str| -> String {
        let other: std::collections::BTreeSet<&str> = other.lines().collect();
        let lines = one.lines().filter(|line| !other.contains(line)).take(12);
        lines.map(|line| format!("\n  {sign} {line}")).collect()
    };
    without(&expected, &found, "-") + &without(&found, &expected, "+")
}
