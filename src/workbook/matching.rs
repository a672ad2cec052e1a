//! Which row of a file is which row of the base: by id, never by place. Rows are sorted, copied, dragged down, typed in
//! between and cleared; whoever does so does not think of ids.
//!
//! 1. A valid id that was written into this book.
//! 2. An id that stands twice: the row with most values as they were keeps it, the upper of equals; the rest are copies.
//! 3. No id, a broken one, or that of another row: what tells rows apart (tax number and name, number and date, all that
//!    accounting wrote there), among rows now missing.
//! 4. A valid id of another book.
//! 5. Otherwise a new row.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Readable, STATUS};
use super::read::FileRow;
use crate::model::book::{BookRow, Cells};
use crate::model::row_id::{RowId, RowKind};

mod lost;

/// What a row of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matched {
    /// The row with this id.
    Known(RowId),
    /// The row with this id, which the file no longer says: its id must be written again.
    Recovered(RowId),
    /// The row with this id, but for the id emptied: it was deleted.
    Cleared(RowId),
    /// A new row, copied from this one.
    CopyOf(RowId),
    /// A row of another book.
    Foreign(RowId),
    /// A new row.
    New,
    /// Words that somebody keeps under the table: no record, and nothing is said of them.
    Note,
    /// Nothing at all.
    Nothing,
}

impl Matched {
    /// The row of the base that it is.
    #[must_use]
    pub fn known(self) -> Option<RowId> {
        match self {
            Self::Known(id) | Self::Recovered(id) => Some(id),
            _ => None,
        }
    }
}

/// Rows that a file may know.
#[derive(Debug, Clone, Default)]
pub struct KnownRows<'a> {
    /// Rows of the version that the file says it is, whose absence means something.
    pub base: BTreeMap<RowId, &'a Cells>,
    /// Rows of other versions: written later or struck out before.
    pub others: BTreeMap<RowId, &'a Cells>,
    /// Ids of records that the store knows and this book never had.
    pub elsewhere: BTreeSet<RowId>,
    /// The order in which the rows of the version were written.
    pub order: BTreeMap<RowId, usize>,
}

impl<'r> KnownRows<'r> {
    /// What rows of a file of one kind may be, of the rows of its version and of others; `exists` says whether the store
    /// has a record.
    #[must_use]
    pub fn of(
        kind: RowKind,
        rows: &[FileRow],
        (base, others): (&'r [BookRow], &'r [BookRow]),
        exists: &dyn Fn(RowId) -> bool,
    ) -> Self {
        let of_kind = |rows: &'r [BookRow]| -> BTreeMap<RowId, &'r Cells> {
            rows.iter().filter(|row| row.id.kind == kind).map(|row| (row.id, &row.cells)).collect()
        };
        let order = base.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let (base, others) = (of_kind(base), of_kind(others));
        let ids = rows.iter().filter_map(|row| row.value("id").and_then(RowId::parse));
        let is_elsewhere = |id: &RowId| !base.contains_key(id) && !others.contains_key(id) && exists(*id);
        let elsewhere = ids.filter(is_elsewhere).collect();
        Self { base, others, elsewhere, order }
    }

    /// What was written of a row.
    #[must_use]
    pub fn cells(&self, id: RowId) -> Option<&Cells> {
        self.base.get(&id).or_else(|| self.others.get(&id)).copied()
    }
}

/// Says of each row what it is, in their order.
#[must_use]
pub fn match_rows(sheet: &Readable, rows: &[FileRow], known: &KnownRows<'_>) -> Vec<Matched> {
    match_and_judge(sheet, rows, known).0
}

/// The same, and which rows, by their order, say the codes of others where not all of these could be found: whose they are
/// is not known.
#[must_use]
pub fn match_and_judge(sheet: &Readable, rows: &[FileRow], known: &KnownRows<'_>) -> (Vec<Matched>, Vec<usize>) {
    let ids: Vec<Option<RowId>> = rows.iter().map(|row| id_of(sheet, row)).collect();
    let mut matched: Vec<Matched> = rows.iter().zip(&ids).map(|(row, id)| by_id(row, *id, known)).collect();
    keep_one_of_each(rows, known, &mut matched);
    let torn = lost::recover(sheet, rows, known, &mut matched);
    (matched, torn)
}

fn id_of(sheet: &Readable, row: &FileRow) -> Option<RowId> {
    RowId::parse(row.value("id")?).filter(|id| id.kind == sheet.kind)
}

fn by_id(row: &FileRow, id: Option<RowId>, known: &KnownRows<'_>) -> Matched {
    let says_anything = |column: &&str| !matches!(*column, "id" | STATUS);
    let is_empty = row.cells.iter().filter(|(column, _)| says_anything(column)).all(|(_, cell)| cell.is_blank());
    match id {
        Some(id) if known.cells(id).is_some_and(|was| is_empty && was.values().any(|value| !value.is_empty())) => {
            Matched::Cleared(id)
        }
        Some(id) if known.cells(id).is_some() => Matched::Known(id),
        _ if is_empty && row.value("id").is_none_or(|id| id.is_empty() || RowId::parse(id).is_some()) => {
            Matched::Nothing
        }
        Some(id) if known.elsewhere.contains(&id) => Matched::Foreign(id),
        _ => Matched::New,
    }
}

/// How many of a row's values are as they were.
fn likeness(row: &FileRow, was: &Cells) -> usize {
    row.cells.iter().filter(|(column, cell)| was.get(**column).is_some_and(|was| cell.says(was))).count()
}

/// Of rows with one id, the one with most values as they were keeps it.
fn keep_one_of_each(rows: &[FileRow], known: &KnownRows<'_>, matched: &mut [Matched]) {
    let mut of_id: BTreeMap<RowId, Vec<usize>> = BTreeMap::new();
    for (at, one) in matched.iter().enumerate() {
        if let Matched::Known(id) = one {
            of_id.entry(*id).or_default().push(at);
        }
    }
    for (id, places) in of_id.into_iter().filter(|(_, places)| places.len() > 1) {
        let none = Cells::new();
        let was = known.cells(id).unwrap_or(&none);
        let rank = |at: &usize| {
            let row = rows.get(*at);
            (row.map_or(0, |row| likeness(row, was)), Reverse(row.map_or(u32::MAX, |row| row.row)))
        };
        let kept = places.iter().copied().max_by_key(rank);
        for at in places.into_iter().filter(|at| Some(*at) != kept) {
            if let Some(one) = matched.get_mut(at) {
                *one = Matched::CopyOf(id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::ClientId;
    use crate::workbook::layout::readable;
    use crate::workbook::value::FileCell;

    fn clients() -> Readable {
        readable(false).remove(0)
    }

    fn id(number: i64) -> RowId {
        RowId::from(ClientId(number))
    }

    fn cells(name: &str, tax_id: &str, comment: &str) -> Cells {
        [("client", name), ("tax_id", tax_id), ("comment", comment)].map(|(k, v)| (k.to_owned(), v.to_owned())).into()
    }

    fn row(row: u32, id: &str, name: &str, tax_id: &str, comment: &str) -> FileRow {
        let cells = [("id", id), ("client", name), ("tax_id", tax_id), ("comment", comment)];
        let cells = cells.map(|(column, value)| (column, FileCell::Value(value.to_owned()))).into();
        FileRow { row, cells, formulas: BTreeSet::new(), percents: BTreeSet::new() }
    }

    fn matched(base: &[(RowId, Cells)], rows: &[FileRow]) -> Vec<Matched> {
        let known = KnownRows {
            base: base.iter().map(|(id, cells)| (*id, cells)).collect(),
            elsewhere: [id(77)].into(),
            ..KnownRows::default()
        };
        match_rows(&clients(), rows, &known)
    }

    fn base() -> Vec<(RowId, Cells)> {
        vec![
            (id(1), cells("Заря", "5001", "first")),
            (id(2), cells("Волна", "5002", "")),
            (id(3), cells("Кедр", "5003", "")),
        ]
    }

    #[test]
    fn the_row_that_changed_least_keeps_its_id_and_the_rest_are_copies() {
        let one = id(1).encode();
        let rows = [
            row(6, &one, "Заря-2", "", "new"),
            row(7, &one, "Заря", "5001", "edited"),
            row(8, &one, "Заря", "5001", "first"),
        ];
        let expected = [Matched::CopyOf(id(1)), Matched::CopyOf(id(1)), Matched::Known(id(1))];
        assert_eq!(matched(&base(), &rows), expected);
        let equal = [row(7, &one, "Заря", "5001", "first"), row(6, &one, "Заря", "5001", "first")];
        assert_eq!(matched(&base(), &equal), [Matched::CopyOf(id(1)), Matched::Known(id(1))], "the upper of equals");
    }

    #[test]
    fn a_lost_id_is_found_among_missing_rows_only_where_nothing_else_fits() {
        let rows = [
            row(6, "", "Заря", "5001", ""),
            row(7, "C-2", "Волна", "5002", ""),
            row(8, &id(3).encode(), "Кедр", "5003", ""),
        ];
        let expected = [Matched::Recovered(id(1)), Matched::Recovered(id(2)), Matched::Known(id(3))];
        assert_eq!(matched(&base(), &rows), expected);
        let present = [row(6, &id(1).encode(), "Заря", "5001", ""), row(7, "", "Заря", "5001", "")];
        assert_eq!(matched(&base(), &present), [Matched::Known(id(1)), Matched::New], "a copy without its id");
        let twice = [row(6, "", "Заря", "5001", ""), row(7, "", "Заря", "5001", "")];
        assert_eq!(matched(&base(), &twice), [Matched::New, Matched::New], "nobody knows which");
    }

    #[test]
    fn ids_dragged_down_or_of_other_books_are_no_ids_of_this_one() {
        let dragged = format!("C-2{}", id(1).encode().trim_start_matches("C-1"));
        let rows = [
            row(6, &dragged, "Новый", "", ""),
            row(7, &id(77).encode(), "Чужой", "", ""),
            row(8, &id(99).encode(), "x", "", ""),
        ];
        assert_eq!(matched(&base(), &rows), [Matched::New, Matched::Foreign(id(77)), Matched::New]);
    }

    #[test]
    fn emptied_rows_are_deleted_and_blank_rows_are_none() {
        let rows = [row(6, &id(1).encode(), "", "", ""), row(7, "", "", "", ""), row(8, "Итого", "", "", "")];
        assert_eq!(matched(&base(), &rows), [Matched::Cleared(id(1)), Matched::Nothing, Matched::New]);
    }

    #[test]
    fn rows_over_which_the_code_of_another_was_dragged_are_who_they_were() {
        let one = id(1).encode();
        let rows = [
            row(6, &one, "Заря", "5001", "first"),
            row(7, &one, "Волна", "5002", "new"),
            row(8, &one, "Кедр", "5003", ""),
        ];
        let expected = [Matched::Known(id(1)), Matched::Recovered(id(2)), Matched::Recovered(id(3))];
        assert_eq!(matched(&base(), &rows), expected);
        // Of whoever had the code nothing is left in the file.
        assert_eq!(matched(&base(), &rows[1..]), [Matched::Recovered(id(2)), Matched::Recovered(id(3))]);
        // A cell of the column of codes was cut out, and those below it moved up.
        let moved = [
            row(6, &id(2).encode(), "Заря", "5001", "first"),
            row(7, &id(3).encode(), "Волна", "5002", ""),
            row(8, "", "Кедр", "5003", ""),
        ];
        assert_eq!(matched(&base(), &moved), [1, 2, 3].map(|number| Matched::Recovered(id(number))));
    }

    /// The name and the tax number of one of many.
    fn firm(number: i64) -> (String, String) {
        (format!("Фирма{number}"), format!("{}", 10_000 + number))
    }

    fn firms(count: i64) -> Vec<(RowId, Cells)> {
        let row = |number| {
            let (name, tax_id) = firm(number);
            (id(number), cells(&name, &tax_id, ""))
        };
        (1..=count).map(row).collect()
    }

    #[test]
    fn however_many_codes_moved_up_each_row_stays_who_it_was() {
        const CLIENTS: i64 = 2000;
        let base = firms(CLIENTS);
        for count in [8, 161, 390, 1990] {
            let rows: Vec<FileRow> = (1..=CLIENTS)
                .map(|number| {
                    let (name, tax_id) = firm(number);
                    let code = match number {
                        _ if number > count => id(number).encode(),
                        _ if number == count => String::new(),
                        _ => id(number + 1).encode(),
                    };
                    row(u32::try_from(number).unwrap(), &code, &name, &tax_id, &format!("про {name}"))
                })
                .collect();
            for (at, found) in (1..).zip(matched(&base, &rows)) {
                let expected = if at > count { Matched::Known(id(at)) } else { Matched::Recovered(id(at)) };
                assert_eq!(found, expected, "row {at} of {count}");
            }
        }
    }

    #[test]
    fn where_a_row_on_the_way_is_not_known_nothing_of_it_is_mended_and_it_is_told() {
        const CLIENTS: i64 = 12;
        let base = firms(CLIENTS);
        let known = KnownRows { base: base.iter().map(|(id, cells)| (*id, cells)).collect(), ..KnownRows::default() };
        let code = |number: i64| if number == CLIENTS { String::new() } else { id(number + 1).encode() };
        // The codes moved up from the first on, and she wrote another name and number into the sixth.
        let rows: Vec<FileRow> = (1..=CLIENTS)
            .map(|number| {
                let (name, tax_id) = if number == 6 { firm(99) } else { firm(number) };
                row(u32::try_from(number).unwrap(), &code(number), &name, &tax_id, "")
            })
            .collect();
        let (found, torn) = match_and_judge(&clients(), &rows, &known);
        assert_eq!(torn, (0..5).collect::<Vec<_>>());
        for (at, found) in (1..).zip(&found) {
            let expected = if at == CLIENTS { Matched::New } else { Matched::Known(id(at + 1)) };
            assert_eq!(*found, expected, "row {at}");
        }
    }

    #[test]
    fn a_row_that_is_liker_to_its_own_id_keeps_it() {
        let renamed = [row(6, &id(1).encode(), "Волна", "5001", "first"), row(7, &id(3).encode(), "Кедр", "5003", "")];
        assert_eq!(matched(&base(), &renamed), [Matched::Known(id(1)), Matched::Known(id(3))], "she named it anew");
    }

    #[test]
    fn rows_that_are_alike_but_for_what_she_wrote_are_told_apart_by_that() {
        let mut payments = readable(false).remove(2);
        payments.columns.retain(|column| matches!(column.id, "id" | "date" | "amount" | "client" | "comment"));
        let comment = clients().columns.into_iter().find(|column| column.id == "comment").unwrap();
        payments.columns.push(comment);
        let payment = |number| RowId::from(crate::model::ids::PaymentId(number));
        let cells = |comment: &str| -> Cells {
            let said = [("date", "2026-10-05"), ("amount", "10.00"), ("client", "Заря"), ("comment", comment)];
            said.map(|(column, value)| (column.to_owned(), value.to_owned())).into()
        };
        let base = [(payment(1), cells("первый")), (payment(2), cells("второй"))];
        let code = payment(1).encode();
        let row = |row: u32, comment: &str| {
            let of_file = |(column, value): (String, String)| (columns(&column), FileCell::Value(value));
            let mut cells: BTreeMap<&'static str, FileCell> = cells(comment).into_iter().map(of_file).collect();
            cells.insert("id", FileCell::Value(code.clone()));
            FileRow { row, cells, formulas: BTreeSet::new(), percents: BTreeSet::new() }
        };
        fn columns(id: &str) -> &'static str {
            ["date", "amount", "client", "comment"].into_iter().find(|known| *known == id).unwrap()
        }
        let known = KnownRows { base: base.iter().map(|(id, cells)| (*id, cells)).collect(), ..KnownRows::default() };
        let rows = [row(6, "второй"), row(7, "первый")];
        let expected = [Matched::Recovered(payment(2)), Matched::Known(payment(1))];
        assert_eq!(match_rows(&payments, &rows, &known), expected);
    }
}
