//! How a list of numbers goes on, and what is said to be paid of each.

use super::amounts::{amount_end, bracketed_end, tax_end, whole_end};
use super::grammar::{Lead, Place, Reader};
use super::lexer::{Atom, Sort};
use super::shares::{PART, is_whole};
use super::words::{List, Meaning, document, means};
use super::{Citation, CitedKind};
use crate::model::number::number_core;

/// «Кроме», «за исключением».
static BUT: List = List::of("кроме крім окрім исключая");
static EXCEPT: List = List::of("исключ винятк");

impl Reader<'_> {
    /// Goes on with a list as long as numbers follow: «,102 и 105», «, № 209 от …».
    pub(super) fn list(&mut self, kind: Option<CitedKind>, many: bool) {
        loop {
            let before = self.at;
            let mut connected = false;
            self.skip_share();
            self.leave_out();
            while self.sign_is(0, &[',', ';', '+', '&']) || self.word_is(0, Meaning::And) {
                connected = true;
                self.at += 1;
            }
            self.from = self.at;
            let mut lead = Lead { many, ..Lead::default() };
            self.skip_signs(&mut lead);
            let goes_on = (lead.signed || connected && self.may_continue(kind)) && self.item(kind, &lead);
            if !goes_on {
                self.at = before;
                self.note_bare(kind);
                return;
            }
        }
    }

    /// «С 101 по 105 кроме 103 и 104»: numbers of a list that are none of it.
    fn leave_out(&mut self) {
        let mut at = self.at + usize::from(self.sign_is(0, &[',', '(']));
        let word_is = |at: usize, list: &List| self.atoms.get(at).is_some_and(|atom| list.begins(atom));
        let is_for = self.atoms.get(at).is_some_and(|atom| atom.word == "за") && word_is(at + 1, &EXCEPT);
        if !is_for && !word_is(at, &BUT) {
            return;
        }
        at += 1 + usize::from(is_for);
        while let Some(atom) = self.atoms.get(at) {
            let core = number_core(&atom.text);
            let is_of_list = |(one, place): &(Citation, Place)| one.core == core && place.list == self.lists;
            if atom.is_digits() && self.found.iter().any(is_of_list) {
                let lists = self.lists;
                self.found.retain(|(one, place)| one.core != core || place.list != lists);
                self.at = at + 1;
            } else if atom.is_digits()
                || !(atom.sort != Sort::Letters || means(&atom.word, Meaning::And) || document(&atom.word).is_some())
            {
                break;
            }
            at += 1;
        }
    }

    /// Steps over what is paid of one item of a list: «(5000.00 руб.)», «на сумму 5000-00», «5 000,00 без НДС», «(частично)»;
    /// and over what of it is value added tax.
    fn skip_share(&mut self) {
        let is = |at: usize, test: fn(&Atom) -> bool| self.atoms.get(at).is_some_and(test);
        let mut end = self.at;
        while is(end, |atom| atom.is('(') || atom.is_dash() || matches!(atom.sort, Sort::Sign('=' | ':')))
            || is(end, |atom| means(&atom.word, Meaning::Share))
        {
            end += 1;
        }
        if is(self.at, |atom| atom.is('(')) && is(end, |atom| PART.begins(atom)) && is(end + 1, |atom| atom.is(')')) {
            self.at = end + 2;
            return;
        }
        // «Сч. 5 полностью, 6 частично».
        let is_word = is(self.at, |atom| PART.begins(atom) || is_whole(atom));
        if is_word && is(self.at + 1, |atom| atom.is(',') || atom.is(';') || means(&atom.word, Meaning::And)) {
            self.at += 1;
            return;
        }
        let in_brackets = || bracketed_end(self.atoms, self.at);
        let whole = || whole_end(self.atoms, end).filter(|_| end > self.at);
        let Some(mut behind) = amount_end(self.atoms, end).or_else(in_brackets).or_else(whole) else { return };
        if is(behind - 1, |atom| atom.is('%')) {
            return;
        }
        while is(behind, |atom| atom.is(')') || atom.is('.')) {
            behind += 1;
        }
        self.at = behind;
        self.sums += 1;
        self.skip_tax();
    }

    /// Steps over «без НДС», «в т.ч. НДС 22% - 721-31».
    fn skip_tax(&mut self) {
        const WITHIN: [&str; 8] = ["без", "в", "т", "ч", "тч", "том", "числе", "у"];
        let is_lead =
            |atom: &Atom| WITHIN.contains(&atom.word.as_str()) || atom.is('.') || atom.is('(') || atom.is(',');
        let mut at = self.at;
        while self.atoms.get(at).is_some_and(is_lead) {
            at += 1;
        }
        if let Some(end) = tax_end(self.atoms, at) {
            let is_closed = self.atoms.get(end).is_some_and(|atom| atom.is(')'));
            self.at = end + usize::from(is_closed);
        }
    }

    /// A bare number goes on with the list unless the word behind it makes it a quantity («, 2 этап»).
    fn may_continue(&self, kind: Option<CitedKind>) -> bool {
        if !(self.peek(0).is_some_and(Atom::is_digits) || self.starts_number()) || self.another_document() {
            return false;
        }
        let Some(mut probe) = self.number_end(false) else { return false };
        if self.atoms.get(probe).is_some_and(|atom| matches!(atom.sort, Sort::Sign('.' | ')'))) {
            probe += 1;
        }
        // «3000 по сч. 5, 10000 по сч. 6».
        let leads = self.atoms.get(probe).is_some_and(|atom| matches!(atom.word.as_str(), "по" | "за"));
        let next = self.atoms.get(probe + 1).and_then(|atom| document(&atom.word)).filter(|_| leads);
        if next.is_some_and(|(next, _)| Some(next) == kind) {
            return false;
        }
        self.atoms.get(probe).is_none_or(|atom| {
            atom.sort != Sort::Letters
                || PART.begins(atom)
                || is_whole(atom)
                || [Meaning::DateSign, Meaning::And, Meaning::Tail, Meaning::NumberSign]
                    .iter()
                    .any(|m| means(&atom.word, *m))
                || document(&atom.word).is_some()
        })
    }
}
