//! `watch`: the same run again and again. Folder events only wake it; a rescan by interval never misses a file.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::{SyncError, SyncOptions, Workspace, sync};
use crate::model::run::{RunEvent, RunReport};

/// How long the loop sleeps before it looks whether somebody asked it to stop.
const TICK: Duration = Duration::from_millis(200);

/// What `watch` tells while it runs.
pub struct WatchOptions<'a> {
    /// Set when a person asks to stop.
    pub stop: &'a AtomicBool,
    /// The clock.
    pub clock: &'a dyn Fn() -> Timestamp,
    /// Told what happens while it happens.
    pub on_event: &'a mut dyn FnMut(RunEvent<'_>),
    /// Told what each run did.
    pub on_run: &'a mut dyn FnMut(&RunReport),
    /// Told about a run that failed: a full disk, a share that is gone. The next one tries again.
    pub on_failure: &'a mut dyn FnMut(&SyncError),
}

/// Runs until somebody asks to stop; the current delivery is finished first.
///
/// # Errors
/// When the store is newer or damaged: waiting would not mend it.
pub fn watch(workspace: &mut Workspace, options: WatchOptions<'_>) -> Result<(), SyncError> {
    let WatchOptions { stop, clock, on_event, on_run, on_failure } = options;
    let (_watcher, woken) = watcher(workspace);
    let rescan = Duration::from_millis(workspace.config.intake.rescan_ms);
    while !stop.load(Ordering::Relaxed) {
        let run = SyncOptions { verb: "watch", dry_run: false, now: clock(), stop, on_event };
        match sync(workspace, run) {
            Ok(report) => on_run(&report),
            Err(SyncError::Store(error)) if error.is_lasting() => return Err(error.into()),
            Err(error) => on_failure(&error),
        }
        wait(&woken, rescan, stop);
    }
    Ok(())
}

/// Watches every source's folder, and the managers'. A folder that can't be watched (a share without events) is rescanned all the same.
fn watcher(workspace: &Workspace) -> (Option<RecommendedWatcher>, Receiver<()>) {
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
    let config = &workspace.config;
    let sources = config.sources.iter().map(|source| &source.folder);
    let folders: Vec<PathBuf> = sources.chain([&config.paths.managers]).cloned().collect();
    for folder in folders {
        if let Err(error) = watcher.watch(&folder, RecursiveMode::Recursive) {
            tracing::warn!(folder = %folder.display(), %error, "no events from this folder; rescanning by interval");
        }
    }
    (Some(watcher), woken)
}

/// Sleeps until a folder event, the next rescan, or a request to stop.
fn wait(woken: &Receiver<()>, rescan: Duration, stop: &AtomicBool) {
    let until = Instant::now() + rescan;
    while !stop.load(Ordering::Relaxed) && Instant::now() < until {
        match woken.recv_timeout(TICK) {
            Ok(()) => return,
            Err(RecvTimeoutError::Timeout) => {}
            // No watcher: only the interval counts.
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(TICK),
        }
    }
}
