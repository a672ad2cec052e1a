//! A bill of one system and the shipment of another.

use super::*;
use crate::model::ids::OrganizationId;

const NONE: [i64; 0] = [];

fn of(source: &str, doc: LedgerDocument) -> LedgerDocument {
    LedgerDocument { source: source.into(), ..doc }
}

fn bill(id: i64, number: &str, date: &str, whole: i64) -> LedgerDocument {
    of("1c", invoice(id, number, date, whole))
}

fn shipment(id: i64, number: &str, date: &str, whole: i64) -> LedgerDocument {
    of("edo", doc(id, RecordKind::Shipment, number, date, whole))
}

fn answer(documents: &[LedgerDocument], payments: &[LedgerPayment]) -> Allocated {
    let ledger = Ledger { documents: documents.to_vec(), payments: payments.to_vec(), ..Ledger::default() };
    let mut turned = ledger.clone();
    turned.documents.reverse();
    let answer = allocate(&ledger);
    assert_eq!(allocate(&turned), answer);
    answer
}

fn number(reason: &Reason) -> Option<&str> {
    reason.params.iter().find(|(name, _)| name == "number").map(|(_, number)| number.as_str())
}

fn covered(documents: &[LedgerDocument]) -> Vec<i64> {
    answer(documents, &[]).covered.into_iter().map(|id| id.0).collect()
}

#[test]
fn a_bill_and_the_transfer_document_of_another_system_are_owed_once_and_paid_by_either_number() {
    let documents = [bill(1, "101", "2026-10-05", 300), shipment(2, "У-55", "2026-10-20", 300)];
    for purpose in ["по счёту 101", "по УПД У-55 от 20.10.2026"] {
        let answer = answer(&documents, &[payment(9, "2026-10-25", 300, purpose)]);
        assert_eq!(answer.covered, BTreeSet::from([DocumentId(2)]));
        assert_eq!(answer.allocations.iter().map(|a| a.document.0).collect::<Vec<_>>(), [1], "{purpose}");
        let why = &answer.why_covered[&DocumentId(2)][0];
        assert_eq!((why.code.as_str(), number(why)), ("sale-billed-elsewhere", Some("101")));
    }
}

#[test]
fn what_differs_or_is_linked_or_stands_in_one_list_is_owed_besides() {
    let names = |number: &str| {
        let mut reference = ResolvedRef::default();
        reference.reference.number = number.into();
        vec![reference]
    };
    let ours = |id| Some(OrganizationId(id));
    let one = || LedgerDocument { organization: ours(1), ..bill(1, "101", "2026-10-05", 300) };
    let sent = || shipment(2, "55", "2026-10-20", 300);
    assert_eq!(covered(&[one(), sent()]), [2]);
    let others = [
        shipment(2, "55", "2026-10-20", 301),
        shipment(2, "55", "2026-11-20", 300),
        shipment(2, "55", "2026-09-20", 300),
        LedgerDocument { organization: ours(2), ..sent() },
        LedgerDocument { based_on: names("77"), ..sent() },
        LedgerDocument { idle: Some(Idle::Draft), ..sent() },
        LedgerDocument { correction: true, ..sent() },
        of("1c", sent()),
    ];
    for other in others {
        assert_eq!(covered(&[one(), other.clone()]), [] as [i64; 0], "{other:?}");
    }
    let shipped = LedgerDocument { based_on: names("101"), ..of("1c", shipment(3, "9", "2026-10-06", 300)) };
    assert_eq!(covered(&[one(), shipped, sent()]), [3], "the bill's goods are known: what else came is owed");
}

#[test]
fn of_equal_bills_and_shipments_as_many_go_together_as_there_are_of_both() {
    let rent = [
        bill(1, "10", "2026-08-01", 300),
        bill(2, "11", "2026-09-01", 300),
        bill(3, "12", "2026-10-01", 300),
        shipment(4, "A-1", "2026-08-31", 300),
        shipment(5, "A-2", "2026-09-30", 300),
    ];
    let answer = answer(&rent, &[]);
    assert_eq!(answer.covered.iter().map(|id| id.0).collect::<Vec<_>>(), [4, 5]);
    let of = |id| number(&answer.why_covered[&DocumentId(id)][0]).unwrap().to_owned();
    assert_eq!([of(4), of(5)], ["10", "11"], "in the order of days");
    let goods = [
        bill(1, "10", "2026-10-01", 300),
        shipment(2, "A-1", "2026-10-02", 300),
        shipment(3, "A-2", "2026-10-03", 300),
    ];
    assert_eq!(covered(&goods), [2], "the other is owed without a bill");
}

#[test]
fn a_return_to_such_a_shipment_lowers_the_bill() {
    let mut back = of("edo", doc(3, RecordKind::Return, "В-1", "2026-10-22", 100));
    back.based_on = vec![ResolvedRef { document: Some(DocumentId(2)), ..ResolvedRef::default() }];
    let documents = [bill(1, "101", "2026-10-05", 300), shipment(2, "55", "2026-10-20", 300), back];
    assert_eq!(answer(&documents, &[]).adjusted[&DocumentId(1)], -10_000);
}

#[test]
fn a_bill_and_a_shipment_that_are_both_paid_by_number_are_two_sales() {
    let documents = [bill(1, "301", "2026-09-01", 300), shipment(2, "У-305", "2026-10-10", 300)];
    let payments = [
        payment(8, "2026-09-02", 300, "по счету 301 от 01.09.2026"),
        payment(9, "2026-10-12", 300, "Оплата по УПД У-305 от 10.10.2026"),
    ];
    let both = answer(&documents, &payments);
    assert!(both.covered.is_empty());
    assert_eq!(both.allocations.iter().map(|a| (a.payment.0, a.document.0)).collect::<Vec<_>>(), [(8, 1), (9, 2)]);
    let parts =
        [payment(8, "2026-09-02", 100, "по счету 301"), payment(9, "2026-10-12", 200, "по УПД У-305 от 10.10.2026")];
    assert_eq!(answer(&documents, &parts).covered, BTreeSet::from([DocumentId(2)]), "two parts of one");
}

#[test]
fn kopecks_a_later_bill_and_parts_are_one_sale_where_nothing_else_can_be_meant() {
    let kopecks = |doc: LedgerDocument, minor: i64| LedgerDocument { total: Money { minor, ..doc.total }, ..doc };
    let near = kopecks(shipment(2, "55", "2026-10-20", 300), 30_003);
    assert_eq!(covered(&[bill(1, "101", "2026-10-05", 300), near.clone()]), [2]);
    assert_eq!(covered(&[bill(1, "101", "2026-10-05", 300), bill(3, "102", "2026-10-06", 300), near]), NONE, "which?");
    assert_eq!(covered(&[bill(1, "101", "2026-10-30", 300), shipment(2, "55", "2026-10-20", 300)]), [2]);
    assert_eq!(covered(&[bill(1, "101", "2026-11-30", 300), shipment(2, "55", "2026-10-20", 300)]), NONE);
    let parts =
        [bill(1, "101", "2026-10-05", 300), shipment(2, "55", "2026-10-20", 100), shipment(3, "56", "2026-10-22", 200)];
    let answer = answer(&parts, &[payment(9, "2026-10-25", 100, "по УПД 55 от 20.10.2026")]);
    assert_eq!(answer.covered, BTreeSet::from([DocumentId(2), DocumentId(3)]));
    assert_eq!(answer.why_covered[&DocumentId(2)][0].code, "sale-billed-together");
    assert_eq!(answer.allocations.iter().map(|a| a.document.0).collect::<Vec<_>>(), [1]);
    let paid = |id, whole, purpose: &str| payment(id, "2026-10-25", whole, purpose);
    let apart = [paid(8, 300, "по счету 101 от 05.10.2026"), paid(9, 100, "по УПД 55 от 20.10.2026")];
    let answer = self::answer(&parts, &apart);
    assert_eq!(answer.covered, BTreeSet::new(), "one is a sale of its own, so the other is owed too");
    let two_ways = [&parts[..], &[shipment(4, "57", "2026-10-23", 200)]].concat();
    assert_eq!(covered(&two_ways), NONE, "two sets make it up");
    let round = [
        bill(1, "101", "2026-10-05", 30_000),
        shipment(2, "55", "2026-10-20", 10_000),
        shipment(3, "56", "2026-10-22", 20_000),
    ];
    assert_eq!(covered(&round), NONE, "round sums meet by chance");
    let of_one_list = parts.map(|doc| of("1c", doc));
    assert_eq!(covered(&of_one_list), NONE);
}
