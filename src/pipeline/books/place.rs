//! A file put in the place of another, so that whatever was there is known; earlier ones are kept.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use jiff::{Span, Timestamp, ToSpan};

use super::Book;
use crate::intake::folder::free_name;
use crate::lang::Arg;
use crate::model::book::{BookRow, BookVersion};
use crate::model::ids::ContentHash;
use crate::model::run::BookOutcome;
use crate::model::steps::{Step, before};
use crate::output::opened::is_held;
use crate::output::replace::{Replacement, interrupted, replace};
use crate::output::steps::step;
use crate::output::whole::{remove_if_there, rename_new, write_new, write_whole};
use crate::pipeline::{SyncError, Workspace};
use crate::store::book_rows::Keep;

/// Versions whose rows are kept as bases of merges, and for how long at least.
const VERSIONS: u32 = 20;
const DAYS: i64 = 90;
/// Where files that somebody saved are kept, beside the books.
const PREVIOUS: &str = "previous";
/// When, in their names.
const STAMP: &str = "%Y-%m-%d %H-%M";

/// A new file of a book.
pub(super) struct New<'n> {
    pub(super) bytes: &'n [u8],
    pub(super) version: u32,
    /// What the file holds, row by row: the base of the next merge.
    pub(super) rows: &'n [BookRow],
    /// Drawn from nothing, so that nothing of anybody's is in it.
    pub(super) drawn: bool,
}

/// The hash of a file.
pub(super) fn hash(bytes: &[u8]) -> ContentHash {
    ContentHash(*blake3::hash(bytes).as_bytes())
}

/// What lies in the place of a book.
pub(super) enum Lying {
    /// Nothing that can be read.
    Nothing,
    /// What was written or read last.
    Known,
    /// A version that was written before: somebody put it back, or it was not noted before a crash. Nobody changed it.
    Put,
    /// What somebody saved.
    Saved(Vec<u8>),
}

/// Looks at the file of a book.
pub(super) fn lying(workspace: &Workspace, book: &Book) -> Result<Lying, SyncError> {
    let Ok(bytes) = before(Step::Read, &book.path).and_then(|()| fs::read(&book.path)) else {
        return Ok(Lying::Nothing);
    };
    let hash = hash(&bytes);
    if workspace.store.book_hash(&book.name)? == Some(hash) {
        return Ok(Lying::Known);
    }
    let is_written = workspace.store.book_of_hash(&book.name, hash)?.is_some();
    Ok(if is_written { Lying::Put } else { Lying::Saved(bytes) })
}

/// Whether a file is one that was drawn and that nobody has touched.
pub(super) fn is_as_drawn(workspace: &Workspace, book: &Book, bytes: &[u8]) -> Result<bool, SyncError> {
    let hash = hash(bytes);
    match workspace.store.book_of_hash(&book.name, hash)? {
        Some(version) => Ok(version.drawn),
        // Books of earlier programs were always drawn, and have no version that is kept.
        None => {
            Ok(workspace.store.latest_book(&book.name)?.is_none()
                && workspace.store.book_hash(&book.name)? == Some(hash))
        }
    }
}

/// What is said beside a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told<'t> {
    /// Nothing of it was taken.
    EditsHeld(&'t str),
    /// What was in it was taken, and nothing can be written into it.
    NewsHeld(&'t str),
    /// All is well.
    Nothing,
}

/// Says beside a book why nothing of it was taken, or why it is not brought up to date; says nothing more once it is.
pub(super) fn tell(workspace: &Workspace, book: &Book, told: &Told<'_>) {
    let (edits, news) = match told {
        Told::EditsHeld(reason) => (Some((*reason).to_owned()), None),
        Told::NewsHeld(reason) => {
            (None, Some(workspace.lang.text("book-told-taken", &[("reason", Arg::Text(reason))])))
        }
        Told::Nothing => (None, None),
    };
    tell_of(workspace, book, &book.name, edits.as_deref());
    write_beside(workspace, book, (&book.name, "book-told-news"), news.as_deref());
}

/// Says why nothing was taken of a file that lies beside the book, under that file's name.
pub(super) fn tell_of(workspace: &Workspace, book: &Book, file: &str, reason: Option<&str>) {
    write_beside(workspace, book, (file, "book-told"), reason);
}

fn write_beside(workspace: &Workspace, book: &Book, (file, key): (&str, &str), reason: Option<&str>) {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let name = workspace.lang.text(key, &[("name", Arg::Text(stem))]);
    let path = book.path.with_file_name(format!("{name}.txt"));
    let done = match reason {
        // Notepad takes a file without the mark for one in the old code page.
        Some(reason) => {
            let text = format!("\u{feff}{reason}\n").replace('\n', "\r\n");
            if fs::read(&path).is_ok_and(|known| known == text.as_bytes()) { Ok(()) } else { fs::write(&path, text) }
        }
        None => match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    };
    if let Err(error) = done {
        tracing::warn!(file, error = &error as &dyn std::error::Error, "the word beside a file is not written");
    }
}

/// The version that a file is as it was written; nothing where somebody saved it.
pub(super) fn version_of(workspace: &Workspace, book: &Book, bytes: &[u8]) -> Result<Option<u32>, SyncError> {
    Ok(workspace.store.book_of_hash(&book.name, hash(bytes))?.map(|version| version.version))
}

/// Notes that a file is as it should be, unless that is known: the crash came between the writing and the note.
pub(super) fn note(workspace: &Workspace, book: &Book, bytes: &[u8], now: Timestamp) -> Result<(), SyncError> {
    let hash = hash(bytes);
    if workspace.store.book_hash(&book.name)? != Some(hash) {
        workspace.store.book_written(&book.name, hash, &now.to_string())?;
    }
    Ok(())
}

/// Writes a file of a book in the place of what was read there, or where nothing was; nothing where somebody saved another
/// one meanwhile.
pub(super) fn put(
    workspace: &mut Workspace,
    book: &Book,
    at: &Path,
    new: &New<'_>,
    lying: Option<&[u8]>,
    now: Timestamp,
) -> Result<Option<BookOutcome>, SyncError> {
    let version = BookVersion {
        version: new.version,
        written_at: now.to_string(),
        hash: hash(new.bytes),
        drawn: new.drawn,
        made_from: lying.map(hash),
    };
    // Before the file is there: a base without a file is harmless, a file without its base could not be merged.
    workspace.store.record_book(&book.name, &version, new.rows)?;
    step(at);
    let replaced = match lying {
        None => write_new(at, new.bytes, &workspace.scratch()),
        Some(lying) => keep(workspace, book, lying, now)
            .and_then(|()| replace(at, lying, new.bytes))
            .map(|replaced| replaced == Replacement::Replaced),
    };
    step(at);
    match replaced {
        Ok(true) => {
            if at == book.path {
                workspace.store.book_written(&book.name, version.hash, &version.written_at)?;
                // A book drawn beside brings no row back into the manager's own.
                workspace.store.rows_returned(&book.name, new.drawn)?;
            }
            let since = now.checked_sub((DAYS * 24).hours()).unwrap_or(now).to_string();
            workspace.store.prune_book(&book.name, Keep { versions: VERSIONS, since: &since })?;
            Ok(Some(BookOutcome::Written))
        }
        Ok(false) => Ok(None),
        Err(error) if is_held(&error) => Ok(Some(BookOutcome::Held)),
        Err(error) => Ok(Some(BookOutcome::Failed { reason: error.to_string() })),
    }
}

/// Keeps a file that a person put away, whatever settings say of how many are kept, and says beside the book where it lies:
/// what she wrote there is not in the book any more.
pub(super) fn set_aside(workspace: &Workspace, book: &Book, bytes: &[u8], now: Timestamp) -> Result<(), SyncError> {
    let path = kept_aside(workspace, book, bytes, now)?;
    let shown = workspace.shown(&path);
    let args = [("name", Arg::Text(&book.name)), ("path", Arg::Text(&shown))];
    write_beside(workspace, book, (&book.name, "book-told-aside"), Some(&workspace.lang.text("book-aside", &args)));
    Ok(())
}

fn kept_aside(workspace: &Workspace, book: &Book, bytes: &[u8], now: Timestamp) -> Result<PathBuf, SyncError> {
    let folder = previous(book);
    let failed = |source| SyncError::Folder { path: folder.clone(), source };
    fs::create_dir_all(&folder).map_err(failed)?;
    let is_same = |path: &PathBuf| fs::read(path).is_ok_and(|known| known == bytes);
    if let Some((_, path)) = kept(&folder, &book.name).map_err(failed)?.into_iter().find(|(_, path)| is_same(path)) {
        return Ok(path);
    }
    let path = dated(&folder, &book.name, workspace.local(now));
    write_whole(&path, bytes, &workspace.scratch()).map_err(failed)?;
    Ok(path)
}

/// Keeps a file that somebody changed, as it was saved; once, however often its book is tried to be written.
fn keep(workspace: &Workspace, book: &Book, lying: &[u8], now: Timestamp) -> io::Result<()> {
    let known = workspace.store.book_of_hash(&book.name, hash(lying)).map_err(io::Error::other)?;
    if known.is_some() || is_as_drawn(workspace, book, lying).map_err(io::Error::other)? {
        return Ok(());
    }
    let folder = previous(book);
    before(Step::Folder, &folder)?;
    fs::create_dir_all(&folder)?;
    let kept = kept(&folder, &book.name)?;
    let is_same = |path: &PathBuf| {
        fs::metadata(path).is_ok_and(|known| known.len() == lying.len() as u64)
            && fs::read(path).is_ok_and(|bytes| bytes == lying)
    };
    let settings = &workspace.config.workbooks;
    if settings.previous_files == 0 || kept.iter().any(|(_, path)| is_same(path)) {
        return Ok(());
    }
    let today = workspace.local(now);
    let path = dated(&folder, &book.name, today);
    write_whole(&path, lying, &workspace.scratch())?;
    let span = Span::new().try_days(i64::from(settings.previous_days));
    let since = span.and_then(|span| today.checked_sub(span)).unwrap_or(DateTime::MIN);
    surplus(kept, settings.previous_files - 1, since).iter().try_for_each(|path| remove_if_there(path))
}

/// Of files that are kept, those that are too many or too old.
fn surplus(mut kept: Vec<(DateTime, PathBuf)>, files_max: usize, since: DateTime) -> Vec<PathBuf> {
    kept.sort();
    let too_many = kept.len().saturating_sub(files_max);
    let is_surplus = |(at, (time, _)): &(usize, (DateTime, PathBuf))| *at < too_many || *time < since;
    kept.into_iter().enumerate().filter(is_surplus).map(|(_, (_, path))| path).collect()
}

/// The files of a book that are kept, and since when. Another book's name may begin like this one's: what follows must be a time.
fn kept(folder: &Path, name: &str) -> io::Result<Vec<(DateTime, PathBuf)>> {
    let (stem, extension) = split(name);
    let is_kept = |found: &str| {
        let time = found.strip_prefix(stem)?.strip_prefix(' ')?.strip_suffix(extension)?.strip_suffix('.')?;
        // A second one of the same minute has a number.
        let time = time.split_once(" (").map_or(time, |(time, _)| time);
        DateTime::strptime(STAMP, time).ok()
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if let Some(time) = is_kept(&entry.file_name().to_string_lossy()) {
            found.push((time, entry.path()));
        }
    }
    Ok(found)
}

/// The folder in which files of a book are kept as somebody saved them, where there are any.
pub(super) fn previous_of(workspace: &Workspace, book: &Book) -> Option<String> {
    let folder = previous(book);
    let is_any = kept(&folder, &book.name).is_ok_and(|kept| !kept.is_empty());
    is_any.then(|| workspace.shown(&folder))
}

/// Where a file of a book is kept that was saved at a time.
fn dated(folder: &Path, name: &str, time: DateTime) -> PathBuf {
    let (stem, extension) = split(name);
    free_name(folder, &format!("{stem} {}.{extension}", time.strftime(STAMP)))
}

fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or((name, "xlsx"))
}

fn previous(book: &Book) -> PathBuf {
    book.path.parent().unwrap_or(Path::new(".")).join(PREVIOUS)
}

/// What a file that a replacement left is to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kin {
    /// Somebody's save that nobody has merged.
    Unread,
    /// Somebody's save that is merged, or a file that was written and has what people put into it.
    Merged,
    /// A file that was written last, or drawn: it can be made again.
    Made,
}

fn kin(workspace: &Workspace, book: &Book, bytes: &[u8]) -> Result<Kin, SyncError> {
    let hash = hash(bytes);
    let is_latest = workspace.store.latest_book(&book.name)?.is_some_and(|latest| latest.hash == hash);
    if is_latest || is_as_drawn(workspace, book, bytes)? {
        return Ok(Kin::Made);
    }
    let is_merged = workspace.store.is_book_made_from(&book.name, hash)?
        || workspace.store.book_of_hash(&book.name, hash)?.is_some()
        || workspace.store.book_hash(&book.name)? == Some(hash);
    Ok(if is_merged { Kin::Merged } else { Kin::Unread })
}

/// A file that a crash left beside a book.
pub(super) struct Left {
    path: PathBuf,
    pub(super) bytes: Vec<u8>,
}

/// Clears away what a crash left beside a file of a book, so that everything is as if the replacement had not been begun, or was
/// done: what was written is removed once a file stands in the book's place, what somebody saved goes back there. Saves that
/// can't, because somebody saved another one since, are given back to be merged; then they are [set down](set_down).
pub(super) fn recover(workspace: &Workspace, book: &Book, at: &Path) -> Result<Vec<Left>, SyncError> {
    let mut left = Vec::new();
    for path in interrupted(at).unwrap_or_default() {
        match before(Step::Read, &path).and_then(|()| fs::read(&path)) {
            Ok(bytes) => left.push((kin(workspace, book, &bytes)?, Left { path, bytes })),
            Err(error) => warn(&path, &error),
        }
    }
    // Somebody's before ours.
    left.sort_by_key(|(kin, _)| *kin);
    let mut unread = Vec::new();
    for (kin, left) in left {
        let done = match before(Step::Read, at).and_then(|()| fs::read(at)) {
            // The crash came before the second rename.
            Err(error) if error.kind() == io::ErrorKind::NotFound => rename_new(&left.path, at),
            Err(error) => Err(error),
            Ok(standing) => clear(workspace, book, (kin, left), (at, &standing), &mut unread)?,
        };
        step(at);
        if let Err(error) = done {
            tracing::warn!(book = %book.name, %error, "a file that a crash left can't be cleared away");
        }
    }
    Ok(unread)
}

/// One file that was left, while another one stands in the book's place.
fn clear(
    workspace: &Workspace,
    book: &Book,
    (left_kin, left): (Kin, Left),
    (at, standing): (&Path, &[u8]),
    unread: &mut Vec<Left>,
) -> Result<io::Result<()>, SyncError> {
    let standing_kin = kin(workspace, book, standing)?;
    match (left_kin, standing_kin) {
        // It was displaced and not yet looked at: it takes its place again, and what displaced it can be made again.
        (Kin::Unread, Kin::Made) => Ok(match replace(at, standing, &left.bytes) {
            Ok(Replacement::Replaced) => remove_if_there(&left.path),
            Ok(Replacement::Displaced { .. } | Replacement::Gone) => Ok(()),
            Err(error) => Err(error),
        }),
        (Kin::Unread, _) => {
            unread.push(left);
            Ok(Ok(()))
        }
        (Kin::Made, _) | (Kin::Merged, Kin::Made | Kin::Merged) => Ok(remove_if_there(&left.path)),
        // What stands there may be anything: her own file, with what she put into it, is kept.
        (Kin::Merged, Kin::Unread) => Ok(set_down_file(workspace, book, &left.path)),
    }
}

/// Keeps a save that was merged among the previous ones.
pub(super) fn set_down(workspace: &Workspace, book: &Book, left: &Left) {
    if let Err(error) = set_down_file(workspace, book, &left.path) {
        warn(&left.path, &error);
    }
}

fn set_down_file(workspace: &Workspace, book: &Book, path: &Path) -> io::Result<()> {
    let modified = fs::metadata(path)?.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    let folder = previous(book);
    before(Step::Folder, &folder)?;
    fs::create_dir_all(&folder)?;
    rename_new(path, &dated(&folder, &book.name, workspace.local(modified.unwrap_or_default())))
}

fn warn(path: &Path, error: &io::Error) {
    tracing::warn!(file = %path.display(), %error, "a file that a crash left can't be cleared away");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_book_s_previous_files_are_not_this_one_s() {
        let folder = tempfile::tempdir().unwrap();
        let times = ["2026-11-02 09-00", "2026-11-02 09-00 (2)"];
        for name in ["Иванов", "Иванова", "Иванов 2", "Иванов 2026-11-02 09-00"] {
            for time in times {
                fs::write(folder.path().join(format!("{name} {time}.xlsx")), name).unwrap();
            }
        }
        fs::write(folder.path().join("Иванов черновик.xlsx"), "").unwrap();
        for name in ["Иванов", "Иванова", "Иванов 2"] {
            let found = kept(folder.path(), &format!("{name}.xlsx")).unwrap();
            let names: Vec<String> = found.iter().map(|(_, path)| fs::read_to_string(path).unwrap()).collect();
            assert_eq!(names, [name, name]);
        }
        assert!(kept(folder.path(), "Иванов.xlsm").unwrap().is_empty());
    }

    #[test]
    fn the_oldest_go_when_they_are_too_many_or_too_old() {
        let file = |day: i8| (jiff::civil::date(2026, 11, day).at(9, 0, 0, 0), PathBuf::from(day.to_string()));
        let files = || vec![file(9), file(3), file(5), file(7)];
        let since = |day: i8| file(day).0;
        assert_eq!(surplus(files(), 4, since(1)), Vec::<PathBuf>::new());
        assert_eq!(surplus(files(), 2, since(1)), ["3", "5"].map(PathBuf::from));
        assert_eq!(surplus(files(), 4, since(8)), ["3", "5", "7"].map(PathBuf::from));
        assert_eq!(surplus(files(), 0, since(1)).len(), 4);
    }
}
