//! Stage 2: the bytes of a delivery → raw records. One file per wire format; `FORMATS` is the registry.
//!
//! | file | reads |
//! |---|---|
//! | `text` | encodings: sniffed once from the raw bytes, decoded without replacement |
//! | `tree` | the raw record: a small tree of names and texts, the same for every format |
//! | `strangers` | what records hold beyond what the mapping reads |
//! | `xml` | XML as a stream of record elements |
//! | `client_bank` | `1CClientBankExchange` text |
//! | `json` | JSON and JSON Lines as a stream of record objects |
//! | `lines` | the first lines of texts that no format reads |
//! | `cut` | documents cut to some of their records |
//! | `table` | xlsx, xlsb, xls, ods, dbf and csv sheets |

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::issue::Issue;
use crate::model::mending::{Cut, CutWords, Keep};
use crate::model::provenance::Position;

pub mod client_bank;
pub mod cut;
pub mod inner;
pub mod json;
pub mod lines;
mod reason;
pub mod shape;
pub mod strangers;
pub mod table;
pub mod text;
pub mod tree;
#[cfg(test)]
pub(crate) mod trial;
pub mod xml;

pub use shape::{Preview, RecordShape};
pub(crate) use table::address;
pub use tree::{NameId, Names, Node, RawRecord, Tree};

/// Every wire format, in the order they are tried.
pub static FORMATS: &[&dyn Format] =
    &[&xml::Xml, &client_bank::ClientBank, &json::Json, &table::Workbook, &table::Dbf, &table::Csv];

/// One file's content: a delivery, or one entry of a package.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file name as delivered (for an entry: its name inside the package).
    pub name: String,
    /// Where the bytes lie now.
    pub path: PathBuf,
    /// The entry's name if the delivery is a package; positions carry it.
    pub part: Arc<str>,
    /// The sheets that are read of a book, by name; all of them where none is named.
    pub sheets: Option<Arc<[String]>>,
}

/// The beginning of a document, enough to recognise its format.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// The file name as delivered.
    pub name: &'a str,
    /// The first bytes, at most 64 KiB.
    pub bytes: &'a [u8],
    /// Length of the whole file in bytes.
    pub len: u64,
}

/// Whether a document has its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completeness {
    /// The end mark is there, or the format has none.
    Complete,
    /// The end is missing: still being written, or cut. Holds what was expected (`</КоммерческаяИнформация>`).
    Incomplete {
        /// The mark that was looked for.
        expected: String,
    },
}

/// One record can't be read; the file goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{position}: {}", issue.code.name())]
pub struct RecordError {
    /// Where.
    pub position: Position,
    /// What is wrong, as the accountant is told.
    pub issue: Issue,
}

/// Why a whole document can't be read.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {kind}")]
pub struct ReadError {
    /// The document's name.
    pub name: String,
    /// Where reading stopped.
    pub position: Position,
    /// What happened.
    pub kind: ReadErrorKind,
}

/// What stopped the reading of a document.
#[derive(Debug, thiserror::Error)]
pub enum ReadErrorKind {
    /// The file can't be read.
    #[error("can't be read")]
    Io(#[source] io::Error),
    /// The XML, zip or text frame is broken.
    #[error("is malformed: {detail}")]
    Malformed {
        /// What the reader of the format says.
        detail: String,
    },
    /// Bytes that are not text in the encoding found.
    #[error("is not text in {encoding} at byte {offset}")]
    Encoding {
        /// The encoding found.
        encoding: String,
        /// Where.
        offset: u64,
    },
    /// The end is missing.
    #[error("ends before {expected}")]
    Truncated {
        /// The mark that was looked for.
        expected: String,
    },
    /// Something stands after the end (a second root, garbage).
    #[error("has content after its end")]
    TrailingContent,
    /// A limit of `model` settings was passed: size, depth, number of entries.
    #[error("passes the limit of {limit} ({name})")]
    Limit {
        /// Which limit (`depth`, `sheet cells`, `entity`…).
        name: &'static str,
        /// Its value.
        limit: u64,
    },
    /// A document type declaration: entities could be anything, no exchange format needs one.
    #[error("contains a document type declaration")]
    DocumentType,
    /// The file is protected with a password.
    #[error("is protected with a password")]
    Encrypted,
}

impl ReadErrorKind {
    /// The error of a document, with the place where reading stopped.
    pub(crate) fn at(self, document: &Document, position: Position) -> ReadError {
        ReadError { name: document.name.clone(), position, kind: self }
    }

    /// The error of a document as a whole.
    pub(crate) fn of(self, document: &Document) -> ReadError {
        self.at(document, Position { part: document.part.clone(), ..Position::default() })
    }
}

/// What the sink of [`Format::read`] is called with, once a record.
pub type Sink<'s> = dyn FnMut(Result<RawRecord<'_>, RecordError>) -> ControlFlow<()> + 's;

/// One wire format: how to recognise it and how to read it.
pub trait Format: Sync {
    /// The name mappings refer to it by (`xml`, `client_bank`, `table`).
    fn name(&self) -> &'static str;

    /// Whether the head looks like this format. Cheap; never fails.
    fn recognises(&self, head: &Head<'_>) -> bool;

    /// Whether the document has its end: closing root tag, trailer, zip directory.
    ///
    /// # Errors
    /// When the file can't be read.
    fn is_complete(&self, document: &Document) -> io::Result<Completeness>;

    /// The outline that mappings recognise a document by: names and texts near its beginning.
    ///
    /// # Errors
    /// When the beginning can't be read in this format.
    fn preview(&self, document: &Document) -> Result<Preview, ReadError>;

    /// A hash of what the document says. A format that can be written in several ways tells apart what is said only.
    ///
    /// # Errors
    /// When the document can't be read.
    fn content(&self, document: &Document) -> Result<[u8; 32], ReadError> {
        let hash = |path: &std::path::Path| {
            let mut hasher = blake3::Hasher::new();
            hasher.update_reader(std::fs::File::open(path)?).map(|hasher| *hasher.finalize().as_bytes())
        };
        hash(&document.path).map_err(|error| text::read_error_kind(&error).of(document))
    }

    /// Streams the records the shape asks for, in document order, in bounded memory.
    ///
    /// Warnings about the frame itself (a missing trailer, a misdeclared encoding) go to `notices`.
    ///
    /// # Errors
    /// When the document as a whole can't be read; records handed over before that must be discarded by the caller.
    fn read(
        &self,
        document: &Document,
        shape: &RecordShape,
        notices: &mut Vec<Issue>,
        sink: &mut Sink<'_>,
    ) -> Result<(), ReadError>;

    /// The document with only some of its records, each with why it was refused beside it; nothing where the format can't
    /// be cut.
    ///
    /// # Errors
    /// When the document can't be read, or is too large to be cut.
    fn cut(
        &self,
        _document: &Document,
        _shape: &RecordShape,
        _keep: &[Keep],
        _words: &CutWords,
    ) -> Result<Option<Cut>, ReadError> {
        Ok(None)
    }
}
