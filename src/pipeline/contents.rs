//! What a delivery holds: one document, or a package's entries, each with the mapping that reads it.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::recognise::{Apart, Recognised, head_bytes, recognise};
use crate::config::Intake;
use crate::intake::archive::Archived;
use crate::intake::unpack::{UnpackError, UnpackErrorKind, UnpackLimits, is_package, unpack};
use crate::mapping::{Library, Mapping};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::model::run::Reason;
use crate::normalize::Rules;
use crate::parse::{Document, Format, Head};

/// Of more files in a package that nothing is read of only the number is told.
const NAMES_SHOWN: usize = 20;

/// A document that can be read.
pub(super) type Readable<'l> = (Document, &'static dyn Format, &'l Mapping);

/// What a delivery turned out to be.
pub(super) enum Contents<'l> {
    /// And the files of the package that nothing is read of.
    Readable(Vec<Readable<'l>>, Vec<String>),
    /// Recognised, and nothing we keep.
    Nothing(Reason),
    Unreadable(Reason),
}

/// What is inside: one document, or a package's entries.
///
/// # Errors
/// When the disk says no; whatever is wrong with the file itself is in the answer.
pub(super) fn contents<'l>(
    intake: &Intake,
    library: &'l Library,
    file: &Archived,
    name: &str,
    pinned: Option<&str>,
    scratch: &Path,
) -> io::Result<Contents<'l>> {
    if file.len == 0 {
        return Ok(Contents::Unreadable(Reason::new(Reason::EMPTY_FILE)));
    }
    let bytes = head_bytes(&file.path)?;
    let head = Head { name, bytes: &bytes, len: file.len };
    let documents = if is_package(&head) {
        match unpack(&file.path, scratch, &limits(intake)) {
            Ok(documents) => documents,
            Err(UnpackError { kind: UnpackErrorKind::Io(error), .. }) if is_ours(&error) => return Err(error),
            Err(error) => return Ok(Contents::Unreadable(unpack_reason(&error))),
        }
    } else {
        vec![Document { name: name.to_owned(), path: file.path.clone(), part: "".into(), sheets: None }]
    };
    let is_single = documents.len() == 1;
    let mut readable = Vec::new();
    let mut skipped = None;
    let mut passed_over = Vec::new();
    for document in documents {
        if !is_single && is_picture(&document.name) {
            passed_over.push(document.name);
            continue;
        }
        match recognise(library, &document, pinned)? {
            Recognised::Read(format, mapping) => readable.push((document, format, mapping)),
            Recognised::Sheets(format, Apart { kinds, left }) => {
                let of_kind = |(mapping, sheets): (_, Vec<String>)| {
                    (Document { sheets: Some(sheets.into()), ..document.clone() }, format, mapping)
                };
                readable.extend(kinds.into_iter().map(of_kind));
                passed_over.extend(left.into_iter().map(|sheet| format!("{}!{sheet}", document.name)));
            }
            Recognised::Skip(reason) => {
                skipped = skipped.or(Some(reason));
                passed_over.push(document.name);
            }
            Recognised::Refuse(reason) => {
                let reason = if is_single { reason } else { reason.with("part", &document.name) };
                return Ok(Contents::Unreadable(reason));
            }
        }
    }
    Ok(match (readable.is_empty(), skipped) {
        (false, _) => Contents::Readable(readable, passed_over),
        (true, Some(reason)) => Contents::Nothing(reason),
        (true, None) => Contents::Unreadable(Reason::new(Reason::EMPTY_FILE)),
    })
}

/// Whether documents are one file: a book whose sheets are of several kinds is several documents.
pub(super) fn is_one_file(documents: &[Readable<'_>]) -> bool {
    let mut paths = documents.iter().map(|(document, ..)| &document.path);
    paths.next().is_some_and(|first| paths.all(|path| path == first))
}

/// What a delivery is, in words: the title of its mapping; of a book with sheets of several kinds those of all, with their
/// sheets.
pub(super) fn title(documents: &[Readable<'_>], lang: &str) -> Option<String> {
    let titled = documents.iter().filter_map(|(document, _, mapping)| {
        let sheets: Vec<String> = document.sheets.as_ref()?.iter().map(|sheet| format!("«{sheet}»")).collect();
        Some(format!("{}: {}", sheets.join(", "), mapping.title(lang)))
    });
    let by_sheets: Vec<String> = titled.collect();
    let first = || documents.first().map(|(_, _, mapping)| mapping.title(lang).to_owned());
    if by_sheets.is_empty() { first() } else { Some(by_sheets.join("; ")) }
}

/// What is said of the files of a package that nothing is read of; nothing where there are none.
pub(super) fn passed_over(mut names: Vec<String>) -> Option<Issue> {
    let rest = names.len().saturating_sub(NAMES_SHOWN);
    names.truncate(NAMES_SHOWN);
    if rest > 0 {
        names.push(format!("… +{rest}"));
    }
    let issue = Issue::new(IssueCode::UnreadParts, Severity::Notice, Position::default());
    (!names.is_empty()).then(|| issue.with("names", names.join(", ")))
}

/// Entries of a package that accompany data: pictures, printed forms, signatures.
fn is_picture(name: &str) -> bool {
    let lower = name.to_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp", ".pdf", ".sgn", ".sig", ".p7s"]
        .iter()
        .any(|end| lower.ends_with(end))
}

fn limits(intake: &Intake) -> UnpackLimits {
    UnpackLimits {
        entries: intake.zip_entries_max,
        total_bytes: intake.zip_bytes_max,
        ratio: intake.zip_ratio_max,
        ..UnpackLimits::default()
    }
}

/// What read a delivery: the same bytes read by other mappings, or with other accounts known to be ours, are another
/// delivery. She adds an account to the settings, drops the statement again, and it is read again.
pub(super) fn digest(documents: &[Readable<'_>], rules: &Rules) -> [u8; 32] {
    let Rules { base_currency, home, own_tax_ids, own_accounts } = rules;
    let mut hasher = blake3::Hasher::new();
    for (_, _, mapping) in documents {
        hasher.update(mapping.digest().as_bytes());
    }
    let (tax_ids, accounts): (BTreeSet<_>, BTreeSet<_>) = (own_tax_ids.iter().collect(), own_accounts.keys().collect());
    hasher.update(format!("{base_currency}|{home:?}|{tax_ids:?}|{accounts:?}").as_bytes());
    *hasher.finalize().as_bytes()
}

/// What the system says (a full disk, a folder without rights, a failing disk) is no fault of the package.
fn is_ours(error: &io::Error) -> bool {
    error.raw_os_error().is_some()
}

pub(super) fn unpack_reason(error: &UnpackError) -> Reason {
    match &error.kind {
        UnpackErrorKind::Io(source) => Reason::new(Reason::UNREADABLE).with("detail", source.to_string()),
        UnpackErrorKind::Malformed { detail } => Reason::new(Reason::ZIP_BROKEN).with("detail", detail),
        UnpackErrorKind::Encrypted => Reason::new(Reason::ENCRYPTED),
        UnpackErrorKind::Limit { name, limit } => {
            let key = match *name {
                "entries" => Reason::ZIP_ENTRIES,
                "ratio" => Reason::ZIP_RATIO,
                _ => Reason::ZIP_SIZE,
            };
            Reason::new(key).with("limit", limit.to_string())
        }
        UnpackErrorKind::Nested { .. } => Reason::new(Reason::ZIP_NESTED).with("name", &error.entry),
    }
}
