//! Which records are one client: pairs joined strongest first, never against a contradiction, and what is left to ask.
//!
//! One connected component is decided at a time and alone: the result depends on its records, their comparisons and
//! people's decisions, not on the order in which anything arrived (ties go by the records' keys).

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::compare::{Comparison, Verdict, Veto, names_meet, numbers_differ};
use super::features::Features;
use super::model::{BIT, Field, ONE, log2, probability};
use crate::model::change::RecordKey;

/// One source record.
#[derive(Debug, Clone, Copy)]
pub struct Node<'f> {
    /// Its key: what ties are broken by.
    pub key: RecordKey,
    /// Its features.
    pub features: &'f Features,
}

/// Two records that were compared and may be one client; indices into the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// One.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// How they compare.
    pub comparison: Comparison,
}

/// What a person said of two records; indices into the nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// One.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// One client, or two.
    pub same: bool,
}

/// Why a pair of clusters is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// The evidence does not suffice, or something contradicts.
    Doubt,
    /// The record fits two clients that can't be one.
    FitsSeveral,
    /// People decided both ways.
    DecisionsContradict,
}

/// A possible answer to a question: the cluster, and the two records that are most alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suspect {
    /// Index into [`Partition::clusters`].
    pub cluster: usize,
    /// The strongest pair: a record of the subject and one of this cluster. Its comparison yields the reasons.
    pub edge: Edge,
    /// Why it is asked.
    pub why: Why,
}

/// Is this cluster one of those?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Index into [`Partition::clusters`].
    pub subject: usize,
    /// Best first.
    pub suspects: Vec<Suspect>,
    /// By what questions are ranked: logarithm of how many pairs of records the answers can be expected to join.
    pub rank: i32,
}

/// What became of a component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Partition {
    /// Clusters, each a sorted list of nodes; ordered by their first records' keys.
    pub clusters: Vec<Vec<usize>>,
    /// Questions, most rewarding first.
    pub questions: Vec<Question>,
}

/// As many answers are offered.
const SUSPECTS_MAX: usize = 5;

/// The level of names that are no more than similar.
const NAMES_SIMILAR: u8 = 6;

/// The level of names that have nothing in common.
const NAMES_DIFFER: u8 = 7;

/// A second fit within so much of the first is no worse.
const MARGIN: i32 = 4 * BIT;

/// A question whose answers can be expected to join fewer pairs of records than this many millionths is not worth a
/// person's time, unless a number that should be one client's own is at stake.
const WORTH_ASKING: u64 = ONE * 17 / 20;

/// As many pairs of two clusters are compared for the mean: clusters of more members are of one mind already.
const PAIRS_MAX: usize = 64;

/// Partitions one component.
///
/// `edges` need hold only pairs that may be one client ([`Comparison::is_doubtful`]); `judge` compares any two nodes and
/// is asked about the other pairs of two clusters before they are joined.
#[must_use]
pub fn partition(
    nodes: &[Node<'_>],
    edges: &[Edge],
    decisions: &[Decision],
    judge: &dyn Fn(usize, usize) -> Comparison,
) -> Partition {
    let mut sorted: Vec<Edge> = edges.iter().map(|edge| oriented(*edge, nodes)).collect();
    sorted.sort_unstable_by_key(|edge| {
        (std::cmp::Reverse(edge.comparison.weight), key(nodes, edge.a), key(nodes, edge.b))
    });
    let mut work = Work::new(nodes, &sorted, decisions, judge);
    let contradicted = work.obey(decisions);
    let mut contested = vec![false; sorted.len()];
    for (at, edge) in sorted.iter().enumerate().filter(|(_, edge)| edge.comparison.verdict == Verdict::Same) {
        let (a, b) = (work.owner_of(edge.a), work.owner_of(edge.b));
        if a == b || work.contradiction(a, b).is_some() || !work.of_one_mind(a, b) || !work.is_vouched(edge, a, b) {
            continue;
        }
        if work.is_contested(a, b, &edge.comparison) {
            if let Some(mark) = contested.get_mut(at) {
                *mark = true;
            }
            continue;
        }
        work.join(a, b);
    }
    work.finish(&contested, &contradicted)
}

fn key(nodes: &[Node<'_>], at: usize) -> Option<RecordKey> {
    nodes.get(at).map(|node| node.key)
}

fn oriented(edge: Edge, nodes: &[Node<'_>]) -> Edge {
    if key(nodes, edge.a) <= key(nodes, edge.b) { edge } else { Edge { a: edge.b, b: edge.a, ..edge } }
}

/// Why two clusters can't be joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contradiction {
    Decided,
    Vetoed(Veto),
}

struct Work<'w> {
    nodes: &'w [Node<'w>],
    edges: &'w [Edge],
    /// Edges of each node, by number in `edges`, strongest first.
    edges_of: Vec<Vec<usize>>,
    /// Nodes that a person parted from each node.
    parted: Vec<Vec<usize>>,
    owner: Vec<usize>,
    members: Vec<Vec<usize>>,
    judge: &'w dyn Fn(usize, usize) -> Comparison,
    /// Comparisons made already.
    known: RefCell<FxHashMap<(usize, usize), Comparison>>,
}

impl<'w> Work<'w> {
    fn new(
        nodes: &'w [Node<'w>],
        edges: &'w [Edge],
        decisions: &[Decision],
        judge: &'w dyn Fn(usize, usize) -> Comparison,
    ) -> Self {
        let (mut edges_of, mut parted) = (vec![Vec::new(); nodes.len()], vec![Vec::new(); nodes.len()]);
        let note = |lists: &mut Vec<Vec<usize>>, of: usize, what: usize| {
            if let Some(list) = lists.get_mut(of) {
                list.push(what);
            }
        };
        for (at, edge) in edges.iter().enumerate() {
            note(&mut edges_of, edge.a, at);
            note(&mut edges_of, edge.b, at);
        }
        for decision in decisions.iter().filter(|decision| !decision.same) {
            note(&mut parted, decision.a, decision.b);
            note(&mut parted, decision.b, decision.a);
        }
        let members = (0..nodes.len()).map(|at| vec![at]).collect();
        Self {
            nodes,
            edges,
            edges_of,
            parted,
            owner: (0..nodes.len()).collect(),
            members,
            judge,
            known: RefCell::default(),
        }
    }

    fn owner_of(&self, node: usize) -> usize {
        self.owner.get(node).copied().unwrap_or(node)
    }

    fn members_of(&self, cluster: usize) -> &[usize] {
        self.members.get(cluster).map(Vec::as_slice).unwrap_or_default()
    }

    fn features(&self, node: usize) -> Option<&Features> {
        self.nodes.get(node).map(|node| node.features)
    }

    /// Joins what people called one client; returns the decisions that contradict others.
    fn obey(&mut self, decisions: &[Decision]) -> Vec<Decision> {
        let mut same: Vec<Decision> = decisions.iter().copied().filter(|decision| decision.same).collect();
        let ends = |decision: &Decision| {
            let (a, b) = (key(self.nodes, decision.a), key(self.nodes, decision.b));
            (a.min(b), a.max(b))
        };
        same.sort_by_key(ends);
        let mut contradicted = Vec::new();
        for decision in same {
            let (a, b) = (self.owner_of(decision.a), self.owner_of(decision.b));
            if a == b {
                continue;
            }
            if self.is_parted(a, b) {
                contradicted.push(decision);
            } else {
                self.join(a, b);
            }
        }
        contradicted
    }

    fn is_parted(&self, a: usize, b: usize) -> bool {
        let parted_from = |node: &usize| self.parted.get(*node).map(Vec::as_slice).unwrap_or_default();
        self.members_of(a).iter().flat_map(parted_from).any(|other| self.owner_of(*other) == b)
    }

    fn join(&mut self, a: usize, b: usize) {
        let (to, from) = if self.members_of(a).len() >= self.members_of(b).len() { (a, b) } else { (b, a) };
        let moved = self.members.get_mut(from).map(std::mem::take).unwrap_or_default();
        for node in &moved {
            if let Some(owner) = self.owner.get_mut(*node) {
                *owner = to;
            }
        }
        if let Some(members) = self.members.get_mut(to) {
            members.extend(moved);
        }
    }

    fn pairs(&self, a: usize, b: usize) -> impl Iterator<Item = (usize, usize)> {
        self.members_of(a).iter().flat_map(move |x| self.members_of(b).iter().map(move |y| (*x, *y)))
    }

    fn share_tax_id(&self, a: usize, b: usize) -> bool {
        let tax_id = |node: usize| self.features(node).and_then(|features| features.tax_id.as_ref());
        self.pairs(a, b).any(|(x, y)| tax_id(x).is_some() && tax_id(x) == tax_id(y))
    }

    /// What forbids joining two clusters. Where they share a tax number, only branches and people's decisions do: people
    /// may have put two numbers into one cluster.
    fn contradiction(&self, a: usize, b: usize) -> Option<Contradiction> {
        if self.is_parted(a, b) {
            return Some(Contradiction::Decided);
        }
        let share_tax_id = self.share_tax_id(a, b);
        let mut soft = None;
        for (x, y) in self.pairs(a, b) {
            match self.judged(x, y).verdict {
                Verdict::Never(Veto::Branches) => soft = Some(Veto::Branches),
                Verdict::Never(_) if share_tax_id => {}
                Verdict::Never(Veto::TaxSlip) => soft = soft.or(Some(Veto::TaxSlip)),
                Verdict::Never(grave) => return Some(Contradiction::Vetoed(grave)),
                Verdict::Same | Verdict::Ask | Verdict::Apart => {}
            }
        }
        soft.map(Contradiction::Vetoed)
    }

    /// Compares two nodes, once.
    fn judged(&self, a: usize, b: usize) -> Comparison {
        *self.known.borrow_mut().entry((a.min(b), a.max(b))).or_insert_with(|| (self.judge)(a, b))
    }

    /// Whether the records of two clusters agree on the whole, so that one lucky pair does not chain two clients.
    fn of_one_mind(&self, a: usize, b: usize) -> bool {
        if self.members_of(a).len() * self.members_of(b).len() == 1 || self.share_tax_id(a, b) {
            return true;
        }
        let mut pairs: Vec<(usize, usize)> = self.pairs(a, b).collect();
        pairs.sort_unstable_by_key(|(x, y)| (key(self.nodes, *x), key(self.nodes, *y)));
        pairs.truncate(PAIRS_MAX);
        let sum: i32 = pairs.iter().map(|(x, y)| self.judged(*x, *y).weight.clamp(-20 * BIT, 20 * BIT)).sum();
        sum >= 0
    }

    /// A record whose id was made of its tax number joins a differently named client of that number, unless it has a
    /// namesake beside it already: then one of the two names stands with a foreign number, and a bank's line that repeats
    /// the other's is no news.
    fn is_vouched(&self, edge: &Edge, a: usize, b: usize) -> bool {
        let (Some(x), Some(y)) = (self.features(edge.a), self.features(edge.b)) else { return true };
        let made_up = |cluster: usize| {
            self.members_of(cluster).iter().all(|node| self.features(*node).is_some_and(|features| features.made_up))
        };
        let pattern = edge.comparison.pattern;
        let is_named_alike = pattern.name < NAMES_SIMILAR && !numbers_differ(x, y);
        let is_doubtful = if x.made_up || y.made_up { !is_named_alike } else { pattern.name == NAMES_DIFFER };
        !is_doubtful || names_meet(x, y) && !numbers_differ(x, y) || pattern.support > 0 || made_up(a) || made_up(b)
    }

    /// Whether one of the two fits a third just as well that the other can't be one with. A third that only bears the name
    /// fits less well than one that has a contact in common.
    fn is_contested(&self, a: usize, b: usize, found: &Comparison) -> bool {
        let is_as_good = |other: &Comparison| {
            other.weight >= found.weight
                || other.weight >= found.weight - MARGIN && other.pattern.support >= found.pattern.support
        };
        let rival = |own: usize, other: usize| {
            if self.is_of_the_head_office(own, other) {
                return false;
            }
            let edges = self.members_of(own).iter().flat_map(|node| self.edges_of.get(*node).into_iter().flatten());
            let near = edges.filter_map(|at| self.edges.get(*at)).filter(|edge| is_as_good(&edge.comparison));
            let thirds =
                near.filter(|edge| matches!(edge.comparison.verdict, Verdict::Same | Verdict::Ask)).map(|edge| {
                    let (x, y) = (self.owner_of(edge.a), self.owner_of(edge.b));
                    if x == own { y } else { x }
                });
            let mut thirds: Vec<usize> = thirds.filter(|third| *third != own && *third != other).collect();
            thirds.sort_unstable();
            thirds.dedup();
            thirds
                .into_iter()
                .any(|third| self.contradiction(third, other).is_some() && self.contradiction(third, own).is_none())
        };
        rival(a, b) || rival(b, a)
    }

    /// Whether the first says no КПП at all, and the second is the head office of the same tax number: who names no branch
    /// means the company.
    fn is_of_the_head_office(&self, own: usize, other: usize) -> bool {
        let features = |cluster: usize| self.members_of(cluster).iter().filter_map(|node| self.features(*node));
        let cities =
            |cluster: usize| -> Vec<&str> { features(cluster).filter_map(|one| one.city.as_deref()).collect() };
        let (own_cities, other_cities) = (cities(own), cities(other));
        self.share_tax_id(own, other)
            && features(own).all(|features| features.kpp.is_empty() && !features.names_a_branch)
            && own_cities.iter().all(|city| other_cities.contains(city))
            && features(other).any(Features::is_head_office)
    }

    fn finish(self, contested: &[bool], contradicted: &[Decision]) -> Partition {
        let mut clusters: Vec<Vec<usize>> =
            self.members.iter().filter(|members| !members.is_empty()).cloned().collect();
        for cluster in &mut clusters {
            cluster.sort_unstable_by_key(|node| key(self.nodes, *node));
        }
        clusters.sort_unstable_by_key(|cluster| cluster.first().and_then(|node| key(self.nodes, *node)));
        let mut number = vec![0; self.nodes.len()];
        for (at, node) in
            clusters.iter().enumerate().flat_map(|(at, cluster)| cluster.iter().map(move |node| (at, *node)))
        {
            if let Some(slot) = number.get_mut(node) {
                *slot = at;
            }
        }
        let questions = self.questions(&clusters, &number, contested, contradicted);
        Partition { clusters, questions }
    }

    /// One question for every cluster that may be another, the strongest doubt for every pair of clusters.
    fn questions(
        &self,
        clusters: &[Vec<usize>],
        number: &[usize],
        contested: &[bool],
        contradicted: &[Decision],
    ) -> Vec<Question> {
        let of = |node: usize| number.get(node).copied().unwrap_or_default();
        let size = |cluster: usize| clusters.get(cluster).map_or(0, Vec::len);
        let contradictory = contradicted.iter().map(|decision| {
            let comparison = self.judged(decision.a, decision.b);
            (Edge { a: decision.a, b: decision.b, comparison }, Why::DecisionsContradict)
        });
        let doubtful = self
            .edges
            .iter()
            .zip(contested)
            .map(|(edge, contested)| (*edge, if *contested { Why::FitsSeveral } else { Why::Doubt }));
        let mut suspects: Vec<(usize, Suspect)> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for (edge, why) in contradictory.chain(doubtful) {
            let (a, b) = (of(edge.a), of(edge.b));
            // The smaller is the subject; of equals the one whose key comes later.
            let turned = (size(a), b) > (size(b), a);
            let (subject, cluster) = if turned { (b, a) } else { (a, b) };
            if a == b || !seen.insert((subject, cluster)) {
                continue;
            }
            let forbidden = match self.contradiction(self.owner_of(edge.a), self.owner_of(edge.b)) {
                Some(Contradiction::Decided) => why != Why::DecisionsContradict,
                Some(Contradiction::Vetoed(Veto::Branches | Veto::TaxSlip)) | None => false,
                Some(Contradiction::Vetoed(_)) => true,
            };
            if !forbidden {
                let edge = if turned { Edge { a: edge.b, b: edge.a, ..edge } } else { edge };
                suspects.push((subject, Suspect { cluster, edge, why }));
            }
        }
        // By subject; within one the order of the edges, strongest first, is kept.
        suspects.sort_by_key(|(subject, _)| *subject);
        let mut questions: Vec<Question> = suspects
            .chunk_by(|(one, _), (other, _)| one == other)
            .filter_map(|group| {
                let (subject, _) = group.first()?;
                let shown = || group.iter().take(SUSPECTS_MAX).map(|(_, suspect)| suspect);
                let chance = |suspect: &Suspect| probability(suspect.edge.comparison.weight);
                let pairs = |suspect: &Suspect| u64::try_from(size(*subject) * size(suspect.cluster)).unwrap_or(1);
                // As a rule one answer at most is right.
                let all: u64 = shown().map(chance).sum();
                let gained = shown().map(|suspect| chance(suspect) * pairs(suspect)).sum::<u64>() * ONE / all.max(ONE);
                let at_stake = |suspect: &Suspect| {
                    let Comparison { levels, pattern, .. } = suspect.edge.comparison;
                    suspect.why != Why::Doubt || matches!(levels.of(Field::TaxId), 1..=3) || pattern.support == 3
                };
                if gained < WORTH_ASKING && !group.iter().any(|(_, suspect)| at_stake(suspect)) {
                    return None;
                }
                let rank = log2(gained);
                let suspects = shown().copied().collect();
                Some(Question { subject: *subject, suspects, rank })
            })
            .collect();
        questions.sort_by_key(|question| (std::cmp::Reverse(question.rank), question.subject));
        questions
    }
}
