//! The result read again before it may replace anything: the patched cells hold what they were given, every other cell
//! is what it was, and every part that was not to be touched is the same byte by byte.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, XlsxCellReader, XlsxError};

use super::package::Package;
use super::stamp;
use super::value::serial;
use super::{BookMark, CellValue, NotPatched, PatchLimits, Patched, SheetPatch};
use crate::workbook::render::clean;
use crate::workbook::render::identity::{BOOK_ROW, MARK, SHEET, VERSION_ROW, stamp_text};

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;
type Cells<'a, 'b> = XlsxCellReader<'a, Cursor<&'b [u8]>>;

/// So many unreadable cells one after another are no cells any more.
const FAULTS_MAX: u32 = 100_000;

/// How a patched book differs from what it should be.
#[derive(Debug, thiserror::Error)]
pub enum Differs {
    /// One of the two books can't be opened within the limits.
    #[error("the book can't be opened")]
    Closed(#[from] NotPatched),
    /// One of the two books can't be read.
    #[error("the book can't be read")]
    Unread(#[from] XlsxError),
    /// A part that was not to be touched is another one.
    #[error("part {part:?} is not what it was")]
    Part {
        /// The part's name.
        part: String,
    },
    /// A cell is not what it should be.
    #[error("sheet {sheet:?}, row {}, column {}: {found}", row + 1, column + 1)]
    Cell {
        /// The sheet's name.
        sheet: String,
        /// Its row, from 0.
        row: u32,
        /// Its column, from 0.
        column: u32,
        /// What was found there.
        found: String,
    },
    /// The book does not carry the identity it was given.
    #[error("the book's mark is missing")]
    Mark,
}

/// What a patch should have made of the touched cells of a sheet.
struct Expected<'p> {
    sheet: &'p str,
    /// Values that were set.
    set: HashMap<(u32, u32), &'p CellValue>,
    /// Rows whose styles may differ.
    gray: BTreeSet<u32>,
    /// Rows that are new, or look as if they were: besides what was set they may hold formulas of calculated columns.
    fresh: BTreeSet<u32>,
    /// Columns that are new, or ours now: where nothing was set they may have styles.
    columns: BTreeSet<u32>,
    is_1904: bool,
}

/// Reads a patched book again and compares it with the one it was made from.
///
/// # Errors
/// When anything but the touched cells differs, or the touched ones are not what they were to be.
pub fn verify(
    before: &[u8],
    patched: &Patched,
    sheets: &[SheetPatch],
    mark: &BookMark,
    limits: PatchLimits,
) -> Result<(), Differs> {
    same_parts(before, patched, limits)?;
    let mut old: Book<'_> = Xlsx::new(Cursor::new(before))?;
    let mut new: Book<'_> = Xlsx::new(Cursor::new(patched.bytes.as_slice()))?;
    if old.sheet_names() != new.sheet_names() {
        return Err(Differs::Mark);
    }
    let is_1904 = super::is_1904(before, limits)?;
    let mut rows = patched.appended.iter().zip(&patched.adopted);
    for patch in sheets.iter().filter(|patch| !stamp::is_hidden(patch)) {
        let (appended, adopted) =
            rows.next().map(|(new, typed)| (new.as_slice(), typed.as_slice())).unwrap_or_default();
        let mut expected = Expected::of(patch, appended, patched, is_1904);
        expected.fresh.extend(adopted);
        expected.compare(&mut old, &mut new)?;
    }
    if let Some(asked) = sheets.iter().find(|patch| stamp::is_hidden(patch)) {
        let all = sheets.iter().filter(|patch| stamp::is_hidden(patch)).flat_map(|patch| patch.cells.iter().cloned());
        let cells = stamp::cells(mark).into_iter().chain(all).collect();
        let whole = SheetPatch { cells, appended: stamp::lines(sheets), ..asked.clone() };
        Expected::of(&whole, &patched.mapped, patched, is_1904).compare(&mut old, &mut new)?;
    }
    for sheet in &patched.computed {
        Expected::untouched(sheet, is_1904).compare(&mut old, &mut new)?;
    }
    check_mark(&mut new, &patched.bytes, mark, limits)
}

/// Compares parts as they lie in the packages, and sees to it that what the reader will unpack is bounded.
fn same_parts(before: &[u8], patched: &Patched, limits: PatchLimits) -> Result<(), Differs> {
    let mut old = Package::open(before, limits)?;
    let mut new = Package::open(&patched.bytes, limits)?;
    let names = old.names();
    if names != new.names() {
        return Err(Differs::Part { part: String::new() });
    }
    let touched: BTreeSet<&str> = patched.parts.iter().map(String::as_str).collect();
    for (place, name) in names.into_iter().enumerate() {
        let different = |_error: std::io::Error| Differs::Part { part: name.clone() };
        if !touched.contains(&*name) && old.packed(place).map_err(different)? != new.packed(place).map_err(different)? {
            return Err(Differs::Part { part: name });
        }
        new.measure(place)?;
    }
    Ok(())
}

impl<'p> Expected<'p> {
    fn of(patch: &'p SheetPatch, appended: &[u32], patched: &Patched, is_1904: bool) -> Self {
        let mut set = HashMap::new();
        for cell in &patch.cells {
            set.insert((cell.row, u32::from(cell.column)), &cell.value);
        }
        for (row, cells) in appended.iter().zip(&patch.appended) {
            set.extend(cells.iter().map(|(column, value)| ((*row, u32::from(*column)), value)));
        }
        for left in patched.left.iter().filter(|left| left.sheet == patch.sheet) {
            set.remove(&(left.row, u32::from(left.column)));
        }
        Self {
            sheet: &patch.sheet,
            set,
            gray: patch.removed.iter().chain(&patch.returned).copied().collect(),
            fresh: appended.iter().copied().collect(),
            columns: patch.columns.iter().chain(&patch.dressed).map(|column| u32::from(column.place)).collect(),
            is_1904,
        }
    }

    /// A sheet of which nothing was to be changed.
    fn untouched(sheet: &'p str, is_1904: bool) -> Self {
        Self {
            sheet,
            set: HashMap::new(),
            gray: BTreeSet::new(),
            fresh: BTreeSet::new(),
            columns: BTreeSet::new(),
            is_1904,
        }
    }

    fn compare(mut self, old: &mut Book<'_>, new: &mut Book<'_>) -> Result<(), Differs> {
        let names = old.sheet_names();
        let name = names.iter().find(|name| *name == self.sheet);
        let name = name.or_else(|| names.iter().find(|name| name.to_lowercase() == self.sheet.to_lowercase()));
        let Some(name) = name.cloned() else { return Err(Differs::Mark) };
        self.compare_values(&name, old, new)?;
        self.compare_styles(&name, old, new)?;
        // What was set to nothing need not be written at all.
        self.set.retain(|_, value| !is_blank(value));
        match self.set.keys().min() {
            Some(at) => Err(self.differs(*at, &Seen::Unreadable("not written".to_owned()))),
            None => Ok(()),
        }
    }

    fn compare_values(&mut self, name: &str, old: &mut Book<'_>, new: &mut Book<'_>) -> Result<(), Differs> {
        let mut was = Walk::new(old.worksheet_cells_reader(name)?);
        let mut is = Walk::new(new.worksheet_cells_reader(name)?);
        let mut before = was.next()?;
        // A cell that can't be read has no address: it may have been any of those that were set meanwhile.
        let mut was_set = false;
        while let Some(found) = is.next()? {
            let is_set = self.set.contains_key(&found.at);
            let is_fault = before.as_ref().is_some_and(|cell| cell.at == NOWHERE);
            if is_fault && found.at != NOWHERE && !is_set && was_set {
                before = was.next()?;
                was_set = false;
            }
            was_set = is_fault && (was_set || is_set);
            let old_one = before.as_ref().filter(|cell| cell.at == found.at);
            let is_kept = old_one.is_some();
            if !self.may_be(&found, old_one) {
                return Err(self.differs(found.at, &found.value));
            }
            if is_kept {
                before = was.next()?;
            }
        }
        if before.as_ref().is_some_and(|cell| cell.at == NOWHERE) && was_set {
            before = was.next()?;
        }
        match before {
            Some(lost) => Err(self.differs(lost.at, &Seen::Unreadable("lost".to_owned()))),
            None => Ok(()),
        }
    }

    /// Styles stay, but in rows that are new or grayed.
    fn compare_styles(&self, name: &str, old: &mut Book<'_>, new: &mut Book<'_>) -> Result<(), Differs> {
        let mut was = Walk::new(old.worksheet_cells_reader(name)?);
        let mut is = Walk::new(new.worksheet_cells_reader(name)?);
        let mut before = was.next_style()?;
        while let Some(((row, column), style)) = is.next_style()? {
            let Some((_, known)) = before.filter(|(at, _)| *at == (row, column)) else { continue };
            let may_differ = self.gray.contains(&row) || self.fresh.contains(&row) || self.columns.contains(&column);
            if style != known && !may_differ {
                return Err(self.differs((row, column), &Seen::Unreadable(format!("style {style}"))));
            }
            before = was.next_style()?;
        }
        match before {
            Some((at, _)) => Err(self.differs(at, &Seen::Unreadable("lost".to_owned()))),
            None => Ok(()),
        }
    }

    /// Whether a cell may be so, given what stood there.
    fn may_be(&mut self, found: &Found<'_>, old: Option<&Found<'_>>) -> bool {
        let is_fresh = self.fresh.contains(&found.at.0) || self.columns.contains(&found.at.1);
        if let Some(value) = self.set.remove(&found.at) {
            return match value {
                CellValue::Formula(formula) => found.value == Seen::Empty && found.formula.as_ref() == Some(formula),
                _ => found.formula.is_none() && self.holds(&found.value, value),
            };
        }
        match old {
            Some(old) if is_fresh && old.value == Seen::Empty => true,
            // What a formula had come to is forgotten.
            Some(old) => {
                let is_forgotten = found.formula.is_some() && found.value == Seen::Empty;
                old.formula == found.formula && (old.value == found.value || is_forgotten)
            }
            // Blank cells of a new row that have a style, and formulas that are still to be computed.
            None => is_fresh && found.value == Seen::Empty,
        }
    }

    fn holds(&self, found: &Seen<'_>, value: &CellValue) -> bool {
        match value {
            _ if is_blank(value) => *found == Seen::Empty,
            CellValue::Text(text) => found.is_text(&clean(text)),
            CellValue::Number(number) => {
                number.normalize().to_string().parse().is_ok_and(|wanted| found.is_number(wanted))
            }
            CellValue::Date(date) => match serial(*date, self.is_1904) {
                Some(day) => found.is_number(f64::from(day)),
                None => found.is_text(&date.to_string()),
            },
            CellValue::Bool(value) => *found == Seen::Value(DataRef::Bool(*value)),
            CellValue::Blank | CellValue::Formula(_) => false,
        }
    }

    fn differs(&self, (row, column): (u32, u32), found: &Seen<'_>) -> Differs {
        Differs::Cell { sheet: self.sheet.to_owned(), row, column, found: format!("{found:?}") }
    }
}

/// Whether a value clears the cell.
fn is_blank(value: &CellValue) -> bool {
    match value {
        CellValue::Blank => true,
        CellValue::Text(text) => clean(text).is_empty(),
        _ => false,
    }
}

/// Where a cell stands whose address its reader does not tell.
const NOWHERE: (u32, u32) = (u32::MAX, u32::MAX);

/// What a reader says of one cell.
struct Found<'a> {
    at: (u32, u32),
    value: Seen<'a>,
    formula: Option<String>,
}

/// A value, or why there is none.
#[derive(Debug, PartialEq)]
enum Seen<'a> {
    Empty,
    Value(DataRef<'a>),
    Unreadable(String),
}

impl Seen<'_> {
    fn is_text(&self, wanted: &str) -> bool {
        match self {
            Self::Value(DataRef::String(text)) => text == wanted,
            Self::Value(DataRef::SharedString(text)) => *text == wanted,
            _ => false,
        }
    }

    fn is_number(&self, wanted: f64) -> bool {
        match self {
            Self::Value(DataRef::Float(number)) => *number == wanted,
            Self::Value(DataRef::Int(number)) => number.to_string().parse() == Ok(wanted),
            Self::Value(DataRef::DateTime(moment)) => moment.as_f64() == wanted,
            _ => false,
        }
    }
}

/// The cells of a sheet, those that can't be read among them.
struct Walk<'a, 'b> {
    cells: Cells<'a, 'b>,
    faults: u32,
}

impl<'a, 'b> Walk<'a, 'b> {
    fn new(cells: Cells<'a, 'b>) -> Self {
        Self { cells, faults: 0 }
    }

    fn next(&mut self) -> Result<Option<Found<'a>>, XlsxError> {
        match self.cells.next_cell_with_formula() {
            Ok(None) => Ok(None),
            Ok(Some(cell)) => {
                let value = match cell.value {
                    DataRef::Empty => Seen::Empty,
                    value => Seen::Value(value),
                };
                Ok(Some(Found { at: cell.pos, value, formula: cell.formula }))
            }
            Err(error) if is_fatal(&error) || self.faults == FAULTS_MAX => Err(error),
            Err(error) => {
                self.faults += 1;
                Ok(Some(Found { at: NOWHERE, value: Seen::Unreadable(error.to_string()), formula: None }))
            }
        }
    }
}

/// Where a cell stands, and the number of its style.
type Styled = ((u32, u32), usize);

impl Walk<'_, '_> {
    /// The next cell that can be read, with its style.
    fn next_style(&mut self) -> Result<Option<Styled>, XlsxError> {
        loop {
            match self.cells.next_cell_with_style_id() {
                Ok(found) => return Ok(found.map(|(cell, style)| (cell.get_position(), style))),
                Err(error) if is_fatal(&error) || self.faults == FAULTS_MAX => return Err(error),
                Err(_) => self.faults += 1,
            }
        }
    }
}

/// Whether the sheet itself is broken, rather than one cell.
fn is_fatal(error: &XlsxError) -> bool {
    matches!(
        error,
        XlsxError::Io(_) | XlsxError::Zip(_) | XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Password
    )
}

/// Sees to it that every carrier that the book has says what it should.
fn check_mark(book: &mut Book<'_>, bytes: &[u8], mark: &BookMark, limits: PatchLimits) -> Result<(), Differs> {
    let wanted = stamp_text(&mark.book, mark.edition);
    let formula = format!("\"{}\"", wanted.replace('"', "\"\""));
    let is_named = book.defined_names().iter().all(|(name, value)| name != MARK || *value == formula);
    let property = stamp::property_text(&mut Package::open(bytes, limits)?)?;
    let is_property = property
        .is_none_or(|(_, text, span)| text.get(span).is_some_and(|known| super::xml::unescape(known) == wanted));
    if !is_named || !is_property {
        return Err(Differs::Mark);
    }
    if !book.sheet_names().iter().any(|name| name == SHEET) {
        return Ok(());
    }
    let mut cells = Walk::new(book.worksheet_cells_reader(SHEET)?);
    let mut facts = BTreeMap::new();
    while let Some(cell) = cells.next()? {
        if cell.at.0 > BOOK_ROW.max(VERSION_ROW) {
            break;
        }
        facts.insert(cell.at, cell.value);
    }
    let version = mark.edition.to_string();
    let wanted = [
        ((BOOK_ROW, 0), "book"),
        ((BOOK_ROW, 1), &*mark.book),
        ((VERSION_ROW, 0), "version"),
        ((VERSION_ROW, 1), &*version),
    ];
    let holds = wanted.iter().all(|(at, text)| facts.get(at).is_some_and(|value| value.is_text(&clean(text))));
    if holds { Ok(()) } else { Err(Differs::Mark) }
}
