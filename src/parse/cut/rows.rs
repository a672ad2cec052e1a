//! Separated text: rows are copied as they are written, the reason behind them as one more field.

use super::sheets::wanted;
use super::{Whole, line_end, on_one_line, quoted, without_end};
use crate::model::mending::{Cut, CutWords, Keep};
use crate::parse::table::Csv;
use crate::parse::text::Declared;
use crate::parse::{Document, ReadError, ReadErrorKind, RecordShape};

/// Cuts a document whose fields are separated by a sign; `starts` are the lines at which rows begin.
pub(in crate::parse) fn cut(
    document: &Document,
    shape: &RecordShape,
    keep: &[Keep],
    words: &CutWords,
    (separator, starts): (u8, &[u64]),
) -> Result<Cut, ReadError> {
    let wanted = wanted(&Csv, document, shape, keep)?;
    let Some(wanted) = wanted.into_values().next() else {
        return Err(ReadErrorKind::Malformed { detail: "no row is wanted".to_owned() }.of(document));
    };
    let whole = Whole::read(document, Declared::Nowhere).map_err(|kind| kind.of(document))?;
    let rows = rows(&whole.text, starts);
    let separator = char::from(separator);
    let header = rows.iter().rev().find(|(number, _)| *number < wanted.first).map(|(number, _)| *number);
    let known = rows
        .iter()
        .find(|(number, _)| Some(*number) == header)
        .and_then(|(_, row)| fields(without_end(row).0, separator).iter().position(|field| is_caption(field, words)));
    let taken: Vec<(u64, &str, Option<String>)> = rows
        .iter()
        .filter_map(|(number, row)| {
            let reason = match wanted.rows.get(number) {
                Some(reason) => Some(on_one_line(reason)),
                None if Some(*number) == header => Some(words.caption.clone()),
                None => None,
            };
            (*number < wanted.first || reason.is_some()).then_some((*number, *row, reason))
        })
        .collect();
    let widest = taken.iter().filter(|(number, ..)| Some(*number) >= header);
    let widest = widest.map(|(_, row, _)| fields(without_end(row).0, separator).len()).max().unwrap_or_default();
    let column = known.unwrap_or(widest);
    let end = line_end(&whole.text);
    let mut made = String::new();
    for (_, row, reason) in taken {
        match reason {
            Some(reason) => made.push_str(&with_reason(without_end(row).0, separator, column, &reason)),
            None => made.push_str(without_end(row).0),
        }
        made.push_str(end);
    }
    Ok(Cut::Text(whole.encoded(&made)))
}

/// The text of each row, with the number of the line it begins at; lines above the first row belong to it.
fn rows<'t>(text: &'t str, starts: &[u64]) -> Vec<(u64, &'t str)> {
    let mut rows = Vec::new();
    let (mut begun, mut number, mut at) = (0, 1_u64, 0);
    for (line, piece) in (1_u64..).zip(text.split_inclusive('\n')) {
        if line > number && starts.binary_search(&line).is_ok() {
            rows.push((number, text.get(begun..at).unwrap_or_default()));
            (begun, number) = (at, line);
        } else if rows.is_empty() && starts.first() == Some(&line) {
            number = line;
        }
        at += piece.len();
    }
    rows.push((number, text.get(begun..).unwrap_or_default()));
    rows
}

/// The fields of a row as they are written. A quote opens only what it begins, as the reader of such rows has it
/// (`5" pipe` is a field like any other); two within are one.
fn fields(row: &str, separator: char) -> Vec<&str> {
    let mut fields = Vec::new();
    let (mut begun, mut is_quoted) = (0, false);
    let mut letters = row.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' if is_quoted => is_quoted = letters.next_if(|(_, next)| *next == '"').is_some(),
            '"' if at == begun => is_quoted = true,
            _ if letter == separator && !is_quoted => {
                fields.push(row.get(begun..at).unwrap_or_default());
                begun = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    fields.push(row.get(begun..).unwrap_or_default());
    fields
}

fn is_caption(field: &str, words: &CutWords) -> bool {
    let text = field.trim().trim_matches('"');
    words.captions.iter().any(|caption| caption == text)
}

/// A row with the reason in a column; what stood there before was one, too.
fn with_reason(row: &str, separator: char, column: usize, reason: &str) -> String {
    let mut fields = fields(row, separator);
    let reason = if reason.is_empty() { reason.into() } else { quoted(reason) };
    fields.resize(fields.len().max(column + 1), "");
    if let Some(field) = fields.get_mut(column) {
        *field = &reason;
    }
    fields.join(&separator.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_parted_as_they_are_read() {
        assert_eq!(fields("1;5\" труба;3", ';'), ["1", "5\" труба", "3"]);
        assert_eq!(fields("\"а;б\";в", ';'), ["\"а;б\"", "в"]);
        assert_eq!(fields("\"он \"\"тут\"\"; да\";в", ';'), ["\"он \"\"тут\"\"; да\"", "в"]);
        assert_eq!(fields("\"две\nстроки\";в;", ';'), ["\"две\nстроки\"", "в", ""]);
    }
}
