//! What of a copy that was taken is only in the copy: columns of somebody's own, rows that were deleted in it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Book;
use super::super::edits::Read;
use crate::lang::{Arg, Lang};
use crate::model::run::RunReport;
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::read::{BookFile, PlainSheet};
use crate::workbook::value::Raw;

/// What is not carried over.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Left {
    /// Captions of columns with values that are none of ours.
    columns: Vec<String>,
    /// How many rows are not in the copy and still in the book.
    rows: usize,
}

impl Left {
    /// Compares a copy with what was read of it and with what the book shows.
    pub(super) fn of(
        workspace: &Workspace,
        book: &Book,
        read: &Read,
        file: &BookFile,
        sheets: &[PlainSheet],
    ) -> Result<Self, SyncError> {
        let absent = workspace.store.absent_rows(&book.name)?;
        let missing = read.merged.missing_rows.iter();
        let is_left = |id: &&_| !absent.contains_key(id) && read.theirs.shown.contains(id);
        Ok(Self { columns: own_columns(file, sheets), rows: missing.filter(is_left).count() })
    }

    /// What is said of the copy; nothing where it said nothing.
    pub(super) fn said(&self, lang: Lang, name: &str, count: usize) -> Option<String> {
        if count == 0 && *self == Self::default() {
            return None;
        }
        let mut parts = vec![lang.text("book-copy-count", &[("count", count.into())])];
        if !self.columns.is_empty() {
            let columns = self.columns.join(", ");
            parts.push(lang.text("book-copy-columns", &[("columns", Arg::Text(&columns))]));
        }
        if self.rows > 0 {
            parts.push(lang.text("book-copy-rows", &[("count", self.rows.into()), ("name", Arg::Text(name))]));
        }
        parts.push(lang.text("book-copy-away", &[("name", Arg::Text(name))]));
        Some(parts.join(" "))
    }
}

/// How much a run has taken of a book so far.
pub(super) fn taken_of(report: &RunReport, path: &str) -> usize {
    let counts = report.taken.iter().filter(|book| book.path == path).flat_map(|book| book.counts.named());
    counts.map(|(_, count)| count).sum()
}

/// Columns of the sheets of ours that have a caption and a value below it and are none of ours.
fn own_columns(file: &BookFile, sheets: &[PlainSheet]) -> Vec<String> {
    let mut found = Vec::new();
    for sheet in &file.sheets {
        let Some(plain) = sheets.iter().find(|plain| plain.name == sheet.name) else { continue };
        let ours: BTreeSet<u32> = sheet.columns.values().copied().collect();
        let own = plain.cells.iter().filter(|((_, column), _)| !ours.contains(column));
        let (mut captions, mut filled) = (BTreeMap::new(), BTreeSet::new());
        for ((row, column), raw) in own {
            let Raw::Text(text) = raw else { continue };
            if text.trim().is_empty() {
                continue;
            }
            if row + 1 == sheet.header_row {
                captions.insert(*column, text.trim());
            } else if *row >= sheet.header_row {
                filled.insert(*column);
            }
        }
        let named = captions.into_iter().filter(|(column, _)| filled.contains(column));
        found.extend(named.map(|(_, caption)| format!("«{caption}»")));
    }
    found
}
