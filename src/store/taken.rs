//! What was taken from a file of a book while the book waits to be written: the base of what the same file says next.
//!
//! It is kept by the version that the file says it is, and forgotten with that version.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params};

use super::commit::Revision;
use super::lookup::{json, to_json};
use super::{Store, StoreError};
use crate::model::book::{BookRow, TypedRow};
use crate::model::row_id::RowId;

/// A value of a row that was taken, or that both sides have come to.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'t> {
    /// The workbook.
    pub book: &'t str,
    /// The version that the file says it is.
    pub version: u32,
    /// The row.
    pub row: RowId,
    /// The column's id.
    pub field: &'t str,
    /// The canonical value.
    pub value: &'t str,
}

impl Store {
    /// Puts what was taken from files of a version in the place of what was written in it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn put_taken_into(&self, book: &str, version: u32, rows: &mut [BookRow]) -> Result<(), StoreError> {
        let sql = "SELECT row_id, field, value FROM book_taken WHERE book = ?1 AND version = ?2";
        let taken: Vec<(String, String, String)> = self.run(|c| {
            let mut find = c.prepare_cached(sql)?;
            find.query_map(params![book, version], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
        })?;
        let mut of_row: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for (row, field, value) in taken {
            of_row.entry(row).or_default().push((field, value));
        }
        if of_row.is_empty() {
            return Ok(());
        }
        for row in rows {
            row.cells.extend(of_row.remove(&row.id.encode()).into_iter().flatten());
        }
        Ok(())
    }

    /// Keeps values that were taken already or need not be.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn note_taken(&self, taken: &[Taken<'_>]) -> Result<(), StoreError> {
        self.run(|c| taken.iter().try_for_each(|one| put_taken(c, one)))
    }

    /// Forgets what was taken from files of a version: one that was copied before that came back.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn forget_taken(&self, book: &str, version: u32) -> Result<(), StoreError> {
        let sql = "DELETE FROM book_taken WHERE book = ?1 AND version = ?2";
        self.run(|c| c.execute(sql, params![book, version])).map(drop)
    }

    /// The books that were ever written, whether settings still name them or not.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn written_books(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT book FROM book_version ORDER BY book";
        self.run(|c| c.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect())
    }

    /// Rows that were typed into files of a version and taken, in the order of their places.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn typed_rows(&self, book: &str, version: u32) -> Result<Vec<TypedRow>, StoreError> {
        let sql = "SELECT id, place, record_key, cells FROM book_typed WHERE book = ?1 AND version = ?2
             ORDER BY place, id";
        self.run(|c| c.prepare_cached(sql)?.query_map(params![book, version], typed_row)?.collect())
    }

    /// Remembers a row that was typed and taken: one without a number anew, one with a number as it is now.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn remember_typed(&self, book: &str, version: u32, typed: &TypedRow) -> Result<(), StoreError> {
        self.run(|c| put_typed(c, book, version, typed))
    }
}

impl Revision<'_> {
    /// Keeps a value that was taken.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_taken(&mut self, taken: &Taken<'_>) -> rusqlite::Result<()> {
        put_taken(&self.tx, taken)
    }
}

pub(super) fn put_taken(c: &Connection, taken: &Taken<'_>) -> rusqlite::Result<()> {
    let sql = "INSERT INTO book_taken (book, version, row_id, field, value) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (book, version, row_id, field) DO UPDATE SET value = excluded.value";
    let Taken { book, version, row, field, value } = taken;
    c.prepare_cached(sql)?.execute(params![book, version, row.encode(), field, value]).map(drop)
}

fn put_typed(c: &Connection, book: &str, version: u32, typed: &TypedRow) -> rusqlite::Result<()> {
    let TypedRow { number, place, key, cells } = typed;
    let sql = "INSERT INTO book_typed (id, book, version, place, record_key, cells) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET place = excluded.place, cells = excluded.cells";
    c.prepare_cached(sql)?.execute(params![number, book, version, place, key, to_json(cells)?]).map(drop)
}

fn typed_row(row: &Row<'_>) -> rusqlite::Result<TypedRow> {
    let cells = json(&row.get::<_, String>(3)?)?;
    Ok(TypedRow { number: row.get(0)?, place: row.get(1)?, key: row.get(2)?, cells })
}

/// Forgets what was taken from files of a version that is written anew.
pub(super) fn forget_version(c: &Connection, book: &str, version: i64) -> rusqlite::Result<()> {
    for table in ["book_taken", "book_typed"] {
        c.execute(&format!("DELETE FROM {table} WHERE book = ?1 AND version = ?2"), params![book, version])?;
    }
    Ok(())
}

/// Forgets what was taken from files of versions that are no longer kept.
pub(super) fn forget_pruned(c: &Connection, book: &str) -> rusqlite::Result<()> {
    for table in ["book_taken", "book_typed"] {
        let sql = format!(
            "DELETE FROM {table} WHERE book = ?1
             AND version NOT IN (SELECT version FROM book_version WHERE book = ?1)"
        );
        c.execute(&sql, [book])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::book::BookVersion;
    use crate::model::ids::{ClientId, ContentHash};
    use crate::store::book_rows::Keep;

    fn row(stage: &str) -> BookRow {
        BookRow { id: RowId::from(ClientId(1)), cells: [("stage".to_owned(), stage.to_owned())].into() }
    }

    fn write(store: &Store, version: u32) {
        let version = BookVersion {
            version,
            written_at: "2026-11-01T08:00:00Z".into(),
            hash: ContentHash([1; 32]),
            drawn: false,
            made_from: None,
        };
        store.record_book("anna.xlsx", &version, &[row("")]).unwrap();
    }

    fn stage(store: &Store, book: &str, version: u32) -> String {
        let mut rows = [row("")];
        store.put_taken_into(book, version, &mut rows).unwrap();
        rows[0].cells["stage"].clone()
    }

    #[test]
    fn what_was_taken_is_the_base_of_its_version_alone_and_goes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        write(&store, 1);
        write(&store, 2);
        let run = store.begin_run("sync", jiff::Timestamp::UNIX_EPOCH).unwrap();
        let mut revision = store.begin_decision(run, jiff::Timestamp::UNIX_EPOCH).unwrap();
        for value in ["called", "met"] {
            let row = RowId::from(ClientId(1));
            revision.put_taken(&Taken { book: "anna.xlsx", version: 1, row, field: "stage", value }).unwrap();
        }
        revision.commit("").unwrap();
        assert_eq!(["anna.xlsx", "igor.xlsx"].map(|book| stage(&store, book, 1)), ["met", ""]);
        assert_eq!(stage(&store, "anna.xlsx", 2), "");
        store.prune_book("anna.xlsx", Keep { versions: 2, since: "2027-01-01T00:00:00Z" }).unwrap();
        assert_eq!(stage(&store, "anna.xlsx", 1), "met", "the version is kept");
        store.prune_book("anna.xlsx", Keep { versions: 1, since: "2027-01-01T00:00:00Z" }).unwrap();
        assert_eq!(stage(&store, "anna.xlsx", 1), "");
    }

    #[test]
    fn a_typed_row_is_remembered_as_it_is_now_until_its_version_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        write(&store, 1);
        let mut typed = TypedRow { number: None, place: 9, key: "k".into(), cells: row("called").cells };
        store.remember_typed("anna.xlsx", 1, &typed).unwrap();
        let known = store.typed_rows("anna.xlsx", 1).unwrap().remove(0);
        typed = TypedRow { place: 12, cells: row("met").cells, ..known };
        store.remember_typed("anna.xlsx", 1, &typed).unwrap();
        assert_eq!(store.typed_rows("anna.xlsx", 1).unwrap(), [typed]);
        write(&store, 1);
        assert_eq!(store.typed_rows("anna.xlsx", 1).unwrap(), []);
    }
}
