//! How the service stands, in figures: what metrics show and alarms are raised by.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::schedule::Late;
use super::tally::Tally;

/// What is remembered of runs from one to the next.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RunMemory {
    /// When a run began last.
    pub last: Option<Timestamp>,
    /// When a run began last that came to its end.
    pub last_success: Option<Timestamp>,
    /// How many failed since.
    pub failed: u32,
    /// How long the last one took, milliseconds.
    pub took_ms: u64,
    /// Since when workbooks wait to be written, by path.
    pub books_since: BTreeMap<String, Timestamp>,
}

impl RunMemory {
    /// Notes a run.
    pub fn ran(&mut self, began: Timestamp, took_ms: u64, succeeded: bool) {
        self.last = Some(began);
        self.took_ms = took_ms;
        if succeeded {
            self.last_success = Some(began);
            self.failed = 0;
        } else {
            self.failed = self.failed.saturating_add(1);
        }
    }

    /// Notes which workbooks wait; those that waited before keep their time.
    pub fn books_wait(&mut self, waiting: &[String], now: Timestamp) {
        self.books_since.retain(|book, _| waiting.contains(book));
        for book in waiting {
            self.books_since.entry(book.clone()).or_insert(now);
        }
    }
}

/// One source in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceVitals {
    /// Its name.
    pub name: String,
    /// Its folder is there.
    pub reachable: bool,
    /// Files that wait in it.
    pub waiting: u64,
    /// When the oldest of them was last written or appeared.
    pub oldest_file: Option<Timestamp>,
    /// When it delivered last.
    pub delivered: Option<Timestamp>,
    /// It is late.
    pub late: Option<Late>,
    /// What became of its rows and money since the store was made, also of what was taken back.
    pub tally: Tally,
    /// What of that was taken back.
    pub undone: Tally,
}

/// Questions of one kind in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionVitals {
    /// Their kind.
    pub kind: String,
    /// How many wait.
    pub open: u64,
    /// When the oldest was asked.
    pub oldest: Option<Timestamp>,
}

/// How the service stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vitals {
    /// The clock.
    pub now: Timestamp,
    /// Runs.
    pub runs: RunMemory,
    /// Sources, in the order of settings.
    pub sources: Vec<SourceVitals>,
    /// Questions that wait for a person.
    pub questions: Vec<QuestionVitals>,
    /// Files in quarantine.
    pub quarantined: u64,
    /// Outgoing jobs not carried out yet.
    pub jobs: u64,
    /// Size of the database, bytes.
    pub store_bytes: u64,
    /// Free space for the store, bytes; nothing where the system does not say.
    pub free_bytes: Option<u64>,
    /// When the last backup was made.
    pub backed_up: Option<Timestamp>,
    /// When the workspace came into use.
    pub known_since: Option<Timestamp>,
}
