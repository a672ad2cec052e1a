//! Files that appear whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};

use crate::model::steps::{Step, before};

/// Writes a file so that a reader sees the old or the new content, never a part: temporary name, flush, rename.
///
/// The temporary file lies in `scratch`, where a crash leaves it to be cleaned up, unless that is another volume.
///
/// # Errors
/// When the folder can't be written.
pub fn write_whole(path: &Path, bytes: &[u8], scratch: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    before(Step::Folder, folder)?;
    fs::create_dir_all(folder)?;
    let written_there = written(bytes, scratch)?;
    before(Step::Rename, path)?;
    match written_there.persist(path) {
        Ok(_file) => Ok(()),
        Err(failed) if failed.error.kind() == io::ErrorKind::CrossesDevices => {
            written(bytes, folder)?.persist(path).map(drop).map_err(|failed| failed.error)
        }
        Err(failed) => Err(failed.error),
    }
}

/// Writes a file whole where none is; nothing is written over. Whether it was written.
///
/// # Errors
/// When the folder can't be written.
pub fn write_new(path: &Path, bytes: &[u8], scratch: &Path) -> io::Result<bool> {
    let folder = path.parent().unwrap_or(Path::new("."));
    before(Step::Folder, folder)?;
    fs::create_dir_all(folder)?;
    let moved = match move_new(written(bytes, scratch)?.into_temp_path(), path) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            move_new(written(bytes, folder)?.into_temp_path(), path)
        }
        moved => moved,
    };
    match moved {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

fn move_new(from: TempPath, to: &Path) -> io::Result<()> {
    before(Step::Rename, to)?;
    let Err(failed) = from.persist_noclobber(to) else { return Ok(()) };
    match failed.error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::CrossesDevices | io::ErrorKind::NotFound => Err(failed.error),
        // Neither a rename that spares what is there nor links: older file systems, some shares.
        _ if to.try_exists()? => Err(io::ErrorKind::AlreadyExists.into()),
        _ => failed.path.persist(to).map_err(|failed| failed.error),
    }
}

/// Gives a file another name that nothing bears, on the same volume; where that fails it keeps its own.
///
/// # Errors
/// When something bears the name already, or the folder can't be written.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    before(Step::Rename, to)?;
    let Err(failed) = TempPath::try_from_path(from)?.persist_noclobber(to) else { return Ok(()) };
    let error = failed.error;
    failed.path.keep().map_err(|kept| kept.error)?;
    match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::CrossesDevices | io::ErrorKind::NotFound => Err(error),
        _ if to.try_exists()? => Err(io::ErrorKind::AlreadyExists.into()),
        _ => fs::rename(from, to),
    }
}

fn written(bytes: &[u8], folder: &Path) -> io::Result<NamedTempFile> {
    before(Step::Write, folder)?;
    let mut temporary = tempfile::Builder::new().prefix(".sverka-").suffix(".tmp").tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    before(Step::Sync, folder)?;
    temporary.as_file().sync_all()?;
    make_readable(temporary.as_file())?;
    Ok(temporary)
}

/// Writes a file unless it holds just that already: a watched folder that is written without need wakes its watcher
/// for ever.
///
/// # Errors
/// When the folder can't be written.
pub fn write_if_changed(path: &Path, bytes: &[u8], scratch: &Path) -> io::Result<()> {
    if fs::read(path).is_ok_and(|known| known == bytes) { Ok(()) } else { write_whole(path, bytes, scratch) }
}

/// Removes a file that may not be there.
///
/// # Errors
/// When it is there and can't be removed.
pub fn remove_if_there(path: &Path) -> io::Result<()> {
    before(Step::Remove, path)?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
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

    #[test]
    fn what_is_there_already_is_not_written_again() {
        let (folder, scratch) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = folder.path().join("new/a.txt");
        write_if_changed(&path, b"x", scratch.path()).unwrap();
        let written = fs::metadata(&path).unwrap().modified().unwrap();
        write_if_changed(&path, b"x", scratch.path()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written);
        write_if_changed(&path, b"y", scratch.path()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"y");
        remove_if_there(&path).unwrap();
        remove_if_there(&path).unwrap();
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0, "no temporary file is left");
    }

    #[test]
    fn what_is_there_is_not_written_over() {
        let (folder, scratch) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (path, other) = (folder.path().join("new/a.txt"), folder.path().join("new/b.txt"));
        assert!(write_new(&path, b"x", scratch.path()).unwrap());
        assert!(!write_new(&path, b"y", scratch.path()).unwrap());
        assert!(write_new(&other, b"z", scratch.path()).unwrap());
        assert_eq!(rename_new(&other, &path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!((fs::read(&path).unwrap(), fs::read(&other).unwrap()), (b"x".to_vec(), b"z".to_vec()));
        fs::remove_file(&path).unwrap();
        rename_new(&other, &path).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"z");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no temporary file is left");
    }
}
