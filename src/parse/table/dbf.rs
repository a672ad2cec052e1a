//! The records of a dbf: the table format of dBASE, FoxPro and Clipper, which Parus and old bank clients write.
//!
//! Read by own framing: the crates turn numbers into floats (accounts of 20 digits lose theirs), stop at the number of
//! records that the header states, though a program that crashed leaves zero there, and reserve whatever a memo says.
//! A number is kept as its text. Fields of memos, pictures and other things that stand in another file are not there.
//!
//! | file | does |
//! |---|---|
//! | `layout` | the header: fields, their places, how many records |
//! | `field` | the bytes of a field → text |

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::cells::Row;
use super::{Next, Visitor};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::parse::text::Charset;
use crate::parse::{Completeness, Document, Head, ReadErrorKind};

mod field;
mod layout;

use layout::{HEADER_LIMIT, Layout};

const LIVE: u8 = b' ';
const DELETED: u8 = b'*';
/// How much of the records is looked at to find the encoding.
const SAMPLE_BYTES: u64 = 1024 * 1024;

/// Whether the head is a header of fields.
pub(super) fn recognises(head: &Head<'_>) -> bool {
    Layout::read(head.bytes).is_some_and(|layout| layout.is_plausible())
}

/// Whether all records that the header states are there.
pub(super) fn completeness(path: &Path) -> io::Result<Completeness> {
    let mut file = File::open(path)?;
    let head = head(&mut file)?;
    let Some(layout) = Layout::read(&head) else {
        // Reading says what is wrong, unless the header itself is cut.
        let is_cut = head.len() < 32 || head.len() < layout::header_length(&head);
        return Ok(if is_cut { missing("dbf header") } else { Completeness::Complete });
    };
    let length = file.metadata()?.len();
    Ok(if length < layout.end() { missing("dbf records") } else { Completeness::Complete })
}

fn missing(mark: &str) -> Completeness {
    Completeness::Incomplete { expected: mark.to_owned() }
}

fn head(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.by_ref().take(HEADER_LIMIT).read_to_end(&mut head)?;
    Ok(head)
}

pub(super) fn visit(
    document: &Document,
    visitor: &mut dyn Visitor,
    notices: &mut Vec<Issue>,
) -> Result<(), ReadErrorKind> {
    let mut file = File::open(&document.path).map_err(ReadErrorKind::Io)?;
    let head = head(&mut file).map_err(ReadErrorKind::Io)?;
    let layout = Layout::read(&head).ok_or_else(|| super::malformed("the header of the dbf is damaged"))?;
    let charset = charset(&mut file, &layout, document, notices).map_err(ReadErrorKind::Io)?;
    if visitor.sheet("")? != Next::Row {
        return Ok(());
    }
    let mut row = Row::default();
    for (column, field) in (0_u32..).zip(&layout.fields) {
        row.push_text(column, &field.name);
    }
    if visitor.row(&row)? != Next::Row {
        return Ok(());
    }
    note_memos(&layout, document, notices);
    file.seek(SeekFrom::Start(layout.first)).map_err(ReadErrorKind::Io)?;
    let found = records(&mut BufReader::new(file), &layout, charset, visitor)?;
    if let Some(found) = found.filter(|found| *found != layout.count) {
        notices.push(
            Issue::new(IssueCode::RecordCountDiffers, Severity::Warning, start(document))
                .with("stated", layout.count.to_string())
                .with("found", found.to_string()),
        );
    }
    Ok(())
}

fn start(document: &Document) -> Position {
    Position { part: document.part.clone(), line: 1, path: String::new() }
}

/// Hands over the records; gives back how many there are, unless the visitor wanted no more.
fn records(
    source: &mut impl Read,
    layout: &Layout,
    charset: Charset,
    visitor: &mut dyn Visitor,
) -> Result<Option<u64>, ReadErrorKind> {
    let mut bytes = vec![0; layout.record];
    let mut row = Row::default();
    let mut count = 0;
    loop {
        let read = fill(source, &mut bytes).map_err(ReadErrorKind::Io)?;
        let begins_record = read > 0 && matches!(bytes.first(), Some(&(LIVE | DELETED)));
        if read < layout.record || !begins_record {
            // The header's count is zero where the program that wrote the file has crashed: then the file's end tells.
            let is_cut = count < layout.count || layout.count == 0 && begins_record;
            let truncated = || ReadErrorKind::Truncated { expected: "dbf records".to_owned() };
            return if is_cut { Err(truncated()) } else { Ok(Some(count)) };
        }
        count += 1;
        if bytes.first() == Some(&DELETED) {
            continue;
        }
        row.begin(count);
        for (column, field) in (0_u32..).zip(&layout.fields) {
            let value = bytes.get(field.start..field.start + field.length).unwrap_or_default();
            row.push(column, |text| field::write(field, value, charset, text));
        }
        if !row.is_empty() && visitor.row(&row)? != Next::Row {
            return Ok(None);
        }
    }
}

fn fill(source: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
        match source.read(room) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The encoding that the header's language byte names, if the texts agree; else the one they are plausible in, which is
/// said.
fn charset(file: &mut File, layout: &Layout, document: &Document, notices: &mut Vec<Issue>) -> io::Result<Charset> {
    let sample = sample(file, layout)?;
    let declared = layout.charset();
    let found = Charset::guess(&sample, declared.unwrap_or(Charset::WINDOWS_1251));
    let is_plain = sample.is_ascii();
    match declared {
        Some(declared) if declared != found => notices.push(
            Issue::new(IssueCode::EncodingMisdeclared, Severity::Notice, start(document))
                .with("declared", declared.name())
                .with("found", found.name()),
        ),
        None if !is_plain => notices.push(
            Issue::new(IssueCode::EncodingAssumed, Severity::Notice, start(document)).with("found", found.name()),
        ),
        _ => {}
    }
    Ok(found)
}

/// The bytes of texts of the first records, a blank between two fields.
fn sample(file: &mut File, layout: &Layout) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(layout.first))?;
    let mut bytes = Vec::new();
    file.by_ref().take(SAMPLE_BYTES).read_to_end(&mut bytes)?;
    let mut sample = Vec::new();
    for record in bytes.chunks_exact(layout.record) {
        for field in layout.fields.iter().filter(|field| field.is_text()) {
            sample.extend_from_slice(record.get(field.start..field.start + field.length).unwrap_or_default());
            sample.push(b' ');
        }
    }
    Ok(sample)
}

/// Texts of memos stand in a file beside the dbf, which is no part of the delivery.
fn note_memos(layout: &Layout, document: &Document, notices: &mut Vec<Issue>) {
    for field in layout.fields.iter().filter(|field| field.is_elsewhere()) {
        let issue = Issue::new(IssueCode::ValueElsewhere, Severity::Notice, start(document));
        notices.push(issue.with("field", field.name.as_str()));
    }
}

#[cfg(test)]
mod tests;
