//! What pays what, for one client: first what a person said, then the links the source itself gives, on payments and on documents, then documents
//! the purpose cites, then what only the money says.
//!
//! Derived anew from the whole ledger each time, so the order of arrival changes nothing. Whatever is not certain is asked,
//! never guessed. Allocations exceed neither the payment nor the document.
//!
//! | file | finds |
//! |---|---|
//! | `links` | which documents stand for one another |
//! | `twins` | which documents of two systems are one |
//! | `sales` | which shipments are sales that another system billed |
//! | `deals` | orders and shipments that may be a bill's without a link |
//! | `corrections` | what returns and corrections change |
//! | `changes` | which corrections repeat what another document states |
//! | `people` | what a person said of payments |
//! | `said` | what a person said of pairs of documents |
//! | `cited` | what a source or the purpose names, and whether that is certain |
//! | `loosely` | what the purpose names inexactly, where the money proves it |
//! | `lists` | lists in which one number is wrong, or one document is paid in part |
//! | `idle` | what is named and not in force |
//! | `shares` | what of each document of a list is said to be paid |
//! | `endings` | numbers whose end is missing: a year, the end of a list |
//! | `refunds` | which payments we gave back |
//! | `foreign` | what documents of another currency are worth |
//! | `rounded` | the one document from which the money differs by small change |
//! | `uncited` | the one open document, or the one sum of them, that the money fits |
//! | `periods` | the documents of the months that the money is said to be for |
//! | `questions` | what a person is asked about the rest |
//! | `asking` | why it is asked |
//!
//! A retailer's ledger holds a hundred thousand of both: nothing here walks all documents for every payment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::citation::{Citation, Month, Purpose, citations, is_year_of, parted};
use crate::model::change::{Allocation, DecidedBy, Reason, Refund, ReviewItem};
use crate::model::ids::{DocumentId, PaymentId};
use crate::model::ledger::{Ledger, LedgerDocument, LedgerPayment, Rates};
use crate::model::money::Money;
use crate::model::number::{lettered, letters_behind, number_core};
use crate::model::record::RecordKind;
use cited::{Doubt, Found};
pub use periods::names_months;
pub(super) use questions::{CANDIDATES_MAX, candidate, label};
use questions::{Open, Questions};
pub(super) use uncited::MADE_ANEW;

mod asking;
mod changes;
mod cited;
mod corrections;
mod deals;
mod endings;
mod foreign;
mod idle;
mod links;
mod lists;
mod loosely;
mod people;
mod periods;
mod questions;
mod refunds;
mod rounded;
mod said;
mod sales;
mod shares;
mod twins;
mod uncited;

/// Payers and their programs round value added tax: up to so many minor units a payment still fits.
const ROUNDING: i64 = 5;

/// Sums of round amounts meet by chance: a sum must not be a multiple of this many minor units (a thousand roubles).
const ROUND: i64 = 100_000;

/// The answer for one client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allocated {
    /// What pays what, by payment and document.
    pub allocations: Vec<Allocation>,
    /// What of the payments we gave back.
    pub refunds: Vec<Refund>,
    /// Payments and corrections a person must look at.
    pub reviews: Vec<ReviewItem>,
    /// Payments that pay nothing, and of which nobody said what they pay.
    pub untouched: Vec<PaymentId>,
    /// What is no receivable and no credit of its own: orders that an invoice stands for, shipments of an invoice or
    /// order, returns that lower other documents in full, and corrections for the tax books that do not count.
    pub covered: BTreeSet<DocumentId>,
    /// Why returns, corrections and shipments that another system billed are covered.
    pub why_covered: BTreeMap<DocumentId, Vec<Reason>>,
    /// Documents that are the same as another one from another source, each with the one that counts.
    pub twins: BTreeMap<DocumentId, DocumentId>,
    /// What returns and corrections change, in minor units: on the document to be paid, and on the return with the
    /// other sign, so that all of it adds up to nothing.
    pub adjusted: BTreeMap<DocumentId, i64>,
}

/// Allocates a client's payments to its documents.
#[must_use]
pub fn allocate(ledger: &Ledger) -> Allocated {
    let mut books = Books::new(ledger);
    let mut payments: Vec<&LedgerPayment> = ledger.payments.iter().filter(|payment| payment.counts).collect();
    payments.sort_by(|a, b| a.in_order().cmp(&b.in_order()));
    let backs = refunds::backs(ledger);
    books.by_decided_refunds(ledger, &backs, &payments);
    books.by_people(&payments, &ledger.decided);
    books.by_named_refunds(&backs, &payments);
    books.by_refunded_documents(&backs, &payments);
    for payment in &payments {
        books.by_source(payment);
    }
    books.by_documents(&payments);
    // A month that an earlier payment named is paid before what a later one cites: purposes are copied from month to month.
    let mut open = Open::of(&books);
    let doubts: Vec<Doubt<'_>> = payments.iter().filter_map(|payment| books.in_turn(payment, &mut open)).collect();
    books.by_refunded_amount(&backs, &payments);
    let doubts: Vec<Doubt<'_>> = doubts.into_iter().filter(|doubt| books.left(doubt.payment) > ROUNDING).collect();
    // What the money alone says is heard last: what is cited, however late, is not open to it.
    let mut open = Open::of(&books);
    let doubts: Vec<Doubt<'_>> = doubts.into_iter().filter(|doubt| !books.by_amount(doubt, &mut open)).collect();
    let doubts: Vec<Doubt<'_>> = doubts.into_iter().filter(|doubt| !books.by_small_change(doubt, &mut open)).collect();
    let is_asked = |doubt: &Doubt<'_>| {
        books.is_untouched(doubt.payment) || !doubt.perhaps.is_empty() || books.linked.contains(&doubt.payment.id)
    };
    let doubts: Vec<Doubt<'_>> = doubts.into_iter().filter(is_asked).collect();
    let asked = Questions::new(&books, &ledger.payments, &doubts).ask(&doubts);
    let untouched = doubts.iter().map(|doubt| doubt.payment).filter(|payment| books.is_undecided(payment));
    let untouched = untouched.map(|payment| payment.id).collect();
    let asked: Vec<ReviewItem> = asked.into_iter().chain(books.ask_refunds(&backs, &payments)).collect();
    let Books { allocations, refunds, covered, why_covered, twins, adjusted, mut reviews, .. } = books;
    reviews.extend(asked);
    let allocations = allocations.into_values().collect();
    Allocated { allocations, refunds, reviews, untouched, covered, why_covered, twins, adjusted }
}

/// Those that are none of the others, each once.
fn only_new(found: Vec<Found>, known: &[Found]) -> Vec<Found> {
    let mut new: Vec<Found> = Vec::new();
    for one in found {
        if known.iter().chain(&new).all(|other| other.targets != one.targets) {
            new.push(one);
        }
    }
    new
}

impl<'l> Books<'l> {
    /// Pays what the purpose cites or, where it cites nothing, the months or the days that it names. Gives back what must be looked at
    /// further.
    fn in_turn<'p>(&mut self, payment: &'p LedgerPayment, open: &mut Open<'l>) -> Option<Doubt<'p>> {
        let doubt = self.by_citation(payment)?;
        let is_said = doubt.cited.is_empty() && (self.by_months(&doubt, open) || self.by_period(&doubt, open));
        (!is_said).then_some(doubt)
    }
}

struct Books<'l> {
    /// What payments say they are for.
    purposes: BTreeMap<PaymentId, Arc<Purpose>>,
    by_id: BTreeMap<DocumentId, &'l LedgerDocument>,
    by_core: BTreeMap<String, Vec<&'l LedgerDocument>>,
    /// Drafts, and what is cancelled or deleted, by the cores of their numbers.
    idle: BTreeMap<String, Vec<&'l LedgerDocument>>,
    /// Numbers that end in a small one, by what stands before it: `183/25` by `183`.
    by_serial: BTreeMap<String, Vec<&'l LedgerDocument>>,
    by_date: BTreeMap<Date, Vec<&'l LedgerDocument>>,
    by_total: BTreeMap<i64, Vec<&'l LedgerDocument>>,
    /// Invoices by the order or shipment they stand for.
    stand_ins: BTreeMap<DocumentId, Vec<DocumentId>>,
    open: BTreeMap<DocumentId, i64>,
    spent: BTreeMap<PaymentId, i64>,
    allocations: BTreeMap<(PaymentId, DocumentId), Allocation>,
    refunds: Vec<Refund>,
    /// Payments with refunds of which a person said whether they give them back: nothing else is said of it.
    refunds_decided: BTreeSet<(PaymentId, PaymentId)>,
    covered: BTreeSet<DocumentId>,
    /// Orders and shipments that may be a bill's without a link.
    unsaid: BTreeSet<DocumentId>,
    /// The months that documents say they are for.
    said_months: BTreeMap<DocumentId, Vec<Month>>,
    why_covered: BTreeMap<DocumentId, Vec<Reason>>,
    /// Documents of several sources that are one, each with the first of them.
    same: BTreeMap<DocumentId, DocumentId>,
    /// The same documents, each with the one that counts.
    twins: BTreeMap<DocumentId, DocumentId>,
    adjusted: BTreeMap<DocumentId, i64>,
    reviews: Vec<ReviewItem>,
    rates: &'l Rates,
    /// What a person decided about: nothing else is said of it.
    decided: BTreeSet<(PaymentId, DocumentId)>,
    /// Payments of which a person said what they pay.
    linked: BTreeSet<PaymentId>,
    /// Payments of which a person said what they do not pay.
    refused: BTreeSet<PaymentId>,
}

impl<'l> Books<'l> {
    fn new(ledger: &'l Ledger) -> Self {
        let live: Vec<&LedgerDocument> =
            ledger.documents.iter().filter(|doc| doc.counts() && doc.kind != RecordKind::Return).collect();
        let read = |payment: &'l LedgerPayment| (payment.id, Purpose::of(&payment.purpose, payment.date));
        let mut books = Self {
            purposes: ledger.payments.iter().chain(&ledger.refunds).map(read).collect(),
            by_id: live.iter().map(|doc| (doc.id, *doc)).collect(),
            by_core: BTreeMap::new(),
            idle: BTreeMap::new(),
            by_serial: BTreeMap::new(),
            by_date: BTreeMap::new(),
            by_total: BTreeMap::new(),
            stand_ins: BTreeMap::new(),
            open: live.iter().map(|doc| (doc.id, doc.total.minor)).collect(),
            spent: BTreeMap::new(),
            allocations: BTreeMap::new(),
            refunds: Vec::new(),
            refunds_decided: BTreeSet::new(),
            covered: BTreeSet::new(),
            unsaid: BTreeSet::new(),
            said_months: periods::said_months(&live),
            why_covered: BTreeMap::new(),
            same: BTreeMap::new(),
            twins: BTreeMap::new(),
            adjusted: BTreeMap::new(),
            reviews: Vec::new(),
            rates: &ledger.rates,
            decided: BTreeSet::new(),
            linked: BTreeSet::new(),
            refused: BTreeSet::new(),
        };
        for doc in ledger.documents.iter().filter(|doc| !doc.counts() && doc.kind != RecordKind::Return) {
            for core in cores(doc) {
                books.idle.entry(core).or_default().push(doc);
            }
        }
        for doc in &live {
            for core in cores(doc) {
                books.by_core.entry(core).or_default().push(doc);
            }
            if let Some(serial) = serial(doc) {
                books.by_serial.entry(serial).or_default().push(doc);
            }
            books.by_date.entry(doc.date).or_default().push(doc);
            books.by_total.entry(doc.total.minor).or_default().push(doc);
        }
        let twins = books.find_twins(&live, &ledger.changes);
        books.link_stand_ins(&live);
        books.join_twins(&twins, &ledger.changes);
        books.join_sales(&live, &ledger.payments);
        books.correct(ledger);
        books.unsaid = books.unsaid_deals();
        books
    }

    /// What a payment says it is for: the documents that it cites.
    fn citations(&self, payment: &LedgerPayment) -> &[Citation] {
        self.purposes.get(&payment.id).map_or(&[], |purpose| purpose.citations())
    }

    /// The months that a payment says are paid for.
    fn months(&self, payment: &LedgerPayment) -> &[Month] {
        self.purposes.get(&payment.id).map_or(&[], |purpose| purpose.months())
    }

    /// The days between which was delivered what a payment says it is for.
    fn period(&self, payment: &LedgerPayment) -> Option<(Date, Date)> {
        self.purposes.get(&payment.id).and_then(|purpose| purpose.period())
    }

    fn is_no_price(&self, payment: &LedgerPayment) -> bool {
        self.purposes.get(&payment.id).is_some_and(|purpose| purpose.is_no_price())
    }

    /// Whether a payment says that it is money of one's own, of an insurer or a bank.
    fn is_own(&self, payment: &LedgerPayment) -> bool {
        self.purposes.get(&payment.id).is_some_and(|purpose| purpose.is_own())
    }

    /// Whether a payment says that it is money of ours that comes back.
    fn comes_back(&self, payment: &LedgerPayment) -> bool {
        self.purposes.get(&payment.id).is_some_and(|purpose| purpose.comes_back())
    }

    /// Whether a payment is a penalty for a delay.
    fn is_of_delay(&self, payment: &LedgerPayment) -> bool {
        self.purposes.get(&payment.id).is_some_and(|purpose| purpose.is_of_delay())
    }

    fn left(&self, payment: &LedgerPayment) -> i64 {
        payment.amount.minor - self.spent.get(&payment.id).copied().unwrap_or(0)
    }

    fn is_untouched(&self, payment: &LedgerPayment) -> bool {
        self.left(payment) == payment.amount.minor
    }

    fn is_undecided(&self, payment: &LedgerPayment) -> bool {
        self.is_untouched(payment) && !self.linked.contains(&payment.id)
    }

    fn open(&self, document: DocumentId, payment: &LedgerPayment) -> i64 {
        if self.decided.contains(&(payment.id, document)) {
            return 0;
        }
        let same_currency = self.by_id.get(&document).is_some_and(|doc| doc.total.currency == payment.amount.currency);
        if same_currency { self.open.get(&document).copied().unwrap_or(0) } else { 0 }
    }

    /// Pays the targets in order, as far as the share, the payment and each target go.
    fn pay(&mut self, payment: &LedgerPayment, targets: &[DocumentId], mut share: i64, why: &Why) {
        for target in targets {
            let (left, open) = (self.left(payment), self.open(*target, payment));
            let minor = share.min(left).min(open);
            // Kopecks that are left of a payment are its rounding, and pay nothing else.
            let is_rounding = left <= ROUNDING && open > ROUNDING && why.decided_by == DecidedBy::Auto;
            if minor <= 0 || is_rounding && !self.is_untouched(payment) {
                continue;
            }
            share -= minor;
            *self.open.entry(*target).or_default() -= minor;
            *self.spent.entry(payment.id).or_default() += minor;
            self.record(payment, *target, minor, minor, why);
        }
    }

    /// One row per payment and document: a second share adds to the first.
    fn record(&mut self, payment: &LedgerPayment, document: DocumentId, minor: i64, settled: i64, why: &Why) {
        let currency = self.by_id.get(&document).map_or(payment.amount.currency, |doc| doc.total.currency);
        let allocation = self.allocations.entry((payment.id, document)).or_insert_with(|| Allocation {
            payment: payment.id,
            document,
            amount: Money::zero(payment.amount.currency),
            settled: Money::zero(currency),
            decided_by: why.decided_by,
            confidence: why.confidence,
            reasons: Vec::new(),
        });
        allocation.amount.minor += minor;
        allocation.settled.minor += settled;
        let rule = payment.rule.map(|rule| Reason::new("by-rule").with("rule", rule.to_string()));
        let news: Vec<Reason> =
            why.reasons.iter().chain(&rule).filter(|reason| !allocation.reasons.contains(reason)).cloned().collect();
        allocation.reasons.extend(news);
    }
}

/// Why an allocation is made.
struct Why {
    decided_by: DecidedBy,
    confidence: u8,
    reasons: Vec<Reason>,
}

/// The number cores a document may be cited by, its own first.
fn cores(doc: &LedgerDocument) -> Vec<String> {
    let own = number_core(&doc.number);
    // Letters behind a number are left out, or joined otherwise.
    let mut cores: Vec<String> = lettered(&own).into_iter().filter(|spelled| *spelled != own).collect();
    cores.extend(letters_behind(&own).map(|(serial, _)| serial.to_owned()));
    cores.insert(0, own);
    for text in &doc.cited_as {
        for citation in citations(text, doc.date) {
            if !cores.contains(&citation.core) {
                cores.push(citation.core);
            }
        }
    }
    cores
}

/// What stands before the year, or another number of two or four digits, that a number ends in.
fn serial(doc: &LedgerDocument) -> Option<String> {
    let core = number_core(parted(&doc.number)?.0);
    core.contains(|letter: char| letter.is_ascii_digit()).then_some(core)
}

/// Whether a number ends in the year of its document.
fn ends_in_year(doc: &LedgerDocument) -> bool {
    parted(&doc.number).is_some_and(|(_, ending)| is_year_of(ending, doc.date))
}

fn same_company(doc: &LedgerDocument, payment: &LedgerPayment) -> bool {
    doc.organization.is_none() || payment.organization.is_none() || doc.organization == payment.organization
}

/// A payment can cite a document dated a few days ahead (a bill dated the day it falls due), never one far off.
fn latest_cited(date: Date) -> Date {
    date.checked_add(jiff::Span::new().days(10)).unwrap_or(date)
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests;
