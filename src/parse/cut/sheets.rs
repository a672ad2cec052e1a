//! Sheets: what stands above the header and the header, then the rows that are wanted with the headings they stand under.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::model::mending::{CutSheet, CutWords, Keep};
use crate::parse::shape::{HEADING_ROW, RecordShape};
use crate::parse::table::{Next, Row, Visitor, part_of};
use crate::parse::{Document, Format, ReadError, ReadErrorKind};

/// Which rows of a sheet are wanted.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// The first row below the header.
    pub(super) first: u64,
    /// Rows below the header, by number, with the reasons of those that have one.
    pub(super) rows: BTreeMap<u64, String>,
}

/// The wanted rows of each sheet that has some, by its name in positions.
pub(super) fn wanted(
    format: &dyn Format,
    document: &Document,
    shape: &RecordShape,
    keep: &[Keep],
) -> Result<BTreeMap<Arc<str>, Wanted>, ReadError> {
    let reasons: BTreeMap<(&str, u64), &str> =
        keep.iter().map(|keep| ((&*keep.position.part, keep.position.line), keep.reason.as_str())).collect();
    let has_levels = shape.table.as_ref().is_some_and(|table| !table.levels.is_empty());
    let mut sheets: BTreeMap<Arc<str>, Wanted> = BTreeMap::new();
    let mut headings: BTreeSet<u64> = BTreeSet::new();
    let mut see = |part: &Arc<str>, line: u64, is_heading: bool| {
        if !sheets.contains_key(part) {
            headings.clear();
            sheets.insert(Arc::clone(part), Wanted { first: line, rows: BTreeMap::new() });
        }
        if is_heading {
            // Of headings of one level the last one counts; of several nobody knows here which replaces which.
            if !has_levels {
                headings.clear();
            }
            headings.insert(line);
        }
        let (Some(reason), Some(sheet)) = (reasons.get(&(&**part, line)), sheets.get_mut(part)) else { return };
        let above = std::mem::take(&mut headings);
        sheet.rows.extend(above.into_iter().map(|line| (line, String::new())));
        sheet.rows.insert(line, (*reason).to_owned());
    };
    format.read(document, shape, &mut Vec::new(), &mut |raw| {
        match raw {
            Ok(raw) => see(&raw.position.part, raw.position.line, raw.pattern == HEADING_ROW),
            Err(error) => see(&error.position.part, error.position.line, false),
        }
        ControlFlow::Continue(())
    })?;
    sheets.retain(|_, sheet| !sheet.rows.is_empty());
    Ok(sheets)
}

/// Takes the wanted rows.
pub(in crate::parse) struct Cutter<'c> {
    part: &'c str,
    wanted: BTreeMap<Arc<str>, Wanted>,
    words: &'c CutWords,
    sheets: Vec<CutSheet>,
    /// The part of the sheet that is being read.
    now: Arc<str>,
    reasons: Vec<String>,
}

impl<'c> Cutter<'c> {
    pub(in crate::parse) fn new(
        format: &dyn Format,
        document: &'c Document,
        shape: &RecordShape,
        keep: &[Keep],
        words: &'c CutWords,
    ) -> Result<Self, ReadError> {
        let wanted = wanted(format, document, shape, keep)?;
        Ok(Self { part: &document.part, wanted, words, sheets: Vec::new(), now: "".into(), reasons: Vec::new() })
    }

    pub(in crate::parse) fn finish(mut self) -> Vec<CutSheet> {
        self.end_sheet();
        self.sheets
    }

    /// Puts the reasons into a column of their own: the one from before, or a new one at the right.
    fn end_sheet(&mut self) {
        let reasons = std::mem::take(&mut self.reasons);
        let Some(sheet) = self.sheets.last_mut() else { return };
        if reasons.is_empty() {
            return;
        }
        sheet.header = reasons.iter().take_while(|reason| *reason == ABOVE).count().saturating_sub(1);
        let captions = sheet.rows.get(sheet.header).map(Vec::as_slice).unwrap_or_default();
        let known = captions.iter().find(|(_, text)| self.words.captions.contains(text)).map(|(column, _)| *column);
        let last = sheet.rows.iter().flatten().map(|(column, _)| column + 1).max().unwrap_or_default();
        sheet.reasons = known.unwrap_or(last);
        for (at, (row, reason)) in sheet.rows.iter_mut().zip(reasons).enumerate() {
            row.retain(|(column, _)| *column != sheet.reasons || at < sheet.header);
            let text = if at == sheet.header { self.words.caption.clone() } else { reason };
            if !text.is_empty() && (at >= sheet.header) {
                row.push((sheet.reasons, text));
            }
        }
    }
}

/// Stands for the reason of rows above the first record.
const ABOVE: &str = "\u{1}";

impl Visitor for Cutter<'_> {
    fn sheet(&mut self, name: &str) -> Result<Next, ReadErrorKind> {
        self.end_sheet();
        self.now = part_of(self.part, name);
        if !self.wanted.contains_key(&self.now) {
            return Ok(Next::Sheet);
        }
        self.sheets.push(CutSheet { name: name.to_owned(), ..CutSheet::default() });
        Ok(Next::Row)
    }

    fn row(&mut self, row: &Row) -> Result<Next, ReadErrorKind> {
        let (Some(wanted), Some(sheet)) = (self.wanted.get(&self.now), self.sheets.last_mut()) else {
            return Ok(Next::Sheet);
        };
        let reason =
            if row.number < wanted.first { Some(ABOVE) } else { wanted.rows.get(&row.number).map(String::as_str) };
        if let Some(reason) = reason {
            sheet.rows.push(row.cells().map(|cell| (cell.column, cell.text.to_owned())).collect());
            self.reasons.push(reason.to_owned());
        }
        let is_last = wanted.rows.last_key_value().is_some_and(|(last, _)| row.number >= *last);
        Ok(if is_last { Next::Sheet } else { Next::Row })
    }
}
