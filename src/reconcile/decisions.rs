//! What a person said before, heard before any rule: a record that comes under another id is the one that was decided
//! about, and nobody is asked twice.

use crate::model::change::RecordKey;
use crate::model::decision::{Decided, namesake_key};
use crate::model::ids::SourceId;
use crate::model::record::{Body, Direction, Party, Record};
use crate::model::snapshot::{PartyProfile, tax_key};

/// The client that a person's decision makes of a party without a known id: one of whose records was decided about under
/// another id, or one that a person put together of records with this tax number.
///
/// `alike` are the clients that have the party's tax number, or, where it has none, its name: with another one among them
/// the decision says nothing, and the rules are heard.
#[must_use]
pub fn decided_client(decided: &Decided, source: SourceId, party: &Party, alike: &[PartyProfile]) -> Option<i64> {
    let tax = party.tax_id.as_ref().map(tax_key);
    let by_name = namesake_key(source, tax.as_deref(), &party.name_core)
        .and_then(|key| decided.namesakes.get(&key))
        .and_then(|known| {
            let same_branch = |kpp: &str| kpp.is_empty() || party.kpp.is_empty() || kpp == party.kpp;
            only(known.iter().filter(|(_, kpp)| same_branch(kpp)).map(|(id, _)| *id))
        });
    let by_tax = || only(decided.merged.get(tax.as_ref()?)?.iter().copied());
    let client = by_name.or_else(by_tax)?;
    alike.iter().all(|profile| profile.id == client).then_some(client)
}

/// The one number that is there, however often.
fn only(mut ids: impl Iterator<Item = i64>) -> Option<i64> {
    let first = ids.next()?;
    ids.all(|id| id == first).then_some(first)
}

/// Whether a person said that a client's record may have the tax number that it is given.
#[must_use]
pub fn may_flip(decided: &Decided, key: RecordKey, record: &Record) -> bool {
    let Body::Client(party) = &record.body else { return false };
    let given = party.tax_id.as_ref().map(tax_key);
    given.is_some_and(|tax| decided.taken.contains(&(key, tax)))
}

/// Gives a payment of unknown direction the one that a person told.
pub fn tell_direction(decided: &Decided, key: RecordKey, record: &mut Record) {
    if let Body::Payment(payment) = &mut record.body
        && payment.direction == Direction::Unknown
        && let Some(told) = decided.directions.get(&key)
    {
        payment.direction = *told;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::change::{Plan, ReviewItem, Subject, Withheld};
    use crate::model::record::{RecordKind, Row};
    use crate::model::sample::{client, party, payment, row};
    use crate::model::snapshot::Snapshot;
    use crate::model::tally::Outcome;
    use crate::reconcile::{Memory, plan};

    const ALFA: &str = "7733147896";
    const SOURCE: SourceId = SourceId(1);

    fn key(tax: &str) -> String {
        format!("inn_company:{tax}|альфа")
    }

    #[test]
    fn a_record_under_another_id_is_the_client_that_was_decided_about() {
        let mut decided = Decided::default();
        decided.namesakes.insert(key(ALFA), [(3, String::new())].into());
        decided.namesakes.insert("1||альфа".into(), [(4, String::new())].into());
        let found = |tax: &str, source| decided_client(&decided, source, &party("Альфа", tax), &[]);
        assert_eq!(found(ALFA, SOURCE), Some(3));
        assert_eq!(found("", SOURCE), Some(4), "a name alone, in the same source");
        assert_eq!(found("", SourceId(2)), None, "a name says nothing of another source's cards");
        let other = PartyProfile { id: 9, ..PartyProfile::default() };
        assert_eq!(decided_client(&decided, SOURCE, &party("Альфа", ""), &[other]), None, "nor where another has it");
    }

    #[test]
    fn two_clients_of_one_name_that_were_told_apart_are_not_guessed_from() {
        let mut decided = Decided::default();
        decided.namesakes.insert(key(ALFA), [(3, "770101001".into()), (4, "540243001".into())].into());
        let mut given = party("Альфа", ALFA);
        assert_eq!(decided_client(&decided, SOURCE, &given, &[]), None);
        given.kpp = "540243001".into();
        assert_eq!(decided_client(&decided, SOURCE, &given, &[]), Some(4), "its branch is named");
        given.kpp = "997950001".into();
        assert_eq!(decided_client(&decided, SOURCE, &given, &[]), None, "a third branch");
    }

    #[test]
    fn every_tax_number_of_a_client_put_together_is_its_own() {
        let mut decided = Decided::default();
        decided.merged.insert(format!("inn_company:{ALFA}"), [3].into());
        let given = party("Омега", ALFA);
        assert_eq!(decided_client(&decided, SOURCE, &given, &[]), Some(3));
        let other = PartyProfile { id: 9, ..PartyProfile::default() };
        assert_eq!(decided_client(&decided, SOURCE, &given, &[other]), None, "another client has the number too");
    }

    #[test]
    fn a_record_may_have_the_tax_number_that_a_person_took() {
        let record = client("c1", "Альфа", ALFA);
        let record_key = RecordKey::new(SOURCE, record.kind, &record.id);
        let mut decided = Decided::default();
        assert!(!may_flip(&decided, record_key, &record));
        decided.taken.insert((record_key, format!("inn_company:{ALFA}")));
        assert!(may_flip(&decided, record_key, &record));
    }

    fn planned(decided: Decided, rows: Vec<Row>) -> Plan {
        let snapshot = Snapshot { decided: Arc::new(decided), next_statement: 1, ..Snapshot::default() };
        plan(SOURCE, &snapshot, &mut Memory::default(), rows)
    }

    #[test]
    fn namesakes_that_were_told_apart_are_not_asked_about() {
        let rows = || vec![row(client("c1", "Альфа", "")), row(client("c2", "Альфа", ALFA))];
        assert_eq!(planned(Decided::default(), rows()).reviews.len(), 1);
        let apart = Decided { apart: [(1, 2)].into(), ..Decided::default() };
        let plan = planned(apart, rows());
        assert!(plan.reviews.is_empty(), "{:?}", plan.reviews);
        assert_eq!(plan.statements.iter().map(|new| new.entity).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn a_payment_has_the_direction_that_a_person_told() {
        let unknown = || {
            let money = payment("p1", "1", "2026-10-05", 5, ("", ""), "");
            vec![row(money.with_payment(|payment| payment.direction = Direction::Unknown))]
        };
        assert_eq!(planned(Decided::default(), unknown()).outcomes, [Outcome::Queued]);
        let key = RecordKey::new(SOURCE, RecordKind::Payment, "p1");
        let plan = planned(Decided { directions: [(key, Direction::Out)].into(), ..Decided::default() }, unknown());
        assert_eq!(plan.outcomes, [Outcome::Applied]);
        assert!(
            matches!(&plan.statements[0].record.body, Body::Payment(payment) if payment.direction == Direction::Out)
        );
    }

    #[test]
    fn what_a_person_refused_waits_for_nobody() {
        let money = payment("p1", "1", "2026-10-05", 5, ("", ""), "");
        let unknown = || vec![row(money.clone().with_payment(|payment| payment.direction = Direction::Unknown))];
        let asked = planned(Decided::default(), unknown());
        let [Withheld { item: ReviewItem { subject: Subject::Withheld(_, _, mark), .. }, .. }] = &asked.withheld[..]
        else {
            panic!("{asked:?}")
        };
        let snapshot = Snapshot { refused: [mark.clone()].into(), ..Snapshot::default() };
        let plan = plan(SOURCE, &snapshot, &mut Memory::default(), unknown());
        assert_eq!((plan.outcomes, plan.withheld.len()), (vec![Outcome::Unchanged], 0));
    }
}
