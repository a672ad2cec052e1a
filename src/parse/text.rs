//! Encodings: sniffed once from the raw bytes, decoded without replacement, and everything behind it is UTF-8.
//!
//! Order: a byte order mark → the XML declaration → what the bytes are. A declaration is believed only as far as the
//! bytes agree with it: UTF-8 that does not decode but is plausible windows-1251 is read as that, and the reverse, both
//! with a notice. U+FFFD is never put in: bytes that are no text are an error with their offset.

use std::io;

use encoding_rs::{Encoding, IBM866, KOI8_U, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

use super::ReadErrorKind;
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;

mod reader;

pub use reader::TextReader;

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// UTF-8.
    pub const UTF_8: Self = Self(UTF_8);
    /// UTF-16, low byte first.
    pub const UTF_16LE: Self = Self(UTF_16LE);
    /// UTF-16, high byte first.
    pub const UTF_16BE: Self = Self(UTF_16BE);
    /// The Cyrillic code page of Windows.
    pub const WINDOWS_1251: Self = Self(WINDOWS_1251);
    /// The Western European code page of Windows.
    pub const WINDOWS_1252: Self = Self(WINDOWS_1252);
    /// The Cyrillic code page of DOS.
    pub const CP866: Self = Self(IBM866);
    /// KOI8 with the Ukrainian letters.
    pub const KOI8_U: Self = Self(KOI8_U);

    /// The encoding that a label of a declaration names.
    #[must_use]
    pub fn for_label(label: &str) -> Option<Self> {
        let label = label.trim();
        let own = match label.to_ascii_lowercase().as_str() {
            "windows" | "win" | "win1251" | "win-1251" => Some(Self::WINDOWS_1251),
            "dos" | "cp-866" => Some(Self::CP866),
            _ => None,
        };
        own.or_else(|| Encoding::for_label_no_replacement(label.as_bytes()).map(Self))
    }

    /// The encoding that a sample of text is plausible in: UTF-8, one of the Cyrillic code pages of Windows and DOS, or
    /// else the Western one; `first` where it is plausible in that or in none.
    #[must_use]
    pub fn guess(sample: &[u8], first: Self) -> Self {
        if is_cyrillic_utf8(sample) {
            return Self::UTF_8;
        }
        let (windows, dos) = (is_plausible_cp1251(sample), is_plausible_cp866(sample));
        match (windows, dos) {
            (true, true) if first == Self::CP866 => first,
            (true, _) => Self::WINDOWS_1251,
            (false, true) => Self::CP866,
            (false, false) if is_plausible_cp1252(sample) => Self::WINDOWS_1252,
            (false, false) => first,
        }
    }

    /// The usual name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Decodes a whole text; nothing if bytes of it are no text in this encoding.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Option<std::borrow::Cow<'_, str>> {
        self.0.decode_without_bom_handling_and_without_replacement(bytes)
    }

    /// A text in this encoding, with a byte order mark where two bytes make a unit; what it lacks becomes a numeric
    /// reference, as in HTML.
    #[must_use]
    pub fn encode(self, text: &str) -> Vec<u8> {
        let units = || "\u{feff}".encode_utf16().chain(text.encode_utf16());
        if self == Self::UTF_16LE {
            units().flat_map(u16::to_le_bytes).collect()
        } else if self == Self::UTF_16BE {
            units().flat_map(u16::to_be_bytes).collect()
        } else {
            self.0.encode(text).0.into_owned()
        }
    }

    /// Decodes what is only looked at, never kept: bytes that are no text become U+FFFD.
    pub(crate) fn decode_lossy(self, bytes: &[u8]) -> String {
        self.0.decode_without_bom_handling(bytes).0.into_owned()
    }

    /// Whether two bytes make a unit.
    pub(crate) fn is_utf16(self) -> bool {
        self == Self::UTF_16LE || self == Self::UTF_16BE
    }
}

/// Where the encoding of a text may be declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    /// In the XML declaration; without one it is UTF-8.
    Xml,
    /// In the standard of the format, which wants UTF-8.
    Standard,
    /// Nowhere.
    Nowhere,
}

/// What the first bytes tell about the encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniffed {
    /// The encoding to begin with: that of the mark, else the declared one, else UTF-8.
    pub charset: Charset,
    /// Length of the byte order mark.
    pub mark: usize,
    /// The label that the document declares, as it is written.
    pub label: Option<String>,
}

/// Looks at the first bytes of a text.
#[must_use]
pub fn sniff(head: &[u8], declared: Declared) -> Sniffed {
    let (marked, mark) = byte_order_mark(head);
    let label = (declared == Declared::Xml).then(|| declared_label(head.get(mark..).unwrap_or_default())).flatten();
    let found = marked.or_else(|| unmarked_utf16(head)).or_else(|| {
        // A declaration that can be read byte by byte is not in UTF-16, whatever it says.
        label.as_deref().and_then(Charset::for_label).filter(|charset| !charset.is_utf16())
    });
    Sniffed { charset: found.unwrap_or(Charset::UTF_8), mark, label }
}

fn byte_order_mark(head: &[u8]) -> (Option<Charset>, usize) {
    match Encoding::for_bom(head) {
        Some((encoding, length)) => (Some(Charset(encoding)), length),
        None => (None, 0),
    }
}

fn unmarked_utf16(head: &[u8]) -> Option<Charset> {
    match head.get(..4)? {
        [0, first, 0, second] if *first != 0 && *second != 0 => Some(Charset::UTF_16BE),
        [first, 0, second, 0] if *first != 0 && *second != 0 => Some(Charset::UTF_16LE),
        _ => None,
    }
}

/// The label of `<?xml … encoding="…"?>`.
fn declared_label(head: &[u8]) -> Option<String> {
    let head = head.get(..head.len().min(256))?;
    let start = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let ascii: String = start.iter().take_while(|byte| **byte != b'>').map(|byte| char::from(*byte)).collect();
    let (_, rest) = ascii.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest.strip_prefix(quote)?.split_once(quote).map(|(label, _)| label.trim().to_owned())
}

/// Whether bytes read as windows-1251 are Cyrillic text: more than 95 of 100 characters outside ASCII are ones that
/// Russian, Ukrainian or Belarusian text has, and the letters stand beside each other as in words (in `Müller` they
/// do not).
#[must_use]
pub fn is_plausible_cp1251(bytes: &[u8]) -> bool {
    is_plausible(bytes, is_cp1251_letter, is_cp1251_sign)
}

/// Whether bytes read as the code page of DOS are Cyrillic text, in the same sense.
#[must_use]
pub fn is_plausible_cp866(bytes: &[u8]) -> bool {
    is_plausible(bytes, is_cp866_letter, is_cp866_sign)
}

fn is_plausible(bytes: &[u8], is_letter: fn(u8) -> bool, is_sign: fn(u8) -> bool) -> bool {
    let (mut foreign, mut expected, mut letters, mut in_words) = (0_u64, 0_u64, 0_u64, 0_u64);
    let mut run = 0_u64;
    for byte in bytes {
        let is_letter = is_letter(*byte);
        if *byte >= 0x80 {
            foreign += 1;
            expected += u64::from(is_letter || is_sign(*byte));
        }
        run = if is_letter { run + 1 } else { 0 };
        letters += u64::from(is_letter);
        in_words += match run {
            0 | 1 => 0,
            2 => 2,
            _ => 1,
        };
    }
    letters > 0 && expected * 100 > foreign * 95 && in_words * 100 >= letters * 75
}

/// Whether bytes read as the Western code page are words: its letters outside ASCII stand alone among small ones of
/// ASCII, as in `Müller`. Cyrillic letters stand beside each other.
fn is_plausible_cp1252(bytes: &[u8]) -> bool {
    let (mut letters, mut in_words) = (0_u64, 0_u64);
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii()) {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| bytes.get(at));
        let is_in_word = beside.clone().any(u8::is_ascii_lowercase) && beside.clone().all(u8::is_ascii);
        letters += u64::from(is_cp1252_letter(*byte));
        in_words += u64::from(is_cp1252_letter(*byte) && is_in_word);
    }
    letters > 0 && in_words * 100 >= letters * 75
}

fn is_cp1252_letter(byte: u8) -> bool {
    matches!(byte, 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0xFF | 0x8A | 0x8C | 0x8E | 0x9A | 0x9C | 0x9E | 0x9F)
}

fn is_cp1251_letter(byte: u8) -> bool {
    matches!(byte, 0xC0..=0xFF | 0xA1 | 0xA2 | 0xA5 | 0xA8 | 0xAA | 0xAF | 0xB2..=0xB4 | 0xB8 | 0xBA | 0xBF)
}

fn is_cp1251_sign(byte: u8) -> bool {
    matches!(byte, 0x84 | 0x85 | 0x91..=0x94 | 0x96 | 0x97 | 0xA0 | 0xA7 | 0xAB | 0xAE | 0xB0 | 0xB9 | 0xBB)
}

fn is_cp866_letter(byte: u8) -> bool {
    matches!(byte, 0x80..=0xAF | 0xE0..=0xF7)
}

fn is_cp866_sign(byte: u8) -> bool {
    matches!(byte, 0xF8..=0xFA | 0xFC | 0xFF)
}

/// Whether bytes, cut anywhere, are UTF-8 with Cyrillic letters in it.
#[must_use]
pub fn is_cyrillic_utf8(bytes: &[u8]) -> bool {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            bytes.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default()
        }
        Err(_) => return false,
    };
    text.chars().any(|letter| matches!(letter, '\u{400}'..='\u{52F}'))
}

/// The file declares one encoding and is in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misdeclared {
    /// As the file says.
    pub declared: String,
    /// As it was read.
    pub found: &'static str,
}

impl Misdeclared {
    /// The notice about it.
    #[must_use]
    pub fn issue(&self, position: Position) -> Issue {
        Issue::new(IssueCode::EncodingMisdeclared, Severity::Notice, position)
            .with("declared", self.declared.as_str())
            .with("found", self.found)
    }
}

/// Carried inside the [`io::Error`] of a [`TextReader`].
#[derive(Debug, thiserror::Error)]
enum TextError {
    #[error("is not text in {encoding} at byte {offset}")]
    Encoding { encoding: &'static str, offset: u64 },
    #[error("a token is longer than {limit} bytes")]
    TooLong { limit: u64 },
}

impl From<TextError> for io::Error {
    fn from(error: TextError) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}

/// What an error of a [`TextReader`] means for the document.
#[must_use]
pub fn read_error_kind(error: &io::Error) -> ReadErrorKind {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<TextError>()) {
        Some(TextError::Encoding { encoding, offset }) => {
            ReadErrorKind::Encoding { encoding: (*encoding).to_owned(), offset: *offset }
        }
        Some(TextError::TooLong { limit }) => ReadErrorKind::Limit { name: "token bytes", limit: *limit },
        None => ReadErrorKind::Io(io_again(error)),
    }
}

/// The same error once more: what the system said stays what the system said.
pub(super) fn io_again(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cp1251(text: &str) -> Vec<u8> {
        WINDOWS_1251.encode(text).0.into_owned()
    }

    #[test]
    fn a_mark_beats_the_declaration() {
        let sniffed = sniff(b"\xEF\xBB\xBF<?xml version='1.0' encoding='windows-1251'?>", Declared::Xml);
        assert_eq!(sniffed.charset, Charset::UTF_8);
        assert_eq!(sniffed.mark, 3);
        assert_eq!(sniffed.label.as_deref(), Some("windows-1251"));
    }

    #[test]
    fn utf16_is_known_by_mark_and_by_its_zeros() {
        assert_eq!(sniff(b"\xFF\xFE<\0", Declared::Xml).charset, Charset::UTF_16LE);
        assert_eq!(sniff(b"\0<\0?\0x", Declared::Xml).charset, Charset::UTF_16BE);
    }

    #[test]
    fn a_readable_declaration_of_utf16_is_not_believed() {
        assert_eq!(sniff(b"<?xml version=\"1.0\" encoding=\"UTF-16\"?>", Declared::Xml).charset, Charset::UTF_8);
    }

    #[test]
    fn plausibility_wants_words() {
        assert!(is_plausible_cp1251(&cp1251("<Наименование>ООО «Ромашка» № 5</Наименование>")));
        assert!(!is_plausible_cp1251(b"M\xFCller und S\xF6hne"));
        assert!(!is_plausible_cp1251("Наименование".as_bytes()));
        assert!(!is_plausible_cp1251(b"ascii"));
    }

    #[test]
    fn the_code_pages_of_windows_and_dos_are_told_apart() {
        for text in ["ООО «Ромашка»", "оплата по счёту № 5 от 01.10.2026", "ИВАНОВ ИВАН ИВАНОВИЧ", "Київ, вул. Садова"]
        {
            let dos = IBM866.encode(&text.replace(['«', '»'], "\"").replace(['і', 'ї'], "и")).0.into_owned();
            assert!(is_plausible_cp866(&dos) && !is_plausible_cp1251(&dos), "{text}");
            assert!(is_plausible_cp1251(&cp1251(text)) && !is_plausible_cp866(&cp1251(text)), "{text}");
            assert_eq!(Charset::guess(&dos, Charset::WINDOWS_1251), Charset::CP866);
            assert_eq!(Charset::guess(&cp1251(text), Charset::CP866), Charset::WINDOWS_1251);
            assert_eq!(Charset::guess(text.as_bytes(), Charset::CP866), Charset::UTF_8);
        }
        assert_eq!(Charset::guess(b"ascii", Charset::CP866), Charset::CP866);
    }

    #[test]
    fn western_words_are_not_read_as_cyrillic() {
        for text in ["Müller GmbH, Straße 7", "Société Générale; où «à»", "Åkerlund – Malmö", "Peña ± 5 €"]
        {
            let western = WINDOWS_1252.encode(text).0.into_owned();
            assert_eq!(Charset::guess(&western, Charset::WINDOWS_1251), Charset::WINDOWS_1252, "{text}");
        }
        // What may as well be a Cyrillic letter among Latin ones stays what it was.
        for text in ["СЧ-7", "CФ-7", "№ 5 Ф", "A Б 1", "кг", "x «я»", "MЮLLER", "Оплата Müller, Straße и Жизнь"]
        {
            let cyrillic: Vec<u8> =
                text.chars().flat_map(|c| WINDOWS_1251.encode(&c.to_string()).0.into_owned()).collect();
            assert_eq!(Charset::guess(&cyrillic, Charset::WINDOWS_1251), Charset::WINDOWS_1251, "{text}");
        }
    }

    #[test]
    fn labels_of_bank_clients_are_known() {
        assert_eq!(Charset::for_label("DOS"), Some(Charset::CP866));
        assert_eq!(Charset::for_label("Windows"), Some(Charset::WINDOWS_1251));
        assert_eq!(Charset::for_label("koi8-u"), Some(Charset::KOI8_U));
        assert_eq!(Charset::for_label("replacement"), None);
    }
}
