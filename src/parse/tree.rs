//! The raw record: a small tree of names and texts, the same for every format, so that one selector language reads all.
//!
//! An XML element is a node; its attributes are child nodes flagged as such. A table row is a node whose children are
//! its cells, named by column key. A client-bank section is a node whose children are its keys. Trees are reused from
//! record to record: building one costs no allocation once warm.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxBuildHasher;

use super::strangers::Strangers;
use crate::model::provenance::Position;

/// An interned element, attribute, key or column name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub u32);

/// How many names a document may teach: what it has beyond that is [`Names::OTHER`].
const LEARNED_LIMIT: usize = 20_000;

type Ids = HashMap<Box<str>, NameId, FxBuildHasher>;

/// The names a mapping's selectors use. Anything else a document contains is [`Names::OTHER`], or a stranger of
/// the tree, unless the names learn.
#[derive(Debug, Clone, Default)]
pub struct Names {
    ids: Ids,
    /// Names that documents had and nobody asked for; their ids follow those of `ids`.
    learned: Option<Arc<Mutex<Ids>>>,
}

impl Names {
    /// Any name no selector asks for.
    pub const OTHER: NameId = NameId(0);

    /// The id of a name, made if new.
    pub fn intern(&mut self, name: &str) -> NameId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = NameId(u32::try_from(self.ids.len() + 1).unwrap_or(u32::MAX));
        self.ids.insert(name.into(), id);
        id
    }

    /// The id of a name, [`Names::OTHER`] if no selector uses it.
    #[must_use]
    pub fn lookup(&self, name: &str) -> NameId {
        match self.ids.get(name) {
            Some(id) => *id,
            None => self.learn(name),
        }
    }

    /// The name of an id, for diagnostics.
    #[must_use]
    pub fn name(&self, id: NameId) -> Option<&str> {
        self.ids.iter().find(|(_, known)| **known == id).map(|(name, _)| &**name)
    }

    /// The same names, and every other that documents are read with: what is shown of a file that a mapping does not
    /// read must have its names.
    #[must_use]
    pub fn learning(&self) -> Self {
        Self { ids: self.ids.clone(), learned: Some(Arc::default()) }
    }

    /// Whether every name gets an id of its own.
    #[must_use]
    pub fn is_learning(&self) -> bool {
        self.learned.is_some()
    }

    /// Every name there is an id of, learned ones too, by id.
    #[must_use]
    pub fn all(&self) -> HashMap<NameId, String> {
        let mut all: HashMap<NameId, String> = self.ids.iter().map(|(name, id)| (*id, name.to_string())).collect();
        if let Some(learned) = &self.learned {
            let learned = learned.lock().unwrap_or_else(PoisonError::into_inner);
            all.extend(learned.iter().map(|(name, id)| (*id, name.to_string())));
        }
        all
    }

    fn learn(&self, name: &str) -> NameId {
        let Some(learned) = &self.learned else { return Self::OTHER };
        let mut learned = learned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = learned.get(name) {
            return *id;
        }
        if learned.len() >= LEARNED_LIMIT {
            return Self::OTHER;
        }
        let id = NameId(u32::try_from(self.ids.len() + learned.len() + 1).unwrap_or(u32::MAX));
        learned.insert(name.into(), id);
        id
    }
}

#[derive(Debug, Clone)]
struct NodeData {
    name: NameId,
    attribute: bool,
    /// The node after this one's subtree; for an open node, 0.
    end: u32,
    parent: u32,
    text: Range<u32>,
    /// A bit for the name of each child: where a bit is not set, no child has such a name. Mappings ask for many names
    /// that a record may have and does not.
    child_bits: u64,
}

/// The bit a name sets; several names share one.
fn bit(name: NameId) -> u64 {
    1 << (name.0 % u64::BITS)
}

/// A tree under construction or complete, in one arena. Nodes are stored in document order.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    nodes: Vec<NodeData>,
    text: String,
    open: Vec<u32>,
    strangers: Strangers,
    /// Leaves that are cells, with their columns, in order.
    cells: Vec<(u32, u32)>,
    /// Columns of the sheet's head that the mapping reads.
    head: Vec<(NameId, u32)>,
}

impl Tree {
    /// Empties the tree, keeping its memory.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.text.clear();
        self.open.clear();
        self.cells.clear();
    }

    /// The id of a name: that of the mapping's own names, else that of a stranger.
    pub fn name_id(&mut self, names: &Names, name: &str) -> NameId {
        match names.lookup(name) {
            Names::OTHER => self.strangers.intern(name),
            known => known,
        }
    }

    /// Names beside those of the mapping; they outlive [`Tree::clear`].
    #[must_use]
    pub fn strangers(&self) -> &Strangers {
        &self.strangers
    }

    /// The same, to add to.
    pub fn strangers_mut(&mut self) -> &mut Strangers {
        &mut self.strangers
    }

    /// Every node in document order, the root first.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..to_u32(self.nodes.len())).map(|at| Node { tree: self, at })
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Bytes of text held.
    #[must_use]
    pub fn text_len(&self) -> usize {
        self.text.len()
    }

    /// How many nodes are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Opens a node below the innermost open one.
    ///
    /// # Panics
    /// When the tree outgrows 4 G nodes or bytes; formats limit a record far below that.
    pub fn open(&mut self, name: NameId) {
        let at = self.push(name, false);
        self.open.push(at);
    }

    /// Appends text to the innermost open node. Text that is split by child elements is kept only up to the first child.
    pub fn text(&mut self, text: &str) {
        let Some(innermost) = self.open.last().copied() else { return };
        let Some(last) = self.nodes.last() else { return };
        let is_last = innermost as usize + 1 == self.nodes.len();
        let has_only_attributes = is_last || (last.attribute && last.parent == innermost);
        if !has_only_attributes {
            return;
        }
        let start = to_u32(self.text.len());
        self.text.push_str(text);
        let end = to_u32(self.text.len());
        let Some(node) = self.nodes.get_mut(innermost as usize) else { return };
        if node.text.is_empty() {
            node.text.start = start;
        }
        node.text.end = end;
    }

    /// Closes the innermost open node.
    pub fn close(&mut self) {
        if let Some(innermost) = self.open.pop() {
            let end = to_u32(self.nodes.len());
            if let Some(node) = self.nodes.get_mut(innermost as usize) {
                node.end = end;
            }
        }
    }

    /// Adds an attribute to the innermost open node; must come before its children.
    pub fn attribute(&mut self, name: NameId, value: &str) {
        let at = self.push(name, true);
        self.text.push_str(value);
        let end = to_u32(self.text.len());
        if let Some(node) = self.nodes.get_mut(at as usize) {
            node.text.end = end;
            node.end = at + 1;
        }
    }

    /// Adds a child with a text and no children of its own.
    pub fn leaf(&mut self, name: NameId, value: &str) {
        self.open(name);
        self.text(value);
        self.close();
    }

    /// Adds a leaf that is the cell of a column, counted from 0.
    pub fn cell(&mut self, name: NameId, value: &str, column: u32) {
        self.cells.push((to_u32(self.nodes.len()), column));
        self.leaf(name, value);
    }

    /// Tells which columns of the sheet its head gives to which names; it outlives [`Tree::clear`].
    pub fn set_head(&mut self, head: Vec<(NameId, u32)>) {
        self.head = head;
    }

    /// Columns of a name by the head of the sheet.
    pub fn columns_of(&self, name: NameId) -> impl Iterator<Item = u32> {
        self.head.iter().filter(move |(known, _)| *known == name).map(|(_, column)| *column)
    }

    fn push(&mut self, name: NameId, attribute: bool) -> u32 {
        let at = to_u32(self.nodes.len());
        let start = to_u32(self.text.len());
        let parent = self.open.last().copied().unwrap_or(u32::MAX);
        if let Some(parent) = self.nodes.get_mut(parent as usize) {
            parent.child_bits |= bit(name);
        }
        self.nodes.push(NodeData { name, attribute, end: 0, parent, text: start..start, child_bits: 0 });
        at
    }

    /// The root node.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        (!self.nodes.is_empty()).then_some(Node { tree: self, at: 0 })
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or_else(|_| panic!("BUG: a raw record outgrew its arena"))
}

/// One node of a [`Tree`].
#[derive(Debug, Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    at: u32,
}

impl<'t> Node<'t> {
    fn data(self) -> &'t NodeData {
        self.tree.nodes.get(self.at as usize).unwrap_or_else(|| panic!("BUG: a node outside its tree"))
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> NameId {
        self.data().name
    }

    /// Its number in the tree, in document order; the root is 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.at as usize
    }

    /// The text directly in it, untrimmed.
    #[must_use]
    pub fn text(self) -> &'t str {
        let range = &self.data().text;
        self.tree.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// The column it is a cell of, counted from 0.
    #[must_use]
    pub fn column(self) -> Option<u32> {
        let at = self.tree.cells.binary_search_by_key(&self.at, |(node, _)| *node).ok()?;
        self.tree.cells.get(at).map(|(_, column)| *column)
    }

    /// Whether it is an attribute.
    #[must_use]
    pub fn is_attribute(self) -> bool {
        self.data().attribute
    }

    /// The node it stands in.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let parent = self.data().parent;
        (parent != u32::MAX).then_some(Self { tree: self.tree, at: parent })
    }

    /// Its place among [`Tree::nodes`], and that of the node it stands in.
    #[must_use]
    pub fn place(self) -> (u32, Option<u32>) {
        let parent = self.data().parent;
        (self.at, (parent != u32::MAX).then_some(parent))
    }

    /// Child elements and attributes, in document order.
    pub fn children(self) -> impl Iterator<Item = Self> + use<'t> {
        self.children_before(self.data().end)
    }

    fn children_before(self, end: u32) -> impl Iterator<Item = Self> + use<'t> {
        let tree = self.tree;
        let mut next = self.at + 1;
        std::iter::from_fn(move || {
            if next >= end {
                return None;
            }
            let node = Node { tree, at: next };
            next = node.data().end;
            Some(node)
        })
    }

    /// Child elements of a name.
    pub fn elements(self, name: NameId) -> impl Iterator<Item = Self> + use<'t> {
        self.children_named(name).filter(move |child| !child.is_attribute() && child.name() == name)
    }

    /// Visits child elements of a name, as [`Node::elements`] gives them; the inner loop of selecting.
    ///
    /// # Errors
    /// Breaks where `each` does.
    pub fn try_elements(self, name: NameId, mut each: impl FnMut(Self) -> ControlFlow<()>) -> ControlFlow<()> {
        let (tree, data) = (self.tree, self.data());
        if data.child_bits & bit(name) == 0 {
            return ControlFlow::Continue(());
        }
        let mut next = self.at + 1;
        while next < data.end {
            let at = Node { tree, at: next };
            let child = at.data();
            if child.name == name && !child.attribute {
                each(at)?;
            }
            next = child.end;
        }
        ControlFlow::Continue(())
    }

    /// The attribute of a name.
    #[must_use]
    pub fn attribute(self, name: NameId) -> Option<Self> {
        self.children_named(name).take_while(|child| child.is_attribute()).find(|child| child.name() == name)
    }

    /// All children, or none where none can have the name.
    fn children_named(self, name: NameId) -> impl Iterator<Item = Self> + use<'t> {
        let data = self.data();
        self.children_before(if data.child_bits & bit(name) == 0 { 0 } else { data.end })
    }
}

/// One record as the document holds it.
#[derive(Debug, Clone, Copy)]
pub struct RawRecord<'r> {
    /// The record's tree; its root is the record element, row or section.
    pub tree: &'r Tree,
    /// Where it stands: line and path are those of its beginning.
    pub position: &'r Position,
    /// Which of [`super::RecordShape::records`] it matched (the first that did).
    pub pattern: usize,
    /// Values outside records met so far: (index into [`super::RecordShape::file_values`], text), in document order.
    pub file: &'r [(usize, String)],
    /// Number of the parent element's instance: records of one container share it.
    pub scope: u64,
}

/// A [`Position`] part shared by all records of a document.
pub type Part = Arc<str>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_gives_back_what_was_put_in() {
        let mut names = Names::default();
        let (doc, number, line, rate) =
            (names.intern("Документ"), names.intern("Номер"), names.intern("Строка"), names.intern("Ставка"));
        let mut tree = Tree::default();
        tree.open(doc);
        tree.attribute(rate, "20");
        tree.leaf(number, "142");
        tree.open(line);
        tree.leaf(number, "1");
        tree.close();
        tree.open(line);
        tree.text("текст");
        tree.close();
        tree.close();
        let root = tree.root().unwrap();
        assert_eq!(root.attribute(rate).unwrap().text(), "20");
        assert_eq!(root.elements(number).map(Node::text).collect::<Vec<_>>(), ["142"]);
        assert_eq!(root.elements(line).count(), 2);
        assert_eq!(root.elements(line).nth(1).unwrap().text(), "текст");
        assert_eq!(root.elements(line).next().unwrap().parent().unwrap().name(), doc);
    }

    #[test]
    fn an_element_with_attributes_keeps_its_text() {
        let mut names = Names::default();
        let (sum, currency) = (names.intern("Amt"), names.intern("Ccy"));
        let mut tree = Tree::default();
        tree.open(sum);
        tree.attribute(currency, "EUR");
        tree.text("100");
        tree.text(".50");
        tree.leaf(currency, "x");
        tree.text("tail");
        tree.close();
        let root = tree.root().unwrap();
        assert_eq!(root.text(), "100.50");
        assert_eq!(root.attribute(currency).unwrap().text(), "EUR");
    }

    #[test]
    fn unknown_names_are_other() {
        let mut names = Names::default();
        let known = names.intern("a");
        assert_ne!(known, Names::OTHER);
        assert_eq!(names.lookup("b"), Names::OTHER);
        let learning = names.learning();
        let learned = learning.lookup("b");
        assert_eq!((learning.lookup("a"), learning.lookup("b")), (known, learned));
        assert_eq!(learning.all().get(&learned).map(String::as_str), Some("b"));
        assert_eq!(names.lookup("b"), Names::OTHER, "the mapping's own names stay as they are");
    }
}
