//! The sheet of clients: one row a client, figures in the base currency, other currencies as one line of text.
//!
//! A row a client and currency would break what managers own: a phone or a stage belongs to the client, not to a
//! currency of it.

use super::{Column, Digits, Frame, Kind, Row, STATUS, Sheet, Value};
use crate::model::money::Money;
use crate::model::row_id::RowId;
use crate::model::view::{ClientBalance, ClientView};

/// The sheet of clients.
pub const CLIENTS: Sheet<ClientView> = Sheet {
    id: "clients",
    table: "sverka_clients",
    entity: "clients",
    frozen_columns: 2,
    columns: COLUMNS,
    extra: EXTRA,
};

impl Row for ClientView {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

type Col = Column<ClientView>;

const COLUMNS: &[Col] = &[
    Col::new("id", Kind::Id, (9, 13), |client, _| Value::text(RowId::from(client.id).encode())),
    Col::new("client", Kind::Text, (24, 46), |client, _| Value::text(&*client.name)).that_stays(),
    Col::new("manager", Kind::Text, (14, 28), |client, frame| Value::text(frame.manager(&client.manager))).for_head(),
    Col::new("tax_id", Kind::Code, (13, 16), |client, _| Value::text(&*client.tax_id))
        .of_digits(Digits::TaxId)
        .that_stays(),
    Col::new("kpp", Kind::Code, (11, 14), |client, _| Value::text(&*client.kpp)).of_digits(Digits::Count(9)),
    Col::new("invoiced", Kind::Money, (13, 22), |client, frame| figure(client, frame, |b| b.invoiced))
        .with_total()
        .computed(),
    Col::new("paid", Kind::Money, (13, 22), |client, frame| figure(client, frame, |b| b.paid)).with_total().computed(),
    Col::new("debt", Kind::Money, (13, 22), |client, frame| figure(client, frame, |b| b.open)).with_total().computed(),
    Col::new("overdue", Kind::Money, (13, 22), |client, frame| figure(client, frame, |b| b.overdue))
        .with_total()
        .computed(),
    Col::new("advance", Kind::Money, (13, 22), |client, frame| figure(client, frame, |b| b.unallocated))
        .with_total()
        .computed(),
    Col::new("currency", Kind::Word, (9, 14), |_, frame| Value::text(frame.base.code().to_owned())).computed(),
    Col::new("other_currencies", Kind::Text, (14, 40), |client, frame| Value::text(frame.other_currencies(client)))
        .computed(),
    Col::new("last_document", Kind::Date, (12, 20), |client, _| Value::date(client.last_document)).computed(),
    Col::new("last_payment", Kind::Date, (12, 20), |client, _| Value::date(client.last_payment)).computed(),
    Col::new(STATUS, Kind::Text, (34, 44), |client, frame| frame.status(RowId::from(client.id))).that_wraps(),
    Col::new("phone", Kind::Code, (16, 30), |client, _| Value::text(client.phones.join(", "))).owned_by_manager(),
    Col::new("segment", Kind::Text, (14, 24), |client, _| Value::text(&*client.segment))
        .owned_by_manager()
        .listed("segment"),
    Col::new("stage", Kind::Text, (14, 24), |client, _| Value::text(&*client.stage)).owned_by_manager().listed("stage"),
    Col::new("next_contact", Kind::Date, (12, 20), |client, _| Value::date(client.next_contact)).owned_by_manager(),
    Col::new("comment", Kind::Text, (32, 32), |client, _| Value::text(&*client.comment))
        .owned_by_manager()
        .that_wraps(),
];

const EXTRA: &[Col] = &[
    Col::new("legal_name", Kind::Text, (24, 46), |client, _| Value::text(&*client.legal_name)).added(),
    Col::new("email", Kind::Text, (18, 34), |client, _| Value::text(client.emails.join(", "))).added(),
    Col::new("region", Kind::Text, (14, 24), |client, _| Value::text(&*client.region)).added(),
];

/// A figure in the base currency; a client without any there has zero, so that sums and filters see a number.
fn figure<'a>(client: &ClientView, frame: &Frame<'_>, pick: fn(&ClientBalance) -> Money) -> Value<'a> {
    Value::Money(frame.balance(client).map_or(Money::zero(frame.base), pick))
}
