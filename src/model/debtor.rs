//! A payment and the documents it cites, whoever's they are: what whose money it is, is judged by.
//!
//! Payments are found by keys of what their purposes name: the cores of document numbers (letters and digits), and names and
//! tax numbers of those for whom somebody else pays, and the cores of contracts' numbers, each behind a sign that no number has.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::ids::{ClientId, DocumentId, OrganizationId, PaymentId};
use super::money::Money;
use super::record::RecordKind;

/// A payment whose purpose cites documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitingPayment {
    /// The payment.
    pub id: PaymentId,
    /// The client who sent it, where known.
    pub payer: Option<ClientId>,
    /// The payer's name as the bank has it.
    pub payer_name: String,
    /// The payer's tax number, folded as a client's is; empty where the bank gives none.
    pub payer_tax: String,
    /// The day money moved.
    pub date: Date,
    /// How much.
    pub amount: Money,
    /// Our company that received it.
    pub organization: Option<OrganizationId>,
    /// Purpose.
    pub purpose: String,
    /// Clients that a person told apart from the payer.
    pub told_apart: BTreeSet<ClientId>,
    /// Clients for whom the purpose may say that he pays, other than himself.
    pub on_behalf: Vec<ClientId>,
    /// Another client who is called as a payer without a tax number is, where he is the only one and the payer has no
    /// documents himself.
    pub namesake: Option<ClientId>,
    /// Whether the payer has an open document of exactly this sum himself.
    pub own_of_sum: bool,
    /// Contracts that the purpose may name, whoever's.
    pub contracts: Vec<CitedContract>,
    /// Whether the payer has documents of his own that count, where contracts are named.
    pub has_dealings: bool,
}

/// A contract whose number a payment names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedContract {
    /// Whose it is.
    pub client: ClientId,
    /// That client's name.
    pub client_name: String,
    /// His name without its legal form, folded.
    pub client_core: String,
    /// His tax number, digits only; empty where unknown.
    pub client_tax: String,
    /// Whether he is a private person.
    pub is_person: bool,
    /// Its title.
    pub title: String,
    /// Number as written.
    pub number: String,
    /// The number without series and zeros.
    pub core: String,
    /// Date.
    pub date: Option<Date>,
    /// Our company.
    pub organization: Option<OrganizationId>,
}

/// A document whose number a payment cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedDocument {
    /// The document.
    pub id: DocumentId,
    /// Whose it is.
    pub client: ClientId,
    /// That client's name without its legal form, folded. The payer's own is left out, and so is his number.
    pub client_core: String,
    /// That client's tax number, digits only; empty where unknown.
    pub client_tax: String,
    /// What it is.
    pub kind: RecordKind,
    /// Number as written.
    pub number: String,
    /// The number without series and zeros.
    pub core: String,
    /// Date.
    pub date: Date,
    /// Total.
    pub total: Money,
    /// Our company.
    pub organization: Option<OrganizationId>,
}

/// Before the name of a client for whom somebody else pays.
const NAME: char = '=';

/// Before his tax number.
const TAX: char = '@';

/// Before the legal form that stands with the name.
const FORM: char = '>';

/// Before the payer's own name, where the bank gives no number with it.
const PAYER: char = '?';

/// Before the core of a contract's number.
const CONTRACT: char = '#';

/// The key of a contract's number.
#[must_use]
pub fn contract_key(core: &str) -> String {
    format!("{CONTRACT}{core}")
}

/// The core of the contract's number that a key names.
#[must_use]
pub fn contract_of_key(key: &str) -> Option<&str> {
    key.strip_prefix(CONTRACT)
}

/// The key of the name of a payer whom the bank gives no tax number: a namesake may be he.
#[must_use]
pub fn payer_key(core: &str) -> String {
    format!("{PAYER}{core}")
}

/// The key of a client's name, folded and without legal form.
#[must_use]
pub fn name_key(core: &str) -> String {
    format!("{NAME}{core}")
}

/// The key of a client's tax number, digits only.
#[must_use]
pub fn tax_number_key(digits: &str) -> String {
    format!("{TAX}{digits}")
}

/// The key of the legal form that stands with a client's name.
#[must_use]
pub fn form_key(form: &str) -> String {
    format!("{FORM}{form}")
}

/// Whether a key names a client and no document.
#[must_use]
pub fn is_of_client(key: &str) -> bool {
    key.starts_with([NAME, TAX, FORM, PAYER])
}

/// The name of a key, or the tax number.
#[must_use]
pub fn client_of_key(key: &str) -> Option<ClientKey<'_>> {
    let name = key.strip_prefix(NAME).map(ClientKey::Name);
    let tax = || key.strip_prefix(TAX).map(ClientKey::TaxNumber);
    let form = || key.strip_prefix(FORM).map(ClientKey::Form);
    name.or_else(tax).or_else(form).or_else(|| key.strip_prefix(PAYER).map(ClientKey::Payer))
}

/// What a client is named by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientKey<'k> {
    /// His name, folded and without legal form.
    Name(&'k str),
    /// His tax number, digits only.
    TaxNumber(&'k str),
    /// The legal form of the company that is named, folded.
    Form(&'k str),
    /// The name of a payer without a tax number, folded.
    Payer(&'k str),
}
