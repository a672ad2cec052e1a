//! Where new rows go, and what has to be so before they may: the last used row is found by what cells hold, never by
//! what a table or the sheet states (rows typed under a table stay outside of it).

use std::collections::BTreeSet;

use super::area::{Area, Growth, ROWS};
use super::cells::Cells;
use super::sheet::Sheet;
use super::table::Table;
use super::{Block, NotPatched, SheetPatch};

/// Where rows are appended.
#[derive(Debug)]
pub(super) struct Ground {
    /// The row behind which they stand.
    pub(super) last: u32,
    /// The columns of the block and of its table.
    pub(super) columns: Area,
}

/// What a row holds in the columns concerned.
#[derive(Debug, Clone, Copy, Default)]
struct Use {
    /// Something in a managed column, or typed by hand in another column of the table.
    typed: bool,
    /// Anything at all in the columns of the block or the table.
    any: bool,
    /// A formula in a managed column.
    computed: bool,
    /// An id.
    known: bool,
}

/// The table that holds the block, and the others.
pub(super) fn table_of<'t>(tables: &'t [Table], block: &Block) -> Option<&'t Table> {
    let managed = managed(block);
    tables.iter().find(|table| {
        table.area.meets_columns(&managed) && (table.area.top == block.header || table.area.top == block.data)
    })
}

/// The managed columns in every row from the first of data on.
pub(super) fn managed(block: &Block) -> Area {
    Area { top: block.data, left: u32::from(block.first), bottom: ROWS - 1, right: u32::from(block.last) }
}

/// Finds the last used row, and says no where something stands in the way of new ones.
pub(super) fn ground(sheet: &Sheet<'_>, tables: &[Table], patch: &SheetPatch) -> Result<Ground, NotPatched> {
    let SheetPatch { sheet: name, cells, appended, block, .. } = patch;
    // Typed under the table, perhaps below a blank row: with the id that they are given they are records.
    let taken: BTreeSet<u32> = cells.iter().filter(|cell| Some(cell.column) == block.id).map(|cell| cell.row).collect();
    let table = table_of(tables, block);
    if table.is_some_and(|table| table.has_totals) {
        return Err(NotPatched::Totals { sheet: name.clone() });
    }
    let managed = managed(block);
    let columns = table.map_or(managed, |table| Area { top: managed.top, ..managed.with(&table.area) });
    let columns = Area { bottom: ROWS - 1, ..columns };
    let end = table.map(|table| table.area.bottom);
    let (last, note, computed) = last_used(sheet, block, &columns, end, &taken)?;
    let occupied = |row: u32| NotPatched::Occupied { sheet: name.clone(), row: row + 1 };
    // What is computed under the data counts its rows.
    if let Some(row) = computed {
        return Err(occupied(row));
    }
    let end = u32::try_from(appended.len()).ok().and_then(|count| last.checked_add(count)).filter(|end| *end < ROWS);
    let bottom = end.ok_or(NotPatched::Limit { name: "rows of a sheet", limit: u64::from(ROWS) })?;
    // A note stays where it is as long as a blank row is left before it.
    if let Some(row) = note.filter(|row| *row <= bottom + 1) {
        return Err(occupied(row));
    }
    let fresh = Area { top: last + 1, bottom, ..columns };
    let others = tables.iter().filter(|other| table.is_none_or(|table| table.place != other.place));
    let mut obstacles = others.map(|other| other.area).chain(sheet.merges.iter().copied());
    if let Some(area) = obstacles.find(|area| area.meets(&fresh)) {
        return Err(occupied(area.top));
    }
    Ok(Ground { last, columns })
}

/// The first of the rows that somebody typed at the end of the data and that are records now.
pub(super) fn typed_from(patch: &SheetPatch) -> Option<u32> {
    let typed: BTreeSet<u32> = patch.adopted.iter().copied().collect();
    let end = patch.reach.filter(|end| typed.contains(end))?;
    (patch.block.data..=end).rev().take_while(|row| typed.contains(row)).last()
}

/// How far what ends with the table is to grow where records stand under it, or where a program has made the table longer
/// as somebody typed and left the rest; nothing where something else is in the way.
pub(super) fn reach(sheet: &Sheet<'_>, tables: &[Table], patch: &SheetPatch) -> Option<Growth> {
    let table = table_of(tables, &patch.block).filter(|table| !table.has_totals)?;
    let bottom = patch.reach.filter(|row| *row < ROWS)?;
    let typed = typed_from(patch);
    let top = typed.unwrap_or(u32::MAX).min(table.area.bottom + 1);
    if top > bottom {
        return None;
    }
    let columns = managed(&patch.block).with(&table.area);
    let area = Area { top, bottom, ..columns };
    let others = tables.iter().filter(|other| table.place != other.place).map(|other| other.area);
    let is_free = !others.chain(sheet.merges.iter().copied()).any(|obstacle| obstacle.meets(&area));
    let ends = [Some(table.area.bottom), typed.and_then(|row| row.checked_sub(1))];
    is_free.then(|| Growth { ends: ends.into_iter().flatten().collect(), area })
}

/// The last row of data, and the first rows behind it that hold something else: something written, something computed.
fn last_used(
    sheet: &Sheet<'_>,
    block: &Block,
    columns: &Area,
    table_end: Option<u32>,
    taken: &BTreeSet<u32>,
) -> Result<(u32, Option<u32>, Option<u32>), NotPatched> {
    let above = block.data.saturating_sub(1);
    let mut anchor = above;
    // Rows that may be typed under the data, or be something of the manager's: who knows only from above.
    let mut below: BTreeSet<u32> = BTreeSet::new();
    let mut other: Option<u32> = None;
    for row in sheet.rows_from(block.data) {
        let used = usage(&Cells::read(sheet, row)?, block, columns);
        let is_inside = table_end.is_some_and(|end| row.number <= end);
        if used.known || taken.contains(&row.number) || (is_inside && used.typed) {
            anchor = row.number;
            break;
        }
        if is_inside || !used.any {
            continue;
        }
        if used.typed && !used.computed {
            below.insert(row.number);
        } else {
            other = Some(other.map_or(row.number, |known| known.min(row.number)));
        }
    }
    // Rows with one number may lie apart: what stands above the anchor is data.
    let mut last = anchor.max(table_end.unwrap_or(anchor).min(ROWS - 1));
    let under_table = last;
    while below.contains(&(last + 1)) {
        last += 1;
    }
    if last == under_table {
        last = anchor;
    }
    let note = below.range(last + 1..).next().copied();
    Ok((last, note, other.filter(|row| *row > last)))
}

fn usage(row: &Cells<'_>, block: &Block, columns: &Area) -> Use {
    let mut used = Use::default();
    for cell in row.cells.iter().filter(|cell| cell.valued && (columns.left..=columns.right).contains(&cell.column)) {
        let is_managed = (u32::from(block.first)..=u32::from(block.last)).contains(&cell.column);
        used.any = true;
        used.typed |= is_managed || cell.formula.is_none();
        used.computed |= is_managed && cell.formula.is_some();
        used.known |= block.id.is_some_and(|id| u32::from(id) == cell.column);
    }
    used
}
