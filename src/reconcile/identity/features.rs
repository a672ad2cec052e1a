//! What of a party's statement identifies it, made ready for comparison once and cheap to compare many times.

use crate::model::ids::SourceId;
use crate::model::person;
use crate::model::record::{BankAccount, Party, PartyKind};
use crate::model::tax_id::{Country, TaxId, TaxIdKind};

use super::address::{Address, address};
use super::keys::{BlockKey, BlockKind};
use super::naming::{Name, named};
use super::skeleton::skeleton;
use super::words;
use super::written::Written;

/// A value with the key under which equal values meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The key.
    pub key: BlockKey,
    /// As people read it.
    pub text: Box<str>,
}

/// A name with the key under which equal names meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedName {
    /// The key.
    pub key: BlockKey,
    /// The name.
    pub name: Name,
}

/// The identifying features of one source record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Features {
    /// The source.
    pub source: SourceId,
    /// The source gave no id: the record says no more than its tax number or name.
    pub made_up: bool,
    /// The working name as written, for people.
    pub label: Box<str>,
    /// Working and official name, where they differ.
    pub names: Vec<KeyedName>,
    /// Family of the legal form: ЗАО, ОАО and АО are of one; empty where unknown.
    pub form: &'static str,
    /// Company, sole trader or person, where known.
    pub kind: Option<PartyKind>,
    /// Tax number whose check digits hold.
    pub tax_id: Option<TaxId>,
    /// Digits where a tax number was expected, and their check digits fail.
    pub unverified: Box<str>,
    /// КПП.
    pub kpp: Box<str>,
    /// The name calls the card a branch («Филиал в г. Самара»).
    pub names_a_branch: bool,
    /// ОГРН or another registration number; empty where there is none.
    pub registration: Box<str>,
    /// Accounts.
    pub accounts: Vec<Value>,
    /// Phones.
    pub phones: Vec<Value>,
    /// Mails.
    pub mails: Vec<Value>,
    /// Domains of the mails, public providers left out.
    pub domains: Vec<Value>,
    /// Addresses.
    pub addresses: Vec<Address>,
    /// City, by its name's skeleton: of an address, else what was glued to the name, else the region, if that is one.
    pub city: Option<Box<str>>,
    /// Country, as the tax number, phones, accounts or the legal form tell it.
    pub country: Option<Country>,
}

/// Families of legal forms, the first of each its name: reorganization within a family keeps the tax number, and people mix
/// them up.
const FAMILIES: &[&str] = &[
    "ООО ТОВ LLC LTD ОДО ТДВ ТОО GMBH SARL SRL SRO BV OU",
    "АО ПАО ОАО ЗАО НАО АТ ПРАТ ПАТ ВАТ ЗАТ JSC PJSC CJSC OJSC INC CORP PLC AG SPA NV OY UAB",
    "ИП ПБОЮЛ ФОП СПД",
    "ЧП ПП",
    "ГУП ФГУП МУП ДП КП",
    "ГБУ ФГБУ МБУ МКУ ФГБОУ МБОУ МБДОУ МАОУ ГБОУ ГБУЗ",
    "АНО",
    "ТСЖ ОСББ СНТ",
    "КФХ ФГ",
    "ПК",
];

/// The family of forms of sole traders.
const SOLE_TRADER: &str = "ИП";

fn names_a_branch(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.contains("ф-л") || lower.split(|letter: char| !letter.is_alphabetic()).any(words::is_branch)
}

fn family(form: &str) -> &'static str {
    let found = FAMILIES.iter().find(|line| line.split(' ').any(|member| member == form));
    found.and_then(|line| line.split(' ').next()).unwrap_or_default()
}

impl Features {
    /// The features of what a source says of a party.
    ///
    /// `legal_core` is the official name folded as `normalize::names` folds it, empty where there is none; `made_up` says
    /// that the source gave no id (`model::record::is_made_up`).
    #[must_use]
    pub fn of(party: &Party, legal_core: &str, source: SourceId, made_up: bool) -> Self {
        let (mut city, mut form) = (None, None);
        let mut names: Vec<KeyedName> = Vec::with_capacity(1);
        // A plus sign is no letter, yet part of the name: «Партнёр+» is «Партнёр Плюс».
        let plus = party.name.contains('+') && !party.name_core.contains("плюс") && !party.name_core.is_empty();
        let core = format!("{}{}", party.name_core, if plus { " плюс" } else { "" });
        let cores = [(core.as_str(), party.name.as_str()), (legal_core, party.legal_name.as_str())];
        for found in cores.into_iter().filter_map(|(core, written)| named(core, Written::of(written))) {
            (city, form) = (city.or(found.city), form.or(found.form));
            if names.iter().all(|known| known.name.skeleton != found.name.skeleton) {
                names.push(KeyedName { key: BlockKey::new(BlockKind::Name, &found.name.skeleton), name: found.name });
            }
        }
        if party.kind != Some(PartyKind::Company) {
            for found in traders(&party.name).iter().filter_map(|core| named(core, Written::default())) {
                if names.iter().all(|known| known.name.skeleton != found.name.skeleton) {
                    names.push(KeyedName {
                        key: BlockKey::new(BlockKind::Name, &found.name.skeleton),
                        name: found.name,
                    });
                }
            }
        }
        let addresses: Vec<Address> = party.addresses.iter().filter_map(|text| address(text)).collect();
        let stated = addresses.iter().find_map(|address| address.city.clone());
        let values = |kind: BlockKind, texts: &[String]| texts.iter().map(|text| value(kind, text)).collect();
        // Also of a card that an earlier program took for a company's.
        let is_trader = person::is_sole_trader(&party.legal_form, &party.name, &party.name_core);
        let kind = if is_trader { Some(PartyKind::SoleTrader) } else { party.kind };
        let known_form = if party.legal_form.is_empty() { form.unwrap_or_default() } else { &party.legal_form };
        let numbers: Vec<String> = party.bank_accounts.iter().map(|account| account.number.clone()).collect();
        Self {
            source,
            made_up,
            label: party.name.as_str().into(),
            names,
            form: if is_trader { SOLE_TRADER } else { family(known_form) },
            kind: kind.or(form.map(|form| if form == "ИП" { PartyKind::SoleTrader } else { PartyKind::Company })),
            tax_id: party.tax_id.clone(),
            unverified: digits(&party.tax_id_unverified).into(),
            kpp: party.kpp.as_str().into(),
            names_a_branch: names_a_branch(&party.name),
            registration: digits(&party.registration_number).into(),
            accounts: values(BlockKind::Account, &numbers),
            phones: values(BlockKind::Phone, &party.phones),
            mails: values(BlockKind::Mail, &party.emails),
            domains: domains(&party.emails),
            addresses,
            city: stated.or(city.map(Into::into)).or_else(|| city_of_region(&party.region)),
            country: country(party),
        }
    }

    /// Whether the КПП is one of a head office: where it is registered by its own place, reason 01.
    /// Source: КПП, order ММВ-7-6/435@ of the Federal Tax Service, the fifth and sixth digits.
    #[must_use]
    pub fn is_head_office(&self) -> bool {
        self.kpp.get(4..6) == Some("01")
    }

    /// Valid tax numbers that a number with failing check digits may have been meant for: one digit wrong, two swapped,
    /// one left out or one too many.
    #[must_use]
    pub fn repairs(&self) -> Vec<String> {
        let digits: Vec<char> = self.unverified.chars().collect();
        if !(7..=13).contains(&digits.len()) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for candidate in slips(&digits) {
            let holds = [TaxIdKind::InnCompany, TaxIdKind::InnPerson, TaxIdKind::Edrpou, TaxIdKind::Rnokpp]
                .into_iter()
                .any(|kind| kind.digits() == candidate.len() && kind.holds(&candidate));
            if holds && !found.contains(&candidate) {
                found.push(candidate);
            }
        }
        found
    }
}

/// The person whose shop a name names too, folded: «Салон „Луна“ (ИП Иванов И.И.)», «Иванов И.И., магазин „Луна“».
fn traders(name: &str) -> Vec<String> {
    if !name.contains(['(', ',', '«', '"', '„', '“']) {
        return Vec::new();
    }
    let lower = name.to_lowercase().replace('ё', "е");
    let pieces = lower.split(['(', ')', ',', '«', '»', '"', '„', '“']);
    let folded = pieces.map(|piece| {
        let words = piece.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        words.filter(|word| !matches!(*word, "ип" | "фоп" | "флп" | "чп" | "пп" | "спд")).collect::<Vec<_>>().join(" ")
    });
    folded.filter(|core| person::is_person_name(core)).collect()
}

/// The city, where a card's region is one.
fn city_of_region(region: &str) -> Option<Box<str>> {
    let lower = region.to_lowercase();
    let bare = lower.trim_start_matches("г.").trim_start_matches("м.").trim();
    let words: Vec<String> = bare.split([' ', '-']).filter(|word| !word.is_empty()).map(skeleton).collect();
    let (length, city) = words::cities().at_start(&words)?;
    (length == words.len()).then(|| city.concat().into())
}

fn country(party: &Party) -> Option<Country> {
    let by_phone = || {
        let countries = [("+7", Country::Russia), ("+380", Country::Ukraine), ("+375", Country::Belarus)];
        let of =
            |phone: &String| countries.iter().find(|(code, _)| phone.starts_with(code)).map(|(_, country)| *country);
        party.phones.iter().find_map(of)
    };
    let by_account = || {
        let of = |account: &BankAccount| match account.number.as_str() {
            number if number.starts_with("UA") => Some(Country::Ukraine),
            number if number.starts_with("BY") => Some(Country::Belarus),
            number if number.starts_with("KZ") => Some(Country::Kazakhstan),
            number if number.len() == 20 && number.starts_with('4') => Some(Country::Russia),
            _ => None,
        };
        party.bank_accounts.iter().find_map(of)
    };
    let by_form = || Country::of_legal_form(&party.legal_form);
    party.tax_id.as_ref().map(|tax_id| tax_id.kind.country()).or_else(by_account).or_else(by_phone).or_else(by_form)
}

fn value(kind: BlockKind, text: &str) -> Value {
    // A phone is told by its last ten digits: the country is often left out or wrong.
    let digits = text.len().saturating_sub(10);
    let told = if kind == BlockKind::Phone { text.get(digits..).unwrap_or(text) } else { text };
    Value { key: BlockKey::new(kind, told), text: text.into() }
}

fn domains(mails: &[String]) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for domain in
        mails.iter().filter_map(|mail| mail.rsplit('@').next()).filter(|domain| !words::is_public_domain(domain))
    {
        let domain = value(BlockKind::Domain, domain);
        if !found.contains(&domain) {
            found.push(domain);
        }
    }
    found
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Every number one slip away.
fn slips(digits: &[char]) -> Vec<String> {
    let mut found = Vec::new();
    for at in 0..=digits.len() {
        let (head, tail) = digits.split_at(at);
        for digit in '0'..='9' {
            found.push(head.iter().chain([&digit]).chain(tail).collect());
        }
        if let [first, rest @ ..] = tail {
            found.extend(
                ('0'..='9')
                    .filter(|digit| digit != first)
                    .map(|digit| head.iter().chain([&digit]).chain(rest).collect()),
            );
            found.push(head.iter().chain(rest).collect());
            if let [second, rest @ ..] = rest {
                found.push(head.iter().chain([second, first]).chain(rest).collect());
            }
        }
    }
    found
}

/// Whether two numbers are one slip apart: a digit wrong, two neighbors swapped, one left out.
#[must_use]
pub(super) fn one_slip_apart(one: &str, other: &str) -> bool {
    one != other && one.len().abs_diff(other.len()) <= 1 && strsim::osa_distance(one, other) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_tax_number_is_repaired() {
        let mut party = Party { tax_id_unverified: "7733147897".into(), ..Party::default() };
        assert!(Features::of(&party, "", SourceId(1), false).repairs().contains(&"7733147896".to_owned()));
        party.tax_id_unverified = "773314789".into();
        assert!(Features::of(&party, "", SourceId(1), false).repairs().contains(&"7733147896".to_owned()));
        party.tax_id_unverified = "7733417896".into();
        assert!(Features::of(&party, "", SourceId(1), false).repairs().contains(&"7733147896".to_owned()));
        party.tax_id_unverified = "DE12".into();
        assert!(Features::of(&party, "", SourceId(1), false).repairs().is_empty());
    }

    #[test]
    fn public_providers_are_no_domain_of_their_own() {
        let emails = vec!["romashka@mail.ru".to_owned(), "info@romashka.example".to_owned()];
        let party = Party { emails, ..Party::default() };
        let features = Features::of(&party, "", SourceId(1), false);
        let domains: Vec<&str> = features.domains.iter().map(|domain| &*domain.text).collect();
        assert_eq!(domains, ["romashka.example"]);
    }
}
