//! What a document says, whatever way it is written down.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::parse::text::{Declared, TextReader, read_error_kind};
use crate::parse::{Document, ReadError, ReadErrorKind};

/// A hash of the document's elements and texts: another encoding, other blanks between tags and comments change nothing.
pub(super) fn content(document: &Document) -> Result<[u8; 32], ReadError> {
    let text = TextReader::open(&document.path, Declared::Xml).map_err(|error| read_error_kind(&error).of(document))?;
    let mut xml = Reader::from_reader(text);
    xml.config_mut().expand_empty_elements = true;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        xml.get_mut().begin_token();
        let event = xml.read_event_into(&mut buffer).map_err(|error| malformed(&error).of(document))?;
        let (mark, text): (&str, &str) = match &event {
            Event::Start(start) => ("<", start),
            Event::End(end) => ("/", end),
            Event::Text(text) => ("t", text.trim_ascii()),
            Event::CData(text) => ("t", text.trim_ascii()),
            Event::GeneralRef(entity) => ("&", entity),
            Event::Eof => return Ok(*hasher.finalize().as_bytes()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
        };
        if mark != "t" || !text.is_empty() {
            hasher.update(mark.as_bytes());
            hasher.update(text.as_bytes());
            hasher.update(&[0]);
        }
    }
}

fn malformed(error: &quick_xml::Error) -> ReadErrorKind {
    match error {
        quick_xml::Error::Io(error) => read_error_kind(error),
        _ => ReadErrorKind::Malformed { detail: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::trial::document;

    fn hash(text: &str) -> [u8; 32] {
        let (_folder, file) = document("a.xml", text.as_bytes());
        content(&file).unwrap()
    }

    #[test]
    fn what_is_said_decides_and_not_how_it_is_written() {
        let said = hash("<?xml version=\"1.0\"?><а><б в=\"1\">x &amp; y</б><г/></а>");
        let written = "\u{feff}<а>\n  <!-- да --><б в=\"1\">x &amp; y</б>\n<г></г>\n</а>\n";
        assert_eq!(hash(written), said);
        let cyrillic = crate::parse::text::Charset::WINDOWS_1251
            .encode("<?xml version=\"1.0\" encoding=\"windows-1251\"?><а><б в=\"1\">x &amp; y</б><г/></а>");
        let (_folder, file) = document("a.xml", &cyrillic);
        assert_eq!(content(&file).unwrap(), said, "in another encoding");
        for other in [
            "<а><б в=\"2\">x &amp; y</б><г/></а>",
            "<а><б в=\"1\">x &amp; z</б><г/></а>",
            "<а><б в=\"1\">x &amp; y</б></а>",
            "<а><г/><б в=\"1\">x &amp; y</б></а>",
        ] {
            assert_ne!(hash(other), said, "{other}");
        }
    }

    #[test]
    fn a_torn_document_has_no_content() {
        let (_folder, file) = document("a.xml", "<а><б></а>".as_bytes());
        assert!(content(&file).is_err());
    }
}
