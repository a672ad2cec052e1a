//! A delivery that can be read: into one revision, judged against what its source sent before, and committed.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::brake::{self, Measure};
use super::super::chunks::Chunks;
use super::super::contents::Readable;
use super::super::drain::Which;
use super::super::drift::{self, Decision, Observed};
use super::super::mending::{self, Made, Refused, Workshop};
use super::super::reading::{self, Stop};
use super::super::{SyncError, SyncOptions, Workspace, books, filing};
use super::{Delivery, ask, not_taken, rules, waiting, without_rows};
use crate::config::Config;
use crate::lang::Lang;
use crate::model::ids::{ContentHash, RunId};
use crate::model::record::RecordKind;
use crate::model::run::{FileReport, Reason, RunEvent};
use crate::model::tally::Tally;
use crate::normalize::Rules;
use crate::reconcile::Controls;
use crate::store::mendings::NewMending;
use crate::store::{Revision, SqlResult};

pub(super) fn read_and_commit(
    workspace: &mut Workspace,
    run: RunId,
    delivery: &Delivery<'_>,
    documents: &[Readable<'_>],
    mut report: FileReport,
    title: Option<&str>,
    options: &mut SyncOptions<'_>,
) -> Result<FileReport, SyncError> {
    // Split borrows: the revision holds the store while documents hold the library.
    let today = workspace.local(options.now).date();
    let rules = rules(&workspace.config);
    let revision = workspace.store.begin(run, &delivery.source.name, &delivery.entry)?;
    let mut chunks = begun(revision, &workspace.config, delivery, documents);
    if let Some(taking) = &delivery.taking {
        chunks.follow(taking, &mut report);
    }
    let (observed, refused) = match read_documents(&mut chunks, documents, (&rules, today), &mut report, options)? {
        Ok(read) => read,
        Err(reason) => {
            drop(chunks);
            return not_taken(workspace, run, delivery, without_rows(&report, reason), options);
        }
    };
    balance(&mut chunks, delivery, &mut report)?;
    let measure = chunks.measure();
    let (revision, owners, tally) = chunks.finish();
    let drift = compared(&revision, observed, delivery, &mut report)?;
    match drift.decision(delivery.source.drift) {
        Decision::Take => {}
        Decision::Ask => {
            let questions = drift.questions(&revision, &delivery.source.name);
            drop(revision);
            return ask(workspace, run, delivery, &questions, waiting(&report), options);
        }
        Decision::Refuse => {
            drop(revision);
            let refused = without_rows(&report, Reason::new(Reason::DRIFT_STOPPED));
            return not_taken(workspace, run, delivery, refused, options);
        }
    }
    let passed = measure.judge(&revision, delivery, tally.rows.read).map_err(|error| revision.named(error))?;
    let plan = measure.digest();
    report.plan = Some(ContentHash(plan).to_hex());
    if !passed.is_empty() && delivery.accepted != Some(plan) {
        drop(revision);
        let issues = delivery.accepted.map(|_| brake::changed()).into_iter().chain(passed).collect();
        return brake::ask(workspace, run, delivery, &report, (plan, issues), options);
    }
    if options.dry_run {
        return Ok(report);
    }
    let shop = Workshop {
        config: &workspace.config,
        library: &workspace.library,
        archive: &workspace.archive,
        lang: workspace.lang,
        delivery,
    };
    let made = mending::make(shop, (&rules, today), documents, &refused)?;
    report.mending = made.as_ref().map(mending::told);
    let made = made.as_ref().and_then(|made| made.as_ref().ok());
    let kept = Kept { drift: &drift, owners, tally: &tally, made, lang: workspace.lang };
    commit(&workspace.config, revision, delivery, &report, title, &kept, options.now)?;
    tracing::info!(run = run.0, source = %delivery.source.name, delivery = %delivery.archived.content,
        read = tally.rows.read, applied = tally.rows.applied, refused = tally.rows.refused, "delivery committed");
    filing::finish(workspace, Which::Fresh)?;
    Ok(report)
}

/// What takes the rows of a delivery.
fn begun<'s>(
    revision: Revision<'s>,
    config: &'s Config,
    delivery: &Delivery<'_>,
    documents: &[Readable<'_>],
) -> Chunks<'s> {
    let has_payments = documents.iter().any(|(_, _, mapping)| mapping.reads(RecordKind::Payment));
    let mut chunks = Chunks::new(revision, &config.ownership, &config.authorities, Controls::new(has_payments));
    chunks.measured_by(Measure::new(mending::limits(delivery), config));
    chunks.judge_at(config.judge_at);
    if let Some(fragment) = &delivery.fragment {
        chunks.mended_by(fragment.mended().clone());
    }
    chunks
}

/// Brings to an end what was read, and counts it.
fn balance(chunks: &mut Chunks<'_>, delivery: &Delivery<'_>, report: &mut FileReport) -> Result<(), SyncError> {
    chunks.note(delivery.passed_over.iter().cloned(), report);
    // What a file states of itself it states of all its records.
    if delivery.fragment.is_none() {
        chunks.control(report);
    }
    chunks.balance(report)?;
    report.tally = chunks.tally.clone();
    assert!(report.tally.balances(), "BUG: rows read and rows decided differ in {}", report.path);
    Ok(())
}

/// Notes what the receipt says besides the rows: how the source's form changed, and what managers want otherwise.
fn compared(
    revision: &Revision<'_>,
    observed: Observed,
    delivery: &Delivery<'_>,
    report: &mut FileReport,
) -> Result<drift::Drift, SyncError> {
    let named = |error| revision.named(error);
    // A part of an export says nothing of what the source's exports look like.
    let observed = if delivery.fragment.is_some() { Observed::new() } else { observed };
    report.mends = delivery.fragment.as_ref().map(|fragment| fragment.mends().clone());
    let drift = drift::compare(revision, observed).map_err(named)?;
    report.drift = drift.issues();
    report.wishes = books::wishes(revision, &report.source).map_err(named)?;
    Ok(drift)
}

/// Reads every document of a delivery; what they look like, or why one can't be read.
fn read_documents(
    chunks: &mut Chunks<'_>,
    documents: &[Readable<'_>],
    (rules, today): (&Rules, Date),
    report: &mut FileReport,
    options: &mut SyncOptions<'_>,
) -> Result<Result<(Observed, Refused), Reason>, SyncError> {
    let own_accounts: Vec<String> = rules.own_accounts.keys().cloned().collect();
    let mut observed = Observed::new();
    let mut refused = Refused::default();
    for (at, (document, format, mapping)) in documents.iter().enumerate() {
        chunks.next_document();
        let own_accounts = own_accounts.as_slice();
        let source = reading::Source { document, format: *format, mapping, rules, own_accounts, today };
        let outcome = reading::read(source, &mut |mut batch| {
            refused.add(at, std::mem::take(&mut batch.torn));
            chunks.take(batch, report)?;
            (options.on_event)(RunEvent::Rows { rows: chunks.tally.rows.read });
            Ok(())
        });
        match outcome {
            Ok(shape) => observed.entry(mapping.name().to_owned()).or_default().join(shape),
            Err(Stop::Ours(error)) => return Err(error),
            Err(Stop::Unreadable(reason)) => return Ok(Err(reason)),
        }
    }
    Ok(Ok((observed, refused)))
}

/// What is kept with a delivery besides its rows.
struct Kept<'k> {
    drift: &'k drift::Drift,
    /// Managers whose books must be written.
    owners: BTreeSet<String>,
    tally: &'k Tally,
    /// The file of its refused records.
    made: Option<&'k Made>,
    lang: Lang,
}

/// Makes a delivery durable, with what was learned of its shape, the exchange's state and every answer to be given.
fn commit(
    config: &Config,
    revision: Revision<'_>,
    delivery: &Delivery<'_>,
    report: &FileReport,
    title: Option<&str>,
    kept: &Kept<'_>,
    now: Timestamp,
) -> Result<(), SyncError> {
    let named = |error| revision.named(error);
    kept.drift.learn(&revision).and_then(|()| revision.put_issues(&report.drift)).map_err(named)?;
    let (path, content) = (&delivery.candidate.path, delivery.archived.content);
    revision.release_brake(content).map_err(named)?;
    if let Some(taking) = &delivery.taking {
        revision.put_exchange(&taking.state, taking.message).map_err(named)?;
    }
    put_mending(&revision, delivery, report, kept.made).map_err(named)?;
    let answer = delivery.taking.as_ref().and_then(|taking| taking.answer.as_ref());
    if let Some(answer) = answer {
        revision.note_answer_at(&config.shown(&answer.path)).map_err(named)?;
    }
    let answers = filing::jobs(config, report, title, path, Some(content), now, answer);
    let mending = mending::job(path, report, (delivery.fragment.as_ref(), &delivery.earlier), kept.made, kept.lang);
    for job in kept.owners.iter().map(|owner| books::job(owner)).chain(answers).chain(mending) {
        revision.enqueue(&job).map_err(named)?;
    }
    let counted = serde_json::to_string(kept.tally).unwrap_or_else(|error| panic!("BUG: a tally is no JSON: {error}"));
    Ok(revision.commit(&counted)?)
}

/// Notes the file of refused records, and whose refused records the delivery brings back.
fn put_mending(
    revision: &Revision<'_>,
    delivery: &Delivery<'_>,
    report: &FileReport,
    made: Option<&Made>,
) -> SqlResult<()> {
    if let Some(fragment) = &delivery.fragment {
        revision.put_fragment(fragment.of())?;
    }
    let Some(Made { name, content, records }) = made else { return Ok(()) };
    let file = report.mends.as_ref().map_or(delivery.entry.file_name.as_str(), |mends| mends.file.as_str());
    revision.put_mending(&NewMending { content: *content, name, file, records: *records })
}
