//! Months that a purpose says are paid for: «за июль 2025 г.», «за услуги 08.2025», «сентябрь–октябрь 2025», «за 3 квартал».
//! A month of a date («от 5 октября 2026») is none of them.

use jiff::civil::Date;

use super::lexer::{Atom, Sort, atoms, fold};
use super::words::{Meaning, document, meanings, means, month};

/// So many months are told apart; more are a year's contract.
const MONTHS_MAX: usize = 4;

/// A month without its year is at most so many months ahead.
const AHEAD: i16 = 2;

/// A shorter word for a month is a word of something else where no year stands beside it.
const SHORTEST_BARE: usize = 4;

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// From 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month, 1).unwrap_or(Date::MIN)
    }

    /// Its number in a count of months without gaps.
    fn ordinal(self) -> i16 {
        self.year.saturating_mul(12).saturating_add(i16::from(self.month) - 1)
    }

    fn of_ordinal(ordinal: i16) -> Self {
        Self { year: ordinal.div_euclid(12), month: i8::try_from(ordinal.rem_euclid(12) + 1).unwrap_or(1) }
    }

    /// How a document of that day lies to the month: in it (0), in the first days behind it (1), or not at all. One of the
    /// days before is the month's before, unless it says itself what it is for.
    #[must_use]
    pub fn nearness(self, day: Date) -> Option<u8> {
        const EDGE: i8 = 10;
        match Self::of(day).ordinal() - self.ordinal() {
            0 => Some(0),
            1 if day.day() <= EDGE => Some(1),
            _ => None,
        }
    }
}

/// The months that a text says it is for, in order, each once; none where there are too many.
#[must_use]
pub fn months(text: &str, today: Date) -> Vec<Month> {
    months_of(&atoms(text), today)
}

/// The same of what was read of it.
pub(super) fn months_of(atoms: &[Atom], today: Date) -> Vec<Month> {
    let mut found: Vec<Named> = Vec::new();
    let (mut at, mut end) = (0, 0);
    while at < atoms.len() {
        let is_joined = !found.is_empty() && at > end && joins(atoms.get(end..at).unwrap_or_default());
        let Some((month, year, next)) = in_words(atoms, at, !found.is_empty(), today)
            .or_else(|| in_figures(atoms, at, is_joined, today))
            .or_else(|| by_number(atoms, at))
        else {
            if let Some((quarter, year, next)) = quarter(atoms, at) {
                found.extend((1..=3).map(|month| Named { month: quarter * 3 + month, year, is_until: false }));
                at = next;
            } else {
                at += 1;
            }
            continue;
        };
        let is_month = |at| in_words(atoms, at, true, today).or_else(|| in_figures(atoms, at, true, today)).is_some();
        let is_until = atoms.get(next).is_some_and(Atom::is_dash) && is_month(next + 1);
        found.push(Named { month, year, is_until });
        (at, end) = (next, next);
    }
    let mut months = of_years(&found, today);
    months.sort_unstable();
    months.dedup();
    if months.len() > MONTHS_MAX { Vec::new() } else { months }
}

/// Whether nothing but a comma, a dash or an «и» stands between two months, the sign of a year aside.
fn joins(between: &[Atom]) -> bool {
    let is_joint = |atom: &Atom| atom.is(',') || atom.is_dash() || means(&atom.word, Meaning::And);
    between.iter().any(is_joint)
        && between.iter().all(|atom| is_joint(atom) || atom.is('.') || means(&atom.word, Meaning::YearSign))
}

/// A month as a purpose names it.
struct Named {
    month: i8,
    year: Option<i16>,
    /// All months until the next one named are meant: «апрель–июнь».
    is_until: bool,
}

/// Months with their years, and those between two that are a stretch.
fn of_years(found: &[Named], today: Date) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    let mut known: Option<i16> = None;
    // «сентябрь, октябрь 2025»: the year behind belongs to both.
    for Named { month, year: stated, is_until } in found.iter().rev() {
        known = stated.or(known);
        let mut year = known.unwrap_or_else(|| nearest(*month, today));
        let next = months.last().copied();
        // «декабрь, январь 2026»: the one before is last year's.
        if stated.is_none() && next.is_some_and(|next| next.year == year && next.month < *month) {
            year -= 1;
        }
        known = Some(year);
        let named = Month { year, month: *month };
        if let Some(next) = next.filter(|_| *is_until) {
            let between = named.ordinal() + 1..next.ordinal();
            months.extend(between.rev().take(MONTHS_MAX + 1).map(Month::of_ordinal));
        }
        months.push(named);
    }
    months
}

/// A month without its year: the one nearest to today.
fn nearest(month: i8, today: Date) -> i16 {
    let now = Month::of(today).ordinal();
    let ahead = |year: i16| Month { year, month }.ordinal() - now;
    let years = [today.year() + 1, today.year(), today.year() - 1];
    years.into_iter().filter(|year| ahead(*year) <= AHEAD).min_by_key(|year| ahead(*year).abs()).unwrap_or(today.year())
}

/// «июль 2025 г.», «июля», «сент. 25 г.»; `goes_on` where another month stands before it.
fn in_words(atoms: &[Atom], at: usize, goes_on: bool, today: Date) -> Option<(i8, Option<i16>, usize)> {
    let atom = atoms.get(at).filter(|atom| atom.sort == Sort::Letters)?;
    let month = month(&atom.word)?;
    let before = at.checked_sub(1).and_then(|before| atoms.get(before));
    let is_quote = |atom: &Atom| matches!(atom.sort, Sort::Sign('"' | '«' | '»' | '\'' | '“' | '”'));
    let day = match before {
        Some(sign) if is_quote(sign) => at.checked_sub(2).and_then(|before| atoms.get(before)),
        other => other,
    };
    // «5 октября», and «October 5, 2026».
    if day.is_some_and(|day| day.is_digits() && day.text.len() <= 2) {
        return None;
    }
    let mut next = at + 1;
    next += usize::from(atoms.get(next).is_some_and(|atom| atom.is('.')));
    let year = year(atoms, next).or_else(|| short_year(atoms, next, today));
    let is_day_first = atoms.get(next).is_some_and(|atom| atom.is_digits() && atom.text.len() <= 2) && year.is_none();
    // «май, июнь 2026».
    let goes_on = goes_on || is_listed(atoms, next);
    let is_said = || before.is_some_and(|before| is_for(&before.word)) || is_may(atoms, at);
    let is_short = atom.text.chars().count() < SHORTEST_BARE && year.is_none() && !goes_on && !is_said();
    if is_short || is_day_first {
        return None;
    }
    Some((month, year, if year.is_some() { next + 1 } else { next }))
}

/// «Аренда май», «оплата май месяц»: behind a service or a word for paying it is the month, and so it is before «месяц».
fn is_may(atoms: &[Atom], at: usize) -> bool {
    let is_it = atoms.get(at).is_some_and(|atom| atom.word == fold("май"));
    let is_led = |atom: &Atom| may_be_service(atom) || means(&atom.word, Meaning::Payment);
    let is_behind = || at.checked_sub(1).and_then(|before| atoms.get(before)).is_some_and(is_led);
    let is_month = || atoms.get(at + 1).is_some_and(|atom| matches!(atom.word.as_str(), "месяц" | "місяць"));
    is_it && (is_behind() || is_month())
}

/// Whether another month stands behind a comma, a dash or an «и».
fn is_listed(atoms: &[Atom], at: usize) -> bool {
    let behind = atoms.get(at).filter(|atom| joins(std::slice::from_ref(atom))).and_then(|_| atoms.get(at + 1));
    behind.is_some_and(|atom| atom.sort == Sort::Letters && month(&atom.word).is_some())
}

/// A year, with two digits only before «г.».
fn year(atoms: &[Atom], at: usize) -> Option<i16> {
    let atom = atoms.get(at).filter(|atom| atom.is_digits())?;
    let value = i16::try_from(atom.value()?).ok()?;
    let signed = atoms.get(at + 1).is_some_and(|sign| means(&sign.word, Meaning::YearSign));
    match atom.text.len() {
        4 if (2000..2100).contains(&value) => Some(value),
        2 if signed => Some(2000 + value),
        _ => None,
    }
}

/// «ноябрь 25 по договору»: two digits that are this year's, last year's or next year's, and no day («October 25, 2025»).
fn short_year(atoms: &[Atom], at: usize, today: Date) -> Option<i16> {
    let atom = atoms.get(at).filter(|atom| atom.is_digits() && !atom.glued && atom.text.len() == 2)?;
    let year = 2000 + i16::try_from(atom.value()?).ok()?;
    let behind = atoms.get(at + 1);
    let hangs_on = behind.is_some_and(|sign| sign.glued && !matches!(sign.sort, Sort::Sign('.' | ',' | ';' | ')')))
        || behind.is_some_and(|sign| matches!(sign.sort, Sort::Sign('.' | ',')))
            && atoms.get(at + 2).is_some_and(|atom| atom.is_digits() && (atom.glued || atom.text.len() == 4));
    ((year - today.year()).abs() <= 1 && !hangs_on).then_some(year)
}

/// «за 08.2025», «за услуги 8/2025», «техподдержку 11.2025», «за 08.25»; `goes_on` where another month stands before it.
fn in_figures(atoms: &[Atom], at: usize, goes_on: bool, today: Date) -> Option<(i8, Option<i16>, usize)> {
    let (month, sign, year) = figures(atoms, at, today)?;
    let is_joined = |atom: &Atom| atom.glued && (atom.is_dash() || matches!(atom.sort, Sort::Sign('.' | '/')));
    let hangs_on = atoms.get(at + 3).is_some_and(is_joined)
        && atoms.get(at + 4).is_some_and(|atom| atom.glued && atom.is_digits());
    // «08.2025-10.2025».
    let is_until = atoms.get(at + 3).is_some_and(Atom::is_dash) && figures(atoms, at + 4, today).is_some();
    let hangs_on = hangs_on && !is_until;
    let before = at.checked_sub(1).and_then(|before| atoms.get(before));
    let is_loose = |before: &Atom| matches!(before.sort, Sort::Sign('(' | ':' | ',')) || goes_on && before.is_dash();
    let hangs_behind = atoms.get(at).is_some_and(|first| first.glued) && before.is_some_and(|before| !is_loose(before));
    // Only behind «за», or what may be a service: elsewhere it is a number.
    let is_paid_for = atoms.iter().take(at).rev().take(4).any(|atom| is_for(&atom.word));
    let is_of_service = sign.is('.') && (year - today.year()).abs() <= 1 && before.is_some_and(may_be_service);
    // Two digits may be kopecks, or of a weight.
    let is_short = atoms.get(at + 2).is_some_and(|year| year.text.len() == 2);
    let is_measure =
        |atom: &Atom| atom.is('%') || means(&atom.word, Meaning::Unit) || means(&atom.word, Meaning::Currency);
    let is_led = goes_on || before.is_some_and(|before| is_for(&before.word));
    if is_short && (!is_led || atoms.get(at + 3).is_some_and(is_measure)) {
        return None;
    }
    (!hangs_on && !hangs_behind && (is_paid_for || is_of_service || goes_on)).then_some((month, Some(year), at + 3))
}

/// «за 9 месяц», «за 9-й мес. 2026»: the month by its number; «за 9 месяцев» and «за 3 мес.» are so many of them.
fn by_number(atoms: &[Atom], at: usize) -> Option<(i8, Option<i16>, usize)> {
    let first = atoms.get(at).filter(|atom| atom.is_digits() && atom.text.len() <= 2)?;
    let month = i8::try_from(first.value()?).ok().filter(|month| (1..=12).contains(month))?;
    let is_ending = |atom: &Atom| {
        atom.glued
            && matches!(atom.word.as_str(), word if ["й", "ый", "ий", "ой"].map(fold).iter().any(|end| end == word))
    };
    let dash = usize::from(atoms.get(at + 1).is_some_and(|atom| atom.glued && atom.is_dash()));
    let is_ordinal = atoms.get(at + 1 + dash).is_some_and(is_ending);
    let word_at = if is_ordinal { at + 2 + dash } else { at + 1 };
    let word = atoms.get(word_at).filter(|atom| atom.sort == Sort::Letters)?;
    let is = |known: &[&str]| known.iter().any(|one| fold(one) == word.word);
    // «За 1 месяц» is one of them.
    let is_month = is(&["месяц", "місяць"]) && (is_ordinal || month > 1) || is_ordinal && is(&["мес", "міс"]);
    let mut next = word_at + 1;
    next += usize::from(atoms.get(next).is_some_and(|atom| atom.is('.')));
    let year = year(atoms, next);
    let is_paid_for = atoms.iter().take(at).rev().take(4).any(|atom| is_for(&atom.word));
    let end = if year.is_some() { next + 1 } else { next };
    (is_month && is_paid_for).then_some((month, year, end))
}

/// A month and a year in figures, and the sign between them; a year of two digits is near today's, and can't be a month.
fn figures(atoms: &[Atom], at: usize, today: Date) -> Option<(i8, &Atom, i16)> {
    let first = atoms.get(at).filter(|atom| atom.is_digits() && atom.text.len() <= 2)?;
    let month = i8::try_from(first.value()?).ok().filter(|month| (1..=12).contains(month))?;
    let sign = atoms.get(at + 1).filter(|atom| atom.glued && matches!(atom.sort, Sort::Sign('.' | '/' | '-')))?;
    let year = atoms.get(at + 2).filter(|atom| atom.glued && matches!(atom.text.len(), 2 | 4))?;
    let is_short = year.text.len() == 2;
    let year = i16::try_from(year.value()?).ok()?;
    if is_short {
        let is_near = year > 12 && (2000 + year - today.year()).abs() <= 1;
        // «за 8/25»: one digit is a month right behind the word alone.
        let is_led =
            || at.checked_sub(1).and_then(|before| atoms.get(before)).is_some_and(|before| is_for(&before.word));
        return (is_near && (first.text.len() == 2 || is_led())).then_some((month, sign, 2000 + year));
    }
    (2000..2100).contains(&year).then_some((month, sign, year))
}

/// Whether a word may say what is paid for: it names no document, nothing that has a number, and no other part of a purpose.
fn may_be_service(atom: &Atom) -> bool {
    const NUMBERED: [&str; 8] = ["спец", "прил", "письм", "пункт", "допол", "реестр", "лист", "дод"];
    atom.sort == Sort::Letters
        && atom.text.chars().count() > SHORTEST_BARE
        && meanings(&atom.word).is_empty()
        && document(&atom.word).is_none()
        && NUMBERED.iter().all(|stem| !atom.word.starts_with(&fold(stem)))
}

/// «3 квартал 2025», «за 3 кв. 2025 г.»: the quarter from 0.
fn quarter(atoms: &[Atom], at: usize) -> Option<(i8, Option<i16>, usize)> {
    let first = atoms.get(at)?;
    let quarter = match first.is_digits() && first.text.len() == 1 {
        true => i8::try_from(first.value()?).ok().filter(|quarter| (1..=4).contains(quarter))?,
        false => roman(&first.word)?,
    };
    // «3-й квартал».
    let mut next = at + 1;
    if atoms.get(next).is_some_and(|atom| atom.glued && atom.is_dash()) {
        next += 2;
    }
    let word = atoms.get(next).filter(|atom| atom.sort == Sort::Letters)?;
    if !(word.word.starts_with("квартал") || word.word == "кв") {
        return None;
    }
    next += 1;
    next += usize::from(atoms.get(next).is_some_and(|atom| atom.is('.')));
    let year = year(atoms, next);
    let is_paid_for = atoms.iter().take(at).rev().take(4).any(|atom| is_for(&atom.word));
    (year.is_some() || is_paid_for && word.word != "кв").then_some((quarter - 1, year, next))
}

/// «III»: the number of a quarter.
fn roman(word: &str) -> Option<i8> {
    let place = ["i", "ii", "iii", "iv"].iter().position(|known| fold(known) == word)?;
    i8::try_from(place + 1).ok()
}

fn is_for(word: &str) -> bool {
    matches!(word, "за" | "услуги" | "услуг" | "период" | "месяц" | "місяць" | "період" | "послуги")
        || word == fold("for")
        || word.starts_with("обслуж")
        || word.starts_with("обслуг")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(purpose: &str) -> String {
        let found = months(purpose, "2025-11-20".parse().unwrap());
        let text: Vec<String> = found.iter().map(|one| format!("{}-{}", one.year, one.month)).collect();
        text.join(" ")
    }

    #[test]
    fn months_that_are_paid_for_are_read() {
        for (purpose, months) in [
            ("Оплата по дог.83/25 за июль 2025 г. в т.ч. НДС", "2025-7"),
            ("Оплата услуг за июль, В том числе НДС 20%", "2025-7"),
            ("За услуги 08.2025, В том числе НДС", "2025-8"),
            ("За обслуживание, октябрь 2025г.. Сумма", "2025-10"),
            ("Оплата за услуги за сентябрь-октябрь 2025 г.", "2025-9 2025-10"),
            ("За услуги сентябрь, октябрь 2025", "2025-9 2025-10"),
            ("Абонентская плата за октябрь и ноябрь 2025г.", "2025-10 2025-11"),
            ("Абонплата за січень та лютий 2026р.", "2026-1 2026-2"),
            ("за декабрь 2024 и январь 2025", "2024-12 2025-1"),
            ("за декабрь, январь 2026", "2025-12 2026-1"),
            ("за октябрь 2025 и сентябрь 2025", "2025-9 2025-10"),
            ("за oктябрь 2025", "2025-10"),
            ("Абонентская плата за ноябрь 25 по договору № 31/12-2", "2025-11"),
            ("Аренду склада май 26 дог. 81/25", "2026-5"),
            ("за декабрь", "2025-12"),
            ("за февраль", "2025-2"),
            ("аренда за 3 квартал 2025 г.", "2025-7 2025-8 2025-9"),
            ("за дек 25г.", "2025-12"),
            ("за май, июнь 2025", "2025-5 2025-6"),
            ("за май и июнь 2025 г.", "2025-5 2025-6"),
            ("Техподдержка апрель-июнь 2025 г.", "2025-4 2025-5 2025-6"),
            ("аренда за ноябрь 2025 – январь 2026", "2025-11 2025-12 2026-1"),
            ("за 08.2025-10.2025", "2025-8 2025-9 2025-10"),
            ("Техподдержку 11.2025 дог. 43/26", "2025-11"),
            ("Обслуговування 9.2025, без ПДВ", "2025-9"),
            ("за август, 10.2025", "2025-8 2025-10"),
            ("Аренда за сентябрь 2025 по дог. 1/2025", "2025-9"),
            ("Арендная плата за сентябрь 2025 по договору № 12/2024 от 20.12.2024", "2025-9"),
            ("за сентябрь 2025, доп. соглашение 3/2025", "2025-9"),
            ("за III квартал 2025 года", "2025-7 2025-8 2025-9"),
            ("аренда IV кв. 2025", "2025-10 2025-11 2025-12"),
            ("за 08.25", "2025-8"),
            ("Оплата за услуги 8/25 по договору 5", "2025-8"),
            ("за 08.25г. по акту 5", "2025-8"),
            ("за 9 месяц", "2025-9"),
            ("За обслуживание за 9-й мес. 2024", "2024-9"),
            ("за 12 месяц 2025 г.", "2025-12"),
            ("абонплата за 10-й місяць", "2025-10"),
            ("Оплата за май", "2025-5"),
            ("за май", "2025-5"),
            ("Аренда май", "2025-5"),
            ("за май месяц", "2025-5"),
            ("Частичная оплата за май", "2025-5"),
            ("Оплата май месяц, НДС нет", "2025-5"),
            ("Payment for May", "2025-5"),
            ("за авг", "2025-8"),
            ("за 08.25 и 09.25, частично", "2025-8 2025-9"),
            ("за 08.25-10.25", "2025-8 2025-9 2025-10"),
            ("Оплата за период с 01.08.2025 по 31.08.2025", ""),
        ] {
            assert_eq!(read(purpose), months, "{purpose}");
        }
    }

    #[test]
    fn months_of_dates_and_other_words_are_none() {
        for purpose in [
            "Оплата по счету 101 от 5 октября 2025 г.",
            "по счету № 7 от «15» июля 2025",
            "Invoice 5 of October 5, 2025",
            "Invoice 5 of October 25, 2025",
            "по договору 12/2025 от 08.09.2024",
            "по счету 08.2025",
            "за товар от 08.09.2024",
            "оплата мая",
            "за 3 кв м",
            "за январь–декабрь 2025",
            "Спецификация 08.2025 к договору 5",
            "приложение 11.2025",
            "счета 08.2025",
            "Оплата 08.2021",
            "за товар 08.10",
            "за 08.25.2025",
            "за 8.25 руб",
            "за 8,25",
            "по счету 08.25",
            "товар на 08.25",
            "за 08.31",
            "за 9 месяцев",
            "за 3 мес.",
            "за 1 месяц",
            "по договору 9 месяц",
            "за 13 месяц",
            "вал 12.2019",
            "ООО «Май» за товар",
            "чай Май",
            "за 10.25 т щебня",
            "за 10.25 USD",
            "по накладной 10.25",
            "за 08.10",
        ] {
            assert_eq!(read(purpose), "", "{purpose}");
        }
    }

    #[test]
    fn a_day_is_in_a_month_or_near_it() {
        let month = Month { year: 2025, month: 12 };
        let near = |day: &str| month.nearness(day.parse().unwrap());
        assert_eq!(near("2025-12-31"), Some(0));
        assert_eq!(near("2026-01-05"), Some(1));
        assert_eq!(near("2025-11-25"), None);
        assert_eq!(near("2026-01-15"), None);
        assert_eq!(near("2024-12-31"), None);
    }
}
