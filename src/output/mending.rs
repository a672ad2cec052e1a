//! Files of refused records: what they are called, what is written into them, how sheets of them are drawn.

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::words;
use crate::lang::Lang;
use crate::model::issue::Severity;
use crate::model::mending::{CutSheet, CutWords, Torn};

/// Every file is made at the same time: equal records give equal bytes.
const MADE: (u16, u8, u8) = (2000, 1, 1);

/// The most letters that a cell is given.
const TEXT_MAX: usize = 32_000;

/// Width of the column of reasons, in letters.
const REASONS_WIDTH: f64 = 60.0;

/// Width of her columns, in letters.
const COLUMN_WIDTH: f64 = 18.0;

fn suffix(lang: Lang) -> String {
    lang.text("mending-suffix", &[])
}

/// What stands before the suffix in a name that has one, in whatever language.
fn base(name: &str) -> Option<&str> {
    Lang::ALL.into_iter().find_map(|lang| name.split_once(&format!(".{}", suffix(lang)))).map(|(base, _)| base)
}

/// Whether a file is called as one of refused records, also if it is a copy.
#[must_use]
pub fn is_named(name: &str) -> bool {
    base(name).is_some()
}

/// Whether a file is called as one of the refused records of this delivered file, also if it is a copy or the second one.
#[must_use]
pub fn is_of(name: &str, delivered: &str) -> bool {
    let own = delivered.rsplit_once('.').map_or(delivered, |(stem, _)| stem);
    base(name).is_some_and(|base| base == delivered || base == own)
}

/// Whether two files are called as refused records of one delivered file are, copies of them included.
#[must_use]
pub fn is_alike(name: &str, other: &str) -> bool {
    base(name).is_some_and(|of| base(other) == Some(of))
}

/// The name beside a delivered file; `extension` is what the file of refused records is. A file of another sort keeps its
/// own in the name, so that two files never share one.
#[must_use]
pub fn file_name(delivered: &str, extension: &str, lang: Lang) -> String {
    let own = delivered.rsplit_once('.').filter(|(stem, _)| !stem.is_empty());
    let stem = match (base(delivered), own) {
        (Some(base), _) => base,
        (None, Some((stem, own))) if own.eq_ignore_ascii_case(extension) => stem,
        (None, _) => delivered,
    };
    match extension {
        "" => format!("{stem}.{}", suffix(lang)),
        extension => format!("{stem}.{}.{extension}", suffix(lang)),
    }
}

/// Names under which a delivered file, or what it is a copy of, may have a file of refused records.
#[must_use]
pub fn names_of(delivered: &str, lang: Lang) -> Vec<String> {
    let own = delivered.rsplit_once('.').map_or("", |(_, own)| own);
    let mut names = vec![file_name(delivered, own, lang), file_name(delivered, "xlsx", lang)];
    names.dedup();
    names
}

/// What is written beside the records.
#[must_use]
pub fn cut_words(lang: Lang) -> CutWords {
    let all = |key: &str| Lang::ALL.map(|lang| lang.text(key, &[])).to_vec();
    CutWords {
        mark: lang.text("mending-mark", &[]),
        caption: lang.text("mending-caption", &[]),
        captions: all("mending-caption"),
        key: lang.text("mending-key", &[]),
        keys: all("mending-key"),
    }
}

/// Why a record was refused.
#[must_use]
pub fn reason(torn: &Torn, lang: Lang) -> String {
    let errors = torn.issues.iter().filter(|issue| issue.severity == Severity::Error);
    let mut said: Vec<String> = errors
        .map(|issue| match (words::issue_place_within(issue, lang), words::issue_text(issue, lang)) {
            (Some(place), text) => format!("{place}: {text}"),
            (None, text) => text,
        })
        .collect();
    said.dedup();
    said.join("; ")
}

/// Draws sheets as a book. Cells are texts, so that nothing in them runs and no digit is lost; days are days.
///
/// # Errors
/// When the library refuses it.
pub fn draw(sheets: &[CutSheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (year, month, day) = MADE;
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?));
    for sheet in sheets {
        let drawn = book.add_worksheet();
        if !sheet.name.is_empty() {
            drawn.set_name(&sheet.name)?;
        }
        draw_sheet(drawn, sheet)?;
    }
    book.save_to_buffer()
}

fn draw_sheet(drawn: &mut Worksheet, sheet: &CutSheet) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let head = text.clone().set_bold();
    let why = Format::new().set_num_format("@").set_text_wrap().set_background_color(0x00FF_F2CC);
    let day = Format::new().set_num_format("dd.mm.yyyy");
    for (at, cells) in (0_u32..).zip(&sheet.rows) {
        let is_head = at as usize <= sheet.header;
        for (column, value) in cells {
            let Ok(place) = u16::try_from(*column) else { continue };
            let value: String = value.chars().take(TEXT_MAX).collect();
            match serial(&value).filter(|_| !is_head) {
                Some(serial) => drawn.write_number_with_format(at, place, serial, &day)?,
                None if *column == sheet.reasons && !is_head => {
                    drawn.write_string_with_format(at, place, value, &why)?
                }
                None => drawn.write_string_with_format(at, place, value, if is_head { &head } else { &text })?,
            };
            let width = if *column == sheet.reasons { REASONS_WIDTH } else { COLUMN_WIDTH };
            drawn.set_column_width(place, width)?;
        }
    }
    Ok(())
}

/// A day as Excel counts it, where the text is one and nothing else; it is read as the same text again.
fn serial(text: &str) -> Option<f64> {
    let day: Date = text.parse::<Date>().ok().filter(|day| day.to_string() == text)?;
    let (year, month) = (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?);
    let date = ExcelDateTime::from_ymd(year, month, u8::try_from(day.day()).ok()?).ok()?;
    (year > 1900).then(|| date.to_excel())
}
