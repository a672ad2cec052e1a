//! The figures of the summary, computed from the same rows the sheets show: each can be checked by filtering a sheet.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::money::Currency;
use crate::model::record::Direction;
use crate::model::view::{BookData, DocumentView, PaymentView};

/// The most debtors that the summary lists.
pub(super) const DEBTORS_MAX: usize = 10;

/// How many rows and what they sum to, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Figure {
    /// Rows.
    pub(super) count: usize,
    /// Their sum, in minor units of the currency asked for.
    pub(super) minor: i64,
}

impl Figure {
    fn add(&mut self, minor: i64) {
        self.count += 1;
        self.minor = self.minor.saturating_add(minor);
    }
}

/// How long a debt is past due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    NoDueDate,
    NotDue,
    /// Days past due, from and to; no end for the oldest.
    Past(i32, Option<i32>),
}

impl Age {
    pub(super) const ALL: [Self; 6] = [
        Self::NotDue,
        Self::Past(1, Some(30)),
        Self::Past(31, Some(60)),
        Self::Past(61, Some(90)),
        Self::Past(91, None),
        Self::NoDueDate,
    ];

    /// Its key in the catalogue.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::NoDueDate => "book-aging-no-due",
            Self::NotDue => "book-aging-not-due",
            Self::Past(1, _) => "book-aging-1-30",
            Self::Past(31, _) => "book-aging-31-60",
            Self::Past(61, _) => "book-aging-61-90",
            Self::Past(..) => "book-aging-over-90",
        }
    }

    fn holds(self, document: &DocumentView, today: Date) -> bool {
        let days = document.overdue_days(today);
        match self {
            Self::NoDueDate => document.due_date.is_none(),
            Self::NotDue => document.due_date.is_some() && days == 0,
            Self::Past(from, to) => days >= from && to.is_none_or(|to| days <= to),
        }
    }
}

/// One manager's line of the head's summary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ManagerLine {
    /// As settings name the manager; empty for clients without one.
    pub(super) name: String,
    pub(super) clients: usize,
    pub(super) open: i64,
    pub(super) overdue: i64,
    pub(super) paid_this_month: i64,
}

/// One of the largest debtors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Debtor {
    pub(super) name: String,
    pub(super) open: i64,
    pub(super) overdue: i64,
}

/// One currency beside the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ForeignLine {
    pub(super) currency: Currency,
    pub(super) open: i64,
    pub(super) overdue: i64,
    pub(super) unallocated: i64,
}

/// The first day of the month of a day, of the month before and of the month after.
pub(super) fn months(today: Date) -> (Date, Date, Date) {
    let this = today.first_of_month();
    let last = this.yesterday().map_or(this, Date::first_of_month);
    let next = this.last_of_month().tomorrow().unwrap_or(this);
    (last, this, next)
}

/// Documents with something left to pay in a currency.
pub(super) fn open_documents(data: &BookData, currency: Currency) -> impl Iterator<Item = &DocumentView> {
    data.documents.iter().filter(move |document| document.balance.minor > 0 && document.balance.currency == currency)
}

/// Payments received in a currency.
fn received(data: &BookData, currency: Currency) -> impl Iterator<Item = &PaymentView> {
    data.payments
        .iter()
        .filter(move |payment| payment.direction == Direction::In && payment.amount.currency == currency)
}

/// What is open.
pub(super) fn open(data: &BookData, currency: Currency) -> Figure {
    total(open_documents(data, currency).map(|document| document.balance.minor))
}

/// What is open and past due.
pub(super) fn overdue(data: &BookData, currency: Currency) -> Figure {
    let late = open_documents(data, currency).filter(|document| document.overdue_days(data.today) > 0);
    total(late.map(|document| document.balance.minor))
}

/// What is open and so old.
pub(super) fn aged(data: &BookData, currency: Currency, age: Age) -> Figure {
    let aged = open_documents(data, currency).filter(|document| age.holds(document, data.today));
    total(aged.map(|document| document.balance.minor))
}

/// What was received from a day on and before another.
pub(super) fn paid(data: &BookData, currency: Currency, from: Date, before: Date) -> Figure {
    let paid = received(data, currency).filter(|payment| from <= payment.date && payment.date < before);
    total(paid.map(|payment| payment.amount.minor))
}

/// What was given back or paid out from a day on and before another, with a minus as on the sheet of payments.
pub(super) fn sent(data: &BookData, currency: Currency, from: Date, before: Date) -> Figure {
    let sent = data.payments.iter().filter(|payment| {
        payment.direction == Direction::Out
            && payment.amount.currency == currency
            && (from..before).contains(&payment.date)
    });
    total(sent.map(|payment| payment.amount.minor.saturating_neg()))
}

/// What was received and belongs to no document yet.
pub(super) fn unallocated(data: &BookData, currency: Currency) -> Figure {
    let free = received(data, currency).filter(|payment| payment.unallocated.minor > 0);
    total(free.map(|payment| payment.unallocated.minor))
}

fn total(amounts: impl Iterator<Item = i64>) -> Figure {
    let mut figure = Figure::default();
    amounts.for_each(|minor| figure.add(minor));
    figure
}

/// A line for every manager with a row anywhere, by name, those without one last.
pub(super) fn by_manager(data: &BookData, currency: Currency) -> Vec<ManagerLine> {
    let mut lines: BTreeMap<(bool, &str), ManagerLine> = BTreeMap::new();
    let (_, this, next) = months(data.today);
    for client in &data.clients {
        entry(&mut lines, &client.manager).clients += 1;
    }
    for document in open_documents(data, currency) {
        let line = entry(&mut lines, &document.manager);
        line.open = line.open.saturating_add(document.balance.minor);
        if document.overdue_days(data.today) > 0 {
            line.overdue = line.overdue.saturating_add(document.balance.minor);
        }
    }
    for payment in received(data, currency).filter(|payment| this <= payment.date && payment.date < next) {
        let line = entry(&mut lines, &payment.manager);
        line.paid_this_month = line.paid_this_month.saturating_add(payment.amount.minor);
    }
    lines.into_values().collect()
}

fn entry<'a, 'b>(lines: &'b mut BTreeMap<(bool, &'a str), ManagerLine>, name: &'a str) -> &'b mut ManagerLine {
    lines.entry((name.is_empty(), name)).or_insert_with(|| ManagerLine {
        name: name.to_owned(),
        clients: 0,
        open: 0,
        overdue: 0,
        paid_this_month: 0,
    })
}

/// The clients who owe most, largest first, equal ones by name.
pub(super) fn debtors(data: &BookData, currency: Currency) -> Vec<Debtor> {
    let mut debtors: Vec<Debtor> = data
        .clients
        .iter()
        .filter_map(|client| {
            let balance = client.balances.iter().find(|balance| balance.open.currency == currency)?;
            let debtor = Debtor { name: client.name.clone(), open: balance.open.minor, overdue: balance.overdue.minor };
            (debtor.open > 0).then_some(debtor)
        })
        .collect();
    debtors.sort_by(|a, b| b.open.cmp(&a.open).then_with(|| a.name.cmp(&b.name)));
    debtors.truncate(DEBTORS_MAX);
    debtors
}

/// A line for every currency beside the base that is owed or waits to be allocated, by code.
pub(super) fn foreign(data: &BookData, base: Currency) -> Vec<ForeignLine> {
    let documents = data.documents.iter().map(|document| document.total.currency);
    let payments = data.payments.iter().map(|payment| payment.amount.currency);
    let mut currencies: Vec<Currency> = documents.chain(payments).filter(|currency| *currency != base).collect();
    currencies.sort_unstable();
    currencies.dedup();
    currencies
        .into_iter()
        .map(|currency| ForeignLine {
            currency,
            open: open(data, currency).minor,
            overdue: overdue(data, currency).minor,
            unallocated: unallocated(data, currency).minor,
        })
        .filter(|line| line.open != 0 || line.unallocated != 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_cross_the_year() {
        assert_eq!(months(date(2026, 1, 31)), (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)));
        assert_eq!(months(date(2026, 12, 1)), (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)));
    }
}
