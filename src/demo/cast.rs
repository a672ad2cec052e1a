//! The embedded lists the story is told with: companies, people, products, wordings. All vendor and legal words
//! live there, not in Rust.

use std::io;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// `data/company.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cast {
    pub(crate) organizations: Vec<OrganizationEntry>,
    pub(crate) managers: Vec<ManagerEntry>,
    pub(crate) banks: Vec<Bank>,
    pub(crate) cities: Vec<City>,
    pub(crate) forms: Vec<Form>,
    pub(crate) products: Vec<ProductEntry>,
    pub(crate) clients: Vec<ClientGroup>,
}

/// One of our own companies.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrganizationEntry {
    pub(crate) name: String,
    pub(crate) short: String,
    pub(crate) full: String,
    pub(crate) bank_name: String,
    pub(crate) city: String,
    pub(crate) prefix: String,
    pub(crate) statement: String,
}

/// A manager and the spellings sources use.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManagerEntry {
    pub(crate) name: String,
    pub(crate) book: String,
    pub(crate) aliases: Vec<String>,
}

/// A bank.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    /// Name.
    pub name: String,
    /// City.
    pub city: String,
    /// Bank code (БИК).
    pub bik: String,
    /// Correspondent account.
    pub correspondent: String,
}

/// A city with its region code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct City {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) phone: String,
    pub(crate) streets: Vec<String>,
}

/// A legal form and how people write names of that form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Form {
    pub(crate) key: String,
    pub(crate) full: String,
    pub(crate) kind: String,
    pub(crate) official: String,
    pub(crate) spellings: Vec<String>,
}

/// A product.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductEntry {
    pub(crate) name: String,
    pub(crate) article: String,
    pub(crate) unit: String,
    pub(crate) unit_code: String,
    pub(crate) unit_full: String,
    /// Kopecks.
    pub(crate) price: i64,
}

/// Clients of one form and fate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientGroup {
    pub(crate) form: String,
    pub(crate) names: Vec<String>,
    pub(crate) cities: Vec<String>,
    pub(crate) systems: Systems,
    #[serde(default)]
    pub(crate) quirk: Quirk,
    #[serde(default)]
    pub(crate) former: Option<String>,
}

/// Which accounting programs keep a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Systems {
    /// The trade program alone.
    Trade,
    /// The accounting program alone.
    Accounting,
    /// Both: the same company twice, joined by its tax number.
    Both,
}

/// What life did to a client's records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quirk {
    /// Nothing.
    #[default]
    None,
    /// No tax number.
    NoTaxId,
    /// The tax number lost its leading zero.
    LostZero,
    /// A Latin letter in a Cyrillic name.
    LookAlike,
    /// One company, several branches with own reason codes.
    Branches,
    /// Another name in the other program and in older documents.
    Renamed,
    /// A sole trader and a company of the same person, with one phone.
    SamePerson,
    /// From abroad.
    Foreign,
}

/// `data/purposes.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Purposes {
    pub(crate) one: Vec<Wording>,
    pub(crate) part: Vec<Wording>,
    pub(crate) last: Vec<Wording>,
    pub(crate) many: Vec<Wording>,
    pub(crate) fixed: Fixed,
    pub(crate) others: Others,
    pub(crate) months: Months,
}

/// One way to cite.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wording {
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) each: String,
    pub(crate) cites: super::truth::Citation,
}

/// Purposes that cite no invoice rightly.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fixed {
    pub(crate) wrong: String,
    pub(crate) third_party: String,
    pub(crate) advance: String,
    pub(crate) twin: String,
    pub(crate) fee: String,
    pub(crate) tax: String,
    pub(crate) transfer: String,
    pub(crate) refund: String,
    pub(crate) rent: String,
    pub(crate) cash: String,
}

/// Parties that are no clients.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Others {
    pub(crate) bank_bik_account_prefix: String,
    pub(crate) tax_office: String,
    pub(crate) landlord: String,
    pub(crate) third_party_payer: String,
}

/// Names of months.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Months {
    pub(crate) genitive: Vec<String>,
}

/// `data/register.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterWords {
    pub(crate) sheet: String,
    pub(crate) file: String,
    pub(crate) lock: String,
    pub(crate) title: String,
    pub(crate) subtitle: String,
    pub(crate) group: String,
    pub(crate) total: String,
    pub(crate) prefix: String,
    pub(crate) unreadable: String,
    pub(crate) no_manager: String,
    pub(crate) widths: Vec<u16>,
    pub(crate) head: Vec<[String; 2]>,
    pub(crate) notes: Vec<String>,
}

/// Every embedded list.
#[derive(Debug)]
pub(crate) struct Lists {
    pub(crate) cast: Cast,
    pub(crate) purposes: Purposes,
    pub(crate) register: RegisterWords,
}

impl Lists {
    /// Reads the embedded files.
    pub(crate) fn load() -> io::Result<Self> {
        Ok(Self {
            cast: read(include_str!("data/company.toml"))?,
            purposes: read(include_str!("data/purposes.toml"))?,
            register: read(include_str!("data/register.toml"))?,
        })
    }
}

fn read<T: DeserializeOwned>(text: &str) -> io::Result<T> {
    toml::from_str(text).map_err(io::Error::other)
}
