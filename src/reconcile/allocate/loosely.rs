//! What a purpose names loosely: one date behind a list that is not every document's, and «103-105» or «173/174» behind
//! the word for one document. Nothing of it is taken but where the money is exactly what all of them amount to; else a
//! person is shown these documents first.

use super::super::citation::Citation;
use super::cited::Found;
use super::{Books, latest_cited, only_new};
use crate::model::change::Reason;
use crate::model::ids::DocumentId;
use crate::model::ledger::{LedgerDocument, LedgerPayment};
use crate::model::number::number_core;

/// How many documents a loose citation may stand for.
const LONGEST: u32 = 50;

/// A day that is so many off is a slip of the pen where number and sum agree; or a whole month.
const DAYS_SLIPPED: i32 = 10;
const MONTH: i32 = 31;

/// What citations of no known document may mean.
#[derive(Default)]
pub(super) struct Loosely {
    pub(super) found: Vec<Found>,
    /// Whether every citation means something.
    pub(super) is_complete: bool,
    /// It is one document, and the day is a slip of the pen.
    pub(super) is_slip: bool,
}

impl Loosely {
    /// Whether nothing of what is cited stays unknown.
    pub(super) fn is_complete_or_empty(&self, unknown: &[Citation]) -> bool {
        unknown.is_empty() || self.is_complete
    }
}

impl Books<'_> {
    /// The documents that citations may mean which fit none as they stand.
    pub(super) fn loosely(&self, unknown: &[Citation], cited: &[Found], payment: &LedgerPayment) -> Loosely {
        let is_slip = matches!(unknown, [only] if self.is_slip(only, payment));
        let mut loosely = Loosely { found: Vec::new(), is_complete: !unknown.is_empty(), is_slip };
        for citation in unknown {
            let meant = readings(citation).into_iter().find_map(|reading| {
                let parts = reading.parts.iter().map(|part| self.undated(part, payment));
                if reading.is_range {
                    // Of a range some are other clients'.
                    let theirs: Vec<Found> = parts.flatten().collect();
                    return (theirs.len() > 1).then_some(theirs);
                }
                parts.collect::<Option<Vec<Found>>>()
            });
            match meant {
                Some(found) => loosely.found.extend(found),
                None => loosely.is_complete = false,
            }
        }
        loosely.found = only_new(std::mem::take(&mut loosely.found), cited);
        loosely
    }

    /// Whether the number is right and the day some days off, a month, or whole years, or has not come yet.
    fn is_slip(&self, citation: &Citation, payment: &LedgerPayment) -> bool {
        let undated = Citation { date: None, ..citation.clone() };
        let Some((date, document)) = citation.date.zip(self.named_by(&undated, payment)) else { return false };
        // One of exactly that day and sum is as likely.
        let left = self.left(payment);
        let is_other = |doc: &&LedgerDocument| doc.id != document.id && self.open(doc.id, payment) == left;
        if self.by_date.get(&date).into_iter().flatten().any(is_other) {
            return false;
        }
        // A wrong year does not hide a day that is nearly right.
        let years = [document.date.year() - date.year(), 0];
        let off = |years: i16| {
            let moved = jiff::civil::Date::new(date.year() + years, date.month(), date.day()).ok()?;
            Some((moved - document.date).get_days().abs())
        };
        let days = years.into_iter().filter_map(off).min().unwrap_or(i32::MAX);
        let same_day = date.day() == document.date.day();
        days <= DAYS_SLIPPED || days <= MONTH && same_day || date > latest_cited(payment.date)
    }

    /// The document of a citation, whatever day it has.
    fn undated(&self, citation: &Citation, payment: &LedgerPayment) -> Option<Found> {
        let undated = Citation { date: None, ..citation.clone() };
        let document = self.named_by(citation, payment).or_else(|| self.named_by(&undated, payment))?;
        let targets: Vec<DocumentId> = self.targets(document.id);
        let reason =
            Reason::new("cited-loosely").with("number", &document.number).with("date", document.date.to_string());
        let at = self.place_of(citation, payment);
        Some(Found { targets, at, dated: false, misnamed: false, reason })
    }
}

/// Numbers that a citation may stand for.
struct Reading {
    parts: Vec<Citation>,
    is_range: bool,
}

/// What a citation may mean: the number with another day, else the numbers that a hyphen or slash parts.
fn readings(citation: &Citation) -> Vec<Reading> {
    if citation.core.is_empty() {
        return Vec::new();
    }
    let part = |number: String| Citation { core: number_core(&number), number, ..citation.clone() };
    let mut readings = vec![Reading { parts: vec![citation.clone()], is_range: false }];
    let is_number = |text: &&str| !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit());
    let listed: Vec<&str> = citation.number.split(['/', '\\']).collect();
    if listed.len() > 1 && listed.iter().all(is_number) {
        let parts = listed.into_iter().map(|number| part(number.to_owned())).collect();
        readings.push(Reading { parts, is_range: false });
    }
    let bounds = citation.number.split_once(['-', '–', '—']);
    if let Some((from, to)) = bounds.filter(|(from, to)| is_number(from) && is_number(to))
        && let (Ok(from), Ok(to)) = (from.parse::<u32>(), to.parse::<u32>())
        && from < to
        && to - from < LONGEST
    {
        let parts = (from..=to).map(|number| part(number.to_string())).collect();
        readings.push(Reading { parts, is_range: true });
    }
    readings
}
