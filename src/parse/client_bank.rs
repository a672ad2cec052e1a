//! `1CClientBankExchange`: the text that bank clients write, sections of `Key=Value` lines.
//!
//! A section is an element: its word (`СекцияДокумент`) is the name, what stands behind the word's `=` its text, its
//! keys are its children. Values outside records are the header's keys (`/Key`) and any section's (`/Section/Key`);
//! all of them are visible to every record, because the direction of a payment depends on the accounts of the whole
//! file.
//!
//! | file | does |
//! |---|---|
//! | `lines` | lines of text, in one encoding or in several |
//! | `marks` | where sections begin |
//! | `frame` | lines → sections, with the deviations that banks are known for |

use std::io;
use std::ops::ControlFlow;

use super::text::Charset;
use super::{
    Completeness, Document, Format, Head, Preview, RawRecord, ReadError, ReadErrorKind, RecordShape, Sink, Tree, cut,
};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::mending::{Cut, CutWords, Keep};
use crate::model::provenance::Position;

mod frame;
mod lines;
mod marks;

use frame::{END_OF_FILE, Ending, MAGIC, Section};
pub(super) use lines::Encodings;
use lines::Lines;
pub(super) use marks::Marks;

/// How much text the values outside records may have.
const FILE_VALUES_LIMIT: usize = 64 * 1024 * 1024;
const PREVIEW_ENTRIES: usize = 1_000;
const ENCODING_KEY: &str = "Кодировка";

/// The text format of bank clients.
#[derive(Debug, Clone, Copy)]
pub struct ClientBank;

impl Format for ClientBank {
    fn name(&self) -> &'static str {
        "client_bank"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let letters = head.bytes.get(..head.bytes.len().min(256)).unwrap_or_default();
        // In UTF-16 each letter has a zero beside it; a byte order mark has none of the letters.
        let ascii: Vec<u8> = letters.iter().copied().filter(|byte| byte.is_ascii() && *byte != 0).collect();
        ascii.trim_ascii_start().starts_with(MAGIC.as_bytes())
    }

    fn is_complete(&self, document: &Document) -> io::Result<Completeness> {
        match scan(document, &mut |_| Ok(ControlFlow::Continue(()))) {
            Ok(_) => Ok(Completeness::Complete),
            Err(ReadErrorKind::Truncated { expected }) => Ok(Completeness::Incomplete { expected }),
            Err(ReadErrorKind::Io(error)) => Err(error),
            // Reading it says what is wrong; waiting would not help.
            Err(_) => Ok(Completeness::Complete),
        }
    }

    fn preview(&self, document: &Document) -> Result<Preview, ReadError> {
        let mut entries = Vec::new();
        let result = scan(document, &mut |section| {
            if !section.word.is_empty() {
                entries.push((section.word.clone(), String::new(), section.value.clone()));
            }
            let pairs = section.pairs().iter();
            entries.extend(pairs.map(|(key, value)| (section.word.clone(), key.clone(), value.clone())));
            Ok(if entries.len() < PREVIEW_ENTRIES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        });
        match result {
            Err(kind) if entries.is_empty() => Err(kind.of(document)),
            _ => Ok(Preview::Sections { magic: MAGIC.to_owned(), entries }),
        }
    }

    fn read(
        &self,
        document: &Document,
        shape: &RecordShape,
        notices: &mut Vec<Issue>,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError> {
        let encodings = Encodings::find(&document.path).map_err(|kind| kind.of(document))?;
        let file = file_values(document, &encodings, shape, notices)?;
        records(document, &encodings, shape, &file, sink)
    }

    fn cut(
        &self,
        document: &Document,
        shape: &RecordShape,
        keep: &[Keep],
        words: &CutWords,
    ) -> Result<Option<Cut>, ReadError> {
        cut::sections::cut(document, shape, keep, words).map(Some).map_err(|kind| kind.of(document))
    }
}

type Visit<'v> = dyn FnMut(&Section) -> Result<ControlFlow<()>, ReadErrorKind> + 'v;

fn scan(document: &Document, visit: &mut Visit<'_>) -> Result<Ending, ReadErrorKind> {
    let encodings = Encodings::find(&document.path)?;
    let mut lines = Lines::open(&document.path, &encodings)?;
    frame::sections(&mut lines, visit)
}

/// First pass: every value outside records, and what is to be said about the frame.
fn file_values(
    document: &Document,
    encodings: &Encodings,
    shape: &RecordShape,
    notices: &mut Vec<Issue>,
) -> Result<Vec<(usize, String)>, ReadError> {
    let mut lines = Lines::open(&document.path, encodings).map_err(|kind| kind.of(document))?;
    let mut values = Vec::new();
    let mut bytes = 0;
    let place = |line: u64, path: String| Position { part: document.part.clone(), line, path };
    let result = frame::sections(&mut lines, &mut |section| {
        collect(section, shape, &mut values, &mut bytes)?;
        if section.word.is_empty() {
            notices.extend(misdeclared(section, encodings.charset(), place(section.line, String::new())));
        } else if !section.is_closed {
            notices.push(
                Issue::new(IssueCode::UnclosedSection, Severity::Warning, place(section.line, section.path()))
                    .with("section", section.word.as_str()),
            );
        }
        Ok(ControlFlow::Continue(()))
    });
    let line = lines.number();
    let ending = result.map_err(|kind| kind.at(document, place(line, String::new())))?;
    if ending == Ending::WithoutMark {
        notices.push(
            Issue::new(IssueCode::MissingEndMark, Severity::Warning, place(line, String::new()))
                .with("mark", END_OF_FILE),
        );
    }
    Ok(values)
}

fn misdeclared(header: &Section, found: Charset, position: Position) -> Option<Issue> {
    let (_, declared) = header.pairs().iter().find(|(key, _)| key == ENCODING_KEY)?;
    let told = Charset::for_label(declared)?;
    (told != found).then(|| {
        Issue::new(IssueCode::EncodingMisdeclared, Severity::Notice, position)
            .with("declared", declared.as_str())
            .with("found", found.name())
    })
}

fn collect(
    section: &Section,
    shape: &RecordShape,
    values: &mut Vec<(usize, String)>,
    bytes: &mut usize,
) -> Result<(), ReadErrorKind> {
    let names = &shape.names;
    let word = (!section.word.is_empty()).then(|| names.lookup(&section.word));
    for (key, value) in std::iter::once(("", section.value.as_str()))
        .chain(section.pairs().iter().map(|(key, value)| (key.as_str(), value.as_str())))
    {
        let key = (!key.is_empty()).then(|| names.lookup(key));
        let path: Vec<_> = word.into_iter().chain(key).collect();
        for (index, pattern) in shape.file_values.iter().enumerate() {
            if path.is_empty() || pattern.attribute.is_some() || !pattern.matches(&path) {
                continue;
            }
            *bytes += value.len() + size_of::<(usize, String)>();
            if *bytes > FILE_VALUES_LIMIT {
                return Err(ReadErrorKind::Limit { name: "values outside records", limit: FILE_VALUES_LIMIT as u64 });
            }
            values.push((index, value.to_owned()));
        }
    }
    Ok(())
}

/// Second pass: the records.
fn records(
    document: &Document,
    encodings: &Encodings,
    shape: &RecordShape,
    file: &[(usize, String)],
    sink: &mut Sink<'_>,
) -> Result<(), ReadError> {
    let mut lines = Lines::open(&document.path, encodings).map_err(|kind| kind.of(document))?;
    let mut tree = Tree::default();
    let mut position = Position { part: document.part.clone(), ..Position::default() };
    let result = frame::sections(&mut lines, &mut |section| {
        let word = shape.names.lookup(&section.word);
        let pattern = shape.records.iter().position(|pattern| !section.word.is_empty() && pattern.matches(&[word]));
        let Some(pattern) = pattern else { return Ok(ControlFlow::Continue(())) };
        tree.clear();
        tree.open(word);
        tree.text(&section.value);
        for (key, value) in section.pairs() {
            let name = tree.name_id(&shape.names, key);
            tree.leaf(name, value);
        }
        tree.close();
        position.line = section.line;
        position.path = section.path();
        Ok(sink(Ok(RawRecord { tree: &tree, position: &position, pattern, file, scope: 0 })))
    });
    let line = lines.number();
    result
        .map(drop)
        .map_err(|kind| kind.at(document, Position { part: document.part.clone(), line, path: String::new() }))
}

#[cfg(test)]
mod tests;
