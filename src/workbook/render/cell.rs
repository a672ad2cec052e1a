//! One cell: text that stays text, exact amounts, days.

use std::borrow::Cow;

use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};

use super::style::ColumnStyle;
use crate::lang::Lang;
use crate::model::money::Money;
use crate::workbook::layout::Value;

/// The most UTF-16 units a cell of Excel holds.
const TEXT_UNITS_MAX: usize = 32_767;

/// Writes a value.
pub(super) fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value<'_>,
    style: &ColumnStyle,
    lang: Lang,
) -> Result<(), XlsxError> {
    match value {
        Value::Blank => sheet.write_blank(row, column, &style.plain)?,
        Value::Text(text) => {
            let format = if looks_like_formula(text) { &style.guarded } else { &style.plain };
            sheet.write_string_with_format(row, column, clean(text), format)?
        }
        Value::Date(date) => write_date(sheet, (row, column), *date, &style.plain, lang)?,
        Value::Money(money) => {
            let format = match money.currency.minor_digits() {
                0 => &style.whole,
                3 => &style.thousandths,
                _ => &style.plain,
            };
            sheet.write_number_with_format(row, column, number(*money), format)?
        }
        Value::Number(number) => match number.to_f64() {
            Some(number) => sheet.write_number_with_format(row, column, number, &style.plain)?,
            None => sheet.write_string_with_format(row, column, number.to_string(), &style.plain)?,
        },
        Value::Days(days) => sheet.write_number_with_format(row, column, f64::from(*days), &style.plain)?,
    };
    Ok(())
}

/// A day; one that Excel's calendar does not have (before 1900) is written as text rather than refused.
fn write_date<'a>(
    sheet: &'a mut Worksheet,
    (row, column): (u32, u16),
    date: Date,
    format: &Format,
    lang: Lang,
) -> Result<&'a mut Worksheet, XlsxError> {
    match serial(date) {
        Some(day) => sheet.write_number_with_format(row, column, day, format),
        None => sheet.write_string_with_format(row, column, lang.date(date), format),
    }
}

/// The day as Excel counts it. Its calendar begins in 1900 with a leap day that never was, hence the later start.
pub(super) fn serial(date: Date) -> Option<f64> {
    let (year, month, day) =
        (u16::try_from(date.year()).ok()?, u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    if year < 1901 {
        return None;
    }
    ExcelDateTime::from_ymd(year, month, day).ok().map(|date| date.to_excel())
}

/// The double nearest to an amount: one division of two exact integers, correctly rounded. The format knows nothing else.
#[expect(clippy::float_arithmetic, reason = "a cell holds a double; nothing is computed with it here")]
pub(super) fn number(money: Money) -> f64 {
    money.minor as f64 / 10_i64.pow(money.currency.minor_digits()) as f64
}

/// Whether a spreadsheet would read the text as a formula when a person confirms the cell.
fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Text as a cell may hold it: no control characters but line feeds, no longer than Excel allows.
pub(in crate::workbook) fn clean(text: &str) -> Cow<'_, str> {
    if text.len() <= TEXT_UNITS_MAX && !text.chars().any(is_foreign) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut units = 0;
    let whole = text.encode_utf16().count() <= TEXT_UNITS_MAX;
    for letter in text.chars().filter(|letter| *letter != '\r') {
        let letter = if is_foreign(letter) { ' ' } else { letter };
        units += letter.len_utf16();
        if !whole && units >= TEXT_UNITS_MAX {
            kept.push('…');
            break;
        }
        kept.push(letter);
    }
    Cow::Owned(kept)
}

fn is_foreign(letter: char) -> bool {
    (letter.is_control() && letter != '\n') || matches!(letter, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::Currency;

    #[test]
    fn text_is_cut_by_characters_within_the_limit_of_a_cell() {
        let long = "щ𝄞".repeat(20_000);
        let cut = clean(&long);
        assert!(cut.encode_utf16().count() <= TEXT_UNITS_MAX);
        assert!(cut.ends_with('…'));
        assert_eq!(clean(&"я".repeat(TEXT_UNITS_MAX)).chars().count(), TEXT_UNITS_MAX);
    }

    #[test]
    fn control_characters_do_not_reach_the_file() {
        assert_eq!(clean("a\u{0}b\u{b}c\r\nd\te"), "a b c\nd e");
        assert!(matches!(clean("ООО «Ромашка»"), Cow::Borrowed(_)));
    }

    #[test]
    fn amounts_become_the_nearest_double() {
        let rub = |minor| Money { minor, currency: Currency::RUB };
        assert_eq!(number(rub(115)).to_string(), "1.15");
        assert_eq!(number(rub(-123_456_789)).to_string(), "-1234567.89");
        assert_eq!(number(Money { minor: 5, currency: "JPY".parse().unwrap() }).to_string(), "5");
    }

    #[test]
    fn days_before_the_calendar_have_no_serial() {
        assert_eq!(serial(jiff::civil::date(2026, 2, 1)), Some(46054.0));
        assert_eq!(serial(jiff::civil::date(1, 1, 1)), None);
    }
}
