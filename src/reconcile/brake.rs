//! Whether a delivery changes so much of what its source said before that a person must be asked first.
//!
//! Shares are of the records that the delivery says again: a long history in the store makes no mass change small, and new
//! records make none either.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;

use crate::model::brake::{BrakeLimits, FormerList};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::money::Money;
use crate::model::provenance::Position;
use crate::model::record::{Body, Document, Party, Payment, Record, Standing};

/// So many records are named as examples.
const EXAMPLES_MAX: usize = 3;

/// Records of one sort, counted.
#[derive(Debug, Clone, Default)]
struct Found {
    count: u64,
    examples: Vec<String>,
}

impl Found {
    fn add(&mut self, example: impl FnOnce() -> String) {
        self.count += 1;
        if self.examples.len() < EXAMPLES_MAX {
            self.examples.push(example());
        }
    }
}

/// What a delivery changes, as it is measured chunk by chunk.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    /// Records that were known before.
    known: u64,
    /// Those of them that have a sum.
    sums_known: u64,
    deleted: Found,
    sums: Found,
    emptied: Found,
    /// How often each field lost its value.
    fields: BTreeMap<String, u64>,
    closed: Found,
    /// A company of ours was named.
    names_ours: bool,
    /// Companies that nobody knows as ours: tax numbers with names.
    foreign: BTreeMap<String, String>,
    /// Their ids within the source.
    foreign_ids: BTreeSet<String>,
}

impl Meter {
    /// A record is said as it is held already.
    pub fn repeated(&mut self, has_sum: bool) {
        self.known += 1;
        self.sums_known += u64::from(has_sum);
    }

    /// Something else, or something new, is said of a record.
    pub fn said(&mut self, record: &Record, before: Option<&Body>, limits: &BrakeLimits) {
        if record.standing != Standing::Full {
            return;
        }
        let days = [dated(&record.body), before.and_then(dated)];
        let last = limits.closed_until;
        if last.is_some_and(|last| days.iter().flatten().any(|day| *day <= last)) {
            self.closed.add(|| named(record, before));
        }
        let Some(before) = before else { return };
        self.known += 1;
        let (was, now) = (sum(before), sum(&record.body));
        self.sums_known += u64::from(was.is_some());
        if !is_gone(before) && is_gone(&record.body) {
            self.deleted.add(|| named(record, Some(before)));
            return;
        }
        if let (Some(was), Some(now)) = (was, now)
            && was != now
        {
            let change = || format!("{}: {was} → {now} {}", named(record, Some(before)), now.currency);
            self.sums.add(change);
        }
        if let Some(field) = emptied(before, &record.body) {
            self.emptied.add(|| named(record, Some(before)));
            *self.fields.entry(field).or_default() += 1;
        }
    }

    /// The delivery names a company as its own; `is_new` where the store never heard of it.
    pub fn company(&mut self, id: &str, party: &Party, is_new: bool, ours: &BTreeSet<String>) {
        let digits = party.tax_id.as_ref().map(|tax| tax.digits.clone());
        let is_foreign = |digits: &String| {
            !ours.contains(digits) && (is_new || self.foreign.contains_key(digits) || self.foreign_ids.contains(id))
        };
        match digits.filter(is_foreign) {
            Some(digits) => {
                self.foreign.entry(digits).or_insert_with(|| party.name.clone());
                self.foreign_ids.insert(id.to_owned());
            }
            None if self.foreign_ids.contains(id) => {}
            None => self.names_ours = true,
        }
    }

    /// Which limits the delivery passes, with figures and examples: nothing where it may be taken unasked.
    #[must_use]
    pub fn judge(&self, limits: &BrakeLimits, read: u64, former: Option<FormerList>, has_ours: bool) -> Vec<Issue> {
        let mut passed = Vec::new();
        if limits.on {
            let share = |code, found: &Found, whole, percent| over(limits, code, found, whole, percent);
            passed.extend(share(IssueCode::BrakeDeleted, &self.deleted, self.known, limits.deleted_percent));
            passed.extend(share(IssueCode::BrakeSums, &self.sums, self.sums_known, limits.sums_percent));
            let emptied = share(IssueCode::BrakeEmptied, &self.emptied, self.known, limits.emptied_percent);
            let most = self.fields.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name)));
            passed.extend(emptied.map(|issue| issue.with("field", most.map_or("", |(name, _)| name.as_str()))));
            passed.extend(former.and_then(|former| self.shrunken(limits, read, former)));
            let is_foreign = has_ours && !self.names_ours && !self.foreign.is_empty();
            if limits.organization && is_foreign && read >= limits.rows_min {
                let names: Vec<String> =
                    self.foreign.iter().take(EXAMPLES_MAX).map(|(digits, name)| format!("{name}, {digits}")).collect();
                passed.push(warning(IssueCode::BrakeOrganization).with("names", names.join("; ")));
            }
        }
        if let (Some(last), true) = (limits.closed_until, self.closed.count > 0) {
            let issue = warning(IssueCode::BrakeClosed).with("found", self.closed.count.to_string());
            passed.push(issue.with("day", last.to_string()).with("names", self.closed.examples.join("; ")));
        }
        passed
    }

    fn shrunken(&self, limits: &BrakeLimits, read: u64, former: FormerList) -> Option<Issue> {
        let repeats = former.repeated * 2 >= former.read && self.known * 2 >= read;
        let is_full = limits.full_list.unwrap_or(repeats);
        let least = former.read * 100_u64.saturating_sub(limits.shrunken_percent);
        let is_short = former.read >= limits.rows_min && read * 100 < least;
        (is_full && is_short).then(|| {
            let issue = warning(IssueCode::BrakeShrunken).with("found", read.to_string());
            issue.with("was", former.read.to_string()).with("limit", limits.shrunken_percent.to_string())
        })
    }
}

fn over(limits: &BrakeLimits, code: IssueCode, found: &Found, whole: u64, percent: u64) -> Option<Issue> {
    let is_over = found.count >= limits.rows_min.max(1) && found.count * 100 > whole * percent;
    is_over.then(|| {
        let issue = warning(code).with("found", found.count.to_string()).with("total", whole.to_string());
        issue.with("limit", percent.to_string()).with("names", found.examples.join("; "))
    })
}

fn warning(code: IssueCode) -> Issue {
    Issue::new(code, Severity::Warning, Position::default())
}

/// The day of what a closed period closes.
fn dated(body: &Body) -> Option<Date> {
    match body {
        Body::Document(document) => Some(document.date),
        Body::Payment(payment) => Some(payment.date),
        _ => None,
    }
}

fn sum(body: &Body) -> Option<Money> {
    match body {
        Body::Document(document) => Some(document.total),
        Body::Payment(payment) => Some(payment.amount),
        _ => None,
    }
}

fn is_gone(body: &Body) -> bool {
    match body {
        Body::Organization(party) | Body::Client(party) => party.deleted,
        Body::Contact(contact) => contact.deleted,
        Body::Contract(contract) => contract.deleted,
        Body::Product(product) => product.deleted,
        Body::Document(document) => document.deleted || document.canceled,
        Body::Payment(payment) => payment.deleted,
        Body::Balance(balance) => balance.deleted,
        Body::Deletion => true,
    }
}

/// How a record reads to a person: of one that its source only calls gone, as it was.
fn named(record: &Record, before: Option<&Body>) -> String {
    let body = if matches!(record.body, Body::Deletion) { before.unwrap_or(&record.body) } else { &record.body };
    match body {
        Body::Document(document) => {
            let Document { number, date, .. } = &**document;
            format!("{number} {date}")
        }
        Body::Payment(payment) => {
            let Payment { number, date, .. } = &**payment;
            format!("{number} {date}")
        }
        Body::Organization(party) | Body::Client(party) => party.name.clone(),
        Body::Contact(contact) => contact.name.clone(),
        Body::Contract(contract) => contract.number.clone(),
        Body::Product(product) => product.name.clone(),
        Body::Balance(balance) => balance.label(),
        Body::Deletion => record.id.clone(),
    }
}

/// The first field that had a value and has none any more.
fn emptied(before: &Body, now: &Body) -> Option<String> {
    let (before, now) = (fields(before)?, fields(now)?);
    let is_filled = |value: &Value| match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(_) | Value::Number(_) => true,
        // A mark that is taken away is a change, not a loss.
        Value::Bool(_) | Value::Null => false,
    };
    let is_lost = |name: &String| !now.get(name).is_some_and(is_filled);
    before.iter().find(|(name, value)| is_filled(value) && is_lost(name)).map(|(name, _)| name.clone())
}

/// The fields of a record by name.
fn fields(body: &Body) -> Option<serde_json::Map<String, Value>> {
    match serde_json::to_value(body).ok()? {
        Value::Object(kinds) => match kinds.into_iter().next()?.1 {
            Value::Object(fields) => Some(fields),
            _ => None,
        },
        _ => None,
    }
}
