use std::collections::BTreeSet;

use super::tables::LEFT;
use super::*;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    (folder, store)
}

fn begun(store: &Store) -> RunId {
    store.begin_run("sync", jiff::Timestamp::UNIX_EPOCH).unwrap()
}

fn ended(store: &Store, run: RunId) {
    store.finish_run(run, jiff::Timestamp::UNIX_EPOCH, "{}").unwrap();
}

fn write(store: &Store, sql: &str) {
    store.run(|c| c.execute_batch(sql)).unwrap();
}

/// Takes a run back in a run of its own and tells what depends on it; committed where nothing does.
fn back(store: &mut Store, run: RunId) -> BTreeSet<Dependent> {
    let by = store.begin_run(UNDO, jiff::Timestamp::UNIX_EPOCH).unwrap();
    let mut revision = store.begin_decision(by, jiff::Timestamp::UNIX_EPOCH).unwrap();
    let back = revision.take_back(run).unwrap();
    if back.dependents.is_empty() {
        revision.commit("").unwrap();
    } else {
        drop(revision);
        store.forget_run(by).unwrap();
    }
    ended(store, by);
    back.dependents
}

fn dumped(store: &Store, sql: &str) -> Vec<String> {
    store
        .run(|c| {
            let mut find = c.prepare(sql)?;
            let rows = find.query_map([], |row| row.get(0))?;
            rows.collect()
        })
        .unwrap()
}

const EXCHANGE: &str = "INSERT INTO exchange (source_id, node, peer, last_in, last_out, confirmed, era, number_offset)
    VALUES (7, 'A', 'B', 1, 0, 0, 0, 0)";

#[test]
fn somebody_said_of_every_table_what_becomes_of_it() {
    let (_folder, store) = store();
    let named: BTreeSet<String> =
        TABLES.iter().map(|table| table.name).chain(LEFT.iter().copied()).map(str::to_owned).collect();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    assert_eq!(dumped(&store, sql).into_iter().collect::<BTreeSet<_>>(), named);
    assert_eq!(TABLES.len() + LEFT.len(), named.len(), "one of the two lists");
}

#[test]
fn every_column_that_refers_to_something_is_there() {
    let (_folder, store) = store();
    for (table, column, of) in REFERENCES {
        let sql = format!("SELECT count(\"{column}\") FROM {table} UNION ALL SELECT count(id) FROM {of}");
        store.run(|c| c.prepare(&sql).map(drop)).unwrap();
        assert!(TABLES.iter().any(|known| known.name == *table), "{table} is noted");
    }
}

#[test]
fn what_only_an_undo_changed_since_is_in_its_way_by_its_own_number() {
    let (_folder, mut store) = store();
    write(&store, EXCHANGE);
    let run = begun(&store);
    write(&store, "INSERT INTO revision VALUES (1, 1, NULL, '', 1, 0, NULL, NULL)");
    write(&store, "UPDATE exchange SET last_in = 5");
    ended(&store, run);
    let by = store.begin_run(UNDO, jiff::Timestamp::UNIX_EPOCH).unwrap();
    write(&store, "INSERT INTO revision VALUES (2, 2, NULL, '', 1, 0, NULL, NULL)");
    write(&store, "UPDATE exchange SET last_in = 9");
    ended(&store, by);
    let found: Vec<_> = back(&mut store, run).into_iter().map(|one| (one.run, one.sort)).collect();
    assert_eq!(found, [(by.0, "undo")]);
}

#[test]
fn whatever_is_written_within_a_run_is_as_before_and_nothing_outside_is_noted() {
    let (_folder, mut store) = store();
    write(&store, EXCHANGE);
    write(&store, "INSERT INTO brake VALUES (7, x'00ff', x'', x'0102', '')");
    write(&store, "INSERT INTO contact VALUES (1, NULL, 'old')");
    assert!(dumped(&store, "SELECT key FROM undo_row").is_empty());
    let before = |store: &Store| {
        dumped(
            store,
            "SELECT 'e' || last_in || node FROM exchange UNION ALL SELECT hex(content_hash) || hex(plan) FROM brake
             UNION ALL SELECT id || body FROM contact UNION ALL SELECT client_id || key FROM client_key ORDER BY 1",
        )
    };
    let held = before(&store);
    let run = begun(&store);
    write(&store, "INSERT INTO revision VALUES (1, 1, NULL, '', 1, 0, NULL, NULL)");
    write(&store, "UPDATE exchange SET last_in = 5; UPDATE exchange SET last_in = 6");
    write(&store, "DELETE FROM brake; INSERT INTO brake VALUES (8, x'aa', x'', x'', '')");
    write(&store, "UPDATE contact SET body = 'new'; INSERT INTO contact VALUES (2, NULL, 'made')");
    write(&store, "INSERT INTO client_key VALUES (1, 'x', 0)");
    ended(&store, run);
    assert_eq!(store.undoable(run).unwrap(), Some(Undoable::Possible));
    assert!(back(&mut store, run).is_empty());
    assert_eq!(before(&store), held);
    assert!(matches!(store.undoable(run).unwrap(), Some(Undoable::Undone { .. })));
}

#[test]
fn a_later_word_on_the_same_is_named_and_what_is_computed_stands_in_nobodys_way() {
    let (_folder, mut store) = store();
    write(&store, EXCHANGE);
    let document = "INSERT INTO document (id, kind, number, date, currency, total, posted, deleted, canceled, manager,
        statement_id, source_id) VALUES (1, 6, '7', '2026-10-01', 'RUB', 500, 1, 0, 0, '', 0, 1)";
    write(&store, document);
    let first = begun(&store);
    write(&store, "INSERT INTO revision VALUES (1, 1, NULL, '', 1, 0, NULL, NULL)");
    write(&store, "UPDATE document SET paid = 100, due_date = '2026-11-01'");
    ended(&store, first);
    let second = begun(&store);
    write(&store, "INSERT INTO revision VALUES (2, 2, NULL, '', 1, 0, NULL, NULL)");
    write(&store, "UPDATE document SET paid = 300");
    ended(&store, second);
    let run = begun(&store);
    write(&store, "INSERT INTO revision VALUES (3, 3, NULL, '', 1, 0, NULL, NULL)");
    write(&store, "UPDATE document SET due_date = '2026-12-01'; UPDATE exchange SET last_in = 2");
    ended(&store, run);
    let needed = Dependent { run: 3, sort: "document", label: "invoice 7 2026-10-01".into() };
    assert_eq!(back(&mut store, first), [needed].into());
    assert_eq!(dumped(&store, "SELECT paid || due_date FROM document"), ["3002026-12-01"], "nothing is changed");
    assert!(back(&mut store, run).is_empty());
    assert!(back(&mut store, first).is_empty(), "what depended is gone");
    assert_eq!(dumped(&store, "SELECT paid || coalesce(due_date, '-') FROM document"), ["0-"], "paid as allocated");
}

/// A document and two payments of the same sum, and the run that begins.
fn to_be_paid(store: &Store) -> RunId {
    let rows = "
        INSERT INTO document (id, kind, number, date, currency, total, posted, deleted, canceled, manager,
            statement_id, source_id) VALUES (1, 6, '7', '2026-10-01', 'RUB', 500, 1, 0, 0, '', 0, 1);
        INSERT INTO payment (id, number, date, direction, method, currency, amount, posted, deleted, settlement, body)
            VALUES (1, '8', '2026-10-02', 1, 1, 'RUB', 500, 1, 0, 1, '{}'),
                   (2, '9', '2026-10-03', 1, 1, 'RUB', 500, 1, 0, 1, '{}')";
    write(store, rows);
    begun(store)
}

/// A payment pays the document, or no longer, as allocation writes it: sums that stay the same are not written.
fn paid_by(payment: i64) -> String {
    format!(
        "DELETE FROM allocation WHERE payment_id <> {payment};
         INSERT INTO allocation (payment_id, document_id, amount, currency, decided_by, confidence, reasons, revision_id,
            settled) SELECT id, 1, 500, 'RUB', 'auto', 90, '[]', 1, 500 FROM payment WHERE id = {payment};
         UPDATE payment SET allocated = iif(id = {payment}, 500, 0);
         UPDATE document SET paid = (SELECT coalesce(sum(settled), 0) FROM allocation)"
    )
}

#[test]
fn a_share_that_a_later_run_gave_to_another_payment_of_the_same_sum_still_pays() {
    let (_folder, mut store) = store();
    let first = to_be_paid(&store);
    write(&store, "INSERT INTO revision VALUES (1, 1, NULL, '', 1, 0, NULL, NULL)");
    write(&store, &paid_by(1));
    ended(&store, first);
    let second = begun(&store);
    write(&store, "INSERT INTO revision VALUES (2, 2, NULL, '', 1, 0, NULL, NULL)");
    write(&store, &paid_by(2));
    ended(&store, second);
    assert!(dumped(&store, "SELECT key FROM undo_row WHERE run_id = 2 AND name = 'document'").is_empty());
    assert!(back(&mut store, first).is_empty());
    assert_eq!(dumped(&store, "SELECT 'paid ' || paid FROM document"), ["paid 500"]);
    assert_eq!(store.faults().unwrap(), []);
}

#[test]
fn a_share_put_back_counts_in_what_a_later_run_summed_up_without_it() {
    let (_folder, mut store) = store();
    let before = to_be_paid(&store);
    write(&store, &paid_by(1));
    ended(&store, before);
    let first = begun(&store);
    write(&store, "INSERT INTO revision VALUES (1, 2, NULL, '', 1, 0, NULL, NULL)");
    write(&store, &paid_by(2));
    ended(&store, first);
    let second = begun(&store);
    write(&store, "INSERT INTO revision VALUES (2, 3, NULL, '', 1, 0, NULL, NULL)");
    write(&store, &paid_by(0));
    ended(&store, second);
    assert!(back(&mut store, first).is_empty());
    assert_eq!(dumped(&store, "SELECT payment_id || ' pays ' || settled FROM allocation"), ["1 pays 500"]);
    assert_eq!(dumped(&store, "SELECT 'paid ' || paid FROM document"), ["paid 500"]);
    assert_eq!(store.faults().unwrap(), []);
}

/// What a query does, step by step, as SQLite plans it.
fn planned(store: &Store, sql: &str) -> String {
    store
        .run(|c| {
            let mut find = c.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let steps = find.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>()?;
            Ok(steps.join("\n"))
        })
        .unwrap()
}

#[test]
fn what_later_runs_noted_of_a_row_is_found_by_the_row() {
    let (_folder, store) = store();
    for sql in [
        "DELETE FROM undo_row WHERE name = ?1 AND key = ?2 AND run_id > ?3 AND run_id <= ?4",
        "DELETE FROM undo_row WHERE run_id > ?1 AND name = ?2 AND key = ?3",
        "SELECT run_id, before FROM undo_row WHERE name = ?1 AND key = ?2 AND run_id > ?3 AND run_id <> ?4",
    ] {
        let plan = planned(&store, sql);
        assert!(plan.contains("undo_row_noted (name=? AND key=? AND run_id>?"), "{sql}: {plan}");
    }
}

#[test]
fn what_nobody_names_any_more_is_found_by_keys_and_the_newest_are_read_first() {
    let (_folder, store) = store();
    let plan = planned(&store, kept::LEFT_OF_UNDONE);
    assert!(plan.contains("SEARCH k USING PRIMARY KEY (key=?)") && !plan.contains("SCAN"), "{plan}");
    let plan = planned(&store, &kept::newest_said());
    assert!(!plan.contains("TEMP B-TREE"), "nothing is sorted: it stops at the first that names it: {plan}");
    for of in ["v", "r"] {
        assert!(plan.contains(&format!("SEARCH {of} USING INTEGER PRIMARY KEY")), "{plan}");
    }
}

#[test]
fn what_later_runs_say_of_a_row_is_found_by_its_number() {
    let (_folder, store) = store();
    let plan = planned(&store, &shared::told_later("(s.entity_id > 5 AND s.entity_id <= 9)"));
    assert!(plan.contains("statement_entity (kind=? AND entity_id>? AND entity_id<?)"), "{plan}");
}

#[test]
fn whose_rows_are_is_forgotten_with_the_runs_that_can_be_taken_back() {
    let (_folder, store) = store();
    let first = begun(&store);
    ended(&store, first);
    write(&store, "INSERT INTO adopted VALUES ('payment', 7, 1), ('payment', 8, 2000)");
    write(&store, "INSERT INTO run (id, verb, started_at) VALUES (1999, 'sync', '')");
    let run = begun(&store);
    assert_eq!(run.0, 2000);
    assert_eq!(dumped(&store, "SELECT '' || number FROM adopted"), ["8"]);
    ended(&store, run);
}

#[test]
fn what_was_taken_back_long_ago_is_not_kept() {
    let (_folder, mut store) = store();
    write(
        &store,
        "INSERT INTO undone_value VALUES (2, 7, 'stage', 'x', '', '2026-09-01T00:00:00Z'),
        (2, 8, 'stage', 'y', '', '2026-10-20T00:00:00Z')",
    );
    let run = begun(&store);
    write(&store, "INSERT INTO revision VALUES (1, 1, NULL, '', 1, 0, NULL, NULL)");
    ended(&store, run);
    let by = store.begin_run(UNDO, jiff::Timestamp::UNIX_EPOCH).unwrap();
    let mut revision = store.begin_decision(by, "2026-10-25T00:00:00Z".parse().unwrap()).unwrap();
    revision.take_back(run).unwrap();
    revision.commit("").unwrap();
    assert_eq!(dumped(&store, "SELECT value FROM undone_value"), ["y"]);
}

#[test]
fn the_number_of_a_statement_that_went_is_not_given_again() {
    let (_folder, mut store) = store();
    let first = begun(&store);
    write(&store, "INSERT INTO revision VALUES (1, 1, NULL, '', 1, 0, NULL, NULL)");
    let statement = "INSERT INTO statement (id, source_id, kind, entity_id, revision_id, external_id, standing, digest,
        rule_id, part, line, path, body) VALUES (7, 1, 2, 0, 1, 'x', 1, x'00', 1, '', 1, '', '{}')";
    write(&store, statement);
    ended(&store, first);
    assert!(back(&mut store, first).is_empty());
    assert!(dumped(&store, "SELECT external_id FROM statement").is_empty());
    let run = begun(&store);
    assert_eq!(store.begin_decision(run, jiff::Timestamp::UNIX_EPOCH).unwrap().first_statement, 8);
}
