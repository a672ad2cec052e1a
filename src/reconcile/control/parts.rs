//! Control totals of whole and parts: contracts of a client, clients of a ledger account, its sub-accounts.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::differs;
use crate::model::field::Field;
use crate::model::issue::{Issue, IssueCode};
use crate::model::provenance::Position;
use crate::model::record::Balance;

/// The four amounts of a balance.
const AMOUNTS: [Field; 4] = [Field::Opening, Field::Debit, Field::Credit, Field::Closing];

/// Amounts added up; nothing where one of the added was not stated.
type Sums = [Option<i128>; 4];

/// Every whole that is stated or has parts, by what it is about.
#[derive(Debug, Default)]
pub(super) struct Parts {
    wholes: HashMap<String, Whole, FxBuildHasher>,
}

#[derive(Debug, Default)]
struct Whole {
    /// The balances that state it, and where.
    stated: Vec<(Position, Balance)>,
    /// What its parts add up to, where it has any.
    parts: Option<Sums>,
}

impl Parts {
    pub(super) fn see(&mut self, position: &Position, balance: &Balance) {
        let own = self.wholes.entry(key(balance)).or_default();
        // A ledger account may be stated at the top and again in the totals row: it is a part once.
        let is_new = own.stated.is_empty() || balance.client.is_some();
        own.stated.push((position.clone(), balance.clone()));
        if let Some(whole) = whole_of(balance).filter(|_| is_new) {
            let whole = self.wholes.entry(key(&whole)).or_default();
            add(whole.parts.get_or_insert([Some(0); 4]), amounts(balance));
        }
    }

    pub(super) fn judge(self, issues: &mut Vec<Issue>) {
        for Whole { stated, parts } in self.wholes.into_values() {
            let Some(parts) = parts else { continue };
            if stated.iter().any(|(_, balance)| balance.client.is_some()) {
                // Two clients of one name, listed one after the other, are one whole here.
                let mut own = [Some(0); 4];
                stated.iter().for_each(|(_, balance)| add(&mut own, amounts(balance)));
                let first = stated.iter().min_by_key(|(position, _)| position.line);
                first.iter().for_each(|(position, balance)| compare(position, balance, own, parts, issues));
            } else {
                stated
                    .iter()
                    .for_each(|(position, balance)| compare(position, balance, amounts(balance), parts, issues));
            }
        }
    }
}

fn compare(position: &Position, balance: &Balance, own: Sums, parts: Sums, issues: &mut Vec<Issue>) {
    for ((field, own), parts) in AMOUNTS.into_iter().zip(own).zip(parts) {
        let Some((stated, found)) = own.zip(parts).filter(|(stated, found)| stated != found) else { continue };
        let issue = differs(IssueCode::PartsDiffer, position, balance, stated, found);
        issues.push(issue.with("field", field.name()));
    }
}

fn amounts(balance: &Balance) -> Sums {
    [balance.opening, balance.debit, balance.credit, balance.closing]
        .map(|money| money.map(|money| i128::from(money.minor)))
}

fn add(sums: &mut Sums, amounts: Sums) {
    for (sum, amount) in sums.iter_mut().zip(amounts) {
        *sum = sum.zip(amount).map(|(sum, amount)| sum + amount);
    }
}

/// What a balance is a part of: a contract of its client, a client of the ledger account, `62.01` of `62`.
fn whole_of(balance: &Balance) -> Option<Balance> {
    let mut whole = balance.clone();
    if whole.contract.take().is_some() && whole.client.is_some() {
        return Some(whole);
    }
    if whole.client.take().is_some() {
        return (!whole.ledger.is_empty()).then_some(whole);
    }
    let (account, _) = balance.ledger.rsplit_once('.')?;
    account.clone_into(&mut whole.ledger);
    Some(whole)
}

/// What a balance is about, and when.
fn key(balance: &Balance) -> String {
    let party = |party: &Option<crate::model::record::NamedParty>| {
        party.as_ref().map(|party| party.id.clone()).unwrap_or_default()
    };
    let contract = balance.contract.as_ref().map(|contract| {
        let date = contract.date.map(|date| date.to_string()).unwrap_or_default();
        format!("{}\u{1f}{}\u{1f}{date}\u{1f}{}", contract.id, contract.number, contract.name)
    });
    [
        balance.ledger.clone(),
        party(&balance.organization),
        party(&balance.client),
        contract.unwrap_or_default(),
        balance.currency.to_string(),
        balance.period_start.to_string(),
        balance.period_end.to_string(),
    ]
    .join("\u{1e}")
}
