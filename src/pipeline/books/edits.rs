//! A file that somebody saved → values for the store, values that collide, wishes for the accountant.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::ask::Gone;
use super::base::{Opened, open};
use super::content::{Content, layout};
use super::phones::PHONE;
use super::place::hash;
use super::recall::{Recalled, merge_in, recall};
use super::{Book, checked, copies, decided, job, lists, moved, places};
use crate::model::book::{BookRow, Cells, Clash, ClashKind, Filled, FilledValue, KeptClash, field_of_column};
use crate::model::deed::Verdict;
use crate::model::ids::{ConflictId, RunId};
use crate::model::row_id::RowId;
use crate::model::run::TakenCounts;
use crate::pipeline::take::rules;
use crate::pipeline::{SyncError, Workspace};
use crate::store::clashes::NewClash;
use crate::store::taken::Taken;
use crate::store::{Revision, SqlResult};
use crate::workbook::layout::{CLIENTS, Layout};
use crate::workbook::merge::{CellPlace, Edit, Finding, MergeInput, Merged, PlacedClash, merge, moved_texts};
use crate::workbook::read::BookFile;
use crate::workbook::restored::restore;
use crate::workbook::strays::{Places, strays};

mod chosen;

/// A file that was read, what comes of it, and what the store has for its rows.
pub(super) struct Read {
    /// The sheets and columns of the book.
    pub(super) layout: Layout,
    pub(super) file: BookFile,
    pub(super) merged: Merged,
    pub(super) theirs: Content,
    /// Rows that were typed and taken before, and that the file does not say the ids of, by where they stand.
    pub(super) typed: BTreeMap<u32, Recalled>,
    /// Rows that the file has, or had when it was written.
    pub(super) in_file: BTreeSet<RowId>,
    /// It is a copy of the book, which goes on beside it: nothing that the copy says is the base of the book's edits.
    pub(super) is_copy: bool,
    /// Values of ours stand in the rows of others, where a part of the table was sorted.
    pub(super) has_strays: bool,
    /// Texts that came from the rows of others in this save.
    pub(super) moved: Vec<Finding>,
    /// It is an earlier copy: what was taken from its version since is not what its next edits begin with.
    is_put_back: bool,
}

/// What somebody saved.
#[derive(Debug, Clone, Copy)]
pub(super) enum Saved<'s> {
    /// The book.
    Book(&'s [u8]),
    /// A copy of it in another format, read already.
    Copy(&'s BookFile),
}

impl Read {
    /// The version that the file says it is.
    pub(super) fn version(&self) -> u32 {
        self.file.stamp.as_ref().map_or(0, |stamp| stamp.edition.version)
    }

    fn is_typed(&self, place: CellPlace) -> bool {
        place.sheet == CLIENTS.id && self.typed.contains_key(&place.row)
    }
}

/// Rows of before without those that went with a run that was taken back, and whose numbers the file no longer says: a row
/// without a number is not one of them, however alike they are.
fn still_meant(
    workspace: &Workspace,
    rows: Vec<BookRow>,
    said: &BTreeSet<RowId>,
    theirs: &Content,
) -> Result<Vec<BookRow>, SyncError> {
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let may_be = said.contains(&row.id) || theirs.row(row.id).is_some();
        if may_be || !workspace.store.is_undone(row.id)? {
            kept.push(row);
        }
    }
    Ok(kept)
}

type Comes = Result<Read, String>;

/// The ids that the rows of a file say.
fn said_ids(file: &BookFile) -> BTreeSet<RowId> {
    let rows = file.sheets.iter().flat_map(|sheet| &sheet.rows);
    rows.filter_map(|row| row.value("id").and_then(RowId::parse)).collect()
}

/// Merges a file against the version it was made from and what the store has now; why not, where it can't be.
pub(super) fn merged(workspace: &Workspace, book: &Book, saved: Saved<'_>, now: Timestamp) -> Result<Comes, SyncError> {
    let layout = layout(workspace, book);
    let Opened { mut file, worded, version, mut base, mut others, taken_of, is_put_back } =
        match open(workspace, book, saved, &layout)? {
            Ok(opened) => opened,
            Err(reason) => return Ok(Err(reason)),
        };
    let said = said_ids(&file);
    let in_file: BTreeSet<RowId> = base.iter().map(|row| row.id).chain(said.iter().copied()).collect();
    let theirs = Content::of_file(workspace, book, now, &in_file)?;
    for rows in [&mut base, &mut others] {
        *rows = still_meant(workspace, std::mem::take(rows), &said, &theirs)?;
    }
    let known = workspace.store.known_rows(&said)?;
    let exists = |id| known.contains(&id);
    let sheets = layout.readable(book.manager.is_none());
    let restored = restore(&sheets, &mut file, (&base, &others), &exists);
    lists::check(&workspace.config.dictionaries, &layout, &mut file, &base, &theirs.rows);
    let is_book = matches!(saved, Saved::Book(_));
    checked::check(&sheets, &mut file, (&base, &theirs.rows), rules(&workspace.config).home, is_book);
    let stood = if is_book { places::of(workspace, book, version)? } else { Places::new() };
    let strays = strays(&file, &base, &stood);
    let mut merged = merge(&MergeInput {
        sheets: &sheets,
        file: strays.file.as_ref().unwrap_or(&file),
        base: &base,
        others: &others,
        theirs: &theirs.rows,
        exists: &exists,
        owner: &|_, column| column.owner,
    });
    merged.taken_of = taken_of;
    merged.findings.extend(strays.findings);
    if is_book {
        merged.findings.extend(copies::told(workspace, book)?.into_iter().map(Finding::copy_of_book));
    }
    merged.hold(strays.reasons);
    let has_phones = |id: &str| file.sheets.iter().any(|sheet| sheet.id == id && sheet.columns.contains_key(PHONE));
    merged.findings.extend(worded.into_iter().filter(|finding| has_phones(&finding.sheet)));
    let typed = recall(workspace, book, version, &file, &merged)?;
    if let Some(spec) = sheets.iter().find(|spec| spec.id == CLIENTS.id) {
        merge_in(&mut merged, &typed, spec, &file, &theirs);
    }
    decided::hold(workspace, book, &mut merged)?;
    if let (Some(_), Saved::Book(bytes)) = (&merged.held, saved)
        && workspace.store.held_file(&book.name, hash(bytes))? == Some(Verdict::Released)
    {
        tracing::info!(book = %book.name, "a person released the file: it is taken as it is");
        merged.held = None;
    }
    let mut moved = Vec::new();
    if merged.held.is_none() && is_book {
        let file = strays.file.as_ref().unwrap_or(&file);
        moved = moved_texts(&sheets, file, &base, &merged);
        let before = moved::told(workspace, book, &sheets, (file, version), &merged)?;
        merged.findings.extend(moved.iter().cloned().chain(before));
    }
    let has_strays = strays.file.is_some();
    restored.give_back(&mut file, &mut merged);
    Ok(Ok(Read { layout, file, merged, theirs, typed, in_file, is_copy: !is_book, has_strays, moved, is_put_back }))
}

/// Makes everything of a merged file durable in one revision, with the books that must be written for it; whether there
/// was anything.
pub(super) fn apply(
    workspace: &mut Workspace,
    run: RunId,
    book: &Book,
    read: &Read,
    now: Timestamp,
) -> Result<Option<TakenCounts>, SyncError> {
    let Read { merged, theirs, .. } = read;
    if read.is_put_back {
        workspace.store.forget_taken(&book.name, read.version())?;
    }
    let waiting = workspace.store.open_clashes(book.shown_in())?;
    let settled = outdated(&waiting, theirs);
    let undone = of_undone(&waiting, &workspace.store.clashes_of_undone(book.shown_in())?, theirs);
    let subjects = subjects(theirs);
    let who = book.manager.clone().unwrap_or_else(|| workspace.lang.text("book-head", &[]));
    let made_at = now.to_string();
    let gone = Gone::of(workspace, book, read)?;
    let books = books_of(workspace);
    let making = Making {
        book,
        who: &who,
        made_at: &made_at,
        subjects: &subjects,
        waiting: Waiting::of(&waiting, &theirs.data.declined),
        read,
        books: &books,
    };
    if !making.is_needed() && settled.is_empty() && undone.is_empty() && gone.is_empty() {
        agree(workspace, book, read)?;
        return Ok(None);
    }
    let counts = making.counts();
    let others: Vec<String> = if book.manager.is_none() {
        workspace.config.ownership.managers.iter().map(|manager| manager.name.clone()).collect()
    } else {
        vec![String::new()]
    };
    let mut revision = workspace.store.begin_decision(run, now)?;
    let kept = making.keep(&mut revision, &settled);
    let kept = kept.and_then(|()| undone.iter().try_for_each(|id| revision.drop_clash(*id)));
    let kept = kept.and_then(|()| gone.keep(&mut revision, book, &who, &subjects));
    kept.map_err(|error| revision.named(error))?;
    for owner in others.iter().chain([&book.owner]) {
        revision.enqueue(&job(owner)).map_err(|error| revision.named(error))?;
    }
    revision.commit("")?;
    agree(workspace, book, read)?;
    tracing::info!(book = %book.name, edits = merged.edits.len(), conflicts = merged.conflicts.len(),
        requests = merged.change_requests.len(), "the book's edits are taken");
    Ok(Some(counts))
}

/// What of a file is not in the store yet.
pub(super) fn not_taken(workspace: &Workspace, book: &Book, read: &Read) -> Result<TakenCounts, SyncError> {
    let waiting = workspace.store.open_clashes(book.shown_in())?;
    let waiting = Waiting::of(&waiting, &read.theirs.data.declined);
    let (subjects, books) = (BTreeMap::new(), BTreeMap::new());
    Ok(Making { book, who: "", made_at: "", subjects: &subjects, waiting, read, books: &books }.counts())
}

/// The books by whose they are, as values say who gave them.
pub(super) fn books_of(workspace: &Workspace) -> BTreeMap<String, String> {
    let config = &workspace.config;
    let managers = config.ownership.managers.iter().map(|manager| (manager.name.clone(), manager.book.clone()));
    let head = (workspace.lang.text("book-head", &[]), config.workbooks.head_book.clone());
    managers.chain([head]).collect()
}

/// Remembers what both sides have come to, and where typed rows stand and what was taken of them.
fn agree(workspace: &Workspace, book: &Book, read: &Read) -> Result<(), SyncError> {
    let (version, merged) = (read.version(), &read.merged);
    let agreed = merged.agreed.iter().filter(|one| !read.is_typed(one.place) && !read.is_copy);
    let taken: Vec<Taken<'_>> = agreed
        .map(|one| Taken { book: &book.name, version, row: one.id, field: one.place.column, value: &one.value })
        .collect();
    workspace.store.note_taken(&taken)?;
    let mut said: BTreeMap<u32, Cells> = BTreeMap::new();
    let edits = merged.edits.iter().map(|edit| (edit.place, &edit.value));
    let agreed = merged.agreed.iter().map(|agreed| (agreed.place, &agreed.value));
    for (place, value) in edits.chain(agreed).filter(|(place, _)| read.is_typed(*place)) {
        said.entry(place.row).or_default().insert(place.column.to_owned(), value.clone());
    }
    for (row, one) in &read.typed {
        let mut typed = one.typed.clone();
        typed.cells.extend(said.remove(row).unwrap_or_default());
        workspace.store.remember_typed(&book.name, version, &typed)?;
    }
    Ok(())
}

/// Clashes that are none any more: the store has what the manager wrote.
fn outdated(waiting: &[KeptClash], theirs: &Content) -> Vec<ConflictId> {
    let now = |kept: &KeptClash| theirs.row(kept.clash.row)?.cells.get(&kept.clash.field);
    waiting.iter().filter(|kept| now(kept) == Some(&kept.clash.mine)).map(|kept| kept.id).collect()
}

/// Clashes of runs that were taken back, where what the manager's value had collided with is no longer there. Wishes stay: they
/// are for what was there before.
fn of_undone(waiting: &[KeptClash], of_undone: &BTreeSet<ConflictId>, theirs: &Content) -> Vec<ConflictId> {
    let is_there = |clash: &Clash| {
        let now = theirs.row(clash.row).and_then(|row| row.cells.get(&clash.field));
        now == clash.stored.as_ref()
    };
    let collides = |clash: &Clash| matches!(clash.kind, ClashKind::Conflict | ClashKind::Overruled);
    let gone = waiting.iter().filter(|kept| of_undone.contains(&kept.id));
    gone.filter(|kept| collides(&kept.clash) && !is_there(&kept.clash)).map(|kept| kept.id).collect()
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

/// What collided before.
struct Waiting<'k> {
    by_id: BTreeMap<ConflictId, &'k KeptClash>,
    /// A cell has one that waits.
    by_cell: BTreeMap<(RowId, &'k str), &'k KeptClash>,
    /// Wishes that the accountant declined: the same value is not asked for again at once.
    declined: BTreeSet<(RowId, &'k str, &'k str)>,
}

impl<'k> Waiting<'k> {
    fn of(waiting: &'k [KeptClash], declined: &'k [KeptClash]) -> Self {
        let wish = |kept: &'k KeptClash| (kept.clash.row, kept.clash.field.as_str(), kept.clash.mine.as_str());
        Self {
            by_id: waiting.iter().map(|kept| (kept.id, kept)).collect(),
            by_cell: waiting.iter().map(|kept| ((kept.clash.row, kept.clash.field.as_str()), kept)).collect(),
            declined: declined.iter().map(wish).collect(),
        }
    }

    fn is_declined(&self, wish: &Clash) -> bool {
        wish.kind == ClashKind::Request && self.declined.contains(&(wish.row, wish.field.as_str(), wish.mine.as_str()))
    }

    fn knows(&self, clash: &Clash) -> bool {
        self.by_cell.get(&(clash.row, clash.field.as_str())).is_some_and(|kept| kept.clash == *clash)
    }
}

struct Making<'m> {
    book: &'m Book,
    who: &'m str,
    made_at: &'m str,
    subjects: &'m BTreeMap<RowId, String>,
    waiting: Waiting<'m>,
    read: &'m Read,
    /// The books by whose they are, as values say who gave them.
    books: &'m BTreeMap<String, String>,
}

impl Making<'_> {
    /// What collides; what somebody writes over a choice or a comparison changes nothing.
    fn clashes(&self) -> impl Iterator<Item = &PlacedClash> {
        let merged = &self.read.merged;
        let placed = merged.conflicts.iter().chain(&merged.change_requests);
        placed.filter(|PlacedClash { clash, .. }| {
            !clash.row.kind.offers_a_choice() && !self.waiting.is_declined(clash) && !self.is_chosen(clash)
        })
    }

    /// The values that somebody filled in.
    fn values(&self) -> impl Iterator<Item = (&Edit, Filled)> {
        self.read.merged.edits.iter().filter_map(|edit| Some((edit, Filled::of(edit.id)?)))
    }

    /// What collides and is not in the store yet.
    fn new_clashes(&self) -> impl Iterator<Item = &PlacedClash> {
        self.clashes().filter(|placed| !self.waiting.knows(&placed.clash))
    }

    /// Whether anything of the file is not in the store yet.
    fn is_needed(&self) -> bool {
        !self.counts().is_empty() || self.new_clashes().next().is_some()
    }

    /// How much of the file is not in the store yet. What is computed is put back, and nobody is asked about it.
    fn counts(&self) -> TakenCounts {
        let of = |kinds: &[ClashKind]| self.new_clashes().filter(|placed| kinds.contains(&placed.clash.kind)).count();
        TakenCounts {
            edits: self.values().count(),
            new_rows: 0,
            conflicts: of(&[ClashKind::Conflict, ClashKind::Overruled]),
            requests: of(&[ClashKind::Request]),
            choices: self.choices().count(),
        }
    }

    fn keep(&self, revision: &mut Revision<'_>, settled: &[ConflictId]) -> SqlResult<()> {
        for chosen in self.choices() {
            self.choose(revision, &chosen)?;
        }
        for (edit, of) in self.values() {
            let field = field_of_column(edit.place.column).to_owned();
            revision.fill(&FilledValue { of, field, value: edit.value.clone() }, &edit.base, self.who)?;
            if !self.read.is_typed(edit.place) && !self.read.is_copy {
                let (version, field) = (self.read.version(), edit.place.column);
                revision.put_taken(&Taken {
                    book: &self.book.name,
                    version,
                    row: edit.id,
                    field,
                    value: &edit.value,
                })?;
            }
        }
        for placed in self.clashes() {
            self.put(revision, &placed.clash)?;
        }
        for id in settled {
            revision.agree_clash(*id)?;
        }
        Ok(())
    }

    fn put(&self, revision: &mut Revision<'_>, clash: &Clash) -> SqlResult<()> {
        self.tell(revision, self.book.shown_in(), self.who, clash)
    }

    /// The book of who gave a value.
    fn book_of(&self, who: &str) -> Option<&String> {
        self.books.get(who)
    }

    /// Tells somebody that another value was chosen over the one given before: it stands on the sheet of conflicts of
    /// the book of whoever gave it. It is decided: only a value that is new to the conflict is another one.
    fn tell(&self, revision: &mut Revision<'_>, book: &str, who: &str, clash: &Clash) -> SqlResult<()> {
        let subject = self.subjects.get(&clash.row).map_or("", String::as_str);
        revision.put_clash(&NewClash { book, clash, subject, who, made_at: self.made_at }).map(drop)
    }
}
