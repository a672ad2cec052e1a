//! How the service stands, in figures, and what is remembered of runs for it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::arrivals::{Arrivals, schedule_of};
use super::lying;
use super::remembered::{recall, remember};
use crate::config::{Config, Source};
use crate::intake::folder::{Candidate, scan};
use crate::intake::place::free_bytes;
use crate::model::calendar::free_from;
use crate::model::tally::Tally;
use crate::model::vitals::{QuestionVitals, RunMemory, SourceVitals, Vitals};
use crate::output::receipt::is_receipt;
use crate::store::{Store, StoreError};

/// Names in the store.
const RUNS: &str = "run_memory";
const COUNTED: &str = "counted";

/// For how long a count of what lies in quarantine is good enough.
const QUARANTINE_FRESH: Duration = Duration::from_secs(30);

/// Kinds of questions that are shown also while there are none: somebody has set an alert on them.
const ALWAYS_SHOWN: [&str; 2] = ["brake", "workbook_held"];

/// Counts of all deliveries up to one, so that a run looks at new ones only.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Counted {
    up_to: i64,
    sources: BTreeMap<String, Tally>,
}

impl Counted {
    fn of(store: &Store) -> Result<Self, StoreError> {
        let mut counted: Self = recall(store, COUNTED)?;
        for new in store.tallies_after(counted.up_to)? {
            counted.up_to = new.delivery;
            counted.sources.entry(new.source).or_default().merge(&new.tally);
        }
        Ok(counted)
    }
}

/// What is remembered of runs.
///
/// # Errors
/// When the store can't be read.
pub fn run_memory(store: &Store) -> Result<RunMemory, StoreError> {
    recall(store, RUNS)
}

/// Remembers a run, and which workbooks wait after it. What can't be written is remembered by the caller alone.
///
/// # Errors
/// When the store can't be written.
pub fn note_run(
    store: &Store,
    config: &Config,
    memory: &mut RunMemory,
    began: Timestamp,
    took: Duration,
    succeeded: bool,
) -> Result<(), StoreError> {
    memory.ran(began, u64::try_from(took.as_millis()).unwrap_or(u64::MAX), succeeded);
    memory.books_wait(&books_waiting(store, config)?, began);
    remember(store, RUNS, memory)?;
    remember(store, COUNTED, &Counted::of(store)?)
}

/// Workbooks that are due and not written yet, as people read their paths; a job's key is the owner's name, the head's
/// is empty.
///
/// # Errors
/// When the store can't be read.
pub fn books_waiting(store: &Store, config: &Config) -> Result<Vec<String>, StoreError> {
    let path = |name: &String| config.shown(&config.paths.managers.join(name));
    let book = |owner: &str| {
        if owner.is_empty() {
            return Some(path(&config.workbooks.head_book));
        }
        config.ownership.managers.iter().find(|manager| manager.name == owner).map(|manager| path(&manager.book))
    };
    Ok(store.pending_jobs("workbook")?.iter().filter_map(|pending| book(&pending.job.key)).collect())
}

/// Originals in quarantine: receipts beside them don't count.
#[must_use]
pub fn quarantined(config: &Config) -> u64 {
    let Ok(found) = scan(&config.paths.quarantine, &is_receipt, &[]) else { return 0 };
    (found.candidates.len() + found.ignored.len()) as u64
}

/// How much lies in quarantine, counted once in a while: it may be much, and is asked for at every wake.
#[derive(Debug, Default)]
pub struct QuarantineCount {
    counted: Option<(Instant, u64)>,
}

impl QuarantineCount {
    /// As it is, or was a moment ago.
    pub fn about(&mut self, config: &Config) -> u64 {
        match self.counted {
            Some((at, count)) if at.elapsed() < QUARANTINE_FRESH => count,
            _ => {
                let count = quarantined(config);
                self.counted = Some((Instant::now(), count));
                count
            }
        }
    }
}

/// How the service stands; what lies in quarantine was counted by the caller.
///
/// # Errors
/// When the store can't be read.
pub fn vitals(
    store: &Store,
    config: &Config,
    runs: RunMemory,
    quarantined: u64,
    now: Timestamp,
) -> Result<Vitals, StoreError> {
    let arrivals = Arrivals::of(store)?;
    let mut counted = Counted::of(store)?;
    let mut undone = store.undone_tallies()?;
    let mut sources = Vec::new();
    for source in &config.sources {
        let tally = counted.sources.remove(&source.name).unwrap_or_default();
        let undone = undone.remove(&source.name).unwrap_or_default();
        sources.push(of_source(store, config, source, &arrivals, (tally, undone), now)?);
    }
    Ok(Vitals {
        now,
        runs,
        sources,
        questions: questions(store)?,
        quarantined,
        jobs: store.jobs_waiting()?,
        store_bytes: store.file_bytes(),
        free_bytes: free_bytes(&config.paths.store).ok(),
        backed_up: store.backed_up_at()?.and_then(|at| at.parse().ok()),
        known_since: arrivals.since(),
    })
}

fn of_source(
    store: &Store,
    config: &Config,
    source: &Source,
    arrivals: &Arrivals,
    (tally, undone): (Tally, Tally),
    now: Timestamp,
) -> Result<SourceVitals, StoreError> {
    let found = lying(store, config, source)?;
    let waiting = found.as_ref().map_or(&[][..], |found| found.candidates.as_slice());
    let delivered = arrivals.delivered(store, &source.name)?;
    Ok(SourceVitals {
        name: source.name.clone(),
        reachable: found.is_ok(),
        waiting: waiting.len() as u64,
        oldest_file: waiting.iter().filter_map(|file| waits_since(config, source, file, now)).min(),
        delivered,
        late: arrivals.late(config, source, delivered, now),
        tally,
        undone,
    })
}

/// Since when a file should have been taken: with a schedule since the first moment after it came, or nothing while that
/// is still ahead.
fn waits_since(config: &Config, source: &Source, file: &Candidate, now: Timestamp) -> Option<Timestamp> {
    let since = lies_since(file, now)?;
    let Some(schedule) = schedule_of(config, source) else { return Some(since) };
    let jitter = SignedDuration::from_secs(schedule.jitter_s.into());
    let moment = schedule.next(&config.times.calendar, since)?;
    let due = free_from(&config.times.blackouts, moment.saturating_add(jitter).unwrap_or(moment));
    (due <= now).then_some(due)
}

/// Since when a file lies there: a copy carries an old time of writing, a clock ahead of ours one to come.
fn lies_since(file: &Candidate, now: Timestamp) -> Option<Timestamp> {
    let since = file.created.map_or(file.modified, |created: SystemTime| created.max(file.modified));
    Timestamp::try_from(since).ok().map(|since| since.min(now))
}

fn questions(store: &Store) -> Result<Vec<QuestionVitals>, StoreError> {
    let open = store.open_questions()?.into_iter().map(|open| QuestionVitals {
        kind: open.kind,
        open: open.count,
        oldest: open.oldest.and_then(|at| at.parse().ok()),
    });
    let mut found: Vec<QuestionVitals> = open.collect();
    for kind in ALWAYS_SHOWN {
        if !found.iter().any(|known| known.kind == kind) {
            found.push(QuestionVitals { kind: kind.to_owned(), open: 0, oldest: None });
        }
    }
    found.sort_by(|a, b| a.kind.cmp(&b.kind));
    Ok(found)
}
