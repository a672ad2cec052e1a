//! What a person said is heard first and is never exceeded, nor contradicted.

use super::*;
use crate::model::decision::DecidedLink;
use crate::model::ids::DecisionId;

fn said(decision: i64, payment: i64, document: i64, whole: Option<i64>) -> DecidedLink {
    DecidedLink {
        payment: PaymentId(payment),
        document: DocumentId(document),
        amount: whole.map(rub),
        decision: DecisionId(decision),
        who: "Ольга".into(),
    }
}

fn ledger(decided: Vec<DecidedLink>) -> Ledger {
    let documents = vec![invoice(1, "101", "2026-10-05", 300), invoice(2, "102", "2026-10-06", 300)];
    Ledger {
        documents,
        payments: vec![payment(9, "2026-10-10", 300, "счет 101 от 05.10.2026")],
        decided,
        ..Ledger::default()
    }
}

#[test]
fn a_person_is_heard_before_the_purpose() {
    assert_eq!(paid(&ledger(Vec::new())), [(9, 1, 300)]);
    let decided = ledger(vec![said(1, 9, 2, Some(300))]);
    assert_eq!(paid(&decided), [(9, 2, 300)]);
    let [allocation] = &allocate(&decided).allocations[..] else { panic!("one") };
    assert_eq!((allocation.decided_by, allocation.confidence), (DecidedBy::Person, 100));
    assert_eq!(allocation.reasons[0].brief(), "person-said who=Ольга decision=J-1");
}

#[test]
fn a_person_gives_no_more_than_there_is() {
    assert_eq!(paid(&ledger(vec![said(1, 9, 2, Some(100))])), [(9, 1, 200), (9, 2, 100)], "the rest is derived");
    let mut small = ledger(vec![said(1, 9, 2, Some(300))]);
    small.documents[1].total = rub(50);
    small.documents[0].idle = Some(Idle::Draft);
    assert_eq!(paid(&small), [(9, 2, 50)]);
    small.documents[1].idle = Some(Idle::Draft);
    assert_eq!(paid(&small), [], "a document that is gone is paid by nobody, until it is there again");
}

#[test]
fn what_a_person_denies_is_neither_derived_nor_asked() {
    let denied = ledger(vec![said(1, 9, 1, None)]);
    let answer = allocate(&denied);
    assert!(answer.allocations.iter().all(|allocation| allocation.document != DocumentId(1)), "{answer:?}");
    let both = ledger(vec![said(1, 9, 1, None), said(2, 9, 2, None)]);
    let answer = allocate(&both);
    assert!(answer.allocations.is_empty() && answer.reviews.is_empty(), "{answer:?}");
}

#[test]
fn a_rule_is_named_where_it_was_used() {
    let mut ruled = ledger(Vec::new());
    ruled.payments[0].rule = Some(DecisionId(7));
    let reasons = &allocate(&ruled).allocations[0].reasons;
    assert!(reasons.iter().any(|reason| reason.brief() == "by-rule rule=J-7"), "{reasons:?}");
}
