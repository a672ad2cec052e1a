//! `[dictionaries]`: the words that may stand in a manager's column.

use std::collections::BTreeMap;

use super::read::{bad_value, duplicate};
use crate::model::problem::{At, Problems, Section};

/// Columns that have a dictionary, as settings and workbooks name them.
pub(super) static COLUMNS: [&str; 2] = ["segment", "stage"];

/// Reads the dictionaries: by column the words, in the order in which they are offered. Besides those of the usual columns
/// there may be those that columns of their own name.
pub(super) fn dictionaries(
    top: &mut Section<'_, '_>,
    named: &[&'static str],
    problems: &mut Problems,
) -> BTreeMap<&'static str, Vec<String>> {
    let mut known = BTreeMap::new();
    let Some(mut section) = top.section("dictionaries", problems) else { return known };
    let names: Vec<&'static str> = COLUMNS.into_iter().chain(named.iter().copied()).collect();
    for name in &names {
        if section.item(name).is_some() {
            let asked = section.texts(name, problems);
            known.insert(*name, words(name, asked, problems));
        }
    }
    section.finish(problems);
    known
}

/// The words of a list, each once.
pub(super) fn words(key: &str, asked: Vec<At<String>>, problems: &mut Problems) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for asked in asked {
        let word = asked.value.trim().to_owned();
        if word.is_empty() {
            problems.push(bad_value(key, &asked, "not-empty", None));
        } else if words.iter().any(|known| known.to_lowercase() == word.to_lowercase()) {
            problems.push(duplicate(key, &word, asked.span));
        } else {
            words.push(word);
        }
    }
    words
}
