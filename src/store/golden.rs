//! Golden parties and payments: the store hands out what sources say and keeps what was computed from it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::behalf::is_called_otherwise;
use std::collections::BTreeSet;

use super::codes::{KEY_NAME, KEY_TAX, kind_code, standing_of};
use super::commit::Revision;
use super::lookup::{json, party_tax, to_json};
use super::{Store, StoreError};
use crate::model::change::RecordKey;
use crate::model::ids::{ClientId, OrganizationId, PaymentId, SourceId};
use crate::model::record::{Body, Party, RecordKind};
use crate::model::snapshot::{PartyStatement, PaymentStatement};

/// What decides a client's owner, as the store knows it.
#[derive(Debug, Clone, Default)]
pub struct OwnerStatement {
    /// What a person decided.
    pub decided: Option<String>,
    /// The manager the newest document names; on one day, the first by name.
    pub document_manager: String,
    /// Names of the sources that know the client.
    pub sources: Vec<String>,
}

/// What every source says now about a party.
pub(super) const STATEMENTS_OF: &str =
    "SELECT s.body, s.standing, s.file_time, s.external_id, src.name, coalesce(o.made_at, r.made_at)
             FROM statement s JOIN source src ON src.id = s.source_id
             JOIN revision r ON r.id = s.revision_id LEFT JOIN revision o ON o.id = r.origin_id
             WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0";

/// Payments of a tax number that have no client.
pub(super) const ADOPT: &str = "UPDATE payment SET client_id = ?1, payer_client_id = ?1
     WHERE client_id IS NULL AND counterparty_tax = ?2";

/// The manager that a client's newest document names.
pub(super) const NEWEST_MANAGER: &str = "SELECT manager FROM document
     WHERE client_id = ?1 AND manager <> '' AND deleted = 0 ORDER BY date DESC, manager LIMIT 1";

/// Parties of a kind about which more than one source says something.
const TOLD_TWICE: &str = "SELECT entity_id FROM statement WHERE kind = ?1 AND entity_id <> 0 AND replaced = 0
     GROUP BY entity_id HAVING count(*) > 1";

impl Revision<'_> {
    /// Marks every client and company of ours that more than one source speaks of: whose word counts has changed.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn touch_parties(&mut self) -> rusqlite::Result<()> {
        let ids = |kind| {
            let mut find = self.tx.prepare_cached(TOLD_TWICE)?;
            find.query_map([kind_code(kind)], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()
        };
        let (clients, organizations) = (ids(RecordKind::Client)?, ids(RecordKind::Organization)?);
        self.touched.clients.extend(clients.into_iter().map(ClientId));
        self.touched.organizations.extend(organizations.into_iter().map(OrganizationId));
        Ok(())
    }

    /// What every source says now about a client or one of our companies.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn party_statements(&self, kind: RecordKind, id: i64) -> rusqlite::Result<Vec<PartyStatement>> {
        let mut find = self.tx.prepare_cached(STATEMENTS_OF)?;
        let rows = find.query_map(params![kind_code(kind), id], |row| {
            let file_time: Option<String> = row.get(2)?;
            Ok((row.get::<_, String>(0)?, row.get(1)?, file_time, row.get(3)?, row.get(4)?, row.get(5)?))
        })?;
        let decided = self.standing()?;
        let mut statements = Vec::new();
        for row in rows {
            let (body, standing, file_time, external_id, source, arrived): (_, _, _, _, _, String) = row?;
            let (Body::Client(party) | Body::Organization(party)) = json::<Body>(&body)? else { continue };
            let file_time = file_time.and_then(|text| text.parse().ok());
            let (standing, arrived) = (standing_of(standing), moment(&arrived));
            let card = (source, external_id);
            let joined = kind == RecordKind::Client && decided.joined.contains(&card);
            let (source, external_id) = card;
            statements.push(PartyStatement { source, standing, file_time, arrived, external_id, joined, party });
        }
        Ok(statements)
    }

    /// The owner's name as the store holds it now; nothing for nobody.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn owner_of(&self, id: ClientId) -> rusqlite::Result<Option<String>> {
        self.tx.prepare_cached("SELECT owner FROM client WHERE id = ?1")?.query_row([id.0], |row| row.get(0)).optional()
    }

    /// Keeps a golden client, with the names that its records have; payments that named its tax number before it was known are joined to it.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_client(&mut self, id: ClientId, party: &Party, called: &BTreeSet<String>) -> rusqlite::Result<()> {
        let before = self.client(id)?;
        let tax = party_tax(party);
        self.tx
            .prepare_cached(
                "INSERT INTO client (id, name, tax_key, body) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, tax_key = excluded.tax_key, body = excluded.body",
            )?
            .execute(params![id.0, party.name, tax, to_json(party)?])?;
        self.put_keys(id, party, before.as_ref())?;
        if let Some(was) = before.as_ref().filter(|was| is_called_otherwise(was, party)) {
            self.wake_called_otherwise(id, was)?;
        }
        self.put_called(id, party, called, before.is_none())?;
        let tax_before = before.as_ref().and_then(party_tax);
        if tax != tax_before {
            for key in [tax, tax_before].into_iter().flatten() {
                self.adopt_orphans(&key)?;
            }
        }
        Ok(())
    }

    /// Decides whose client it is and keeps that; gives the owner it had before, if it had another.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn put_owner(
        &self,
        id: ClientId,
        decide: &mut dyn FnMut(&Party, &OwnerStatement) -> String,
    ) -> rusqlite::Result<Option<String>> {
        let (Some(party), Some(before)) = (self.client(id)?, self.owner_of(id)?) else { return Ok(None) };
        let owner = decide(&party, &owner_statement(&self.tx, id)?);
        if owner == before {
            return Ok(None);
        }
        self.tx.prepare_cached("UPDATE client SET owner = ?2 WHERE id = ?1")?.execute(params![id.0, owner])?;
        Ok(Some(before))
    }

    pub(super) fn put_keys(&self, id: ClientId, party: &Party, old: Option<&Party>) -> rusqlite::Result<()> {
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

    /// Payments that name a tax number and that no client could be found for are the client's that is the only one with
    /// it now.
    pub(super) fn adopt_orphans(&mut self, tax_key: &str) -> rusqlite::Result<()> {
        let [only] = self.clients_with_tax_key(tax_key)?[..] else { return Ok(()) };
        let digits = tax_key.split_once(':').map_or(tax_key, |(_, digits)| digits);
        let joined = self.tx.prepare_cached(ADOPT)?.execute(params![only.0, digits])?;
        if joined > 0 {
            self.ledgers.insert(only);
        }
        Ok(())
    }

    /// Clients that have a tax number.
    pub(super) fn clients_with_tax_key(&self, key: &str) -> rusqlite::Result<Vec<ClientId>> {
        let mut find = self.tx.prepare_cached("SELECT client_id FROM client_key WHERE type = ?1 AND key = ?2")?;
        find.query_map(params![KEY_TAX, key], |row| row.get(0).map(ClientId))?.collect()
    }

    /// Keeps a golden company of ours.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_organization(&mut self, id: OrganizationId, party: &Party) -> rusqlite::Result<()> {
        let before: Option<String> = self
            .tx
            .prepare_cached("SELECT body FROM organization WHERE id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        self.tx
            .prepare_cached(
                "INSERT INTO organization (id, name, body) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body",
            )?
            .execute(params![id.0, party.name, to_json(party)?])?;
        let was: Option<Party> = before.map(|body| json(&body)).transpose()?;
        if was.as_ref().is_none_or(|was| is_called_otherwise(was, party)) {
            // Nobody pays for a company of ours: clients called so are none, or are clients again.
            was.iter().chain([party]).try_for_each(|party| self.wake_calling(party))?;
        }
        Ok(())
    }

    /// What every source says now about a payment, with the client and company each names.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn payment_statements(&self, id: PaymentId) -> rusqlite::Result<Vec<PaymentStatement>> {
        let mut find = self.tx.prepare_cached(
            "SELECT s.body, s.external_id, src.name, src.id FROM statement s JOIN source src ON src.id = s.source_id
             WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0",
        )?;
        let rows = find.query_map(params![kind_code(RecordKind::Payment), id.0], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get::<_, i64>(3)?))
        })?;
        let mut statements = Vec::new();
        for row in rows {
            let (body, external_id, source, source_id) = row?;
            let Body::Payment(payment) = json::<Body>(&body)? else { continue };
            let client = self.entity_of(source_id, RecordKind::Client, payment.client.as_deref())?;
            let organization = self.entity_of(source_id, RecordKind::Organization, payment.organization.as_deref())?;
            statements.push(PaymentStatement {
                source,
                external_id,
                payment: *payment,
                client: client.map(ClientId),
                organization: organization.map(OrganizationId),
            });
        }
        Ok(statements)
    }

    /// The entity that a source means by an id; nothing for one it never told about.
    pub(super) fn entity_of(&self, source: i64, kind: RecordKind, id: Option<&str>) -> rusqlite::Result<Option<i64>> {
        let Some(id) = id.filter(|id| !id.is_empty()) else { return Ok(None) };
        let key = RecordKey::new(SourceId(source), kind, id);
        self.tx
            .prepare_cached(
                "SELECT s.entity_id FROM source_key k JOIN statement s ON s.id = k.statement_id
                 WHERE k.key = ?1 AND s.entity_id <> 0",
            )?
            .query_row([key.0.as_slice()], |row| row.get(0))
            .optional()
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

/// When something came, as the journal keeps it.
pub(super) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|error| panic!("BUG: {text} in the journal is no moment: {error}"))
}

fn owner_statement(c: &Connection, id: ClientId) -> rusqlite::Result<OwnerStatement> {
    let kind = kind_code(RecordKind::Client);
    let decided = c
        .prepare_cached("SELECT value FROM person_value WHERE kind = ?1 AND entity_id = ?2 AND field = 'manager'")?
        .query_row(params![kind, id.0], |row| row.get(0))
        .optional()?;
    let document_manager: Option<String> =
        c.prepare_cached(NEWEST_MANAGER)?.query_row([id.0], |row| row.get(0)).optional()?;
    let mut find = c.prepare_cached(
        "SELECT DISTINCT src.name FROM statement s JOIN source src ON src.id = s.source_id
         WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0 ORDER BY src.name",
    )?;
    let sources = find.query_map(params![kind, id.0], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(OwnerStatement { decided, document_manager: document_manager.unwrap_or_default(), sources })
}

impl Store {
    /// Whether more than one source speaks of some client or company of ours.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn has_parties_told_twice(&self) -> Result<bool, StoreError> {
        self.run(|c| {
            let mut find = c.prepare(TOLD_TWICE)?;
            Ok(find.exists([kind_code(RecordKind::Client)])? || find.exists([kind_code(RecordKind::Organization)])?)
        })
    }

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
