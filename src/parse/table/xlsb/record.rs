//! A part as a stream of records ([MS-XLSB] 2.1.4): a type of one or two bytes, a size of one to four, then the body.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

use encoding_rs::UTF_16LE;

use super::super::malformed;
use crate::parse::ReadErrorKind;

/// No record that is read is longer: a text has 32,767 characters, a formula 16 KiB, and few runs of letters.
const BODY_LIMIT: u64 = 4 * 1024 * 1024;
/// Records of later versions stand between these two, with types of their own kind.
const FRT_BEGIN: u16 = 35;
const FRT_END: u16 = 36;

/// The records of a part. Bodies are read only where they are asked for.
pub(super) struct Records<'p, R> {
    reader: R,
    part: &'p str,
    /// Bytes of the record met last that are not read yet.
    rest: u64,
    body: Vec<u8>,
}

impl<'p, R: BufRead> Records<'p, R> {
    pub(super) fn new(reader: R, part: &'p str) -> Self {
        Self { reader, part, rest: 0, body: Vec::new() }
    }

    /// The type of the next record. A part has its own last record: one that ends before is cut.
    pub(super) fn next(&mut self) -> Result<u16, ReadErrorKind> {
        let mut later = 0_u64;
        loop {
            let kind = self.header()?;
            match kind {
                FRT_BEGIN => later += 1,
                FRT_END => later = later.saturating_sub(1),
                kind if later == 0 => return Ok(kind),
                _ => {}
            }
        }
    }

    /// The fields of the record whose type was told last.
    pub(super) fn fields(&mut self) -> Result<Fields<'_>, ReadErrorKind> {
        if self.rest > BODY_LIMIT {
            return Err(ReadErrorKind::Limit { name: "record bytes", limit: BODY_LIMIT });
        }
        self.body.clear();
        let length = std::mem::take(&mut self.rest);
        let found = self.reader.by_ref().take(length).read_to_end(&mut self.body);
        match found {
            Ok(found) if found as u64 == length => Ok(Fields(&self.body)),
            Ok(_) => Err(self.cut()),
            Err(error) => Err(self.error(error)),
        }
    }

    fn header(&mut self) -> Result<u16, ReadErrorKind> {
        self.pass_by()?;
        let kind = self.number(2)?;
        self.rest = u64::from(self.number(4)?);
        u16::try_from(kind).map_err(|error| malformed(error.to_string()))
    }

    /// Passes by what is left of the record met last.
    fn pass_by(&mut self) -> Result<(), ReadErrorKind> {
        let rest = std::mem::take(&mut self.rest);
        if rest == 0 {
            return Ok(());
        }
        match io::copy(&mut self.reader.by_ref().take(rest), &mut io::sink()) {
            Ok(passed) if passed == rest => Ok(()),
            Ok(_) => Err(self.cut()),
            Err(error) => Err(self.error(error)),
        }
    }

    /// Seven bits a byte, the lowest first; the eighth says that another byte follows.
    fn number(&mut self, bytes_max: u32) -> Result<u32, ReadErrorKind> {
        let mut number = 0;
        for at in 0..bytes_max {
            let mut byte = [0];
            self.reader.read_exact(&mut byte).map_err(|error| self.error(error))?;
            let [byte] = byte;
            number |= u32::from(byte & 0x7F) << (7 * at);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(number)
    }

    fn cut(&self) -> ReadErrorKind {
        ReadErrorKind::Truncated { expected: self.part.to_owned() }
    }

    fn error(&self, error: io::Error) -> ReadErrorKind {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => self.cut(),
            // What the unpacking says of damaged bytes.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
                malformed(format!("{}: {error}", self.part))
            }
            _ => ReadErrorKind::Io(error),
        }
    }
}

/// The fields of a record, taken one after another.
pub(super) struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    pub(super) fn skip(&mut self, bytes: usize) -> Result<(), ReadErrorKind> {
        self.take(bytes).map(drop)
    }

    pub(super) fn u8(&mut self) -> Result<u8, ReadErrorKind> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Result<u16, ReadErrorKind> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, ReadErrorKind> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn f64(&mut self) -> Result<f64, ReadErrorKind> {
        self.array().map(f64::from_le_bytes)
    }

    /// An `XLWideString` (2.5.169), or an `XLNullableWideString` (2.5.167), whose absence is an empty text here.
    /// Nothing if its surrogates have no partners, as texts cut by formulas may have.
    pub(super) fn text(&mut self) -> Result<Option<Cow<'b, str>>, ReadErrorKind> {
        let characters = self.u32()?;
        if characters == u32::MAX {
            return Ok(Some(Cow::Borrowed("")));
        }
        let bytes = usize::try_from(characters).ok().and_then(|characters| characters.checked_mul(2));
        let bytes = self.take(bytes.ok_or_else(short)?)?;
        Ok(UTF_16LE.decode_without_bom_handling_and_without_replacement(bytes))
    }

    /// The text of a `RichStr` (2.5.122): its letters may be dressed in runs, which follow.
    pub(super) fn rich_text(&mut self) -> Result<Option<Cow<'b, str>>, ReadErrorKind> {
        self.skip(1)?;
        self.text()
    }

    /// A text that names something.
    pub(super) fn name(&mut self) -> Result<String, ReadErrorKind> {
        let text = self.text()?.ok_or_else(|| malformed("a name is not UTF-16"))?;
        Ok(text.into_owned())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadErrorKind> {
        let (array, rest) = self.0.split_first_chunk().ok_or_else(short)?;
        self.0 = rest;
        Ok(*array)
    }

    fn take(&mut self, bytes: usize) -> Result<&'b [u8], ReadErrorKind> {
        let (taken, rest) = self.0.split_at_checked(bytes).ok_or_else(short)?;
        self.0 = rest;
        Ok(taken)
    }
}

fn short() -> ReadErrorKind {
    malformed("a record is shorter than its fields")
}
