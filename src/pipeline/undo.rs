//! A run taken back as a whole: the store, what pays what, the workbooks, and the answers to whoever dropped its files.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::drain::Which;
use super::{SyncError, SyncOptions, Workspace, arrivals, books, control, filing, kept, rematch, settle};
use crate::config::Config;
use crate::model::ids::RunId;
use crate::model::run::{BookReport, RunReport};
use crate::model::undone::{Counted, Dependent, Repeat, Undoable};
use crate::output::ack;
use crate::output::whole::remove_if_there;
use crate::store::undo::{Repeating, SaidIn, Shared, TakenBack, UNDO};
use crate::store::{Revision, SqlResult};

mod again;
mod told;

use again::Shelf;
use told::told;

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

/// A run that is to be taken back.
#[derive(Debug, Clone, Copy)]
pub struct UndoOrder<'o> {
    /// Its number.
    pub run: RunId,
    /// Who wants it.
    pub who: &'o str,
    /// Why, in that person's words; whoever dropped its files reads it.
    pub reason: &'o str,
    /// Only to see what it would change.
    pub dry_run: bool,
    /// When.
    pub now: Timestamp,
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
    /// What it said and later files said again: that stays.
    pub stays: Vec<Repeat>,
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
pub fn undo(workspace: &mut Workspace, order: &UndoOrder<'_>) -> Result<Result<Undone, NotUndone>, SyncError> {
    let UndoOrder { run, now, .. } = *order;
    if let Err(refused) = judged(workspace.store.undoable(run)?) {
        return Ok(Err(refused));
    }
    let deliveries = workspace.store.taken_in(run)?;
    let files = deliveries.iter().map(|one| (one.source.clone(), one.file_name.clone())).collect();
    if order.dry_run {
        let config = workspace.config.clone();
        return Ok(match attempt(workspace, &config, run, RunId(0), now)? {
            Tried::Refused(refused) => Err(refused),
            Tried::Ready(_, back, _) => {
                let stays = stays(&back, None);
                Ok(Undone { run: 0, undone: run.0, counted: back.counted, files, stays, workbooks: Vec::new() })
            }
        });
    }
    filing::finish(workspace, Which::All)?;
    read_books(workspace, now)?;
    let by = workspace.store.begin_run(UNDO, now)?;
    let told = told(workspace, order, by, &deliveries)?;
    let config = workspace.config.clone();
    let answers = answers(workspace, run)?;
    let committed = match attempt(workspace, &config, run, by, now)? {
        Tried::Refused(refused) => Err(refused),
        Tried::Ready(revision, back, owners) => {
            // Before the commit: an answer that is missing is given again, one that nobody should read may be read.
            for Answer { path, .. } in &answers {
                match remove_if_there(path) {
                    // What is no folder has no answer in it.
                    Err(error) if error.kind() == io::ErrorKind::NotADirectory => {}
                    removed => removed.map_err(|source| SyncError::Folder { path: path.clone(), source })?,
                }
            }
            answers.iter().try_for_each(|answer| answer.forget(&revision)).map_err(|error| revision.named(error))?;
            let books = owners.iter().map(|owner| books::job(owner));
            let queued = told
                .jobs(&|delivery| stays(&back, Some(delivery)), now)
                .into_iter()
                .chain(books)
                .try_for_each(|job| revision.enqueue(&job));
            queued.map_err(|error| revision.named(error))?;
            revision.commit("")?;
            let stays = stays(&back, None);
            Ok((back.counted, stays))
        }
    };
    let (counted, stays) = match committed {
        Ok(done) => done,
        Err(refused) => {
            workspace.store.forget_run(by)?;
            return Ok(Err(refused));
        }
    };
    tracing::info!(run = by.0, undone = run.0, "run taken back");
    arrivals::forget(&workspace.store, &deliveries.iter().map(|one| one.source.as_str()).collect())?;
    let report = finish(workspace, by, now)?;
    Ok(Ok(Undone { run: by.0, undone: run.0, counted, files, stays, workbooks: report.workbooks }))
}

/// What stays of the run, or of one of its deliveries, by the later file that said it too.
fn stays(back: &TakenBack, of: Option<i64>) -> Vec<Repeat> {
    let part = |records: usize, said_in: &SaidIn| match of {
        Some(delivery) => said_in.get(&delivery).copied().unwrap_or_default(),
        None => records,
    };
    let repeat = |file: &Repeating| Repeat {
        run: file.run.0,
        source: file.delivery.source.clone(),
        file: file.delivery.file_name.clone(),
        records: part(file.kept.len(), &file.said_in),
    };
    let mut stays: Vec<Repeat> = back.repeating.iter().map(repeat).collect();
    for Shared { file, said_in } in &back.shared {
        let records = part(file.records, said_in);
        let is_it = |one: &&mut Repeat| (one.run, &one.source, &one.file) == (file.run, &file.source, &file.file);
        match stays.iter_mut().find(is_it) {
            Some(one) => one.records += records,
            None => stays.push(Repeat { records, ..file.clone() }),
        }
    }
    stays.retain(|one| one.records > 0);
    stays
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
    let (scratch, today) = (workspace.scratch(), workspace.local(now).date());
    let mut revision = workspace.store.begin_decision(by, now)?;
    let back = match taken_back(&mut revision, config, run).map_err(|error| revision.named(error))? {
        Ok(back) => back,
        Err(refused) => return Ok(Tried::Refused(refused)),
    };
    let shelf = Shelf { config, library: &workspace.library, archive: &workspace.archive, scratch: &scratch, today };
    let unread = again::place(&shelf, &mut revision, &back.repeating)?;
    if !unread.is_empty() {
        return Ok(Tried::Refused(NotUndone::Needed(unread.into_iter().collect())));
    }
    let mut owners: BTreeSet<String> = config.ownership.managers.iter().map(|one| one.name.clone()).collect();
    owners.insert(String::new());
    let computed = settle::compute_golden(&mut revision, &config.authorities)
        .and_then(|()| revision.unnoted_too(|revision| rematch::ask_anew(revision, config)))
        .and_then(|()| settle::balance(&mut revision, &config.ownership, &mut owners));
    computed.map_err(|error| revision.named(error))?;
    Ok(Tried::Ready(Box::new(revision), back, owners))
}

fn taken_back(revision: &mut Revision<'_>, config: &Config, run: RunId) -> SqlResult<Result<TakenBack, NotUndone>> {
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
    Ok(Ok(back))
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
    // Wishes stay, and whoever asked about them is gone with the run.
    books::requests(workspace, by, now)?;
    let stop = AtomicBool::new(false);
    let mut options = SyncOptions { verb: UNDO, dry_run: false, now, stop: &stop, on_event: &mut |_| {} };
    books::write(workspace, &mut options, &mut report)?;
    report.review = workspace.store.open_reviews()?;
    workspace.store.finish_run(by, now, &kept(&report))?;
    Ok(report)
}

/// An answer to messages of the run that the other side may not have read yet.
struct Answer {
    /// As the store has it.
    shown: String,
    path: PathBuf,
    /// Keys of the jobs that are to write it.
    unwritten: Vec<String>,
}

impl Answer {
    fn forget(&self, revision: &Revision<'_>) -> SqlResult<()> {
        let jobs: Vec<(&str, &str)> = self.unwritten.iter().map(|key| (ack::NAME, key.as_str())).collect();
        revision.forget_answer(&self.shown, &jobs)
    }
}

/// Answers to messages of the run, wherever they were written.
fn answers(workspace: &Workspace, run: RunId) -> Result<Vec<Answer>, SyncError> {
    let pending = workspace.store.pending_jobs(ack::NAME)?;
    let answer = |shown: String| {
        let path = workspace.root().join(&shown);
        let of_it = pending.iter().filter(|pending| workspace.root().join(&pending.job.key) == path);
        let unwritten = of_it.map(|pending| pending.job.key.clone()).collect();
        Answer { shown, path, unwritten }
    };
    Ok(workspace.store.answers_of(run)?.into_iter().map(answer).collect())
}
