//! The brake: a delivery that changes more than is taken unasked is planned and not applied; a person is asked, and what she
//! accepts is this content with this plan and nothing else.

use std::collections::BTreeSet;

use super::drain::Which;
use super::take::Delivery;
use super::{SyncError, SyncOptions, Workspace, filing};
use crate::config::{Config, Source};
use crate::intake::folder::Candidate;
use crate::model::brake::BrakeLimits;
use crate::model::change::{NewStatement, Plan, Reason, ReviewItem, ReviewKind, Subject};
use crate::model::ids::{RunId, SourceId};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::model::record::{Body, Record, RecordKind, Row};
use crate::model::run::{FileOutcome, FileReport, Reason as Why, RunReport};
use crate::model::snapshot::Snapshot;
use crate::model::tally::Outcome;
use crate::output::Outcome as Told;
use crate::output::receipt::error_name;
use crate::reconcile::brake::Meter;
use crate::reconcile::digest::PlanDigest;
use crate::store::brakes::{BrakeAnswer, Braking, OpenBrake};
use crate::store::{Revision, SqlResult};

/// What a delivery would change, measured while it is planned.
#[derive(Debug, Default)]
pub(super) struct Measure {
    limits: BrakeLimits,
    /// Tax numbers of our companies.
    ours: BTreeSet<String>,
    meter: Meter,
    digest: PlanDigest,
}

/// What is known of a delivery that was held before.
pub(super) enum Before {
    /// It waits for an answer.
    Waits,
    /// It may be taken with this plan.
    Accepted([u8; 32]),
    /// It is not to be taken.
    Rejected,
    /// Nobody was ever asked, or it is read otherwise by now.
    Nothing,
}

/// Companies that rows name as their own, before they are planned.
pub(super) type Companies = Vec<Record>;

impl Measure {
    pub(super) fn new(limits: BrakeLimits, config: &Config) -> Self {
        let ours = config.organizations.iter().map(|company| company.tax_id.clone()).collect();
        Self { limits, ours, ..Self::default() }
    }

    pub(super) fn companies(&self, rows: &[Row]) -> Companies {
        if !self.limits.on || !self.limits.organization || self.ours.is_empty() {
            return Vec::new();
        }
        let all = rows.iter().flat_map(|row| row.mentions.iter().chain([&row.record]));
        all.filter(|record| record.kind == RecordKind::Organization).cloned().collect()
    }

    /// Measures a chunk, before it is applied. `sums` tells for each row whether it has one.
    pub(super) fn add(
        &mut self,
        revision: &Revision<'_>,
        snapshot: &Snapshot,
        plan: &Plan,
        sums: impl Iterator<Item = bool>,
        companies: &Companies,
    ) -> SqlResult<()> {
        self.digest.add(snapshot, plan);
        if self.limits.is_off() {
            return Ok(());
        }
        for (has_sum, outcome) in sums.zip(&plan.outcomes) {
            if *outcome == Outcome::Unchanged {
                self.meter.repeated(has_sum);
            }
        }
        for new in &plan.statements {
            let before = new.previous.map_or(Ok(None), |previous| revision.said_before(previous))?;
            self.meter.said(&new.record, before.as_ref(), &self.limits);
        }
        if companies.is_empty() {
            return Ok(());
        }
        let is_new = |new: &&NewStatement| new.new_entity && new.record.kind == RecordKind::Organization;
        let new: BTreeSet<_> = plan.statements.iter().filter(is_new).map(|new| &new.record.id).collect();
        for record in companies {
            let Body::Organization(party) = &record.body else { continue };
            self.meter.company(&record.id, party, new.contains(&record.id), &self.ours);
        }
        Ok(())
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        self.digest.finish()
    }

    /// The limits that the delivery passes.
    pub(super) fn judge(&self, revision: &Revision<'_>, delivery: &Delivery<'_>, read: u64) -> SqlResult<Vec<Issue>> {
        if self.limits.is_off() {
            return Ok(Vec::new());
        }
        // A numbered message holds changes, however many.
        let is_list = delivery.taking.is_none() || self.limits.full_list == Some(true);
        let former = if is_list { revision.former_list(&delivery.entry.mapping)? } else { None };
        Ok(self.meter.judge(&self.limits, read, former, !self.ours.is_empty()))
    }
}

/// How it stands with a delivery that may have been held before.
pub(super) fn before(workspace: &Workspace, delivery: &Delivery<'_>) -> Result<Before, SyncError> {
    let known = workspace.store.braked(&delivery.source.name, delivery.archived.content)?;
    let Some(known) = known.filter(|known| known.mapping_digest == delivery.entry.mapping_digest) else {
        return Ok(Before::Nothing);
    };
    Ok(match known.answer {
        BrakeAnswer::Open => Before::Waits,
        BrakeAnswer::Accepted => Before::Accepted(known.plan),
        BrakeAnswer::Rejected => Before::Rejected,
    })
}

/// A file that stays where it was dropped until a person has decided.
pub(super) fn waiting(report: &FileReport) -> FileReport {
    let outcome = FileOutcome::Held { reason: Why::new(Why::BRAKED), overdue: true };
    let mut waiting = FileReport::new(&report.path, &report.source, outcome);
    waiting.delivery.clone_from(&report.delivery);
    waiting.mapping.clone_from(&report.mapping);
    waiting
}

/// What is said where the plan is not the one that was accepted.
pub(super) fn changed() -> Issue {
    Issue::new(IssueCode::BrakeChanged, Severity::Warning, Position::default())
}

/// Asks a person, and answers in the folder.
pub(super) fn ask(
    workspace: &mut Workspace,
    run: RunId,
    delivery: &Delivery<'_>,
    report: &FileReport,
    (plan, issues): ([u8; 32], Vec<Issue>),
    options: &SyncOptions<'_>,
) -> Result<FileReport, SyncError> {
    let mut held = waiting(report);
    held.drift = issues;
    held.plan.clone_from(&report.plan);
    if options.dry_run {
        return Ok(held);
    }
    let path = &delivery.candidate.path;
    let told = Told { file: &held, title: None, at: options.now, dropped: path, place: path, answer: None };
    let jobs = filing::answers(&told);
    let reason = |issue: &Issue| Reason { code: issue.code.name().to_owned(), params: issue.params.clone() };
    let item = ReviewItem {
        kind: ReviewKind::Brake,
        // The store knows the source's number.
        subject: Subject::Delivery(SourceId(0), String::new()),
        label: format!("{}: {}", delivery.source.name, delivery.entry.file_name),
        candidates: Vec::new(),
        reasons: held.drift.iter().map(reason).collect(),
    };
    let source = &delivery.source.name;
    let path = &report.path;
    let braking = Braking { source, path, entry: &delivery.entry, plan, issues: &held.drift, item: &item, jobs: &jobs };
    workspace.store.ask_about_delivery(run, &braking)?;
    tracing::warn!(run = run.0, %source, delivery = %delivery.archived.content, "the brake holds a delivery");
    filing::finish(workspace, Which::Fresh)?;
    Ok(held)
}

/// Takes back questions about files that were taken out of their folder, or written over by others. A folder that can't
/// be reached, or was not looked into, says nothing of its files.
pub(super) fn close_gone(workspace: &Workspace, report: &RunReport) -> Result<(), SyncError> {
    // A run that was stopped did not look at all there is.
    if report.interrupted {
        return Ok(());
    }
    for held in workspace.store.open_brakes()? {
        let is_looked_into = workspace.config.source(&held.source).is_some()
            && !workspace.paused.contains(&held.source)
            && !report.missing_sources.contains(&held.source);
        if is_looked_into && is_gone(workspace, report, &held) {
            tracing::info!(source = %held.source, file = %held.path, "a file that the brake held is gone");
            workspace.store.close_brake(&held)?;
        }
    }
    Ok(())
}

fn is_gone(workspace: &Workspace, report: &RunReport, held: &OpenBrake) -> bool {
    let content = held.content.to_hex();
    let mut files = report.files.iter().filter(|file| file.source == held.source);
    // Renamed, it still waits.
    if files.clone().any(|file| held_name(file).is_some() && file.delivery.as_ref() == Some(&content)) {
        return false;
    }
    let is_other =
        |file: &FileReport| file.path == held.path && file.delivery.as_ref().is_some_and(|now| *now != content);
    // Of a store that kept no paths: it is asked about anew where it still lies.
    held.path.is_empty() || files.any(is_other) || !workspace.root().join(&held.path).exists()
}

/// The name of a file that the brake holds.
pub(super) fn held_name(file: &FileReport) -> Option<String> {
    let is_braked = file.outcome.reason().is_some_and(|reason| reason.key == Why::BRAKED);
    is_braked.then(|| file.file_name().to_owned())
}

/// A file behind one that the brake holds: what its source says must be taken in order. It is told so once.
pub(super) fn behind(
    workspace: &mut Workspace,
    source: &Source,
    candidate: &Candidate,
    first: &str,
    options: &SyncOptions<'_>,
) -> Result<FileReport, SyncError> {
    let reason = Why::new(Why::BEHIND_BRAKE).with("name", first);
    let path = &candidate.path;
    let file = FileReport::new(workspace.shown(path), &source.name, FileOutcome::Held { reason, overdue: true });
    if !options.dry_run && !error_name(path).exists() {
        let told = Told { file: &file, title: None, at: options.now, dropped: path, place: path, answer: None };
        workspace.store.enqueue(&filing::answers(&told))?;
        filing::finish(workspace, Which::Fresh)?;
    }
    Ok(file)
}
