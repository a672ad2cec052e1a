//! What the store knows better → cells to set, rows to add and rows to gray in the file that somebody saved.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use self::columns::Widened;
use self::whose::{elsewhere, joined_into, undone};
use super::base::base_rows;
use super::cells::{HAPPENED, appended, clear_figures, is_ours, joined, set_status, tell_long, was_gone};
use super::edits::Read;
use super::{Book, added, ask, lists};
use crate::lang::{Arg, Lang};
use crate::model::book::{BookRow, Cells, Clash, Edition, KeptClash};
use crate::model::deed::Absence;
use crate::model::ids::ConflictId;
use crate::model::row_id::RowId;
use crate::model::view::BookData;
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::layout::{
    self, AS_OF_ROW, CLIENTS, CONTROLS, DOCUMENTS, Layout, PAYMENTS, QUESTIONS, Readable, STATUS, comparisons,
};
use crate::workbook::matching::Matched;
use crate::workbook::merge::Merged;
use crate::workbook::offered::offered;
use crate::workbook::patch::{
    BookMark, CellPatch, CellValue, Differs, NotPatched, PatchLimits, SheetPatch, patch, verify,
};
use crate::workbook::read::{FileRow, FileSheet, ReadBookError, sheet_of_remarks};
use crate::workbook::refresh::refresh;
use crate::workbook::renamed::remembered;
use crate::workbook::strays::Places;
use crate::workbook::{snapshot, words};

mod columns;
mod controls;
mod remarks;
mod row;
mod settled;
mod whose;

/// Why a book was not patched.
pub(super) enum NotWritten {
    /// Something in the book stands in the way.
    Book(NotPatched),
    /// The patched file does not hold what was meant.
    Differs(Differs),
}

/// What is to be changed in a file.
#[derive(Default)]
pub(super) struct News {
    sheets: Vec<SheetPatch>,
    rows: Vec<BookRow>,
    is_newer: bool,
    /// Where rows stand, of sheets with columns of ours beyond hers; and which come under them, by the sheet's name.
    places: Places,
    below: BTreeMap<String, Vec<RowId>>,
    /// Columns that have a list of words, by the sheet's name.
    listed: BTreeMap<String, Vec<(u16, &'static str)>>,
}

/// A file with the news.
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    /// Where rows stand in it, of sheets of which that must be known.
    pub(super) places: Places,
}

/// What is needed to compare a file with the store.
struct Sides<'s> {
    /// What the store has for every row, of any age.
    all: BTreeMap<RowId, &'s Cells>,
    /// What the book shows.
    shown: Vec<&'s BookRow>,
    shown_ids: &'s BTreeSet<RowId>,
    /// What somebody deleted from it, and nobody has decided about or has let go.
    absent: BTreeMap<RowId, Absence>,
    /// What was written before: kept where a cell can't be read.
    base: BTreeMap<RowId, Cells>,
    merged: &'s Merged,
    statuses: BTreeMap<(&'static str, u32), String>,
    by_id: BTreeMap<RowId, String>,
    /// Rows that somebody typed and that are records by now.
    typed: BTreeMap<(&'static str, u32), RowId>,
    /// Whose the clients are that somebody typed and that are in another book.
    elsewhere: BTreeMap<RowId, String>,
    /// Clients of the file that became one with another.
    joined: BTreeMap<RowId, RowId>,
    /// What is said of rows that went with the run that had made them.
    undone: BTreeMap<RowId, &'static str>,
    /// What is said of values that collided and do no more.
    settled: BTreeMap<RowId, Cells>,
    /// What sheets say of rows that were left out.
    left: BTreeMap<&'static str, String>,
    lang: Lang,
}

impl News {
    /// Compares a merged file with the store.
    pub(super) fn of(workspace: &Workspace, book: &Book, read: &Read, lying: &[u8]) -> Result<Self, SyncError> {
        let Read { layout, file, merged, theirs, .. } = read;
        let base = base_rows(workspace, book, read.version())?.unwrap_or_default();
        let without = Merged { conflicts: Vec::new(), change_requests: Vec::new(), ..merged.clone() };
        let sides = Sides {
            all: theirs.rows.iter().map(|row| (row.id, &row.cells)).collect(),
            shown: theirs.rows.iter().filter(|row| theirs.shown.contains(&row.id)).collect(),
            shown_ids: &theirs.shown,
            absent: ask::absent(workspace, book)?,
            base: base.into_iter().map(|row| (row.id, row.cells)).collect(),
            merged,
            statuses: statuses(&without, layout, workspace.lang),
            by_id: waiting(&theirs.data, merged, layout, workspace.lang),
            typed: read.typed.iter().map(|(row, one)| ((CLIENTS.id, *row), one.id)).collect(),
            elsewhere: elsewhere(workspace, read)?,
            joined: joined_into(workspace, read)?,
            undone: undone(workspace, read)?,
            settled: settled::settled(workspace, read)?,
            left: left_out(&theirs.data, workspace.lang),
            lang: workspace.lang,
        };
        let day = workspace.lang.date(theirs.data.today);
        let as_of = workspace.lang.text("book-as-of", &[("date", Arg::from(&day))]);
        let mut news = Self::default();
        for spec in &layout.readable(book.manager.is_none()) {
            if let Some(found) = file.sheets.iter().find(|found| found.id == spec.id) {
                sides.sheet(spec, &Widened::of(spec, found, lying, workspace.lang), &as_of, &mut news);
            }
        }
        if let Some(found) = file.sheets.iter().find(|found| found.id == CONTROLS.id) {
            let wanted = snapshot::controls(&theirs.data, workspace.lang, workspace.config.base_currency);
            news.add(
                controls::patch(found, &comparisons().columns, &wanted, workspace.lang),
                sides.dated(CONTROLS.id, &as_of),
            );
        }
        news.first_sheet(workspace, book, read, lying, &as_of);
        news.remarks(read, workspace.lang, lying, &as_of);
        news.lists(workspace, book, read, lying)?;
        news.captions(remembered(lying, file));
        Ok(news)
    }

    /// Adds what must change in one sheet. Where only the day of the figures must, nothing is written for its sake.
    fn add(&mut self, mut patch: SheetPatch, as_of: String) {
        self.is_newer |= !patch.is_empty();
        patch.cells.push(CellPatch { row: AS_OF_ROW, column: 0, value: CellValue::Text(as_of) });
        self.sheets.push(patch);
    }

    /// What the first sheet should show. It only repeats what the others say: where it can't be brought up to date, the
    /// rest is.
    fn first_sheet(&mut self, workspace: &Workspace, book: &Book, read: &Read, lying: &[u8], as_of: &str) {
        let fresh = read.theirs.summary(workspace, book);
        let fresh =
            fresh.map_err(|error| tracing::error!(error = &error as &dyn Error, "the first sheet is not drawn"));
        let Ok(fresh) = fresh else { return };
        match refresh(lying, &fresh, read.file.lang, as_of) {
            Ok(Some(patch)) => {
                self.is_newer = true;
                self.sheets.push(patch);
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(error = &error as &dyn Error, "the first sheet is not read"),
        }
    }

    /// What could not be read or taken, on a sheet of its own.
    fn remarks(&mut self, read: &Read, lang: Lang, lying: &[u8], as_of: &str) {
        let wanted = added::remarks(read, lang);
        match sheet_of_remarks(lying) {
            Ok(Some(known)) => {
                let patch = remarks::patch(&known, &wanted);
                if !patch.is_empty() {
                    self.add(patch, as_of.to_owned());
                }
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(error = &error as &dyn Error, "the sheet of remarks is not read"),
        }
    }

    /// The captions that somebody gave to columns of ours: remembered at once, since the neighbors by which such a column
    /// is known may be gone the next time.
    fn captions(&mut self, remembered: Result<Option<SheetPatch>, ReadBookError>) {
        match remembered {
            Ok(patch) => {
                self.is_newer |= patch.is_some();
                self.sheets.extend(patch);
            }
            Err(error) => tracing::warn!(error = &error as &dyn Error, "the map of the book is not read"),
        }
    }

    /// The words that drop-downs offer. Those of settings are news; what is in use goes along with other news.
    fn lists(&mut self, workspace: &Workspace, book: &Book, read: &Read, lying: &[u8]) -> Result<(), SyncError> {
        let are_changed = lists::are_changed(workspace, book)?;
        if are_changed == Some(false) && !self.is_newer {
            return Ok(());
        }
        let needed = self.listed.values().flatten().map(|(_, list)| *list).collect();
        match offered(lying, &read.theirs.lists(workspace, book), &needed) {
            Ok(Some(offered)) => {
                let binds = |column: &&str| workspace.config.dictionaries.contains_key(*column);
                self.is_newer |= are_changed.unwrap_or_else(|| offered.changed.iter().any(binds));
                for patch in &mut self.sheets {
                    patch.lists.clone_from(&offered.ranges);
                    let range = |list: &str| offered.ranges.iter().find(|range| range.list == list).copied();
                    let listed = self.listed.get(&patch.sheet).into_iter().flatten();
                    patch.offers = listed.filter_map(|(column, list)| Some((*column, range(list)?))).collect();
                }
                self.sheets.extend((!offered.words.is_empty()).then_some(offered.words));
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(error = &error as &dyn Error, "the lists of the book are not read"),
        }
        Ok(())
    }

    /// Nothing in the file is other than it should be.
    pub(super) fn is_empty(&self) -> bool {
        !self.is_newer
    }

    /// What the file holds afterwards, row by row.
    pub(super) fn rows(&self) -> Vec<BookRow> {
        self.rows.clone()
    }

    /// The file with the news; read again and compared before anybody sees it.
    pub(super) fn patched(&self, lying: &[u8], book: &str, version: u32) -> Result<Written, NotWritten> {
        let mark = BookMark { book: book.to_owned(), edition: Edition::of(version, &self.rows) };
        let limits = PatchLimits::default();
        let patched = patch(lying, &self.sheets, &mark, limits).map_err(NotWritten::Book)?;
        verify(lying, &patched, &self.sheets, &mark, limits).map_err(NotWritten::Differs)?;
        for left in &patched.left {
            tracing::info!(sheet = %left.sheet, row = left.row, column = left.column, why = ?left.why,
                "a cell of a book was left as it is");
        }
        let mut places = self.places.clone();
        let seen = self.sheets.iter().filter(|patch| !patch.is_of_hidden_sheet());
        for (patch, rows) in seen.zip(&patched.appended) {
            let ids = self.below.get(&patch.sheet).into_iter().flatten();
            places.extend(ids.zip(rows).map(|(id, row)| (*id, row.saturating_add(1))));
        }
        Ok(Written { bytes: patched.bytes, places })
    }
}

/// What sheets say of rows that were left out, by sheet.
fn left_out(data: &BookData, lang: Lang) -> BTreeMap<&'static str, String> {
    let [clients, documents, payments, controls] = data.left_out;
    let left = [
        (CLIENTS.id, CLIENTS.entity, clients),
        (DOCUMENTS.id, DOCUMENTS.entity, documents),
        (PAYMENTS.id, PAYMENTS.entity, payments),
        (CONTROLS.id, CONTROLS.entity, controls),
        (QUESTIONS.id, QUESTIONS.entity, data.questions_left),
    ];
    let said = left.into_iter().map(|(sheet, entity, count)| (sheet, words::left_out(sheet, entity, count, lang)));
    said.filter_map(|(sheet, said)| Some((sheet, said?))).collect()
}

/// What the status column says of rows of the file; a typed row says what becomes of it.
fn statuses(merged: &Merged, layout: &Layout, lang: Lang) -> BTreeMap<(&'static str, u32), String> {
    let mut said = words::statuses(merged, layout, lang);
    for row in &merged.new_rows {
        let key = match row.sheet {
            sheet if sheet != CLIENTS.id => "book-status-typed-not-yours",
            _ if row.cells.get("client").is_none_or(String::is_empty) => "book-status-nameless-row",
            _ => "book-status-typed-waits",
        };
        let text = lang.text(key, &[]);
        said.entry((row.sheet, row.row)).and_modify(|known| *known = format!("{known}; {text}")).or_insert(text);
    }
    said
}

/// What the status column says of rows with values that wait for a choice, and of questions.
fn waiting(data: &BookData, merged: &Merged, layout: &Layout, lang: Lang) -> BTreeMap<RowId, String> {
    let asked = data.questions.iter().map(|question| (RowId::from(question.id), question.state.clone()));
    let is_again = |declined: &&KeptClash| {
        let is_it = |clash: &Clash| {
            let of = |clash: &Clash| (clash.row, clash.field.clone(), clash.mine.clone());
            clash.kind == declined.clash.kind && of(clash) == of(&declined.clash)
        };
        merged.change_requests.iter().any(|placed| is_it(&placed.clash))
    };
    let again: Vec<ConflictId> = data.declined.iter().filter(is_again).map(|declined| declined.id).collect();
    layout::statuses(data, &again, lang, layout).into_iter().chain(asked).collect()
}

impl Sides<'_> {
    fn sheet(&self, spec: &Readable, widened: &Widened, as_of: &str, news: &mut News) {
        let found = &widened.found;
        let what: BTreeMap<u32, Matched> =
            self.merged.rows.iter().filter(|row| row.sheet == spec.id).map(|row| (row.row, row.what)).collect();
        let mut patch = widened.patch();
        let mut reach = None;
        let is_apart = !found.apart().is_empty();
        let typed = |row: u32| self.typed.get(&(spec.id, row)).copied();
        let named = what.iter().filter(|(row, _)| typed(**row).is_none());
        let known: BTreeSet<RowId> = named.filter_map(|(_, matched)| matched.known()).collect();
        let mut present = BTreeSet::new();
        for row in &found.rows {
            let matched = what.get(&row.row).copied().unwrap_or(Matched::Nothing);
            // Of rows that are one record one has its id: the row that had it, or the first that was typed.
            let id = match typed(row.row) {
                Some(id) => Some(id).filter(|id| !known.contains(id) && !present.contains(id)),
                None => matched.known().or_else(|| self.emptied(matched, &known)),
            };
            match id.map(|id| (id, self.all.get(&id).copied())) {
                Some((id, Some(cells))) => {
                    present.insert(id);
                    let cells = &self.with_answer(row, cells);
                    reach = reach.max(Some(row.row.saturating_sub(1)));
                    if was_gone(row) {
                        patch.returned.push(row.row.saturating_sub(1));
                    }
                    patch.adopted.extend(typed(row.row).map(|_id| row.row.saturating_sub(1)));
                    self.row(spec, found, row, id, cells, &mut patch);
                    news.rows.push(self.held(spec, row, id, cells));
                    news.places.extend(is_apart.then_some((id, row.row)));
                }
                Some((id, None)) if typed(row.row).is_some() => {
                    set_status(found, row, &self.whose(id), &mut patch);
                }
                Some((id, None)) => {
                    present.insert(id);
                    reach = reach.max(Some(row.row.saturating_sub(1)));
                    self.gone(spec, found, (row, id), &mut patch);
                    news.places.extend(is_apart.then_some((id, row.row)));
                    news.rows.extend(self.base.get(&id).map(|cells| self.without_figures(spec, id, cells)));
                }
                None if matches!(matched, Matched::Nothing | Matched::Note) && !is_ours(row) => {}
                None => {
                    if matches!(matched, Matched::CopyOf(_)) {
                        clear_figures(spec, found, row, &mut patch);
                    }
                    let status = typed(row.row).map(|id| self.already(id));
                    let status = status.or_else(|| self.statuses.get(&(spec.id, row.row)).cloned());
                    set_status(found, row, &status.unwrap_or_default(), &mut patch);
                }
            }
        }
        patch.reach = reach;
        let place = |column: &str| u16::try_from(*found.columns.get(column)?).ok();
        let listed = spec.columns.iter().filter_map(|column| Some((place(column.id)?, column.list?)));
        news.listed.insert(found.name.clone(), listed.collect());
        self.complete(spec, found, &present, as_of, patch, news);
    }

    /// Puts new rows under those of the file, and the day of the figures above them.
    fn complete(
        &self,
        spec: &Readable,
        found: &FileSheet,
        present: &BTreeSet<RowId>,
        as_of: &str,
        mut patch: SheetPatch,
        news: &mut News,
    ) {
        let is_missing = |id: &RowId| id.kind == spec.kind && !present.contains(id) && !self.absent.contains_key(id);
        for row in self.shown.iter().filter(|row| is_missing(&row.id)) {
            patch.appended.push(appended(spec, found, row, self.by_id.get(&row.id)));
            news.rows.push((*row).clone());
            if !found.apart().is_empty() {
                news.below.entry(found.name.clone()).or_default().push(row.id);
            }
        }
        tell_long(&spec.columns, found, &mut patch);
        news.add(patch, self.dated(spec.id, as_of));
    }

    /// The day of the figures, and behind it what the sheet leaves out.
    fn dated(&self, sheet: &str, as_of: &str) -> String {
        self.left.get(sheet).map_or_else(|| as_of.to_owned(), |left| format!("{as_of} {left}"))
    }

    /// What is said of a typed row whose client is somebody else's.
    fn whose(&self, id: RowId) -> String {
        match self.elsewhere.get(&id).filter(|manager| !manager.is_empty()) {
            Some(manager) => self.lang.text("book-status-elsewhere", &[("manager", Arg::from(manager))]),
            None => self.lang.text("book-status-elsewhere-nobody", &[]),
        }
    }

    /// What is said of a typed row whose client has a row of its own.
    fn already(&self, id: RowId) -> String {
        self.lang.text("book-status-already", &[("id", Arg::from(&id.encode()))])
    }

    /// A record that the store no longer has for this book: grayed and marked once, never cut out. Its figures go: they
    /// are in another book by now, and would be counted in both.
    fn gone(&self, spec: &Readable, found: &FileSheet, (row, id): (&FileRow, RowId), patch: &mut SheetPatch) {
        clear_figures(spec, found, row, patch);
        if spec.column(HAPPENED).is_some() {
            return self.tell_settled(spec, found, (row, id), patch);
        }
        let said = match self.joined.get(&id) {
            Some(into) => joined(&into.encode(), self.lang),
            None => self.lang.text(self.undone.get(&id).copied().unwrap_or("book-status-gone"), &[]),
        };
        if row.value(STATUS).is_none_or(|status| status != said) {
            patch.removed.push(row.row.saturating_sub(1));
            set_status(found, row, &said, patch);
        }
    }
}
