use super::*;
use crate::model::ids::{DocumentId, PaymentId};
use crate::model::money::{Currency, Money};

fn debtor(payment: &CitingPayment, documents: &[CitedDocument]) -> Option<ClientId> {
    Case::new(payment, documents).debtor()
}

/// What is asked about because a person said that the payer is not this client.
fn denied<'d>(payment: &'d CitingPayment, documents: &'d [CitedDocument]) -> Vec<&'d CitedDocument> {
    let case = Case::new(payment, documents);
    case.denied(case.debtor())
}

fn perhaps<'d>(
    payment: &'d CitingPayment,
    documents: &'d [CitedDocument],
    is_stranger: bool,
) -> Vec<&'d CitedDocument> {
    Case::new(payment, documents).perhaps(is_stranger)
}

fn rub(whole: i64) -> Money {
    Money { minor: whole * 100, currency: Currency::RUB }
}

fn payment(payer: Option<i64>, payer_name: &str, whole: i64, purpose: &str) -> CitingPayment {
    CitingPayment {
        id: PaymentId(1),
        payer: payer.map(ClientId),
        payer_name: payer_name.into(),
        payer_tax: String::new(),
        date: "2026-10-20".parse().unwrap(),
        amount: rub(whole),
        organization: None,
        purpose: purpose.into(),
        told_apart: BTreeSet::new(),
        on_behalf: Vec::new(),
        namesake: None,
        own_of_sum: false,
        contracts: Vec::new(),
        has_dealings: false,
    }
}

fn invoice(client: i64, name: &str, tax: &str, number: &str, date: &str, whole: i64) -> CitedDocument {
    CitedDocument {
        id: DocumentId(client),
        client: ClientId(client),
        client_core: name.into(),
        client_tax: tax.into(),
        kind: RecordKind::Invoice,
        number: number.into(),
        core: number.into(),
        date: date.parse().unwrap(),
        total: rub(whole),
        organization: None,
    }
}

fn vector() -> CitedDocument {
    invoice(7, "вектор", "7733147896", "101", "2026-10-05", 300)
}

#[test]
fn a_number_without_its_day_moves_money_by_its_exact_sum_or_a_name() {
    let mut bill = invoice(7, "вектор", "7701001005", "101", "2026-10-05", 300);
    bill.total.minor += 17;
    let exact = |purpose: &str, minor: i64| {
        let mut money = payment(None, "Чужой", 0, purpose);
        money.amount.minor = minor;
        debtor(&money, std::slice::from_ref(&bill)).map(|client| client.0)
    };
    assert_eq!(exact("оплата счета 101", 30_017), Some(7));
    assert_eq!(exact("оплата счета 101", 20_017), None, "another sum");
    assert_eq!(exact("за ООО Вектор по счету 101", 20_017), Some(7), "a part, and the name");
    assert_eq!(exact("за ООО Вектор по счету 101", 90_017), None, "more than it");
    let other = invoice(8, "полюс", "7702555038", "101", "2026-10-06", 900);
    let mut money = payment(None, "Чужой", 0, "оплата счета 101");
    money.amount.minor = 30_017;
    assert_eq!(debtor(&money, &[bill, other]), None, "two clients have such a number");
}

#[test]
fn money_for_another_is_his_whose_name_or_tax_number_and_invoice_it_names() {
    let whose = |whole, purpose: &str| debtor(&payment(Some(1), "ООО Посредник", whole, purpose), &[vector()]);
    assert_eq!(whose(100, "Оплата за ООО «Вектор» по счету 101 от 05.10.2026"), Some(ClientId(7)), "a part");
    assert_eq!(whose(300, "за ИНН 7733147896 сч. 101"), Some(ClientId(7)));
    assert_eq!(whose(300, "Оплата по счету 101 от 05.10.2026"), Some(ClientId(7)), "day and sum agree");
    assert_eq!(whose(300, "Оплата по счету 101"), None, "a number alone");
    assert_eq!(whose(299, "Оплата по счету 101 от 05.10.2026"), None, "another sum and nobody named");
    assert_eq!(whose(300, "Оплата за ООО «Вектор» по счету 102 от 05.10.2026"), None, "another invoice");
    assert_eq!(whose(900, "Оплата за ООО «Вектор» по счету 101 от 05.10.2026"), None, "more than it is owed");
}

#[test]
fn a_payer_without_tax_number_is_the_client_of_his_name_and_invoice() {
    let money = payment(Some(50), "ООО \"ВЕКТОР\"", 100, "счет 101 от 05.10.2026");
    assert_eq!(debtor(&money, &[vector()]), Some(ClientId(7)));
}

#[test]
fn a_name_that_a_person_denied_moves_no_money() {
    let told = |purpose: &str| CitingPayment {
        told_apart: BTreeSet::from([ClientId(7)]),
        ..payment(Some(50), "ООО \"ВЕКТОР\"", 300, purpose)
    };
    let asked = |money: &CitingPayment| denied(money, &[vector()]).iter().map(|doc| doc.id.0).collect::<Vec<_>>();
    for purpose in ["счет 101", "счет 101 от 05.10.2026", "за ООО Вектор, счет 101 от 05.10.2026"]
    {
        assert_eq!(debtor(&told(purpose), &[vector()]), None, "{purpose}");
        assert_eq!(asked(&told(purpose)), [7], "{purpose}");
    }
    let by_number = told("за ИНН 7733147896, счет 101");
    assert_eq!(debtor(&by_number, &[vector()]), Some(ClientId(7)), "a tax number is no name");
    assert_eq!(asked(&by_number), [] as [i64; 0]);
    let shared = CitingPayment { payer_tax: "7733147896".into(), ..told("счет 101, ИНН 7733147896") };
    assert_eq!(debtor(&shared, &[vector()]), None, "his own number, that both have");
    assert_eq!(asked(&shared), [7]);
    let mut other = told("за ООО Вектор, счет 101");
    other.payer_name = "ООО Посредник".into();
    assert_eq!(debtor(&other, &[vector()]), Some(ClientId(7)), "the purpose says whom the payer pays for");
    assert_eq!(asked(&told("счет 205")), [] as [i64; 0], "nothing of his is cited");
}

#[test]
fn whom_the_purpose_says_is_paid_for_has_the_money() {
    let paid = |purpose: &str, on_behalf: &[i64], documents: &[CitedDocument]| {
        let on_behalf = on_behalf.iter().copied().map(ClientId).collect();
        debtor(&CitingPayment { on_behalf, ..payment(Some(1), "ООО Посредник", 300, purpose) }, documents)
    };
    let own = invoice(1, "посредник", "", "101", "2026-10-06", 500);
    assert_eq!(paid("за ООО Вектор", &[7], &[]), Some(ClientId(7)), "no number");
    assert_eq!(paid("за ООО Вектор, счет 102", &[7], &[vector()]), Some(ClientId(7)), "a bill that is to come");
    assert_eq!(paid("за ООО Вектор, счет 101", &[7], &[vector(), own.clone()]), Some(ClientId(7)), "both have 101");
    let other = invoice(8, "вектор", "", "5", "2026-10-05", 900);
    assert_eq!(paid("за ООО Вектор", &[7, 8], &[vector(), other]), Some(ClientId(7)), "the sum tells namesakes apart");
    let equal = invoice(8, "вектор", "", "5", "2026-10-05", 300);
    assert_eq!(paid("за ООО Вектор", &[7, 8], &[vector(), equal]), None);
    let told = CitingPayment {
        on_behalf: vec![ClientId(7)],
        told_apart: BTreeSet::from([ClientId(7)]),
        ..payment(Some(1), "ООО Вектор", 300, "за ООО Вектор")
    };
    assert_eq!(debtor(&told, &[]), None, "a person said he is not");
}

#[test]
fn documents_of_others_are_asked_about_where_something_speaks_for_them() {
    let asked = |whole, purpose: &str, is_stranger| {
        let money = payment(Some(1), "ООО Посредник", whole, purpose);
        perhaps(&money, &[vector()], is_stranger).iter().map(|doc| doc.id.0).collect::<Vec<_>>()
    };
    assert_eq!(asked(300, "Оплата по счету 101", false), [7], "a round sum and a number");
    assert_eq!(asked(200, "Оплата по счету 101 от 05.10.2026", false), [7], "a day");
    assert_eq!(asked(200, "Оплата по счету 101", false), [] as [i64; 0], "a number alone is his own mistake");
    assert_eq!(asked(200, "Оплата по счету 101", true), [7], "of one who has no documents");
    assert_eq!(asked(900, "Оплата по счету 101", true), [] as [i64; 0]);
    assert_eq!(asked(300, "Оплата по счету 101 от 05.10.2026", false), [] as [i64; 0], "that is certain");
}

#[test]
fn own_documents_come_first_and_two_claims_are_none() {
    let own = invoice(1, "посредник", "", "101", "2026-10-05", 300);
    let money = payment(Some(1), "ООО Посредник", 300, "счет 101 от 05.10.2026");
    assert_eq!(debtor(&money, &[vector(), own.clone()]), None);
    let named = payment(Some(1), "ООО Посредник", 300, "за Вектор, счет 101 от 05.10.2026");
    assert_eq!(debtor(&named, &[vector(), own]), None, "both are dated");
    let stranger = payment(None, "", 300, "счет 101 от 05.10.2026");
    let omega = invoice(8, "омега", "", "101", "2026-10-05", 300);
    assert_eq!(debtor(&stranger, &[vector(), omega]), None);
}

#[test]
fn initials_in_a_clients_name_stand_for_given_names_in_a_purpose() {
    let client = invoice(7, "мороз о а", "3582226976", "125", "2026-10-05", 300);
    let whose = |purpose: &str| debtor(&payment(Some(1), "АТ БАНК", 300, purpose), std::slice::from_ref(&client));
    assert_eq!(whose("МОРОЗ ОЛЕГ АНДРІЙОВИЧ, за товар, рахунок №125"), Some(ClientId(7)));
    assert_eq!(whose("МОРОЗ ІВАН АНДРІЙОВИЧ, за товар, рахунок №125"), None);
}

#[test]
fn another_clients_number_and_day_do_not_outweigh_an_own_document_of_the_sum() {
    let money = payment(Some(1), "ООО Посредник", 300, "Оплата по счету 101 от 05.10.2026");
    let own = CitingPayment { own_of_sum: true, ..money.clone() };
    assert_eq!(debtor(&money, &[vector()]), Some(ClientId(7)));
    assert_eq!(debtor(&own, &[vector()]), None);
    let asked: Vec<i64> = perhaps(&own, &[vector()], false).iter().map(|doc| doc.id.0).collect();
    assert_eq!(asked, [7]);
}

#[test]
fn a_payer_with_a_tax_number_of_his_own_is_another_company_however_like_the_name_is() {
    let mut money = payment(Some(3), "ООО Вектор-2", 200, "Оплата по счету 101 от 05.10.2026");
    money.payer_tax = "7702555038".into();
    assert_eq!(debtor(&money, &[vector()]), None);
    money.payer_tax = String::new();
    assert_eq!(debtor(&money, &[vector()]), Some(ClientId(7)), "a bank that gives no number");
}

#[test]
fn a_payer_without_a_number_is_his_only_namesake_where_he_owes_exactly_this_sum() {
    let money = |name: &str| CitingPayment {
        namesake: Some(ClientId(7)),
        ..payment(Some(1), name, 300, "оплата покупки")
    };
    let bill = |day: &str| [invoice(7, "богданова юлия николаевна", "", "101", day, 300)];
    let paid = money("Богданова Юлия Николаевна");
    assert_eq!(debtor(&paid, &bill("2026-10-18")), Some(ClientId(7)));
    assert_eq!(debtor(&paid, &bill("2026-05-18")), None, "long ago");
    assert_eq!(debtor(&paid, &bill("2026-10-25")), None, "not yet");
    let apart = CitingPayment { told_apart: BTreeSet::from([ClientId(7)]), ..paid };
    assert_eq!(debtor(&apart, &bill("2026-10-18")), None, "a person said that he is another");
}
