//! A stream of bytes in any encoding → a stream of UTF-8, in bounded memory.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult};

use super::{Charset, Declared, Misdeclared, Sniffed, TextError, is_cyrillic_utf8, is_plausible_cp1251, sniff};

const BLOCK: usize = 64 * 1024;
const DEFAULT_TOKEN_LIMIT: u64 = 64 * 1024 * 1024;

enum Mode {
    /// Nothing outside ASCII was met yet. The declaration is judged when it is.
    Undecided(Charset),
    /// The bytes are passed through once they are validated.
    Utf8,
    Decoding(Decoder),
}

/// Yields the text of a file as UTF-8, without its byte order mark. Whether the declared encoding is the true one is
/// decided at the first byte outside ASCII, so nothing is read twice.
pub struct TextReader<R> {
    inner: R,
    mode: Mode,
    sniffed: Sniffed,
    declared: Declared,
    misdeclared: Option<Misdeclared>,
    /// Bytes as read; `raw[taken..filled]` is still to be validated or decoded.
    raw: Box<[u8]>,
    taken: usize,
    filled: usize,
    eof: bool,
    /// Offset in the file of `raw[0]`.
    offset: u64,
    /// Decoded text, unless the bytes are passed through.
    decoded: Box<[u8]>,
    /// The decoder has seen the end; it must not be asked again.
    finished: bool,
    /// What [`BufRead::fill_buf`] shows, in `raw` or in `decoded`.
    start: usize,
    end: usize,
    /// Up to where newlines of the shown part are counted.
    counted: usize,
    newlines: u64,
    /// Bytes handed out before the shown part.
    handed: u64,
    token_start: u64,
    token_limit: u64,
}

impl TextReader<File> {
    /// Opens a file.
    ///
    /// # Errors
    /// When it can't be opened or its beginning can't be read.
    pub fn open(path: &Path, declared: Declared) -> io::Result<Self> {
        Self::new(File::open(path)?, declared)
    }
}

impl<R: Read> TextReader<R> {
    /// Reads the beginning and sniffs it.
    ///
    /// # Errors
    /// When the beginning can't be read.
    pub fn new(inner: R, declared: Declared) -> io::Result<Self> {
        let mut reader = Self {
            inner,
            mode: Mode::Utf8,
            sniffed: Sniffed { charset: Charset::UTF_8, mark: 0, label: None },
            declared,
            misdeclared: None,
            raw: vec![0; BLOCK].into_boxed_slice(),
            taken: 0,
            filled: 0,
            eof: false,
            offset: 0,
            decoded: Box::default(),
            finished: false,
            start: 0,
            end: 0,
            counted: 0,
            newlines: 0,
            handed: 0,
            token_start: 0,
            token_limit: DEFAULT_TOKEN_LIMIT,
        };
        reader.fill_raw()?;
        reader.sniffed = sniff(reader.raw.get(..reader.filled).unwrap_or_default(), declared);
        reader.taken = reader.sniffed.mark;
        reader.start = reader.taken;
        reader.end = reader.taken;
        reader.counted = reader.taken;
        reader.begin();
        Ok(reader)
    }

    fn begin(&mut self) {
        let charset = self.sniffed.charset;
        if self.sniffed.mark == 0 && !charset.is_utf16() {
            self.mode = Mode::Undecided(charset);
        } else if charset == Charset::UTF_8 {
            self.settle(charset);
        } else {
            self.decode_as(charset);
        }
    }

    /// The encoding read so far: the declared one until bytes outside ASCII decide.
    #[must_use]
    pub fn charset(&self) -> Charset {
        self.sniffed.charset
    }

    /// Whether the declared encoding proved wrong.
    #[must_use]
    pub fn misdeclared(&self) -> Option<&Misdeclared> {
        self.misdeclared.as_ref()
    }

    /// The encoding that was judged by the letters alone, because nothing tells it.
    #[must_use]
    pub fn assumed(&self) -> Option<Charset> {
        let is_assumed = self.declared == Declared::Nowhere
            && self.sniffed.mark == 0
            && matches!(self.mode, Mode::Decoding(_))
            && !self.sniffed.charset.is_utf16();
        is_assumed.then_some(self.sniffed.charset)
    }

    /// The line, counted from 1, of the next byte to be consumed.
    pub fn line(&mut self) -> u64 {
        self.count_newlines();
        self.newlines + 1
    }

    /// Begins a token: reading fails when the next one grows over the limit, instead of filling the memory.
    pub fn begin_token(&mut self) {
        self.token_start = self.handed + self.start as u64;
    }

    /// Sets how long a token may be, in bytes.
    pub fn limit_tokens(&mut self, bytes: u64) {
        self.token_limit = bytes;
    }

    fn shown(&self) -> &[u8] {
        let buffer = if matches!(self.mode, Mode::Decoding(_)) { &self.decoded } else { &self.raw };
        buffer.get(self.start..self.end).unwrap_or_default()
    }

    fn count_newlines(&mut self) {
        let buffer = if matches!(self.mode, Mode::Decoding(_)) { &self.decoded } else { &self.raw };
        let passed = buffer.get(self.counted..self.start).unwrap_or_default();
        self.newlines += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.counted = self.start;
    }

    /// Moves what is left of the raw bytes to the front and reads until the block is full.
    fn fill_raw(&mut self) -> io::Result<()> {
        self.raw.copy_within(self.taken..self.filled, 0);
        self.offset += self.taken as u64;
        self.filled -= self.taken;
        self.taken = 0;
        while !self.eof {
            let Some(room) = self.raw.get_mut(self.filled..).filter(|room| !room.is_empty()) else { break };
            match self.inner.read(room) {
                Ok(0) => self.eof = true,
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn refill(&mut self) -> io::Result<()> {
        self.count_newlines();
        self.handed += self.start as u64;
        if self.handed.saturating_sub(self.token_start) > self.token_limit {
            return Err(TextError::TooLong { limit: self.token_limit }.into());
        }
        self.fill_raw()?;
        (self.start, self.end, self.counted) = (0, 0, 0);
        if let Mode::Undecided(charset) = self.mode {
            let waiting = self.raw.get(..self.filled).unwrap_or_default();
            match waiting.iter().position(|byte| !byte.is_ascii()) {
                None => {
                    (self.end, self.taken) = (self.filled, self.filled);
                    return Ok(());
                }
                Some(ascii) => self.decide(charset, ascii),
            }
        }
        match self.mode {
            Mode::Decoding(_) => self.decode(),
            _ => self.pass_through(),
        }
    }

    /// Judges the declaration by the bytes from the first one outside ASCII.
    fn decide(&mut self, charset: Charset, ascii: usize) {
        let sample = self.raw.get(ascii..self.filled).unwrap_or_default();
        let plausible = is_plausible_cp1251(sample);
        let is_utf8 = match std::str::from_utf8(sample) {
            Ok(_) => true,
            Err(error) if error.error_len().is_none() && !self.eof => true,
            // Text before the first fault: UTF-8 with a fault, not another encoding.
            Err(error) => error.valid_up_to() > 0 && !plausible,
        };
        if charset == Charset::UTF_8 {
            let told = self.declared != Declared::Nowhere;
            if is_utf8 || (told && !plausible) {
                self.settle(Charset::UTF_8);
            } else {
                self.decode_as(Charset::guess(sample, Charset::WINDOWS_1251));
            }
        } else if is_cyrillic_utf8(sample) && !plausible {
            self.settle(Charset::UTF_8);
        } else {
            self.decode_as(charset);
        }
    }

    fn settle(&mut self, charset: Charset) {
        self.mode = Mode::Utf8;
        self.note(charset);
    }

    fn decode_as(&mut self, charset: Charset) {
        self.mode = Mode::Decoding(charset.0.new_decoder_without_bom_handling());
        self.decoded = vec![0; BLOCK * 2].into_boxed_slice();
        (self.start, self.end, self.counted) = (0, 0, 0);
        self.note(charset);
    }

    fn note(&mut self, charset: Charset) {
        self.sniffed.charset = charset;
        if self.declared == Declared::Nowhere {
            return;
        }
        let label = self.sniffed.label.clone().unwrap_or_else(|| Charset::UTF_8.name().to_owned());
        // Without a label, a mark is the declaration.
        let is_told = self.sniffed.label.is_some() || self.sniffed.mark == 0;
        if is_told
            && Charset::for_label(&label).is_none_or(|told| told != charset && !(told.is_utf16() && charset.is_utf16()))
        {
            self.misdeclared = Some(Misdeclared { declared: label, found: charset.name() });
        }
    }

    fn pass_through(&mut self) -> io::Result<()> {
        let waiting = self.raw.get(..self.filled).unwrap_or_default();
        let valid = match simdutf8::compat::from_utf8(waiting) {
            Ok(_) => self.filled,
            Err(error) if error.valid_up_to() > 0 => error.valid_up_to(),
            Err(_) => return Err(self.encoding_error(self.offset)),
        };
        (self.end, self.taken) = (valid, valid);
        Ok(())
    }

    fn decode(&mut self) -> io::Result<()> {
        while !self.finished {
            let Mode::Decoding(decoder) = &mut self.mode else { break };
            let source = self.raw.get(self.taken..self.filled).unwrap_or_default();
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(source, &mut self.decoded, self.eof);
            self.taken += read;
            self.end = written;
            match result {
                DecoderResult::Malformed(length, after) => {
                    let back = u64::from(length) + u64::from(after);
                    let offset = (self.offset + self.taken as u64).saturating_sub(back);
                    return Err(self.encoding_error(offset));
                }
                DecoderResult::InputEmpty => self.finished = self.eof,
                DecoderResult::OutputFull => {}
            }
            if written > 0 {
                break;
            }
            // A lone lead byte at the end of a block yields nothing yet.
            self.fill_raw()?;
        }
        Ok(())
    }

    fn encoding_error(&self, offset: u64) -> io::Error {
        TextError::Encoding { encoding: self.sniffed.charset.name(), offset }.into()
    }
}

impl<R: Read> BufRead for TextReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.refill()?;
        }
        Ok(self.shown())
    }

    fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }
}

impl<R: Read> Read for TextReader<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let shown = self.fill_buf()?;
        let count = shown.len().min(target.len());
        let (Some(from), Some(to)) = (shown.get(..count), target.get_mut(..count)) else { return Ok(0) };
        to.copy_from_slice(from);
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{KOI8_U, WINDOWS_1251};

    fn read_all(bytes: &[u8], declared: Declared) -> (io::Result<String>, Option<Misdeclared>) {
        let mut reader = TextReader::new(bytes, declared).unwrap();
        let mut text = String::new();
        let result = reader.read_to_string(&mut text).map(|_| text);
        (result, reader.misdeclared().cloned())
    }

    fn document(label: &str) -> String {
        format!("<?xml version=\"1.0\" encoding=\"{label}\"?>\n<Корень>Счёт № 5 «Ромашка»</Корень>\n")
    }

    #[test]
    fn every_declared_encoding_is_decoded() {
        for encoding in [WINDOWS_1251, KOI8_U, encoding_rs::IBM866] {
            let text = document(encoding.name()).replace(['«', '»'], "").replace('ё', "е").replace('№', "N");
            let (read, misdeclared) = read_all(&encoding.encode(&text).0, Declared::Xml);
            assert_eq!(read.unwrap(), text, "{}", encoding.name());
            assert_eq!(misdeclared, None);
        }
    }

    #[test]
    fn utf16_with_a_mark_is_decoded_to_the_last_character() {
        for (mark, bytes) in [
            (&b"\xFF\xFE"[..], document("UTF-16").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
            (&b"\xFE\xFF"[..], document("UTF-16").encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()),
        ] {
            let (read, misdeclared) = read_all(&[mark, &bytes].concat(), Declared::Xml);
            assert_eq!(read.unwrap(), document("UTF-16"));
            assert_eq!(misdeclared, None);
        }
    }

    #[test]
    fn windows_1251_declared_as_utf8_is_read_with_a_notice() {
        let (read, misdeclared) = read_all(&WINDOWS_1251.encode(&document("UTF-8")).0, Declared::Xml);
        assert_eq!(read.unwrap(), document("UTF-8"));
        assert_eq!(misdeclared, Some(Misdeclared { declared: "UTF-8".into(), found: "windows-1251" }));
    }

    #[test]
    fn utf8_declared_as_windows_1251_is_read_with_a_notice() {
        let (read, misdeclared) = read_all(document("windows-1251").as_bytes(), Declared::Xml);
        assert_eq!(read.unwrap(), document("windows-1251"));
        assert_eq!(misdeclared, Some(Misdeclared { declared: "windows-1251".into(), found: "UTF-8" }));
    }

    #[test]
    fn a_fault_in_utf8_is_an_error_with_its_offset() {
        let mut bytes = document("UTF-8").into_bytes();
        let at = bytes.len() - 20;
        bytes[at] = 0xFF;
        let error = read_all(&bytes, Declared::Xml).0.unwrap_err();
        assert!(
            matches!(
                super::super::read_error_kind(&error),
                crate::parse::ReadErrorKind::Encoding { offset, .. } if offset == at as u64
            ),
            "{error}"
        );
    }

    #[test]
    fn latin_text_declared_as_utf8_is_not_taken_for_cyrillic() {
        let bytes = b"<?xml version='1.0' encoding='UTF-8'?><a>M\xFCller, K\xF6ln</a>";
        assert!(read_all(bytes, Declared::Xml).0.is_err());
    }

    #[test]
    fn blocks_may_end_inside_a_character_and_lines_are_counted() {
        for shift in 0..4 {
            let text = format!("{}{}", "x".repeat(shift), "стр№ока\n".repeat(40_000));
            let mut reader = TextReader::new(text.as_bytes(), Declared::Nowhere).unwrap();
            let mut read = String::new();
            reader.read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
            assert_eq!(reader.line(), 40_001);
        }
    }

    #[test]
    fn a_token_over_the_limit_stops_reading() {
        let text = "x".repeat(1 << 20);
        let mut reader = TextReader::new(text.as_bytes(), Declared::Nowhere).unwrap();
        reader.limit_tokens(100_000);
        let mut read = Vec::new();
        let error = reader.read_to_end(&mut read).unwrap_err();
        assert!(matches!(super::super::read_error_kind(&error), crate::parse::ReadErrorKind::Limit { .. }));
        assert!(read.len() < 300_000);
    }
}
