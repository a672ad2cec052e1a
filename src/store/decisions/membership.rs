//! Who is who as the program judges it: what it moved between clients and why, and its weights.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::super::commit::Revision;
use super::super::lookup::{json, to_json};
use super::super::undo::first_free;
use super::super::{Store, StoreError};
use super::clients::record_ref;
use crate::model::change::{NewStatement, Plan, Reason};
use crate::model::decision::{Decision, Fact, RecordRef};
use crate::model::ids::{ClientId, RunId};
use crate::model::membership::{AT_ARRIVAL, ExplainedMembership, Join, Membership, RuleJoin};
use crate::model::record::RecordKind;

/// How sure a certain rule is, percent: nothing but a person's word is a hundred.
const CERTAIN: u8 = 99;

const COLUMNS: &str = "from_id, to_id, joined, confidence, reasons, moved, fields";

impl Revision<'_> {
    /// Keeps what the program moved and why.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_membership(&self, membership: &Membership) -> rusqlite::Result<()> {
        let Membership { from, to, joined, confidence, reasons, moved, fields } = membership;
        let sql =
            format!("INSERT INTO membership ({COLUMNS}, revision_id, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
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
                self.id.0,
                first_free(&self.tx, "membership")?
            ])
            .map(drop)
    }

    /// Keeps which records a certain rule gave to a client when they came.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub(in crate::store) fn put_rule_joins(&self, plan: &Plan) -> rusqlite::Result<()> {
        let mut joined = plan.joined.iter().peekable();
        if joined.peek().is_none() {
            return Ok(());
        }
        let sql = "SELECT name FROM source WHERE id = ?1";
        let source: String = self.tx.query_row(sql, [self.source.0], |row| row.get(0))?;
        for NewStatement { id, record, .. } in &plan.statements {
            let Some(RuleJoin { client, reasons, .. }) = joined.next_if(|join| join.statement == *id) else { continue };
            self.put_membership(&Membership {
                from: AT_ARRIVAL,
                to: *client,
                joined: true,
                confidence: CERTAIN,
                reasons: reasons.clone(),
                moved: vec![record_ref(source.clone(), RecordKind::Client, record.id.clone(), &record.body)],
                fields: Vec::new(),
            })?;
        }
        Ok(())
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
        found.retain(|membership| membership.joined && membership.from != AT_ARRIVAL);
        Ok(found)
    }

    /// Records that a certain rule gave to a client when they came, and that are its own still.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn joined_at_arrival(&self, client: ClientId) -> rusqlite::Result<Vec<RecordRef>> {
        let mut found = of_client(&self.tx, "to_id", client)?;
        found.retain(|membership| membership.from == AT_ARRIVAL);
        let mut records: Vec<RecordRef> = found.into_iter().flat_map(|membership| membership.moved).collect();
        let mut theirs = Vec::new();
        for record in records.drain(..) {
            if has_some(&self.tx, client, std::slice::from_ref(&record))? {
                theirs.push(record);
            }
        }
        Ok(theirs)
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

impl Store {
    /// How many records a certain rule gave to known clients in a run.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn joined_by_rule(&self, run: RunId) -> Result<usize, StoreError> {
        self.run(|c| {
            // The newest come first: what earlier runs did is not looked at.
            let sql = "SELECT m.from_id, r.run_id FROM membership m JOIN revision r ON r.id = m.revision_id
                 ORDER BY m.id DESC";
            let mut find = c.prepare_cached(sql)?;
            let mut rows = find.query([])?;
            let mut count = 0;
            while let Some(row) = rows.next()? {
                if row.get::<_, i64>(1)? != run.0 {
                    break;
                }
                count += usize::from(row.get::<_, i64>(0)? == AT_ARRIVAL.0);
            }
            Ok(count)
        })
    }

    /// What was made one client and still is, by the program or by people, the newest first; of one run, or of all.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn joins(&self, run: Option<RunId>) -> Result<Vec<Join>, StoreError> {
        self.run(|c| {
            let mut found = by_program(c, run)?;
            found.extend(by_people(c, run)?);
            found.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.run.cmp(&a.run)));
            Ok(found)
        })
    }
}

fn by_program(c: &Connection, run: Option<RunId>) -> rusqlite::Result<Vec<Join>> {
    let of_run = if run.is_some() { "WHERE r.run_id = ?1" } else { "WHERE ?1 IS NULL" };
    let sql = format!(
        "SELECT m.from_id, m.to_id, m.joined, m.confidence, m.reasons, m.moved, m.fields, r.run_id, r.made_at
         FROM revision r JOIN membership m ON m.revision_id = r.id {of_run} AND m.joined ORDER BY m.id DESC"
    );
    let mut find = c.prepare(&sql)?;
    let rows = find.query_map([run.map(|run| run.0)], |row| Ok((membership(row)?, row.get(7)?, row.get(8)?)))?;
    let rows: Vec<(Membership, i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::new();
    for (membership, run, at) in rows {
        let now = super::client_now(c, membership.to)?.unwrap_or(membership.to);
        // Parted again, or deleted by their source.
        if has_some(c, now, &membership.moved)? {
            let membership = ExplainedMembership::from(&membership);
            found.push(Join { run, at, who: String::new(), decision: None, membership, reason: String::new() });
        }
    }
    Ok(found)
}

fn by_people(c: &Connection, run: Option<RunId>) -> rusqlite::Result<Vec<Join>> {
    let mut found = Vec::new();
    for decision in super::made::all(c)? {
        let Decision { id, fact, who, made_at, reason, before, undone_by, .. } = decision;
        let (Fact::Same { .. }, None, Some(first)) = (&fact, undone_by, before.moved.first()) else { continue };
        let sql = "SELECT r.run_id FROM decision d JOIN revision r ON r.id = d.revision_id WHERE d.id = ?1";
        let of: i64 = c.prepare_cached(sql)?.query_row([id.0], |row| row.get(0))?;
        if run.is_some_and(|run| run.0 != of) {
            continue;
        }
        let membership = ExplainedMembership::from(&Membership {
            from: first.from,
            to: first.to,
            joined: true,
            confidence: 100,
            reasons: Vec::new(),
            moved: before.moved.iter().map(|moved| moved.record.clone()).collect(),
            fields: Vec::new(),
        });
        found.push(Join { run: of, at: made_at, who, decision: Some(id.to_string()), membership, reason });
    }
    Ok(found)
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
