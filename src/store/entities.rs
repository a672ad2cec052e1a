//! Golden rows of what needs no survivorship: documents, contacts, contracts, products, and a payment's own row.

use rusqlite::{OptionalExtension, params};

use super::codes::{direction_code, kind_code, method_code};
use super::commit::Revision;
use super::lookup::to_json;
use crate::model::change::{Links, NO_ENTITY, NewStatement, Subject};
use crate::model::ids::{ClientId, DocumentId, OrganizationId, PaymentId, RecordNo, StatementId};
use crate::model::number::number_core;
use crate::model::record::{Body, Direction, Document, Payment, RecordKind};
use crate::model::snapshot::id_space;
use crate::model::tax_id::TaxIdKind;

impl Revision<'_> {
    /// Writes what a statement changes in the golden tables, or notes what must be computed anew.
    pub(super) fn put_entity(&mut self, new: &NewStatement) -> rusqlite::Result<()> {
        let NewStatement { record, entity, new_entity, links, body, .. } = new;
        if *entity == NO_ENTITY {
            return Ok(());
        }
        if *new_entity {
            let next = self.next_ids.0.entry(id_space(record.kind)).or_insert(1);
            *next = (*next).max(entity + 1);
        }
        match &record.body {
            Body::Organization(_) => drop(self.touched.organizations.insert(OrganizationId(*entity))),
            Body::Client(_) => drop(self.touched.clients.insert(ClientId(*entity))),
            Body::Contact(_) => self.put_contact(*entity, links, body)?,
            Body::Contract(contract) => self.put_contract(*entity, links, contract, body)?,
            Body::Product(_) => self.put_product(*entity, body)?,
            Body::Document(document) => self.put_document(record.kind, document, new)?,
            Body::Payment(payment) => self.put_stated_payment(payment, new)?,
            Body::Balance(balance) => self.put_balance(balance, new)?,
            Body::Deletion => self.delete_entity(record.kind, *entity, new.id)?,
        }
        Ok(())
    }

    fn put_contact(&self, id: i64, links: &Links, body: &str) -> rusqlite::Result<()> {
        let sql = "INSERT INTO contact (id, body, client_id) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET body = excluded.body, client_id = excluded.client_id";
        self.tx.prepare_cached(sql)?.execute(params![id, body, links.client.map(|id| id.0)]).map(drop)
    }

    fn put_product(&self, id: i64, body: &str) -> rusqlite::Result<()> {
        let sql = "INSERT INTO product (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body";
        self.tx.prepare_cached(sql)?.execute(params![id, body]).map(drop)
    }

    fn put_document(&mut self, kind: RecordKind, document: &Document, new: &NewStatement) -> rusqlite::Result<()> {
        let Links { client, organization, contract } = new.links;
        let decided = self.decided_client(RecordNo::Document(DocumentId(new.entity)))?;
        let client = decided.map(|(client, _)| client).or(client);
        if !new.new_entity {
            self.leave_document(new.entity)?;
            self.resolve_review(&Subject::Document(DocumentId(new.entity)))?;
        }
        self.note_document(client, document)?;
        self.put_rate(document, organization)?;
        let Document { based_on, paid_by, cited_as, .. } = document;
        self.tx
            .prepare_cached(
                "INSERT INTO document (id, kind, organization_id, client_id, contract_id, number, date, due_date,
                    currency, total, posted, deleted, canceled, manager, statement_id, source_id, based_on,
                    paid_by, cited_as, number_core, tax_only, correction)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                    ?21, ?22)
                 ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, organization_id = excluded.organization_id,
                    client_id = excluded.client_id, contract_id = excluded.contract_id, number = excluded.number,
                    date = excluded.date, due_date = excluded.due_date, currency = excluded.currency,
                    total = excluded.total, posted = excluded.posted, deleted = excluded.deleted,
                    canceled = excluded.canceled, covered = 0, covered_why = NULL, adjusted = 0, twin_of = NULL,
                    manager = excluded.manager,
                    statement_id = excluded.statement_id, source_id = excluded.source_id,
                    based_on = excluded.based_on, paid_by = excluded.paid_by, cited_as = excluded.cited_as,
                    number_core = excluded.number_core, tax_only = excluded.tax_only,
                    correction = excluded.correction",
            )?
            .execute(params![
                new.entity,
                kind_code(kind),
                organization.map(|id| id.0),
                client.map(|id| id.0),
                contract,
                document.number,
                document.date.to_string(),
                document.due_date.map(|date| date.to_string()),
                document.total.currency.code(),
                document.total.minor,
                document.posted,
                document.deleted,
                document.canceled,
                document.manager,
                new.id.0,
                self.source.0,
                some_json(based_on)?,
                some_json(paid_by)?,
                some_json(cited_as)?,
                number_core(&document.number),
                document.tax_only,
                document.correction,
            ])
            .map(drop)
    }

    /// A document came to a client: what depends on it is judged anew before the commit.
    fn note_document(&mut self, client: Option<ClientId>, document: &Document) -> rusqlite::Result<()> {
        self.ledgers.extend(client);
        self.note_sum(client, document.total.minor);
        if !document.based_on.is_empty() {
            self.linked.extend(client);
        }
        if !document.manager.is_empty() {
            self.unowned.extend(client);
        }
        self.wake_citing(&document.number)
    }

    /// A document of so much came to a client or went from it.
    pub(super) fn note_sum(&mut self, client: Option<ClientId>, total: i64) {
        if let Some(client) = client {
            self.sums.entry(client).or_default().insert(total);
        }
    }

    fn put_rate(&self, document: &Document, organization: Option<OrganizationId>) -> rusqlite::Result<()> {
        let Some(rate) = document.rate else { return Ok(()) };
        self.tx
            .prepare_cached(
                "INSERT INTO rate (organization_id, currency, date, rate) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (organization_id, currency, date) DO UPDATE SET rate = excluded.rate
                 WHERE excluded.rate > rate.rate",
            )?
            .execute(params![
                organization.map_or(0, |id| id.0),
                document.total.currency.code(),
                document.date.to_string(),
                rate.to_string()
            ])
            .map(drop)
    }

    /// A document that changes may leave its client: what paid it there is free again.
    pub(super) fn leave_document(&mut self, id: i64) -> rusqlite::Result<()> {
        let before: Option<(Option<i64>, bool, String, i64)> = self
            .tx
            .prepare_cached("SELECT client_id, manager <> '', number, total FROM document WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        if let Some((Some(client), named_manager, number, total)) = before {
            self.wake_citing(&number)?;
            self.note_sum(Some(ClientId(client)), total);
            self.ledgers.insert(ClientId(client));
            self.linked.insert(ClientId(client));
            if named_manager {
                self.unowned.insert(ClientId(client));
            }
        }
        Ok(())
    }

    fn put_stated_payment(&mut self, payment: &Payment, new: &NewStatement) -> rusqlite::Result<()> {
        if new.new_entity {
            return self.put_payment(PaymentId(new.entity), payment, &new.links, &new.cites);
        }
        self.touched.payments.insert(PaymentId(new.entity));
        Ok(())
    }

    /// Writes a golden payment with the cores of the numbers it cites. One that names no client we know is the client's
    /// whose tax number it names, if only one has that.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_payment(
        &mut self,
        id: PaymentId,
        payment: &Payment,
        links: &Links,
        cites: &[String],
    ) -> rusqlite::Result<()> {
        let side = match payment.direction {
            Direction::In => Some(&payment.payer.tax_id),
            Direction::Out => Some(&payment.payee.tax_id),
            Direction::Internal | Direction::Unknown => None,
        };
        let counterparty = side.filter(|digits| !digits.is_empty() && !payment.not_settlement);
        let client = match (links.client, counterparty) {
            (None, Some(digits)) => self.only_client_with(digits)?,
            (client, _) => client,
        };
        self.leave_payment(id, client)?;
        self.put_citations(id, cites)?;
        let [account_in, account_out] = payment.own_accounts();
        self.note_accounts([account_in, account_out]);
        self.tx
            .prepare_cached(
                "INSERT INTO payment (id, number, date, direction, method, currency, amount, client_id,
                    organization_id, counterparty_tax, posted, deleted, settlement, twin, body, payer_client_id,
                    account_in, account_out)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?8, ?16, ?17)
                 ON CONFLICT (id) DO UPDATE SET number = excluded.number, date = excluded.date,
                    direction = excluded.direction, method = excluded.method, currency = excluded.currency,
                    amount = excluded.amount, client_id = excluded.client_id,
                    organization_id = excluded.organization_id, counterparty_tax = excluded.counterparty_tax,
                    posted = excluded.posted, deleted = excluded.deleted, settlement = excluded.settlement,
                    twin = excluded.twin, body = excluded.body, payer_client_id = excluded.payer_client_id,
                    account_in = excluded.account_in, account_out = excluded.account_out",
            )?
            .execute(params![
                id.0,
                payment.number,
                payment.date.to_string(),
                direction_code(payment.direction),
                method_code(payment.method),
                payment.amount.currency.code(),
                payment.amount.minor,
                client.map(|id| id.0),
                links.organization.map(|id| id.0),
                counterparty,
                payment.posted,
                payment.deleted,
                is_settlement(payment),
                payment.twin_hash(),
                to_json(payment)?,
                account_in,
                account_out,
            ])?;
        if self.decided_client(RecordNo::Payment(id))?.is_some() {
            self.citing.insert(id);
        }
        self.put_booking(id, payment)
    }

    fn note_accounts(&mut self, accounts: [&str; 2]) {
        for number in accounts.into_iter().filter(|number| !number.is_empty()) {
            if !self.accounts.contains(number) {
                self.accounts.insert(number.to_owned());
            }
        }
    }

    /// A payment that changes may leave its client: what it paid there is open again, and a question about it moot.
    fn leave_payment(&mut self, id: PaymentId, client: Option<ClientId>) -> rusqlite::Result<()> {
        let before = self
            .tx
            .prepare_cached("SELECT client_id FROM payment WHERE id = ?1")?
            .query_row([id.0], |row| row.get::<_, Option<i64>>(0))
            .optional()?;
        if let Some(Some(before)) = before {
            self.ledgers.insert(ClientId(before));
            self.linked.insert(ClientId(before));
        }
        if before.is_some() && client.is_none() && !self.touched.asked.contains(&id) {
            self.resolve_review(&Subject::Payment(id))?;
        }
        self.ledgers.extend(client);
        Ok(())
    }

    /// The client of a tax number of any register, if there is just one.
    fn only_client_with(&self, digits: &str) -> rusqlite::Result<Option<ClientId>> {
        let mut clients = std::collections::BTreeSet::new();
        for kind in TaxIdKind::ALL {
            clients.extend(self.clients_with_tax_key(&format!("{}:{digits}", kind.name()))?);
        }
        Ok(if clients.len() == 1 { clients.pop_first() } else { None })
    }

    fn delete_entity(&mut self, kind: RecordKind, entity: i64, statement: StatementId) -> rusqlite::Result<()> {
        let sql = match kind {
            RecordKind::Organization => {
                self.touched.organizations.insert(OrganizationId(entity));
                return Ok(());
            }
            RecordKind::Client => {
                self.touched.clients.insert(ClientId(entity));
                return Ok(());
            }
            RecordKind::Payment => {
                self.touched.payments.insert(PaymentId(entity));
                return Ok(());
            }
            RecordKind::Invoice | RecordKind::Order | RecordKind::Shipment | RecordKind::Return => {
                self.leave_document(entity)?;
                "UPDATE document SET deleted = 1, statement_id = ?2 WHERE id = ?1"
            }
            RecordKind::Contact => "UPDATE contact SET body = (SELECT body FROM statement WHERE id = ?2) WHERE id = ?1",
            RecordKind::Contract => return self.delete_contract(entity, statement.0),
            RecordKind::Balance => {
                self.balance_due(entity)?;
                "UPDATE balance SET deleted = 1, statement_id = ?2 WHERE id = ?1"
            }
            RecordKind::Product => "UPDATE product SET body = (SELECT body FROM statement WHERE id = ?2) WHERE id = ?1",
        };
        self.tx.prepare_cached(sql)?.execute([entity, statement.0]).map(drop)
    }
}

/// Money that comes back to us settles nothing of a client's.
fn is_settlement(payment: &Payment) -> bool {
    let comes_back = payment.booking.reversal && payment.direction == Direction::In;
    !payment.not_settlement && payment.direction != Direction::Internal && !comes_back
}

/// A list as a column keeps it: nothing where it is empty.
fn some_json<T: serde::Serialize>(list: &[T]) -> rusqlite::Result<Option<String>> {
    (!list.is_empty()).then(|| to_json(&list)).transpose()
}
