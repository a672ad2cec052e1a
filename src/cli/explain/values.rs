//! Values as people of a language write them, and the programs' own words for what a field may be.

use jiff::civil::Date;
use sverka::lang::Lang;
use sverka::model::money::Currency;

/// Fields whose values are words of this program.
const WORDED: [&str; 5] = ["kind", "direction", "method", "roles", "status"];

/// A field's value in words; what is none of the program's stays as it was said.
pub(super) fn shown(field: &str, value: &str, lang: Lang) -> String {
    if matches!(value, "true" | "false") {
        return lang.text(&format!("explain-value-{value}"), &[]);
    }
    if WORDED.contains(&field) {
        return value.split("; ").map(|word| worded(field, word, lang)).collect::<Vec<_>>().join("; ");
    }
    if field == "purpose" || field == "comment" { value.to_owned() } else { localized(value, lang) }
}

fn worded(field: &str, word: &str, lang: Lang) -> String {
    let key = format!("explain-value-{field}-{}", word.replace('_', "-"));
    let text = lang.text(&key, &[]);
    if text == key { word.to_owned() } else { text }
}

/// Days and sums with their currencies, wherever they stand among the words of a line.
pub(super) fn localized(line: &str, lang: Lang) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let shown = words.iter().enumerate().map(|(at, word)| {
        let is_sum = words.get(at + 1).is_some_and(|next| next.parse::<Currency>().is_ok()) && is_decimal(word);
        match word.parse::<Date>() {
            Ok(date) if word.len() == 10 => lang.date(date),
            _ if is_sum => lang.number(word),
            _ => (*word).to_owned(),
        }
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn is_decimal(word: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    word.trim_start_matches('-').split_once('.').is_some_and(|(whole, part)| is_number(whole) && is_number(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_s_words_days_and_sums_are_said_in_the_language() {
        let said = |field: &str, value: &str| shown(field, value, Lang::Ru).replace('\u{a0}', "_");
        assert_eq!(said("direction", "in"), "деньги пришли нам");
        assert_eq!(said("posted", "true"), "да");
        assert_eq!(said("kind", "sole_trader"), "предприниматель");
        assert_eq!(said("roles", "buyer; supplier"), "покупатель; поставщик");
        assert_eq!(said("method", "bank"), "через банк");
        assert_eq!(said("amount", "166279.20 RUB"), "166_279,20 RUB");
        assert_eq!(said("date", "2026-07-20"), "20.07.2026");
        assert_eq!(said("purpose", "счет от 2026-07-20"), "счет от 2026-07-20", "as the payer wrote it");
        assert_eq!(said("kind", "unheard_of"), "unheard_of");
        for lang in Lang::ALL {
            assert!(!shown("method", "offset", lang).contains("offset"), "{lang:?}");
        }
    }
}
