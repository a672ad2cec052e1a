//! The same document from two systems: a shop's order and the accounting's, a bill of both, a transfer document and the
//! shipment it states. One of them counts, the others stand behind it.

use std::collections::{BTreeMap, BTreeSet};

use super::questions::candidate;
use super::{Books, cores};
use crate::model::change::{Reason, ReviewItem, ReviewKind, Subject};
use crate::model::decision::DecidedChange;
use crate::model::ids::{DocumentId, OrganizationId};
use crate::model::ledger::LedgerDocument;
use crate::model::number::number_core;
use crate::model::record::RecordKind;

/// Systems date one document by when it was entered: so many days they may lie apart.
const DAYS_APART: i32 = 3;

/// So many possible twins are shown with a question.
const CANDIDATES_MAX: usize = 5;

/// Documents of one kind, number and amount, whose days are near.
type Group<'l> = Vec<&'l LedgerDocument>;

impl<'l> Books<'l> {
    /// Finds what is certainly one document, or is as people said, and asks about what may be: where one list has two that
    /// fit.
    pub(super) fn find_twins(&mut self, live: &[&'l LedgerDocument], decided: &[DecidedChange]) -> Vec<Group<'l>> {
        let Some(first) = live.first() else { return Vec::new() };
        if live.iter().all(|doc| doc.list() == first.list()) {
            return Vec::new();
        }
        let mut twins = said_to_be_one(live, decided);
        let said: BTreeSet<DocumentId> = twins.iter().flatten().map(|doc| doc.id).collect();
        let documents = live.iter().copied().filter(|doc| !said.contains(&doc.id) && !self.follows_a_shipment(doc));
        let groups = alike(documents).into_iter().map(|group| without_told_apart(group, decided));
        let (certain, unclear): (Vec<Group<'l>>, Vec<Group<'l>>) =
            groups.filter(|group| lists(group).len() > 1).partition(is_one_of_each);
        twins.extend(certain);
        self.reviews.extend(unclear.iter().filter_map(|group| is_it_one_document(group)));
        for group in &twins {
            if let Some(first) = group.first() {
                self.same.extend(group.iter().map(|doc| (doc.id, first.id)));
            }
        }
        twins
    }

    /// One of each group stands for the others: that which leads on already, or rests on another, else by its source's name.
    pub(super) fn join_twins(&mut self, groups: &[Group<'l>]) {
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

/// Documents that people said are one. Corrections for the tax books and what they repeat are judged elsewhere.
fn said_to_be_one<'l>(live: &[&'l LedgerDocument], decided: &[DecidedChange]) -> Vec<Group<'l>> {
    let find = |id: DocumentId| live.iter().copied().find(|doc| doc.id == id && !doc.tax_only);
    let mut groups: Vec<Group<'l>> = Vec::new();
    for said in decided.iter().filter(|said| said.is_one) {
        let (Some(one), Some(other)) = (find(said.tax), find(said.document)) else { continue };
        let is_of = |group: &Group<'l>| group.iter().any(|doc| doc.id == one.id || doc.id == other.id);
        let (touched, mut rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(is_of);
        let mut joined: BTreeMap<DocumentId, &LedgerDocument> =
            touched.into_iter().flatten().map(|d| (d.id, d)).collect();
        joined.extend([(one.id, one), (other.id, other)]);
        rest.push(joined.into_values().collect());
        groups = rest;
    }
    groups
}

/// Without the documents that a person told apart from every other one that may be theirs.
fn without_told_apart<'l>(mut group: Group<'l>, decided: &[DecidedChange]) -> Group<'l> {
    let is_apart = |one: DocumentId, other: DocumentId| {
        let is_pair = |said: &DecidedChange| {
            (said.tax, said.document) == (one, other) || (said.tax, said.document) == (other, one)
        };
        decided.iter().any(|said| !said.is_one && is_pair(said))
    };
    loop {
        let others = |doc: &LedgerDocument| {
            let list = doc.list();
            group.iter().filter(move |other| other.list() != list).map(|other| other.id).collect::<Vec<_>>()
        };
        let alone = group.iter().position(|doc| {
            let others = others(doc);
            !others.is_empty() && others.iter().all(|other| is_apart(doc.id, *other))
        });
        let Some(at) = alone else { return group };
        group.remove(at);
    }
}

/// Documents in groups of one kind, number, amount and company, no more than some days apart from the next.
fn alike<'l>(documents: impl Iterator<Item = &'l LedgerDocument>) -> Vec<Group<'l>> {
    let mut buckets: BTreeMap<(RecordKind, String, i64, &str), Group<'l>> = BTreeMap::new();
    for doc in documents {
        if let Some(core) = cores(doc).into_iter().next().filter(|core| !core.is_empty()) {
            let key = (doc.kind, core, doc.total.minor, doc.total.currency.code());
            buckets.entry(key).or_default().push(doc);
        }
    }
    let mut groups = Vec::new();
    for mut bucket in buckets.into_values() {
        bucket.sort_by_key(|doc| (doc.date, doc.list(), doc.id));
        let near = |a: &&LedgerDocument, b: &&LedgerDocument| (b.date - a.date).get_days() <= DAYS_APART;
        groups.extend(bucket.chunk_by(near).flat_map(by_company));
    }
    groups
}

/// Documents of two companies of ours are two; one that names no company may be of any, where there is one only.
fn by_company<'l>(group: &[&'l LedgerDocument]) -> Vec<Group<'l>> {
    let companies: BTreeSet<OrganizationId> = group.iter().filter_map(|doc| doc.organization).collect();
    if companies.len() < 2 {
        return vec![group.to_vec()];
    }
    let mut apart: BTreeMap<Option<OrganizationId>, Group<'l>> = BTreeMap::new();
    for doc in group {
        apart.entry(doc.organization).or_default().push(doc);
    }
    apart.into_values().collect()
}

fn sources<'l>(group: &Group<'l>) -> BTreeSet<&'l str> {
    group.iter().map(|doc| doc.source.as_str()).collect()
}

fn lists<'l>(group: &Group<'l>) -> BTreeSet<(&'l str, &'l str)> {
    group.iter().map(|doc| doc.list()).collect()
}

fn is_one_of_each(group: &Group<'_>) -> bool {
    lists(group).len() == group.len()
}

fn is_it_one_document(group: &Group<'_>) -> Option<ReviewItem> {
    // Asked about the one of which there are fewest: the others are what may be the same.
    let of_its_list = |doc: &LedgerDocument| group.iter().filter(|other| other.list() == doc.list()).count();
    let first = group.iter().copied().min_by_key(|doc| (of_its_list(doc), doc.date, doc.list(), doc.id))?;
    let others = group.iter().filter(|doc| doc.id != first.id);
    let sources: Vec<&str> = sources(group).into_iter().collect();
    Some(ReviewItem {
        kind: ReviewKind::Conflict,
        subject: Subject::Document(first.id),
        label: candidate(first).label,
        candidates: others.take(CANDIDATES_MAX).map(|doc| candidate(doc)).collect(),
        reasons: vec![
            Reason::new("perhaps-one-document").with("number", &first.number).with("sources", sources.join(", ")),
        ],
    })
}
