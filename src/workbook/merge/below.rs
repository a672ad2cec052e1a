//! Rows that nobody wrote as a record: lines of sums, words, notes that people keep under a table.

use super::Remark;
use super::sentence::{ends_as_a_sentence, is_sentence};
use crate::lang::Lang;
use crate::model::book::Cells;
use crate::model::row_id::RowKind;
use crate::workbook::layout::{ColumnSpec, Readable, STATUS};
use crate::workbook::read::FileRow;

/// So many words are no name where they stand well below, unless they say that they are a firm.
pub(super) const NAME_WORDS_MAX: usize = 3;
/// Words behind so many rows without anything are well below.
const EMPTY_ROWS: u32 = 3;

/// What a new row of clients is, if it is no client: a line of sums, or words that stand apart.
pub(super) fn no_client(sheet: &Readable, row: &FileRow, cells: &Cells, adjoins: bool) -> Option<Remark> {
    if sheet.kind != RowKind::Client {
        return None;
    }
    let computes = |column: &ColumnSpec| column.is_figure() && row.formulas.contains(column.id);
    let name = cells.get("client").map_or("", String::as_str);
    // Names begin with such words too: «Total Oil». Whoever has a tax number or a phone is no line of sums.
    if !is_somebody(cells) && (totals(name).0 || sheet.columns.iter().any(computes)) {
        return Some(Remark::Totals);
    }
    let is_lone = cells.len() == 1 && cells.contains_key("client");
    match adjoins {
        _ if !is_lone => None,
        true => is_sentence(name).then_some(Remark::Sentence),
        false => Some(Remark::LoneWords),
    }
}

/// Whether a row stands well below another.
pub(super) fn is_well_below(row: u32, above: u32) -> bool {
    row > above.saturating_add(EMPTY_ROWS)
}

/// Whether a row that stands apart under the table, without a code, is a note of hers: it is left alone. Words near the table
/// may be the name of a client whatever they say, unless they end as a sentence does.
pub(super) fn is_note(sheet: &Readable, row: &FileRow, is_near: bool) -> bool {
    let says = |column: &str| row.cells.get(column).is_some_and(|cell| !cell.is_blank());
    let code = row.value("id").unwrap_or_default();
    if is_like_a_code(code) || (sheet.kind == RowKind::Client && ["tax_id", "phone"].into_iter().any(says)) {
        return false;
    }
    let said = row.cells.iter().filter(|(column, cell)| **column != STATUS && !cell.is_blank()).count();
    let names_something = sheet.keys.iter().copied().flatten().any(|key| says(key));
    match row.value("client").filter(|words| !words.is_empty()) {
        Some(words) if sheet.kind == RowKind::Client => said == 1 && reads_like_a_note(words, is_near),
        // What begins in the column of codes is no record, whatever else it says.
        _ => said <= 1 || sheet.kind.offers_a_choice() || (!code.is_empty() && !names_something),
    }
}

/// Whether a row says who it is.
fn is_somebody(cells: &Cells) -> bool {
    ["tax_id", "phone"].iter().any(|column| cells.contains_key(*column))
}

/// Whether a text begins as our codes do: letters, a dash, a digit.
fn is_like_a_code(text: &str) -> bool {
    let rest = text.trim_start_matches(char::is_alphabetic);
    let rest = if rest.len() < text.len() { rest.strip_prefix('-') } else { None };
    rest.is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// Whether words are rather a sentence than a name.
fn reads_like_a_note(words: &str, is_near: bool) -> bool {
    let folded = words.to_lowercase();
    let said = || folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let firms: Vec<String> = Lang::ALL.into_iter().map(|lang| lang.text("book-words-of-firms", &[])).collect();
    let is_firm = said().any(|word| firms.iter().flat_map(|firms| firms.split_whitespace()).any(|firm| firm == word));
    let (count, is_lower) = (said().count(), words.starts_with(char::is_lowercase));
    let is_long = (is_lower && count > 1) || count > NAME_WORDS_MAX;
    !is_firm && (ends_as_a_sentence(words, is_long) || (is_long && !is_near))
}

/// Whether words call themselves a total, in any language: whether the first of them does, and whether nothing else is
/// said.
fn totals(said: &str) -> (bool, bool) {
    let known: Vec<String> = Lang::ALL.into_iter().map(|lang| lang.text("book-words-of-totals", &[])).collect();
    let said = said.to_lowercase();
    let words = said.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words = words.map(|said| known.iter().flat_map(|words| words.split_whitespace()).any(|word| word == said));
    let begins = words.next().unwrap_or(false);
    (begins, begins && words.all(|is_total| is_total))
}

/// Whether words say that a row is a total, and nothing else.
pub(in crate::workbook) fn says_only_total(said: &str) -> bool {
    totals(said).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_notes_and_names_are_not() {
        for note in ["На декабрь:", "кому скидка?", "позвонить в четверг.", "Всем, кто не платил, позвонить."]
        {
            assert!(reads_like_a_note(note, true) && reads_like_a_note(note, false), "{note}");
        }
        for words in ["Позвонить всем до пятницы", "проверить цены", "Салон красоты на Мира", "сеть магазинов Уют"]
        {
            assert!(!reads_like_a_note(words, true) && reads_like_a_note(words, false), "{words}");
        }
        for name in ["Новая Заря", "Иванов И.И.", "ООО Торговый дом Весна плюс", "ИП Петров Пётр Петрович", "Total Oil"]
        {
            assert!(!reads_like_a_note(name, true) && !reads_like_a_note(name, false), "{name}");
        }
    }

    #[test]
    fn what_was_a_code_is_no_note() {
        assert_eq!(
            ["C-12", "С-3Ж", "Примечание", "", "-1", "x-y"].map(is_like_a_code),
            [true, true, false, false, false, false]
        );
    }
}
