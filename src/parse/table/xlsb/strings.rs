//! The texts that cells share ([MS-XLSB] 2.1.7.45), kept in one piece: a register has hundreds of thousands.

use std::collections::BTreeSet;
use std::io::BufRead;

use super::record::Records;
use crate::parse::ReadErrorKind;

/// A million rows of addresses need less.
const BYTES_LIMIT: u32 = 128 * 1024 * 1024;
/// As many as a sheet has rows, times four.
const TEXTS_LIMIT: usize = 4 * 1_048_576;

/// `BrtSSTItem`: a text.
const ITEM: u16 = 19;
/// `BrtEndSst`.
const END: u16 = 160;

/// The shared texts, by number.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
    /// Those that are not UTF-16.
    broken: BTreeSet<usize>,
}

impl Strings {
    pub(super) fn read<R: BufRead>(records: &mut Records<'_, R>) -> Result<Self, ReadErrorKind> {
        let mut strings = Self::default();
        loop {
            match records.next()? {
                END => return Ok(strings),
                ITEM => strings.push(records.fields()?.rich_text()?.as_deref())?,
                _ => {}
            }
        }
    }

    fn push(&mut self, text: Option<&str>) -> Result<(), ReadErrorKind> {
        if self.ends.len() == TEXTS_LIMIT {
            return Err(ReadErrorKind::Limit { name: "shared texts", limit: TEXTS_LIMIT as u64 });
        }
        match text {
            Some(text) => self.text.push_str(text),
            None => drop(self.broken.insert(self.ends.len())),
        }
        match u32::try_from(self.text.len()) {
            Ok(end) if end <= BYTES_LIMIT => self.ends.push(end),
            _ => return Err(ReadErrorKind::Limit { name: "shared text bytes", limit: u64::from(BYTES_LIMIT) }),
        }
        Ok(())
    }

    /// The text of a number, nothing inside if it is not UTF-16; nothing at all if there is no such number.
    pub(super) fn get(&self, number: u32) -> Option<Option<&str>> {
        let number = usize::try_from(number).ok()?;
        let end = usize::try_from(*self.ends.get(number)?).ok()?;
        if self.broken.contains(&number) {
            return Some(None);
        }
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.text.get(usize::try_from(start).ok()?..end).map(Some)
    }
}
