//! `watch`: the same run again and again. Folder events only wake it; a rescan by interval never misses a file. Sources
//! with a schedule are looked into at its moments, and nothing is done in blackouts.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::arrivals;
use super::{SyncError, SyncOptions, Workspace, sync};
use crate::model::calendar::free_from;
use crate::model::run::{RunEvent, RunReport};

mod listening;

pub use listening::silent_folders;

/// How long the loop sleeps before it looks whether somebody asked it to stop.
const TICK: Duration = Duration::from_millis(200);

/// What a wake came to.
#[derive(Debug)]
pub enum Wake<'a> {
    /// A run ended.
    Ran(&'a RunReport),
    /// A run failed: a full disk, a share that is gone. The next one tries again.
    Failed(&'a SyncError),
    /// A blackout: nothing was done.
    Paused,
}

/// What `watch` tells while it runs.
pub struct WatchOptions<'a> {
    /// Set when a person asks to stop.
    pub stop: &'a AtomicBool,
    /// The clock.
    pub clock: &'a dyn Fn() -> Timestamp,
    /// Told what happens while it happens.
    pub on_event: &'a mut dyn FnMut(RunEvent<'_>),
    /// Told what each wake came to, and how long it took.
    pub on_wake: &'a mut dyn FnMut(&Workspace, Wake<'_>, Duration),
    /// Told every moment while it waits: it is alive.
    pub on_tick: &'a mut dyn FnMut(),
}

/// Runs until somebody asks to stop; the current delivery is finished first.
///
/// # Errors
/// When the store is newer or damaged: waiting would not mend it.
pub fn watch(workspace: &mut Workspace, mut options: WatchOptions<'_>) -> Result<(), SyncError> {
    let up_since = (options.clock)();
    listening::note(workspace)?;
    let mut ears = watcher(workspace);
    let mut gone = Vec::new();
    while !options.stop.load(Ordering::Relaxed) {
        let now = (options.clock)();
        let free = free_from(&workspace.config.times.blackouts, now);
        if free > now {
            (options.on_wake)(workspace, Wake::Paused, Duration::ZERO);
            wait(&ears.1, until(workspace, Some(free), now), &mut options);
            continue;
        }
        let (missing, next) = run(workspace, up_since, now, &mut options)?;
        if missing != gone {
            // A share that came back sends no events to whoever listened before.
            ears = watcher(workspace);
            gone = missing;
        }
        wait(&ears.1, until(workspace, next, now), &mut options);
    }
    Ok(())
}

/// One run; the sources whose folder is not there, and when the next schedule is due.
fn run(
    workspace: &mut Workspace,
    up_since: Timestamp,
    now: Timestamp,
    options: &mut WatchOptions<'_>,
) -> Result<(Vec<String>, Option<Timestamp>), SyncError> {
    let began = Instant::now();
    let mut next = None;
    match look(workspace, up_since, now, &mut next, options) {
        Ok(report) => {
            (options.on_wake)(workspace, Wake::Ran(&report), began.elapsed());
            Ok((report.missing_sources, next))
        }
        Err(SyncError::Store(error)) if error.is_lasting() => Err(error.into()),
        Err(error) => {
            (options.on_wake)(workspace, Wake::Failed(&error), began.elapsed());
            Ok((Vec::new(), next))
        }
    }
}

fn look(
    workspace: &mut Workspace,
    up_since: Timestamp,
    now: Timestamp,
    next: &mut Option<Timestamp>,
    options: &mut WatchOptions<'_>,
) -> Result<RunReport, SyncError> {
    let round = arrivals::round(workspace, up_since, now)?;
    *next = round.next;
    workspace.paused = round.paused;
    let asked = SyncOptions { verb: "watch", dry_run: false, now, stop: options.stop, on_event: options.on_event };
    let outcome = sync(workspace, asked);
    workspace.paused.clear();
    let report = outcome?;
    // What failed is due again at once: only a run that came to its end counts as a look.
    arrivals::looked(workspace, &round.due, now)?;
    Ok(report)
}

/// How long to wait: for the next moment of a schedule or the end of a blackout, at most the interval.
fn until(workspace: &Workspace, moment: Option<Timestamp>, now: Timestamp) -> Duration {
    let rescan = Duration::from_millis(workspace.config.intake.rescan_ms);
    let moment = moment.map(|moment| moment.duration_since(now).unsigned_abs());
    moment.map_or(rescan, |moment| moment.min(rescan))
}

type Ears = (Option<RecommendedWatcher>, Receiver<()>);

/// Watches every source's folder, and the managers'. A folder that can't be watched (a share without events) is rescanned all the same.
fn watcher(workspace: &Workspace) -> Ears {
    // One waiting wake is as good as a hundred.
    let (wake, woken) = sync_channel(1);
    let made = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !matches!(event.kind, notify::EventKind::Access(_))) {
            // A full channel means a wake is already waiting; a closed one, that the watch is over.
            let _full_or_over = wake.try_send(());
        }
    });
    let mut watcher = match made {
        Ok(watcher) => watcher,
        Err(error) => {
            tracing::warn!(%error, "folder events are not to be had; rescanning by interval");
            return (None, woken);
        }
    };
    for folder in watched(workspace) {
        if let Err(error) = watcher.watch(&folder, RecursiveMode::Recursive) {
            tracing::warn!(folder = %folder.display(), %error, "no events from this folder; rescanning by interval");
        }
    }
    (Some(watcher), woken)
}

/// Every folder in which people make files.
fn watched(workspace: &Workspace) -> Vec<PathBuf> {
    let config = &workspace.config;
    let sources = config.sources.iter().map(|source| &source.folder);
    sources.chain([&config.paths.managers]).cloned().collect()
}

/// Sleeps until a folder event, the next look, or a request to stop.
fn wait(woken: &Receiver<()>, at_most: Duration, options: &mut WatchOptions<'_>) {
    let until = Instant::now() + at_most;
    while !options.stop.load(Ordering::Relaxed) && Instant::now() < until {
        (options.on_tick)();
        let tick = TICK.min(until.saturating_duration_since(Instant::now()));
        match woken.recv_timeout(tick) {
            Ok(()) => return,
            Err(RecvTimeoutError::Timeout) => {}
            // No watcher: only the interval counts.
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(tick),
        }
    }
}
