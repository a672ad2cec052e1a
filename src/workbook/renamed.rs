//! Columns whose captions somebody changed. One that is known by its place alone may as well be a column of hers where
//! ours was: it is ours only if what stands in it agrees. Its new caption is then remembered on the hidden sheet, so that
//! it is known whatever happens to its neighbors.

use std::collections::BTreeMap;
use std::io::Cursor;

use super::layout::{ColumnSpec, Owner, Readable};
use super::merge::{Finding, Remark};
use super::patch::{Block, CellPatch, CellValue, SheetPatch};
use super::read::{BookFile, FileSheet, ReadBookError, grid};
use super::render::SYNC_SHEET;
use super::value::{FileCell, Raw, text};
use crate::model::book::{BookRow, Cells};
use crate::model::row_id::RowId;

/// The columns of the map that hold the ids of a sheet and a column, and what stands above the column.
const MAP_SHEET: u32 = 0;
const MAP_ID: u32 = 5;
const MAP_CAPTION: u16 = 6;

/// Lets go of the columns that are known by their places alone and do not say what was written there (`base`): they are
/// hers, and ours are gone.
pub fn judge(sheets: &[Readable], file: &mut BookFile, base: &[BookRow]) {
    let base: BTreeMap<RowId, &Cells> = base.iter().map(|row| (row.id, &row.cells)).collect();
    for sheet in &mut file.sheets {
        let spec = sheets.iter().find(|spec| spec.id == sheet.id);
        let is_managers = |column: &str| {
            spec.and_then(|spec| spec.column(column)).is_some_and(|column| column.owner == Owner::Manager)
        };
        // Rows are known by their ids: where these are others, the file is held for that.
        let doubtful = sheet.renamed_columns.keys().copied().filter(|column| *column != "id");
        let is_hers = |column: &&'static str| !agrees(sheet, column, is_managers(column), &base);
        let hers: Vec<&'static str> = doubtful.filter(is_hers).collect();
        for column in hers {
            let is_blank = sheet.rows.iter().all(|row| row.cells.get(column).is_none_or(FileCell::is_blank));
            // Beyond the last column of a table nothing need stand: then it is gone, and none has come in its place.
            if is_blank && sheet.renamed_columns.get(column).is_some_and(String::is_empty) {
                sheet.renamed_columns.remove(column);
            }
            sheet.columns.remove(column);
            sheet.missing_columns.push(column);
            for row in &mut sheet.rows {
                row.cells.remove(column);
                row.formulas.remove(column);
            }
        }
    }
}

/// Whether at least half of what was written still stands there. Where nothing was, whoever names a column of managers'
/// anew and fills it in fills in ours, unless most of it can't stand there; of accounting's hardly anything may.
fn agrees(sheet: &FileSheet, column: &str, is_managers: bool, base: &BTreeMap<RowId, &Cells>) -> bool {
    let (mut written, mut stands, mut filled, mut unfit) = (0_usize, 0_usize, 0_usize, 0_usize);
    for row in &sheet.rows {
        let Some(cell) = row.cells.get(column) else { continue };
        filled += usize::from(!cell.is_blank());
        unfit += usize::from(matches!(cell, FileCell::Unreadable { .. }) && !row.formulas.contains(column));
        let was = row.value("id").and_then(RowId::parse).and_then(|id| base.get(&id)?.get(column));
        if let Some(was) = was.filter(|was| !was.is_empty()) {
            written += 1;
            // Programs that don't compute leave formulas of ours without values.
            let is_uncomputed = matches!(cell, FileCell::Unreadable { .. }) && row.formulas.contains(column);
            stands += usize::from(is_uncomputed || cell.says(was));
        }
    }
    match (written, is_managers) {
        (1.., _) => stands * 2 >= written,
        (0, true) => unfit * 2 <= filled,
        (0, false) => filled <= 1 || filled * 10 <= sheet.rows.len(),
    }
}

/// What is said of the columns that a sheet lacks: one that is taken for hers, or one of a manager's whose values nobody
/// sees there any more.
pub(super) fn findings(
    spec: &Readable,
    sheet: &FileSheet,
    base: &BTreeMap<RowId, &Cells>,
    owner: &dyn Fn(&Readable, &ColumnSpec) -> Owner,
) -> Vec<Finding> {
    let finding = |column: &&'static str| {
        let hers = sheet.renamed_columns.get(column);
        let is_managers = spec.column(column).is_some_and(|column| owner(spec, column) == Owner::Manager);
        let has_values = || base.values().any(|cells| cells.get(*column).is_some_and(|value| !value.is_empty()));
        let remark = match hers {
            Some(_) => Remark::ReplacedColumn,
            None if is_managers && !spec.kind.offers_a_choice() && has_values() => Remark::LostColumn,
            None => Remark::MissingColumn,
        };
        let shown = hers.cloned().unwrap_or_default();
        Finding { sheet: spec.id.to_owned(), row: None, id: None, column: Some(column), remark, shown }
    };
    sheet.missing_columns.iter().map(finding).collect()
}

/// What must change on the hidden sheet of a file so that its renamed columns are known by their captions; nothing where
/// there are none.
///
/// # Errors
/// When the file can't be read.
pub fn remembered(bytes: &[u8], file: &BookFile) -> Result<Option<SheetPatch>, ReadBookError> {
    let renamed = |sheet: &str, column: &str| {
        let sheet = file.sheets.iter().find(|one| one.id == sheet)?;
        let caption = sheet.renamed_columns.get(column).filter(|caption| !caption.is_empty())?;
        sheet.columns.contains_key(column).then_some(caption)
    };
    if file.sheets.iter().all(|sheet| sheet.renamed_columns.is_empty()) {
        return Ok(None);
    }
    let Some(known) = grid(Cursor::new(bytes), &[SYNC_SHEET.to_owned()])? else { return Ok(None) };
    let said = |row: u32, column: u32| match known.cells.get(&(row, column)) {
        Some((Raw::Text(said), _)) => text(said),
        _ => String::new(),
    };
    let ids = known.cells.keys().filter(|(_, column)| *column == MAP_ID).map(|(row, _)| *row);
    let cells = ids.filter_map(|row| {
        let caption = renamed(&said(row, MAP_SHEET), &said(row, MAP_ID))?;
        Some(CellPatch { row, column: MAP_CAPTION, value: CellValue::Text(caption.clone()) })
    });
    let block = Block { header: 0, data: u32::MAX, first: 0, last: 0, id: None };
    let patch = SheetPatch { cells: cells.collect(), ..SheetPatch::of(&known.name, block) };
    Ok((!patch.is_empty()).then_some(patch))
}
