//! Names of companies and persons: legal form apart from the name, the name folded to what identifies it.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::number::{to_cyrillic, to_latin};
use crate::model::record::PartyKind;

use super::legal_forms;

/// A name taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameParts {
    /// The name without legal form, quotes and remarks, folded for comparison.
    pub core: String,
    /// The canonical short legal form (`ООО`, `ТОВ`, `GMBH`); empty where there is none.
    pub legal_form: String,
    /// What the legal form says about the holder.
    pub kind: Option<PartyKind>,
}

/// Takes a name apart.
///
/// Legal forms are recognized in full and in short wherever they stand; remarks such as «не использовать» or «дубль»
/// are dropped from the ends. A name that is nothing else keeps its words.
#[must_use]
pub fn parts(name: &str) -> NameParts {
    let words = words(name);
    let mut rest: Vec<Word> = words.clone();
    let mut found: Option<&'static legal_forms::Form> = None;
    loop {
        while let Some((at, length, form)) = legal_forms::find(&rest) {
            found = found.or(Some(form));
            rest.drain(at..at + length);
        }
        if !drop_remarks(&mut rest) {
            break;
        }
    }
    let kept = if rest.is_empty() { words } else { rest };
    NameParts {
        core: fold_scripts(&kept),
        legal_form: found.map(|form| form.short.to_owned()).unwrap_or_default(),
        kind: found.map(|form| form.kind),
    }
}

/// The name folded for comparison, without legal form; see [`parts`].
#[must_use]
pub fn name_core(name: &str) -> String {
    parts(name).core
}

/// One word of a name.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Lower case, as written otherwise.
    pub(super) text: String,
    /// Look-alikes Cyrillic: what words of the language are recognized by.
    pub(super) key: String,
}

/// Splits into words: letters and digits stay together, everything else parts; apostrophes and accents vanish.
fn words(name: &str) -> Vec<Word> {
    // Composing is dear and changes nothing in the letters that nearly every name is written in.
    if name.chars().all(is_composed) {
        return split(name);
    }
    let lower: String = name.nfc().flat_map(char::to_lowercase).collect();
    let bare: String = lower.nfc().filter(|letter| !is_combining_mark(*letter)).collect();
    split(&bare.nfc().collect::<String>())
}

fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(6);
    let mut word = String::new();
    for letter in text.chars().chain([' ']) {
        match lower(letter) {
            'ё' => word.push('е'),
            'ʼ' | '’' | '\'' | '`' | '\u{ad}' | '\u{200b}' => {}
            kept if kept.is_alphanumeric() => word.push(kept),
            _ if word.is_empty() => {}
            _ => {
                words.push(Word { key: key(&word), text: std::mem::replace(&mut word, String::with_capacity(32)) });
            }
        }
    }
    words
}

/// Lower case, one character for one; the few that become two (`İ`) were lowered before.
fn lower(letter: char) -> char {
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

/// Basic Latin, Russian and Ukrainian letters and common typographic signs: composed already, in either case.
fn is_composed(letter: char) -> bool {
    matches!(letter, '\0'..='\u{7f}' | '«' | '»' | '\u{400}'..='\u{45f}' | '\u{490}' | '\u{491}' | '\u{2010}'..='\u{201f}' | '№')
}

/// Look-alikes Cyrillic.
pub(super) fn key(word: &str) -> String {
    let mut key = String::with_capacity(word.len() * 2);
    key.extend(word.chars().map(to_cyrillic));
    key
}

/// Remarks that people put into a name instead of a field, one a line.
const REMARKS: &str = "не использовать
не использовать дубль
не исп
не использ
не используется
не вести
не работаем
дубль
дубликат
задвоение
удалить
удален
удалена
удалено
на удаление
к удалению
помечен на удаление
помечена на удаление
старая карточка
старый контрагент
архив
не використовувати
дублікат
видалити
на видалення
яяя
zzz
do not use
duplicate
deleted";

/// The remarks as words, look-alikes Cyrillic.
fn remarks() -> &'static [Vec<String>] {
    static TABLE: OnceLock<Vec<Vec<String>>> = OnceLock::new();
    TABLE.get_or_init(|| REMARKS.lines().map(|remark| remark.split(' ').map(key).collect()).collect())
}

/// Drops remarks from both ends; a name that is only a remark stays. Says whether there was one.
fn drop_remarks(words: &mut Vec<Word>) -> bool {
    let before = words.len();
    while let Some((at, length)) = remark_at_end(words).filter(|(_, length)| words.len() > *length) {
        words.drain(at..at + length);
    }
    words.len() < before
}

fn remark_at_end(words: &[Word]) -> Option<(usize, usize)> {
    remarks().iter().find_map(|remark| {
        let length = remark.len();
        let end = words.len().checked_sub(length)?;
        let stands_at = |at: usize| words.iter().skip(at).take(length).map(|word| &word.key).eq(remark);
        if stands_at(end) { Some((end, length)) } else { stands_at(0).then_some((0, length)) }
    })
}

/// How many letters of a text are surely of one script, and how many may be of either.
#[derive(Default, Clone, Copy)]
struct Script {
    cyrillic: usize,
    latin: usize,
    twins_cyrillic: usize,
    twins_latin: usize,
}

impl Script {
    fn of(text: &str) -> Self {
        let mut script = Self::default();
        for letter in text.chars() {
            let (is_latin, is_cyrillic) = (letter.is_ascii_alphabetic(), ('\u{400}'..='\u{52f}').contains(&letter));
            match (is_latin, is_cyrillic) {
                (true, _) if to_cyrillic(letter) != letter => script.twins_latin += 1,
                (true, _) => script.latin += 1,
                (_, true) if to_latin(letter) != letter => script.twins_cyrillic += 1,
                (_, true) => script.cyrillic += 1,
                _ => {}
            }
        }
        script
    }

    /// Whether the letters that tell say Cyrillic; nothing where none tells.
    fn says_cyrillic(self) -> Option<bool> {
        match self.cyrillic.cmp(&self.latin) {
            std::cmp::Ordering::Greater => Some(true),
            std::cmp::Ordering::Less => Some(false),
            std::cmp::Ordering::Equal if self.cyrillic > 0 => Some(true),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// Joins words, look-alikes of each folded to the script of its other letters; a word of look-alikes only follows the name.
fn fold_scripts(words: &[Word]) -> String {
    let whole = words.iter().map(|word| Script::of(&word.text)).fold(Script::default(), |sum, one| Script {
        cyrillic: sum.cyrillic + one.cyrillic,
        latin: sum.latin + one.latin,
        twins_cyrillic: sum.twins_cyrillic + one.twins_cyrillic,
        twins_latin: sum.twins_latin + one.twins_latin,
    });
    let by_name = whole.says_cyrillic().unwrap_or(whole.twins_cyrillic >= whole.twins_latin);
    let mut joined = String::with_capacity(words.iter().map(|word| word.text.len() * 2 + 1).sum());
    for word in words {
        if !joined.is_empty() {
            joined.push(' ');
        }
        let is_cyrillic = Script::of(&word.text).says_cyrillic().unwrap_or(by_name);
        joined.extend(word.text.chars().map(if is_cyrillic { to_cyrillic } else { to_latin }));
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken_apart(name: &str) -> (String, String) {
        let parts = parts(name);
        (parts.legal_form, parts.core)
    }

    #[test]
    fn legal_forms_are_recognized_wherever_they_stand() {
        for (name, form, core) in [
            ("ООО \"Ромашка\"", "ООО", "ромашка"),
            ("Ромашка, ООО", "ООО", "ромашка"),
            ("ООО«РОМАШКА»", "ООО", "ромашка"),
            ("О.О.О. Ромашка", "ООО", "ромашка"),
            ("Общество с ограниченной ответственностью «Ромашка»", "ООО", "ромашка"),
            ("OOO Ромашка", "ООО", "ромашка"),
            ("Ромашка Общество с Ограниченной Ответственностью Плюс", "ООО", "ромашка плюс"),
            ("ТОВ «Волошка»", "ТОВ", "волошка"),
            ("Товариство з обмеженою відповідальністю \"Волошка\"", "ТОВ", "волошка"),
            ("TOB Волошка", "ТОВ", "волошка"),
            ("ИП Полынин Пётр Петрович", "ИП", "полынин петр петрович"),
            ("Полынин П.П. ИП", "ИП", "полынин п п"),
            ("Индивидуальный предприниматель Полынин П.П.", "ИП", "полынин п п"),
            ("ФОП Полин Петро Петрович", "ФОП", "полин петро петрович"),
            ("Фізична особа-підприємець Полин П. П.", "ФОП", "полин п п"),
            ("Акционерное общество \"Завод-21\"", "АО", "завод 21"),
            ("Публичное акционерное общество Банк", "ПАО", "банк"),
            ("ПрАТ «Об'єднання»", "ПРАТ", "обєднання"),
            ("ЧАО Объединение", "ПРАТ", "объединение"),
            ("Кафе Чао Бамбино", "", "кафе чао бамбино"),
            ("ФЛП Полин П. П.", "ФОП", "полин п п"),
            ("Физическое лицо-предприниматель Полин П.П.", "ФОП", "полин п п"),
            ("МБОУ «Лицей № 5»", "МБОУ", "лицей 5"),
            ("Daisy Trade LLC", "LLC", "daisy trade"),
            ("Daisy Trade Limited Liability Company", "LLC", "daisy trade"),
            ("Gänseblümchen GmbH & Co. KG", "GMBH & CO KG", "gänseblümchen"),
            ("ООО MAXIMA", "ООО", "maxima"),
            ("ТОО «Қалампыр»", "ТОО", "қалампыр"),
            ("Ромашка", "", "ромашка"),
        ] {
            assert_eq!(taken_apart(name), (form.to_owned(), core.to_owned()), "{name}");
        }
    }

    #[test]
    fn short_words_inside_a_name_are_no_legal_form() {
        assert_eq!(taken_apart("Торговый дом АО Плюс").0, "");
        assert_eq!(name_core("Хлеб и Ко"), "хлеб и ко");
    }

    #[test]
    fn remarks_are_dropped_and_never_leave_nothing() {
        for name in [
            "ООО Ромашка (не использовать)",
            "Ромашка ООО дубль",
            "!!! Не использовать ООО Ромашка",
            "яяя ООО Ромашка",
            "Ромашка ООО (ДУБЛЬ) удалить",
        ] {
            assert_eq!(name_core(name), "ромашка", "{name}");
        }
        assert_eq!(name_core("Дубль"), "дубль");
        assert_eq!(name_core("ООО"), "ооо");
        assert_eq!(name_core("«»"), "");
    }

    #[test]
    fn look_alikes_follow_the_script_of_the_word() {
        assert_eq!(name_core("Pомaшкa"), "ромашка", "Latin P and a");
        assert_eq!(name_core("Dаisу"), "daisy", "Cyrillic а and у");
        assert_eq!(name_core("Ромашка COCO"), "ромашка сосо");
    }
}
