//! Values that other programs computed, forgotten: a sheet that was patched may make any formula of the book another, and
//! not every program computes anew what has a value already.
//!
//! LibreOffice believes the value that it saved itself, whatever the book asks for; a formula without a value it
//! computes, like every other program.

use std::ops::Range;

use memchr::memmem;

use super::area::{Area, cell};
use super::package::Change;
use super::xml::Edits;

/// Forgets the values of the formulas of a sheet, but for those in an area: what stands there is read back before any
/// program has computed it. Whether there were any.
pub(super) fn forget(change: &mut Change, kept: Option<Area>) -> bool {
    let prefix = prefix(&change.text).to_owned();
    let mut is_any = false;
    for with in change.edits.replacements() {
        let found = values(with, 0..with.len(), &prefix, kept.as_ref());
        if !found.is_empty() {
            let mut edits = Edits::default();
            found.into_iter().for_each(|span| edits.replace(span, String::new()));
            if let Ok(text) = edits.applied(with) {
                *with = text;
                is_any = true;
            }
        }
    }
    let mut found = Vec::new();
    for gap in change.edits.gaps(change.text.len()) {
        found.extend(values(&change.text, gap, &prefix, kept.as_ref()));
    }
    is_any |= !found.is_empty();
    found.into_iter().for_each(|span| change.edits.replace(span, String::new()));
    is_any
}

/// The prefix of a sheet's elements with its colon.
fn prefix(text: &str) -> &str {
    let head = text.split_once("sheetData").map_or("", |(head, _)| head);
    head.rsplit_once('<').map_or("", |(_, prefix)| prefix)
}

/// Where the values of formulas stand in a piece of a sheet's text, with what says of which type they are.
fn values(text: &str, within: Range<usize>, prefix: &str, kept: Option<&Area>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let piece = text.get(..within.end).unwrap_or_default();
    let open = format!("<{prefix}f");
    let finder = memmem::Finder::new(&open);
    let mut at = within.start;
    while let Some(start) = piece.as_bytes().get(at..).and_then(|rest| finder.find(rest)).map(|start| start + at) {
        at = start + open.len();
        let is_formula = piece.as_bytes().get(at).is_some_and(|next| matches!(next, b' ' | b'>' | b'/'));
        let Some(end) = is_formula.then(|| end(piece, start, prefix, "f")).flatten() else {
            continue;
        };
        at = end;
        let value = format!("<{prefix}v");
        let starts_value = piece.get(end..).is_some_and(|rest| rest.starts_with(&value));
        let Some(value_end) = starts_value.then(|| self::end(piece, end, prefix, "v")).flatten() else { continue };
        let floor = within.start;
        let Some(tag) = tag(piece, floor, start, prefix) else { continue };
        let head = piece.get(tag.clone()).unwrap_or_default();
        let place = attribute(head, "r").and_then(|(_, value)| cell(value));
        let is_kept = place.zip(kept).is_some_and(|((row, column), area)| area.holds(row, column));
        // What ties a value to richer data would be tied to nothing.
        if is_kept || attribute(head, "vm").is_some() {
            continue;
        }
        if let Some((span, _)) = attribute(head, "t") {
            found.push(tag.start + span.start..tag.start + span.end);
        }
        found.push(end..value_end);
        at = value_end;
    }
    found
}

/// Where an element that starts here ends.
fn end(text: &str, start: usize, prefix: &str, name: &str) -> Option<usize> {
    let rest = text.get(start..)?;
    let head = rest.find('>')?;
    if rest.get(..head)?.ends_with('/') {
        return Some(start + head + 1);
    }
    let close = format!("</{prefix}{name}>");
    Some(start + rest.find(&close)? + close.len())
}

/// The start tag of the cell in which a place lies.
fn tag(text: &str, floor: usize, place: usize, prefix: &str) -> Option<Range<usize>> {
    let before = text.get(floor..place)?;
    let start = floor + before.rfind(&format!("<{prefix}c "))?;
    let length = text.get(start..place)?.find('>')?;
    Some(start..start + length)
}

/// An attribute of a tag: from the blank before it to its end, and its value.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<(Range<usize>, &'t str)> {
    let start = tag.find(&format!(" {name}=\""))?;
    let value = start + name.len() + 3;
    let length = tag.get(value..)?.find('"')?;
    Some((start..value + length + 1, tag.get(value..value + length)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forgotten(text: &str, edits: Edits, kept: Option<Area>) -> (bool, String) {
        let mut change = Change { text: text.to_owned(), edits };
        let is_any = forget(&mut change, kept);
        (is_any, change.edits.applied(&change.text).unwrap())
    }

    #[test]
    fn only_values_of_formulas_go() {
        let text = r#"<sheetData><row r="1"><c r="A1"><v>7</v></c><c r="B1" s="2" t="str"><f>A1&amp;"x"</f><v>7x</v></c><c r="C1"><f t="shared" si="0"/><v>1</v></c><c r="D1"><f>A1</f></c><c r="E1" t="s"><v>0</v></c></row></sheetData>"#;
        let bare = r#"<sheetData><row r="1"><c r="A1"><v>7</v></c><c r="B1" s="2"><f>A1&amp;"x"</f></c><c r="C1"><f t="shared" si="0"/></c><c r="D1"><f>A1</f></c><c r="E1" t="s"><v>0</v></c></row></sheetData>"#;
        assert_eq!(forgotten(text, Edits::default(), None), (true, bare.to_owned()));
        assert_eq!(forgotten(bare, Edits::default(), None), (false, bare.to_owned()));
        let (_, kept) = forgotten(text, Edits::default(), Area::parse("B1:C9"));
        assert_eq!(kept, text, "values that are read back stay");
        let prefixed = text.replace("</", "</x:").replace('<', "<x:").replace("<x:/x:", "</x:");
        let (_, changed) = forgotten(&prefixed, Edits::default(), None);
        assert_eq!(changed, bare.replace("</", "</x:").replace('<', "<x:").replace("<x:/x:", "</x:"));
    }

    #[test]
    fn rows_that_are_put_together_anew_forget_too() {
        let row = r#"<row r="1"><c r="A1"><f>B1</f><v>1</v></c></row>"#;
        let text = format!(r#"<sheetData>{row}<row r="2"><c r="A2"><f>B2</f><v>2</v></c></row></sheetData>"#);
        let mut edits = Edits::default();
        edits.replace(11..11 + row.len(), row.replace("<v>1</v>", "<v>9</v>"));
        let (_, changed) = forgotten(&text, edits, None);
        assert_eq!(changed, text.replace("<v>1</v>", "").replace("<v>2</v>", ""));
    }
}
