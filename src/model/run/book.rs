//! What a run did to a workbook.

use serde::{Deserialize, Serialize};

/// What became of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum BookOutcome {
    /// Written anew.
    Written,
    /// Nothing in it changed.
    Unchanged,
    /// Somebody holds it open; it is written as soon as it is free.
    Held,
    /// What somebody changed in it is not taken, and it is not written over: a person must look.
    EditsHeld {
        /// Why, in the workspace's language.
        reason: String,
    },
    /// What somebody changed in it is taken, but it can't be brought up to date: the news waits, and a person must look.
    NewsHeld {
        /// Why, in the workspace's language.
        reason: String,
    },
    /// A copy of it in another format whose edits were taken; the copy is left as it is.
    CopyTaken {
        /// How much was taken and what is not carried over, in the workspace's language.
        reason: String,
    },
    /// It can't be written.
    Failed {
        /// What the system says.
        reason: String,
    },
}

impl BookOutcome {
    /// Whether it waits for a person, and nothing of it was written.
    #[must_use]
    pub fn waits(&self) -> bool {
        matches!(self, Self::Held | Self::EditsHeld { .. } | Self::NewsHeld { .. })
    }

    /// The stable name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Unchanged => "unchanged",
            Self::Held => "held",
            Self::EditsHeld { .. } => "edits_held",
            Self::NewsHeld { .. } => "news_held",
            Self::CopyTaken { .. } => "copy_taken",
            Self::Failed { .. } => "failed",
        }
    }
}

/// One workbook of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookReport {
    /// Relative to the workspace, forward slashes.
    pub path: String,
    /// What became of it.
    pub outcome: BookOutcome,
}
