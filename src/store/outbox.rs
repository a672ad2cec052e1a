//! Work for after the commit: written in the same transaction as what caused it, deleted once carried out.

use rusqlite::{Connection, params};

use super::commit::Revision;
use super::{Store, StoreError};
use crate::model::change::Job;
use crate::model::ids::ContentHash;

/// A job that waits, with how often it failed.
#[derive(Debug, Clone)]
pub struct PendingJob {
    /// The job.
    pub job: Job,
    /// Failed attempts.
    pub attempts: u32,
    /// What the last attempt failed with.
    pub last_error: Option<String>,
}

impl Revision<'_> {
    /// Queues a job with the revision: it exists exactly if the revision does.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn enqueue(&self, job: &Job) -> rusqlite::Result<()> {
        insert(&self.tx, job, Some(self.id.0))
    }
}

impl Store {
    /// Queues jobs outside a revision, all or none: answers to files that change nothing, books of a new day.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn enqueue(&self, jobs: &[Job]) -> Result<(), StoreError> {
        self.run(|c| {
            let tx = c.unchecked_transaction()?;
            insert_all(&tx, jobs)?;
            tx.commit()
        })
    }

    /// Jobs that wait, of one output.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn pending_jobs(&self, output: &str) -> Result<Vec<PendingJob>, StoreError> {
        let sql = "SELECT key, payload, attempts, last_error FROM outbox WHERE output = ?1 ORDER BY key";
        self.run(|c| {
            let mut find = c.prepare_cached(sql)?;
            let rows = find.query_map([output], |row| {
                let job = Job { output: output.to_owned(), key: row.get(0)?, payload: row.get(1)? };
                Ok(PendingJob { job, attempts: row.get(2)?, last_error: row.get(3)? })
            })?;
            rows.collect()
        })
    }

    /// Notes that a job was carried out. One that replaced it meanwhile stays.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn job_done(&self, job: &Job) -> Result<(), StoreError> {
        let sql = "DELETE FROM outbox WHERE output = ?1 AND key = ?2 AND payload = ?3";
        self.run(|c| c.execute(sql, [&job.output, &job.key, &job.payload])).map(drop)
    }

    /// Notes that a job failed; it is tried again.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn job_failed(&self, job: &Job, error: &str) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET attempts = attempts + 1, last_error = ?4
             WHERE output = ?1 AND key = ?2 AND payload = ?3";
        self.run(|c| c.execute(sql, [&job.output, &job.key, &job.payload, error])).map(drop)
    }

    /// Jobs that failed at least once: their output, key and what went wrong last.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn jobs_stuck(&self) -> Result<Vec<(String, String, String)>, StoreError> {
        let sql = "SELECT output, key, coalesce(last_error, '') FROM outbox WHERE attempts > 0 ORDER BY output, key";
        self.run(|c| {
            let mut find = c.prepare(sql)?;
            let rows = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect()
        })
    }

    /// How many jobs wait.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn jobs_waiting(&self) -> Result<u64, StoreError> {
        self.run(|c| c.query_row("SELECT count(*) FROM outbox", [], |row| row.get::<_, i64>(0))).map(i64::unsigned_abs)
    }

    /// The hash of a workbook as it was last written.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn book_hash(&self, name: &str) -> Result<Option<ContentHash>, StoreError> {
        use rusqlite::OptionalExtension;
        let sql = "SELECT content_hash FROM book WHERE name = ?1";
        self.run(|c| c.query_row(sql, [name], |row| row.get(0).map(ContentHash)).optional())
    }

    /// Notes a workbook as written.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn book_written(&self, name: &str, hash: ContentHash, at: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO book (name, content_hash, written_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (name) DO UPDATE SET content_hash = excluded.content_hash, written_at = excluded.written_at";
        self.run(|c| c.execute(sql, params![name, hash.0, at])).map(drop)
    }
}

/// Queues jobs that belong to no revision.
pub(super) fn insert_all(c: &Connection, jobs: &[Job]) -> rusqlite::Result<()> {
    jobs.iter().try_for_each(|job| insert(c, job, None))
}

fn insert(c: &Connection, job: &Job, revision: Option<i64>) -> rusqlite::Result<()> {
    let sql = "INSERT INTO outbox (output, key, revision_id, payload) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (output, key) DO UPDATE SET revision_id = excluded.revision_id, payload = excluded.payload,
            attempts = 0, last_error = NULL";
    c.prepare_cached(sql)?.execute(params![job.output, job.key, revision, job.payload]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        (folder, store)
    }

    fn job(key: &str, payload: &str) -> Job {
        Job { output: "receipt".into(), key: key.into(), payload: payload.into() }
    }

    fn pending(store: &Store) -> Vec<(String, String, u32)> {
        let jobs = store.pending_jobs("receipt").unwrap();
        jobs.into_iter().map(|pending| (pending.job.key, pending.job.payload, pending.attempts)).collect()
    }

    #[test]
    fn a_failed_job_stays_and_a_done_one_goes() {
        let (_folder, store) = store();
        store.enqueue(&[job("a", "1"), job("b", "1")]).unwrap();
        store.job_failed(&job("a", "1"), "disk full").unwrap();
        store.job_done(&job("b", "1")).unwrap();
        assert_eq!(pending(&store), [("a".into(), "1".into(), 1)]);
        assert_eq!(store.jobs_waiting().unwrap(), 1);
        assert_eq!(store.pending_jobs("receipt").unwrap()[0].last_error.as_deref(), Some("disk full"));
        assert!(store.pending_jobs("workbook").unwrap().is_empty());
    }

    #[test]
    fn a_job_replaced_while_it_was_carried_out_is_not_lost() {
        let (_folder, store) = store();
        store.enqueue(&[job("a", "old")]).unwrap();
        store.job_failed(&job("a", "old"), "disk full").unwrap();
        store.enqueue(&[job("a", "new")]).unwrap();
        store.job_done(&job("a", "old")).unwrap();
        store.job_failed(&job("a", "old"), "late").unwrap();
        assert_eq!(pending(&store), [("a".into(), "new".into(), 0)], "new, and not tried yet");
    }
}
