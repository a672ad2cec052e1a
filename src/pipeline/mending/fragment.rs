//! A delivery that brings back refused records of another: it is one only where that other is known. What a file says of
//! itself proves nothing; its name and the reasons beside its records only tell where to look.

use std::collections::HashSet;

use jiff::civil::Date;

use super::super::chunks::{Mended, Occurrences, repeat_key};
use super::super::contents::{Readable, is_one_file};
use super::super::reading::{self, Stop};
use super::super::take::{Delivery, rules};
use super::super::{SyncError, Workspace};
use super::look::{look, with_documents};
use super::origin::{Brought, Origin, origin};
use crate::mapping::Mapping;
use crate::model::ids::{ContentHash, DeliveryNo};
use crate::model::mending::{Mending, Mends, brought_back};
use crate::model::record::RecordKind;
use crate::model::run::{FileReport, ISSUES_MAX, Reason};
use crate::normalize::Rules;
use crate::output::mending::{is_named, names_of};
use crate::store::journal::KnownDelivery;
use crate::store::mendings::{Bytes, HandedOut, Written};

/// A delivery that brings back refused records of another.
#[derive(Debug, Clone)]
pub(in crate::pipeline) struct Fragment {
    out: HandedOut,
    mended: Mended,
    mends: Mends,
    others: Option<Others>,
}

/// The file of another delivery's refused records that lies under the same name.
#[derive(Debug, Clone)]
pub(super) struct Others {
    /// Its name.
    pub(super) name: String,
    /// Its bytes.
    pub(super) content: ContentHash,
    /// Some of its records did not come back yet.
    pub(super) is_open: bool,
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

    /// What lies under the name of the file that was handed out, where that is another delivery's.
    pub(super) fn others(&self) -> Option<&Others> {
        self.others.as_ref()
    }

    /// Whether no later delivery has the name of the first one.
    pub(super) fn is_of_newest(&self) -> bool {
        self.out.is_newest
    }
}

/// Whether a delivery brings back refused records; why it is not taken, where it says so and nobody can tell of what, or
/// where what they were cut from was taken back: alone they are a part of nothing.
///
/// It is known by its records and the reasons beside them, or else by its name: she saves it under another name, or as a
/// copy.
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
    let mut known_names = Vec::new();
    if is_named(name) {
        // A second one lies under a number; a copy that somebody made has one too.
        known_names = names_of(name, workspace.lang);
        known_names.push(name.clone());
        known_names.sort();
        known_names.dedup();
    }
    let found = match is_one_file(documents) {
        true => origin(workspace, delivery, documents, &known_names)?,
        false => Origin::Nothing,
    };
    let undone = |file| Reason::new(Reason::MENDS_UNDONE).with("name", file);
    let refused = match found {
        Origin::Of(found) => {
            return fragment_of(workspace, delivery, *found, (documents, today)).map(|it| Ok(Some(it)));
        }
        Origin::Undone(file) => undone(file),
        Origin::Several(files) => {
            Reason::new(Reason::MENDS_SEVERAL).with("names", deliveries_in_words(workspace, files))
        }
        Origin::Unknown | Origin::Nothing => match (cut_from_undone(workspace, delivery, &known_names)?, found) {
            (Some(file), _) => undone(file),
            (None, Origin::Unknown) => Reason::new(Reason::MENDS_UNKNOWN),
            (None, _) => return Ok(Ok(None)),
        },
    };
    Ok(Err(refused))
}

/// The file from which what was handed out under a name was cut, where its taking was taken back.
fn cut_from_undone(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    names: &[String],
) -> Result<Option<String>, SyncError> {
    for name in names {
        if let Some(file) = workspace.store.cut_from_undone(&delivery.source.name, name)? {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// Deliveries by the names of their files, with when each was taken.
fn deliveries_in_words(workspace: &Workspace, mut files: Vec<HandedOut>) -> String {
    files.sort_by_key(|out| out.first.delivery);
    let in_words = |out: &HandedOut| {
        let Ok(at) = out.first.received_at.parse() else { return format!("«{}»", out.first.file) };
        let at = workspace.local(at);
        let (day, time) = (workspace.lang.date(at.date()), at.time());
        format!("«{}» ({day} {:02}:{:02})", out.first.file, time.hour(), time.minute())
    };
    files.iter().map(in_words).collect::<Vec<_>>().join(", ")
}

fn fragment_of(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    Brought { out, handed_out, added }: Brought,
    (documents, today): (&[Readable<'_>], Date),
) -> Result<Fragment, SyncError> {
    let mended = Mended { has_added: added > 0, ..mended(workspace, delivery, &out, (documents, today))? };
    let mends = Mends { added, ..mends(&out, handed_out) };
    let others = others(workspace, delivery, &out)?;
    Ok(Fragment { out, mended, mends, others })
}

/// What lies under the name that the refused records of a file have by it, where by now that is another delivery's.
fn others(workspace: &Workspace, delivery: &Delivery<'_>, out: &HandedOut) -> Result<Option<Others>, SyncError> {
    for name in names_of(&out.first.file, workspace.lang) {
        let lies = workspace.store.handed_out(&delivery.source.name, &name)?;
        let Some(lies) = lies.filter(|lies| lies.first.delivery != out.first.delivery) else { continue };
        let archived = (lies.written.content, lies.written.name.as_str());
        let handed_out = look(workspace, delivery, archived)?.map_or(lies.written.records, |inside| inside.records);
        let mends = mends(&lies, handed_out);
        return Ok(Some(Others { name, content: lies.written.content, is_open: mends.taken < mends.records }));
    }
    Ok(None)
}

/// What came back so far of a file that was handed out with so many records.
pub(super) fn mends(out: &HandedOut, handed_out: u64) -> Mends {
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
    if let Some(out) = workspace.store.handed_out_of(known.delivery)? {
        let archived = (out.written.content, out.written.name.as_str());
        let handed_out = look(workspace, delivery, archived)?.map_or(out.written.records, |inside| inside.records);
        let mends = mends(&out, handed_out);
        refused = mends.records.saturating_sub(mends.taken);
        let others = others(workspace, delivery, &out)?;
        let Written { name, records, .. } = out.written;
        if refused > 0
            && others.is_none_or(|others| others.name != name)
            && delivery.candidate.path.with_file_name(&name).exists()
        {
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

/// What mended rows are measured by: the archived bytes say it, whatever of them was new to the store.
fn mended(
    workspace: &Workspace,
    delivery: &Delivery<'_>,
    out: &HandedOut,
    (documents, today): (&[Readable<'_>], Date),
) -> Result<Mended, SyncError> {
    let rules = rules(&workspace.config);
    let mut stated = Some(Occurrences::default());
    let mut brought = HashSet::new();
    for (_, _, mapping) in documents {
        let of_first = lines(workspace, delivery, &out.first, (mapping, &rules, today))?;
        stated = stated.zip(of_first).map(|(mut stated, more)| {
            more.into_iter().for_each(|(key, times)| *stated.entry(key).or_default() += times);
            stated
        });
        for part in &out.parts {
            let of_part = lines(workspace, delivery, part, (mapping, &rules, today))?;
            brought.extend(of_part.into_iter().flatten().map(|(key, _)| key));
        }
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
