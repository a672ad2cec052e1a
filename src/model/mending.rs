//! Refused records that go back to whoever sent them, as a file of her own: she mends it, drops it, and only these run.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::issue::Issue;
use super::provenance::Position;
use super::tally::Counts;

/// Marks what is written into such a file beside the records: the beginning of a comment, or of a line nobody reads.
pub const TOKEN: &str = "sverka-mend";

/// A record that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// Where it stands.
    pub position: Position,
    /// Why; nothing for one that was taken, and that a refused one can't be judged without.
    pub issues: Vec<Issue>,
}

/// What a delivery with refused records leaves beside its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "made", rename_all = "snake_case")]
pub enum Mending {
    /// A file with only these records.
    File {
        /// Its name.
        name: String,
        /// How many there are.
        records: u64,
    },
    /// None can be made.
    Nothing {
        /// Why.
        why: NoMending,
    },
}

/// Why refused records can't be handed back as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoMending {
    /// The format can't be cut.
    Format,
    /// Something in the file is in the way of cutting it, though it could be read.
    Cut,
    /// The rows can't be drawn as a book.
    Drawing,
    /// What is cut out is no file that anything would read by itself.
    Unrecognised,
    /// What is cut out would be taken for another sort of file.
    OtherMapping,
    /// By themselves the records are read otherwise: what is wrong hangs on the rest of the file.
    ReadOtherwise,
    /// More than anybody would mend by hand.
    TooMany,
    /// The file is too large.
    TooLarge,
    /// Several files of a package have some.
    Package,
}

impl NoMending {
    /// Every reason.
    pub const ALL: [Self; 9] = [
        Self::Format,
        Self::Cut,
        Self::Drawing,
        Self::Unrecognised,
        Self::OtherMapping,
        Self::ReadOtherwise,
        Self::TooMany,
        Self::TooLarge,
        Self::Package,
    ];

    /// The last part of the catalogue's key.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Cut => "cut",
            Self::Drawing => "drawing",
            Self::Unrecognised => "unrecognised",
            Self::OtherMapping => "other-mapping",
            Self::ReadOtherwise => "read-otherwise",
            Self::TooMany => "too-many",
            Self::TooLarge => "too-large",
            Self::Package => "package",
        }
    }
}

/// A file of refused records of an earlier delivery of the same name, some of which did not come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmended {
    /// Its name.
    pub name: String,
    /// How many are missing still.
    pub records: u64,
    /// When they were delivered, in the zone of settings.
    pub taken: Option<Date>,
}

/// The delivery whose refused records a file brings back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mends {
    /// The name of its file.
    pub file: String,
    /// How many records it had refused.
    pub records: u64,
    /// How many of them other such files brought back before.
    #[serde(default)]
    pub taken: u64,
    /// How many records the handed out file holds that were taken before and stand there for the others' sake.
    #[serde(default)]
    pub context: u64,
    /// How many more records stand in this file than in the one that was handed out: somebody added them.
    #[serde(default)]
    pub added: u64,
}

impl Mends {
    /// How many are missing still, where this file brought back so many and had others refused again.
    #[must_use]
    pub fn left(&self, rows: &Counts) -> u64 {
        let back = brought_back(rows, self.context).saturating_sub(self.added);
        self.records.saturating_sub(self.taken.saturating_add(back)).max(rows.refused)
    }

    /// How many of those are not in this file: somebody left them out of it, or of one before.
    #[must_use]
    pub fn left_out(&self, rows: &Counts) -> u64 {
        self.left(rows).saturating_sub(rows.refused)
    }
}

/// How many refused records came back with so many rows: those that stand there for the others' sake change nothing.
#[must_use]
pub fn brought_back(rows: &Counts, context: u64) -> u64 {
    rows.kept().saturating_sub(context.min(rows.unchanged))
}

/// A record that is kept when a document is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    /// Where it stands.
    pub position: Position,
    /// Why it was refused, in words; empty for one that is kept for the others' sake.
    pub reason: String,
}

/// Words that are written beside the records, in the person's language, and those that may stand there from before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CutWords {
    /// What the file is, at its head.
    pub mark: String,
    /// The caption of the column that holds the reasons.
    pub caption: String,
    /// That caption in every language.
    pub captions: Vec<String>,
    /// The key that holds the reason, where records are keys with values.
    pub key: String,
    /// That key in every language.
    pub keys: Vec<String>,
}

/// A document with only some of its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cut {
    /// The bytes of a text in the document's own encoding.
    Text(Vec<u8>),
    /// Sheets, to be drawn as a book.
    Book(Vec<CutSheet>),
}

/// A sheet with some of its rows, one below the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CutSheet {
    /// Its name; empty where the document has none.
    pub name: String,
    /// Texts of filled cells by column, counted from 0.
    pub rows: Vec<Vec<(u32, String)>>,
    /// Index of the last row of the header.
    pub header: usize,
    /// The column that holds the reasons.
    pub reasons: u32,
}
