//! The store against the auditor's own books.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use sverka::store::export::Entity;

use crate::desk::files_below;
use crate::office::Office;
use crate::world::BOOKS;

/// Ends with what is wrong, if anything is.
pub(crate) fn audit(office: &Office) {
    let faults = office.desk.open().store().faults().unwrap();
    assert!(faults.is_empty(), "the store is not sound: {faults:?}");
    let (invoices, payments) = (office.rows(Entity::Invoices), office.rows(Entity::Payments));
    compare_invoices(office, &invoices);
    compare_payments(office, &payments);
    compare_clients(office, &invoices);
    balance(&office.rows(Entity::Allocations), &invoices, &payments);
    nothing_half_written(office);
    edits(office);
}

fn kopecks(row: &Value, field: &str) -> i64 {
    row[field].as_str().unwrap_or_else(|| panic!("{field} of {row}")).replace('.', "").parse().unwrap()
}

fn ids(row: &Value, source: &str) -> Vec<String> {
    let sources = row["sources"].as_array().unwrap().iter().filter(|one| one["source"] == source);
    sources.map(|one| one["external_id"].as_str().unwrap().to_owned()).collect()
}

fn compare_invoices(office: &Office, rows: &[Value]) {
    let mut expected = office.ledger.invoices();
    for row in rows {
        let number: u32 = row["number"].as_str().unwrap().parse().unwrap();
        let Some((_, sums)) = expected.remove(&number) else {
            panic!("nobody delivered it, or it is there twice: {row}")
        };
        assert!(sums.contains(&kopecks(row, "total")), "invoice {number} comes to one of {sums:?}: {row}");
        assert_eq!(ids(row, "accounting"), [format!("i-{number}")]);
    }
    let lost: Vec<_> = expected.iter().filter(|(_, (is_there, _))| *is_there).collect();
    assert!(lost.is_empty(), "invoices are lost: {lost:?}");
}

fn compare_payments(office: &Office, rows: &[Value]) {
    let mut found: BTreeMap<(u32, String, i64), i64> = BTreeMap::new();
    for row in rows {
        let number = row["number"].as_str().unwrap().parse().unwrap();
        *found.entry((number, row["date"].to_string(), kopecks(row, "amount"))).or_default() += 1;
    }
    let (must, may) = office.ledger.payments();
    let key = |line: &crate::world::Line| (line.number, format!("\"2026-10-{:02}\"", line.day), line.kopecks);
    for line in &must {
        *found.entry(key(line)).or_default() -= 1;
    }
    assert!(found.values().all(|count| *count >= 0), "payments are lost: {found:?}");
    for line in &may {
        found.entry(key(line)).and_modify(|count| *count -= 1);
    }
    let twice: Vec<_> = found.into_iter().filter(|(_, count)| *count > 0).collect();
    assert!(twice.is_empty(), "payments that nobody delivered, or that are there twice: {twice:?}");
}

fn compare_clients(office: &Office, invoices: &[Value]) {
    let mut keys = BTreeSet::new();
    let clients = office.rows(Entity::Clients);
    for row in &clients {
        for id in ids(row, "accounting") {
            assert!(keys.insert(id.clone()), "{id} is two clients");
        }
    }
    let lost: Vec<_> = office.ledger.clients().difference(&keys).cloned().collect();
    assert!(lost.is_empty(), "clients are lost: {lost:?}");
    let known: BTreeSet<Option<&str>> = clients.iter().map(|row| row["id"].as_str()).collect();
    for row in invoices {
        assert!(known.contains(&row["client_id"].as_str()), "nobody's: {row}");
    }
}

/// Money is neither made nor spent twice.
fn balance(allocations: &[Value], invoices: &[Value], payments: &[Value]) {
    let (mut spent, mut paid): (BTreeMap<String, i64>, BTreeMap<String, i64>) = Default::default();
    for row in allocations {
        assert!(kopecks(row, "amount") > 0, "{row}");
        *spent.entry(row["payment_id"].to_string()).or_default() += kopecks(row, "amount");
        *paid.entry(row["document_id"].to_string()).or_default() += kopecks(row, "amount");
    }
    for row in payments {
        let spent = spent.remove(&row["id"].to_string()).unwrap_or_default();
        let (amount, left) = (kopecks(row, "amount"), kopecks(row, "unallocated"));
        assert!(
            spent == kopecks(row, "allocated") && spent <= amount && left == amount - spent,
            "spent {spent}: {row}"
        );
    }
    for row in invoices {
        let paid = paid.remove(&row["id"].to_string()).unwrap_or_default();
        let (total, left) = (kopecks(row, "total"), kopecks(row, "balance"));
        assert!(paid == kopecks(row, "paid") && paid <= total && left == total - paid, "paid {paid}: {row}");
    }
    assert!(spent.is_empty() && paid.is_empty(), "allocations of nothing: {spent:?} {paid:?}");
}

fn nothing_half_written(office: &Office) {
    for folder in ["exchange", "done", "quarantine", "managers", "store/tmp"] {
        let left: Vec<_> = files_below(&office.desk.path(folder))
            .into_iter()
            .filter(|file| file.to_string_lossy().contains(".sverka-"))
            .collect();
        assert!(left.is_empty(), "half-written files are left: {left:?}");
    }
    let store = office.desk.open();
    assert_eq!(store.store().jobs_waiting().unwrap(), 0, "jobs are left: {:?}", store.store().jobs_stuck());
}

/// What anybody wrote is in the store, or waits on the sheet of conflicts, or stands in her own column.
fn edits(office: &Office) {
    let clients = office.rows(Entity::Clients);
    let workspace = office.desk.open();
    let clashes: Vec<_> = BOOKS.iter().flat_map(|book| workspace.store().open_clashes(book).unwrap()).collect();
    let own: Vec<BTreeSet<String>> = BOOKS.iter().map(|book| texts(office, book)).collect();
    for written in office.ledger.standing() {
        if written.field == "own" {
            assert!(own[written.book].contains(&written.text), "her own cell is gone: {written:?}");
            continue;
        }
        let waits = clashes
            .iter()
            .any(|clash| clash.clash.mine == written.text || clash.clash.stored.as_ref() == Some(&written.text));
        // A comment is shown in the books alone.
        let stands = written.field == "comment" && own.iter().any(|texts| texts.contains(&written.text));
        let holds = |row: &Value| row["id"] == *written.client && row[written.field] == *written.text;
        let moved = office.ledger.clients_moved && is_remembered(office, &written.text);
        let is_kept = waits || stands || clients.iter().any(holds) || moved;
        assert!(is_kept, "an edit is gone: {written:?}; conflicts: {clashes:?}");
    }
}

/// Of clients that were merged or parted: the value is kept with the client that said it.
fn is_remembered(office: &Office, text: &str) -> bool {
    let store = rusqlite::Connection::open(office.desk.path("store/sverka.db")).unwrap();
    let sql = "SELECT EXISTS (SELECT 1 FROM person_value WHERE value LIKE '%' || ?1 || '%')";
    store.query_row(sql, [text], |row| row.get(0)).unwrap()
}

/// Every text on the sheet of clients.
fn texts(office: &Office, book: &str) -> BTreeSet<String> {
    let Ok(bytes) = fs::read(office.desk.path(&format!("managers/{book}"))) else { return BTreeSet::new() };
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = file.worksheet_range("Клиенты").unwrap();
    let texts = range.used_cells().filter_map(|(_, _, cell)| match cell {
        Data::String(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}
