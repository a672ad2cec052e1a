//! A file replaced so that what is displaced is known: somebody may have saved it between our reading and our writing,
//! and that must not be lost.
//!
//! The new file is written beside the old one and the two change places; what comes out is compared with what was
//! expected. If it is something else the two change back, and the caller is given what somebody saved meanwhile. On Linux
//! the change is one step (an exchanging rename) where the file system has it, on Windows `ReplaceFile` keeps the old
//! file as a backup (and the attributes and rights of the file); elsewhere the old file is set aside and the new one is
//! linked in, which never overwrites.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How often the two may have to change places before it is given up: each time somebody has saved in between.
const TRIES: u32 = 8;
/// The beginning of names of files that take part in a replacement, and their end.
const PREFIX: &str = ".sverka-swap-";
const SUFFIX: &str = ".tmp";

/// What became of a replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replacement {
    /// The new file is in place, and what it displaced is what was expected.
    Replaced,
    /// Somebody saved other bytes meanwhile; they are in place, as if nothing had been tried.
    Displaced {
        /// What somebody saved.
        other: Vec<u8>,
    },
    /// There is no such file any more; nothing was written.
    Gone,
}

/// Replaces a file that is expected to hold certain bytes.
///
/// # Errors
/// When the folder can't be written, or another program holds the file open (see [`super::opened::is_held`]). The old
/// file is in place then; only where changing back fails too does it lie beside, under a name that [`interrupted`] finds.
pub fn replace(path: &Path, expected: &[u8], bytes: &[u8]) -> io::Result<Replacement> {
    replace_by(path, expected, bytes, &mut swap)
}

/// Files that an interrupted replacement of this file left beside it: the new bytes, or what they displaced. A caller
/// compares them with what it knows, and treats what it does not know as somebody's edit.
///
/// # Errors
/// When the folder can't be listed.
pub fn interrupted(path: &Path) -> io::Result<Vec<PathBuf>> {
    let own = format!("{PREFIX}{}-", name_of(path));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder_of(path))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&own) && name.ends_with(SUFFIX) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// Makes two files change places.
type Swap<'s> = &'s mut dyn FnMut(&Path, &Path) -> io::Result<()>;

fn replace_by(path: &Path, expected: &[u8], bytes: &[u8], swap: Swap<'_>) -> io::Result<Replacement> {
    let Some(rights) = rights_of(path)? else { return Ok(Replacement::Gone) };
    let mut temporary = temporary(path)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    let beside = temporary.into_temp_path();
    fs::set_permissions(&beside, rights)?;
    let (mut put, mut awaited) = (bytes.to_vec(), expected.to_vec());
    for turn in 0..TRIES {
        match swap(&beside, path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound && turn == 0 => return Ok(Replacement::Gone),
            // What lies beside may be somebody's only copy.
            Err(error) if turn > 0 => return Err(kept(beside, error)),
            Err(error) => return Err(error),
        }
        let out = match fs::read(&beside) {
            Ok(out) => out,
            Err(error) => return Err(kept(beside, error)),
        };
        if out == awaited {
            return Ok(if turn == 0 { Replacement::Replaced } else { Replacement::Displaced { other: put } });
        }
        // Newer than what was put there: it goes back, and what was put must come out.
        (awaited, put) = (put, out);
    }
    Err(kept(beside, io::Error::new(io::ErrorKind::ResourceBusy, "the file is being saved again and again")))
}

fn kept(beside: tempfile::TempPath, error: io::Error) -> io::Error {
    match beside.keep() {
        Ok(path) => io::Error::new(error.kind(), format!("{error}; the file it displaced is {}", path.display())),
        Err(_) => error,
    }
}

/// The rights of a file; nothing if it is not there.
fn rights_of(path: &Path) -> io::Result<Option<fs::Permissions>> {
    match fs::metadata(path) {
        Ok(known) => Ok(Some(known.permissions())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A new file beside another: only within one folder can two files change places wherever the folder lies.
fn temporary(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let prefix = format!("{PREFIX}{}-", name_of(path));
    tempfile::Builder::new().prefix(&prefix).suffix(SUFFIX).tempfile_in(folder_of(path))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// As much of a name as always leaves room for what is put around it.
fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().chars().take(40).collect()
}

#[cfg(target_os = "linux")]
fn swap(beside: &Path, path: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, beside, CWD, path, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Shares and older file systems do not have it.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::PERM) => swap_by_links(beside, path),
        Err(error) => Err(error.into()),
    }
}

#[cfg(windows)]
fn swap(beside: &Path, path: &Path) -> io::Result<()> {
    let aside = aside(path)?;
    let text =
        |path: &Path| path.to_str().map(str::to_owned).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename));
    let (new, old, backup) = (text(beside)?, text(path)?, text(&aside)?);
    // Rights that can't be carried over (another file system) are no reason to leave the book without its news.
    let flags = winsafe::co::REPLACEFILE::IGNORE_MERGE_ERRORS;
    if let Err(error) = winsafe::ReplaceFile(&old, &new, Some(&backup), flags) {
        // The old file may have got its new name already.
        if !path.exists() && aside.exists() {
            fs::rename(&aside, path)?;
        }
        let code = i32::try_from(error.raw()).unwrap_or_default();
        return Err(io::Error::from_raw_os_error(code));
    }
    fs::rename(&aside, beside)
}

#[cfg(not(any(target_os = "linux", windows)))]
fn swap(beside: &Path, path: &Path) -> io::Result<()> {
    swap_by_links(beside, path)
}

/// In three steps: the old file is set aside, the new one linked in, where nothing may stand, and the old one gets the
/// new one's name. For a moment there is no file under the path.
#[cfg(not(windows))]
fn swap_by_links(beside: &Path, path: &Path) -> io::Result<()> {
    let aside = aside(path)?;
    fs::rename(path, &aside)?;
    let linked = match fs::hard_link(beside, path) {
        Ok(()) => fs::remove_file(beside),
        // Somebody saved a new file in that moment: it stays, and what was set aside is older than that.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(&aside)?;
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, "the file was saved at this very moment"));
        }
        // No links here.
        Err(_) if !path.exists() => fs::rename(beside, path),
        Err(error) => Err(error),
    };
    match linked {
        Ok(()) => fs::rename(&aside, beside),
        Err(error) => {
            if !path.exists() {
                fs::rename(&aside, path)?;
            }
            Err(error)
        }
    }
}

/// A name beside a file that nothing bears.
fn aside(path: &Path) -> io::Result<PathBuf> {
    let free = temporary(path)?.into_temp_path();
    let name = free.to_path_buf();
    free.close()?;
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Анна Кольцова.xlsx");
        fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    fn files(path: &Path) -> usize {
        fs::read_dir(path.parent().unwrap()).unwrap().count()
    }

    /// Every way of changing places, by name.
    fn ways() -> Vec<fn(&Path, &Path) -> io::Result<()>> {
        vec![
            swap,
            #[cfg(not(windows))]
            swap_by_links,
        ]
    }

    #[test]
    fn the_new_file_stands_where_the_old_one_did() {
        for mut way in ways() {
            let (_folder, path) = book(b"old");
            assert_eq!(replace_by(&path, b"old", b"new", &mut way).unwrap(), Replacement::Replaced);
            assert_eq!((fs::read(&path).unwrap(), files(&path)), (b"new".to_vec(), 1));
        }
    }

    #[test]
    fn a_save_in_between_stays_and_is_given_back() {
        for way in ways() {
            let (_folder, path) = book(b"old");
            let mut saves = vec![b"saved".as_slice()];
            let mut raced = |beside: &Path, path: &Path| {
                if let Some(save) = saves.pop() {
                    fs::write(path, save).unwrap();
                }
                way(beside, path)
            };
            let outcome = replace_by(&path, b"old", b"new", &mut raced).unwrap();
            assert_eq!(outcome, Replacement::Displaced { other: b"saved".to_vec() });
            assert_eq!((fs::read(&path).unwrap(), files(&path)), (b"saved".to_vec(), 1));
        }
    }

    #[test]
    fn saves_at_every_step_never_lose_the_last_one() {
        for way in ways() {
            for count in 1_u8..=7 {
                let (_folder, path) = book(b"old");
                let mut left = count;
                let mut raced = |beside: &Path, path: &Path| {
                    if left > 0 {
                        // As programs save: a new file under the old name.
                        let new = path.with_extension("new");
                        fs::write(&new, [left]).unwrap();
                        fs::rename(&new, path).unwrap();
                        left -= 1;
                    }
                    way(beside, path)
                };
                let outcome = replace_by(&path, b"old", b"new", &mut raced).unwrap();
                assert_eq!(outcome, Replacement::Displaced { other: vec![1] }, "{count}");
                assert_eq!((fs::read(&path).unwrap(), files(&path)), (vec![1], 1));
            }
        }
    }

    #[test]
    fn what_never_comes_to_rest_is_kept_beside() {
        let (_folder, path) = book(b"old");
        let mut turn = 0_u8;
        let mut raced = |beside: &Path, path: &Path| {
            turn += 1;
            fs::write(path, [turn]).unwrap();
            swap(beside, path)
        };
        assert!(replace_by(&path, b"old", b"new", &mut raced).is_err());
        let left = interrupted(&path).unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(fs::read(&left[0]).unwrap(), [8], "the last save is not lost");
    }

    #[test]
    fn a_file_that_is_gone_is_not_made_anew() {
        let (folder, path) = book(b"old");
        fs::remove_file(&path).unwrap();
        assert_eq!(replace(&path, b"old", b"new").unwrap(), Replacement::Gone);
        for way in ways() {
            fs::write(&path, b"old").unwrap();
            let mut vanished = |beside: &Path, path: &Path| {
                fs::remove_file(path).unwrap();
                way(beside, path)
            };
            assert_eq!(replace_by(&path, b"old", b"new", &mut vanished).unwrap(), Replacement::Gone);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_rights_of_the_file_stay() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, path) = book(b"old");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o664)).unwrap();
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o664);
    }
}
