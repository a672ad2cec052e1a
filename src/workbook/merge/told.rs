//! Texts that came from the rows of others and are taken, since somebody may have meant it: nothing goes to another client
//! without a word.

use std::collections::BTreeMap;

use super::moved::{self, Move, Pairs};
use super::{Finding, Merged, Remark};
use crate::model::book::{BookRow, Cells};
use crate::model::row_id::RowId;
use crate::workbook::layout::{ColumnSpec, Owner, Readable, STATUS};
use crate::workbook::read::{BookFile, FileRow};

/// What is to be said of texts of a file that stood in other rows before.
#[must_use]
pub fn moved_texts(sheets: &[Readable], file: &BookFile, base: &[BookRow], merged: &Merged) -> Vec<Finding> {
    let base: BTreeMap<RowId, &Cells> = base.iter().map(|row| (row.id, &row.cells)).collect();
    let mut findings = Vec::new();
    for sheet in sheets.iter().filter(|sheet| !sheet.kind.offers_a_choice()) {
        let Some(found) = file.sheets.iter().find(|found| found.id == sheet.id) else { continue };
        let placed = merged.rows.iter().filter(|placed| placed.sheet == sheet.id);
        let known: BTreeMap<u32, RowId> =
            placed.filter_map(|placed| Some((placed.row, placed.what.known()?))).collect();
        let pair = |row| pair(row, &known, &base);
        let pairs: Vec<(&FileRow, &Cells)> = found.rows.iter().filter_map(pair).collect();
        let own = sheet.columns.iter().filter(|column| column.owner == Owner::Manager);
        for column in own.filter(|column| !matches!(column.id, "id" | STATUS)) {
            findings.extend(of_column(&pairs, column).into_iter().map(|(one, remark)| Finding {
                sheet: sheet.id.to_owned(),
                row: Some(one.to),
                id: known.get(&one.to).copied(),
                column: Some(column.id),
                remark,
                shown: one.value.to_owned(),
            }));
        }
    }
    findings
}

fn pair<'a>(
    row: &'a FileRow,
    known: &BTreeMap<u32, RowId>,
    base: &BTreeMap<RowId, &'a Cells>,
) -> Option<(&'a FileRow, &'a Cells)> {
    Some((row, *base.get(known.get(&row.row)?)?))
}

fn of_column<'a>(pairs: &Pairs<'a>, column: &ColumnSpec) -> Vec<(Move<'a>, Remark)> {
    let texts = moved::few(pairs, column);
    let is_exchanged = matches!(texts[..], [one, other] if moved::is_exchange(one, other));
    let remark = |from| if is_exchanged { Remark::Exchanged(from) } else { Remark::MovedFrom(from) };
    texts.into_iter().map(|one| (one, remark(one.from))).collect()
}
