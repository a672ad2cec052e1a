//! How people and programs spell one name, number or phone.

use super::random::Random;

/// What was done to a record, for the table by scenario.
pub(crate) type Done = Vec<&'static str>;

const SCHEMES: &[&[(&str, &str)]] = &[
    &[
        ("щ", "shch"),
        ("ш", "sh"),
        ("ч", "ch"),
        ("ж", "zh"),
        ("х", "kh"),
        ("ц", "ts"),
        ("ю", "yu"),
        ("я", "ya"),
        ("й", "y"),
        ("ы", "y"),
    ],
    &[
        ("щ", "sch"),
        ("ш", "sh"),
        ("ч", "ch"),
        ("ж", "zh"),
        ("х", "h"),
        ("ц", "c"),
        ("ю", "ju"),
        ("я", "ja"),
        ("й", "j"),
        ("ы", "y"),
    ],
    &[
        ("щ", "shch"),
        ("ш", "sh"),
        ("ч", "ch"),
        ("ж", "zh"),
        ("х", "kh"),
        ("ц", "ts"),
        ("ю", "iu"),
        ("я", "ia"),
        ("й", "i"),
        ("ы", "y"),
    ],
];
const LETTERS: &[(&str, &str)] = &[
    ("а", "a"),
    ("б", "b"),
    ("в", "v"),
    ("г", "g"),
    ("д", "d"),
    ("е", "e"),
    ("ё", "e"),
    ("з", "z"),
    ("и", "i"),
    ("і", "i"),
    ("ї", "i"),
    ("є", "e"),
    ("к", "k"),
    ("л", "l"),
    ("м", "m"),
    ("н", "n"),
    ("о", "o"),
    ("п", "p"),
    ("р", "r"),
    ("с", "s"),
    ("т", "t"),
    ("у", "u"),
    ("ф", "f"),
    ("э", "e"),
    ("ь", ""),
    ("ъ", ""),
    ("№", "N"),
];

/// A lower-case text in Latin letters by one of three schemes.
pub(crate) fn transliterated(text: &str, scheme: usize) -> String {
    let table = || SCHEMES[scheme % SCHEMES.len()].iter().chain(LETTERS);
    text.chars()
        .map(|letter| {
            let found = table().find(|(from, _)| from.starts_with(letter)).map(|(_, to)| (*to).to_owned());
            found.unwrap_or_else(|| letter.to_string())
        })
        .collect()
}

const TWINS: &[(char, char)] = &[
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('х', 'x'),
    ('у', 'y'),
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('Х', 'X'),
];

fn look_alikes(random: &mut Random, text: &str) -> String {
    text.chars()
        .map(|letter| match TWINS.iter().find(|(from, _)| *from == letter) {
            Some((_, to)) if random.chance(400) => *to,
            _ => letter,
        })
        .collect()
}

fn typo(random: &mut Random, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = 1 + random.below(letters.len().saturating_sub(2));
    if letters.len() < 5 || !letters[at].is_alphabetic() {
        return text.to_owned();
    }
    match random.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 if letters[at - 1].is_alphabetic() => letters.swap(at, at - 1),
        _ => letters[at] = random.pick(&["а", "о", "е", "и", "т", "н", "р", "л"]).chars().next().unwrap_or('а'),
    }
    letters.into_iter().collect()
}

fn full(form: &str) -> &str {
    match form {
        "ООО" => "Общество с ограниченной ответственностью",
        "АО" => "Акционерное общество",
        "ЗАО" => "Закрытое акционерное общество",
        "ПАО" => "Публичное акционерное общество",
        "ИП" => "Индивидуальный предприниматель",
        "ФОП" => "Фізична особа-підприємець",
        "ТОВ" => "Товариство з обмеженою відповідальністю",
        "ПП" => "Приватне підприємство",
        "ПрАТ" => "Приватне акціонерне товариство",
        other => other,
    }
}

fn initials(core: &str) -> String {
    let mut words = core.split(' ');
    let surname = words.next().unwrap_or_default();
    let rest: String = words.filter_map(|word| word.chars().next()).map(|letter| format!("{letter}.")).collect();
    format!("{surname} {rest}")
}

/// The name without its form, as it is typed.
fn core_of(random: &mut Random, core: &str, trader: bool, typed: bool, done: &mut Done) -> String {
    let mut core = core.to_owned();
    if typed && random.chance(130) {
        (core, _) = (typo(random, &core), done.push("typo"));
    }
    if random.chance(if typed { 80 } else { 25 }) {
        (core, _) = (look_alikes(random, &core), done.push("look-alikes"));
    }
    if trader && random.chance(if typed { 450 } else { 100 }) {
        (core, _) = (initials(&core), done.push("initials"));
    }
    if typed && random.chance(120) {
        for (long, short) in [
            ("Торговый дом", "ТД"),
            ("ТД", "Торговый дом"),
            ("СК", "Строительная компания"),
            (" Плюс", "+"),
            ("№", "N "),
        ] {
            if core.contains(long) {
                core = core.replacen(long, short, 1);
                done.push("abbreviation");
                break;
            }
        }
    }
    if typed && !trader && random.chance(50) && core.contains(' ') {
        let mut words: Vec<&str> = core.split(' ').collect();
        match random.below(3) {
            0 => words.rotate_left(1),
            1 => words = vec![words[0]],
            _ => {}
        }
        let shortened = words.len() == 1;
        core = if shortened { words[0].to_owned() } else { words.join(random.pick(&["", "-", " "])) };
        done.push(if shortened { "shortened" } else { "words moved" });
    }
    core
}

/// A name as it comes from a careful system (`typed` false) or from somebody's hands.
pub(crate) fn name(
    random: &mut Random,
    form: &str,
    core: &str,
    city: &str,
    trader: bool,
    typed: bool,
    done: &mut Done,
) -> String {
    let core = core_of(random, core, trader, typed, done);
    if typed && random.chance(90) {
        let scheme = random.below(3);
        let latin = transliterated(&core.to_lowercase(), scheme);
        let words: Vec<String> = latin.split(' ').map(super::market::capital).collect();
        done.push("transliterated");
        let form = random.pick(&["LLC", "Ltd", "OOO", ""]);
        return if trader { words.join(" ") } else { format!("{} {form}", words.join(" ")).trim().to_owned() };
    }
    let mut text = match random.below(if typed { 9 } else { 5 }) {
        0 | 1 => format!("{form} \"{core}\""),
        2 => format!("{} «{core}»", full(form)),
        3 => format!("{core}, {form}"),
        4 => format!("{form} {core}").to_uppercase(),
        5 => format!("{core} {form}"),
        6 => format!("{}\"{core}\"", form.to_lowercase()),
        7 => core.clone(),
        _ => format!("{form} {}", core.to_lowercase()),
    };
    if random.chance(if typed { 70 } else { 30 }) {
        let tail = random.pick(&[
            "(не использовать)",
            "дубль",
            "!!! не использовать",
            "(старый)",
            "закрыт",
            "дубль 2",
            "(осн.)",
            "НЕ ИСПОЛЬЗОВАТЬ дубликат",
            "(удалить)",
        ]);
        (text, _) = (format!("{text} {tail}"), done.push("remark"));
    }
    if random.chance(if typed { 90 } else { 20 }) {
        text = match random.below(3) {
            0 => format!("{text} ({city})"),
            1 => format!("{text} г. {city}"),
            _ => format!("{text} {city}"),
        };
        done.push("city glued");
    }
    text
}

/// A phone in one of its spellings.
pub(crate) fn phone(random: &mut Random, digits: &str, ukrainian: bool) -> String {
    let (a, b, c, d) = (&digits[..3], &digits[3..6], &digits[6..8], &digits[8..]);
    match (ukrainian, random.below(5)) {
        (true, 0) => format!("+38 ({a}) {b}-{c}-{d}"),
        (true, 1) => format!("38{digits}"),
        (true, 2) => format!("8 {a} {b} {c} {d}"),
        (true, _) => format!("{a} {b}-{c}-{d}"),
        (false, 0) => format!("+7 ({a}) {b}-{c}-{d}"),
        (false, 1) => format!("8{digits}"),
        (false, 2) => format!("8 ({a}) {b} {c} {d} доб. {}", 1 + random.below(200)),
        (false, 3) => format!("({a}) {b}-{c}-{d}"),
        (false, _) => format!("+7{digits}"),
    }
}

/// A tax number as it gets into a cell; empty where it did not.
pub(crate) fn tax_id(random: &mut Random, digits: &str, kpp: &str, typed: bool, done: &mut Done) -> String {
    match random.below(1000) {
        0..15 if digits.starts_with('0') => (digits[1..].to_owned(), done.push("zero lost")).0,
        15..45 if typed => {
            let mut letters: Vec<char> = digits.chars().collect();
            let at = 1 + random.below(letters.len() - 1);
            match random.below(3) {
                0 => letters.swap(at, at - 1),
                1 => drop(letters.remove(at)),
                _ => letters[at] = char::from(b'0' + u8::try_from(random.below(10)).unwrap_or_default()),
            }
            done.push("tax number mistyped");
            letters.into_iter().collect()
        }
        45..65 => (random.pick(&["0000000000", "1234567890", "-", "0", "нет"]).to_owned(), done.push("placeholder")).0,
        65..115 if !kpp.is_empty() => format!("{digits}/{kpp}"),
        115..150 => format!(" {digits} "),
        _ => digits.to_owned(),
    }
}

/// An address from `street|house|office`.
pub(crate) fn address(random: &mut Random, city: &str, address: &str, ukrainian: bool) -> String {
    let mut parts = address.split('|');
    let mut next = || parts.next().unwrap_or_default();
    let (street, house, office) = (next(), next(), next());
    match (random.below(5), ukrainian) {
        (0, false) => format!("{}, г. {city}, ул. {street}, д. {house}, оф. {office}", 101_000 + random.below(500_000)),
        (0, true) => {
            format!("{:05}, м. {city}, вул. {street}, буд. {house}, оф. {office}", 1_000 + random.below(90_000))
        }
        (1, _) => format!("{city}, {street} {house}"),
        (2, false) => format!("Россия, {city} г, {street} ул, дом № {house}, офис {office}"),
        (3, _) => format!("г {city}, {street}, {house}-{office}"),
        _ => city.to_owned(),
    }
}
