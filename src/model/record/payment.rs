//! Payments.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DocumentRef, is_false};
use crate::model::money::Money;

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
    /// No money: a set-off, a write-off or a transfer of debt (взаимозачёт, корректировка долга), or an advance brought
    /// forward. It settles documents, and no line of a bank is ever the same.
    Offset,
}

impl PaymentMethod {
    /// Every method.
    pub const ALL: [Self; 4] = [Self::Bank, Self::Cash, Self::Card, Self::Offset];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Offset => "offset",
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

impl Payment {
    /// What makes a bank line and the accounting's record of it one payment: day, amount, direction, the payer's document
    /// number and the counterparty's tax number, all of them; nothing where one is missing.
    #[must_use]
    pub fn twin_hash(&self) -> Option<i64> {
        if self.method == PaymentMethod::Offset {
            return None;
        }
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
