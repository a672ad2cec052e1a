//! What a mapping asks of a format: what a record is; and what a format shows of a document before it is read.

use regex::Regex;

use super::tree::{NameId, Names};

/// [`super::RawRecord::pattern`] of an ordinary row of a table.
pub const ROW: usize = 0;

/// [`super::RawRecord::pattern`] of a totals row.
pub const TOTALS_ROW: usize = 1;

/// [`super::RawRecord::pattern`] of a row of text that heads those below it.
pub const HEADING_ROW: usize = 2;

/// [`super::RawRecord::pattern`] of an element that is no record: a repeated header of a table, a row that counts columns. The tree holds
/// what was read, so that every filled row of a sheet is accounted for.
pub const NOT_A_RECORD: usize = usize::MAX;

/// [`super::RawRecord::pattern`] of an element that stands where only records do and is none: a sort that the mapping
/// does not read. Its tree is empty.
pub const UNREAD_ELEMENT: usize = usize::MAX - 1;

/// What the mapping says a record is, and what else of the document it needs.
#[derive(Debug, Clone, Default)]
pub struct RecordShape {
    /// Names the mapping's selectors use, interned; formats look names up here while building trees.
    pub names: Names,
    /// Paths of record elements. A path that starts at the root is anchored; any other matches at any depth.
    pub records: Vec<PathPattern>,
    /// Paths of elements in which every element is a record or holds some: what else stands right inside is told by
    /// [`UNREAD_ELEMENT`].
    pub containers: Vec<PathPattern>,
    /// Paths of values outside records, collected into [`super::RawRecord::file`] as they are met.
    pub file_values: Vec<PathPattern>,
    /// For tables: how to find the header and the columns.
    pub table: Option<TableShape>,
}

/// A path of element names, the last one being what is matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    /// Whether the first step is the document's root.
    pub anchored: bool,
    /// The steps, outermost first.
    pub steps: Vec<NameId>,
    /// An attribute of the last step, where the value is one.
    pub attribute: Option<NameId>,
}

impl PathPattern {
    /// Whether a path from the root, outermost first, is one the pattern means.
    #[must_use]
    pub fn matches(&self, path: &[NameId]) -> bool {
        if self.anchored { path == self.steps } else { path.ends_with(&self.steps) }
    }
}

/// How to find the header row and the columns of a sheet.
#[derive(Debug, Clone, Default)]
pub struct TableShape {
    /// The columns, each with the captions it is known by.
    pub columns: Vec<Column>,
    /// Texts that mark a totals row when they begin a row's first filled cell («Итого», «Всего», «Разом», «Total»).
    pub totals: Vec<String>,
    /// What the rows above the header say: the text a pattern captures is the file value of its index.
    pub titles: Vec<Regex>,
    /// Group headings, outermost first, whose texts the rows below them carry.
    pub levels: Vec<Level>,
}

/// One level of group headings.
#[derive(Debug, Clone)]
pub struct Level {
    /// The name its text gets in the rows.
    pub name: NameId,
    /// The column its text stands in; nothing for rows of text alone.
    pub column: Option<NameId>,
    /// What the text must match; of several levels of a column one without a pattern takes what the others don't.
    pub pattern: Option<Regex>,
}

/// One column of a sheet.
#[derive(Debug, Clone)]
pub struct Column {
    /// The name the row's cell gets in the tree.
    pub key: NameId,
    /// Captions, compared folded (lower case, ё→е, blanks and punctuation dropped).
    pub captions: Vec<String>,
    /// The header row must have it, and a row without it is a heading or total, not a record.
    pub required: bool,
    /// Cells behind it that have no caption belong to it: some programs write texts with separators and don't quote them.
    pub rest: bool,
    /// What some of its captions say of its values besides (`Amount, USD`): the name that gets in the rows, and the
    /// captions that say something, with what.
    pub unit: Option<Unit>,
}

/// What captions of a column say of its values.
#[derive(Debug, Clone)]
pub struct Unit {
    /// The name its text gets in the rows.
    pub name: NameId,
    /// Captions, each with what it says; compared as those of the column.
    pub captions: Vec<(String, String)>,
}

/// The outline of a document's beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preview {
    /// XML: element paths met near the beginning, with texts and attributes.
    Xml(XmlPreview),
    /// JSON: key paths met near the beginning (`/orders/client/name`; arrays are no steps), with their first text.
    Json {
        /// Path and text.
        entries: Vec<(String, String)>,
    },
    /// Sections of `Key=Value` lines.
    Sections {
        /// The first line.
        magic: String,
        /// `(section, key, value)`; the section of the header is empty.
        entries: Vec<(String, String, String)>,
    },
    /// A text that no format reads: its first lines.
    Lines {
        /// Without blanks around them.
        lines: Vec<String>,
    },
    /// Sheets with their first rows as texts.
    Table {
        /// `(sheet, rows)`; a csv has one sheet without a name.
        sheets: Vec<(String, Vec<Vec<String>>)>,
    },
}

/// What stands near the beginning of an XML document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct XmlPreview {
    /// Local name of the root.
    pub root: String,
    /// The root's namespace, for diagnostics only: it is never compared.
    pub namespace: String,
    /// Paths of elements (`/Message/Header/Format`) and attributes (`/Файл/@ВерсФорм`) met, with their first text.
    pub entries: Vec<(String, String)>,
}
