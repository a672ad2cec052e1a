//! Who pays: a party that only bank lines name is known by its tax number and name. A store of an earlier program knew it by
//! the number alone: what it says under that id stays, and nothing is told twice.

use super::parties::Parties;
use super::questions::Question;
use super::{Planner, may_flip, serialized};
use crate::model::change::{BodyDigest, Reason, RecordKey};
use crate::model::ids::{ClientId, SourceId, StatementId};
use crate::model::membership::RuleJoin;
use crate::model::name::names_agree;
use crate::model::record::{Body, Party, Record, RecordKind, former_payer_id, is_made_up};
use crate::model::snapshot::{Held, PartyProfile};
use crate::reconcile::identity::{Identity, equal_tax};

/// The key by which an earlier program knew the payer that a record is or names.
pub(super) fn former_key(source: SourceId, record: &Record) -> Option<RecordKey> {
    let id = match &record.body {
        Body::Client(_) => &record.id,
        Body::Payment(payment) => payment.client.as_ref()?,
        _ => return None,
    };
    Some(RecordKey::new(source, RecordKind::Client, former_payer_id(id)?))
}

impl Planner<'_> {
    /// Of several clients with the tax number and name, the one that was the payer before.
    pub(super) fn as_known_before(
        &self,
        found: Identity,
        party: &Party,
        record: &Record,
        same_tax: &[PartyProfile],
    ) -> Identity {
        let Identity::Doubtful(..) = found else { return found };
        let Some(known) = former_key(self.source, record).and_then(|key| self.held(key)) else { return found };
        let is_named_so = |profile: &PartyProfile| profile.id == known.entity && profile.name_core == party.name_core;
        if same_tax.iter().any(is_named_so) { Identity::Same(known.entity) } else { found }
    }

    /// A payer of whom nothing is known but what bank lines say, under a number that another company has there: the number
    /// may be mistyped.
    pub(super) fn misnamed_payer(&self, record: &Record, entity: i64) -> Option<Question> {
        former_payer_id(&record.id)?;
        let is_taken = may_flip(&self.snapshot.decided, record.key(self.source), record);
        let question = Parties::renaming(&self.parties, record, entity);
        question.filter(|_| !is_taken)
    }

    /// Takes note of a card that its tax number makes a known client's. Of a payer's that says nothing else than the client's
    /// own name there is nothing to tell.
    pub(super) fn note_join(&mut self, party: &Party, record: &Record, client: i64) {
        if party.tax_id.is_none() {
            return;
        }
        let same_tax = self.parties.of_tax_id(party);
        let Some(known) = same_tax.iter().find(|profile| profile.id == client) else { return };
        let is_named_so = names_agree(&party.name_core, &known.name_core);
        if is_made_up(&record.id) && (is_named_so || party.name_core.is_empty() || known.name_core.is_empty()) {
            return;
        }
        let mut reasons = vec![equal_tax(party)];
        if is_named_so {
            reasons.push(Reason::new("equal-name").with("name", &known.name));
        } else if !party.name_core.is_empty() && !known.name_core.is_empty() {
            reasons.push(Reason::new("names-differ").with("given", &party.name).with("known", &known.name));
        }
        let statement = StatementId(self.next_statement);
        self.plan.joined.push(RuleJoin { statement, client: ClientId(client), reasons });
    }

    /// Whether a payment says what is held of it, but that its payer was known by the number alone then. One that is
    /// another client's by its name is stated anew.
    pub(super) fn is_said_of_former_payer(&self, record: &Record, held: &Held) -> bool {
        let Body::Payment(payment) = &record.body else { return false };
        let Some(id) = payment.client.as_deref() else { return false };
        let Some(former) = former_payer_id(id) else { return false };
        let mut said = payment.clone();
        said.client = Some(former.to_owned());
        if BodyDigest::of(&serialized(&Body::Payment(said))) != held.digest {
            return false;
        }
        let of = |id: &str| self.held(RecordKey::new(self.source, RecordKind::Client, id)).map(|held| held.entity);
        let now = self.memory.entity(RecordKind::Client, id).or_else(|| of(id));
        now.is_none_or(|now| of(former) == Some(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change::Plan;
    use crate::model::ids::StatementId;
    use crate::model::record::Row;
    use crate::model::sample::{ALFA, client, mention, party, payment, row};
    use crate::model::snapshot::{Snapshot, tax_key};
    use crate::model::tally::Outcome;
    use crate::reconcile::{Memory, plan};

    const SOURCE: SourceId = SourceId(1);
    const FORMER: &str = "tax:7733147896";

    fn held(record: &Record, entity: i64) -> (RecordKey, Held) {
        let held = Held {
            statement: StatementId(entity),
            kind: record.kind,
            entity,
            digest: BodyDigest::of(&serialized(&record.body)),
            standing: record.standing,
            message: record.version.message,
            file_time: record.version.file_time,
        };
        (record.key(SOURCE), held)
    }

    fn money(client: &str) -> Record {
        payment("p1", "1", "2026-10-05", 5, (client, ALFA), "")
    }

    /// A store of a program that knew payers by their tax number alone: the payer is client 5, beside these.
    fn of_an_earlier_program(others: &[(i64, &str)]) -> Snapshot {
        let mut snapshot = Snapshot { next_statement: 100, ..Snapshot::default() };
        snapshot.next_ids.0 = RecordKind::ALL.into_iter().map(|kind| (kind, 100)).collect();
        let payer = mention(client(FORMER, "Альфа", ALFA));
        snapshot.held.extend([held(&payer, 5), held(&money(FORMER), 9)]);
        let known = std::iter::once((5, "Альфа")).chain(others.iter().copied());
        let profiles: Vec<PartyProfile> =
            known.map(|(id, name)| PartyProfile::of(id, &party(name, ALFA), vec![SOURCE])).collect();
        let key = party("Альфа", ALFA).tax_id.as_ref().map(tax_key).unwrap();
        snapshot.client_tax.extend(profiles.iter().map(|profile| (profile.id, key.clone())));
        snapshot.by_tax.insert(key, profiles);
        snapshot
    }

    fn paid(snapshot: &Snapshot, name: &str) -> Plan {
        let id = format!("{FORMER}|{}", name.to_lowercase());
        let row: Row = row(money(&id)).mentioning(mention(client(&id, name, ALFA)));
        plan(SOURCE, snapshot, &mut Memory::default(), vec![row])
    }

    #[test]
    fn a_payment_that_an_earlier_program_took_is_not_taken_again() {
        let plan = paid(&of_an_earlier_program(&[]), "Альфа");
        assert_eq!(plan.outcomes, [Outcome::Unchanged]);
        assert_eq!(
            plan.statements.iter().map(|new| new.entity).collect::<Vec<_>>(),
            [5],
            "the payer's card, no client"
        );
        assert!(!plan.statements[0].new_entity);
    }

    #[test]
    fn among_clients_of_one_number_and_name_the_payer_stays_who_it_was() {
        let plan = paid(&of_an_earlier_program(&[(6, "Альфа")]), "Альфа");
        assert_eq!((plan.outcomes, plan.reviews.len()), (vec![Outcome::Unchanged], 0));
        assert_eq!(plan.statements[0].entity, 5);
    }

    #[test]
    fn a_payment_of_another_client_by_name_goes_to_that_client() {
        let plan = paid(&of_an_earlier_program(&[(6, "Омега")]), "Омега");
        assert_eq!(plan.outcomes, [Outcome::Applied]);
        let payment = plan.statements.iter().find(|new| new.record.kind == RecordKind::Payment).unwrap();
        assert_eq!((payment.entity, payment.links.client.map(|id| id.0)), (9, Some(6)));
    }

    #[test]
    fn whose_name_is_nobodys_leaves_a_payment_as_it_was() {
        let plan = paid(&of_an_earlier_program(&[(6, "Омега")]), "Дельта");
        assert_eq!((plan.outcomes, plan.reviews.len(), plan.statements.len()), (vec![Outcome::Unchanged], 0, 0));
    }
}
