//! The rows of a book as canonical texts: what is written into it, and what the store has now for the rows that were.

use super::layout::{CLIENTS, CONFLICTS, CONTROLS, Column, DOCUMENTS, Frame, PAYMENTS, STATUS, Sheet};
use super::value;
use crate::lang::Lang;
use crate::model::book::{BookRow, Cells};
use crate::model::control::ControlView;
use crate::model::money::Currency;
use crate::model::row_id::RowId;
use crate::model::view::BookData;

/// Every row of a book that is read back, as drawing this data writes it. Without the status column: what it says is no
/// value of anybody's.
#[must_use]
pub fn rows(data: &BookData, lang: Lang, base: Currency) -> Vec<BookRow> {
    let frame = Frame::new(data, lang, base);
    let head = data.manager.is_none();
    let mut rows = Vec::new();
    of(&CLIENTS, &data.clients, &frame, head, |client| RowId::from(client.id), &mut rows);
    of(&DOCUMENTS, &data.documents, &frame, head, |document| RowId::from(document.id), &mut rows);
    of(&PAYMENTS, &data.payments, &frame, head, |payment| RowId::from(payment.id), &mut rows);
    of(&CONFLICTS, &data.conflicts, &frame, head, |kept| RowId::from(kept.id), &mut rows);
    rows
}

/// The comparisons of the head's book, as drawing them writes them.
#[must_use]
pub fn controls(data: &BookData, lang: Lang, base: Currency) -> Vec<Cells> {
    let frame = Frame::new(data, lang, base);
    let columns = CONTROLS.columns_of(true);
    let cells = |control| {
        let cell = |column: &&Column<ControlView>| {
            (column.spec.id.to_owned(), value::of_drawn(&column.spec, &(column.value)(control, &frame)))
        };
        columns.iter().map(cell).collect()
    };
    data.controls.iter().map(cells).collect()
}

fn of<R>(
    sheet: &Sheet<R>,
    from: &[R],
    frame: &Frame<'_>,
    head: bool,
    id: impl Fn(&R) -> RowId,
    rows: &mut Vec<BookRow>,
) {
    let columns = sheet.columns_of(head);
    for row in from {
        let shown = columns.iter().filter(|column| !matches!(column.spec.id, "id" | STATUS));
        let cells: Cells = shown
            .map(|column| (column.spec.id.to_owned(), value::of_drawn(&column.spec, &(column.value)(row, frame))))
            .collect();
        rows.push(BookRow { id: id(row), cells });
    }
}
