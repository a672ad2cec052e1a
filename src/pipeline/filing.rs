//! Where originals go: to `done/` or `quarantine/`, after the commit and as a job of the outbox, so that a crash between
//! the two is made good by the next run.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::drain::{Fate, Which, drain, drain_outputs};
use super::{SyncError, Workspace, mending};
use crate::config::Config;
use crate::intake::archive::hash_file;
use crate::intake::folder::{free_name, move_into};
use crate::model::change::Job;
use crate::model::ids::ContentHash;
use crate::model::run::{FileOutcome, FileReport};
use crate::model::steps::{Step, before};
use crate::output::ack::Acknowledgement;
use crate::output::{OUTPUTS, Outcome};

/// The name of the jobs in the outbox.
const NAME: &str = "filing";

/// A file to be moved away.
#[derive(Debug, Serialize, Deserialize)]
struct Filing {
    dropped: PathBuf,
    /// Where it goes; chosen before the commit, so that the receipt says the truth.
    place: PathBuf,
    /// Hash of the bytes that were taken; nothing for a file that could not be archived.
    content: Option<String>,
}

impl Filing {
    fn to_job(&self) -> Job {
        let payload = serde_json::to_string(self).unwrap_or_else(|error| panic!("BUG: a filing is no JSON: {error}"));
        Job { output: NAME.to_owned(), key: self.dropped.to_string_lossy().into_owned(), payload }
    }

    fn is_of(&self, content: ContentHash) -> bool {
        self.content.as_deref().is_none_or(|taken| taken == content.to_hex())
    }
}

/// Everything that must be done after a file was decided about: its original moved, its outputs delivered.
pub(super) fn jobs(
    config: &Config,
    file: &FileReport,
    title: Option<&str>,
    dropped: &Path,
    content: Option<ContentHash>,
    now: Timestamp,
    answer: Option<&Acknowledgement>,
) -> Vec<Job> {
    let paths = &config.paths;
    let root = match file.outcome {
        FileOutcome::Refused { .. } => &paths.quarantine,
        FileOutcome::Taken | FileOutcome::Known { .. } | FileOutcome::Skipped { .. } | FileOutcome::Held { .. } => {
            &paths.done
        }
    };
    let name = dropped.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let today = now.to_zoned(config.time_zone.clone()).date();
    let place = free_name(&root.join(today.to_string()), &name);
    let mut jobs = answers(&Outcome { file, title, at: now, dropped, place: &place, answer });
    jobs.push(Filing { dropped: dropped.to_owned(), place, content: content.map(|hash| hash.to_hex()) }.to_job());
    jobs
}

/// What is told about a file.
pub(super) fn answers(outcome: &Outcome<'_>) -> Vec<Job> {
    OUTPUTS.iter().flat_map(|output| output.plan(outcome)).collect()
}

/// Moves originals and writes answers: those of earlier runs too, or only those that were queued just now.
pub(super) fn finish(workspace: &mut Workspace, which: Which) -> Result<(), SyncError> {
    drain(workspace, NAME, which, &mut |workspace, job| {
        let filing: Filing = match serde_json::from_str(&job.payload) {
            Ok(filing) => filing,
            Err(error) => {
                tracing::error!(%error, "a queued filing can't be read and is dropped");
                return Ok(Fate::Done);
            }
        };
        match file_away(workspace, &filing) {
            Ok(()) => Ok(Fate::Done),
            Err(error) => {
                tracing::warn!(file = %filing.dropped.display(), %error,
                    "the original can't be moved; the next run tries again");
                Ok(Fate::Later(error.to_string()))
            }
        }
    })?;
    mending::finish(workspace, which)?;
    drain_outputs(workspace, which)
}

/// Files that were decided about and could not be moved away: they are no new deliveries.
pub(super) fn unmoved(workspace: &Workspace) -> Result<BTreeSet<PathBuf>, SyncError> {
    let pending = workspace.store.pending_jobs(NAME)?;
    Ok(pending.into_iter().map(|pending| PathBuf::from(pending.job.key)).collect())
}

/// Moves a file to its place unless it is no longer the one that was taken: an export written over it meanwhile is a new
/// delivery and stays. What was taken lies in its place either way.
fn file_away(workspace: &Workspace, filing: &Filing) -> io::Result<()> {
    let Filing { dropped, place, .. } = filing;
    if hash_file(dropped).is_ok_and(|content| !filing.is_of(content)) {
        tracing::debug!(file = %dropped.display(), "another file lies there by now");
        return restore(workspace, filing);
    }
    let moved = match move_into(dropped, place.parent().unwrap_or(Path::new("."))) {
        Ok(moved) => moved,
        // Moved before a crash, or taken away by hand.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !dropped.exists() => {
            return match place.try_exists()? {
                true if is_nobodys(workspace, filing)? => give_back(workspace, filing, place),
                true => Ok(()),
                // Rows that somebody typed into a workbook lie in the folder that a crash leaves to be emptied.
                false => restore(workspace, filing),
            };
        }
        Err(error) => return Err(error),
    };
    if filing.is_of(hash_file(&moved)?) { Ok(()) } else { give_back(workspace, filing, &moved) }
}

/// Whether an export written over the original at the very moment of the move lies in its place, and the crash came before
/// that was seen: nobody has taken its bytes.
fn is_nobodys(workspace: &Workspace, filing: &Filing) -> io::Result<bool> {
    match hash_file(&filing.place) {
        Ok(content) => Ok(!filing.is_of(content) && !workspace.archive.path_of(content).exists()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// A new delivery that was moved away instead of the original goes back to where it was dropped.
fn give_back(workspace: &Workspace, filing: &Filing, moved: &Path) -> io::Result<()> {
    let name = filing.dropped.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let back = free_name(filing.dropped.parent().unwrap_or(Path::new(".")), &name);
    before(Step::Rename, &back)?;
    fs::rename(moved, &back)?;
    restore(workspace, filing)
}

/// The bytes that were taken, from the archive.
fn restore(workspace: &Workspace, filing: &Filing) -> io::Result<()> {
    let Some(content) = filing.content.as_deref().and_then(ContentHash::from_hex) else { return Ok(()) };
    before(Step::Write, &filing.place)?;
    fs::create_dir_all(filing.place.parent().unwrap_or(Path::new(".")))?;
    fs::copy(workspace.archive.path_of(content), &filing.place).map(drop)
}
