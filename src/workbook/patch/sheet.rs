//! A sheet's text with the places of its rows and of everything that a patch may have to grow.
//!
//! Rows are found by searching for their ends, and only those concerned are taken apart: a patch of a thousand cells in
//! a million costs little more than unpacking and packing the sheet.

use std::ops::Range;

use memchr::memmem::Finder;

use super::NotPatched;
use super::area::{Area, ROWS};
use super::book::check_namespace;
use super::xml::{Node, Tag, Walk};

/// So many row elements a sheet can have; numbers may stand twice.
const ROWS_MAX: usize = 1_100_000;
/// So many descriptions of columns.
const COLUMNS_MAX: usize = 16_384;

/// One row where it stands.
#[derive(Debug, Clone)]
pub(super) struct RowAt {
    pub(super) number: u32,
    pub(super) span: Range<usize>,
}

/// What a sheet's text holds.
pub(super) struct Sheet<'t> {
    pub(super) text: &'t str,
    pub(super) part: &'t str,
    /// The prefix of its elements with a colon; mostly nothing.
    pub(super) prefix: &'t str,
    /// The stated extent, where it stands.
    pub(super) dimension: Option<(Range<usize>, Area)>,
    /// Columns: first, last, style, whole characters of their width.
    columns: Vec<(u32, u32, u32, Option<u16>)>,
    /// The start tag of the rows.
    pub(super) data: Tag<'t>,
    /// Where the rows end.
    pub(super) data_end: usize,
    /// In the order of the file.
    pub(super) rows: Vec<RowAt>,
    /// Places in `rows` in the order of their numbers.
    order: Vec<usize>,
    /// The highest number up to each row.
    highest: Vec<u32>,
    /// Lists of ranges that follow the data: attributes and texts.
    pub(super) ranges: Vec<Range<usize>>,
    /// Validations, each with the place of the list that it points to.
    pub(super) validations: Vec<(Tag<'t>, Range<usize>)>,
    pub(super) merges: Vec<Area>,
    /// Relationships of the tables.
    pub(super) tables: Vec<String>,
    /// Where the descriptions of columns end, and the first column that none of them is about.
    pub(super) columns_end: Option<(usize, u32)>,
    /// The rules of what may be typed.
    pub(super) rules: Rules,
    /// Where such rules hold.
    pub(super) ruled: Vec<Area>,
}

/// Where the rules stand of what may be typed into cells.
pub(super) enum Rules {
    /// In a list: where their number stands, and which it is; where the list ends.
    Listed { count: Option<(Range<usize>, usize)>, end: usize },
    /// There are none: what their list replaces, which may be nothing.
    None(Range<usize>),
}

/// What stands behind the rules.
const BEHIND_RULES: [&str; 19] = [
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "tableParts",
    "extLst",
];

impl<'t> Sheet<'t> {
    pub(super) fn read(text: &'t str, part: &'t str) -> Result<Self, NotPatched> {
        let mut walk = Walk::from(text, 0, part);
        let mut rooted = false;
        let mut dimension = None;
        let mut columns = Vec::new();
        let mut columns_end = None;
        while let Some((node, span)) = walk.next()? {
            let tag = match node {
                Node::Open(tag) => tag,
                Node::Close("cols") => {
                    let covered =
                        columns.iter().map(|(_, last, ..): &(u32, u32, u32, Option<u16>)| last.saturating_add(1)).max();
                    columns_end = Some((span.start, covered.unwrap_or(0)));
                    continue;
                }
                _ => continue,
            };
            if !rooted {
                check_namespace(&tag, part)?;
                rooted = true;
            }
            match tag.local() {
                "dimension" => {
                    dimension = tag.attribute("ref").and_then(|found| Some((found.span, Area::parse(found.value)?)));
                }
                "col" if columns.len() < COLUMNS_MAX => columns.extend(column_style(&tag)),
                "sheetData" => {
                    let mut sheet = Self {
                        text,
                        part,
                        prefix: tag.prefix(),
                        dimension,
                        columns,
                        data_end: tag.span.end,
                        data: tag,
                        rows: Vec::new(),
                        order: Vec::new(),
                        highest: Vec::new(),
                        ranges: Vec::new(),
                        validations: Vec::new(),
                        merges: Vec::new(),
                        tables: Vec::new(),
                        columns_end,
                        rules: Rules::None(0..0),
                        ruled: Vec::new(),
                    };
                    let behind = sheet.read_rows()?;
                    sheet.read_tail(behind)?;
                    return Ok(sheet);
                }
                _ => {}
            }
        }
        Err(NotPatched::unknown(part, "no rows"))
    }

    /// Finds every row; gives where the rest of the sheet begins.
    fn read_rows(&mut self) -> Result<usize, NotPatched> {
        if self.data.is_empty() {
            return Ok(self.data.span.end);
        }
        let close = format!("</{}row", self.prefix);
        let close = Finder::new(&close);
        let mut at = self.data.span.end;
        let mut next = 0;
        loop {
            let mut walk = Walk::from(self.text, at, self.part);
            let Some((node, span)) = walk.next()? else { return Err(self.broken("rows without an end")) };
            match node {
                Node::Open(tag) if tag.local() == "row" => {
                    let number = match tag.value("r") {
                        Some(number) => number.parse::<u32>().ok().and_then(|number| number.checked_sub(1)),
                        None => Some(next),
                    };
                    let number = number.filter(|number| *number < ROWS).ok_or_else(|| self.broken("a row's number"))?;
                    at = self.row_end(&tag, &close, walk)?;
                    self.rows.push(RowAt { number, span: span.start..at });
                    if self.rows.len() > ROWS_MAX {
                        return Err(NotPatched::Limit { name: "rows of a sheet", limit: u64::from(ROWS) });
                    }
                    next = number + 1;
                }
                Node::Close("sheetData") => {
                    self.data_end = span.start;
                    self.put_in_order();
                    return Ok(span.end);
                }
                Node::Open(_) | Node::Close(_) => return Err(self.broken("something else among the rows")),
                Node::Text | Node::Other => at = span.end,
            }
        }
    }

    fn row_end(&self, tag: &Tag<'t>, close: &Finder<'_>, mut walk: Walk<'t>) -> Result<usize, NotPatched> {
        if tag.is_empty() {
            return Ok(tag.span.end);
        }
        let rest = self.text.as_bytes().get(tag.span.end..).unwrap_or_default();
        let found = close.find(rest).ok_or_else(|| self.broken("a row without an end"))?;
        let inside = rest.get(..found).unwrap_or_default();
        // A comment or a literal section may hold what looks like the row's end.
        let is_plain = memchr::memmem::find(inside, b"<!").is_none() && memchr::memmem::find(inside, b"<?").is_none();
        if !is_plain {
            return Ok(walk.close(tag)?.end);
        }
        let start = tag.span.end + found;
        let length = memchr::memchr(b'>', rest.get(found..).unwrap_or_default());
        length.map(|length| start + length + 1).ok_or_else(|| self.broken("a row without an end"))
    }

    fn put_in_order(&mut self) {
        self.order = (0..self.rows.len()).collect();
        let highest = self.rows.iter().scan(0, |highest: &mut u32, row| {
            *highest = row.number.max(*highest);
            Some(*highest)
        });
        self.highest = highest.collect();
        let rows = &self.rows;
        let number = |place: &usize| rows.get(*place).map_or(0, |row| row.number);
        if !self.order.is_sorted_by_key(number) {
            self.order.sort_by_key(number);
        }
    }

    /// What stands behind the rows: filters, merged cells, validations, colors by condition, tables.
    fn read_tail(&mut self, from: usize) -> Result<(), NotPatched> {
        let mut walk = Walk::from(self.text, from, self.part);
        // The names of open elements of extensions whose ranges follow the data.
        let mut follows = false;
        let mut rules = None;
        let mut validation = None;
        let mut is_rule = false;
        let mut none: Option<Range<usize>> = None;
        let mut listed = None;
        while let Some((node, span)) = walk.next()? {
            let tag = match node {
                Node::Open(tag) => tag,
                // Those of extensions have another prefix.
                Node::Close("dataValidations") => {
                    if let Some(count) = rules.take() {
                        listed = Some(Rules::Listed { count, end: span.start });
                    }
                    continue;
                }
                Node::Close("conditionalFormatting" | "dataValidation") => {
                    (follows, is_rule) = (false, false);
                    continue;
                }
                _ => continue,
            };
            if !follows && BEHIND_RULES.contains(&tag.local()) {
                none = none.or(Some(span.start..span.start));
            }
            match tag.local() {
                name @ ("conditionalFormatting" | "dataValidation" | "ignoredError") => {
                    self.ranges.extend(tag.attribute("sqref").map(|found| found.span));
                    follows = name != "ignoredError" && !tag.is_empty();
                    is_rule = name == "dataValidation";
                    let areas = tag.attribute("sqref").filter(|_| is_rule).map_or("", |found| found.value);
                    self.ruled.extend(areas.split_ascii_whitespace().filter_map(Area::parse));
                    validation = Some(tag).filter(|_| name == "dataValidation" && follows);
                }
                "formula1" if validation.is_some() => {
                    let end = walk.close(&tag)?;
                    let list = self.formula(tag.span.end..end.start)?;
                    self.validations.extend(validation.take().map(|tag| (tag, list)));
                }
                "dataValidations" if tag.prefix() == self.prefix && tag.is_empty() => none = Some(span),
                "dataValidations" if tag.prefix() == self.prefix => {
                    let found = tag.attribute("count");
                    rules = Some(found.and_then(|found| Some((found.span, found.value.parse().ok()?))));
                }
                "autoFilter" => self.ranges.extend(tag.attribute("ref").map(|found| found.span)),
                "sqref" if follows => {
                    let end = walk.close(&tag)?;
                    let areas = self.text.get(tag.span.end..end.start).filter(|_| is_rule).unwrap_or_default();
                    self.ruled.extend(areas.split_ascii_whitespace().filter_map(Area::parse));
                    self.ranges.push(tag.span.end..end.start);
                }
                "mergeCell" => self.merges.extend(tag.attribute("ref").and_then(|found| Area::parse(found.value))),
                "tablePart" => self.tables.extend(tag.relation().map(str::to_owned)),
                _ => {}
            }
        }
        let none = none.or_else(|| self.text.rfind("</").map(|end| end..end));
        let none = none.ok_or_else(|| self.broken("a sheet without an end"))?;
        self.rules = listed.unwrap_or(Rules::None(none));
        Ok(())
    }

    /// Where a formula stands inside its element: newer elements wrap it in one more.
    fn formula(&self, inside: Range<usize>) -> Result<Range<usize>, NotPatched> {
        let mut walk = Walk::from(self.text, inside.start, self.part);
        while let Some((node, span)) = walk.next()? {
            match node {
                _ if span.start >= inside.end => break,
                Node::Open(tag) if tag.local() == "f" => {
                    let end = walk.close(&tag)?;
                    return Ok(tag.span.end..end.start);
                }
                _ => {}
            }
        }
        Ok(inside)
    }

    /// The rows that bear a number: mostly one.
    pub(super) fn rows_of(&self, number: u32) -> impl Iterator<Item = &RowAt> {
        let start = self.order.partition_point(|place| self.rows.get(*place).is_some_and(|row| row.number < number));
        let rest = self.order.get(start..).unwrap_or_default().iter();
        rest.map_while(move |place| self.rows.get(*place).filter(|row| row.number == number))
    }

    /// The rows from a number on, the last first.
    pub(super) fn rows_from(&self, number: u32) -> impl Iterator<Item = &RowAt> {
        let start = self.order.partition_point(|place| self.rows.get(*place).is_some_and(|row| row.number < number));
        self.order.get(start..).unwrap_or_default().iter().rev().filter_map(|place| self.rows.get(*place))
    }

    /// Where a new row of this number is put: before the first one with a higher number.
    pub(super) fn place_of_row(&self, number: u32) -> usize {
        let place = self.highest.partition_point(|highest| *highest <= number);
        self.rows.get(place).map_or(self.data_end, |row| row.span.start)
    }

    /// The default style of a column.
    pub(super) fn column_style(&self, column: u32) -> u32 {
        self.columns
            .iter()
            .find(|(first, last, ..)| (*first..=*last).contains(&column))
            .map_or(0, |(_, _, style, _)| *style)
    }

    /// How many whole characters a column is wide; nothing where the sheet does not say it.
    pub(super) fn column_width(&self, column: u32) -> Option<u16> {
        let known = self.columns.iter().find(|(first, last, ..)| (*first..=*last).contains(&column));
        known.and_then(|(.., width)| *width)
    }

    pub(super) fn broken(&self, what: &str) -> NotPatched {
        NotPatched::unknown(self.part, what)
    }
}

fn column_style(tag: &Tag<'_>) -> Option<(u32, u32, u32, Option<u16>)> {
    let number = |name: &str| tag.value(name)?.parse::<u32>().ok();
    let width = tag.value("width").and_then(|width| width.split('.').next()?.parse().ok());
    Some((number("min")?.checked_sub(1)?, number("max")?.checked_sub(1)?, number("style").unwrap_or(0), width))
}
