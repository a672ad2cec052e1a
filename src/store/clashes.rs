//! Values of managers' books that collide with the store's, until somebody chooses.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codes::kind_code;
use super::commit::Revision;
use super::{Store, StoreError};
use crate::model::book::{Answer, Choice, Clash, ClashKind, Filled, KeptClash, Settled, field_of_column};
use crate::model::ids::ConflictId;
use crate::model::row_id::RowId;

mod decided;
mod requests;
mod settled;
mod undone;

/// A clash to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewClash<'c> {
    /// The workbook.
    pub book: &'c str,
    /// What collides.
    pub clash: &'c Clash,
    /// Whose row it is, in words.
    pub subject: &'c str,
    /// Whose value it is.
    pub who: &'c str,
    /// When it was read, RFC 3339.
    pub made_at: &'c str,
}

const COLUMNS: &str = "id, kind, book, row_id, field, base, stored, mine, subject, who, made_at";

impl Store {
    /// Clashes of a book that wait, the oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn open_clashes(&self, book: &str) -> Result<Vec<KeptClash>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM book_clash WHERE book = ?1 AND state = 'open' ORDER BY id");
        self.run(|c| {
            let mut clashes: Vec<KeptClash> =
                c.prepare_cached(&sql)?.query_map([book], kept)?.collect::<rusqlite::Result<_>>()?;
            for kept in &mut clashes {
                kept.other = other(c, kept)?;
                kept.undone = undone::choice(c, kept.id)?;
            }
            Ok(clashes)
        })
    }
}

/// The person whose value the store has in the cell of a clash.
fn other(c: &Connection, kept: &KeptClash) -> rusqlite::Result<Option<String>> {
    let (Some(of), Some(stored)) = (Filled::of(kept.clash.row), &kept.clash.stored) else { return Ok(None) };
    let sql = "SELECT who FROM person_value WHERE kind = ?1 AND entity_id = ?2 AND field = ?3 AND value = ?4";
    let mut find = c.prepare_cached(sql)?;
    let field = field_of_column(&kept.clash.field);
    find.query_row(params![kind_code(of.kind()), of.number(), field, stored], |row| row.get(0)).optional()
}

impl Revision<'_> {
    /// Keeps a clash and gives its number. One cell has one: a file read twice, or edited again while it waits, changes
    /// the one that is known.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn put_clash(&mut self, new: &NewClash<'_>) -> rusqlite::Result<ConflictId> {
        let NewClash { book, clash, subject, who, made_at } = new;
        let Clash { kind, row, field, base, stored, mine } = clash;
        let known = format!(
            "SELECT {COLUMNS} FROM book_clash WHERE book = ?1 AND row_id = ?2 AND field = ?3 AND state = 'open'"
        );
        let known = self.tx.prepare_cached(&known)?.query_row(params![book, row.encode(), field], kept).optional()?;
        if let Some(known) = known {
            if *kind == ClashKind::Overruled && known.clash.kind == ClashKind::Conflict {
                // She has said something else since, and that waits: only what it collides with is another.
                let sql = "UPDATE book_clash SET stored = ?2 WHERE id = ?1";
                self.tx.prepare_cached(sql)?.execute(params![known.id.0, stored])?;
            } else if known.clash != **clash {
                let sql = "UPDATE book_clash SET kind = ?2, base = ?3, stored = ?4, mine = ?5, subject = ?6, who = ?7,
                        made_at = ?8, revision_id = ?9, asked = 0 WHERE id = ?1";
                let values = params![known.id.0, kind.name(), base, stored, mine, subject, who, made_at, self.id.0];
                self.tx.prepare_cached(sql)?.execute(values)?;
                undone::forget(&self.tx, known.id)?;
            }
            return Ok(known.id);
        }
        let sql = "INSERT INTO book_clash (kind, book, row_id, field, base, stored, mine, subject, who, made_at, state,
                revision_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'open', ?11)";
        let values =
            params![kind.name(), book, row.encode(), field, base, stored, mine, subject, who, made_at, self.id.0];
        self.tx.prepare_cached(sql)?.execute(values)?;
        Ok(ConflictId(self.tx.last_insert_rowid()))
    }

    /// Notes that both sides of a clash have come to one value by themselves: nobody decided anything.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn agree_clash(&mut self, id: ConflictId) -> rusqlite::Result<()> {
        self.close_clash(id, Settled::Agreed.name()).map(drop)
    }

    /// Notes that nothing collides any more: the run in which it had was taken back.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn drop_clash(&mut self, id: ConflictId) -> rusqlite::Result<()> {
        self.close_clash(id, Settled::Undone.name()).map(drop)
    }

    /// Notes what somebody chose, and gives what collided; nothing for a clash that no longer waits. Filling in the
    /// manager's value, where it is chosen, is the caller's part of the same revision.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn settle_clash(&mut self, id: ConflictId, choice: Choice) -> rusqlite::Result<Option<KeptClash>> {
        self.close_clash(id, choice.name())
    }

    fn close_clash(&mut self, id: ConflictId, state: &str) -> rusqlite::Result<Option<KeptClash>> {
        let sql = format!("SELECT {COLUMNS} FROM book_clash WHERE id = ?1 AND state = 'open'");
        let known = self.tx.prepare_cached(&sql)?.query_row([id.0], kept).optional()?;
        if known.is_some() {
            undone::forget(&self.tx, id)?;
            let sql = "UPDATE book_clash SET state = ?2, settled_by = ?3 WHERE id = ?1";
            self.tx.prepare_cached(sql)?.execute(params![id.0, state, self.id.0])?;
        }
        if let Some(KeptClash { clash: Clash { kind: ClashKind::Request, row, field, .. }, .. }) = &known {
            self.resolve_request(*row, field)?;
        }
        Ok(known)
    }
}

fn kept(row: &Row<'_>) -> rusqlite::Result<KeptClash> {
    let text: String = row.get(3)?;
    let clash = Clash {
        kind: ClashKind::from_name(&row.get::<_, String>(1)?).unwrap_or(ClashKind::Conflict),
        row: RowId::parse(&text).unwrap_or_else(|| panic!("BUG: {text} in the store is no id of a row")),
        field: row.get(4)?,
        base: row.get(5)?,
        stored: row.get(6)?,
        mine: row.get(7)?,
    };
    Ok(KeptClash {
        id: ConflictId(row.get(0)?),
        book: row.get(2)?,
        clash,
        subject: row.get(8)?,
        who: row.get(9)?,
        made_at: row.get(10)?,
        other: None,
        undone: None,
        answer: Answer::default(),
    })
}
