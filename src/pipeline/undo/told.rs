//! What whoever dropped the files of a run is told when it is taken back, and what is laid beside that again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::{SyncError, Workspace, filing, mending};
use super::UndoOrder;
use crate::config::Source;
use crate::intake::archive::hash_file;
use crate::model::change::Job;
use crate::model::ids::{ContentHash, DeliveryNo, RunId};
use crate::model::run::{FileOutcome, FileReport, Reason, RunReport};
use crate::model::undone::{Repeat, UndoneFile};
use crate::output::Outcome;
use crate::output::mending::names_of;
use crate::output::receipt::error_name;
use crate::store::undo::{MendedBack, TakenDelivery};

/// What whoever dropped the files of a run is told, as far as it is known before the run is taken back.
pub(super) struct Told {
    receipts: Vec<Receipt>,
    /// What is laid beside them, or removed.
    mending: Vec<Job>,
}

/// The receipt of a file that was taken back.
struct Receipt {
    /// The number of its delivery.
    delivery: i64,
    file: FileReport,
    /// What it is, in words.
    title: Option<String>,
    /// Beside what it lies.
    beside: PathBuf,
    /// Where the original lies.
    place: PathBuf,
}

impl Told {
    /// The jobs that tell it; some of what a delivery said may stay.
    pub(super) fn jobs(self, stays: &dyn Fn(i64) -> Vec<Repeat>, at: Timestamp) -> Vec<Job> {
        let Self { receipts, mending } = self;
        let told = receipts.into_iter().flat_map(|Receipt { delivery, mut file, title, beside, place }| {
            file.undone.iter_mut().for_each(|undone| undone.stays = stays(delivery));
            let outcome =
                Outcome { file: &file, title: title.as_deref(), at, dropped: &beside, place: &place, answer: None };
            filing::answers(&outcome)
        });
        told.chain(mending).collect()
    }
}

/// Receipts that say of every file of the run that it was taken back; files of refused records that the run mended come
/// back as they were handed out, those of its own go.
pub(super) fn told(
    workspace: &Workspace,
    order: &UndoOrder<'_>,
    by: RunId,
    deliveries: &[TakenDelivery],
) -> Result<Told, SyncError> {
    let report = workspace.store.report_of(order.run)?;
    let mut told = Told { receipts: Vec::new(), mending: Vec::new() };
    for delivery in deliveries {
        let Some(source) = workspace.config.source(&delivery.source) else { continue };
        let known = reported(report.as_ref(), delivery);
        let dropped = dropped(workspace, source, delivery, known);
        let reason = Reason::new(Reason::UNDONE).with("run", order.run.0.to_string()).with("by", by.0.to_string());
        let shown = workspace.shown(&dropped);
        let mut file = FileReport::new(shown, &delivery.source, FileOutcome::Skipped { reason });
        file.delivery = Some(delivery.content.to_hex());
        file.mapping = known.and_then(|file| file.mapping.clone());
        file.undone = Some(Box::new(UndoneFile {
            taken_at: delivery.received_at.parse().ok(),
            tally: known.map(|file| file.tally.clone()).unwrap_or_default(),
            who: order.who.to_owned(),
            reason: order.reason.trim().to_owned(),
            stays: Vec::new(),
            dropped_again: dropped_again(workspace, order.run, delivery)?,
        }));
        let place = place_of(workspace, delivery)?.unwrap_or_else(|| dropped.clone());
        // What lies there by now may be the answer to a newer file of the same name.
        let is_newest = workspace.store.is_newest_of_name(delivery)?;
        // Its refused records are not to be mended for what is taken back.
        let own = workspace.store.written_of(DeliveryNo(delivery.id))?;
        let mut names: BTreeSet<String> = own.into_iter().map(|written| written.name).collect();
        if is_newest {
            names.extend(names_of(&delivery.file_name, workspace.lang));
        }
        let spared = of_others(workspace, delivery, deliveries)?;
        told.mending.extend(mending::removed(&dropped, names, spared));
        let beside = if is_newest { dropped } else { place.clone() };
        let mapping = file.mapping.as_deref().and_then(|name| workspace.library.get(name));
        let title = mapping.map(|mapping| mapping.title(workspace.lang.code()).to_owned());
        told.receipts.push(Receipt { delivery: delivery.id, file, title, beside, place });
    }
    for mended in workspace.store.mended_in(order.run)? {
        // Of two jobs about one file the later one holds.
        told.mending.extend(handed_out_again(workspace, report.as_ref(), deliveries, &mended)?);
    }
    Ok(told)
}

/// When the same bytes were dropped last since, and passed over as known: nothing of that was counted either.
fn dropped_again(workspace: &Workspace, run: RunId, delivery: &TakenDelivery) -> Result<Option<Date>, SyncError> {
    let hex = delivery.content.to_hex();
    for (at, report) in workspace.store.reports_naming(run, &hex)? {
        let is_it = |file: &FileReport| {
            let is_known = matches!(file.outcome, FileOutcome::Known { .. });
            is_known && file.delivery.as_ref() == Some(&hex) && file.source == delivery.source
        };
        if report.files.iter().any(is_it) {
            return Ok(at.parse().ok().map(|at| workspace.local(at).date()));
        }
    }
    Ok(None)
}

/// The file of refused records under the name of a mended one that is of none of the deliveries which are taken back.
fn of_others(
    workspace: &Workspace,
    delivery: &TakenDelivery,
    deliveries: &[TakenDelivery],
) -> Result<Option<ContentHash>, SyncError> {
    let is_of = |number: DeliveryNo| deliveries.iter().any(|gone| gone.id == number.0);
    for name in names_of(&delivery.file_name, workspace.lang) {
        let Some(lies) = workspace.store.handed_out(&delivery.source, &name)? else { continue };
        if !is_of(lies.written.of) && !is_of(lies.first.delivery) {
            return Ok(Some(lies.written.content));
        }
    }
    Ok(None)
}

/// The file of refused records as it was handed out, where the mended one lay, and the receipt that told of it.
fn handed_out_again(
    workspace: &Workspace,
    report: Option<&RunReport>,
    deliveries: &[TakenDelivery],
    mended: &MendedBack,
) -> Result<Option<Job>, SyncError> {
    let MendedBack { dropped: mended_name, of, of_run, .. } = mended;
    let (name, content) = &left_before(workspace, deliveries, mended)?;
    let Some(source) = workspace.config.source(&of.source) else { return Ok(None) };
    // Another delivery's may lie under the name by now.
    let lies = workspace.store.handed_out(&of.source, name)?;
    if lies.is_some_and(|lies| lies.first.delivery != DeliveryNo(of.id)) {
        return Ok(None);
    }
    let back = deliveries.iter().find(|one| one.file_name == *mended_name && one.source == of.source);
    let lay = back.map(|back| dropped(workspace, source, back, reported(report, back)));
    let folder = lay.as_ref().and_then(|lay| lay.parent()).unwrap_or(&source.folder);
    let told = workspace.store.report_of(*of_run)?;
    let first = dropped(workspace, source, of, reported(told.as_ref(), of));
    let copy = place_of(workspace, of)?.unwrap_or_else(|| first.clone());
    // Mended twice in place, both lay under one name: there it says that the second was taken back.
    let beside = if lay.as_ref() == Some(&first) { &copy } else { &first };
    Ok(Some(mending::again(folder.join(name), *content, (error_name(&copy), error_name(beside)))))
}

/// The name and the bytes of the file of refused records that lay there before the run: another may have brought back
/// some of them since they were handed out.
fn left_before(
    workspace: &Workspace,
    deliveries: &[TakenDelivery],
    mended: &MendedBack,
) -> Result<(String, ContentHash), SyncError> {
    let of = DeliveryNo(mended.of.id);
    let is_gone = |number: DeliveryNo| deliveries.iter().any(|gone| gone.id == number.0);
    let parts = workspace.store.handed_out_of(of)?.map(|out| out.parts).unwrap_or_default();
    for part in parts.iter().rev().filter(|part| part.delivery > of && !is_gone(part.delivery)) {
        if let Some(written) = workspace.store.written_of(part.delivery)? {
            return Ok((written.name, written.content));
        }
    }
    Ok((mended.name.clone(), mended.content))
}

/// What the report of its run says of a delivery.
fn reported<'r>(report: Option<&'r RunReport>, delivery: &TakenDelivery) -> Option<&'r FileReport> {
    let hex = delivery.content.to_hex();
    let is_it = |file: &&FileReport| file.delivery.as_ref() == Some(&hex) && file.source == delivery.source;
    report?.files.iter().find(is_it)
}

/// Where a delivery was dropped.
fn dropped(workspace: &Workspace, source: &Source, delivery: &TakenDelivery, known: Option<&FileReport>) -> PathBuf {
    known.map_or_else(|| source.folder.join(&delivery.file_name), |file| workspace.root().join(&file.path))
}

/// Where the original lies.
fn place_of(workspace: &Workspace, delivery: &TakenDelivery) -> Result<Option<PathBuf>, SyncError> {
    let Ok(taken) = delivery.received_at.parse::<Timestamp>() else { return Ok(None) };
    let folder = workspace.config.paths.done.join(workspace.local(taken).date().to_string());
    let stem = Path::new(&delivery.file_name).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let is_it = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(&stem)
    };
    let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(None) };
    let files = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file());
    let mut found: Vec<PathBuf> = files.filter(is_it).collect();
    found.sort();
    for path in found {
        // What can't be read now may be it: told wrongly, nobody would look there again.
        if hash_file(&path).map_err(|source| SyncError::Folder { path: path.clone(), source })? == delivery.content {
            return Ok(Some(path));
        }
    }
    Ok(None)
}
