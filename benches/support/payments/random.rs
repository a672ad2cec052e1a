//! A seeded generator and invented identifiers with right check digits: one seed always gives the same world.

/// A small fast generator (SplitMix64); statistical quality is all that is asked of it.
pub(crate) struct Random {
    state: u64,
    /// Serial number of the next tax number: no two are the same.
    serial: usize,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed ^ 0x5bd1_e995_9d1b_58ab, serial: 0 }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    /// A number of a closed range.
    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        let width = u64::try_from(last - first + 1).unwrap_or(1);
        first + i64::try_from(self.next() % width).unwrap_or_default()
    }

    /// Whether something of this many per cent happens.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Goes on from another serial number, away from those another generator gave.
    pub(crate) fn with_serials_from(self, serial: usize) -> Self {
        Self { serial, ..self }
    }

    fn serial(&mut self) -> usize {
        self.serial += 1;
        self.serial * 7_919 % 100_000
    }

    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or_default())).collect()
    }
}

fn weighted(digits: &str, weights: &[u32]) -> u32 {
    digits.chars().filter_map(|c| c.to_digit(10)).zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// A company's tax number of an office that does not exist.
pub(crate) fn company_tax_id(random: &mut Random) -> String {
    let body = format!("7799{:05}", random.serial());
    let check = weighted(&body, &[2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    format!("{body}{check}")
}

/// A sole trader's tax number of the same office.
pub(crate) fn person_tax_id(random: &mut Random) -> String {
    let mut id = format!("7799{:06}", random.serial());
    let first = weighted(&id, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    id.push_str(&first.to_string());
    let second = weighted(&id, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    id.push_str(&second.to_string());
    id
}

/// A Ukrainian company's number (ЄДРПОУ) outside the range of the second set of weights.
pub(crate) fn ukrainian_tax_id(random: &mut Random) -> String {
    let body = format!("2{:06}", random.serial());
    let first = weighted(&body, &[1, 2, 3, 4, 5, 6, 7]) % 11;
    let check = if first < 10 { first } else { weighted(&body, &[3, 4, 5, 6, 7, 8, 9]) % 11 % 10 };
    format!("{body}{check}")
}

/// A rouble account of a bank whose code ends in 974.
pub(crate) fn account(random: &mut Random, prefix: &str) -> String {
    let tail = random.digits(11);
    let fits = |account: &String| {
        let sum: u32 = "974"
            .chars()
            .chain(account.chars())
            .filter_map(|c| c.to_digit(10))
            .zip([7, 1, 3].into_iter().cycle())
            .map(|(digit, weight)| digit * weight % 10)
            .sum();
        sum.is_multiple_of(10)
    };
    (0..10).map(|key| format!("{prefix}{key}{tail}")).find(fits).unwrap_or_default()
}

/// A Ukrainian IBAN.
pub(crate) fn iban(random: &mut Random) -> String {
    let body = format!("305299000002600{}", random.digits(10));
    let remainder =
        format!("{body}301000").bytes().fold(0u32, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    format!("UA{:02}{body}", 98 - remainder)
}
