//! Mapping files → the compiled form. Every problem of a file is found at once, with its place.

use std::collections::HashSet;
use std::sync::Arc;

use super::answer::Answer;
use super::compile_table::title_patterns;
use super::index::IndexRule;
use super::path::Scope;
use super::rule::{FileRules, RecordRule, Share, ValueTable};
use super::select::Selector;
use super::shelf::{Book, Chain};
use super::{ENGINE_VERSION, Mapping, SourceFile, Verdict, keys, recognise};
use crate::model::problem::{At, Item, Problem, ProblemCode, Problems, Section, as_section, as_text, did_you_mean};
use crate::model::record::RecordKind;
use crate::parse::RecordShape;
use crate::parse::lines::TEXT;
use crate::parse::shape::{Column, PathPattern, ROW, TableShape, Unit};

/// Names in `[file]` that mean something to the engine.
const TIME: &str = "time";
const MESSAGE: &str = "message";
const OWN_ACCOUNTS: &str = "own_accounts";

/// What is known while a file is compiled.
pub(super) struct Compiler<'t, 's> {
    pub(super) text: &'t str,
    pub(super) scope: Scope,
    pub(super) tables: Vec<(String, Arc<ValueTable>)>,
    pub(super) parts: Vec<(String, Item<'t, 's>)>,
    pub(super) patterns: Vec<PathPattern>,
}

/// Compiles a mapping file laid over what it extends. Problems have their places in the chain's text.
pub(super) fn compile(chain: &Chain<'_>) -> Result<Mapping, Vec<Problem>> {
    let (tree, found) = chain.tree();
    let own = chain.own_start()..chain.text().len();
    let (mapping, mut problems) = Problems::read_tree(&tree, own, found, |top, problems| read(chain, top, problems));
    // Parts are compiled where they are used, and some tables are read twice: the same problem counts once.
    let mut seen = HashSet::new();
    problems.retain(|problem| seen.insert((problem.span.start, problem.code, format!("{:?}", problem.params))));
    match mapping {
        Some(mapping) if problems.is_empty() => Ok(mapping),
        _ => Err(problems),
    }
}

fn read<'t, 's>(chain: &'t Chain<'_>, mut top: Section<'t, 's>, problems: &mut Problems) -> Option<Mapping> {
    let mut compiler = Compiler::new(chain.text(), &mut top, problems);
    let name = name(chain, &mut top, problems);
    let is_abstract = top.boolean("abstract", problems).is_some_and(|at| at.value);
    let titles = titles(&mut top, problems);
    let format = one_of(top.required_text("format", problems), "format", &keys::FORMATS, problems);
    let verdict = verdict(format.as_deref(), &mut top, problems);
    let beats = beats(chain, &name, &mut top, problems);
    let refuses_contradictions = refuses_contradictions(format.as_deref(), &mut top, problems);
    let mut shape = RecordShape { table: compiler.table_shape(&mut top, problems), ..RecordShape::default() };
    let is_table = shape.table.is_some();
    let file = compiler.file_values(&mut top, &mut shape, problems);
    let answer = top.section("answer", problems).map(|section| Answer::read(section, &compiler.scope.file, problems));
    compiler.collect_shared(&mut top, problems);
    let (indexes, looks_ahead) = compiler.references(&mut top, is_table, problems);
    let recognise = recognise::Tests::read(top.section("recognise", problems), shape.table.as_ref(), problems);
    shape.containers = compiler.containers(&mut top, problems);
    let nested = compiler.nested(&mut top, problems);
    let examples = super::example::read(&mut top, problems);
    let sections = top.sections("record", problems);
    if sections.is_empty() && verdict == Verdict::Read && !is_abstract {
        top.missing("record", problems);
    }
    let (mut by_pattern, mut records) = (Vec::new(), Vec::new());
    for section in sections {
        compiler.record(&name, section, is_table, &mut by_pattern, &mut records, problems);
    }
    let notes = compiler.notes(&mut top, is_table, problems);
    let controls = compiler.controls(&mut top, is_table, problems);
    top.finish_as(&keys::TOP, problems);
    shape.records = compiler.patterns;
    shape.names = compiler.scope.names;
    let digest = blake3::hash(format!("{ENGINE_VERSION}\n{}", chain.text()).as_bytes()).to_hex().to_string();
    let truths = compiler.tables.iter().find(|(name, _)| name == "bool").map(|(_, table)| Arc::clone(table));
    let shared = compiler.scope.shared.len();
    Some(Mapping {
        name,
        is_abstract,
        bases: chain.bases().map(str::to_owned).collect(),
        titles,
        format: format?,
        digest,
        verdict,
        beats,
        refuses_contradictions,
        recognise,
        shape,
        file,
        answer,
        records,
        notes,
        controls,
        by_pattern,
        truths,
        nested,
        shared,
        indexes,
        looks_ahead,
        examples,
        files: chain.files().map(|(book, start)| source_file(book, start)).collect(),
    })
}

fn source_file(book: Book<'_>, start: usize) -> SourceFile {
    SourceFile { name: book.file(), is_builtin: book.builtin, text: book.text.to_owned(), start }
}

/// The name; a file that extends another need not have one: it is called as the file is.
fn name(chain: &Chain<'_>, top: &mut Section<'_, '_>, problems: &mut Problems) -> String {
    let extends = top.text("extends", problems).is_some();
    let stem = chain.book().map(|book| book.stem).filter(|stem| extends && !stem.is_empty());
    let name = if stem.is_some() { top.text("name", problems) } else { top.required_text("name", problems) };
    name.map(|at| at.value).or(stem.map(str::to_owned)).unwrap_or_default()
}

/// The mappings it reads documents instead of: a dialect reads what it recognises, though its bases do too.
fn beats(chain: &Chain<'_>, name: &str, top: &mut Section<'_, '_>, problems: &mut Problems) -> Vec<String> {
    let given = top.texts("beats", problems).into_iter().map(|at| at.value);
    given.chain(chain.bases().filter(|base| *base != name).map(str::to_owned)).collect()
}

fn titles(top: &mut Section<'_, '_>, problems: &mut Problems) -> Vec<(String, String)> {
    let Some(mut section) = top.section("title", problems) else { return Vec::new() };
    let mut titles = Vec::new();
    for language in ["ru", "uk", "en"] {
        if let Some(title) = section.text(language, problems) {
            titles.push((language.to_owned(), title.value));
        }
    }
    section.finish_as(&keys::TITLE, problems);
    titles
}

/// Registers are what a person wrote; a message may state an object again as it is now.
fn refuses_contradictions(format: Option<&str>, top: &mut Section<'_, '_>, problems: &mut Problems) -> bool {
    match one_of(top.text("repeats", problems), "repeats", &keys::REPEATS, problems) {
        Some(repeats) => repeats == keys::REFUSE,
        None => format.is_some_and(|format| keys::REGISTERS.contains(&format)),
    }
}

/// Nothing reads the lines of a text: its mapping must say what people are told.
fn verdict(format: Option<&str>, top: &mut Section<'_, '_>, problems: &mut Problems) -> Verdict {
    let skip = top.text("skip", problems);
    let needs = skip.is_none() && format == Some(TEXT);
    let refuse = if needs { top.required_text("refuse", problems) } else { top.text("refuse", problems) };
    match (skip, refuse) {
        (Some(reason), _) => Verdict::Skip { reason: reason.value },
        (None, Some(reason)) => Verdict::Refuse { reason: reason.value },
        (None, None) if needs => Verdict::Refuse { reason: String::new() },
        (None, None) => Verdict::Read,
    }
}

fn tables(top: &mut Section<'_, '_>, problems: &mut Problems) -> Vec<(String, Arc<ValueTable>)> {
    let Some(mut section) = top.section("tables", problems) else { return Vec::new() };
    let mut tables = Vec::new();
    for (name, item) in section.entries() {
        let Some(mut rows) = as_section(&name.value, item, problems) else { continue };
        let rows: Vec<_> = rows
            .entries()
            .into_iter()
            .filter_map(|(key, item)| Some((key.value.clone(), as_text(&key.value, item, problems)?.value)))
            .collect();
        tables.push((name.value, Arc::new(ValueTable::new(rows))));
    }
    tables
}

/// A text that must be one of a few.
pub(super) fn one_of(
    given: Option<At<String>>,
    key: &str,
    allowed: &[&str],
    problems: &mut Problems,
) -> Option<String> {
    let given = given?;
    if allowed.contains(&given.value.as_str()) {
        return Some(given.value);
    }
    let mut problem = Problem::new(ProblemCode::BadValue, given.span)
        .with("key", key)
        .with("value", given.value.clone())
        .with("expected", allowed.join(", "));
    if let Some(near) = did_you_mean(&given.value, allowed.iter().copied()) {
        problem = problem.with("suggestion", near);
    }
    problems.push(problem);
    None
}

/// A name that refers to nothing.
pub(super) fn unknown_reference<'n>(
    key: &str,
    value: &At<String>,
    known: impl Iterator<Item = &'n str> + Clone,
    problems: &mut Problems,
) {
    let mut problem = Problem::new(ProblemCode::UnknownReference, value.span.clone())
        .with("key", key)
        .with("value", value.value.clone())
        .with("known", known.clone().collect::<Vec<_>>().join(", "));
    if let Some(near) = did_you_mean(&value.value, known) {
        problem = problem.with("suggestion", near);
    }
    problems.push(problem);
}

impl<'t, 's> Compiler<'t, 's> {
    fn new(text: &'t str, top: &mut Section<'t, 's>, problems: &mut Problems) -> Self {
        let parts = top.section("part", problems).map(|mut parts| parts.entries()).unwrap_or_default();
        Self {
            text,
            scope: Scope::default(),
            tables: tables(top, problems),
            parts: parts.into_iter().map(|(key, item)| (key.value, item)).collect(),
            patterns: Vec::new(),
        }
    }

    /// Everything a selector may refer to by `$`, in the order in which one may use the other.
    fn references(
        &mut self,
        top: &mut Section<'t, 's>,
        is_table: bool,
        problems: &mut Problems,
    ) -> (Vec<IndexRule>, bool) {
        self.lookups(top, problems);
        self.index_names(top, problems);
        self.named_selectors(top, problems);
        self.indexes(top, is_table, problems)
    }

    /// Compiles a selector, recording what is wrong with it.
    pub(super) fn selector(&mut self, text: &At<String>, problems: &mut Problems) -> Option<Selector> {
        match self.scope.selector(&text.value) {
            Ok(selector) => Some(selector),
            Err(error) => {
                problems.push(error.problem(&text.value, text.span.clone()));
                None
            }
        }
    }

    pub(super) fn columns(&mut self, top: &mut Section<'t, 's>, problems: &mut Problems) -> Option<TableShape> {
        let totals = top.texts("totals", problems).into_iter().map(|at| at.value).collect();
        let mut section = top.section("columns", problems)?;
        let mut columns = Vec::new();
        for (key, item) in section.entries() {
            let mut unit = None;
            let (captions, required, rest) = match item.get_ref() {
                toml::de::DeValue::Table(_) => {
                    let Some(mut column) = as_section(&key.value, item, problems) else { continue };
                    let captions = column.texts("captions", problems);
                    let required = column.boolean("required", problems).is_some_and(|at| at.value);
                    let rest = column.boolean("rest", problems).is_some_and(|at| at.value);
                    unit = self.unit(&mut column, &captions, problems);
                    column.finish_as(&keys::COLUMN, problems);
                    (captions, required, rest)
                }
                _ => (crate::model::problem::as_texts(&key.value, item, problems), false, false),
            };
            let own = captions.into_iter().map(|at| at.value);
            let with_units = unit.iter().flat_map(|unit: &Unit| &unit.captions).map(|(caption, _)| caption.clone());
            let captions = own.chain(with_units).collect();
            columns.push(Column { key: self.scope.names.intern(&key.value), captions, required, rest, unit });
        }
        Some(TableShape { columns, totals, ..TableShape::default() })
    }

    fn file_values(
        &mut self,
        top: &mut Section<'t, 's>,
        shape: &mut RecordShape,
        problems: &mut Problems,
    ) -> FileRules {
        let mut rules = FileRules::default();
        let Some(mut section) = top.section("file", problems) else { return rules };
        for (name, item) in section.entries() {
            let slot = self.scope.file.len();
            match name.value.as_str() {
                TIME => rules.time = Some(slot),
                MESSAGE => rules.message = Some(slot),
                OWN_ACCOUNTS => rules.own_accounts = Some(slot),
                _ => {}
            }
            if let Some(table) = &mut shape.table {
                for pattern in title_patterns(&name.value, item, problems) {
                    table.titles.push(pattern);
                    rules.slot_of_pattern.push(slot);
                }
                self.scope.file.push(name.value);
                continue;
            }
            for path in crate::model::problem::as_texts(&name.value, item, problems) {
                for alternative in path.value.split('|') {
                    if let Some(pattern) = self.pattern(alternative, path.span.clone(), problems) {
                        shape.file_values.push(pattern);
                        rules.slot_of_pattern.push(slot);
                        rules.paths.push((slot, alternative.trim().to_owned()));
                    }
                }
            }
            self.scope.file.push(name.value);
        }
        rules.slots = self.scope.file.len();
        rules.names.clone_from(&self.scope.file);
        rules
    }

    /// Names that any record shares; needed before the first selector is compiled.
    fn collect_shared(&mut self, top: &mut Section<'t, 's>, problems: &mut Problems) {
        let records = top.sections("record", problems);
        for mut record in records.into_iter().chain(top.sections("note", problems)) {
            let Some(mut share) = record.section("share", problems) else { continue };
            for (name, _) in share.entries() {
                if !self.scope.shared.contains(&name.value) {
                    self.scope.shared.push(name.value);
                }
            }
        }
    }

    fn named_selectors(&mut self, top: &mut Section<'t, 's>, problems: &mut Problems) {
        let Some(mut section) = top.section("let", problems) else { return };
        for (name, item) in section.entries() {
            let Some(text) = as_text(&name.value, item, problems) else { continue };
            if matches!(name.value.as_str(), "file" | "scope" | "record") {
                let problem = Problem::new(ProblemCode::Duplicate, name.span.clone());
                problems.push(problem.with("key", "let").with("value", name.value.clone()));
            } else if let Some(selector) = self.selector(&text, problems) {
                self.scope.named.push((name.value, selector));
            }
        }
    }

    fn record(
        &mut self,
        mapping: &str,
        mut section: Section<'t, 's>,
        is_table: bool,
        by_pattern: &mut Vec<Vec<usize>>,
        records: &mut Vec<RecordRule>,
        problems: &mut Problems,
    ) {
        let name = section.required_text("name", problems);
        let kinds: Vec<&str> = RecordKind::ALL.into_iter().map(RecordKind::name).collect();
        let kind = one_of(section.required_text("kind", problems), "kind", &kinds, problems);
        let at = section.texts("at", problems);
        if at.is_empty() && !is_table {
            section.missing("at", problems);
        }
        let mut patterns: Vec<usize> = at.iter().filter_map(|path| self.pattern_index(path, problems)).collect();
        if is_table {
            // Rows of a table have no path: every rule may read any of its sort.
            patterns.extend(self.rows(&mut section, ROW, problems));
        }
        if let Some(name) = name.as_ref().filter(|name| records.iter().any(|known| known.name == name.value)) {
            let problem = Problem::new(ProblemCode::Duplicate, name.span.clone());
            problems.push(problem.with("key", "record.name").with("value", name.value.clone()));
        }
        let removal = section.boolean("removal", problems).is_some_and(|at| at.value);
        let also = section.boolean("also", problems).is_some_and(|at| at.value);
        let skip = section.boolean("skip", problems).is_some_and(|at| at.value);
        let when = section.item("when").map(|item| self.conditions(item, &[], problems)).unwrap_or_default();
        let share = self.share(&mut section, problems);
        let key = section.texts("key", problems);
        let Some(kind) = kind.as_deref().and_then(RecordKind::from_name) else { return };
        let key = key.iter().filter_map(|text| self.template(text, kind.fields(), problems)).collect();
        let fields = self.group(&mut section, kind.fields(), problems);
        section.finish_as(&keys::RECORD, problems);
        let name = name.map(|at| at.value).unwrap_or_default();
        for pattern in patterns {
            if by_pattern.len() <= pattern {
                by_pattern.resize(pattern + 1, Vec::new());
            }
            if let Some(rules) = by_pattern.get_mut(pattern) {
                rules.push(records.len());
            }
        }
        let provenance = format!("{mapping}/{name}").into();
        records.push(RecordRule { name, provenance, kind, also, when, key, removal, skip, share, fields });
    }

    pub(super) fn share(&mut self, section: &mut Section<'t, 's>, problems: &mut Problems) -> Box<[Share]> {
        let within = section.texts("share_at", problems);
        let patterns: HashSet<usize> = within.iter().filter_map(|path| self.pattern_index(path, problems)).collect();
        let Some(mut shares) = section.section("share", problems) else { return Box::default() };
        let mut compiled = Vec::new();
        for (name, item) in shares.entries() {
            let Some(text) = as_text(&name.value, item, problems) else { continue };
            let Some(from) = self.selector(&text, problems) else { continue };
            let slot = self.scope.shared.iter().position(|known| *known == name.value).unwrap_or_default();
            compiled.push(Share { slot, patterns: patterns.clone(), from });
        }
        compiled.into()
    }
}
