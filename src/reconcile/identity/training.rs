//! Learning the model from the store: how often fields agree among records of one client (by expectation maximization) and
//! of two (by pairs taken at random), then what each pattern turned out to be where the tax numbers say it.
//!
//! Probabilities are whole millionths, so that every platform learns the same model.

use super::blocks::Blocks;
use super::compare::{compare, weight_without_tax};
use super::features::{Features, one_slip_apart};
use super::keys::Frequencies;
use super::model::{Field, Levels, Model, ONE, Pattern, log2, odds, probability};

/// As many pairs are learned from at most.
const SAMPLE: usize = 150_000;

/// Rounds of expectation maximization; the weights stand still long before, being rounded.
const ROUNDS: usize = 4;

/// What the built-in chances count for, in pairs.
const PRIOR_PAIRS: u64 = 200;

/// Fewer pairs of a pattern teach nothing.
const PATTERN_MIN: u64 = 30;

/// A pattern moves the weight by so much at most.
const SHIFT_MAX: i32 = 9_000;

/// Makes a model for these records. The same records give the same model, in whatever order they stand once their keys
/// are sorted: nothing is drawn by chance.
#[must_use]
pub fn train(features: &[Features], blocks: &Blocks, frequencies: &Frequencies) -> Model {
    let mut model = Model::built_in(u32::try_from(features.len()).unwrap_or(u32::MAX));
    let pairs = sample(features, blocks);
    if pairs.len() < 500 {
        return model;
    }
    learn_others(features, &mut model, frequencies);
    for _ in 0..ROUNDS {
        learn_same(features, &pairs, &mut model, frequencies);
    }
    learn_patterns(features, &pairs, &mut model, frequencies);
    model
}

/// Candidate pairs, evenly thinned.
fn sample(features: &[Features], blocks: &Blocks) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut step = 1;
    for a in 0..features.len() {
        let hash = mixed(a);
        if !hash.is_multiple_of(step) {
            continue;
        }
        pairs.extend(blocks.later(a).into_iter().map(|b| (a, b)));
        // Too many: every second record is left out from here on, and of those before.
        while pairs.len() > SAMPLE {
            step *= 2;
            pairs.retain(|(a, _)| mixed(*a).is_multiple_of(step));
        }
    }
    pairs
}

/// A fixed shuffle of indices.
fn mixed(at: usize) -> u64 {
    let seed = u64::try_from(at).unwrap_or_default().wrapping_add(1);
    let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 20
}

/// What the tax numbers say of a pair: one client or two; nothing where one lacks or may be a typo of the other.
fn label(a: &Features, b: &Features) -> Option<bool> {
    let (x, y) = (a.tax_id.as_ref()?, b.tax_id.as_ref()?);
    (x.kind == y.kind && !one_slip_apart(&x.digits, &y.digits)).then(|| x == y)
}

/// A chance that a weight below zero stands for, in millionths.
fn as_chance(weight: i32) -> u64 {
    (ONE * odds(weight)) >> 20
}

fn as_weight(millionths: u64) -> i32 {
    log2(millionths) - log2(ONE)
}

/// Sums by field and level, in millionths of a pair.
#[derive(Default)]
struct Tally([[u64; 8]; 9]);

impl Tally {
    fn add(&mut self, levels: Levels, share: u64) {
        for (sums, field) in self.0.iter_mut().zip(Field::ALL) {
            if let Some(sum) = sums.get_mut(usize::from(levels.of(field))) {
                *sum += share;
            }
        }
    }

    /// The share of each level among those present, the built-in chance counting as so many pairs; level 0 is absence.
    fn shares(&self, field: Field, built_in: impl Fn(u8) -> u64, levels: u8) -> Vec<(u8, u64)> {
        let found = self.0.iter().zip(Field::ALL).find(|(_, one)| *one == field);
        let sums = found.map(|(sums, _)| *sums).unwrap_or_default();
        let present: u64 = sums.iter().skip(1).sum::<u64>() / ONE;
        let of = |level: u8| sums.get(usize::from(level)).copied().unwrap_or_default();
        (1..=levels)
            .map(|level| (level, (of(level) + built_in(level) * PRIOR_PAIRS) / (present + PRIOR_PAIRS)))
            .collect()
    }
}

/// Levels whose chance among strangers follows from the value's frequency, or is too rare to be seen at random.
fn is_by_value(field: Field, level: u8) -> bool {
    match field {
        Field::Name => level <= 2,
        Field::TaxId => level <= 3,
        Field::Registration | Field::Account | Field::Phone => level == 1,
        Field::Mail | Field::Address => level <= 2,
        Field::Form | Field::Kpp => false,
    }
}

/// How often fields agree among strangers: records against others taken in a fixed shuffle.
fn learn_others(features: &[Features], model: &mut Model, frequencies: &Frequencies) {
    let mut tally = Tally::default();
    let count = u64::try_from(features.len()).unwrap_or(u64::MAX).max(1);
    for round in 0..2 {
        for (at, one) in features.iter().enumerate().take(SAMPLE / 2) {
            let other = usize::try_from(mixed(at * 2 + round) % count).ok();
            let other = other.filter(|other| *other != at).and_then(|other| features.get(other));
            if let Some(other) = other {
                tally.add(compare(one, other, model, frequencies).levels, ONE);
            }
        }
    }
    for field in Field::ALL {
        let levels = model.levels(field);
        let built_in = |level| model.chance(field, level).map_or(0, |chance| as_chance(chance.other));
        for (level, share) in tally.shares(field, built_in, levels) {
            if !is_by_value(field, level) {
                model.set_other(field, level, as_weight(share));
            }
        }
    }
}

/// One round of expectation maximization: how often fields agree among pairs, each counted as far as it is one client.
fn learn_same(features: &[Features], pairs: &[(usize, usize)], model: &mut Model, frequencies: &Frequencies) {
    let mut tally = Tally::default();
    for (a, b) in pairs {
        let Some((a, b)) = features.get(*a).zip(features.get(*b)) else { continue };
        let comparison = compare(a, b, model, frequencies);
        let share = match label(a, b) {
            Some(true) => ONE * 995 / 1000,
            Some(false) => 0,
            None => probability(comparison.weight),
        };
        tally.add(comparison.levels, share);
    }
    for field in Field::ALL {
        let levels = model.levels(field);
        let built_in = |level| Model::built_in(0).chance(field, level).map_or(0, |chance| as_chance(chance.same));
        for (level, share) in tally.shares(field, built_in, levels) {
            model.set_same(field, level, as_weight(share));
        }
    }
}

/// What pairs of each pattern turned out to be where both tax numbers are known, against what the weights say of them.
fn learn_patterns(features: &[Features], pairs: &[(usize, usize)], model: &mut Model, frequencies: &Frequencies) {
    let mut seen = vec![(0_u64, 0_u64, 0_u64); Pattern::COUNT];
    for (a, b) in pairs {
        let Some((a, b)) = features.get(*a).zip(features.get(*b)) else { continue };
        let Some(same) = label(a, b) else { continue };
        let (weight, pattern) = weight_without_tax(a, b, model, frequencies, same);
        if let Some((ones, all, expected)) = seen.get_mut(pattern.index()) {
            // Each pair stands for two records joining each other; of a settled name only the lone stranger joined.
            let times = if !same && pattern.common == 0 { 1 } else { 2 };
            *ones += times * u64::from(same);
            *all += times;
            *expected += times * probability(weight);
        }
    }
    for (index, (ones, all, expected)) in seen.into_iter().enumerate().filter(|(_, (_, all, _))| *all >= PATTERN_MIN) {
        let observed = log2(2 * ones + 1) - log2(2 * (all - ones) + 1);
        let believed = log2(expected + ONE / 2) - log2(all * ONE - expected + ONE / 2);
        model.set_shift(index, (observed - believed).clamp(-SHIFT_MAX, SHIFT_MAX));
    }
}
