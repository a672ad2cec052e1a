//! What pays what, whose it is, and rules.

use rust_decimal::Decimal;

use super::{About, Made, Making, Refusal, undo};
use crate::model::change::{ReviewKind, Subject};
use crate::model::decision::{Fact, RecordRef};
use crate::model::ids::{ClientId, DecisionId, DocumentId, PaymentId};
use crate::model::money::Money;
use crate::model::record::RecordKind;
use crate::store::decisions::figures::Payable;

/// A payment pays a document, as far as both go.
pub(super) fn link(
    making: &mut Making<'_, '_>,
    payment: PaymentId,
    document: DocumentId,
    amount: Option<&str>,
) -> Made<()> {
    let whole = money_of(making, payment)?;
    let target = payable(making, payment, document, whole)?;
    let amount = amount.map_or(Ok(whole), |text| part_of(text, whole, payment))?;
    let fact = Fact::Link {
        payment: records(making, RecordKind::Payment, payment.0)?,
        document: records(making, RecordKind::Invoice, document.0)?,
        amount,
    };
    let about = About {
        clients: target.client.into_iter().collect(),
        payment: Some(payment),
        document: Some(document),
        ..About::default()
    };
    let decision = making.decide(fact, about)?;
    making.revision.wake_payment(payment)?;
    answer_question(making, &Subject::Payment(payment), "accepted", decision)
}

/// How much of a payment may pay documents.
pub(super) fn money_of(making: &Making<'_, '_>, payment: PaymentId) -> Made<Money> {
    let (whole, counts) = making.revision.payment_money(payment)?.ok_or_else(|| Refusal::unknown(&payment))?;
    if !counts {
        return Err(Refusal::new("no-incoming-money").with("payment", &payment).into());
    }
    Ok(whole)
}

/// A document that the money may pay.
pub(super) fn payable(
    making: &Making<'_, '_>,
    payment: PaymentId,
    document: DocumentId,
    whole: Money,
) -> Made<Payable> {
    let target = making.revision.document_money(document)?.ok_or_else(|| Refusal::unknown(&document))?;
    if !target.counts {
        return Err(Refusal::new("not-payable").with("document", &document).into());
    }
    if target.total.currency != whole.currency {
        return Err(Refusal::new("currencies-differ")
            .with("payment", &format!("{payment} ({})", whole.currency))
            .with("document", &format!("{document} ({})", target.total.currency))
            .into());
    }
    if target.client.is_none() {
        return Err(Refusal::new("nobodys-document").with("document", &document).into());
    }
    Ok(target)
}

/// So much of a payment, as a person wrote it.
fn part_of(text: &str, whole: Money, payment: PaymentId) -> Made<Money> {
    let written = text.replace([' ', '\u{a0}'], "").replace(',', ".");
    let decimal = written.parse().ok().and_then(|amount: Decimal| Money::from_decimal(amount, whole.currency).ok());
    let amount = decimal.filter(|money| money.minor > 0 && money.minor <= whole.minor);
    let refusal = || {
        Refusal::new("no-such-amount")
            .with("amount", &text)
            .with("payment", &payment)
            .with("whole", &format!("{whole} {}", whole.currency))
    };
    Ok(amount.ok_or_else(refusal)?)
}

pub(super) fn records(making: &Making<'_, '_>, kind: RecordKind, id: i64) -> Made<Vec<RecordRef>> {
    Ok(making.revision.records_of(kind, id)?)
}

/// Answers an open question about a payment or document, where there is one.
fn answer_question(making: &mut Making<'_, '_>, subject: &Subject, state: &str, by: DecisionId) -> Made<()> {
    for kind in [ReviewKind::PaymentMatch, ReviewKind::ClientMatch] {
        if let Some(question) = making.revision.question_about(kind, subject)?
            && question.asked.state == "open"
        {
            making.revision.answer_question(question.id, state, by)?;
        }
    }
    Ok(())
}

/// A payment does not pay these documents, and nobody asks about them again.
pub(super) fn unlink(making: &mut Making<'_, '_>, payment: PaymentId, documents: &[DocumentId]) -> Made<()> {
    making.revision.payment_money(payment)?.ok_or_else(|| Refusal::unknown(&payment))?;
    let mut named = Vec::new();
    for document in documents {
        making.revision.document_money(*document)?.ok_or_else(|| Refusal::unknown(&document))?;
        named.extend(records(making, RecordKind::Invoice, document.0)?);
    }
    let fact = Fact::Unlink { payment: records(making, RecordKind::Payment, payment.0)?, document: named };
    let document = documents.first().copied().filter(|_| documents.len() == 1);
    let decision = making.decide(fact, About { payment: Some(payment), document, ..About::default() })?;
    making.revision.wake_payment(payment)?;
    // What was answered with such a link is asked again, if there is still something to ask.
    if let Some(question) = making.revision.question_about(ReviewKind::PaymentMatch, &Subject::Payment(payment))?
        && question.asked.state == "accepted"
    {
        making.revision.answer_question(question.id, "resolved", decision)?;
    }
    Ok(())
}

/// Two documents are one, or a correction for the tax books repeats what a document states: one of them counts.
pub(super) fn one_document(making: &mut Making<'_, '_>, asked: DocumentId, other: DocumentId) -> Made<()> {
    let fact = Fact::OneChange {
        asked: records(making, RecordKind::Invoice, asked.0)?,
        other: records(making, RecordKind::Invoice, other.0)?,
    };
    making.decide(fact, About { document: Some(asked), ..About::default() })?;
    Ok(making.revision.wake_document(asked)?)
}

/// A document is another than these: all of them count.
pub(super) fn two_documents(making: &mut Making<'_, '_>, asked: DocumentId, others: &[DocumentId]) -> Made<()> {
    let mut named = Vec::new();
    for other in others {
        named.extend(records(making, RecordKind::Invoice, other.0)?);
    }
    let fact = Fact::TwoChanges { asked: records(making, RecordKind::Invoice, asked.0)?, others: named };
    making.decide(fact, About { document: Some(asked), ..About::default() })?;
    Ok(making.revision.wake_document(asked)?)
}

/// A payment is a client's, whoever sent it.
pub(super) fn assign_payment(making: &mut Making<'_, '_>, payment: PaymentId, client: ClientId) -> Made<()> {
    let client = making.client(client)?;
    making.revision.payment_money(payment)?.ok_or_else(|| Refusal::unknown(&payment))?;
    let fact = Fact::Whose {
        record: records(making, RecordKind::Payment, payment.0)?,
        client: records(making, RecordKind::Client, client.0)?,
    };
    let about = About { clients: vec![client], payment: Some(payment), ..About::default() };
    let decision = making.decide(fact, about)?;
    making.revision.wake_payment(payment)?;
    answer_question(making, &Subject::Payment(payment), "accepted", decision)
}

/// A document is a client's, whomever its source names.
pub(super) fn assign_document(making: &mut Making<'_, '_>, document: DocumentId, client: ClientId) -> Made<()> {
    let client = making.client(client)?;
    making.revision.document_money(document)?.ok_or_else(|| Refusal::unknown(&document))?;
    let fact = Fact::Whose {
        record: records(making, RecordKind::Invoice, document.0)?,
        client: records(making, RecordKind::Client, client.0)?,
    };
    let about = About { clients: vec![client], document: Some(document), ..About::default() };
    let decision = making.decide(fact, about)?;
    making.revision.rehome_document(document)?;
    answer_question(making, &Subject::Document(document), "accepted", decision)
}

/// Money from a payer's tax number is a client's from now on, and what came already.
pub(super) fn add_rule(making: &mut Making<'_, '_>, tax_id: &str, client: ClientId) -> Made<()> {
    let client = making.client(client)?;
    let tax_id = tax_id.trim();
    if tax_id.is_empty() || !tax_id.chars().all(|letter| letter.is_ascii_digit()) {
        return Err(Refusal::new("no-tax-id").with("tax_id", &tax_id).into());
    }
    for decision in making.revision.decisions_that_hold()? {
        if matches!(&decision.fact, Fact::Rule { tax_id: known, .. } if known == tax_id) {
            return Err(Refusal::new("rule-exists").with("tax_id", &tax_id).with("rule", &decision.id).into());
        }
    }
    let payments = making.revision.payments_of_payer(tax_id)?;
    let fact = Fact::Rule { tax_id: tax_id.to_owned(), client: records(making, RecordKind::Client, client.0)? };
    let about = About { clients: vec![client], payments: payments.iter().copied().collect(), ..About::default() };
    making.decide(fact, about)?;
    for payment in payments {
        making.revision.wake_payment(payment)?;
    }
    Ok(())
}

/// A rule no longer holds, and what it decided is judged anew.
pub(super) fn remove_rule(making: &mut Making<'_, '_>, rule: DecisionId) -> Made<()> {
    let decision = making.revision.decision(rule)?.ok_or_else(|| Refusal::unknown(&rule))?;
    if !matches!(decision.fact, Fact::Rule { .. }) {
        return Err(Refusal::new("no-rule").with("decision", &rule).into());
    }
    undo::undo(making, rule)
}
