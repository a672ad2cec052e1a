//! Records compared, clusters and questions.

use crate::model::change::Reason;
use crate::model::membership::ClientRecord;
use crate::reconcile::identity::blocks::{Blocks, edges, partition_all};
use crate::reconcile::identity::{
    Comparison, Decision, Edge, Features, Frequencies, Model, Node, Partition, Why, compare, reasons, train,
};

/// Records side by side; indices are into the records.
pub(super) struct Matched {
    features: Vec<Features>,
    pub(super) model: Model,
    frequencies: Frequencies,
    edges: Vec<Edge>,
    /// Edges of each record, by number.
    edges_of: Vec<Vec<usize>>,
    pub(super) decisions: Vec<Decision>,
    pub(super) partition: Partition,
    /// Keys that too many records share.
    pub(super) passed_over: usize,
}

impl Matched {
    /// Learns from the cards, compares and partitions them; whether they taught anything.
    pub(super) fn learned(records: &[ClientRecord], features: Vec<Features>, decisions: Vec<Decision>) -> (Self, bool) {
        let blocks = Blocks::of(&features);
        let frequencies = blocks.frequencies(&features);
        let model = train(&features, &blocks, &frequencies);
        let learned = model != Model::built_in(u32::try_from(features.len()).unwrap_or(u32::MAX));
        (Self::in_blocks(records, features, blocks, frequencies, model, decisions), learned)
    }

    /// Compares and partitions the cards by these weights.
    pub(super) fn by(
        records: &[ClientRecord],
        features: Vec<Features>,
        decisions: Vec<Decision>,
        model: Model,
    ) -> Self {
        let blocks = Blocks::of(&features);
        let frequencies = blocks.frequencies(&features);
        Self::in_blocks(records, features, blocks, frequencies, model, decisions)
    }

    fn in_blocks(
        records: &[ClientRecord],
        features: Vec<Features>,
        blocks: Blocks,
        frequencies: Frequencies,
        model: Model,
        decisions: Vec<Decision>,
    ) -> Self {
        let edges = edges(&features, &blocks, &model, &frequencies);
        let passed_over = blocks.skipped.len();
        // Of many cards they are large, and what follows has no use for them.
        drop(blocks);
        let matched = Self::new(records, features, model, frequencies, edges, decisions);
        Self { passed_over, ..matched }
    }

    /// Partitions records that were compared already.
    pub(super) fn new(
        records: &[ClientRecord],
        features: Vec<Features>,
        model: Model,
        frequencies: Frequencies,
        edges: Vec<Edge>,
        decisions: Vec<Decision>,
    ) -> Self {
        let node = |(record, features): (&ClientRecord, _)| Node { key: record.by_name, features };
        let nodes: Vec<Node<'_>> = records.iter().zip(&features).map(node).collect();
        let partition = partition_all(&nodes, &edges, &decisions, &model, &frequencies);
        let mut edges_of: Vec<Vec<usize>> = vec![Vec::new(); features.len()];
        for (number, edge) in edges.iter().enumerate() {
            for end in [edge.a, edge.b] {
                edges_of.get_mut(end).into_iter().for_each(|list| list.push(number));
            }
        }
        Self { features, model, frequencies, edges, edges_of, decisions, partition, passed_over: 0 }
    }

    /// The pairs of a record that may be one client.
    pub(super) fn edges_of(&self, record: usize) -> impl Iterator<Item = &Edge> {
        let numbers = self.edges_of.get(record).into_iter().flatten();
        numbers.filter_map(|number| self.edges.get(*number))
    }

    /// Compares two records; nothing where one of them is none of these.
    pub(super) fn compare(&self, a: usize, b: usize) -> Option<Comparison> {
        let (one, other) = (self.features.get(a)?, self.features.get(b)?);
        Some(compare(one, other, &self.model, &self.frequencies))
    }

    /// Why two records are one client, or are asked about.
    pub(super) fn reasons(&self, edge: &Edge, why: Why) -> Vec<Reason> {
        let sides = self.features.get(edge.a).zip(self.features.get(edge.b));
        sides.map_or_else(Vec::new, |(a, b)| reasons(a, b, &edge.comparison, why, &self.frequencies))
    }
}
