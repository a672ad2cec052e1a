//! The managers' workbooks as outbox jobs: a commit names the owners it touched, and their books are drawn afterwards.
//!
//! A book that somebody changed since it was written is kept under `previous/` before it is drawn anew, and one that is
//! open in a spreadsheet program waits: nobody's edit is lost, though it is not yet read back.

use std::error::Error;
use std::fs;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use super::drain::{Fate, Which, drain};
use super::settle::owner;
use super::{SyncError, SyncOptions, Workspace};
use crate::intake::archive::hash_file;
use crate::intake::folder::free_name;
use crate::model::change::Job;
use crate::model::ids::ContentHash;
use crate::model::run::{BookOutcome, BookReport, RunEvent, RunReport};
use crate::output::opened::{Machine, Opened, is_held, opened};
use crate::output::whole::write_whole;
use crate::output::words;
use crate::store::books::BookScope;
use crate::workbook::{BookOptions, RenderError, render};

/// The name of the output in the outbox; jobs are keyed by the owner's name, the head's by nothing at all.
const OUTPUT: &str = "workbook";

/// The store remembers under these names for which day and which settings the books were drawn.
const DRAWN_FOR_DAY: &str = "books_day";
const DRAWN_FOR_SETTINGS: &str = "books_settings";

/// Queues the books that are due without a delivery: all of them when the settings or the day changed (who owns whom
/// follows the settings, overdue days follow the calendar), and each that somebody deleted.
pub(super) fn plan(workspace: &mut Workspace, now: Timestamp) -> Result<(), SyncError> {
    let settings = settings(workspace);
    let day = workspace.local(now).date().to_string();
    let same_settings = workspace.store.meta(DRAWN_FOR_SETTINGS)?.as_deref() == Some(&settings);
    let same_day = workspace.store.meta(DRAWN_FOR_DAY)?.as_deref() == Some(&day);
    if !same_settings {
        let ownership = workspace.config.ownership.clone();
        workspace.store.reassign(&mut |party, statement| owner(&ownership, party, statement))?;
    }
    let managers = &workspace.config.ownership.managers;
    let owners = managers.iter().map(|manager| manager.name.as_str()).chain([""]);
    let mut due = Vec::new();
    for owner in owners {
        let is_gone = Book::of(workspace, owner).is_some_and(|book| !book.path.exists());
        if !same_settings || !same_day || is_gone {
            due.push(job(owner));
        }
    }
    workspace.store.enqueue(&due)?;
    if !same_settings {
        workspace.store.set_meta(DRAWN_FOR_SETTINGS, &settings)?;
    }
    if !same_day {
        workspace.store.set_meta(DRAWN_FOR_DAY, &day)?;
    }
    Ok(())
}

/// The settings that books depend on, as one text to compare.
fn settings(workspace: &Workspace) -> String {
    let config = &workspace.config;
    format!(
        "{:?}|{:?}|{}|{:?}|{}",
        config.ownership,
        config.workbooks,
        workspace.lang.code(),
        config.payment_term_days,
        config.base_currency
    )
}

/// The job that draws an owner's book; the empty name is nobody's and stands for the head's.
pub(super) fn job(owner: &str) -> Job {
    Job { output: OUTPUT.to_owned(), key: owner.to_owned(), payload: String::new() }
}

/// Draws every book that is due.
pub(super) fn write(
    workspace: &mut Workspace,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    drain(workspace, OUTPUT, Which::All, &mut |workspace, job| {
        // Settings no longer name the manager: there is no book of his.
        let Some(book) = Book::of(workspace, &job.key) else { return Ok(Fate::Done) };
        let outcome = draw(workspace, &book, options.now)?;
        let fate = match &outcome {
            BookOutcome::Written | BookOutcome::Unchanged => Fate::Done,
            BookOutcome::Held => Fate::Later("open in a spreadsheet program".to_owned()),
            BookOutcome::Failed { reason } => Fate::Later(reason.clone()),
        };
        let book = BookReport { path: workspace.shown(&book.path), outcome };
        (options.on_event)(RunEvent::Book { book: &book });
        report.workbooks.push(book);
        Ok(fate)
    })
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
    match opened(&book.path, now, &Machine::this()) {
        Opened::Free => {}
        Opened::Open(_) => return Ok(BookOutcome::Held),
        Opened::Stale(_) => tracing::info!(book = %book.name, "the book's owner file is stale"),
    }
    let bytes = match rendered(workspace, book, workspace.local(now).date())? {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::error!(book = %book.name, error = &error as &dyn Error, "the workbook can't be drawn");
            return Ok(BookOutcome::Failed { reason: error.to_string() });
        }
    };
    let drawn = ContentHash(*blake3::hash(&bytes).as_bytes());
    let written = workspace.store.book_hash(&book.name)?;
    let lying = if book.path.exists() { hash_file(&book.path).ok() } else { None };
    let outcome = if lying == Some(drawn) {
        BookOutcome::Unchanged
    } else {
        match replace(workspace, book, &bytes, lying.is_some() && lying != written, workspace.local(now)) {
            Ok(()) => BookOutcome::Written,
            Err(error) if is_held(&error) => BookOutcome::Held,
            Err(error) => BookOutcome::Failed { reason: error.to_string() },
        }
    };
    // Also where a crash came between the writing and this note: the book must not pass for one that a person edited.
    if matches!(outcome, BookOutcome::Written | BookOutcome::Unchanged) && written != Some(drawn) {
        workspace.store.book_written(&book.name, drawn, &now.to_string())?;
    }
    Ok(outcome)
}

fn rendered(workspace: &Workspace, book: &Book, today: Date) -> Result<Result<Vec<u8>, RenderError>, SyncError> {
    let config = &workspace.config;
    let scope = BookScope {
        manager: book.manager.clone(),
        today,
        recent_days: config.workbooks.recent_days,
        rows_max: config.workbooks.rows_max,
        payment_term_days: config.payment_term_days,
    };
    let mut data = workspace.store.book(&scope)?;
    data.conflicts = workspace.store.open_clashes(&book.name)?;
    for control in &mut data.controls {
        let reasons = control.reasons.iter().map(|reason| words::decision_text(reason, workspace.lang));
        control.explanation = reasons.collect::<Vec<_>>().join("; ");
        let began = control.since_at.as_deref().and_then(|at| at.parse().ok());
        control.since_at = began.map(|at| workspace.local(at).to_string());
    }
    let options = BookOptions {
        lang: workspace.lang,
        // The day, not the moment: equal data gives equal bytes all day long.
        created: today.to_datetime(Time::midnight()),
        base_currency: config.base_currency,
        company: config.organizations.first().map(|company| company.name.clone()).unwrap_or_default(),
        book_id: book.name.clone(),
        version: 1,
        scratch_dir: Some(workspace.scratch()),
    };
    let mut bytes = Cursor::new(Vec::new());
    Ok(render(&data, &options, &mut bytes).map(|_summary| bytes.into_inner()))
}

fn replace(workspace: &Workspace, book: &Book, bytes: &[u8], was_edited: bool, now: DateTime) -> io::Result<()> {
    if was_edited {
        let folder = book.path.parent().unwrap_or(Path::new(".")).join("previous");
        fs::create_dir_all(&folder)?;
        let stamp = now.strftime("%Y-%m-%d %H-%M");
        let kept = free_name(&folder, &format!("{} {stamp}.xlsx", book.name.trim_end_matches(".xlsx")));
        fs::copy(&book.path, kept)?;
    }
    write_whole(&book.path, bytes, &workspace.scratch())
}
