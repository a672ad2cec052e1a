//! What a purpose of an outgoing payment says it gives back: «возврат ошибочно перечисленных средств по п/п 401 от 12.10.2026».

use jiff::civil::Date;

use super::dates;
use super::lexer::{Atom, Sort, atoms, fold};
use super::words::{List, Meaning, means};
use crate::model::number::number_core;

/// Words that say that money goes back.
static BACK: List = List::of(
    "сторно возврат возвращ возвр вернут ошибочн излишн повернен повертає помилков надмірн надлишков refund return",
);

/// Beginnings of words of money that was no advance of a client.
static NOT_OF_CLIENTS: List = List::of("займ заем заём кредит позик депозит подотч підзвіт loan deposit");

/// Words before which nothing is given back: beginnings of «оплата», and whole words of denial.
static PAYING: List = List::of("оплат предоплат доплат сплат передоплат");
static DENIAL: List = List::of("без не");

/// «Возвратная тара», «возвратный заём»: what is only lent. Not the return document («возвратная накладная»).
static RETURNABLE: List = List::of("возвратн зворотн");
static LENT: List = List::of("тар залог помощ пляш допомог фин фін");

/// «Возврат долга», «возврат гарантийного удержания»: who owes pays.
static DEBT: List = List::of("долг задолжен заборг борг гарант удержан утриман");

/// A payment that is named by the number of its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPayment {
    /// The number as written.
    pub number: String,
    /// The number without zeros; see [`crate::model::number::number_core`].
    pub core: String,
    /// Its date, where it is stated.
    pub date: Option<Date>,
}

/// The payments that are given back, as far as they are named; nothing where the purpose is of something else.
///
/// `today` completes dates without a year.
#[must_use]
pub fn refund(purpose: &str, today: Date) -> Option<Vec<NamedPayment>> {
    refund_of(&atoms(purpose), today)
}

/// The payments that the atoms of a purpose give back.
pub(super) fn refund_of(atoms: &[Atom], today: Date) -> Option<Vec<NamedPayment>> {
    let letters: Vec<&Atom> = atoms.iter().filter(|atom| atom.sort == Sort::Letters).collect();
    let at = letters.iter().position(|atom| BACK.begins(atom))?;
    // «Оплата за товар, возврат брака учтён», «без возврата тары»: it pays for something.
    let before = letters.get(..at).unwrap_or_default();
    let is_other = |pair: &[&Atom]| match pair {
        [first, second] => RETURNABLE.begins(first) && LENT.begins(second) || BACK.begins(first) && DEBT.begins(second),
        _ => false,
    };
    if before.iter().any(|atom| PAYING.begins(atom) || DENIAL.holds(atom))
        || letters.iter().any(|atom| NOT_OF_CLIENTS.begins(atom))
        || letters.windows(2).any(is_other)
    {
        return None;
    }
    Some(payment_orders(atoms, today))
}

/// Payments by the numbers of their orders: «п/п № 401 от 12.10.2026», «платежным поручениям 401, 402».
fn payment_orders(atoms: &[Atom], today: Date) -> Vec<NamedPayment> {
    let mut found: Vec<NamedPayment> = Vec::new();
    let mut at = 0;
    while at < atoms.len() {
        let Some(behind) = name_end(atoms, at) else {
            at += 1;
            continue;
        };
        at = behind;
        let first = found.len();
        // «по платежному поручению от 12.10.2026 № 401».
        let (dated, behind) = date(atoms, at, today);
        at = if number_of(atoms, behind).is_some() { behind } else { at };
        while let Some((number, next)) = number(atoms, at) {
            let (date, next) = date(atoms, next, today);
            let date = date.or(dated);
            found.push(NamedPayment { core: number_core(&number), number, date });
            at = next;
            let goes_on = atoms.get(at).is_some_and(|atom| atom.is(',') || means(&atom.word, Meaning::And));
            if !goes_on || number_of(atoms, at + 1).is_none() {
                break;
            }
            at += 1;
        }
        // One date behind a list belongs to all of it.
        let mut date = None;
        for named in found.iter_mut().skip(first).rev() {
            date = named.date.or(date);
            named.date = date;
        }
    }
    found.dedup();
    found
}

/// Where the words for a payment order that begin here end: «п/п», «п.п.», «пп», «плат. поручение», `payment order`.
fn name_end(atoms: &[Atom], at: usize) -> Option<usize> {
    let word =
        |at: usize| atoms.get(at).filter(|atom| atom.sort == Sort::Letters).map_or("", |atom| atom.word.as_str());
    let behind_dot = |at: usize| at + usize::from(atoms.get(at).is_some_and(|atom| atom.is('.')));
    let first = word(at);
    if first == "пп" || first == "плп" {
        return Some(behind_dot(at + 1));
    }
    if first == "п"
        && atoms.get(at + 1).is_some_and(|sign| ['/', '\\', '.'].iter().any(|one| sign.is(*one)))
        && word(at + 2) == "п"
    {
        return Some(behind_dot(at + 3));
    }
    let is_order = first.starts_with("плат") || first == "пл" || first == fold("payment");
    let second = behind_dot(at + 1);
    let names_order = ["пор", "дор", "інстр"].iter().any(|begin| word(second).starts_with(&fold(begin)))
        || word(second) == fold("order");
    // «Возврат ошибочного платежа № 402».
    let is_payment = first.starts_with("платеж") && number_sign(atoms, at + 1);
    let end = (is_order && names_order).then(|| behind_dot(second + 1));
    end.or_else(|| is_payment.then_some(at + 1))
}

fn number_sign(atoms: &[Atom], at: usize) -> bool {
    atoms
        .get(at)
        .is_some_and(|atom| matches!(atom.sort, Sort::Sign('№' | '#')) || means(&atom.word, Meaning::NumberSign))
}

fn number(atoms: &[Atom], at: usize) -> Option<(String, usize)> {
    let at = number_of(atoms, at)?;
    Some((atoms.get(at)?.text.clone(), at + 1))
}

/// Where the number is, behind its sign.
fn number_of(atoms: &[Atom], mut at: usize) -> Option<usize> {
    while atoms.get(at).is_some_and(|atom| {
        matches!(atom.sort, Sort::Sign('№' | '#' | '.' | ':')) || means(&atom.word, Meaning::NumberSign)
    }) {
        at += 1;
    }
    atoms.get(at).filter(|atom| atom.is_digits() && atom.text.len() <= 9).map(|_| at)
}

fn date(atoms: &[Atom], at: usize, today: Date) -> (Option<Date>, usize) {
    let sign = usize::from(atoms.get(at).is_some_and(|atom| means(&atom.word, Meaning::DateSign)));
    let found = if sign == 1 { dates::any(atoms, at + 1, today) } else { dates::full(atoms, at, today) };
    found.map_or((None, at), |(date, next)| (Some(date), next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(purpose: &str) -> Option<Vec<(String, Option<String>)>> {
        let named = refund(purpose, "2026-10-20".parse().unwrap())?;
        Some(named.into_iter().map(|one| (one.core, one.date.map(|date| date.to_string()))).collect())
    }

    fn one(number: &str, date: Option<&str>) -> Option<Vec<(String, Option<String>)>> {
        Some(vec![(number.to_owned(), date.map(str::to_owned))])
    }

    #[test]
    fn a_payment_that_is_given_back_is_named_by_its_order() {
        for purpose in [
            "Возврат ошибочно перечисленных средств по п/п № 401 от 12.10.2026, НДС нет",
            "Возврат излишне уплаченных денежных средств по платежному поручению №000401 от 12.10.26г.",
            "ВОЗВРАТ АВАНСА ПО ПЛ.ПОР. 401 ОТ 12 ОКТЯБРЯ 2026 Г.",
            "Повернення помилково перерахованих коштів зг. платіжного доручення 401 від 12.10.2026",
            "Повернення коштів, платіжна інструкція №401 від 12.10.2026",
            "Refund of payment order 401 of 12.10.2026",
            "возврат по пп 401 от 12.10",
            "Возврат средств по платежному поручению от 12.10.2026 № 401",
            "Возврат ошибочного платежа № 401 от 12.10.2026",
            "возврат по п\\п №401 от 12.10.2026",
            "Сторно п/п 401 от 12.10.2026",
        ] {
            assert_eq!(read(purpose), one("401", Some("2026-10-12")), "{purpose}");
        }
        let two = read("возврат по п.п. №№ 401, 402 от 12.10.2026").unwrap();
        assert_eq!(two.iter().map(|(core, _)| core.as_str()).collect::<Vec<_>>(), ["401", "402"]);
        assert!(two.iter().all(|(_, date)| date.as_deref() == Some("2026-10-12")));
        assert_eq!(read("возврат аванса по п/п 401"), one("401", None));
    }

    #[test]
    fn what_names_no_payment_or_gives_nothing_back_is_told_apart() {
        assert_eq!(read("Возврат средств по возвратной накладной № 9"), Some(Vec::new()));
        assert_eq!(read("Возврат возвратной тары"), None);
        assert_eq!(read("Возврат аванса по договору 12 от 01.10.2026 согласно письму"), Some(Vec::new()));
        for purpose in [
            "Оплата по счету 55 от 12.10.2026",
            "Возврат займа по договору 3",
            "Оплата за возвратную тару",
            "Оплата по счету № 55 за товар, возврат брака учтен",
            "За товар, без возврата тары",
            "Возврат гарантийного удержания по акту № 1404",
            "Повернення гарантійного утримання зг. акту 77",
            "погашение кредита по п/п 401",
            "",
        ] {
            assert_eq!(read(purpose), None, "{purpose}");
        }
    }
}
