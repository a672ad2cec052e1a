//! Money that differs from what is open of one document by small change only: the payer left kopecks out.

use super::cited::Doubt;
use super::questions::Open;
use super::uncited::{DAYS_EARLY, SUMMANDS_MAX};
use super::{Books, ROUND, only, same_company};
use crate::model::change::Reason;
use crate::model::ids::DocumentId;
use crate::model::ledger::{LedgerDocument, LedgerPayment};

/// Payers leave out kopecks, or pay the next whole unit: less than so many minor units, and one in so many of the money.
const KOPECKS: i64 = 100;
const THOUSAND: i64 = 1000;

/// What is older is no longer paid so.
const DAYS_BACK: i32 = 180;

impl<'l> Books<'l> {
    /// Pays the one document from which the money differs by small change only; says whether it did. Heard behind all that is
    /// exact.
    pub(super) fn by_small_change(&mut self, doubt: &Doubt<'_>, open: &mut Open<'l>) -> bool {
        let payment = doubt.payment;
        let is_bare = doubt.cited.is_empty() && doubt.unknown.is_empty() && doubt.perhaps.is_empty();
        let names_time = !self.months(payment).is_empty() || self.period(payment).is_some();
        if !is_bare
            || names_time
            || !self.is_untouched(payment)
            || !self.may_pay(payment)
            || self.left(payment) % ROUND == 0
        {
            return false;
        }
        let payable = |doc: &&LedgerDocument| {
            self.open(doc.id, payment) > 0
                && (-DAYS_BACK..=DAYS_EARLY).contains(&(doc.date - payment.date).get_days())
                && same_company(doc, payment)
        };
        let Some((documents, reason)) = self.only_rounded(open.oldest_first().filter(payable), payment) else {
            return false;
        };
        self.pay_all(payment, &documents, open, reason);
        true
    }

    /// The one document from which the money differs by small change only (the payer left kopecks out), where no sum of others
    /// is exactly the money.
    fn only_rounded<'d>(
        &self,
        open: impl Iterator<Item = &'d LedgerDocument>,
        payment: &LedgerPayment,
    ) -> Option<(Vec<DocumentId>, Reason)> {
        let left = self.left(payment);
        let all: Vec<&LedgerDocument> = open.take(SUMMANDS_MAX + 1).collect();
        let off = |doc: &LedgerDocument| (self.open(doc.id, payment) - left).abs();
        let found = only(all.iter().copied().filter(|doc| off(doc) < KOPECKS))?;
        let is_little = off(found).saturating_mul(THOUSAND) <= left;
        if !is_little || all.len() > SUMMANDS_MAX || self.some_sum(all.into_iter(), payment) {
            return None;
        }
        Some((vec![found.id], Reason::new("amount-of-one-rounded").with("number", &found.number)))
    }
}
