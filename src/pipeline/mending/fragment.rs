//! A delivery that brings back refused records of another: it is one only where that other is known and where it holds no
//! more than was handed out. What a file says of itself proves nothing; the reasons beside its records only tell where to look.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::ops::ControlFlow;

use jiff::civil::Date;

use super::super::chunks::{Mended, Occurrences, repeat_key};
use super::super::contents::{Contents, Readable, contents};
use super::super::reading::{self, Stop};
use super::super::take::{Delivery, rules};
use super::super::{SyncError, Workspace};
use crate::intake::archive::Archived;
use crate::lang::Lang;
use crate::mapping::Mapping;
use crate::model::ids::{ContentHash, DeliveryNo};
use crate::model::mending::{Mending, Mends, brought_back};
use crate::model::record::RecordKind;
use crate::model::run::{FileReport, ISSUES_MAX, Reason};
use crate::normalize::Rules;
use crate::output::mending::{cut_words, is_named, names_of};
use crate::parse::cut::reasons;
use crate::parse::shape::{HEADING_ROW, NOT_A_RECORD, UNREAD_ELEMENT};
use crate::store::journal::KnownDelivery;
use crate::store::mendings::{Bytes, Candidate, HandedOut, Written};

/// Of so many files that were handed out the content is looked at to find the one that comes back under another name.
const LOOKED_AT: u32 = 200;

/// So many rows may somebody add to a file of refused records; what has more is looked at as any list is, also by the brake.
const ADDED_MAX: u64 = 20;

/// A delivery that brings back refused records of another.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct Fragment {
    out: HandedOut,
    mended: Mended,
    mends: Mends,
}

impl Fragment {
    /// Whose refused records were handed out.
    pub(in crate::pipeline) fn of(&self) -> DeliveryNo {
        self.out.written.of
    }

    /// The name under which they were handed out.
    pub(super) fn name(&self) -> &str {
        &self.out.written.name
    }

    /// What is told of it.
    pub(in crate::pipeline) fn mends(&self) -> &Mends {
        &self.mends
    }

    /// What its rows are measured by.
    pub(in crate::pipeline) fn mended(&self) -> &Mended {
        &self.mended
    }

    /// Whether no later delivery has the name of the first one.
    pub(super) fn is_of_newest(&self) -> bool {
        self.out.is_newest
    }
}

/// Whether a delivery brings back refused records; why it is not taken, where it says so and nobody can tell of what, or
/// where what they were cut from was taken back: alone they are a part of nothing.
///
/// It is known by its name, whatever became of the reasons in it, or else by the reasons: she saves it under another name,
/// or as a copy.
///
/// # Errors
/// When the store or the disk says no.
pub(in crate::pipeline) fn fragment(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    documents: &[Readable<'_>],
    today: Date,
) -> Result<Result<Option<Fragment>, Reason>, SyncError> {
    let name = &delivery.entry.file_name;
    let known_names = if is_named(name) { names_of(name, workspace.lang) } else { Vec::new() };
    let mut found = Found::Nothing;
    if let [document] = documents {
        for known in &known_names {
            let Some(out) = workspace.store.handed_out(&delivery.source.name, known)? else { continue };
            let Some((handed_out, _)) = look(workspace, delivery, &out.written)? else { continue };
            if records(document, handed_out) <= handed_out {
                let found = Brought { out, handed_out, added: 0 };
                return Ok(Ok(Some(brought(workspace, delivery, found, (document.2, today))?)));
            }
        }
        found = by_content(workspace, delivery, document, (&known_names, today))?;
    }
    let mut undone = None;
    for known in &known_names {
        undone = undone.or(workspace.store.cut_from_undone(&delivery.source.name, known)?);
    }
    match (found, undone) {
        (Found::Of(fragment), _) => Ok(Ok(Some(*fragment))),
        (Found::Undone(file), _) | (_, Some(file)) => Ok(Err(Reason::new(Reason::MENDS_UNDONE).with("name", file))),
        (Found::Unknown, None) => Ok(Err(Reason::new(Reason::MENDS_UNKNOWN))),
        (Found::Nothing, None) => Ok(Ok(None)),
    }
}

/// The file whose records come back.
struct Brought {
    out: HandedOut,
    /// How many records it held.
    handed_out: u64,
    /// How many more come back.
    added: u64,
}

fn brought(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    Brought { out, handed_out, added }: Brought,
    (mapping, today): (&Mapping, Date),
) -> Result<Fragment, SyncError> {
    let mended = Mended { has_added: added > 0, ..mended(workspace, delivery, &out, (mapping, today))? };
    let mends = Mends { added, ..mends(&out, handed_out) };
    Ok(Fragment { out, mended, mends })
}

/// What came back so far of a file that was handed out with so many records.
fn mends(out: &HandedOut, handed_out: u64) -> Mends {
    let context = handed_out.saturating_sub(out.written.records);
    let taken = out.rows.iter().map(|rows| brought_back(rows, context)).sum();
    Mends { file: out.first.file.clone(), records: out.refused, taken, context, added: 0 }
}

/// How many rows of a delivery that is dropped again are refused still; which, and where they lie, is noted in the report.
///
/// # Errors
/// When the store or the disk says no.
pub(in crate::pipeline) fn still_refused(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    known: &KnownDelivery,
    report: &mut FileReport,
) -> Result<u64, SyncError> {
    let mut refused = known.tally.rows.refused;
    if refused == 0 {
        return Ok(0);
    }
    let mut may_list = true;
    if let Some(out) = workspace.store.handed_out_of(&delivery.source.name, known.delivery)? {
        let handed_out = look(workspace, delivery, &out.written)?.map_or(out.written.records, |(count, _)| count);
        let mends = mends(&out, handed_out);
        refused = mends.records.saturating_sub(mends.taken);
        let Written { name, records, .. } = out.written;
        if refused > 0 && delivery.candidate.path.with_file_name(&name).exists() {
            // Of those that are listed some may have come back: the file beside has the others.
            may_list = out.parts.is_empty();
            report.mending = Some(Mending::File { name, records });
        }
    }
    if refused > 0 && may_list {
        (report.issues, report.issue_count) = workspace.store.refusals(known.delivery, ISSUES_MAX)?;
    }
    Ok(refused)
}

/// What the reasons in a document tell.
enum Found {
    /// It has none, or so few that it is something else.
    Nothing,
    /// They are those of a file that was handed out.
    Of(Box<Fragment>),
    /// They are those of a file that was cut from this one, whose taking was taken back.
    Undone(String),
    /// Nobody knows whose they are.
    Unknown,
}

/// Looks for the file whose reasons stand in a document. The same reasons may stand in several: the newest is it. Where none
/// has them all, she may have written over some, or added rows: then it is the newest that has most of them, or, known by
/// its name, the newest of that name.
fn by_content(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    document: &Readable<'_>,
    (known_names, today): (&[String], Date),
) -> Result<Found, SyncError> {
    let marks = marks(document, workspace.lang);
    let marked: u64 = marks.values().sum();
    if marked == 0 {
        return Ok(Found::Nothing);
    }
    let count = records(document, u64::MAX);
    // A list of her own may have such a column too, and rows that she put into it.
    let is_list_of_them = marked.saturating_mul(2) > count;
    let is_named =
        |name: &String, handed_out: u64| known_names.contains(name) && count.saturating_sub(handed_out) <= ADDED_MAX;
    let mut likely = None;
    for candidate in workspace.store.handed_out_last(&delivery.source.name, LOOKED_AT)? {
        let Some((handed_out, out)) = look(workspace, delivery, &candidate.written)? else { continue };
        let same: u64 = marks.iter().map(|(mark, times)| out.get(mark).map_or(0, |out| *times.min(out))).sum();
        if count <= handed_out && same == marked {
            return of(workspace, delivery, candidate, (document.2, today), (handed_out, 0));
        }
        let has_most = is_list_of_them && same.saturating_mul(2) > marked;
        if likely.is_none() && (has_most || is_named(&candidate.written.name, handed_out)) {
            likely = Some((candidate, handed_out));
        }
    }
    match likely {
        Some((candidate, handed_out)) => {
            let added = count.saturating_sub(handed_out);
            of(workspace, delivery, candidate, (document.2, today), (handed_out, added))
        }
        None if is_list_of_them => Ok(Found::Unknown),
        None => Ok(Found::Nothing),
    }
}

fn of(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    Candidate { written, file, is_undone }: Candidate,
    (mapping, today): (&Mapping, Date),
    (handed_out, added): (u64, u64),
) -> Result<Found, SyncError> {
    let out = if is_undone { None } else { workspace.store.with_parts(written)? };
    let Some(out) = out else { return Ok(Found::Undone(file)) };
    let found = Brought { out, handed_out, added };
    Ok(Found::Of(Box::new(brought(workspace, delivery, found, (mapping, today))?)))
}

/// How often each reason stands in a document.
type Marks = BTreeMap<String, u64>;

fn marks((document, format, mapping): &Readable<'_>, lang: Lang) -> Marks {
    let mut marks = Marks::new();
    for reason in reasons(*format, document, mapping.shape(), &cut_words(lang)) {
        *marks.entry(reason).or_default() += 1;
    }
    marks
}

/// How many records a file holds that was handed out, and its reasons; nothing where it is there no more.
fn look(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    Written { content, name, .. }: &Written,
) -> Result<Option<(u64, Marks)>, SyncError> {
    with_documents(workspace, delivery, (*content, name), &mut |documents| {
        let marks = documents.first().map(|document| marks(document, workspace.lang)).unwrap_or_default();
        Ok((documents.iter().map(|document| records(document, u64::MAX)).sum(), marks))
    })
}

/// What mended rows are measured by: the archived bytes say it, whatever of them was new to the store.
fn mended(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    out: &HandedOut,
    (mapping, today): (&Mapping, Date),
) -> Result<Mended, SyncError> {
    let rules = rules(&workspace.config);
    let stated = lines(workspace, delivery, &out.first, (mapping, &rules, today))?;
    let mut brought = HashSet::new();
    for part in &out.parts {
        brought.extend(
            lines(workspace, delivery, part, (mapping, &rules, today))?.into_iter().flatten().map(|(key, _)| key),
        );
    }
    let family = [&out.first].into_iter().chain(&out.parts).map(|bytes| bytes.delivery).collect();
    Ok(Mended { family, stated, brought, has_added: false })
}

/// How often lines without an id of their own stand in an archived delivery; nothing where that can't be read, or where
/// several of its documents are read by the mapping.
fn lines(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    Bytes { content, file, .. }: &Bytes,
    (mapping, rules, today): (&Mapping, &Rules, Date),
) -> Result<Option<Occurrences>, SyncError> {
    let own_accounts: Vec<String> = rules.own_accounts.keys().cloned().collect();
    let own_accounts = own_accounts.as_slice();
    let found = with_documents(workspace, delivery, (*content, file), &mut |documents| {
        let mut alike = documents.iter().filter(|(.., known)| known.name() == mapping.name());
        let (Some((document, format, mapping)), None) = (alike.next(), alike.next()) else { return Ok(None) };
        let mut found = Occurrences::default();
        if ![RecordKind::Payment, RecordKind::Balance].into_iter().any(|kind| mapping.reads(kind)) {
            return Ok(Some(found));
        }
        let source = reading::Source { document, format: *format, mapping, rules, own_accounts, today };
        let read = reading::read(source, &mut |batch| {
            for key in batch.rows.iter().filter_map(|row| repeat_key(&row.record)) {
                *found.entry(key).or_default() += 1;
            }
            Ok(())
        });
        match read {
            Ok(_) => Ok(Some(found)),
            Err(Stop::Unreadable(_)) => Ok(None),
            Err(Stop::Ours(error)) => Err(error),
        }
    })?;
    Ok(found.flatten())
}

/// What stands between records and is none.
const NO_RECORDS: [usize; 3] = [UNREAD_ELEMENT, NOT_A_RECORD, HEADING_ROW];

/// How many records a document has; one more than `most` where there are more.
fn records((document, format, mapping): &Readable<'_>, most: u64) -> u64 {
    let mut count = 0;
    // What can't be read is told where it is taken.
    let _said = format.read(document, mapping.shape(), &mut Vec::new(), &mut |raw| {
        count += u64::from(raw.is_err() || raw.is_ok_and(|raw| !NO_RECORDS.contains(&raw.pattern)));
        if count > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    count
}

/// Looks at what was archived under a name; nothing where it is there no more, or can't be read any more.
fn with_documents<T>(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    (content, name): (ContentHash, &str),
    look: &mut dyn FnMut(&[Readable<'_>]) -> Result<T, SyncError>,
) -> Result<Option<T>, SyncError> {
    let scratch = workspace.scratch();
    let failed = |source: io::Error| SyncError::Folder { path: scratch.clone(), source };
    let path = workspace.archive.path_of(content);
    let len = match path.metadata() {
        Ok(known) => known.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let temporary = tempfile::tempdir_in(&scratch).map_err(failed)?;
    let archived = Archived { content, path, len };
    let pinned = delivery.source.mapping.as_deref();
    let found = contents(&workspace.config.intake, &workspace.library, &archived, name, pinned, temporary.path());
    match found.map_err(failed)? {
        Contents::Readable(documents, _) => look(&documents).map(Some),
        Contents::Nothing(_) | Contents::Unreadable(_) => Ok(None),
    }
}
