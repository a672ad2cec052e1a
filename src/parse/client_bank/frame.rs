//! Lines → sections, with the deviations that banks are known for.

use std::ops::ControlFlow;

use super::Visit;
use super::lines::Lines;
use crate::parse::ReadErrorKind;

pub(super) const MAGIC: &str = "1CClientBankExchange";
pub(super) const END_OF_FILE: &str = "КонецФайла";
const SECTION: &str = "Секция";
const END: &str = "Конец";
const DOCUMENT: &str = "СекцияДокумент";

/// The format has some sixty keys.
const PAIRS_LIMIT: usize = 1_000;
/// The header may name many accounts.
const HEADER_PAIRS_LIMIT: usize = 100_000;
const SECTION_BYTES_LIMIT: usize = 16 * 1024 * 1024;
const KEY_LETTERS_LIMIT: usize = 64;

/// How the file ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With its end mark.
    WithMark,
    /// Without it, though the last document is whole.
    WithoutMark,
    /// The visitor did not want to go on.
    Stopped,
}

/// A section, or the keys that stand outside sections; then the word is empty.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// The word that begins it.
    pub(super) word: String,
    /// What stands behind the word's `=`.
    pub(super) value: String,
    /// The line of the word.
    pub(super) line: u64,
    /// Number among the sections of the same word, from 1.
    pub(super) number: u64,
    /// Its end mark is there.
    pub(super) is_closed: bool,
    pairs: Vec<(String, String)>,
    /// The pair that a line without a key continues.
    last: Option<usize>,
    bytes: usize,
}

impl Section {
    /// Keys and values in the order of the first occurrence of each key; of values the last one that is not empty.
    /// In the header a key may repeat (`РасчСчет`), there all are kept.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Where it stands: `СекцияДокумент[3]`.
    pub(super) fn path(&self) -> String {
        format!("{}[{}]", self.word, self.number)
    }

    fn is_header(&self) -> bool {
        self.word.is_empty()
    }

    fn begin(&mut self, word: &str, value: &str, line: u64, number: u64) {
        word.clone_into(&mut self.word);
        value.clone_into(&mut self.value);
        (self.line, self.number) = (line, number);
        (self.is_closed, self.last, self.bytes) = (false, None, 0);
        self.pairs.clear();
    }

    fn grow(&mut self, bytes: usize) -> Result<(), ReadErrorKind> {
        self.bytes += bytes;
        let pairs = if self.is_header() { HEADER_PAIRS_LIMIT } else { PAIRS_LIMIT };
        if self.pairs.len() > pairs {
            return Err(ReadErrorKind::Limit { name: "section keys", limit: pairs as u64 });
        }
        if self.bytes > SECTION_BYTES_LIMIT {
            return Err(ReadErrorKind::Limit { name: "section bytes", limit: SECTION_BYTES_LIMIT as u64 });
        }
        Ok(())
    }

    fn put(&mut self, key: &str, value: &str) -> Result<(), ReadErrorKind> {
        let known = if self.is_header() { None } else { self.pairs.iter().position(|(known, _)| known == key) };
        match known.and_then(|at| self.pairs.get_mut(at)) {
            Some((_, held)) => {
                if !value.is_empty() {
                    value.clone_into(held);
                }
                self.last = known;
            }
            None => {
                self.last = Some(self.pairs.len());
                self.pairs.push((key.to_owned(), value.to_owned()));
            }
        }
        self.grow(key.len() + value.len())
    }

    fn go_on(&mut self, text: &str) -> Result<(), ReadErrorKind> {
        let Some((_, value)) = self.last.and_then(|at| self.pairs.get_mut(at)) else { return Ok(()) };
        if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(text);
        self.grow(text.len() + 1)
    }
}

/// What a line is.
enum Line<'l> {
    EndOfFile,
    Section(&'l str, &'l str),
    EndOfSection,
    Pair(&'l str, &'l str),
    Continuation(&'l str),
}

fn classify<'l>(line: &'l str, open: &str) -> Line<'l> {
    if line == END_OF_FILE {
        return Line::EndOfFile;
    }
    let (key, value) = match line.split_once('=') {
        Some((key, value)) => (key.trim_end(), Some(value.trim_start())),
        None => (line, None),
    };
    if key.starts_with(SECTION) && is_key(key) {
        return Line::Section(key, value.unwrap_or_default());
    }
    match value {
        None if is_end_of(line, open) => Line::EndOfSection,
        Some(value) if is_key(key) => Line::Pair(key, value),
        _ => Line::Continuation(line),
    }
}

/// `КонецДокумента` ends `СекцияДокумент`, `КонецРасчСчет` ends `СекцияРасчСчет`.
fn is_end_of(line: &str, open: &str) -> bool {
    let Some(ended) = line.strip_prefix(END) else { return false };
    let Some(noun) = open.strip_prefix(SECTION) else { return false };
    !noun.is_empty() && ended.strip_prefix(noun).is_some_and(|ending| matches!(ending, "" | "а"))
}

/// Whether text before `=` is a key: in the further lines of a payment's purpose there may be a `=` too.
fn is_key(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(is_letter)
        && letters.clone().all(|letter| is_letter(letter) || letter.is_numeric() || letter == '_')
        && letters.count() < KEY_LETTERS_LIMIT
}

/// Whether it is a letter: nearly all are Cyrillic or Latin, and known without a table.
fn is_letter(sign: char) -> bool {
    match sign {
        'А'..='я' | 'a'..='z' | 'A'..='Z' => true,
        other if other.is_ascii() => false,
        other => other.is_alphabetic(),
    }
}

/// Hands over the header and the sections as they end.
pub(super) fn sections(lines: &mut Lines, visit: &mut Visit<'_>) -> Result<Ending, ReadErrorKind> {
    expect_magic(lines)?;
    let mut frame = Frame::default();
    frame.section.line = lines.number();
    loop {
        let Some(line) = lines.next()? else { return frame.end_without_mark(lines, visit) };
        let line = match line {
            "" => continue,
            line => classify(line, &frame.section.word),
        };
        frame.is_at_end_of_section = matches!(line, Line::EndOfSection);
        let step = match line {
            Line::EndOfFile => {
                let step = frame.hand_over(visit)?;
                expect_nothing(lines)?;
                return Ok(if step.is_break() { Ending::Stopped } else { Ending::WithMark });
            }
            Line::Section(word, value) => {
                let (word, value) = (word.to_owned(), value.to_owned());
                frame.begin(&word, &value, lines.number(), visit)?
            }
            Line::EndOfSection => {
                frame.section.is_closed = true;
                frame.begin("", "", lines.number(), visit)?
            }
            Line::Pair(key, value) => {
                frame.section.put(key, value)?;
                ControlFlow::Continue(())
            }
            Line::Continuation(text) => {
                frame.section.go_on(text)?;
                ControlFlow::Continue(())
            }
        };
        if step.is_break() {
            return Ok(Ending::Stopped);
        }
    }
}

#[derive(Default)]
struct Frame {
    section: Section,
    /// The last line was the end mark of a section.
    is_at_end_of_section: bool,
    counts: Vec<(String, u64)>,
    documents: u64,
}

impl Frame {
    fn begin(
        &mut self,
        word: &str,
        value: &str,
        line: u64,
        visit: &mut Visit<'_>,
    ) -> Result<ControlFlow<()>, ReadErrorKind> {
        let step = self.hand_over(visit)?;
        let number = if word.is_empty() { 0 } else { self.number(word)? };
        self.documents += u64::from(word == DOCUMENT);
        self.section.begin(word, value, line, number);
        Ok(step)
    }

    fn number(&mut self, word: &str) -> Result<u64, ReadErrorKind> {
        if let Some((_, count)) = self.counts.iter_mut().find(|(known, _)| known == word) {
            *count += 1;
            return Ok(*count);
        }
        if self.counts.len() == PAIRS_LIMIT {
            return Err(ReadErrorKind::Limit { name: "section kinds", limit: PAIRS_LIMIT as u64 });
        }
        self.counts.push((word.to_owned(), 1));
        Ok(1)
    }

    fn hand_over(&mut self, visit: &mut Visit<'_>) -> Result<ControlFlow<()>, ReadErrorKind> {
        if self.section.is_header() && self.section.pairs.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        visit(&self.section)
    }

    /// A file that was cut must not pass for one whose bank forgets the end mark. It may be the latter only if its
    /// last document is closed and nothing is begun behind it: of one that is open, further lines of the purpose may be
    /// missing, and with them the numbers of the invoices it pays.
    fn end_without_mark(&mut self, lines: &Lines, visit: &mut Visit<'_>) -> Result<Ending, ReadErrorKind> {
        let is_closed = self.section.is_header() && self.documents > 0;
        let is_whole = is_closed && (lines.is_ended() || self.is_at_end_of_section);
        if !is_whole {
            return Err(ReadErrorKind::Truncated { expected: END_OF_FILE.to_owned() });
        }
        let step = self.hand_over(visit)?;
        Ok(if step.is_break() { Ending::Stopped } else { Ending::WithoutMark })
    }
}

fn expect_magic(lines: &mut Lines) -> Result<(), ReadErrorKind> {
    while let Some(line) = lines.next()? {
        if line.starts_with(MAGIC) {
            return Ok(());
        }
        if !line.is_empty() && !MAGIC.starts_with(line) {
            return Err(ReadErrorKind::Malformed { detail: format!("the first line is not {MAGIC}") });
        }
    }
    Err(ReadErrorKind::Truncated { expected: MAGIC.to_owned() })
}

fn expect_nothing(lines: &mut Lines) -> Result<(), ReadErrorKind> {
    while let Some(line) = lines.next()? {
        if !line.is_empty() {
            return Err(ReadErrorKind::TrailingContent);
        }
    }
    Ok(())
}
