//! A run taken back as a whole: the store, what pays what, the workbooks, and the answers to whoever dropped its files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::drain::Which;
use super::{SyncError, SyncOptions, Workspace, arrivals, books, control, filing, kept, mending, settle};
use crate::config::Config;
use crate::intake::archive::hash_file;
use crate::model::change::Job;
use crate::model::ids::RunId;
use crate::model::run::{BookReport, FileOutcome, FileReport, Reason, RunReport};
use crate::model::undone::{Counted, Dependent, Undoable};
use crate::output::Outcome;
use crate::output::whole::remove_if_there;
use crate::store::undo::{TakenBack, TakenDelivery, UNDO};
use crate::store::{Revision, SqlResult};

/// Why a run is not taken back; nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotUndone {
    /// There is no run of that number.
    Unknown,
    /// Its own notes say why.
    Not(Undoable),
    /// Later runs need what would go away.
    Needed(Vec<Dependent>),
    /// It said something about a closed period.
    Closed {
        /// The last day of it.
        day: Date,
        /// Documents and payments, by number and day.
        names: Vec<String>,
    },
}

/// What taking a run back changed, or would.
#[derive(Debug, Clone, Serialize)]
pub struct Undone {
    /// The run that took it back; 0 for a dry run.
    pub run: i64,
    /// The run that was taken back.
    pub undone: i64,
    /// By table of the store.
    pub counted: BTreeMap<&'static str, Counted>,
    /// The files that it had taken, by source and name.
    pub files: Vec<(String, String)>,
    /// Workbooks that were written.
    #[serde(skip)]
    pub workbooks: Vec<BookReport>,
}

/// What taking back comes to before anything is durable.
enum Tried<'s> {
    Refused(NotUndone),
    Ready(Box<Revision<'s>>, TakenBack, BTreeSet<String>),
}

/// Takes a run back. Where it can't be, nothing is changed, but for edits in workbooks that are read first: what people
/// saved since must not be lost with the rows it is about.
///
/// # Errors
/// When the store, a folder or the mappings can't be used; what is committed is finished by the next run.
pub fn undo(
    workspace: &mut Workspace,
    run: RunId,
    dry_run: bool,
    now: Timestamp,
) -> Result<Result<Undone, NotUndone>, SyncError> {
    if let Err(refused) = judged(workspace.store.undoable(run)?) {
        return Ok(Err(refused));
    }
    let deliveries = workspace.store.taken_in(run)?;
    let files = deliveries.iter().map(|one| (one.source.clone(), one.file_name.clone())).collect();
    if dry_run {
        let config = workspace.config.clone();
        return Ok(match attempt(workspace, &config, run, RunId(0), now)? {
            Tried::Refused(refused) => Err(refused),
            Tried::Ready(_, back, _) => {
                Ok(Undone { run: 0, undone: run.0, counted: back.counted, files, workbooks: Vec::new() })
            }
        });
    }
    filing::finish(workspace, Which::All)?;
    read_books(workspace, now)?;
    let by = workspace.store.begin_run(UNDO, now)?;
    let told = told(workspace, run, by, &deliveries, now)?;
    let config = workspace.config.clone();
    let answers = answers(workspace, run)?;
    let committed = match attempt(workspace, &config, run, by, now)? {
        Tried::Refused(refused) => Err(refused),
        Tried::Ready(revision, back, owners) => {
            // Before the commit: an answer that is missing is given again, one that nobody should read may be read.
            for answer in &answers {
                remove_if_there(answer).map_err(|source| SyncError::Folder { path: answer.clone(), source })?;
            }
            let books = owners.iter().map(|owner| books::job(owner));
            let queued = told.into_iter().chain(books).try_for_each(|job| revision.enqueue(&job));
            queued.map_err(|error| revision.named(error))?;
            revision.commit("")?;
            Ok(back.counted)
        }
    };
    let counted = match committed {
        Ok(counted) => counted,
        Err(refused) => {
            workspace.store.forget_run(by)?;
            return Ok(Err(refused));
        }
    };
    tracing::info!(run = by.0, undone = run.0, "run taken back");
    arrivals::forget(&workspace.store, &deliveries.iter().map(|one| one.source.as_str()).collect())?;
    let report = finish(workspace, by, now)?;
    Ok(Ok(Undone { run: by.0, undone: run.0, counted, files, workbooks: report.workbooks }))
}

fn judged(undoable: Option<Undoable>) -> Result<(), NotUndone> {
    match undoable {
        Some(Undoable::Possible) => Ok(()),
        Some(other) => Err(NotUndone::Not(other)),
        None => Err(NotUndone::Unknown),
    }
}

/// Takes back and computes what follows, in a revision that is not committed yet.
fn attempt<'w>(
    workspace: &'w mut Workspace,
    config: &Config,
    run: RunId,
    by: RunId,
    now: Timestamp,
) -> Result<Tried<'w>, SyncError> {
    let mut revision = workspace.store.begin_decision(by, now)?;
    let mut tried = || -> SqlResult<Result<(TakenBack, BTreeSet<String>), NotUndone>> {
        // Whoever came first may have taken it back meanwhile.
        if let Err(refused) = judged(revision.undoable(run)?) {
            return Ok(Err(refused));
        }
        for source in &config.sources {
            let Some(day) = source.brake.closed_until else { continue };
            let names = revision.stated_until(run, &source.name, day)?;
            if !names.is_empty() {
                return Ok(Err(NotUndone::Closed { day, names }));
            }
        }
        let back = revision.take_back(run)?;
        if !back.dependents.is_empty() {
            return Ok(Err(NotUndone::Needed(back.dependents.into_iter().collect())));
        }
        let mut owners: BTreeSet<String> = config.ownership.managers.iter().map(|one| one.name.clone()).collect();
        owners.insert(String::new());
        settle::compute_golden(&mut revision, &config.authorities)?;
        settle::balance(&mut revision, &config.ownership, &mut owners)?;
        Ok(Ok((back, owners)))
    };
    let outcome = tried();
    Ok(match outcome.map_err(|error| revision.named(error))? {
        Ok((back, owners)) => Tried::Ready(Box::new(revision), back, owners),
        Err(refused) => Tried::Refused(refused),
    })
}

/// What people saved in their books is in the store before anything goes away, in a run of its own.
fn read_books(workspace: &mut Workspace, now: Timestamp) -> Result<(), SyncError> {
    let run = workspace.store.begin_run("books", now)?;
    let mut report = RunReport { run: run.0, ..RunReport::default() };
    let stop = AtomicBool::new(false);
    let mut options = SyncOptions { verb: "books", dry_run: false, now, stop: &stop, on_event: &mut |_| {} };
    books::collect(workspace, run, &mut options, &mut report)?;
    if workspace.store.has_revisions(run)? {
        workspace.store.finish_run(run, now, &kept(&report))
    } else {
        workspace.store.forget_run(run)
    }?;
    Ok(())
}

/// Compares and writes what the store says now.
fn finish(workspace: &mut Workspace, by: RunId, now: Timestamp) -> Result<RunReport, SyncError> {
    let mut report = RunReport { run: by.0, ..RunReport::default() };
    filing::finish(workspace, Which::Fresh)?;
    control::run(workspace, by, &report)?;
    let stop = AtomicBool::new(false);
    let mut options = SyncOptions { verb: UNDO, dry_run: false, now, stop: &stop, on_event: &mut |_| {} };
    books::write(workspace, &mut options, &mut report)?;
    report.review = workspace.store.open_reviews()?;
    workspace.store.finish_run(by, now, &kept(&report))?;
    Ok(report)
}

/// Receipts that say of every file of the run that it was taken back.
fn told(
    workspace: &Workspace,
    run: RunId,
    by: RunId,
    deliveries: &[TakenDelivery],
    now: Timestamp,
) -> Result<Vec<Job>, SyncError> {
    let report = workspace.store.report_of(run)?;
    let mut jobs = Vec::new();
    for delivery in deliveries {
        let Some(source) = workspace.config.source(&delivery.source) else { continue };
        let hex = delivery.content.to_hex();
        let known = report.iter().flat_map(|report| &report.files);
        let known =
            known.into_iter().find(|file| file.delivery.as_ref() == Some(&hex) && file.source == delivery.source);
        let dropped =
            known.map_or_else(|| source.folder.join(&delivery.file_name), |file| workspace.root().join(&file.path));
        let reason = Reason::new(Reason::UNDONE).with("run", run.0.to_string()).with("by", by.0.to_string());
        let shown = workspace.shown(&dropped);
        let mut file = FileReport::new(shown, &delivery.source, FileOutcome::Skipped { reason });
        file.delivery = Some(hex);
        file.mapping = known.and_then(|file| file.mapping.clone());
        let place = place_of(workspace, delivery)?.unwrap_or_else(|| dropped.clone());
        // What lies there by now may be the answer to a newer file of the same name.
        let is_newest = workspace.store.is_newest_of_name(delivery)?;
        let beside = if is_newest { &dropped } else { &place };
        let outcome = Outcome { file: &file, title: None, at: now, dropped: beside, place: &place, answer: None };
        jobs.extend(filing::answers(&outcome));
        if is_newest {
            // Its refused records are not to be mended for what is taken back.
            jobs.extend(mending::job(&dropped, &file, None, None, workspace.lang));
        }
    }
    Ok(jobs)
}

/// Answers to messages of the run that the other side may not have read yet.
fn answers(workspace: &Workspace, run: RunId) -> Result<Vec<PathBuf>, SyncError> {
    let given = workspace.store.answered_in(run)?.into_iter();
    let path = |(source, name): (String, String)| Some(workspace.config.source(&source)?.folder.join(name));
    Ok(given.filter_map(path).collect())
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
