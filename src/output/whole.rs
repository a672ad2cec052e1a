//! Files that appear whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Writes a file so that a reader sees the old or the new content, never a part: temporary name, flush, rename.
///
/// The temporary file lies in `scratch`, where a crash leaves it to be cleaned up, unless that is another volume.
///
/// # Errors
/// When the folder can't be written.
pub fn write_whole(path: &Path, bytes: &[u8], scratch: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    match written(bytes, scratch)?.persist(path) {
        Ok(_file) => Ok(()),
        Err(failed) if failed.error.kind() == io::ErrorKind::CrossesDevices => {
            written(bytes, folder)?.persist(path).map(drop).map_err(|failed| failed.error)
        }
        Err(failed) => Err(failed.error),
    }
}

fn written(bytes: &[u8], folder: &Path) -> io::Result<NamedTempFile> {
    let mut temporary = tempfile::Builder::new().prefix(".sverka-").suffix(".tmp").tempfile_in(folder)?;
    temporary.write_all(bytes)?;
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
}
