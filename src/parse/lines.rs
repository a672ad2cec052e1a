//! Texts that no format reads: their first lines, by which mappings name what is not read yet.

use std::fs::File;
use std::io::{self, Read};

use super::text::{Declared, sniff};
use super::{Document, Preview};

/// What mappings call such texts.
pub const TEXT: &str = "text";

const HEAD_BYTES: u64 = 16 * 1024;
const LINES_LIMIT: usize = 100;

/// The first lines of a document; nothing where it is no text.
///
/// # Errors
/// When the file can't be read.
pub fn preview(document: &Document) -> io::Result<Option<Preview>> {
    let mut head = Vec::new();
    File::open(&document.path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    let sniffed = sniff(&head, Declared::Nowhere);
    let text = sniffed.charset.decode_lossy(head.get(sniffed.mark..).unwrap_or_default());
    // What names a format is plain ASCII: letters that were guessed wrong, or cut in two, do no harm.
    let lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).take(LINES_LIMIT).collect();
    let is_text = !text.contains('\0') && lines.iter().any(|line| !line.is_empty());
    Ok(is_text.then_some(Preview::Lines { lines }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::trial::document;

    #[test]
    fn a_text_in_any_encoding_has_lines_and_other_bytes_have_none() {
        let lines = |bytes: &[u8]| match preview(&document("a", bytes).1) {
            Ok(Some(Preview::Lines { lines })) => lines,
            Ok(None) => Vec::new(),
            other => panic!("{other:?}"),
        };
        let wide: Vec<u8> = "\u{feff}:20:X\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(&wide), [":20:X"]);
        assert_eq!(lines(b"\xEF\xBB\xBF!Type:Bank\r\n\r\nD\xC4"), ["!Type:Bank", "", "D\u{fffd}"]);
        assert_eq!(lines(b"PK\x03\x04\0\0a"), [""; 0]);
        assert_eq!(lines(b" \r\n"), [""; 0]);
    }
}
