//! What became of values that collided.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};

use super::super::{Store, StoreError};
use super::{COLUMNS, kept};
use crate::model::book::{Answer, KeptClash, Settled};
use crate::model::ids::ConflictId;

impl Store {
    /// A clash that waits no more, and what became of it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn settled_clash(&self, id: ConflictId) -> Result<Option<(KeptClash, Settled)>, StoreError> {
        let sql = format!("SELECT {COLUMNS}, state, settled_by FROM book_clash WHERE id = ?1 AND state <> 'open'");
        self.run(|c| {
            let of_row = |row: &rusqlite::Row<'_>| {
                Ok((kept(row)?, row.get::<_, String>("state")?, row.get::<_, Option<i64>>("settled_by")?))
            };
            let found = c.prepare_cached(&sql)?.query_row([id.0], of_row).optional()?;
            let Some((mut kept, state, by)) = found else { return Ok(None) };
            let settled = Settled::ALL.into_iter().find(|settled| settled.name() == state);
            if let (Some(Settled::Declined), Some(by)) = (settled, by) {
                kept.answer = answer(c, by)?;
            }
            Ok(settled.map(|settled| (kept, settled)))
        })
    }

    /// The clashes of a book that wait and were made in runs that were taken back.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn clashes_of_undone(&self, book: &str) -> Result<BTreeSet<ConflictId>, StoreError> {
        let sql = "SELECT b.id FROM book_clash b JOIN revision v ON v.id = b.revision_id JOIN run r ON r.id = v.run_id
             WHERE b.book = ?1 AND b.state = 'open' AND r.undone_by IS NOT NULL";
        self.run(|c| c.prepare_cached(sql)?.query_map([book], |row| row.get(0).map(ConflictId))?.collect())
    }
}

/// Who decided in a revision, when and in which words; the newest are found first.
pub(super) fn answer(c: &Connection, revision: i64) -> rusqlite::Result<Answer> {
    let sql = "SELECT who, made_at, reason FROM decision WHERE revision_id = ?1 ORDER BY id DESC LIMIT 1";
    let of_row = |row: &rusqlite::Row<'_>| Ok(Answer { who: row.get(0)?, made_at: row.get(1)?, reason: row.get(2)? });
    Ok(c.prepare_cached(sql)?.query_row([revision], of_row).optional()?.unwrap_or_default())
}
