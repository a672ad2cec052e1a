//! Money that we gave back: what a refund names by the number of its payment, else what its amount says.

use jiff::civil::Date;

use super::{Books, ROUNDING, only};
use crate::model::change::{Reason, Refund};
use crate::model::ledger::{Ledger, LedgerPayment};
use crate::model::money::Money;
use crate::model::number::number_core;
use crate::reconcile::citation::{NamedPayment, refund};

/// So many days a purpose may be off where number and sum agree.
const DAYS_SLIPPED: i32 = 3;

/// A payment of ours that gives money back, and the payments it names.
pub(super) struct Back<'l> {
    payment: &'l LedgerPayment,
    named: Vec<NamedPayment>,
}

/// Refunds, in an order that does not depend on when they came.
pub(super) fn backs(ledger: &Ledger) -> Vec<Back<'_>> {
    let back = |payment| Some(Back { payment, named: refund(&payment.purpose, payment.date)? });
    let mut backs: Vec<Back<'_>> = ledger.refunds.iter().filter(|payment| payment.counts).filter_map(back).collect();
    backs.sort_by(|a, b| a.payment.in_order().cmp(&b.payment.in_order()));
    backs
}

/// Whether it is the payment of a day: the bank's or the payer's own, or a slip of some days where the sum agrees.
fn is_of_day(payment: &LedgerPayment, date: Date, back: &LedgerPayment) -> bool {
    let slip = (payment.date - date).get_days().abs() <= DAYS_SLIPPED && payment.amount == back.amount;
    payment.date == date || payment.value_date == Some(date) || slip
}

impl<'l> Books<'l> {
    /// Takes back the payments that refunds name: such money pays nothing, whatever its own purpose says.
    pub(super) fn by_named_refunds(&mut self, backs: &[Back<'_>], payments: &[&'l LedgerPayment]) {
        for Back { payment: back, named } in backs {
            for NamedPayment { number, core, date } in named {
                let is_named = |payment: &&&LedgerPayment| {
                    number_core(&payment.number) == *core
                        && date.is_none_or(|date| is_of_day(payment, date, back))
                        && self.may_be_of(payment, back)
                };
                let Some(payment) = only(payments.iter().filter(is_named)) else { continue };
                let reason = Reason::new("refund-names").with("number", number);
                self.give_back(payment, back, reason);
            }
        }
    }

    /// Takes back what pays nothing that is certain: an advance of exactly this amount, the rest of one payment, or all
    /// there is. A refund that names a payment we do not know is of that one.
    pub(super) fn by_refunded_amount(&mut self, backs: &[Back<'_>], payments: &[&'l LedgerPayment]) {
        for Back { payment: back, .. } in backs.iter().filter(|back| back.named.is_empty()) {
            let wanted = self.left(back);
            let free: Vec<&LedgerPayment> =
                payments.iter().copied().filter(|payment| self.may_be_of(payment, back)).collect();
            let equal = free.iter().filter(|payment| self.left(payment) == wanted).max_by_key(|one| one.in_order());
            let rest = || only(free.iter().filter(|one| !self.is_untouched(one) && self.left(one) > wanted));
            let all: i64 = free.iter().map(|payment| self.left(payment)).sum();
            if let Some(payment) = equal {
                self.give_back(payment, back, Reason::new("refund-amount"));
            } else if let Some(payment) = rest() {
                self.give_back(payment, back, Reason::new("refund-rest"));
            } else if all == wanted {
                free.iter().for_each(|payment| self.give_back(payment, back, Reason::new("refund-all")));
            }
        }
    }

    fn may_be_of(&self, payment: &LedgerPayment, back: &LedgerPayment) -> bool {
        payment.date <= back.date
            && payment.amount.currency == back.amount.currency
            && (payment.organization.is_none()
                || back.organization.is_none()
                || payment.organization == back.organization)
            && self.left(payment) > ROUNDING
            && self.left(back) > ROUNDING
    }

    fn give_back(&mut self, payment: &LedgerPayment, back: &LedgerPayment, reason: Reason) {
        let minor = self.left(payment).min(self.left(back));
        for id in [payment.id, back.id] {
            *self.spent.entry(id).or_default() += minor;
        }
        let amount = Money { minor, ..payment.amount };
        self.refunds.push(Refund { payment: payment.id, refund: back.id, amount, reasons: vec![reason] });
    }
}
