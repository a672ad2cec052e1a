//! The zip of a book: parts found by name in any case, unpacked within limits, copied byte by byte where untouched.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::xml::Edits;
use super::{NotPatched, PatchLimits};

/// Deflate level: Excel itself uses 3; 6 costs twice the time for a tenth of the size.
const COMPRESSION: i64 = 3;
/// The most that deflate can do.
const DEFLATE_RATIO: u64 = 1_032;
const COMPOUND_MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// The stream of a compound file that holds an encrypted book.
const ENCRYPTED: &str = "EncryptedPackage";

/// A book's parts.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Names in lower case with forward slashes, as relationships are compared.
    places: HashMap<String, usize>,
    limits: PatchLimits,
    /// Bytes of the file.
    length: usize,
    /// Bytes that may still be unpacked.
    left: u64,
}

/// A part whose text is changed.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) text: String,
    pub(super) edits: Edits,
}

impl<'b> Package<'b> {
    pub(super) fn open(book: &'b [u8], limits: PatchLimits) -> Result<Self, NotPatched> {
        within("bytes of the file", book.len(), limits.book_bytes)?;
        if book.starts_with(COMPOUND_MAGIC) {
            let name: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let encrypted = memchr::memmem::find(book, &name).is_some();
            return Err(if encrypted { NotPatched::Encrypted } else { NotPatched::NotWorkbook });
        }
        let archive = ZipArchive::new(Cursor::new(book)).map_err(|error| refused(&error))?;
        within("parts", archive.len(), limits.parts)?;
        let mut places = HashMap::with_capacity(archive.len());
        for index in 0..archive.len() {
            let name = archive.name_for_index(index).and_then(Result::ok).ok_or(NotPatched::NotWorkbook)?;
            let name = name.replace('\\', "/").trim_start_matches('/').to_lowercase();
            if name.starts_with("_xmlsignatures/") {
                return Err(NotPatched::Signed);
            }
            if places.insert(name.clone(), index).is_some() {
                return Err(NotPatched::unknown(&name, "two parts of this name"));
            }
        }
        Ok(Self { archive, places, limits, length: book.len(), left: limits.total_bytes })
    }

    /// The place of a part; names are compared without case.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.places.get(&name.trim_start_matches('/').to_lowercase()).copied()
    }

    /// The name of a part as the package writes it.
    pub(super) fn name(&self, place: usize) -> Option<String> {
        Some(self.archive.name_for_index(place)?.ok()?.into_owned())
    }

    /// The names of all parts.
    pub(super) fn names(&self) -> Vec<String> {
        (0..self.archive.len()).filter_map(|place| self.name(place)).collect()
    }

    /// Unpacks a part and forgets it, to be sure that doing so is bounded: sizes that a file states are not believed.
    pub(super) fn measure(&mut self, place: usize) -> Result<(), NotPatched> {
        let mut entry = self.archive.by_index(place).map_err(|error| refused(&error))?;
        let packed = entry.compressed_size();
        if packed.saturating_mul(DEFLATE_RATIO) <= self.limits.harmless_bytes {
            return Ok(());
        }
        let limits = self.limits;
        let allowed = packed.saturating_mul(limits.ratio).max(limits.harmless_bytes).min(limits.total_bytes);
        let unpacked = io::copy(&mut entry.by_ref().take(allowed + 1), &mut io::sink());
        match unpacked {
            Ok(unpacked) if unpacked <= allowed => Ok(()),
            Ok(_) => Err(NotPatched::Limit { name: "unpacked bytes of a part", limit: allowed }),
            Err(error) => Err(NotPatched::unknown("", &error.to_string())),
        }
    }

    /// The packed bytes of a part, and the sum by which they are checked when they are unpacked.
    pub(super) fn packed(&mut self, place: usize) -> io::Result<(u32, Vec<u8>)> {
        let mut entry = self.archive.by_index_raw(place)?;
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        Ok((entry.crc32(), bytes))
    }

    /// Whether any part lies under a folder.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        self.places.keys().any(|name| name.starts_with(folder))
    }

    /// The text of a sheet, which may be large.
    pub(super) fn sheet(&mut self, place: usize) -> Result<String, NotPatched> {
        let limit = self.limits.sheet_bytes;
        self.read(place, limit)
    }

    /// The text of any other part.
    pub(super) fn part(&mut self, place: usize) -> Result<String, NotPatched> {
        let limit = self.limits.part_bytes;
        self.read(place, limit)
    }

    fn read(&mut self, place: usize, limit: u64) -> Result<String, NotPatched> {
        let mut entry = self.archive.by_index(place).map_err(|error| refused(&error))?;
        let name = entry.name().map(|name| name.into_owned()).unwrap_or_default();
        let packed = entry.compressed_size();
        let allowed =
            packed.saturating_mul(self.limits.ratio).max(self.limits.harmless_bytes).min(limit).min(self.left);
        // The size that the file states is only a hint, and never above what is allowed.
        let mut bytes = Vec::with_capacity(usize::try_from(entry.size().min(allowed)).unwrap_or_default());
        let damaged = |_error: io::Error| NotPatched::unknown(&name, "a damaged part");
        let read = entry.by_ref().take(allowed + 1).read_to_end(&mut bytes).map_err(damaged)?;
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        if read > allowed {
            return Err(NotPatched::Limit { name: "unpacked bytes of a part", limit: allowed });
        }
        self.left -= read;
        let mut text =
            String::from_utf8(bytes).map_err(|_error| NotPatched::unknown(&name, "an encoding other than UTF-8"))?;
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        Ok(text)
    }

    /// A new package: changed parts packed anew, every other one copied as it lies there.
    pub(super) fn write(self, changes: &BTreeMap<usize, Change>) -> io::Result<Vec<u8>> {
        self.write_with(changes, &[])
    }

    /// The same with new parts behind the others, by name.
    pub(super) fn write_with(
        mut self,
        changes: &BTreeMap<usize, Change>,
        added: &[(String, String)],
    ) -> io::Result<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(self.length + 64 * 1024)));
        writer.set_raw_comment(self.archive.comment().into())?;
        for index in 0..self.archive.len() {
            let entry = self.archive.by_index_raw(index)?;
            let Some(change) = changes.get(&index) else {
                writer.raw_copy_file(entry)?;
                continue;
            };
            let mut options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .compression_level(Some(COMPRESSION));
            if let Some(time) = entry.last_modified() {
                options = options.last_modified_time(time);
            }
            let name = entry.name()?.into_owned();
            drop(entry);
            writer.start_file(name, options)?;
            // Many small pieces: the packer is faster with few large ones.
            let mut buffered = io::BufWriter::with_capacity(128 * 1024, &mut writer);
            change.edits.write(&change.text, &mut buffered)?;
            buffered.flush()?;
        }
        for (name, text) in added {
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .compression_level(Some(COMPRESSION));
            writer.start_file(name.as_str(), options)?;
            writer.write_all(text.as_bytes())?;
        }
        Ok(writer.finish()?.into_inner())
    }
}

fn within(name: &'static str, count: usize, limit: u64) -> Result<(), NotPatched> {
    if u64::try_from(count).is_ok_and(|count| count <= limit) { Ok(()) } else { Err(NotPatched::Limit { name, limit }) }
}

fn refused(error: &ZipError) -> NotPatched {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => NotPatched::Encrypted,
        _ => NotPatched::NotWorkbook,
    }
}
