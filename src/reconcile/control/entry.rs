//! An entry of a bank's report with the payments it is made of.

use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::money::Money;
use crate::model::provenance::Position;
use crate::model::record::{Direction, Payment};

/// The payments that stand at one place, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Entry {
    position: Position,
    /// What the bank booked, where it says that these are parts of it.
    total: Option<Money>,
    /// Which way the first of them went that is no transfer between own accounts.
    direction: Option<Direction>,
    /// What went that way, less what went back.
    minor: i128,
}

impl Entry {
    /// Begins with a payment.
    pub(super) fn of(position: &Position, payment: &Payment) -> Self {
        let mut entry = Self { position: position.clone(), ..Self::default() };
        entry.add(payment);
        entry
    }

    /// Adds a payment that stands at the same place; says whether it does.
    pub(super) fn takes(&mut self, position: &Position, payment: &Payment) -> bool {
        let is_same = self.position == *position;
        if is_same {
            self.add(payment);
        }
        is_same
    }

    fn add(&mut self, payment: &Payment) {
        self.total = self.total.or(payment.booking.entry_total);
        let way = Some(payment.direction).filter(|way| matches!(way, Direction::In | Direction::Out));
        self.direction = self.direction.or(way);
        let is_back = way.is_some() && way != self.direction;
        let minor = i128::from(payment.amount.minor);
        self.minor += if is_back { -minor } else { minor };
    }

    /// What does not add up. Parts in other currencies are not added: then the entry is one payment.
    pub(super) fn judge(self) -> Option<Issue> {
        let Self { position, total, minor, .. } = self;
        let total = total?;
        let (stated, found) = (i128::from(total.minor).abs(), minor.abs());
        let text = |minor: i128| total.currency.decimal_string(minor);
        (stated != found).then(|| {
            Issue::new(IssueCode::EntryDiffers, Severity::Warning, position)
                .with("stated", text(stated))
                .with("found", text(found))
                .with("difference", text(stated - found))
                .with("currency", total.currency.to_string())
        })
    }
}
