//! Conflicts that were decided: the decision holds until somebody states a value that was not among the two.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::codes::kind_code;
use super::super::{Store, StoreError};
use crate::model::book::{Clash, Filled, field_of_column};

/// The last conflict about a cell that somebody decided.
struct Decided {
    book: String,
    values: [Option<String>; 2],
    /// The revision in which it was.
    revision: i64,
}

impl Store {
    /// The book in which a conflict of the same two values was decided, where nobody has stated another one since.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn decided_in(&self, clash: &Clash) -> Result<Option<String>, StoreError> {
        self.run(|c| {
            let Some(last) = last(c, clash)? else { return Ok(None) };
            let is_known = |value: Option<&String>| last.values.iter().any(|known| known.as_ref() == value);
            let is_old = is_known(clash.stored.as_ref()) && is_known(Some(&clash.mine));
            Ok(if is_old && !is_other_since(c, clash, &last)? { Some(last.book) } else { None })
        })
    }
}

fn last(c: &Connection, clash: &Clash) -> rusqlite::Result<Option<Decided>> {
    let sql = "SELECT book, stored, mine, settled_by FROM book_clash WHERE row_id = ?1 AND field = ?2
         AND kind = 'conflict' AND state IN ('mine', 'stored') ORDER BY settled_by DESC, id DESC LIMIT 1";
    c.prepare_cached(sql)?
        .query_row(params![clash.row.encode(), clash.field], |row| {
            Ok(Decided { book: row.get(0)?, values: [row.get(1)?, row.get(2)?], revision: row.get(3)? })
        })
        .optional()
}

/// Whether a third value was stated after the decision, however often it was taken back since.
fn is_other_since(c: &Connection, clash: &Clash, last: &Decided) -> rusqlite::Result<bool> {
    let Some(of) = Filled::of(clash.row) else { return Ok(false) };
    let sql = "SELECT before_value FROM person_value_change
         WHERE kind = ?1 AND entity_id = ?2 AND field = ?3 AND revision_id > ?4 AND before_value IS NOT NULL";
    let key = params![kind_code(of.kind()), of.number(), field_of_column(&clash.field), last.revision];
    let mut find = c.prepare_cached(sql)?;
    let mut rows = find.query(key)?;
    while let Some(row) = rows.next()? {
        let before: Option<String> = row.get(0)?;
        if !last.values.contains(&before) {
            return Ok(true);
        }
    }
    Ok(false)
}
