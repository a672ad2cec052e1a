//! While a run is open, every older row is noted before it changes, by triggers that only this connection has: whatever
//! writes a row can't forget it. A row that the run itself made is known by its number and needs no note.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::super::codes::kind_code;
use super::first_free;
use super::tables::{Made, TABLES, Table, counted};
use crate::model::ids::RunId;
use crate::model::record::RecordKind;

/// The highest number of each table that numbers its rows.
pub(super) type Marks = BTreeMap<String, i64>;

/// So many runs can be taken back: what they changed is kept that long.
const RUNS_KEPT: i64 = 1_000;

/// The columns of a table, with whether each holds bytes.
pub(super) fn columns(c: &Connection, table: &Table) -> rusqlite::Result<Vec<(String, bool)>> {
    let mut find = c.prepare_cached("SELECT name, upper(type) = 'BLOB' FROM pragma_table_info(?1) ORDER BY cid")?;
    let all = find.query_map([table.name], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let all: Vec<(String, bool)> = all.collect::<rusqlite::Result<_>>()?;
    let wanted = |(name, _): &(String, bool)| table.columns.is_empty() || table.columns.contains(&name.as_str());
    Ok(all.into_iter().filter(wanted).collect())
}

/// An SQL expression for these columns of a row as a JSON list; bytes are written in hexadecimal.
pub(super) fn listed<'n>(row: &str, columns: impl Iterator<Item = (&'n str, bool)>) -> String {
    let value = |(name, is_bytes): (&str, bool)| {
        let column = format!("{row}\"{name}\"");
        if is_bytes { format!("iif({column} IS NULL, NULL, hex({column}))") } else { column }
    };
    format!("json_array({})", columns.map(value).collect::<Vec<_>>().join(", "))
}

/// The key of a row, as the notes have it.
pub(super) fn key(row: &str, table: &Table, columns: &[(String, bool)]) -> String {
    let is_bytes = |name: &str| columns.iter().any(|(known, is_bytes)| known == name && *is_bytes);
    listed(row, table.key.iter().map(|name| (*name, is_bytes(name))))
}

/// Makes the triggers of this connection.
pub(in crate::store) fn watch(c: &Connection) -> rusqlite::Result<()> {
    let marks: String = counted().map(|name| format!(", \"{name}\" INTEGER NOT NULL")).collect();
    c.execute_batch(&format!("CREATE TEMP TABLE noting (run_id INTEGER NOT NULL{marks})"))?;
    TABLES.iter().try_for_each(|table| triggers(c, table))
}

fn triggers(c: &Connection, table: &Table) -> rusqlite::Result<()> {
    let columns = columns(c, table)?;
    let name = table.name;
    let is_older = |row: &str| {
        if table.marks.is_empty() {
            return "EXISTS (SELECT 1 FROM noting)".to_owned();
        }
        let below = |(column, of): &(&str, &str)| format!("{row}\"{column}\" <= (SELECT \"{of}\" FROM noting)");
        table.marks.iter().map(below).collect::<Vec<_>>().join(" AND ")
    };
    let note = |row: &str, before: &str| {
        format!(
            "INSERT INTO undo_row (run_id, name, key, before) SELECT run_id, '{name}', {}, {before} FROM noting
             WHERE true ON CONFLICT DO NOTHING;",
            key(row, table, &columns)
        )
    };
    let before = listed("OLD.", columns.iter().map(|(name, is_bytes)| (name.as_str(), *is_bytes)));
    let differ = columns.iter().map(|(name, _)| format!("OLD.\"{name}\" IS NOT NEW.\"{name}\""));
    let differ = differ.collect::<Vec<_>>().join(" OR ");
    c.execute_batch(&format!(
        "CREATE TEMP TRIGGER note_{name}_update BEFORE UPDATE ON main.{name} WHEN {} AND ({differ}) BEGIN {} END",
        is_older("OLD."),
        note("OLD.", &before)
    ))?;
    c.execute_batch(&format!(
        "CREATE TEMP TRIGGER note_{name}_delete BEFORE DELETE ON main.{name} WHEN {} BEGIN {} END",
        is_older("OLD."),
        note("OLD.", &before)
    ))?;
    // A client that was merged may come back under its old number; no other number comes back.
    if table.made != Made::Numbered || name == "client" {
        c.execute_batch(&format!(
            "CREATE TEMP TRIGGER note_{name}_insert AFTER INSERT ON main.{name} WHEN {} BEGIN {} END",
            is_older("NEW."),
            note("NEW.", "NULL")
        ))?;
    }
    // What was not there before and is not there after is as it was.
    if table.made == Made::Noted {
        c.execute_batch(&format!(
            "CREATE TEMP TRIGGER note_{name}_gone AFTER DELETE ON main.{name} WHEN {} BEGIN
                DELETE FROM undo_row WHERE run_id = (SELECT run_id FROM noting) AND name = '{name}' AND key = {}
                    AND before IS NULL; END",
            is_older("OLD."),
            key("OLD.", table, &columns)
        ))?;
    }
    if table.key != ["id"] {
        let moved = table.key.iter().map(|name| format!("OLD.\"{name}\" IS NOT NEW.\"{name}\""));
        c.execute_batch(&format!(
            "CREATE TEMP TRIGGER note_{name}_key AFTER UPDATE ON main.{name} WHEN {} AND ({}) BEGIN {} END",
            is_older("NEW."),
            moved.collect::<Vec<_>>().join(" OR "),
            note("NEW.", "NULL")
        ))?;
    }
    Ok(())
}

/// From here on changes are noted for this run.
pub(in crate::store) fn begin(c: &Connection, run: RunId, schema: i64) -> rusqlite::Result<()> {
    let mut marks = Marks::new();
    for table in counted() {
        marks.insert(table.to_owned(), first_free(c, table)? - 1);
    }
    // The number of a client that was merged into another is given too, and what names it names nobody of this run.
    let sql = "SELECT coalesce(max(from_id), 0) FROM entity_redirect WHERE kind = ?1";
    let merged: i64 = c.query_row(sql, [kind_code(RecordKind::Client)], |row| row.get(0))?;
    marks.entry("client".to_owned()).and_modify(|mark| *mark = (*mark).max(merged));
    let text = super::super::lookup::to_json(&marks)?;
    // Old runs are not taken back any more, nor those of another schema.
    let of_old = "run_id <= ?1 OR run_id IN (SELECT run_id FROM undo_mark WHERE schema <> ?2)";
    for table in ["undo_row", "undo_mark"] {
        c.execute(&format!("DELETE FROM {table} WHERE {of_old}"), [run.0 - RUNS_KEPT, schema])?;
    }
    // Whatever is older than all that can be taken back is asked about no more.
    for table in ["restated", "confirmed"] {
        let sql = format!(
            "DELETE FROM {table} WHERE revision_id <= (SELECT id FROM revision
             WHERE run_id < (SELECT min(run_id) FROM undo_mark) ORDER BY id DESC LIMIT 1)"
        );
        c.execute(&sql, [])?;
    }
    let sql = "INSERT INTO undo_mark (run_id, schema, marks) VALUES (?1, ?2, ?3)";
    c.execute(sql, params![run.0, schema, text])?;
    // Whose a row is by now matters to nobody once that run can't be taken back.
    c.execute("DELETE FROM adopted WHERE run_id < (SELECT min(run_id) FROM undo_mark)", [])?;
    note_for(c, run, &marks)
}

/// From here on changes are noted for this run, which began with these marks.
pub(super) fn note_for(c: &Connection, run: RunId, marks: &Marks) -> rusqlite::Result<()> {
    end(c)?;
    let values: String =
        counted().map(|table| format!(", {}", marks.get(table).copied().unwrap_or_default())).collect();
    c.execute_batch(&format!("INSERT INTO noting VALUES ({}{values})", run.0))
}

/// From here on nothing is noted.
pub(in crate::store) fn end(c: &Connection) -> rusqlite::Result<()> {
    c.execute("DELETE FROM noting", []).map(drop)
}
