//! What people said of pairs of documents: that they are one, or two.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::decision::DecidedChange;
use crate::model::ids::DocumentId;
use crate::model::ledger::LedgerDocument;

/// Documents that are one by a person's word, oldest first; most often a single one of which nobody said anything.
pub(super) type Unit<'l> = Vec<&'l LedgerDocument>;

/// Pairs, each in both directions.
type Pairs = BTreeMap<DocumentId, BTreeSet<DocumentId>>;

/// What people said, as far as it holds.
#[derive(Default)]
pub(super) struct Said {
    one: Pairs,
    two: Pairs,
}

impl Said {
    pub(super) fn of(decided: &[DecidedChange]) -> Self {
        let mut said = Self::default();
        for DecidedChange { asked, other, is_one, .. } in decided {
            let pairs = if *is_one { &mut said.one } else { &mut said.two };
            pairs.entry(*asked).or_default().insert(*other);
            pairs.entry(*other).or_default().insert(*asked);
        }
        said
    }

    /// Puts documents that are one together.
    pub(super) fn units<'l>(&self, documents: impl Iterator<Item = &'l LedgerDocument>) -> Vec<Unit<'l>> {
        let (mut units, mut joined): (Vec<Unit<'l>>, BTreeMap<DocumentId, &LedgerDocument>) = Default::default();
        for doc in documents {
            if self.one.contains_key(&doc.id) {
                joined.insert(doc.id, doc);
            } else {
                units.push(vec![doc]);
            }
        }
        while let Some((_, first)) = joined.pop_first() {
            let mut unit = vec![first];
            let mut open = vec![first.id];
            while let Some(id) = open.pop() {
                for doc in self.one.get(&id).into_iter().flatten().filter_map(|other| joined.remove(other)) {
                    open.push(doc.id);
                    unit.push(doc);
                }
            }
            unit.sort_by_key(|doc| (doc.date, doc.list(), doc.id));
            units.push(unit);
        }
        units
    }

    /// Whether nobody told anything of these apart from anything.
    pub(super) fn is_silent(&self, units: &[&Unit<'_>]) -> bool {
        self.two.is_empty() || units.iter().copied().flatten().all(|doc| !self.two.contains_key(&doc.id))
    }

    /// Whether a person told the two apart.
    pub(super) fn are_two(&self, a: &Unit<'_>, b: &Unit<'_>) -> bool {
        let apart = a.iter().filter_map(|doc| self.two.get(&doc.id));
        apart.into_iter().any(|others| b.iter().any(|doc| others.contains(&doc.id)))
    }
}
