//! Which file that was handed out comes back: the one that its records and the reasons beside them agree with most. What a
//! file is called only says where to look, and decides where nothing else does.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::super::contents::Readable;
use super::super::take::Delivery;
use super::super::{SyncError, Workspace};
use super::fragment::mends;
use super::look::{Inside, look, reasons_in};
use crate::model::ids::DeliveryNo;
use crate::output::mending::is_alike;
use crate::store::mendings::{Candidate, HandedOut};

/// Of so many files that were handed out, and of so many with the name of the one that comes back, the content is looked at.
const LOOKED_AT: u32 = 200;

/// So many rows may somebody add to a file of refused records; what has more is looked at as any list is, also by the brake.
const ADDED_MAX: u64 = 20;

/// Where the records of a delivery come from.
pub(super) enum Origin {
    /// They are nobody's refused records.
    Nothing,
    /// They were handed out in a file.
    Of(Box<Brought>),
    /// They were cut from this file, whose taking was taken back.
    Undone(String),
    /// Nobody knows whose they are.
    Unknown,
    /// They may be those of either of these.
    Several(Vec<HandedOut>),
}

/// The file whose records come back.
pub(super) struct Brought {
    pub(super) out: HandedOut,
    /// How many records it held.
    pub(super) handed_out: u64,
    /// How many more come back.
    pub(super) added: u64,
}

/// A file that was handed out and may be the one that comes back.
struct Fit {
    inside: Inside,
    file: String,
    /// Nothing where what it was cut from was taken back.
    out: Option<HandedOut>,
    /// How much of what comes back stands in it.
    agreement: u64,
    is_named: bool,
}

impl Fit {
    /// The delivery whose refused records it holds, unless that was taken back.
    fn delivery(&self) -> Option<DeliveryNo> {
        self.out.as_ref().map(|out| out.first.delivery)
    }

    /// What makes it likelier than another, but for being newer.
    fn rank(&self) -> (u64, bool, bool, bool) {
        let is_open = self.out.as_ref().is_some_and(|out| {
            let mends = mends(out, self.inside.records);
            mends.taken < mends.records
        });
        (self.agreement, self.out.is_some(), is_open, self.is_named)
    }

    /// Whether it is only by chance that this one is preferred to another: they are of different deliveries, and the records
    /// that came back are not in both.
    fn is_doubtful_beside(&self, other: &Self, records: u64) -> bool {
        let (Some(this), Some(that)) = (self.delivery(), other.delivery()) else { return false };
        let in_both = self.inside.rows.common(&other.inside.rows);
        self.rank() == other.rank()
            && this != that
            && in_both < records.min(self.inside.records).min(other.inside.records)
    }
}

/// Looks for the file whose records stand in the documents of a delivery. Without reasons in it only a file of its name is
/// looked for. The same records may have been handed out several times: then it is the newest.
///
/// # Errors
/// When the store or the disk says no.
pub(super) fn origin(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    documents: &[Readable<'_>],
    known_names: &[String],
) -> Result<Origin, SyncError> {
    let reasons = reasons_in(documents, workspace.lang);
    let marked = reasons.count();
    if marked == 0 && known_names.is_empty() {
        return Ok(Origin::Nothing);
    }
    let back = Inside::of(documents, reasons);
    let mut fits = Vec::new();
    let candidates = workspace.store.handed_out_last(&delivery.source.name, known_names, LOOKED_AT)?;
    let own = &delivery.entry.file_name;
    let is_exact = candidates.iter().any(|candidate| candidate.written.name == *own);
    for candidate in candidates {
        let name = &candidate.written.name;
        let Some(inside) = look(workspace, delivery, (candidate.written.content, name))? else { continue };
        // A copy may be one of any that were handed out for a file of this name.
        let is_named = if is_exact { name == own } else { known_names.contains(name) || is_alike(name, own) };
        if may_be(&back, &inside, is_named) {
            fits.push(fit(workspace, candidate, &back, (inside, is_named))?);
        }
    }
    name_all_of_a_delivery(&mut fits);
    // The sort is stable: of equally likely ones the newest stays first.
    fits.sort_by_key(|fit| Reverse(fit.rank()));
    let is_list_of_them = marked.saturating_mul(2) > back.records;
    Ok(chosen(fits, back.records).unwrap_or(if is_list_of_them { Origin::Unknown } else { Origin::Nothing }))
}

/// Whether what comes back may be a file that was handed out. She may have written over some reasons, left rows out, or
/// added some.
fn may_be(back: &Inside, inside: &Inside, is_named: bool) -> bool {
    let marked = back.reasons.count();
    let same = back.reasons.common(&inside.reasons);
    let added = back.records.saturating_sub(inside.records);
    let has_most = marked.saturating_mul(2) > back.records && same.saturating_mul(2) > marked;
    let has_all = marked > 0 && same == marked && added <= ADDED_MAX;
    let has_name = is_named && (added == 0 || marked > 0 && added <= ADDED_MAX);
    has_most || has_all || has_name
}

fn fit(
    workspace: &Workspace,
    Candidate { written, file, is_undone }: Candidate,
    back: &Inside,
    (inside, is_named): (Inside, bool),
) -> Result<Fit, SyncError> {
    let agreement = back.reasons.common(&inside.reasons) + back.texts.common(&inside.texts);
    let out = if is_undone { None } else { workspace.store.with_parts(written)? };
    Ok(Fit { inside, file, out, agreement, is_named })
}

/// All files of a delivery that was handed out under the name count as named so: of them the newest is meant.
fn name_all_of_a_delivery(fits: &mut [Fit]) {
    let named: BTreeSet<DeliveryNo> = fits.iter().filter(|fit| fit.is_named).filter_map(Fit::delivery).collect();
    fits.iter_mut().for_each(|fit| fit.is_named |= fit.delivery().is_some_and(|of| named.contains(&of)));
}

/// The first of some that are sorted, unless another is as likely; nothing where there is none.
fn chosen(fits: Vec<Fit>, records: u64) -> Option<Origin> {
    let mut rest = fits.into_iter();
    let best = rest.next()?;
    let doubtful: Vec<HandedOut> =
        rest.filter(|other| best.is_doubtful_beside(other, records)).filter_map(|other| other.out).collect();
    let added = records.saturating_sub(best.inside.records);
    Some(match best.out {
        None => Origin::Undone(best.file),
        Some(out) if doubtful.is_empty() => {
            Origin::Of(Box::new(Brought { out, handed_out: best.inside.records, added }))
        }
        Some(out) => Origin::Several([out].into_iter().chain(doubtful).collect()),
    })
}
