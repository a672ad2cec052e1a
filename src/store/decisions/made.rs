//! Decisions, in the order they were made, each with its revision.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::super::codes::direction_code;
use super::super::commit::{Revision, open_revision};
use super::super::lookup::{json, to_json};
use super::super::undo::first_free;
use super::super::{Store, StoreError};
use crate::model::change::RecordKey;
use crate::model::decision::{Before, DecidedChange, DecidedLink, Decision, Fact, RecordRef};
use crate::model::explain::ExplainedDecision;
use crate::model::ids::{ClientId, DecisionId, DocumentId, PaymentId, RecordNo, RunId, SourceId};
use crate::model::money::Money;
use crate::model::record::{Direction, RecordKind};

/// What the store finds a decision by, besides what it says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Subjects {
    /// The payment it is about.
    pub payment: Option<PaymentId>,
    /// The document it is about.
    pub document: Option<DocumentId>,
}

/// A decision that is being made.
#[derive(Debug, Clone, Copy)]
pub struct NewDecision<'d> {
    /// What is decided.
    pub fact: &'d Fact,
    /// By whom.
    pub who: &'d str,
    /// Why, in the person's words.
    pub reason: &'d str,
    /// What it is found by.
    pub subjects: Subjects,
}

const COLUMNS: &str = "id, what, who, made_at, reason, before, undone_by, payment_id, document_id";

/// What a person said last of a payment and each document, and of whose it is.
pub(in crate::store) const OF_PAYMENT: &str = "SELECT id, what, who FROM decision
     WHERE payment_id = ?1 AND undone_by IS NULL AND kind IN ('link', 'pays', 'overpays', 'unlink')
     ORDER BY id";

/// What a person said last of a correction for the tax books and each document.
pub(in crate::store) const OF_CHANGE: &str = "SELECT id, what, who FROM decision
     WHERE document_id = ?1 AND undone_by IS NULL AND kind IN ('one_change', 'two_changes') ORDER BY id";

/// Whose a payment is, as a person said.
pub(in crate::store) const WHOSE_PAYMENT: &str = "SELECT what FROM decision
     WHERE payment_id = ?1 AND undone_by IS NULL AND kind = 'whose' ORDER BY id DESC LIMIT 1";

/// Whose a document is, as a person said.
pub(in crate::store) const WHOSE_DOCUMENT: &str = "SELECT what FROM decision
     WHERE document_id = ?1 AND undone_by IS NULL AND kind = 'whose' ORDER BY id DESC LIMIT 1";

impl Store {
    /// Opens a revision for a decision: of no delivery and no source.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn begin_decision(&mut self, run: RunId, now: Timestamp) -> Result<Revision<'_>, StoreError> {
        let path = self.path.clone();
        let named = |source| StoreError::Sql { path: path.clone(), source };
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(named)?;
        open_revision(tx, path.clone(), run, None, &now.to_string()).map_err(named)
    }

    /// The client that a source's record is of now; nothing for one that nobody knows or that waits for a person.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn client_of(&self, source: &str, id: &str) -> Result<Option<ClientId>, StoreError> {
        let sql = "SELECT s.entity_id FROM source_key k JOIN statement s ON s.id = k.statement_id
             WHERE k.key = ?1 AND s.entity_id <> 0";
        self.run(|c| {
            let number = "SELECT id FROM source WHERE name = ?1";
            let Some(number) = c.prepare_cached(number)?.query_row([source], |row| row.get(0)).optional()? else {
                return Ok(None);
            };
            let key = RecordKey::new(SourceId(number), RecordKind::Client, id);
            let found = c.prepare_cached(sql)?.query_row([key.0.as_slice()], |row| row.get(0));
            found.map(ClientId).optional()
        })
    }

    /// Every decision, the newest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn decisions(&self) -> Result<Vec<Decision>, StoreError> {
        let mut all = self.run(all)?;
        all.reverse();
        Ok(all)
    }

    /// One decision.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn decision(&self, id: DecisionId) -> Result<Option<Decision>, StoreError> {
        self.run(|c| one(c, id))
    }

    /// Numbers of what a decision is about, as people see them: of a client that was merged the number it had.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn decision_subjects(&self, decision: &Decision) -> Result<Vec<String>, StoreError> {
        self.run(|c| subjects(c, decision))
    }

    /// The decision that a run made, if it made one.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn decision_of_run(&self, run: RunId) -> Result<Option<Decision>, StoreError> {
        let sql = "SELECT d.id FROM revision r JOIN decision d ON d.revision_id = r.id WHERE r.run_id = ?1";
        self.run(|c| {
            let id = c.query_row(sql, [run.0], |row| row.get(0).map(DecisionId)).optional()?;
            id.map_or(Ok(None), |id| one(c, id))
        })
    }
}

impl Revision<'_> {
    /// Writes a decision; [`finish_decision`](Self::finish_decision) adds what taking it back needs.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_decision(&mut self, new: &NewDecision<'_>, now: Timestamp) -> rusqlite::Result<DecisionId> {
        let NewDecision { fact, who, reason, subjects } = new;
        let id = DecisionId(first_free(&self.tx, "decision")?);
        self.tx.execute(
            "INSERT INTO decision (kind, what, who, made_at, reason, revision_id, before, payment_id, document_id, id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, '{}', ?7, ?8, ?9)",
            params![
                fact.name(),
                to_json(fact)?,
                who,
                now.to_string(),
                reason,
                self.id.0,
                subjects.payment.map(|id| id.0),
                subjects.document.map(|id| id.0),
                id.0
            ],
        )?;
        self.forget_standing();
        Ok(id)
    }

    /// Keeps what taking a decision back needs.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn finish_decision(&self, id: DecisionId, before: &Before) -> rusqlite::Result<()> {
        let sql = "UPDATE decision SET before = ?2 WHERE id = ?1";
        self.tx.execute(sql, params![id.0, to_json(before)?]).map(drop)
    }

    /// Marks a decision as taken back by another, and its revision.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_undone(&mut self, id: DecisionId, by: DecisionId) -> rusqlite::Result<()> {
        self.tx.execute("UPDATE decision SET undone_by = ?2 WHERE id = ?1", [id.0, by.0])?;
        let sql = "UPDATE revision SET undone_by = ?2 WHERE id = (SELECT revision_id FROM decision WHERE id = ?1)";
        self.tx.execute(sql, [id.0, self.id.0])?;
        self.forget_standing();
        Ok(())
    }

    /// Every decision that holds, the oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn decisions_that_hold(&self) -> rusqlite::Result<Vec<Decision>> {
        let sql = format!("SELECT {COLUMNS} FROM decision WHERE undone_by IS NULL ORDER BY id");
        let mut find = self.tx.prepare_cached(&sql)?;
        find.query_map([], decision)?.collect()
    }

    /// One decision.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn decision(&self, id: DecisionId) -> rusqlite::Result<Option<Decision>> {
        one(&self.tx, id)
    }

    /// What a person said of a payment's documents, the last word for each.
    pub(in crate::store) fn decided_links(&self, payment: PaymentId) -> rusqlite::Result<Vec<DecidedLink>> {
        if !self.has_decisions || !self.standing()?.about.contains(&RecordNo::Payment(payment)) {
            return Ok(Vec::new());
        }
        let mut find = self.tx.prepare_cached(OF_PAYMENT)?;
        let mut rows = find.query([payment.0])?;
        let mut links: Vec<DecidedLink> = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, who): (i64, String) = (row.get(0)?, row.get(2)?);
            for (records, amount) in links_of(json(&row.get::<_, String>(1)?)?) {
                for document in self.entities_of(&records)?.into_iter().map(DocumentId) {
                    links.retain(|known| known.document != document);
                    links.push(DecidedLink { payment, document, amount, decision: DecisionId(id), who: who.clone() });
                }
            }
        }
        Ok(links)
    }

    /// Of which documents a person said that they are one with this one or not, the last word for each.
    pub(in crate::store) fn decided_changes(&self, asked: DocumentId) -> rusqlite::Result<Vec<DecidedChange>> {
        if !self.has_decisions || !self.standing()?.about.contains(&RecordNo::Document(asked)) {
            return Ok(Vec::new());
        }
        let mut find = self.tx.prepare_cached(OF_CHANGE)?;
        let mut rows = find.query([asked.0])?;
        let mut changes: Vec<DecidedChange> = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, who): (i64, String) = (row.get(0)?, row.get(2)?);
            let (records, is_one) = match json::<Fact>(&row.get::<_, String>(1)?)? {
                Fact::OneChange { other, .. } => (other, true),
                Fact::TwoChanges { others, .. } => (others, false),
                _ => continue,
            };
            for other in self.entities_of(&records)?.into_iter().map(DocumentId) {
                changes.retain(|known| known.other != other);
                changes.push(DecidedChange { asked, other, is_one, decision: DecisionId(id), who: who.clone() });
            }
        }
        Ok(changes)
    }

    /// Whose a payment or document is, where a person said so: by itself, by a document it pays, or by a rule for its
    /// payer's tax number; with the rule.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn decided_client(&self, what: RecordNo) -> rusqlite::Result<Option<(ClientId, Option<DecisionId>)>> {
        // A retailer's ledger holds a hundred thousand payments: what nobody decided about costs no query.
        let standing = self.standing()?;
        if !standing.about.contains(&what) {
            return match what {
                RecordNo::Payment(id) if !standing.rules.is_empty() => self.client_of_rule(id),
                _ => Ok(None),
            };
        }
        let (sql, id) = match what {
            RecordNo::Payment(id) => (WHOSE_PAYMENT, id.0),
            RecordNo::Document(id) => (WHOSE_DOCUMENT, id.0),
        };
        let said: Option<String> = self.tx.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
        if let Some(Fact::Whose { client, .. }) = said.map(|text| json(&text)).transpose()?
            && let Some(client) = self.client_of(&client)?
        {
            return Ok(Some((client, None)));
        }
        match what {
            RecordNo::Payment(id) => match self.client_of_links(id)? {
                Some(client) => Ok(Some((client, None))),
                None => self.client_of_rule(id),
            },
            RecordNo::Document(_) => Ok(None),
        }
    }

    fn client_of_links(&self, id: PaymentId) -> rusqlite::Result<Option<ClientId>> {
        for link in self.decided_links(id)?.into_iter().rev().filter(|link| link.amount.is_some()) {
            let client: Option<Option<i64>> = self
                .tx
                .prepare_cached("SELECT client_id FROM document WHERE id = ?1 AND NOT deleted")?
                .query_row([link.document.0], |row| row.get(0))
                .optional()?;
            if let Some(client) = client.flatten() {
                return Ok(Some(ClientId(client)));
            }
        }
        Ok(None)
    }

    fn client_of_rule(&self, id: PaymentId) -> rusqlite::Result<Option<(ClientId, Option<DecisionId>)>> {
        let payer: Option<String> = self
            .tx
            .prepare_cached("SELECT counterparty_tax FROM payment WHERE id = ?1 AND direction = ?2")?
            .query_row([id.0, direction_code(Direction::In)], |row| row.get(0))
            .optional()?
            .flatten();
        let Some(payer) = payer else { return Ok(None) };
        for (rule, tax_id, client) in self.standing()?.rules.iter().rev() {
            if *tax_id == payer
                && let Some(client) = self.client_of(client)?
            {
                return Ok(Some((client, Some(*rule))));
            }
        }
        Ok(None)
    }
}

/// Records, by source and id, whose cards a person joined to another one.
pub(in crate::store) fn joined_cards(c: &Connection) -> rusqlite::Result<BTreeSet<(String, String)>> {
    let mut find = c.prepare("SELECT what FROM decision WHERE kind = 'same' AND undone_by IS NULL")?;
    let mut cards = BTreeSet::new();
    for what in find.query_map([], |row| row.get::<_, String>(0))? {
        if let Fact::Same { other, .. } = json(&what?)? {
            cards.extend(other.into_iter().map(|record| (record.source, record.id)));
        }
    }
    Ok(cards)
}

/// The documents that a decision gives a payment's money, or keeps from it, with how much.
fn links_of(fact: Fact) -> Vec<(Vec<RecordRef>, Option<Money>)> {
    match fact {
        Fact::Link { document, amount, .. } => vec![(document, Some(amount))],
        Fact::Pays { shares, .. } => shares.into_iter().map(|share| (share.document, Some(share.amount))).collect(),
        Fact::Unlink { document, .. } | Fact::Overpays { document, .. } => vec![(document, None)],
        _ => Vec::new(),
    }
}

/// What was decided about something with this number, the oldest first.
pub(in crate::store) fn decisions_about(c: &Connection, id: &str) -> rusqlite::Result<Vec<ExplainedDecision>> {
    let mut found = Vec::new();
    for known in all(c)? {
        let about = subjects(c, &known)?;
        if about.iter().any(|one| one == id) {
            found.push(ExplainedDecision::of(known, about));
        }
    }
    Ok(found)
}

/// Numbers of what a decision is about, clients first.
pub(in crate::store) fn subjects(c: &Connection, decision: &Decision) -> rusqlite::Result<Vec<String>> {
    let Decision { fact, before, payment, document, .. } = decision;
    let mut ids: Vec<String> = Vec::new();
    let mut add = |id: String| {
        if !ids.contains(&id) {
            ids.push(id);
        }
    };
    for moved in &before.moved {
        let (stays, leaves) = if matches!(fact, Fact::Undo { .. } | Fact::Different { .. }) {
            (moved.from, moved.to)
        } else {
            (moved.to, moved.from)
        };
        add(stays.to_string());
        add(leaves.to_string());
    }
    if before.moved.is_empty() {
        let groups: Vec<&[RecordRef]> = match fact {
            Fact::Same { one, other } | Fact::Different { one, other } => vec![one, other],
            Fact::Delete { client } | Fact::Rule { client, .. } | Fact::Whose { client, .. } => vec![client],
            Fact::Take { record, .. } | Fact::Refuse { record } => vec![std::slice::from_ref(record)],
            Fact::Workbook(deed) => vec![&deed.record],
            Fact::Link { .. }
            | Fact::Pays { .. }
            | Fact::Overpays { .. }
            | Fact::Unlink { .. }
            | Fact::GivesBack { .. }
            | Fact::GivesNotBack { .. }
            | Fact::OneChange { .. }
            | Fact::TwoChanges { .. }
            | Fact::Delivery { .. }
            | Fact::Undo { .. } => Vec::new(),
        };
        for record in groups.into_iter().flatten().filter(|record| record.kind == RecordKind::Client) {
            entity_of(c, record)?.map(|id| ClientId(id).to_string()).into_iter().for_each(&mut add);
        }
    }
    payment.iter().map(PaymentId::to_string).for_each(&mut add);
    document.iter().map(DocumentId::to_string).for_each(&mut add);
    let others: Vec<&RecordRef> = match fact {
        Fact::Unlink { document: others, .. }
        | Fact::OneChange { other: others, .. }
        | Fact::TwoChanges { others, .. } => others.iter().collect(),
        Fact::Pays { shares, .. } => shares.iter().flat_map(|share| &share.document).collect(),
        _ => Vec::new(),
    };
    let payments: &[RecordRef] = match fact {
        Fact::GivesBack { payment, .. } => payment,
        Fact::GivesNotBack { payments, .. } => payments,
        _ => &[],
    };
    for record in payments {
        entity_of(c, record)?.map(|id| PaymentId(id).to_string()).into_iter().for_each(&mut add);
    }
    for record in others {
        entity_of(c, record)?.map(|id| DocumentId(id).to_string()).into_iter().for_each(&mut add);
    }
    Ok(ids)
}

/// The entity that a record is of now.
pub(super) fn entity_of(c: &Connection, record: &RecordRef) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT id FROM source WHERE name = ?1";
    let source = c.prepare_cached(sql)?.query_row([&record.source], |row| row.get(0).map(SourceId)).optional()?;
    let Some(source) = source else { return Ok(None) };
    let key = record.key(source);
    c.prepare_cached(
        "SELECT s.entity_id FROM source_key k JOIN statement s ON s.id = k.statement_id
         WHERE k.key = ?1 AND s.entity_id <> 0",
    )?
    .query_row([key.0.as_slice()], |row| row.get(0))
    .optional()
}

/// Every decision, the oldest first.
pub(in crate::store) fn all(c: &Connection) -> rusqlite::Result<Vec<Decision>> {
    c.prepare_cached(&format!("SELECT {COLUMNS} FROM decision ORDER BY id"))?.query_map([], decision)?.collect()
}

fn one(c: &Connection, id: DecisionId) -> rusqlite::Result<Option<Decision>> {
    c.query_row(&format!("SELECT {COLUMNS} FROM decision WHERE id = ?1"), [id.0], decision).optional()
}

fn decision(row: &Row<'_>) -> rusqlite::Result<Decision> {
    Ok(Decision {
        id: DecisionId(row.get(0)?),
        fact: json(&row.get::<_, String>(1)?)?,
        who: row.get(2)?,
        made_at: row.get(3)?,
        reason: row.get(4)?,
        before: json(&row.get::<_, String>(5)?)?,
        undone_by: row.get::<_, Option<i64>>(6)?.map(DecisionId),
        payment: row.get::<_, Option<i64>>(7)?.map(PaymentId),
        document: row.get::<_, Option<i64>>(8)?.map(DocumentId),
    })
}
