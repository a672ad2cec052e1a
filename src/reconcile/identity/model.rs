//! The Fellegi–Sunter model: how much each agreement and disagreement weighs.
//!
//! Weights are whole thousandths of a bit: a model reads back exactly as written and compares alike on every platform.

use serde::{Deserialize, Serialize};

use super::keys::Count;

/// Version of the algorithm that weights are made for; a stored model of another is trained anew by `review rematch`.
pub const MODEL_VERSION: u32 = 1;

/// A bit in the weights' unit.
pub const BIT: i32 = 1000;

/// What of two records is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Names: equal, through a transliteration, typo, initials, part, similar, different.
    Name,
    /// Family of the legal form: equal, different.
    Form,
    /// Tax number: equal, equal though unverified, one slip apart, different.
    TaxId,
    /// КПП: equal, different.
    Kpp,
    /// Registration number: equal, different.
    Registration,
    /// Accounts: one in common, none.
    Account,
    /// Phones: one in common, none.
    Phone,
    /// Mails: one in common, a domain in common, none.
    Mail,
    /// Addresses: equal, house, city, unclear, other city.
    Address,
}

impl Field {
    /// Every field, in the order of [`Levels`].
    pub const ALL: [Self; 9] = [
        Self::Name,
        Self::Form,
        Self::TaxId,
        Self::Kpp,
        Self::Registration,
        Self::Account,
        Self::Phone,
        Self::Mail,
        Self::Address,
    ];

    fn index(self) -> usize {
        Self::ALL.iter().position(|field| *field == self).unwrap_or_default()
    }
}

/// The level of each field's comparison: 0 where one side lacks it, then 1 for the best.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Levels([u8; 9]);

impl Levels {
    /// The level of a field.
    #[must_use]
    pub fn of(self, field: Field) -> u8 {
        self.0.get(field.index()).copied().unwrap_or_default()
    }

    /// Sets the level of a field.
    pub fn set(&mut self, field: Field, level: u8) {
        if let Some(slot) = self.0.get_mut(field.index()) {
            *slot = level;
        }
    }
}

/// How probable a level is among records of one client and among those of two: binary logarithms in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chance {
    /// Among records of one client.
    pub same: i32,
    /// Among records of two clients; of an agreement whose weight follows from how often the value occurs, unused.
    pub other: i32,
}

/// Where pairs are joined without asking, and where they are asked about: logarithm of the odds, in thousandths of a bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bars {
    /// Joined from here.
    pub join: i32,
    /// Joined from here where the names agree and a contact, account or registration number vouches.
    pub join_vouched: i32,
    /// Asked from here.
    pub ask: i32,
}

/// The model: plain data, stored with the store whose records it judges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Version of the algorithm, see [`MODEL_VERSION`].
    pub version: u32,
    /// Logarithm of the number of records that frequencies are measured against; frozen when the model is made.
    pub total: i32,
    /// Logarithm of the odds that two records taken at random are of one client.
    pub prior: i32,
    /// By field and level.
    chances: Vec<Vec<Chance>>,
    /// By pattern (see [`Pattern`]): what pairs of that pattern turned out to be where both tax numbers were known.
    shifts: Vec<i32>,
    /// The bars.
    pub bars: Bars,
}

/// What a correction of the model is learned for: fields that are not independent of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// Level of the names, 0 to 7.
    pub name: u8,
    /// 0: nothing else agrees; 1: one contact; 2: two; 3: an account or registration number.
    pub support: u8,
    /// How common the name is: 0 one known holder and no sign of another, 1 rare, 2, 3 very common.
    pub common: u8,
    /// 0: cities unknown; 1: one city; 2: two.
    pub city: u8,
    /// Names of persons: given names repeat more than those of companies.
    pub person: bool,
}

impl Pattern {
    /// How many there are.
    pub const COUNT: usize = 8 * 4 * 4 * 3 * 2;

    /// Its number.
    #[must_use]
    pub fn index(self) -> usize {
        let [name, support, common, city] = [self.name, self.support, self.common, self.city].map(usize::from);
        (((name * 4 + support) * 4 + common) * 3 + city) * 2 + usize::from(self.person)
    }
}

/// Built-in chances per mille and level: among records of one client, among those of two. Measured on mixed Russian and
/// Ukrainian stores; good enough for a store too small to learn from.
const BUILT_IN: [&[(u32, u32)]; 9] = [
    &[(720_000, 100), (70_000, 100), (60_000, 40), (15_000, 150), (60_000, 2_500), (25_000, 8_000), (50_000, 989_000)],
    &[(930_000, 550_000), (70_000, 450_000)],
    &[(930_000, 20), (20_000, 20), (20_000, 20), (30_000, 999_900)],
    &[(850_000, 30_000), (150_000, 970_000)],
    &[(980_000, 20), (20_000, 999_900)],
    &[(500_000, 20), (500_000, 999_900)],
    &[(550_000, 50), (450_000, 999_900)],
    &[(550_000, 50), (100_000, 100), (350_000, 999_900)],
    &[(450_000, 50), (50_000, 200), (300_000, 60_000), (140_000, 240_000), (60_000, 700_000)],
];

/// A store is judged as a part of a market of at least so many records: a name that occurs twice in a list of ten says no
/// more than it would in a list of thousands.
const MARKET: u32 = 30_000;

impl Default for Model {
    fn default() -> Self {
        Self::built_in(0)
    }
}

impl Model {
    /// The built-in model for a store of so many records.
    #[must_use]
    pub fn built_in(records: u32) -> Self {
        let total = log2(u64::from(records.max(MARKET)));
        let chance = |(same, other): &(u32, u32)| Chance { same: per_million(*same), other: per_million(*other) };
        Self {
            version: MODEL_VERSION,
            total,
            // One and a half pairs for a record, as a rule of stores fed by several sources.
            prior: BIT + BIT / 2 - total,
            chances: BUILT_IN.iter().map(|levels| levels.iter().map(chance).collect()).collect(),
            shifts: vec![0; Pattern::COUNT],
            bars: Bars { join: 4_500, join_vouched: 3_000, ask: -1_250 },
        }
    }

    /// The weight of a level whose value's frequency says nothing.
    #[must_use]
    pub fn weight(&self, field: Field, level: u8) -> i32 {
        self.chance(field, level).map_or(0, |chance| chance.same - chance.other)
    }

    /// The weight of an agreement on a value that so many records may carry by chance.
    #[must_use]
    pub fn weight_of_value(&self, field: Field, level: u8, records: u32) -> i32 {
        self.chance(field, level).map_or(0, |chance| chance.same + self.total - log2(u64::from(records.max(1))))
    }

    /// What is added for a pattern.
    #[must_use]
    pub fn shift(&self, pattern: Pattern) -> i32 {
        self.shifts.get(pattern.index()).copied().unwrap_or_default()
    }

    pub(super) fn set_shift(&mut self, index: usize, shift: i32) {
        if let Some(slot) = self.shifts.get_mut(index) {
            *slot = shift;
        }
    }

    pub(super) fn chance(&self, field: Field, level: u8) -> Option<Chance> {
        let at = usize::from(level).checked_sub(1)?;
        self.chances.get(field.index())?.get(at).copied()
    }

    pub(super) fn set_same(&mut self, field: Field, level: u8, same: i32) {
        if let Some(chance) = self.chance_mut(field, level) {
            chance.same = same;
        }
    }

    pub(super) fn set_other(&mut self, field: Field, level: u8, other: i32) {
        if let Some(chance) = self.chance_mut(field, level) {
            chance.other = other;
        }
    }

    fn chance_mut(&mut self, field: Field, level: u8) -> Option<&mut Chance> {
        let at = usize::from(level).checked_sub(1)?;
        self.chances.get_mut(field.index())?.get_mut(at)
    }

    pub(super) fn levels(&self, field: Field) -> u8 {
        self.chances.get(field.index()).and_then(|levels| u8::try_from(levels.len()).ok()).unwrap_or_default()
    }
}

fn per_million(chance: u32) -> i32 {
    log2(u64::from(chance.max(1))) - log2(1_000_000)
}

/// The binary logarithm in thousandths, interpolated between powers of two (off by 86 thousandths at most): whole numbers
/// only, so that every platform agrees.
#[must_use]
pub(super) fn log2(number: u64) -> i32 {
    let number = number.clamp(1, 1 << 40);
    let power = number.ilog2();
    let rest = ((number - (1 << power)) * 1000) >> power;
    i32::try_from(u64::from(power) * 1000 + rest).unwrap_or(i32::MAX)
}

/// What is certain, in millionths.
pub(super) const ONE: u64 = 1_000_000;

/// A weight as odds, in parts of 2^20.
#[must_use]
pub(super) fn odds(weight: i32) -> u64 {
    let above = u64::try_from(weight.clamp(-20_000, 20_000) + 20_000).unwrap_or_default();
    (1 << (above / 1000)) * (1000 + above % 1000) / 1000
}

/// The probability that a weight stands for, in millionths.
#[must_use]
pub(super) fn probability(weight: i32) -> u64 {
    let odds = odds(weight);
    ONE * odds / (odds + (1 << 20))
}

/// How much an agreement on a contact is worth beside the number of different firms behind it: an accountant's phone
/// joins nobody.
#[must_use]
pub(super) fn discount(weight: i32, count: Count) -> i32 {
    match count.holders {
        0..=2 => weight,
        holders @ 3..=5 => (weight - i32::try_from(holders - 2).unwrap_or_default() * 2 * BIT).max(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_whole_and_near() {
        assert_eq!([1, 2, 3, 1024, 1536].map(log2), [0, 1000, 1500, 10_000, 10_500]);
    }

    #[test]
    fn a_model_reads_back_as_written() {
        let model = Model::built_in(100_000);
        let text = serde_json::to_string(&model).unwrap();
        assert_eq!(serde_json::from_str::<Model>(&text).unwrap(), model);
    }

    #[test]
    fn a_value_of_many_firms_weighs_nothing() {
        let count = |holders| Count { records: 40, holders, telling: 40, rest: 30 };
        assert_eq!(discount(10_000, count(2)), 10_000);
        assert!(discount(10_000, count(4)) < 10_000);
        assert_eq!(discount(10_000, count(40)), 0);
    }

    #[test]
    fn patterns_have_numbers_of_their_own() {
        let last = Pattern { name: 7, support: 3, common: 3, city: 2, person: true };
        assert_eq!(last.index(), Pattern::COUNT - 1);
    }
}
