//! What a payment says it is for, read once: by the thread that reads statements ahead, by whoever judges the payment, and
//! whenever its payer's ledger is balanced anew.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::behalf::{Behalf, behalf};
use super::lexer::atoms;
use super::memory;
use super::own::tells_own;
use super::period::{period_of, whole_months};
use super::periods::months_of;
use super::price::{tells_delay, tells_no_price};
use super::refunds::refund_of;
use super::{Citation, Month, grammar};

/// A purpose with the day of its payment; nothing is read before it is asked about.
#[derive(Debug)]
pub struct Purpose {
    text: Box<str>,
    today: Date,
    said: OnceLock<Said>,
    behalf: OnceLock<Behalf>,
}

/// What the words of a purpose say.
#[derive(Debug)]
struct Said {
    citations: Vec<Citation>,
    months: Vec<Month>,
    period: Option<(Date, Date)>,
    is_no_price: bool,
    is_own: bool,
    is_of_delay: bool,
    comes_back: bool,
}

impl Said {
    fn read(text: &str, today: Date) -> Self {
        let atoms = atoms(text);
        let is_no_price = tells_no_price(&atoms);
        let period = period_of(&atoms, today);
        let mut months = months_of(&atoms, today);
        if months.is_empty() {
            months.extend(period.map(whole_months).unwrap_or_default());
        }
        Self {
            citations: grammar::read(&atoms, today).cited,
            months,
            period,
            is_no_price,
            is_own: tells_own(&atoms),
            is_of_delay: is_no_price && tells_delay(&atoms),
            comes_back: refund_of(&atoms, today).is_some(),
        }
    }
}

impl Purpose {
    /// The purpose of a payment of that day. One that was asked about lately is remembered with what was read.
    #[must_use]
    pub fn of(text: &str, today: Date) -> Arc<Self> {
        memory::purpose(text, today)
    }

    pub(super) fn new(text: &str, today: Date) -> Self {
        Self { text: text.into(), today, said: OnceLock::new(), behalf: OnceLock::new() }
    }

    pub(super) fn is(&self, text: &str, today: Date) -> bool {
        self.today == today && *self.text == *text
    }

    fn said(&self) -> &Said {
        self.said.get_or_init(|| Said::read(&self.text, self.today))
    }

    /// The documents that it cites, in their order, each once.
    pub fn citations(&self) -> &[Citation] {
        &self.said().citations
    }

    /// The months that it says are paid for, in order, each once; none where there are too many.
    pub fn months(&self) -> &[Month] {
        &self.said().months
    }

    /// The first and the last day of the deliveries that it says are paid for.
    pub fn period(&self) -> Option<(Date, Date)> {
        self.said().period
    }

    /// Whether it is money of ours that comes back.
    pub fn comes_back(&self) -> bool {
        self.said().comes_back
    }

    /// Whether it is paid for a delay: a bill that is named is the one that was late, and not what is paid.
    pub fn is_of_delay(&self) -> bool {
        self.said().is_of_delay
    }

    /// Whether it says that the money is no price of goods or services.
    pub fn is_no_price(&self) -> bool {
        self.said().is_no_price
    }

    /// Whether it is money of one's own, of an insurer or a bank, or was withheld: it pays no bill by its sum alone.
    pub fn is_own(&self) -> bool {
        self.said().is_own
    }

    /// For whom it says that the payer pays.
    pub fn behalf(&self) -> &Behalf {
        self.behalf.get_or_init(|| behalf(&self.text))
    }
}
