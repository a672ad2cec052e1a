//! What stands in files of refused records, those that were handed out and those that come back.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::io;
use std::ops::ControlFlow;

use rustc_hash::{FxBuildHasher, FxHasher};

use super::super::contents::{Contents, Readable, contents};
use super::super::take::Delivery;
use super::super::{SyncError, Workspace};
use crate::intake::archive::Archived;
use crate::lang::Lang;
use crate::model::ids::ContentHash;
use crate::output::mending::cut_words;
use crate::parse::RawRecord;
use crate::parse::cut::reasons;
use crate::parse::shape::{HEADING_ROW, NOT_A_RECORD, UNREAD_ELEMENT};

/// Of so many records of a file the texts are looked at; no file that was handed out has more.
const RECORDS_MAX: u64 = 100_000;

/// What stands between records and is none.
const NO_RECORDS: [usize; 3] = [UNREAD_ELEMENT, NOT_A_RECORD, HEADING_ROW];

/// How often each of some texts stands in a file, by their hashes.
#[derive(Debug, Clone, Default)]
pub(super) struct Bag(HashMap<u64, u64, FxBuildHasher>);

impl Bag {
    fn add(&mut self, hash: u64) {
        *self.0.entry(hash).or_default() += 1;
    }

    /// Whether a text is among them.
    pub(super) fn has(&self, hash: u64) -> bool {
        self.0.contains_key(&hash)
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        self.0.values().sum()
    }

    /// How many of them stand in another too.
    pub(super) fn common(&self, other: &Self) -> u64 {
        self.0.iter().map(|(hash, times)| other.0.get(hash).map_or(0, |others| *times.min(others))).sum()
    }
}

/// What stands in a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Inside {
    /// How many records it has.
    pub(super) records: u64,
    /// The reasons of refusal beside them.
    pub(super) reasons: Bag,
    /// What else is written in them.
    pub(super) texts: Bag,
    /// Each as a whole, without its reason.
    pub(super) rows: Bag,
}

impl Inside {
    /// What stands in the documents of a file that has reasons of refusal in it.
    pub(super) fn of(documents: &[Readable<'_>], reasons: Bag) -> Self {
        let mut inside = Self { reasons, ..Self::default() };
        documents.iter().for_each(|document| inside.read(document));
        inside
    }

    fn read(&mut self, document: &Readable<'_>) {
        each_record(document, &mut |raw| {
            if let Some(raw) = raw {
                self.see(raw);
            }
            self.records += 1;
            if self.records > RECORDS_MAX { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
    }

    fn see(&mut self, raw: &RawRecord<'_>) {
        let mut row = FxHasher::default();
        for text in texts_of(raw).filter(|text| !self.reasons.0.contains_key(text)) {
            text.hash(&mut row);
            self.texts.add(text);
        }
        self.rows.add(row.finish());
    }
}

/// The records of a document as they stand there, in order; nothing for one that can't be read.
pub(super) fn each_record(
    (document, format, mapping): &Readable<'_>,
    see: &mut dyn FnMut(Option<&RawRecord<'_>>) -> ControlFlow<()>,
) {
    // What can't be read is told where it is taken.
    let _said = format.read(document, mapping.shape(), &mut Vec::new(), &mut |raw| match raw {
        Ok(raw) if NO_RECORDS.contains(&raw.pattern) => ControlFlow::Continue(()),
        Ok(raw) => see(Some(&raw)),
        Err(_) => see(None),
    });
}

/// The hashes of what is written in a record.
pub(super) fn texts_of(raw: &RawRecord<'_>) -> impl Iterator<Item = u64> {
    let empty = hash_of("");
    raw.tree.nodes().map(|node| hash_of(node.text())).filter(move |text| *text != empty)
}

/// The hash of a text, whatever spaces part its words.
pub(super) fn hash_of(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.split_whitespace().for_each(|word| word.hash(&mut hasher));
    hasher.finish()
}

/// The reasons of refusal that stand in the documents of a file.
pub(super) fn reasons_in(documents: &[Readable<'_>], lang: Lang) -> Bag {
    let words = cut_words(lang);
    let mut found = Bag::default();
    for (document, format, mapping) in documents {
        let reasons = reasons(*format, document, mapping.shape(), &words);
        reasons.iter().for_each(|reason| found.add(hash_of(reason)));
    }
    found
}

/// What stands in an archived file; nothing where it is there no more.
pub(super) fn look(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    archived: (ContentHash, &str),
) -> Result<Option<Inside>, SyncError> {
    with_documents(workspace, delivery, archived, &mut |documents| {
        Ok(Inside::of(documents, reasons_in(documents, workspace.lang)))
    })
}

/// Looks at what was archived under a name; nothing where it is there no more, or can't be read any more.
pub(super) fn with_documents<T>(
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
