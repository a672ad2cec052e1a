//! What documents of a source look like to a mapping: learned on commit, asked about where a person decides.

use rusqlite::{Connection, OptionalExtension, params};

use super::commit::{DeliveryEntry, Revision, insert_delivery};
use super::journal::{insert_issues, source_id};
use super::lookup::{json, to_json};
use super::outbox::insert_all;
use super::review::put_review;
use super::{Store, StoreError};
use crate::model::change::{Job, ReviewItem, ReviewKind, Subject};
use crate::model::ids::{ContentHash, DeliveryNo, RunId, SourceId};
use crate::model::issue::Issue;
use crate::model::shape::Shape;

const LEARNED: &str = "learned";
const ASKED: &str = "asked";
/// What was known before a person accepted another form: it may come again.
const FORMER: &str = "former";

/// So many forms of a source are known beside the one it sends now; the oldest goes.
const FORMER_MAX: usize = 8;

/// A delivery that waits for a person to accept what changed.
#[derive(Debug)]
pub struct Waiting<'a> {
    /// The source's name.
    pub source: &'a str,
    /// The delivery.
    pub entry: &'a DeliveryEntry,
    /// What changed.
    pub issues: &'a [Issue],
    /// By mapping: what would be known, and the question.
    pub asked: &'a [(String, Shape, ReviewItem)],
    /// The answers to write.
    pub jobs: &'a [Job],
}

pub(super) const WAITING: &str = "SELECT EXISTS (SELECT 1 FROM delivery d JOIN source s ON s.id = d.source_id
        WHERE d.content_hash = ?1 AND s.name = ?2 AND d.mapping_digest = ?3 AND d.state = 'asked')
    AND EXISTS (SELECT 1 FROM shape a JOIN source s ON s.id = a.source_id WHERE s.name = ?2 AND a.state = 'asked')";

impl Revision<'_> {
    /// What is known of a mapping's documents; nothing before the first delivery.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn learned_shape(&self, mapping: &str) -> rusqlite::Result<Option<Shape>> {
        shape(&self.tx, self.source, mapping, LEARNED)
    }

    /// What would be known if what a person is asked about were accepted.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn asked_shape(&self, mapping: &str) -> rusqlite::Result<Option<Shape>> {
        shape(&self.tx, self.source, mapping, ASKED)
    }

    /// The forms that the source sent before a person accepted others, oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn former_shapes(&self, mapping: &str) -> rusqlite::Result<Vec<Shape>> {
        read(&self.tx, self.source, mapping, FORMER).map(Option::unwrap_or_default)
    }

    /// Keeps the forms that are known besides the one of today.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn learn_former(&self, mapping: &str, formers: &[Shape]) -> rusqlite::Result<()> {
        put(&self.tx, self.source, mapping, FORMER, Some(self.id.0), &formers)
    }

    /// Keeps what is known now. Nobody need be asked about the mapping any more.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn learn_shape(&self, mapping: &str, shape: &Shape) -> rusqlite::Result<()> {
        put_shape(&self.tx, self.source, mapping, LEARNED, Some(self.id.0), shape)?;
        answer(&self.tx, self.source, mapping)
    }
}

impl Store {
    /// Whether this very delivery was looked at before and still waits for a person.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn waits_for_answer(
        &self,
        source: &str,
        content: ContentHash,
        mapping_digest: [u8; 32],
    ) -> Result<bool, StoreError> {
        self.run(|c| c.prepare_cached(WAITING)?.query_row(params![content.0, source, mapping_digest], |row| row.get(0)))
    }

    /// Notes that a delivery waits, and asks.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn ask_about_shape(&self, run: RunId, waiting: &Waiting<'_>) -> Result<(), StoreError> {
        self.run(|c| {
            let tx = c.unchecked_transaction()?;
            let source = source_id(&tx, waiting.source)?;
            let id = DeliveryNo(insert_delivery(&tx, run, source, waiting.entry, "asked")?);
            insert_issues(&tx, run, id, waiting.issues)?;
            for (mapping, shape, item) in waiting.asked {
                put_shape(&tx, source, mapping, ASKED, None, shape)?;
                put_review(&tx, run, item, None)?;
            }
            insert_all(&tx, waiting.jobs)?;
            tx.commit()
        })
    }

    /// Accepts everything a person is asked about what a source sends, beside what it sent before; the names of the mappings.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn accept_shapes(&self, source: &str) -> Result<Vec<String>, StoreError> {
        self.run(|c| {
            let tx = c.unchecked_transaction()?;
            let source = source_id(&tx, source)?;
            let mappings = asked_mappings(&tx, source)?;
            for mapping in &mappings {
                if let Some(asked) = shape(&tx, source, mapping, ASKED)? {
                    remember_former(&tx, source, mapping)?;
                    put_shape(&tx, source, mapping, LEARNED, None, &asked)?;
                }
                answer(&tx, source, mapping)?;
            }
            tx.commit()?;
            Ok(mappings)
        })
    }

    /// The mappings about whose documents of this source a person is asked.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn mappings_asked_about(&self, source: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT id FROM source WHERE name = ?1";
        self.run(|c| {
            let source = c.query_row(sql, [source], |row| row.get(0).map(SourceId)).optional()?;
            source.map_or_else(|| Ok(Vec::new()), |source| asked_mappings(c, source))
        })
    }
}

fn asked_mappings(c: &Connection, source: SourceId) -> rusqlite::Result<Vec<String>> {
    let mut find = c.prepare_cached("SELECT mapping FROM shape WHERE source_id = ?1 AND state = 'asked' ORDER BY 1")?;
    find.query_map([source.0], |row| row.get(0))?.collect()
}

fn remember_former(c: &Connection, source: SourceId, mapping: &str) -> rusqlite::Result<()> {
    let Some(known) = shape(c, source, mapping, LEARNED)? else { return Ok(()) };
    let mut formers: Vec<Shape> = read(c, source, mapping, FORMER)?.unwrap_or_default();
    formers.push(known);
    let oldest = formers.len().saturating_sub(FORMER_MAX);
    put(c, source, mapping, FORMER, None, &formers.get(oldest..).unwrap_or_default())
}

fn shape(c: &Connection, source: SourceId, mapping: &str, state: &str) -> rusqlite::Result<Option<Shape>> {
    read(c, source, mapping, state)
}

fn read<T: serde::de::DeserializeOwned>(
    c: &Connection,
    source: SourceId,
    mapping: &str,
    state: &str,
) -> rusqlite::Result<Option<T>> {
    let sql = "SELECT body FROM shape WHERE source_id = ?1 AND mapping = ?2 AND state = ?3";
    let body: Option<String> =
        c.prepare_cached(sql)?.query_row(params![source.0, mapping, state], |row| row.get(0)).optional()?;
    body.map(|body| json(&body)).transpose()
}

fn put_shape(
    c: &Connection,
    source: SourceId,
    mapping: &str,
    state: &str,
    revision: Option<i64>,
    shape: &Shape,
) -> rusqlite::Result<()> {
    put(c, source, mapping, state, revision, shape)
}

fn put<T: serde::Serialize>(
    c: &Connection,
    source: SourceId,
    mapping: &str,
    state: &str,
    revision: Option<i64>,
    body: &T,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO shape (source_id, mapping, state, revision_id, body) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (source_id, mapping, state) DO UPDATE SET revision_id = excluded.revision_id, body = excluded.body";
    c.prepare_cached(sql)?.execute(params![source.0, mapping, state, revision, to_json(body)?]).map(drop)
}

/// Takes back the question about a mapping's documents.
fn answer(c: &Connection, source: SourceId, mapping: &str) -> rusqlite::Result<()> {
    let subject = to_json(&Subject::Shape(source, mapping.to_owned()))?;
    c.prepare_cached("DELETE FROM shape WHERE source_id = ?1 AND mapping = ?2 AND state = 'asked'")?
        .execute(params![source.0, mapping])?;
    c.prepare_cached("UPDATE review SET state = 'resolved' WHERE kind = ?1 AND subject = ?2 AND state = 'open'")?
        .execute([ReviewKind::Mapping.name(), subject.as_str()])
        .map(drop)
}
