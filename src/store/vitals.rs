//! Figures of the store for whoever watches it from outside.

use std::collections::BTreeMap;
use std::fs;

use rusqlite::params;

use super::{Store, StoreError};
use crate::model::tally::Tally;

/// Open questions of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestions {
    /// Their kind.
    pub kind: String,
    /// How many.
    pub count: u64,
    /// When the run began that asked the oldest, RFC 3339; nothing where that run is gone.
    pub oldest: Option<String>,
}

/// The count of one delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryTally {
    /// Its number in the store.
    pub delivery: i64,
    /// Who brought it.
    pub source: String,
    /// What became of its rows.
    pub tally: Tally,
}

pub(super) const OPEN: &str =
    "SELECT r.kind, count(*), min(u.started_at) FROM review r LEFT JOIN run u ON u.id = r.created_run
     WHERE r.state = 'open' GROUP BY r.kind ORDER BY r.kind";

/// What was taken back, which is counted among all that was taken too: a counter never falls.
pub(super) const UNDONE: &str = "SELECT s.name, d.tally FROM delivery d JOIN source s ON s.id = d.source_id
     WHERE d.state = 'undone'";

/// Of what was refused as a whole nothing is counted.
const TALLIES: &str = "SELECT d.id, s.name, d.tally FROM delivery d JOIN source s ON s.id = d.source_id
     WHERE d.id > ?1 AND d.tally <> '{}' ORDER BY d.id";

impl Store {
    /// Questions that wait for a person, by kind.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn open_questions(&self) -> Result<Vec<OpenQuestions>, StoreError> {
        self.run(|c| {
            let mut find = c.prepare(OPEN)?;
            let rows = find.query_map([], |row| {
                let count = row.get::<_, i64>(1)?.unsigned_abs();
                Ok(OpenQuestions { kind: row.get(0)?, count, oldest: row.get(2)? })
            })?;
            rows.collect()
        })
    }

    /// Counts of deliveries after one of a number, in their order.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn tallies_after(&self, delivery: i64) -> Result<Vec<DeliveryTally>, StoreError> {
        self.run(|c| {
            let mut find = c.prepare_cached(TALLIES)?;
            let rows = find.query_map(params![delivery], |row| {
                let tally: String = row.get(2)?;
                let tally = super::lookup::json(&tally)?;
                Ok(DeliveryTally { delivery: row.get(0)?, source: row.get(1)?, tally })
            })?;
            rows.collect()
        })
    }

    /// Counts of deliveries that were taken back, by source.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn undone_tallies(&self) -> Result<BTreeMap<String, Tally>, StoreError> {
        self.run(|c| {
            let mut find = c.prepare_cached(UNDONE)?;
            let mut rows = find.query([])?;
            let mut found: BTreeMap<String, Tally> = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let tally: Tally = super::lookup::json(&row.get::<_, String>(1)?)?;
                found.entry(row.get(0)?).or_default().merge(&tally);
            }
            Ok(found)
        })
    }

    /// Length of all deliveries of the largest run, bytes.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn largest_run(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(total), 0) FROM
             (SELECT sum(byte_len) AS total FROM delivery GROUP BY run_id) AS runs";
        self.run(|c| c.query_row(sql, [], |row| row.get::<_, i64>(0))).map(i64::unsigned_abs)
    }

    /// Size of the database with what is not merged into it yet, bytes.
    #[must_use]
    pub fn file_bytes(&self) -> u64 {
        let wal = self.path.with_extension("db-wal");
        [&self.path, &wal].iter().filter_map(|path| fs::metadata(path).ok()).map(|known| known.len()).sum()
    }
}
