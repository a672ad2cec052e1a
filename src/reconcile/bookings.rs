//! Entries of a bank that other payments state one by one, and payments that later ones take back.
//!
//! A bank books many payments in one entry and tells which ones in another report, before or after (ISO 20022: camt.053
//! and camt.054). What the parts state is no longer the entry's; what no part states remains with it. Derived anew from
//! all that is known each time, so the order of arrival changes nothing and what is taken back leaves no trace.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use crate::model::ids::PaymentId;
use crate::model::ledger::BookedPayment;
use crate::model::record::Payment;

/// Whether two lists of references `kind:value` name different things: both have one of a kind, and none in common.
pub(super) fn contradict(a: &[String], b: &[String]) -> bool {
    let shares_one = a.iter().any(|one| b.contains(one));
    let kind = |reference: &String| reference.split_once(':').map(|(kind, _)| kind.to_owned());
    !shares_one && a.iter().any(|one| b.iter().any(|other| kind(one) == kind(other)))
}

/// How much of each entry its parts state. A part belongs to the entry that shares a reference with it, else to one of
/// the same day and total in another report.
#[must_use]
pub fn detailed(entries: &[BookedPayment], parts: &[BookedPayment]) -> BTreeMap<PaymentId, i64> {
    let mut rooms = Rooms::of(entries);
    let by_reference = index(entries, Payment::entry_keys);
    let by_day = index(entries, |payment| payment.entry_day_key().into_iter().collect());
    let mut waiting: Vec<&BookedPayment> = parts.iter().filter(|part| counts(&part.payment)).collect();
    waiting.sort_by_cached_key(|one| content(one));
    waiting.retain(|part| {
        let entry = rooms.roomiest(part, found(&by_reference, &part.payment.entry_keys()), |_| true);
        !rooms.take(entry, part.payment.amount.minor)
    });
    for part in waiting {
        let keys: Vec<i64> = part.payment.entry_day_key().into_iter().collect();
        let entry = rooms.roomiest(part, found(&by_day, &keys), |entry| is_of_another_report(entry, &part.payment));
        let fits = entry.filter(|entry| rooms.left(*entry) >= part.payment.amount.minor);
        rooms.take(fits, part.payment.amount.minor);
    }
    rooms.taken
}

fn is_of_another_report(entry: &Payment, part: &Payment) -> bool {
    let (entry, part) = (&entry.booking, &part.booking);
    !entry.reports.iter().any(|report| part.reports.contains(report)) && !contradict(&entry.entry, &part.entry)
}

/// How much of each payment was taken back by reversals: the latest earlier one of equal amount, else one that is large
/// enough.
#[must_use]
pub fn returned(originals: &[BookedPayment], reversals: &[BookedPayment]) -> BTreeMap<PaymentId, i64> {
    let mut rooms = Rooms::of(originals);
    let by_key = index(originals, Payment::reversal_keys);
    let mut reversals: Vec<&BookedPayment> = reversals.iter().filter(|one| counts(&one.payment)).collect();
    reversals.sort_by_cached_key(|one| content(one));
    for reversal in reversals {
        let wanted = reversal.payment.amount.minor;
        let candidates = found(&by_key, &reversal.payment.reversal_keys()).into_iter().filter(|one| {
            counts(&one.payment) && one.payment.date <= reversal.payment.date && rooms.left(one.id) >= wanted
        });
        let original =
            candidates.max_by_key(|one| (rooms.left(one.id) == wanted, one.payment.date, rooms.precedence(one.id)));
        rooms.take(original.map(|one| one.id), wanted);
    }
    rooms.taken
}

fn counts(payment: &Payment) -> bool {
    payment.posted && !payment.deleted
}

/// What payments are ordered by when they are looked at: by what they say, the greatest first, so that those which came
/// first have no advantage. Numbers of ours decide only between payments that say the same.
fn content(one: &BookedPayment) -> impl Ord + use<> {
    let Payment { date, amount, number, payer, payee, purpose, booking, .. } = &one.payment;
    let sides = [payer, payee].map(|side| [&side.account, &side.tax_id, &side.name].map(String::clone));
    let references = (booking.references.clone(), booking.entry.clone());
    (*date, Reverse(*amount), number.clone(), references, sides, purpose.clone(), one.id)
}

type Index<'p> = HashMap<i64, Vec<&'p BookedPayment>>;

fn index(payments: &[BookedPayment], keys: impl Fn(&Payment) -> Vec<i64>) -> Index<'_> {
    let mut index = Index::new();
    for one in payments {
        keys(&one.payment).into_iter().for_each(|key| index.entry(key).or_default().push(one));
    }
    index
}

fn found<'p>(index: &Index<'p>, keys: &[i64]) -> Vec<&'p BookedPayment> {
    keys.iter().filter_map(|key| index.get(key)).flatten().copied().collect()
}

/// What is left of each payment.
struct Rooms {
    amounts: HashMap<PaymentId, i64>,
    /// Which is the first of several that would do.
    places: HashMap<PaymentId, usize>,
    taken: BTreeMap<PaymentId, i64>,
}

impl Rooms {
    fn of(payments: &[BookedPayment]) -> Self {
        let mut ordered: Vec<&BookedPayment> = payments.iter().collect();
        ordered.sort_by_cached_key(|one| content(one));
        Self {
            amounts: payments.iter().map(|one| (one.id, one.payment.amount.minor)).collect(),
            places: ordered.into_iter().enumerate().map(|(place, one)| (one.id, place)).collect(),
            taken: BTreeMap::new(),
        }
    }

    fn left(&self, id: PaymentId) -> i64 {
        self.amounts.get(&id).copied().unwrap_or_default() - self.taken.get(&id).copied().unwrap_or_default()
    }

    /// Greater for what comes first.
    fn precedence(&self, id: PaymentId) -> Reverse<usize> {
        Reverse(self.places.get(&id).copied().unwrap_or(usize::MAX))
    }

    /// The entry a part belongs to: the first with room for all of it, else the one with most room.
    fn roomiest(
        &self,
        part: &BookedPayment,
        entries: Vec<&BookedPayment>,
        fits: impl Fn(&Payment) -> bool,
    ) -> Option<PaymentId> {
        let wanted = part.payment.amount.minor;
        let fitting = entries.into_iter().filter(|entry| fits(&entry.payment)).map(|entry| entry.id);
        fitting.max_by_key(|id| (self.left(*id).min(wanted), self.precedence(*id)))
    }

    /// Takes as much as there is; says whether there was a payment to take from.
    fn take(&mut self, from: Option<PaymentId>, minor: i64) -> bool {
        let Some(id) = from else { return false };
        let minor = minor.min(self.left(id));
        *self.taken.entry(id).or_default() += minor;
        true
    }
}

#[cfg(test)]
mod tests;
