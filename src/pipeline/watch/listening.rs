//! Whether the watched folders tell of new files: tried at the start, kept for `status`. Where one is silent, only the
//! interval finds what comes.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use super::super::remembered::{recall, remember};
use super::super::{Workspace, output};
use super::watched;
use crate::config::Config;
use crate::intake::place::sends_events;
use crate::store::{Store, StoreError};

/// The name in the store.
const KEY: &str = "silent_folders";

/// How long a folder has to tell of a file.
const WITHIN: Duration = Duration::from_secs(2);

/// Tries every watched folder and keeps which are silent.
pub(super) fn note(workspace: &Workspace) -> Result<(), StoreError> {
    let folders: Vec<PathBuf> = watched(workspace).into_iter().filter(|folder| folder.is_dir()).collect();
    let silent: Vec<String> = thread::scope(|scope| {
        let tries: Vec<_> =
            folders.iter().map(|folder| (folder, scope.spawn(move || sends_events(folder, WITHIN)))).collect();
        let silent = tries.into_iter().filter_map(|(folder, tried)| {
            let tells = tried.join().is_ok_and(|answer| answer.unwrap_or(false));
            (!tells).then(|| output::shown(folder, &workspace.config.root))
        });
        silent.collect()
    });
    for folder in &silent {
        tracing::warn!(folder, "the folder does not tell of new files; rescanning by interval");
    }
    remember(&workspace.store, KEY, &silent)
}

/// Folders that told nothing of new files when `watch` was last started, as people read their paths.
///
/// # Errors
/// When the store can't be read.
pub fn silent_folders(store: &Store, config: &Config) -> Result<Vec<String>, StoreError> {
    let known: Vec<String> = recall(store, KEY)?;
    let watched = config.sources.iter().map(|source| &source.folder).chain([&config.paths.managers]);
    let watched: Vec<String> = watched.map(|folder| output::shown(folder, &config.root)).collect();
    Ok(known.into_iter().filter(|folder| watched.contains(folder)).collect())
}
