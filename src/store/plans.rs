//! Cost follows the change: what a delivery asks of the store is found by index, however large the store is.

use super::books::{BookScope, DOCUMENT_SUMS, DOCUMENTS, PAYMENT_SUMS, PAYMENTS};
use super::golden::{ADOPT, NEWEST_MANAGER, STATEMENTS_OF};
use super::journal::KNOWN_DELIVERY;
use super::ledger::{ALLOCATIONS_OF, LEDGER_DOCUMENTS, LEDGER_PAYMENTS};
use super::lookup::{CLIENTS_BY_KEY, HELD, TWINS};
use super::review::ANSWER_WITHHELD;
use super::*;

/// Tables that grow with what is delivered.
const LARGE: &[&str] = &[
    "statement",
    "source_key",
    "client",
    "client_key",
    "document",
    "payment",
    "allocation",
    "review",
    "delivery",
    "contact",
    "contract",
    "product",
    "issue",
];

/// Tables that a query reads from end to end, as SQLite plans it.
fn scanned(c: &Connection, sql: &str) -> Vec<String> {
    let aliases: Vec<(&str, &str)> = vec![
        ("s", "statement"),
        ("k", "source_key"),
        ("c", "client"),
        ("d", "document"),
        ("p", "payment"),
        ("a", "allocation"),
    ];
    let mut find = c.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let steps = find.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>().unwrap();
    let named = |step: &String| {
        let name = step.strip_prefix("SCAN ")?.split(' ').next()?.to_owned();
        let table = aliases.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, table)| table);
        LARGE.contains(&table).then(|| format!("{table} in {steps:?}"))
    };
    steps.iter().filter_map(named).collect()
}

#[test]
fn what_a_delivery_asks_is_found_by_index() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let manager = BookScope {
        manager: Some("Анна".into()),
        today: jiff::civil::date(2026, 11, 2),
        recent_days: 90,
        rows_max: 10,
        payment_term_days: None,
    };
    let book = [DOCUMENTS, PAYMENTS, DOCUMENT_SUMS, PAYMENT_SUMS].map(|sql| manager.sql(sql));
    let fixed = [
        HELD,
        CLIENTS_BY_KEY,
        TWINS,
        LEDGER_DOCUMENTS,
        LEDGER_PAYMENTS,
        ALLOCATIONS_OF,
        STATEMENTS_OF,
        ADOPT,
        NEWEST_MANAGER,
        KNOWN_DELIVERY,
        ANSWER_WITHHELD,
        "SELECT coalesce(max(id), 0) + 1 FROM statement",
        "SELECT id FROM review WHERE kind = ?1 AND subject = ?2",
        "SELECT sum(amount) FROM allocation WHERE document_id = ?1",
        "SELECT client_id FROM document WHERE id = ?1",
    ];
    for sql in fixed.into_iter().chain(book.iter().map(String::as_str)) {
        let scanned = scanned(&store.connection, sql);
        assert!(scanned.is_empty(), "{sql}\nreads all of {scanned:?}");
    }
    let everything = BookScope { manager: None, ..manager };
    assert!(!scanned(&store.connection, &everything.sql(DOCUMENTS)).is_empty(), "the test sees a scan where one is");
}
