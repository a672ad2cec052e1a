//! When each source last delivered and was last looked into by its schedule, and which sources are late.
//!
//! Kept in the store by name: it is written with a run, not with a delivery, and a crash costs at most one look more.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Workspace;
use super::remembered::{recall, remember};
use crate::config::{Config, Source};
use crate::model::run::{FileOutcome, FileReport, Reason, RunReport};
use crate::model::schedule::{Due, Known, Late, Schedule};
use crate::store::{Store, StoreError};

/// The name in the store.
const KEY: &str = "arrivals";

/// What is known of sources over time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Arrivals {
    /// When the program first looked: no earlier deadline is asked about.
    since: Option<Timestamp>,
    /// When each source brought something last, also what was known already.
    heard: BTreeMap<String, Timestamp>,
    /// When each source was last looked into by its schedule, or first seen with one.
    looked: BTreeMap<String, Timestamp>,
    /// Files of each source that came and wait for a person, so that each counts when it comes and no later.
    #[serde(default)]
    asked_about: BTreeMap<String, BTreeSet<String>>,
}

/// A source whose delivery is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateSource {
    /// Its name.
    pub source: String,
    /// How late it is.
    pub late: Late,
}

impl Arrivals {
    /// What the store holds of it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn of(store: &Store) -> Result<Self, StoreError> {
        // Written by another version: it is learned again, and nobody is late meanwhile.
        recall(store, KEY)
    }

    fn keep(&self, store: &Store) -> Result<(), StoreError> {
        remember(store, KEY, self)
    }

    /// When a source delivered last.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn delivered(&self, store: &Store, source: &str) -> Result<Option<Timestamp>, StoreError> {
        let taken = store.last_taken(source)?.and_then(|text| text.parse().ok());
        Ok(taken.max(self.heard.get(source).copied()))
    }

    /// Sources that brought something in a run that waits for a person now.
    fn ask_about(&mut self, workspace: &Workspace, report: &RunReport) -> BTreeSet<String> {
        let is_looked_into = |source: &String| {
            !workspace.paused.contains(source) && !report.missing_sources.contains(source) && !report.interrupted
        };
        let mut before = self.asked_about.clone();
        self.asked_about.retain(|source, _| !is_looked_into(source));
        for (source, file) in report.files.iter().filter_map(waits_for_a_person) {
            self.asked_about.entry(source.clone()).or_default().insert(file);
        }
        let is_new = |(source, files): (&String, &BTreeSet<String>)| {
            let known = before.remove(source).unwrap_or_default();
            (!files.is_subset(&known)).then(|| source.clone())
        };
        self.asked_about.iter().filter_map(is_new).collect()
    }

    /// How late a source is that delivered last at that time, if it is.
    #[must_use]
    pub fn late(&self, config: &Config, source: &Source, delivered: Option<Timestamp>, now: Timestamp) -> Option<Late> {
        source.expected.as_ref()?.late(&config.times.calendar, self.since?, delivered, now)
    }

    /// When the program first looked.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// When a source with a schedule was looked into last.
    #[must_use]
    pub fn looked(&self, source: &str) -> Option<Timestamp> {
        self.looked.get(source).copied()
    }
}

/// The schedule of a source: its own, else that of all.
#[must_use]
pub fn schedule_of<'c>(config: &'c Config, source: &'c Source) -> Option<&'c Schedule> {
    source.schedule.as_ref().or(config.times.schedule.as_ref())
}

/// When the next delivery of a source is due that delivered last at that time.
#[must_use]
pub fn next_due(config: &Config, source: &Source, delivered: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    source.expected.as_ref()?.next(&config.times.calendar, delivered, now)
}

/// Every source that is late.
///
/// # Errors
/// When the store can't be read.
pub fn late_sources(store: &Store, config: &Config, now: Timestamp) -> Result<Vec<LateSource>, StoreError> {
    let arrivals = Arrivals::of(store)?;
    let mut found = Vec::new();
    for source in config.sources.iter().filter(|source| source.expected.is_some()) {
        let delivered = arrivals.delivered(store, &source.name)?;
        if let Some(late) = arrivals.late(config, source, delivered, now) {
            found.push(LateSource { source: source.name.clone(), late });
        }
    }
    Ok(found)
}

/// Notes who delivered in a run, and says in its report who is late.
pub(super) fn note(workspace: &Workspace, report: &mut RunReport, now: Timestamp) -> Result<(), StoreError> {
    let Workspace { config, store, .. } = workspace;
    if !report.dry_run {
        let before = Arrivals::of(store)?;
        let mut arrivals = before.clone();
        arrivals.since.get_or_insert(now);
        let heard = report.files.iter().filter(|file| is_heard(file)).map(|file| &file.source);
        let asked_about = arrivals.ask_about(workspace, report);
        arrivals.heard.extend(heard.chain(&asked_about).map(|source| (source.clone(), now)));
        if arrivals != before {
            arrivals.keep(store)?;
        }
    }
    report.late_sources = late_sources(store, config, now)?.into_iter().map(|late| late.source).collect();
    Ok(())
}

/// Forgets what sources brought in a run that was taken back: each was heard last when it was taken from last.
pub(super) fn forget(store: &Store, sources: &BTreeSet<&str>) -> Result<(), StoreError> {
    let mut arrivals = Arrivals::of(store)?;
    for source in sources {
        let taken = store.last_taken(source)?.and_then(|text| text.parse().ok());
        match taken {
            Some(taken) => arrivals.heard.insert((*source).to_owned(), taken),
            None => arrivals.heard.remove(*source),
        };
    }
    arrivals.keep(store)
}

/// The same file again is a delivery too: nothing changed since, and the source lives. One that can't be read is none.
fn is_heard(file: &FileReport) -> bool {
    matches!(file.outcome, FileOutcome::Taken | FileOutcome::Known { .. })
}

/// A file that came and waits for a person, with its content as far as it was read.
fn waits_for_a_person(file: &FileReport) -> Option<(&String, String)> {
    let FileOutcome::Held { reason, .. } = &file.outcome else { return None };
    let is_asked_about = [Reason::BRAKED, Reason::BEHIND_BRAKE, Reason::DRIFT_ASKED].contains(&reason.key.as_str());
    is_asked_about.then(|| (&file.source, format!("{} {}", file.path, file.delivery.as_deref().unwrap_or_default())))
}

/// What a wake of `watch` does with sources that have a schedule.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Round {
    /// To be looked into now.
    pub(super) due: BTreeSet<String>,
    /// Not yet.
    pub(super) paused: BTreeSet<String>,
    /// When the next of these is due.
    pub(super) next: Option<Timestamp>,
}

/// Asks every schedule. A source that is seen for the first time waits for its next moment.
pub(super) fn round(workspace: &Workspace, up_since: Timestamp, now: Timestamp) -> Result<Round, StoreError> {
    let Workspace { config, store, .. } = workspace;
    let scheduled = config.sources.iter().filter_map(|source| Some((source, schedule_of(config, source)?)));
    let mut arrivals = Arrivals::of(store)?;
    let mut round = Round::default();
    let mut is_new = false;
    for (source, schedule) in scheduled {
        let ran = *arrivals.looked.entry(source.name.clone()).or_insert_with(|| {
            is_new = true;
            now
        });
        let seed = format!("{}\n{}", config.root.display(), source.name);
        match schedule.due(&config.times.calendar, &Known { ran, up_since, now, seed: &seed }) {
            Due::Now => {
                round.due.insert(source.name.clone());
                continue;
            }
            Due::At(moment) => round.next = round.next.into_iter().chain([moment]).min(),
            Due::Never => {}
        }
        round.paused.insert(source.name.clone());
    }
    if is_new {
        arrivals.keep(store)?;
    }
    Ok(round)
}

/// Notes that sources were looked into by their schedules.
pub(super) fn looked(workspace: &Workspace, sources: &BTreeSet<String>, now: Timestamp) -> Result<(), StoreError> {
    if sources.is_empty() {
        return Ok(());
    }
    let mut arrivals = Arrivals::of(&workspace.store)?;
    arrivals.looked.extend(sources.iter().map(|source| (source.clone(), now)));
    arrivals.keep(&workspace.store)
}
