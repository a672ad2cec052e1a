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

/// The separator that divides the lines most regularly; nothing if no two rows agree.
fn separator(sample: &str) -> Option<u8> {
    if let Some(told) = sample.strip_prefix(SEPARATOR_LINE).and_then(|rest| rest.bytes().next()) {
        return SEPARATORS.contains(&told).then_some(told);
    }
    let text = without_quoted(sample);
    let rows: Vec<&str> = text.lines().filter(|row| !row.trim().is_empty()).take(SAMPLE_ROWS).collect();
    let found = SEPARATORS.into_iter().filter_map(|separator| Grid::of(&rows, separator));
    let best = found.reduce(|best, other| if other.is_better_than(&best) { other } else { best });
    best.map(|grid| grid.separator)
}

/// The text without what stands in quoted fields: a separator or a line break there divides nothing, whatever the separator is.
fn without_quoted(sample: &str) -> String {
    let mut text = String::with_capacity(sample.len());
    let mut rest = sample;
    while let Some((before, behind)) = rest.split_once('"') {
        text.push_str(before);
        rest = behind;
        let opens = text.bytes().last().is_none_or(|last| last == b'\n' || SEPARATORS.contains(&last));
        match behind_quoted(behind).filter(|_| opens) {
            // What is quoted is still something.
            Some(end) => {
                text.push('\u{1}');
                rest = end;
            }
            None => text.push('"'),
        }
    }
    text.push_str(rest);
    text
}

/// What follows a quoted field of which the opening mark has been read; nothing if no mark closes it.
fn behind_quoted(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let (_, behind) = rest.split_once('"')?;
        let Some(doubled) = behind.strip_prefix('"') else {
            let ends = |next: u8| matches!(next, b'\r' | b'\n') || SEPARATORS.contains(&next);
            return behind.bytes().next().is_none_or(ends).then_some(behind);
        };
        rest = doubled;
    }
}

/// The rows to which a separator gives one number of fields.
struct Grid {
    separator: u8,
    /// Their places among all rows.
    rows: Vec<usize>,
    fields: usize,
    /// How many rows it counts as.
    count: usize,
}

impl Grid {
    /// The rows that have the commonest number of fields. One row alone is a head without rows, where it is the whole text,
    /// or where it is the last and only titles stand above it.
    fn of(all: &[&str], separator: u8) -> Option<Self> {
        let lengths: Vec<usize> =
            all.iter().map(|row| row.bytes().filter(|byte| *byte == separator).count() + 1).collect();
        let count = |length: usize| lengths.iter().filter(|other| **other == length).count();
        let divided = || lengths.iter().copied().filter(|length| *length > 1);
        let (count, fields) = divided().map(|length| (count(length), length)).max()?;
        let is_head_alone = divided().count() == 1 && fields >= HEAD_FIELDS && lengths.last() == Some(&fields);
        // The titles may have a comma each.
        let count = if is_head_alone { TITLES_MAX } else { count };
        let rows = (0..).zip(&lengths).filter(|(_, length)| **length == fields).map(|(at, _)| at).collect();
        (count > 1 || all.len() == 1).then_some(Self { separator, rows, fields, count })
    }

    /// What divides the head as well as the rows is the separator, however often another sign stands in the rows. Otherwise,
    /// as where titles have commas, what divides more.
    fn is_better_than(&self, other: &Self) -> bool {
        if self.encloses(other) || other.encloses(self) {
            return self.encloses(other);
        }
        let weight = |grid: &Self| (grid.count * (grid.fields - 1), grid.fields);
        weight(self) > weight(other)
    }

    /// Whether it has all rows of another and more.
    fn encloses(&self, other: &Self) -> bool {
        // A title and a caption may have a comma each: `Реестр, март` above `Дата;Номер;Клиент;Сумма, руб.`.
        let may_be_prose = self.separator == b',' && self.fields == 2 && other.fields >= HEAD_FIELDS;
        !may_be_prose && self.rows.len() > other.rows.len() && other.rows.iter().all(|row| self.rows.contains(row))
    }
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
