//! How columns and elements are called, and what a caption may mean. The words are data: `aliases.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Role;
use crate::mapping::fold::{fold, fold_caption};

const ALIASES: &str = include_str!("aliases.toml");
/// Letters a word must have for its beginning to count for it.
const STEM_LETTERS: usize = 4;
/// A caption that is exactly an alias.
pub(super) const EXACT: u32 = 100;
/// What is weaker says nothing.
const LEAST: u32 = 45;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    party: BTreeMap<String, Vec<String>>,
    attribute: BTreeMap<String, Vec<String>>,
    field: BTreeMap<String, Vec<String>>,
    kind: BTreeMap<String, Vec<String>>,
    words: BTreeMap<String, Vec<String>>,
    currency: BTreeMap<String, Vec<String>>,
}

/// Words of a caption or alias, folded.
type Tokens = Vec<String>;

/// The vocabulary.
pub(super) struct Words {
    party: Vec<(String, Vec<Tokens>)>,
    attribute: Vec<(String, Vec<Tokens>)>,
    field: Vec<(String, Vec<Tokens>)>,
    kind: Vec<(String, Vec<Tokens>)>,
    words: BTreeMap<String, Vec<String>>,
    currency: BTreeMap<String, Vec<String>>,
}

/// The vocabulary.
///
/// # Panics
/// When the file does not parse; a test reads it.
pub(super) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        let file: File = toml::from_str(ALIASES).unwrap_or_else(|error| panic!("BUG: aliases.toml: {error}"));
        let split = |table: BTreeMap<String, Vec<String>>| -> Vec<(String, Vec<Tokens>)> {
            table.into_iter().map(|(key, words)| (key, words.iter().map(|word| tokens(word)).collect())).collect()
        };
        Words {
            party: split(file.party),
            attribute: split(file.attribute),
            field: split(file.field),
            kind: split(file.kind),
            words: file.words,
            currency: file.currency,
        }
    });
    &WORDS
}

impl Words {
    /// What a caption may mean, each with how well the words fit, out of [`EXACT`].
    pub(super) fn roles(&self, caption: &str) -> Vec<(Role, u32)> {
        let mut caption = tokens(caption);
        // «Сумма, руб.»: the currency says nothing of what the column holds.
        caption.retain(|token| self.currency_of(token).is_none());
        let mut roles: Vec<(Role, u32)> = Vec::new();
        for (name, aliases) in &self.field {
            add(&mut roles, Role::field(name), best(&caption, aliases).map(|(score, _)| score));
        }
        for (name, aliases) in &self.attribute {
            add(&mut roles, Role::of("", name), best(&caption, aliases).map(|(score, _)| score));
        }
        for (party, aliases) in &self.party {
            let Some((_, span)) = best(&caption, aliases) else { continue };
            let rest: Tokens = caption
                .iter()
                .enumerate()
                .filter(|(at, _)| !span.contains(at))
                .map(|(_, token)| token.clone())
                .collect();
            if rest.is_empty() {
                add(&mut roles, Role::of(party, "name"), Some(EXACT - 2));
                continue;
            }
            for (name, aliases) in &self.attribute {
                add(&mut roles, Role::of(party, name), best(&rest, aliases).map(|(score, _)| score.saturating_sub(1)));
            }
        }
        roles.sort_by(|(_, a), (_, b)| b.cmp(a));
        roles
    }

    /// How strongly texts (titles, names of sheets, elements and files) speak for each kind of record.
    pub(super) fn kinds(&self, text: &str) -> Vec<(&str, u32)> {
        let text = tokens(text);
        let each = self.kind.iter().filter_map(|(kind, aliases)| Some((kind.as_str(), within(&text, aliases)?)));
        each.collect()
    }

    /// The currency a word means.
    pub(super) fn currency_of(&self, text: &str) -> Option<&str> {
        let wanted = fold(text.trim());
        let known = |(code, words): &(&String, &Vec<String>)| {
            fold(code) == wanted
                || words
                    .iter()
                    .any(|word| fold(word) == wanted || fold_caption(word) == wanted && wanted.chars().count() > 1)
        };
        self.currency.iter().find(known).map(|(code, _)| code.as_str())
    }

    /// The currency that a caption names: «Сума, грн».
    pub(super) fn currency_in(&self, caption: &str) -> Option<&str> {
        tokens(caption).iter().find_map(|token| self.currency_of(token))
    }

    /// Whether a caption says that its sums are in hundredths: «Сумма, коп.».
    pub(super) fn is_minor(&self, caption: &str) -> bool {
        let minor = self.list("minor");
        tokens(caption).iter().any(|token| minor.iter().any(|word| token.starts_with(&fold(word))))
    }

    /// How people write a currency.
    pub(super) fn currency_words(&self, code: &str) -> &[String] {
        self.currency.get(code).map(Vec::as_slice).unwrap_or_default()
    }

    /// A list of words: `totals`, `yes`, `no`.
    pub(super) fn list(&self, name: &str) -> &[String] {
        self.words.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

fn add(roles: &mut Vec<(Role, u32)>, role: Role, score: Option<u32>) {
    let Some(score) = score.filter(|score| *score >= LEAST) else { return };
    match roles.iter_mut().find(|(known, _)| *known == role) {
        Some((_, known)) => *known = score.max(*known),
        None => roles.push((role, score)),
    }
}

/// How well the best of the aliases fits, and which words of the caption it covers.
fn best(caption: &[String], aliases: &[Tokens]) -> Option<(u32, std::ops::Range<usize>)> {
    aliases.iter().filter_map(|alias| cover(caption, alias)).max_by_key(|(score, _)| *score)
}

/// An alias stands somewhere in a caption, word by word; what it leaves over counts against it.
fn cover(caption: &[String], alias: &[String]) -> Option<(u32, std::ops::Range<usize>)> {
    let starts = 0..=caption.len().checked_sub(alias.len())?;
    let at = starts
        .into_iter()
        .find(|at| caption.iter().skip(*at).zip(alias).all(|(word, wanted)| is_form(word, wanted)))?;
    let span = at..at + alias.len();
    let letters = |words: &[String]| words.iter().map(|word| word.chars().count()).sum::<usize>();
    let (all, covered) = (letters(caption), letters(caption.get(span.clone()).unwrap_or_default()));
    let exact = caption.iter().skip(at).zip(alias).all(|(word, wanted)| word == wanted);
    let share = u32::try_from(covered * 60 / all.max(1)).unwrap_or_default();
    Some((40 + share - u32::from(!exact) * 3, span))
}

/// A word is an alias, or begins with one that is long enough to be a stem.
fn is_form(word: &str, alias: &str) -> bool {
    word == alias || (alias.chars().count() >= STEM_LETTERS && word.starts_with(alias))
}

/// The longest alias that stands in a text, by letters.
fn within(text: &[String], aliases: &[Tokens]) -> Option<u32> {
    let fitting = aliases.iter().filter(|alias| cover(text, alias).is_some());
    let letters = fitting.map(|alias| alias.iter().map(|word| word.chars().count()).sum::<usize>());
    letters.max().and_then(|letters| u32::try_from(letters).ok())
}

/// The words of a caption: at blanks and signs, and where a capital follows a small letter (`docNumber`).
fn tokens(text: &str) -> Tokens {
    let mut words = vec![String::new()];
    let mut before = ' ';
    let spaced = text.replace('№', " № ");
    let mut letters = spaced.chars().peekable();
    while let Some(letter) = letters.next() {
        // `docNumber`, and `VATNumber` before the last capital of several.
        let ends_capitals = before.is_uppercase() && letters.peek().is_some_and(|next| next.is_lowercase());
        let begins = letter.is_uppercase() && (before.is_lowercase() || ends_capitals);
        if !letter.is_alphanumeric() && letter != '№' && letter != '/'
            || begins
            || letter.is_numeric() != before.is_numeric()
        {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric() || letter == '№') {
            word.push(letter);
        }
        before = letter;
    }
    words.into_iter().filter(|word| !word.is_empty()).map(|word| if word == "№" { word } else { fold(&word) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(caption: &str) -> String {
        words().roles(caption).first().map(|(role, _)| role.to_string()).unwrap_or_default()
    }

    #[test]
    fn captions_of_three_languages_are_understood() {
        let cases = [
            ("№ документа", "number"),
            ("Док. №", "number"),
            ("DocNumber", "number"),
            ("Дата рахунку", "date"),
            ("Термін оплати", "due_date"),
            ("Сумма, руб.", "total"),
            ("Сума з ПДВ, грн", "total"),
            ("Контрагент", "client.name"),
            ("ИНН плательщика", "payer.tax_id"),
            ("Счет получателя", "payee.account"),
            ("Покупець ЄДРПОУ", "client.tax_id"),
            ("Призначення платежу", "purpose"),
            ("Customer name", "client.name"),
            ("НаименованиеКонтрагента", "client.name"),
            ("ИННКонтрагента", "client.tax_id"),
            ("VATNumber", ".tax_id"),
            ("Код ЄДРПОУ", ".tax_id"),
            ("Эл. почта", ".emails"),
            ("Приход", "received"),
            ("В т.ч. НДС", "vat"),
        ];
        for (caption, expected) in cases {
            assert_eq!(first(caption), expected, "{caption}: {:?}", words().roles(caption));
        }
        assert_eq!(first("Ячейка склада"), "");
    }

    #[test]
    fn a_currency_is_known_by_its_words() {
        assert_eq!(words().currency_in("Сума, грн"), Some("UAH"));
        assert_eq!(words().currency_of("руб."), Some("RUB"));
        assert_eq!(words().currency_of("EUR"), Some("EUR"));
        assert_eq!(words().currency_in("Сумма"), None);
    }
}
