//! Path programs and their evaluation on a raw record. Evaluating allocates nothing.

use std::ops::ControlFlow;

use super::fold::Folded;
use super::index::Indexes;
use super::trace::Trace;
use crate::parse::{NameId, Node};

/// Fallbacks: the first path that gives something wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selector {
    pub(crate) paths: Box<[Path]>,
}

/// One path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) origin: Origin,
    pub(crate) steps: Box<[Step]>,
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The node the rule stands at.
    Node,
    /// The record's root.
    Record,
    /// A value of the file, by slot.
    File(usize),
    /// A value another record of the same container shared, by slot.
    Shared(usize),
    /// A value of the record that another one names by its key.
    Index(Box<Reference>),
}

/// A value of an index, and where the key stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) index: usize,
    pub(crate) value: usize,
    pub(crate) key: Path,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) axis: Axis,
    pub(crate) predicates: Box<[Predicate]>,
    /// Which of the nodes that pass, counted from 1.
    pub(crate) index: Option<usize>,
}

/// Where a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Axis {
    Child(NameId),
    AnyChild,
    Attribute(NameId),
    Parent,
    Itself,
}

/// What a node must fulfil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Predicate {
    /// Some node at the path has the text.
    Equals(Path, Folded),
    /// No node at the path has the text.
    Differs(Path, Folded),
    /// The paths lead to the same text, or neither to any.
    Same(Path, Path),
    /// The paths lead to different texts.
    NotSame(Path, Path),
    /// Something stands at the path, empty or not.
    Exists(Path),
    /// Nothing stands at the path.
    Absent(Path),
}

/// What a rule sees of the document while a record is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) record: Node<'a>,
    /// Latest values of the file, by slot.
    pub(crate) file: &'a [Option<usize>],
    pub(crate) file_texts: &'a [(usize, String)],
    /// Shared values of the container, by slot.
    pub(crate) shared: &'a [Option<String>],
    /// What records met so far say under their keys.
    pub(crate) indexes: Option<&'a Indexes>,
    /// Is told what is looked at, where somebody wants to know.
    pub(crate) trace: Option<&'a Trace>,
}

type Visit<'v, 't> = &'v mut dyn FnMut(Node<'t>) -> ControlFlow<()>;

impl Selector {
    /// The first text that is not empty, trimmed.
    pub(crate) fn text<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>) -> Option<&'a str> {
        let text = self.paths.iter().find_map(|path| path.text(node, scene));
        if let (Some(trace), Some(text)) = (scene.trace, text) {
            trace.read(text);
        }
        text
    }

    /// All texts of the first path that gives any, trimmed, without empty ones.
    pub(crate) fn texts<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>, mut each: impl FnMut(&'a str)) {
        for path in &*self.paths {
            let mut any = false;
            path.each_text(node, scene, &mut |text| {
                any = true;
                if let Some(trace) = scene.trace {
                    trace.read(text);
                }
                each(text);
                ControlFlow::Continue(())
            });
            if any {
                return;
            }
        }
    }

    /// The names of the nodes that its paths lead to.
    pub(crate) fn names(&self) -> impl Iterator<Item = NameId> {
        let lasts = self.paths.iter().filter_map(|path| path.steps.last());
        lasts.filter_map(|step| match step.axis {
            Axis::Child(name) | Axis::Attribute(name) => Some(name),
            _ => None,
        })
    }

    /// The first node there is.
    pub(crate) fn node<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>) -> Option<Node<'a>> {
        let mut found = None;
        for path in &*self.paths {
            path.visit(node, scene, &mut |at| {
                found = Some(at);
                ControlFlow::Break(())
            });
            if found.is_some() {
                break;
            }
        }
        found
    }

    /// All nodes of the first path that gives any.
    pub(crate) fn nodes<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>, mut each: impl FnMut(Node<'a>)) {
        for path in &*self.paths {
            let mut any = false;
            path.visit(node, scene, &mut |at| {
                any = true;
                each(at);
                ControlFlow::Continue(())
            });
            if any {
                return;
            }
        }
    }
}

impl Path {
    fn text<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>) -> Option<&'a str> {
        let mut found = None;
        self.each_text(node, scene, &mut |text| {
            found = Some(text);
            ControlFlow::Break(())
        });
        found
    }

    fn each_text<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>, each: &mut dyn FnMut(&'a str) -> ControlFlow<()>) {
        let outside = match &self.origin {
            Origin::File(slot) => scene.file_text(*slot),
            Origin::Shared(slot) => scene.shared.get(*slot).and_then(Option::as_deref),
            Origin::Index(reference) => reference.text(node, scene),
            Origin::Node | Origin::Record => {
                self.visit(node, scene, &mut |at| {
                    if let Some(trace) = scene.trace {
                        trace.saw(at);
                    }
                    match at.text().trim() {
                        "" => ControlFlow::Continue(()),
                        text => each(text),
                    }
                });
                return;
            }
        };
        if let Some(trace) = scene.trace {
            trace.left_the_record();
        }
        if let Some(text) = outside.map(str::trim).filter(|text| !text.is_empty()) {
            // One value: whether the caller wants more makes no difference.
            let (ControlFlow::Continue(()) | ControlFlow::Break(())) = each(text);
        }
    }

    fn visit<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>, visit: Visit<'_, 'a>) {
        let start = match &self.origin {
            Origin::Node => node,
            Origin::Record => scene.record,
            Origin::File(_) | Origin::Shared(_) | Origin::Index(_) => return,
        };
        let (ControlFlow::Continue(()) | ControlFlow::Break(())) = walk(&self.steps, start, scene, visit);
    }

    fn exists<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>) -> bool {
        match self.origin {
            Origin::File(_) | Origin::Shared(_) | Origin::Index(_) => self.text(node, scene).is_some(),
            Origin::Node | Origin::Record => {
                let mut any = false;
                self.visit(node, scene, &mut |at| {
                    if let Some(trace) = scene.trace {
                        trace.saw(at);
                    }
                    any = true;
                    ControlFlow::Break(())
                });
                any
            }
        }
    }

    fn equals<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>, wanted: &Folded) -> bool {
        let mut equal = false;
        self.each_text(node, scene, &mut |text| {
            equal = wanted.matches(text);
            if equal { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        equal
    }
}

impl Reference {
    fn text<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>) -> Option<&'a str> {
        let key = self.key.text(node, scene)?;
        scene.indexes?.value(self.index, key, self.value)
    }
}

impl<'a> Scene<'a> {
    fn file_text(&self, slot: usize) -> Option<&'a str> {
        let at = (*self.file.get(slot)?)?;
        self.file_texts.get(at).map(|(_, text)| text.as_str())
    }
}

fn walk<'a>(steps: &'a [Step], node: Node<'a>, scene: &Scene<'a>, visit: Visit<'_, 'a>) -> ControlFlow<()> {
    let Some((step, rest)) = steps.split_first() else { return visit(node) };
    let mut passed = 0;
    let mut enter = |at: Node<'a>| {
        if !step.predicates.iter().all(|predicate| predicate.holds(at, scene)) {
            return ControlFlow::Continue(());
        }
        passed += 1;
        match step.index {
            Some(wanted) if wanted != passed => ControlFlow::Continue(()),
            _ => walk(rest, at, scene, visit),
        }
    };
    match step.axis {
        Axis::Itself => enter(node),
        Axis::Parent => node.parent().map_or(ControlFlow::Continue(()), enter),
        Axis::Attribute(name) => node.attribute(name).map_or(ControlFlow::Continue(()), enter),
        Axis::Child(name) => node.try_elements(name, enter),
        Axis::AnyChild => node.children().filter(|child| !child.is_attribute()).try_for_each(enter),
    }
}

impl Predicate {
    fn holds<'a>(&'a self, node: Node<'a>, scene: &Scene<'a>) -> bool {
        match self {
            Self::Equals(path, wanted) => path.equals(node, scene, wanted),
            Self::Differs(path, unwanted) => !path.equals(node, scene, unwanted),
            Self::Same(left, right) => left.text(node, scene) == right.text(node, scene),
            Self::NotSame(left, right) => left.text(node, scene) != right.text(node, scene),
            Self::Exists(path) => path.exists(node, scene),
            Self::Absent(path) => !path.exists(node, scene),
        }
    }
}
