//! Which records are one client: pairs joined strongest first, never against a contradiction, and what is left to ask.
//!
//! One connected component is decided at a time and alone: the result depends on its records, their comparisons and
//! people's decisions, not on the order in which anything arrived (ties go by the records' keys).

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::compare::{Comparison, Verdict, Veto, names_meet, numbers_differ};
use super::features::Features;
use super::model::BIT;
use crate::model::change::RecordKey;

mod asking;

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

/// The level of names of which one is written with initials or without the patronymic.
const NAMES_SHORTER: u8 = 4;

/// The level of names that are no more than similar.
const NAMES_SIMILAR: u8 = 6;

/// The level of names that have nothing in common.
const NAMES_DIFFER: u8 = 7;

/// A second fit within so much of the first is no worse.
const MARGIN: i32 = 4 * BIT;

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
    work.hear_of_branches(decisions);
    let contradicted = work.obey(decisions);
    let mut contested = vec![false; sorted.len()];
    for (at, edge) in sorted.iter().enumerate() {
        if edge.comparison.verdict != Verdict::Same && !work.are_said_to_be_one(edge) {
            continue;
        }
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

/// What people said of branches, by tax numbers. Where they said both, what is apart stays apart.
#[derive(Default)]
struct Said {
    one: Vec<String>,
    apart: Vec<String>,
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
    /// Tax numbers of whose branches a person said that they are one client, and that they are not.
    branches: Said,
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
            branches: Said::default(),
            judge,
            known: RefCell::default(),
        }
    }

    /// Takes note of what people said of branches: one answer speaks for all branches of a tax number.
    fn hear_of_branches(&mut self, decisions: &[Decision]) {
        let mut said = Said::default();
        for Decision { a, b, same } in decisions.iter().copied() {
            if self.judged(a, b).verdict == Verdict::Never(Veto::Branches) {
                let list = if same { &mut said.one } else { &mut said.apart };
                list.push(self.number_of(a).to_owned());
            }
        }
        said.one.retain(|digits| !said.apart.contains(digits));
        self.branches = said;
    }

    /// Whether they are branches of a tax number all of whose branches a person called one client.
    fn are_said_to_be_one(&self, edge: &Edge) -> bool {
        edge.comparison.verdict == Verdict::Never(Veto::Branches)
            && self.branches.one.iter().any(|digits| digits == self.number_of(edge.a))
    }

    /// The tax number of a record; empty where there is none.
    fn number_of(&self, node: usize) -> &str {
        self.features(node).and_then(|features| features.tax_id.as_ref()).map_or("", |tax_id| &tax_id.digits)
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
                Verdict::Never(Veto::Branches)
                    if self.branches.one.iter().any(|digits| digits == self.number_of(x)) => {}
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
        let speaks = |(x, y): &(usize, usize)| {
            let Comparison { weight, pattern, .. } = self.judged(*x, *y);
            // A person's name that is only written shorter says little for a pair without a contact, and nothing against it.
            let says_little = pattern.name == NAMES_SHORTER && pattern.city != 2;
            if says_little { weight.clamp(0, 20 * BIT) } else { weight.clamp(-20 * BIT, 20 * BIT) }
        };
        let sum: i32 = pairs.iter().map(speaks).sum();
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
            let is_head_office = self.is_of_the_head_office(own, other);
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
            thirds.into_iter().any(|third| {
                !(is_head_office && self.share_tax_id(third, other))
                    && self.contradiction(third, other).is_some()
                    && self.contradiction(third, own).is_none()
            })
        };
        rival(a, b) || rival(b, a)
    }

    /// Whether the first says no КПП at all and no other tax number, and the second is a head office: who names no branch means
    /// the company.
    fn is_of_the_head_office(&self, own: usize, other: usize) -> bool {
        let features = |cluster: usize| self.members_of(cluster).iter().filter_map(|node| self.features(*node));
        let cities =
            |cluster: usize| -> Vec<&str> { features(cluster).filter_map(|one| one.city.as_deref()).collect() };
        let (own_cities, other_cities) = (cities(own), cities(other));
        let has_number = features(own).any(|features| features.tax_id.is_some());
        (!has_number || self.share_tax_id(own, other))
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
}

#[cfg(test)]
mod tests;
