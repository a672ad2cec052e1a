//! Records that wait for a person, as they were delivered, and taking one back again.

use rusqlite::{OptionalExtension, Row, params};

use super::super::codes::{kind_code, kind_of, standing_of};
use super::super::commit::Revision;
use super::super::lookup::json;
use super::clients::record_ref;
use crate::model::change::RecordKey;
use crate::model::decision::{RecordRef, Taken};
use crate::model::ids::{ClientId, DocumentId, OrganizationId, PaymentId, ReviewId, SourceId, StatementId};
use crate::model::provenance::{Position, Provenance};
use crate::model::record::{Body, Record, RecordKind, RecordVersion};

/// A record that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its question.
    pub question: ReviewId,
    /// Its statement.
    pub statement: StatementId,
    /// As decisions name it.
    pub named: RecordRef,
    /// As it was delivered.
    pub record: Record,
}

const COLUMNS: &str =
    "r.id, s.id, src.name, s.kind, s.external_id, s.standing, s.message, s.file_time, s.token, ru.name,
    s.part, s.line, s.path, s.body, src.id, r.record_key
    FROM review r JOIN statement s ON s.id = r.statement_id JOIN source src ON src.id = s.source_id
    JOIN rule ru ON ru.id = s.rule_id";

impl Revision<'_> {
    /// The record that a question is about, where one waits.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn waiting(&self, question: ReviewId) -> rusqlite::Result<Option<Waiting>> {
        let sql = format!("SELECT {COLUMNS} WHERE r.id = ?1 AND s.entity_id = 0");
        self.tx.prepare_cached(&sql)?.query_row([question.0], waiting).optional()
    }

    /// Records of the same delivery that wait because of a client's record.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn waiting_for(&self, statement: StatementId, client: &str) -> rusqlite::Result<Vec<Waiting>> {
        let sql = format!(
            "SELECT {COLUMNS} WHERE r.state = 'open' AND s.entity_id = 0 AND s.id <> ?1
                AND s.revision_id = (SELECT revision_id FROM statement WHERE id = ?1)
                AND s.source_id = (SELECT source_id FROM statement WHERE id = ?1) ORDER BY s.id"
        );
        let mut find = self.tx.prepare_cached(&sql)?;
        let found: Vec<Waiting> = find.query_map([statement.0], waiting)?.collect::<rusqlite::Result<_>>()?;
        Ok(found.into_iter().filter(|one| one.record.body.client() == Some(client)).collect())
    }

    /// What is taken now was delivered by the source and in the revision of this statement.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn take_from(&mut self, statement: StatementId) -> rusqlite::Result<()> {
        let (source, origin): (i64, i64) =
            self.tx.query_row("SELECT source_id, revision_id FROM statement WHERE id = ?1", [statement.0], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        self.source = SourceId(source);
        self.tx.execute("UPDATE revision SET origin_id = ?2 WHERE id = ?1", [self.id.0, origin]).map(drop)
    }

    /// The source's own record again, as it stood before a decision took another in its place; tells whether it still
    /// was the one that was taken.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_back(&mut self, taken: &Taken) -> rusqlite::Result<bool> {
        let Taken { statement, previous } = *taken;
        let sql = "SELECT kind, entity_id, replaced, source_id, external_id FROM statement WHERE id = ?1";
        let (kind, entity, replaced, source, id): (i64, i64, bool, i64, String) =
            self.tx.query_row(sql, [statement], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?;
        if replaced {
            return Ok(false);
        }
        if kind_of(kind) == Some(RecordKind::Client) {
            self.restated.insert(RecordKey::new(SourceId(source), RecordKind::Client, &id));
        }
        self.tx.execute("UPDATE statement SET entity_id = 0, replaced = 1 WHERE id = ?1", [statement])?;
        match previous {
            Some(previous) => {
                self.tx.execute("UPDATE statement SET replaced = 0 WHERE id = ?1", [previous])?;
                let sql = "UPDATE source_key SET statement_id = ?2 WHERE statement_id = ?1";
                self.tx.execute(sql, [statement, previous])?;
            }
            None => drop(self.tx.execute("DELETE FROM source_key WHERE statement_id = ?1", [statement])?),
        }
        self.touch(kind_of(kind), entity)?;
        Ok(true)
    }

    /// An entity that lost a statement is computed anew, or goes with its last one.
    fn touch(&mut self, kind: Option<RecordKind>, entity: i64) -> rusqlite::Result<()> {
        let Some(kind) = kind else { return Ok(()) };
        let sql = "SELECT id, body FROM statement WHERE kind = ?1 AND entity_id = ?2 AND replaced = 0 ORDER BY id DESC LIMIT 1";
        let left: Option<(i64, String)> = self
            .tx
            .prepare_cached(sql)?
            .query_row(params![kind_code(kind), entity], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match kind {
            RecordKind::Client => drop(self.touched.clients.insert(ClientId(entity))),
            RecordKind::Organization => drop(self.touched.organizations.insert(OrganizationId(entity))),
            RecordKind::Payment => {
                self.wake_payment(PaymentId(entity))?;
                if left.is_none() {
                    self.drop_payment(PaymentId(entity))?;
                }
            }
            kind if kind.is_document() => {
                self.leave_document(entity)?;
                match left {
                    Some((statement, body)) => self.restate_document(DocumentId(entity), statement, &body)?,
                    None => {
                        self.tx.execute("DELETE FROM allocation WHERE document_id = ?1", [entity])?;
                        self.tx.execute("DELETE FROM document WHERE id = ?1", [entity])?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn drop_payment(&mut self, id: PaymentId) -> rusqlite::Result<()> {
        self.touched.payments.remove(&id);
        self.citing.remove(&id);
        for sql in [
            "DELETE FROM allocation WHERE payment_id = ?1",
            // What else was given back of the same payments is put down again with their ledger.
            "UPDATE payment SET refunded = 0 WHERE id IN (SELECT payment_id FROM refund WHERE refund_id = ?1)",
            "DELETE FROM refund WHERE payment_id = ?1
                OR payment_id IN (SELECT payment_id FROM refund WHERE refund_id = ?1)",
            "DELETE FROM payment_citation WHERE payment_id = ?1",
            "DELETE FROM payment_key WHERE payment_id = ?1",
            "DELETE FROM payment WHERE id = ?1",
        ] {
            self.tx.execute(sql, [id.0])?;
        }
        Ok(())
    }

    fn restate_document(&mut self, id: DocumentId, statement: i64, body: &str) -> rusqlite::Result<()> {
        let Body::Document(document) = json::<Body>(body)? else { return Ok(()) };
        self.tx.execute(
            "UPDATE document SET number = ?2, date = ?3, due_date = ?4, currency = ?5, total = ?6, posted = ?7,
                deleted = ?8, canceled = ?9, statement_id = ?10 WHERE id = ?1",
            params![
                id.0,
                document.number,
                document.date.to_string(),
                document.due_date.map(|date| date.to_string()),
                document.total.currency.code(),
                document.total.minor,
                document.posted,
                document.deleted,
                document.canceled,
                statement
            ],
        )?;
        self.rehome_document(id)
    }

    /// The statements this revision wrote, with those they replaced.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn statements_written(&self) -> rusqlite::Result<Vec<Taken>> {
        let sql = "SELECT id, previous_id FROM statement WHERE id >= ?1 AND entity_id <> 0 ORDER BY id DESC";
        let mut find = self.tx.prepare(sql)?;
        find.query_map([self.first_statement], |row| Ok(Taken { statement: row.get(0)?, previous: row.get(1)? }))?
            .collect()
    }
}

fn waiting(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    let kind = kind_of(row.get(3)?).unwrap_or(RecordKind::Client);
    let body: Body = json(&row.get::<_, String>(13)?)?;
    let id: String = row.get(4)?;
    let file_time: Option<String> = row.get(7)?;
    let position = Position {
        part: row.get::<_, String>(10)?.into(),
        line: row.get::<_, i64>(11)?.unsigned_abs(),
        path: row.get(12)?,
    };
    let (source, key): (SourceId, Option<Vec<u8>>) = (SourceId(row.get(14)?), row.get(15)?);
    let is_its_key = |kind: &RecordKind| key.as_deref() == Some(RecordKey::new(source, *kind, &id).0.as_slice());
    let kept_as = RecordKind::ALL.into_iter().find(is_its_key).unwrap_or(kind);
    let mut named = record_ref(row.get(2)?, kind, id.clone(), &body);
    named.kept_as = Some(kept_as).filter(|kept_as| *kept_as != kind);
    Ok(Waiting {
        question: ReviewId(row.get(0)?),
        statement: StatementId(row.get(1)?),
        named,
        record: Record {
            kind,
            kept_as,
            id,
            provenance: Provenance { rule: row.get::<_, String>(9)?.into(), position },
            version: RecordVersion {
                message: row.get(6)?,
                file_time: file_time.and_then(|text| text.parse().ok()),
                token: row.get(8)?,
            },
            standing: standing_of(row.get(5)?),
            body,
        },
    })
}
