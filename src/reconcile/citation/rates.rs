//! What a purpose says of a bill in another currency: the rate it was paid at, and the sum in that currency.

use rust_decimal::Decimal;

use super::dates;
use super::lexer::{Atom, Sort, atoms, fold};
use crate::model::money::Currency;

/// So many words may stand between «курс» and the rate: «по курсу ЦБ РФ на 21.07.2025 81,1761».
const BETWEEN_MAX: usize = 8;

/// A rate has that many digits behind the sign at least; fewer are a sum.
const DECIMALS_MIN: usize = 2;

/// The rate that a purpose states: «по курсу 81,1761», «курс НБУ 41.25», `rate 90.1234`.
#[must_use]
pub fn stated_rate(purpose: &str, today: jiff::civil::Date) -> Option<Decimal> {
    let atoms = atoms(purpose);
    let begins = |atom: &Atom| atom.word.starts_with("курс") || atom.word == fold("rate");
    let at = atoms.iter().position(begins)? + 1;
    let mut place = at;
    while place < atoms.len().min(at + BETWEEN_MAX) {
        if let Some((_, next)) = dates::full(&atoms, place, today) {
            place = next;
            continue;
        }
        if let Some(rate) = decimal(&atoms, place) {
            return Some(rate);
        }
        place += 1;
    }
    None
}

/// `81,1761`: digits, a sign, digits, nothing hanging on.
fn decimal(atoms: &[Atom], at: usize) -> Option<Decimal> {
    let whole = atoms.get(at).filter(|atom| atom.is_digits() && atom.text.len() <= 4)?;
    atoms.get(at + 1).filter(|atom| atom.glued && matches!(atom.sort, Sort::Sign('.' | ',')))?;
    let behind = atoms.get(at + 2).filter(|atom| atom.glued && atom.is_digits())?;
    let fits = (DECIMALS_MIN..=6).contains(&behind.text.len());
    let hangs_on = atoms.get(at + 3).is_some_and(|atom| atom.glued && matches!(atom.sort, Sort::Sign('.' | '/')))
        && atoms.get(at + 4).is_some_and(|atom| atom.glued && atom.is_digits());
    let rate: Decimal = format!("{}.{}", whole.text, behind.text).parse().ok()?;
    (fits && !hangs_on && rate > Decimal::ZERO).then_some(rate)
}

/// Whether a purpose states a sum of a currency: «за 502.00 USD», «1 200,50 долл. США», `EUR 300`.
#[must_use]
pub fn states_sum(purpose: &str, minor: i64, currency: Currency) -> bool {
    let atoms = atoms(purpose);
    let is_sign = |atom: &Atom| signs(currency).iter().any(|sign| atom.word == fold(sign));
    (0..atoms.len()).any(|at| {
        let Some((value, next)) = sum(&atoms, at) else { return false };
        let before = at.checked_sub(1).and_then(|before| atoms.get(before));
        value == minor && (atoms.get(next).is_some_and(is_sign) || before.is_some_and(is_sign))
    })
}

/// Whether a purpose states a sum, of whatever currency: «счёт 5 от 30.10.2026 - 36604.02, пени - 900.00».
#[must_use]
pub fn names_sum(purpose: &str, minor: i64) -> bool {
    let atoms = atoms(purpose);
    // Value added tax, and what something else came to, is no sum that is paid.
    let is_of_else = |at: usize| {
        let before = atoms.iter().take(at).rev().take(4);
        before
            .into_iter()
            .any(|atom| matches!(atom.word.as_str(), "ндс" | "пдв" | "сумму" | "суму") || atom.word == fold("vat"))
    };
    (0..atoms.len()).any(|at| sum(&atoms, at).is_some_and(|(value, _)| value == minor) && !is_of_else(at))
}

/// A sum in minor units of two digits, and what stands behind it.
fn sum(atoms: &[Atom], at: usize) -> Option<(i64, usize)> {
    let first = atoms.get(at).filter(|atom| atom.is_digits() && atom.text.len() <= 9)?;
    let before = at.checked_sub(1).and_then(|before| atoms.get(before));
    if first.glued && before.is_some_and(|atom| atom.is('.') || atom.is(',')) {
        return None;
    }
    let mut digits = first.text.clone();
    let mut next = at + 1;
    while first.text.len() <= 3
        && atoms.get(next).is_some_and(|atom| atom.is_digits() && !atom.glued && atom.text.len() == 3)
    {
        digits.push_str(&atoms.get(next)?.text);
        next += 1;
    }
    let decimals = atoms.get(next).filter(|atom| atom.glued && matches!(atom.sort, Sort::Sign('.' | ',' | '-')));
    let behind = decimals.and_then(|_| atoms.get(next + 1)).filter(|atom| atom.glued && atom.is_digits());
    let cents = match behind {
        Some(cents) if cents.text.len() == 2 => {
            next += 2;
            cents.text.clone()
        }
        _ => "00".to_owned(),
    };
    let value: i64 = format!("{digits}{cents}").parse().ok()?;
    Some((value, next))
}

/// How people write a currency.
fn signs(currency: Currency) -> &'static [&'static str] {
    match currency.code() {
        "USD" => &["usd", "долл", "доллар", "долларов", "доллара", "дол", "доларів", "долара", "$", "уе"],
        "EUR" => &["eur", "евро", "євро", "€"],
        "CNY" => &["cny", "юаней", "юань", "юаня"],
        "KZT" => &["kzt", "тенге"],
        "BYN" => &["byn"],
        "RUB" => &["rub", "rur", "руб", "рублей", "рубля", "рубль"],
        "UAH" => &["uah", "грн", "гривень", "гривні"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(purpose: &str) -> String {
        let found = stated_rate(purpose, "2025-07-25".parse().unwrap());
        found.map_or_else(String::new, |rate| rate.to_string())
    }

    #[test]
    fn rates_are_read() {
        for (purpose, stated) in [
            ("Оплата по счету №886 от 21.07.25 по курсу ЦБ РФ 81,1761 на 21.07.2025 за 502.00 USD", "81.1761"),
            ("по курсу ЦБ на 21.07.2025 81.1761", "81.1761"),
            ("курс НБУ 41.25 грн", "41.25"),
            ("Курс 1 USD = 90,1234 руб", "90.1234"),
            ("at rate 90.12", "90.12"),
            ("по курсу ЦБ на день оплаты", ""),
            ("Оплата курсов повышения квалификации 21.07.2025", ""),
        ] {
            assert_eq!(rate(purpose), stated, "{purpose}");
        }
    }

    fn usd() -> Currency {
        "USD".parse().unwrap()
    }

    #[test]
    fn sums_in_another_currency_are_read() {
        let says = |purpose: &str| states_sum(purpose, 120_050, usd());
        assert!(says("за 1200.50 USD"));
        assert!(says("(1 200,50 долл. США)"));
        assert!(says("USD 1200,50 по курсу"));
        assert!(!says("за 1200.50 EUR"));
        assert!(!says("за 1200.50 руб"));
        assert!(!says("за 200.50 USD"));
        assert!(states_sum("за 502 USD", 50_200, usd()));
    }
}
