//! How a list of numbers goes on, and what is said to be paid of each.

use super::CitedKind;
use super::amounts::{amount_end, bracketed_end, value, whole_end};
use super::grammar::{Lead, Reader};
use super::lexer::{Atom, Sort};
use super::shares::PART;
use super::words::{Meaning, document, means};

impl Reader<'_> {
    /// Goes on with a list as long as numbers follow: «,102 и 105», «, № 209 от …».
    pub(super) fn list(&mut self, kind: Option<CitedKind>, many: bool) {
        loop {
            let before = self.at;
            let mut connected = false;
            self.skip_share();
            while self.sign_is(0, &[',', ';', '+', '&']) || self.word_is(0, Meaning::And) {
                connected = true;
                self.at += 1;
            }
            let mut lead = Lead { many, ..Lead::default() };
            self.skip_signs(&mut lead);
            let goes_on = (lead.signed || connected && self.may_continue()) && self.item(kind, &lead);
            if !goes_on {
                self.at = before;
                self.note_bare(kind);
                return;
            }
        }
    }

    /// Steps over what is paid of one item of a list: «(5000.00 руб.)», «на сумму 5000-00», «- 5 000,00 руб», «(частично)».
    fn skip_share(&mut self) {
        let is = |at: usize, test: fn(&Atom) -> bool| self.atoms.get(at).is_some_and(test);
        let mut end = self.at;
        while is(end, |atom| atom.is('(') || atom.is_dash() || atom.is('=') || means(&atom.word, Meaning::Share)) {
            end += 1;
        }
        let is_bracket = is(self.at, |atom| atom.is('('));
        if is_bracket && is(end, |atom| PART.begins(atom)) && is(end + 1, |atom| atom.is(')')) {
            self.at = end + 2;
            return;
        }
        if end == self.at {
            return;
        }
        let in_brackets = || bracketed_end(self.atoms, self.at);
        let Some(mut behind) = amount_end(self.atoms, end).or_else(in_brackets).or_else(|| whole_end(self.atoms, end))
        else {
            return;
        };
        if let Some(last) = self.found.last_mut() {
            last.stated = value(self.atoms, end, behind);
        }
        while self.atoms.get(behind).is_some_and(|atom| atom.is(')') || atom.is('.')) {
            behind += 1;
        }
        self.at = behind;
    }

    /// A bare number goes on with the list unless the word behind it makes it a quantity («, 2 этап»).
    fn may_continue(&self) -> bool {
        if !(self.peek(0).is_some_and(Atom::is_digits) || self.starts_number()) || self.another_document() {
            return false;
        }
        let Some(mut probe) = self.number_end(false) else { return false };
        if self.atoms.get(probe).is_some_and(|atom| matches!(atom.sort, Sort::Sign('.' | ')'))) {
            probe += 1;
        }
        self.atoms.get(probe).is_none_or(|atom| {
            atom.sort != Sort::Letters
                || [Meaning::DateSign, Meaning::And, Meaning::Tail, Meaning::NumberSign]
                    .iter()
                    .any(|m| means(&atom.word, *m))
                || document(&atom.word).is_some()
        })
    }
}
