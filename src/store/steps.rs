//! The store's own steps: every row that is written and every commit stand under the same watch as files do. A release
//! build has nothing of it.

use std::path::Path;

use rusqlite::Connection;

/// Stands before every commit.
#[cfg(not(debug_assertions))]
pub(super) const fn before_commits(_connection: &mut Connection, _path: &Path) -> rusqlite::Result<()> {
    Ok(())
}

/// Stands before every row that is inserted, changed or deleted.
#[cfg(not(debug_assertions))]
pub(super) const fn before_rows(_connection: &Connection, _path: &Path) -> rusqlite::Result<()> {
    Ok(())
}

#[cfg(debug_assertions)]
pub(super) use watched::{before_commits, before_rows};

#[cfg(debug_assertions)]
mod watched {
    use rusqlite::functions::FunctionFlags;

    use super::{Connection, Path};
    use crate::model::steps::{Step, before, is_watched};

    /// Stands before every commit: one that must fail is rolled back.
    pub(in crate::store) fn before_commits(connection: &mut Connection, path: &Path) -> rusqlite::Result<()> {
        if !is_watched() {
            return Ok(());
        }
        let path = path.to_owned();
        connection.commit_hook(Some(move || before(Step::Commit, &path).is_err()))
    }

    /// Stands before every row that is inserted, changed or deleted, by triggers that only this connection has.
    pub(in crate::store) fn before_rows(connection: &Connection, path: &Path) -> rusqlite::Result<()> {
        if !is_watched() {
            return Ok(());
        }
        let path = path.to_owned();
        connection.create_scalar_function("sverka_step", 0, FunctionFlags::SQLITE_UTF8, move |_| {
            before(Step::Row, &path).map_err(|error| rusqlite::Error::UserFunctionError(error.into())).map(|()| true)
        })?;
        let names = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let mut find = connection.prepare(names)?;
        let tables = find.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        for table in tables {
            for verb in ["insert", "update", "delete"] {
                connection.execute_batch(&format!(
                    "CREATE TEMP TRIGGER step_{table}_{verb} BEFORE {verb} ON main.{table}
                     BEGIN SELECT sverka_step(); END"
                ))?;
            }
        }
        Ok(())
    }
}
