//! Calls into libraries that count by what a file states.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Makes a call that a hostile file may make panic (an address with more letters than there are columns); nothing where it
/// did. What the call worked on is not to be used any more then.
pub fn survived<T>(call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).ok()
}

/// The shortest text that a package of a workbook can share: `<si/>`.
const SHORTEST_TEXT: u64 = 5;
/// The attribute by which the reader of books makes room for shared texts before it has seen one.
const COUNT: &[u8] = b"uniqueCount";
const BLOCK: u64 = 1 << 16;
/// What is looked at once more with the next block: the attribute may lie across the two.
const TAIL: usize = 4_096;
/// So much blank before a number is there to hide it.
const BLANK_MAX: usize = 1_024;

/// Whether a part of a workbook's package holds the texts that its cells share.
#[must_use]
pub fn is_shared_texts(name: &str) -> bool {
    name.to_lowercase().ends_with("sharedstrings.xml")
}

/// Whether shared texts say that there are more of them than their bytes can hold: room would be made for all.
///
/// # Errors
/// When the part can't be unpacked.
pub fn overstates_texts(mut part: impl Read) -> io::Result<bool> {
    let (mut window, mut len, mut said) = (Vec::new(), 0_u64, 0);
    loop {
        drop(window.drain(..window.len().saturating_sub(TAIL)));
        let read = part.by_ref().take(BLOCK).read_to_end(&mut window)?;
        if read == 0 {
            return Ok(said > len / SHORTEST_TEXT);
        }
        len += read as u64;
        let found = memchr::memmem::find_iter(&window, COUNT);
        let counts = found.filter_map(|at| window.get(at + COUNT.len()..)).map(stated);
        said = counts.fold(said, u64::max);
    }
}

/// The number behind the name of an attribute.
fn stated(behind: &[u8]) -> u64 {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'"' | b'\'' | b'+');
    let blank = behind.iter().take_while(|byte| is_blank(byte)).count();
    if blank > BLANK_MAX {
        return u64::MAX;
    }
    let digits = behind.iter().skip(blank).take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u64, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_texts_that_can_not_be_is_told_from_one_that_can() {
        let part = |count: &str, texts: usize| format!("<sst count=\"9\" {count}>{}</sst>", "<si/>".repeat(texts));
        let says = |text: &str| overstates_texts(text.as_bytes()).unwrap();
        assert!(!says(&part("uniqueCount=\"3\"", 3)) && !says(&part("", 3)));
        for lie in ["uniqueCount=\"4000000000\"", "uniqueCount = '99999999999999999999999'", "uniqueCount=\"+70\""] {
            assert!(says(&part(lie, 3)), "{lie}");
        }
        let far = format!("<!--{}-->{}", "x".repeat(100_000), part("uniqueCount=\"4000000000\"", 3));
        assert!(says(&far) && says(&part(&format!("uniqueCount{}=\"1\"", " ".repeat(5_000)), 3)));
        for at in 65_500..65_560 {
            assert!(
                says(&format!("{}{}", " ".repeat(at), part("uniqueCount=\"4000000000\"", 3))),
                "across blocks: {at}"
            );
        }
    }

    #[test]
    fn a_call_that_panics_gives_nothing() {
        assert_eq!((survived(|| 1), survived(|| -> i32 { panic!("what a file states") })), (Some(1), None));
    }
}
