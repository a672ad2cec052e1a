//! What became of values that collided, in the rows that a file still has of them.

use std::collections::BTreeMap;

use super::super::cells::{HAPPENED, set, was_gone};
use super::super::edits::Read;
use super::Sides;
use crate::model::book::Cells;
use crate::model::ids::ConflictId;
use crate::model::row_id::{RowId, RowKind};
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::layout::{Readable, shown_now, what_became};
use crate::workbook::patch::SheetPatch;
use crate::workbook::read::{FileRow, FileSheet};

/// The column of what the store has now.
const STORED: &str = "conflict_stored";

/// What rows of the file say of values that wait no more: what became of them, and what the store has now.
pub(super) fn settled(workspace: &Workspace, read: &Read) -> Result<BTreeMap<RowId, Cells>, SyncError> {
    let rows = read.merged.rows.iter().filter_map(|row| row.what.known());
    let mut said = BTreeMap::new();
    for id in rows.filter(|id| id.kind == RowKind::Conflict && read.theirs.row(*id).is_none()) {
        let Some((kept, became)) = workspace.store.settled_clash(ConflictId(id.number))? else { continue };
        let mut cells = Cells::new();
        cells.insert(HAPPENED.to_owned(), what_became(&kept, became, &read.layout, workspace.lang));
        let now = read.theirs.row(kept.clash.row).and_then(|row| row.cells.get(&kept.clash.field));
        if let Some(now) = now {
            cells.insert(STORED.to_owned(), shown_now(&kept, Some(now), &read.layout, workspace.lang));
        }
        said.insert(id, cells);
    }
    Ok(said)
}

impl Sides<'_> {
    /// Says what became of values that waited and do no more, and grays their row once.
    pub(super) fn tell_settled(
        &self,
        spec: &Readable,
        found: &FileSheet,
        (row, id): (&FileRow, RowId),
        patch: &mut SheetPatch,
    ) {
        if !was_gone(row) {
            patch.removed.push(row.row.saturating_sub(1));
        }
        for (column, value) in self.cells_of_settled(id) {
            let Some(spec) = spec.column(&column) else { continue };
            if row.value(spec.id) != Some(&value) && !row.formulas.contains(spec.id) {
                set(found, row, spec, &value, patch);
            }
        }
    }

    /// What the cells of such a row say.
    pub(super) fn cells_of_settled(&self, id: RowId) -> Cells {
        let unknown = || Cells::from([(HAPPENED.to_owned(), self.lang.text("book-clash-settled", &[]))]);
        self.settled.get(&id).cloned().unwrap_or_else(unknown)
    }
}
