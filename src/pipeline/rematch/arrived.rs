//! Who is who among the records that the deliveries of a run brought: each is compared with those that share a blocking key
//! with it, and what they may be one client with is judged as a whole. A run costs what came and its like, not the store;
//! where a large part of the store came, all is judged, which is the same and faster.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{SyncError, SyncOptions, Workspace, books, settle};
use super::cards::{Cards, features, index};
use super::matching::Matched;
use super::{decided, moves, questions};
use crate::config::{Config, JudgeAt};
use crate::model::change::RecordKey;
use crate::model::ids::RunId;
use crate::model::membership::ClientRecord;
use crate::model::run::{ClientsJudged, RunEvent};
use crate::reconcile::identity::blocks::BLOCK_MAX;
use crate::reconcile::identity::{
    BlockKey, Comparison, Count, Decision, Edge, Features, Frequencies, MODEL_VERSION, Model, block_keys, compare,
};
use crate::store::{Revision, SqlResult};

/// What so large a part of all clients was stated about, one in so many, is judged with all of them.
const LARGE_PART: usize = 4;

/// Whether anything waits to be judged by a run.
pub(in crate::pipeline) fn waits(workspace: &Workspace) -> Result<bool, SyncError> {
    Ok(workspace.config.judge_at == JudgeAt::Delivery && workspace.store.has_unjudged()?)
}

/// Judges what was stated since the last time, whatever run it came with; books that change are queued. What it changed.
pub(in crate::pipeline) fn judge_unjudged(
    workspace: &mut Workspace,
    run: RunId,
    options: &mut SyncOptions<'_>,
) -> Result<ClientsJudged, SyncError> {
    if !waits(workspace)? {
        return Ok(ClientsJudged::default());
    }
    (options.on_event)(RunEvent::Judging);
    let config = workspace.config.clone();
    let mut revision = workspace.store.begin_decision(run, options.now)?;
    let mut owners = BTreeSet::new();
    let (judged, all) = judge(&mut revision, &config, &mut owners).map_err(|error| revision.named(error))?;
    for owner in &owners {
        revision.enqueue(&books::job(owner)).map_err(|error| revision.named(error))?;
    }
    revision.commit("")?;
    if all {
        workspace.store.release_memory()?;
    }
    (options.on_event)(RunEvent::Judged { clients: &judged });
    Ok(judged)
}

/// Asks anew about clients of whom less is said since a run was taken back: what later runs say may ask it too. Where
/// that would join or part anybody, it is left to the next run, which can be taken back itself.
pub(in crate::pipeline) fn ask_anew(revision: &mut Revision<'_>, config: &Config) -> SqlResult<()> {
    if config.judge_at != JudgeAt::Delivery {
        return Ok(());
    }
    let touched = revision.take_unjudged()?;
    if touched.is_empty() {
        return Ok(());
    }
    let Compared { records, silent: _, matched, all: _ } = compared(revision, touched.clone())?;
    match moves::unmoved(&records, &matched) {
        Some(as_it_is) => {
            let judged = questions::forget_judged(revision, &records)?;
            questions::put(revision, &matched, &records, &as_it_is)?;
            questions::drop_unfounded(revision, judged)
        }
        None => {
            revision.restated = touched;
            revision.leave_to_judge()
        }
    }
}

/// Everything but the commit; whether all cards were compared.
fn judge(
    revision: &mut Revision<'_>,
    config: &Config,
    owners: &mut BTreeSet<String>,
) -> SqlResult<(ClientsJudged, bool)> {
    let touched = revision.take_unjudged()?;
    let Compared { records, silent, matched, all } = compared(revision, touched)?;
    let moved = moves::apply(revision, &records, &silent, &matched)?;
    settle::compute_golden(revision, &config.authorities)?;
    let (asked, answered) = questions::put(revision, &matched, &records, &moved)?;
    settle::balance(revision, &config.ownership, owners)?;
    let count = |joined: bool| moved.memberships.iter().filter(|membership| membership.joined == joined).count();
    let judged = ClientsJudged { by_rule: 0, joined: count(true), parted: count(false), asked: asked.len(), answered };
    if judged != ClientsJudged::default() {
        owners.insert(String::new());
    }
    let ClientsJudged { by_rule: _, joined, parted, asked, answered } = judged;
    let passed_over = matched.passed_over;
    tracing::info!(records = records.len(), joined, parted, asked, answered, passed_over, "judged who is who");
    Ok((judged, all))
}

/// Cards that were compared; those that say nothing by now apart.
struct Compared {
    records: Vec<ClientRecord>,
    silent: Vec<ClientRecord>,
    matched: Matched,
    /// Whether these are all cards of the store.
    all: bool,
}

/// Compares what was touched with all that may be one client with it.
fn compared(revision: &Revision<'_>, mut touched: BTreeSet<RecordKey>) -> SqlResult<Compared> {
    let model = model(revision)?;
    let many = revision.clients_at_most()?.div_ceil(LARGE_PART);
    if touched.len() >= many {
        return all_compared(revision, model, true);
    }
    for key in index(revision, &touched)? {
        if touched.len() >= many {
            break;
        }
        touched.extend(revision.block(key, BLOCK_MAX + 1)?.unwrap_or_default());
    }
    let few = touched.len() < many;
    let gathered = if few { Gathering::new(revision, model.clone()).gather(touched, many)? } else { None };
    let Some(gathered) = gathered else { return all_compared(revision, model, false) };
    let decisions = decided::decided(revision, &gathered.records)?;
    let matched = gathered.judged(decisions);
    Ok(Compared { records: gathered.records, silent: gathered.silent, matched, all: false })
}

/// Compares all cards of the store.
fn all_compared(revision: &Revision<'_>, model: Model, index: bool) -> SqlResult<Compared> {
    let cards = Cards::all(revision)?;
    if index {
        cards.index(revision)?;
    }
    let Cards { records, features, silent } = cards;
    let decisions = decided::decided(revision, &records)?;
    let matched = Matched::by(&records, features, decisions, model);
    Ok(Compared { records, silent, matched, all: true })
}

/// The weights as `review rematch` learned them last; the built-in ones where it never did, or where the program that did
/// compared otherwise.
fn model(revision: &Revision<'_>) -> SqlResult<Model> {
    let stored = revision.identity_model()?.and_then(|text| serde_json::from_str::<Model>(&text).ok());
    Ok(stored.filter(|model| model.version == MODEL_VERSION).unwrap_or_default())
}

/// Records that may be one client with what came, gathered until nothing new comes.
struct Gathering<'g, 's> {
    revision: &'g Revision<'s>,
    model: Model,
    frequencies: Frequencies,
    counted: BTreeSet<BlockKey>,
    known: BTreeMap<RecordKey, Option<(ClientRecord, Option<Features>)>>,
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
            match features {
                Some(features) => {
                    gathered.records.push(record);
                    gathered.features.push(features);
                }
                None => gathered.silent.push(record),
            }
        }
        Ok(Some(gathered))
    }

    fn load(&mut self, key: RecordKey) -> SqlResult<()> {
        if !self.known.contains_key(&key) {
            let found = self.revision.client_record(key)?;
            let known = found.map(|(record, party)| {
                let features = party.map(|party| features(&record, &party));
                (record, features)
            });
            self.known.insert(key, known);
        }
        Ok(())
    }

    /// Compares a record with all that share a key with it, but those that were compared with all; what may be one client
    /// with it.
    fn compare(&mut self, key: RecordKey, done: &BTreeSet<RecordKey>) -> SqlResult<Vec<RecordKey>> {
        let keys = match self.known.get(&key) {
            Some(Some((_, Some(features)))) => block_keys(features),
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
                Some(Some((_, Some(features)))) => features.names.iter().map(|name| name.key).collect(),
                _ => continue,
            };
            for name in names {
                self.count(name)?;
            }
            let (Some(Some((_, Some(a)))), Some(Some((_, Some(b))))) = (self.known.get(&key), self.known.get(other))
            else {
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
