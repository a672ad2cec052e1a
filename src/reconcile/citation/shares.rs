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

/// Beginnings of words beside which a share is none of what is paid: a discount, a rate a year.
static NO_SHARE: List = List::of("скидк знижк discount годовых річн неустойк просроч простроч");

/// The share that a purpose says is paid, in percent: an advance, or what is left.
#[must_use]
pub fn percent(purpose: &str) -> Option<u8> {
    let atoms = atoms(purpose);
    shares_of(&atoms).find(|(at, _)| near(&atoms, *at).any(begins)).map(|(_, value)| value)
}

/// The one share that a purpose names at all («30% по счёту 15»): it says something only where the money is just so much.
#[must_use]
pub fn bare_percent(purpose: &str) -> Option<u8> {
    let atoms = atoms(purpose);
    let is_of_price = |at: usize| !near(&atoms, at).any(|atom| NO_SHARE.begins(atom) || is_tax(atom));
    let mut named = shares_of(&atoms).filter(|(at, _)| is_of_price(*at)).map(|(_, value)| value);
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}

/// Words about a place.
fn near(atoms: &[Atom], at: usize) -> impl Iterator<Item = &Atom> {
    let near = atoms.iter().take(at + NEAR + 2).skip(at.saturating_sub(NEAR));
    near.filter(|atom| atom.sort == Sort::Letters)
}

/// Whole numbers of percent and their places, but rates of value added tax.
fn shares_of(atoms: &[Atom]) -> impl Iterator<Item = (usize, u8)> {
    let of_tax = |at: usize| {
        let before = atoms.iter().take(at).rev().take(2).filter(|atom| atom.sort == Sort::Letters);
        before.into_iter().any(is_tax)
    };
    // «0,15 %».
    let is_decimal = |at: usize| {
        let glued = |at: usize| atoms.get(at).is_some_and(|atom| atom.glued);
        let sign = at.checked_sub(1).and_then(|at| atoms.get(at));
        glued(at) && sign.is_some_and(|sign| sign.glued && matches!(sign.sort, Sort::Sign('.' | ',')))
    };
    let is_percent = |atom: &Atom| atom.is('%') || PERCENT.begins(atom);
    let places = (0..atoms.len()).filter(move |at| atoms.get(at + 1).is_some_and(is_percent));
    places.filter_map(move |at| {
        let value = u8::try_from(atoms.get(at)?.value()?).ok()?;
        ((5..=95).contains(&value) && !of_tax(at) && !is_decimal(at)).then_some((at, value))
    })
}

fn is_tax(atom: &Atom) -> bool {
    matches!(atom.word.as_str(), "ндс" | "пдв") || atom.word == fold("vat")
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

    #[test]
    fn a_share_that_stands_alone_is_read_and_a_rate_is_not() {
        for (purpose, share) in [
            ("30% по счёту 15", Some(30)),
            ("Оплата за товар 50 процентов, сч. 15", Some(50)),
            ("70 % остаток по счету 15", Some(70)),
            ("Оплата 30% по сч. 15, в т.ч. НДС 20% - 100.00", Some(30)),
            ("Оплата по сч. 15, 20% НДС", None),
            ("по счету 15 со скидкой 10%", None),
            ("по счету 15, 10 % годовых", None),
            ("пеня 0,15% по счету 15", None),
            ("ставка 0,15% по счету 15", None),
            ("30% по сч. 15, 40% по сч. 16", None),
            ("по счету 15", None),
        ] {
            assert_eq!(bare_percent(purpose), share, "{purpose}");
        }
    }
}
