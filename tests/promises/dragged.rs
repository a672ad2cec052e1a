//! Whoever drags or pastes a code over those of other rows loses nothing: the rows are known by what else they say, their
//! edits are taken, and the codes stand there again.

use sverka::model::row_id::RowId;
use sverka::model::run::BookOutcome;

use crate::desk::Desk;
use crate::edits::{book, cell, client, desk, edit, outcome, row_of, sheet};

/// The rows of a sheet of Анна's, from 1.
fn rows(desk: &Desk, id: &str) -> Vec<u32> {
    let file = book(desk, "Анна");
    sheet(&file, id)
        .rows
        .iter()
        .filter(|row| row.value("id").and_then(RowId::parse).is_some())
        .map(|row| row.row)
        .collect()
}

fn values(desk: &Desk, id: &str, rows: &[u32], column: &str) -> Vec<String> {
    rows.iter().map(|row| cell(desk, "Анна", id, *row, column)).collect()
}

/// Drags the code of the first row over those below, and writes what else is to be written.
fn drag(desk: &Desk, id: &str, rows: &[u32], also: &[(u32, &str, &str)]) {
    let code = cell(desk, "Анна", id, rows[0], "id");
    let mut cells: Vec<(u32, &str, &str)> = rows.iter().skip(1).map(|row| (*row, "id", code.as_str())).collect();
    cells.extend_from_slice(also);
    edit(desk, "Анна", id, &cells);
}

/// The rows of which the sheet of remarks says that their codes are put back.
fn told(desk: &Desk) -> Vec<String> {
    let lines = crate::added::remarks(desk).into_iter();
    lines.filter(|line| line[4].contains("возвращены на свои места")).map(|line| line[1].clone()).collect()
}

fn questions(desk: &Desk) -> usize {
    desk.open().store().questions().unwrap().len()
}

#[test]
fn a_code_dragged_down_over_documents_is_put_back_and_what_stands_in_the_rows_is_taken() {
    let desk = desk(4);
    let rows = rows(&desk, "documents");
    let before = ["id", "number", "total", "balance"].map(|column| values(&desk, "documents", &rows, column));
    let store = desk.store();
    drag(
        &desk,
        "documents",
        &rows,
        &[(rows[1], "comment", "обещал в пятницу"), (rows[3], "planned_payment", "2026-12-05")],
    );
    desk.sync();
    let now = ["id", "number", "total", "balance"].map(|column| values(&desk, "documents", &rows, column));
    assert_eq!(now, before, "codes and sums stand where they stood");
    let said = values(&desk, "documents", &rows, "sync");
    let taken = "код строки был стёрт или заменён, он возвращён; правки строки взяты";
    assert_eq!(said, ["", taken, "", taken], "of a run of rows those are named into which something was written");
    let rows_said = told(&desk);
    assert_eq!(rows_said, [format!("{}–{}", rows[1], rows[3])]);
    let head = book(&desk, "Руководитель");
    let stored = |number: &str, column: &str| {
        let row = sheet(&head, "documents").rows.iter().find(|row| row.value("number") == Some(number)).unwrap();
        row.value(column).unwrap_or_default().to_owned()
    };
    assert_eq!(stored(&before[1][1], "comment"), "обещал в пятницу");
    assert_eq!(stored(&before[1][3], "planned_payment"), "2026-12-05");
    assert_eq!((stored(&before[1][0], "comment"), questions(&desk)), (String::new(), 0));
    assert_eq!(desk.store()["clients"], store["clients"]);
    assert!(desk.sync().workbooks.is_empty(), "and then there is nothing to do");
}

#[test]
fn payments_without_numbers_are_known_by_all_that_accounting_wrote_even_where_two_are_alike() {
    let mut desk = desk(3);
    let payment = |id: u32, client: u32, amount: u32| {
        format!(
            r#"{{"record":"payment","id":"p{id}","number":"","date":"2026-10-10","client_id":"c{client}","currency":"RUB","amount":"{amount}.00","direction":"in","purpose":"оплата"}}"#
        )
    };
    let lines = [payment(1, 1, 400), payment(2, 1, 400), payment(3, 2, 70), payment(4, 3, 80)].join("\n");
    desk.drop("accounting", "payments.jsonl", lines.as_bytes());
    desk.sync();
    let rows = rows(&desk, "payments");
    assert_eq!(rows.len(), 4);
    let before = ["id", "amount", "client"].map(|column| values(&desk, "payments", &rows, column));
    drag(&desk, "payments", &rows, &[]);
    desk.sync();
    assert_eq!(["id", "amount", "client"].map(|column| values(&desk, "payments", &rows, column)), before);
    assert_eq!(values(&desk, "payments", &rows, "sync"), [""; 4]);
    assert_eq!(told(&desk), [format!("{}–{}", rows[1], rows[3])]);
    drag(&desk, "payments", &rows[..2], &[]);
    desk.sync();
    let said = cell(&desk, "Анна", "payments", rows[1], "sync");
    assert_eq!(said, "код строки был стёрт или заменён, он возвращён", "of one row it is said in it");
    assert!(told(&desk).is_empty());
}

#[test]
fn a_code_dragged_down_over_clients_makes_nobody_and_deletes_nobody() {
    let desk = desk(4);
    let rows = rows(&desk, "clients");
    let before = ["id", "client", "debt"].map(|column| values(&desk, "clients", &rows, column));
    drag(&desk, "clients", &rows, &[(rows[2], "stage", "переговоры")]);
    let report = desk.sync();
    assert!(report.files.is_empty(), "nobody was typed: {:?}", report.files);
    assert_eq!(["id", "client", "debt"].map(|column| values(&desk, "clients", &rows, column)), before);
    assert_eq!(client(&desk, &before[1][2])["stage"], "переговоры");
    assert_eq!(client(&desk, &before[1][0])["stage"].as_str().unwrap_or_default(), "");
    assert!(desk.open().store().absent_rows("Анна.xlsx").unwrap().is_empty());
    assert_eq!((questions(&desk), desk.store()["clients"].as_array().unwrap().len()), (0, 4));
}

#[test]
fn a_code_pasted_over_another_whose_own_row_is_gone_gives_nobody_the_values_of_others() {
    let desk = desk(4);
    let (one, two) = (row_of(&desk, "Анна", "Клиент 01"), row_of(&desk, "Анна", "Клиент 02"));
    let code = cell(&desk, "Анна", "clients", one, "id");
    let file = book(&desk, "Анна");
    let gone = sheet(&file, "clients").columns.keys().map(|column| (one, *column, ""));
    let pasted = [(two, "id", code.as_str()), (two, "stage", "переговоры")];
    edit(&desk, "Анна", "clients", &gone.chain(pasted).collect::<Vec<_>>());
    desk.sync();
    assert_eq!(client(&desk, "Клиент 02")["stage"], "переговоры");
    assert_eq!(client(&desk, "Клиент 01")["stage"].as_str().unwrap_or_default(), "");
    let absent: Vec<String> =
        desk.open().store().absent_rows("Анна.xlsx").unwrap().keys().map(|row| row.encode()).collect();
    assert_eq!(absent, [code], "only the row that is gone is asked about");
    assert_eq!(questions(&desk), 1, "and nobody is asked to rename a client");
}

/// Cells of a column of codes from which that of one row was cut out, so that those of so many rows below moved up.
fn cut(desk: &Desk, rows: &[u32], count: usize) -> Vec<(u32, String)> {
    let file = book(desk, "Анна");
    let codes: Vec<String> =
        sheet(&file, "clients").rows.iter().map(|row| row.value("id").unwrap().to_owned()).collect();
    let moved = (0..count).map(|at| if at + 1 == count { String::new() } else { codes[at + 1].clone() });
    rows.iter().copied().zip(moved).collect()
}

#[test]
fn however_many_codes_moved_up_comments_go_to_nobody_else() {
    const CLIENTS: usize = 400;
    let desk = desk(CLIENTS);
    let rows = rows(&desk, "clients");
    assert_eq!(rows.len(), CLIENTS);
    let comments = |desk: &Desk, name: &str| -> Vec<(String, String)> {
        let file = book(desk, name);
        let says =
            |row: &sverka::workbook::read::FileRow, column: &str| row.value(column).unwrap_or_default().to_owned();
        sheet(&file, "clients").rows.iter().map(|row| (says(row, "client"), says(row, "comment"))).collect()
    };
    for count in [161, 390] {
        let codes = cut(&desk, &rows, count);
        let said: Vec<String> = (0..count).map(|at| format!("{count} про строку {at}")).collect();
        let of_rows = rows.iter().zip(&said).map(|(row, said)| (*row, "comment", said.as_str()));
        let cells: Vec<_> = codes.iter().map(|(row, code)| (*row, "id", code.as_str())).chain(of_rows).collect();
        edit(&desk, "Анна", "clients", &cells);
        let hers = comments(&desk, "Анна");
        assert_eq!(outcome(&desk.sync(), "Анна"), Some(BookOutcome::Written));
        assert_eq!(comments(&desk, "Анна"), hers);
        assert_eq!(comments(&desk, "Руководитель"), hers, "what the store has");
        assert_eq!(told(&desk), [format!("{}–{}", rows[0], rows[count - 1])], "once and not in each row");
    }
}

#[test]
fn codes_that_moved_up_past_a_row_that_nobody_knows_hold_the_book_and_mend_no_part_of_it() {
    let desk = desk(12);
    let rows = rows(&desk, "clients");
    let codes = cut(&desk, &rows, 12);
    let mut cells: Vec<_> = codes.iter().map(|(row, code)| (*row, "id", code.as_str())).collect();
    cells.extend([(rows[5], "client", "Совсем другое"), (rows[5], "phone", "+79990000000")]);
    cells.extend([(rows[1], "comment", "о втором"), (rows[8], "comment", "о девятом")]);
    edit(&desk, "Анна", "clients", &cells);
    let Some(BookOutcome::EditsHeld { reason }) = outcome(&desk.sync(), "Анна") else { panic!("not held") };
    assert!(reason.contains("коды в колонке") && reason.contains(&format!("({}, ", rows[0])), "{reason}");
    let head = book(&desk, "Руководитель");
    let untouched = sheet(&head, "clients").rows.iter().all(|row| row.value("comment").is_none_or(str::is_empty));
    assert!(untouched && desk.store()["clients"].as_array().unwrap().len() == 12);
    assert_eq!(reason.contains("previous"), desk.path("managers/previous").is_dir(), "no folder that is not there");
}
