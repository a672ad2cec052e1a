//! The paths near the beginning of a document, and whether its last bracket is there.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use rustc_hash::FxBuildHasher;
use struson::reader::{JsonReader, JsonStreamReader, ValueType};

use super::value::{ValueError, open};
use crate::parse::text::{Declared, TextReader, read_error_kind};
use crate::parse::{Completeness, Document, ReadErrorKind};

const PREVIEW_BYTES: u64 = 256 * 1024;
const PREVIEW_VALUES: usize = 2_000;

/// Paths met near the beginning with their first texts. The beginning is cut somewhere, so a fault only ends it.
pub(super) fn preview(document: &Document) -> Result<Vec<(String, String)>, ReadErrorKind> {
    let file = File::open(&document.path).map_err(ReadErrorKind::Io)?.take(PREVIEW_BYTES);
    let text = TextReader::new(file, Declared::Standard).map_err(|error| read_error_kind(&error))?;
    let mut json = open(text, true);
    let mut entries = Entries::default();
    match entries.values(&mut json) {
        Err(error) if entries.found.is_empty() => Err(error.kind("}")),
        _ => Ok(entries.found),
    }
}

#[derive(Default)]
struct Entries {
    found: Vec<(String, String)>,
    known: HashMap<String, usize, FxBuildHasher>,
    path: String,
    values: usize,
}

impl Entries {
    /// The root values: one, or with JSON Lines several.
    fn values<R: Read>(&mut self, json: &mut JsonStreamReader<R>) -> Result<(), ValueError> {
        self.value(json)?;
        while !self.is_over() && json.has_next()? {
            self.value(json)?;
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.values >= PREVIEW_VALUES
    }

    fn value<R: Read>(&mut self, json: &mut JsonStreamReader<R>) -> Result<(), ValueError> {
        self.values += 1;
        match json.peek()? {
            ValueType::Array => {
                json.begin_array()?;
                while !self.is_over() && json.has_next()? {
                    self.value(json)?;
                }
                self.end(|| json.end_array())
            }
            ValueType::Object => {
                self.enter("");
                json.begin_object()?;
                while !self.is_over() && json.has_next()? {
                    let length = self.path.len();
                    self.path.push('/');
                    self.path.push_str(json.next_name()?);
                    self.enter("");
                    self.value(json)?;
                    self.path.truncate(length);
                }
                self.end(|| json.end_object())
            }
            ValueType::String => self.leaf(json.next_str()?),
            ValueType::Number => self.leaf(json.next_number_as_str()?),
            ValueType::Boolean => self.leaf(if json.next_bool()? { "true" } else { "false" }),
            ValueType::Null => Ok(json.next_null()?),
        }
    }

    fn end(&self, end: impl FnOnce() -> Result<(), struson::reader::ReaderError>) -> Result<(), ValueError> {
        if self.is_over() { Ok(()) } else { Ok(end()?) }
    }

    fn leaf(&mut self, text: &str) -> Result<(), ValueError> {
        self.enter(text.trim());
        Ok(())
    }

    /// Notes the path; of its texts the first that is not empty is kept.
    fn enter(&mut self, text: &str) {
        if self.path.is_empty() {
            return;
        }
        match self.known.get(&self.path).and_then(|at| self.found.get_mut(*at)) {
            Some((_, held)) if held.is_empty() => text.clone_into(held),
            Some(_) => {}
            None => {
                self.known.insert(self.path.clone(), self.found.len());
                self.found.push((self.path.clone(), text.to_owned()));
            }
        }
    }
}

/// Whether every bracket is closed.
pub(super) fn completeness(path: &Path) -> io::Result<Completeness> {
    let length = path.metadata()?.len();
    let mut brackets = Brackets::default();
    let result = scan(path, &mut brackets).map_err(|error| read_error_kind(&error));
    match result {
        Ok(()) => {}
        Err(ReadErrorKind::Io(error)) => return Err(error),
        // The file is cut inside a character.
        Err(ReadErrorKind::Encoding { offset, .. }) if offset + 4 > length => {}
        // Reading says what is wrong; waiting would not help.
        Err(_) => return Ok(Completeness::Complete),
    }
    let expected = if brackets.is_array { "]" } else { "}" };
    Ok(if brackets.is_closed() {
        Completeness::Complete
    } else {
        Completeness::Incomplete { expected: expected.to_owned() }
    })
}

fn scan(path: &Path, brackets: &mut Brackets) -> io::Result<()> {
    let mut text = TextReader::open(path, Declared::Standard)?;
    // Nothing is kept of what is passed over.
    text.limit_tokens(u64::MAX);
    loop {
        let block = text.fill_buf()?;
        if block.is_empty() {
            return Ok(());
        }
        block.iter().for_each(|byte| brackets.pass(*byte));
        let length = block.len();
        text.consume(length);
    }
}

/// Whether every bracket of a text is closed.
pub(super) fn is_closed(text: &[u8]) -> bool {
    let mut brackets = Brackets::default();
    text.iter().for_each(|byte| brackets.pass(*byte));
    brackets.is_closed()
}

/// Brackets outside strings.
#[derive(Default)]
struct Brackets {
    depth: u64,
    is_begun: bool,
    /// The outermost bracket is that of an array.
    is_array: bool,
    in_string: bool,
    escaped: bool,
}

impl Brackets {
    fn is_closed(&self) -> bool {
        self.is_begun && self.depth == 0 && !self.in_string
    }

    fn pass(&mut self, byte: u8) {
        if self.in_string {
            let ends = byte == b'"' && !self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
            self.in_string = !ends;
            return;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => {
                if !self.is_begun {
                    self.is_array = byte == b'[';
                }
                self.is_begun = true;
                self.depth += 1;
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}
