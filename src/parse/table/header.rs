//! Finds the header row by its captions.

use std::borrow::Cow;
use std::collections::HashMap;

use super::cells::{Cell, Row, letters};
use crate::model::money::currency_of_sign;
use crate::parse::NameId;
use crate::parse::shape::TableShape;

/// The header stands among the first so many filled rows: above it are the firm's name, the period, the filter.
pub(super) const SEARCHED_ROWS: usize = 60;

/// Where the header is and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// Index among the searched rows of the last row of the header.
    pub(super) last: usize,
    /// Column of the sheet → index into [`TableShape::columns`].
    pub(super) columns: Vec<Option<usize>>,
    /// Folded texts of the header row by column of the sheet, to know the row again where a page repeats it.
    captions: HashMap<u32, String>,
    /// Every caption as it stands there, by column of the sheet.
    pub(super) texts: Vec<(u32, String)>,
    /// What stands above each column of the sheet, as written.
    titles: HashMap<u32, String>,
    /// What captions say of the values below them, by column of the sheet.
    units: Vec<(u32, NameId, String)>,
}

impl Header {
    /// Which column of the shape stands in a column of the sheet.
    pub(super) fn column(&self, column: u32) -> Option<usize> {
        self.columns.get(column as usize).copied().flatten()
    }

    /// What the caption of a column of the sheet says of its values, and the name that has.
    pub(super) fn unit(&self, column: u32) -> Option<(NameId, &str)> {
        let unit = self.units.iter().find(|(at, ..)| *at == column);
        unit.map(|(_, name, unit)| (*name, unit.as_str()))
    }

    /// What stands above a column of the sheet; its letters where there is nothing.
    pub(super) fn title(&self, column: u32) -> Cow<'_, str> {
        match self.titles.get(&column) {
            Some(title) => Cow::Borrowed(title),
            None => Cow::Owned(letters(column)),
        }
    }

    /// Whether a row is the header again.
    pub(super) fn is_repeated(&self, row: &Row) -> bool {
        let mut mapped = row.cells().filter(|cell| self.column(cell.column).is_some()).peekable();
        mapped.peek().is_some()
            && mapped.all(|cell| self.captions.get(&cell.column).is_some_and(|caption| *caption == fold(cell.text)))
    }
}

/// Drops what does not distinguish captions: case, ё, blanks, punctuation; № becomes `no`, the sign of a currency stays.
pub(in crate::parse) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'ё' => folded.push('е'),
            '№' => folded.push_str("no"),
            letter if letter.is_alphanumeric() || currency_of_sign(letter).is_some() => folded.push(letter),
            _ => {}
        }
    }
    folded
}

/// A cell of a possible header: its column, and the captions it may be known by, the best first.
struct Candidate {
    column: u32,
    captions: Vec<String>,
    /// As it stands there, both storeys of a double one.
    text: String,
}

/// The row, or two rows, that most captions match, all required ones among them.
pub(super) fn find(rows: &[Row], shape: &TableShape) -> Option<Header> {
    let mut known: HashMap<String, usize> = HashMap::new();
    for (index, column) in shape.columns.iter().enumerate() {
        for caption in &column.captions {
            known.entry(fold(caption)).or_insert(index);
        }
    }
    let mut best: Option<(usize, Header)> = None;
    for (last, row) in rows.iter().enumerate() {
        let upper = last.checked_sub(1).and_then(|at| rows.get(at)).filter(|upper| upper.number + 1 == row.number);
        let storeys = std::iter::once((single(row), None)).chain(upper.map(|upper| (double(upper, row), Some(upper))));
        for (candidates, upper) in storeys {
            let Some((count, columns)) = matched(&candidates, &known, shape) else { continue };
            if best.as_ref().is_none_or(|(most, _)| count > *most) {
                let captions = row.cells().map(|cell| (cell.column, fold(cell.text))).collect();
                let units = units(&candidates, &columns, shape);
                let texts = candidates.into_iter().map(|candidate| (candidate.column, candidate.text)).collect();
                best = Some((count, Header { last, columns, captions, texts, titles: titles(upper, row), units }));
            }
        }
    }
    best.map(|(_, header)| header)
}

/// What the captions of columns say of their values.
fn units(candidates: &[Candidate], columns: &[Option<usize>], shape: &TableShape) -> Vec<(u32, NameId, String)> {
    let unit = |candidate: &Candidate| {
        let at = columns.get(candidate.column as usize).copied().flatten()?;
        let unit = shape.columns.get(at)?.unit.as_ref()?;
        let said = unit.captions.iter().find(|(caption, _)| candidate.captions.contains(&fold(caption)))?;
        Some((candidate.column, unit.name, said.1.clone()))
    };
    candidates.iter().filter_map(unit).collect()
}

fn single(row: &Row) -> Vec<Candidate> {
    let candidate =
        |cell: Cell<'_>| Candidate { column: cell.column, captions: vec![fold(cell.text)], text: cell.text.to_owned() };
    row.cells().map(candidate).collect()
}

/// A header of two storeys: `Оплата` above `Дата` and `Сумма`. The upper caption stands in the first of the columns it
/// is merged over; a caption merged over both storeys stands in the upper one.
fn double(upper: &Row, lower: &Row) -> Vec<Candidate> {
    let alone = |above: Cell<'_>| Candidate {
        column: above.column,
        captions: vec![fold(above.text)],
        text: above.text.to_owned(),
    };
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut uppers = upper.cells().peekable();
    let mut carried = "";
    for cell in lower.cells() {
        while let Some(above) = uppers.next_if(|above| above.column <= cell.column) {
            carried = above.text;
            if above.column < cell.column {
                candidates.push(alone(above));
            }
        }
        let own = fold(cell.text);
        let is_above = upper.cells().any(|above| above.column == cell.column);
        let mut captions = vec![format!("{}{own}", fold(carried)), own];
        if is_above {
            captions.push(fold(carried));
        }
        let text = format!("{carried} {}", cell.text).trim().to_owned();
        candidates.push(Candidate { column: cell.column, captions, text });
    }
    candidates.extend(uppers.map(alone));
    candidates
}

/// The captions as written, those of an upper storey in front.
fn titles(upper: Option<&Row>, lower: &Row) -> HashMap<u32, String> {
    let mut titles: HashMap<u32, String> = HashMap::new();
    let above: Vec<_> = upper.map(|upper| upper.cells().collect()).unwrap_or_default();
    for cell in lower.cells() {
        let over = above.iter().rfind(|over| over.column <= cell.column).map(|over| over.text.trim());
        let title = over.into_iter().chain([cell.text.trim()]).collect::<Vec<_>>().join(" ");
        titles.insert(cell.column, title);
    }
    for over in above {
        titles.entry(over.column).or_insert_with(|| over.text.trim().to_owned());
    }
    titles
}

/// How many columns match and which; nothing if a required one is missing, or too few for a header.
fn matched(
    candidates: &[Candidate],
    known: &HashMap<String, usize>,
    shape: &TableShape,
) -> Option<(usize, Vec<Option<usize>>)> {
    let mut taken = vec![false; shape.columns.len()];
    let mut columns: Vec<Option<usize>> = Vec::new();
    // The better caption of any cell goes before the worse one of another.
    let ranks = candidates.iter().map(|candidate| candidate.captions.len()).max().unwrap_or_default();
    for rank in 0..ranks {
        for candidate in candidates {
            let found = candidate.captions.get(rank).and_then(|caption| known.get(caption)).copied();
            let Some((index, is_taken)) = found.and_then(|at| Some((at, taken.get_mut(at)?))) else { continue };
            let at = candidate.column as usize;
            if *is_taken || columns.get(at).copied().flatten().is_some() {
                continue;
            }
            *is_taken = true;
            if columns.len() <= at {
                columns.resize(at + 1, None);
            }
            if let Some(column) = columns.get_mut(at) {
                *column = Some(index);
            }
        }
    }
    lend(candidates, &mut taken, &mut columns, shape);
    let count = taken.iter().filter(|is_taken| **is_taken).count();
    let is_whole = shape.columns.iter().zip(&taken).all(|(column, is_taken)| *is_taken || !column.required);
    let enough = shape.columns.len().clamp(1, 2);
    (is_whole && count >= enough).then_some((count, columns))
}

/// A required column that nothing matched takes over a column that it shares a caption with: where only the full name
/// is kept, it is the name.
fn lend(candidates: &[Candidate], taken: &mut [bool], columns: &mut [Option<usize>], shape: &TableShape) {
    for (index, column) in shape.columns.iter().enumerate().filter(|(_, column)| column.required) {
        if taken.get(index).copied().unwrap_or(true) {
            continue;
        }
        let shared = |candidate: &&Candidate| {
            column.captions.iter().map(|caption| fold(caption)).any(|caption| candidate.captions.contains(&caption))
        };
        let Some(lender) = candidates.iter().find(shared) else { continue };
        let held = columns.get_mut(lender.column as usize).and_then(|held| held.replace(index));
        for (at, is_taken) in [(Some(index), true), (held, false)] {
            if let Some(slot) = at.and_then(|at| taken.get_mut(at)) {
                *slot = is_taken;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::Names;
    use crate::parse::shape::Column;

    fn row(number: u64, texts: &[&str]) -> Row {
        let mut row = Row::default();
        row.begin(number);
        for (column, text) in (0..).zip(texts) {
            row.push_text(column, text);
        }
        row
    }

    fn shape(columns: &[(&str, bool)]) -> TableShape {
        let mut names = Names::default();
        let columns = columns
            .iter()
            .map(|(caption, required)| Column {
                key: names.intern(caption),
                captions: vec![(*caption).to_owned()],
                required: *required,
                rest: false,
                unit: None,
            })
            .collect();
        TableShape { columns, ..TableShape::default() }
    }

    #[test]
    fn captions_are_folded() {
        assert_eq!(fold(" № Счёта-фактуры: "), "noсчетафактуры");
        assert_eq!(fold("Сумма, руб."), "суммаруб");
        assert_eq!(fold("Сумма, $"), "сумма$");
    }

    #[test]
    fn the_header_stands_below_titles() {
        let rows = [row(1, &["Реестр счетов"]), row(3, &["Дата", "№ счёта", "Сумма"]), row(4, &["1", "2", "3"])];
        let header =
            find(&rows, &shape(&[("Номер", false), ("Дата", true), ("N счета", false), ("Сумма", true)])).unwrap();
        assert_eq!((header.last, header.columns.clone()), (1, vec![Some(1), None, Some(3)]));
        assert!(header.is_repeated(&row(9, &["дата", "x", "СУММА"])));
        assert!(!header.is_repeated(&row(9, &["дата", "x", "5"])));
    }

    #[test]
    fn a_header_of_two_storeys_is_joined() {
        let upper = row(1, &["Дата", "Приход", "", "Расход", "", "Клиент"]);
        let lower = row(2, &["", "Сумма", "Валюта", "Сумма", "Валюта"]);
        let found = find(
            &[upper, lower, row(3, &["a", "b"])],
            &shape(&[("Дата", true), ("Приход сумма", false), ("Расход, сумма", false), ("Клиент", true)]),
        );
        let header = found.unwrap();
        assert_eq!(header.last, 1);
        assert_eq!(header.columns, [Some(0), Some(1), None, Some(2), None, Some(3)]);
    }

    #[test]
    fn a_row_below_the_header_is_not_swallowed() {
        let rows = [row(1, &["Дата", "Сумма"]), row(2, &["01.10.2026", "5"])];
        assert_eq!(find(&rows, &shape(&[("Дата", true), ("Сумма", true)])).unwrap().last, 0);
    }

    #[test]
    fn a_required_column_takes_over_a_shared_caption_only_in_need() {
        let mut shape = shape(&[("Полное наименование", false), ("Название", true), ("ИНН", false)]);
        shape.columns[1].captions.push("Полное наименование".to_owned());
        let of = |texts: &[&str]| find(&[row(1, texts)], &shape).map(|header| header.columns);
        assert_eq!(of(&["Полное наименование", "ИНН"]), Some(vec![Some(1), Some(2)]));
        assert_eq!(of(&["Полное наименование", "ИНН", "Название"]), Some(vec![Some(0), Some(2), Some(1)]));
    }

    #[test]
    fn without_a_required_column_there_is_no_header() {
        let rows = [row(1, &["Дата", "Сумма"])];
        assert_eq!(find(&rows, &shape(&[("Дата", false), ("Сумма", false), ("Номер", true)])), None);
    }
}
