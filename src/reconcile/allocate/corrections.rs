//! Returns and corrections: they change what is to be paid for the documents they refer to.

use super::Books;
use crate::model::ids::DocumentId;
use crate::model::ledger::LedgerDocument;
use crate::model::record::RecordKind;

impl Books<'_> {
    /// Applies what counts: increases first, so that a decrease finds everything there is to decrease. What exceeds the
    /// documents, or refers to none that is known, stays with the return as the client's credit.
    pub(super) fn correct(&mut self, documents: &[LedgerDocument]) {
        let mut returns: Vec<&LedgerDocument> =
            documents.iter().filter(|doc| doc.counts && doc.kind == RecordKind::Return).collect();
        returns.sort_by_key(|doc| (doc.total.minor >= 0, doc.date, &doc.number, doc.id));
        for doc in returns {
            let targets = self.corrected(doc);
            if doc.total.minor < 0 {
                targets.first().into_iter().for_each(|target| self.shift(doc, *target, doc.total.minor));
            } else {
                self.decrease(doc, &targets);
            }
            if !targets.is_empty() && self.adjusted.get(&doc.id).copied().unwrap_or_default() == doc.total.minor {
                self.covered.insert(doc.id);
            }
        }
    }

    /// The documents to be paid that a return concerns.
    fn corrected(&self, doc: &LedgerDocument) -> Vec<DocumentId> {
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
