//! Numbers as files hold them.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{FileCell, Raw, SCALE, Setting, Trouble, text, words};
use crate::lang::Lang;
use crate::workbook::layout::{ColumnSpec, Owner};

/// A number of so many decimals. What is not the manager's to give is only compared, and what a formula comes to is rounded;
/// what she wrote herself is taken as it stands or not at all.
pub(super) fn number(spec: &ColumnSpec, raw: &Raw, has_formula: bool, setting: Setting, scale: u32) -> FileCell {
    let found = match raw {
        Raw::Number(number) => number.to_string().parse::<Decimal>().ok(),
        Raw::Text(said) => match text(said).strip_suffix('%').map(|bare| written_number(bare, setting.lang)) {
            Some(Some(_)) if !spec.is_percent() => return FileCell::unreadable(Trouble::Percent, words(raw, setting)),
            Some(percent) => percent,
            None => written_number(said, setting.lang),
        },
        _ => None,
    };
    let Some(found) = found else { return FileCell::unreadable(Trouble::NotANumber, words(raw, setting)) };
    let mut rounded = rounded(found, scale);
    // A double is never exact: what lies behind the sixth decimal is its noise.
    if spec.owner == Owner::Manager && !has_formula && rounded != self::rounded(found, SCALE.max(scale)) {
        return FileCell::unreadable(Trouble::TooPrecise, words(raw, setting));
    }
    rounded.rescale(scale);
    if rounded.is_zero() {
        rounded.set_sign_positive(true);
    }
    FileCell::Value(rounded.to_string())
}

fn rounded(number: Decimal, scale: u32) -> Decimal {
    number.round_dp_with_strategy(scale, RoundingStrategy::MidpointAwayFromZero)
}

/// A number as people write it: decimal comma or point, blanks or the other sign between thousands, a currency's sign.
fn written_number(said: &str, lang: Lang) -> Option<Decimal> {
    let bare: String = text(said)
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '\'' | '₽' | '₴' | '$' | '€' | '\u{2019}'))
        .map(|letter| if letter == '−' || letter == '–' { '-' } else { letter })
        .collect();
    let is_number = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-');
    if !bare.chars().all(is_number) || bare.rfind('-').is_some_and(|at| at > 0) {
        return None;
    }
    let groups = |sign: char| bare.split(sign).skip(1).all(|group| group.len() == 3);
    let decimal_at = match (bare.rfind('.'), bare.rfind(',')) {
        (Some(point), Some(comma)) => Some(point.max(comma)),
        (None, Some(_)) if bare.matches(',').count() > 1 || (lang == Lang::En && groups(',')) => None,
        (Some(_), None) if bare.matches('.').count() > 1 => None,
        (point, comma) => point.or(comma),
    };
    let plain: String = bare
        .char_indices()
        .filter_map(|(at, letter)| match letter {
            '.' | ',' => (Some(at) == decimal_at).then_some('.'),
            letter => Some(letter),
        })
        .collect();
    plain.parse().ok()
}
