//! Which corrections for the tax books repeat what another document states: one change counts once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::Books;
use super::questions::{CANDIDATES_MAX, candidate};
use crate::model::change::{Reason, ReviewItem, ReviewKind, Subject};
use crate::model::decision::DecidedChange;
use crate::model::ids::{DocumentId, OrganizationId};
use crate::model::ledger::{LedgerDocument, ResolvedRef};
use crate::model::money::Currency;
use crate::model::number::number_core;

/// A tax invoice on a change of price is due within so many days of the document that states the change
/// (пункт 3 статьи 168 НК РФ).
const TAX_INVOICE_DUE_DAYS: i32 = 5;

/// The documents that a correction changes: those known, else those it names and whose they are.
type Base = (Vec<DocumentId>, Vec<(String, Option<Date>)>, Option<OrganizationId>, Currency);

/// The order in which documents are compared.
type Place<'l> = (Date, &'l str, DocumentId);

/// What documents state of one base.
#[derive(Default)]
struct Stated<'l> {
    tax: BTreeMap<Place<'l>, &'l LedgerDocument>,
    /// Corrections by what they change: only these may be the change that a tax invoice repeats.
    corrections: BTreeMap<i64, BTreeMap<Place<'l>, &'l LedgerDocument>>,
    /// Goods that came back: a tax invoice may be about them, but that is for a person to say.
    returns: BTreeMap<Place<'l>, &'l LedgerDocument>,
}

/// What people said: which pairs are two changes.
type Apart = BTreeSet<(DocumentId, DocumentId)>;

impl Books<'_> {
    /// Corrections for the tax books that do not count. Where amounts or days differ, or where goods came back, a person
    /// is asked, and until then they do not count either.
    pub(super) fn said_elsewhere(
        &mut self,
        returns: &[&LedgerDocument],
        decided: &[DecidedChange],
    ) -> BTreeSet<DocumentId> {
        let mut told = self.told_by_people(returns, decided);
        let apart: Apart = decided.iter().filter(|said| !said.is_one).map(|said| (said.asked, said.other)).collect();
        let mut by_base: BTreeMap<Base, Stated<'_>> = BTreeMap::new();
        for doc in returns.iter().filter(|doc| !told.contains(&doc.id)) {
            if let Some(base) = self.base(doc) {
                by_base.entry(base).or_default().add(doc);
            }
        }
        // The documents that people named count; only the corrections that repeat them do not.
        told.retain(|id| self.covered.contains(id));
        for mut stated in by_base.into_values() {
            for tax in std::mem::take(&mut stated.tax).into_values() {
                let Some(reason) = self.repeats(tax, &mut stated, &apart) else { continue };
                self.cover(tax.id, reason);
                told.insert(tax.id);
            }
        }
        told
    }

    /// Pairs that people put together: the corrections do not count, and the documents stand for no other.
    fn told_by_people(&mut self, returns: &[&LedgerDocument], decided: &[DecidedChange]) -> BTreeSet<DocumentId> {
        let known: BTreeMap<DocumentId, &LedgerDocument> = returns.iter().map(|doc| (doc.id, *doc)).collect();
        let mut told = BTreeSet::new();
        for DecidedChange { asked, other, decision, who, .. } in decided.iter().filter(|said| said.is_one) {
            let (Some(tax), Some(document)) = (known.get(asked), known.get(other)) else { continue };
            let by_person = Reason::new("person-said").with("who", who).with("decision", decision.to_string());
            self.covered.insert(tax.id);
            self.why_covered.insert(tax.id, vec![repeat_of(document), by_person]);
            told.extend([tax.id, document.id]);
        }
        told
    }

    /// Why a correction for the tax books does not count, where it does not.
    fn repeats(&mut self, tax: &LedgerDocument, stated: &mut Stated<'_>, apart: &Apart) -> Option<Reason> {
        if let Some(same) = stated.take_same(tax, apart) {
            return Some(repeat_of(same));
        }
        let candidates: Vec<_> = stated.possible(tax, apart).map(candidate).collect();
        if candidates.is_empty() {
            return None;
        }
        self.reviews.push(ReviewItem {
            kind: ReviewKind::Conflict,
            subject: Subject::Document(tax.id),
            label: candidate(tax).label,
            candidates,
            reasons: vec![Reason::new("tax-correction-alone").with("number", &tax.number)],
        });
        Some(Reason::new("tax-correction-waits"))
    }

    fn base(&self, doc: &LedgerDocument) -> Option<Base> {
        let mut known = self.corrected(doc);
        if !known.is_empty() {
            known.sort_unstable();
            return Some((known, Vec::new(), None, doc.total.currency));
        }
        let is_named = |base: &&ResolvedRef| !base.reference.number.is_empty();
        let mut named: Vec<(String, Option<Date>)> = doc
            .based_on
            .iter()
            .filter(is_named)
            .map(|base| (number_core(&base.reference.number), base.reference.date))
            .collect();
        named.sort();
        // Two companies of ours may each have a document of that number.
        (!named.is_empty()).then_some((known, named, doc.organization, doc.total.currency))
    }
}

impl<'l> Stated<'l> {
    fn add(&mut self, doc: &'l LedgerDocument) {
        let group = match (doc.tax_only, doc.correction) {
            (true, _) => &mut self.tax,
            (false, true) => self.corrections.entry(doc.total.minor).or_default(),
            (false, false) => &mut self.returns,
        };
        group.insert(place(doc), doc);
    }

    /// Takes the correction that states the same change: the same amount, and the days are near.
    fn take_same(&mut self, tax: &LedgerDocument, apart: &Apart) -> Option<&'l LedgerDocument> {
        let equal = self.corrections.get_mut(&tax.total.minor)?;
        let is_free = |doc: &&&LedgerDocument| !apart.contains(&(tax.id, doc.id));
        let near = days_near(tax.date);
        let day = (tax.date, "", DocumentId(0));
        let after = equal.range(day..).map(|(_, doc)| doc).take_while(|doc| near.contains(&doc.date)).find(is_free);
        let before =
            equal.range(..day).rev().map(|(_, doc)| doc).take_while(|doc| near.contains(&doc.date)).find(is_free);
        let days = |doc: &&&LedgerDocument| (tax.date - doc.date).get_days().abs();
        let same = *before.into_iter().chain(after).min_by_key(days)?;
        equal.remove(&place(same))
    }

    /// What else a correction for the tax books may repeat: corrections of its amount, other corrections, returns.
    fn possible<'s>(
        &'s self,
        tax: &'s LedgerDocument,
        apart: &'s Apart,
    ) -> impl Iterator<Item = &'l LedgerDocument> + 's {
        let equal = self.corrections.get(&tax.total.minor).into_iter();
        let others = self.corrections.iter().filter(|(minor, _)| **minor != tax.total.minor).map(|(_, group)| group);
        let all = equal.chain(others).chain([&self.returns]).flat_map(BTreeMap::values).copied();
        all.filter(|doc| !apart.contains(&(tax.id, doc.id))).take(CANDIDATES_MAX)
    }
}

fn place(doc: &LedgerDocument) -> Place<'_> {
    (doc.date, &doc.number, doc.id)
}

fn days_near(date: Date) -> RangeInclusive<Date> {
    let days = jiff::Span::new().days(TAX_INVOICE_DUE_DAYS);
    date.checked_sub(days).unwrap_or(Date::MIN)..=date.checked_add(days).unwrap_or(Date::MAX)
}

fn repeat_of(document: &LedgerDocument) -> Reason {
    Reason::new("tax-correction-repeats").with("number", &document.number).with("date", document.date.to_string())
}
