//! The sheet of payments. Money paid out has a minus, so that a sum over mixed rows is a true balance. The purpose stands
//! last: nothing beside it cuts a long one off.

use super::{Column, Kind, Row, STATUS, Sheet, Value};
use crate::model::money::Money;
use crate::model::record::Direction;
use crate::model::row_id::RowId;
use crate::model::view::PaymentView;

/// The sheet of payments.
pub const PAYMENTS: Sheet<PaymentView> = Sheet {
    id: "payments",
    table: "sverka_payments",
    entity: "payments",
    frozen_columns: 3,
    columns: COLUMNS,
    extra: &[],
};

impl Row for PaymentView {}

type Col = Column<PaymentView>;

const COLUMNS: &[Col] = &[
    Col::new("id", Kind::Id, (9, 13), |payment, _| Value::text(RowId::from(payment.id).encode())),
    Col::new("date", Kind::Date, (12, 20), |payment, _| Value::Date(payment.date)).that_stays(),
    Col::new("number", Kind::Code, (9, 20), |payment, _| Value::text(&*payment.number)).that_stays(),
    Col::new("direction", Kind::Word, (13, 20), |payment, frame| Value::text(frame.word(payment.direction.name()))),
    Col::new("method", Kind::Word, (11, 16), |payment, frame| Value::text(frame.word(payment.method.name()))),
    Col::new("client", Kind::Text, (24, 46), |payment, _| Value::text(&*payment.client_name)),
    Col::new("manager", Kind::Text, (14, 28), |payment, frame| Value::text(frame.manager(&payment.manager))).for_head(),
    Col::new("amount", Kind::Money, (13, 22), |payment, _| signed(payment, payment.amount)).with_total().that_stays(),
    Col::new("allocated", Kind::Money, (15, 22), |payment, _| signed(payment, payment.allocated))
        .with_total()
        .computed(),
    Col::new("unallocated", Kind::Money, (15, 22), |payment, _| signed(payment, payment.unallocated))
        .with_total()
        .computed(),
    Col::new("returned", Kind::Money, (13, 22), |payment, _| match payment.returned.minor {
        0 => Value::Blank,
        _ => signed(payment, payment.returned),
    })
    .with_total()
    .computed()
    .added(),
    Col::new("currency", Kind::Word, (9, 14), |payment, _| Value::text(payment.amount.currency.code().to_owned())),
    Col::new("documents", Kind::Text, (14, 30), |payment, _| Value::text(payment.documents.join(", "))).computed(),
    Col::new("payer", Kind::Text, (20, 40), |payment, _| Value::text(&*payment.payer)).computed().added(),
    Col::new("why", Kind::Text, (34, 50), |payment, _| Value::text(&*payment.why)).that_wraps().computed().added(),
    Col::new(STATUS, Kind::Text, (34, 44), |payment, frame| frame.status(RowId::from(payment.id))).that_wraps(),
    Col::new("purpose", Kind::Text, (30, 60), |payment, _| Value::text(&*payment.purpose)).that_wraps(),
];

fn signed<'a>(payment: &PaymentView, amount: Money) -> Value<'a> {
    let minor = if payment.direction == Direction::Out { amount.minor.saturating_neg() } else { amount.minor };
    Value::Money(Money { minor, ..amount })
}
