//! What people decided, as facts about pairs of records: of two decisions about one pair the later holds.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::decision::{Decision, Fact, RecordRef, namesake_key};
use crate::model::membership::ClientRecord;
use crate::model::record::RecordKind;
use crate::reconcile::identity;

/// Decisions by the records' places in the list.
pub(super) fn decided(records: &[ClientRecord], decisions: &[Decision]) -> Vec<identity::Decision> {
    let known = Known::of(records, decisions);
    let mut pairs: BTreeMap<(usize, usize), bool> = BTreeMap::new();
    let mut say = |a: usize, b: usize, same: bool| {
        if a != b {
            pairs.insert((a.min(b), a.max(b)), same);
        }
    };
    for decision in decisions {
        match &decision.fact {
            Fact::Same { one, other } => {
                let mut all = known.places(one);
                all.extend(known.places(other));
                for (at, a) in all.iter().enumerate() {
                    all.iter().skip(at + 1).for_each(|b| say(*a, *b, true));
                }
            }
            Fact::Different { one, other } => {
                let (one, other) = (known.places(one), known.places(other));
                for a in &one {
                    other.iter().filter(|b| !one.contains(b)).for_each(|b| say(*a, *b, false));
                }
            }
            // A card that names another company than before was taken as the client's own.
            Fact::Take { record, .. } if record.kind == RecordKind::Client => {
                if let Some(a) = known.exactly(record) {
                    known.beside(a).for_each(|b| say(a, b, true));
                }
            }
            Fact::Link { .. }
            | Fact::Pays { .. }
            | Fact::Overpays { .. }
            | Fact::Unlink { .. }
            | Fact::Whose { .. }
            | Fact::Take { .. }
            | Fact::Refuse { .. }
            | Fact::Delete { .. }
            | Fact::Rule { .. }
            | Fact::OneChange { .. }
            | Fact::TwoChanges { .. }
            | Fact::Undo { .. } => {}
        }
    }
    pairs.into_iter().map(|((a, b), same)| identity::Decision { a, b, same }).collect()
}

/// The records by what decisions name them by.
struct Known<'r> {
    records: &'r [ClientRecord],
    by_name: HashMap<(&'r str, &'r str), usize>,
    /// Records that no decision names, by what they are known by under another id.
    namesakes: HashMap<String, Vec<usize>>,
}

impl<'r> Known<'r> {
    fn of(records: &'r [ClientRecord], decisions: &[Decision]) -> Self {
        let named: HashSet<(&str, &str)> =
            decisions.iter().flat_map(|decision| decision.fact.identities()).map(name).collect();
        let mut known = Self { records, by_name: HashMap::new(), namesakes: HashMap::new() };
        for (at, record) in records.iter().enumerate() {
            known.by_name.insert(name(&record.record), at);
            if !named.contains(&name(&record.record))
                && let Some(key) = key(record, &record.record)
            {
                known.namesakes.entry(key).or_default().push(at);
            }
        }
        known
    }

    fn exactly(&self, record: &RecordRef) -> Option<usize> {
        self.by_name.get(&name(record)).copied()
    }

    /// Where the records are that a decision names, and those that came to their client under another id.
    fn places(&self, named: &[RecordRef]) -> Vec<usize> {
        let mut places = Vec::new();
        for record in named {
            let Some(at) = self.exactly(record) else { continue };
            places.push(at);
            let Some(found) = self.records.get(at) else { continue };
            let namesakes = key(found, record).and_then(|key| self.namesakes.get(&key)).into_iter().flatten();
            let of_client = |at: &&usize| self.records.get(**at).is_some_and(|other| other.client == found.client);
            places.extend(namesakes.filter(of_client));
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The other records of a record's client.
    fn beside(&self, at: usize) -> impl Iterator<Item = usize> {
        let client = self.records.get(at).map(|record| record.client);
        self.records.iter().enumerate().filter(move |(_, other)| Some(other.client) == client).map(|(place, _)| place)
    }
}

fn name(record: &RecordRef) -> (&str, &str) {
    (&record.source, &record.id)
}

fn key(of_source: &ClientRecord, said: &RecordRef) -> Option<String> {
    namesake_key(of_source.source, said.tax_key.as_deref(), &said.name_core)
}
