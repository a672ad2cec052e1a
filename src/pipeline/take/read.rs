//! A delivery that can be read: into one revision, judged against what its source sent before, and committed.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::brake::{self, Measure};
use super::super::chunks::Chunks;
use super::super::contents::Readable;
use super::super::drain::Which;
use super::super::drift::{self, Decision, Observed};
use super::super::reading::{self, Stop};
use super::super::{SyncError, SyncOptions, Workspace, books, filing};
use super::{Delivery, ask, not_taken, rules, waiting, without_rows};
use crate::config::Config;
use crate::model::ids::{ContentHash, RunId};
use crate::model::record::RecordKind;
use crate::model::run::{FileReport, Reason, RunEvent};
use crate::model::tally::Tally;
use crate::normalize::Rules;
use crate::reconcile::Controls;
use crate::store::Revision;

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
    let has_payments = documents.iter().any(|(_, _, mapping)| mapping.reads(RecordKind::Payment));
    let mut chunks =
        Chunks::new(revision, &workspace.config.ownership, &workspace.config.authorities, Controls::new(has_payments));
    chunks.measured_by(Measure::new(delivery.source.brake.clone(), &workspace.config));
    if let Some(taking) = &delivery.taking {
        chunks.follow(taking, &mut report);
    }
    let observed = match read_documents(&mut chunks, documents, (&rules, today), &mut report, options)? {
        Ok(observed) => observed,
        Err(reason) => {
            drop(chunks);
            return not_taken(workspace, run, delivery, without_rows(&report, reason), options);
        }
    };
    chunks.note(delivery.passed_over.iter().cloned(), &mut report);
    chunks.control(&mut report);
    chunks.judge_at(workspace.config.judge_at);
    chunks.balance(&mut report)?;
    report.tally = chunks.tally.clone();
    assert!(report.tally.balances(), "BUG: rows read and rows decided differ in {}", report.path);
    let measure = chunks.measure();
    let (revision, owners, tally) = chunks.finish();
    let drift = compared(&revision, observed, &mut report)?;
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
    let kept = Kept { drift: &drift, owners, tally: &tally };
    commit(&workspace.config, revision, delivery, &report, title, &kept, options.now)?;
    tracing::info!(run = run.0, source = %delivery.source.name, delivery = %delivery.archived.content,
        read = tally.rows.read, applied = tally.rows.applied, refused = tally.rows.refused, "delivery committed");
    filing::finish(workspace, Which::Fresh)?;
    Ok(report)
}

/// Notes what the receipt says besides the rows: how the source's form changed, and what managers want otherwise.
fn compared(revision: &Revision<'_>, observed: Observed, report: &mut FileReport) -> Result<drift::Drift, SyncError> {
    let named = |error| revision.named(error);
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
) -> Result<Result<Observed, Reason>, SyncError> {
    let own_accounts: Vec<String> = rules.own_accounts.keys().cloned().collect();
    let mut observed = Observed::new();
    for (document, format, mapping) in documents {
        chunks.next_document();
        let own_accounts = own_accounts.as_slice();
        let source = reading::Source { document, format: *format, mapping, rules, own_accounts, today };
        let outcome = reading::read(source, &mut |batch| {
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
    Ok(Ok(observed))
}

/// What is kept with a delivery besides its rows.
struct Kept<'k> {
    drift: &'k drift::Drift,
    /// Managers whose books must be written.
    owners: BTreeSet<String>,
    tally: &'k Tally,
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
    let answer = delivery.taking.as_ref().and_then(|taking| taking.answer.as_ref());
    let answers = filing::jobs(config, report, title, path, Some(content), now, answer);
    for job in kept.owners.iter().map(|owner| books::job(owner)).chain(answers) {
        revision.enqueue(&job).map_err(named)?;
    }
    let counted = serde_json::to_string(kept.tally).unwrap_or_else(|error| panic!("BUG: a tally is no JSON: {error}"));
    Ok(revision.commit(&counted)?)
}
