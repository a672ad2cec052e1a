//! One delivery: archive → recognise → read into one revision → commit with its jobs → file the original.

use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::brake::{self, Before};
use super::contents::{Contents, Readable, contents, digest, passed_over, title};
use super::drain::Which;
use super::exchange::{self, Letter, Ruling, Taking};
use super::mending::{self, Earlier, Fragment};
use super::{SyncError, SyncOptions, Workspace, filing};
use crate::config::{Config, Source};
use crate::intake::archive::{Archive, Archived, TakeError};
use crate::intake::folder::Candidate;
use crate::model::change::ReviewItem;
use crate::model::ids::RunId;
use crate::model::issue::Issue;
use crate::model::run::{FileOutcome, FileReport, Reason};
use crate::model::shape::{DriftPolicy, Shape};
use crate::normalize::Rules;
use crate::output::Outcome;
use crate::store::commit::DeliveryEntry;
use crate::store::shapes::Waiting;

mod read;

/// A delivery with everything its report and journal need.
pub(super) struct Delivery<'w> {
    pub(super) source: &'w Source,
    pub(super) candidate: &'w Candidate,
    pub(super) archived: Archived,
    pub(super) entry: DeliveryEntry,
    /// What it means for the exchange, where it is a numbered message.
    pub(super) taking: Option<Box<Taking>>,
    /// Where it brings back refused records of another.
    pub(super) fragment: Option<Fragment>,
    /// What lies beside it of earlier ones of its name.
    pub(super) earlier: Earlier,
    /// The plan that a person accepted.
    accepted: Option<[u8; 32]>,
    /// What is said of the files of a package that nothing is read of.
    passed_over: Option<Issue>,
}

/// Takes one file; nothing where it is gone by now. Whatever is wrong with it ends in its report; only the workspace's
/// own failures are errors.
pub(super) fn take(
    workspace: &mut Workspace,
    run: RunId,
    source: &Source,
    candidate: &Candidate,
    options: &mut SyncOptions<'_>,
) -> Result<Option<FileReport>, SyncError> {
    let mut report = FileReport::new(workspace.shown(&candidate.path), &source.name, FileOutcome::Taken);
    let limit = workspace.config.intake.file_bytes_max;
    if candidate.len > limit {
        let reason = Reason::new(Reason::TOO_LARGE).with("limit", limit.to_string());
        return refuse_unarchived(workspace, candidate, report, reason, options).map(Some);
    }
    let archived =
        if options.dry_run { Archive::look(&candidate.path) } else { workspace.archive.take(&candidate.path) };
    let archived = match archived {
        Ok(archived) if candidate.is_unchanged() => archived,
        Ok(_) if candidate.path.exists() => return Ok(Some(held(report, Reason::new(Reason::GROWING)))),
        Ok(_) => return Ok(None),
        Err(TakeError::Write(source)) => {
            return Err(SyncError::Folder { path: workspace.config.paths.store.join("archive"), source });
        }
        Err(TakeError::Read(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(TakeError::Read(error)) if is_busy(&error) => {
            return Ok(Some(held(report, Reason::new(Reason::GROWING))));
        }
        Err(TakeError::Read(error)) => {
            let reason = Reason::new(Reason::UNREADABLE).with("detail", error.to_string());
            return Ok(Some(held(report, reason)));
        }
    };
    report.delivery = Some(archived.content.to_hex());
    if workspace.is_unplanned(&report.path, report.delivery.as_deref()) {
        return Ok(Some(held(report, Reason::new(Reason::NOT_PLANNED))));
    }
    let entry = DeliveryEntry {
        content: archived.content.0,
        file_name: file_name(&candidate.path),
        byte_len: archived.len,
        mapping: String::new(),
        mapping_digest: [0; 32],
        received_at: options.now.to_string(),
    };
    let delivery = Delivery {
        source,
        candidate,
        archived,
        entry,
        taking: None,
        fragment: None,
        earlier: Earlier::default(),
        accepted: None,
        passed_over: None,
    };
    if workspace.store.is_unmended(delivery.archived.content)? {
        report.outcome = FileOutcome::Skipped { reason: Reason::new(Reason::NOT_MENDED) };
        return not_taken(workspace, run, &delivery, report, options).map(Some);
    }
    decide(workspace, run, delivery, report, options).map(Some)
}

fn decide(
    workspace: &mut Workspace,
    run: RunId,
    mut delivery: Delivery<'_>,
    mut report: FileReport,
    options: &mut SyncOptions<'_>,
) -> Result<FileReport, SyncError> {
    let scratch = workspace.scratch();
    let folder = |source| SyncError::Folder { path: scratch.clone(), source };
    let temporary = tempfile::tempdir_in(&scratch).map_err(folder)?;
    // A handle of its own: documents point into the library while the store is being written.
    let library = Arc::clone(&workspace.library);
    let (name, pinned) = (&delivery.entry.file_name, delivery.source.mapping.as_deref());
    let contents = contents(&workspace.config.intake, &library, &delivery.archived, name, pinned, temporary.path())
        .map_err(folder)?;
    let documents = match contents {
        Contents::Readable(documents, left) => {
            delivery.passed_over = passed_over(left);
            documents
        }
        Contents::Nothing(reason) => {
            report.outcome = FileOutcome::Skipped { reason };
            return not_taken(workspace, run, &delivery, report, options);
        }
        Contents::Unreadable(reason) => {
            report.outcome = FileOutcome::Refused { reason };
            return not_taken(workspace, run, &delivery, report, options);
        }
    };
    note_mappings(&mut delivery, &documents, &workspace.config);
    report.mapping = Some(delivery.entry.mapping.clone());
    let fragment = mending::fragment(workspace, &delivery, &documents, workspace.local(options.now).date())?;
    let letter = match fragment.and_then(|fragment| Ok((fragment, exchange::letter(&documents)?))) {
        Ok((fragment, letter)) => {
            delivery.fragment = fragment;
            // A part of a message is counted under no number, and nobody is answered.
            letter.filter(|_| delivery.fragment.is_none())
        }
        Err(reason) => {
            report.outcome = FileOutcome::Refused { reason };
            return not_taken(workspace, run, &delivery, report, options);
        }
    };
    let title = title(&documents, workspace.lang.code());
    let (content, mapping_digest) = (delivery.archived.content, delivery.entry.mapping_digest);
    if let Some(known) = workspace.store.known_delivery(&delivery.source.name, content, mapping_digest)? {
        let taken = known.received_at.parse().ok().map(|at| workspace.local(at).date());
        report.tally = known.tally.seen_again();
        let refused = mending::still_refused(workspace, &delivery, &known, &mut report)?;
        report.outcome = FileOutcome::Known { taken, refused };
        if !options.dry_run {
            answer_again(workspace, run, &delivery, letter.as_ref(), (&report, title.as_deref()), options.now)?;
        }
        return Ok(report);
    }
    if let Some(held) = held_before(workspace, run, &mut delivery, &report, options)? {
        return Ok(held);
    }
    if let Some(letter) = letter {
        match exchange::rule(&workspace.store, delivery.source, &letter, &delivery.candidate.path, options.now)? {
            Ruling::Take(taking) => delivery.taking = Some(taking),
            Ruling::Leave(outcome) => {
                report.outcome = outcome;
                return not_taken(workspace, run, &delivery, report, options);
            }
        }
    }
    look_for_earlier(workspace, &mut delivery, &documents, &mut report, options.now)?;
    read::read_and_commit(workspace, run, &delivery, &documents, report, title.as_deref(), options)
}

/// Notes what lies beside a delivery, that is no part of another, of earlier ones of its name.
fn look_for_earlier(
    workspace: &Workspace,
    delivery: &mut Delivery<'_>,
    documents: &[Readable<'_>],
    report: &mut FileReport,
    now: Timestamp,
) -> Result<(), SyncError> {
    if delivery.fragment.is_none() {
        delivery.earlier = mending::earlier(workspace, delivery, documents, workspace.local(now).date())?;
        report.unmended.clone_from(&delivery.earlier.stays);
    }
    Ok(())
}

/// Notes what reads a delivery.
fn note_mappings(delivery: &mut Delivery<'_>, documents: &[Readable<'_>], config: &Config) {
    let mut names: Vec<&str> = documents.iter().map(|(_, _, mapping)| mapping.name()).collect();
    names.dedup();
    delivery.entry.mapping = names.join(", ");
    delivery.entry.mapping_digest = digest(documents, &rules(config));
}

/// What becomes of a delivery that a person was asked about, unless she agreed to it.
fn held_before(
    workspace: &mut Workspace,
    run: RunId,
    delivery: &mut Delivery<'_>,
    report: &FileReport,
    options: &SyncOptions<'_>,
) -> Result<Option<FileReport>, SyncError> {
    let (content, digest) = (delivery.archived.content, delivery.entry.mapping_digest);
    let asks = delivery.source.drift == DriftPolicy::Ask;
    if asks && workspace.store.waits_for_answer(&delivery.source.name, content, digest)? {
        return Ok(Some(waiting(report)));
    }
    match brake::before(workspace, delivery)? {
        Before::Waits => return Ok(Some(brake::waiting(report))),
        Before::Rejected => {
            let refused = without_rows(report, Reason::new(Reason::BRAKE_REFUSED));
            return not_taken(workspace, run, delivery, refused, options).map(Some);
        }
        Before::Accepted(plan) => delivery.accepted = Some(plan),
        Before::Nothing => {}
    }
    Ok(None)
}

/// The receipt, and where it was a message the answer, of bytes that were taken before.
fn answer_again(
    workspace: &mut Workspace,
    run: RunId,
    delivery: &Delivery<'_>,
    letter: Option<&Letter<'_>>,
    (report, title): (&FileReport, Option<&str>),
    now: Timestamp,
) -> Result<(), SyncError> {
    let Delivery { source, candidate, archived, .. } = delivery;
    let again = |letter| exchange::answered_again(&workspace.store, source, letter, &candidate.path, now);
    let answer = letter.map(again).transpose()?.flatten();
    if let Some(answer) = &answer {
        workspace.store.note_answer_at(run, &source.name, &workspace.shown(&answer.path))?;
    }
    let content = Some(archived.content);
    let jobs = filing::jobs(&workspace.config, report, title, &candidate.path, content, now, answer.as_ref());
    workspace.store.enqueue(&jobs)?;
    filing::finish(workspace, Which::Fresh)
}

/// A file that is refused after it was read: nothing of what was read counts.
fn without_rows(report: &FileReport, reason: Reason) -> FileReport {
    let mut refused = FileReport::new(&report.path, &report.source, FileOutcome::Refused { reason });
    refused.delivery.clone_from(&report.delivery);
    refused.mapping.clone_from(&report.mapping);
    refused.drift.clone_from(&report.drift);
    refused
}

/// A file that stays where it was dropped until a person has decided.
fn waiting(report: &FileReport) -> FileReport {
    let mut waiting = without_rows(report, Reason::new(Reason::DRIFT_ASKED));
    waiting.outcome = FileOutcome::Held { reason: Reason::new(Reason::DRIFT_ASKED), overdue: true };
    waiting
}

fn ask(
    workspace: &mut Workspace,
    run: RunId,
    delivery: &Delivery<'_>,
    questions: &[(String, Shape, ReviewItem)],
    report: FileReport,
    options: &SyncOptions<'_>,
) -> Result<FileReport, SyncError> {
    if options.dry_run {
        return Ok(report);
    }
    let path = &delivery.candidate.path;
    let jobs = filing::answers(&Outcome {
        file: &report,
        title: None,
        at: options.now,
        dropped: path,
        place: path,
        answer: None,
    });
    let waiting = Waiting {
        source: &delivery.source.name,
        entry: &delivery.entry,
        issues: &report.drift,
        asked: questions,
        jobs: &jobs,
    };
    workspace.store.ask_about_shape(run, &waiting)?;
    tracing::info!(run = run.0, source = %delivery.source.name, "delivery waits: its source sends something else");
    filing::finish(workspace, Which::Fresh)?;
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
    let Delivery { source, candidate, archived, entry, .. } = delivery;
    let jobs =
        filing::jobs(&workspace.config, &report, None, &candidate.path, Some(archived.content), options.now, None);
    let issues = [report.issues.as_slice(), report.drift.as_slice()].concat();
    workspace.store.note_refused(run, &source.name, entry, &issues, &jobs)?;
    filing::finish(workspace, Which::Fresh)?;
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
        let jobs = filing::jobs(&workspace.config, &report, None, &candidate.path, None, options.now, None);
        workspace.store.enqueue(&jobs)?;
        filing::finish(workspace, Which::Fresh)?;
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

/// What normalization needs to know of the settings.
pub(super) fn rules(config: &Config) -> Rules {
    let mut rules = Rules::of_currency(config.base_currency);
    for company in &config.organizations {
        rules.add_company(&company.name, &company.tax_id, company.accounts.iter().map(|one| one.number.clone()));
    }
    rules
}
