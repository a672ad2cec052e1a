//! The managers' workbooks as outbox jobs: a commit names the owners it touched, and their books are drawn afterwards.
//!
//! A book that somebody changed since it was written is kept under `previous/` before it is drawn anew, and one that is
//! open in a spreadsheet program waits: nobody's edit is lost, though it is not yet read back.

use std::fs;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::chunks::owner;
use super::{SyncError, SyncOptions, Workspace};
use crate::intake::archive::hash_file;
use crate::intake::folder::{free_name, write_whole};
use crate::model::change::Job;
use crate::model::ids::ContentHash;
use crate::model::run::{BookOutcome, BookReport, RunEvent, RunReport};
use crate::store::books::BookScope;
use crate::workbook::{BookOptions, render};

/// The name of the output in the outbox; jobs are keyed by the owner's name, the head's by nothing at all.
const OUTPUT: &str = "workbook";

/// The store remembers under these names for which day and which settings the books were drawn.
const DRAWN_FOR_DAY: &str = "books_day";
const DRAWN_FOR_SETTINGS: &str = "books_settings";

/// Who owns whom follows the settings, and overdue days follow the calendar: when either changed, every book is due.
pub(super) fn apply_settings(workspace: &mut Workspace, now: Timestamp) -> Result<(), SyncError> {
    let config = &workspace.config;
    let settings = format!(
        "{:?}|{:?}|{}|{:?}|{}",
        config.ownership,
        config.workbooks,
        workspace.lang.code(),
        config.payment_term_days,
        config.base_currency
    );
    let day = workspace.local(now).date().to_string();
    let same_settings = workspace.store.meta(DRAWN_FOR_SETTINGS)?.as_deref() == Some(&settings);
    let same_day = workspace.store.meta(DRAWN_FOR_DAY)?.as_deref() == Some(&day);
    if same_settings && same_day {
        return Ok(());
    }
    if !same_settings {
        let ownership = workspace.config.ownership.clone();
        workspace.store.reassign(&mut |party, statement| owner(&ownership, party, statement))?;
    }
    for manager in &workspace.config.ownership.managers {
        workspace.store.enqueue(&job(&manager.name))?;
    }
    workspace.store.enqueue(&job(""))?;
    workspace.store.set_meta(DRAWN_FOR_SETTINGS, &settings)?;
    workspace.store.set_meta(DRAWN_FOR_DAY, &day)?;
    Ok(())
}

fn job(owner: &str) -> Job {
    Job { output: OUTPUT.to_owned(), key: owner.to_owned(), payload: String::new() }
}

/// Draws every book that is due.
pub(super) fn write(
    workspace: &mut Workspace,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    let mut pending = workspace.store.pending_jobs(OUTPUT)?;
    if pending.is_empty() {
        return Ok(());
    }
    // Whatever touches anybody's book touches the head's.
    if !pending.iter().any(|pending| pending.job.key.is_empty()) {
        workspace.store.enqueue(&job(""))?;
        pending = workspace.store.pending_jobs(OUTPUT)?;
    }
    for pending in pending {
        let Some(book) = Book::of(workspace, &pending.job.key) else {
            workspace.store.job_done(&pending.job)?;
            continue;
        };
        let outcome = draw(workspace, &book, options.now)?;
        match &outcome {
            BookOutcome::Written | BookOutcome::Unchanged => workspace.store.job_done(&pending.job)?,
            BookOutcome::Held => workspace.store.job_failed(&pending.job, "open in a spreadsheet program")?,
            BookOutcome::Failed { reason } => workspace.store.job_failed(&pending.job, reason)?,
        }
        let book = BookReport { path: workspace.shown(&book.path), outcome };
        (options.on_event)(RunEvent::Book { book: &book });
        report.workbooks.push(book);
    }
    Ok(())
}

/// One workbook: whose, and where.
struct Book {
    manager: Option<String>,
    name: String,
    path: PathBuf,
}

impl Book {
    /// The book of an owner; nothing for a manager that settings no longer name.
    fn of(workspace: &Workspace, owner: &str) -> Option<Self> {
        let config = &workspace.config;
        let (manager, name) = if owner.is_empty() {
            (None, config.workbooks.head_book.clone())
        } else {
            let manager = config.ownership.managers.iter().find(|manager| manager.name == owner)?;
            (Some(manager.name.clone()), manager.book.clone())
        };
        let path = config.paths.managers.join(&name);
        Some(Self { manager, name, path })
    }
}

fn draw(workspace: &mut Workspace, book: &Book, now: Timestamp) -> Result<BookOutcome, SyncError> {
    let config = &workspace.config;
    let today = workspace.local(now).date();
    let scope = BookScope {
        manager: book.manager.clone(),
        today,
        recent_days: config.workbooks.recent_days,
        rows_max: config.workbooks.rows_max,
        payment_term_days: config.payment_term_days,
    };
    let data = workspace.store.book(&scope)?;
    let options = BookOptions {
        lang: workspace.lang,
        // The day, not the moment: equal data gives equal bytes all day long.
        created: today.to_datetime(jiff::civil::Time::midnight()),
        base_currency: config.base_currency,
        company: config.organizations.first().map(|company| company.name.clone()).unwrap_or_default(),
        book_id: book.name.clone(),
        version: 1,
        scratch_dir: Some(config.paths.store.clone()),
    };
    let mut bytes = Cursor::new(Vec::new());
    if let Err(error) = render(&data, &options, &mut bytes) {
        tracing::error!(book = %book.name, %error, "the workbook can't be drawn");
        return Ok(BookOutcome::Failed { reason: error.to_string() });
    }
    let bytes = bytes.into_inner();
    let drawn = ContentHash(*blake3::hash(&bytes).as_bytes());
    let written = workspace.store.book_hash(&book.name)?;
    let lying = if book.path.exists() { hash_file(&book.path).ok() } else { None };
    if lying == Some(drawn) {
        return Ok(BookOutcome::Unchanged);
    }
    if is_open(&book.path) {
        return Ok(BookOutcome::Held);
    }
    match replace(book, &bytes, lying != written && lying.is_some(), workspace.local(now)) {
        Ok(()) => {
            workspace.store.book_written(&book.name, drawn, &now.to_string())?;
            Ok(BookOutcome::Written)
        }
        Err(error) if is_held(&error) => Ok(BookOutcome::Held),
        Err(error) => Ok(BookOutcome::Failed { reason: error.to_string() }),
    }
}

fn replace(book: &Book, bytes: &[u8], was_edited: bool, now: jiff::civil::DateTime) -> io::Result<()> {
    if was_edited {
        let folder = book.path.parent().unwrap_or(Path::new(".")).join("previous");
        fs::create_dir_all(&folder)?;
        let stamp = now.strftime("%Y-%m-%d %H-%M");
        let kept = free_name(&folder, &format!("{} {stamp}.xlsx", book.name.trim_end_matches(".xlsx")));
        fs::copy(&book.path, kept)?;
    }
    write_whole(&book.path, bytes)
}

/// Spreadsheet programs put an owner file beside a book they hold open: Excel and WPS `~$name`, LibreOffice
/// `.~lock.name#`.
fn is_open(path: &Path) -> bool {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return false };
    let name = name.to_string_lossy();
    [format!("~${name}"), format!(".~lock.{name}#")].iter().any(|owner| folder.join(owner).exists())
}

/// On Windows an open book can't be replaced: sharing violation, or access denied.
fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && (error.kind() == io::ErrorKind::PermissionDenied || error.raw_os_error() == Some(32))
}
