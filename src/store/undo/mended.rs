//! Files of refused records, where what brought them back is taken back, or what they were cut from.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use super::super::commit::Revision;
use super::super::{Store, StoreError};
use super::depends::STANDS;
use super::{Span, TakenDelivery};
use crate::model::ids::{ContentHash, RunId};
use crate::model::undone::Dependent;

/// A file of refused records that a delivery of a run brought back.
#[derive(Debug, Clone)]
pub struct MendedBack {
    /// The name that the mended file was dropped under.
    pub dropped: String,
    /// The name under which it was handed out.
    pub name: String,
    /// Its bytes as it was handed out.
    pub content: ContentHash,
    /// The delivery that they were refused of.
    pub of: TakenDelivery,
    /// The run of that.
    pub of_run: RunId,
}

impl Store {
    /// Files of refused records that deliveries of a run brought back, where they had been handed out before.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn mended_in(&self, run: RunId) -> Result<Vec<MendedBack>, StoreError> {
        let sql = "SELECT d.file_name, m.name, m.content_hash, o.content_hash, s.name, o.file_name,
                o.received_at, o.id, o.run_id
             FROM delivery d JOIN fragment f ON f.delivery_id = d.id JOIN delivery o ON o.id = f.of_delivery_id
             JOIN mending m ON m.delivery_id = o.id JOIN source s ON s.id = o.source_id
             WHERE d.run_id = ?1 AND d.state = 'taken' AND o.state = 'taken' AND o.run_id <> ?1 ORDER BY d.id";
        self.run(|c| {
            let mut find = c.prepare(sql)?;
            let rows = find.query_map([run.0], |row| {
                Ok(MendedBack {
                    dropped: row.get(0)?,
                    name: row.get(1)?,
                    content: ContentHash(row.get(2)?),
                    of: TakenDelivery {
                        content: ContentHash(row.get(3)?),
                        source: row.get(4)?,
                        file_name: row.get(5)?,
                        received_at: row.get(6)?,
                        id: row.get(7)?,
                    },
                    of_run: RunId(row.get(8)?),
                })
            })?;
            rows.collect()
        })
    }

    /// The file whose refused records were handed out under a name last, where its delivery was taken back and no other of
    /// that name stands.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn cut_from_undone(&self, source: &str, name: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT m.file_name, d.state FROM mending m JOIN source s ON s.id = m.source_id
             JOIN delivery d ON d.id = m.delivery_id WHERE s.name = ?1 AND m.name = ?2
             ORDER BY d.state = 'taken' DESC, m.delivery_id DESC LIMIT 1";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found: Option<(String, String)> = self.run(|c| c.query_row(sql, [source, name], read).optional())?;
        Ok(found.filter(|(_, state)| state == "undone").map(|(file, _)| file))
    }
}

impl Revision<'_> {
    /// Later files that brought back refused records of what would go away: they are a part of nothing then.
    pub(super) fn mended_later(&self, span: &Span, found: &mut BTreeSet<Dependent>) -> rusqlite::Result<()> {
        let sql = format!(
            "SELECT r.id, d.file_name FROM fragment f JOIN delivery d ON d.id = f.delivery_id JOIN run r ON r.id = d.run_id
             WHERE f.of_delivery_id IN (SELECT id FROM delivery WHERE run_id = ?1 AND state = 'taken')
                AND r.id > ?1 AND d.state = 'taken' AND {STANDS} ORDER BY d.id"
        );
        let mut find = self.tx.prepare(&sql)?;
        let mut rows = find.query(params![span.run.0])?;
        while let Some(row) = rows.next()? {
            found.insert(Dependent { run: row.get(0)?, sort: "mended", label: row.get(1)? });
        }
        Ok(())
    }
}
