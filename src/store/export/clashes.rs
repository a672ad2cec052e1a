//! Exported conflicts: questions about documents, then values of the managers' books.

use rusqlite::Connection;
use serde_json::json;

use super::{ExportError, RowSink};
use crate::model::ids::ConflictId;
use crate::model::row_id::RowId;

/// Fields of questions, and behind them those that only values of books have.
pub(super) const CONFLICT_FIELDS: &[&str] = &[
    "id",
    "kind",
    "state",
    "subject",
    "label",
    "candidates",
    "reasons",
    "created_run",
    "decision",
    "decided_by",
    "decided_at",
    "book",
    "column",
    "base",
    "stored",
    "mine",
    "who",
    "made_at",
];

/// Values of books that collide with the store's, or did, in the order of their numbers. `state` is `open`, or what was
/// chosen: `mine`, `stored`; `declined` of a wish; `agreed` where both sides came to one value; `undone` where
/// the run in which they collided was taken back.
pub(super) fn clashes(c: &Connection, sink: &mut RowSink<'_>) -> Result<(), ExportError> {
    let sql =
        "SELECT b.id, b.kind, b.state, b.row_id, b.subject, made.run_id, settled.made_at, b.book, b.field, b.base,
            b.stored, b.mine, b.who, b.made_at
         FROM book_clash b LEFT JOIN revision made ON made.id = b.revision_id
         LEFT JOIN revision settled ON settled.id = b.settled_by ORDER BY b.id";
    let mut find = c.prepare(sql)?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let id: String = row.get(3)?;
        let text = |at: usize| row.get::<_, Option<String>>(at);
        sink(json!({
            "id": ConflictId(row.get(0)?).to_string(),
            "kind": text(1)?,
            "state": text(2)?,
            "subject": RowId::parse(&id).map_or(id, RowId::bare),
            "label": text(4)?,
            "created_run": row.get::<_, Option<i64>>(5)?,
            "decided_at": text(6)?,
            "book": text(7)?,
            "column": text(8)?,
            "base": text(9)?,
            "stored": text(10)?,
            "mine": text(11)?,
            "who": text(12)?,
            "made_at": text(13)?,
        }))?;
    }
    Ok(())
}
