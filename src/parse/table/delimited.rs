//! The rows of separated text.

use csv::{ReaderBuilder, StringRecord, Terminator};

use super::cells::Row;
use super::{Next, Visitor, malformed};
use crate::parse::text::{Charset, Declared, TextReader, read_error_kind, sniff};
use crate::parse::{Document, Head, ReadErrorKind};

/// In the order in which they are preferred where they are equally regular.
const SEPARATORS: [u8; 4] = [b';', b'\t', b'|', b','];
const SAMPLE_BYTES: usize = 64 * 1024;
const SAMPLE_ROWS: usize = 30;
/// A quotation mark that is never closed must not swallow the rest of a large file.
const ROW_BYTES_LIMIT: u64 = 16 * 1024 * 1024;
const BUFFER_BYTES: usize = 64 * 1024;
/// Excel's own way of saying which separator a file has: `sep=;`.
const SEPARATOR_LINE: &str = "sep=";

/// Whether the head is text whose lines are separated regularly.
pub(super) fn recognises(head: &Head<'_>) -> bool {
    let sniffed = sniff(head.bytes, Declared::Nowhere);
    let bytes = head.bytes.get(sniffed.mark..).unwrap_or_default();
    let is_cut = (head.bytes.len() as u64) < head.len;
    let text = decode_head(bytes, sniffed.charset);
    let start = text.trim_start();
    let is_text = !text.chars().any(|letter| letter == '\0' || letter == '\u{fffd}' && !is_cut);
    is_text && !start.starts_with('<') && !start.starts_with("1CClientBankExchange") && separator(&text).is_some()
}

fn decode_head(bytes: &[u8], charset: Charset) -> String {
    if charset.is_utf16() {
        return charset.decode_lossy(bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // The head may be cut inside a character.
        Err(error) if error.error_len().is_none() => {
            Charset::UTF_8.decode_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default())
        }
        Err(_) => Charset::WINDOWS_1251.decode_lossy(bytes),
    }
}

/// The separator by which the most rows have the same number of fields; nothing if no two rows agree.
fn separator(sample: &str) -> Option<u8> {
    if let Some(told) = sample.strip_prefix(SEPARATOR_LINE).and_then(|rest| rest.bytes().next()) {
        return SEPARATORS.contains(&told).then_some(told);
    }
    let mut best: Option<((usize, usize), u8)> = None;
    for separator in SEPARATORS {
        let Some(score) = regularity(sample, separator) else { continue };
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, separator));
        }
    }
    best.map(|(_, separator)| separator)
}

/// How many rows have the commonest number of fields, and that number.
fn regularity(sample: &str, separator: u8) -> Option<(usize, usize)> {
    let mut reader = builder(separator).from_reader(sample.as_bytes());
    let lengths: Vec<usize> = reader
        .records()
        .take(SAMPLE_ROWS)
        .map_while(Result::ok)
        .map(|record| record.len())
        .filter(|length| *length > 1)
        .collect();
    let count = |length: usize| lengths.iter().filter(|other| **other == length).count();
    let (rows, fields) = lengths.iter().map(|length| (count(*length), *length)).max()?;
    let is_single_line = sample.trim().lines().count() == 1;
    (rows > 1 || is_single_line).then_some((rows, fields))
}

fn builder(separator: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(separator).has_headers(false).flexible(true).buffer_capacity(BUFFER_BYTES);
    // With CRLF as the terminator, the line feed would be counted with the next row. The row drops the CR.
    builder.terminator(Terminator::Any(b'\n'));
    builder
}

pub(super) fn visit(document: &Document, visitor: &mut dyn Visitor) -> Result<(), ReadErrorKind> {
    let sample = sample(document)?;
    let separator = separator(&sample).ok_or_else(|| malformed("no separator divides the lines regularly"))?;
    let mut text = TextReader::open(&document.path, Declared::Nowhere).map_err(|error| read_error_kind(&error))?;
    text.limit_tokens(ROW_BYTES_LIMIT);
    let mut reader = builder(separator).from_reader(text);
    if visitor.sheet("")? != Next::Row {
        return Ok(());
    }
    let mut record = StringRecord::new();
    let mut row = Row::default();
    loop {
        reader.get_mut().begin_token();
        if !reader.read_record(&mut record).map_err(error_kind)? {
            return Ok(());
        }
        row.begin(line_of(&record, reader.position().line()));
        for (column, text) in (0_u32..).zip(&record) {
            row.push_text(column, text);
        }
        if !row.is_empty() && visitor.row(&row)? != Next::Row {
            return Ok(());
        }
    }
}

/// The line a row begins at. The reader's own mark stands before the blank lines above the row.
fn line_of(record: &StringRecord, behind: u64) -> u64 {
    let breaks = record.iter().map(|field| field.bytes().filter(|byte| *byte == b'\n').count() as u64).sum::<u64>();
    let mark = record.position().map_or(0, csv::Position::line);
    behind.saturating_sub(breaks + 1).max(mark)
}

fn error_kind(error: csv::Error) -> ReadErrorKind {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => read_error_kind(&error),
        _ => malformed("a row is not text"),
    }
}

/// The beginning, without the line it is cut in.
fn sample(document: &Document) -> Result<String, ReadErrorKind> {
    use std::io::Read;
    let text = TextReader::open(&document.path, Declared::Nowhere).map_err(|error| read_error_kind(&error))?;
    let mut bytes = Vec::new();
    let read = text.take(SAMPLE_BYTES as u64).read_to_end(&mut bytes).map_err(|error| read_error_kind(&error))?;
    if read == SAMPLE_BYTES
        && let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n')
    {
        bytes.truncate(end);
    }
    Ok(Charset::UTF_8.decode_lossy(&bytes))
}
