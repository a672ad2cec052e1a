//! One table of a run that is taken back: what the run made of it goes, what it changed is as before.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::params;

use super::super::commit::Revision;
use super::anew::Anew;
use super::merge::{Merged, merged, not_below};
use super::rows::{Row, Rows};
use super::tables::{SHARES, Table};
use super::{Span, TakenBack, parsed};
use crate::model::ids::RunId;
use crate::model::undone::Counted;
use crate::store::lookup::json;

/// A row that the run changed.
struct Changed {
    key: String,
    /// As it was before.
    before: Option<Row>,
    /// As it is now: one that was changed to what the run made goes with that.
    now: Option<Row>,
}

/// Rows by key as the run left them, where later runs changed them.
type Later = HashMap<String, Option<Row>>;

impl Revision<'_> {
    pub(super) fn take_table_back(
        &mut self,
        span: &Span,
        table: &'static Table,
        anew: &mut Anew,
        back: &mut TakenBack,
    ) -> rusqlite::Result<()> {
        let rows = Rows::of(&self.tx, table)?;
        let later = if span.has_later { self.noted_later(span, table)? } else { Later::new() };
        let changed = self.changed(span.run, &rows)?;
        let mut counted = Counted::default();
        if let Some(made) = span.made(table) {
            if span.has_later {
                self.said_of_made((span, &made), (&rows, &later), anew, back)?;
            }
            self.forget_notes(span, table, &rows, &made)?;
            counted.gone = self.drop_made(table, &made)?;
        }
        for row in changed {
            counted.put_back += u64::from(self.take_row_back(span, (&rows, &later), row, anew, back)?);
        }
        if !counted.is_nothing() {
            back.counted.insert(table.name, counted);
        }
        Ok(())
    }

    /// What later runs said of rows that the run made; what those were part of is computed anew.
    fn said_of_made(
        &self,
        (span, made): (&Span, &str),
        (rows, later): (&Rows, &Later),
        anew: &mut Anew,
        back: &mut TakenBack,
    ) -> rusqlite::Result<()> {
        let table = rows.table;
        for key in rows.keys(&self.tx, made)? {
            if anew.is_skipped(table, &key) {
                continue;
            }
            // What it was part of stays, perhaps.
            if SHARES.contains(&table.name) {
                anew.add(table, &key)?;
            }
            let Some(after) = later.get(&key) else { continue };
            let now = rows.now(&self.tx, &key)?;
            if let Merged::Says = merged(rows, None, after.as_ref(), now.as_ref()) {
                back.dependents.extend(self.who_changed(span, rows, &key)?);
            }
        }
        Ok(())
    }

    /// Makes a row that the run changed what it was before, as far as later runs leave it; whether it is another now.
    fn take_row_back(
        &self,
        span: &Span,
        (rows, later): (&Rows, &Later),
        Changed { key, before, now }: Changed,
        anew: &mut Anew,
        back: &mut TakenBack,
    ) -> rusqlite::Result<bool> {
        let table = rows.table;
        if anew.is_skipped(table, &key) || anew.is_computed(table, &key)? {
            return Ok(false);
        }
        let after = later.get(&key).unwrap_or(&now);
        match merged(rows, before.as_ref(), after.as_ref(), now.as_ref()) {
            Merged::Stays => Ok(false),
            Merged::Put(row) => {
                let row = row.map(|row| not_below(rows, row, now.as_ref()));
                let has_room = self.has_room(table, &key, row.as_ref())?;
                if has_room {
                    rows.put(&self.tx, &key, row.as_ref())?;
                    anew.put_back(table, &key)?;
                }
                Ok(has_room)
            }
            Merged::Computed(row) => {
                if let Some(row) = &row {
                    rows.put(&self.tx, &key, Some(row))?;
                }
                anew.add(table, &key)?;
                Ok(row.is_some())
            }
            Merged::Says => {
                back.dependents.extend(self.who_changed(span, rows, &key)?);
                Ok(false)
            }
        }
    }

    fn changed(&self, run: RunId, rows: &Rows) -> rusqlite::Result<Vec<Changed>> {
        let noted = self.noted(run, rows.table)?.into_iter();
        noted.map(|(key, before)| Ok(Changed { now: rows.now(&self.tx, &key)?, key, before })).collect()
    }

    /// Rows that a run changed, as they were before.
    fn noted(&self, run: RunId, table: &Table) -> rusqlite::Result<Vec<(String, Option<Row>)>> {
        let mut find =
            self.tx.prepare_cached("SELECT key, before FROM undo_row WHERE run_id = ?1 AND name = ?2 ORDER BY key")?;
        let rows = find.query_map(params![run.0, table.name], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| row.and_then(|(key, before): (String, Option<String>)| Ok((key, parsed(before)?)))).collect()
    }

    /// Rows that later runs changed, as the run left them.
    fn noted_later(&self, span: &Span, table: &Table) -> rusqlite::Result<Later> {
        let sql = "SELECT key, before FROM undo_row WHERE run_id > ?1 AND run_id <> ?2 AND +name = ?3 ORDER BY run_id";
        let mut find = self.tx.prepare_cached(sql)?;
        let mut rows = find.query(params![span.run.0, self.run.0, table.name])?;
        let mut found = Later::new();
        while let Some(row) = rows.next()? {
            if let Entry::Vacant(first) = found.entry(row.get::<_, String>(0)?) {
                first.insert(parsed(row.get(1)?)?);
            }
        }
        Ok(found)
    }

    /// What later runs noted of rows that go is no longer true: taking those runs back too would bring the rows again.
    fn forget_notes(&self, span: &Span, table: &Table, rows: &Rows, made: &str) -> rusqlite::Result<()> {
        if !span.has_later {
            return Ok(());
        }
        let sql = "DELETE FROM undo_row WHERE run_id > ?1 AND name = ?2 AND key = ?3";
        let mut forget = self.tx.prepare_cached(sql)?;
        for key in rows.keys(&self.tx, made)? {
            forget.execute(params![span.run.0, table.name, key])?;
        }
        Ok(())
    }

    /// Drops what the run made; that is not noted: nobody will want it back.
    fn drop_made(&self, table: &Table, made: &str) -> rusqlite::Result<u64> {
        self.unnoted(|| Ok(self.tx.execute(&format!("DELETE FROM {} WHERE {made}", table.name), [])? as u64))
    }

    /// One cell of a book waits for one choice: where another waits by now, the earlier stays settled.
    fn has_room(&self, table: &Table, key: &str, row: Option<&Row>) -> rusqlite::Result<bool> {
        if table.name != "book_clash" || row.is_none() {
            return Ok(true);
        }
        let id: [i64; 1] = json(key)?;
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM book_clash other JOIN book_clash this ON this.id = ?1
             WHERE other.id <> ?1 AND other.state = 'open' AND other.book = this.book AND other.row_id = this.row_id
                AND other.field = this.field)";
        self.tx.query_row(sql, id, |row| row.get(0))
    }
}
