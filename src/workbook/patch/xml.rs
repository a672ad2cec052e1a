//! The XML of a part as text with positions: tags and attributes know where they stand, changes are splices. Nothing
//! is ever serialized anew, so what is not touched stays as its writer left it.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

use super::NotPatched;

/// What stands at a place of the text.
pub(super) enum Node<'t> {
    /// A start tag, or an empty element's only one.
    Open(Tag<'t>),
    /// An end tag, by its local name.
    Close(&'t str),
    /// Characters, also those written as references.
    Text,
    /// A comment, a declaration, an instruction.
    Other,
}

/// Walks the nodes of a text from a place on.
pub(super) struct Walk<'t> {
    reader: Reader<&'t [u8]>,
    text: &'t str,
    base: usize,
    part: &'t str,
}

impl<'t> Walk<'t> {
    /// Starts at a byte of the text; the part's name is for messages.
    pub(super) fn from(text: &'t str, base: usize, part: &'t str) -> Self {
        let mut reader = Reader::from_str(text.get(base..).unwrap_or_default());
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader, text, base, part }
    }

    /// Where the next node begins.
    pub(super) fn position(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX - self.base)
    }

    /// The next node and where it stands; nothing at the end of the text.
    pub(super) fn next(&mut self) -> Result<Option<(Node<'t>, Range<usize>)>, NotPatched> {
        let start = self.position();
        let event = self.reader.read_event().map_err(|error| self.broken(&error.to_string()))?;
        let node = match event {
            Event::Start(_) | Event::Empty(_) => None,
            Event::End(_) => Some(Node::Close("")),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => Some(Node::Text),
            // Entities of one's own are no part of the format, and a way to make a small file large.
            Event::DocType(_) => return Err(self.broken("a document type")),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => Some(Node::Other),
            Event::Eof => return Ok(None),
        };
        let span = start..self.position();
        let raw = self.text.get(span.clone()).unwrap_or_default();
        let node = match node {
            None => Node::Open(Tag { text: self.text, span: span.clone() }),
            Some(Node::Close(_)) => Node::Close(local(name_of(raw.trim_start_matches("</")))),
            Some(other) => other,
        };
        Ok(Some((node, span)))
    }

    /// Goes to the end of the element whose start tag was just met; gives where its end tag begins and ends.
    pub(super) fn close(&mut self, open: &Tag<'t>) -> Result<Range<usize>, NotPatched> {
        if open.is_empty() {
            return Ok(open.span.end..open.span.end);
        }
        let mut depth = 0_u32;
        while let Some((node, span)) = self.next()? {
            match node {
                Node::Open(tag) if !tag.is_empty() => depth += 1,
                Node::Close(_) if depth == 0 => return Ok(span),
                Node::Close(_) => depth -= 1,
                _ => {}
            }
        }
        Err(self.broken("an element without an end"))
    }

    fn broken(&self, what: &str) -> NotPatched {
        NotPatched::unknown(self.part, what)
    }
}

/// A start tag where it stands.
#[derive(Clone)]
pub(super) struct Tag<'t> {
    text: &'t str,
    /// From `<` to behind `>`.
    pub(super) span: Range<usize>,
}

impl<'t> Tag<'t> {
    /// The tag as it is written.
    pub(super) fn raw(&self) -> &'t str {
        self.text.get(self.span.clone()).unwrap_or_default()
    }

    /// The name with its prefix.
    pub(super) fn name(&self) -> &'t str {
        name_of(self.raw().trim_start_matches('<'))
    }

    /// The name without its prefix.
    pub(super) fn local(&self) -> &'t str {
        local(self.name())
    }

    /// The prefix of the name with its colon; often nothing.
    pub(super) fn prefix(&self) -> &'t str {
        let name = self.name();
        name.get(..name.len() - self.local().len()).unwrap_or_default()
    }

    /// Whether the element has no content and no end tag.
    pub(super) fn is_empty(&self) -> bool {
        self.raw().ends_with("/>")
    }

    /// Where the tag's own end begins: `>` or `/>`.
    pub(super) fn tail(&self) -> usize {
        self.span.end - if self.is_empty() { 2 } else { 1 }
    }

    /// Its attributes in order. Doubled names are not looked for: that costs the square of their number.
    pub(super) fn attributes(&self) -> impl Iterator<Item = Attribute<'t>> + use<'t> {
        let text = self.text;
        let content = text.get(self.span.start + 1..self.tail()).unwrap_or_default();
        let mut attributes = Attributes::new(content, self.name().len());
        attributes.with_checks(false);
        attributes.filter_map(move |found| {
            let found = found.ok()?;
            let Cow::Borrowed(value) = found.value else { return None };
            let start = offset(text, value);
            let name = found.key.into_inner();
            let whole = offset(text, name)..start + value.len() + 1;
            Some(Attribute { name, value, span: start..start + value.len(), whole })
        })
    }

    /// An attribute by its name as it is written.
    pub(super) fn attribute(&self, name: &str) -> Option<Attribute<'t>> {
        self.attributes().find(|attribute| attribute.name == name)
    }

    /// The value of an attribute with its references resolved.
    pub(super) fn value(&self, name: &str) -> Option<Cow<'t, str>> {
        self.attribute(name).map(|attribute| unescape(attribute.value))
    }

    /// The attribute that ties an element to a relationship: `id` in whatever prefix the writer chose.
    pub(super) fn relation(&self) -> Option<&'t str> {
        let tied = |name: &str| name.ends_with(":id");
        self.attributes().find(|attribute| tied(attribute.name)).map(|attribute| attribute.value)
    }

    /// Sets an attribute in place, or adds it at the end of the tag.
    pub(super) fn set(&self, name: &str, value: &str, edits: &mut Edits) {
        match self.attribute(name) {
            Some(known) if known.value == value => {}
            Some(known) => edits.replace(known.span, value.to_owned()),
            None => edits.insert(self.tail(), format!(" {name}=\"{value}\"")),
        }
    }
}

/// One attribute where it stands.
pub(super) struct Attribute<'t> {
    /// The name with its prefix.
    pub(super) name: &'t str,
    /// The value as it is written.
    pub(super) value: &'t str,
    /// The value without its quotes.
    pub(super) span: Range<usize>,
    /// From the name to the closing quote.
    pub(super) whole: Range<usize>,
}

fn name_of(tag: &str) -> &str {
    tag.split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).next().unwrap_or_default()
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Where a piece stands in the text it was borrowed from.
fn offset(text: &str, piece: &str) -> usize {
    piece.as_ptr().addr().wrapping_sub(text.as_ptr().addr())
}

/// Text without references; as it is where one can't be resolved.
pub(super) fn unescape(raw: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(raw).unwrap_or(Cow::Borrowed(raw))
}

/// Text as an attribute or an element may hold it.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    quick_xml::escape::escape(text)
}

/// Replacements in a text, in any order, which must not overlap.
#[derive(Debug, Default)]
pub(super) struct Edits {
    list: Vec<(Range<usize>, String)>,
}

impl Edits {
    pub(super) fn replace(&mut self, span: Range<usize>, with: String) {
        self.list.push((span, with));
    }

    pub(super) fn insert(&mut self, at: usize, what: String) {
        self.list.push((at..at, what));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The texts that replace something.
    pub(super) fn replacements(&mut self) -> impl Iterator<Item = &mut String> {
        self.list.iter_mut().map(|(_, with)| with)
    }

    /// What of a text of this length stays as it is, in order.
    pub(super) fn gaps(&mut self, length: usize) -> Vec<Range<usize>> {
        self.sort();
        let starts = std::iter::once(0).chain(self.list.iter().map(|(span, _)| span.end));
        let ends = self.list.iter().map(|(span, _)| span.start).chain([length]);
        starts.zip(ends).map(|(start, end)| start..end).filter(|gap| !gap.is_empty()).collect()
    }

    /// Puts the replacements in order; equal places keep theirs.
    pub(super) fn sort(&mut self) {
        self.list.sort_by_key(|(span, _)| (span.start, span.end));
    }

    /// Writes the changed text, whose replacements are in order.
    pub(super) fn write(&self, text: &str, to: &mut impl Write) -> io::Result<()> {
        let lost = || io::Error::other("BUG: replacements overlap");
        let mut done = 0;
        for (span, with) in &self.list {
            to.write_all(text.get(done..span.start).ok_or_else(lost)?.as_bytes())?;
            to.write_all(with.as_bytes())?;
            done = span.end;
        }
        to.write_all(text.get(done..).ok_or_else(lost)?.as_bytes())
    }

    /// The changed text.
    pub(super) fn applied(mut self, text: &str) -> io::Result<String> {
        self.sort();
        let mut bytes = Vec::with_capacity(text.len());
        self.write(text, &mut bytes)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_and_attributes_know_where_they_stand() {
        let text = "<?xml version=\"1.0\"?>\n<x:a r:id='1' b=\"&lt;\"><c/>t&amp;u</x:a>";
        let mut walk = Walk::from(text, 0, "p");
        let mut tags = Vec::new();
        while let Some((node, span)) = walk.next().unwrap() {
            if let Node::Open(tag) = node {
                assert_eq!(text.get(span), Some(tag.raw()));
                tags.push(tag);
            }
        }
        assert_eq!((tags[0].local(), tags[0].prefix(), tags[1].local()), ("a", "x:", "c"));
        assert_eq!(tags[0].relation(), Some("1"));
        assert_eq!(tags[0].value("b").as_deref(), Some("<"));
        let id = tags[0].attribute("r:id").unwrap();
        assert_eq!((text.get(id.span), text.get(id.whole)), (Some("1"), Some("r:id='1'")));
        let mut edits = Edits::default();
        tags[1].set("n", "2", &mut edits);
        tags[0].set("r:id", "7", &mut edits);
        let changed = edits.applied(text).unwrap();
        assert!(changed.ends_with("<x:a r:id='7' b=\"&lt;\"><c n=\"2\"/>t&amp;u</x:a>"), "{changed}");
    }

    #[test]
    fn an_element_is_left_at_its_own_end() {
        let text = "<a><b><a/><a>x</a></b></a><z/>";
        let mut walk = Walk::from(text, 0, "p");
        let Some((Node::Open(tag), _)) = walk.next().unwrap() else { panic!("a tag") };
        assert_eq!(walk.close(&tag).unwrap(), 22..26);
        assert!(Walk::from("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", 0, "p").next().is_err());
    }
}
