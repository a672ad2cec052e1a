//! Whose the clients of a file are that the store does not have for its book.

use std::collections::BTreeMap;

use super::super::edits::Read;
use crate::model::ids::ClientId;
use crate::model::row_id::{RowId, RowKind};
use crate::pipeline::{SyncError, Workspace};

/// With whom the clients of the file became one that the store no longer has for it.
pub(super) fn joined_into(workspace: &Workspace, read: &Read) -> Result<BTreeMap<RowId, RowId>, SyncError> {
    let clients = read.in_file.iter().filter(|id| id.kind == RowKind::Client && read.theirs.row(**id).is_none());
    let mut joined = BTreeMap::new();
    for id in clients {
        let now = workspace.store.client_now(ClientId(id.number))?.map(RowId::from);
        joined.extend(now.filter(|now| now != id).map(|now| (*id, now)));
    }
    Ok(joined)
}

/// Whose the clients of typed rows are that the book has no rows of.
pub(super) fn elsewhere(workspace: &Workspace, read: &Read) -> Result<BTreeMap<RowId, String>, SyncError> {
    let mut found = BTreeMap::new();
    for id in read.typed.values().map(|one| one.id).filter(|id| read.theirs.row(*id).is_none()) {
        found.insert(id, workspace.store.manager_of(ClientId(id.number))?.unwrap_or_default());
    }
    Ok(found)
}

/// What is said of rows of the file that went with the run that had made them. A client can be typed again.
pub(super) fn undone(workspace: &Workspace, read: &Read) -> Result<BTreeMap<RowId, &'static str>, SyncError> {
    let mut said = BTreeMap::new();
    let known = read.merged.rows.iter().filter_map(|row| row.what.known());
    for id in known.filter(|id| read.theirs.row(*id).is_none()) {
        if workspace.store.is_undone(id)? {
            let is_client = id.kind == RowKind::Client;
            said.insert(id, if is_client { "book-status-undone-client" } else { "book-status-undone-row" });
        }
    }
    Ok(said)
}
