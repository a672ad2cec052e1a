//! `doctor`: whether a workspace can do its work here: folders, store, disk, clock, lock, backup, what is stuck.
//!
//! Nothing is changed but files for a trial, which are removed again; a running instance is not disturbed, and a store
//! of an older program stays one.

use std::io;
use std::path::Path;
use std::time::Duration;

use jiff::{Timestamp, Unit};

use super::lock::Lock;
use super::{SyncError, alarms, output};
use crate::config::Config;
use crate::intake::place::{free_bytes, network_file_system, sends_events, try_out};
use crate::model::doctor::Finding;
use crate::model::doctor::Health::{Failed, Fine, Warning};
use crate::output::opened::{Machine, Opened, opened};
use crate::store::{SCHEMA_VERSION, Store, StoreError};

mod punctual;

/// How long a folder has to tell of a file.
const EVENT_WITHIN: Duration = Duration::from_secs(2);
/// SQLite writes a delivery twice, and the archive keeps its bytes.
const LARGEST_TIMES: u64 = 3;
/// No clock that is set is earlier: this program was not written then.
const CLOCK_MIN: &str = "2026-01-01T00:00:00Z";

/// Examines a workspace; the findings in the order of reading.
#[must_use]
pub fn examine(config: &Config, now: Timestamp) -> Vec<Finding> {
    let mut found = folders(config);
    found.push(local(config));
    found.push(lock(config));
    found.extend(owners(config, now));
    match Store::look(&config.paths.store) {
        Ok(None) => {
            found.extend([Finding::new(Fine, "store-none"), space(config, 0), Finding::new(Warning, "backup-none")]);
        }
        Ok(Some((store, schema))) if schema < SCHEMA_VERSION => {
            let older = Finding::new(Warning, "store-older").with("schema", schema.to_string());
            found.push(older.with("next", SCHEMA_VERSION.to_string()));
            // As far as the older schema answers.
            let largest = store.largest_run().map(|largest| space(config, largest));
            found.extend([largest, clock(config, &store, now), backup(config, &store, now)].into_iter().flatten());
        }
        Ok(Some((store, _))) => {
            found.push(Finding::new(Fine, "store").with("schema", SCHEMA_VERSION.to_string()));
            let space = store.largest_run().map(|largest| space(config, largest));
            for finding in [space, clock(config, &store, now), backup(config, &store, now), jobs(&store)] {
                found.push(finding.unwrap_or_else(|error| damaged(&error)));
            }
            found.extend(punctual::findings(config, &store, now).unwrap_or_else(|error| vec![damaged(&error)]));
        }
        Err(StoreError::Newer { found: schema, .. }) => {
            found.push(Finding::new(Failed, "store-newer").with("schema", schema.to_string()));
        }
        Err(error) => found.push(damaged(&error)),
    }
    found
}

fn damaged(error: &StoreError) -> Finding {
    let cause = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    Finding::new(Failed, "store-damaged").with("detail", cause)
}

fn folders(config: &Config) -> Vec<Finding> {
    let shown = |path: &Path| output::shown(path, &config.root);
    let paths = &config.paths;
    let watched = config.sources.iter().map(|source| &source.folder).chain([&paths.managers]);
    let others = [&paths.done, &paths.quarantine, &paths.store];
    let tried = watched.map(|folder| (folder, true)).chain(others.map(|folder| (folder, false)));
    tried.map(|(folder, is_watched)| folder_finding(folder, is_watched).with("path", shown(folder))).collect()
}

fn folder_finding(folder: &Path, is_watched: bool) -> Finding {
    if !folder.is_dir() {
        return Finding::new(Failed, "folder-missing");
    }
    if let Err(error) = try_out(folder) {
        let code = if error.kind() == io::ErrorKind::PermissionDenied { "folder-forbidden" } else { "folder-unusable" };
        return Finding::new(Failed, code).with("detail", error.to_string());
    }
    if !is_watched {
        return Finding::new(Fine, "folder");
    }
    match sends_events(folder, EVENT_WITHIN) {
        Ok(true) => Finding::new(Fine, "folder-events"),
        Ok(false) | Err(_) => Finding::new(Warning, "folder-silent"),
    }
}

/// Owner files that a crash of a spreadsheet program left: the book is written all the same.
fn owners(config: &Config, now: Timestamp) -> Vec<Finding> {
    let machine = Machine::this();
    let managers = config.ownership.managers.iter().map(|manager| &manager.book);
    let books = managers.chain([&config.workbooks.head_book]).map(|name| config.paths.managers.join(name));
    let stale = books.filter_map(|book| match opened(&book, now, &machine) {
        Opened::Stale(owners) => Some(owners),
        Opened::Free | Opened::Open(_) => None,
    });
    let files = stale.flatten().filter_map(|(owner, _)| owner.file);
    files.map(|file| Finding::new(Warning, "owner-stale").with("path", config.shown(&file))).collect()
}

fn local(config: &Config) -> Finding {
    let path = output::shown(&config.paths.store, &config.root);
    match network_file_system(&config.paths.store) {
        None => Finding::new(Fine, "store-local").with("path", path),
        Some(kind) => Finding::new(Failed, "store-on-share").with("path", path).with("kind", kind),
    }
}

fn lock(config: &Config) -> Finding {
    match Lock::take(&config.paths.store) {
        Ok(_free) => Finding::new(Fine, "lock-free"),
        Err(SyncError::Locked { holder }) => Finding::new(Fine, "lock-held").with("holder", holder.to_string()),
        Err(error) => Finding::new(Failed, "lock-unusable").with("detail", error.to_string()),
    }
}

fn space(config: &Config, largest: u64) -> Finding {
    let needed = largest.saturating_mul(LARGEST_TIMES).max(alarms::free_min(&config.service.alarms));
    let free = match free_bytes(&config.paths.store) {
        Ok(free) => free,
        Err(error) => return Finding::new(Warning, "space-unknown").with("detail", error.to_string()),
    };
    let (health, code) = if free < needed { (Failed, "space-low") } else { (Fine, "space") };
    let megabytes = |bytes: u64| (bytes >> 20).to_string();
    Finding::new(health, code).with("free", megabytes(free)).with("needed", megabytes(needed))
}

fn clock(config: &Config, store: &Store, now: Timestamp) -> Result<Finding, StoreError> {
    let zone = config.time_zone.iana_name().unwrap_or_default().to_owned();
    let local = now.to_zoned(config.time_zone.clone()).datetime().round(Unit::Minute).unwrap_or_default();
    let last = store.runs(1)?.into_iter().next().and_then(|run| run.started_at.parse::<Timestamp>().ok());
    let is_unset = CLOCK_MIN.parse::<Timestamp>().is_ok_and(|earliest| now < earliest);
    let (health, code) = match last {
        _ if is_unset => (Failed, "clock-unset"),
        Some(last) if now < last => (Failed, "clock-back"),
        _ => (Fine, "clock"),
    };
    let last = last.map_or_else(String::new, |at| at.to_zoned(config.time_zone.clone()).datetime().to_string());
    Ok(Finding::new(health, code).with("now", local.to_string()).with("zone", zone).with("last", last))
}

fn backup(config: &Config, store: &Store, now: Timestamp) -> Result<Finding, StoreError> {
    let Some(at) = store.backed_up_at()? else { return Ok(Finding::new(Warning, "backup-none")) };
    let days = at.parse::<Timestamp>().ok().map_or(i64::MAX, |at| alarms::days_since(at, now));
    let (health, code) =
        if alarms::is_backup_old(&config.service.alarms, days) { (Warning, "backup-old") } else { (Fine, "backup") };
    Ok(Finding::new(health, code).with("days", days.max(0).to_string()))
}

fn jobs(store: &Store) -> Result<Finding, StoreError> {
    let stuck = store.jobs_stuck()?;
    let Some((_, key, error)) = stuck.first() else { return Ok(Finding::new(Fine, "jobs")) };
    let found = Finding::new(Warning, "jobs-stuck").with("count", stuck.len().to_string());
    Ok(found.with("first", key).with("detail", error))
}
