//! Runs, deliveries, revisions and issues: what happened, when, and from which file.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::commit::{DeliveryEntry, insert_delivery};
use super::outbox::insert_all;
use super::{CACHE_KIB, SCHEMA_VERSION, Store, StoreError, undo};
use crate::model::change::Job;
use crate::model::ids::{ContentHash, DeliveryNo, RunId, SourceId};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::model::tally::Tally;

/// A delivery the store knows.
#[derive(Debug, Clone)]
pub struct KnownDelivery {
    /// Its number.
    pub delivery: DeliveryNo,
    /// When it was taken.
    pub received_at: String,
    /// What became of its rows.
    pub tally: Tally,
}

/// A run as `runs` lists it.
#[derive(Debug, Clone)]
pub struct RunEntry {
    /// Its number.
    pub id: RunId,
    /// `sync`, `watch`, `demo`.
    pub verb: String,
    /// When it began, RFC 3339.
    pub started_at: String,
    /// When it ended; nothing while it runs or when it was cut short.
    pub finished_at: Option<String>,
    /// Its report as JSON.
    pub report: Option<String>,
}

/// A delivery that could not be taken.
#[derive(Debug, Clone)]
pub struct RefusedDelivery {
    /// Its bytes.
    pub content: ContentHash,
    /// Who brought it.
    pub source: String,
    /// The name it was dropped under.
    pub file_name: String,
    /// When, RFC 3339.
    pub received_at: String,
    /// The report of its run as JSON; nothing where the run was cut short.
    pub report: Option<String>,
}

pub(super) const KNOWN_DELIVERY: &str =
    "SELECT d.received_at, d.tally, d.id FROM delivery d JOIN source s ON s.id = d.source_id
     WHERE d.content_hash = ?1 AND s.name = ?2 AND d.mapping_digest = ?3 AND d.state = 'taken'
     ORDER BY d.id LIMIT 1";

pub(super) const LAST_TAKEN: &str = "SELECT max(received_at) FROM delivery
     WHERE source_id = (SELECT id FROM source WHERE name = ?1) AND state = 'taken'";

pub(super) const OPEN_REVIEWS: &str = "SELECT kind, count(*) FROM review WHERE state = 'open' GROUP BY kind";

impl Store {
    /// Begins a run.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn begin_run(&self, verb: &str, now: Timestamp) -> Result<RunId, StoreError> {
        let sql = "INSERT INTO run (verb, started_at) VALUES (?1, ?2)";
        self.run(|c| {
            c.pragma_update(None, "cache_size", -CACHE_KIB)?;
            let tx = c.unchecked_transaction()?;
            tx.execute(sql, [verb, &now.to_string()])?;
            let run = RunId(tx.last_insert_rowid());
            undo::begin(&tx, run, SCHEMA_VERSION)?;
            tx.commit().map(|()| run)
        })
    }

    /// Ends a run with its report.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn finish_run(&self, run: RunId, now: Timestamp, report: &str) -> Result<(), StoreError> {
        let sql = "UPDATE run SET finished_at = ?2, report = ?3 WHERE id = ?1";
        self.run(|c| {
            undo::end(c)?;
            c.execute(sql, params![run.0, now.to_string(), report])
        })
        .map(drop)
    }

    /// Takes back a run in which nothing happened, so that the list of runs stays readable.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn forget_run(&self, run: RunId) -> Result<(), StoreError> {
        self.run(|c| {
            undo::end(c)?;
            let tx = c.unchecked_transaction()?;
            for table in ["undo_row WHERE run_id", "undo_mark WHERE run_id", "run WHERE id"] {
                tx.execute(&format!("DELETE FROM {table} = ?1"), [run.0])?;
            }
            tx.commit()
        })
    }

    /// Whether a run, the newest, made anything durable.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn has_revisions(&self, run: RunId) -> Result<bool, StoreError> {
        let sql = "SELECT run_id FROM revision ORDER BY id DESC LIMIT 1";
        let newest: Option<i64> = self.run(|c| c.query_row(sql, [], |row| row.get(0)).optional())?;
        Ok(newest == Some(run.0))
    }

    /// The newest runs first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn runs(&self, most: usize) -> Result<Vec<RunEntry>, StoreError> {
        let sql = "SELECT id, verb, started_at, finished_at, report FROM run ORDER BY id DESC LIMIT ?1";
        self.run(|c| {
            let mut find = c.prepare(sql)?;
            let rows = find.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| {
                Ok(RunEntry {
                    id: RunId(row.get(0)?),
                    verb: row.get(1)?,
                    started_at: row.get(2)?,
                    finished_at: row.get(3)?,
                    report: row.get(4)?,
                })
            })?;
            rows.collect()
        })
    }

    /// The delivery of this content that this source brought and this mapping read, if it was taken before.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn known_delivery(
        &self,
        source: &str,
        content: ContentHash,
        mapping_digest: [u8; 32],
    ) -> Result<Option<KnownDelivery>, StoreError> {
        self.run(|c| {
            c.prepare_cached(KNOWN_DELIVERY)?
                .query_row(params![content.0, source, mapping_digest], |row| {
                    let tally: String = row.get(1)?;
                    let tally = super::lookup::json(&tally)?;
                    Ok(KnownDelivery { delivery: DeliveryNo(row.get(2)?), received_at: row.get(0)?, tally })
                })
                .optional()
        })
    }

    /// When a delivery of a source was taken last, RFC 3339.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn last_taken(&self, source: &str) -> Result<Option<String>, StoreError> {
        self.run(|c| c.prepare_cached(LAST_TAKEN)?.query_row([source], |row| row.get(0)))
    }

    /// Notes a delivery that could not be taken, with what was wrong and the work that follows.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn note_refused(
        &self,
        run: RunId,
        source: &str,
        entry: &DeliveryEntry,
        issues: &[Issue],
        jobs: &[Job],
    ) -> Result<(), StoreError> {
        self.run(|c| {
            let tx = c.unchecked_transaction()?;
            let source = source_id(&tx, source)?;
            let id = DeliveryNo(insert_delivery(&tx, run, source, entry, "refused")?);
            insert_issues(&tx, run, id, issues)?;
            insert_all(&tx, jobs)?;
            tx.commit()
        })
    }

    /// Length of the largest delivery, bytes.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn largest_delivery(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(byte_len), 0) FROM delivery";
        self.run(|c| c.query_row(sql, [], |row| row.get::<_, i64>(0))).map(i64::unsigned_abs)
    }

    /// Every delivery that could not be taken, the newest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn refused(&self) -> Result<Vec<RefusedDelivery>, StoreError> {
        let sql = "SELECT d.content_hash, s.name, d.file_name, d.received_at, r.report FROM delivery d
             JOIN source s ON s.id = d.source_id JOIN run r ON r.id = d.run_id
             WHERE d.state = 'refused' ORDER BY d.id DESC";
        self.run(|c| {
            let mut find = c.prepare(sql)?;
            let rows = find.query_map([], |row| {
                Ok(RefusedDelivery {
                    content: ContentHash(row.get(0)?),
                    source: row.get(1)?,
                    file_name: row.get(2)?,
                    received_at: row.get(3)?,
                    report: row.get(4)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Notes that a person gave up a delivery that could not be taken.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn discard(
        &self,
        run: RunId,
        content: ContentHash,
        file: &str,
        who: &str,
        reason: &str,
    ) -> Result<(), StoreError> {
        let issue = Issue::new(IssueCode::FileDiscarded, Severity::Notice, Position::default())
            .with("file", file)
            .with("who", who)
            .with("reason", reason);
        self.run(|c| {
            let tx = c.unchecked_transaction()?;
            let sql = "UPDATE delivery SET state = 'discarded' WHERE content_hash = ?1 AND state = 'refused'
                 RETURNING id";
            let ids: Vec<i64> =
                tx.prepare(sql)?.query_map([content.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            insert_issues(&tx, run, DeliveryNo(ids.last().copied().unwrap_or_default()), &[issue])?;
            tx.commit()
        })
    }

    /// How many questions wait, by kind.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn open_reviews(&self) -> Result<std::collections::BTreeMap<String, u64>, StoreError> {
        self.run(|c| {
            let mut find = c.prepare_cached(OPEN_REVIEWS)?;
            let rows = find.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
            rows.collect()
        })
    }

    /// How many records of each kind there are, for `status`.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn counts(&self) -> Result<Vec<(&'static str, u64)>, StoreError> {
        let tables = [
            ("organizations", "SELECT count(*) FROM organization"),
            ("clients", "SELECT count(*) FROM client"),
            ("invoices", "SELECT count(*) FROM document WHERE kind = 6"),
            ("orders", "SELECT count(*) FROM document WHERE kind = 7"),
            ("shipments", "SELECT count(*) FROM document WHERE kind = 8"),
            ("returns", "SELECT count(*) FROM document WHERE kind = 9"),
            ("payments", "SELECT count(*) FROM payment"),
            ("balances", "SELECT count(*) FROM balance"),
            ("allocations", "SELECT count(*) FROM allocation"),
        ];
        self.run(|c| {
            tables
                .iter()
                .map(|(name, sql)| Ok((*name, c.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs())))
                .collect()
        })
    }
}

/// The number of a source, made on first sight.
pub(super) fn source_id(c: &Connection, name: &str) -> rusqlite::Result<SourceId> {
    let sql =
        "INSERT INTO source (name) VALUES (?1) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id";
    c.query_row(sql, [name], |row| row.get(0)).map(SourceId)
}

/// Writes issues.
pub(super) fn insert_issues(
    c: &Connection,
    run: RunId,
    delivery: DeliveryNo,
    issues: &[Issue],
) -> rusqlite::Result<()> {
    let mut insert = c.prepare_cached(
        "INSERT INTO issue (run_id, delivery_id, code, severity, position, params) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for issue in issues {
        let severity = match issue.severity {
            Severity::Notice => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let params_json = super::lookup::to_json(&issue.params)?;
        let position = issue.position.to_string();
        insert.execute(params![run.0, delivery.0, issue.code.name(), severity, position, params_json])?;
    }
    Ok(())
}
