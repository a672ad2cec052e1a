//! Days between which goods were delivered that a purpose pays for: «с 31.05 по 12.06.26», «за период 01.06.2026 - 15.06.2026».

use jiff::civil::Date;

use super::dates;
use super::lexer::{Atom, fold};
use super::periods::Month;

/// A longer period is a contract's, not deliveries'; so long are at most two months.
const LONGEST: i32 = 62;

/// The first and the last day of the period that a purpose says is paid for, where it is none of contracts.
pub(super) fn period_of(atoms: &[Atom], today: Date) -> Option<(Date, Date)> {
    let is_led = |atom: &Atom| atom.word == fold("с") || atom.word == fold("з");
    (0..atoms.len()).find_map(|at| {
        let atom = atoms.get(at)?;
        let is_from = is_led(atom);
        let word = atom.word.as_str();
        let is_period = word.starts_with(&fold("период")) || word.starts_with(&fold("період"));
        let begin = at + 1 + usize::from(is_period && atoms.get(at + 1).is_some_and(is_led));
        if !is_from && !is_period {
            return None;
        }
        let (from, next) = dates::any(atoms, begin, today)?;
        atoms.get(next).filter(|atom| atom.is_dash() || atom.word == fold("по") || atom.word == fold("до"))?;
        let (to, _) = dates::any(atoms, next + 1, today)?;
        // «с 31.05 по 12.06.26»: the year of the last day is the first one's too, or the one before.
        let from = match dates::full(atoms, begin, today) {
            Some((from, _)) => from,
            None => [to.year(), to.year() - 1]
                .into_iter()
                .filter_map(|year| Date::new(year, from.month(), from.day()).ok())
                .find(|from| *from <= to)?,
        };
        let days = (to - from).get_days();
        (0..=LONGEST).contains(&days).then_some((from, to))
    })
}

/// The months that a period of whole months is.
pub(super) fn whole_months((from, to): (Date, Date)) -> Vec<Month> {
    if from.day() != 1 || to != to.last_of_month() {
        return Vec::new();
    }
    let mut months = vec![Month::of(from)];
    months.extend((Month::of(from) != Month::of(to)).then(|| Month::of(to)));
    months
}

#[cfg(test)]
mod tests {
    use super::super::lexer::atoms;
    use super::*;

    fn read(purpose: &str) -> String {
        let found = period_of(&atoms(purpose), "2026-06-20".parse().unwrap());
        found.map(|(from, to)| format!("{from}..{to}")).unwrap_or_default()
    }

    #[test]
    fn days_of_deliveries_are_read() {
        assert_eq!(read("за продукты с 31.05 по 12.06.26"), "2026-05-31..2026-06-12");
        assert_eq!(read("Оплата за период 01.06.2026 - 15.06.2026, НДС 20%"), "2026-06-01..2026-06-15");
        assert_eq!(read("за період з 01.06.2026 по 15.06.2026"), "2026-06-01..2026-06-15");
        assert_eq!(read("за товар с 28.12 по 05.01.2026"), "2025-12-28..2026-01-05");
        let whole = |purpose: &str| {
            let found = period_of(&atoms(purpose), "2026-06-20".parse().unwrap()).unwrap();
            whole_months(found).iter().map(|one| one.month).collect::<Vec<_>>()
        };
        assert_eq!(whole("за период с 01.05.2026 по 31.05.2026"), [5]);
        assert_eq!(whole("с 01.04.2026 по 31.05.2026"), [4, 5]);
        assert_eq!(whole("с 01.05.2026 по 30.05.2026"), [0_i8; 0]);
        for none in ["с 101 по 104", "договор с 01.01.2025 по 31.12.2026", "по счету 5 от 12.06.2026", "с НДС 12.06"]
        {
            assert_eq!(read(none), "", "{none}");
        }
    }
}
