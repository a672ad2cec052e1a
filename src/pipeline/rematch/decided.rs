//! What people decided, as facts about pairs of records: of two decisions about one pair the later holds.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::change::RecordKey;
use crate::model::decision::{Decision, Fact, RecordRef, namesake_key};
use crate::model::ids::ClientId;
use crate::model::membership::ClientRecord;
use crate::model::record::RecordKind;
use crate::reconcile::identity;
use crate::store::{Revision, SqlResult};

/// Decisions by the records' places in the list.
pub(super) fn decided(revision: &Revision<'_>, records: &[ClientRecord]) -> SqlResult<Vec<identity::Decision>> {
    let decisions = revision.decisions_that_hold()?;
    let known = Known::of(revision, records, &decisions)?;
    let mut pairs: BTreeMap<(usize, usize), bool> = BTreeMap::new();
    let mut say = |a: usize, b: usize, same: bool| {
        if a != b {
            pairs.insert((a.min(b), a.max(b)), same);
        }
    };
    for decision in &decisions {
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
            Fact::Take { .. } => {
                if let Some(a) = taken(decision).and_then(|record| known.exactly(record)) {
                    known.beside(a).for_each(|b| say(a, b, true));
                }
            }
            Fact::Link { .. }
            | Fact::Pays { .. }
            | Fact::Overpays { .. }
            | Fact::Unlink { .. }
            | Fact::GivesBack { .. }
            | Fact::GivesNotBack { .. }
            | Fact::Whose { .. }
            | Fact::Refuse { .. }
            | Fact::Delete { .. }
            | Fact::Rule { .. }
            | Fact::OneChange { .. }
            | Fact::TwoChanges { .. }
            | Fact::Delivery { .. }
            | Fact::Workbook(_)
            | Fact::Undo { .. } => {}
        }
    }
    Ok(pairs.into_iter().map(|((a, b), same)| identity::Decision { a, b, same }).collect())
}

/// The records by what decisions name them by.
struct Known<'r> {
    records: &'r [ClientRecord],
    /// Records that decisions name.
    named: HashMap<RecordKey, usize>,
    /// The other records of the same clients, by what they are known by under another id.
    namesakes: HashMap<String, Vec<usize>>,
}

impl<'r> Known<'r> {
    fn of(revision: &Revision<'_>, records: &'r [ClientRecord], decisions: &[Decision]) -> SqlResult<Self> {
        let names: HashSet<RecordKey> =
            decisions.iter().flat_map(|decision| decision.fact.identities()).map(name).collect();
        let taken: HashSet<RecordKey> = decisions.iter().filter_map(taken).map(name).collect();
        let is_named = |record: &ClientRecord| names.contains(&record.by_name);
        let is_known = |record: &ClientRecord| is_named(record) || taken.contains(&record.by_name);
        let all = || records.iter().enumerate();
        let named = all().filter(|(_, record)| is_known(record)).map(|(at, record)| (record.by_name, at)).collect();
        let clients: HashSet<ClientId> =
            records.iter().filter(|record| is_named(record)).map(|record| record.client).collect();
        let mut namesakes: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, record) in all().filter(|(_, record)| clients.contains(&record.client) && !is_named(record)) {
            if let Some(said) = revision.client_record_ref(record.key)?
                && let Some(key) = key(record, &said)
            {
                namesakes.entry(key).or_default().push(at);
            }
        }
        Ok(Self { records, named, namesakes })
    }

    fn exactly(&self, record: &RecordRef) -> Option<usize> {
        self.named.get(&name(record)).copied()
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

/// The card that a decision took.
fn taken(decision: &Decision) -> Option<&RecordRef> {
    match &decision.fact {
        Fact::Take { record, .. } if record.kind == RecordKind::Client => Some(record),
        _ => None,
    }
}

fn name(record: &RecordRef) -> RecordKey {
    RecordKey::by_name(&record.source, record.kind, &record.id)
}

fn key(of_source: &ClientRecord, said: &RecordRef) -> Option<String> {
    namesake_key(of_source.source, said.tax_key.as_deref(), &said.name_core)
}
