//! Kinds of purposes that people from outside thought of: fines beside a bill, numbers of two years, cut lists, whole debts.

use super::*;

pub(super) fn paid_by(documents: &[LedgerDocument], date: &str, minor: i64, purpose: &str) -> Vec<(i64, i64)> {
    let mut money = payment(9, date, 0, purpose);
    money.amount.minor = minor;
    let ledger = Ledger { documents: documents.to_vec(), payments: vec![money], ..Ledger::default() };
    allocate(&ledger).allocations.iter().map(|one| (one.document.0, one.amount.minor)).collect()
}

pub(super) const NONE: [(i64, i64); 0] = [];

#[test]
fn of_a_bill_and_its_fine_the_bill_is_paid_by_its_stated_sum() {
    let bills = [invoice(1, "741", "2025-12-01", 1_000), invoice(2, "742", "2025-12-02", 500)];
    let paid = |purpose: &str| paid_by(&bills, "2026-03-10", 120_000, purpose);
    assert_eq!(paid("Оплата по счету 741 от 01.12.2025 - 1000,00, пени - 200,00"), [(1, 100_000)]);
    assert_eq!(paid("Оплата по счету 741 от 01.12.2025 - 1000.00, штраф 200.00"), [(1, 100_000)]);
    assert_eq!(paid("Пени по счету 741 от 01.12.2025"), NONE, "the penalty alone");
}

#[test]
fn of_a_number_that_begins_anew_each_year_the_sum_or_the_last_months_decide() {
    let bills = [invoice(1, "736", "2025-10-01", 1_000), invoice(2, "736", "2026-02-02", 1_700)];
    let paid = |minor, purpose: &str| paid_by(&bills, "2026-03-10", minor, purpose);
    assert_eq!(paid(170_000, "Оплата по счету № 736"), [(2, 170_000)]);
    assert_eq!(paid(100_000, "Оплата по счету № 736"), [(1, 100_000)], "last year's, to the kopeck");
    assert_eq!(paid(50_000, "Предоплата по счету № 736"), [(2, 50_000)], "a part: this year's");
}

#[test]
fn a_number_without_its_year_is_that_of_its_day() {
    let bills = [invoice(1, "183/25", "2025-10-02", 1_000), invoice(2, "190/25", "2025-10-05", 1_000)];
    let paid = |purpose: &str| paid_by(&bills, "2025-10-10", 40_000, purpose);
    assert_eq!(paid("Оплата по счету N 183 от 02.10.2025"), [(1, 40_000)]);
    assert_eq!(paid("Оплата по счету N 183 от 03.12.2024"), NONE, "another day");
}

#[test]
fn the_whole_debt_is_paid_however_many_documents_it_is() {
    let bills: Vec<LedgerDocument> =
        (1..=7).map(|at| invoice(at, &format!("80{at}"), "2025-12-01", 300 + 17 * at)).collect();
    let all: i64 = bills.iter().map(|doc| doc.total.minor).sum();
    let paid = |minor| paid_by(&bills, "2026-03-10", minor, "Погашение задолженности по акту сверки на 01.03.2026");
    assert_eq!(paid(all).len(), 7);
    assert_eq!(paid(all - 1_000), NONE);
}

#[test]
fn an_agreed_share_is_paid_ahead_of_its_document() {
    let acts =
        [doc(1, RecordKind::Shipment, "5", "2026-02-05", 61_544), doc(2, RecordKind::Shipment, "6", "2026-03-05", 700)];
    let paid = |minor, purpose: &str| paid_by(&acts, "2026-01-05", minor, purpose);
    assert_eq!(paid(3_077_200, "Аванс 50% по дог. № 59-СМР от 29.12.25"), [(1, 3_077_200)]);
    assert_eq!(paid(3_077_200, "Аванс по дог. № 59-СМР от 29.12.25"), NONE, "no share is said");
}

#[test]
fn a_bill_that_was_made_out_again_is_meant_by_its_old_number() {
    let bills = [invoice(1, "1956/1", "2025-12-29", 1_320), invoice(2, "1957", "2025-12-29", 1_320)];
    let paid = |purpose: &str| paid_by(&bills, "2026-01-10", 132_000, purpose);
    assert_eq!(paid("Оплата по сч. № 1956 от 27.12.2025"), [(1, 132_000)]);
    assert_eq!(paid("Оплата по сч. № 1955 от 27.12.2025"), NONE);
}

#[test]
fn a_list_that_the_bank_cut_off_pays_what_it_names_and_the_one_rest() {
    let bills: Vec<LedgerDocument> =
        (1..=7).map(|at| invoice(at, &format!("СТ00-00044{at}"), "2026-02-02", 300 + 17 * at)).collect();
    let all: i64 = bills.iter().take(6).map(|doc| doc.total.minor).sum();
    let listed: Vec<String> = (1..=5).map(|at| format!("СТ00-00044{at} от 02.02.2026")).collect();
    let whole = format!(
        "Оплата за строительные материалы и доставку по счетам № {}, № СТ00-000446 от 02.02.2026",
        listed.join(", № ")
    );
    let cut: String = whole.chars().take(210).collect();
    assert!(cut.chars().count() == 210 && !cut.contains("000446 от 02.02.2026"), "{cut}");
    assert_eq!(paid_by(&bills, "2026-03-10", all, &cut).len(), 6);
}

#[test]
fn money_of_ours_that_comes_back_is_no_question() {
    let bills = [invoice(1, "293", "2026-02-02", 1_700)];
    let asked = |purpose: &str| {
        let payments = vec![payment(9, "2026-03-10", 500, purpose)];
        allocate(&Ledger { documents: bills.to_vec(), payments, ..Ledger::default() }).reviews.len()
    };
    assert_eq!(asked("Повернення помилково перерахованих коштів зг. рах. № 293"), 0);
    assert_eq!(asked("Оплата по счету № 29"), 1);
}

fn asked_of(documents: &[LedgerDocument], date: &str, minor: i64, purpose: &str) -> Vec<String> {
    let mut money = payment(9, date, 0, purpose);
    money.amount.minor = minor;
    let ledger = Ledger { documents: documents.to_vec(), payments: vec![money], ..Ledger::default() };
    let reviews = allocate(&ledger).reviews;
    reviews.iter().flat_map(|item| item.reasons.iter().map(|reason| reason.code.clone())).collect()
}

#[test]
fn money_of_ours_that_comes_back_pays_no_document_that_it_names() {
    let bills = [invoice(1, "505", "2026-11-02", 45_000), doc(2, RecordKind::Shipment, "507", "2026-11-02", 45_000)];
    for purpose in [
        "Возврат за некачественный товар по счету № 505 от 02.11.2026",
        "Возврат по претензии, накладная 507 от 02.11.2026",
    ] {
        assert_eq!(paid_by(&bills, "2026-11-20", 1_500_000, purpose), NONE, "{purpose}");
        assert_eq!(paid_by(&bills, "2026-11-20", 4_500_000, purpose), NONE, "{purpose}");
        assert!(asked_of(&bills, "2026-11-20", 4_500_000, purpose).contains(&"says-refund".to_owned()));
    }
    let paid = paid_by(&bills, "2026-11-20", 4_500_000, "Возврат долга по счету № 505 от 02.11.2026");
    assert_eq!(paid, [(1, 4_500_000)], "a debt that is paid");
}

#[test]
fn a_penalty_for_a_delay_pays_no_bill_even_of_its_sum() {
    let bills = [invoice(1, "88", "2026-10-12", 1_350), invoice(2, "46", "2026-10-12", 30_000)];
    let paid = |minor, purpose: &str| paid_by(&bills, "2026-11-20", minor, purpose);
    assert_eq!(paid(135_000, "Пени за просрочку оплаты по счету 88 от 12.10.2026"), NONE);
    assert_eq!(paid(50_000, "Проценты за рассрочку по счету 46 от 12.10.2026"), NONE);
    assert_eq!(paid(15_000, "3% рiчних та iнфляцiйнi за рах. 46 від 12.10.2026"), NONE);
    assert_eq!(paid(135_000, "Оплата пени по счету 88 от 12.10.2026"), [(1, 135_000)], "the penalty's own bill");
}

#[test]
fn a_bill_with_its_penalty_is_paid_or_asked_about() {
    let bills = [invoice(1, "311", "2026-11-02", 45_000)];
    let paid = |minor, purpose: &str| paid_by(&bills, "2026-11-20", minor, purpose);
    assert_eq!(paid(4_635_000, "по счету № 311 от 02.11.2026 и пени за просрочку 1350-00"), [(1, 4_500_000)]);
    assert_eq!(paid(4_635_000, "по счету № 311 от 02.11.2026 и штраф 1350"), [(1, 4_500_000)]);
    assert_eq!(paid(3_500_000, "по счету № 311 от 02.11.2026 за вычетом неустойки 10000"), [(1, 3_500_000)]);
    let unsaid = "по счету № 311 от 02.11.2026 и пени";
    assert_eq!(paid(4_635_000, unsaid), NONE);
    assert!(!asked_of(&bills, "2026-11-20", 4_635_000, unsaid).is_empty());
    assert_eq!(asked_of(&bills, "2026-11-20", 135_000, "пени по счету № 311 от 02.11.2026"), [""; 0]);
}

#[test]
fn a_part_of_a_bill_that_is_exactly_another_is_asked_about() {
    let bills = [invoice(1, "1956", "2026-11-01", 64_000), invoice(2, "1956/1", "2026-11-03", 58_000)];
    let paid = |purpose: &str| paid_by(&bills, "2026-11-20", 5_800_000, purpose);
    assert_eq!(paid("по счету 1956 от 01.11.2026"), NONE);
    assert_eq!(paid("предоплата по счету 1956 от 01.11.2026"), [(1, 5_800_000)], "a part is said");
    assert_eq!(paid("по счету 1956/1 от 03.11.2026"), [(2, 5_800_000)]);
}

#[test]
fn of_bills_of_the_last_days_of_each_month_a_person_says_which_is_meant() {
    let bills = [invoice(1, "1", "2026-10-28", 25_000), invoice(2, "2", "2026-11-25", 25_000)];
    assert_eq!(paid_by(&bills, "2026-11-26", 2_500_000, "Аренда за ноябрь 2026"), NONE);
    let acts = [
        doc(1, RecordKind::Shipment, "1", "2026-10-31", 25_000),
        doc(2, RecordKind::Shipment, "2", "2026-11-30", 25_000),
    ];
    assert_eq!(paid_by(&acts, "2026-11-30", 2_500_000, "Аренда за ноябрь 2026"), [(2, 2_500_000)]);
}

#[test]
fn numbers_that_end_in_a_year_by_chance_and_old_ones_are_left_alone() {
    let series = [25, 26, 27].map(|at| invoice(at, &format!("100/{at}"), "2026-09-05", 9_000));
    assert_eq!(paid_by(&series, "2026-09-20", 150_000, "Частичная оплата по счету 100"), NONE);
    let years = [invoice(1, "736", "2024-02-02", 1_700), invoice(2, "736", "2026-01-02", 1_700)];
    let mut payments = vec![payment(8, "2026-01-10", 1_700, "Оплата по счету № 736")];
    payments.push(payment(9, "2026-01-11", 1_700, "Оплата по счету № 736"));
    let ledger = Ledger { documents: years.to_vec(), payments, ..Ledger::default() };
    let found: Vec<i64> = allocate(&ledger).allocations.iter().map(|one| one.document.0).collect();
    assert_eq!(found, [2], "the second one is a second payment, and not that of 2024");
    let old = [invoice(1, "12-3", "2025-12-29", 1_320)];
    assert_eq!(paid_by(&old, "2026-01-10", 132_000, "счет № 12 от 01.03.2020"), NONE);
}

#[test]
fn a_long_purpose_whose_list_ends_is_not_cut() {
    let bills = [
        invoice(2, "922", "2026-02-02", 10_110),
        invoice(3, "923", "2026-02-02", 5_120),
        invoice(4, "930", "2026-02-05", 7_070),
    ];
    let begin = "Оплата за строительные материалы и доставку по счетам № 921 от 02.02.2026, № 922 от 02.02.2026, № 923 от 02.02.2026";
    let end = ". В том числе налог на добавленную стоимость двадцать процентов, спасибо за сотрудничество, ждем отгрузки товара";
    let whole: String = format!("{begin}{end}").chars().take(209).collect();
    assert_eq!(whole.chars().count(), 209);
    let paid = paid_by(&bills, "2026-03-10", 2_230_000, &whole);
    assert!(paid.iter().all(|(id, _)| *id != 4), "{paid:?}");
}

#[test]
fn what_a_fine_is_counted_from_is_not_paid() {
    let bills = [invoice(1, "951", "2025-09-05", 1_000)];
    let paid = |minor, purpose: &str| paid_by(&bills, "2025-09-20", minor, purpose);
    assert_eq!(paid(600_000, "Пени по счету 951 от 05.09.2025, в т.ч. НДС 1000.00"), NONE);
    assert_eq!(paid(150_000, "Штраф 1500 руб за просрочку счета 951 от 05.09.2025 на сумму 1000 руб."), NONE);
}

#[test]
fn a_payer_who_leaves_kopecks_out_pays_the_only_bill_of_about_the_sum() {
    let mut bills = [invoice(1, "63", "2026-10-07", 94_773), invoice(2, "70", "2026-10-08", 11_062)];
    bills[0].total.minor += 21;
    assert_eq!(paid_by(&bills, "2026-10-21", 9_477_301, "Оплата за метизы"), [(1, 9_477_301)]);
    assert_eq!(paid_by(&bills, "2026-10-21", 9_477_400, "Оплата за метизы"), [(1, 9_477_321)]);
    assert_eq!(paid_by(&bills, "2026-10-21", 9_477_221, "Оплата за метизы"), NONE, "a rouble less is no rounding");
    let small = [invoice(1, "63", "2026-10-07", 40)];
    assert_eq!(paid_by(&small, "2026-10-21", 4_050, "Оплата за метизы"), NONE, "of a small bill it is much");
    let parts = [&bills[..], &[invoice(3, "71", "2026-10-09", 94_000), invoice(4, "72", "2026-10-09", 773)]].concat();
    let exact = paid_by(&parts, "2026-10-21", 9_477_300, "Оплата за метизы");
    assert_eq!(exact, [(3, 9_400_000), (4, 77_300)], "two others are exactly the sum");
}

#[test]
fn a_bill_made_out_anew_is_paid_under_the_number_of_the_first() {
    let mut bills = [invoice(1, "63", "2026-10-09", 83_005), invoice(2, "98", "2026-10-26", 2_528)];
    bills[0].total.minor += 89;
    let said = "Оплата по счету № 61 от 08.10.2026 за запчасти";
    assert_eq!(paid_by(&bills, "2026-10-15", 8_300_589, said), [(1, 8_300_589)]);
    assert_eq!(paid_by(&bills, "2026-10-15", 8_300_500, said), NONE, "another sum");
    assert_eq!(paid_by(&bills, "2026-10-15", 8_300_589, "по счету № 61 от 08.08.2026"), NONE, "long before");
    assert_eq!(paid_by(&bills, "2026-10-15", 8_300_589, "по счету № 61 от 10.10.2026"), NONE, "made out earlier");
    let mut monthly = [invoice(1, "63", "2026-10-09", 83_005), invoice(2, "40", "2026-09-09", 83_005)];
    monthly.iter_mut().for_each(|bill| bill.total.minor += 89);
    let first = payment(8, "2026-09-20", 0, "счет 40 от 09.09.2026");
    let mut ledger = Ledger { documents: monthly.to_vec(), payments: vec![first], ..Ledger::default() };
    ledger.payments[0].amount.minor = 8_300_589;
    ledger.payments.push(payment(9, "2026-10-15", 0, said));
    ledger.payments[1].amount.minor = 8_300_589;
    let paid: Vec<i64> = allocate(&ledger).allocations.iter().map(|one| one.payment.0).collect();
    assert_eq!(paid, [8], "a sum of every month proves nothing");
}

#[test]
fn an_advance_is_the_share_whose_rest_was_paid_by_name() {
    let act = [doc(1, RecordKind::Shipment, "1358", "2026-10-26", 20_010)];
    let mut payments = vec![payment(8, "2026-10-06", 14_007, "Аванс 70% по дог. N152/25 за монтажные работы")];
    payments.push(payment(9, "2026-11-02", 6_003, "Окончательный расчет по акту 1358 от 26.10.2026"));
    let ledger = Ledger { documents: act.to_vec(), payments, ..Ledger::default() };
    let found = allocate(&ledger).allocations;
    let paid: Vec<(i64, i64)> = found.iter().map(|one| (one.payment.0, one.amount.minor)).collect();
    assert_eq!(paid, [(8, 1_400_700), (9, 600_300)]);
    assert!(found[0].reasons.iter().any(|reason| reason.code == "share-is-the-rest"), "{:?}", found[0].reasons);
    let of_rest = [
        payment(8, "2026-11-01", 14_007, "Аванс по акту 1358 от 26.10.2026"),
        payment(9, "2026-11-02", 6_003, "Окончательный расчет 30% по дог. N152/25"),
    ];
    let rest = allocate(&Ledger { payments: of_rest.to_vec(), ..ledger }).allocations;
    assert_eq!(rest.len(), 2, "what is left is the share that is said: {rest:?}");
}
