//! What was written into managers' books, version by version: the base of the merge when a book comes back.
//!
//! A book of a thousand rows in which ten changed costs ten rows.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::lookup::{json, to_json};
use super::{Store, StoreError, taken};
use crate::model::book::{BookRow, BookVersion, Cells};
use crate::model::ids::ContentHash;
use crate::model::row_id::{RowId, RowKind};

/// How long versions of a book are kept: as many as this, and all that are not older than that.
#[derive(Debug, Clone, Copy)]
pub struct Keep<'k> {
    /// Versions.
    pub versions: u32,
    /// Versions written since, RFC 3339 in UTC, are kept however many there are.
    pub since: &'k str,
}

/// The columns of a version, in the order they are read in.
const VERSION: &str = "version, written_at, content_hash, drawn, made_from";

impl Store {
    /// Notes what was written into a book as its next version. Noting a version again, after a crash, replaces it.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn record_book(&self, book: &str, version: &BookVersion, rows: &[BookRow]) -> Result<(), StoreError> {
        self.run(|c| {
            let tx = c.unchecked_transaction()?;
            let number = i64::from(version.version);
            tx.execute(
                "INSERT INTO book_version (book, version, written_at, content_hash, drawn, made_from)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (book, version) DO UPDATE SET written_at = excluded.written_at,
                    content_hash = excluded.content_hash, drawn = excluded.drawn, made_from = excluded.made_from",
                params![
                    book,
                    number,
                    version.written_at,
                    version.hash.0,
                    version.drawn,
                    version.made_from.map(|hash| hash.0)
                ],
            )?;
            taken::forget_version(&tx, book, number)?;
            let mut standing = standing(&tx, book)?;
            let mut seen = BTreeSet::new();
            // A row is written once: of two that say they are one record the first counts.
            for row in rows.iter().filter(|row| seen.insert(row.id)) {
                let cells = to_json(&row.cells)?;
                match standing.remove(&row.id.encode()) {
                    Some((_, known)) if known == cells => continue,
                    Some((id, _)) => close(&tx, id, number)?,
                    None => {}
                }
                tx.prepare_cached("INSERT INTO book_row (book, row_id, from_version, cells) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![book, row.id.encode(), number, cells])?;
            }
            for (id, _) in standing.into_values() {
                close(&tx, id, number)?;
            }
            tx.execute("DELETE FROM book_row WHERE book = ?1 AND to_version <= from_version", [book])?;
            tx.commit()
        })
    }

    /// The newest version of a book that was written.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn latest_book(&self, book: &str) -> Result<Option<BookVersion>, StoreError> {
        let sql = format!("SELECT {VERSION} FROM book_version WHERE book = ?1 ORDER BY version DESC LIMIT 1");
        self.run(|c| c.query_row(&sql, [book], book_version).optional())
    }

    /// The version of a book that a file is, byte by byte; the newest of equals.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn book_of_hash(&self, book: &str, hash: ContentHash) -> Result<Option<BookVersion>, StoreError> {
        let sql = format!(
            "SELECT {VERSION} FROM book_version WHERE book = ?1 AND content_hash = ?2 ORDER BY version DESC LIMIT 1"
        );
        self.run(|c| c.query_row(&sql, params![book, hash.0], book_version).optional())
    }

    /// Whether a version of a book was made from a file: what people changed in it is in the store.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn is_book_made_from(&self, book: &str, hash: ContentHash) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM book_version WHERE book = ?1 AND made_from = ?2";
        self.run(|c| c.prepare_cached(sql)?.exists(params![book, hash.0]))
    }

    /// One version of a book.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn book_version(&self, book: &str, version: u32) -> Result<Option<BookVersion>, StoreError> {
        let sql = format!("SELECT {VERSION} FROM book_version WHERE book = ?1 AND version = ?2");
        self.run(|c| c.query_row(&sql, params![book, version], book_version).optional())
    }

    /// The rows that were written in a version; nothing for a version that was never written or is no longer kept.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn book_rows(&self, book: &str, version: u32) -> Result<Option<Vec<BookRow>>, StoreError> {
        if self.book_version(book, version)?.is_none() {
            return Ok(None);
        }
        let sql = "SELECT row_id, cells FROM book_row WHERE book = ?1 AND from_version <= ?2
             AND (to_version IS NULL OR to_version > ?2) ORDER BY id";
        self.run(|c| {
            c.prepare_cached(sql)?
                .query_map(params![book, version], book_row)?
                .collect::<rusqlite::Result<_>>()
                .map(Some)
        })
    }

    /// Rows of a book that its version does not have, as they were last written: struck out before, or written since.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn other_book_rows(&self, book: &str, version: u32) -> Result<Vec<BookRow>, StoreError> {
        let sql = "SELECT row_id, cells FROM book_row r WHERE book = ?1
             AND from_version = (SELECT max(from_version) FROM book_row w WHERE w.book = ?1 AND w.row_id = r.row_id)
             AND NOT EXISTS (SELECT 1 FROM book_row v WHERE v.book = ?1 AND v.row_id = r.row_id
                AND v.from_version <= ?2 AND (v.to_version IS NULL OR v.to_version > ?2)) ORDER BY id";
        self.run(|c| c.prepare_cached(sql)?.query_map(params![book, version], book_row)?.collect())
    }

    /// Forgets old versions; of each row its last values stay, for a struck-out row stays in the manager's file.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn prune_book(&self, book: &str, keep: Keep<'_>) -> Result<(), StoreError> {
        self.run(|c| {
            let tx = c.unchecked_transaction()?;
            tx.execute(
                "DELETE FROM book_version WHERE book = ?1 AND written_at < ?3 AND version NOT IN
                    (SELECT version FROM book_version WHERE book = ?1 ORDER BY version DESC LIMIT ?2)",
                params![book, keep.versions.max(1), keep.since],
            )?;
            tx.execute(
                "DELETE FROM book_row WHERE book = ?1
                 AND to_version <= (SELECT min(version) FROM book_version WHERE book = ?1)
                 AND EXISTS (SELECT 1 FROM book_row w WHERE w.book = ?1 AND w.row_id = book_row.row_id
                    AND w.from_version > book_row.from_version)",
                [book],
            )?;
            taken::forget_pruned(&tx, book)?;
            tx.commit()
        })
    }

    /// Which of these rows the store has a record of, whoever's book shows it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn known_rows(&self, ids: &BTreeSet<RowId>) -> Result<BTreeSet<RowId>, StoreError> {
        self.run(|c| {
            let mut known = BTreeSet::new();
            for id in ids {
                let table = match id.kind {
                    RowKind::Client => "client",
                    RowKind::Document => "document",
                    RowKind::Payment => "payment",
                    RowKind::Conflict => "book_clash",
                    RowKind::Question => "review",
                };
                if c.prepare_cached(&format!("SELECT 1 FROM {table} WHERE id = ?1"))?.exists([id.number])? {
                    known.insert(*id);
                }
            }
            Ok(known)
        })
    }
}

/// Rows that stand, with the number they are kept under.
fn standing(c: &Connection, book: &str) -> rusqlite::Result<BTreeMap<String, (i64, String)>> {
    let sql = "SELECT row_id, id, cells FROM book_row WHERE book = ?1 AND to_version IS NULL";
    let mut find = c.prepare_cached(sql)?;
    find.query_map([book], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?.collect()
}

fn close(c: &Connection, id: i64, version: i64) -> rusqlite::Result<()> {
    c.prepare_cached("UPDATE book_row SET to_version = ?2 WHERE id = ?1")?.execute([id, version]).map(drop)
}

fn book_version(row: &Row<'_>) -> rusqlite::Result<BookVersion> {
    Ok(BookVersion {
        version: row.get(0)?,
        written_at: row.get(1)?,
        hash: ContentHash(row.get(2)?),
        drawn: row.get(3)?,
        made_from: row.get::<_, Option<[u8; 32]>>(4)?.map(ContentHash),
    })
}

fn book_row(row: &Row<'_>) -> rusqlite::Result<BookRow> {
    let text: String = row.get(0)?;
    let id = RowId::parse(&text).unwrap_or_else(|| panic!("BUG: {text} in the store is no id of a row"));
    let cells: Cells = json(&row.get::<_, String>(1)?)?;
    Ok(BookRow { id, cells })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ClientId;

    fn row(number: i64, comment: &str) -> BookRow {
        let cells = [("comment".to_owned(), comment.to_owned())].into();
        BookRow { id: RowId::from(ClientId(number)), cells }
    }

    fn version(number: u32) -> BookVersion {
        BookVersion {
            version: number,
            written_at: format!("2026-11-{number:02}T08:00:00Z"),
            hash: ContentHash([u8::try_from(number).unwrap(); 32]),
            drawn: number == 1,
            made_from: number.checked_sub(1).map(|before| ContentHash([u8::try_from(before).unwrap(); 32])),
        }
    }

    fn count(store: &Store) -> i64 {
        store.run(|c| c.query_row("SELECT count(*) FROM book_row", [], |row| row.get(0))).unwrap()
    }

    #[test]
    fn each_version_is_read_back_and_only_changes_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let first: Vec<BookRow> = (1..=20).map(|number| row(number, "")).collect();
        store.record_book("anna.xlsx", &version(1), &first).unwrap();
        let mut second = first.clone();
        second[4] = row(5, "called");
        second.remove(0);
        second.push(row(21, "new"));
        store.record_book("anna.xlsx", &version(2), &second).unwrap();
        store.record_book("igor.xlsx", &version(1), &first).unwrap();
        assert_eq!(count(&store), 20 + 2 + 20);
        let sorted = |rows: Option<Vec<BookRow>>| {
            let mut rows = rows.unwrap();
            rows.sort_by_key(|row| row.id);
            rows
        };
        assert_eq!(sorted(store.book_rows("anna.xlsx", 1).unwrap()), first);
        assert_eq!(sorted(store.book_rows("anna.xlsx", 2).unwrap()), second);
        assert_eq!(store.book_rows("anna.xlsx", 3).unwrap(), None);
        assert_eq!(store.other_book_rows("anna.xlsx", 2).unwrap(), [row(1, "")], "struck out");
        assert_eq!(store.other_book_rows("anna.xlsx", 1).unwrap(), [row(21, "new")], "written since");
        assert_eq!(store.latest_book("anna.xlsx").unwrap(), Some(version(2)));
        assert_eq!(store.book_of_hash("anna.xlsx", version(1).hash).unwrap(), Some(version(1)));
        assert_eq!(store.book_of_hash("igor.xlsx", version(2).hash).unwrap(), None, "another book's");
        assert!(store.is_book_made_from("anna.xlsx", version(1).hash).unwrap());
        assert!(!store.is_book_made_from("anna.xlsx", version(2).hash).unwrap());
    }

    #[test]
    fn drawings_of_before_are_known_after_the_upgrade() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        for number in [2, 3] {
            store.record_book("Анна.xlsx", &version(number), &[]).unwrap();
        }
        store.set_meta("book_drawn:Анна.xlsx", &version(3).hash.to_hex()).unwrap();
        let before = "ALTER TABLE book_version DROP COLUMN drawn; ALTER TABLE book_version DROP COLUMN made_from;";
        store.run(|c| c.execute_batch(&format!("{before}{}", include_str!("schema/019.sql")))).unwrap();
        let is_drawn = |number| store.book_of_hash("Анна.xlsx", version(number).hash).unwrap().unwrap().drawn;
        assert_eq!((is_drawn(2), is_drawn(3)), (false, true));
        assert_eq!(store.meta("book_drawn:Анна.xlsx").unwrap(), None);
    }

    #[test]
    fn a_row_that_is_named_twice_is_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        store.record_book("a", &version(1), &[row(1, "x"), row(2, "x"), row(1, "y")]).unwrap();
        assert_eq!(store.book_rows("a", 1).unwrap().unwrap(), [row(1, "x"), row(2, "x")]);
        store.record_book("a", &version(2), &[row(1, "x"), row(1, "x"), row(2, "x")]).unwrap();
        assert_eq!(store.book_rows("a", 2).unwrap().unwrap(), [row(1, "x"), row(2, "x")]);
    }

    #[test]
    fn a_version_noted_again_after_a_crash_replaces_what_was_noted() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        store.record_book("a", &version(1), &[row(1, "x"), row(2, "x")]).unwrap();
        store.record_book("a", &version(2), &[row(1, "y")]).unwrap();
        store.record_book("a", &version(2), &[row(1, "z"), row(3, "z")]).unwrap();
        assert_eq!(store.book_rows("a", 2).unwrap().unwrap(), [row(1, "z"), row(3, "z")]);
        assert_eq!(store.book_rows("a", 1).unwrap().unwrap(), [row(1, "x"), row(2, "x")]);
    }

    #[test]
    fn old_versions_are_forgotten_by_count_and_age_together() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        for number in 1..=6 {
            let mut rows = vec![row(1, &number.to_string())];
            rows.extend((number < 3).then(|| row(2, "gone later")));
            store.record_book("a", &version(number), &rows).unwrap();
        }
        store.prune_book("a", Keep { versions: 2, since: "2026-11-04T00:00:00Z" }).unwrap();
        assert_eq!(store.book_rows("a", 3).unwrap(), None);
        assert_eq!(store.book_rows("a", 4).unwrap().unwrap(), [row(1, "4")], "young enough");
        assert_eq!(store.other_book_rows("a", 6).unwrap(), [row(2, "gone later")], "still in her file");
        store.prune_book("a", Keep { versions: 2, since: "2027-01-01T00:00:00Z" }).unwrap();
        assert_eq!(store.book_rows("a", 4).unwrap(), None);
        assert_eq!(store.book_rows("a", 5).unwrap().unwrap(), [row(1, "5")]);
        assert_eq!(count(&store), 3);
    }
}
