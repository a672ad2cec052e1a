//! Conflicts that were decided: the decision holds until somebody states a value that was not among the two.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::codes::kind_code;
use super::super::{Store, StoreError};
use crate::model::book::{Clash, Filled, field_of_column};
use crate::model::row_id::RowId;

/// The last conflict about a cell that somebody decided.
struct Decided {
    book: String,
    values: [Option<String>; 2],
    /// The revision in which it was.
    revision: i64,
    /// Whether it was decided for what was written, and not for what the store had.
    is_mine: bool,
}

impl Decided {
    fn winner(&self) -> Option<&str> {
        let [stored, mine] = &self.values;
        if self.is_mine { mine } else { stored }.as_deref()
    }
}

impl Store {
    /// Whether the last conflict of a field was decided for this value, and nobody has stated another one since: it holds
    /// whatever sources say afterwards.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn is_decided_for(&self, row: RowId, field: &str, value: &str) -> Result<bool, StoreError> {
        self.run(|c| {
            let last = last(c, row, field)?.filter(|last| last.winner().is_some_and(|winner| winner == value));
            last.map_or(Ok(false), |last| Ok(!is_other_since(c, row, field, &last)?))
        })
    }

    /// The book in which a conflict of the same two values was decided, where nobody has stated another one since.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn decided_in(&self, clash: &Clash) -> Result<Option<String>, StoreError> {
        self.run(|c| {
            let Some(last) = last(c, clash.row, &clash.field)? else { return Ok(None) };
            let is_known = |value: Option<&String>| last.values.iter().any(|known| known.as_ref() == value);
            let is_old = is_known(clash.stored.as_ref()) && is_known(Some(&clash.mine));
            Ok(if is_old && !is_other_since(c, clash.row, &clash.field, &last)? { Some(last.book) } else { None })
        })
    }
}

fn last(c: &Connection, row: RowId, field: &str) -> rusqlite::Result<Option<Decided>> {
    let sql = "SELECT book, stored, mine, settled_by, state = 'mine' FROM book_clash WHERE row_id = ?1 AND field = ?2
         AND kind = 'conflict' AND state IN ('mine', 'stored') ORDER BY settled_by DESC, id DESC LIMIT 1";
    c.prepare_cached(sql)?
        .query_row(params![row.encode(), field], |row| {
            Ok(Decided {
                book: row.get(0)?,
                values: [row.get(1)?, row.get(2)?],
                revision: row.get(3)?,
                is_mine: row.get(4)?,
            })
        })
        .optional()
}

/// Whether a third value was stated after the decision, however often it was taken back since.
fn is_other_since(c: &Connection, row: RowId, field: &str, last: &Decided) -> rusqlite::Result<bool> {
    let Some(of) = Filled::of(row) else { return Ok(false) };
    let sql = "SELECT before_value FROM person_value_change
         WHERE kind = ?1 AND entity_id = ?2 AND field = ?3 AND revision_id > ?4 AND before_value IS NOT NULL";
    let key = params![kind_code(of.kind()), of.number(), field_of_column(field), last.revision];
    let mut find = c.prepare_cached(sql)?;
    let mut rows = find.query(key)?;
    while let Some(found) = rows.next()? {
        let before: Option<String> = found.get(0)?;
        if !last.values.contains(&before) {
            return Ok(true);
        }
    }
    Ok(false)
}
