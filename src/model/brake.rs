//! The brake: how much a delivery may change of what its source said before, until a person is asked.

use jiff::civil::Date;

/// What a source's deliveries may change unasked. A limit of 100 percent is never passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrakeLimits {
    /// Whether anything but the closed period is watched.
    pub on: bool,
    /// Fewer records than this never pass a limit.
    pub rows_min: u64,
    /// Of the known records of a delivery, so many percent may be deleted or canceled.
    pub deleted_percent: u64,
    /// Of its known documents and payments, so many percent may have another sum.
    pub sums_percent: u64,
    /// Of its known records, so many percent may lose the value of a field.
    pub emptied_percent: u64,
    /// A full list may be so many percent shorter than the one before.
    pub shrunken_percent: u64,
    /// Whether the deliveries are full lists; judged by what they repeat where nothing is said.
    pub full_list: Option<bool>,
    /// Whether somebody else's company is noticed.
    pub organization: bool,
    /// The last day of the closed period: what is dated up to it changes only when a person says so.
    pub closed_until: Option<Date>,
}

impl Default for BrakeLimits {
    fn default() -> Self {
        Self {
            on: true,
            rows_min: 20,
            deleted_percent: 30,
            sums_percent: 50,
            emptied_percent: 50,
            shrunken_percent: 50,
            full_list: None,
            organization: true,
            closed_until: None,
        }
    }
}

impl BrakeLimits {
    /// Whether there is nothing to watch.
    #[must_use]
    pub fn is_off(&self) -> bool {
        !self.on && self.closed_until.is_none()
    }
}

/// The delivery before, as far as a list can be compared with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormerList {
    /// Its rows.
    pub read: u64,
    /// How many of them said again what was held.
    pub repeated: u64,
}
