//! Versions of statements that later files said again: an export that says nothing new is newer all the same. Noted as ranges,
//! since a file that repeats another one is of one version, and so was that.

use rusqlite::params;

use super::super::commit::Revision;
use super::{Span, ranges};
use crate::model::change::Confirmation;
use crate::model::ids::StatementId;

impl Revision<'_> {
    /// Statements are of a newer version from now on; which they were is noted.
    pub(in crate::store) fn confirm_all(&self, confirmed: &[Confirmation]) -> rusqlite::Result<()> {
        let sql = "UPDATE statement SET message = ?2, file_time = ?3 WHERE id = ?1";
        let mut older: Vec<&Confirmation> = Vec::new();
        for one in confirmed {
            let time = one.file_time.map(|time| time.to_string());
            self.tx.prepare_cached(sql)?.execute(params![one.statement.0, one.message, time])?;
            // Of its own statements it need not know what they were.
            older.extend((one.statement.0 < self.first_statement).then_some(one));
        }
        older.sort_by_key(|one| (versions(one), one.statement));
        for alike in older.chunk_by(|one, next| versions(one) == versions(next)) {
            let numbers: Vec<i64> = alike.iter().map(|one| one.statement.0).collect();
            for range in ranges(&numbers) {
                self.note_confirmed(alike.first().copied(), range)?;
            }
        }
        Ok(())
    }

    fn note_confirmed(&self, one: Option<&Confirmation>, (first, last): (i64, i64)) -> rusqlite::Result<()> {
        let Some(Confirmation { before: (message_before, time_before), message, file_time, .. }) = one else {
            return Ok(());
        };
        let [time_before, file_time] = [time_before, file_time].map(|time| time.map(|time| time.to_string()));
        let further = "UPDATE confirmed SET last = ?3 WHERE revision_id = ?1 AND last = ?2 - 1
             AND message_before IS ?4 AND time_before IS ?5 AND message IS ?6 AND file_time IS ?7";
        let values = params![self.id.0, first, last, message_before, time_before, message, file_time];
        if self.tx.prepare_cached(further)?.execute(values)? > 0 {
            return Ok(());
        }
        // Said twice by one file, it was what it was before the first time.
        let begun = "INSERT INTO confirmed (revision_id, first, last, message_before, time_before, message, file_time)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (revision_id, first) DO UPDATE SET
                last = max(last, excluded.last), message = excluded.message, file_time = excluded.file_time";
        self.tx.prepare_cached(begun)?.execute(values).map(drop)
    }

    /// Statements that the run said again in a newer version are of the version that the rest makes of them.
    pub(super) fn unconfirm(&self, span: &Span) -> rusqlite::Result<()> {
        let sql = "SELECT x.first, x.last FROM confirmed x JOIN revision v ON v.id = x.revision_id WHERE v.run_id = ?1";
        let mut find = self.tx.prepare(sql)?;
        let found = find.query_map([span.run.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found: Vec<(i64, i64)> = found.collect::<rusqlite::Result<_>>()?;
        let standing = "FROM confirmed x JOIN revision v ON v.id = x.revision_id JOIN run r ON r.id = v.run_id
             WHERE statement.id BETWEEN x.first AND x.last AND r.undone_by IS NULL ORDER BY x.revision_id DESC LIMIT 1";
        let first = "FROM confirmed x WHERE statement.id BETWEEN x.first AND x.last ORDER BY x.revision_id LIMIT 1";
        let sql = format!(
            "UPDATE statement SET (message, file_time) = (iif(EXISTS (SELECT 1 {standing}), (SELECT x.message {standing}),
                (SELECT x.message_before {first})), iif(EXISTS (SELECT 1 {standing}), (SELECT x.file_time {standing}),
                (SELECT x.time_before {first}))) WHERE id BETWEEN ?1 AND ?2"
        );
        let mut put = self.tx.prepare(&sql)?;
        found.into_iter().try_for_each(|(first, last)| put.execute([first, last]).map(drop))
    }

    /// Whether a later delivery said a statement again in a newer version.
    pub(super) fn is_confirmed_since(&self, statement: StatementId, run: i64) -> rusqlite::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM confirmed x JOIN revision v ON v.id = x.revision_id
             JOIN run r ON r.id = v.run_id WHERE ?1 BETWEEN x.first AND x.last AND r.id > ?2 AND r.undone_by IS NULL)";
        self.tx.prepare_cached(sql)?.query_row([statement.0, run], |row| row.get(0))
    }
}

/// What one version became another.
fn versions(one: &Confirmation) -> impl Ord + use<> {
    (one.before, one.message, one.file_time)
}
