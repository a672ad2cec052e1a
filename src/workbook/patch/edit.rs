//! A patch of one sheet becomes replacements in its text: each concerned row is put together anew, new rows are put in,
//! and what ended with the data grows with it.

use std::collections::{BTreeMap, BTreeSet};

use super::append::{Ground, ground, managed, reach, table_of, typed_from};
use super::area::{Area, Growth, address};
use super::cells::{CellAt, CellChange, Cells, Formula, new_cell, rewrite};
use super::height::fitted;
use super::sheet::{RowAt, Sheet};
use super::styles::Styles;
use super::table::Table;
use super::value::Content;
use super::xml::{Edits, unescape};
use super::{Block, Left, LeftWhy, NotPatched, SheetPatch, widen};
use crate::workbook::render::SYNC_SHEET as HIDDEN;

/// So many comparisons of rows with merged cells are worth it; a book made to be slow has more.
const COMPARISONS_MAX: usize = 200_000_000;
/// So many rows above the new ones are looked through for one that is not a removed record's.
const TEMPLATES_MAX: usize = 200;

/// Changes by row and column.
type Plan = BTreeMap<u32, BTreeMap<u32, CellChange>>;

/// What becomes of a sheet.
#[derive(Debug, Default)]
pub(super) struct Edited {
    pub(super) edits: Edits,
    /// Whether there were any.
    pub(super) is_changed: bool,
    /// Numbers of the new rows, from 0.
    pub(super) appended: Vec<u32>,
    /// Numbers of rows that got the look of the others.
    pub(super) adopted: Vec<u32>,
    pub(super) growth: Option<Growth>,
    /// The last column of the table, and what it is with the new ones.
    pub(super) wider: Option<(u32, u32)>,
    pub(super) left: Vec<Left>,
}

/// What an edit looks at.
pub(super) struct Scene<'s, 't> {
    pub(super) sheet: &'s Sheet<'t>,
    pub(super) patch: &'s SheetPatch,
    pub(super) tables: &'s [Table],
    pub(super) is_1904: bool,
}

impl Scene<'_, '_> {
    /// Makes the replacements.
    pub(super) fn edit(&self, styles: Option<&mut Styles<'_>>) -> Result<Edited, NotPatched> {
        let mut edited = Edited::default();
        let mut plan = Plan::new();
        for cell in &self.patch.cells {
            let change = CellChange { content: Some(Content::of(&cell.value, self.is_1904)), style: None };
            plan.entry(cell.row).or_default().insert(u32::from(cell.column), change);
        }
        if !self.patch.appended.is_empty() {
            self.append(&mut plan, styles.as_deref(), &mut edited)?;
        } else {
            edited.growth = reach(self.sheet, self.tables, self.patch);
        }
        for row in self.patch.removed.iter().chain(&self.patch.returned) {
            plan.entry(*row).or_default();
        }
        self.adopt(&mut plan, styles.as_deref(), &mut edited)?;
        widen::plan(self.sheet, self.tables, self.patch, &mut plan)?;
        let last = plan.keys().next_back().copied().unwrap_or_default();
        self.apply(plan, styles, &mut edited)?;
        widen::describe(self.sheet, self.patch, &mut edited.edits);
        widen::offer(self.sheet, self.tables, self.patch, last, &mut edited.edits);
        self.point_to_lists(&mut edited.edits);
        if let Some(growth) = &edited.growth {
            for span in &self.sheet.ranges {
                if let Some(grown) = growth.list(self.sheet.text.get(span.clone()).unwrap_or_default()) {
                    edited.edits.replace(span.clone(), grown);
                }
            }
        }
        Ok(edited)
    }

    /// Points drop-downs to where their lists lie by now, and lets them refuse or not what is not in them.
    fn point_to_lists(&self, edits: &mut Edits) {
        for (tag, formula) in &self.sheet.validations {
            let known = unescape(self.sheet.text.get(formula.clone()).unwrap_or_default());
            let Some((sheet, range)) = known.trim_start_matches('=').rsplit_once('!') else { continue };
            let Some(area) = Area::parse(range).filter(|area| area.top == 1 && area.left == area.right) else {
                continue;
            };
            let list = self.patch.lists.iter().find(|list| u32::from(list.column) == area.left);
            let Some(list) = list.filter(|_| sheet.trim_matches('\'') == HIDDEN) else { continue };
            let wanted = Area { bottom: list.words.max(1), ..area };
            if wanted != area {
                edits.replace(formula.clone(), format!("{sheet}!{}", wanted.fixed()));
            }
            let refuses = tag.value("showErrorMessage").is_some_and(|value| value == "1" || value == "true");
            if refuses != list.binds {
                tag.set("showErrorMessage", if list.binds { "1" } else { "0" }, edits);
            }
        }
    }

    /// Plans the new rows.
    fn append(&self, plan: &mut Plan, styles: Option<&Styles<'_>>, edited: &mut Edited) -> Result<(), NotPatched> {
        let patch = self.patch;
        let Ground { last, columns } = ground(self.sheet, self.tables, patch)?;
        let table = table_of(self.tables, &patch.block);
        let template = self.template(last, styles)?;
        let mut number = last;
        for cells in &patch.appended {
            number += 1;
            edited.appended.push(number);
            let row = plan.entry(number).or_default();
            for found in template.iter().flat_map(|row| &row.cells).filter(|cell| columns.holds(number, cell.column)) {
                row.entry(found.column).or_default().style = Some(found.style());
            }
            for column in table.map(|table| table.calculated.as_slice()).unwrap_or_default() {
                let array = column.is_array.then(|| address(number, column.column));
                let formula = Content::Formula { text: column.formula.clone(), array };
                row.entry(column.column).or_default().content = Some(formula);
            }
            for (column, value) in cells {
                let content = Content::of(value, self.is_1904);
                row.entry(u32::from(*column)).or_default().content = Some(content);
            }
        }
        let typed = typed_from(patch).and_then(|row| row.checked_sub(1));
        let ends = [Some(last), table.map(|table| table.area.bottom), typed].into_iter().flatten().collect();
        edited.growth = Some(Growth { ends, area: Area { top: last + 1, bottom: number, ..columns } });
        Ok(())
    }

    /// Plans the look of rows that somebody typed: that of the row above them, but where somebody gave a cell a look.
    fn adopt(&self, plan: &mut Plan, styles: Option<&Styles<'_>>, edited: &mut Edited) -> Result<(), NotPatched> {
        let SheetPatch { adopted, reach, block, .. } = self.patch;
        let table = table_of(self.tables, block);
        let below = table.zip(*reach).map(|(table, reach)| table.area.bottom + 1..=reach);
        let rows: BTreeSet<u32> = adopted.iter().copied().chain(below.into_iter().flatten()).collect();
        let Some(first) = rows.first().and_then(|row| row.checked_sub(1)) else { return Ok(()) };
        let Some(template) = self.template(first, styles)? else { return Ok(()) };
        let columns = table.map_or(managed(block), |table| managed(block).with(&table.area));
        for number in rows {
            let mut known = self.sheet.rows_of(number);
            let (Some(row), None) = (known.next(), known.next()) else { continue };
            let cells = Cells::read(self.sheet, row)?;
            for like in template.cells.iter().filter(|cell| (columns.left..=columns.right).contains(&cell.column)) {
                let spare = self.sheet.column_style(like.column);
                let style = cells.of(like.column).next().map_or(spare, CellAt::style);
                if (style == spare || style == 0) && style != like.style() {
                    plan.entry(number).or_default().entry(like.column).or_default().style = Some(like.style());
                }
            }
            edited.adopted.push(number);
        }
        Ok(())
    }

    /// The row whose styles new rows take: the last one that is not a removed record's; nothing under a bare header.
    fn template(&self, last: u32, styles: Option<&Styles<'_>>) -> Result<Option<Cells<'_>>, NotPatched> {
        let block = &self.patch.block;
        let managed = managed(block);
        let mut nearest = None;
        let rows = self.sheet.rows_from(block.data).skip_while(|row| row.number > last);
        for row in rows.take(TEMPLATES_MAX) {
            let cells = Cells::read(self.sheet, row)?;
            let mut own = cells.cells.iter().filter(|cell| managed.holds(row.number, cell.column)).peekable();
            let is_used = own.peek().is_some();
            let is_gray = own.any(|cell| styles.is_some_and(|styles| styles.is_gray(cell.style())));
            if is_used && !is_gray && !self.patch.removed.contains(&row.number) {
                return Ok(Some(cells));
            }
            nearest = nearest.or(Some(cells));
        }
        if nearest.is_none() {
            // A table without rows has one that is drawn to be written over.
            let first = self.sheet.rows_of(block.data).next();
            nearest = first.map(|row| Cells::read(self.sheet, row)).transpose()?;
        }
        Ok(nearest)
    }

    /// Puts the planned changes into the rows.
    fn apply(&self, plan: Plan, mut styles: Option<&mut Styles<'_>>, edited: &mut Edited) -> Result<(), NotPatched> {
        let obstacles = self.obstacles(plan.len())?;
        let first = self.sheet.rows_of(self.patch.block.data).next();
        let model = first.map(|row| Cells::read(self.sheet, row)).transpose()?;
        let removed: BTreeSet<u32> = self.patch.removed.iter().copied().collect();
        let returned: BTreeSet<u32> = self.patch.returned.iter().copied().collect();
        let mut extent: Option<Area> = None;
        let mut fresh = String::new();
        for (number, mut changes) in plan {
            let mut known = self.sheet.rows_of(number);
            let row = match (known.next(), known.next()) {
                (None, _) => None,
                (Some(row), None) => Some(row),
                // Which of two rows with one number is meant, nobody can say.
                (Some(_), Some(_)) => {
                    self.leave_all(number, &changes, edited);
                    continue;
                }
            };
            let cells = row.map(|row| Cells::read(self.sheet, row)).transpose()?;
            self.drop_blocked(number, cells.as_ref(), (&obstacles, model.as_ref()), &mut changes, edited);
            if removed.contains(&number) {
                self.recolor(cells.as_ref(), styles.as_deref_mut(), Styles::gray, &mut changes)?;
            } else if returned.contains(&number) {
                self.recolor(cells.as_ref(), styles.as_deref_mut(), Styles::ungray, &mut changes)?;
            }
            for column in changes.keys() {
                let area = Area { top: number, left: *column, bottom: number, right: *column };
                extent = Some(extent.map_or(area, |known| known.with(&area)));
            }
            if !changes.is_empty() {
                self.place(number, row.zip(cells.as_ref()), &changes, &mut fresh, edited);
            }
        }
        if !fresh.is_empty() {
            let tag = &self.sheet.data;
            let open = tag.raw().trim_end_matches("/>").trim_ascii_end();
            edited.edits.replace(tag.span.clone(), format!("{open}>{fresh}</{}>", tag.name()));
        }
        self.extend_dimension(extent, edited);
        Ok(())
    }

    fn place(
        &self,
        number: u32,
        row: Option<(&RowAt, &Cells<'_>)>,
        changes: &BTreeMap<u32, CellChange>,
        fresh: &mut String,
        edited: &mut Edited,
    ) {
        let height = fitted(self.sheet, self.patch, number, row.map(|(_, cells)| cells), changes);
        if let Some((row, cells)) = row {
            let text = rewrite(self.sheet, number, cells, changes, &height);
            if self.sheet.text.get(row.span.clone()) != Some(&text) {
                edited.edits.replace(row.span.clone(), text);
            }
            return;
        }
        let prefix = self.sheet.prefix;
        let mut text = format!("<{prefix}row r=\"{}\"{}>", number + 1, height.attribute());
        for (column, change) in changes {
            new_cell(&mut text, prefix, (number, *column), change);
        }
        text.push_str(&format!("</{prefix}row>"));
        if self.sheet.data.is_empty() {
            fresh.push_str(&text);
        } else {
            edited.edits.insert(self.sheet.place_of_row(number), text);
        }
    }

    /// Merged cells and array formulas: what they cover can't be written cell by cell.
    fn obstacles(&self, rows: usize) -> Result<Vec<(Area, LeftWhy)>, NotPatched> {
        let merges = self.sheet.merges.iter().map(|area| (*area, LeftWhy::Merged));
        let mut obstacles: Vec<_> = merges.collect();
        let data = self.sheet.text.get(self.sheet.data.span.end..self.sheet.data_end).unwrap_or_default();
        let is_possible =
            ["array", "dataTable"].iter().any(|word| memchr::memmem::find(data.as_bytes(), word.as_bytes()).is_some());
        if is_possible {
            let holds = |row: &&RowAt| {
                let text = self.sheet.text.get(row.span.clone()).unwrap_or_default();
                text.contains("array") || text.contains("dataTable")
            };
            for row in self.sheet.rows.iter().filter(holds) {
                for cell in Cells::read(self.sheet, row)?.cells {
                    if let Some(Formula::Array(Some(area))) = cell.formula {
                        obstacles.push((area, LeftWhy::Array));
                    }
                }
            }
        }
        if obstacles.len().saturating_mul(rows) > COMPARISONS_MAX {
            return Err(NotPatched::Limit { name: "merged cells", limit: 200_000_000 });
        }
        Ok(obstacles)
    }

    /// Takes out of the changes what must not be written, and what would change nothing.
    fn drop_blocked(
        &self,
        number: u32,
        cells: Option<&Cells<'_>>,
        (obstacles, model): (&[(Area, LeftWhy)], Option<&Cells<'_>>),
        changes: &mut BTreeMap<u32, CellChange>,
        edited: &mut Edited,
    ) {
        let across: Vec<_> = obstacles.iter().filter(|(area, _)| (area.top..=area.bottom).contains(&number)).collect();
        changes.retain(|column, change| {
            let Some(content) = &change.content else { return true };
            let mut known = cells.into_iter().flat_map(|cells| cells.of(*column));
            let (first, second) = (known.next(), known.next());
            let covered = across.iter().find(|(area, why)| {
                let is_corner = (area.top, area.left) == (number, *column);
                area.holds(number, *column) && !(is_corner && *why == LeftWhy::Merged)
            });
            let why = match first.and_then(|cell| cell.formula) {
                _ if second.is_some() => Some(LeftWhy::Twice),
                Some(Formula::Array(_)) => Some(LeftWhy::Array),
                Some(Formula::Plain) => Some(LeftWhy::Formula),
                None => covered.map(|(_, why)| *why),
            };
            if let Some(why) = why {
                edited.left.push(self.left(number, *column, why));
                return false;
            }
            match first {
                Some(cell) => change.style.is_some() || cell.valued || !content.is_blank(),
                None if content.is_blank() => change.style.is_some(),
                None => {
                    let row = cells.and_then(Cells::style);
                    let model = self.model(number, *column, model);
                    change.style = change.style.or(row).or(model);
                    change.style = change.style.or_else(|| Some(self.sheet.column_style(*column)));
                    true
                }
            }
        });
    }

    /// The style of a cell that is written where none was, in a table whose rows have no ids: lines are put into it one by
    /// one and look like the first.
    fn model(&self, number: u32, column: u32, first: Option<&Cells<'_>>) -> Option<u32> {
        let Block { data, id, .. } = self.patch.block;
        let is_line = id.is_none() && number > data && self.patch.reach.is_some_and(|reach| number <= reach);
        first.filter(|_| is_line)?.of(column).next().map(CellAt::style)
    }

    fn leave_all(&self, number: u32, changes: &BTreeMap<u32, CellChange>, edited: &mut Edited) {
        edited.left.extend(changes.keys().map(|column| self.left(number, *column, LeftWhy::Twice)));
    }

    fn left(&self, row: u32, column: u32, why: LeftWhy) -> Left {
        Left { sheet: self.patch.sheet.clone(), row, column: u16::try_from(column).unwrap_or(u16::MAX), why }
    }

    /// Gives the managed cells of a row another style: gray where its record is removed, what it was where it is back.
    fn recolor<'y>(
        &self,
        cells: Option<&Cells<'_>>,
        styles: Option<&mut Styles<'y>>,
        style: fn(&mut Styles<'y>, u32) -> Result<u32, NotPatched>,
        changes: &mut BTreeMap<u32, CellChange>,
    ) -> Result<(), NotPatched> {
        let (Some(cells), Some(styles)) = (cells, styles) else { return Ok(()) };
        let block = &self.patch.block;
        let own = u32::from(block.first)..=u32::from(block.last);
        for cell in cells.cells.iter().filter(|cell| own.contains(&cell.column)) {
            let other = style(styles, cell.style())?;
            if other != cell.style() {
                changes.entry(cell.column).or_default().style = Some(other);
            }
        }
        Ok(())
    }

    fn extend_dimension(&self, extent: Option<Area>, edited: &mut Edited) {
        if let (Some((span, stated)), Some(extent)) = (&self.sheet.dimension, extent) {
            let grown = stated.with(&extent);
            if grown != *stated {
                edited.edits.replace(span.clone(), grown.text());
            }
        }
    }
}
