//! Nothing is lost: what a plain text search finds in the exports is what the report says was read, in rows and money,
//! and every row and every kopeck has an outcome.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use regex::Regex;
use serde_json::Value;
use sverka::demo::Truth;
use sverka::demo::truth::{AllocationTruth, Citation, FileTruth};
use sverka::model::money::Currency;
use sverka::model::run::{FileOutcome, FileReport, RunReport};

use crate::papers::demo_desk;

/// Rows and rouble kopecks that a search finds in a file, before anything reads it.
fn searched(path: &Path) -> Option<(u64, Option<i128>)> {
    let bytes = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    if name.starts_with("kl_to_1c") {
        let text = encoding_rs::WINDOWS_1251.decode(&bytes).0.into_owned();
        let is_row = |line: &&str| line.starts_with("СекцияДокумент=") || *line == "СекцияРасчСчет";
        let rows = text.lines().filter(is_row).count();
        return Some((rows as u64, Some(sum(&text, r"(?m)^Сумма=(\d+)\.(\d\d)"))));
    }
    let text = String::from_utf8(bytes).ok()?;
    if name.starts_with("contragents") {
        return Some((text.matches("<Контрагент>").count() as u64, None));
    }
    if name.starts_with("Message") {
        let kinds = Regex::new(
            r"<(?:Справочник\.(?:Организации|Контрагенты|КонтактныеЛица|Договоры|Номенклатура|Валюты)|Документ\.\w+|УдалениеОбъекта)>",
        )
        .unwrap();
        return Some((kinds.find_iter(&text).count() as u64, None));
    }
    let documents = text.matches("<Документ>").count();
    Some((documents as u64, None))
}

fn sum(text: &str, pattern: &str) -> i128 {
    let found = Regex::new(pattern).unwrap();
    found.captures_iter(text).map(|found| format!("{}{}", &found[1], &found[2]).parse::<i128>().unwrap()).sum()
}

fn roubles(file: &FileReport) -> i128 {
    file.tally.money_by_currency().get(&Currency::RUB).map_or(0, |sums| sums.read)
}

/// A demo, searched before it was synced once.
struct Synced {
    seed: u64,
    truth: Truth,
    searched: BTreeMap<String, Option<(u64, Option<i128>)>>,
    report: RunReport,
    store: Value,
}

/// Three invented companies; every test here looks at the same run.
fn synced() -> &'static [Synced] {
    static SYNCED: OnceLock<Vec<Synced>> = OnceLock::new();
    SYNCED.get_or_init(|| {
        let one = |seed| {
            let (desk, truth) = demo_desk(seed);
            let path = |file: &FileTruth| file.path.to_string_lossy().into_owned();
            let searched = truth.files.iter().map(|file| (path(file), searched(&desk.path(&path(file))))).collect();
            let report = desk.sync();
            Synced { seed, truth, searched, report, store: desk.store() }
        };
        [3, 17, 99].map(one).into()
    })
}

#[test]
fn what_a_search_finds_in_the_exports_is_read() {
    for Synced { seed, searched, report, .. } in synced() {
        assert!(report.totals.balances(), "seed {seed}");
        let mut compared = 0;
        for file in report.files.iter().filter(|file| file.outcome == FileOutcome::Taken) {
            assert!(file.tally.balances(), "seed {seed}: {}", file.path);
            let Some(Some((rows, money))) = searched.get(&file.path) else { continue };
            assert_eq!(file.tally.rows.read + file.tally.skipped, *rows, "seed {seed}: {}", file.path);
            if let Some(money) = money {
                assert_eq!(roubles(file), *money, "seed {seed}: {}", file.path);
            }
            compared += 1;
        }
        assert!(compared >= 6, "only {compared} files were compared");
    }
}

fn kopecks(row: &Value, field: &str) -> i64 {
    row[field].as_str().unwrap_or_else(|| panic!("{field} of {row}")).replace('.', "").parse().unwrap()
}

fn rows<'a>(store: &'a Value, entities: &[&str]) -> Vec<&'a Value> {
    entities.iter().flat_map(|entity| store[entity].as_array().into_iter().flatten()).collect()
}

#[test]
fn allocations_exceed_neither_a_payment_nor_a_document() {
    for Synced { seed, store, .. } in synced() {
        let (mut of_payment, mut of_document) = (BTreeMap::new(), BTreeMap::new());
        for allocation in rows(store, &["allocations"]) {
            assert!(kopecks(allocation, "amount") > 0);
            *of_payment.entry(allocation["payment_id"].clone().to_string()).or_insert(0) +=
                kopecks(allocation, "amount");
            *of_document.entry(allocation["document_id"].to_string()).or_insert(0) += kopecks(allocation, "amount");
        }
        for payment in rows(store, &["payments"]) {
            let spent = of_payment.remove(&payment["id"].to_string()).unwrap_or(0);
            assert_eq!(spent, kopecks(payment, "allocated"), "seed {seed}: {payment}");
            assert!(spent <= kopecks(payment, "amount"), "seed {seed}: {payment}");
        }
        for document in rows(store, &["invoices", "orders", "shipments", "returns"]) {
            let paid = of_document.remove(&document["id"].to_string()).unwrap_or(0);
            assert_eq!(paid, kopecks(document, "paid"), "seed {seed}: {document}");
            assert!(paid <= kopecks(document, "total"), "seed {seed}: {document}");
        }
        assert!(of_payment.is_empty() && of_document.is_empty(), "seed {seed}: allocations of nothing");
    }
}

/// A payment and a document by what people see: number and date of both.
type Pair = (String, String, String, String);

fn pairs(store: &Value) -> Vec<(Pair, Value)> {
    let by_id = |entities: &[&str]| -> BTreeMap<String, (String, String)> {
        let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
        rows(store, entities).iter().map(|row| (text(row, "id"), (text(row, "number"), text(row, "date")))).collect()
    };
    let (payments, documents) = (by_id(&["payments"]), by_id(&["invoices", "orders", "shipments"]));
    let of = |allocation: &Value| {
        let (payment, day) = payments[allocation["payment_id"].as_str().unwrap()].clone();
        let (document, date) = documents[allocation["document_id"].as_str().unwrap()].clone();
        ((payment, day, document, date), allocation.clone())
    };
    rows(store, &["allocations"]).into_iter().map(of).collect()
}

#[test]
fn what_is_allocated_by_itself_is_right_and_little_is_missed() {
    for Synced { seed, truth, store, .. } in synced() {
        let told: BTreeSet<Pair> = truth
            .allocations
            .iter()
            .map(|told| {
                let (payment, document) = (&told.payment, &told.document);
                (payment.number.clone(), payment.date.to_string(), document.number.clone(), document.date.to_string())
            })
            .collect();
        let found = pairs(store);
        for (pair, allocation) in &found {
            assert!(told.contains(pair), "seed {seed}: {pair:?} by {allocation}");
        }
        let found: BTreeSet<Pair> = found.into_iter().map(|(pair, _)| pair).collect();
        let unclear =
            |told: &&AllocationTruth| matches!(told.citation, Citation::Nothing | Citation::Wrong | Citation::Date);
        let findable = truth.allocations.len() - truth.allocations.iter().filter(unclear).count();
        eprintln!("seed {seed}: {} of {} pairs found, {findable} were told clearly", found.len(), told.len());
        assert!(found.len() * 100 >= findable * 85, "seed {seed}: {} of {findable}", found.len());
    }
}

#[test]
fn one_company_is_one_client_and_nobody_else_is() {
    for Synced { seed, truth, store, .. } in synced() {
        let mut tax_ids: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        for client in rows(store, &["clients"]) {
            let sources = client["sources"].as_array().unwrap();
            assert!(!sources.is_empty(), "seed {seed}: {client}");
            if client["tax_id"] != "" {
                tax_ids.entry(client["tax_id"].as_str().unwrap().to_owned()).or_default().push(client);
            }
        }
        let branches: Vec<&str> =
            truth.same_clients.iter().filter(|same| same.branches).map(|same| same.tax_id.as_str()).collect();
        for (tax_id, clients) in &tax_ids {
            assert!(clients.len() == 1 || branches.contains(&tax_id.as_str()), "seed {seed}: {clients:?}");
        }
        for same in truth.same_clients.iter().filter(|same| !same.branches) {
            let holder = |record: &(String, String)| {
                let holds = |client: &&&Value| {
                    let sources = client["sources"].as_array().unwrap();
                    sources.iter().any(|s| s["source"] == record.0.as_str() && s["external_id"] == record.1.as_str())
                };
                rows(store, &["clients"]).iter().find(holds).map(|client| client["id"].clone())
            };
            let holders: BTreeSet<String> = same.records.iter().map(|record| format!("{:?}", holder(record))).collect();
            assert_eq!(holders.len(), 1, "seed {seed}: {same:?} is {holders:?}");
        }
    }
}
