//! What is left to ask once the clusters stand.

use std::collections::BTreeSet;

use super::super::model::{BIT, Field, ONE, log2, probability};
use super::{Comparison, Contradiction, Decision, Edge, Question, Suspect, Veto, Why, Work};

/// As many answers are offered.
const SUSPECTS_MAX: usize = 5;

/// A question whose answers can be expected to join fewer pairs of records than this many millionths is not worth a
/// person's time, unless a number that should be one client's own is at stake.
const WORTH_ASKING: u64 = ONE * 17 / 20;

/// From here an answer is nearly sure.
const SURE: i32 = 3 * BIT;

/// An answer so much less likely than a nearly sure one is not offered beside it.
const FAR: i32 = 6 * BIT;

impl Work<'_> {
    /// One question for every cluster that may be another, the strongest doubt for every pair of clusters.
    pub(super) fn questions(
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
        let mut seen = BTreeSet::new();
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
        self.one_of_branches(&mut suspects);
        // By subject; within one the order of the edges, strongest first, is kept.
        suspects.sort_by_key(|(subject, _)| *subject);
        let groups = suspects.chunk_by(|(one, _), (other, _)| one == other);
        let mut questions: Vec<Question> = groups.filter_map(|group| question(group, &size)).collect();
        questions.sort_by_key(|question| (std::cmp::Reverse(question.rank), question.subject));
        questions
    }

    /// Of the branches of one tax number one pair is asked about: the answer speaks for all. None where it was given.
    fn one_of_branches(&self, suspects: &mut Vec<(usize, Suspect)>) {
        let mut asked = BTreeSet::new();
        suspects.retain(|(_, Suspect { edge, why, .. })| {
            let (a, b) = (self.owner_of(edge.a), self.owner_of(edge.b));
            let branches = self.contradiction(a, b) == Some(Contradiction::Vetoed(Veto::Branches));
            let digits = self.number_of(edge.a);
            let is_free = *why != Why::Doubt || !branches || digits.is_empty() || digits != self.number_of(edge.b);
            is_free || !self.branches.apart.iter().any(|apart| apart == digits) && asked.insert(digits.to_owned())
        });
    }
}

/// The question that suspects of one subject make, strongest first; nothing where it is not worth a person's time.
fn question(group: &[(usize, Suspect)], size: &dyn Fn(usize) -> usize) -> Option<Question> {
    let (subject, best) = group.first()?;
    // Where one is nearly sure, what is far less likely only makes the list longer.
    let bar = if best.edge.comparison.weight >= SURE { best.edge.comparison.weight - FAR } else { i32::MIN };
    let is_near = |suspect: &&Suspect| suspect.why != Why::Doubt || suspect.edge.comparison.weight >= bar;
    let shown = || group.iter().map(|(_, suspect)| suspect).filter(is_near).take(SUSPECTS_MAX);
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
    let (rank, suspects) = (log2(gained), shown().copied().collect());
    Some(Question { subject: *subject, suspects, rank })
}
