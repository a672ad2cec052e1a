//! One spelling for a word however it was transliterated: Russian and Ukrainian schemes meet in a skeleton.
//!
//! The skeleton loses a lot on purpose (ж and з, ч and ц, г and х fall together): it finds and compares across scripts, and
//! what it finds within one script is compared by the letters as well.

use unicode_normalization::UnicodeNormalization;

/// The Latin letters of the most usual scheme for a lower-case Cyrillic letter.
fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' | 'ғ' => "g",
        'д' => "d",
        'е' | 'ё' | 'є' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' | 'ы' | 'й' | 'ї' => "i",
        'к' | 'қ' => "k",
        'л' => "l",
        'м' => "m",
        'н' | 'ң' => "n",
        'о' | 'ө' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' | 'ұ' | 'ү' => "u",
        'ф' => "f",
        'х' | 'һ' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' | 'щ' => "sh",
        'ю' => "yu",
        'я' | 'ә' => "ya",
        'ь' | 'ъ' => "",
        _ => return None,
    })
}

/// Groups of Latin letters that schemes write for one sound, longest first, with the letter that stands for it.
const GROUPS: &[(&str, &str)] = &[
    ("shch", "s"),
    ("sch", "s"),
    ("sh", "s"),
    ("zh", "z"),
    ("tch", "c"),
    ("ch", "c"),
    ("kh", "h"),
    ("gh", "h"),
    ("ts", "c"),
    ("tz", "c"),
    ("ph", "f"),
    ("ck", "k"),
    ("th", "t"),
];

/// The skeleton of one word in lower case: Latin letters and digits.
#[must_use]
pub(in crate::reconcile) fn skeleton(word: &str) -> String {
    let mut latin_word = String::with_capacity(word.len());
    for letter in word.chars() {
        match latin(letter) {
            Some(letters) => latin_word.push_str(letters),
            None if letter.is_ascii_alphanumeric() => latin_word.push(letter),
            // An accent parts from its letter; letters of other scripts stay as they are.
            None => latin_word.extend(std::iter::once(letter).nfd().filter(|piece| piece.is_alphanumeric())),
        }
    }
    fold(&latin_word)
}

fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let group = GROUPS.iter().find(|(letters, _)| rest.starts_with(letters));
        let (length, letters) = match group {
            Some((letters, sound)) => (letters.len(), *sound),
            None => (first.len_utf8(), one_letter(first).unwrap_or_default()),
        };
        if letters.is_empty() {
            push(&mut folded, first);
        }
        letters.chars().for_each(|letter| push(&mut folded, letter));
        rest = rest.get(length..).unwrap_or_default();
    }
    if folded.is_empty() { word.to_owned() } else { folded }
}

fn one_letter(letter: char) -> Option<&'static str> {
    Some(match letter {
        'y' | 'j' => "i",
        'w' => "v",
        'q' => "k",
        'x' => "ks",
        'g' => "h",
        _ => return None,
    })
}

/// Adds a letter: doubled letters are one, and an `i` before another vowel (ия, ья, ya, ja, ia) is silent. Digits stay.
fn push(folded: &mut String, letter: char) {
    let last = folded.chars().next_back();
    if last == Some(letter) && !letter.is_ascii_digit() {
        return;
    }
    if last == Some('i') && is_vowel(letter) {
        folded.pop();
        if folded.ends_with(letter) {
            return;
        }
    }
    folded.push(letter);
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// The consonants and digits of a skeleton; the whole where they are too few to tell anything.
#[must_use]
pub(super) fn consonants(skeleton: &str) -> String {
    let kept: String = skeleton.chars().filter(|letter| !is_vowel(*letter) && *letter != ' ').collect();
    if kept.chars().count() >= 4 { kept } else { skeleton.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_of_transliteration_meet() {
        for (cyrillic, spellings) in [
            ("ромашка", &["romashka", "romaška"][..]),
            ("щукин", &["shchukin", "schukin", "shchukyn"]),
            ("юрьев", &["yuriev", "iurev", "jurjev", "yur'ev"]),
            ("хладоцентр", &["khladotsentr", "hladotsentr"]),
            ("жемчуг", &["zhemchug", "zhemchuh"]),
            ("мария", &["mariya", "maria", "marija"]),
            ("стройинвест", &["stroyinvest", "stroiinvest", "strojinvest"]),
            ("волошка", &["voloshka"]),
            ("гарант", &["garant", "harant"]),
            ("максима", &["maksima", "maxima"]),
            ("київ", &["kyiv", "kiiv"]),
        ] {
            for spelling in spellings {
                assert_eq!(skeleton(spelling), skeleton(cyrillic), "{cyrillic} {spelling}");
            }
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (a, b) in [("ромашка", "рамашка"), ("север", "сервер"), ("21", "22"), ("100", "10"), ("вектор", "сектор")]
        {
            assert_ne!(skeleton(a), skeleton(b));
        }
        assert_eq!(skeleton("2000"), "2000");
        assert_eq!(consonants("romaska"), "rmsk");
        assert_eq!(consonants("alfa"), "alfa");
    }
}
