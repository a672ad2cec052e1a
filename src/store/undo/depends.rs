//! What a later run needs of what would go away.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Row, params};

use super::super::codes::{kind_code, kind_of};
use super::super::commit::Revision;
use super::super::lookup::json;
use super::rows::Rows;
use super::{REFERENCES, Span, TABLES};
use crate::model::change::Candidate;
use crate::model::ids::ClientId;
use crate::model::record::RecordKind;
use crate::model::undone::Dependent;

/// So many things of one sort are named; whoever sees them sees that there are more.
const NAMED_MAX: usize = 20;

/// A run that was not taken back, and that takes none back itself.
pub(super) const STANDS: &str = "r.undone_by IS NULL AND r.verb <> 'undo'";

impl Revision<'_> {
    /// The last run that changed a row.
    pub(super) fn who_changed(&self, span: &Span, rows: &Rows, key: &str) -> rusqlite::Result<Option<Dependent>> {
        let sql = format!(
            "SELECT u.run_id FROM undo_row u JOIN run r ON r.id = u.run_id
             WHERE u.name = ?1 AND u.key = ?2 AND u.run_id > ?3 AND {STANDS} ORDER BY u.run_id DESC LIMIT 1"
        );
        let name = rows.table.name;
        let run =
            self.tx.prepare_cached(&sql)?.query_row(params![name, key, span.run.0], |row| row.get(0)).optional()?;
        let (sort, label) = self.named_row(name, key)?;
        if let Some(run) = run {
            return Ok(Some(Dependent { run, sort, label }));
        }
        // Only a run that took another back changed it since; what it is about is said with it.
        let sql = "SELECT max(run_id) FROM undo_row WHERE name = ?1 AND key = ?2 AND run_id > ?3 AND run_id <> ?4";
        let by: Option<i64> =
            self.tx.prepare_cached(sql)?.query_row(params![name, key, span.run.0, self.run.0], |row| row.get(0))?;
        let label = if label.is_empty() { sort.to_owned() } else { label };
        Ok(by.map(|run| Dependent { run, sort: "undo", label }))
    }

    /// Later client records that were given to a client by what this run said of it, and what the program joined since.
    pub(super) fn judged_with(&self, span: &Span, found: &mut BTreeSet<Dependent>) -> rusqlite::Result<()> {
        // What a later file said again is said by the time of that.
        let said = format!(
            "{} AND NOT EXISTS (SELECT 1 FROM adopted a WHERE a.of_table = 'statement' AND a.number = said.id
                AND a.run_id <> {} AND a.run_id <= r.id)",
            span.within("said.id", "statement"),
            span.run.0
        );
        let sql = format!(
            "SELECT DISTINCT r.id, 'client', coalesce(c.name, s.external_id) FROM statement s
             JOIN revision v ON v.id = s.revision_id JOIN run r ON r.id = v.run_id LEFT JOIN client c ON c.id = s.entity_id
             WHERE s.kind = ?1 AND s.entity_id <> 0 AND s.previous_id IS NULL AND r.id > ?2 AND {STANDS} AND s.entity_id IN
                (SELECT said.entity_id FROM statement said WHERE said.kind = ?1 AND {said})
                AND s.entity_id NOT IN (SELECT number FROM temp.undo_shared WHERE of_table = 'client')
             LIMIT {NAMED_MAX}"
        );
        let kind = kind_code(RecordKind::Client);
        self.collect(&sql, params![kind, span.run.0], found)?;
        let sql = format!(
            "SELECT DISTINCT r.id, 'joined', coalesce(c.name, '') FROM membership m
             JOIN revision v ON v.id = m.revision_id JOIN run r ON r.id = v.run_id LEFT JOIN client c ON c.id = m.to_id
             WHERE r.id > ?2 AND {STANDS} AND EXISTS (SELECT 1 FROM statement said WHERE said.kind = ?1 AND {said}
                AND said.entity_id IN (m.from_id, m.to_id)) LIMIT {NAMED_MAX}"
        );
        self.collect(&sql, params![kind, span.run.0], found)
    }

    /// Rows that are still there and refer to what is gone.
    pub(super) fn needed(&self, span: &Span, found: &mut BTreeSet<Dependent>) -> rusqlite::Result<()> {
        for (table, column, of) in REFERENCES {
            let mut condition = span.goes(column, of);
            if *table == "decision" {
                // A decision that no longer holds needs nothing, nor does the one that took it back.
                condition.push_str(" AND undone_by IS NULL AND kind <> 'undo'");
            }
            self.name_left(table, &condition, found)?;
        }
        for (kind, of) in ENTITIES {
            let of_kind = format!("kind = {} AND {}", kind_code(*kind), span.goes("entity_id", of));
            self.name_left("statement", &of_kind, found)?;
            self.name_left("person_value", &of_kind, found)?;
        }
        self.drop_questions(span)?;
        self.asked_about(span, found)
    }

    /// What a later run asked about something that is gone is asked no more; an answered question is a decision's.
    fn drop_questions(&self, span: &Span) -> rusqlite::Result<()> {
        for of in ["client", "document", "payment"] {
            let goes = span.goes(&format!("json_extract(subject, '$.{of}')"), of);
            self.tx.execute(&format!("DELETE FROM review WHERE decision_id IS NULL AND {goes}"), [])?;
        }
        Ok(())
    }

    /// Records that wait because they may be of a client who is gone.
    fn asked_about(&self, span: &Span, found: &mut BTreeSet<Dependent>) -> rusqlite::Result<()> {
        let sql = "SELECT created_run, label, candidates FROM review WHERE created_run > ?1 AND state = 'open'
             AND record_key IS NOT NULL";
        let mut find = self.tx.prepare(sql)?;
        let mut rows = find.query([span.run.0])?;
        let ours = format!("SELECT {}", span.within("?1", "client"));
        let mut is_ours = self.tx.prepare(&ours)?;
        while let Some(row) = rows.next()? {
            let candidates: Vec<Candidate> = json(&row.get::<_, String>(2)?)?;
            let clients = candidates.iter().filter_map(|one| one.id.parse::<ClientId>().ok());
            let gone = "SELECT NOT EXISTS (SELECT 1 FROM client WHERE id = ?1)";
            let mut is_gone = self.tx.prepare_cached(gone)?;
            let mut goes = false;
            for id in clients {
                goes |= is_ours.query_row([id.0], |row| row.get::<_, bool>(0))?
                    && is_gone.query_row([id.0], |row| row.get::<_, bool>(0))?;
            }
            if goes {
                found.insert(Dependent { run: row.get(0)?, sort: "question", label: row.get(1)? });
            }
        }
        Ok(())
    }

    fn name_left(&self, table: &str, condition: &str, found: &mut BTreeSet<Dependent>) -> rusqlite::Result<()> {
        let Some(table) = TABLES.iter().find(|known| known.name == table) else { return Ok(()) };
        let rows = Rows::of(&self.tx, table)?;
        for key in rows.keys(&self.tx, condition)?.into_iter().take(NAMED_MAX) {
            let (sort, label) = self.named_row(table.name, &key)?;
            let run = self.made_in(table.name, &key)?;
            found.insert(Dependent { run, sort, label });
        }
        Ok(())
    }

    /// The run that made a row, by its number; where it has none, the last that changed it.
    fn made_in(&self, table: &str, key: &str) -> rusqlite::Result<i64> {
        let by_number = format!(
            "SELECT max(run_id) FROM undo_mark WHERE json_extract(marks, '$.{table}') < CAST(json_extract(?1, '$[0]') AS INTEGER)"
        );
        let adopted =
            "SELECT run_id FROM adopted WHERE of_table = ?2 AND number = CAST(json_extract(?1, '$[0]') AS INTEGER)";
        let adopted: Option<i64> = self.tx.query_row(adopted, [key, table], |row| row.get(0)).optional()?;
        if let Some(run) = adopted {
            return Ok(run);
        }
        let by_note = "SELECT max(run_id) FROM undo_row WHERE name = ?2 AND key = ?1";
        let found: Option<i64> = if super::tables::counted().any(|name| name == table) {
            self.tx.query_row(&by_number, [key], |row| row.get(0))?
        } else {
            self.tx.query_row(by_note, [key, table], |row| row.get(0))?
        };
        Ok(found.unwrap_or_default())
    }

    /// What a row is, for a person.
    fn named_row(&self, table: &str, key: &str) -> rusqlite::Result<(&'static str, String)> {
        let (sort, sql) = match table {
            "document" => ("document", "SELECT kind, number, date FROM document WHERE id = json_extract(?1, '$[0]')"),
            "payment" | "allocation" => {
                ("payment", "SELECT 10, number, date FROM payment WHERE id = json_extract(?1, '$[0]')")
            }
            "client" => ("client", "SELECT 2, name, '' FROM client WHERE id = json_extract(?1, '$[0]')"),
            "statement" => {
                ("record", "SELECT kind, external_id, '' FROM statement WHERE id = json_extract(?1, '$[0]')")
            }
            "source_key" => (
                "record",
                "SELECT s.kind, s.external_id, '' FROM source_key k JOIN statement s ON s.id = k.statement_id
                 WHERE hex(k.key) = json_extract(?1, '$[0]')",
            ),
            "decision" => ("decision", "SELECT 0, 'J-' || id, '' FROM decision WHERE id = json_extract(?1, '$[0]')"),
            "review" => ("question", "SELECT 0, label, '' FROM review WHERE id = json_extract(?1, '$[0]')"),
            "person_value" => ("value", "SELECT 0, json_extract(?1, '$[2]'), ''"),
            "exchange" | "exchange_message" => {
                ("message", "SELECT 0, name, '' FROM source WHERE id = json_extract(?1, '$[0]')")
            }
            "membership" | "entity_redirect" => ("joined", "SELECT 0, '', '' WHERE ?1 <> ''"),
            _ => ("record", "SELECT 0, '', '' WHERE ?1 <> ''"),
        };
        let found = self.tx.prepare_cached(sql)?.query_row([key], label).optional()?;
        Ok((sort, found.unwrap_or_default()))
    }

    fn collect(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        found: &mut BTreeSet<Dependent>,
    ) -> rusqlite::Result<()> {
        let mut find = self.tx.prepare(sql)?;
        let mut rows = find.query(params)?;
        while let Some(row) = rows.next()? {
            let sort = if row.get::<_, String>(1)? == "client" { "client" } else { "joined" };
            found.insert(Dependent { run: row.get(0)?, sort, label: row.get(2)? });
        }
        Ok(())
    }
}

/// Kinds of records and the tables that number what they are of.
pub(super) const ENTITIES: &[(RecordKind, &str)] = &[
    (RecordKind::Organization, "organization"),
    (RecordKind::Client, "client"),
    (RecordKind::Contact, "contact"),
    (RecordKind::Contract, "contract"),
    (RecordKind::Product, "product"),
    (RecordKind::Invoice, "document"),
    (RecordKind::Order, "document"),
    (RecordKind::Shipment, "document"),
    (RecordKind::Return, "document"),
    (RecordKind::Payment, "payment"),
    (RecordKind::Balance, "balance"),
];

fn label(row: &Row<'_>) -> rusqlite::Result<String> {
    let (kind, name, date): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let kind = kind_of(kind).filter(|kind| kind.is_document()).map(RecordKind::name);
    let parts = [kind.unwrap_or_default(), name.as_str(), date.as_str()];
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}
