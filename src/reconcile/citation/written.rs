//! What a payer writes beside each document of a list: «сч. 5 4000-00, сч. 6 6000-00», «70 % сч. 5, 50 % сч. 6», «остатка по
//! сч. 5 и частично по сч. 6».
//!
//! Value added tax, penalties, totals and what a contract comes to are none of it.

use jiff::civil::Date;

use super::amounts::{amount, bracketed_end, tax_end, value, whole_end};
use super::grammar::{Place, read};
use super::lexer::{Atom, Sort, atoms};
use super::shares::{PART, PERCENT, REST, is_whole};
use super::sides::readings;
use super::words::{List, Meaning, document, means};
use super::{Citation, CitedKind, dates};
use crate::model::number::number_core;

/// What of a document is said to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// So many hundredths.
    Sum(i64),
    /// So many percent of it.
    Percent(u8),
    /// A part, whatever it is.
    Part,
    /// All that is open.
    Rest,
}

/// What is written beside the documents of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it may mean: a share of each citation, or nothing where nothing is said of it.
    pub readings: Vec<Vec<Option<Share>>>,
    /// It is surely said of documents, and is no chance number of the purpose.
    pub is_sure: bool,
    /// Where a number ends cannot be told: «А-9660,61».
    pub is_doubtful: bool,
}

/// A share as it stands in a purpose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) share: Share,
    pub(super) is_sure: bool,
    /// «По 5000»: of each.
    pub(super) is_each: bool,
    /// The citation whose number is repeated with it: «(частично 1588)».
    pub(super) of: Option<usize>,
}

/// What binds shares to documents.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token {
    /// The document, or the range, that stands at this place.
    Item {
        from: usize,
        list: usize,
    },
    Said(Said),
    /// A comma, «и».
    Break,
}

static TOTAL: List = List::of("итого всего общую общая общей разом загальн");
static NOT_PAID_OF: List = List::of("штраф неустой комисс комісі процент відсотк скидк знижк числе");
static FINE: List = List::of("пеня пени пеню пеней пені");
static SET_OFF: List = List::of("взаимозач зачет зачт взаємозалік залік вычет вирахуван переплат удерж утрим");
static HALF: List = List::of("половин");
static PARTS: List = List::of("часть части частью частин");
static OTHER: List = List::of("остальн");
static ADVANCE: List = List::of("аванс предоплат передоплат задат");

/// Reads what is written of each document; nothing where nothing is. `totals` are sums of all of them together.
#[must_use]
pub fn written(purpose: &str, today: Date, totals: &[i64]) -> Option<Written> {
    let atoms = atoms(purpose);
    let read = read(&atoms, today);
    let reader = Reader { atoms: &atoms, today, totals, cited: &read.cited, places: &read.places };
    let is_doubtful = reader.is_number_cut_short();
    let tokens = reader.tokens();
    let said = || tokens.iter().filter_map(|token| if let Token::Said(said) = token { Some(said) } else { None });
    if said().next().is_none() && !is_doubtful {
        return None;
    }
    let found = if is_doubtful { Vec::new() } else { readings(&tokens, &read.places, read.cited.len()) };
    let words = said().filter(|said| !matches!(said.share, Share::Sum(_) | Share::Percent(_))).count();
    let is_sure = is_doubtful || words > 1 || said().any(|said| said.is_sure);
    (is_sure || !found.is_empty()).then_some(Written { readings: found, is_sure, is_doubtful })
}

struct Reader<'a> {
    atoms: &'a [Atom],
    today: Date,
    totals: &'a [i64],
    cited: &'a [Citation],
    places: &'a [Place],
}

impl Reader<'_> {
    fn atom(&self, at: usize) -> Option<&Atom> {
        self.atoms.get(at)
    }

    fn place(&self, at: usize) -> Option<&Place> {
        self.places.iter().find(|place| place.from == at)
    }

    /// «А-9660,61»: a sum, or the end of the next number.
    fn is_number_cut_short(&self) -> bool {
        const LONGEST: usize = 2;
        self.places.windows(2).any(|pair| match pair {
            [before, place] if before.to + 1 == place.from && place.from + 1 == place.to => {
                let is_glued = |at: usize| self.atom(at).is_some_and(|atom| atom.glued);
                let digits = self
                    .atom(before.to.wrapping_sub(1))
                    .filter(|atom| atom.is_digits())
                    .map_or(0, |atom| atom.text.len());
                let behind = self.atom(place.from).filter(|atom| atom.is_digits()).map_or(0, |atom| atom.text.len());
                self.atom(before.to).is_some_and(|atom| atom.is(','))
                    && is_glued(before.to)
                    && is_glued(place.from)
                    && (1..=LONGEST).contains(&behind)
                    && digits > behind
            }
            _ => false,
        })
    }

    fn tokens(&self) -> Vec<Token> {
        let mut tokens = Vec::new();
        let (mut at, mut of_contract) = (0, false);
        while let Some(atom) = self.atom(at) {
            if let Some(place) = self.place(at) {
                of_contract = self.cited.get(place.of).is_some_and(|one| one.kind == Some(CitedKind::Contract));
                if !of_contract {
                    tokens.push(Token::Item { from: place.from, list: place.list });
                }
                at = place.to.max(at + 1);
            } else if let Some(end) = tax_end(self.atoms, at) {
                at = end;
            } else if let Some((_, end)) = dates::full(self.atoms, at, self.today) {
                at = end;
            } else if let Some((said, end)) = self.said(at) {
                let said = said.filter(|said| !of_contract || !matches!(said.share, Share::Sum(_)));
                tokens.extend(said.map(Token::Said));
                at = end;
            } else {
                if matches!(atom.sort, Sort::Sign(',' | ';' | '+' | '&')) || means(&atom.word, Meaning::And) {
                    tokens.push(Token::Break);
                    of_contract = false;
                }
                at += 1;
            }
        }
        tokens
    }

    /// The share that begins here, and where it ends; a sum of something else is stepped over.
    fn said(&self, at: usize) -> Option<(Option<Said>, usize)> {
        let share = self.word(at).or_else(|| self.percent(at)).map(|(said, end)| (Some(said), end));
        share.or_else(|| self.sum(at))
    }

    fn word(&self, at: usize) -> Option<(Said, usize)> {
        let atom = self.atom(at).filter(|atom| atom.sort == Sort::Letters)?;
        let share = if PART.begins(atom) || PARTS.holds(atom) || OTHER.begins(atom) || ADVANCE.begins(atom) {
            Share::Part
        } else if HALF.begins(atom) {
            Share::Percent(50)
        } else if REST.begins(atom) || is_whole(atom) {
            Share::Rest
        } else {
            return None;
        };
        let of = self.repeated(at + 1);
        let is_bracket = at.checked_sub(1).and_then(|before| self.atom(before)).is_some_and(|atom| atom.is('('));
        Some((Said { share, is_sure: is_bracket || of.is_some() || HALF.begins(atom), is_each: false, of }, at + 1))
    }

    /// The citation whose number is repeated right here: «(частично 1588)», «частично по № 1588».
    fn repeated(&self, from: usize) -> Option<usize> {
        const NEAR: usize = 4;
        for at in from..from + NEAR {
            let atom = self.atom(at).filter(|_| self.place(at).is_none())?;
            if atom.is_digits() {
                let core = number_core(&atom.text);
                return self.cited.iter().position(|one| one.core == core);
            }
            if !(atom.is('№') || atom.is('.') || atom.word == "по" || document(&atom.word).is_some()) {
                return None;
            }
        }
        None
    }

    fn percent(&self, at: usize) -> Option<(Said, usize)> {
        let value =
            self.atom(at).filter(|atom| atom.is_digits())?.value().and_then(|value| u8::try_from(value).ok())?;
        let sign = self.atom(at + 1).filter(|atom| atom.is('%') || PERCENT.begins(atom))?;
        let end = at + 2 + usize::from(sign.is('%') && self.atom(at + 2).is_some_and(|atom| PERCENT.begins(atom)));
        let share = match value {
            1..100 => Share::Percent(value),
            100 => Share::Rest,
            _ => return None,
        };
        let is_sure =
            self.leads_to_item(end) || self.is_behind_item(at) || self.is_named_share(at) || self.is_in_turn();
        (!self.is_of_else(at) && is_sure).then_some((Said { share, is_sure, is_each: false, of: None }, end))
    }

    fn sum(&self, at: usize) -> Option<(Option<Said>, usize)> {
        let first = self.atom(at).filter(|atom| atom.is_digits())?;
        let before = at.checked_sub(1).and_then(|before| self.atom(before));
        let is_padded = first.text.len() > 1 && first.text.starts_with('0');
        if is_padded
            || first.glued && before.is_some_and(|atom| atom.is('.') || atom.is('/') || atom.sort == Sort::Letters)
        {
            return None;
        }
        let (minor, end, is_sure) = self.money(at)?;
        let is_total = self.totals.contains(&minor) || self.is_of_else(at);
        let is_each = before.is_some_and(|atom| atom.word == "по") && !self.leads_to_item(end);
        let said = Said { share: Share::Sum(minor), is_sure, is_each, of: None };
        Some(((!is_total && minor > 0).then_some(said), end))
    }

    /// A sum, where it ends, and whether it is surely one.
    fn money(&self, at: usize) -> Option<(i64, usize, bool)> {
        if let Some((minor, end)) = amount(self.atoms, at) {
            return Some((minor, end, true));
        }
        let bracket = at.checked_sub(1).and_then(|before| bracketed_end(self.atoms, before));
        if let Some(end) = bracket {
            return Some((value(self.atoms, at, end)?, end, true));
        }
        let is_unit = |at: usize| self.atom(at).is_some_and(|atom| means(&atom.word, Meaning::Unit) || atom.is('%'));
        let cents = self.cents_end(at);
        let whole = whole_end(self.atoms, at);
        let end = cents.or(whole).unwrap_or(at + 1);
        let is_long = whole.is_some() || self.atom(at).is_some_and(|atom| atom.text.len() > 2);
        if !is_long || is_unit(end) {
            return None;
        }
        let before = at.checked_sub(1).and_then(|before| self.atom(before));
        let is_led = before.is_some_and(|atom| atom.word == "по" || means(&atom.word, Meaning::Share));
        let is_joined = before.is_some_and(|atom| atom.is_dash() || matches!(atom.sort, Sort::Sign('(' | '=' | ':')));
        let is_whole = whole.is_some();
        let is_of_next = self.leads_to_item(end);
        // «3000 и 10000 руб.».
        let is_listed = self.atom(end).is_some_and(|atom| means(&atom.word, Meaning::And) || atom.is(','))
            && self.place(end + 1).is_none()
            && self.money(end + 1).is_some_and(|(.., is_sure)| is_sure);
        let is_sure =
            is_whole && (is_led || is_joined) || is_of_next || is_listed || cents.is_some() && (is_led || is_joined);
        (is_sure || cents.is_some() || is_whole && self.is_behind_item(at)).then_some((
            value(self.atoms, at, end)?,
            end,
            is_sure,
        ))
    }

    /// Where a sum with a hyphen or comma before its hundredths ends: `3456-78`.
    fn cents_end(&self, at: usize) -> Option<usize> {
        let sign = self.atom(at + 1).filter(|atom| atom.glued && (atom.is('-') || atom.is(',')))?;
        let cents =
            self.atom(at + 2).filter(|atom| sign.glued && atom.glued && atom.is_digits() && atom.text.len() == 2)?;
        let hangs_on = self.atom(at + 3).is_some_and(|atom| atom.glued && (atom.is_digits() || atom.is_dash()));
        (cents.glued && !hangs_on).then_some(at + 3)
    }

    /// Whether a document stands here, or behind a preposition: «30 % по сч. 5», «3000 за сч. 5».
    fn leads_to_item(&self, at: usize) -> bool {
        let is_preposition = |atom: &Atom| {
            atom.is('.')
                || means(&atom.word, Meaning::Preposition)
                || matches!(atom.word.as_str(), "за" | "в" | "счет" | "согл" | "согласно" | "зг")
        };
        let behind = (at..at + 3)
            .find(|at| !self.atom(*at).is_some_and(|atom| self.place(*at).is_none() && is_preposition(atom)));
        behind.is_some_and(|at| self.place(at).is_some())
    }

    /// Whether a document ends right before, a sign or two aside.
    fn is_behind_item(&self, at: usize) -> bool {
        let is_sign = |at: usize| {
            self.atom(at).is_some_and(|atom| atom.is_dash() || matches!(atom.sort, Sort::Sign('(' | '=' | ':')))
        };
        let ends = |at: usize| self.places.iter().any(|place| place.to == at);
        ends(at) || at.checked_sub(1).is_some_and(|before| is_sign(before) && ends(before))
    }

    /// «По счетам 5, 6 40% и 50% соответственно».
    fn is_in_turn(&self) -> bool {
        self.atoms.iter().any(|atom| matches!(atom.word.as_str(), "соответственно" | "відповідно"))
    }

    /// Whether a word for a share stands near before: «предоплата в размере 30 %».
    fn is_named_share(&self, at: usize) -> bool {
        const NEAR: usize = 4;
        let mut near = self.atoms.iter().take(at + NEAR + 2).skip(at.saturating_sub(NEAR));
        near.any(|atom| ADVANCE.begins(atom) || PART.begins(atom) || REST.begins(atom) || is_whole(atom))
    }

    /// Whether the word before says that it is a total, a penalty, or within something that was said.
    fn is_of_else(&self, at: usize) -> bool {
        const NEAR: usize = 5;
        let before = self.atoms.iter().enumerate().take(at).rev().take(NEAR);
        let mut words =
            before.filter(|(_, atom)| atom.sort == Sort::Letters || atom.is(',') || atom.is(';') || atom.is_digits());
        words.next().is_some_and(|(at, atom)| {
            let is_within = atom.word == "ч" || atom.word == "тч";
            !self.places.iter().any(|place| (place.from..place.to).contains(&at))
                && (is_within || TOTAL.begins(atom) || NOT_PAID_OF.begins(atom) || FINE.holds(atom))
        }) || self.is_of_named_total(at)
            || self.is_set_off(at)
    }

    /// «За вычетом взаимозачета по акту № 18 от 19.10.2026 на сумму 40211.84».
    fn is_set_off(&self, at: usize) -> bool {
        const NEAR: usize = 8;
        let words = self.atoms.iter().take(at).rev().filter(|atom| atom.sort == Sort::Letters);
        words.take(NEAR).any(|atom| SET_OFF.begins(atom))
    }

    /// «На общую сумму 5000-00», «итого в сумме 5000-00».
    fn is_of_named_total(&self, at: usize) -> bool {
        let mut words = self.atoms.iter().take(at).rev().filter(|atom| atom.sort == Sort::Letters);
        words.next().is_some_and(|atom| means(&atom.word, Meaning::Share))
            && words.take(2).any(|atom| TOTAL.begins(atom))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `4000 50% part rest ?` by citation, readings parted by a bar; `~` where it may be chance.
    fn read(purpose: &str) -> String {
        let shown = |share: &Option<Share>| match share {
            Some(Share::Sum(sum)) => (sum / 100).to_string(),
            Some(Share::Percent(percent)) => format!("{percent}%"),
            Some(Share::Part) => "part".to_owned(),
            Some(Share::Rest) => "rest".to_owned(),
            None => "?".to_owned(),
        };
        let Some(written) = written(purpose, "2026-10-10".parse().unwrap(), &[1_234_500]) else { return String::new() };
        let reading = |shares: &Vec<Option<Share>>| shares.iter().map(shown).collect::<Vec<_>>().join(" ");
        let readings = written.readings.iter().map(reading).collect::<Vec<_>>().join(" | ");
        if written.is_sure { readings } else { format!("~{readings}") }
    }

    #[test]
    fn what_is_written_beside_each_number_is_read() {
        for (purpose, expected) in [
            ("сч. 51 4000-00, сч. 52 6000-00", "4000 6000"),
            ("4000-00 по сч. 51, 6000-00 по сч. 52", "4000 6000"),
            ("сч. 51 4000-00 сч. 52 6000-00", "4000 6000"),
            ("сч. 51, 52 (4000 и 6000 руб. соответственно)", "4000 6000"),
            ("сч. 51, 4000-00; сч. 52, 6000-00", "4000 6000"),
            ("сч. 51 4000-00 в т.ч. НДС 721-31, 52 6000-00 в том числе НДС (22%) 1081-97", "4000 6000"),
            ("сч. 51 (128124-76), 52 (28 071,61)", "128124 28071"),
            ("сч. 51, 52 В том числе НДС 22 %, 5801.64 рублей.", ""),
            ("4000-00 по сч. 51, НДС 20%, 6000-00 по сч. 52", "4000 6000"),
            ("сч. 51, 52 по 5000", "? 5000 | 5000 5000"),
            ("сч. 51, 52 на общую сумму 5000-00", ""),
            ("сч. 51, 52. Итого 5000-00", ""),
            ("сч. 51, 52. Сумма 12345-00 руб., в т.ч. НДС 20% 2057-50", ""),
            ("по дог. 7 на сумму 99000-00, сч. 51, 52", ""),
            ("сч. 51 от 01.10.2026, 52 от 02.10.2026, пени 500-00", ""),
            ("сч. 51 от 01.10.2026 за вычетом взаимозачета по акту № 9 от 03.10.2026 на сумму 5000-00", ""),
            ("Заявка 72, сч. 51, статья ДДС 02.01", ""),
            ("за 5 шт. по сч. 51, 52, скидка 10%", ""),
            ("сч. 51, 50% сч. 52", "? 50%"),
            ("половины по счетам 51 и 52", "50% 50%"),
            ("30 процентов сч. 51, 35 % по сч. 52", "30% 35%"),
            ("аванс 50% по счетам 51, 52", "50% 50%"),
            ("частично сч. 51, полностью сч. 52", "part rest"),
            ("Частичная оплата по сч. 51, сч. 52", ""),
            ("сч. 51 (частично), 52", "part ?"),
            ("сч. 51, 52 (частично 51)", "part ?"),
            ("сч. 51 от 01.10.2026, сч. 52 от 02.10.2026 за товар", ""),
            ("сч. 51 за пенопласт 4000-00, сч. 52 за доставку 6000-00", "4000 6000"),
            ("сч. 51 за полнотелый кирпич, сч. 52 за блоки", ""),
            ("сч. 51, 52 частично", "~? part"),
            ("сч. А-9660,61", ""),
            ("сч. 51 - 4000, сч. 52 - 6000, доставка по городу - 300, ещё 200-00", ""),
        ] {
            assert_eq!(read(purpose), expected, "{purpose}");
        }
        let doubtful = written("сч. А-9660,61", "2026-10-10".parse().unwrap(), &[]);
        assert_eq!(doubtful, Some(Written { readings: Vec::new(), is_sure: true, is_doubtful: true }));
    }
}
