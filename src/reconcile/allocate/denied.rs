//! Money of a payer who was told apart from the client whose documents it cites: nobody but a person says whose it is.

use std::collections::BTreeMap;

use super::Books;
use super::questions::{CANDIDATES_MAX, label};
use crate::model::change::{Candidate, Reason, ReviewItem, ReviewKind, Subject};
use crate::model::debtor::{CitedDocument, CitingPayment};
use crate::model::ledger::Ledger;
use crate::reconcile::debtor::denied;

impl Books<'_> {
    /// Asks about money that pays nothing of its payer's, before what is asked of it besides.
    pub(super) fn with_denied(&self, mut asked: Vec<ReviewItem>, ledger: &Ledger) -> Vec<ReviewItem> {
        let by_id: BTreeMap<_, _> = ledger.payments.iter().map(|known| (known.id, known)).collect();
        for (payment, documents) in &ledger.citing_others {
            let Some(known) = by_id.get(&payment.id) else { continue };
            if !self.is_untouched(known) {
                continue;
            }
            let mut named = denied(payment, documents);
            named.retain(|doc| !self.decided.contains(&(payment.id, doc.id)));
            if named.is_empty() {
                continue;
            }
            let subject = Subject::Payment(payment.id);
            let besides = asked.iter().position(|item| item.subject == subject).map(|place| asked.swap_remove(place));
            asked.push(question(payment, label(known), &named, besides));
        }
        asked
    }
}

fn question(
    payment: &CitingPayment,
    label: String,
    named: &[&CitedDocument],
    besides: Option<ReviewItem>,
) -> ReviewItem {
    let reason = |doc: &&CitedDocument| {
        let reason = Reason::new("told-apart-from-payer").with("number", &doc.number);
        reason.with("client", doc.client.to_string()).with("payer", &payment.payer_name)
    };
    let mut candidates: Vec<Candidate> = named.iter().map(|doc| candidate(doc)).collect();
    candidates.extend(besides.into_iter().flat_map(|item| item.candidates));
    candidates.truncate(CANDIDATES_MAX);
    ReviewItem {
        kind: ReviewKind::PaymentMatch,
        subject: Subject::Payment(payment.id),
        label,
        candidates,
        reasons: named.iter().map(reason).collect(),
    }
}

fn candidate(doc: &CitedDocument) -> Candidate {
    let label = format!("{} {} {} {}", doc.number, doc.date, doc.total, doc.total.currency);
    Candidate { id: doc.id.to_string(), label }
}
