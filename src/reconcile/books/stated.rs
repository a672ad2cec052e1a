//! Stated balances, put in order: the parts of one made one.

use std::cmp::Ordering;

use crate::model::control::StatedBalance;

/// The closing balance, or what opening and turnovers make of it.
pub(super) fn closing(stated: &StatedBalance) -> Option<i64> {
    let added = || Some(stated.opening?.saturating_add(stated.debit?).saturating_sub(stated.credit?));
    stated.closing.or_else(added)
}

/// Balances by day. Of ledger accounts, sub-accounts are what their account is, and several are added up; of a bank
/// account, what is stated of a period in several records is put together.
pub(super) fn wholes(stated: &[StatedBalance], is_account: bool) -> Vec<StatedBalance> {
    let mut sorted: Vec<&StatedBalance> = stated.iter().collect();
    sorted.sort_by(|a, b| order(a, b).then_with(|| a.ledger.cmp(&b.ledger)).then_with(|| a.id.cmp(&b.id)));
    let mut wholes = Vec::new();
    for group in sorted.chunk_by(|a, b| order(a, b) == Ordering::Equal) {
        match group {
            _ if is_account => wholes.extend(joined(group)),
            [first, ..] if first.ledger.is_empty() => wholes.extend(group.iter().map(|one| (*one).clone())),
            _ => wholes.extend(of_ledger(group)),
        }
    }
    if is_account {
        leave_out_passing(&mut wholes);
    }
    wholes
}

/// By day; what names a ledger account is a group of its own.
fn order(a: &StatedBalance, b: &StatedBalance) -> Ordering {
    let key = |one: &StatedBalance| (one.end, one.start, !one.ledger.is_empty());
    key(a).cmp(&key(b))
}

/// Records of one period that contradict each other nowhere are one; else they stay what they are.
fn joined(group: &[&StatedBalance]) -> Vec<StatedBalance> {
    let separate = || group.iter().map(|one| (*one).clone()).collect();
    let Some((first, rest)) = group.split_first() else { return Vec::new() };
    let mut whole = (*first).clone();
    for part in rest {
        for (ours, theirs) in [
            (&mut whole.opening, part.opening),
            (&mut whole.debit, part.debit),
            (&mut whole.credit, part.credit),
            (&mut whole.closing, part.closing),
        ] {
            if ours.zip(theirs).is_some_and(|(ours, theirs)| ours != theirs) {
                return separate();
            }
            *ours = ours.or(theirs);
        }
        // The record that states the closing balance stands for all.
        if part.closing.is_some() {
            whole.id = part.id;
        }
        whole.made = whole.made.max(part.made);
    }
    vec![whole]
}

/// Days that a bank ends in several balances are left out where it ends others in one: reports of the day pass by.
fn leave_out_passing(stated: &mut Vec<StatedBalance>) {
    let told = stated.clone();
    let passes = |one: &StatedBalance| {
        let same_day = told.iter().filter(|other| other.end == one.end);
        same_day.filter_map(closing).any(|other| closing(one).is_some_and(|closing| closing != other))
    };
    if !stated.iter().all(passes) {
        stated.retain(|one| !passes(one));
    }
}

fn of_ledger(group: &[&StatedBalance]) -> Option<StatedBalance> {
    let lies_beneath = |one: &StatedBalance, other: &StatedBalance| {
        one.ledger.strip_prefix(&*other.ledger).is_some_and(|rest| rest.starts_with('.'))
    };
    let tops = group.iter().filter(|one| !group.iter().any(|other| lies_beneath(one, other)));
    let mut tops = tops.copied();
    let mut whole = tops.next()?.clone();
    for part in tops {
        let add = |ours: Option<i64>, theirs: Option<i64>| Some(ours?.saturating_add(theirs?));
        whole.opening = add(whole.opening, part.opening);
        whole.debit = add(whole.debit, part.debit);
        whole.credit = add(whole.credit, part.credit);
        whole.closing = add(whole.closing, part.closing);
        whole.made = whole.made.max(part.made);
        whole.partial &= part.ledger == whole.ledger;
    }
    Some(whole)
}
