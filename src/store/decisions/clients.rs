//! Which records are a client's, and what follows them when they change their client: documents, payments, contracts and
//! contacts name a client by its source's own id, so that each goes where its record goes.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::super::codes::{direction_code, kind_code, kind_of};
use super::super::commit::Revision;
use super::super::lookup::{json, party_tax};
use super::super::{Store, StoreError};
use crate::model::change::RecordKey;
use crate::model::decision::{Moved, RecordRef};
use crate::model::ids::{ClientId, DecisionId, DocumentId, PaymentId, RecordNo, SourceId};
use crate::model::record::{Body, Direction, Party, RecordKind};

/// The client that another was merged into.
const REDIRECT: &str = "SELECT to_id FROM entity_redirect WHERE kind = ?1 AND from_id = ?2";

/// What goes with a client's records when they change their client.
pub(in crate::store) const DOCUMENTS: &str = "SELECT id FROM document WHERE client_id = ?1";
pub(in crate::store) const PAYMENTS: &str = "SELECT id FROM payment WHERE client_id = ?1
     UNION SELECT id FROM payment WHERE payer_client_id = ?1 AND payer_client_id IS NOT client_id";
pub(in crate::store) const CONTACTS: &str = "SELECT id FROM contact WHERE client_id = ?1";
pub(in crate::store) const CONTRACTS: &str = "SELECT id FROM contract WHERE client_id = ?1";

impl Store {
    /// The client of a number, also of one that was merged into another; nothing for a number nobody has.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn client_now(&self, id: ClientId) -> Result<Option<ClientId>, StoreError> {
        self.run(|c| client_now(c, id))
    }
}

/// The client of a number, also of one that was merged into another.
pub(in crate::store) fn client_now(c: &Connection, id: ClientId) -> rusqlite::Result<Option<ClientId>> {
    let mut id = id.0;
    let mut find = c.prepare_cached(REDIRECT)?;
    while let Some(to) = find.query_row([kind_code(RecordKind::Client), id], |row| row.get(0)).optional()? {
        id = to;
    }
    let sql = "SELECT id FROM client WHERE id = ?1";
    c.prepare_cached(sql)?.query_row([id], |row| row.get(0).map(ClientId)).optional()
}

impl Revision<'_> {
    /// The client of a number, also of one that was merged into another; nothing for a number nobody has.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn client_now(&self, id: ClientId) -> rusqlite::Result<Option<ClientId>> {
        client_now(&self.tx, id)
    }

    /// A number for a client that is being made.
    pub fn take_client_number(&mut self) -> ClientId {
        ClientId(self.next_ids.take(RecordKind::Client))
    }

    /// The records that sources have of an entity now, as decisions name them.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn records_of(&self, kind: RecordKind, id: i64) -> rusqlite::Result<Vec<RecordRef>> {
        let kinds: Vec<RecordKind> = if kind.is_document() {
            RecordKind::ALL.into_iter().filter(|k| k.is_document()).collect()
        } else {
            vec![kind]
        };
        let mut records = Vec::new();
        for kind in kinds {
            let mut find = self.tx.prepare_cached(
                "SELECT src.name, s.kind, s.external_id, s.body, src.id, s.id FROM statement s JOIN source src ON src.id = s.source_id
                 WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0 ORDER BY src.name, s.external_id",
            )?;
            let mut rows = find.query(params![kind_code(kind), id])?;
            while let Some(row) = rows.next()? {
                let body: Body = json(&row.get::<_, String>(3)?)?;
                let kind = kind_of(row.get(1)?).unwrap_or(kind);
                let mut record = record_ref(row.get(0)?, kind, row.get(2)?, &body);
                record.kept_as = self.kept_as(SourceId(row.get(4)?), &record, row.get(5)?)?;
                records.push(record);
            }
        }
        Ok(records)
    }

    /// The kind that a document's id was given for, where that is another than its own.
    fn kept_as(&self, source: SourceId, record: &RecordRef, statement: i64) -> rusqlite::Result<Option<RecordKind>> {
        let sql = "SELECT EXISTS (SELECT 1 FROM source_key WHERE key = ?1 AND statement_id = ?2)";
        let mut find = self.tx.prepare_cached(sql)?;
        let others = RecordKind::ALL.into_iter().filter(|kind| kind.is_document() && *kind != record.kind);
        for kind in others.filter(|_| record.kind.is_document()) {
            let key = RecordKey::new(source, kind, &record.id);
            if find.query_row(params![key.0.as_slice(), statement], |row| row.get(0))? {
                return Ok(Some(kind));
            }
        }
        Ok(None)
    }

    /// Moves records of one client to another. With no records left, the client is gone.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn move_records(&mut self, moved: &[Moved]) -> rusqlite::Result<()> {
        let clients: BTreeSet<ClientId> = moved.iter().flat_map(|one| [one.from, one.to]).collect();
        for Moved { record, from, to } in moved {
            let Some(source) = self.source_named(&record.source)? else { continue };
            self.tx
                .prepare_cached(
                    "UPDATE statement SET entity_id = ?5
                     WHERE kind = ?1 AND entity_id = ?2 AND source_id = ?3 AND external_id = ?4",
                )?
                .execute(params![kind_code(RecordKind::Client), from.0, source.0, record.id, to.0])?;
        }
        for client in &clients {
            let sql = "SELECT EXISTS (SELECT 1 FROM statement WHERE kind = ?1 AND entity_id = ?2 AND replaced = 0)";
            let has_records: bool = self
                .tx
                .prepare_cached(sql)?
                .query_row(params![kind_code(RecordKind::Client), client.0], |row| row.get(0))?;
            if has_records {
                self.touched.clients.insert(*client);
            } else {
                self.drop_client(*client)?;
            }
            self.next_ids.0.entry(RecordKind::Client).and_modify(|next| *next = (*next).max(client.0 + 1));
        }
        self.forget_standing();
        self.rehome(&clients)
    }

    /// The client is one with another: its card goes, and payments of its tax number may have one client only by now.
    fn drop_client(&mut self, id: ClientId) -> rusqlite::Result<()> {
        let Some(party) = self.client(id)? else { return Ok(()) };
        self.left_owners.extend(self.owner_of(id)?);
        self.put_keys(id, &Party::default(), Some(&party))?;
        self.wake_called_otherwise(id, &party)?;
        self.put_called(id, &party, &BTreeSet::new(), false)?;
        self.tx.prepare_cached("DELETE FROM client WHERE id = ?1")?.execute([id.0])?;
        match party_tax(&party) {
            Some(key) => self.adopt_orphans(&key),
            None => Ok(()),
        }
    }

    /// Gives every document, payment, contract and contact of these clients to whom its source means now.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn rehome(&mut self, clients: &BTreeSet<ClientId>) -> rusqlite::Result<()> {
        for client in clients {
            self.ledgers.insert(*client);
            self.linked.insert(*client);
            for id in self.numbers(DOCUMENTS, *client)? {
                self.rehome_document(DocumentId(id))?;
            }
            let payments = self.numbers(PAYMENTS, *client)?;
            self.touched.payments.extend(payments.into_iter().map(PaymentId));
            for id in self.numbers(CONTACTS, *client)? {
                self.rehome_beside(RecordKind::Contact, "contact", id)?;
            }
            for id in self.numbers(CONTRACTS, *client)? {
                self.rehome_contract(id)?;
            }
        }
        Ok(())
    }

    /// Whose the money is that these clients paid is judged anew: a person said who they are not.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn judge_payers(&mut self, clients: &[ClientId]) -> rusqlite::Result<()> {
        for client in clients {
            let payments = self.numbers(PAYMENTS, *client)?;
            self.touched.payments.extend(payments.into_iter().map(PaymentId));
            self.ledgers.insert(*client);
            self.linked.insert(*client);
        }
        Ok(())
    }

    fn numbers(&self, sql: &str, client: ClientId) -> rusqlite::Result<Vec<i64>> {
        self.tx.prepare_cached(sql)?.query_map([client.0], |row| row.get(0))?.collect()
    }

    /// Gives a document to whom a person said it belongs, else to the client its source names.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn rehome_document(&mut self, id: DocumentId) -> rusqlite::Result<()> {
        let (before, source, body): (Option<i64>, i64, String) = self
            .tx
            .prepare_cached(
                "SELECT d.client_id, d.source_id, s.body FROM document d JOIN statement s ON s.id = d.statement_id
                 WHERE d.id = ?1",
            )?
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let body: Body = json(&body)?;
        let decided = self.decided_client(RecordNo::Document(id))?.map(|(client, _)| client.0);
        let after = match decided {
            Some(client) => Some(client),
            None => self.entity_of(source, RecordKind::Client, body.client())?,
        };
        if before == after {
            return Ok(());
        }
        self.leave_document(id.0)?;
        self.tx.prepare_cached("UPDATE document SET client_id = ?2 WHERE id = ?1")?.execute(params![id.0, after])?;
        if let Some(client) = after.map(ClientId) {
            self.ledgers.insert(client);
            self.linked.insert(client);
            self.unowned.insert(client);
        } else {
            let sql = "UPDATE document SET covered = 0, covered_why = NULL, adjusted = 0, twin_of = NULL WHERE id = ?1";
            self.tx.prepare_cached(sql)?.execute([id.0])?;
        }
        if let Body::Document(document) = &body {
            self.note_sum(after.map(ClientId), document.total.minor);
            self.wake_citing(&document.number)?;
        }
        Ok(())
    }

    /// The ledger that a document stands in is balanced anew.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn wake_document(&mut self, id: DocumentId) -> rusqlite::Result<()> {
        let sql = "SELECT client_id FROM document WHERE id = ?1";
        let client: Option<Option<i64>> =
            self.tx.prepare_cached(sql)?.query_row([id.0], |row| row.get(0)).optional()?;
        if let Some(client) = client.flatten().map(ClientId) {
            self.ledgers.insert(client);
            self.linked.insert(client);
        }
        Ok(())
    }

    /// Gives a contact or a contract to whom its source means now.
    pub(in crate::store) fn rehome_beside(&self, kind: RecordKind, table: &str, id: i64) -> rusqlite::Result<()> {
        let said: Option<(i64, String)> = self
            .tx
            .prepare_cached(
                "SELECT source_id, body FROM statement WHERE kind = ?1 AND entity_id = ?2 AND replaced = 0
                 ORDER BY id DESC LIMIT 1",
            )?
            .query_row(params![kind_code(kind), id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((source, body)) = said else { return Ok(()) };
        let client = self.entity_of(source, RecordKind::Client, json::<Body>(&body)?.client())?;
        let sql = format!("UPDATE {table} SET client_id = ?2 WHERE id = ?1");
        self.tx.prepare_cached(&sql)?.execute(params![id, client]).map(drop)
    }

    /// Keeps that a client's number stands for another one; without a decision where the program itself joined them.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_redirect(&self, from: ClientId, to: ClientId, decision: Option<DecisionId>) -> rusqlite::Result<()> {
        let sql = "INSERT INTO entity_redirect (kind, from_id, to_id, decision_id) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, from_id) DO UPDATE SET to_id = excluded.to_id, decision_id = excluded.decision_id";
        self.tx
            .prepare_cached(sql)?
            .execute(params![kind_code(RecordKind::Client), from.0, to.0, decision.map_or(0, |id| id.0)])
            .map(drop)
    }

    /// A client's number stands for itself again.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn drop_redirect(&self, from: ClientId) -> rusqlite::Result<()> {
        let sql = "DELETE FROM entity_redirect WHERE kind = ?1 AND from_id = ?2";
        self.tx.execute(sql, [kind_code(RecordKind::Client), from.0]).map(drop)
    }

    /// What people filled in on a card goes with it, unless the other has the field; the fields that went. Whether a
    /// card is deleted stays with the card.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn move_values(
        &self,
        from: ClientId,
        to: ClientId,
        fields: Option<&[String]>,
    ) -> rusqlite::Result<Vec<String>> {
        let kind = kind_code(RecordKind::Client);
        let mut find = self.tx.prepare_cached(
            "SELECT field FROM person_value v WHERE kind = ?1 AND entity_id = ?2 AND field <> 'deleted' AND NOT EXISTS
                (SELECT 1 FROM person_value w WHERE w.kind = ?1 AND w.entity_id = ?3 AND w.field = v.field)
             ORDER BY field",
        )?;
        let found: Vec<String> =
            find.query_map(params![kind, from.0, to.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let moved: Vec<String> =
            found.into_iter().filter(|field| fields.is_none_or(|fields| fields.contains(field))).collect();
        for field in &moved {
            let sql = "UPDATE person_value SET entity_id = ?3 WHERE kind = ?1 AND entity_id = ?2 AND field = ?4";
            self.tx.prepare_cached(sql)?.execute(params![kind, from.0, to.0, field])?;
        }
        Ok(moved)
    }

    /// Keeps that a person deleted a client, or brought it back.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_deleted(&mut self, id: ClientId, who: Option<&str>) -> rusqlite::Result<()> {
        let kind = kind_code(RecordKind::Client);
        let sql = "DELETE FROM person_value WHERE kind = ?1 AND entity_id = ?2 AND field = 'deleted'";
        self.tx.execute(sql, [kind, id.0])?;
        if let Some(who) = who {
            let sql = "INSERT INTO person_value (kind, entity_id, field, value, who, revision_id)
                 VALUES (?1, ?2, 'deleted', 'true', ?3, ?4)";
            self.tx.execute(sql, params![kind, id.0, who, self.id.0])?;
        }
        self.touched.clients.insert(id);
        self.ledgers.insert(id);
        // Whoever comes is not compared with what is deleted.
        let records = self.records_of_client(id)?;
        self.restated.extend(records.into_iter().map(|record| record.key));
        Ok(())
    }

    /// Whether a person deleted a client.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn is_deleted_by_person(&self, id: ClientId) -> rusqlite::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM person_value WHERE kind = ?1 AND entity_id = ?2 AND field = 'deleted')";
        self.tx.prepare_cached(sql)?.query_row([kind_code(RecordKind::Client), id.0], |row| row.get(0))
    }

    /// The client that a payment or document is of now.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn client_of_record(&self, what: RecordNo) -> rusqlite::Result<Option<ClientId>> {
        let (sql, id) = match what {
            RecordNo::Payment(id) => ("SELECT client_id FROM payment WHERE id = ?1", id.0),
            RecordNo::Document(id) => ("SELECT client_id FROM document WHERE id = ?1", id.0),
        };
        let found: Option<Option<i64>> = self.tx.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
        Ok(found.flatten().map(ClientId))
    }

    /// A payment must be judged and balanced anew.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn wake_payment(&mut self, id: PaymentId) -> rusqlite::Result<()> {
        self.touched.payments.insert(id);
        if let Some(client) = self.client_of_record(RecordNo::Payment(id))? {
            self.ledgers.insert(client);
            self.linked.insert(client);
        }
        Ok(())
    }

    /// Received payments of a payer's tax number.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn payments_of_payer(&self, tax_id: &str) -> rusqlite::Result<Vec<PaymentId>> {
        let sql = "SELECT id FROM payment WHERE counterparty_tax = ?1 AND direction = ?2 ORDER BY id";
        let mut find = self.tx.prepare(sql)?;
        find.query_map(params![tax_id, direction_code(Direction::In)], |row| row.get(0).map(PaymentId))?.collect()
    }
}

/// A record as a decision names it.
pub(super) fn record_ref(source: String, kind: RecordKind, id: String, body: &Body) -> RecordRef {
    let (tax_key, kpp, name_core) = match body {
        Body::Client(party) => (party_tax(party), party.kpp.clone(), party.name_core.clone()),
        _ => (None, String::new(), String::new()),
    };
    let name = match body {
        Body::Client(party) | Body::Organization(party) => party.name.clone(),
        Body::Document(document) => format!("{} {}", document.number, document.date),
        Body::Payment(payment) => format!("{} {}", payment.number, payment.date),
        Body::Contact(contact) => contact.name.clone(),
        Body::Contract(contract) => contract.number.clone(),
        Body::Product(product) => product.name.clone(),
        Body::Balance(balance) => balance.label(),
        Body::Deletion => String::new(),
    };
    RecordRef { source, kind, id, kept_as: None, name, tax_key, kpp, name_core }
}
