//! The quarantine: files that could not be taken, put back to be taken again once what was wrong is mended, or given up.
//!
//! A file is put back where it was dropped and taken by the next run on the usual way, so that nothing differs from a
//! first import: a delivery that was refused is not known.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::books::typed::SOURCE;
use super::{SyncError, Workspace};
use crate::config::Config;
use crate::intake::archive::{TakeError, hash_file};
use crate::intake::folder::{free_name, move_into, scan};
use crate::model::ids::ContentHash;
use crate::model::quarantine::Quarantined;
use crate::model::run::{FileOutcome, RunReport};
use crate::output::receipt::is_receipt;
use crate::output::whole::remove_if_there;
use crate::store::Store;
use crate::store::journal::RefusedDelivery;

/// Every file in quarantine, by path; what earlier runs said of it is found by its content.
///
/// # Errors
/// When the folder or the store can't be read.
pub fn list(config: &Config, store: &Store) -> Result<Vec<Quarantined>, SyncError> {
    let folder = &config.paths.quarantine;
    let failed = |source| SyncError::Folder { path: folder.clone(), source };
    let files = match scan(folder, &is_receipt, &[]) {
        Ok(scan) => scan.candidates.into_iter().map(|candidate| candidate.path).chain(scan.ignored),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let refused = store.refused()?;
    let mut found = Vec::new();
    for path in files {
        let content = hash_file(&path).map_err(|source| SyncError::Folder { path: path.clone(), source })?;
        let delivery = refused.iter().find(|delivery| delivery.content == content);
        found.push(described(config, path, content, delivery));
    }
    found.sort_by(|a, b| a.shown.cmp(&b.shown));
    Ok(found)
}

fn described(config: &Config, path: PathBuf, content: ContentHash, delivery: Option<&RefusedDelivery>) -> Quarantined {
    let report: Option<RunReport> =
        delivery.and_then(|delivery| serde_json::from_str(delivery.report.as_deref()?).ok());
    let hex = content.to_hex();
    let file = report.and_then(|report| report.files.into_iter().find(|file| file.delivery.as_ref() == Some(&hex)));
    let reason = file.and_then(|file| match file.outcome {
        FileOutcome::Refused { reason } => Some(reason),
        _ => None,
    });
    let local = |at: Timestamp| at.to_zoned(config.time_zone.clone()).datetime();
    let at = |delivery: &RefusedDelivery| delivery.received_at.parse().ok().map(local);
    Quarantined {
        shown: config.shown(&path),
        receipt: receipt_beside(&path),
        path,
        content: hex,
        source: delivery.map(|delivery| delivery.source.clone()),
        name: delivery.map(|delivery| delivery.file_name.clone()),
        received: delivery.and_then(at),
        reason,
    }
}

/// What was answered about a file, where the answer still lies beside it.
fn receipt_beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let beside = |entry: &fs::DirEntry| {
        let other = entry.file_name().to_string_lossy().into_owned();
        other.starts_with(&name) && is_receipt(&entry.path())
    };
    fs::read_dir(path.parent()?).ok()?.flatten().find(beside).map(|entry| entry.path())
}

/// Whether a file holds rows that somebody typed into a workbook: they have no folder to go back to, and come again with
/// the book itself.
#[must_use]
pub fn is_from_workbook(config: &Config, file: &Quarantined) -> bool {
    file.source.as_deref() == Some(SOURCE) && config.source(SOURCE).is_none()
}

/// Puts a file back into its source's folder, under the name it was dropped as where that is free; gives the new path.
/// The next run takes it.
///
/// # Errors
/// When the file can't be moved.
pub fn put_back(workspace: &Workspace, file: &Quarantined, source: &str) -> Result<PathBuf, SyncError> {
    let Some(source) = workspace.config.source(source) else {
        let path = workspace.config.paths.exchange.join(source);
        return Err(SyncError::Folder { path, source: io::ErrorKind::NotFound.into() });
    };
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| SyncError::Folder { path, source }
    };
    let moved = move_into(&file.path, &source.folder).map_err(failed(&file.path))?;
    let back = match &file.name {
        Some(name) if moved.file_name().is_none_or(|now| now.to_string_lossy() != *name) => {
            let back = free_name(&source.folder, name);
            fs::rename(&moved, &back).map_err(failed(&moved))?;
            back
        }
        _ => moved,
    };
    forget_receipt(file)?;
    Ok(back)
}

/// Gives a file up: it leaves the quarantine, the journal keeps who and why, the archive keeps its bytes; one that was
/// refused before it was archived, or that somebody put there, is archived first.
///
/// # Errors
/// When the file can't be read, archived or removed, is no longer what was listed, or the store can't be written.
pub fn discard(
    workspace: &mut Workspace,
    file: &Quarantined,
    who: &str,
    reason: &str,
    now: Timestamp,
) -> Result<(), SyncError> {
    let archived = archive(workspace, &file.path)?;
    if archived.to_hex() != file.content {
        // Somebody wrote over it since it was looked at: what was given up is not what lies here.
        return Err(SyncError::Folder { path: file.path.clone(), source: io::ErrorKind::InvalidData.into() });
    }
    let run = workspace.store.begin_run("quarantine", now)?;
    workspace.store.discard(run, archived, &file.shown, who, reason)?;
    remove_if_there(&file.path).map_err(|source| SyncError::Folder { path: file.path.clone(), source })?;
    forget_receipt(file)?;
    let report = RunReport { run: run.0, ..RunReport::default() };
    Ok(workspace.store.finish_run(run, now, &super::kept(&report))?)
}

/// Keeps a file's bytes; gives their hash.
fn archive(workspace: &Workspace, file: &Path) -> Result<ContentHash, SyncError> {
    match workspace.archive.take(file) {
        Ok(archived) => Ok(archived.content),
        Err(TakeError::Read(source)) => Err(SyncError::Folder { path: file.to_owned(), source }),
        Err(TakeError::Write(source)) => {
            Err(SyncError::Folder { path: workspace.config.paths.store.join("archive"), source })
        }
    }
}

fn forget_receipt(file: &Quarantined) -> Result<(), SyncError> {
    let Some(receipt) = &file.receipt else { return Ok(()) };
    remove_if_there(receipt).map_err(|source| SyncError::Folder { path: receipt.clone(), source })
}
