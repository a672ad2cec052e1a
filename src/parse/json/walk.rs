//! Finds the records of a document and the values outside them.

use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;

use struson::reader::{JsonReader, JsonStreamReader, ValueType};

use super::value::{Builder, ValueError, open};
use super::{lines, preview};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::parse::shape::PathPattern;
use crate::parse::text::{Declared, Misdeclared, TextReader, read_error_kind};
use crate::parse::{
    Document, NameId, Names, RawRecord, ReadError, ReadErrorKind, RecordError, RecordShape, Sink, Tree,
};

/// How many bytes a record may have, and the values outside records together.
pub(super) const TEXT_LIMIT: usize = 64 * 1024 * 1024;

type Step = Result<ControlFlow<()>, ValueError>;

/// Streams the records of a document.
pub(super) fn read(
    document: &Document,
    shape: &RecordShape,
    notices: &mut Vec<Issue>,
    sink: &mut Sink<'_>,
) -> Result<(), ReadError> {
    let is_lines = lines::is_lines(&document.path).map_err(|error| ReadErrorKind::Io(error).of(document))?;
    let mut walk = Walk::new(document, shape);
    if !shape.file_values.is_empty() {
        walk.is_collecting = true;
        // What is wrong with the document or a line is said by the second pass.
        let mut nowhere = |_: Result<RawRecord<'_>, RecordError>| ControlFlow::Continue(());
        walk.pass(document, is_lines, &mut Vec::new(), &mut nowhere)?;
        walk.is_collecting = false;
    }
    walk.pass(document, is_lines, notices, sink)
}

/// What is open, for patterns and for people.
#[derive(Debug, Default)]
struct Outline {
    names: Vec<NameId>,
    text: String,
}

impl Outline {
    fn enter_key(&mut self, key: &str, name: NameId) -> usize {
        let length = self.text.len();
        self.text.push('/');
        self.text.push_str(key);
        self.names.push(name);
        length
    }

    fn enter_item(&mut self, number: u64) -> usize {
        let length = self.text.len();
        if self.text.is_empty() {
            self.text.push('/');
        }
        // Writing to a string cannot fail.
        write!(self.text, "[{number}]").unwrap_or_default();
        length
    }

    fn clear(&mut self) {
        self.names.clear();
        self.text.clear();
    }
}

struct Walk<'s> {
    shape: &'s RecordShape,
    /// The pass that only collects values outside records.
    is_collecting: bool,
    outline: Outline,
    /// Lines above the text that is being read.
    lines_before: u64,
    tree: Tree,
    position: Position,
    objects: u64,
    /// Running number of the object that records stand in; 0 for the root.
    scope: u64,
    file: Vec<(usize, String)>,
    file_bytes: usize,
}

impl<'s> Walk<'s> {
    fn new(document: &Document, shape: &'s RecordShape) -> Self {
        Self {
            shape,
            is_collecting: false,
            outline: Outline::default(),
            lines_before: 0,
            tree: Tree::default(),
            position: Position { part: document.part.clone(), ..Position::default() },
            objects: 0,
            scope: 0,
            file: Vec::new(),
            file_bytes: 0,
        }
    }

    fn pass(
        &mut self,
        document: &Document,
        is_lines: bool,
        notices: &mut Vec<Issue>,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError> {
        let mut text = TextReader::open(&document.path, Declared::Standard)
            .map_err(|error| read_error_kind(&error).of(document))?;
        text.limit_tokens(TEXT_LIMIT as u64);
        self.outline.clear();
        (self.scope, self.objects, self.lines_before) = (0, 0, 0);
        let (result, misdeclared) = if is_lines { self.lines(text, sink) } else { self.document(text, sink) };
        if let Some(misdeclared) = misdeclared {
            notices.push(misdeclared.issue(Position { part: document.part.clone(), line: 1, path: String::new() }));
        }
        result.map_err(|kind| kind.at(document, Position { path: self.outline.text.clone(), ..self.position.clone() }))
    }

    fn document(
        &mut self,
        text: TextReader<File>,
        sink: &mut Sink<'_>,
    ) -> (Result<(), ReadErrorKind>, Option<Misdeclared>) {
        let mut json = open(text, false);
        let root_end = if matches!(json.peek(), Ok(ValueType::Array)) { "]" } else { "}" };
        let step = self.value(&mut json, TextReader::begin_token, sink);
        let line = line_of(&json);
        let misdeclared = json.reader_mut().misdeclared().cloned();
        let result = match step {
            Ok(ControlFlow::Continue(())) => json.consume_trailing_whitespace().map_err(ValueError::from),
            Ok(ControlFlow::Break(())) => Ok(()),
            Err(error) => Err(error),
        };
        if result.is_err() {
            self.position.line = line;
        }
        (result.map_err(|error| error.kind(root_end)), misdeclared)
    }

    fn lines(
        &mut self,
        mut text: TextReader<File>,
        sink: &mut Sink<'_>,
    ) -> (Result<(), ReadErrorKind>, Option<Misdeclared>) {
        let mut bytes = Vec::new();
        let result = loop {
            match lines::next(&mut text, &mut bytes) {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(error) => {
                    self.position.line = self.lines_before + 1;
                    break Err(read_error_kind(&error));
                }
            }
            if !bytes.trim_ascii().is_empty() && self.line(&bytes, sink).is_break() {
                break Ok(());
            }
            self.lines_before += 1;
        };
        (result, text.misdeclared().cloned())
    }

    /// One line of JSON Lines. What is wrong with it costs this line alone.
    fn line(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> ControlFlow<()> {
        self.outline.clear();
        let mut json = open(bytes.trim_ascii_end(), false);
        // The whole line first: nothing of a bad one is handed over.
        let step = json.skip_value().and_then(|()| json.consume_trailing_whitespace()).map_err(ValueError::from);
        let step = step.and_then(|()| self.value(&mut open(bytes, false), |_| {}, sink));
        let error = match step {
            Ok(flow) => return flow,
            Err(error) => error,
        };
        let path = if self.outline.text.is_empty() { "/".to_owned() } else { self.outline.text.clone() };
        let position = Position { line: self.lines_before + 1, path, ..self.position.clone() };
        let is_last = !bytes.ends_with(b"\n");
        let issue = if is_last && !preview::is_closed(bytes) {
            Issue::new(IssueCode::UnterminatedLine, Severity::Error, position.clone())
        } else {
            Issue::new(IssueCode::UnreadableRecord, Severity::Error, position.clone()).with("detail", error.detail())
        };
        sink(Err(RecordError { position, issue }))
    }

    fn is_record(&self) -> Option<usize> {
        self.shape
            .records
            .iter()
            .position(|pattern| pattern.attribute.is_none() && pattern.matches(&self.outline.names))
    }

    fn value<R: Read>(&mut self, json: &mut JsonStreamReader<R>, begin: fn(&mut R), sink: &mut Sink<'_>) -> Step {
        begin(json.reader_mut());
        let pattern = self.is_record();
        match json.peek()? {
            ValueType::Array => self.items(json, begin, sink),
            ValueType::Null => Ok(json.next_null().map(ControlFlow::Continue)?),
            _ if pattern.is_some() && self.is_collecting => Ok(json.skip_value().map(ControlFlow::Continue)?),
            kind => match pattern {
                Some(pattern) => self.record(json, pattern, sink),
                None if kind == ValueType::Object => self.members(json, begin, sink),
                None => self.text(json, kind).map(ControlFlow::Continue),
            },
        }
    }

    fn items<R: Read>(&mut self, json: &mut JsonStreamReader<R>, begin: fn(&mut R), sink: &mut Sink<'_>) -> Step {
        json.begin_array()?;
        let mut number = 0;
        while json.has_next()? {
            number += 1;
            let length = self.outline.enter_item(number);
            if self.value(json, begin, sink)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            self.outline.text.truncate(length);
        }
        json.end_array()?;
        Ok(ControlFlow::Continue(()))
    }

    fn members<R: Read>(&mut self, json: &mut JsonStreamReader<R>, begin: fn(&mut R), sink: &mut Sink<'_>) -> Step {
        json.begin_object()?;
        self.objects += 1;
        let around = std::mem::replace(&mut self.scope, self.objects);
        while json.has_next()? {
            begin(json.reader_mut());
            let key = json.next_name()?;
            let length = self.outline.enter_key(key, self.shape.names.lookup(key));
            if self.value(json, begin, sink)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            self.outline.text.truncate(length);
            self.outline.names.pop();
        }
        self.scope = around;
        json.end_object()?;
        Ok(ControlFlow::Continue(()))
    }

    /// A text, number or truth outside records.
    fn text<R: Read>(&mut self, json: &mut JsonStreamReader<R>, kind: ValueType) -> Result<(), ValueError> {
        let matches = |pattern: &&PathPattern| pattern.attribute.is_none() && pattern.matches(&self.outline.names);
        if !self.is_collecting || !self.shape.file_values.iter().any(|pattern| matches(&pattern)) {
            return Ok(json.skip_value()?);
        }
        let text = match kind {
            ValueType::String => json.next_string()?,
            ValueType::Number => json.next_number_as_string()?,
            _ => json.next_bool()?.to_string(),
        };
        let places = self.shape.file_values.iter().enumerate().filter(|(_, pattern)| matches(pattern));
        for (index, _) in places {
            self.file_bytes += text.len() + size_of::<(usize, String)>();
            self.file.push((index, text.trim().to_owned()));
        }
        if self.file_bytes > TEXT_LIMIT { Err(ValueError::TooMuchText) } else { Ok(()) }
    }

    fn record<R: Read>(&mut self, json: &mut JsonStreamReader<R>, pattern: usize, sink: &mut Sink<'_>) -> Step {
        self.position.line = self.lines_before + line_of(json);
        self.position.path.clear();
        self.position.path.push_str(if self.outline.text.is_empty() { "/" } else { &self.outline.text });
        self.tree.clear();
        let name = self.outline.names.last().copied().unwrap_or(Names::OTHER);
        let duplicate = Builder::new(&self.shape.names, &mut self.tree).build(json, name)?;
        if let Some(key) = duplicate {
            let issue = Issue::new(IssueCode::DuplicateKey, Severity::Error, self.position.clone()).with("key", key);
            return Ok(sink(Err(RecordError { position: self.position.clone(), issue })));
        }
        Ok(sink(Ok(RawRecord {
            tree: &self.tree,
            position: &self.position,
            pattern,
            file: &self.file,
            scope: self.scope,
        })))
    }
}

/// The line, from 1, of what is read next.
fn line_of<R: Read>(json: &JsonStreamReader<R>) -> u64 {
    json.current_position(false).line_pos.map_or(0, |place| place.line) + 1
}
