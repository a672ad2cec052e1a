//! A sheet put into an existing book: a part of its own, its entry in the book, its relationship and its content type.
//! Every other part stays as it is byte by byte; styles are those of a sheet that the book has.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::area::address;
use super::book::{self, Book, Relation};
use super::cells::Cells;
use super::package::{Change, Package};
use super::sheet::Sheet;
use super::xml::{Edits, Node, Tag, Walk, escape};
use super::{NotPatched, PatchLimits};
use crate::workbook::render::clean;

/// Where the content types of a package stand.
const CONTENT_TYPES: &str = "[Content_Types].xml";
/// What a sheet's part is.
const SHEET_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const SHEET_TIE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
const NAMESPACE: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// Rows in which a drop-down is offered.
const SPARE_ROWS: u32 = 1_000;

/// A sheet to be put into a book. Rows and columns are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSheet {
    /// Its name, which no other sheet of the book has.
    pub name: String,
    /// Texts above the data, by row and column.
    pub texts: Vec<(u32, u16, String)>,
    /// The first row of data; what stands above it stays in sight.
    pub data: u32,
    /// Its columns.
    pub columns: Vec<SheetColumn>,
    /// The sheet whose cells it looks like.
    pub like: String,
    /// The first row of data there.
    pub like_data: u32,
}

/// A column of a new sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetColumn {
    /// The column of the other sheet whose cells it looks like.
    pub like: Option<u16>,
    /// How wide it is, in characters.
    pub width: u16,
    /// The words to choose from; none: anything.
    pub choices: Vec<String>,
}

/// Puts sheets behind those of a book. What the book has stays; no sheet of these names may be there.
///
/// # Errors
/// When the book is of another kind, can't be patched safely, or holds too much; nothing is done then.
pub fn add_sheets(book: &[u8], sheets: &[NewSheet], limits: PatchLimits) -> Result<Vec<u8>, NotPatched> {
    let mut package = Package::open(book, limits)?;
    let main = book::main_part(&mut package)?;
    let relations = book::relations(&mut package, &main)?;
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let ties = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let mut texts = Vec::new();
    for part in [main.as_str(), &ties, CONTENT_TYPES] {
        let place = package.find(part).ok_or(NotPatched::NotWorkbook)?;
        texts.push((place, package.part(place)?));
    }
    let [(_, main_text), (_, ties_text), (_, types_text)] = &texts[..] else { return Err(NotPatched::NotWorkbook) };
    let known = Book::read(main_text, &main)?;
    let entry = Entry::read(main_text, &main)?;
    let (ends, types_end) = (end_of(ties_text, "Relationships", &ties)?, end_of(types_text, "Types", CONTENT_TYPES)?);
    let mut edits: [Edits; 3] = Default::default();
    let mut added = Vec::new();
    for (number, sheet) in (1_u32..).zip(sheets) {
        if known.sheet(&sheet.name).is_some() {
            return Err(NotPatched::unknown(&sheet.name, "two sheets of this name"));
        }
        let part = free_part(&package, &added, folder)?;
        let id = free_id(&relations, number);
        let [to_main, to_ties, to_types] = &mut edits;
        to_main.insert(entry.end, entry.of(&sheet.name, number, &id));
        let (prefix, at) = &ends;
        let tie = format!("<{prefix}Relationship Id=\"{id}\" Type=\"{SHEET_TIE}\" Target=\"/{part}\"/>");
        to_ties.insert(*at, tie);
        let (prefix, at) = &types_end;
        to_types.insert(*at, format!("<{prefix}Override PartName=\"/{part}\" ContentType=\"{SHEET_TYPE}\"/>"));
        added.push((part, sheet_text(&mut package, &known, &relations, sheet)?));
    }
    drop(known);
    let mut changes = BTreeMap::new();
    for ((place, text), mut edits) in texts.into_iter().zip(edits) {
        edits.sort();
        changes.insert(place, Change { text, edits });
    }
    package.write_with(&changes, &added).map_err(|error| NotPatched::unknown("", &error.to_string()))
}

/// How the book lists its sheets.
struct Entry {
    prefix: String,
    /// The attribute that ties a sheet to its part.
    tie: String,
    /// The highest number of a sheet.
    highest: u32,
    /// Where the list ends.
    end: usize,
}

impl Entry {
    fn read(text: &str, part: &str) -> Result<Self, NotPatched> {
        let mut walk = Walk::from(text, 0, part);
        let mut found: Option<(String, String)> = None;
        let mut highest = 0;
        while let Some((node, span)) = walk.next()? {
            match node {
                Node::Open(tag) if tag.local() == "sheet" => {
                    let number = tag.value("sheetId").and_then(|number| number.parse().ok());
                    highest = highest.max(number.unwrap_or(0));
                    let tie = tag.attributes().map(|one| one.name).find(|name| name.ends_with(":id"));
                    found = found.or_else(|| Some((tag.prefix().to_owned(), tie?.to_owned())));
                }
                Node::Close("sheets") => {
                    let (prefix, tie) = found.ok_or_else(|| NotPatched::unknown(part, "no sheets"))?;
                    return Ok(Self { prefix, tie, highest, end: span.start });
                }
                _ => {}
            }
        }
        Err(NotPatched::unknown(part, "no sheets"))
    }

    fn of(&self, name: &str, number: u32, id: &str) -> String {
        let number = self.highest.saturating_add(number);
        let Self { prefix, tie, .. } = self;
        format!("<{prefix}sheet name=\"{}\" sheetId=\"{number}\" {tie}=\"{id}\"/>", escape(&clean(name)))
    }
}

/// Where the list that is a part's root ends, and the prefix of its elements.
fn end_of(text: &str, root: &str, part: &str) -> Result<(String, usize), NotPatched> {
    let mut walk = Walk::from(text, 0, part);
    let mut prefix = None;
    while let Some((node, span)) = walk.next()? {
        match node {
            Node::Open(tag) if tag.local() == root => prefix = Some(Tag::prefix(&tag).to_owned()),
            Node::Close(name) if name == root => {
                return Ok((prefix.unwrap_or_default(), span.start));
            }
            _ => {}
        }
    }
    Err(NotPatched::unknown(part, "a list without an end"))
}

fn free_part(package: &Package<'_>, added: &[(String, String)], folder: &str) -> Result<String, NotPatched> {
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let names = (1..=10_000).map(|number| format!("{folder}worksheets/sheet{number}.xml"));
    let mut free = names.filter(|name| package.find(name).is_none() && added.iter().all(|(known, _)| known != name));
    free.next().ok_or(NotPatched::Limit { name: "parts", limit: 10_000 })
}

fn free_id(relations: &[Relation], number: u32) -> String {
    let mut id = format!("rIdSverka{number}");
    while relations.iter().any(|relation| relation.id == id) {
        id.push('x');
    }
    id
}

/// The styles of a sheet's cells, of its first row of data and of the rows above it.
struct Looks {
    styles: BTreeMap<(u32, u32), u32>,
}

impl Looks {
    fn of(
        package: &mut Package<'_>,
        book: &Book<'_>,
        relations: &[Relation],
        sheet: &NewSheet,
    ) -> Result<Self, NotPatched> {
        let mut styles = BTreeMap::new();
        let entry = book.sheet(&sheet.like).and_then(|at| book.sheets.get(at));
        let tie =
            entry.and_then(|entry| relations.iter().find(|tie| tie.id == entry.relation && tie.kind == "worksheet"));
        let Some((tie, place)) = tie.and_then(|tie| Some((tie, package.find(&tie.target)?))) else {
            return Ok(Self { styles });
        };
        let text = package.sheet(place)?;
        let known = Sheet::read(&text, &tie.target)?;
        for row in (0..=sheet.like_data).filter_map(|row| known.rows_of(row).next()) {
            let cells = Cells::read(&known, row)?;
            styles.extend(cells.cells.iter().map(|cell| ((row.number, cell.column), cell.style())));
        }
        Ok(Self { styles })
    }

    /// The style of a cell of the new sheet.
    fn style(&self, sheet: &NewSheet, row: u32, column: u16) -> u32 {
        let like = sheet.columns.get(usize::from(column)).and_then(|column| column.like);
        let row = (sheet.like_data + row).checked_sub(sheet.data);
        let found = row.zip(like).and_then(|(row, like)| self.styles.get(&(row, u32::from(like))));
        found.copied().unwrap_or(0)
    }
}

fn sheet_text(
    package: &mut Package<'_>,
    book: &Book<'_>,
    relations: &[Relation],
    sheet: &NewSheet,
) -> Result<String, NotPatched> {
    let looks = Looks::of(package, book, relations, sheet)?;
    let mut text = format!(
        "{XML}<worksheet xmlns=\"{NAMESPACE}\"><sheetViews><sheetView showGridLines=\"0\" workbookViewId=\"0\">\
         <pane ySplit=\"{}\" topLeftCell=\"{}\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>",
        sheet.data,
        address(sheet.data, 0)
    );
    // Writing to a string does not fail.
    let mut put = |piece: std::fmt::Arguments<'_>| text.write_fmt(piece).unwrap_or_default();
    for (number, column) in (0_u16..).zip(&sheet.columns) {
        let (place, style) = (u32::from(number) + 1, looks.style(sheet, sheet.data, number));
        let width = column.width;
        put(format_args!(
            "<col min=\"{place}\" max=\"{place}\" width=\"{width}\" style=\"{style}\" customWidth=\"1\"/>"
        ));
    }
    put(format_args!("</cols><sheetData>"));
    let mut rows: BTreeMap<u32, BTreeMap<u16, &str>> = BTreeMap::new();
    for (row, column, said) in &sheet.texts {
        rows.entry(*row).or_default().insert(*column, said);
    }
    // A blank row to be written over: new rows take their styles from it.
    rows.insert(sheet.data, (0_u16..).zip(&sheet.columns).map(|(place, _)| (place, "")).collect());
    for (row, cells) in rows {
        put(format_args!("<row r=\"{}\">", row + 1));
        for (column, said) in cells {
            let (at, style) = (address(row, u32::from(column)), looks.style(sheet, row, column));
            match said {
                "" => put(format_args!("<c r=\"{at}\" s=\"{style}\"/>")),
                said => put(format_args!(
                    "<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    escape(&clean(said))
                )),
            }
        }
        put(format_args!("</row>"));
    }
    put(format_args!("</sheetData>"));
    let lists: Vec<(u16, &SheetColumn)> =
        (0_u16..).zip(&sheet.columns).filter(|(_, column)| !column.choices.is_empty()).collect();
    if !lists.is_empty() {
        put(format_args!("<dataValidations count=\"{}\">", lists.len()));
        for (place, column) in lists {
            let (first, last) =
                (address(sheet.data, u32::from(place)), address(sheet.data + SPARE_ROWS, u32::from(place)));
            put(format_args!(
                "<dataValidation type=\"list\" allowBlank=\"1\" showInputMessage=\"1\" showErrorMessage=\"1\" \
                 sqref=\"{first}:{last}\"><formula1>\"{}\"</formula1></dataValidation>",
                escape(&column.choices.join(","))
            ));
        }
        put(format_args!("</dataValidations>"));
    }
    put(format_args!("</worksheet>"));
    Ok(text)
}
