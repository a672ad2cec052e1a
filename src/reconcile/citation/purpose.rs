//! A purpose that is asked about more than once is read once.

use std::cell::OnceCell;

use jiff::civil::Date;

use super::lexer::{Atom, atoms};
use super::period::period_of;
use super::periods::{may_name, months_of};
use super::price::{tells_delay, tells_no_price};
use super::refunds::refund_of;
use super::{Citation, Month, grammar};

/// What a payment says it is for, read as far as it is asked about.
pub struct Purpose<'p> {
    text: &'p str,
    today: Date,
    atoms: OnceCell<Vec<Atom>>,
    citations: OnceCell<Vec<Citation>>,
    months: OnceCell<Vec<Month>>,
    period: OnceCell<Option<(Date, Date)>>,
    is_no_price: OnceCell<bool>,
    is_of_delay: OnceCell<bool>,
    comes_back: OnceCell<bool>,
}

impl<'p> Purpose<'p> {
    /// Nothing is read yet. `today` is the day of the payment.
    #[must_use]
    pub fn new(text: &'p str, today: Date) -> Self {
        let (atoms, citations, months, period) = Default::default();
        let [is_no_price, is_of_delay, comes_back] = [const { OnceCell::new() }; 3];
        Self { text, today, atoms, citations, months, period, is_no_price, is_of_delay, comes_back }
    }

    fn atoms(&self) -> &[Atom] {
        self.atoms.get_or_init(|| atoms(self.text))
    }

    /// The documents that it cites, in their order, each once.
    pub fn citations(&self) -> &[Citation] {
        self.citations.get_or_init(|| grammar::read(self.atoms(), self.today).cited)
    }

    /// The months that it says are paid for, in order, each once; none where there are too many.
    pub fn months(&self) -> &[Month] {
        self.months.get_or_init(|| {
            // Most purposes name none, and need not be read whole to know that.
            if self.atoms.get().is_none() && !may_name(self.text) {
                return Vec::new();
            }
            months_of(self.atoms(), self.today)
        })
    }

    /// The first and the last day of the deliveries that it says are paid for.
    pub fn period(&self) -> Option<(Date, Date)> {
        *self.period.get_or_init(|| period_of(self.atoms(), self.today))
    }

    /// Whether it is money of ours that comes back.
    pub fn comes_back(&self) -> bool {
        *self.comes_back.get_or_init(|| refund_of(self.atoms(), self.today).is_some())
    }

    /// Whether it is paid for a delay: a bill that is named is the one that was late, and not what is paid.
    pub fn is_of_delay(&self) -> bool {
        *self.is_of_delay.get_or_init(|| self.is_no_price() && tells_delay(self.atoms()))
    }

    /// Whether it says that the money is no price of goods or services.
    pub fn is_no_price(&self) -> bool {
        *self.is_no_price.get_or_init(|| tells_no_price(self.atoms()))
    }
}
