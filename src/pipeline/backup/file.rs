//! The backup as a file: a zip whose list of parts, with lengths and hashes, is its last entry.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::BackupError;
use crate::intake::unpack::is_plain;
use crate::model::backup::{Manifest, Part};
use crate::model::ids::ContentHash;

/// The list of parts.
const MANIFEST: &str = "manifest.json";
/// More than any honest list is long: 100 bytes a delivery.
const MANIFEST_BYTES_MAX: u64 = 256 << 20;
const BLOCK: usize = 1 << 16;

/// A backup being written, beside its final place.
pub(super) struct Packer {
    zip: ZipWriter<NamedTempFile>,
    parts: Vec<Part>,
    folder: PathBuf,
}

impl Packer {
    /// Begins one in the folder where it will lie.
    pub(super) fn new(folder: &Path) -> Result<Self, BackupError> {
        let file =
            tempfile::Builder::new().prefix(".backup-").tempfile_in(folder).map_err(BackupError::file(folder))?;
        Ok(Self { zip: ZipWriter::new(file), parts: Vec::new(), folder: folder.to_owned() })
    }

    /// Adds a file under a name.
    pub(super) fn add(&mut self, name: &str, file: &Path) -> Result<(), BackupError> {
        if !name.split('/').all(is_plain) {
            // Restoring would refuse it: better said while the file is there and can be renamed.
            return Err(BackupError::File { path: file.to_owned(), source: io::ErrorKind::InvalidFilename.into() });
        }
        let source = File::open(file).map_err(BackupError::file(file))?;
        let len = source.metadata().map_err(BackupError::file(file))?.len();
        self.begin(name, len)?;
        let (written, hash) = copy(source, &mut self.zip).map_err(BackupError::file(file))?;
        self.parts.push(Part { path: name.to_owned(), len: written, hash: hash.to_hex() });
        Ok(())
    }

    fn begin(&mut self, name: &str, len: u64) -> Result<(), BackupError> {
        let options = SimpleFileOptions::default().large_file(len >= u64::from(u32::MAX));
        self.zip.start_file(name, options).map_err(|error| self.failed(error))
    }

    fn failed(&self, error: ZipError) -> BackupError {
        BackupError::File { path: self.folder.clone(), source: error.into() }
    }

    /// Adds the list of parts and gives the file its name, where nothing may be.
    pub(super) fn finish(mut self, mut manifest: Manifest, to: &Path) -> Result<Manifest, BackupError> {
        manifest.files = std::mem::take(&mut self.parts);
        let list = serde_json::to_vec_pretty(&manifest)
            .map_err(|error| BackupError::File { path: to.to_owned(), source: error.into() })?;
        self.begin(MANIFEST, list.len() as u64)?;
        self.zip.write_all(&list).map_err(BackupError::file(to))?;
        let Self { zip, .. } = self;
        let file = zip.finish().map_err(|error| BackupError::File { path: to.to_owned(), source: error.into() })?;
        file.as_file().sync_all().map_err(BackupError::file(to))?;
        file.persist_noclobber(to).map_err(|error| BackupError::File { path: to.to_owned(), source: error.error })?;
        Ok(manifest)
    }
}

/// A backup being read.
pub(super) struct Packed {
    zip: ZipArchive<BufReader<File>>,
    path: PathBuf,
}

impl Packed {
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path).map_err(BackupError::file(path))?;
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|_no_zip| BackupError::damaged(path, "zip"))?;
        Ok(Self { zip, path: path.to_owned() })
    }

    /// The list of parts.
    pub(super) fn manifest(&mut self) -> Result<Manifest, BackupError> {
        let damaged = || BackupError::damaged(&self.path, MANIFEST);
        let entry = self.zip.by_name(MANIFEST).map_err(|_absent| damaged())?;
        let mut text = Vec::new();
        entry.take(MANIFEST_BYTES_MAX).read_to_end(&mut text).map_err(|_torn| damaged())?;
        serde_json::from_slice(&text).map_err(|_other| damaged())
    }

    /// Unpacks a part below a folder; its length and bytes must be as listed.
    pub(super) fn unpack(&mut self, part: &Part, into: &Path) -> Result<(), BackupError> {
        let damaged = || BackupError::damaged(&self.path, &part.path);
        if !part.path.split('/').all(is_plain) {
            return Err(damaged());
        }
        let to = into.join(&part.path);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(BackupError::file(folder))?;
        }
        let mut target = File::create_new(&to).map_err(BackupError::file(&to))?;
        let entry = self.zip.by_name(&part.path).map_err(|_absent| damaged())?;
        // One byte more than listed is enough to know that it is another file.
        let (len, hash) = copy(entry.take(part.len.saturating_add(1)), &mut target).map_err(|_torn| damaged())?;
        if len != part.len || hash.to_hex() != part.hash {
            return Err(damaged());
        }
        target.sync_all().map_err(BackupError::file(&to))
    }
}

/// Copies and hashes on the way.
fn copy(mut from: impl Read, to: &mut impl Write) -> io::Result<(u64, ContentHash)> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0_u8; BLOCK];
    let mut len = 0;
    loop {
        let read = from.read(&mut buffer)?;
        let Some(chunk) = buffer.get(..read).filter(|chunk| !chunk.is_empty()) else { break };
        hasher.update(chunk);
        to.write_all(chunk)?;
        len += chunk.len() as u64;
    }
    Ok((len, ContentHash(*hasher.finalize().as_bytes())))
}
