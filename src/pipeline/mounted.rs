//! Whether a source's folder is the one that was there before: a share that is not mounted leaves an empty folder where it
//! was, and that is a source that is absent, not one that has nothing to say.
//!
//! Folders on another volume than the workspace are remembered. One that is empty and on the workspace's own by now is
//! what lies under a share; as soon as something lies in it, it is taken for what it is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::Workspace;
use super::remembered::{recall, remember};
use crate::config::Config;
use crate::intake::place::is_on_another_volume;
use crate::store::{Store, StoreError};

/// The name in the store.
const KEY: &str = "on_other_volumes";

/// Remembers which sources' folders lie on another volume.
pub(super) fn note(workspace: &Workspace) -> Result<(), StoreError> {
    let Workspace { config, store, .. } = workspace;
    let mut known: BTreeSet<PathBuf> = recall(store, KEY)?;
    for folder in config.sources.iter().map(|source| &source.folder) {
        if is_on_another_volume(folder, &config.root) {
            known.insert(folder.clone());
        } else if !is_empty(folder) {
            known.remove(folder);
        }
    }
    remember(store, KEY, &known)
}

/// Whether only what a share was mounted over is left of a source's folder.
pub(super) fn is_gone(store: &Store, config: &Config, folder: &Path) -> Result<bool, StoreError> {
    if is_on_another_volume(folder, &config.root) || !is_empty(folder) {
        return Ok(false);
    }
    Ok(recall::<BTreeSet<PathBuf>>(store, KEY)?.contains(folder))
}

/// Whether nothing lies in a folder; one that can't be listed is not empty, but missing.
fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}
