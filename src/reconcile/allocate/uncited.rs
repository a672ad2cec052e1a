//! What only the money says: the one open document it fits, or the one sum of open documents.

use crate::model::change::{DecidedBy, Reason};
use crate::model::ids::DocumentId;
use crate::model::ledger::{LedgerDocument, LedgerPayment};
use crate::model::money::Money;
use crate::model::number::number_core;
use crate::model::record::RecordKind;

use super::super::citation::{Citation, may_be_meant_undated, percent};
use super::super::debtor::names_another;
use super::cited::Doubt;
use super::periods::NEAR;
use super::questions::Open;
use super::{Books, ROUND, ROUNDING, Why, latest_cited, only, same_company};

/// Sums are looked for among at most so many open documents of a client: more have too many sums to mean anything.
pub(super) const SUMMANDS_MAX: usize = 24;

/// A document whose agreed share is paid in advance comes at most so many days later.
const DAYS_AHEAD: i32 = 180;

/// A bill is made out again within so many days.
const DAYS_REISSUED: i32 = 90;

/// A document whose sum alone is paid is dated at most so many days after the money.
pub(super) const DAYS_EARLY: i32 = 3;

/// A bill that is made out anew under another number follows within so many days: a working week.
const DAYS_ANEW: i32 = 5;

/// A payment that names nothing pays at most so many documents at once.
const PARTS_MAX: usize = 4;

impl<'l> Books<'l> {
    /// Pays the rest of a payment by what it amounts to, where only one answer is possible; says whether it did.
    ///
    /// A payment that names a document nobody knows is taken for misspelt only where the day or all but one letter of the
    /// number agrees as well.
    pub(super) fn by_amount(&mut self, doubt: &Doubt<'_>, open: &mut Open<'l>) -> bool {
        let payment = doubt.payment;
        let is_named = self.is_untouched(payment) && !doubt.cited.is_empty();
        if self.left(payment) <= 0 || is_named || !self.may_pay(payment) {
            return false;
        }
        if !self.months(payment).is_empty() && doubt.unknown.is_empty() {
            return self.by_months(doubt, open);
        }
        let named = doubt.documents();
        let payable = |doc: &&LedgerDocument| {
            self.open(doc.id, payment) > 0
                && doc.date <= latest_cited(payment.date)
                && same_company(doc, payment)
                && !named.contains(&doc.id)
                && (!doubt.unknown.is_empty() || self.may_be_of_period(doc, payment))
        };
        let Some((documents, reason)) = self.that_fit(doubt, open, &payable) else { return false };
        if self.names_another_that_is_due(doubt, &documents) {
            return false;
        }
        self.pay_all(payment, &documents, open, reason);
        true
    }

    /// Whether an open document of the last months has exactly the number that is named, though another day.
    fn names_another_that_is_due(&self, doubt: &Doubt<'_>, documents: &[DocumentId]) -> bool {
        let payment = doubt.payment;
        let mut named = doubt.perhaps.iter().flat_map(|found| &found.targets).filter(|id| !documents.contains(id));
        named.any(|id| {
            let day = self.by_id.get(id).map(|doc| doc.date);
            self.open(*id, payment) > 0 && day.is_some_and(|day| may_be_meant_undated(day, payment.date))
        })
    }

    /// The documents of those payable that the money alone, or with a number or day that is nearly theirs, says are paid.
    fn that_fit(
        &self,
        doubt: &Doubt<'_>,
        open: &Open<'l>,
        payable: &impl Fn(&&LedgerDocument) -> bool,
    ) -> Option<(Vec<DocumentId>, Reason)> {
        let payment = doubt.payment;
        let is_whole = self.is_untouched(payment);
        let is_round = self.left(payment) % ROUND == 0;
        let equal = self.equal_to(payment, open, payable);
        // «Предоплата 30%» and a bill of exactly the sum: one or the other.
        let share = || self.only_share(open.oldest_first().filter(payable), payment);
        let is_equal = |id: &DocumentId| equal.iter().any(|doc| doc.id == *id);
        if !equal.is_empty() && share().is_some_and(|(parts, _)| !parts.iter().all(is_equal)) {
            return None;
        }
        // What is there and not in force is no slip of the pen, but it may have been made out again.
        let is_idle = |citation: &Citation| self.idle_named(citation, payment).is_some();
        let is_again = |citation: &Citation, doc: &'l LedgerDocument| {
            !is_idle(citation) || open.faces(doc).any(|face| is_reissued(citation, face))
        };
        let is_near = |doc: &'l LedgerDocument| {
            let mut unknown = doubt.unknown.iter();
            unknown.all(|citation| is_again(citation, doc) && nearly(open, citation, doc).is_some())
        };
        match (&equal[..], &doubt.unknown[..]) {
            ([only], []) => Some((vec![only.id], Reason::new("amount-of-one"))),
            ([only], unknown) if is_near(only) => Some((vec![only.id], why_nearly(open, unknown, only))),
            ([_, _, ..], unknown @ [_, ..]) => {
                let nearest = only(equal.iter().copied().filter(|doc| is_near(doc)))?;
                Some((vec![nearest.id], why_nearly(open, unknown, nearest)))
            }
            ([only], [stranger]) if is_whole && !is_idle(stranger) && self.is_made_anew(stranger, only, payment) => {
                Some((vec![only.id], why_anew(stranger, only)))
            }
            ([], []) if is_whole || self.is_cut_off(payment) => {
                // Of an agreed share the document comes later.
                let is_ahead = |doc: &&LedgerDocument| {
                    let days = (doc.date - payment.date).get_days();
                    (1..=DAYS_AHEAD).contains(&days) && same_company(doc, payment)
                };
                let ahead = || self.only_share(open.oldest_first().filter(is_ahead), payment);
                let share = is_whole.then(share).flatten().or_else(|| (is_whole && !is_round).then(ahead).flatten());
                let summand = |doc: &&LedgerDocument| payable(doc) && is_timely(doc, payment);
                share.or_else(|| self.sum_of_open(open, summand, payment))
            }
            _ => None,
        }
    }

    /// Those payable of which exactly the money is open; where there are none, give or take the rounding of value added tax.
    fn equal_to(
        &self,
        payment: &LedgerPayment,
        open: &Open<'l>,
        payable: &impl Fn(&&LedgerDocument) -> bool,
    ) -> Vec<&'l LedgerDocument> {
        let left = self.left(payment);
        let amount = Money { minor: left, currency: payment.amount.currency };
        let may_equal = |doc: &&LedgerDocument| payable(doc) && (left % ROUND != 0 || is_timely(doc, payment));
        let equal: Vec<&LedgerDocument> = open.of_amount(amount).filter(may_equal).collect();
        if equal.is_empty() && self.is_untouched(payment) {
            return open.near_amount(amount).filter(may_equal).collect();
        }
        equal
    }

    /// Pays the documents of the months that a purpose names, where it names nothing that is unknown; says whether it did.
    pub(super) fn by_months(&mut self, doubt: &Doubt<'_>, open: &mut Open<'l>) -> bool {
        let payment = doubt.payment;
        let months = self.months(payment);
        if months.is_empty() || !doubt.unknown.is_empty() || self.left(payment) <= 0 || !self.may_pay(payment) {
            return false;
        }
        let named = doubt.documents();
        let unnamed = open.about(months, NEAR).into_iter().filter(|doc| !named.contains(&doc.id));
        let Some((documents, code)) = self.of_months(payment, months, unnamed) else { return false };
        self.pay_all(payment, &documents, open, Reason::new(code));
        true
    }

    /// Whether money may be meant for a bill that it only equals: our own money that comes back, and what is no price, fit
    /// some by chance.
    pub(super) fn may_pay(&self, payment: &LedgerPayment) -> bool {
        self.may_pay_named(payment) && !self.is_own(payment) && !self.is_for_another(payment)
    }

    /// Whether the payer says for whom he pays, where it stayed his money: nobody, or more than one, is called so, or it does
    /// not fit him. What he owes himself is not meant.
    pub(super) fn is_for_another(&self, payment: &LedgerPayment) -> bool {
        let (name, tax) = &payment.payer;
        let is_his = payment.is_sent_by_another || name.is_empty();
        let purpose = self.purposes.get(&payment.id).filter(|_| !is_his);
        purpose.is_some_and(|purpose| names_another(purpose.behalf(), name, tax).is_some())
    }

    /// Whether money may be meant for what it names, whatever is named.
    pub(super) fn may_pay_named(&self, payment: &LedgerPayment) -> bool {
        !self.is_no_price(payment) && !self.comes_back(payment)
    }

    pub(super) fn pay_all(
        &mut self,
        payment: &LedgerPayment,
        documents: &[DocumentId],
        open: &mut Open<'l>,
        reason: Reason,
    ) {
        let confidence = if documents.len() == 1 { 90 } else { 85 };
        let reasons = std::iter::once(reason).chain(payment.why_his()).collect();
        let why = Why { decided_by: DecidedBy::Auto, confidence, reasons };
        let of = |books: &Self, id: &DocumentId| books.open.get(id).copied().unwrap_or_default();
        let before: Vec<i64> = documents.iter().map(|id| of(self, id)).collect();
        self.pay(payment, documents, i64::MAX, &why);
        for (id, before) in documents.iter().zip(before) {
            open.note_paid(self, *id, before);
        }
    }

    /// The one document that the money is the agreed share of: «аванс 50% по договору 29», where nothing was paid of it or
    /// exactly so much is left.
    fn only_share<'d>(
        &self,
        open: impl Iterator<Item = &'d LedgerDocument>,
        payment: &LedgerPayment,
    ) -> Option<(Vec<DocumentId>, Reason)> {
        let percent = percent(&payment.purpose)?;
        let left = i128::from(self.left(payment));
        let is_share = |doc: &&LedgerDocument| {
            let hundredfold = i128::from(doc.total.minor) * i128::from(percent);
            let open = self.open(doc.id, payment);
            // What a later payment names may be paid already: the share is the rest then.
            (open == doc.total.minor || (i128::from(open) - left).abs() <= i128::from(ROUNDING))
                && (hundredfold - left * 100).abs() <= i128::from(ROUNDING) * 100
        };
        let found = only(open.filter(is_share))?;
        let is_whole = self.open(found.id, payment) == found.total.minor;
        let code = if is_whole { "share-of-one" } else { "share-is-the-rest" };
        let reason = Reason::new(code).with("percent", percent.to_string()).with("number", &found.number);
        Some((vec![found.id], reason))
    }

    /// Whether the document was made out instead of one that is cited and that nobody has: it is of one of the next days, and
    /// the only one of the client's that ever was of this sum.
    fn is_made_anew(&self, cited: &Citation, document: &LedgerDocument, payment: &LedgerPayment) -> bool {
        let sum = self.left(payment);
        let is_other = |doc: &&LedgerDocument| doc.id != document.id && !self.covered.contains(&doc.id);
        let others = self.by_total.range(sum - ROUNDING..=sum + ROUNDING).flat_map(|(_, all)| all.iter().copied());
        let days = cited.date.map(|date| (document.date - date).get_days());
        sum % ROUND != 0
            && self.open(document.id, payment) == document.total.minor
            && days.is_some_and(|days| (0..=DAYS_ANEW).contains(&days))
            && !cited.core.is_empty()
            && !self.by_core.contains_key(&cited.core)
            && matches!(document.kind, RecordKind::Invoice | RecordKind::Order)
            && !others.into_iter().any(|doc| is_other(&doc))
    }

    /// The one sum of open bills and orders, else of shipments with them: a list without links may hold both of one sale.
    fn sum_of_open<'d>(
        &self,
        open: &Open<'d>,
        payable: impl Fn(&&LedgerDocument) -> bool,
        payment: &LedgerPayment,
    ) -> Option<(Vec<DocumentId>, Reason)> {
        let (mut all, mut sum): (Vec<&LedgerDocument>, i64) = (Vec::new(), 0);
        for doc in open.oldest_first().filter(&payable) {
            sum += self.open(doc.id, payment);
            all.push(doc);
            if all.len() > SUMMANDS_MAX && sum > self.left(payment) {
                return None;
            }
        }
        // The whole debt to the kopeck is no chance, however many documents it is.
        if sum == self.left(payment) && all.len() > 1 && sum % ROUND != 0 {
            return Some((all.iter().map(|doc| doc.id).collect(), Reason::new("amount-of-several")));
        }
        if all.len() > SUMMANDS_MAX {
            return None;
        }
        let bills: Vec<&LedgerDocument> = all.iter().copied().filter(|doc| doc.kind != RecordKind::Shipment).collect();
        if bills.len() == all.len() || self.some_sum(bills.iter().copied(), payment) {
            return Some((self.only_sum(bills.into_iter(), payment)?, Reason::new("amount-of-several")));
        }
        Some((self.only_sum(all.into_iter(), payment)?, Reason::new("amount-of-several")))
    }

    /// Whether the open amounts of several of these add up to the payment, in one way or many.
    pub(super) fn some_sum<'d>(&self, open: impl Iterator<Item = &'d LedgerDocument>, payment: &LedgerPayment) -> bool {
        let of_some = open.take(SUMMANDS_MAX);
        let parts: Vec<(DocumentId, i64)> = of_some.map(|doc| (doc.id, self.open(doc.id, payment))).collect();
        let mut sums = Sums { parts: &parts, found: Vec::new(), chosen: Vec::new() };
        sums.search(0, self.left(payment));
        !sums.found.is_empty()
    }

    /// The documents whose open amounts add up to the payment, if no others do.
    pub(super) fn only_sum<'d>(
        &self,
        open: impl Iterator<Item = &'d LedgerDocument>,
        payment: &LedgerPayment,
    ) -> Option<Vec<DocumentId>> {
        let wanted = self.left(payment);
        if wanted % ROUND == 0 {
            return None;
        }
        let parts: Vec<(DocumentId, i64)> =
            open.take(SUMMANDS_MAX + 1).map(|doc| (doc.id, self.open(doc.id, payment))).collect();
        if parts.len() > SUMMANDS_MAX {
            return None;
        }
        let mut sums = Sums { parts: &parts, found: Vec::new(), chosen: Vec::new() };
        sums.search(0, wanted);
        match &sums.found[..] {
            [only] => Some(only.clone()),
            _ => None,
        }
    }
}

/// A search for sums; it ends with the second one found.
struct Sums<'p> {
    parts: &'p [(DocumentId, i64)],
    found: Vec<Vec<DocumentId>>,
    chosen: Vec<DocumentId>,
}

impl Sums<'_> {
    fn search(&mut self, from: usize, wanted: i64) {
        for (at, (id, amount)) in self.parts.iter().enumerate().skip(from) {
            if self.found.len() > 1 {
                return;
            }
            if *amount > wanted {
                continue;
            }
            self.chosen.push(*id);
            if *amount == wanted {
                self.found.push(self.chosen.clone());
            } else if self.chosen.len() < PARTS_MAX {
                self.search(at + 1, wanted - amount);
            }
            self.chosen.pop();
        }
    }
}

/// The document, or one that it stands for, that a citation which fits none is a slip of the pen for.
fn nearly<'l>(open: &Open<'l>, citation: &Citation, document: &'l LedgerDocument) -> Option<&'l LedgerDocument> {
    open.faces(document).find(|face| nearly_names(citation, face))
}

/// Whether a citation that fits no document is a slip of the pen for this one: its day is right, or its number but for
/// one character.
fn nearly_names(citation: &Citation, document: &LedgerDocument) -> bool {
    match citation.date {
        Some(date) => date == document.date || is_reissued(citation, document),
        None => is_near(citation, document) && number_core(&document.number).chars().count() > 2,
    }
}

/// Whether the number is the document's but for one character.
fn is_near(citation: &Citation, document: &LedgerDocument) -> bool {
    !citation.core.is_empty() && strsim::osa_distance(&citation.core, &number_core(&document.number)) == 1
        || is_reissued(citation, document)
}

/// Whether the document is a later one of the number with a letter or a small number behind it: `1956/1` for `1956`.
fn is_reissued(citation: &Citation, document: &LedgerDocument) -> bool {
    const LONGEST: usize = 2;
    let core = number_core(&document.number);
    let behind = core.strip_prefix(&citation.core).filter(|_| !citation.core.is_empty());
    let mark = behind.map(|behind| behind.trim_start_matches(['/', '-', '.', '_']));
    mark.is_some_and(|mark| {
        let is_letter = mark.chars().all(char::is_alphabetic);
        (1..=LONGEST).contains(&mark.chars().count()) && (is_letter || behind.is_some_and(|behind| behind != mark))
    }) && citation.date.is_none_or(|date| (0..=DAYS_REISSUED).contains(&(document.date - date).get_days()))
}

/// Why a bill is paid that was made out anew.
pub(in crate::reconcile) const MADE_ANEW: &str = "made-anew";

fn why_anew(cited: &Citation, document: &LedgerDocument) -> Reason {
    Reason::new(MADE_ANEW)
        .with("cited", &cited.number)
        .with("number", &document.number)
        .with("date", document.date.to_string())
}

/// A sum says nothing of a document that did not exist yet; a day or two are the bank's.
fn is_timely(doc: &LedgerDocument, payment: &LedgerPayment) -> bool {
    (doc.date - payment.date).get_days() <= DAYS_EARLY
}

/// What speaks for the document besides the amount: nearly its number or that of one that it stands for, else the day alone.
fn why_nearly<'l>(open: &Open<'l>, unknown: &[Citation], document: &'l LedgerDocument) -> Reason {
    let faces = unknown.iter().map(|citation| (citation, nearly(open, citation, document).unwrap_or(document)));
    let mut why = Reason::new("nearly-cited").with("number", &document.number);
    for (citation, face) in faces {
        if !is_near(citation, face) {
            return Reason::new("day-and-amount")
                .with("cited", &citation.number)
                .with("number", &face.number)
                .with("date", face.date.to_string());
        }
        why = Reason::new("nearly-cited").with("number", &face.number);
    }
    why
}

#[cfg(test)]
mod tests {
    use super::super::allocate;
    use super::super::tests::{invoice, payment};
    use crate::model::ledger::Ledger;

    #[test]
    fn a_number_that_is_not_near_is_not_said_to_be() {
        let why = |purpose: &str| {
            let documents = vec![invoice(1, "СС00-000104", "2026-06-21", 100), invoice(2, "105", "2026-06-21", 70)];
            let payments = vec![payment(9, "2026-06-25", 100, purpose)];
            let found = allocate(&Ledger { documents, payments, ..Ledger::default() }).allocations;
            found.iter().flat_map(|one| one.reasons.iter().map(|reason| reason.brief())).collect::<Vec<_>>()
        };
        assert_eq!(
            why("счет № 91047 от 21.06.2026"),
            ["day-and-amount cited=91047 number=СС00-000104 date=2026-06-21"]
        );
        assert_eq!(why("счет № 164 от 21.06.2026"), ["nearly-cited number=СС00-000104"]);
        assert_eq!(why("счет № 91047"), [] as [String; 0], "a number alone that nobody has is asked about");
    }
}
