//! Where a record came from, and whose word counts in it: the store's provenance with the judgement of reconciliation.

use crate::model::authority::{Authorities, PartyField};
use crate::model::change::Reason;
use crate::model::explain::{Explanation, Judged};
use crate::model::ids::PaymentId;
use crate::model::name::names_agree;
use crate::model::record::RecordKind;
use crate::model::snapshot::PartyStatement;
use crate::normalize::names::name_core;
use crate::reconcile::{survivorship, waits};
use crate::store::{Store, StoreError};

/// Everything known about where a record came from; nothing if there is no such one.
///
/// # Errors
/// When the store can't be read.
pub fn explain(
    store: &Store,
    authorities: &Authorities,
    kind: RecordKind,
    id: i64,
) -> Result<Option<Explanation>, StoreError> {
    let judged = store.explain(kind, id, &|statements| Judged {
        orders: survivorship::orders(statements, authorities),
        conflicts: conflicts(statements),
    })?;
    let Some(mut explanation) = judged else { return Ok(None) };
    if kind == RecordKind::Payment {
        explanation.waits = why_waits(store, PaymentId(id))?;
    }
    Ok(Some(explanation))
}

/// Why money that pays nothing yet waits.
fn why_waits(store: &Store, id: PaymentId) -> Result<Vec<Reason>, StoreError> {
    let Some(money) = store.waiting_money(id)? else { return Ok(Vec::new()) };
    let mut named = Vec::new();
    for citation in waits::named_by(&money.payment) {
        let documents = match money.client {
            Some(client) => store.documents_called(id, client, &citation.core)?,
            None => Vec::new(),
        };
        named.push((citation, documents));
    }
    Ok(waits::why_waits(&money, &named))
}

/// What no vote settles: two tax numbers that both hold, two official names of two companies.
fn conflicts(statements: &[PartyStatement]) -> Vec<&'static str> {
    let tax_ids: Vec<_> = statements.iter().filter_map(|one| one.party.tax_id.as_ref()).collect();
    let names: Vec<String> = statements
        .iter()
        .map(|one| one.party.legal_name.as_str())
        .filter(|name| !name.is_empty())
        .map(name_core)
        .collect();
    let differ = [
        (PartyField::LegalName, pairs(&names).any(|(one, other)| !names_agree(one, other))),
        (PartyField::TaxId, pairs(&tax_ids).any(|(one, other)| one != other)),
    ];
    differ.into_iter().filter(|(_, differ)| *differ).map(|(field, _)| field.name()).collect()
}

/// The first with each of the others.
fn pairs<T>(all: &[T]) -> impl Iterator<Item = (&T, &T)> {
    all.first().into_iter().flat_map(|first| all.iter().skip(1).map(move |other| (first, other)))
}
