//! Cost follows the change: what a delivery asks of the store is found by index, however large the store is.

use super::behalf::{BY_SURNAME, CALLED, CALLED_JUST_SO, NAMED_BY_SURNAME, PAYMENTS_CITING_DOCUMENTS, REPLACED};
use super::bookings::{KEYED, KEYS_OF};
use super::books::{ALL_DOCUMENTS, OWN_DOCUMENTS, OWN_PAYMENTS, RECEIVABLE, SETTLEMENT};
use super::contracts::{CONTRACTS_OF_CORE, CORES_OF_CLIENT, HAS_DEALINGS, MOVED_BY_CONTRACT, OWN_BY_CONTRACT};
use super::control::{ACCOUNT_DAYS, CLIENT_DOCUMENT_DAYS, CLIENT_PAYMENT_DAYS};
use super::debtors::{DOCUMENTS_OF_CORE, DOCUMENTS_OF_SUM, HAS_OF_SUM, MOVED, OWN_CITING, PAYMENTS_CITING};
use super::decisions::{
    BLOCK, CLIENT_RECORD, CONTACTS, CONTRACTS, DOCUMENTS, HOLDERS, KEYS_OF_RECORD, OF_CHANGE, OF_PAYMENT, PAYMENTS,
    RECORDS_OF_CLIENT, WHOSE_DOCUMENT, WHOSE_PAYMENT,
};
use super::golden::{ADOPT, NEWEST_MANAGER, STATEMENTS_OF};
use super::journal::{KNOWN_DELIVERY, LAST_TAKEN, OPEN_REVIEWS};
use super::ledger::{ALLOCATIONS_OF, LEDGER_DOCUMENTS, LEDGER_PAYMENTS};
use super::lookup::{BOOKED, CLIENTS_BY_KEY, HELD, REFUSED, TWINS};
use super::mendings::REFUSALS;
use super::review::{ANSWER_UNDIRECTED, ANSWER_WITHHELD, ASKED, TOLD};
use super::shapes::WAITING;
use super::vitals::OPEN;
use super::*;

/// Tables that grow with what is delivered.
const LARGE: &[&str] = &[
    "statement",
    "membership",
    "block_key",
    "source_key",
    "client",
    "client_key",
    "document",
    "payment",
    "payment_key",
    "payment_citation",
    "allocation",
    "refund",
    "review",
    "delivery",
    "contact",
    "contract",
    "product",
    "balance",
    "control",
    "control_balance",
    "issue",
    "decision",
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
        ("r", "review"),
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
    let book = [
        format!("SELECT d.id FROM {OWN_DOCUMENTS} WHERE {RECEIVABLE} ORDER BY d.date DESC LIMIT 9"),
        format!("SELECT d.client_id, sum(d.total) FROM {OWN_DOCUMENTS} WHERE {RECEIVABLE} GROUP BY d.client_id"),
        format!("SELECT p.id, p.body FROM {OWN_PAYMENTS} WHERE {SETTLEMENT} ORDER BY p.date DESC LIMIT 9"),
    ];
    let fixed = [
        HELD,
        CLIENTS_BY_KEY,
        TWINS,
        BOOKED,
        KEYED,
        KEYS_OF,
        LEDGER_DOCUMENTS,
        LEDGER_PAYMENTS,
        ALLOCATIONS_OF,
        CLIENT_DOCUMENT_DAYS,
        CLIENT_PAYMENT_DAYS,
        ACCOUNT_DAYS,
        STATEMENTS_OF,
        ADOPT,
        NEWEST_MANAGER,
        KNOWN_DELIVERY,
        REFUSALS,
        WAITING,
        ANSWER_WITHHELD,
        ANSWER_UNDIRECTED,
        TOLD,
        REFUSED,
        BLOCK,
        HOLDERS,
        CLIENT_RECORD,
        RECORDS_OF_CLIENT,
        KEYS_OF_RECORD,
        DOCUMENTS,
        PAYMENTS,
        CONTACTS,
        CONTRACTS,
        OF_PAYMENT,
        OF_CHANGE,
        WHOSE_PAYMENT,
        WHOSE_DOCUMENT,
        "SELECT coalesce(max(id), 0) FROM statement",
        "SELECT id FROM review WHERE kind = ?1 AND subject = ?2",
        "SELECT sum(amount) FROM allocation WHERE document_id = ?1",
        "SELECT client_id FROM document WHERE id = ?1",
    ];
    for sql in fixed.into_iter().chain(book.iter().map(String::as_str)) {
        let scanned = scanned(&store.connection, sql);
        assert!(scanned.is_empty(), "{sql}\nreads all of {scanned:?}");
    }
    let head = format!("SELECT d.id FROM {ALL_DOCUMENTS} WHERE {RECEIVABLE}");
    assert!(!scanned(&store.connection, &head).is_empty(), "the test sees a scan where one is");
}

#[test]
fn whom_and_what_a_purpose_names_is_found_by_index() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    for sql in [
        PAYMENTS_CITING,
        PAYMENTS_CITING_DOCUMENTS,
        DOCUMENTS_OF_CORE,
        DOCUMENTS_OF_SUM,
        HAS_OF_SUM,
        OWN_CITING,
        MOVED,
        CONTRACTS_OF_CORE,
        CORES_OF_CLIENT,
        MOVED_BY_CONTRACT,
        OWN_BY_CONTRACT,
        HAS_DEALINGS,
        CALLED_JUST_SO,
        BY_SURNAME,
        CALLED,
        REPLACED,
        NAMED_BY_SURNAME,
        ASKED,
    ] {
        let scanned = scanned(&store.connection, sql);
        assert!(scanned.is_empty(), "{sql}\nreads all of {scanned:?}");
    }
}

#[test]
fn what_every_wake_asks_is_found_by_an_index_of_what_is_open_or_taken() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    for (sql, index) in [(LAST_TAKEN, "delivery_taken"), (OPEN_REVIEWS, "review_open"), (OPEN, "review_open")] {
        let mut find = store.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps = find.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>().unwrap();
        assert!(steps.iter().any(|step| step.contains(index)), "{sql}: {steps:?}");
    }
}
