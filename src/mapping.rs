//! Stage 3: raw records → drafts, by declarative mappings (TOML). No vendor's word stands in Rust.
//!
//! | file | does |
//! |---|---|
//! | `fold` | how texts are compared: case, ё, blanks and look-alike letters don't matter |
//! | `select` | path programs and their evaluation on a raw record |
//! | `path` | selector texts → path programs |
//! | `convert` | texts → typed values; `CONVERTERS` is the registry of named conversions |
//! | `rule` | the compiled form of a mapping |
//! | `index` | what records say under a key, for those that refer to them |
//! | `layout`, `number` | dates and numbers written as a mapping states |
//! | `compile`, `compile_index`, `compile_path`, `compile_rule`, `compile_table`, `compile_value`, `compile_written` | mapping files → the compiled form, with every problem at once |
//! | `envelope`, `answer` | messages that are numbered, and what is written back |
//! | `shelf`, `extend` | the files there are; a file laid over what it extends |
//! | `keys`, `schema` | the keys of a mapping file; the JSON Schema and the reference made of them |
//! | `recognise` | whether a mapping reads a document |
//! | `reader` | raw records → drafts |
//! | `observe` | what the records of a document look like |
//! | `trace` | what reading a record looked at, for whoever writes mappings |
//! | `value`, `condition`, `template`, `direction` | what one rule yields |
//! | `control` | totals rows against the rows above them |
//! | `period` | texts that name a period |
//! | `example` | the examples that a mapping file carries, and what they differ in |
//! | `propose` | a mapping for a document that nobody reads |
//! | `library` | all mappings: the built-in ones and the workspace's own |

use std::ops::Range;
use std::sync::Arc;

use crate::model::problem::{Problem, line_column};
use crate::model::record::RecordKind;
use crate::parse::RecordShape;

pub mod amount;
mod answer;
mod compile;
mod compile_index;
mod compile_path;
mod compile_rule;
mod compile_table;
mod compile_value;
mod compile_written;
mod condition;
mod control;
pub mod convert;
mod direction;
mod envelope;
pub mod example;
mod extend;
mod fold;
mod index;
mod keys;
mod layout;
pub mod library;
mod number;
pub mod observe;
mod path;
mod period;
pub mod propose;
pub mod reader;
pub mod recognise;
mod rule;
mod schema;
mod select;
mod shelf;
mod template;
pub mod trace;
mod value;

pub use answer::{Answer, AnswerFacts};
pub use convert::CONVERTERS;
pub use envelope::FileValues;
pub use library::{Library, LibraryError};
pub use observe::Observer;
pub use reader::{Reader, Reading};
pub use recognise::Recognition;
pub use schema::{reference, schema};

/// Goes into every mapping's digest: raise it when the engine reads the same mapping differently.
const ENGINE_VERSION: &str = "3";

/// What is to be done with a document that a mapping recognises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Its records are read.
    Read,
    /// It holds nothing we keep. The catalogue has the reason under `mapping-skip-<reason>`.
    Skip {
        /// Last part of the message key.
        reason: String,
    },
    /// It can't be read and a person must act. The catalogue has the reason under `mapping-refuse-<reason>`.
    Refuse {
        /// Last part of the message key.
        reason: String,
    },
}

impl Verdict {
    /// The catalogue key of the reason, where there is one.
    #[must_use]
    pub fn message_key(&self) -> Option<String> {
        match self {
            Self::Read => None,
            Self::Skip { reason } => Some(format!("mapping-skip-{reason}")),
            Self::Refuse { reason } => Some(format!("mapping-refuse-{reason}")),
        }
    }
}

/// One compiled mapping.
#[derive(Debug)]
pub struct Mapping {
    name: String,
    /// Only there to be extended.
    is_abstract: bool,
    bases: Vec<String>,
    titles: Vec<(String, String)>,
    format: String,
    digest: String,
    verdict: Verdict,
    beats: Vec<String>,
    /// A record that contradicts an earlier one of its document is refused.
    refuses_contradictions: bool,
    recognise: recognise::Tests,
    shape: RecordShape,
    file: rule::FileRules,
    answer: Option<Answer>,
    records: Vec<rule::RecordRule>,
    notes: Vec<rule::NoteRule>,
    controls: Vec<control::ControlRule>,
    /// For each pattern of the shape, the rules that may read it, in order.
    by_pattern: Vec<Vec<usize>>,
    truths: Option<Arc<rule::ValueTable>>,
    /// Where records stand inside records.
    nested: Box<[select::Selector]>,
    /// How many names records share within a container.
    shared: usize,
    indexes: Vec<index::IndexRule>,
    /// An index is filled by a reading of its own, before records are read.
    looks_ahead: bool,
    examples: Vec<example::Example>,
    /// The files it is made of, the outermost base first.
    files: Vec<SourceFile>,
}

/// A file that a mapping is made of.
#[derive(Debug)]
struct SourceFile {
    name: String,
    is_builtin: bool,
    text: String,
    /// Where it begins among the texts laid end to end.
    start: usize,
}

/// A place in one of the files that a mapping is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'m> {
    /// The file's name.
    pub file: &'m str,
    /// It is not the mapping's own file, but one that this extends.
    pub is_base: bool,
    /// It is built in.
    pub is_builtin: bool,
    /// Its line, from 1.
    pub line: usize,
    /// The character in it, from 1.
    pub column: usize,
}

impl Mapping {
    /// Compiles a mapping file that stands alone or extends a built-in one.
    ///
    /// # Errors
    /// With every problem found, in order of the file.
    pub fn compile(text: &str) -> Result<Self, Vec<Problem>> {
        library::compile_alone(text)
    }

    /// The name sources pin it by; provenance carries it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its file extends, the outermost base first; the built-in mapping of its own name too.
    #[must_use]
    pub fn bases(&self) -> &[String] {
        &self.bases
    }

    /// The title in a language (`ru`, `uk`, `en`), else in any, else the name.
    #[must_use]
    pub fn title(&self, language: &str) -> &str {
        let in_language = self.titles.iter().find(|(code, _)| code == language);
        in_language.or_else(|| self.titles.first()).map_or(&self.name, |(_, title)| title)
    }

    /// The wire format it reads (`xml`, `client_bank`, `table`).
    #[must_use]
    pub fn format(&self) -> &str {
        &self.format
    }

    fn is_table(&self) -> bool {
        self.shape.table.is_some()
    }

    /// Hash of its text and of the engine's version: a delivery read by another digest may be read anew.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What is to be done with its documents.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// What is written back where an accepted message lay.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_ref()
    }

    /// Whether a record is refused that calls itself as an earlier one of the same document and says another client or
    /// amount; else the later statement replaces the earlier one.
    #[must_use]
    pub fn refuses_contradictions(&self) -> bool {
        self.refuses_contradictions
    }

    /// Whether its documents hold nothing we keep.
    #[must_use]
    pub fn skips(&self) -> bool {
        matches!(self.verdict, Verdict::Skip { .. })
    }

    /// What the format is asked for.
    #[must_use]
    pub fn shape(&self) -> &RecordShape {
        &self.shape
    }

    /// The kind its unreadable records are counted under: that of its first rule.
    #[must_use]
    pub fn main_kind(&self) -> RecordKind {
        self.records.first().map_or(RecordKind::Client, |rule| rule.kind)
    }

    /// Whether one of its rules reads records of a kind.
    #[must_use]
    pub fn reads(&self, kind: RecordKind) -> bool {
        self.records.iter().any(|rule| rule.kind == kind)
    }

    /// The kinds of records it reads, each once, in order of the file.
    #[must_use]
    pub fn kinds(&self) -> Vec<RecordKind> {
        let mut kinds = Vec::new();
        for rule in &self.records {
            if !kinds.contains(&rule.kind) {
                kinds.push(rule.kind);
            }
        }
        kinds
    }

    /// Names of its record rules, in order.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|rule| rule.name.as_str())
    }

    /// How a record rule reads a field, as the mapping file has it. `rule` may be `mapping/record` or `record`;
    /// a field of a nested group is written with dots (`client.tax_id`).
    #[must_use]
    pub fn rule_text(&self, rule: &str, field: &str) -> Option<String> {
        let name = rule.rsplit('/').next().unwrap_or(rule);
        let record = self.records.iter().find(|known| known.name == name)?;
        rule::rule_text(&record.fields, field)
    }

    /// Whether records refer to others of the document.
    #[must_use]
    pub fn has_references(&self) -> bool {
        !self.indexes.is_empty()
    }

    /// Whether elements of a pattern are only there to be referred to.
    fn only_indexes(&self, pattern: usize) -> bool {
        let read = self.by_pattern.get(pattern).is_some_and(|rules| !rules.is_empty());
        !read && self.indexes.iter().any(|index| index.patterns.contains(&pattern))
    }

    /// The examples it carries.
    #[must_use]
    pub fn examples(&self) -> &[example::Example] {
        &self.examples
    }

    /// Where something of it stands, such as [`example::Mismatch::span`].
    #[must_use]
    pub fn place(&self, span: &Range<usize>) -> Place<'_> {
        let known = self.files.iter().enumerate().rev().find(|(_, file)| file.start <= span.start);
        let (is_base, file) = known.map_or((false, None), |(at, file)| (at + 1 < self.files.len(), Some(file)));
        let (line, column) = file.map_or((1, 1), |file| line_column(&file.text, span.start - file.start));
        let name = file.map_or("", |file| file.name.as_str());
        Place { file: name, is_base, is_builtin: file.is_some_and(|file| file.is_builtin), line, column }
    }

    /// A reader of one document. `own_accounts` are the settings' own bank accounts; the file's own are added to them.
    #[must_use]
    pub fn reader(&self, own_accounts: &[String]) -> Reader<'_> {
        Reader::new(self, own_accounts)
    }

    /// An observer of one document's records.
    #[must_use]
    pub fn observer(&self) -> Observer<'_> {
        Observer::new(self)
    }
}
