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

/// Takes back that a payment pays a bill made out anew where another client has exactly what it names: either may be meant.
pub fn doubt_made_anew(answer: &mut Allocated, ledger: &Ledger, citing: &[(CitingPayment, Vec<CitedDocument>)]) {
    let others = citing.iter().filter(|(payment, documents)| Case::new(payment, documents).is_exactly_of_others());
    for (payment, _) in others {
        let Some(known) = ledger.payments.iter().find(|known| known.id == payment.id) else { continue };
        let taken = |one: &mut Allocation| one.payment == payment.id;
        for allocation in answer.allocations.extract_if(.., taken) {
            let document = ledger.documents.iter().find(|doc| doc.id == allocation.document);
            answer.untouched.push(payment.id);
            answer.reviews.push(ReviewItem {
                kind: ReviewKind::PaymentMatch,
                subject: Subject::Payment(payment.id),
                label: label(known),
                candidates: document.into_iter().map(candidate_of).collect(),
                reasons: allocation.reasons,
            });
        }
    }
}

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
    candidates.extend(besides.into_iter().flat_map(|item| item.candidates));
    candidates.truncate(CANDIDATES_MAX);
    ReviewItem {
        kind: ReviewKind::PaymentMatch,
        subject: Subject::Payment(payment.id),
        label,
        candidates,
        reasons: named.iter().take(CANDIDATES_MAX).map(reason).collect(),
    }
}

fn candidate(doc: &CitedDocument) -> Candidate {
    let label = format!("{} {} {} {}", doc.number, doc.date, doc.total, doc.total.currency);
    Candidate { id: doc.id.to_string(), label }
}
