//! Files of refused records that somebody may mend, and the deliveries that bring them back.

use std::cmp::Reverse;

use rusqlite::{OptionalExtension, Row, params};

use super::lookup::{json, to_json};
use super::{Revision, Store, StoreError};
use crate::model::ids::{ContentHash, DeliveryNo};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::model::record::Record;
use crate::model::tally::{Counts, Tally};

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

const BY_NAME: &str = "SELECT m.delivery_id, m.content_hash, m.name, m.records FROM mending m
     JOIN source s ON s.id = m.source_id JOIN delivery d ON d.id = m.delivery_id
     WHERE s.name = ?1 AND m.name = ?2 AND d.state = 'taken' ORDER BY m.delivery_id DESC LIMIT ?3";

const NEWEST: &str = "SELECT m.delivery_id, m.content_hash, m.name, m.records, m.file_name, d.state FROM mending m
     JOIN source s ON s.id = m.source_id JOIN delivery d ON d.id = m.delivery_id
     WHERE s.name = ?1 AND d.state IN ('taken', 'undone') ORDER BY m.delivery_id DESC LIMIT ?2";

const NEWEST_OF_NAME: &str = "SELECT m.delivery_id, m.content_hash, m.name, m.records, m.file_name, d.state
     FROM mending m JOIN source s ON s.id = m.source_id JOIN delivery d ON d.id = m.delivery_id
     WHERE s.name = ?1 AND m.name = ?3 AND d.state IN ('taken', 'undone') ORDER BY m.delivery_id DESC LIMIT ?2";

const OF: &str = "SELECT m.delivery_id, m.content_hash, m.name, m.records FROM mending m WHERE m.delivery_id = ?1";

const FIRST: &str = "WITH RECURSIVE chain (id) AS (
         SELECT ?1 UNION SELECT f.of_delivery_id FROM chain c JOIN fragment f ON f.delivery_id = c.id
         WHERE f.of_delivery_id IS NOT NULL)
     SELECT d.id, d.content_hash, d.file_name, d.received_at, m.records, NOT EXISTS (
         SELECT 1 FROM delivery l WHERE l.id > d.id AND l.source_id = d.source_id AND l.file_name = d.file_name)
     FROM delivery d JOIN mending m ON m.delivery_id = d.id
     WHERE d.id = (SELECT min(id) FROM chain) AND d.state = 'taken'";

const PARTS: &str = "WITH RECURSIVE part (id) AS (
         SELECT delivery_id FROM fragment WHERE of_delivery_id = ?1
         UNION SELECT f.delivery_id FROM fragment f JOIN part p ON f.of_delivery_id = p.id)
     SELECT d.id, d.content_hash, d.file_name, d.received_at, d.tally FROM part JOIN delivery d ON d.id = part.id
     WHERE d.state = 'taken' ORDER BY d.id";

pub(super) const REFUSALS: &str = "SELECT code, position, params, count(*) OVER () FROM issue
     WHERE delivery_id = ?1 AND severity = 'error' ORDER BY id LIMIT ?2";

const HELD: &str = "SELECT r.delivery_id, s.body FROM source_key k JOIN statement s ON s.id = k.statement_id
     JOIN revision r ON r.id = s.revision_id WHERE k.key = ?1 AND s.standing = 1 AND s.revision_id <> ?2";

/// So many files of one name are looked at to find the one that lies there.
const LOOKED_AT: u32 = 50;

/// A delivery by its bytes.
#[derive(Debug, Clone)]
pub struct Bytes {
    /// Its number.
    pub delivery: DeliveryNo,
    /// Its bytes.
    pub content: ContentHash,
    /// The name it was dropped under.
    pub file: String,
    /// When it was taken, as text.
    pub received_at: String,
}

/// A file of refused records as it was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// The delivery whose refused records it holds: the first one, or a part that came back with some refused again.
    pub of: DeliveryNo,
    /// Its bytes.
    pub content: ContentHash,
    /// Its name.
    pub name: String,
    /// How many refused records it holds.
    pub records: u64,
}

/// A file of refused records that is looked for by what stands in it.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The file.
    pub written: Written,
    /// The file that was delivered first.
    pub file: String,
    /// What it was cut from was taken back.
    pub is_undone: bool,
}

/// A file of refused records that was handed out, with the delivery they came in first and what came back of it.
#[derive(Debug, Clone)]
pub struct HandedOut {
    /// The file as it was written.
    pub written: Written,
    /// The delivery that was no part of any.
    pub first: Bytes,
    /// The parts of it that came back so far.
    pub parts: Vec<Bytes>,
    /// What became of the rows of each.
    pub rows: Vec<Counts>,
    /// How many records the first delivery had refused.
    pub refused: u64,
    /// No later delivery has the name of the first one.
    pub is_newest: bool,
}

impl Store {
    /// Whether bytes are those of a file of refused records as it was written: nobody has mended it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn is_unmended(&self, content: ContentHash) -> Result<bool, StoreError> {
        self.run(|c| c.prepare_cached(BY_CONTENT)?.query_row([content.0], |row| row.get(0)))
    }

    /// The file of refused records that lies under a name: the last one of the newest delivery that had any handed out so.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn handed_out(&self, source: &str, name: &str) -> Result<Option<HandedOut>, StoreError> {
        let found: Vec<Written> = self.run(|c| {
            let mut find = c.prepare_cached(BY_NAME)?;
            find.query_map(params![source, name, LOOKED_AT], written)?.collect()
        })?;
        let mut lies: Option<HandedOut> = None;
        for written in found {
            // Parts of older deliveries may have come back since.
            let is_newer = |out: &HandedOut| lies.as_ref().is_none_or(|lies| lies.first.delivery < out.first.delivery);
            lies = self.with_parts(written)?.filter(is_newer).or(lies);
        }
        Ok(lies)
    }

    /// The newest file of refused records of a delivery: its own, or that of the last part of it which had some again.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn handed_out_of(&self, delivery: DeliveryNo) -> Result<Option<HandedOut>, StoreError> {
        let own = self.written_of(delivery)?;
        let Some(out) = own.map_or(Ok(None), |own| self.with_parts(own))? else { return Ok(None) };
        for part in out.parts.iter().rev().filter(|part| part.delivery > delivery) {
            if let Some(written) = self.written_of(part.delivery)? {
                return Ok(Some(HandedOut { written, ..out }));
            }
        }
        Ok(Some(out))
    }

    /// The file of refused records of a delivery itself.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn written_of(&self, delivery: DeliveryNo) -> Result<Option<Written>, StoreError> {
        self.run(|c| c.prepare_cached(OF)?.query_row([delivery.0], written).optional())
    }

    /// So many of the errors in a delivery, in order, and how many there are.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn refusals(&self, delivery: DeliveryNo, most: usize) -> Result<(Vec<Issue>, u64), StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.run(|c| {
            let mut find = c.prepare_cached(REFUSALS)?;
            let mut rows = find.query(params![delivery.0, most])?;
            let (mut issues, mut count) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                count = row.get::<_, i64>(3)?.unsigned_abs();
                // A later program may know other codes.
                let Some(code) = IssueCode::from_name(&row.get::<_, String>(0)?) else { continue };
                let mut issue = Issue::new(code, Severity::Error, Position::from_shown(&row.get::<_, String>(1)?));
                issue.params = json(&row.get::<_, String>(2)?)?;
                issues.push(issue);
            }
            Ok((issues, count))
        })
    }

    /// So many of the newest files of refused records of a source, and of those with one of these names; the newest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn handed_out_last(&self, source: &str, names: &[String], most: u32) -> Result<Vec<Candidate>, StoreError> {
        let candidate = |row: &Row<'_>| {
            let is_undone = row.get::<_, String>(5)? == "undone";
            Ok(Candidate { written: written(row)?, file: row.get(4)?, is_undone })
        };
        self.run(|c| {
            let mut find = c.prepare_cached(NEWEST)?;
            let newest = find.query_map(params![source, most], candidate)?;
            let mut found = newest.collect::<rusqlite::Result<Vec<Candidate>>>()?;
            let mut find = c.prepare_cached(NEWEST_OF_NAME)?;
            for name in names {
                let newest = find.query_map(params![source, most, name], candidate)?;
                found.extend(newest.collect::<rusqlite::Result<Vec<Candidate>>>()?);
            }
            found.sort_by_key(|candidate| Reverse(candidate.written.of));
            found.dedup_by_key(|candidate| candidate.written.of);
            Ok(found)
        })
    }

    /// A file with the delivery its records came in first and what came back of it; nothing where that was taken back.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn with_parts(&self, written: Written) -> Result<Option<HandedOut>, StoreError> {
        self.run(|c| {
            let first = c.prepare_cached(FIRST)?.query_row([written.of.0], |row| {
                let records = row.get::<_, i64>(4)?.unsigned_abs();
                Ok((bytes(row)?, records, row.get::<_, bool>(5)?))
            });
            let Some((first, refused, is_newest)) = first.optional()? else { return Ok(None) };
            let mut find = c.prepare_cached(PARTS)?;
            let found = find.query_map([first.delivery.0], |row| Ok((bytes(row)?, row.get::<_, String>(4)?)))?;
            let (mut parts, mut rows) = (Vec::new(), Vec::new());
            for part in found {
                let (part, tally) = part?;
                parts.push(part);
                rows.push(json::<Tally>(&tally)?.rows);
            }
            Ok(Some(HandedOut { written, first, parts, rows, refused, is_newest }))
        })
    }
}

fn written(row: &Row<'_>) -> rusqlite::Result<Written> {
    let records = row.get::<_, i64>(3)?.unsigned_abs();
    Ok(Written { of: DeliveryNo(row.get(0)?), content: ContentHash(row.get(1)?), name: row.get(2)?, records })
}

fn bytes(row: &Row<'_>) -> rusqlite::Result<Bytes> {
    let (delivery, content) = (DeliveryNo(row.get(0)?), ContentHash(row.get(1)?));
    Ok(Bytes { delivery, content, file: row.get(2)?, received_at: row.get(3)? })
}

impl Revision<'_> {
    /// Whether a later delivery than the first of a family, and none of it, said something else of a record, and nothing
    /// but the order of deliveries tells which is newer.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn has_newer(&self, record: &Record, family: &[DeliveryNo]) -> rusqlite::Result<bool> {
        if record.version.message.is_some() || record.version.file_time.is_some() {
            return Ok(false);
        }
        let Some(first) = family.iter().min() else { return Ok(false) };
        let held: Option<(Option<i64>, String)> = self
            .tx
            .prepare_cached(HELD)?
            .query_row(params![record.key(self.source).0, self.id.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((Some(by), body)) = held else { return Ok(false) };
        Ok(by > first.0 && !family.contains(&DeliveryNo(by)) && body != to_json(&record.body)?)
    }

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
    pub fn put_fragment(&self, of: DeliveryNo) -> rusqlite::Result<()> {
        let sql = "INSERT INTO fragment (delivery_id, of_delivery_id) VALUES (?1, ?2)";
        let delivery = self.delivery.map(|delivery| delivery.0);
        self.tx.prepare_cached(sql)?.execute(params![delivery, of.0]).map(drop)
    }
}
