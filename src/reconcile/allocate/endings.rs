//! Numbers whose end is missing: a year that is left out, one of several years, a list that the bank cut off.

use crate::model::ledger::{LedgerDocument, LedgerPayment};

use super::super::citation::{Citation, may_be_meant_undated};
use super::cited::{Found, one_of_kind};
use super::{Books, ROUNDING, ends_in_year, latest_cited, same_company};

/// A number without its day means a document of exactly the sum that is at most so many days old.
const DAYS_OF_EXACT: i32 = 400;

impl<'l> Books<'l> {
    /// The one document that a citation means which as it stands fits none or several: one whose number goes on with its
    /// year, or of several of one number the one of exactly this sum, else the one of the last months.
    pub(super) fn named_in_the_end(&self, citation: &Citation, payment: &LedgerPayment) -> Option<&'l LedgerDocument> {
        let is_meant = |doc: &&LedgerDocument| {
            doc.date <= latest_cited(payment.date)
                && citation.date.is_none_or(|date| date == doc.date)
                && doc.total.currency == payment.amount.currency
                && same_company(doc, payment)
        };
        let is_recent = |doc: &&LedgerDocument| may_be_meant_undated(doc.date, payment.date);
        let meant = |all: Option<&Vec<&'l LedgerDocument>>| -> Vec<&'l LedgerDocument> {
            self.apart(all.into_iter().flatten().copied().filter(is_meant))
        };
        // `100/25` and `100/27` of one year are no years.
        let endings = meant(self.by_serial.get(&citation.core));
        let is_meant_by_year = |doc: &&LedgerDocument| ends_in_year(doc) && (citation.date.is_some() || is_recent(doc));
        let is_plain = citation.date.is_some() || endings.iter().all(|doc| ends_in_year(doc));
        let in_year: Vec<&LedgerDocument> = endings.into_iter().filter(is_meant_by_year).collect();
        if let Some(found) = one_of_kind(&in_year, citation).filter(|_| is_plain) {
            return Some(found);
        }
        if citation.date.is_some() {
            return None;
        }
        let all: Vec<&LedgerDocument> = meant(self.by_core.get(&citation.core));
        // The one of the last months is paid: it is paid a second time.
        if all.iter().any(|doc| is_recent(doc) && self.open(doc.id, payment) <= 0) {
            return None;
        }
        let open: Vec<&LedgerDocument> = all.into_iter().filter(|doc| self.open(doc.id, payment) > 0).collect();
        let left = self.left(payment);
        let is_exact = |doc: &&LedgerDocument| {
            (self.open(doc.id, payment) - left).abs() <= ROUNDING
                && (payment.date - doc.date).get_days() <= DAYS_OF_EXACT
        };
        let of = |test: &dyn Fn(&&LedgerDocument) -> bool| {
            one_of_kind(&open.iter().copied().filter(test).collect::<Vec<_>>(), citation)
        };
        of(&is_exact).or_else(|| of(&is_recent))
    }

    /// Whether the bank cut a purpose off within a list: it takes so many letters, blanks at the end aside, and nothing of
    /// words stands behind the last number.
    pub(super) fn is_cut_off(&self, payment: &LedgerPayment) -> bool {
        const LONGEST_WORD: usize = 3;
        let purpose = payment.purpose.as_str();
        if !matches!(purpose.chars().count(), 158..=160 | 207..=210 | 417..=420) {
            return false;
        }
        let last = self.citations(payment).last().filter(|last| !last.number.is_empty());
        let behind = last.and_then(|last| Some(purpose.rsplit_once(last.number.as_str())?.1));
        behind.is_some_and(|behind| {
            let mut words = behind.split(|letter: char| !letter.is_alphabetic());
            words.all(|word| word.chars().count() <= LONGEST_WORD)
        })
    }

    /// Leaves out of a list that the bank cut off what stands at its end, unless everything fits: the number may be cut as
    /// well.
    pub(super) fn leave_cut_off(&self, cited: &mut Vec<Found>, unknown: &mut Vec<Citation>, payment: &LedgerPayment) {
        let open: i64 = cited.iter().map(|found| self.open_of(&found.targets, payment)).sum();
        let is_last = |one: &Citation| self.citations(payment).last().is_some_and(|last| last.number == one.number);
        if cited.len() < 2
            || unknown.len() > 1
            || unknown.iter().any(|one| !is_last(one))
            || (open - self.left(payment)).abs() <= ROUNDING
        {
            return;
        }
        if unknown.pop().is_none() && cited.iter().rev().skip(1).all(|found| found.dated) {
            cited.pop_if(|last| !last.dated);
        }
    }
}
