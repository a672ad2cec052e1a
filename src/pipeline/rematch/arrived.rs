//! Who is who among the records that a delivery brought: each is compared with those that share a blocking key with it,
//! and what they may be one client with is judged as a whole. A delivery costs its records and their like, not the store;
//! one that brings a large part of the store is judged as a whole, which is the same and faster.

use std::collections::{BTreeMap, BTreeSet};

use super::super::settle;
use super::matching::{Matched, features};
use super::{decided, moves, questions};
use crate::model::authority::Authorities;
use crate::model::change::RecordKey;
use crate::model::membership::ClientRecord;
use crate::reconcile::identity::blocks::BLOCK_MAX;
use crate::reconcile::identity::{
    BlockKey, BlockKind, Comparison, Count, Decision, Edge, Features, Frequencies, MODEL_VERSION, Model, block_keys,
    compare, holder,
};
use crate::store::{Revision, SqlResult};

/// A delivery with more cards than this is left to `review rematch`, which judges all once: import after import of tens
/// of thousands of cards would each judge them all.
const CARDS_MAX: usize = 2_000;

/// A delivery that brings so large a part of all clients, one in so many, is judged with all of them.
const LARGE_PART: usize = 4;

/// Judges what was stated since the last time.
pub(in crate::pipeline) fn judge_arrived(revision: &mut Revision<'_>, authorities: &Authorities) -> SqlResult<()> {
    let mut touched = std::mem::take(&mut revision.restated);
    if touched.is_empty() {
        return Ok(());
    }
    let shifted = index(revision, &touched)?;
    if touched.len() > CARDS_MAX {
        tracing::info!(cards = touched.len(), most = CARDS_MAX, "so many cards are judged by `review rematch`");
        return Ok(());
    }
    let model = model(revision)?;
    let many = revision.clients_at_most()?.div_ceil(LARGE_PART);
    for key in shifted {
        if touched.len() >= many {
            break;
        }
        touched.extend(revision.block(key, BLOCK_MAX + 1)?.unwrap_or_default());
    }
    let gathered =
        if touched.len() < many { Gathering::new(revision, model.clone()).gather(touched, many)? } else { None };
    let (records, silent, matched) = match gathered {
        Some(gathered) => {
            let decisions = decided::decided(&gathered.records, &revision.decisions_that_hold()?);
            let matched = gathered.judged(decisions);
            (gathered.records, gathered.silent, matched)
        }
        None => {
            let (records, silent): (Vec<_>, Vec<_>) =
                revision.client_records()?.into_iter().partition(|record| record.party.is_some());
            let decisions = decided::decided(&records, &revision.decisions_that_hold()?);
            let matched = Matched::by(&records, decisions, model);
            (records, silent, matched)
        }
    };
    let moved = moves::apply(revision, &records, &silent, &matched)?;
    settle::compute_golden(revision, authorities)?;
    let (asked, _) = questions::put(revision, &matched, &records, &moved)?;
    if !moved.memberships.is_empty() || !asked.is_empty() {
        let (moved, asked, passed_over) = (moved.memberships.len(), asked.len(), matched.passed_over);
        tracing::info!(records = records.len(), moved, asked, passed_over, "judged who is who among what came");
    }
    Ok(())
}

/// The weights as `review rematch` learned them last; the built-in ones where it never did, or where the program that did
/// compared otherwise.
fn model(revision: &Revision<'_>) -> SqlResult<Model> {
    let stored = revision.identity_model()?.and_then(|text| serde_json::from_str::<Model>(&text).ok());
    Ok(stored.filter(|model| model.version == MODEL_VERSION).unwrap_or_default())
}

/// Writes the keys of what was stated; of everything, in a store of an earlier program. The keys whose records must be
/// judged anew: their value counts for more or less by now, or someone they were compared with left them.
pub(in crate::pipeline) fn index(revision: &Revision<'_>, touched: &BTreeSet<RecordKey>) -> SqlResult<BTreeSet<i64>> {
    let mut shifted = BTreeSet::new();
    if !revision.has_block_keys(MODEL_VERSION)? {
        revision.begin_block_keys(MODEL_VERSION)?;
        for record in revision.client_records()? {
            put_keys(revision, &record, &mut shifted)?;
        }
        return Ok(shifted);
    }
    for key in touched {
        match revision.client_record(*key)? {
            Some(record) => put_keys(revision, &record, &mut shifted)?,
            None => shifted.extend(revision.put_block_keys(*key, &[])?.1),
        }
    }
    Ok(shifted)
}

fn put_keys(revision: &Revision<'_>, record: &ClientRecord, shifted: &mut BTreeSet<i64>) -> SqlResult<()> {
    let features = features(record);
    let keys = if record.party.is_some() { block_keys(&features) } else { Vec::new() };
    let hashed = |holder: String| BlockKey::new(BlockKind::Name, &holder).bits();
    let held = |key: &BlockKey| key.kind().is_counted().then(|| holder(*key, &features)).flatten().map(hashed);
    let holders: Vec<_> = keys.iter().map(|key| (key.bits(), held(key))).collect();
    let (fresh, gone) = revision.put_block_keys(record.key, &holders)?;
    let counted: BTreeSet<i64> = keys.iter().filter(|key| key.kind().is_counted()).map(|key| key.bits()).collect();
    shifted.extend(fresh.into_iter().filter(|key| counted.contains(key)).chain(gone));
    Ok(())
}

/// Records that may be one client with what came, gathered until nothing new comes.
struct Gathering<'g, 's> {
    revision: &'g Revision<'s>,
    model: Model,
    frequencies: Frequencies,
    counted: BTreeSet<BlockKey>,
    known: BTreeMap<RecordKey, Option<(ClientRecord, Features)>>,
    edges: Vec<(RecordKey, RecordKey, Comparison)>,
    passed_over: BTreeSet<BlockKey>,
}

/// What was gathered, by the records' keys.
struct Gathered {
    records: Vec<ClientRecord>,
    features: Vec<Features>,
    silent: Vec<ClientRecord>,
    model: Model,
    frequencies: Frequencies,
    edges: Vec<(RecordKey, RecordKey, Comparison)>,
    passed_over: usize,
}

impl<'g, 's> Gathering<'g, 's> {
    fn new(revision: &'g Revision<'s>, model: Model) -> Self {
        Self {
            revision,
            model,
            frequencies: Frequencies::default(),
            counted: BTreeSet::new(),
            known: BTreeMap::new(),
            edges: Vec::new(),
            passed_over: BTreeSet::new(),
        }
    }

    /// Gathers from these records on; nothing where so many come together that judging all is as cheap.
    fn gather(mut self, touched: BTreeSet<RecordKey>, many: usize) -> SqlResult<Option<Gathered>> {
        let (mut inside, mut clients) = (BTreeSet::new(), BTreeSet::new());
        let mut open: Vec<RecordKey> = touched.into_iter().collect();
        while let Some(key) = open.pop() {
            self.load(key)?;
            let Some(Some((record, _))) = self.known.get(&key) else { continue };
            let client = record.client;
            if !inside.insert(key) {
                continue;
            }
            if clients.insert(client) {
                open.extend(self.revision.records_of_client(client)?.into_iter().map(|record| record.key));
            }
            open.extend(self.compare(key, &inside)?);
            if inside.len() >= many {
                return Ok(None);
            }
        }
        let mut gathered = Gathered {
            records: Vec::new(),
            features: Vec::new(),
            silent: Vec::new(),
            model: self.model,
            frequencies: self.frequencies,
            edges: self.edges,
            passed_over: self.passed_over.len(),
        };
        for (record, features) in inside.iter().filter_map(|key| self.known.remove(key).flatten()) {
            if record.party.is_some() {
                gathered.records.push(record);
                gathered.features.push(features);
            } else {
                gathered.silent.push(record);
            }
        }
        Ok(Some(gathered))
    }

    fn load(&mut self, key: RecordKey) -> SqlResult<()> {
        if !self.known.contains_key(&key) {
            let record = self.revision.client_record(key)?;
            self.known.insert(key, record.map(|record| (features(&record), record)).map(|(f, record)| (record, f)));
        }
        Ok(())
    }

    /// Compares a record with all that share a key with it, but those that were compared with all; what may be one client
    /// with it.
    fn compare(&mut self, key: RecordKey, done: &BTreeSet<RecordKey>) -> SqlResult<Vec<RecordKey>> {
        let keys = match self.known.get(&key) {
            Some(Some((record, features))) if record.party.is_some() => block_keys(features),
            _ => return Ok(Vec::new()),
        };
        let mut candidates = BTreeSet::new();
        for key in keys {
            self.count(key)?;
            match self.revision.block(key.bits(), BLOCK_MAX)? {
                Some(block) => candidates.extend(block),
                None => drop(self.passed_over.insert(key)),
            }
        }
        let mut near = Vec::new();
        for other in candidates.difference(done) {
            self.load(*other)?;
            let names: Vec<BlockKey> = match self.known.get(other) {
                Some(Some((_, features))) => features.names.iter().map(|name| name.key).collect(),
                _ => continue,
            };
            for name in names {
                self.count(name)?;
            }
            let (Some(Some((_, a))), Some(Some((_, b)))) = (self.known.get(&key), self.known.get(other)) else {
                continue;
            };
            let comparison = compare(a, b, &self.model, &self.frequencies);
            if comparison.is_doubtful(&self.model) {
                self.edges.push((key, *other, comparison));
                near.push(*other);
            }
        }
        Ok(near)
    }

    fn count(&mut self, key: BlockKey) -> SqlResult<()> {
        if key.kind().is_counted() && self.counted.insert(key) {
            let holders = self.revision.holders(key.bits())?;
            let unheld = holders.iter().filter(|(holder, _)| holder.is_none()).map(|(_, count)| *count).sum();
            let held: Vec<u32> =
                holders.iter().filter(|(holder, _)| holder.is_some()).map(|(_, count)| *count).collect();
            self.frequencies.put(key, Count::of(unheld, &held));
        }
        Ok(())
    }
}

impl Gathered {
    /// The records' clusters and questions.
    fn judged(&self, decisions: Vec<Decision>) -> Matched {
        let place = |key: &RecordKey| self.records.binary_search_by_key(key, |record| record.key).ok();
        let edge = |(a, b, comparison): &(RecordKey, RecordKey, Comparison)| {
            Some(Edge { a: place(a)?, b: place(b)?, comparison: *comparison })
        };
        let edges = self.edges.iter().filter_map(edge).collect();
        let (model, frequencies) = (self.model.clone(), self.frequencies.clone());
        let mut matched = Matched::new(&self.records, self.features.clone(), model, frequencies, edges, decisions);
        matched.passed_over = self.passed_over;
        matched
    }
}
