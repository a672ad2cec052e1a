//! Who is who. A source's own id is certain; an unambiguous, valid tax number of the same kind joins systems;
//! everything else stays apart, and where it looks alike a person is asked. The first hit is never taken.

use crate::model::change::{Candidate, Reason};
use crate::model::ids::{ClientId, SourceId};
use crate::model::name::names_agree;
use crate::model::record::Party;
use crate::model::snapshot::{PartyProfile, tax_key};

/// Which client a party without a known id is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// This one, certainly.
    Same(i64),
    /// Nobody known.
    New,
    /// Nobody known for certain, and these look alike: kept apart and asked about.
    Doubtful(Vec<Candidate>, Vec<Reason>),
}

/// Finds who a party is among the clients of the same tax number and, lacking one, of the same name.
///
/// `own_id` says whether the source gave the party an id of its own: a party named only by its tax number (a bank
/// line's payer) has nothing that could contradict a client of that number, whichever of the two came first.
#[must_use]
pub fn identify(
    party: &Party,
    source: SourceId,
    own_id: bool,
    same_tax: &[PartyProfile],
    same_name: &[PartyProfile],
) -> Identity {
    if party.tax_id.is_none() {
        return by_name(same_name);
    }
    match same_tax {
        [] => Identity::New,
        [only] if !own_id || only.sources.is_empty() => Identity::Same(only.id),
        [only] => match contradiction(party, source, only) {
            None => Identity::Same(only.id),
            Some(reason) => Identity::Doubtful(vec![candidate(only)], vec![equal_tax(party), reason]),
        },
        several => by_branch(party, source, own_id, several),
    }
}

/// One tax number, several clients: branches, or two of which a person has not said yet whether they are one. An equal
/// КПП tells which; for a card of another system, so does the only one that it agrees with.
fn by_branch(party: &Party, source: SourceId, own_id: bool, several: &[PartyProfile]) -> Identity {
    let same_branch = |profile: &&PartyProfile| !party.kpp.is_empty() && profile.kpp == party.kpp;
    let agrees = |profile: &&PartyProfile| {
        own_id && !party.name_core.is_empty() && contradiction(party, source, profile).is_none()
    };
    let same_name = |profile: &&PartyProfile| !party.name_core.is_empty() && profile.name_core == party.name_core;
    let named_alike = |profile: &&PartyProfile| !own_id && names_agree(&party.name_core, &profile.name_core);
    let found = only(several.iter().filter(same_branch))
        .or_else(|| only(several.iter().filter(agrees)))
        .or_else(|| only(several.iter().filter(same_name)))
        .or_else(|| only(several.iter().filter(named_alike)));
    match found {
        Some(profile) => Identity::Same(profile.id),
        None => Identity::Doubtful(
            several.iter().map(candidate).collect(),
            vec![equal_tax(party), Reason::new("several-with-tax-id")],
        ),
    }
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

fn by_name(same_name: &[PartyProfile]) -> Identity {
    if same_name.is_empty() {
        return Identity::New;
    }
    let candidates = same_name.iter().map(candidate).collect();
    Identity::Doubtful(candidates, vec![Reason::new("equal-name-no-tax-id")])
}

/// What speaks against one client of the same tax number being the same.
pub(in crate::reconcile) fn contradiction(party: &Party, source: SourceId, known: &PartyProfile) -> Option<Reason> {
    let kpp_differs = !party.kpp.is_empty() && !known.kpp.is_empty() && party.kpp != known.kpp;
    if kpp_differs && known.sources.contains(&source) {
        // The accountant keeps two cards of one company with two КПП on purpose: branches.
        return Some(Reason::new("branch-kpp").with("given", &party.kpp).with("known", &known.kpp));
    }
    let kpp_agrees = !party.kpp.is_empty() && party.kpp == known.kpp;
    let witness = kpp_agrees || shares_witness(party, known);
    if witness || party.name_core.is_empty() || names_agree(&party.name_core, &known.name_core) {
        return None;
    }
    Some(Reason::new("names-differ").with("given", &party.name).with("known", &known.name))
}

fn shares_witness(party: &Party, known: &PartyProfile) -> bool {
    let given = party.bank_accounts.iter().map(|account| &account.number).chain(&party.phones).chain(&party.emails);
    given.into_iter().any(|value| known.witnesses.contains(value))
}

pub(in crate::reconcile) fn equal_tax(party: &Party) -> Reason {
    let key = party.tax_id.as_ref().map(tax_key).unwrap_or_default();
    let digits = key.split_once(':').map_or("", |(_, digits)| digits).to_owned();
    Reason::new("equal-tax-id").with("tax_id", digits)
}

pub(in crate::reconcile) fn candidate(profile: &PartyProfile) -> Candidate {
    let tax = profile.tax_key.as_deref().and_then(|key| key.split_once(':')).map_or("", |(_, digits)| digits);
    let label = if tax.is_empty() { profile.name.clone() } else { format!("{}, {tax}", profile.name) };
    Candidate { id: ClientId(profile.id).to_string(), label }
}

#[cfg(test)]
mod tests {
    use std::slice;

    use super::*;
    use crate::model::tax_id::{TaxId, TaxIdKind};

    fn party(name: &str, kpp: &str) -> Party {
        Party {
            name: name.into(),
            name_core: name.to_lowercase(),
            kpp: kpp.into(),
            tax_id: Some(TaxId { kind: TaxIdKind::InnCompany, digits: "7733147896".into() }),
            ..Party::default()
        }
    }

    fn known(id: i64, name: &str, kpp: &str, source: i64) -> PartyProfile {
        PartyProfile::of(id, &party(name, kpp), vec![SourceId(source)])
    }

    #[test]
    fn an_unambiguous_tax_number_joins_two_systems() {
        let alfa = known(5, "Альфа", "770101001", 1);
        let given = party("Алфа", "");
        assert_eq!(identify(&given, SourceId(2), true, slice::from_ref(&alfa), &[]), Identity::Same(5));
    }

    #[test]
    fn equal_tax_number_and_nothing_else_is_a_question() {
        let alfa = known(5, "Альфа", "", 1);
        let found = identify(&party("Омега", ""), SourceId(2), true, slice::from_ref(&alfa), &[]);
        assert!(matches!(found, Identity::Doubtful(ref c, _) if c[0].id == "C-5"), "{found:?}");
        let unnamed_by_source = identify(&party("Омега", ""), SourceId(2), false, slice::from_ref(&alfa), &[]);
        assert_eq!(unnamed_by_source, Identity::Same(5));
    }

    #[test]
    fn branches_kept_apart_by_one_source_stay_apart() {
        let head = known(5, "Альфа", "770101001", 1);
        let branch = party("Альфа", "540243001");
        assert!(matches!(identify(&branch, SourceId(1), true, slice::from_ref(&head), &[]), Identity::Doubtful(..)));
        let north = known(6, "Альфа", "540243001", 1);
        let payer = party("Альфа", "540243001");
        assert_eq!(identify(&payer, SourceId(2), false, &[head.clone(), north.clone()], &[]), Identity::Same(6));
        assert!(matches!(
            identify(&party("Альфа", ""), SourceId(2), false, &[head.clone(), north.clone()], &[]),
            Identity::Doubtful(..)
        ));
    }

    #[test]
    fn a_name_alone_never_joins() {
        let mut given = party("Альфа", "");
        given.tax_id = None;
        let alfa = known(5, "Альфа", "", 1);
        assert!(matches!(identify(&given, SourceId(2), true, &[], &[alfa]), Identity::Doubtful(..)));
        assert_eq!(identify(&given, SourceId(2), true, &[], &[]), Identity::New);
    }
}
