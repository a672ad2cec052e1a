//! What is said of a file that was merged: to the manager in her status column, to both in the report.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Layout, RemarkLine, STATUS, sheet_name};
use super::matching::Matched;
use super::merge::{Finding, Held, HeldReason, Merged, PlacedClash, Remark, says_only_total};
use super::value::Trouble;
use crate::lang::{Arg, Lang};
use crate::model::row_id::RowId;

mod codes;

pub use codes::codes_put_back;

/// A finding as a row of the sheet of remarks: sheet, row, column, what stands there, what is wrong with it. Nothing for
/// what is no mistake: a column that somebody does not want, a line of sums.
#[must_use]
pub fn remark(finding: &Finding, layout: &Layout, lang: Lang) -> Option<RemarkLine> {
    let reason = match finding.remark {
        Remark::Cell(trouble) => trouble_text(trouble, lang),
        Remark::MissingColumn if finding.column == Some(STATUS) => lang.text("book-remark-status-column", &[]),
        Remark::LostColumn => lang.text("book-remark-lost-column", &[]),
        Remark::ReplacedColumn => lang.text("book-remark-replaced-column", &[]),
        Remark::DoubledColumn => lang.text("book-remark-doubled-column", &[]),
        Remark::Strayed => lang.text("book-remark-strayed", &[]),
        Remark::CopiedSheet => lang.text("book-remark-copied-sheet", &[]),
        Remark::CopiedBook => lang.text("book-remark-copied-book", &[]),
        _ => status_of(finding, layout, lang)?,
    };
    let row = finding.row.map(|row| row.to_string()).unwrap_or_default();
    let column = finding.column.map(|column| layout.caption(&finding.sheet, column, lang)).unwrap_or_default();
    Some([named_sheet(lang, &finding.sheet), row, column, finding.shown.clone(), reason])
}

/// What a sheet leaves out of the rows that an export has under this name; nothing where it has them all.
#[must_use]
pub fn left_out(sheet: &str, entity: &str, count: usize, lang: Lang) -> Option<String> {
    let number = lang.number(&count.to_string());
    let args = [("count", Arg::from(count)), ("number", Arg::from(&number)), ("entity", Arg::Text(entity))];
    (count > 0).then(|| lang.text(&format!("book-left-out-{sheet}"), &args))
}

/// So many rows are named; of more it is said how many.
const ROWS_NAMED: usize = 12;

/// Why a file is held: a headline, and one line a reason. What to go back to lies in a folder, where an earlier version is
/// kept.
#[must_use]
pub fn held(held: &Held, layout: &Layout, previous: Option<&str>, lang: Lang) -> String {
    let mut sorted: BTreeMap<&str, (Vec<String>, BTreeSet<u32>, bool)> = BTreeMap::new();
    let mut lines = vec![lang.text("book-held-all", &[])];
    let previous = [
        ("previous", Arg::Text(previous.map_or("no", |_| "yes"))),
        ("folder", Arg::Text(previous.unwrap_or_default())),
    ];
    for reason in &held.reasons {
        // One sort moves many columns: it is one reason.
        if let HeldReason::PartSorted { sheet, column, rows, is_least } = reason {
            let (columns, all, are_least) = sorted.entry(sheet).or_default();
            *are_least |= is_least;
            let caption = layout.caption(sheet, column, lang);
            columns.push(lang.text("book-held-column", &[("column", Arg::from(&caption))]));
            all.extend(rows);
        } else {
            lines.extend(reason_text(reason, layout, &previous, lang).map(|text| format!("- {text}")));
        }
    }
    lines.extend(sorted.into_iter().map(|(sheet, (columns, rows, is_least))| {
        let count = columns.len();
        let (sheet, columns) = (sheet_name(lang, sheet), columns.join(", "));
        let rows = named_rows(rows.into_iter(), is_least, lang);
        let args = [
            ("sheet", Arg::from(&sheet)),
            ("columns", Arg::from(&columns)),
            ("rows", Arg::from(&rows)),
            ("count", Arg::from(count)),
        ];
        format!("- {}", lang.text("book-held-part-sorted", &[&args[..], &previous].concat()))
    }));
    lines.join("\n")
}

/// Numbers of rows, the first of them where they are many; where there may be more, how many there are at least.
fn named_rows(rows: impl ExactSizeIterator<Item = u32>, is_least: bool, lang: Lang) -> String {
    let count = rows.len();
    let more = count.saturating_sub(ROWS_NAMED);
    let named = rows.take(ROWS_NAMED).map(|row| row.to_string()).collect::<Vec<_>>().join(", ");
    let named = match more {
        0 => named,
        more => lang.text("book-held-rows-more", &[("rows", Arg::from(&named)), ("count", Arg::from(more))]),
    };
    let least = || lang.text("book-held-rows-least", &[("rows", Arg::from(&named)), ("count", Arg::from(count))]);
    if is_least { least() } else { named }
}

/// What is said of a reason by itself; those of one sort are said together.
fn reason_text(reason: &HeldReason, layout: &Layout, previous: &[(&str, Arg<'_>)], lang: Lang) -> Option<String> {
    let mut rows = String::new();
    let (key, sheet, column, count, of) = match *reason {
        HeldReason::MissingSheet { sheet } => ("missing-sheet", sheet, None, 0, 0),
        HeldReason::MissingHeader { sheet, column } => ("missing-header", sheet, Some(column), 0, 0),
        HeldReason::MissingRows { sheet, missing, of } => ("missing-rows", sheet, None, missing, of),
        HeldReason::ColumnChanged { sheet, column, changed, of } => {
            ("column-changed", sheet, Some(column), changed, of)
        }
        HeldReason::CellsShifted { sheet, column, rows: ref moved, is_least } => {
            rows = named_rows(moved.iter().copied(), is_least, lang);
            ("cells-shifted", sheet, Some(column), moved.len(), 0)
        }
        HeldReason::CodesMoved { sheet, rows: ref moved } => {
            rows = named_rows(moved.iter().copied(), false, lang);
            ("codes-moved", sheet, Some("id"), moved.len(), 0)
        }
        HeldReason::PartSorted { .. } => return None,
    };
    let column = column.map(|column| layout.caption(sheet, column, lang)).unwrap_or_default();
    let sheet = sheet_name(lang, sheet);
    let (count, of) = (lang.number(&count.to_string()), lang.number(&of.to_string()));
    let args = [
        ("sheet", Arg::from(&sheet)),
        ("column", Arg::from(&column)),
        ("missing", Arg::from(&count)),
        ("changed", Arg::from(&count)),
        ("of", Arg::from(&of)),
        ("rows", Arg::from(&rows)),
    ];
    Some(lang.text(&format!("book-held-{key}"), &[&args[..], previous].concat()))
}

/// What the status column says of each row of the file about which there is anything to say, by sheet and row (from 1).
#[must_use]
pub fn statuses(merged: &Merged, layout: &Layout, lang: Lang) -> BTreeMap<(&'static str, u32), String> {
    let mut said: BTreeMap<(&'static str, u32), Vec<String>> = BTreeMap::new();
    for PlacedClash { place, clash } in merged.conflicts.iter().chain(&merged.change_requests) {
        let column = layout.caption(place.sheet, place.column, lang);
        let other = lang.text("book-other-accounting", &[]);
        let args = [("column", Arg::from(&column)), ("other", Arg::from(&other))];
        let text = lang.text(&format!("book-status-{}", clash.kind.name()), &args);
        said.entry((place.sheet, place.row)).or_default().push(text);
    }
    let new: BTreeSet<(&str, u32)> = merged.new_rows.iter().map(|new| (new.sheet, new.row)).collect();
    for row in &merged.rows {
        let text = match row.what {
            Matched::CopyOf(id) if new.contains(&(row.sheet, row.row)) => copied_from(id, lang),
            _ => continue,
        };
        said.entry((row.sheet, row.row)).or_default().push(text);
    }
    for (place, text) in codes::statuses(merged, lang) {
        said.entry(place).or_default().push(text);
    }
    let sheets: BTreeMap<&str, &'static str> = merged.rows.iter().map(|row| (row.sheet, row.sheet)).collect();
    for finding in &merged.findings {
        let (Some(sheet), Some(row)) = (sheets.get(finding.sheet.as_str()), finding.row) else { continue };
        if let Some(text) = status_of(finding, layout, lang) {
            said.entry((sheet, row)).or_default().push(text);
        }
    }
    said.into_iter().map(|(place, texts)| (place, texts.join("; "))).collect()
}

fn status_of(finding: &Finding, layout: &Layout, lang: Lang) -> Option<String> {
    let column = finding.column.map(|column| layout.caption(&finding.sheet, column, lang)).unwrap_or_default();
    Some(match finding.remark {
        Remark::Cell(trouble) => {
            let key = if finding.shown.is_empty() { "book-status-trouble-blank" } else { "book-status-trouble" };
            let trouble = trouble_text(trouble, lang);
            let shown = Arg::from(&finding.shown);
            lang.text(key, &[("column", Arg::from(&column)), ("trouble", Arg::from(&trouble)), ("shown", shown)])
        }
        Remark::ForeignRow => lang.text("book-status-foreign-row", &[("id", Arg::from(&finding.shown))]),
        Remark::NamelessRow => lang.text("book-status-nameless-row", &[]),
        Remark::CopiedRow => lang.text("book-status-copied-row", &[("id", Arg::from(&finding.shown))]),
        Remark::LoneWords => lang.text("book-status-lone-words", &[]),
        Remark::Sentence => lang.text("book-status-sentence", &[]),
        Remark::Exchanged(other) => {
            let (row, other) = (finding.row.unwrap_or_default().to_string(), other.to_string());
            let rows = [("row", Arg::from(&row)), ("other", Arg::from(&other))];
            lang.text("book-status-exchanged", &[&rows[..], &[("column", Arg::from(&column))]].concat())
        }
        Remark::MovedFrom(other) => {
            let other = other.to_string();
            lang.text("book-status-moved-from", &[("column", Arg::from(&column)), ("other", Arg::from(&other))])
        }
        Remark::PhoneWords => lang.text("book-status-phone-words", &[("shown", Arg::from(&finding.shown))]),
        Remark::Totals if !finding.shown.is_empty() && !says_only_total(&finding.shown) => {
            lang.text("book-status-totals", &[])
        }
        // A line that says that it is a total and nothing else needs no answer.
        Remark::Totals
        | Remark::MissingColumn
        | Remark::LostColumn
        | Remark::ReplacedColumn
        | Remark::DoubledColumn
        | Remark::Strayed
        | Remark::CopiedSheet
        | Remark::CopiedBook
        | Remark::MissingSheet => return None,
    })
}

fn copied_from(id: RowId, lang: Lang) -> String {
    lang.text("book-status-copied-from", &[("id", Arg::from(&id.encode()))])
}

fn trouble_text(trouble: Trouble, lang: Lang) -> String {
    lang.text(&format!("book-trouble-{}", trouble.name()), &[])
}

/// A sheet of ours by its name, another as the file calls it.
fn named_sheet(lang: Lang, sheet: &str) -> String {
    let key = format!("book-sheet-{sheet}");
    let is_key = !sheet.is_empty() && sheet.bytes().all(|byte| byte.is_ascii_lowercase());
    let name = if is_key { lang.text(&key, &[]) } else { key.clone() };
    if name == key { sheet.to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_remark_and_reason_has_words_in_every_language() {
        let remarks = [
            Remark::ForeignRow,
            Remark::NamelessRow,
            Remark::CopiedRow,
            Remark::Totals,
            Remark::LoneWords,
            Remark::Sentence,
            Remark::PhoneWords,
            Remark::Exchanged(9),
            Remark::MovedFrom(9),
            Remark::MissingColumn,
            Remark::LostColumn,
            Remark::ReplacedColumn,
            Remark::DoubledColumn,
            Remark::Strayed,
            Remark::CopiedSheet,
            Remark::CopiedBook,
            Remark::MissingSheet,
        ];
        let remarks = Trouble::ALL.into_iter().map(Remark::Cell).chain(remarks);
        let reasons = vec![
            HeldReason::MissingSheet { sheet: "clients" },
            HeldReason::MissingHeader { sheet: "clients", column: "id" },
            HeldReason::MissingRows { sheet: "clients", missing: 7, of: 20 },
            HeldReason::ColumnChanged { sheet: "clients", column: "phone", changed: 11, of: 20 },
            HeldReason::PartSorted { sheet: "clients", column: "tax_id", rows: (6..40).collect(), is_least: false },
            HeldReason::CellsShifted { sheet: "clients", column: "comment", rows: vec![6, 7], is_least: true },
            HeldReason::CodesMoved { sheet: "clients", rows: vec![6, 7] },
        ];
        for lang in Lang::ALL {
            for remark in remarks.clone() {
                let one = Finding {
                    sheet: "clients".to_owned(),
                    row: Some(7),
                    id: None,
                    column: Some("phone"),
                    remark,
                    shown: "12О".to_owned(),
                };
                let is_said = !matches!(remark, Remark::MissingColumn | Remark::MissingSheet);
                let said = self::remark(&one, &Layout::default(), lang);
                assert_eq!(said.is_some(), is_said, "{remark:?}");
                assert!(said.is_none_or(|said| said.iter().all(|text| !text.contains("book-") && !text.is_empty())));
                assert!(status_of(&one, &Layout::default(), lang).is_none_or(|text| !text.contains("book-")));
            }
            for (previous, named) in [(Some("managers/previous"), 4), (None, 0)] {
                let text = held(&Held { reasons: reasons.clone() }, &Layout::default(), previous, lang);
                assert!(text.lines().count() == 8 && !text.contains("book-") && !text.contains('$'), "{text}");
                assert_eq!(text.matches("managers/previous").count(), named, "{text}");
            }
        }
        assert_eq!(named_sheet(Lang::Ru, "Клиенты (2)"), "Клиенты (2)");
    }
}
