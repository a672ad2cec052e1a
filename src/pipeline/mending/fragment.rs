//! A delivery that brings back refused records of another: it is one only where that other is known and where it holds no
//! more than was handed out. What a file says of itself proves nothing.

use std::io;
use std::ops::ControlFlow;

use super::super::contents::{Contents, Readable, contents};
use super::super::take::Delivery;
use super::super::{SyncError, Workspace};
use crate::intake::archive::Archived;
use crate::model::ids::{ContentHash, DeliveryNo};
use crate::model::mending::Mends;
use crate::output::mending::{is_named, names_of};
use crate::parse::shape::UNREAD_ELEMENT;
use crate::store::mendings::HandedOut;

/// A delivery that brings back refused records of another.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct Fragment {
    out: HandedOut,
}

impl Fragment {
    /// Whose refused records were handed out.
    pub(in crate::pipeline) fn of(&self) -> DeliveryNo {
        self.out.of
    }

    /// What is told of it.
    pub(in crate::pipeline) fn mends(&self) -> &Mends {
        &self.out.mends
    }

    /// Whether no later delivery has the name of the first one.
    pub(super) fn is_of_newest(&self) -> bool {
        self.out.is_newest
    }
}

/// Whether a delivery brings back refused records.
///
/// # Errors
/// When the store or the disk says no.
pub(in crate::pipeline) fn fragment(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    documents: &[Readable<'_>],
) -> Result<Option<Fragment>, SyncError> {
    let name = &delivery.entry.file_name;
    let [document] = documents else { return Ok(None) };
    for known in names_of(name, workspace.lang).iter().filter(|_| is_named(name)) {
        let Some(out) = workspace.store.handed_out(&delivery.source.name, known)? else { continue };
        let handed_out = with_documents(workspace, delivery, (out.content, known), &mut |documents| {
            Ok(documents.iter().map(|document| records(document, u64::MAX)).sum())
        })?;
        let Some(handed_out): Option<u64> = handed_out else { continue };
        if records(document, handed_out) <= handed_out {
            return Ok(Some(Fragment { out }));
        }
    }
    Ok(None)
}

/// How many records a document has; one more than `most` where there are more.
fn records((document, format, mapping): &Readable<'_>, most: u64) -> u64 {
    let mut count = 0;
    // What can't be read is told where it is taken.
    let _said = format.read(document, mapping.shape(), &mut Vec::new(), &mut |raw| {
        count += u64::from(raw.is_err() || raw.is_ok_and(|raw| raw.pattern != UNREAD_ELEMENT));
        if count > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    count
}

/// Looks at what was archived under a name; nothing where it is there no more, or can't be read any more.
fn with_documents<T>(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    (content, name): (ContentHash, &str),
    look: &mut dyn FnMut(&[Readable<'_>]) -> Result<T, SyncError>,
) -> Result<Option<T>, SyncError> {
    let scratch = workspace.scratch();
    let failed = |source: io::Error| SyncError::Folder { path: scratch.clone(), source };
    let path = workspace.archive.path_of(content);
    let len = match path.metadata() {
        Ok(known) => known.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let temporary = tempfile::tempdir_in(&scratch).map_err(failed)?;
    let archived = Archived { content, path, len };
    let pinned = delivery.source.mapping.as_deref();
    let found = contents(&workspace.config.intake, &workspace.library, &archived, name, pinned, temporary.path());
    match found.map_err(failed)? {
        Contents::Readable(documents, _) => look(&documents).map(Some),
        Contents::Nothing(_) | Contents::Unreadable(_) => Ok(None),
    }
}
