//! Which client each cluster is: clusters keep the numbers that most of their records had.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::ids::{ClientId, StatementId};

/// The client that each cluster is; nothing for one whose clients are all taken by clusters that have more of their
/// records: a new client. `records` tells whose each record was, and which statement says what it says now.
///
/// A cluster is the client that most of its records were of, the oldest of equals. No two clusters are one client: of two
/// with as many records it is the one that has said so longer.
#[must_use]
pub fn assign(clusters: &[Vec<usize>], records: &[(ClientId, StatementId)]) -> Vec<Option<ClientId>> {
    let mut claims: Vec<(Reverse<usize>, ClientId, StatementId, usize)> = Vec::new();
    for (number, cluster) in clusters.iter().enumerate() {
        let mut counts: BTreeMap<ClientId, (usize, StatementId)> = BTreeMap::new();
        for (client, statement) in cluster.iter().filter_map(|record| records.get(*record)) {
            let (count, oldest) = counts.entry(*client).or_insert((0, *statement));
            *count += 1;
            *oldest = (*oldest).min(*statement);
        }
        claims.extend(counts.into_iter().map(|(client, (count, oldest))| (Reverse(count), client, oldest, number)));
    }
    claims.sort_unstable();
    let mut assigned = vec![None; clusters.len()];
    let mut taken = BTreeSet::new();
    for (.., client, _, number) in claims {
        if let Some(slot) = assigned.get_mut(number).filter(|slot| slot.is_none())
            && taken.insert(client)
        {
            *slot = Some(client);
        }
    }
    assigned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(clusters: &[&[usize]], clients: &[i64]) -> Vec<Option<i64>> {
        let clusters: Vec<Vec<usize>> = clusters.iter().map(|cluster| cluster.to_vec()).collect();
        let records: Vec<_> = clients.iter().zip(1..).map(|(id, at)| (ClientId(*id), StatementId(at))).collect();
        assign(&clusters, &records).into_iter().map(|client| client.map(|id| id.0)).collect()
    }

    #[test]
    fn a_cluster_keeps_the_number_that_most_of_its_records_had() {
        assert_eq!(assigned(&[&[0, 1, 2]], &[3, 9, 9]), [Some(9)]);
        assert_eq!(assigned(&[&[0, 1]], &[9, 3]), [Some(3)], "the oldest of equals");
    }

    #[test]
    fn parted_records_become_a_new_client() {
        assert_eq!(assigned(&[&[0], &[1, 2]], &[4, 4, 4]), [None, Some(4)]);
        assert_eq!(assigned(&[&[1], &[0]], &[4, 4]), [None, Some(4)], "the number stays with what was there first");
    }

    #[test]
    fn no_two_clusters_are_one_client() {
        assert_eq!(assigned(&[&[0, 1, 2], &[3, 4]], &[4, 4, 5, 4, 5]), [Some(4), Some(5)]);
    }
}
