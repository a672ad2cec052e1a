//! One delivery: archive → recognise → read into one revision → commit with its jobs → file the original.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::chunks::Chunks;
use super::filing::{self, ReceiptJob};
use super::reading::{self, Stop};
use super::recognise::{Recognised, head_bytes, recognise};
use super::{SyncError, SyncOptions, Workspace};
use crate::config::{Config, Intake, Source};
use crate::intake::archive::Archived;
use crate::intake::folder::Candidate;
use crate::intake::unpack::{UnpackError, UnpackErrorKind, UnpackLimits, is_package, unpack};
use crate::mapping::{Library, Mapping};
use crate::model::change::Job;
use crate::model::ids::{RunId, SourceId};
use crate::model::run::{FileOutcome, FileReport, Reason, RunEvent};
use crate::normalize::Rules;
use crate::parse::{Document, Format, Head};
use crate::store::commit::DeliveryEntry;

/// A delivery with everything its report and journal need.
struct Delivery<'w> {
    source: &'w Source,
    source_id: SourceId,
    candidate: &'w Candidate,
    archived: Archived,
    entry: DeliveryEntry,
}

/// What a delivery turned out to be.
enum Contents<'l> {
    Readable(Vec<(Document, &'static dyn Format, &'l Mapping)>),
    Nothing(Reason),
    Unreadable(Reason),
}

/// Takes one file. Whatever is wrong with it ends in its report; only the workspace's own failures are errors.
pub(super) fn take(
    workspace: &mut Workspace,
    run: RunId,
    source: &Source,
    candidate: &Candidate,
    options: &mut SyncOptions<'_>,
) -> Result<FileReport, SyncError> {
    let mut report = FileReport::new(workspace.shown(&candidate.path), &source.name, FileOutcome::Taken);
    if candidate.len > workspace.config.intake.file_bytes_max {
        let limit = workspace.config.intake.file_bytes_max.to_string();
        return refuse_unarchived(
            workspace,
            candidate,
            report,
            Reason::new(Reason::TOO_LARGE).with("limit", limit),
            options,
        );
    }
    let archived = match workspace.archive.take(&candidate.path) {
        Ok(archived) if candidate.is_unchanged() => archived,
        Ok(_) => return Ok(held(report, Reason::new(Reason::GROWING))),
        Err(error) if is_busy(&error) => return Ok(held(report, Reason::new(Reason::GROWING))),
        Err(source) if candidate.path.exists() => {
            return Err(SyncError::Folder { path: workspace.config.paths.store.join("archive"), source });
        }
        Err(error) => return Ok(held(report, Reason::new(Reason::UNREADABLE).with("detail", error.to_string()))),
    };
    report.delivery = Some(archived.content.to_hex());
    let source_id = workspace.store.source(&source.name)?;
    let entry = DeliveryEntry {
        content: archived.content.0,
        file_name: file_name(&candidate.path),
        byte_len: archived.len,
        mapping: String::new(),
        mapping_digest: [0; 32],
        received_at: options.now.to_string(),
    };
    let delivery = Delivery { source, source_id, candidate, archived, entry };
    decide(workspace, run, delivery, report, options)
}

fn decide(
    workspace: &mut Workspace,
    run: RunId,
    mut delivery: Delivery<'_>,
    mut report: FileReport,
    options: &mut SyncOptions<'_>,
) -> Result<FileReport, SyncError> {
    let temporary = tempfile::tempdir_in(&workspace.config.paths.store)
        .map_err(|source| SyncError::Folder { path: workspace.config.paths.store.clone(), source })?;
    // A handle of its own: documents point into the library while the store is being written.
    let library = Arc::clone(&workspace.library);
    let contents = contents(&workspace.config.intake, &library, &delivery, temporary.path())
        .map_err(|source| SyncError::Folder { path: delivery.archived.path.clone(), source })?;
    let documents = match contents {
        Contents::Readable(documents) => documents,
        Contents::Nothing(reason) => {
            report.outcome = FileOutcome::Skipped { reason };
            return not_taken(workspace, run, &delivery, report, options);
        }
        Contents::Unreadable(reason) => {
            report.outcome = FileOutcome::Refused { reason };
            return not_taken(workspace, run, &delivery, report, options);
        }
    };
    let mut names: Vec<&str> = documents.iter().map(|(_, _, mapping)| mapping.name()).collect();
    names.dedup();
    delivery.entry.mapping = names.join(", ");
    delivery.entry.mapping_digest = digest(&documents);
    report.mapping = Some(delivery.entry.mapping.clone());
    let title = documents.first().map(|(_, _, mapping)| mapping.title(workspace.lang.code()).to_owned());
    let known =
        workspace.store.known_delivery(delivery.source_id, delivery.archived.content, delivery.entry.mapping_digest)?;
    if let Some(known) = known {
        let taken = known.received_at.parse().ok().map(|at| workspace.local(at).date());
        report.tally = known.tally.seen_again();
        report.outcome = FileOutcome::Known { taken };
        if !options.dry_run {
            filing::file_known(workspace, &delivery.candidate.path, &known, &report, title, options.now)?;
        }
        return Ok(report);
    }
    read_and_commit(workspace, run, &delivery, &documents, report, title, options)
}

/// What is inside: one document, or a package's entries.
fn contents<'l>(
    intake: &Intake,
    library: &'l Library,
    delivery: &Delivery<'_>,
    temporary: &Path,
) -> io::Result<Contents<'l>> {
    let name = delivery.entry.file_name.clone();
    let bytes = head_bytes(&delivery.archived.path)?;
    let head = Head { name: &name, bytes: &bytes, len: delivery.archived.len };
    let documents = if is_package(&head) {
        match unpack(&delivery.archived.path, temporary, &limits(intake)) {
            Ok(documents) => documents,
            Err(error) => return Ok(Contents::Unreadable(unpack_reason(&error))),
        }
    } else {
        vec![Document { name, path: delivery.archived.path.clone(), part: "".into() }]
    };
    let is_single = documents.len() == 1;
    let mut readable = Vec::new();
    let mut skipped = None;
    for document in documents {
        if !is_single && is_picture(&document.name) {
            continue;
        }
        match recognise(library, &document, delivery.source.mapping.as_deref())? {
            Recognised::Read(format, mapping) => readable.push((document, format, mapping)),
            Recognised::Skip(reason) => skipped = skipped.or(Some(reason)),
            Recognised::Refuse(reason) => {
                let reason = if is_single { reason } else { reason.with("part", &document.name) };
                return Ok(Contents::Unreadable(reason));
            }
        }
    }
    Ok(match (readable.is_empty(), skipped) {
        (false, _) => Contents::Readable(readable),
        (true, Some(reason)) => Contents::Nothing(reason),
        (true, None) => Contents::Unreadable(Reason::new(Reason::EMPTY_FILE)),
    })
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

fn digest(documents: &[(Document, &'static dyn Format, &Mapping)]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for (_, _, mapping) in documents {
        hasher.update(mapping.digest().as_bytes());
    }
    *hasher.finalize().as_bytes()
}

fn read_and_commit(
    workspace: &mut Workspace,
    run: RunId,
    delivery: &Delivery<'_>,
    documents: &[(Document, &'static dyn Format, &Mapping)],
    mut report: FileReport,
    title: Option<String>,
    options: &mut SyncOptions<'_>,
) -> Result<FileReport, SyncError> {
    // Split borrows: the revision holds the store while documents hold the library.
    let rules = rules(&workspace.config);
    let own_accounts: Vec<String> = rules.own_accounts.iter().cloned().collect();
    let shown_done = filing::planned_place(workspace, &delivery.candidate.path, options.now);
    let revision = workspace.store.begin(run, delivery.source_id, &delivery.entry)?;
    let number = revision.delivery;
    let mut chunks = Chunks::new(revision, &workspace.config.ownership);
    for (document, format, mapping) in documents {
        let source = reading::Source { document, format: *format, mapping, rules: &rules, own_accounts: &own_accounts };
        let outcome = reading::read(source, &mut |batch| {
            chunks.take(batch, &mut report)?;
            (options.on_event)(RunEvent::Rows { rows: chunks.tally.rows.read });
            Ok(())
        });
        if let Err(stop) = outcome {
            drop(chunks);
            return match stop {
                Stop::Store(error) => Err(error.into()),
                Stop::Unreadable(reason) => {
                    let mut refused = FileReport::new(&report.path, &report.source, FileOutcome::Refused { reason });
                    refused.delivery = report.delivery;
                    refused.mapping = report.mapping;
                    not_taken(workspace, run, delivery, refused, options)
                }
            };
        }
    }
    chunks.balance()?;
    report.tally = chunks.tally.clone();
    assert!(report.tally.balances(), "BUG: rows read and rows decided differ in {}", report.path);
    if options.dry_run {
        return Ok(report);
    }
    let job = ReceiptJob::new(&report, title, options.now, &delivery.candidate.path, shown_done);
    let (revision, owners, tally) = chunks.finish();
    let books = owners.into_iter().map(|owner| Job { output: "workbook".into(), key: owner, payload: String::new() });
    for job in books.chain([job.to_job()]) {
        revision.enqueue(&job).map_err(|error| revision.named(error))?;
    }
    let counted = serde_json::to_string(&tally).unwrap_or_else(|error| panic!("BUG: a tally is no JSON: {error}"));
    revision.commit(&counted)?;
    tracing::info!(run = run.0, source = %delivery.source.name, delivery = %delivery.archived.content,
        read = tally.rows.read, applied = tally.rows.applied, refused = tally.rows.refused, "delivery committed");
    filing::file_taken(workspace, number, delivery.archived.content, job)?;
    Ok(report)
}

fn not_taken(
    workspace: &mut Workspace,
    run: RunId,
    delivery: &Delivery<'_>,
    report: FileReport,
    options: &SyncOptions<'_>,
) -> Result<FileReport, SyncError> {
    if options.dry_run {
        return Ok(report);
    }
    tracing::info!(run = run.0, source = %delivery.source.name, outcome = report.outcome.name(), "delivery not taken");
    let number = workspace.store.note_refused(run, delivery.source_id, &delivery.entry, &report.issues)?;
    filing::file_not_taken(workspace, number, &delivery.candidate.path, &report, options.now)?;
    Ok(report)
}

fn refuse_unarchived(
    workspace: &mut Workspace,
    candidate: &Candidate,
    mut report: FileReport,
    reason: Reason,
    options: &SyncOptions<'_>,
) -> Result<FileReport, SyncError> {
    report.outcome = FileOutcome::Refused { reason };
    if !options.dry_run {
        filing::answer_in_place(workspace, &candidate.path, &report, options.now)?;
    }
    Ok(report)
}

fn held(mut report: FileReport, reason: Reason) -> FileReport {
    report.outcome = FileOutcome::Held { reason, overdue: false };
    report
}

/// Windows refuses to open a file that another program still writes.
fn is_busy(error: &io::Error) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    cfg!(windows) && matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn unpack_reason(error: &UnpackError) -> Reason {
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

/// What normalization needs to know of the settings.
fn rules(config: &Config) -> Rules {
    let mut rules = Rules::of_currency(config.base_currency);
    for company in &config.organizations {
        rules.own_tax_ids.insert(company.tax_id.clone());
        rules.own_accounts.extend(company.accounts.iter().map(|account| account.number.clone()));
    }
    rules
}
