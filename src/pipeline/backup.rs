//! Backup, restore, verify: the store, the settings, the workspace's mappings and the list of archived deliveries in one
//! file, made while others work, checked before it is believed, and never put over what is there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::lock::Lock;
use super::{SyncError, scratch};
use crate::config::{Config, ConfigError};
use crate::intake::archive::{Archive, hash_file};
use crate::intake::unpack::is_plain;
use crate::model::backup::{Manifest, Restored, Verified};
use crate::model::ids::ContentHash;
use crate::store::integrity::{Fault, note_backup, snapshot};
use crate::store::{SCHEMA_VERSION, Store, StoreError};

mod file;

use file::{Packed, Packer};

/// Where the parts of a workspace stand in the file.
const DATABASE: &str = "store/sverka.db";
const SETTINGS: &str = "settings/";
const MAPPINGS: &str = "mappings/";
const ARCHIVE: &str = "archive/";

/// Why a backup is not made, not believed or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The settings in the backup can't be used here.
    #[error(transparent)]
    Settings(#[from] ConfigError),
    /// A file or folder can't be read or written.
    #[error("{}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It is no backup, or no longer what was written.
    #[error("{}: {what}", path.display())]
    Damaged {
        /// The backup.
        path: PathBuf,
        /// The part of it, or what is wrong with the whole.
        what: String,
    },
    /// A later program made it.
    #[error("{} has schema {found}, this program knows up to {SCHEMA_VERSION}", path.display())]
    Newer {
        /// The backup.
        path: PathBuf,
        /// Its schema.
        found: i64,
    },
    /// Something is there already.
    #[error("{} is there already", path.display())]
    Occupied {
        /// What.
        path: PathBuf,
    },
    /// The workspace is in use.
    #[error(transparent)]
    Locked(Box<SyncError>),
}

impl BackupError {
    fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { path: path.to_owned(), source }
    }

    fn damaged(path: &Path, what: &str) -> Self {
        Self::Damaged { path: path.to_owned(), what: what.to_owned() }
    }
}

/// Writes a backup into a new file while the workspace may be in use; with `deliveries` also every archived delivery's
/// bytes, without them only their list. The file is whole and durable when this returns.
///
/// # Errors
/// When the file is there already, the store can't be read or the file can't be written.
pub fn back_up(config: &Config, to: &Path, deliveries: bool, now: Timestamp) -> Result<Manifest, BackupError> {
    if to.exists() {
        return Err(BackupError::Occupied { path: to.to_owned() });
    }
    let folder = folder_of(to);
    fs::create_dir_all(folder).map_err(BackupError::file(folder))?;
    // Beside the backup: a run empties the store's own folder for temporary files when it begins.
    let beside = tempfile::tempdir_in(folder).map_err(BackupError::file(folder))?;
    let copy = beside.path().join("sverka.db");
    let snapshot = snapshot(&config.paths.store, &copy)?;
    let archive = Archive::new(config.paths.store.join("archive"), scratch(config));
    let mut packer = Packer::new(folder)?;
    packer.add(DATABASE, &copy)?;
    let settings = config.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    packer.add(&format!("{SETTINGS}{settings}"), &config.file)?;
    for (name, path) in files_below(&config.paths.mappings)? {
        packer.add(&format!("{MAPPINGS}{name}"), &path)?;
    }
    if deliveries {
        for content in &snapshot.deliveries {
            packer.add(&format!("{ARCHIVE}{content}"), &archive.path_of(*content))?;
        }
    }
    let manifest = Manifest {
        form: Manifest::FORM,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now.to_string(),
        schema: snapshot.schema,
        settings,
        deliveries: snapshot.deliveries.iter().map(ContentHash::to_hex).collect(),
        files: Vec::new(),
    };
    let manifest = packer.finish(manifest, to)?;
    note_backup(&config.paths.store, &manifest.made_at)?;
    Ok(manifest)
}

/// Checks a backup: every part is what was written, and the store in it holds what the program writes. It is unpacked
/// beside itself for that, into a folder that is removed again.
///
/// # Errors
/// When it or its folder can't be read, is damaged, or was made by a later program.
pub fn verify_backup(file: &Path) -> Result<(Manifest, Verified), BackupError> {
    // Beside it, where there is room for a file of its size; the system's own folder for such things may lie in memory.
    let folder = folder_of(file);
    let beside =
        tempfile::Builder::new().prefix(".verifying-").tempdir_in(folder).map_err(BackupError::file(folder))?;
    let manifest = unpack(file, beside.path())?;
    let store = Store::open(&beside.path().join("store"))?;
    let faults = store.faults()?.iter().map(fault).collect();
    Ok((manifest, Verified { faults, ..Verified::default() }))
}

/// Makes a workspace of a backup in a folder that is empty or not there yet.
///
/// # Errors
/// As [`verify_backup`]; when something is there already; when the settings name folders that are in use.
pub fn restore(file: &Path, into: &Path) -> Result<Restored, BackupError> {
    fs::create_dir_all(into).map_err(BackupError::file(into))?;
    if fs::read_dir(into).map_err(BackupError::file(into))?.next().is_some() {
        return Err(BackupError::Occupied { path: into.to_owned() });
    }
    let unpacked = tempfile::Builder::new().prefix(".restoring-").tempdir_in(into).map_err(BackupError::file(into))?;
    let manifest = unpack(file, unpacked.path())?;
    let settings = into.join(&manifest.settings);
    let given = put(&unpacked.path().join(SETTINGS).join(&manifest.settings), &settings).and_then(|()| {
        let config = Config::load(&settings)?;
        let missing = place(&config, &manifest, unpacked.path())?;
        Ok(Restored { settings: settings.clone(), missing })
    });
    if given.is_err() {
        // Else the folder looks like a workspace with nothing in it.
        fs::remove_file(&settings).unwrap_or_default();
    }
    given
}

/// Puts the parts where the settings want them; how many deliveries' bytes are not there.
fn place(config: &Config, manifest: &Manifest, from: &Path) -> Result<u64, BackupError> {
    let store = &config.paths.store;
    let database = store.join("sverka.db");
    fs::create_dir_all(store).map_err(BackupError::file(store))?;
    // Settings may name a folder elsewhere, where another workspace lives.
    let _lock = Lock::take(store).map_err(|error| BackupError::Locked(Box::new(error)))?;
    for taken in [&database, &config.paths.mappings] {
        if taken.exists() && (taken.is_file() || !files_below(taken)?.is_empty()) {
            return Err(BackupError::Occupied { path: taken.clone() });
        }
    }
    let archive = Archive::new(store.join("archive"), scratch(config));
    for (name, path) in files_below(&from.join(ARCHIVE))? {
        let Some(content) = ContentHash::from_hex(&name) else { continue };
        put(&path, &archive.path_of(content))?;
    }
    for (name, path) in files_below(&from.join(MAPPINGS))? {
        put(&path, &config.paths.mappings.join(name))?;
    }
    // Last: what has a database is a workspace.
    put(&from.join(DATABASE), &database)?;
    let is_missing = |hex: &&String| ContentHash::from_hex(hex).is_none_or(|hash| !archive.path_of(hash).exists());
    Ok(manifest.deliveries.iter().filter(is_missing).count() as u64)
}

/// Checks the store and archive of a workspace: sums and references hold, and every delivery's bytes are there; with
/// `all` they are also read and compared with their hash.
///
/// # Errors
/// When the workspace is in use or its store can't be read.
pub fn verify(config: &Config, all: bool) -> Result<Verified, BackupError> {
    let _lock = Lock::take(&config.paths.store).map_err(|error| BackupError::Locked(Box::new(error)))?;
    let store = Store::open(&config.paths.store)?;
    let archive = Archive::new(config.paths.store.join("archive"), scratch(config));
    let mut found = Verified { faults: store.faults()?.iter().map(fault).collect(), ..Verified::default() };
    for content in store.archived()? {
        let path = archive.path_of(content);
        found.deliveries += 1;
        if !path.exists() {
            found.missing.push(path);
        } else if all && hash_file(&path).map_err(BackupError::file(&path))? != content {
            found.changed.push(path);
        }
    }
    Ok(found)
}

/// Unpacks a backup into a folder, checking each part against the list of them.
fn unpack(file: &Path, into: &Path) -> Result<Manifest, BackupError> {
    let mut packed = Packed::open(file)?;
    let manifest = packed.manifest()?;
    if manifest.form > Manifest::FORM || manifest.schema > SCHEMA_VERSION {
        return Err(BackupError::Newer { path: file.to_owned(), found: manifest.schema });
    }
    // Every name before the first byte: a forged one leaves nothing behind.
    if !is_plain(&manifest.settings) {
        return Err(BackupError::damaged(file, &manifest.settings));
    }
    if let Some(part) = manifest.files.iter().find(|part| !is_part(&part.path, &manifest.settings)) {
        return Err(BackupError::damaged(file, &part.path));
    }
    for part in &manifest.files {
        packed.unpack(part, into)?;
    }
    if !into.join(DATABASE).is_file() || !into.join(SETTINGS).join(&manifest.settings).is_file() {
        return Err(BackupError::damaged(file, DATABASE));
    }
    Ok(manifest)
}

/// Whether a backup has a part of that name: nothing that leads out of its folder, on any system.
fn is_part(path: &str, settings: &str) -> bool {
    let Some((folder, name)) = path.split_once('/').filter(|_| path.split('/').all(is_plain)) else { return false };
    match format!("{folder}/").as_str() {
        SETTINGS => name == settings,
        ARCHIVE => ContentHash::from_hex(name).is_some(),
        MAPPINGS => true,
        _ => path == DATABASE,
    }
}

/// The folder where a file lies.
fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Copies a file to a place where nothing is, durably.
fn put(from: &Path, to: &Path) -> Result<(), BackupError> {
    let failed = |source| BackupError::File { path: to.to_owned(), source };
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::copy(from, to).map_err(failed)?;
    fs::File::options().write(true).open(to).and_then(|file| file.sync_all()).map_err(failed)
}

/// Every file below a folder, by its name there with forward slashes, in order; none where there is no folder.
fn files_below(folder: &Path) -> Result<Vec<(String, PathBuf)>, BackupError> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = open.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            read => read.map_err(BackupError::file(&folder))?,
        };
        for entry in entries {
            let entry = entry.map_err(BackupError::file(&folder))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(BackupError::file(&entry.path()))?;
            if kind.is_dir() {
                open.push((format!("{name}/"), entry.path()));
            } else if kind.is_file() {
                found.push((name, entry.path()));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A fault as the report keeps it: its message's key and what it is about.
fn fault(fault: &Fault) -> (&'static str, String) {
    match fault {
        Fault::Damaged(said) => ("damaged", said.clone()),
        Fault::OverAllocated(payment) => ("over-allocated", format!("P-{payment}")),
        Fault::AllocatedOtherwise(payment) => ("allocated-otherwise", format!("P-{payment}")),
        Fault::PaidOtherwise(document) => ("paid-otherwise", format!("D-{document}")),
        Fault::Dangling(payment) => ("dangling", format!("P-{payment}")),
    }
}
