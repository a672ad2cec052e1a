//! What people decide about managers' workbooks: a wish, a row that is gone, a file that is held.

use serde::{Deserialize, Serialize};

use super::decision::RecordRef;
use super::ids::ContentHash;
use super::row_id::{RowId, RowKind};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A manager's value counts, though the field is accounting's.
    Fill,
    /// A manager's value is not taken.
    Decline,
    /// A document or payment is no longer shown in a workbook; it stays in the store.
    Archive,
    /// A row that is gone from a workbook stands in it again.
    Return,
    /// A file that is held is taken as it is.
    Release,
    /// A file that is held is put away, and the workbook drawn anew.
    Discard,
}

impl Act {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fill => "fill",
            Self::Decline => "decline",
            Self::Archive => "archive",
            Self::Return => "return",
            Self::Release => "release",
            Self::Discard => "discard",
        }
    }
}

/// One such decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// What is done.
    pub act: Act,
    /// The workbook.
    pub book: String,
    /// Records of the client, document or payment; none where it is about a whole file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub record: Vec<RecordRef>,
    /// The field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// The value that is taken or not; of a file the hash of its content.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
}

/// The field of accounting's that a person's value may stand for, of a column of a kind of rows. Figures, numbers and days
/// of documents are not among them: only the accounting program changes these.
#[must_use]
pub fn field_to_fill(kind: RowKind, column: &str) -> Option<&'static str> {
    match (kind, column) {
        (RowKind::Client, "client") => Some("name"),
        (RowKind::Client, "tax_id") => Some("tax_id"),
        (RowKind::Client, "kpp") => Some("kpp"),
        (RowKind::Client, "manager") => Some("manager"),
        _ => None,
    }
}

/// What became of a file that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody has looked yet.
    Waits,
    /// It is taken as it is.
    Released,
    /// It is put away.
    Discarded,
}

impl Verdict {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waits => "held",
            Self::Released => "released",
            Self::Discarded => "discarded",
        }
    }

    /// The verdict of a stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        [Self::Released, Self::Discarded].into_iter().find(|known| known.name() == name).unwrap_or(Self::Waits)
    }
}

/// A file of a workbook that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldFile {
    /// The workbook.
    pub book: String,
    /// Hash of the file.
    pub content: ContentHash,
    /// What became of it.
    pub verdict: Verdict,
}

/// How a row that is gone from a workbook stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absence {
    /// Whether it may go is asked.
    Proposed,
    /// It is not shown any more.
    Away,
    /// It will stand there again once the workbook is written.
    Returning,
}

impl Absence {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Away => "away",
            Self::Returning => "returning",
        }
    }

    /// The absence of a stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        [Self::Away, Self::Returning].into_iter().find(|known| known.name() == name).unwrap_or(Self::Proposed)
    }
}

/// A row that is gone from a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsentRow {
    /// The workbook.
    pub book: String,
    /// The row.
    pub row: RowId,
    /// How it stands.
    pub absence: Absence,
}
