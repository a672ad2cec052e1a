//! XML: record elements that are not wanted are left out, with the blanks above them; all else is copied.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Whole, on_one_line};
use crate::model::mending::{Cut, CutWords, Keep, TOKEN};
use crate::parse::shape::PathPattern;
use crate::parse::text::Declared;
use crate::parse::xml::Outline;
use crate::parse::{Document, Names, ReadErrorKind, RecordShape};

/// Cuts a document.
pub(in crate::parse) fn cut(
    document: &Document,
    shape: &RecordShape,
    keep: &[Keep],
    words: &CutWords,
) -> Result<Cut, ReadErrorKind> {
    let whole = Whole::read(document, Declared::Xml)?;
    let keep = keep.iter().map(|keep| (keep.position.path.as_str(), keep)).collect();
    let mut walk = Walk { shape, keep, outline: Outline::default(), inside: 0, begun: None, edits: Vec::new() };
    walk.run(&whole.text, words)?;
    Ok(Cut::Text(whole.encoded(&edited(&whole.text, walk.edits))))
}

/// A part of the text, and what stands there instead.
type Edit = (Range<usize>, String);

fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let (mut made, mut copied) = (String::with_capacity(text.len()), 0);
    for (range, instead) in edits {
        made.push_str(text.get(copied..range.start).unwrap_or_default());
        made.push_str(&instead);
        copied = copied.max(range.end);
    }
    made.push_str(text.get(copied..).unwrap_or_default());
    made
}

/// What becomes of the element that the walk is inside of.
enum Fate<'k> {
    Kept(&'k Keep),
    LeftOut,
}

struct Walk<'w> {
    shape: &'w RecordShape,
    keep: HashMap<&'w str, &'w Keep>,
    outline: Outline,
    /// How many elements are open in the one that is decided about, itself included.
    inside: usize,
    /// Where that begins.
    begun: Option<(usize, Fate<'w>)>,
    edits: Vec<Edit>,
}

impl<'w> Walk<'w> {
    fn run(&mut self, text: &str, words: &CutWords) -> Result<(), ReadErrorKind> {
        let mut xml = Reader::from_str(text);
        let mut has_head = false;
        loop {
            let at = offset(&xml);
            let event = xml.read_event().map_err(|error| ReadErrorKind::Malformed { detail: error.to_string() })?;
            let end = offset(&xml);
            if !has_head && !matches!(event, Event::Text(_)) {
                has_head = true;
                let is_declaration = matches!(event, Event::Decl(_));
                self.edits.push(head(if is_declaration { end } else { at }, is_declaration, &words.mark));
            }
            match event {
                Event::Start(start) => self.enter(start.local_name().as_ref(), at),
                Event::Empty(start) => {
                    self.enter(start.local_name().as_ref(), at);
                    self.leave(text, end);
                }
                Event::End(_) => self.leave(text, end),
                // What was said in an earlier file of this sort.
                Event::Comment(comment) if comment.trim_start().starts_with(TOKEN) => {
                    let start = blank_above(text, at);
                    self.edits.push((start..end, String::new()));
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn enter(&mut self, name: &str, at: usize) {
        if self.begun.is_some() {
            self.inside += 1;
            return;
        }
        let id = self.shape.names.lookup(name);
        self.outline.enter(name, id);
        if let Some(fate) = self.fate(id != Names::OTHER) {
            self.begun = Some((at, fate));
            self.inside = 1;
        }
    }

    /// What becomes of the element just entered; nothing where it is none to decide about.
    fn fate(&self, is_known: bool) -> Option<Fate<'w>> {
        let path = self.outline.path();
        if !(is_known && self.shape.records.iter().any(|pattern| pattern.matches(path))) {
            return self.is_stranger().then_some(Fate::LeftOut);
        }
        let mut place = String::new();
        self.outline.write_path(&mut place);
        let kept = self.keep.get(place.as_str()).copied();
        Some(kept.map_or(Fate::LeftOut, Fate::Kept))
    }

    /// Whether the element stands among records, and is none nor on the way to one.
    fn is_stranger(&self) -> bool {
        let Some((own, above)) = self.outline.path().split_last() else { return false };
        let leads = |pattern: &PathPattern| pattern.steps.contains(own);
        let mut lead = self.shape.records.iter().chain(&self.shape.file_values);
        self.shape.containers.iter().any(|container| container.matches(above)) && !lead.any(leads)
    }

    fn leave(&mut self, text: &str, end: usize) {
        let Some((at, fate)) = self.begun.take() else { return self.outline.leave() };
        self.inside -= 1;
        if self.inside > 0 {
            self.begun = Some((at, fate));
            return;
        }
        let above = blank_above(text, at);
        match fate {
            Fate::LeftOut => self.edits.push((above..end, String::new())),
            Fate::Kept(Keep { reason, .. }) if !reason.is_empty() => {
                let indent = text.get(above..at).unwrap_or_default();
                self.edits.push((at..at, format!("{}{indent}", comment(reason))));
            }
            Fate::Kept(_) => {}
        }
        self.outline.leave();
    }
}

fn offset(xml: &Reader<&[u8]>) -> usize {
    usize::try_from(xml.buffer_position()).unwrap_or(usize::MAX)
}

/// Where the blanks begin that stand above a place.
fn blank_above(text: &str, at: usize) -> usize {
    text.get(..at).map_or(at, |before| before.trim_end_matches([' ', '\t', '\r', '\n']).len())
}

fn head(at: usize, is_behind: bool, mark: &str) -> Edit {
    let comment = comment(mark);
    (at..at, if is_behind { format!("\n{comment}") } else { format!("{comment}\n") })
}

/// Two hyphens would end a comment.
fn comment(text: &str) -> String {
    let text = on_one_line(text).replace("--", "- -");
    format!("<!-- {TOKEN}: {text} -->")
}
