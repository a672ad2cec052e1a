//! Why money waits, in words: what it names, what of that is not there, and what a person said.

use super::citation::{Citation, Purpose, behalf};
use super::debtor::{named, names_another, words};
use crate::model::change::Reason;
use crate::model::explain::{NamedDocument, WaitingMoney};
use crate::model::ledger::Idle;
use crate::model::record::Payment;
use whom::{is_company, whom};

mod whom;

/// What a payment names by number.
#[must_use]
pub fn named_by(payment: &Payment) -> Vec<Citation> {
    named(&Purpose::of(&payment.purpose, payment.date)).cloned().collect()
}

/// Why what is left of a payment pays nothing; `named` are the client's documents of each number that it names.
#[must_use]
pub fn why_waits(money: &WaitingMoney, named: &[(Citation, Vec<NamedDocument>)]) -> Vec<Reason> {
    let mut why = vec![amount(money)];
    let is_rest = named.iter().any(|(_, documents)| documents.iter().any(|document| document.paid_by_it));
    if money.client.is_none() {
        why.push(Reason::new("waits-no-client"));
    } else {
        why.extend(named.iter().map(|(citation, documents)| of_citation(citation, documents)));
        if named.is_empty() {
            why.push(Reason::new("waits-names-nothing"));
        }
        if money.open == 0 {
            why.push(Reason::new("waits-nothing-open"));
        }
    }
    why.extend(money.whose.clone());
    why.extend(unclear_whom_for(money));
    let refused = money.refused.as_ref();
    why.extend(refused.map(|(id, who)| Reason::new("waits-refused").with("who", who).with("decision", id.to_string())));
    match money.question {
        Some(id) => why.push(Reason::new("waits-asked").with("question", id.to_string())),
        // More than what it named came to: there is nothing to be sure of.
        None if money.client.is_some() && money.open > 0 && !is_rest => why.push(Reason::new("waits-unsure")),
        None => {}
    }
    why
}

/// That the purpose says for whom is paid, where it is not known who that is, or the money can't be his.
fn unclear_whom_for(money: &WaitingMoney) -> Option<Reason> {
    let WaitingMoney { payment, is_anothers, .. } = money;
    let payer = (payment.payer.name.as_str(), payment.payer.tax_id.as_str());
    (!is_anothers).then(|| says_for_whom(&payment.purpose, payer)).flatten()
}

/// That a purpose says for whom somebody else than its payer, by name and tax number, pays: as it says it.
#[must_use]
pub fn says_for_whom(purpose: &str, (payer, payer_tax): (&str, &str)) -> Option<Reason> {
    let said = behalf(purpose);
    let own = words(payer);
    let is_own = |name: &str| {
        let name = words(name);
        own.windows(name.len().max(1)).any(|part| part == name)
    };
    if !said.tax_ids.is_empty() && said.tax_ids.iter().all(|digits| digits == payer_tax) {
        // A tax number that is the payer's own says that the name is, too.
        return None;
    }
    let written = || whom(purpose).filter(|written| !is_own(written) && !is_inflected(written, &own));
    if let Some(known) = names_another(&said, payer, payer_tax) {
        let is_number = said.tax_ids.contains(known);
        let whom = if is_number { None } else { written() }.unwrap_or_else(|| known.clone());
        return Some(Reason::new("waits-paid-for").with("name", whom));
    }
    // What was ceded, or a name that is read in no other way.
    said.names.is_empty().then(written).flatten().map(|whom| Reason::new("waits-says-for").with("name", whom))
}

/// Whether a name is a person's own in another case: «Рогова Тараса Ильича» of «Рогов Тарас Ильич».
fn is_inflected(name: &str, own: &[String]) -> bool {
    const ENDING: usize = 2;
    let is_case_of = |word: &String, own: &String| {
        let shorter = word.chars().count().min(own.chars().count());
        let stem = shorter.saturating_sub(ENDING).max(1);
        word.chars().take(stem).eq(own.chars().take(stem))
    };
    let is_company = is_company(name);
    let name = words(name);
    !is_company && name.len() > 1 && name.iter().all(|word| own.iter().any(|own| is_case_of(word, own)))
}

fn amount(money: &WaitingMoney) -> Reason {
    Reason::new("waits").with("left", money.left.to_string()).with("currency", money.left.currency.code())
}

fn of_citation(citation: &Citation, documents: &[NamedDocument]) -> Reason {
    let about = |code: &str| Reason::new(code).with("number", &citation.number);
    let is_meant = |document: &&NamedDocument| citation.date.is_none_or(|date| date == document.date);
    let in_force: Vec<&NamedDocument> = documents.iter().filter(|document| document.idle.is_none()).collect();
    let meant: Vec<&NamedDocument> = in_force.iter().copied().filter(is_meant).collect();
    if meant.is_empty()
        && let Some((document, idle)) = idle_of(documents, is_meant, in_force.is_empty())
    {
        let date = document.date.to_string();
        return about("named-not-in-force").with("date", date).with("state", idle.name());
    }
    match (&meant[..], &in_force[..], citation.date) {
        (_, [], _) => about("waits-not-found"),
        (meant, _, _) if meant.iter().any(|document| document.kept_away) => about("waits-kept-away"),
        ([], [first, ..], Some(_)) => about("waits-other-day").with("date", first.date.to_string()),
        (meant, _, _) if meant.iter().all(|document| document.open.minor <= 0) => {
            let payments: Vec<String> = meant.iter().flat_map(|document| document.payments.clone()).collect();
            if meant.iter().any(|document| document.paid_by_it) {
                about("waits-rest")
            } else if payments.is_empty() {
                about("waits-nothing-to-pay")
            } else {
                about("waits-paid").with("payments", payments.join(", "))
            }
        }
        (meant, _, _) => {
            let open: i64 = meant.iter().map(|document| document.open.minor.max(0)).sum();
            let open = meant.first().map(|document| document.open.currency.decimal_string(open.into()));
            about("waits-amount").with("found", open.unwrap_or_default())
        }
    }
}

/// The newest document not in force that is meant; any, where none is in force.
fn idle_of(
    documents: &[NamedDocument],
    is_meant: impl Fn(&&NamedDocument) -> bool,
    is_any: bool,
) -> Option<(&NamedDocument, Idle)> {
    let idle = documents.iter().rev().filter_map(|document| Some((document, document.idle?)));
    let mut idle: Vec<(&NamedDocument, Idle)> = idle.collect();
    idle.sort_by_key(|(document, _)| !is_meant(document));
    idle.into_iter().find(|(document, _)| is_any || is_meant(document))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{ClientId, DecisionId, ReviewId};
    use crate::model::record::Body;
    use crate::model::sample::{payment, rub};

    fn money(purpose: &str) -> WaitingMoney {
        let Body::Payment(said) = payment("p1", "1", "2026-10-20", 300, ("", ""), purpose).body else { panic!() };
        WaitingMoney {
            payment: *said,
            left: rub(300),
            client: Some(ClientId(1)),
            is_anothers: false,
            whose: None,
            question: None,
            refused: None,
            open: 0,
        }
    }

    fn codes(money: &WaitingMoney, documents: &[NamedDocument]) -> Vec<String> {
        let named: Vec<_> = named_by(&money.payment).into_iter().map(|one| (one, documents.to_vec())).collect();
        why_waits(money, &named).into_iter().map(|reason| reason.code).collect()
    }

    fn document(day: &str, open: i64, paid_by: &[&str]) -> NamedDocument {
        let payments = paid_by.iter().map(|id| (*id).to_owned()).collect();
        NamedDocument {
            date: day.parse().unwrap(),
            open: rub(open),
            payments,
            paid_by_it: false,
            kept_away: false,
            idle: None,
        }
    }

    #[test]
    fn money_says_why_it_waits() {
        assert_eq!(codes(&money("оплата"), &[]), ["waits", "waits-names-nothing", "waits-nothing-open"]);
        let cites = money("счет 101 от 05.10.2026");
        assert_eq!(codes(&cites, &[]), ["waits", "waits-not-found", "waits-nothing-open"]);
        assert_eq!(codes(&cites, &[document("2026-10-06", 300, &[])])[1], "waits-other-day");
        assert_eq!(codes(&cites, &[document("2026-10-05", 0, &["P-3"])])[1], "waits-paid");
        assert_eq!(codes(&cites, &[document("2026-10-05", 0, &[])])[1], "waits-nothing-to-pay");
        assert_eq!(codes(&cites, &[document("2026-10-05", 200, &[])])[1], "waits-amount");
        let canceled = NamedDocument { idle: Some(Idle::Canceled), ..document("2026-10-05", 300, &[]) };
        let why = why_waits(&cites, &[(named_by(&cites.payment).remove(0), vec![canceled.clone()])]);
        assert_eq!(why[1].brief(), "named-not-in-force number=101 date=2026-10-05 state=canceled");
        assert_eq!(codes(&cites, &[canceled.clone(), document("2026-10-05", 200, &[])])[1], "waits-amount");
        assert_eq!(codes(&cites, &[canceled, document("2026-02-05", 200, &[])])[1], "named-not-in-force");
        let kept_away = NamedDocument { kept_away: true, ..document("2026-10-05", 300, &[]) };
        assert_eq!(codes(&cites, &[kept_away])[1], "waits-kept-away", "a person's word, and not the sum");
    }

    #[test]
    fn money_for_somebody_who_is_not_known_says_so() {
        let for_whom = |purpose: &str| codes(&money(purpose), &[]).contains(&"waits-paid-for".to_owned());
        assert!(for_whom("Оплата за ООО «Неведомое» по письму"));
        assert!(!for_whom("Оплата за товар"));
        let said =
            |purpose: &str| why_waits(&money(purpose), &[]).iter().map(Reason::brief).collect::<Vec<_>>()[2].clone();
        for (purpose, reason) in [
            ("за сына Цветкова Илью Олеговича", "waits-paid-for name=Цветкова Илью Олеговича"),
            ("за ООО \"КвазарА\" по договору цессии 5", "waits-says-for name=ООО \"КвазарА\""),
            ("Покупатель: Рогов Тарас Ильич", "waits-paid-for name=Рогов Тарас Ильич"),
        ] {
            assert!(why_waits(&money(purpose), &[]).iter().any(|one| one.brief() == reason), "{}", said(purpose));
        }
        let whose = |purpose: &str| says_for_whom(purpose, ("Рогов Тарас Ильич", ""));
        assert_eq!(whose("Покупатель: Рогов Тарас Ильич"), None, "the payer himself");
        assert_eq!(whose("за Рогова Тараса Ильича"), None);
        assert!(whose("за сына Рогова Илью Тарасовича").is_some());
        let known = WaitingMoney { is_anothers: true, ..money("Оплата за ООО «Вектор»") };
        assert!(!codes(&known, &[]).contains(&"waits-paid-for".to_owned()), "it is his money already");
    }

    #[test]
    fn money_over_what_it_pays_is_no_doubt() {
        let more = WaitingMoney { open: 2, ..money("счет 101 от 05.10.2026") };
        let paid = NamedDocument { paid_by_it: true, ..document("2026-10-05", 0, &[]) };
        assert_eq!(codes(&more, &[paid]), ["waits", "waits-rest"]);
    }

    #[test]
    fn a_question_and_a_decision_are_named() {
        let stranger = WaitingMoney { client: None, ..money("счет 101") };
        assert_eq!(codes(&stranger, &[]), ["waits", "waits-no-client"]);
        let asked = WaitingMoney { question: Some(ReviewId(7)), open: 2, ..money("оплата") };
        assert_eq!(codes(&asked, &[]), ["waits", "waits-names-nothing", "waits-asked"]);
        let refused =
            WaitingMoney { refused: Some((DecisionId(3), "Ольга".into())), open: 2, ..money("оплата") };
        assert_eq!(codes(&refused, &[]), ["waits", "waits-names-nothing", "waits-refused", "waits-unsure"]);
    }
}
