//! Whether a mapping reads a document, judged by its preview, and why or why not.

use super::fold::{Folded, fold_caption};
use super::keys;
use crate::model::problem::{Problems, Section};
use crate::parse::Preview;
use crate::parse::shape::TableShape;

/// Which mapping reads a document.
#[derive(Debug)]
pub enum Recognition<'l> {
    /// Exactly one.
    One(&'l super::Mapping),
    /// None.
    None,
    /// Several claim it; their names.
    Several(Vec<&'l str>),
}

/// What a recognition test asks of a document; the message catalogue is keyed by [`Test::name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Test {
    /// The mapping has no `[recognise]`: it is only used where a source pins it.
    Pinned,
    /// The root element.
    Root,
    /// A path that must be there.
    Has,
    /// Paths of which one must be there.
    HasAny,
    /// A path that must not be there.
    Lacks,
    /// A text at a path.
    Value,
    /// The first line.
    Magic,
    /// What begins some line near the beginning.
    Line,
    /// A required column, by its captions.
    Column,
    /// A row that holds a caption of every required column.
    Head,
    /// A telling caption, or a telling text in the titles or the sheet's name.
    Telling,
    /// A caption that must not be in the head.
    LacksColumn,
    /// A text that must not be in the titles or the sheet's name.
    LacksTitle,
}

impl Test {
    /// Every test.
    pub const ALL: [Self; 13] = [
        Self::Pinned,
        Self::Root,
        Self::Has,
        Self::HasAny,
        Self::Lacks,
        Self::Value,
        Self::Magic,
        Self::Line,
        Self::Column,
        Self::Head,
        Self::Telling,
        Self::LacksColumn,
        Self::LacksTitle,
    ];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Root => "root",
            Self::Has => "has",
            Self::HasAny => "has-any",
            Self::Lacks => "lacks",
            Self::Value => "value",
            Self::Magic => "magic",
            Self::Line => "line",
            Self::Column => "column",
            Self::Head => "head",
            Self::Telling => "telling",
            Self::LacksColumn => "lacks-column",
            Self::LacksTitle => "lacks-title",
        }
    }
}

/// One recognition test with its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What is tested.
    pub test: Test,
    /// What the mapping wants (for [`Test::Lacks`] and its like: does not want), one of these.
    pub wanted: Vec<String>,
    /// What the document has instead, or what made the test hold; empty where there is nothing to show.
    pub found: String,
    /// Whether the test holds.
    pub holds: bool,
}

impl Check {
    fn new(test: Test, wanted: impl IntoIterator<Item = impl Into<String>>, holds: bool) -> Self {
        Self { test, wanted: wanted.into_iter().map(Into::into).collect(), found: String::new(), holds }
    }

    fn found(mut self, text: impl Into<String>) -> Self {
        self.found = text.into();
        self
    }
}

/// What a mapping says to a document: every test with its result.
#[derive(Debug)]
pub struct Claim<'l> {
    /// The mapping.
    pub mapping: &'l super::Mapping,
    /// Its tests, as far as they could be made.
    pub checks: Vec<Check>,
    /// The mapping that goes before this one where both claim the document.
    pub beaten_by: Option<&'l str>,
}

impl Claim<'_> {
    /// Whether every test holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.holds)
    }
}

/// A caption as written and as compared.
#[derive(Debug)]
struct Caption {
    raw: String,
    folded: String,
}

impl Caption {
    fn new(text: &str) -> Self {
        Self { raw: text.to_owned(), folded: fold_caption(text) }
    }

    fn is_among(&self, captions: &[String]) -> bool {
        captions.contains(&self.folded)
    }
}

/// What must hold of a preview; everything that is given must hold.
#[derive(Debug, Default)]
pub(super) struct Tests {
    roots: Vec<String>,
    has: Vec<String>,
    has_any: Vec<String>,
    lacks: Vec<String>,
    values: Vec<(String, Vec<Folded>)>,
    magic: Option<String>,
    lines: Vec<String>,
    /// Captions of the required columns; one row must hold one of each.
    required_columns: Vec<Vec<Caption>>,
    has_columns: Vec<Caption>,
    lacks_columns: Vec<Caption>,
    /// No caption contains one of these.
    lacks_words: Vec<Caption>,
    /// One of these stands in the rows, or one of `has_columns` in the header.
    titles: Vec<Folded>,
    lacks_titles: Vec<Folded>,
    /// Nothing was said at all: the mapping is only used where a source pins it.
    silent: bool,
}

impl Tests {
    pub(super) fn read(section: Option<Section<'_, '_>>, table: Option<&TableShape>, problems: &mut Problems) -> Self {
        let Some(mut section) = section else { return Self { silent: true, ..Self::default() } };
        let mut texts = |key, problems: &mut Problems| -> Vec<String> {
            section.texts(key, problems).into_iter().map(|at| at.value).collect()
        };
        let folded = |texts: Vec<String>| texts.iter().map(|text| Folded::new(text)).collect();
        let captions = |texts: Vec<String>| texts.iter().map(|text| Caption::new(text)).collect();
        let mut tests = Self {
            roots: texts("root", problems),
            has: texts("has", problems),
            has_any: texts("has_any", problems),
            lacks: texts("lacks", problems),
            lines: texts("lines", problems),
            has_columns: captions(texts("has_columns", problems)),
            lacks_columns: captions(texts("lacks_columns", problems)),
            lacks_words: captions(texts("lacks_words", problems)),
            titles: folded(texts("titles", problems)),
            lacks_titles: folded(texts("lacks_titles", problems)),
            ..Self::default()
        };
        tests.magic = section.text("magic", problems).map(|at| at.value);
        for mut value in section.sections("value", problems) {
            let path = value.required_text("path", problems);
            let is = value.texts("is", problems).iter().map(|at| Folded::new(&at.value)).collect();
            value.finish_as(&keys::VALUE_TEST, problems);
            tests.values.extend(path.map(|path| (path.value, is)));
        }
        section.finish_as(&keys::RECOGNISE, problems);
        if let Some(table) = table {
            let required = table.columns.iter().filter(|column| column.required);
            tests.required_columns =
                required.map(|column| column.captions.iter().map(|text| Caption::new(text)).collect()).collect();
        }
        tests
    }

    /// Every test with its result; the mapping claims the document where all of them hold.
    pub(super) fn explain(&self, preview: &Preview) -> Vec<Check> {
        if self.silent {
            return vec![Check::new(Test::Pinned, [""; 0], false)];
        }
        match preview {
            Preview::Xml(xml) => {
                let is_root = self.roots.contains(&xml.root);
                let root =
                    (!self.roots.is_empty()).then(|| Check::new(Test::Root, &self.roots, is_root).found(&xml.root));
                root.into_iter().chain(self.explain_paths(&xml.entries)).collect()
            }
            Preview::Json { entries } => self.explain_paths(entries),
            Preview::Sections { magic, .. } => {
                let holds = self.magic.as_ref().is_some_and(|wanted| wanted == magic.trim());
                vec![Check::new(Test::Magic, self.magic.as_deref(), holds).found(magic.trim())]
            }
            Preview::Lines { lines } => {
                let begins = |wanted: &String| lines.iter().any(|line| line.starts_with(wanted));
                let checks = self.lines.iter().map(|wanted| Check::new(Test::Line, [wanted], begins(wanted)));
                let none = self.lines.is_empty().then(|| Check::new(Test::Line, [""; 0], false));
                checks.chain(none).collect()
            }
            Preview::Table { sheets } => {
                let mut best: Option<Vec<Check>> = None;
                for (name, rows) in sheets {
                    let checks = self.explain_sheet(name, rows);
                    if checks.iter().all(|check| check.holds) {
                        return checks;
                    }
                    let good = |checks: &[Check]| checks.iter().filter(|check| check.holds).count();
                    if best.as_ref().is_none_or(|known| good(&checks) > good(known)) {
                        best = Some(checks);
                    }
                }
                best.unwrap_or_else(|| vec![Check::new(Test::Head, [""; 0], false)])
            }
        }
    }

    fn explain_paths(&self, entries: &[(String, String)]) -> Vec<Check> {
        let there = |path: &String| entries.iter().any(|(known, _)| known == path);
        let mut checks = Vec::new();
        checks.extend(self.has.iter().map(|path| Check::new(Test::Has, [path], there(path))));
        if !self.has_any.is_empty() {
            let found = self.has_any.iter().find(|path| there(path));
            let check = Check::new(Test::HasAny, &self.has_any, found.is_some());
            checks.push(check.found(found.map(String::as_str).unwrap_or_default()));
        }
        checks.extend(self.lacks.iter().map(|path| Check::new(Test::Lacks, [path], !there(path))));
        for (path, wanted) in &self.values {
            let mut texts = entries.iter().filter(|(known, _)| known == path);
            let holds = texts.clone().any(|(_, text)| wanted.iter().any(|folded| folded.matches(text)));
            let found = texts.next().map(|(_, text)| text.as_str()).unwrap_or_default();
            let wanted = wanted.iter().map(|folded| format!("{path} = {}", folded.raw()));
            checks.push(Check::new(Test::Value, wanted, holds).found(found));
        }
        checks
    }

    fn explain_sheet(&self, name: &str, rows: &[Vec<String>]) -> Vec<Check> {
        let (at, captions) = self.head(rows);
        let mut checks: Vec<Check> = self
            .required_columns
            .iter()
            .map(|any| {
                let found = any.iter().find(|caption| caption.is_among(&captions));
                let check = Check::new(Test::Column, any.iter().map(|caption| &caption.raw), found.is_some());
                check.found(found.map(|caption| caption.raw.as_str()).unwrap_or_default())
            })
            .collect();
        let Some(at) = at else {
            checks.push(Check::new(Test::Head, [""; 0], false));
            return checks;
        };
        let above: Vec<String> =
            rows.iter().take(at).flatten().map(String::as_str).chain([name]).map(super::fold::fold).collect();
        let titled = |titles: &[Folded]| {
            let found = titles.iter().find(|title| above.iter().any(|cell| title.is_within(cell)));
            found.map(|title| title.raw().to_owned())
        };
        let headed = |wanted: &[Caption]| {
            let found = wanted.iter().find(|caption| caption.is_among(&captions));
            found.map(|caption| caption.raw.clone())
        };
        if !(self.has_columns.is_empty() && self.titles.is_empty()) {
            let wanted = self.has_columns.iter().map(|caption| caption.raw.as_str());
            let wanted = wanted.chain(self.titles.iter().map(Folded::raw));
            let found = headed(&self.has_columns).or_else(|| titled(&self.titles));
            checks.push(Check::new(Test::Telling, wanted, found.is_some()).found(found.unwrap_or_default()));
        }
        if !self.lacks_columns.is_empty() {
            let found = headed(&self.lacks_columns);
            let wanted = self.lacks_columns.iter().map(|caption| &caption.raw);
            checks.push(Check::new(Test::LacksColumn, wanted, found.is_none()).found(found.unwrap_or_default()));
        }
        if !self.lacks_words.is_empty() {
            // The row itself alone: below a head of one storey stand values.
            let own: Vec<String> = rows.get(at).into_iter().flatten().map(|cell| fold_caption(cell)).collect();
            let is_within = |word: &&Caption| own.iter().any(|caption| caption.contains(&word.folded));
            let found = self.lacks_words.iter().find(is_within).map(|word| word.raw.clone());
            let wanted = self.lacks_words.iter().map(|word| &word.raw);
            checks.push(Check::new(Test::LacksColumn, wanted, found.is_none()).found(found.unwrap_or_default()));
        }
        if !self.lacks_titles.is_empty() {
            let found = titled(&self.lacks_titles);
            let wanted = self.lacks_titles.iter().map(Folded::raw);
            checks.push(Check::new(Test::LacksTitle, wanted, found.is_none()).found(found.unwrap_or_default()));
        }
        checks
    }

    /// The first row that holds a caption of every required column, and its captions; else those of the row that holds
    /// most. A head may have two storeys: a caption counts in the row itself or in the one below.
    fn head(&self, rows: &[Vec<String>]) -> (Option<usize>, Vec<String>) {
        let mut nearest = (0, Vec::new());
        for (at, row) in rows.iter().enumerate() {
            let below = rows.get(at + 1).map(Vec::as_slice).unwrap_or_default();
            let captions = captions(row, below);
            let own = row.iter().filter(|cell| !cell.trim().is_empty()).count();
            let held = |any: &&Vec<Caption>| any.iter().any(|caption| caption.is_among(&captions));
            let count = self.required_columns.iter().filter(held).count();
            if count == self.required_columns.len() && count > 0 && own > 1 {
                return (Some(at), captions);
            }
            if count > nearest.0 {
                nearest = (count, captions);
            }
        }
        (None, nearest.1)
    }
}

/// The captions of a row, of the one below, and of both together as a head of two storeys: the upper one stands in the
/// first of the columns it is merged over.
fn captions(row: &[String], below: &[String]) -> Vec<String> {
    let mut captions: Vec<String> = row.iter().chain(below).map(|cell| fold_caption(cell)).collect();
    let mut carried = String::new();
    for (at, own) in below.iter().enumerate() {
        let above = row.get(at).map(|cell| fold_caption(cell)).unwrap_or_default();
        if !above.is_empty() {
            carried = above;
        }
        if !own.trim().is_empty() && !carried.is_empty() {
            captions.push(format!("{carried}{}", fold_caption(own)));
        }
    }
    captions
}
