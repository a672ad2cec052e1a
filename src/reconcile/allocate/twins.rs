//! The same document from two systems: a shop's order and the accounting's, a bill of both, a transfer document and the
//! shipment it states. One of them counts, the others stand behind it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::questions::candidate;
use super::said::{Said, Unit};
use super::{Books, cores};
use crate::model::change::{Candidate, Reason, ReviewItem, ReviewKind, Subject};
use crate::model::decision::DecidedChange;
use crate::model::ids::{DocumentId, OrganizationId};
use crate::model::ledger::LedgerDocument;
use crate::model::number::number_core;
use crate::model::record::RecordKind;

/// Systems date one document by when it was entered: so many days they may lie apart.
const DAYS_APART: i32 = 3;

/// So many possible twins are shown with a question.
const CANDIDATES_MAX: usize = 5;

/// Documents that are one.
pub(super) type Twins<'l> = Vec<&'l LedgerDocument>;

/// What may be one document: of one kind, number and amount, and the days are near.
type Group<'u, 'l> = Vec<&'u Unit<'l>>;

/// A unit with the document it goes by.
type Named<'u, 'l> = (&'l LedgerDocument, &'u Unit<'l>);

impl<'l> Books<'l> {
    /// Finds what is certainly one document, or is as people said, and asks about what may be: where one list has two that
    /// fit, or people told some of them apart.
    pub(super) fn find_twins(&mut self, live: &[&'l LedgerDocument], decided: &[DecidedChange]) -> Vec<Twins<'l>> {
        let Some(first) = live.first() else { return Vec::new() };
        if live.iter().all(|doc| doc.list() == first.list()) {
            return Vec::new();
        }
        let said = Said::of(decided);
        let units = said.units(live.iter().copied().filter(|doc| !self.follows_a_shipment(doc)));
        let (mut twins, mut joined): (Vec<Twins<'l>>, BTreeSet<DocumentId>) = Default::default();
        for group in alike(&units).into_iter().map(|group| within_reach(group, &said)) {
            if lists(&group).len() < 2 {
                continue;
            }
            if is_one_of_each(&group) && no_two(&group, &said) {
                joined.extend(group.iter().copied().flatten().map(|doc| doc.id));
                twins.push(group.into_iter().flatten().copied().collect());
            } else {
                self.reviews.extend(is_it_one_document(&group, &said));
            }
        }
        let of_people = units.into_iter().filter(|unit| unit.len() > 1);
        twins.extend(of_people.filter(|unit| unit.iter().all(|doc| !joined.contains(&doc.id))));
        for group in &twins {
            if let Some(first) = group.first() {
                self.same.extend(group.iter().map(|doc| (doc.id, first.id)));
            }
        }
        twins
    }

    /// One of each group stands for the others: that which leads on already, or rests on another, else by its source's name.
    pub(super) fn join_twins(&mut self, groups: &[Twins<'l>], decided: &[DecidedChange]) {
        let of_people = decided.iter().filter(|said| said.is_one);
        let of_people: BTreeMap<DocumentId, &DecidedChange> =
            of_people.flat_map(|said| [(said.asked, said), (said.other, said)]).collect();
        for group in groups {
            let rank = |doc: &&&LedgerDocument| {
                (
                    !self.stand_ins.contains_key(&doc.id),
                    doc.based_on.is_empty(),
                    doc.source.clone(),
                    doc.mapping.clone(),
                    doc.id,
                )
            };
            let Some(main) = group.iter().min_by_key(rank).copied() else { continue };
            for doc in group.iter().filter(|doc| doc.id != main.id) {
                self.twins.insert(doc.id, main.id);
                self.covered.insert(doc.id);
                self.stand_ins.entry(doc.id).or_insert_with(|| vec![main.id]);
                if let Some(said) = of_people.get(&doc.id) {
                    let by_person = Reason::new("person-said").with("who", &said.who);
                    self.why_covered.insert(doc.id, vec![by_person.with("decision", said.decision.to_string())]);
                }
            }
        }
    }

    /// Of documents that are one only the first: by day and source, whatever came first.
    pub(super) fn apart(&self, documents: impl IntoIterator<Item = &'l LedgerDocument>) -> Vec<&'l LedgerDocument> {
        let mut documents: Vec<&LedgerDocument> = documents.into_iter().collect();
        if documents.len() > 1 && !self.same.is_empty() {
            documents.sort_by_key(|doc| (doc.date, doc.list(), doc.id));
            let mut seen = BTreeSet::new();
            documents.retain(|doc| seen.insert(self.same.get(&doc.id).copied().unwrap_or(doc.id)));
        }
        documents
    }

    /// A tax invoice repeats number and amount of its shipment in the same source: no twin of anything.
    fn follows_a_shipment(&self, doc: &LedgerDocument) -> bool {
        let is_shipment = |id: DocumentId| self.by_id.get(&id).is_some_and(|base| base.kind == RecordKind::Shipment);
        doc.kind == RecordKind::Shipment
            && doc.based_on.iter().any(|base| {
                let named = self.by_core.get(&number_core(&base.reference.number)).into_iter().flatten();
                base.reference.kind == Some(RecordKind::Shipment)
                    || base.document.is_some_and(is_shipment)
                    || named.into_iter().any(|named| named.id != doc.id && named.kind == RecordKind::Shipment)
            })
    }
}

/// Documents in groups of one kind, number, amount and company, no more than some days apart from the next. What people
/// called one goes by its oldest document.
fn alike<'u, 'l>(units: &'u [Unit<'l>]) -> Vec<Group<'u, 'l>> {
    let mut buckets: BTreeMap<(RecordKind, String, i64, &str), Vec<Named<'u, 'l>>> = BTreeMap::new();
    for unit in units {
        let Some(doc) = unit.first() else { continue };
        if let Some(core) = cores(doc).into_iter().next().filter(|core| !core.is_empty()) {
            let key = (doc.kind, core, doc.total.minor, doc.total.currency.code());
            buckets.entry(key).or_default().push((*doc, unit));
        }
    }
    let mut groups = Vec::new();
    for mut bucket in buckets.into_values().filter(|bucket| bucket.len() > 1) {
        bucket.sort_by_key(|(doc, _)| (doc.date, doc.list(), doc.id));
        let near = |a: &Named<'_, '_>, b: &Named<'_, '_>| (b.0.date - a.0.date).get_days() <= DAYS_APART;
        groups.extend(bucket.chunk_by(near).flat_map(by_company));
    }
    groups
}

/// Documents of two companies of ours are two; one that names no company may be of any, where there is one only.
fn by_company<'u, 'l>(group: &[Named<'u, 'l>]) -> Vec<Group<'u, 'l>> {
    let companies: BTreeSet<OrganizationId> = group.iter().filter_map(|(doc, _)| doc.organization).collect();
    if companies.len() < 2 {
        return vec![group.iter().map(|(_, unit)| *unit).collect()];
    }
    let mut apart: BTreeMap<Option<OrganizationId>, Group<'u, 'l>> = BTreeMap::new();
    for (doc, unit) in group {
        apart.entry(doc.organization).or_default().push(unit);
    }
    apart.into_values().collect()
}

fn lists<'l>(group: &Group<'_, 'l>) -> BTreeSet<(&'l str, &'l str)> {
    group.iter().copied().flatten().map(|doc| doc.list()).collect()
}

fn is_one_of_each(group: &Group<'_, '_>) -> bool {
    lists(group).len() == group.iter().map(|unit| unit.len()).sum::<usize>()
}

/// Whether a person told no two of them apart.
fn no_two(group: &Group<'_, '_>, said: &Said) -> bool {
    said.is_silent(group)
        || group.iter().enumerate().all(|(at, a)| group.iter().skip(at + 1).all(|b| !said.are_two(a, b)))
}

/// Whether two may be one: no list has both, and nobody told them apart.
fn may_be_one(a: &Unit<'_>, b: &Unit<'_>, said: &Said) -> bool {
    a.iter().all(|doc| b.iter().all(|other| doc.list() != other.list())) && !said.are_two(a, b)
}

/// Without those that can be one with none of the others any more.
fn within_reach<'u, 'l>(group: Group<'u, 'l>, said: &Said) -> Group<'u, 'l> {
    if said.is_silent(&group) && group.iter().all(|unit| unit.len() == 1) {
        return group;
    }
    let reaches = |unit: &&&Unit<'_>| group.iter().any(|other| may_be_one(unit, other, said));
    group.iter().filter(reaches).copied().collect()
}

fn is_it_one_document(group: &Group<'_, '_>, said: &Said) -> Option<ReviewItem> {
    // Asked about the one of which there are fewest: the others are what may be the same. What a person called one already
    // was asked about, and is an answer by now.
    let mut of_list: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for doc in group.iter().copied().flatten() {
        *of_list.entry(doc.list()).or_default() += 1;
    }
    let fewest = |unit: &Unit<'_>| unit.iter().filter_map(|doc| of_list.get(&doc.list())).max().copied();
    let is_silent = said.is_silent(group);
    let answers = |unit: &Unit<'_>| group.iter().filter(|other| may_be_one(unit, other, said)).count();
    let asked = group.iter().copied().min_by_key(|unit| {
        let first = unit.first().map(|doc| (doc.date, doc.list(), doc.id));
        // Where nothing was told apart, the fewest have the most answers.
        (unit.len() > 1, fewest(unit), Reverse(if is_silent { 0 } else { answers(unit) }), first)
    })?;
    let first = asked.first()?;
    let possible = group.iter().filter(|unit| may_be_one(asked, unit, said)).filter_map(|unit| unit.first());
    let candidates: Vec<Candidate> = possible.take(CANDIDATES_MAX).map(|doc| candidate(doc)).collect();
    let sources: BTreeSet<&str> = group.iter().copied().flatten().map(|doc| doc.source.as_str()).collect();
    let sources: Vec<&str> = sources.into_iter().collect();
    Some(ReviewItem {
        kind: ReviewKind::Conflict,
        subject: Subject::Document(first.id),
        label: candidate(first).label,
        candidates,
        reasons: vec![
            Reason::new("perhaps-one-document").with("number", &first.number).with("sources", sources.join(", ")),
        ],
    })
}
