//! Sheets of a book that was just drawn, put into one that somebody saved: parts of their own with their tables, entries
//! and names in the book, their looks among its styles. Every other part stays as it is byte by byte.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{self, Book, Relation};
use super::package::{Change, Package};
use super::palette::Palette;
use super::xml::{Edits, Node, Tag, Walk, escape};
use super::{NotPatched, PatchLimits};
use crate::workbook::render::clean;

/// Where the content types of a package stand.
const CONTENT_TYPES: &str = "[Content_Types].xml";
const SHEET_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const TABLE_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml";
const TIES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_TIES: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// So many parts of one kind are counted through.
const PARTS_MAX: u32 = 10_000;

/// A sheet of the drawn book, and what it is to be called in the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graft {
    /// Its name in the drawn book.
    pub drawn: String,
    /// Its name in the other, which no sheet there has.
    pub name: String,
}

/// A book whose parts are looked into.
struct Open<'b> {
    package: Package<'b>,
    main: String,
    folder: String,
    relations: Vec<Relation>,
}

impl<'b> Open<'b> {
    fn of(book: &'b [u8], limits: PatchLimits) -> Result<Self, NotPatched> {
        let mut package = Package::open(book, limits)?;
        let main = book::main_part(&mut package)?;
        let relations = book::relations(&mut package, &main)?;
        let folder = main.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        Ok(Self { package, main, folder, relations })
    }

    fn text(&mut self, part: &str) -> Result<(usize, String), NotPatched> {
        let place = self.package.find(part).ok_or(NotPatched::NotWorkbook)?;
        Ok((place, self.package.part(place)?))
    }

    fn styles(&mut self) -> Result<(usize, String), NotPatched> {
        let styles = self.relations.iter().find(|relation| relation.kind == "styles");
        let part = styles.map(|relation| relation.target.clone()).ok_or(NotPatched::NotWorkbook)?;
        self.text(&part)
    }

    /// A name that no part has, nor any that is added.
    fn free_part(&self, added: &[(String, String)], kind: &str) -> Result<String, NotPatched> {
        let names = (1..=PARTS_MAX).map(|number| format!("{}{kind}{number}.xml", self.folder));
        let is_free = |name: &String| self.package.find(name).is_none() && added.iter().all(|(known, _)| known != name);
        names.into_iter().find(is_free).ok_or(NotPatched::Limit { name: "parts", limit: u64::from(PARTS_MAX) })
    }
}

/// Puts sheets of a drawn book behind those of another. What that one has stays; no sheet of these names may be there.
///
/// # Errors
/// When the book is of another kind, can't be patched safely, or holds too much; nothing is done then.
pub fn graft(book: &[u8], drawn: &[u8], sheets: &[Graft], limits: PatchLimits) -> Result<Vec<u8>, NotPatched> {
    let (mut source, mut target) = (Open::of(drawn, limits)?, Open::of(book, limits)?);
    let file = target.main.rsplit('/').next().unwrap_or_default().to_owned();
    let ties = format!("{}_rels/{file}.rels", target.folder);
    let main = target.main.clone();
    let mut texts = Vec::new();
    for part in [main.as_str(), &ties, CONTENT_TYPES] {
        texts.push(target.text(part)?);
    }
    texts.push(target.styles()?);
    let (_, drawn_main) = source.text(&source.main.clone())?;
    let (_, drawn_styles) = source.styles()?;
    let [(_, main_text), (_, ties_text), (_, types_text), (_, styles_text)] = &texts[..] else {
        return Err(NotPatched::NotWorkbook);
    };
    let mut work = Work {
        known: Book::read(&drawn_main, "drawn")?,
        entry: Entry::read(main_text, &main)?,
        ties_end: end_of(ties_text, "Relationships", &ties)?,
        types_end: end_of(types_text, "Types", CONTENT_TYPES)?,
        palette: Palette::of((&drawn_styles, "drawn"), (styles_text, "styles"))?,
        tables: Tables::of(&mut target.package)?,
        edits: Default::default(),
        added: Vec::new(),
        names: String::new(),
    };
    let there = Book::read(main_text, &main)?;
    for (number, sheet) in (1_u32..).zip(sheets) {
        if there.sheet(&sheet.name).is_some() {
            return Err(NotPatched::unknown(&sheet.name, "two sheets of this name"));
        }
        let local = there.sheets.len() + usize::try_from(number - 1).unwrap_or_default();
        work.put(&mut source, &target, sheet, (number, local))?;
    }
    let [to_main, _, _] = &mut work.edits;
    there.add_names(&work.names, to_main);
    drop(there);
    let Work { palette, edits: [main, ties, types], added, .. } = work;
    let edits = [main, ties, types, palette.edits()];
    let mut changes = BTreeMap::new();
    for ((place, text), mut edits) in texts.into_iter().zip(edits) {
        edits.sort();
        if !edits.is_empty() {
            changes.insert(place, Change { text, edits });
        }
    }
    target.package.write_with(&changes, &added).map_err(|error| NotPatched::unknown("", &error.to_string()))
}

/// What is being made.
struct Work<'s, 't> {
    known: Book<'s>,
    entry: Entry,
    ties_end: (String, usize),
    types_end: (String, usize),
    palette: Palette<'s, 't>,
    tables: Tables,
    /// Of the book's part, its relationships and the types of parts.
    edits: [Edits; 3],
    added: Vec<(String, String)>,
    /// Defined names of the new sheets.
    names: String,
}

impl Work<'_, '_> {
    fn put(
        &mut self,
        source: &mut Open<'_>,
        target: &Open<'_>,
        sheet: &Graft,
        (number, local): (u32, usize),
    ) -> Result<(), NotPatched> {
        let absent = || NotPatched::SheetAbsent { sheet: sheet.drawn.clone() };
        let at = self.known.sheet(&sheet.drawn).ok_or_else(absent)?;
        let entry = self.known.sheets.get(at).ok_or_else(absent)?;
        let tie = source.relations.iter().find(|tie| tie.id == entry.relation).ok_or_else(absent)?.target.clone();
        let (_, text) = source.text(&tie)?;
        let table = book::relations(&mut source.package, &tie)?.into_iter().find(|tie| tie.kind == "table");
        let part = target.free_part(&self.added, "worksheets/sheet")?;
        let is_tabled = table.is_some();
        let dressed = self.dressed(&text, &tie, is_tabled)?;
        self.added.push((part.clone(), dressed));
        self.list(&part, SHEET_TYPE);
        if let Some(table) = table {
            let (_, text) = source.text(&table.target)?;
            let table = target.free_part(&self.added, "tables/table")?;
            let file = part.rsplit('/').next().unwrap_or_default();
            let ties = format!("{}worksheets/_rels/{file}.rels", target.folder);
            let tie = format!("<Relationship Id=\"rId1\" Type=\"{TIES}/table\" Target=\"/{table}\"/>");
            let tie = format!("{XML}<Relationships xmlns=\"{PACKAGE_TIES}\">{tie}</Relationships>");
            self.list(&table, TABLE_TYPE);
            self.added.extend([(ties, tie), (table, self.tables.renamed(&text)?)]);
        }
        let id = free_id(&target.relations, number);
        let [to_main, to_ties, _] = &mut self.edits;
        to_main.insert(self.entry.end, self.entry.of(&sheet.name, number, &id));
        let (prefix, end) = &self.ties_end;
        to_ties
            .insert(*end, format!("<{prefix}Relationship Id=\"{id}\" Type=\"{TIES}/worksheet\" Target=\"/{part}\"/>"));
        self.names.push_str(&self.known.names_of(at, (&sheet.drawn, &sheet.name), local, &self.entry.prefix));
        Ok(())
    }

    /// Says what a new part is.
    fn list(&mut self, part: &str, kind: &str) {
        let (prefix, at) = &self.types_end;
        let [_, _, to_types] = &mut self.edits;
        to_types.insert(*at, format!("<{prefix}Override PartName=\"/{part}\" ContentType=\"{kind}\"/>"));
    }

    /// A sheet's text with the styles of the other book; notes of captions are left behind, and it is not the one in front.
    fn dressed(&mut self, text: &str, part: &str, is_tabled: bool) -> Result<String, NotPatched> {
        let mut edits = Edits::default();
        let mut walk = Walk::from(text, 0, part);
        while let Some((node, span)) = walk.next()? {
            let Node::Open(tag) = node else { continue };
            match tag.local() {
                "c" | "row" => self.restyle(&tag, "s", &mut edits)?,
                "col" => self.restyle(&tag, "style", &mut edits)?,
                "cfRule" => {
                    if let Some(looks) = tag.attribute("dxfId") {
                        let carried = self.palette.conditional(looks.value.parse().unwrap_or(0))?;
                        edits.replace(looks.span, carried.to_string());
                    }
                }
                "sheetView" if tag.attribute("tabSelected").is_some() => tag.set("tabSelected", "0", &mut edits),
                "legacyDrawing" => edits.replace(span, String::new()),
                "tableParts" if !is_tabled => edits.replace(span.start..walk.close(&tag)?.end, String::new()),
                "tablePart" => tag.set("r:id", "rId1", &mut edits),
                _ => {}
            }
        }
        edits.applied(text).map_err(|_error| NotPatched::unknown(part, "a sheet"))
    }

    fn restyle(&mut self, tag: &Tag<'_>, name: &str, edits: &mut Edits) -> Result<(), NotPatched> {
        let Some(style) = tag.attribute(name) else { return Ok(()) };
        let carried = self.palette.style(style.value.parse().unwrap_or(0))?;
        edits.replace(style.span, carried.to_string());
        Ok(())
    }
}

/// The tables of a book: no two have one number or one name.
struct Tables {
    highest: u32,
    names: BTreeSet<String>,
}

impl Tables {
    fn of(package: &mut Package<'_>) -> Result<Self, NotPatched> {
        let mut tables = Self { highest: 0, names: BTreeSet::new() };
        let parts: Vec<String> = package.names().into_iter().filter(|name| name.contains("tables/")).collect();
        for part in parts {
            let Some(place) = package.find(&part) else { continue };
            let text = package.part(place)?;
            let mut walk = Walk::from(&text, 0, &part);
            while let Some((node, _)) = walk.next()? {
                let Node::Open(tag) = node else { continue };
                if tag.local() == "table" {
                    let number = tag.value("id").and_then(|id| id.parse().ok()).unwrap_or(0);
                    tables.highest = tables.highest.max(number);
                    let names = ["name", "displayName"].into_iter().filter_map(|name| tag.value(name));
                    tables.names.extend(names.map(|name| name.to_lowercase()));
                }
                break;
            }
        }
        Ok(tables)
    }

    /// A table's text with a number and a name that are free.
    fn renamed(&mut self, text: &str) -> Result<String, NotPatched> {
        let mut walk = Walk::from(text, 0, "drawn");
        let mut edits = Edits::default();
        while let Some((node, _)) = walk.next()? {
            let Node::Open(tag) = node else { continue };
            self.highest = self.highest.saturating_add(1);
            tag.set("id", &self.highest.to_string(), &mut edits);
            let known = tag.value("name").unwrap_or_default().into_owned();
            let others = (2..).map(|number| format!("{known}_{number}"));
            let mut names = std::iter::once(known.clone()).chain(others);
            let name = names.find(|name| !self.names.contains(&name.to_lowercase())).unwrap_or(known);
            tag.set("name", &name, &mut edits);
            tag.set("displayName", &name, &mut edits);
            self.names.insert(name.to_lowercase());
            break;
        }
        edits.applied(text).map_err(|_error| NotPatched::unknown("drawn", "a table"))
    }
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
        // Some programs say what the prefix means in every entry and nowhere else.
        let meant = tie.split_once(':').map_or("", |(prefix, _)| prefix);
        let name = clean(name);
        let name = escape(&name);
        format!("<{prefix}sheet xmlns:{meant}=\"{TIES}\" name=\"{name}\" sheetId=\"{number}\" {tie}=\"{id}\"/>")
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

fn free_id(relations: &[Relation], number: u32) -> String {
    let mut id = format!("rIdSverka{number}");
    while relations.iter().any(|relation| relation.id == id) {
        id.push('x');
    }
    id
}
