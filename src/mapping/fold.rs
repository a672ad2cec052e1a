//! How texts are compared: case, ё/е, blanks and Latin letters that look Cyrillic don't matter.
//!
//! One exchange label of a well-known site engine contains a Latin «C» in a Russian word, and people type such letters
//! every day.

use std::char::ToLowercase;
use std::cmp::Ordering;

use crate::model::money::currency_of_sign;

/// From `А` to `а` in Unicode.
const CASES_APART: u32 = 0x20;

/// A text prepared for comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folded {
    raw: Box<str>,
    folded: Box<str>,
}

impl Folded {
    pub(crate) fn new(text: &str) -> Self {
        Self { raw: text.into(), folded: fold(text).into() }
    }

    /// Whether a text is the same but for case, blanks and look-alike letters. Allocates nothing.
    pub(crate) fn matches(&self, text: &str) -> bool {
        text == &*self.raw || folded_chars(text).eq(self.folded.chars())
    }

    pub(crate) fn compare(&self, text: &str) -> Ordering {
        self.folded.chars().cmp(folded_chars(text))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.folded
    }

    /// The text as written.
    pub(crate) fn raw(&self) -> &str {
        &self.raw
    }

    pub(crate) fn is_within(&self, folded_text: &str) -> bool {
        folded_text.contains(&*self.folded)
    }
}

/// The folded text.
pub(crate) fn fold(text: &str) -> String {
    folded_chars(text).collect()
}

/// A caption, folded: punctuation is dropped too, and № is «No». A currency's sign stays: it is no punctuation.
pub(crate) fn fold_caption(text: &str) -> String {
    let is_kept = |c: &char| c.is_alphanumeric() || currency_of_sign(*c).is_some();
    folded_chars(&text.replace('№', "no")).filter(is_kept).collect()
}

/// The letters that count in a comparison, folded.
pub(crate) fn folded_chars(text: &str) -> impl Iterator<Item = char> + '_ {
    let significant = text.chars().filter(|c| *c != ' ' && (is_usual(*c) || !c.is_whitespace() && *c != '\u{feff}'));
    significant.flat_map(Lowered::new).map(look_alike)
}

/// Whether a letter is no blank, without a table of all scripts being asked: most of what is compared.
fn is_usual(c: char) -> bool {
    matches!(c, 'а'..='я' | 'А'..='Я' | 'a'..='z' | 'A'..='Z' | '0'..='9')
}

/// The lower case of a letter: nearly always one.
enum Lowered {
    One(Option<char>),
    Several(ToLowercase),
}

impl Lowered {
    fn new(c: char) -> Self {
        match c {
            'а'..='я' | 'a'..='z' | '0'..='9' => Self::One(Some(c)),
            'A'..='Z' => Self::One(Some(c.to_ascii_lowercase())),
            'А'..='Я' => Self::One(char::from_u32(u32::from(c) + CASES_APART)),
            other => Self::Several(other.to_lowercase()),
        }
    }
}

impl Iterator for Lowered {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::One(letter) => letter.take(),
            Self::Several(letters) => letters.next(),
        }
    }
}

/// The Cyrillic letter that looks like a Latin one. Both sides of a comparison are folded, so that words of either
/// alphabet still equal themselves.
fn look_alike(c: char) -> char {
    match c {
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' | 'ё' => 'е',
        'h' => 'н',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        'i' => 'і',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_blanks_yo_and_look_alikes_do_not_matter() {
        let wanted = Folded::new("Счёт на оплату");
        assert!(wanted.matches("  счет НА\u{a0}оплату"));
        assert!(wanted.matches("Cчeт на oплaту"), "Latin C, e, o, a");
        assert!(!wanted.matches("Счет на оплат"));
        assert!(Folded::new("true").matches("TRUE"));
        assert_eq!(fold_caption("Сумма, руб."), "суммаруб");
        assert_ne!(fold_caption("Сумма, $"), fold_caption("Сумма"));
        assert_eq!(fold_caption("№ счета"), fold_caption("No. счёта"));
    }
}
