//! Named bills that are drafts, cancelled or deleted.

use super::outside::{NONE, paid_by};
use super::*;

fn idle(id: i64, number: &str, date: &str, whole: i64, idle: Idle) -> LedgerDocument {
    LedgerDocument { idle: Some(idle), ..invoice(id, number, date, whole) }
}

fn why(documents: &[LedgerDocument], minor: i64, purpose: &str) -> Vec<String> {
    let mut money = payment(9, "2026-10-20", 0, purpose);
    money.amount.minor = minor;
    let ledger = Ledger { documents: documents.to_vec(), payments: vec![money], ..Ledger::default() };
    let reviews = allocate(&ledger).reviews;
    reviews.iter().flat_map(|one| one.reasons.iter().map(|reason| reason.brief())).collect()
}

#[test]
fn a_named_bill_that_is_not_in_force_is_asked_about() {
    let canceled = [
        idle(1, "16101", "2026-10-01", 1_234, Idle::Canceled),
        idle(2, "16111", "2026-10-02", 555, Idle::Deleted),
        idle(3, "9531", "2026-10-03", 777, Idle::Draft),
        invoice(4, "16188", "2026-10-04", 1_234),
        invoice(5, "16112", "2026-10-02", 555),
        invoice(6, "9532", "2026-10-03", 777),
    ];
    for (minor, purpose, said) in [
        (123_400, "Оплата по счету 16101 от 01.10.2026", "number=16101 date=2026-10-01 state=canceled"),
        (55_500, "Оплата по счету 16111", "number=16111 date=2026-10-02 state=deleted"),
        (55_500, "Оплата по счету 16111 от 02.10.2026", "number=16111 date=2026-10-02 state=deleted"),
        (77_700, "Оплата по счету 9531", "number=9531 date=2026-10-03 state=draft"),
        (77_700, "Сплата зг. рах. 9531 від 03.10.2026", "number=9531 date=2026-10-03 state=draft"),
    ] {
        assert_eq!(paid_by(&canceled, "2026-10-20", minor, purpose), NONE, "{purpose}");
        let why = why(&canceled, minor, purpose);
        assert_eq!(why[0], format!("named-not-in-force {said}"), "{purpose}");
        assert!(why[1].starts_with("equals-one"), "{why:?}");
    }
    assert_eq!(paid_by(&canceled[3..], "2026-10-20", 55_500, "Оплата по счету 16111"), [(5, 55_500)], "a slip");
}

#[test]
fn a_bill_that_was_made_out_again_is_paid_though_the_first_was_cancelled() {
    let bills = [idle(1, "1956", "2026-10-01", 1_320, Idle::Canceled), invoice(2, "1956/1", "2026-10-05", 1_320)];
    assert_eq!(paid_by(&bills, "2026-10-20", 132_000, "по счету 1956 от 01.10.2026"), [(2, 132_000)]);
}

#[test]
fn of_a_list_the_money_may_be_for_what_was_cancelled() {
    let bills = [idle(1, "1541", "2026-10-01", 20_000, Idle::Canceled), invoice(2, "1542", "2026-10-02", 52_000)];
    let paid = |whole: i64| paid_by(&bills, "2026-10-20", whole * 100, "Оплата по счетам 1541 и 1542");
    assert_eq!(paid(20_000), NONE);
    assert_eq!(paid(52_000), [(2, 5_200_000)]);
    let why = why(&bills, 2_000_000, "Оплата по счетам 1541 и 1542");
    assert!(why.contains(&"named-not-in-force number=1541 date=2026-10-01 state=canceled".to_owned()), "{why:?}");
    let exchanged = [bills.to_vec(), vec![invoice(3, "1543", "2026-10-03", 20_000)]].concat();
    assert_eq!(paid_by(&exchanged, "2026-10-20", 7_200_000, "по счетам 1541 и 1542"), NONE, "1543 is not meant");
}

#[test]
fn an_old_bill_of_the_number_is_not_meant_where_this_year_s_was_cancelled() {
    let bills = [idle(1, "101", "2026-10-01", 300, Idle::Canceled), invoice(2, "101", "2024-10-01", 300)];
    assert_eq!(paid_by(&bills, "2026-10-20", 30_000, "Оплата по счету 101"), NONE);
    assert_eq!(
        why(&bills, 30_000, "Оплата по счету 101")[1],
        "named-not-in-force number=101 date=2026-10-01 state=canceled"
    );
    assert_eq!(paid_by(&bills, "2026-10-20", 30_000, "Оплата по счету 101 от 01.10.2024"), [(2, 30_000)]);
}

#[test]
fn a_bill_made_out_anew_follows_within_a_working_week() {
    let paid = |day: &str| {
        let bills = [invoice(1, "9705", day, 1_234)];
        paid_by(&bills, "2026-10-20", 123_400, "Оплата по счету 9604 от 01.10.2026")
    };
    assert_eq!(paid("2026-10-05"), [(1, 123_400)]);
    assert_eq!(paid("2026-10-15"), NONE);
}
