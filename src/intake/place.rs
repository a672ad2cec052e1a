//! What a folder can do: be written to, rename in place, tell of changes, hold a database.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use notify::{RecursiveMode, Watcher};

/// Names of files that are made for a trial; the ending keeps them from being taken for a delivery.
const TRIAL: (&str, &str) = (".sverka-trial-", ".tmp");

/// Writes a file, renames it in place and removes it, as everything that lies here must be written.
///
/// # Errors
/// What the system says to the first step that fails; no file is left then either, as far as the system lets it.
pub fn try_out(folder: &Path) -> io::Result<()> {
    let file = trial(folder)?;
    fs::write(file.path(), b"trial")?;
    let other = trial(folder)?.into_temp_path();
    file.into_temp_path().persist(&other).map_err(|error| error.error)?;
    other.close()
}

fn trial(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(TRIAL.0).suffix(TRIAL.1).tempfile_in(folder)
}

/// Whether the folder tells of a file that is made in it, within some time. A share often does not.
///
/// # Errors
/// When the folder can't be watched or written at all.
pub fn sends_events(folder: &Path, within: Duration) -> io::Result<bool> {
    let (tell, told) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok() {
            // Nobody listens any more once the answer is known.
            let _answered = tell.send(());
        }
    })
    .map_err(io::Error::other)?;
    watcher.watch(folder, RecursiveMode::NonRecursive).map_err(io::Error::other)?;
    let file = trial(folder)?;
    let answer = told.recv_timeout(within);
    file.close()?;
    match answer {
        Ok(()) => Ok(true),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(false),
    }
}

/// Whether two folders lie on different volumes; nobody knows where the system does not tell.
#[must_use]
#[cfg(unix)]
pub fn is_on_another_volume(folder: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let volume = |path: &Path| fs::metadata(path).map(|known| known.dev());
    matches!((volume(folder), volume(other)), (Ok(one), Ok(two)) if one != two)
}

/// Elsewhere a share that is not there leaves no folder behind.
#[must_use]
#[cfg(not(unix))]
pub fn is_on_another_volume(_folder: &Path, _other: &Path) -> bool {
    false
}

/// Free bytes of the volume a folder lies on, for this account.
///
/// # Errors
/// When the folder can't be asked.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    fs4::available_space(folder)
}

/// The kind of network file system a folder lies on; nothing for a local disk, or where the system does not say.
#[must_use]
pub fn network_file_system(folder: &Path) -> Option<String> {
    let folder = fs::canonicalize(folder).ok()?;
    of_system(&folder)
}

/// A drive letter of a share resolves to the share's name.
#[cfg(windows)]
fn of_system(folder: &Path) -> Option<String> {
    use std::path::{Component, Prefix};
    match folder.components().next()? {
        Component::Prefix(prefix) => match prefix.kind() {
            Prefix::UNC(server, _) | Prefix::VerbatimUNC(server, _) => Some(server.to_string_lossy().into_owned()),
            _ => None,
        },
        _ => None,
    }
}

/// The table of mounts: device, mount point, kind.
#[cfg(not(windows))]
fn of_system(folder: &Path) -> Option<String> {
    kind_of_mount(&fs::read_to_string("/proc/self/mounts").ok()?, folder)
}

/// Kinds of file systems whose locks SQLite does not trust.
#[cfg(not(windows))]
const NETWORK: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ncpfs",
    "afs",
    "9p",
    "ceph",
    "glusterfs",
    "lustre",
    "gpfs",
    "davfs",
    "fuse.sshfs",
    "fuse.glusterfs",
    "fuse.rclone",
    "fuse.davfs2",
];

#[cfg(not(windows))]
fn kind_of_mount(mounts: &str, folder: &Path) -> Option<String> {
    let mounted = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        // Blanks in names are written as octal numbers.
        let (point, kind) = (words.next()?.replace("\\040", " "), words.next()?);
        folder.starts_with(&point).then(|| (Path::new(&point).components().count(), kind.to_owned()))
    });
    // The last mount at the deepest point is the one that is seen.
    let (_, kind) = mounted.max_by_key(|(depth, _)| *depth)?;
    NETWORK.contains(&kind.as_str()).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        try_out(folder.path()).unwrap();
        sends_events(folder.path(), Duration::from_secs(5)).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(try_out(&folder.path().join("none")).is_err());
        assert!(free_bytes(folder.path()).unwrap() > 0);
    }

    #[cfg(not(windows))]
    #[test]
    fn a_share_is_known_by_its_mount() {
        let mounts =
            "/dev/sda1 / ext4 rw 0 0\n//srv/a /mnt/my\\040share cifs rw 0 0\ntmpfs /mnt/my\\040share/x tmpfs rw 0 0\n";
        let kind = |folder: &str| kind_of_mount(mounts, Path::new(folder));
        assert_eq!(kind("/mnt/my share/store").as_deref(), Some("cifs"));
        assert_eq!(kind("/mnt/my share/x/store"), None);
        assert_eq!(kind("/var/lib/sverka"), None);
    }
}
