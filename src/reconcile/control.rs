//! Control totals that a delivery states, against its own records: what does not add up is said, nothing is refused.
//!
//! | check | compares |
//! |---|---|
//! | sum | opening + debit − credit with the closing balance of one statement |
//! | days | the closing balance of an account with its next opening one |
//! | turnovers | the payments of an account over the period with the turnovers, and with their number |
//! | parts | what is stated for contracts with their client, for clients with the ledger account, for sub-accounts with theirs |
//!
//! Everything is gathered first and judged at the end, so that the order of sections and lines decides nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use rustc_hash::FxBuildHasher;

use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::money::{Currency, Money};
use crate::model::provenance::Position;
use crate::model::record::{Balance, Body, Direction, Payment, Record};

mod parts;

use parts::Parts;

/// A delivery with more account days, own transfers or control totals than that is not checked any further: memory
/// stays bounded whatever comes.
const GATHERED_MAX: usize = 200_000;

/// What a delivery states and what it says, gathered.
#[derive(Debug, Default)]
pub struct Controls {
    /// Whether the delivery's mappings read payments at all: a turnover sheet has none to compare with.
    has_payments: bool,
    accounts: HashMap<(String, Currency), Account, FxBuildHasher>,
    /// Transfers between own accounts that were counted: they stand in the statements of both.
    transfers: HashSet<[u8; 8], FxBuildHasher>,
    parts: Parts,
    /// What was wrong with a statement by itself.
    issues: Vec<Issue>,
    gathered: usize,
}

/// One of our accounts in one currency.
#[derive(Debug, Default)]
struct Account {
    days: BTreeMap<Date, Day>,
    stated: Vec<Stated>,
}

/// What moved on a day.
#[derive(Debug, Default, Clone, Copy)]
struct Day {
    received: i128,
    spent: i128,
    received_count: i64,
    spent_count: i64,
}

/// A balance of an account with its place.
#[derive(Debug)]
struct Stated {
    position: Position,
    balance: Balance,
}

impl Controls {
    /// Starts with a delivery; `has_payments` says whether its mappings read payments.
    #[must_use]
    pub fn new(has_payments: bool) -> Self {
        Self { has_payments, ..Self::default() }
    }

    /// Takes in a record as it was read.
    pub fn see(&mut self, record: &Record) {
        match &record.body {
            Body::Payment(payment) => self.payment(&record.id, payment),
            Body::Balance(balance) if !balance.deleted => self.balance(&record.provenance.position, balance),
            Body::Balance(_)
            | Body::Organization(_)
            | Body::Client(_)
            | Body::Contact(_)
            | Body::Contract(_)
            | Body::Product(_)
            | Body::Document(_)
            | Body::Deletion => {}
        }
    }

    /// What does not add up, in the order of the file.
    #[must_use]
    pub fn finish(mut self) -> Vec<Issue> {
        if self.gathered < GATHERED_MAX {
            let accounts = std::mem::take(&mut self.accounts);
            for account in accounts.values() {
                self.judge(account);
            }
            self.parts.judge(&mut self.issues);
        }
        let place = |issue: &Issue| (issue.position.part.clone(), issue.position.line, issue.position.path.clone());
        self.issues.sort_by(|a, b| {
            place(a).cmp(&place(b)).then_with(|| a.code.cmp(&b.code)).then_with(|| a.params.cmp(&b.params))
        });
        self.issues
    }

    fn payment(&mut self, id: &str, payment: &Payment) {
        if !self.has_payments || !payment.posted || payment.deleted {
            return;
        }
        let (from, to) = match payment.direction {
            Direction::In => (None, Some(&payment.payee.account)),
            Direction::Out => (Some(&payment.payer.account), None),
            Direction::Internal if self.is_counted(id) => return,
            Direction::Internal => (Some(&payment.payer.account), Some(&payment.payee.account)),
            Direction::Unknown => return,
        };
        let amount = i128::from(payment.amount.minor);
        if let Some(day) = from.and_then(|account| self.day(account, payment)) {
            day.spent += amount;
            day.spent_count += 1;
        }
        if let Some(day) = to.and_then(|account| self.day(account, payment)) {
            day.received += amount;
            day.received_count += 1;
        }
    }

    fn is_counted(&mut self, id: &str) -> bool {
        let hash = blake3::hash(id.as_bytes()).as_bytes().first_chunk().copied().unwrap_or_default();
        let is_new = self.gathered < GATHERED_MAX && self.transfers.insert(hash);
        self.gathered += usize::from(is_new);
        !is_new
    }

    fn day(&mut self, account: &str, payment: &Payment) -> Option<&mut Day> {
        if account.is_empty() || self.gathered >= GATHERED_MAX {
            return None;
        }
        let account = self.accounts.entry((account.to_owned(), payment.amount.currency)).or_default();
        self.gathered += usize::from(!account.days.contains_key(&payment.date));
        Some(account.days.entry(payment.date).or_default())
    }

    fn balance(&mut self, position: &Position, balance: &Balance) {
        if self.gathered >= GATHERED_MAX {
            return;
        }
        self.gathered += 1;
        self.issues.extend(sum_of(position, balance));
        if balance.account.is_empty() {
            self.parts.see(position, balance);
        } else {
            let key = (balance.account.clone(), balance.currency);
            let stated = Stated { position: position.clone(), balance: balance.clone() };
            self.accounts.entry(key).or_default().stated.push(stated);
        }
    }

    fn judge(&mut self, account: &Account) {
        if self.has_payments {
            for stated in &account.stated {
                turnovers(stated, &account.days, &mut self.issues);
            }
        }
        days(&account.stated, &mut self.issues);
    }
}

/// Opening + debit − credit = closing, where all four are stated.
fn sum_of(position: &Position, balance: &Balance) -> Option<Issue> {
    let (opening, debit) = balance.opening.zip(balance.debit)?;
    let (credit, closing) = balance.credit.zip(balance.closing)?;
    let found = i128::from(opening.minor) + i128::from(debit.minor) - i128::from(credit.minor);
    (found != i128::from(closing.minor)).then(|| {
        differs(IssueCode::BalanceOff, position, balance, i128::from(closing.minor), found)
            .with("opening", opening.to_string())
            .with("debit", debit.to_string())
            .with("credit", credit.to_string())
    })
}

/// Each balance of an account begins where the last one before it ended.
fn days(stated: &[Stated], issues: &mut Vec<Issue>) {
    let mut closings: BTreeMap<Date, Money> = BTreeMap::new();
    for Stated { balance, .. } in stated {
        if let Some(closing) = balance.closing {
            closings.insert(balance.period_end, closing);
        }
    }
    for Stated { position, balance } in stated {
        let before = closings.range(..balance.period_start).next_back();
        let (Some((day, closing)), Some(opening)) = (before, balance.opening) else { continue };
        if *closing != opening {
            let (stated, found) = (i128::from(opening.minor), i128::from(closing.minor));
            let issue = differs(IssueCode::BalanceGap, position, balance, stated, found);
            issues.push(issue.with("day", day.to_string()));
        }
    }
}

/// What the records of an account add up to over the period, against what is stated of it.
fn turnovers(stated: &Stated, days: &BTreeMap<Date, Day>, issues: &mut Vec<Issue>) {
    let Stated { position, balance } = stated;
    let mut moved = Day::default();
    for (_, day) in days.range(balance.period_start..=balance.period_end) {
        moved.received += day.received;
        moved.spent += day.spent;
        moved.received_count += day.received_count;
        moved.spent_count += day.spent_count;
    }
    let amounts = [
        (IssueCode::ReceivedDiffers, balance.debit, moved.received),
        (IssueCode::SpentDiffers, balance.credit, moved.spent),
    ];
    for (code, stated, found) in amounts {
        let stated = stated.map(|money| i128::from(money.minor));
        if let Some(stated) = stated.filter(|stated| *stated != found) {
            issues.push(differs(code, position, balance, stated, found));
        }
    }
    let counts = [
        (IssueCode::ReceivedCountDiffers, balance.debit_count, moved.received_count),
        (IssueCode::SpentCountDiffers, balance.credit_count, moved.spent_count),
    ];
    for (code, stated, found) in counts {
        if let Some(stated) = stated.filter(|stated| *stated != found) {
            let issue = about(code, position, balance).with("stated", stated.to_string());
            issues.push(issue.with("found", found.to_string()));
        }
    }
}

/// An issue about two amounts that should be one.
fn differs(code: IssueCode, position: &Position, balance: &Balance, stated: i128, found: i128) -> Issue {
    let text = |minor: i128| balance.currency.decimal_string(minor);
    about(code, position, balance)
        .with("stated", text(stated))
        .with("found", text(found))
        .with("difference", text(found - stated))
        .with("currency", balance.currency.code())
}

fn about(code: IssueCode, position: &Position, balance: &Balance) -> Issue {
    Issue::new(code, Severity::Warning, position.clone())
        .with("subject", balance.subject())
        .with("period", period(balance))
}

/// A day, or two with a slash between them.
fn period(balance: &Balance) -> String {
    let Balance { period_start, period_end, .. } = balance;
    if period_start == period_end { period_end.to_string() } else { format!("{period_start}/{period_end}") }
}

#[cfg(test)]
mod tests;
