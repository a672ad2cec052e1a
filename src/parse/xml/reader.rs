//! Walks a document, builds a tree a record, collects values outside records.

use std::fs::File;
use std::io::BufRead;
use std::ops::ControlFlow;

use quick_xml::escape::{resolve_xml_entity, unescape_with};
use quick_xml::events::{BytesRef, BytesStart, BytesText, Event};
use quick_xml::{Error, Reader};

use super::outline::Outline;
use crate::model::issue::Issue;
use crate::model::provenance::Position;
use crate::parse::shape::{PathPattern, UNREAD_ELEMENT};
use crate::parse::text::{Declared, TextReader, read_error_kind};
use crate::parse::{Document, Names, RawRecord, ReadError, ReadErrorKind, RecordShape, Sink, Tree};

/// How deep elements may stand in each other.
pub(super) const DEPTH_LIMIT: usize = 256;
/// How many elements and attributes a record may have.
const NODE_LIMIT: usize = 1_000_000;
/// How much text a record, or the values outside records, may have.
const TEXT_LIMIT: usize = 64 * 1024 * 1024;

type Step = Result<ControlFlow<()>, ReadErrorKind>;
const GO_ON: Step = Ok(ControlFlow::Continue(()));

/// Streams the records of a document.
pub(super) fn read(
    document: &Document,
    shape: &RecordShape,
    notices: &mut Vec<Issue>,
    sink: &mut Sink<'_>,
) -> Result<(), ReadError> {
    let text = TextReader::open(&document.path, Declared::Xml).map_err(|error| read_error_kind(&error).of(document))?;
    let mut xml = Reader::from_reader(text);
    let mut walk = Walk::new(document, shape);
    let result = walk.run(&mut xml, sink);
    if let Some(misdeclared) = xml.get_ref().misdeclared() {
        let position = Position { part: document.part.clone(), line: 1, path: String::new() };
        notices.push(misdeclared.issue(position));
    }
    result.map_err(|kind| {
        let line = xml.get_mut().line();
        let mut position = Position { part: document.part.clone(), line, path: String::new() };
        walk.outline.write_path(&mut position.path);
        kind.at(document, position)
    })
}

struct Walk<'s> {
    shape: &'s RecordShape,
    outline: Outline,
    /// The root's name as its end tag has it.
    root: String,
    tree: Tree,
    /// How many elements are open in the current record, itself included.
    inside: usize,
    pattern: usize,
    scope: u64,
    position: Position,
    file: Vec<(usize, String)>,
    file_bytes: usize,
    /// Text stood before: blanks between pieces of text count, blanks between tags don't.
    after_text: bool,
}

impl<'s> Walk<'s> {
    fn new(document: &Document, shape: &'s RecordShape) -> Self {
        Self {
            shape,
            outline: Outline::default(),
            root: String::new(),
            tree: Tree::default(),
            inside: 0,
            pattern: 0,
            scope: 0,
            position: Position { part: document.part.clone(), ..Position::default() },
            file: Vec::new(),
            file_bytes: 0,
            after_text: false,
        }
    }

    fn run(&mut self, xml: &mut Reader<TextReader<File>>, sink: &mut Sink<'_>) -> Result<(), ReadErrorKind> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            xml.get_mut().begin_token();
            // Looked at where it lies: moving it costs as much as building a node.
            let event = xml.read_event_into(&mut buffer);
            let step = match &event {
                Ok(Event::Start(start)) => self.start(start, xml.get_mut(), false, sink)?,
                Ok(Event::Empty(start)) => self.start(start, xml.get_mut(), true, sink)?,
                Ok(Event::End(_)) => self.end(sink)?,
                Ok(Event::Text(text)) => self.text(text)?,
                Ok(Event::CData(text)) => self.data(text)?,
                Ok(Event::GeneralRef(reference)) => self.reference(reference)?,
                Ok(Event::DocType(_)) => return Err(ReadErrorKind::DocumentType),
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_)) => ControlFlow::Continue(()),
                Ok(Event::Eof) => return self.finish(),
                Err(error) => return Err(self.error_kind(error, xml.get_mut())),
            };
            if step.is_break() {
                return Ok(());
            }
        }
    }

    fn finish(&self) -> Result<(), ReadErrorKind> {
        if self.root.is_empty() {
            return Err(malformed("there is no root element"));
        }
        if self.outline.depth() > 0 {
            return Err(ReadErrorKind::Truncated { expected: format!("</{}>", self.root) });
        }
        Ok(())
    }

    fn is_after_root(&self) -> bool {
        self.outline.depth() == 0 && !self.root.is_empty()
    }

    fn start(
        &mut self,
        start: &BytesStart<'_>,
        text: &mut TextReader<File>,
        is_empty: bool,
        sink: &mut Sink<'_>,
    ) -> Step {
        self.after_text = false;
        if self.is_after_root() {
            return Err(ReadErrorKind::TrailingContent);
        }
        if self.outline.depth() + self.inside >= DEPTH_LIMIT {
            return Err(ReadErrorKind::Limit { name: "depth", limit: DEPTH_LIMIT as u64 });
        }
        let local = start.local_name();
        let id = if self.inside == 0 {
            let id = self.shape.names.lookup(local.as_ref());
            if self.outline.depth() == 0 {
                start.name().as_ref().clone_into(&mut self.root);
            }
            self.outline.enter(local.as_ref(), id);
            if id == Names::OTHER || !self.begin_record(start, text) {
                if self.tell_unread(text, sink).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                self.collect_start(start)?;
                return if is_empty { self.end(sink) } else { GO_ON };
            }
            self.collect_attributes(start)?;
            id
        } else {
            self.tree.name_id(&self.shape.names, local.as_ref())
        };
        self.inside += 1;
        self.tree.open(id);
        self.attributes(start)?;
        self.check_size()?;
        if is_empty { self.end(sink) } else { GO_ON }
    }

    /// Whether the element just entered is a record; then its position and scope are taken.
    fn begin_record(&mut self, start: &BytesStart<'_>, text: &mut TextReader<File>) -> bool {
        let path = self.outline.path();
        let Some(pattern) = self.shape.records.iter().position(|pattern| pattern.matches(path)) else {
            return false;
        };
        self.pattern = pattern;
        self.scope = self.outline.parent_serial();
        let inside_tag = memchr::memchr_iter(b'\n', start.as_bytes()).count() as u64;
        self.position.line = text.line().saturating_sub(inside_tag);
        self.position.path.clear();
        self.outline.write_path(&mut self.position.path);
        self.tree.clear();
        true
    }

    /// Tells of the element just entered if it stands in a container without being a record or on the way to one.
    fn tell_unread(&mut self, text: &mut TextReader<File>, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let shape = self.shape;
        let path = self.outline.path();
        let Some((own, above)) = path.split_last() else { return ControlFlow::Continue(()) };
        let leads = |pattern: &PathPattern| pattern.steps.contains(own);
        if !shape.containers.iter().any(|container| container.matches(above)) || shape.records.iter().any(leads) {
            return ControlFlow::Continue(());
        }
        self.tree.clear();
        self.position.line = text.line();
        self.position.path.clear();
        self.outline.write_path(&mut self.position.path);
        sink(Ok(RawRecord {
            tree: &self.tree,
            position: &self.position,
            pattern: UNREAD_ELEMENT,
            file: &self.file,
            scope: self.outline.parent_serial(),
        }))
    }

    fn attributes(&mut self, start: &BytesStart<'_>) -> Result<(), ReadErrorKind> {
        if start.attributes_raw().is_empty() {
            return Ok(());
        }
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
            if is_namespace(attribute.key.as_ref()) {
                continue;
            }
            let value = unescape(&attribute.value)?;
            let id = self.tree.name_id(&self.shape.names, attribute.key.local_name().as_ref());
            self.tree.attribute(id, &value);
        }
        Ok(())
    }

    /// Values outside records that an element begins: its attributes, and its text from now on.
    fn collect_start(&mut self, start: &BytesStart<'_>) -> Result<(), ReadErrorKind> {
        let shape = self.shape;
        if self.outline.path().last().is_none_or(|id| *id == Names::OTHER) {
            return Ok(());
        }
        if shape.file_values.iter().any(|it| it.attribute.is_none() && it.matches(self.outline.path())) {
            self.outline.capture();
        }
        self.collect_attributes(start)
    }

    /// Attributes that are values of the file; a record's own may be, too.
    fn collect_attributes(&mut self, start: &BytesStart<'_>) -> Result<(), ReadErrorKind> {
        let shape = self.shape;
        for (index, pattern) in shape.file_values.iter().enumerate() {
            let Some(wanted) = pattern.attribute.filter(|_| pattern.matches(self.outline.path())) else { continue };
            for attribute in start.attributes().with_checks(false) {
                let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
                let id = shape.names.lookup(attribute.key.local_name().as_ref());
                if id == wanted && !is_namespace(attribute.key.as_ref()) {
                    let value = unescape(&attribute.value)?;
                    self.collect(index, &value)?;
                }
            }
        }
        Ok(())
    }

    fn collect(&mut self, index: usize, value: &str) -> Result<(), ReadErrorKind> {
        self.file_bytes += value.len() + size_of::<(usize, String)>();
        if self.file_bytes > TEXT_LIMIT {
            return Err(ReadErrorKind::Limit { name: "values outside records", limit: TEXT_LIMIT as u64 });
        }
        self.file.push((index, value.trim().to_owned()));
        Ok(())
    }

    fn end(&mut self, sink: &mut Sink<'_>) -> Step {
        self.after_text = false;
        if self.inside == 0 {
            self.collect_end()?;
            self.outline.leave();
            return GO_ON;
        }
        self.tree.close();
        self.inside -= 1;
        if self.inside > 0 {
            return GO_ON;
        }
        self.outline.leave();
        Ok(sink(Ok(RawRecord {
            tree: &self.tree,
            position: &self.position,
            pattern: self.pattern,
            file: &self.file,
            scope: self.scope,
        })))
    }

    fn collect_end(&mut self) -> Result<(), ReadErrorKind> {
        let Some(captured) = self.outline.captured().map(std::mem::take) else { return Ok(()) };
        let shape = self.shape;
        for (index, pattern) in shape.file_values.iter().enumerate() {
            if pattern.attribute.is_none() && pattern.matches(self.outline.path()) {
                self.collect(index, &captured)?;
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &BytesText<'_>) -> Step {
        // Most texts are the line breaks between tags: they are passed over before anything is done about them.
        if !self.after_text && text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return GO_ON;
        }
        self.data(&text.xml10_content())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Step {
        let character = reference.resolve_char_ref().map_err(|error| malformed(error.to_string()))?;
        if let Some(character) = character {
            return self.data(character.encode_utf8(&mut [0; 4]));
        }
        match resolve_xml_entity(reference) {
            Some(text) => self.data(text),
            None => Err(malformed(format!("the entity &{}; is not one of XML's own", reference.as_ref()))),
        }
    }

    fn data(&mut self, text: &str) -> Step {
        if self.outline.depth() == 0 {
            return Err(match self.is_after_root() {
                true => ReadErrorKind::TrailingContent,
                false => malformed("text stands before the root element"),
            });
        }
        self.after_text = true;
        if self.inside > 0 {
            self.tree.text(text);
            self.check_size()?;
        } else if let Some(captured) = self.outline.captured() {
            captured.push_str(text);
            if captured.len() > TEXT_LIMIT {
                return Err(ReadErrorKind::Limit { name: "values outside records", limit: TEXT_LIMIT as u64 });
            }
        }
        GO_ON
    }

    fn check_size(&self) -> Result<(), ReadErrorKind> {
        if self.tree.len() > NODE_LIMIT {
            return Err(ReadErrorKind::Limit { name: "record nodes", limit: NODE_LIMIT as u64 });
        }
        if self.tree.text_len() > TEXT_LIMIT {
            return Err(ReadErrorKind::Limit { name: "record bytes", limit: TEXT_LIMIT as u64 });
        }
        Ok(())
    }

    fn error_kind(&self, error: &Error, text: &mut TextReader<File>) -> ReadErrorKind {
        match error {
            Error::Io(error) => read_error_kind(error),
            _ if self.is_after_root() => ReadErrorKind::TrailingContent,
            // Markup that the end of the file cuts.
            Error::Syntax(_) | Error::IllFormed(quick_xml::errors::IllFormedError::UnclosedReference)
                if !self.root.is_empty() && text.fill_buf().is_ok_and(<[u8]>::is_empty) =>
            {
                ReadErrorKind::Truncated { expected: format!("</{}>", self.root) }
            }
            error => malformed(error.to_string()),
        }
    }
}

pub(super) fn malformed(detail: impl Into<String>) -> ReadErrorKind {
    ReadErrorKind::Malformed { detail: detail.into() }
}

pub(super) fn is_namespace(name: &str) -> bool {
    name == "xmlns" || name.starts_with("xmlns:")
}

pub(super) fn unescape(raw: &str) -> Result<std::borrow::Cow<'_, str>, ReadErrorKind> {
    unescape_with(raw, resolve_xml_entity).map_err(|error| malformed(error.to_string()))
}
