//! The message catalogue: Russian (default), Ukrainian, English. Text is rendered here, at the edge, and nowhere else.
//!
//! Messages live in `src/lang/<language>/*.ftl` (Fluent: plural forms, named values). Every key exists in all three
//! languages, but those of `--help`, whose English stands beside the verbs' arguments; a test keeps it so.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};
use jiff::civil::Date;

static_loader! {
    static CATALOGUE = {
        locales: "./src/lang",
        fallback_language: "ru",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language of the catalogue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Russian.
    #[default]
    Ru,
    /// Ukrainian.
    Uk,
    /// English.
    En,
}

/// A named value of a message.
#[derive(Debug, Clone, Copy)]
pub enum Arg<'a> {
    /// Text, inserted as it is.
    Text(&'a str),
    /// A count; plural forms follow it.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Arg<'_> {
    fn from(count: u64) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Arg<'_> {
    fn from(count: usize) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::Ru, Self::Uk, Self::En];

    /// `ru`, `uk` or `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::Uk => "uk",
            Self::En => "en",
        }
    }

    /// The language of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Ru => langid!("ru"),
            Self::Uk => langid!("uk"),
            Self::En => langid!("en"),
        }
    }

    /// The message of a key with its values put in. An unknown key gives the key itself, so that nothing is hidden.
    #[must_use]
    pub fn text(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> = args
            .iter()
            .map(|(name, value)| {
                let value = match value {
                    Arg::Text(text) => FluentValue::from(*text),
                    Arg::Number(number) => FluentValue::from(*number),
                };
                (Cow::Owned((*name).to_owned()), value)
            })
            .collect();
        CATALOGUE.try_lookup_complete(&self.identifier(), key, Some(&values)).unwrap_or_else(|| key.to_owned())
    }

    /// A decimal string (`-1234567.50`) as people of the language write it (`-1 234 567,50`, blanks unbreakable).
    #[must_use]
    pub fn number(self, decimal: &str) -> String {
        let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("-", rest));
        let (whole, fraction) = digits.split_once('.').map_or((digits, ""), |(w, f)| (w, f));
        let (group, point) = match self {
            Self::Ru | Self::Uk => ('\u{a0}', ','),
            Self::En => (',', '.'),
        };
        let mut text = String::from(sign);
        let count = whole.chars().count();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (count - at).is_multiple_of(3) {
                text.push(group);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(point);
            text.push_str(fraction);
        }
        text
    }

    /// A date as people of the language write it.
    #[must_use]
    pub fn date(self, date: Date) -> String {
        match self {
            Self::Ru | Self::Uk => format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year()),
            Self::En => date.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Keys of a language, and the names of values that each text uses.
    fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lang").join(lang.code());
        let mut keys = BTreeMap::new();
        for entry in fs::read_dir(folder).unwrap() {
            let mut last = None;
            for line in fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
                if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
                    let key = line.split(" =").next().unwrap().to_owned();
                    assert!(keys.insert(key.clone(), BTreeSet::new()).is_none(), "{lang:?}: {key} stands twice");
                    last = Some(key);
                }
                let Some(names) = last.as_ref().and_then(|key| keys.get_mut(key)) else { continue };
                let used = line.split('$').skip(1);
                names.extend(used.map(|rest| rest.split([' ', '}', ',', ')']).next().unwrap().to_owned()));
            }
        }
        keys
    }

    #[test]
    fn every_key_exists_in_every_language_with_the_same_values() {
        let russian = keys(Lang::Ru);
        assert!(russian.len() > 100);
        assert_eq!(keys(Lang::Uk), russian);
        let is_help = |key: &str| key == "help" || key.starts_with("help-");
        let but_help: BTreeMap<_, _> = russian.into_iter().filter(|(key, _)| !is_help(key)).collect();
        assert_eq!(keys(Lang::En), but_help);
    }

    #[test]
    fn every_text_can_be_rendered() {
        for lang in Lang::ALL {
            for (key, names) in keys(lang) {
                let args: Vec<(&str, Arg<'_>)> = names.iter().map(|name| (name.as_str(), Arg::Number(5))).collect();
                assert_ne!(lang.text(&key, &args), key, "{lang:?}");
            }
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_does() {
        assert_eq!(Lang::Ru.number("-1234567.50"), "-1\u{a0}234\u{a0}567,50");
        assert_eq!(Lang::En.number("1234.5"), "1,234.5");
        assert_eq!(Lang::Uk.number("100"), "100");
    }
}
