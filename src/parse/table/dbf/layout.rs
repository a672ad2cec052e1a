//! The header of a dbf: fields, their places, how many records.

use crate::parse::text::Charset;

/// The length of a header is a 16-bit number.
pub(super) const HEADER_LIMIT: u64 = 64 * 1024;
const DESCRIPTOR: usize = 32;
const NAME_LENGTH: usize = 11;
const FIELDS_END: u8 = 0x0D;
/// The first byte of the dialects: FoxBASE, dBASE III and IV, FoxPro, with and without memos.
const VERSIONS: [u8; 15] = [0x03, 0x04, 0x30, 0x31, 0x32, 0x43, 0x63, 0x7B, 0x83, 0x8B, 0x8E, 0xCB, 0xE5, 0xF5, 0xFB];

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldPlace {
    pub(super) name: String,
    /// The letter of its type.
    pub(super) kind: u8,
    /// Where it begins in a record; the deletion mark stands at 0.
    pub(super) start: usize,
    pub(super) length: usize,
    pub(super) decimals: u8,
}

impl FieldPlace {
    pub(super) fn is_text(&self) -> bool {
        matches!(self.kind, b'C' | b'V')
    }

    /// Its value stands in another file, the field holds only where.
    pub(super) fn is_elsewhere(&self) -> bool {
        matches!(self.kind, b'M' | b'G' | b'P' | b'W') || self.kind == b'B' && self.length == 10
    }
}

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) fields: Vec<FieldPlace>,
    /// Where the first record begins.
    pub(super) first: u64,
    /// Length of a record with its deletion mark.
    pub(super) record: usize,
    /// How many records the header states.
    pub(super) count: u64,
    language: u8,
}

/// The length that a header states for itself.
pub(super) fn header_length(head: &[u8]) -> usize {
    usize::from(word(head, 8).unwrap_or_default())
}

impl Layout {
    /// Reads a header; nothing if it is none, or cut.
    pub(super) fn read(head: &[u8]) -> Option<Self> {
        if !VERSIONS.contains(head.first()?) {
            return None;
        }
        let length = header_length(head);
        let record = usize::from(word(head, 10)?);
        let count = u32::from_le_bytes(head.get(4..8)?.try_into().ok()?);
        let descriptors = head.get(DESCRIPTOR..length)?;
        let end = descriptors.chunks(DESCRIPTOR).position(|bytes| bytes.first() == Some(&FIELDS_END))?;
        let descriptors = descriptors.get(..end * DESCRIPTOR)?;
        let fields = fields(descriptors, record, false).or_else(|| fields(descriptors, record, true))?;
        let language = *head.get(29)?;
        Some(Self { fields, first: length as u64, record, count: u64::from(count), language })
    }

    /// Whether it can be what a program wrote: other files may begin with the same byte.
    pub(super) fn is_plausible(&self) -> bool {
        let is_name = |name: &str| !name.is_empty() && !name.contains(char::is_control);
        !self.fields.is_empty()
            && self.fields.iter().all(|field| {
                is_name(&field.name) && (field.kind.is_ascii_alphabetic() || matches!(field.kind, b'+' | b'@' | b'0'))
            })
    }

    /// Where the last record ends, if the header is right.
    pub(super) fn end(&self) -> u64 {
        self.first.saturating_add(self.count.saturating_mul(self.record as u64))
    }

    /// The encoding that the language byte names.
    pub(super) fn charset(&self) -> Option<Charset> {
        match self.language {
            // Russian DOS in the numbering of dBASE and in that of FoxPro.
            0x26 | 0x65 => Some(Charset::CP866),
            0xC9 => Some(Charset::WINDOWS_1251),
            // «ANSI» is the code page of the machine it was written on, so it says nothing.
            _ => None,
        }
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// The fields, if they fit into a record. Clipper keeps the high byte of a long text's length where others keep the
/// number of decimals.
fn fields(descriptors: &[u8], record: usize, has_long_texts: bool) -> Option<Vec<FieldPlace>> {
    let mut start = 1;
    let mut fields = Vec::new();
    for bytes in descriptors.chunks_exact(DESCRIPTOR) {
        let name = bytes.get(..NAME_LENGTH)?;
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
        let name = std::str::from_utf8(name).map(str::to_owned).unwrap_or_else(|_| Charset::CP866.decode_lossy(name));
        let (kind, decimals) = (*bytes.get(11)?, *bytes.get(17)?);
        let is_long = has_long_texts && kind == b'C';
        let length = usize::from(*bytes.get(16)?) + if is_long { usize::from(decimals) << 8 } else { 0 };
        fields.push(FieldPlace { name: name.trim().to_owned(), kind, start, length, decimals });
        start += length;
    }
    let fits = if has_long_texts { start == record } else { start <= record };
    (fits && record > 1).then_some(fields)
}
