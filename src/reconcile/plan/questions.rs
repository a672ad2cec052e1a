//! What a person is asked: about withheld records, about clients that look alike, about records of a doubtful client.

use super::{Planner, serialized};
use crate::model::change::{BodyDigest, Candidate, Reason, RecordKey, ReviewItem, ReviewKind, Subject, Withheld};
use crate::model::ids::{ClientId, DocumentId, PaymentId};
use crate::model::record::{Body, Party, Record};
use crate::model::snapshot::PartyProfile;
use crate::model::tally::Outcome;

/// Possible answers and why it is asked.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) candidates: Vec<Candidate>,
    pub(super) reasons: Vec<Reason>,
}

impl Question {
    /// A question without candidates.
    pub(super) fn why(reason: Reason) -> Self {
        Self { candidates: Vec::new(), reasons: vec![reason] }
    }
}

impl Planner<'_> {
    /// Keeps a record out of the golden values until a person decides; for good where a person said so.
    pub(super) fn withhold(&mut self, record: Record, question: Question) -> Outcome {
        let key = record.key(self.source);
        let body = serialized(&record.body);
        let digest = BodyDigest::of(&body);
        let mark = mark(key, digest);
        if self.snapshot.refused.contains(&mark) {
            return Outcome::Unchanged;
        }
        let kind = match record.body {
            Body::Payment(_) => ReviewKind::PaymentMatch,
            _ => ReviewKind::Conflict,
        };
        let item = ReviewItem {
            kind,
            subject: Subject::Withheld(record.kind, record.id.clone(), mark),
            label: label(&record.body),
            candidates: question.candidates,
            reasons: question.reasons,
        };
        self.plan.withheld.push(Withheld { key, record, body, digest, item });
        Outcome::Queued
    }

    /// Is this new client one of those?
    pub(super) fn ask_who(&mut self, client: i64, name: &str, question: Question) {
        self.plan.reviews.push(ReviewItem {
            kind: ReviewKind::ClientMatch,
            subject: Subject::Client(ClientId(client)),
            label: name.to_owned(),
            candidates: question.candidates,
            reasons: question.reasons,
        });
    }

    /// A client with a tax number comes after namesakes without one: each of them may be it. The question is about the
    /// namesake, as it would be had that come second.
    pub(super) fn ask_about_namesakes(&mut self, client: i64, party: &Party, namesakes: &[PartyProfile]) {
        let Some(tax_id) = &party.tax_id else { return };
        let label = format!("{}, {}", party.name, tax_id.digits);
        let candidate = Candidate { id: ClientId(client).to_string(), label };
        let may_be = |namesake: &&PartyProfile| {
            namesake.tax_key.is_none() && namesake.id != client && !self.snapshot.decided.are_apart(namesake.id, client)
        };
        let asked: Vec<&PartyProfile> = namesakes.iter().filter(may_be).collect();
        for namesake in asked {
            let question =
                Question { candidates: vec![candidate.clone()], reasons: vec![Reason::new("equal-name-no-tax-id")] };
            self.ask_who(namesake.id, &namesake.name, question);
        }
    }

    /// Whose is the record that was just stated? Its client fits several.
    pub(super) fn ask_whose(&mut self, question: Question) {
        let Some(statement) = self.plan.statements.last() else { return };
        let (kind, subject) = match &statement.record.body {
            Body::Payment(_) => (ReviewKind::PaymentMatch, Subject::Payment(PaymentId(statement.entity))),
            Body::Document(_) => (ReviewKind::ClientMatch, Subject::Document(DocumentId(statement.entity))),
            _ => return,
        };
        let Question { candidates, reasons } = question;
        let item = ReviewItem { kind, subject, label: label(&statement.record.body), candidates, reasons };
        self.plan.reviews.push(item);
    }
}

/// Tells withheld records apart: two sources may use one external id, and one source may say two things.
fn mark(key: RecordKey, digest: BodyDigest) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&key.0);
    hasher.update(&digest.0);
    hasher.finalize().to_hex().chars().take(32).collect()
}

/// How a record reads to a person in a question.
fn label(body: &Body) -> String {
    match body {
        Body::Organization(party) | Body::Client(party) => party.name.clone(),
        Body::Contact(contact) => contact.name.clone(),
        Body::Contract(contract) => contract.number.clone(),
        Body::Product(product) => product.name.clone(),
        Body::Document(document) => {
            format!("{} {} {} {}", document.number, document.date, document.total, document.total.currency)
        }
        Body::Payment(payment) => format!(
            "{} {} {} {} {}",
            payment.number, payment.date, payment.amount, payment.amount.currency, payment.payer.name
        ),
        Body::Balance(balance) => balance.label(),
        Body::Deletion => String::new(),
    }
}
