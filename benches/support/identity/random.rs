//! A seeded generator and invented identifiers whose check digits hold.

use sverka::model::tax_id::TaxIdKind;

/// SplitMix64: one seed, one world.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd134_2543_de82_ef95) ^ 0x5bd1_e995_9d1b_58ab)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    /// Whether something of this many per mille happens.
    pub(crate) fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// Picks with the first far more often than the last.
    pub(crate) fn pick_popular<'a>(&mut self, items: &[&'a str]) -> &'a str {
        let end = 1 + self.below(items.len());
        items[self.below(end)]
    }

    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or_default())).collect()
    }

    /// A tax number of a register, with one digit or two to make the check hold.
    pub(crate) fn tax_id(&mut self, kind: TaxIdKind) -> String {
        loop {
            let body = match kind {
                TaxIdKind::InnCompany => {
                    format!("{:02}{:02}{}", 1 + self.below(89), 1 + self.below(40), self.digits(5))
                }
                TaxIdKind::InnPerson => format!("{:02}{:02}{}", 1 + self.below(89), 1 + self.below(40), self.digits(6)),
                TaxIdKind::Edrpou => format!("{}{}", self.pick(&["0", "1", "2", "3", "4"]), self.digits(6)),
                _ => format!("{:05}{}", 20_000 + self.below(20_000), self.digits(4)),
            };
            let checked = (0..100).map(|check| match kind {
                TaxIdKind::InnPerson => format!("{body}{check:02}"),
                _ => format!("{body}{}", check % 10),
            });
            if let Some(found) = checked.into_iter().find(|digits| kind.holds(digits)) {
                return found;
            }
        }
    }
}
