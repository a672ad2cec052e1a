//! Sales that are one only if nothing else can be meant: kopecks of rounding, a bill that comes after its shipment, a bill
//! that is shipped in parts.

use std::collections::BTreeMap;

use super::super::ROUND;
use super::super::{ROUNDING, only};
use super::{Alike, DAYS_AFTER, Sale, may_be_one_deal};
use crate::model::ids::DocumentId;
use crate::model::ledger::LedgerDocument;

/// A bill that is written after its shipment comes within so many days.
const DAYS_BILLED_LATER: i32 = 14;

/// A bill is looked for in the sums of at most so many shipments: more have too many sums to mean anything.
const PARTS_OF: usize = 12;

/// In a ledger with more pairs than this of bills and shipments that nothing links, sums mean nothing.
const LOOKED_AT: usize = 100_000;

/// Parts of one bill, at most.
const PARTS_MAX: usize = 3;

impl<'l> Alike<'l> {
    /// Finds what is left, each shipment and each bill once.
    pub(super) fn loosely(mut self) -> Vec<Sale<'l>> {
        let near = self.only_pairs();
        self.leave_out(&near);
        let parts = self.in_parts();
        near.into_iter().chain(parts).collect()
    }

    /// Pairs of which neither has another: equal but for rounding, or billed later.
    fn only_pairs(&self) -> Vec<Sale<'l>> {
        let mut by_amount: BTreeMap<i64, Vec<&'l LedgerDocument>> = BTreeMap::new();
        for shipment in &self.shipments {
            by_amount.entry(shipment.total.minor).or_default().push(shipment);
        }
        let mut pairs: Vec<(&LedgerDocument, &LedgerDocument)> = Vec::new();
        for bill in &self.bills {
            let near = by_amount.range(bill.total.minor - ROUNDING..=bill.total.minor + ROUNDING);
            let fits = |shipment: &&&LedgerDocument| {
                (-DAYS_BILLED_LATER..=DAYS_AFTER).contains(&days(shipment, bill)) && may_be_sale(shipment, bill)
            };
            pairs.extend(near.flat_map(|(_, all)| all).filter(fits).map(|shipment| (*shipment, *bill)));
        }
        let mut times: BTreeMap<DocumentId, usize> = BTreeMap::new();
        for id in pairs.iter().flat_map(|(shipment, bill)| [shipment.id, bill.id]) {
            *times.entry(id).or_default() += 1;
        }
        let is_only = |doc: &LedgerDocument| times.get(&doc.id) == Some(&1);
        let pairs = pairs.into_iter().filter(|(shipment, bill)| is_only(shipment) && is_only(bill));
        pairs.map(|(shipment, bill)| Sale { shipment, bill, is_part: false }).collect()
    }

    /// Bills whose amount one set of later shipments makes up, and no other.
    fn in_parts(mut self) -> Vec<Sale<'l>> {
        let mut sales = Vec::new();
        if self.bills.len().saturating_mul(self.shipments.len()) > LOOKED_AT {
            return sales;
        }
        self.bills.sort_by(|a, b| (a.date, &a.number, a.id).cmp(&(b.date, &b.number, b.id)));
        // Round sums meet by chance.
        for bill in self.bills.iter().filter(|bill| bill.total.minor % ROUND != 0) {
            let fits = |shipment: &&&LedgerDocument| {
                (0..=DAYS_AFTER).contains(&days(shipment, bill))
                    && shipment.total.minor < bill.total.minor - ROUNDING
                    && may_be_sale(shipment, bill)
            };
            let later: Vec<&LedgerDocument> = self.shipments.iter().filter(fits).copied().collect();
            if later.len() > PARTS_OF {
                continue;
            }
            let mut sets = Vec::new();
            sums(&later, bill.total.minor, &mut Vec::new(), &mut sets);
            let Some(parts) = only(sets.into_iter()) else { continue };
            self.shipments.retain(|shipment| parts.iter().all(|part| part.id != shipment.id));
            sales.extend(parts.into_iter().map(|shipment| Sale { shipment, bill, is_part: true }));
        }
        sales
    }
}

/// Sets of two or more that make up so much, from one list.
fn sums<'l>(
    from: &[&'l LedgerDocument],
    wanted: i64,
    taken: &mut Vec<&'l LedgerDocument>,
    found: &mut Vec<Vec<&'l LedgerDocument>>,
) {
    if taken.len() > 1 && wanted.abs() <= ROUNDING {
        found.push(taken.clone());
    }
    if taken.len() == PARTS_MAX {
        return;
    }
    for (at, next) in from.iter().enumerate() {
        let is_of_list = taken.first().is_none_or(|first| first.list() == next.list());
        if is_of_list && next.total.minor <= wanted + ROUNDING {
            taken.push(next);
            sums(from.get(at + 1..).unwrap_or_default(), wanted - next.total.minor, taken, found);
            taken.pop();
        }
    }
}

fn days(shipment: &LedgerDocument, bill: &LedgerDocument) -> i32 {
    (shipment.date - bill.date).get_days()
}

fn may_be_sale(shipment: &LedgerDocument, bill: &LedgerDocument) -> bool {
    shipment.total.currency == bill.total.currency && may_be_one_deal(shipment, bill.list(), bill.organization)
}
