//! What is said of codes that were lost, or stood in the rows of others, and are put back: of a few rows in each of them; of
//! a run of rows, whose codes somebody moved at a stroke, once.

use std::collections::BTreeSet;

use super::named_sheet;
use crate::lang::{Arg, Lang};
use crate::model::row_id::RowId;
use crate::workbook::layout::{Layout, RemarkLine};
use crate::workbook::matching::Matched;
use crate::workbook::merge::Merged;

/// So many rows one under another lost their codes at a stroke.
const RUN_MIN: u32 = 3;

/// Rows one under another whose codes are put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    sheet: &'static str,
    /// From 1.
    first: u32,
    last: u32,
}

impl Run {
    fn is_long(self) -> bool {
        self.last.saturating_sub(self.first) + 1 >= RUN_MIN
    }
}

fn runs(merged: &Merged) -> Vec<Run> {
    let restored = merged.rows.iter().filter(|placed| matches!(placed.what, Matched::Recovered(_)));
    let mut places: Vec<(&'static str, u32)> = restored.map(|placed| (placed.sheet, placed.row)).collect();
    places.sort_unstable();
    let mut runs: Vec<Run> = Vec::new();
    for (sheet, row) in places {
        match runs.last_mut() {
            Some(run) if run.sheet == sheet && run.last.saturating_add(1) == row => run.last = row,
            _ => runs.push(Run { sheet, first: row, last: row }),
        }
    }
    runs
}

/// What the status column says of rows whose codes are put back; nothing of those of a run, unless something was written
/// into them that is taken.
pub(super) fn statuses(merged: &Merged, lang: Lang) -> Vec<((&'static str, u32), String)> {
    let now = merged.edits.iter().map(|edit| edit.place).chain(merged.agreed.iter().map(|agreed| agreed.place));
    let is_taken = |id: RowId| merged.taken_of.contains(&id);
    let before = merged.rows.iter().filter(|placed| placed.what.known().is_some_and(is_taken));
    let before = before.map(|placed| (placed.sheet, placed.row));
    let taken: BTreeSet<(&str, u32)> = now.map(|place| (place.sheet, place.row)).chain(before).collect();
    let of_row = |run: Run, row: u32| {
        let place = (run.sheet, row);
        match (taken.contains(&place), run.is_long()) {
            (true, _) => Some((place, lang.text("book-status-code-restored", &[]))),
            (false, true) => None,
            (false, false) => Some((place, lang.text("book-status-code-put-back", &[]))),
        }
    };
    let of_run = |run: Run| (run.first..=run.last).filter_map(move |row| of_row(run, row));
    runs(merged).into_iter().flat_map(of_run).collect()
}

/// What the sheet of remarks says of runs of rows, once of each.
#[must_use]
pub fn codes_put_back(merged: &Merged, layout: &Layout, lang: Lang) -> Vec<RemarkLine> {
    let line = |run: Run| {
        let (first, last) = (run.first.to_string(), run.last.to_string());
        let args = [("first", Arg::from(&first)), ("last", Arg::from(&last))];
        [
            named_sheet(lang, run.sheet),
            lang.text("book-remark-rows", &args),
            layout.caption(run.sheet, "id", lang),
            String::new(),
            lang.text("book-remark-codes-put-back", &args),
        ]
    };
    runs(merged).into_iter().filter(|run| run.is_long()).map(line).collect()
}
