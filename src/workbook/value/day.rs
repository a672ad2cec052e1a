//! Days as files hold them: counted, stated, or written as people write them.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::{FileCell, Raw, Setting, Trouble, text, words};
use crate::lang::Lang;

/// Years that a day may be of. Spreadsheets count wrong before March 1900, and what lies far ahead is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i16> = 1901..=2199;

/// What was found where a day belongs.
enum Said {
    Day(Date),
    /// A day and a month.
    NoYear,
    Nothing,
}

pub(super) fn day(raw: &Raw, setting: Setting) -> FileCell {
    let known = |found: Option<Date>| found.map_or(Said::Nothing, Said::Day);
    let found = match raw {
        // A spreadsheet's own calendar is no calendar before March 1900.
        Raw::Date { year, month, day } => {
            known(civil(i64::from(*year), i64::from(*month), i64::from(*day)).or(Some(Date::MIN)))
        }
        Raw::Number(serial) => known(serial_day(*serial, setting.from_1904)),
        Raw::Iso(said) => known(iso_day(said.trim())),
        Raw::Text(said) => written_day(&text(said), setting.lang),
        _ => Said::Nothing,
    };
    let shown = || match raw {
        Raw::Date { year, month, day } => format!("{day:02}.{month:02}.{year:04}"),
        Raw::Iso(said) => said.clone(),
        _ => words(raw, setting),
    };
    match found {
        Said::Day(date) if YEARS.contains(&date.year()) => FileCell::Value(date.to_string()),
        Said::Day(_) => FileCell::unreadable(Trouble::DateOutOfRange, shown()),
        Said::NoYear => FileCell::unreadable(Trouble::NoYear, shown()),
        Said::Nothing => FileCell::unreadable(Trouble::NotADate, shown()),
    }
}

fn civil(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The day that a spreadsheet counts so; a number too small for a day is a number.
fn serial_day(serial: f64, from_1904: bool) -> Option<Date> {
    let whole = serial.floor().to_string().parse::<i64>().ok()?;
    if !(0..=200_000).contains(&whole) {
        return None;
    }
    let first = if from_1904 { date(1904, 1, 1) } else { date(1899, 12, 30) };
    first.checked_add(whole.days()).ok()
}

fn iso_day(said: &str) -> Option<Date> {
    said.get(..10)?.parse().ok()
}

/// A day as people write it: `1.2.2026`, `01/02/26`, `2026-02-01`, `1 февраля 2026`, with or without «г.» and a time behind
/// it.
fn written_day(said: &str, lang: Lang) -> Said {
    if let Some(named) = with_month(said) {
        return named;
    }
    let Some(first) = said.split([' ', 'T', '\n', ',']).next() else { return Said::Nothing };
    // «05.12.2026г.»
    let bare = first.trim_end_matches('.').trim_end_matches(['г', 'р']);
    let parts: Vec<&str> = bare.trim_end_matches('.').split(['.', '/', '-']).collect();
    if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return Said::Nothing;
    }
    let number = |part: &str| part.parse::<i64>().unwrap_or(i64::MAX);
    match parts[..] {
        [one, two, three] => numbered(one, [number(one), number(two), number(three)], three, lang, first)
            .map_or(Said::Nothing, Said::Day),
        // `1.2` may be a number as well: only what has two digits each is a day without its year.
        [one, two] if one.len() == 2 && two.len() == 2 && civil(2024, number(two), number(one)).is_some() => {
            Said::NoYear
        }
        _ => Said::Nothing,
    }
}

fn numbered(one: &str, [a, b, c]: [i64; 3], three: &str, lang: Lang, said: &str) -> Option<Date> {
    if one.len() == 4 {
        return civil(a, b, c);
    }
    let year = year(three)?;
    // In English 01/02 is either: only a day above twelve tells.
    match (lang, said.contains('/')) {
        (Lang::En, true) if a <= 12 && b <= 12 && a != b => None,
        (Lang::En, true) if b > 12 => civil(year, a, b),
        _ => civil(year, b, a),
    }
}

fn year(said: &str) -> Option<i64> {
    let year: i64 = said.parse().ok()?;
    match said.len() {
        2 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

/// A day whose month is named, in any language: `5 декабря 2026 г.`, `5-дек-26`; nothing where none is.
fn with_month(said: &str) -> Option<Said> {
    let folded = said.to_lowercase();
    let mut parts = folded.split([' ', '.', '-', '/', ',', '\u{a0}']).filter(|part| !part.is_empty());
    let (day, name) = (parts.next()?, parts.next()?);
    let month = Some(name).filter(|name| name.chars().all(char::is_alphabetic)).and_then(month)?;
    let day: i64 = Some(day).filter(|day| day.len() <= 2)?.parse().ok()?;
    let Some(year) = parts.next().filter(|part| part.starts_with(|letter: char| letter.is_ascii_digit())) else {
        return Some(Said::NoYear);
    };
    Some(self::year(year).and_then(|year| civil(year, month, day)).map_or(Said::Nothing, Said::Day))
}

/// The number of a month by its name or the beginning of it, in any language.
fn month(said: &str) -> Option<i64> {
    let named = |lang: &Lang| {
        let months = lang.text("book-months", &[]);
        let place = months.split_whitespace().position(|names| names.split('/').any(|name| name == said));
        place.and_then(|place| i64::try_from(place + 1).ok())
    };
    Lang::ALL.iter().find_map(named)
}
