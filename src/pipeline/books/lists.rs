//! Words to choose from: what a drop-down offers, and what of a file is in no list.
//!
//! A list of settings binds: a value outside of it stays in the file and is said. Without one a drop-down offers what is
//! usual and what is in use, and anything may be typed.

use std::collections::{BTreeMap, BTreeSet};

use super::Book;
use super::place::hash;
use crate::lang::Lang;
use crate::model::book::{BookRow, Cells};
use crate::model::row_id::RowId;
use crate::model::view::BookData;
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::layout::{CLIENTS, Layout, Words, sheet_of};
use crate::workbook::read::BookFile;
use crate::workbook::render::WordList;
use crate::workbook::value::{FileCell, Trouble};

/// So many words in use are offered; more is no list to choose from.
const IN_USE_MAX: usize = 40;

/// The store remembers under this name which lists of settings a book has.
fn lists_key(book: &Book) -> String {
    format!("book_lists:{}", book.name)
}

/// The lists of settings, as one text to compare.
fn digest(workspace: &Workspace) -> String {
    let own: Vec<_> = workspace
        .config
        .workbooks
        .columns
        .iter()
        .filter_map(|rule| Some((rule.column, rule.words.as_ref()?)))
        .collect();
    hash(format!("{:?}{own:?}", workspace.config.dictionaries).as_bytes()).to_hex()
}

/// Remembers that a book has the lists of settings.
pub(super) fn remember(workspace: &Workspace, book: &Book) -> Result<(), SyncError> {
    let (key, now) = (lists_key(book), digest(workspace));
    if workspace.store.meta(&key)?.as_ref() != Some(&now) {
        workspace.store.set_meta(&key, &now)?;
    }
    Ok(())
}

/// Whether settings have other lists than when a book was written; nothing where that is not known.
pub(super) fn are_changed(workspace: &Workspace, book: &Book) -> Result<Option<bool>, SyncError> {
    Ok(workspace.store.meta(&lists_key(book))?.map(|known| known != digest(workspace)))
}

/// What a book's drop-downs offer, by column.
pub(super) fn offered(
    dictionaries: &BTreeMap<&'static str, Vec<String>>,
    layout: &Layout,
    data: &BookData,
    lang: Lang,
) -> BTreeMap<&'static str, WordList> {
    let segments = || data.clients.iter().map(|client| client.segment.as_str());
    let stages = || data.clients.iter().map(|client| client.stage.as_str());
    let usual = lang.text("book-stages", &[]);
    let usual: Vec<&str> = usual.split(',').map(str::trim).collect();
    let list = |column: &'static str, usual: &[&str], used: &mut dyn Iterator<Item = &str>| {
        let words = match dictionaries.get(column) {
            Some(words) => return WordList { words: words.clone(), binds: true },
            None => in_use(usual, used),
        };
        WordList { words, binds: false }
    };
    let usual = [("segment", list("segment", &[], &mut segments())), ("stage", list("stage", &usual, &mut stages()))];
    let own = layout.words().map(|own| (own.list, WordList { words: own.words.to_vec(), binds: true }));
    usual.into_iter().chain(own).collect()
}

fn in_use(usual: &[&str], used: &mut dyn Iterator<Item = &str>) -> Vec<String> {
    let mut words: Vec<String> = usual.iter().map(|word| (*word).to_owned()).collect();
    let others: BTreeSet<&str> = used.filter(|word| !word.is_empty() && !usual.contains(word)).collect();
    if others.len() <= IN_USE_MAX {
        words.extend(others.into_iter().map(str::to_owned));
    }
    words
}

/// Takes words as the lists spell them, and puts aside those that no list has: unless it is what stood there or what the
/// store has, whoever said it first.
pub(super) fn check(
    dictionaries: &BTreeMap<&'static str, Vec<String>>,
    layout: &Layout,
    file: &mut BookFile,
    base: &[BookRow],
    theirs: &[BookRow],
) {
    let own: Vec<Words<'_>> = layout.words().collect();
    let is_own = |column: &str| own.iter().any(|own| (own.sheet, own.column) == (CLIENTS.id, column));
    let usual = dictionaries.iter().filter(|(column, _)| !is_own(column));
    let usual = usual.map(|(column, words)| Words { sheet: CLIENTS.id, column, list: column, words });
    let lists: Vec<Words<'_>> = usual.chain(own.iter().copied()).collect();
    if lists.is_empty() {
        return;
    }
    let listed = |rows: &'_ [BookRow]| -> BTreeMap<RowId, Cells> {
        let of = |row: &BookRow| {
            let listed = lists.iter().filter(|list| list.sheet == sheet_of(row.id.kind));
            listed.filter_map(|list| Some((list.column.to_owned(), row.cells.get(list.column)?.clone()))).collect()
        };
        rows.iter().map(|row| (row.id, of(row))).collect()
    };
    let said = [listed(base), listed(theirs)];
    let known = |id: Option<RowId>, column: &str, word: &str| {
        let of = id.into_iter().flat_map(|id| said.iter().filter_map(move |rows| rows.get(&id)?.get(column)));
        of.into_iter().any(|value| value == word)
    };
    for (sheet, row) in file.sheets.iter_mut().flat_map(|sheet| sheet.rows.iter_mut().map(|row| (sheet.id, row))) {
        let id = row.value("id").and_then(RowId::parse);
        for Words { column, words, .. } in lists.iter().filter(|list| list.sheet == sheet) {
            let Some(cell) = row.cells.get_mut(*column) else { continue };
            let FileCell::Value(said) = cell else { continue };
            if said.is_empty() || words.contains(said) {
                continue;
            }
            let folded = said.to_lowercase();
            match words.iter().find(|word| word.to_lowercase() == folded) {
                Some(word) => said.clone_from(word),
                None if known(id, column, said) => {}
                None => {
                    let shown = std::mem::take(said);
                    *cell = FileCell::Unreadable { trouble: Trouble::NotAChoice, shown };
                }
            }
        }
    }
}
