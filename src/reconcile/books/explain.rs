//! Which documents explain a difference: one whose amount it is, or the only few that make it up.

use jiff::civil::Date;

use crate::model::change::{Candidate, Reason};
use crate::model::control::{Explained, Gap, Side, Stands, Suspect};
use crate::model::money::Currency;

/// Suspects among which sets are looked for; singles are looked for among all.
const SET_POOL_MAX: usize = 60;
/// Most documents that are named where several explain a difference as well.
const NAMED_MAX: usize = 5;
/// Two records of one document are dated within so many days of each other.
const TWIN_DAYS: i32 = 31;

/// What of the store explains a difference; nothing where the amounts fit nowhere or everywhere.
#[must_use]
pub fn explain(gap: &Gap, suspects: &[Suspect], currency: Currency) -> Explained {
    for size in [gap.last, gap.first] {
        let fitting: Vec<&Suspect> =
            suspects.iter().filter(|one| is_on(one, gap) && effect(one, gap.end) == size).collect();
        let mut single: Vec<&Suspect> =
            fitting.iter().copied().filter(|one| !is_earlier_twin(one, &fitting, suspects)).collect();
        single.sort_by_key(|one| (rank(one, suspects, gap), one.date, one.id.clone()));
        if !single.is_empty() {
            return of_singles(&single, suspects, gap, currency);
        }
        if let Some(set) = only_set(size, suspects, gap) {
            let together = Reason::new("control-together").with("number", set.len().to_string());
            let reasons = std::iter::once(together).chain(set.iter().map(|one| said(one, suspects, gap))).collect();
            return Explained { reasons, candidates: set.iter().map(|one| candidate(one, currency)).collect() };
        }
    }
    Explained::default()
}

/// What the difference would be if the other side saw this one otherwise: it lacks what counts with us, or counts what
/// does not, or not yet.
fn effect(one: &Suspect, end: Date) -> i64 {
    if one.stands == Stands::Counts && one.date <= end { one.amount.saturating_neg() } else { one.amount }
}

/// Whether it moves the side that is off.
fn is_on(one: &Suspect, gap: &Gap) -> bool {
    match gap.side {
        Some(Side::Debit) => one.amount > 0,
        Some(Side::Credit) => one.amount < 0,
        None => true,
    }
}

fn of_singles(single: &[&Suspect], all: &[Suspect], gap: &Gap, currency: Currency) -> Explained {
    let best = single.first().map(|one| rank(one, all, gap));
    let mut named: Vec<&Suspect> = single.iter().copied().filter(|one| Some(rank(one, all, gap)) == best).collect();
    let mut reasons = Vec::new();
    if named.len() > 1 {
        reasons.push(Reason::new("control-one-of").with("number", named.len().to_string()));
    }
    named.truncate(NAMED_MAX);
    reasons.extend(named.iter().map(|one| said(one, all, gap)));
    Explained { reasons, candidates: named.iter().map(|one| candidate(one, currency)).collect() }
}

fn candidate(one: &Suspect, currency: Currency) -> Candidate {
    let amount = currency.decimal_string(one.amount.unsigned_abs().into());
    Candidate { id: one.id.clone(), label: format!("{} {} {amount} {currency}", one.number, one.date) }
}

/// The likeliest first.
fn rank(one: &Suspect, all: &[Suspect], gap: &Gap) -> u8 {
    match one.stands {
        Stands::Counts if twin(one, all).is_some() => 0,
        Stands::Draft => 1,
        Stands::NoClient | Stands::Lookalike(_) | Stands::OtherCompany | Stands::PaidOut => 2,
        Stands::Counts if one.date > gap.end => 3,
        Stands::Counts if is_late(one, gap) => 4,
        Stands::Counts => 5,
        Stands::Gone => 6,
    }
}

fn said(one: &Suspect, all: &[Suspect], gap: &Gap) -> Reason {
    let reason = |code: &str| {
        let reason = Reason::new(code).with("id", one.id.clone()).with("number", one.number.clone());
        reason.with("date", one.date.to_string())
    };
    match (&one.stands, twin(one, all)) {
        (Stands::Counts, Some(twin)) => reason("control-twice").with("what", twin.id.clone()),
        (Stands::Counts, None) if one.date > gap.end => reason("control-later-day"),
        (Stands::Counts, None) if is_late(one, gap) => reason("control-came-later"),
        (Stands::Counts, None) => reason("control-only-held"),
        (Stands::Draft, _) => reason("control-draft"),
        (Stands::Gone, _) => reason("control-gone"),
        (Stands::NoClient, _) => reason("control-no-client"),
        (Stands::Lookalike(client), _) => reason("control-lookalike").with("what", client.to_string()),
        (Stands::OtherCompany, _) => reason("control-other-company"),
        (Stands::PaidOut, _) => reason("control-paid-out"),
    }
}

/// It came with a file that was made after the one that states the balance.
fn is_late(one: &Suspect, gap: &Gap) -> bool {
    one.made.zip(gap.made).is_some_and(|(came, stated)| came > stated)
}

/// Another record that counts as well and looks like the same document.
fn twin<'a>(one: &Suspect, all: &'a [Suspect]) -> Option<&'a Suspect> {
    all.iter().find(|other| {
        other.id != one.id
            && other.stands == Stands::Counts
            && one.stands == Stands::Counts
            && other.amount == one.amount
            && other.core == one.core
            && !one.core.is_empty()
            && (other.date - one.date).get_days().abs() <= TWIN_DAYS
    })
}

/// Of two records of one document the first is named as the other's double, not as a finding of its own.
fn is_earlier_twin(one: &Suspect, fitting: &[&Suspect], all: &[Suspect]) -> bool {
    twin(one, all).is_some_and(|twin| {
        fitting.iter().any(|other| other.id == twin.id) && (one.date, &one.id) < (twin.date, &twin.id)
    })
}

/// The only two, else the only three, that make up the difference.
fn only_set<'a>(size: i64, suspects: &'a [Suspect], gap: &Gap) -> Option<Vec<&'a Suspect>> {
    let distance = |one: &Suspect| (gap.to - one.date).get_days().abs();
    let mut pool: Vec<(i64, &Suspect)> = suspects
        .iter()
        .filter(|one| one.stands != Stands::Gone && is_on(one, gap))
        .map(|one| (effect(one, gap.end), one))
        .filter(|(effect, _)| effect.signum() == size.signum() && effect.unsigned_abs() < size.unsigned_abs())
        .collect();
    pool.sort_by_key(|(_, one)| (distance(one), one.id.clone()));
    pool.truncate(SET_POOL_MAX);
    let mut pairs = Vec::new();
    let mut triples = Vec::new();
    for (at, (first, one)) in pool.iter().enumerate() {
        for (next, (second, two)) in pool.iter().enumerate().skip(at + 1) {
            let both = first.saturating_add(*second);
            if both == size {
                pairs.push(vec![*one, *two]);
            }
            let rest = pool.iter().skip(next + 1).filter(|(third, _)| both.saturating_add(*third) == size);
            triples.extend(rest.map(|(_, three)| vec![*one, *two, *three]));
        }
    }
    let only = |mut sets: Vec<Vec<&'a Suspect>>| if sets.len() == 1 { sets.pop() } else { None };
    if pairs.is_empty() { only(triples) } else { only(pairs) }
}
