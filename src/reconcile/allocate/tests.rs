use super::*;
use crate::model::ids::PaymentId;
use crate::model::money::{Currency, Money};
use crate::model::record::DocumentRef;

fn rub(whole: i64) -> Money {
    Money { minor: whole * 100, currency: Currency::RUB }
}

fn doc(id: i64, kind: RecordKind, number: &str, date: &str, whole: i64) -> LedgerDocument {
    LedgerDocument {
        id: DocumentId(id),
        kind,
        number: number.into(),
        date: date.parse().unwrap(),
        total: rub(whole),
        organization: None,
        counts: true,
        based_on: Vec::new(),
    }
}

fn invoice(id: i64, number: &str, date: &str, whole: i64) -> LedgerDocument {
    doc(id, RecordKind::Invoice, number, date, whole)
}

fn payment(id: i64, date: &str, whole: i64, purpose: &str) -> LedgerPayment {
    LedgerPayment {
        id: PaymentId(id),
        number: id.to_string(),
        date: date.parse().unwrap(),
        amount: rub(whole),
        organization: None,
        counts: true,
        purpose: purpose.into(),
        pays: Vec::new(),
    }
}

fn paid(ledger: &Ledger) -> Vec<(i64, i64, i64)> {
    allocate(ledger).allocations.iter().map(|a| (a.payment.0, a.document.0, a.amount.minor / 100)).collect()
}

#[test]
fn a_cited_number_and_date_pay_the_invoice() {
    let ledger = Ledger {
        documents: vec![invoice(1, "0000-000101", "2026-10-05", 300), invoice(2, "0000-000102", "2026-10-07", 500)],
        payments: vec![payment(9, "2026-10-10", 200, "Оплата по счету № 101 от 05.10.2026, НДС не облагается")],
    };
    assert_eq!(paid(&ledger), [(9, 1, 200)]);
}

#[test]
fn one_payment_pays_several_invoices_and_the_rest_stays_an_advance() {
    let ledger = Ledger {
        documents: vec![invoice(1, "101", "2026-10-05", 300), invoice(2, "102", "2026-10-07", 500)],
        payments: vec![payment(9, "2026-10-10", 900, "Оплата по сч. 101 от 05.10.2026, 102 от 07.10.2026")],
    };
    assert_eq!(paid(&ledger), [(9, 1, 300), (9, 2, 500)]);
}

#[test]
fn a_number_without_date_needs_the_money_to_fit() {
    let documents = vec![invoice(1, "101", "2026-10-05", 300), invoice(2, "102", "2026-10-07", 500)];
    let fits = Ledger { documents: documents.clone(), payments: vec![payment(9, "2026-10-10", 300, "счет 101")] };
    assert_eq!(paid(&fits), [(9, 1, 300)]);
    let doubtful = Ledger { documents, payments: vec![payment(9, "2026-10-10", 70, "счет 101")] };
    let answer = allocate(&doubtful);
    assert!(answer.allocations.is_empty());
    assert_eq!(answer.reviews[0].candidates[0].id, "D-1");
}

#[test]
fn a_wrong_date_is_asked_not_guessed() {
    let ledger = Ledger {
        documents: vec![invoice(1, "101", "2026-10-05", 300)],
        payments: vec![payment(9, "2026-10-10", 300, "счет 101 от 06.10.2026")],
    };
    let answer = allocate(&ledger);
    assert!(answer.allocations.is_empty());
    assert_eq!(answer.reviews.len(), 1);
}

#[test]
fn money_for_an_order_goes_to_its_invoice() {
    let mut bill = invoice(2, "B-7", "2026-10-06", 300);
    let reference = DocumentRef { number: "142".into(), ..DocumentRef::default() };
    bill.based_on = vec![ResolvedRef { reference: reference.clone(), document: None }];
    let mut money = payment(9, "2026-10-10", 300, "");
    money.pays = vec![ResolvedRef { reference, document: Some(DocumentId(1)) }];
    let ledger =
        Ledger { documents: vec![doc(1, RecordKind::Order, "142", "2026-10-05", 300), bill], payments: vec![money] };
    let answer = allocate(&ledger);
    assert_eq!(answer.covered, [DocumentId(1)].into());
    assert_eq!((answer.allocations[0].document, answer.allocations[0].decided_by), (DocumentId(2), DecidedBy::Source));
}

#[test]
fn a_shipment_of_an_invoice_is_owed_once() {
    let mut shipment = doc(2, RecordKind::Shipment, "77", "2026-10-08", 300);
    shipment.based_on = vec![ResolvedRef { reference: DocumentRef::default(), document: Some(DocumentId(1)) }];
    let alone = doc(3, RecordKind::Shipment, "78", "2026-10-08", 50);
    let ledger = Ledger { documents: vec![invoice(1, "101", "2026-10-05", 300), shipment, alone], payments: vec![] };
    assert_eq!(allocate(&ledger).covered, [DocumentId(2)].into());
}

#[test]
fn nothing_is_allocated_beyond_the_payment_or_the_document() {
    let ledger = Ledger {
        documents: vec![invoice(1, "101", "2026-10-05", 300)],
        payments: vec![
            payment(8, "2026-10-09", 200, "счет 101 от 05.10.2026"),
            payment(9, "2026-10-10", 200, "счет 101 от 05.10.2026"),
        ],
    };
    assert_eq!(paid(&ledger), [(8, 1, 200), (9, 1, 100)]);
}

#[test]
fn other_currencies_and_drafts_are_left_alone() {
    let mut dollars = invoice(1, "101", "2026-10-05", 300);
    dollars.total.currency = "USD".parse().unwrap();
    let mut draft = invoice(2, "102", "2026-10-05", 300);
    draft.counts = false;
    let ledger = Ledger {
        documents: vec![dollars, draft],
        payments: vec![payment(9, "2026-10-10", 300, "счета 101 и 102 от 05.10.2026")],
    };
    assert!(paid(&ledger).is_empty());
}
