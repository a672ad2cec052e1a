//! Documents with their lines, and the products these name.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{RecordKind, is_false};
use crate::model::money::Money;

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
    /// The total the header states; it wins over the sum of lines. Of a return: what it takes off the client's debt,
    /// negative where a correction adds to it.
    pub total: Money,
    /// What one unit of its currency was worth in the company's own, as the document states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Decimal>,
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
    /// A correction that states for the tax books only (КСЧФ) what a document of its own (ДИС) changes for the same one.
    #[serde(default, skip_serializing_if = "is_false")]
    pub tax_only: bool,
    /// It states a difference to another document (a correction), not goods that came back.
    #[serde(default, skip_serializing_if = "is_false")]
    pub correction: bool,
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
    /// Payments the source itself says pay it, by number and date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paid_by: Vec<DocumentRef>,
    /// Texts a payer will cite it by, besides its number: what the source prints for the payer to paste.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cited_as: Vec<String>,
    /// Lines, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
}
