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
use crate::parse::{Document, NameId, Names, ReadErrorKind, RecordShape};

/// Cuts a document.
pub(in crate::parse) fn cut(
    document: &Document,
    shape: &RecordShape,
    keep: &[Keep],
    words: &CutWords,
) -> Result<Cut, ReadErrorKind> {
    let whole = Whole::read(document, Declared::Xml)?;
    let keep = keep.iter().map(|keep| (keep.position.path.as_str(), keep)).collect();
    let mut walk =
        Walk { shape, keep, outline: Outline::default(), inside: 0, begun: None, above: Vec::new(), edits: Vec::new() };
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

/// An element that is open.
struct Above {
    start: usize,
    /// Records in it were left out.
    is_thinned: bool,
    /// It holds something that is copied.
    holds: bool,
}

struct Walk<'w> {
    shape: &'w RecordShape,
    keep: HashMap<&'w str, &'w Keep>,
    outline: Outline,
    /// How many elements are open in the one that is decided about, itself included.
    inside: usize,
    /// Where that begins.
    begun: Option<(usize, Fate<'w>)>,
    /// Elements that are open above it.
    above: Vec<Above>,
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
                Event::Start(start) => self.enter(start.local_name().as_ref(), at, false),
                Event::Empty(start) => {
                    self.enter(start.local_name().as_ref(), at, true);
                    self.leave(text, end);
                }
                Event::End(_) => self.leave(text, end),
                // What was said in an earlier file of this sort.
                Event::Comment(comment) if comment.trim_start().starts_with(TOKEN) => {
                    let start = blank_above(text, at);
                    let behind = text.get(end..).unwrap_or_default();
                    let line_end = behind.len() - behind.trim_start_matches(['\r', '\n']).len();
                    // At the very beginning no blanks stand above it that could go.
                    let end = if start == 0 { end + line_end } else { end };
                    self.edits.push((start..end, String::new()));
                }
                Event::Eof => return Ok(()),
                Event::Text(piece) if piece.bytes().all(|byte| byte.is_ascii_whitespace()) => {}
                _ => self.copies(),
            }
        }
    }

    /// Something is copied that is no record: what it stands in is not empty.
    fn copies(&mut self) {
        if self.begun.is_none()
            && let Some(above) = self.above.last_mut()
        {
            above.holds = true;
        }
    }

    /// Enters an element. One that holds something copied stays, and so does one of whose attributes the mapping reads what
    /// is said of the whole file; attributes alone hold nothing that would be missed with the records.
    fn enter(&mut self, name: &str, at: usize, is_empty: bool) {
        if self.begun.is_some() {
            self.inside += 1;
            return;
        }
        let id = self.shape.names.lookup(name);
        self.outline.enter(name, id);
        if let Some(fate) = self.fate(id != Names::OTHER) {
            self.begun = Some((at, fate));
            self.inside = 1;
        } else {
            let holds = is_empty || self.leads_to_value(id);
            self.above.push(Above { start: at, is_thinned: false, holds });
        }
    }

    /// Whether values of the whole file stand in an element.
    fn leads_to_value(&self, name: NameId) -> bool {
        name != Names::OTHER && self.shape.file_values.iter().any(|pattern| pattern.steps.contains(&name))
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
        let Some((at, fate)) = self.begun.take() else { return self.leave_above(text, end) };
        self.inside -= 1;
        if self.inside > 0 {
            self.begun = Some((at, fate));
            return;
        }
        let above = blank_above(text, at);
        if let Some(holder) = self.above.last_mut() {
            match fate {
                Fate::LeftOut => holder.is_thinned = true,
                Fate::Kept(_) => holder.holds = true,
            }
        }
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

impl Walk<'_> {
    /// Leaves an element that holds records; where nothing is left in it, it goes too.
    fn leave_above(&mut self, text: &str, end: usize) {
        self.outline.leave();
        let Some(left) = self.above.pop() else { return };
        let goes = left.is_thinned && !left.holds;
        if goes {
            self.edits.push((blank_above(text, left.start)..end, String::new()));
        }
        if let Some(holder) = self.above.last_mut() {
            holder.is_thinned |= goes;
            holder.holds |= !goes;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::provenance::Position;
    use crate::parse::trial::{document, shape};

    #[test]
    fn what_holds_nothing_goes_whatever_its_attributes_say_unless_they_say_it_of_the_file() {
        let text = "<О>\n <К вид='1' день='2'>\n  <Д n='1'/>\n </К>\n <Ш день='3'>\n  <Д n='2'/>\n </Ш>\n <К вид='2'><Д n='3'/></К>\n</О>\n";
        let (_folder, file) = document("a.xml", text.as_bytes());
        let position = Position { path: "/О/К[2]/Д[1]".to_owned(), ..Position::default() };
        let keep = [Keep { position, reason: String::new() }];
        let words = CutWords { mark: "m".to_owned(), ..CutWords::default() };
        let shape = shape(&["Д"], &["/О/Ш/день"], &["О", "К", "Д", "Ш", "день"]);
        let Ok(Cut::Text(made)) = cut(&file, &shape, &keep, &words) else { panic!("it is not cut") };
        let made = String::from_utf8(made).unwrap();
        assert_eq!(made, "<!-- sverka-mend: m -->\n<О>\n <Ш день='3'>\n </Ш>\n <К вид='2'><Д n='3'/></К>\n</О>\n");
    }

    #[test]
    fn what_holds_nothing_any_more_goes_with_what_it_held() {
        let text = "<О xmlns='u'>\n <К>\n  <Д n='1'/>\n </К>\n <К>\n  <Д n='2'>a--b &lt;</Д><!-- hers -->\n  <Д n='3'/>\n </К>\n \
                    <К>\n  <!-- hers --><Д n='4'/>\n </К>\n <К/>\n <И>1</И>\n</О>\n";
        let words = CutWords { mark: "to mend".to_owned(), ..CutWords::default() };
        let cut = |text: &str, place: &str| {
            let (_folder, file) = document("a.xml", text.as_bytes());
            let position = Position { path: place.to_owned(), ..Position::default() };
            let keep = [Keep { position, reason: "so -- and\nso".to_owned() }];
            match cut(&file, &shape(&["О/К/Д"], &[], &["О", "К", "Д"]), &keep, &words) {
                Ok(Cut::Text(made)) => String::from_utf8(made).unwrap(),
                other => panic!("{other:?}"),
            }
        };
        let expected = "<!-- sverka-mend: to mend -->\n<О xmlns='u'>\n <К>\n  <!-- sverka-mend: so - - and so -->\n  <Д n='2'>a--b \
                        &lt;</Д><!-- hers -->\n </К>\n <К>\n  <!-- hers -->\n </К>\n <К/>\n <И>1</И>\n</О>\n";
        assert_eq!(cut(text, "/О/К[2]/Д[1]"), expected);
        // Cut again, what was written into it is written once.
        assert_eq!(cut(expected, "/О/К[1]/Д[1]"), expected);
    }
}
