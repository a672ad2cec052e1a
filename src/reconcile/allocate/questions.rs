//! Payments that nothing certain was found for, as questions with what a person may choose from.

use std::collections::{BTreeMap, BTreeSet};

use super::{Books, Doubt, Found, same_company};
use crate::model::change::{Candidate, Reason, ReviewItem, ReviewKind, Subject};
use crate::model::ledger::{LedgerDocument, LedgerPayment};
use crate::model::money::Money;
use crate::model::record::RecordKind;

/// So many possible answers are shown with a question.
const CANDIDATES_MAX: usize = 5;

/// What remains open once everything certain is allocated: what a person may choose from.
pub(super) struct Questions<'b, 'l> {
    books: &'b Books<'l>,
    /// Oldest first.
    open: Vec<&'l LedgerDocument>,
    /// By what is open of each.
    by_amount: BTreeMap<Money, Vec<&'l LedgerDocument>>,
}

impl<'b, 'l> Questions<'b, 'l> {
    pub(super) fn new(books: &'b Books<'l>) -> Self {
        let is_open = |doc: &&LedgerDocument| {
            doc.kind != RecordKind::Shipment
                && !books.covered.contains(&doc.id)
                && books.open.get(&doc.id).is_some_and(|open| *open > 0)
        };
        let mut open: Vec<&LedgerDocument> = books.by_id.values().copied().filter(is_open).collect();
        open.sort_by_key(|doc| (doc.date, &doc.number, doc.id));
        let mut by_amount: BTreeMap<Money, Vec<&LedgerDocument>> = BTreeMap::new();
        for doc in &open {
            let minor = books.open.get(&doc.id).copied().unwrap_or_default();
            by_amount.entry(Money { minor, currency: doc.total.currency }).or_default().push(doc);
        }
        Self { books, open, by_amount }
    }

    /// Asks about each payment for which there is something to choose from.
    pub(super) fn ask(&self, doubts: &[Doubt<'_>]) -> Vec<ReviewItem> {
        doubts.iter().filter_map(|doubt| self.question(doubt)).collect()
    }

    fn question(&self, doubt: &Doubt<'_>) -> Option<ReviewItem> {
        let Doubt { payment, cited, certain } = doubt;
        let candidates = self.candidates(payment, cited);
        if candidates.is_empty() {
            return None;
        }
        let mut reasons: Vec<Reason> = cited.iter().map(|found| found.reason.clone()).collect();
        if cited.is_empty() {
            reasons.push(Reason::new("cites-nothing-known"));
        } else if !certain {
            reasons.push(Reason::new("amount-does-not-fit"));
        }
        Some(ReviewItem {
            kind: ReviewKind::PaymentMatch,
            subject: Subject::Payment(payment.id),
            label: label(payment),
            candidates,
            reasons,
        })
    }

    /// Cited documents first, then open ones of the same amount, then the oldest open ones.
    fn candidates(&self, payment: &LedgerPayment, cited: &[Found]) -> Vec<Candidate> {
        let named = cited.iter().flat_map(|found| &found.targets).filter_map(|id| self.books.by_id.get(id).copied());
        let equal = self.by_amount.get(&payment.amount).into_iter().flatten().copied();
        let fits = |doc: &&LedgerDocument| doc.total.currency == payment.amount.currency && same_company(doc, payment);
        let mut seen = BTreeSet::new();
        let all = named.chain(equal.filter(fits)).chain(self.open.iter().copied().filter(fits));
        all.filter(|doc| seen.insert(doc.id))
            .take(CANDIDATES_MAX)
            .map(|doc| Candidate {
                id: doc.id.to_string(),
                label: format!("{} {} {} {}", doc.number, doc.date, doc.total, doc.total.currency),
            })
            .collect()
    }
}

/// A person knows a payment by what it says it is for.
fn label(payment: &LedgerPayment) -> String {
    let LedgerPayment { number, date, amount, purpose, .. } = payment;
    let said = format!("{number} {date} {amount} {}", amount.currency);
    if purpose.is_empty() { said } else { format!("{said}: {purpose}") }
}
