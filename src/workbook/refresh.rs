//! The first sheet of a book that is gone on with: the lists, days and words that are no formulas are brought up to date
//! where they stand by now. Formulas stay, whoever wrote them: they follow the tables. Where ours was emptied, it is there
//! again.
//!
//! Every block is found by its heading, and every line of figures by its words, so that rows and columns that somebody put
//! in or took out do no harm; a block whose heading is gone is left alone.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Reader, Xlsx};
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::layout::sheet_name;
use super::patch::{Block, CellPatch, CellValue, SheetPatch};
use super::read::{Grid, ReadBookError, grid};
use super::render::DEBTOR_LINES;
use super::value::{Raw, text};
use crate::lang::Lang;

/// What stands below a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lines {
    /// Lines of figures, each with its words.
    Figures,
    /// A list that may have fewer lines than before: what is too much of it goes.
    List,
    /// Words.
    Words,
}

/// Headings, and what stands below.
const SECTIONS: [(&str, Lines); 6] = [
    ("book-section-main", Lines::Figures),
    ("book-section-aging", Lines::Figures),
    ("book-section-debtors", Lines::List),
    ("book-section-managers", Lines::List),
    ("book-section-foreign", Lines::List),
    ("book-section-legend", Lines::Words),
];
/// The columns of the left half and of the right one.
const HALVES: [(u32, u32); 2] = [(1, 3), (5, 9)];
/// Where the title stands; the day of the figures stands below it.
const TITLE: (u32, u32) = (0, 1);

/// What to change in the first sheet of a file, so that it shows what a freshly drawn one does; nothing where the file
/// has no such sheet or all is as it should be.
///
/// # Errors
/// When one of the two can't be read.
pub fn refresh(file: &[u8], fresh: &[u8], lang: Lang, as_of: &str) -> Result<Option<SheetPatch>, ReadBookError> {
    let names: Vec<String> = std::iter::once(lang).chain(Lang::ALL).map(|lang| sheet_name(lang, "summary")).collect();
    let (Some(wanted), Some(found)) = (grid(Cursor::new(fresh), &names)?, grid(Cursor::new(file), &names)?) else {
        return Ok(None);
    };
    let mut cells: Vec<CellPatch> = day(&wanted, &found, as_of).into_iter().collect();
    let formulas = formulas(fresh, &wanted.name);
    for part in parts(&wanted, lang) {
        cells.extend(match part.lines {
            Lines::Figures => part.figures(&wanted, &formulas, &found, lang),
            Lines::List | Lines::Words => part.news(&wanted, &found, lang),
        });
    }
    // Nothing of it is read back.
    let block = Block { header: 0, data: u32::MAX, first: 0, last: 0, id: None };
    let patch = SheetPatch { cells, ..SheetPatch::of(&found.name, block) };
    Ok((!patch.is_empty()).then_some(patch))
}

/// A block of the drawn sheet.
struct Part {
    /// Where its heading stands.
    at: (u32, u32),
    /// Its last row.
    last: u32,
    /// Its last column.
    right: u32,
    lines: Lines,
    heading: String,
}

/// The formulas of a sheet, without their signs.
fn formulas(book: &[u8], sheet: &str) -> BTreeMap<(u32, u32), String> {
    let range = Xlsx::new(Cursor::new(book)).and_then(|mut book: Xlsx<_>| book.worksheet_formula(sheet));
    let Ok(range) = range else { return BTreeMap::new() };
    let (top, left) = range.start().unwrap_or_default();
    let place = |at: usize, first: u32| u32::try_from(at).ok().and_then(|at| at.checked_add(first));
    let cells = range.used_cells().filter(|(.., formula)| !formula.is_empty());
    cells.filter_map(|(row, column, said)| Some(((place(row, top)?, place(column, left)?), said.clone()))).collect()
}

/// The words of a line of figures whatever month they name.
fn line_of(said: &str) -> String {
    let months = Lang::ALL.into_iter().flat_map(|lang| (1..=12).map(move |month| (lang, month)));
    months.fold(said.to_owned(), |said, (lang, month)| {
        said.replace(&lang.text(&format!("book-month-{month}"), &[]), "\u{1}")
    })
}

fn parts(wanted: &Grid, lang: Lang) -> Vec<Part> {
    let heading = |(key, lines): &(&str, Lines)| {
        let heading = lang.text(key, &[]);
        Some((place(wanted, &heading, TITLE)?, heading, *lines))
    };
    let headings: Vec<((u32, u32), String, Lines)> = SECTIONS.iter().filter_map(heading).collect();
    let part = |(at, heading, lines): &((u32, u32), String, Lines)| {
        let (left, right) = HALVES.into_iter().find(|(left, _)| *left == at.1)?;
        let next = headings.iter().map(|(next, ..)| *next).filter(|next| next.1 == left && next.0 > at.0).min();
        let last = match (lines, next) {
            // The row above a heading is nobody's.
            (Lines::List, Some(next)) => next.0.saturating_sub(2),
            (Lines::List, None) => at.0 + 1 + u32::try_from(DEBTOR_LINES).unwrap_or_default(),
            (_, next) => {
                let end = next.map_or(u32::MAX, |next| next.0);
                let rows = wanted.cells.iter().filter(|((row, column), (raw, computes))| {
                    (at.0..end).contains(row) && (left..=right).contains(column) && (*raw != Raw::Empty || *computes)
                });
                rows.map(|((row, _), _)| *row).max()?
            }
        };
        Some(Part { at: *at, last, right, lines: *lines, heading: heading.clone() })
    };
    headings.iter().filter_map(part).collect()
}

impl Part {
    /// Where its heading stands by now, and the next one below it.
    fn stands(&self, found: &Grid, lang: Lang) -> Option<((u32, u32), Option<u32>)> {
        let at = place(found, &self.heading, self.at)?;
        let headings = SECTIONS.iter().filter_map(|(key, _)| place(found, &lang.text(key, &[]), self.at));
        Some((at, headings.filter(|next| next.1 == at.1 && next.0 > at.0).map(|next| next.0).min()))
    }

    /// Words of lines of figures, and formulas of ours that are gone. A line whose words are gone with all it had is
    /// written where it was, if that is free.
    fn figures(
        &self,
        wanted: &Grid,
        formulas: &BTreeMap<(u32, u32), String>,
        found: &Grid,
        lang: Lang,
    ) -> Vec<CellPatch> {
        let Some((at, end)) = self.stands(found, lang) else { return Vec::new() };
        let end = end.unwrap_or_else(|| at.0.saturating_add(self.last - self.at.0).saturating_add(1));
        let width = self.right - self.at.1;
        let label = |grid: &Grid, row: u32, column: u32| {
            let cell = grid.cells.get(&(row, column)).filter(|(_, computes)| !computes);
            cell.and_then(|(raw, _)| said(raw)).filter(|said| !said.is_empty()).map(|said| line_of(&said))
        };
        let places = |grid: &Grid, rows: std::ops::Range<u32>, column: u32, wanted: &str| -> Vec<u32> {
            rows.filter(|row| label(grid, *row, column).as_deref() == Some(wanted)).collect()
        };
        let mut news = Vec::new();
        for row in self.at.0 + 1..=self.last {
            let Some(words) = label(wanted, row, self.at.1) else { continue };
            let ours = places(wanted, self.at.0 + 1..self.last + 1, self.at.1, &words);
            let theirs = places(found, at.0 + 1..end, at.1, &words);
            let there = at.0 + (row - self.at.0);
            let has_room = there < end && (at.1..=at.1 + width).all(|column| is_free(found, (there, column)));
            let to = match ours.iter().position(|known| *known == row) {
                Some(nth) if ours.len() == theirs.len() => theirs.get(nth).copied(),
                _ if theirs.is_empty() && has_room => Some(there),
                _ => None,
            };
            let Some(to) = to else { continue };
            for column in self.at.1..=self.right {
                let place = (to, at.1 + (column - self.at.1));
                // Their references to cells hold where they were drawn.
                let formula = formulas.get(&(row, column)).filter(|_| place == (row, column) && is_free(found, place));
                let change = match formula {
                    Some(formula) => cell_patch(place, CellValue::Formula(formula.clone())),
                    None => change(wanted.cells.get(&(row, column)), found.cells.get(&place), place),
                };
                news.extend(change.filter(|change| change.value != CellValue::Blank));
            }
        }
        news
    }

    fn news(&self, wanted: &Grid, found: &Grid, lang: Lang) -> Vec<CellPatch> {
        let Some((at, end)) = self.stands(found, lang) else { return Vec::new() };
        let mut news = Vec::new();
        for row in self.at.0 + 1..=self.last {
            let there = at.0 + (row - self.at.0);
            if end.is_some_and(|end| there >= end) {
                break;
            }
            // The captions below the heading are ours whatever they say.
            let is_line = self.lines == Lines::List && row > self.at.0 + 1;
            if is_line && !is_ours(found, there, at.1, at.1 + (self.right - self.at.1)) {
                continue;
            }
            for column in self.at.1..=self.right {
                let to = (there, at.1 + (column - self.at.1));
                let change = change(wanted.cells.get(&(row, column)), found.cells.get(&to), to);
                news.extend(change.filter(|change| self.lines == Lines::List || change.value != CellValue::Blank));
            }
        }
        news
    }
}

fn cell_patch((row, column): (u32, u32), value: CellValue) -> Option<CellPatch> {
    Some(CellPatch { row, column: u16::try_from(column).ok()?, value })
}

/// Whether nothing stands in a cell.
fn is_free(found: &Grid, at: (u32, u32)) -> bool {
    let blank = |(raw, computes): &(Raw, bool)| !computes && cell_value(raw) == Some(CellValue::Blank);
    found.cells.get(&at).is_none_or(blank)
}

/// Whether a line of a list is free or was written by us: words in it alone are somebody's note.
fn is_ours(found: &Grid, row: u32, left: u32, right: u32) -> bool {
    let cell = |column: u32| found.cells.get(&(row, column));
    let is_blank = |(raw, computes): &(Raw, bool)| !computes && cell_value(raw) == Some(CellValue::Blank);
    if (left..=right).filter_map(cell).all(is_blank) {
        return true;
    }
    let counts = |(raw, computes): &(Raw, bool)| *computes || matches!(raw, Raw::Number(_));
    let said = cell(left).and_then(|(raw, _)| said(raw)).unwrap_or_default();
    cell(left + 1).is_some_and(counts)
        || Lang::ALL.into_iter().any(|lang| text(&lang.text("book-nobody-owes", &[])) == said)
}

/// The day of the figures, below the title.
fn day(wanted: &Grid, found: &Grid, as_of: &str) -> Option<CellPatch> {
    let title = wanted.cells.get(&TITLE).and_then(|(raw, _)| said(raw))?;
    let (row, column) = place(found, &title, TITLE)?;
    let (fresh, there) = (wanted.cells.get(&(TITLE.0 + 1, TITLE.1)), found.cells.get(&(row + 1, column)));
    match there {
        // A program that keeps no number formats made a sentence of it.
        Some((Raw::Text(known), false)) if text(known) == text(as_of) => None,
        Some((Raw::Text(_), false)) => Some(CellPatch {
            row: row + 1,
            column: u16::try_from(column).ok()?,
            value: CellValue::Text(as_of.to_owned()),
        }),
        _ => change(fresh, there, (row + 1, column)),
    }
}

/// What a cell is to hold, if it is ours to fill and holds something else.
fn change(wanted: Option<&(Raw, bool)>, found: Option<&(Raw, bool)>, (row, column): (u32, u32)) -> Option<CellPatch> {
    let none = (Raw::Empty, false);
    let ((wanted, computes), (found, is_computed)) = (wanted.unwrap_or(&none), found.unwrap_or(&none));
    if *computes || *is_computed {
        return None;
    }
    let value = cell_value(wanted)?;
    if cell_value(found).as_ref() == Some(&value) {
        return None;
    }
    Some(CellPatch { row, column: u16::try_from(column).ok()?, value })
}

/// A value as it is written; amounts are rounded as they are shown.
fn cell_value(raw: &Raw) -> Option<CellValue> {
    Some(match raw {
        Raw::Empty => CellValue::Blank,
        Raw::Text(words) if text(words).is_empty() => CellValue::Blank,
        Raw::Text(words) => CellValue::Text(text(words)),
        Raw::Number(number) => CellValue::Number(number.to_string().parse::<Decimal>().ok()?.round_dp(3).normalize()),
        Raw::Date { year, month, day } => CellValue::Date(
            Date::new(i16::try_from(*year).ok()?, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()?,
        ),
        Raw::Iso(_) | Raw::Bool(_) | Raw::Error(_) => return None,
    })
}

fn said(raw: &Raw) -> Option<String> {
    match raw {
        Raw::Text(words) => Some(text(words)),
        _ => None,
    }
}

/// Where words stand; of several places the one nearest to where they were drawn.
fn place(grid: &Grid, words: &str, drawn: (u32, u32)) -> Option<(u32, u32)> {
    let wanted = text(words);
    let places = grid.cells.iter().filter(|(_, (raw, _))| said(raw).is_some_and(|said| said == wanted));
    places.map(|(at, _)| *at).min_by_key(|(row, column)| row.abs_diff(drawn.0) + column.abs_diff(drawn.1))
}
