//! Where sections begin, line by line, for whoever copies some of them.

use std::ops::ControlFlow;

use super::frame::{END_OF_FILE, MAGIC, sections};
use super::lines::{Encodings, Lines};
use crate::parse::{Document, ReadErrorKind, RecordShape};

/// Where the parts of a document begin.
#[derive(Debug, Default)]
pub(in crate::parse) struct Marks {
    /// The line of the format's own word.
    pub(in crate::parse) magic: u64,
    /// The line of the end mark; 0 where there is none.
    pub(in crate::parse) end: u64,
    sections: Vec<SectionMark>,
}

/// Where a section begins.
#[derive(Debug)]
pub(in crate::parse) struct SectionMark {
    line: u64,
    word: String,
}

impl Marks {
    pub(in crate::parse) fn of(document: &Document, encodings: &Encodings) -> Result<Self, ReadErrorKind> {
        let mut marks = Self::default();
        let mut lines = Lines::open(&document.path, encodings)?;
        while let Some(line) = lines.next()? {
            if marks.magic == 0 && line.starts_with(MAGIC) {
                marks.magic = lines.number();
            } else if line == END_OF_FILE {
                marks.end = lines.number();
            }
        }
        let mut lines = Lines::open(&document.path, encodings)?;
        sections(&mut lines, &mut |section| {
            if !section.word.is_empty() {
                marks.sections.push(SectionMark { line: section.line, word: section.word.clone() });
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(marks)
    }

    /// The section that begins at a line.
    pub(in crate::parse) fn section_at(&self, line: u64) -> Option<&SectionMark> {
        let at = self.sections.binary_search_by_key(&line, |section| section.line).ok()?;
        self.sections.get(at)
    }
}

impl SectionMark {
    /// Whether the section is a record, and tells nothing of the file as a whole: without its account nobody would know
    /// which way the money went.
    pub(in crate::parse) fn is_record(&self, shape: &RecordShape) -> bool {
        let word = shape.names.lookup(&self.word);
        let tells = |path: &crate::parse::shape::PathPattern| path.steps.first() == Some(&word);
        shape.records.iter().any(|pattern| pattern.matches(&[word]))
            && !shape.file_values.iter().any(|path| path.steps.len() > 1 && tells(path))
    }
}
