//! Names of persons in purposes, in whatever case they stand.

use std::collections::BTreeSet;

use super::behalf::folded;
use super::lexer::{Atom, Sort};
use super::words::document;

/// A shorter word is no surname.
const SHORTEST_SURNAME: usize = 3;

/// What a person without a legal form may be called, and where the name ends: a surname with two initials before or behind
/// it, or with a given name and a patronymic in whatever case.
pub(super) fn person(atoms: &[Atom], at: usize) -> Option<(Vec<String>, usize)> {
    surname_first(atoms, at).or_else(|| initials_first(atoms, at))
}

/// A surname and a given name alone: «за дочь Тарасову Дарью». Only behind a word for what the person is to the payer.
pub(super) fn kin(atoms: &[Atom], at: usize) -> Option<(Vec<String>, usize)> {
    let word = |at: usize| atoms.get(at).filter(|atom| is_name(atom) && atom.text.chars().count() >= SHORTEST_SURNAME);
    let (surname, given) = (word(at)?, word(at + 1)?);
    Some((cores(&[folded(&surname.text), folded(&given.text)]), at + 2))
}

/// Whether a word may be a part of a name.
fn is_name(atom: &Atom) -> bool {
    let is_capital = atom.text.chars().next().is_some_and(char::is_uppercase);
    atom.sort == Sort::Letters && is_capital && document(&atom.word).is_none()
}

/// What a name may be: as it stands, and in the nominative.
fn cores(words: &[String]) -> Vec<String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut cores = vec![words.join(" "), nominative(&words), nominative_of_woman(&words)];
    let mut seen = BTreeSet::new();
    cores.retain(|core| seen.insert(core.clone()));
    cores
}

/// «О.О. Карпову».
fn initials_first(atoms: &[Atom], at: usize) -> Option<(Vec<String>, usize)> {
    let initial = |at: usize| {
        let is_dotted = atoms.get(at + 1).is_some_and(|dot| dot.is('.'));
        atoms.get(at).filter(|atom| is_name(atom) && atom.text.chars().count() == 1 && is_dotted)
    };
    let (first, second) = (initial(at)?, initial(at + 2)?);
    let surname = atoms.get(at + 4).filter(|atom| is_name(atom) && atom.text.chars().count() >= SHORTEST_SURNAME)?;
    Some((cores(&[folded(&surname.text), folded(&first.text), folded(&second.text)]), at + 5))
}

fn surname_first(atoms: &[Atom], at: usize) -> Option<(Vec<String>, usize)> {
    let word = |at: usize| atoms.get(at).filter(|atom| atom.sort == Sort::Letters);
    let past_dot = |at: usize| at + usize::from(atoms.get(at).is_some_and(|atom| atom.is('.')));
    let letters = |atom: &Atom| atom.text.chars().count();
    let surname = word(at).filter(|atom| letters(atom) >= SHORTEST_SURNAME && document(&atom.word).is_none())?;
    let first = word(at + 1)?;
    let second_at = past_dot(at + 2);
    let second = word(second_at)?;
    let has_dots = second_at > at + 2 && atoms.get(second_at + 1).is_some_and(|atom| atom.is('.'));
    let is_capital = |atom: &Atom| atom.text.chars().next().is_some_and(char::is_uppercase);
    let is_written_so = [surname, first, second].into_iter().all(is_capital);
    let is_short = is_written_so && letters(first) == 1 && letters(second) == 1 && has_dots;
    let is_full = letters(first) > 1 && second_at == at + 2 && is_patronymic_in_a_case(&folded(&second.text));
    if !is_short && !is_full || surname.text.chars().any(|letter| letter.is_ascii_digit()) {
        return None;
    }
    Some((cores(&[folded(&surname.text), folded(&first.text), folded(&second.text)]), past_dot(second_at + 1)))
}

fn is_patronymic_in_a_case(word: &str) -> bool {
    const ENDS: [&str; 12] =
        ["вич", "вича", "вичу", "вичем", "вна", "вны", "вну", "вне", "вной", "ична", "ичну", "ичны"];
    // Ильич, Кузьмич; but no «кирпич».
    const SHORT: [&str; 5] = ["ьич", "ьмич", "омич", "укич", "итич"];
    let is_short = |word: &str| SHORT.iter().any(|end| word.ends_with(end));
    let stem = ["а", "у", "ем"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    ENDS.iter().any(|end| word.ends_with(end)) || is_short(word) || is_short(stem)
}

/// The same of a woman: «Волкову Елену Владимировну», «Волковой Е.В.».
fn nominative_of_woman(words: &[&str]) -> String {
    let whole = words.iter().enumerate().map(|(at, word)| {
        if word.chars().count() == 1 {
            return (*word).to_owned();
        }
        let cut = |tail: &str, whole: &str| word.strip_suffix(tail).map(|stem| format!("{stem}{whole}"));
        let surname =
            || cut("скую", "ская").or_else(|| cut("ской", "ская")).or_else(|| cut("ой", "а")).filter(|_| at == 0);
        surname()
            .or_else(|| cut("ию", "ия"))
            .or_else(|| cut("ую", "ая"))
            .or_else(|| cut("у", "а"))
            .or_else(|| cut("ю", "я"))
            .or_else(|| cut("ны", "на"))
            .or_else(|| cut("ии", "ия"))
            .or_else(|| cut("ы", "а"))
            .unwrap_or_else(|| (*word).to_owned())
    });
    whole.collect::<Vec<_>>().join(" ")
}

/// A person's name as it is put down, where the purpose has it in the genitive: «Иванова Ивана Петровича».
pub(super) fn nominative(words: &[&str]) -> String {
    let surname = |word: &str| {
        let cut = |tail: &str, whole: &str| {
            word.strip_suffix(tail).filter(|stem| stem.chars().count() > 1).map(|stem| format!("{stem}{whole}"))
        };
        cut("ского", "ский")
            .or_else(|| cut("цкого", "цкий"))
            .or_else(|| cut("ова", "ов"))
            .or_else(|| cut("ева", "ев"))
            .or_else(|| cut("ина", "ин"))
            .or_else(|| cut("енка", "енко"))
            .unwrap_or_else(|| word.to_owned())
    };
    let given = |word: &str| {
        if word.chars().count() == 1 {
            return word.to_owned();
        }
        let cut = |tail: &str, whole: &str| word.strip_suffix(tail).map(|stem| format!("{stem}{whole}"));
        cut("ея", "ей")
            .or_else(|| cut("ия", "ий"))
            .or_else(|| cut("я", "ь"))
            .or_else(|| cut("а", ""))
            .unwrap_or_else(|| word.to_owned())
    };
    let whole = words.iter().enumerate().map(|(at, word)| if at == 0 { surname(word) } else { given(word) });
    whole.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::behalf;

    #[test]
    fn a_person_without_a_form_is_read_in_either_case() {
        let holds = |purpose: &str, name: &str| {
            let names = behalf(purpose).names;
            assert!(names.contains(&name.to_owned()), "{purpose}: {names:?}");
        };
        holds("Оплата заказа за Волкову Е.В.", "волкова е в");
        holds("Оплата за дочь Морозову А. И., НДС нет", "морозова а и");
        holds("за Волкова Е.В. заказ 5", "волков е в");
        holds("ЗА 01/05/2026;ЯКОВЛЕВ АЛЕКСЕЙ ВИКТОРОВИЧ;дог 1443;за курсы", "яковлев алексей викторович");
        holds("Оплата за Волкову Елену Владимировну", "волкова елена владимировна");
        holds("за курси; дог. № Д-14; Платник: Романюк Наталія Миколаївна", "романюк наталія миколаївна");
        holds("за заказ №10971, заказчик Морозова Н.А.", "морозова н а");
        holds("за Иванова Ивана Петровича", "иванов иван петрович");
        holds("оплата за дочь Тарасову Дарью обучение", "тарасова дарья");
        holds("За маму, Харитонову Д.О.", "харитонова д о");
        holds("за О.О. Карпову", "карпова о о");
        holds("Оплата за Абрамова Бориса Ильича", "абрамов борис ильич");
        holds("Покупатель: Рогов Тарас Ильич", "рогов тарас ильич");
        holds("за ИП Кротов О.И.", "кротов о и");
        for nobody in [
            "за полнотелый красный кирпич",
            "за дочь обучение",
            "за товар А.Б.",
            "за ремонт т. в. 5",
            "Оплата за курсы май 2026",
            "за 01/05/2026",
        ] {
            assert!(behalf(nobody).names.iter().all(|name| name == "товар а б"), "{nobody}");
        }
    }
}
