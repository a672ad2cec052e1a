//! Stage 9: what goes out after a commit.
//!
//! A committed delivery queues jobs in its own transaction; they are carried out afterwards, and again after a crash.
//! A new way out is one file here and one line in [`OUTPUTS`].
//!
//! | file | holds |
//! |---|---|
//! | `ack` | acknowledgements of numbered messages |
//! | `answer` | receipts as an output: one answer per dropped file, written where it was dropped |
//! | `asked` | questions that wait for a person, in words |
//! | `receipt` | what a receipt says |
//! | `replace` | files replaced so that what is displaced is known |
//! | `mending` | files of refused records: names, words, books |
//! | `opened` | whether a book is open in a spreadsheet program |
//! | `steps` | where tests cut a replacement short |
//! | `words` | issues, reasons and positions in a person's language |
//! | `whole` | files that appear whole or not at all |

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::lang::Lang;
use crate::model::change::Job;
use crate::model::run::FileReport;

pub mod ack;
pub mod answer;
pub mod asked;
pub mod mending;
pub mod opened;
pub mod receipt;
pub mod replace;
pub(crate) mod steps;
pub mod whole;
pub mod words;

/// One way out: receipts and acknowledgements; pushes are others.
pub trait Output: Sync {
    /// The stable name that jobs carry.
    fn name(&self) -> &'static str;

    /// What must be carried out because of what became of a dropped file.
    fn plan(&self, outcome: &Outcome<'_>) -> Vec<Job>;

    /// Carries a job out. Doing it twice equals once: after a crash nobody knows whether it was done.
    ///
    /// # Errors
    /// When it must be tried again later, or can never be.
    fn deliver(&self, job: &Job, view: &View<'_>) -> Result<(), DeliverError>;
}

/// Every way out.
pub const OUTPUTS: &[&dyn Output] = &[&answer::Receipts, &ack::Acknowledgements];

/// What became of a dropped file.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    /// Its report.
    pub file: &'a FileReport,
    /// What it is, in words: the mapping's title.
    pub title: Option<&'a str>,
    /// When it was taken.
    pub at: Timestamp,
    /// Where it was dropped.
    pub dropped: &'a Path,
    /// Where the original goes.
    pub place: &'a Path,
    /// What the sender is answered, where the file is a numbered message.
    pub answer: Option<&'a ack::Acknowledgement>,
}

/// What a delivery may look at.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The workspace's folder: people are shown paths relative to it.
    pub root: &'a Path,
    /// Where temporary files lie.
    pub scratch: &'a Path,
    /// The zone of settings.
    pub time_zone: &'a TimeZone,
    /// The language of settings.
    pub lang: Lang,
}

/// A path as people are shown it: relative to the workspace, forward slashes.
#[must_use]
pub fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// Why a job was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// The job can't be understood; trying again would not help.
    #[error("the job can't be read")]
    Malformed(#[from] serde_json::Error),
    /// The world says no: a full disk, a folder without rights. The next run tries again.
    #[error("{} can't be written", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
}
