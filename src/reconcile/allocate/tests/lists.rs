//! Lists whose sum does not come out as it stands.

use super::outside::{NONE, paid_by};
use super::*;

fn bills(numbers: &[(&str, &str, i64)]) -> Vec<LedgerDocument> {
    let all = numbers.iter().enumerate();
    all.map(|(at, (number, date, whole))| invoice(i64::try_from(at).unwrap() + 1, number, date, *whole)).collect()
}

#[test]
fn one_wrong_number_of_a_list_is_the_one_with_which_the_sum_comes_out() {
    let all = bills(&[("630", "2026-05-12", 18_644), ("632", "2026-05-12", 18_600), ("640", "2026-05-13", 18_601)]);
    let two = [(1, 1_864_400), (2, 1_860_000)];
    assert_eq!(paid_by(&all, "2026-05-20", 3_724_400, "по счетам 630,362"), two, "of a number that nobody has");
    assert_eq!(paid_by(&all, "2026-05-20", 3_724_400, "по счетам 630,652"), two);
    assert_eq!(paid_by(&all, "2026-05-20", 3_724_400, "по счетам 630,777"), NONE, "another number");
    assert_eq!(paid_by(&all, "2026-05-20", 3_724_300, "по счетам 630,362"), NONE, "another sum");
    let equal = bills(&[("101", "2026-05-12", 5_432), ("103", "2026-05-14", 5_432)]);
    assert_eq!(paid_by(&equal, "2026-05-20", 1_086_400, "сч. 101, 102"), NONE, "equal bills have neighbouring numbers");
    let part = bills(&[("101", "2026-05-12", 5_000), ("102", "2026-05-13", 4_100), ("103", "2026-05-14", 3_100)]);
    let paid = paid_by(&part, "2026-05-20", 810_000, "сч. 101, 102");
    assert!(paid.iter().all(|(id, _)| *id != 3), "a part of 102: {paid:?}");
    let taken = bills(&[
        ("1426", "2026-05-12", 10_100),
        ("1428", "2026-05-12", 9_013),
        ("1420", "2026-05-12", 10_000),
        ("1429", "2026-05-13", 11_857),
    ]);
    let paid = paid_by(&taken, "2026-05-20", 3_097_000, "по ТТН 1426, 1428, 1420");
    assert_eq!(paid, NONE, "a number that another has, which is open");
    let dated = "по ТТН 1426 от 12.05.2026, 1428 от 12.05.2026, 1420 от 12.05.2026";
    assert!(
        paid_by(&taken, "2026-05-20", 3_097_000, dated).iter().all(|(id, _)| *id != 4),
        "what has its day is meant"
    );
    let mut both = taken;
    both.push(invoice(5, "1421", "2026-05-13", 11_857));
    assert_eq!(paid_by(&both, "2026-05-20", 3_097_000, "по ТТН 1426,1428,1420"), NONE, "either may be meant");
}

#[test]
fn the_document_of_a_list_that_is_said_to_be_paid_in_part_is_paid_last() {
    let all = bills(&[("3440", "2026-05-27", 10_100), ("3442", "2026-06-02", 11_522), ("3443", "2026-06-06", 4_806)]);
    let paid = paid_by(&all, "2026-06-10", 2_542_800, "по накл. 3440 от 27.05,3442,3443 от 06.06 (частично 3443)");
    assert_eq!(paid, [(1, 1_010_000), (2, 1_152_200), (3, 380_600)]);
    let paid = paid_by(&all, "2026-06-10", 2_542_800, "по накл. 3443 (частично), 3440, 3442");
    assert_eq!(paid, [(1, 1_010_000), (2, 1_152_200), (3, 380_600)], "wherever it stands");
}

#[test]
fn what_of_each_is_said_to_be_paid_is_paid() {
    let all = bills(&[("2601", "2026-09-01", 6_000), ("2602", "2026-09-02", 9_000)]);
    let said = [(1, 300_000), (2, 500_000)];
    for purpose in [
        "сч. 2601 - 3000, сч. 2602 - 5000",
        "Оплата по сч. 2601 (3000-00), 2602 (5000,00)",
        "по счетам 2601 на 3000-00, 2602 на 5000-00",
        "сч. 2601 от 01.09.2026 - 3 000,00 руб., сч. 2602 от 02.09.2026 - 5 000,00 руб.",
    ] {
        assert_eq!(paid_by(&all, "2026-09-10", 800_000, purpose), said, "{purpose}");
        let asked = paid_by(&all, "2026-09-10", 810_000, purpose);
        assert_eq!(asked, NONE, "what is said does not come to the money: {purpose}");
    }
    for no_price in ["Пени по сч. 2601 - 3000, сч. 2602 - 5000", "Возврат по сч. 2601 - 3000, сч. 2602 - 5000"]
    {
        assert_eq!(paid_by(&all, "2026-09-10", 800_000, no_price), NONE, "{no_price}");
    }
    let near = [&all[..], &[invoice(3, "2603", "2026-09-03", 2_000)]].concat();
    assert_eq!(
        paid_by(&near, "2026-09-10", 800_000, "сч. 2601 - 3000, сч. 2602 - 5000"),
        said,
        "what is said is no slip"
    );
    let half = paid_by(&all, "2026-09-10", 750_000, "Предоплата 50% по счетам 2601, 2602");
    assert_eq!(half, [(1, 300_000), (2, 450_000)]);
    let whole = paid_by(&all, "2026-09-10", 700_000, "Частичная оплата сч. 2601 (6000-00), 2602 (9000-00)");
    assert_eq!(whole, [(1, 600_000), (2, 100_000)], "sums of the bills themselves");
}

#[test]
fn of_a_range_the_documents_of_others_are_left_out() {
    let all = bills(&[("385", "2026-05-27", 10_100), ("386", "2026-06-02", 11_522), ("388", "2026-06-06", 4_806)]);
    assert_eq!(paid_by(&all, "2026-06-10", 2_642_800, "по УПД 385-388").len(), 3);
    assert_eq!(paid_by(&all, "2026-06-10", 2_642_900, "по УПД 385-388"), NONE, "another sum");
}

#[test]
fn a_sum_that_is_exactly_another_bill_is_asked_about_though_one_is_named() {
    let all = bills(&[("898", "2026-05-22", 9_600), ("890", "2026-05-21", 56_900)]);
    assert_eq!(paid_by(&all, "2026-05-25", 5_690_000, "согл. счету КЗ-898 от 22.05.2026"), NONE);
    assert_eq!(paid_by(&all[..1], "2026-05-25", 1_000_000, "согл. счету КЗ-898 от 22.05.2026"), [(1, 960_000)]);
}

#[test]
fn a_sum_alone_pays_nothing_that_did_not_exist_yet() {
    let later = bills(&[("2647", "2026-06-03", 17_010), ("2641", "2026-05-20", 12_848)]);
    assert_eq!(paid_by(&later, "2026-05-28", 2_985_800, "оплата за молочную продукцию"), NONE);
    assert_eq!(paid_by(&later, "2026-06-01", 2_985_800, "оплата за молочную продукцию").len(), 2, "a day or two");
    let round = bills(&[("2727", "2026-08-07", 10_000)]);
    assert_eq!(paid_by(&round, "2026-08-02", 1_000_000, "за товар"), NONE);
}

#[test]
fn a_month_is_paid_in_parts() {
    let rent = bills(&[("8", "2026-08-31", 228_113)]);
    assert_eq!(paid_by(&rent, "2026-09-05", 11_400_000, "арендная плата за август частично"), [(1, 11_400_000)]);
    assert_eq!(paid_by(&rent, "2026-09-05", 11_400_000, "арендная плата за август"), NONE, "no part is said");
    let two = [&rent[..], &[invoice(2, "9", "2026-08-31", 300_000)]].concat();
    assert_eq!(paid_by(&two, "2026-09-05", 11_400_000, "арендная плата за август частично"), NONE);
}

#[test]
fn all_that_was_delivered_on_the_days_that_are_named_is_paid_by_its_sum() {
    let all =
        bills(&[("1", "2026-05-31", 100), ("2", "2026-06-05", 200), ("3", "2026-06-12", 300), ("4", "2026-06-13", 50)]);
    let said = "за продукты с 31.05 по 12.06.26";
    assert_eq!(paid_by(&all, "2026-06-15", 60_000, said), [(1, 10_000), (2, 20_000), (3, 30_000)]);
    assert_eq!(paid_by(&all, "2026-06-15", 59_000, said), NONE);
    let mut money = payment(9, "2026-06-15", 590, said);
    money.amount.minor = 59_000;
    let asked = allocate(&Ledger { documents: all, payments: vec![money], ..Ledger::default() }).reviews;
    let why: Vec<String> = asked[0].reasons.iter().map(|reason| reason.brief()).collect();
    assert_eq!(why[0], "period-to-pay from=2026-05-31 to=2026-06-12 found=600.00");
}

#[test]
fn a_list_that_goes_on_with_what_is_not_named_is_asked_about() {
    let all = bills(&[("2621", "2026-10-01", 6_000), ("2622", "2026-10-02", 16_000)]);
    assert_eq!(paid_by(&all, "2026-10-10", 2_200_000, "по счетам 2621 от 01.10.2026 и др."), NONE);
    assert_eq!(paid_by(&all, "2026-10-10", 600_000, "по счетам 2621 от 01.10.2026 и др."), [(1, 600_000)]);
}
