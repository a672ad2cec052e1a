//! One run from end to end: the only file that knows every stage. It reads like the README.
//!
//! ```text
//! scan the exchange folders → archive → recognise → read, map, normalize, plan, apply in chunks
//!   → balance the ledgers → commit with the outgoing jobs → file the original → receipts and workbooks
//! ```

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
use crate::intake::folder::{Candidate, scan};
use crate::lang::Lang;
use crate::mapping::{Library, LibraryError};
use crate::model::ids::RunId;
use crate::model::run::{FileOutcome, FileReport, Reason, RunEvent, RunReport};
use crate::output::receipt::is_receipt_name;
use crate::store::{Store, StoreError};

mod books;
mod chunks;
mod filing;
mod lock;
mod reading;
mod recognise;
mod take;
pub mod watch;

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
    /// Show what would happen, change nothing.
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
    _lock: lock::Lock,
}

impl Workspace {
    /// Opens a workspace for work; no other instance can until it is dropped.
    ///
    /// # Errors
    /// When another instance holds it, or the store, the mappings or the folders can't be used.
    pub fn open(config: Config, lang: Lang) -> Result<Self, SyncError> {
        let folder = |path: &Path| {
            fs::create_dir_all(path).map_err(|source| SyncError::Folder { path: path.to_owned(), source })
        };
        folder(&config.paths.store)?;
        let lock = lock::Lock::take(&config.paths.store)?;
        folder(&config.paths.managers)?;
        let store = Store::open(&config.paths.store)?;
        let library = Arc::new(Library::load(Some(&config.paths.mappings))?);
        let archive = Archive::new(config.paths.store.join("archive"));
        Ok(Self { config, store, library, archive, lang, _lock: lock })
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

    /// A path as reports show it: relative to the workspace, forward slashes.
    pub(crate) fn shown(&self, path: &Path) -> String {
        let root = self.config.file.parent().unwrap_or(Path::new(""));
        let relative = path.strip_prefix(root).unwrap_or(path);
        relative.to_string_lossy().replace('\\', "/")
    }
}

/// Takes everything that is ready in the exchange folders and writes every answer.
///
/// # Errors
/// When the store or a folder of the workspace fails; what was committed before stays, and the next run goes on.
pub fn sync(workspace: &mut Workspace, mut options: SyncOptions<'_>) -> Result<RunReport, SyncError> {
    let run = workspace.store.begin_run(options.verb, options.now)?;
    let mut report = RunReport { run: run.0, dry_run: options.dry_run, ..RunReport::default() };
    let outcome = work(workspace, run, &mut options, &mut report);
    if options.dry_run {
        workspace.store.forget_run(run)?;
        report.run = 0;
        outcome?;
        return Ok(report);
    }
    outcome?;
    report.review = workspace.store.open_reviews()?;
    let nothing = report.files.is_empty() && report.workbooks.is_empty();
    if nothing && options.verb == "watch" {
        workspace.store.forget_run(run)?;
    } else {
        workspace.store.finish_run(run, options.now, &kept(&report))?;
    }
    Ok(report)
}

fn work(
    workspace: &mut Workspace,
    run: RunId,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    if !options.dry_run {
        filing::finish_receipts(workspace)?;
        books::apply_settings(workspace, options.now)?;
    }
    let found = look(workspace, report);
    (options.on_event)(RunEvent::Found { files: found.len() as u64 });
    for (source, candidate) in found {
        if options.stop.load(Ordering::Relaxed) {
            report.interrupted = true;
            break;
        }
        let path = workspace.shown(&candidate.path);
        (options.on_event)(RunEvent::Started { path: &path, bytes: candidate.len });
        let file = take::take(workspace, run, &source, &candidate, options)?;
        (options.on_event)(RunEvent::Finished { file: &file });
        report.push(file);
    }
    report.review = workspace.store.open_reviews()?;
    if !options.dry_run {
        books::write(workspace, options, report)?;
    }
    Ok(())
}

/// The report as the list of runs keeps it: issues are kept with their deliveries.
fn kept(report: &RunReport) -> String {
    let mut report = report.clone();
    report.files.iter_mut().for_each(|file| file.issues.clear());
    serde_json::to_string(&report).unwrap_or_else(|error| panic!("BUG: a report is no JSON: {error}"))
}

/// Everything that lies ready, source by source, oldest first; waits out the quiet period once where something is new.
fn look(workspace: &Workspace, report: &mut RunReport) -> Vec<(Source, Candidate)> {
    let mut found = Vec::new();
    for source in &workspace.config.sources {
        match scan(&source.folder, &is_receipt_name, &elsewhere(&workspace.config, source)) {
            Ok(scan) => {
                report.ignored.extend(scan.ignored.iter().map(|path| workspace.shown(path)));
                found.extend(scan.candidates.into_iter().map(|candidate| (source.clone(), candidate)));
            }
            Err(error) => {
                tracing::warn!(source = %source.name, folder = %source.folder.display(), %error, "source is missing");
                report.missing_sources.push(source.name.clone());
            }
        }
    }
    let (quiet, growing) = settle(found, Duration::from_millis(workspace.config.intake.quiet_ms));
    for (source, candidate) in growing {
        let reason = Reason::new(Reason::GROWING);
        let outcome = FileOutcome::Held { reason, overdue: false };
        report.push(FileReport::new(workspace.shown(&candidate.path), source.name, outcome));
    }
    quiet
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
    found.into_iter().partition(|(_, candidate)| candidate.is_unchanged())
}
