//! Control totals that a delivery states, against its own records: what does not add up is said, nothing is refused.
//!
//! | check | compares |
//! |---|---|
//! | sum | opening + debit − credit with the closing balance of one statement |
//! | days | the closing balance of an account with its next opening one |
//! | closings | a balance and the payments after it with the next balance, where no turnovers are stated |
//! | turnovers | the payments of an account over the period with the turnovers, and the number of entries |
//! | entry | the parts of an entry with its amount |
//! | parts | what is stated for contracts with their client, for clients with the ledger account, for sub-accounts with theirs |
//!
//! Everything is gathered first and judged at the end, so that the order of sections and lines decides nothing. Payments
//! are added up by account, report and day as they come: their number has no limit.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;

use jiff::civil::Date;
use rustc_hash::FxBuildHasher;

use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::money::{Currency, Money};
use crate::model::provenance::Position;
use crate::model::record::{Balance, Body, Direction, Payment, Record};

mod entry;
mod moved;
mod parts;

use entry::Entry;
use moved::{Found, Moved, Movements, Own, Statement};
use parts::Parts;

/// A delivery with more account days, own transfers or control totals than that is not checked any further, which is
/// said: memory stays bounded whatever comes.
const GATHERED_MAX: usize = 200_000;

/// What a delivery states and what it says, gathered.
#[derive(Debug, Default)]
pub struct Controls {
    /// Whether the delivery's mappings read payments at all: a turnover sheet has none to compare with.
    has_payments: bool,
    /// Which document of the delivery speaks.
    document: u32,
    accounts: HashMap<(String, Currency), Account, FxBuildHasher>,
    /// Transfers between own accounts that were counted: they stand in the statements of both.
    transfers: HashSet<[u8; 8], FxBuildHasher>,
    /// The entry of a bank that the last payment was a part of: its parts follow one another.
    last_entry: Option<Position>,
    /// What the payments of that place add up to.
    entry: Entry,
    parts: Parts,
    /// What was wrong with a statement by itself.
    issues: Vec<Issue>,
    gathered: usize,
    /// Where there was no room any more.
    full_at: Option<Position>,
}

/// One of our accounts in one currency.
#[derive(Debug, Default)]
struct Account {
    moved: Movements,
    stated: Vec<Stated>,
}

/// A balance of an account with its place.
#[derive(Debug)]
struct Stated {
    position: Position,
    balance: Balance,
    /// The statement it is about, where banks tell payments in several reports.
    statement: Option<Statement>,
}

impl Controls {
    /// Starts with a delivery; `has_payments` says whether its mappings read payments.
    #[must_use]
    pub fn new(has_payments: bool) -> Self {
        Self { has_payments, ..Self::default() }
    }

    /// Begins another document of the delivery.
    pub fn next_document(&mut self) {
        self.document += 1;
        self.last_entry = None;
        self.issues.extend(std::mem::take(&mut self.entry).judge());
    }

    /// Takes in a record as it was read.
    pub fn see(&mut self, record: &Record) {
        let position = &record.provenance.position;
        match &record.body {
            Body::Payment(payment) => self.payment(&record.id, position, payment),
            Body::Balance(balance) if !balance.deleted => self.balance(position, balance),
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
        self.issues.extend(std::mem::take(&mut self.entry).judge());
        if let Some(position) = self.full_at.take() {
            let issue = Issue::new(IssueCode::ControlSkipped, Severity::Warning, position);
            self.issues.push(issue.with("most", GATHERED_MAX.to_string()));
        } else {
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

    fn payment(&mut self, id: &str, position: &Position, payment: &Payment) {
        if !self.has_payments || payment.deleted {
            return;
        }
        if !self.entry.takes(position, payment) {
            let before = std::mem::replace(&mut self.entry, Entry::of(position, payment));
            self.issues.extend(before.judge());
        }
        let (from, to) = match payment.direction {
            Direction::In => (None, Some(&payment.payee.account)),
            Direction::Out => (Some(&payment.payer.account), None),
            Direction::Internal => (Some(&payment.payer.account), Some(&payment.payee.account)),
            Direction::Unknown => return,
        };
        // A transfer is told by the statements of both accounts: for each of them it counts, over the days once.
        let is_repeat =
            payment.direction == Direction::Internal && payment.posted && !self.is_new_transfer(id, position);
        let (amount, count) = (i128::from(payment.amount.minor), i64::from(self.is_new_entry(position, payment)));
        if let Some(account) = from {
            let moved = Moved { spent: amount, spent_count: count, ..Moved::default() };
            self.moves(account, position, payment, moved, is_repeat);
        }
        if let Some(account) = to {
            let moved = Moved { received: amount, received_count: count, ..Moved::default() };
            self.moves(account, position, payment, moved, is_repeat);
        }
    }

    fn is_new_transfer(&mut self, id: &str, position: &Position) -> bool {
        let hash = blake3::hash(id.as_bytes()).as_bytes().first_chunk().copied().unwrap_or_default();
        !self.transfers.contains(&hash) && self.has_room(position) && self.transfers.insert(hash)
    }

    /// The parts of one entry are one entry, and follow one another.
    fn is_new_entry(&mut self, position: &Position, payment: &Payment) -> bool {
        let entry = payment.booking.entry_total.map(|_| position);
        let is_new = entry.is_none() || self.last_entry.as_ref() != entry;
        if is_new {
            self.last_entry = entry.cloned();
        }
        is_new
    }

    /// Takes room for one thing more; says whether there was any.
    fn has_room(&mut self, position: &Position) -> bool {
        if self.gathered >= GATHERED_MAX {
            self.full_at.get_or_insert_with(|| position.clone());
            return false;
        }
        self.gathered += 1;
        true
    }

    fn moves(&mut self, account: &str, position: &Position, payment: &Payment, moved: Moved, is_repeat: bool) {
        if account.is_empty() {
            return;
        }
        let report = payment.booking.reports.first().map(String::as_str).unwrap_or_default();
        let key = (account.to_owned(), payment.amount.currency);
        let statement = moved::statement(self.document, position);
        let known = self.accounts.get(&key).is_some_and(|account| {
            account.moved.knows_statement(statement) && (is_repeat || account.moved.knows(report, payment.date))
        });
        if !known && !self.has_room(position) {
            return;
        }
        let movements = &mut self.accounts.entry(key).or_default().moved;
        if let Some(statement) = statement {
            movements.add_to_statement(statement, payment.posted.then_some(moved));
        }
        if is_repeat {
            return;
        }
        if payment.posted {
            movements.add(report, payment.date, self.document, moved);
        } else {
            movements.plan(report, payment.date);
        }
    }

    fn balance(&mut self, position: &Position, balance: &Balance) {
        if !self.has_room(position) {
            return;
        }
        self.issues.extend(sum_of(position, balance));
        if balance.account.is_empty() {
            self.parts.see(position, balance);
        } else {
            let key = (balance.account.clone(), balance.currency);
            let statement = moved::statement(self.document, position).filter(|_| !balance.report.is_empty());
            let stated = Stated { position: position.clone(), balance: balance.clone(), statement };
            self.accounts.entry(key).or_default().stated.push(stated);
        }
    }

    fn judge(&mut self, account: &Account) {
        let closings = closings(&account.stated);
        if self.has_payments {
            for stated in &account.stated {
                turnovers(stated, &account.moved, &mut self.issues);
                self.issues.extend(next_closing(stated, &closings, &account.moved));
            }
        }
        days(&account.stated, &closings, &mut self.issues);
    }
}

/// Opening + debit − credit = closing, where all four are stated.
fn sum_of(position: &Position, balance: &Balance) -> Option<Issue> {
    let (opening, debit) = balance.opening.zip(balance.debit)?;
    let (credit, closing) = balance.credit.zip(balance.closing)?;
    off(position, balance, closing, opening, [debit, credit].map(|money| i128::from(money.minor)))
}

/// A balance that is not the one before it with what was received and spent since.
fn off(
    position: &Position,
    balance: &Balance,
    closing: Money,
    opening: Money,
    [received, spent]: [i128; 2],
) -> Option<Issue> {
    let found = i128::from(opening.minor) + received - spent;
    let text = |minor: i128| balance.currency.decimal_string(minor);
    (found != i128::from(closing.minor)).then(|| {
        differs(IssueCode::BalanceOff, position, balance, i128::from(closing.minor), found)
            .with("opening", opening.to_string())
            .with("debit", text(received))
            .with("credit", text(spent))
    })
}

/// Closing balances of an account, by day; nothing for a day that several statements end in different ones.
type Closings = BTreeMap<Date, Option<Money>>;

fn closings(stated: &[Stated]) -> Closings {
    let mut closings = Closings::new();
    for Stated { balance, .. } in stated {
        if let Some(closing) = balance.closing {
            let known = closings.entry(balance.period_end).or_insert(Some(closing));
            *known = known.filter(|known| *known == closing);
        }
    }
    closings
}

/// A balance without turnovers, against the payments since its opening balance, or since the closing one before it.
fn next_closing(stated: &Stated, closings: &Closings, moved: &Movements) -> Option<Issue> {
    let Stated { position, balance, statement } = stated;
    let Some(closing) = balance.closing else { return begun(stated, closings, moved) };
    closings.get(&balance.period_end).copied().flatten()?;
    let (opening, period): (Money, RangeInclusive<Date>) = match (balance.opening, balance.debit.or(balance.credit)) {
        (Some(opening), None) => (opening, balance.period_start..=balance.period_end),
        (None, None) => {
            let (day, before) = closings.range(..balance.period_end).next_back()?;
            ((*before)?, day.tomorrow().ok()?..=balance.period_end)
        }
        (_, Some(_)) => return None,
    };
    let found = moved.over(&balance.report, &period)?;
    let own = moved.own(*statement).map(|own| own.moved);
    let candidates = own.into_iter().chain(found.either());
    let mut first = None;
    for moved in candidates {
        let issue = off(position, balance, closing, opening, [moved.received, moved.spent])?;
        first.get_or_insert(issue);
    }
    first
}

/// An opening balance alone, against the next closing one: banks date it by the day it begins, or by the day before.
fn begun(stated: &Stated, closings: &Closings, moved: &Movements) -> Option<Issue> {
    let Stated { position, balance, statement } = stated;
    let opening = balance.opening.filter(|_| balance.debit.or(balance.credit).is_none())?;
    let (day, closing) = closings.range(balance.period_end..).next()?;
    let mut issues = Vec::new();
    if let Some(Own { moved, .. }) = moved.own(*statement) {
        issues.push(off(position, balance, (*closing)?, opening, [moved.received, moved.spent])?);
    }
    for first in [balance.period_end, balance.period_end.tomorrow().ok()?] {
        for moved in moved.over(&balance.report, &(first..=*day))?.either() {
            issues.push(off(position, balance, (*closing)?, opening, [moved.received, moved.spent])?);
        }
    }
    issues.into_iter().next()
}

/// Each balance of an account begins where the last one before it ended.
fn days(stated: &[Stated], closings: &Closings, issues: &mut Vec<Issue>) {
    for Stated { position, balance, .. } in stated {
        let before = closings.range(..balance.period_start).next_back();
        let (Some((day, Some(closing))), Some(opening)) = (before, balance.opening) else { continue };
        let is_dated = balance.closing.or(balance.debit).or(balance.credit).is_some();
        if is_dated && *closing != opening {
            let (stated, found) = (i128::from(opening.minor), i128::from(closing.minor));
            let issue = differs(IssueCode::BalanceGap, position, balance, stated, found);
            issues.push(issue.with("day", day.to_string()));
        }
    }
}

/// What the payments of an account add up to over the period, against what is stated of it. A bank sums up what stands in
/// the statement, also what it booked on a day before: agreement with those entries is enough.
fn turnovers(stated: &Stated, moved: &Movements, issues: &mut Vec<Issue>) {
    let Stated { position, balance, statement } = stated;
    let Some(found) = moved.over(&balance.report, &(balance.period_start..=balance.period_end)) else { return };
    let own = moved.own(*statement);
    // What a report sums up includes what is still pending in it.
    if !balance.report.is_empty() && (found.has_planned || own.is_some_and(|own| own.has_planned)) {
        return;
    }
    let Found { most, together, .. } = found;
    let first = own.map_or(most, |own| own.moved);
    let said = [first, most, together];
    let amounts = [
        (IssueCode::ReceivedDiffers, balance.debit, said.map(|moved| moved.received)),
        (IssueCode::SpentDiffers, balance.credit, said.map(|moved| moved.spent)),
    ];
    for (code, stated, said) in amounts {
        let stated = stated.map(|money| i128::from(money.minor));
        if let Some(stated) = stated.filter(|stated| !said.contains(stated)) {
            let [first, ..] = said;
            issues.push(differs(code, position, balance, stated, first));
        }
    }
    let counts = [
        (IssueCode::ReceivedCountDiffers, balance.debit_count, said.map(|moved| moved.received_count)),
        (IssueCode::SpentCountDiffers, balance.credit_count, said.map(|moved| moved.spent_count)),
    ];
    for (code, stated, said) in counts {
        if let Some(stated) = stated.filter(|stated| !said.contains(stated)) {
            let [first, ..] = said;
            let issue = about(code, position, balance).with("stated", stated.to_string());
            issues.push(issue.with("found", first.to_string()));
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
