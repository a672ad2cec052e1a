//! The sheet of comparisons: balances that sources state against ours. Only in the head's book.

use super::{Column, Kind, Row, Sheet, Value};
use crate::model::control::ControlView;

/// The sheet of comparisons.
pub const CONTROLS: Sheet<ControlView> = Sheet {
    id: "controls",
    table: "sverka_controls",
    entity: "balances",
    frozen_columns: 2,
    columns: COLUMNS,
    extra: &[],
};

impl Row for ControlView {}

type Col = Column<ControlView>;

const COLUMNS: &[Col] = &[
    Col::new("organization", Kind::Text, (14, 30), |control, _| Value::text(&*control.organization)),
    Col::new("subject", Kind::Text, (24, 46), |control, _| Value::text(&*control.subject)),
    Col::new("period_end", Kind::Date, (12, 20), |control, _| Value::Date(control.end)),
    Col::new("currency", Kind::Word, (9, 14), |control, _| Value::text(control.stated.currency.code().to_owned())),
    Col::new("stated", Kind::Money, (14, 22), |control, _| Value::Money(control.stated)),
    Col::new("held", Kind::Money, (14, 22), |control, _| Value::Money(control.held)),
    Col::new("difference", Kind::Money, (14, 22), |control, _| Value::Money(control.difference)).with_total(),
    Col::new("verdict", Kind::Text, (14, 20), |control, frame| Value::text(frame.word(control.state.name()))),
    Col::new("since", Kind::Text, (14, 30), |control, frame| Value::text(frame.since(control))),
    Col::new("file", Kind::Text, (16, 34), |control, _| Value::text(&*control.file)),
    Col::new("explanation", Kind::Text, (40, 90), |control, _| Value::text(&*control.explanation)).that_wraps(),
];
