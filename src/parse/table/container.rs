//! Zip and compound files: what is inside, and whether unpacking it is bounded.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use zip::ZipArchive;

use super::malformed;
use crate::model::foreign::{is_shared_texts, overstates_texts};
use crate::parse::text::io_again;
use crate::parse::{Completeness, ReadErrorKind};

const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
const COMPOUND_MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
const ODS_TYPE: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
const HEAD_BYTES: u64 = 64 * 1024;
/// Length of a local file header of a zip before the name.
const ZIP_HEADER: usize = 30;

/// No book of a million rows comes near these.
const ENTRIES_LIMIT: usize = 10_000;
const UNPACKED_LIMIT: u64 = 4 * 1024 * 1024 * 1024;
/// Sheets are packed ten to forty times; below the size no ratio does harm.
const RATIO_LIMIT: u64 = 200;
const HARMLESS_BYTES: u64 = 64 * 1024 * 1024;
/// The most that deflate can do.
const DEFLATE_RATIO: u64 = 1_032;

/// What kind of file a book is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Xlsx,
    Ods,
    /// An xls, or an encrypted xlsx.
    Compound,
}

impl Container {
    /// By the first bytes; nothing if they are no book's.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(COMPOUND_MAGIC) {
            return Some(Self::Compound);
        }
        if !head.starts_with(ZIP_MAGIC) {
            return None;
        }
        if head.get(..256.min(head.len())).is_some_and(|start| contains(start, ODS_TYPE)) {
            return Some(Self::Ods);
        }
        let mut is_office = false;
        for name in entry_names(head) {
            let begins =
                |with: &str| name.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()));
            if begins("xl/") || begins("xl\\") {
                return Some(Self::Xlsx);
            }
            if begins("word/") || begins("ppt/") {
                return None;
            }
            is_office |= begins("[Content_Types].xml");
        }
        is_office.then_some(Self::Xlsx)
    }

    /// By the first bytes of a file.
    pub(super) fn open(path: &Path) -> Result<Self, ReadErrorKind> {
        let mut head = Vec::new();
        File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head)).map_err(ReadErrorKind::Io)?;
        match Self::of(&head) {
            Some(container) => Ok(container),
            // The entries that tell may stand further behind.
            None if head.starts_with(ZIP_MAGIC) => Ok(Self::Xlsx),
            None => Err(malformed("the file is neither xlsx nor xls nor ods")),
        }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The names of the entries whose headers stand in the first bytes of a zip.
fn entry_names(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = head.windows(ZIP_MAGIC.len()).enumerate().filter(|(_, bytes)| *bytes == ZIP_MAGIC);
    starts.filter_map(move |(at, _)| {
        let header = head.get(at..at + ZIP_HEADER)?;
        let length = u16::from_le_bytes([*header.get(26)?, *header.get(27)?]);
        head.get(at + ZIP_HEADER..at + ZIP_HEADER + usize::from(length))
    })
}

/// Opens a zip, once it is sure that unpacking it neither fills the memory nor takes for ever: what is unpacked is
/// counted, sizes that the file itself states are not believed.
pub(super) fn bounded_zip(path: &Path) -> Result<ZipArchive<BufReader<File>>, ReadErrorKind> {
    let file = File::open(path).map_err(ReadErrorKind::Io)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| zip_error(&error))?;
    if archive.len() > ENTRIES_LIMIT {
        return Err(ReadErrorKind::Limit { name: "package entries", limit: ENTRIES_LIMIT as u64 });
    }
    let mut total = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| zip_error(&error))?;
        let packed = entry.compressed_size();
        let is_shared_texts = entry.name().is_ok_and(|name| is_shared_texts(&name));
        if packed.saturating_mul(DEFLATE_RATIO) <= HARMLESS_BYTES {
            drop(entry);
            check_texts(&mut archive, index, is_shared_texts)?;
            continue;
        }
        let allowed = packed.saturating_mul(RATIO_LIMIT).clamp(HARMLESS_BYTES, UNPACKED_LIMIT);
        let unpacked = io::copy(&mut entry.by_ref().take(allowed + 1), &mut io::sink())
            .map_err(|error| malformed(error.to_string()))?;
        total += unpacked;
        if unpacked > allowed || total > UNPACKED_LIMIT {
            return Err(ReadErrorKind::Limit { name: "unpacked bytes", limit: allowed });
        }
        drop(entry);
        check_texts(&mut archive, index, is_shared_texts)?;
    }
    Ok(archive)
}

/// A reader makes room for as many texts as the part says it has.
fn check_texts(
    archive: &mut ZipArchive<BufReader<File>>,
    index: usize,
    is_shared_texts: bool,
) -> Result<(), ReadErrorKind> {
    if !is_shared_texts {
        return Ok(());
    }
    let entry = archive.by_index(index).map_err(|error| zip_error(&error))?;
    match overstates_texts(entry) {
        Ok(false) => Ok(()),
        Ok(true) => Err(malformed("the number of shared texts in the book is wrong")),
        Err(error) => Err(malformed(error.to_string())),
    }
}

pub(super) fn zip_error(error: &zip::result::ZipError) -> ReadErrorKind {
    use zip::result::ZipError;
    match error {
        ZipError::Io(error) => ReadErrorKind::Io(io_again(error)),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ReadErrorKind::Encrypted,
        error => malformed(error.to_string()),
    }
}

/// A zip is whole when its directory, which stands at its end, can be read; a compound file when it is as long as its
/// own tables say.
pub(super) fn completeness(path: &Path) -> io::Result<Completeness> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(512).read_to_end(&mut head)?;
    if head.starts_with(COMPOUND_MAGIC) {
        let length = file.seek(SeekFrom::End(0))?;
        let whole = compound_length(&head).is_some_and(|expected| length >= expected);
        return Ok(if whole { Completeness::Complete } else { missing("compound file sectors") });
    }
    if !head.starts_with(ZIP_MAGIC) {
        // Not even begun, or no book at all.
        let is_begun = head.len() >= ZIP_MAGIC.len();
        return Ok(if is_begun { Completeness::Complete } else { missing("zip directory") });
    }
    file.seek(SeekFrom::Start(0))?;
    match ZipArchive::new(BufReader::new(file)) {
        Ok(_) => Ok(Completeness::Complete),
        Err(zip::result::ZipError::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
        Err(_) => Ok(missing("zip directory")),
    }
}

fn missing(mark: &str) -> Completeness {
    Completeness::Incomplete { expected: mark.to_owned() }
}

/// Up to where a compound file must reach at least: the sectors of its directory and of its allocation table.
fn compound_length(header: &[u8]) -> Option<u64> {
    let sector_bits = u16::from_le_bytes(header.get(30..32)?.try_into().ok()?);
    let sector = 1_u64.checked_shl(u32::from(sector_bits)).filter(|size| matches!(size, 512 | 4096))?;
    let directory = u32::from_le_bytes(header.get(48..52)?.try_into().ok()?);
    let tables = header.get(76..512)?.chunks_exact(4).filter_map(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
    let last = tables.filter(|number| *number < 0xFFFF_FFFA).chain([directory]).max()?;
    // Some writers leave the last sector short.
    Some((u64::from(last) + 1) * sector + 1)
}
