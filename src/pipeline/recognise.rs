//! Which format and which mapping read a document, or why none does.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::nearest::nothing_fits;
use crate::mapping::{Library, Mapping, Recognition};
use crate::model::run::Reason;
use crate::model::steps::{Step, before};
use crate::parse::{Completeness, Document, FORMATS, Format, Head, Preview, lines};

/// How much of a file its recognition sees.
const HEAD_BYTES: u64 = 64 * 1024;

/// What is to be done with a document.
pub(super) enum Recognised<'l> {
    /// Read it.
    Read(&'static dyn Format, &'l Mapping),
    /// It holds nothing we keep.
    Skip(Reason),
    /// It can't be taken.
    Refuse(Reason),
}

/// Recognises a document, by its content only. A source may pin its mapping.
pub(super) fn recognise<'l>(
    library: &'l Library,
    document: &Document,
    pinned: Option<&str>,
) -> io::Result<Recognised<'l>> {
    let Some(format) = format_of(document)? else {
        let refused = || Recognised::Refuse(Reason::new(Reason::UNKNOWN_FORMAT));
        return Ok(named(library, document)?.and_then(passed_over).unwrap_or_else(refused));
    };
    if let Completeness::Incomplete { expected } = format.is_complete(document)? {
        return Ok(Recognised::Refuse(Reason::new(Reason::TRUNCATED).with("expected", expected)));
    }
    let preview = match format.preview(document) {
        Ok(preview) => preview,
        Err(error) => return Ok(Recognised::Refuse(error.reason())),
    };
    let mapping = match pinned.and_then(|name| library.get(name)) {
        Some(mapping) => mapping,
        None => match library.recognise(format.name(), &preview) {
            Recognition::One(mapping) => mapping,
            Recognition::None => {
                let refused = || Recognised::Refuse(nothing_fits(&library.claims(format.name(), &preview), &preview));
                return Ok(named(library, document)?.and_then(passed_over).unwrap_or_else(refused));
            }
            Recognition::Several(names) => {
                let reason = match sheets_apart(library, format.name(), &preview) {
                    Some(sheets) => Reason::new(Reason::SEVERAL_SHEETS).with("names", sheets.join(", ")),
                    None => Reason::new(Reason::SEVERAL_MAPPINGS).with("names", names.join(", ")),
                };
                return Ok(Recognised::Refuse(reason));
            }
        },
    };
    Ok(passed_over(mapping).unwrap_or(Recognised::Read(format, mapping)))
}

/// The sheets of a book of which one mapping reads one and another mapping another: by itself each is a file that can be
/// read. Nothing where two mappings claim one sheet.
fn sheets_apart(library: &Library, format: &str, preview: &Preview) -> Option<Vec<String>> {
    let Preview::Table { sheets } = preview else { return None };
    let (mut names, mut mappings) = (Vec::new(), BTreeSet::new());
    for (name, rows) in sheets {
        let alone = Preview::Table { sheets: vec![(name.clone(), rows.clone())] };
        match library.recognise(format, &alone) {
            Recognition::One(mapping) => {
                names.push(format!("«{name}»"));
                mappings.insert(mapping.name());
            }
            Recognition::None => {}
            Recognition::Several(_) => return None,
        }
    }
    (mappings.len() > 1).then_some(names)
}

/// What a mapping says that reads nothing.
fn passed_over<'l>(mapping: &Mapping) -> Option<Recognised<'l>> {
    let reason = Reason::new(mapping.verdict().message_key()?);
    Some(if mapping.skips() { Recognised::Skip(reason) } else { Recognised::Refuse(reason) })
}

/// The mapping that knows what a text is which nothing reads.
fn named<'l>(library: &'l Library, document: &Document) -> io::Result<Option<&'l Mapping>> {
    let Some(preview) = lines::preview(document)? else { return Ok(None) };
    Ok(match library.recognise(lines::TEXT, &preview) {
        Recognition::One(mapping) => Some(mapping),
        Recognition::None | Recognition::Several(_) => None,
    })
}

/// The wire format of a document, by its beginning.
pub(super) fn format_of(document: &Document) -> io::Result<Option<&'static dyn Format>> {
    let bytes = head_bytes(&document.path)?;
    let len = document.path.metadata()?.len();
    let head = Head { name: &document.name, bytes: &bytes, len };
    Ok(FORMATS.iter().copied().find(|format| format.recognises(&head)))
}

/// The first bytes of a file.
pub(super) fn head_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    before(Step::Read, path)?;
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}
