//! What is asked about money that pays nothing of its payer's and names documents of other clients: nobody but a person
//! says whose it is.

use std::collections::{BTreeMap, BTreeSet};

use super::allocate::{Allocated, CANDIDATES_MAX, MADE_ANEW, candidate as candidate_of, label};
use super::debtor::{Case, Unclear, contracts_named, of_contract};
use crate::model::change::{Allocation, Candidate, DecidedBy, Reason, ReviewItem, ReviewKind, Subject};
use crate::model::debtor::{CitedDocument, CitingPayment};
use crate::model::ids::{DocumentId, PaymentId};
use crate::model::ledger::{Ledger, LedgerPayment};

/// Reasons of what only the money says, or the days beside it.
const BY_MONEY: [&str; 11] = [
    "amount-of-one",
    "amount-of-several",
    "amount-of-one-rounded",
    "share-of-one",
    "share-is-the-rest",
    "month-and-amount",
    "period-and-amount",
    "months-all-open",
    "month-and-part",
    "period-and-part",
    MADE_ANEW,
];

/// Asks about money that pays nothing, before what is asked of it besides. `citing` are such payments
/// ([`Allocated::untouched`]) with the documents that they may name, whoever's.
pub fn ask_elsewhere(answer: &mut Allocated, ledger: &Ledger, citing: &[(CitingPayment, Vec<CitedDocument>)]) {
    let by_id: BTreeMap<PaymentId, &LedgerPayment> = ledger.payments.iter().map(|known| (known.id, known)).collect();
    let decided: BTreeSet<(PaymentId, DocumentId)> =
        ledger.decided.iter().map(|link| (link.payment, link.document)).collect();
    for (payment, documents) in citing {
        let Some(known) = by_id.get(&payment.id) else { continue };
        let case = Case::new(payment, documents);
        let mut named = case.perhaps(ledger.documents.is_empty());
        named.retain(|doc| !decided.contains(&(payment.id, doc.id)));
        let contracts = case.unclear_contracts();
        if named.is_empty() && contracts.is_none() {
            continue;
        }
        let subject = Subject::Payment(payment.id);
        let besides = answer.reviews.iter().position(|item| item.subject == subject);
        let besides = besides.map(|place| answer.reviews.swap_remove(place));
        answer.reviews.push(question(payment, label(known), (&named, contracts), besides));
    }
}

/// Payments that pay by what only the money says and name a contract.
#[must_use]
pub fn by_money(answer: &Allocated, ledger: &Ledger) -> Vec<PaymentId> {
    let by_money = answer.allocations.iter().filter(|one| is_by_money(one));
    let paying: BTreeSet<PaymentId> = by_money.map(|one| one.payment).collect();
    let names =
        |known: &&LedgerPayment| paying.contains(&known.id) && !contracts_named(&known.purpose, known.date).is_empty();
    ledger.payments.iter().filter(names).map(|known| known.id).collect()
}

/// Whether nothing but the money, or the days beside it, says that this is paid.
fn is_by_money(one: &Allocation) -> bool {
    one.decided_by == DecidedBy::Auto && one.reasons.iter().any(|reason| BY_MONEY.contains(&reason.code.as_str()))
}

/// Takes back that a payment pays what only its sum says where it names, by number and day, a contract of another client.
pub fn doubt_by_contract(answer: &mut Allocated, ledger: &Ledger, citing: &[(CitingPayment, Vec<CitedDocument>)]) {
    for (payment, documents) in citing {
        let unclear = Case::new(payment, documents).unclear_contracts();
        if unclear.is_some_and(|unclear| unclear.dated) {
            take_back(answer, ledger, payment.id);
        }
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
            answer.reviews.push(question(payment, label(known), (&named, None), Some(besides)));
        }
    }
}

/// Asks about what a payment was taken to pay by its sum; what a person or a source said of it stays.
fn take_back(answer: &mut Allocated, ledger: &Ledger, payment: PaymentId) {
    let Some(known) = ledger.payments.iter().find(|known| known.id == payment) else { return };
    let taken: Vec<Allocation> =
        answer.allocations.extract_if(.., |one| one.payment == payment && is_by_money(one)).collect();
    let find = |id: DocumentId| ledger.documents.iter().find(move |doc| doc.id == id);
    let mut reasons: Vec<Reason> = Vec::new();
    for reason in taken.iter().flat_map(|one| &one.reasons) {
        if !reasons.contains(reason) {
            reasons.push(reason.clone());
        }
    }
    answer.untouched.push(payment);
    answer.reviews.push(ReviewItem {
        kind: ReviewKind::PaymentMatch,
        subject: Subject::Payment(payment),
        label: label(known),
        candidates: taken.iter().filter_map(|one| find(one.document)).map(candidate_of).collect(),
        reasons,
    });
}

/// Why a bill may be meant that was made out anew.
const PERHAPS_ANEW: &str = "perhaps-made-anew";

/// What is said besides of what others' documents are asked about with.
const BESIDES: [&str; 2] = [PERHAPS_ANEW, "named-not-in-force"];

fn question(
    payment: &CitingPayment,
    label: String,
    (named, contracts): (&[&CitedDocument], Option<Unclear<'_>>),
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
    if let Some(Unclear { contracts, clients, why, .. }) = contracts {
        reasons.extend(contracts.iter().take(CANDIDATES_MAX).map(|one| of_contract("contract-of-client", one)));
        reasons.push(why);
        candidates.extend(clients.into_iter().map(|(id, label)| Candidate { id: id.to_string(), label }));
    }
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
