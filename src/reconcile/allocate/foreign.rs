//! Documents in one currency paid in another: at a rate near what documents of that company state about those days.
//!
//! A purpose may say itself what it is worth («по курсу 81,1761 за 502.00 USD»). Else nobody tells sverka the rates of the day; documents carry the rate they were made at. A sum that is worth the document
//! at such a rate settles it whole, the rest being exchange difference; anything further off is asked.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::model::change::{DecidedBy, Reason};
use crate::model::ids::DocumentId;
use crate::model::ledger::LedgerPayment;
use crate::model::money::Currency;

use super::super::citation::{percent, stated_rate, states_sum};
use super::cited::{Doubt, Found, names_a_part};
use super::{Books, Why};

/// A rate stated within so many days counts as the day's.
const NEAR_DAYS: i32 = 15;

/// How far from the day's rate a payment may be, in thousandths.
const NEAR_LIMIT: i64 = 30;

/// How far from an older rate.
const FAR_LIMIT: i64 = 80;

/// Minor units by which a sum may be off what the stated rate makes: rates are cut to four digits.
const STATED_ROUNDING: i64 = 100;

impl Books<'_> {
    /// The currency of everything a payment names, where that is one and not the payment's own.
    pub(super) fn foreign(&self, cited: &[Found], payment: &LedgerPayment) -> Option<Currency> {
        let mut currencies = cited.iter().flat_map(|found| &found.targets).filter_map(|id| self.currency_of(*id));
        let first = currencies.next().filter(|currency| *currency != payment.amount.currency)?;
        currencies.all(|currency| currency == first).then_some(first)
    }

    fn currency_of(&self, id: DocumentId) -> Option<Currency> {
        self.by_id.get(&id).map(|doc| doc.total.currency)
    }

    /// Pays documents of another currency that the payment names with their days.
    pub(super) fn by_rate<'p>(
        &mut self,
        payment: &'p LedgerPayment,
        cited: Vec<Found>,
        currency: Currency,
    ) -> Option<Doubt<'p>> {
        let open: Vec<(DocumentId, i64)> = cited
            .iter()
            .flat_map(|found| &found.targets)
            .filter(|id| !self.decided.contains(&(payment.id, **id)))
            .filter_map(|id| Some((*id, self.open.get(id).copied().filter(|open| *open > 0)?)))
            .collect();
        let left = self.left(payment);
        let settled = self.settled(payment, &open, currency);
        let owed: i64 = open.iter().map(|(_, minor)| minor).sum();
        let is_said = cited.iter().all(|found| found.dated) || self.rate_as_stated(payment, owed, currency).is_some();
        let certain = settled.is_some() && is_said;
        if let Some((settled, rate)) = settled.filter(|_| certain) {
            let mut reasons: Vec<Reason> = cited.iter().map(|found| found.reason.clone()).collect();
            reasons.push(
                Reason::new("by-rate").with("rate", rate.normalize().to_string()).with("currency", currency.code()),
            );
            let why = Why { decided_by: DecidedBy::Auto, confidence: 96, reasons };
            let whole: i64 = settled.iter().map(|(_, minor)| minor).sum();
            let (mut spent, last) = (0, settled.len().saturating_sub(1));
            for (at, (id, minor)) in settled.into_iter().enumerate() {
                let part = if at == last { left - spent } else { share(left, minor, whole) };
                spent += part;
                *self.open.entry(id).or_default() -= minor;
                *self.spent.entry(payment.id).or_default() += part;
                self.record(payment, id, part, minor, &why);
            }
            return None;
        }
        Some(Doubt { payment, cited, unknown: Vec::new(), perhaps: Vec::new(), certain, why: Vec::new() })
    }

    /// How much of each document the payment settles, in its own currency, and the rate that makes it so.
    fn settled(
        &self,
        payment: &LedgerPayment,
        open: &[(DocumentId, i64)],
        currency: Currency,
    ) -> Option<(Vec<(DocumentId, i64)>, Decimal)> {
        let owed: i64 = open.iter().map(|(_, minor)| minor).sum();
        if let Some(rate) = self.rate_as_stated(payment, owed, currency) {
            return Some((open.to_vec(), rate));
        }
        let (known, limit) = self.rate(open.first()?.0, currency, payment.date)?;
        let left = Decimal::from(self.left(payment));
        let worth = known.checked_mul(Decimal::from(owed))?;
        let off = (left - worth).abs().checked_mul(Decimal::from(1000))?.checked_div(worth)?;
        if off <= Decimal::from(limit) {
            return Some((open.to_vec(), left.checked_div(Decimal::from(owed))?.round_dp(4)));
        }
        if left > worth || !names_a_part(&payment.purpose) {
            return None;
        }
        let mut bought = left.checked_div(known)?.round().to_i64()?;
        let mut settled = Vec::new();
        for (id, minor) in open {
            let part = bought.min(*minor);
            bought -= part;
            if part > 0 {
                settled.push((*id, part));
            }
        }
        (!settled.is_empty()).then_some((settled, known))
    }

    /// The rate of a payment that says itself what it is worth: the sum in the other currency, or a rate that makes exactly
    /// this money of what is owed.
    fn rate_as_stated(&self, payment: &LedgerPayment, owed: i64, currency: Currency) -> Option<Decimal> {
        let left = Decimal::from(self.left(payment));
        let by_rate = || {
            let rate = stated_rate(&payment.purpose, payment.date)?;
            let worth = rate.checked_mul(Decimal::from(owed))?;
            let minor = Decimal::from(STATED_ROUNDING);
            ((left - worth).abs() <= minor).then_some(())
        };
        // A purpose that calls itself a part states the whole bill's sum.
        let is_part = names_a_part(&payment.purpose) || percent(&payment.purpose).is_some();
        let is_stated = owed > 0 && !is_part && (states_sum(&payment.purpose, owed, currency) || by_rate().is_some());
        is_stated.then(|| left.checked_div(Decimal::from(owed)))?.map(|rate| rate.round_dp(4))
    }

    /// The rate nearest to a day that documents of the same company of ours state, and how far a payment may be from it.
    fn rate(&self, document: DocumentId, currency: Currency, day: Date) -> Option<(Decimal, i64)> {
        let company = self.by_id.get(&document)?.organization;
        let rates = self.rates.get(&(company, currency))?;
        let days = |date: &Date| date.since(day).map_or(i32::MAX, |span| span.get_days().abs());
        let (date, rate) = rates.iter().min_by_key(|(date, _)| days(date))?;
        let limit = if days(date) <= NEAR_DAYS { NEAR_LIMIT } else { FAR_LIMIT };
        (*rate > Decimal::ZERO).then_some((*rate, limit))
    }
}

/// A part of an amount in proportion, in minor units.
fn share(amount: i64, part: i64, whole: i64) -> i64 {
    let product = i128::from(amount) * i128::from(part);
    i64::try_from(product / i128::from(whole.max(1))).unwrap_or(i64::MAX)
}
