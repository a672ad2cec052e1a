//! Which of two statements about one record is newer.

use std::cmp::Ordering;

use jiff::civil::Time;

use crate::model::record::{RecordVersion, Standing};
use crate::model::snapshot::Held;

/// Whether the record itself came in the very file that is being read. Files that state neither number nor time can't be
/// told apart, nor can those of a day that state the date alone.
pub(super) fn is_of_one_file(given: &RecordVersion, held: &Held) -> bool {
    let is_stated = given.message.is_some() || given.file_time.is_some_and(|time| time.time() != Time::midnight());
    let is_same = given.message == held.message && given.file_time == held.file_time;
    is_stated && is_same && held.standing == Standing::Full
}

/// Message number, then file time; equal where neither is stated on both sides, and then arrival decides.
pub(super) fn compare(given: &RecordVersion, held: &Held) -> Ordering {
    let by_message = given.message.zip(held.message).map(|(given, held)| given.cmp(&held));
    let by_time = given.file_time.zip(held.file_time).map(|(given, held)| given.cmp(&held));
    by_message.filter(|order| order.is_ne()).or(by_time).unwrap_or(Ordering::Equal)
}
