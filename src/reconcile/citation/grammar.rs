//! Atoms → citations: `document [filler] [№] number [date] { connective [№] number [date] }`.

use jiff::civil::Date;

use crate::model::number::number_core;

use super::lexer::{Atom, Sort};
use super::words::{Meaning, document, means};
use super::{Citation, CitedKind, dates};

/// How many words of a title («договор аренды помещения №») may stand before the number sign.
const LONGEST_TITLE: usize = 6;

/// Reads all citations of a purpose.
pub(super) fn read(atoms: &[Atom], today: Date) -> Read {
    let mut reader = Reader { atoms, today, at: 0, from: 0, lists: 0, sums: 0, found: Vec::new(), bare: Vec::new() };
    while reader.at < atoms.len() {
        let before = reader.at;
        reader.from = before;
        if let Some(anchor) = reader.anchor() {
            reader.document(anchor);
        } else if reader.at == before && !reader.bare() {
            reader.at += 1;
        }
    }
    let (cited, places) = without_repeats(reader.found);
    Read { cited, places, bare: reader.bare }
}

/// What was read.
pub(super) struct Read {
    pub(super) cited: Vec<Citation>,
    /// Where they stand, in their order; a repeated one several times.
    pub(super) places: Vec<Place>,
    /// What may go on a list with nothing but blanks between.
    pub(super) bare: Vec<Citation>,
}

/// Where a citation stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Which of the citations it is.
    pub(super) of: usize,
    /// From the word for the document, if it opens a list, until behind the day.
    pub(super) from: usize,
    pub(super) to: usize,
    /// The list that it belongs to: one word for a document opens one.
    pub(super) list: usize,
}

/// The word for a document that opens a citation.
#[derive(Clone, Copy)]
pub(super) struct Anchor {
    pub(super) kind: CitedKind,
    pub(super) many: bool,
}

/// What stands between the word for a document and the number.
#[derive(Default)]
pub(super) struct Lead {
    /// A number sign was seen: what follows is a number whatever it looks like.
    pub(super) signed: bool,
    /// A date was seen already («счет от 05.10.2026 № 101»).
    pub(super) date: Option<Date>,
    /// A preposition was the last word.
    pub(super) preposition: bool,
    pub(super) many: bool,
    /// A series parted from its number by a blank («УТ 101 от 05.10.2026»).
    pub(super) series: String,
}

pub(super) struct Reader<'a> {
    pub(super) atoms: &'a [Atom],
    pub(super) today: Date,
    pub(super) at: usize,
    /// Where the citation that is read begins.
    pub(super) from: usize,
    /// How many lists were opened.
    pub(super) lists: usize,
    /// How many sums stood beside what was cited.
    pub(super) sums: usize,
    pub(super) found: Vec<(Citation, Place)>,
    pub(super) bare: Vec<Citation>,
}

impl<'a> Reader<'a> {
    pub(super) fn peek(&self, ahead: usize) -> Option<&'a Atom> {
        self.atoms.get(self.at + ahead)
    }

    pub(super) fn word_is(&self, ahead: usize, meaning: Meaning) -> bool {
        self.peek(ahead).is_some_and(|atom| means(&atom.word, meaning))
    }

    pub(super) fn sign_is(&self, ahead: usize, signs: &[char]) -> bool {
        self.peek(ahead).is_some_and(|atom| matches!(atom.sort, Sort::Sign(sign) if signs.contains(&sign)))
    }

    /// Steps over the word for a document, compound or abbreviated; over an account as well, without opening anything.
    fn anchor(&mut self) -> Option<Anchor> {
        if let Some(anchor) = self.abbreviated() {
            return anchor;
        }
        let word = self.peek(0)?.word.clone();
        if self.is_within_plate() {
            return None;
        }
        let (mut kind, many) = document(&word)?;
        if kind == CitedKind::Invoice && self.is_of_account() {
            self.at += 1;
            self.skip_account();
            return None;
        }
        self.at += 1;
        // An act of reconciliation or of set-off has numbers of its own, and is never paid.
        if word.starts_with("акт") && self.peek(0).is_some_and(|next| means(&next.word, Meaning::OfBalances)) {
            self.at += 1;
            return None;
        }
        if word == "торг" && self.hangs_on(self.at) {
            // «ТОРГ-12» is the name of a form.
            self.at += 1 + usize::from(self.peek(0).is_some_and(Atom::is_dash));
        }
        while let Some(second) = self.compound(kind, &word) {
            kind = second;
        }
        Some(Anchor { kind, many })
    }

    /// «К826ВН777»: letters between the figures of a car's plate.
    fn is_within_plate(&self) -> bool {
        let is_glued = |ahead: usize| self.peek(ahead).is_some_and(|atom| atom.glued);
        let is_behind_digits = self.at.checked_sub(1).and_then(|at| self.atoms.get(at)).is_some_and(Atom::is_digits);
        is_behind_digits
            && is_glued(0)
            && is_glued(1)
            && self.peek(0).is_some_and(|atom| atom.text.chars().count() == 2)
    }

    /// The second half of «счет-фактура», «сч.ф.», «счет-договор», «заказ-счет»: which kind it makes of the first.
    fn compound(&mut self, kind: CitedKind, first: &str) -> Option<CitedKind> {
        let mut ahead = usize::from(self.sign_is(0, &['.']));
        let dashed = self.peek(ahead).is_some_and(Atom::is_dash);
        ahead += usize::from(dashed);
        let second = self.peek(ahead).filter(|atom| atom.sort == Sort::Letters)?;
        let is_tax_invoice = second.word.starts_with("фактур") || matches!(second.word.as_str(), "ф" | "факт");
        let result = if is_tax_invoice && kind == CitedKind::Invoice {
            // The Ukrainian рахунок-фактура is a bill, the Russian счет-фактура is not.
            if first.starts_with("рах") { CitedKind::Invoice } else { CitedKind::Shipment }
        } else if dashed {
            match document(&second.word).map(|(kind, _)| kind) {
                Some(CitedKind::Invoice) => CitedKind::Invoice,
                // A carrier's «договор-заявка» is an order.
                Some(CitedKind::Order) if kind == CitedKind::Contract => CitedKind::Order,
                Some(_) => kind,
                None if second.glued
                    && !means(&second.word, Meaning::NumberSign)
                    && !self.hangs_on(self.at + ahead + 1) =>
                {
                    kind
                }
                None => return None,
            }
        } else if kind == CitedKind::Invoice
            && document(&second.word).is_some_and(|(second, _)| second == CitedKind::Contract)
            && self.number_follows(ahead + 1)
        {
            // «счет договор № 127» is one document.
            CitedKind::Invoice
        } else {
            return None;
        };
        self.at += ahead + 1;
        Some(result)
    }

    /// «расчетный счет», «р.счет», «лиц. счет»: the word before says whose.
    fn is_of_account(&self) -> bool {
        let mut before = self.atoms.iter().take(self.at).rev();
        let mut signs = 0;
        let previous = before.find(|atom| {
            let is_sign = matches!(atom.sort, Sort::Sign('.' | '/' | '-'));
            signs += usize::from(is_sign);
            !is_sign
        });
        previous
            .is_some_and(|atom| means(&atom.word, Meaning::OfAccount) && (atom.word.chars().count() > 1 || signs > 0))
    }

    /// Steps over the number of an account.
    pub(super) fn skip_account(&mut self) {
        let mut lead = Lead::default();
        self.skip_signs(&mut lead);
        while self.peek(0).is_some_and(|atom| atom.is_digits() || atom.glued && atom.sort == Sort::Letters) {
            self.at += 1;
        }
    }

    /// Reads what follows the word for a document.
    fn document(&mut self, anchor: Anchor) {
        let mut lead = Lead { many: anchor.many, ..Lead::default() };
        let start = self.found.len();
        self.lists += 1;
        if self.lead(anchor.kind, &mut lead) && self.item(Some(anchor.kind), &lead) {
            self.list(Some(anchor.kind), lead.many);
            share_dates(self.found.get_mut(start..).unwrap_or_default());
        } else if let Some(date) = lead.date.filter(|_| matches!(anchor.kind, CitedKind::Invoice | CitedKind::Shipment))
        {
            self.dates_alone(anchor.kind, date);
        }
    }

    /// «по счету от 05.10.2026», «рахунки від 01.10.26 та 03.10.26», «по акту от 30.09.2026»: cited by their days alone.
    fn dates_alone(&mut self, kind: CitedKind, first: Date) {
        let mut next = Some(first);
        while let Some(date) = next {
            self.note(Citation { kind: Some(kind), core: String::new(), number: String::new(), date: Some(date) });
            self.from = self.at + 1;
            let connected = self.sign_is(0, &[',', ';']) || self.word_is(0, Meaning::And);
            let sign = usize::from(self.word_is(1, Meaning::DateSign));
            next = match dates::full(self.atoms, self.at + 1 + sign, self.today).filter(|_| connected) {
                Some((date, at)) => {
                    self.at = at;
                    Some(date)
                }
                None => None,
            };
        }
    }

    /// Steps over everything up to the number; says whether a number may follow.
    fn lead(&mut self, kind: CitedKind, lead: &mut Lead) -> bool {
        let mut title = 0;
        while let Some(atom) = self.peek(0) {
            if self.skip_signs(lead) {
                continue;
            }
            match atom.sort {
                // «акту выполненных работ 745 от 01.12.2026».
                Sort::Digits => return lead.signed || !lead.preposition || title > 0 && self.is_dated_number(),
                Sort::Sign('.' | ':' | '(' | '"' | '«' | '»' | '*') => self.at += 1,
                Sort::Sign(_) if atom.is_dash() => self.at += 1,
                // «сч/8684», «сч/№ 8229».
                Sort::Sign('/') if title == 0 && (self.number_follows(1) || self.starts_number_at(1)) => self.at += 1,
                Sort::Sign(_) => return false,
                Sort::Letters if self.starts_number() => return true,
                Sort::Letters if self.is_bounds_of_range() => return true,
                Sort::Letters if self.is_series_and_dash() => {
                    lead.series = format!("{}-", atom.text);
                    self.at += 2;
                    return true;
                }
                Sort::Letters if self.is_series() => {
                    lead.series = format!("{} ", atom.text);
                    self.at += 1;
                    return true;
                }
                Sort::Letters if self.another_document() => return false,
                Sort::Letters if means(&atom.word, Meaning::Filler) => {
                    lead.preposition = false;
                    self.at += 1;
                }
                Sort::Letters if means(&atom.word, Meaning::DateSign) => {
                    let Some((date, next)) = dates::any(self.atoms, self.at + 1, self.today) else { return false };
                    lead.date = Some(date);
                    self.at = next;
                }
                Sort::Letters if means(&atom.word, Meaning::Preposition) => {
                    lead.preposition = true;
                    self.at += 1;
                }
                Sort::Letters => {
                    // A bill has no title; «счет за аренду помещения № 5» cites no bill.
                    title += 1;
                    if kind == CitedKind::Invoice || title > LONGEST_TITLE || lead.signed {
                        return false;
                    }
                    lead.preposition = true;
                    self.at += 1;
                }
            }
        }
        false
    }

    /// Whether a number with its day stands here.
    fn is_dated_number(&self) -> bool {
        let Some(end) = self.number_end(false) else { return false };
        let is_sign = self.atoms.get(end).is_some_and(|atom| means(&atom.word, Meaning::DateSign));
        is_sign && dates::any(self.atoms, end + 1, self.today).is_some()
    }

    /// Steps over number signs: `№`, `N`, `No.`, `№№`, `#`.
    pub(super) fn skip_signs(&mut self, lead: &mut Lead) -> bool {
        let before = self.at;
        loop {
            let is_letter_sign = self.word_is(0, Meaning::NumberSign) && self.number_may_follow();
            if !is_letter_sign && !self.sign_is(0, &['№', '#']) {
                break;
            }
            lead.many |= lead.signed || self.peek(0).is_some_and(|atom| atom.word == "nn");
            lead.signed = true;
            self.at += 1;
            while self.sign_is(0, &['.', ':', 'º', '°']) {
                self.at += 1;
            }
        }
        self.at > before
    }

    /// Digits or a number sign.
    fn number_follows(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|atom| atom.is_digits() || matches!(atom.sort, Sort::Sign('№' | '#')))
    }

    /// What follows a letter that may be a number sign (`N 7`, `N10003`, `No. 7`) bears it out.
    fn number_may_follow(&self) -> bool {
        let ahead = 1 + usize::from(self.sign_is(1, &['.', ':', 'º', '°']));
        self.peek(ahead).is_some_and(|atom| {
            atom.is_digits() || matches!(atom.sort, Sort::Sign('№' | '#')) || atom.sort == Sort::Letters && !atom.glued
        })
    }

    /// «счету и акту № 5», «счет к договору 12»: another document takes over.
    pub(super) fn another_document(&self) -> bool {
        let ahead = usize::from(self.word_is(0, Meaning::And));
        self.peek(ahead).is_some_and(|atom| document(&atom.word).is_some())
    }

    /// Reads a number or a range with its date; says whether there was one.
    pub(super) fn item(&mut self, kind: Option<CitedKind>, lead: &Lead) -> bool {
        let numbers = match self.range(lead.many) {
            Some(numbers) => numbers,
            None => match self.number(lead.signed) {
                Some(number) => vec![format!("{}{number}", lead.series)],
                None => return false,
            },
        };
        let date = self.date().or(lead.date);
        for number in numbers {
            self.note(Citation { kind, core: number_core(&number), number, date });
        }
        true
    }

    /// Notes a citation that ends here.
    fn note(&mut self, citation: Citation) {
        let place = Place { of: 0, from: self.from, to: self.at, list: self.lists };
        self.found.push((citation, place));
    }

    /// The date behind a number: «от 05.10.2026», or right behind it where it has a year.
    fn date(&mut self) -> Option<Date> {
        let mut at = self.at;
        while self.atoms.get(at).is_some_and(|atom| matches!(atom.sort, Sort::Sign('\\' | '/' | '(' | '"' | '»'))) {
            at += 1;
        }
        let sign = self.atoms.get(at).is_some_and(|atom| means(&atom.word, Meaning::DateSign));
        // «№ 8640/14.10»: a slash does for «от».
        let is_slashed = at == self.at + 1 && self.sign_is(0, &['/', '\\']);
        let found = if is_slashed && !sign {
            dates::any(self.atoms, at, self.today)
        } else if sign {
            let dot = usize::from(self.atoms.get(at + 1).is_some_and(|atom| atom.is('.') || atom.is(':')));
            let at = at + 1 + dot;
            dates::any(self.atoms, at, self.today).or_else(|| dates::compact(self.atoms, at, self.today))
        } else {
            dates::full(self.atoms, at, self.today)
        };
        let (date, next) = found?;
        self.at = next;
        Some(date)
    }
}

/// Citations without a word for the document.
impl Reader<'_> {
    /// «Оплата № 101 от 05.10.2026» without a word for the document: only with its date, and only where nothing else
    /// claims the number.
    fn bare(&mut self) -> bool {
        let mut behind = self.atoms.iter().take(self.at).rev();
        let free = match behind.find(|atom| !atom.is('.')) {
            None => true,
            Some(atom) => atom.is('(') || means(&atom.word, Meaning::Payment),
        };
        let before = self.at;
        let start = self.found.len();
        self.lists += 1;
        let mut lead = Lead::default();
        self.skip_signs(&mut lead);
        let starts = self.peek(0).is_some_and(Atom::is_digits) || lead.signed && self.starts_number();
        if free && starts && self.item(None, &lead) {
            let is_dated = self.found.last().is_some_and(|(citation, _)| citation.date.is_some());
            let (sums, bare) = (self.sums, self.bare.len());
            self.list(None, lead.many);
            // «5 (3000-00), 6 (5000-00)»: without a word and a day only several with their sums are a list.
            let count = self.found.len() - start;
            if is_dated || count > 1 && self.sums - sums == count {
                share_dates(self.found.get_mut(start..).unwrap_or_default());
                return true;
            }
            self.bare.truncate(bare);
            self.found.truncate(start);
        }
        self.at = before;
        false
    }
}

/// One date behind a list belongs to all of it: «счетам №№ 5,6,7 от 12.01.2026».
fn share_dates(list: &mut [(Citation, Place)]) {
    let mut date = None;
    for (citation, _) in list.iter_mut().rev() {
        date = citation.date.or(date);
        citation.date = date;
    }
}

/// Drops repeats; one that says less (no kind, no date) yields to one that says more. Where they stand is kept.
fn without_repeats(found: Vec<(Citation, Place)>) -> (Vec<Citation>, Vec<Place>) {
    let mut kept: Vec<Citation> = Vec::with_capacity(found.len());
    let mut places = Vec::with_capacity(found.len());
    for (citation, place) in found {
        let same = kept.iter().position(|held| {
            held.number == citation.number
                && (held.kind == citation.kind || citation.kind.is_none())
                && (held.date == citation.date || held.date.is_none() || citation.date.is_none())
        });
        places.push(Place { of: same.unwrap_or(kept.len()), ..place });
        match same.and_then(|at| kept.get_mut(at)) {
            Some(held) => held.date = held.date.or(citation.date),
            None => kept.push(citation),
        }
    }
    (kept, places)
}
