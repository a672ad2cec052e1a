//! A name made ready for comparison, and how two of them compare.

use super::persons;
use super::skeleton::skeleton;
use super::words;
use super::written::Written;
use crate::model::number::to_cyrillic;

/// How alike two names are, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameLevel {
    /// The same words, in any order, blanks aside.
    Equal,
    /// The same through a transliteration or in the other language.
    Translit,
    /// One slip of the pen, or two in a long name.
    Typo,
    /// Initials stand for given names.
    Initials,
    /// One has further words: a sibling company as likely as a longer spelling.
    Part,
    /// Half of the words that tell anything are common.
    Similar,
    /// Nothing of that.
    Different,
}

/// A name as the comparison sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The folded name as people read it; words in their order, remarks and city dropped.
    pub(super) text: Box<str>,
    /// Skeletons of the words, sorted, parted by blanks.
    pub(super) skeleton: Box<str>,
    /// Skeletons written together in the order they stand: «строй комплект» meets «стройкомплект».
    pub(super) joined: Box<str>,
    /// The numbers in it, without leading zeros, sorted, parted by blanks.
    pub(super) numbers: Box<str>,
    /// Remarks about the card were dropped.
    pub(super) had_remark: bool,
    /// It reads as a person's.
    pub(super) person: bool,
}

/// A name taken apart, with the city that was glued to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: Name,
    /// Skeleton of the city's first spelling.
    pub(super) city: Option<String>,
    /// The legal form that stood before them.
    pub(super) form: Option<&'static str>,
}

/// Makes a folded name (see `normalize::names`) ready; nothing of an empty one.
///
/// `written` is the name as it stood before it was folded.
pub(super) fn named(core: &str, written: Written<'_>) -> Option<Named> {
    let mut texts: Vec<&str> = core.split(' ').filter(|word| !word.is_empty()).collect();
    let (mut had_remark, mut city) = (false, None);
    let mut form = drop_glued_form(&mut texts, written);
    let mut skeletons: Vec<String> = texts.iter().map(|word| skeleton(word)).collect();
    // «ОП 1» is not «ОП 2», though what is dropped says so.
    let of_branch = texts.iter().any(|word| matches!(*word, "оп" | "филиал" | "філія")).then(|| numbers(&texts));
    loop {
        let before = texts.len();
        had_remark |= drop_remarks(&mut texts, &mut skeletons) || drop_branch(&mut texts, &mut skeletons);
        city = city.or_else(|| drop_city(&mut texts, &mut skeletons, written));
        if had_remark || city.is_some() {
            form = form.or_else(|| drop_form(&mut texts, &mut skeletons));
        }
        if texts.len() == before {
            break;
        }
    }
    if texts.is_empty() {
        return None;
    }
    let person = persons::is_person(&skeletons) && !written.has_partners();
    if person {
        persons::fold(&mut skeletons);
    }
    let mut expanded = if person { skeletons } else { expand(&skeletons) };
    let numbers = of_branch.unwrap_or_else(|| numbers(&texts));
    let joined: String = expanded.concat();
    expanded.sort_unstable();
    let name = Name {
        text: texts.join(" ").into(),
        skeleton: expanded.join(" ").into(),
        joined: joined.into(),
        numbers: numbers.into(),
        had_remark,
        person,
    };
    Some(Named { name, city, form })
}

/// Whether a name as written says at either end what is to be done with the card («дубль 2», «не использовать»).
pub(in crate::reconcile) fn ends_in_remark(name: &str) -> bool {
    let words: Vec<String> = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| skeleton(&word.to_lowercase().chars().map(to_cyrillic).collect::<String>()))
        .collect();
    let at_start = words::remarks().at_start(&words).is_some_and(|(length, _)| length > 1 && length < words.len());
    let (mut texts, mut skeletons) = (words.iter().map(String::as_str).collect(), words.clone());
    at_start || drop_remarks(&mut texts, &mut skeletons)
}

/// Drops remarks with the numbers behind them («дубль 2», «договор с 2024») from the end, as long as something stays.
fn drop_remarks(texts: &mut Vec<&str>, skeletons: &mut Vec<String>) -> bool {
    let mut dropped = false;
    'again: loop {
        let numbered = skeletons
            .last()
            .is_some_and(|word| matches!(word.len(), 1 | 4) && word.bytes().all(|b| b.is_ascii_digit()));
        for end in [skeletons.len(), skeletons.len() - usize::from(numbered)] {
            for at in (1..end).rev().take(3) {
                let tail = skeletons.get(at..end).unwrap_or_default();
                if words::remarks().at_start(tail).is_some_and(|(length, _)| length == tail.len()) {
                    texts.truncate(at);
                    skeletons.truncate(at);
                    dropped = true;
                    continue 'again;
                }
            }
        }
        return dropped;
    }
}

/// Parts a legal form from the first word that it is written together with.
fn drop_glued_form(texts: &mut [&str], written: Written<'_>) -> Option<&'static str> {
    let (form, length) = written.glued_form()?;
    let first = texts.first_mut()?;
    let is_it = form.chars().zip(first.chars()).all(|(one, other)| one.to_lowercase().eq([to_cyrillic(other)]));
    let (at, _) = first.char_indices().nth(length).filter(|_| is_it)?;
    *first = first.get(at..)?;
    Some(form)
}

/// A city that people shorten to so many letters is a part of a company's name («Вектор СПб»), if nothing sets it apart.
const SHORT_CITY: usize = 3;

/// Drops a city from the end, as long as a word of its own stays; not one that ends what stands within the quotes.
fn drop_city(texts: &mut Vec<&str>, skeletons: &mut Vec<String>, written: Written<'_>) -> Option<String> {
    for at in (1..skeletons.len()).rev().take(3) {
        let tail = skeletons.get(at..).unwrap_or_default();
        let found = words::cities().at_start(tail).filter(|(length, _)| *length == tail.len());
        if let Some((_, city)) = found {
            let word = texts.get(at).copied().unwrap_or_default();
            let is_short = tail.len() == 1 && word.chars().count() <= SHORT_CITY && !written.sets_apart(word);
            let is_own = is_short && !skeletons.get(..at).is_some_and(persons::is_person);
            if is_own || written.ends_quotes_with(tail) {
                return None;
            }
            let city = city.concat();
            // «г. Самара», «м. Київ»; but the last initial of «Петров Н. М. Москва» is none of them.
            let word = |back: usize| at.checked_sub(back).and_then(|at| texts.get(at)).copied().unwrap_or_default();
            let of_branch = word(2) == "в" && words::is_branch(word(3));
            let marked = matches!(word(1), "г" | "м" | "гор") && (of_branch || word(2).chars().count() > 1);
            // «Филиал ООО „Топаз“ в г. Самара».
            let stands_in = marked_by_in(word(1), word(2)) && at > 2;
            let head = if stands_in {
                at - 2
            } else if marked {
                at - 1
            } else {
                at
            };
            if head == 0 {
                return None;
            }
            texts.truncate(head);
            skeletons.truncate(head);
            return Some(city);
        }
    }
    None
}

/// Whether «в г.» stands before a city.
fn marked_by_in(mark: &str, before: &str) -> bool {
    matches!(mark, "г" | "м" | "гор") && matches!(before, "в" | "у")
}

/// Drops the word for a branch from the beginning, as long as something stays.
fn drop_branch(texts: &mut Vec<&str>, skeletons: &mut Vec<String>) -> bool {
    let is_one =
        texts.len() > 1 && texts.first().is_some_and(|word| matches!(*word, "филиал" | "філія" | "представительство"));
    if is_one {
        texts.remove(0);
        skeletons.remove(0);
    }
    is_one
}

/// Drops a short legal form from the end, as long as something stays.
fn drop_form(texts: &mut Vec<&str>, skeletons: &mut Vec<String>) -> Option<&'static str> {
    let form = texts.last().filter(|_| texts.len() > 1).and_then(|word| words::short_form(word))?;
    texts.pop();
    skeletons.pop();
    Some(form)
}

/// Abbreviations written out.
fn expand(skeletons: &[String]) -> Vec<String> {
    let mut expanded = Vec::with_capacity(skeletons.len() + 2);
    let mut rest = skeletons;
    while let Some(first) = rest.first() {
        let length = match words::expansions().at_start(rest) {
            // A name that is nothing but an abbreviation keeps it.
            Some((length, meant)) if length < skeletons.len() => {
                expanded.extend_from_slice(meant);
                length
            }
            _ => {
                expanded.push(first.clone());
                1
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    expanded
}

fn numbers(texts: &[&str]) -> String {
    let mut found: Vec<&str> = texts
        .iter()
        .flat_map(|word| word.split(|letter: char| !letter.is_ascii_digit()))
        .filter(|digits| !digits.is_empty())
        .map(|digits| digits.trim_start_matches('0'))
        .collect();
    found.sort_unstable();
    found.join(" ")
}

impl Name {
    /// Whether both have numbers, and not the same ones: «Школа 21» is never «Школа 22».
    #[must_use]
    pub fn numbers_differ(&self, other: &Self) -> bool {
        self.numbers != other.numbers && !self.numbers.is_empty() && !other.numbers.is_empty()
    }

    /// Skeletons of its words that tell it from others; all of them where none does.
    pub(super) fn telling(&self) -> impl Iterator<Item = &str> {
        let all_generic = self.skeleton.split(' ').all(words::is_generic);
        self.skeleton.split(' ').filter(move |word| all_generic || !words::is_generic(word))
    }

    /// Whether each has a telling word that the other lacks, in no spelling: «Вектор Центр» and «Вектор Плюс» are two
    /// companies of one owner rather than one.
    pub(super) fn each_has_own_words(&self, other: &Self) -> bool {
        let (a, b): (Vec<&str>, Vec<&str>) = (self.skeleton.split(' ').collect(), other.skeleton.split(' ').collect());
        let (only_a, only_b) = without_common(&a, &b);
        let begins = |one: &str, other: &str| {
            one.len().min(other.len()) >= 4 && (one.starts_with(other) || other.starts_with(one))
        };
        let own = |words: &[&str], others: &[&str]| {
            words
                .iter()
                .any(|word| word.len() > 1 && others.iter().all(|other| !near(word, other) && !begins(word, other)))
        };
        own(&only_a, &only_b) && own(&only_b, &only_a)
    }

    /// Whether a telling word of one is a telling word of the other, a slip of the pen allowed also in a short one: what an
    /// equal tax number makes sure of.
    pub(super) fn shares_a_word(&self, other: &Self) -> bool {
        let is_slip = |one: &str, other: &str| {
            let length = one.len().min(other.len());
            let allowed = if length >= 8 { 2 } else { 1 };
            length >= 4 && one.len().abs_diff(other.len()) <= allowed && strsim::osa_distance(one, other) <= allowed
        };
        let is_word = |word: &&str| !word.bytes().any(|byte| byte.is_ascii_digit()) && !words::is_generic(word);
        let joined = is_slip(&self.joined, &other.joined);
        joined || self.telling().filter(is_word).any(|one| other.telling().filter(is_word).any(|two| is_slip(one, two)))
    }

    /// How alike two names are.
    #[must_use]
    pub fn compare(&self, other: &Self) -> NameLevel {
        if self.text == other.text {
            return NameLevel::Equal;
        }
        if self.skeleton == other.skeleton || self.joined == other.joined {
            return self.same_skeleton(other);
        }
        let (a, b): (Vec<&str>, Vec<&str>) = (self.skeleton.split(' ').collect(), other.skeleton.split(' ').collect());
        let (only_a, only_b) = without_common(&a, &b);
        if self.numbers != other.numbers {
            return if only_a.is_empty() || only_b.is_empty() { NameLevel::Part } else { partly(self, other) };
        }
        // Another initial is another person.
        let are_words = only_a.iter().chain(&only_b).all(|word| word.len() > 1);
        if typo(&only_a, &only_b) || are_words && near_joined(&self.joined, &other.joined) {
            return NameLevel::Typo;
        }
        // A company's single letter is no initial.
        let may_shorten = self.person || other.person;
        if may_shorten && initials(&only_a, &only_b) && only_a.len() < a.len()
            || self.is_shorter_person(other, &only_a, &only_b)
        {
            return NameLevel::Initials;
        }
        let part_of = |rest: &[&str], all: &[&str]| rest.is_empty() && !all.iter().all(|word| words::is_generic(word));
        if part_of(&only_a, &a) || part_of(&only_b, &b) { NameLevel::Part } else { partly(self, other) }
    }

    /// Whether both are a person's, and what they do not share is only written shorter in one of them.
    fn is_shorter_person(&self, other: &Self, only_a: &[&str], only_b: &[&str]) -> bool {
        let (one, two) = (&self.skeleton, &other.skeleton);
        self.person && other.person && persons::is_shorter_name((one, only_a), (two, only_b), near)
    }

    /// The same words after abbreviations are written out and scripts folded; letters of one script must agree too.
    fn same_skeleton(&self, other: &Self) -> NameLevel {
        let sorted = |text: &str| {
            let mut words: Vec<&str> = text.split(' ').collect();
            words.sort_unstable();
            words.concat()
        };
        let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
        let equal = letters(&self.text) == letters(&other.text) || sorted(&self.text) == sorted(&other.text);
        // «Мебліпроект» and «Меблипроект»: one word in two languages.
        let languages = |text: &str| sorted(&one_language(text));
        let cyrillic = |text: &str| text.chars().any(|letter| ('\u{400}'..='\u{4ff}').contains(&letter));
        if equal {
            NameLevel::Equal
        } else if cyrillic(&self.text) != cyrillic(&other.text)
            || skeletons(&self.text) != skeletons(&other.text)
            || languages(&self.text) == languages(&other.text)
        {
            NameLevel::Translit
        } else {
            // Two letters that a skeleton takes for one.
            NameLevel::Typo
        }
    }
}

/// Letters that Russian and Ukrainian write for one another folded.
fn one_language(text: &str) -> String {
    let letters = text.chars().filter_map(|letter| match letter {
        'і' | 'ї' | 'ы' | 'й' => Some('и'),
        'є' | 'э' => Some('е'),
        'ґ' => Some('г'),
        'ь' | 'ъ' => None,
        other => Some(other),
    });
    letters.collect::<String>().replace("ия", "я").replace("ие", "е")
}

/// The words as they were before abbreviations were written out.
fn skeletons(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split(' ').map(skeleton).collect();
    words.sort_unstable();
    words
}

fn partly(a: &Name, b: &Name) -> NameLevel {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.telling().collect(), b.telling().collect());
    let (only_a, only_b) = without_common(&a, &b);
    let common = a.len() - only_a.len();
    let alike = common + only_a.iter().filter(|one| only_b.iter().any(|other| near(one, other))).count();
    if alike * 2 >= a.len().max(b.len()) && alike > 0 { NameLevel::Similar } else { NameLevel::Different }
}

/// Two sorted lists without what they have in common.
fn without_common<'a>(a: &[&'a str], b: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut only_a, mut only_b) = (Vec::new(), Vec::new());
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    loop {
        match (a.peek(), b.peek()) {
            (Some(x), Some(y)) => match x.cmp(y) {
                std::cmp::Ordering::Equal => {
                    a.next();
                    b.next();
                }
                std::cmp::Ordering::Less => only_a.extend(a.next()),
                std::cmp::Ordering::Greater => only_b.extend(b.next()),
            },
            (Some(_), None) => only_a.extend(a.next()),
            (None, Some(_)) => only_b.extend(b.next()),
            (None, None) => return (only_a, only_b),
        }
    }
}

/// Whether the words that two names do not share differ by slips of the pen only.
fn typo(only_a: &[&str], only_b: &[&str]) -> bool {
    only_a.len() == only_b.len() && only_a.len() <= 2 && only_a.iter().zip(only_b).all(|(one, other)| near(one, other))
}

/// One slip in a word of five letters, two in one of ten; digits never slip.
fn near(one: &str, other: &str) -> bool {
    let length = one.len().min(other.len());
    let allowed = match length {
        0..5 => return false,
        5..10 => 1,
        _ => 2,
    };
    let has_digit = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    one.len().abs_diff(other.len()) <= allowed
        && !has_digit(one)
        && !has_digit(other)
        && strsim::osa_distance(one, other) <= allowed
}

/// A slip that also moved a blank; two letters more may be a word of their own.
fn near_joined(one: &str, other: &str) -> bool {
    one.len().min(other.len()) >= 8 && near(one, other) && strsim::osa_distance(one, other) == 1
}

/// Whether what the names do not share are initials and the words they stand for, or given names left out.
fn initials(only_a: &[&str], only_b: &[&str]) -> bool {
    let is_initial = |word: &&str| word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let stands = |few: &[&str], many: &[&str]| {
        let mut left: Vec<&str> = many.to_vec();
        !few.is_empty()
            && few.iter().all(is_initial)
            && few.iter().all(|initial| match left.iter().position(|word| word.starts_with(initial)) {
                Some(at) => {
                    left.remove(at);
                    true
                }
                None => false,
            })
    };
    stands(only_a, only_b)
        || stands(only_b, only_a)
        || only_a.is_empty() && !only_b.is_empty() && only_b.iter().all(is_initial)
        || only_b.is_empty() && !only_a.is_empty() && only_a.iter().all(is_initial)
}

#[cfg(test)]
mod tests;
