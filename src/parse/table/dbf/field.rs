//! The bytes of a field → text.

use std::fmt::Write;

use jiff::civil::{Date, Time};

use super::layout::FieldPlace;
use crate::parse::table::cells::{CellKind, write_number};
use crate::parse::text::Charset;

/// The Julian day of 1970-01-01.
const JULIAN_EPOCH: i64 = 2_440_588;

/// Writes the text of a field; numbers as they stand there, dates as `2026-10-05`.
pub(super) fn write(field: &FieldPlace, bytes: &[u8], charset: Charset, target: &mut String) -> CellKind {
    match field.kind {
        b'C' | b'V' => text(bytes, charset, target),
        b'N' | b'F' => number(bytes, target),
        b'D' => date(bytes, target),
        b'L' => {
            target.push_str(match bytes.first() {
                Some(b'T' | b't' | b'Y' | b'y') => "true",
                Some(b'F' | b'f' | b'N' | b'n') => "false",
                _ => "",
            });
            CellKind::Sound
        }
        b'I' | b'+' => binary(bytes, |four| write!(target, "{}", i32::from_le_bytes(four))),
        b'Y' => binary(bytes, |eight| currency(i64::from_le_bytes(eight), target)),
        b'T' | b'@' => binary(bytes, |eight: [u8; 8]| moment(eight, target)),
        b'B' | b'O' if bytes.len() == 8 => match bytes.try_into() {
            Ok(eight) => write_number(f64::from_le_bytes(eight), target),
            Err(_) => CellKind::Sound,
        },
        _ => CellKind::Sound,
    }
}

fn text(bytes: &[u8], charset: Charset, target: &mut String) -> CellKind {
    // Some programs fill up with zeros instead of blanks.
    let filled = bytes.iter().position(|byte| *byte == 0).and_then(|end| bytes.get(..end)).unwrap_or(bytes);
    match charset.decode(filled) {
        Some(text) => {
            target.push_str(&text);
            CellKind::Sound
        }
        None => {
            target.push_str(charset.name());
            CellKind::Error
        }
    }
}

/// A number that did not fit its field is a row of stars.
fn number(bytes: &[u8], target: &mut String) -> CellKind {
    let text: String = bytes.iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
    let text = text.trim();
    target.push_str(text);
    if text.contains('*') { CellKind::Error } else { CellKind::Sound }
}

fn date(bytes: &[u8], target: &mut String) -> CellKind {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_matches([' ', '\0']);
    match (text.get(..4), text.get(4..6), text.get(6..8)) {
        (Some(year), Some(month), Some(day)) if text.len() == 8 => {
            if text.bytes().any(|byte| byte != b'0') {
                // Writing to a string cannot fail, here and below.
                write!(target, "{year}-{month}-{day}").unwrap_or_default();
            }
        }
        _ => target.push_str(text),
    }
    CellKind::Sound
}

fn binary<const N: usize>(bytes: &[u8], write: impl FnOnce([u8; N]) -> std::fmt::Result) -> CellKind {
    if let Ok(value) = bytes.try_into() {
        write(value).unwrap_or_default();
    }
    CellKind::Sound
}

/// Ten-thousandths.
fn currency(value: i64, target: &mut String) -> std::fmt::Result {
    let sign = if value < 0 { "-" } else { "" };
    let value = value.unsigned_abs();
    write!(target, "{sign}{}.{:04}", value / 10_000, value % 10_000)
}

/// A Julian day and milliseconds.
fn moment(bytes: [u8; 8], target: &mut String) -> std::fmt::Result {
    let value = u64::from_le_bytes(bytes);
    let (day, milliseconds) = (value & u64::from(u32::MAX), value >> 32);
    let days = i64::try_from(day).unwrap_or_default() - JULIAN_EPOCH;
    let seconds = i64::try_from(milliseconds.div_ceil(1000)).unwrap_or_default();
    let date = jiff::Span::new().try_days(days).and_then(|span| Date::constant(1970, 1, 1).checked_add(span));
    let time = jiff::SignedDuration::from_secs(seconds);
    match (date, Time::midnight().checked_add(time)) {
        (Ok(date), Ok(time)) if day > 0 && time == Time::midnight() => write!(target, "{date}"),
        (Ok(date), Ok(time)) if day > 0 => write!(target, "{}", date.to_datetime(time)),
        _ => Ok(()),
    }
}
