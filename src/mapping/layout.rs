//! Dates whose layout a mapping states, and the names of months.

use jiff::civil::{Date, DateTime, Time};

use super::convert::{checked_date, time};

/// What a date is made of, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout(Vec<Part>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A number of at least and at most so many digits.
    Number(Unit, usize, usize),
    MonthName,
    Letter(char),
    /// Days since the last day of 1899, as spreadsheets count them.
    Serial,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Year,
    ShortYear,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// The words of a layout with what they mean in mapping files, the longest first.
const WORDS: [(&str, Part); 12] = [
    ("excel", Part::Serial),
    ("month", Part::MonthName),
    ("yyyy", Part::Number(Unit::Year, 4, 4)),
    ("yy", Part::Number(Unit::ShortYear, 2, 2)),
    ("mm", Part::Number(Unit::Month, 2, 2)),
    ("dd", Part::Number(Unit::Day, 2, 2)),
    ("hh", Part::Number(Unit::Hour, 2, 2)),
    ("mi", Part::Number(Unit::Minute, 2, 2)),
    ("ss", Part::Number(Unit::Second, 2, 2)),
    ("m", Part::Number(Unit::Month, 1, 2)),
    ("d", Part::Number(Unit::Day, 1, 2)),
    ("h", Part::Number(Unit::Hour, 1, 2)),
];

/// First three letters of the months in Russian, Ukrainian and English; no two languages contradict each other.
const MONTHS: [&[&str]; 12] = [
    &["янв", "січ", "jan"],
    &["фев", "лют", "feb"],
    &["мар", "бер", "mar"],
    &["апр", "кві", "apr"],
    &["мая", "май", "тра", "may"],
    &["июн", "чер", "jun"],
    &["июл", "лип", "jul"],
    &["авг", "сер", "aug"],
    &["сен", "вер", "sep"],
    &["окт", "жов", "oct"],
    &["ноя", "лис", "nov"],
    &["дек", "гру", "dec"],
];

impl Layout {
    /// Reads a layout: `yymmdd`, `d month yyyy`, `dd.mm.yyyy hh:mi`, `excel`. Nothing where it names no whole date.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text.trim();
        while let Some(letter) = rest.chars().next() {
            let word = WORDS.iter().find_map(|(word, part)| Some((*part, rest.strip_prefix(word)?)));
            let (part, after) = word.unwrap_or((Part::Letter(letter), rest.get(letter.len_utf8()..)?));
            if matches!(part, Part::Letter(letter) if letter.is_alphanumeric()) {
                return None;
            }
            parts.push(part);
            rest = after;
        }
        let has =
            |units: &[Unit]| parts.iter().any(|part| matches!(part, Part::Number(unit, ..) if units.contains(unit)));
        let month = has(&[Unit::Month]) || parts.contains(&Part::MonthName);
        let whole = has(&[Unit::Year, Unit::ShortYear]) && month && has(&[Unit::Day]);
        (whole || parts == [Part::Serial]).then_some(Self(parts))
    }

    /// Reads a date of this layout. A time of day may follow that the layout doesn't name.
    pub(crate) fn read(&self, text: &str) -> Option<DateTime> {
        let mut rest = text.trim();
        let (mut year, mut month, mut day) = (0_i16, 0_i8, 0_i8);
        let (mut hour, mut minute, mut second) = (0_i8, 0_i8, 0_i8);
        for part in &self.0 {
            match part {
                Part::Serial => return serial(rest),
                Part::Letter(letter) if letter.is_whitespace() => rest = rest.trim_start(),
                Part::Letter(letter) => rest = rest.strip_prefix(*letter)?,
                Part::MonthName => {
                    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                    let (name, after) = rest.split_at_checked(end)?;
                    month = month_of(name)?;
                    rest = after.strip_prefix('.').unwrap_or(after);
                }
                Part::Number(unit, least, most) => {
                    let (digits, after) = number(rest, *least, *most)?;
                    rest = after;
                    match unit {
                        Unit::Year => year = digits,
                        Unit::ShortYear => year = digits + 2000,
                        Unit::Month => month = i8::try_from(digits).ok()?,
                        Unit::Day => day = i8::try_from(digits).ok()?,
                        Unit::Hour => hour = i8::try_from(digits).ok()?,
                        Unit::Minute => minute = i8::try_from(digits).ok()?,
                        Unit::Second => second = i8::try_from(digits).ok()?,
                    }
                }
            }
        }
        let clock = Time::new(hour, minute, second, 0).ok()?;
        let rest = rest.trim_start_matches(['T', ' ', '\u{a0}']);
        let clock = if rest.is_empty() || is_year_word(rest) { clock } else { time(rest)? };
        Some(checked_date(year, month, day)?.to_datetime(clock))
    }
}

/// Leading digits, at least and at most so many, and what follows.
fn number(text: &str, least: usize, most: usize) -> Option<(i16, &str)> {
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, after) = text.split_at_checked(digits)?;
    (digits >= least).then_some(())?;
    Some((number.parse().ok()?, after))
}

/// The month a name begins like.
fn month_of(name: &str) -> Option<i8> {
    let lower = name.to_lowercase();
    let at = MONTHS.iter().position(|names| names.iter().any(|start| lower.starts_with(start)))?;
    i8::try_from(at + 1).ok()
}

/// «г.», «года», «р.», «року»: people write them behind the year.
fn is_year_word(text: &str) -> bool {
    matches!(text.trim_end_matches('.'), "г" | "года" | "р" | "року")
}

/// `28 сентября 2026 г.`, `«28» вересня 2026 року`, `28 Sep 2026`.
pub(super) fn written_out(text: &str) -> Option<Date> {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let rest = words.next();
    if words.next().is_some() || rest.is_some_and(|word| !is_year_word(word)) || year.len() != 4 || day.len() > 2 {
        return None;
    }
    checked_date(year.parse().ok()?, month_of(month)?, day.parse().ok()?)
}

/// A spreadsheet's day number; the fraction is the time of day. Days before March 1900 are left alone: spreadsheets
/// count a 29th of February there that never was.
fn serial(text: &str) -> Option<DateTime> {
    let number: rust_decimal::Decimal = text.replace(',', ".").parse().ok()?;
    let days = i64::try_from(number.trunc().mantissa() / 10_i128.pow(number.trunc().scale())).ok()?;
    if !(61..=2_958_465).contains(&days) {
        return None;
    }
    let seconds = (number.fract() * rust_decimal::Decimal::from(86_400)).round();
    let seconds = i64::try_from(seconds.mantissa() / 10_i128.pow(seconds.scale())).ok()?;
    let start = Date::new(1899, 12, 30).ok()?.to_datetime(Time::midnight());
    start.checked_add(jiff::Span::new().days(days).seconds(seconds)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(layout: &str, text: &str) -> Option<String> {
        Layout::new(layout).unwrap().read(text).map(|at| at.to_string())
    }

    #[test]
    fn layouts_read_what_they_say() {
        let cases = [
            ("yymmdd", "260928", "2026-09-28T00:00:00"),
            ("ddmmyyyy", "28092026", "2026-09-28T00:00:00"),
            ("ddmmyy", "280926", "2026-09-28T00:00:00"),
            ("mm/dd/yyyy", "09/28/2026", "2026-09-28T00:00:00"),
            ("d.m.yyyy", "8.9.2026 13:05", "2026-09-08T13:05:00"),
            ("yyyymmddhhmiss", "20260928130501", "2026-09-28T13:05:01"),
            ("d month yyyy", "8 сентября 2026 г.", "2026-09-08T00:00:00"),
            ("d month yyyy", "28 вересня 2026", "2026-09-28T00:00:00"),
            ("month d, yyyy", "Sep. 28, 2026", "2026-09-28T00:00:00"),
            ("dd-month-yy", "28-SEP-26", "2026-09-28T00:00:00"),
            ("excel", "46293", "2026-09-28T00:00:00"),
            ("excel", "46293,5", "2026-09-28T12:00:00"),
        ];
        for (layout, text, expected) in cases {
            assert_eq!(read(layout, text).as_deref(), Some(expected), "{layout} {text}");
        }
        for (layout, text) in [
            ("yymmdd", "2026-09-28"),
            ("ddmmyyyy", "28092026x"),
            ("mm/dd/yyyy", "28/09/2026"),
            ("d month yyyy", "8 sentyabrya 2026"),
            ("excel", "12"),
            ("excel", "28.09.2026"),
            ("dd.mm.yyyy", ""),
        ] {
            assert_eq!(read(layout, text), None, "{layout} {text}");
        }
    }

    #[test]
    fn a_layout_names_a_whole_date() {
        for wrong in ["", "yyyy", "ddmm", "yyyy-mm", "dd.mm.jjjj", "excel yy"] {
            assert_eq!(Layout::new(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_month_has_its_name_in_three_languages() {
        for (name, month) in [("января", 1), ("Лютого", 2), ("March", 3), ("мая", 5), ("травня", 5), ("серпня", 8)]
        {
            assert_eq!(month_of(name), Some(month), "{name}");
        }
        assert_eq!(written_out("«28» вересня 2026 року").map(|d| d.to_string()).as_deref(), Some("2026-09-28"));
        assert_eq!(written_out("28 штук 2026"), None);
    }
}
