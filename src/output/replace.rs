//! A file replaced so that what is displaced is known: somebody may have saved it between our reading and our writing,
//! and that must not be lost.
//!
//! The new file is written beside the old one and the two change places; what comes out is compared with what was
//! expected. If it is something else the two change back, and the caller is given what somebody saved meanwhile. On Linux
//! the change is one step (an exchanging rename) where the file system has it, on Windows `ReplaceFile` keeps the old
//! file as a backup (and the attributes and rights of the file); elsewhere the old file is set aside and the new one is
//! given its name, which never overwrites.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::steps::step;
#[cfg(not(windows))]
use super::whole::rename_new;
use crate::model::steps::{Step, before};

/// How often the two may have to change places before it is given up: each time somebody has saved in between.
const TRIES: u32 = 8;
/// The beginning of names of files that take part in a replacement; a file that is not yet whole has another.
const SWAP: &str = ".sverka-swap-";
const PART: &str = ".sverka-part-";
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
/// compares them with what it knows, and treats what it does not know as somebody's edit. New bytes that are not whole are
/// removed.
///
/// # Errors
/// When the folder can't be listed, or what is in it not be removed.
pub fn interrupted(path: &Path) -> io::Result<Vec<PathBuf>> {
    let (swap, part) = (prefix(SWAP, path), prefix(PART, path));
    let mut found = Vec::new();
    before(Step::Read, path)?;
    for entry in fs::read_dir(folder_of(path))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&part) && name.ends_with(SUFFIX) {
            before(Step::Remove, &entry.path())?;
            fs::remove_file(entry.path())?;
        } else if name.starts_with(&swap) && name.ends_with(SUFFIX) {
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
    let beside = beside(path, bytes, rights)?;
    let known = [bytes, expected];
    let (mut put, mut awaited) = (bytes.to_vec(), expected.to_vec());
    for turn in 0..TRIES {
        step(path);
        let swapped = before(Step::Rename, path).and_then(|()| swap(&beside, path));
        step(path);
        match swapped {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound && turn == 0 && !path.exists() => {
                return Ok(Replacement::Gone);
            }
            Err(error) => return Err(given_up(path, beside, known, error)),
        }
        let out = match before(Step::Read, &beside).and_then(|()| fs::read(&beside)) {
            Ok(out) => out,
            Err(error) => return Err(kept(beside, error)),
        };
        if out == awaited {
            return Ok(if turn == 0 { Replacement::Replaced } else { Replacement::Displaced { other: put } });
        }
        // Newer than what was put there: it goes back, and what was put must come out.
        (awaited, put) = (put, out);
    }
    let error = io::Error::new(io::ErrorKind::ResourceBusy, "the file is being saved again and again");
    Err(given_up(path, beside, known, error))
}

/// What lies beside may be somebody's only copy: it goes only where it is known and a file stands in its place.
fn given_up(path: &Path, beside: tempfile::TempPath, known: [&[u8]; 2], error: io::Error) -> io::Error {
    let is_known = path.exists() && fs::read(&beside).is_ok_and(|lying| known.contains(&lying.as_slice()));
    if is_known { error } else { kept(beside, error) }
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

/// The new bytes beside the old file: only within one folder can two files change places wherever the folder lies. They
/// get the name of a replacement once they are whole.
fn beside(path: &Path, bytes: &[u8], rights: fs::Permissions) -> io::Result<tempfile::TempPath> {
    let mut part = temporary(PART, path)?;
    part.write_all(bytes)?;
    before(Step::Sync, path)?;
    part.as_file().sync_all()?;
    let part = part.into_temp_path();
    fs::set_permissions(&part, rights)?;
    step(path);
    let name = aside(path)?;
    before(Step::Rename, &name)?;
    part.persist(&name).map_err(|failed| failed.error)?;
    tempfile::TempPath::try_from_path(name)
}

fn temporary(kind: &str, path: &Path) -> io::Result<tempfile::NamedTempFile> {
    before(Step::Write, path)?;
    tempfile::Builder::new().prefix(&prefix(kind, path)).suffix(SUFFIX).tempfile_in(folder_of(path))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// How names of files that stand for this one begin. Not with its name: one name may begin like another, and may be as
/// long as names can be.
fn prefix(kind: &str, path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let digest: String = blake3::hash(name.as_bytes()).to_hex().chars().take(16).collect();
    format!("{kind}{digest}-")
}

#[cfg(target_os = "linux")]
fn swap(beside: &Path, path: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    #[cfg(test)]
    if super::steps::by_links() {
        return swap_by_links(beside, path);
    }
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

/// In three steps: the old file is set aside, the new one gets its name, where nothing may stand, and the old one gets
/// the new one's name. For a moment there is no file under the path.
#[cfg(not(windows))]
fn swap_by_links(beside: &Path, path: &Path) -> io::Result<()> {
    let aside = aside(path)?;
    before(Step::Rename, &aside)?;
    fs::rename(path, &aside)?;
    step(path);
    match rename_new(beside, path) {
        Ok(()) => {
            step(path);
            before(Step::Rename, beside)?;
            fs::rename(&aside, beside)
        }
        // Somebody saved a new file in that moment: it stays. What was set aside may be a save too, which nobody has looked
        // at: it is left for the next run to judge.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(io::Error::new(io::ErrorKind::ResourceBusy, "the file was saved at this very moment"))
        }
        Err(error) => {
            rename_new(&aside, path)?;
            Err(error)
        }
    }
}

/// A name beside a file that nothing bears.
fn aside(path: &Path) -> io::Result<PathBuf> {
    let free = temporary(SWAP, path)?.into_temp_path();
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

    #[cfg(not(windows))]
    #[test]
    fn a_save_between_two_steps_of_a_replacement_stays_and_what_was_set_aside_too() {
        let (_folder, path) = book(b"old");
        // One save between our reading and our writing, and another once that one was set aside.
        fs::write(&path, b"first save").unwrap();
        let file = path.clone();
        crate::output::steps::with(true, move |_| {
            if !file.exists() {
                fs::write(&file, b"second save").unwrap();
            }
        });
        let error = replace(&path, b"old", b"new").unwrap_err();
        crate::output::steps::with(false, |_| {});
        assert_eq!(error.kind(), io::ErrorKind::ResourceBusy);
        assert_eq!(fs::read(&path).unwrap(), b"second save");
        let left: Vec<Vec<u8>> = interrupted(&path).unwrap().iter().map(|left| fs::read(left).unwrap()).collect();
        assert_eq!(left, [b"first save".to_vec()]);
    }

    #[test]
    fn what_was_left_is_found_for_its_own_file_only() {
        let (folder, path) = book(b"old");
        let other = folder.path().join("Анна Кольцова 2.xlsx");
        let long = folder.path().join(format!("{} 1.xlsx", "я".repeat(80)));
        for file in [&path, &other, &long] {
            fs::write(aside(file).unwrap(), b"left").unwrap();
            temporary(PART, file).unwrap().keep().unwrap();
            assert_eq!(interrupted(file).unwrap().len(), 1);
        }
        assert_eq!(files(&path), 1 + 3, "what is not whole is removed");
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
