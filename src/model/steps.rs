//! Every action on the world outside that can fail or be the last one before a crash. A test stands before each of them,
//! makes it fail, or ends the program there; a release build has nothing of it.

use std::io;
use std::path::Path;

/// What is about to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A folder is listed, or a file opened for reading.
    Read,
    /// A folder is made.
    Folder,
    /// A file is made or written.
    Write,
    /// What was written is made durable.
    Sync,
    /// A file gets another name.
    Rename,
    /// A file is removed.
    Remove,
    /// A row of the store is written.
    Row,
    /// A transaction of the store is committed.
    Commit,
    /// A job of the outbox is carried out.
    Job,
}

/// Stands before an action on a file, or on the store's file.
///
/// # Errors
/// Never, unless a test of a debug build wants the action to fail.
#[cfg(not(debug_assertions))]
#[inline]
pub const fn before(_step: Step, _path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(debug_assertions)]
pub use watched::{before, is_watched, unwatch, watch};

#[cfg(debug_assertions)]
mod watched {
    use std::cell::RefCell;

    use super::{Path, Step, io};

    type Hook = Box<dyn FnMut(Step, &Path) -> io::Result<()>>;

    thread_local! {
        static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
    }

    /// Stands before an action on a file, or on the store's file.
    ///
    /// # Errors
    /// When the one who watches wants the action to fail.
    pub fn before(step: Step, path: &Path) -> io::Result<()> {
        // Taken out while it runs: what a hook does on the disk has no steps of its own.
        let Some(mut hook) = HOOK.take() else { return Ok(()) };
        let told = hook(step, path);
        HOOK.set(Some(hook));
        told
    }

    /// From now on, on this thread, asks this before every action.
    pub fn watch(hook: impl FnMut(Step, &Path) -> io::Result<()> + 'static) {
        HOOK.set(Some(Box::new(hook)));
    }

    /// Nobody is asked any more.
    pub fn unwatch() {
        HOOK.set(None);
    }

    /// Whether somebody is asked on this thread.
    #[must_use]
    pub fn is_watched() -> bool {
        HOOK.with_borrow(Option::is_some)
    }
}
