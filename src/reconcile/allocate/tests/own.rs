//! Money of one's own pays nothing by its sum; what it names is paid or asked about as ever.

use super::outside::{NONE, paid_by};
use super::*;

fn asked(purpose: &str) -> usize {
    let documents = vec![invoice(1, "15", "2026-10-05", 1_234)];
    let payments = vec![payment(9, "2026-10-20", 1_234, purpose)];
    allocate(&Ledger { documents, payments, ..Ledger::default() }).reviews.len()
}

#[test]
fn money_of_one_s_own_pays_nothing_by_its_sum() {
    let bills = [invoice(1, "15", "2026-10-05", 1_234), invoice(2, "16", "2026-10-06", 500)];
    for purpose in [
        "Взнос в УК по решению №1",
        "Вклад участника в имущество",
        "Перевод между своими счетами",
        "Пополнение счета",
        "Сдача наличной выручки",
        "Торговая выручка за октябрь 2026",
        "Возмещение от страховой по убытку",
        "Эквайринг, возмещение",
        "Процент на остаток",
        "Грант",
        "Членский взнос",
        "Гарантийное удержание",
        "Гарантійне утримання",
        "Переказ власних коштів",
        "Поповнення рахунку",
    ] {
        assert_eq!(paid_by(&bills, "2026-10-20", 123_400, purpose), NONE, "{purpose}");
        assert_eq!(asked(purpose), 0, "{purpose}");
    }
    assert_eq!(paid_by(&bills, "2026-10-20", 123_400, "Оплата за товар"), [(1, 123_400)]);
}

#[test]
fn a_bill_that_is_cited_beside_is_paid_or_asked_about() {
    let bills = [invoice(1, "15", "2026-10-05", 1_234)];
    let paid = |minor| paid_by(&bills, "2026-10-20", minor, "Гарантийное удержание по счету 15");
    assert_eq!(paid(123_400), [(1, 123_400)]);
    assert_eq!(paid(100_000), [(1, 100_000)], "a part of the only bill");
    assert_eq!(asked("Гарантийное удержание по счету 77"), 1);
}
