//! Document numbers: the keys under which two spellings of one number meet.
//!
//! A program writes `0000-000101`, the payer writes `101`; a clerk types a Latin `C` for a Cyrillic `С`. The number as
//! written is kept; comparison goes by [`full_key`] first and by [`number_core`] only where that is unique.

/// The Cyrillic letter that a Latin letter looks like, in the same case; any other character as it is.
#[must_use]
pub fn to_cyrillic(letter: char) -> char {
    match letter {
        'A' => 'А',
        'B' => 'В',
        'C' => 'С',
        'E' => 'Е',
        'H' => 'Н',
        'I' => 'І',
        'K' => 'К',
        'M' => 'М',
        'O' => 'О',
        'P' => 'Р',
        'T' => 'Т',
        'X' => 'Х',
        'Y' => 'У',
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'i' => 'і',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        'Ё' => 'Е',
        'ё' => 'е',
        other => other,
    }
}

/// The Latin letter that a Cyrillic letter looks like, in the same case; any other character as it is.
#[must_use]
pub fn to_latin(letter: char) -> char {
    match letter {
        'А' => 'A',
        'В' => 'B',
        'С' => 'C',
        'Е' => 'E',
        'Н' => 'H',
        'І' => 'I',
        'К' => 'K',
        'М' => 'M',
        'О' => 'O',
        'Р' => 'P',
        'Т' => 'T',
        'Х' => 'X',
        'У' => 'Y',
        'а' => 'a',
        'в' => 'b',
        'с' => 'c',
        'е' => 'e',
        'н' => 'h',
        'і' => 'i',
        'к' => 'k',
        'м' => 'm',
        'о' => 'o',
        'р' => 'p',
        'т' => 't',
        'х' => 'x',
        'у' => 'y',
        other => other,
    }
}

/// Whether a character is one of the dashes that people and programs type for a hyphen.
#[must_use]
pub fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The whole number folded for comparison: upper case, look-alikes Cyrillic, blanks dropped, dashes and slashes of one sort.
#[must_use]
pub fn full_key(number: &str) -> String {
    let mut key = String::with_capacity(number.len());
    for letter in number.chars() {
        match letter {
            blank if blank.is_whitespace() || blank == '\u{200b}' || blank == '\u{feff}' => {}
            dash if is_dash(dash) => key.push('-'),
            '\\' => key.push('/'),
            other => key.extend(other.to_uppercase().map(to_cyrillic)),
        }
    }
    key
}

/// The number without series prefix and leading zeros: `0000-000101` → `101`, `ТДЦУ-000142` → `142`, `УТ-101/2` → `101/2`.
///
/// What stands behind the serial number (`/2`, a letter) is part of it. Empty where the number holds no digit.
#[must_use]
pub fn number_core(number: &str) -> String {
    let mut core = without_series(&full_key(number));
    // Without its zeros a prefix can turn out to be a series itself (`01АА-1`): the core must be the core of itself.
    loop {
        let shorter = without_series(&core);
        if shorter == core {
            return core;
        }
        core = shorter;
    }
}

/// The serial number of a core and the letters behind it: `631/Ю`, `631-Ю` and `631Ю` → (`631`, `Ю`).
///
/// The letters say which list of numbers it is of; people leave them out or write them in another way.
#[must_use]
pub fn letters_behind(core: &str) -> Option<(&str, &str)> {
    let rest = core.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let serial = core.strip_suffix(rest).filter(|serial| !serial.is_empty())?;
    let letters = rest.trim_start_matches(['-', '/']);
    let are_letters = (1..=3).contains(&letters.chars().count()) && letters.chars().all(char::is_alphabetic);
    are_letters.then_some((serial, letters))
}

/// How people join the letters behind a number to it: `631Ю`, `631/Ю`, `631-Ю`; nothing where it has none.
#[must_use]
pub fn lettered(core: &str) -> Vec<String> {
    let Some((serial, letters)) = letters_behind(core) else { return Vec::new() };
    ["", "/", "-"].map(|joint| format!("{serial}{joint}{letters}")).into()
}

fn without_series(key: &str) -> String {
    let mut segments = segments(key);
    while let [first, later @ ..] = segments.as_slice() {
        if later.iter().any(|segment| holds_serial(segment.text)) && is_series(first) {
            segments.remove(0);
        } else {
            break;
        }
    }
    let mut core = String::with_capacity(key.len());
    for (index, segment) in segments.iter().enumerate() {
        let text = if core.is_empty() {
            segment.text.trim_start_matches(|letter: char| !letter.is_ascii_digit())
        } else {
            segment.text
        };
        push_without_zeros(&mut core, text);
        if index + 1 < segments.len() && !core.is_empty() {
            core.push(segment.separator);
        }
    }
    if core.chars().any(|letter| letter.is_ascii_digit()) { core } else { String::new() }
}

/// A stretch of letters and digits, and the separator behind it.
struct Segment<'a> {
    text: &'a str,
    separator: char,
}

fn segments(key: &str) -> Vec<Segment<'_>> {
    let mut found = Vec::new();
    for piece in key.split_inclusive(|letter: char| !letter.is_alphanumeric()) {
        let text = piece.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        if !text.is_empty() {
            let separator = if piece.ends_with('/') { '/' } else { '-' };
            found.push(Segment { text, separator });
        }
    }
    found
}

/// A segment that can be the serial number itself: some digit of it is not zero.
fn holds_serial(text: &str) -> bool {
    text.chars().any(|letter| letter.is_ascii_digit() && letter != '0')
}

/// A segment in front of the serial number: letters (`УТ`), zeros (`0000`), or both with a letter at the end (`00УТ-`, `1УТ-`).
fn is_series(segment: &Segment<'_>) -> bool {
    let ends_in_letter = segment.text.chars().next_back().is_some_and(|letter| !letter.is_ascii_digit());
    let has_serial = holds_serial(segment.text);
    !has_serial || ends_in_letter && segment.separator == '-' && has_more_letters(segment.text)
}

/// `1УТ` is a series, `101А` a number with a letter: a series has more letters than digits.
fn has_more_letters(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.chars().count() - digits > digits
}

/// Appends a segment, leading zeros of every run of digits dropped.
fn push_without_zeros(core: &mut String, text: &str) {
    let mut in_run = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let more_digits = letters.peek().is_some_and(char::is_ascii_digit);
        if letter == '0' && !in_run && more_digits {
            continue;
        }
        in_run = letter.is_ascii_digit();
        core.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_drops_series_and_zeros_and_keeps_what_follows() {
        for (number, core) in [
            ("0000-000101", "101"),
            ("ТДЦУ-000142", "142"),
            ("УТ-101/2", "101/2"),
            ("00УТ-000123", "123"),
            ("1УТ-000123", "123"),
            ("УТ101/2", "101/2"),
            ("101", "101"),
            ("00199", "199"),
            ("ЦБ-000007", "7"),
            ("INV-7", "7"),
            ("ТД/ЦУ-000142", "142"),
            ("1000001-B24", "1000001-В24"),
            ("101а", "101А"),
            ("101А-2", "101А-2"),
            ("23/01/2023/Р-01", "23/1/2023/Р-1"),
            ("№ 5", "5"),
            ("01АА-1", "1"),
            ("000", "0"),
            ("б/н", ""),
            ("", ""),
        ] {
            assert_eq!(number_core(number), core, "{number}");
            assert_eq!(number_core(core), core, "the core of a core: {number}");
        }
    }

    #[test]
    fn letters_behind_a_number_are_found_however_they_are_joined() {
        for core in ["631/Ю", "631-Ю", "631Ю"] {
            assert_eq!(letters_behind(core), Some(("631", "Ю")), "{core}");
        }
        for core in ["631", "631/2", "Ю", "", "631/Ю-2", "631СЛОВО"] {
            assert_eq!(letters_behind(core), None, "{core}");
        }
    }

    #[test]
    fn the_full_key_ignores_blanks_case_and_look_alikes() {
        assert_eq!(full_key("TC–000 142"), full_key("тс-000142"));
        assert_eq!(full_key("10\\2"), "10/2");
        assert_ne!(full_key("УТ-101"), full_key("ЦУ-101"));
    }
}
