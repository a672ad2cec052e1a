//! Whether words in a row of their own right under the table are a sentence: a note that somebody typed where the next client
//! would be. To take a name for a note costs an answer, to take a note for a client makes a client that is nobody.

use crate::lang::Lang;

/// Words after a verb, at least one, make a sentence: «позвонить Петрову».
const WITH_VERB_MIN: usize = 2;
/// So many words with a clause set off by a comma are no name where the first begins small, and where it begins great.
const CLAUSE_MIN: (usize, usize) = (4, 6);
/// So many words that begin small are no name, unless they say what kind of place or firm that is.
const SMALL_MIN: usize = 5;
/// So many words are no name, however they begin.
const NAME_WORDS_MAX: usize = 8;
/// So many words with one that stands in no name.
const TELLING_MIN: usize = 3;

/// Lists of the catalogue that tell sentences from names.
struct Lists {
    firms: Vec<String>,
    places: Vec<String>,
    addresses: Vec<String>,
    telling: Vec<String>,
    endings: Vec<String>,
    verbs: Vec<String>,
    no_verbs: Vec<String>,
}

impl Lists {
    fn new() -> Self {
        let list = |key: &str| {
            let all = Lang::ALL.into_iter().map(|lang| lang.text(key, &[]));
            all.flat_map(|words| words.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
        };
        Self {
            firms: list("book-words-of-firms"),
            places: list("book-words-of-places"),
            addresses: list("book-words-of-addresses"),
            telling: list("book-words-of-notes"),
            endings: list("book-endings-of-verbs"),
            verbs: list("book-words-of-verbs"),
            no_verbs: list("book-words-like-verbs"),
        }
    }

    fn is_verb(&self, word: &str) -> bool {
        let ends = |ending: &String| word.len() > ending.len() && word.ends_with(ending.as_str());
        !has(&self.no_verbs, word) && (has(&self.verbs, word) || self.endings.iter().any(ends))
    }

    /// Whether a comma sets off what is no place: «Уют, Казань» and «Уют, ул. Мира» are names with their addresses.
    fn has_clause(&self, words: &str) -> bool {
        words.split(',').skip(1).filter_map(|part| said(part).next()).any(|word| {
            let begins_small = word.starts_with(char::is_lowercase);
            begins_small && !has(&self.addresses, &word.to_lowercase())
        })
    }
}

fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

fn said(words: &str) -> impl Iterator<Item = &str> {
    words.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether words end as a sentence does. Initials end with a point too, and so does «ООО Заря и К.».
pub(super) fn ends_as_a_sentence(words: &str, is_long: bool) -> bool {
    words.ends_with(['!', '?', ':', '…']) || words.ends_with("...") || (is_long && words.ends_with('.'))
}

/// Whether words are a sentence and no name, as far as they tell.
pub(super) fn is_sentence(words: &str) -> bool {
    let lists = Lists::new();
    let is_small = words.starts_with(char::is_lowercase);
    let folded: Vec<String> = said(words).map(str::to_lowercase).collect();
    let count = folded.len();
    // Whom to ring up may be a firm.
    if count >= WITH_VERB_MIN && folded.first().is_some_and(|first| lists.is_verb(first)) {
        return true;
    }
    let says = |list: &[String]| folded.iter().any(|word| has(list, word));
    if says(&lists.firms) {
        return false;
    }
    let is_long = (is_small && count > 1) || count > super::below::NAME_WORDS_MAX;
    let least = if is_small { CLAUSE_MIN.0 } else { CLAUSE_MIN.1 };
    ends_as_a_sentence(words, is_long)
        || (count >= TELLING_MIN && says(&lists.telling))
        || (count >= least && lists.has_clause(words))
        || (!says(&lists.places) && ((is_small && count >= SMALL_MIN) || count > NAME_WORDS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_told_from_names() {
        for note in [
            "позвонить Петрову до пятницы, спросить про акт",
            "Позвонить Петрову",
            "уточнить у ООО Ромашка про акт",
            "Договориться о встрече",
            "ждём оплату от Петрова до пятницы",
            "не забыть про акт сверки",
            "Отгрузка потом, после оплаты счёта Петровым",
            "оплату обещал, но не раньше среды",
            "кому скидка?",
            "На декабрь:",
            "зателефонувати Петренку",
            "call Petrov about the act",
            "ask for the signed copy",
        ] {
            assert!(is_sentence(note), "{note}");
        }
        for name in [
            "Новая Заря",
            "Салон красоты на Мира",
            "сеть магазинов Уют",
            "Сеть магазинов Уют",
            "сеть магазинов Уют, Казань",
            "салон красоты Уют, ул. Мира, д. 5",
            "ООО Ромашка, г. Казань",
            "Мать и дитя",
            "Печать на Мира",
            "Пять звёзд",
            "Иванов И.И.",
            "Иванов Пётр Петрович, сантехник",
            "Цех по пошиву штор Берег",
            "муниципальный детский сад комбинированного вида № 5 Солнышко",
            "ип петров пётр петрович новый оптовик",
            "ООО Торговый дом Весна плюс",
            "Дети и сети",
            "Мати й дитина",
            "Позвонить",
            "Total Oil",
            "Best Call Center",
        ] {
            assert!(!is_sentence(name), "{name}");
        }
    }
}
