//! Exchange folders: what lies there, what is settled enough to be taken, and where originals go afterwards.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::model::steps::{Step, before};

/// Names that are never deliveries: owner files of spreadsheet programs, half-downloaded files, system litter.
const IGNORED_STARTS: &[&str] = &["~$", ".", "~"];
const IGNORED_ENDS: &[&str] = &[".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".bak", ".swp", "~"];
const IGNORED_NAMES: &[&str] = &["thumbs.db", "desktop.ini"];

/// Folders below a source are searched so deep: 1C writes a small tree of its own.
const DEPTH_MAX: usize = 8;

/// An empty file is given so many quiet periods.
const EMPTY_TIMES: u32 = 10;

/// A file that lies in an exchange folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where it lies.
    pub path: PathBuf,
    /// Length, bytes.
    pub len: u64,
    /// When it was last written.
    pub modified: SystemTime,
    /// When the file appeared here, where the system knows; a copy can carry an old time of writing.
    pub created: Option<SystemTime>,
}

/// What was found in a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// Files to take, oldest first.
    pub candidates: Vec<Candidate>,
    /// Files passed over: temporary and lock files.
    pub ignored: Vec<PathBuf>,
}

/// Looks through a source's folder. `is_ours` tells the receipts we wrote ourselves; `elsewhere` are folders inside it
/// that belong to something else.
///
/// # Errors
/// When the folder can't be listed: it is missing or forbidden, which is not the same as empty.
pub fn scan(folder: &Path, is_ours: &dyn Fn(&Path) -> bool, elsewhere: &[PathBuf]) -> io::Result<Scan> {
    let mut scan = Scan::default();
    walk(folder, 0, is_ours, elsewhere, &mut scan)?;
    scan.candidates.sort_by(|a, b| (a.modified, &a.path).cmp(&(b.modified, &b.path)));
    scan.ignored.sort();
    Ok(scan)
}

fn walk(
    folder: &Path,
    depth: usize,
    is_ours: &dyn Fn(&Path) -> bool,
    elsewhere: &[PathBuf],
    scan: &mut Scan,
) -> io::Result<()> {
    before(Step::Read, folder)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        // A file can vanish between the listing and the look at it; then it is simply not there.
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            let skip = depth >= DEPTH_MAX || elsewhere.contains(&path) || name.starts_with('.');
            if !skip {
                walk(&path, depth + 1, is_ours, elsewhere, scan)?;
            }
        } else if kind.is_file() && !is_ours(&path) {
            let Ok(metadata) = entry.metadata() else { continue };
            if is_ignored(&name) {
                scan.ignored.push(path);
            } else {
                scan.candidates.push(candidate(path, &metadata));
            }
        }
    }
    Ok(())
}

fn candidate(path: PathBuf, metadata: &Metadata) -> Candidate {
    Candidate {
        path,
        len: metadata.len(),
        modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        created: metadata.created().ok(),
    }
}

fn is_ignored(name: &str) -> bool {
    let lower = name.to_lowercase();
    IGNORED_STARTS.iter().any(|start| lower.starts_with(start))
        || IGNORED_ENDS.iter().any(|end| lower.ends_with(end))
        || IGNORED_NAMES.contains(&lower.as_str())
        || (lower.starts_with(".~lock.") && lower.ends_with('#'))
}

impl Candidate {
    /// Whether nothing touched it for the quiet period. A clock that runs ahead on a share makes a file look new.
    #[must_use]
    pub fn is_quiet(&self, now: SystemTime, quiet: Duration) -> bool {
        let old = |time: SystemTime| now.duration_since(time).is_ok_and(|age| age >= quiet);
        old(self.modified) && self.created.is_none_or(old)
    }

    /// Whether it is all that there will be. What was made and is still empty is given longer: a program may have opened
    /// it and gather what it writes.
    #[must_use]
    pub fn is_written(&self, now: SystemTime, quiet: Duration) -> bool {
        self.len > 0 || self.is_quiet(now, quiet.saturating_mul(EMPTY_TIMES))
    }

    /// Whether the file is still exactly what was seen.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|metadata| {
            metadata.len() == self.len && metadata.modified().is_ok_and(|time| time == self.modified)
        })
    }
}

/// Moves a file into a folder under its own name, or under `name (2).ext` if that is taken. Gives the new path.
///
/// # Errors
/// When the folder can't be made or the file can't be moved; it is where it was then, and no copy of it is left.
pub fn move_into(file: &Path, folder: &Path) -> io::Result<PathBuf> {
    before(Step::Folder, folder)?;
    fs::create_dir_all(folder)?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let target = free_name(folder, &name);
    before(Step::Rename, file)?;
    match fs::rename(file, &target) {
        Ok(()) => Ok(target),
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => move_across(file, folder, target),
        Err(error) => Err(error),
    }
}

/// Another volume: copied whole under a temporary name, then the original is removed. Where that is forbidden the copy
/// goes, or every run would leave one more.
fn move_across(file: &Path, folder: &Path, target: PathBuf) -> io::Result<PathBuf> {
    before(Step::Write, &target)?;
    let mut copy = tempfile::Builder::new().prefix(".sverka-").suffix(".tmp").tempfile_in(folder)?;
    io::copy(&mut fs::File::open(file)?, &mut copy)?;
    copy.as_file().sync_all()?;
    make_readable(copy.as_file())?;
    copy.persist_noclobber(&target).map_err(|error| error.error)?;
    match before(Step::Remove, file).and_then(|()| fs::remove_file(file)) {
        Ok(()) => Ok(target),
        Err(error) => {
            fs::remove_file(&target)?;
            Err(error)
        }
    }
}

/// A path in a folder that no file has yet.
#[must_use]
pub fn free_name(folder: &Path, name: &str) -> PathBuf {
    let plain = folder.join(name);
    if !plain.exists() {
        return plain;
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    (2_u32..).map(|n| folder.join(format!("{stem} ({n}){extension}"))).find(|path| !path.exists()).unwrap_or(plain)
}

/// Temporary files are private to the service's account; what people read must not be.
#[cfg(unix)]
fn make_readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_file: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paths: &[PathBuf]) -> Vec<String> {
        paths.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn receipts_and_lock_files_are_no_deliveries_and_empty_files_are() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.xml", "~$b.xlsx", "half.tmp", ".~lock.b.xlsx#", "b.ok.txt"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::write(folder.path().join("empty.xml"), "").unwrap();
        fs::create_dir(folder.path().join("webdata")).unwrap();
        fs::write(folder.path().join("webdata/orders.xml"), "x").unwrap();
        let scan = scan(folder.path(), &|path| path.to_string_lossy().ends_with(".ok.txt"), &[]).unwrap();
        let mut found = names(&scan.candidates.iter().map(|c| c.path.clone()).collect::<Vec<_>>());
        found.sort();
        assert_eq!(found, ["b.xml", "empty.xml", "orders.xml"]);
        let mut ignored = names(&scan.ignored);
        ignored.sort();
        assert_eq!(ignored, [".~lock.b.xlsx#", "half.tmp", "~$b.xlsx"]);
    }

    #[test]
    fn a_missing_folder_is_not_an_empty_one() {
        assert!(scan(Path::new("/nowhere/at/all"), &|_| false, &[]).is_err());
    }

    #[test]
    fn a_file_is_quiet_only_when_nothing_touched_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xml");
        fs::write(&path, "x").unwrap();
        let seen = scan(folder.path(), &|_| false, &[]).unwrap().candidates.remove(0);
        let later = seen.modified + Duration::from_secs(10);
        assert!(seen.is_quiet(later, Duration::from_secs(2)));
        assert!(!seen.is_quiet(seen.modified, Duration::from_secs(2)));
        assert!(seen.is_unchanged());
        fs::write(&path, "xy").unwrap();
        assert!(!seen.is_unchanged());
        let empty = Candidate { len: 0, ..seen };
        assert!(!empty.is_written(later, Duration::from_secs(2)), "whoever made it may be about to write");
        assert!(empty.is_written(later + Duration::from_secs(30), Duration::from_secs(2)));
    }

    #[test]
    fn a_move_to_another_volume_leaves_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let (file, done) = (folder.path().join("a.xml"), folder.path().join("done"));
        fs::create_dir(&done).unwrap();
        fs::write(&file, "x").unwrap();
        assert_eq!(move_across(&file, &done, done.join("a.xml")).unwrap(), done.join("a.xml"));
        assert!(!file.exists());
        fs::write(&file, "y").unwrap();
        assert!(move_across(&file, &done, done.join("a.xml")).is_err(), "the name was taken meanwhile");
        assert_eq!(fs::read_to_string(done.join("a.xml")).unwrap(), "x");
        assert_eq!(fs::read_dir(&done).unwrap().count(), 1, "no half copy is left");
    }

    #[test]
    fn a_file_from_the_future_is_not_quiet() {
        let now = SystemTime::now();
        let ahead = Candidate { path: "a".into(), len: 1, modified: now + Duration::from_secs(60), created: None };
        assert!(!ahead.is_quiet(now, Duration::from_secs(1)), "it is looked at twice instead");
    }

    #[test]
    fn moving_never_overwrites() {
        let folder = tempfile::tempdir().unwrap();
        let done = folder.path().join("done");
        for _ in 0..2 {
            let file = folder.path().join("kl_to_1c.txt");
            fs::write(&file, "x").unwrap();
            move_into(&file, &done).unwrap();
        }
        assert!(done.join("kl_to_1c.txt").exists() && done.join("kl_to_1c (2).txt").exists());
    }
}
