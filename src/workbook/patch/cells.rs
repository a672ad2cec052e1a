//! One row taken apart into cells, and put together again with some of them changed.

use std::collections::BTreeMap;
use std::ops::Range;

use super::NotPatched;
use super::area::{Area, COLUMNS, address, cell};
use super::height::Height;
use super::sheet::{RowAt, Sheet};
use super::value::Content;
use super::xml::{Node, Tag, Walk};

/// One cell where it stands.
pub(super) struct CellAt<'t> {
    pub(super) column: u32,
    pub(super) span: Range<usize>,
    tag: Tag<'t>,
    /// What a rewrite of the value keeps: extensions.
    kept: Vec<Range<usize>>,
    /// Whether it shows something.
    pub(super) valued: bool,
    pub(super) formula: Option<Formula>,
}

/// What kind of formula a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Formula {
    /// Its own, or its part of a shared one.
    Plain,
    /// The one that holds the text of an array formula or of a data table, which fills an area.
    Array(Option<Area>),
}

impl CellAt<'_> {
    pub(super) fn style(&self) -> u32 {
        self.tag.value("s").and_then(|style| style.parse().ok()).unwrap_or(0)
    }
}

/// A row taken apart.
pub(super) struct Cells<'t> {
    pub(super) tag: Tag<'t>,
    pub(super) cells: Vec<CellAt<'t>>,
    /// Where the row ends.
    end: usize,
}

impl<'t> Cells<'t> {
    pub(super) fn read(sheet: &Sheet<'t>, row: &RowAt) -> Result<Self, NotPatched> {
        // What stands behind the row must not be read as its content.
        let text = sheet.text.get(..row.span.end).unwrap_or_default();
        let mut walk = Walk::from(text, row.span.start, sheet.part);
        let Some((Node::Open(tag), _)) = walk.next()? else { return Err(sheet.broken("a row without a tag")) };
        let mut cells: Vec<CellAt<'t>> = Vec::new();
        while let Some((node, span)) = walk.next()? {
            let Node::Open(tag) = node else { continue };
            if tag.local() != "c" {
                walk.close(&tag)?;
                continue;
            }
            let column = match tag.attribute("r").map(|found| cell(found.value)) {
                Some(Some((number, column))) if number == row.number => column,
                Some(_) => return Err(sheet.broken("a cell outside its row")),
                None => cells.last().map_or(0, |last| last.column + 1),
            };
            if column >= COLUMNS {
                return Err(sheet.broken("a cell outside the sheet"));
            }
            let mut found = CellAt { column, span: span.clone(), tag, kept: Vec::new(), valued: false, formula: None };
            found.read_content(&mut walk)?;
            cells.push(found);
        }
        Ok(Self { tag, cells, end: row.span.end })
    }

    /// The cells of a column: mostly one or none.
    pub(super) fn of(&self, column: u32) -> impl Iterator<Item = &CellAt<'t>> {
        self.cells.iter().filter(move |cell| cell.column == column)
    }

    /// The style that the row gives to cells that are not written.
    pub(super) fn style(&self) -> Option<u32> {
        let custom = matches!(self.tag.value("customFormat").as_deref(), Some("1" | "true"));
        if custom { self.tag.value("s")?.parse().ok() } else { None }
    }
}

impl<'t> CellAt<'t> {
    fn read_content(&mut self, walk: &mut Walk<'t>) -> Result<(), NotPatched> {
        if self.tag.is_empty() {
            return Ok(());
        }
        let mut shows = false;
        while let Some((node, span)) = walk.next()? {
            match node {
                Node::Close("c") => {
                    self.span.end = span.end;
                    return Ok(());
                }
                Node::Close("v" | "t") => shows = false,
                Node::Close(_) | Node::Other => {}
                Node::Text => self.valued |= shows,
                Node::Open(tag) => match tag.local() {
                    "f" => {
                        self.valued = true;
                        self.formula = Some(match tag.value("t").as_deref() {
                            Some("array" | "dataTable") => {
                                Formula::Array(tag.attribute("ref").and_then(|found| Area::parse(found.value)))
                            }
                            _ => Formula::Plain,
                        });
                        walk.close(&tag)?;
                    }
                    "extLst" => {
                        let end = walk.close(&tag)?;
                        self.kept.push(tag.span.start..end.end);
                    }
                    "v" | "t" => shows = !tag.is_empty(),
                    _ => {}
                },
            }
        }
        Ok(())
    }
}

/// What becomes of one cell.
#[derive(Debug, Default)]
pub(super) struct CellChange {
    /// The new value; nothing keeps what is there.
    pub(super) content: Option<Content>,
    /// The new style; nothing keeps what is there.
    pub(super) style: Option<u32>,
}

/// The row anew, with the changed cells; the others as they are written.
pub(super) fn rewrite(
    sheet: &Sheet<'_>,
    number: u32,
    row: &Cells<'_>,
    changes: &BTreeMap<u32, CellChange>,
    height: &Height,
) -> String {
    let mut text = String::with_capacity(256);
    open_row(&mut text, sheet, row, height);
    let mut waiting = changes.iter().filter(|(column, _)| row.of(**column).next().is_none()).peekable();
    let mut done = row.tag.span.end;
    for cell in &row.cells {
        // Line ends and comments between cells.
        text.push_str(sheet.text.get(done..cell.span.start).unwrap_or_default());
        done = cell.span.end;
        while let Some((column, change)) = waiting.next_if(|(column, _)| **column < cell.column) {
            new_cell(&mut text, sheet.prefix, (number, *column), change);
        }
        match changes.get(&cell.column) {
            Some(change) => changed_cell(&mut text, sheet, cell, change),
            None => text.push_str(sheet.text.get(cell.span.clone()).unwrap_or_default()),
        }
    }
    for (column, change) in waiting {
        new_cell(&mut text, sheet.prefix, (number, *column), change);
    }
    close_row(&mut text, sheet, row);
    text
}

/// The start tag without the stated extent, which new cells would make untrue, and with the height that it has now.
fn open_row(text: &mut String, sheet: &Sheet<'_>, row: &Cells<'_>, height: &Height) {
    let whole = sheet.text.get(row.tag.span.start..row.tag.tail()).unwrap_or_default();
    let goes: &[&str] = match height {
        Height::Kept => &["spans"],
        Height::Fitted(_) => &["spans", "ht", "customHeight"],
    };
    let mut done = 0;
    for attribute in row.tag.attributes().filter(|attribute| goes.contains(&attribute.name)) {
        let start = attribute.whole.start - row.tag.span.start;
        text.push_str(whole.get(done..start).unwrap_or_default().trim_ascii_end());
        done = attribute.whole.end - row.tag.span.start;
    }
    text.push_str(whole.get(done..).unwrap_or_default());
    text.push_str(&height.attribute());
    text.push('>');
}

/// What follows the last cell: extensions of the row, and its end tag.
fn close_row(text: &mut String, sheet: &Sheet<'_>, row: &Cells<'_>) {
    let behind = row.cells.last().map_or(row.tag.span.end, |cell| cell.span.end);
    let rest = sheet.text.get(behind..row.end).unwrap_or_default();
    if row.tag.is_empty() {
        text.push_str(&format!("</{}>", row.tag.name()));
    } else {
        text.push_str(rest);
    }
}

/// A cell that was written: its tag with another type or style, its value replaced.
fn changed_cell(text: &mut String, sheet: &Sheet<'_>, cell: &CellAt<'_>, change: &CellChange) {
    let name = cell.tag.name();
    text.push('<');
    text.push_str(name);
    for attribute in cell.tag.attributes() {
        // The type and what ties the old value to richer data belong to the old value.
        let goes = match attribute.name {
            "t" | "cm" | "vm" => change.content.is_some(),
            "s" => change.style.is_some(),
            _ => false,
        };
        if !goes {
            text.push(' ');
            text.push_str(sheet.text.get(attribute.whole.clone()).unwrap_or_default());
        }
    }
    push_style(text, change.style);
    let Some(content) = &change.content else {
        text.push_str(sheet.text.get(cell.tag.tail()..cell.span.end).unwrap_or_default());
        return;
    };
    content.push_kind(text);
    text.push('>');
    content.push_value(text, sheet.prefix);
    for kept in &cell.kept {
        text.push_str(sheet.text.get(kept.clone()).unwrap_or_default());
    }
    text.push_str("</");
    text.push_str(name);
    text.push('>');
}

/// A cell that was not there.
pub(super) fn new_cell(text: &mut String, prefix: &str, (row, column): (u32, u32), change: &CellChange) {
    let at = address(row, column);
    text.push_str(&format!("<{prefix}c r=\"{at}\""));
    push_style(text, change.style.filter(|style| *style != 0));
    match &change.content {
        Some(content) if !content.is_blank() => {
            content.push_kind(text);
            text.push('>');
            content.push_value(text, prefix);
            text.push_str(&format!("</{prefix}c>"));
        }
        _ => text.push_str("/>"),
    }
}

fn push_style(text: &mut String, style: Option<u32>) {
    if let Some(style) = style {
        text.push_str(&format!(" s=\"{style}\""));
    }
}
