//! What only tables have: titles above the header, group headings, sorts of rows, totals rows that are checked.

use regex::Regex;
use toml::de::DeValue;

use super::compile::{Compiler, one_of, unknown_reference};
use super::compile_value::regex;
use super::control::ControlRule;
use super::keys;
use super::rule::NoteRule;
use crate::model::problem::{At, Item, Problems, Section, as_section, wrong_type};
use crate::parse::shape::{HEADING_ROW, Level, ROW, TOTALS_ROW, TableShape, Unit};

/// Names of the sorts of rows, with what marks them in a raw record.
const ROWS: [(&str, usize); 3] = [("row", ROW), ("total", TOTALS_ROW), ("heading", HEADING_ROW)];

/// The value table of the words that stand behind captions.
const UNITS: &str = "units";

/// The regular expressions of a value of `[file]` that stands in the title of a table: `{ title = "…" }`, or several.
pub(super) fn title_patterns(key: &str, item: Item<'_, '_>, problems: &mut Problems) -> Vec<Regex> {
    let items = match item.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        _ => vec![item],
    };
    let mut patterns = Vec::new();
    for item in items {
        if !matches!(item.get_ref(), DeValue::Table(_)) {
            wrong_type::<()>(key, "{ title = \"…\" }", item, problems);
            continue;
        }
        let Some(mut section) = as_section(key, item, problems) else { continue };
        let pattern = section.required_text("title", problems);
        section.finish_as(&keys::TITLE_TEXT, problems);
        patterns.extend(pattern.and_then(|pattern| regex(&pattern, problems)));
    }
    patterns
}

impl<'t, 's> Compiler<'t, 's> {
    /// Columns and group headings; nothing where the mapping has no columns.
    pub(super) fn table_shape(&mut self, top: &mut Section<'t, 's>, problems: &mut Problems) -> Option<TableShape> {
        let mut table = self.columns(top, problems)?;
        self.levels(top, &mut table, problems);
        Some(table)
    }

    /// What captions of a column say besides: each of them with each word of the table `units` behind it.
    pub(super) fn unit(
        &mut self,
        column: &mut Section<'t, 's>,
        captions: &[At<String>],
        problems: &mut Problems,
    ) -> Option<Unit> {
        let name = column.text("unit", problems)?;
        let Some((_, table)) = self.tables.iter().find(|(known, _)| known == UNITS) else {
            let wanted = At { value: UNITS.to_owned(), span: name.span };
            unknown_reference("unit", &wanted, self.tables.iter().map(|(known, _)| known.as_str()), problems);
            return None;
        };
        let said = captions.iter().flat_map(|caption| {
            table.rows().map(|(word, unit)| (format!("{} {word}", caption.value), unit.to_owned()))
        });
        let captions = said.collect();
        Some(Unit { name: self.scope.names.intern(&name.value), captions })
    }

    /// `[[level]]`: group headings whose texts the rows below carry.
    fn levels(&mut self, top: &mut Section<'t, 's>, table: &mut TableShape, problems: &mut Problems) {
        for mut section in top.sections("level", problems) {
            let name = section.required_text("name", problems);
            let column = section.text("column", problems);
            let pattern = section.text("matches", problems).and_then(|pattern| regex(&pattern, problems));
            section.finish_as(&keys::LEVEL, problems);
            let keys: Vec<&str> = table.columns.iter().filter_map(|column| self.scope.names.name(column.key)).collect();
            let column = match column {
                Some(column) => {
                    let key = one_of(Some(column), "column", &keys, problems);
                    let Some(key) = key else { continue };
                    Some(self.scope.names.intern(&key))
                }
                None => None,
            };
            let Some(name) = name else { continue };
            table.levels.push(Level { name: self.scope.names.intern(&name.value), column, pattern });
        }
    }

    /// Which sorts of rows a rule reads; ordinary ones where it does not say.
    pub(super) fn rows(&self, section: &mut Section<'t, 's>, usual: usize, problems: &mut Problems) -> Vec<usize> {
        let given = section.texts("rows", problems);
        let known = ROWS.map(|(name, _)| name);
        let mut rows = Vec::new();
        for text in &given {
            let text = At { value: text.value.clone(), span: text.span.clone() };
            let name = one_of(Some(text), "rows", &known, problems);
            rows.extend(ROWS.iter().find(|(known, _)| Some(*known) == name.as_deref()).map(|(_, row)| *row));
        }
        if given.is_empty() {
            rows.push(usual);
        }
        rows
    }

    /// `[[note]]`: what some rows say for those below them, without being records themselves.
    pub(super) fn notes(
        &mut self,
        top: &mut Section<'t, 's>,
        is_table: bool,
        problems: &mut Problems,
    ) -> Vec<NoteRule> {
        let mut notes = Vec::new();
        for mut section in top.sections("note", problems) {
            let at = section.texts("at", problems);
            let mut patterns: Vec<usize> = at.iter().filter_map(|path| self.pattern_index(path, problems)).collect();
            if is_table {
                patterns.extend(self.rows(&mut section, ROW, problems));
            } else if at.is_empty() {
                section.missing("at", problems);
            }
            let when = section.item("when").map(|item| self.conditions(item, &[], problems)).unwrap_or_default();
            let share = self.share(&mut section, problems);
            if share.is_empty() {
                section.missing("share", problems);
            }
            section.finish_as(&keys::NOTE, problems);
            notes.push(NoteRule { patterns, when, share });
        }
        notes
    }

    /// `[[control]]`: totals rows against the rows above them.
    pub(super) fn controls(
        &mut self,
        top: &mut Section<'t, 's>,
        is_table: bool,
        problems: &mut Problems,
    ) -> Vec<ControlRule> {
        let mut controls = Vec::new();
        // Elsewhere the key is left over, and said to be unknown.
        if !is_table {
            return controls;
        }
        for mut section in top.sections("control", problems) {
            let rows = self.rows(&mut section, TOTALS_ROW, problems);
            let when = section.item("when").map(|item| self.conditions(item, &[], problems)).unwrap_or_default();
            let sums = section.texts("sums", problems);
            if sums.is_empty() {
                section.missing("sums", problems);
            }
            let sums =
                sums.iter().filter_map(|text| Some((text.value.clone(), self.selector(text, problems)?))).collect();
            let label = At { value: "label".to_owned(), span: section.span.clone() };
            section.finish_as(&keys::CONTROL, problems);
            let Some(label) = self.selector(&label, problems) else { continue };
            controls.push(ControlRule { rows, when, sums, label });
        }
        controls
    }
}
