//! `[workbooks]`: what the workbooks hold, and what is kept of them.

use super::people::unknown;
use super::read::{bad_value, count, duplicate};
use super::{DeletedRows, Workbooks, keys, names};
use crate::model::layout::{BookRule, hideable, hideable_names};
use crate::model::ownership::Manager;
use crate::model::problem::{At, Problems, Section, did_you_mean};

/// Excel's own limit is 1,048,576 rows; figures and headings stand above the table.
const ROWS_MAX: usize = 1_000_000;

pub(super) fn workbooks(top: &mut Section<'_, '_>, problems: &mut Problems) -> Workbooks {
    let mut books = Workbooks {
        head_book: "Руководитель.xlsx".to_owned(),
        rows_max: 50_000,
        recent_days: 365,
        previous_files: 20,
        previous_days: 90,
        deleted_rows: DeletedRows::default(),
        rules: Vec::new(),
    };
    let Some(mut section) = top.section("workbooks", problems) else { return books };
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
    section.finish_as(&keys::WORKBOOKS, problems);
    books
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
pub(super) fn rules(top: &mut Section<'_, '_>, managers: &[Manager], problems: &mut Problems) -> Vec<BookRule> {
    let mut rules = Vec::new();
    for mut section in top.sections("workbook", problems) {
        let mut rule = BookRule::default();
        for asked in section.texts("managers", problems) {
            match managers.iter().find(|known| known.name == asked.value) {
                Some(known) => rule.managers.push(known.name.clone()),
                None => problems.push(unknown("managers", &asked, managers.iter().map(|known| known.name.as_str()))),
            }
        }
        rule.head = section.boolean("head", problems).is_some_and(|head| head.value);
        let mut words = |key| section.texts(key, problems).into_iter().map(|word| word.value).collect();
        (rule.segments, rule.regions) = (words("segments"), words("regions"));
        rule.recent_days = count(&mut section, "recent_days", 0, problems);
        rule.rows_max = rows_max(&mut section, problems);
        for asked in section.texts("hidden", problems) {
            match hideable(&asked.value) {
                Some(column) => rule.hidden.push(column),
                None => {
                    let known: Vec<String> = hideable_names().collect();
                    let near = did_you_mean(&asked.value, known.iter().map(String::as_str));
                    problems.push(bad_value("hidden", &asked, &known.join(", "), near));
                }
            }
        }
        find_doubles(&rules, &rule, &mut section, problems);
        section.finish_as(&keys::WORKBOOK, problems);
        rules.push(rule);
    }
    rules
}
