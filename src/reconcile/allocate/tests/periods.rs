//! Shipments without a bill, months, slips of the pen, and lists with blanks only.

use super::*;

fn act(id: i64, number: &str, date: &str, whole: i64) -> LedgerDocument {
    doc(id, RecordKind::Shipment, number, date, whole)
}

fn paid_by(documents: &[LedgerDocument], date: &str, whole: i64, purpose: &str) -> Vec<(i64, i64)> {
    let payments = vec![payment(9, date, whole, purpose)];
    let ledger = Ledger { documents: documents.to_vec(), payments, ..Ledger::default() };
    paid(&ledger).into_iter().map(|(_, document, whole)| (document, whole)).collect()
}

const NONE: [(i64, i64); 0] = [];

#[test]
fn a_shipment_without_a_bill_is_paid_by_its_sum() {
    let alone = [act(1, "77", "2026-10-05", 317)];
    assert_eq!(paid_by(&alone, "2026-10-10", 317, "Оплата за товар"), [(1, 317)]);
    let two = [act(1, "77", "2026-10-05", 317), act(2, "78", "2026-10-06", 205)];
    assert_eq!(paid_by(&two, "2026-10-10", 522, "Оплата за товар"), [(1, 317), (2, 205)]);
    let unlinked = [invoice(1, "5", "2026-10-01", 317), act(2, "77", "2026-10-05", 317)];
    assert_eq!(paid_by(&unlinked, "2026-10-10", 317, "Оплата за товар"), [(1, 317)], "its bill comes first");
    let another = [invoice(1, "5", "2026-10-20", 317), act(2, "77", "2026-09-05", 317)];
    assert_eq!(paid_by(&another, "2026-10-25", 317, "Оплата за товар"), NONE, "which of two is for a person to say");
}

#[test]
fn of_equal_acts_that_of_the_month_is_paid() {
    let acts = [
        act(1, "10", "2026-07-31", 300),
        act(2, "20", "2026-08-31", 300),
        act(3, "30", "2026-09-30", 300),
        invoice(4, "40", "2026-10-20", 300),
    ];
    let paid = |whole, purpose: &str| paid_by(&acts, "2026-10-25", whole, purpose);
    assert_eq!(paid(300, "Абонентская плата за август 2026 г."), [(2, 300)]);
    assert_eq!(paid(300, "За услуги 09.2026"), [(3, 300)]);
    assert_eq!(paid(600, "За услуги август, сентябрь 2026"), [(2, 300), (3, 300)]);
    assert_eq!(paid(300, "За услуги за май 2026"), NONE, "none is of that month");
    assert_eq!(paid(300, "За услуги"), NONE, "any of four");
    let only_next = [invoice(4, "40", "2026-10-20", 300)];
    assert_eq!(paid_by(&only_next, "2026-10-25", 300, "За услуги за август 2026"), NONE, "another month's bill");
}

#[test]
fn a_year_that_is_wrong_is_a_slip_where_number_day_and_sum_agree() {
    let bills = [invoice(1, "681", "2026-09-01", 317), invoice(2, "700", "2026-09-05", 205)];
    let paid = |purpose: &str| paid_by(&bills, "2026-09-10", 317, purpose);
    assert_eq!(paid("счет № 681 от 01.09.2025"), [(1, 317)]);
    assert_eq!(paid("счет № 681 от 31.08.2025"), [(1, 317)], "and a day off");
    assert_eq!(paid("счет № 681 от 13.12.2026"), [(1, 317)], "a day that is to come");
    assert_eq!(paid("счет № 681 от 15.03.2025"), NONE, "another day of another year");
    assert_eq!(paid("счет № 700 от 05.09.2025"), NONE, "another sum");
}

#[test]
fn a_number_with_its_year_and_a_list_with_blanks_are_read_where_the_money_proves_them() {
    let bills = [
        invoice(1, "0000-000811", "2026-09-22", 317),
        invoice(2, "812", "2026-09-23", 205),
        invoice(3, "830", "2026-09-24", 111),
    ];
    let paid = |whole, purpose: &str| paid_by(&bills, "2026-09-30", whole, purpose);
    assert_eq!(paid(317, "по счету № 811/2026 от 22.09.2026"), [(1, 317)]);
    assert_eq!(paid(633, "по счетам № 811 812 830. Без НДС"), [(1, 317), (2, 205), (3, 111)]);
    assert_eq!(paid(600, "по счетам № 811 812 830. Без НДС"), NONE, "not the sum");
}

#[test]
fn a_slip_in_the_number_of_what_a_bill_stands_for_is_one() {
    let mut shipped = act(2, "1208", "2026-12-11", 317);
    shipped.based_on = vec![ResolvedRef { reference: DocumentRef::default(), document: Some(DocumentId(1)) }];
    let documents = [invoice(1, "1745", "2026-11-24", 317), shipped];
    assert_eq!(paid_by(&documents, "2026-12-15", 317, "по УПД № 1280 от 11.12.2026"), [(1, 317)]);
    assert_eq!(paid_by(&documents, "2026-12-15", 317, "по УПД № 1280 от 10.12.2026"), NONE);
}

#[test]
fn penalties_that_name_nothing_are_not_asked_about() {
    let asked = |purpose: &str| {
        let documents = vec![invoice(1, "5", "2026-10-01", 500)];
        let payments = vec![payment(9, "2026-10-10", 77, purpose)];
        allocate(&Ledger { documents, payments, ..Ledger::default() }).reviews.len()
    };
    assert_eq!(asked("Оплата неустойки за просрочку"), 0);
    assert_eq!(asked("Оплата"), 1);
}

#[test]
fn a_bill_in_another_currency_is_settled_at_the_rate_that_the_purpose_states() {
    let usd: Currency = "USD".parse().unwrap();
    let mut bill = invoice(1, "886", "2026-07-21", 0);
    bill.total = Money { minor: 50_200, currency: usd };
    let settled = |minor: i64, purpose: &str| {
        let mut money = payment(9, "2026-07-21", 0, purpose);
        money.amount.minor = minor;
        let ledger = Ledger { documents: vec![bill.clone()], payments: vec![money], ..Ledger::default() };
        allocate(&ledger).allocations.iter().map(|one| one.settled.minor).collect::<Vec<_>>()
    };
    let cited = "по счету №886 от 21.07.26 по курсу";
    assert_eq!(settled(4_075_040, &format!("{cited} ЦБ РФ 81,1761 на 21.07.2026")), [50_200]);
    assert_eq!(settled(4_100_000, &format!("{cited} дня за 502.00 USD")), [50_200]);
    assert_eq!(settled(4_100_000, &format!("{cited} ЦБ РФ 81,1761 на 21.07.2026")), [] as [i64; 0]);
}

#[test]
fn a_month_that_is_paid_ahead_and_what_a_document_says_it_is_for() {
    let bills = [invoice(1, "114", "2026-10-31", 370), invoice(2, "166", "2026-11-30", 370)];
    assert_eq!(paid_by(&bills, "2026-11-05", 370, "Абонентская плата за ноябрь 26 по договору № 5"), [(2, 370)]);
    let mut ahead = invoice(3, "7", "2026-04-25", 370);
    ahead.about = "Аренда склада за май 2026".into();
    let both = [ahead, invoice(4, "6", "2026-05-29", 370)];
    assert_eq!(paid_by(&both, "2026-06-05", 370, "Аренда за апрель 2026"), NONE, "that bill is May's");
    assert_eq!(paid_by(&both[..1], "2026-05-05", 370, "Аренда склада май 26 дог. 81/25"), [(3, 370)]);
}

#[test]
fn an_agreed_share_and_the_rest_are_paid() {
    let ledger = Ledger {
        documents: vec![invoice(1, "38", "2026-10-18", 450), invoice(2, "39", "2026-10-19", 148)],
        payments: vec![
            payment(8, "2026-10-21", 315, "Аванс 70% за поставку по договору № 18/10-4 от 25.02.2026"),
            payment(9, "2026-11-10", 135, "Окончательный расчет по договору № 18/10-4 от 25.02.2026"),
        ],
        ..Ledger::default()
    };
    assert_eq!(paid(&ledger), [(8, 1, 315), (9, 1, 135)]);
}

#[test]
fn orders_and_shipments_of_a_bill_without_a_link_are_not_meant_by_a_sum() {
    let deal = |month: &str, id: i64| {
        [
            doc(id, RecordKind::Order, "УНФ-187", &format!("2026-{month}-12"), 317),
            invoice(id + 1, "512", &format!("2026-{month}-13"), 317),
            act(id + 2, "457", &format!("2026-{month}-17"), 317),
        ]
    };
    assert_eq!(paid_by(&deal("06", 1), "2026-06-20", 317, "оплата"), [(2, 317)]);
    let alone = [deal("06", 1).to_vec(), vec![act(9, "600", "2026-08-25", 317)]].concat();
    let payments =
        vec![payment(20, "2026-06-20", 317, "оплата по счету 512"), payment(21, "2026-08-28", 317, "оплата")];
    let ledger = Ledger { documents: alone, payments, ..Ledger::default() };
    assert_eq!(paid(&ledger), [(20, 2, 317), (21, 9, 317)], "the later act is a sale of its own");
}

#[test]
fn of_a_penalty_a_bill_says_only_what_it_is_for() {
    let bill = [invoice(1, "50", "2026-10-01", 900)];
    assert_eq!(paid_by(&bill, "2026-10-20", 93, "Пени за просрочку оплаты по счету № 50 от 01.10.2026"), NONE);
    assert_eq!(paid_by(&bill, "2026-10-20", 900, "Пени по счету № 50 от 01.10.2026"), [(1, 900)], "its own bill");
}

#[test]
fn kopecks_of_rounding_do_not_hide_the_one_document() {
    let mut bill = invoice(1, "50", "2026-10-01", 317);
    bill.total.minor += 4;
    assert_eq!(paid_by(&[bill.clone()], "2026-10-20", 317, "Оплата за товар"), [(1, 317)]);
    bill.total.minor += 40;
    assert_eq!(paid_by(&[bill], "2026-10-20", 317, "Оплата за товар"), NONE);
}

#[test]
fn a_number_copied_from_last_month_does_not_take_what_was_paid_by_its_month() {
    let ledger = Ledger {
        documents: vec![invoice(1, "8/26", "2026-01-02", 627), invoice(2, "77/26", "2026-02-02", 627)],
        payments: vec![
            payment(8, "2026-01-16", 627, "Оплата за техподдержку январь 26"),
            payment(9, "2026-02-16", 627, "Оплата за техподдержку по счету № 8/26 от 02.01.2026"),
        ],
        ..Ledger::default()
    };
    let answer = allocate(&ledger);
    assert_eq!(paid(&ledger), [(8, 1, 627)]);
    let asked: Vec<&str> = answer.reviews[0].candidates.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(asked, ["D-1", "D-2"], "a second payment, or for what is open");
}

#[test]
fn short_months_of_a_list_and_bare_figures_say_for_which_months_is_paid() {
    let both = |month: i64, day: [&str; 2]| {
        [
            invoice(month, &(400 + month).to_string(), day[0], 11_300),
            act(month + 20, &(500 + month).to_string(), day[1], 11_300),
        ]
    };
    let docs = [
        both(4, ["2026-04-02", "2026-04-30"]),
        both(5, ["2026-05-02", "2026-05-31"]),
        both(6, ["2026-06-03", "2026-06-30"]),
    ]
    .concat();
    assert_eq!(
        paid_by(&docs, "2026-06-12", 22_600, "За техподдержку за май, июнь 2026 по договору № 43/26 от 18.08.2024"),
        [(5, 11_300), (6, 11_300)]
    );
    assert_eq!(paid_by(&docs, "2026-06-12", 11_300, "Техподдержку 05.2026 дог. 43/26 Сумма 11300-00"), [(5, 11_300)]);
    assert_eq!(
        paid_by(&docs, "2026-07-02", 33_900, "Техподдержка апрель-июнь 2026"),
        [(4, 11_300), (5, 11_300), (6, 11_300)]
    );
}
