//! Canonical records: what every source's data looks like once normalized. Serialized bodies are what the store keeps.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::ids::{ClientId, ContactId, ContractId, DocumentId, OrganizationId, PaymentId, ProductId};
use super::money::{Currency, Money};
use super::provenance::Provenance;
use super::tax_id::TaxId;

/// What kind of thing a record is about. The name is stable: keys, statements and exports carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// Our own company (организация).
    Organization,
    /// A counterparty (контрагент).
    Client,
    /// A contact person of a client.
    Contact,
    /// A contract with a client (договор).
    Contract,
    /// A product or service (номенклатура).
    Product,
    /// A bill (счёт на оплату).
    Invoice,
    /// A customer's order (заказ).
    Order,
    /// A shipment, act or transfer document (реализация, акт, УПД).
    Shipment,
    /// Goods or money returned, as a document (возврат).
    Return,
    /// Money in or out, bank or cash.
    Payment,
}

impl RecordKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Organization,
        Self::Client,
        Self::Contact,
        Self::Contract,
        Self::Product,
        Self::Invoice,
        Self::Order,
        Self::Shipment,
        Self::Return,
        Self::Payment,
    ];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Client => "client",
            Self::Contact => "contact",
            Self::Contract => "contract",
            Self::Product => "product",
            Self::Invoice => "invoice",
            Self::Order => "order",
            Self::Shipment => "shipment",
            Self::Return => "return",
            Self::Payment => "payment",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The id of an entity of this kind as people see it.
    #[must_use]
    pub fn entity_id(self, id: i64) -> String {
        match self {
            Self::Organization => OrganizationId(id).to_string(),
            Self::Client => ClientId(id).to_string(),
            Self::Contact => ContactId(id).to_string(),
            Self::Contract => ContractId(id).to_string(),
            Self::Product => ProductId(id).to_string(),
            Self::Invoice | Self::Order | Self::Shipment | Self::Return => DocumentId(id).to_string(),
            Self::Payment => PaymentId(id).to_string(),
        }
    }

    /// Whether the record is a document with a number, a date and a total.
    #[must_use]
    pub fn is_document(self) -> bool {
        matches!(self, Self::Invoice | Self::Order | Self::Shipment | Self::Return)
    }
}

/// Whether a record is the source's own full statement or a copy of its key fields inside another record.
///
/// A mention makes a stub that a full record completes later; it never overwrites a full one
/// (every EnterpriseData reference and every CommerceML document carries such copies).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A copy of key fields inside another record.
    Mention,
    /// The record itself.
    Full,
}

/// What orders two statements about the same record, strongest first: message number, file time, arrival.
///
/// The source's own row version is an equality token only (1C's `НомерВерсии` is not ordered).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordVersion {
    /// Number of the exchange message that carried it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<i64>,
    /// When the sender made the file, in the sender's own clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_time: Option<DateTime>,
    /// The source's row version; equal tokens mean an unchanged row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// One record of one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What it is.
    pub kind: RecordKind,
    /// Its identifier within (source, kind). Synthesized ones carry a prefix: `tax:`, `name:`, `line:`, `doc:`.
    pub id: String,
    /// Which rule read it, where.
    pub provenance: Provenance,
    /// What orders it among statements about the same record.
    pub version: RecordVersion,
    /// Whether it is the record itself or a copy of its key fields.
    pub standing: Standing,
    /// What it says.
    pub body: Body,
}

/// A top-level record and the parties and products it mentions: the unit of the conservation count.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The record the row is about.
    pub record: Record,
    /// Copies of key fields of other records found inside it.
    pub mentions: Vec<Record>,
}

/// What a record says, by kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// One of our own companies.
    Organization(Party),
    /// A counterparty.
    Client(Party),
    /// A contact person.
    Contact(Contact),
    /// A contract.
    Contract(Contract),
    /// A product or service.
    Product(Product),
    /// An invoice, order, shipment or return.
    Document(Box<Document>),
    /// A payment.
    Payment(Box<Payment>),
    /// The source says the record is gone (a physical deletion it reports).
    Deletion,
}

impl Body {
    /// Marks the record deleted, whatever it is.
    pub fn mark_deleted(&mut self) {
        match self {
            Self::Organization(party) | Self::Client(party) => party.deleted = true,
            Self::Contact(contact) => contact.deleted = true,
            Self::Contract(contract) => contract.deleted = true,
            Self::Product(product) => product.deleted = true,
            Self::Document(document) => document.deleted = true,
            Self::Payment(payment) => payment.deleted = true,
            Self::Deletion => {}
        }
    }

    /// External id of the client the record names, in the same source.
    #[must_use]
    pub fn client(&self) -> Option<&str> {
        match self {
            Self::Document(document) => document.client.as_deref(),
            Self::Payment(payment) => payment.client.as_deref(),
            Self::Contract(contract) => contract.client.as_deref(),
            Self::Contact(contact) => contact.client.as_deref(),
            Self::Organization(_) | Self::Client(_) | Self::Product(_) | Self::Deletion => None,
        }
    }
}

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
    pub fn name(self) -> &'static str {
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if passes a reference")]
fn is_false(value: &bool) -> bool {
    !*value
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

/// A product or service.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Name.
    pub name: String,
    /// Article (SKU).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub article: String,
    /// Code in the accounting program.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Unit of measure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Marked deleted in the source.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deleted: bool,
}

/// A reference from one record to a document: by the source's id, by number and date, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRef {
    /// What kind it is, where the source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<RecordKind>,
    /// The source's id of the document.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Its number as written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The part of the amount that concerns it, where the source says so (расшифровка платежа).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// One line of a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// External id of the product, in the same source.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub product: String,
    /// What was sold, as written.
    pub name: String,
    /// Unit of measure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Decimal>,
    /// Price of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Decimal>,
    /// Amount of the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// VAT rate as written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub vat_rate: String,
    /// VAT amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat: Option<Money>,
}

/// An invoice, order, shipment or return.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Number as written, with prefix and zeros.
    pub number: String,
    /// Civil date, as written: never shifted by a zone.
    pub date: Date,
    /// Pay until.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Date>,
    /// External id of our company, in the same source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// External id of the client, in the same source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// External id of the contract, in the same source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// The total the header states; it wins over the sum of lines.
    pub total: Money,
    /// VAT in the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat: Option<Money>,
    /// Posted (проведён): a draft is not money.
    pub posted: bool,
    /// Marked deleted in the source.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deleted: bool,
    /// Cancelled in the source (отменён).
    #[serde(default, skip_serializing_if = "is_false")]
    pub canceled: bool,
    /// The source only hints that it is paid, without an amount: a status, never money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_hint: Option<bool>,
    /// The responsible manager as the source names him.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub manager: String,
    /// A remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// What it is based on: the order of an invoice, the invoice of a shipment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub based_on: Vec<DocumentRef>,
    /// Lines, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
}

/// Money in or out, seen from our side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Received.
    In,
    /// Paid out.
    Out,
    /// Between our own accounts.
    Internal,
    /// Neither side is known to be ours: kept and shown, never guessed.
    Unknown,
}

impl Direction {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Internal => "internal",
            Self::Unknown => "unknown",
        }
    }
}

/// How money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// Bank transfer.
    Bank,
    /// Cash.
    Cash,
    /// Card (acquiring).
    Card,
}

impl PaymentMethod {
    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Cash => "cash",
            Self::Card => "card",
        }
    }
}

/// One side of a payment, as the source states it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentSide {
    /// Name as written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Tax number as written (digits only), valid or not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tax_id: String,
    /// Account number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub account: String,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    /// Number: the payer's payment order where the source gives it, else the source's own.
    pub number: String,
    /// The day money moved (bank date).
    pub date: Date,
    /// The date of the payer's own document or the value date, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_date: Option<Date>,
    /// In, out, or between our own accounts.
    pub direction: Direction,
    /// How it moved.
    pub method: PaymentMethod,
    /// How much; always positive.
    pub amount: Money,
    /// Who paid.
    #[serde(default)]
    pub payer: PaymentSide,
    /// Who was paid.
    #[serde(default)]
    pub payee: PaymentSide,
    /// External id of our company, in the same source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// External id of the client, in the same source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Purpose of the payment (назначение платежа).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// Documents the source itself says it pays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pays: Vec<DocumentRef>,
    /// Carried out (posted): a planned payment is not money.
    pub posted: bool,
    /// Marked deleted in the source.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deleted: bool,
    /// Not a settlement with a counterparty: tax, bank fee, salary. Kept, never matched.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_settlement: bool,
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

impl Record {
    /// The amount the record counts for in the conservation check, where it has one.
    #[must_use]
    pub fn money(&self) -> Option<Money> {
        match &self.body {
            Body::Document(document) => Some(document.total),
            Body::Payment(payment) => Some(payment.amount),
            _ => None,
        }
    }

    /// `mapping/record` of the rule that read it.
    #[must_use]
    pub fn rule(&self) -> &Arc<str> {
        &self.provenance.rule
    }
}

impl Payment {
    /// What makes a bank line and the accounting's record of it one payment: day, amount, direction, the payer's document
    /// number and the counterparty's tax number, all of them; nothing where one is missing.
    #[must_use]
    pub fn twin_hash(&self) -> Option<i64> {
        let side = match self.direction {
            Direction::In => &self.payer,
            Direction::Out => &self.payee,
            Direction::Internal | Direction::Unknown => return None,
        };
        let digits: String = self.number.chars().filter(char::is_ascii_digit).collect();
        let number = digits.trim_start_matches('0');
        if number.is_empty() || side.tax_id.is_empty() {
            return None;
        }
        let text = format!(
            "{}|{}|{}|{}|{number}|{}",
            self.date,
            self.amount.minor,
            self.amount.currency,
            self.direction.name(),
            side.tax_id
        );
        blake3::hash(text.as_bytes()).as_bytes().first_chunk().copied().map(i64::from_le_bytes)
    }
}
