//! Rows that were typed and taken before their file says an id, found again in the file: what is edited in them since is an
//! edit like any other.
//!
//! While a book waits to be written, its typed rows are sorted, corrected and filled in. They are found by what was taken
//! of them, and by their place where enough of it is still said.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use strsim::levenshtein;

use super::typed::{self, SOURCE, text};
use super::{Book, content::Content};
use crate::model::book::{BookRow, Cells, Clash, ClashKind, TypedRow};
use crate::model::row_id::RowId;
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::layout::{CLIENTS, Readable, STATUS};
use crate::workbook::matching::Matched;
use crate::workbook::merge::{MergeInput, Merged, PlacedClash, merge};
use crate::workbook::read::{BookFile, FileRow, FileSheet};
use crate::workbook::value::FileCell;

/// Columns of a card that people may correct in a row they typed: it is their own record that says it.
const CORRECTED: [&str; 4] = ["client", "tax_id", "kpp", "manager"];

/// A typed row that was found again.
#[derive(Debug, Clone)]
pub(super) struct Recalled {
    /// The client that it became.
    pub(super) id: RowId,
    /// What is remembered of it.
    pub(super) typed: TypedRow,
    /// What its card says now.
    pub(super) card: Cells,
}

impl Recalled {
    /// Whether the card was corrected since it was taken.
    pub(super) fn is_corrected(&self) -> bool {
        let differs = |column: &&str| text(&self.card, column) != text(&self.typed.cells, column);
        !text(&self.card, "client").is_empty() && CORRECTED.iter().any(differs)
    }
}

/// Finds the typed rows of a version in a file of it.
pub(super) fn recall(
    workspace: &Workspace,
    book: &Book,
    version: u32,
    file: &BookFile,
    merged: &Merged,
) -> Result<BTreeMap<u32, Recalled>, SyncError> {
    let mut remembered = Vec::new();
    for typed in workspace.store.typed_rows(&book.name, version)? {
        if let Some(id) = workspace.store.client_of(SOURCE, &typed.key)? {
            remembered.push((typed, RowId::from(id)));
        }
    }
    let Some(sheet) = file.sheets.iter().find(|sheet| sheet.id == CLIENTS.id) else { return Ok(BTreeMap::new()) };
    let is_new = |what: Matched| matches!(what, Matched::New | Matched::CopyOf(_));
    let new: BTreeSet<u32> =
        merged.rows.iter().filter(|row| row.sheet == CLIENTS.id && is_new(row.what)).map(|row| row.row).collect();
    let rows: Vec<&FileRow> = sheet.rows.iter().filter(|row| new.contains(&row.row)).collect();
    Ok(found(&book.name, &remembered, &rows))
}

/// The likest pairs, each side once, by the row.
fn found(book: &str, remembered: &[(TypedRow, RowId)], rows: &[&FileRow]) -> BTreeMap<u32, Recalled> {
    let near = Near::of(remembered);
    let mut pairs = Vec::new();
    for row in rows {
        for at in near.to(book, row) {
            let Some((typed, id)) = remembered.get(at) else { continue };
            pairs.extend(likeness(book, typed, row).map(|likeness| (likeness, at, typed, *id, *row)));
        }
    }
    pairs.sort_by_key(|(likeness, at, _, _, row)| (Reverse(*likeness), *at, row.row));
    let mut used = BTreeSet::new();
    let mut recalled = BTreeMap::new();
    for (_, at, typed, id, row) in pairs {
        if used.contains(&at) || recalled.contains_key(&row.row) {
            continue;
        }
        used.insert(at);
        let typed = TypedRow { place: row.row, ..typed.clone() };
        recalled.insert(row.row, Recalled { id, card: card(&typed, row), typed });
    }
    recalled
}

/// What was typed, by everything that it may be found by: a pasted column of thousands of rows is not compared row by row
/// with itself.
struct Near<'t> {
    by: BTreeMap<(Mark, &'t str), Vec<usize>>,
    by_place: BTreeMap<u32, Vec<usize>>,
    count: usize,
}

/// What a row may be found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Key,
    TaxId,
    Phone,
}

impl<'t> Near<'t> {
    fn of(remembered: &'t [(TypedRow, RowId)]) -> Self {
        let mut near = Self { by: BTreeMap::new(), by_place: BTreeMap::new(), count: remembered.len() };
        for (at, (typed, _)) in remembered.iter().enumerate() {
            let marks = [
                (Mark::Key, typed.key.as_str()),
                (Mark::TaxId, text(&typed.cells, "tax_id")),
                (Mark::Phone, text(&typed.cells, "phone")),
            ];
            for mark in marks.into_iter().filter(|(_, said)| !said.is_empty()) {
                near.by.entry(mark).or_default().push(at);
            }
            near.by_place.entry(typed.place).or_default().push(at);
        }
        near
    }

    /// Which of them a row may be. A row of which a cell can't be read may be any.
    fn to(&self, book: &str, row: &FileRow) -> BTreeSet<usize> {
        let mut card = Cells::new();
        for column in typed::CARD {
            match row.cells.get(column) {
                Some(FileCell::Unreadable { .. }) => return (0..self.count).collect(),
                Some(cell) => drop(cell.value().map(|said| card.insert(column.to_owned(), said.to_owned()))),
                None => {}
            }
        }
        let key = typed::key(book, &card);
        let marks =
            [(Mark::Key, key.as_str()), (Mark::TaxId, text(&card, "tax_id")), (Mark::Phone, text(&card, "phone"))];
        let marked = marks.into_iter().filter_map(|mark| self.by.get(&mark));
        marked.chain(self.by_place.get(&row.row)).flatten().copied().collect()
    }
}

/// The card that a row says; of cells that can't be read, what was taken before.
fn card(typed: &TypedRow, row: &FileRow) -> Cells {
    let said = |column: &str| row.value(column).or_else(|| typed.cells.get(column).map(String::as_str));
    typed::CARD.iter().filter_map(|column| Some(((*column).to_owned(), said(column)?.to_owned()))).collect()
}

/// How much of a row is as it was taken, the surest first; nothing where it may be anybody's.
fn likeness(book: &str, typed: &TypedRow, row: &FileRow) -> Option<(bool, usize, usize, bool)> {
    let is_said = |column: &str| {
        let known = text(&typed.cells, column);
        !known.is_empty() && row.value(column) == Some(known)
    };
    let is_same_key = typed::key(book, &card(typed, row)) == typed.key;
    let is_same_place = typed.place == row.row;
    let names = ["client", "tax_id", "phone"].into_iter().filter(|column| is_said(column)).count();
    let others = typed.cells.keys().filter(|column| is_said(column)).count().saturating_sub(names);
    let is_corrected = || names > 0 || others > 1 || is_said("comment") || are_alike(typed, row);
    let is_found = is_same_key || is_said("tax_id") || is_said("phone") || (is_same_place && is_corrected());
    is_found.then_some((is_same_key, names, others, is_same_place))
}

/// Whether one name may be the other, corrected: most of its letters are the same.
fn are_alike(typed: &TypedRow, row: &FileRow) -> bool {
    let (was, now) = (text(&typed.cells, "client"), row.value("client").unwrap_or_default());
    let len = was.chars().count().max(now.chars().count());
    levenshtein(was, now).saturating_mul(2) <= len
}

/// Merges the recalled rows of a file as rows that it had from the beginning.
pub(super) fn merge_in(
    merged: &mut Merged,
    recalled: &BTreeMap<u32, Recalled>,
    spec: &Readable,
    file: &BookFile,
    theirs: &Content,
) {
    let Some(sheet) = file.sheets.iter().find(|sheet| sheet.id == spec.id) else { return };
    let rows: BTreeMap<u32, &FileRow> = sheet.rows.iter().map(|row| (row.row, row)).collect();
    merged.new_rows.retain(|new| new.sheet != spec.id || !recalled.contains_key(&new.row));
    for placed in merged.rows.iter_mut().filter(|placed| placed.sheet == spec.id) {
        if let Some(one) = recalled.get(&placed.row) {
            placed.what = Matched::Known(one.id);
        }
    }
    // Whoever typed the client of a row that is gone has a row of it.
    let typed: BTreeSet<RowId> = recalled.values().map(|one| one.id).collect();
    merged.missing_rows.retain(|id| !typed.contains(id));
    let mut known: BTreeMap<(RowId, &'static str), String> =
        merged.edits.iter().map(|edit| ((edit.id, edit.place.column), edit.value.clone())).collect();
    for (row, one) in recalled {
        // Somebody else's client: nothing of it is hers to change, and she is told whose it is.
        let (Some(row), Some(stored)) = (rows.get(row), theirs.row(one.id)) else { continue };
        let of_row = merged_row(one, row, spec, file, sheet, stored);
        for edit in of_row.edits {
            // Two rows of one client that say different things: the row that has the id goes first.
            match known.entry((edit.id, edit.place.column)) {
                Entry::Occupied(said) if *said.get() != edit.value => merged.conflicts.push(PlacedClash {
                    place: edit.place,
                    clash: Clash {
                        kind: ClashKind::Conflict,
                        row: edit.id,
                        field: edit.place.column.to_owned(),
                        base: Some(edit.base),
                        stored: Some(said.get().clone()),
                        mine: edit.value,
                    },
                }),
                Entry::Occupied(_) => {}
                Entry::Vacant(said) => {
                    said.insert(edit.value.clone());
                    merged.edits.push(edit);
                }
            }
        }
        merged.agreed.extend(of_row.agreed);
        merged.conflicts.extend(of_row.conflicts);
        merged.change_requests.extend(of_row.change_requests);
    }
}

fn merged_row(
    one: &Recalled,
    row: &FileRow,
    spec: &Readable,
    file: &BookFile,
    sheet: &FileSheet,
    stored: &BookRow,
) -> Merged {
    let mut row = row.clone();
    row.cells.insert("id", FileCell::Value(one.id.encode()));
    let base = BookRow { id: one.id, cells: base(one, &row, spec) };
    let file = BookFile {
        stamp: file.stamp.clone(),
        lang: file.lang,
        base_currency: file.base_currency,
        sheets: vec![FileSheet {
            id: sheet.id,
            name: sheet.name.clone(),
            header_row: sheet.header_row,
            columns: sheet.columns.clone(),
            missing_columns: Vec::new(),
            new_columns: Vec::new(),
            adopted_columns: Vec::new(),
            doubled_columns: Vec::new(),
            renamed_columns: BTreeMap::new(),
            rows: vec![row],
        }],
        missing_sheets: Vec::new(),
        copied_sheets: Vec::new(),
    };
    merge(&MergeInput {
        sheets: std::slice::from_ref(spec),
        file: &file,
        base: &[base],
        others: &[],
        theirs: std::slice::from_ref(stored),
        exists: &|_| true,
        owner: &|_, column| column.owner,
    })
}

/// What the edits of a typed row began with: what was taken of it, and otherwise nothing. A corrected card is no edit of
/// somebody else's field: it is taken as the record it was.
fn base(one: &Recalled, row: &FileRow, spec: &Readable) -> Cells {
    let columns = spec.columns.iter().map(|column| column.id).filter(|column| !matches!(*column, "id" | STATUS));
    columns
        .map(|column| {
            let said = if CORRECTED.contains(&column) { row.value(column) } else { None };
            (column.to_owned(), said.unwrap_or_else(|| text(&one.typed.cells, column)).to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ClientId;

    fn typed(place: u32, name: &str, tax_id: &str, phone: &str) -> (TypedRow, RowId) {
        let cells: Cells = [("client", name), ("tax_id", tax_id), ("phone", phone)]
            .map(|(column, value)| (column.to_owned(), value.to_owned()))
            .into();
        let key = typed::key("a.xlsx", &cells);
        (TypedRow { number: Some(i64::from(place)), place, key, cells }, RowId::from(ClientId(i64::from(place))))
    }

    fn row(row: u32, name: &str, tax_id: &str, phone: &str) -> FileRow {
        let cells = [("client", name), ("tax_id", tax_id), ("phone", phone)];
        let cells = cells.map(|(column, value)| (column, FileCell::Value(value.to_owned()))).into();
        FileRow { row, cells, formulas: BTreeSet::new(), percents: BTreeSet::new() }
    }

    fn pairs(remembered: &[(TypedRow, RowId)], rows: &[FileRow]) -> Vec<(u32, i64)> {
        let rows: Vec<&FileRow> = rows.iter().collect();
        let mut pairs: Vec<(u32, i64)> =
            found("a.xlsx", remembered, &rows).into_iter().map(|(row, one)| (row, one.id.number)).collect();
        pairs.sort_unstable();
        pairs
    }

    #[test]
    fn typed_rows_are_found_by_what_was_taken_wherever_they_stand() {
        let remembered =
            [typed(7, "Заря", "5001", ""), typed(8, "Волна", "", "+79160000001"), typed(9, "Кедр", "", "")];
        let sorted = [row(7, "Кедр", "", ""), row(8, "Заря", "5001", ""), row(9, "Волна", "", "+79160000001")];
        assert_eq!(pairs(&remembered, &sorted), [(7, 9), (8, 7), (9, 8)]);
        let corrected = [row(7, "Заря-2", "5001", ""), row(8, "Волна", "5002", ""), row(9, "Кедры", "", "")];
        assert_eq!(pairs(&remembered, &corrected), [(7, 7), (8, 8), (9, 9)]);
    }

    #[test]
    fn another_client_typed_in_the_place_is_another() {
        assert_eq!(pairs(&[typed(7, "Заря", "", "")], &[row(7, "Волна", "", "")]), []);
        let moved = [row(9, "Заря", "5002", ""), row(7, "Волна", "5001", "")];
        assert_eq!(pairs(&[typed(7, "Заря", "5001", "")], &moved), [(7, 7)], "the tax number is surer than the place");
    }
}
