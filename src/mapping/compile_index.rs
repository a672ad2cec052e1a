//! In-file references and lists of keys and values of a mapping file → the compiled form.

use super::compile::Compiler;
use super::index::IndexRule;
use super::keys;
use super::path::Lookup;
use super::select::Selector;
use crate::model::problem::{At, Problem, ProblemCode, Problems, Section, as_section, as_text};

/// Names that mean something else behind a `$`.
const RESERVED: [&str; 3] = ["file", "scope", "record"];

impl<'t, 's> Compiler<'t, 's> {
    /// `[lookup.NAME]`: where a list of keys and values stands.
    pub(super) fn lookups(&mut self, top: &mut Section<'t, 's>, problems: &mut Problems) {
        let Some(mut section) = top.section("lookup", problems) else { return };
        for (name, item) in section.entries() {
            let Some(mut lookup) = as_section("lookup", item, problems) else { continue };
            let mut part = |key| lookup.required_text(key, problems);
            let (each, key, value) = (part("each"), part("key"), part("value"));
            lookup.finish_as(&keys::LOOKUP, problems);
            let (Some(each), Some(key), Some(value)) = (each, key, value) else { continue };
            if reserved(&name, "lookup", problems) {
                continue;
            }
            // Each is a path by itself: what is wrong with one is told at its own place.
            let paths = [&each, &key, &value];
            if paths.iter().all(|text| self.selector(text, problems).is_some()) {
                let [each, key, value] = paths.map(|at| at.value.clone());
                self.scope.lookups.push((name.value, Lookup { each, key, value }));
            }
        }
    }

    /// Names of `[index.NAME]` and of their values, which any selector may use.
    pub(super) fn index_names(&mut self, top: &mut Section<'t, 's>, problems: &mut Problems) {
        let Some(mut section) = top.section("index", problems) else { return };
        for (name, item) in section.entries() {
            let Some(mut index) = as_section("index", item, problems) else { continue };
            let values = index.section("values", problems).map(|mut values| values.entries()).unwrap_or_default();
            let values = values.into_iter().map(|(name, _)| name.value).collect();
            reserved(&name, "index", problems);
            self.scope.indexes.push((name.value, values));
        }
    }

    /// `[index.NAME]`: what is kept of records for those that refer to them, and whether one is filled beforehand.
    pub(super) fn indexes(
        &mut self,
        top: &mut Section<'t, 's>,
        is_table: bool,
        problems: &mut Problems,
    ) -> (Vec<IndexRule>, bool) {
        let (mut rules, mut ahead) = (Vec::new(), false);
        let entries = top.section("index", problems).map(|mut section| section.entries()).unwrap_or_default();
        for (_, item) in entries {
            let Some(mut index) = as_section("index", item, problems) else { continue };
            ahead |= index.boolean("ahead", problems).is_some_and(|at| at.value);
            rules.push(self.index(&mut index, is_table, problems));
            index.finish_as(&keys::INDEX, problems);
        }
        (rules, ahead)
    }

    fn index(&mut self, section: &mut Section<'t, 's>, is_table: bool, problems: &mut Problems) -> IndexRule {
        let at = section.texts("at", problems);
        if at.is_empty() && !is_table {
            section.missing("at", problems);
        }
        let mut patterns: Vec<usize> = at.iter().filter_map(|path| self.pattern_index(path, problems)).collect();
        if is_table {
            patterns.push(0);
        }
        let when = section.item("when").map(|item| self.conditions(item, &[], problems)).unwrap_or_default();
        let mut each: Vec<Selector> = Vec::new();
        let here = At { value: ".".to_owned(), span: section.span.clone() };
        let texts = section.texts("each", problems);
        for text in if texts.is_empty() { vec![here] } else { texts } {
            each.extend(self.selector(&text, problems));
        }
        let key = section.required_text("key", problems);
        let key = key.and_then(|key| self.selector(&key, problems)).unwrap_or(Selector { paths: Box::default() });
        let mut values = Vec::new();
        match section.section("values", problems) {
            Some(mut named) => {
                for (name, item) in named.entries() {
                    let text = as_text(&name.value, item, problems);
                    values.extend(text.and_then(|text| self.selector(&text, problems)));
                }
            }
            None => section.missing("values", problems),
        }
        IndexRule { patterns, when, each: each.into(), key, values: values.into() }
    }
}

fn reserved(name: &At<String>, key: &str, problems: &mut Problems) -> bool {
    let reserved = RESERVED.contains(&name.value.as_str());
    if reserved {
        let problem = Problem::new(ProblemCode::Duplicate, name.span.clone()).with("key", key);
        problems.push(problem.with("value", name.value.clone()));
    }
    reserved
}
