//! What must be computed anew because a later run counted with what is taken back.

use std::collections::{BTreeSet, HashSet};

use rusqlite::Params;

use super::super::codes::{KEY_TAX, kind_code};
use super::super::commit::Revision;
use super::super::lookup::json;
use super::shared::TOLD_BY_SEVERAL;
use super::tables::{SHARES, Table};
use super::{Span, rows::Row};
use crate::model::change::{Candidate, Subject};
use crate::model::ids::{ClientId, OrganizationId, PaymentId};
use crate::model::record::RecordKind;

/// Rows by number that are computed anew.
#[derive(Debug, Default)]
pub(super) struct Anew {
    organizations: BTreeSet<i64>,
    clients: BTreeSet<i64>,
    documents: BTreeSet<i64>,
    payments: BTreeSet<i64>,
    /// Payments of which only the shares are summed up anew.
    shared: BTreeSet<i64>,
    /// Clients whose money may pay something else.
    ledgers: BTreeSet<i64>,
    /// Clients that are found by other keys again: whose payments theirs are.
    found_otherwise: BTreeSet<i64>,
    /// Clients of whom it is asked anew whether they are others.
    pub(super) asked: BTreeSet<i64>,
    /// Contracts that come back as they were.
    contracts: Vec<i64>,
    /// Rows, by table and key, that stay as a later run left them.
    skipped: HashSet<(&'static str, String)>,
}

impl Anew {
    fn of(&mut self, table: &str) -> Option<&mut BTreeSet<i64>> {
        match table {
            "organization" => Some(&mut self.organizations),
            "client" => Some(&mut self.clients),
            "document" => Some(&mut self.documents),
            "payment" => Some(&mut self.payments),
            _ => None,
        }
    }

    /// A row stays as it is.
    pub(super) fn skip(&mut self, table: &'static str, key: String) {
        self.skipped.insert((table, key));
    }

    /// Whether a row stays as it is.
    pub(super) fn is_skipped(&self, table: &Table, key: &str) -> bool {
        !self.skipped.is_empty() && self.skipped.contains(&(table.name, key.to_owned()))
    }

    /// A numbered row is computed anew.
    pub(super) fn computed(&mut self, table: &str, number: i64) {
        if let Some(known) = self.of(table) {
            known.insert(number);
        }
    }

    /// A row is computed anew, or what it belongs to.
    pub(super) fn add(&mut self, table: &Table, key: &str) -> rusqlite::Result<()> {
        for (of, number) in numbers(table, key)? {
            self.computed(of, number);
        }
        Ok(())
    }

    /// A row was put back: its sums are those of the shares that are left, which a later run may have changed for others
    /// of the same sum.
    pub(super) fn put_back(&mut self, table: &Table, key: &str) -> rusqlite::Result<()> {
        if !SHARES.contains(&table.name) && !["document", "payment"].contains(&table.name) {
            return Ok(());
        }
        for (of, number) in numbers(table, key)? {
            let summed = if of == "document" { &mut self.documents } else { &mut self.shared };
            summed.insert(number);
        }
        Ok(())
    }

    /// Whether a row belongs to something that is computed anew with everything it has.
    pub(super) fn is_computed(&mut self, table: &Table, key: &str) -> rusqlite::Result<bool> {
        let has_all = ["client", "organization", "client_key", "payment_key", "payment_citation"];
        if !has_all.contains(&table.name) {
            return Ok(false);
        }
        Ok(numbers(table, key)?.iter().any(|(of, number)| self.of(of).is_some_and(|known| known.contains(number))))
    }
}

/// The clients that a question of who is who is about: its subject and its possible answers.
pub(super) fn clients_of_question(subject: &str, candidates: &str) -> rusqlite::Result<Vec<ClientId>> {
    let candidates: Vec<Candidate> = json(candidates)?;
    let mut clients: Vec<ClientId> = candidates.iter().filter_map(|one| one.id.parse().ok()).collect();
    if let Subject::Client(client) = json(subject)? {
        clients.push(client);
    }
    Ok(clients)
}

/// The numbered rows that a key names.
fn numbers(table: &Table, key: &str) -> rusqlite::Result<Vec<(&'static str, i64)>> {
    let key: Row = json(key)?;
    let named = table.key.iter().zip(&key);
    let found = named.filter_map(|(column, value)| {
        let (_, of) = table.marks.iter().find(|(marked, _)| marked == column)?;
        Some((*of, value.as_i64()?))
    });
    Ok(found.collect())
}

impl Revision<'_> {
    /// What hangs together with what goes away, while it is still there.
    pub(super) fn wake_before(&mut self, span: &Span, anew: &mut Anew) -> rusqlite::Result<()> {
        let ours = span.within("id", "document");
        for number in self.texts(&format!("SELECT DISTINCT number FROM document WHERE {ours}"), [])? {
            self.wake_citing(&number)?;
        }
        let restored = "SELECT CAST(json_extract(u.key, '$[0]') AS INTEGER) FROM undo_row u
            WHERE u.run_id = ?1 AND u.name = 'document'";
        self.note_sums(&ours, [])?;
        self.note_sums(&format!("id IN ({restored})"), [span.run.0])?;
        self.wake_calling_clients(span)?;
        let ours = span.within("id", "contract");
        let sql = format!(
            "SELECT id FROM contract WHERE {ours} UNION SELECT CAST(json_extract(key, '$[0]') AS INTEGER) FROM undo_row
             WHERE run_id = ?1 AND name = 'contract'"
        );
        anew.contracts = self.integers(&sql, [span.run.0])?;
        anew.contracts.iter().try_for_each(|id| self.wake_contract(*id))?;
        for (table, column) in [("document", "client_id"), ("payment", "client_id"), ("payment", "payer_client_id")] {
            let ours = span.within("id", table);
            let sql = format!("SELECT DISTINCT {column} FROM {table} WHERE {ours} AND {column} IS NOT NULL");
            anew.ledgers.extend(self.integers(&sql, [])?);
            let sql = format!(
                "SELECT DISTINCT t.{column} FROM undo_row u
                 CROSS JOIN {table} t ON t.id = CAST(json_extract(u.key, '$[0]') AS INTEGER)
                 WHERE u.run_id = ?1 AND u.name = '{table}' AND t.{column} IS NOT NULL"
            );
            anew.ledgers.extend(self.integers(&sql, [span.run.0])?);
        }
        let ours = span.within("payment_id", "payment");
        let mut find = self.tx.prepare(&format!("SELECT type, key FROM payment_key WHERE {ours}"))?;
        let keys = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let keys: Vec<(i64, i64)> = keys.collect::<rusqlite::Result<_>>()?;
        drop(find);
        self.booked.extend(keys);
        let sql = format!(
            "SELECT DISTINCT json_extract(key, '$[2]') FROM undo_row WHERE run_id = ?1 AND name = 'client_key'
             AND json_extract(key, '$[0]') = {KEY_TAX}"
        );
        anew.found_otherwise.extend(self.integers(&sql, [span.run.0])?);
        self.wake_adopted(span, anew)?;
        self.wake_asked(span, anew)
    }

    /// Sums of documents that go or change: payments of their clients are judged anew.
    fn note_sums(&mut self, documents: &str, params: impl Params) -> rusqlite::Result<()> {
        let sql = format!("SELECT client_id, total FROM document WHERE {documents} AND client_id IS NOT NULL");
        let found: Vec<(i64, i64)> = {
            let mut find = self.tx.prepare(&sql)?;
            find.query_map(params, |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?
        };
        for (client, total) in found {
            self.note_sum(Some(ClientId(client)), total);
        }
        Ok(())
    }

    /// What the run says something of only since an earlier one went, and that stays: it never noted how that was without.
    fn wake_adopted(&self, span: &Span, anew: &mut Anew) -> rusqlite::Result<()> {
        if !span.has_adopted {
            return Ok(());
        }
        for (kind, table) in TOLD_BY_SEVERAL {
            let (ours, goes) = (span.goes("s.id", "statement"), span.goes("s.entity_id", table));
            let sql = format!(
                "SELECT DISTINCT s.entity_id FROM statement s WHERE {ours} AND s.kind = ?1 AND s.entity_id <> 0
                 AND NOT {goes} AND NOT EXISTS (SELECT 1 FROM undo_row u WHERE u.run_id = ?2 AND u.name = '{table}'
                    AND u.key = '[' || s.entity_id || ']')"
            );
            for number in self.integers(&sql, [kind_code(kind), span.run.0])? {
                anew.computed(table, number);
                self.shares_of(table, number, anew)?;
            }
        }
        Ok(())
    }

    /// Clients of whom the run said something, and those it asked about: what later runs say of them may ask as well.
    fn wake_asked(&self, span: &Span, anew: &mut Anew) -> rusqlite::Result<()> {
        let ours = span.within("id", "statement");
        let sql = format!("SELECT DISTINCT entity_id FROM statement WHERE {ours} AND kind = ?1 AND entity_id <> 0");
        anew.asked.extend(self.integers(&sql, [kind_code(RecordKind::Client)])?);
        let ours = span.within("id", "review");
        let sql = format!(
            "SELECT subject, candidates FROM review WHERE kind = 'client_match' AND ({ours} OR id IN
                (SELECT CAST(json_extract(key, '$[0]') AS INTEGER) FROM undo_row WHERE run_id = ?1 AND name = 'review'))"
        );
        let mut find = self.tx.prepare(&sql)?;
        let mut rows = find.query([span.run.0])?;
        while let Some(row) = rows.next()? {
            let (subject, candidates) = (row.get_ref(0)?, row.get_ref(1)?);
            anew.asked.extend(clients_of_question(subject.as_str()?, candidates.as_str()?)?.into_iter().map(|id| id.0));
        }
        Ok(())
    }

    /// Clients that go away, or are called otherwise again: payments that name them, or cite their documents.
    fn wake_calling_clients(&mut self, span: &Span) -> rusqlite::Result<()> {
        let sql = format!(
            "SELECT id FROM client WHERE {} UNION SELECT CAST(json_extract(key, '$[0]') AS INTEGER) FROM undo_row
             WHERE run_id = ?1 AND name = 'client'",
            span.within("id", "client")
        );
        for id in self.integers(&sql, [span.run.0])? {
            if let Some(party) = self.client(ClientId(id))? {
                self.wake_called_otherwise(ClientId(id), &party)?;
            }
        }
        Ok(())
    }

    /// Hands what is computed anew to what computes it.
    pub(super) fn wake_after(&mut self, anew: Anew) -> rusqlite::Result<()> {
        let Anew {
            organizations,
            clients,
            documents,
            payments,
            shared,
            mut ledgers,
            found_otherwise,
            asked: _,
            contracts,
            skipped: _,
        } = anew;
        contracts.iter().try_for_each(|id| self.wake_contract(*id))?;
        for id in &documents {
            let sql = "UPDATE document SET paid = (SELECT coalesce(sum(settled), 0) FROM allocation
                 WHERE document_id = ?1) WHERE id = ?1";
            self.tx.prepare_cached(sql)?.execute([id])?;
            self.note_sums("id = ?1", [id])?;
            let sql = "SELECT client_id FROM document WHERE id = ?1 AND client_id IS NOT NULL";
            ledgers.extend(self.integers(sql, [id])?);
        }
        for id in payments.union(&shared) {
            if !self.is_there("payment", *id)? {
                continue;
            }
            let sql = "UPDATE payment SET allocated = (SELECT coalesce(sum(amount), 0) FROM allocation
                 WHERE payment_id = ?1), refunded = (SELECT coalesce(sum(amount), 0) FROM refund
                 WHERE payment_id = ?1) WHERE id = ?1";
            self.tx.prepare_cached(sql)?.execute([id])?;
            if payments.contains(id) {
                self.wake_payment(PaymentId(*id))?;
            }
            let sql = "SELECT client_id FROM payment WHERE id = ?1 AND client_id IS NOT NULL";
            ledgers.extend(self.integers(sql, [id])?);
        }
        self.touched.organizations.extend(organizations.into_iter().map(OrganizationId));
        for id in clients {
            if self.is_there("client", id)? {
                self.touched.clients.insert(ClientId(id));
            }
        }
        for id in ledgers {
            if self.is_there("client", id)? {
                let client = ClientId(id);
                self.ledgers.insert(client);
                self.linked.insert(client);
                self.unowned.insert(client);
            }
        }
        for id in found_otherwise {
            if self.is_there("client", id)? {
                self.judge_payers(&[ClientId(id)])?;
            }
        }
        self.compare_anew()
    }

    /// Leaves clients to be asked about anew, with those they stand in a question with.
    pub(super) fn ask_anew_about(&mut self, mut asked: BTreeSet<i64>) -> rusqlite::Result<()> {
        let sql = "SELECT subject, candidates FROM review WHERE kind = 'client_match' AND state = 'open'";
        let mut find = self.tx.prepare(sql)?;
        let mut rows = find.query([])?;
        let mut others = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let clients = clients_of_question(row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?)?;
            if clients.iter().any(|client| asked.contains(&client.0)) {
                others.extend(clients.into_iter().map(|client| client.0));
            }
        }
        drop(rows);
        drop(find);
        asked.append(&mut others);
        for id in asked {
            let records = self.records_of_client(ClientId(id))?;
            self.restated.extend(records.into_iter().map(|record| record.key));
        }
        self.leave_to_judge()
    }

    /// Balances that were compared for a client who is gone are compared anew.
    fn compare_anew(&self) -> rusqlite::Result<()> {
        let gone = "client_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM client WHERE client.id = control.client_id)";
        self.tx.execute(
            &format!(
                "INSERT INTO control_due (kind, key) SELECT 'balance', CAST(balance_id AS TEXT) FROM control
                 WHERE {gone} ON CONFLICT DO NOTHING"
            ),
            [],
        )?;
        self.tx.execute(&format!("DELETE FROM control WHERE {gone}"), []).map(drop)
    }

    fn is_there(&self, table: &str, id: i64) -> rusqlite::Result<bool> {
        self.tx.prepare_cached(&format!("SELECT 1 FROM {table} WHERE id = ?1"))?.exists([id])
    }

    fn integers(&self, sql: &str, params: impl Params) -> rusqlite::Result<Vec<i64>> {
        self.tx.prepare_cached(sql)?.query_map(params, |row| row.get(0))?.collect()
    }

    fn texts(&self, sql: &str, params: impl Params) -> rusqlite::Result<Vec<String>> {
        self.tx.prepare(sql)?.query_map(params, |row| row.get(0))?.collect()
    }
}
