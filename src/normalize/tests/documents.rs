//! Sums, lines and clients of documents.

use super::*;

#[test]
fn a_document_that_names_nobody_is_taken_and_said() {
    let (row, issues) = run_whole(invoice(vec![]));
    assert_eq!(
        (document(&row.unwrap()).client.clone(), issues),
        (None, vec![(IssueCode::NoClient, Severity::Warning)])
    );
    let named = || one(vec![(F::Name, text("ООО «Ромашка»"))]);
    assert_eq!(run_whole(invoice(vec![(F::Client, named())])).1, []);
    assert_eq!(run_whole(invoice(vec![(F::Deleted, Value::Bool(true))])).1, []);
}

#[test]
fn an_order_may_leave_its_total_to_its_lines_and_a_bill_may_not() {
    let fields = || {
        let lines = Value::Many(vec![Fields(vec![(F::Total, number("3"))]), Fields(vec![(F::Total, number("4.5"))])]);
        vec![(F::Number, text("1")), (F::Date, Value::Date(day())), (F::Lines, lines)]
    };
    let row = run(draft(RecordKind::Order, None, fields())).0.unwrap();
    assert_eq!(document(&row).total.minor, 750);
    assert_eq!(row.record.id, "doc:1|2026-10-05|");
    assert!(run(draft(RecordKind::Invoice, None, fields())).0.is_err());
}

#[test]
fn amounts() {
    let total = |amount: &str| {
        run(draft(
            RecordKind::Invoice,
            Some("x"),
            vec![(F::Number, text("1")), (F::Date, Value::Date(day())), (F::Total, number(amount))],
        ))
    };
    let (row, issues) = total("10.0000");
    assert_eq!((document(&row.unwrap()).total.minor, issues), (1000, vec![]));
    let (row, issues) = total("10.005");
    assert_eq!((document(&row.unwrap()).total.minor, issues), (1001, vec![(IssueCode::TooPrecise, Severity::Warning)]));
    assert_eq!(document(&total("0").0.unwrap()).total.minor, 0);
    let (row, issues) = total("-1");
    assert_eq!(
        (row.unwrap_err().money.unwrap().minor, issues),
        (-100, vec![(IssueCode::NegativeAmount, Severity::Error)])
    );
    let (row, issues) = run(invoice(vec![(F::Currency, text("дукаты"))]));
    assert!(row.is_err());
    assert_eq!(issues, [(IssueCode::UnknownValue, Severity::Error)]);
    let row = run(invoice(vec![(F::Currency, text("USD"))])).0.unwrap();
    assert_eq!(document(&row).total.currency.code(), "USD");
}

#[test]
fn a_shipment_of_less_than_nothing_is_a_return() {
    let line = Fields(vec![(F::Quantity, number("-2")), (F::Total, number("-100.00")), (F::Vat, number("-16.67"))]);
    let fields = vec![
        (F::Number, text("1")),
        (F::Date, Value::Date(day())),
        (F::Total, number("-100")),
        (F::Vat, number("-16.67")),
        (F::Lines, Value::Many(vec![line])),
    ];
    let (row, issues) = run(draft(RecordKind::Shipment, Some("x"), fields));
    let row = row.unwrap();
    assert_eq!((row.record.kind, row.record.kept_as, issues), (RecordKind::Return, RecordKind::Shipment, vec![]));
    let returned = document(&row);
    assert_eq!((returned.total.minor, returned.vat.unwrap().minor), (10_000, 1_667));
    let [line] = &returned.lines[..] else { panic!("{returned:?}") };
    assert_eq!((line.quantity.unwrap().to_string().as_str(), line.total.unwrap().minor), ("2", 10_000));
}

#[test]
fn the_header_wins_over_lines_that_differ_and_vat_on_top_is_no_difference() {
    let line =
        |total: &str, vat: &str| Value::Many(vec![Fields(vec![(F::Total, number(total)), (F::Vat, number(vat))])]);
    let (row, issues) = run(invoice(vec![(F::Lines, line("99.00", "0"))]));
    assert_eq!(document(&row.unwrap()).total.minor, 10000);
    assert_eq!(issues, [(IssueCode::LinesDiffer, Severity::Warning)]);
    assert_eq!(run(invoice(vec![(F::Lines, line("81.97", "18.03"))])).1, []);
}
