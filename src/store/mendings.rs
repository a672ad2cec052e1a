//! Files of refused records that somebody may mend, and the deliveries that bring them back.

use rusqlite::{OptionalExtension, params};

use super::{Revision, Store, StoreError};
use crate::model::ids::{ContentHash, DeliveryNo};
use crate::model::mending::Mends;

/// A file of refused records.
#[derive(Debug, Clone, Copy)]
pub struct NewMending<'m> {
    /// Its bytes.
    pub content: ContentHash,
    /// Its name.
    pub name: &'m str,
    /// The file that was delivered first.
    pub file: &'m str,
    /// How many records it holds.
    pub records: u64,
}

const BY_CONTENT: &str = "SELECT EXISTS (SELECT 1 FROM mending WHERE content_hash = ?1)";

const BY_NAME: &str = "SELECT m.delivery_id, m.file_name, m.records FROM mending m JOIN source s ON s.id = m.source_id
     WHERE s.name = ?1 AND m.name = ?2 ORDER BY m.delivery_id DESC LIMIT 1";

impl Store {
    /// Whether bytes are those of a file of refused records as it was written: nobody has mended it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn is_unmended(&self, content: ContentHash) -> Result<bool, StoreError> {
        self.run(|c| c.prepare_cached(BY_CONTENT)?.query_row([content.0], |row| row.get(0)))
    }

    /// Whose refused records the newest file of a name holds.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn mending_named(&self, source: &str, name: &str) -> Result<Option<(DeliveryNo, Mends)>, StoreError> {
        self.run(|c| {
            c.prepare_cached(BY_NAME)?
                .query_row([source, name], |row| {
                    let records = row.get::<_, i64>(2)?.unsigned_abs();
                    Ok((DeliveryNo(row.get(0)?), Mends { file: row.get(1)?, records }))
                })
                .optional()
        })
    }
}

impl Revision<'_> {
    /// Notes the file that holds this delivery's refused records.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_mending(&self, new: &NewMending<'_>) -> rusqlite::Result<()> {
        let NewMending { content, name, file, records } = *new;
        let delivery = self.delivery.map(|delivery| delivery.0);
        let records = i64::try_from(records).unwrap_or(i64::MAX);
        let sql = "INSERT INTO mending (delivery_id, source_id, content_hash, name, file_name, records)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let values = params![delivery, self.source.0, content.0, name, file, records];
        self.tx.prepare_cached(sql)?.execute(values).map(drop)
    }

    /// Notes that this delivery brings back refused records of another.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_fragment(&self, of: Option<DeliveryNo>) -> rusqlite::Result<()> {
        let sql = "INSERT INTO fragment (delivery_id, of_delivery_id) VALUES (?1, ?2)";
        let delivery = self.delivery.map(|delivery| delivery.0);
        self.tx.prepare_cached(sql)?.execute(params![delivery, of.map(|of| of.0)]).map(drop)
    }
}
