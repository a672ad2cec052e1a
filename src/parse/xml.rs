//! XML.

use std::io;

use super::{Completeness, Document, Format, Head, Preview, ReadError, RecordShape, Sink};
use crate::model::issue::Issue;

/// XML as a stream of record elements.
#[derive(Debug, Clone, Copy)]
pub struct Xml;

impl Format for Xml {
    fn name(&self) -> &'static str { "stub" }
    fn recognises(&self, _head: &Head<'_>) -> bool { false }
    fn is_complete(&self, _document: &Document) -> io::Result<Completeness> { Ok(Completeness::Complete) }
    fn preview(&self, _document: &Document) -> Result<Preview, ReadError> { Ok(Preview::Xml(super::shape::XmlPreview::default())) }
    fn read(&self, _document: &Document, _shape: &RecordShape, _notices: &mut Vec<Issue>, _sink: &mut Sink<'_>) -> Result<(), ReadError> { Ok(()) }
}
