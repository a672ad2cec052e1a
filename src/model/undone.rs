//! A run that is taken back, and what stands in the way.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::tally::Tally;

/// What of a later run needs what would go away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Dependent {
    /// The later run.
    pub run: i64,
    /// What sort of thing: a key of the catalogue, `undo-what-<sort>`.
    pub sort: &'static str,
    /// Which one, in the data's own words.
    pub label: String,
}

/// What stays of a run that is taken back, because a later file said it too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Repeat {
    /// The later run, whose it is by now.
    pub run: i64,
    /// The source of the file.
    pub source: String,
    /// Its name.
    pub file: String,
    /// How many records.
    pub records: usize,
}

/// A file that had been taken in a run that was taken back, as whoever dropped it is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoneFile {
    /// When it had been taken.
    pub taken_at: Option<Timestamp>,
    /// What had become of its rows.
    pub tally: Tally,
    /// Who took the run back.
    pub who: String,
    /// Why, in that person's words; empty where nothing was said.
    pub reason: String,
    /// What of it later files said too.
    pub stays: Vec<Repeat>,
    /// When the same bytes were dropped last since, and passed over as known.
    #[serde(default)]
    pub dropped_again: Option<Date>,
}

/// How much of what is taken back, by table of the store.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Counted {
    /// Records that the run brought and that are gone again.
    pub gone: u64,
    /// Records that are again as they were before.
    pub put_back: u64,
}

impl Counted {
    /// Whether anything changes.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// Whether a run can be taken back, as far as its own notes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "undo")]
pub enum Undoable {
    /// It can, unless something later needs what it brought.
    Possible,
    /// It was: in this run.
    Undone {
        /// The run that took it back.
        by: i64,
    },
    /// It is itself a run that took another back.
    IsUndo,
    /// A person's decision, which is taken back by its own number.
    Decision,
    /// It is from before an upgrade of the store.
    Older,
    /// It changed nothing.
    Nothing,
}
