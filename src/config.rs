//! The settings file (`sverka.toml`) → a `Config` that can't hold a bad value. The only reader of defaults.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::model::authority::Authorities;
use crate::model::brake::BrakeLimits;
use crate::model::layout::{BookRule, ColumnRule};
use crate::model::money::Currency;
use crate::model::ownership::Ownership;
use crate::model::problem::Problem;
use crate::model::record::BankAccount;
use crate::model::schedule::{Deadline, Schedule};
use crate::model::shape::DriftPolicy;

mod authority;
mod brake;
mod clients;
mod columns;
mod companies;
mod control;
mod dictionaries;
mod exchange;
mod keys;
mod names;
mod people;
mod places;
mod read;
mod service;
mod template;
mod times;
mod workbooks;

pub use exchange::Exchange;
pub use keys::schema;
pub use service::{AlarmLimits, Log, LogFormat, Metrics, Service};
pub use template::template;
pub use times::Times;

/// Name of the settings file in a workspace.
pub const FILE_NAME: &str = "sverka.toml";

/// Everything settings decide. Paths are absolute.
#[derive(Debug, Clone)]
pub struct Config {
    /// The settings file itself.
    pub file: PathBuf,
    /// The workspace: the folder of the settings file, where relative paths start.
    pub root: PathBuf,
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
    /// When something is done or due.
    pub times: Times,
    /// What the service tells the outside.
    pub service: Service,
    /// Where deliveries come from.
    pub sources: Vec<Source>,
    /// Our own companies.
    pub organizations: Vec<OwnCompany>,
    /// Managers and rules.
    pub ownership: Ownership,
    /// Whose word counts where sources differ.
    pub authorities: Authorities,
    /// What the workbooks hold.
    pub workbooks: Workbooks,
    /// Words that may stand in managers' columns, by column.
    pub dictionaries: BTreeMap<&'static str, Vec<String>>,
    /// When a document without a due date is due, in days after its date; nothing: never.
    pub payment_term_days: Option<u32>,
    /// How the books are compared with balances that sources state.
    pub control: Control,
    /// When it is judged which cards are one client.
    pub judge_at: JudgeAt,
}

/// The folders of a workspace.
#[derive(Debug, Clone)]
pub struct Paths {
    /// `exchange/`: holds the folders of sources that name none.
    pub exchange: PathBuf,
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
    /// The numbered exchange with it, where it sends numbered messages.
    pub exchange: Exchange,
    /// What is done where it sends something other than before.
    pub drift: DriftPolicy,
    /// When `watch` looks into its folder; without one, whenever something comes.
    pub schedule: Option<Schedule>,
    /// Until when it must have delivered.
    pub expected: Option<Deadline>,
    /// What its deliveries may change unasked.
    pub brake: BrakeLimits,
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
    /// How many files of a book are kept as somebody saved them; 0 keeps none.
    pub previous_files: usize,
    /// How long they are kept, days.
    pub previous_days: u32,
    /// What becomes of rows that a person deletes from a book.
    pub deleted_rows: DeletedRows,
    /// What single books show otherwise; of several that are about a book the first holds.
    pub rules: Vec<BookRule>,
    /// Columns that books have besides the usual ones, and what is otherwise of the usual ones.
    pub columns: Vec<ColumnRule>,
}

impl Workbooks {
    /// What holds for a manager's book, or for the head's.
    #[must_use]
    pub fn rule(&self, manager: Option<&str>) -> Option<&BookRule> {
        self.rules.iter().find(|rule| rule.is_of(manager))
    }
}

/// What becomes of rows that a person deletes from a workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeletedRows {
    /// They are gone from the book, and whether their records may go is asked.
    #[default]
    Ask,
    /// They stand in the book again at its next writing.
    Return,
}

impl DeletedRows {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ask, Self::Return];

    /// Their names in settings, in the same order.
    pub(crate) const NAMES: [&'static str; 2] = ["ask", "return"];
}

/// When it is judged which cards are one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JudgeAt {
    /// With the delivery that brings a card.
    #[default]
    Delivery,
    /// Only when a person asks for it.
    Rematch,
}

/// How the books are compared with balances that sources state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// The largest difference that is none, in whole units of the balance's currency.
    pub tolerance: Decimal,
    /// Ledger accounts of settlements with clients, with all beneath them.
    pub ledgers: Vec<String>,
}

/// Why there is no [`Config`].
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no such file.
    #[error("no settings file {}", path.display())]
    NotFound {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// It can't be read, or it is not UTF-8.
    #[error("settings file {} can't be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// It says something that can't be.
    #[error("settings file {} has {} problems", file.display(), problems.len())]
    Invalid {
        /// The file.
        file: PathBuf,
        /// Its text, for excerpts.
        text: String,
        /// Everything wrong with it, in order of the file.
        problems: Vec<Problem>,
    },
}

/// A valid settings file with what only a check asks: is the rest of the workspace there?
#[derive(Debug)]
pub struct Checked {
    /// The settings.
    pub config: Config,
    /// The file's text, for excerpts.
    pub text: String,
    /// Exchange folders that are missing, at the place that names them.
    pub missing: Vec<Problem>,
}

impl Config {
    /// Reads the settings file.
    ///
    /// # Errors
    /// When the file is missing or unreadable, or when anything in it is wrong (everything that is wrong is listed).
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        load(path).map(|(loaded, _text)| loaded.config)
    }

    /// A path as people read it: relative to the workspace where it lies inside, forward slashes.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let text = inside.to_string_lossy();
        if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
    }

    /// The source of that name.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.name == name)
    }
}

/// Reads the settings file and looks whether the folders it names are there.
///
/// # Errors
/// As [`Config::load`].
pub fn check(path: &Path) -> Result<Checked, ConfigError> {
    let (loaded, text) = load(path)?;
    let missing = loaded.places.missing();
    Ok(Checked { config: loaded.config, text, missing })
}

/// The language a settings file asks for, even when the rest of it is wrong.
#[must_use]
pub fn language_of(text: &str) -> Option<&'static str> {
    read::language_of(text)
}

fn load(path: &Path) -> Result<(read::Loaded, String), ConfigError> {
    let mut text = fs::read_to_string(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => ConfigError::NotFound { path: path.to_owned() },
        _ => ConfigError::Unreadable { path: path.to_owned(), source },
    })?;
    // Notepad writes a byte order mark; excerpts and positions count without it.
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    let file = std::path::absolute(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    match read::read(&file, &text) {
        Ok(loaded) => Ok((loaded, text)),
        Err(problems) => Err(ConfigError::Invalid { file: path.to_owned(), text, problems }),
    }
}

#[cfg(test)]
mod tests;
