//! A small seeded generator (SplitMix64), so that one seed always tells the same story.

/// The state of the generator.
#[derive(Debug, Clone)]
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// A generator of its own for each part of the story, so that a change in one leaves the others alone.
    pub(crate) fn new(seed: u64, part: u64) -> Self {
        Self { state: seed ^ part.wrapping_mul(0xd1b5_4a32_d192_ed03) }
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number in `from..=to`.
    pub(crate) fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.next() % (to.saturating_sub(from) + 1)
    }

    /// The same for lengths and days, which are small.
    pub(crate) fn small(&mut self, from: u16, to: u16) -> u16 {
        u16::try_from(self.between(from.into(), to.into())).unwrap_or(to)
    }

    /// True so many times in a hundred.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// One of several things.
    pub(crate) fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let at = usize::try_from(self.next() % (things.len().max(1) as u64)).unwrap_or(0);
        things.get(at).expect("BUG: the demo picks from an empty list")
    }

    /// So many decimal digits, the first not zero.
    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|at| char::from_digit(u32::from(self.small(u16::from(at == 0), 9)), 10).unwrap_or('1')).collect()
    }

    /// A version 4 GUID in lower case.
    pub(crate) fn guid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 48) & 0x3fff,
            low & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_tells_one_story_and_another_seed_another() {
        let draw = |seed| {
            let mut random = Random::new(seed, 1);
            (0..8).map(|_| random.between(5, 900)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!(draw(7).iter().all(|n| (5..=900).contains(n)));
    }

    #[test]
    fn guids_have_their_shape() {
        let guid = Random::new(1, 2).guid();
        let lengths: Vec<usize> = guid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }
}
