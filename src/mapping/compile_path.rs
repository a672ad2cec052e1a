//! Paths of plain steps: where records, their containers and the records in them stand.

use std::ops::Range;

use super::compile::Compiler;
use super::select::Selector;
use crate::model::problem::{At, Problem, ProblemCode, Problems, Section};
use crate::parse::shape::PathPattern;

impl<'t, 's> Compiler<'t, 's> {
    /// Records that stand in records.
    pub(super) fn nested(&mut self, top: &mut Section<'t, 's>, problems: &mut Problems) -> Box<[Selector]> {
        let texts = top.texts("nested", problems);
        texts.iter().filter_map(|text| self.selector(text, problems)).collect()
    }

    /// Where records stand side by side with what nothing reads.
    pub(super) fn containers(&mut self, top: &mut Section<'t, 's>, problems: &mut Problems) -> Vec<PathPattern> {
        let paths = top.texts("containers", problems);
        paths.iter().filter_map(|path| self.pattern(&path.value, path.span.clone(), problems)).collect()
    }

    /// A path of plain steps, as formats match them: `/A/B/@c` from the root, `B/C` at any depth.
    pub(super) fn pattern(&mut self, text: &str, span: Range<usize>, problems: &mut Problems) -> Option<PathPattern> {
        let text = text.trim();
        if text == "/" {
            // The root itself: the items of a root array, the lines of JSON Lines.
            return Some(PathPattern { anchored: true, steps: Vec::new(), attribute: None });
        }
        let (anchored, rest) = text.strip_prefix('/').map_or((false, text), |rest| (true, rest));
        let mut pattern = PathPattern { anchored, steps: Vec::new(), attribute: None };
        for step in rest.split('/') {
            let (attribute, name) = step.strip_prefix('@').map_or((false, step), |name| (true, name));
            // Keys of JSON may be any text; then they stand in quotes.
            let quoted = name.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            let (is_quoted, name) = quoted.map_or((false, name), |inner| (true, inner));
            let plain = !name.is_empty()
                && (is_quoted || name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.')));
            if !plain || pattern.attribute.is_some() {
                let problem = Problem::new(ProblemCode::BadExpression, span).with("value", text);
                problems.push(problem.with("detail", "is no path of plain names").with("why", "plain-path"));
                return None;
            }
            let id = self.scope.names.intern(name);
            if attribute {
                pattern.attribute = Some(id);
            } else {
                pattern.steps.push(id);
            }
        }
        Some(pattern)
    }

    pub(super) fn pattern_index(&mut self, path: &At<String>, problems: &mut Problems) -> Option<usize> {
        let pattern = self.pattern(&path.value, path.span.clone(), problems)?;
        let known = self.patterns.iter().position(|known| *known == pattern);
        Some(known.unwrap_or_else(|| {
            self.patterns.push(pattern);
            self.patterns.len() - 1
        }))
    }
}
