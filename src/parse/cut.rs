//! A document cut to some of its records: what stands around them is copied as it is, and beside each stands why it was
//! refused.
//!
//! Texts are cut where they lie, so that what is kept is what was sent; sheets of a book are taken as texts of cells.
//!
//! | file | cuts |
//! |---|---|
//! | `xml` | elements, with the reason in a comment above |
//! | `sections` | sections of keys, with the reason as one more key |
//! | `rows` | rows of separated text, with the reason in one more column |
//! | `objects` | lines of JSON, with the reason as one more key |
//! | `sheets` | rows of sheets |
//! | `reasons` | nothing: it finds the reasons that were written |

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::Read;

use super::text::{Charset, Declared, TextReader, read_error_kind, sniff};
use super::{Document, ReadErrorKind};

pub(super) mod objects;
mod reasons;
pub(super) mod rows;
pub(super) mod sections;
pub(super) mod sheets;
pub(super) mod xml;

pub use reasons::reasons;

/// A longer document is not cut: it is held in memory meanwhile.
pub const BYTES_MAX: u64 = 64 << 20;

/// A text as it was read, and how it is written back.
struct Whole {
    text: String,
    charset: Charset,
    has_mark: bool,
}

impl Whole {
    fn read(document: &Document, declared: Declared) -> Result<Self, ReadErrorKind> {
        let len = fs::metadata(&document.path).map_err(ReadErrorKind::Io)?.len();
        if len > BYTES_MAX {
            return Err(ReadErrorKind::Limit { name: "bytes", limit: BYTES_MAX });
        }
        let mut head = Vec::new();
        let opened = File::open(&document.path).and_then(|file| file.take(4).read_to_end(&mut head));
        opened.map_err(ReadErrorKind::Io)?;
        let mut reader = TextReader::open(&document.path, declared).map_err(|error| read_error_kind(&error))?;
        reader.limit_tokens(u64::MAX);
        let mut text = String::new();
        reader.read_to_string(&mut text).map_err(|error| read_error_kind(&error))?;
        Ok(Self { text, charset: reader.charset(), has_mark: sniff(&head, Declared::Nowhere).mark > 0 })
    }

    /// Another text in the encoding of this one.
    fn encoded(&self, text: &str) -> Vec<u8> {
        let mut bytes = encoded(self.charset, text);
        if self.has_mark && self.charset == Charset::UTF_8 {
            bytes.splice(..0, *b"\xEF\xBB\xBF");
        }
        bytes
    }
}

/// A text in an encoding; what that lacks is written in its own signs, or as a question mark.
fn encoded(charset: Charset, text: &str) -> Vec<u8> {
    if charset == Charset::UTF_8 || charset.is_utf16() {
        return charset.encode(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for letter in text.chars() {
        let own = charset.encode(letter.encode_utf8(&mut buffer));
        // What has no place becomes a reference.
        match own.as_slice() {
            [byte] => bytes.push(*byte),
            _ => bytes.push(plain(letter)),
        }
    }
    bytes
}

/// The sign of ASCII nearest to one that a code page lacks.
fn plain(letter: char) -> u8 {
    match letter {
        '«' | '»' | '“' | '”' | '„' => b'"',
        '—' | '–' | '−' => b'-',
        '’' | 'ʼ' | '‘' => b'\'',
        letter if letter.is_whitespace() => b' ',
        _ => b'?',
    }
}

/// A reason on one line.
fn on_one_line(reason: &str) -> String {
    reason.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The end of lines that a text has.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// A text without its line end, and that.
fn without_end(line: &str) -> (&str, &str) {
    let bare = line.trim_end_matches(['\r', '\n']);
    line.split_at_checked(bare.len()).unwrap_or((line, ""))
}

/// A field of separated text that can't be taken for anything but text.
fn quoted(text: &str) -> Cow<'_, str> {
    Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
}
