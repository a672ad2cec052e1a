//! The seam to the library: one function per verb that needs the store. The clock is read here.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde_json::{Map, Value};
use sverka::config::{Config, Source};
use sverka::lang::Lang;
use sverka::model::backup::{Manifest, Restored, Verified};
use sverka::model::card::{Card, MoneyCard};
use sverka::model::change::Subject;
use sverka::model::control::ControlSummary;
use sverka::model::decision::Decision;
use sverka::model::doctor::Finding;
use sverka::model::explain::{ExplainedDecision, Explanation};
use sverka::model::ids::{ReviewId, RunId, StatementId};
use sverka::model::membership::Join;
use sverka::model::quarantine::Quarantined;
use sverka::model::record::RecordKind;
use sverka::model::run::{FileOutcome, PlanDifference, PlanMark, RunEvent, RunReport};
use sverka::model::status::{LateStatus, RunSummary, SourceStatus, Status};
use sverka::model::undone::Undoable;
use sverka::pipeline::arrivals::{Arrivals, next_due, schedule_of};
use sverka::pipeline::decide::{Answer, DecideError, Order, Refusal};
use sverka::pipeline::rematch::Rematch;
use sverka::pipeline::{self, SyncOptions, Workspace, backup, doctor, quarantine};
use sverka::store::decisions::questions::Question;
use sverka::store::export::{Entity, ExportError};
use sverka::store::journal::RunEntry;
use sverka::store::{SCHEMA_VERSION, Store};

use super::error::CliError;
use super::review::Shown;

mod reporting;
mod undo;
mod watch;

use reporting::{Over, Reporting};
pub(crate) use undo::undo;
pub(crate) use watch::{figures, watch};

/// One run over everything that waits. `event` is told how far it is; a raised `stop` ends it after a delivery.
pub(crate) fn sync(
    config: &Config,
    lang: Lang,
    dry_run: bool,
    stop: &AtomicBool,
    event: &mut dyn FnMut(RunEvent<'_>),
) -> Result<RunReport, CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    let (began, clock) = (Timestamp::now(), Instant::now());
    let options = SyncOptions { verb: "sync", dry_run, now: began, stop, on_event: event };
    let outcome = pipeline::sync(&mut workspace, options);
    if !dry_run {
        tell(&workspace, lang, &Over { began, took: clock.elapsed(), succeeded: outcome.is_ok() });
    }
    Ok(outcome?)
}

/// Tells of a run by itself, as `watch` does of each.
fn tell(workspace: &Workspace, lang: Lang, over: &Over) {
    let mut reporting = Reporting::start(&workspace.config, workspace.store(), lang);
    reporting.after(workspace.store(), over, Timestamp::now());
    reporting.finish(workspace.store(), Timestamp::now());
}

/// Takes exactly what a dry run showed; what is otherwise by now where it would not be the same.
pub(crate) fn apply(
    config: &Config,
    lang: Lang,
    shown: &PlanMark,
    stop: &AtomicBool,
    event: &mut dyn FnMut(RunEvent<'_>),
) -> Result<Result<RunReport, PlanDifference>, CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    let (began, clock) = (Timestamp::now(), Instant::now());
    let options = SyncOptions { verb: "sync", dry_run: false, now: began, stop, on_event: event };
    let outcome = pipeline::apply(&mut workspace, shown, options);
    // Where it would be another plan there was no run.
    if !matches!(outcome, Ok(Err(_))) {
        tell(&workspace, lang, &Over { began, took: clock.elapsed(), succeeded: outcome.is_ok() });
    }
    Ok(outcome?)
}

/// Accepts what a source sends other than before; the mappings it was asked about.
pub(crate) fn accept_drift(config: &Config, lang: Lang, source: &str) -> Result<Vec<String>, CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    Ok(pipeline::accept_drift(&mut workspace, source, Timestamp::now())?)
}

/// What could not be taken.
pub(crate) fn quarantined(config: &Config) -> Result<Vec<Quarantined>, CliError> {
    Ok(quarantine::list(config, &open(config)?)?)
}

/// Puts files back, each into the folder of its source, and takes what waits.
pub(crate) fn replay(
    config: &Config,
    lang: Lang,
    files: &[(&Quarantined, &str)],
    stop: &AtomicBool,
) -> Result<RunReport, CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    for (file, source) in files {
        quarantine::put_back(&workspace, file, source)?;
    }
    let (now, on_event) = (Timestamp::now(), &mut |_: RunEvent<'_>| {});
    let options = SyncOptions { verb: "quarantine", dry_run: false, now, stop, on_event };
    Ok(pipeline::sync(&mut workspace, options)?)
}

/// Gives a file in quarantine up.
pub(crate) fn discard(
    config: &Config,
    lang: Lang,
    file: &Quarantined,
    who: &str,
    reason: &str,
) -> Result<(), CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    Ok(quarantine::discard(&mut workspace, file, who, reason, Timestamp::now())?)
}

/// Examines the workspace.
pub(crate) fn examine(config: &Config) -> Vec<Finding> {
    doctor::examine(config, Timestamp::now())
}

/// Writes a backup.
pub(crate) fn back_up(config: &Config, file: &Path, deliveries: bool) -> Result<Manifest, CliError> {
    Ok(backup::back_up(config, file, deliveries, Timestamp::now())?)
}

/// Makes a workspace of a backup.
pub(crate) fn restore(file: &Path, into: &Path) -> Result<Restored, CliError> {
    Ok(backup::restore(file, into)?)
}

/// Checks a backup.
pub(crate) fn verify_backup(file: &Path) -> Result<(Manifest, Verified), CliError> {
    Ok(backup::verify_backup(file)?)
}

/// Checks the workspace.
pub(crate) fn verify(config: &Config, all: bool) -> Result<Verified, CliError> {
    Ok(backup::verify(config, all)?)
}

/// The clock.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// Makes a decision.
pub(crate) fn decide(config: &Config, lang: Lang, order: Order<'_>) -> Result<Answer, CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    match pipeline::decide::decide(&mut workspace, order) {
        Ok(answer) => Ok(answer),
        Err(DecideError::Sync(error)) => Err(error.into()),
        Err(DecideError::Refused(refusal)) => {
            let near = match &refusal.unknown {
                Some(id) => workspace.store().near_numbers(id)?,
                None => Vec::new(),
            };
            Err(CliError::Refusal { refusal, near })
        }
    }
}

/// Makes several decisions; those that can't be made with the reason.
pub(crate) fn decide_all(
    config: &Config,
    lang: Lang,
    orders: &[Order<'_>],
) -> Result<Vec<Result<Answer, Refusal>>, CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    let answers = pipeline::decide::decide_all(&mut workspace, orders)?;
    let refused = |answer| match answer {
        Ok(answer) => Ok(Ok(answer)),
        Err(DecideError::Refused(refusal)) => Ok(Err(refusal)),
        Err(DecideError::Sync(error)) => Err(CliError::from(error)),
    };
    answers.into_iter().map(refused).collect()
}

/// Judges anew who is who.
pub(crate) fn rematch(config: &Config, lang: Lang, dry_run: bool) -> Result<Rematch, CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    Ok(pipeline::rematch::rematch(&mut workspace, dry_run, Timestamp::now())?)
}

/// Every question.
pub(crate) fn questions(config: &Config) -> Result<Vec<Question>, CliError> {
    Ok(open(config)?.questions()?)
}

/// The payments that questions are about, with what a person must know of each.
pub(crate) fn payments_asked(
    config: &Config,
    questions: &[Question],
) -> Result<BTreeMap<ReviewId, MoneyCard>, CliError> {
    let store = open(config)?;
    let mut found = BTreeMap::new();
    for question in questions.iter().filter(|question| matches!(question.subject, Subject::Payment(_))) {
        if let Some(Card::Money(card)) = store.card(&question.subject.to_string())? {
            found.insert(question.id, card);
        }
    }
    Ok(found)
}

/// What was made one client, in a run or ever.
pub(crate) fn joins(config: &Config, run: Option<RunId>) -> Result<Vec<Join>, CliError> {
    Ok(open(config)?.joins(run)?)
}

/// One question with both its sides.
pub(crate) fn question(config: &Config, id: ReviewId) -> Result<Shown, CliError> {
    let store = open(config)?;
    let Some(question) = store.question(id)? else {
        let id = id.to_string();
        let near = store.near_numbers(&id)?;
        return Err(CliError::Refusal { refusal: Refusal::unknown(&id), near });
    };
    let about = match question.statement {
        Some(statement) => store.waiting_card(StatementId(statement))?,
        None => store.card(&question.subject.to_string())?,
    };
    let mut candidates = Vec::new();
    for candidate in &question.asked.candidates {
        candidates.extend(store.card(&candidate.id)?);
    }
    let answer = question.asked.decision.filter(|_| question.asked.state != "open");
    let answer = answer.map(|id| store.decision(id)).transpose()?.flatten();
    Ok(Shown { question, about, candidates, answer })
}

/// The decisions that answered questions.
pub(crate) fn answers(config: &Config, questions: &[Question]) -> Result<BTreeMap<ReviewId, Decision>, CliError> {
    let store = open(config)?;
    let mut found = BTreeMap::new();
    for question in questions.iter().filter(|question| question.asked.state != "open") {
        let decision = question.asked.decision.map(|id| store.decision(id)).transpose()?.flatten();
        found.extend(decision.map(|decision| (question.id, decision)));
    }
    Ok(found)
}

/// Every decision, the newest first.
pub(crate) fn decisions(config: &Config) -> Result<Vec<ExplainedDecision>, CliError> {
    let store = open(config)?;
    let mut found = Vec::new();
    for decision in store.decisions()? {
        let about = store.decision_subjects(&decision)?;
        found.push(ExplainedDecision::of(decision, about));
    }
    Ok(found)
}

/// How the workspace stands.
pub(crate) fn status(config: &Config) -> Result<Status, CliError> {
    let store = open(config)?;
    let runs = store.runs(200)?;
    let mut status = Status {
        last_run: runs.first().map(|run| summary(run, &store, config)).transpose()?,
        held: store.counts()?.into_iter().map(|(name, count)| (name.to_owned(), count)).collect(),
        review: store.open_reviews()?,
        control: store.control_summary()?.map(|found| in_local_time(found, config)),
        jobs_waiting: store.jobs_waiting()?,
        books_waiting: pipeline::vitals::books_waiting(&store, config)?,
        quarantined: pipeline::vitals::quarantined(config),
        strays: pipeline::strays(config).iter().map(|path| config.shown(path)).collect(),
        silent_folders: pipeline::watch::silent_folders(&store, config)?,
        ..Status::default()
    };
    let (arrivals, now) = (Arrivals::of(&store)?, Timestamp::now());
    let civil = |at: Timestamp| at.to_zoned(config.time_zone.clone()).datetime();
    for source in &config.sources {
        let found = pipeline::lying(&store, config, source)?;
        if let Ok(found) = &found {
            status.ignored.extend(found.ignored.iter().map(|path| config.shown(path)));
        }
        let delivered = arrivals.delivered(&store, &source.name)?;
        let last_taken = store.last_taken(&source.name)?.and_then(|text| local(&text, config));
        status.sources.push(SourceStatus {
            name: source.name.clone(),
            folder: config.shown(&source.folder),
            reachable: found.is_ok(),
            waiting: found.map_or(0, |found| found.candidates.len() as u64),
            last_taken,
            late: arrivals
                .late(config, source, delivered, now)
                .map(|late| LateStatus { since: civil(late.since), missed: late.missed }),
            next_due: next_due(config, source, delivered, now).map(civil),
            next_look: next_look(&arrivals, config, source, now).map(civil),
            exchange: store.exchange_status(&source.name)?,
            drift_asked: store.mappings_asked_about(&source.name)?,
        });
    }
    Ok(status)
}

/// When a source's schedule comes next; what was missed is looked into at once.
fn next_look(arrivals: &Arrivals, config: &Config, source: &Source, now: Timestamp) -> Option<Timestamp> {
    let schedule = schedule_of(config, source)?;
    schedule.next(&config.times.calendar, arrivals.looked(&source.name).map_or(now, |looked| looked.min(now)))
}

/// The run's time as people of the place read it.
fn in_local_time(mut found: ControlSummary, config: &Config) -> ControlSummary {
    let at = found.since_at.as_deref().and_then(|text| local(text, config));
    found.since_at = at.map(|at| at.to_string());
    found
}

/// The newest runs, newest first.
pub(crate) fn runs(config: &Config, most: usize) -> Result<Vec<RunSummary>, CliError> {
    let store = open(config)?;
    store.runs(most)?.iter().map(|run| summary(run, &store, config)).collect()
}

fn summary(run: &RunEntry, store: &Store, config: &Config) -> Result<RunSummary, CliError> {
    let report: RunReport = run.report.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let refused = |outcome: &FileOutcome| matches!(outcome, FileOutcome::Refused { .. });
    let decision = match store.decision_of_run(run.id)? {
        Some(decision) => {
            let about = store.decision_subjects(&decision)?;
            Some(ExplainedDecision::of(decision, about))
        }
        None => None,
    };
    Ok(RunSummary {
        run: run.id.0,
        started: local(&run.started_at, config).unwrap_or_default(),
        ended: run.finished_at.as_deref().and_then(|text| local(text, config)),
        files: report.files.len() as u64,
        files_refused: report.files.iter().filter(|file| refused(&file.outcome)).count() as u64,
        totals: report.totals,
        drift: report
            .files
            .into_iter()
            .filter(|file| !file.drift.is_empty())
            .map(|file| (file.path, file.drift))
            .collect(),
        decision,
        undo: store.undoable(run.id)?.unwrap_or(Undoable::Nothing),
    })
}

/// A moment in the zone of settings.
pub(crate) fn local(instant: &str, config: &Config) -> Option<DateTime> {
    let at: Timestamp = instant.parse().ok()?;
    Some(at.to_zoned(config.time_zone.clone()).datetime())
}

/// What is called with every row of an export.
pub(crate) type RowSink<'a> = dyn FnMut(&Map<String, Value>) -> Result<(), CliError> + 'a;

/// Every row of an entity, in the order of ids.
pub(crate) fn export(config: &Config, entity: Entity, row: &mut RowSink<'_>) -> Result<(), CliError> {
    let store = open(config)?;
    let mut lost = None;
    let outcome = store.export(entity, &mut |value| {
        let Value::Object(object) = &value else { return Ok(()) };
        row(object).map_err(|error| {
            lost = Some(error);
            std::io::Error::other("the row can't be written")
        })
    });
    match (lost, outcome) {
        (Some(error), _) => Err(error),
        (None, Err(ExportError::Store(error))) => Err(error.into()),
        (None, Err(ExportError::Write(error))) => Err(CliError::Output(error)),
        (None, Ok(())) => Ok(()),
    }
}

/// Where the values of a record came from; several where the text a person gave fits several.
pub(crate) fn explain(config: &Config, kind: RecordKind, text: &str) -> Result<Vec<Explanation>, CliError> {
    let store = open(config)?;
    let mut found = Vec::new();
    for id in store.find(kind, text)? {
        found.extend(pipeline::explain(&store, &config.authorities, kind, id)?);
    }
    Ok(found)
}

/// The store, for reading: a running `watch` does not stand in the way, and one that an older program wrote is left as it
/// is. Where there is none yet, an empty one is made.
pub(crate) fn open(config: &Config) -> Result<Store, CliError> {
    match Store::look(&config.paths.store)? {
        Some((store, SCHEMA_VERSION)) => Ok(store),
        Some((_, found)) if found > 0 => {
            Err(CliError::Usage { key: "store-older", subject: format!("{found} < {SCHEMA_VERSION}") })
        }
        _ => {
            std::fs::create_dir_all(&config.paths.store).map_err(CliError::file(&config.paths.store))?;
            Ok(Store::open(&config.paths.store)?)
        }
    }
}

/// Writes the demo's settings and exports into a folder.
pub(crate) fn demo(folder: &Path, seed: u64) -> Result<(), CliError> {
    let today = jiff::Zoned::now().date();
    sverka::demo::write(folder, seed, today).map_err(CliError::file(folder))?;
    Ok(())
}
