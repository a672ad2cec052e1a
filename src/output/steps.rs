//! The moments at which a replacement may be cut short: a test ends the program there, or lets somebody save the file.
//! Outside of tests there is nothing here.

/// A moment between two changes of what lies on the disk; the file is the one that is being replaced.
#[cfg(not(test))]
pub(crate) const fn step(_file: &std::path::Path) {}

#[cfg(test)]
pub(crate) use hooked::{by_links, step, with};

#[cfg(test)]
mod hooked {
    use std::cell::{Cell, RefCell};
    use std::path::Path;

    type Hook = Box<dyn FnMut(&Path)>;

    thread_local! {
        static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
        static LINKS: Cell<bool> = const { Cell::new(false) };
    }

    /// A moment between two changes of what lies on the disk.
    pub(crate) fn step(file: &Path) {
        // Taken out while it runs: what a hook does on the disk has no steps of its own.
        if let Some(mut hook) = HOOK.take() {
            hook(file);
            HOOK.set(Some(hook));
        }
    }

    /// From now on, on this thread, calls this at every step; with `links` files change places as on shares that have no
    /// exchanging rename.
    pub(crate) fn with(links: bool, hook: impl FnMut(&Path) + 'static) {
        LINKS.set(links);
        HOOK.set(Some(Box::new(hook)));
    }

    /// Whether files are to change places by links.
    pub(crate) fn by_links() -> bool {
        LINKS.get()
    }
}
