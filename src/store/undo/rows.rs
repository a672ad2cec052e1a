//! Rows of noted tables as values: read, put back, taken away.

use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, OptionalExtension, ToSql, params_from_iter};
use serde_json::Value;

use super::notes::{columns, key, listed};
use super::tables::Table;
use crate::store::lookup::json;

/// A row's columns, in the order of the table.
pub(super) type Row = Vec<Value>;

/// The statements that one table needs.
pub(super) struct Rows {
    pub(super) table: &'static Table,
    columns: Vec<(String, bool)>,
    key_columns: Vec<bool>,
}

/// A noted value as SQL takes it.
struct Noted<'v>(&'v Value, bool);

impl ToSql for Noted<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Null => ToSqlOutput::Owned(Sql::Null),
            Value::String(text) if self.1 => ToSqlOutput::Owned(Sql::Blob(bytes(text))),
            Value::String(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            other => ToSqlOutput::Owned(Sql::Integer(other.as_i64().unwrap_or_default())),
        })
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.chars().filter_map(|digit| digit.to_digit(16)?.try_into().ok()).collect();
    digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit)).collect()
}

impl Rows {
    pub(super) fn of(c: &Connection, table: &'static Table) -> rusqlite::Result<Self> {
        let columns = columns(c, table)?;
        let is_bytes = |name: &&str| columns.iter().any(|(known, is_bytes)| known == name && *is_bytes);
        Ok(Self { table, key_columns: table.key.iter().map(is_bytes).collect(), columns })
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    fn found_by(&self, from: usize) -> String {
        let equal = self.table.key.iter().zip(from..).map(|(name, at)| format!("\"{name}\" = ?{at}"));
        equal.collect::<Vec<_>>().join(" AND ")
    }

    fn key_values<'k>(&'k self, key: &'k Row) -> impl Iterator<Item = Noted<'k>> {
        key.iter().zip(&self.key_columns).map(|(value, is_bytes)| Noted(value, *is_bytes))
    }

    /// The row of a key as it is now.
    pub(super) fn now(&self, c: &Connection, key: &str) -> rusqlite::Result<Option<Row>> {
        let columns = self.columns.iter().map(|(name, is_bytes)| (name.as_str(), *is_bytes));
        let sql = format!("SELECT {} FROM {} WHERE {}", listed("", columns), self.table.name, self.found_by(1));
        let key: Row = json(key)?;
        let found: Option<String> =
            c.prepare_cached(&sql)?.query_row(params_from_iter(self.key_values(&key)), |row| row.get(0)).optional()?;
        found.map(|row| json(&row)).transpose()
    }

    /// Keys of rows that a condition on their numbers finds.
    pub(super) fn keys(&self, c: &Connection, condition: &str) -> rusqlite::Result<Vec<String>> {
        let sql = format!("SELECT {} FROM {} WHERE {condition}", key("", self.table, &self.columns), self.table.name);
        c.prepare(&sql)?.query_map([], |row| row.get(0))?.collect()
    }

    /// Writes a row as it is to be; nothing takes it away.
    pub(super) fn put(&self, c: &Connection, key: &str, row: Option<&Row>) -> rusqlite::Result<()> {
        let name = self.table.name;
        let key: Row = json(key)?;
        let Some(row) = row else {
            let sql = format!("DELETE FROM {name} WHERE {}", self.found_by(1));
            return c.prepare_cached(&sql)?.execute(params_from_iter(self.key_values(&key))).map(drop);
        };
        let values = row.iter().zip(&self.columns).map(|(value, (_, is_bytes))| Noted(value, *is_bytes));
        if self.table.columns.is_empty() {
            return c.prepare_cached(&self.upsert())?.execute(params_from_iter(values)).map(drop);
        }
        let set = self.columns().zip(1..).map(|(column, at)| format!("\"{column}\" = ?{at}"));
        let set = set.collect::<Vec<_>>().join(", ");
        let sql = format!("UPDATE {name} SET {set} WHERE {}", self.found_by(self.columns.len() + 1));
        c.prepare_cached(&sql)?.execute(params_from_iter(values.chain(self.key_values(&key)))).map(drop)
    }

    fn upsert(&self) -> String {
        let quoted: Vec<String> = self.columns().map(|name| format!("\"{name}\"")).collect();
        let values: Vec<String> = (1..=quoted.len()).map(|at| format!("?{at}")).collect();
        let others = self.columns().filter(|name| !self.table.key.contains(name));
        let set = others.map(|name| format!("\"{name}\" = excluded.\"{name}\"")).collect::<Vec<_>>().join(", ");
        let on_conflict = if set.is_empty() { "DO NOTHING".to_owned() } else { format!("DO UPDATE SET {set}") };
        format!(
            "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) {on_conflict}",
            self.table.name,
            quoted.join(", "),
            values.join(", "),
            self.table.key.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
        )
    }
}
