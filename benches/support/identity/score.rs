//! Clusters against the truth: pairwise, B³ and whole clusters, before and after the questions are answered by the truth.

use std::collections::{BTreeMap, HashMap, HashSet};

use sverka::reconcile::identity::Partition;

use super::market::Entity;
use super::records::Known;

/// Figures of one partition.
pub(crate) struct Figures {
    precision: f64,
    recall: f64,
    b_cubed: (f64, f64),
    clusters: f64,
}

fn f1(precision: f64, recall: f64) -> f64 {
    2.0 * precision * recall / (precision + recall)
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn pairs(size: usize) -> usize {
    size * size.saturating_sub(1) / 2
}

impl Figures {
    fn of(cluster_of: &[usize], known: &[Known]) -> Self {
        let (mut both, mut ours, mut theirs) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (cluster, record) in cluster_of.iter().zip(known) {
            *both.entry((*cluster, record.entity)).or_insert(0_usize) += 1;
            *ours.entry(*cluster).or_insert(0_usize) += 1;
            *theirs.entry(record.entity).or_insert(0_usize) += 1;
        }
        let sum = |sizes: &mut dyn Iterator<Item = usize>| count(sizes.map(pairs).sum());
        let right = sum(&mut both.values().copied());
        let (joined, truly) = (sum(&mut ours.values().copied()), sum(&mut theirs.values().copied()));
        let share = |of: &dyn Fn(&(usize, usize)) -> usize| {
            both.iter().map(|(pair, common)| count(*common) * count(*common) / count(of(pair))).sum::<f64>()
                / count(known.len())
        };
        let exact = both
            .iter()
            .filter(|((cluster, entity), common)| ours[cluster] == **common && theirs[entity] == **common)
            .count();
        Self {
            precision: right / joined.max(1.0),
            recall: right / truly.max(1.0),
            b_cubed: (share(&|(cluster, _)| ours[cluster]), share(&|(_, entity)| theirs[entity])),
            clusters: 2.0 * count(exact) / count(ours.len() + theirs.len()),
        }
    }

    fn print(&self, title: &str) {
        let (b_precision, b_recall) = self.b_cubed;
        println!(
            "{title:<24} P {:.4}  R {:.4}  F1 {:.4} │ B³ P {b_precision:.4} R {b_recall:.4} F1 {:.4} │ whole clusters F1 {:.4}",
            self.precision,
            self.recall,
            f1(self.precision, self.recall),
            f1(b_precision, b_recall),
            self.clusters
        );
    }
}

fn majority(members: &[usize], known: &[Known]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    members.iter().for_each(|record| *counts.entry(known[*record].entity).or_default() += 1);
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(0, |(entity, _)| entity)
}

fn root(parent: &[usize], mut at: usize) -> usize {
    while parent[at] != at {
        at = parent[at];
    }
    at
}

/// Prints all figures; returns the cluster of each record.
pub(crate) fn print(partition: &Partition, known: &[Known], market: &[Entity]) -> Vec<usize> {
    let mut cluster_of = vec![0; known.len()];
    for (number, cluster) in partition.clusters.iter().enumerate() {
        cluster.iter().for_each(|record| cluster_of[*record] = number);
    }
    Figures::of(&cluster_of, known).print("automatic");
    let truth: Vec<usize> = partition.clusters.iter().map(|cluster| majority(cluster, known)).collect();
    let mut parent: Vec<usize> = (0..partition.clusters.len()).collect();
    let (mut right, mut suspects) = (0, 0);
    let mut asked: HashSet<usize> = HashSet::new();
    for (at, question) in partition.questions.iter().enumerate() {
        if at > 0 && at % (known.len() / 50).max(1) == 0 {
            let answered: Vec<usize> = cluster_of.iter().map(|cluster| root(&parent, *cluster)).collect();
            Figures::of(&answered, known).print(&format!("{at} questions answered"));
        }
        asked.extend(&partition.clusters[question.subject]);
        suspects += question.suspects.len();
        let yes = question.suspects.iter().filter(|suspect| truth[suspect.cluster] == truth[question.subject]);
        let mut any = false;
        for suspect in yes {
            any = true;
            let (a, b) = (root(&parent, question.subject), root(&parent, suspect.cluster));
            parent[a.max(b)] = a.min(b);
        }
        right += usize::from(any);
    }
    let answered: Vec<usize> = cluster_of.iter().map(|cluster| root(&parent, *cluster)).collect();
    Figures::of(&answered, known).print("with questions answered");
    let share = |part: usize| 100.0 * count(part) / count(known.len());
    println!(
        "clusters {}, questions {} ({:.2} % of records), {:.1} answers each, {:.0} % with a right one; records asked about {:.2} %",
        partition.clusters.len(),
        partition.questions.len(),
        share(partition.questions.len()),
        count(suspects) / count(partition.questions.len().max(1)),
        100.0 * count(right) / count(partition.questions.len().max(1)),
        share(asked.len()),
    );
    scenarios(&cluster_of, &answered, &asked, known, market);
    cluster_of
}

#[derive(Default)]
struct Row {
    records: usize,
    true_pairs: usize,
    found: usize,
    answered: usize,
    wrong: usize,
    asked: usize,
}

/// By what the entity is and by what was done to the record: a pair counts where either of its records has it.
fn scenarios(cluster_of: &[usize], answered: &[usize], asked: &HashSet<usize>, known: &[Known], market: &[Entity]) {
    let tags = |record: usize| {
        let sort = format!("{:?}", market[known[record].entity].sort).to_lowercase();
        let mut tags: Vec<String> = known[record].done.iter().map(|done| format!("  {done}")).collect();
        tags.push(sort);
        tags.sort();
        tags.dedup();
        tags
    };
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for record in 0..known.len() {
        for tag in tags(record) {
            let row = rows.entry(tag).or_default();
            row.records += 1;
            row.asked += usize::from(asked.contains(&record));
        }
    }
    let group = |key: &dyn Fn(usize) -> usize| {
        let mut groups: HashMap<usize, Vec<usize>> = HashMap::new();
        (0..known.len()).for_each(|record| groups.entry(key(record)).or_default().push(record));
        groups
    };
    for members in group(&|record| known[record].entity).values() {
        each_pair(members, |a, b| {
            let mut both = tags(a);
            both.extend(tags(b));
            both.sort();
            both.dedup();
            for tag in both {
                let row = rows.entry(tag).or_default();
                row.true_pairs += 1;
                row.found += usize::from(cluster_of[a] == cluster_of[b]);
                row.answered += usize::from(answered[a] == answered[b]);
            }
        });
    }
    for members in group(&|record| cluster_of[record]).values() {
        each_pair(members, |a, b| {
            if known[a].entity != known[b].entity {
                let mut both = tags(a);
                both.extend(tags(b));
                both.sort();
                both.dedup();
                both.into_iter().for_each(|tag| rows.entry(tag).or_default().wrong += 1);
            }
        });
    }
    table(&rows);
}

fn table(rows: &BTreeMap<String, Row>) {
    println!(
        "{:<28}{:>9}{:>12}{:>10}{:>10}{:>8}{:>9}",
        "scenario", "records", "true pairs", "found", "answered", "wrong", "asked"
    );
    for (tag, row) in rows {
        let share = |part: usize, of: usize| 100.0 * count(part) / count(of.max(1));
        println!(
            "{tag:<28}{:>9}{:>12}{:>9.1}%{:>9.1}%{:>8}{:>8.1}%",
            row.records,
            row.true_pairs,
            share(row.found, row.true_pairs),
            share(row.answered, row.true_pairs),
            row.wrong,
            share(row.asked, row.records)
        );
    }
}

fn each_pair(members: &[usize], mut with: impl FnMut(usize, usize)) {
    for (at, a) in members.iter().enumerate() {
        members[at + 1..].iter().for_each(|b| with(*a, *b));
    }
}
