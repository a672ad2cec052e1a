//! Deliveries that wait because they change more than is taken unasked, and what they are measured by.

use rusqlite::{Connection, OptionalExtension, params};

use super::commit::{DeliveryEntry, Revision, insert_delivery};
use super::journal::{insert_issues, source_id};
use super::lookup::{json, to_json};
use super::outbox::insert_all;
use super::review::put_review;
use super::{Store, StoreError};
use crate::model::brake::FormerList;
use crate::model::change::{Job, ReviewItem, ReviewKind, Subject};
use crate::model::ids::{ContentHash, DeliveryNo, RunId, SourceId, StatementId};
use crate::model::issue::Issue;
use crate::model::record::Body;
use crate::model::tally::Tally;

/// A delivery that waits for a person, or that a person decided about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Braked {
    /// Digest of the mapping that read it.
    pub mapping_digest: [u8; 32],
    /// The plan that a person was asked about.
    pub plan: [u8; 32],
    /// What was answered.
    pub answer: BrakeAnswer,
}

/// What a person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrakeAnswer {
    /// Nothing yet.
    Open,
    /// It may be taken as it was shown.
    Accepted,
    /// It is not to be taken.
    Rejected,
}

/// A delivery to ask about.
#[derive(Debug)]
pub struct Braking<'a> {
    /// The source's name.
    pub source: &'a str,
    /// Where it was dropped: relative to the workspace, forward slashes.
    pub path: &'a str,
    /// The delivery.
    pub entry: &'a DeliveryEntry,
    /// What it would change.
    pub plan: [u8; 32],
    /// Which limits it passes.
    pub issues: &'a [Issue],
    /// The question.
    pub item: &'a ReviewItem,
    /// The answers to write.
    pub jobs: &'a [Job],
}

/// A delivery that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenBrake {
    /// Its source's number.
    pub source_id: SourceId,
    /// Its source's name.
    pub source: String,
    /// Its bytes.
    pub content: ContentHash,
    /// Where it was dropped: relative to the workspace, forward slashes.
    pub path: String,
}

pub(super) const BRAKED: &str = "SELECT b.mapping_digest, b.plan, r.state FROM brake b
    JOIN review r ON r.kind = 'brake' AND r.subject = ?3
    WHERE b.source_id = ?1 AND b.content_hash = ?2";

pub(super) const FORMER_LIST: &str = "SELECT tally FROM delivery
    WHERE source_id = ?1 AND mapping = ?2 AND id < ?3 AND state = 'taken'
    AND NOT EXISTS (SELECT 1 FROM fragment f WHERE f.delivery_id = delivery.id) ORDER BY id DESC LIMIT 1";

impl Store {
    /// How it stands with a delivery that was held, if it ever was.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn braked(&self, source: &str, content: ContentHash) -> Result<Option<Braked>, StoreError> {
        self.run(|c| {
            let sql = "SELECT id FROM source WHERE name = ?1";
            let source = c.query_row(sql, [source], |row| row.get(0).map(SourceId)).optional()?;
            let Some(source) = source else { return Ok(None) };
            let subject = to_json(&Subject::Delivery(source, content.to_hex()))?;
            c.prepare_cached(BRAKED)?
                .query_row(params![source.0, content.0, subject], |row| {
                    let state: String = row.get(2)?;
                    let answer = match state.as_str() {
                        "accepted" => BrakeAnswer::Accepted,
                        "rejected" => BrakeAnswer::Rejected,
                        _ => BrakeAnswer::Open,
                    };
                    Ok(Braked { mapping_digest: row.get(0)?, plan: row.get(1)?, answer })
                })
                .optional()
        })
    }

    /// Every delivery that waits for an answer.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn open_brakes(&self) -> Result<Vec<OpenBrake>, StoreError> {
        self.run(|c| {
            let sql =
                "SELECT b.source_id, s.name, b.content_hash, b.path FROM brake b JOIN source s ON s.id = b.source_id";
            let mut find = c.prepare_cached(sql)?;
            let rows = find.query_map([], |row| {
                let (source_id, content) = (SourceId(row.get(0)?), ContentHash(row.get(2)?));
                Ok(OpenBrake { source_id, source: row.get(1)?, content, path: row.get(3)? })
            })?;
            let mut open = Vec::new();
            for held in rows {
                let held = held?;
                if is_open(c, held.source_id, held.content)? {
                    open.push(held);
                }
            }
            Ok(open)
        })
    }

    /// Takes back the question about a delivery that is no longer there. Dropped again, it is asked about again.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn close_brake(&self, held: &OpenBrake) -> Result<(), StoreError> {
        self.run(|c| {
            let tx = c.unchecked_transaction()?;
            release(&tx, held.source_id, held.content)?;
            tx.commit()
        })
    }

    /// Notes that a delivery waits, and asks; what was answered before about another plan is asked again. What lay there
    /// before under its name is asked about no more.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn ask_about_delivery(&self, run: RunId, braking: &Braking<'_>) -> Result<(), StoreError> {
        let Braking { source, path, entry, plan, issues, item, jobs } = braking;
        self.run(|c| {
            let tx = c.unchecked_transaction()?;
            let source = source_id(&tx, source)?;
            let id = DeliveryNo(insert_delivery(&tx, run, source, entry, "braked")?);
            insert_issues(&tx, run, id, issues)?;
            release_written_over(&tx, source, path, entry.content)?;
            tx.execute(
                "INSERT INTO brake (source_id, content_hash, mapping_digest, plan, path) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (source_id, content_hash)
                 DO UPDATE SET mapping_digest = excluded.mapping_digest, plan = excluded.plan, path = excluded.path",
                params![source.0, entry.content, entry.mapping_digest, plan, path],
            )?;
            let subject = Subject::Delivery(source, ContentHash(entry.content).to_hex());
            let item = ReviewItem { subject, ..(*item).clone() };
            put_review(&tx, run, &item, None)?;
            let sql = "UPDATE review SET state = 'open', decision_id = NULL, label = ?3, reasons = ?4
                 WHERE kind = ?1 AND subject = ?2";
            let told = params![ReviewKind::Brake.name(), to_json(&item.subject)?, item.label, to_json(&item.reasons)?];
            tx.execute(sql, told)?;
            insert_all(&tx, jobs)?;
            tx.commit()
        })
    }
}

impl Revision<'_> {
    /// The name of a source.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn source_name(&self, source: SourceId) -> rusqlite::Result<String> {
        self.tx.prepare_cached("SELECT name FROM source WHERE id = ?1")?.query_row([source.0], |row| row.get(0))
    }

    /// What a statement of an earlier revision says; nothing for one of this revision.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn said_before(&self, statement: StatementId) -> rusqlite::Result<Option<Body>> {
        if statement.0 >= self.first_statement {
            return Ok(None);
        }
        let sql = "SELECT body FROM statement WHERE id = ?1";
        let body: String = self.tx.prepare_cached(sql)?.query_row([statement.0], |row| row.get(0))?;
        json(&body).map(Some)
    }

    /// The last list that the source sent and the mapping read.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn former_list(&self, mapping: &str) -> rusqlite::Result<Option<FormerList>> {
        let this = self.delivery.map_or(i64::MAX, |id| id.0);
        let tally: Option<String> = self
            .tx
            .prepare_cached(FORMER_LIST)?
            .query_row(params![self.source.0, mapping, this], |row| row.get(0))
            .optional()?;
        let Some(tally) = tally else { return Ok(None) };
        let tally: Tally = json(&tally)?;
        Ok(Some(FormerList { read: tally.rows.read, repeated: tally.rows.unchanged }))
    }

    /// The delivery is taken: nothing waits any more.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn release_brake(&self, content: ContentHash) -> rusqlite::Result<()> {
        release(&self.tx, self.source, content)
    }
}

/// Nothing waits any more, and what is open is not asked any more.
fn release(c: &Connection, source: SourceId, content: ContentHash) -> rusqlite::Result<()> {
    let sql = "DELETE FROM brake WHERE source_id = ?1 AND content_hash = ?2";
    c.prepare_cached(sql)?.execute(params![source.0, content.0])?;
    let subject = to_json(&Subject::Delivery(source, content.to_hex()))?;
    let sql = "UPDATE review SET state = 'resolved' WHERE kind = 'brake' AND subject = ?1 AND state = 'open'";
    c.prepare_cached(sql)?.execute([subject]).map(drop)
}

/// Earlier deliveries under the same name about which nobody has answered. What was answered holds for its bytes, should
/// they come again.
fn release_written_over(c: &Connection, source: SourceId, path: &str, content: [u8; 32]) -> rusqlite::Result<()> {
    let sql = "SELECT b.content_hash FROM brake b WHERE b.source_id = ?1 AND b.path = ?2 AND b.content_hash <> ?3";
    let mut find = c.prepare_cached(sql)?;
    let earlier = find.query_map(params![source.0, path, content], |row| row.get(0).map(ContentHash))?;
    for earlier in earlier.collect::<rusqlite::Result<Vec<_>>>()? {
        if is_open(c, source, earlier)? {
            release(c, source, earlier)?;
        }
    }
    Ok(())
}

fn is_open(c: &Connection, source: SourceId, content: ContentHash) -> rusqlite::Result<bool> {
    let subject = to_json(&Subject::Delivery(source, content.to_hex()))?;
    let sql = "SELECT EXISTS (SELECT 1 FROM review WHERE kind = 'brake' AND subject = ?1 AND state = 'open')";
    c.prepare_cached(sql)?.query_row([subject], |row| row.get(0))
}
