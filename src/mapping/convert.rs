//! Texts → typed values. What a field holds decides its conversion; a mapping adds named conversions in front of it.
//!
//! Dates are civil: a zone suffix is dropped, nothing is ever shifted (`2016-11-03+03:00` is the third of November).

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;

use super::layout::written_out;
use super::period::period;
use super::rule::{ValueTable, Written};
use crate::model::draft::Value;
use crate::model::field::{Field, ValueType};

/// One named conversion of text.
#[derive(Debug, Clone, Copy)]
pub struct Converter {
    /// The name in mapping files.
    pub name: &'static str,
    /// What it does, in a line.
    pub means: &'static str,
    /// The conversion; an empty text means that there is no value.
    pub apply: fn(&str) -> Cow<'_, str>,
}

/// Every named conversion, applied with `convert = ["…"]`.
pub static CONVERTERS: &[Converter] = &[
    Converter { name: "lower", means: "small letters", apply: |text| Cow::Owned(text.to_lowercase()) },
    Converter { name: "upper", means: "capital letters", apply: |text| Cow::Owned(text.to_uppercase()) },
    Converter { name: "digits", means: "the digits alone", apply: digits },
    Converter { name: "no_blanks", means: "without blanks", apply: no_blanks },
    Converter { name: "one_line", means: "runs of blanks and line breaks are one blank", apply: one_line },
    Converter { name: "zero_is_none", means: "zeros alone are no value", apply: zero_is_none },
    Converter { name: "unquote", means: "doubled quotes are single ones", apply: unquote },
    Converter {
        name: "period_start",
        means: "the first day of «январь 2026 г.», «1 квартал 2026», «01.01.2026 - 31.01.2026»",
        apply: period_start,
    },
    Converter { name: "period_end", means: "the last day of such a period", apply: period_end },
    Converter {
        name: "tax_id",
        means: "the first run of letters and digits that has eight digits or more: `ИНН 7701234567/770101001` is `7701234567`",
        apply: tax_id,
    },
    Converter { name: "account", means: "letters and digits alone, capital", apply: account },
    Converter {
        name: "phone",
        means: "digits and the leading plus; nothing behind a letter, comma or semicolon",
        apply: phone,
    },
    Converter { name: "no_leading_zeros", means: "without zeros in front", apply: no_leading_zeros },
];

fn digits(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.chars().filter(char::is_ascii_digit).collect())
}

fn no_blanks(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.chars().filter(|c| !c.is_whitespace()).collect())
}

fn one_line(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Banks write `0` for «no such number».
fn zero_is_none(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(if text.chars().all(|c| matches!(c, '0' | ' ' | '-')) { "" } else { text })
}

/// Doubled quotes that a dialect forgot to unescape.
fn unquote(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.replace("\"\"", "\"").split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The first day of the period a text names; a text that names none stays, to be refused as no date.
fn period_start(text: &str) -> Cow<'_, str> {
    period(text).map_or(Cow::Borrowed(text), |(first, _)| Cow::Owned(first.to_string()))
}

/// The last day of the period a text names.
fn period_end(text: &str) -> Cow<'_, str> {
    period(text).map_or(Cow::Borrowed(text), |(_, last)| Cow::Owned(last.to_string()))
}

/// The first run of letters and digits that has at least eight digits: `ИНН 7701234567/770101001` → `7701234567`.
fn tax_id(text: &str) -> Cow<'_, str> {
    let mut runs = text.split(|c: char| !c.is_alphanumeric());
    let digits = |run: &&str| run.bytes().filter(u8::is_ascii_digit).count() >= 8;
    Cow::Borrowed(runs.find(digits).unwrap_or_default())
}

/// Letters and digits, as banks compare account numbers: `UA21 3223 1300 …` → `UA213223 1300…` without the blanks.
fn account(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect())
}

/// Digits, with a leading plus where there is one; what follows a letter (an extension, a name) is left out.
fn phone(text: &str) -> Cow<'_, str> {
    let start = text.find(|c: char| c.is_ascii_digit() || c == '+').unwrap_or(text.len());
    let number = text.get(start..).unwrap_or_default();
    let number = number.split(|c: char| c.is_alphabetic() || matches!(c, ',' | ';')).next().unwrap_or_default();
    Cow::Owned(number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect())
}

fn no_leading_zeros(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text.trim_start_matches('0'))
}

/// What a text becomes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Converted {
    Value(Value),
    /// The text says that there is nothing: `0001-01-01`.
    Nothing,
    /// Not readable as what is expected.
    Malformed {
        expected: &'static str,
    },
}

/// Reads a text that is written as the mapping says, as what a field holds.
pub(crate) fn convert_written(
    field: Field,
    text: &str,
    written: Option<&Written>,
    truths: Option<&ValueTable>,
) -> Converted {
    let Some(written) = written else { return convert(field, text, truths) };
    let read = |value: Option<Value>, expected| value.map_or(Converted::Malformed { expected }, Converted::Value);
    let date = || written.layouts.iter().find_map(|layout| layout.read(text));
    match field.value_type() {
        ValueType::Date if !written.layouts.is_empty() => read(date().map(|at| Value::Date(at.date())), "date"),
        ValueType::DateTime if !written.layouts.is_empty() => read(date().map(Value::DateTime), "date"),
        ValueType::Decimal if !written.number.is_plain() => {
            read(written.number.read(text).map(Value::Decimal), "number")
        }
        _ => convert(field, text, truths),
    }
}

/// Reads a text as what a field holds. Nested groups hold no text: they are read by their own fields.
pub(crate) fn convert(field: Field, text: &str, truths: Option<&ValueTable>) -> Converted {
    let read = |value: Option<Value>, expected| value.map_or(Converted::Malformed { expected }, Converted::Value);
    match field.value_type() {
        ValueType::Text => Converted::Value(Value::Text(text.to_owned())),
        ValueType::Texts => Converted::Value(Value::Texts(vec![text.to_owned()])),
        ValueType::Decimal => read(decimal(text).map(Value::Decimal), "number"),
        ValueType::Bool => read(boolean(text, truths).map(Value::Bool), "boolean"),
        ValueType::Integer => read(text.parse().ok().map(Value::Integer), "integer"),
        ValueType::Date => match date_time(text) {
            Some(at) if at.year() <= 1 => Converted::Nothing,
            at => read(at.map(|at| Value::Date(at.date())), expected_date(text)),
        },
        ValueType::DateTime => match date_time(text) {
            Some(at) if at.year() <= 1 => Converted::Nothing,
            at => read(at.map(Value::DateTime), expected_date(text)),
        },
        ValueType::One(_) | ValueType::Many(_) => Converted::Nothing,
    }
}

/// A spreadsheet counts days: a date that was saved as its number is worth a hint.
fn expected_date(text: &str) -> &'static str {
    let is_day_number = text.len() == 5 && text.parse().is_ok_and(|day: u32| (20_000..80_000).contains(&day));
    if is_day_number { "date not day number" } else { "date" }
}

/// Reads yes or no: the words of the mapping's table `bool`, else the generic ones.
pub(crate) fn boolean(text: &str, truths: Option<&ValueTable>) -> Option<bool> {
    let word = truths.and_then(|table| table.get(text)).unwrap_or(text);
    match word {
        "true" | "1" => return Some(true),
        "false" | "0" => return Some(false),
        _ => {}
    }
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        _ => None,
    }
}

/// Reads a decimal: `1234.56`, `1 234,56`, `1.234,56`, `1'234.56`, `12750-00`, `100-`, `(100,00)`, `-5`, `5 ₽`.
///
/// A separator that occurs once alone is the decimal point; of two kinds the last one is.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    if let Some(plain) = plain_decimal(text) {
        return Some(plain);
    }
    let mut compact: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '₽' | '₴' | '$' | '€')).collect();
    compact = compact.replace(['−', '–'], "-");
    let mut negative = false;
    if let Some(inner) = compact.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (negative, compact) = (true, inner.to_owned());
    } else if let Some(rest) = compact.strip_prefix('-').or_else(|| compact.strip_suffix('-')) {
        (negative, compact) = (true, rest.to_owned());
    }
    let number = plain_decimal(&pointed(&compact)?)?;
    Some(if negative { -number } else { number })
}

/// The digits with a point where the decimal separator was.
fn pointed(compact: &str) -> Option<String> {
    if let Some((whole, coins)) = compact.split_once(['-', '=']) {
        // Roubles-kopecks, as people write amounts in payment orders.
        let whole_digits = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
        let two_digits = coins.len() == 2 && coins.bytes().all(|b| b.is_ascii_digit());
        return (whole_digits && two_digits).then(|| format!("{whole}.{coins}"));
    }
    let commas = compact.matches(',').count();
    let points = compact.matches('.').count();
    let decimal_separator = match (commas, points) {
        (0, 0) => None,
        (1, 0) => Some(','),
        (0, 1) => Some('.'),
        (_, 0) | (0, _) => None,
        _ => compact.chars().rev().find(|c| matches!(c, ',' | '.')),
    };
    let (whole, fraction) = match decimal_separator {
        Some(separator) => compact.rsplit_once(separator)?,
        None => (compact, ""),
    };
    if fraction.contains([',', '.']) || !groups_are_whole(whole) {
        return None;
    }
    let digits: String = whole.chars().filter(|c| !matches!(c, ',' | '.')).collect();
    Some(if fraction.is_empty() { digits } else { format!("{digits}.{fraction}") })
}

/// Thousands are groups of three.
fn groups_are_whole(whole: &str) -> bool {
    let mut groups = whole.split([',', '.']);
    let first = groups.next().unwrap_or_default();
    let mut grouped = false;
    let rest_whole = groups.all(|group| {
        grouped = true;
        group.len() == 3
    });
    rest_whole && (!grouped || (1..=3).contains(&first.len()))
}

/// Digits with at most one point and a leading minus.
fn plain_decimal(text: &str) -> Option<Decimal> {
    let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut mantissa: i64 = 0;
    let mut scale: Option<u32> = None;
    let mut digits = 0;
    for byte in unsigned.bytes() {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                mantissa = mantissa.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                scale = scale.map(|places| places + 1);
            }
            b'.' if scale.is_none() && digits > 0 => scale = Some(0),
            _ => return None,
        }
    }
    let number = (digits > 0).then(|| Decimal::try_new(mantissa, scale.unwrap_or(0)).ok())??;
    Some(if negative { -number } else { number })
}

/// Reads a date with or without a time of day: ISO, `dd.mm.yyyy`, `dd/mm/yyyy`, `dd-mm-yyyy`, `dd.mm.yy`, `yyyymmdd`,
/// `28 сентября 2026 г.`.
///
/// A date of zeros (`00.00.0000`) is read as the first of January of the year 1, 1C's empty date.
pub(crate) fn date_time(text: &str) -> Option<DateTime> {
    let text = text.trim();
    if text.contains(|c: char| c.is_alphabetic() && !matches!(c, 'T' | 'Z')) {
        return written_out(text).map(|date| date.to_datetime(Time::midnight()));
    }
    let split = text.find(['T', ' ', '\u{a0}']).unwrap_or(text.len());
    let (day, rest) = text.split_at_checked(split)?;
    let date = date(day)?;
    let clock = rest.trim_start_matches(['T', ' ', '\u{a0}']);
    let time = if clock.is_empty() { Time::midnight() } else { time(clock)? };
    Some(date.to_datetime(time))
}

fn date(text: &str) -> Option<Date> {
    let separator = text.chars().find(|c| !c.is_ascii_digit());
    let Some(separator) = separator else { return packed_date(text) };
    if !matches!(separator, '-' | '.' | '/') {
        return None;
    }
    let mut parts = text.splitn(3, separator);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    // What follows the third number is a zone: `2016-11-03+03:00`, `2016-11-03Z`.
    let digits_end = third.find(|c: char| !c.is_ascii_digit()).unwrap_or(third.len());
    let (third, zone) = third.split_at_checked(digits_end)?;
    if !(zone.is_empty() || zone.starts_with(['+', 'Z', '-'])) {
        return None;
    }
    if first.len() == 4 {
        return parsed_date(first, second, third);
    }
    match third.len() {
        4 => parsed_date(third, second, first),
        2 if separator != '-' => parsed_date(&format!("20{third}"), second, first),
        _ => None,
    }
}

fn packed_date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    if text.len() == 8 { parsed_date(year, month, day) } else { None }
}

fn parsed_date(year: &str, month: &str, day: &str) -> Option<Date> {
    checked_date(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A date; one of zeros is 1C's empty date.
pub(super) fn checked_date(year: i16, month: i8, day: i8) -> Option<Date> {
    if (year, month, day) == (0, 0, 0) {
        return Date::new(1, 1, 1).ok();
    }
    Date::new(year, month, day).ok()
}

/// Hours, minutes and seconds; fractions and zones are dropped.
pub(super) fn time(text: &str) -> Option<Time> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(text.len());
    let (clock, _) = text.split_at_checked(end)?;
    let mut parts = clock.split(':');
    let mut next = |required: bool| match parts.next() {
        Some(part) => part.parse::<i8>().ok(),
        None if required => None,
        None => Some(0),
    };
    let (hour, minute, second) = (next(true)?, next(true)?, next(false)?);
    Time::new(hour, minute, second.min(59), 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_in_every_form_people_write() {
        let cases = [
            ("30000.50", "30000.50"),
            ("30000,50", "30000.50"),
            ("1 234,56", "1234.56"),
            ("1\u{a0}234\u{202f}567,5", "1234567.5"),
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("1.234.567", "1234567"),
            ("12750-00", "12750.00"),
            ("12750=05", "12750.05"),
            ("100-", "-100"),
            ("-100,5", "-100.5"),
            ("\u{2212}7", "-7"),
            ("(7,10)", "-7.10"),
            ("1'234.5", "1234.5"),
            ("500 ₽", "500"),
            ("231.7400", "231.7400"),
        ];
        for (text, expected) in cases {
            assert_eq!(decimal(text).map(|d| d.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "-", ".", "abc", "1,2,3", "1.23.456", "12-5", "5 шт", "1e5", "1.234,56.7"] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_kept_as_written() {
        let cases = [
            ("2026-09-28", "2026-09-28T00:00:00"),
            ("2026-09-28T23:30:01+03:00", "2026-09-28T23:30:01"),
            ("2026-09-28T23:30:01.123Z", "2026-09-28T23:30:01"),
            ("2016-11-03+03:00", "2016-11-03T00:00:00"),
            ("11.02.2021 18:45:21", "2021-02-11T18:45:21"),
            ("11.02.2021 9:05", "2021-02-11T09:05:00"),
            ("27.06.25", "2025-06-27T00:00:00"),
            ("20260930", "2026-09-30T00:00:00"),
            ("30/09/2026", "2026-09-30T00:00:00"),
            ("0001-01-01T00:00:00", "0001-01-01T00:00:00"),
            ("00.00.0000", "0001-01-01T00:00:00"),
            ("28 сентября 2026 г.", "2026-09-28T00:00:00"),
            ("«05» жовтня 2026 р.", "2026-10-05T00:00:00"),
            ("5 Oct 2026", "2026-10-05T00:00:00"),
        ];
        for (text, expected) in cases {
            assert_eq!(date_time(text).map(|d| d.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "30.02.2026", "2026-13-01", "вчера", "1.2", "2026-09-28 ab", "202609301"] {
            assert_eq!(date_time(text), None, "{text}");
        }
    }

    #[test]
    fn named_conversions_cut_out_what_counts() {
        let convert = |name: &str, text: &str| {
            let converter = CONVERTERS.iter().find(|converter| converter.name == name).unwrap();
            (converter.apply)(text).into_owned()
        };
        assert_eq!(convert("tax_id", "ИНН 7701234567/770101001"), "7701234567");
        assert_eq!(convert("tax_id", "код ЄДРПОУ 12345678"), "12345678");
        assert_eq!(convert("tax_id", "нет"), "");
        assert_eq!(convert("account", "ua21 3223 1300"), "UA2132231300");
        assert_eq!(convert("phone", "тел. +7 (495) 123-45-67, доб. 12"), "+74951234567");
        assert_eq!(convert("phone", "8 800 100 20 30 Иван"), "88001002030");
        assert_eq!(convert("no_leading_zeros", "000142"), "142");
    }

    #[test]
    fn an_empty_date_is_no_value_and_words_are_yes_or_no() {
        assert_eq!(convert(Field::DueDate, "0001-01-01", None), Converted::Nothing);
        assert_eq!(convert(Field::DueDate, "завтра", None), Converted::Malformed { expected: "date" });
        let day_number = Converted::Malformed { expected: "date not day number" };
        assert_eq!(convert(Field::DueDate, "46301", None), day_number);
        let truths = ValueTable::new([("Да".to_owned(), "true".to_owned()), ("Нет".to_owned(), "false".to_owned())]);
        assert_eq!(boolean("ДА", Some(&truths)), Some(true));
        assert_eq!(boolean("нет", Some(&truths)), Some(false));
        assert_eq!(boolean("Yes", None), Some(true));
        assert_eq!(boolean("Да", None), None);
    }
}
