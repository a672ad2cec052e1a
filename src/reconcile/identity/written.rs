//! What a name as written says that its folded words no longer do: what stands within the quotes, what is set apart from
//! it, and a legal form that nobody parted from the first word.

use super::skeleton::skeleton;
use crate::model::number::to_cyrillic;
use crate::model::person;

/// Forms that people write together with the name: «ОООРомашка», «ИПЯшин», «фопгусев».
const GLUED: &[&str] = &["ООО", "ОАО", "ЗАО", "ПАО", "НАО", "АО", "ИП", "ТОВ", "ФОП", "ПАТ", "АТ", "ПП", "ЧП"];

/// Those with which no word begins, in whatever case they stand.
const NEVER_A_WORD: &[&str] = &["ООО", "ФОП"];

/// A name as written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Written<'w> {
    text: &'w str,
}

impl<'w> Written<'w> {
    /// Nothing but what the folded words say is asked of an empty one.
    pub(super) fn of(text: &'w str) -> Self {
        Self { text: text.trim() }
    }

    /// Whether these words, the last of the folded name, end what stands within the quotes: «ООО "Горизонт СПб"».
    pub(super) fn ends_quotes_with(&self, tail: &[String]) -> bool {
        self.quoted().is_some_and(|quoted| {
            let words = skeletons(quoted);
            words.len() > tail.len() && words.ends_with(tail)
        })
    }

    /// Whether it says «и К°».
    pub(super) fn has_partners(&self) -> bool {
        person::has_partners(self.text)
    }

    /// Whether a word is set apart as a place is: in brackets, behind a comma, behind «г.».
    pub(super) fn sets_apart(&self, word: &str) -> bool {
        let lower = self.text.to_lowercase();
        let Some(at) = lower.rfind(word) else { return false };
        let before = lower.get(..at).unwrap_or_default().trim_end();
        let before = before.trim_end_matches('.');
        before.ends_with(['(', '[', ',', ';']) || [" г", " м", ",г", "(г"].iter().any(|mark| before.ends_with(mark))
    }

    /// The form that is written together with the first word, and how many letters it takes.
    pub(super) fn glued_form(&self) -> Option<(&'static str, usize)> {
        let first = self.text.trim_start_matches(['"', '«', '„', '“']);
        let letters: Vec<char> = first.chars().take_while(|letter| letter.is_alphanumeric()).map(to_cyrillic).collect();
        GLUED.iter().copied().find_map(|form| {
            let length = form.chars().count();
            let rest = letters.get(length..)?;
            let is_form = form.chars().zip(&letters).all(|(one, other)| Some(one) == other.to_uppercase().next());
            let is_upper = letters.iter().take(length).all(|letter| letter.is_uppercase());
            // «АОГусев», «ИПЯшин»; of «АОРТА» nobody knows.
            let begins_anew = is_upper && matches!(rest, [one, two, ..] if one.is_uppercase() && two.is_lowercase());
            let is_certain = begins_anew || NEVER_A_WORD.contains(&form);
            (is_form && rest.len() >= 2 && is_certain).then_some((form, length))
        })
    }

    fn quoted(&self) -> Option<&'w str> {
        let (_, behind) = self.text.split_once(['"', '«', '„', '“'])?;
        behind.rsplit_once(['"', '»', '”', '“']).map(|(inside, _)| inside)
    }
}

fn skeletons(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| skeleton(&word.to_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_is_written_together_with_the_name_is_seen() {
        for (text, form) in [
            ("ОООФДН", Some("ООО")),
            ("ооогфса", Some("ООО")),
            ("OOOВымпел 99", Some("ООО")),
            ("ИПЯшин Дмитрий", Some("ИП")),
            ("АОГусев и партнеры", Some("АО")),
            ("фопгусев іван", Some("ФОП")),
            ("ПАТЯтрань", Some("ПАТ")),
            ("ООО Ромашка", None),
            ("Ипатов", None),
            ("ИПОТЕКА", None),
            ("АОРТА", None),
            ("Аорта", None),
        ] {
            assert_eq!(Written::of(text).glued_form().map(|(form, _)| form), form, "{text}");
        }
    }

    #[test]
    fn a_place_is_told_from_a_part_of_the_name() {
        let words = |text: &str| skeletons(text);
        assert!(Written::of("ООО «Горизонт СПб»").ends_quotes_with(&words("спб")));
        assert!(!Written::of("ООО «Горизонт» СПб").ends_quotes_with(&words("спб")));
        assert!(!Written::of("ООО «СПб»").ends_quotes_with(&words("спб")), "something must stay");
        assert!(Written::of("Горизонт (СПб)").sets_apart("спб") && Written::of("Горизонт, г. СПб").sets_apart("спб"));
        assert!(!Written::of("Горизонт СПб").sets_apart("спб"));
    }
}
