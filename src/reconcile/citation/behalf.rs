//! For whom a purpose says the payer pays: «за ООО „Вектор“», «по поручению ИП Иванова И.П.», «в счет задолженности
//! АО „Полюс“ (ИНН 7733147896)».
//!
//! A name counts only where a legal form or quotes show that it is one, and only directly behind the words that say for
//! whom: «за услуги ООО „Вектор“» is what somebody did, not for whom is paid.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::lexer::{Atom, Sort, atoms, fold};
use super::persons::{kin as kin_named, nominative, person};
use super::words::document;
use crate::model::number::to_cyrillic;

/// So many words a name without quotes may have, its legal form aside.
const WORDS_MAX: usize = 5;

/// So many words may stand between the quotes.
const QUOTED_MAX: usize = 10;

/// So many words may stand between what says for whom and the name: «по письму № 12 от 01.10.2026».
const BETWEEN_MAX: usize = 12;

/// Behind other words fewer: «задолженность по договору 5 ООО „Наша“» names whom one owes to.
const BESIDE_MAX: usize = 2;

/// How words for a ceded debt begin.
const CEDED: [&str; 5] = ["цесси", "уступк", "цесії", "відступл", "новаци"];

const FOR: u16 = 1;
const SURELY: u16 = 2;
const TAX: u16 = 4;
const FORM: u16 = 8;
const TRADER: u16 = 16;
const END: u16 = 32;
const AGAINST: u16 = 64;
const KIN: u16 = 128;
const CALLED: u16 = 256;

/// The words and what they mean here.
const WORDS: [(u16, &str); 9] = [
    (FOR, FOR_WORDS),
    (SURELY, SURELY_WORDS),
    (TAX, TAX_WORDS),
    (FORM, FORMS),
    (TRADER, TRADERS),
    (END, ENDS),
    (AGAINST, AGAINST_WORDS),
    (KIN, KIN_WORDS),
    (CALLED, CALLED_WORDS),
];

/// Behind these only a legal form shows that a name follows.
const FOR_WORDS: &str = "за замість вместо";

/// Behind these a name in quotes is one as well.
const SURELY_WORDS: &str = "задолженность задолженности задолженностей долг долга долги заборгованість заборгованості борг боргу \
    расчетов розрахунків поручению поручения доручення дорученням просьбе прохання письму письма письмо \
    имени імені behalf контрагента контрагенту клиента клієнта покупателя покупця третье третьего лицо особу организацию \
    організацію компанию компанію фирму фірму предприятие підприємство должника боржника плательщика дебитора";

/// Words behind which a tax number follows.
const TAX_WORDS: &str = "код инн інн іпн рнокпп едрпоу єдрпоу эдрпоу окпо tin";

const FORMS: &str = "ооо оао зао пао нао ао одо тоо чп гуп фгуп муп гбу фгбу мбу мку мбоу гбоу ано тсж снт кфх нко тов тдв прат пат ват зат \
    ат пп дп кп фг осбб llc ltd gmbh inc";

const TRADERS: &str = "ип пбоюл фоп спд предприниматель предпринимателя чп гр гражданина гражданку";

/// Behind these stands whom one owes to, not for whom one pays.
const AGAINST_WORDS: &str = "перед с со із з";

/// May stand before the name of a person.
const KIN_WORDS: &str = "дочь доч сына сын жену жена мужа муж мать маму отца папу брата сестру ребенка ребенок ученика ученицу \
    студента студентку маму мама папу папа бабушку дедушку тещу тестя свекровь свекра внука внучку племянника племянницу \
    сестра брат онука онуку доньку сина дружину чоловіка учня ученицю дитину";

/// Behind these stands the name of a person: «Платник: Романюк Наталія Миколайівна», «заказчик Морозова Н.А.».
const CALLED_WORDS: &str = "платник плательщик вносник вноситель заказчик заказчика замовник замовника покупатель покупець абонент \
    ученик учень слушатель слухач студент пациент пацієнт арендатор орендар";

/// Legal forms in full, by how they begin; a name in quotes follows within so many words.
const FULL: [(&str, usize); 7] = [
    ("обществ", 3),
    ("акционерн", 1),
    ("публичн", 2),
    ("закрыт", 2),
    ("товариств", 3),
    ("приватн", 2),
    ("индивидуальн", 1),
];

/// A name without quotes ends before these.
const ENDS: &str = "по за согласно согл зг згідно на от від в у с инн інн кпп іпн едрпоу єдрпоу код ндс пдв без сумма суму сума том т оплата сплата \
    через перед для и та та/або договор тел р/с расч счет рахунок предоплата аванс товар услуги поставку адрес г";

/// For whom a purpose says the payer pays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behalf {
    /// Tax numbers that stand with the name, digits only.
    pub tax_ids: Vec<String>,
    /// What the name may be, folded as names are: as it stands, and in the nominative.
    pub names: Vec<String>,
    /// The legal form of a company before it, in short, folded; empty where none is said.
    pub form: String,
}

impl Behalf {
    /// Whether the purpose says nothing of whom is paid for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tax_ids.is_empty() && self.names.is_empty()
    }
}

/// Whether a purpose says that a debt was ceded: what is named was another's, and is the payer's own.
#[must_use]
pub fn is_ceded(purpose: &str) -> bool {
    tells_ceded(&atoms(purpose))
}

fn tells_ceded(atoms: &[Atom]) -> bool {
    atoms.iter().any(|atom| CEDED.iter().any(|begin| atom.word.starts_with(&fold(begin))))
}

/// For whom a payment's purpose says it pays.
#[must_use]
pub fn behalf(purpose: &str) -> Behalf {
    let atoms = atoms(purpose);
    let mut found = Behalf::default();
    // What was ceded is the payer's own.
    if tells_ceded(&atoms) {
        return found;
    }
    for (at, atom) in atoms.iter().enumerate() {
        if atom.sort != Sort::Letters {
            continue;
        }
        let (weak, sure) = (is_of(FOR, &atom.word), is_of(SURELY, &atom.word));
        let called = || is_of(CALLED, &atom.word).then(|| person_called(&atoms, at + 1)).flatten();
        let name = if weak || sure { name_behind(&atoms, at + 1, sure) } else { None };
        let Some(name) = name.or_else(called) else { continue };
        for core in name.cores {
            if !found.names.contains(&core) {
                found.names.push(core);
            }
        }
        found.form = name.form;
        found.tax_ids.extend(tax_id(&atoms, at + 1, name.end));
        break;
    }
    if found.is_empty() {
        found.tax_ids.extend(only_tax_id(&atoms));
    }
    found
}

/// A name that was found, and where it ends.
struct Name {
    cores: Vec<String>,
    form: String,
    end: usize,
}

/// A person right behind a word for what he is, a colon aside.
fn person_called(atoms: &[Atom], at: usize) -> Option<Name> {
    let colon = usize::from(atoms.get(at).is_some_and(|atom| atom.is(':')));
    person(atoms, at + colon).map(|(cores, end)| Name { cores, form: String::new(), end })
}

fn name_behind(atoms: &[Atom], from: usize, sure: bool) -> Option<Name> {
    // «ЗА 01/05/2026;ЯКОВЛЕВ АЛЕКСЕЙ ВИКТОРОВИЧ;дог 1443», as banks list payments of persons.
    let listed =
        date_end(atoms, from).filter(|end| atoms.get(*end).is_some_and(|atom| atom.is(';'))).map(|end| end + 1);
    let kin = atoms.get(from).is_some_and(|atom| is_of(KIN, &atom.word));
    // «за маму, Харитонову Д.О.».
    let comma = usize::from(kin && atoms.get(from + 1).is_some_and(|atom| atom.is(',')));
    let begin = listed.unwrap_or(from + usize::from(kin) + comma);
    let named = person(atoms, begin).or_else(|| if kin { kin_named(atoms, begin) } else { None });
    if let Some((cores, end)) = named {
        return Some(Name { cores, form: String::new(), end });
    }
    let mut at = from;
    let before = from.checked_sub(1).and_then(|at| atoms.get(at));
    let is_letter = before.is_some_and(|atom| atom.word.starts_with(&fold("письм")));
    let reach = match sure {
        true if is_letter => BETWEEN_MAX,
        true => BESIDE_MAX,
        false => 0,
    };
    // Brackets and colons say nothing.
    while at <= from + reach + 1 {
        let atom = atoms.get(at)?;
        if let Some((name_at, trader)) = form(atoms, at) {
            let said = if trader || !is_of(FORM, &atom.word) { String::new() } else { atom.word.clone() };
            return name(atoms, name_at, trader).map(|name| Name { form: said, ..name });
        }
        if is_quote(atom) {
            if !sure {
                // «за „Вектор“ ООО».
                let close = closing(atoms, at)?;
                form(atoms, close + 1)?;
            }
            return name(atoms, at, false);
        }
        let skipped = matches!(atom.sort, Sort::Sign('(' | ':' | '-' | '–'));
        let turns = is_of(AGAINST, &atom.word) || is_of(FOR, &atom.word) && at > from;
        if !skipped && (!sure || turns) {
            break;
        }
        at += 1;
    }
    // «за Вектор ООО».
    let end = (from..atoms.len().min(from + WORDS_MAX)).find(|at| form(atoms, *at).is_some())?;
    let words = words_between(atoms, from, end);
    let is_name = !words.is_empty() && words.len() == end - from && words.iter().all(|word| !ends(word));
    // «за монтаж ООО „Вектор“» names who did it.
    let goes_on =
        atoms.get(end + 1).is_some_and(|atom| is_quote(atom) || atom.sort == Sort::Letters && !ends(&atom.word));
    let said = atoms.get(end).filter(|atom| is_of(FORM, &atom.word)).map_or_else(String::new, |atom| atom.word.clone());
    (is_name && !goes_on).then(|| Name { cores: vec![words.join(" ")], form: said, end })
}

/// Where a date in figures ends.
fn date_end(atoms: &[Atom], at: usize) -> Option<usize> {
    let is_digits = |at: usize| atoms.get(at).is_some_and(Atom::is_digits);
    let is_sign = |at: usize| atoms.get(at).is_some_and(|atom| matches!(atom.sort, Sort::Sign('/' | '.' | '-')));
    let is_date = is_digits(at) && is_sign(at + 1) && is_digits(at + 2) && is_sign(at + 3) && is_digits(at + 4);
    is_date.then_some(at + 5)
}

/// Where the name behind a legal form begins, and whether it is a person's.
fn form(atoms: &[Atom], at: usize) -> Option<(usize, bool)> {
    let atom = atoms.get(at).filter(|atom| atom.sort == Sort::Letters)?;
    let behind_dot = |at: usize| at + usize::from(atoms.get(at).is_some_and(|atom| atom.is('.')));
    if is_of(TRADER, &atom.word) {
        return Some((behind_dot(at + 1), true));
    }
    if is_of(FORM, &atom.word) {
        return Some((at + 1, false));
    }
    let (_, more) = FULL.iter().find(|(begin, _)| atom.word.starts_with(&fold(begin)))?;
    let is_person = atom.word.starts_with(&fold("индивидуальн"));
    let name_at = at + 1 + more;
    (is_person || atoms.get(name_at).is_some_and(is_quote)).then_some((name_at, is_person))
}

fn name(atoms: &[Atom], at: usize, trader: bool) -> Option<Name> {
    if atoms.get(at).is_some_and(is_quote) {
        let close = closing(atoms, at).unwrap_or(atoms.len().min(at + QUOTED_MAX));
        let words = words_between(atoms, at, close);
        let core = words.join(" ");
        return (!core.is_empty()).then(|| Name { cores: vec![core], form: String::new(), end: close + 1 });
    }
    let mut words: Vec<String> = Vec::new();
    let mut end = at;
    while words.len() < WORDS_MAX {
        let Some(atom) = atoms.get(end) else { break };
        // «Кротов О.И.»: the letter is no «и».
        let is_initial = || {
            let is_capital = atom.text.chars().count() == 1 && atom.text.chars().all(char::is_uppercase);
            trader && !words.is_empty() && is_capital && atoms.get(end + 1).is_some_and(|dot| dot.is('.'))
        };
        let is_word = matches!(atom.sort, Sort::Letters | Sort::Digits) && (!ends(&atom.word) || is_initial());
        let joins = atom.is_dash() && atom.glued || atom.is('.') && trader;
        if !is_word && !joins || is_word && document(&atom.word).is_some() {
            break;
        }
        if is_word {
            words.push(folded(&atom.text));
        }
        end += 1;
    }
    let (shortest, longest) = if trader { (2, 3) } else { (1, WORDS_MAX) };
    if words.len() < shortest {
        return None;
    }
    let some: Vec<&str> = words.iter().take(longest).map(String::as_str).collect();
    let mut cores = vec![some.join(" ")];
    if trader {
        cores.push(nominative(&some));
    }
    cores.dedup();
    Some(Name { cores, form: String::new(), end })
}

/// The words between two places, folded as names are.
fn words_between(atoms: &[Atom], from: usize, to: usize) -> Vec<String> {
    let inside = atoms.iter().take(to).skip(from);
    inside.filter(|atom| matches!(atom.sort, Sort::Letters | Sort::Digits)).map(|atom| folded(&atom.text)).collect()
}

/// A tax number that is called one beside the name.
fn tax_id(atoms: &[Atom], from: usize, to: usize) -> Option<String> {
    const BESIDE: usize = 6;
    let near = from..atoms.len().min(to + BESIDE);
    near.into_iter().find_map(|at| tax_at(atoms, at))
}

/// «за ИНН 7733147896» without a name.
fn only_tax_id(atoms: &[Atom]) -> Option<String> {
    let places = 1..atoms.len();
    places.into_iter().find_map(|at| {
        let before = atoms.get(at - 1)?;
        (is_of(FOR, &before.word) || is_of(SURELY, &before.word)).then(|| tax_at(atoms, at)).flatten()
    })
}

fn tax_at(atoms: &[Atom], at: usize) -> Option<String> {
    const LENGTHS: [usize; 3] = [8, 10, 12];
    let sign = atoms.get(at)?;
    if sign.sort != Sort::Letters || !is_of(TAX, &sign.word) {
        return None;
    }
    let behind = atoms.iter().skip(at + 1).take(3);
    let mut digits = behind.skip_while(|atom| matches!(atom.sort, Sort::Sign(_)));
    digits.next().filter(|atom| atom.is_digits() && LENGTHS.contains(&atom.text.len())).map(|atom| atom.text.clone())
}

fn is_quote(atom: &Atom) -> bool {
    matches!(atom.sort, Sort::Sign('"' | '«' | '»' | '“' | '”' | '„' | '\'' | '`' | '‘' | '’'))
}

fn closing(atoms: &[Atom], at: usize) -> Option<usize> {
    let places = at + 1..atoms.len().min(at + QUOTED_MAX);
    places.into_iter().find(|place| atoms.get(*place).is_some_and(is_quote))
}

fn ends(word: &str) -> bool {
    is_of(END | AGAINST, word)
}

/// A word of a name, folded as names are: look-alikes follow the script of its other letters.
pub(super) fn folded(word: &str) -> String {
    let lower: String = word.chars().flat_map(char::to_lowercase).collect();
    let is_latin = lower.is_ascii();
    let kept = lower.chars().filter(|letter| !matches!(letter, 'ʼ' | '’' | '\''));
    let plain = kept.map(|letter| if letter == 'ё' { 'е' } else { letter });
    plain.map(|letter| if is_latin { letter } else { to_cyrillic(letter) }).collect()
}

/// What a folded word means here.
fn is_of(sort: u16, word: &str) -> bool {
    static TABLE: OnceLock<FxHashMap<String, u16>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table: FxHashMap<String, u16> = FxHashMap::default();
        for (sort, list) in WORDS {
            for word in list.split_whitespace() {
                *table.entry(fold(word)).or_default() |= sort;
            }
        }
        table
    });
    table.get(word).is_some_and(|sorts| sorts & sort != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(purpose: &str) -> String {
        behalf(purpose).names.first().cloned().unwrap_or_default()
    }

    #[test]
    fn whom_somebody_pays_for_is_read() {
        for (purpose, name) in [
            ("Оплата за ООО «Вектор» по счету 101", "вектор"),
            ("Оплата за ООО Вектор Плюс, счет 101", "вектор плюс"),
            ("за ООО\"Вектор\" ИНН 7733147896 по договору", "вектор"),
            ("Оплата по сч. 101 за Вектор ООО", "вектор"),
            ("Оплата по сч. 101 за \"Вектор\" ООО за товар", "вектор"),
            ("Оплата (за ООО \"Завод-21\") по счету", "завод 21"),
            ("Оплата за третье лицо - АО \"Полюс\", НДС не облагается", "полюс"),
            ("По письму № 12 от 01.10.2026 за ООО \"Вектор\"", "вектор"),
            ("согласно письма №12 от 01.10.2026 ООО \"Вектор\" за товар", "вектор"),
            ("В счет задолженности ООО \"Вектор\" перед ООО \"Наша\"", "вектор"),
            ("за Общество с ограниченной ответственностью \"Вектор\"", "вектор"),
            ("Сплата за ТОВ «Волошка» зг рах 12", "волошка"),
            ("Оплата за товар, от имени ООО Вектор", "вектор"),
            ("за OOO Maxima по счету 5", "maxima"),
            ("за ООО Осень-Трейд", "осень трейд"),
        ] {
            assert_eq!(first(purpose), name, "{purpose}");
        }
    }

    #[test]
    fn a_person_is_read_in_either_case() {
        let names = behalf("Оплата за ИП Иванова Ивана Петровича по счету 101").names;
        assert!(names.contains(&"иванов иван петрович".to_owned()), "{names:?}");
        let names = behalf("за ИП Полынин П.П. сч. 5").names;
        assert_eq!(names.first().map(String::as_str), Some("полынин п п"));
        let names = behalf("за ИП Полынина П.П., сч. 5").names;
        assert!(names.contains(&"полынин п п".to_owned()), "{names:?}");
    }

    #[test]
    fn a_tax_number_beside_the_name_or_alone_is_read() {
        assert_eq!(behalf("за ООО \"Вектор\" (ИНН 7733147896) счет 5").tax_ids, ["7733147896"]);
        assert_eq!(behalf("Оплата за ИНН 7733147896 по счету 5").tax_ids, ["7733147896"]);
        assert!(behalf("Оплата по счету 5, ИНН 7733147896").is_empty(), "nobody is said to be paid for");
    }

    #[test]
    fn what_is_paid_for_is_nobody() {
        for purpose in [
            "Оплата за товар по счету 101 от 05.10.2026",
            "Оплата за услуги ООО \"Вектор\" по счету 5",
            "Оплата за монтаж ООО \"Вектор\"",
            "Оплата по договору цессии, уступка долга ООО \"Вишня\"",
            "Погашение задолженности по договору поставки № 5 ООО \"Наша\"",
            "за \"Кабель ВВГ\" по счету 5",
            "Предоплата по договору с ООО \"Наша\"",
            "Оплата задолженности перед ООО \"Наша\"",
            "за октябрь 2026",
            "",
        ] {
            assert_eq!(behalf(purpose), Behalf::default(), "{purpose}");
        }
    }
}
