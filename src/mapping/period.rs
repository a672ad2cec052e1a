//! Texts that name a period → its first and last day, as people write them above a report: «за январь 2026 г.»,
//! «за 1 квартал 2026 г.», «за 01.01.2026 - 31.01.2026», «за 9 місяців 2026 р.», `January 2026`.

use jiff::ToSpan;
use jiff::civil::Date;

/// How the names of months begin, in Russian, Ukrainian and English; in the order of the year.
const MONTHS: [&[&str]; 12] = [
    &["янв", "січ", "jan"],
    &["фев", "лют", "feb"],
    &["мар", "бер", "mar"],
    &["апр", "квіт", "apr"],
    &["ма", "трав", "may"],
    &["июн", "черв", "jun"],
    &["июл", "лип", "jul"],
    &["авг", "серп", "aug"],
    &["сен", "вер", "sep"],
    &["окт", "жовт", "oct"],
    &["ноя", "лист", "nov"],
    &["дек", "груд", "dec"],
];

/// The first and the last day of the period that a text names; nothing where it names none.
pub(super) fn period(text: &str) -> Option<(Date, Date)> {
    let words = words(text);
    let named: Vec<(Date, Date)> = spans(&words);
    let first = named.iter().map(|(first, _)| *first).min()?;
    let last = named.iter().map(|(_, last)| *last).max()?;
    Some((first, last))
}

/// Words and numbers in lower case; a date `01.01.2026` stays whole.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let is_cut = |letter: char| !(letter.is_alphanumeric() || letter == '.' || letter == '/');
    lower.split(is_cut).map(|word| word.trim_matches(['.', '/']).to_owned()).filter(|word| !word.is_empty()).collect()
}

/// Every period that stands in the words, one after the other.
fn spans(words: &[String]) -> Vec<(Date, Date)> {
    let mut found = Vec::new();
    let mut rest = words;
    while !rest.is_empty() {
        let (span, used) = span(rest);
        found.extend(span);
        rest = rest.get(used.max(1)..).unwrap_or_default();
    }
    found
}

/// The period that begins with the first word, and how many words it takes.
fn span(words: &[String]) -> (Option<(Date, Date)>, usize) {
    let word = |at: usize| words.get(at).map(String::as_str).unwrap_or_default();
    if let Some(day) = super::convert::date_time(word(0)).map(|at| at.date()) {
        return (Some((day, day)), 1);
    }
    let number = number(word(0));
    if let (Some(number), Some(months)) = (number, months_of(word(1))) {
        let span = year(word(2)).and_then(|year| part_of_year(year, number, months, word(1)));
        return (span, 3);
    }
    if let (Some(day), Some(month), Some(year)) = (number, month(word(1)), year(word(2))) {
        let day = i8::try_from(day).ok().and_then(|day| Date::new(year, month, day).ok());
        return (day.map(|day| (day, day)), 3);
    }
    if let (Some(month), Some(year)) = (month(word(0)), year(word(1))) {
        return (whole(year, month, 1), 2);
    }
    // «Январь - Март 2026 г.»: the year stands once.
    if let (Some(first), Some(last), Some(year)) = (month(word(0)), month(word(1)), year(word(2))) {
        let count = last - first + 1;
        return (if count > 0 { whole(year, first, count) } else { None }, 3);
    }
    if let Some(year) = year(word(0)) {
        return (whole(year, 1, 12), 1);
    }
    (None, 1)
}

/// Months in the part of a year that a word names: quarter, half, `9 месяцев`.
fn months_of(word: &str) -> Option<i8> {
    let begins = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    if begins(&["кварт", "quarter", "кв"]) && !begins(&["квіт"]) {
        Some(3)
    } else if begins(&["полуг", "півр", "half"]) {
        Some(6)
    } else if begins(&["месяц", "місяц", "month"]) {
        Some(1)
    } else {
        None
    }
}

/// The n-th quarter or half; the first n months.
fn part_of_year(year: i16, number: i64, months: i8, word: &str) -> Option<(Date, Date)> {
    let number = i8::try_from(number).ok().filter(|number| (1..=12).contains(number))?;
    if months == 1 {
        return whole(year, 1, number);
    }
    let first = (number - 1) * months + 1;
    let is_known = first + months - 1 <= 12 && !word.is_empty();
    if is_known { whole(year, first, months) } else { None }
}

/// Whole months of a year.
fn whole(year: i16, first: i8, months: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, first, 1).ok()?;
    let last = first.checked_add(i64::from(months).months()).ok()?.yesterday().ok()?;
    Some((first, last))
}

fn month(word: &str) -> Option<i8> {
    let is_name = word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    // The longest beginning decides: «март» is not «май», «листопад» is not «липень».
    let matched = MONTHS.iter().zip(1_i8..).filter_map(|(stems, month)| {
        let stem = stems.iter().filter(|stem| word.starts_with(**stem)).map(|stem| stem.len()).max()?;
        Some((stem, month))
    });
    matched.filter(|_| is_name).max_by_key(|(stem, _)| *stem).map(|(_, month)| month)
}

fn year(word: &str) -> Option<i16> {
    let digits = word.trim_end_matches(|letter: char| letter.is_alphabetic());
    let is_year = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|year| is_year && (1990..=2200).contains(year))
}

fn number(word: &str) -> Option<i64> {
    match word {
        "i" | "і" => Some(1),
        "ii" | "іі" => Some(2),
        "iii" | "ііі" => Some(3),
        "iv" | "іv" => Some(4),
        digits => digits.parse().ok().filter(|_| digits.len() <= 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_people_write_them() {
        for (text, first, last) in [
            ("Оборотно-сальдовая ведомость по счету 62 за Январь 2026 г.", "2026-01-01", "2026-01-31"),
            ("за 1 квартал 2026 г.", "2026-01-01", "2026-03-31"),
            ("за II квартал 2026 года", "2026-04-01", "2026-06-30"),
            ("за 01.01.2026 - 31.01.2026", "2026-01-01", "2026-01-31"),
            ("за 01.01.2026–31.01.2026", "2026-01-01", "2026-01-31"),
            ("с 01.02.26 по 28.02.26", "2026-02-01", "2026-02-28"),
            ("за период с 1 января 2026 г. по 15 марта 2026 г.", "2026-01-01", "2026-03-15"),
            ("за Январь 2026 г. - Март 2026 г.", "2026-01-01", "2026-03-31"),
            ("за январь - март 2026 г.", "2026-01-01", "2026-03-31"),
            ("за май 2026", "2026-05-01", "2026-05-31"),
            ("за 9 месяцев 2026 г.", "2026-01-01", "2026-09-30"),
            ("за 1 полугодие 2026 г.", "2026-01-01", "2026-06-30"),
            ("за 2025 год", "2025-01-01", "2025-12-31"),
            ("за 2025г.", "2025-01-01", "2025-12-31"),
            ("на 31.03.2026", "2026-03-31", "2026-03-31"),
            ("за січень 2026 р.", "2026-01-01", "2026-01-31"),
            ("за листопад 2026 р.", "2026-11-01", "2026-11-30"),
            ("за квітень 2026 р.", "2026-04-01", "2026-04-30"),
            ("за I квартал 2026 р.", "2026-01-01", "2026-03-31"),
            ("з 01.01.2026 до 31.01.2026", "2026-01-01", "2026-01-31"),
            ("February 2028", "2028-02-01", "2028-02-29"),
        ] {
            let expected = Some((first.parse().unwrap(), last.parse().unwrap()));
            assert_eq!(period(text), expected, "{text}");
        }
        for text in ["", "по счету 62", "за 5 квартал 2026 г.", "декабрь", "31.02.2026", "марка 99"]
        {
            assert_eq!(period(text), None, "{text}");
        }
    }
}
