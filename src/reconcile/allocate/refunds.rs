//! Money that we gave back: what a refund names by the number of its payment or of what was paid, else what its amount
//! says.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::cited::Found;
use super::questions::{CANDIDATES_MAX, label};
use super::{Books, ROUNDING, only};
use crate::model::change::{Candidate, REST_OF_REFUND, Reason, Refund, ReviewItem, ReviewKind, Subject};
use crate::model::decision::DecidedRefund;
use crate::model::ids::{DocumentId, PaymentId};
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

/// What a refund says besides the documents that are known: numbers, and that it is no price.
struct Says {
    numbers: BTreeSet<String>,
    is_no_price: bool,
}

impl Says {
    fn of(books: &Books<'_>, payment: &LedgerPayment) -> Self {
        let cores = books.citations(payment).iter().map(|citation| citation.core.clone());
        Self { numbers: cores.filter(|core| !core.is_empty()).collect(), is_no_price: books.is_no_price(payment) }
    }

    /// Whether the payment may be meant: it names none of other numbers, and is as much a price or none.
    fn may_be_said_of(&self, books: &Books<'_>, payment: &LedgerPayment) -> bool {
        let other = Self::of(books, payment);
        self.is_no_price == other.is_no_price
            && (self.numbers.is_empty() || other.numbers.is_empty() || !self.numbers.is_disjoint(&other.numbers))
    }
}

/// Whether it came before, in the same currency, to the same company of ours.
fn may_go_back(payment: &LedgerPayment, back: &LedgerPayment) -> bool {
    let (one, other) = (payment.organization, back.organization);
    payment.date <= back.date
        && payment.amount.currency == back.amount.currency
        && (one.is_none() || other.is_none() || one == other)
}

/// A payment as a possible answer: by what it says it is for.
fn candidate(payment: &LedgerPayment) -> Candidate {
    Candidate { id: payment.id.to_string(), label: label(payment) }
}

/// What a refund says it gives back the price of.
fn refunded(named: &[Found]) -> Reason {
    let number =
        |found: &Found| found.reason.params.iter().find(|(name, _)| name == "number").map(|(_, value)| value.clone());
    let numbers: Vec<String> = named.iter().filter_map(number).collect();
    Reason::new("refund-document").with("number", numbers.join(", "))
}

impl<'l> Books<'l> {
    /// Takes back what people said, and notes what they said is not given back.
    pub(super) fn by_decided_refunds(&mut self, ledger: &Ledger, backs: &[Back<'_>], payments: &[&'l LedgerPayment]) {
        let mut decided: Vec<&DecidedRefund> = ledger.decided_refunds.iter().collect();
        decided.sort_by_key(|said| said.decision);
        for DecidedRefund { refund, payment, is_of, decision, who } in decided {
            let back = backs.iter().map(|back| back.payment).find(|back| back.id == *refund);
            let payment = payments.iter().find(|known| known.id == *payment);
            let (Some(back), Some(payment)) = (back, payment) else { continue };
            if *is_of && self.may_be_of(payment, back) {
                let reason = Reason::new("person-said").with("who", who).with("decision", decision.to_string());
                self.give_back(payment, back, reason);
            }
            self.refunds_decided.insert((payment.id, *refund));
        }
    }

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

    /// Takes back what was paid for the documents that a refund names: the bill is open again. Of several payments for them
    /// alone the one of exactly this amount, else the latest ones; more than came for them is of something else. Of one that
    /// paid others too only the whole price goes back: a part may be of any of them.
    pub(super) fn by_refunded_documents(&mut self, backs: &[Back<'_>], payments: &[&'l LedgerPayment]) {
        let mut paying_for: Option<BTreeMap<DocumentId, Vec<&'l LedgerPayment>>> = None;
        for Back { payment: back, .. } in backs.iter().filter(|back| back.named.is_empty()) {
            let named = self.refunded_documents(back);
            let documents: BTreeSet<DocumentId> = named.iter().flat_map(|found| &found.targets).copied().collect();
            if documents.is_empty() {
                continue;
            }
            let paying_for = paying_for.get_or_insert_with(|| self.payers_by_document(payments));
            let mut known = BTreeSet::new();
            let concerned = documents.iter().filter_map(|id| paying_for.get(id)).flatten().copied();
            let concerned: Vec<&LedgerPayment> = concerned.filter(|payment| known.insert(payment.id)).collect();
            let mut paying: Vec<(&LedgerPayment, bool)> = concerned
                .into_iter()
                .filter(|payment| self.may_be_of(payment, back))
                .filter_map(|payment| Some((payment, self.pays_only(payment, &documents)?)))
                .collect();
            paying.sort_by(|(a, _), (b, _)| b.in_order().cmp(&a.in_order()));
            let alone: Vec<&LedgerPayment> = paying.iter().filter(|(_, only)| *only).map(|(one, _)| *one).collect();
            let wanted = self.left(back);
            let whole: i64 = named.iter().map(|found| self.total_of(&found.targets)).sum();
            if let ([(payment, false)], true) = (&paying[..], wanted == whole) {
                // What is left of it was for others.
                self.give_back(payment, back, refunded(&named));
                self.decided.extend(documents.iter().map(|document| (payment.id, *document)));
                continue;
            }
            let exact = alone.iter().find(|payment| self.left(payment) == wanted).copied();
            let all: i64 = alone.iter().map(|payment| self.left(payment)).sum();
            // A payment for several may have paid a part of what went back.
            if all < wanted || exact.is_none() && paying.len() > alone.len() {
                continue;
            }
            for payment in exact.map_or(alone, |payment| vec![payment]) {
                if self.left(back) > 0 {
                    self.give_back(payment, back, refunded(&named));
                }
            }
        }
    }

    /// What a refund says it gives back the price of; the day may be a slip.
    fn refunded_documents(&self, back: &LedgerPayment) -> Vec<Found> {
        let (named, unknown) = self.cited(back);
        let loosely = self.loosely(&unknown, &named, back);
        if named.is_empty() && loosely.is_slip { loosely.found } else { named }
    }

    /// Which payments a source or the purpose says to pay each document.
    fn payers_by_document(&self, payments: &[&'l LedgerPayment]) -> BTreeMap<DocumentId, Vec<&'l LedgerPayment>> {
        let mut payers: BTreeMap<DocumentId, Vec<&'l LedgerPayment>> = BTreeMap::new();
        for payment in payments.iter().copied() {
            for document in self.paid_by(payment).0 {
                payers.entry(document).or_default().push(payment);
            }
        }
        payers
    }

    /// Whether a source or the purpose says that a payment pays these documents only; nothing where it pays none of them.
    fn pays_only(&self, payment: &LedgerPayment, documents: &BTreeSet<DocumentId>) -> Option<bool> {
        let (paid, is_all) = self.paid_by(payment);
        (!paid.is_disjoint(documents)).then(|| is_all && paid.is_subset(documents))
    }

    /// The documents that a payment is said to pay, and whether that is all that it names.
    fn paid_by(&self, payment: &LedgerPayment) -> (BTreeSet<DocumentId>, bool) {
        let linked = payment.pays.iter().filter_map(|reference| self.paid_by_source(reference, payment));
        let mut paid: BTreeSet<DocumentId> = linked.flat_map(|id| self.targets(id)).collect();
        let (cited, unknown) = self.cited(payment);
        let loosely = self.loosely(&unknown, &cited, payment);
        paid.extend(cited.iter().chain(&loosely.found).flat_map(|found| &found.targets));
        (paid, loosely.is_complete_or_empty(&unknown))
    }

    pub(super) fn total_of(&self, documents: &[DocumentId]) -> i64 {
        documents.iter().filter_map(|id| self.by_id.get(id)).map(|doc| doc.total.minor).sum()
    }

    /// Takes back what pays nothing that is certain: an advance of exactly this amount, the rest of one payment, or all
    /// there is. A refund that names a payment we do not know is of that one.
    pub(super) fn by_refunded_amount(&mut self, backs: &[Back<'_>], payments: &[&'l LedgerPayment]) {
        for Back { payment: back, .. } in backs.iter().filter(|back| back.named.is_empty()) {
            let wanted = self.left(back);
            let says = Says::of(self, back);
            let free: Vec<&LedgerPayment> = payments
                .iter()
                .copied()
                .filter(|payment| self.may_be_of(payment, back) && says.may_be_said_of(self, payment))
                .collect();
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
        may_go_back(payment, back)
            && self.left(payment) > ROUNDING
            && self.left(back) > ROUNDING
            && !self.refunds_decided.contains(&(payment.id, back.id))
    }

    /// Asks about refunds of which nothing says which payment they give back.
    pub(super) fn ask_refunds(&self, backs: &[Back<'_>], payments: &[&'l LedgerPayment]) -> Vec<ReviewItem> {
        let mut gone: BTreeMap<PaymentId, i64> = BTreeMap::new();
        for Refund { payment, amount, .. } in &self.refunds {
            *gone.entry(*payment).or_default() += amount.minor;
        }
        let left = backs.iter().filter(|back| self.left(back.payment) > ROUNDING);
        left.filter_map(|back| self.whose(back, payments, &gone)).collect()
    }

    fn whose(
        &self,
        Back { payment: back, named }: &Back<'_>,
        payments: &[&'l LedgerPayment],
        gone: &BTreeMap<PaymentId, i64>,
    ) -> Option<ReviewItem> {
        let left = self.left(back);
        let kept = |payment: &LedgerPayment| payment.amount.minor - gone.get(&payment.id).copied().unwrap_or_default();
        let mut fitting: Vec<&LedgerPayment> =
            payments.iter().copied().filter(|payment| may_go_back(payment, back)).collect();
        fitting.retain(|payment| kept(payment) > ROUNDING && !self.refunds_decided.contains(&(payment.id, back.id)));
        // Exactly so much first, then what is enough, then the rest; the latest first.
        fitting.sort_by(|a, b| {
            let fit = |payment: &LedgerPayment| (kept(payment) != left, kept(payment) < left);
            fit(a).cmp(&fit(b)).then_with(|| b.in_order().cmp(&a.in_order()))
        });
        if fitting.is_empty() {
            return None;
        }
        let rest = Money { minor: left, ..back.amount };
        let of_rest = (!self.is_untouched(back))
            .then(|| Reason::new(REST_OF_REFUND).with("left", rest.to_string()).with("currency", rest.currency.code()));
        let unknown = named.iter().map(|one| Reason::new("refund-unknown").with("number", &one.number));
        let mut reasons: Vec<Reason> = of_rest.into_iter().chain(unknown).collect();
        if reasons.is_empty() {
            let cited = self.refunded_documents(back);
            let documents: BTreeSet<DocumentId> = cited.iter().flat_map(|found| &found.targets).copied().collect();
            let is_for_them = |payment: &&&LedgerPayment| self.pays_only(payment, &documents) == Some(true);
            let concerned = if documents.is_empty() { &[][..] } else { payments };
            let came: i64 = concerned.iter().filter(is_for_them).map(|payment| kept(payment)).sum();
            let about = |code: &str| Reason { code: code.to_owned(), ..refunded(&cited) };
            reasons.push(match () {
                () if cited.is_empty() => Reason::new("refund-names-nothing"),
                () if 0 < came && came < left => about("refund-too-much"),
                () => about("refund-of-unclear"),
            });
        }
        Some(ReviewItem {
            kind: ReviewKind::PaymentMatch,
            subject: Subject::Payment(back.id),
            label: label(back),
            candidates: fitting.into_iter().take(CANDIDATES_MAX).map(candidate).collect(),
            reasons,
        })
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
