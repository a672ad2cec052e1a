//! What the records of a document look like, seen in passing: which elements or columns they have, how often, with what
//! sort of values. Over the whole document, at a few nanoseconds a node.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::Mapping;
use crate::model::shape::{Place, Shape, Sorts, ValueSort};
use crate::parse::strangers::HeadColumn;
use crate::parse::{NameId, Names, Node, Tree};

/// More different paths no exchange format has; what a hostile file has more is not kept.
const PATHS_LIMIT: usize = 4_096;
/// So many values of a path are looked at, and every [`SAMPLE_EVERY`]th of the rest.
const SAMPLE_FIRST: u64 = 64;
const SAMPLE_EVERY: u64 = 64;
/// No path.
const NONE: u32 = u32::MAX;

/// One path of element names below a record, as it is being counted.
#[derive(Debug)]
struct Seen {
    parent: u32,
    name: NameId,
    attribute: bool,
    /// The path of the node that followed last time: records repeat themselves.
    after: u32,
    nodes: u64,
    within: u64,
    /// Number of the element it was met in last.
    last_in: u64,
    sorts: Sorts,
}

/// Watches the records of one document.
#[derive(Debug)]
pub struct Observer<'m> {
    mapping: &'m Mapping,
    /// Rules whose records were met, with the path of their root.
    roots: Vec<(Arc<str>, u32)>,
    paths: Vec<Seen>,
    known: HashMap<(u32, NameId, bool), u32, FxBuildHasher>,
    /// Names of strangers, by path.
    strange: HashMap<u32, String, FxBuildHasher>,
    columns: Vec<HeadColumn>,
    /// The path of every node of the record in hand.
    of_node: Vec<u32>,
    /// Elements of all records so far.
    elements: u64,
    is_cut: bool,
}

impl<'m> Observer<'m> {
    pub(super) fn new(mapping: &'m Mapping) -> Self {
        Self {
            mapping,
            roots: Vec::new(),
            paths: Vec::new(),
            known: HashMap::default(),
            strange: HashMap::default(),
            columns: Vec::new(),
            of_node: Vec::new(),
            elements: 0,
            is_cut: false,
        }
    }

    /// Takes in a record that a rule (`mapping/record`) read.
    pub fn see(&mut self, rule: &Arc<str>, tree: &Tree) {
        let strangers = tree.strangers();
        if strangers.columns().len() > self.columns.len() {
            self.columns.extend_from_slice(strangers.columns().get(self.columns.len()..).unwrap_or_default());
        }
        self.is_cut |= strangers.overflowed();
        let root = self.root(rule, tree);
        self.of_node.clear();
        let mut before = NONE;
        for node in tree.nodes() {
            let (at, parent) = node.place();
            let path = match parent {
                None => root,
                Some(parent) => match self.of_node.get(parent as usize) {
                    Some(&path) if path != NONE => self.child(before, path, node, tree),
                    _ => NONE,
                },
            };
            self.of_node.push(path);
            self.count(path, self.elements + u64::from(parent.unwrap_or(at)), node);
            if path != NONE {
                before = path;
            }
        }
        self.elements += tree.len() as u64;
    }

    fn root(&mut self, rule: &Arc<str>, tree: &Tree) -> u32 {
        if let Some((_, root)) = self.roots.iter().find(|(known, _)| Arc::ptr_eq(known, rule)) {
            return *root;
        }
        let name = tree.root().map_or(Names::OTHER, Node::name);
        let root = self.add(NONE, name, false);
        self.roots.push((Arc::clone(rule), root));
        root
    }

    /// The path of a node, given that of the node before it and that of its parent.
    fn child(&mut self, before: u32, parent: u32, node: Node<'_>, tree: &Tree) -> u32 {
        let (name, attribute) = (node.name(), node.is_attribute());
        let guess = self.paths.get(before as usize).map_or(NONE, |seen| seen.after);
        let is_it = |seen: &Seen| seen.parent == parent && seen.name == name && seen.attribute == attribute;
        if self.paths.get(guess as usize).is_some_and(is_it) {
            return guess;
        }
        let path = match self.known.get(&(parent, name, attribute)) {
            Some(path) => *path,
            // All names that are not kept have this one: what stands there can't be told apart.
            None if name == Names::OTHER => return NONE,
            None if self.paths.len() >= PATHS_LIMIT => {
                self.is_cut = true;
                return NONE;
            }
            None => {
                let path = self.add(parent, name, attribute);
                if let Some(stranger) = tree.strangers().name(name) {
                    self.strange.insert(path, stranger.to_owned());
                }
                path
            }
        };
        if let Some(seen) = self.paths.get_mut(before as usize) {
            seen.after = path;
        }
        path
    }

    fn add(&mut self, parent: u32, name: NameId, attribute: bool) -> u32 {
        let path = u32::try_from(self.paths.len()).unwrap_or(NONE);
        let sorts = Sorts::default();
        self.paths.push(Seen { parent, name, attribute, after: NONE, nodes: 0, within: 0, last_in: u64::MAX, sorts });
        self.known.insert((parent, name, attribute), path);
        path
    }

    fn count(&mut self, path: u32, element: u64, node: Node<'_>) {
        let Some(seen) = self.paths.get_mut(path as usize) else { return };
        seen.nodes += 1;
        if seen.last_in != element {
            seen.last_in = element;
            seen.within += 1;
        }
        if (seen.nodes <= SAMPLE_FIRST || seen.nodes.is_multiple_of(SAMPLE_EVERY))
            && let Some(sort) = ValueSort::of(node.text())
        {
            seen.sorts.add(sort);
        }
    }

    /// What was seen.
    #[must_use]
    pub fn finish(self) -> Shape {
        let places = if self.columns.is_empty() { self.elements() } else { self.heads() };
        Shape { places, is_cut: self.is_cut }
    }

    fn elements(&self) -> BTreeMap<String, Place> {
        let mut names: Vec<(String, bool)> = Vec::with_capacity(self.paths.len());
        let mut places = BTreeMap::new();
        for (at, seen) in (0..).zip(&self.paths) {
            // A parent is met before its children, so its name is known.
            let parent = names.get(seen.parent as usize);
            let own = self.name(at, seen);
            let (path, is_read) = match parent {
                None => (self.rule_of(at).to_owned(), true),
                Some((parent, is_read)) => {
                    let mark = if seen.attribute { "@" } else { "" };
                    (format!("{parent}/{mark}{own}"), *is_read && !self.strange.contains_key(&at))
                }
            };
            let of = self.paths.get(seen.parent as usize).map_or(seen.nodes, |parent| parent.nodes);
            let Seen { nodes, within, sorts, .. } = *seen;
            places.insert(path.clone(), Place { is_read, nodes, within, of, sorts, ..Place::default() });
            names.push((path, is_read));
        }
        places
    }

    /// The name of the rule whose records have this root.
    fn rule_of(&self, path: u32) -> &str {
        let rule = self.roots.iter().find(|(_, root)| *root == path).map(|(rule, _)| &**rule);
        rule.and_then(|rule| rule.rsplit('/').next()).unwrap_or_default()
    }

    fn name(&self, path: u32, seen: &Seen) -> &str {
        let strange = self.strange.get(&path).map(String::as_str);
        strange.or_else(|| self.mapping.shape.names.name(seen.name)).unwrap_or_default()
    }

    /// Sheets: the columns of their heads, whatever their cells hold.
    fn heads(&self) -> BTreeMap<String, Place> {
        let mut places = BTreeMap::new();
        for column in &self.columns {
            let key = self.mapping.shape.names.name(column.name);
            // Reports with a column for each month or day have others every time.
            let is_of_a_period = key.is_none() && column.caption.chars().any(|letter| letter.is_ascii_digit());
            if is_of_a_period {
                continue;
            }
            let mut place = Place {
                caption: column.caption.clone(),
                column: Some(column.column),
                key: key.map(str::to_owned),
                is_read: key.is_some(),
                within: 1,
                of: 1,
                ..Place::default()
            };
            for seen in self.paths.iter().filter(|seen| seen.name == column.name && seen.parent != NONE) {
                place.nodes += seen.nodes;
                place.sorts.join(&seen.sorts);
            }
            places.entry(column.folded.clone()).or_insert(place);
        }
        places
    }
}
