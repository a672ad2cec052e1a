//! Wishes of managers for fields that accounting owns: asked of the accountant, taken or declined by her.

use rusqlite::{Connection, params};

use super::super::codes::kind_code;
use super::super::commit::Revision;
use super::super::decisions::client_now;
use super::super::lookup::to_json;
use super::super::{Store, StoreError};
use super::settled::answer;
use super::{COLUMNS, kept};
use crate::model::book::KeptClash;
use crate::model::change::{ReviewItem, ReviewKind, Subject};
use crate::model::ids::{ClientId, ConflictId, DecisionId, RevisionId};
use crate::model::record::RecordKind;
use crate::model::row_id::{RowId, RowKind};

impl Store {
    /// Whether there are wishes that nobody was asked about yet.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn has_unasked_requests(&self) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM book_clash WHERE kind = 'request' AND state = 'open' AND asked = 0)";
        self.run(|c| c.query_row(sql, [], |row| row.get(0)))
    }

    /// Wishes of a book that the accountant declined since a moment (RFC 3339, UTC).
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn declined_requests(&self, book: &str, since: &str) -> Result<Vec<KeptClash>, StoreError> {
        self.run(|c| {
            let mut find = c.prepare_cached(&declined())?;
            let of_row = |row: &rusqlite::Row<'_>| {
                let answer = answer(c, row.get("settled_by")?)?;
                Ok(KeptClash { answer, ..kept(row)? })
            };
            find.query_map([book, since], of_row)?.collect()
        })
    }
}

impl Revision<'_> {
    /// Wishes that wait, about clients, documents and payments of which a source says anything.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn requests_of_source(&self, source: &str) -> rusqlite::Result<Vec<KeptClash>> {
        let mut found = Vec::new();
        for request in open_requests(&self.tx)? {
            if is_of_source(&self.tx, request.clash.row, source)? {
                found.push(request);
            }
        }
        Ok(found)
    }

    /// Asks about every wish that nobody was asked about yet; wishes of several books for one cell are one question.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub fn ask_requests(&mut self, item: &dyn Fn(&[KeptClash]) -> ReviewItem) -> rusqlite::Result<()> {
        let sql = format!("SELECT {COLUMNS} FROM book_clash WHERE kind = 'request' AND state = 'open' AND asked = 0");
        let unasked: Vec<KeptClash> =
            self.tx.prepare_cached(&sql)?.query_map([], kept)?.collect::<rusqlite::Result<_>>()?;
        for request in unasked {
            self.ask(&item(&self.open_requests(request.clash.row, &request.clash.field)?))?;
            self.tx.prepare_cached("UPDATE book_clash SET asked = 1 WHERE id = ?1")?.execute([request.id.0])?;
        }
        Ok(())
    }

    /// Wishes that wait for one cell, whatever book they are from, the oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn open_requests(&self, row: RowId, field: &str) -> rusqlite::Result<Vec<KeptClash>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM book_clash WHERE row_id = ?1 AND field = ?2 AND kind = 'request' AND state = 'open'
             ORDER BY id"
        );
        self.tx.prepare_cached(&sql)?.query_map(params![row.encode(), field], kept)?.collect()
    }

    /// Notes that a wish was taken or declined, in this revision.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn settle_request(&mut self, id: ConflictId, taken: bool) -> rusqlite::Result<()> {
        let state = if taken { "mine" } else { "declined" };
        let sql = "UPDATE book_clash SET state = ?2, settled_by = ?3 WHERE id = ?1";
        self.tx.prepare_cached(sql)?.execute(params![id.0, state, self.id.0]).map(drop)
    }

    /// The revision in which a decision was made.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn revision_of(&self, decision: DecisionId) -> rusqlite::Result<RevisionId> {
        let sql = "SELECT revision_id FROM decision WHERE id = ?1";
        self.tx.prepare_cached(sql)?.query_row([decision.0], |row| row.get(0).map(RevisionId))
    }

    /// Wishes that a revision settled wait again, unless the same cell has another one by now.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn reopen_requests(&mut self, settled_by: RevisionId) -> rusqlite::Result<()> {
        let sql = "UPDATE book_clash SET state = 'open', settled_by = NULL
             WHERE settled_by = ?1 AND kind = 'request' AND NOT EXISTS (SELECT 1 FROM book_clash other
                WHERE other.book = book_clash.book AND other.row_id = book_clash.row_id
                AND other.field = book_clash.field AND other.state = 'open')";
        self.tx.prepare_cached(sql)?.execute([settled_by.0]).map(drop)
    }

    /// Takes back the question about a cell for which no wish waits any more.
    pub(super) fn resolve_request(&self, row: RowId, field: &str) -> rusqlite::Result<()> {
        if !self.open_requests(row, field)?.is_empty() {
            return Ok(());
        }
        let subject = to_json(&Subject::Cell(row, field.to_owned()))?;
        let sql = "UPDATE review SET state = 'resolved' WHERE kind = ?1 AND subject = ?2 AND state = 'open'";
        self.tx.prepare_cached(sql)?.execute([ReviewKind::ChangeRequest.name(), &subject]).map(drop)
    }
}

/// Few are declined in a book, and revisions grow for ever: the day is looked up for each.
fn declined() -> String {
    format!(
        "SELECT {COLUMNS}, settled_by FROM book_clash WHERE state = 'declined' AND book = ?1 AND EXISTS
            (SELECT 1 FROM revision WHERE revision.id = book_clash.settled_by AND revision.made_at >= ?2) ORDER BY id"
    )
}

/// The plus keeps the planner from going through everything that ever collided in the order of ids.
fn waiting() -> String {
    format!("SELECT {COLUMNS} FROM book_clash WHERE kind = 'request' AND state = 'open' ORDER BY +id")
}

pub(super) fn open_requests(c: &Connection) -> rusqlite::Result<Vec<KeptClash>> {
    c.prepare_cached(&waiting())?.query_map([], kept)?.collect()
}

fn is_of_source(c: &Connection, row: RowId, source: &str) -> rusqlite::Result<bool> {
    let (kinds, number) = match row.kind {
        RowKind::Client => {
            (RecordKind::Client..=RecordKind::Client, client_now(c, ClientId(row.number))?.map(|id| id.0))
        }
        RowKind::Document => (RecordKind::Invoice..=RecordKind::Return, Some(row.number)),
        RowKind::Payment => (RecordKind::Payment..=RecordKind::Payment, Some(row.number)),
        RowKind::Conflict | RowKind::Question => return Ok(false),
    };
    let sql = "SELECT EXISTS (SELECT 1 FROM statement s JOIN source x ON x.id = s.source_id
         WHERE s.entity_id = ?1 AND s.kind BETWEEN ?2 AND ?3 AND s.replaced = 0 AND x.name = ?4)";
    let kinds = (kind_code(*kinds.start()), kind_code(*kinds.end()));
    c.prepare_cached(sql)?.query_row(params![number, kinds.0, kinds.1, source], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_found_without_looking_through_what_is_settled() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        for (sql, index) in [(declined(), "book_clash_declined"), (waiting(), "book_clash_request")] {
            let plan: Vec<String> = store
                .run(|c| {
                    let mut explained = c.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                    let values = vec![""; explained.parameter_count()];
                    explained.query_map(rusqlite::params_from_iter(values), |row| row.get(3))?.collect()
                })
                .unwrap();
            assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
            assert!(!plan.iter().any(|step| step.starts_with("SCAN") && !step.contains(index)), "{plan:?}");
        }
    }
}
