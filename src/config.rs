//! The settings file (`sverka.toml`) → a `Config` that can't hold a bad value. The only reader of defaults.

use std::path::PathBuf;

use jiff::tz::TimeZone;

use crate::model::money::Currency;
use crate::model::ownership::Ownership;
use crate::model::record::BankAccount;

pub mod read;

/// Everything settings decide. Paths are absolute.
#[derive(Debug, Clone)]
pub struct Config {
    /// The settings file itself.
    pub file: PathBuf,
    /// Language of receipts, workbooks and the terminal: `ru`, `uk` or `en`.
    pub language: &'static str,
    /// Zone of the business date.
    pub time_zone: TimeZone,
    /// Currency of amounts without one.
    pub base_currency: Currency,
    /// Folders.
    pub paths: Paths,
    /// How deliveries are taken.
    pub intake: Intake,
    /// Where deliveries come from.
    pub sources: Vec<Source>,
    /// Our own companies.
    pub organizations: Vec<OwnCompany>,
    /// Managers and rules.
    pub ownership: Ownership,
    /// What the workbooks hold.
    pub workbooks: Workbooks,
    /// When a document without a due date is due, in days after its date; nothing: never.
    pub payment_term_days: Option<u32>,
}

/// The folders of a workspace.
#[derive(Debug, Clone)]
pub struct Paths {
    /// `done/`.
    pub done: PathBuf,
    /// `quarantine/`.
    pub quarantine: PathBuf,
    /// `managers/`.
    pub managers: PathBuf,
    /// `mappings/`.
    pub mappings: PathBuf,
    /// `store/`.
    pub store: PathBuf,
}

/// How deliveries are taken.
#[derive(Debug, Clone)]
pub struct Intake {
    /// Size and time must be unchanged for so long, milliseconds.
    pub quiet_ms: u64,
    /// `watch` rescans at least so often, milliseconds.
    pub rescan_ms: u64,
    /// Largest file taken, bytes.
    pub file_bytes_max: u64,
    /// Zip packages: most entries.
    pub zip_entries_max: u64,
    /// Zip packages: most bytes unpacked.
    pub zip_bytes_max: u64,
    /// Zip packages: largest ratio of unpacked to packed.
    pub zip_ratio_max: u64,
}

/// A place deliveries come from.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name; identity of records is (source, kind, external id).
    pub name: String,
    /// The exchange folder.
    pub folder: PathBuf,
    /// A mapping it always uses; otherwise recognised.
    pub mapping: Option<String>,
}

/// One of our own companies.
#[derive(Debug, Clone)]
pub struct OwnCompany {
    /// Name.
    pub name: String,
    /// Tax number, digits.
    pub tax_id: String,
    /// Own accounts: they tell a payment's direction.
    pub accounts: Vec<BankAccount>,
}

/// What the workbooks hold.
#[derive(Debug, Clone)]
pub struct Workbooks {
    /// File name of the head's book.
    pub head_book: String,
    /// Most rows a sheet holds.
    pub rows_max: usize,
    /// Settled documents and payments older than this are left out, days.
    pub recent_days: u32,
}
