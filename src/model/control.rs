//! The store's books against what sources state about balances: what is compared, and what came of it.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::change::{Candidate, Reason};
use super::ids::{BalanceId, ClientId, OrganizationId, SourceId};
use super::money::{Currency, Money};

/// What is compared: a client's account, or a bank account of ours, as one source states it in one currency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BookKey {
    /// Who states it.
    pub source: SourceId,
    /// Our company; nothing where the source names none, or one that the store does not know.
    pub organization: Option<OrganizationId>,
    /// Our bank account; empty for a client's.
    pub account: String,
    /// Which of the bank's reports states it, where several may.
    pub report: String,
    /// The client, where the store knows it.
    pub client: Option<ClientId>,
    /// What the source calls a client that the store does not know; else empty.
    pub stranger: String,
    /// The client's contract, as the source calls it; empty where all of them are meant.
    pub contract: String,
    /// What the amounts are in.
    pub currency: Currency,
}

impl fmt::Display for BookKey {
    /// The client's id as people see it, what a source calls a client nobody knows, or the bank account.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.client {
            Some(client) => client.fmt(f),
            None if self.account.is_empty() => f.write_str(&self.stranger),
            None => f.write_str(&self.account),
        }
    }
}

/// One balance with its turnovers, as a source states it: minor units, signs of our own books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedBalance {
    /// The control total.
    pub id: BalanceId,
    /// Ledger account; empty where none is named.
    pub ledger: String,
    /// Whether the ledger account is only a part of those that settlements are kept on: advances may stand elsewhere.
    pub partial: bool,
    /// First day.
    pub start: Date,
    /// Last day, included.
    pub end: Date,
    /// Balance before the first day.
    pub opening: Option<i64>,
    /// What raises the balance.
    pub debit: Option<i64>,
    /// What lowers it.
    pub credit: Option<i64>,
    /// Balance after the last day.
    pub closing: Option<i64>,
    /// When the source's file was made, as far as it is known.
    pub made: Option<DateTime>,
}

/// What the store holds of a day: minor units, both sides positive unless something is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayTurnover {
    /// The day.
    pub day: Date,
    /// What raised the balance.
    pub debit: i64,
    /// What lowered it.
    pub credit: i64,
    /// Whether a part of that takes something back: returns, refunds.
    pub reversed: bool,
}

/// What else decides whether the store can be compared at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Basis {
    /// The store holds shipments of the company: debts arise from these, not from bills.
    pub shipments: bool,
    /// The store holds payments of the company's clients.
    pub payments: bool,
    /// The client has documents or payments in other currencies.
    pub other_currencies: bool,
    /// How many contracts the client's documents name.
    pub contracts: usize,
    /// The source names a company of ours that the store does not know, and there are several.
    pub unknown_company: bool,
}

/// One comparison to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// What is compared.
    pub key: BookKey,
    /// Balances that the source states, in any order.
    pub stated: Vec<StatedBalance>,
    /// What the store holds, day by day, oldest first.
    pub held: Vec<DayTurnover>,
    /// Whether that can be compared.
    pub basis: Basis,
}

/// How a comparison ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlState {
    /// The newest balance agrees.
    Agrees,
    /// It does not.
    Differs,
    /// The store holds too little to say.
    NotComparable,
}

impl ControlState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Agrees, Self::Differs, Self::NotComparable];

    /// The stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::NotComparable => "not_comparable",
        }
    }

    /// The state of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What the store holds against one stated balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckedBalance {
    /// The control total.
    pub id: BalanceId,
    /// Closing balance by the store.
    pub held: i64,
    /// Stated less held.
    pub difference: i64,
}

/// A side of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What raises the balance.
    Debit,
    /// What lowers it.
    Credit,
}

/// Where a difference arose, for the search of what explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// First day of the time in which it arose; nothing where it was there from the beginning.
    pub from: Option<Date>,
    /// Last day of that time.
    pub to: Date,
    /// Stated less held when it was first seen.
    pub first: i64,
    /// Stated less held now.
    pub last: i64,
    /// Last day of the newest balance.
    pub end: Date,
    /// When the file of the newest balance was made.
    pub made: Option<DateTime>,
    /// The only side whose turnover is off, where the source states both and nothing was taken back.
    pub side: Option<Side>,
}

/// What came of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// How it ended.
    pub state: ControlState,
    /// The newest control total.
    pub balance: BalanceId,
    /// First day of its period.
    pub start: Date,
    /// Last day of its period.
    pub end: Date,
    /// Stated balance.
    pub stated: i64,
    /// Held balance.
    pub held: i64,
    /// Stated less held; of turnovers where only these differ.
    pub difference: i64,
    /// Last day of the first balance that differs, of those that differ without a break until now.
    pub since: Option<Date>,
    /// Where the difference arose.
    pub gap: Option<Gap>,
    /// Every balance that was compared.
    pub checked: Vec<CheckedBalance>,
    /// Why it can't be compared, or what is known of the difference.
    pub reasons: Vec<Reason>,
}

/// How a document or payment stands to the books of the store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    /// It counts.
    Counts,
    /// It is not posted.
    Draft,
    /// It is marked deleted, or cancelled.
    Gone,
    /// A payment of nobody the store knows.
    NoClient,
    /// It is another client's, who looks like this one.
    Lookalike(ClientId),
    /// It is another company's of ours.
    OtherCompany,
    /// Money paid to a client who also supplies us: it may be no refund.
    PaidOut,
}

/// A document or payment that may explain a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// Its id as people see it.
    pub id: String,
    /// Number.
    pub number: String,
    /// Core of the number: what is left without prefix and zeros.
    pub core: String,
    /// Date.
    pub date: Date,
    /// What it does, or would do, to the balance.
    pub amount: i64,
    /// How it stands to the books.
    pub stands: Stands,
    /// When the file that brought it was made, as far as it is known.
    pub made: Option<DateTime>,
}

/// What explains a difference, best first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explained {
    /// In words.
    pub reasons: Vec<Reason>,
    /// The documents and payments.
    pub candidates: Vec<Candidate>,
}

/// A comparison as the store keeps it and as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ControlView {
    /// Our company's name; empty where the source names none.
    pub organization: String,
    /// The client's name, or the bank account.
    pub subject: String,
    /// The client.
    pub client: Option<String>,
    /// First day of the period.
    pub start: Date,
    /// Last day of the period.
    pub end: Date,
    /// The source's name.
    pub source: String,
    /// File that states the balance.
    pub file: String,
    /// Stated balance.
    pub stated: Money,
    /// Held balance.
    pub held: Money,
    /// Stated less held.
    pub difference: Money,
    /// How it ended.
    pub state: ControlState,
    /// The run since which it differs.
    pub since_run: Option<i64>,
    /// When that run began, RFC 3339; where it is shown, as a clock on the wall did.
    pub since_at: Option<String>,
    /// Why, in codes of the catalogue (`decision-<code>`).
    pub reasons: Vec<Reason>,
    /// Documents and payments that explain it.
    pub candidates: Vec<Candidate>,
    /// All that in a person's words; filled where it is shown.
    #[serde(skip)]
    pub explanation: String,
}

/// How the books stand as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ControlSummary {
    /// Balances that agree.
    pub agree: u64,
    /// Balances that differ.
    pub differ: u64,
    /// Balances that can't be compared.
    pub not_comparable: u64,
    /// How far they are apart: sizes added up without sign, decimal strings by currency.
    pub apart: BTreeMap<String, String>,
    /// The oldest run since which one differs.
    pub since_run: Option<i64>,
    /// When that run began, RFC 3339.
    pub since_at: Option<String>,
}
