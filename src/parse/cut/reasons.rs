//! Reasons of refusal as they stand beside records: what a file of refused records is known by, whatever it is called.

use std::io::Read;
use std::ops::ControlFlow;

use super::{Whole, on_one_line};
use crate::model::mending::{CutWords, TOKEN};
use crate::parse::table::fold_caption;
use crate::parse::text::{Declared, TextReader};
use crate::parse::{Document, Format, RecordShape};

/// So many records are looked at before a document is said to have no reasons.
const LOOKED_AT: usize = 500;

/// The mark of an XML document stands within so many bytes.
const HEAD: u64 = 4_096;

/// The reasons beside the records of a document, each on one line; none where nobody wrote any, or where it can't be read.
#[must_use]
pub fn reasons(format: &dyn Format, document: &Document, shape: &RecordShape, words: &CutWords) -> Vec<String> {
    if format.name() == "xml" {
        return if has_mark(document) { of_comments(document) } else { Vec::new() };
    }
    let captions: Vec<String> = words.captions.iter().map(|caption| fold_caption(caption)).collect();
    // Under a heading of two storeys it stands in the lower one, and what stands in the upper one before it.
    let is_ours = |name: &str| {
        name == TOKEN || words.keys.iter().any(|key| key == name) || captions.iter().any(|own| name.ends_with(own))
    };
    let (mut found, mut count) = (Vec::new(), 0);
    // What can't be read is told where it is taken.
    let _said = format.read(document, shape, &mut Vec::new(), &mut |raw| {
        if let Ok(raw) = raw {
            let strangers = raw.tree.strangers();
            let ours = raw.tree.nodes().filter(|node| strangers.name(node.name()).is_some_and(is_ours));
            found.extend(ours.map(|node| on_one_line(node.text())).filter(|text| !text.is_empty()));
        }
        count += 1;
        if found.is_empty() && count >= LOOKED_AT { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    found
}

/// Whether an XML document says at its head that it holds refused records.
fn has_mark(document: &Document) -> bool {
    let mut head = Vec::new();
    let read = TextReader::open(&document.path, Declared::Xml).and_then(|text| text.take(HEAD).read_to_end(&mut head));
    read.is_ok() && String::from_utf8_lossy(&head).contains(TOKEN)
}

/// The comments of ours below the root: the one above it says what the file is.
fn of_comments(document: &Document) -> Vec<String> {
    let Ok(whole) = Whole::read(document, Declared::Xml) else { return Vec::new() };
    let is_root = |at: &usize| {
        let name = whole.text.get(at + 1..).and_then(|rest| rest.chars().next());
        name.is_some_and(|letter| letter.is_alphabetic() || letter == '_')
    };
    let root = whole.text.match_indices('<').map(|(at, _)| at).find(is_root).unwrap_or_default();
    let below = whole.text.get(root..).unwrap_or_default();
    let comments = below.split("<!--").skip(1).filter_map(|rest| rest.split_once("-->"));
    let ours = comments.filter_map(|(text, _)| text.trim().strip_prefix(TOKEN));
    ours.map(|text| on_one_line(text.trim_start_matches(':'))).filter(|text| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::FORMATS;
    use crate::parse::trial::{document, shape};

    fn found(format: &str, name: &str, text: &str) -> Vec<String> {
        let (_folder, document) = document(name, text.as_bytes());
        let format = FORMATS.iter().find(|known| known.name() == format).unwrap();
        let words = CutWords { keys: vec!["Причина".to_owned()], ..CutWords::default() };
        reasons(*format, &document, &shape(&["О/Д"], &[], &["О", "Д"]), &words)
    }

    #[test]
    fn the_reasons_of_a_document_are_those_below_its_root() {
        let text = "<?xml version='1.0'?>\n<!-- sverka-mend: to mend -->\n<О>\n<!--sverka-mend: so\n and so--><Д/><!-- hers -->\
                    <!-- sverka-mend: two --><Д/><!--sverka-mend:--><Д/><!-- sverka-mend --><Д/></О>";
        assert_eq!(found("xml", "a.xml", text), ["so and so", "two"]);
        // Where nothing at its head says so, a document is not searched.
        let deep = text.replace("<!-- sverka-mend: to mend -->", &" ".repeat(5_000));
        assert!(found("xml", "a.xml", &deep).is_empty());
        assert!(found("xml", "a.xml", "<О><Д/></О>").is_empty());
    }
}
