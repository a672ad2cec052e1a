//! What pays what, for one client: first the links the source itself gives, then documents the purpose cites.
//!
//! Derived anew from the whole ledger each time, so the order of arrival changes nothing. A citation must name a
//! number that exactly one of the client's documents has; a cited date must be its date; without a date the money must
//! fit. What is not certain is asked, never guessed. Allocations exceed neither the payment nor the document.
//!
//! A retailer's ledger holds a hundred thousand of both: nothing here walks all documents for every payment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::citation::{Citation, CitedKind, citations};
use crate::model::change::{Allocation, Candidate, DecidedBy, Reason, ReviewItem, ReviewKind, Subject};
use crate::model::ids::{DocumentId, PaymentId};
use crate::model::ledger::{Ledger, LedgerDocument, LedgerPayment, ResolvedRef};
use crate::model::money::Money;
use crate::model::number::{full_key, number_core};
use crate::model::record::RecordKind;

/// So many possible answers are shown with a question.
const CANDIDATES_MAX: usize = 5;

/// The answer for one client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allocated {
    /// What pays what, by payment and document.
    pub allocations: Vec<Allocation>,
    /// Payments a person must look at.
    pub reviews: Vec<ReviewItem>,
    /// Orders that an invoice stands for, and shipments of an invoice or order: no receivable of their own.
    pub covered: BTreeSet<DocumentId>,
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
    let doubts: Vec<Doubt<'_>> = payments.into_iter().filter_map(|payment| books.by_citation(payment)).collect();
    let reviews = Questions::new(&books).ask(&doubts);
    Allocated { allocations: books.allocations.into_values().collect(), reviews, covered: books.covered }
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
        };
        for doc in &live {
            books.by_core.entry(number_core(&doc.number)).or_default().push(doc);
        }
        books.link_stand_ins(&live);
        books
    }

    /// An invoice stands for the order it is based on; the invoice or order of a shipment stands for the shipment.
    fn link_stand_ins(&mut self, live: &[&LedgerDocument]) {
        for doc in live {
            let mut bases: Vec<DocumentId> = doc.based_on.iter().filter_map(|base| self.resolve(base, doc)).collect();
            if doc.kind == RecordKind::Shipment {
                self.bridge(&mut bases);
            }
            for base in bases {
                let Some(kind) = self.by_id.get(&base).map(|found| found.kind) else { continue };
                match (doc.kind, kind) {
                    (RecordKind::Invoice, RecordKind::Order) => {
                        self.stand_ins.entry(base).or_default().push(doc.id);
                        self.covered.insert(base);
                    }
                    (RecordKind::Shipment, RecordKind::Invoice | RecordKind::Order) => {
                        self.stand_ins.entry(doc.id).or_default().push(base);
                        self.covered.insert(doc.id);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Where a shipment names both an order and an invoice, they are one sale: the invoice stands for the order too.
    /// (EnterpriseData has no other link between the two.) Only the invoices remain as bases.
    fn bridge(&mut self, bases: &mut Vec<DocumentId>) {
        let of_kind = |kind: RecordKind| -> Vec<DocumentId> {
            bases.iter().copied().filter(|id| self.by_id.get(id).is_some_and(|doc| doc.kind == kind)).collect()
        };
        let (invoices, orders) = (of_kind(RecordKind::Invoice), of_kind(RecordKind::Order));
        if invoices.is_empty() || orders.is_empty() {
            return;
        }
        for order in orders {
            let stand_ins = self.stand_ins.entry(order).or_default();
            let news: Vec<DocumentId> = invoices.iter().copied().filter(|id| !stand_ins.contains(id)).collect();
            stand_ins.extend(news);
            self.covered.insert(order);
        }
        *bases = invoices;
    }

    /// The document a reference means: by the source's id, else by a number that fits one document only.
    fn resolve(&self, reference: &ResolvedRef, from: &LedgerDocument) -> Option<DocumentId> {
        if let Some(id) = reference.document {
            return Some(id);
        }
        let wanted = &reference.reference;
        if wanted.number.is_empty() {
            return None;
        }
        let fits = |doc: &&&LedgerDocument| {
            doc.id != from.id
                && wanted.kind.is_none_or(|kind| kind == doc.kind)
                && wanted.date.is_none_or(|date| date == doc.date)
        };
        only(self.by_core.get(&number_core(&wanted.number)).into_iter().flatten().filter(fits)).map(|doc| doc.id)
    }

    /// Where money for a document goes: through orders to their invoices and through shipments to what they deliver.
    fn targets(&self, document: DocumentId) -> Vec<DocumentId> {
        let mut targets = vec![document];
        // Shipment → order → invoice is the longest chain there is.
        for _ in 0..2 {
            targets = targets
                .into_iter()
                .flat_map(|id| self.stand_ins.get(&id).cloned().unwrap_or_else(|| vec![id]))
                .collect();
        }
        targets.sort_by_key(|id| self.by_id.get(id).map(|doc| (doc.date, doc.number.clone(), doc.id)));
        targets.dedup();
        targets
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

/// What remains open once everything certain is allocated: what a person may choose from.
struct Questions<'b, 'l> {
    books: &'b Books<'l>,
    /// Oldest first.
    open: Vec<&'l LedgerDocument>,
    /// By what is open of each.
    by_amount: BTreeMap<Money, Vec<&'l LedgerDocument>>,
}

impl<'b, 'l> Questions<'b, 'l> {
    fn new(books: &'b Books<'l>) -> Self {
        let is_open = |doc: &&LedgerDocument| {
            doc.kind != RecordKind::Shipment
                && !books.covered.contains(&doc.id)
                && books.open.get(&doc.id).is_some_and(|open| *open > 0)
        };
        let mut open: Vec<&LedgerDocument> = books.by_id.values().copied().filter(is_open).collect();
        open.sort_by_key(|doc| (doc.date, &doc.number, doc.id));
        let mut by_amount: BTreeMap<Money, Vec<&LedgerDocument>> = BTreeMap::new();
        for doc in &open {
            let minor = books.open.get(&doc.id).copied().unwrap_or_default();
            by_amount.entry(Money { minor, currency: doc.total.currency }).or_default().push(doc);
        }
        Self { books, open, by_amount }
    }

    /// Asks about each payment for which there is something to choose from.
    fn ask(&self, doubts: &[Doubt<'_>]) -> Vec<ReviewItem> {
        doubts.iter().filter_map(|doubt| self.question(doubt)).collect()
    }

    fn question(&self, doubt: &Doubt<'_>) -> Option<ReviewItem> {
        let Doubt { payment, cited, certain } = doubt;
        let candidates = self.candidates(payment, cited);
        if candidates.is_empty() {
            return None;
        }
        let mut reasons: Vec<Reason> = cited.iter().map(|found| found.reason.clone()).collect();
        if cited.is_empty() {
            reasons.push(Reason::new("cites-nothing-known"));
        } else if !certain {
            reasons.push(Reason::new("amount-does-not-fit"));
        }
        Some(ReviewItem {
            kind: ReviewKind::PaymentMatch,
            subject: Subject::Payment(payment.id),
            label: label(payment),
            candidates,
            reasons,
        })
    }

    /// Cited documents first, then open ones of the same amount, then the oldest open ones.
    fn candidates(&self, payment: &LedgerPayment, cited: &[Found]) -> Vec<Candidate> {
        let named = cited.iter().flat_map(|found| &found.targets).filter_map(|id| self.books.by_id.get(id).copied());
        let equal = self.by_amount.get(&payment.amount).into_iter().flatten().copied();
        let fits = |doc: &&LedgerDocument| doc.total.currency == payment.amount.currency && same_company(doc, payment);
        let mut seen = BTreeSet::new();
        let all = named.chain(equal.filter(fits)).chain(self.open.iter().copied().filter(fits));
        all.filter(|doc| seen.insert(doc.id))
            .take(CANDIDATES_MAX)
            .map(|doc| Candidate {
                id: doc.id.to_string(),
                label: format!("{} {} {} {}", doc.number, doc.date, doc.total, doc.total.currency),
            })
            .collect()
    }
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

fn same_company(doc: &LedgerDocument, payment: &LedgerPayment) -> bool {
    doc.organization.is_none() || payment.organization.is_none() || doc.organization == payment.organization
}

/// A person knows a payment by what it says it is for.
fn label(payment: &LedgerPayment) -> String {
    let LedgerPayment { number, date, amount, purpose, .. } = payment;
    let said = format!("{number} {date} {amount} {}", amount.currency);
    if purpose.is_empty() { said } else { format!("{said}: {purpose}") }
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
