//! Which document stands for which: money for an order goes to its invoice, money for a shipment to what it delivers.

use super::{Books, only};
use crate::model::ids::DocumentId;
use crate::model::ledger::{LedgerDocument, ResolvedRef};
use crate::model::number::number_core;
use crate::model::record::RecordKind;

/// Tax invoice → shipment → order → invoice is the longest chain there is, and each but the first may have a twin.
const CHAIN_MAX: usize = 6;

impl Books<'_> {
    /// An invoice stands for the order it is based on; the invoice or order of a shipment stands for the shipment; the
    /// shipment stands for the tax invoice (счёт-фактура) that confirms it.
    pub(super) fn link_stand_ins(&mut self, live: &[&LedgerDocument]) {
        for doc in live {
            let mut bases: Vec<DocumentId> = doc.based_on.iter().filter_map(|base| self.resolve(base, doc)).collect();
            if doc.kind == RecordKind::Shipment {
                self.bridge(&mut bases);
            }
            let confirms = self.confirms(doc, &bases);
            for base in bases {
                let Some(kind) = self.by_id.get(&base).map(|found| found.kind) else { continue };
                match (doc.kind, kind) {
                    (RecordKind::Invoice, RecordKind::Order) => {
                        self.stand_ins.entry(base).or_default().push(doc.id);
                        self.covered.insert(base);
                    }
                    (RecordKind::Shipment, RecordKind::Invoice | RecordKind::Order) => {
                        self.stand_ins.entry(doc.id).or_default().push(base);
                        self.covered.insert(doc.id);
                    }
                    (RecordKind::Shipment, RecordKind::Shipment)
                        if confirms && !self.targets(base).contains(&doc.id) =>
                    {
                        self.stand_ins.entry(doc.id).or_default().push(base);
                        self.covered.insert(doc.id);
                    }
                    _ => {}
                }
            }
        }
    }

    /// A tax invoice that is sent apart names the shipments it belongs to and states their amount; a correction that
    /// adds to a shipment names it too, and is owed besides.
    fn confirms(&self, doc: &LedgerDocument, bases: &[DocumentId]) -> bool {
        let shipments =
            bases.iter().filter_map(|id| self.by_id.get(id)).filter(|base| base.kind == RecordKind::Shipment);
        let named: i64 = shipments.map(|base| base.total.minor).fold(0, i64::saturating_add);
        named == doc.total.minor
    }

    /// Where a shipment names both an order and an invoice, they are one sale: the invoice stands for the order too.
    /// (EnterpriseData has no other link between the two.) Only the invoices remain as bases.
    fn bridge(&mut self, bases: &mut Vec<DocumentId>) {
        let of_kind = |kind: RecordKind| -> Vec<DocumentId> {
            bases.iter().copied().filter(|id| self.by_id.get(id).is_some_and(|doc| doc.kind == kind)).collect()
        };
        let (invoices, orders) = (of_kind(RecordKind::Invoice), of_kind(RecordKind::Order));
        if invoices.is_empty() || orders.is_empty() {
            return;
        }
        for order in orders {
            let stand_ins = self.stand_ins.entry(order).or_default();
            let news: Vec<DocumentId> = invoices.iter().copied().filter(|id| !stand_ins.contains(id)).collect();
            stand_ins.extend(news);
            self.covered.insert(order);
        }
        *bases = invoices;
    }

    /// The document a reference means: by the source's id, else by a number that fits one document only.
    pub(super) fn resolve(&self, reference: &ResolvedRef, from: &LedgerDocument) -> Option<DocumentId> {
        if let Some(id) = reference.document {
            return Some(id);
        }
        let wanted = &reference.reference;
        if wanted.number.is_empty() {
            return None;
        }
        let fits = |doc: &&LedgerDocument| {
            doc.id != from.id
                && wanted.kind.is_none_or(|kind| kind == doc.kind)
                && wanted.date.is_none_or(|date| date == doc.date)
        };
        let named = self.by_core.get(&number_core(&wanted.number)).into_iter().flatten().copied();
        only(self.apart(named.filter(fits)).into_iter()).map(|doc| doc.id)
    }

    /// Where money for a document goes: through orders to their invoices and through shipments to what they deliver.
    pub(super) fn targets(&self, document: DocumentId) -> Vec<DocumentId> {
        let mut targets = vec![document];
        for _ in 0..CHAIN_MAX {
            if !targets.iter().any(|id| self.stand_ins.contains_key(id)) {
                break;
            }
            targets = targets
                .into_iter()
                .flat_map(|id| self.stand_ins.get(&id).cloned().unwrap_or_else(|| vec![id]))
                .collect();
        }
        targets.sort_by_key(|id| self.by_id.get(id).map(|doc| (doc.date, doc.number.clone(), doc.id)));
        targets.dedup();
        targets
    }
}
