//! Excel tables: where they lie, what their own columns compute, and how they grow.

use std::ops::Range;

use super::NotPatched;
use super::area::{Area, Growth};
use super::book::{check_namespace, relations};
use super::package::Package;
use super::sheet::Sheet;
use super::xml::{Edits, Node, Tag, Walk, escape};

/// The formula of a calculated column, as the part's XML holds it.
#[derive(Debug, Clone)]
pub(super) struct Calculated {
    pub(super) column: u32,
    pub(super) formula: String,
    pub(super) is_array: bool,
}

/// A table of a sheet.
pub(super) struct Table {
    pub(super) place: usize,
    pub(super) text: String,
    pub(super) area: Area,
    pub(super) has_totals: bool,
    pub(super) calculated: Vec<Calculated>,
    /// The names of its columns.
    pub(super) captions: Vec<String>,
    /// Where its range and its filter's range stand.
    ranges: Vec<Range<usize>>,
    /// Where the number of its columns stands, and where their list ends.
    count: Option<Range<usize>>,
    columns_end: Option<usize>,
    /// The highest id of a column.
    highest: u32,
    /// What stands before the names of its elements.
    prefix: String,
}

/// The tables of a sheet.
pub(super) fn tables(package: &mut Package<'_>, sheet: &Sheet<'_>) -> Result<Vec<Table>, NotPatched> {
    if sheet.tables.is_empty() {
        return Ok(Vec::new());
    }
    let relations = relations(package, sheet.part)?;
    let mut found = Vec::new();
    for id in &sheet.tables {
        let target = relations.iter().find(|relation| relation.id == *id && relation.kind == "table");
        let target = target.ok_or_else(|| sheet.broken("a table without its part"))?;
        let place = package.find(&target.target).ok_or_else(|| sheet.broken("a table without its part"))?;
        let text = package.part(place)?;
        found.push(Table::read(place, text, &target.target)?);
    }
    Ok(found)
}

impl Table {
    fn read(place: usize, text: String, part: &str) -> Result<Self, NotPatched> {
        let mut walk = Walk::from(&text, 0, part);
        let mut table: Option<(Area, bool)> = None;
        let (mut ranges, mut calculated) = (Vec::new(), Vec::new());
        let mut column = None;
        let (mut captions, mut count, mut columns_end, mut highest) = (Vec::new(), None, None, 0);
        let mut prefix = String::new();
        while let Some((node, span)) = walk.next()? {
            let tag = match node {
                Node::Open(tag) => tag,
                Node::Close("tableColumns") => {
                    columns_end = Some(span.start);
                    continue;
                }
                _ => continue,
            };
            match tag.local() {
                "table" if table.is_none() => {
                    check_namespace(&tag, part)?;
                    tag.prefix().clone_into(&mut prefix);
                    let found = tag.attribute("ref");
                    let area = found.as_ref().and_then(|found| Area::parse(found.value));
                    table = area.map(|area| (area, has_totals(&tag)));
                    ranges.extend(found.map(|found| found.span));
                }
                "autoFilter" => ranges.extend(tag.attribute("ref").map(|found| found.span)),
                "tableColumns" => count = tag.attribute("count").map(|found| found.span),
                "tableColumn" => {
                    captions.push(tag.value("name").unwrap_or_default().into_owned());
                    highest = highest.max(tag.value("id").and_then(|id| id.parse().ok()).unwrap_or(0));
                    column = Some(column.map_or(0, |column: u32| column.saturating_add(1)));
                }
                "calculatedColumnFormula" => {
                    let end = walk.close(&tag)?;
                    let formula = text.get(tag.span.end..end.start).unwrap_or_default().to_owned();
                    let is_array = matches!(tag.value("array").as_deref(), Some("1" | "true"));
                    calculated.push(Calculated { column: column.unwrap_or_default(), formula, is_array });
                }
                _ => {}
            }
        }
        let (area, has_totals) = table.ok_or_else(|| NotPatched::unknown(part, "a table without a range"))?;
        for found in &mut calculated {
            found.column = found.column.saturating_add(area.left);
        }
        calculated.retain(|found| !found.formula.is_empty() && found.column <= area.right);
        Ok(Self { place, text, area, has_totals, calculated, captions, ranges, count, columns_end, highest, prefix })
    }

    /// The changes that make the table and its filter reach the last row and the new columns.
    pub(super) fn reshape(&self, growth: Option<&Growth>, new: &[String]) -> Edits {
        let mut edits = Edits::default();
        let wider = u32::try_from(new.len()).unwrap_or_default();
        for span in &self.ranges {
            let Some(area) = self.text.get(span.clone()).and_then(Area::parse) else { continue };
            let bottom = growth.map_or(area.bottom, |growth| area.bottom.max(growth.area.bottom));
            let right = if area.right == self.area.right { area.right.saturating_add(wider) } else { area.right };
            let grown = Area { bottom, right, ..area };
            if grown != area {
                edits.replace(span.clone(), grown.text());
            }
        }
        if let (Some(end), false) = (self.columns_end, new.is_empty()) {
            let columns = (self.highest.saturating_add(1)..)
                .zip(new)
                .map(|(id, caption)| format!("<{}tableColumn id=\"{id}\" name=\"{}\"/>", self.prefix, escape(caption)));
            edits.insert(end, columns.collect());
            if let Some(span) = &self.count {
                edits.replace(span.clone(), (self.captions.len() + new.len()).to_string());
            }
        }
        edits
    }
}

/// `totalsRowShown` only says that there once was such a row.
fn has_totals(tag: &Tag<'_>) -> bool {
    tag.value("totalsRowCount").is_some_and(|count| count != "0")
}
