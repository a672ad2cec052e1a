//! What the merge makes of cases that laws don't tell apart; the laws are next door.

use super::*;
use crate::lang::Lang;
use crate::model::ids::ClientId;
use crate::model::money::Currency;
use crate::workbook::layout::{CLIENTS, readable};

mod laws;

/// Columns of the books: two of accounting, three of the manager.
const COLUMNS: [&str; 5] = ["client", "tax_id", "segment", "stage", "comment"];

fn id(number: i64) -> RowId {
    RowId::from(ClientId(number))
}

fn clients() -> Readable {
    let mut sheet = readable(false).remove(0);
    assert_eq!(sheet.id, CLIENTS.id);
    sheet.columns.retain(|column| column.id == "id" || COLUMNS.contains(&column.id));
    sheet
}

fn book_row(number: i64, values: [&str; 5]) -> BookRow {
    let cells = COLUMNS.iter().zip(values).map(|(column, value)| ((*column).to_owned(), value.to_owned())).collect();
    BookRow { id: id(number), cells }
}

/// What the file has of a row when nobody touched it.
fn untouched(row: &BookRow, at: u32) -> FileRow {
    let id = ("id", FileCell::Value(row.id.encode()));
    let cells = COLUMNS.iter().map(|column| (*column, FileCell::Value(row.cells[*column].clone())));
    FileRow { row: at, cells: cells.chain([id]).collect(), formulas: BTreeSet::new(), percents: BTreeSet::new() }
}

fn set(row: &mut FileRow, column: &'static str, value: &str) {
    row.cells.insert(column, FileCell::Value(value.to_owned()));
}

fn file(rows: Vec<FileRow>) -> BookFile {
    let columns = ["id"].into_iter().chain(COLUMNS).zip(0..).collect();
    let sheet = FileSheet {
        id: CLIENTS.id,
        name: "Клиенты".to_owned(),
        header_row: 5,
        columns,
        missing_columns: Vec::new(),
        new_columns: Vec::new(),
        adopted_columns: Vec::new(),
        doubled_columns: Vec::new(),
        renamed_columns: BTreeMap::new(),
        rows,
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

fn merged(base: &[BookRow], file: &BookFile, theirs: &[BookRow]) -> Merged {
    merge(&MergeInput {
        sheets: &[clients()],
        file,
        base,
        others: &[],
        theirs,
        exists: &|id| id.number == 777,
        owner: &|_, column| column.owner,
    })
}

fn base() -> Vec<BookRow> {
    (1..=40).map(|at| book_row(at, [&format!("Клиент {at}"), &format!("50{at:08}"), "Опт", "", ""])).collect()
}

fn rows_of(base: &[BookRow]) -> Vec<FileRow> {
    base.iter().zip(6..).map(|(row, at)| untouched(row, at)).collect()
}

#[test]
fn only_what_both_changed_differently_collides() {
    let base = base();
    let mut theirs = base.clone();
    let mut rows = rows_of(&base);
    let mut store = |at: usize, column: &str, value: &str| {
        theirs[at].cells.insert(column.to_owned(), value.to_owned());
    };
    set(&mut rows[0], "stage", "договор");
    store(1, "stage", "счёт");
    set(&mut rows[2], "stage", "договор");
    store(2, "stage", "счёт");
    set(&mut rows[3], "stage", "договор");
    store(3, "stage", "договор");
    set(&mut rows[4], "segment", "");
    let merged = merged(&base, &file(rows), &theirs);
    let edits: Vec<(RowId, &str, &str, &str)> =
        merged.edits.iter().map(|edit| (edit.id, edit.place.column, edit.base.as_str(), edit.value.as_str())).collect();
    assert_eq!(edits, [(id(1), "stage", "", "договор"), (id(5), "segment", "Опт", "")], "a cleared cell is a change");
    let [conflict] = &merged.conflicts[..] else { panic!("{:?}", merged.conflicts) };
    assert_eq!((conflict.clash.stored.as_deref(), conflict.clash.mine.as_str()), (Some("счёт"), "договор"));
    assert!(merged.change_requests.is_empty() && merged.held.is_none() && merged.findings.is_empty());
}

#[test]
fn what_is_not_the_manager_s_becomes_a_request_and_settings_may_say_whose_it_is() {
    let base = base();
    let mut rows = rows_of(&base);
    set(&mut rows[0], "client", "Новое имя");
    let file = file(rows);
    let asked = merged(&base, &file, &base);
    let [request] = &asked.change_requests[..] else { panic!("{asked:?}") };
    assert_eq!((request.clash.kind, request.clash.mine.as_str()), (ClashKind::Request, "Новое имя"));
    assert!(asked.edits.is_empty());
    let input = MergeInput {
        sheets: &[clients()],
        file: &file,
        base: &base,
        others: &[],
        theirs: &base,
        exists: &|_| false,
        owner: &|_, column| if column.id == "client" { Owner::Manager } else { column.owner },
    };
    assert_eq!(merge(&input).edits.len(), 1);
}

#[test]
fn an_unreadable_cell_keeps_the_value_and_the_rest_of_its_row_goes_through() {
    let base = base();
    let mut rows = rows_of(&base);
    let shown = FileCell::Unreadable { trouble: Trouble::NoValue, shown: String::new() };
    rows[0].cells.insert("segment", shown);
    set(&mut rows[0], "stage", "договор");
    let merged = merged(&base, &file(rows), &base);
    assert_eq!(merged.edits.iter().map(|edit| edit.place.column).collect::<Vec<_>>(), ["stage"]);
    assert_eq!(merged.findings.iter().map(|one| one.remark).collect::<Vec<_>>(), [Remark::Cell(Trouble::NoValue)]);
}

#[test]
fn columns_and_a_few_rows_that_are_gone_change_nothing() {
    let base = base();
    let mut rows = rows_of(&base);
    rows.drain(..3);
    for row in &mut rows {
        row.cells.remove("segment");
    }
    let mut file = file(rows);
    file.sheets[0].missing_columns.push("segment");
    let merged = merged(&base, &file, &base);
    assert_eq!(merged.missing_rows, [id(1), id(2), id(3)]);
    assert!(merged.edits.is_empty() && merged.conflicts.is_empty() && merged.held.is_none());
    assert_eq!(merged.findings.iter().map(|one| one.remark).collect::<Vec<_>>(), [Remark::LostColumn]);
}

#[test]
fn rows_that_the_store_no_longer_has_or_never_wrote_lose_nothing() {
    let base = base();
    let mut rows = rows_of(&base);
    set(&mut rows[0], "comment", "звонил");
    let gone = merged(&base, &file(rows.clone()), &base[1..]);
    assert_eq!(gone.conflicts[0].clash.stored, None);
    rows[1].cells.insert("id", FileCell::Value(id(777).encode()));
    let pasted = merged(&base, &file(rows.clone()), &base);
    assert_eq!((pasted.findings, pasted.missing_rows), (vec![], vec![]), "by all else it is who it was");
    set(&mut rows[1], "client", "Чужой");
    set(&mut rows[1], "tax_id", "");
    let foreign = merged(&base, &file(rows), &base);
    assert_eq!(foreign.findings.iter().map(|one| one.remark).collect::<Vec<_>>(), [Remark::ForeignRow]);
    assert_eq!(foreign.missing_rows, [id(2)]);
}

#[test]
fn totals_and_scribbles_below_the_table_are_no_records() {
    let base = base();
    let mut rows = rows_of(&base);
    let mut total = untouched(&book_row(1, ["", "", "", "", "итого"]), 50);
    total.cells.insert("id", FileCell::Value("Всего:".to_owned()));
    rows.push(total);
    let merged = merged(&base, &file(rows), &base);
    assert!(merged.new_rows.is_empty() && merged.findings.is_empty(), "it is hers");
}

fn held(base: &[BookRow], rows: Vec<FileRow>) -> Vec<HeldReason> {
    merged(base, &file(rows), base).held.map(|held| held.reasons).unwrap_or_default()
}

#[test]
fn many_missing_rows_or_a_missing_id_column_or_sheet_hold_the_file() {
    let base = base();
    assert_eq!(held(&base, rows_of(&base[5..])), []);
    let expected = HeldReason::MissingRows { sheet: "clients", missing: 6, of: 40 };
    assert_eq!(held(&base, rows_of(&base[6..])), [expected]);
    let mut headless = file(rows_of(&base));
    headless.sheets[0].missing_columns.push("id");
    let reasons = merged(&base, &headless, &base).held.unwrap().reasons;
    assert_eq!(reasons, [HeldReason::MissingHeader { sheet: "clients", column: "id" }]);
    headless.sheets.clear();
    let reasons = merged(&base, &headless, &base).held.unwrap().reasons;
    assert_eq!(reasons, [HeldReason::MissingSheet { sheet: "clients" }]);
}

#[test]
fn a_column_that_is_other_than_it_was_in_most_rows_holds_the_file_and_filling_in_does_not() {
    let base = base();
    let with = |column: &'static str, count: usize| {
        let mut rows = rows_of(&base);
        for (at, row) in rows.iter_mut().take(count).enumerate() {
            set(row, column, &format!("значение {at}"));
        }
        held(&base, rows)
    };
    assert_eq!(with("segment", 20), []);
    let expected = HeldReason::ColumnChanged { sheet: "clients", column: "segment", changed: 21, of: 40 };
    assert_eq!(with("segment", 21), [expected]);
    assert_eq!(with("comment", 40), [], "blank cells that were filled in");
    let few: Vec<BookRow> = base[..6].to_vec();
    let mut rows = rows_of(&few);
    rows.iter_mut().for_each(|row| set(row, "segment", "Розница"));
    assert_eq!(held(&few, rows), [], "six edits in a small book");
}

#[test]
fn a_part_of_a_table_that_was_sorted_holds_the_file_and_a_whole_one_does_not() {
    let base = base();
    let mut rows = rows_of(&base);
    rows.reverse();
    assert_eq!(held(&base, rows.clone()), []);
    let numbers: Vec<FileCell> = rows[..10].iter().map(|row| row.cells["tax_id"].clone()).collect();
    for (row, number) in rows[..10].iter_mut().zip(numbers.into_iter().rev()) {
        row.cells.insert("tax_id", number);
    }
    assert_eq!(
        held(&base, rows),
        [HeldReason::PartSorted { sheet: "clients", column: "tax_id", rows: (36..46).collect(), is_least: false }]
    );
    // Blanks that moved along are no excuse.
    let mut gaps = base.clone();
    for row in gaps.iter_mut().step_by(2) {
        row.cells.insert("tax_id".to_owned(), String::new());
    }
    let mut rows = rows_of(&gaps);
    let numbers: Vec<FileCell> = rows[..8].iter().map(|row| row.cells["tax_id"].clone()).collect();
    for (row, number) in rows[..8].iter_mut().zip(numbers.into_iter().cycle().skip(1)) {
        row.cells.insert("tax_id", number);
    }
    assert_eq!(
        held(&gaps, rows),
        [HeldReason::PartSorted { sheet: "clients", column: "tax_id", rows: (6..14).collect(), is_least: false }]
    );
    let mut said = base.clone();
    for (at, row) in said.iter_mut().enumerate() {
        row.cells.insert("comment".to_owned(), format!("о клиенте {at}"));
    }
    let mut rows = rows_of(&said);
    let comments: Vec<FileCell> = rows[..3].iter().map(|row| row.cells["comment"].clone()).collect();
    for (row, comment) in rows[..3].iter_mut().zip(comments.into_iter().cycle().skip(1)) {
        row.cells.insert("comment", comment);
    }
    assert_eq!(
        held(&said, rows),
        [HeldReason::PartSorted { sheet: "clients", column: "comment", rows: vec![6, 7, 8], is_least: false }]
    );
    let mut staged = base.clone();
    for (at, row) in staged.iter_mut().enumerate() {
        row.cells.insert("stage".to_owned(), ["счёт", "договор"][at % 2].to_owned());
    }
    let mut rows = rows_of(&staged);
    for at in 0..4 {
        set(&mut rows[at], "stage", ["договор", "счёт"][at % 2]);
    }
    assert_eq!(held(&staged, rows), [], "clients may exchange their stages");
}

/// A book whose clients have these comments from the first row on, and what holds it once others stand there.
fn held_where(before: &[&str], after: &[&str]) -> Vec<HeldReason> {
    let (base, rows) = commented(before, after);
    held(&base, rows)
}

fn commented(before: &[&str], after: &[&str]) -> (Vec<BookRow>, Vec<FileRow>) {
    let mut base = base();
    for (row, comment) in base.iter_mut().zip(before) {
        row.cells.insert("comment".to_owned(), (*comment).to_owned());
    }
    let mut rows = rows_of(&base);
    for (row, comment) in rows.iter_mut().zip(after) {
        set(row, "comment", comment);
    }
    (base, rows)
}

#[test]
fn texts_that_left_rows_and_came_to_others_hold_the_file_however_few_rows_they_are() {
    let sorted = |rows: &[u32]| {
        vec![HeldReason::PartSorted { sheet: "clients", column: "comment", rows: rows.into(), is_least: false }]
    };
    let shifted = |rows: &[u32]| {
        vec![HeldReason::CellsShifted { sheet: "clients", column: "comment", rows: rows.into(), is_least: false }]
    };
    let (long, longer) = ("просил счёт на весь заказ сразу", "перезвонить после отпуска директора");
    assert_eq!(held_where(&[long, longer, "а"], &[longer, long, "а"]), sorted(&[6, 7]), "two long ones exchanged");
    assert_eq!(held_where(&[long, "", longer, ""], &[longer, long, "", ""]), sorted(&[6, 7]), "in order, blanks last");
    assert_eq!(
        held_where(&["б", "а", "в", "", ""], &["а", "б", "в", "", ""]),
        sorted(&[6, 7]),
        "two short ones sorted"
    );
    assert_eq!(held_where(&["", "а", "", "", "б", ""], &["а", "", "", "б", "", ""]), shifted(&[6, 9]), "of two");
    assert_eq!(held_where(&["а", "б", "", ""], &["", "", "а", "б"]), shifted(&[8, 9]), "that follow each other");
    assert_eq!(held_where(&["", "а", "", "б", "в"], &["а", "", "б", "в", ""]), shifted(&[6, 8, 9]), "a cell is gone");
    assert_eq!(held_where(&["а", "б", "в", ""], &["", "а", "б", "в"]), shifted(&[7, 8, 9]), "a cell was put in");
    // Whatever else she wrote.
    let edited = held_where(&["а", "б", "в", "", "", ""], &["в", "а", "б", "г", "д", "е"]);
    assert_eq!(edited, sorted(&[6, 7, 8]));
    // The same words in many rows, none of them new.
    let (ask, wait) = ("звонить", "ждём");
    let before = [ask, "", ask, "", wait, "", wait, "", ask, "", wait, "", ask, "", ask, ""];
    let after = ["", ask, "", ask, "", wait, "", wait, "", ask, "", wait, "", ask, "", ask];
    assert_eq!(held_where(&before, &after), shifted(&[7, 9, 11, 13, 15, 17, 19, 21]));
    assert_eq!(held_where(&before, &after[..14]), [], "seven of them, and one that was cleared");
}

#[test]
fn what_a_person_does_with_texts_holds_nothing() {
    let (long, longer) = ("просил счёт на весь заказ сразу", "перезвонить после отпуска директора");
    let cases: [(&[&str], &[&str]); 9] = [
        // Two moved, each elsewhere; two that stand apart, by as many rows; two of which another one stays between.
        (&[long, "", longer, ""], &["", longer, "", long]),
        (&[long, "", "", "", longer, "", ""], &["", "", long, "", "", "", longer]),
        (&[long, "", "а", longer, ""], &["", long, "а", "", longer]),
        (&["а", "б", "в", ""], &["б", "а", "в", ""]),
        (&["один комментарий, и длинный", "", ""], &["", "", "один комментарий, и длинный"]),
        (&["а", "б", "в", "г"], &["а", "а", "а", "а"]),
        (&["а", "б", "в", "г"], &["", "", "", ""]),
        (&["а", "б", "в", "г"], &["а1", "б, перезвонил", "вг", "г!"]),
        (&["звонить", "ждём", "оплата", "звонить"], &["ждём", "оплата", "отгружено", "ждём"]),
    ];
    for (before, after) in cases {
        assert_eq!(held_where(before, after), [], "{before:?} {after:?}");
    }
}

#[test]
fn two_texts_that_changed_rows_and_are_taken_are_said_to_have() {
    let said = |before: &[&str], after: &[&str]| -> Vec<(u32, Remark)> {
        let (base, rows) = commented(before, after);
        let file = file(rows);
        let merged = merged(&base, &file, &base);
        assert_eq!(merged.held, None);
        let told = moved_texts(&[clients()], &file, &base, &merged);
        told.into_iter().map(|one| (one.row.unwrap(), one.remark)).collect()
    };
    assert_eq!(said(&["а", "в", "б"], &["б", "в", "а"]), [(6, Remark::Exchanged(8)), (8, Remark::Exchanged(6))]);
    assert_eq!(said(&["а", "в", ""], &["", "в", "а"]), [(8, Remark::MovedFrom(6))], "one by itself");
    assert_eq!(said(&["а", "б", ""], &["а", "б", "а"]), [], "copied");
    assert_eq!(said(&["а", "а", ""], &["", "а", "а"]), [], "somebody else has it too");
}
