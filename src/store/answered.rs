//! Where numbered messages were answered, and as whom: what an answer confirms may be taken back.

use rusqlite::{Connection, params};

use super::commit::Revision;
use super::journal::source_id;
use super::{Store, StoreError};
use crate::model::ids::{RunId, SourceId};

impl Store {
    /// Notes that an answer is written once more, without a revision.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn note_answer_at(&self, run: RunId, source: &str, path: &str) -> Result<(), StoreError> {
        self.run(|c| note(c, run, source_id(c, source)?, path))
    }

    /// Answers that confirm what a run took: those of its own and later ones, since each says how far the exchange got.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn answers_of(&self, run: RunId) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT path FROM answered WHERE run_id >= ?1 AND json_array(source_id) IN
             (SELECT key FROM undo_row WHERE run_id = ?1 AND name = 'exchange') ORDER BY path";
        self.run(|c| c.prepare(sql)?.query_map([run.0], |row| row.get(0))?.collect())
    }

    /// Whether we ever answered a source's message to this recipient as this sender.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn answered_as(&self, source: &str, sender: &str, recipient: &str) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM exchange_own o JOIN source s ON s.id = o.source_id
             WHERE s.name = ?1 AND o.node = ?2 AND o.peer = ?3)";
        self.run(|c| c.query_row(sql, [source, sender, recipient], |row| row.get(0)))
    }
}

impl Revision<'_> {
    /// Notes where the message of this delivery is answered.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn note_answer_at(&self, path: &str) -> rusqlite::Result<()> {
        note(&self.tx, self.run, self.source, path)
    }

    /// Notes as whom a source's messages are taken.
    pub(super) fn note_node(&self, node: &str, peer: &str) -> rusqlite::Result<()> {
        let sql = "INSERT INTO exchange_own (source_id, node, peer) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        self.tx.prepare_cached(sql)?.execute(params![self.source.0, node, peer]).map(drop)
    }

    /// Forgets an answer that nobody is to read any more; one that is not written yet is not written at all.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn forget_answer(&self, path: &str, jobs: &[(&str, &str)]) -> rusqlite::Result<()> {
        self.tx.execute("DELETE FROM answered WHERE path = ?1", [path])?;
        for (output, key) in jobs {
            self.tx.execute("DELETE FROM outbox WHERE output = ?1 AND key = ?2", [output, key])?;
        }
        Ok(())
    }
}

fn note(c: &Connection, run: RunId, source: SourceId, path: &str) -> rusqlite::Result<()> {
    let sql = "INSERT INTO answered (path, source_id, run_id) VALUES (?1, ?2, ?3)
         ON CONFLICT (path) DO UPDATE SET source_id = excluded.source_id, run_id = excluded.run_id";
    c.prepare_cached(sql)?.execute(params![path, source.0, run.0]).map(drop)
}
