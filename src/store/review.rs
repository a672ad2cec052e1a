//! Questions that wait for a person: asked once, kept up to date, taken back when later data answers them.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::commit::Revision;
use super::lookup::{json, to_json};
use crate::model::change::{
    Candidate, NO_ENTITY, Plan, REST_OF_PAYMENT, REST_OF_REFUND, Reason, RecordKey, Restated, ReviewItem, ReviewKind,
    Subject, Withheld,
};
use crate::model::ids::{PaymentId, RunId, StatementId};
use crate::model::ledger::Ledger;
use crate::model::record::{Body, Direction};

/// Takes back the question about a withheld record, unless what is stated now is older.
pub(super) const ANSWER_WITHHELD: &str = "UPDATE review SET state = 'resolved' WHERE record_key = ?1 AND state = 'open'
                     AND EXISTS (SELECT 1 FROM statement s WHERE s.id = review.statement_id
                        AND (s.message IS NULL OR ?2 IS NULL OR s.message <= ?2)
                        AND (s.file_time IS NULL OR ?3 IS NULL OR s.file_time <= ?3))";

/// What identifies a withheld record to its question.
pub(super) struct WithheldRow {
    statement: StatementId,
    key: RecordKey,
    /// Of a payment whose direction is not known.
    payment: Option<i64>,
}

/// The schema in which questions about payments of unknown direction, open and answered, are found by what these say.
pub(super) const SCHEMA: i64 = 14;

/// Takes back the question about a payment of a source that is stated now under another key, its direction being known.
pub(super) const ANSWER_UNDIRECTED: &str = "UPDATE review SET state = 'resolved' WHERE id = (
        SELECT r.id FROM review r JOIN statement s ON s.id = r.statement_id
        WHERE r.payment_hash = ?1 AND r.state = 'open' AND s.source_id = ?2 ORDER BY r.id LIMIT 1)
    AND NOT EXISTS (SELECT 1 FROM review WHERE record_key = ?3 AND state = 'open')";

/// Payments of a source whose direction a person told, by what they say: the ids they waited under.
pub(super) const TOLD: &str = "SELECT s.external_id, s.body FROM review r JOIN statement s ON s.id = r.statement_id
    WHERE r.payment_hash = ?1 AND r.state = 'accepted' AND s.source_id = ?2 ORDER BY r.id";

/// Makes the questions of an older store findable.
pub(super) fn fill_payment_hashes(c: &Connection) -> rusqlite::Result<()> {
    let mut find = c.prepare(
        "SELECT r.id, s.body FROM review r JOIN statement s ON s.id = r.statement_id
         WHERE r.kind = 'payment_match' AND r.state IN ('open', 'accepted') AND r.record_key IS NOT NULL",
    )?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let hash = undirected(&json(&row.get::<_, String>(1)?)?);
        c.prepare_cached("UPDATE review SET payment_hash = ?2 WHERE id = ?1")?
            .execute(params![row.get::<_, i64>(0)?, hash])?;
    }
    Ok(())
}

fn undirected(body: &Body) -> Option<i64> {
    match body {
        Body::Payment(payment) if payment.direction == Direction::Unknown => Some(payment.undirected_hash()),
        _ => None,
    }
}

/// The open question whose money a payment is, or what it pays.
pub(super) const ASKED: &str = "SELECT id FROM review WHERE kind = 'payment_match' AND subject = ?1 AND state = 'open'";

impl Revision<'_> {
    /// Keeps a record that waits for a person, once, together with its question; the statement of one that waits already.
    pub(super) fn withhold(&mut self, withheld: &Withheld) -> rusqlite::Result<Option<Restated>> {
        let Withheld { key, record, body, digest, item } = withheld;
        let statement = StatementId(self.next_statement);
        let row = WithheldRow { statement, key: *key, payment: undirected(&record.body) };
        if self.put_review(item, Some(&row))? {
            self.write_statement(record, body, *digest, NO_ENTITY, None)?;
            return Ok(None);
        }
        let sql = "SELECT s.id, s.digest = ?3 FROM review r JOIN statement s ON s.id = r.statement_id
             WHERE r.kind = ?1 AND r.subject = ?2";
        let known = params![item.kind.name(), to_json(&item.subject)?, digest.0];
        let waits = |row: &Row<'_>| Ok(Restated { statement: StatementId(row.get(0)?), is_same: row.get(1)? });
        self.tx.prepare_cached(sql)?.query_row(known, waits).optional()
    }

    /// Asks a question. One that is asked already is brought up to date, one that was resolved is opened again; tells
    /// whether it is new.
    pub(super) fn put_review(&self, item: &ReviewItem, withheld: Option<&WithheldRow>) -> rusqlite::Result<bool> {
        put_review(&self.tx, self.run, item, withheld)
    }

    /// Asks a question that has no record waiting for it.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn ask(&self, item: &ReviewItem) -> rusqlite::Result<()> {
        self.put_review(item, None).map(drop)
    }

    /// Whether a payment's money is asked about.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn is_asked(&self, id: PaymentId) -> rusqlite::Result<bool> {
        self.tx.prepare_cached(ASKED)?.exists([to_json(&Subject::Payment(id))?])
    }

    /// Takes back every open question about a subject.
    pub(super) fn resolve_review(&self, subject: &Subject) -> rusqlite::Result<()> {
        self.tx
            .prepare_cached(
                "UPDATE review SET state = 'resolved'
                 WHERE kind IN ('client_match', 'payment_match', 'conflict') AND subject = ?1 AND state = 'open'",
            )?
            .execute([to_json(subject)?])
            .map(drop)
    }

    fn resolve_conflict(&self, subject: &Subject) -> rusqlite::Result<()> {
        let sql = "UPDATE review SET state = 'resolved' WHERE kind = 'conflict' AND subject = ?1 AND state = 'open'";
        self.tx.prepare_cached(sql)?.execute([to_json(subject)?]).map(drop)
    }

    /// A record that was withheld is stated now without doubt, not by an older file: nobody need be asked any more.
    pub(super) fn answer_withheld(&self, plan: &Plan) -> rusqlite::Result<()> {
        let waits: bool = self
            .tx
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM review WHERE record_key IS NOT NULL AND state = 'open')")?
            .query_row([], |row| row.get(0))?;
        if !waits {
            return Ok(());
        }
        // Before the questions about records themselves: a record that is taken answers its own, not that of an equal one.
        for new in plan.statements.iter().filter(|new| new.previous.is_none()) {
            if let Body::Payment(payment) = &new.record.body {
                let known = params![payment.undirected_hash(), self.source.0, new.key.0.as_slice()];
                self.tx.prepare_cached(ANSWER_UNDIRECTED)?.execute(known)?;
            }
        }
        let stated =
            plan.statements.iter().map(|new| (new.key, new.record.version.message, new.record.version.file_time));
        let repeated = plan.confirmed.iter().map(|known| (known.key, known.message, known.file_time));
        for (key, message, file_time) in stated.chain(repeated) {
            // The texts of civil times compare like the times themselves.
            self.tx.prepare_cached(ANSWER_WITHHELD)?.execute(params![
                key.0.as_slice(),
                message,
                file_time.map(|time| time.to_string())
            ])?;
        }
        Ok(())
    }

    /// Asks about payments and corrections and takes back questions that later data answered.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_ledger_reviews(&self, ledger: &Ledger, items: &[ReviewItem]) -> rusqlite::Result<()> {
        let asked: HashMap<&Subject, &ReviewItem> = items.iter().map(|item| (&item.subject, item)).collect();
        // Most ledgers ask nothing of their documents, and nothing was ever asked.
        let is_asked = items.iter().any(|item| matches!(item.subject, Subject::Document(_)));
        let sql = "SELECT EXISTS (SELECT 1 FROM review WHERE kind = 'conflict' AND state = 'open')";
        let has_conflicts: bool = self.tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        for document in ledger.documents.iter().filter(|_| is_asked || has_conflicts) {
            let subject = Subject::Document(document.id);
            match asked.get(&subject) {
                Some(item) => drop(self.put_review(item, None)?),
                None => self.resolve_conflict(&subject)?,
            }
        }
        for payment in &ledger.payments {
            let subject = Subject::Payment(payment.id);
            match asked.get(&subject) {
                Some(item) => drop(self.put_review(item, None)?),
                None => self.resolve_review(&subject)?,
            }
        }
        Ok(())
    }
}

/// Asks a question; see [`Revision::put_review`].
pub(super) fn put_review(
    c: &Connection,
    run: RunId,
    item: &ReviewItem,
    withheld: Option<&WithheldRow>,
) -> rusqlite::Result<bool> {
    let ReviewItem { kind, subject, label, candidates, reasons } = item;
    let subject = to_json(subject)?;
    let known: Option<(i64, String, String, String)> = c
        .prepare_cached("SELECT id, state, candidates, reasons FROM review WHERE kind = ?1 AND subject = ?2")?
        .query_row(params![kind.name(), subject], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((id, state, known_candidates, known_reasons)) = known else {
        insert_review(c, run, item, &subject, withheld)?;
        return Ok(true);
    };
    // What is left of the money is another question, though its answers were shown before.
    let is_rest = state == "accepted"
        && reasons.iter().any(|reason| [REST_OF_PAYMENT, REST_OF_REFUND].contains(&reason.code.as_str()));
    let is_answered = matches!(state.as_str(), "accepted" | "rejected") && !is_rest;
    if is_answered && !has_news(candidates, json(&known_candidates)?) {
        return Ok(false);
    }
    let (mut candidates, mut reasons) = (candidates.clone(), reasons.clone());
    if *kind == ReviewKind::ClientMatch && state == "open" {
        // Lookalikes come one by one: the question is about all of them, in whatever order.
        unite::<Candidate>(&mut candidates, json(&known_candidates)?);
        once_each(&mut candidates);
        unite::<Reason>(&mut reasons, json(&known_reasons)?);
    }
    c.prepare_cached(
        "UPDATE review SET state = 'open', label = ?2, candidates = ?3, reasons = ?4, decision_id = NULL WHERE id = ?1",
    )?
    .execute(params![id, label, to_json(&candidates)?, to_json(&reasons)?])?;
    Ok(false)
}

/// Whether a question that a person answered has possible answers that the person was not shown.
fn has_news(candidates: &[Candidate], known: Vec<Candidate>) -> bool {
    let known: BTreeSet<String> = known.into_iter().map(|candidate| candidate.id).collect();
    candidates.iter().any(|candidate| !candidate.id.is_empty() && !known.contains(&candidate.id))
}

fn insert_review(
    c: &Connection,
    run: RunId,
    item: &ReviewItem,
    subject: &str,
    withheld: Option<&WithheldRow>,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO review (kind, subject, label, state, candidates, reasons, statement_id, record_key,
            created_run, payment_hash, id) VALUES (?1, ?2, ?3, 'open', ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let id = super::undo::first_free(c, "review")?;
    c.prepare_cached(sql)?
        .execute(params![
            item.kind.name(),
            subject,
            item.label,
            to_json(&item.candidates)?,
            to_json(&item.reasons)?,
            withheld.map(|row| row.statement.0),
            withheld.map(|row| row.key.0),
            run.0,
            withheld.and_then(|row| row.payment),
            id,
        ])
        .map(drop)
}

/// One client may have been called otherwise when it was met before: of its names the one that says most is kept,
/// whichever came first.
fn once_each(candidates: &mut Vec<Candidate>) {
    candidates.reverse();
    let mut seen = BTreeSet::new();
    candidates.retain(|candidate| candidate.id.is_empty() || seen.insert(candidate.id.clone()));
    candidates.reverse();
}

fn unite<T: Ord>(ours: &mut Vec<T>, known: Vec<T>) {
    let all: BTreeSet<T> = ours.drain(..).chain(known).collect();
    ours.extend(all);
}
