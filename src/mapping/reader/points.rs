//! How the amounts of a document are written, where one of them alone does not show it.

use std::cell::OnceCell;
use std::fmt;
use std::ops::ControlFlow;

use super::Reader;
use crate::mapping::Mapping;
use crate::mapping::amount::Points;
use crate::parse::{Document, Format};

/// The document that is being read, and what its amounts show.
pub(super) struct Whole {
    format: &'static dyn Format,
    document: Document,
    points: OnceCell<Points>,
}

impl Whole {
    pub(super) fn new(format: &'static dyn Format, document: &Document) -> Self {
        Self { format, document: document.clone(), points: OnceCell::new() }
    }
}

impl fmt::Debug for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Whole").field("document", &self.document).field("points", &self.points).finish_non_exhaustive()
    }
}

impl<'m> Reader<'m> {
    /// Which decimal points the amounts of the whole document show: it is read again for that, once, where an amount of
    /// its own leaves it open.
    pub(super) fn points(&self) -> Points {
        let Some(Whole { format, document, points }) = &self.whole else { return Points::default() };
        *points.get_or_init(|| {
            let mut points = Points::default();
            let mapping: &'m Mapping = self.mapping;
            // What can't be read is said where the records are.
            let _said_there = format.read(document, &mapping.shape, &mut Vec::new(), &mut |raw| {
                let Ok(raw) = raw else { return ControlFlow::Continue(()) };
                let Some(root) = raw.tree.root() else { return ControlFlow::Continue(()) };
                for at in mapping.by_pattern.get(raw.pattern).into_iter().flatten() {
                    let Some(rule) = mapping.records.get(*at) else { continue };
                    let mut evaluation = self.evaluation(&raw, root);
                    drop(evaluation.fields(&rule.fields, root));
                    points.join(evaluation.written.points);
                }
                if points.are_both() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            points
        })
    }
}
