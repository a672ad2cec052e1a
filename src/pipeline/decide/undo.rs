//! An earlier decision no longer holds: every record goes back to where it was, and questions are open again.

use std::collections::BTreeSet;

use super::{About, Made, Making, Refusal, desk};
use crate::model::decision::{Decision, Fact, Moved, RecordRef};
use crate::model::ids::{ClientId, DecisionId, DocumentId, PaymentId};
use crate::model::record::RecordKind;
use crate::store::SqlResult;

/// Takes a decision back.
pub(super) fn undo(making: &mut Making<'_, '_>, id: DecisionId) -> Made<()> {
    let decision = making.revision.decision(id)?.ok_or_else(|| Refusal::unknown(&id))?;
    if let Some(by) = decision.undone_by {
        return Err(Refusal::new("undone").with("decision", &id).with("by", &by).into());
    }
    if matches!(decision.fact, Fact::Undo { .. }) {
        return Err(Refusal::new("undo-of-undo").with("decision", &id).into());
    }
    let later = later_ones(making, &decision)?;
    if !later.is_empty() {
        return Err(Refusal::new("others-depend").with("decision", &id).with("others", &later.join(", ")).into());
    }
    let about = about(making, &decision)?;
    let by = making.decide(Fact::Undo { decision: id }, about)?;
    making.revision.put_undone(id, by)?;
    making.put_back = untouched(making, &decision);
    give_back(making, &decision, by)?;
    reopen(making, &decision)?;
    making.before.questions.clear();
    making.undone = Some(decision.fact);
    Ok(())
}

/// Later decisions about records that this one moved.
fn later_ones(making: &Making<'_, '_>, decision: &Decision) -> SqlResult<Vec<String>> {
    let moved: Vec<&RecordRef> = decision.before.moved.iter().map(|moved| &moved.record).collect();
    let concerns = |later: &Decision| {
        later.id > decision.id
            && later.fact.identities().any(|record| moved.iter().any(|known| known.is_same_record(record)))
    };
    let holding = making.revision.decisions_that_hold()?;
    Ok(holding.iter().filter(|later| concerns(later)).map(|later| later.id.to_string()).collect())
}

fn about(making: &Making<'_, '_>, decision: &Decision) -> Made<About> {
    let Decision { fact, before, payment, document, .. } = decision;
    let mut clients: Vec<ClientId> = Vec::new();
    for Moved { from, to, .. } in &before.moved {
        for client in [*to, *from] {
            if !clients.contains(&client) {
                clients.push(client);
            }
        }
    }
    let mut payments = BTreeSet::new();
    match fact {
        Fact::Delete { client } | Fact::Rule { client, .. } | Fact::Whose { client, .. } => {
            clients.extend(making.revision.client_of(client)?);
        }
        Fact::Different { one, other } if clients.is_empty() => {
            clients.extend(making.revision.client_of(one)?);
            clients.extend(making.revision.client_of(other)?);
        }
        Fact::Workbook(deed) => clients.extend(making.revision.client_of(&deed.record)?),
        Fact::Take { record, .. } if record.kind == RecordKind::Client => {
            clients.extend(making.revision.client_of(std::slice::from_ref(record))?);
        }
        _ => {}
    }
    if let Fact::Rule { tax_id, .. } = fact {
        payments.extend(making.revision.payments_of_payer(tax_id)?);
    }
    Ok(About { clients, payment: *payment, document: *document, documents: Vec::new(), payments })
}

fn give_back(making: &mut Making<'_, '_>, decision: &Decision, by: DecisionId) -> Made<()> {
    let Decision { fact, before, payment, document, .. } = decision;
    if let Some((from, to)) = now(making, fact, &before.moved)? {
        let back = moved_back(making, fact, &before.moved, (from, to))?;
        making.revision.move_records(&back)?;
        making.revision.move_values(to, from, Some(&before.values))?;
        match fact {
            Fact::Same { .. } => making.revision.drop_redirect(from)?,
            // The number of the client that is gone again stays its own.
            _ => making.revision.put_redirect(to, from, Some(by))?,
        }
        making.before.moved = back;
    }
    match fact {
        Fact::Delete { client } => {
            if let Some(client) = making.revision.client_of(client)? {
                making.revision.put_deleted(client, None)?;
                let books = making.revision.miss_again(client.into())?;
                making.books.extend(books);
            }
        }
        Fact::Rule { tax_id, .. } => {
            for payment in making.revision.payments_of_payer(tax_id)? {
                making.revision.wake_payment(payment)?;
            }
        }
        Fact::Workbook(deed) => desk::undo(making, decision, deed)?,
        Fact::Different { .. } => {
            let clients = making.about.clients.clone();
            making.revision.judge_payers(&clients)?;
        }
        _ => {}
    }
    wake(making, *payment, *document)?;
    for taken in &before.taken {
        making.revision.put_back(taken)?;
    }
    Ok(())
}

fn wake(making: &mut Making<'_, '_>, payment: Option<PaymentId>, document: Option<DocumentId>) -> Made<()> {
    if let Some(payment) = payment {
        making.revision.wake_payment(payment)?;
    }
    if let Some(document) = document {
        making.revision.rehome_document(document)?;
        making.revision.wake_document(document)?;
    }
    Ok(())
}

/// Where the records that a decision moved go back to, and whose they are: since then the program may have joined either
/// client to another.
fn now(making: &Making<'_, '_>, fact: &Fact, moved: &[Moved]) -> Made<Option<(ClientId, ClientId)>> {
    let Some(Moved { from, to, .. }) = moved.first() else { return Ok(None) };
    let records: Vec<RecordRef> = moved.iter().map(|one| one.record.clone()).collect();
    let to = making.revision.client_of(&records)?.unwrap_or(*to);
    let from = match fact {
        Fact::Same { .. } => *from,
        _ => making.revision.client_now(*from)?.unwrap_or(*from),
    };
    Ok(Some((from, to)))
}

/// The records that were moved, and those that joined later and say the same as they and not the same as the others.
fn moved_back(
    making: &Making<'_, '_>,
    fact: &Fact,
    moved: &[Moved],
    (from, to): (ClientId, ClientId),
) -> Made<Vec<Moved>> {
    let stayed: &[RecordRef] = match fact {
        Fact::Same { one, .. } | Fact::Different { one, .. } => one,
        _ => &[],
    };
    let is_known = |record: &RecordRef| {
        moved.iter().any(|known| known.record.is_same_record(record))
            || stayed.iter().any(|known| known.is_same_record(record))
    };
    let says = |record: &RecordRef| (record.tax_key.clone(), record.name_core.clone());
    let theirs: BTreeSet<_> = moved.iter().map(|known| says(&known.record)).collect();
    let taxes: BTreeSet<_> = moved.iter().filter_map(|known| known.record.tax_key.as_ref()).collect();
    let belongs = |record: &RecordRef| {
        let is_alike = |known: &RecordRef| {
            says(known) == says(record) || known.tax_key.is_some() && known.tax_key == record.tax_key
        };
        let by_tax = record.tax_key.as_ref().is_some_and(|tax| taxes.contains(tax));
        (by_tax || theirs.contains(&says(record))) && !stayed.iter().any(is_alike)
    };
    let mut back: Vec<Moved> =
        moved.iter().map(|one| Moved { record: one.record.clone(), from: to, to: from }).collect();
    for record in making.revision.records_of(RecordKind::Client, to.0)? {
        if !is_known(&record) && belongs(&record) {
            back.push(Moved { record, from: to, to: from });
        }
    }
    Ok(back)
}

/// Questions that nobody and nothing changed since the decision.
fn untouched(making: &Making<'_, '_>, decision: &Decision) -> Vec<i64> {
    let is_untouched = |id: &i64| {
        let after = decision.before.questions.get(id).map(|(_, after)| after);
        making.questions.get(id).map(|question| &question.asked) == after
    };
    decision.before.questions.keys().copied().filter(is_untouched).collect()
}

/// A question that the decision answered is open again, also where later data changed it.
fn reopen(making: &mut Making<'_, '_>, decision: &Decision) -> Made<()> {
    for (id, question) in &making.questions {
        if question.asked.decision == Some(decision.id) && !making.put_back.contains(id) {
            let mut asked = question.asked.clone();
            "open".clone_into(&mut asked.state);
            asked.decision = None;
            making.revision.put_asked(*id, &asked)?;
        }
    }
    Ok(())
}

/// Puts the questions back as they were before the decision that no longer holds.
pub(super) fn put_questions_back(making: &mut Making<'_, '_>) -> SqlResult<()> {
    let Some((_, Fact::Undo { decision })) = &making.decision else { return Ok(()) };
    let Some(decision) = making.revision.decision(*decision)? else { return Ok(()) };
    for id in std::mem::take(&mut making.put_back) {
        if let Some((before, _)) = decision.before.questions.get(&id) {
            making.revision.put_asked(id, before)?;
        }
    }
    for id in &decision.before.asked {
        making.revision.drop_question(*id)?;
    }
    Ok(())
}
