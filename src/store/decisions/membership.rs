//! Who is who as the program judges it: every client's records, what it moved between clients and why, and its weights.

use rusqlite::{Connection, Row, params};

use super::super::codes::kind_code;
use super::super::commit::Revision;
use super::super::lookup::{json, to_json};
use super::clients::record_ref;
use crate::model::change::{Reason, RecordKey};
use crate::model::decision::RecordRef;
use crate::model::ids::{ClientId, SourceId, StatementId};
use crate::model::membership::{ClientRecord, ExplainedMembership, Membership};
use crate::model::record::{Body, RecordKind};

const COLUMNS: &str = "from_id, to_id, joined, confidence, reasons, moved, fields";

impl Revision<'_> {
    /// What every source says now of every client, in the order of the records' keys. Clients that a person deleted are
    /// left out: they stay as they are.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn client_records(&self) -> rusqlite::Result<Vec<ClientRecord>> {
        let mut find = self.tx.prepare(
            "SELECT s.entity_id, s.source_id, src.name, s.external_id, s.body, s.id
             FROM statement s JOIN source src ON src.id = s.source_id
             WHERE s.kind = ?1 AND s.replaced = 0 AND s.entity_id <> 0 AND NOT EXISTS
                (SELECT 1 FROM person_value v WHERE v.kind = ?1 AND v.entity_id = s.entity_id AND v.field = 'deleted')",
        )?;
        let rows = find.query_map([kind_code(RecordKind::Client)], |row| {
            let (source, id): (SourceId, String) = (SourceId(row.get(1)?), row.get(3)?);
            let body: Body = json(&row.get::<_, String>(4)?)?;
            let key = RecordKey::new(source, RecordKind::Client, &id);
            let record = record_ref(row.get(2)?, RecordKind::Client, id, &body);
            let party = if let Body::Client(party) = body { Some(party) } else { None };
            let (client, statement) = (ClientId(row.get(0)?), StatementId(row.get(5)?));
            Ok(ClientRecord { key, source, client, statement, record, party })
        })?;
        let mut records: Vec<ClientRecord> = rows.collect::<rusqlite::Result<_>>()?;
        records.sort_unstable_by_key(|record| record.key);
        Ok(records)
    }

    /// Keeps what the program moved and why.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_membership(&self, membership: &Membership) -> rusqlite::Result<()> {
        let Membership { from, to, joined, confidence, reasons, moved, fields } = membership;
        let sql = format!("INSERT INTO membership ({COLUMNS}, revision_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        self.tx
            .prepare_cached(&sql)?
            .execute(params![
                from.0,
                to.0,
                joined,
                confidence,
                to_json(reasons)?,
                to_json(moved)?,
                to_json(fields)?,
                self.id.0
            ])
            .map(drop)
    }

    /// What the program joined from a client into others that still holds, the oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn joined_from(&self, client: ClientId) -> rusqlite::Result<Vec<Membership>> {
        let mut found = of_client(&self.tx, "from_id", client)?;
        found.retain(|membership| membership.joined);
        Ok(found)
    }

    /// What the program joined into a client that still holds, the oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn joined_into(&self, client: ClientId) -> rusqlite::Result<Vec<Membership>> {
        let mut found = of_client(&self.tx, "to_id", client)?;
        found.retain(|membership| membership.joined);
        Ok(found)
    }

    /// Keeps the weights, as `reconcile` writes them.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_identity_model(&self, body: &str) -> rusqlite::Result<()> {
        let sql = "INSERT INTO identity_model (id, body, revision_id) VALUES (1, ?1, ?2)
             ON CONFLICT (id) DO UPDATE SET body = excluded.body, revision_id = excluded.revision_id";
        self.tx.execute(sql, params![body, self.id.0]).map(drop)
    }
}

/// What the program did to a client's records that still holds, the oldest first.
pub(in crate::store) fn memberships(c: &Connection, client: ClientId) -> rusqlite::Result<Vec<ExplainedMembership>> {
    let mut found: Vec<Membership> = Vec::new();
    // What was joined into a client that is gone by now came along.
    let mut open = vec![client];
    while let Some(one) = open.pop() {
        for membership in of_client(c, "to_id", one)? {
            let is_new = !found.contains(&membership);
            if is_new && has_some(c, client, &membership.moved)? {
                open.push(membership.from);
                found.push(membership);
            }
        }
    }
    Ok(found.iter().map(ExplainedMembership::from).collect())
}

/// Of the rows by one of the two clients those whose records are where they were put, or went on from there.
fn of_client(c: &Connection, column: &str, client: ClientId) -> rusqlite::Result<Vec<Membership>> {
    let sql = format!("SELECT {COLUMNS} FROM membership WHERE {column} = ?1 ORDER BY id");
    let mut find = c.prepare_cached(&sql)?;
    let rows: Vec<Membership> = find.query_map([client.0], membership)?.collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::new();
    for row in rows {
        // Parted again: the records are back where they came from.
        if !has_some(c, row.from, &row.moved)? {
            found.push(row);
        }
    }
    Ok(found)
}

/// Whether any of the records is of the client now.
fn has_some(c: &Connection, client: ClientId, records: &[RecordRef]) -> rusqlite::Result<bool> {
    for record in records {
        if super::made::entity_of(c, record)? == Some(client.0) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn membership(row: &Row<'_>) -> rusqlite::Result<Membership> {
    let reasons: Vec<Reason> = json(&row.get::<_, String>(4)?)?;
    Ok(Membership {
        from: ClientId(row.get(0)?),
        to: ClientId(row.get(1)?),
        joined: row.get(2)?,
        confidence: row.get(3)?,
        reasons,
        moved: json(&row.get::<_, String>(5)?)?,
        fields: json(&row.get::<_, String>(6)?)?,
    })
}
