//! In which order settings want the rows of a book. A book that somebody has saved keeps the order that it has.

use std::cmp::{Ordering, Reverse};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{CLIENTS, Column, DOCUMENTS, Frame, Layout, PAYMENTS, Row, Sheet, Value};
use crate::lang::Lang;
use crate::model::layout::SortBy;
use crate::model::money::Currency;
use crate::model::view::BookData;

/// Puts the rows of every sheet in order; where nothing is said of a sheet, and among equals, it stays as it is.
pub fn sort(data: &mut BookData, lang: Lang, base: Currency, layout: &Layout, by: &[SortBy]) {
    if by.is_empty() {
        return;
    }
    let head = data.manager.is_none();
    let frame = Frame::of(data, lang, base, layout);
    let places = (
        places(&CLIENTS, &data.clients, &frame, head, layout, by),
        places(&DOCUMENTS, &data.documents, &frame, head, layout, by),
        places(&PAYMENTS, &data.payments, &frame, head, layout, by),
    );
    drop(frame);
    arrange(&mut data.clients, places.0);
    arrange(&mut data.documents, places.1);
    arrange(&mut data.payments, places.2);
}

/// What rows are compared by; blank cells come last, whichever way round.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Text(String),
    Date(Date),
    Number(Decimal),
}

fn key(value: &Value<'_>) -> Option<Key> {
    match value {
        Value::Blank => None,
        Value::Text(text) => Some(Key::Text(text.to_lowercase())),
        Value::Date(date) => Some(Key::Date(*date)),
        Value::Money(money) => Some(Key::Number(money.to_decimal())),
        Value::Days(days) => Some(Key::Number(Decimal::from(*days))),
        Value::Number(number) => Some(Key::Number(*number)),
    }
}

/// The places of the rows in their new order.
fn places<R: Row>(
    sheet: &Sheet<R>,
    rows: &[R],
    frame: &Frame<'_>,
    head: bool,
    layout: &Layout,
    by: &[SortBy],
) -> Vec<usize> {
    let columns = layout.columns(sheet, head);
    let of = |step: &SortBy| {
        let column = columns.iter().find(|column| (sheet.id, column.spec.id) == (step.sheet, step.column))?;
        Some((column, step.descending))
    };
    let steps: Vec<(&Column<R>, bool)> = by.iter().filter_map(of).collect();
    let keys: Vec<Vec<Option<Key>>> =
        rows.iter().map(|row| steps.iter().map(|(column, _)| key(&column.shows(row, frame))).collect()).collect();
    let mut places: Vec<usize> = (0..rows.len()).collect();
    let compare = |one: &usize, other: &usize| {
        let (one, other) = (keys.get(*one)?, keys.get(*other)?);
        let steps = one.iter().zip(other).zip(&steps);
        steps
            .map(|((one, other), (_, descending))| in_order(one.as_ref(), other.as_ref(), *descending))
            .find(|o| o.is_ne())
    };
    places.sort_by(|one, other| compare(one, other).unwrap_or(Ordering::Equal));
    places
}

fn in_order(one: Option<&Key>, other: Option<&Key>, descending: bool) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) if descending => Reverse(one).cmp(&Reverse(other)),
        (Some(one), Some(other)) => one.cmp(other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

fn arrange<R>(rows: &mut Vec<R>, places: Vec<usize>) {
    let mut old: Vec<Option<R>> = std::mem::take(rows).into_iter().map(Some).collect();
    rows.extend(places.into_iter().filter_map(|place| old.get_mut(place).and_then(Option::take)));
}
