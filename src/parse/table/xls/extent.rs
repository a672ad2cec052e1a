//! How large the sheets of an xls would be when laid out as rectangles; and whether the file is an xls at all.
//!
//! Reads just enough of the compound file ([MS-CFB]) and of the records ([MS-XLS]) in it.

use super::super::{LAID_OUT_LIMIT, malformed};
use crate::parse::ReadErrorKind;

const SHEETS_LIMIT: usize = 1_000;
/// Sheets may claim the same bytes; reading them again and again is bounded by so many times the length of the book.
const PASSES_LIMIT: usize = 4;
const HEADER: usize = 512;
const ENTRY: usize = 128;
const MINI_SECTOR: usize = 64;
/// Streams shorter than that lie in mini sectors.
const MINI_LIMIT: usize = 4096;
const LAST_SECTOR: u32 = 0xFFFF_FFF9;

const RECORD_END: u16 = 0x000A;
const RECORD_DIMENSIONS: u16 = 0x0200;
const RECORD_SHEET: u16 = 0x0085;
/// Records that begin with the row and column of a cell.
const CELL_RECORDS: [u16; 8] = [0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];
/// One of them holds several cells, the last column standing at its end.
const RECORD_MANY: u16 = 0x00BD;

/// Fails if the file is no xls, is encrypted, or its sheets are too large.
pub(super) fn check(bytes: &[u8]) -> Result<(), ReadErrorKind> {
    let compound = Compound::open(bytes).ok_or_else(|| malformed("the compound file is broken"))?;
    if compound.find("EncryptedPackage").is_some() {
        return Err(ReadErrorKind::Encrypted);
    }
    let book = compound.find("Workbook").or_else(|| compound.find("Book"));
    let book =
        book.and_then(|entry| compound.stream(&entry)).ok_or_else(|| malformed("there is no workbook in the file"))?;
    check_sheets(&book)
}

fn check_sheets(book: &[u8]) -> Result<(), ReadErrorKind> {
    let starts: Vec<usize> = Records(book)
        .take_while(|(kind, _)| *kind != RECORD_END)
        .filter(|(kind, _)| *kind == RECORD_SHEET)
        .filter_map(|(_, data)| usize::try_from(u32_at(data, 0)?).ok())
        .collect();
    if starts.len() > SHEETS_LIMIT {
        return Err(ReadErrorKind::Limit { name: "sheets", limit: SHEETS_LIMIT as u64 });
    }
    let mut cells = 0_u64;
    let mut budget = book.len().saturating_mul(PASSES_LIMIT);
    for start in starts {
        let sheet = book.get(start..).ok_or_else(|| malformed("a sheet lies outside the book"))?;
        let extent = sheet_extent(sheet, &mut budget)?;
        cells = cells.saturating_add(extent);
        if cells > LAID_OUT_LIMIT {
            return Err(ReadErrorKind::Limit { name: "sheet cells", limit: LAID_OUT_LIMIT });
        }
    }
    Ok(())
}

/// The larger of what the sheet states and what its cells span.
fn sheet_extent(sheet: &[u8], budget: &mut usize) -> Result<u64, ReadErrorKind> {
    let mut stated = 0;
    let (mut first, mut last) = ((u64::MAX, u64::MAX), (0, 0));
    for (kind, data) in Records(sheet) {
        *budget = budget
            .checked_sub(data.len() + 4)
            .ok_or(ReadErrorKind::Limit { name: "sheet passes", limit: PASSES_LIMIT as u64 })?;
        if kind == RECORD_DIMENSIONS {
            stated = stated.max(stated_extent(data));
        }
        if CELL_RECORDS.contains(&kind) {
            let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
            let (row, column) = (u64::from(row), u64::from(column));
            let many =
                (kind == RECORD_MANY).then(|| data.len().checked_sub(2).and_then(|at| u16_at(data, at))).flatten();
            first = (first.0.min(row), first.1.min(column));
            last = (last.0.max(row), last.1.max(column).max(many.map_or(0, u64::from)));
        }
    }
    let spanned = (last.0 + 1).saturating_sub(first.0).saturating_mul((last.1 + 1).saturating_sub(first.1));
    Ok(stated.max(spanned))
}

/// Rows are 32 bits wide in a record of 14 bytes, 16 bits in an older one of 10.
fn stated_extent(data: &[u8]) -> u64 {
    let wide = |at| u32_at(data, at).map(u64::from);
    let narrow = |at| u16_at(data, at).map(u64::from);
    let parts = if data.len() >= 14 {
        (wide(0), wide(4), narrow(8), narrow(10))
    } else {
        (narrow(0), narrow(2), narrow(4), narrow(6))
    };
    let (Some(top), Some(bottom), Some(left), Some(right)) = parts else { return 0 };
    bottom.saturating_sub(top).saturating_mul(right.saturating_sub(left))
}

struct Records<'b>(&'b [u8]);

impl<'b> Iterator for Records<'b> {
    type Item = (u16, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (u16_at(self.0, 0)?, usize::from(u16_at(self.0, 2)?));
        let data = self.0.get(4..4 + length)?;
        self.0 = self.0.get(4 + length..)?;
        Some((kind, data))
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// A directory entry.
struct Entry {
    start: u32,
    length: usize,
}

struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    /// Sector → the next one of its chain.
    chain: Vec<u32>,
    directory: Vec<u8>,
}

impl<'b> Compound<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut compound = Self { bytes, sector, chain: Vec::new(), directory: Vec::new() };
        for table in compound.tables()? {
            let numbers = compound.sector(table)?.chunks_exact(4).filter_map(|bytes| u32_at(bytes, 0));
            compound.chain.extend(numbers);
        }
        compound.directory = compound.follow(u32_at(bytes, 48)?)?;
        Some(compound)
    }

    /// The sectors of the allocation table: 109 in the header, more in a chain of sectors of their own.
    fn tables(&self) -> Option<Vec<u32>> {
        let most = self.bytes.len() / self.sector + 1;
        let list = |bytes: &[u8]| bytes.chunks_exact(4).filter_map(|bytes| u32_at(bytes, 0)).collect::<Vec<_>>();
        let mut tables = list(self.bytes.get(76..HEADER)?);
        let mut next = u32_at(self.bytes, 68)?;
        let mut visited = 0;
        while next <= LAST_SECTOR {
            visited += 1;
            if visited > most {
                return None;
            }
            tables.extend(list(self.sector(next)?));
            next = tables.pop()?;
        }
        tables.retain(|number| *number <= LAST_SECTOR);
        (tables.len() <= most).then_some(tables)
    }

    /// The last sector of a file may be short.
    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let end = (start + self.sector).min(self.bytes.len());
        self.bytes.get(start..end)
    }

    fn follow(&self, start: u32) -> Option<Vec<u8>> {
        let mut stream = Vec::new();
        let mut next = start;
        while next <= LAST_SECTOR {
            stream.extend_from_slice(self.sector(next)?);
            if stream.len() > self.bytes.len() {
                return None;
            }
            next = *self.chain.get(usize::try_from(next).ok()?)?;
        }
        Some(stream)
    }

    fn find(&self, name: &str) -> Option<Entry> {
        let wanted: Vec<u8> = name.to_ascii_lowercase().encode_utf16().flat_map(u16::to_le_bytes).collect();
        let entry = self.directory.chunks_exact(ENTRY).find(|entry| {
            // The length of the name counts its closing zero.
            let length = u16_at(entry, 64).map(usize::from);
            length == Some(wanted.len() + 2)
                && entry.get(..wanted.len()).is_some_and(|own| own.eq_ignore_ascii_case(&wanted))
        })?;
        Some(Entry { start: u32_at(entry, 116)?, length: usize::try_from(u32_at(entry, 120)?).ok()? })
    }

    fn stream(&self, entry: &Entry) -> Option<Vec<u8>> {
        let mut stream =
            if entry.length < MINI_LIMIT { self.mini_stream(entry.start)? } else { self.follow(entry.start)? };
        stream.truncate(entry.length);
        Some(stream)
    }

    fn mini_stream(&self, start: u32) -> Option<Vec<u8>> {
        let holder = self.follow(u32_at(&self.directory, 116)?)?;
        let table = self.follow(u32_at(self.bytes, 60)?)?;
        let mut stream = Vec::new();
        let mut next = start;
        while next <= LAST_SECTOR && stream.len() < MINI_LIMIT {
            let number = usize::try_from(next).ok()?;
            let at = number.checked_mul(MINI_SECTOR)?;
            stream.extend_from_slice(holder.get(at..(at + MINI_SECTOR).min(holder.len()))?);
            next = u32_at(&table, number.checked_mul(4)?)?;
        }
        Some(stream)
    }
}
