//! The nouns of the story: own companies, clients, documents and payments, as they truly are and as they were written.

use std::sync::Arc;

use jiff::civil::Date;

use crate::model::money::Money;
use crate::model::record::RecordKind;

use super::cast::{Bank, Quirk};
use super::truth::Citation;

/// The invented trading company with everything that happened to it.
#[derive(Debug)]
pub struct Company {
    /// The business date of the story.
    pub today: Date,
    /// The two legal entities: trade first, the one with the accounting program second.
    pub organizations: Vec<Arc<Organization>>,
    /// Managers.
    pub managers: Vec<Arc<Manager>>,
    /// Clients; a company kept by two programs is one entry.
    pub clients: Vec<Arc<Client>>,
    /// Products.
    pub products: Vec<Arc<Product>>,
    /// Orders, invoices and shipments, oldest first.
    pub documents: Vec<Arc<Document>>,
    /// Payments, oldest first.
    pub payments: Vec<Payment>,
}

/// One of the own companies.
#[derive(Debug)]
pub struct Organization {
    /// Its identifier in its accounting program.
    pub id: String,
    /// Working name.
    pub name: String,
    /// Short legal name with quotes.
    pub short: String,
    /// Full legal name.
    pub full: String,
    /// Name in bank documents.
    pub bank_name: String,
    /// Tax number.
    pub tax_id: String,
    /// Reason code.
    pub reason_code: String,
    /// Main account.
    pub account: String,
    /// Its bank.
    pub bank: Bank,
    /// A second account in another bank, which has no statement here.
    pub savings: Option<(String, Bank)>,
    /// What its document numbers begin with.
    pub prefix: String,
    /// File name of its bank statement.
    pub statement: String,
}

/// A manager.
#[derive(Debug)]
pub struct Manager {
    /// Name in the settings.
    pub name: String,
    /// Workbook.
    pub book: String,
    /// Every other spelling.
    pub aliases: Vec<String>,
}

/// A product.
#[derive(Debug)]
pub struct Product {
    /// Identifier in the trade program.
    pub trade_id: String,
    /// Identifier in the accounting program.
    pub accounting_id: String,
    /// Code in the accounting program.
    pub code: String,
    /// Name.
    pub name: String,
    /// Article, may be empty.
    pub article: String,
    /// Unit with its classifier code and full name.
    pub unit: [String; 3],
    /// Price in kopecks, VAT included.
    pub price: i64,
}

/// A contract.
#[derive(Debug)]
pub struct Contract {
    /// Identifier in the accounting program.
    pub id: String,
    /// Number.
    pub number: String,
    /// Date.
    pub date: Date,
}

/// A client.
#[derive(Debug)]
pub struct Client {
    /// Identifier in the trade program, if it is kept there.
    pub trade_id: Option<String>,
    /// Identifier in the accounting program, if it is kept there.
    pub accounting_id: Option<String>,
    /// `company`, `sole_trader` or `person`.
    pub kind: String,
    /// The name without legal form.
    pub name: String,
    /// The official name.
    pub official: String,
    /// As the trade program writes it.
    pub trade_name: String,
    /// As the accounting program writes it.
    pub accounting_name: String,
    /// As its bank writes it.
    pub bank_name: String,
    /// The official name it had before, and that the accounting program and older documents still have.
    pub former: Option<String>,
    /// The true tax number.
    pub tax_id: Option<String>,
    /// The tax number as the trade program writes it.
    pub written_tax_id: Option<String>,
    /// Reason code.
    pub reason_code: Option<String>,
    /// Its account.
    pub account: String,
    /// Its bank.
    pub bank: Bank,
    /// Phones as people wrote them.
    pub phones: Vec<String>,
    /// Mail.
    pub email: String,
    /// Address.
    pub address: String,
    /// City.
    pub city: String,
    /// Who looks after it.
    pub manager: Option<Arc<Manager>>,
    /// The contract.
    pub contract: Contract,
    /// What life did to its records.
    pub quirk: Quirk,
}

/// Which file a document comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The trade program's containers.
    Orders,
    /// The accounting program's message.
    Message,
    /// The regional office's register.
    Register,
}

/// How the second, later trade file differs about a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    /// It is silent, unless the document is younger than the first file.
    Silent,
    /// It repeats the document as it was.
    Again,
    /// It posts what was a draft.
    Posted,
    /// It marks the document deleted.
    Marked,
}

/// A row no program can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The date does not exist.
    Date,
    /// The sum is a word.
    Sum,
}

/// A document line.
#[derive(Debug)]
pub struct Line {
    /// What.
    pub product: Arc<Product>,
    /// How many.
    pub quantity: i64,
    /// Price of one, minor units.
    pub price: i64,
    /// Total, minor units.
    pub total: i64,
}

/// An order, invoice or shipment.
#[derive(Debug)]
pub struct Document {
    /// Which of them.
    pub kind: RecordKind,
    /// Where it is written.
    pub channel: Channel,
    /// The deal it belongs to: documents of one deal share a container.
    pub deal: usize,
    /// Seller.
    pub organization: Arc<Organization>,
    /// Buyer.
    pub client: Arc<Client>,
    /// Identifier in its program.
    pub id: String,
    /// Full number.
    pub number: String,
    /// Number as printed for people.
    pub short: String,
    /// Date.
    pub date: Date,
    /// Pay until.
    pub due: Option<Date>,
    /// Total.
    pub total: Money,
    /// Lines.
    pub lines: Vec<Line>,
    /// Posted, in the end.
    pub posted: bool,
    /// Marked deleted, in the end.
    pub deleted: bool,
    /// Canceled.
    pub canceled: bool,
    /// Manager as written on the document.
    pub manager: Option<String>,
    /// The document it is based on.
    pub based_on: Option<Arc<Document>>,
    /// Number and date of a payment only named on the order, without an amount.
    pub paid_by: Option<(String, Date)>,
    /// What the later file says.
    pub later: Later,
    /// Why it must be refused.
    pub flaw: Option<Flaw>,
}

/// Where a payment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// The bank statement of its organization.
    Statement,
    /// The accounting program's message.
    Message,
    /// The trade program's containers.
    Orders,
}

/// What a payment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A client pays.
    Income,
    /// Money given back to a client.
    Refund,
    /// The bank's fee.
    Fee,
    /// Tax.
    Tax,
    /// Between own accounts.
    Transfer,
    /// A supplier is paid.
    Supplier,
}

/// How it was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// By bank.
    Bank,
    /// In cash.
    Cash,
    /// By card.
    Card,
}

/// The other side of a payment.
#[derive(Debug, Clone, Default)]
pub struct Counterparty {
    /// Name.
    pub name: String,
    /// Tax number.
    pub tax_id: String,
    /// Reason code.
    pub reason_code: String,
    /// Account.
    pub account: String,
    /// Bank.
    pub bank: Option<Bank>,
}

/// A share of a payment that pays a document.
#[derive(Debug)]
pub struct Share {
    /// The document.
    pub document: Arc<Document>,
    /// How much, in the payment's currency.
    pub amount: i64,
}

/// A payment.
#[derive(Debug)]
pub struct Payment {
    /// Identifier in its program.
    pub id: String,
    /// Our side.
    pub organization: Arc<Organization>,
    /// The client it concerns.
    pub client: Option<Arc<Client>>,
    /// The other side.
    pub other: Counterparty,
    /// What for.
    pub purpose: Purpose,
    /// How.
    pub method: Method,
    /// Number.
    pub number: String,
    /// Date.
    pub date: Date,
    /// Amount, always positive.
    pub amount: Money,
    /// Purpose text.
    pub text: String,
    /// Files it is written in.
    pub routes: Vec<Route>,
    /// What it truly pays.
    pub shares: Vec<Share>,
    /// What its text tells about that.
    pub citation: Citation,
    /// The container it lies in.
    pub deal: Option<usize>,
}

impl Payment {
    /// Whether money leaves us.
    #[must_use]
    pub fn is_outgoing(&self) -> bool {
        !matches!(self.purpose, Purpose::Income)
    }
}

impl Client {
    /// The official name at a date: a renamed client had another one until 60 days ago.
    #[must_use]
    pub fn official_at(&self, date: Date, today: Date) -> &str {
        match &self.former {
            Some(former) if super::days_before(today, 60) > date => former,
            _ => &self.official,
        }
    }
}
