//! One document from two systems.

use super::*;
use crate::model::decision::DecidedChange;

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
        LedgerDocument { idle: Some(Idle::Draft), ..order(2, "1c", "142", "2026-10-05", 300) },
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

fn said(asked: i64, other: i64, is_one: bool) -> DecidedChange {
    let decision = crate::model::ids::DecisionId(1);
    DecidedChange { asked: DocumentId(asked), other: DocumentId(other), is_one, decision, who: "Ольга".to_owned() }
}

/// What stands behind what, and what is asked: the subject and its possible answers.
fn judged(documents: &[LedgerDocument], changes: &[DecidedChange]) -> (Vec<(i64, i64)>, Vec<String>) {
    let ledger = Ledger { documents: documents.to_vec(), changes: changes.to_vec(), ..Ledger::default() };
    let answer = allocate(&ledger);
    let mut turned = ledger;
    turned.documents.reverse();
    turned.changes.reverse();
    assert_eq!(allocate(&turned), answer);
    assert_eq!(answer.twins.keys().copied().collect::<BTreeSet<_>>(), answer.covered);
    let asked = answer.reviews.iter().map(|item| {
        let candidates: Vec<&str> = item.candidates.iter().map(|candidate| candidate.id.as_str()).collect();
        format!("{}: {}", item.subject, candidates.join(" "))
    });
    (answer.twins.iter().map(|(twin, main)| (twin.0, main.0)).collect(), asked.collect())
}

/// An order of the shop, and so many of its number in the accounts.
fn shop_and_accounts(accounts: i64) -> Vec<LedgerDocument> {
    let of_accounts = (2..2 + accounts).map(|id| order(id, "1c", "142", "2026-10-05", 300));
    [order(1, "shop", "142", "2026-10-05", 300)].into_iter().chain(of_accounts).collect()
}

#[test]
fn what_a_person_said_of_two_documents_holds() {
    let documents = shop_and_accounts(2);
    assert_eq!(judged(&documents, &[]), (Vec::new(), vec!["D-1: D-2 D-3".to_owned()]));
    assert_eq!(judged(&documents, &[said(1, 3, true)]), (vec![(1, 3)], Vec::new()));
    assert_eq!(judged(&documents, &[said(3, 1, true)]), (vec![(1, 3)], Vec::new()), "whichever was asked about");
    assert_eq!(judged(&documents, &[said(1, 2, false), said(1, 3, false)]), (Vec::new(), Vec::new()));
    assert_eq!(judged(&documents, &[said(1, 2, false)]), (vec![(1, 3)], Vec::new()), "only one is left to be the same");
    let far = LedgerDocument { date: "2026-11-20".parse().unwrap(), ..documents[2].clone() };
    assert_eq!(judged(&[documents[0].clone(), far], &[said(1, 3, true)]).0, [(1, 3)], "a person sees further");
}

#[test]
fn two_that_a_person_told_apart_are_not_joined_by_a_third() {
    let documents = [&shop_and_accounts(1)[..], &[order(9, "edo", "142", "2026-10-05", 300)]].concat();
    assert_eq!(judged(&documents, &[]).0, [(1, 2), (9, 2)]);
    assert_eq!(judged(&documents, &[said(1, 2, false)]), (Vec::new(), vec!["D-9: D-2 D-1".to_owned()]));
    let both = [said(1, 2, false), said(9, 2, true)];
    assert_eq!(judged(&documents, &both), (vec![(9, 2)], Vec::new()), "then it is none of the shop's");
}

#[test]
fn an_answer_about_two_says_nothing_of_a_third() {
    let documents = [&shop_and_accounts(2)[..], &[order(9, "edo", "142", "2026-10-05", 300)]].concat();
    let (twins, asked) = judged(&documents, &[said(1, 3, true)]);
    assert_eq!((twins, asked), (vec![(1, 3)], vec!["D-9: D-2 D-3".to_owned()]), "it may be either");
    let (twins, asked) = judged(&documents, &[said(1, 9, true)]);
    assert_eq!((twins, asked), (vec![(1, 9)], vec!["D-2: D-9".to_owned()]), "which of the two is still open");
    assert_eq!(judged(&documents, &[said(1, 9, true), said(2, 9, false)]).0.len(), 2, "the other is left");
}

#[test]
fn every_possible_answer_is_offered_in_the_end() {
    let documents = shop_and_accounts(7);
    assert_eq!(judged(&documents, &[]).1, ["D-1: D-2 D-3 D-4 D-5 D-6"]);
    let rejected: Vec<DecidedChange> = (2..7).map(|other| said(1, other, false)).collect();
    assert_eq!(judged(&documents, &rejected).1, ["D-1: D-7 D-8"]);
}
