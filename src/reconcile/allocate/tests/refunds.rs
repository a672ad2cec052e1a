//! Money that goes back.

use std::slice;

use super::*;
use crate::model::change::{REST_OF_REFUND, Subject};
use crate::model::decision::DecidedRefund;
use crate::model::ids::DecisionId;

/// Payment, the refund and whole units; payment and document.
type Found = (Vec<(i64, i64, i64)>, Vec<(i64, i64)>);

/// A payment of the client, by its number.
fn numbered(id: i64, number: &str, date: &str, whole: i64, purpose: &str) -> LedgerPayment {
    LedgerPayment { number: number.into(), ..payment(id, date, whole, purpose) }
}

/// What is given back of which payment by which, and what pays what.
fn answer(documents: &[LedgerDocument], payments: &[LedgerPayment], refunds: &[LedgerPayment]) -> Found {
    let ledger = Ledger {
        documents: documents.to_vec(),
        payments: payments.to_vec(),
        refunds: refunds.to_vec(),
        ..Ledger::default()
    };
    let answer = allocate(&ledger);
    let mut turned = ledger.clone();
    turned.payments.reverse();
    turned.refunds.reverse();
    assert_eq!(allocate(&turned), answer);
    for payment in payments {
        let paid: i64 = answer.allocations.iter().filter(|a| a.payment == payment.id).map(|a| a.amount.minor).sum();
        let back: i64 = answer.refunds.iter().filter(|one| one.payment == payment.id).map(|one| one.amount.minor).sum();
        assert!(paid + back <= payment.amount.minor, "{answer:?}");
    }
    let backs = answer.refunds.iter().map(|one| (one.payment.0, one.refund.0, one.amount.minor / 100)).collect();
    (backs, answer.allocations.iter().map(|a| (a.payment.0, a.document.0)).collect())
}

#[test]
fn a_payment_that_is_named_goes_back_and_its_bill_is_open_again() {
    let bill = [invoice(1, "101", "2026-10-05", 300)];
    let paid = [numbered(2, "401", "2026-10-12", 300, "по счету 101"), numbered(3, "9", "2026-10-12", 300, "аванс")];
    let back = payment(4, "2026-10-15", 300, "Возврат ошибочно перечисленных средств по п/п 401 от 12.10.2026");
    assert_eq!(answer(&bill, &paid, &[back]).0, [(2, 4, 300)]);
    let part = payment(4, "2026-10-15", 100, "возврат излишне уплаченного по п/п № 000401 от 12.10.2026");
    assert_eq!(answer(&bill, &paid, &[part]).0, [(2, 4, 100)], "the rest pays what it may");
    let unknown = payment(4, "2026-10-15", 300, "возврат по п/п 402 от 12.10.2026");
    assert_eq!(answer(&bill, &paid, &[unknown]).0, [], "it is of a payment that we do not know");
}

#[test]
fn a_bill_that_is_named_is_open_again() {
    let bills = [invoice(1, "105", "2026-10-05", 300), invoice(5, "106", "2026-10-06", 300)];
    let back = |whole, purpose: &str| payment(4, "2026-10-15", whole, purpose);
    let paid = payment(2, "2026-10-12", 300, "по счету 105 от 05.10.2026");
    let by_bill = back(300, "Возврат оплаты по счету № 105 от 05.10.2026");
    assert_eq!(answer(&bills, slice::from_ref(&paid), slice::from_ref(&by_bill)), (vec![(2, 4, 300)], vec![]));
    let again = payment(3, "2026-10-16", 300, "по счету 105 от 05.10.2026");
    assert_eq!(answer(&bills, &[paid.clone(), again], &[by_bill]), (vec![(2, 4, 300)], vec![(3, 1)]), "paid anew");
    let part = back(100, "Возврат части оплаты по сч 105");
    assert_eq!(answer(&bills, slice::from_ref(&paid), &[part]), (vec![(2, 4, 100)], vec![(2, 1)]));
    let over = payment(2, "2026-10-12", 350, "по счету 105 от 05.10.2026");
    let rest = back(50, "возврат излишне уплаченных средств по счету 105 от 05.10.2026");
    assert_eq!(answer(&bills, &[over], &[rest]), (vec![(2, 4, 50)], vec![(2, 1)]));
    let both = payment(2, "2026-10-12", 600, "счета 105 от 05.10.2026, 106 от 06.10.2026");
    let first = back(300, "Возврат по счету 105 от 05.10.2026");
    assert_eq!(answer(&bills, slice::from_ref(&both), &[first]), (vec![(2, 4, 300)], vec![(2, 5)]), "not of the other");
    let halves = [payment(2, "2026-10-12", 100, "счет 105 от 05.10.2026"), payment(3, "2026-10-13", 200, "счет 105")];
    let of_both = back(250, "Возврат по счету 105 от 05.10.2026");
    assert_eq!(answer(&bills, &halves, &[of_both]), (vec![(3, 4, 200), (2, 4, 50)], vec![(2, 1)]));
    let more = back(400, "Возврат по счету 105 от 05.10.2026");
    assert_eq!(answer(&bills, slice::from_ref(&paid), &[more]), (vec![], vec![(2, 1)]), "more than was paid for it");
}

#[test]
fn a_bill_that_is_named_opens_no_other_and_takes_no_other_advance() {
    let bills = [invoice(1, "105", "2026-10-05", 300), invoice(5, "106", "2026-10-05", 700)];
    let back = |whole, purpose: &str| payment(4, "2026-10-20", whole, purpose);
    let both = payment(2, "2026-10-12", 1000, "счета 105 от 05.10.2026, 106 от 05.10.2026");
    let part = back(100, "Частичный возврат оплаты по счету № 105");
    assert_eq!(answer(&bills, slice::from_ref(&both), &[part]), (vec![], vec![(2, 1), (2, 5)]), "of which? asked");
    let slip = payment(2, "2026-10-12", 300, "по счету 105 от 08.10.2026");
    let whole = back(300, "Возврат оплаты по счету № 105 от 06.10.2026");
    assert_eq!(answer(&bills, &[slip], &[whole]), (vec![(2, 4, 300)], vec![]), "slips of the day on both sides");
    let advances =
        [payment(2, "2026-10-10", 300, "аванс по счету 777"), payment(3, "2026-10-11", 300, "аванс по счету 888")];
    assert_eq!(answer(&[], &advances, &[back(300, "Возврат аванса по счету № 777")]).0, [(2, 4, 300)]);
    let security = [
        payment(2, "2026-10-10", 500, "Обеспечительный платеж по дог. 952"),
        payment(3, "2026-10-11", 500, "аванс за товар"),
    ];
    assert_eq!(answer(&[], &security, &[back(500, "Возврат обеспечительного платежа")]).0, [(2, 4, 500)]);
}

#[test]
fn an_advance_of_the_amount_goes_back_before_amounts_alone_pay_anything() {
    let bill = [invoice(1, "101", "2026-10-05", 300)];
    let back = payment(4, "2026-10-15", 300, "Возврат аванса по договору 7");
    assert_eq!(
        answer(&bill, &[payment(2, "2026-10-12", 300, "аванс")], slice::from_ref(&back)),
        (vec![(2, 4, 300)], vec![])
    );
    let cited = payment(2, "2026-10-12", 300, "по счету 101 от 05.10.2026");
    assert_eq!(
        answer(&bill, slice::from_ref(&cited), slice::from_ref(&back)),
        (vec![], vec![(2, 1)]),
        "what it names is paid"
    );
    let two = [cited, payment(3, "2026-10-13", 300, "аванс")];
    assert_eq!(answer(&bill, &two, slice::from_ref(&back)), (vec![(3, 4, 300)], vec![(2, 1)]));
    let later = payment(2, "2026-10-16", 300, "аванс");
    assert_eq!(answer(&[], &[later], &[back]).0, [], "nothing goes back before it came");
}

#[test]
fn what_was_paid_too_much_goes_back_and_several_advances_only_together() {
    let bill = [invoice(1, "101", "2026-10-05", 300)];
    let over = payment(2, "2026-10-12", 350, "по счету 101 от 05.10.2026");
    let back = |whole| payment(4, "2026-10-15", whole, "возврат излишне уплаченных средств");
    assert_eq!(answer(&bill, slice::from_ref(&over), &[back(50)]), (vec![(2, 4, 50)], vec![(2, 1)]));
    assert_eq!(answer(&bill, slice::from_ref(&over), &[back(30)]).0, [(2, 4, 30)]);
    assert_eq!(answer(&bill, &[over], &[back(60)]).0, [], "more than is there");
    let advances = [payment(2, "2026-10-11", 100, "аванс"), payment(3, "2026-10-12", 70, "аванс")];
    assert_eq!(answer(&[], &advances, &[back(170)]).0, [(2, 4, 100), (3, 4, 70)]);
    assert_eq!(answer(&[], &advances, &[back(90)]).0, [], "a part of one of several");
}

#[test]
fn what_is_no_refund_takes_nothing_back() {
    let advance = [payment(2, "2026-10-12", 300, "аванс")];
    for purpose in ["Оплата по счету 55 за услуги", "Возврат займа по договору 3", ""]
    {
        assert_eq!(answer(&[], &advance, &[payment(4, "2026-10-15", 300, purpose)]).0, [], "{purpose}");
    }
    let draft = LedgerPayment { counts: false, ..payment(4, "2026-10-15", 300, "возврат аванса") };
    assert_eq!(answer(&[], &advance, &[draft]).0, []);
}

#[test]
fn our_own_money_that_comes_back_pays_no_bill_by_its_amount() {
    let bill = [invoice(1, "104", "2026-10-05", 45_000)];
    let back = payment(2, "2026-10-12", 45_000, "Возврат ошибочно перечисленных средств по п/п 55 от 02.10.2026");
    assert_eq!(answer(&bill, slice::from_ref(&back), &[]), (vec![], vec![]));
    let ledger = Ledger { documents: bill.to_vec(), payments: vec![back], ..Ledger::default() };
    assert_eq!(allocate(&ledger).reviews.len(), 1, "it is asked about");
}

/// What is asked about refunds: possible answers and why.
fn asked(payments: &[LedgerPayment], back: &LedgerPayment, said: &[DecidedRefund]) -> Vec<(Vec<String>, Vec<String>)> {
    let ledger = Ledger {
        payments: payments.to_vec(),
        refunds: vec![back.clone()],
        decided_refunds: said.to_vec(),
        ..Ledger::default()
    };
    let reviews = allocate(&ledger).reviews;
    let of_refund = reviews.into_iter().filter(|item| item.subject == Subject::Payment(back.id));
    let ids = |item: &ReviewItem| item.candidates.iter().map(|one| one.id.clone()).collect();
    of_refund.map(|item| (ids(&item), item.reasons.into_iter().map(|reason| reason.code).collect())).collect()
}

fn said(payment: i64, is_of: bool) -> DecidedRefund {
    DecidedRefund {
        refund: PaymentId(4),
        payment: PaymentId(payment),
        is_of,
        decision: DecisionId(payment),
        who: "Ольга".into(),
    }
}

#[test]
fn a_refund_of_which_nothing_tells_what_it_gives_back_is_asked_about() {
    let advances = [
        payment(2, "2026-10-11", 100, "аванс"),
        payment(3, "2026-10-12", 70, "аванс"),
        payment(5, "2026-10-13", 40, "аванс"),
        payment(6, "2026-10-16", 90, "аванс"),
    ];
    let back = payment(4, "2026-10-15", 60, "Возврат аванса");
    let names_nothing = vec!["refund-names-nothing".to_owned()];
    let all = vec!["P-3".to_owned(), "P-2".into(), "P-5".into()];
    assert_eq!(asked(&advances, &back, &[]), [(all, names_nothing.clone())], "enough first, the latest first");
    let unknown = payment(4, "2026-10-15", 60, "возврат по п/п 402 от 12.10.2026");
    assert_eq!(asked(&advances, &unknown, &[])[0].1, ["refund-unknown"]);
    assert_eq!(asked(&advances, &back, &[said(2, true)]), [], "answered");
    let others = vec!["P-2".to_owned(), "P-5".into()];
    assert_eq!(asked(&advances, &back, &[said(3, false)]), [(others, names_nothing)], "not offered again");
    assert_eq!(asked(&advances, &back, &[2, 3, 5].map(|id| said(id, false))), [], "it is of none of them");
    let part = asked(&advances, &back, &[said(5, true)]);
    assert_eq!(part[0].1, [REST_OF_REFUND], "a part of it: the rest is asked about");
}

#[test]
fn a_person_says_what_goes_back_against_everything_else() {
    let ledger = Ledger {
        documents: vec![invoice(1, "101", "2026-10-05", 300)],
        payments: vec![payment(2, "2026-10-12", 300, "по счету 101 от 05.10.2026"), payment(3, "2026-10-12", 300, "")],
        refunds: vec![payment(4, "2026-10-15", 300, "возврат аванса")],
        ..Ledger::default()
    };
    let of = |decided_refunds: Vec<DecidedRefund>| {
        let Allocated { refunds, allocations, .. } = allocate(&Ledger { decided_refunds, ..ledger.clone() });
        let refunds: Vec<i64> = refunds.iter().map(|one| one.payment.0).collect();
        (refunds, allocations.iter().map(|one| one.payment.0).collect::<Vec<_>>())
    };
    assert_eq!(of(Vec::new()), (vec![3], vec![2]));
    assert_eq!(of(vec![said(2, true)]), (vec![2], vec![3]), "the other pays the bill");
    assert_eq!(of(vec![said(3, false)]), (vec![], vec![2]));
}
