//! Returns and corrections: they change what is to be paid for the documents they refer to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Books;
use super::questions::candidate;
use crate::model::change::{Reason, ReviewItem, ReviewKind, Subject};
use crate::model::ids::DocumentId;
use crate::model::ledger::{LedgerDocument, ResolvedRef};
use crate::model::money::Currency;
use crate::model::number::number_core;
use crate::model::record::RecordKind;

/// A tax invoice on a change of price is due within so many days of the document that states the change
/// (пункт 3 статьи 168 НК РФ).
const TAX_INVOICE_DUE_DAYS: i32 = 5;

/// The documents that a correction changes: those known, else those it names.
type Base = (Vec<DocumentId>, Vec<(String, Option<Date>)>, Currency);

impl Books<'_> {
    /// Applies what counts: increases first, so that a decrease finds everything there is to decrease. What exceeds the
    /// documents, or refers to none that is known, stays with the return as the client's credit.
    pub(super) fn correct(&mut self, documents: &[LedgerDocument]) {
        let mut returns: Vec<&LedgerDocument> =
            documents.iter().filter(|doc| doc.counts && doc.kind == RecordKind::Return).collect();
        returns.sort_by_key(|doc| (doc.total.minor >= 0, doc.date, &doc.number, doc.id));
        let said_elsewhere = self.said_elsewhere(&returns);
        for doc in returns.into_iter().filter(|doc| !said_elsewhere.contains(&doc.id)) {
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

    /// Corrections for the tax books that repeat what another document states of the same base: one change counts once.
    /// Where amounts or days differ, a person is asked, and until then it does not count either.
    fn said_elsewhere(&mut self, returns: &[&LedgerDocument]) -> BTreeSet<DocumentId> {
        let mut by_base: BTreeMap<Base, [Vec<&LedgerDocument>; 2]> = BTreeMap::new();
        for doc in returns {
            if let Some(base) = self.base(doc) {
                let [tax, own] = by_base.entry(base).or_default();
                if doc.tax_only { tax.push(doc) } else { own.push(doc) }
            }
        }
        let mut repeats = BTreeSet::new();
        for [mut tax, mut own] in by_base.into_values() {
            tax.sort_by_key(|doc| (doc.date, &doc.number, doc.id));
            tax.retain(|doc| match same_change(doc, &own) {
                Some(at) => {
                    own.remove(at);
                    repeats.insert(doc.id);
                    false
                }
                None => true,
            });
            for doc in tax.into_iter().filter(|_| !own.is_empty()) {
                repeats.insert(doc.id);
                self.reviews.push(is_it_one_change(doc, &own));
            }
        }
        self.covered.extend(&repeats);
        repeats
    }

    fn base(&self, doc: &LedgerDocument) -> Option<Base> {
        let mut known = self.corrected(doc);
        known.sort_unstable();
        let named = |base: &&ResolvedRef| !base.reference.number.is_empty();
        let mut named: Vec<(String, Option<Date>)> = if known.is_empty() {
            let bases = doc.based_on.iter().filter(named);
            bases.map(|base| (number_core(&base.reference.number), base.reference.date)).collect()
        } else {
            Vec::new()
        };
        named.sort();
        (!known.is_empty() || !named.is_empty()).then_some((known, named, doc.total.currency))
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

/// Which of the documents states the change that a correction for the tax books repeats: the same amount, and the days
/// are near.
fn same_change(tax: &LedgerDocument, own: &[&LedgerDocument]) -> Option<usize> {
    let days = |doc: &LedgerDocument| (tax.date - doc.date).get_days().abs();
    let fits = |doc: &LedgerDocument| doc.total == tax.total && days(doc) <= TAX_INVOICE_DUE_DAYS;
    let fitting = own.iter().enumerate().filter(|(_, doc)| fits(doc));
    fitting.min_by_key(|(_, doc)| (days(doc), &doc.number, doc.id)).map(|(at, _)| at)
}

fn is_it_one_change(tax: &LedgerDocument, own: &[&LedgerDocument]) -> ReviewItem {
    ReviewItem {
        kind: ReviewKind::Conflict,
        subject: Subject::Document(tax.id),
        label: candidate(tax).label,
        candidates: own.iter().map(|doc| candidate(doc)).collect(),
        reasons: vec![Reason::new("tax-correction-alone").with("number", &tax.number)],
    }
}
