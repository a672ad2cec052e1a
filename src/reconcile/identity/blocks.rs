//! All records at once: the first import of a store, and `review rematch`. The same comparisons and partitions as record
//! by record, with the blocks in memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::compare::{Comparison, compare};
use super::features::Features;
use super::keys::{BlockKey, Frequencies, block_keys};
use super::model::Model;
use super::partition::{Decision, Edge, Node, Partition, Question, Suspect, partition};

/// A key that more records share finds nothing by itself: it is left out and said; narrower keys stand beside it.
pub const BLOCK_MAX: usize = 120;

/// The records behind each key.
#[derive(Debug)]
pub struct Blocks {
    /// Records, block by block.
    records: Vec<u32>,
    /// Where each block begins in `records`, with its key; the last ends the one before.
    starts: Vec<(BlockKey, usize)>,
    /// Blocks of each record that are small enough, by number.
    blocks_of: Vec<Vec<u32>>,
    /// Keys that more than [`BLOCK_MAX`] records share, with how many.
    pub skipped: Vec<(BlockKey, usize)>,
}

impl Blocks {
    /// Puts records into blocks; those alone in theirs are left out.
    #[must_use]
    pub fn of(features: &[Features]) -> Self {
        let mut entries: Vec<(BlockKey, u32)> = Vec::with_capacity(features.len() * 10);
        for (features, record) in features.iter().zip(0_u32..) {
            entries.extend(block_keys(features).into_iter().map(|key| (key, record)));
        }
        entries.sort_unstable();
        let mut blocks = Self {
            records: Vec::new(),
            starts: Vec::new(),
            blocks_of: vec![Vec::new(); features.len()],
            skipped: Vec::new(),
        };
        for block in entries.chunk_by(|one, other| one.0 == other.0).filter(|block| block.len() > 1) {
            let Some((key, _)) = block.first() else { continue };
            if block.len() > BLOCK_MAX {
                blocks.skipped.push((*key, block.len()));
            } else {
                let number = u32::try_from(blocks.starts.len()).unwrap_or(u32::MAX);
                let of_block = block.iter().filter_map(|(_, record)| usize::try_from(*record).ok());
                for record in of_block {
                    if let Some(list) = blocks.blocks_of.get_mut(record) {
                        list.push(number);
                    }
                }
            }
            blocks.starts.push((*key, blocks.records.len()));
            blocks.records.extend(block.iter().map(|(_, record)| *record));
        }
        blocks
    }

    fn block(&self, number: usize) -> &[u32] {
        let start = self.starts.get(number).map_or(0, |(_, start)| *start);
        let end = self.starts.get(number + 1).map_or(self.records.len(), |(_, start)| *start);
        self.records.get(start..end).unwrap_or_default()
    }

    /// Counts every value that weighs by how often it occurs.
    #[must_use]
    pub fn frequencies(&self, features: &[Features]) -> Frequencies {
        let mut frequencies = Frequencies::default();
        for (number, (key, _)) in self.starts.iter().enumerate().filter(|(_, (key, _))| key.kind().is_counted()) {
            let at = |record: &u32| usize::try_from(*record).ok().and_then(|at| features.get(at));
            frequencies.count(*key, self.block(number).iter().filter_map(at));
        }
        frequencies
    }

    /// The records that share a block with one, of those behind it in the list, each once.
    #[must_use]
    pub fn later(&self, record: usize) -> Vec<usize> {
        let own = self.blocks_of.get(record).map(Vec::as_slice).unwrap_or_default();
        let numbers = own.iter().filter_map(|number| usize::try_from(*number).ok());
        let others = numbers.flat_map(|number| self.block(number)).filter_map(|other| usize::try_from(*other).ok());
        let mut found: Vec<usize> = others.filter(|other| *other > record).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Records whose candidates one thread compares at a time.
const STRIPE: usize = 512;

/// Compares all candidates, on every processor; pairs that may be one client, in the order of the records.
#[must_use]
pub fn edges(features: &[Features], blocks: &Blocks, model: &Model, frequencies: &Frequencies) -> Vec<Edge> {
    let stripes = features.len().div_ceil(STRIPE);
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(stripes);
    let found: Mutex<BTreeMap<usize, Vec<Edge>>> = Mutex::default();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let stripe = next.fetch_add(1, Ordering::Relaxed);
                    if stripe >= stripes {
                        break;
                    }
                    let edges = stripe_edges(stripe * STRIPE, features, blocks, model, frequencies);
                    found.lock().unwrap_or_else(PoisonError::into_inner).insert(stripe, edges);
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().flatten().collect()
}

/// The pairs of the records from this one on.
fn stripe_edges(
    first: usize,
    features: &[Features],
    blocks: &Blocks,
    model: &Model,
    frequencies: &Frequencies,
) -> Vec<Edge> {
    let mut found = Vec::new();
    for (a, one) in features.iter().enumerate().skip(first).take(STRIPE) {
        for b in blocks.later(a) {
            let Some(other) = features.get(b) else { continue };
            let comparison = compare(one, other, model, frequencies);
            if comparison.is_doubtful(model) {
                found.push(Edge { a, b, comparison });
            }
        }
    }
    found
}

/// The connected components that edges and decisions make of so many nodes; single nodes are left out.
#[must_use]
pub fn components(count: usize, links: impl IntoIterator<Item = (usize, usize)>) -> Vec<Vec<usize>> {
    let mut parent: Vec<usize> = (0..count).collect();
    for (a, b) in links {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        if let Some(slot) = parent.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
    let mut of_root: Vec<(usize, usize)> = (0..count).map(|at| (root(&mut parent, at), at)).collect();
    of_root.sort_unstable();
    let groups = of_root.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
    groups.map(|group| group.iter().map(|(_, at)| *at).collect()).collect()
}

fn root(parent: &mut [usize], at: usize) -> usize {
    let mut at = at;
    while let Some(up) = parent.get(at).copied().filter(|up| *up != at) {
        let above = parent.get(up).copied().unwrap_or(up);
        if let Some(slot) = parent.get_mut(at) {
            *slot = above;
        }
        at = above;
    }
    at
}

/// Partitions all records, component by component. Indices are into `nodes`.
#[must_use]
pub fn partition_all(
    nodes: &[Node<'_>],
    edges: &[Edge],
    decisions: &[Decision],
    model: &Model,
    frequencies: &Frequencies,
) -> Partition {
    let links =
        edges.iter().map(|edge| (edge.a, edge.b)).chain(decisions.iter().map(|decision| (decision.a, decision.b)));
    let components = components(nodes.len(), links);
    let mut place = vec![(usize::MAX, 0); nodes.len()];
    for (number, component) in components.iter().enumerate() {
        for (inside, node) in component.iter().enumerate() {
            if let Some(slot) = place.get_mut(*node) {
                *slot = (number, inside);
            }
        }
    }
    let at = |node: usize| place.get(node).copied().unwrap_or((usize::MAX, 0));
    let mut edges_of: Vec<Vec<Edge>> = vec![Vec::new(); components.len()];
    for edge in edges {
        let ((component, a), (_, b)) = (at(edge.a), at(edge.b));
        if let Some(list) = edges_of.get_mut(component) {
            list.push(Edge { a, b, ..*edge });
        }
    }
    let mut decisions_of: Vec<Vec<Decision>> = vec![Vec::new(); components.len()];
    for decision in decisions {
        let ((component, a), (_, b)) = (at(decision.a), at(decision.b));
        if let Some(list) = decisions_of.get_mut(component) {
            list.push(Decision { a, b, ..*decision });
        }
    }
    let mut whole = Partition::default();
    for ((component, edges), decisions) in components.iter().zip(&edges_of).zip(&decisions_of) {
        let own: Vec<Node<'_>> = component.iter().filter_map(|node| nodes.get(*node).copied()).collect();
        let judge = |a: usize, b: usize| compared(&own, a, b, model, frequencies);
        let part = partition(&own, edges, decisions, &judge);
        append(&mut whole, part, component);
    }
    let single = place.iter().enumerate().filter(|(_, (component, _))| *component == usize::MAX);
    whole.clusters.extend(single.map(|(node, _)| vec![node]));
    whole.questions.sort_by_key(|question| std::cmp::Reverse(question.rank));
    whole
}

/// Compares two nodes by their indices.
#[must_use]
pub fn compared(nodes: &[Node<'_>], a: usize, b: usize, model: &Model, frequencies: &Frequencies) -> Comparison {
    let (a, b) = (nodes.get(a).or(nodes.first()), nodes.get(b).or(nodes.first()));
    let (Some(a), Some(b)) = (a, b) else { unreachable!("BUG: a component without nodes is compared") };
    compare(a.features, b.features, model, frequencies)
}

/// Adds a component's result, its indices turned into those of the whole.
fn append(whole: &mut Partition, part: Partition, component: &[usize]) {
    let offset = whole.clusters.len();
    let node = |inside: usize| component.get(inside).copied().unwrap_or_default();
    whole.clusters.extend(part.clusters.into_iter().map(|cluster| cluster.into_iter().map(node).collect()));
    let moved = |suspect: Suspect| Suspect {
        cluster: suspect.cluster + offset,
        edge: Edge { a: node(suspect.edge.a), b: node(suspect.edge.b), ..suspect.edge },
        ..suspect
    };
    whole.questions.extend(part.questions.into_iter().map(|question| Question {
        subject: question.subject + offset,
        suspects: question.suspects.into_iter().map(moved).collect(),
        rank: question.rank,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::RecordKey;
    use crate::model::ids::SourceId;
    use crate::model::record::{Party, RecordKind};
    use crate::model::tax_id::{TaxId, TaxIdKind};
    use crate::reconcile::identity::{Verdict, Veto, Why, reasons};

    fn party(name: &str, tax_id: &str, phone: &str) -> Party {
        Party {
            name: name.into(),
            name_core: name.to_lowercase(),
            tax_id: (!tax_id.is_empty()).then(|| TaxId { kind: TaxIdKind::InnCompany, digits: tax_id.into() }),
            phones: Some(phone.to_owned()).filter(|phone| !phone.is_empty()).into_iter().collect(),
            ..Party::default()
        }
    }

    /// Each party from a source of its own; its features and what became of all.
    fn matched(parties: &[Party]) -> (Vec<Features>, Frequencies, Partition) {
        let sources = || (1..).map(SourceId);
        let features: Vec<Features> =
            parties.iter().zip(sources()).map(|(party, source)| Features::of(party, "", source, false)).collect();
        let blocks = Blocks::of(&features);
        let (model, frequencies) = (Model::default(), blocks.frequencies(&features));
        let edges = edges(&features, &blocks, &model, &frequencies);
        let key = |source| RecordKey::new(source, RecordKind::Client, "1");
        let nodes: Vec<Node<'_>> =
            features.iter().zip(sources()).map(|(features, source)| Node { key: key(source), features }).collect();
        let partition = partition_all(&nodes, &edges, &[], &model, &frequencies);
        (features, frequencies, partition)
    }

    const A: &str = "7733147896";
    const B: &str = "7707083893";

    #[test]
    fn an_equal_tax_number_needs_a_witness() {
        let (_, _, joined) = matched(&[party("Ромашка", A, ""), party("Ромашкa", A, "")]);
        assert_eq!(joined.clusters.len(), 1);
        let (features, frequencies, asked) = matched(&[party("Ромашка", A, ""), party("Вектор", A, "")]);
        assert_eq!((asked.clusters.len(), asked.questions.len()), (2, 1));
        let edge = asked.questions[0].suspects[0].edge;
        assert_eq!(edge.comparison.verdict, Verdict::Ask);
        let said = reasons(&features[edge.a], &features[edge.b], &edge.comparison, Why::Doubt, &frequencies);
        let codes: Vec<&str> = said.iter().map(|reason| reason.code.as_str()).collect();
        assert_eq!(codes, ["equal-tax-id", "names-differ"]);
    }

    #[test]
    fn a_name_and_a_phone_join_and_a_name_alone_does_not() {
        let phone = "+74951234567";
        let (_, _, joined) = matched(&[party("Ромашка", A, phone), party("Ромашка", "", phone)]);
        assert_eq!((joined.clusters.len(), joined.questions.len()), (1, 0));
        let (_, _, apart) = matched(&[party("Ромашка", A, ""), party("Ромашка", "", "")]);
        assert_eq!(apart.clusters.len(), 2);
    }

    #[test]
    fn what_fits_two_clients_that_cannot_be_one_stays_apart_and_is_asked_about() {
        let phone = "+74951234567";
        let (_, _, found) =
            matched(&[party("Ромашка", A, phone), party("Ромашка", B, phone), party("Ромашка", "", phone)]);
        assert_eq!(found.clusters.len(), 3);
        let suspects: Vec<Why> = found.questions.iter().flat_map(|q| &q.suspects).map(|suspect| suspect.why).collect();
        assert_eq!(suspects, [Why::FitsSeveral, Why::FitsSeveral]);
    }

    #[test]
    fn an_accountant_s_phone_joins_nobody() {
        let names = ["Ромашка", "Вектор", "Полюс", "Гранит", "Север", "Ладога", "Ромашка"];
        let firms: Vec<Party> = names.iter().map(|name| party(name, "", "+74951234567")).collect();
        assert_eq!(matched(&firms).2.clusters.len(), names.len());
    }

    #[test]
    fn branches_of_one_source_are_asked_about() {
        let branch = |kpp: &str| Party { kpp: kpp.into(), ..party("Ромашка", A, "") };
        let features = |kpp| Features::of(&branch(kpp), "", SourceId(1), false);
        let (model, frequencies) = (Model::default(), Frequencies::default());
        let found = compare(&features("773301001"), &features("540243001"), &model, &frequencies);
        assert_eq!(found.verdict, Verdict::Never(Veto::Branches));
        assert!(found.is_doubtful(&model));
    }
}
