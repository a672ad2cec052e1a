//! What the store knows better → cells to set, rows to add and rows to gray in the file that somebody saved.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::edits::{Read, base_rows};
use super::{Book, ask};
use crate::lang::{Arg, Lang};
use crate::model::asked::QuestionView;
use crate::model::book::{BookRow, Cells, Edition, KeptClash};
use crate::model::deed::Absence;
use crate::model::row_id::{RowId, RowKind};
use crate::pipeline::{SyncError, Workspace};
use crate::workbook::layout::{
    AS_OF_ROW, CLIENTS, CONTROLS, ColumnSpec, DECLINED, Kind, Readable, STATUS, caption, comparisons, readable,
};
use crate::workbook::matching::Matched;
use crate::workbook::merge::Merged;
use crate::workbook::patch::{
    Block, BookMark, CellPatch, CellValue, Differs, NotPatched, PatchLimits, SheetPatch, patch, verify,
};
use crate::workbook::read::{FileRow, FileSheet};
use crate::workbook::value::FileCell;
use crate::workbook::{snapshot, words};

mod controls;

/// Why a book was not patched.
pub(super) enum NotWritten {
    /// Something in the book stands in the way.
    Book(NotPatched),
    /// The patched file does not hold what was meant.
    Differs(Differs),
}

/// What is to be changed in a file.
pub(super) struct News {
    sheets: Vec<SheetPatch>,
    rows: Vec<BookRow>,
    is_newer: bool,
}

/// What is needed to compare a file with the store.
struct Sides<'s> {
    /// What the store has for every row, of any age.
    all: BTreeMap<RowId, &'s Cells>,
    /// What the book shows.
    shown: Vec<&'s BookRow>,
    /// What somebody deleted from it, and nobody has decided about or has let go.
    absent: BTreeMap<RowId, Absence>,
    /// What was written before: kept where a cell can't be read.
    base: BTreeMap<RowId, Cells>,
    merged: &'s Merged,
    statuses: BTreeMap<(&'static str, u32), String>,
    by_id: BTreeMap<RowId, String>,
    /// Rows that somebody typed and that are records by now.
    typed: BTreeMap<(&'static str, u32), RowId>,
    lang: Lang,
}

impl News {
    /// Compares a merged file with the store.
    pub(super) fn of(workspace: &Workspace, book: &Book, read: &Read) -> Result<Self, SyncError> {
        let Read { file, merged, theirs, .. } = read;
        let base = base_rows(workspace, book, read.version())?.unwrap_or_default();
        let waits = theirs.data.conflicts.iter().map(|kept| (kept, kept.clash.kind.name()));
        let told = waits.chain(theirs.data.declined.iter().map(|kept| (kept, DECLINED)));
        let without = Merged { conflicts: Vec::new(), change_requests: Vec::new(), ..merged.clone() };
        let sides = Sides {
            all: theirs.rows.iter().map(|row| (row.id, &row.cells)).collect(),
            shown: theirs.rows.iter().filter(|row| theirs.shown.contains(&row.id)).collect(),
            absent: ask::absent(workspace, book)?,
            base: base.into_iter().map(|row| (row.id, row.cells)).collect(),
            merged,
            statuses: statuses(&without, workspace.lang),
            by_id: waiting(told, &theirs.data.questions, workspace.lang),
            typed: read.typed.iter().map(|one| ((CLIENTS.id, one.row), one.id)).collect(),
            lang: workspace.lang,
        };
        let day = workspace.lang.date(theirs.data.today);
        let as_of = workspace.lang.text("book-as-of", &[("date", Arg::from(&day))]);
        let mut news = Self { sheets: Vec::new(), rows: Vec::new(), is_newer: false };
        for spec in &readable(book.manager.is_none()) {
            if let Some(found) = file.sheets.iter().find(|found| found.id == spec.id) {
                sides.sheet(spec, found, &as_of, &mut news);
            }
        }
        if let Some(found) = file.sheets.iter().find(|found| found.id == CONTROLS.id) {
            let wanted = snapshot::controls(&theirs.data, workspace.lang, workspace.config.base_currency);
            news.add(controls::patch(found, &comparisons().columns, &wanted, workspace.lang), &as_of);
        }
        Ok(news)
    }

    /// Adds what must change in one sheet, where anything must.
    fn add(&mut self, mut patch: SheetPatch, as_of: &str) {
        let SheetPatch { cells, appended, removed, returned, .. } = &patch;
        if cells.is_empty() && appended.is_empty() && removed.is_empty() && returned.is_empty() {
            return;
        }
        self.is_newer = true;
        // The day of the figures: nothing else is written for its sake.
        patch.cells.push(CellPatch { row: AS_OF_ROW, column: 0, value: CellValue::Text(as_of.to_owned()) });
        self.sheets.push(patch);
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
    pub(super) fn patched(&self, lying: &[u8], book: &str, version: u32) -> Result<Vec<u8>, NotWritten> {
        let mark = BookMark { book: book.to_owned(), edition: Edition::of(version, &self.rows) };
        let limits = PatchLimits::default();
        let patched = patch(lying, &self.sheets, &mark, limits).map_err(NotWritten::Book)?;
        verify(lying, &patched, &self.sheets, &mark, limits).map_err(NotWritten::Differs)?;
        for left in &patched.left {
            tracing::info!(sheet = %left.sheet, row = left.row, column = left.column, why = ?left.why,
                "a cell of a book was left as it is");
        }
        Ok(patched.bytes)
    }
}

/// What the status column says of rows of the file; a typed row says what becomes of it.
fn statuses(merged: &Merged, lang: Lang) -> BTreeMap<(&'static str, u32), String> {
    let mut said = words::statuses(merged, lang);
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
fn waiting<'k>(
    told: impl Iterator<Item = (&'k KeptClash, &'k str)>,
    questions: &[QuestionView],
    lang: Lang,
) -> BTreeMap<RowId, String> {
    let mut said: BTreeMap<RowId, Vec<String>> = BTreeMap::new();
    for (kept, what) in told {
        let column = caption(lang, &kept.clash.field);
        let key = format!("book-status-{what}");
        said.entry(kept.clash.row).or_default().push(lang.text(&key, &[("column", Arg::from(&column))]));
    }
    let asked = questions.iter().map(|question| (RowId::from(question.id), question.state.clone()));
    said.into_iter().map(|(row, texts)| (row, texts.join("; "))).chain(asked).collect()
}

impl Sides<'_> {
    fn sheet(&self, spec: &Readable, found: &FileSheet, as_of: &str, news: &mut News) {
        let what: BTreeMap<u32, Matched> =
            self.merged.rows.iter().filter(|row| row.sheet == spec.id).map(|row| (row.row, row.what)).collect();
        let mut patch = SheetPatch {
            sheet: found.name.clone(),
            cells: Vec::new(),
            appended: Vec::new(),
            removed: Vec::new(),
            returned: Vec::new(),
            block: block(found),
        };
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
                    if was_gone(row) {
                        patch.returned.push(row.row.saturating_sub(1));
                    }
                    self.row(spec, found, row, id, cells, &mut patch);
                    news.rows.push(self.held(spec, row, id, cells));
                }
                Some((id, None)) => {
                    present.insert(id);
                    self.gone(found, row, &mut patch);
                    news.rows.extend(self.base.get(&id).map(|cells| BookRow { id, cells: cells.clone() }));
                }
                None => {
                    let status = self.statuses.get(&(spec.id, row.row)).map_or("", String::as_str);
                    set_status(found, row, status, &mut patch);
                }
            }
        }
        let is_missing = |id: &RowId| id.kind == spec.kind && !present.contains(id) && !self.absent.contains_key(id);
        for row in self.shown.iter().filter(|row| is_missing(&row.id)) {
            patch.appended.push(appended(spec, found, row, self.by_id.get(&row.id)));
            news.rows.push((*row).clone());
        }
        news.add(patch, as_of);
    }

    fn row(
        &self,
        spec: &Readable,
        found: &FileSheet,
        row: &FileRow,
        id: RowId,
        wanted: &Cells,
        patch: &mut SheetPatch,
    ) {
        for column in spec.columns.iter().filter(|column| column.id != STATUS) {
            let own_id = id.encode();
            let value = if column.id == "id" { Some(&own_id) } else { wanted.get(column.id) };
            let (Some(value), Some(cell)) = (value, row.cells.get(column.id)) else { continue };
            // What can't be read stays for its author to mend; a formula is hers.
            let is_hers = matches!(cell, FileCell::Unreadable { .. }) || row.formulas.contains(column.id);
            if is_hers || cell.says(value) {
                continue;
            }
            set(found, row, column, &column.shown(value, self.lang), patch);
        }
        let is_typed = self.typed.contains_key(&(spec.id, row.row));
        let of_file = self.statuses.get(&(spec.id, row.row)).filter(|_| !is_typed);
        let mut told = [of_file, self.by_id.get(&id)];
        if spec.kind == RowKind::Question {
            // How a question stands comes first: the color of its row follows that.
            told.reverse();
        }
        let status = told.into_iter().flatten().cloned().collect::<Vec<_>>().join("; ");
        set_status(found, row, &status, patch);
    }

    /// The row that was emptied but for its id, where it is to stand there again.
    fn emptied(&self, matched: Matched, known: &BTreeSet<RowId>) -> Option<RowId> {
        let Matched::Cleared(id) = matched else { return None };
        let is_wanted = !self.absent.contains_key(&id) && !known.contains(&id);
        (is_wanted && self.shown.iter().any(|row| row.id == id)).then_some(id)
    }

    /// What the file holds of a row afterwards: for a cell that can't be read, what was written before.
    fn held(&self, spec: &Readable, row: &FileRow, id: RowId, wanted: &Cells) -> BookRow {
        let mut cells = wanted.clone();
        for column in &spec.columns {
            let Some(FileCell::Unreadable { .. }) = row.cells.get(column.id) else { continue };
            match self.base.get(&id).and_then(|cells| cells.get(column.id)) {
                Some(before) => drop(cells.insert(column.id.to_owned(), before.clone())),
                None => drop(cells.remove(column.id)),
            }
        }
        BookRow { id, cells }
    }

    /// A record that the store no longer has for this book: grayed and marked once, never cut out.
    fn gone(&self, found: &FileSheet, row: &FileRow, patch: &mut SheetPatch) {
        let said = self.lang.text("book-status-gone", &[]);
        if row.value(STATUS).is_none_or(|status| status != said) {
            patch.removed.push(row.row.saturating_sub(1));
            set_status(found, row, &said, patch);
        }
    }
}

/// Whether a row was grayed because its record was gone, in whatever language.
fn was_gone(row: &FileRow) -> bool {
    let status = row.value(STATUS).filter(|status| !status.is_empty());
    status.is_some_and(|status| Lang::ALL.into_iter().any(|lang| lang.text("book-status-gone", &[]) == status))
}

fn block(found: &FileSheet) -> Block {
    let place = |column: &u32| u16::try_from(*column).unwrap_or(u16::MAX);
    let columns = || found.columns.values().map(place);
    Block {
        header: found.header_row.saturating_sub(1),
        data: found.header_row,
        first: columns().min().unwrap_or_default(),
        last: columns().max().unwrap_or_default(),
        id: found.columns.get("id").map(place),
    }
}

fn set(found: &FileSheet, row: &FileRow, column: &ColumnSpec, value: &str, patch: &mut SheetPatch) {
    let Some(place) = found.columns.get(column.id).and_then(|place| u16::try_from(*place).ok()) else { return };
    patch.cells.push(CellPatch { row: row.row.saturating_sub(1), column: place, value: cell_value(column, value) });
}

fn set_status(found: &FileSheet, row: &FileRow, status: &str, patch: &mut SheetPatch) {
    let Some(place) = found.columns.get(STATUS).and_then(|place| u16::try_from(*place).ok()) else { return };
    if row.value(STATUS).unwrap_or_default() == status || row.formulas.contains(STATUS) {
        return;
    }
    let value = if status.is_empty() { CellValue::Blank } else { CellValue::Text(status.to_owned()) };
    patch.cells.push(CellPatch { row: row.row.saturating_sub(1), column: place, value });
}

fn appended(spec: &Readable, found: &FileSheet, row: &BookRow, status: Option<&String>) -> Vec<(u16, CellValue)> {
    let said = [("id", Some(row.id.encode())), (STATUS, status.cloned())];
    let ours = said.into_iter().filter_map(|(id, text)| {
        let place = u16::try_from(*found.columns.get(id)?).ok()?;
        Some((place, CellValue::Text(text?)))
    });
    ours.chain(appended_cells(&spec.columns, found, &row.cells)).collect()
}

fn appended_cells(columns: &[ColumnSpec], found: &FileSheet, cells: &Cells) -> Vec<(u16, CellValue)> {
    let cell = |column: &ColumnSpec| {
        let place = u16::try_from(*found.columns.get(column.id)?).ok()?;
        let value = cells.get(column.id).filter(|value| !value.is_empty())?;
        Some((place, cell_value(column, value)))
    };
    columns.iter().filter_map(cell).collect()
}

/// A canonical value as its column's cells hold it.
fn cell_value(column: &ColumnSpec, value: &str) -> CellValue {
    if value.is_empty() {
        return CellValue::Blank;
    }
    let typed = match column.kind {
        Kind::Date => value.parse().ok().map(CellValue::Date),
        Kind::Money | Kind::Days => value.parse::<Decimal>().ok().map(CellValue::Number),
        Kind::Id | Kind::Code | Kind::Text | Kind::Word => None,
    };
    typed.unwrap_or_else(|| CellValue::Text(value.to_owned()))
}
