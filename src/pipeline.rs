//! One run from end to end: the only file that knows every stage. It reads like the README.
//!
//! ```text
//! scan the exchange folders → archive → recognise → read, map, normalize, plan, apply in chunks
//!   → balance the ledgers → commit with the outgoing jobs → file the original → receipts
//!   → judge who is who among what came
//!   → compare the books with the balances that sources state → workbooks
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::config::{Config, Source};
use crate::intake::archive::Archive;
use crate::intake::folder::{Candidate, Scan, scan};
use crate::lang::Lang;
use crate::mapping::{Library, LibraryError};
use crate::model::ids::RunId;
use crate::model::run::{ClientsJudged, FileOutcome, FileReport, Reason, RunEvent, RunReport};
use crate::model::steps::{Step, before};
use crate::output;
use crate::output::receipt::is_receipt;
use crate::store::{Store, StoreError};

pub mod alarms;
mod apply;
pub mod arrivals;
pub mod backup;
mod books;
mod brake;
mod chunks;
mod contents;
mod control;
mod dates;
pub mod decide;
mod deleted;
pub mod doctor;
mod doubles;
mod drain;
mod drift;
mod exchange;
mod explain;
mod filing;
pub mod inspect;
mod journal;
mod lock;
mod mending;
mod mounted;
mod nearest;
pub mod propose;
pub mod quarantine;
mod reading;
mod recognise;
pub mod rematch;
mod remembered;
mod repeats;
mod restate;
mod settle;
mod take;
pub mod undo;
mod unread_kinds;
pub mod vitals;
pub mod watch;

pub use apply::apply;
use drain::Which;
pub use drift::accept_drift;
pub use explain::explain;
pub use lock::Holder;

/// Why a run can't go on. What is wrong with one file is in its report, not here.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// Another instance works in this workspace.
    #[error("the workspace is in use by {holder}")]
    Locked {
        /// Who holds it, as far as it said.
        holder: Holder,
    },
    /// The store can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The mappings can't be used.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// A folder of the workspace can't be used.
    #[error("{path} can't be used")]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// How a run is asked for.
pub struct SyncOptions<'a> {
    /// The verb that asked, for the list of runs.
    pub verb: &'static str,
    /// Show what would happen, change nothing: no row, no archived byte, no file moved, no answer written.
    pub dry_run: bool,
    /// The clock of the run.
    pub now: Timestamp,
    /// Set when a person asks to stop: the current delivery is finished, no other is begun.
    pub stop: &'a AtomicBool,
    /// Told what happens while it happens.
    pub on_event: &'a mut dyn FnMut(RunEvent<'_>),
}

/// A workspace held by this instance, with its store and mappings open.
pub struct Workspace {
    /// Settings.
    pub config: Config,
    pub(crate) store: Store,
    pub(crate) library: Arc<Library>,
    pub(crate) archive: Archive,
    pub(crate) lang: Lang,
    /// Sources that are not looked into in this run: their schedule says later.
    pub(crate) paused: BTreeSet<String>,
    /// The only files to be taken, by path with the hash of their content.
    planned: Option<BTreeMap<String, String>>,
    _lock: lock::Lock,
}

impl Workspace {
    /// Opens a workspace for work; no other instance can until it is dropped.
    ///
    /// # Errors
    /// When another instance holds it, or the store, the mappings or the folders can't be used.
    pub fn open(config: Config, lang: Lang) -> Result<Self, SyncError> {
        let folder = |path: &Path| {
            before(Step::Folder, path)
                .and_then(|()| fs::create_dir_all(path))
                .map_err(|source| SyncError::Folder { path: path.to_owned(), source })
        };
        folder(&config.paths.store)?;
        let lock = lock::Lock::take(&config.paths.store)?;
        folder(&config.paths.managers)?;
        let scratch = scratch(&config);
        // What a crash left there is nobody's: the lock is ours.
        match before(Step::Remove, &scratch).and_then(|()| fs::remove_dir_all(&scratch)) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(SyncError::Folder { path: scratch, source });
            }
            _ => folder(&scratch)?,
        }
        let store = Store::open(&config.paths.store)?;
        let library = Library::shared(Some(&config.paths.mappings))?;
        let archive = Archive::new(config.paths.store.join("archive"), scratch);
        Ok(Self { config, store, library, archive, lang, paused: BTreeSet::new(), planned: None, _lock: lock })
    }

    /// The store, for reading.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The clock in the zone of settings.
    pub(crate) fn local(&self, now: Timestamp) -> DateTime {
        now.to_zoned(self.config.time_zone.clone()).datetime()
    }

    /// The workspace's folder.
    pub(crate) fn root(&self) -> &Path {
        self.config.file.parent().unwrap_or(Path::new(""))
    }

    /// Whether a plan is applied in which the file does not stand, or with another content.
    pub(crate) fn is_unplanned(&self, path: &str, content: Option<&str>) -> bool {
        let Some(planned) = &self.planned else { return false };
        planned.get(path).is_none_or(|hash| content.is_some_and(|content| content != hash))
    }

    /// A path as reports show it: relative to the workspace, forward slashes.
    pub(crate) fn shown(&self, path: &Path) -> String {
        output::shown(path, self.root())
    }

    /// The folder for temporary files; emptied when the workspace is opened.
    pub(crate) fn scratch(&self) -> PathBuf {
        scratch(&self.config)
    }
}

fn scratch(config: &Config) -> PathBuf {
    config.paths.store.join("tmp")
}

/// Takes everything that is ready in the exchange folders and writes every answer.
///
/// # Errors
/// When the store or a folder of the workspace fails; what was committed before stays, and the next run goes on.
pub fn sync(workspace: &mut Workspace, mut options: SyncOptions<'_>) -> Result<RunReport, SyncError> {
    if options.dry_run {
        let mut report = RunReport { dry_run: true, ..RunReport::default() };
        work(workspace, RunId(0), &mut options, &mut report)?;
        return Ok(report);
    }
    // A run of its own: what it changes is not taken back with this one.
    restate::restate(workspace, options.now)?;
    let run = workspace.store.begin_run(options.verb, options.now)?;
    let mut report = RunReport { run: run.0, ..RunReport::default() };
    let _span = tracing::info_span!("run", run = run.0).entered();
    let compared = work(workspace, run, &mut options, &mut report)?;
    if options.verb == "watch" && is_idle(&report) && !compared && !workspace.store.has_revisions(run)? {
        workspace.store.forget_run(run)?;
    } else {
        workspace.store.finish_run(run, options.now, &kept(&report))?;
    }
    Ok(report)
}

/// Nothing was done: what was met still waits for others.
fn is_idle(report: &RunReport) -> bool {
    let waits = |file: &FileReport| matches!(file.outcome, FileOutcome::Held { .. }) && file.drift.is_empty();
    report.files.iter().all(waits)
        && report.clients == ClientsJudged::default()
        && report.workbooks.iter().all(|book| book.outcome.waits())
}

/// Does the work of a run; says whether the books came out otherwise than before.
fn work(
    workspace: &mut Workspace,
    run: RunId,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<bool, SyncError> {
    if !options.dry_run {
        filing::finish(workspace, Which::All)?;
        mounted::note(workspace)?;
        books::collect(workspace, run, options, report)?;
        books::plan(workspace, options.now)?;
    } else {
        books::preview(workspace, options.now, report)?;
    }
    let found = look(workspace, report)?;
    (options.on_event)(RunEvent::Found { files: found.len() as u64 });
    let mut braked: BTreeMap<String, String> = BTreeMap::new();
    for (source, candidate) in found {
        if options.stop.load(Ordering::Relaxed) {
            report.interrupted = true;
            break;
        }
        let path = workspace.shown(&candidate.path);
        if workspace.is_unplanned(&path, None) {
            continue;
        }
        (options.on_event)(RunEvent::Started { path: &path, bytes: candidate.len });
        let _span = tracing::info_span!("file", source = %source.name, file = %path).entered();
        let file = match braked.get(&source.name) {
            Some(first) => Some(brake::behind(workspace, &source, &candidate, first, options)?),
            None => take::take(workspace, run, &source, &candidate, options)?,
        };
        let Some(file) = file else { continue };
        journal::log(&file);
        if let Some(name) = brake::held_name(&file) {
            braked.insert(source.name, name);
        }
        (options.on_event)(RunEvent::Finished { file: &file });
        report.push(file);
    }
    let mut compared = false;
    if !options.dry_run {
        brake::close_gone(workspace, report)?;
        let judged = judge(workspace, run, options, report);
        books::collide(workspace, run, options.now)?;
        compared = control::run(workspace, run, report)?;
        books::write(workspace, options, report)?;
        // What can't be judged keeps neither the comparison nor the books from this run.
        judged?;
    }
    arrivals::note(workspace, report, options.now)?;
    report.review = workspace.store.open_reviews()?;
    Ok(compared)
}

/// Judges who is who among what came, unless a person asks to stop: then the next run does.
fn judge(
    workspace: &mut Workspace,
    run: RunId,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    if options.stop.load(Ordering::Relaxed) {
        report.interrupted |= rematch::waits(workspace)?;
        return Ok(());
    }
    report.clients += rematch::judge_unjudged(workspace, run, options)?;
    report.clients.by_rule = workspace.store.joined_by_rule(run)?;
    Ok(())
}

/// The report as the list of runs keeps it: issues are kept with their deliveries.
fn kept(report: &RunReport) -> String {
    let mut report = report.clone();
    report.files.iter_mut().for_each(|file| file.issues.clear());
    serde_json::to_string(&report).unwrap_or_else(|error| panic!("BUG: a report is no JSON: {error}"))
}

/// Everything that lies ready, source by source, oldest first; waits out the quiet period once where something is new.
fn look(workspace: &Workspace, report: &mut RunReport) -> Result<Found, SyncError> {
    let unmoved = filing::unmoved(workspace)?;
    let mut found = Vec::new();
    for source in workspace.config.sources.iter().filter(|source| !workspace.paused.contains(&source.name)) {
        match lying(&workspace.store, &workspace.config, source)? {
            Ok(scan) => {
                report.ignored.extend(scan.ignored.iter().map(|path| workspace.shown(path)));
                let new = scan.candidates.into_iter().filter(|candidate| !unmoved.contains(&candidate.path));
                found.extend(new.map(|candidate| (source.clone(), candidate)));
            }
            Err(error) => {
                tracing::warn!(source = %source.name, folder = %source.folder.display(), %error, "source is missing");
                report.missing_sources.push(source.name.clone());
            }
        }
    }
    report.strays.extend(strays(&workspace.config).iter().map(|path| workspace.shown(path)));
    let (quiet, growing) = settle(found, Duration::from_millis(workspace.config.intake.quiet_ms));
    // One that is gone by now was taken back, or renamed by whoever writes it.
    for (source, candidate) in growing.into_iter().filter(|(_, candidate)| candidate.path.exists()) {
        let reason = Reason::new(Reason::GROWING);
        let outcome = FileOutcome::Held { reason, overdue: false };
        report.push(FileReport::new(workspace.shown(&candidate.path), source.name, outcome));
    }
    Ok(quiet)
}

/// Files that lie in the exchange folder and in no source's: nobody takes them.
#[must_use]
pub fn strays(config: &Config) -> Vec<PathBuf> {
    let exchange = &config.paths.exchange;
    let sources = config.sources.iter().map(|source| &source.folder);
    if sources.clone().any(|folder| folder == exchange) {
        return Vec::new();
    }
    let paths = &config.paths;
    let others = [&paths.done, &paths.quarantine, &paths.managers, &paths.mappings, &paths.store];
    let elsewhere: Vec<PathBuf> = sources.chain(others).cloned().collect();
    // Where it can't be listed, no source need lie in it.
    let found = scan(exchange, &is_receipt, &elsewhere).map(|scan| scan.candidates).unwrap_or_default();
    found.into_iter().map(|candidate| candidate.path).collect()
}

/// What lies in a source's folder, but for our own answers and what belongs to another source; the error of the folder is
/// inside.
///
/// # Errors
/// When the store can't be read.
pub fn lying(store: &Store, config: &Config, source: &Source) -> Result<io::Result<Scan>, StoreError> {
    if mounted::is_gone(store, config, &source.folder)? {
        return Ok(Err(io::Error::new(io::ErrorKind::NotFound, "the share is not mounted")));
    }
    let answer = store.exchange(&source.name)?.and_then(|state| state.answer_name);
    let is_answer = |path: &Path| answer.as_ref().is_some_and(|name| path.file_name() == Some(name.as_ref()));
    Ok(scan(
        &source.folder,
        &|path| is_receipt(path) || is_answer(path) || mending::lies(store, path),
        &elsewhere(config, source),
    ))
}

/// Folders inside a source's folder that belong to another source or to the workspace itself.
fn elsewhere(config: &Config, source: &Source) -> Vec<PathBuf> {
    let others = config.sources.iter().map(|other| &other.folder).filter(|folder| **folder != source.folder);
    let paths = &config.paths;
    others.chain([&paths.done, &paths.quarantine, &paths.managers, &paths.mappings, &paths.store]).cloned().collect()
}

type Found = Vec<(Source, Candidate)>;

/// Splits into what is settled and what still changes.
fn settle(found: Found, quiet: Duration) -> (Found, Found) {
    let now = SystemTime::now();
    if found.iter().any(|(_, candidate)| !candidate.is_quiet(now, quiet)) {
        std::thread::sleep(quiet);
    }
    let now = SystemTime::now();
    found.into_iter().partition(|(_, candidate)| candidate.is_unchanged() && candidate.is_written(now, quiet))
}

#[cfg(test)]
mod tests;
