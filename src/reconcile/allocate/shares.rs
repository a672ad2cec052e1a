//! What of each document of a list is said to be paid.

use super::super::citation::{Citation, CitedKind, Share, Written, written};
use super::cited::{Found, names_a_part};
use super::{Books, ROUNDING};
use crate::model::change::Reason;
use crate::model::ledger::LedgerPayment;

/// What of each document of a list is said to be paid.
pub(super) enum Shares {
    /// Nothing is said.
    Unsaid,
    /// So much, in the order of the list; together they are the money, with what is said of documents that are not there.
    Said(Vec<Due>),
    /// What is said does not come to the money, or may mean several things.
    Contradict,
}

/// What is to be paid of one document of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    minor: i64,
    said: Option<Share>,
}

impl Due {
    /// Why so much of it is paid, where that is said.
    fn reason(self) -> Option<Reason> {
        let code = match self.said? {
            Share::Sum(_) | Share::Percent(_) => "share-is-said",
            Share::Part => "part-is-said",
            Share::Rest => "rest-is-said",
        };
        Some(Reason::new(code))
    }
}

impl Shares {
    /// The most that may be paid of one of the list.
    pub(super) fn of(&self, at: usize) -> i64 {
        match self {
            Self::Said(shares) => shares.get(at).map_or(0, |due| due.minor),
            Self::Unsaid | Self::Contradict => i64::MAX,
        }
    }

    /// Why so much of one of the list is paid.
    pub(super) fn reason(&self, at: usize) -> Option<Reason> {
        match self {
            Self::Said(shares) => shares.get(at).and_then(|due| due.reason()),
            Self::Unsaid | Self::Contradict => None,
        }
    }
}

/// Which of the documents that are there a citation means.
#[derive(Clone, Copy)]
enum Meant {
    /// That one of the list.
    Found(usize),
    /// None of the client's.
    Unknown,
    /// What is no document to be paid, or said of one already.
    Nothing,
}

impl Books<'_> {
    /// What of each of several documents is said to be paid: «сч. 5 - 3000, сч. 6 - 5000», «предоплата 50% по счетам 5 и 6»,
    /// «остатка по сч. 5 и частично по сч. 6».
    pub(super) fn shares(&self, cited: &[Found], unknown: &[Citation], payment: &LedgerPayment) -> Shares {
        let left = self.left(payment);
        let open: Vec<i64> = cited.iter().map(|found| self.open_of(&found.targets, payment)).collect();
        let all: i64 = open.iter().sum();
        if cited.is_empty() || self.citations(payment).len() < 2 || unknown.is_empty() && (all - left).abs() <= ROUNDING
        {
            return Shares::Unsaid;
        }
        let totals = [payment.amount.minor, left, all];
        let Some(written) = written(&payment.purpose, payment.date, &totals) else { return Shares::Unsaid };
        let meant = self.meant(cited, unknown, payment);
        let mut ways: Vec<Vec<Due>> = Vec::new();
        for reading in &written.readings {
            let dues = self.dues(reading, &meant, cited, payment).filter(|dues| {
                let is_known = |way: &Vec<Due>| way.iter().zip(dues).all(|(one, other)| one.minor == other.minor);
                !ways.iter().any(is_known)
            });
            ways.extend(dues);
        }
        if let (Some(dues), true) = (ways.pop(), ways.is_empty()) {
            return Shares::Said(dues);
        }
        let is_contradictory = !ways.is_empty() || written.is_doubtful || {
            let is_of_several = cited.len() > 1 && (all - left).abs() > ROUNDING;
            let mut readings = written.readings.iter();
            written.is_sure
                && (is_of_several || readings.any(|reading| speaks_of_unknown(reading, &meant)))
                && !(names_a_part(&payment.purpose) && self.says_sums_of_bills(&written, &meant, cited, payment))
        };
        if is_contradictory { Shares::Contradict } else { Shares::Unsaid }
    }

    /// Whether what is written are the sums of the documents themselves: nothing of shares.
    fn says_sums_of_bills(&self, written: &Written, meant: &[Meant], cited: &[Found], payment: &LedgerPayment) -> bool {
        let is_of_bill = |(share, meant): (&Option<Share>, &Meant)| match (share, meant) {
            (Some(Share::Sum(sum)), Meant::Found(place)) => self.is_sum_of(*sum, cited.get(*place), payment),
            (None, _) => true,
            _ => false,
        };
        written.readings.iter().any(|reading| reading.iter().zip(meant).all(is_of_bill))
    }

    /// Whether a sum is what a document comes to, or what is open of it.
    fn is_sum_of(&self, sum: i64, found: Option<&Found>, payment: &LedgerPayment) -> bool {
        found.is_some_and(|found| sum == self.total_of(&found.targets) || sum == self.open_of(&found.targets, payment))
    }

    /// What each citation of a payment means.
    fn meant(&self, cited: &[Found], unknown: &[Citation], payment: &LedgerPayment) -> Vec<Meant> {
        let meant = self.citations(payment).iter().enumerate().map(|(at, citation)| {
            if let Some(place) = cited.iter().position(|found| found.at == at) {
                return Meant::Found(place);
            }
            if citation.kind == Some(CitedKind::Contract) {
                return Meant::Nothing;
            }
            if unknown.contains(citation) {
                return Meant::Unknown;
            }
            // The act of a bill that is named as well.
            let targets = self.named_by(citation, payment).map(|document| self.targets(document.id));
            let same = targets.and_then(|targets| cited.iter().position(|found| found.targets == targets));
            same.map_or(Meant::Nothing, Meant::Found)
        });
        meant.collect()
    }

    /// What is to be paid of each document if what is written means that; nothing where it does not come to the money.
    fn dues(
        &self,
        reading: &[Option<Share>],
        meant: &[Meant],
        cited: &[Found],
        payment: &LedgerPayment,
    ) -> Option<Vec<Due>> {
        let mut said: Vec<Option<Share>> = vec![None; cited.len()];
        // What is said of documents that are not there, and whether of one nothing is that can be reckoned with.
        let (mut elsewhere, mut is_open_ended) = (0_i64, 0);
        for (share, meant) in reading.iter().zip(meant) {
            match (meant, share) {
                (Meant::Found(at), Some(share)) => {
                    let held = said.get_mut(*at)?;
                    *held = held.or(Some(*share));
                }
                (Meant::Unknown, Some(Share::Sum(sum))) => elsewhere = elsewhere.checked_add(*sum)?,
                (Meant::Unknown, _) => is_open_ended += 1,
                (Meant::Found(_), None) | (Meant::Nothing, _) => {}
            }
        }
        if said.iter().all(Option::is_none) {
            return None;
        }
        // A single document that is there is paid a sum only beside one of others.
        if cited.len() < 2 && !speaks_of_unknown(reading, meant) {
            return None;
        }
        let all_said = said.iter().all(|share| share.is_some_and(|share| share != Share::Part));
        let fixed: Vec<Option<i64>> =
            cited.iter().zip(&said).map(|(found, share)| self.fixed(*share, found, payment)).collect();
        let left = self.left(payment) - elsewhere;
        let rest = left - fixed.iter().flatten().sum::<i64>();
        let slack = ROUNDING.max(i64::try_from(cited.len()).unwrap_or(ROUNDING));
        let parts = fixed.iter().filter(|share| share.is_none()).count();
        let fits = match (parts, is_open_ended) {
            (0, 0) => rest.abs() <= slack,
            (1, 0) => rest > slack,
            (0, 1) => rest > slack && all_said,
            _ => false,
        };
        let dues = fixed.iter().zip(said).map(|(fixed, said)| Due { minor: fixed.unwrap_or(rest), said });
        let dues: Vec<Due> = dues.collect();
        let is_open = |(due, found): (&Due, &Found)| due.minor <= self.open_of(&found.targets, payment) + slack;
        (fits && dues.iter().zip(cited).all(is_open)).then_some(dues)
    }

    /// So much of a document as a share comes to; nothing of a part, which is what is left of the money.
    fn fixed(&self, share: Option<Share>, found: &Found, payment: &LedgerPayment) -> Option<i64> {
        match share {
            Some(Share::Sum(sum)) => Some(sum),
            Some(Share::Percent(percent)) => Some(share_of(self.total_of(&found.targets), percent)),
            Some(Share::Part) => None,
            Some(Share::Rest) | None => Some(self.open_of(&found.targets, payment)),
        }
    }
}

/// Whether sums are written of a document that is there and of one that is not.
fn speaks_of_unknown(reading: &[Option<Share>], meant: &[Meant]) -> bool {
    let mut sums = reading.iter().zip(meant).filter(|(share, _)| matches!(share, Some(Share::Sum(_))));
    sums.clone().any(|(_, meant)| matches!(meant, Meant::Unknown))
        && sums.any(|(_, meant)| matches!(meant, Meant::Found(_)))
}

/// So many percent of a sum, rounded half up.
pub(super) fn share_of(total: i64, percent: u8) -> i64 {
    total.saturating_mul(i64::from(percent)).saturating_add(50).div_euclid(100)
}
