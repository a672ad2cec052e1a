//! Whether words of a purpose, or a payer's name, are what a client is called.

use super::super::identity::skeleton;
use crate::model::number::to_cyrillic;
use crate::model::person::is_patronymic;

/// A shorter name stands in too many purposes by chance.
const SHORTEST_NAME: usize = 4;

/// In another case so many letters at the end of a surname may be others, behind so many that are not.
const ENDING: usize = 2;
const STEM: usize = 4;

/// Words and numbers, folded as names are.
pub(in crate::reconcile) fn words(text: &str) -> Vec<String> {
    let folded: String = text.chars().flat_map(char::to_lowercase).map(to_cyrillic).collect();
    split(&folded)
}

fn split(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
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
        let said: Vec<String> = split(&payer.to_lowercase()).iter().map(|word| skeleton(word)).collect();
        let (surname, given) = (skeleton(surname), skeleton(given));
        is_patronymic(patronymic)
            && said.windows(2).any(|part| part.iter().eq([&surname, &given]) || part.iter().eq([&given, &surname]))
    }
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
}

/// Whether two words are one surname, in whatever case.
fn is_in_a_case(known: &str, said: &str) -> bool {
    let common = known.chars().zip(said.chars()).take_while(|(a, b)| a == b).count();
    let ending = |word: &str| word.chars().count().saturating_sub(common);
    known == said || common >= STEM && ending(known) <= ENDING && ending(said) <= ENDING
}

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
        for purpose in ["за Волкова А.В.", "за Волкова Е.", "за Волошина Е.В.", "Волкова Елена Викторовна"]
        {
            assert!(!names(client, purpose), "{purpose}");
        }
        assert!(!names("строй инвест групп", "счет 5 строй и г"), "no person");
    }

    #[test]
    fn a_payer_is_a_person_by_surname_and_given_name_in_latin_letters() {
        let is_payer = |payer: &str| Called::new("ковалев николай николаевич").is_payer(&words(payer), payer);
        for payer in ["KOVALEV NIKOLAY", "Nikolay Kovalev", "Ковалев Николай", "KOVALEV NIKOLAI NIKOLAEVICH"]
        {
            assert!(is_payer(payer), "{payer}");
        }
        for payer in ["KOVALEV N", "KOVALENKO NIKOLAY", "Ковалев Никита"] {
            assert!(!is_payer(payer), "{payer}");
        }
    }
}
