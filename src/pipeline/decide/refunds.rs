//! Which payment our money gives back.

use super::money::records;
use super::{About, Made, Making, Refusal};
use crate::model::decision::Fact;
use crate::model::ids::PaymentId;
use crate::model::record::RecordKind;

/// It gives back this payment.
pub(super) fn give_back(making: &mut Making<'_, '_>, refund: PaymentId, payment: PaymentId) -> Made<()> {
    making.revision.payment_money(payment)?.ok_or_else(|| Refusal::unknown(&payment))?;
    let fact = Fact::GivesBack {
        refund: records(making, RecordKind::Payment, refund.0)?,
        payment: records(making, RecordKind::Payment, payment.0)?,
    };
    decide(making, fact, refund, vec![payment])
}

/// It gives back none of these.
pub(super) fn keep(making: &mut Making<'_, '_>, refund: PaymentId, payments: Vec<PaymentId>) -> Made<()> {
    let mut named = Vec::new();
    for payment in &payments {
        named.extend(records(making, RecordKind::Payment, payment.0)?);
    }
    let fact = Fact::GivesNotBack { refund: records(making, RecordKind::Payment, refund.0)?, payments: named };
    decide(making, fact, refund, payments)
}

fn decide(making: &mut Making<'_, '_>, fact: Fact, refund: PaymentId, payments: Vec<PaymentId>) -> Made<()> {
    let about = About { payment: Some(refund), payments: payments.into_iter().collect(), ..About::default() };
    making.decide(fact, about)?;
    Ok(making.revision.wake_payment(refund)?)
}
