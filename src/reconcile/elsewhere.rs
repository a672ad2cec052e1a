//! What is asked about money that pays nothing of its payer's and names documents of other clients: nobody but a person
//! says whose it is.

use std::collections::{BTreeMap, BTreeSet};

use super::allocate::{Allocated, CANDIDATES_MAX, MADE_ANEW, candidate as candidate_of, label};
use super::debtor::Case;
use crate::model::change::{Allocation, Candidate, Reason, ReviewItem, ReviewKind, Subject};
use crate::model::debtor::{CitedDocument, CitingPayment};
use crate::model::ids::{DocumentId, PaymentId};
use crate::model::ledger::{Ledger, LedgerPayment};

/// Asks about money that pays nothing, before what is asked of it besides. `citing` are such payments
/// ([`Allocated::untouched`]) with the documents that they may name, whoever's.
pub fn ask_elsewhere(answer: &mut Allocated, ledger: &Ledger, citing: &[(CitingPayment, Vec<CitedDocument>)]) {
    let by_id: BTreeMap<PaymentId, &LedgerPayment> = ledger.payments.iter().map(|known| (known.id, known)).collect();
    let decided: BTreeSet<(PaymentId, DocumentId)> =
        ledger.decided.iter().map(|link| (link.payment, link.document)).collect();
    for (payment, documents) in citing {
        let Some(known) = by_id.get(&payment.id) else { continue };
        let mut named = Case::new(payment, documents).perhaps(ledger.documents.is_empty());
        named.retain(|doc| !decided.contains(&(payment.id, doc.id)));
        if named.is_empty() {
            continue;
        }
        let subject = Subject::Payment(payment.id);
        let besides = answer.reviews.iter().position(|item| item.subject == subject);
        let besides = besides.map(|place| answer.reviews.swap_remove(place));
        answer.reviews.push(question(payment, label(known), &named, besides));
    }
}

/// Payments that are taken to pay a bill made out anew, since nobody has the one that they name.
#[must_use]
pub fn made_anew(answer: &Allocated) -> Vec<PaymentId> {
    let is_anew = |one: &&Allocation| one.reasons.iter().any(|reason| reason.code == MADE_ANEW);
    answer.allocations.iter().filter(is_anew).map(|one| one.payment).collect()
}

/// Takes back that a payment pays a bill made out anew where another client has what it names, by number and day: either may be
/// meant.
pub fn doubt_made_anew(answer: &mut Allocated, ledger: &Ledger, citing: &[(CitingPayment, Vec<CitedDocument>)]) {
    for (payment, documents) in citing {
        let named = Case::new(payment, documents).dated_of_others();
        let known = ledger.payments.iter().find(|known| known.id == payment.id);
        let Some(known) = known.filter(|_| !named.is_empty()) else { continue };
        let taken = |one: &mut Allocation| one.payment == payment.id;
        let taken: Vec<Allocation> = answer.allocations.extract_if(.., taken).collect();
        for allocation in taken {
            let document = ledger.documents.iter().find(|doc| doc.id == allocation.document);
            let reasons = allocation.reasons.into_iter().map(|reason| match reason.code.as_str() {
                MADE_ANEW => Reason { code: PERHAPS_ANEW.to_owned(), ..reason },
                _ => reason,
            });
            let besides = ReviewItem {
                kind: ReviewKind::PaymentMatch,
                subject: Subject::Payment(payment.id),
                label: label(known),
                candidates: document.into_iter().map(candidate_of).collect(),
                reasons: reasons.collect(),
            };
            answer.untouched.push(payment.id);
            answer.reviews.push(question(payment, label(known), &named, Some(besides)));
        }
    }
}

/// Why a bill may be meant that was made out anew.
const PERHAPS_ANEW: &str = "perhaps-made-anew";

/// What is said besides of what others' documents are asked about with.
const BESIDES: [&str; 2] = [PERHAPS_ANEW, "named-not-in-force"];

fn question(
    payment: &CitingPayment,
    label: String,
    named: &[&CitedDocument],
    besides: Option<ReviewItem>,
) -> ReviewItem {
    let reason = |doc: &&CitedDocument| {
        let code = if payment.told_apart.contains(&doc.client) {
            "told-apart-from-payer"
        } else if payment.on_behalf.contains(&doc.client) {
            "paid-on-behalf"
        } else {
            "cited-of-another"
        };
        let reason = Reason::new(code).with("number", &doc.number).with("client", doc.client.to_string());
        reason.with("payer", &payment.payer_name)
    };
    let mut candidates: Vec<Candidate> = named.iter().map(|doc| candidate(doc)).collect();
    let mut reasons: Vec<Reason> = named.iter().take(CANDIDATES_MAX).map(reason).collect();
    if let Some(besides) = besides {
        let is_new = |one: &Candidate| named.iter().all(|doc| doc.id.to_string() != one.id);
        candidates.extend(besides.candidates.into_iter().filter(is_new));
        reasons.extend(besides.reasons.into_iter().filter(|reason| BESIDES.contains(&reason.code.as_str())));
    }
    candidates.truncate(CANDIDATES_MAX);
    ReviewItem { kind: ReviewKind::PaymentMatch, subject: Subject::Payment(payment.id), label, candidates, reasons }
}

fn candidate(doc: &CitedDocument) -> Candidate {
    let label = format!("{} {} {} {}", doc.number, doc.date, doc.total, doc.total.currency);
    Candidate { id: doc.id.to_string(), label }
}
