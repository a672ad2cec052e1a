//! What was decided holds: a file that still says what was decided against opens nothing anew.

use super::Book;
use crate::model::book::ClashKind;
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::merge::Merged;

/// Takes out of the conflicts of a file those that were decided in its own book, and those about rows that went with a run
/// that was taken back: there is nothing to choose. Marks those that another person decided: she is told, and nothing waits
/// for her.
pub(super) fn hold(workspace: &Workspace, book: &Book, merged: &mut Merged) -> Result<(), SyncError> {
    let mut conflicts = Vec::new();
    for mut placed in std::mem::take(&mut merged.conflicts) {
        if placed.clash.stored.is_none() && workspace.store.is_undone(placed.clash.row)? {
            continue;
        }
        match workspace.store.decided_in(&placed.clash)? {
            Some(decided) if decided == book.shown_in() => continue,
            Some(_) => placed.clash.kind = ClashKind::Overruled,
            None => {}
        }
        conflicts.push(placed);
    }
    merged.conflicts = conflicts;
    Ok(())
}
