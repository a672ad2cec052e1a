//! What stands around a row: values of the title above the header, and the group headings it stands under.

use super::cells::Row;
use crate::parse::shape::TableShape;
use crate::parse::{NameId, Tree};

/// Titles of one document: a book with more values in its titles than that has none that a person wrote.
const TITLE_VALUES_LIMIT: usize = 100_000;

/// Title values met so far, and the headings that hold now.
#[derive(Debug)]
pub(super) struct Context<'a> {
    table: &'a TableShape,
    /// Index of the title rule and its text, in the order they were met.
    file: Vec<(usize, String)>,
    /// Title rules that already found their text on this sheet: the first one counts.
    found: Vec<bool>,
    /// The heading of each level, outermost first.
    held: Vec<Option<String>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(table: &'a TableShape) -> Self {
        let (titles, levels) = (table.titles.len(), table.levels.len());
        Self { table, file: Vec::new(), found: vec![false; titles], held: vec![None; levels] }
    }

    pub(super) fn file(&self) -> &[(usize, String)] {
        &self.file
    }

    /// A sheet begins: no heading holds, and titles are looked for anew. Its name is a title too.
    pub(super) fn sheet(&mut self, name: &str) {
        self.held.fill(None);
        self.found.fill(false);
        self.title(name);
    }

    /// A row above the header: its cells are one text, because a title may be spread over several.
    pub(super) fn title_row(&mut self, row: &Row) {
        if !self.table.titles.is_empty() {
            let texts: Vec<&str> = row.cells().map(|cell| cell.text).collect();
            self.title(&texts.join(" "));
        }
    }

    fn title(&mut self, text: &str) {
        for (index, (pattern, found)) in self.table.titles.iter().zip(&mut self.found).enumerate() {
            if *found || self.file.len() >= TITLE_VALUES_LIMIT {
                continue;
            }
            if let Some(value) = captured(pattern, text) {
                *found = true;
                self.file.push((index, value.to_owned()));
            }
        }
    }

    /// A row of text alone: it begins the level without a column that it matches.
    pub(super) fn heading(&mut self, text: &str) {
        if let Some((at, value)) = self.level(None, text) {
            self.begin(at, &value);
        }
    }

    /// A row with columns: what its level columns hold begins these levels and ends all below.
    pub(super) fn row(&mut self, cell: impl Fn(NameId) -> Option<String>) {
        let mut columns: Vec<NameId> = self.table.levels.iter().filter_map(|level| level.column).collect();
        columns.dedup();
        let mut begun: Vec<(usize, String)> = Vec::new();
        for column in columns {
            let Some(text) = cell(column) else { continue };
            begun.extend(self.level(Some(column), &text));
        }
        begun.sort_unstable();
        begun.dedup();
        for (at, value) in begun {
            self.begin(at, &value);
        }
    }

    /// Adds the headings a row stands under, its own among them.
    pub(super) fn add_to(&self, tree: &mut Tree) {
        for (level, text) in self.table.levels.iter().zip(&self.held) {
            if let Some(text) = text {
                tree.leaf(level.name, text);
            }
        }
    }

    /// The level a text begins: one whose pattern it matches goes before one that takes any text.
    fn level(&self, column: Option<NameId>, text: &str) -> Option<(usize, String)> {
        let of_column = || self.table.levels.iter().enumerate().filter(|(_, level)| level.column == column);
        let matching =
            of_column().find_map(|(at, level)| Some((at, captured(level.pattern.as_ref()?, text)?.to_owned())));
        matching.or_else(|| of_column().find(|(_, level)| level.pattern.is_none()).map(|(at, _)| (at, text.to_owned())))
    }

    fn begin(&mut self, at: usize, value: &str) {
        for (level, held) in self.held.iter_mut().enumerate().skip(at) {
            *held = (level == at).then(|| value.to_owned());
        }
    }
}

/// The group `value`, else the first group, else the whole of what matches; nothing where that is empty.
fn captured<'t>(pattern: &regex::Regex, text: &'t str) -> Option<&'t str> {
    let captures = pattern.captures(text)?;
    let found = captures.name("value").or_else(|| captures.get(1)).or_else(|| captures.get(0))?;
    Some(found.as_str().trim()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;
    use crate::parse::Names;
    use crate::parse::shape::Level;

    fn row(texts: &[&str]) -> Row {
        let mut row = Row::default();
        row.begin(1);
        (0..).zip(texts).for_each(|(column, text)| row.push_text(column, text));
        row
    }

    /// Levels account, client, contract of one column, and the headings a row of that text stands under.
    fn walk(texts: &[&str]) -> Vec<String> {
        let mut names = Names::default();
        let column = Some(names.intern("title"));
        let mut level = |name: &str, pattern: &str| Level {
            name: names.intern(name),
            column,
            pattern: (!pattern.is_empty()).then(|| Regex::new(pattern).unwrap()),
        };
        let levels = vec![level("account", r"^(\d+(?:\.\d+)*)"), level("client", ""), level("contract", "^Договор.*")];
        let table = TableShape { levels, ..TableShape::default() };
        let mut context = Context::new(&table);
        let mut walked = Vec::new();
        for text in texts {
            context.row(|_| Some((*text).to_owned()));
            walked.push(context.held.iter().flatten().cloned().collect::<Vec<_>>().join("/"));
        }
        walked
    }

    #[test]
    fn a_heading_holds_until_the_next_of_its_level_or_above() {
        assert_eq!(
            walk(&["62.01, Расчёты", "Альфа", "Договор 1", "Договор 2", "Бета", "62.02", "Гамма"]),
            [
                "62.01",
                "62.01/Альфа",
                "62.01/Альфа/Договор 1",
                "62.01/Альфа/Договор 2",
                "62.01/Бета",
                "62.02",
                "62.02/Гамма"
            ]
        );
    }

    #[test]
    fn the_first_title_of_a_sheet_counts_and_may_be_spread_over_cells() {
        let titles = vec![Regex::new(r"за (?P<value>.+)$").unwrap(), Regex::new(r"счету (\d+)").unwrap()];
        let table = TableShape { titles, ..TableShape::default() };
        let mut context = Context::new(&table);
        context.sheet("Лист1");
        context.title_row(&row(&["Ведомость по счету 62", "за январь 2026 г."]));
        context.title_row(&row(&["сформировано за минуту по счету 99"]));
        context.sheet("за май");
        let file: Vec<(usize, &str)> = context.file().iter().map(|(at, text)| (*at, text.as_str())).collect();
        assert_eq!(file, [(0, "январь 2026 г."), (1, "62"), (0, "май")]);
    }
}
