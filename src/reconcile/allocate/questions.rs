//! What a person is asked about a payment that nothing certain can be said of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::Date;

use super::super::citation::Month;
use super::super::waits::says_for_whom;
use super::asking::{OfMonths, Payers, payments_of};
use super::cited::{Doubt, Found};
use super::lists::WOULD_COME_OUT;
use super::{Books, ROUNDING, latest_cited, same_company};
use crate::model::change::{Candidate, REST_OF_PAYMENT, Reason, ReviewItem, ReviewKind, Subject};
use crate::model::ids::{DocumentId, PaymentId};
use crate::model::ledger::{LedgerDocument, LedgerPayment};
use crate::model::money::Money;

/// So many possible answers are shown with a question.
pub(in crate::reconcile) const CANDIDATES_MAX: usize = 7;

/// So many documents of exactly the sum are put in order before they are offered.
const EQUAL_MAX: usize = 200;

/// Documents that are open: nothing that another document stands for, stated or not.
pub(super) struct Open<'l> {
    oldest_first: Vec<&'l LedgerDocument>,
    by_amount: BTreeMap<Money, Vec<&'l LedgerDocument>>,
    /// Those that say for which months they are.
    of_months: BTreeMap<Month, Vec<&'l LedgerDocument>>,
    /// Orders and shipments that a bill stands for, by the bill: people cite them for it.
    faces: BTreeMap<DocumentId, Vec<&'l LedgerDocument>>,
}

impl<'l> Open<'l> {
    pub(super) fn of(books: &Books<'l>) -> Self {
        let is_open = |doc: &&LedgerDocument| {
            !books.covered.contains(&doc.id)
                && books.open.get(&doc.id).is_some_and(|open| *open > 0)
                && !books.unsaid.contains(&doc.id)
        };
        let mut oldest_first: Vec<&LedgerDocument> = books.by_id.values().copied().filter(is_open).collect();
        oldest_first.sort_by_key(|doc| (doc.date, &doc.number, doc.id));
        let mut by_amount: BTreeMap<Money, Vec<&LedgerDocument>> = BTreeMap::new();
        for doc in &oldest_first {
            let minor = books.open.get(&doc.id).copied().unwrap_or_default();
            by_amount.entry(Money { minor, currency: doc.total.currency }).or_default().push(doc);
        }
        let mut faces: BTreeMap<DocumentId, Vec<&LedgerDocument>> = BTreeMap::new();
        for (face, bills) in &books.stand_ins {
            if let ([bill], Some(doc)) = (&bills[..], books.by_id.get(face)) {
                faces.entry(*bill).or_default().push(doc);
            }
        }
        let mut of_months: BTreeMap<Month, Vec<&LedgerDocument>> = BTreeMap::new();
        for doc in &oldest_first {
            for month in books.said_months.get(&doc.id).into_iter().flatten() {
                of_months.entry(*month).or_default().push(doc);
            }
        }
        Self { oldest_first, by_amount, of_months, faces }
    }

    pub(super) fn oldest_first(&self) -> impl Iterator<Item = &'l LedgerDocument> {
        self.oldest_first.iter().copied()
    }

    /// Those of these days, both included.
    pub(super) fn of_days(&self, from: Date, to: Date) -> impl Iterator<Item = &'l LedgerDocument> {
        let begin = self.oldest_first.partition_point(|doc| doc.date < from);
        let end = self.oldest_first.partition_point(|doc| doc.date <= to);
        self.oldest_first.get(begin..end).unwrap_or_default().iter().copied()
    }

    /// Those that may be of one of these months, by what they say or by a day in them or near: so many days before the first
    /// and behind the last.
    pub(super) fn about(&self, months: &[Month], (before, behind): (i32, i32)) -> Vec<&'l LedgerDocument> {
        let days = months.iter().flat_map(|month| {
            let from = month.first_day().checked_sub(Span::new().days(before)).unwrap_or(Date::MIN);
            let to = month.first_day().checked_add(Span::new().months(1).days(behind)).unwrap_or(Date::MAX);
            self.of_days(from, to)
        });
        let said = months.iter().filter_map(|month| self.of_months.get(month)).flatten().copied();
        let mut found: Vec<&LedgerDocument> = days.chain(said).collect();
        found.sort_by_key(|doc| (doc.date, &doc.number, doc.id));
        found.dedup_by_key(|doc| doc.id);
        found
    }

    /// A document and those that it stands for.
    pub(super) fn faces(&self, document: &'l LedgerDocument) -> impl Iterator<Item = &'l LedgerDocument> {
        std::iter::once(document).chain(self.faces.get(&document.id).into_iter().flatten().copied())
    }

    /// Some of a document was paid: it is found by what is open of it now.
    pub(super) fn note_paid(&mut self, books: &Books<'l>, document: DocumentId, before: i64) {
        let Some(doc) = books.by_id.get(&document) else { return };
        let money = |minor: i64| Money { minor, currency: doc.total.currency };
        if let Some(known) = self.by_amount.get_mut(&money(before)) {
            known.retain(|known| known.id != document);
        }
        let now = books.open.get(&document).copied().unwrap_or_default();
        if now > 0 {
            self.by_amount.entry(money(now)).or_default().push(doc);
        }
    }

    /// Those of which so much is open, give or take the rounding of value added tax.
    pub(super) fn near_amount(&self, amount: Money) -> impl Iterator<Item = &'l LedgerDocument> {
        let money = |minor: i64| Money { minor, ..amount };
        let near = self.by_amount.range(money(amount.minor - ROUNDING)..=money(amount.minor + ROUNDING));
        near.filter(move |(open, _)| open.currency == amount.currency).flat_map(|(_, documents)| documents).copied()
    }

    /// Those of which exactly so much is open.
    pub(super) fn of_amount(&self, amount: Money) -> impl Iterator<Item = &'l LedgerDocument> {
        self.by_amount.get(&amount).into_iter().flatten().copied()
    }
}

/// What a person may choose from, once everything certain is allocated.
pub(super) struct Questions<'b, 'l> {
    books: &'b Books<'l>,
    open: Open<'l>,
    payers: Payers<'l>,
    of_months: OfMonths<'l>,
}

impl<'b, 'l> Questions<'b, 'l> {
    /// `doubts` are the payments that may be asked about.
    pub(super) fn new(books: &'b Books<'l>, payments: &'l [LedgerPayment], doubts: &[Doubt<'_>]) -> Self {
        let known: BTreeMap<PaymentId, &LedgerPayment> = payments.iter().map(|known| (known.id, known)).collect();
        let mut payers = Payers::new();
        for (payment, document) in books.allocations.keys() {
            payers.entry(*document).or_default().extend(known.get(payment));
        }
        payers.values_mut().for_each(|payers| payers.sort_by_key(|payment| (payment.date, payment.id)));
        Self { books, open: Open::of(books), payers, of_months: books.of_named_months(doubts) }
    }

    /// Asks about each payment for which there is something to choose from.
    pub(super) fn ask(&self, doubts: &[Doubt<'_>]) -> Vec<ReviewItem> {
        doubts.iter().filter_map(|doubt| self.question(doubt)).collect()
    }

    fn question(&self, doubt: &Doubt<'_>) -> Option<ReviewItem> {
        let Doubt { payment, cited, perhaps, .. } = doubt;
        let (is_whole, linked) = (self.books.is_untouched(payment), self.books.linked.contains(&payment.id));
        // Of money that paid a part of what it names, the rest is asked about.
        let cited = if is_whole || linked { cited.as_slice() } else { &[] };
        let candidates = self.candidates(payment, cited.iter().chain(perhaps));
        let is_like_nothing =
            self.open.of_amount(Money { minor: self.books.left(payment), ..payment.amount }).next().is_none();
        let comes_back = self.books.comes_back(payment);
        let is_back = is_like_nothing && comes_back;
        // A penalty alone is no question; one that is paid with its bill is.
        let open: i64 = cited.iter().flat_map(|found| &found.targets).map(|id| self.books.open(*id, payment)).sum();
        let is_alone = open == 0 || self.books.left(payment) < open;
        let is_penalty = !linked
            && (self.books.is_no_price(payment) && is_alone && !self.is_exactly(cited, payment)
                || is_back && !self.is_exactly(cited, payment));
        let names_nothing = cited.is_empty() && perhaps.is_empty() && doubt.unknown.is_empty();
        let is_own = self.books.is_own(payment) && names_nothing && !linked;
        if candidates.is_empty() || is_penalty || is_own {
            return None;
        }
        let rest = Money { minor: self.books.left(payment), ..payment.amount };
        let of_rest = (linked && !is_whole).then(|| {
            Reason::new(REST_OF_PAYMENT).with("left", rest.to_string()).with("currency", rest.currency.code())
        });
        let paid: Vec<Reason> = cited.iter().filter_map(|found| self.paid_already(found, payment)).collect();
        let all_paid = !paid.is_empty() && paid.len() == cited.len();
        let named = cited.iter().chain(perhaps).map(|found| found.reason.clone());
        let back = comes_back.then(|| Reason::new("says-refund"));
        let is_for_another = names_nothing && self.books.is_for_another(payment);
        let payer = (payment.payer.0.as_str(), payment.payer.1.as_str());
        let another = if is_for_another { says_for_whom(&payment.purpose, payer) } else { None };
        let mut reasons: Vec<Reason> =
            of_rest.into_iter().chain(payment.why_his()).chain(another).chain(back).chain(named).chain(paid).collect();
        reasons.extend(doubt.why.clone());
        if is_whole || !linked {
            reasons.extend(self.books.what_is_named(doubt, &self.of_months, &self.payers));
            reasons.extend(self.what_of_the_sum(doubt, all_paid));
        }
        Some(ReviewItem {
            kind: ReviewKind::PaymentMatch,
            subject: Subject::Payment(payment.id),
            label: label(payment),
            candidates,
            reasons,
        })
    }

    /// What the sum says for an answer or against one.
    fn what_of_the_sum(&self, doubt: &Doubt<'_>, all_paid: bool) -> Vec<Reason> {
        let Doubt { payment, cited, perhaps, certain, .. } = doubt;
        let is_named = !cited.is_empty() || !perhaps.is_empty();
        let does_not_fit = is_named && !certain && !all_paid && !self.is_exactly(cited, payment);
        let is_dated = cited.iter().all(|found| found.dated);
        let code = if is_dated { "dated-amount-does-not-fit" } else { "amount-does-not-fit" };
        let left = Money { minor: self.books.left(payment), ..payment.amount };
        let fits = |doc: &&LedgerDocument| same_company(doc, payment);
        let equal: Vec<&LedgerDocument> = self.open.of_amount(left).filter(fits).take(EQUAL_MAX).collect();
        let equals = self.books.what_it_equals(doubt, &equal, &self.of_months);
        let is_equal = equals.as_ref().is_some_and(|reason| reason.code == "amount-equals-open");
        let differs = self.how_it_differs(doubt);
        let does_not_fit = does_not_fit && !is_equal && differs.is_none();
        does_not_fit.then(|| Reason::new(code)).into_iter().chain(differs).chain(equals).collect()
    }

    /// By how much the money is more or less than what is open of several documents that are named.
    fn how_it_differs(&self, doubt: &Doubt<'_>) -> Option<Reason> {
        let payment = doubt.payment;
        let perhaps = doubt.perhaps.iter().filter(|found| found.reason.code != WOULD_COME_OUT);
        let perhaps = perhaps.flat_map(|found| &found.targets).copied();
        let named: BTreeSet<DocumentId> = doubt.documents().into_iter().chain(perhaps).collect();
        let open: i64 = named.iter().map(|id| self.books.open(*id, payment)).sum();
        let over = self.books.left(payment) - open;
        if named.len() < 2 || open <= 0 || over.abs() <= ROUNDING || !self.books.is_untouched(payment) {
            return None;
        }
        let money = |minor: i64| Money { minor, ..payment.amount }.to_string();
        let code = if over < 0 { "named-come-to-more" } else { "named-come-to-less" };
        Some(Reason::new(code).with("found", money(open)).with("difference", money(over.abs())))
    }

    /// Whether the money is exactly what is open of what it names.
    fn is_exactly(&self, cited: &[Found], payment: &LedgerPayment) -> bool {
        let open = cited.iter().flat_map(|found| &found.targets).filter_map(|id| self.books.open.get(id)).sum::<i64>();
        open > 0 && (open - self.books.left(payment)).abs() <= ROUNDING
    }

    /// Of a document that is paid already, which payments pay it: this one may be a second one.
    fn paid_already(&self, found: &Found, payment: &LedgerPayment) -> Option<Reason> {
        let is_open = |id: &DocumentId| self.books.open.get(id).is_some_and(|open| *open > 0);
        if found.targets.iter().any(|id| is_open(id) || self.books.decided.contains(&(payment.id, *id))) {
            return None;
        }
        let document = self.books.by_id.get(found.targets.first()?)?;
        let payers: Vec<&LedgerPayment> =
            found.targets.iter().filter_map(|id| self.payers.get(id)).flatten().copied().collect();
        let last = payers.last()?;
        let reason =
            Reason::new("paid-already").with("number", &document.number).with("document", document.id.to_string());
        Some(reason.with("payments", payments_of(&payers)).with("date", last.date.to_string()))
    }

    /// Cited documents first, then open ones of the same amount, then the oldest open ones. Where a person said what the
    /// money does not pay, only what speaks for itself.
    fn candidates<'f>(&self, payment: &LedgerPayment, cited: impl Iterator<Item = &'f Found>) -> Vec<Candidate> {
        let named = cited.flat_map(|found| &found.targets).filter_map(|id| self.books.by_id.get(id).copied());
        let left = Money { minor: self.books.left(payment), ..payment.amount };
        let fits = |doc: &&LedgerDocument| doc.total.currency == payment.amount.currency && same_company(doc, payment);
        let mut equal: Vec<&LedgerDocument> = self.open.of_amount(left).take(EQUAL_MAX).collect();
        let months = self.books.months(payment);
        let days = |doc: &LedgerDocument| (doc.date - payment.date).get_days();
        let off = |doc: &LedgerDocument| {
            months.iter().filter_map(|month| self.books.nearness(*month, doc)).min().unwrap_or(3)
        };
        // The oldest first, unless months are named.
        equal.sort_by_key(|doc| (off(doc), if months.is_empty() { 0 } else { days(doc).abs() }));
        let equal = equal.into_iter();
        let is_asked = |_: &&LedgerDocument| !self.books.refused.contains(&payment.id);
        // Of the months that are named, then the oldest; last what did not exist yet.
        let is_later = |doc: &&LedgerDocument| doc.date > latest_cited(payment.date);
        let of_months = months.iter().filter_map(|month| self.of_months.get(month)).flatten().copied();
        let of_months = of_months.filter(|doc| self.books.open(doc.id, payment) > 0);
        let others =
            self.open.oldest_first().filter(|doc| !is_later(doc)).chain(self.open.oldest_first().filter(is_later));
        let others = of_months.chain(others).filter(is_asked);
        let is_new = |doc: &&LedgerDocument| !self.books.decided.contains(&(payment.id, doc.id));
        let mut seen = BTreeSet::new();
        let all = named.chain(equal.filter(fits)).chain(others.filter(fits));
        all.filter(is_new).filter(|doc| seen.insert(doc.id)).take(CANDIDATES_MAX).map(candidate).collect()
    }
}

/// A document as a possible answer.
pub(in crate::reconcile) fn candidate(doc: &LedgerDocument) -> Candidate {
    let label = format!("{} {} {} {}", doc.number, doc.date, doc.total, doc.total.currency);
    Candidate { id: doc.id.to_string(), label }
}

/// A person knows a payment by what it says it is for.
pub(in crate::reconcile) fn label(payment: &LedgerPayment) -> String {
    let LedgerPayment { number, date, amount, purpose, .. } = payment;
    let said = format!("{number} {date} {amount} {}", amount.currency);
    if purpose.is_empty() { said } else { format!("{said}: {purpose}") }
}
