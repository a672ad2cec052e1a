//! Where do the books differ? Balances that a source states, against what the store holds, in the order of their days.
//!
//! The debt of a client arises from shipments and acts, not from bills; returns, corrections, payments and set-offs lower
//! it. What a client owed before the store's history begins is taken from the source: the first stated opening balance
//! stands for it. A bank account is followed from its first stated balance.
//!
//! What would be a false difference is none: without shipments or payments in the store, with money in other
//! currencies, or with one of several ledger accounts there is nothing to compare with, and that is said.

use crate::model::change::Reason;
use crate::model::control::{
    Basis, Book, CheckedBalance, Comparison, ControlState, DayTurnover, Gap, Side, StatedBalance,
};
use crate::model::money::Currency;
use jiff::civil::Date;

mod explain;
mod stated;

pub use explain::explain;
use stated::closing;

/// Compares; nothing where nothing is stated. `tolerance` is the largest difference, in minor units, that is none.
#[must_use]
pub fn compare(book: &Book, tolerance: i64) -> Option<Comparison> {
    let is_account = !book.key.account.is_empty();
    let stated = stated::wholes(&book.stated, is_account);
    let base = base(book, stated.first()?);
    let compared = stated.iter().filter(|one| says_enough(one) && !base.is_unknown).map(|one| {
        let held = Held::over(&book.held, base.amount, one);
        let off = differs(one, &held, book, tolerance);
        (one, held, off)
    });
    let found: Vec<_> = compared.collect();
    let since = found.iter().rposition(|(.., off)| off.is_none()).map_or(0, |agreed| agreed + 1);
    let (newest, held, off) = found.last()?;
    let checked = found.iter().flat_map(|(one, held, _)| checked(one, held)).collect();
    let mut comparison = Comparison {
        state: ControlState::Agrees,
        balance: newest.id,
        start: newest.start,
        end: newest.end,
        stated: closing(newest).unwrap_or(held.closing),
        held: held.closing,
        difference: 0,
        since: None,
        gap: None,
        checked,
        reasons: base.said(book.key.currency),
    };
    if let Some(excuse) = excuse(book, newest, off.is_some()).filter(|_| !is_account) {
        comparison.state = ControlState::NotComparable;
        comparison.difference = off.as_ref().map_or(0, |off| off.size);
        comparison.reasons = vec![excuse];
        return Some(comparison);
    }
    if !book.key.stranger.is_empty() {
        comparison.reasons.push(Reason::new("control-unknown-client"));
    }
    let Some(off) = off else { return Some(comparison) };
    comparison.difference = off.size;
    let (first_off, first_held, first_size) =
        found.get(since).and_then(|(one, held, off)| Some((one, held, off.as_ref()?)))?;
    comparison.state = ControlState::Differs;
    comparison.since = Some(first_off.end);
    let agreed = since.checked_sub(1).and_then(|at| found.get(at)).map(|(one, ..)| *one);
    let gap = gap((first_off, first_held, first_size.size), agreed, tolerance, (newest, off.size));
    let side = side(first_off, first_held, &book.held, tolerance).filter(|_| gap.to >= first_off.start);
    let gap = Gap { side, ..gap };
    comparison.reasons.extend(arose(book, first_off, first_held, agreed, &gap, off));
    comparison.gap = Some(gap);
    Some(comparison)
}

/// Whether a balance says anything that can be compared: an opening one alone is where the books begin.
fn says_enough(stated: &StatedBalance) -> bool {
    closing(stated).is_some() || stated.debit.is_some() || stated.credit.is_some()
}

/// What the books begin with, before anything the store holds.
struct Base {
    amount: i64,
    /// The day from which the source's word was taken for what a client owed.
    taken: Option<Date>,
    /// No balance is known: only turnovers are.
    is_unknown: bool,
}

impl Base {
    fn said(&self, currency: Currency) -> Vec<Reason> {
        let day = self.taken.filter(|_| self.amount != 0);
        let said = day.map(|day| {
            let reason = Reason::new("control-base").with("day", day.to_string());
            reason.with("stated", currency.decimal_string(self.amount.into()))
        });
        said.into_iter().collect()
    }
}

/// A client's opening balance is the source's where the store holds nothing from before; a bank account's always is.
fn base(book: &Book, first: &StatedBalance) -> Base {
    let before = sum(&book.held, |day| day < first.start);
    let is_account = !book.key.account.is_empty();
    let has_history = book.held.first().is_some_and(|held| held.day < first.start);
    if let Some(opening) = first.opening.filter(|_| is_account || !has_history) {
        return Base {
            amount: opening.saturating_sub(before),
            taken: Some(first.start).filter(|_| !is_account),
            is_unknown: false,
        };
    }
    let nothing = Base { amount: 0, taken: None, is_unknown: false };
    if !is_account {
        return nothing;
    }
    let through = sum(&book.held, |day| day <= first.end);
    let known = closing(first).map(|closing| closing.saturating_sub(through));
    known.map_or(Base { is_unknown: true, ..nothing }, |amount| Base {
        amount,
        taken: Some(first.end),
        is_unknown: false,
    })
}

fn sum(held: &[DayTurnover], when: impl Fn(Date) -> bool) -> i64 {
    let days = held.iter().filter(|held| when(held.day));
    days.fold(0_i64, |sum, held| sum.saturating_add(held.debit).saturating_sub(held.credit))
}

/// What the store holds over the period of a stated balance.
struct Held {
    opening: i64,
    debit: i64,
    credit: i64,
    closing: i64,
}

impl Held {
    fn over(held: &[DayTurnover], base: i64, stated: &StatedBalance) -> Self {
        let opening = base.saturating_add(sum(held, |day| day < stated.start));
        let (debit, credit) = within(held, stated).fold((0_i64, 0_i64), |(debit, credit), held| {
            (debit.saturating_add(held.debit), credit.saturating_add(held.credit))
        });
        Self { opening, debit, credit, closing: opening.saturating_add(debit).saturating_sub(credit) }
    }
}

fn checked(stated: &StatedBalance, held: &Held) -> Option<CheckedBalance> {
    let difference = closing(stated)?.saturating_sub(held.closing);
    Some(CheckedBalance { id: stated.id, held: held.closing, difference })
}

/// A balance that is not the store's.
struct Off {
    size: i64,
    /// The balance agrees, both turnovers are off by as much.
    only_turnovers: bool,
}

fn differs(stated: &StatedBalance, held: &Held, book: &Book, tolerance: i64) -> Option<Off> {
    let days = &book.held;
    let is_more = |size: &i64| size.unsigned_abs() > tolerance.unsigned_abs();
    let turnover = |stated: Option<i64>, held: i64| stated.map(|stated| stated.saturating_sub(held));
    let (debit, credit) = (turnover(stated.debit, held.debit), turnover(stated.credit, held.credit));
    let closing = match (closing(stated), debit, credit) {
        (Some(closing), ..) => Some(closing.saturating_sub(held.closing)),
        (None, Some(debit), Some(credit)) => Some(debit.saturating_sub(credit)),
        (None, debit, credit) => debit.or(credit.map(i64::saturating_neg)),
    };
    if let Some(size) = closing.filter(is_more) {
        return Some(Off { size, only_turnovers: false });
    }
    // An advance that is set off moves both sides of a ledger account and not the balance; what is taken back stands on
    // either side, with a sign or without.
    let may_be_netted = had_advance(days, held.opening, stated) || within(days, stated).any(|held| held.reversed);
    let may_be_netted = may_be_netted && book.key.stranger.is_empty();
    let both = debit.filter(|debit| credit == Some(*debit) && is_more(debit) && !may_be_netted);
    both.map(|size| Off { size, only_turnovers: true })
}

fn within<'d>(days: &'d [DayTurnover], stated: &StatedBalance) -> impl Iterator<Item = &'d DayTurnover> {
    let (start, end) = (stated.start, stated.end);
    days.iter().filter(move |held| start <= held.day && held.day <= end)
}

/// Whether the client had paid more than was delivered at any time of the period.
fn had_advance(days: &[DayTurnover], opening: i64, stated: &StatedBalance) -> bool {
    let mut balance = opening;
    let mut had = balance < 0;
    for held in within(days, stated) {
        balance = balance.saturating_add(held.debit).saturating_sub(held.credit);
        had |= balance < 0;
    }
    had
}

/// Why nothing can be said: of a difference, or of anything at all where debts can't arise.
fn excuse(book: &Book, stated: &StatedBalance, differs: bool) -> Option<Reason> {
    let Basis { shipments, payments, other_currencies, contracts, unknown_company } = book.basis;
    if unknown_company {
        return Some(Reason::new("control-unknown-company"));
    }
    if !shipments {
        return Some(Reason::new("control-no-shipments"));
    }
    if !differs {
        return None;
    }
    if !payments {
        return Some(Reason::new("control-no-payments"));
    }
    if other_currencies {
        return Some(Reason::new("control-other-currencies"));
    }
    if !book.key.contract.is_empty() && contracts > 1 {
        return Some(Reason::new("control-contracts").with("name", book.key.contract.clone()));
    }
    let through_all = StatedBalance { start: Date::MIN, ..stated.clone() };
    let is_part = stated.partial && had_advance(&book.held, 0, &through_all);
    is_part.then(|| Reason::new("control-part").with("id", stated.ledger.clone()))
}

/// The time in which a difference arose: since the last balance that agreed, or before the first.
fn gap(
    (first, held, size): (&StatedBalance, &Held, i64),
    agreed: Option<&StatedBalance>,
    tolerance: i64,
    (newest, last): (&StatedBalance, i64),
) -> Gap {
    let was_open = first.opening.is_some_and(|opening| opening.abs_diff(held.opening) > tolerance.unsigned_abs());
    let to = if was_open { first.start.yesterday().unwrap_or(first.start) } else { first.end };
    let from = match agreed {
        Some(agreed) => agreed.end.tomorrow().ok().filter(|from| *from <= to).or(Some(first.start)),
        None if was_open => None,
        None => Some(first.start),
    };
    let to = if from.is_some_and(|from| from > to) { first.end } else { to };
    Gap { from, to, first: size, last, end: newest.end, made: newest.made, side: None }
}

/// The only side that is off. What is taken back may stand on either.
fn side(stated: &StatedBalance, held: &Held, days: &[DayTurnover], tolerance: i64) -> Option<Side> {
    let is_off = |stated: i64, held: i64| stated.abs_diff(held) > tolerance.unsigned_abs();
    let (debit, credit) = (is_off(stated.debit?, held.debit), is_off(stated.credit?, held.credit));
    match (debit, credit) {
        _ if within(days, stated).any(|held| held.reversed) => None,
        (true, false) => Some(Side::Debit),
        (false, true) => Some(Side::Credit),
        (true, true) | (false, false) => None,
    }
}

/// When and on which side it arose.
fn arose(
    book: &Book,
    first: &StatedBalance,
    held: &Held,
    agreed: Option<&StatedBalance>,
    gap: &Gap,
    off: &Off,
) -> Vec<Reason> {
    let text = |minor: i64| book.key.currency.decimal_string(minor.into());
    let period = |from: Date, to: Date| if from == to { from.to_string() } else { format!("{from}/{to}") };
    if off.only_turnovers {
        let reason = Reason::new("control-turnovers").with("period", period(first.start, first.end));
        return vec![reason.with("difference", text(off.size))];
    }
    let is_before = gap.to < first.start;
    if is_before && agreed.is_none() {
        let reason = Reason::new("control-opening").with("day", first.start.to_string());
        let history = book.held.first().map_or(first.start, |held| held.day);
        let reason = reason.with("stated", text(first.opening.unwrap_or_default())).with("found", text(held.opening));
        return vec![reason.with("period", history.to_string())];
    }
    if let Some(from) = gap.from.filter(|_| is_before) {
        let code = if book.key.account.is_empty() { "control-between" } else { "control-no-statement" };
        return vec![Reason::new(code).with("period", period(from, gap.to))];
    }
    let mut reasons = Vec::new();
    let sides = [("debit", first.debit, held.debit), ("credit", first.credit, held.credit)];
    for (side, stated, found) in sides {
        let Some(size) = stated.map(|stated| stated.saturating_sub(found)).filter(|size| *size != 0) else { continue };
        let sort = if book.key.account.is_empty() { "client" } else { "account" };
        let way = if size > 0 { "less" } else { "more" };
        let reason = Reason::new(&format!("control-{sort}-{side}-{way}")).with("difference", text(size));
        reasons.push(reason.with("period", period(first.start, first.end)));
    }
    if reasons.is_empty() {
        let from = gap.from.unwrap_or(first.start);
        reasons.push(Reason::new("control-arose").with("period", period(from, gap.to)));
    }
    reasons
}

#[cfg(test)]
mod tests;
