//! What a source or a payment's purpose names, and whether that is certain.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::change::{DecidedBy, Reason};
use crate::model::ids::DocumentId;
use crate::model::ledger::{LedgerDocument, LedgerPayment, ResolvedRef};
use crate::model::number::{full_key, number_core};
use crate::model::record::{DocumentRef, RecordKind};

use super::super::citation::{
    Citation, CitedKind, bare_numbers, bare_percent, may_be_meant_undated, names_others, names_sum, stated_rate,
};
use super::lists::Exchange;
use super::shares::{Shares, share_of};
use super::{Books, ROUNDING, Why, latest_cited, only, only_new, same_company};

/// An overpayment of more than one in so many parts of what is named is none: something else is meant.
const OVERPAID: i64 = 10;

/// A number without its day of which a part is paid means a document that is at most so many days old.
const DAYS_OF_PART: i32 = 365;

/// So many documents are looked through for what else the money may be; of larger ledgers only equal totals.
const LEDGER_SEEN: usize = 300;

/// A citation that means one document.
pub(super) struct Found {
    pub(super) targets: Vec<DocumentId>,
    /// Its place among the citations of the purpose.
    pub(super) at: usize,
    pub(super) dated: bool,
    /// It is called an act or a shipment, and is none.
    pub(super) misnamed: bool,
    pub(super) reason: Reason,
}

/// A payment of which something is left that nothing certain can be said of.
pub(super) struct Doubt<'p> {
    pub(super) payment: &'p LedgerPayment,
    /// Documents it names.
    pub(super) cited: Vec<Found>,
    /// What it names that no document is.
    pub(super) unknown: Vec<Citation>,
    /// Documents that may be meant by it.
    pub(super) perhaps: Vec<Found>,
    /// Whether what it names was enough to be certain.
    pub(super) certain: bool,
    /// Why not, where the sum alone does not say it.
    pub(super) why: Vec<Reason>,
}

impl<'l> Books<'l> {
    /// Pays what the source itself links.
    pub(super) fn by_source(&mut self, payment: &LedgerPayment) {
        for reference in &payment.pays {
            let Some(document) = self.paid_by_source(reference, payment) else { continue };
            let share = reference.reference.amount.map_or(i64::MAX, |amount| amount.minor);
            let reason = Reason::new("source-link");
            let why = Why { decided_by: DecidedBy::Source, confidence: 100, reasons: vec![reason] };
            self.pay(payment, &self.targets(document), share, &why);
        }
    }

    /// Documents that name the payments that pay them (an e-document's list of advances).
    pub(super) fn by_documents(&mut self, payments: &[&LedgerPayment]) {
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

    pub(super) fn paid_by_source(&self, reference: &ResolvedRef, payment: &LedgerPayment) -> Option<DocumentId> {
        let wanted = &reference.reference;
        reference.document.or_else(|| {
            if wanted.number.is_empty() {
                return None;
            }
            let fits = |doc: &&LedgerDocument| {
                wanted.kind.is_none_or(|kind| kind == doc.kind)
                    && wanted.date.is_none_or(|date| date == doc.date)
                    && same_company(doc, payment)
            };
            let named = self.by_core.get(&number_core(&wanted.number)).into_iter().flatten().copied();
            only(self.apart(named.filter(fits)).into_iter()).map(|doc| doc.id)
        })
    }

    /// Pays what the purpose cites, if that is certain. Gives back what must be looked at further.
    pub(super) fn by_citation<'p>(&mut self, payment: &'p LedgerPayment) -> Option<Doubt<'p>> {
        if self.left(payment) <= 0 {
            return None;
        }
        let (mut cited, mut unknown) = self.cited(payment);
        if let Some(currency) = self.foreign(&cited, payment) {
            return self.by_rate(payment, cited, currency);
        }
        let mut perhaps = self.loosely(&unknown, &cited, payment);
        let all: i64 = cited.iter().chain(&perhaps.found).map(|found| self.open_of(&found.targets, payment)).sum();
        // One document with a wrong day may be another year's: only the sum of several proves them.
        let several = cited.len() + perhaps.found.len() > 1 || perhaps.is_slip;
        if perhaps.is_complete && several && (all - self.left(payment)).abs() <= ROUNDING {
            cited.append(&mut perhaps.found);
            unknown.clear();
        }
        self.with_bare(&mut cited, payment);
        if self.is_cut_off(payment) {
            self.leave_cut_off(&mut cited, &mut unknown, payment);
        }
        self.in_part(&mut cited, &mut perhaps, &mut unknown, payment);
        // What is said of each is no slip of the pen.
        let is_unsaid = matches!(self.shares(&cited, &unknown, payment), Shares::Unsaid);
        let may_be_slip = is_unsaid && !self.names_idle(&unknown, payment);
        let exchange = if may_be_slip { self.exchange(&mut cited, &mut unknown, payment) } else { Exchange::None };
        let open: i64 = cited.iter().map(|found| self.open_of(&found.targets, payment)).sum();
        let shares = self.shares(&cited, &unknown, payment);
        let more = open < self.left(payment) && names_others(&payment.purpose);
        let is_doubtful = matches!(exchange, Exchange::Doubtful(_)) || more;
        let is_contradictory = matches!(shares, Shares::Contradict);
        let is_said = matches!(shares, Shares::Said(_)) && self.may_pay_named(payment) && !is_doubtful;
        let is_doubtful = is_doubtful || self.may_be_for_idle(&unknown, open, payment);
        let certain = is_said || !is_doubtful && !is_contradictory && self.is_certain(&cited, open, payment);
        if certain && open > 0 {
            self.pay_cited(payment, &cited, if is_said { &shares } else { &Shares::Unsaid });
        }
        let why = is_contradictory.then(|| Reason::new("said-contradicts")).into_iter().collect();
        perhaps.found.extend(if let Exchange::Doubtful(instead) = exchange { instead } else { None });
        let perhaps = perhaps.found;
        (self.left(payment) > ROUNDING).then_some(Doubt { payment, cited, unknown, perhaps, certain, why })
    }

    /// Pays of each document that is named what is said of it, else what is open, in order.
    fn pay_cited(&mut self, payment: &LedgerPayment, cited: &[Found], shares: &Shares) {
        let open: i64 = cited.iter().map(|found| self.open_of(&found.targets, payment)).sum();
        let fits = (open - self.left(payment)).abs() <= ROUNDING;
        let is_share = !fits && self.is_share_said(cited, payment);
        for (at, found) in cited.iter().enumerate() {
            let mut reasons = vec![found.reason.clone()];
            reasons.extend(fits.then(|| Reason::new("amount-equals-open")));
            reasons.extend(shares.reason(at).or_else(|| is_share.then(|| Reason::new("share-is-said"))));
            reasons.extend(payment.why_his());
            let confidence = if found.dated { 99 } else { 95 };
            let why = Why { decided_by: DecidedBy::Auto, confidence, reasons };
            self.pay(payment, &found.targets, shares.of(at), &why);
        }
    }

    /// Whether what a purpose names is certainly what the payment pays; `open` is so much of it.
    fn is_certain(&self, cited: &[Found], open: i64, payment: &LedgerPayment) -> bool {
        // Money of ours that comes back pays nothing.
        if self.comes_back(payment) {
            return false;
        }
        let left = self.left(payment);
        if (open - left).abs() <= ROUNDING && !self.is_of_delay(payment) {
            return true;
        }
        // A number without its day means no document of years ago.
        let is_old = |id: &DocumentId| {
            let days = self.by_id.get(id).map(|doc| (payment.date - doc.date).get_days());
            days.is_some_and(|days| days > DAYS_OF_PART)
        };
        let is_young = || cited.iter().all(|found| found.dated || !found.targets.iter().any(is_old));
        let is_share_said = self.is_share_said(cited, payment);
        let says_part = || names_a_part(&payment.purpose) || is_share_said;
        let is_part = || left < open && is_young() && (says_part() || self.is_share(cited, payment));
        let is_known = || !cited.is_empty() && self.names_the_one_that_is_due(cited, payment);
        // Of a penalty a bill says only for what it is, unless it is the penalty's own.
        let is_said =
            || !self.is_no_price(payment) && (cited.iter().all(|found| found.dated) || is_part() || is_known());
        // Another sum than the bill's, and another bill that is exactly the money: one of both, unless a part is said.
        let is_other = || {
            let is_part = left < open && says_part();
            open > 0 && !is_part && self.is_exactly_another(cited, payment)
        };
        // «Акт № 1151» that is none, and a bill of that number of which the money would be a part only.
        let is_misnamed = || cited.iter().any(|found| found.misnamed) && self.is_exactly_another(cited, payment);
        (is_said() && !is_other() || self.is_with_fine(open, payment)) && !is_misnamed()
    }

    /// «Счёт 5 - 1000.00, пени - 200.00»: the sum of the bill is stated, and what is left is the penalty; or the penalty is,
    /// which is paid besides or taken off.
    fn is_with_fine(&self, open: i64, payment: &LedgerPayment) -> bool {
        let left = self.left(payment);
        let fine = (left - open).abs();
        self.is_no_price(payment)
            && open > 0
            && fine < open
            && (open < left && names_sum(&payment.purpose, open) || names_sum(&payment.purpose, fine))
    }

    /// Adds the documents of numbers that go on a list with blanks only, where all together are exactly the money.
    fn with_bare(&self, cited: &mut Vec<Found>, payment: &LedgerPayment) {
        let open: i64 = cited.iter().map(|found| self.open_of(&found.targets, payment)).sum();
        if cited.is_empty() || open >= self.left(payment) - ROUNDING {
            return;
        }
        let meant = bare_numbers(&payment.purpose, payment.date).into_iter().map(|citation| {
            let document = self.named_by(&citation, payment)?;
            let reason = cited_reason(&citation);
            let targets = self.targets(document.id);
            Some(Found { targets, at: usize::MAX, dated: false, misnamed: false, reason })
        });
        let Some(meant) = meant.collect::<Option<Vec<Found>>>() else { return };
        let more = only_new(meant, cited);
        let sum: i64 = more.iter().map(|found| self.open_of(&found.targets, payment)).sum();
        if (open + sum - self.left(payment)).abs() <= ROUNDING {
            cited.extend(more);
        }
    }

    /// Whether every number means a document of the last months of this year, and neither another open one nor others
    /// together are exactly the money: then the number is believed though it has no day, and the sum is what the payer made
    /// of it (a part, a small overpayment, a fee withheld).
    fn names_the_one_that_is_due(&self, cited: &[Found], payment: &LedgerPayment) -> bool {
        let is_recent = |id: &DocumentId| {
            let document = self.by_id.get(id);
            document.is_some_and(|doc| may_be_meant_undated(doc.date, payment.date)) && self.open(*id, payment) > 0
        };
        let open: i64 = cited.iter().map(|found| self.open_of(&found.targets, payment)).sum();
        let is_small = self.left(payment) - open <= open / OVERPAID;
        is_small
            && cited.iter().all(|found| found.targets.iter().all(is_recent))
            && !self.is_exactly_another(cited, payment)
            && !self.is_sum_of_others(cited, payment)
    }

    /// Whether a document is open, and is none of those named.
    fn is_other(&self, doc: &LedgerDocument, cited: &[Found], payment: &LedgerPayment) -> bool {
        self.open(doc.id, payment) > 0
            && !self.covered.contains(&doc.id)
            && doc.date <= latest_cited(payment.date)
            && same_company(doc, payment)
            && cited.iter().all(|found| !found.targets.contains(&doc.id))
    }

    /// Whether the money is exactly what some others need together, in a ledger that one can look through.
    fn is_sum_of_others(&self, cited: &[Found], payment: &LedgerPayment) -> bool {
        if self.by_id.len() > LEDGER_SEEN {
            return false;
        }
        let mut others: Vec<&LedgerDocument> =
            self.by_id.values().copied().filter(|doc| self.is_other(doc, cited, payment)).collect();
        others.sort_by_key(|doc| (doc.date, &doc.number, doc.id));
        self.some_sum(others.into_iter(), payment)
    }

    /// Whether the money is exactly what is open of another document than those named; in a large ledger, of one that
    /// nothing was paid of.
    fn is_exactly_another(&self, cited: &[Found], payment: &LedgerPayment) -> bool {
        let left = self.left(payment);
        let is_it = |doc: &&LedgerDocument| {
            (self.open(doc.id, payment) - left).abs() <= ROUNDING && self.is_other(doc, cited, payment)
        };
        if self.by_id.len() <= LEDGER_SEEN {
            return self.by_id.values().any(is_it);
        }
        let of_total = self.by_total.range(left - ROUNDING..=left + ROUNDING).flat_map(|(_, all)| all);
        of_total.take(LEDGER_SEEN).any(is_it)
    }

    /// Whether the payment is a whole number of tenths of the one document it names: an agreed instalment.
    fn is_share(&self, cited: &[Found], payment: &LedgerPayment) -> bool {
        let [found] = cited else { return false };
        let total: i64 = found.targets.iter().filter_map(|id| self.by_id.get(id)).map(|doc| doc.total.minor).sum();
        let tenth = total / 10;
        tenth > 0 && (1..10).any(|tenths| (payment.amount.minor - tenth * tenths).abs() <= 10)
    }

    /// Whether the money is the share of the one document that the purpose says: «30% по счёту 15».
    fn is_share_said(&self, cited: &[Found], payment: &LedgerPayment) -> bool {
        let [found] = cited else { return false };
        let total: i64 = found.targets.iter().filter_map(|id| self.by_id.get(id)).map(|doc| doc.total.minor).sum();
        let said = bare_percent(&payment.purpose);
        said.is_some_and(|percent| (share_of(total, percent) - self.left(payment)).abs() <= ROUNDING)
    }

    pub(super) fn open_of(&self, targets: &[DocumentId], payment: &LedgerPayment) -> i64 {
        targets.iter().map(|id| self.open(*id, payment)).sum()
    }

    /// The documents a purpose names, and what it names that is none of them.
    pub(super) fn cited(&self, payment: &LedgerPayment) -> (Vec<Found>, Vec<Citation>) {
        let (mut found, mut unknown): (Vec<Found>, Vec<Citation>) = (Vec::new(), Vec::new());
        for (at, citation) in self.citations(payment).iter().enumerate() {
            if citation.kind == Some(CitedKind::Contract) {
                continue;
            }
            let without_year = || self.named_by(&citation.without_year(payment.date)?, payment);
            let document = self.named_by(citation, payment).or_else(without_year);
            let document = document.or_else(|| self.named_in_the_end(citation, payment));
            let Some(document) = document.filter(|doc| !self.is_rather_idle(citation, doc, payment)) else {
                unknown.push(citation.clone());
                continue;
            };
            let targets = self.targets(document.id);
            if !found.iter().any(|known| known.targets == targets) {
                let misnamed = citation.kind == Some(CitedKind::Shipment) && document.kind != RecordKind::Shipment;
                let (dated, reason) = (citation.date.is_some(), cited_reason(citation));
                found.push(Found { targets, at, dated, misnamed, reason });
            }
        }
        unknown.extend(self.unknown_to_source(payment));
        (found, unknown)
    }

    /// Documents that a source says are paid, by number alone, and that nobody knows: a register's own column is as good
    /// as a purpose. One that has the source's id may simply not have been delivered.
    fn unknown_to_source(&self, payment: &LedgerPayment) -> impl Iterator<Item = Citation> {
        let is_unknown = |named: &&ResolvedRef| {
            let DocumentRef { id, number, .. } = &named.reference;
            id.is_empty() && !number.is_empty() && self.paid_by_source(named, payment).is_none()
        };
        payment.pays.iter().filter(is_unknown).map(|ResolvedRef { reference, .. }| Citation {
            kind: None,
            number: reference.number.clone(),
            core: number_core(&reference.number),
            date: reference.date,
        })
    }

    /// The one document a citation can mean.
    pub(super) fn named_by(&self, citation: &Citation, payment: &LedgerPayment) -> Option<&'l LedgerDocument> {
        let fits = |doc: &&LedgerDocument| {
            doc.date <= latest_cited(payment.date) && citation.date.is_none_or(|date| date == doc.date)
        };
        let named: Vec<&LedgerDocument> = match citation.date {
            Some(date) if citation.core.is_empty() => self.of_day(date).filter(fits).collect(),
            _ => self.by_core.get(&citation.core).into_iter().flatten().copied().filter(fits).collect(),
        };
        let own_currency = |doc: &&LedgerDocument| doc.total.currency == payment.amount.currency;
        let in_own: Vec<&LedgerDocument> = named.iter().copied().filter(own_currency).collect();
        // A bill of another currency is meant where its day says so, or a rate.
        let may_be_foreign = || citation.date.is_some() || stated_rate(&payment.purpose, payment.date).is_some();
        let named = if in_own.is_empty() && may_be_foreign() { named } else { in_own };
        let ours: Vec<&LedgerDocument> = named.iter().copied().filter(|doc| same_company(doc, payment)).collect();
        if !ours.is_empty() {
            return one_of_kind(&self.apart(ours), citation);
        }
        // Money for one of our companies that was sent to another's account: the day must agree, and the sum.
        let exact = |doc: &&LedgerDocument| citation.date.is_some() && doc.total == payment.amount;
        let elsewhere: Vec<&LedgerDocument> = named.into_iter().filter(exact).collect();
        one_of_kind(&self.apart(elsewhere), citation)
    }

    fn of_day(&self, date: jiff::civil::Date) -> impl Iterator<Item = &'l LedgerDocument> {
        self.by_date.get(&date).into_iter().flatten().copied()
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

/// The one document of the cited kind, else the only one, else the one whose whole number is written so.
pub(super) fn one_of_kind<'l>(all: &[&'l LedgerDocument], citation: &Citation) -> Option<&'l LedgerDocument> {
    let of_kind = |kind: RecordKind| only(all.iter().copied().filter(|doc| doc.kind == kind));
    let named = match citation.kind {
        Some(CitedKind::Order) => of_kind(RecordKind::Order),
        Some(CitedKind::Shipment) => of_kind(RecordKind::Shipment),
        // «Счёт» is what people call whatever they were sent to pay.
        _ => of_kind(RecordKind::Invoice).or_else(|| of_kind(RecordKind::Order)),
    };
    let by_written_number =
        || only(all.iter().copied().filter(|doc| full_key(&doc.number) == full_key(&citation.number)));
    named.or_else(|| only(all.iter().copied())).or_else(by_written_number)
}

/// Whether a purpose calls the payment a part: «предоплата», «аванс 50%», «остаток».
pub(super) fn names_a_part(purpose: &str) -> bool {
    const PARTS: [&str; 12] = [
        "предоплат",
        "аванс",
        "частич",
        "доплат",
        "остат",
        "окончат",
        "передоплат",
        "частков",
        "залиш",
        "advance",
        "partial",
        "part ",
    ];
    let lower = purpose.to_lowercase();
    PARTS.iter().any(|part| lower.contains(part))
}

fn cited_reason(citation: &Citation) -> Reason {
    let numbered = !citation.number.is_empty();
    match citation.date {
        Some(date) if numbered => {
            Reason::new("cited-dated").with("number", &citation.number).with("date", date.to_string())
        }
        Some(date) => Reason::new("cited-day").with("date", date.to_string()),
        None => Reason::new("cited").with("number", &citation.number),
    }
}

impl Doubt<'_> {
    /// Everything the purpose names, by document.
    pub(super) fn documents(&self) -> BTreeSet<DocumentId> {
        self.cited.iter().flat_map(|found| &found.targets).copied().collect()
    }
}
