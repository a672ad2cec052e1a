//! Nothing is done twice: the same export again, renamed, packed, in another encoding, overlapping or out of order
//! gives the same store. Two truly equal payments stay two.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Map, Value};
use sverka::demo::truth::Fate;
use sverka::model::run::FileOutcome;
use zip::CompressionMethod;

use crate::desk::Desk;
use crate::papers::{SETTINGS, cp1251, demo_desk, orders, statement, zip};

const TIME: &str = "2026-10-01T12:00:00";

#[test]
fn the_same_file_is_known_by_its_content() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "orders.xml", orders(25, TIME).as_bytes());
    assert_eq!(desk.sync().totals.rows.applied, 25);
    let store = desk.store();
    for name in ["orders.xml", "orders (2).xml", "выгрузка.XML"] {
        desk.drop("accounting", name, orders(25, TIME).as_bytes());
        let report = desk.sync();
        assert!(matches!(report.files[0].outcome, FileOutcome::Known { .. }), "{name}: {:?}", report.files[0].outcome);
        let rows = report.totals.rows;
        assert_eq!((rows.read, rows.applied, rows.unchanged), (25, 0, 25), "{name}");
        assert!(desk.path(&format!("exchange/accounting/{name}.ok.txt")).exists(), "{name} got no answer");
    }
    assert_eq!(desk.store(), store);
}

#[test]
fn packing_and_encoding_change_nothing() {
    let text = orders(25, TIME);
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "orders.xml", text.as_bytes());
    desk.sync();
    let store = desk.store();
    let declared = |label: &str| text.replace("encoding=\"UTF-8\"", &format!("encoding=\"{label}\""));
    let utf16: Vec<u8> =
        std::iter::once(0xFEFF).chain(declared("UTF-16").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let wrapped: Vec<(&str, Vec<u8>)> = vec![
        ("orders.zip", zip(&[("orders.xml", text.as_bytes())], CompressionMethod::Deflated)),
        ("stored.zip", zip(&[("import/orders.xml", text.as_bytes())], CompressionMethod::Stored)),
        ("bom.xml", format!("\u{feff}{text}").into_bytes()),
        ("cp1251.xml", cp1251(&declared("windows-1251"))),
        ("utf16.xml", utf16),
        ("crlf.xml", text.replace('\n', "\r\n").into_bytes()),
    ];
    for (name, bytes) in wrapped {
        desk.drop("accounting", name, &bytes);
        let report = desk.sync();
        assert_eq!(report.files[0].outcome, FileOutcome::Taken, "{name}");
        let rows = report.totals.rows;
        assert_eq!((rows.read, rows.applied, rows.unchanged), (25, 0, 25), "{name}");
        assert_eq!(desk.store(), store, "{name}");
    }
}

#[test]
fn overlapping_statements_add_only_what_is_new() {
    let first = [(1, 1, "10.00", "a"), (2, 2, "20.00", "b"), (2, 2, "20.00", "b")];
    let second = [(2, 2, "20.00", "b"), (2, 2, "20.00", "b"), (3, 3, "30.00", "c")];
    let whole = [first[0], first[1], first[2], second[2]];
    let mut expected = Desk::new(SETTINGS);
    expected.drop("bank", "whole.txt", &statement(&whole));
    expected.sync();
    let expected = by_keys(&expected.store());
    for order in [[&first[..], &second], [&second, &first[..]]] {
        let mut desk = Desk::new(SETTINGS);
        for (name, lines) in ["one.txt", "two.txt"].into_iter().zip(order) {
            desk.drop("bank", name, &statement(lines));
            desk.sync();
        }
        let store = desk.store();
        assert_eq!(store["payments"].as_array().unwrap().len(), 4, "two truly equal payments stay two");
        assert_eq!(by_keys(&store), expected);
    }
}

#[test]
fn an_older_export_that_comes_later_does_not_win() {
    let newer = orders(3, "2026-10-02T12:00:00").replace("100.00", "150.00");
    let mut desk = Desk::new(SETTINGS);
    desk.drop("accounting", "new.xml", newer.as_bytes());
    desk.sync();
    let store = desk.store();
    desk.drop("accounting", "old.xml", orders(3, TIME).as_bytes());
    let report = desk.sync();
    assert_eq!(report.totals.rows.unchanged, 3);
    assert_eq!(desk.store(), store);
}

/// The store with every id replaced by what its source calls it, arrays sorted: equal for equal facts, in whatever
/// order they came.
fn by_keys(store: &Value) -> Value {
    let mut keys = BTreeMap::new();
    for row in store.as_object().unwrap().values().flat_map(|rows| rows.as_array().unwrap()) {
        if let (Some(id), Some(sources)) = (row["id"].as_str(), row["sources"].as_array()) {
            let mut names: Vec<String> = sources.iter().map(Value::to_string).collect();
            names.sort();
            keys.insert(id.to_owned(), names.concat());
        }
    }
    named(store, &keys)
}

fn named(value: &Value, keys: &BTreeMap<String, String>) -> Value {
    match value {
        Value::String(text) => {
            let parts: Vec<&str> = text.split('/').map(|part| keys.get(part).map_or(part, String::as_str)).collect();
            Value::String(parts.join("/"))
        }
        Value::Array(items) => {
            // A question that later data answered is history.
            let open = items.iter().filter(|item| item["state"] != "resolved");
            let mut items: Vec<Value> = open.map(|item| named(item, keys)).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        // Whether two cards are one client is the same question whichever of them is asked about.
        Value::Object(fields) if fields.get("kind").is_some_and(|kind| kind == "client_match") => {
            let candidates = fields["candidates"].as_array().unwrap().iter().map(|candidate| candidate["id"].clone());
            let cards: Vec<Value> = candidates.chain([fields["subject"].clone()]).collect();
            named(&serde_json::json!([cards, fields["reasons"]]), keys)
        }
        Value::Object(fields) => {
            // Numbers given in the order of arrival say nothing about the facts.
            let is_number = |name: &str, value: &Value| {
                name == "created_run" || (name == "id" && value.as_str().is_some_and(|id| id.starts_with("Q-")))
            };
            let kept = fields.iter().filter(|(name, value)| !is_number(name, value));
            Value::Object(kept.map(|(name, value)| (name.clone(), named(value, keys))).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// Rows that only one of two stores has, entity by entity.
fn difference(one: &Value, other: &Value) -> String {
    let mut lines = Vec::new();
    for (entity, _) in one.as_object().into_iter().chain(other.as_object()).flatten() {
        for (sign, mine, theirs) in [("-", one, other), ("+", other, one)] {
            let theirs: Vec<&Value> = theirs[entity].as_array().into_iter().flatten().collect();
            let rows = mine[entity].as_array().into_iter().flatten();
            lines.extend(rows.filter(|row| !theirs.contains(row)).map(|row| format!("{sign} {entity} {row}")));
        }
    }
    lines.sort();
    lines.dedup();
    lines.join("\n")
}

#[test]
fn the_order_of_arrival_changes_nothing() {
    let (demo, truth) = demo_desk(5);
    let settings = fs::read_to_string(demo.path("sverka.toml")).unwrap();
    let files: Vec<(String, String, Vec<u8>)> = truth
        .files
        .iter()
        .filter(|file| file.fate == Fate::Taken)
        .map(|file| {
            let name = file.path.file_name().unwrap().to_string_lossy().into_owned();
            (file.source.clone(), name, fs::read(demo.path(&file.path.to_string_lossy())).unwrap())
        })
        .collect();
    let store_of = |order: &[usize]| {
        let mut desk = Desk::new(&settings);
        for at in order {
            let (source, name, bytes) = &files[*at];
            desk.drop(source, name, bytes);
            desk.sync();
        }
        desk.store()
    };
    assert_eq!(files.len(), 7);
    let branches: Vec<&str> = truth.same_clients.iter().filter(|s| s.branches).map(|s| s.tax_id.as_str()).collect();
    let first = store_of(&[0, 1, 2, 3, 4, 5, 6]);
    for order in [[6, 5, 4, 3, 2, 1, 0], [3, 0, 6, 2, 5, 1, 4]] {
        let other = store_of(&order);
        // Which branch a bank line means is decided with what is known on arrival, and asked: a branch that is told of
        // later gets no older lines. Everybody else's books are equal.
        let (one, other) = (by_keys(&without(&first, &branches)), by_keys(&without(&other, &branches)));
        assert!(one == other, "{order:?} gives another store\n{}", difference(&one, &other));
    }
}

/// The store without the clients of some tax numbers and whatever hangs on them.
fn without(store: &Value, tax_ids: &[&str]) -> Value {
    let mut gone: BTreeSet<String> = BTreeSet::new();
    let mut left = store.as_object().unwrap().clone();
    let all = |store: &Map<String, Value>| store.values().flat_map(|rows| rows.as_array().unwrap()).count();
    loop {
        let before = all(&left);
        for rows in left.values_mut().filter_map(Value::as_array_mut) {
            let hangs = |row: &Value| {
                let names = ["client_id", "payment_id", "document_id", "subject"];
                tax_ids.iter().any(|tax_id| row["tax_id"] == *tax_id)
                    || names.iter().any(|name| row[*name].as_str().is_some_and(|id| gone.contains(id)))
            };
            let ids: Vec<String> = rows.iter().filter(|row| hangs(row)).map(|row| row["id"].to_string()).collect();
            rows.retain(|row| !hangs(row));
            gone.extend(ids.iter().map(|id| id.trim_matches('"').to_owned()));
        }
        if all(&left) == before {
            return Value::Object(left);
        }
    }
}
