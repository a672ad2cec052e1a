//! Whether words of a purpose, or a payer's name, are what a client is called.

use super::super::identity::{is_latin_patronymic, skeleton};
use crate::model::number::to_cyrillic;
use crate::model::person::is_patronymic;

/// A shorter name stands in too many purposes by chance.
const SHORTEST_NAME: usize = 4;

/// Words and numbers, folded as names are.
pub(in crate::reconcile) fn words(text: &str) -> Vec<String> {
    let folded: String = text.chars().flat_map(char::to_lowercase).map(to_cyrillic).collect();
    split(&folded)
}

fn split(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a folded name is a person's by surname, given name and patronymic.
pub(super) fn is_full_name(core: &str) -> bool {
    let mut words = core.split(' ');
    let patronymic = words.nth(2);
    patronymic.is_some_and(is_patronymic) && words.next().is_none()
}

/// A client's name without its legal form, by its words.
pub(super) struct Called {
    /// Nothing where it is too short to mean anything.
    words: Vec<String>,
}

impl Called {
    pub(super) fn new(core: &str) -> Self {
        let letters = core.chars().filter(|letter| letter.is_alphabetic()).count();
        Self { words: if letters >= SHORTEST_NAME { words(core) } else { Vec::new() } }
    }

    /// Whether a text of these words holds the name.
    pub(super) fn stands_in(&self, text: &[String]) -> bool {
        let name = &self.words;
        !name.is_empty() && text.windows(name.len()).any(|part| is_called(name, part) || self.is_person_in_short(part))
    }

    /// Whether a payer is called so: as a text says it, or by surname and given name in another script.
    pub(super) fn is_payer(&self, text: &[String], payer: &str) -> bool {
        self.stands_in(text) || self.is_person_without_patronymic(payer)
    }

    /// A person by surname and initials, whichever stand first; a purpose may have the surname in another case.
    fn is_person_in_short(&self, part: &[String]) -> bool {
        let ([surname, given, patronymic], [first, second, third]) = (&self.words[..], part) else { return false };
        let is_short = |initials: [&String; 2], said: &str| {
            let [one, other] = initials;
            is_initial(one)
                && is_initial(other)
                && given.starts_with(one.as_str())
                && patronymic.starts_with(other.as_str())
                && is_in_a_case(surname, said)
        };
        is_patronymic(patronymic) && (is_short([second, third], first) || is_short([first, second], third))
    }

    fn is_person_without_patronymic(&self, payer: &str) -> bool {
        let [surname, given, patronymic] = &self.words[..] else { return false };
        if !is_patronymic(patronymic) {
            return false;
        }
        let said = split(&payer.to_lowercase());
        said.windows(2).enumerate().any(|(at, pair)| {
            let [one, other] = pair else { return false };
            let is_name = is_one_word(one, surname) && is_one_word(other, given)
                || is_one_word(one, given) && is_one_word(other, surname);
            // A patronymic that stands there is his.
            is_name && said.get(at + 2).is_none_or(|word| may_go_on(word, patronymic))
        })
    }
}

/// Whether two words are one, of whichever script the said one is: within one script letters must agree.
fn is_one_word(said: &str, known: &str) -> bool {
    if said.is_ascii() && !known.is_ascii() {
        return skeleton(said) == skeleton(known);
    }
    said.chars().map(to_cyrillic).eq(known.chars())
}

/// Whether a word behind a surname and a given name says no other patronymic.
fn may_go_on(word: &str, patronymic: &str) -> bool {
    let initial = |word: &str| skeleton(word).chars().next();
    if is_initial(word) {
        return initial(word) == initial(patronymic);
    }
    let is_another = is_patronymic(word) || is_latin_patronymic(&skeleton(word));
    !is_another || is_one_word(word, patronymic)
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
}

/// Whether two words are one surname, the said one in whatever case.
fn is_in_a_case(known: &str, said: &str) -> bool {
    let declined = DECLENSIONS.iter().find_map(|(end, cut, endings)| {
        let stem = known.strip_suffix(*cut).filter(|_| known.ends_with(end))?;
        Some((stem, *endings))
    });
    let (stem, endings) = declined.unwrap_or((known, &["а", "у", "ом", "е"]));
    known == said || said.strip_prefix(stem).is_some_and(|ending| endings.contains(&ending))
}

/// How surnames that end so are declined: what is cut off, and the endings of the other cases. Others that end in a consonant
/// go as «Павлюк» does.
const DECLENSIONS: [(&str, &str, &[&str]); 14] = [
    ("ко", "", &[]),
    ("ова", "а", &["ой", "у", "ою"]),
    ("ева", "а", &["ой", "у", "ою"]),
    ("ина", "а", &["ой", "у", "ою"]),
    ("ов", "", &["а", "у", "ым", "е"]),
    ("ев", "", &["а", "у", "ым", "е"]),
    ("ин", "", &["а", "у", "ым", "е"]),
    ("ский", "ий", &["ого", "ому", "им", "ом"]),
    ("цкий", "ий", &["ого", "ому", "им", "ом"]),
    ("ская", "ая", &["ой", "ую"]),
    ("цкая", "ая", &["ой", "ую"]),
    ("а", "а", &["ы", "и", "у", "е", "ой"]),
    ("я", "я", &["и", "ю", "е", "ей"]),
    ("х", "", &[]),
];

/// Whether words are a name; of a person, initials stand for given names.
fn is_called(name: &[String], words: &[String]) -> bool {
    let agree = |(at, (known, said)): (usize, (&String, &String))| {
        known == said || at > 0 && is_initial(known) && said.starts_with(known.as_str())
    };
    name.len() == words.len() && name.iter().zip(words).enumerate().all(agree)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(client: &str, purpose: &str) -> bool {
        Called::new(client).stands_in(&words(purpose))
    }

    #[test]
    fn a_person_is_named_by_initials_in_whatever_case() {
        let client = "волкова елена владимировна";
        for purpose in
            ["заказ 10853 за Волкова Е.В.", "за Волкову Е. В.", "Е.В. Волкова, заказ 5", "Волкова Елена Владимировна"]
        {
            assert!(names(client, purpose), "{purpose}");
        }
        for purpose in
            ["за Волкова А.В.", "за Волкова Е.", "за Волошина Е.В.", "Волкова Елена Викторовна", "за Волкович Е.В."]
        {
            assert!(!names(client, purpose), "{purpose}");
        }
        for other in ["Павлюк А.И.", "Павленко А.И.", "Павловский А.И."] {
            assert!(!names("павлов андрей иванович", &format!("за {other}")), "{other}");
        }
        assert!(names("павлов андрей иванович", "за Павлова А.И."));
        assert!(!names("строй инвест групп", "счет 5 строй и г"), "no person");
    }

    #[test]
    fn a_payer_is_a_person_by_surname_and_given_name_in_latin_letters() {
        let is_payer = |payer: &str| Called::new("ковалев николай николаевич").is_payer(&words(payer), payer);
        for payer in [
            "KOVALEV NIKOLAY",
            "Nikolay Kovalev",
            "Ковалев Николай",
            "KOVALEV NIKOLAI NIKOLAEVICH",
            "Kovalev Nikolay N.",
        ] {
            assert!(is_payer(payer), "{payer}");
        }
        for payer in [
            "KOVALEV N",
            "KOVALENKO NIKOLAY",
            "Ковалев Никита",
            "Ковалев Николай Сергеевич",
            "KOVALEV NIKOLAY SERGEEVICH",
            "Ковалев Николай С.",
        ] {
            assert!(!is_payer(payer), "{payer}");
        }
    }

    #[test]
    fn within_one_script_letters_must_agree() {
        let is_payer = |client: &str, payer: &str| Called::new(client).is_payer(&words(payer), payer);
        assert!(!is_payer("галин олег петрович", "Халин Олег"));
        assert!(is_payer("галин олег петрович", "Галин Олег"));
    }
}
