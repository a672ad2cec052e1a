//! The rows of a book as canonical texts: what is written into it, and what the store has now for the rows that were.

use super::layout::{
    ANSWER, BOUND, CLIENTS, COMMENT, CONFLICTS, CONTROLS, Column, DOCUMENTS, Frame, Layout, PAYMENTS, QUESTIONS, Row,
    STATUS, Sheet,
};
use super::value;
use crate::lang::Lang;
use crate::model::asked::QuestionView;
use crate::model::book::{BookRow, Cells};
use crate::model::control::ControlView;
use crate::model::money::Currency;
use crate::model::row_id::RowId;
use crate::model::view::BookData;

/// Every row of a book that is read back, as drawing this data writes it. Without the status column: what it says is no
/// value of anybody's.
#[must_use]
pub fn rows(data: &BookData, lang: Lang, base: Currency, layout: &Layout) -> Vec<BookRow> {
    let frame = Frame::of(data, lang, base, layout);
    let head = data.manager.is_none();
    let mut rows = Vec::new();
    of(&CLIENTS, &data.clients, (&frame, layout), head, |client| RowId::from(client.id), &mut rows);
    of(&DOCUMENTS, &data.documents, (&frame, layout), head, |document| RowId::from(document.id), &mut rows);
    of(&PAYMENTS, &data.payments, (&frame, layout), head, |payment| RowId::from(payment.id), &mut rows);
    of(&CONFLICTS, &data.conflicts, (&frame, layout), head, |kept| RowId::from(kept.id), &mut rows);
    let mut asked = Vec::new();
    of(&QUESTIONS, &data.questions, (&frame, layout), head, |question| RowId::from(question.id), &mut asked);
    rows.extend(asked.into_iter().zip(&data.questions).map(|(row, question)| bound(row, question)));
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

/// A question's row with what an answer is bound to. One that waits no more keeps what it asked, as the file has it.
fn bound(mut row: BookRow, question: &QuestionView) -> BookRow {
    match &question.bound {
        Some(bound) => drop(row.cells.insert(BOUND.to_owned(), bound.to_string())),
        None => row.cells.retain(|column, _| matches!(column.as_str(), ANSWER | COMMENT)),
    }
    row
}

fn of<R: Row>(
    sheet: &Sheet<R>,
    from: &[R],
    (frame, layout): (&Frame<'_>, &Layout),
    head: bool,
    id: impl Fn(&R) -> RowId,
    rows: &mut Vec<BookRow>,
) {
    let columns = layout.columns(sheet, head);
    for row in from {
        let shown = columns.iter().filter(|column| !matches!(column.spec.id, "id" | STATUS));
        let cells: Cells = shown
            .map(|column| (column.spec.id.to_owned(), value::of_drawn(&column.spec, &column.shows(row, frame))))
            .collect();
        rows.push(BookRow { id: id(row), cells });
    }
}
