//! Base, file and store, cell by cell: what the manager changed goes to the store, what the store changed goes to the
//! book, and only where both changed a cell differently does anybody have to choose.
//!
//! A cleared cell is a change; an absent column or row is none. A cell that can't be read leaves the value before. A value
//! in a field that is not the manager's is put back and becomes a request.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{ColumnSpec, Owner, Readable, STATUS};
use super::matching::{KnownRows, Matched, match_and_judge};
use super::read::{BookFile, FileRow, FileSheet};
use super::renamed;
use super::value::{FileCell, Trouble};
use crate::model::book::{BookRow, Cells, Clash, ClashKind};
use crate::model::row_id::{RowId, RowKind};

mod below;
mod guards;
mod moved;
mod pattern;
mod sentence;
mod told;

pub(super) use below::says_only_total;
pub use guards::{Held, HeldReason};
pub use told::moved_texts;

/// What is merged.
#[derive(Clone, Copy)]
pub struct MergeInput<'a> {
    /// The sheets of the book.
    pub sheets: &'a [Readable],
    /// The file.
    pub file: &'a BookFile,
    /// Rows of the version that the file's stamp names.
    pub base: &'a [BookRow],
    /// Rows of this book in other versions, as they were last written: struck out before, or written since.
    pub others: &'a [BookRow],
    /// What the store has now for rows of either kind, also where the book no longer shows them.
    pub theirs: &'a [BookRow],
    /// Whether the store has a record of this id, whoever's book it is in.
    pub exists: &'a dyn Fn(RowId) -> bool,
    /// Who may change a column's cells; settings may say otherwise than the layout.
    pub owner: &'a dyn Fn(&Readable, &ColumnSpec) -> Owner,
}

/// Where a cell stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellPlace {
    /// Id of the sheet.
    pub sheet: &'static str,
    /// Row, from 1.
    pub row: u32,
    /// Id of the column.
    pub column: &'static str,
}

/// A value that the manager gave.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// Where it stands.
    pub place: CellPlace,
    /// Of which row.
    pub id: RowId,
    /// What stood there.
    pub base: String,
    /// What is to stand there; empty where it was cleared.
    pub value: String,
}

/// A value that both sides have come to, each on their own: what later edits of the cell begin with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Agreed {
    /// Where it stands.
    pub place: CellPlace,
    /// Of which row.
    pub id: RowId,
    /// The value.
    pub value: String,
}

/// A value that collides with the store, or is not the manager's to give.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlacedClash {
    /// Where it stands.
    pub place: CellPlace,
    /// What collides.
    pub clash: Clash,
}

/// A row that somebody typed, pasted or copied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewRow {
    /// Id of the sheet.
    pub sheet: &'static str,
    /// Row, from 1.
    pub row: u32,
    /// The row it was copied from.
    pub copied_from: Option<RowId>,
    /// What it says, blank cells left out.
    pub cells: Cells,
}

/// What is wrong or strange in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remark {
    /// A cell can't be read.
    Cell(Trouble),
    /// A row of another book.
    ForeignRow,
    /// A new row that names nobody and nothing.
    NamelessRow,
    /// A row that was copied and says the same client as the row it was copied from.
    CopiedRow,
    /// A line of sums that somebody wrote under the table: it is nobody.
    Totals,
    /// Words apart from the table that may be a client or a note.
    LoneWords,
    /// A sentence in the column of clients right under the table, and nothing else in its row: a note.
    Sentence,
    /// A text that stood in this row, from 1; what stands there now stood here.
    Exchanged(u32),
    /// A text that stood in this row, from 1.
    MovedFrom(u32),
    /// Phones of which only the numbers were taken.
    PhoneWords,
    /// A column of ours is gone.
    MissingColumn,
    /// A column of the manager's in which values stood is gone: what is written elsewhere instead of it is not taken.
    LostColumn,
    /// Where a column of ours was stands another one, which does not say what was written there.
    ReplacedColumn,
    /// A column of ours stands twice.
    DoubledColumn,
    /// A column of ours stayed in place while the table was sorted; its values are put back.
    Strayed,
    /// A sheet looks like a copy of ours and was not read.
    CopiedSheet,
    /// Another file is a copy of the book and was not read.
    CopiedBook,
    /// A sheet that may be missing is gone.
    MissingSheet,
}

/// A remark with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Id of the sheet; the file's name for it where it is none of ours.
    pub sheet: String,
    /// Row, from 1, where it is about one.
    pub row: Option<u32>,
    /// Id of the row, where it is known.
    pub id: Option<RowId>,
    /// Id of the column, where it is about one.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub remark: Remark,
    /// What stands there.
    pub shown: String,
}

impl Finding {
    /// About a copy of the book under another name, in which somebody wrote.
    #[must_use]
    pub fn copy_of_book(name: String) -> Self {
        about_sheet(name, None, Remark::CopiedBook)
    }
}

/// What a row of the file is: what the patch must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlacedRow {
    /// Id of the sheet.
    pub sheet: &'static str,
    /// Row, from 1.
    pub row: u32,
    /// What it is.
    pub what: Matched,
}

/// What comes of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Values to be taken.
    pub edits: Vec<Edit>,
    /// Values that the store has already, though they were not written into this file.
    pub agreed: Vec<Agreed>,
    /// Rows of which values were taken before from the version that the file says it is.
    pub taken_of: BTreeSet<RowId>,
    /// Values about which the manager must choose.
    pub conflicts: Vec<PlacedClash>,
    /// Values that are offered to the accountant.
    pub change_requests: Vec<PlacedClash>,
    /// Rows to be made.
    pub new_rows: Vec<NewRow>,
    /// Rows that are gone from the file: proposals to archive, never deletions.
    pub missing_rows: Vec<RowId>,
    /// What is wrong or strange.
    pub findings: Vec<Finding>,
    /// What each row of the file is.
    pub rows: Vec<PlacedRow>,
    /// Why nothing of all this may be applied, where something does not look like anybody's intention.
    pub held: Option<Held>,
}

impl Merged {
    /// Holds the file for these reasons too.
    pub fn hold(&mut self, reasons: Vec<HeldReason>) {
        if !reasons.is_empty() {
            self.held.get_or_insert_with(|| Held { reasons: Vec::new() }).reasons.extend(reasons);
        }
    }
}

/// Merges a file.
#[must_use]
pub fn merge(input: &MergeInput<'_>) -> Merged {
    let mut merged = Merged::default();
    let mut reasons = Vec::new();
    for name in &input.file.copied_sheets {
        merged.findings.push(about_sheet(name.clone(), None, Remark::CopiedSheet));
    }
    for sheet in input.sheets {
        match input.file.sheets.iter().find(|found| found.id == sheet.id) {
            Some(found) => merge_sheet(input, sheet, found, &mut merged, &mut reasons),
            None => {
                if let Some(reason) = guards::missing_sheet(sheet, input.base) {
                    reasons.push(reason);
                }
                merged.findings.push(about_sheet(sheet.id.to_owned(), None, Remark::MissingSheet));
            }
        }
    }
    merged.held = (!reasons.is_empty()).then_some(Held { reasons });
    merged
}

fn about_sheet(sheet: String, column: Option<&'static str>, remark: Remark) -> Finding {
    Finding { sheet, row: None, id: None, column, remark, shown: String::new() }
}

fn merge_sheet(
    input: &MergeInput<'_>,
    sheet: &Readable,
    found: &FileSheet,
    merged: &mut Merged,
    reasons: &mut Vec<HeldReason>,
) {
    let known = KnownRows::of(sheet.kind, &found.rows, (input.base, input.others), input.exists);
    let theirs: BTreeMap<RowId, &Cells> = input.theirs.iter().map(|row| (row.id, &row.cells)).collect();
    let (matched, torn) = match_and_judge(sheet, &found.rows, &known);
    merged.findings.extend(renamed::findings(sheet, found, &known.base, input.owner));
    for column in &found.doubled_columns {
        merged.findings.push(about_sheet(sheet.id.to_owned(), Some(column), Remark::DoubledColumn));
    }
    // The last row above that is a record's, or may be: words right under it may be one too.
    let mut above = found.header_row;
    let is_record = |what: &Matched| what.known().is_some() || matches!(what, Matched::Cleared(_));
    let records = found.rows.iter().zip(&matched).filter(|(_, what)| is_record(what));
    let end = records.map(|(row, _)| row.row).max().unwrap_or(above);
    // The last row above that is near to the table: words that may be a client are asked about as far as they follow it.
    let mut near = end;
    let mut in_order: Vec<(&FileRow, &Matched)> = found.rows.iter().zip(&matched).collect();
    in_order.sort_by_key(|(row, _)| row.row);
    for (row, what) in in_order {
        let adjoins = row.row <= above.saturating_add(1);
        let is_apart = !adjoins && row.row > end;
        let is_near = !below::is_well_below(row.row, near);
        let what = match *what {
            Matched::New if is_apart && below::is_note(sheet, row, is_near) => Matched::Note,
            what => what,
        };
        if is_near && what == Matched::New {
            near = near.max(row.row);
        }
        merged.rows.push(PlacedRow { sheet: sheet.id, row: row.row, what });
        let side = Side { input, sheet, row };
        match what {
            Matched::Known(id) | Matched::Recovered(id) => {
                side.merge_row(id, known.cells(id), theirs.get(&id).copied(), merged);
            }
            Matched::CopyOf(id) => side.copied_row(id, known.cells(id), merged),
            Matched::New => side.new_row(None, adjoins, merged),
            Matched::Foreign(id) => {
                let mut finding = side.finding(None, Remark::ForeignRow, id.encode());
                finding.id = Some(id);
                merged.findings.push(finding);
            }
            Matched::Cleared(_) | Matched::Nothing | Matched::Note => {}
        }
        let is_taken = merged.new_rows.last().is_some_and(|new| (new.sheet, new.row) == (sheet.id, row.row));
        if is_taken || !matches!(what, Matched::New | Matched::Nothing | Matched::Note) {
            above = row.row;
        }
    }
    let present: BTreeSet<RowId> = matched.iter().filter_map(|one| one.known()).collect();
    let missing: Vec<RowId> = known.base.keys().copied().filter(|id| !present.contains(id)).collect();
    if torn.is_empty() {
        reasons.extend(guards::judge(sheet, found, &matched, &known.base, missing.len(), input.owner));
    } else {
        // What else is strange follows from that.
        let rows = torn.iter().filter_map(|at| found.rows.get(*at)).map(|row| row.row).collect();
        reasons.push(HeldReason::CodesMoved { sheet: sheet.id, rows });
    }
    merged.missing_rows.extend(missing);
}

/// What a column of their own began with in a version that was not written with it: she had it before settings did.
fn blank_before<'a>(column: &ColumnSpec, base: Option<&Cells>) -> Option<&'a String> {
    static BLANK: String = String::new();
    (column.attribute.is_some() && base.is_some()).then_some(&BLANK)
}

/// Whether what can't be read in a cell is written over: what we compute is nobody's to mend, unless it is a formula.
#[must_use]
pub fn is_put_back(column: &ColumnSpec, row: &FileRow) -> bool {
    let is_garbled = matches!(row.cells.get(column.id), Some(FileCell::Unreadable { trouble, .. }) if *trouble != Trouble::AddressTwice);
    column.owner == Owner::Accounting && column.computed && is_garbled && !row.formulas.contains(column.id)
}

/// One row of the file.
struct Side<'a> {
    input: &'a MergeInput<'a>,
    sheet: &'a Readable,
    row: &'a FileRow,
}

impl Side<'_> {
    fn place(&self, column: &'static str) -> CellPlace {
        CellPlace { sheet: self.sheet.id, row: self.row.row, column }
    }

    fn finding(&self, column: Option<&'static str>, remark: Remark, shown: String) -> Finding {
        Finding { sheet: self.sheet.id.to_owned(), row: Some(self.row.row), id: None, column, remark, shown }
    }

    /// The cells that can hold somebody's value.
    fn cells(&self) -> impl Iterator<Item = (&ColumnSpec, &FileCell)> {
        let managed = self.sheet.columns.iter().filter(|column| !matches!(column.id, "id" | STATUS));
        managed.filter_map(|column| Some((column, self.row.cells.get(column.id)?)))
    }

    fn merge_row(&self, id: RowId, base: Option<&Cells>, theirs: Option<&Cells>, merged: &mut Merged) {
        for (column, cell) in self.cells() {
            let was = base.and_then(|cells| cells.get(column.id));
            let stored = theirs.and_then(|cells| cells.get(column.id));
            let says = |known: Option<&String>| known.is_some_and(|known| cell.says(known));
            let value = match cell {
                FileCell::Unreadable { shown, .. } if is_put_back(column, self.row) => shown,
                FileCell::Unreadable { trouble, shown } => {
                    let mut finding = self.finding(Some(column.id), Remark::Cell(*trouble), shown.clone());
                    finding.id = Some(id);
                    merged.findings.push(finding);
                    continue;
                }
                FileCell::Value(value) | FileCell::Digits(value) => value,
            };
            if was.is_some() && !says(was) && says(stored) {
                merged.agreed.push(Agreed { place: self.place(column.id), id, value: value.clone() });
            }
            // A column that was not written in that version and is blank says nothing.
            if says(was) || says(stored) || (was.is_none() && value.is_empty()) {
                continue;
            }
            let clash = |kind| PlacedClash {
                place: self.place(column.id),
                clash: Clash {
                    kind,
                    row: id,
                    field: column.id.to_owned(),
                    base: was.cloned(),
                    stored: stored.cloned(),
                    mine: value.clone(),
                },
            };
            match (self.input.owner)(self.sheet, column) {
                Owner::Accounting if column.computed => merged.change_requests.push(clash(ClashKind::Computed)),
                Owner::Accounting => merged.change_requests.push(clash(ClashKind::Request)),
                Owner::Manager => match (was.or(blank_before(column, base)), stored) {
                    (Some(was), Some(stored)) if was == stored => merged.edits.push(Edit {
                        place: self.place(column.id),
                        id,
                        base: was.clone(),
                        value: value.clone(),
                    }),
                    _ => merged.conflicts.push(clash(ClashKind::Conflict)),
                },
            }
        }
    }

    /// A copy that says the client of its original is none of its own: what was written into it would be taken for the
    /// original's, and its sums counted twice.
    fn copied_row(&self, id: RowId, was: Option<&Cells>, merged: &mut Merged) {
        let is_same = |column: &str| {
            let was = was.and_then(|cells| cells.get(column)).filter(|was| !was.is_empty());
            was.is_some_and(|was| self.row.cells.get(column).is_some_and(|cell| cell.says(was)))
        };
        if self.sheet.kind == RowKind::Client && (is_same("client") || is_same("tax_id")) {
            let mut finding = self.finding(None, Remark::CopiedRow, id.encode());
            finding.id = Some(id);
            merged.findings.push(finding);
        } else {
            self.new_row(Some(id), true, merged);
        }
    }

    fn new_row(&self, copied_from: Option<RowId>, adjoins: bool, merged: &mut Merged) {
        let mut cells = Cells::new();
        for (column, cell) in self.cells() {
            match cell {
                FileCell::Value(value) | FileCell::Digits(value) if value.is_empty() => {}
                FileCell::Value(value) | FileCell::Digits(value) => {
                    drop(cells.insert(column.id.to_owned(), value.clone()))
                }
                FileCell::Unreadable { trouble, shown } => {
                    merged.findings.push(self.finding(Some(column.id), Remark::Cell(*trouble), shown.clone()));
                }
            }
        }
        let is_of_row = |finding: &Finding| finding.row == Some(self.row.row) && finding.sheet == self.sheet.id;
        if let Some(remark) = below::no_client(self.sheet, self.row, &cells, adjoins) {
            merged.findings.retain(|finding| !is_of_row(finding));
            let said = cells.get("client").cloned().unwrap_or_default();
            merged.findings.push(self.finding(None, remark, said));
            return;
        }
        let names_something = self.sheet.keys.iter().copied().flatten().any(|key| cells.contains_key(*key));
        if names_something {
            merged.new_rows.push(NewRow { sheet: self.sheet.id, row: self.row.row, copied_from, cells });
        } else {
            let lang = self.input.file.lang;
            let in_words = |(column, value): (&String, &String)| {
                self.sheet.column(column).map_or_else(|| value.clone(), |column| column.in_words(value, lang))
            };
            let said: Vec<String> = cells.iter().map(in_words).collect();
            let id = self.row.value("id").unwrap_or_default().to_owned();
            let shown = std::iter::once(id).filter(|id| !id.is_empty()).chain(said).collect::<Vec<_>>().join(" | ");
            merged.findings.push(self.finding(None, Remark::NamelessRow, shown));
        }
    }
}

#[cfg(test)]
mod tests;
