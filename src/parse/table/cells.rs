//! A row of cells as texts.

use std::fmt::Write;

use calamine::ExcelDateTime;
use jiff::Unit;
use jiff::civil::DateTime;

use crate::parse::ReadErrorKind;

const ROW_BYTES_LIMIT: usize = 16 * 1024 * 1024;

/// What is to be known of a cell besides its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) enum CellKind {
    Sound,
    /// An error value; the text is what the sheet shows (`#DIV/0!`).
    Error,
    /// A number of more digits than a cell keeps, so the last ones are not what was typed.
    DigitsLost,
}

/// A cell that is not empty.
#[derive(Debug, Clone, Copy)]
pub(in crate::parse) struct Cell<'r> {
    /// Counted from 0.
    pub(in crate::parse) column: u32,
    pub(in crate::parse) text: &'r str,
    pub(in crate::parse) kind: CellKind,
}

#[derive(Debug, Clone)]
struct Span {
    column: u32,
    start: usize,
    end: usize,
    kind: CellKind,
}

/// The filled cells of a row, from left to right. Reused from row to row.
#[derive(Debug, Clone, Default)]
pub(in crate::parse) struct Row {
    /// Counted from 1.
    pub(in crate::parse) number: u64,
    text: String,
    spans: Vec<Span>,
    is_cut: bool,
}

impl Row {
    pub(super) fn begin(&mut self, number: u64) {
        self.number = number;
        self.is_cut = false;
        self.text.clear();
        self.spans.clear();
    }

    /// Fails once the texts of the row are longer than any row of people: a shared text costs the file nothing, however
    /// often it is named.
    pub(super) fn check_length(&self) -> Result<(), ReadErrorKind> {
        if self.text.len() > ROW_BYTES_LIMIT {
            return Err(ReadErrorKind::Limit { name: "row bytes", limit: ROW_BYTES_LIMIT as u64 });
        }
        Ok(())
    }

    /// Says that the file ends inside the row, as far as can be told.
    pub(super) fn set_cut(&mut self) {
        self.is_cut = true;
    }

    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    pub(in crate::parse) fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.spans.iter().map(|span| Cell {
            column: span.column,
            text: self.text.get(span.start..span.end).unwrap_or_default(),
            kind: span.kind,
        })
    }

    /// Adds a cell whose text is written by the function. Blanks around it are dropped, an empty cell is none. Of two
    /// cells of one address the last is kept.
    pub(super) fn push(&mut self, column: u32, write: impl FnOnce(&mut String) -> CellKind) {
        let start = self.text.len();
        let kind = write(&mut self.text);
        let written = self.text.get(start..).unwrap_or_default();
        // Not the unbreakable blank: inside a number it may be a separator, and the converter knows.
        let blank = [' ', '\t', '\r', '\n'];
        let leading = written.len() - written.trim_start_matches(blank).len();
        let kept = written.trim_matches(blank).len();
        if kept == 0 {
            self.text.truncate(start);
            return;
        }
        let span = Span { column, start: start + leading, end: start + leading + kept, kind };
        match self.spans.binary_search_by_key(&column, |span| span.column) {
            Ok(at) => self.spans.splice(at..=at, [span]).for_each(drop),
            Err(at) => self.spans.insert(at, span),
        }
    }

    pub(super) fn push_text(&mut self, column: u32, text: &str) {
        self.push(column, |target| {
            target.push_str(text);
            CellKind::Sound
        });
    }

    pub(super) fn push_error(&mut self, column: u32, text: &str) {
        self.push(column, |target| {
            target.push_str(if text.is_empty() { "#" } else { text });
            CellKind::Error
        });
    }
}

/// The address of a cell: `B7`.
pub(crate) fn address(column: u32, row: u64) -> String {
    format!("{}{row}", letters(column))
}

/// The letters of a column.
pub(super) fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// From here on a number has more digits than the fifteen that spreadsheets keep.
const DIGITS_LOST_FROM: f64 = 1e15;

/// Writes a number as people would: no exponent, no traces of binary fractions (0.1 + 0.2 is 0.3).
pub(super) fn write_number(value: f64, target: &mut String) -> CellKind {
    if !value.is_finite() {
        target.push_str("#NUM!");
        return CellKind::Error;
    }
    if value.abs() >= DIGITS_LOST_FROM {
        // Writing to a string cannot fail, here and below.
        write!(target, "{value:.0}").unwrap_or_default();
        return CellKind::DigitsLost;
    }
    let scientific = format!("{value:.14e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let all: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = all.trim_end_matches('0');
    if digits.is_empty() {
        target.push('0');
        return CellKind::Sound;
    }
    target.push_str(sign);
    let whole = usize::try_from(exponent + 1).unwrap_or_default();
    if whole == 0 {
        target.push_str("0.");
        let zeros = usize::try_from(-(exponent + 1)).unwrap_or_default();
        target.extend(std::iter::repeat_n('0', zeros));
        target.push_str(digits);
        return CellKind::Sound;
    }
    let (before, after) = digits.split_at_checked(whole).unwrap_or((digits, ""));
    target.push_str(before);
    target.extend(std::iter::repeat_n('0', whole.saturating_sub(digits.len())));
    if !after.is_empty() {
        target.push('.');
        target.push_str(after);
    }
    CellKind::Sound
}

/// Days before this one are not dates but times, or numbers that a date format was put on: the calendar of
/// spreadsheets has a 29 February 1900.
const FIRST_DAY: f64 = 367.0;

/// Writes a date as `2026-10-05`, a moment as `2026-10-05T10:15:00`, a time as `10:15:00`.
pub(super) fn write_date(value: &ExcelDateTime, target: &mut String) -> CellKind {
    let serial = value.as_f64();
    let is_time = (0.0..1.0).contains(&serial);
    if value.is_duration() || !(is_time || serial >= FIRST_DAY) {
        return write_number(serial, target);
    }
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    let moment = i16::try_from(year).ok().and_then(|year| {
        let signed = |part: u8| i8::try_from(part).ok();
        let nanos = i32::from(milli) * 1_000_000;
        DateTime::new(year, signed(month)?, signed(day)?, signed(hour)?, signed(minute)?, signed(second)?, nanos).ok()
    });
    // The fraction of a day can't hold a second exactly.
    let Some(moment) = moment.and_then(|moment| moment.round(Unit::Second).ok()) else {
        return write_number(serial, target);
    };
    let midnight = moment.hour() == 0 && moment.minute() == 0 && moment.second() == 0;
    if is_time {
        write!(target, "{}", moment.time()).unwrap_or_default();
    } else if midnight {
        write!(target, "{}", moment.date()).unwrap_or_default();
    } else {
        write!(target, "{moment}").unwrap_or_default();
    }
    CellKind::Sound
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn number(value: f64) -> String {
        let mut text = String::new();
        write_number(value, &mut text);
        text
    }

    #[test]
    fn numbers_have_neither_exponent_nor_binary_traces() {
        for (value, text) in [
            (0.1 + 0.2, "0.3"),
            (1.15, "1.15"),
            (700.0, "700"),
            (-12750.5, "-12750.5"),
            (740_134_113.0, "740134113"),
            (123_456_789_012_345.0, "123456789012345"),
            (0.000_012, "0.000012"),
            (-0.0, "0"),
            (12_345_678.91, "12345678.91"),
            (100.0, "100"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn a_number_of_twenty_digits_has_lost_some() {
        let mut text = String::new();
        assert_eq!(write_number(40_702_810_123_456_789_012.0, &mut text), CellKind::DigitsLost);
        assert_eq!(text.len(), 20);
        assert_eq!(write_number(f64::NAN, &mut text), CellKind::Error);
    }

    #[test]
    fn dates_are_iso_in_both_calendars() {
        let date = |value, is_1904| {
            let mut text = String::new();
            write_date(&ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904), &mut text);
            text
        };
        assert_eq!(date(46_300.0, false), "2026-10-05");
        assert_eq!(date(46_300.0 - 1462.0, true), "2026-10-05");
        assert_eq!(date(46_300.0 + 10.25 / 24.0, false), "2026-10-05T10:15:00");
        assert_eq!(date(0.5, false), "12:00:00");
        assert_eq!(date(60.0, false), "60");
    }

    #[test]
    fn addresses_are_letters_and_a_number() {
        assert_eq!(address(0, 1), "A1");
        assert_eq!(address(25, 2), "Z2");
        assert_eq!(address(26, 3), "AA3");
        assert_eq!(address(16_383, 1_048_576), "XFD1048576");
    }

    #[test]
    fn a_row_keeps_cells_in_order_and_drops_blanks() {
        let mut row = Row::default();
        row.begin(5);
        row.push_text(3, " d ");
        row.push_text(1, "b");
        row.push_text(2, " \n");
        row.push_text(1, "\u{a0}b2");
        let cells: Vec<_> = row.cells().map(|cell| (cell.column, cell.text)).collect();
        assert_eq!(cells, [(1, "\u{a0}b2"), (3, "d")]);
    }
}
