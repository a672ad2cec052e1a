//! What pays what, for one client: first the links the source itself gives, on payments and on documents, then documents
//! the purpose cites.
//!
//! Derived anew from the whole ledger each time, so the order of arrival changes nothing. A citation must name a
//! number that exactly one of the client's documents has; a cited date must be its date; without a date the money must
//! fit. What is not certain is asked, never guessed. Allocations exceed neither the payment nor the document.
//!
//! A retailer's ledger holds a hundred thousand of both: nothing here walks all documents for every payment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::citation::{Citation, CitedKind, citations};
use crate::model::change::{Allocation, DecidedBy, Reason, ReviewItem};
use crate::model::ids::{DocumentId, PaymentId};
use crate::model::ledger::{Ledger, LedgerDocument, LedgerPayment, ResolvedRef};
use crate::model::money::Money;
use crate::model::number::{full_key, number_core};
use crate::model::record::{DocumentRef, RecordKind};

mod corrections;
mod links;
mod questions;

use questions::Questions;

/// The answer for one client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allocated {
    /// What pays what, by payment and document.
    pub allocations: Vec<Allocation>,
    /// Payments a person must look at.
    pub reviews: Vec<ReviewItem>,
    /// Orders that an invoice stands for, and shipments of an invoice or order: no receivable of their own.
    pub covered: BTreeSet<DocumentId>,
    /// What returns and corrections change, in minor units: on the document to be paid, and on the return with the
    /// other sign, so that all of it adds up to nothing.
    pub adjusted: BTreeMap<DocumentId, i64>,
}

/// Allocates a client's payments to its documents.
#[must_use]
pub fn allocate(ledger: &Ledger) -> Allocated {
    let mut books = Books::new(ledger);
    let mut payments: Vec<&LedgerPayment> = ledger.payments.iter().filter(|payment| payment.counts).collect();
    payments.sort_by(|a, b| {
        (a.date, a.amount, &a.number, &a.purpose, a.id).cmp(&(b.date, b.amount, &b.number, &b.purpose, b.id))
    });
    for payment in &payments {
        books.by_source(payment);
    }
    books.by_documents(&payments);
    let doubts: Vec<Doubt<'_>> = payments.into_iter().filter_map(|payment| books.by_citation(payment)).collect();
    let reviews = Questions::new(&books).ask(&doubts);
    let Books { allocations, covered, adjusted, .. } = books;
    Allocated { allocations: allocations.into_values().collect(), reviews, covered, adjusted }
}

struct Books<'l> {
    by_id: BTreeMap<DocumentId, &'l LedgerDocument>,
    by_core: BTreeMap<String, Vec<&'l LedgerDocument>>,
    /// Invoices by the order or shipment they stand for.
    stand_ins: BTreeMap<DocumentId, Vec<DocumentId>>,
    open: BTreeMap<DocumentId, i64>,
    spent: BTreeMap<PaymentId, i64>,
    allocations: BTreeMap<(PaymentId, DocumentId), Allocation>,
    covered: BTreeSet<DocumentId>,
    adjusted: BTreeMap<DocumentId, i64>,
}

impl<'l> Books<'l> {
    fn new(ledger: &'l Ledger) -> Self {
        let live: Vec<&LedgerDocument> =
            ledger.documents.iter().filter(|doc| doc.counts && doc.kind != RecordKind::Return).collect();
        let mut books = Self {
            by_id: live.iter().map(|doc| (doc.id, *doc)).collect(),
            by_core: BTreeMap::new(),
            stand_ins: BTreeMap::new(),
            open: live.iter().map(|doc| (doc.id, doc.total.minor)).collect(),
            spent: BTreeMap::new(),
            allocations: BTreeMap::new(),
            covered: BTreeSet::new(),
            adjusted: BTreeMap::new(),
        };
        for doc in &live {
            for core in cores(doc) {
                books.by_core.entry(core).or_default().push(doc);
            }
        }
        books.link_stand_ins(&live);
        books.correct(&ledger.documents);
        books
    }

    fn left(&self, payment: &LedgerPayment) -> i64 {
        payment.amount.minor - self.spent.get(&payment.id).copied().unwrap_or(0)
    }

    fn open(&self, document: DocumentId, payment: &LedgerPayment) -> i64 {
        let same_currency = self.by_id.get(&document).is_some_and(|doc| doc.total.currency == payment.amount.currency);
        if same_currency { self.open.get(&document).copied().unwrap_or(0) } else { 0 }
    }

    fn by_source(&mut self, payment: &LedgerPayment) {
        for reference in &payment.pays {
            let Some(document) = self.paid_by_source(reference, payment) else { continue };
            let share = reference.reference.amount.map_or(i64::MAX, |amount| amount.minor);
            let reason = Reason::new("source-link");
            let why = Why { decided_by: DecidedBy::Source, confidence: 100, reasons: vec![reason] };
            self.pay(payment, &self.targets(document), share, &why);
        }
    }

    /// Documents that name the payments that pay them (an e-document's list of advances).
    fn by_documents(&mut self, payments: &[&LedgerPayment]) {
        let mut naming: Vec<&LedgerDocument> =
            self.by_id.values().copied().filter(|doc| !doc.paid_by.is_empty()).collect();
        if naming.is_empty() {
            return;
        }
        naming.sort_by_key(|doc| (doc.date, &doc.number, doc.id));
        let mut by_core: BTreeMap<String, Vec<&LedgerPayment>> = BTreeMap::new();
        for payment in payments {
            by_core.entry(number_core(&payment.number)).or_default().push(payment);
        }
        for doc in naming {
            for reference in &doc.paid_by {
                let Some(payment) = named_payment(reference, doc, &by_core) else { continue };
                let share = reference.amount.map_or(i64::MAX, |amount| amount.minor);
                let reason = Reason::new("document-names-payment").with("number", &doc.number);
                let why = Why { decided_by: DecidedBy::Source, confidence: 100, reasons: vec![reason] };
                self.pay(payment, &self.targets(doc.id), share, &why);
            }
        }
    }

    fn paid_by_source(&self, reference: &ResolvedRef, payment: &LedgerPayment) -> Option<DocumentId> {
        let wanted = &reference.reference;
        reference.document.or_else(|| {
            if wanted.number.is_empty() {
                return None;
            }
            let fits = |doc: &&&LedgerDocument| {
                wanted.kind.is_none_or(|kind| kind == doc.kind)
                    && wanted.date.is_none_or(|date| date == doc.date)
                    && same_company(doc, payment)
            };
            only(self.by_core.get(&number_core(&wanted.number)).into_iter().flatten().filter(fits)).map(|doc| doc.id)
        })
    }

    /// Pays the targets in order, as far as the share, the payment and each target go.
    fn pay(&mut self, payment: &LedgerPayment, targets: &[DocumentId], mut share: i64, why: &Why) {
        for target in targets {
            let minor = share.min(self.left(payment)).min(self.open(*target, payment));
            if minor <= 0 {
                continue;
            }
            share -= minor;
            *self.open.entry(*target).or_default() -= minor;
            *self.spent.entry(payment.id).or_default() += minor;
            self.record(payment, *target, minor, why);
        }
    }

    /// One row per payment and document: a second share adds to the first.
    fn record(&mut self, payment: &LedgerPayment, document: DocumentId, minor: i64, why: &Why) {
        let allocation = self.allocations.entry((payment.id, document)).or_insert_with(|| Allocation {
            payment: payment.id,
            document,
            amount: Money::zero(payment.amount.currency),
            decided_by: why.decided_by,
            confidence: why.confidence,
            reasons: Vec::new(),
        });
        allocation.amount.minor += minor;
        let news: Vec<Reason> =
            why.reasons.iter().filter(|reason| !allocation.reasons.contains(reason)).cloned().collect();
        allocation.reasons.extend(news);
    }

    /// Pays what the purpose cites, if that is certain. Gives back what a person must look at.
    fn by_citation<'p>(&mut self, payment: &'p LedgerPayment) -> Option<Doubt<'p>> {
        if self.left(payment) <= 0 {
            return None;
        }
        let cited = self.cited(payment);
        let dated = cited.iter().all(|found| found.dated);
        let open: i64 = cited.iter().map(|found| self.open_of(&found.targets, payment)).sum();
        let fits = open == self.left(payment);
        let certain = dated || fits;
        if certain && open > 0 {
            for found in &cited {
                let mut reasons = vec![found.reason.clone()];
                reasons.extend(fits.then(|| Reason::new("amount-equals-open")));
                let confidence = if found.dated { 99 } else { 95 };
                let why = Why { decided_by: DecidedBy::Auto, confidence, reasons };
                self.pay(payment, &found.targets, i64::MAX, &why);
            }
        }
        let untouched = self.left(payment) == payment.amount.minor;
        untouched.then_some(Doubt { payment, cited, certain })
    }

    fn open_of(&self, targets: &[DocumentId], payment: &LedgerPayment) -> i64 {
        targets.iter().map(|id| self.open(*id, payment)).sum()
    }

    fn cited(&self, payment: &LedgerPayment) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for citation in citations(&payment.purpose, payment.date) {
            let Some(document) = self.named_by(&citation, payment) else { continue };
            let targets = self.targets(document.id);
            let repeated = found.iter().any(|known| known.targets == targets);
            if !repeated {
                found.push(Found { targets, dated: citation.date.is_some(), reason: cited_reason(&citation) });
            }
        }
        found
    }

    /// The one document a citation can mean.
    fn named_by(&self, citation: &Citation, payment: &LedgerPayment) -> Option<&'l LedgerDocument> {
        if citation.kind == Some(CitedKind::Contract) {
            return None;
        }
        let fits = |doc: &&&LedgerDocument| {
            same_company(doc, payment)
                && doc.date <= latest_cited(payment.date)
                && citation.date.is_none_or(|date| date == doc.date)
                && doc.total.currency == payment.amount.currency
        };
        let all: Vec<&&LedgerDocument> = self.by_core.get(&citation.core).into_iter().flatten().filter(fits).collect();
        let of_kind = |kind: RecordKind| only(all.iter().copied().filter(|doc| doc.kind == kind));
        let named = match citation.kind {
            Some(CitedKind::Order) => of_kind(RecordKind::Order),
            Some(CitedKind::Shipment) => of_kind(RecordKind::Shipment),
            // «Счёт» is what people call whatever they were sent to pay.
            _ => of_kind(RecordKind::Invoice).or_else(|| of_kind(RecordKind::Order)),
        };
        let by_written_number = || only(all.iter().copied().filter(|doc| same_number(&doc.number, &citation.number)));
        named.or_else(|| only(all.iter().copied())).or_else(by_written_number).copied()
    }
}

/// Why an allocation is made.
struct Why {
    decided_by: DecidedBy,
    confidence: u8,
    reasons: Vec<Reason>,
}

/// A payment that nothing was allocated of.
struct Doubt<'p> {
    payment: &'p LedgerPayment,
    cited: Vec<Found>,
    certain: bool,
}

/// A citation that means one document.
struct Found {
    targets: Vec<DocumentId>,
    dated: bool,
    reason: Reason,
}

fn cited_reason(citation: &Citation) -> Reason {
    match citation.date {
        Some(date) => Reason::new("cited-dated").with("number", &citation.number).with("date", date.to_string()),
        None => Reason::new("cited").with("number", &citation.number),
    }
}

/// The one payment a document means, by number and date: the payer's own date or the bank's. The document states what of
/// it concerns this sale, so the payment may be larger, never smaller.
fn named_payment<'p>(
    reference: &DocumentRef,
    doc: &LedgerDocument,
    by_core: &BTreeMap<String, Vec<&'p LedgerPayment>>,
) -> Option<&'p LedgerPayment> {
    let date = reference.date?;
    let fits = |payment: &&LedgerPayment| {
        (payment.date == date || payment.value_date == Some(date))
            && payment.amount.currency == doc.total.currency
            && reference.amount.is_none_or(|amount| amount.minor <= payment.amount.minor)
            && same_company(doc, payment)
    };
    only(by_core.get(&number_core(&reference.number))?.iter().copied().filter(fits))
}

/// The number cores a document may be cited by, its own first.
fn cores(doc: &LedgerDocument) -> Vec<String> {
    let mut cores = vec![number_core(&doc.number)];
    for text in &doc.cited_as {
        for citation in citations(text, doc.date) {
            if !cores.contains(&citation.core) {
                cores.push(citation.core);
            }
        }
    }
    cores
}

fn same_company(doc: &LedgerDocument, payment: &LedgerPayment) -> bool {
    doc.organization.is_none() || payment.organization.is_none() || doc.organization == payment.organization
}

fn same_number(a: &str, b: &str) -> bool {
    full_key(a) == full_key(b)
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
