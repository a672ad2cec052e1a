//! Money that says for which months it is («за июль 2025», «сентябрь–октябрь»): of equal acts and bills that come each month,
//! those of these months. A document that says itself for which month it is, is of that one; else its day tells.

use std::collections::BTreeMap;

use super::cited::Doubt;
use super::questions::Open;
use super::{Books, only, same_company};
use crate::model::change::Reason;
use crate::model::ids::DocumentId;
use crate::model::ledger::{Ledger, LedgerDocument, LedgerPayment};
use crate::model::record::RecordKind;

use super::super::citation::{Month, Purpose, months, says_part};

/// So many documents of one month are looked at where several months are paid.
const OF_MONTH_MAX: usize = 6;

/// A bill of this day of its month or a later one may be for the next month; so many days lie between two of them.
const LATE: i8 = 20;
const DAYS_OF_MONTH: i32 = 35;

/// Deliveries may be billed so many days behind their last day.
const DAYS_BEHIND: i32 = 10;

/// What is dated so many days before a month or behind it may be of it, or tell which is.
pub(super) const NEAR: (i32, i32) = (2 * DAYS_OF_MONTH, 10);

/// Whether a payment of a ledger says for which months it is: what its documents are for must be known then.
#[must_use]
pub fn names_months(ledger: &Ledger) -> bool {
    ledger
        .payments
        .iter()
        .any(|payment| payment.counts && !Purpose::of(&payment.purpose, payment.date).months().is_empty())
}

impl<'l> Books<'l> {
    /// Pays all that is open of the days that a purpose names, where that is exactly the money; says whether it did.
    pub(super) fn by_period(&mut self, doubt: &Doubt<'_>, open: &mut Open<'l>) -> bool {
        let payment = doubt.payment;
        let Some((from, to)) = self.period(payment) else { return false };
        let left = self.left(payment);
        let may_be = left > 0 && doubt.unknown.is_empty() && doubt.perhaps.is_empty() && self.may_pay(payment);
        let payable = |doc: &&LedgerDocument| self.open(doc.id, payment) > 0 && same_company(doc, payment);
        let documents: Vec<DocumentId> = open.of_days(from, to).filter(payable).map(|doc| doc.id).collect();
        let sum: i64 = documents.iter().map(|id| self.open(*id, payment)).sum();
        let is_part = documents.len() == 1 && left < sum && says_part(&payment.purpose);
        if !may_be || documents.is_empty() || sum != left && !is_part {
            return false;
        }
        let code = if is_part { "period-and-part" } else { "period-and-amount" };
        let reason = Reason::new(code).with("from", from.to_string()).with("to", to.to_string());
        self.pay_all(payment, &documents, open, reason);
        true
    }

    /// Whether a document may be of the days that a payment names: of these days, or of the days behind them where the client
    /// has none of them.
    pub(super) fn may_be_of_period(&self, doc: &LedgerDocument, payment: &LedgerPayment) -> bool {
        let Some((from, to)) = self.period(payment) else { return true };
        let is_ours =
            |doc: &&LedgerDocument| doc.total.currency == payment.amount.currency && same_company(doc, payment);
        let has_own =
            || self.by_date.range(from..=to).flat_map(|(_, all)| all.iter().copied()).any(|doc| is_ours(&doc));
        let days = (doc.date - to).get_days();
        doc.date >= from && (days <= 0 || days <= DAYS_BEHIND && !has_own())
    }

    /// The documents of these months that the money is exactly enough for, if no others of them are, or the one that it is said
    /// to be a part of; and what says so. A month that is paid ahead has documents that are dated later than the money.
    pub(super) fn of_months(
        &self,
        payment: &LedgerPayment,
        months: &[Month],
        open: impl Iterator<Item = &'l LedgerDocument>,
    ) -> Option<(Vec<DocumentId>, &'static str)> {
        const EXACTLY: &str = "month-and-amount";
        let payable = open.filter(|doc| {
            doc.total.currency == payment.amount.currency
                && same_company(doc, payment)
                && self.open(doc.id, payment) > 0
        });
        let payable: Vec<&LedgerDocument> = payable.collect();
        if let [month] = months
            && let Some(found) = self.of_month(payment, *month, &payable)
        {
            return Some((vec![found], EXACTLY));
        }
        if let Some(all) = self.all_of_months(payment, months, &payable) {
            return Some((all, "months-all-open"));
        }
        let left = self.left(payment);
        let is_same = |doc: &&&LedgerDocument| {
            self.open(doc.id, payment) == left && self.said_months.get(&doc.id).is_some_and(|said| said == months)
        };
        // «Аренда за 3 квартал», and a bill that says the same.
        if let Some(doc) = only(payable.iter().filter(is_same)) {
            return Some((vec![doc.id], EXACTLY));
        }
        let mut by_month: Vec<Vec<&LedgerDocument>> = vec![Vec::new(); months.len()];
        for doc in payable {
            let of_doc = months.iter().position(|month| self.nearness(*month, doc) == Some(0));
            if let Some(theirs) = of_doc.and_then(|at| by_month.get_mut(at)) {
                theirs.push(doc);
            }
        }
        if let [theirs] = &by_month[..] {
            // «Арендная плата за август, частично», and one bill of August.
            if let [bill] = theirs[..]
                && says_part(&payment.purpose)
                && self.left(payment) < self.open(bill.id, payment)
            {
                return Some((vec![bill.id], "month-and-part"));
            }
            return self.only_sum(theirs.iter().copied(), payment).map(|found| (found, EXACTLY));
        }
        if by_month.iter().any(|theirs| theirs.is_empty() || theirs.len() > OF_MONTH_MAX) {
            return None;
        }
        let mut found = Vec::new();
        self.one_of_each(&by_month, payment, self.left(payment), &mut Vec::new(), &mut found);
        match <[Vec<DocumentId>; 1]>::try_from(found) {
            Ok([only]) => Some((only, EXACTLY)),
            Err(_) => None,
        }
    }

    /// All that is open of these months, where it is exactly the money and each of them has documents; bills and orders, where
    /// shipments of them stand besides.
    fn all_of_months(
        &self,
        payment: &LedgerPayment,
        months: &[Month],
        payable: &[&'l LedgerDocument],
    ) -> Option<Vec<DocumentId>> {
        let is_of = |doc: &&LedgerDocument| months.iter().any(|month| self.nearness(*month, doc) == Some(0));
        let theirs: Vec<&LedgerDocument> = payable.iter().copied().filter(is_of).collect();
        let bills: Vec<&LedgerDocument> =
            theirs.iter().copied().filter(|doc| doc.kind != RecordKind::Shipment).collect();
        let open = |all: &[&LedgerDocument]| -> i64 { all.iter().map(|doc| self.open(doc.id, payment)).sum() };
        let left = self.left(payment);
        let all = [theirs, bills].into_iter().find(|all| all.len() > 1 && open(all) == left)?;
        let is_known =
            |month: &Month| all.iter().any(|doc| self.nearness(*month, doc) == Some(0)) || self.has_any(*month);
        months.iter().all(is_known).then(|| all.iter().map(|doc| doc.id).collect())
    }

    /// Whether any document is of a month, paid or not.
    fn has_any(&self, month: Month) -> bool {
        let from = month.first_day();
        let dated = self.by_date.range(from..=from.last_of_month()).flat_map(|(_, all)| all);
        dated.into_iter().any(|doc| self.nearness(month, doc) == Some(0))
            || self.said_months.values().any(|said| said.contains(&month))
    }

    /// The one document of a month of which exactly the money is open: of the month itself, else of the days about it.
    fn of_month(&self, payment: &LedgerPayment, month: Month, payable: &[&'l LedgerDocument]) -> Option<DocumentId> {
        let left = self.left(payment);
        let equal = payable.iter().copied().filter(|doc| self.open(doc.id, payment) == left);
        let near: Vec<(u8, &LedgerDocument)> =
            equal.filter_map(|doc| Some((self.nearness(month, doc)?, doc))).collect();
        let best = near.iter().map(|(nearness, _)| *nearness).min()?;
        // The month has a document of its own, that is paid or another's: the one beside it is not meant.
        if best > 0 && self.has_of_month(month, left) {
            return None;
        }
        // A part is said, of what is open of the month itself.
        let is_larger =
            |doc: &&'l LedgerDocument| self.nearness(month, doc) == Some(0) && self.open(doc.id, payment) > left;
        if best > 0 && says_part(&payment.purpose) && payable.iter().copied().any(|doc| is_larger(&doc)) {
            return None;
        }
        let found = only(near.into_iter().filter(|(nearness, _)| *nearness == best)).map(|(_, doc)| doc)?;
        // Bills of the last days of each month are for the next one as often as for that one.
        let is_late = |doc: &LedgerDocument| doc.kind != RecordKind::Shipment && doc.date.day() >= LATE;
        let is_before = |doc: &&LedgerDocument| {
            let days = (found.date - doc.date).get_days();
            self.open(doc.id, payment) == left && is_late(doc) && (1..=DAYS_OF_MONTH).contains(&days)
        };
        let is_doubtful = is_late(found)
            && !self.said_months.contains_key(&found.id)
            && payable.iter().copied().any(|doc| is_before(&doc));
        (!is_doubtful).then_some(found.id)
    }

    /// Whether any document of this sum is of a month, paid or not.
    fn has_of_month(&self, month: Month, minor: i64) -> bool {
        self.by_total.get(&minor).into_iter().flatten().any(|doc| self.nearness(month, doc) == Some(0))
    }

    /// Every way to choose one document of each month so that they amount to `wanted`.
    fn one_of_each(
        &self,
        months: &[Vec<&LedgerDocument>],
        payment: &LedgerPayment,
        wanted: i64,
        chosen: &mut Vec<DocumentId>,
        found: &mut Vec<Vec<DocumentId>>,
    ) {
        let Some((first, rest)) = months.split_first() else {
            if wanted == 0 {
                found.push(chosen.clone());
            }
            return;
        };
        for doc in first {
            let open = self.open(doc.id, payment);
            if open <= wanted && found.len() < 2 {
                chosen.push(doc.id);
                self.one_of_each(rest, payment, wanted - open, chosen, found);
                chosen.pop();
            }
        }
    }
}

/// The months that documents say themselves they are for, where they do.
pub(super) fn said_months(documents: &[&LedgerDocument]) -> BTreeMap<DocumentId, Vec<Month>> {
    let said = documents.iter().filter(|doc| !doc.about.is_empty());
    said.map(|doc| (doc.id, months(&doc.about, doc.date))).filter(|(_, months)| !months.is_empty()).collect()
}

impl Books<'_> {
    /// How a document lies to a month (see [`Month::nearness`]): by what it says it is for, else by its day.
    pub(super) fn nearness(&self, month: Month, doc: &LedgerDocument) -> Option<u8> {
        match self.said_months.get(&doc.id) {
            Some(own) => own.contains(&month).then_some(0),
            None => month.nearness(doc.date),
        }
    }
}
