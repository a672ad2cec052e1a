//! Which sheet and which column is which. Captions are known in every language wherever they stand; a column that was
//! renamed is known by its place between neighbors that were not.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use rustc_hash::FxHashSet;

use super::ReadBookError;
use super::identity::{Line, Saved};
use super::source::{Next, Source};
use crate::lang::Lang;
use crate::workbook::layout::{ColumnSpec, Readable, sheet_name};
use crate::workbook::render::SYNC_SHEET;
use crate::workbook::value::{self, Raw};

/// Rows in which a header is looked for.
const ROWS_SEARCHED: u32 = 200;
/// Cells of these that are looked at.
const CELLS_SEARCHED: u32 = 20_000;

/// Where a sheet stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) name: String,
    /// From zero.
    pub(super) header: u32,
    pub(super) columns: BTreeMap<&'static str, u32>,
    pub(super) doubled: Vec<&'static str>,
    /// Captions of columns that are known by their places alone.
    pub(super) renamed: BTreeMap<&'static str, String>,
}

/// The top of a sheet: texts by row and column.
pub(super) type Top = BTreeMap<u32, BTreeMap<u32, String>>;

/// What was found of the wanted sheets.
pub(super) struct Found {
    /// One for each that was wanted.
    pub(super) places: Vec<Option<Place>>,
    pub(super) copies: Vec<String>,
}

/// Reads the top of every sheet, as far as a row that has every caption of one of ours: no other can have more.
pub(super) fn probe<R: Read + Seek>(
    source: &mut Source<R>,
    sheets: &[Readable],
    saved: &Saved,
) -> Result<Vec<(String, Top)>, ReadBookError> {
    let captions: Vec<Captions> = sheets.iter().map(|sheet| Captions::of(sheet, saved)).collect();
    let mut tops = Vec::new();
    for name in source.sheet_names() {
        if name.eq_ignore_ascii_case(SYNC_SHEET) {
            continue;
        }
        let (mut top, mut count, mut last) = (Top::new(), 0, 0);
        source.cells(&name, &mut |cell| {
            count += 1;
            if cell.row >= ROWS_SEARCHED || count > CELLS_SEARCHED {
                return Next::Stop;
            }
            if cell.row > last {
                if top.get(&last).is_some_and(|cells| captions.iter().any(|sheet| sheet.are_all_in(cells))) {
                    return Next::Stop;
                }
                last = cell.row;
            }
            if let Raw::Text(text) = &cell.raw {
                top.entry(cell.row).or_default().insert(cell.column, folded(text));
            }
            Next::Cell
        })?;
        tops.push((name, top));
    }
    Ok(tops)
}

/// Finds each wanted sheet: by its table, its name, its captions.
pub(super) fn choose<R: Read + Seek>(
    sheets: &[Readable],
    tops: &[(String, Top)],
    source: &Source<R>,
    saved: &Saved,
) -> Found {
    let captions: Vec<Captions> = sheets.iter().map(|sheet| Captions::of(sheet, saved)).collect();
    let mut candidates: Vec<(usize, u8, usize, usize, u32)> = Vec::new();
    for (wanted, (sheet, captions)) in sheets.iter().zip(&captions).enumerate() {
        for (at, (name, top)) in tops.iter().enumerate() {
            let Some((row, hits)) = captions.best_row(top) else { continue };
            let is_table = source.sheet_of_table(sheet.table) == Some(name.as_str());
            let is_named = Lang::ALL.iter().any(|lang| sheet_name(*lang, sheet.id) == *name)
                || saved.lines.iter().any(|line| line.sheet == sheet.id && line.name == *name);
            let is_whole = hits * 10 >= sheet.columns.len() * 6;
            // A sheet that only looks so must look so for the most part.
            let rank = match (is_named, is_table) {
                (true, _) if hits >= 2 => 3,
                (_, true) if hits >= 2 => 2,
                _ if is_whole => 1,
                _ => continue,
            };
            candidates.push((wanted, rank, hits, at, row));
        }
    }
    candidates.sort_by_key(|(wanted, rank, hits, at, _)| (std::cmp::Reverse((*rank, *hits)), *at, *wanted));
    let mut places: Vec<Option<Place>> = vec![None; sheets.len()];
    let mut taken = Vec::new();
    for (wanted, _, _, at, row) in &candidates {
        let Some((name, top)) = tops.get(*at).filter(|_| !taken.contains(at)) else { continue };
        let (Some(free), Some(captions), Some(sheet)) =
            (places.get_mut(*wanted), captions.get(*wanted), sheets.get(*wanted))
        else {
            continue;
        };
        if free.is_none() {
            let lines: Vec<&Line> = saved.lines.iter().filter(|line| line.sheet == sheet.id).collect();
            *free = Some(captions.place(name, *row, top, &lines));
            taken.push(*at);
        }
    }
    let is_copy = |at: &usize| {
        candidates.iter().any(|(wanted, _, hits, place, _)| {
            place == at && sheets.get(*wanted).is_some_and(|sheet| hits * 10 >= sheet.columns.len() * 8)
        })
    };
    let copies = (0..tops.len()).filter(|at| !taken.contains(at) && is_copy(at));
    let copies = copies.filter_map(|at| tops.get(at).map(|(name, _)| name.clone())).collect();
    Found { places, copies }
}

/// Captions of a sheet's columns: as the book was written with them, then as settings have them in every language, the
/// book's own first, then as they are without settings.
struct Captions {
    ids: Vec<&'static str>,
    by_lang: Vec<Vec<String>>,
    /// Every one of them.
    all: FxHashSet<String>,
}

impl Captions {
    fn of(sheet: &Readable, saved: &Saved) -> Self {
        let others = Lang::ALL.into_iter().filter(|other| *other != saved.lang);
        let langs: Vec<Lang> = std::iter::once(saved.lang).chain(others).collect();
        let ids: Vec<&'static str> = sheet.columns.iter().map(|column| column.id).collect();
        let written = |column: &ColumnSpec| {
            let line = saved.lines.iter().find(|line| line.sheet == sheet.id && line.id == column.id);
            line.map(|line| folded(&line.caption)).unwrap_or_default()
        };
        let written = sheet.columns.iter().map(written).collect();
        let in_lang = |lang: &Lang| sheet.columns.iter().map(|column| folded(&column.caption(*lang))).collect();
        let usual = |lang: &Lang| sheet.columns.iter().map(|column| folded(&column.usual_caption(*lang))).collect();
        let mut by_lang: Vec<Vec<String>> = Vec::new();
        for captions in std::iter::once(written).chain(langs.iter().map(in_lang)).chain(langs.iter().map(usual)) {
            if !by_lang.contains(&captions) {
                by_lang.push(captions);
            }
        }
        let all = by_lang.iter().flatten().filter(|caption| !caption.is_empty()).cloned().collect();
        Self { ids, by_lang, all }
    }

    /// How many cells have a caption, whichever: no more of them can be matched.
    fn among(&self, cells: &BTreeMap<u32, String>) -> usize {
        cells.values().filter(|text| self.all.contains(*text)).count()
    }

    /// Whether every caption stands in a row.
    fn are_all_in(&self, cells: &BTreeMap<u32, String>) -> bool {
        self.among(cells) >= self.ids.len() && self.matched(cells).len() == self.ids.len()
    }

    /// The row with the most captions, and how many; the upper of equals.
    fn best_row(&self, top: &Top) -> Option<(u32, usize)> {
        let mut best: Option<(u32, usize)> = None;
        for (row, cells) in top {
            let known = best.map_or(0, |(_, hits)| hits);
            if self.among(cells) > known {
                let hits = self.matched(cells).len();
                best = if hits > known { Some((*row, hits)) } else { best };
            }
        }
        best
    }

    fn matched(&self, cells: &BTreeMap<u32, String>) -> BTreeMap<&'static str, u32> {
        let mut found: BTreeMap<&'static str, u32> = BTreeMap::new();
        for captions in &self.by_lang {
            for (id, caption) in self.ids.iter().zip(captions) {
                if found.contains_key(id) {
                    continue;
                }
                let free = |column: &u32| !found.values().any(|taken| taken == column);
                let hit = cells.iter().find(|(column, text)| !text.is_empty() && *text == caption && free(column));
                if let Some((column, _)) = hit {
                    found.insert(id, *column);
                }
            }
        }
        found
    }

    fn place(&self, name: &str, row: u32, top: &Top, lines: &[&Line]) -> Place {
        let none = BTreeMap::new();
        let cells = top.get(&row).unwrap_or(&none);
        let mut columns = self.matched(cells);
        let known = columns.clone();
        let mut renamings = BTreeMap::new();
        for id in self.ids.iter().filter(|id| !known.contains_key(**id)) {
            if let Some(column) = renamed(id, &known, lines).filter(|column| !columns.values().any(|t| t == column)) {
                columns.insert(id, column);
                renamings.insert(*id, cells.get(&column).cloned().unwrap_or_default());
            }
        }
        let is_doubled = |id: &&&'static str| {
            let at = self.ids.iter().position(|one| one == *id);
            let captions: Vec<&String> = self.by_lang.iter().filter_map(|all| all.get(at?)).collect();
            let own = columns.get(**id);
            cells.iter().any(|(column, text)| {
                own.is_some_and(|own| own != column)
                    && !columns.values().any(|t| t == column)
                    && is_copy_of(text, &captions)
            })
        };
        let doubled = self.ids.iter().filter(is_doubled).copied().collect();
        Place { name: name.to_owned(), header: row, columns, doubled, renamed: renamings }
    }
}

/// Whether a caption is one of these, or one of these with the number that a table gives to a copied column.
fn is_copy_of(text: &str, captions: &[&String]) -> bool {
    captions.iter().any(|caption| {
        !caption.is_empty()
            && text.strip_prefix(caption.as_str()).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Where a column whose caption is nowhere must stand: as far from its neighbors on both sides as it was written.
fn renamed(id: &str, known: &BTreeMap<&'static str, u32>, lines: &[&Line]) -> Option<u32> {
    let own = lines.iter().find(|line| line.id == id)?.column;
    let now = |line: &&&Line| known.get(line.id.as_str()).map(|column| (line.column, *column));
    let left = lines.iter().filter(|line| line.column < own).filter_map(|line| now(&line)).max_by_key(|(was, _)| *was);
    let right = lines.iter().filter(|line| line.column > own).filter_map(|line| now(&line)).min_by_key(|(was, _)| *was);
    let from_left = left.map(|(was, is)| is + (own - was));
    let from_right = right.map(|(was, is)| is.checked_sub(was - own));
    match (from_left, from_right) {
        (Some(one), Some(other)) => (other == Some(one)).then_some(one),
        (Some(one), None) => Some(one),
        (None, Some(other)) => other,
        (None, None) => None,
    }
}

/// A caption as it is compared: any case, every run of blanks or line breaks as one blank.
fn folded(text: &str) -> String {
    value::text(text).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, column: u32) -> Line {
        Line { sheet: String::new(), name: String::new(), column, id: id.to_owned(), caption: String::new() }
    }

    #[test]
    fn a_renamed_column_is_known_only_between_neighbors_that_stayed() {
        let lines = [line("a", 0), line("b", 1), line("c", 2)];
        let lines: Vec<&Line> = lines.iter().collect();
        let known = |pairs: &[(&'static str, u32)]| pairs.iter().copied().collect::<BTreeMap<_, _>>();
        assert_eq!(renamed("b", &known(&[("a", 0), ("c", 2)]), &lines), Some(1));
        assert_eq!(renamed("b", &known(&[("a", 3), ("c", 5)]), &lines), Some(4), "all moved together");
        assert_eq!(renamed("b", &known(&[("a", 0), ("c", 1)]), &lines), None, "it is gone");
        assert_eq!(renamed("b", &known(&[("a", 0), ("c", 3)]), &lines), None, "a column stands between");
        assert_eq!(renamed("c", &known(&[("a", 0), ("b", 1)]), &lines), Some(2));
        assert_eq!(renamed("b", &known(&[]), &lines), None);
    }
}
