//! A run taken back as a whole: every row that it made goes, every older row that it changed is as it was before.
//!
//! What a later run did stays as it is. A row that both changed is merged column by column; what allocation, authority and the
//! like compute is computed anew; and where a later run said something about what would go away, nothing is taken back, and
//! what depends on it is named.
//!
//! | file | holds |
//! |---|---|
//! | `tables` | what becomes of each table |
//! | `notes` | older rows, noted before a run changes them |
//! | `rows` | rows as values |
//! | `merge` | a row that a later run changed too |
//! | `depends` | what a later run needs of what would go away |
//! | `kept` | what was mentioned and is mentioned later too: it stays |
//! | `mended` | files of refused records that come back, or are cut from what goes |
//! | `confirmed` | what is held already and said again in a newer version |
//! | `restated` | what is held already and said again |
//! | `repeated` | what a later file said again, word for word: it stays |
//! | `shared` | what a later file of another list told too: it stays as that one's |
//! | `table` | one table taken back |
//! | `edits` | what people had filled in, and rows they had typed: their books say what became of it |
//! | `handed` | what was noted of a row, handed on to a later run |
//! | `anew` | what must be computed anew |

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};

use super::commit::Revision;
use super::lookup::json;
use super::{SCHEMA_VERSION, Store, StoreError};
use crate::model::ids::{ContentHash, RunId};
use crate::model::run::RunReport;
use crate::model::undone::{Counted, Dependent, Undoable};

mod anew;
mod confirmed;
mod depends;
mod edits;
mod handed;
mod kept;
mod mended;
mod merge;
mod notes;
mod repeated;
mod restated;
mod rows;
mod shared;
mod table;
mod tables;

use anew::Anew;
pub use edits::UndoneValue;
pub use mended::MendedBack;
use notes::Marks;
pub(super) use notes::{begin, end, watch};
pub use repeated::Repeating;
use restated::ranges;
use rows::Row;
pub use shared::Shared;
use tables::{Made, REFERENCES, TABLES, Table};

/// What taking a run back changes.
#[derive(Debug, Default)]
pub struct TakenBack {
    /// By table of the store.
    pub counted: BTreeMap<&'static str, Counted>,
    /// What later runs need of it; where there is any, nothing may be committed.
    pub dependents: BTreeSet<Dependent>,
    /// Later files that said again what it said: that stays, and is theirs.
    pub repeating: Vec<Repeating>,
    /// Later files that told too what it was the first to tell: that stays as theirs alone.
    pub shared: Vec<Shared>,
}

/// How many records each of some deliveries said, by their numbers.
pub type SaidIn = BTreeMap<i64, usize>;

/// A delivery that a run took.
#[derive(Debug, Clone)]
pub struct TakenDelivery {
    /// Its bytes.
    pub content: ContentHash,
    /// Who brought it.
    pub source: String,
    /// The name it was dropped under.
    pub file_name: String,
    /// When, RFC 3339.
    pub received_at: String,
    /// Its number.
    pub id: i64,
}

/// A run between its marks and those of the next.
struct Span {
    run: RunId,
    from: Marks,
    to: Marks,
    /// A later run noted something.
    has_later: bool,
    /// Rows are its own that an earlier run made.
    has_adopted: bool,
}

/// A delivery, as its columns stand in the queries of an undo: content, source, file, when it came, number.
fn taken_delivery(row: &rusqlite::Row<'_>) -> rusqlite::Result<TakenDelivery> {
    Ok(TakenDelivery {
        content: ContentHash(row.get(0)?),
        source: row.get(1)?,
        file_name: row.get(2)?,
        received_at: row.get(3)?,
        id: row.get(4)?,
    })
}

impl Span {
    /// The numbers that the run gave in a table.
    fn numbers(&self, table: &str) -> (i64, i64) {
        let from = self.from.get(table).copied().unwrap_or_default();
        (from, self.to.get(table).copied().unwrap_or(i64::MAX))
    }

    /// A condition for expressions that name a row which the run made, or which is its own since an earlier one went.
    fn within(&self, column: &str, of: &str) -> String {
        let (from, to) = self.numbers(of);
        if !self.has_adopted {
            return format!("({column} > {from} AND {column} <= {to})");
        }
        let run = self.run.0;
        format!(
            "({column} > {from} AND {column} <= {to} OR {column} IN
                (SELECT a.number FROM adopted a WHERE a.run_id = {run} AND a.of_table = '{of}'))"
        )
    }

    /// A condition for expressions that name a row which goes.
    fn goes(&self, column: &str, of: &str) -> String {
        format!(
            "({} AND NOT EXISTS (SELECT 1 FROM temp.undo_kept k WHERE k.of_table = '{of}' AND k.number = {column}))",
            self.within(column, of)
        )
    }

    /// A condition for rows that the run made.
    fn made(&self, table: &Table) -> Option<String> {
        let within = |(column, of): &(&str, &str)| self.goes(column, of);
        let any = table.marks.iter().map(within).collect::<Vec<_>>().join(" OR ");
        (!any.is_empty() && table.made != Made::Stay).then_some(any)
    }
}

impl Store {
    /// Whether a run can be taken back, as far as its own notes tell; nothing where there was no such run.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn undoable(&self, run: RunId) -> Result<Option<Undoable>, StoreError> {
        self.run(|c| undoable(c, run))
    }

    /// The deliveries that a run took, in the order they were taken.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn taken_in(&self, run: RunId) -> Result<Vec<TakenDelivery>, StoreError> {
        let sql = "SELECT d.content_hash, s.name, d.file_name, d.received_at, d.id FROM delivery d
             JOIN source s ON s.id = d.source_id WHERE d.run_id = ?1 AND d.state = 'taken' ORDER BY d.id";
        self.run(|c| {
            let mut find = c.prepare_cached(sql)?;
            let rows = find.query_map([run.0], taken_delivery)?;
            rows.collect()
        })
    }

    /// Whether nothing of the same name came from the source since.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn is_newest_of_name(&self, delivery: &TakenDelivery) -> Result<bool, StoreError> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM delivery later JOIN delivery this ON this.id = ?1
             WHERE later.id > this.id AND later.source_id = this.source_id AND later.file_name = this.file_name)";
        self.run(|c| c.query_row(sql, [delivery.id], |row| row.get(0)))
    }

    /// When runs after one ended in whose reports a text stands, and those reports; the newest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn reports_naming(&self, after: RunId, text: &str) -> Result<Vec<(String, RunReport)>, StoreError> {
        let sql = "SELECT started_at, report FROM run WHERE id > ?1 AND instr(report, ?2) > 0 ORDER BY id DESC";
        self.run(|c| {
            let mut find = c.prepare_cached(sql)?;
            let rows =
                find.query_map(params![after.0, text], |row| Ok((row.get(0)?, json(row.get_ref(1)?.as_str()?)?)))?;
            rows.collect()
        })
    }

    /// The report of a run; nothing where it was cut short.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn report_of(&self, run: RunId) -> Result<Option<RunReport>, StoreError> {
        let sql = "SELECT report FROM run WHERE id = ?1";
        let text: Option<Option<String>> = self.run(|c| c.query_row(sql, [run.0], |row| row.get(0)).optional())?;
        Ok(text.flatten().and_then(|text| serde_json::from_str(&text).ok()))
    }
}

fn undoable(c: &Connection, run: RunId) -> rusqlite::Result<Option<Undoable>> {
    let known =
        "SELECT r.verb, r.undone_by, m.schema FROM run r LEFT JOIN undo_mark m ON m.run_id = r.id WHERE r.id = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found: Option<(String, Option<i64>, Option<i64>)> =
        c.prepare_cached(known)?.query_row([run.0], read).optional()?;
    let Some((verb, undone_by, schema)) = found else { return Ok(None) };
    let changed: bool = c
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM revision WHERE run_id = ?1)")?
        .query_row([run.0], |row| row.get(0))?;
    Ok(Some(match (undone_by, verb.as_str(), schema) {
        (Some(by), ..) => Undoable::Undone { by },
        (None, UNDO, _) => Undoable::IsUndo,
        (None, "review", _) => Undoable::Decision,
        _ if !changed => Undoable::Nothing,
        (None, _, Some(SCHEMA_VERSION)) => Undoable::Possible,
        _ => Undoable::Older,
    }))
}

/// The verb of runs that take others back.
pub const UNDO: &str = "undo";

impl Revision<'_> {
    /// Whether a run can be taken back, as far as its own notes tell; nothing where there was no such run.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn undoable(&self, run: RunId) -> rusqlite::Result<Option<Undoable>> {
        undoable(&self.tx, run)
    }

    /// Documents and payments of a source up to a day that a run said something about, by number and day.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn stated_until(&self, run: RunId, source: &str, day: Date) -> rusqlite::Result<Vec<String>> {
        let span = self.span(run)?;
        let ours = span.within("s.id", "statement");
        let sql = format!(
            "SELECT d.number || ' ' || d.date FROM statement s JOIN document d ON d.id = s.entity_id
             WHERE {ours} AND s.kind BETWEEN 6 AND 9 AND d.date <= ?1
                AND s.source_id = (SELECT id FROM source WHERE name = ?2)
             UNION SELECT p.number || ' ' || p.date FROM statement s JOIN payment p ON p.id = s.entity_id
             WHERE {ours} AND s.kind = 10 AND p.date <= ?1
                AND s.source_id = (SELECT id FROM source WHERE name = ?2) ORDER BY 1 LIMIT 20"
        );
        let mut find = self.tx.prepare(&sql)?;
        find.query_map(params![day.to_string(), source], |row| row.get(0))?.collect()
    }

    /// Takes a run back. What follows from that must be computed before the commit; with dependents, there must be none.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn take_back(&mut self, run: RunId) -> rusqlite::Result<TakenBack> {
        let span = self.span(run)?;
        let mut back = TakenBack::default();
        let mut anew = Anew::default();
        remember_given(&self.tx)?;
        self.remember_undone_values(run)?;
        back.repeating = self.keep_repeated(&span, &mut anew, &mut back.dependents)?;
        self.keep_mentions(&span, &mut anew)?;
        back.shared = self.keep_shared(&span, &mut anew, &mut back.dependents)?;
        let named = if span.has_later { self.named_by(&span)? } else { HashSet::new() };
        if span.has_later {
            self.wake_before(&span, &mut anew)?;
            self.forget_whose_shared()?;
            self.judged_with(&span, &mut back.dependents)?;
            self.mended_later(&span, &mut back.dependents)?;
        }
        for table in TABLES {
            self.take_table_back(&span, table, &mut anew, &mut back)?;
        }
        let values = "DELETE FROM person_value_change WHERE revision_id IN (SELECT id FROM revision WHERE run_id = ?1)";
        self.tx.execute(values, [run.0])?;
        self.tx.execute("UPDATE delivery SET state = 'undone' WHERE run_id = ?1 AND state = 'taken'", [run.0])?;
        self.tx.execute("UPDATE run SET undone_by = ?2 WHERE id = ?1", [run.0, self.run.0])?;
        self.forget_block_keys()?;
        self.forget_standing();
        if span.has_later {
            self.needed(&span, &mut back.dependents)?;
            if back.dependents.is_empty() {
                let mut asked = std::mem::take(&mut anew.asked);
                self.wake_after(anew)?;
                asked.extend(self.drop_unmentioned(&named)?);
                self.ask_anew_about(asked)?;
            }
        }
        self.unnoted(|| self.unconfirm(&span))?;
        self.unnoted(|| self.ask_requests_again())?;
        self.tx.execute("DELETE FROM adopted WHERE run_id = ?1", [run.0])?;
        Ok(back)
    }

    fn span(&self, run: RunId) -> rusqlite::Result<Span> {
        let marks = |sql: &str| -> rusqlite::Result<Option<Marks>> {
            let found: Option<String> = self.tx.query_row(sql, [run.0], |row| row.get(0)).optional()?;
            found.map(|text| json(&text)).transpose()
        };
        let from = marks("SELECT marks FROM undo_mark WHERE run_id = ?1")?.unwrap_or_default();
        let next = "SELECT marks FROM undo_mark WHERE run_id > ?1 ORDER BY run_id LIMIT 1";
        let to = marks(next)?.unwrap_or_default();
        // What this very revision noted already is its own.
        let sql = "SELECT EXISTS (SELECT 1 FROM revision WHERE run_id > ?1 AND run_id <> ?2)";
        let has_later = self.tx.query_row(sql, [run.0, self.run.0], |row| row.get(0))?;
        let sql = "SELECT EXISTS (SELECT 1 FROM adopted WHERE run_id = ?1)";
        let has_adopted = self.tx.query_row(sql, [run.0], |row| row.get(0))?;
        Ok(Span { run, from, to, has_later, has_adopted })
    }
}

/// The store remembers under this name, with the table's behind it, which number was given last before something went away.
const GIVEN: &str = "given:";

/// Numbers that were given are not given again: workbooks and people know what went away by them.
fn remember_given(c: &Connection) -> rusqlite::Result<()> {
    for table in tables::counted() {
        let sql = format!("SELECT coalesce(max(id), 0) FROM {table}");
        let last: i64 = c.query_row(&sql, [], |row| row.get(0))?;
        let put =
            "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        let last = last.max(given(c, table)?);
        c.execute(put, params![format!("{GIVEN}{table}"), last.to_string()])?;
    }
    Ok(())
}

fn given(c: &Connection, table: &str) -> rusqlite::Result<i64> {
    let sql = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?1";
    let found = c.prepare_cached(sql)?.query_row([format!("{GIVEN}{table}")], |row| row.get(0)).optional()?;
    Ok(found.unwrap_or_default())
}

/// The first number of a table that was never given.
pub(super) fn first_free(c: &Connection, table: &str) -> rusqlite::Result<i64> {
    let sql = format!("SELECT coalesce(max(id), 0) FROM {table}");
    let last: i64 = c.prepare_cached(&sql)?.query_row([], |row| row.get(0))?;
    Ok(last.max(given(c, table)?) + 1)
}

fn parsed(row: Option<String>) -> rusqlite::Result<Option<Row>> {
    row.map(|row| json(&row)).transpose()
}

#[cfg(test)]
mod tests;
