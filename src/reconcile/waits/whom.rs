//! For whom a purpose says that is paid, in its own words: what a person is told of money that waits. Whose money it is, and
//! whether it is another's at all, is not judged by this.

/// Words behind which stands for whom is paid.
const FOR: [&str; 3] = ["за", "замість", "вместо"];

/// What may stand between them and a person.
const KIN: [&str; 24] = [
    "сына",
    "дочь",
    "дочку",
    "жену",
    "мужа",
    "мать",
    "маму",
    "отца",
    "папу",
    "брата",
    "сестру",
    "внука",
    "внучку",
    "ребенка",
    "ученика",
    "ученицу",
    "студента",
    "студентку",
    "сина",
    "доньку",
    "дружину",
    "чоловіка",
    "учня",
    "дитину",
];

/// Words that say what somebody is whose name follows.
const CALLED: [&str; 14] = [
    "покупатель",
    "покупець",
    "заказчик",
    "замовник",
    "плательщик",
    "платник",
    "вноситель",
    "абонент",
    "ученик",
    "учень",
    "слушатель",
    "слухач",
    "арендатор",
    "орендар",
];

/// Legal forms that a name of a company follows.
const FORMS: [&str; 12] = ["ооо", "оао", "зао", "пао", "ао", "тов", "тдв", "прат", "пат", "ат", "пп", "llc"];

/// Those that a name of a person follows.
const TRADERS: [&str; 4] = ["ип", "фоп", "чп", "спд"];

/// How patronymics end, in whatever case.
const PATRONYMICS: [&str; 19] = [
    "вич",
    "вича",
    "вичу",
    "вичем",
    "ич",
    "ича",
    "ичу",
    "ичем",
    "вна",
    "вны",
    "вну",
    "вне",
    "вной",
    "ична",
    "ичну",
    "ичны",
    "івна",
    "івни",
    "івну",
];

const OPENING: [char; 5] = ['«', '"', '„', '“', '\''];
const CLOSING: [char; 6] = ['»', '"', '“', '”', '\'', '‘'];

/// A name without quotes has at most so many words.
const WORDS_MAX: usize = 3;

/// For whom a purpose says that is paid, as it is written there.
pub(super) fn whom(purpose: &str) -> Option<String> {
    let words = words(purpose);
    let at = |at: usize| words.get(at).copied().unwrap_or_default();
    (0..words.len()).find_map(|place| {
        let word = bare(at(place));
        if CALLED.contains(&word.as_str()) {
            return party(&words, place + 1).or_else(|| person(&words, place + 1));
        }
        if !FOR.contains(&word.as_str()) {
            return None;
        }
        if KIN.contains(&bare(at(place + 1)).as_str()) {
            return person(&words, place + 2).or_else(|| some_person(&words, place + 2));
        }
        party(&words, place + 1).or_else(|| person(&words, place + 1))
    })
}

/// Whether a name is a company's, as it is written.
pub(super) fn is_company(name: &str) -> bool {
    name.split_whitespace().next().is_some_and(|form| FORMS.contains(&bare(form).as_str()))
}

/// Words with what stands about them; one that is written together with a colon or a quote ends there.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for written in text.split_whitespace() {
        let mut rest = written;
        while let Some((place, sign)) =
            rest.char_indices().skip(1).find(|(_, sign)| OPENING.contains(sign) || *sign == ':')
        {
            let end = if sign == ':' { place + 1 } else { place };
            // A quote that closes belongs to its word.
            let is_last = rest.get(end..).is_none_or(|behind| !behind.chars().any(char::is_alphabetic));
            if is_last {
                break;
            }
            words.extend(rest.get(..end));
            rest = rest.get(end..).unwrap_or_default();
        }
        words.push(rest);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A word without signs, in lower case.
fn bare(word: &str) -> String {
    trimmed(word).to_lowercase().replace('ё', "е")
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|sign: char| !sign.is_alphanumeric())
}

/// A company or a trader: a legal form with a name in quotes, or of a few words that begin with capitals.
fn party(words: &[&str], at: usize) -> Option<String> {
    let form = words.get(at)?;
    let name = words.get(at + 1)?;
    let is_trader = TRADERS.contains(&bare(form).as_str());
    if !is_trader && !FORMS.contains(&bare(form).as_str()) {
        return None;
    }
    let form = form.trim_start_matches(|sign: char| !sign.is_alphanumeric());
    if name.starts_with(OPENING) {
        let behind = words.get(at + 1..)?;
        let is_end = |word: &&str| word.trim_end_matches([',', '.', ';', ')', ':']).ends_with(CLOSING);
        let end =
            behind.iter().position(|word| is_end(&word.get(1..).filter(|rest| !rest.is_empty()).unwrap_or_default()));
        let end = end.or_else(|| behind.iter().position(is_end))?;
        let quoted = behind.get(..=end)?.join(" ");
        return Some(format!("{form} {}", quoted.trim_end_matches([',', '.', ';', ')', ':'])));
    }
    let behind = words.get(at + 1..)?;
    let named = behind.iter().take(WORDS_MAX).take_while(|word| is_capital(word));
    let named: Vec<&str> = until_sign(named.copied());
    (!named.is_empty()).then(|| format!("{form} {}", named.join(" ")))
}

/// A surname with two initials, or with a given name and a patronymic.
fn person(words: &[&str], at: usize) -> Option<String> {
    let named = some_person(words, at)?;
    let last = named.split(' ').next_back()?;
    let initials = named.split(' ').skip(1).collect::<String>();
    let is_initials = initials.chars().filter(|letter| letter.is_alphabetic()).count() == 2
        && initials.chars().all(|letter| letter.is_uppercase() || letter == '.');
    let lower = last.to_lowercase();
    let is_full = named.split(' ').count() == 3 && PATRONYMICS.iter().any(|end| lower.ends_with(end));
    (is_initials || is_full).then_some(named)
}

/// A surname and one or two words behind it that begin with capitals.
fn some_person(words: &[&str], at: usize) -> Option<String> {
    let behind = words.get(at..)?;
    let named = until_sign(behind.iter().copied().take(WORDS_MAX).take_while(|word| is_capital(word)));
    (named.len() > 1).then(|| named.join(" "))
}

fn is_capital(word: &str) -> bool {
    let word = word.trim_start_matches(['(', ':', '-']);
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Words up to one behind which a sign parts it from the rest; the dot of an initial parts nothing.
fn until_sign<'w>(words: impl Iterator<Item = &'w str>) -> Vec<&'w str> {
    let mut taken = Vec::new();
    for word in words {
        let kept = word.trim_start_matches(['(', ':', '-']).trim_end_matches([',', ';', ')', ':']);
        let is_initial = kept.chars().filter(|letter| letter.is_alphabetic()).count() <= 2;
        let name = if is_initial { kept } else { kept.trim_end_matches('.') };
        if name.is_empty() {
            break;
        }
        taken.push(name);
        if name.len() != word.trim_start_matches(['(', ':', '-']).len() {
            break;
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn for_whom_is_said_as_the_purpose_says_it() {
        for (purpose, name) in [
            ("Оплата за сына Цветкова Илью Олеговича", "Цветкова Илью Олеговича"),
            ("За обучение за дочь Цветкову Анну, НДС нет", "Цветкову Анну"),
            ("ЗА СЫНА ЦВЕТКОВА ИЛЬЮ ОЛЕГОВИЧА", "ЦВЕТКОВА ИЛЬЮ ОЛЕГОВИЧА"),
            ("за ООО \"КвазарА\" по договору цессии 5", "ООО \"КвазарА\""),
            ("за ООО\"КвазарА\", по договору цессии 5", "ООО \"КвазарА\""),
            ("Оплата за ООО «Квазар Плюс» по договору", "ООО «Квазар Плюс»"),
            ("за ТОВ Волошка, рах. 5", "ТОВ Волошка"),
            ("за ИП Иванова И.П. по письму", "ИП Иванова И.П."),
            ("Покупатель: Рогов Тарас Ильич", "Рогов Тарас Ильич"),
            ("Покупатель:Рогов Тарас Ильич; заказ", "Рогов Тарас Ильич"),
            ("Замовник Морозова Н. А., меблі", "Морозова Н. А."),
            ("за Волкову Елену Сергеевну", "Волкову Елену Сергеевну"),
        ] {
            assert_eq!(whom(purpose).as_deref(), Some(name), "{purpose}");
        }
    }

    #[test]
    fn what_is_paid_for_is_nobody() {
        for purpose in [
            "ОПЛАТА ЗА АРЕНДУ ПОМЕЩЕНИЯ ОФИСА",
            "Оплата за услуги ООО «Вектор»",
            "за Кабель ВВГ",
            "Покупатель оплатил товар",
            "за Июль Август Сентябрь",
            "за",
            "",
        ] {
            assert_eq!(whom(purpose), None, "{purpose}");
        }
    }
}
