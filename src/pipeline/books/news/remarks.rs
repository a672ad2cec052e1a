//! The sheet of remarks: rewritten where it stands. Its rows are nobody's, and what is mended is gone from it.

use crate::workbook::layout::DATA_ROW;
use crate::workbook::patch::{Block, CellPatch, CellValue, SheetPatch};
use crate::workbook::read::Grid;
use crate::workbook::value::{Raw, text};

/// What must change in the sheet so that it lists these remarks and no others.
pub(super) fn patch(known: &Grid, wanted: &[[String; 5]]) -> SheetPatch {
    let said = |row: u32, column: u16| match known.cells.get(&(row, u32::from(column))) {
        Some((Raw::Text(said), _)) => text(said),
        Some((Raw::Number(number), _)) => number.to_string(),
        _ => String::new(),
    };
    let last = known.cells.keys().map(|(row, _)| *row).max().unwrap_or_default();
    let mut cells = Vec::new();
    let mut wanted = wanted.iter();
    for row in DATA_ROW.. {
        let known: Vec<String> = (0..5).map(|column| said(row, column)).collect();
        // A row of ours says where and why; what else stands there is somebody's note.
        let is_ours = [0, 4].into_iter().all(|place: usize| known.get(place).is_some_and(|said| !said.is_empty()));
        if !is_ours && known.iter().any(|said| !said.is_empty()) {
            continue;
        }
        let line = wanted.next();
        if line.is_none() && row > last {
            break;
        }
        for (column, known) in (0_u16..).zip(known) {
            let value = line.and_then(|line| line.get(usize::from(column))).map_or("", String::as_str);
            if known != text(value) {
                let value = if value.is_empty() { CellValue::Blank } else { CellValue::Text(value.to_owned()) };
                cells.push(CellPatch { row, column, value });
            }
        }
    }
    let block = Block { header: 0, data: u32::MAX, first: 0, last: 0, id: None };
    SheetPatch { cells, ..SheetPatch::of(&known.name, block) }
}
