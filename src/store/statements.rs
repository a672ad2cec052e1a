//! Statements, append-only, and the keys that point to the current ones.

use std::sync::Arc;

use rusqlite::params;

use super::codes::{kind_code, standing_code};
use super::commit::Revision;
use super::lookup::{json, to_json};
use crate::model::change::{BodyDigest, NewStatement, Parting, RecordKey};
use crate::model::ids::StatementId;
use crate::model::record::{Body, Record, RecordKind};

impl Revision<'_> {
    /// Writes a planned statement and marks the one it replaces.
    pub(super) fn put_statement(&mut self, new: &NewStatement) -> rusqlite::Result<()> {
        assert!(
            new.id.0 == self.next_statement,
            "BUG: statement {} was planned, {} is next",
            new.id,
            self.next_statement
        );
        let patched = match (&new.record.body, new.previous) {
            (Body::Deletion, Some(previous)) => Some(self.body_marked_deleted(previous)?),
            _ => None,
        };
        let body = patched.as_ref().unwrap_or(&new.body);
        self.write_statement(&new.record, body, new.digest, new.entity, new.previous)?;
        if let Some(previous) = new.previous {
            self.tx.prepare_cached("UPDATE statement SET replaced = 1 WHERE id = ?1")?.execute([previous.0])?;
        }
        Ok(())
    }

    pub(super) fn write_statement(
        &mut self,
        record: &Record,
        body: &str,
        digest: BodyDigest,
        entity: i64,
        previous: Option<StatementId>,
    ) -> rusqlite::Result<()> {
        let rule = self.rule(record.rule())?;
        let position = &record.provenance.position;
        let version = &record.version;
        self.tx
            .prepare_cached(
                "INSERT INTO statement (id, source_id, kind, entity_id, revision_id, previous_id, external_id, standing,
                    message, file_time, token, digest, rule_id, part, line, path, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            )?
            .execute(params![
                self.next_statement,
                self.source.0,
                kind_code(record.kind),
                entity,
                self.id.0,
                previous.map(|id| id.0),
                record.id,
                standing_code(record.standing),
                version.message,
                version.file_time.map(|time| time.to_string()),
                version.token,
                digest.0,
                rule,
                &*position.part,
                i64::try_from(position.line).unwrap_or(i64::MAX),
                position.path,
                body,
            ])?;
        self.next_statement += 1;
        Ok(())
    }

    /// The source reported a deletion without repeating the record: what it said before stays, marked.
    fn body_marked_deleted(&self, previous: StatementId) -> rusqlite::Result<String> {
        let body: String = self
            .tx
            .prepare_cached("SELECT body FROM statement WHERE id = ?1")?
            .query_row([previous.0], |row| row.get(0))?;
        let mut body: Body = json(&body)?;
        body.mark_deleted();
        to_json(&body)
    }

    /// Keys are written in key order: the random-order tree is touched once per page and chunk.
    pub(super) fn point_keys(&self, statements: &[NewStatement]) -> rusqlite::Result<()> {
        let mut keys: Vec<_> = statements.iter().map(|new| (new.key, new.id)).collect();
        keys.sort_unstable();
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO source_key (key, statement_id) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET statement_id = excluded.statement_id",
        )?;
        for (key, id) in keys {
            insert.execute(params![key.0.as_slice(), id.0])?;
        }
        Ok(())
    }

    /// Gives statements another payment; both are computed anew.
    pub(super) fn part_payments(&mut self, parted: &[Parting]) -> rusqlite::Result<()> {
        for Parting { statements, from, to } in parted {
            for statement in statements {
                let sql = "UPDATE statement SET entity_id = ?2 WHERE id = ?1";
                self.tx.prepare_cached(sql)?.execute([statement.0, to.0])?;
            }
            let next = self.next_ids.0.entry(RecordKind::Payment).or_insert(1);
            *next = (*next).max(to.0 + 1);
            self.touched.payments.extend([*from, *to]);
        }
        Ok(())
    }

    /// Records that an older program kept by another key, and questions about them.
    pub(super) fn give_way(&self, rekeyed: &[(RecordKey, RecordKey)]) -> rusqlite::Result<()> {
        for (former, key) in rekeyed {
            for sql in [
                "UPDATE source_key SET key = ?2 WHERE key = ?1",
                "UPDATE review SET record_key = ?2 WHERE record_key = ?1",
            ] {
                self.tx.prepare_cached(sql)?.execute([former.0.as_slice(), key.0.as_slice()])?;
            }
        }
        Ok(())
    }

    pub(super) fn rule(&mut self, name: &Arc<str>) -> rusqlite::Result<i64> {
        if let Some(id) = self.rules.get(name) {
            return Ok(*id);
        }
        let sql =
            "INSERT INTO rule (name) VALUES (?1) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id";
        let id = self.tx.query_row(sql, [&**name], |row| row.get(0))?;
        self.rules.insert(Arc::clone(name), id);
        Ok(id)
    }
}
