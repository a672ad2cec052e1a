//! JSON Lines: a JSON value on every line.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;

use crate::parse::ReadErrorKind;
use crate::parse::text::{Declared, TextReader, read_error_kind};

/// No first line of JSON Lines is longer; a document without line breaks need not be read whole to know that.
const FIRST_LINE_LIMIT: u64 = 1024 * 1024;

/// Whether every line is a value of its own: the first one is an object from bracket to bracket, and the next one
/// begins another. A document that stands on a single line is none.
pub(super) fn is_lines(path: &Path) -> io::Result<bool> {
    let file = File::open(path)?.take(4 * FIRST_LINE_LIMIT);
    let mut text = TextReader::new(file, Declared::Standard)?;
    match looks_like_lines(&mut text) {
        Ok(found) => Ok(found),
        Err(error) => match read_error_kind(&error) {
            ReadErrorKind::Io(error) => Err(error),
            // Too long a line, or bytes that are no text: reading says what is wrong.
            _ => Ok(false),
        },
    }
}

fn looks_like_lines<R: Read>(text: &mut TextReader<R>) -> io::Result<bool> {
    text.limit_tokens(FIRST_LINE_LIMIT);
    let mut bytes = Vec::new();
    loop {
        if text.fill_buf()?.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|first| *first != b'{') {
            return Ok(false);
        }
        if !next(text, &mut bytes)? {
            return Ok(false);
        }
        match bytes.trim_ascii() {
            [] => {}
            [b'{', .., b'}'] => break,
            _ => return Ok(false),
        }
    }
    loop {
        let block = text.fill_buf()?;
        match block.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(first) => return Ok(*first == b'{'),
            None if block.is_empty() => return Ok(false),
            None => {
                let length = block.len();
                text.consume(length);
            }
        }
    }
}

/// Reads the next line with its end; says whether there was one.
pub(super) fn next<R: Read>(text: &mut TextReader<R>, bytes: &mut Vec<u8>) -> io::Result<bool> {
    bytes.clear();
    text.begin_token();
    Ok(text.read_until(b'\n', bytes)? > 0)
}
