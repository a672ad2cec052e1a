//! One row of a file: which of its cells are set, what is said of it, and what it holds afterwards.

use std::collections::BTreeSet;

use super::Sides;
use crate::lang::Arg;
use crate::model::book::{BookRow, Cells};
use crate::model::row_id::{RowId, RowKind};
use crate::pipeline::books::cells::{HAPPENED, set, set_status};
use crate::workbook::layout::{ColumnSpec, Readable, STATUS};
use crate::workbook::matching::Matched;
use crate::workbook::merge::is_put_back;
use crate::workbook::patch::SheetPatch;
use crate::workbook::read::{FileRow, FileSheet};
use crate::workbook::value::FileCell;

impl Sides<'_> {
    /// Brings a row of the file up to date, and says of it what is to be said.
    pub(super) fn row(
        &self,
        spec: &Readable,
        found: &FileSheet,
        row: &FileRow,
        id: RowId,
        wanted: &Cells,
        patch: &mut SheetPatch,
    ) {
        let mut formulas = Vec::new();
        for column in spec.columns.iter().filter(|column| column.id != STATUS) {
            let own_id = id.encode();
            let value = if column.id == "id" { Some(&own_id) } else { wanted.get(column.id) };
            let (Some(value), Some(cell)) = (value, row.cells.get(column.id)) else { continue };
            if cell.says(value) {
                continue;
            }
            // A formula is hers; what can't be read stays for its author to mend.
            if row.formulas.contains(column.id) {
                formulas.push(self.beside_formula(column, value));
                continue;
            }
            if matches!(cell, FileCell::Unreadable { .. }) && !is_put_back(column, row) {
                continue;
            }
            set(found, row, column, &column.shown(value, self.lang), patch);
        }
        let mut told = [self.statuses.get(&(spec.id, row.row)), self.by_id.get(&id)];
        if spec.kind == RowKind::Question {
            // How a question stands comes first: the color of its row follows that.
            told.reverse();
        }
        let status = told.into_iter().flatten().cloned().chain(formulas).collect::<Vec<_>>().join("; ");
        set_status(found, row, &status, patch);
    }

    /// What the store has where her formula stays.
    fn beside_formula(&self, column: &ColumnSpec, value: &str) -> String {
        let (caption, said) = (column.caption(self.lang), column.in_words(value, self.lang));
        let key = if value.is_empty() { "book-status-formula-blank" } else { "book-status-formula" };
        self.lang.text(key, &[("column", Arg::from(&caption)), ("value", Arg::from(&said))])
    }

    /// What a row of values that collide should say, where its choice can't be read: which choices there are.
    pub(super) fn with_answer(&self, row: &FileRow, cells: &Cells) -> Cells {
        let mut cells = cells.clone();
        if let Some(FileCell::Unreadable { shown, .. }) = row.cells.get("choice")
            && let Some(said) = cells.get_mut(HAPPENED)
        {
            let answer = self.lang.text("book-clash-no-choice", &[("shown", Arg::from(shown))]);
            *said = format!("{answer}; {said}");
        }
        cells
    }

    /// What the file holds of a row that is gone.
    pub(super) fn without_figures(&self, spec: &Readable, id: RowId, cells: &Cells) -> BookRow {
        let mut cells = cells.clone();
        for column in spec.columns.iter().filter(|column| column.is_figure()) {
            if let Some(value) = cells.get_mut(column.id) {
                value.clear();
            }
        }
        if spec.column(HAPPENED).is_some() {
            cells.extend(self.cells_of_settled(id));
        }
        BookRow { id, cells }
    }

    /// The row that was emptied but for its id, where it is to stand there again.
    pub(super) fn emptied(&self, matched: Matched, known: &BTreeSet<RowId>) -> Option<RowId> {
        let Matched::Cleared(id) = matched else { return None };
        let is_wanted = !self.absent.contains_key(&id) && !known.contains(&id);
        (is_wanted && self.shown_ids.contains(&id)).then_some(id)
    }

    /// What the file holds of a row afterwards: for a cell that can't be read, what was written before; where her formula
    /// stays, what it says, or that would be taken for an edit of hers the next time.
    pub(super) fn held(&self, spec: &Readable, row: &FileRow, id: RowId, wanted: &Cells) -> BookRow {
        let mut cells = wanted.clone();
        for column in &spec.columns {
            let Some(cell) = row.cells.get(column.id) else { continue };
            let has_formula = row.formulas.contains(column.id);
            if has_formula && let Some(said) = cell.value() {
                cells.insert(column.id.to_owned(), said.to_owned());
                continue;
            }
            let is_kept = matches!(cell, FileCell::Unreadable { .. }) && (has_formula || !is_put_back(column, row));
            if !is_kept {
                continue;
            }
            match self.base.get(&id).and_then(|cells| cells.get(column.id)) {
                Some(before) => drop(cells.insert(column.id.to_owned(), before.clone())),
                None => drop(cells.remove(column.id)),
            }
        }
        BookRow { id, cells }
    }
}
