//! One JSON value → a tree: an object's keys are child names, an array repeats its name, numbers stay as written.

use std::io::Read;

use struson::reader::{JsonReader, JsonStreamReader, ReaderError, ReaderSettings, SyntaxErrorKind, ValueType};

use crate::parse::text::read_error_kind;
use crate::parse::{NameId, Names, ReadErrorKind, Tree};

/// How deep objects and arrays may stand in each other.
const DEPTH_LIMIT: u32 = 128;
/// How many values a record may have.
const NODE_LIMIT: usize = 1_000_000;

/// A reader of JSON that keeps numbers of any length and takes no comments and no trailing commas.
pub(in crate::parse) fn open<R: Read>(source: R, several: bool) -> JsonStreamReader<R> {
    let settings = ReaderSettings {
        allow_multiple_top_level: several,
        track_path: false,
        max_nesting_depth: Some(DEPTH_LIMIT),
        // Numbers are never computed with here, so none is too large.
        restrict_number_values: false,
        ..ReaderSettings::default()
    };
    JsonStreamReader::new_custom(source, settings)
}

/// Why a value can't be read.
#[derive(Debug, thiserror::Error)]
pub(in crate::parse) enum ValueError {
    /// The JSON is wrong, or its bytes can't be read.
    #[error(transparent)]
    Json(#[from] ReaderError),
    /// More values than a record may have.
    #[error("passes the limit of {NODE_LIMIT} record nodes")]
    TooMany,
    /// More text outside records than is kept.
    #[error("passes the limit of values outside records")]
    TooMuchText,
}

/// Builds trees.
pub(in crate::parse) struct Builder<'a> {
    names: &'a Names,
    tree: &'a mut Tree,
    /// Known names met in the objects that are open: the innermost object's stand last.
    seen: Vec<NameId>,
    duplicate: Option<String>,
}

impl<'a> Builder<'a> {
    pub(in crate::parse) fn new(names: &'a Names, tree: &'a mut Tree) -> Self {
        Self { names, tree, seen: Vec::new(), duplicate: None }
    }

    /// Reads the next value into a node of its own. Gives back a key that some object has twice: which of the two
    /// values counts, nobody can tell.
    pub(in crate::parse) fn build<R: Read>(
        mut self,
        json: &mut JsonStreamReader<R>,
        name: NameId,
    ) -> Result<Option<String>, ValueError> {
        self.node(json, name)?;
        Ok(self.duplicate)
    }

    fn node<R: Read>(&mut self, json: &mut JsonStreamReader<R>, name: NameId) -> Result<(), ValueError> {
        if self.tree.len() >= NODE_LIMIT {
            return Err(ValueError::TooMany);
        }
        self.tree.open(name);
        match json.peek()? {
            ValueType::Array => self.items(json, Names::OTHER)?,
            ValueType::Object => self.members(json)?,
            ValueType::String => self.tree.text(json.next_str()?),
            ValueType::Number => self.tree.text(json.next_number_as_str()?),
            ValueType::Boolean => self.tree.text(if json.next_bool()? { "true" } else { "false" }),
            ValueType::Null => json.next_null()?,
        }
        self.tree.close();
        Ok(())
    }

    fn items<R: Read>(&mut self, json: &mut JsonStreamReader<R>, name: NameId) -> Result<(), ValueError> {
        json.begin_array()?;
        while json.has_next()? {
            self.node(json, name)?;
        }
        Ok(json.end_array()?)
    }

    fn members<R: Read>(&mut self, json: &mut JsonStreamReader<R>) -> Result<(), ValueError> {
        let before = self.seen.len();
        json.begin_object()?;
        while json.has_next()? {
            let key = json.next_name()?;
            let name = self.tree.name_id(self.names, key);
            // A key that nobody asks for may stand twice.
            if name != Names::OTHER && self.tree.strangers().name(name).is_none() {
                if self.seen.iter().skip(before).any(|known| *known == name) {
                    self.duplicate.get_or_insert_with(|| key.to_owned());
                } else {
                    self.seen.push(name);
                }
            }
            match json.peek()? {
                ValueType::Array => self.items(json, name)?,
                _ => self.node(json, name)?,
            }
        }
        self.seen.truncate(before);
        Ok(json.end_object()?)
    }
}

impl ValueError {
    /// What it means for a document whose root ends with this bracket.
    pub(in crate::parse) fn kind(self, root_end: &str) -> ReadErrorKind {
        let limit = |name, limit| ReadErrorKind::Limit { name, limit };
        match self {
            Self::TooMuchText => limit("values outside records", super::walk::TEXT_LIMIT as u64),
            Self::TooMany => limit("record nodes", NODE_LIMIT as u64),
            Self::Json(ReaderError::MaxNestingDepthExceeded { .. }) => limit("depth", u64::from(DEPTH_LIMIT)),
            Self::Json(ReaderError::IoError { error, .. }) => read_error_kind(&error),
            Self::Json(ReaderError::SyntaxError(error)) => match error.kind {
                SyntaxErrorKind::IncompleteDocument => ReadErrorKind::Truncated { expected: root_end.to_owned() },
                SyntaxErrorKind::TrailingData => ReadErrorKind::TrailingContent,
                kind => ReadErrorKind::Malformed { detail: words(&kind.to_string()) },
            },
            Self::Json(error) => ReadErrorKind::Malformed { detail: error.to_string() },
        }
    }

    /// What is wrong, in words.
    pub(in crate::parse) fn detail(self) -> String {
        match self.kind("") {
            ReadErrorKind::Malformed { detail } => detail,
            kind => kind.to_string(),
        }
    }
}

/// `MissingComma` → `missing comma`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}
