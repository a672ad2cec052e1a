//! `[workbooks]`: what the workbooks hold, and what is kept of them.

use std::collections::BTreeMap;

use super::read::{bad_value, count, duplicate};
use super::{DeletedRows, Workbooks, columns, dictionaries, keys, names};
use crate::model::lasting::lasting;
use crate::model::layout::{
    BookRule, ColumnRule, SHOWABLE, SortBy, column_names, extra_names, hideable, hideable_names, known_column,
    own_column, own_name, sheet_of_name,
};
use crate::model::ownership::Manager;
use crate::model::problem::{At, Item, Problems, Section, did_you_mean};

/// Excel's own limit is 1,048,576 rows; figures and headings stand above the table.
const ROWS_MAX: usize = 1_000_000;

/// Reads `[workbooks]`; its columns are read when it is known who the managers are.
pub(super) fn workbooks<'t, 's>(
    top: &mut Section<'t, 's>,
    problems: &mut Problems,
) -> (Workbooks, Option<Item<'t, 's>>) {
    let mut books = Workbooks {
        head_book: "Руководитель.xlsx".to_owned(),
        rows_max: 50_000,
        recent_days: 365,
        previous_files: 20,
        previous_days: 90,
        deleted_rows: DeletedRows::default(),
        rules: Vec::new(),
        columns: Vec::new(),
    };
    let Some(mut section) = top.section("workbooks", problems) else { return (books, None) };
    if let Some(book) = section.text("head_book", problems) {
        if names::is_book_name(&book.value) {
            books.head_book = book.value;
        } else {
            problems.push(bad_value("head_book", &book, "book-name", None));
        }
    }
    if let Some(rows) = rows_max(&mut section, problems) {
        books.rows_max = rows;
    }
    if let Some(days) = count(&mut section, "recent_days", 0, problems) {
        books.recent_days = days;
    }
    if let Some(files) = count(&mut section, "previous_files", 0, problems) {
        books.previous_files = files;
    }
    if let Some(days) = count(&mut section, "previous_days", 1, problems) {
        books.previous_days = days;
    }
    if let Some(asked) = section.text("deleted_rows", problems) {
        match DeletedRows::NAMES.iter().zip(DeletedRows::ALL).find(|(name, _)| **name == asked.value) {
            Some((_, deleted_rows)) => books.deleted_rows = deleted_rows,
            None => {
                let near = did_you_mean(&asked.value, DeletedRows::NAMES);
                problems.push(bad_value("deleted_rows", &asked, &DeletedRows::NAMES.join(", "), near));
            }
        }
    }
    let columns = section.item("columns");
    section.finish_as(&keys::WORKBOOKS, problems);
    (books, columns)
}

/// Reads the columns and the dictionaries that they and the usual columns take their words from.
pub(super) fn columns(
    books: &mut Workbooks,
    item: Option<Item<'_, '_>>,
    top: &mut Section<'_, '_>,
    managers: &[Manager],
    problems: &mut Problems,
) -> BTreeMap<&'static str, Vec<String>> {
    let lines = columns::lines(item, managers, problems);
    let named: Vec<&'static str> =
        lines.iter().filter_map(|line| line.dictionary.as_ref().map(|name| lasting(&name.value))).collect();
    let mut known = dictionaries::dictionaries(top, &named, problems);
    books.columns = columns::columns(lines, &known, problems);
    known.retain(|name, _| dictionaries::COLUMNS.contains(name));
    known
}

/// How many rows a sheet holds at most.
fn rows_max(section: &mut Section<'_, '_>, problems: &mut Problems) -> Option<usize> {
    let span = section.item("rows_max")?.span();
    let rows: usize = count(section, "rows_max", 1, problems)?;
    if rows > ROWS_MAX {
        let asked = At { value: rows.to_string(), span };
        problems.push(bad_value("rows_max", &asked, &format!("1…{ROWS_MAX}"), None));
    }
    (rows <= ROWS_MAX).then_some(rows)
}

/// Finds what a rule says about books that an earlier one is about: only the first would hold.
fn find_doubles(known: &[BookRule], rule: &BookRule, section: &mut Section<'_, '_>, problems: &mut Problems) {
    let is_any = |rule: &BookRule| rule.managers.is_empty() && !rule.head;
    if known.iter().any(is_any) {
        problems.push(duplicate("workbook", "managers", section.span.clone()));
        return;
    }
    // Each manager's name has a place of its own; what is wrong with them was said before.
    for asked in section.texts("managers", &mut Problems::default()) {
        if known.iter().any(|known| known.managers.contains(&asked.value)) {
            problems.push(duplicate("managers", &asked.value, asked.span));
        }
    }
    if rule.head
        && known.iter().any(|known| known.head)
        && let Some(head) = section.item("head")
    {
        problems.push(duplicate("head", "true", head.span()));
    }
}

/// Reads `[[workbook]]`: what single books show otherwise. Managers they name must exist.
pub(super) fn rules(
    top: &mut Section<'_, '_>,
    managers: &[Manager],
    columns: &[ColumnRule],
    problems: &mut Problems,
) -> Vec<BookRule> {
    let mut rules = Vec::new();
    for mut section in top.sections("workbook", problems) {
        let mut rule = BookRule { managers: columns::scope(&mut section, managers, problems), ..BookRule::default() };
        rule.head = section.boolean("head", problems).is_some_and(|head| head.value);
        let mut words = |key| section.texts(key, problems).into_iter().map(|word| word.value).collect();
        (rule.segments, rule.regions) = (words("segments"), words("regions"));
        rule.recent_days = count(&mut section, "recent_days", 0, problems);
        rule.rows_max = rows_max(&mut section, problems);
        rule.hidden = hidden(&mut section, columns, problems);
        for asked in section.texts("sheets", problems) {
            match SHOWABLE.into_iter().find(|known| *known == asked.value) {
                Some(sheet) => rule.sheets.push(sheet),
                None => {
                    let near = did_you_mean(&asked.value, SHOWABLE);
                    problems.push(bad_value("sheets", &asked, &SHOWABLE.join(", "), near));
                }
            }
        }
        rule.sort = section.texts("sort", problems).iter().filter_map(|by| sort_by(by, columns, problems)).collect();
        find_doubles(&rules, &rule, &mut section, problems);
        section.finish_as(&keys::WORKBOOK, problems);
        rules.push(rule);
    }
    rules
}

/// Columns that are drawn hidden, of the usual ones and of those that settings add.
fn hidden(
    section: &mut Section<'_, '_>,
    columns: &[ColumnRule],
    problems: &mut Problems,
) -> Vec<(&'static str, &'static str)> {
    let added = |rule: &&ColumnRule| rule.attribute().is_some() || extra_names(rule.sheet).contains(&rule.column);
    let named = |rule: &ColumnRule| format!("{}.{}", rule.sheet, own_name(rule.column).unwrap_or(rule.column));
    let mut hidden = Vec::new();
    for asked in section.texts("hidden", problems) {
        let of_theirs = || columns.iter().filter(added).find(|rule| named(rule) == asked.value);
        match hideable(&asked.value).or_else(|| of_theirs().map(|rule| (rule.sheet, rule.column))) {
            Some(column) => hidden.push(column),
            None => {
                let known: Vec<String> = hideable_names().chain(columns.iter().filter(added).map(named)).collect();
                let near = did_you_mean(&asked.value, known.iter().map(String::as_str));
                problems.push(bad_value("hidden", &asked, &known.join(", "), near));
            }
        }
    }
    hidden
}

/// One step of an order: `clients.debt`, `clients.debt desc`.
fn sort_by(asked: &At<String>, columns: &[ColumnRule], problems: &mut Problems) -> Option<SortBy> {
    let said = asked.value.trim();
    let (name, descending) = match said.rsplit_once(' ') {
        Some((name, "desc")) => (name.trim_end(), true),
        Some((name, "asc")) => (name.trim_end(), false),
        _ => (said, false),
    };
    let known = name.split_once('.').and_then(|(sheet, column)| {
        let sheet = sheet_of_name(sheet)?;
        let own = || columns.iter().find(|rule| rule.sheet == sheet && rule.column == own_column(column));
        known_column(sheet, column).or_else(|| own().map(|rule| rule.column)).map(|column| (sheet, column))
    });
    if let Some((sheet, column)) = known {
        return Some(SortBy { sheet, column, descending });
    }
    let usual = crate::model::layout::SHEETS
        .into_iter()
        .flat_map(|sheet| column_names(sheet).into_iter().map(move |column| format!("{sheet}.{column}")));
    let own = columns.iter().filter_map(|rule| Some(format!("{}.{}", rule.sheet, rule.attribute()?)));
    let known: Vec<String> = usual.chain(own).collect();
    problems.push(bad_value("sort", asked, "sort", did_you_mean(name, known.iter().map(String::as_str))));
    None
}
