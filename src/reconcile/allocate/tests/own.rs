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

#[test]
fn money_for_another_who_is_not_known_pays_nothing_of_the_payers_by_its_sum() {
    let documents = vec![invoice(1, "15", "2026-10-05", 1_234)];
    let asked = |name: &str, purpose: &str| {
        let payer = (name.to_owned(), String::new());
        let payments = vec![LedgerPayment { payer, ..payment(9, "2026-10-20", 1_234, purpose) }];
        let answer = allocate(&Ledger { documents: documents.clone(), payments, ..Ledger::default() });
        let of_reason = answer.reviews.iter().any(|one| one.reasons.iter().any(|why| why.code == "waits-paid-for"));
        (answer.allocations.len(), of_reason)
    };
    for purpose in ["Оплата за ООО \"Неведомый\" по письму № 5", "Оплата за ИП Ершова О.И. по письму № 5"]
    {
        assert_eq!(asked("ООО Плотник", purpose), (0, true), "{purpose}");
    }
    assert_eq!(asked("ИП Ершов Олег Ильич", "Оплата за ИП Ершов Олег Ильич"), (1, false), "he himself");
    assert_eq!(asked("ООО Плотник", "Оплата за товар"), (1, false));
    let ceded = "за ООО \"КвазарА\" по договору цессии 5";
    assert_eq!(asked("ООО Плотник", ceded), (1, false), "what was ceded is the payer's own");
    assert_eq!(asked("ООО Плотник", "за ООО \"Неведомый\" по счету 15 от 05.10.2026"), (1, false), "his own is named");
}
