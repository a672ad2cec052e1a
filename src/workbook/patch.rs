//! An existing book patched in place: the sheet's XML is spliced inside the zip, so that everything a person or another
//! program put into the file stays as it is, byte by byte, and only the touched cells differ.
//!
//! Pure functions over bytes: a book that can't be patched safely is left alone, with a reason that a person can be told.
//! What is made is read again by [`verify`] before it may replace anything.
//!
//! | file | holds |
//! |---|---|
//! | `package` | the zip: parts by name, limits, raw copies |
//! | `xml` | tags and attributes with their places, splices |
//! | `book` | the book's part, relationships, defined names |
//! | `sheet` | a sheet's rows and what follows them |
//! | `cells` | a row taken apart and put together again |
//! | `edit` | a patch as splices of one sheet |
//! | `height` | how high a row is that gets another long text |
//! | `graft` | a sheet that a book has not, as it is drawn |
//! | `list` | a list of a part that grows |
//! | `palette` | looks carried from one book into another |
//! | `append` | where new rows go |
//! | `widen` | new columns |
//! | `table` | Excel tables |
//! | `styles` | gray variants of styles |
//! | `stamp` | the book's id and version |
//! | `uncached` | values of formulas, forgotten |
//! | `value` | values as XML |
//! | `area` | addresses and ranges |
//! | `verify` | the result, read again |

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::model::book::Edition;

use self::book::{Book, Relation};
use self::edit::{Edited, Scene};
use self::package::{Change, Package};
use self::sheet::Sheet;
use self::styles::Styles;
use self::xml::Edits;

mod append;
mod area;
mod book;
mod cells;
mod edit;
mod graft;
mod height;
mod list;
mod package;
mod palette;
mod reason;
mod sheet;
mod stamp;
mod styles;
mod table;
mod uncached;
mod value;
mod verify;
mod widen;
mod xml;

pub use graft::{Graft, graft};
pub use reason::{Left, LeftWhy, NotPatched};
pub use verify::{Differs, verify};
pub use widen::{Room, room};

/// What to change in one sheet of a book. Rows and columns are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPatch {
    /// The sheet's name in the book.
    pub sheet: String,
    /// Cells to set; where a formula stands the cell is left as it is.
    pub cells: Vec<CellPatch>,
    /// New rows by column, put below the last used row.
    pub appended: Vec<Vec<(u16, CellValue)>>,
    /// Rows of records that are gone: their managed cells turn gray; no row is ever cut out.
    pub removed: Vec<u32>,
    /// Rows of records that were gone and are there again: their managed cells are gray no more.
    pub returned: Vec<u32>,
    /// Rows that somebody typed and that are records now: they look like the others, unless somebody gave them a look.
    pub adopted: Vec<u32>,
    /// New columns, from left to right; their captions and values are among the cells.
    pub columns: Vec<NewColumn>,
    /// Columns that somebody had already and that are ours now: cells without a look get one, and the map says of them.
    pub dressed: Vec<NewColumn>,
    /// Where the managed cells lie.
    pub block: Block,
    /// Lists of words on the hidden sheet to which the drop-downs of its columns are pointed anew.
    pub lists: Vec<ListRange>,
    /// Columns of it that have a list, and that get its drop-down where they have none.
    pub offers: Vec<(u16, ListRange)>,
    /// The last row that is a record's: a table that ends above it, because rows were typed under it, reaches as far.
    pub reach: Option<u32>,
    /// Columns of long texts, by which rows are as high as they are.
    pub long: Vec<u16>,
    /// What stands in these columns of rows that get another text in one of them, by row and column.
    pub stood: BTreeMap<(u32, u16), String>,
}

impl SheetPatch {
    /// A patch of a sheet by its name that changes nothing yet.
    #[must_use]
    pub fn of(sheet: &str, block: Block) -> Self {
        Self {
            sheet: sheet.to_owned(),
            cells: Vec::new(),
            appended: Vec::new(),
            removed: Vec::new(),
            returned: Vec::new(),
            adopted: Vec::new(),
            columns: Vec::new(),
            dressed: Vec::new(),
            block,
            lists: Vec::new(),
            offers: Vec::new(),
            reach: None,
            long: Vec::new(),
            stood: BTreeMap::new(),
        }
    }

    /// Whether nothing in the sheet would be another: neither a cell nor a row nor a column.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.dressed.is_empty() && !self.changes_rows()
    }

    /// Whether it is of the sheet that nobody sees.
    #[must_use]
    pub fn is_of_hidden_sheet(&self) -> bool {
        stamp::is_hidden(self)
    }

    /// Whether rows come, go or return, and with them styles.
    fn changes_rows(&self) -> bool {
        [&self.removed, &self.returned, &self.adopted].iter().any(|rows| !rows.is_empty()) || !self.appended.is_empty()
    }
}

/// A new column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewColumn {
    /// Where it stands, from 0; see [`room`].
    pub place: u16,
    /// Its caption.
    pub caption: String,
    /// The column whose styles its cells take.
    pub like: u16,
    /// Its width, in characters.
    pub width: u16,
    /// Its line of the book's hidden map, but for its place and caption: ids of sheet and column, the table, the owner.
    pub known_as: KnownAs,
}

/// What the book's hidden map says of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownAs {
    /// Id of the sheet.
    pub sheet: &'static str,
    /// The sheet's table.
    pub table: &'static str,
    /// Id of the column.
    pub column: &'static str,
    /// Whose it is.
    pub owner: &'static str,
}

/// Where a list of words lies on the hidden sheet: in a column, below its heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListRange {
    /// The name of the list.
    pub list: &'static str,
    /// The column, from 0.
    pub column: u16,
    /// How many words it has.
    pub words: u32,
    /// Whether a spreadsheet program is to refuse what is not in it.
    pub binds: bool,
}

/// One cell to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellPatch {
    /// Its row, from 0.
    pub row: u32,
    /// Its column, from 0.
    pub column: u16,
    /// The new value; the style stays.
    pub value: CellValue,
}

/// A value for a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellValue {
    /// Clears the value and keeps the style.
    Blank,
    /// Text, which stays text even where it looks like a formula.
    Text(String),
    /// An exact number, written as decimal digits.
    Number(Decimal),
    /// A day; one before March 1900, which the calendar of books does not have, is written as text.
    Date(Date),
    /// Yes or no.
    Bool(bool),
    /// A formula without its sign, for a cell that holds nothing; what it comes to is computed when the book is opened.
    Formula(String),
}

/// Where a sheet's managed cells lie. Rows and columns are counted from 0; the last row is not said: it is found by what
/// cells hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// The row of the captions.
    pub header: u32,
    /// The first row of data.
    pub data: u32,
    /// The first managed column.
    pub first: u16,
    /// The last managed column.
    pub last: u16,
    /// The column of ids, by which records are told from what a person put under them.
    pub id: Option<u16>,
}

/// The identity that the patched book carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookMark {
    /// The book's lasting id.
    pub book: String,
    /// The version being written.
    pub edition: Edition,
}

/// How much a book may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatchLimits {
    /// Bytes of the file.
    pub book_bytes: u64,
    /// Parts of the package.
    pub parts: u64,
    /// Unpacked bytes of a sheet: a million rows of fifteen columns take about 600 MB.
    pub sheet_bytes: u64,
    /// Unpacked bytes of any other part that is looked into.
    pub part_bytes: u64,
    /// Unpacked bytes of all parts that are looked into.
    pub total_bytes: u64,
    /// Unpacked bytes per packed byte.
    pub ratio: u64,
    /// Below so many unpacked bytes the ratio does no harm.
    pub harmless_bytes: u64,
}

impl Default for PatchLimits {
    fn default() -> Self {
        const MEGABYTE: u64 = 1024 * 1024;
        Self {
            book_bytes: 512 * MEGABYTE,
            parts: 10_000,
            sheet_bytes: 768 * MEGABYTE,
            part_bytes: 64 * MEGABYTE,
            total_bytes: 1024 * MEGABYTE,
            ratio: 200,
            harmless_bytes: 16 * MEGABYTE,
        }
    }
}

/// A patched book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patched {
    /// The new file.
    pub bytes: Vec<u8>,
    /// Per sheet patch the rows, from 0, that its new rows were given.
    pub appended: Vec<Vec<u32>>,
    /// Per sheet patch the rows, from 0, that got the look of the others.
    pub adopted: Vec<Vec<u32>>,
    /// The rows, from 0, of the hidden map that say of new columns.
    pub mapped: Vec<u32>,
    /// Cells that were left as they are, and why.
    pub left: Vec<Left>,
    /// The parts that differ; every other one is the same byte by byte.
    pub parts: Vec<String>,
    /// Sheets that were not patched and only forgot what their formulas had come to.
    pub computed: Vec<String>,
}

/// Patches a book. Each sheet may be named once.
///
/// # Errors
/// When the book is of another kind, can't be patched safely, or holds too much; nothing is done then.
pub fn patch(book: &[u8], sheets: &[SheetPatch], mark: &BookMark, limits: PatchLimits) -> Result<Patched, NotPatched> {
    let mut package = Package::open(book, limits)?;
    let main = book::main_part(&mut package)?;
    if package.has_folder("xl/revisions/") {
        return Err(NotPatched::unknown("xl/revisions", "a book shared the old way, with a log of changes"));
    }
    let relations = book::relations(&mut package, &main)?;
    let place = package.find(&main).ok_or(NotPatched::NotWorkbook)?;
    let text = package.part(place)?;
    let known = Book::read(&text, &main)?;
    let mut changes = BTreeMap::new();
    let mut edits = Edits::default();
    let styles = styles_part(&mut package, &relations, sheets)?;
    let mut gray = styles.as_ref().map(|(part, _, text)| Styles::read(text, part)).transpose()?;
    let hidden = stamp::hidden(&known, mark, sheets);
    let mut patched = Patched::default();
    let mut is_changed = false;
    for patch in sheets.iter().filter(|patch| !stamp::is_hidden(patch)).chain(&hidden) {
        let place = known.sheet(&patch.sheet).ok_or_else(|| NotPatched::SheetAbsent { sheet: patch.sheet.clone() })?;
        let edited = sheet(&mut package, &known, &relations, (place, patch), gray.as_mut(), &mut changes)?;
        known.grow(place, edited.growth.as_ref(), edited.wider, &mut edits);
        if stamp::is_hidden(patch) {
            patched.mapped = edited.appended;
            continue;
        }
        is_changed |= edited.is_changed;
        patched.appended.push(edited.appended);
        patched.adopted.push(edited.adopted);
        patched.left.extend(edited.left);
    }
    if is_changed {
        known.recalculate(&mut edits);
        patched.computed = forget_values(&mut package, &known, &relations, sheets, &mut changes);
    }
    stamp::name(&known, mark, &mut edits);
    stamp::property(&mut package, mark, &mut changes)?;
    drop(known);
    if let (Some((_, place, text)), Some(gray)) = (&styles, &gray) {
        insert(&mut changes, *place, text, gray.edits());
    }
    insert(&mut changes, place, &text, edits);
    finish(package, changes, patched)
}

/// One sheet's changes, and those of its tables.
fn sheet(
    package: &mut Package<'_>,
    book: &Book<'_>,
    relations: &[Relation],
    (index, patch): (usize, &SheetPatch),
    styles: Option<&mut Styles<'_>>,
    changes: &mut BTreeMap<usize, Change>,
) -> Result<Edited, NotPatched> {
    let absent = || NotPatched::SheetAbsent { sheet: patch.sheet.clone() };
    let entry = book.sheets.get(index).ok_or_else(absent)?;
    // A sheet that is a chart has no cells.
    let tie = relations.iter().find(|tie| tie.id == entry.relation && tie.kind == "worksheet").ok_or_else(absent)?;
    let place = package.find(&tie.target).ok_or_else(absent)?;
    if changes.contains_key(&place) {
        return Err(NotPatched::unknown(&tie.target, "one part for two sheets"));
    }
    let text = package.sheet(place)?;
    let known = Sheet::read(&text, &tie.target)?;
    let tables = table::tables(package, &known)?;
    let mut edited = Scene { sheet: &known, patch, tables: &tables, is_1904: book.is_1904 }.edit(styles)?;
    if let Some(table) = append::table_of(&tables, &patch.block) {
        let new = widen::continued(table, &patch.columns);
        insert(changes, table.place, &table.text, table.reshape(edited.growth.as_ref(), &new));
        let last = table.area.right.saturating_add(u32::try_from(new.len()).unwrap_or_default());
        edited.wider = (last > table.area.right).then_some((table.area.right, last));
    }
    let edits = std::mem::take(&mut edited.edits);
    if !edits.is_empty() {
        edited.is_changed = true;
        changes.insert(place, Change { text, edits });
    }
    Ok(edited)
}

/// Forgets what the formulas of every sheet had come to; gives the sheets that are changed by that alone. A sheet that
/// can't be looked into stays as it is.
fn forget_values(
    package: &mut Package<'_>,
    book: &Book<'_>,
    relations: &[Relation],
    sheets: &[SheetPatch],
    changes: &mut BTreeMap<usize, Change>,
) -> Vec<String> {
    let mut computed = Vec::new();
    for (at, entry) in book.sheets.iter().enumerate() {
        let tie = relations.iter().find(|tie| tie.id == entry.relation && tie.kind == "worksheet");
        let Some(place) = tie.and_then(|tie| package.find(&tie.target)) else { continue };
        let patch = sheets.iter().find(|patch| book.sheet(&patch.sheet) == Some(at));
        let kept = patch.map(|patch| append::managed(&patch.block));
        if let Some(change) = changes.get_mut(&place) {
            uncached::forget(change, kept);
        } else if let Ok(text) = package.sheet(place) {
            let mut change = Change { text, edits: Edits::default() };
            if uncached::forget(&mut change, kept) {
                changes.insert(place, change);
                computed.push(entry.name.clone());
            }
        }
    }
    computed
}

/// The styles, where any row is grayed or takes its style from another.
fn styles_part(
    package: &mut Package<'_>,
    relations: &[Relation],
    sheets: &[SheetPatch],
) -> Result<Option<(String, usize, String)>, NotPatched> {
    if !sheets.iter().any(SheetPatch::changes_rows) {
        return Ok(None);
    }
    let part = relations.iter().find(|relation| relation.kind == "styles");
    let Some((part, place)) = part.and_then(|part| Some((part, package.find(&part.target)?))) else { return Ok(None) };
    Ok(Some((part.target.clone(), place, package.part(place)?)))
}

fn insert(changes: &mut BTreeMap<usize, Change>, place: usize, text: &str, edits: Edits) {
    if !edits.is_empty() {
        changes.insert(place, Change { text: text.to_owned(), edits });
    }
}

fn finish(
    package: Package<'_>,
    mut changes: BTreeMap<usize, Change>,
    mut patched: Patched,
) -> Result<Patched, NotPatched> {
    for (place, change) in &mut changes {
        change.edits.sort();
        patched.parts.extend(package.name(*place));
    }
    patched.bytes = package.write(&changes).map_err(|error| NotPatched::unknown("", &error.to_string()))?;
    Ok(patched)
}

/// Whether a book counts its days from 1904.
fn is_1904(book: &[u8], limits: PatchLimits) -> Result<bool, NotPatched> {
    let mut package = Package::open(book, limits)?;
    let main = book::main_part(&mut package)?;
    let place = package.find(&main).ok_or(NotPatched::NotWorkbook)?;
    let text = package.part(place)?;
    Ok(Book::read(&text, &main)?.is_1904)
}
