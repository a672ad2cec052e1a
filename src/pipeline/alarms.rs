//! What is wrong with the service now, judged by its figures and the limits of settings.

use jiff::{SignedDuration, Timestamp};

use super::remembered::{recall, remember};
use crate::config::{AlarmLimits, Config};
use crate::model::alarm::{Alarm, AlarmKind, Alarms};
use crate::model::vitals::{SourceVitals, Vitals};
use crate::store::{Store, StoreError};

/// The name in the store.
const KEY: &str = "alarms";

/// Everything that is wrong.
#[must_use]
pub fn wrong(config: &Config, vitals: &Vitals) -> Vec<Alarm> {
    let limits = &config.service.alarms;
    let mut found: Vec<Alarm> = vitals.sources.iter().flat_map(|source| of_source(config, vitals, source)).collect();
    if vitals.runs.failed >= limits.failed_runs {
        found.push(Alarm::new(AlarmKind::Failed, "").with("count", vitals.runs.failed));
    }
    let long = SignedDuration::from_hours(i64::from(limits.book_hours));
    let books = vitals.runs.books_since.iter().filter(|(_, since)| vitals.now.duration_since(**since) >= long);
    found.extend(books.map(|(book, since)| {
        Alarm::new(AlarmKind::Book, book).with("hours", vitals.now.duration_since(*since).as_hours())
    }));
    if let Some(free) = vitals.free_bytes.filter(|free| *free < free_min(limits)) {
        found.push(Alarm::new(AlarmKind::Disk, "").with("free", free >> 20).with("needed", limits.disk_mb_min));
    }
    found.extend(backup(limits, vitals));
    found
}

fn of_source(config: &Config, vitals: &Vitals, source: &SourceVitals) -> Vec<Alarm> {
    let civil = |at: Timestamp| at.to_zoned(config.time_zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let late = source.late.map(|late| {
        let alarm = Alarm::new(AlarmKind::Late, &source.name);
        alarm.with("since", &civil(late.since)).with("missed", late.missed)
    });
    let missing = (!source.reachable).then(|| Alarm::new(AlarmKind::Missing, &source.name));
    let long = SignedDuration::from_mins(i64::from(config.service.alarms.file_minutes));
    let waits = source.oldest_file.map(|since| vitals.now.duration_since(since)).filter(|age| *age >= long);
    let file = waits.map(|age| Alarm::new(AlarmKind::File, &source.name).with("minutes", age.as_mins()));
    late.into_iter().chain(missing).chain(file).collect()
}

/// A workspace that nobody backed up yet is given as long as any other.
fn backup(limits: &AlarmLimits, vitals: &Vitals) -> Option<Alarm> {
    let days = days_since(vitals.backed_up.or(vitals.known_since)?, vitals.now);
    is_backup_old(limits, days).then(|| Alarm::new(AlarmKind::Backup, "").with("days", days))
}

/// Whole days.
pub(super) fn days_since(at: Timestamp, now: Timestamp) -> i64 {
    now.duration_since(at).as_hours() / 24
}

/// Whether a backup so many days ago is too old for the limits.
pub(super) fn is_backup_old(limits: &AlarmLimits, days: i64) -> bool {
    limits.backup_days > 0 && days >= i64::from(limits.backup_days)
}

/// Less free space than this is little, bytes.
pub(super) fn free_min(limits: &AlarmLimits) -> u64 {
    limits.disk_mb_min.saturating_mul(1 << 20)
}

/// Alarms as they stood after the last wake.
///
/// # Errors
/// When the store can't be read.
pub fn standing(store: &Store) -> Result<Alarms, StoreError> {
    recall(store, KEY)
}

/// Keeps alarms for the next wake.
///
/// # Errors
/// When the store can't be written.
pub fn keep(store: &Store, alarms: &Alarms) -> Result<(), StoreError> {
    remember(store, KEY, alarms)
}
