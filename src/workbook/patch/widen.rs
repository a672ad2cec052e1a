//! New columns: where there is room for them, the style of their cells, the table that reaches over them; and drop-downs of
//! columns that have none.

use std::collections::BTreeMap;

use super::append::{managed, table_of};
use super::area::{Area, COLUMNS};
use super::book::{Book, main_part, relations};
use super::cells::{CellAt, CellChange, Cells};
use super::package::Package;
use super::sheet::{Rules, Sheet};
use super::table::{self, Table};
use super::xml::Edits;
use super::{Block, ListRange, NewColumn, NotPatched, PatchLimits, SheetPatch};
use crate::workbook::render::SYNC_SHEET as HIDDEN;

/// Rows below the data in which words may be chosen too.
const SPARE_ROWS: u32 = 1_000;

/// Where new columns of a sheet can stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// The first column, from 0, in which nothing stands, nor in any behind it.
    pub first: u16,
    /// The captions of its table: no two columns of a table have one name.
    pub captions: Vec<String>,
}

/// Looks for room right of everything that stands in the rows of a sheet's managed cells; nothing where the sheet is full.
///
/// # Errors
/// When the book is of another kind or holds too much.
pub fn room(book: &[u8], name: &str, block: &Block, limits: PatchLimits) -> Result<Option<Room>, NotPatched> {
    let mut package = Package::open(book, limits)?;
    let main = main_part(&mut package)?;
    let ties = relations(&mut package, &main)?;
    let place = package.find(&main).ok_or(NotPatched::NotWorkbook)?;
    let text = package.part(place)?;
    let known = Book::read(&text, &main)?;
    let absent = || NotPatched::SheetAbsent { sheet: name.to_owned() };
    let entry = known.sheet(name).and_then(|at| known.sheets.get(at)).ok_or_else(absent)?;
    let tie = ties.iter().find(|tie| tie.id == entry.relation && tie.kind == "worksheet").ok_or_else(absent)?;
    let text = package.find(&tie.target).map(|place| package.sheet(place)).ok_or_else(absent)??;
    let sheet = Sheet::read(&text, &tie.target)?;
    let tables = table::tables(&mut package, &sheet)?;
    let own = table_of(&tables, block);
    let mut last = u32::from(block.last).max(own.map_or(0, |table| table.area.right));
    for row in sheet.rows_from(block.header) {
        let used = Cells::read(&sheet, row)?.cells.iter().filter(|cell| cell.valued).map(|cell| cell.column).max();
        last = last.max(used.unwrap_or(0));
    }
    let others = tables.iter().map(|table| table.area).chain(sheet.merges.iter().copied());
    let below = others.filter(|area| area.bottom >= block.header);
    last = below.fold(last, |last, area| last.max(area.right));
    let first = u16::try_from(last + 1).ok().filter(|first| u32::from(*first) < COLUMNS);
    Ok(first.map(|first| Room { first, captions: own.map(|table| table.captions.clone()).unwrap_or_default() }))
}

/// Plans the cells of the new columns: those that hold nothing have the style of the column that they are like. In columns
/// that somebody had already only cells to which nobody gave a look.
pub(super) fn plan(
    sheet: &Sheet<'_>,
    tables: &[Table],
    patch: &SheetPatch,
    plan: &mut BTreeMap<u32, BTreeMap<u32, CellChange>>,
) -> Result<(), NotPatched> {
    if patch.columns.is_empty() && patch.dressed.is_empty() {
        return Ok(());
    }
    let band = patch.block.header.saturating_sub(1);
    let end = table_of(tables, &patch.block).map_or(0, |table| table.area.bottom).max(patch.reach.unwrap_or(0));
    for row in sheet.rows_from(band).filter(|row| row.number <= end) {
        let cells = Cells::read(sheet, row)?;
        for column in &patch.columns {
            let like = cells.of(u32::from(column.like)).next().map(CellAt::style);
            if let Some(style) = like.filter(|style| *style != 0) {
                plan.entry(row.number).or_default().entry(u32::from(column.place)).or_default().style = Some(style);
            }
        }
        for column in &patch.dressed {
            let (place, like) = (u32::from(column.place), cells.of(u32::from(column.like)).next().map(CellAt::style));
            let own = cells.of(place).next().map_or(0, CellAt::style);
            let is_bare = own == 0 || own == sheet.column_style(place);
            if let Some(like) = like.filter(|like| is_bare && *like != own) {
                plan.entry(row.number).or_default().entry(place).or_default().style = Some(like);
            }
        }
    }
    Ok(())
}

/// The captions of the new columns that continue the table.
pub(super) fn continued(table: &Table, columns: &[NewColumn]) -> Vec<String> {
    let places = (table.area.right.saturating_add(1)..).zip(columns);
    places.take_while(|(place, column)| *place == u32::from(column.place)).map(|(_, one)| one.caption.clone()).collect()
}

/// Widths of the new columns.
pub(super) fn describe(sheet: &Sheet<'_>, patch: &SheetPatch, edits: &mut Edits) {
    if let Some((end, covered)) = sheet.columns_end {
        let widths: String = patch
            .columns
            .iter()
            .filter(|column| u32::from(column.place) >= covered)
            .map(|column| {
                let (prefix, at) = (sheet.prefix, u32::from(column.place) + 1);
                let style = sheet.column_style(u32::from(column.like));
                let width = column.width;
                format!(
                    "<{prefix}col min=\"{at}\" max=\"{at}\" width=\"{width}\" style=\"{style}\" customWidth=\"1\"/>"
                )
            })
            .collect();
        if !widths.is_empty() {
            edits.insert(end, widths);
        }
    }
}

/// Drop-downs of columns that have a list on the hidden sheet and no rule of what may be typed.
pub(super) fn offer(sheet: &Sheet<'_>, tables: &[Table], patch: &SheetPatch, last: u32, edits: &mut Edits) {
    let end = table_of(tables, &patch.block).map_or(0, |table| table.area.bottom);
    let last = last.max(end).max(patch.reach.unwrap_or(0)).saturating_add(SPARE_ROWS);
    let bottom = last.min(managed(&patch.block).bottom);
    let offers = patch.offers.iter().filter(|(_, list)| list.words > 0).filter_map(|(column, list)| {
        let area = Area { top: patch.block.data, left: u32::from(*column), bottom, right: u32::from(*column) };
        let is_ruled = sheet.ruled.iter().any(|ruled| ruled.meets(&area));
        (!is_ruled).then(|| rule(sheet.prefix, &area, list))
    });
    let new: Vec<String> = offers.collect();
    if new.is_empty() {
        return;
    }
    match &sheet.rules {
        Rules::Listed { count, end } => {
            if let Some((span, count)) = count {
                edits.replace(span.clone(), (count + new.len()).to_string());
            }
            edits.insert(*end, new.concat());
        }
        Rules::None(place) => {
            let (prefix, count) = (sheet.prefix, new.len());
            let whole =
                format!("<{prefix}dataValidations count=\"{count}\">{}</{prefix}dataValidations>", new.concat());
            edits.replace(place.clone(), whole);
        }
    }
}

/// A list to choose from, which lies on the hidden sheet.
fn rule(prefix: &str, area: &Area, list: &ListRange) -> String {
    let place = u32::from(list.column);
    let words = Area { top: 1, left: place, bottom: list.words, right: place }.fixed();
    let (area, refuses) = (area.text(), u8::from(list.binds));
    format!(
        "<{prefix}dataValidation type=\"list\" allowBlank=\"1\" showInputMessage=\"1\" showErrorMessage=\"{refuses}\" \
         sqref=\"{area}\"><{prefix}formula1>{HIDDEN}!{words}</{prefix}formula1></{prefix}dataValidation>"
    )
}
