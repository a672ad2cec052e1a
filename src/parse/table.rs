//! Sheets.

use std::io;

use super::{Completeness, Document, Format, Head, Preview, ReadError, RecordShape, Sink};
use crate::model::issue::Issue;

/// xlsx, xls, ods.
#[derive(Debug, Clone, Copy)]
pub struct Workbook;
/// Comma- or semicolon-separated text.
#[derive(Debug, Clone, Copy)]
pub struct Csv;

impl Format for Workbook {
    fn name(&self) -> &'static str { "stub" }
    fn recognises(&self, _head: &Head<'_>) -> bool { false }
    fn is_complete(&self, _document: &Document) -> io::Result<Completeness> { Ok(Completeness::Complete) }
    fn preview(&self, _document: &Document) -> Result<Preview, ReadError> { Ok(Preview::Xml(super::shape::XmlPreview::default())) }
    fn read(&self, _document: &Document, _shape: &RecordShape, _notices: &mut Vec<Issue>, _sink: &mut Sink<'_>) -> Result<(), ReadError> { Ok(()) }
}

impl Format for Csv {
    fn name(&self) -> &'static str { "stub" }
    fn recognises(&self, _head: &Head<'_>) -> bool { false }
    fn is_complete(&self, _document: &Document) -> io::Result<Completeness> { Ok(Completeness::Complete) }
    fn preview(&self, _document: &Document) -> Result<Preview, ReadError> { Ok(Preview::Xml(super::shape::XmlPreview::default())) }
    fn read(&self, _document: &Document, _shape: &RecordShape, _notices: &mut Vec<Issue>, _sink: &mut Sink<'_>) -> Result<(), ReadError> { Ok(()) }
}
