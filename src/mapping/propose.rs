//! Looks at a document that no mapping reads and proposes one: columns and elements are known by their words in three
//! languages and by their values. No guess is silent: each says how sure it is, and what is doubtful is marked.
//!
//! | file | does |
//! |---|---|
//! | `words`, `aliases.toml` | how columns and elements are called |
//! | `shape` | what values look like |
//! | `sheet` | finds the head and the columns of a sheet |
//! | `element` | finds the record element of a document and what stands in it |
//! | `guess` | columns → roles, and the kind of record |
//! | `fields` | the fields of the proposed record |
//! | `several` | several sorts of records, and which of them name clients by their codes |
//! | `write` | guesses → a mapping file with comments |

use std::fmt;

use crate::parse::{Document, Format, Preview};

mod element;
mod fields;
mod guess;
mod several;
mod shape;
mod sheet;
mod words;
mod write;

pub use write::Say;

/// What a column is taken for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Role {
    /// Whose attribute it is, empty where the caption does not say; nothing for a field of the document itself.
    pub(super) party: Option<String>,
    /// The field or attribute, a key of `aliases.toml`.
    pub(super) word: String,
}

impl Role {
    fn field(word: &str) -> Self {
        Self { party: None, word: word.to_owned() }
    }

    fn of(party: &str, word: &str) -> Self {
        Self { party: Some(party.to_owned()), word: word.to_owned() }
    }

    fn is(&self, party: Option<&str>, word: &str) -> bool {
        self.party.as_deref() == party && self.word == word
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.party {
            Some(party) => write!(f, "{party}.{}", self.word),
            None => f.write_str(&self.word),
        }
    }
}

/// How sure a guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Confidence {
    Doubtful,
    Likely,
    Sure,
}

/// A column of a sheet, or an element or attribute inside a record.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    /// The caption, or the selector below the record.
    pub(super) place: String,
    /// Texts that say what it is, the most telling first.
    pub(super) captions: Vec<String>,
    /// Some of its values.
    pub(super) values: Vec<String>,
}

/// What a document holds, as far as a proposal needs it.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// As mappings name the wire format.
    format: String,
    /// The root element; empty for sheets.
    root: String,
    /// The path of the record element; empty for sheets.
    at: String,
    /// How many records were looked at.
    records: usize,
    /// Texts that tell what the document is: its name, the sheet's, titles, elements; the most telling first.
    context: Vec<String>,
    columns: Vec<Column>,
    /// Repeated elements inside the record, each with what stands in it.
    groups: Vec<(String, Vec<Column>)>,
    /// Rows with one text alone stand between the records: they are headings.
    has_headings: bool,
    /// Other sheets or elements that may hold records too.
    others: Vec<String>,
    /// Elements of other sorts of records.
    more: Vec<Outline>,
    /// Which of the document's places the record is the first in.
    first: usize,
}

impl Outline {
    /// The path of the record element, as mappings write it.
    fn path(&self) -> &str {
        if self.at.is_empty() { "/" } else { &self.at }
    }
}

/// A mapping for an unknown document.
#[derive(Debug)]
pub struct Proposal {
    outline: Outline,
    guesses: Vec<guess::Guess>,
    kinds: Vec<guess::KindGuess>,
    /// Other sorts of records of the same document.
    more: Vec<Proposal>,
    /// Where the code of the client stands who is told of elsewhere.
    client: Option<several::Reference>,
}

/// Proposes a mapping; nothing where no records can be made out.
#[must_use]
pub fn propose(document: &Document, format: &dyn Format, preview: &Preview) -> Option<Proposal> {
    let mut outline = match preview {
        Preview::Table { sheets } => sheet::outline(sheets)?,
        other => element::outline(document, format, other)?,
    };
    let stem = document.name.rsplit_once('.').map_or(document.name.as_str(), |(stem, _)| stem);
    outline.context.push(stem.to_owned());
    (!outline.columns.is_empty()).then(|| Proposal::of(outline))
}
