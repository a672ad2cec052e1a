//! When a source's folder is looked into, and until when its delivery is expected: pure functions of the settings, what
//! happened, and the clock.

use croner::Cron;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned};

use super::calendar::{Calendar, Days};

/// Times that a schedule can't name within so many days are never.
const HORIZON_DAYS: i32 = 366 * 5;

/// The evening before is looked for so many days back: no holidays are longer.
const EVENING_DAYS: usize = 31;

/// A delivery that is missing for longer than this is missing for good; nobody counts the days any more.
const MISSED_MAX: u32 = 400;

/// At which moments a source is looked into.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    cron: Cron,
    expression: String,
    /// The zone in which the expression is meant.
    pub zone: TimeZone,
    /// Days that count.
    pub days: Days,
    /// Only within working hours.
    pub in_hours: bool,
    /// Each moment is put off by up to so many seconds, so that several programs do not ask one server at once.
    pub jitter_s: u32,
    /// Whether what was missed while the program did not run is made good, once.
    pub catch_up: bool,
}

/// A cron expression that names no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no cron expression: {0}")]
pub struct BadCron(pub String);

/// What a schedule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// To be looked into now.
    Now,
    /// Not before this moment.
    At(Timestamp),
    /// Never again.
    Never,
}

/// What is known when a schedule is asked.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// When the source was last looked into by its schedule, or first seen.
    pub ran: Timestamp,
    /// When the program was started.
    pub up_since: Timestamp,
    /// The clock.
    pub now: Timestamp,
    /// What tells this program and source from others, for the jitter.
    pub seed: &'k str,
}

impl Schedule {
    /// A schedule of an expression with five fields (minute, hour, day, month, weekday), without conditions.
    ///
    /// # Errors
    /// When the expression can't be read or names no moment.
    pub fn new(expression: &str, zone: TimeZone) -> Result<Self, BadCron> {
        use croner::parser::{CronParser, Seconds};
        let parser = CronParser::builder().seconds(Seconds::Disallowed).build();
        let cron = parser.parse(expression).map_err(|error| BadCron(error.to_string()))?;
        // February the 30th is well-formed, and never.
        let start = Timestamp::UNIX_EPOCH.to_zoned(zone.clone());
        cron.find_next_occurrence(&start, true).map_err(|error| BadCron(error.to_string()))?;
        let expression = expression.to_owned();
        Ok(Self { cron, expression, zone, days: Days::Every, in_hours: false, jitter_s: 0, catch_up: true })
    }

    /// The expression, as it was written.
    #[must_use]
    pub fn expression(&self) -> &str {
        &self.expression
    }

    /// What is to be done now. However many moments were missed, one look makes them good.
    #[must_use]
    pub fn due(&self, calendar: &Calendar, known: &Known<'_>) -> Due {
        // A clock that was set back must not keep the source waiting until it is there again.
        let ran = known.ran.min(known.now);
        let after = if self.catch_up { ran } else { ran.max(known.up_since.min(known.now)) };
        let Some(moment) = self.next(calendar, after) else { return Due::Never };
        let at = moment.saturating_add(self.jitter(moment, known.seed)).unwrap_or(moment);
        if at <= known.now { Due::Now } else { Due::At(at) }
    }

    /// The first moment after another that the calendar lets pass, without jitter.
    #[must_use]
    pub fn next(&self, calendar: &Calendar, after: Timestamp) -> Option<Timestamp> {
        let mut from = after.to_zoned(self.zone.clone());
        let mut is_inclusive = false;
        let last = from.date().checked_add(HORIZON_DAYS.days()).ok()?;
        loop {
            let found = self.cron.find_next_occurrence(&from, is_inclusive).ok()?;
            if found.date() > last {
                return None;
            }
            let is_meant = self.days.contains(found.date(), calendar);
            if is_meant && (!self.in_hours || calendar.is_working_hour(found.time())) {
                return Some(found.timestamp());
            }
            // A day off is passed over at once: a moment every minute makes many of them.
            is_inclusive = !is_meant;
            from = if is_meant { found } else { start_of_next_day(&found)? };
        }
    }

    /// How long a moment is put off: the same for the same moment, so that it is not put off again and again.
    fn jitter(&self, moment: Timestamp, seed: &str) -> SignedDuration {
        let mut hasher = blake3::Hasher::new();
        hasher.update(seed.as_bytes()).update(&moment.as_second().to_le_bytes());
        let [a, b, c, d, ..] = *hasher.finalize().as_bytes();
        let drawn = u64::from(u32::from_le_bytes([a, b, c, d])) % (u64::from(self.jitter_s) + 1);
        SignedDuration::from_secs(i64::try_from(drawn).unwrap_or(0))
    }
}

fn start_of_next_day(at: &Zoned) -> Option<Zoned> {
    at.tomorrow().and_then(|next| next.start_of_day()).ok()
}

/// Until when a source's delivery is expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Deadline {
    /// The time of the day until which it must have come.
    pub by: Time,
    /// From when on a delivery is that day's; on the last day of work before it where it is later than `by`.
    pub from: Time,
    /// The zone in which both are meant.
    pub zone: TimeZone,
    /// On which days.
    pub days: Days,
}

/// A delivery that did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// The first deadline since the last delivery that passed without one.
    pub since: Timestamp,
    /// How many deadlines passed, this one counted.
    pub missed: u32,
}

impl Deadline {
    /// Whether the source is late: the last deadline that passed did so without a delivery, and none came since.
    ///
    /// `known_since` is when the program first looked: nothing is asked about earlier days.
    #[must_use]
    pub fn late(
        &self,
        calendar: &Calendar,
        known_since: Timestamp,
        delivered: Option<Timestamp>,
        now: Timestamp,
    ) -> Option<Late> {
        let mut late = None;
        let mut day = now.to_zoned(self.zone.clone()).date();
        let mut missed = 0;
        for _ in 0..HORIZON_DAYS {
            if self.days.contains(day, calendar) {
                let (from, by) = (self.opens(day, calendar)?, self.at(day, self.by)?);
                let came = delivered.is_some_and(|at| at >= from);
                if by < known_since || came {
                    break;
                }
                if by <= now {
                    missed += 1;
                    late = Some(Late { since: by, missed });
                }
            }
            if missed == MISSED_MAX {
                break;
            }
            day = day.yesterday().ok()?;
        }
        late
    }

    /// The next deadline that is not met yet.
    #[must_use]
    pub fn next(&self, calendar: &Calendar, delivered: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        let today = now.to_zoned(self.zone.clone()).date();
        let last = today.checked_add(HORIZON_DAYS.days()).ok()?;
        let days = today.series(1.day()).take_while(|day| *day <= last);
        let mut meant = days.filter(|day| self.days.contains(*day, calendar));
        meant.find_map(|day| {
            let by = self.at(day, self.by).filter(|by| *by > now)?;
            let is_met = delivered.zip(self.opens(day, calendar)).is_some_and(|(at, from)| at >= from);
            (!is_met).then_some(by)
        })
    }

    /// When a delivery begins to count for a day: the evening before a Monday is Friday's, when somebody worked.
    fn opens(&self, day: Date, calendar: &Calendar) -> Option<Timestamp> {
        if self.from <= self.by {
            return self.at(day, self.from);
        }
        let before = std::iter::successors(day.yesterday().ok(), |day| day.yesterday().ok());
        let is_worked = |day: &Date| self.days.contains(*day, calendar) || calendar.is_working_day(*day);
        // In a calendar without a day of work it is the day before.
        let evening = before.take(EVENING_DAYS).find(is_worked).or_else(|| day.yesterday().ok())?;
        self.at(evening, self.from)
    }

    /// A time of a day. One that the clocks skip is the moment they go on; of one that comes twice, the first.
    fn at(&self, day: Date, time: Time) -> Option<Timestamp> {
        self.zone.to_timestamp(day.to_datetime(time)).ok()
    }
}

#[cfg(test)]
mod tests;
