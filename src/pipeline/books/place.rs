//! A file put in the place of another, so that whatever was there is known; earlier ones are kept.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::{Timestamp, ToSpan};

use super::Book;
use crate::intake::archive::hash_file;
use crate::intake::folder::{free_name, move_into};
use crate::model::book::{BookRow, BookVersion};
use crate::model::ids::ContentHash;
use crate::model::run::BookOutcome;
use crate::output::opened::is_held;
use crate::output::replace::{Replacement, interrupted, replace};
use crate::output::whole::{remove_if_there, write_whole};
use crate::pipeline::{SyncError, Workspace};
use crate::store::book_rows::Keep;

/// Versions whose rows are kept as bases of merges, and for how long at least.
const VERSIONS: u32 = 20;
const DAYS: i64 = 90;
/// Files of a book that are kept after somebody changed them.
const PREVIOUS_MAX: usize = 20;
/// Where, beside the books.
const PREVIOUS: &str = "previous";

/// A new file of a book.
pub(super) struct New<'n> {
    pub(super) bytes: &'n [u8],
    pub(super) version: u32,
    /// What the file holds, row by row: the base of the next merge.
    pub(super) rows: &'n [BookRow],
    /// Drawn from nothing, so that nothing of anybody's is in it.
    pub(super) drawn: bool,
}

fn hash(bytes: &[u8]) -> ContentHash {
    ContentHash(*blake3::hash(bytes).as_bytes())
}

/// The store remembers under this name which file of a book was drawn.
fn drawn_key(book: &Book) -> String {
    format!("book_drawn:{}", book.name)
}

/// The file of a book that is not as it was written last: somebody saved it. Nothing where it is gone or can't be read.
pub(super) fn edited(workspace: &Workspace, book: &Book) -> Result<Option<Vec<u8>>, SyncError> {
    let Ok(bytes) = fs::read(&book.path) else { return Ok(None) };
    let known = workspace.store.book_hash(&book.name)?;
    let is_known = known == Some(hash(&bytes)) || is_as_drawn(workspace, book, &bytes)?;
    Ok((!is_known).then_some(bytes))
}

/// Whether a file is one that was drawn and that nobody has touched.
pub(super) fn is_as_drawn(workspace: &Workspace, book: &Book, bytes: &[u8]) -> Result<bool, SyncError> {
    let hash = hash(bytes);
    if workspace.store.meta(&drawn_key(book))?.is_some_and(|drawn| drawn == hash.to_hex()) {
        return Ok(true);
    }
    // Books of earlier programs were always drawn, and have no version that is kept.
    Ok(workspace.store.latest_book(&book.name)?.is_none() && workspace.store.book_hash(&book.name)? == Some(hash))
}

/// Notes that a file is as it should be, unless that is known: the crash came between the writing and the note.
pub(super) fn note(workspace: &Workspace, book: &Book, bytes: &[u8], now: Timestamp) -> Result<(), SyncError> {
    let hash = hash(bytes);
    if workspace.store.book_hash(&book.name)? != Some(hash) {
        workspace.store.book_written(&book.name, hash, &now.to_string())?;
    }
    Ok(())
}

/// Writes a file in the place of what was read there; nothing where somebody saved another one meanwhile.
pub(super) fn put(
    workspace: &mut Workspace,
    book: &Book,
    new: &New<'_>,
    lying: Option<&[u8]>,
    now: Timestamp,
) -> Result<Option<BookOutcome>, SyncError> {
    let written = hash(new.bytes);
    let version = BookVersion { version: new.version, written_at: now.to_string(), hash: written };
    // Before the file is there: a base without a file is harmless, a file without its base could not be merged.
    workspace.store.record_book(&book.name, &version, new.rows)?;
    if new.drawn {
        workspace.store.set_meta(&drawn_key(book), &written.to_hex())?;
    }
    let replaced = match lying {
        None => write_whole(&book.path, new.bytes, &workspace.scratch()).map(|()| Replacement::Replaced),
        Some(lying) => keep(workspace, book, lying, now).and_then(|()| replace(&book.path, lying, new.bytes)),
    };
    match replaced {
        Ok(Replacement::Replaced) => {
            workspace.store.book_written(&book.name, written, &now.to_string())?;
            let since = now.checked_sub((DAYS * 24).hours()).unwrap_or(now).to_string();
            workspace.store.prune_book(&book.name, Keep { versions: VERSIONS, since: &since })?;
            Ok(Some(BookOutcome::Written))
        }
        Ok(Replacement::Displaced { .. } | Replacement::Gone) => Ok(None),
        Err(error) if is_held(&error) => Ok(Some(BookOutcome::Held)),
        Err(error) => Ok(Some(BookOutcome::Failed { reason: error.to_string() })),
    }
}

/// Keeps a file that somebody changed, as it was saved.
fn keep(workspace: &Workspace, book: &Book, lying: &[u8], now: Timestamp) -> io::Result<()> {
    let is_ours = |known: Result<Option<ContentHash>, _>| known.is_ok_and(|known| known == Some(hash(lying)));
    if is_ours(workspace.store.book_hash(&book.name)) || is_as_drawn(workspace, book, lying).unwrap_or(false) {
        return Ok(());
    }
    let folder = previous(book);
    fs::create_dir_all(&folder)?;
    let stem = book.name.trim_end_matches(".xlsx");
    let stamp = workspace.local(now).strftime("%Y-%m-%d %H-%M");
    write_whole(&free_name(&folder, &format!("{stem} {stamp}.xlsx")), lying, &workspace.scratch())?;
    let mut kept: Vec<PathBuf> = fs::read_dir(&folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{stem} "))))
        .collect();
    kept.sort();
    let surplus = kept.len().saturating_sub(PREVIOUS_MAX);
    kept.iter().take(surplus).try_for_each(|path| remove_if_there(path))
}

fn previous(book: &Book) -> PathBuf {
    book.path.parent().unwrap_or(Path::new(".")).join(PREVIOUS)
}

/// Clears away what a crash left beside a book: ours is removed, what somebody saved is kept.
pub(super) fn recover(workspace: &Workspace, book: &Book, now: Timestamp) -> Result<(), SyncError> {
    let Ok(left) = interrupted(&book.path) else { return Ok(()) };
    for path in left {
        let known = workspace.store.book_hash(&book.name)?;
        let latest = workspace.store.latest_book(&book.name)?.map(|latest| latest.hash);
        let is_ours = hash_file(&path).is_ok_and(|hash| Some(hash) == known || Some(hash) == latest);
        let done = if is_ours {
            remove_if_there(&path)
        } else if !book.path.exists() {
            // The crash came between the two renames: what somebody saved goes back to its place.
            fs::rename(&path, &book.path)
        } else {
            move_into(&path, &previous(book)).map(drop)
        };
        if let Err(error) = done {
            tracing::warn!(file = %path.display(), %error, at = %now, "a file that a crash left can't be cleared away");
        }
    }
    Ok(())
}
