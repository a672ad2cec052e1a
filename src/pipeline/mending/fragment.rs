//! A delivery that brings back refused records of another: it is one only where that other is known and where it holds no
//! more than was handed out. What a file says of itself proves nothing.

use std::collections::HashSet;
use std::io;
use std::ops::ControlFlow;

use jiff::civil::Date;

use super::super::chunks::{Mended, Occurrences, repeat_key};
use super::super::contents::{Contents, Readable, contents};
use super::super::reading::{self, Stop};
use super::super::take::{Delivery, rules};
use super::super::{SyncError, Workspace};
use crate::intake::archive::Archived;
use crate::model::ids::{ContentHash, DeliveryNo};
use crate::model::mending::Mends;
use crate::model::record::RecordKind;
use crate::model::run::Reason;
use crate::normalize::Rules;
use crate::output::mending::{is_named, names_of};
use crate::parse::shape::UNREAD_ELEMENT;
use crate::store::mendings::{Bytes, HandedOut};

/// A delivery that brings back refused records of another.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct Fragment {
    out: HandedOut,
    mended: Mended,
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

    /// What its rows are measured by.
    pub(in crate::pipeline) fn mended(&self) -> &Mended {
        &self.mended
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
    today: Date,
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
            let mended = mended(workspace, delivery, &out, today)?;
            return Ok(Some(Fragment { out, mended }));
        }
    }
    Ok(None)
}

/// Why a delivery of mended records is none where what they were cut from was taken back: alone they are a part of nothing.
///
/// # Errors
/// When the store says no.
pub(in crate::pipeline) fn of_undone(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
) -> Result<Option<Reason>, SyncError> {
    let name = &delivery.entry.file_name;
    let is_asked = delivery.fragment.is_none() && is_named(name);
    for known in names_of(name, workspace.lang).iter().filter(|_| is_asked) {
        if let Some(file) = workspace.store.cut_from_undone(&delivery.source.name, known)? {
            return Ok(Some(Reason::new(Reason::MENDS_UNDONE).with("name", file)));
        }
    }
    Ok(None)
}

/// What mended rows are measured by: the archived bytes say it, whatever of them was new to the store.
fn mended(workspace: &Workspace, delivery: &Delivery<'_>, out: &HandedOut, today: Date) -> Result<Mended, SyncError> {
    let rules = rules(&workspace.config);
    let stated = lines(workspace, delivery, &out.first, (&rules, today))?;
    let mut brought = HashSet::new();
    for part in &out.parts {
        brought.extend(lines(workspace, delivery, part, (&rules, today))?.into_iter().flatten().map(|(key, _)| key));
    }
    let family = [&out.first].into_iter().chain(&out.parts).map(|bytes| bytes.delivery).collect();
    Ok(Mended { family, stated, brought })
}

/// How often lines without an id of their own stand in an archived delivery; nothing where that can't be read, or where
/// it is a package of several documents.
fn lines(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    Bytes { content, file, .. }: &Bytes,
    (rules, today): (&Rules, Date),
) -> Result<Option<Occurrences>, SyncError> {
    let own_accounts: Vec<String> = rules.own_accounts.keys().cloned().collect();
    let own_accounts = own_accounts.as_slice();
    let found = with_documents(workspace, delivery, (*content, file), &mut |documents| {
        let [(document, format, mapping)] = documents else { return Ok(None) };
        let mut found = Occurrences::default();
        if ![RecordKind::Payment, RecordKind::Balance].into_iter().any(|kind| mapping.reads(kind)) {
            return Ok(Some(found));
        }
        let source = reading::Source { document, format: *format, mapping, rules, own_accounts, today };
        let read = reading::read(source, &mut |batch| {
            for key in batch.rows.iter().filter_map(|row| repeat_key(&row.record)) {
                *found.entry(key).or_default() += 1;
            }
            Ok(())
        });
        match read {
            Ok(_) => Ok(Some(found)),
            Err(Stop::Unreadable(_)) => Ok(None),
            Err(Stop::Ours(error)) => Err(error),
        }
    })?;
    Ok(found.flatten())
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
