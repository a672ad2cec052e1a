//! Whether sources deliver by their deadlines, and `watch` keeps to schedules.

use jiff::{SignedDuration, Timestamp};

use crate::config::{Config, Source};
use crate::model::calendar::free_from;
use crate::model::doctor::Finding;
use crate::model::doctor::Health::{Fine, Warning};
use crate::model::schedule::Schedule;
use crate::pipeline::arrivals::{Arrivals, schedule_of};
use crate::store::{Store, StoreError};

/// A run may take so long before the next is overdue, on top of the interval and the jitter.
const GRACE: SignedDuration = SignedDuration::from_mins(15);

pub(super) fn findings(config: &Config, store: &Store, now: Timestamp) -> Result<Vec<Finding>, StoreError> {
    let arrivals = Arrivals::of(store)?;
    let mut found = Vec::new();
    for source in &config.sources {
        let delivered = arrivals.delivered(store, &source.name)?;
        if let Some(late) = arrivals.late(config, source, delivered, now) {
            let finding = Finding::new(Warning, "late").with("source", &source.name);
            found.push(finding.with("since", shown(late.since, config)).with("missed", late.missed.to_string()));
        }
        let schedule = schedule_of(config, source);
        found.extend(schedule.and_then(|schedule| kept(config, source, schedule, &arrivals, now)));
    }
    Ok(found)
}

fn kept(config: &Config, source: &Source, schedule: &Schedule, arrivals: &Arrivals, now: Timestamp) -> Option<Finding> {
    let named = |health, code| Finding::new(health, code).with("source", &source.name);
    let Some(looked) = arrivals.looked(&source.name) else { return Some(named(Warning, "schedule-unused")) };
    let moment = schedule.next(&config.times.calendar, looked.min(now))?;
    let interval = SignedDuration::from_millis(i64::try_from(config.intake.rescan_ms).unwrap_or(i64::MAX));
    let patience = GRACE.saturating_add(interval).saturating_add(SignedDuration::from_secs(schedule.jitter_s.into()));
    // What falls into a blackout is due when it is over.
    let due = free_from(&config.times.blackouts, moment);
    let is_overdue = now.duration_since(due) > patience;
    let (health, code) = if is_overdue { (Warning, "schedule-overdue") } else { (Fine, "schedule") };
    Some(named(health, code).with("when", shown(moment, config)))
}

fn shown(at: Timestamp, config: &Config) -> String {
    at.to_zoned(config.time_zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}
