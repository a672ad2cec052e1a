//! Cuts a delivery to its refused records, and looks whether what came out is read as they were.

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::super::contents::{Contents, Readable, contents, is_one_file};
use super::super::reading::{self, Stop};
use super::super::take::Delivery;
use super::super::{SyncError, scratch};
use crate::config::Config;
use crate::intake::archive::{Archive, TakeError};
use crate::intake::folder::free_name;
use crate::lang::Lang;
use crate::mapping::Library;
use crate::model::ids::ContentHash;
use crate::model::mending::{Cut, Keep, NoMending, Torn};
use crate::model::provenance::Position;
use crate::model::steps::{Step, before};
use crate::normalize::Rules;
use crate::output::mending::{cut_words, draw, file_name, reason};
use crate::parse::ReadErrorKind;
use crate::parse::cut::BYTES_MAX;

/// More refused records nobody mends one by one.
const RECORDS_MAX: usize = 5_000;

/// So often records are looked for that those kept refer to: theirs may refer to others.
const ROUNDS_MAX: usize = 4;

/// The refused records of a delivery.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Refused {
    /// With the index of their document; no more than one more than are handed back.
    torn: Vec<(usize, Torn)>,
}

/// A file that was made and lies in the archive.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct Made {
    pub(in crate::pipeline) name: String,
    pub(in crate::pipeline) content: ContentHash,
    pub(in crate::pipeline) records: u64,
}

/// What the making needs of the workspace.
#[derive(Clone, Copy)]
pub(in crate::pipeline) struct Workshop<'w> {
    pub(in crate::pipeline) config: &'w Config,
    pub(in crate::pipeline) library: &'w Library,
    pub(in crate::pipeline) archive: &'w Archive,
    pub(in crate::pipeline) lang: Lang,
    pub(in crate::pipeline) delivery: &'w Delivery<'w>,
}

impl Refused {
    /// Notes what was refused of a document.
    pub(in crate::pipeline) fn add(&mut self, document: usize, torn: Vec<Torn>) {
        let room = (RECORDS_MAX + 1).saturating_sub(self.torn.len());
        self.torn.extend(torn.into_iter().take(room).map(|torn| (document, torn)));
    }
}

/// The refused records of one document.
struct Part<'p> {
    source: reading::Source<'p>,
    torn: Vec<&'p Torn>,
}

/// Makes the file of a delivery's refused records; why there is none, where none can be made; nothing where nothing was
/// refused.
///
/// # Errors
/// When the disk says no.
pub(in crate::pipeline) fn make(
    shop: Workshop<'_>,
    (rules, today): (&Rules, Date),
    documents: &[Readable<'_>],
    refused: &Refused,
) -> Result<Option<Result<Made, NoMending>>, SyncError> {
    if refused.torn.is_empty() {
        return Ok(None);
    }
    if refused.torn.len() > RECORDS_MAX {
        return Ok(Some(Err(NoMending::TooMany)));
    }
    let own_accounts: Vec<String> = rules.own_accounts.keys().cloned().collect();
    let own_accounts = own_accounts.as_slice();
    let parts = parts(documents, refused, (rules, own_accounts, today));
    if parts.len() > 1 && !is_one_file(documents) {
        return Ok(Some(Err(NoMending::Package)));
    }
    let records = refused.torn.iter().filter(|(_, torn)| !torn.issues.is_empty()).count();
    let (bytes, extension) = match cut(shop, &parts) {
        Ok(cut) => cut,
        Err(why) => return Ok(Some(Err(why))),
    };
    let name = name(shop, &extension);
    let made = kept(shop, &parts, (&bytes, &name), records)?;
    Ok(Some(made.map(|content| Made { name, content, records: records as u64 })))
}

/// The name of the file: a number is in it where another delivery's lies there. What comes back under another name goes out
/// under that of the file it was cut from first.
fn name(shop: Workshop<'_>, extension: &str) -> String {
    let Delivery { entry, fragment, candidate, earlier, .. } = shop.delivery;
    let numbered = |plain: String| {
        let free = free_name(candidate.path.parent().unwrap_or(Path::new(".")), &plain);
        free.file_name().map_or(plain, |name| name.to_string_lossy().into_owned())
    };
    let Some(fragment) = fragment else {
        let plain = file_name(&entry.file_name, extension, shop.lang);
        return if earlier.has(&plain) { numbered(plain) } else { plain };
    };
    let plain = file_name(&fragment.mends().file, extension, shop.lang);
    if fragment.others().is_none_or(|others| others.name != plain) {
        return plain;
    }
    if fragment.name() != plain {
        return fragment.name().to_owned();
    }
    numbered(plain)
}

fn parts<'p>(
    documents: &'p [Readable<'p>],
    refused: &'p Refused,
    (rules, own_accounts, today): (&'p Rules, &'p [String], Date),
) -> Vec<Part<'p>> {
    let mut parts = Vec::new();
    for (at, (document, format, mapping)) in documents.iter().enumerate() {
        let torn: Vec<&Torn> = refused.torn.iter().filter(|(of, _)| *of == at).map(|(_, torn)| torn).collect();
        if !torn.is_empty() {
            let source = reading::Source { document, format: *format, mapping, rules, own_accounts, today };
            parts.push(Part { source, torn });
        }
    }
    parts
}

/// The bytes of the file, and what it is. Sheets of a book that are read by several mappings make one book again.
fn cut(shop: Workshop<'_>, parts: &[Part<'_>]) -> Result<(Vec<u8>, String), NoMending> {
    let mut sheets = Vec::new();
    for part in parts {
        match cut_part(shop, part)? {
            Cut::Text(bytes) => {
                let own = part.source.document.name.rsplit_once('.').map_or("", |(_, extension)| extension);
                return Ok((bytes, own.to_owned()));
            }
            Cut::Book(more) => sheets.extend(more),
        }
    }
    draw(&sheets).map(|bytes| (bytes, "xlsx".to_owned())).map_err(|error| {
        tracing::warn!(%error, "sheets of refused records can't be drawn");
        NoMending::Drawing
    })
}

fn cut_part(shop: Workshop<'_>, Part { source, torn }: &Part<'_>) -> Result<Cut, NoMending> {
    let reading::Source { document, format, mapping, .. } = source;
    let keep = torn.iter().map(|torn| Keep { position: torn.position.clone(), reason: reason(torn, shop.lang) });
    let mut keep: Vec<Keep> = keep.collect();
    if document.path.metadata().is_ok_and(|known| known.len() > BYTES_MAX) {
        return Err(NoMending::TooLarge);
    }
    add_context(source, &mut keep);
    match format.cut(document, mapping.shape(), &keep, &cut_words(shop.lang)) {
        Ok(Some(cut)) => Ok(cut),
        Ok(None) => Err(NoMending::Format),
        Err(error) if matches!(error.kind, ReadErrorKind::Limit { .. }) => Err(NoMending::TooLarge),
        Err(error) => {
            tracing::warn!(%error, "refused records can't be cut out");
            Err(NoMending::Cut)
        }
    }
}

/// Adds the records that those kept refer to: without them they would be read otherwise.
fn add_context(source: &reading::Source<'_>, keep: &mut Vec<Keep>) {
    let reading::Source { document, format, mapping, .. } = source;
    if !mapping.has_references() {
        return;
    }
    let mut texts: FxHashSet<String> = FxHashSet::default();
    for _ in 0..ROUNDS_MAX {
        let known = keep.len();
        let kept: FxHashSet<Position> = keep.iter().map(|kept| kept.position.clone()).collect();
        let mut more = Vec::new();
        let mut here: FxHashSet<String> = FxHashSet::default();
        let reader = mapping.reader(&[]);
        // What can't be read was said when it was read first.
        let _said = format.read(document, mapping.shape(), &mut Vec::new(), &mut |raw| {
            let Ok(raw) = raw else { return ControlFlow::Continue(()) };
            if kept.contains(raw.position) {
                raw.tree.nodes().for_each(|node| {
                    let text = node.text().trim();
                    // `guid#guid`: the characteristic of a product.
                    here.extend(text.rsplit_once('#').map(|(_, tail)| tail.to_owned()));
                    here.insert(text.to_owned());
                });
            } else {
                let is_named = |key: &String| !key.is_empty() && texts.contains(key.trim());
                if reader.keys_of(&raw).iter().any(is_named) {
                    more.push(Keep { position: raw.position.clone(), reason: String::new() });
                }
            }
            ControlFlow::Continue(())
        });
        let is_first = texts.is_empty();
        texts = here;
        keep.append(&mut more);
        if !is_first && keep.len() == known {
            return;
        }
    }
}

/// Keeps the file in the archive, if it is read as the records were: by the same mappings, each of them refused; else says
/// what would be otherwise.
fn kept(
    shop: Workshop<'_>,
    parts: &[Part<'_>],
    (bytes, name): (&[u8], &str),
    records: usize,
) -> Result<Result<ContentHash, NoMending>, SyncError> {
    let folder = scratch(shop.config);
    let failed = |source| SyncError::Folder { path: folder.clone(), source };
    before(Step::Write, &folder).map_err(failed)?;
    let temporary = tempfile::tempdir_in(&folder).map_err(failed)?;
    let path = temporary.path().join("cut");
    fs::write(&path, bytes).map_err(failed)?;
    let archived = Archive::look(&path).map_err(|error| failed(cause(error)))?;
    let pinned = shop.delivery.source.mapping.as_deref();
    let found = contents(&shop.config.intake, shop.library, &archived, name, pinned, temporary.path());
    let Contents::Readable(documents, _) = found.map_err(failed)? else { return Ok(Err(NoMending::Unrecognised)) };
    if !is_one_file(&documents) {
        return Ok(Err(NoMending::Unrecognised));
    }
    let names = documents.iter().map(|(.., mapping)| mapping.name());
    if names.ne(parts.iter().map(|part| part.source.mapping.name())) {
        return Ok(Err(NoMending::OtherMapping));
    }
    let mut again = 0;
    for ((document, format, mapping), part) in documents.iter().zip(parts) {
        let source = reading::Source { document, format: *format, mapping, ..part.source };
        let read = reading::read(source, &mut |batch| {
            again += batch.torn.iter().filter(|torn| !torn.issues.is_empty()).count();
            Ok(())
        });
        match read {
            Ok(_) => {}
            Err(Stop::Ours(error)) => return Err(error),
            Err(Stop::Unreadable(_)) => return Ok(Err(NoMending::ReadOtherwise)),
        }
    }
    if again != records {
        tracing::warn!(records, again, "what was cut out of a delivery is not read as it was");
        return Ok(Err(NoMending::ReadOtherwise));
    }
    let archived = shop.archive.take(&path).map_err(|error| failed(cause(error)))?;
    Ok(Ok(archived.content))
}

fn cause(error: TakeError) -> io::Error {
    match error {
        TakeError::Read(error) | TakeError::Write(error) => error,
    }
}
