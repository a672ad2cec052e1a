//! Whether a mapping reads a document, judged by its preview.

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

/// What must hold of a preview; everything that is given must hold.
#[derive(Debug, Default)]
pub(super) struct Tests {
    roots: Vec<String>,
    has: Vec<String>,
    has_any: Vec<String>,
    lacks: Vec<String>,
    values: Vec<(String, Vec<Folded>)>,
    magic: Option<String>,
    /// Captions of the required columns; one row must hold one of each.
    required_columns: Vec<Vec<String>>,
    has_columns: Vec<String>,
    lacks_columns: Vec<String>,
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
        let captions = |texts: Vec<String>| texts.iter().map(|text| fold_caption(text)).collect();
        let mut tests = Self {
            roots: texts("root", problems),
            has: texts("has", problems),
            has_any: texts("has_any", problems),
            lacks: texts("lacks", problems),
            has_columns: captions(texts("has_columns", problems)),
            lacks_columns: captions(texts("lacks_columns", problems)),
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
                required.map(|column| column.captions.iter().map(|text| fold_caption(text)).collect()).collect();
        }
        tests
    }

    /// Whether everything holds.
    pub(super) fn hold(&self, preview: &Preview) -> bool {
        if self.silent {
            return false;
        }
        match preview {
            Preview::Xml(xml) => {
                let there = |path: &String| xml.entries.iter().any(|(known, _)| known == path);
                (self.roots.is_empty() || self.roots.contains(&xml.root))
                    && self.has.iter().all(there)
                    && (self.has_any.is_empty() || self.has_any.iter().any(there))
                    && !self.lacks.iter().any(there)
                    && self.values.iter().all(|(path, wanted)| {
                        let mut texts = xml.entries.iter().filter(|(known, _)| known == path);
                        texts.any(|(_, text)| wanted.iter().any(|folded| folded.matches(text)))
                    })
            }
            Preview::Sections { magic, .. } => self.magic.as_ref().is_some_and(|wanted| wanted == magic.trim()),
            Preview::Table { sheets } => sheets.iter().any(|(name, rows)| self.hold_of_sheet(name, rows)),
        }
    }

    fn hold_of_sheet(&self, name: &str, rows: &[Vec<String>]) -> bool {
        // A head may have two storeys: a caption counts in the row itself or in the one below.
        let header = rows.iter().enumerate().find_map(|(at, row)| {
            let below = rows.get(at + 1).map(Vec::as_slice).unwrap_or_default();
            let captions: Vec<String> = row.iter().chain(below).map(|cell| fold_caption(cell)).collect();
            let own = row.iter().filter(|cell| !cell.trim().is_empty()).count();
            let all = self.required_columns.iter().all(|any| any.iter().any(|caption| captions.contains(caption)));
            (all && own > 1 && !self.required_columns.is_empty()).then_some((at, captions))
        });
        let Some((at, captions)) = header else { return false };
        if self.lacks_columns.iter().any(|caption| captions.contains(caption)) {
            return false;
        }
        let above: Vec<String> =
            rows.iter().take(at).flatten().map(String::as_str).chain([name]).map(super::fold::fold).collect();
        let titled = |titles: &[Folded]| titles.iter().any(|title| above.iter().any(|cell| title.is_within(cell)));
        let told = self.has_columns.is_empty() && self.titles.is_empty()
            || self.has_columns.iter().any(|caption| captions.contains(caption))
            || titled(&self.titles);
        told && !titled(&self.lacks_titles)
    }
}
