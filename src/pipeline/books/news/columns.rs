//! Columns that settings added since a book was written: put right of everything that stands in it. Columns that settings
//! took away stay where they are, as hers.

use std::error::Error;

use super::super::cells::block;
use crate::lang::{Arg, Lang};
use crate::workbook::layout::{ColumnSpec, Kind, Owner, Readable};
use crate::workbook::patch::{Block, CellPatch, CellValue, KnownAs, NewColumn, PatchLimits, SheetPatch, room};
use crate::workbook::read::FileSheet;
use crate::workbook::value::FileCell;

/// A sheet of a file, with the columns that it is to get.
pub(super) struct Widened {
    /// As if it had them, with nothing in them.
    pub(super) found: FileSheet,
    /// The managed cells that it has.
    block: Block,
    columns: Vec<NewColumn>,
    /// Columns that she had already.
    dressed: Vec<NewColumn>,
}

impl Widened {
    /// What the sheet gets; where there is no room, nothing.
    pub(super) fn of(spec: &Readable, found: &FileSheet, lying: &[u8], lang: Lang) -> Self {
        let mut widened = Self {
            found: found.clone(),
            block: block(found),
            columns: Vec::new(),
            dressed: dressed(spec, found, lang),
        };
        if found.new_columns.is_empty() {
            return widened;
        }
        match room(lying, &found.name, &widened.block, PatchLimits::default()) {
            Ok(Some(room)) => {
                let new = spec.columns.iter().filter(|column| found.new_columns.contains(&column.id));
                let mut captions = room.captions;
                for (place, column) in (room.first..).zip(new) {
                    widened.add(spec, column, place, unlike(column.caption(lang), &captions, lang));
                    captions.extend(widened.columns.last().map(|column| column.caption.clone()));
                }
            }
            Ok(None) => tracing::warn!(sheet = %found.name, "no room for a new column"),
            Err(error) => tracing::warn!(error = &error as &dyn Error, "no room for a new column is found"),
        }
        widened
    }

    fn add(&mut self, spec: &Readable, column: &ColumnSpec, place: u16, caption: String) {
        self.columns.push(new_column((spec, column), &self.found, place, caption));
        self.found.columns.insert(column.id, u32::from(place));
        for row in &mut self.found.rows {
            row.cells.insert(column.id, FileCell::Value(String::new()));
        }
    }

    /// A patch of the sheet that puts the columns there.
    pub(super) fn patch(&self) -> SheetPatch {
        let header = self.block.header;
        let caption = |column: &NewColumn| CellPatch {
            row: header,
            column: column.place,
            value: CellValue::Text(column.caption.clone()),
        };
        SheetPatch {
            cells: self.columns.iter().map(caption).collect(),
            columns: self.columns.clone(),
            dressed: self.dressed.clone(),
            ..SheetPatch::of(&self.found.name, self.block)
        }
    }
}

/// The columns of a sheet that she had before settings did.
fn dressed(spec: &Readable, found: &FileSheet, lang: Lang) -> Vec<NewColumn> {
    let hers = spec.columns.iter().filter(|column| found.adopted_columns.contains(&column.id));
    let place = |column: &ColumnSpec| u16::try_from(*found.columns.get(column.id)?).ok();
    hers.filter_map(|column| Some(new_column((spec, column), found, place(column)?, column.caption(lang)))).collect()
}

fn new_column((spec, column): (&Readable, &ColumnSpec), found: &FileSheet, place: u16, caption: String) -> NewColumn {
    let letters = u16::try_from(caption.chars().count()).unwrap_or(u16::MAX).saturating_add(5);
    NewColumn {
        place,
        like: like(spec, column, found).unwrap_or(block(found).last),
        width: letters.clamp(column.width.0, column.width.1.max(column.width.0)),
        known_as: KnownAs { sheet: spec.id, table: spec.table, column: column.id, owner: column.owner.name() },
        caption,
    }
}

/// A caption that no other column of the table has.
fn unlike(caption: String, others: &[String], lang: Lang) -> String {
    let is_free = |caption: &String| !others.iter().any(|other| other.to_lowercase() == caption.to_lowercase());
    if is_free(&caption) {
        return caption;
    }
    let ours = lang.text("book-caption-ours", &[("caption", Arg::from(&caption))]);
    let numbered = (2..).map(|number| format!("{ours} {number}"));
    std::iter::once(ours.clone()).chain(numbered).find(is_free).unwrap_or(caption)
}

/// The column of the file whose styles a new one takes: of the same owner, of the same kind or of words.
fn like(spec: &Readable, column: &ColumnSpec, found: &FileSheet) -> Option<u16> {
    let here =
        |known: &&ColumnSpec| known.owner == column.owner && found.columns.contains_key(known.id) && !known.added;
    let ranks: [&dyn Fn(&ColumnSpec) -> bool; 4] = [
        &|known| known.kind == column.kind && known.wraps == column.wraps,
        &|known| known.kind == Kind::Text && known.wraps == column.wraps,
        &|known| known.kind == Kind::Text && known.owner == Owner::Manager,
        &|known| known.kind != Kind::Id,
    ];
    let known = ranks.iter().find_map(|fits| spec.columns.iter().filter(here).find(|known| fits(known)))?;
    found.columns.get(known.id).and_then(|place| u16::try_from(*place).ok())
}
