//! What a workbook is asked to hold.

use jiff::Span;
use jiff::civil::Date;

/// What a workbook is asked to hold.
#[derive(Debug, Clone)]
pub struct BookScope {
    /// The manager whose clients it holds; nothing: everybody's.
    pub manager: Option<String>,
    /// The business date.
    pub today: Date,
    /// Settled documents and payments older than this are left out, days.
    pub recent_days: u32,
    /// Most rows a sheet holds.
    pub rows_max: usize,
    /// When a document without a due date is due, days after its date.
    pub payment_term_days: Option<u32>,
}

impl BookScope {
    /// What settled rows must be newer than.
    pub(super) fn recent(&self) -> String {
        self.today.checked_sub(Span::new().days(i64::from(self.recent_days))).unwrap_or(Date::MIN).to_string()
    }

    /// What a document without a due date must be older than to be overdue; nothing is, without a payment term.
    pub(super) fn undated_overdue_before(&self) -> String {
        let days = self.payment_term_days.map(|days| Span::new().days(i64::from(days)));
        days.and_then(|term| self.today.checked_sub(term).ok()).map_or(String::new(), |date| date.to_string())
    }

    pub(super) fn rows_max(&self) -> i64 {
        i64::try_from(self.rows_max).unwrap_or(i64::MAX)
    }
}
