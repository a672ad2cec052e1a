//! A file that could not be taken.

use std::path::PathBuf;

use jiff::civil::DateTime;

use super::run::Reason;

/// One file in quarantine, with what is known of how it came there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Where it lies.
    pub path: PathBuf,
    /// The same, as people read it: relative to the workspace.
    pub shown: String,
    /// The answer beside it.
    pub receipt: Option<PathBuf>,
    /// Its content hash, hexadecimal.
    pub content: String,
    /// Where it was dropped; nothing for one that was too large to be archived, or was put here by hand.
    pub source: Option<String>,
    /// The name it was dropped under.
    pub name: Option<String>,
    /// When it was refused, local time.
    pub received: Option<DateTime>,
    /// Why.
    pub reason: Option<Reason>,
}
