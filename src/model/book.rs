//! What was written into a workbook, and what came back from it: rows as canonical texts, values that collide.
//!
//! A canonical text is what two spellings of one value have in common: `2026-02-01` for a day however it was typed,
//! `1234.50` for an amount, words in NFC without blanks around. Nothing is the empty text. Texts are compared, kept as the
//! base of the next merge, and turned into cells again.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;

use super::ids::{ClientId, ConflictId, ContentHash, DocumentId};
use super::record::RecordKind;
use super::row_id::{RowId, RowKind};

/// How long the status column says that a wish was declined or that an edit was taken back.
pub const SAID_FOR: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Canonical values of a row by the ids of its columns.
pub type Cells = BTreeMap<String, String>;

/// A row as it was written into a workbook, or would be now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookRow {
    /// Its id.
    pub id: RowId,
    /// Its values.
    pub cells: Cells,
}

/// A row that somebody typed and that was taken as a record before its file says its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedRow {
    /// The number it is remembered under; nothing for one that is not yet.
    pub number: Option<i64>,
    /// Its row of the sheet, from 1, when it was read last.
    pub place: u32,
    /// The key of its record.
    pub key: String,
    /// What was taken of it.
    pub cells: Cells,
}

/// What a workbook's file says of the version it was written as: the number, and what its rows held. A store that was
/// restored from a backup gives numbers again that files in the field bear already; by what the rows held they are told
/// apart, whatever way the store was brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edition {
    /// The version's number.
    pub version: u32,
    /// A digest of the rows; nothing in files that were written before it was.
    pub rows: Option<u64>,
}

impl Edition {
    /// The edition of a version with these rows, in any order.
    #[must_use]
    pub fn of(version: u32, rows: &[BookRow]) -> Self {
        let mut sorted: Vec<&BookRow> = rows.iter().collect();
        sorted.sort_by_key(|row| row.id);
        sorted.dedup_by_key(|row| row.id);
        let mut hasher = blake3::Hasher::new();
        let mut put = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        for row in sorted {
            put(&row.id.encode());
            put(&row.cells.len().to_string());
            for (column, value) in &row.cells {
                put(column);
                put(value);
            }
        }
        let mut digest = [0; 8];
        hasher.finalize_xof().fill(&mut digest);
        Self { version, rows: Some(u64::from_le_bytes(digest)) }
    }

    /// Whether these are the rows that were written.
    #[must_use]
    pub fn holds(self, rows: &[BookRow]) -> bool {
        self.rows.is_none_or(|digest| Self::of(self.version, rows).rows == Some(digest))
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.version)?;
        self.rows.map_or(Ok(()), |rows| write!(out, "-{rows:016x}"))
    }
}

impl From<u32> for Edition {
    fn from(version: u32) -> Self {
        Self { version, rows: None }
    }
}

/// A text that is no edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no version of a workbook")]
pub struct NoEdition;

impl FromStr for Edition {
    type Err = NoEdition;

    fn from_str(text: &str) -> Result<Self, NoEdition> {
        let (version, rows) = match text.split_once('-') {
            None => (text, None),
            Some((version, rows)) if rows.len() == 16 => {
                (version, Some(u64::from_str_radix(rows, 16).map_err(|_error| NoEdition)?))
            }
            Some(_) => return Err(NoEdition),
        };
        let version = version.parse().ok().filter(|version| *version > 0).ok_or(NoEdition)?;
        Ok(Self { version, rows })
    }
}

/// A version of a workbook that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookVersion {
    /// Its number, from 1.
    pub version: u32,
    /// When, RFC 3339.
    pub written_at: String,
    /// Hash of the file.
    pub hash: ContentHash,
    /// Whether it was drawn from nothing: nothing of anybody's is in the file.
    pub drawn: bool,
    /// The file it was made from, whose edits the store has; nothing where there was none.
    pub made_from: Option<ContentHash>,
}

/// Why a manager's value does not stand in its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClashKind {
    /// Another value came to the store since the book was written: the manager chooses.
    Conflict,
    /// The field is not the manager's: what is wished is offered to the accountant.
    Request,
    /// The field is computed: nobody can be asked for another value.
    Computed,
    /// Another person decided a conflict of these two values: hers is kept to be seen, and nothing waits for her.
    Overruled,
}

impl ClashKind {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Request => "request",
            Self::Computed => "computed",
            Self::Overruled => "overruled",
        }
    }

    /// The kind of a stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Conflict, Self::Request, Self::Computed, Self::Overruled].into_iter().find(|kind| kind.name() == name)
    }
}

/// Two values of one cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clash {
    /// Conflict or request.
    pub kind: ClashKind,
    /// The row.
    pub row: RowId,
    /// The column's id.
    pub field: String,
    /// What both began with; nothing where the row was not written in that version.
    pub base: Option<String>,
    /// What the store has; nothing where it has no such row any more.
    pub stored: Option<String>,
    /// What the manager wrote.
    pub mine: String,
}

/// A clash that is kept until somebody chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptClash {
    /// Its number.
    pub id: ConflictId,
    /// The workbook.
    pub book: String,
    /// What collides.
    pub clash: Clash,
    /// Whose row it is: a client's name, a document's number and date.
    pub subject: String,
    /// Whose value it is.
    pub who: String,
    /// When it was read, RFC 3339.
    pub made_at: String,
    /// The person who gave the value that the store has; nothing where a source says it.
    pub other: Option<String>,
    /// A choice that was made and taken back with its run.
    pub undone: Option<UndoneChoice>,
    /// Of a wish that was declined who said so, when and why.
    pub answer: Answer,
}

/// What a person said of a wish; nothing of one that waits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Who.
    pub who: String,
    /// When, RFC 3339.
    pub made_at: String,
    /// Why, in the person's words; empty where nothing was said.
    pub reason: String,
}

/// What became of a clash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// The manager's value was chosen, or taken by the accountant.
    Mine,
    /// What the store had was chosen.
    Stored,
    /// The accountant did not take the manager's value.
    Declined,
    /// Both sides came to one value by themselves.
    Agreed,
    /// The run in which they collided was taken back, and what collided is no longer there.
    Undone,
}

impl Settled {
    /// All that may become of a clash.
    pub const ALL: [Self; 5] = [Self::Mine, Self::Stored, Self::Declined, Self::Agreed, Self::Undone];

    /// The stable name: a state of the clash.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mine => Choice::Mine.name(),
            Self::Stored => Choice::Stored.name(),
            Self::Declined => "declined",
            Self::Agreed => "agreed",
            Self::Undone => "undone",
        }
    }
}

/// A choice that was taken back with the run that had taken it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneChoice {
    /// What was chosen.
    pub choice: Choice,
    /// When it was taken, RFC 3339.
    pub made_at: String,
}

/// Which of two values a manager takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// What the manager wrote.
    Mine,
    /// What the store has.
    Stored,
}

impl Choice {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Mine, Self::Stored];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Stored => "stored",
        }
    }

    /// The choice of a stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.name() == name)
    }
}

/// What a person filled in by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filled {
    /// A client's field.
    Client(ClientId),
    /// A document's field.
    Document(DocumentId),
}

impl Filled {
    /// What a row is of, where people fill in anything of it.
    #[must_use]
    pub fn of(row: RowId) -> Option<Self> {
        match row.kind {
            RowKind::Client => Some(Self::Client(ClientId(row.number))),
            RowKind::Document => Some(Self::Document(DocumentId(row.number))),
            RowKind::Payment | RowKind::Conflict | RowKind::Question => None,
        }
    }

    /// The kind that the store keeps it under; documents of every kind share their numbers.
    #[must_use]
    pub fn kind(self) -> RecordKind {
        match self {
            Self::Client(_) => RecordKind::Client,
            Self::Document(_) => RecordKind::Invoice,
        }
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Client(id) => id.0,
            Self::Document(id) => id.0,
        }
    }
}

/// One value that a person filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledValue {
    /// Of what.
    pub of: Filled,
    /// The field: `phones`, `segment`, `stage`, `next_contact`, `comment`, `planned_payment`, or an attribute.
    pub field: String,
    /// The canonical value; empty where it was cleared.
    pub value: String,
}

/// The field that a column of a workbook shows.
#[must_use]
pub fn field_of_column(column: &str) -> &str {
    match column {
        "phone" => "phones",
        "email" => "emails",
        other => other,
    }
}

/// The column of a workbook that shows a field.
#[must_use]
pub fn column_of_field(field: &str) -> &str {
    match field {
        "phones" => "phone",
        "emails" => "email",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: i64, comment: &str) -> BookRow {
        BookRow { id: RowId::from(ClientId(number)), cells: [("comment".to_owned(), comment.to_owned())].into() }
    }

    #[test]
    fn an_edition_is_known_by_its_rows_in_any_order() {
        let edition = Edition::of(3, &[row(1, "a"), row(2, "b")]);
        assert!(edition.holds(&[row(2, "b"), row(1, "a")]));
        assert!(edition.holds(&[row(1, "a"), row(1, "doubled"), row(2, "b")]), "kept once");
        for other in [vec![row(1, "a")], vec![row(1, "b"), row(2, "a")], vec![row(1, "a"), row(3, "b")]] {
            assert!(!edition.holds(&other));
        }
        assert_eq!(edition.to_string().parse(), Ok(edition));
        let of_before: Edition = "3".parse().unwrap();
        assert!(of_before.holds(&[]), "files of before say nothing of their rows");
        for broken in ["", "0", "x", "3-", "3-12", "-0123456789abcdef", "3-0123456789abcdeg"] {
            assert_eq!(broken.parse::<Edition>(), Err(NoEdition), "{broken}");
        }
    }
}
