//! What a person has to look at in managers' workbooks: files that are held, and rows that are gone from a book.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::commit::Revision;
use super::lookup::to_json;
use super::{Store, StoreError};
use crate::model::change::{ReviewItem, ReviewKind, Subject};
use crate::model::deed::{Absence, AbsentRow, HeldFile, Verdict};
use crate::model::ids::{ContentHash, ReviewId};
use crate::model::row_id::RowId;

const ABSENT: &str = "SELECT book, row_id, state FROM book_absent";
const HELD_FILES: &str = "SELECT book, content_hash, state FROM book_held";

impl Store {
    /// What became of a file of a book that was held once; nothing for one that was not.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn held_file(&self, book: &str, content: ContentHash) -> Result<Option<Verdict>, StoreError> {
        let sql = "SELECT state FROM book_held WHERE book = ?1 AND content_hash = ?2";
        let state: Option<String> =
            self.run(|c| c.prepare_cached(sql)?.query_row(params![book, content.0], |row| row.get(0)).optional())?;
        Ok(state.map(|state| Verdict::from_name(&state)))
    }

    /// Files that are held and that nobody has looked at.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn held_files(&self) -> Result<Vec<HeldFile>, StoreError> {
        let sql = format!("{HELD_FILES} WHERE state = 'held' ORDER BY book");
        self.run(|c| c.prepare(&sql)?.query_map([], held_file)?.collect())
    }

    /// The question about a book that is held, as long as it waits.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn held_question(&self, book: &str) -> Result<Option<ReviewId>, StoreError> {
        let sql = "SELECT id FROM review WHERE kind = ?1 AND subject = ?2 AND state = 'open'";
        let about = Subject::Workbook(book.to_owned());
        self.run(|c| {
            let values = [ReviewKind::WorkbookHeld.name(), &to_json(&about)?];
            c.prepare_cached(sql)?.query_row(values, |row| Ok(ReviewId(row.get(0)?))).optional()
        })
    }

    /// Rows that are gone from a book.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn absent_rows(&self, book: &str) -> Result<BTreeMap<RowId, Absence>, StoreError> {
        let sql = format!("{ABSENT} WHERE book = ?1");
        let found: Vec<AbsentRow> = self.run(|c| c.prepare_cached(&sql)?.query_map([book], absent_row)?.collect())?;
        Ok(found.into_iter().map(|one| (one.row, one.absence)).collect())
    }

    /// Rows that are gone from any book.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn all_absent_rows(&self) -> Result<Vec<AbsentRow>, StoreError> {
        let sql = format!("{ABSENT} ORDER BY book, row_id");
        self.run(|c| c.prepare(&sql)?.query_map([], absent_row)?.collect())
    }

    /// Notes that a book was written with every row that was to return; one that was drawn from nothing has the rows too
    /// that nobody has decided about.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn rows_returned(&self, book: &str, drawn: bool) -> Result<(), StoreError> {
        self.run(|c| {
            for (row, absence) in rows_of(c, book)? {
                let is_back = absence == Absence::Returning || (drawn && absence == Absence::Proposed);
                if is_back {
                    forget_row(c, book, row)?;
                    resolve(c, ReviewKind::Deletion, &Subject::Row(book.to_owned(), row))?;
                }
            }
            Ok(())
        })
    }
}

impl Revision<'_> {
    /// Keeps that a file of a book is held, and asks about it; one that was held before it is no longer the book's.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn hold_file(&mut self, book: &str, content: ContentHash, item: &ReviewItem) -> rusqlite::Result<()> {
        self.let_go(book)?;
        self.put_verdict(book, content, Verdict::Waits)?;
        self.ask_anew(item)
    }

    /// A book whose file was held can be merged now: somebody mended it.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn let_go(&mut self, book: &str) -> rusqlite::Result<()> {
        self.tx.execute("DELETE FROM book_held WHERE book = ?1 AND state = 'held'", [book])?;
        resolve(&self.tx, ReviewKind::WorkbookHeld, &Subject::Workbook(book.to_owned()))
    }

    /// The file of a book that is held.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn held_file(&self, book: &str) -> rusqlite::Result<Option<HeldFile>> {
        let sql = format!("{HELD_FILES} WHERE book = ?1 AND state = 'held'");
        self.tx.prepare_cached(&sql)?.query_row([book], held_file).optional()
    }

    /// Keeps what becomes of a file.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_verdict(&mut self, book: &str, content: ContentHash, verdict: Verdict) -> rusqlite::Result<()> {
        let sql = "INSERT INTO book_held (book, content_hash, state) VALUES (?1, ?2, ?3)
             ON CONFLICT (book, content_hash) DO UPDATE SET state = excluded.state";
        self.tx.prepare_cached(sql)?.execute(params![book, content.0, verdict.name()]).map(drop)
    }

    /// Keeps that a row is gone from a book, and asks whether its record may go.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn propose_absence(&mut self, book: &str, row: RowId, item: &ReviewItem) -> rusqlite::Result<()> {
        self.put_absence(book, row, Absence::Proposed)?;
        self.ask_anew(item)
    }

    /// Keeps how a row that is gone stands.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_absence(&mut self, book: &str, row: RowId, absence: Absence) -> rusqlite::Result<()> {
        let sql = "INSERT INTO book_absent (book, row_id, state) VALUES (?1, ?2, ?3)
             ON CONFLICT (book, row_id) DO UPDATE SET state = excluded.state";
        self.tx.prepare_cached(sql)?.execute(params![book, row.encode(), absence.name()]).map(drop)
    }

    /// The record of a row that was let go is there again: as before, the books lack it and whether it may go is asked.
    /// Gives these books.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn miss_again(&mut self, row: RowId) -> rusqlite::Result<Vec<String>> {
        let sql = "UPDATE book_absent SET state = ?2 WHERE row_id = ?1 AND state = ?3 RETURNING book";
        let values = params![row.encode(), Absence::Proposed.name(), Absence::Away.name()];
        self.tx.prepare_cached(sql)?.query_map(values, |row| row.get(0))?.collect()
    }

    /// A row stands in its book again.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn forget_absence(&mut self, book: &str, row: RowId) -> rusqlite::Result<()> {
        forget_row(&self.tx, book, row)?;
        resolve(&self.tx, ReviewKind::Deletion, &Subject::Row(book.to_owned(), row))
    }

    /// Asks a question that may have been answered about something else.
    fn ask_anew(&self, item: &ReviewItem) -> rusqlite::Result<()> {
        let sql = "UPDATE review SET state = 'resolved', decision_id = NULL WHERE kind = ?1 AND subject = ?2";
        self.tx.prepare_cached(sql)?.execute([item.kind.name(), &to_json(&item.subject)?])?;
        self.ask(item)
    }
}

fn rows_of(c: &Connection, book: &str) -> rusqlite::Result<Vec<(RowId, Absence)>> {
    let sql = format!("{ABSENT} WHERE book = ?1");
    let found = c.prepare_cached(&sql)?.query_map([book], absent_row)?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(found.into_iter().map(|one| (one.row, one.absence)).collect())
}

fn forget_row(c: &Connection, book: &str, row: RowId) -> rusqlite::Result<()> {
    let sql = "DELETE FROM book_absent WHERE book = ?1 AND row_id = ?2";
    c.prepare_cached(sql)?.execute(params![book, row.encode()]).map(drop)
}

fn resolve(c: &Connection, kind: ReviewKind, subject: &Subject) -> rusqlite::Result<()> {
    let sql = "UPDATE review SET state = 'resolved' WHERE kind = ?1 AND subject = ?2 AND state = 'open'";
    c.prepare_cached(sql)?.execute([kind.name(), &to_json(subject)?]).map(drop)
}

fn held_file(row: &Row<'_>) -> rusqlite::Result<HeldFile> {
    Ok(HeldFile {
        book: row.get(0)?,
        content: ContentHash(row.get(1)?),
        verdict: Verdict::from_name(&row.get::<_, String>(2)?),
    })
}

fn absent_row(row: &Row<'_>) -> rusqlite::Result<AbsentRow> {
    let text: String = row.get(1)?;
    let id = RowId::parse(&text).unwrap_or_else(|| panic!("BUG: {text} in the store is no id of a row"));
    Ok(AbsentRow { book: row.get(0)?, row: id, absence: Absence::from_name(&row.get::<_, String>(2)?) })
}
