//! Agreed shares: «аванс 50%», «50 % предоплата», «доплата 30%». A rate of value added tax is none.

use jiff::civil::Date;

use super::grammar::read;
use super::lexer::{Atom, Sort, atoms, fold};
use super::words::{List, Meaning, means};
use crate::model::number::number_core;

/// Beginnings of words for a part of one document.
pub(super) static PART: List = List::of("частич частков");

/// And for what is left of it.
pub(super) static REST: List = List::of("остат залиш");

/// And for all of it.
static WHOLE: List = List::of("целиком цілком доплат окончат остаточн");
static FULL: List = List::of("полностью полная полной полную полный полного повністю повна повної повну");

/// Beginnings of words that a share stands beside.
const SHARES: [&str; 13] = [
    "аванс",
    "предоплат",
    "передоплат",
    "задат",
    "доплат",
    "частич",
    "частк",
    "окончат",
    "остат",
    "оставш",
    "залиш",
    "prepay",
    "advance",
];

/// «30 процентов».
pub(super) static PERCENT: List = List::of("процент відсотк");

/// «И др.», «та інші».
static OTHERS: List = List::of("др прочие прочим інш");

/// So far from it.
const NEAR: usize = 3;

/// The share that a purpose says is paid, in percent.
#[must_use]
pub fn percent(purpose: &str) -> Option<u8> {
    let atoms = atoms(purpose);
    let named = |at: usize| {
        let near = atoms.iter().take(at + NEAR + 2).skip(at.saturating_sub(NEAR));
        near.filter(|atom| atom.sort == Sort::Letters).any(begins)
    };
    let of_tax = |at: usize| {
        let before = atoms.iter().take(at).rev().take(2).filter(|atom| atom.sort == Sort::Letters);
        before.into_iter().any(|atom| matches!(atom.word.as_str(), "ндс" | "пдв") || atom.word == fold("vat"))
    };
    let is_percent = |atom: &Atom| atom.is('%') || PERCENT.begins(atom);
    let places = (0..atoms.len()).filter(|at| atoms.get(at + 1).is_some_and(is_percent));
    places.into_iter().find_map(|at| {
        let value = u8::try_from(atoms.get(at)?.value()?).ok()?;
        ((5..=95).contains(&value) && named(at) && !of_tax(at)).then_some(value)
    })
}

/// The document that a purpose says is paid in part, by its number's core: «1586, 1588 (частично 1588)», «1588 (частично)».
#[must_use]
pub fn said_in_part(purpose: &str, today: Date) -> Option<String> {
    const NEAR_PART: usize = 3;
    let atoms = atoms(purpose);
    let at = atoms.iter().position(|atom| PART.begins(atom))?;
    let cited = read(&atoms, today).cited;
    let number = |atom: &Atom| {
        let core = number_core(&atom.text);
        cited.iter().any(|citation| citation.core == core).then_some(core)
    };
    let behind = atoms.iter().skip(at + 1).take(NEAR_PART);
    let mut behind = behind.take_while(|atom| !atom.is(')'));
    let before = || atoms.iter().take(at).rev().take(NEAR_PART).find_map(number);
    behind.find_map(number).or_else(before)
}

/// Whether a list of a purpose goes on with what is not named: «сч. 5, 6 и др.».
#[must_use]
pub fn names_others(purpose: &str) -> bool {
    atoms(purpose).windows(2).any(|pair| match pair {
        [and, other] => means(&and.word, Meaning::And) && OTHERS.begins(other),
        _ => false,
    })
}

/// Whether a purpose says that it pays a part or the rest of a document: no advance.
#[must_use]
pub fn says_part(purpose: &str) -> bool {
    atoms(purpose).iter().any(|atom| PART.begins(atom) || REST.begins(atom))
}

/// Whether a word says that all of a document is paid.
pub(super) fn is_whole(atom: &Atom) -> bool {
    WHOLE.begins(atom) || FULL.holds(atom)
}

fn begins(atom: &Atom) -> bool {
    SHARES.iter().any(|share| atom.word.starts_with(&fold(share)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_and_tax_is_not() {
        for (purpose, share) in [
            ("Аванс 50% за СМР по договору № 29/26", Some(50)),
            ("50 % предоплата по договору 5", Some(50)),
            ("Передоплата 30% зг. договору", Some(30)),
            ("Аванс в размере 30 процентов", Some(30)),
            ("Окончательный расчёт 70%", Some(70)),
            ("Оплата оставшихся 70%", Some(70)),
            ("Аванс по договору, НДС 20% - 100.00", None),
            ("Аванс, в т.ч. НДС (20%) 100.00", None),
            ("Оплата за товар 50%", None),
        ] {
            assert_eq!(percent(purpose), share, "{purpose}");
        }
    }
}
