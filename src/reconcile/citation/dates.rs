//! Dates as people write them: in figures, ISO, with the month in words; with two-digit years or without a year.

use jiff::civil::Date;

use super::amounts::is_sum_behind_hyphen;
use super::lexer::{Atom, Sort};
use super::words::{Meaning, means, month};

/// Reads a date with a year; returns what stands behind it too.
pub(super) fn full(atoms: &[Atom], at: usize, today: Date) -> Option<(Date, usize)> {
    let (date, next) = iso(atoms, at)
        .or_else(|| figures(atoms, at))
        .or_else(|| in_words(atoms, at))
        .or_else(|| month_first(atoms, at))?;
    let plausible = (2000..=today.year() + 1).contains(&date.year());
    (plausible && is_boundary(atoms, next)).then(|| (date, past_year_sign(atoms, next)))
}

/// Reads a date with or without a year; a missing year makes it the nearest such day that is not in the future.
pub(super) fn any(atoms: &[Atom], at: usize, today: Date) -> Option<(Date, usize)> {
    full(atoms, at, today).or_else(|| {
        let (day, after_day) = part(atoms, at)?;
        let (number, next) = match atoms.get(after_day)? {
            dot if matches!(dot.sort, Sort::Sign('.' | '/')) && dot.glued => {
                part(atoms, after_day + 1).filter(|_| glued(atoms, after_day + 1))?
            }
            word => (month(&word.word)?, after_day + 1),
        };
        let date = nearest_past(number, day, today)?;
        is_boundary(atoms, next).then(|| (date, past_year_sign(atoms, next)))
    })
}

/// Reads `051026` or `05102026`, which is a date only behind «от».
pub(super) fn compact(atoms: &[Atom], at: usize, today: Date) -> Option<(Date, usize)> {
    let atom = atoms.get(at).filter(|atom| matches!(atom.text.len(), 6 | 8))?;
    let value = atom.value()?;
    let (rest, year) =
        if atom.text.len() == 6 { (value / 100, 2000 + value % 100) } else { (value / 10_000, value % 10_000) };
    let part = |number: u32| i8::try_from(number).ok();
    let date = Date::new(i16::try_from(year).ok()?, part(rest % 100)?, part(rest / 100)?).ok()?;
    let plausible = (2000..=today.year() + 1).contains(&date.year());
    (plausible && is_boundary(atoms, at + 1)).then(|| (date, past_year_sign(atoms, at + 1)))
}

fn nearest_past(month: i8, day: i8, today: Date) -> Option<Date> {
    // 29 February may lie up to eight years back.
    (0..=8).filter_map(|back| Date::new(today.year() - back, month, day).ok()).find(|date| *date <= today)
}

/// `2026-10-05`.
fn iso(atoms: &[Atom], at: usize) -> Option<(Date, usize)> {
    let year = atoms.get(at).filter(|atom| atom.text.len() == 4).and_then(Atom::value)?;
    separator(atoms, at + 1)?;
    let (month, _) = part(atoms, at + 2)?;
    separator(atoms, at + 3)?;
    let (day, next) = part(atoms, at + 4)?;
    (glued(atoms, at + 2) && glued(atoms, at + 4)).then_some(())?;
    Some((Date::new(i16::try_from(year).ok()?, month, day).ok()?, next))
}

/// `05.10.2026`, `5/10/26`, `10.12,2022`.
fn figures(atoms: &[Atom], at: usize) -> Option<(Date, usize)> {
    let (day, _) = part(atoms, at)?;
    separator(atoms, at + 1)?;
    let (month, _) = part(atoms, at + 2)?;
    separator(atoms, at + 3)?;
    (glued(atoms, at + 2) && glued(atoms, at + 4)).then_some(())?;
    Some((Date::new(year(atoms.get(at + 4)?)?, month, day).ok()?, at + 5))
}

/// «5 октября 2026», «"5" октября 2026», «11 ноября 11».
fn in_words(atoms: &[Atom], at: usize) -> Option<(Date, usize)> {
    let at = past_quote(atoms, at);
    let (day, next) = part(atoms, at)?;
    let next = past_quote(atoms, next);
    let month = month(&atoms.get(next)?.word)?;
    let next = past_dot(atoms, next + 1);
    Some((Date::new(year(atoms.get(next)?)?, month, day).ok()?, next + 1))
}

/// «October 5, 2026».
fn month_first(atoms: &[Atom], at: usize) -> Option<(Date, usize)> {
    let month = month(&atoms.get(at)?.word)?;
    let (day, next) = part(atoms, past_dot(atoms, at + 1))?;
    let next = if atoms.get(next).is_some_and(|atom| atom.is(',')) { next + 1 } else { next };
    let year = atoms.get(next).filter(|atom| atom.text.len() == 4)?;
    Some((Date::new(self::year(year)?, month, day).ok()?, next + 1))
}

/// A day or a month: one or two digits.
fn part(atoms: &[Atom], at: usize) -> Option<(i8, usize)> {
    let value = atoms.get(at).filter(|atom| atom.text.len() <= 2).and_then(Atom::value)?;
    Some((i8::try_from(value).ok()?, at + 1))
}

fn year(atom: &Atom) -> Option<i16> {
    let value = i16::try_from(atom.value()?).ok()?;
    match atom.text.len() {
        2 => Some(2000 + value),
        4 => Some(value),
        _ => None,
    }
}

fn separator(atoms: &[Atom], at: usize) -> Option<()> {
    let atom = atoms.get(at).filter(|atom| atom.glued)?;
    (atom.is_dash() || matches!(atom.sort, Sort::Sign('.' | ',' | '/' | '\\'))).then_some(())
}

fn glued(atoms: &[Atom], at: usize) -> bool {
    atoms.get(at).is_some_and(|atom| atom.glued)
}

fn past_quote(atoms: &[Atom], at: usize) -> usize {
    match atoms.get(at).map(|atom| atom.sort) {
        Some(Sort::Sign('"' | '«' | '»' | '\'' | '“' | '”')) => at + 1,
        _ => at,
    }
}

fn past_dot(atoms: &[Atom], at: usize) -> usize {
    if atoms.get(at).is_some_and(|atom| atom.is('.')) { at + 1 } else { at }
}

/// The date ends here: no further digits hang on it (`23/01/2023/Р-01` is a number).
fn is_boundary(atoms: &[Atom], at: usize) -> bool {
    let Some(next) = atoms.get(at).filter(|atom| atom.glued) else { return true };
    if next.is_digits() {
        return false;
    }
    // `01.10.2026-4000,00`
    if next.is_dash() && is_sum_behind_hyphen(atoms, at + 1) {
        return true;
    }
    let joins = next.is_dash() || matches!(next.sort, Sort::Sign('.' | '/' | '\\' | '_'));
    let behind = atoms.get(at + 1).filter(|atom| atom.glued);
    !(joins && behind.is_some_and(|atom| atom.is_digits() || atom.sort == Sort::Letters && !next.is('.')))
}

/// «р-ф», «р/с»: a sign and letters hang on.
fn is_abbreviation(atoms: &[Atom], at: usize) -> bool {
    let sign = atoms.get(at + 1).filter(|sign| sign.glued && (sign.is_dash() || sign.is('/')));
    sign.is_some() && atoms.get(at + 2).is_some_and(|atom| atom.glued && atom.sort == Sort::Letters)
}

/// Steps over «г.», «года», «р.», «року».
fn past_year_sign(atoms: &[Atom], at: usize) -> usize {
    match atoms.get(at) {
        Some(atom) if means(&atom.word, Meaning::YearSign) && !is_abbreviation(atoms, at) => past_dot(atoms, at + 1),
        _ => at,
    }
}
