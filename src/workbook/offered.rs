//! The words that drop-downs of a book that is gone on with offer: they stand on its hidden sheet, and the validations of
//! its columns point there.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use super::patch::{Block, CellPatch, CellValue, ListRange, SheetPatch};
use super::read::{ReadBookError, grid};
use super::render::identity::LISTS_COLUMN;
use super::render::{SYNC_SHEET, WordList, clean};
use super::value::{Raw, text};

/// What must change in a book so that its drop-downs offer these words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The hidden sheet's cells.
    pub words: SheetPatch,
    /// Where the lists lie afterwards, for the sheets whose columns have them.
    pub ranges: Vec<ListRange>,
    /// The columns whose lists have other words than before.
    pub changed: BTreeSet<&'static str>,
}

/// Compares the lists of a file with what is to be offered, by column; nothing where the file has no hidden sheet. Lists
/// that it has not and that are needed are put behind the others.
///
/// # Errors
/// When the file can't be read.
pub fn offered(
    file: &[u8],
    lists: &BTreeMap<&'static str, WordList>,
    needed: &BTreeSet<&str>,
) -> Result<Option<Offered>, ReadBookError> {
    let Some(known) = grid(Cursor::new(file), &[SYNC_SHEET.to_owned()])? else { return Ok(None) };
    let said = |row: u32, column: u32| match known.cells.get(&(row, column)) {
        Some((Raw::Text(said), _)) => Some(text(said)).filter(|said| !said.is_empty()),
        _ => None,
    };
    let (mut cells, mut ranges, mut changed) = (Vec::new(), Vec::new(), BTreeSet::new());
    let lying: Vec<(u16, String)> =
        (LISTS_COLUMN..).map_while(|place| Some((place, said(0, u32::from(place))?))).collect();
    let is_new = |id: &&str| lying.iter().all(|(_, known)| known != id) && lists.contains_key(*id);
    let end = lying.last().map_or(LISTS_COLUMN, |(place, _)| place.saturating_add(1));
    let new = (end..).zip(needed.iter().copied().filter(is_new)).map(|(place, id)| (place, id.to_owned()));
    let new: Vec<(u16, String)> = new.collect();
    cells.extend(new.iter().map(|(place, id)| CellPatch {
        row: 0,
        column: *place,
        value: CellValue::Text(id.clone()),
    }));
    for (place, id) in lying.iter().cloned().chain(new) {
        let Some((id, list)) = lists.get_key_value(id.as_str()) else { continue };
        let stood: Vec<String> = (1..).map_while(|row| said(row, u32::from(place))).collect();
        let words: Vec<String> = list.words.iter().map(|word| text(&clean(word))).collect();
        for row in 0..stood.len().max(words.len()) {
            let (was, word) = (stood.get(row), words.get(row));
            if was != word {
                let value = word.map_or(CellValue::Blank, |word| CellValue::Text(word.clone()));
                let row = u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1);
                cells.push(CellPatch { row, column: place, value });
                changed.insert(*id);
            }
        }
        let words = u32::try_from(words.len()).unwrap_or(u32::MAX);
        ranges.push(ListRange { list: id, column: place, words, binds: list.binds });
    }
    let block = Block { header: 0, data: u32::MAX, first: 0, last: 0, id: None };
    Ok(Some(Offered { words: SheetPatch { cells, ..SheetPatch::of(&known.name, block) }, ranges, changed }))
}
