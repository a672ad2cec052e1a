//! Which books are due without a delivery.

use jiff::Timestamp;

use super::{Book, job};
use crate::pipeline::settle::owner;
use crate::pipeline::{SyncError, Workspace};

/// The store remembers under these names for which day and which settings the books were drawn.
const DRAWN_FOR_DAY: &str = "books_day";
const DRAWN_FOR_SETTINGS: &str = "books_settings";

/// Which sheets and columns books have: where another program drew them, those that nobody has touched are drawn anew.
const LAYOUT: u32 = 3;

/// Queues the books that are due without a delivery: all of them when the settings or the day changed (who owns whom
/// follows the settings, overdue days follow the calendar), and each that somebody deleted.
pub(in crate::pipeline) fn plan(workspace: &mut Workspace, now: Timestamp) -> Result<(), SyncError> {
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
        "{LAYOUT}|{:?}|{:?}|{:?}|{}|{:?}|{}",
        config.ownership,
        config.workbooks,
        config.dictionaries,
        workspace.lang.code(),
        config.payment_term_days,
        config.base_currency
    )
}
