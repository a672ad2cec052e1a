//! Names of persons by their skeletons: one given name in Ukrainian and in Russian, and what initials stand for.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::skeleton::skeleton;
use crate::model::person;

/// Given names: skeleton → that of the Russian spelling.
fn given() -> &'static FxHashMap<String, String> {
    static TABLE: OnceLock<FxHashMap<String, String>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: FxHashMap<String, String> =
            person::given_names().map(|name| (skeleton(name), skeleton(name))).collect();
        table.extend(person::given_pairs().map(|(one, other)| (skeleton(one), skeleton(other))));
        table
    })
}

/// Stems of patronymics that the Ukrainian given name makes otherwise: stem → that of the Russian spelling.
fn stems() -> &'static FxHashMap<String, String> {
    static TABLE: OnceLock<FxHashMap<String, String>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let stem = |name: &str| skeleton(name).trim_end_matches(['i', 'a', 'o', 'e']).to_owned();
        person::given_pairs().map(|(one, other)| (stem(one), stem(other))).filter(|(one, other)| one != other).collect()
    })
}

/// The stem of a patronymic and which of the two ends it has.
fn patronymic(word: &str) -> Option<(&str, &'static str)> {
    const ENDS: [(&str, &str); 6] =
        [("ovic", "vic"), ("evic", "vic"), ("ivic", "vic"), ("ovna", "vna"), ("evna", "vna"), ("ivna", "vna")];
    let found = ENDS.iter().find_map(|(end, meant)| word.strip_suffix(end).map(|stem| (stem, *meant)));
    found.filter(|(stem, _)| stem.len() >= 2)
}

/// Whether a word of a skeleton is a patronymic.
pub(in crate::reconcile) fn is_patronymic(word: &str) -> bool {
    patronymic(word).is_some()
        || matches!(word, "ilic" | "inicna" | "ilinicna" | "kuzmic" | "lukic")
        || word.ends_with("icna")
}

fn is_initial(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Whether words of a skeleton, in the order they stand, are a person's name.
pub(super) fn is_person(words: &[String]) -> bool {
    const ENDS: [&str; 20] = [
        "ov", "ev", "in", "ova", "eva", "ina", "ski", "ska", "cki", "cka", "ko", "uk", "ak", "ik", "ec", "ic", "oi",
        "un", "lo", "ih",
    ];
    let is_word = |word: &&str| word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let (initials, others): (Vec<&str>, Vec<&str>) =
        words.iter().map(String::as_str).partition(|word| is_initial(word));
    let is_surname = |word: &str| ENDS.iter().any(|end| word.ends_with(end));
    if !others.iter().all(is_word) {
        return false;
    }
    match (others.as_slice(), initials.len()) {
        ([_], 2) => true,
        ([surname], 1) => is_surname(surname),
        ([one, other], 0 | 1) => {
            let is_given = |word: &str| given().contains_key(word);
            is_given(one) && (is_surname(other) || is_patronymic(other)) || is_given(other) && is_surname(one)
        }
        ([_, _, _] | [_, _, _, _], 0) => others.iter().any(|word| is_patronymic(word)),
        _ => false,
    }
}

/// Puts the Russian given name and patronymic for the Ukrainian one.
pub(super) fn fold(words: &mut [String]) {
    for word in words.iter_mut() {
        if let Some(meant) = given().get(word.as_str()) {
            word.clone_from(meant);
        } else if let Some((stem, end)) = patronymic(word) {
            let known = stems().iter().filter(|(one, _)| stem.starts_with(one.as_str()));
            let stem = match known.max_by_key(|(one, _)| (one.len(), *one)) {
                Some((one, meant)) => format!("{meant}{}", stem.get(one.len()..).unwrap_or_default()),
                None => stem.to_owned(),
            };
            *word = format!("{stem}o{end}");
        }
    }
}

/// The surname of a person's name: what is neither an initial nor a given name nor a patronymic.
pub(super) fn surname<'w>(words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let own = words.filter(|word| !is_initial(word) && !given().contains_key(*word) && !is_patronymic(word));
    own.max_by_key(|word| (word.len(), std::cmp::Reverse(*word)))
}

/// Whether an initial may stand for a word, in either language: «М.» is Микола, whom a Russian card calls Николай.
fn stands(initial: &str, word: &str) -> bool {
    const OTHER: [(&str, &str); 9] = [
        ("nikola", "m"),
        ("elena", "o"),
        ("aleksandr", "o"),
        ("aleks", "o"),
        ("ana", "h"),
        ("evhen", "e"),
        ("ekaterina", "k"),
        ("nikit", "m"),
        ("filip", "p"),
    ];
    word.starts_with(initial) || OTHER.iter().any(|(stem, other)| word.starts_with(stem) && *other == initial)
}

/// Whether what two names of persons do not share, given that they share a surname, is only written shorter in one of them:
/// initials for names, the patronymic left out.
fn is_shorter(only_a: &[&str], only_b: &[&str]) -> bool {
    let fits = |few: &[&str], many: &[&str]| {
        let mut left: Vec<&str> = many.to_vec();
        let mut matched = 0;
        for word in few {
            let place = left.iter().position(|other| {
                if is_initial(word) { stands(word, other) } else { is_initial(other) && stands(other, word) }
            });
            match place {
                Some(at) => {
                    left.remove(at);
                    matched += 1;
                }
                None => return false,
            }
        }
        // What is left has nothing in front of it but a patronymic or its initial.
        left.len() <= 1 && left.iter().all(|word| is_initial(word) || is_patronymic(word)) && matched == few.len()
    };
    fits(only_a, only_b) || fits(only_b, only_a)
}

/// The same of two whole names with the words that each has alone: the surname is one, a slip of the pen aside.
pub(super) fn is_shorter_name(
    (one, only_a): (&str, &[&str]),
    (other, only_b): (&str, &[&str]),
    near: fn(&str, &str) -> bool,
) -> bool {
    let Some((x, y)) = surname(one.split(' ')).zip(surname(other.split(' '))) else { return false };
    if x != y && !near(x, y) {
        return false;
    }
    let a: Vec<&str> = only_a.iter().copied().filter(|word| *word != x).collect();
    let b: Vec<&str> = only_b.iter().copied().filter(|word| *word != y).collect();
    is_shorter(&a, &b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(name: &str) -> Vec<String> {
        let mut words: Vec<String> = name.split(' ').map(skeleton).collect();
        assert!(is_person(&words), "{name}");
        fold(&mut words);
        words
    }

    #[test]
    fn one_person_has_one_name_in_both_languages() {
        for (ukrainian, russian) in [
            ("шевченко микола іванович", "шевченко николай иванович"),
            ("коваленко олена миколаївна", "коваленко елена николаевна"),
            ("бондаренко михайло петрович", "бондаренко михаил петрович"),
            ("ткаченко олександр сергійович", "ткаченко александр сергеевич"),
            ("ткаченко наталія сергіївна", "ткаченко наталья сергеевна"),
            ("лисенко ганна олександрівна", "лысенко анна александровна"),
            ("мельник дмитро васильович", "мельник дмитрий васильевич"),
            ("мельник іван олексійович", "мельник иван алексеевич"),
            ("mykola kovalenko", "николай коваленко"),
        ] {
            assert_eq!(folded(ukrainian), folded(russian), "{ukrainian} / {russian}");
        }
        assert_ne!(folded("иванов иван петрович"), folded("иванов иван павлович"));
        assert!(!is_person(&["olena".into(), "plus".into()]) && !is_person(&["vektor".into(), "m".into()]));
    }
}
