//! The managers' workbooks as outbox jobs: a commit names the owners it touched, and their books are drawn afterwards.
//!
//! What people changed in a book is read back before anything else of a run is done, and once more before the book is
//! written: nobody's edit is overwritten. A book that is open in a spreadsheet program is read as it was saved and written
//! once it is closed.
//!
//! | file | does |
//! |---|---|
//! | `checked` | codes that are none, percent where there are none |
//! | `copies` | files beside the books that are theirs, under other names or in other formats |
//! | `collide` | what both sides changed in one run |
//! | `content` | what a book shows now, and its file drawn from that |
//! | `added` | sheets that a file has not and must have |
//! | `ask` | what a person must look at: wishes, deleted rows, files that are held |
//! | `decided` | conflicts that were decided hold |
//! | `base` | what the edits of a file began with |
//! | `due` | which books are due without a delivery |
//! | `edits` | a file that somebody saved → values for the store, clashes, requests |
//! | `lists` | words to choose from |
//! | `moved` | texts that came from the rows of others |
//! | `phones` | phones as the store has them |
//! | `beside` | a book drawn beside one that can't be gone on with |
//! | `cells` | cells of a file: set, cleared, put under the rows |
//! | `news` | what the store knows better → cells and rows of the same file |
//! | `asked` | the questions that a book shows |
//! | `answers` | what was chosen about these → decisions |
//! | `typed` | rows that somebody typed → records |
//! | `recall` | typed rows that wait for their ids, found again |
//! | `former` | books that settings no longer name, read back |
//! | `places` | where rows stood |
//! | `preview` | what would be taken of books |
//! | `place` | a file put in the place of another; earlier ones kept |

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::drain::{Fate, Which, drain};
use super::{SyncError, SyncOptions, Workspace, rematch};
use crate::lang::Arg;
use crate::model::change::Job;
use crate::model::deed::Verdict;
use crate::model::ids::RunId;
use crate::model::run::{BookOutcome, BookReport, RunEvent, RunReport, TakenCounts};
use crate::model::steps::{Step, before};
use crate::output::opened::{Machine, Opened, is_held, opened};
use crate::workbook::words;

mod added;
mod answers;
mod ask;
mod asked;
mod base;
mod beside;
mod cells;
mod checked;
mod collide;
mod content;
mod copies;
mod decided;
mod due;
mod edits;
mod former;
mod lists;
mod moved;
mod news;
mod phones;
mod place;
mod places;
mod preview;
mod recall;
pub(super) mod typed;

pub(super) use ask::{requests, wishes};
use beside::{beside, beside_path};
pub(super) use collide::collide;
use content::Content;
pub(super) use due::plan;
use edits::{Read, Saved};
use news::{News, NotWritten};
use place::{Lying, Told};
pub(super) use preview::preview;

/// The name of the output in the outbox; jobs are keyed by the owner's name, the head's by nothing at all.
const OUTPUT: &str = "workbook";

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
    // What is read of one book while it is written is due in others.
    for which in [Which::All, Which::Fresh] {
        let before = report.workbooks.len();
        asked::plan(workspace)?;
        write_due(workspace, which, options, report)?;
        if report.workbooks.len() == before {
            break;
        }
    }
    copies::look_again(workspace)
}

fn write_due(
    workspace: &mut Workspace,
    which: Which,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    let run = RunId(report.run);
    drain(workspace, OUTPUT, which, &mut |workspace, job| {
        // Settings no longer name the manager: there is no book of his.
        let Some(book) = Book::of(workspace, &job.key) else { return Ok(Fate::Done) };
        let outcome = draw(workspace, run, &book, options, report)?;
        match &outcome {
            BookOutcome::EditsHeld { reason } => place::tell(workspace, &book, &Told::EditsHeld(reason)),
            BookOutcome::NewsHeld { reason } => place::tell(workspace, &book, &Told::NewsHeld(reason)),
            BookOutcome::Written | BookOutcome::Unchanged => {
                place::tell(workspace, &book, &Told::Nothing);
                beside::goes_on(workspace, &book, options.now)?;
                lists::remember(workspace, &book)?;
            }
            // What it says may be in the store although nothing can be written.
            BookOutcome::Held | BookOutcome::Failed { .. } if is_taken(workspace, &book)? => {
                place::tell(workspace, &book, &Told::Nothing);
            }
            BookOutcome::Held | BookOutcome::CopyTaken { .. } | BookOutcome::Failed { .. } => {}
        }
        former::remember(workspace, &book)?;
        let fate = match &outcome {
            BookOutcome::Written | BookOutcome::Unchanged | BookOutcome::CopyTaken { .. } => Fate::Done,
            BookOutcome::Held => Fate::Later("open in a spreadsheet program".to_owned()),
            BookOutcome::EditsHeld { reason } | BookOutcome::NewsHeld { reason } | BookOutcome::Failed { reason } => {
                Fate::Later(reason.clone())
            }
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
    /// The book that came after this one; nothing for one that settings name.
    heir: Option<String>,
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
        Some(Self { owner: owner.to_owned(), manager, name, path, heir: None })
    }

    /// The books of all managers and the head's.
    fn all(workspace: &Workspace) -> Vec<Self> {
        let managers = workspace.config.ownership.managers.iter().map(|manager| manager.name.as_str());
        managers.chain([""]).filter_map(|owner| Self::of(workspace, owner)).collect()
    }

    /// The book on whose sheet its clashes are shown.
    fn shown_in(&self) -> &str {
        self.heir.as_deref().unwrap_or(&self.name)
    }
}

/// Reads back what people changed since their books were written.
pub(super) fn collect(
    workspace: &mut Workspace,
    run: RunId,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    let books = Book::all(workspace);
    let mut renamed = copies::renamed(workspace, &books)?;
    for book in books {
        for at in [&book.path, &beside_path(workspace, &book)] {
            for left in place::recover(workspace, &book, at)? {
                take(workspace, run, &book, &left.bytes, options, report)?;
                place::set_down(workspace, &book, &left);
            }
        }
        match place::lying(workspace, &book)? {
            Lying::Nothing => {}
            Lying::Known => beside::clear_away(workspace, &book, options.now)?,
            Lying::Put => make_due(workspace, &book)?,
            Lying::Saved(bytes) => take(workspace, run, &book, &bytes, options, report)?,
        }
        copies::take(workspace, run, &book, renamed.remove(&book.name).unwrap_or_default(), options, report)?;
    }
    requests(workspace, run, options.now)?;
    former::collect(workspace, run, options, report)
}

/// The store remembers under this name which file of a book was read: while the book is open, it is read once a save and
/// not once a run.
fn absorbed_key(book: &Book) -> String {
    format!("book_absorbed:{}", book.name)
}

/// Whether what the file of a book says is in the store.
fn is_taken(workspace: &Workspace, book: &Book) -> Result<bool, SyncError> {
    let Ok(bytes) = before(Step::Read, &book.path).and_then(|()| fs::read(&book.path)) else { return Ok(false) };
    let saved = place::hash(&bytes).to_hex();
    Ok(workspace.store.meta(&absorbed_key(book))?.as_deref() == Some(saved.as_str()))
}

/// How often a file is merged again because rows of it became records.
const ROUNDS: u32 = 3;

/// Takes everything that a file says: the edits are in the store, or wait there for somebody's choice, and what was typed
/// is records. Nothing of a file that is held. Where it can't be merged, why, in the workspace's language.
fn absorb(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    saved: Saved<'_>,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<Result<Read, String>, SyncError> {
    let mut read = match edits::merged(workspace, book, saved, options.now)? {
        Ok(read) => read,
        Err(reason) => return Ok(Err(reason)),
    };
    for _ in 0..ROUNDS {
        match (&read.merged.held, saved) {
            (Some(held), Saved::Book(bytes)) => {
                ask::held(workspace, run, book, bytes, held, options.now)?;
                break;
            }
            (Some(_), Saved::Copy(_)) => break,
            (None, Saved::Book(_)) => ask::mended(workspace, run, book, options.now)?,
            (None, Saved::Copy(_)) => {}
        }
        moved::keep(workspace, book, &read)?;
        let applied = edits::apply(workspace, run, book, &read, options.now)?;
        places::follow(workspace, book, &read)?;
        let choices = answers::take(workspace, run, book, &read, options.now)?;
        let path = workspace.shown(&book.path);
        report.took(&path, applied.unwrap_or_default());
        report.took(&path, TakenCounts { choices, ..TakenCounts::default() });
        if typed::take_new(workspace, run, book, &read, options, report)? {
            workspace.store.enqueue(&[job("")])?;
            // Before a client that may be one we have gets an id in somebody's book.
            report.clients += rematch::judge_unjudged(workspace, run, options)?;
            read = match edits::merged(workspace, book, saved, options.now)? {
                Ok(read) => read,
                Err(reason) => return Ok(Err(reason)),
            };
            continue;
        }
        if applied.is_some() || choices > 0 {
            requests(workspace, run, options.now)?;
            read.theirs = Content::of_file(workspace, book, options.now, &read.in_file)?;
        }
        break;
    }
    Ok(Ok(read))
}

/// Why a file is held, in the workspace's language, and who can take it all the same.
fn held(workspace: &Workspace, book: &Book, read: &Read) -> Result<Option<String>, SyncError> {
    let Some(held) = &read.merged.held else { return Ok(None) };
    let why = words::held(held, &read.layout, place::previous_of(workspace, book).as_deref(), workspace.lang);
    let Some(question) = workspace.store.held_question(&book.name)? else { return Ok(Some(why)) };
    let asked = workspace.lang.text("book-held-asked", &[("question", Arg::from(&question.to_string()))]);
    Ok(Some(format!("{why}\n{asked}")))
}

/// Makes sure that a book is written whose file is another one than was written last, though nothing of it is to be taken: an
/// earlier one was put back. One that waits goes on waiting.
fn make_due(workspace: &mut Workspace, book: &Book) -> Result<(), SyncError> {
    let waits = workspace.store.pending_jobs(OUTPUT)?.iter().any(|pending| pending.job.key == book.owner);
    if !waits {
        workspace.store.enqueue(&[job(&book.owner)])?;
    }
    Ok(())
}

/// Takes what people changed in one file of a book, once.
fn take(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    bytes: &[u8],
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    let saved = place::hash(bytes).to_hex();
    if workspace.store.meta(&absorbed_key(book))?.as_deref() == Some(saved.as_str()) {
        return make_due(workspace, book);
    }
    let taken = absorb(workspace, run, book, Saved::Book(bytes), options, report)?;
    let why = match &taken {
        Ok(read) => held(workspace, book, read)?,
        Err(reason) => Some(reason.clone()),
    };
    if let Some(reason) = why {
        tracing::info!(book = %book.name, %reason, "the book's edits are not taken");
    } else {
        workspace.store.set_meta(&absorbed_key(book), saved.as_str())?;
    }
    // Even where nothing was taken: what is wrong with it is said in the book.
    workspace.store.enqueue(&[job(&book.owner)]).map_err(SyncError::from)
}

/// How often a book is merged again because somebody saved it between our reading and our writing.
const TRIES: u32 = 3;

fn draw(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<BookOutcome, SyncError> {
    match opened(&book.path, options.now, &Machine::this()) {
        Opened::Free => {}
        Opened::Open(_) => return Ok(BookOutcome::Held),
        Opened::Stale(_) => tracing::info!(book = %book.name, "the book's owner file is stale"),
    }
    for _ in 0..TRIES {
        let lying = match before(Step::Read, &book.path).and_then(|()| fs::read(&book.path)) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) if is_held(&error) => return Ok(BookOutcome::Held),
            Err(error) => return Ok(BookOutcome::Failed { reason: error.to_string() }),
        };
        if let Some(outcome) = update(workspace, run, book, lying.as_deref(), options, report)? {
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
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<Option<BookOutcome>, SyncError> {
    let now = options.now;
    let Some(lying) = lying else { return fresh(workspace, book, &book.path, None, now) };
    if place::is_as_drawn(workspace, book, lying)? {
        return fresh(workspace, book, &book.path, Some(lying), now);
    }
    let read = match absorb(workspace, run, book, Saved::Book(lying), options, report)? {
        Ok(read) => read,
        // What can't be merged stays as it is; what the manager should see lies beside it.
        Err(reason) => return beside(workspace, book, (&reason, false), now).map(Some),
    };
    if let Some(reason) = held(workspace, book, &read)? {
        if workspace.store.held_file(&book.name, place::hash(lying))? == Some(Verdict::Discarded) {
            place::set_aside(workspace, book, lying, now)?;
            return fresh(workspace, book, &book.path, Some(lying), now);
        }
        return Ok(Some(BookOutcome::EditsHeld { reason }));
    }
    let whole = added::with_sheets(workspace, book, &read, lying, now)?;
    let (base, read) = whole.as_ref().map_or((lying, &read), |(bytes, read)| (bytes.as_slice(), read));
    let news = News::of(workspace, book, read, base)?;
    if news.is_empty() && whole.is_none() {
        place::note(workspace, book, lying, now)?;
        return Ok(Some(BookOutcome::Unchanged));
    }
    let version = workspace.store.latest_book(&book.name)?.map_or(1, |latest| latest.version.saturating_add(1));
    match news.patched(base, &book.name, version) {
        Ok(written) => {
            let rows = news.rows();
            let new = place::New { bytes: &written.bytes, version, rows: &rows, drawn: false };
            places::keep(workspace, book, version, &written.places)?;
            place::put(workspace, book, &book.path, &new, Some(lying), now)
        }
        Err(NotWritten::Book(reason)) => beside(workspace, book, (&reason.text(workspace.lang), true), now).map(Some),
        Err(NotWritten::Differs(differs)) => {
            tracing::error!(book = %book.name, ?differs, "BUG: a patched book is not what was meant; it is not written");
            beside(workspace, book, (&workspace.lang.text("book-patch-differs", &[]), true), now).map(Some)
        }
    }
}

/// Draws a book where none is, or where nobody has touched the one that was drawn.
fn fresh(
    workspace: &mut Workspace,
    book: &Book,
    at: &Path,
    lying: Option<&[u8]>,
    now: Timestamp,
) -> Result<Option<BookOutcome>, SyncError> {
    let content = Content::of(workspace, book, now)?;
    if let Some(lying) = lying {
        let version = place::version_of(workspace, book, lying)?.unwrap_or(1);
        if content.drawn(workspace, book, version).is_ok_and(|bytes| bytes == lying) {
            if at == book.path {
                place::note(workspace, book, lying, now)?;
            }
            return Ok(Some(BookOutcome::Unchanged));
        }
    }
    let version = workspace.store.latest_book(&book.name)?.map_or(1, |latest| latest.version.saturating_add(1));
    match content.drawn(workspace, book, version) {
        Ok(bytes) => {
            let new = place::New { bytes: &bytes, version, rows: &content.rows, drawn: true };
            place::put(workspace, book, at, &new, lying, now)
        }
        Err(error) => {
            tracing::error!(book = %book.name, error = &error as &dyn Error, "the workbook can't be drawn");
            Ok(Some(BookOutcome::Failed { reason: error.to_string() }))
        }
    }
}
