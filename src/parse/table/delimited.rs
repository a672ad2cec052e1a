//! The rows of separated text.

use std::io::{self, Read};

use csv::{ReaderBuilder, StringRecord, Terminator};

use super::cells::Row;
use super::{Next, Visitor, malformed};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::parse::text::{Charset, Declared, TextReader, read_error_kind, sniff};
use crate::parse::{Document, Head, ReadErrorKind, json};

/// In the order in which they are preferred where they are equally regular.
const SEPARATORS: [u8; 4] = [b';', b'\t', b'|', b','];
const SAMPLE_BYTES: usize = 64 * 1024;
const SAMPLE_ROWS: usize = 30;
/// A head below titles has so many captions at least: a sentence with a comma is none.
const HEAD_FIELDS: usize = 4;
/// It counts as much as so many titles that happen to be separated regularly by another sign.
const TITLES_MAX: usize = 3;
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
    is_text
        && !json::recognises(head.bytes)
        && !start.starts_with('<')
        && !start.starts_with("1CClientBankExchange")
        && separator(&text).is_some()
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
        Err(_) => Charset::guess(bytes, Charset::WINDOWS_1251).decode_lossy(bytes),
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

/// How many rows have the commonest number of fields, and that number. One row alone is a head without rows, where it is the
/// whole text, or where it is the last and only titles stand above it.
fn regularity(sample: &str, separator: u8) -> Option<(usize, usize)> {
    let mut reader = builder(separator).from_reader(sample.as_bytes());
    let all: Vec<usize> = reader.records().take(SAMPLE_ROWS).map_while(Result::ok).map(|record| record.len()).collect();
    let lengths: Vec<usize> = all.iter().copied().filter(|length| *length > 1).collect();
    let count = |length: usize| lengths.iter().filter(|other| **other == length).count();
    let (rows, fields) = lengths.iter().map(|length| (count(*length), *length)).max()?;
    let is_single_line = sample.trim().lines().count() == 1;
    let is_head_alone = lengths.len() == 1 && fields >= HEAD_FIELDS && all.last() == Some(&fields);
    // The titles may have a comma each.
    let rows = if is_head_alone { TITLES_MAX } else { rows };
    (rows > 1 || is_single_line).then_some((rows, fields))
}

fn builder(separator: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(separator).has_headers(false).flexible(true).buffer_capacity(BUFFER_BYTES);
    // With CRLF as the terminator, the line feed would be counted with the next row. The row drops the CR.
    builder.terminator(Terminator::Any(b'\n'));
    builder
}

/// Stands behind the text as a row of its own, unless a quotation mark is still open there.
const SEAL: &str = "\u{1}";

/// A text with a seal behind it. The last row of a file counts only if a line break ends it outside of quotes: what a
/// cut row says may be wrong (`1500` of `1500000`).
struct Sealed<R> {
    inner: R,
    last: u8,
    seal: io::Cursor<Vec<u8>>,
    is_over: bool,
}

impl<R: Read> Sealed<R> {
    fn new(inner: R) -> Self {
        Self { inner, last: b'\n', seal: io::Cursor::default(), is_over: false }
    }

    /// Whether the text ended with a line break.
    fn is_terminated(&self) -> bool {
        self.last == b'\n'
    }
}

impl<R: Read> Read for Sealed<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if !self.is_over {
            let count = self.inner.read(target)?;
            if let Some(last) = count.checked_sub(1).and_then(|at| target.get(at)) {
                self.last = *last;
                return Ok(count);
            }
            self.is_over = true;
            self.seal = io::Cursor::new(format!("\n{SEAL}\n").into_bytes());
        }
        self.seal.read(target)
    }
}

/// The sign that separates the fields of a document.
pub(super) fn separator_of(document: &Document) -> Result<u8, ReadErrorKind> {
    separator(&sample(document)?).ok_or_else(|| malformed("no separator divides the lines regularly"))
}

pub(super) fn visit(
    document: &Document,
    visitor: &mut dyn Visitor,
    notices: &mut Vec<Issue>,
) -> Result<(), ReadErrorKind> {
    let separator = separator_of(document)?;
    let mut text = TextReader::open(&document.path, Declared::Nowhere).map_err(|error| read_error_kind(&error))?;
    text.limit_tokens(ROW_BYTES_LIMIT);
    let mut reader = builder(separator).from_reader(Sealed::new(text));
    if visitor.sheet("")? != Next::Row {
        return Ok(());
    }
    let result = rows(&mut reader, visitor);
    if let Some(charset) = reader.get_ref().inner.assumed() {
        let position = Position { part: document.part.clone(), line: 1, path: String::new() };
        let issue = Issue::new(IssueCode::EncodingAssumed, Severity::Notice, position);
        notices.push(issue.with("found", charset.name()));
    }
    result
}

fn rows<R: Read>(
    reader: &mut csv::Reader<Sealed<TextReader<R>>>,
    visitor: &mut dyn Visitor,
) -> Result<(), ReadErrorKind> {
    let mut record = StringRecord::new();
    // One row is held back: only the next one tells whether it is the last.
    let mut held = Row::default();
    loop {
        reader.get_mut().inner.begin_token();
        let is_over = !reader.read_record(&mut record).map_err(error_kind)?;
        let is_seal = record.len() == 1 && record.get(0) == Some(SEAL);
        if is_over || is_seal && !reader.get_ref().is_terminated() {
            held.set_cut();
        }
        if !held.is_empty() && visitor.row(&held)? != Next::Row || is_over || is_seal {
            return Ok(());
        }
        held.begin(line_of(&record, reader.position().line()));
        for (column, text) in (0_u32..).zip(&record) {
            held.push_text(column, text);
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
