//! Values as people of a language write them, and the programs' own words for what a field may be.

use sverka::lang::Lang;
use sverka::output::words;

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
    if field == "purpose" || field == "comment" { value.to_owned() } else { words::label(value, lang) }
}

fn worded(field: &str, word: &str, lang: Lang) -> String {
    let key = format!("explain-value-{field}-{}", word.replace('_', "-"));
    let text = lang.text(&key, &[]);
    if text == key { word.to_owned() } else { text }
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
