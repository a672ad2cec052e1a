//! What a run took from one workbook.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// What people did in one workbook and a run took, or would take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookTaken {
    /// The workbook, relative to the workspace, forward slashes.
    pub path: String,
    /// How much of what.
    #[serde(flatten)]
    pub counts: TakenCounts,
}

/// How much was taken of a workbook, by what becomes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenCounts {
    /// Values that are in the store.
    pub edits: usize,
    /// Rows that became records.
    pub new_rows: usize,
    /// Values that collide with the store's and wait for a choice.
    pub conflicts: usize,
    /// Values of accounting's that are asked of the accountant.
    pub requests: usize,
    /// Choices: of values that collided, of answers to questions.
    pub choices: usize,
}

impl TakenCounts {
    /// Whether there was anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Each count with its stable name.
    #[must_use]
    pub fn named(self) -> [(&'static str, usize); 5] {
        let Self { edits, new_rows, conflicts, requests, choices } = self;
        [
            ("edits", edits),
            ("new-rows", new_rows),
            ("conflicts", conflicts),
            ("requests", requests),
            ("choices", choices),
        ]
    }
}

impl AddAssign for TakenCounts {
    fn add_assign(&mut self, more: Self) {
        self.edits += more.edits;
        self.new_rows += more.new_rows;
        self.conflicts += more.conflicts;
        self.requests += more.requests;
        self.choices += more.choices;
    }
}
