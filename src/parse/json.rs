//! JSON and JSON Lines: a stream of record objects found by path, in bounded memory.
//!
//! Objects are steps of a path, arrays are none: the objects of `{"data": {"orders": [{…}, {…}]}}` stand at
//! `/data/orders`, those of a root array and the lines of JSON Lines at `/`. A key is an element, its value a text, a
//! nested object or, for an array, one element for each item. Numbers are kept as they are written. Keys of an object
//! have no order, so values outside records are collected in a pass of their own and visible to every record.
//!
//! | file | does |
//! |---|---|
//! | `value` | one value → a tree |
//! | `walk` | finds records and values outside them |
//! | `lines` | JSON Lines: every line is a document of its own, a bad one costs one record |
//! | `preview` | the paths near the beginning; whether the last bracket is there |

use std::io;

use super::text::{Declared, sniff};
use super::{Completeness, Document, Format, Head, Preview, ReadError, RecordShape, Sink, cut};
use crate::model::issue::Issue;
use crate::model::mending::{Cut, CutWords, Keep};

mod lines;
mod preview;
pub(super) mod value;
mod walk;

/// JSON and JSON Lines.
#[derive(Debug, Clone, Copy)]
pub struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        recognises(head.bytes)
    }

    fn is_complete(&self, document: &Document) -> io::Result<Completeness> {
        if lines::is_lines(&document.path)? {
            // Every line ends for itself; the last one is judged when it is read.
            return Ok(Completeness::Complete);
        }
        preview::completeness(&document.path)
    }

    fn preview(&self, document: &Document) -> Result<Preview, ReadError> {
        preview::preview(document).map(|entries| Preview::Json { entries }).map_err(|kind| kind.of(document))
    }

    fn read(
        &self,
        document: &Document,
        shape: &RecordShape,
        notices: &mut Vec<Issue>,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError> {
        walk::read(document, shape, notices, sink)
    }

    fn cut(
        &self,
        document: &Document,
        _shape: &RecordShape,
        keep: &[Keep],
        _words: &CutWords,
    ) -> Result<Option<Cut>, ReadError> {
        cut::objects::cut(document, keep).map_err(|kind| kind.of(document))
    }
}

/// Whether a text begins as JSON does: a bracket, and what may stand behind it.
pub(super) fn recognises(head: &[u8]) -> bool {
    let sniffed = sniff(head, Declared::Standard);
    let bytes = head.get(sniffed.mark..).unwrap_or_default();
    // In UTF-16 each letter of the beginning has a zero beside it.
    let mut significant = bytes.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    match (significant.next(), significant.next()) {
        (Some(b'{'), second) => matches!(second, None | Some(b'"' | b'}')),
        (Some(b'['), second) => matches!(second, None | Some(b'{' | b'[' | b']' | b'"')),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
