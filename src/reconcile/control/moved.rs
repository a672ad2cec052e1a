//! What the payments of a delivery moved on an account, day by day.
//!
//! A bank may tell one payment in several reports, and the files of a package may overlap: reports are kept apart, and of
//! the files of one report both is known, what all of them say together and the most that one of them says.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use jiff::civil::Date;
use rustc_hash::FxBuildHasher;

use crate::model::provenance::Position;

/// One statement of a delivery: the element that its entries and its totals stand in.
pub(super) type Statement = [u8; 8];

/// The statement that a place lies in; nothing where there is no element around it.
pub(super) fn statement(document: u32, position: &Position) -> Option<Statement> {
    let (around, _) = position.path.rsplit_once('/').filter(|(around, _)| !around.is_empty())?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(&document.to_le_bytes()).update(position.part.as_bytes()).update(&[0]).update(around.as_bytes());
    hasher.finalize().as_bytes().first_chunk().copied()
}

/// Money and the entries behind it, both ways.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moved {
    pub(super) received: i128,
    pub(super) spent: i128,
    pub(super) received_count: i64,
    pub(super) spent_count: i64,
}

impl Moved {
    fn add(&mut self, other: Self) {
        self.received += other.received;
        self.spent += other.spent;
        self.received_count += other.received_count;
        self.spent_count += other.spent_count;
    }

    /// The greater of two of each.
    fn or_more(&mut self, other: Self) {
        self.received = self.received.max(other.received);
        self.spent = self.spent.max(other.spent);
        self.received_count = self.received_count.max(other.received_count);
        self.spent_count = self.spent_count.max(other.spent_count);
    }
}

/// What moved on a day, in one report.
#[derive(Debug, Default, Clone, Copy)]
struct Day {
    /// The document that speaks of it last, and what that says.
    document: u32,
    last: Moved,
    /// What the documents before it say.
    together: Moved,
    most: Moved,
    has_planned: bool,
}

impl Day {
    fn of(&mut self, document: u32) -> &mut Self {
        if self.document != document {
            (self.together, self.most) = self.summed();
            self.last = Moved::default();
            self.document = document;
        }
        self
    }

    fn summed(&self) -> (Moved, Moved) {
        let (mut together, mut most) = (self.together, self.most);
        together.add(self.last);
        most.or_more(self.last);
        (together, most)
    }
}

/// What moved over a period: what is stated agrees if it agrees with either.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Found {
    /// Files that say different things, added up.
    pub(super) together: Moved,
    /// Files that repeat each other, each day once.
    pub(super) most: Moved,
    /// Whether anything is not carried out yet.
    pub(super) has_planned: bool,
}

impl Found {
    pub(super) fn either(&self) -> [Moved; 2] {
        [self.most, self.together]
    }
}

/// What the entries of one statement say, whatever days they bear.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Own {
    pub(super) moved: Moved,
    /// Whether anything is not carried out yet.
    pub(super) has_planned: bool,
}

/// The days of an account, by report; the empty one where there are no reports.
#[derive(Debug, Default)]
pub(super) struct Movements {
    reports: BTreeMap<String, BTreeMap<Date, Day>>,
    statements: HashMap<Statement, Own, FxBuildHasher>,
}

impl Movements {
    /// Whether adding to the statement takes no more room.
    pub(super) fn knows_statement(&self, statement: Option<Statement>) -> bool {
        statement.is_none_or(|statement| self.statements.contains_key(&statement))
    }

    /// Adds what an entry of a statement moved, or plans to.
    pub(super) fn add_to_statement(&mut self, statement: Statement, moved: Option<Moved>) {
        let own = self.statements.entry(statement).or_default();
        match moved {
            Some(moved) => own.moved.add(moved),
            None => own.has_planned = true,
        }
    }

    /// What the entries of a statement say; nothing where it has none.
    pub(super) fn own(&self, statement: Option<Statement>) -> Option<Own> {
        self.statements.get(&statement?).copied()
    }

    pub(super) fn knows(&self, report: &str, date: Date) -> bool {
        self.reports.get(report).is_some_and(|days| days.contains_key(&date))
    }

    pub(super) fn add(&mut self, report: &str, date: Date, document: u32, moved: Moved) {
        self.day(report, date).of(document).last.add(moved);
    }

    pub(super) fn plan(&mut self, report: &str, date: Date) {
        self.day(report, date).has_planned = true;
    }

    fn day(&mut self, report: &str, date: Date) -> &mut Day {
        self.reports.entry(report.to_owned()).or_default().entry(date).or_default()
    }

    /// What moved in a report, with what stands in none: transfers between own accounts are of the reports of both. Where
    /// no report is named there must be one at most: what several say can't be told apart.
    pub(super) fn over(&self, report: &str, period: &RangeInclusive<Date>) -> Option<Found> {
        let named = self.reports.keys().filter(|name| !name.is_empty()).count();
        if report.is_empty() && named > 1 {
            return None;
        }
        let is_meant = |name: &String| name.is_empty() || report.is_empty() || name == report;
        let days = self.reports.iter().filter(|(name, _)| is_meant(name)).map(|(_, days)| days);
        let mut found = Found::default();
        // An empty period holds nothing; the map would not hear of one.
        for (_, day) in days.filter(|_| !period.is_empty()).flat_map(|days| days.range(period.clone())) {
            let (together, most) = day.summed();
            found.together.add(together);
            found.most.add(most);
            found.has_planned |= day.has_planned;
        }
        Some(found)
    }
}
