//! A zip package → its documents. Nothing that the package states of itself is believed: sizes are counted while
//! unpacking, names are reduced to what is safe in any folder on any system.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::model::steps::{Step, before};
use crate::parse::text::Charset;
use crate::parse::{Document, Format, Head, table};

mod name;

pub use name::is_plain;

const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP_MAGIC: &[u8] = b"PK\x05\x06";
const HEAD_BYTES: u64 = 64 * 1024;
const BLOCK: usize = 64 * 1024;

/// How much a package may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnpackLimits {
    /// Files, in the package and those inside it.
    pub entries: u64,
    /// Bytes of all files together, unpacked.
    pub total_bytes: u64,
    /// Unpacked bytes per packed byte of one entry.
    pub ratio: u64,
    /// Below so many unpacked bytes the ratio of an entry does no harm.
    pub ratio_from_bytes: u64,
    /// How many packages may stand in each other; 1 allows none inside the first.
    pub levels: u32,
}

impl Default for UnpackLimits {
    fn default() -> Self {
        Self {
            entries: 10_000,
            total_bytes: 8 * 1024 * 1024 * 1024,
            ratio: 200,
            ratio_from_bytes: 16 * 1024 * 1024,
            levels: 2,
        }
    }
}

/// A package can't be unpacked.
#[derive(Debug, thiserror::Error)]
#[error("package {}{}: {kind}", archive.display(), if entry.is_empty() { String::new() } else { format!(", entry {entry}") })]
pub struct UnpackError {
    /// The package.
    pub archive: PathBuf,
    /// The entry as the package names it; empty where it is the package itself.
    pub entry: String,
    /// What happened.
    pub kind: UnpackErrorKind,
}

/// What stopped the unpacking of a package.
#[derive(Debug, thiserror::Error)]
pub enum UnpackErrorKind {
    /// The package can't be read, or its entries can't be written.
    #[error("can't be read or unpacked")]
    Io(#[source] io::Error),
    /// The package is damaged or of a kind that is not supported.
    #[error("is damaged or not supported: {detail}")]
    Malformed {
        /// What the reader of the package says.
        detail: String,
    },
    /// An entry is protected with a password.
    #[error("is protected with a password")]
    Encrypted,
    /// The package holds too much.
    #[error("passes the limit of {limit} ({name})")]
    Limit {
        /// Which limit (`entries`, `unpacked bytes`, `ratio`).
        name: &'static str,
        /// Its value.
        limit: u64,
    },
    /// Packages stand in packages too deep.
    #[error("stands deeper in packages than {limit} levels")]
    Nested {
        /// The deepest level allowed.
        limit: u32,
    },
}

/// Whether a file is a package of documents: a zip that is not itself a book.
#[must_use]
pub fn is_package(head: &Head<'_>) -> bool {
    let is_zip = head.bytes.starts_with(ZIP_MAGIC) || head.bytes.starts_with(EMPTY_ZIP_MAGIC);
    is_zip && !table::Workbook.recognises(head)
}

/// Unpacks a package into a folder, and packages inside it too; gives the documents in the order of their names.
///
/// A document's part is the entry's safe name, below the names of the packages it stands in (`inner.zip/orders.xml`).
///
/// # Errors
/// When the package is damaged, protected, or holds more than the limits allow. Files unpacked until then are left to
/// the caller, whose folder it is.
pub fn unpack(archive: &Path, into: &Path, limits: &UnpackLimits) -> Result<Vec<Document>, UnpackError> {
    let mut unpacking = Unpacking { into, limits, taken: HashSet::new(), entries: 0, bytes: 0, documents: Vec::new() };
    unpacking.package(archive, "", 1)?;
    let mut documents = unpacking.documents;
    documents.sort_by(|one, other| one.part.cmp(&other.part));
    Ok(documents)
}

struct Unpacking<'u> {
    into: &'u Path,
    limits: &'u UnpackLimits,
    /// Names given so far, in lower case: file systems may not tell cases apart.
    taken: HashSet<String>,
    entries: u64,
    bytes: u64,
    documents: Vec<Document>,
}

impl Unpacking<'_> {
    fn package(&mut self, archive: &Path, outer: &str, level: u32) -> Result<(), UnpackError> {
        let error = |entry: &str, kind| UnpackError { archive: archive.to_owned(), entry: entry.to_owned(), kind };
        if level > self.limits.levels {
            return Err(error("", UnpackErrorKind::Nested { limit: self.limits.levels }));
        }
        let file = before(Step::Read, archive).and_then(|()| File::open(archive));
        let file = file.map_err(|cause| error("", UnpackErrorKind::Io(cause)))?;
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|cause| error("", zip_kind(cause)))?;
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).map_err(|cause| error("", zip_kind(cause)))?;
            let stated = stated_name(entry.name_raw());
            if entry.is_dir() {
                continue;
            }
            self.count_entry().map_err(|kind| error(&stated, kind))?;
            if entry.encrypted() {
                return Err(error(&stated, UnpackErrorKind::Encrypted));
            }
            let safe = self.free_name(&stated);
            let path = self.into.join(&safe);
            let packed = entry.compressed_size();
            self.extract(&mut entry, packed, &path).map_err(|kind| error(&stated, kind))?;
            let part = if outer.is_empty() { safe.clone() } else { format!("{outer}/{safe}") };
            if is_package_file(&path).map_err(|cause| error(&stated, UnpackErrorKind::Io(cause)))? {
                self.package(&path, &part, level + 1)?;
                std::fs::remove_file(&path).map_err(|cause| error(&stated, UnpackErrorKind::Io(cause)))?;
            } else {
                self.documents.push(Document { name: safe, path, part: part.into(), sheets: None });
            }
        }
        Ok(())
    }

    fn count_entry(&mut self) -> Result<(), UnpackErrorKind> {
        self.entries += 1;
        if self.entries > self.limits.entries {
            return Err(UnpackErrorKind::Limit { name: "entries", limit: self.limits.entries });
        }
        Ok(())
    }

    fn free_name(&mut self, stated: &str) -> String {
        let safe = name::safe(stated);
        let mut free = safe.clone();
        let mut number = 2_u64;
        while !self.taken.insert(free.to_lowercase()) {
            free = name::numbered(&safe, number);
            number += 1;
        }
        free
    }

    fn extract(&mut self, entry: &mut impl Read, packed: u64, path: &Path) -> Result<(), UnpackErrorKind> {
        before(Step::Write, path).map_err(UnpackErrorKind::Io)?;
        let file = File::options().write(true).create_new(true).open(path).map_err(UnpackErrorKind::Io)?;
        let mut file = BufWriter::new(file);
        let by_ratio = packed.saturating_mul(self.limits.ratio).max(self.limits.ratio_from_bytes);
        let mut unpacked = 0_u64;
        let mut block = vec![0; BLOCK];
        loop {
            let count = match entry.read(&mut block) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                // Damaged data and a failing disk look alike here; the former is by far the commoner.
                Err(error) => return Err(UnpackErrorKind::Malformed { detail: error.to_string() }),
            };
            unpacked += count as u64;
            self.bytes += count as u64;
            if unpacked > by_ratio {
                return Err(UnpackErrorKind::Limit { name: "ratio", limit: self.limits.ratio });
            }
            if self.bytes > self.limits.total_bytes {
                return Err(UnpackErrorKind::Limit { name: "unpacked bytes", limit: self.limits.total_bytes });
            }
            file.write_all(block.get(..count).unwrap_or_default()).map_err(UnpackErrorKind::Io)?;
        }
        file.flush().map_err(UnpackErrorKind::Io)
    }
}

fn is_package_file(path: &Path) -> io::Result<bool> {
    let mut bytes = Vec::new();
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    file.take(HEAD_BYTES).read_to_end(&mut bytes)?;
    Ok(is_package(&Head { name: "", bytes: &bytes, len }))
}

/// Windows writes names in the code page of DOS and says nothing of it.
fn stated_name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => Charset::CP866.decode(raw).unwrap_or_default().into_owned(),
    }
}

fn zip_kind(error: ZipError) -> UnpackErrorKind {
    match error {
        ZipError::Io(error) => UnpackErrorKind::Io(error),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => UnpackErrorKind::Encrypted,
        error => UnpackErrorKind::Malformed { detail: error.to_string() },
    }
}

#[cfg(test)]
mod tests;
