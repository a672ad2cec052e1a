//! Books that settings no longer name, because they were renamed or their manager is gone: what was written into them and
//! not read yet is read all the same, and whatever collides is shown in the book that came after them.

use super::Book;
use super::edits::Saved;
use super::place::{self, Lying};
use crate::model::ids::RunId;
use crate::model::run::{BookOutcome, BookReport, RunEvent, RunReport};
use crate::pipeline::{SyncError, SyncOptions, Workspace};

/// The store remembers under this name whose a book is.
fn owner_key(name: &str) -> String {
    format!("book_owner:{name}")
}

/// Remembers whose a book is.
pub(super) fn remember(workspace: &Workspace, book: &Book) -> Result<(), SyncError> {
    let key = owner_key(&book.name);
    if workspace.store.meta(&key)?.as_ref() != Some(&book.owner) {
        workspace.store.set_meta(&key, &book.owner)?;
    }
    Ok(())
}

/// Reads back what people changed in books that are written no more.
pub(super) fn collect(
    workspace: &mut Workspace,
    run: RunId,
    options: &mut SyncOptions<'_>,
    report: &mut RunReport,
) -> Result<(), SyncError> {
    let config = &workspace.config;
    let managers = config.ownership.managers.iter().map(|manager| manager.book.clone());
    let current: Vec<String> = managers.chain([config.workbooks.head_book.clone()]).collect();
    for name in workspace.store.written_books()? {
        if current.contains(&name) {
            continue;
        }
        let book = former(workspace, name)?;
        let Lying::Saved(bytes) = place::lying(workspace, &book)? else { continue };
        let taken = super::absorb(workspace, run, &book, Saved::Book(&bytes), options, report)?;
        let why = match taken {
            Ok(read) => super::held(workspace, &book, &read)?,
            Err(reason) => Some(reason),
        };
        match why {
            None => place::note(workspace, &book, &bytes, options.now)?,
            Some(reason) => {
                let outcome = BookOutcome::EditsHeld { reason };
                let held = BookReport { path: workspace.shown(&book.path), outcome };
                (options.on_event)(RunEvent::Book { book: &held });
                report.workbooks.push(held);
            }
        }
    }
    Ok(())
}

/// A book of before, and the one that came after it: the same manager's, else the head's.
fn former(workspace: &Workspace, name: String) -> Result<Book, SyncError> {
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let was = workspace.store.meta(&owner_key(&name))?.unwrap_or_else(|| stem.to_owned());
    let heir = Book::of(workspace, &was).or_else(|| Book::of(workspace, ""));
    let (owner, heir) = heir.map_or_else(|| (String::new(), name.clone()), |heir| (heir.owner, heir.name));
    let path = workspace.config.paths.managers.join(&name);
    let manager = (!was.is_empty()).then_some(was);
    Ok(Book { owner, manager, name, path, heir: Some(heir) })
}
