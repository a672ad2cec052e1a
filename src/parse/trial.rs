//! For the unit tests of the formats: a document from bytes, a shape from paths, records printed as text.

use std::ops::ControlFlow;

use super::shape::{NOT_A_RECORD, PathPattern, ROW};
use super::{Document, Format, Names, Node, ReadError, ReadErrorKind, RecordShape};
use crate::model::issue::Issue;
use crate::model::provenance::Position;

/// What reading gave.
pub(crate) struct Outcome {
    /// Each record or record error as text.
    pub(crate) records: Vec<String>,
    /// Where each stands.
    pub(crate) positions: Vec<Position>,
    pub(crate) scopes: Vec<u64>,
    /// The values outside records, as the last record saw them.
    pub(crate) file: Vec<(usize, String)>,
    pub(crate) notices: Vec<Issue>,
    pub(crate) result: Result<(), ReadError>,
}

impl Outcome {
    pub(crate) fn error(&self) -> &ReadErrorKind {
        &self.result.as_ref().expect_err("reading should have failed").kind
    }
}

/// A file in a directory that is removed with the first value.
pub(crate) fn document(name: &str, bytes: &[u8]) -> (tempfile::TempDir, Document) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, Document { name: name.to_owned(), path, part: "".into(), sheets: None })
}

/// A pattern from `/a/b`, `b`, `/a/@x`.
pub(crate) fn pattern(names: &mut Names, path: &str) -> PathPattern {
    let (anchored, path) = path.strip_prefix('/').map_or((false, path), |rest| (true, rest));
    let mut pattern = PathPattern { anchored, steps: Vec::new(), attribute: None };
    for step in path.split('/').filter(|step| !step.is_empty()) {
        match step.strip_prefix('@') {
            Some(attribute) => pattern.attribute = Some(names.intern(attribute)),
            None => pattern.steps.push(names.intern(step)),
        }
    }
    pattern
}

/// A shape that knows the names of its paths and some more.
pub(crate) fn shape(records: &[&str], file_values: &[&str], more: &[&str]) -> RecordShape {
    let mut shape = RecordShape::default();
    shape.records = records.iter().map(|path| pattern(&mut shape.names, path)).collect();
    shape.file_values = file_values.iter().map(|path| pattern(&mut shape.names, path)).collect();
    for name in more {
        shape.names.intern(name);
    }
    shape
}

/// Reads everything.
pub(crate) fn read(format: &dyn Format, document: &Document, shape: &RecordShape) -> Outcome {
    let mut outcome = Outcome {
        records: Vec::new(),
        positions: Vec::new(),
        scopes: Vec::new(),
        file: Vec::new(),
        notices: Vec::new(),
        result: Ok(()),
    };
    let mut notices = Vec::new();
    outcome.result = format.read(document, shape, &mut notices, &mut |record| {
        match record {
            Ok(record) => {
                let mut text = String::new();
                // Totals and headings are patterns of their own.
                if record.pattern != ROW && (record.pattern == NOT_A_RECORD || shape.table.is_some()) {
                    text.push_str("no record: ");
                }
                print(record.tree.root().unwrap(), &shape.names, &mut text);
                outcome.records.push(text);
                outcome.positions.push(record.position.clone());
                outcome.scopes.push(record.scope);
                outcome.file = record.file.to_vec();
            }
            Err(error) => {
                outcome.records.push(format!("{} {:?}", error.issue.code.name(), error.issue.params));
                outcome.positions.push(error.position);
            }
        }
        ControlFlow::Continue(())
    });
    outcome.notices = notices;
    outcome
}

fn print(node: Node<'_>, names: &Names, text: &mut String) {
    text.push_str(if node.is_attribute() { "@" } else { "" });
    text.push_str(names.name(node.name()).unwrap_or("?"));
    if !node.text().is_empty() {
        text.push('=');
        text.push_str(node.text());
    }
    let mut children = node.children().peekable();
    if children.peek().is_some() {
        text.push('{');
        while let Some(child) = children.next() {
            print(child, names, text);
            if children.peek().is_some() {
                text.push_str("; ");
            }
        }
        text.push('}');
    }
}
