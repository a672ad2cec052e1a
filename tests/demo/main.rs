//! The main job on the invented company, against the right answer its inventor gave: counts read independently of the
//! reader, money, fates of files, and which payment pays what.

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use sverka::demo::truth::{AllocationTruth, Citation, Fate, FileTruth};
use sverka::demo::{self, Truth};
use tempfile::TempDir;

/// Seeds tried; each tells another story.
const SEEDS: [u64; 3] = [1, 2, 3];

struct Place {
    folder: TempDir,
    truth: Truth,
    first: Value,
}

fn sverka(folder: &Path, args: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("sverka").expect("the binary is built");
    let output = command.current_dir(folder).args(args).output().expect("the binary runs");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let code = output.status.code().expect("no signal");
    assert!(matches!(code, 0 | 3), "{args:?} ended with {code}: {}", String::from_utf8_lossy(&output.stderr));
    (code, said)
}

/// Writes the demo of a seed and syncs it once.
fn synced(seed: u64) -> Place {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let truth = demo::write(folder.path(), seed, jiff::civil::date(2026, 11, 20)).expect("the demo is written").truth;
    let (code, said) = sverka(folder.path(), &["sync", "--json"]);
    assert_eq!(code, 3, "the demo plants rows that must be refused");
    Place { folder, truth, first: serde_json::from_str(&said).expect("JSON") }
}

fn rows(place: &Place, entity: &str) -> Vec<Value> {
    let (_, said) = sverka(place.folder.path(), &["export", entity, "--format", "jsonl"]);
    said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_default()
}

fn by_id(rows: Vec<Value>) -> BTreeMap<String, Value> {
    rows.into_iter().map(|row| (text(&row, "id").to_owned(), row)).collect()
}

fn report_of<'a>(place: &'a Place, told: &FileTruth) -> Option<&'a Value> {
    let files = place.first.get("files").and_then(Value::as_array).expect("a list");
    files.iter().find(|file| Path::new(text(file, "path")) == told.path)
}

/// Money of all kinds that can be read, as the report writes it: `{"RUB": "12.50"}`.
fn money(told: &FileTruth) -> BTreeMap<String, String> {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for (currency, minor) in told.kinds.values().flat_map(|kind| &kind.sums) {
        *sums.entry(currency.to_string()).or_default() += minor;
    }
    sums.into_iter().map(|(currency, minor)| (currency, format!("{}.{:02}", minor / 100, minor % 100))).collect()
}

#[test]
fn every_record_that_was_written_is_read() {
    for seed in SEEDS {
        let place = synced(seed);
        for told in &place.truth.files {
            let name = told.path.display();
            let Some(file) = report_of(&place, told) else {
                assert_eq!(told.fate, Fate::Ignored, "seed {seed}: {name} is not in the report");
                continue;
            };
            assert_eq!(file["read"], told.rows(), "seed {seed}: rows of {name}");
            assert_eq!(file["refused"], told.refused(), "seed {seed}: refused rows of {name}");
            for (currency, sum) in money(told).iter().filter(|_| told.fate == Fate::Taken) {
                let read = kopecks(&file["money"][currency]["read"]) - kopecks(&file["money"][currency]["refused"]);
                assert_eq!(read, kopecks(&Value::String(sum.clone())), "seed {seed}: {currency} of {name}");
            }
            let outcome_is_refused = file["outcome"].to_string().contains("refused");
            assert_eq!(outcome_is_refused, told.fate == Fate::Quarantined, "seed {seed}: {name}: {}", file["outcome"]);
        }
    }
}

fn kopecks(amount: &Value) -> i64 {
    amount.as_str().unwrap_or("0").replace('.', "").parse().expect("an amount")
}

#[test]
fn a_second_sync_changes_nothing() {
    let place = synced(1);
    let before = ["clients", "invoices", "payments", "allocations"].map(|entity| rows(&place, entity));
    let (_, said) = sverka(place.folder.path(), &["sync", "--json"]);
    let second: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(second["totals"]["applied"], 0);
    assert_eq!(second["files"].as_array().map(Vec::len), Some(0));
    assert_eq!(before, ["clients", "invoices", "payments", "allocations"].map(|entity| rows(&place, entity)));
}

/// A payment and a document as the right answer names them.
type Pair = (String, String, String, String, String);

fn told_pair(told: &AllocationTruth) -> Pair {
    let (payment, document) = (&told.payment, &told.document);
    let amount = payment.amount.to_string();
    (payment.number.clone(), payment.date.to_string(), amount, document.number.clone(), document.date.to_string())
}

fn found_pairs(place: &Place) -> Vec<(Pair, Value)> {
    let payments = by_id(rows(place, "payments"));
    let documents = ["invoices", "orders", "shipments"].map(|entity| rows(place, entity)).concat();
    let documents = by_id(documents);
    let pair = |allocation: Value| {
        let payment = payments.get(text(&allocation, "payment_id")).expect("an allocation of a payment");
        let document = documents.get(text(&allocation, "document_id")).expect("an allocation to a document");
        let of = |row: &Value, field: &str| text(row, field).to_owned();
        let pair = (
            of(payment, "number"),
            of(payment, "date"),
            of(payment, "amount"),
            of(document, "number"),
            of(document, "date"),
        );
        (pair, allocation)
    };
    rows(place, "allocations").into_iter().map(pair).collect()
}

#[test]
fn no_payment_is_put_on_a_document_it_does_not_pay() {
    for seed in SEEDS {
        let place = synced(seed);
        let told: Vec<Pair> = place.truth.allocations.iter().map(told_pair).collect();
        for (found, allocation) in found_pairs(&place) {
            assert!(told.contains(&found), "seed {seed}: {found:?} by {}", allocation["reasons"]);
        }
    }
}

#[test]
fn what_the_payer_cites_in_full_is_found() {
    for seed in SEEDS {
        let place = synced(seed);
        let found: Vec<Pair> = found_pairs(&place).into_iter().map(|(pair, _)| pair).collect();
        let clear = place.truth.allocations.iter().filter(|told| {
            matches!(told.citation, Citation::Reference | Citation::NumberDate) && !told.payment.payer_tax_id.is_empty()
        });
        let (mut all, mut missed) = (0, Vec::new());
        for told in clear {
            all += 1;
            if !found.contains(&told_pair(told)) {
                missed.push(format!("{:?}", told_pair(told)));
            }
        }
        // Money paid by somebody else may wait for a person.
        assert!(all > 50 && missed.len() <= 1, "seed {seed}: {} of {all} missed:\n{}", missed.len(), missed.join("\n"));
    }
}

#[test]
fn what_two_programs_tell_is_one_payment_and_twins_stay_two() {
    let place = synced(1);
    let payments = rows(&place, "payments");
    let count = |number: &str, date: String, amount: String| {
        let same =
            |row: &&Value| text(row, "number") == number && text(row, "date") == date && text(row, "amount") == amount;
        payments.iter().filter(same).count()
    };
    for told in &place.truth.told_twice {
        let found = count(&told.number, told.date.to_string(), told.amount.to_string());
        assert_eq!(found, 1, "{told:?} is told by two programs");
    }
    let twins = place.truth.allocations.windows(2).find(|pair| pair[0] == pair[1]).unwrap();
    let twin = &twins[0].payment;
    assert_eq!(count(&twin.number, twin.date.to_string(), twin.amount.to_string()), 2, "{twin:?} came twice");
}

#[test]
fn a_client_of_both_programs_is_one_client() {
    let place = synced(1);
    let clients = rows(&place, "clients");
    for same in place.truth.same_clients.iter().filter(|same| !same.branches) {
        let holds = |client: &&Value, record: &(String, String)| {
            let sources = client["sources"].as_array().unwrap();
            sources.iter().any(|source| text(source, "source") == record.0 && text(source, "external_id") == record.1)
        };
        let owners: Vec<Option<&str>> = same
            .records
            .iter()
            .map(|record| clients.iter().find(|client| holds(client, record)).map(|client| text(client, "id")))
            .collect();
        assert!(owners[0].is_some() && owners.iter().all(|owner| *owner == owners[0]), "{same:?}: {owners:?}");
    }
}
