//! Whose money a payment is, where its payer and the documents it names are not one client's: «за ООО „Вектор“ по
//! счёту 101 от 05.10.2026», or a payer the bank names without a tax number.
//!
//! A number alone never moves money to another client: everything the purpose cites must be that one client's, and a
//! second witness must agree — the client's tax number or name in the purpose, the payer's own name, or the exact sum of
//! documents cited with their dates, or of recent ones that nobody else's number can mean.
//!
//! Where a person said that the payer is not this client, neither the payer's name nor an exact sum is a witness: it is
//! asked then.

use std::collections::{BTreeMap, BTreeSet};

use super::citation::{Citation, CitedKind, citations, may_be_meant_undated};
use crate::model::debtor::{CitedDocument, CitingPayment};
use crate::model::ids::ClientId;
use crate::model::number::{lettered, letters_behind, to_cyrillic};
use crate::model::record::{Direction, Payment, RecordKind};

/// Rounding of value added tax, minor units.
const ROUNDING: i64 = 5;

/// Sums without kopecks are round.
const ROUND: i64 = 100;

/// A shorter name stands in too many purposes by chance.
const SHORTEST_NAME: usize = 4;

/// The cores of the document numbers that a payment cites, each once. Money that is no client's cites nothing.
#[must_use]
pub fn cited_cores(payment: &Payment) -> Vec<String> {
    if payment.direction != Direction::In || payment.not_settlement || payment.deleted {
        return Vec::new();
    }
    let mut cores = BTreeSet::new();
    for citation in named(payment.purpose.as_str(), payment.date) {
        cores.extend(lettered(&citation.core));
        cores.insert(citation.core);
    }
    cores.into_iter().collect()
}

/// What a purpose cites by number, contracts aside.
pub(super) fn named(purpose: &str, today: jiff::civil::Date) -> impl Iterator<Item = Citation> {
    let all = citations(purpose, today).into_iter();
    all.filter(|citation| citation.kind != Some(CitedKind::Contract) && !citation.core.is_empty())
}

/// The client whose documents a payment names, where that is not its payer and is beyond doubt.
#[must_use]
pub fn debtor(payment: &CitingPayment, documents: &[CitedDocument]) -> Option<ClientId> {
    let cited: Vec<Citation> = named(&payment.purpose, payment.date).collect();
    let mut by_client: BTreeMap<ClientId, Vec<&CitedDocument>> = BTreeMap::new();
    for document in documents {
        by_client.entry(document.client).or_default().push(document);
    }
    let own = payment.payer.and_then(|payer| by_client.remove(&payer)).unwrap_or_default();
    let own_claim = Claim::of(&cited, &own, payment);
    let claims: Vec<(ClientId, Claim)> =
        by_client.iter().filter_map(|(client, theirs)| Some((*client, Claim::of(&cited, theirs, payment)?))).collect();
    let named: Vec<&(ClientId, Claim)> = claims.iter().filter(|(_, claim)| claim.named && claim.is_enough()).collect();
    match (&named[..], own_claim) {
        ([(client, _)], None) => Some(*client),
        ([(client, claim)], Some(own)) if claim.dated && !own.dated => Some(*client),
        ([], None) => {
            let may_be = |(client, _): &&(ClientId, Claim)| !payment.told_apart.contains(client);
            let exact: Vec<&(ClientId, Claim)> =
                claims.iter().filter(may_be).filter(|(_, claim)| claim.dated && claim.fits).collect();
            match (&exact[..], &claims[..]) {
                ([(client, _)], _) => Some(*client),
                // A number without its day that is one client's only, and its exact sum, to the kopeck.
                ([], [only]) if may_be(&only) && only.1.fits && only.1.recent && !is_round(payment) => Some(only.0),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The documents of another client that a payment would have paid, had a person not said that he is not its payer.
#[must_use]
pub fn denied<'d>(payment: &CitingPayment, documents: &'d [CitedDocument]) -> Vec<&'d CitedDocument> {
    let unsaid = CitingPayment { told_apart: BTreeSet::new(), ..payment.clone() };
    let Some(client) = debtor(&unsaid, documents).filter(|client| payment.told_apart.contains(client)) else {
        return Vec::new();
    };
    if debtor(payment, documents) == Some(client) {
        return Vec::new();
    }
    let theirs: Vec<&CitedDocument> = documents.iter().filter(|document| document.client == client).collect();
    named(&payment.purpose, payment.date).filter_map(|citation| meant(&citation, &theirs, payment)).collect()
}

/// What speaks for one client's documents being the cited ones. Every citation must be one of them.
#[derive(Debug, Clone, Copy)]
struct Claim {
    /// Every citation has a date, and it agrees.
    dated: bool,
    /// The payment is exactly what they amount to.
    fits: bool,
    /// None of them is older than a number without a day is believed to mean.
    recent: bool,
    /// The payment is no more than what they amount to.
    within: bool,
    /// The purpose names the client, or the payer's name is the client's.
    named: bool,
}

impl Claim {
    fn of(cited: &[Citation], documents: &[&CitedDocument], payment: &CitingPayment) -> Option<Self> {
        let (mut total, mut recent) = (0, true);
        for citation in cited {
            let document = meant(citation, documents, payment)?;
            total += document.total.minor;
            recent &= document.date <= payment.date && may_be_meant_undated(document.date, payment.date);
        }
        let client = documents.first().filter(|_| !cited.is_empty())?;
        Some(Self {
            dated: cited.iter().all(|citation| citation.date.is_some()),
            fits: (total - payment.amount.minor).abs() <= ROUNDING,
            recent,
            within: payment.amount.minor <= total + ROUNDING,
            named: is_named(client, payment),
        })
    }

    fn is_enough(&self) -> bool {
        (self.dated || self.named && self.recent) && self.within || self.fits
    }
}

/// Round sums meet by chance.
fn is_round(payment: &CitingPayment) -> bool {
    payment.amount.minor % ROUND == 0
}

/// The one document of a client that a citation can mean.
fn meant<'d>(
    citation: &Citation,
    documents: &[&'d CitedDocument],
    payment: &CitingPayment,
) -> Option<&'d CitedDocument> {
    let fits = |document: &&&CitedDocument| {
        is_one_number(&document.core, &citation.core)
            && citation.date.is_none_or(|date| date == document.date)
            && document.total.currency == payment.amount.currency
            && (citation.kind == Some(CitedKind::Shipment)) == (document.kind == RecordKind::Shipment)
    };
    let same_company = |document: &&CitedDocument| {
        document.organization.is_none()
            || payment.organization.is_none()
            || document.organization == payment.organization
    };
    let mut found = documents.iter().filter(fits).copied().filter(same_company);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether two cores are one number, however letters behind it are joined.
fn is_one_number(a: &str, b: &str) -> bool {
    a == b || letters_behind(a).is_some_and(|parts| letters_behind(b) == Some(parts))
}

/// Whether the purpose holds the client's tax number or name, or the payer is called as the client is.
fn is_named(client: &CitedDocument, payment: &CitingPayment) -> bool {
    let purpose = words(&payment.purpose);
    // Payers write their own number too: it names another only where it is not theirs.
    let has_tax =
        !client.client_tax.is_empty() && client.client_tax != payment.payer_tax && purpose.contains(&client.client_tax);
    let name = words(&client.client_core);
    let long = client.client_core.chars().filter(|letter| letter.is_alphabetic()).count() >= SHORTEST_NAME;
    let stands_in = |text: &[String]| long && text.windows(name.len().max(1)).any(|window| window == name);
    let is_payers = stands_in(&words(&payment.payer_name));
    if payment.told_apart.contains(&client.client) {
        return has_tax || stands_in(&purpose) && !is_payers;
    }
    has_tax || stands_in(&purpose) || is_payers
}

/// Words and numbers, folded as names are.
fn words(text: &str) -> Vec<String> {
    let folded: String = text.chars().flat_map(char::to_lowercase).map(to_cyrillic).collect();
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{DocumentId, PaymentId};
    use crate::model::money::{Currency, Money};

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
}
