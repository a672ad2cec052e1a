//! Lines of text in one encoding, or in several: some banks append lines in another one.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use crate::parse::ReadErrorKind;
use crate::parse::text::{
    Charset, Declared, TextReader, is_cyrillic_utf8, is_plausible_cp1251, read_error_kind, sniff,
};

/// No line of a statement is longer; the formal limit of a payment's purpose is 210 characters.
const LINE_LIMIT: u64 = 1024 * 1024;
const HEAD_BYTES: u64 = 64 * 1024;
/// `Кодировка=` in the code page of DOS.
const DOS_SIGNATURE: &[u8] = b"\x8A\xAE\xA4\xA8\xE0\xAE\xA2\xAA\xA0=";

/// How the lines of a file are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::parse) struct Encodings {
    charset: Charset,
    mark: usize,
}

impl Encodings {
    /// Byte order mark → UTF-8 if the whole file is → the DOS signature → windows-1251. What the header declares is
    /// wrong too often to be asked.
    pub(in crate::parse) fn find(path: &Path) -> Result<Self, ReadErrorKind> {
        Self::look(path).map_err(ReadErrorKind::Io)
    }

    fn look(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut head = Vec::new();
        file.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
        let sniffed = sniff(&head, Declared::Nowhere);
        let mark = sniffed.mark;
        if sniffed.charset != Charset::UTF_8 {
            return Ok(Self { charset: sniffed.charset, mark });
        }
        file.seek(SeekFrom::Start(0))?;
        let charset = if is_utf8(BufReader::new(file))? {
            Charset::UTF_8
        } else if head.windows(DOS_SIGNATURE.len()).any(|bytes| bytes == DOS_SIGNATURE) {
            Charset::CP866
        } else {
            Charset::WINDOWS_1251
        };
        Ok(Self { charset, mark })
    }

    /// The encoding of the file, or of those lines that are not UTF-8.
    pub(in crate::parse) fn charset(&self) -> Charset {
        self.charset
    }
}

fn is_utf8(mut source: impl BufRead) -> io::Result<bool> {
    let mut kept = Vec::new();
    loop {
        let block = source.fill_buf()?;
        if block.is_empty() {
            return Ok(kept.is_empty());
        }
        let length = block.len();
        kept.extend_from_slice(block);
        source.consume(length);
        match std::str::from_utf8(&kept) {
            Ok(_) => kept.clear(),
            Err(error) if error.error_len().is_none() => drop(kept.drain(..error.valid_up_to())),
            Err(_) => return Ok(false),
        }
    }
}

/// The lines of a file.
pub(super) struct Lines {
    source: Box<dyn BufRead>,
    charset: Charset,
    number: u64,
    bytes: Vec<u8>,
    line: String,
    ended: bool,
}

impl Lines {
    pub(super) fn open(path: &Path, encodings: &Encodings) -> Result<Self, ReadErrorKind> {
        let is_wide = encodings.charset.is_utf16();
        let source: Box<dyn BufRead> = if is_wide {
            let text = TextReader::open(path, Declared::Nowhere).map_err(|error| read_error_kind(&error))?;
            Box::new(text)
        } else {
            let mut file = BufReader::new(File::open(path).map_err(ReadErrorKind::Io)?);
            let mark = i64::try_from(encodings.mark).unwrap_or_default();
            file.seek_relative(mark).map_err(ReadErrorKind::Io)?;
            Box::new(file)
        };
        let charset = if is_wide { Charset::UTF_8 } else { encodings.charset };
        Ok(Self { source, charset, number: 0, bytes: Vec::new(), line: String::new(), ended: true })
    }

    /// The number of the line read last, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Whether the line read last has its line end; at the end of a cut file it has none.
    pub(super) fn is_ended(&self) -> bool {
        self.ended
    }

    /// The next line without blanks around it.
    pub(super) fn next(&mut self) -> Result<Option<&str>, ReadErrorKind> {
        self.bytes.clear();
        let mut limited = self.source.by_ref().take(LINE_LIMIT);
        limited.read_until(b'\n', &mut self.bytes).map_err(|error| read_error_kind(&error))?;
        if self.bytes.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        self.ended = self.bytes.ends_with(b"\n");
        if !self.ended && self.bytes.len() as u64 == LINE_LIMIT {
            return Err(ReadErrorKind::Limit { name: "line bytes", limit: LINE_LIMIT });
        }
        self.line.clear();
        self.decode()?;
        // DOS programs end a text with the control character 1A.
        Ok(Some(self.line.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{1a}' || letter == '\0')))
    }

    fn decode(&mut self) -> Result<(), ReadErrorKind> {
        let is_utf8 = self.charset == Charset::UTF_8
            || self.bytes.is_ascii()
            || (is_cyrillic_utf8(&self.bytes) && !is_plausible_cp1251(&self.bytes));
        let charset = if is_utf8 { Charset::UTF_8 } else { self.charset };
        match charset.decode(&self.bytes) {
            Some(text) => self.line.push_str(&text),
            None => return Err(ReadErrorKind::Encoding { encoding: charset.name().to_owned(), offset: 0 }),
        }
        Ok(())
    }
}
