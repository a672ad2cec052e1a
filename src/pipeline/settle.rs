//! What follows from new statements and decisions, before the commit: golden values, bookings, owners, whose money it is,
//! and what pays what.

use std::collections::BTreeSet;

use crate::model::authority::Authorities;
use crate::model::debtor::{CitedDocument, CitingPayment};
use crate::model::double::Doubles;
use crate::model::ids::{PaymentId, RecordNo};
use crate::model::ownership::{OwnerFacts, Ownership};
use crate::model::record::{Party, RecordKind};
use crate::normalize::said::put_said;
use crate::reconcile::survivorship::{golden_party, golden_payment};
use crate::reconcile::{self, bookings};
use crate::store::commit::Touched;
use crate::store::{OwnerStatement, Revision, SqlResult, Stands};

/// Golden values of everything that was touched.
pub(super) fn compute_golden(revision: &mut Revision<'_>, authorities: &Authorities) -> SqlResult<()> {
    let Touched { clients, organizations, payments, .. } = std::mem::take(&mut revision.touched);
    for id in organizations {
        let statements = revision.party_statements(RecordKind::Organization, id.0)?;
        revision.put_organization(id, &golden_party(statements, authorities))?;
    }
    for id in clients {
        let statements = revision.party_statements(RecordKind::Client, id.0)?;
        let called = statements.iter().map(|statement| statement.party.name_core.clone()).collect();
        let mut party = golden_party(statements, authorities);
        // Deleted by a person stays deleted, whatever sources say; so does what a person said of its card.
        party.deleted |= revision.is_deleted_by_person(id)?;
        put_said(&mut party, &revision.filled_in(id)?);
        revision.put_client(id, &party, &called)?;
        revision.unowned.insert(id);
    }
    for id in payments {
        let Some((payment, links)) = golden_payment(revision.payment_statements(id)?) else { continue };
        revision.put_payment(id, &payment, &links, &reconcile::cited_keys(&payment))?;
    }
    Ok(())
}

/// Balances everything that was touched; owners whose books it changes are added. Tells what may be counted twice.
pub(super) fn balance(
    revision: &mut Revision<'_>,
    ownership: &Ownership,
    owners: &mut BTreeSet<String>,
) -> SqlResult<Vec<Doubles>> {
    settle_bookings(revision)?;
    revision.wake_naming()?;
    revision.wake_owing()?;
    decide_owners(revision, ownership, owners)?;
    decide_debtors(revision)?;
    let doubles = balance_ledgers(revision, owners)?;
    owners.append(&mut revision.left_owners);
    Ok(doubles)
}

fn settle_bookings(revision: &mut Revision<'_>) -> SqlResult<()> {
    let found = revision.bookings()?;
    let detailed = bookings::detailed(&found.entries, &found.parts);
    let returned = bookings::returned(&found.originals, &found.reversals);
    revision.put_bookings(&found, &detailed, &returned)
}

/// Whose money the payments are that cite what came, or came themselves: whose a person said, else whose documents it
/// names.
fn decide_debtors(revision: &mut Revision<'_>) -> SqlResult<()> {
    for id in std::mem::take(&mut revision.citing) {
        if let Some((client, _)) = revision.decided_client(RecordNo::Payment(id))? {
            revision.put_debtor(id, Some(client), None)?;
            continue;
        }
        let Some((payment, documents)) = revision.citing_payment(id)? else { continue };
        let case = reconcile::Case::new(&payment, &documents);
        let debtor = case.debtor();
        revision.put_debtor(id, debtor, case.why_debtor().as_ref())?;
        // What is asked about it follows the documents of others.
        if let (None, Some(payer)) = (debtor, payment.payer)
            && (!case.perhaps(true).is_empty()
                || case.unclear_contracts().is_some()
                || !case.dated_of_others().is_empty()
                || revision.is_asked(id)?)
        {
            revision.ledgers.insert(payer);
            revision.linked.insert(payer);
        }
    }
    Ok(())
}

fn decide_owners(revision: &mut Revision<'_>, ownership: &Ownership, owners: &mut BTreeSet<String>) -> SqlResult<()> {
    for client in std::mem::take(&mut revision.unowned) {
        let before = revision.put_owner(client, &mut |party, facts| owner(ownership, party, facts))?;
        owners.extend(before);
        owners.extend(revision.owner_of(client)?);
    }
    Ok(())
}

fn balance_ledgers(revision: &mut Revision<'_>, owners: &mut BTreeSet<String>) -> SqlResult<Vec<Doubles>> {
    let mut doubles = Vec::new();
    let clients = std::mem::take(&mut revision.ledgers);
    revision.control_due(&clients)?;
    for client in clients {
        owners.extend(revision.owner_of(client)?);
        if !revision.linked.contains(&client) && !revision.has_links(client)? {
            continue;
        }
        let mut ledger = revision.ledger(client)?;
        if reconcile::names_months(&ledger) {
            revision.describe(client, &mut ledger)?;
        }
        let mut answer = reconcile::allocate(&ledger);
        let anew = citing(revision, &undecided(revision, reconcile::made_anew(&answer))?)?;
        reconcile::doubt_made_anew(&mut answer, &ledger, &anew);
        let of_contracts = citing(revision, &undecided(revision, reconcile::by_money(&answer, &ledger))?)?;
        reconcile::doubt_by_contract(&mut answer, &ledger, &of_contracts);
        let citing = citing(revision, &answer.untouched)?;
        reconcile::ask_elsewhere(&mut answer, &ledger, &citing);
        revision.put_allocations(client, &answer.allocations)?;
        revision.put_refunds(client, &answer.refunds)?;
        let stands = Stands {
            covered: &answer.covered,
            why: &answer.why_covered,
            twins: &answer.twins,
            adjusted: &answer.adjusted,
        };
        revision.put_covered(&ledger, &stands)?;
        revision.put_ledger_reviews(&ledger, &answer.reviews)?;
        doubles.extend(Some(reconcile::doubles(&ledger, &answer)).filter(|found| !found.is_empty()));
    }
    Ok(doubles)
}

/// Those of these payments of which no person said whose they are.
fn undecided(revision: &Revision<'_>, payments: Vec<PaymentId>) -> SqlResult<Vec<PaymentId>> {
    let mut left = Vec::new();
    for payment in payments {
        if revision.decided_client(RecordNo::Payment(payment))?.is_none() {
            left.push(payment);
        }
    }
    Ok(left)
}

/// Those of these payments that name documents or contracts of whomever, with them.
fn citing(revision: &Revision<'_>, payments: &[PaymentId]) -> SqlResult<Vec<(CitingPayment, Vec<CitedDocument>)>> {
    let mut found = Vec::new();
    for payment in payments {
        let names = |(payment, documents): &(CitingPayment, Vec<CitedDocument>)| {
            !documents.is_empty() || !payment.contracts.is_empty()
        };
        found.extend(revision.citing_payment(*payment)?.filter(names));
    }
    Ok(found)
}

/// Whose client it is: the empty name where nothing decides.
pub(super) fn owner(ownership: &Ownership, party: &Party, statement: &OwnerStatement) -> String {
    let stated: Vec<&str> = [party.manager.as_str(), statement.document_manager.as_str()]
        .into_iter()
        .filter(|name| !name.is_empty())
        .collect();
    let sources: Vec<&str> = statement.sources.iter().map(String::as_str).collect();
    let facts = OwnerFacts {
        decided: statement.decided.as_deref(),
        stated: &stated,
        sources: &sources,
        segment: &party.segment,
        region: &party.region,
    };
    ownership.owner(&facts).unwrap_or_default().to_owned()
}
