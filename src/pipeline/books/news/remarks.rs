//! The sheet of remarks: rewritten where it stands. Its rows are nobody's, and what is mended is gone from it.

use crate::workbook::layout::{DATA_ROW, HEADER_ROW, REMARKS, RemarkLine};
use crate::workbook::patch::{Block, CellPatch, CellValue, SheetPatch};
use crate::workbook::read::Grid;
use crate::workbook::value::{Raw, text};

/// What must change in the sheet so that it lists these remarks and no others.
pub(super) fn patch(known: &Grid, wanted: &[RemarkLine]) -> SheetPatch {
    let said = |row: u32, column: u16| match known.cells.get(&(row, u32::from(column))) {
        Some((Raw::Text(said), _)) => text(said),
        Some((Raw::Number(number), _)) => number.to_string(),
        _ => String::new(),
    };
    let last = known.cells.keys().map(|(row, _)| *row).max().unwrap_or_default();
    let mut cells = Vec::new();
    let mut wanted = wanted.iter();
    let mut last_line = None;
    for row in DATA_ROW.. {
        let known: Vec<String> = (0..5).map(|column| said(row, column)).collect();
        // A row of ours says where and why; what else stands there is somebody's note.
        let is_ours = [0, 4].into_iter().all(|place: usize| known.get(place).is_some_and(|said| !said.is_empty()));
        if !is_ours && known.iter().any(|said| !said.is_empty()) {
            continue;
        }
        let line = wanted.next();
        last_line = line.map_or(last_line, |_| Some(row));
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
    let block = Block { header: HEADER_ROW, data: DATA_ROW, first: 0, last: 4, id: None };
    let columns = (0_u16..).zip(REMARKS.columns);
    let long: Vec<u16> = columns.filter(|(_, column)| column.spec.wraps).map(|(place, _)| place).collect();
    let rows = cells.iter().map(|cell| cell.row);
    let places = rows.flat_map(|row| long.iter().map(move |column| (row, *column)));
    let stood = places.map(|(row, column)| ((row, column), said(row, column))).collect();
    let reach = last_line.filter(|_| !cells.is_empty());
    SheetPatch { cells, long, stood, reach, ..SheetPatch::of(&known.name, block) }
}
