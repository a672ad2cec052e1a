//! What a backup says of itself, and what checking found.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The list of a backup's parts; it stands in the backup itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this form.
    pub form: u32,
    /// Version of the program that made it.
    pub program: String,
    /// When, RFC 3339.
    pub made_at: String,
    /// Version of the store's schema.
    pub schema: i64,
    /// Name of the settings file.
    pub settings: String,
    /// Content hashes of all deliveries that the store knows.
    pub deliveries: Vec<String>,
    /// Every part.
    pub files: Vec<Part>,
}

impl Manifest {
    /// The form that this program writes.
    pub const FORM: u32 = 1;
}

/// One file in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Where it stands, with forward slashes.
    pub path: String,
    /// Length, bytes.
    pub len: u64,
    /// Hash of its bytes (BLAKE3, hexadecimal).
    pub hash: String,
}

/// What became of a restored backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The settings file of the new workspace.
    pub settings: PathBuf,
    /// How many deliveries' bytes are not in the archive.
    pub missing: u64,
}

/// What checking a store found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// What the program can't have written: the message's key, and what it is about.
    pub faults: Vec<(&'static str, String)>,
    /// Deliveries looked for in the archive.
    pub deliveries: u64,
    /// Archived files that are gone.
    pub missing: Vec<PathBuf>,
    /// Archived files whose bytes are others.
    pub changed: Vec<PathBuf>,
}

impl Verified {
    /// Nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty() && self.missing.is_empty() && self.changed.is_empty()
    }
}
