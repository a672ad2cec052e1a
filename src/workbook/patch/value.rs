//! Values as a cell's XML holds them.

use std::borrow::Cow;

use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use super::CellValue;
use super::xml::escape;
use crate::workbook::render::clean;

/// Days between the two ways of counting them.
const DAYS_TO_1904: i32 = 1_462;
/// From here on the days of Excel's calendar are those of ours: it has a leap day in 1900 that never was.
const FIRST_DAY: Date = date(1900, 3, 1);
const DAY_ZERO: Date = date(1899, 12, 30);

/// What a cell is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    Blank,
    Number(String),
    Text(String),
    Bool(bool),
    /// A calculated column's formula, as its XML holds it; whether it is an array formula, and where.
    Formula {
        text: String,
        array: Option<String>,
    },
}

impl Content {
    /// A value as this book counts days.
    pub(super) fn of(value: &CellValue, is_1904: bool) -> Self {
        match value {
            CellValue::Blank => Self::Blank,
            CellValue::Text(text) => match clean(text) {
                clean if clean.is_empty() => Self::Blank,
                clean => Self::Text(clean.into_owned()),
            },
            CellValue::Number(number) => Self::Number(plain(*number)),
            CellValue::Date(date) => match serial(*date, is_1904) {
                Some(day) => Self::Number(day.to_string()),
                None => Self::Text(date.to_string()),
            },
            CellValue::Bool(value) => Self::Bool(*value),
            CellValue::Formula(formula) => Self::Formula { text: escape(formula).into_owned(), array: None },
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        *self == Self::Blank
    }

    /// The cell's type, where it is not a number's.
    pub(super) fn push_kind(&self, to: &mut String) {
        to.push_str(match self {
            Self::Text(_) => " t=\"inlineStr\"",
            Self::Bool(_) => " t=\"b\"",
            Self::Blank | Self::Number(_) | Self::Formula { .. } => "",
        });
    }

    /// The cell's content.
    pub(super) fn push_value(&self, to: &mut String, prefix: &str) {
        let piece = match self {
            Self::Blank => return,
            Self::Number(number) => format!("<{prefix}v>{number}</{prefix}v>"),
            Self::Bool(value) => format!("<{prefix}v>{}</{prefix}v>", u8::from(*value)),
            Self::Text(text) => {
                let text = escape_codes(text);
                format!("<{prefix}is><{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}is>", escape(&text))
            }
            Self::Formula { text, array: None } => format!("<{prefix}f>{text}</{prefix}f>"),
            Self::Formula { text, array: Some(at) } => {
                format!("<{prefix}f t=\"array\" ref=\"{at}\">{text}</{prefix}f>")
            }
        };
        to.push_str(&piece);
    }
}

/// A number without an exponent and without idle zeros.
fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

/// The day as this book counts it; nothing for a day that its calendar does not have, which is written as text.
pub(super) fn serial(date: Date, is_1904: bool) -> Option<i32> {
    if date < FIRST_DAY {
        return None;
    }
    let days = date.since(DAY_ZERO).ok()?.get_days();
    let days = if is_1904 { days - DAYS_TO_1904 } else { days };
    (days >= 0).then_some(days)
}

/// `_x0041_` in a cell's text stands for a character by its number; text that happens to look so is written with its
/// first line escaped.
fn escape_codes(text: &str) -> Cow<'_, str> {
    let is_code = |rest: &str| {
        let digits = rest.as_bytes().get(2..7);
        rest.starts_with("_x")
            && digits.is_some_and(|d| d.ends_with(b"_") && d.iter().take(4).all(u8::is_ascii_hexdigit))
    };
    let mut escaped = String::new();
    let mut done = 0;
    for (at, _) in text.match_indices("_x") {
        if text.get(at..).is_some_and(is_code) {
            escaped.push_str(text.get(done..at).unwrap_or_default());
            escaped.push_str("_x005F");
            done = at;
        }
    }
    if done == 0 && escaped.is_empty() {
        return Cow::Borrowed(text);
    }
    escaped.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_the_book_counts_them() {
        assert_eq!(serial(date(2026, 2, 1), false), Some(46_054));
        assert_eq!(serial(date(2026, 2, 1), true), Some(44_592));
        assert_eq!(serial(date(1900, 2, 28), false), None);
        assert_eq!(serial(date(1903, 12, 31), true), None);
    }

    #[test]
    fn numbers_are_written_plainly() {
        assert_eq!(plain("1500.00".parse().unwrap()), "1500");
        assert_eq!(plain("-0.10".parse().unwrap()), "-0.1");
        assert_eq!(plain("79228162514264337593543950335".parse().unwrap()), "79228162514264337593543950335");
    }

    #[test]
    fn text_that_looks_like_a_code_stays_text() {
        assert_eq!(escape_codes("_x0041_ and _x00zz_, _x0041"), "_x005F_x0041_ and _x00zz_, _x0041");
        assert_eq!(escape_codes("я_x000D__x000A_"), "я_x005F_x000D__x005F_x000A_");
        assert!(matches!(escape_codes("plain"), Cow::Borrowed(_)));
    }
}
