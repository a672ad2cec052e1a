//! Which payment a line is: one that the store knows, or one that the same chunk said before in another report.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::model::ids::SourceId;
use crate::model::record::Payment;
use crate::model::snapshot::{PaymentTwin, Snapshot};

use super::super::bookings::contradict;

/// Payments that lines of a chunk may be.
pub(super) struct Payments<'s> {
    source: SourceId,
    snapshot: &'s Snapshot,
    /// Those that this chunk began, by the hashes that make another line the same.
    begun: HashMap<i64, Vec<i64>, FxBuildHasher>,
    /// What this chunk says of payments, by number.
    told: HashMap<i64, Told, FxBuildHasher>,
    /// How many payments of a hash, known and begun, a report has told from the first on: many lines may be alike, and
    /// none of them looks at all of these again.
    passed: HashMap<(i64, String), [usize; 2], FxBuildHasher>,
}

#[derive(Default)]
struct Told {
    reports: Vec<String>,
    references: Vec<String>,
    tax_ids: Vec<String>,
}

/// What makes a line a payment.
#[derive(Clone, Copy)]
enum By {
    /// What both say.
    Hash(i64),
    /// The account of the other side, where one of them does not tell its tax number.
    Account(i64),
}

impl By {
    fn hash(self) -> i64 {
        match self {
            Self::Hash(hash) | Self::Account(hash) => hash,
        }
    }

    /// Whether the tax numbers say so too: those that are told twice were compared by another hash.
    fn fits(self, known: &[String], payment: &Payment) -> bool {
        matches!(self, Self::Hash(_)) || known.is_empty() || tax_id(payment).is_none()
    }
}

impl<'s> Payments<'s> {
    pub(super) fn new(source: SourceId, snapshot: &'s Snapshot) -> Self {
        let (begun, told, passed) = Default::default();
        Self { source, snapshot, begun, told, passed }
    }

    /// The payment of another source, or in another report of the bank, that a line is: the n-th equal one of this origin
    /// is the n-th equal one of the other. A new number, taken from `take`, where there is none.
    pub(super) fn which(&mut self, payment: &Payment, take: impl FnOnce() -> i64) -> (i64, bool) {
        let certain = payment.same_keys().into_iter().chain(payment.twin_hash()).map(By::Hash);
        let all: Vec<By> = certain.chain(payment.account_twin_hash().map(By::Account)).collect();
        let found = all.iter().find_map(|by| self.found(*by, payment));
        let id = found.unwrap_or_else(take);
        if found.is_none() {
            all.into_iter().for_each(|by| self.begun.entry(by.hash()).or_default().push(id));
        }
        let told = self.told.entry(id).or_default();
        told.reports.push(report(payment).to_owned());
        told.references.extend_from_slice(&payment.booking.references);
        told.tax_ids.extend(tax_id(payment).map(str::to_owned));
        (id, found.is_none())
    }

    fn found(&mut self, by: By, payment: &Payment) -> Option<i64> {
        let known = self.snapshot.twins.get(&by.hash()).map(Vec::as_slice).unwrap_or_default();
        let begun = self.begun.get(&by.hash()).map(Vec::as_slice).unwrap_or_default();
        let mut passed = self.passed.remove(&(by.hash(), report(payment).to_owned())).unwrap_or_default();
        let [known_at, begun_at] = &mut passed;
        let (more_known, more_begun) = (known.get(*known_at..)?, begun.get(*begun_at..)?);
        *known_at += more_known.iter().take_while(|twin| self.is_said(twin, payment)).count();
        *begun_at += more_begun.iter().take_while(|id| self.is_told(**id, payment)).count();
        let known = known.get(*known_at..)?.iter().filter(|twin| self.may_be(by, twin, payment));
        let begun = begun.get(*begun_at..)?.iter().copied();
        let found = known.map(|twin| twin.payment.0).chain(begun).find(|id| self.is_untold(by, *id, payment));
        self.passed.insert((by.hash(), report(payment).to_owned()), passed);
        found
    }

    /// Whether this source said in this report, before or in this chunk, what the payment is.
    fn is_said(&self, twin: &PaymentTwin, payment: &Payment) -> bool {
        let before = twin.origins.iter().any(|(source, known)| *source == self.source && known == report(payment));
        before || self.is_told(twin.payment.0, payment)
    }

    fn is_told(&self, id: i64, payment: &Payment) -> bool {
        self.told.get(&id).is_some_and(|told| told.reports.iter().any(|known| known == report(payment)))
    }

    fn may_be(&self, by: By, twin: &PaymentTwin, payment: &Payment) -> bool {
        !self.is_said(twin, payment)
            && !contradict(&twin.references, &payment.booking.references)
            && by.fits(&twin.tax_ids, payment)
    }

    /// Whether this chunk has not said yet, in this report, what the payment is, nor anything that speaks against it.
    fn is_untold(&self, by: By, id: i64, payment: &Payment) -> bool {
        !self.is_told(id, payment)
            && self.told.get(&id).is_none_or(|told| {
                !contradict(&told.references, &payment.booking.references) && by.fits(&told.tax_ids, payment)
            })
    }
}

/// The bank's report a line stands in; empty where there are no reports.
fn report(payment: &Payment) -> &str {
    payment.booking.reports.first().map(String::as_str).unwrap_or_default()
}

/// The tax number of the other side, where the line tells it.
fn tax_id(payment: &Payment) -> Option<&str> {
    payment.counterparty().map(|side| side.tax_id.as_str()).filter(|digits| !digits.is_empty())
}
