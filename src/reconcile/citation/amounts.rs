//! Sums of money and accounts, told from numbers of documents.

use super::lexer::{Atom, Sort, fold};
use super::words::{Meaning, document, means};

/// Whether a sum of money or a share begins here: `1 234.56`, `76000-00`, `5000 руб`, `22%`.
pub(super) fn is_amount(atoms: &[Atom], at: usize) -> bool {
    amount_end(atoms, at).is_some()
}

/// Where the sum of money that begins here ends, its currency included.
pub(super) fn amount_end(atoms: &[Atom], at: usize) -> Option<usize> {
    if let Some((_, end)) = thousands(atoms, at) {
        return Some(end);
    }
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

/// The sum of money that begins here, in hundredths, and where it ends.
pub(super) fn amount(atoms: &[Atom], at: usize) -> Option<(i64, usize)> {
    thousands(atoms, at).or_else(|| {
        let end = amount_end(atoms, at)?;
        let is_share = end.checked_sub(1).and_then(|last| atoms.get(last)).is_some_and(|atom| atom.is('%'));
        let minor = value(atoms, at, end).filter(|_| !is_share)?;
        // «4000 руб. 50 коп.»
        let behind = end + usize::from(atoms.get(end).is_some_and(|atom| atom.is('.')));
        let coins = atoms.get(behind).filter(|atom| atom.text.len() == 2).and_then(Atom::value);
        let coins = coins.filter(|_| atoms.get(behind + 1).is_some_and(|atom| atom.word.starts_with("коп")));
        Some(coins.map_or((minor, end), |coins| (minor.saturating_add(coins.into()), behind + 2)))
    })
}

/// `4 тыс`, `10т.р.`, `4,5 тыс. руб`: the sum in hundredths and where it ends, its currency included.
fn thousands(atoms: &[Atom], at: usize) -> Option<(i64, usize)> {
    const LONGEST: usize = 5;
    let first = atoms.get(at).filter(|atom| atom.is_digits() && atom.text.len() <= LONGEST)?;
    let mut hundredths = i64::from(first.value()?) * 100_000;
    let mut next = at + 1;
    let is_sign = atoms.get(next).is_some_and(|atom| atom.glued && (atom.is(',') || atom.is('.')));
    let tenth = atoms.get(next + 1).filter(|atom| is_sign && atom.glued && atom.text.len() == 1).and_then(Atom::value);
    if let Some(tenth) = tenth {
        hundredths += i64::from(tenth) * 10_000;
        next += 2;
    }
    let word = &atoms.get(next)?.word;
    let is_written = word.starts_with("тыс") || word.starts_with("тис");
    if !is_written && word != "т" {
        return None;
    }
    let end = next + 1;
    let behind = end + usize::from(atoms.get(end).is_some_and(|atom| atom.is('.')));
    let is_money = atoms.get(behind).is_some_and(|atom| means(&atom.word, Meaning::Currency));
    // «10 т» are tons.
    (is_written || is_money).then_some((hundredths, if is_money { behind + 1 } else { end }))
}

/// Whether what stands behind a hyphen is a sum and no part of the number before it: `9101-8000.00р`, `9101-4000-00`.
pub(super) fn is_sum_behind_hyphen(atoms: &[Atom], at: usize) -> bool {
    let is_whole = atoms.get(at).is_some_and(|atom| atom.text.len() >= SHORTEST && !atom.text.starts_with('0'));
    is_whole && decimals(atoms, at + 1).is_some_and(|(sign, cents)| sign != '-' || cents == "00")
}

/// The shortest sum that is written without hundredths.
const SHORTEST: usize = 3;

/// Where a sum without hundredths ends that nothing but a list goes on behind: `- 3000, сч. 5`, `(6000)`.
pub(super) fn whole_end(atoms: &[Atom], at: usize) -> Option<usize> {
    let digits = atoms.get(at).filter(|atom| atom.is_digits())?;
    let is_joiner = |atom: &Atom| atom.is_dash() || matches!(atom.sort, Sort::Sign('(' | '=' | ':'));
    let is_joined = at.checked_sub(1).and_then(|before| atoms.get(before)).is_some_and(is_joiner);
    let mut end = at + 1;
    // «(4 000)».
    while is_joined
        && digits.text.len() <= 3
        && atoms.get(end).is_some_and(|atom| atom.is_digits() && !atom.glued && atom.text.len() == 3)
    {
        end += 1;
    }
    // «(4000=)».
    let is_closed = atoms.get(end).is_some_and(|atom| atom.glued && atom.is('='));
    end += usize::from(is_closed && !atoms.get(end + 1).is_some_and(Atom::is_digits));
    let is_end = atoms.get(end).is_none_or(|atom| {
        matches!(atom.sort, Sort::Sign(',' | ';' | ')'))
            && !atoms.get(end + 1).is_some_and(|next| next.glued && next.is_digits())
            || means(&atom.word, Meaning::And)
            || matches!(atom.word.as_str(), "без" | "в" | "соответственно" | "відповідно")
    });
    let is_long = digits.text.len() >= SHORTEST || end > at + 1;
    (is_long && is_end && (is_joined || !digits.glued)).then_some(end)
}

/// Value added tax and what is written of it: where it ends. «НДС 22% - 721-31», «ПДВ (20%) 100.00», «НДС 22 %, 5801.64 рублей».
pub(super) fn tax_end(atoms: &[Atom], at: usize) -> Option<usize> {
    const SIGNS: [char; 6] = ['(', ')', '=', ':', '.', '%'];
    const BETWEEN: [&str; 8] = ["в", "сумме", "сумма", "на", "суму", "сума", "ставке", "по"];
    let is_tax = |atom: &Atom| matches!(atom.word.as_str(), "ндс" | "пдв") || atom.word == fold("vat");
    atoms.get(at).filter(|atom| is_tax(atom))?;
    let is_free = at.checked_sub(1).and_then(|before| atoms.get(before)).is_some_and(|atom| atom.word == "без");
    let (mut next, mut end) = (at + 1, at + 1);
    while let Some(atom) = atoms.get(next).filter(|_| !is_free) {
        if let Some(behind) = rate_end(atoms, next) {
            (next, end) = (behind, behind);
        } else if atom.is_digits() {
            return Some(
                amount_end(atoms, next).unwrap_or(next + 1 + 2 * usize::from(decimals(atoms, next + 1).is_some())),
            );
        } else if atom.is(',') {
            return Some(sum_of_rate_end(atoms, next + 1).filter(|_| end > at + 1).unwrap_or(end));
        } else if atom.is_dash()
            || matches!(atom.sort, Sort::Sign(sign) if SIGNS.contains(&sign))
            || BETWEEN.contains(&atom.word.as_str())
        {
            next += 1;
        } else {
            break;
        }
    }
    Some(end)
}

/// Where a rate of value added tax ends: `22%`, `20`.
fn rate_end(atoms: &[Atom], at: usize) -> Option<usize> {
    const LONGEST: usize = 2;
    let digits = atoms.get(at).filter(|atom| atom.is_digits())?;
    let is_percent = atoms.get(at + 1).is_some_and(|atom| atom.is('%'));
    let is_rate = is_percent || digits.text.len() <= LONGEST && decimals(atoms, at + 1).is_none();
    is_rate.then_some(at + 1 + usize::from(is_percent))
}

/// Where the tax ends that a comma parts from its rate; a sum that another document follows is that one's.
fn sum_of_rate_end(atoms: &[Atom], at: usize) -> Option<usize> {
    decimals(atoms, at + 1)?;
    let end = amount_end(atoms, at).unwrap_or(at + 3);
    let is_of_next = |atom: &Atom| matches!(atom.word.as_str(), "по" | "за") || document(&atom.word).is_some();
    (!atoms.get(end).is_some_and(is_of_next)).then_some(end)
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
            // «9102=10т.р.»
            || sign == '=' && thousands(atoms, at + 1).is_some()
    });
    (!hangs_on).then_some((sign, cents.text.as_str()))
}

/// Whether digits and letters are an account, an IBAN or a payment identifier rather than a number of a document.
pub(super) fn is_account(number: &str) -> bool {
    let longest = number.split(|letter: char| !letter.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let length = number.chars().filter(|letter| letter.is_alphanumeric()).count();
    longest >= 16 || length >= 26 || length >= 20 && number.chars().all(char::is_alphanumeric)
}
