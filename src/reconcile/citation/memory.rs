//! Purposes that were asked about lately, of this process: whoever asks about one again finds it read.
//!
//! What a purpose says follows from its text and day alone, so it makes no difference which of them are remembered.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jiff::civil::Date;
use rustc_hash::FxBuildHasher;

use super::Purpose;

/// So many are remembered at least, and at most twice as many: some ten megabytes.
const REMEMBERED: usize = 16_384;

static MEMORY: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);

/// The purpose of that text and day.
pub(super) fn purpose(text: &str, today: Date) -> Arc<Purpose> {
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner).purpose(text, today)
}

/// Two generations: when the younger one is full the older one is forgotten.
#[derive(Default)]
struct Memory {
    young: Generation,
    old: Generation,
}

/// By the hash of text and day. Of two with the same hash the later one is remembered.
type Generation = HashMap<u64, Arc<Purpose>, FxBuildHasher>;

impl Memory {
    fn purpose(&mut self, text: &str, today: Date) -> Arc<Purpose> {
        let key = FxBuildHasher.hash_one((text, today));
        let known = self.young.get(&key).filter(|known| known.is(text, today));
        if let Some(known) = known {
            return Arc::clone(known);
        }
        let known = self.old.remove(&key).filter(|known| known.is(text, today));
        let purpose = known.unwrap_or_else(|| Arc::new(Purpose::new(text, today)));
        if self.young.len() >= REMEMBERED {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, Arc::clone(&purpose));
        purpose
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_purpose_is_read_once() {
        let mut memory = Memory::default();
        let today = day("2026-10-20");
        let first = memory.purpose("по счету 101", today);
        assert_eq!(first.citations().len(), 1);
        assert!(Arc::ptr_eq(&first, &memory.purpose("по счету 101", today)));
    }

    #[test]
    fn the_day_and_the_text_tell_them_apart() {
        let mut memory = Memory::default();
        let first = memory.purpose("по счету 101 от 05.10", day("2026-10-20"));
        let next_year = memory.purpose("по счету 101 от 05.10", day("2027-10-20"));
        assert_ne!(first.citations(), next_year.citations(), "a date without its year is completed by the day");
        assert_ne!(first.citations(), memory.purpose("по счету 102 от 05.10", day("2026-10-20")).citations());
    }

    #[test]
    fn the_same_hash_is_not_the_same_purpose() {
        let mut memory = Memory::default();
        let today = day("2026-10-20");
        let key = FxBuildHasher.hash_one(("по счету 101", today));
        memory.young.insert(key, Arc::new(Purpose::new("по счету 7", today)));
        assert_eq!(memory.purpose("по счету 101", today).citations()[0].number, "101");
    }

    #[test]
    fn what_was_not_asked_about_for_long_is_forgotten_and_what_was_stays() {
        let mut memory = Memory::default();
        let today = day("2026-10-20");
        let kept = memory.purpose("по счету 1", today);
        let forgotten = memory.purpose("по счету 2", today);
        for number in 0..REMEMBERED + 10 {
            memory.purpose(&format!("по накладной {number}"), today);
        }
        assert!(Arc::ptr_eq(&kept, &memory.purpose("по счету 1", today)));
        for number in 0..REMEMBERED {
            memory.purpose(&format!("по акту {number}"), today);
        }
        assert!(Arc::ptr_eq(&kept, &memory.purpose("по счету 1", today)));
        assert!(!Arc::ptr_eq(&forgotten, &memory.purpose("по счету 2", today)));
        assert!(memory.young.len() + memory.old.len() <= 2 * REMEMBERED);
    }
}
