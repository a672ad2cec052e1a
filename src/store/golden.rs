//! Golden parties and payments: the store hands out what sources say and keeps what was computed from it.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};

use super::codes::{KEY_NAME, KEY_TAX, kind_code, standing_of};
use super::commit::Revision;
use super::lookup::{json, party_tax, to_json};
use super::{Store, StoreError};
use crate::model::change::Links;
use crate::model::ids::{ClientId, OrganizationId, PaymentId};
use crate::model::record::{Body, Party, RecordKind};
use crate::model::snapshot::{PartyStatement, PaymentStatement};

/// What decides a client's owner, as the store knows it.
#[derive(Debug, Clone, Default)]
pub struct OwnerStatement {
    /// What a person decided.
    pub decided: Option<String>,
    /// The manager the newest document names.
    pub document_manager: String,
    /// That document's date.
    pub document_manager_date: String,
    /// Names of the sources that know the client.
    pub sources: Vec<String>,
}

impl Revision<'_> {
    /// What every source says now about a client or one of our companies.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn party_statements(&self, kind: RecordKind, id: i64) -> rusqlite::Result<Vec<PartyStatement>> {
        let mut find = self.tx.prepare_cached(
            "SELECT s.body, s.standing, s.file_time, s.external_id, src.name
             FROM statement s JOIN source src ON src.id = s.source_id
             WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0",
        )?;
        let rows = find.query_map(params![kind_code(kind), id], |row| {
            let file_time: Option<String> = row.get(2)?;
            Ok((row.get::<_, String>(0)?, row.get(1)?, file_time, row.get(3)?, row.get(4)?))
        })?;
        let mut statements = Vec::new();
        for row in rows {
            let (body, standing, file_time, external_id, source) = row?;
            let (Body::Client(party) | Body::Organization(party)) = json::<Body>(&body)? else { continue };
            let file_time = file_time.and_then(|text| text.parse().ok());
            let standing = standing_of(standing);
            statements.push(PartyStatement { source, standing, file_time, external_id, party });
        }
        Ok(statements)
    }

    /// What decides the client's owner.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn owner_statement(&self, id: ClientId) -> rusqlite::Result<OwnerStatement> {
        let mut statement = owner_statement(&self.tx, id)?;
        if let Some((date, name)) = self.touched.managers.get(&id)
            && date.to_string() >= statement.document_manager_date
        {
            name.clone_into(&mut statement.document_manager);
        }
        Ok(statement)
    }

    /// The owner's name as the store holds it now; nothing for nobody.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn owner_of(&self, id: ClientId) -> rusqlite::Result<Option<String>> {
        self.tx.prepare_cached("SELECT owner FROM client WHERE id = ?1")?.query_row([id.0], |row| row.get(0)).optional()
    }

    /// Keeps a golden client with its owner; gives back the owner it had before, if it had another.
    ///
    /// Payments that named its tax number before it was known are joined to it.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_client(&mut self, id: ClientId, party: &Party, owner: &str) -> rusqlite::Result<Option<String>> {
        let before: Option<(Option<String>, String, String)> = self
            .tx
            .prepare_cached("SELECT tax_key, owner, body FROM client WHERE id = ?1")?
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let tax = party_tax(party);
        let (date, manager) = match self.touched.managers.get(&id) {
            Some((date, name)) => (date.to_string(), name.as_str()),
            None => (String::new(), ""),
        };
        self.tx
            .prepare_cached(
                "INSERT INTO client (id, name, tax_key, owner, document_manager, document_manager_date, deleted, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, tax_key = excluded.tax_key,
                    owner = excluded.owner, deleted = excluded.deleted, body = excluded.body,
                    document_manager = CASE WHEN excluded.document_manager_date >= client.document_manager_date
                        AND excluded.document_manager <> '' THEN excluded.document_manager
                        ELSE client.document_manager END,
                    document_manager_date = max(excluded.document_manager_date, client.document_manager_date)",
            )?
            .execute(params![id.0, party.name, tax, owner, manager, date, party.deleted, to_json(party)?])?;
        let old: Option<Party> = before.as_ref().map(|(_, _, body)| json(body)).transpose()?;
        self.put_keys(id, party, old.as_ref())?;
        if let (Some(key), true) = (&tax, before.as_ref().is_none_or(|(known, _, _)| *known != tax)) {
            self.adopt_orphans(id, key)?;
        }
        Ok(before.map(|(_, owner, _)| owner).filter(|known| known != owner))
    }

    fn put_keys(&self, id: ClientId, party: &Party, old: Option<&Party>) -> rusqlite::Result<()> {
        let keys = |party: &Party| {
            let name = (!party.name_core.is_empty()).then(|| (KEY_NAME, party.name_core.clone()));
            party_tax(party).map(|key| (KEY_TAX, key)).into_iter().chain(name).collect::<Vec<_>>()
        };
        let (now, before) = (keys(party), old.map(keys).unwrap_or_default());
        for (key_type, key) in before.iter().filter(|key| !now.contains(key)) {
            self.tx
                .prepare_cached("DELETE FROM client_key WHERE type = ?1 AND key = ?2 AND client_id = ?3")?
                .execute(params![key_type, key, id.0])?;
        }
        for (key_type, key) in now.iter().filter(|key| !before.contains(key)) {
            self.tx
                .prepare_cached(
                    "INSERT INTO client_key (type, key, client_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                )?
                .execute(params![key_type, key, id.0])?;
        }
        Ok(())
    }

    /// Payments that came before the client did.
    fn adopt_orphans(&mut self, id: ClientId, tax_key: &str) -> rusqlite::Result<()> {
        let digits = tax_key.split_once(':').map_or(tax_key, |(_, digits)| digits);
        let owners: i64 = self
            .tx
            .prepare_cached("SELECT count(*) FROM client_key WHERE type = ?1 AND key = ?2")?
            .query_row(params![KEY_TAX, tax_key], |row| row.get(0))?;
        if owners != 1 {
            return Ok(());
        }
        let joined = self
            .tx
            .prepare_cached("UPDATE payment SET client_id = ?1 WHERE client_id IS NULL AND counterparty_tax = ?2")?
            .execute(params![id.0, digits])?;
        if joined > 0 {
            self.ledgers.insert(id);
        }
        Ok(())
    }

    /// Keeps a golden company of ours.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_organization(&self, id: OrganizationId, party: &Party) -> rusqlite::Result<()> {
        self.tx
            .prepare_cached(
                "INSERT INTO organization (id, name, tax_key, deleted, body) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, tax_key = excluded.tax_key,
                    deleted = excluded.deleted, body = excluded.body",
            )?
            .execute(params![id.0, party.name, party_tax(party), party.deleted, to_json(party)?])
            .map(drop)
    }

    /// What every source says now about a payment.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn payment_statements(&self, id: PaymentId) -> rusqlite::Result<Vec<PaymentStatement>> {
        let mut find = self.tx.prepare_cached(
            "SELECT s.body, s.external_id, src.name FROM statement s JOIN source src ON src.id = s.source_id
             WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0",
        )?;
        let rows = find.query_map(params![kind_code(RecordKind::Payment), id.0], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
        })?;
        let mut statements = Vec::new();
        for row in rows {
            let (body, external_id, source) = row?;
            let Body::Payment(payment) = json::<Body>(&body)? else { continue };
            statements.push(PaymentStatement { source, external_id, payment: *payment });
        }
        Ok(statements)
    }

    /// The client and company any of the payment's sources knows.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn payment_links(&self, id: PaymentId) -> rusqlite::Result<Links> {
        let stored: Option<(Option<i64>, Option<i64>)> = self
            .tx
            .prepare_cached("SELECT client_id, organization_id FROM payment WHERE id = ?1")?
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (client, organization) = stored.unwrap_or_default();
        let mut links =
            Links { client: client.map(ClientId), organization: organization.map(OrganizationId), contract: None };
        let mut find = self.tx.prepare_cached(
            "SELECT body, source_id FROM statement WHERE kind = ?1 AND entity_id = ?2 AND replaced = 0 ORDER BY id DESC",
        )?;
        let rows = find.query_map(params![kind_code(RecordKind::Payment), id.0], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
        })?;
        for row in rows {
            let (body, source) = row?;
            let Body::Payment(payment) = json::<Body>(&body)? else { continue };
            let client = self.entity_of(source, RecordKind::Client, payment.client.as_deref())?;
            let organization = self.entity_of(source, RecordKind::Organization, payment.organization.as_deref())?;
            links.client = client.map(ClientId).or(links.client);
            links.organization = organization.map(OrganizationId).or(links.organization);
        }
        Ok(links)
    }

    pub(super) fn entity_of(&self, source: i64, kind: RecordKind, id: Option<&str>) -> rusqlite::Result<Option<i64>> {
        let Some(id) = id.filter(|id| !id.is_empty()) else { return Ok(None) };
        let key = crate::model::change::RecordKey::new(crate::model::ids::SourceId(source), kind, id);
        self.tx
            .prepare_cached(
                "SELECT s.entity_id FROM source_key k JOIN statement s ON s.id = k.statement_id WHERE k.key = ?1",
            )?
            .query_row([key.0.as_slice()], |row| row.get(0))
            .optional()
    }

    /// Remembers the manager a client's newest document names, where nothing else about the client changed.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_document_manager(&self, id: ClientId, date: Date, name: &str) -> rusqlite::Result<bool> {
        let changed = self
            .tx
            .prepare_cached(
                "UPDATE client SET document_manager = ?2, document_manager_date = ?3
                 WHERE id = ?1 AND (document_manager_date < ?3 OR (document_manager_date = ?3 AND document_manager < ?2))",
            )?
            .execute(params![id.0, name, date.to_string()])?;
        Ok(changed > 0)
    }

    /// The golden party of a client.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn client(&self, id: ClientId) -> rusqlite::Result<Option<Party>> {
        let body: Option<String> = self
            .tx
            .prepare_cached("SELECT body FROM client WHERE id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        body.map(|body| json(&body)).transpose()
    }
}

fn owner_statement(c: &Connection, id: ClientId) -> rusqlite::Result<OwnerStatement> {
    let kind = kind_code(RecordKind::Client);
    let decided = c
        .prepare_cached("SELECT value FROM person_value WHERE kind = ?1 AND entity_id = ?2 AND field = 'manager'")?
        .query_row(params![kind, id.0], |row| row.get(0))
        .optional()?;
    let named: Option<(String, String)> = c
        .prepare_cached("SELECT document_manager, document_manager_date FROM client WHERE id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (document_manager, document_manager_date) = named.unwrap_or_default();
    let mut find = c.prepare_cached(
        "SELECT DISTINCT src.name FROM statement s JOIN source src ON src.id = s.source_id
         WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0 ORDER BY src.name",
    )?;
    let sources = find.query_map(params![kind, id.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(OwnerStatement { decided, document_manager, document_manager_date, sources })
}

impl Store {
    /// Decides every client's owner anew, after settings changed.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn reassign(&self, decide: &mut dyn FnMut(&Party, &OwnerStatement) -> String) -> Result<(), StoreError> {
        self.run(|c| {
            let tx = c.unchecked_transaction()?;
            let clients: Vec<(i64, String, String)> = tx
                .prepare("SELECT id, owner, body FROM client ORDER BY id")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect::<rusqlite::Result<_>>()?;
            for (id, before, body) in clients {
                let owner = decide(&json(&body)?, &owner_statement(&tx, ClientId(id))?);
                if owner != before {
                    tx.prepare_cached("UPDATE client SET owner = ?2 WHERE id = ?1")?.execute(params![id, owner])?;
                }
            }
            tx.commit()
        })
    }
}
