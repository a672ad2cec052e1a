//! Sums of money and accounts, told from numbers of documents.

use super::lexer::{Atom, Sort};
use super::words::{Meaning, means};

/// Whether a sum of money or a share begins here: `1 234.56`, `76000-00`, `5000 руб`, `22%`.
pub(super) fn is_amount(atoms: &[Atom], at: usize) -> bool {
    amount_end(atoms, at).is_some()
}

/// Where the sum of money that begins here ends, its currency included.
pub(super) fn amount_end(atoms: &[Atom], at: usize) -> Option<usize> {
    let first = atoms.get(at).filter(|atom| atom.is_digits())?;
    let mut next = at + 1;
    let mut grouped = false;
    if first.text.len() <= 3 {
        while atoms.get(next).is_some_and(|atom| atom.is_digits() && !atom.glued && atom.text.len() == 3) {
            grouped = true;
            next += 1;
        }
    }
    let decimals = decimals(atoms, next);
    if decimals.is_some() {
        next += 2;
    }
    if atoms.get(next).is_some_and(|atom| atom.is('%') || means(&atom.word, Meaning::Currency)) {
        return Some(next + 1);
    }
    let (sign, cents) = decimals?;
    let is_money = match sign {
        '.' | '=' => true,
        // A comma may part numbers of a list, a hyphen belongs to a number: `101,02` and `5000-00` are money all the same.
        ',' => cents.starts_with('0') && first.text.len() >= 3,
        _ => cents == "00" && first.text.len() >= 3,
    };
    (grouped || is_money).then_some(next)
}

/// Where a sum in brackets ends, before the closing one: `(128124-76)`, `(28 071,61`. Nothing else stands so behind a number.
pub(super) fn bracketed_end(atoms: &[Atom], at: usize) -> Option<usize> {
    atoms.get(at).filter(|atom| atom.is('('))?;
    let mut next = at + 1;
    let first = atoms.get(next).filter(|atom| atom.is_digits())?;
    next += 1;
    while first.text.len() <= 3 && atoms.get(next).is_some_and(|atom| atom.is_digits() && atom.text.len() == 3) {
        next += 1;
    }
    decimals(atoms, next)?;
    next += 2;
    next += usize::from(atoms.get(next).is_some_and(|atom| means(&atom.word, Meaning::Currency)));
    atoms.get(next).is_some_and(|atom| atom.is(')') || atom.is('.')).then_some(next)
}

/// Where a sum without hundredths ends that nothing but a list goes on behind: `- 3000, сч. 5`, `(6000)`.
pub(super) fn whole_end(atoms: &[Atom], at: usize) -> Option<usize> {
    const SHORTEST: usize = 3;
    atoms.get(at).filter(|atom| atom.is_digits() && !atom.glued && atom.text.len() >= SHORTEST).or_else(|| {
        let is_bracket = at.checked_sub(1).and_then(|before| atoms.get(before)).is_some_and(|atom| atom.is('('));
        atoms.get(at).filter(|atom| is_bracket && atom.is_digits() && atom.text.len() >= SHORTEST)
    })?;
    let is_end = atoms.get(at + 1).is_none_or(|atom| {
        matches!(atom.sort, Sort::Sign(',' | ';' | ')'))
            && !atoms.get(at + 2).is_some_and(|next| next.glued && next.is_digits())
            || means(&atom.word, Meaning::And)
    });
    is_end.then_some(at + 1)
}

/// The sum that stands between two places, in hundredths.
pub(super) fn value(atoms: &[Atom], from: usize, to: usize) -> Option<i64> {
    let all = atoms.get(from..to)?;
    let digits: Vec<(usize, &str)> = all
        .iter()
        .enumerate()
        .filter(|(_, atom)| atom.is_digits())
        .map(|(at, atom)| (at, atom.text.as_str()))
        .collect();
    let has_cents = matches!(digits[..], [.., (before, _), (at, cents)]
        if cents.len() == 2 && at == before + 2 && all.get(before + 1).is_some_and(|atom| matches!(atom.sort, Sort::Sign(_))));
    let text: String = digits.iter().map(|(_, text)| *text).collect();
    let number: i64 = text.parse().ok()?;
    if has_cents { Some(number) } else { number.checked_mul(100) }
}

/// A separator and two digits behind it, nothing hanging on.
fn decimals(atoms: &[Atom], at: usize) -> Option<(char, &str)> {
    let Sort::Sign(sign @ ('.' | ',' | '-' | '=')) = atoms.get(at).filter(|atom| atom.glued)?.sort else { return None };
    let cents = atoms.get(at + 1).filter(|atom| atom.glued && atom.is_digits() && atom.text.len() == 2)?;
    let hangs_on = atoms.get(at + 2).is_some_and(|atom| {
        atom.glued
            && matches!(atom.sort, Sort::Sign('.' | ',' | '-' | '/' | '\\'))
            && atoms.get(at + 3).is_some_and(|atom| atom.glued && atom.is_digits())
    });
    (!hangs_on).then_some((sign, cents.text.as_str()))
}

/// Whether digits and letters are an account, an IBAN or a payment identifier rather than a number of a document.
pub(super) fn is_account(number: &str) -> bool {
    let longest = number.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let length = number.chars().filter(|letter| letter.is_alphanumeric()).count();
    longest >= 16 || length >= 26 || length >= 20 && number.chars().all(char::is_alphanumeric)
}
