//! Which of two statements about one record is newer.

use std::cmp::Ordering;

use crate::model::record::RecordVersion;
use crate::model::snapshot::Held;

/// Message number, then file time; equal where neither is stated on both sides, and then arrival decides.
pub(super) fn compare(given: &RecordVersion, held: &Held) -> Ordering {
    let by_message = given.message.zip(held.message).map(|(given, held)| given.cmp(&held));
    let by_time = given.file_time.zip(held.file_time).map(|(given, held)| given.cmp(&held));
    by_message.filter(|order| order.is_ne()).or(by_time).unwrap_or(Ordering::Equal)
}
