//! Columns of ours that stand apart from the table, beyond a column of hers: whoever sorts the table leaves them where they
//! are, and their values in the rows of others. Where that is plain they are put back; where it is not the file is held.
//!
//! What is plain is told by the places that rows had when the book was written: every value that is not its row's is that of
//! the row that stood there, and none went along with its own.

use std::collections::BTreeMap;

use super::merge::{Finding, HeldReason, Remark};
use super::read::{BookFile, FileRow, FileSheet};
use super::value::FileCell;
use crate::model::book::{BookRow, Cells};
use crate::model::row_id::RowId;

/// Values that changed places where nobody knows the places of before: two may be a correction.
const MOVED_MIN: usize = 3;

/// Where rows stood, from 1, when the book was written.
pub type Places = BTreeMap<RowId, u32>;

/// What became of columns that stayed where they were.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strays {
    /// The file with the values in their own rows; nothing where none strayed.
    pub file: Option<BookFile>,
    /// What is to be said of that.
    pub findings: Vec<Finding>,
    /// Why nothing of the file can be taken.
    pub reasons: Vec<HeldReason>,
}

/// Looks for values that stayed in place while their rows moved.
#[must_use]
pub fn strays(file: &BookFile, base: &[BookRow], places: &Places) -> Strays {
    let base: BTreeMap<RowId, &Cells> = base.iter().map(|row| (row.id, &row.cells)).collect();
    let mut strays = Strays::default();
    for (at, sheet) in file.sheets.iter().enumerate() {
        for column in sheet.apart() {
            match Moves::of(sheet, column, &base, places).verdict() {
                Verdict::Nothing => {}
                Verdict::Stayed(rows) => {
                    let mended = strays.file.get_or_insert_with(|| file.clone());
                    if let Some(sheet) = mended.sheets.get_mut(at) {
                        put_back(sheet, column, &rows, &base);
                    }
                    strays.findings.push(Finding {
                        sheet: sheet.id.to_owned(),
                        row: None,
                        id: None,
                        column: Some(column),
                        remark: Remark::Strayed,
                        shown: String::new(),
                    });
                }
                Verdict::Unclear(moved) => {
                    let rows = moved.iter().filter_map(|at| sheet.rows.get(*at)).map(|row| row.row).collect();
                    strays.reasons.push(HeldReason::PartSorted { sheet: sheet.id, column, rows, is_least: false });
                }
            }
        }
    }
    strays
}

fn put_back(sheet: &mut FileSheet, column: &'static str, rows: &[usize], base: &BTreeMap<RowId, &Cells>) {
    for at in rows {
        let Some(row) = sheet.rows.get_mut(*at) else { continue };
        let own = id_of(row).and_then(|id| base.get(&id)?.get(column));
        if let (Some(own), Some(cell)) = (own, row.cells.get_mut(column)) {
            *cell = FileCell::Value(own.clone());
        }
    }
}

fn id_of(row: &FileRow) -> Option<RowId> {
    row.value("id").and_then(RowId::parse)
}

/// What the cells of a column did.
#[derive(Debug, Default)]
struct Moves {
    /// Rows whose cell is that of the row which stood there, by their order in the file.
    stayed: Vec<usize>,
    /// Whether one of them says anything: blank cells alone may have been cleared.
    is_told: bool,
    /// How many went along with their rows though the places differ.
    travelled: usize,
    /// Rows that moved and say neither, by their order in the file.
    edited: Vec<usize>,
    /// Whether the values that differ are the same ones in other rows.
    is_permuted: bool,
}

enum Verdict {
    Nothing,
    Stayed(Vec<usize>),
    Unclear(Vec<usize>),
}

impl Moves {
    fn of(sheet: &FileSheet, column: &str, base: &BTreeMap<RowId, &Cells>, places: &Places) -> Self {
        let mut moves = Self::default();
        // Rows of other sheets have the same places.
        let mut kinds: Vec<_> = sheet.rows.iter().filter_map(id_of).map(|id| id.kind).collect();
        kinds.dedup();
        let of_sheet = places.iter().filter(|(id, _)| kinds.contains(&id.kind));
        let stood: BTreeMap<u32, RowId> = of_sheet.map(|(id, row)| (*row, *id)).collect();
        let mut count: BTreeMap<RowId, usize> = BTreeMap::new();
        sheet.rows.iter().filter_map(id_of).for_each(|id| *count.entry(id).or_default() += 1);
        let mut balance: BTreeMap<String, i64> = BTreeMap::new();
        for (at, row) in sheet.rows.iter().enumerate() {
            // Of two rows with one id nobody knows here which is the copy.
            let is_one = |id: &RowId| !id.kind.offers_a_choice() && count.get(id) == Some(&1);
            let Some(id) = id_of(row).filter(is_one) else { continue };
            let known = base.get(&id).and_then(|cells| cells.get(column));
            let (Some(own), Some(cell)) = (known, row.cells.get(column)) else { continue };
            let Some(said) = cell.value() else { continue };
            if !cell.says(own) {
                *balance.entry(own.clone()).or_default() += 1;
                *balance.entry(said.to_owned()).or_default() -= 1;
            }
            let before = stood.get(&row.row);
            if before == Some(&id) {
                continue;
            }
            let there = before.and_then(|id| base.get(id)?.get(column)).map_or("", String::as_str);
            match (cell.says(own), cell.says(there)) {
                (false, true) if !places.is_empty() => {
                    moves.stayed.push(at);
                    moves.is_told |= !there.is_empty();
                }
                (false, _) => moves.edited.push(at),
                (true, said_there) => moves.travelled += usize::from(!said_there && !places.is_empty()),
            }
        }
        moves.is_permuted = balance.values().all(|count| *count == 0);
        moves
    }

    fn verdict(self) -> Verdict {
        let Self { stayed, is_told, travelled, edited, is_permuted } = self;
        if !is_told && !stayed.is_empty() {
            return Verdict::Nothing;
        }
        match (stayed.len(), travelled, edited.len()) {
            (1.., 0, 0) => Verdict::Stayed(stayed),
            (1.., 0, _) => Verdict::Unclear(in_order(stayed, edited)),
            // Somebody put one or the other right by hand.
            (MOVED_MIN.., travelled, _) if stayed.len() > travelled => Verdict::Unclear(stayed),
            // Rows were put in or taken out above, or the book is of a time when places were not kept.
            (0, 0, MOVED_MIN..) if is_permuted => Verdict::Unclear(edited),
            _ => Verdict::Nothing,
        }
    }
}

fn in_order(mut some: Vec<usize>, others: Vec<usize>) -> Vec<usize> {
    some.extend(others);
    some.sort_unstable();
    some
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::lang::Lang;
    use crate::model::ids::ClientId;
    use crate::model::money::Currency;
    use crate::workbook::layout::CLIENTS;

    const OWN: &str = "stage";

    fn id(number: i64) -> RowId {
        RowId::from(ClientId(number))
    }

    fn base(values: &[&str]) -> (Vec<BookRow>, Places) {
        let row = |(number, value): (i64, &&str)| BookRow {
            id: id(number),
            cells: [(OWN.to_owned(), (*value).to_owned())].into(),
        };
        let places = (1..).zip(6..).take(values.len()).map(|(number, row)| (id(number), row)).collect();
        ((1..).zip(values).map(row).collect(), places)
    }

    /// Rows from the sixth on, each with the number of its id and what the column says; a foreign column stands before it.
    fn file(rows: &[(i64, &str)]) -> BookFile {
        let row = |(row, (number, value)): (u32, &(i64, &str))| FileRow {
            row,
            cells: [("id", id(*number).encode()), (OWN, (*value).to_owned())]
                .map(|(column, value)| (column, FileCell::Value(value)))
                .into(),
            formulas: BTreeSet::new(),
            percents: BTreeSet::new(),
        };
        let sheet = FileSheet {
            id: CLIENTS.id,
            name: "Клиенты".to_owned(),
            header_row: 5,
            columns: [("id", 0), (OWN, 2)].into(),
            missing_columns: Vec::new(),
            new_columns: Vec::new(),
            adopted_columns: Vec::new(),
            doubled_columns: Vec::new(),
            renamed_columns: BTreeMap::new(),
            rows: (6..).zip(rows).map(row).collect(),
        };
        BookFile {
            stamp: None,
            lang: Lang::Ru,
            base_currency: Currency::RUB,
            sheets: vec![sheet],
            missing_sheets: Vec::new(),
            copied_sheets: Vec::new(),
        }
    }

    fn said(file: &BookFile) -> Vec<&str> {
        file.sheets[0].rows.iter().map(|row| row.value(OWN).unwrap()).collect()
    }

    #[test]
    fn values_that_stayed_while_the_table_was_sorted_are_back_in_their_rows() {
        let (base, places) = base(&["да", "нет", "да", ""]);
        let sorted = file(&[(4, "да"), (3, "нет"), (2, "да"), (1, "")]);
        let found = strays(&sorted, &base, &places);
        assert_eq!(said(found.file.as_ref().unwrap()), ["", "да", "нет", "да"]);
        assert_eq!(
            found.findings.iter().map(|one| (one.column, one.remark)).collect::<Vec<_>>(),
            [(Some(OWN), Remark::Strayed)]
        );
        assert!(found.reasons.is_empty());
    }

    #[test]
    fn a_column_that_was_sorted_along_or_edited_where_it_stands_is_as_it_is() {
        let (base, places) = base(&["да", "нет", "да", ""]);
        for rows in [
            [(4, ""), (3, "да"), (2, "нет"), (1, "да")],
            // Sorted along, and then two were exchanged.
            [(4, ""), (3, "нет"), (2, "да"), (1, "да")],
            // Not sorted at all.
            [(1, "нет"), (2, "да"), (3, ""), (4, "да")],
        ] {
            assert_eq!(strays(&file(&rows), &base, &places), Strays::default(), "{rows:?}");
        }
    }

    #[test]
    fn what_is_not_plain_holds_the_file() {
        let (base, places) = base(&["да", "нет", "да", ""]);
        let held = |rows: &[(i64, &str)], places: &Places| {
            let found = strays(&file(rows), &base, places);
            assert!(found.file.is_none());
            found.reasons
        };
        let reason = |rows: [u32; 4]| {
            vec![HeldReason::PartSorted { sheet: CLIENTS.id, column: OWN, rows: rows.into(), is_least: false }]
        };
        assert_eq!(
            held(&[(4, "да"), (3, "нет"), (2, "да"), (1, "новое")], &places),
            reason([6, 7, 8, 9]),
            "sorted, and edited"
        );
        let stayed = [(4, "да"), (3, "нет"), (2, "да"), (1, "")];
        assert_eq!(held(&stayed, &Places::new()), reason([6, 7, 8, 9]), "the places are not known");
        assert_eq!(held(&[(1, "нет"), (2, "да"), (3, "да"), (4, "")], &Places::new()), [], "two exchanged");
    }
}
