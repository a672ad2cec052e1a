//! The sheet of receivable documents: invoices, orders, shipments, returns.

use super::{Column, Digits, Kind, Row, STATUS, Sheet, Value};
use crate::model::money::Currency;
use crate::model::row_id::RowId;
use crate::model::view::DocumentView;

/// The sheet of documents.
pub const DOCUMENTS: Sheet<DocumentView> = Sheet {
    id: "documents",
    table: "sverka_documents",
    entity: "invoices",
    frozen_columns: 3,
    columns: COLUMNS,
    extra: &[],
};

impl Row for DocumentView {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    fn currency(&self, _base: Currency) -> Currency {
        self.total.currency
    }
}

type Col = Column<DocumentView>;

const COLUMNS: &[Col] = &[
    Col::new("id", Kind::Id, (9, 13), |document, _| Value::text(RowId::from(document.id).encode())),
    Col::new("kind", Kind::Text, (12, 16), |document, frame| Value::text(frame.word(document.kind.name()))),
    Col::new("number", Kind::Code, (11, 20), |document, _| Value::text(&*document.number)).that_stays(),
    Col::new("date", Kind::Date, (12, 20), |document, _| Value::Date(document.date)).that_stays(),
    Col::new("client", Kind::Text, (24, 46), |document, _| Value::text(&*document.client_name)),
    Col::new("manager", Kind::Text, (14, 28), |document, frame| Value::text(frame.manager(&document.manager)))
        .for_head(),
    Col::new("tax_id", Kind::Code, (13, 16), |document, frame| {
        frame.client(document.client).map_or(Value::Blank, |client| Value::text(&*client.tax_id))
    })
    .of_digits(Digits::TaxId),
    Col::new("organization", Kind::Text, (14, 30), |document, _| Value::text(&*document.organization_name)),
    Col::new("total", Kind::Money, (13, 22), |document, _| Value::Money(document.total))
        .with_total_of(&["reduced", "paid", "balance"])
        .that_stays(),
    Col::new("reduced", Kind::Money, (13, 22), |document, _| match document.reduced.minor {
        0 => Value::Blank,
        _ => Value::Money(document.reduced),
    })
    .with_total(),
    Col::new("paid", Kind::Money, (13, 22), |document, _| Value::Money(document.paid)).with_total().computed(),
    Col::new("balance", Kind::Money, (13, 22), |document, _| Value::Money(document.balance)).with_total().computed(),
    Col::new("currency", Kind::Word, (9, 14), |document, _| Value::text(document.total.currency.code().to_owned())),
    Col::new("due_date", Kind::Date, (12, 20), |document, _| Value::date(document.due_date)),
    Col::new("overdue_days", Kind::Days, (12, 20), |document, frame| Value::Days(document.overdue_days(frame.today)))
        .computed(),
    Col::new("status", Kind::Text, (14, 20), |document, frame| Value::text(frame.word(document.status.name())))
        .computed(),
    Col::new(STATUS, Kind::Text, (34, 44), |document, frame| frame.status(RowId::from(document.id))).that_wraps(),
    Col::new("planned_payment", Kind::Date, (13, 20), |document, _| Value::date(document.planned_payment))
        .owned_by_manager(),
    Col::new("comment", Kind::Text, (32, 32), |document, _| Value::text(&*document.comment))
        .owned_by_manager()
        .that_wraps(),
];
