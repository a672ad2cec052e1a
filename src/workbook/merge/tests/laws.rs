//! Laws of the merge over random books in which somebody edits, copies, deletes, sorts and breaks.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;

const MANAGERS: [&str; 3] = ["segment", "stage", "comment"];

/// What a random manager does.
#[derive(Debug, Clone)]
enum Doing {
    Set(usize, usize, String),
    Break(usize, usize),
    Delete(usize),
    Clear(usize),
    Copy(usize),
    Type(String),
    DropColumn(usize),
    LoseId(usize),
}

fn doing() -> impl Strategy<Value = Doing> {
    let word = || "[абв]{0,2}";
    prop_oneof![
        8 => (any::<usize>(), 0_usize..5, word()).prop_map(|(row, column, value)| Doing::Set(row, column, value)),
        1 => (any::<usize>(), 0_usize..5).prop_map(|(row, column)| Doing::Break(row, column)),
        1 => any::<usize>().prop_map(Doing::Delete),
        1 => any::<usize>().prop_map(Doing::Clear),
        2 => any::<usize>().prop_map(Doing::Copy),
        1 => word().prop_map(Doing::Type),
        1 => (2_usize..5).prop_map(Doing::DropColumn),
        1 => any::<usize>().prop_map(Doing::LoseId),
    ]
}

fn perform(rows: &mut Vec<FileRow>, what: &Doing) {
    let count = rows.len().max(1);
    let last = rows.iter().map(|row| row.row).max().unwrap_or(5);
    match what {
        Doing::Set(at, column, value) => {
            if let Some(row) = rows.get_mut(at % count)
                && row.cells.contains_key(COLUMNS[*column])
            {
                set(row, COLUMNS[*column], value);
            }
        }
        Doing::Break(at, column) => {
            if let Some(row) = rows.get_mut(at % count) {
                let broken = FileCell::Unreadable { trouble: Trouble::ErrorValue, shown: "#REF!".to_owned() };
                row.cells.insert(COLUMNS[*column], broken);
            }
        }
        Doing::Delete(at) => drop((!rows.is_empty()).then(|| rows.remove(at % count))),
        Doing::Clear(at) => {
            if let Some(row) = rows.get_mut(at % count) {
                row.cells.values_mut().for_each(|cell| *cell = FileCell::Value(String::new()));
            }
        }
        Doing::Copy(at) => {
            if let Some(mut row) = rows.get(at % count).cloned() {
                row.row = last + 1;
                rows.push(row);
            }
        }
        Doing::Type(name) => {
            let mut row = untouched(&book_row(1, [name, "", "", "", "новый"]), last + 1);
            set(&mut row, "id", "");
            rows.push(row);
        }
        Doing::DropColumn(column) => {
            rows.iter_mut().for_each(|row| drop(row.cells.remove(COLUMNS[*column])));
        }
        Doing::LoseId(at) => {
            if let Some(row) = rows.get_mut(at % count) {
                set(row, "id", "");
            }
        }
    }
}

/// A base, what the store has of it now, and a file that somebody worked in.
fn worlds() -> impl Strategy<Value = (Vec<BookRow>, Vec<BookRow>, Vec<FileRow>)> {
    let values = || proptest::array::uniform5("[абв]{0,2}");
    let rows = proptest::collection::vec(values(), 1..14);
    let changes = proptest::collection::vec((any::<usize>(), 0_usize..5, "[абв]{0,2}"), 0..8);
    let doings = proptest::collection::vec(doing(), 0..12);
    (rows, changes, doings).prop_flat_map(|(rows, changes, doings)| {
        let base: Vec<BookRow> =
            (1..).zip(&rows).map(|(at, values)| book_row(at, values.each_ref().map(String::as_str))).collect();
        let mut theirs = base.clone();
        for (at, column, value) in changes {
            let at = at % theirs.len();
            theirs[at].cells.insert(COLUMNS[column].to_owned(), value);
        }
        let mut file = rows_of(&base);
        doings.iter().for_each(|what| perform(&mut file, what));
        (Just(base), Just(theirs), Just(file).prop_shuffle())
    })
}

/// Cells of a row that say something other than the base does.
fn differing<'a>(row: &'a FileRow, was: &Cells) -> Vec<(&'static str, &'a FileCell)> {
    let cells = row
        .cells
        .iter()
        .filter(|(column, cell)| **column != "id" && was.get(**column).is_some_and(|was| !cell.says(was)));
    cells.map(|(column, cell)| (*column, cell)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_edit_is_lost((base, theirs, rows) in worlds()) {
        let merged = merged(&base, &file(rows.clone()), &theirs);
        let was: HashMap<RowId, &Cells> = base.iter().map(|row| (row.id, &row.cells)).collect();
        let now: HashMap<RowId, &Cells> = theirs.iter().map(|row| (row.id, &row.cells)).collect();
        prop_assert_eq!(merged.rows.len(), rows.len());
        // They are placed from the top down.
        let mut rows = rows;
        rows.sort_by_key(|row| row.row);
        for (row, placed) in rows.iter().zip(&merged.rows) {
            let said = |column: &str| {
                merged.edits.iter().any(|e| e.place.row == row.row && e.place.column == column)
                    || merged.conflicts.iter().chain(&merged.change_requests).any(|c| c.place.row == row.row && c.place.column == column)
                    || merged.findings.iter().any(|f| f.row == Some(row.row) && f.column == Some(column))
            };
            match placed.what {
                Matched::Known(id) | Matched::Recovered(id) => {
                    for (column, cell) in differing(row, was[&id]) {
                        prop_assert!(said(column) || cell.says(&now[&id][column]), "{column} of {row:?} in {merged:?}");
                    }
                }
                Matched::New | Matched::CopyOf(_) => {
                    let is_new = merged.new_rows.iter().any(|new| new.row == row.row);
                    prop_assert!(is_new || merged.findings.iter().any(|f| f.row == Some(row.row)), "{row:?}");
                }
                Matched::Cleared(id) => {
                    let is_elsewhere = merged.rows.iter().any(|placed| placed.what.known() == Some(id));
                    prop_assert!(is_elsewhere || merged.missing_rows.contains(&id));
                },
                Matched::Nothing => prop_assert!(row.cells.iter().all(|(column, cell)| *column == "id" || cell.is_blank())),
                Matched::Note => {
                    let said = row.cells.iter().filter(|(column, cell)| **column != "id" && !cell.is_blank()).count();
                    let end = merged.rows.iter().filter(|one| one.what.known().is_some()).map(|one| one.row).max();
                    prop_assert!(said <= 1 && end.is_none_or(|end| row.row > end + 1), "{row:?}");
                },
                Matched::Foreign(_) => prop_assert!(false, "there are no other books"),
            }
        }
        // Every row of the base is somewhere or missing, and nowhere twice.
        for row in &base {
            let times = merged.rows.iter().filter(|placed| placed.what.known() == Some(row.id)).count();
            prop_assert_eq!(times + usize::from(merged.missing_rows.contains(&row.id)), 1);
        }
    }

    #[test]
    fn equal_edits_never_collide((base, _, rows) in worlds()) {
        let alone = merged(&base, &file(rows.clone()), &base);
        let mut theirs = base.clone();
        for edit in &alone.edits {
            let row = theirs.iter_mut().find(|row| row.id == edit.id).unwrap();
            row.cells.insert(edit.place.column.to_owned(), edit.value.clone());
        }
        prop_assert!(alone.conflicts.is_empty(), "the store changed nothing");
        let both = merged(&base, &file(rows), &theirs);
        prop_assert!(both.conflicts.is_empty() && both.edits.is_empty());
    }

    #[test]
    fn the_order_of_rows_says_nothing((base, theirs, rows) in worlds()) {
        let mut turned = rows.clone();
        turned.reverse();
        let (one, mut other) = (merged(&base, &file(rows), &theirs), merged(&base, &file(turned), &theirs));
        let mut one = one;
        for merged in [&mut one, &mut other] {
            merged.edits.sort();
            merged.conflicts.sort();
            merged.change_requests.sort();
            merged.new_rows.sort();
            merged.missing_rows.sort();
            merged.findings.sort();
            merged.rows.sort();
        }
        prop_assert_eq!(one, other);
    }

    /// The store takes the edits, the book is written so, and comes back untouched: nothing happens.
    #[test]
    fn what_was_merged_and_written_is_merged_no_more((base, theirs, rows) in worlds()) {
        let first = merged(&base, &file(rows.clone()), &theirs);
        let mut after = theirs;
        for edit in &first.edits {
            let row = after.iter_mut().find(|row| row.id == edit.id).unwrap();
            row.cells.insert(edit.place.column.to_owned(), edit.value.clone());
        }
        // The same file once more, as when it is open and can't be written: what was taken is not taken again.
        let again = merged(&base, &file(rows), &after);
        prop_assert!(again.edits.is_empty(), "{:?}", again.edits);
        prop_assert_eq!(&again.conflicts, &first.conflicts);
        let written = merged(&after, &file(rows_of(&after)), &after);
        let expected: Vec<PlacedRow> = rows_of(&after).iter().zip(&after).map(|(row, known)| {
            PlacedRow { sheet: CLIENTS.id, row: row.row, what: Matched::Known(known.id) }
        }).collect();
        prop_assert_eq!(written, Merged { rows: expected, ..Merged::default() });
    }

    /// Whoever changes a cell alone is heard, whatever the other does elsewhere.
    #[test]
    fn both_sides_are_heard(column in 0_usize..3, mine in "[а-я]{1,5}", stored in "[а-я]{1,5}") {
        let base = base();
        let (mine, stored) = (format!("м{mine}"), format!("с{stored}"));
        let mut rows = rows_of(&base);
        set(&mut rows[0], MANAGERS[column], &mine);
        let mut theirs = base.clone();
        theirs[1].cells.insert(MANAGERS[column].to_owned(), stored);
        let merged = merged(&base, &file(rows), &theirs);
        prop_assert_eq!(merged.edits.len(), 1);
        prop_assert!(merged.conflicts.is_empty());
    }
}
