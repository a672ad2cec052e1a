//! The archive: every delivery's bytes, known by their content hash, kept for ever.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use crate::model::ids::ContentHash;

/// How the name of a file begins that is still being copied in.
pub const TAKING: &str = ".taking-";

/// The folder of archived deliveries.
#[derive(Debug, Clone)]
pub struct Archive {
    folder: PathBuf,
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

impl Archive {
    /// The archive in a folder.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Copies a file in, hashing on the way; bytes that are there already are kept once.
    ///
    /// # Errors
    /// When the file can't be read or the archive can't be written.
    pub fn take(&self, file: &Path) -> io::Result<Archived> {
        fs::create_dir_all(&self.folder)?;
        let mut temporary = tempfile::Builder::new().prefix(TAKING).tempfile_in(&self.folder)?;
        let mut source = BufReader::with_capacity(1 << 16, File::open(file)?);
        let (content, len) = copy_hashing(&mut source, &mut temporary)?;
        let path = self.path_of(content);
        if path.exists() {
            return Ok(Archived { content, path, len });
        }
        temporary.as_file().sync_all()?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        temporary.persist(&path).map_err(|error| error.error)?;
        Ok(Archived { content, path, len })
    }

    /// Where the bytes of a hash lie.
    #[must_use]
    pub fn path_of(&self, content: ContentHash) -> PathBuf {
        let hex = content.to_hex();
        let (shelf, rest) = hex.split_at_checked(2).unwrap_or(("", &hex));
        self.folder.join(shelf).join(rest)
    }
}

/// The content hash of a file.
///
/// # Errors
/// When it can't be read.
pub fn hash_file(file: &Path) -> io::Result<ContentHash> {
    copy_hashing(&mut File::open(file)?, &mut io::sink()).map(|(content, _)| content)
}

fn copy_hashing(source: &mut impl Read, target: &mut impl Write) -> io::Result<(ContentHash, u64)> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0_u8; 1 << 16];
    let mut len = 0;
    loop {
        let read = source.read(&mut buffer)?;
        let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else { break };
        hasher.update(chunk);
        target.write_all(chunk)?;
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
        let archive = Archive::new(folder.path().join("archive"));
        for name in ["a.xml", "b.xml"] {
            fs::write(folder.path().join(name), "тот же файл").unwrap();
        }
        let one = archive.take(&folder.path().join("a.xml")).unwrap();
        let two = archive.take(&folder.path().join("b.xml")).unwrap();
        assert_eq!(one, two);
        assert_eq!(fs::read_to_string(&one.path).unwrap(), "тот же файл");
        assert_eq!(hash_file(&one.path).unwrap(), one.content);
        let kept = fs::read_dir(folder.path().join("archive")).unwrap().count();
        assert_eq!(kept, 1);
    }
}
