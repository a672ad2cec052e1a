//! What records met in a file say under a key, for those that refer to them by it.
//!
//! Only declared values are kept, and no more than [`BYTES_MAX`] of them.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::rule::Condition;
use super::select::Selector;

/// Most bytes of keys and values that one document may have kept: some three hundred thousand entries.
pub(super) const BYTES_MAX: usize = 64 << 20;

/// How an index is filled.
#[derive(Debug)]
pub(crate) struct IndexRule {
    /// Patterns whose records it takes from.
    pub(crate) patterns: Vec<usize>,
    pub(crate) when: Box<[Condition]>,
    /// Where the entries stand within such a record.
    pub(crate) each: Box<[Selector]>,
    pub(crate) key: Selector,
    pub(crate) values: Box<[Selector]>,
}

/// What one key has, by the number of the value.
type Values = Box<[Option<Box<str>>]>;

/// What was kept so far.
#[derive(Debug, Default)]
pub(crate) struct Indexes {
    entries: Vec<FxHashMap<Box<str>, Values>>,
    bytes: usize,
    /// Keys that were looked for in vain since somebody asked.
    missed: RefCell<Vec<String>>,
}

impl Indexes {
    pub(super) fn new(count: usize) -> Self {
        Self { entries: (0..count).map(|_| FxHashMap::default()).collect(), ..Self::default() }
    }

    /// Whether more was to be kept than may be.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > BYTES_MAX
    }

    /// Keeps what a record says under a key. What is said of a key again replaces what was said before, value by value:
    /// the same object may be mentioned first and come whole later.
    pub(super) fn keep(&mut self, index: usize, key: &str, values: &[Option<&str>]) {
        let Some(entries) = self.entries.get_mut(index).filter(|_| self.bytes <= BYTES_MAX) else { return };
        if let Some(held) = entries.get_mut(key) {
            for (held, given) in held.iter_mut().zip(values) {
                if let Some(given) = given {
                    let replaced = held.replace((*given).into()).map_or(0, |text| text.len());
                    self.bytes = self.bytes + given.len() - replaced;
                }
            }
            return;
        }
        let values: Values = values.iter().map(|value| value.map(Box::from)).collect();
        let texts: usize = values.iter().flatten().map(|text| text.len()).sum();
        // A hash slot, the key's and the values' headers.
        self.bytes += texts + key.len() + 48 + 16 * values.len();
        entries.insert(key.into(), values);
    }

    pub(super) fn value(&self, index: usize, key: &str, value: usize) -> Option<&str> {
        match self.entries.get(index)?.get(key) {
            Some(values) => values.get(value)?.as_deref(),
            None => {
                self.missed.borrow_mut().push(key.to_owned());
                None
            }
        }
    }

    /// The last key that was looked for in vain; asking forgets them.
    pub(super) fn take_missed(&self) -> Option<String> {
        std::mem::take(&mut *self.missed.borrow_mut()).pop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_again_takes_no_more_room() {
        let mut indexes = Indexes::new(1);
        let long = "x".repeat(1 << 20);
        for _ in 0..200 {
            indexes.keep(0, "7", &[Some(&long), None]);
        }
        assert!(!indexes.is_full() && indexes.bytes < 2 << 20, "{}", indexes.bytes);
        indexes.keep(0, "7", &[Some("short"), None]);
        assert!(indexes.bytes < 200, "{}", indexes.bytes);
    }

    #[test]
    fn later_says_more_and_the_limit_holds() {
        let mut indexes = Indexes::new(1);
        indexes.keep(0, "7", &[Some("guid"), None]);
        indexes.keep(0, "7", &[None, Some("name")]);
        assert_eq!((indexes.value(0, "7", 0), indexes.value(0, "7", 1)), (Some("guid"), Some("name")));
        assert_eq!(indexes.take_missed(), None);
        assert_eq!(indexes.value(0, "8", 0), None);
        assert_eq!(indexes.take_missed().as_deref(), Some("8"));
        assert_eq!(indexes.take_missed(), None);
        let long = "x".repeat(1 << 20);
        for at in 0..200 {
            indexes.keep(0, &at.to_string(), &[Some(&long), None]);
        }
        assert!(indexes.is_full() && indexes.bytes < BYTES_MAX + (2 << 20), "{}", indexes.bytes);
        assert_eq!(indexes.value(0, "199", 0), None);
    }
}
