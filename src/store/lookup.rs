//! A chunk's snapshot: everything reconciliation needs, found by indexed keys in key order.

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};

use super::codes::{KEY_NAME, KEY_SAME, KEY_TAX, kind_code, kind_of, standing_of};
use super::commit::Revision;
use super::ledger::mapping;
use super::review::TOLD;
use crate::model::change::{BodyDigest, RecordKey, Subject};
use crate::model::ids::{PaymentId, SourceId, StatementId};
use crate::model::record::{Body, Party, RecordKind, is_fingerprint};
use crate::model::snapshot::{
    Former, Held, NextIds, PartyProfile, PaymentTwin, Snapshot, ToldPayment, Wanted, tax_key,
};

impl Revision<'_> {
    /// What the store holds about a chunk.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn snapshot_for(&self, wanted: &Wanted) -> rusqlite::Result<Snapshot> {
        let c: &Connection = &self.tx;
        let mut snapshot = Snapshot {
            next_statement: self.next_statement,
            next_ids: self.next_ids.clone(),
            organizations: organizations(c)?,
            decided: self.standing()?,
            ..Snapshot::default()
        };
        held_statements(c, wanted, &mut snapshot)?;
        former_statements(c, wanted, &mut snapshot)?;
        for key in &wanted.tax_keys {
            let profiles = profiles(c, KEY_TAX, key)?;
            if !profiles.is_empty() {
                snapshot.by_tax.insert(key.clone(), profiles);
            }
        }
        for core in &wanted.name_cores {
            let profiles = profiles(c, KEY_NAME, core)?;
            if !profiles.is_empty() {
                snapshot.by_name.insert(core.clone(), profiles);
            }
        }
        twins(c, wanted, &mut snapshot)?;
        if self.has_decisions {
            refused(c, wanted, &mut snapshot)?;
            told(c, self.source, wanted, &mut snapshot)?;
        }
        Ok(snapshot)
    }
}

/// The current statement of a key.
pub(super) const HELD: &str = "SELECT s.id, s.entity_id, s.digest, s.standing, s.message, s.file_time, s.kind
     FROM source_key k JOIN statement s ON s.id = k.statement_id WHERE k.key = ?1";

fn held_statements(c: &Connection, wanted: &Wanted, snapshot: &mut Snapshot) -> rusqlite::Result<()> {
    let mut find = c.prepare_cached(HELD)?;
    let mut tax = c.prepare_cached("SELECT tax_key FROM client WHERE id = ?1 AND tax_key IS NOT NULL")?;
    for key in &wanted.keys {
        let Some(held) = find.query_row([key.0.as_slice()], held_row).optional()? else { continue };
        if held.kind == RecordKind::Client && !snapshot.client_tax.contains_key(&held.entity) {
            let found: Option<String> = tax.query_row([held.entity], |row| row.get(0)).optional()?;
            if let Some(found) = found {
                snapshot.client_tax.insert(held.entity, found);
            }
        }
        snapshot.held.insert(RecordKey(key.0), held);
    }
    Ok(())
}

/// What stands in a store made by a program that kept returns and shipments by what they are; nothing in any other.
fn former_statements(c: &Connection, wanted: &Wanted, snapshot: &mut Snapshot) -> rusqlite::Result<()> {
    if wanted.former.is_empty() {
        return Ok(());
    }
    let sql = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'kept_by_kind_up_to'";
    let Some(last) = c.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0)).optional()? else {
        return Ok(());
    };
    let mut find = c.prepare_cached(HELD)?;
    let mut rules = c.prepare_cached(
        "SELECT DISTINCT r.name FROM statement h JOIN statement s ON s.entity_id = h.entity_id AND s.kind IN (?2, ?3)
             AND s.source_id = h.source_id AND s.external_id = h.external_id
         JOIN rule r ON r.id = s.rule_id WHERE h.id = ?1 AND h.entity_id <> 0",
    )?;
    let kinds = [RecordKind::Shipment, RecordKind::Return];
    let [shipment, back] = kinds.map(kind_code);
    for (key, former) in wanted.former.iter().filter(|(key, _)| !snapshot.held.contains_key(key)) {
        let held = find.query_row([former.0.as_slice()], held_row).optional()?;
        let Some(held) = held.filter(|held| held.statement.0 <= last && kinds.contains(&held.kind)) else { continue };
        let rows = rules.query_map([held.statement.0, shipment, back], |row| row.get(0))?;
        let rules = rows.collect::<rusqlite::Result<_>>()?;
        snapshot.former.insert(*key, Former { key: *former, held, rules });
    }
    Ok(())
}

fn held_row(row: &Row<'_>) -> rusqlite::Result<Held> {
    let file_time: Option<String> = row.get(5)?;
    let kind: i64 = row.get(6)?;
    Ok(Held {
        statement: StatementId(row.get(0)?),
        kind: kind_of(kind).ok_or(rusqlite::Error::IntegralValueOutOfRange(6, kind))?,
        entity: row.get(1)?,
        digest: BodyDigest(row.get(2)?),
        standing: standing_of(row.get(3)?),
        message: row.get(4)?,
        file_time: file_time.and_then(|text| text.parse().ok()),
    })
}

/// Clients of a tax number or name. A name that more share says nothing about any of them.
pub(super) const CLIENTS_BY_KEY: &str = "SELECT c.id, c.body FROM client_key k JOIN client c ON c.id = k.client_id
     WHERE k.type = ?1 AND k.key = ?2 ORDER BY c.id LIMIT 20";

fn profiles(c: &Connection, key_type: i64, key: &str) -> rusqlite::Result<Vec<PartyProfile>> {
    let mut find = c.prepare_cached(CLIENTS_BY_KEY)?;
    let mut sources = c.prepare_cached(
        "SELECT DISTINCT source_id FROM statement
         WHERE kind = ?1 AND entity_id = ?2 AND replaced = 0
           AND external_id NOT LIKE 'tax:%' AND external_id NOT LIKE 'name:%'",
    )?;
    let rows = find.query_map(params![key_type, key], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (id, body) = row?;
        let party: Party = json(&body)?;
        found.push(PartyProfile::of(id, &party, known_to(&mut sources, id)?));
    }
    Ok(found)
}

fn known_to(find: &mut CachedStatement<'_>, client: i64) -> rusqlite::Result<Vec<SourceId>> {
    let rows = find.query_map(params![kind_code(RecordKind::Client), client], |row| row.get(0).map(SourceId))?;
    rows.collect()
}

/// All of them, with every name a source gives them: they are few.
fn organizations(c: &Connection) -> rusqlite::Result<Vec<PartyProfile>> {
    let mut find = c.prepare_cached("SELECT id, body FROM organization ORDER BY id")?;
    let mut names = c.prepare_cached(
        "SELECT body FROM statement WHERE kind = ?1 AND entity_id = ?2 AND replaced = 0 ORDER BY external_id",
    )?;
    let rows = find.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (id, body) = row?;
        let mut profile = PartyProfile::of(id, &json(&body)?, Vec::new());
        let mut said = names.query(params![kind_code(RecordKind::Organization), id])?;
        while let Some(row) = said.next()? {
            if let Body::Organization(party) = json(&row.get::<_, String>(0)?)? {
                profile.aliases.push(party.name_core);
            }
        }
        found.push(profile);
    }
    Ok(found)
}

/// Questions about withheld records of a key to which a person said no.
pub(super) const REFUSED: &str = "SELECT subject FROM review WHERE record_key = ?1 AND state = 'rejected'";

fn refused(c: &Connection, wanted: &Wanted, snapshot: &mut Snapshot) -> rusqlite::Result<()> {
    let mut find = c.prepare_cached(REFUSED)?;
    for key in &wanted.keys {
        let mut rows = find.query([key.0.as_slice()])?;
        while let Some(row) = rows.next()? {
            if let Subject::Withheld(_, _, mark) = json(&row.get::<_, String>(0)?)? {
                snapshot.refused.insert(mark);
            }
        }
    }
    Ok(())
}

/// Payments whose direction a person told, held still by the key they waited under.
fn told(c: &Connection, source: SourceId, wanted: &Wanted, snapshot: &mut Snapshot) -> rusqlite::Result<()> {
    let (mut find, mut held) = (c.prepare_cached(TOLD)?, c.prepare_cached(HELD)?);
    for hash in &wanted.undirected {
        let mut rows = find.query(params![hash, source.0])?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            let Body::Payment(payment) = json(&row.get::<_, String>(1)?)? else { continue };
            let key = RecordKey::new(source, RecordKind::Payment, &id);
            let Some(held) = held.query_row([key.0.as_slice()], held_row).optional()? else { continue };
            if is_fingerprint(&id) {
                let told = ToldPayment { key, held, reports: payment.booking.reports };
                snapshot.told.entry(*hash).or_default().push(told);
            }
        }
    }
    Ok(())
}

/// Payments of a twin hash.
pub(super) const TWINS: &str = "SELECT id FROM payment WHERE twin = ?1 ORDER BY id";

/// Payments of banks' reports by a hash of what makes two lines one.
pub(super) const BOOKED: &str = "SELECT payment_id FROM payment_key WHERE type = ?2 AND key = ?1 ORDER BY payment_id";

/// What every source says now about a payment.
const SAID_OF_PAYMENT: &str =
    "SELECT s.source_id, s.body, s.id, r.name FROM statement s JOIN rule r ON r.id = s.rule_id
     WHERE s.kind = ?1 AND s.entity_id = ?2 AND s.replaced = 0 ORDER BY s.id";

fn twins(c: &Connection, wanted: &Wanted, snapshot: &mut Snapshot) -> rusqlite::Result<()> {
    let mut find = c.prepare_cached(TWINS)?;
    let mut booked = c.prepare_cached(BOOKED)?;
    let mut said = c.prepare_cached(SAID_OF_PAYMENT)?;
    for hash in &wanted.twins {
        let ids: Vec<i64> = find.query_map([hash], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        add_twins(&mut said, *hash, ids, snapshot)?;
    }
    for hash in &wanted.booked {
        let ids = booked.query_map(params![hash, KEY_SAME], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        add_twins(&mut said, *hash, ids, snapshot)?;
    }
    Ok(())
}

fn add_twins(
    said: &mut CachedStatement<'_>,
    hash: i64,
    ids: Vec<i64>,
    snapshot: &mut Snapshot,
) -> rusqlite::Result<()> {
    for id in ids {
        let (origins, references, tax_ids, untaxed) = Default::default();
        let mut twin = PaymentTwin { payment: PaymentId(id), origins, references, tax_ids, untaxed };
        let mut rows = said.query(params![kind_code(RecordKind::Payment), id])?;
        while let Some(row) = rows.next()? {
            let Body::Payment(payment) = json(&row.get::<_, String>(1)?)? else { continue };
            let tax_id = payment.counterparty().map(|side| side.tax_id.clone());
            match tax_id.filter(|digits| !digits.is_empty()) {
                Some(digits) => twin.tax_ids.push(digits),
                None => twin.untaxed.push(StatementId(row.get(2)?)),
            }
            let report = payment.booking.reports.into_iter().next();
            let list = report.map_or_else(|| row.get(3).map(mapping), Ok)?;
            twin.origins.push((SourceId(row.get(0)?), list));
            twin.references.extend(payment.booking.references);
        }
        snapshot.twins.entry(hash).or_default().push(twin);
    }
    Ok(())
}

/// The first free number of every kind of entity.
pub(super) fn next_ids(c: &Connection) -> rusqlite::Result<NextIds> {
    let tables = [
        (RecordKind::Organization, "organization"),
        (RecordKind::Client, "client"),
        (RecordKind::Contact, "contact"),
        (RecordKind::Contract, "contract"),
        (RecordKind::Product, "product"),
        (RecordKind::Invoice, "document"),
        (RecordKind::Payment, "payment"),
        (RecordKind::Balance, "balance"),
    ];
    let mut next = NextIds::default();
    for (kind, table) in tables {
        next.0.insert(kind, super::undo::first_free(c, table)?);
    }
    // The number of a client that was merged into another stays its own.
    let sql = "SELECT coalesce(max(from_id), 0) + 1 FROM entity_redirect WHERE kind = ?1";
    let merged: i64 = c.query_row(sql, [kind_code(RecordKind::Client)], |row| row.get(0))?;
    next.0.entry(RecordKind::Client).and_modify(|next| *next = (*next).max(merged));
    Ok(next)
}

/// Reads a body the store wrote.
pub(super) fn json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into()))
}

/// Writes a body.
pub(super) fn to_json<T: serde::Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// The tax key of a party, if its number is valid.
pub(super) fn party_tax(party: &Party) -> Option<String> {
    party.tax_id.as_ref().map(tax_key)
}
