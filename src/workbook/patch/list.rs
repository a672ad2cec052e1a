//! A list of a part that grows at its end: fonts, cell styles, formats of numbers.

use std::ops::Range;

use super::NotPatched;
use super::xml::{Edits, Node, Tag, Walk};

/// A list that grows at its end.
pub(super) struct List<'t> {
    pub(super) tag: Tag<'t>,
    pub(super) items: Vec<Range<usize>>,
    end: usize,
    added: Vec<String>,
}

impl<'t> List<'t> {
    pub(super) fn read(tag: &Tag<'t>, item: &str, walk: &mut Walk<'t>) -> Result<Self, NotPatched> {
        let mut list = Self { end: tag.span.end, tag: tag.clone(), items: Vec::new(), added: Vec::new() };
        if tag.is_empty() {
            return Ok(list);
        }
        while let Some((node, span)) = walk.next()? {
            match node {
                Node::Open(found) if found.local() == item => {
                    let end = walk.close(&found)?;
                    list.items.push(span.start..end.end);
                }
                Node::Open(found) => {
                    walk.close(&found)?;
                }
                Node::Close(_) => {
                    list.end = span.start;
                    break;
                }
                Node::Text | Node::Other => {}
            }
        }
        Ok(list)
    }

    pub(super) fn item(&self, text: &'t str, place: u32) -> Option<&'t str> {
        text.get(self.items.get(usize::try_from(place).ok()?)?.clone())
    }

    pub(super) fn len(&self) -> usize {
        self.items.len() + self.added.len()
    }

    /// Adds an item, unless the list holds just that: an earlier patch needed it too.
    pub(super) fn push(&mut self, text: &str, item: String) -> usize {
        if let Some(known) = self.items.iter().position(|span| text.get(span.clone()) == Some(&item)) {
            return known;
        }
        if let Some(known) = self.added.iter().position(|added| *added == item) {
            return self.items.len() + known;
        }
        self.added.push(item);
        self.len() - 1
    }

    pub(super) fn grow(&self, edits: &mut Edits) {
        if self.added.is_empty() {
            return;
        }
        if self.tag.is_empty() {
            let name = self.tag.name();
            let whole = format!("<{name} count=\"{}\">{}</{name}>", self.len(), self.added.concat());
            edits.replace(self.tag.span.clone(), whole);
            return;
        }
        self.tag.set("count", &self.len().to_string(), edits);
        edits.insert(self.end, self.added.concat());
    }
}
