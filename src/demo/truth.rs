//! What the right answer is: told by whoever invented the story, never by whoever reads it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::model::money::{Currency, Money};
use crate::model::record::RecordKind;

/// What a payment's text tells about the invoice it pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Citation {
    /// The program that wrote the payment names the document itself.
    Reference,
    /// Number and date.
    NumberDate,
    /// The number alone.
    Number,
    /// The date alone.
    Date,
    /// A number no invoice has.
    Wrong,
    /// Nothing.
    Nothing,
}

/// What must happen to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is taken.
    Taken,
    /// It can't be taken and goes to quarantine.
    Quarantined,
    /// It is no delivery at all.
    Ignored,
}

/// How many records of a kind a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct KindTruth {
    /// Records.
    pub rows: u64,
    /// Of these, records that must be refused.
    pub refused: u64,
    /// Readable money of all records but the refused, minor units by currency.
    pub sums: BTreeMap<Currency, i64>,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileTruth {
    /// Where it was written, relative to the workspace.
    pub path: PathBuf,
    /// The source it belongs to.
    pub source: String,
    /// What must happen to it.
    pub fate: Fate,
    /// What it holds, for a file that is taken.
    pub kinds: BTreeMap<RecordKind, KindTruth>,
}

/// A payment as a file shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentTruth {
    /// Number.
    pub number: String,
    /// Date.
    pub date: Date,
    /// Amount.
    pub amount: Money,
    /// Tax number of the payer, if he has one.
    pub payer_tax_id: String,
    /// Files it is in; more than one: the same payment told twice.
    pub files: Vec<PathBuf>,
}

/// A document as people name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentTruth {
    /// Kind.
    pub kind: RecordKind,
    /// Tax number of the seller.
    pub organization_tax_id: String,
    /// Number.
    pub number: String,
    /// Date.
    pub date: Date,
    /// Total.
    pub total: Money,
}

/// One payment pays (a part of) one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AllocationTruth {
    /// The payment.
    pub payment: PaymentTruth,
    /// The document.
    pub document: DocumentTruth,
    /// How much.
    pub amount: Money,
    /// How much the data tells: a careful program allocates by itself only what is told.
    pub citation: Citation,
}

/// The same company in several records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SameClient {
    /// The tax number they share.
    pub tax_id: String,
    /// `(source, external id)` of each record.
    pub records: Vec<(String, String)>,
    /// Whether they are branches of one company rather than one record twice.
    pub branches: bool,
}

/// The right answer about a written workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// Files, in the order of their paths.
    pub files: Vec<FileTruth>,
    /// Who pays what.
    pub allocations: Vec<AllocationTruth>,
    /// Payments written by two programs.
    pub told_twice: Vec<PaymentTruth>,
    /// Clients in several records.
    pub same_clients: Vec<SameClient>,
}

impl KindTruth {
    /// Counts a record.
    pub(crate) fn add(&mut self, money: Option<Money>) {
        self.rows += 1;
        if let Some(money) = money {
            *self.sums.entry(money.currency).or_default() += money.minor;
        }
    }

    /// Counts a record that must be refused.
    pub(crate) fn refuse(&mut self) {
        self.rows += 1;
        self.refused += 1;
    }
}

impl FileTruth {
    /// Records of all kinds.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.kinds.values().map(|kind| kind.rows).sum()
    }

    /// Refused records of all kinds.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.kinds.values().map(|kind| kind.refused).sum()
    }
}
