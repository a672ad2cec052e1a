//! What makes a book known when it comes back. Other programs lose one carrier or two; what two of them say is believed,
//! and one alone where nothing speaks against it.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::ReadBookError;
use super::source::{Next, Source};
use crate::lang::Lang;
use crate::model::book::Edition;
use crate::model::money::Currency;
use crate::workbook::render::{MARK, SYNC_SHEET};
use crate::workbook::value::Raw;

/// Lines of the hidden sheet that are read.
const LINES_MAX: u32 = 1_000;

/// Which book a file is, and what was written into it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The book's id.
    pub book: String,
    /// The version that was written: the base of the merge, whatever the file's time says.
    pub edition: Edition,
}

impl Stamp {
    /// Reads `book:version`; a book's id may have colons of its own.
    fn parse(text: &str) -> Option<Self> {
        let (book, edition) = text.trim().rsplit_once(':')?;
        let edition = edition.parse().ok()?;
        (!book.is_empty()).then(|| Self { book: book.to_owned(), edition })
    }
}

/// One column as the hidden sheet keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Id of the sheet.
    pub(super) sheet: String,
    /// What the sheet was called.
    pub(super) name: String,
    /// Where the column stood, from zero.
    pub(super) column: u32,
    /// Id of the column.
    pub(super) id: String,
    /// What stood above it.
    pub(super) caption: String,
}

/// What the hidden sheet says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Saved {
    pub(super) stamp: Option<Stamp>,
    pub(super) lang: Lang,
    pub(super) base_currency: Currency,
    pub(super) lines: Vec<Line>,
}

impl Saved {
    /// Whether the book was written with a column.
    pub(super) fn has(&self, sheet: &str, column: &str) -> bool {
        self.lines.iter().any(|line| line.sheet == sheet && line.id == column)
    }
}

/// Reads the hidden sheet, where the book still has it.
pub(super) fn saved<R: Read + Seek>(source: &mut Source<R>) -> Result<Saved, ReadBookError> {
    let mut table: Vec<Vec<String>> = Vec::new();
    if let Some(name) = source.sheet_names().into_iter().find(|name| name.eq_ignore_ascii_case(SYNC_SHEET)) {
        source.cells(&name, &mut |cell| {
            let (Ok(row), Ok(column)) = (usize::try_from(cell.row), usize::try_from(cell.column)) else {
                return Next::Stop;
            };
            if cell.row > LINES_MAX {
                return Next::Stop;
            }
            if column < 8 {
                table.resize(table.len().max(row + 1), Vec::new());
                if let Some(line) = table.get_mut(row) {
                    line.resize(line.len().max(column + 1), String::new());
                    line.splice(column..=column, [plain(&cell.raw)]);
                }
            }
            Next::Cell
        })?;
    }
    let fact = |name: &str| {
        let line =
            table.iter().take_while(|line| !line.is_empty()).find(|line| line.first().is_some_and(|f| f == name));
        line.and_then(|line| line.get(1)).map(String::as_str)
    };
    let stamp =
        fact("book").zip(fact("version")).and_then(|(book, version)| Stamp::parse(&format!("{book}:{version}")));
    Ok(Saved {
        stamp,
        lang: fact("lang").and_then(Lang::from_code).unwrap_or_default(),
        base_currency: fact("base_currency").and_then(|code| code.parse().ok()).unwrap_or(Currency::RUB),
        lines: latest(table.iter().filter_map(|line| map_line(line)).collect()),
    })
}

/// A column that was put back has a line more: the last one holds.
fn latest(lines: Vec<Line>) -> Vec<Line> {
    let of = |line: &Line| (line.sheet.clone(), line.id.clone());
    let last: BTreeMap<_, usize> = lines.iter().enumerate().map(|(at, line)| (of(line), at)).collect();
    let is_last = |(at, line): &(usize, Line)| last.get(&of(line)) == Some(at);
    lines.into_iter().enumerate().filter(is_last).map(|(_, line)| line).collect()
}

fn map_line(line: &[String]) -> Option<Line> {
    let [sheet, name, _table, _header, column, id, caption, ..] = line else { return None };
    let column = column.parse::<u32>().ok()?.checked_sub(1)?;
    Some(Line { sheet: sheet.clone(), name: name.clone(), column, id: id.clone(), caption: caption.clone() })
}

fn plain(raw: &Raw) -> String {
    match raw {
        Raw::Text(text) => text.clone(),
        Raw::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The stamp that carriers agree on.
pub(super) fn stamp<R: Read + Seek>(source: &Source<R>, saved: &Saved) -> Option<Stamp> {
    let property = source.property(MARK).and_then(Stamp::parse);
    let name = source.defined_name(MARK).and_then(|formula| {
        let text = formula.trim().trim_start_matches('=').trim();
        Stamp::parse(&text.strip_prefix('"')?.strip_suffix('"')?.replace("\"\"", "\""))
    });
    agreed(&[property, name, saved.stamp.clone()])
}

fn agreed(carriers: &[Option<Stamp>]) -> Option<Stamp> {
    let said: Vec<&Stamp> = carriers.iter().flatten().collect();
    let twice = said.iter().find(|one| said.iter().filter(|other| other == one).count() > 1);
    match (&said[..], twice) {
        (_, Some(stamp)) => Some((*stamp).clone()),
        ([only], None) => Some((*only).clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_two_carriers_are_believed_and_one_where_nothing_speaks_against_it() {
        let stamp = |text: &str| Stamp::parse(text);
        let (one, two) = (stamp("manager:anna:3"), stamp("manager:anna:4"));
        assert_eq!(one.as_ref().map(|stamp| (stamp.book.as_str(), stamp.edition)), Some(("manager:anna", 3.into())));
        assert_eq!(agreed(&[one.clone(), None, one.clone()]), one);
        assert_eq!(agreed(&[two.clone(), one.clone(), one.clone()]), one);
        assert_eq!(agreed(&[None, None, one.clone()]), one);
        assert_eq!(agreed(&[one, None, two]), None);
        assert_eq!(agreed(&[None, None, None]), None);
        for broken in ["", "book", ":1", "book:0", "book:x"] {
            assert_eq!(stamp(broken), None, "{broken}");
        }
    }
}
