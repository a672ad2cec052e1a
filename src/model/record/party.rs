//! Companies and persons: clients, our own companies, their contacts and contracts.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::is_false;
use crate::model::money::Currency;
use crate::model::tax_id::TaxId;

/// A company or a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// A legal entity.
    Company,
    /// A sole trader (ИП, ФОП).
    SoleTrader,
    /// A private person.
    Person,
}

impl PartyKind {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::SoleTrader => "sole_trader",
            Self::Person => "person",
        }
    }
}

/// What a counterparty is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Buys from us.
    Buyer,
    /// Sells to us.
    Supplier,
    /// Anything else: dealer, agent, partner.
    Partner,
}

impl Role {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Supplier => "supplier",
            Self::Partner => "partner",
        }
    }
}

/// A bank account as the source states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BankAccount {
    /// The account number or IBAN, blanks removed.
    pub number: String,
    /// БИК, МФО or BIC.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bank_code: String,
    /// The bank's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bank_name: String,
}

/// A counterparty or one of our own companies.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// The working name (Наименование).
    pub name: String,
    /// The official name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub legal_name: String,
    /// The name without its legal form, folded for comparison; see `normalize::names`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_core: String,
    /// Legal form apart from the name (`ООО`, `ИП`, `ТОВ`), canonical.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub legal_form: String,
    /// Company, sole trader or person, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PartyKind>,
    /// What it is to us.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// Tax number, only when its check digits hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<TaxId>,
    /// The tax number as written, when it is not a valid one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tax_id_unverified: String,
    /// КПП: reason code of registration, tells branches apart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kpp: String,
    /// ОГРН, ОКПО or another registration number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub registration_number: String,
    /// Phones in E.164.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// E-mail addresses, lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Postal addresses as text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// Bank accounts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bank_accounts: Vec<BankAccount>,
    /// The responsible manager as the source names him.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub manager: String,
    /// Segment or industry.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub segment: String,
    /// Region.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// A remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Anything else the mapping names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<(String, String)>,
    /// Marked deleted in the source.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deleted: bool,
}

/// A contact person.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// External id of the client, in the same source.
    pub client: Option<String>,
    /// Full name.
    pub name: String,
    /// Position in the company.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub position: String,
    /// Phones in E.164.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// E-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Marked deleted in the source.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deleted: bool,
}

/// A contract.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// External id of the client, in the same source.
    pub client: Option<String>,
    /// External id of our company, in the same source.
    pub organization: Option<String>,
    /// Number.
    #[serde(default)]
    pub number: String,
    /// Date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Valid until.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// Settlement currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Marked deleted in the source.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deleted: bool,
}

impl Contract {
    /// Its number; where it has none of its own, the one that its title says: «Договор № 17/2026 от 03.02.2026».
    #[must_use]
    pub fn said_number(&self) -> &str {
        if !self.number.trim().is_empty() {
            return self.number.trim();
        }
        let signed = self.name.split_once('№').map(|(_, behind)| behind.trim_start());
        let word = signed.and_then(|behind| behind.split_whitespace().next()).unwrap_or_default();
        word.trim_end_matches([',', ';', '.', ')', '"', '»'])
    }

    /// Its day; where it has none of its own, the one that its title says in figures.
    #[must_use]
    pub fn said_date(&self) -> Option<Date> {
        self.date.or_else(|| self.name.split([' ', '\u{a0}', '(', ')', ',']).find_map(day_in_figures))
    }
}

/// A day written «03.02.2026», «3.2.26» or «03.02.2026г.».
fn day_in_figures(word: &str) -> Option<Date> {
    let mut parts = word.trim_end_matches(|letter: char| !letter.is_ascii_digit()).split('.');
    let [day, month, year] = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_some() || ![2, 4].contains(&year.len()) {
        return None;
    }
    let century = if year.len() == 2 { 2000 } else { 0 };
    Date::new(century + year.parse::<i16>().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Whether a party's id was made of its tax number or name, because its source gave none.
///
/// Such a party says no more than that number or name: nothing in it can contradict a client that has the same.
#[must_use]
pub fn is_made_up(id: &str) -> bool {
    is_made_of_tax_id(id) || id.starts_with("name:")
}

/// Whether a party's id was made of its tax number.
#[must_use]
pub fn is_made_of_tax_id(id: &str) -> bool {
    id.starts_with("tax:")
}

/// Stands between number and name in the id of a party that only a bank line names.
pub const PAYER_MARK: char = '|';

/// What a party that only a bank line names was known by to a program that went by its tax number alone; nothing for any
/// other id.
#[must_use]
pub fn former_payer_id(id: &str) -> Option<&str> {
    let (former, _) = id.split_once(PAYER_MARK)?;
    is_made_of_tax_id(former).then_some(former)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_without_number_or_day_has_those_of_its_title() {
        let titled = |name: &str| {
            let contract = Contract { name: name.into(), ..Contract::default() };
            let day = contract.said_date().map_or_else(String::new, |day| day.to_string());
            format!("{} {day}", contract.said_number())
        };
        for (name, said) in [
            ("Договор № 17/2026 от 03.02.2026", "17/2026 2026-02-03"),
            ("Договір №74-У/25 від 3.5.24р. (оренда)", "74-У/25 2024-05-03"),
            ("Поставка (№ 5, 03.02.2026г.)", "5 2026-02-03"),
            ("Договор № 5", "5 "),
            ("Основной договор 2.5", " "),
            ("", " "),
        ] {
            assert_eq!(titled(name), said, "{name}");
        }
        let own = Contract {
            number: " 9 ".into(), name: "Договор № 17 от 03.02.2026".into(), ..Contract::default()
        };
        assert_eq!((own.said_number(), own.said_date().map(Date::year)), ("9", Some(2026)));
    }
}
