//! What people had filled in and typed in runs that were taken back: their books say so.

use jiff::Timestamp;
use rusqlite::params;

use super::super::codes::kind_code;
use super::super::commit::Revision;
use super::super::{Store, StoreError};
use crate::model::book::{Filled, SAID_FOR, column_of_field};
use crate::model::ids::{ClientId, DocumentId, RunId};
use crate::model::record::RecordKind;
use crate::model::row_id::{RowId, RowKind};

/// A value that a person had filled in, in a run that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneValue {
    /// The row.
    pub row: RowId,
    /// The column's id.
    pub column: String,
    /// The value; empty where it had been cleared.
    pub value: String,
    /// When it was taken, RFC 3339.
    pub filled_at: String,
}

impl Store {
    /// What people had filled in and what was taken back since a moment (RFC 3339, UTC), unless somebody has written there
    /// again.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn undone_values(&self, since: &str) -> Result<Vec<UndoneValue>, StoreError> {
        let sql = "SELECT kind, entity_id, field, value, filled_at FROM undone_value WHERE undone_at >= ?1
             ORDER BY kind, entity_id, field";
        self.run(|c| {
            let mut find = c.prepare_cached(sql)?;
            let rows = find.query_map([since], |row| {
                let (kind, number, field): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let is_client = kind == kind_code(RecordKind::Client);
                let id = if is_client { ClientId(number).into() } else { DocumentId(number).into() };
                let column = column_of_field(&field).to_owned();
                Ok(UndoneValue { row: id, column, value: row.get(3)?, filled_at: row.get(4)? })
            })?;
            rows.collect()
        })
    }

    /// Whether a row is gone because the run that made it was taken back.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn is_undone(&self, row: RowId) -> Result<bool, StoreError> {
        let table = match row.kind {
            RowKind::Client => "client",
            RowKind::Document => "document",
            RowKind::Payment => "payment",
            RowKind::Conflict | RowKind::Question => return Ok(false),
        };
        let sql = format!(
            "SELECT NOT EXISTS (SELECT 1 FROM {table} WHERE id = ?1) AND coalesce((SELECT r.undone_by IS NOT NULL
                FROM undo_mark m JOIN run r ON r.id = m.run_id WHERE json_extract(m.marks, '$.{table}') < ?1
                ORDER BY m.run_id DESC LIMIT 1), 0)"
        );
        self.run(|c| c.prepare_cached(&sql)?.query_row([row.number], |row| row.get(0)))
    }
}

impl Revision<'_> {
    /// Remembers what people filled in and chose, in a run that is taken back, while it is still there.
    pub(super) fn remember_undone_values(&self, run: RunId) -> rusqlite::Result<()> {
        self.prune_undone_values()?;
        self.remember_undone_choices(run)?;
        let sql = "INSERT INTO undone_value (kind, entity_id, field, value, filled_at, undone_at)
             SELECT c.kind, c.entity_id, c.field, coalesce(max(p.value), ''), max(v.made_at),
                (SELECT made_at FROM revision WHERE id = ?2)
             FROM revision v JOIN person_value_change c ON c.revision_id = v.id
             LEFT JOIN person_value p ON p.kind = c.kind AND p.entity_id = c.entity_id AND p.field = c.field
             WHERE v.run_id = ?1 GROUP BY c.kind, c.entity_id, c.field
             ON CONFLICT (kind, entity_id, field) DO UPDATE SET value = excluded.value, filled_at = excluded.filled_at,
                undone_at = excluded.undone_at";
        self.tx.execute(sql, params![run.0, self.id.0]).map(drop)
    }

    /// What was taken back long ago is said no more.
    fn prune_undone_values(&self) -> rusqlite::Result<()> {
        let sql = "SELECT made_at FROM revision WHERE id = ?1";
        let now: String = self.tx.query_row(sql, [self.id.0], |row| row.get(0))?;
        let since = now.parse().ok().and_then(|now: Timestamp| now.checked_sub(SAID_FOR).ok());
        let Some(since) = since else { return Ok(()) };
        self.tx.execute("DELETE FROM undone_value WHERE undone_at < ?1", [since.to_string()]).map(drop)
    }

    /// Somebody wrote there again: that it was taken back need not be said any more.
    pub(in crate::store) fn forget_undone_value(&self, of: Filled, field: &str) -> rusqlite::Result<()> {
        let sql = "DELETE FROM undone_value WHERE kind = ?1 AND entity_id = ?2 AND field = ?3";
        self.tx.prepare_cached(sql)?.execute(params![kind_code(of.kind()), of.number(), field]).map(drop)
    }
}
