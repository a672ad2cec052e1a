//! One document from two systems.

use super::*;

fn of(source: &str, doc: LedgerDocument) -> LedgerDocument {
    LedgerDocument { source: source.into(), ..doc }
}

fn order(id: i64, source: &str, number: &str, date: &str, whole: i64) -> LedgerDocument {
    of(source, doc(id, RecordKind::Order, number, date, whole))
}

fn answer(documents: &[LedgerDocument], payments: &[LedgerPayment]) -> Allocated {
    let ledger = Ledger { documents: documents.to_vec(), payments: payments.to_vec(), ..Ledger::default() };
    let mut turned = ledger.clone();
    turned.documents.reverse();
    let answer = allocate(&ledger);
    assert_eq!(allocate(&turned), answer);
    answer
}

#[test]
fn an_order_of_the_shop_and_of_the_accounting_is_one() {
    let documents = [order(1, "shop", "142", "2026-10-05", 300), order(2, "1c", "0000-000142", "2026-10-07", 300)];
    let money = payment(9, "2026-10-10", 300, "по заказу 142 от 05.10.2026");
    let answer = answer(&documents, &[money]);
    assert_eq!(answer.twins, BTreeMap::from([(DocumentId(1), DocumentId(2))]), "1c comes first by name");
    assert_eq!(answer.covered, BTreeSet::from([DocumentId(1)]));
    assert_eq!(answer.allocations.iter().map(|a| a.document.0).collect::<Vec<_>>(), [2]);
    assert!(answer.reviews.is_empty());
}

#[test]
fn a_number_that_both_have_cites_one_document() {
    let documents = [order(1, "shop", "142", "2026-10-05", 300), order(2, "1c", "142", "2026-10-05", 300)];
    assert_eq!(answer(&documents, &[payment(9, "2026-10-10", 100, "аванс, заказ 142")]).allocations.len(), 1);
}

#[test]
fn what_leads_on_to_a_bill_stands_for_its_twin_whatever_its_source_is_called() {
    let mut bill = of("shop", invoice(3, "B-7", "2026-10-06", 300));
    bill.based_on = vec![ResolvedRef { document: Some(DocumentId(1)), ..ResolvedRef::default() }];
    let documents = [order(1, "shop", "142", "2026-10-05", 300), order(2, "1c", "142", "2026-10-05", 300), bill];
    let answer = answer(&documents, &[payment(9, "2026-10-10", 300, "заказ 142 от 05.10.2026")]);
    assert_eq!(answer.covered, BTreeSet::from([DocumentId(1), DocumentId(2)]));
    assert_eq!(answer.allocations.iter().map(|a| a.document.0).collect::<Vec<_>>(), [3]);
}

#[test]
fn what_differs_in_amount_day_company_number_or_kind_is_two() {
    let one = order(1, "shop", "142", "2026-10-05", 300);
    let ours = |id| Some(crate::model::ids::OrganizationId(id));
    let others = [
        order(2, "1c", "142", "2026-10-05", 301),
        order(2, "1c", "142", "2026-10-09", 300),
        order(2, "1c", "143", "2026-10-05", 300),
        order(2, "shop", "142", "2026-10-05", 300),
        order(2, "1c", "", "2026-10-05", 300),
        LedgerDocument { counts: false, ..order(2, "1c", "142", "2026-10-05", 300) },
        of("1c", invoice(2, "142", "2026-10-05", 300)),
        LedgerDocument { organization: ours(7), ..order(2, "1c", "142", "2026-10-05", 300) },
    ];
    for other in others {
        let one = LedgerDocument { organization: ours(8), ..one.clone() };
        let answer = answer(&[one, other.clone()], &[]);
        assert!(answer.twins.is_empty() && answer.reviews.is_empty(), "{other:?}");
    }
}

#[test]
fn where_two_fit_a_person_is_asked_and_each_counts() {
    let documents = [
        order(1, "shop", "142", "2026-10-05", 300),
        order(2, "1c", "142", "2026-10-05", 300),
        order(3, "1c", "142", "2026-10-06", 300),
    ];
    let answer = answer(&documents, &[]);
    assert!(answer.covered.is_empty() && answer.twins.is_empty());
    assert_eq!(answer.reviews.len(), 1);
    assert_eq!(answer.reviews[0].reasons[0].code, "perhaps-one-document");
    assert_eq!(answer.reviews[0].candidates.len(), 2);
}

#[test]
fn a_tax_invoice_beside_its_shipment_does_not_hide_the_operator_s_twin() {
    let shipment = of("1c", doc(1, RecordKind::Shipment, "15", "2026-10-05", 300));
    let mut tax_invoice = of("1c", doc(2, RecordKind::Shipment, "15", "2026-10-05", 300));
    tax_invoice.based_on = vec![ResolvedRef { document: Some(DocumentId(1)), ..ResolvedRef::default() }];
    let sent = of("edo", doc(3, RecordKind::Shipment, "15", "2026-10-06", 300));
    let answer = answer(&[shipment, tax_invoice, sent], &[]);
    assert_eq!(answer.twins, BTreeMap::from([(DocumentId(3), DocumentId(1))]));
    assert!(answer.reviews.is_empty());
}

#[test]
fn what_a_person_said_of_two_documents_holds() {
    let documents = [
        order(1, "shop", "142", "2026-10-05", 300),
        order(2, "1c", "142", "2026-10-05", 300),
        order(3, "1c", "142", "2026-10-06", 300),
    ];
    let said = |document: i64, is_one: bool| crate::model::decision::DecidedChange {
        tax: DocumentId(1),
        document: DocumentId(document),
        is_one,
        decision: crate::model::ids::DecisionId(1),
        who: "Ольга".to_owned(),
    };
    let answer = |changes: Vec<crate::model::decision::DecidedChange>| {
        allocate(&Ledger { documents: documents.to_vec(), changes, ..Ledger::default() })
    };
    let one = answer(vec![said(3, true)]);
    assert_eq!((one.covered.len(), one.twins.len()), (1, 1));
    assert!(one.twins.contains_key(&DocumentId(1)) != one.twins.contains_key(&DocumentId(3)), "{:?}", one.twins);
    assert!(one.reviews.is_empty(), "answered: {:?}", one.reviews);
    let several = answer(vec![said(2, false), said(3, false)]);
    assert!(several.covered.is_empty() && several.reviews.is_empty(), "{:?}", several.reviews);
    let half = answer(vec![said(2, false)]);
    assert_eq!((half.covered.len(), half.reviews.len()), (1, 0), "only the other is left to be the same");
}
