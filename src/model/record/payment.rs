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
    /// How the bank booked it, where its reports say so.
    #[serde(default, skip_serializing_if = "Booking::is_empty")]
    pub booking: Booking,
}

/// How a bank booked a payment. A bank may tell one payment in several reports (during the day, at its end, in detail),
/// and several payments in one entry whose parts another report lists: none of it may be counted twice.
///
/// References are texts `kind:value`, as the mapping makes them (ISO 20022 knows several kinds).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// The reports of the bank that state it: one in what a source says, several in what was put together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<String>,
    /// What the bank calls this payment: two of one account that share a reference are one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// What the bank calls the entry it is, or is a part of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry: Vec<String>,
    /// The whole entry, where the payment is a part of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_total: Option<Money>,
    /// It takes back an earlier payment, which is open again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub reversal: bool,
}

impl Booking {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Payment {
    /// What makes a bank line and the accounting's record of it one payment: day, amount, direction, the payer's document
    /// number and the counterparty's tax number, all of them; nothing where one is missing.
    #[must_use]
    pub fn twin_hash(&self) -> Option<i64> {
        let tax_id = &self.counterparty()?.tax_id;
        self.twin(tax_id).filter(|_| !tax_id.is_empty())
    }

    /// The same with the counterparty's account instead of its tax number, for systems of which one does not tell the
    /// number.
    #[must_use]
    pub fn account_twin_hash(&self) -> Option<i64> {
        let account = &self.counterparty()?.account;
        self.twin(&format!("account {account}")).filter(|_| !account.is_empty())
    }

    /// Hash of what tells a payment of unknown direction: day, amount, number and both accounts, which are the same once
    /// it is known whose they are.
    #[must_use]
    pub fn undirected_hash(&self) -> i64 {
        let Self { date, amount, number, payer, payee, .. } = self;
        let (minor, currency) = (amount.minor, amount.currency);
        hash(&format!("undirected|{date}|{minor}|{currency}|{number}|{}|{}", payer.account, payee.account))
    }

    /// The other side of a payment that reaches us or leaves us.
    #[must_use]
    pub fn counterparty(&self) -> Option<&PaymentSide> {
        match self.direction {
            Direction::In => Some(&self.payer),
            Direction::Out => Some(&self.payee),
            Direction::Internal | Direction::Unknown => None,
        }
    }

    fn twin(&self, counterparty: &str) -> Option<i64> {
        let Self { date, amount, direction, .. } = self;
        let digits: String = self.number.chars().filter(char::is_ascii_digit).collect();
        let number = digits.trim_start_matches('0');
        let is_told = self.method != PaymentMethod::Offset && !number.is_empty();
        let (minor, currency, toward) = (amount.minor, amount.currency, direction.name());
        is_told.then(|| hash(&format!("{date}|{minor}|{currency}|{toward}|{number}|{counterparty}")))
    }

    /// The account of ours that it is booked on; empty where the source does not say.
    #[must_use]
    pub fn own_account(&self) -> &str {
        if self.direction == Direction::In { &self.payee.account } else { &self.payer.account }
    }

    /// The accounts of ours that it came to and left; empty where there is none, or none is known to be ours.
    #[must_use]
    pub fn own_accounts(&self) -> [&str; 2] {
        let (payee, payer) = (self.payee.account.as_str(), self.payer.account.as_str());
        match self.direction {
            Direction::In => [payee, ""],
            Direction::Out => ["", payer],
            Direction::Internal => [payee, payer],
            Direction::Unknown => ["", ""],
        }
    }

    /// Hashes of what makes two lines of a bank's reports one payment: a shared reference, or else the same account,
    /// day, amount and direction in two reports. Nothing for what no report says.
    #[must_use]
    pub fn same_keys(&self) -> Vec<i64> {
        let Booking { reports, references, entry_total, .. } = &self.booking;
        if reports.is_empty() {
            return Vec::new();
        }
        let amount = self.amount.minor;
        let by_reference = references.iter().map(|one| self.key("same", self.direction, &format!("{amount}|{one}")));
        let total = entry_total.map(|total| total.minor.to_string()).unwrap_or_default();
        let by_day = self.key("line", self.direction, &format!("{}|{amount}|{total}", self.date));
        by_reference.chain([by_day]).collect()
    }

    /// Hashes of the entry's references; payments and their parts have them in common.
    #[must_use]
    pub fn entry_keys(&self) -> Vec<i64> {
        self.booking.entry.iter().map(|one| self.key("entry", self.direction, one)).collect()
    }

    /// Hash of the entry's account, day and total: what is left where reports name an entry by different references.
    #[must_use]
    pub fn entry_day_key(&self) -> Option<i64> {
        let total = self.booking.entry_total.unwrap_or(self.amount);
        let is_booked = !self.booking.reports.is_empty();
        is_booked.then(|| self.key("total", self.direction, &format!("{}|{}", self.date, total.minor)))
    }

    /// Hashes under which a reversal looks for what it takes back, and under which that is found: the bank's references
    /// and the number the payer gave, on the same account, the other way round.
    #[must_use]
    pub fn reversal_keys(&self) -> Vec<i64> {
        if self.booking.reports.is_empty() {
            return Vec::new();
        }
        let original = match (self.booking.reversal, self.direction) {
            (false, direction) => direction,
            (true, Direction::In) => Direction::Out,
            (true, Direction::Out) => Direction::In,
            (true, Direction::Internal | Direction::Unknown) => return Vec::new(),
        };
        let number = Some(&self.number).filter(|number| !number.is_empty());
        let references = self.booking.references.iter().map(|one| self.key("back", original, one));
        references.chain(number.map(|number| self.key("back number", original, number))).collect()
    }

    fn key(&self, sort: &str, direction: Direction, what: &str) -> i64 {
        hash(&format!("{sort}|{}|{}|{}|{what}", self.own_account(), direction.name(), self.amount.currency))
    }
}

/// Whether a payment's id was made of what it says: its source gives none.
#[must_use]
pub fn is_fingerprint(id: &str) -> bool {
    id.starts_with("line:")
}

fn hash(text: &str) -> i64 {
    blake3::hash(text.as_bytes()).as_bytes().first_chunk().copied().map(i64::from_le_bytes).unwrap_or_default()
}
