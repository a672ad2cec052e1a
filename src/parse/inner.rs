//! Documents inside a value: XML escaped into an element's text, or JSON.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use struson::reader::JsonReader;

use super::json::value::{self, Builder};
use super::tree::{Names, Tree};

/// Deepest nesting taken.
const DEPTH_MAX: usize = 64;

/// A text that is neither XML nor JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is neither xml nor json")]
pub struct NotADocument;

/// Reads a text that is an XML element or a JSON value into a tree. A JSON object's keys are child names, an array
/// repeats its name, the root of JSON has no name.
///
/// # Errors
/// When the text is neither, is cut, or nests too deep.
pub fn read(text: &str, names: &Names, tree: &mut Tree) -> Result<(), NotADocument> {
    tree.clear();
    match text.trim_start().chars().next() {
        Some('<') => xml(text.trim(), names, tree),
        Some('{' | '[') => json(text, names, tree),
        _ => Err(NotADocument),
    }
}

fn xml(text: &str, names: &Names, tree: &mut Tree) -> Result<(), NotADocument> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_malformed| NotADocument)? {
            Event::Start(start) => {
                if tree.depth() >= DEPTH_MAX {
                    return Err(NotADocument);
                }
                element(&start, names, tree)?;
            }
            Event::Empty(start) => {
                element(&start, names, tree)?;
                tree.close();
            }
            Event::End(_) => tree.close(),
            Event::Text(text) => tree.text(&text),
            Event::CData(text) => tree.text(&text),
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                tree.text(&unescape(&format!("&{name};")).map_err(|_unknown| NotADocument)?);
            }
            Event::DocType(_) => return Err(NotADocument),
            Event::Eof if tree.depth() == 0 && !tree.is_empty() => return Ok(()),
            Event::Eof => return Err(NotADocument),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

fn element(start: &BytesStart<'_>, names: &Names, tree: &mut Tree) -> Result<(), NotADocument> {
    tree.open(names.lookup(start.local_name().as_ref()));
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_malformed| NotADocument)?;
        let value = unescape(&attribute.value).map_err(|_unknown| NotADocument)?;
        tree.attribute(names.lookup(attribute.key.local_name().as_ref()), &value);
    }
    Ok(())
}

fn json(text: &str, names: &Names, tree: &mut Tree) -> Result<(), NotADocument> {
    let mut json = value::open(text.as_bytes(), false);
    let duplicate = Builder::new(names, tree).build(&mut json, Names::OTHER).map_err(|_syntax| NotADocument)?;
    json.consume_trailing_whitespace().map_err(|_trailing| NotADocument)?;
    if duplicate.is_some() { Err(NotADocument) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_and_json_become_trees_and_anything_else_is_said() {
        let mut names = Names::default();
        let (shown, value, kind) = (names.intern("Показ"), names.intern("value"), names.intern("kind"));
        let mut tree = Tree::default();
        read("<k:Инфо xmlns:k=\"u\" Показ=\"+7 &lt;1&gt;\"><a/></k:Инфо>", &names, &mut tree).unwrap();
        assert_eq!(tree.root().unwrap().attribute(shown).unwrap().text(), "+7 <1>");
        read("{\"value\": \"x@y.example\", \"kind\": [1, true]}", &names, &mut tree).unwrap();
        let root = tree.root().unwrap();
        assert_eq!(root.elements(value).next().unwrap().text(), "x@y.example");
        assert_eq!(root.elements(kind).map(|n| n.text()).collect::<Vec<_>>(), ["1", "true"]);
        for text in ["просто текст", "<a>", "<a></b>", "{\"a\":", "<!DOCTYPE a><a/>"] {
            assert_eq!(read(text, &names, &mut tree), Err(NotADocument), "{text}");
        }
    }
}
