//! How well source records are joined into clients, on an invented market whose truth is known; printed by scenario.
//!
//! `cargo bench --bench identity -- [SEED] [ENTITIES]`: 42,500 entities, about 100,000 records, of seed 8 unless told.
//! Tuned on odd seeds, reported on even ones. `-- wrong` prints wrong merges, `-- missed` pairs neither joined nor asked,
//! `-- useless` questions without a right answer, `-- built-in` matches without learning from the data,
//! `-- calibration` sets odds against the truth, pattern by pattern.
#![expect(clippy::print_stdout, reason = "a benchmark's only output is what it prints")]
#![expect(clippy::indexing_slicing, reason = "the market is invented here, and every index into it")]
#![expect(clippy::string_slice, reason = "digits are invented here, one byte each")]
#![expect(clippy::float_arithmetic, reason = "shares are printed")]

use std::collections::HashMap;
use std::fs;
use std::time::Instant;

use sverka::reconcile::identity::blocks::{self, BLOCK_MAX, Blocks};
use sverka::reconcile::identity::{
    BlockKey, Comparison, Edge, Features, Field, Frequencies, Model, Node, Partition, block_keys, compare, partition,
    train,
};

#[path = "support/identity/market.rs"]
mod market;
#[path = "support/identity/mess.rs"]
mod mess;
#[path = "support/identity/pool.rs"]
mod pool;
#[path = "support/identity/random.rs"]
mod random;
#[path = "support/identity/records.rs"]
mod records;
#[path = "support/identity/score.rs"]
mod score;

use records::Known;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = |word: &str| arguments.iter().any(|argument| argument == word);
    let mut numbers = arguments.iter().filter_map(|argument| argument.parse::<u64>().ok());
    let seed = numbers.next().unwrap_or(8);
    let entities = numbers.next().and_then(|count| usize::try_from(count).ok());
    let entities = entities.unwrap_or(if asked("--bench") { 42_500 } else { 400 });

    let mut random = random::Random::new(seed);
    let market = market::invent(&mut random, entities);
    let (features, known) = records::write(&mut random, &market);
    println!("seed {seed}: {} records of {} entities", known.len(), market.len());
    evidence(&features, &known);
    let nodes: Vec<Node<'_>> =
        known.iter().zip(&features).map(|(known, features)| Node { key: known.key, features }).collect();

    let before = memory("VmRSS");
    let start = Instant::now();
    let blocks = Blocks::of(&features);
    let frequencies = blocks.frequencies(&features);
    let blocked = start.elapsed();
    let model = if asked("built-in") {
        Model::built_in(u32::try_from(known.len()).unwrap_or(u32::MAX))
    } else {
        train(&features, &blocks, &frequencies)
    };
    let trained = start.elapsed();
    let edges = blocks::edges(&features, &blocks, &model, &frequencies);
    let compared = start.elapsed();
    let partition = blocks::partition_all(&nodes, &edges, &[], &model, &frequencies);
    println!(
        "blocking {blocked:.2?}, learning {:.2?}, comparing {:.2?}, clustering {:.2?}; together {:.2?}; {} doubtful or joined pairs, {} keys of more than {BLOCK_MAX} records; memory {before} MB before, {} MB at most",
        trained - blocked,
        compared - trained,
        start.elapsed() - compared,
        start.elapsed(),
        edges.len(),
        blocks.skipped.len(),
        memory("VmHWM"),
    );
    let cluster_of = score::print(&partition, &known, &market);
    one_by_one(&nodes, &edges, &model, &frequencies);
    let show = |a: usize, b: usize| show(&features, &known, &model, &frequencies, a, b);
    if asked("wrong") {
        wrong(&partition, &known, &show);
    }
    if asked("missed") {
        missed(&partition, &known, &cluster_of, &show);
    }
    if asked("calibration") {
        calibration(&edges, &known);
    }
    if asked("useless") {
        useless(&partition, &known, &show);
    }
}

/// Memory of this process in megabytes, by a line of its status; 0 where the system has none.
fn memory(line: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found =
        status.lines().find_map(|text| text.strip_prefix(line)?.split_whitespace().nth(1)?.parse::<usize>().ok());
    found.unwrap_or_default() / 1024
}

/// How often true pairs share what: the make-up of the market, to be compared with real ones.
fn evidence(features: &[Features], known: &[Known]) {
    let mut of_entity: HashMap<usize, Vec<usize>> = HashMap::new();
    known.iter().enumerate().for_each(|(at, known)| of_entity.entry(known.entity).or_default().push(at));
    let (model, frequencies) = (Model::default(), Frequencies::default());
    let mut counts = [0_u32; 7];
    for members in of_entity.values() {
        for (at, a) in members.iter().enumerate() {
            for b in &members[at + 1..] {
                let levels = compare(&features[*a], &features[*b], &model, &frequencies).levels;
                let has = |field, level| levels.of(field) == level;
                let tax = has(Field::TaxId, 1);
                let contact = has(Field::Phone, 1) || has(Field::Mail, 1);
                let hard = tax || contact || has(Field::Account, 1);
                let name = has(Field::Name, 1) || has(Field::Name, 2);
                let found = [true, tax, contact, has(Field::Account, 1), name, !hard && name, !hard && !name];
                counts.iter_mut().zip(found).for_each(|(count, found)| *count += u32::from(found));
            }
        }
    }
    let share = |at: usize| f64::from(counts[at]) / f64::from(counts[0].max(1));
    println!(
        "{} true pairs: equal tax number {:.3}, phone or mail {:.3}, account {:.3}, name {:.3}, only the name {:.3}, nothing {:.3}",
        counts[0],
        share(1),
        share(2),
        share(3),
        share(4),
        share(5),
        share(6)
    );
}

/// One new record at a time against all the others, as the pipeline would: its keys, their blocks, its component.
fn one_by_one(nodes: &[Node<'_>], edges: &[Edge], model: &Model, frequencies: &Frequencies) {
    let mut index: HashMap<BlockKey, Vec<usize>> = HashMap::new();
    for (at, node) in nodes.iter().enumerate() {
        block_keys(node.features).into_iter().for_each(|key| index.entry(key).or_default().push(at));
    }
    let mut edges_of: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (number, edge) in edges.iter().enumerate() {
        edges_of[edge.a].push(number);
        edges_of[edge.b].push(number);
    }
    let mut times = Vec::new();
    for record in (0..nodes.len()).step_by((nodes.len() / 2000).max(1)) {
        let start = Instant::now();
        let blocks = block_keys(nodes[record].features).into_iter().map(|key| &index[&key]);
        let mut candidates: Vec<usize> = blocks.filter(|block| block.len() <= BLOCK_MAX).flatten().copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let judged = candidates.iter().filter(|other| **other != record).map(|other| {
            let comparison = compare(nodes[record].features, nodes[*other].features, model, frequencies);
            Edge { a: record, b: *other, comparison }
        });
        let mut found: Vec<Edge> = judged.filter(|edge| edge.comparison.is_doubtful(model)).collect();
        let mut members = vec![record];
        let mut at = 0;
        let mut near: Vec<usize> = found.iter().map(|edge| edge.b).collect();
        let mut inside: std::collections::HashSet<usize> = members.iter().copied().collect();
        loop {
            members.extend(near.drain(..).filter(|node| inside.insert(*node)));
            at += 1;
            let Some(node) = members.get(at) else { break };
            for edge in
                edges_of[*node].iter().map(|number| edges[*number]).filter(|edge| edge.a != record && edge.b != record)
            {
                near.push(edge.a);
                near.push(edge.b);
                if edge.a == *node {
                    found.push(edge);
                }
            }
        }
        let place: HashMap<usize, usize> = members.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        let own: Vec<Node<'_>> = members.iter().map(|node| nodes[*node]).collect();
        let inner: Vec<Edge> =
            found.iter().map(|edge| Edge { a: place[&edge.a], b: place[&edge.b], ..*edge }).collect();
        let judge = |a: usize, b: usize| -> Comparison { blocks::compared(&own, a, b, model, frequencies) };
        let decided = partition(&own, &inner, &[], &judge);
        assert!(!decided.clusters.is_empty(), "the record is in some cluster");
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let at = |per_mille: usize| times[(times.len() - 1) * per_mille / 1000];
    println!("one record: median {:.2?}, 99 % {:.2?}, slowest {:.2?}", at(500), at(990), at(1000));
}

fn show(features: &[Features], known: &[Known], model: &Model, frequencies: &Frequencies, a: usize, b: usize) {
    let comparison = compare(&features[a], &features[b], model, frequencies);
    let levels: Vec<String> = Field::ALL
        .iter()
        .filter(|field| comparison.levels.of(**field) > 0)
        .map(|field| format!("{field:?}={}", comparison.levels.of(*field)))
        .collect();
    println!("{:?} {} {} {:?}", comparison.verdict, comparison.weight, levels.join(" "), comparison.pattern);
    for at in [a, b] {
        println!("    [{}] S{} {} {:?}", known[at].entity, features[at].source.0, known[at].shown, known[at].done);
    }
}

/// Clusters of several entities, by their strongest wrong pairs.
fn wrong(partition: &Partition, known: &[Known], show: &dyn Fn(usize, usize)) {
    for cluster in &partition.clusters {
        let first = known[cluster[0]].entity;
        let strangers = cluster.iter().filter(|record| known[**record].entity != first);
        for stranger in strangers.take(1) {
            println!("wrong, of {} records:", cluster.len());
            cluster.iter().filter(|record| *record != stranger).take(4).for_each(|record| show(*record, *stranger));
        }
    }
}

/// Pairs by pattern and whole bits of weight: how many, and how many of them are of one entity.
fn calibration(edges: &[Edge], known: &[Known]) {
    let mut rows: std::collections::BTreeMap<(String, i32), (u32, u32)> = std::collections::BTreeMap::new();
    for edge in edges {
        let bits = edge.comparison.weight.div_euclid(2000) * 2;
        let row =
            rows.entry((format!("{:?} {:?}", edge.comparison.verdict, edge.comparison.pattern), bits)).or_default();
        row.0 += 1;
        row.1 += u32::from(known[edge.a].entity == known[edge.b].entity);
    }
    for ((pattern, bits), (pairs, right)) in rows.iter().filter(|(_, (pairs, _))| *pairs >= 20) {
        println!("{pattern} {bits:>4} bits: {pairs:>7} pairs, {:.3} right", f64::from(*right) / f64::from(*pairs));
    }
}

fn missed(partition: &Partition, known: &[Known], cluster_of: &[usize], show: &dyn Fn(usize, usize)) {
    let asked: std::collections::HashSet<(usize, usize)> = partition
        .questions
        .iter()
        .flat_map(|question| question.suspects.iter().map(|suspect| (question.subject, suspect.cluster)))
        .collect();
    let mut of_entity: HashMap<usize, Vec<usize>> = HashMap::new();
    known.iter().enumerate().for_each(|(at, known)| of_entity.entry(known.entity).or_default().push(at));
    for entity in 0..4000 {
        let Some(members) = of_entity.get(&entity) else { continue };
        for pair in members.windows(2) {
            let (a, b) = (cluster_of[pair[0]], cluster_of[pair[1]]);
            if a != b && !asked.contains(&(a, b)) && !asked.contains(&(b, a)) {
                show(pair[0], pair[1]);
            }
        }
    }
}

fn useless(partition: &Partition, known: &[Known], show: &dyn Fn(usize, usize)) {
    for question in partition.questions.iter().step_by(20) {
        let suspect = &question.suspects[0];
        if known[suspect.edge.a].entity != known[suspect.edge.b].entity {
            show(suspect.edge.a, suspect.edge.b);
        }
    }
}
