//! Returns and corrections: they change what is to be paid for the documents they refer to.

use super::Books;
use crate::model::change::Reason;
use crate::model::ids::DocumentId;
use crate::model::ledger::{Ledger, LedgerDocument};
use crate::model::record::RecordKind;

impl Books<'_> {
    /// Applies what counts: increases first, so that a decrease finds everything there is to decrease. What exceeds the
    /// documents, or refers to none that is known, stays with the return as the client's credit.
    pub(super) fn correct(&mut self, ledger: &Ledger) {
        let mut returns: Vec<&LedgerDocument> =
            ledger.documents.iter().filter(|doc| doc.counts() && doc.kind == RecordKind::Return).collect();
        returns.sort_by_key(|doc| (doc.total.minor >= 0, doc.date, &doc.number, doc.id));
        let said_elsewhere = self.said_elsewhere(&returns, &ledger.changes);
        for doc in returns.into_iter().filter(|doc| !said_elsewhere.contains(&doc.id)) {
            let targets = self.corrected(doc);
            if doc.total.minor < 0 {
                targets.first().into_iter().for_each(|target| self.shift(doc, *target, doc.total.minor));
            } else {
                self.decrease(doc, &targets);
            }
            if !targets.is_empty() && self.adjusted.get(&doc.id).copied().unwrap_or_default() == doc.total.minor {
                let numbers: Vec<&str> =
                    targets.iter().filter_map(|id| self.by_id.get(id)).map(|base| &*base.number).collect();
                let reason = Reason::new("change-applied").with("number", numbers.join(", "));
                self.cover(doc.id, reason);
            }
        }
    }

    /// Says that a return is no credit of its own, and why.
    pub(super) fn cover(&mut self, id: DocumentId, why: Reason) {
        self.covered.insert(id);
        self.why_covered.insert(id, vec![why]);
    }

    /// The documents to be paid that a return concerns.
    pub(super) fn corrected(&self, doc: &LedgerDocument) -> Vec<DocumentId> {
        let bases = doc.based_on.iter().filter_map(|base| self.resolve(base, doc));
        let mut targets = Vec::new();
        for target in bases.flat_map(|base| self.targets(base)) {
            let fits = self.by_id.get(&target).is_some_and(|found| found.total.currency == doc.total.currency);
            if fits && !targets.contains(&target) {
                targets.push(target);
            }
        }
        targets
    }

    fn decrease(&mut self, doc: &LedgerDocument, targets: &[DocumentId]) {
        let mut rest = doc.total.minor;
        for target in targets {
            let share = rest.min(self.open.get(target).copied().unwrap_or_default()).max(0);
            rest -= share;
            self.shift(doc, *target, share);
        }
    }

    /// Moves so much from what is to be paid for the target to the return.
    fn shift(&mut self, doc: &LedgerDocument, target: DocumentId, minor: i64) {
        *self.open.entry(target).or_default() -= minor;
        *self.adjusted.entry(target).or_default() -= minor;
        *self.adjusted.entry(doc.id).or_default() += minor;
    }
}
