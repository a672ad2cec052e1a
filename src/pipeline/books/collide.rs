//! What both sides changed in one run, neither having seen the other's.

use jiff::Timestamp;

use super::edits::books_of;
use super::job;
use crate::model::book::{Clash, ClashKind, column_of_field};
use crate::model::ids::RunId;
use crate::model::row_id::RowId;
use crate::pipeline::{SyncError, Workspace};
use crate::store::clashes::NewClash;
use crate::store::filled::overtaken::Overtaken;

/// Values that somebody gave in a book of this run while a source came to another one: who was read first does not decide
/// which holds. The source's value stands, the other waits for a choice as it would had the book been read later.
pub(in crate::pipeline) fn collide(workspace: &mut Workspace, run: RunId, now: Timestamp) -> Result<(), SyncError> {
    let overtaken = workspace.store.overtaken()?;
    let books = books_of(workspace);
    let made_at = now.to_string();
    for Overtaken { client, name, field, base, stored, mine, who } in overtaken {
        // A value that no book gave was not given beside the source's.
        let Some(book) = books.get(&who) else { continue };
        let owner = workspace.store.manager_of(client)?.unwrap_or_default();
        let (row, column) = (RowId::from(client), column_of_field(&field).to_owned());
        let clash =
            Clash { kind: ClashKind::Conflict, row, field: column, base: Some(base), stored: Some(stored), mine };
        let mut revision = workspace.store.begin_decision(run, now)?;
        let new = NewClash { book, clash: &clash, subject: &name, who: &who, made_at: &made_at };
        let kept = revision.withdraw(client, &field).and_then(|()| revision.put_clash(&new).map(drop));
        let kept = kept.and_then(|()| revision.enqueue(&job(&owner))).and_then(|_| revision.enqueue(&job("")));
        kept.map_err(|error| revision.named(error))?;
        revision.commit("")?;
    }
    Ok(())
}
