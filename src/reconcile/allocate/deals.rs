//! Sales that a list tells in several documents without a link: an order, its bill, its shipment, of one sum and a few days.
//! Each stays a document of its own; but money that only says how much it is, is meant for the bill.

use std::collections::{BTreeSet, VecDeque};
use std::ops::RangeInclusive;

use super::Books;
use crate::model::ids::DocumentId;
use crate::model::ledger::LedgerDocument;
use crate::model::record::RecordKind;

/// An order may be a bill's that is at most so many days younger, a shipment one's that is so many older; or a few days the
/// other way.
const ORDER_DAYS: i32 = 30;
const SHIPMENT_DAYS: i32 = 45;
const DAYS_BACK: i32 = 3;

/// Of so many that fit by their day one is chosen that fits in its company and currency.
const LOOKED_AT: usize = 50;

impl Books<'_> {
    /// Orders and shipments that may be those of a bill of exactly their sum, and shipments that may be an order's: each
    /// bill has one of each, the earliest of its days, unless it has a stated one.
    pub(super) fn unsaid_deals(&self) -> BTreeSet<DocumentId> {
        let mut found = BTreeSet::new();
        let stated: BTreeSet<(DocumentId, RecordKind)> = self
            .stand_ins
            .iter()
            .filter_map(|(face, bills)| Some((self.by_id.get(face)?.kind, bills)))
            .flat_map(|(kind, bills)| bills.iter().map(move |bill| (*bill, kind)))
            .collect();
        for documents in self.by_total.values().filter(|documents| documents.len() > 1) {
            let of = |kind: RecordKind| {
                let mut all: Vec<&LedgerDocument> = documents
                    .iter()
                    .copied()
                    .filter(|doc| doc.kind == kind && !self.covered.contains(&doc.id))
                    .collect();
                all.sort_by_key(|doc| (doc.date, &doc.number, doc.id));
                all
            };
            let (bills, orders, shipments) = (of(RecordKind::Invoice), of(RecordKind::Order), of(RecordKind::Shipment));
            let without = |bills: &[&'_ LedgerDocument], kind: RecordKind| -> BTreeSet<DocumentId> {
                bills.iter().map(|bill| bill.id).filter(|bill| !stated.contains(&(*bill, kind))).collect()
            };
            let ordered = pair(&orders, &bills, &without(&bills, RecordKind::Order), -ORDER_DAYS..=DAYS_BACK);
            let shipped = pair(&shipments, &bills, &without(&bills, RecordKind::Shipment), -DAYS_BACK..=SHIPMENT_DAYS);
            let alone = |all: &[&'_ LedgerDocument], paired: &BTreeSet<DocumentId>| -> BTreeSet<DocumentId> {
                all.iter().map(|doc| doc.id).filter(|id| !paired.contains(id)).collect()
            };
            let free_orders = alone(&orders, &ordered);
            let free: Vec<&LedgerDocument> =
                shipments.iter().copied().filter(|doc| !shipped.contains(&doc.id)).collect();
            found.extend(pair(&free, &orders, &free_orders, -DAYS_BACK..=SHIPMENT_DAYS));
            found.extend(ordered);
            found.extend(shipped);
        }
        found
    }
}

/// Those that find one of `others` that is free and so many days older, each another. Both are sorted by day.
fn pair(
    documents: &[&LedgerDocument],
    others: &[&LedgerDocument],
    free: &BTreeSet<DocumentId>,
    days: RangeInclusive<i32>,
) -> BTreeSet<DocumentId> {
    let mut waiting: VecDeque<&LedgerDocument> =
        others.iter().copied().filter(|other| free.contains(&other.id)).collect();
    let mut found = BTreeSet::new();
    for doc in documents {
        let older = |other: &LedgerDocument| (doc.date - other.date).get_days();
        while waiting.front().is_some_and(|other| older(other) > *days.end()) {
            waiting.pop_front();
        }
        let near = waiting.iter().take(LOOKED_AT).take_while(|other| older(other) >= *days.start());
        let place = near.into_iter().position(|other| {
            other.total.currency == doc.total.currency
                && (other.organization.is_none()
                    || doc.organization.is_none()
                    || other.organization == doc.organization)
        });
        if let Some(place) = place {
            waiting.remove(place);
            found.insert(doc.id);
        }
    }
    found
}
