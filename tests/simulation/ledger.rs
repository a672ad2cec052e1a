//! The auditor's own books, as simple as can be: what was delivered whole, what may have been read in part, what was
//! written by whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::world::{Line, Parcel, client_of, lines, total};

/// A file that lies in an exchange folder.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) parcel: Parcel,
    /// It is whole.
    pub(crate) is_whole: bool,
    pub(crate) bytes: Vec<u8>,
}

/// Something that a person wrote into a cell.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) book: usize,
    /// The client's id in the row.
    pub(crate) client: String,
    pub(crate) field: &'static str,
    pub(crate) text: String,
    /// How many calm runs there were before.
    pub(crate) era: usize,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    /// The latest day of which each invoice was taken whole.
    invoices: BTreeMap<u32, u32>,
    /// Days of which an invoice may have been read besides.
    invoices_maybe: BTreeSet<(u32, u32)>,
    days: BTreeSet<u32>,
    days_maybe: BTreeSet<u32>,
    /// Files that lie in the exchange folders, by path inside the workspace.
    pub(crate) pending: BTreeMap<String, Pending>,
    pub(crate) written: Vec<Written>,
    /// Calm runs.
    pub(crate) era: usize,
    /// Somebody has said that clients are one, or not: whose value is whose is not followed any more.
    pub(crate) clients_moved: bool,
}

impl Ledger {
    /// A file is dropped; one of the same name that nobody has answered is gone.
    pub(crate) fn drop(&mut self, path: String, pending: Pending) {
        if let Some(gone) = self.pending.insert(path, pending) {
            self.maybe(&gone.parcel);
        }
    }

    /// A calm run is over: what lies in the folders no longer was answered.
    pub(crate) fn settle(&mut self, lies: impl Fn(&str) -> bool) {
        let (left, answered): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.pending).into_iter().partition(|(path, _)| lies(path));
        self.pending = left;
        for pending in answered.into_values() {
            if pending.is_whole { self.take(&pending.parcel) } else { self.maybe(&pending.parcel) }
        }
        self.era += 1;
    }

    /// The books as they were before a run that is taken back, with what lies in the folders by now. What was written since
    /// the run before went with it, but for cells that are nobody's but hers.
    pub(crate) fn again(self, now: &Self) -> Self {
        let Self { invoices, invoices_maybe, days, days_maybe, pending: _, mut written, era, clients_moved } = self;
        written.retain(|one| one.era < era || one.field == "own");
        let (pending, clients_moved) = (now.pending.clone(), clients_moved || now.clients_moved);
        Self { invoices, invoices_maybe, days, days_maybe, pending, written, era: now.era, clients_moved }
    }

    fn take(&mut self, parcel: &Parcel) {
        match parcel {
            Parcel::Invoices { day, numbers } => {
                for number in numbers {
                    let latest = self.invoices.entry(*number).or_insert(*day);
                    *latest = (*latest).max(*day);
                }
            }
            Parcel::Days(days) => self.days.extend(days),
        }
    }

    fn maybe(&mut self, parcel: &Parcel) {
        match parcel {
            Parcel::Invoices { day, numbers } => {
                self.invoices_maybe.extend(numbers.iter().map(|number| (*number, *day)));
            }
            Parcel::Days(days) => self.days_maybe.extend(days),
        }
    }

    /// What each invoice may come to; nothing beside sums where it need not be there.
    pub(crate) fn invoices(&self) -> BTreeMap<u32, (bool, BTreeSet<i64>)> {
        let mut sums: BTreeMap<u32, (bool, BTreeSet<i64>)> = BTreeMap::new();
        for (number, day) in &self.invoices {
            sums.insert(*number, (true, BTreeSet::from([total(*number, *day)])));
        }
        for (number, day) in &self.invoices_maybe {
            if self.invoices.get(number).is_none_or(|latest| latest < day) {
                sums.entry(*number).or_default().1.insert(total(*number, *day));
            }
        }
        sums
    }

    /// Clients that must be there.
    pub(crate) fn clients(&self) -> BTreeSet<String> {
        self.invoices.keys().map(|number| format!("c-{}", client_of(*number))).collect()
    }

    /// Payments that must be there, and those that may be.
    pub(crate) fn payments(&self) -> (Vec<Line>, Vec<Line>) {
        let must = self.days.iter().flat_map(|day| lines(*day)).collect();
        let may = self.days_maybe.difference(&self.days).flat_map(|day| lines(*day)).collect();
        (must, may)
    }

    /// What was written last into each cell, and what was written into the same cell of another book in the same era.
    pub(crate) fn standing(&self) -> Vec<&Written> {
        let is_later = |one: &Written, at: usize| {
            self.written[at + 1..].iter().any(|other| {
                (other.client == one.client && other.field == one.field)
                    && (other.era > one.era || other.book == one.book)
            })
        };
        let all = self.written.iter().enumerate();
        all.filter(|(at, one)| !is_later(one, *at)).map(|(_, one)| one).collect()
    }
}
