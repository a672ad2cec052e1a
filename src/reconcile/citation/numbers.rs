//! Where a number begins and ends, and ranges of numbers.

use super::amounts::{is_account, is_amount, is_sum_behind_hyphen};
use super::dates;
use super::grammar::Reader;
use super::lexer::{Atom, Sort};
use super::words::{Meaning, document, meanings, means};
use super::{Citation, CitedKind};
use crate::model::number::number_core;

/// How many numbers a range may stand for.
const LONGEST_RANGE: u32 = 200;

impl Reader<'_> {
    /// Reads `101–104`, «с 101 по 104»; a hyphen makes a range only behind a plural («счета 101-104»).
    pub(super) fn range(&mut self, many: bool) -> Option<Vec<String>> {
        let (first, last, next) = if self.is_bounds_of_range() {
            (self.peek(1)?, self.peek(3)?, self.at + 4)
        } else if let Some(ahead) = self.is_told_range() {
            (self.peek(0)?, self.peek(ahead)?, self.at + ahead + 1)
        } else {
            let (first, dash, last) = (self.peek(0)?, self.peek(1)?, self.peek(2)?);
            let is_range = first.is_digits()
                && last.is_digits()
                && dash.is_dash()
                && (many || !dash.is('-') || !dash.glued && !last.glued);
            is_range.then_some(())?;
            (first, last, self.at + 3)
        };
        let hangs_on = self.atoms.get(next).is_some_and(|atom| {
            atom.glued
                && (atom.is_dash() || matches!(atom.sort, Sort::Sign('/' | '\\' | '.')))
                && self.atoms.get(next + 1).is_some_and(|atom| atom.glued)
        });
        let padded = first.text.starts_with('0');
        let (from, to) = (first.value()?, last.value()?);
        if hangs_on || from >= to || to - from >= LONGEST_RANGE || padded && first.text.len() != last.text.len() {
            return None;
        }
        let width = if padded { first.text.len() } else { 0 };
        self.at = next;
        Some((from..=to).map(|number| format!("{number:0width$}")).collect())
    }

    /// Reads one number; a date, a sum, a share, a quantity and an account are none.
    pub(super) fn number(&mut self, signed: bool) -> Option<String> {
        let end = self.number_end(signed)?;
        let number: String = self.atoms.get(self.at..end)?.iter().map(|atom| atom.text.as_str()).collect();
        self.at = end;
        Some(number)
    }

    /// Numbers that go on a list of undated ones with nothing but blanks between: «сч. 806 807 830». They may be anything.
    pub(super) fn note_bare(&mut self, kind: Option<CitedKind>) {
        const LONGEST: usize = 6;
        if self.found.last().is_none_or(|(last, _)| last.date.is_some() || last.core.is_empty()) {
            return;
        }
        let mut at = self.at;
        while let Some(atom) = self.atoms.get(at).filter(|atom| atom.is_digits() && !atom.glued) {
            let behind = self.atoms.get(at + 1);
            let is_quantity = behind.is_some_and(|atom| {
                atom.is('%') || means(&atom.word, Meaning::Unit) || means(&atom.word, Meaning::Currency)
            });
            let is_other = dates::any(self.atoms, at, self.today).is_some() || is_amount(self.atoms, at) || is_quantity;
            if is_other || atom.text.len() > LONGEST {
                break;
            }
            let number = atom.text.clone();
            self.bare.push(Citation { kind, core: number_core(&number), number, date: None });
            at += 1;
        }
    }

    /// Where the number that begins here ends.
    pub(super) fn number_end(&self, signed: bool) -> Option<usize> {
        if dates::full(self.atoms, self.at, self.today).is_some() || !signed && is_amount(self.atoms, self.at) {
            return None;
        }
        let first = self.peek(0)?;
        if !(first.is_digits() || self.starts_number()) {
            return None;
        }
        let mut end = self.at + 1;
        while let Some(next) = self.joined(end) {
            end = next;
        }
        end = self.spaced_letters(end).unwrap_or(end);
        end = self.spaced_digits(end).unwrap_or(end);
        let text: String = self.atoms.get(self.at..end)?.iter().map(|atom| atom.text.as_str()).collect();
        let behind = self.atoms.get(end);
        let is_share = behind.is_some_and(|atom| atom.is('%'));
        let is_quantity = !signed
            && behind.is_some_and(|atom| means(&atom.word, Meaning::Unit) || means(&atom.word, Meaning::Currency))
            && behind.is_none_or(|atom| document(&atom.word).is_none());
        let has_digit = text.chars().any(|letter| letter.is_ascii_digit());
        (has_digit && !is_share && !is_quantity && !is_account(&text)).then_some(end)
    }

    /// The end of the atoms that hang on a number at `at`, if any do.
    fn joined(&self, at: usize) -> Option<usize> {
        let atom = self.atoms.get(at).filter(|atom| atom.glued)?;
        match atom.sort {
            Sort::Digits => Some(at + 1),
            Sort::Letters => {
                let stops = means(&atom.word, Meaning::DateSign)
                    || atom.text.chars().count() > 4
                    || means(&atom.word, Meaning::Currency) && !self.hangs_on(at + 1)
                    || means(&atom.word, Meaning::And) && atom.text.chars().all(char::is_lowercase);
                (!stops).then_some(at + 1)
            }
            Sort::Sign(sign) => {
                let behind = self.atoms.get(at + 1).filter(|atom| atom.glued)?;
                let joins = atom.is_dash() || matches!(sign, '/' | '\\' | '_') || sign == '.' && behind.is_digits();
                let is_short_date = || sign == '/' && dates::any(self.atoms, at + 1, self.today).is_some();
                let ends_in_date = dates::full(self.atoms, at + 1, self.today).is_some() || is_short_date();
                // «№ 9101-8000.00р»: the sum is none of the number.
                let ends_in_sum = || {
                    let mut number = self.atoms.get(self.at..at).into_iter().flatten();
                    atom.is_dash() && number.any(Atom::is_digits) && is_sum_behind_hyphen(self.atoms, at + 1)
                };
                if !joins || ends_in_date || ends_in_sum() {
                    return None;
                }
                match behind.sort {
                    Sort::Digits => Some(at + 2),
                    Sort::Letters => self.joined(at + 1),
                    // «СМ00--000767».
                    Sort::Sign(_) if atom.is_dash() && behind.is_dash() => self.joined(at + 1),
                    Sort::Sign(_) => None,
                }
            }
        }
    }

    /// Whether digits hang on at `at`, behind a hyphen or right away.
    pub(super) fn hangs_on(&self, at: usize) -> bool {
        let joined = usize::from(self.atoms.get(at).is_some_and(|atom| atom.glued && atom.is_dash()));
        self.atoms.get(at + joined).is_some_and(|atom| atom.glued && atom.is_digits())
    }

    /// Letters that belong to a number: `УТ-101`, `INV-7`, `А101`.
    pub(super) fn starts_number(&self) -> bool {
        self.starts_number_at(0)
    }

    /// Whether such letters stand so many atoms ahead.
    pub(super) fn starts_number_at(&self, place: usize) -> bool {
        let Some(first) = self.peek(place).filter(|atom| atom.sort == Sort::Letters) else { return false };
        if means(&first.word, Meaning::DateSign) || first.text.chars().count() > 8 {
            return false;
        }
        let mut ahead = 1;
        while let Some(atom) = self.peek(place + ahead).filter(|atom| atom.glued) {
            match atom.sort {
                Sort::Digits => return true,
                Sort::Sign('-' | '/' | '\\' | '_') => ahead += 1,
                Sort::Letters if ahead > 1 && atom.text.chars().count() <= 4 => ahead += 1,
                _ => return false,
            }
        }
        false
    }

    /// A few capitals of no meaning.
    fn is_name_of_series(&self) -> bool {
        self.peek(0).is_some_and(|atom| {
            atom.text.chars().count() <= 4
                && atom.text.chars().all(char::is_uppercase)
                && meanings(&atom.word).is_empty()
        })
    }

    /// Capitals of no meaning, then a number with its date: «УТ 101 от 05.10.2026».
    pub(super) fn is_series(&self) -> bool {
        let is_named = self.is_name_of_series();
        let Some(number) = self.peek(1).filter(|atom| is_named && atom.is_digits() && !atom.glued) else {
            return false;
        };
        let dated = self.peek(2).is_some_and(|atom| means(&atom.word, Meaning::DateSign));
        dated && !is_account(&number.text)
    }

    /// «1912...1914», «№1930 по №1932»: where the last number is, if it is one.
    fn is_told_range(&self) -> Option<usize> {
        self.peek(0).filter(|atom| atom.is_digits())?;
        let mut ahead = 1;
        while self.peek(ahead).is_some_and(|atom| atom.is('.') || atom.is('…')) {
            ahead += 1;
        }
        let dots = ahead > 2 || self.peek(1).is_some_and(|atom| atom.is('…'));
        let said = ahead == 1 && self.peek(1).is_some_and(|atom| matches!(atom.word.as_str(), "по" | "до"));
        ahead += usize::from(said);
        while self.peek(ahead).is_some_and(|atom| atom.is('№') || atom.is('#')) {
            ahead += 1;
        }
        (dots || said).then_some(ahead).filter(|ahead| self.peek(*ahead).is_some_and(Atom::is_digits))
    }

    /// Capitals of no meaning, a dash with blanks about it, then a number: «ЦБ - 001060».
    pub(super) fn is_series_and_dash(&self) -> bool {
        let number = self.peek(2).filter(|atom| atom.is_digits() && !is_account(&atom.text));
        self.is_name_of_series() && number.is_some() && self.peek(1).is_some_and(Atom::is_dash)
    }

    /// Capitals behind a number and a slash with blanks: `258 / Ю`.
    fn spaced_letters(&self, at: usize) -> Option<usize> {
        let slash = self.atoms.get(at).filter(|atom| atom.is('/'))?;
        let letters =
            self.atoms.get(at + 1).filter(|atom| atom.sort == Sort::Letters && !(slash.glued && atom.glued))?;
        let is_short = letters.text.chars().count() <= 2 && letters.text.chars().all(char::is_uppercase);
        (is_short && meanings(&letters.word).is_empty()).then_some(at + 2)
    }

    /// The serial number behind a series and a blank, or a hyphen with blanks: `СМ00 001294`, `СМ00 - 001294`.
    fn spaced_digits(&self, at: usize) -> Option<usize> {
        const SERIAL: usize = 5;
        let text: String = self.atoms.get(self.at..at)?.iter().map(|atom| atom.text.as_str()).collect();
        let zeros = text.trim_start_matches(char::is_alphabetic);
        let is_series = zeros.len() < text.len() && !zeros.is_empty() && zeros.chars().all(|digit| digit == '0');
        let dash = usize::from(self.atoms.get(at).is_some_and(Atom::is_dash));
        let digits = self.atoms.get(at + dash).filter(|atom| is_series && atom.is_digits())?;
        let is_apart = !digits.glued || dash > 0 && self.atoms.get(at).is_some_and(|atom| !atom.glued);
        (is_apart && digits.text.len() >= SERIAL && !is_account(&digits.text)).then_some(at + dash + 1)
    }

    /// «с 101 по 104».
    pub(super) fn is_bounds_of_range(&self) -> bool {
        self.peek(0).is_some_and(|atom| atom.word == "с" || atom.word == "з")
            && self.peek(1).is_some_and(Atom::is_digits)
            && self.peek(2).is_some_and(|atom| atom.word == "по")
            && self.peek(3).is_some_and(Atom::is_digits)
    }
}
