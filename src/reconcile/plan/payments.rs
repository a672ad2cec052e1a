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
}

#[derive(Default)]
struct Told {
    reports: Vec<String>,
    references: Vec<String>,
}

impl<'s> Payments<'s> {
    pub(super) fn new(source: SourceId, snapshot: &'s Snapshot) -> Self {
        Self { source, snapshot, begun: HashMap::default(), told: HashMap::default() }
    }

    /// The payment of another source, or in another report of the bank, that a line is: the n-th equal one of this origin
    /// is the n-th equal one of the other. A new number, taken from `take`, where there is none.
    pub(super) fn which(&mut self, payment: &Payment, take: impl FnOnce() -> i64) -> (i64, bool) {
        let hashes: Vec<i64> = payment.same_keys().into_iter().chain(payment.twin_hash()).collect();
        let found = hashes.iter().find_map(|hash| self.found(*hash, payment));
        let id = found.unwrap_or_else(take);
        if found.is_none() {
            hashes.into_iter().for_each(|hash| self.begun.entry(hash).or_default().push(id));
        }
        let told = self.told.entry(id).or_default();
        told.reports.push(report(payment).to_owned());
        told.references.extend_from_slice(&payment.booking.references);
        (id, found.is_none())
    }

    fn found(&self, hash: i64, payment: &Payment) -> Option<i64> {
        let known = self.snapshot.twins.get(&hash).into_iter().flatten().filter(|twin| self.may_be(twin, payment));
        let begun = self.begun.get(&hash).into_iter().flatten().copied();
        known.map(|twin| twin.payment.0).chain(begun).find(|id| self.is_untold(*id, payment))
    }

    fn may_be(&self, twin: &PaymentTwin, payment: &Payment) -> bool {
        let said = twin.origins.iter().any(|(source, known)| *source == self.source && known == report(payment));
        !said && !contradict(&twin.references, &payment.booking.references)
    }

    /// Whether this chunk has not said yet, in this report, what the payment is, nor anything that speaks against it.
    fn is_untold(&self, id: i64, payment: &Payment) -> bool {
        self.told.get(&id).is_none_or(|told| {
            !told.reports.iter().any(|known| known == report(payment))
                && !contradict(&told.references, &payment.booking.references)
        })
    }
}

/// The bank's report a line stands in; empty where there are no reports.
fn report(payment: &Payment) -> &str {
    payment.booking.reports.first().map(String::as_str).unwrap_or_default()
}
