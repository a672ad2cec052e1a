//! What a bank tells in several reports is one payment, and an entry whose parts another report lists is not counted
//! beside them, in whatever order they come.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::desk::{Desk, files_below};
use crate::papers::{SETTINGS, statement, zip};

fn case() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/camt")
}

/// The reports of the fixture, by name.
fn reports() -> Vec<(String, Vec<u8>)> {
    let files = files_below(&case().join("input/bank")).into_iter();
    files.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap())).collect()
}

fn rows(store: &Value, entity: &str) -> Vec<Value> {
    store[entity].as_array().cloned().unwrap_or_default()
}

fn said(rows: &[Value], fields: &[&str]) -> Vec<String> {
    let of = |row: &Value| fields.iter().map(|field| row[*field].to_string()).collect::<Vec<_>>().join(" ");
    let mut said: Vec<String> = rows.iter().map(of).collect();
    said.sort();
    said
}

/// What the reports come to: every payment, and what is paid of every invoice.
fn outcome(desk: &Desk) -> (Vec<String>, Vec<String>) {
    let store = desk.store();
    let fields = ["date", "direction", "amount", "currency", "status", "unallocated", "number", "purpose"];
    (said(&rows(&store, "payments"), &fields), said(&rows(&store, "invoices"), &["number", "total", "paid"]))
}

fn taken(order: impl Iterator<Item = (String, Vec<u8>)>, one_by_one: bool) -> (Vec<String>, Vec<String>) {
    let mut desk = Desk::new(&fs::read_to_string(case().join("sverka.toml")).unwrap());
    for (name, bytes) in order {
        desk.drop("bank", &name, &bytes);
        if one_by_one {
            desk.sync();
        }
    }
    desk.sync();
    outcome(&desk)
}

#[test]
fn the_order_of_reports_changes_nothing() {
    let forward = taken(reports().into_iter(), false);
    assert_eq!(forward.0.len(), 18);
    assert_eq!(taken(reports().into_iter().rev(), false), forward, "the last report first");
    let (even, odd): (Vec<_>, Vec<_>) = reports().into_iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let shuffled = odd.into_iter().chain(even).map(|(_, report)| report);
    assert_eq!(taken(shuffled, true), forward, "every other report first, one a run");
}

#[test]
fn reports_in_one_package_say_what_they_say_one_by_one() {
    let reports = reports();
    let entries: Vec<(&str, &[u8])> = reports.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let package = zip(&entries, zip::CompressionMethod::Deflated);
    let together = taken([("reports.zip".to_owned(), package)].into_iter(), false);
    assert_eq!(together, taken(reports.into_iter(), true));
}

#[test]
fn what_is_booked_is_neither_lost_nor_doubled() {
    let (payments, _) = taken(reports().into_iter(), false);
    let received: i64 = payments
        .iter()
        .filter(|payment| payment.contains("\"in\"") && !payment.contains("\"draft\""))
        .map(|payment| payment.split('"').nth(5).unwrap().replace('.', "").parse::<i64>().unwrap())
        .sum();
    // By the statements: 1500 and 900 on the first day, 700 on the second, 60 and twice 33 on the third, 1 at last.
    assert_eq!(received, 322_700);
}

#[test]
fn a_payment_in_two_formats_of_a_bank_is_one() {
    let mut desk = Desk::new(SETTINGS);
    desk.drop("bank", "kl_to_1c.txt", &statement(&[(14, 6, "12000.00", "Оплата по счету № 201"), (15, 6, "7.00", "")]));
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/directbank/input/bank/2-overlap.xml");
    desk.drop("bank", "statement.xml", &fs::read(fixture).unwrap());
    desk.sync();
    let payments = rows(&desk.store(), "payments");
    let both: Vec<_> = payments.iter().filter(|payment| payment["sources"].as_array().unwrap().len() == 2).collect();
    assert_eq!(said(&payments, &["number", "amount"]), ["\"14\" \"12000.00\"", "\"15\" \"7.00\"", "\"45\" \"800.00\""]);
    assert_eq!(both.len(), 1);
    assert_eq!(both[0]["number"], "14");
}
