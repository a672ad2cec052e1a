//! The archive: every delivery's bytes, known by their content hash, kept for ever.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use crate::model::ids::ContentHash;
use crate::model::steps::{Step, before};

const BLOCK: usize = 1 << 16;

/// The folder of archived deliveries.
#[derive(Debug, Clone)]
pub struct Archive {
    folder: PathBuf,
    /// Where bytes gather before their hash is known; on the same volume.
    scratch: PathBuf,
}

/// A delivery in the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// Hash of its bytes.
    pub content: ContentHash,
    /// Where the bytes lie.
    pub path: PathBuf,
    /// Length, bytes.
    pub len: u64,
}

/// Why a file is not in the archive. Whose fault it is decides who is told.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The file can't be read: it is gone, forbidden, or still being written.
    #[error("the file can't be read")]
    Read(#[source] io::Error),
    /// The archive can't be written: a full disk, a folder without rights.
    #[error("the archive can't be written")]
    Write(#[source] io::Error),
}

impl Archive {
    /// The archive in a folder, with a folder for temporary files on the same volume.
    #[must_use]
    pub fn new(folder: PathBuf, scratch: PathBuf) -> Self {
        Self { folder, scratch }
    }

    /// Copies a file in, hashing on the way; bytes that are there already are kept once.
    ///
    /// # Errors
    /// When the file can't be read or the archive can't be written.
    pub fn take(&self, file: &Path) -> Result<Archived, TakeError> {
        let mut source = BufReader::with_capacity(BLOCK, open(file)?);
        before(Step::Write, &self.scratch).map_err(TakeError::Write)?;
        fs::create_dir_all(&self.scratch).map_err(TakeError::Write)?;
        let mut temporary =
            tempfile::Builder::new().prefix("taking-").tempfile_in(&self.scratch).map_err(TakeError::Write)?;
        let (content, len) = copy_hashing(&mut source, &mut temporary)?;
        let path = self.path_of(content);
        if fs::metadata(&path).is_ok_and(|known| known.len() == len) {
            return Ok(Archived { content, path, len });
        }
        keep(temporary, &path).map_err(TakeError::Write)?;
        Ok(Archived { content, path, len })
    }

    /// What [`take`](Self::take) would give, without taking: the bytes stay where they lie.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn look(file: &Path) -> Result<Archived, TakeError> {
        let mut source = open(file)?;
        let (content, len) = copy_hashing(&mut source, &mut io::sink())?;
        Ok(Archived { content, path: file.to_owned(), len })
    }

    /// Where the bytes of a hash lie.
    #[must_use]
    pub fn path_of(&self, content: ContentHash) -> PathBuf {
        let hex = content.to_hex();
        let (shelf, rest) = hex.split_at_checked(2).unwrap_or(("", &hex));
        self.folder.join(shelf).join(rest)
    }
}

fn open(file: &Path) -> Result<File, TakeError> {
    before(Step::Read, file).and_then(|()| File::open(file)).map_err(TakeError::Read)
}

/// Gives the bytes their place, durable before anything else is: a commit must not outlive them.
fn keep(temporary: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    before(Step::Sync, path)?;
    temporary.as_file().sync_all()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    before(Step::Folder, folder)?;
    fs::create_dir_all(folder)?;
    before(Step::Rename, path)?;
    temporary.persist(path).map_err(|error| error.error)?;
    before(Step::Sync, folder)?;
    sync_folder(folder)
}

/// A new name is on the disk once its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder can't be opened as a file; the file system's own journal keeps the name.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// The content hash of a file.
///
/// # Errors
/// When it can't be read.
pub fn hash_file(file: &Path) -> io::Result<ContentHash> {
    match Archive::look(file) {
        Ok(seen) => Ok(seen.content),
        Err(TakeError::Read(error) | TakeError::Write(error)) => Err(error),
    }
}

fn copy_hashing(source: &mut impl Read, target: &mut impl Write) -> Result<(ContentHash, u64), TakeError> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0_u8; BLOCK];
    let mut len = 0;
    loop {
        let read = match source.read(&mut buffer) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(TakeError::Read(error)),
        };
        let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else { break };
        hasher.update(chunk);
        target.write_all(chunk).map_err(TakeError::Write)?;
        len += chunk.len() as u64;
    }
    Ok((ContentHash(*hasher.finalize().as_bytes()), len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_bytes_are_kept_once_under_their_hash() {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::new(folder.path().join("archive"), folder.path().join("tmp"));
        for name in ["a.xml", "b.xml"] {
            fs::write(folder.path().join(name), "тот же файл").unwrap();
        }
        let one = archive.take(&folder.path().join("a.xml")).unwrap();
        let two = archive.take(&folder.path().join("b.xml")).unwrap();
        assert_eq!(one, two);
        assert_eq!(fs::read_to_string(&one.path).unwrap(), "тот же файл");
        assert_eq!(hash_file(&one.path).unwrap(), one.content);
        let kept = |name: &str| fs::read_dir(folder.path().join(name)).unwrap().count();
        assert_eq!((kept("archive"), kept("tmp")), (1, 0));
        assert_eq!(Archive::look(&folder.path().join("b.xml")).unwrap().content, one.content);
    }

    #[test]
    fn whose_fault_it_is_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.xml");
        let archive = Archive::new(folder.path().join("archive"), folder.path().join("tmp"));
        assert!(matches!(archive.take(&file), Err(TakeError::Read(_))));
        fs::write(&file, "x").unwrap();
        fs::write(folder.path().join("archive"), "no folder").unwrap();
        assert!(matches!(archive.take(&file), Err(TakeError::Write(_))));
    }

    #[test]
    fn bytes_cut_short_by_a_failing_disk_are_taken_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.xml");
        fs::write(&file, "целый файл").unwrap();
        let archive = Archive::new(folder.path().join("archive"), folder.path().join("tmp"));
        let kept = archive.take(&file).unwrap();
        fs::write(&kept.path, "цел").unwrap();
        assert_eq!(archive.take(&file).unwrap(), kept);
        assert_eq!(fs::read_to_string(&kept.path).unwrap(), "целый файл");
    }
}
