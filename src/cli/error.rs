//! What went wrong with the environment or the settings → its words, its hint, its exit code.

use std::error::Error;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sverka::config::ConfigError;
use sverka::lang::{Arg, Lang};
use sverka::mapping::LibraryError;
use sverka::mapping::library::BadFile;
use sverka::model::run::Reason;
use sverka::output::words::reason_text;
use sverka::pipeline::SyncError;
use sverka::pipeline::backup::BackupError;
use sverka::pipeline::decide::Refusal;
use sverka::store::StoreError;

use super::problems::render_problems;
use super::{Context, terminal};

/// Why a verb did not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The settings file is missing or wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The command line asks for something that can't be.
    #[error("{key}")]
    Usage {
        /// Message of the catalogue: `error-<key>`.
        key: &'static str,
        /// What it is about.
        subject: String,
    },
    /// A file or folder can't be made or read.
    #[error("{}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The workspace's own mapping files are wrong.
    #[error("the mappings are wrong")]
    Mappings(Vec<BadFile>),
    /// A file can't be read for what it is.
    #[error("the file can't be read: {}", .0.key)]
    Refused(Reason),
    /// Stdout is gone.
    #[error("stdout")]
    Output(#[source] io::Error),
    /// Another instance holds the workspace.
    #[error("the workspace is in use by {holder}")]
    Locked {
        /// Who holds it, as far as it said.
        holder: String,
    },
    /// It can't be decided so.
    #[error("{}", .refusal.key)]
    Refusal {
        /// Why.
        refusal: Refusal,
        /// Numbers near one that nobody has.
        near: Vec<String>,
    },
    /// The store is damaged, or written by a newer program.
    #[error("the store can't be used")]
    Store(#[source] Box<dyn Error + Send + Sync>),
    /// A backup is not what was written, or there is something where it should go.
    #[error("{key}")]
    Backup {
        /// Message of the catalogue: `error-<key>`.
        key: &'static str,
        /// Which file or folder.
        path: String,
        /// What about it.
        what: String,
    },
    /// Nobody can be answered at an address.
    #[error("{address}")]
    Address {
        /// Which.
        address: String,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Anything else that failed.
    #[error(transparent)]
    Failed(Box<dyn Error + Send + Sync>),
}

impl From<StoreError> for CliError {
    /// A store that is newer or damaged needs an admin; any other trouble with it may pass.
    fn from(error: StoreError) -> Self {
        if error.is_lasting() { Self::Store(Box::new(error)) } else { Self::Failed(Box::new(error)) }
    }
}

impl From<SyncError> for CliError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Locked { holder } => Self::Locked { holder: holder.to_string() },
            SyncError::Store(error) => error.into(),
            SyncError::Library(LibraryError::Bad(files)) => Self::Mappings(files),
            other => Self::Failed(Box::new(other)),
        }
    }
}

impl From<BackupError> for CliError {
    fn from(error: BackupError) -> Self {
        let about = |key, path: &Path, what: &str| Self::Backup {
            key,
            path: path.to_string_lossy().into_owned(),
            what: what.to_owned(),
        };
        match error {
            BackupError::Store(error) => error.into(),
            BackupError::Settings(error) => error.into(),
            BackupError::Locked(error) => (*error).into(),
            BackupError::File { path, source } => Self::File { path, source },
            BackupError::Damaged { path, what } => about("backup-damaged", &path, &what),
            BackupError::Newer { path, found } => about("backup-newer", &path, &found.to_string()),
            BackupError::Occupied { path } => about("backup-occupied", &path, ""),
        }
    }
}

impl CliError {
    /// A file or folder that can't be made or read.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { path: path.to_owned(), source }
    }

    /// The exit code of the product's table.
    fn code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Mappings(_) | Self::Usage { .. } | Self::Refusal { .. } => 2,
            Self::Locked { .. } => 7,
            Self::Store(_) | Self::Backup { key: "backup-damaged" | "backup-newer", .. } => 8,
            Self::Backup { .. } => 2,
            Self::Output(source) if source.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::File { .. } | Self::Refused(_) | Self::Output(_) | Self::Address { .. } | Self::Failed(_) => 1,
        }
    }

    /// Key of the hint in the catalogue, where there is something to advise.
    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Config(ConfigError::NotFound { .. }) => Some("hint-no-settings"),
            Self::Config(_) | Self::Mappings(_) => Some("hint-check"),
            Self::File { .. } => Some("hint-file"),
            Self::Locked { .. } => Some("hint-locked"),
            Self::Store(_) => Some("hint-store"),
            Self::Usage { .. }
            | Self::Refusal { .. }
            | Self::Refused(_)
            | Self::Output(_)
            | Self::Backup { .. }
            | Self::Address { .. }
            | Self::Failed(_) => None,
        }
    }

    /// Tells the person and gives the exit code.
    pub(crate) fn report(&self, context: &Context) -> ExitCode {
        let code = self.code();
        if code != 0 {
            terminal::complain(&self.render(context.lang));
        }
        ExitCode::from(code)
    }

    fn render(&self, lang: Lang) -> String {
        let mut text = String::new();
        if let Self::Config(ConfigError::Invalid { file, text: source, problems }) = self {
            text = render_problems(&file.to_string_lossy(), source, problems, lang);
            text.push('\n');
        }
        if let Self::Mappings(files) = self {
            for bad in files {
                text.push_str(&render_problems(&bad.file, &bad.text, &bad.problems, lang));
                text.push('\n');
            }
        }
        let message = self.message(lang);
        text.push_str(&lang.text("error", &[("message", Arg::Text(&message))]));
        let mut cause = match self {
            // The message is the error itself; its causes follow.
            Self::Config(error) => error.source(),
            other => other.source(),
        };
        while let Some(error) = cause {
            let shown = lang.text("error-cause", &[("cause", Arg::Text(&error.to_string()))]);
            write!(text, "\n{shown}").unwrap_or_default();
            cause = error.source();
        }
        if let Some(hint) = self.hint() {
            let hint = lang.text(hint, &[]);
            let shown = lang.text("error-hint", &[("hint", Arg::Text(&hint))]);
            write!(text, "\n{shown}").unwrap_or_default();
        }
        text
    }

    fn message(&self, lang: Lang) -> String {
        let with_path = |key: &str, path: &Path| lang.text(key, &[("path", Arg::Text(&path.to_string_lossy()))]);
        match self {
            Self::Config(ConfigError::NotFound { path }) => with_path("error-no-settings", path),
            Self::Config(ConfigError::Unreadable { path, .. }) => with_path("error-unreadable-settings", path),
            Self::Config(ConfigError::Invalid { file, problems, .. }) => {
                let args = [("count", problems.len().into()), ("file", Arg::Text(&file.to_string_lossy()))];
                lang.text("problem-count", &args)
            }
            Self::Usage { key, subject } => lang.text(&format!("error-{key}"), &[("subject", Arg::Text(subject))]),
            Self::File { path, .. } => with_path("error-file", path),
            Self::Mappings(_) => lang.text("error-mappings", &[]),
            Self::Refused(reason) => reason_text(reason, lang),
            Self::Output(_) => lang.text("error-output", &[]),
            Self::Locked { holder } => lang.text("error-locked", &[("holder", Arg::Text(holder))]),
            Self::Refusal { refusal, near } => refused(refusal, near, lang),
            Self::Store(_) => lang.text("error-store", &[]),
            Self::Backup { key, path, what } => {
                lang.text(&format!("error-{key}"), &[("path", Arg::Text(path)), ("what", Arg::Text(what))])
            }
            Self::Address { address, .. } => lang.text("error-address", &[("address", Arg::Text(address))]),
            Self::Failed(source) => source.to_string(),
        }
    }
}

/// Why it can't be decided so; for a number that nobody has, with those near it.
fn refused(refusal: &Refusal, near: &[String], lang: Lang) -> String {
    let args: Vec<(&str, Arg<'_>)> = refusal.params.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
    let mut text = lang.text(&format!("refusal-{}", refusal.key), &args);
    if !near.is_empty() {
        text.push_str("; ");
        text.push_str(&lang.text("refusal-near", &[("near", Arg::Text(&near.join(", ")))]));
    }
    text
}
