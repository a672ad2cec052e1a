//! What a source states about balances and turnovers: control totals, never money of their own.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::is_false;
use crate::model::money::{Currency, Money};

/// A party as a control total names it. A control total makes no client and no company: it is looked up when the two
/// are compared, and one that nobody knows is a difference in itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedParty {
    /// External id in the same source; made of tax number or name where the source gives none.
    pub id: String,
    /// Name as written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The name without its legal form, folded for comparison.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_core: String,
    /// Tax number, digits only, as written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tax_id: String,
}

/// A contract as a control total names it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedContract {
    /// External id in the same source, where it gives one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// Date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// How the source calls it as a whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// Both sides of a balance that is not netted: what is owed to us beside what we owe (развёрнутое сальдо).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceSides {
    /// The debit side.
    pub debit: Money,
    /// The credit side.
    pub credit: Money,
}

impl BalanceSides {
    /// Debit less credit, where that is in range.
    #[must_use]
    pub fn net(self) -> Option<Money> {
        let minor = self.debit.minor.checked_sub(self.credit.minor)?;
        Some(Money { minor, currency: self.debit.currency })
    }
}

/// What a source states over a period about one of: our bank account, a client (perhaps one contract of his, perhaps
/// on one ledger account), a ledger account as a whole, all of our accounts.
///
/// Signs are those of our own books, never the bank's: a bank account's balance is the money in it, `debit` came in
/// and `credit` went out; a client's balance is what he owes us (negative: what we owe him), `debit` is what we
/// delivered and `credit` what he paid. So opening + debit − credit = closing holds for both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Our bank account; empty where the balance is not one of a bank account.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub account: String,
    /// Ledger account (`62`, `62.01`, `361`); empty where none is stated.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ledger: String,
    /// Our company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<NamedParty>,
    /// The client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<NamedParty>,
    /// The client's contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<NamedContract>,
    /// First day of the period.
    pub period_start: Date,
    /// Last day of the period, included.
    pub period_end: Date,
    /// What the amounts are in.
    pub currency: Currency,
    /// Balance before the first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<Money>,
    /// Both sides of the opening balance, where stated apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_sides: Option<BalanceSides>,
    /// Turnover that raises the balance: received, delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit: Option<Money>,
    /// Turnover that lowers the balance: paid out, paid by the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Money>,
    /// Balance after the last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Money>,
    /// Both sides of the closing balance, where stated apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing_sides: Option<BalanceSides>,
    /// How many entries make up the debit turnover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit_count: Option<i64>,
    /// How many entries make up the credit turnover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_count: Option<i64>,
    /// Which of the bank's reports states it, where several may.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub report: String,
    /// The source took it back.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deleted: bool,
}

impl Balance {
    /// How a person finds it: the account, or the client with contract and ledger account, and the period.
    #[must_use]
    pub fn label(&self) -> String {
        let period = if self.period_start == self.period_end {
            self.period_end.to_string()
        } else {
            format!("{} – {}", self.period_start, self.period_end)
        };
        format!("{}, {period}", self.subject())
    }

    /// What it is about: the account, or the client with contract and ledger account.
    #[must_use]
    pub fn subject(&self) -> String {
        let client = self.client.as_ref().map(|client| client.name.clone()).unwrap_or_default();
        let contract = self.contract.as_ref().map(NamedContract::label).unwrap_or_default();
        let parts = [self.account.clone(), self.ledger.clone(), client, contract];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

impl NamedContract {
    /// How a person finds it.
    #[must_use]
    pub fn label(&self) -> String {
        if self.name.is_empty() { self.number.clone() } else { self.name.clone() }
    }
}
