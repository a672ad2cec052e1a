//! A file that somebody saved → values for the store, values that collide, wishes for the accountant.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use jiff::Timestamp;

use super::content::Content;
use super::{Book, job};
use crate::lang::{Arg, Lang};
use crate::model::book::{BookRow, Choice, ClashKind, Filled, FilledValue, KeptClash, field_of_column};
use crate::model::ids::{ConflictId, RunId};
use crate::model::row_id::{RowId, RowKind};
use crate::model::tax_id::Country;
use crate::normalize::contacts::phones;
use crate::pipeline::take::rules;
use crate::pipeline::{SyncError, Workspace};
use crate::store::clashes::NewClash;
use crate::store::{Revision, SqlResult};
use crate::workbook::layout::readable;
use crate::workbook::merge::{MergeInput, Merged, merge};
use crate::workbook::read::{BookFile, FileRow, ReadBookError, read};
use crate::workbook::value::{FileCell, Trouble};
use crate::workbook::words;

/// The column of phones.
const PHONE: &str = "phone";

/// Takes the edits of a file: they are in the store, or wait there for somebody's choice. Where they are not taken, why, in
/// the workspace's language.
pub(super) fn take(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    bytes: &[u8],
    now: Timestamp,
) -> Result<Result<Merged, String>, SyncError> {
    let read = match merged(workspace, book, bytes, now)? {
        Ok(read) => read,
        Err(reason) => return Ok(Err(reason)),
    };
    if let Some(held) = &read.merged.held {
        return Ok(Err(words::held(held, workspace.lang)));
    }
    apply(workspace, run, book, &read, now)?;
    Ok(Ok(read.merged))
}

/// A file that was read, what comes of it, and what the store has for its rows.
pub(super) struct Read {
    pub(super) file: BookFile,
    pub(super) merged: Merged,
    pub(super) theirs: Content,
}

type Comes = Result<Read, String>;

/// Merges a file against the version it was made from and what the store has now; why not, where it can't be.
pub(super) fn merged(workspace: &Workspace, book: &Book, bytes: &[u8], now: Timestamp) -> Result<Comes, SyncError> {
    let lang = workspace.lang;
    let mut file = match read(Cursor::new(bytes)) {
        Ok(file) => file,
        Err(error) => return Ok(Err(unreadable(&error, lang))),
    };
    let home = rules(&workspace.config).home;
    file.sheets.iter_mut().flat_map(|sheet| &mut sheet.rows).for_each(|row| normalize(row, home));
    let Some(stamp) = file.stamp.as_ref().filter(|stamp| stamp.book == book.name) else {
        return Ok(Err(lang.text("book-not-ours", &[])));
    };
    let version = stamp.edition.version;
    let base = match workspace.store.book_rows(&book.name, version)? {
        Some(base) if stamp.edition.holds(&base) => base,
        None if workspace.store.latest_book(&book.name)?.is_some_and(|latest| version < latest.version) => {
            return Ok(Err(lang.text("book-too-old", &[])));
        }
        _ => return Ok(Err(lang.text("book-of-another-store", &[]))),
    };
    let others = workspace.store.other_book_rows(&book.name, version)?;
    let theirs = Content::of_all(workspace, book, now)?;
    let said: BTreeSet<RowId> = file
        .sheets
        .iter()
        .flat_map(|sheet| sheet.rows.iter().filter_map(|row| row.value("id").and_then(RowId::parse)))
        .collect();
    let known = workspace.store.known_rows(&said)?;
    let merged = merge(&MergeInput {
        sheets: &readable(book.manager.is_none()),
        file: &file,
        base: &base,
        others: &others,
        theirs: &theirs.rows,
        exists: &|id| known.contains(&id),
        owner: &|_, column| column.owner,
    });
    Ok(Ok(Read { file, merged, theirs }))
}

/// Phones as the store has them, however they were typed: the cell itself stays as she wrote it. Words are no phones, and
/// do not clear what is known.
fn normalize(row: &mut FileRow, home: Country) {
    let Some(cell) = row.cells.get_mut(PHONE) else { return };
    let (FileCell::Value(text) | FileCell::Digits(text)) = cell else { return };
    let reading = phones(text, home);
    if text.is_empty() || (reading.unreadable.is_empty() && !reading.found.is_empty()) {
        *text = reading.found.join(", ");
    } else {
        let shown = std::mem::take(text);
        *cell = FileCell::Unreadable { trouble: Trouble::NotAPhone, shown };
    }
}

fn unreadable(error: &ReadBookError, lang: Lang) -> String {
    match error {
        ReadBookError::Encrypted => lang.text("book-encrypted", &[]),
        ReadBookError::Limit { .. } | ReadBookError::Malformed(_) => {
            lang.text("book-unreadable", &[("detail", Arg::Text(&error.to_string()))])
        }
    }
}

/// Makes everything of a merged file durable in one revision, with the books that must be written for it; whether there
/// was anything.
pub(super) fn apply(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    read: &Read,
    now: Timestamp,
) -> Result<bool, SyncError> {
    let Read { merged, theirs, .. } = read;
    let waiting = workspace.store.open_clashes(&book.name)?;
    let settled = outdated(&waiting, &theirs.rows);
    let clashes = merged.conflicts.len() + merged.change_requests.len();
    let is_known = clashes <= waiting.len()
        && merged
            .conflicts
            .iter()
            .chain(&merged.change_requests)
            .all(|new| waiting.iter().any(|kept| kept.clash == new.clash));
    if merged.edits.is_empty() && settled.is_empty() && is_known {
        return Ok(false);
    }
    let subjects = subjects(theirs);
    let who = book.manager.clone().unwrap_or_else(|| workspace.lang.text("book-head", &[]));
    let made_at = now.to_string();
    let making = Making { book: &book.name, who: &who, made_at: &made_at, subjects: &subjects, waiting: &waiting };
    let lang = workspace.lang;
    let others: Vec<String> = if book.manager.is_none() {
        workspace.config.ownership.managers.iter().map(|manager| manager.name.clone()).collect()
    } else {
        vec![String::new()]
    };
    let mut revision = workspace.store.begin_decision(run, now)?;
    let kept = making.keep(&mut revision, merged, &settled, lang);
    kept.map_err(|error| revision.named(error))?;
    for owner in others.iter().chain([&book.owner]) {
        revision.enqueue(&job(owner)).map_err(|error| revision.named(error))?;
    }
    revision.commit("")?;
    tracing::info!(book = %book.name, edits = merged.edits.len(), conflicts = merged.conflicts.len(),
        requests = merged.change_requests.len(), "the book's edits are taken");
    Ok(true)
}

/// Clashes that are none any more: the store has what the manager wrote.
fn outdated(waiting: &[KeptClash], theirs: &[BookRow]) -> Vec<ConflictId> {
    let now = |kept: &KeptClash| {
        let row = theirs.iter().find(|row| row.id == kept.clash.row)?;
        row.cells.get(&kept.clash.field).cloned()
    };
    waiting.iter().filter(|kept| now(kept).as_ref() == Some(&kept.clash.mine)).map(|kept| kept.id).collect()
}

/// Whose rows are which, in words.
fn subjects(content: &Content) -> BTreeMap<RowId, String> {
    let clients = content.data.clients.iter().map(|client| (RowId::from(client.id), client.name.clone()));
    let documents = content.data.documents.iter();
    let documents = documents.map(|document| (RowId::from(document.id), document.number.clone()));
    let payments = content.data.payments.iter();
    let payments = payments.map(|payment| (RowId::from(payment.id), payment.number.clone()));
    clients.chain(documents).chain(payments).collect()
}

struct Making<'m> {
    book: &'m str,
    who: &'m str,
    made_at: &'m str,
    subjects: &'m BTreeMap<RowId, String>,
    waiting: &'m [KeptClash],
}

impl Making<'_> {
    fn keep(&self, revision: &mut Revision<'_>, merged: &Merged, settled: &[ConflictId], lang: Lang) -> SqlResult<()> {
        for edit in &merged.edits {
            if edit.id.kind == RowKind::Conflict {
                self.choose(revision, ConflictId(edit.id.number), &edit.value, lang)?;
            } else if let Some(of) = Filled::of(edit.id) {
                let field = field_of_column(edit.place.column).to_owned();
                revision.fill(&FilledValue { of, field, value: edit.value.clone() }, &edit.base, self.who)?;
            }
        }
        for placed in merged.conflicts.iter().chain(&merged.change_requests) {
            let clash = &placed.clash;
            // What somebody writes over a choice or a comparison changes nothing.
            if clash.row.kind == RowKind::Conflict {
                continue;
            }
            let subject = self.subjects.get(&clash.row).map_or("", String::as_str);
            let new = NewClash { book: self.book, clash, subject, who: self.who, made_at: self.made_at };
            revision.put_clash(&new)?;
        }
        for id in settled {
            revision.settle_clash(*id, Choice::Mine)?;
        }
        Ok(())
    }

    /// A choice on the sheet of values that collide. What accounting owns is not the manager's to choose.
    fn choose(&self, revision: &mut Revision<'_>, id: ConflictId, said: &str, lang: Lang) -> SqlResult<()> {
        let is_said = |choice: &Choice| {
            let word = |lang: Lang| lang.text(&format!("book-choice-{}", choice.name()), &[]);
            word(lang) == said || Lang::ALL.into_iter().any(|other| word(other) == said)
        };
        let Some(choice) = Choice::ALL.into_iter().find(is_said) else { return Ok(()) };
        let Some(kept) = self.waiting.iter().find(|kept| kept.id == id) else { return Ok(()) };
        if choice == Choice::Mine && kept.clash.kind == ClashKind::Request {
            return Ok(());
        }
        let Some(kept) = revision.settle_clash(id, choice)? else { return Ok(()) };
        if let (Choice::Mine, Some(of)) = (choice, Filled::of(kept.clash.row)) {
            let field = field_of_column(&kept.clash.field).to_owned();
            let base = kept.clash.stored.clone().unwrap_or_default();
            revision.fill(&FilledValue { of, field, value: kept.clash.mine }, &base, self.who)?;
        }
        Ok(())
    }
}
