//! What a payer writes beside each number of a list is paid as it is written, or it is asked about.

use super::outside::paid_by;
use super::*;

fn two(first: (&str, i64), second: (&str, i64)) -> Vec<LedgerDocument> {
    vec![invoice(1, first.0, "2026-10-01", first.1), invoice(2, second.0, "2026-10-02", second.1)]
}

fn check(bills: &[LedgerDocument], whole: i64, expected: &[(i64, i64)], purposes: &[&str]) {
    let expected: Vec<(i64, i64)> = expected.iter().map(|(id, whole)| (*id, whole * 100)).collect();
    let wrong: Vec<String> = purposes
        .iter()
        .map(|purpose| (purpose, paid_by(bills, "2026-10-10", whole * 100, purpose)))
        .filter(|(_, paid)| *paid != expected)
        .map(|(purpose, paid)| format!("{purpose}\n  {paid:?}"))
        .collect();
    assert!(wrong.is_empty(), "{} of {}, expected {expected:?}:\n{}", wrong.len(), purposes.len(), wrong.join("\n"));
}

const WRITTEN: [&str; 10] = [
    "сч.20000 4000-00, сч.20001 6000-00",
    "сч.20000 4000-00; сч.20001 6000-00",
    "сч.20000 4000 руб, сч.20001 6000 руб",
    "сч.20000 4000-00 без НДС, сч.20001 6000-00 без НДС",
    "сч.20000: 4000-00, сч.20001: 6000-00",
    "сч.20000 от 01.10.2026 4000-00, сч.20001 от 02.10.2026 6000-00",
    "сч.20000 за товар 4000-00, сч.20001 за товар 6000-00",
    "сч.20000 - 4 тыс, сч.20001 - 6 тыс",
    "Сч.20000 4000-00 в т.ч. НДС 721-31; сч.20001 6000-00 в т.ч. НДС 1081-97",
    "20000 (4 000), 20001 (6 000)",
];

#[test]
fn a_sum_behind_each_number() {
    let bills = two(("20000", 10_000), ("20001", 12_000));
    check(&bills, 10_000, &[(1, 4_000), (2, 6_000)], &WRITTEN);
}

#[test]
fn sums_in_many_forms() {
    let bills = two(("9101", 10_000), ("9102", 12_000));
    check(
        &bills,
        18_000,
        &[(1, 8_000), (2, 10_000)],
        &[
            "№9101-8000.00р;№9102-10000.00р",
            "сч. 9101=8т.р., сч. 9102=10т.р.",
            "Оплата по сч. 9101 (8 000), 9102 (10 000)",
            "сч.9101 от 01.10.2026-8000,00; 9102 от 02.10.2026-10000,00",
            "9101 (8 000), 9102 (10 000)",
            "сч. 9101 8000-00 сч. 9102 10000-00",
            "Сумма 18000-00. Оплата сч. 9101 - 8000-00, сч. 9102 - 10000-00. В т.ч. НДС(22%) 3245-90",
            "сч 9101 от 01.10.2026, 8000-00; сч 9102 от 02.10.2026, 10000-00",
            "по дог. 5 от 01.01.2026 на сумму 100000-00, сч. 9101 - 8000-00, сч. 9102 - 10000-00",
        ],
    );
    check(&bills, 10_000, &[(1, 5_000), (2, 5_000)], &["по счетам 9101, 9102 по 5000", "сч. 9101, 9102 по 5000-00"]);
    check(
        &bills,
        10_000,
        &[],
        &[
            "сч. 9101 - 4000-00 без НДС, 9102 - 5000-00 без НДС",
            "9101 - 4000-00 без НДС, 9102 - 5000-00 без НДС",
            "сч. 9101 от 01.10.2026 4000-00, сч. 9102 от 02.10.2026 5000-00",
        ],
    );
    let letters = two(("А-9660", 10_000), ("А-9661", 12_000));
    check(&letters, 10_000, &[], &["сч. А-9660,61", "по счетам А-9660,61"]);
    check(&letters, 15_000, &[], &["сч. А-9660,61"]);
}

#[test]
fn a_document_that_is_not_there_yet_takes_its_share_from_no_other() {
    let bills = [invoice(1, "1761", "2026-10-01", 10_000)];
    check(
        &bills,
        10_000,
        &[(1, 6_000)],
        &["сч. 1761 - 6000, по сч. 1762 - 4000", "сч. 1762 4000-00, сч. 1761 6000-00"],
    );
    check(&bills, 10_000, &[], &["сч. 1761 - 6000, по сч. 1762 - 3000"]);
    check(
        &two(("1761", 10_000), ("1762", 5_000)),
        10_000,
        &[(1, 6_000), (2, 4_000)],
        &["сч. 1761 - 6000, по сч. 1762 - 4000"],
    );
}

#[test]
fn sums_before_the_numbers_and_in_their_order() {
    let bills = two(("1601", 10_000), ("1602", 20_000));
    check(
        &bills,
        13_000,
        &[(1, 3_000), (2, 10_000)],
        &[
            "Оплата 3000-00 по сч.1601 от 01.10.26, 10000-00 по сч. 1602 от 02.10.26",
            "3000 руб. за сч. 1601, 10000 руб. за сч. 1602",
            "3000,00 по сч. 1601, 10000,00 по сч. 1602",
            "3000 по сч. 1601, 10000 по сч. 1602",
            "3000-00 сч. 1601 10000-00 сч. 1602",
            "по счетам 1601, 1602 (3000 руб. и 10000 руб. соответственно)",
            "сч. 1601, 1602 - в сумме 3000 и 10000 руб.",
            "Оплата 3000-00 и 10000-00 по счетам 1601, 1602",
        ],
    );
    check(
        &two(("9091", 10_000), ("9092", 20_000)),
        18_000,
        &[(1, 8_000), (2, 10_000)],
        &["8000,00 по сч. 9091, 10000,00 по сч. 9092"],
    );
}

#[test]
fn words_and_shares_of_each() {
    let bills = two(("1661", 10_000), ("1662", 20_000));
    let check = |whole, expected: &[(i64, i64)], purpose: &str| check(&bills, whole, expected, &[purpose]);
    check(13_000, &[(1, 10_000), (2, 3_000)], "остатка по сч.1661 и частично по сч.1662");
    check(23_000, &[(1, 3_000), (2, 20_000)], "частично по сч. 1661, полностью по сч. 1662");
    check(17_000, &[(1, 7_000), (2, 10_000)], "70% сч. 1661, 50% сч. 1662");
    check(15_000, &[(1, 5_000), (2, 10_000)], "половины по счетам 1661 и 1662");
    check(23_000, &[(1, 3_000), (2, 20_000)], "Предоплата 30% по сч 1661, окончательный расчет по сч 1662");
    check(10_000, &[(1, 3_000), (2, 7_000)], "30% сч 1661, 35% сч 1662");
    check(25_000, &[], "сч. 1661 и 50% по сч. 1662");
    check(20_000, &[(1, 10_000), (2, 10_000)], "сч. 1661 и 50% по сч. 1662");
    check(15_000, &[], "остатка по сч.1662 и частично по сч.1661");
}

#[test]
fn a_number_that_is_left_out_of_a_range_is_not_paid() {
    let bills: Vec<LedgerDocument> =
        (0..4).map(|at| invoice(at + 1, &(11_000 + at).to_string(), "2026-10-01", 1_000 + 10 * at)).collect();
    let rest = [(1, 1_000), (2, 1_010), (4, 1_030)];
    check(&bills, 3_040, &rest, &["по счетам с 11000 по 11003 кроме 11002", "счета 11000-11003, кроме 11002"]);
    check(&bills, 3_040, &rest, &["сч. с 11000 по 11003 за исключением счета 11002"]);
}

/// Why a payment of October is asked about.
fn why(bills: &[LedgerDocument], whole: i64, purpose: &str) -> Vec<String> {
    let payments = vec![payment(9, "2026-10-10", whole, purpose)];
    let answer = allocate(&Ledger { documents: bills.to_vec(), payments, ..Ledger::default() });
    assert!(answer.allocations.is_empty(), "{purpose}: {:?}", answer.allocations);
    answer.reviews.iter().flat_map(|one| one.reasons.iter().map(|reason| reason.brief())).collect()
}

#[test]
fn a_bill_that_is_named_and_open_is_not_replaced_unasked() {
    let bills = [
        invoice(1, "4031", "2026-10-01", 10_000),
        invoice(2, "4032", "2026-10-01", 12_000),
        invoice(3, "4033", "2026-10-01", 12_345),
    ];
    let asked = why(&bills, 22_345, "по счетам 4031 и 4032");
    assert!(asked.contains(&"list-would-come-out cited=4032 number=4033".to_owned()), "{asked:?}");
    assert!(asked.contains(&"named-come-to-less found=22000.00 difference=345.00".to_owned()), "{asked:?}");
    let one = [invoice(1, "12001", "2026-10-01", 10_000), invoice(2, "12002", "2026-10-02", 12_345)];
    let asked = why(&one, 12_345, "Оплата по счету 12001 от 02.10.2026");
    assert_eq!(asked, ["cited-loosely number=12001 date=2026-10-01", "equals-one number=12002 date=2026-10-02"]);
    check(&one[1..], 12_345, &[(2, 12_345)], &["Оплата по счету 12001 от 02.10.2026"]);
}

#[test]
fn a_question_says_by_how_much_a_list_differs_and_that_what_is_written_does_not_come_out() {
    let bills: Vec<LedgerDocument> =
        (0..3).map(|at| invoice(at + 1, &(11_010 + at).to_string(), "2026-10-01", 1_000 + at)).collect();
    let asked = why(&bills, 2_503, "Оплата по сч. 11010-11012");
    assert!(asked.contains(&"named-come-to-more found=3003.00 difference=500.00".to_owned()), "{asked:?}");
    let asked = why(&bills, 1_000, "сч. 11010 - 400-00, сч. 11011 - 500-00");
    assert!(asked.contains(&"said-contradicts".to_owned()), "{asked:?}");
}

#[test]
fn why_so_much_of_a_document_is_paid_is_true() {
    let why = |whole: i64, purpose: &str| -> Vec<String> {
        let documents = two(("1661", 10_000), ("1662", 20_000));
        let payments = vec![payment(9, "2026-10-10", whole, purpose)];
        let paid = allocate(&Ledger { documents, payments, ..Ledger::default() }).allocations;
        paid.iter().filter_map(|one| one.reasons.get(1)).map(|reason| reason.brief()).collect()
    };
    assert_eq!(why(7_000, "сч. 1661 - 3000, сч. 1662 - 4000"), ["share-is-said"; 2]);
    assert_eq!(why(13_000, "остатка по сч.1661 и частично по сч.1662"), ["rest-is-said", "part-is-said"]);
    assert_eq!(why(13_000, "сч. 1661 - 3000, сч. 1662 частично"), ["share-is-said", "part-is-said"]);
    assert_eq!(why(20_000, "сч. 1661 и 50% по сч. 1662"), ["share-is-said"], "of the first nothing is said");
}
