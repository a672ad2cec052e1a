//! How well a name is spelt: one with a remark about the card, with letters of another alphabet that look alike, or in
//! lower case is not shown where somebody spells it well.

use crate::model::number::{to_cyrillic, to_latin};
use crate::model::record::Party;
use crate::reconcile::identity::ends_in_remark;

/// What is wrong with how a name is written, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Blemish {
    /// Nothing.
    #[default]
    None,
    /// All of it, or its legal form, is in lower case.
    LowerCase,
    /// Letters of another alphabet stand in a word.
    LookAlikes,
    /// It says that the card must not be used.
    Marked,
}

/// What is wrong with how a party's name is written.
pub(super) fn blemish(party: &Party) -> Blemish {
    let name = party.name.as_str();
    if ends_in_remark(name) {
        return Blemish::Marked;
    }
    if repaired(name) != name {
        return Blemish::LookAlikes;
    }
    let is_lower = |text: &str| text.chars().any(char::is_lowercase) && !text.chars().any(char::is_uppercase);
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    let is_form = |word: &str| word.to_uppercase() == party.legal_form && is_lower(word);
    if is_lower(name) || words.any(is_form) { Blemish::LowerCase } else { Blemish::None }
}

/// The name with letters of one alphabet in each word. A word in which neither alphabet's letters all look like the
/// other's is meant so and stays; so does a lone Latin `i`, which may be a brand's or Ukrainian.
pub(super) fn repaired(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut word = String::new();
    for letter in name.chars() {
        if letter.is_alphabetic() {
            word.push(letter);
        } else {
            text.extend(in_one_alphabet(&word));
            word.clear();
            text.push(letter);
        }
    }
    text.extend(in_one_alphabet(&word));
    text
}

fn in_one_alphabet(word: &str) -> impl Iterator<Item = char> + '_ {
    let is_cyrillic = |letter: &char| ('\u{400}'..='\u{52f}').contains(letter);
    let mut latin = word.chars().filter(char::is_ascii_alphabetic).peekable();
    let mut cyrillic = word.chars().filter(is_cyrillic).peekable();
    let is_mixed = latin.peek().is_some() && cyrillic.peek().is_some();
    let is_named_i = word.chars().filter(char::is_ascii_alphabetic).all(|letter| letter.eq_ignore_ascii_case(&'i'));
    let fold: fn(char) -> char = if !is_mixed || is_named_i {
        |letter| letter
    } else if latin.all(|letter| to_cyrillic(letter) != letter) {
        to_cyrillic
    } else if cyrillic.all(|letter| to_latin(letter) != letter) {
        to_latin
    } else {
        |letter| letter
    };
    word.chars().map(fold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_repaired_and_what_is_meant_so_stays() {
        for (name, shown) in [
            ("ООО «Вocтoк-Сервиc»", "ООО «Восток-Сервис»"),
            ("OОО Ромашка", "ООО Ромашка"),
            ("Dаisу", "Daisy"),
            ("Wебмастер", "Wебмастер"),
            ("iТорг", "iТорг"),
            ("ИКЕЯ-Tech", "ИКЕЯ-Tech"),
            ("Ромашка", "Ромашка"),
        ] {
            assert_eq!(repaired(name), shown);
        }
    }

    #[test]
    fn what_is_wrong_with_a_name_is_told() {
        let of = |name: &str| blemish(&Party { name: name.into(), legal_form: "ООО".into(), ..Party::default() });
        assert_eq!(of("ООО «Новый Маяк»"), Blemish::None);
        assert_eq!(of("ООО «ВЕСНА»"), Blemish::None);
        assert_eq!(of("ооо Новый Маяк"), Blemish::LowerCase);
        assert_eq!(of("новый маяк"), Blemish::LowerCase);
        assert_eq!(of("ООО Вocтoк"), Blemish::LookAlikes);
        for marked in ["ООО Ромашка (не использовать)", "Ромашка дубль 2", "Ромашка ЗАКРЫТ", "не использовать Ромашка"]
        {
            assert_eq!(of(marked), Blemish::Marked, "{marked}");
        }
        assert_eq!(of("Дубль"), Blemish::None, "a name of its own");
    }
}
