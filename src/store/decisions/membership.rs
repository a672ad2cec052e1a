//! Who is who as the program judges it: what it moved between clients and why, and its weights.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::super::commit::Revision;
use super::super::lookup::{json, to_json};
use crate::model::change::Reason;
use crate::model::decision::RecordRef;
use crate::model::ids::ClientId;
use crate::model::membership::{ExplainedMembership, Membership};

const COLUMNS: &str = "from_id, to_id, joined, confidence, reasons, moved, fields";

impl Revision<'_> {
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

    /// The weights as they were last learned; nothing where they never were.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn identity_model(&self) -> rusqlite::Result<Option<String>> {
        self.tx.query_row("SELECT body FROM identity_model", [], |row| row.get(0)).optional()
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
