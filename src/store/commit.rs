//! One delivery's changes in one transaction: statements, golden rows, journal and outgoing jobs together, or nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::codes::{direction_code, kind_code, method_code, standing_code};
use super::lookup::{next_ids, to_json};
use super::{Store, StoreError};
use crate::model::change::{BodyDigest, Links, NewStatement, Plan, ReviewItem};
use crate::model::ids::{ClientId, DeliveryNo, PaymentId, RevisionId, RunId, SourceId, StatementId};
use crate::model::issue::Issue;
use crate::model::record::{Body, Direction, Document, Payment, Record, RecordKind};
use crate::model::snapshot::{NextIds, id_space};

/// What a chunk touched and must be computed anew before the next one.
#[derive(Debug, Default)]
pub struct Touched {
    /// Clients whose statements changed.
    pub clients: BTreeSet<ClientId>,
    /// Our companies whose statements changed.
    pub organizations: BTreeSet<i64>,
    /// Payments stated by more than one source.
    pub payments: BTreeSet<PaymentId>,
    /// Managers that documents name, by client: the newest date wins.
    pub managers: BTreeMap<ClientId, (Date, String)>,
}

/// An open revision: everything a delivery changes, in one transaction. Dropping it changes nothing.
pub struct Revision<'s> {
    pub(super) tx: Transaction<'s>,
    path: std::path::PathBuf,
    /// Its number.
    pub id: RevisionId,
    /// Its run.
    pub run: RunId,
    /// Its delivery.
    pub delivery: DeliveryNo,
    /// The delivery's source.
    pub source: SourceId,
    pub(super) first_statement: i64,
    pub(super) next_statement: i64,
    pub(super) next_ids: NextIds,
    rules: HashMap<Arc<str>, i64>,
    /// What the last chunk touched.
    pub touched: Touched,
    /// Clients whose ledger must be balanced before the commit.
    pub ledgers: BTreeSet<ClientId>,
    /// Those of them whose documents refer to each other, or did.
    pub linked: BTreeSet<ClientId>,
}

/// What identifies a delivery in the journal.
#[derive(Debug, Clone)]
pub struct DeliveryEntry {
    /// Hash of its bytes.
    pub content: [u8; 32],
    /// File name as delivered.
    pub file_name: String,
    /// Size, bytes.
    pub byte_len: u64,
    /// The mapping that read it.
    pub mapping: String,
    /// Digest of the mapping.
    pub mapping_digest: [u8; 32],
    /// When it was taken, RFC 3339.
    pub received_at: String,
}

impl Store {
    /// Opens a revision for a delivery.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn begin(&mut self, run: RunId, source: SourceId, entry: &DeliveryEntry) -> Result<Revision<'_>, StoreError> {
        let path = self.path.clone();
        let named = |source| StoreError::Sql { path: path.clone(), source };
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(named)?;
        let named = |source| StoreError::Sql { path: path.clone(), source };
        let delivery = insert_delivery(&tx, run, source, entry, "taken").map_err(named)?;
        let next_statement: i64 =
            tx.query_row("SELECT coalesce(max(id), 0) + 1 FROM statement", [], |row| row.get(0)).map_err(named)?;
        tx.execute(
            "INSERT INTO revision (run_id, delivery_id, made_at, first_statement, last_statement)
             VALUES (?1, ?2, ?3, ?4, ?4)",
            params![run.0, delivery, entry.received_at, next_statement],
        )
        .map_err(named)?;
        let id = RevisionId(tx.last_insert_rowid());
        let next_ids = next_ids(&tx).map_err(named)?;
        Ok(Revision {
            tx,
            path: path.clone(),
            id,
            run,
            delivery: DeliveryNo(delivery),
            source,
            first_statement: next_statement,
            next_statement,
            next_ids,
            rules: HashMap::new(),
            touched: Touched::default(),
            ledgers: BTreeSet::new(),
            linked: BTreeSet::new(),
        })
    }
}

/// Writes a delivery's row.
pub(super) fn insert_delivery(
    c: &Connection,
    run: RunId,
    source: SourceId,
    entry: &DeliveryEntry,
    state: &str,
) -> rusqlite::Result<i64> {
    let DeliveryEntry { content, file_name, byte_len, mapping, mapping_digest, received_at } = entry;
    c.execute(
        "INSERT INTO delivery (source_id, content_hash, mapping, mapping_digest, file_name, byte_len, run_id,
            received_at, state, tally) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '{}')",
        params![
            source.0,
            content,
            mapping,
            mapping_digest,
            file_name,
            i64::try_from(*byte_len).unwrap_or(i64::MAX),
            run.0,
            received_at,
            state
        ],
    )?;
    Ok(c.last_insert_rowid())
}

impl Revision<'_> {
    /// Names the store in an error.
    pub fn named(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Sql { path: self.path.clone(), source }
    }

    /// Writes a chunk's plan.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn apply(&mut self, plan: &Plan) -> rusqlite::Result<()> {
        for statement in &plan.statements {
            self.insert_statement(statement, statement.entity)?;
            self.replace_previous(statement)?;
            self.put_entity(statement)?;
        }
        self.point_keys(plan)?;
        for (statement, message, file_time) in &plan.confirmed {
            self.tx
                .prepare_cached("UPDATE statement SET message = ?2, file_time = ?3 WHERE id = ?1")?
                .execute(params![statement.0, message, file_time.map(|time| time.to_string())])?;
        }
        for (record, body, digest, item) in &plan.withheld {
            self.withhold(record, body, *digest, item)?;
        }
        for item in &plan.reviews {
            self.put_review(item, None)?;
        }
        Ok(())
    }

    fn insert_statement(&mut self, statement: &NewStatement, entity: i64) -> rusqlite::Result<()> {
        let NewStatement { key: _, record, body, digest, entity: _, new_entity: _, previous, links: _ } = statement;
        let patched = match (&record.body, previous) {
            (Body::Deletion, Some(previous)) => Some(self.body_marked_deleted(*previous)?),
            _ => None,
        };
        let body = patched.as_ref().unwrap_or(body);
        self.write_statement(record, body, *digest, entity, *previous)
    }

    fn write_statement(
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
        let mut body: Body = super::lookup::json(&body)?;
        match &mut body {
            Body::Organization(party) | Body::Client(party) => party.deleted = true,
            Body::Contact(contact) => contact.deleted = true,
            Body::Contract(contract) => contract.deleted = true,
            Body::Product(product) => product.deleted = true,
            Body::Document(document) => document.deleted = true,
            Body::Payment(payment) => payment.deleted = true,
            Body::Deletion => {}
        }
        to_json(&body)
    }

    fn replace_previous(&self, statement: &NewStatement) -> rusqlite::Result<()> {
        if let Some(previous) = statement.previous {
            self.tx.prepare_cached("UPDATE statement SET replaced = 1 WHERE id = ?1")?.execute([previous.0])?;
        }
        Ok(())
    }

    /// Keys are written in key order: the random-order tree is touched once per page and chunk.
    fn point_keys(&self, plan: &Plan) -> rusqlite::Result<()> {
        let first = self.next_statement - i64::try_from(plan.statements.len()).unwrap_or(0);
        let mut keys: Vec<_> = plan.statements.iter().zip(first..).map(|(s, id)| (s.key, id)).collect();
        keys.sort_unstable();
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO source_key (key, statement_id) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET statement_id = excluded.statement_id",
        )?;
        for (key, id) in keys {
            insert.execute(params![key.0.as_slice(), id])?;
        }
        Ok(())
    }

    fn rule(&mut self, name: &Arc<str>) -> rusqlite::Result<i64> {
        if let Some(id) = self.rules.get(name) {
            return Ok(*id);
        }
        let sql =
            "INSERT INTO rule (name) VALUES (?1) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id";
        let id = self.tx.query_row(sql, [&**name], |row| row.get(0))?;
        self.rules.insert(Arc::clone(name), id);
        Ok(id)
    }

    fn put_entity(&mut self, statement: &NewStatement) -> rusqlite::Result<()> {
        let NewStatement { record, entity, new_entity, links, .. } = statement;
        if *new_entity {
            let space = id_space(record.kind);
            let next = self.next_ids.0.entry(space).or_insert(1);
            *next = (*next).max(entity + 1);
        }
        match &record.body {
            Body::Organization(_) => {
                self.touched.organizations.insert(*entity);
                Ok(())
            }
            Body::Client(_) => {
                self.touched.clients.insert(ClientId(*entity));
                Ok(())
            }
            Body::Contact(_) => self.put_simple("contact", *entity, links, &statement.body),
            Body::Contract(_) => self.put_simple("contract", *entity, links, &statement.body),
            Body::Product(_) => self.put_simple("product", *entity, links, &statement.body),
            Body::Document(document) => self.put_document(record.kind, document, statement),
            Body::Payment(payment) => self.put_new_payment(payment, statement),
            Body::Deletion => self.delete_entity(record.kind, *entity),
        }
    }

    fn put_simple(&self, table: &str, entity: i64, links: &Links, body: &str) -> rusqlite::Result<()> {
        let client = links.client.map(|id| id.0);
        let organization = links.organization.map(|id| id.0);
        let (columns, values, update) = match table {
            "contact" => ("id, body, client_id", "?1, ?2, ?3", ", client_id = excluded.client_id"),
            "contract" => (
                "id, body, client_id, organization_id",
                "?1, ?2, ?3, ?4",
                ", client_id = excluded.client_id, organization_id = excluded.organization_id",
            ),
            _ => ("id, body", "?1, ?2", ""),
        };
        let sql = format!(
            "INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT (id) DO UPDATE SET body = excluded.body{update}"
        );
        let mut put = self.tx.prepare_cached(&sql)?;
        match table {
            "contact" => put.execute(params![entity, body, client]),
            "contract" => put.execute(params![entity, body, client, organization]),
            _ => put.execute(params![entity, body]),
        }
        .map(drop)
    }

    fn put_document(&mut self, kind: RecordKind, document: &Document, new: &NewStatement) -> rusqlite::Result<()> {
        let Links { client, organization, contract } = new.links;
        let statement = self.next_statement - 1;
        if !new.new_entity {
            let before = self.client_of("document", new.entity)?;
            self.ledgers.extend(before);
            self.linked.extend(before);
        }
        if !document.based_on.is_empty() {
            self.linked.extend(client);
        }
        self.ledgers.extend(client);
        if let (Some(client), false) = (client, document.manager.is_empty()) {
            let named =
                self.touched.managers.entry(client).or_insert_with(|| (document.date, document.manager.clone()));
            if named.0 < document.date {
                *named = (document.date, document.manager.clone());
            }
        }
        let based_on = (!document.based_on.is_empty()).then(|| to_json(&document.based_on)).transpose()?;
        self.tx
            .prepare_cached(
                "INSERT INTO document (id, kind, organization_id, client_id, contract_id, number, date, due_date,
                    currency, total, posted, deleted, canceled, statement_id, source_id, based_on)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                 ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, organization_id = excluded.organization_id,
                    client_id = excluded.client_id, contract_id = excluded.contract_id, number = excluded.number,
                    date = excluded.date, due_date = excluded.due_date, currency = excluded.currency,
                    total = excluded.total, posted = excluded.posted, deleted = excluded.deleted,
                    canceled = excluded.canceled, statement_id = excluded.statement_id,
                    source_id = excluded.source_id, based_on = excluded.based_on",
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
                statement,
                self.source.0,
                based_on,
            ])
            .map(drop)
    }

    fn put_new_payment(&mut self, payment: &Payment, new: &NewStatement) -> rusqlite::Result<()> {
        if new.new_entity {
            self.ledgers.extend(new.links.client);
            return self.put_payment(PaymentId(new.entity), payment, &new.links);
        }
        self.ledgers.extend(self.client_of("payment", new.entity)?);
        self.touched.payments.insert(PaymentId(new.entity));
        Ok(())
    }

    /// Writes a golden payment.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_payment(&mut self, id: PaymentId, payment: &Payment, links: &Links) -> rusqlite::Result<()> {
        let side = match payment.direction {
            Direction::In => Some(&payment.payer.tax_id),
            Direction::Out => Some(&payment.payee.tax_id),
            Direction::Internal | Direction::Unknown => None,
        };
        let counterparty = side.filter(|digits| !digits.is_empty() && !payment.not_settlement);
        self.tx
            .prepare_cached(
                "INSERT INTO payment (id, number, date, direction, method, currency, amount, client_id,
                    organization_id, counterparty_tax, posted, deleted, settlement, twin, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
                 ON CONFLICT (id) DO UPDATE SET number = excluded.number, date = excluded.date,
                    direction = excluded.direction, method = excluded.method, currency = excluded.currency,
                    amount = excluded.amount, client_id = excluded.client_id,
                    organization_id = excluded.organization_id, counterparty_tax = excluded.counterparty_tax,
                    posted = excluded.posted, deleted = excluded.deleted, settlement = excluded.settlement,
                    twin = excluded.twin, body = excluded.body",
            )?
            .execute(params![
                id.0,
                payment.number,
                payment.date.to_string(),
                direction_code(payment.direction),
                method_code(payment.method),
                payment.amount.currency.code(),
                payment.amount.minor,
                links.client.map(|id| id.0),
                links.organization.map(|id| id.0),
                counterparty,
                payment.posted,
                payment.deleted,
                !payment.not_settlement && payment.direction != Direction::Internal,
                payment.twin_hash().unwrap_or(0),
                to_json(payment)?,
            ])
            .map(drop)
    }

    fn delete_entity(&mut self, kind: RecordKind, entity: i64) -> rusqlite::Result<()> {
        match kind {
            RecordKind::Organization => drop(self.touched.organizations.insert(entity)),
            RecordKind::Client => drop(self.touched.clients.insert(ClientId(entity))),
            RecordKind::Payment => {
                self.ledgers.extend(self.client_of("payment", entity)?);
                self.touched.payments.insert(PaymentId(entity));
            }
            RecordKind::Invoice | RecordKind::Order | RecordKind::Shipment | RecordKind::Return => {
                self.ledgers.extend(self.client_of("document", entity)?);
                let statement = self.next_statement - 1;
                self.tx
                    .prepare_cached("UPDATE document SET deleted = 1, statement_id = ?2 WHERE id = ?1")?
                    .execute([entity, statement])?;
            }
            RecordKind::Contact | RecordKind::Contract | RecordKind::Product => {
                let sql = format!(
                    "UPDATE {} SET body = (SELECT body FROM statement WHERE id = ?2) WHERE id = ?1",
                    kind.name()
                );
                self.tx.prepare_cached(&sql)?.execute([entity, self.next_statement - 1])?;
            }
        }
        Ok(())
    }

    fn client_of(&self, table: &str, entity: i64) -> rusqlite::Result<Option<ClientId>> {
        let sql = format!("SELECT client_id FROM {table} WHERE id = ?1");
        let found: Option<Option<i64>> =
            self.tx.prepare_cached(&sql)?.query_row([entity], |row| row.get(0)).optional()?;
        Ok(found.flatten().map(ClientId))
    }

    /// Keeps a record that waits for a person, once, together with its question.
    fn withhold(&mut self, record: &Record, body: &str, digest: BodyDigest, item: &ReviewItem) -> rusqlite::Result<()> {
        if self.put_review(item, Some(StatementId(self.next_statement)))? {
            self.write_statement(record, body, digest, 0, None)?;
        }
        Ok(())
    }

    /// Asks a question unless it is asked already; tells whether it is new.
    pub(super) fn put_review(&self, item: &ReviewItem, statement: Option<StatementId>) -> rusqlite::Result<bool> {
        let sql = "INSERT INTO review (kind, subject, label, state, candidates, reasons, statement_id, created_run)
             VALUES (?1, ?2, ?3, 'open', ?4, ?5, ?6, ?7) ON CONFLICT (kind, subject) DO NOTHING";
        let made = self.tx.prepare_cached(sql)?.execute(params![
            item.kind.name(),
            to_json(&item.subject)?,
            item.label,
            to_json(&item.candidates)?,
            to_json(&item.reasons)?,
            statement.map(|id| id.0),
            self.run.0,
        ])?;
        Ok(made == 1)
    }

    /// Keeps what is wrong with the data.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_issues(&self, issues: &[Issue]) -> rusqlite::Result<()> {
        super::journal::insert_issues(&self.tx, self.run, self.delivery, issues)
    }

    /// Makes everything durable, with the count of the delivery and the work for after.
    ///
    /// # Errors
    /// When the store can't be written; nothing is changed then.
    pub fn commit(self, tally: &str) -> Result<(), StoreError> {
        let path = self.path.clone();
        let named = |source| StoreError::Sql { path: path.clone(), source };
        self.tx
            .execute("UPDATE delivery SET tally = ?2 WHERE id = ?1", params![self.delivery.0, tally])
            .map_err(named)?;
        self.tx
            .execute(
                "UPDATE revision SET first_statement = ?2, last_statement = ?3 WHERE id = ?1",
                params![self.id.0, self.first_statement, self.next_statement - 1],
            )
            .map_err(named)?;
        self.tx.commit().map_err(named)
    }
}
