//! A workspace in a temporary folder, as an accountant and a schedule use it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use serde_json::{Map, Value};
use sverka::config::Config;
use sverka::lang::Lang;
use sverka::model::run::RunReport;
use sverka::pipeline::{self, SyncError, SyncOptions, Workspace};
use sverka::store::export::Entity;
use tempfile::TempDir;

/// A workspace that is thrown away at the end.
pub(crate) struct Desk {
    folder: TempDir,
    /// Files are dropped one second after another, so that they are taken in that order.
    dropped: u64,
}

impl Desk {
    /// A workspace with these settings and the folders they name.
    pub(crate) fn new(settings: &str) -> Self {
        Self::new_in(&std::env::temp_dir(), settings)
    }

    /// The same below a folder.
    pub(crate) fn new_in(folder: &Path, settings: &str) -> Self {
        let folder = tempfile::tempdir_in(folder).unwrap();
        fs::write(folder.path().join("sverka.toml"), settings).unwrap();
        let desk = Self { folder, dropped: 0 };
        for source in desk.config().sources {
            fs::create_dir_all(source.folder).unwrap();
        }
        desk
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    pub(crate) fn config(&self) -> Config {
        Config::load(&self.path("sverka.toml")).unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// Drops a file into a source's exchange folder.
    pub(crate) fn drop(&mut self, source: &str, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(&format!("exchange/{source}/{name}"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        self.dropped += 1;
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + self.dropped);
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        path
    }

    /// One run at the fixed clock of these tests.
    pub(crate) fn sync(&self) -> RunReport {
        self.run(false)
    }

    /// One run, for real or only shown.
    pub(crate) fn run(&self, dry_run: bool) -> RunReport {
        self.try_run(dry_run).unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// One run that may fail.
    pub(crate) fn try_run(&self, dry_run: bool) -> Result<RunReport, SyncError> {
        self.try_run_at(dry_run, "2026-11-02T09:00:00Z".parse().unwrap())
    }

    /// One run that may fail, at this time.
    pub(crate) fn try_run_at(&self, dry_run: bool, now: Timestamp) -> Result<RunReport, SyncError> {
        let mut workspace = Workspace::open(self.config(), Lang::Ru)?;
        let stop = AtomicBool::new(false);
        let options = SyncOptions { verb: "sync", dry_run, now, stop: &stop, on_event: &mut |_| {} };
        pipeline::sync(&mut workspace, options)
    }

    pub(crate) fn open(&self) -> Workspace {
        Workspace::open(self.config(), Lang::Ru).unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// Every row of every business entity, entities without rows left out.
    pub(crate) fn store(&self) -> Value {
        let workspace = self.open();
        let mut entities = Map::new();
        for (entity, name) in Entity::ALL {
            if matches!(entity, Entity::Issues | Entity::Journal) {
                continue;
            }
            let mut rows = Vec::new();
            workspace
                .store()
                .export(entity, &mut |row| {
                    rows.push(row);
                    Ok(())
                })
                .unwrap();
            if !rows.is_empty() {
                entities.insert(name.to_owned(), Value::Array(rows));
            }
        }
        Value::Object(entities)
    }
}

/// Every file below a folder, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}
