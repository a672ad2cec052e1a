//! Finds the head and the columns of a sheet, by their words and by what stands below.

use super::words::words;
use super::{Column, Outline, guess};
use crate::mapping::fold::fold;

/// A caption counts where it is understood at least so well.
const UNDERSTOOD: u32 = 55;
/// How many values of a column are looked at.
const VALUES: usize = 200;

/// A possible head.
struct Head {
    /// The last of its rows.
    last: usize,
    /// By column of the sheet.
    captions: Vec<String>,
    score: u32,
}

/// The sheet with the best head; nothing where no row looks like one.
pub(super) fn outline(sheets: &[(String, Vec<Vec<String>>)]) -> Option<Outline> {
    let heads = sheets.iter().filter_map(|(name, rows)| Some((name, rows, head(rows)?)));
    let mut heads: Vec<_> = heads.collect();
    heads.sort_by_key(|(_, _, head)| std::cmp::Reverse(head.score));
    let others = heads.iter().skip(1).map(|(name, ..)| (*name).clone()).collect();
    let (name, rows, head) = heads.into_iter().next()?;
    let below: Vec<&Vec<String>> = rows.iter().skip(head.last + 1).filter(|row| !is_total(row)).collect();
    let is_record = |row: &&&Vec<String>| filled(row) > 1 && !numbers_columns(row);
    let mut columns: Vec<Column> = Vec::new();
    for (at, caption) in head.captions.iter().enumerate() {
        let cells = below.iter().filter(is_record).filter_map(|row| row.get(at)).map(|cell| cell.trim());
        let values: Vec<String> = cells.filter(|cell| !cell.is_empty()).take(VALUES).map(str::to_owned).collect();
        if caption.is_empty() {
            continue;
        }
        // Of two storeys the lower one says more: «Рахунок» above «Дата» is a date.
        let own = rows.get(head.last).and_then(|row| row.get(at)).map(|cell| self::caption(cell)).unwrap_or_default();
        let own = Some(own).filter(|own| !own.is_empty() && own != caption);
        let captions = std::iter::once(caption.clone()).chain(own).collect();
        columns.push(Column { place: caption.clone(), captions, values });
    }
    let first = |row: &Vec<String>| row.iter().find(|cell| !cell.trim().is_empty()).cloned();
    let titles = rows.iter().take(head.last).filter(|row| filled(row) <= 2).filter_map(first);
    let mut context: Vec<String> = titles.collect();
    context.insert(0, name.clone());
    let records = below.iter().filter(is_record).count();
    let has_headings = below.iter().filter(|row| filled(row) == 1).count() > 0 && records > 0;
    Some(Outline {
        format: "table".to_owned(),
        records,
        context: context.into_iter().filter(|text| !text.trim().is_empty()).collect(),
        columns,
        has_headings,
        others,
        ..Outline::default()
    })
}

/// The row, or two rows, whose captions are understood best, with records below.
fn head(rows: &[Vec<String>]) -> Option<Head> {
    let mut best: Option<Head> = None;
    for (last, row) in rows.iter().enumerate() {
        let has_records = rows.iter().skip(last + 1).any(|below| filled(below) > 1);
        if filled(row) < 2 || !has_records || numbers_columns(row) {
            continue;
        }
        let single: Vec<String> = row.iter().map(|cell| caption(cell)).collect();
        let upper = last.checked_sub(1).and_then(|at| rows.get(at)).filter(|upper| filled(upper) > 1);
        for captions in std::iter::once(single).chain(upper.map(|upper| storeys(upper, row))) {
            let score = captions.iter().map(|caption| understood(caption)).sum();
            if score > 0 && best.as_ref().is_none_or(|known| score > known.score) {
                best = Some(Head { last, captions, score });
            }
        }
    }
    best
}

/// Captions of two storeys: the upper one stands in the first of the columns it is merged over.
fn storeys(upper: &[String], lower: &[String]) -> Vec<String> {
    let mut carried = String::new();
    let width = upper.len().max(lower.len());
    (0..width)
        .map(|at| {
            let above = upper.get(at).map(|cell| caption(cell)).unwrap_or_default();
            let own = lower.get(at).map(|cell| caption(cell)).unwrap_or_default();
            if !above.is_empty() {
                carried.clone_from(&above);
            }
            match (above.is_empty(), own.is_empty()) {
                (_, false) => format!("{carried} {own}").trim().to_owned(),
                (false, true) => above,
                (true, true) => String::new(),
            }
        })
        .collect()
}

/// How well a caption is understood; a text that is understood as nothing counts a little, a number against.
fn understood(caption: &str) -> u32 {
    if caption.is_empty() || !caption.chars().any(|c| c.is_alphabetic() || c == '№') || caption.chars().count() > 60 {
        return 0;
    }
    match guess::by_words(caption).first() {
        Some((_, score)) if *score >= UNDERSTOOD => *score,
        _ => 3,
    }
}

fn caption(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// The row `1 2 3 4 …` that printed forms have below the captions.
fn numbers_columns(row: &[String]) -> bool {
    let cells: Vec<&str> = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    cells.len() >= 3 && (1_usize..).zip(&cells).all(|(number, cell)| cell.parse() == Ok(number))
}

fn is_total(row: &[String]) -> bool {
    let first = row.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty()).map(fold).unwrap_or_default();
    words().list("totals").iter().any(|total| first.starts_with(&fold(total)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[&[&str]]) -> Vec<Vec<String>> {
        cells.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn the_head_is_found_below_titles_and_over_two_storeys() {
        let sheet = rows(&[
            &["ТОВ «Гранит», реєстр за жовтень 2026"],
            &["Документ", "", "Покупець", "", "Разом"],
            &["№", "Дата", "Назва", "ЄДРПОУ", ""],
            &["1", "2", "3", "4", "5"],
            &["Київ"],
            &["17", "05.10.2026", "ТОВ «Калина»", "30000007", "1 250,50"],
            &["Разом", "", "", "", "1 250,50"],
        ]);
        let outline = outline(&[("Пусто".into(), rows(&[&["x"]])), ("Лист1".into(), sheet)]).unwrap();
        let places: Vec<&str> = outline.columns.iter().map(|column| column.place.as_str()).collect();
        assert_eq!(places, ["Документ №", "Документ Дата", "Покупець Назва", "Покупець ЄДРПОУ", "Разом"]);
        assert_eq!(outline.columns[4].values, ["1 250,50"]);
        assert!(outline.has_headings);
        assert_eq!(outline.records, 1);
    }

    #[test]
    fn a_sheet_without_captions_has_no_head() {
        assert!(outline(&[("a".into(), rows(&[&["1", "2"], &["3", "4"]]))]).is_none());
        assert!(outline(&[]).is_none());
    }
}
