//! Guesses → a mapping file with comments: the shape of the file is made here, its words come from the catalogue.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::guess::{Guess, KindGuess, columns as guess_columns, is_exact};
use super::shape::direction_of;
use super::words::words;
use super::{Column, Confidence, Proposal, Role};
use crate::model::record::RecordKind;

/// A comment: a key of the catalogue, and its details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    /// The message key.
    pub(super) key: &'static str,
    /// Named details.
    pub(super) params: Vec<(&'static str, String)>,
    /// Somebody must look at this.
    pub(super) is_doubtful: bool,
}

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing.
    Blank,
    /// A comment on its own.
    Remark(Note),
    /// Code, with a comment behind it.
    Code(String, Option<Note>),
    /// Code that is commented out, for the admin to take up.
    Unused(String, Option<Note>),
}

impl Note {
    pub(super) fn new(key: &'static str) -> Self {
        Self { key, params: Vec::new(), is_doubtful: false }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.push((name, value.into()));
        self
    }

    pub(super) fn doubtful(mut self, is_doubtful: bool) -> Self {
        self.is_doubtful = is_doubtful;
        self
    }

    fn render(&self, say: Say<'_>) -> String {
        let params: Vec<(&str, &str)> = self.params.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mark = if self.is_doubtful { "# ? " } else { "# " };
        format!("{mark}{}", say(self.key, &params))
    }
}

/// Says a message of the catalogue, by its key and details.
pub type Say<'s> = &'s dyn Fn(&str, &[(&str, &str)]) -> String;

impl Proposal {
    /// The kind of record it proposes.
    #[must_use]
    pub fn kind(&self) -> RecordKind {
        self.kinds.first().map_or(RecordKind::Invoice, |guess| guess.kind)
    }

    /// The mapping file under a name; `beats` are mappings that claim the document too, `say` renders comments.
    #[must_use]
    pub fn write(&self, name: &str, beats: &[&str], say: Say<'_>) -> String {
        let mut text = String::new();
        for line in self.lines(name, beats, say) {
            let written = match line {
                Line::Blank => String::new(),
                Line::Remark(note) => note.render(say),
                Line::Code(code, None) => code,
                Line::Code(code, Some(note)) => format!("{code}  {}", note.render(say)),
                Line::Unused(code, None) => format!("# {code}"),
                Line::Unused(code, Some(note)) => format!("# {code}  {}", note.render(say)),
            };
            writeln!(text, "{}", written.trim_end()).unwrap_or_default();
        }
        text
    }

    fn lines(&self, name: &str, beats: &[&str], say: Say<'_>) -> Vec<Line> {
        let mut lines = vec![Line::Remark(Note::new("new-about")), Line::Remark(Note::new("new-about-marks"))];
        lines.push(Line::Blank);
        lines.push(code(format!("name = {}", quoted(name))));
        lines.push(code(format!("format = {}", quoted(&self.outline.format))));
        if self.is_table() {
            lines.push(code(format!("totals = {}", list(words().list("totals")))));
        }
        if !beats.is_empty() {
            let note = Note::new("new-beats").with("names", beats.join(", "));
            lines.push(Line::Code(format!("beats = {}", list(beats)), Some(note)));
        }
        lines.push(Line::Blank);
        lines.push(code("[title]"));
        for language in ["ru", "uk", "en"] {
            lines.push(code(format!("{language} = {}", quoted(&say("new-title", &[("name", name)])))));
        }
        lines.extend(self.recognition());
        if self.is_table() {
            lines.extend(self.table_columns());
        }
        lines.extend(self.value_tables());
        lines.extend(self.index());
        let mut names: Vec<&str> = Vec::new();
        for one in self.all() {
            let kind = one.kind().name();
            let same = names.iter().filter(|known| **known == kind).count();
            names.push(kind);
            lines.extend(one.record(&if same == 0 { kind.to_owned() } else { format!("{kind}-{}", same + 1) }));
        }
        lines
    }

    pub(super) fn is_table(&self) -> bool {
        self.outline.format == "table"
    }

    fn recognition(&self) -> Vec<Line> {
        let known_by = if self.is_table() { "new-recognise-table" } else { "new-recognise" };
        let mut lines = vec![Line::Blank, Line::Remark(Note::new(known_by)), code("[recognise]")];
        if self.is_table() {
            let telling: Vec<&str> = self.telling().map(|column| column.place.as_str()).collect();
            lines.push(code(format!("has_columns = {}", list(&telling))));
            return lines;
        }
        if self.outline.format == "xml" {
            lines.push(code(format!("root = {}", quoted(&self.outline.root))));
        }
        let paths = |one: &Self| -> Vec<String> {
            one.telling().map(|column| format!("{}/{}", one.outline.at, column.place)).collect()
        };
        if self.more.is_empty() {
            lines.push(code(format!("has = {}", list(&paths(self)))));
        } else {
            let any: Vec<String> = self.all().filter_map(|one| paths(one).into_iter().next()).collect();
            lines.push(code(format!("has_any = {}", list(&any))));
        }
        lines
    }

    /// Columns that together tell this file from others: those that are understood, the surest first.
    fn telling(&self) -> impl Iterator<Item = &Column> {
        let mut guesses: Vec<&Guess> = self.guesses.iter().filter(|guess| !guess.by_values).collect();
        guesses.sort_by_key(|guess| std::cmp::Reverse(guess.confidence));
        let most = if self.is_table() { 3 } else { 2 };
        guesses.into_iter().take(most).filter_map(|guess| self.outline.columns.get(guess.column))
    }

    fn table_columns(&self) -> Vec<Line> {
        let mut lines = vec![Line::Blank, Line::Remark(Note::new("new-columns")), code("[columns]")];
        for (at, column) in self.outline.columns.iter().enumerate() {
            let caption = quoted(&column.place);
            match self.guesses.iter().find(|guess| guess.column == at) {
                Some(guess) => {
                    let key = key_of(&guess.role);
                    let is_required = self.essential().contains(&guess.role);
                    let value = if is_required {
                        format!("{{ captions = [{caption}], required = true }}")
                    } else {
                        format!("[{caption}]")
                    };
                    lines.push(Line::Code(format!("{key} = {value}"), Some(remark(guess, column))));
                }
                None => {
                    let note = Note::new("new-unused").with("example", example(column));
                    lines.push(Line::Unused(format!("column_{} = [{caption}]", at + 1), Some(note)));
                }
            }
        }
        if self.outline.has_headings {
            lines.push(Line::Remark(Note::new("new-headings").doubtful(self.party("client").is_none())));
        }
        for other in &self.outline.others {
            lines.push(Line::Remark(Note::new("new-other-sheet").with("name", other).doubtful(true)));
        }
        lines
    }

    /// Roles without which a row is no record.
    fn essential(&self) -> Vec<Role> {
        let wanted: &[Role] = &match self.kind() {
            RecordKind::Client => vec![Role::of("", "name"), Role::of("client", "name")],
            RecordKind::Payment => vec![Role::field("date"), Role::field("total")],
            RecordKind::Product => vec![Role::of("", "name"), Role::field("product")],
            _ => vec![Role::field("number"), Role::field("date"), Role::field("total")],
        };
        let there = |role: &&Role| self.guesses.iter().any(|guess| guess.role == **role);
        wanted.iter().filter(there).cloned().collect()
    }

    /// Value tables of currencies and of yes and no, where columns need them.
    fn value_tables(&self) -> Vec<Line> {
        let values = |word: &str| {
            let role = Role::field(word);
            let mut columns = self.all().filter_map(|one| one.outline.columns.get(one.guess(&role)?.column)).peekable();
            columns.peek()?;
            Some(columns.flat_map(|column| &column.values).collect::<Vec<_>>())
        };
        let mut lines = Vec::new();
        if let Some(values) = values("currency") {
            let mut codes: Vec<&str> = values.iter().filter_map(|value| words().currency_of(value)).collect();
            codes.sort_unstable();
            codes.dedup();
            lines.extend([Line::Blank, code("[tables.currency]")]);
            for of in codes {
                lines.extend(
                    words().currency_words(of).iter().map(|word| code(format!("{} = {}", quoted(word), quoted(of)))),
                );
            }
        }
        if let Some(values) = values("direction").filter(|_| self.all().any(|one| one.kind() == RecordKind::Payment)) {
            lines.extend([Line::Blank, code("[tables.direction]")]);
            let marks: BTreeSet<&str> = values.into_iter().map(String::as_str).collect();
            let known = marks.into_iter().filter_map(|mark| Some((mark, direction_of(mark)?)));
            lines.extend(known.map(|(mark, direction)| code(format!("{} = {}", quoted(mark), quoted(direction)))));
        }
        if ["posted", "deleted", "canceled", "paid_hint"].into_iter().any(|word| values(word).is_some()) {
            lines.extend([Line::Blank, code("[tables.bool]")]);
            for (list, truth) in [("yes", "true"), ("no", "false")] {
                let words = words().list(list).iter();
                lines.extend(words.map(|word| code(format!("{} = {}", quoted(word), quoted(truth)))));
            }
        }
        lines
    }

    fn record(&self, name: &str) -> Vec<Line> {
        let kind = self.kind();
        let mut lines = vec![Line::Blank];
        if let [first, rest @ ..] = self.kinds.as_slice() {
            lines.push(Line::Remark(kind_note(first, rest.first())));
        }
        lines.push(code("[[record]]"));
        lines.push(code(format!("name = {}", quoted(name))));
        lines.push(code(format!("kind = {}", quoted(kind.name()))));
        if !self.is_table() {
            let count = self.outline.records.to_string();
            let note = Note::new("new-at").with("count", count);
            lines.push(Line::Code(format!("at = {}", quoted(self.outline.path())), Some(note)));
            for other in &self.outline.others {
                lines.push(Line::Remark(Note::new("new-other-element").with("name", other).doubtful(true)));
            }
        }
        lines.extend(self.key(kind));
        lines.push(Line::Blank);
        lines.push(code("[record.fields]"));
        lines.extend(super::fields::fields(self, kind));
        lines
    }

    /// What identifies a record: its code, where no two records share one, else number and date.
    fn key(&self, kind: RecordKind) -> Vec<Line> {
        let role = Role::of("", "id");
        let id = self.place(&role).filter(|_| self.tells_apart(&role));
        let numbered = kind.is_document() && self.guess(&Role::field("number")).is_some();
        let mut ladder: Vec<String> = id.into_iter().map(|place| format!("{{{place}}}")).collect();
        if numbered {
            ladder.push("{$field/number}|{$field/date?}".to_owned());
        }
        if ladder.is_empty() {
            return vec![Line::Remark(Note::new("new-no-key").doubtful(kind.is_document()))];
        }
        vec![Line::Code(format!("key = {}", list(&ladder)), Some(Note::new("new-key")))]
    }

    /// Whether every value of a role that was looked at is another one.
    fn tells_apart(&self, role: &Role) -> bool {
        let column = self.guess(role).and_then(|guess| self.outline.columns.get(guess.column));
        let values = column.map(|column| column.values.as_slice()).unwrap_or_default();
        let mut seen = BTreeSet::new();
        values.iter().filter(|value| !value.is_empty()).all(|value| seen.insert(value))
    }

    /// The guess of a role.
    pub(super) fn guess(&self, role: &Role) -> Option<&Guess> {
        self.guesses.iter().find(|guess| guess.role == *role)
    }

    /// Where a role is read: a column's key, or a selector.
    pub(super) fn place(&self, role: &Role) -> Option<String> {
        let guess = self.guess(role)?;
        if self.is_table() {
            Some(key_of(role))
        } else {
            self.outline.columns.get(guess.column).map(|column| column.place.clone())
        }
    }

    /// The comment of a guess; for tables it stands at the column already.
    pub(super) fn note_of(&self, role: &Role) -> Option<Note> {
        let guess = self.guess(role).filter(|_| !self.is_table())?;
        self.outline.columns.get(guess.column).map(|column| remark(guess, column))
    }

    /// Whether a role is a sum in hundredths: its caption says so, and no value has a decimal point.
    pub(super) fn is_minor(&self, role: &Role) -> bool {
        let column = self.guess(role).and_then(|guess| self.outline.columns.get(guess.column));
        column.is_some_and(|column| {
            words().is_minor(&column.place) && !column.values.iter().any(|value| value.contains(['.', ',']))
        })
    }

    /// The name of a party, where there is one.
    pub(super) fn party(&self, party: &str) -> Option<&Guess> {
        self.guesses.iter().find(|guess| guess.role.party.as_deref() == Some(party))
    }

    /// What stands once in a record.
    pub(super) fn columns(&self) -> &[Column] {
        &self.outline.columns
    }

    /// Groups that look like lines, with the guesses of their places.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&str, &[Column], Vec<Guess>)> {
        self.outline.groups.iter().map(|(each, columns)| (each.as_str(), columns.as_slice(), guess_columns(columns)))
    }

    /// The currency that the caption of the amount names.
    pub(super) fn currency_of_caption(&self) -> Option<&'static str> {
        let guess = ["total", "received", "paid"].into_iter().find_map(|word| self.guess(&Role::field(word)))?;
        self.outline.columns.get(guess.column).and_then(|column| words().currency_in(&column.place))
    }
}

/// Why a column is taken for what it is taken.
pub(super) fn remark(guess: &Guess, column: &Column) -> Note {
    let key = match (guess.confidence, guess.by_values) {
        (_, true) => "new-guess-by-values",
        (Confidence::Sure, _) => "new-guess-sure",
        (Confidence::Likely, _) => "new-guess-likely",
        (Confidence::Doubtful, _) => "new-guess-doubtful",
    };
    let is_plain = guess.confidence == Confidence::Sure && is_exact(column);
    Note::new(key)
        .with("example", example(column))
        .doubtful(guess.confidence == Confidence::Doubtful || (!is_plain && guess.confidence < Confidence::Likely))
}

fn kind_note(first: &KindGuess, second: Option<&KindGuess>) -> Note {
    let is_sure = first.is_sure(second);
    let other = second.map(|other| other.kind.name().to_owned()).unwrap_or_default();
    let key = match (is_sure, second) {
        (false, Some(_)) => "new-kind-unsure",
        _ => "new-kind",
    };
    Note::new(key)
        .with("kind", first.kind.name())
        .with("reasons", first.reasons.join("; "))
        .with("other", other)
        .doubtful(!is_sure)
}

/// The key of a table's column for a role.
pub(super) fn key_of(role: &Role) -> String {
    match role.party.as_deref() {
        None | Some("") => role.word.clone(),
        Some(party) if role.word == "name" => party.to_owned(),
        Some(party) => format!("{party}_{}", role.word),
    }
}

/// One of the values, short.
pub(super) fn example(column: &Column) -> String {
    const MOST: usize = 40;
    let Some(value) = column.values.first() else { return "—".to_owned() };
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    let begun: String = line.chars().take(MOST).collect();
    format!("{begun}…")
}

pub(super) fn code(text: impl Into<String>) -> Line {
    Line::Code(text.into(), None)
}

/// A TOML text.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}
