//! Whoever drags or pastes a code over those of other rows loses nothing: the rows are known by what else they say, their
//! edits are taken, and the codes stand there again.

use sverka::model::row_id::RowId;

use crate::desk::Desk;
use crate::edits::{book, cell, client, desk, edit, row_of, sheet};

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
    assert!(said[0].is_empty() && said[1..].iter().all(|said| said.contains("код строки")), "{said:?}");
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
    assert!(values(&desk, "payments", &rows, "sync")[1..].iter().all(|said| said.contains("код строки")));
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
