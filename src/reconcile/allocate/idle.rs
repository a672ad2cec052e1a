//! Named documents that are drafts, cancelled or deleted: they are there and can't be paid, and nothing else is meant by their
//! numbers.

use super::super::citation::{Citation, CitedKind, may_be_meant_undated};
use super::{Books, ROUNDING, latest_cited, same_company};
use crate::model::change::Reason;
use crate::model::ledger::{LedgerDocument, LedgerPayment};
use crate::model::record::RecordKind;

/// The day that is named may be so many days off.
const DAYS_OFF: i32 = 31;

/// What a number without its day means is at most so many days old.
const DAYS_BACK: i32 = 400;

impl<'l> Books<'l> {
    /// The document not in force that a citation means which means none that is.
    pub(super) fn idle_named(&self, citation: &Citation, payment: &LedgerPayment) -> Option<&'l LedgerDocument> {
        let shorter = citation.without_year(payment.date);
        let cores = std::iter::once(&citation.core).chain(shorter.as_ref().map(|shorter| &shorter.core));
        let day = citation.date.unwrap_or(payment.date);
        let off = |doc: &LedgerDocument| (doc.date - day).get_days().abs();
        let longest = if citation.date.is_some() { DAYS_OFF } else { DAYS_BACK };
        let is_meant = |doc: &&LedgerDocument| {
            off(doc) <= longest
                && doc.date <= latest_cited(payment.date)
                && same_company(doc, payment)
                && is_called(citation, doc)
        };
        let named = cores.filter(|core| !core.is_empty()).filter_map(|core| self.idle.get(core)).flatten().copied();
        named.filter(is_meant).min_by_key(|doc| (off(doc), doc.date, doc.id))
    }

    /// Whether a number without its day means a document of these months that is not in force rather than an old one.
    pub(super) fn is_rather_idle(
        &self,
        citation: &Citation,
        document: &LedgerDocument,
        payment: &LedgerPayment,
    ) -> bool {
        let is_recent = |doc: &LedgerDocument| may_be_meant_undated(doc.date, payment.date);
        citation.date.is_none() && !is_recent(document) && self.idle_named(citation, payment).is_some_and(is_recent)
    }

    /// Whether any of these means something not in force.
    pub(super) fn names_idle(&self, unknown: &[Citation], payment: &LedgerPayment) -> bool {
        unknown.iter().any(|citation| self.idle_named(citation, payment).is_some())
    }

    /// Whether money that names something not in force may be meant for that, rather than for what else it names: it is less
    /// than what is open of the rest, or exactly what is not in force.
    pub(super) fn may_be_for_idle(&self, unknown: &[Citation], open: i64, payment: &LedgerPayment) -> bool {
        let left = self.left(payment);
        let mut idle = unknown.iter().filter_map(|citation| self.idle_named(citation, payment));
        idle.any(|doc| left + ROUNDING < open || (doc.total.minor - left).abs() <= ROUNDING)
    }
}

/// That a document is there but not in force.
pub(super) fn not_in_force(number: &str, document: &LedgerDocument) -> Reason {
    let state = document.idle.map_or("", |idle| idle.name());
    Reason::new("named-not-in-force")
        .with("number", number)
        .with("date", document.date.to_string())
        .with("state", state)
}

/// Whether a document may be called so: bills and orders are taken for one another.
fn is_called(citation: &Citation, document: &LedgerDocument) -> bool {
    match citation.kind {
        Some(CitedKind::Shipment) => document.kind == RecordKind::Shipment,
        Some(CitedKind::Invoice | CitedKind::Order) => document.kind != RecordKind::Shipment,
        Some(CitedKind::Contract) => false,
        None => true,
    }
}
