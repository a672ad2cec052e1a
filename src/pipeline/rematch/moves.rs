//! The difference from today's clients, applied: records change their clients with everything that follows them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::matching::Matched;
use crate::model::change::Reason;
use crate::model::decision::Moved;
use crate::model::ids::ClientId;
use crate::model::membership::{ClientRecord, Membership};
use crate::reconcile::identity::{Decision, Edge, Verdict, Why, assign};
use crate::store::{Revision, SqlResult};

/// What was moved.
pub(super) struct Applied {
    /// Whose each record is now.
    pub(super) client_of: Vec<ClientId>,
    /// Clients that are one with another.
    pub(super) gone: BTreeSet<ClientId>,
    pub(super) memberships: Vec<Membership>,
}

/// Records by the client they leave and the one they go to.
type Groups = BTreeMap<(ClientId, ClientId), Vec<usize>>;

/// Gives every record to the client of its cluster. `silent` are records that say nothing by now: they stay with the rest
/// of their client.
pub(super) fn apply(
    revision: &mut Revision<'_>,
    records: &[ClientRecord],
    silent: &[ClientRecord],
    matched: &Matched,
) -> SqlResult<Applied> {
    let before: Vec<ClientId> = records.iter().map(|record| record.client).collect();
    let mut client_of = before.clone();
    let mut fresh = BTreeSet::new();
    for (cluster, client) in assigned(records, matched) {
        let client = client.unwrap_or_else(|| {
            let number = revision.take_client_number();
            fresh.insert(number);
            number
        });
        for record in cluster {
            if let Some(slot) = client_of.get_mut(*record) {
                *slot = client;
            }
        }
    }
    let groups = groups(&before, &client_of);
    let gone = gone(&groups, &client_of);
    let members = members(&client_of);
    let mut moved = Vec::new();
    let mut memberships = Vec::new();
    for ((from, to), leaving) in &groups {
        let others = members.get(if fresh.contains(to) { from } else { to }).map(Vec::as_slice).unwrap_or_default();
        let others: Vec<usize> = others.iter().copied().filter(|at| !leaving.contains(at)).collect();
        let (confidence, reasons) = why(matched, leaving, &others);
        let mut refs = Vec::with_capacity(leaving.len());
        for one in leaving.iter().filter_map(|at| records.get(*at)) {
            refs.extend(revision.client_record_ref(one.key)?);
        }
        moved.extend(refs.iter().map(|record| Moved { record: record.clone(), from: *from, to: *to }));
        memberships.push(Membership {
            from: *from,
            to: *to,
            joined: !fresh.contains(to),
            confidence,
            reasons,
            moved: refs,
            fields: Vec::new(),
        });
    }
    for one in silent {
        if let Some(to) = gone.get(&one.client) {
            let record = revision.client_record_ref(one.key)?;
            moved.extend(record.map(|record| Moved { record, from: one.client, to: *to }));
        }
    }
    revision.move_records(&moved)?;
    for membership in &mut memberships {
        if gone.get(&membership.from) == Some(&membership.to) {
            membership.fields = revision.move_values(membership.from, membership.to, None)?;
            revision.put_redirect(membership.from, membership.to, None)?;
        }
        revision.put_membership(membership)?;
    }
    Ok(Applied { client_of, gone: gone.into_keys().collect(), memberships })
}

/// What [`apply`] tells where it would move nothing; nothing where it would.
pub(super) fn unmoved(records: &[ClientRecord], matched: &Matched) -> Option<Applied> {
    let client_of: Vec<ClientId> = records.iter().map(|record| record.client).collect();
    let stays = |(cluster, client): (&Vec<usize>, Option<ClientId>)| {
        client.is_some() && cluster.iter().all(|record| client_of.get(*record).copied() == client)
    };
    let is_unmoved = assigned(records, matched).into_iter().all(stays);
    is_unmoved.then(|| Applied { client_of, gone: BTreeSet::new(), memberships: Vec::new() })
}

/// Clusters with the clients whose numbers they keep.
fn assigned<'m>(records: &[ClientRecord], matched: &'m Matched) -> Vec<(&'m Vec<usize>, Option<ClientId>)> {
    let clusters = &matched.partition.clusters;
    let ages: Vec<_> = records.iter().map(|record| (record.client, record.statement)).collect();
    clusters.iter().zip(assign(clusters, &ages)).collect()
}

fn groups(before: &[ClientId], after: &[ClientId]) -> Groups {
    let mut groups = Groups::new();
    for (at, (from, to)) in before.iter().zip(after).enumerate().filter(|(_, (from, to))| from != to) {
        groups.entry((*from, *to)).or_default().push(at);
    }
    groups
}

/// The records of each client.
pub(super) fn members(client_of: &[ClientId]) -> BTreeMap<ClientId, Vec<usize>> {
    let mut members: BTreeMap<ClientId, Vec<usize>> = BTreeMap::new();
    for (record, client) in client_of.iter().enumerate() {
        members.entry(*client).or_default().push(record);
    }
    members
}

/// Clients that no record is of any more, each with the one that took most of its records, the oldest of equals.
fn gone(groups: &Groups, after: &[ClientId]) -> BTreeMap<ClientId, ClientId> {
    let there: BTreeSet<ClientId> = after.iter().copied().collect();
    let mut gone: BTreeMap<ClientId, (Reverse<usize>, ClientId)> = BTreeMap::new();
    for ((from, to), leaving) in groups.iter().filter(|((from, _), _)| !there.contains(from)) {
        let claim = (Reverse(leaving.len()), *to);
        gone.entry(*from).and_modify(|best| *best = claim.min(*best)).or_insert(claim);
    }
    gone.into_iter().map(|(from, (_, to))| (from, to)).collect()
}

/// How sure it is and why: the strongest comparison of these records with one of the client they join, or, parted, with
/// one of the client they leave.
fn why(matched: &Matched, leaving: &[usize], others: &[usize]) -> (u8, Vec<Reason>) {
    let between = |a: &usize, b: &usize| leaving.contains(a) && others.contains(b);
    let is_said = |one: &Decision| one.same && (between(&one.a, &one.b) || between(&one.b, &one.a));
    if matched.decisions.iter().any(is_said) {
        return (100, vec![Reason::new("people-decided")]);
    }
    let edges = leaving.iter().flat_map(|record| matched.edges_of(*record));
    let edges = edges.filter(|edge| between(&edge.a, &edge.b) || between(&edge.b, &edge.a));
    let best = edges.max_by_key(|edge| (edge.comparison.verdict == Verdict::Same, edge.comparison.weight));
    let best = best.copied().or_else(|| {
        let pairs = others.iter().flat_map(|b| leaving.iter().map(move |a| (*a, *b)));
        let edges = pairs.filter_map(|(a, b)| Some(Edge { a, b, comparison: matched.compare(a, b)? }));
        edges.max_by_key(|edge| edge.comparison.weight)
    });
    match best {
        Some(edge) => (edge.comparison.confidence(), matched.reasons(&edge, Why::Doubt)),
        None => (0, Vec::new()),
    }
}
