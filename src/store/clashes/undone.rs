//! What taking a run back does to values that collide: choices are open again, and so are wishes.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::commit::Revision;
use super::super::decisions::client_now;
use super::super::lookup::to_json;
use super::requests::open_requests;
use crate::model::book::{Choice, UndoneChoice};
use crate::model::change::{ReviewKind, Subject};
use crate::model::ids::{ClientId, ConflictId, RunId};
use crate::model::row_id::{RowId, RowKind};

/// The store remembers under this name, with a number behind it, a choice that was taken back.
const UNDONE: &str = "undone_choice:";

fn key(id: ConflictId) -> String {
    format!("{UNDONE}{}", id.0)
}

/// The choice about a clash that was taken back with its run, unless somebody has chosen since.
pub(super) fn choice(c: &Connection, id: ConflictId) -> rusqlite::Result<Option<UndoneChoice>> {
    let sql = "SELECT value FROM meta WHERE key = ?1";
    let known: Option<String> = c.prepare_cached(sql)?.query_row([key(id)], |row| row.get(0)).optional()?;
    Ok(known.and_then(|text| {
        let (choice, made_at) = text.split_once(' ')?;
        Some(UndoneChoice { choice: Choice::from_name(choice)?, made_at: made_at.to_owned() })
    }))
}

/// Somebody has chosen again, or there is nothing to choose any more.
pub(super) fn forget(c: &Connection, id: ConflictId) -> rusqlite::Result<()> {
    c.prepare_cached("DELETE FROM meta WHERE key = ?1")?.execute([key(id)]).map(drop)
}

impl Revision<'_> {
    /// Remembers what people chose in a run that is taken back, while it is still there.
    pub(in crate::store) fn remember_undone_choices(&self, run: RunId) -> rusqlite::Result<()> {
        let sql = "INSERT INTO meta (key, value)
             SELECT ?2 || b.id, b.state || ' ' || v.made_at FROM book_clash b JOIN revision v ON v.id = b.settled_by
             WHERE v.run_id = ?1 AND b.state IN ('mine', 'stored') AND b.kind <> 'request'
             ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.tx.execute(sql, params![run.0, UNDONE]).map(drop)
    }

    /// Wishes that wait and whose question went with the run that had asked it are to be asked once more.
    pub(in crate::store) fn ask_requests_again(&self) -> rusqlite::Result<()> {
        for request in open_requests(&self.tx)? {
            let about = to_json(&Subject::Cell(request.clash.row, request.clash.field.clone()))?;
            let sql = "SELECT 1 FROM review WHERE kind = ?1 AND subject = ?2 AND state = 'open'";
            let is_asked = self.tx.prepare_cached(sql)?.exists([ReviewKind::ChangeRequest.name(), &about])?;
            if !is_asked && is_there(&self.tx, request.clash.row)? {
                self.tx.prepare_cached("UPDATE book_clash SET asked = 0 WHERE id = ?1")?.execute([request.id.0])?;
            }
        }
        Ok(())
    }
}

/// Whether the record of a row is still there.
fn is_there(c: &Connection, row: RowId) -> rusqlite::Result<bool> {
    let table = match row.kind {
        RowKind::Client => return Ok(client_now(c, ClientId(row.number))?.is_some()),
        RowKind::Document => "document",
        RowKind::Payment => "payment",
        RowKind::Conflict | RowKind::Question => return Ok(false),
    };
    c.prepare_cached(&format!("SELECT 1 FROM {table} WHERE id = ?1"))?.exists([row.number])
}
