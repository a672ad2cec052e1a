//! Which payment a line is: one that the store knows, or one that the same chunk said before in another report.

use std::collections::{BTreeSet, HashMap};

use rustc_hash::FxBuildHasher;

use crate::model::change::{Parting, RecordKey};
use crate::model::ids::{PaymentId, SourceId};
use crate::model::record::{Body, Direction, Payment, Record, is_fingerprint};
use crate::model::snapshot::{PaymentTwin, Snapshot, ToldPayment};

use super::super::bookings::contradict;

/// Payments that lines of a chunk may be.
pub(super) struct Payments<'s> {
    source: SourceId,
    snapshot: &'s Snapshot,
    /// Those that this chunk began, by the hashes that make another line the same.
    begun: HashMap<i64, Vec<i64>, FxBuildHasher>,
    /// What this chunk says of payments, by number.
    told: HashMap<i64, Told, FxBuildHasher>,
    /// How many payments of a hash, known and begun, a list has told from the first on: many lines may be alike, and
    /// none of them looks at all of these again.
    passed: HashMap<(i64, String), [usize; 2], FxBuildHasher>,
    /// Tax numbers told of payments that an account could make one, before and in this chunk.
    told_taxes: HashMap<i64, BTreeSet<String>, FxBuildHasher>,
    /// Payments of which what tells no tax number is another one since.
    parted: BTreeSet<i64>,
    /// Keys of payments whose direction a person told and that came under another key in this chunk.
    renamed: BTreeSet<RecordKey>,
}

/// A payment as a list states it.
#[derive(Clone, Copy)]
struct Line<'p> {
    payment: &'p Payment,
    list: &'p str,
}

#[derive(Default)]
struct Told {
    lists: Vec<String>,
    references: Vec<String>,
    tax_ids: Vec<String>,
}

/// What makes a line a payment.
#[derive(Clone, Copy)]
enum By {
    /// What both say.
    Hash(i64),
    /// The account of the other side, where one of them does not tell its tax number.
    Account(i64),
    /// The same where several tax numbers are told for it: whose the payment is, is not known then.
    Contested(i64),
}

impl By {
    fn hash(self) -> i64 {
        match self {
            Self::Hash(hash) | Self::Account(hash) | Self::Contested(hash) => hash,
        }
    }

    /// Whether the tax numbers say so too: those that are told twice were compared by another hash.
    fn fits(self, known: &[String], payment: &Payment) -> bool {
        match self {
            Self::Hash(_) => true,
            Self::Account(_) => known.is_empty() || tax_id(payment).is_none(),
            Self::Contested(_) => known.is_empty() && tax_id(payment).is_none(),
        }
    }
}

impl<'s> Payments<'s> {
    pub(super) fn new(source: SourceId, snapshot: &'s Snapshot) -> Self {
        let (begun, told, passed, told_taxes) = Default::default();
        let (parted, renamed) = (BTreeSet::new(), BTreeSet::new());
        Self { source, snapshot, begun, told, passed, told_taxes, parted, renamed }
    }

    /// The payment whose direction a person told that a line is, its direction being known by now: each of several equal
    /// ones is one line.
    pub(super) fn told(&mut self, record: &Record) -> Option<&'s ToldPayment> {
        let Body::Payment(payment) = &record.body else { return None };
        if self.snapshot.told.is_empty() || payment.direction == Direction::Unknown || !is_fingerprint(&record.id) {
            return None;
        }
        let alike = self.snapshot.told.get(&payment.undirected_hash())?;
        let is_free =
            |told: &&ToldPayment| told.reports == payment.booking.reports && !self.renamed.contains(&told.key);
        let told = alike.iter().find(is_free)?;
        self.renamed.insert(told.key);
        Some(told)
    }

    /// Before a payment tells a second tax number for an account, number, day and amount: what told none is neither's, and
    /// must not be the one's that came first.
    pub(super) fn part(&mut self, payment: &Payment, take: &mut impl FnMut() -> i64) -> Vec<Parting> {
        let (Some(hash), Some(tax)) = (payment.account_twin_hash(), tax_id(payment)) else { return Vec::new() };
        let mut parted = Vec::new();
        for twin in self.snapshot.twins.get(&hash).into_iter().flatten() {
            let from = twin.payment.0;
            let here = self.told.get(&from).map(|told| told.tax_ids.as_slice()).unwrap_or_default();
            let mut told = twin.tax_ids.iter().chain(here).peekable();
            if twin.untaxed.is_empty() || told.peek().is_none() || told.any(|known| known == tax) {
                continue;
            }
            if self.parted.insert(from) {
                let to = take();
                self.begun.entry(hash).or_default().push(to);
                parted.push(Parting { statements: twin.untaxed.clone(), from: twin.payment, to: PaymentId(to) });
            }
        }
        parted
    }

    /// How the account may say which payment it is. Takes note of the tax number that is told.
    fn by_account(&mut self, payment: &Payment) -> Option<By> {
        let hash = payment.account_twin_hash()?;
        let snapshot = self.snapshot;
        let taxes = self.told_taxes.entry(hash).or_insert_with(|| {
            snapshot.twins.get(&hash).into_iter().flatten().flat_map(|twin| twin.tax_ids.iter().cloned()).collect()
        });
        taxes.extend(tax_id(payment).map(str::to_owned));
        Some(if taxes.len() > 1 { By::Contested(hash) } else { By::Account(hash) })
    }

    /// The payment of another source, or in another report of the bank, that a line is: the n-th equal one of this origin
    /// is the n-th equal one of the other. A new number, taken from `take`, where there is none.
    pub(super) fn which(&mut self, payment: &Payment, record: &Record, take: impl FnOnce() -> i64) -> (i64, bool) {
        let certain = payment.same_keys().into_iter().chain(payment.twin_hash()).map(By::Hash);
        let all: Vec<By> = certain.chain(self.by_account(payment)).collect();
        let line = Line { payment, list: list_of(payment, record) };
        let found = all.iter().find_map(|by| self.found(*by, line));
        let id = found.unwrap_or_else(take);
        if found.is_none() {
            all.into_iter().for_each(|by| self.begun.entry(by.hash()).or_default().push(id));
        }
        let told = self.told.entry(id).or_default();
        told.lists.push(line.list.to_owned());
        told.references.extend_from_slice(&payment.booking.references);
        told.tax_ids.extend(tax_id(payment).map(str::to_owned));
        (id, found.is_none())
    }

    fn found(&mut self, by: By, line: Line<'_>) -> Option<i64> {
        let known = self.snapshot.twins.get(&by.hash()).map(Vec::as_slice).unwrap_or_default();
        let begun = self.begun.get(&by.hash()).map(Vec::as_slice).unwrap_or_default();
        let mut passed = self.passed.remove(&(by.hash(), line.list.to_owned())).unwrap_or_default();
        let [known_at, begun_at] = &mut passed;
        let (more_known, more_begun) = (known.get(*known_at..)?, begun.get(*begun_at..)?);
        *known_at += more_known.iter().take_while(|twin| self.is_said(twin, line)).count();
        *begun_at += more_begun.iter().take_while(|id| self.is_told(**id, line)).count();
        let known = known.get(*known_at..)?.iter().filter(|twin| self.may_be(by, twin, line));
        let begun = begun.get(*begun_at..)?.iter().copied();
        let found = known.map(|twin| twin.payment.0).chain(begun).find(|id| self.is_untold(by, *id, line));
        self.passed.insert((by.hash(), line.list.to_owned()), passed);
        found
    }

    /// Whether this source said in this report, before or in this chunk, what the payment is.
    fn is_said(&self, twin: &PaymentTwin, line: Line<'_>) -> bool {
        let before = twin.origins.iter().any(|(source, known)| *source == self.source && known == line.list);
        before || self.is_told(twin.payment.0, line)
    }

    fn is_told(&self, id: i64, line: Line<'_>) -> bool {
        self.told.get(&id).is_some_and(|told| told.lists.iter().any(|known| known == line.list))
    }

    fn may_be(&self, by: By, twin: &PaymentTwin, line: Line<'_>) -> bool {
        !self.is_said(twin, line)
            && !contradict(&twin.references, &line.payment.booking.references)
            && by.fits(&twin.tax_ids, line.payment)
    }

    /// Whether this chunk has not said yet, in this report, what the payment is, nor anything that speaks against it.
    fn is_untold(&self, by: By, id: i64, line: Line<'_>) -> bool {
        let told = self.told.get(&id);
        let tax_ids = told.map(|told| told.tax_ids.as_slice()).unwrap_or_default();
        !self.is_told(id, line)
            && !told.is_some_and(|told| contradict(&told.references, &line.payment.booking.references))
            && by.fits(tax_ids, line.payment)
    }
}

/// The list a line stands in: the bank's report, or, where there are none, the mapping that reads it. One source may tell
/// a payment in several.
fn list_of<'r>(payment: &'r Payment, record: &'r Record) -> &'r str {
    let rule = record.rule();
    let mapping = rule.split_once('/').map_or(&**rule, |(mapping, _)| mapping);
    payment.booking.reports.first().map_or(mapping, String::as_str)
}

/// The tax number of the other side, where the line tells it.
fn tax_id(payment: &Payment) -> Option<&str> {
    payment.counterparty().map(|side| side.tax_id.as_str()).filter(|digits| !digits.is_empty())
}
