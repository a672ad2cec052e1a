//! The machine's view: every field of the product's table, money as decimal strings, and an origin for every value.

use std::fs;

use regex::Regex;
use serde_json::Value;

use crate::desk::Desk;
use crate::papers::{demo_desk, sverka};

/// The fields that other programs count on, by entity.
const FIELDS: &[(&[&str], &str)] = &[
    (
        &["clients"],
        "id name legal_name kind roles tax_id tax_id_kind kpp registration_number phones emails addresses \
         bank_accounts segment region lead_source rating stage manager attributes deleted sources",
    ),
    (
        &["invoices", "orders", "shipments", "returns"],
        "id number date due_date client_id organization_id contract_id currency total paid balance status posted \
         deleted lines sources",
    ),
    (
        &["payments"],
        "id number date value_date direction method currency amount payer payee purpose client_id allocated \
         unallocated status sources",
    ),
    (
        &["balances"],
        "id account ledger organization_id client_id contract period_start period_end currency opening debit credit \
         closing opening_debit opening_credit closing_debit closing_credit debit_count credit_count deleted held_closing \
         difference since_run sources",
    ),
    (&["allocations"], "id payment_id document_kind document_id amount currency decided_by confidence reasons"),
    (&["review"], "id kind state subject candidates reasons created_run"),
    (&["issues"], "id run delivery code severity position message params"),
];

fn export(desk: &Desk, entity: &str, format: &str) -> String {
    let said = sverka(&desk.path(""), &["export", entity, "--format", format]);
    assert_eq!(said.status.code(), Some(0), "{entity}: {}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap()
}

fn rows(desk: &Desk, entity: &str) -> Vec<Value> {
    export(desk, entity, "jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// One demo for all that only look.
#[test]
fn everything_is_exported_and_explained() {
    let (desk, _) = demo_desk(4);
    desk.sync();
    every_row_has_every_field_and_money_is_exact(&desk);
    every_entity_is_exported_in_both_formats(&desk);
    a_value_is_explained_by_its_file_place_rule_and_run(&desk);
}

fn every_row_has_every_field_and_money_is_exact(desk: &Desk) {
    let decimal = Regex::new(r"^-?\d+\.\d\d$").unwrap();
    for (entities, fields) in FIELDS {
        for entity in *entities {
            let rows = rows(desk, entity);
            assert!(!rows.is_empty() || *entity == "returns", "{entity} has no rows");
            for row in &rows {
                for field in fields.split_whitespace() {
                    assert!(row.get(field).is_some(), "{entity} has no {field}: {row}");
                }
                for field in ["total", "paid", "balance", "amount", "allocated", "unallocated"] {
                    let Some(money) = row.get(field) else { continue };
                    assert!(money.as_str().is_some_and(|text| decimal.is_match(text)), "{entity}.{field}: {money}");
                    assert_eq!(row["currency"].as_str().map(str::len), Some(3), "{entity}: {row}");
                }
                for date in ["date", "due_date", "value_date"].iter().filter_map(|field| row.get(*field)) {
                    let is_date = |text: &str| text.parse::<jiff::civil::Date>().is_ok();
                    assert!(date.is_null() || date.as_str().is_some_and(is_date), "{entity}: {date}");
                }
            }
        }
    }
}

fn every_entity_is_exported_in_both_formats(desk: &Desk) {
    for (_, entity) in sverka::store::export::Entity::ALL {
        let table = export(desk, entity, "csv");
        let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(header.first().map(String::as_str), Some("id"), "{entity}: {header:?}");
        let fields = FIELDS.iter().find(|(entities, _)| entities.contains(&entity)).map_or("", |(_, fields)| fields);
        for field in fields.split_whitespace() {
            assert!(header.iter().any(|name| name == field), "{entity} has no column {field}");
        }
        let lines = reader.records().map(Result::unwrap).count();
        assert_eq!(lines, rows(desk, entity).len(), "{entity}");
    }
}

fn a_value_is_explained_by_its_file_place_rule_and_run(desk: &Desk) {
    let first = |entity: &str| rows(desk, entity).swap_remove(0);
    for (kind, entity) in
        [("client", "clients"), ("invoice", "invoices"), ("payment", "payments"), ("balance", "balances")]
    {
        let row = first(entity);
        let id = row["id"].as_str().unwrap().to_owned();
        let said = sverka(&desk.path(""), &["explain", kind, &id, "--lang", "en"]);
        assert_eq!(said.status.code(), Some(0), "{kind} {id}");
        let text = String::from_utf8(said.stdout).unwrap();
        let files = ["orders.xml", "contragents.xml", "Message_БП_CR.xml", "kl_to_1c", ".xlsx"];
        assert!(files.iter().any(|file| text.contains(file)), "{kind} {id} names no file:\n{text}");
        let rules = ["commerceml", "enterprisedata", "client-bank", "register-invoices"];
        assert!(rules.iter().any(|rule| text.contains(rule)), "{kind} {id} names no rule:\n{text}");
    }
    let allocation = first("allocations");
    let payment = allocation["payment_id"].as_str().unwrap();
    let said = sverka(&desk.path(""), &["explain", "payment", payment, "--lang", "en", "--json"]);
    let told: Value = serde_json::from_slice(&said.stdout).unwrap();
    assert!(told.to_string().contains(allocation["document_id"].as_str().unwrap()), "{told}");
    let said = sverka(&desk.path(""), &["explain", "client", "C-999999"]);
    assert_ne!(said.status.code(), Some(0), "nobody of that id is known");
}

#[test]
fn issues_say_where_and_the_place_is_there() {
    let (desk, truth) = demo_desk(4);
    let lines: std::collections::BTreeMap<String, usize> = truth
        .files
        .iter()
        .map(|file| {
            let bytes = fs::read(desk.path(&file.path.to_string_lossy())).unwrap();
            (file.path.to_string_lossy().into_owned(), bytes.iter().filter(|byte| **byte == b'\n').count() + 1)
        })
        .collect();
    let report = desk.sync();
    let mut seen = 0;
    for file in &report.files {
        for issue in &file.issues {
            assert!(issue.position.line > 0 || !issue.position.path.is_empty(), "{}: {issue:?}", file.path);
            if !file.path.ends_with(".xlsx") {
                let last = u64::try_from(lines[&file.path]).unwrap();
                assert!(issue.position.line <= last, "{}: {issue:?} of {last} lines", file.path);
            }
            seen += 1;
        }
    }
    assert!(seen >= 3, "the demo plants faults");
    assert_eq!(rows(&desk, "issues").len() as u64, report.files.iter().map(|file| file.issue_count).sum::<u64>());
}
