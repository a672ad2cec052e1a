//! What records hold beyond what their mapping reads: names no selector asks for, and the captions of a sheet's head.
//!
//! They are kept beside the tree so that a change of what a source sends can be seen over the whole document. Bounded:
//! a document that makes up names without end costs a fixed table.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::tree::{NameId, Names};

/// Numbers from here on are those of strangers; names of selectors are counted from 1.
const FIRST: u32 = 1 << 31;
/// No exchange format comes near so many names.
const NAMES_LIMIT: usize = 4_096;
/// Longer names are not told apart.
const NAME_BYTES_LIMIT: usize = 256;
/// A sheet has at most 16,384 columns; a head that people read has fewer.
const COLUMNS_LIMIT: usize = 1_024;

/// Names beside those of the mapping.
#[derive(Debug, Clone, Default)]
pub struct Strangers {
    ids: HashMap<Box<str>, NameId, FxBuildHasher>,
    names: Vec<Box<str>>,
    columns: Vec<HeadColumn>,
    overflowed: bool,
}

/// A column of a sheet's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadColumn {
    /// The name its cells have in the tree: the mapping's column key, or a stranger.
    pub name: NameId,
    /// The caption as it stands there.
    pub caption: String,
    /// The caption folded, as captions are compared.
    pub folded: String,
    /// Column of the sheet, counted from 0.
    pub column: u32,
}

impl Strangers {
    /// The number of a name, made if new; [`Names::OTHER`] once there are too many.
    pub fn intern(&mut self, name: &str) -> NameId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        if self.names.len() >= NAMES_LIMIT || name.len() > NAME_BYTES_LIMIT {
            self.overflowed = true;
            return Names::OTHER;
        }
        let count = u32::try_from(self.names.len()).unwrap_or_default();
        let id = NameId(FIRST + count);
        self.ids.insert(name.into(), id);
        self.names.push(name.into());
        id
    }

    /// The name of a stranger.
    #[must_use]
    pub fn name(&self, id: NameId) -> Option<&str> {
        self.names.get(id.0.checked_sub(FIRST)? as usize).map(|name| &**name)
    }

    /// Whether there were more names than are kept.
    #[must_use]
    pub fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Notes a column of a head; the same one on another sheet counts once.
    pub fn add_column(&mut self, column: HeadColumn) {
        let is_known = |known: &HeadColumn| known.name == column.name && known.folded == column.folded;
        if self.columns.iter().any(is_known) {
            return;
        }
        if self.columns.len() >= COLUMNS_LIMIT {
            self.overflowed = true;
            return;
        }
        self.columns.push(column);
    }

    /// Every column of every head met so far, in order.
    #[must_use]
    pub fn columns(&self) -> &[HeadColumn] {
        &self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_number_and_comes_back() {
        let mut strangers = Strangers::default();
        let (a, b) = (strangers.intern("Склад"), strangers.intern("Ставка"));
        assert_eq!(strangers.intern("Склад"), a);
        assert_ne!(a, b);
        assert_eq!((strangers.name(a), strangers.name(b)), (Some("Склад"), Some("Ставка")));
        assert_eq!(strangers.name(Names::OTHER), None);
        assert_eq!(strangers.name(Names::default().intern("x")), None);
    }

    #[test]
    fn names_without_end_cost_a_fixed_table() {
        let mut strangers = Strangers::default();
        for number in 0..100_000 {
            strangers.intern(&format!("n{number}"));
        }
        assert!(strangers.overflowed());
        assert_eq!(strangers.names.len(), NAMES_LIMIT);
        assert_eq!(strangers.intern("n99999"), Names::OTHER);
        assert_eq!(strangers.intern(&"x".repeat(1_000)), Names::OTHER);
    }
}
