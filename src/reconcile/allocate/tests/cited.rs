//! What is named, and how far that is believed.

use super::*;

#[test]
fn a_number_without_date_is_believed_unless_the_money_is_exactly_another_document() {
    let documents = vec![invoice(1, "101", "2026-10-05", 300), invoice(2, "102", "2026-10-07", 500)];
    let answer = |date: &str, whole: i64| {
        let payments = vec![payment(9, date, whole, "счет 101")];
        allocate(&Ledger { documents: documents.clone(), payments, ..Ledger::default() })
    };
    let paid = |date: &str, whole: i64| {
        answer(date, whole).allocations.iter().map(|a| (a.document.0, a.amount.minor / 100)).collect::<Vec<_>>()
    };
    assert_eq!(paid("2026-10-10", 300), [(1, 300)]);
    assert_eq!(paid("2026-10-10", 70), [(1, 70)], "a part");
    assert_eq!(paid("2026-10-10", 320), [(1, 300)], "more than it: the rest waits");
    let doubtful = answer("2026-10-10", 500);
    assert!(doubtful.allocations.is_empty(), "it is exactly the other one");
    assert_eq!(doubtful.reviews[0].candidates[0].id, "D-1");
    assert_eq!(paid("2027-06-10", 70), [], "numbers begin anew each year");
}

#[test]
fn a_day_that_is_a_slip_is_seen_where_number_and_sum_agree() {
    let answer = |purpose: &str, whole: i64| {
        let documents = vec![invoice(1, "101", "2026-10-05", 300)];
        allocate(&Ledger { documents, payments: vec![payment(9, "2026-11-20", whole, purpose)], ..Ledger::default() })
    };
    for purpose in ["счет 101 от 06.10.2026", "счет 101 от 05.11.2026"] {
        assert_eq!(answer(purpose, 300).allocations.len(), 1, "{purpose}");
        let other = answer(purpose, 200);
        assert!(other.allocations.is_empty() && other.reviews.len() == 1, "the sum does not bear it out");
    }
    let far = answer("счет 101 от 25.07.2026", 300);
    assert!(far.allocations.is_empty() && far.reviews.len() == 1, "another year's may be meant");
}

#[test]
fn letters_behind_a_number_may_be_left_out() {
    let paid = |number: &str, purpose: &str| {
        let documents = vec![invoice(1, number, "2026-10-05", 300), invoice(2, "632/А", "2026-10-05", 300)];
        let ledger = Ledger { documents, payments: vec![payment(9, "2026-10-10", 300, purpose)], ..Ledger::default() };
        allocate(&ledger).allocations.iter().map(|a| a.document.0).collect::<Vec<_>>()
    };
    for purpose in ["счет 631 от 05.10.2026", "счет 0631Ю", "сч. 0631-Ю от 05.10.2026", "счет № 631/Ю"]
    {
        assert_eq!(paid("0631/Ю", purpose), [1], "{purpose}");
    }
}

#[test]
fn what_is_no_price_pays_no_bill_by_its_amount_and_a_misnamed_document_asks() {
    let documents = || vec![invoice(1, "101", "2026-10-05", 300), invoice(2, "102", "2026-10-05", 500)];
    let answer = |whole: i64, purpose: &str| {
        let payments = vec![payment(9, "2026-10-10", whole, purpose)];
        allocate(&Ledger { documents: documents(), payments, ..Ledger::default() }).allocations.len()
    };
    assert_eq!(answer(300, "оплата"), 1);
    assert_eq!(answer(300, "Предоставление процентного займа по договору №8375"), 0);
    assert_eq!(answer(500, "Оплата по счету 102 от 05.10.2026, в т.ч. пени"), 1, "what it names is paid");
    assert_eq!(answer(300, "по акту № 102 от 05.10.2026"), 0, "a part of 102 that is exactly 101");
    assert_eq!(answer(200, "по акту № 102 от 05.10.2026"), 1);
}

#[test]
fn kopecks_that_are_left_pay_no_other_bill() {
    let documents = vec![invoice(1, "101", "2026-10-05", 300), invoice(2, "102", "2026-10-06", 500)];
    let mut money = payment(9, "2026-10-10", 300, "счета 101 от 05.10.2026, 102 от 06.10.2026");
    money.amount.minor += 2;
    let answer = allocate(&Ledger { documents, payments: vec![money], ..Ledger::default() });
    assert_eq!(answer.allocations.iter().map(|a| a.document.0).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_number_without_date_is_asked_about_where_something_else_may_be_meant() {
    let answer = |documents: &[LedgerDocument], paid: &[LedgerPayment]| {
        let ledger = Ledger { documents: documents.to_vec(), payments: paid.to_vec(), ..Ledger::default() };
        let by_last = |one: &&Allocation| Some(one.payment) == paid.last().map(|payment| payment.id);
        allocate(&ledger).allocations.iter().filter(by_last).map(|one| one.document.0).collect::<Vec<_>>()
    };
    let none: Vec<i64> = Vec::new();
    let bills = [invoice(1, "101", "2026-10-05", 5000), invoice(2, "102", "2026-10-05", 7000)];
    let pays = |whole: i64, purpose: &str| payment(9, "2026-10-10", whole, purpose);
    assert_eq!(answer(&bills, &[pays(9000, "по счету № 101")]), none, "far more than it");
    let three = [&bills[..], &[invoice(3, "103", "2026-10-05", 3210), invoice(4, "104", "2026-10-05", 1113)]].concat();
    assert_eq!(answer(&three, &[pays(4323, "по счету № 101")]), none, "two others together");
    let rest = [payment(8, "2026-10-07", 6400, "счет 102 от 05.10.2026"), pays(600, "по счету № 101")];
    assert_eq!(answer(&bills, &rest), none, "what is left of another");
    assert_eq!(answer(&bills, &[pays(1234, "Пени по счету № 101")]), none, "no price");
    assert_eq!(answer(&bills, &[pays(1234, "Оплата задолженности по акту сверки № 101")]), none, "no document");
    let old = [invoice(1, "101", "2026-12-05", 5000)];
    assert_eq!(answer(&old, &[payment(9, "2027-01-15", 1234, "по счету № 101")]), none, "numbers begin anew");
    assert_eq!(answer(&old, &[payment(9, "2027-01-15", 5000, "по счету № 101")]), [1], "the sum bears it out");
}

#[test]
fn a_share_that_is_said_pays_its_part_though_another_bill_is_exactly_the_money() {
    let documents = vec![
        invoice(1, "15", "2026-10-05", 1000),
        invoice(2, "77", "2026-10-07", 300),
        invoice(3, "16", "2026-10-06", 500),
    ];
    let answer = |whole: i64, purpose: &str| {
        let payments = vec![payment(9, "2026-10-10", whole, purpose)];
        let answer = allocate(&Ledger { documents: documents.clone(), payments, ..Ledger::default() });
        let paid: Vec<_> = answer.allocations.iter().map(|a| (a.document.0, a.amount.minor / 100)).collect();
        (paid, answer.reviews.len())
    };
    for purpose in ["30% по счету 15", "Оплата за товар 30 процентов, счет 15 от 05.10.2026", "30 % по сч. 15, НДС 20%"]
    {
        assert_eq!(answer(300, purpose), (vec![(1, 300)], 0), "{purpose}");
    }
    assert_eq!(answer(450, "30% по счетам 15 и 16"), (vec![(1, 300), (3, 150)], 0));
    // Without a share, and with one that is not the money, it is the one or the other.
    for purpose in ["по счету 15", "40% по счету 15", "по счету 15, скидка 30%", "по счету 15 в т.ч. НДС 30%"]
    {
        assert_eq!(answer(300, purpose), (Vec::new(), 1), "{purpose}");
    }
}
