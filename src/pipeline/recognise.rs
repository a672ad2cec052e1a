//! Which format and which mapping read a document, or why none does.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::nearest::nothing_fits;
use crate::mapping::{Library, Mapping, Recognition};
use crate::model::run::Reason;
use crate::model::steps::{Step, before};
use crate::parse::table::PREVIEW_SHEETS;
use crate::parse::{Completeness, Document, FORMATS, Format, Head, Preview, lines};

/// How much of a file its recognition sees.
const HEAD_BYTES: u64 = 64 * 1024;

/// What is to be done with a document.
pub(super) enum Recognised<'l> {
    /// Read it.
    Read(&'static dyn Format, &'l Mapping),
    /// Read its sheets, each by the mapping that fits it.
    Sheets(&'static dyn Format, Apart<'l>),
    /// It holds nothing we keep.
    Skip(Reason),
    /// It can't be taken.
    Refuse(Reason),
}

/// A book whose sheets are of several kinds.
pub(super) struct Apart<'l> {
    /// Sheets by the mapping that reads them, in the order of the book.
    pub(super) kinds: Vec<(&'l Mapping, Vec<String>)>,
    /// Sheets that nothing is read of.
    pub(super) left: Vec<String>,
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
                return Ok(match sheets_apart(library, format.name(), &preview) {
                    Some(Ok(apart)) => Recognised::Sheets(format, apart),
                    Some(Err(reason)) => Recognised::Refuse(reason),
                    None => Recognised::Refuse(Reason::new(Reason::SEVERAL_MAPPINGS).with("names", names.join(", "))),
                });
            }
        },
    };
    Ok(passed_over(mapping).unwrap_or(Recognised::Read(format, mapping)))
}

/// The sheets of a book of which one mapping reads one and another mapping another: each is read by its own. Nothing where
/// two mappings claim one sheet; why it can't be read where it has more sheets than are looked at before.
pub(super) fn sheets_apart<'l>(
    library: &'l Library,
    format: &str,
    preview: &Preview,
) -> Option<Result<Apart<'l>, Reason>> {
    let Preview::Table { sheets } = preview else { return None };
    let mut apart = Apart { kinds: Vec::new(), left: Vec::new() };
    let (mut names, mut mappings) = (Vec::new(), BTreeSet::new());
    for (name, rows) in sheets {
        let alone = Preview::Table { sheets: vec![(name.clone(), rows.clone())] };
        let mapping = match library.recognise(format, &alone) {
            Recognition::One(mapping) => mapping,
            Recognition::None => {
                apart.left.extend((!rows.is_empty()).then(|| name.clone()));
                continue;
            }
            Recognition::Several(_) => return None,
        };
        names.push(format!("«{name}»"));
        mappings.insert(mapping.name());
        match passed_over(mapping) {
            Some(Recognised::Refuse(reason)) => return Some(Err(reason)),
            Some(_) => apart.left.push(name.clone()),
            None => match apart.kinds.iter_mut().find(|(known, _)| known.name() == mapping.name()) {
                Some((_, sheets)) => sheets.push(name.clone()),
                None => apart.kinds.push((mapping, vec![name.clone()])),
            },
        }
    }
    if apart.kinds.is_empty() || mappings.len() < 2 {
        return None;
    }
    // Those behind are not known, and might be of either kind.
    let is_cut = sheets.len() > PREVIEW_SHEETS;
    Some(if is_cut { Err(Reason::new(Reason::SEVERAL_SHEETS).with("names", names.join(", "))) } else { Ok(apart) })
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
