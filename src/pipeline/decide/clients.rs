//! One client or two, deleted or not.

use super::{About, Made, Making, Refusal, undo};
use crate::model::decision::{Decision, Fact, Moved, RecordRef, different_tax_ids};
use crate::model::ids::{ClientId, DecisionId};
use crate::model::membership::Membership;
use crate::model::record::RecordKind;

/// Two clients become one, unless their tax numbers say that they are two companies: whoever wants that says so.
pub(super) fn merge_alike(making: &mut Making<'_, '_>, one: ClientId, other: ClientId) -> Made<()> {
    let (first, second) = (making.client(one)?, making.client(other)?);
    let numbers = different_tax_ids(&records(making, first)?, &records(making, second)?);
    if let Some((ours, theirs)) = numbers.filter(|_| first != second) {
        let refusal = Refusal::new("different-numbers").with("one", &first).with("other", &second);
        return Err(refusal.with("ours", &ours).with("theirs", &theirs).into());
    }
    merge(making, one, other)
}

/// The younger card goes into the older one, with everything that came with its records.
pub(super) fn merge(making: &mut Making<'_, '_>, one: ClientId, other: ClientId) -> Made<()> {
    let (one, other) = (making.client(one)?, making.client(other)?);
    if one == other {
        return Err(Refusal::new("one-client").with("client", &one).into());
    }
    let (stays, gone) = (one.min(other), one.max(other));
    let (kept, moving) = (records(making, stays)?, records(making, gone)?);
    let fact = Fact::Same { one: kept, other: moving.clone() };
    let decision = making.decide(fact, About { clients: vec![stays, gone], ..About::default() })?;
    let moved: Vec<Moved> = moving.into_iter().map(|record| Moved { record, from: gone, to: stays }).collect();
    making.revision.move_records(&moved)?;
    making.before.values = making.revision.move_values(gone, stays, None)?;
    making.revision.put_redirect(gone, stays, Some(decision))?;
    making.revision.merge_in_questions(gone, stays, decision)?;
    making.before.moved = moved;
    Ok(())
}

fn records(making: &Making<'_, '_>, client: ClientId) -> Made<Vec<RecordRef>> {
    Ok(making.revision.records_of(RecordKind::Client, client.0)?)
}

/// They are two clients, and nobody asks again.
pub(super) fn part(making: &mut Making<'_, '_>, one: ClientId, others: &[ClientId]) -> Made<DecisionId> {
    let mut other = Vec::new();
    for client in others {
        other.extend(records(making, *client)?);
    }
    let fact = Fact::Different { one: records(making, one)?, other };
    let clients: Vec<ClientId> = std::iter::once(one).chain(others.iter().copied()).collect();
    let decision = making.decide(fact, About { clients: clients.clone(), ..About::default() })?;
    making.revision.judge_payers(&clients)?;
    for client in others {
        making.revision.part_in_questions(one, *client, decision)?;
    }
    Ok(decision)
}

/// A client is again what it was before it was merged: of the survivor's number, if that took in one client only.
pub(super) fn unmerge(making: &mut Making<'_, '_>, client: ClientId) -> Made<()> {
    let merges: Vec<Decision> = making
        .revision
        .decisions_that_hold()?
        .into_iter()
        .filter(|decision| matches!(decision.fact, Fact::Same { .. }))
        .collect();
    let of = |is_of: &dyn Fn(&Moved) -> bool| -> Vec<&Decision> {
        merges.iter().filter(|decision| decision.before.moved.iter().any(is_of)).collect()
    };
    let gone = (of(&|moved| moved.from == client), making.revision.joined_from(client)?);
    let (found, by_itself) = match gone {
        (people, program) if people.is_empty() && program.is_empty() => {
            (of(&|moved| moved.to == client), making.revision.joined_into(client)?)
        }
        gone => gone,
    };
    match (&found[..], &by_itself[..]) {
        ([], []) => {
            let client = making.client(client)?;
            let records = making.revision.joined_at_arrival(client)?;
            if !records.is_empty() {
                let named: Vec<String> = records.iter().map(|one| format!("{}:{}", one.source, one.id)).collect();
                let refusal = Refusal::new("joined-by-rule").with("client", &client);
                return Err(refusal.with("records", &named.join(", ")).into());
            }
            Err(Refusal::new("not-merged").with("client", &client).into())
        }
        ([only], []) => undo::undo(making, only.id),
        ([], [only]) => part_again(making, only),
        (people, program) => {
            let by_people =
                people.iter().filter_map(|one| Some(format!("{} ({})", one.before.moved.first()?.from, one.id)));
            let clients: Vec<String> = by_people.chain(program.iter().map(|one| one.from.to_string())).collect();
            Err(Refusal::new("several-merges").with("client", &client).with("clients", &clients.join(", ")).into())
        }
    }
}

/// Two clients that the program made one are two, and the program never joins them again.
fn part_again(making: &mut Making<'_, '_>, joined: &Membership) -> Made<()> {
    let Membership { from: gone, moved, fields, .. } = joined;
    let Some(stays) = making.revision.client_of(moved)? else { return Err(Refusal::unknown(gone).into()) };
    let is_theirs = |record: &RecordRef| moved.iter().any(|known| known.is_same_record(record));
    let (leaving, staying): (Vec<RecordRef>, Vec<RecordRef>) = records(making, stays)?.into_iter().partition(is_theirs);
    if staying.is_empty() {
        return Err(Refusal::new("nothing-left").with("client", &stays).into());
    }
    let fact = Fact::Different { one: staying, other: leaving.clone() };
    making.decide(fact, About { clients: vec![stays, *gone], ..About::default() })?;
    let moved: Vec<Moved> = leaving.into_iter().map(|record| Moved { record, from: stays, to: *gone }).collect();
    making.revision.move_records(&moved)?;
    making.revision.drop_redirect(*gone)?;
    making.before.values = making.revision.move_values(stays, *gone, Some(fields))?;
    making.before.moved = moved;
    Ok(())
}

/// Records of a client become another one.
pub(super) fn split(making: &mut Making<'_, '_>, client: ClientId, chosen: &[(String, String)]) -> Made<()> {
    let client = making.client(client)?;
    let all = records(making, client)?;
    let names = |record: &RecordRef| chosen.iter().any(|(source, id)| record.source == *source && record.id == *id);
    for (source, id) in chosen {
        if !all.iter().any(|record| record.source == *source && record.id == *id) {
            let known: Vec<String> = all.iter().map(|record| format!("{}:{}", record.source, record.id)).collect();
            return Err(Refusal::new("no-such-record")
                .with("client", &client)
                .with("record", &format!("{source}:{id}"))
                .with("records", &known.join(", "))
                .into());
        }
    }
    let (leaving, staying): (Vec<RecordRef>, Vec<RecordRef>) = all.into_iter().partition(names);
    if staying.is_empty() {
        return Err(Refusal::new("nothing-left").with("client", &client).into());
    }
    let fresh = making.revision.take_client_number();
    let fact = Fact::Different { one: staying, other: leaving.clone() };
    making.decide(fact, About { clients: vec![client, fresh], ..About::default() })?;
    let moved: Vec<Moved> = leaving.into_iter().map(|record| Moved { record, from: client, to: fresh }).collect();
    making.revision.move_records(&moved)?;
    making.before.moved = moved;
    Ok(())
}

/// Deleted by a person stays deleted, whatever sources send.
pub(super) fn delete(making: &mut Making<'_, '_>, client: ClientId) -> Made<()> {
    let client = making.client(client)?;
    if making.revision.is_deleted_by_person(client)? {
        return Err(Refusal::new("deleted-already").with("client", &client).into());
    }
    let fact = Fact::Delete { client: records(making, client)? };
    making.decide(fact, About { clients: vec![client], ..About::default() })?;
    Ok(making.revision.put_deleted(client, Some(making.order.who))?)
}

/// A client that a person deleted is there again.
pub(super) fn restore(making: &mut Making<'_, '_>, client: ClientId) -> Made<()> {
    let client = making.client(client)?;
    let known = records(making, client)?;
    let is_of = |decision: &Decision| match &decision.fact {
        Fact::Delete { client } => client.iter().any(|one| known.iter().any(|record| record.is_same_record(one))),
        _ => false,
    };
    match making.revision.decisions_that_hold()?.into_iter().rfind(is_of) {
        Some(decision) => undo::undo(making, decision.id),
        None => Err(Refusal::new("not-deleted").with("client", &client).into()),
    }
}
