//! What a run noted of an older row, handed on to the later run whose change it is by now.

use rusqlite::{OptionalExtension, params};

use super::super::commit::Revision;
use super::anew::Anew;
use super::rows::{Row, Rows};
use super::{Span, TABLES, end, notes, parsed};
use crate::store::lookup::{json, to_json};

/// What the run changed of a row.
struct Changed<'r> {
    before: &'r Option<Row>,
    after: &'r Option<Row>,
}

impl Changed<'_> {
    /// A row without that; nothing where there was none before.
    fn taken_from(&self, row: Option<Row>) -> Option<Row> {
        let (before, row) = (self.before.as_ref()?, row?);
        let Some(after) = self.after else { return Some(row) };
        let columns = before.iter().zip(after).zip(row);
        Some(columns.map(|((before, after), now)| if before == after { now } else { before.clone() }).collect())
    }
}

impl Revision<'_> {
    /// The row stays as it is; taking back the later run `to` will make it what it was before this one.
    pub(super) fn hand_on(
        &self,
        span: &Span,
        name: &'static str,
        key: &str,
        to: i64,
        anew: &mut Anew,
    ) -> rusqlite::Result<()> {
        let Some(table) = TABLES.iter().find(|known| known.name == name) else { return Ok(()) };
        let sql = "SELECT before FROM undo_row WHERE run_id = ?1 AND name = ?2 AND key = ?3";
        let noted: Option<Option<String>> =
            self.tx.prepare_cached(sql)?.query_row(params![span.run.0, name, key], |row| row.get(0)).optional()?;
        let Some(before) = noted else { return Ok(()) };
        anew.skip(name, key.to_owned());
        let before = parsed(before)?;
        let mut since = self.noted_since(span, name, key)?;
        let rows = Rows::of(&self.tx, table)?;
        let left = match since.iter().find(|(run, _)| *run > to) {
            Some((_, row)) => row.clone(),
            None => rows.now(&self.tx, key)?,
        };
        since.retain(|(run, _)| *run <= to);
        let after = since.first().map_or_else(|| left.clone(), |(_, row)| row.clone());
        if since.last().is_none_or(|(run, _)| *run < to) {
            since.push((to, left));
        }
        let changed = Changed { before: &before, after: &after };
        let (put, forget) = (
            "INSERT INTO undo_row (run_id, name, key, before) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (run_id, name, key) DO UPDATE SET before = excluded.before",
            "DELETE FROM undo_row WHERE run_id = ?1 AND name = ?2 AND key = ?3",
        );
        for (run, row) in since {
            let row = changed.taken_from(row).map(|row| to_json(&row)).transpose()?;
            if row.is_some() || run == to {
                self.tx.prepare_cached(put)?.execute(params![run, name, key, row])?;
            } else {
                self.tx.prepare_cached(forget)?.execute(params![run, name, key])?;
            }
        }
        self.tx.prepare_cached(forget)?.execute(params![span.run.0, name, key]).map(drop)
    }

    /// A row as later runs found it, the earliest first.
    fn noted_since(&self, span: &Span, name: &str, key: &str) -> rusqlite::Result<Vec<(i64, Option<Row>)>> {
        let sql = "SELECT run_id, before FROM undo_row WHERE name = ?1 AND key = ?2 AND run_id > ?3 AND run_id <> ?4
             ORDER BY run_id";
        let mut find = self.tx.prepare_cached(sql)?;
        let rows = find.query_map(params![name, key, span.run.0, self.run.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.map(|row| row.and_then(|(run, before)| Ok((run, parsed(before)?)))).collect()
    }

    /// Does what no later undo need know of.
    pub(super) fn unnoted<T>(&self, work: impl FnOnce() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let marks = self.stop_noting()?;
        let done = work()?;
        self.note_again(marks)?;
        Ok(done)
    }

    /// The same of what changes the revision itself.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn unnoted_too<T>(&mut self, work: impl FnOnce(&mut Self) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let marks = self.stop_noting()?;
        let done = work(self)?;
        self.note_again(marks)?;
        Ok(done)
    }

    /// From here on nothing is noted; the marks with which it goes on.
    fn stop_noting(&self) -> rusqlite::Result<Option<notes::Marks>> {
        let sql = "SELECT marks FROM undo_mark WHERE run_id = ?1";
        let marks: Option<String> = self.tx.query_row(sql, [self.run.0], |row| row.get(0)).optional()?;
        end(&self.tx)?;
        marks.map(|text| json(&text)).transpose()
    }

    /// Notes again from here on.
    fn note_again(&self, marks: Option<notes::Marks>) -> rusqlite::Result<()> {
        marks.map_or(Ok(()), |marks| notes::note_for(&self.tx, self.run, &marks))
    }
}
