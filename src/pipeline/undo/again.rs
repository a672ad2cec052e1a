//! What later files said again is where it stands in those: they are read once more.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::Path;

use jiff::civil::Date;

use super::super::SyncError;
use super::super::chunks::{Occurrences, number_repeat};
use super::super::contents::{Contents, Readable, contents};
use super::super::reading::{self, Stop};
use super::super::take::rules;
use crate::config::Config;
use crate::intake::archive::{Archive, Archived};
use crate::mapping::Library;
use crate::model::ids::StatementId;
use crate::model::record::RecordKind;
use crate::model::undone::Dependent;
use crate::store::Revision;
use crate::store::undo::Repeating;

/// What reading an archived delivery once more needs.
pub(super) struct Shelf<'s> {
    pub(super) config: &'s Config,
    pub(super) library: &'s Library,
    pub(super) archive: &'s Archive,
    pub(super) scratch: &'s Path,
    pub(super) today: Date,
}

/// Notes of every record that stays where it stands in the file that keeps it. Files that do not say so any more, because
/// they are gone from the archive or their mapping reads them otherwise by now, are named.
pub(super) fn place(
    shelf: &Shelf<'_>,
    revision: &mut Revision<'_>,
    files: &[Repeating],
) -> Result<BTreeSet<Dependent>, SyncError> {
    let mut unread = BTreeSet::new();
    for file in files {
        if !in_file(shelf, revision, file)? {
            unread.insert(Dependent { run: file.run.0, sort: "file", label: file.delivery.file_name.clone() });
        }
    }
    Ok(unread)
}

/// Whether everything that a file keeps was found in it.
fn in_file(shelf: &Shelf<'_>, revision: &mut Revision<'_>, file: &Repeating) -> Result<bool, SyncError> {
    let failed = |source: io::Error| SyncError::Folder { path: shelf.scratch.to_owned(), source };
    let path = shelf.archive.path_of(file.delivery.content);
    let len = match path.metadata() {
        Ok(known) => known.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(failed(error)),
    };
    let temporary = tempfile::tempdir_in(shelf.scratch).map_err(failed)?;
    let archived = Archived { content: file.delivery.content, path, len };
    let pinned = shelf.config.source(&file.delivery.source).and_then(|source| source.mapping.as_deref());
    let (intake, name) = (&shelf.config.intake, &file.delivery.file_name);
    let found = contents(intake, shelf.library, &archived, name, pinned, temporary.path()).map_err(failed)?;
    let Contents::Readable(documents, _) = found else { return Ok(false) };
    let mut left = file.kept.clone();
    for document in &documents {
        if !in_document(shelf, revision, (file, document), &mut left)? {
            return Ok(false);
        }
    }
    Ok(left.is_empty())
}

/// Places what a document holds; tells whether it could be read.
fn in_document(
    shelf: &Shelf<'_>,
    revision: &mut Revision<'_>,
    (file, (document, format, mapping)): (&Repeating, &Readable<'_>),
    left: &mut HashMap<(RecordKind, String), StatementId>,
) -> Result<bool, SyncError> {
    let rules = rules(shelf.config);
    let own_accounts: Vec<String> = rules.own_accounts.keys().cloned().collect();
    let source = reading::Source {
        document,
        format: *format,
        mapping,
        rules: &rules,
        own_accounts: &own_accounts,
        today: shelf.today,
    };
    let mut seen = Occurrences::default();
    let read = reading::read(source, &mut |batch| {
        for mut row in batch.rows {
            number_repeat(&mut row.record, &mut seen);
            for record in [&row.record].into_iter().chain(&row.mentions) {
                let known = [record.kind, record.kept_as].map(|kind| (kind, record.id.clone()));
                let Some(statement) = known.iter().find_map(|known| left.remove(known)) else { continue };
                let placed = revision.place_again(file, statement, record);
                placed.map_err(|error| revision.named(error))?;
            }
        }
        Ok(())
    });
    match read {
        Ok(_) => Ok(true),
        Err(Stop::Unreadable(_)) => Ok(false),
        Err(Stop::Ours(error)) => Err(error),
    }
}
