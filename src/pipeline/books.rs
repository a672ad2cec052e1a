//! The managers' workbooks as outbox jobs: a commit names the owners it touched, and their books are drawn afterwards.
//!
//! What people changed in a book is read back before anything else of a run is done, and once more before the book is
//! written: nobody's edit is overwritten. A book that is open in a spreadsheet program is read as it was saved and written
//! once it is closed.
//!
//! | file | does |
//! |---|---|
//! | `content` | what a book shows now, and its file drawn from that |
//! | `edits` | a file that somebody saved → values for the store, clashes, requests |
//! | `news` | what the store knows better → cells and rows of the same file |
//! | `typed` | rows that somebody typed → records |
//! | `place` | a file put in the place of another; earlier ones kept |

use std::error::Error;
use std::fs;
use std::io;
use std::path::PathBuf;

use jiff::Timestamp;

use super::drain::{Fate, Which, drain};
use super::settle::owner;
use super::{SyncError, SyncOptions, Workspace};
use crate::lang::Arg;
use crate::model::change::Job;
use crate::model::ids::RunId;
use crate::model::run::{BookOutcome, BookReport, RunEvent, RunReport};
use crate::output::opened::{Machine, Opened, is_held, opened};
use crate::output::whole::write_if_changed;
use crate::workbook::words;

mod content;
mod edits;
mod news;
mod place;
pub(super) mod typed;

use content::Content;
use news::{News, NotWritten};

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
    let run = RunId(report.run);
    drain(workspace, OUTPUT, Which::All, &mut |workspace, job| {
        // Settings no longer name the manager: there is no book of his.
        let Some(book) = Book::of(workspace, &job.key) else { return Ok(Fate::Done) };
        let outcome = draw(workspace, run, &book, options.now)?;
        let fate = match &outcome {
            BookOutcome::Written | BookOutcome::Unchanged => Fate::Done,
            BookOutcome::Held => Fate::Later("open in a spreadsheet program".to_owned()),
            BookOutcome::EditsHeld { reason } | BookOutcome::Failed { reason } => Fate::Later(reason.clone()),
        };
        let book = BookReport { path: workspace.shown(&book.path), outcome };
        (options.on_event)(RunEvent::Book { book: &book });
        report.workbooks.push(book);
        Ok(fate)
    })
}

/// One workbook: whose, and where.
struct Book {
    /// The key of its jobs: the manager's name, nothing for the head's.
    owner: String,
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
        Some(Self { owner: owner.to_owned(), manager, name, path })
    }
}

/// Reads back what people changed since their books were written.
pub(super) fn collect(
    workspace: &mut Workspace,
    run: RunId,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    let managers = workspace.config.ownership.managers.iter().map(|manager| manager.name.clone());
    let owners: Vec<String> = managers.chain([String::new()]).collect();
    for owner in owners {
        let Some(book) = Book::of(workspace, &owner) else { continue };
        place::recover(workspace, &book, options.now)?;
        let Some(bytes) = place::edited(workspace, &book)? else { continue };
        match edits::take(workspace, run, &book, &bytes, options.now)? {
            Ok(merged) => {
                if typed::take_new(workspace, run, &book, &merged, options, report)? {
                    workspace.store.enqueue(&[job("")])?;
                }
            }
            Err(reason) => tracing::warn!(book = %book.name, %reason, "the book's edits are not taken"),
        }
        // Even where nothing was taken: what is wrong with it is said in the book.
        workspace.store.enqueue(&[job(&book.owner)])?;
    }
    Ok(())
}

/// How often a book is merged again because somebody saved it between our reading and our writing.
const TRIES: u32 = 3;

fn draw(workspace: &mut Workspace, run: RunId, book: &Book, now: Timestamp) -> Result<BookOutcome, SyncError> {
    match opened(&book.path, now, &Machine::this()) {
        Opened::Free => {}
        Opened::Open(_) => return Ok(BookOutcome::Held),
        Opened::Stale(_) => tracing::info!(book = %book.name, "the book's owner file is stale"),
    }
    for _ in 0..TRIES {
        let lying = match fs::read(&book.path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) if is_held(&error) => return Ok(BookOutcome::Held),
            Err(error) => return Ok(BookOutcome::Failed { reason: error.to_string() }),
        };
        if let Some(outcome) = update(workspace, run, book, lying.as_deref(), now)? {
            return Ok(outcome);
        }
        tracing::info!(book = %book.name, "somebody saved the book meanwhile; it is merged once more");
    }
    Ok(BookOutcome::Held)
}

/// Brings a book up to date; nothing where somebody saved it meanwhile.
fn update(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    lying: Option<&[u8]>,
    now: Timestamp,
) -> Result<Option<BookOutcome>, SyncError> {
    let Some(lying) = lying else { return fresh(workspace, book, None, now) };
    if place::is_as_drawn(workspace, book, lying)? {
        return fresh(workspace, book, Some(lying), now);
    }
    let mut read = match edits::merged(workspace, book, lying, now)? {
        Ok(read) => read,
        // What can't be merged stays as it is; what the manager should see lies beside it.
        Err(reason) => return beside(workspace, book, &reason, now).map(Some),
    };
    if let Some(held) = &read.merged.held {
        let reason = words::held(held, workspace.lang);
        return Ok(Some(BookOutcome::EditsHeld { reason }));
    }
    if edits::apply(workspace, run, book, &read, now)? {
        read.theirs = Content::of_all(workspace, book, now)?;
    }
    let news = News::of(workspace, book, &read, &Content::of(workspace, book, now)?)?;
    if news.is_empty() {
        place::note(workspace, book, lying, now)?;
        return Ok(Some(BookOutcome::Unchanged));
    }
    let version = workspace.store.latest_book(&book.name)?.map_or(1, |latest| latest.version.saturating_add(1));
    match news.patched(lying, &book.name, version) {
        Ok(bytes) => {
            let rows = news.rows();
            place::put(
                workspace,
                book,
                &place::New { bytes: &bytes, version, rows: &rows, drawn: false },
                Some(lying),
                now,
            )
        }
        Err(NotWritten::Book(reason)) => beside(workspace, book, &reason.text(workspace.lang), now).map(Some),
        Err(NotWritten::Differs(differs)) => {
            tracing::error!(book = %book.name, ?differs, "BUG: a patched book is not what was meant; it is not written");
            beside(workspace, book, &workspace.lang.text("book-patch-differs", &[]), now).map(Some)
        }
    }
}

/// Draws a book where none is, or where nobody has touched the one that was drawn.
fn fresh(
    workspace: &mut Workspace,
    book: &Book,
    lying: Option<&[u8]>,
    now: Timestamp,
) -> Result<Option<BookOutcome>, SyncError> {
    let content = Content::of(workspace, book, now)?;
    let latest = workspace.store.latest_book(&book.name)?.map_or(0, |latest| latest.version);
    let mut version = latest.max(1);
    let mut drawn = content.drawn(workspace, book, version);
    if let (Ok(bytes), Some(lying)) = (&drawn, lying)
        && bytes == lying
    {
        place::note(workspace, book, lying, now)?;
        return Ok(Some(BookOutcome::Unchanged));
    }
    if latest > 0 {
        version = latest.saturating_add(1);
        drawn = content.drawn(workspace, book, version);
    }
    match drawn {
        Ok(bytes) => {
            let new = place::New { bytes: &bytes, version, rows: &content.rows, drawn: true };
            place::put(workspace, book, &new, lying, now)
        }
        Err(error) => {
            tracing::error!(book = %book.name, error = &error as &dyn Error, "the workbook can't be drawn");
            Ok(Some(BookOutcome::Failed { reason: error.to_string() }))
        }
    }
}

/// Leaves a book that can't be merged or patched, and draws a new one beside it.
fn beside(workspace: &mut Workspace, book: &Book, reason: &str, now: Timestamp) -> Result<BookOutcome, SyncError> {
    let content = Content::of(workspace, book, now)?;
    let stem = book.name.rsplit_once('.').map_or(book.name.as_str(), |(stem, _)| stem);
    let name = workspace.lang.text("book-beside", &[("name", Arg::Text(stem))]);
    let path = book.path.with_file_name(format!("{name}.xlsx"));
    let written = content
        .drawn(workspace, book, 0)
        .map_err(|error| error.to_string())
        .and_then(|bytes| write_if_changed(&path, &bytes, &workspace.scratch()).map_err(|error| error.to_string()));
    match written {
        Ok(()) => {
            let beside = workspace.shown(&path);
            let args = [("reason", Arg::Text(reason)), ("beside", Arg::Text(&beside))];
            Ok(BookOutcome::EditsHeld { reason: workspace.lang.text("book-beside-why", &args) })
        }
        Err(reason) => Ok(BookOutcome::Failed { reason }),
    }
}
