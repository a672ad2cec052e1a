//! After the commit: the original goes to `done/` or `quarantine/`, the receipt lies where the file was dropped.
//!
//! Receipts are outbox jobs: one that a crash kept from being written is written by the next run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{SyncError, Workspace};
use crate::intake::archive::hash_file;
use crate::intake::folder::{free_name, move_into, write_whole};
use crate::model::change::Job;
use crate::model::ids::{ContentHash, DeliveryNo};
use crate::model::run::{FileOutcome, FileReport};
use crate::output::receipt::{ReceiptFacts, receipt};
use crate::store::journal::KnownDelivery;

/// The name of the output in the outbox.
const OUTPUT: &str = "receipt";

/// A receipt to be written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReceiptJob {
    file: FileReport,
    title: Option<String>,
    at: Timestamp,
    /// Where the file was dropped.
    dropped: PathBuf,
    /// Where it lies now.
    original: PathBuf,
}

impl ReceiptJob {
    pub(super) fn new(
        file: &FileReport,
        title: Option<String>,
        at: Timestamp,
        dropped: &Path,
        original: PathBuf,
    ) -> Self {
        Self { file: file.clone(), title, at, dropped: dropped.to_owned(), original }
    }

    /// The job as the outbox keeps it.
    pub(super) fn to_job(&self) -> Job {
        let payload = serde_json::to_string(self).unwrap_or_else(|error| panic!("BUG: a receipt is no JSON: {error}"));
        Job { output: OUTPUT.to_owned(), key: self.dropped.to_string_lossy().into_owned(), payload }
    }
}

/// Where a taken file will lie.
pub(super) fn planned_place(workspace: &Workspace, file: &Path, now: Timestamp) -> PathBuf {
    let folder = dated(workspace, &workspace.config.paths.done, now);
    free_name(&folder, &file_name(file))
}

fn dated(workspace: &Workspace, folder: &Path, now: Timestamp) -> PathBuf {
    folder.join(workspace.local(now).date().to_string())
}

fn file_name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Moves the original of a committed delivery and answers.
pub(super) fn file_taken(
    workspace: &mut Workspace,
    number: DeliveryNo,
    content: ContentHash,
    mut job: ReceiptJob,
) -> Result<(), SyncError> {
    let queued = job.to_job();
    if let Some(moved) = move_original(&job.dropped, job.original.parent().unwrap_or(Path::new(".")), content) {
        job.original = moved;
        workspace.store.mark_filed(number)?;
    }
    answer(workspace, &job, &queued)
}

/// Moves a file away unless it is no longer the one that was archived: an export written over it meanwhile is a new
/// delivery and stays.
fn move_original(file: &Path, folder: &Path, content: ContentHash) -> Option<PathBuf> {
    let moved = match move_into(file, folder) {
        Ok(moved) => moved,
        Err(error) => {
            tracing::warn!(file = %file.display(), %error, "the original can't be moved; the next run tries again");
            return None;
        }
    };
    if hash_file(&moved).is_ok_and(|now| now == content) {
        return Some(moved);
    }
    let back = free_name(file.parent().unwrap_or(Path::new(".")), &file_name(file));
    if let Err(error) = fs::rename(&moved, &back) {
        tracing::error!(file = %moved.display(), %error, "a file changed while it was moved and can't be put back");
    }
    None
}

/// A file whose bytes were taken before. If the run that took them was cut short before it moved this very file, its
/// work is finished; otherwise she dropped it again and is told so.
pub(super) fn file_known(
    workspace: &mut Workspace,
    file: &Path,
    known: &KnownDelivery,
    report: &FileReport,
    title: Option<String>,
    now: Timestamp,
) -> Result<(), SyncError> {
    let taken_at = known.received_at.parse().unwrap_or(now);
    let home = dated(workspace, &workspace.config.paths.done, taken_at);
    let same_bytes = |there: &Path| hash_file(there).is_ok_and(|hash| hash_file(file).is_ok_and(|ours| ours == hash));
    // The run that took it may also have been cut short after the move: then this is another drop.
    let was_moved = same_bytes(&home.join(file_name(file)));
    let is_leftover = !known.filed && known.file_name == file_name(file) && !was_moved;
    if !known.filed && was_moved {
        workspace.store.mark_filed(known.id)?;
    }
    if is_leftover {
        if move_into(file, &home).is_ok() {
            workspace.store.mark_filed(known.id)?;
        }
        return Ok(());
    }
    let place = planned_place(workspace, file, now);
    let moved = move_into(file, place.parent().unwrap_or(Path::new("."))).ok();
    let job = ReceiptJob::new(report, title, now, file, moved.unwrap_or(place));
    answer(workspace, &job, &job.to_job())
}

/// A file that was not taken: into quarantine with its reason, or to `done/` where it simply holds nothing we keep.
pub(super) fn file_not_taken(
    workspace: &mut Workspace,
    number: DeliveryNo,
    file: &Path,
    report: &FileReport,
    now: Timestamp,
) -> Result<(), SyncError> {
    let root = match report.outcome {
        FileOutcome::Skipped { .. } => &workspace.config.paths.done,
        _ => &workspace.config.paths.quarantine,
    };
    let folder = dated(workspace, root, now);
    let planned = free_name(&folder, &file_name(file));
    let mut job = ReceiptJob::new(report, None, now, file, planned);
    let queued = job.to_job();
    workspace.store.enqueue(&queued)?;
    match move_into(file, &folder) {
        Ok(moved) => job.original = moved,
        Err(error) => tracing::warn!(file = %file.display(), %error, "the file can't be moved to quarantine"),
    }
    tracing::debug!(delivery = number.0, "filed");
    answer(workspace, &job, &queued)
}

/// A file that can't even be archived: into quarantine, and answered.
pub(super) fn answer_in_place(
    workspace: &mut Workspace,
    file: &Path,
    report: &FileReport,
    now: Timestamp,
) -> Result<(), SyncError> {
    let folder = dated(workspace, &workspace.config.paths.quarantine, now);
    let moved = move_into(file, &folder).unwrap_or_else(|_| file.to_owned());
    let job = ReceiptJob::new(report, None, now, file, moved);
    answer(workspace, &job, &job.to_job())
}

/// Writes receipts that an earlier run could not.
pub(super) fn finish_receipts(workspace: &mut Workspace) -> Result<(), SyncError> {
    for pending in workspace.store.pending_jobs(OUTPUT)? {
        match serde_json::from_str::<ReceiptJob>(&pending.job.payload) {
            Ok(job) => answer(workspace, &job, &pending.job)?,
            Err(error) => {
                tracing::error!(%error, "a queued receipt can't be read and is dropped");
                workspace.store.job_done(&pending.job)?;
            }
        }
    }
    Ok(())
}

/// Writes a receipt beside where the file was dropped and beside where it lies now.
fn answer(workspace: &mut Workspace, job: &ReceiptJob, queued: &Job) -> Result<(), SyncError> {
    let shown = workspace.shown(&job.original);
    let facts = ReceiptFacts {
        file: &job.file,
        title: job.title.as_deref(),
        when: workspace.local(job.at),
        original: Some(&shown),
    };
    let Some(text) = receipt(&facts, workspace.lang) else {
        workspace.store.job_done(queued)?;
        return Ok(());
    };
    let write = || -> io::Result<()> {
        for place in [&job.dropped, &job.original] {
            let (Some(folder), name) = (place.parent(), file_name(place)) else { continue };
            write_whole(&folder.join(text.file_name(&name)), &text.bytes())?;
            match fs::remove_file(folder.join(text.stale_name(&name))) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    };
    match write() {
        Ok(()) => workspace.store.job_done(queued)?,
        Err(error) => {
            tracing::warn!(file = %job.dropped.display(), %error, "the receipt can't be written; the next run tries again");
            workspace.store.job_failed(queued, &error.to_string())?;
        }
    }
    Ok(())
}
