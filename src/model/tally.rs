//! The conservation count: read = applied + unchanged + queued + refused, in rows and in money.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::money::{Currency, Money};
use super::record::RecordKind;

/// The one outcome a row has about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It changed what the store holds.
    Applied,
    /// Equal to, or older than, what is held.
    Unchanged,
    /// Withheld from the golden values until a person decides.
    Queued,
    /// Not taken; the receipt says why.
    Refused,
}

/// Rows by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows read.
    pub read: u64,
    /// Rows that changed the store.
    pub applied: u64,
    /// Rows equal to, or older than, what is held.
    pub unchanged: u64,
    /// Rows withheld until a person decides.
    pub queued: u64,
    /// Rows not taken.
    pub refused: u64,
}

/// Amounts by outcome, in minor units of one currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// Read.
    pub read: i128,
    /// Applied.
    pub applied: i128,
    /// Unchanged.
    pub unchanged: i128,
    /// Queued.
    pub queued: i128,
    /// Refused.
    pub refused: i128,
}

/// The count of one delivery, or of a whole run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rows by outcome.
    pub rows: Counts,
    /// Rows by kind and outcome.
    pub by_kind: BTreeMap<RecordKind, Counts>,
    /// Money by kind, currency and outcome.
    #[serde(with = "money_list")]
    pub money: BTreeMap<(RecordKind, Currency), Sums>,
    /// Elements that are no rows: headings, totals, kinds the mapping passes over.
    pub skipped: u64,
}

impl Counts {
    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Applied => self.applied += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Queued => self.queued += 1,
            Outcome::Refused => self.refused += 1,
        }
    }

    fn merge(&mut self, other: &Self) {
        let Self { read, applied, unchanged, queued, refused } = other;
        self.read += read;
        self.applied += applied;
        self.unchanged += unchanged;
        self.queued += queued;
        self.refused += refused;
    }

    /// Rows that were taken and said something new.
    #[must_use]
    pub fn kept(&self) -> u64 {
        self.applied + self.queued
    }

    /// Whether every row read has an outcome.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.read == self.applied + self.unchanged + self.queued + self.refused
    }
}

impl Sums {
    fn add(&mut self, outcome: Outcome, minor: i128) {
        match outcome {
            Outcome::Applied => self.applied += minor,
            Outcome::Unchanged => self.unchanged += minor,
            Outcome::Queued => self.queued += minor,
            Outcome::Refused => self.refused += minor,
        }
    }

    fn merge(&mut self, other: &Self) {
        let Self { read, applied, unchanged, queued, refused } = other;
        self.read += read;
        self.applied += applied;
        self.unchanged += unchanged;
        self.queued += queued;
        self.refused += refused;
    }

    /// Whether all money read has an outcome.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.read == self.applied + self.unchanged + self.queued + self.refused
    }
}

impl Tally {
    /// Counts a row as read, where the reader hands it over.
    pub fn read(&mut self, kind: RecordKind, money: Option<Money>) {
        self.rows.read += 1;
        self.by_kind.entry(kind).or_default().read += 1;
        if let Some(money) = money {
            self.money.entry((kind, money.currency)).or_default().read += i128::from(money.minor);
        }
    }

    /// Counts a row's outcome, where it is decided.
    pub fn decide(&mut self, kind: RecordKind, money: Option<Money>, outcome: Outcome) {
        self.rows.add(outcome);
        self.by_kind.entry(kind).or_default().add(outcome);
        if let Some(money) = money {
            self.money.entry((kind, money.currency)).or_default().add(outcome, i128::from(money.minor));
        }
    }

    /// Adds another count to this one.
    pub fn merge(&mut self, other: &Self) {
        let Self { rows, by_kind, money, skipped } = other;
        self.rows.merge(rows);
        for (kind, counts) in by_kind {
            self.by_kind.entry(*kind).or_default().merge(counts);
        }
        for (key, sums) in money {
            self.money.entry(*key).or_default().merge(sums);
        }
        self.skipped += skipped;
    }

    /// The same delivery met again: what was applied then is unchanged now.
    #[must_use]
    pub fn seen_again(&self) -> Self {
        let counts = |c: &Counts| Counts { unchanged: c.applied + c.unchanged, applied: 0, ..*c };
        let sums = |s: &Sums| Sums { unchanged: s.applied + s.unchanged, applied: 0, ..*s };
        Self {
            rows: counts(&self.rows),
            by_kind: self.by_kind.iter().map(|(kind, c)| (*kind, counts(c))).collect(),
            money: self.money.iter().map(|(key, s)| (*key, sums(s))).collect(),
            skipped: self.skipped,
        }
    }

    /// Money over all kinds, by currency.
    #[must_use]
    pub fn money_by_currency(&self) -> BTreeMap<Currency, Sums> {
        let mut totals: BTreeMap<Currency, Sums> = BTreeMap::new();
        for ((_kind, currency), sums) in &self.money {
            totals.entry(*currency).or_default().merge(sums);
        }
        totals
    }

    /// Promise 1: rows and money read are rows and money decided.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.rows.balances() && self.by_kind.values().all(Counts::balances) && self.money.values().all(Sums::balances)
    }
}

/// JSON has no composite keys: the map is written as a list.
mod money_list {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Currency, RecordKind, Sums};

    #[derive(Serialize, Deserialize)]
    struct Entry {
        kind: RecordKind,
        currency: Currency,
        sums: Sums,
    }

    pub(super) fn serialize<S: Serializer>(
        map: &BTreeMap<(RecordKind, Currency), Sums>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map.iter().map(|((kind, currency), sums)| Entry {
            kind: *kind,
            currency: *currency,
            sums: *sums,
        }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<(RecordKind, Currency), Sums>, D::Error> {
        let entries = Vec::<Entry>::deserialize(deserializer)?;
        Ok(entries.into_iter().map(|e| ((e.kind, e.currency), e.sums)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_balances_only_when_everything_read_is_decided() {
        let money = Some(Money { minor: 100, currency: Currency::RUB });
        let mut tally = Tally::default();
        tally.read(RecordKind::Invoice, money);
        assert!(!tally.balances());
        tally.decide(RecordKind::Invoice, money, Outcome::Applied);
        assert!(tally.balances());
        assert_eq!(tally.seen_again().rows.unchanged, 1);
        assert!(tally.seen_again().balances());
    }

    #[test]
    fn a_tally_survives_json() {
        let mut tally = Tally::default();
        tally.read(RecordKind::Payment, Some(Money { minor: 7, currency: Currency::UAH }));
        let text = serde_json::to_string(&tally).unwrap();
        assert_eq!(serde_json::from_str::<Tally>(&text).unwrap(), tally);
    }
}
