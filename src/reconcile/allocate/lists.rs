//! Lists whose sum does not come out: one number is wrong, or one document is said to be paid in part.

use super::super::citation::{Citation, said_in_part};
use super::cited::{Found, names_a_part};
use super::loosely::Loosely;
use super::{Books, ROUND, ROUNDING, latest_cited, same_company};
use crate::model::change::Reason;
use crate::model::ledger::{LedgerDocument, LedgerPayment};
use crate::model::number::number_core;

/// Minor units of a currency's unit.
const HUNDREDTHS: i64 = 100;

/// A shorter number is one character away from too many others.
const SHORTEST: usize = 3;

/// Why a document is offered with which a list would come out.
pub(super) const WOULD_COME_OUT: &str = "list-would-come-out";

/// What taking one document for another makes of a list.
pub(super) enum Exchange {
    /// Nothing: the sum comes out, or no exchange brings it about.
    None,
    /// The list was mended.
    Made,
    /// Several exchanges would bring it about, or this one of a document that is named and open: a person says which.
    Doubtful(Option<Found>),
}

impl<'l> Books<'l> {
    /// Takes a document for the one number of a list that is wrong, where the sum comes out then to the kopeck, and with no
    /// other.
    pub(super) fn exchange(
        &self,
        cited: &mut Vec<Found>,
        unknown: &mut Vec<Citation>,
        payment: &LedgerPayment,
    ) -> Exchange {
        let open: i64 = cited.iter().map(|found| self.open_of(&found.targets, payment)).sum();
        let left = self.left(payment);
        if cited.is_empty() || (open - left).abs() <= ROUNDING || names_a_part(&payment.purpose) {
            return Exchange::None;
        }
        match &unknown[..] {
            [stranger] => {
                let mut all = self.of_sum(left - open, cited, payment);
                // Equal bills have neighbouring numbers.
                all.retain(|doc| is_slip_for(stranger, doc) && self.is_only_of_sum(doc));
                let [only] = all[..] else { return several(all.len()) };
                cited.push(self.instead(stranger, only, payment));
                unknown.clear();
                Exchange::Made
            }
            [] if cited.len() > 1 => {
                let mut ways: Vec<(usize, &LedgerDocument)> = Vec::new();
                // What is named with its day is meant.
                for (at, found) in cited.iter().enumerate().filter(|(_, found)| !found.dated) {
                    let wanted = left - (open - self.open_of(&found.targets, payment));
                    let Some(citation) = self.citations(payment).get(found.at) else { continue };
                    // Of less than what is named a part may be meant, unless kopecks speak for another.
                    if left < open && wanted % HUNDREDTHS == 0 {
                        continue;
                    }
                    let all = self.of_sum(wanted, cited, payment).into_iter();
                    ways.extend(all.filter(|doc| is_slip_for(citation, doc)).map(|doc| (at, doc)));
                }
                let [(at, doc)] = ways[..] else { return several(ways.len()) };
                let citation = cited.get(at).and_then(|found| self.citations(payment).get(found.at)).cloned();
                let (Some(found), Some(citation)) = (cited.get_mut(at), citation) else { return Exchange::None };
                if self.open_of(&found.targets, payment) > 0 {
                    let reason =
                        Reason::new(WOULD_COME_OUT).with("cited", &citation.number).with("number", &doc.number);
                    return Exchange::Doubtful(Some(Found { reason, ..self.instead(&citation, doc, payment) }));
                }
                *found = self.instead(&citation, doc, payment);
                Exchange::Made
            }
            _ => Exchange::None,
        }
    }

    /// Documents of exactly this sum that nothing was paid of, other than those named.
    fn of_sum(&self, minor: i64, cited: &[Found], payment: &LedgerPayment) -> Vec<&'l LedgerDocument> {
        // Round sums meet by chance.
        if minor <= ROUNDING || minor % ROUND == 0 {
            return Vec::new();
        }
        let near = self.by_total.range(minor - ROUNDING..=minor + ROUNDING).flat_map(|(_, all)| all.iter().copied());
        let is_payable = |doc: &&LedgerDocument| {
            self.open(doc.id, payment) == doc.total.minor
                && !self.covered.contains(&doc.id)
                && doc.date <= latest_cited(payment.date)
                && same_company(doc, payment)
                && cited.iter().all(|found| !found.targets.contains(&doc.id))
        };
        near.filter(is_payable).collect()
    }

    /// Whether the client never had another document of this sum.
    fn is_only_of_sum(&self, document: &LedgerDocument) -> bool {
        let of_total = self.by_total.get(&document.total.minor).into_iter().flatten();
        of_total.filter(|doc| !self.covered.contains(&doc.id)).all(|doc| doc.id == document.id)
    }

    fn instead(&self, citation: &Citation, document: &LedgerDocument, payment: &LedgerPayment) -> Found {
        let reason = Reason::new("list-comes-out").with("cited", &citation.number).with("number", &document.number);
        let at = self.place_of(citation, payment);
        Found { targets: self.targets(document.id), at, dated: false, misnamed: false, reason }
    }

    /// Where a citation stands among those of its payment.
    pub(super) fn place_of(&self, citation: &Citation, payment: &LedgerPayment) -> usize {
        self.citations(payment).iter().position(|one| one == citation).unwrap_or(usize::MAX)
    }

    /// Of a list that is said to be paid in part, what fits no day as it stands is meant as well; the document that is said
    /// to be paid in part comes last.
    pub(super) fn in_part(
        &self,
        cited: &mut Vec<Found>,
        perhaps: &mut Loosely,
        unknown: &mut Vec<Citation>,
        payment: &LedgerPayment,
    ) {
        if !names_a_part(&payment.purpose) || cited.is_empty() {
            return;
        }
        let all: i64 = cited.iter().chain(&perhaps.found).map(|found| self.open_of(&found.targets, payment)).sum();
        if perhaps.is_complete && self.left(payment) < all {
            cited.append(&mut perhaps.found);
            unknown.clear();
        }
        let part = said_in_part(&payment.purpose, payment.date);
        let is_part = |found: &Found| {
            part.as_ref().is_some_and(|core| {
                self.citations(payment).get(found.at).is_some_and(|citation| citation.core == *core)
            })
        };
        cited.sort_by_key(|found| (is_part(found), found.at));
    }
}

fn several(ways: usize) -> Exchange {
    if ways > 1 { Exchange::Doubtful(None) } else { Exchange::None }
}

/// Whether a citation is the document's number but for one character, or two that changed places.
fn is_slip_for(citation: &Citation, document: &LedgerDocument) -> bool {
    let core = number_core(&document.number);
    citation.date.is_none_or(|date| date == document.date)
        && citation.core.chars().count() >= SHORTEST
        && strsim::osa_distance(&citation.core, &core) == 1
}
