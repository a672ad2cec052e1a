//! Rows below the header → records, headings, totals.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::cells::{Cell, CellKind, Row, address};
use super::context::Context;
use super::header::{self, Header, SEARCHED_ROWS};
use super::{Next, Visitor, malformed, part_of};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::parse::shape::{HEADING_ROW, NOT_A_RECORD, ROW, TOTALS_ROW, TableShape};
use crate::parse::strangers::HeadColumn;
use crate::parse::{Document, NameId, Names, RawRecord, ReadErrorKind, RecordError, RecordShape, Sink, Tree};

/// What a separator inside a text is taken for; which one the file has is not known here.
const INNER_SEPARATOR: &str = ";";
/// The leaf that holds the text of the heading a row stands under (the client above his invoices).
const GROUP: &str = "group";
/// The leaf of a totals or heading row that holds its first words.
const LABEL: &str = "label";
/// A book with more lost digits than that says nothing new.
const NOTICES_LIMIT: usize = 1_000;

/// Turns rows into records.
pub(super) struct SheetReader<'a, 's> {
    document: &'a Document,
    names: &'a Names,
    table: &'a TableShape,
    totals: Vec<String>,
    /// The name of a row's node.
    root: NameId,
    group_name: NameId,
    label_name: NameId,
    notices: &'a mut Vec<Issue>,
    sink: &'a mut Sink<'s>,
    part: Arc<str>,
    sheets: u64,
    headers: u64,
    /// Rows above the header, until it is found.
    waiting: Vec<Row>,
    header: Option<Header>,
    /// The row read last is the header.
    is_below_header: bool,
    /// Columns of the sheet that no column of the mapping is, with the names of their cells.
    unread: Vec<(u32, NameId)>,
    group: String,
    context: Context<'a>,
    tree: Tree,
    position: Position,
    digits_lost: usize,
}

impl<'a, 's> SheetReader<'a, 's> {
    pub(super) fn new(
        document: &'a Document,
        shape: &'a RecordShape,
        table: &'a TableShape,
        notices: &'a mut Vec<Issue>,
        sink: &'a mut Sink<'s>,
    ) -> Self {
        let root = shape.records.first().and_then(|pattern| pattern.steps.last()).copied();
        Self {
            document,
            names: &shape.names,
            table,
            totals: table.totals.iter().map(|text| lower(text)).collect(),
            root: root.unwrap_or(Names::OTHER),
            group_name: shape.names.lookup(GROUP),
            label_name: shape.names.lookup(LABEL),
            notices,
            sink,
            part: document.part.clone(),
            sheets: 0,
            headers: 0,
            waiting: Vec::new(),
            header: None,
            is_below_header: false,
            unread: Vec::new(),
            group: String::new(),
            context: Context::new(table),
            tree: Tree::default(),
            position: Position { part: document.part.clone(), ..Position::default() },
            digits_lost: 0,
        }
    }

    /// Where reading is.
    pub(super) fn position(&self) -> Position {
        self.position.clone()
    }

    /// Ends the last sheet.
    pub(super) fn finish(&mut self) -> Result<(), ReadErrorKind> {
        self.end_sheet()?;
        if self.headers == 0 {
            return Err(malformed("no header row found"));
        }
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<Next, ReadErrorKind> {
        let next = if self.header.is_none() { self.search() } else { Next::Row };
        self.header = None;
        self.waiting.clear();
        self.group.clear();
        Ok(next)
    }

    /// Looks for the header among the waiting rows and reads those below it.
    fn search(&mut self) -> Next {
        let Some(header) = header::find(&self.waiting, self.table) else { return Next::Sheet };
        let below = header.last + 1;
        self.note_head(&header);
        self.header = Some(header);
        self.headers += 1;
        self.is_below_header = true;
        let waiting = std::mem::take(&mut self.waiting);
        // The upper storey of a header among them does no harm: it says nothing that a title does.
        waiting.iter().take(below).for_each(|row| self.context.title_row(row));
        for row in waiting.iter().skip(below) {
            if self.record(row).is_break() {
                return Next::Stop;
            }
        }
        Next::Row
    }

    /// Keeps every caption of the head, also those of columns nobody reads.
    fn note_head(&mut self, header: &Header) {
        self.unread.clear();
        let mut head = Vec::new();
        for (column, caption) in &header.texts {
            let folded = header::fold(caption);
            if folded.is_empty() {
                continue;
            }
            let known = header.column(*column).and_then(|at| self.table.columns.get(at));
            let strangers = self.tree.strangers_mut();
            let name = known.map_or_else(|| strangers.intern(&folded), |known| known.key);
            strangers.add_column(HeadColumn { name, caption: caption.clone(), folded, column: *column });
            match known {
                Some(_) => head.push((name, *column)),
                None => self.unread.push((*column, name)),
            }
        }
        self.tree.set_head(head);
    }

    fn unread(&self, column: u32) -> Option<NameId> {
        self.unread.iter().find(|(known, _)| *known == column).map(|(_, name)| *name)
    }

    fn record(&mut self, row: &Row) -> ControlFlow<()> {
        let Some(header) = self.header.take() else { return ControlFlow::Continue(()) };
        let flow = self.hand_over(row, &header);
        self.header = Some(header);
        self.is_below_header = false;
        flow
    }

    fn hand_over(&mut self, row: &Row, header: &Header) -> ControlFlow<()> {
        let Some(first) = row.cells().next() else { return ControlFlow::Continue(()) };
        self.position.part = self.part.clone();
        self.position.line = row.number;
        self.position.path = address(first.column, row.number);
        let is_total = self.is_total(first.text);
        let is_no_record = is_total || (self.is_below_header && numbers_columns(row)) || header.is_repeated(row);
        if row.is_cut() {
            // A totals row too: its figures may be cut.
            let position = self.position.clone();
            let issue = Issue::new(IssueCode::UnterminatedLine, Severity::Error, position.clone());
            return (self.sink)(Err(RecordError { position, issue }));
        }
        if !is_no_record && let Some(error) = self.fault(row, header) {
            return (self.sink)(Err(error));
        }
        if !is_no_record {
            let table = self.table;
            self.context.row(|key| text_of(table, row, header, key));
        }
        let filled = self.build(row, header, ROW) || self.lacks_a_value(row, header);
        let pattern = match (is_no_record, filled) {
            (true, _) if is_total => TOTALS_ROW,
            (true, _) => NOT_A_RECORD,
            (false, true) => ROW,
            (false, false) => HEADING_ROW,
        };
        match pattern {
            ROW => self.note_lost_digits(row, header),
            HEADING_ROW => {
                self.set_group(row);
                self.build(row, header, pattern);
            }
            TOTALS_ROW => drop(self.build(row, header, pattern)),
            _ => {}
        }
        (self.sink)(Ok(RawRecord {
            tree: &self.tree,
            position: &self.position,
            pattern,
            file: self.context.file(),
            scope: self.sheets,
        }))
    }

    /// Builds the tree of a row; says whether every required column is filled.
    fn build(&mut self, row: &Row, header: &Header, pattern: usize) -> bool {
        self.tree.clear();
        self.tree.open(self.root);
        let (mut required, mut filled) = (0, 0);
        for cell in row.cells() {
            if let Some(column) = header.column(cell.column).and_then(|at| self.table.columns.get(at)) {
                if column.rest {
                    self.tree.cell(column.key, &with_rest(row, header, cell), cell.column);
                } else {
                    self.tree.cell(column.key, cell.text, cell.column);
                }
                if let Some((name, unit)) = header.unit(cell.column) {
                    self.tree.leaf(name, unit);
                }
                required += usize::from(column.required);
                filled += 1;
            } else if let Some(name) = self.unread(cell.column) {
                self.tree.leaf(name, cell.text);
            }
        }
        if self.group_name != Names::OTHER && !self.group.is_empty() {
            self.tree.leaf(self.group_name, &self.group);
            filled += 1;
        }
        // The leaves below are no cells: a row of nothing else is not filled.
        if pattern == ROW {
            self.context.add_to(&mut self.tree);
        } else if self.label_name != Names::OTHER
            && let Some(label) = first_words(row)
        {
            self.tree.leaf(self.label_name, label);
        }
        if self.names.is_learning() {
            for cell in row.cells().filter(|cell| header.column(cell.column).is_none()) {
                self.tree.leaf(self.names.lookup(&header.title(cell.column)), cell.text);
            }
        }
        self.tree.close();
        required == self.table.columns.iter().filter(|column| column.required).count() && filled > 0
    }

    /// A record in which somebody forgot a required cell: it goes on, to be refused with a word. A heading with its
    /// subtotals has one text and else numbers; a record says more than one thing in words or dates, or lacks but one of
    /// four required cells: «806 | | ООО „Янтарь“ | 250000» is no heading.
    fn lacks_a_value(&self, row: &Row, header: &Header) -> bool {
        let is_filled = |at: usize| row.cells().any(|cell| header.column(cell.column) == Some(at));
        let required = || self.table.columns.iter().enumerate().filter(|(_, column)| column.required);
        let lacking = required().filter(|(at, _)| !is_filled(*at)).count();
        if lacking == 1 && required().count() > 3 {
            return true;
        }
        let wanted = || row.cells().filter(|cell| header.column(cell.column).is_some());
        wanted().count() >= 3 && wanted().filter(|cell| !is_number(cell.text)).count() >= 2
    }

    fn note_lost_digits(&mut self, row: &Row, header: &Header) {
        for cell in row.cells().filter(|cell| cell.kind == CellKind::DigitsLost) {
            let Some(column) = header.column(cell.column).and_then(|at| self.table.columns.get(at)) else { continue };
            if self.digits_lost < NOTICES_LIMIT {
                self.digits_lost += 1;
                let field = self.names.name(column.key).unwrap_or_default();
                let issue = Issue::new(IssueCode::DigitsLost, Severity::Warning, self.place(cell));
                self.notices.push(issue.with("field", field).with("value", cell.text));
            }
        }
    }

    fn place(&self, cell: Cell<'_>) -> Position {
        Position { path: address(cell.column, self.position.line), ..self.position.clone() }
    }

    /// The first error value in a column that is wanted.
    fn fault(&self, row: &Row, header: &Header) -> Option<RecordError> {
        let cell = row.cells().find(|cell| cell.kind == CellKind::Error && header.column(cell.column).is_some())?;
        let position = self.place(cell);
        let issue = Issue::new(IssueCode::CellError, Severity::Error, position.clone())
            .with("cell", position.path.as_str())
            .with("value", cell.text);
        Some(RecordError { position, issue })
    }

    fn is_total(&self, text: &str) -> bool {
        let text = lower(text);
        self.totals.iter().any(|total| {
            text.strip_prefix(total.as_str())
                .is_some_and(|rest| !total.is_empty() && !rest.starts_with(char::is_alphanumeric))
        })
    }

    /// Takes the first text with a letter in it: in registers with subtotals, numbers stand beside the heading.
    fn set_group(&mut self, row: &Row) {
        if let Some(words) = first_words(row) {
            words.clone_into(&mut self.group);
            self.context.heading(words);
        }
    }
}

/// The first text of a row that has a letter in it.
fn first_words(row: &Row) -> Option<&str> {
    row.cells().map(|cell| cell.text).find(|text| text.chars().any(char::is_alphabetic))
}

/// The text that a row has in a column of the mapping.
fn text_of(table: &TableShape, row: &Row, header: &Header, key: NameId) -> Option<String> {
    let is_wanted = |cell: &Cell<'_>| {
        header.column(cell.column).and_then(|at| table.columns.get(at)).is_some_and(|column| column.key == key)
    };
    row.cells().find(is_wanted).map(|cell| cell.text.to_owned())
}

/// Whether a cell holds a plain amount or quantity; dates have more than one sign between their digits.
/// A text with the cells behind it that have no caption.
fn with_rest(row: &Row, header: &Header, cell: Cell<'_>) -> String {
    let behind = row.cells().filter(|other| other.column > cell.column);
    let mut text = cell.text.to_owned();
    for other in behind.take_while(|other| header.column(other.column).is_none()) {
        text.push_str(INNER_SEPARATOR);
        text.push_str(other.text);
    }
    text
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+', '−']);
    let signs = digits.chars().filter(|c| matches!(c, '.' | ',')).count();
    signs <= 1 && digits.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | ','))
}

impl Visitor for SheetReader<'_, '_> {
    fn sheet(&mut self, name: &str) -> Result<Next, ReadErrorKind> {
        if self.end_sheet()? == Next::Stop {
            return Ok(Next::Stop);
        }
        self.sheets += 1;
        self.part = part_of(&self.document.part, name);
        self.position = Position { part: self.part.clone(), ..Position::default() };
        self.context.sheet(name);
        Ok(Next::Row)
    }

    fn row(&mut self, row: &Row) -> Result<Next, ReadErrorKind> {
        if self.header.is_some() {
            return Ok(if self.record(row).is_break() { Next::Stop } else { Next::Row });
        }
        self.waiting.push(row.clone());
        if self.waiting.len() < SEARCHED_ROWS {
            return Ok(Next::Row);
        }
        let next = self.search();
        self.waiting.clear();
        Ok(next)
    }
}

fn lower(text: &str) -> String {
    text.trim().chars().flat_map(char::to_lowercase).map(|letter| if letter == 'ё' { 'е' } else { letter }).collect()
}

/// The row `1 2 3 4 …` that printed forms have below the captions.
fn numbers_columns(row: &Row) -> bool {
    let counted = (1_u32..).zip(row.cells()).take_while(|(number, cell)| cell.text.parse() == Ok(*number)).count();
    counted >= 3 && counted == row.cells().count()
}
