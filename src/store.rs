//! Stage 6: the one store. The only SQL of the program; everything else speaks in the model's types.
//!
//! | file | holds |
//! |---|---|
//! | `codes` | small integers that stand for kinds and states |
//! | `lookup` | a chunk's snapshot by indexed keys |
//! | `commit` | one delivery's changes in one transaction |
//! | `statements` | what sources said, append-only, and the keys to the current |
//! | `steps` | every row and commit under the watch of tests |
//! | `entities` | golden rows of documents, contacts, contracts, products, payments |
//! | `balances` | control totals that sources state |
//! | `control` | the books against these: what must be compared, and what came of it |
//! | `golden` | golden parties and payments, computed from statements |
//! | `bookings` | entries and their parts, payments and their reversals in banks' reports |
//! | `brakes` | deliveries that wait because they change more than is taken unasked |
//! | `debtors` | payments and the documents they cite, whoever's those are |
//! | `ledger` | a client's documents and payments, and what pays what |
//! | `review` | questions that wait for a person |
//! | `decisions` | what people decided, and what that changes |
//! | `integrity` | copies while it is in use; whether sums and references hold |
//! | `shapes` | what a source's documents look like, learned from delivery to delivery |
//! | `journal` | runs, deliveries, revisions, issues |
//! | `exchange` | how far the numbered exchange with each source got |
//! | `answered` | where its messages were answered, and as whom |
//! | `outbox` | work for after the commit |
//! | `books` | what a workbook shows |
//! | `book_rows` | what was written into a workbook, version by version |
//! | `filled` | what people filled in by hand |
//! | `asked` | questions as workbooks ask them, and the answers read of these |
//! | `clashes` | values of workbooks that collide with the store's |
//! | `whose` | whose a client is |
//! | `absent` | files of workbooks that are held, and rows that are gone from a workbook |
//! | `contracts` | contracts by the numbers that payments name |
//! | `mendings` | files of refused records, and the deliveries that bring them back |
//! | `undo` | a run taken back as a whole |
//! | `vitals` | figures for whoever watches from outside |
//! | `export` | the machine's view, entity by entity |
//! | `explain` | where a value came from |

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

mod absent;
mod answered;
pub mod asked;
mod balances;
mod behalf;
pub mod book_rows;
mod bookings;
pub mod books;
pub mod brakes;
pub mod clashes;
mod codes;
pub mod commit;
mod contracts;
pub mod control;
mod debtors;
pub mod decisions;
mod doubles;
mod entities;
mod exchange;
pub mod explain;
pub mod export;
pub mod filled;
mod golden;
pub mod integrity;
pub mod journal;
mod ledger;
mod lookup;
pub mod mendings;
pub mod outbox;
mod recite;
mod refunds;
mod review;
pub mod shapes;
mod statements;
mod steps;
pub mod taken;
pub mod undo;
pub mod vitals;
mod whose;

pub use commit::Revision;
pub use decisions::made::{NewDecision, Subjects};
pub use golden::OwnerStatement;
pub use ledger::Stands;

/// A result whose error names no store yet; see [`Revision::named`].
pub type SqlResult<T> = rusqlite::Result<T>;

/// An error that names no store yet; see [`Revision::named`].
pub type SqlError = rusqlite::Error;

/// Version of the schema this program writes, kept in `user_version`.
pub const SCHEMA_VERSION: i64 = 31;

/// Every schema with its version, in order.
const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("store/schema/001.sql")),
    (2, include_str!("store/schema/002.sql")),
    (3, include_str!("store/schema/003.sql")),
    (4, include_str!("store/schema/004.sql")),
    (5, include_str!("store/schema/005.sql")),
    (6, include_str!("store/schema/006.sql")),
    (7, include_str!("store/schema/007.sql")),
    (8, include_str!("store/schema/008.sql")),
    (9, include_str!("store/schema/009.sql")),
    (10, include_str!("store/schema/010.sql")),
    (11, include_str!("store/schema/011.sql")),
    (12, include_str!("store/schema/012.sql")),
    (13, include_str!("store/schema/013.sql")),
    (14, include_str!("store/schema/014.sql")),
    (15, include_str!("store/schema/015.sql")),
    (16, include_str!("store/schema/016.sql")),
    (17, include_str!("store/schema/017.sql")),
    (18, include_str!("store/schema/018.sql")),
    (19, include_str!("store/schema/019.sql")),
    (20, include_str!("store/schema/020.sql")),
    (21, include_str!("store/schema/021.sql")),
    (22, include_str!("store/schema/022.sql")),
    (23, include_str!("store/schema/023.sql")),
    (24, include_str!("store/schema/024.sql")),
    (25, include_str!("store/schema/025.sql")),
    (26, include_str!("store/schema/026.sql")),
    (27, include_str!("store/schema/027.sql")),
    (28, include_str!("store/schema/028.sql")),
    (29, include_str!("store/schema/029.sql")),
    (30, include_str!("store/schema/030.sql")),
    (31, include_str!("store/schema/031.sql")),
];

/// The database file in the store's folder.
const FILE: &str = "sverka.db";

/// What an upgrade keeps of the store as it was before, in the store's folder.
const BACKUPS: &str = "backups";

/// Pages of the store kept in memory, KiB.
const CACHE_KIB: i64 = 64_000;

/// How long another connection may write before this one gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// The store of one workspace.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

/// Why the store can't be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite says no: locked, full disk, damaged.
    #[error("store {path}")]
    Sql {
        /// The database file.
        path: PathBuf,
        /// What SQLite says.
        #[source]
        source: rusqlite::Error,
    },
    /// A later program wrote it.
    #[error("store {path} has schema {found}, this program knows up to {SCHEMA_VERSION}")]
    Newer {
        /// The database file.
        path: PathBuf,
        /// Its schema version.
        found: i64,
    },
    /// The copy that is kept before an upgrade can't be written; nothing was upgraded.
    #[error("the copy {path} before the upgrade")]
    Upgrade {
        /// The copy.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// A row that can't be what the program wrote.
    #[error("store {path} is damaged: {detail}")]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
}

impl Store {
    /// Opens the store in a folder, making or upgrading it.
    ///
    /// # Errors
    /// When the file can't be opened, is damaged, or was written by a later program.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        let sql = |source| StoreError::Sql { path: path.clone(), source };
        let mut connection = Connection::open(&path).map_err(sql)?;
        steps::before_commits(&mut connection, &path).map_err(sql)?;
        connection.busy_timeout(PATIENCE).map_err(sql)?;
        set_pragmas(&connection).map_err(sql)?;
        let mut store = Self { connection, path };
        store.migrate()?;
        store.run(undo::watch)?;
        store.run(|c| steps::before_rows(c, &store.path))?;
        Ok(store)
    }

    /// Opens the store in a folder as it is, for reading only, with the version of its schema: one that an older program
    /// wrote is not upgraded, and not every query can be answered there. Nothing where there is no store yet.
    ///
    /// # Errors
    /// When the file can't be opened, is damaged, or was written by a later program.
    pub fn look(folder: &Path) -> Result<Option<(Self, i64)>, StoreError> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let sql = |source| StoreError::Sql { path: path.clone(), source };
        let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(sql)?;
        connection.busy_timeout(PATIENCE).map_err(sql)?;
        let store = Self { connection, path };
        let found = store.schema()?;
        Ok(Some((store, found)))
    }

    /// The version of the schema as it stands; a later program's is an error.
    fn schema(&self) -> Result<i64, StoreError> {
        let found: i64 = self.run(|c| c.query_row("PRAGMA user_version", [], |row| row.get(0)))?;
        if found > SCHEMA_VERSION {
            return Err(StoreError::Newer { path: self.path.clone(), found });
        }
        Ok(found)
    }

    fn migrate(&mut self) -> Result<(), StoreError> {
        let found = self.schema()?;
        if found > 0 && found < SCHEMA_VERSION {
            self.keep_before_upgrade(found)?;
        }
        if found == SCHEMA_VERSION {
            return Ok(());
        }
        self.run(|c| upgrade(c, found, MIGRATIONS))
    }

    /// Copies the store as an older program left it, so that an upgrade that goes wrong costs nothing.
    fn keep_before_upgrade(&self, found: i64) -> Result<(), StoreError> {
        let folder = self.path.with_file_name(BACKUPS);
        let kept = folder.join(format!("schema-{found}.db"));
        let partial = folder.join("partial.db");
        let failed = |source| StoreError::Upgrade { path: kept.clone(), source };
        std::fs::create_dir_all(&folder).map_err(failed)?;
        for old in [&kept, &partial] {
            if let Err(source) = std::fs::remove_file(old)
                && source.kind() != io::ErrorKind::NotFound
            {
                return Err(failed(source));
            }
        }
        self.run(|c| integrity::copy(c, &partial))?;
        std::fs::rename(&partial, &kept).map_err(failed)?;
        tracing::info!(kept = %kept.display(), from = found, to = SCHEMA_VERSION, "the store is upgraded");
        Ok(())
    }

    /// Runs SQL, naming the store in the error.
    fn run<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        work(&self.connection).map_err(|source| self.sql_error(source))
    }

    fn sql_error(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Sql { path: self.path.clone(), source }
    }

    /// A value kept by name, if there is one.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.run(|c| c.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional())
    }

    /// Keeps a value by name.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.run(|c| c.execute(sql, [key, value])).map(drop)
    }
}

impl StoreError {
    /// Whether it would be the same again: the store is damaged or a later program's. Anything else may pass.
    #[must_use]
    pub fn is_lasting(&self) -> bool {
        match self {
            Self::Newer { .. } | Self::Damaged { .. } => true,
            Self::Sql { source, .. } => is_damaged(source),
            Self::Upgrade { .. } => false,
        }
    }
}

/// Whether SQLite says that the file is no intact database.
fn is_damaged(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

/// Brings a store up to date in one transaction: one that fails half-way is still the older program's.
fn upgrade(c: &Connection, found: i64, migrations: &[(i64, &str)]) -> rusqlite::Result<()> {
    let tx = c.unchecked_transaction()?;
    for (version, script) in migrations.iter().filter(|(version, _)| *version > found) {
        tx.execute_batch(script)?;
        if *version == debtors::SCHEMA {
            debtors::fill_cores(&tx)?;
        }
        if *version == contracts::SCHEMA {
            contracts::fill_cores(&tx)?;
        }
        if *version == review::SCHEMA {
            review::fill_payment_hashes(&tx)?;
        }
        if *version == bookings::SCHEMA {
            bookings::fill_keys(&tx)?;
        }
        tx.execute_batch(&format!("PRAGMA user_version = {version}"))?;
    }
    tx.commit()
}

fn set_pragmas(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "OFF")?;
    // Pages of one large delivery spill to the WAL beyond this; 64 MB keeps the key tree of a million records.
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.set_prepared_statement_cache_capacity(128);
    // Without it SQLite plans a statement anew whenever a bound value might change the plan: a third of an import.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

#[cfg(test)]
mod plans;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::{Body, Contract};
    use crate::model::sample;

    #[test]
    fn a_store_written_by_a_later_program_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        store.run(|c| c.execute_batch("PRAGMA user_version = 99")).unwrap();
        drop(store);
        assert!(matches!(Store::open(folder.path()), Err(StoreError::Newer { found: 99, .. })));
    }

    #[test]
    fn payments_of_an_older_store_are_whole() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join("sverka.db")).unwrap();
        old.execute_batch(include_str!("store/schema/001.sql")).unwrap();
        let record = sample::payment("", "7", "2026-10-01", 5, ("", ""), "");
        let Body::Payment(mut payment) = record.body else { panic!("BUG: no payment") };
        payment.payer.account = "40702810".into();
        payment.payee.account = "40702810100000012345".into();
        old.execute(
            "INSERT INTO payment (id, number, date, direction, method, currency, amount, posted, deleted, settlement,
                body) VALUES (1, '7', '2026-10-01', 1, 1, 'RUB', 500, 1, 0, 1, ?1)",
            [lookup::to_json(&payment).unwrap()],
        )
        .unwrap();
        old.execute_batch("PRAGMA user_version = 1").unwrap();
        drop(old);
        let store = Store::open(folder.path()).unwrap();
        let kept = Connection::open(folder.path().join("backups/schema-1.db")).unwrap();
        let version: i64 = kept.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(version, 1, "the store as it was is kept");
        let sql = "SELECT amount - detailed - returned FROM payment";
        assert_eq!(store.run(|c| c.query_row(sql, [], |row| row.get::<_, i64>(0))).unwrap(), 500);
        let keyed: i64 = store.run(|c| c.query_row("SELECT key FROM payment_key", [], |row| row.get(0))).unwrap();
        assert_eq!(Some(keyed), payment.account_twin_hash(), "found by the account of the other side");
        let sql = "SELECT account_in || '|' || account_out FROM payment";
        let accounts: String = store.run(|c| c.query_row(sql, [], |row| row.get(0))).unwrap();
        assert_eq!(accounts, "40702810100000012345|", "found by our own account");
    }

    #[test]
    fn an_upgrade_that_fails_late_leaves_the_store_to_the_older_program() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join(FILE)).unwrap();
        old.execute_batch(include_str!("store/schema/001.sql")).unwrap();
        // Whoever made it, a table of that name stands in the way of a later schema.
        let (last, in_the_way) = (MIGRATIONS.len() - 1, "CREATE TABLE in_the_way (x); PRAGMA user_version = 1");
        old.execute_batch(in_the_way).unwrap();
        let shape = |c: &Connection| -> Vec<String> {
            let mut find = c.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").unwrap();
            find.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
        };
        let before = shape(&old);
        let mut failing = MIGRATIONS.to_vec();
        failing[last].1 = "CREATE TABLE in_the_way (x)";
        assert!(upgrade(&old, 1, &failing).is_err());
        let version = |c: &Connection| c.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!((version(&old), shape(&old)), (1, before), "as the older program left it");
        drop(old);
        let store = Store::open(folder.path()).unwrap();
        assert_eq!(store.run(|c| Ok(version(c))).unwrap(), SCHEMA_VERSION, "and it can be upgraded later");
        let kept = Connection::open(folder.path().join("backups/schema-1.db")).unwrap();
        assert_eq!(version(&kept), 1, "the copy was made before");
    }

    #[test]
    fn documents_of_an_older_store_are_found_by_their_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join("sverka.db")).unwrap();
        old.execute_batch(include_str!("store/schema/001.sql")).unwrap();
        old.execute_batch(
            "INSERT INTO document (id, kind, number, date, currency, total, posted, deleted, canceled, manager,
                statement_id, source_id) VALUES (4, 6, '0000-000101', '2026-10-05', 'RUB', 1, 1, 0, 0, '', 1, 1);
             PRAGMA user_version = 1",
        )
        .unwrap();
        drop(old);
        let store = Store::open(folder.path()).unwrap();
        let sql = "SELECT id FROM document WHERE number_core = '101'";
        assert_eq!(store.run(|c| c.query_row(sql, [], |row| row.get::<_, i64>(0))).unwrap(), 4);
    }

    #[test]
    fn contracts_of_an_older_store_are_found_by_their_numbers() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join("sverka.db")).unwrap();
        old.execute_batch(include_str!("store/schema/001.sql")).unwrap();
        let numbered = |number: &str, name: &str, deleted| {
            let (number, name) = (number.to_owned(), name.to_owned());
            Body::Contract(Contract { number, name, deleted, ..Contract::default() })
        };
        let bodies = [
            numbered("ДП-0017/2026", "", false),
            numbered("", "Договор № 18 от 03.02.2026", false),
            numbered("19", "", true),
            numbered("", "Основной договор", false),
            Body::Deletion,
        ];
        for (id, body) in (1_i64..).zip(&bodies) {
            let body = lookup::to_json(body).unwrap();
            old.execute("INSERT INTO contract (id, body) VALUES (?1, ?2)", rusqlite::params![id, body]).unwrap();
        }
        old.execute_batch("PRAGMA user_version = 1").unwrap();
        drop(old);
        let store = Store::open(folder.path()).unwrap();
        let sql = "SELECT group_concat(number_core, '|') FROM (SELECT number_core FROM contract ORDER BY id)";
        let cores: String = store.run(|c| c.query_row(sql, [], |row| row.get(0))).unwrap();
        assert_eq!(cores, "17/2026|18|||");
    }

    #[test]
    fn a_commit_is_on_the_disk_before_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let pragma =
            |name: &str| store.run(|c| c.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)));
        assert_eq!(pragma("journal_mode").unwrap(), rusqlite::types::Value::Text("wal".into()));
        assert_eq!(pragma("synchronous").unwrap(), rusqlite::types::Value::Integer(2), "FULL");
    }

    #[test]
    fn what_will_be_the_same_tomorrow_is_told_from_what_may_pass() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("sverka.db"), "this is no database, whatever its name says".repeat(99))
            .unwrap();
        assert!(Store::open(folder.path()).unwrap_err().is_lasting());
        std::fs::remove_file(folder.path().join("sverka.db")).unwrap();
        let store = Store::open(folder.path()).unwrap();
        let error = store.run(|c| c.execute("UPDATE nothing SET x = 1", [])).unwrap_err();
        assert!(!error.is_lasting());
        assert!(error.to_string().contains("sverka.db"), "{error}");
    }

    #[test]
    fn a_store_is_made_once_and_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        Store::open(folder.path()).unwrap().set_meta("colour", "blue").unwrap();
        assert_eq!(Store::open(folder.path()).unwrap().meta("colour").unwrap().as_deref(), Some("blue"));
    }
}
