//! `[dictionaries]`: the words that may stand in a manager's column.

use std::collections::BTreeMap;

use super::keys;
use super::read::{bad_value, duplicate};
use crate::model::problem::{Problems, Section};

/// Columns that have a dictionary, as settings and workbooks name them.
pub(super) static COLUMNS: [&str; 2] = ["segment", "stage"];

/// Reads the dictionaries: by column the words, in the order in which they are offered.
pub(super) fn dictionaries(top: &mut Section<'_, '_>, problems: &mut Problems) -> BTreeMap<&'static str, Vec<String>> {
    let mut known = BTreeMap::new();
    let Some(mut section) = top.section("dictionaries", problems) else { return known };
    for column in COLUMNS {
        let is_there = section.item(column).is_some();
        let mut words: Vec<String> = Vec::new();
        for asked in section.texts(column, problems) {
            let word = asked.value.trim().to_owned();
            if word.is_empty() {
                problems.push(bad_value(column, &asked, "not-empty", None));
            } else if words.iter().any(|known| known.to_lowercase() == word.to_lowercase()) {
                problems.push(duplicate(column, &word, asked.span));
            } else {
                words.push(word);
            }
        }
        if is_there {
            known.insert(column, words);
        }
    }
    section.finish_as(&keys::DICTIONARIES, problems);
    known
}
