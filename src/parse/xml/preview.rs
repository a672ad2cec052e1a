//! What stands near the beginning of a document, and whether its end is there.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxBuildHasher;

use super::reader::{DEPTH_LIMIT, is_namespace, malformed, unescape};
use crate::parse::shape::XmlPreview;
use crate::parse::text::{Charset, Declared, TextReader, read_error_kind};
use crate::parse::{Completeness, Document, ReadError, ReadErrorKind};

const PREVIEW_BYTES: u64 = 256 * 1024;
const PREVIEW_ELEMENTS: usize = 2_000;
const TAIL_BYTES: u64 = 64 * 1024;

/// Reads the beginning. It is cut somewhere, so a fault behind the root element only ends it.
pub(super) fn preview(document: &Document) -> Result<XmlPreview, ReadError> {
    let mut outline = Entries::default();
    let result = read_head(&document.path, &mut outline);
    match result {
        Err(kind @ ReadErrorKind::DocumentType) => Err(kind.of(document)),
        Err(kind) if outline.preview.root.is_empty() => Err(kind.of(document)),
        _ => Ok(outline.preview),
    }
}

#[derive(Default)]
struct Entries {
    preview: XmlPreview,
    known: HashMap<String, usize, FxBuildHasher>,
    path: String,
    /// Lengths of `path` before each open element, with the index of its entry.
    open: Vec<(usize, usize)>,
    elements: usize,
}

fn read_head(path: &Path, entries: &mut Entries) -> Result<(), ReadErrorKind> {
    let file = File::open(path).map_err(ReadErrorKind::Io)?.take(PREVIEW_BYTES);
    let text = TextReader::new(file, Declared::Xml).map_err(|error| read_error_kind(&error))?;
    let mut xml = Reader::from_reader(text);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(event_error)? {
            Event::Start(start) => entries.enter(&start)?,
            Event::Empty(start) => {
                entries.enter(&start)?;
                entries.leave();
            }
            Event::End(_) => entries.leave(),
            Event::Text(text) => entries.text(&text.xml10_content()),
            Event::CData(text) => entries.text(&text),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok().flatten();
                match character {
                    Some(character) => entries.text(character.encode_utf8(&mut [0; 4])),
                    None => entries.text(resolve_xml_entity(&reference).unwrap_or_default()),
                }
            }
            Event::DocType(_) => return Err(ReadErrorKind::DocumentType),
            Event::Eof if entries.preview.root.is_empty() => return Err(malformed("there is no root element")),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if entries.elements >= PREVIEW_ELEMENTS || entries.is_over() {
            return Ok(());
        }
    }
}

fn event_error(error: quick_xml::Error) -> ReadErrorKind {
    match error {
        quick_xml::Error::Io(error) => read_error_kind(&error),
        error => malformed(error.to_string()),
    }
}

impl Entries {
    fn is_over(&self) -> bool {
        self.open.is_empty() && !self.preview.root.is_empty()
    }

    fn entry(&mut self, path: &str) -> usize {
        if let Some(at) = self.known.get(path) {
            return *at;
        }
        let at = self.preview.entries.len();
        self.preview.entries.push((path.to_owned(), String::new()));
        self.known.insert(path.to_owned(), at);
        at
    }

    fn enter(&mut self, start: &BytesStart<'_>) -> Result<(), ReadErrorKind> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(ReadErrorKind::Limit { name: "depth", limit: DEPTH_LIMIT as u64 });
        }
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(start.local_name().as_ref());
        if self.open.is_empty() {
            start.local_name().as_ref().clone_into(&mut self.preview.root);
            self.preview.namespace = root_namespace(start)?;
        }
        let path = std::mem::take(&mut self.path);
        let at = self.entry(&path);
        self.open.push((length, at));
        self.elements += 1;
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
            if is_namespace(attribute.key.as_ref()) {
                continue;
            }
            let at = self.entry(&format!("{path}/@{}", attribute.key.local_name().as_ref()));
            let value = unescape(&attribute.value)?;
            if let Some((_, text)) = self.preview.entries.get_mut(at)
                && text.is_empty()
            {
                value.trim().clone_into(text);
            }
        }
        self.path = path;
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let Some((_, entry)) = self.open.last().and_then(|(_, at)| self.preview.entries.get_mut(*at)) else { return };
        // The first text of a path is kept; pieces that references split are only shown up to the first one.
        if entry.is_empty() {
            text.trim().clone_into(entry);
        }
    }

    fn leave(&mut self) {
        if let Some((length, _)) = self.open.pop() {
            self.path.truncate(length);
        }
    }
}

fn root_namespace(start: &BytesStart<'_>) -> Result<String, ReadErrorKind> {
    let name = start.name();
    let declaration = match name.as_ref().split_once(':') {
        Some((prefix, _)) => format!("xmlns:{prefix}"),
        None => "xmlns".to_owned(),
    };
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
        if attribute.key.as_ref() == declaration {
            return unescape(&attribute.value).map(std::borrow::Cow::into_owned);
        }
    }
    Ok(String::new())
}

/// What the head tells about the end.
enum Expected {
    /// The end tag of this name, in this encoding.
    Tag(String, Charset),
    /// Nothing: the root is `<root/>`, or the document is so broken that reading it must say why.
    Nothing,
    /// A root element, first of all.
    Root,
}

/// Whether the document ends with the end tag of its root.
pub(super) fn completeness(path: &Path) -> io::Result<Completeness> {
    let (name, charset) = match expected_end(path)? {
        Expected::Nothing => return Ok(Completeness::Complete),
        Expected::Root => return Ok(Completeness::Incomplete { expected: "<".to_owned() }),
        Expected::Tag(name, charset) => (name, charset),
    };
    let tail = tail(path, charset)?;
    if ends_with_tag(&tail, &name) || goes_on_after_tag(&tail, &name) {
        return Ok(Completeness::Complete);
    }
    Ok(Completeness::Incomplete { expected: format!("</{name}>") })
}

fn expected_end(path: &Path) -> io::Result<Expected> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let text = TextReader::new(file.take(PREVIEW_BYTES), Declared::Xml)?;
    let mut xml = Reader::from_reader(text);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let found = match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => start.name().as_ref().to_owned(),
            Ok(Event::Eof) | Err(quick_xml::Error::Syntax(_)) => return Ok(Expected::Root),
            Err(quick_xml::Error::Io(error)) => match read_error_kind(&error) {
                // The file is cut inside a character.
                ReadErrorKind::Encoding { offset, .. } if offset + 4 > length => return Ok(Expected::Root),
                ReadErrorKind::Io(error) => return Err(error),
                _ => return Ok(Expected::Nothing),
            },
            Ok(Event::Empty(_) | Event::DocType(_)) | Err(_) => return Ok(Expected::Nothing),
            Ok(_) => continue,
        };
        return Ok(Expected::Tag(found, xml.get_ref().charset()));
    }
}

fn tail(path: &Path, charset: Charset) -> io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.seek(SeekFrom::End(0))?;
    // An even distance from the beginning keeps the halves of UTF-16 units together.
    let start = length.saturating_sub(TAIL_BYTES).next_multiple_of(2);
    file.seek(SeekFrom::Start(start.min(length)))?;
    let mut bytes = Vec::new();
    file.take(TAIL_BYTES).read_to_end(&mut bytes)?;
    Ok(charset.decode_lossy(&bytes))
}

/// Something else stands behind the root's end: waiting would not help, and reading says what is wrong. A comment that
/// has only begun is still being written.
fn goes_on_after_tag(tail: &str, name: &str) -> bool {
    let end = format!("</{name}>");
    let behind = tail.rsplit_once(&end).map_or("", |(_, behind)| behind.trim());
    !behind.is_empty() && (!behind.starts_with('<') || behind.contains('>'))
}

fn ends_with_tag(tail: &str, name: &str) -> bool {
    let mut rest = tail.trim_end();
    loop {
        let opening = match rest {
            _ if rest.ends_with("-->") => "<!--",
            _ if rest.ends_with("?>") => "<?",
            _ => break,
        };
        let Some(before) = rest.rfind(opening).and_then(|at| rest.get(..at)) else { return false };
        rest = before.trim_end();
    }
    rest.strip_suffix('>')
        .is_some_and(|rest| rest.trim_end().strip_suffix(name).is_some_and(|rest| rest.ends_with("</")))
}
