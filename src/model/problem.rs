//! What is wrong with a settings or mapping file, and a TOML reader that finds all of it at once.
//!
//! serde stops at the first error; people who write settings want them all. The file is parsed to a spanned table, and
//! each reader function takes what it expects and records a [`Problem`] where it finds something else. What was never
//! asked for is an unknown key, reported with the nearest known one.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::Keys;

/// What kind of problem; the message catalogue is keyed by [`ProblemCode::name`] under `problem-<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemCode {
    /// The file is not TOML. Params: `detail`.
    Syntax,
    /// A key nobody knows. Params: `key`, `known`; `suggestion` where one is near.
    UnknownKey,
    /// A required key is missing. Params: `key`, `table`.
    MissingKey,
    /// A value of another type. Params: `key`, `expected`, `found`.
    WrongType,
    /// A value that is not allowed. Params: `key`, `value`, `expected`; `suggestion` where one is near.
    BadValue,
    /// A name defined twice. Params: `key`, `value`.
    Duplicate,
    /// A name that refers to nothing. Params: `key`, `value`; `suggestion` where one is near.
    UnknownReference,
    /// A file or folder that is named but missing. Params: `path`.
    MissingPath,
    /// A schedule that names no moment on the days it is meant for. Params: `key`, the source or section,
    /// `value`.
    NeverDue,
    /// A selector, pattern or template that can't be compiled. Params: `value`, `detail` in English, `why` for the
    /// catalogue; of what is expected `wanted` and `at`, the number of the character.
    BadExpression,
    /// Files that refer to each other in a circle. Params: `key`, `value` with their names in order.
    Circle,
}

impl ProblemCode {
    /// Every code.
    pub const ALL: [Self; 11] = [
        Self::Syntax,
        Self::UnknownKey,
        Self::MissingKey,
        Self::WrongType,
        Self::BadValue,
        Self::Duplicate,
        Self::UnknownReference,
        Self::MissingPath,
        Self::NeverDue,
        Self::BadExpression,
        Self::Circle,
    ];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::UnknownKey => "unknown-key",
            Self::MissingKey => "missing-key",
            Self::WrongType => "wrong-type",
            Self::BadValue => "bad-value",
            Self::Duplicate => "duplicate",
            Self::UnknownReference => "unknown-reference",
            Self::MissingPath => "missing-path",
            Self::NeverDue => "never-due",
            Self::BadExpression => "bad-expression",
            Self::Circle => "circle",
        }
    }
}

/// One thing wrong with a settings or mapping file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub code: ProblemCode,
    /// Byte range in the file.
    pub span: Range<usize>,
    /// Named details for the texts of the catalogue.
    pub params: Vec<(&'static str, String)>,
}

impl Problem {
    /// Makes a problem without details.
    #[must_use]
    pub fn new(code: ProblemCode, span: Range<usize>) -> Self {
        Self { code, span, params: Vec::new() }
    }

    /// A place where a text is not TOML; `start` is where the text begins.
    #[must_use]
    pub fn syntax(error: &toml::de::Error, start: usize) -> Self {
        let span = error.span().unwrap_or(0..0);
        Self::new(ProblemCode::Syntax, span.start + start..span.end + start).with("detail", error.message())
    }

    /// Adds a named detail.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.push((name, value.into()));
        self
    }

    /// The problem in short English, for errors that carry no catalogue.
    #[must_use]
    pub fn brief(&self) -> String {
        let details: Vec<String> = self.params.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        format!("{} ({})", self.code.name(), details.join(", "))
    }
}

/// Line and column, both counted from 1 in characters, of a byte offset.
#[must_use]
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// The known name nearest to a misspelled one, if any is near enough.
#[must_use]
pub fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&given.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// A settings or mapping file as text with its spanned tree, and the problems found so far.
#[derive(Debug, Default)]
pub struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// Parses TOML, reporting every syntax error it can recover from, and hands the tree to `read`.
    pub fn read_toml<T>(text: &str, read: impl FnOnce(Section<'_, '_>, &mut Self) -> T) -> (T, Vec<Problem>) {
        let (tree, errors) = DeTable::parse_recoverable(text);
        let problems = errors.iter().map(|error| Problem::syntax(error, 0)).collect();
        Self::read_tree(tree.get_ref(), tree.span(), problems, read)
    }

    /// Hands a parsed tree to `read`; `found` is what is wrong with it already, `span` where its own text stands.
    pub fn read_tree<'t, 's, T>(
        tree: &'t DeTable<'s>,
        span: Range<usize>,
        found: Vec<Problem>,
        read: impl FnOnce(Section<'t, 's>, &mut Self) -> T,
    ) -> (T, Vec<Problem>) {
        let mut problems = Self { found };
        let section = Section { name: String::new(), span, table: tree, asked: Vec::new() };
        let value = read(section, &mut problems);
        // Behind broken syntax the tables are not what the person wrote: complaints about them would mislead.
        if problems.found.iter().any(|problem| problem.code == ProblemCode::Syntax) {
            problems.found.retain(|problem| problem.code == ProblemCode::Syntax);
        }
        problems.found.sort_by_key(|problem| problem.span.start);
        (value, problems.found)
    }

    /// Records a problem.
    pub fn push(&mut self, problem: Problem) {
        self.found.push(problem);
    }

    /// Whether nothing was found so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

/// One table of the file while it is being read. Call [`Section::finish`] when everything known was asked for.
#[derive(Debug)]
pub struct Section<'t, 's> {
    /// Its name as written (`intake`, `source`).
    pub name: String,
    /// Where it stands.
    pub span: Range<usize>,
    table: &'t DeTable<'s>,
    asked: Vec<&'static str>,
}

/// A value with the place it stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Byte range in the file.
    pub span: Range<usize>,
}

/// A value of a table: what the reader functions are given.
pub type Item<'t, 's> = &'t Spanned<DeValue<'s>>;

impl<'t, 's> Section<'t, 's> {
    /// A value by key, of any type.
    pub fn item(&mut self, key: &'static str) -> Option<Item<'t, 's>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.table.iter().find(|(known, _)| known.get_ref() == key).map(|(_, value)| value)
    }

    /// All keys with their values, in order of the file; every one counts as asked for.
    pub fn entries(&mut self) -> Vec<(At<String>, Item<'t, 's>)> {
        self.asked.push("*");
        let mut entries: Vec<_> = self
            .table
            .iter()
            .map(|(key, value)| (At { value: key.get_ref().to_string(), span: key.span() }, value))
            .collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        entries
    }

    /// A text by key.
    pub fn text(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<String>> {
        let item = self.item(key)?;
        as_text(key, item, problems)
    }

    /// A text that must be there.
    pub fn required_text(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<String>> {
        if self.item(key).is_none() {
            self.missing(key, problems);
            return None;
        }
        self.text(key, problems)
    }

    /// Records that a required key is missing.
    pub fn missing(&self, key: &str, problems: &mut Problems) {
        let problem = Problem::new(ProblemCode::MissingKey, self.span.clone());
        problems.push(problem.with("key", key).with("table", self.name.clone()));
    }

    /// A whole number by key.
    pub fn integer(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<i64>> {
        let item = self.item(key)?;
        match item.get_ref() {
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(value) => Some(At { value, span: item.span() }),
                Err(_) => wrong_type(key, "integer", item, problems),
            },
            _ => wrong_type(key, "integer", item, problems),
        }
    }

    /// A yes-or-no by key.
    pub fn boolean(&mut self, key: &'static str, problems: &mut Problems) -> Option<At<bool>> {
        let item = self.item(key)?;
        match item.get_ref() {
            DeValue::Boolean(value) => Some(At { value: *value, span: item.span() }),
            _ => wrong_type(key, "true or false", item, problems),
        }
    }

    /// A list of texts by key; a single text counts as a list of one.
    pub fn texts(&mut self, key: &'static str, problems: &mut Problems) -> Vec<At<String>> {
        self.item(key).map(|item| as_texts(key, item, problems)).unwrap_or_default()
    }

    /// A sub-table by key.
    pub fn section(&mut self, key: &'static str, problems: &mut Problems) -> Option<Section<'t, 's>> {
        let item = self.item(key)?;
        as_section(key, item, problems)
    }

    /// An array of tables by key (`[[source]]`).
    pub fn sections(&mut self, key: &'static str, problems: &mut Problems) -> Vec<Section<'t, 's>> {
        let Some(item) = self.item(key) else { return Vec::new() };
        match item.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| as_section(key, item, problems)).collect(),
            _ => {
                wrong_type::<()>(key, "array of tables", item, problems);
                Vec::new()
            }
        }
    }

    /// Reports every key that was never asked for, or that the table of keys doesn't know: a key can't be read without
    /// standing in the table.
    pub fn finish_as(self, keys: &Keys, problems: &mut Problems) {
        let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !(self.asked.contains(&name) && keys.has(name)) {
                problems.push(unknown_key(name, key.span(), &known));
            }
        }
    }

    /// Reports every key that was never asked for.
    pub fn finish(self, problems: &mut Problems) {
        if self.asked.contains(&"*") {
            return;
        }
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !self.asked.contains(&name) {
                problems.push(unknown_key(name, key.span(), &self.asked));
            }
        }
    }
}

fn unknown_key(name: &str, span: Range<usize>, known: &[&str]) -> Problem {
    let problem = Problem::new(ProblemCode::UnknownKey, span).with("key", name).with("known", known.join(", "));
    match did_you_mean(name, known.iter().copied()) {
        Some(near) => problem.with("suggestion", near),
        None => problem,
    }
}

/// Reads a text.
pub fn as_text(key: &str, item: Item<'_, '_>, problems: &mut Problems) -> Option<At<String>> {
    match item.get_ref() {
        DeValue::String(text) => Some(At { value: text.to_string(), span: item.span() }),
        _ => wrong_type(key, "string", item, problems),
    }
}

/// Reads a list of texts; a single text counts as a list of one.
pub fn as_texts(key: &str, item: Item<'_, '_>, problems: &mut Problems) -> Vec<At<String>> {
    match item.get_ref() {
        DeValue::Array(items) => items.iter().filter_map(|item| as_text(key, item, problems)).collect(),
        DeValue::String(text) => vec![At { value: text.to_string(), span: item.span() }],
        _ => {
            wrong_type::<()>(key, "array of strings", item, problems);
            Vec::new()
        }
    }
}

/// Reads a table.
pub fn as_section<'t, 's>(key: &str, item: Item<'t, 's>, problems: &mut Problems) -> Option<Section<'t, 's>> {
    match item.get_ref() {
        DeValue::Table(table) => Some(Section { name: key.to_owned(), span: item.span(), table, asked: Vec::new() }),
        _ => wrong_type(key, "table", item, problems),
    }
}

/// Records that a value is of another type than expected.
pub fn wrong_type<T>(key: &str, expected: &str, item: Item<'_, '_>, problems: &mut Problems) -> Option<T> {
    let found = match item.get_ref() {
        DeValue::String(_) => "string",
        DeValue::Integer(_) => "integer",
        DeValue::Float(_) => "float",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "datetime",
        DeValue::Array(_) => "array",
        DeValue::Table(_) => "table",
    };
    let problem = Problem::new(ProblemCode::WrongType, item.span());
    problems.push(problem.with("key", key).with("expected", expected).with("found", found));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_found_at_once() {
        let text = "langg = \"ru\"\nquiet = \"two\"\n[[source]]\nname = 5\n";
        let (_, problems) = Problems::read_toml(text, |mut top, problems| {
            top.text("lang", problems);
            top.integer("quiet", problems);
            for mut source in top.sections("source", problems) {
                source.required_text("name", problems);
                source.required_text("folder", problems);
            }
        });
        let codes: Vec<_> = problems.iter().map(|p| (p.code, line_column(text, p.span.start).0)).collect();
        assert_eq!(codes, [(ProblemCode::WrongType, 2), (ProblemCode::MissingKey, 3), (ProblemCode::WrongType, 4)]);
    }

    #[test]
    fn an_unknown_key_is_reported_with_the_nearest_known_one() {
        let text = "langg = \"ru\"\n";
        let ((), problems) = Problems::read_toml(text, |mut top, problems| {
            top.text("lang", problems);
            top.finish(problems);
        });
        assert_eq!(problems[0].params.iter().find(|(n, _)| *n == "suggestion").unwrap().1, "lang");
    }

    #[test]
    fn lines_and_columns_count_characters() {
        assert_eq!(line_column("имя = 1\nцвет = 2", "имя = 1\nцвет".len()), (2, 5));
    }
}
