//! Text → atoms: runs of letters, runs of digits, single signs.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::glue::unglued;
use crate::model::number::{is_dash, to_cyrillic};

/// What an atom is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A run of letters.
    Letters,
    /// A run of digits.
    Digits,
    /// One other sign; dashes and slashes are kept as written.
    Sign(char),
}

/// One atom of a purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atom {
    /// What it is.
    pub(super) sort: Sort,
    /// As written.
    pub(super) text: String,
    /// Lower case, look-alikes Cyrillic: what words are recognized by.
    pub(super) word: String,
    /// No blank stands before it.
    pub(super) glued: bool,
}

impl Atom {
    /// Whether it is a run of digits.
    pub(super) fn is_digits(&self) -> bool {
        self.sort == Sort::Digits
    }

    /// Whether it is that sign.
    pub(super) fn is(&self, sign: char) -> bool {
        self.sort == Sort::Sign(sign)
    }

    /// Whether it is a hyphen or a dash.
    pub(super) fn is_dash(&self) -> bool {
        matches!(self.sort, Sort::Sign(sign) if is_dash(sign))
    }

    /// The value of up to nine digits.
    pub(super) fn value(&self) -> Option<u32> {
        if self.is_digits() && self.text.len() <= 9 { self.text.parse().ok() } else { None }
    }
}

/// Lower case, look-alikes Cyrillic: the form in which words are compared.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            'а'..='я' | '0'..='9' => folded.push(letter),
            _ => folded.extend(letter.to_lowercase().map(to_cyrillic)),
        }
    }
    folded
}

/// Whether a sign is a letter: most are Cyrillic or Latin, and known without a table.
fn is_letter(sign: char) -> bool {
    match sign {
        'А'..='я' | 'a'..='z' | 'A'..='Z' => true,
        ' '..='@' | '№' | '«' | '»' => false,
        other => other.is_alphabetic(),
    }
}

/// Splits a purpose into atoms.
pub(super) fn atoms(text: &str) -> Vec<Atom> {
    let mut found: Vec<Atom> = Vec::new();
    let mut glued = false;
    let composed: Cow<'_, str> = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    };
    for letter in composed.chars() {
        let sort = match letter {
            blank if blank.is_whitespace() || blank.is_control() => {
                glued = false;
                continue;
            }
            digit if digit.is_ascii_digit() => Sort::Digits,
            // The numero sign counts as a letter nowhere; an apostrophe inside a Ukrainian word does.
            // The ordinal sign of «Nº» is no letter of a word either.
            other if is_letter(other) && !matches!(other, 'º' | 'ª') || matches!(other, 'ʼ' | '’' | '\'') && glued => {
                Sort::Letters
            }
            sign => Sort::Sign(sign),
        };
        match found.last_mut() {
            Some(last) if glued && last.sort == sort && !matches!(sort, Sort::Sign(_)) => last.text.push(letter),
            _ => found.push(Atom { sort, text: letter.to_string(), word: String::new(), glued }),
        }
        glued = true;
    }
    let mut found = parted(found);
    for atom in &mut found {
        atom.word = if atom.sort == Sort::Letters { fold(&atom.text) } else { atom.text.clone() };
    }
    unglued(found)
}

/// Parts «от» from the letters of a number it is glued to: `0580-Юот 10.10`.
fn parted(atoms: Vec<Atom>) -> Vec<Atom> {
    let mut found: Vec<Atom> = Vec::with_capacity(atoms.len());
    for mut atom in atoms {
        let hangs = found.last().is_some_and(|last| last.is_digits() || last.is_dash() || last.is('/'));
        let mut signs = ["от", "від", "вiд"].into_iter();
        let tail = signs.find_map(|sign| Some((atom.text.strip_suffix(sign)?.to_owned(), sign)));
        match tail {
            Some((letters, sign))
                if hangs && (1..=3).contains(&letters.chars().count()) && letters.chars().all(char::is_uppercase) =>
            {
                let date_sign = Atom { text: sign.to_owned(), glued: true, ..atom.clone() };
                atom.text = letters;
                found.extend([atom, date_sign]);
            }
            _ => found.push(atom),
        }
    }
    found
}
