//! The book's own part and its relationships: which part is which sheet, defined names, the recalculation switch.

use std::ops::Range;

use super::NotPatched;
use super::area::{Area, Growth, in_formula};
use super::package::Package;
use super::xml::{Edits, Node, Tag, Walk, escape, unescape};

/// The namespace of ordinary books; Strict ones have another, and other date forms besides.
const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/spreadsheetml/main";
/// Parts that may be macro-free or not, a template or a book: only these main parts are XML.
const MAIN: &str = "/officedocument";

/// One tie from a part to another.
pub(super) struct Relation {
    pub(super) id: String,
    /// The last piece of its type: `worksheet`, `table`, `styles`.
    pub(super) kind: String,
    /// The part it leads to, from the root of the package.
    pub(super) target: String,
}

/// The relationships of a part; none if it has none.
pub(super) fn relations(package: &mut Package<'_>, part: &str) -> Result<Vec<Relation>, NotPatched> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let path = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let Some(place) = package.find(&path) else { return Ok(Vec::new()) };
    let text = package.part(place)?;
    let mut walk = Walk::from(&text, 0, &path);
    let mut found = Vec::new();
    while let Some((node, _)) = walk.next()? {
        let Node::Open(tag) = node else { continue };
        if tag.local() != "Relationship" || tag.value("TargetMode").as_deref() == Some("External") {
            continue;
        }
        let (Some(id), Some(kind), Some(target)) = (tag.value("Id"), tag.value("Type"), tag.value("Target")) else {
            continue;
        };
        let kind = kind.rsplit('/').next().unwrap_or_default().to_lowercase();
        found.push(Relation { id: id.into_owned(), kind, target: resolve(folder, &target) });
    }
    Ok(found)
}

/// A target, absolute or relative to the folder of the part it is written in.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut pieces: Vec<&str> = Vec::new();
    for piece in whole.split('/') {
        match piece {
            "" | "." => {}
            ".." => drop(pieces.pop()),
            piece => pieces.push(piece),
        }
    }
    pieces.join("/")
}

/// The name of the main part.
pub(super) fn main_part(package: &mut Package<'_>) -> Result<String, NotPatched> {
    let kind = MAIN.trim_start_matches('/');
    let main = relations(package, "")?.into_iter().find(|relation| relation.kind == kind);
    let main = main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
    if package.find(&main).is_none() || main.to_lowercase().ends_with(".bin") {
        return Err(NotPatched::NotWorkbook);
    }
    Ok(main)
}

/// Says no to a root element that is not of an ordinary book.
pub(super) fn check_namespace(root: &Tag<'_>, part: &str) -> Result<(), NotPatched> {
    let prefix = root.prefix().trim_end_matches(':');
    let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
    match root.value(&name).as_deref() {
        Some(TRANSITIONAL) => Ok(()),
        Some(STRICT) => Err(NotPatched::Strict),
        _ => Err(NotPatched::unknown(part, "a namespace other than a workbook's")),
    }
}

/// One sheet as the book lists it.
pub(super) struct SheetEntry {
    pub(super) name: String,
    pub(super) relation: String,
}

/// One defined name.
struct DefinedName {
    name: String,
    /// The sheet it belongs to, by its place in the list.
    local: Option<usize>,
    formula: Range<usize>,
}

/// What the book's part says.
pub(super) struct Book<'t> {
    text: &'t str,
    prefix: &'t str,
    pub(super) sheets: Vec<SheetEntry>,
    /// Whether days are counted from 1904.
    pub(super) is_1904: bool,
    names: Vec<DefinedName>,
    recalculation: Option<Tag<'t>>,
    /// Where the switch would stand if it is not there.
    behind_names: usize,
    /// Where the list of names ends; nothing where there is none.
    names_end: Option<usize>,
}

impl<'t> Book<'t> {
    pub(super) fn read(text: &'t str, part: &'t str) -> Result<Self, NotPatched> {
        let mut walk = Walk::from(text, 0, part);
        let mut book = Self {
            text,
            prefix: "",
            sheets: Vec::new(),
            is_1904: false,
            names: Vec::new(),
            recalculation: None,
            behind_names: 0,
            names_end: None,
        };
        let mut rooted = false;
        while let Some((node, span)) = walk.next()? {
            let tag = match node {
                Node::Open(tag) => tag,
                Node::Close(name @ ("sheets" | "functionGroups" | "externalReferences" | "definedNames")) => {
                    book.behind_names = span.end;
                    book.names_end = book.names_end.or((name == "definedNames").then_some(span.start));
                    continue;
                }
                _ => continue,
            };
            if !rooted {
                check_namespace(&tag, part)?;
                book.prefix = tag.prefix();
                rooted = true;
            }
            book.element(tag, &mut walk)?;
        }
        if book.sheets.is_empty() {
            return Err(NotPatched::unknown(part, "no sheets"));
        }
        Ok(book)
    }

    fn element(&mut self, tag: Tag<'t>, walk: &mut Walk<'t>) -> Result<(), NotPatched> {
        match tag.local() {
            "workbookPr" => self.is_1904 = matches!(tag.value("date1904").as_deref(), Some("1" | "true")),
            "sheet" => {
                let name = tag.value("name").unwrap_or_default().into_owned();
                let relation = tag.relation().unwrap_or_default().to_owned();
                self.sheets.push(SheetEntry { name, relation });
            }
            "definedName" => {
                let end = walk.close(&tag)?;
                self.names.push(DefinedName {
                    name: tag.value("name").unwrap_or_default().into_owned(),
                    local: tag.value("localSheetId").and_then(|id| id.parse().ok()),
                    formula: tag.span.end..end.start,
                });
            }
            "calcPr" => self.recalculation = Some(tag),
            _ => {}
        }
        Ok(())
    }

    /// The place of a sheet in the list.
    pub(super) fn sheet(&self, name: &str) -> Option<usize> {
        let exact = self.sheets.iter().position(|sheet| sheet.name == name);
        exact.or_else(|| self.sheets.iter().position(|sheet| sheet.name.to_lowercase() == name.to_lowercase()))
    }

    /// Makes spreadsheet programs compute the manager's own formulas anew when they open the book.
    pub(super) fn recalculate(&self, edits: &mut Edits) {
        match &self.recalculation {
            Some(tag) => tag.set("fullCalcOnLoad", "1", edits),
            None => edits.insert(self.behind_names, format!("<{}calcPr fullCalcOnLoad=\"1\"/>", self.prefix)),
        }
    }

    /// Grows the hidden name of a sheet's filter and its print area, to new rows and to the new last column.
    pub(super) fn grow(&self, sheet: usize, growth: Option<&Growth>, wider: Option<(u32, u32)>, edits: &mut Edits) {
        let own = ["_xlnm._FilterDatabase", "_xlnm.Print_Area"];
        let concerned = self.names.iter().filter(|name| name.local == Some(sheet) && own.contains(&&*name.name));
        for name in concerned {
            let known = unescape(self.text.get(name.formula.clone()).unwrap_or_default());
            let grown = in_formula(&known, |area| {
                let higher = growth.and_then(|growth| growth.grown(area));
                let (was, now) = wider.filter(|(was, _)| *was == area.right).unwrap_or((area.right, area.right));
                (higher.is_some() || was != now).then_some(Area { right: now, ..higher.unwrap_or(area) })
            });
            if let Some(grown) = grown {
                edits.replace(name.formula.clone(), escape(&grown).into_owned());
            }
        }
    }

    /// The names of a sheet, for a book in which it has another place and perhaps another name.
    pub(super) fn names_of(&self, sheet: usize, (was, now): (&str, &str), local: usize, prefix: &str) -> String {
        let own = self.names.iter().filter(|name| name.local == Some(sheet));
        let name = |name: &DefinedName| {
            let raw = self.text.get(name.formula.clone()).unwrap_or_default();
            let formula = unescape(raw);
            let quoted = format!("'{}'!", now.replace('\'', "''"));
            let formula = if was == now { formula } else { formula.replace(&format!("{was}!"), &quoted).into() };
            let (said, formula) = (escape(&name.name), escape(&formula));
            format!("<{prefix}definedName name=\"{said}\" localSheetId=\"{local}\">{formula}</{prefix}definedName>")
        };
        own.map(name).collect()
    }

    /// Adds names, written as XML, to those of the book.
    pub(super) fn add_names(&self, names: &str, edits: &mut Edits) {
        match self.names_end {
            _ if names.is_empty() => {}
            Some(end) => edits.insert(end, names.to_owned()),
            None => {
                let prefix = self.prefix;
                edits.insert(self.behind_names, format!("<{prefix}definedNames>{names}</{prefix}definedNames>"));
            }
        }
    }

    /// The formula of a name of the whole book.
    pub(super) fn formula(&self, name: &str) -> Option<(Range<usize>, String)> {
        let found = self.names.iter().find(|known| known.local.is_none() && known.name == name)?;
        let text = unescape(self.text.get(found.formula.clone())?);
        Some((found.formula.clone(), text.into_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_from_the_part_they_stand_in() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl/worksheets", "..\\tables/table1.xml"), "xl/tables/table1.xml");
        assert_eq!(resolve("", "../../../xl/workbook.xml"), "xl/workbook.xml");
    }
}
