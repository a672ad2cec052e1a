//! Files of refused records that lie in a folder since an earlier file of the same name was dropped there. A program that
//! names every export alike says something new each day: what was not mended of yesterday's stays. Only where the later
//! export tells the earlier one again, or the refused records themselves, mended or not, is the older file out of date.

use std::collections::HashMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use jiff::civil::Date;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::super::contents::Readable;
use super::super::reading::{self, Stop};
use super::super::take::{Delivery, rules};
use super::super::{SyncError, Workspace};
use super::fragment::mends;
use super::look::{each_record, hash_of, look, reasons_in, texts_of, with_documents};
use crate::model::mending::Unmended;
use crate::model::record::RecordKind;
use crate::normalize::Rules;
use crate::output::mending::is_of;
use crate::store::mendings::{Bytes, HandedOut, Written};

/// So many files that lie there are looked at; more than these stay as they are.
const LOOKED_AT: usize = 20;

/// Of so many refused records it is looked whether they are told again one by one.
const REFUSED_MAX: usize = 200;

/// The files that lie beside a delivery.
#[derive(Debug, Clone, Default)]
pub(in crate::pipeline) struct Earlier {
    /// Those that stay.
    pub(in crate::pipeline) stays: Vec<Unmended>,
    /// The names of those that this delivery makes out of date.
    pub(super) told_again: Vec<String>,
}

impl Earlier {
    /// Whether a file that stays has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.stays.iter().any(|unmended| unmended.name == name)
    }
}

type Ids = FxHashSet<(RecordKind, String)>;

/// What lies beside a delivery that is no part of another.
///
/// # Errors
/// When the store or the disk says no.
pub(in crate::pipeline) fn earlier(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    documents: &[Readable<'_>],
    today: Date,
) -> Result<Earlier, SyncError> {
    let mut earlier = Earlier::default();
    let folder = delivery.candidate.path.parent().unwrap_or(Path::new("."));
    let mut ids: Option<Ids> = None;
    for name in lying(folder, &delivery.entry.file_name).map_err(failed(folder))? {
        let Some(out) = workspace.store.handed_out(&delivery.source.name, &name)? else { continue };
        let Some(left) = left(workspace, delivery, &out)? else { continue };
        let rules = rules(&workspace.config);
        let ids = match &mut ids {
            Some(ids) => ids,
            None => ids.insert(ids_of(documents, (&rules, today))?),
        };
        if is_told_again(workspace, delivery, &out.first, ids, today)?
            || are_told_again(workspace, delivery, &out.written, documents)?
        {
            earlier.told_again.push(name);
        } else {
            let taken = out.first.received_at.parse().ok().map(|at| workspace.local(at).date());
            earlier.stays.push(Unmended { name, records: left, taken });
        }
    }
    Ok(earlier)
}

fn failed(folder: &Path) -> impl FnOnce(std::io::Error) -> SyncError + '_ {
    |source| SyncError::Folder { path: folder.to_owned(), source }
}

/// The names of files of refused records beside a file of this name, the first ones first; no more than are looked at.
fn lying(folder: &Path, delivered: &str) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for beside in fs::read_dir(folder)? {
        let name = beside?.file_name().to_string_lossy().into_owned();
        if is_of(&name, delivered) {
            names.push(name);
        }
    }
    names.sort_by_key(|name| (name.chars().count(), name.clone()));
    names.truncate(LOOKED_AT);
    Ok(names)
}

/// How many records of a file did not come back yet; nothing where all did.
fn left(workspace: &Workspace, delivery: &Delivery<'_>, out: &HandedOut) -> Result<Option<u64>, SyncError> {
    let archived = (out.written.content, out.written.name.as_str());
    let handed_out = look(workspace, delivery, archived)?.map_or(out.written.records, |inside| inside.records);
    let mends = mends(out, handed_out);
    Ok(Some(mends.records.saturating_sub(mends.taken)).filter(|left| *left > 0))
}

/// Whether every document and payment that was taken of an earlier delivery stands among these records: cards of clients are
/// told again every day. What none was taken of, or can't be read any more, is not known to be told again.
fn is_told_again(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    first: &Bytes,
    ids: &Ids,
    today: Date,
) -> Result<bool, SyncError> {
    let rules = rules(&workspace.config);
    let read = with_documents(workspace, delivery, (first.content, first.file.as_str()), &mut |documents| {
        ids_of(documents, (&rules, today))
    })?;
    Ok(read.is_some_and(|earlier| !earlier.is_empty() && earlier.is_subset(ids)))
}

/// Whether every refused record of a file stands in these documents too, but for what was wrong with it.
fn are_told_again(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    written: &Written,
    documents: &[Readable<'_>],
) -> Result<bool, SyncError> {
    let (refusals, _) = workspace.store.refusals(written.of, REFUSED_MAX + 1)?;
    if written.records > REFUSED_MAX as u64 || refusals.len() > REFUSED_MAX {
        return Ok(false);
    }
    let values = refusals.iter().flat_map(|issue| &issue.params).filter(|(name, _)| name == "value");
    let wrong: FxHashSet<u64> = values.map(|(_, value)| hash_of(value)).collect();
    let refused = with_documents(workspace, delivery, (written.content, &written.name), &mut |documents| {
        let reasons = reasons_in(documents, workspace.lang);
        let mut refused = Sought::default();
        for document in documents {
            each_record(document, &mut |raw| {
                let texts = raw.into_iter().flat_map(texts_of);
                refused.add(texts.filter(|text| !wrong.contains(text) && !reasons.has(*text)).collect());
                ControlFlow::Continue(())
            });
        }
        Ok(refused)
    })?;
    let Some(mut refused) = refused else { return Ok(false) };
    for document in documents {
        each_record(document, &mut |raw| {
            refused.see(&raw.into_iter().flat_map(texts_of).collect());
            ControlFlow::Continue(())
        });
    }
    Ok(refused.are_all_seen())
}

/// Records that are looked for among others, by what is written in them.
#[derive(Default)]
struct Sought {
    /// How many texts each has, and whether it was seen.
    records: Vec<(usize, bool)>,
    /// Which of them have a text.
    having: HashMap<u64, Vec<usize>, FxBuildHasher>,
}

impl Sought {
    fn add(&mut self, texts: FxHashSet<u64>) {
        let at = self.records.len();
        self.records.push((texts.len(), false));
        texts.into_iter().for_each(|text| self.having.entry(text).or_default().push(at));
    }

    /// Sees a record: those that have nothing else are seen.
    fn see(&mut self, texts: &FxHashSet<u64>) {
        let mut common: HashMap<usize, usize, FxBuildHasher> = HashMap::default();
        let having = texts.iter().filter_map(|text| self.having.get(text));
        having.flatten().for_each(|at| *common.entry(*at).or_default() += 1);
        for (at, common) in common {
            if let Some((texts, is_seen)) = self.records.get_mut(at) {
                *is_seen |= common == *texts;
            }
        }
    }

    /// Of a record with next to nothing written in it nobody can tell.
    fn are_all_seen(&self) -> bool {
        const TEXTS_MIN: usize = 2;
        !self.records.is_empty() && self.records.iter().all(|(texts, is_seen)| *is_seen && *texts >= TEXTS_MIN)
    }
}

/// Whether records of a kind come once, and not with whatever names them.
fn is_told_once(kind: RecordKind) -> bool {
    use RecordKind::{Balance, Invoice, Order, Payment, Return, Shipment};
    matches!(kind, Invoice | Order | Shipment | Return | Payment | Balance)
}

/// The documents and payments of a delivery that nothing is wrong with.
fn ids_of(documents: &[Readable<'_>], (rules, today): (&Rules, Date)) -> Result<Ids, SyncError> {
    let own_accounts: Vec<String> = rules.own_accounts.keys().cloned().collect();
    let own_accounts = own_accounts.as_slice();
    let mut ids = Ids::default();
    for (document, format, mapping) in documents {
        let source = reading::Source { document, format: *format, mapping, rules, own_accounts, today };
        let read = reading::read(source, &mut |batch| {
            let told = batch.rows.into_iter().filter(|row| is_told_once(row.record.kind));
            ids.extend(told.map(|row| (row.record.kind, row.record.id)));
            Ok(())
        });
        match read {
            // What can't be read to its end is told where it is taken.
            Ok(_) | Err(Stop::Unreadable(_)) => {}
            Err(Stop::Ours(error)) => return Err(error),
        }
    }
    Ok(ids)
}
