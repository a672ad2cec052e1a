//! Copies of the whole store while it is in use, and whether what it holds can be what the program wrote.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row};

use super::{Store, StoreError};
use crate::model::ids::ContentHash;

/// Something in the store that the program never writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// SQLite finds the file damaged: what it says.
    Damaged(String),
    /// More of a payment is allocated than it is: its number in the store.
    OverAllocated(i64),
    /// A payment's sum of allocations is not what the payment says of it.
    AllocatedOtherwise(i64),
    /// A document's sum of allocations is not what it is said to be paid.
    PaidOtherwise(i64),
    /// An allocation of a payment or document that is not there: the payment.
    Dangling(i64),
}

/// What a row that breaks it is, and the query for such rows' numbers.
type Law = (fn(i64) -> Fault, &'static str);

/// Sums of money and references that hold in every store.
const LAWS: &[Law] = &[
    (
        Fault::OverAllocated,
        "SELECT p.id FROM payment p JOIN allocation a ON a.payment_id = p.id
        GROUP BY p.id, p.amount, p.refunded HAVING sum(a.amount) + p.refunded > p.amount ORDER BY p.id",
    ),
    (
        Fault::AllocatedOtherwise,
        "SELECT p.id FROM payment p LEFT JOIN allocation a ON a.payment_id = p.id
        GROUP BY p.id, p.allocated HAVING coalesce(sum(a.amount), 0) <> p.allocated ORDER BY p.id",
    ),
    (
        Fault::PaidOtherwise,
        "SELECT d.id FROM document d LEFT JOIN allocation a ON a.document_id = d.id
        GROUP BY d.id, d.paid HAVING coalesce(sum(a.settled), 0) <> d.paid ORDER BY d.id",
    ),
    (
        Fault::Dangling,
        "SELECT DISTINCT a.payment_id FROM allocation a
        LEFT JOIN payment p ON p.id = a.payment_id LEFT JOIN document d ON d.id = a.document_id
        WHERE p.id IS NULL OR d.id IS NULL ORDER BY a.payment_id",
    ),
];

/// The store remembers under this name when it was backed up.
const BACKED_UP: &str = "backed_up_at";

/// What a copy of a store holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Version of its schema.
    pub schema: i64,
    /// Every delivery's bytes that its archive must have.
    pub deliveries: Vec<ContentHash>,
}

/// Copies the store of a folder as it stands after its last commit into a new file, whoever works with it meanwhile.
/// Nothing is upgraded.
///
/// # Errors
/// When the store can't be read or the copy can't be written.
pub fn snapshot(folder: &Path, to: &Path) -> Result<Snapshot, StoreError> {
    let path = folder.join(super::FILE);
    let sql = |source| StoreError::Sql { path: path.clone(), source };
    let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(sql)?;
    connection.busy_timeout(super::PATIENCE).map_err(sql)?;
    copy(&connection, to).map_err(sql)?;
    drop(connection);
    let copied = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(sql)?;
    let schema = copied.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(sql)?;
    Ok(Snapshot { schema, deliveries: deliveries(&copied).map_err(sql)? })
}

/// Keeps when a backup of the store in a folder was finished.
///
/// # Errors
/// When the store can't be written.
pub fn note_backup(folder: &Path, at: &str) -> Result<(), StoreError> {
    let path = folder.join(super::FILE);
    let sql = |source| StoreError::Sql { path: path.clone(), source };
    let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(sql)?;
    connection.busy_timeout(super::PATIENCE).map_err(sql)?;
    let put = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    connection.execute(put, [BACKED_UP, at]).map_err(sql).map(drop)
}

fn deliveries(c: &Connection) -> rusqlite::Result<Vec<ContentHash>> {
    rows(c, "SELECT DISTINCT content_hash FROM delivery ORDER BY content_hash", |row| row.get(0).map(ContentHash))
}

/// Writes a whole copy of a database; the copy is durable when it returns.
pub(super) fn copy(connection: &Connection, to: &Path) -> rusqlite::Result<()> {
    // The name is a value for SQLite, in UTF-8 on every system.
    connection.execute("VACUUM INTO ?1", [to.to_string_lossy()]).map(drop)
}

impl Store {
    /// Everything that the program can't have written. Reads the whole store.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn faults(&self) -> Result<Vec<Fault>, StoreError> {
        self.run(|c| {
            let mut found: Vec<Fault> = rows(c, "PRAGMA integrity_check", |row| row.get::<_, String>(0))?
                .into_iter()
                .filter(|said| said != "ok")
                .map(Fault::Damaged)
                .collect();
            for (fault, sql) in LAWS {
                found.extend(rows(c, sql, |row| row.get(0))?.into_iter().map(fault));
            }
            Ok(found)
        })
    }

    /// When the last backup was finished, RFC 3339.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn backed_up_at(&self) -> Result<Option<String>, StoreError> {
        self.meta(BACKED_UP)
    }

    /// Every delivery's bytes that the archive must have.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn archived(&self) -> Result<Vec<ContentHash>, StoreError> {
        self.run(deliveries)
    }
}

fn rows<T>(c: &Connection, sql: &str, read: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> rusqlite::Result<Vec<T>> {
    c.prepare(sql)?.query_map([], |row| read(row))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let rows = "
            INSERT INTO payment (id, number, date, direction, method, currency, amount, allocated, posted, deleted,
                settlement, body) VALUES (1, '7', '2026-10-01', 1, 1, 'RUB', 500, 500, 1, 0, 1, '{}');
            INSERT INTO document (id, kind, number, date, currency, total, paid, posted, deleted, canceled, manager,
                statement_id, source_id) VALUES (2, 5, '9', '2026-10-01', 'RUB', 500, 500, 1, 0, 0, '', 1, 1);
            INSERT INTO allocation (payment_id, document_id, amount, currency, decided_by, confidence, reasons,
                revision_id, settled) VALUES (1, 2, 500, 'RUB', 'auto', 100, '[]', 1, 500);";
        store.run(|c| c.execute_batch(rows)).unwrap();
        (folder, store)
    }

    #[test]
    fn sums_and_references_that_do_not_hold_are_named() {
        let (_folder, store) = store();
        assert_eq!(store.faults().unwrap(), []);
        for (change, faults) in [
            ("UPDATE payment SET amount = 400", vec![Fault::OverAllocated(1)]),
            ("UPDATE payment SET allocated = 300", vec![Fault::AllocatedOtherwise(1)]),
            ("UPDATE document SET paid = 1", vec![Fault::PaidOtherwise(2)]),
            ("DELETE FROM document", vec![Fault::Dangling(1)]),
        ] {
            store.run(|c| c.execute_batch(&format!("BEGIN; {change}"))).unwrap();
            assert_eq!(store.faults().unwrap(), faults, "{change}");
            store.run(|c| c.execute_batch("ROLLBACK")).unwrap();
        }
    }

    #[test]
    fn a_copy_is_made_while_somebody_writes_and_has_what_is_committed() {
        let (folder, store) = store();
        store.run(|c| c.execute_batch("BEGIN IMMEDIATE; UPDATE payment SET number = 'open'")).unwrap();
        let to = folder.path().join("копия.db");
        assert_eq!(snapshot(folder.path(), &to).unwrap().schema, super::super::SCHEMA_VERSION);
        let number: String =
            Connection::open(&to).unwrap().query_row("SELECT number FROM payment", [], |row| row.get(0)).unwrap();
        assert_eq!(number, "7");
    }
}
