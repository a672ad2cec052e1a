//! Why a payment is asked about, in words: what it names that is not there or not to be paid, and what its sum is equal to.

use std::collections::{BTreeMap, BTreeSet};

use super::cited::Doubt;
use super::idle::not_in_force;
use super::{Books, ROUNDING, same_company};
use crate::model::change::Reason;
use crate::model::ids::DocumentId;
use crate::model::ledger::{LedgerDocument, LedgerPayment};
use crate::model::money::Money;

use super::super::citation::{Citation, Month};

/// So many numbers, months or documents are named with a question; more are no help.
const NAMED_MAX: usize = 4;

/// What pays each document, the oldest first.
pub(super) type Payers<'l> = BTreeMap<DocumentId, Vec<&'l LedgerPayment>>;

/// Documents by the month that they are for.
pub(super) type OfMonths<'l> = BTreeMap<Month, Vec<&'l LedgerDocument>>;

impl<'l> Books<'l> {
    /// The documents of each month that one of these payments names.
    pub(super) fn of_named_months(&self, doubts: &[Doubt<'_>]) -> OfMonths<'l> {
        let named = doubts.iter().flat_map(|doubt| self.months(doubt.payment));
        let mut of_months: OfMonths<'l> = named.map(|month| (*month, Vec::new())).collect();
        if of_months.is_empty() {
            return of_months;
        }
        for doc in self.by_id.values().copied() {
            let of_day = [Month::of(doc.date)];
            for month in self.said_months.get(&doc.id).map_or(&of_day[..], Vec::as_slice) {
                if let Some(theirs) = of_months.get_mut(month) {
                    theirs.push(doc);
                }
            }
        }
        of_months
    }

    /// What a payment names that no document of the client is, by number; else what is known of the months that it names;
    /// else that it names nothing.
    pub(super) fn what_is_named(
        &self,
        doubt: &Doubt<'_>,
        of_months: &OfMonths<'l>,
        payers: &Payers<'_>,
    ) -> Vec<Reason> {
        let payment = doubt.payment;
        // What may be meant by a number is said with the document.
        let is_perhaps = |citation: &Citation| {
            let is_in_force = self.by_core.contains_key(&citation.core);
            !doubt.perhaps.is_empty() && is_in_force && self.idle_named(citation, payment).is_none()
        };
        let is_compound = |one: &Citation| !doubt.perhaps.is_empty() && one.number.contains(['-', '/', '\\']);
        let unsaid = doubt.unknown.iter().filter(|one| !is_perhaps(one) && !is_compound(one));
        let unknown: Vec<Reason> =
            unsaid.take(NAMED_MAX).map(|citation| self.of_unknown(citation, payment, payers)).collect();
        if !unknown.is_empty() || !doubt.cited.is_empty() || !doubt.perhaps.is_empty() {
            return unknown;
        }
        if let Some((from, to)) = self.period(payment) {
            let of_days = self.by_date.range(from..=to).flat_map(|(_, all)| all.iter().copied());
            let minor =
                of_days.filter(|doc| !self.covered.contains(&doc.id)).map(|doc| self.open(doc.id, payment)).sum();
            let reason = Reason::new("period-to-pay").with("from", from.to_string()).with("to", to.to_string());
            return vec![reason.with("found", Money { minor, ..payment.amount }.to_string())];
        }
        let months = self.months(payment).iter().take(NAMED_MAX);
        let of_months = months.flat_map(|month| {
            let theirs = of_months.get(month).map_or(&[][..], Vec::as_slice);
            self.of_month_named(*month, theirs, payment, payers)
        });
        let of_months: Vec<Reason> = of_months.collect();
        if of_months.is_empty() { vec![Reason::new("waits-names-nothing")] } else { of_months }
    }

    /// A number that means none of the client's documents: there is none, those that there are have another day, or there
    /// are several.
    fn of_unknown(&self, citation: &Citation, payment: &LedgerPayment, payers: &Payers<'_>) -> Reason {
        let about = |code: &str| Reason::new(code).with("number", &citation.number);
        if let Some(day) = citation.date.filter(|_| citation.number.is_empty()) {
            return Reason::new("named-day-unknown").with("date", day.to_string());
        }
        let theirs = self.by_core.get(&citation.core).map_or(&[][..], Vec::as_slice);
        let day = citation.date.unwrap_or(payment.date);
        let off = |doc: &LedgerDocument| ((doc.date - day).get_days().abs(), doc.date, doc.id);
        let nearest = theirs.iter().min_by_key(|doc| off(doc));
        let idle = self.idle_named(citation, payment);
        let idle = idle.filter(|idle| nearest.is_none_or(|nearest| off(idle) < off(nearest)));
        let Some(nearest) = nearest.filter(|_| idle.is_none()) else {
            let of_number = self.idle.get(&citation.core).into_iter().flatten().copied();
            let idle = idle.or_else(|| of_number.min_by_key(|doc| off(doc)));
            return idle.map_or_else(|| about("waits-not-found"), |doc| not_in_force(&citation.number, doc));
        };
        let dated = |code: &str| about(code).with("date", nearest.date.to_string());
        if citation.date.is_some_and(|date| theirs.iter().all(|doc| doc.date != date)) {
            return dated("waits-other-day");
        }
        if theirs.iter().all(|doc| !same_company(doc, payment)) {
            return dated("named-of-other-company");
        }
        if nearest.total.currency != payment.amount.currency {
            return about("named-in-other-currency").with("currency", nearest.total.currency.code());
        }
        if self.open(nearest.id, payment) > 0 {
            return if theirs.len() > 1 { about("named-several") } else { dated("named-far-off") };
        }
        match payers.get(&nearest.id) {
            Some(payers) => about("waits-paid").with("payments", payments_of(payers)),
            None => about("waits-nothing-to-pay"),
        }
    }

    fn of_month_named(
        &self,
        month: Month,
        theirs: &[&LedgerDocument],
        payment: &LedgerPayment,
        payers: &Payers<'_>,
    ) -> Vec<Reason> {
        let about = |code: &str| Reason::new(code).with("month", format!("{:02}.{}", month.month, month.year));
        let ours = self.ours_of(theirs, payment);
        if ours.is_empty() {
            return vec![about(if theirs.is_empty() { "month-has-none" } else { "month-of-others" })];
        }
        let open: Vec<&LedgerDocument> = ours.iter().copied().filter(|doc| self.open(doc.id, payment) > 0).collect();
        if open.is_empty() {
            let paid = ours.iter().take(NAMED_MAX).map(|doc| {
                let by = payments_of(payers.get(&doc.id).map_or(&[][..], Vec::as_slice));
                let code = if by.is_empty() { "month-nothing-to-pay" } else { "month-is-paid" };
                about(code).with("number", &doc.number).with("payments", by)
            });
            return paid.collect();
        }
        let left: i64 = open.iter().map(|doc| self.open(doc.id, payment)).sum();
        let found = Money { minor: left, ..payment.amount };
        let numbers = listed(open.iter().map(|doc| doc.number.clone()));
        vec![about("month-to-pay").with("numbers", numbers).with("found", found.to_string())]
    }

    /// Those of a month's documents that a payment may be for, the oldest first: of an act that a bill stands for, the bill.
    fn ours_of(&self, theirs: &[&LedgerDocument], payment: &LedgerPayment) -> Vec<&'l LedgerDocument> {
        let fits = |doc: &&LedgerDocument| doc.total.currency == payment.amount.currency && same_company(doc, payment);
        let ours = theirs.iter().copied().filter(fits).flat_map(|doc| self.targets(doc.id));
        let ours: BTreeSet<DocumentId> = ours.filter(|id| !self.covered.contains(id)).collect();
        let mut ours: Vec<&LedgerDocument> = ours.iter().filter_map(|id| self.by_id.get(id).copied()).collect();
        ours.sort_by_key(|doc| (doc.date, &doc.number, doc.id));
        ours
    }

    /// That all that is open of the months that a payment names is together exactly the money.
    fn equals_together(&self, payment: &LedgerPayment, of_months: &OfMonths<'l>) -> Option<Reason> {
        let theirs = self.months(payment).iter().filter_map(|month| of_months.get(month));
        let mut open: Vec<&LedgerDocument> = theirs.flat_map(|theirs| self.ours_of(theirs, payment)).collect();
        open.retain(|doc| self.open(doc.id, payment) > 0);
        open.sort_by_key(|doc| (doc.date, &doc.number, doc.id));
        open.dedup_by_key(|doc| doc.id);
        let sum: i64 = open.iter().map(|doc| self.open(doc.id, payment)).sum();
        let is_exact = open.len() > 1 && sum == self.left(payment);
        let numbers = || listed(open.iter().map(|doc| doc.number.clone()));
        is_exact.then(|| Reason::new("equals-together").with("numbers", numbers()))
    }

    /// What the money is equal to: one document that is not named, several, or none.
    pub(super) fn what_it_equals(
        &self,
        doubt: &Doubt<'_>,
        equal: &[&LedgerDocument],
        of_months: &OfMonths<'l>,
    ) -> Option<Reason> {
        let perhaps = doubt.perhaps.iter().flat_map(|found| &found.targets).copied();
        let named: BTreeSet<DocumentId> = doubt.documents().into_iter().chain(perhaps).collect();
        let others: Vec<&LedgerDocument> = equal.iter().copied().filter(|doc| !named.contains(&doc.id)).collect();
        let open: i64 = named.iter().map(|id| self.open(*id, doubt.payment)).sum();
        match &others[..] {
            _ if open > 0 && (open - self.left(doubt.payment)).abs() <= ROUNDING => {
                Some(Reason::new("amount-equals-open"))
            }
            [] if named.is_empty() => {
                let together = self.equals_together(doubt.payment, of_months);
                together.or_else(|| Some(Reason::new("equals-none")))
            }
            [] => None,
            [only] => Some(Reason::new("equals-one").with("number", &only.number).with("date", only.date.to_string())),
            several => Some(
                Reason::new("equals-several").with("numbers", listed(several.iter().map(|doc| doc.number.clone()))),
            ),
        }
    }
}

/// Payments by their ids.
pub(super) fn payments_of(payers: &[&LedgerPayment]) -> String {
    payers.iter().map(|payment| payment.id.to_string()).collect::<Vec<_>>().join(", ")
}

/// The first of a list, with dots where there are more.
fn listed(all: impl Iterator<Item = String>) -> String {
    let mut named: Vec<String> = all.take(NAMED_MAX + 1).collect();
    if named.len() > NAMED_MAX {
        named.truncate(NAMED_MAX);
        named.push("…".to_owned());
    }
    named.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::allocate;
    use super::super::tests::{by_id, doc, invoice, payment};
    use crate::model::ids::OrganizationId;
    use crate::model::ledger::{Idle, Ledger, LedgerDocument, LedgerPayment};
    use crate::model::record::RecordKind;

    /// Why the payment of these that says so is asked about.
    fn why(whole: i64, purpose: &str) -> Vec<String> {
        let documents = vec![
            invoice(1, "101", "2026-06-30", 100),
            invoice(2, "102", "2026-07-31", 100),
            invoice(3, "103", "2026-08-31", 100),
            invoice(4, "104", "2026-09-04", 70),
            invoice(5, "101", "2024-06-30", 55),
            LedgerDocument { organization: Some(OrganizationId(2)), ..invoice(7, "107", "2026-04-30", 20) },
            LedgerDocument { idle: Some(Idle::Draft), ..invoice(6, "106", "2026-09-01", 35) },
        ];
        let paid = payment(8, "2026-07-01", 100, "счет 101 от 30.06.2026");
        let ours = LedgerPayment { organization: Some(OrganizationId(1)), ..payment(9, "2026-09-05", whole, purpose) };
        let payments = vec![paid, ours];
        let reviews = allocate(&Ledger { documents, payments, ..Ledger::default() }).reviews;
        reviews.iter().flat_map(|one| one.reasons.iter().map(|reason| reason.brief())).collect()
    }

    #[test]
    fn an_act_that_a_bill_stands_for_is_not_to_be_paid_besides() {
        let mut act = doc(2, RecordKind::Shipment, "55", "2026-07-31", 100);
        act.based_on.push(by_id(RecordKind::Invoice, 1));
        let documents = vec![invoice(1, "102", "2026-07-30", 100), act];
        let payments = vec![payment(9, "2026-09-05", 35, "за июль 2026")];
        let reviews = allocate(&Ledger { documents, payments, ..Ledger::default() }).reviews;
        assert_eq!(reviews[0].reasons[0].brief(), "month-to-pay month=07.2026 numbers=102 found=100.00");
    }

    #[test]
    fn a_question_says_what_is_named_and_what_the_sum_is_equal_to() {
        let of_two = "equals-several numbers=102, 103";
        assert_eq!(why(35, "по счету 106")[0], "named-not-in-force number=106 date=2026-09-01 state=draft");
        assert_eq!(why(35, "по счету от 06.06.2026")[0], "named-day-unknown date=2026-06-06");
        assert_eq!(why(100, "оплата за товар"), ["waits-names-nothing", of_two]);
        assert_eq!(why(35, "оплата за товар"), ["waits-names-nothing", "equals-none"]);
        assert_eq!(why(100, "по счету 777"), ["waits-not-found number=777", of_two]);
        assert_eq!(why(70, "по счету 777"), ["waits-not-found number=777", "equals-one number=104 date=2026-09-04"]);
        assert_eq!(
            why(100, "по счету 102 от 15.07.2026"),
            ["cited-loosely number=102 date=2026-07-31", "amount-equals-open"]
        );
        assert_eq!(why(56, "по счету 101")[0], "waits-paid number=101 payments=P-8");
        let paid = why(100, "за обслуживание за июнь 2026");
        assert_eq!(paid, ["month-is-paid month=06.2026 number=101 payments=P-8", of_two]);
        assert_eq!(why(35, "за июль 2026")[0], "month-to-pay month=07.2026 numbers=102 found=100.00");
        assert_eq!(why(35, "за апрель 2026")[0], "month-of-others month=04.2026");
        assert_eq!(why(35, "за март 2026")[0], "month-has-none month=03.2026");
        let fits_badly = why(150, "по счету 103, счет 777");
        assert_eq!(fits_badly[0], "cited number=103");
        assert!(fits_badly.contains(&"waits-not-found number=777".to_owned()), "{fits_badly:?}");
    }
}
