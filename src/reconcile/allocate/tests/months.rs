//! Months and periods that are named: parts of them, and all that is open of them.

use super::outside::{NONE, paid_by};
use super::*;

fn paid(documents: &[LedgerDocument], whole: i64, purpose: &str) -> Vec<(i64, i64)> {
    let found = paid_by(documents, "2026-09-20", whole * 100, purpose);
    found.into_iter().map(|(document, minor)| (document, minor / 100)).collect()
}

fn why(documents: &[LedgerDocument], whole: i64, purpose: &str) -> Vec<String> {
    let payments = vec![payment(9, "2026-09-20", whole, purpose)];
    let answer = allocate(&Ledger { documents: documents.to_vec(), payments, ..Ledger::default() });
    let asked = answer.reviews.into_iter().flat_map(|one| one.reasons);
    answer.allocations.into_iter().flat_map(|one| one.reasons).chain(asked).map(|reason| reason.brief()).collect()
}

#[test]
fn a_part_of_a_named_period_is_no_other_month_s() {
    let bills = [invoice(1, "81", "2026-08-12", 1_500), invoice(2, "91", "2026-09-05", 1_000)];
    let whole = "за период с 01.08.2026 по 31.08.2026";
    assert_eq!(paid(&bills, 1_000, &format!("Частичная оплата {whole}")), [(1, 1_000)]);
    assert_eq!(paid(&bills, 1_000, "Частичная оплата за период с 10.08.2026 по 15.08.2026"), [(1, 1_000)]);
    assert_eq!(
        why(&bills, 1_000, "Часткова оплата за період з 10.08.2026 по 15.08.2026"),
        ["period-and-part from=2026-08-10 to=2026-08-15"]
    );
    assert_eq!(paid(&bills, 1_000, "Оплата за период с 10.08.2026 по 15.08.2026"), NONE);
    assert_eq!(paid(&bills, 1_500, "Оплата за период с 10.08.2026 по 15.08.2026"), [(1, 1_500)]);
    let two = [bills.to_vec(), vec![invoice(3, "82", "2026-08-13", 1_700)]].concat();
    assert_eq!(paid(&two, 1_000, &format!("Частичная оплата {whole}")), NONE);
    assert_eq!(paid(&two, 1_000, "за 08.26 и 09.26, частично"), NONE);
    let later = [invoice(1, "91", "2026-08-18", 1_000)];
    assert_eq!(paid(&later, 1_000, "за товар с 01.08.2026 по 12.08.2026"), [(1, 1_000)], "billed behind its days");
    assert_eq!(paid(&later, 1_000, "за товар с 01.07.2026 по 12.07.2026"), NONE);
}

#[test]
fn a_part_of_a_month_is_no_bill_of_the_next_days() {
    let bills =
        [invoice(1, "81", "2026-08-10", 900), invoice(2, "82", "2026-08-20", 950), invoice(3, "91", "2026-09-05", 700)];
    assert_eq!(paid(&bills, 700, "Частичная оплата за август"), NONE);
    assert_eq!(paid(&bills[1..], 700, "Частичная оплата за август"), [(2, 700)]);
    assert_eq!(why(&bills[1..], 700, "Частичная оплата за август"), ["month-and-part"]);
    assert_eq!(paid(&bills, 700, "Оплата за август"), [(3, 700)], "billed behind the month");
}

#[test]
fn may_is_a_month_without_its_year() {
    let bills = [invoice(1, "51", "2026-05-31", 2_000), invoice(2, "61", "2026-06-30", 2_000)];
    for purpose in ["Оплата за май", "за май", "Аренда май", "за май месяц", "Сплата за травень"]
    {
        assert_eq!(paid(&bills, 2_000, purpose), [(1, 2_000)], "{purpose}");
    }
    let bills = [invoice(1, "51", "2026-05-31", 2_000), invoice(2, "61", "2026-06-30", 1_000)];
    assert_eq!(paid(&bills, 1_000, "Частичная оплата за май"), [(1, 1_000)]);
}

#[test]
fn all_that_is_open_of_the_named_months_is_paid() {
    let bills = [
        invoice(1, "41", "2026-04-10", 600),
        invoice(2, "51", "2026-05-11", 700),
        invoice(3, "61", "2026-06-05", 800),
        invoice(4, "62", "2026-06-20", 1_200),
        invoice(5, "71", "2026-07-05", 700),
        invoice(6, "72", "2026-07-15", 900),
        invoice(7, "81", "2026-08-05", 1_500),
        invoice(8, "82", "2026-08-06", 350),
        invoice(9, "91", "2026-09-06", 700),
    ];
    let ids = |whole, purpose: &str| paid(&bills, whole, purpose).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(ids(3_600, "за июнь-июль"), [3, 4, 5, 6]);
    assert_eq!(ids(3_300, "за 2 квартал"), [1, 2, 3, 4]);
    assert_eq!(ids(2_550, "за август, сентябрь"), [7, 8, 9]);
    assert_eq!(ids(2_000, "за июнь 2026"), [3, 4]);
    assert_eq!(ids(2_000, "за червень 2026 р."), [3, 4]);
    assert_eq!(why(&bills, 2_000, "за июнь 2026"), ["months-all-open"; 2]);
    assert_eq!(ids(3_500, "за июнь-июль"), [0; 0]);
    assert_eq!(ids(2_000, "за июнь и октябрь 2026"), [0; 0], "a month that has none");
}

#[test]
fn a_question_says_that_documents_are_together_exactly_the_sum() {
    let bills = [invoice(1, "61", "2026-06-10", 2_300), invoice(2, "71", "2026-07-11", 1_300)];
    let asked = why(&bills, 3_600, "за июнь, июль и август 2026");
    assert_eq!(asked.last().unwrap(), "equals-together numbers=61, 71", "{asked:?}");
    assert!(!asked.contains(&"equals-none".to_owned()));
}
