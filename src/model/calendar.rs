//! The work calendar and the times at which nothing is done.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Names in settings, from Monday on.
    pub const NAMES: [&'static str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// Monday to Friday.
    pub const MON_FRI: Self = Self(0b1_1111);

    /// With one more day, by its name in settings; nothing where there is no such name.
    #[must_use]
    pub fn with(self, name: &str) -> Option<Self> {
        let at = Self::NAMES.iter().position(|known| *known == name)?;
        Some(Self(self.0 | 1 << at))
    }

    /// Whether a day is among them.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 >> day.to_monday_zero_offset() & 1 == 1
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// When people work: weekdays, holidays moved and added by the state every year, hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Days of the week on which people work.
    pub weekdays: Weekdays,
    /// First and last days of holidays.
    pub holidays: Vec<(Date, Date)>,
    /// First and last days of work on what would be a day off; they stand above holidays.
    pub extra_days: Vec<(Date, Date)>,
    /// From when until when, the end not counted; nothing: the whole day.
    pub hours: Option<(Time, Time)>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { weekdays: Weekdays::MON_FRI, holidays: Vec::new(), extra_days: Vec::new(), hours: None }
    }
}

impl Calendar {
    /// Whether people work on a day.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        let within = |ranges: &[(Date, Date)]| ranges.iter().any(|(first, last)| (*first..=*last).contains(&day));
        within(&self.extra_days) || self.weekdays.contains(day.weekday()) && !within(&self.holidays)
    }

    /// Whether a time of the day is within working hours.
    #[must_use]
    pub fn is_working_hour(&self, at: Time) -> bool {
        self.hours.is_none_or(|(from, until)| (from..until).contains(&at))
    }
}

/// Which days are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Days {
    /// All of them.
    Every,
    /// Those of the calendar.
    #[default]
    Working,
    /// These of every week, holiday or not.
    Of(Weekdays),
}

impl Days {
    /// Whether a day is meant.
    #[must_use]
    pub fn contains(self, day: Date, calendar: &Calendar) -> bool {
        match self {
            Self::Every => true,
            Self::Working => calendar.is_working_day(day),
            Self::Of(weekdays) => weekdays.contains(day.weekday()),
        }
    }
}

/// A time at which nothing is done: the share is backed up, the accounting program is closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Blackout {
    /// When.
    pub span: BlackoutSpan,
    /// The zone in which it is meant.
    pub zone: TimeZone,
}

/// When a [`Blackout`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlackoutSpan {
    /// Every day, or on days of the week; over midnight where the end is not later than the start.
    Daily {
        /// The first moment.
        from: Time,
        /// The first moment after it.
        until: Time,
        /// Days on which it begins; nothing: every day.
        days: Option<Weekdays>,
    },
    /// Once.
    Once {
        /// The first moment.
        from: DateTime,
        /// The first moment after it.
        until: DateTime,
    },
}

impl Blackout {
    /// When it is over, if it is now.
    #[must_use]
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        let local = now.to_zoned(self.zone.clone()).datetime();
        let end = self.spans_near(local.date()).find(|(from, until)| (*from..*until).contains(&local))?.1;
        // An end that the clocks skip is the moment they go on.
        self.zone.to_timestamp(end).ok()
    }

    /// What begins on a day or the day before it.
    fn spans_near(&self, day: Date) -> impl Iterator<Item = (DateTime, DateTime)> {
        let begun = [day.yesterday().unwrap_or(day), day];
        let span = self.span;
        begun.into_iter().filter_map(move |begin| match span {
            BlackoutSpan::Once { from, until } => Some((from, until)),
            BlackoutSpan::Daily { from, until, days } => {
                let last = if until > from { begin } else { begin.checked_add(1.day()).ok()? };
                let is_meant = days.is_none_or(|days| days.contains(begin.weekday()));
                is_meant.then(|| (begin.to_datetime(from), last.to_datetime(until)))
            }
        })
    }
}

/// When nothing stands in the way any more; `now` where nothing does.
#[must_use]
pub fn free_from(blackouts: &[Blackout], now: Timestamp) -> Timestamp {
    /// One may begin where another ends; a chain longer than this is no window any more.
    const CHAIN_MAX: usize = 64;
    let mut free = now;
    for _ in 0..CHAIN_MAX {
        match blackouts.iter().filter_map(|blackout| blackout.until(free)).max() {
            Some(end) if end > free => free = end,
            _ => break,
        }
    }
    free
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn at(zone: &str, text: &str) -> Timestamp {
        let zone = TimeZone::get(zone).unwrap();
        zone.to_timestamp(text.parse::<DateTime>().unwrap()).unwrap()
    }

    #[test]
    fn holidays_and_moved_days_are_known() {
        let new_year = (date(2027, 1, 1), date(2027, 1, 10));
        let moved = (date(2027, 2, 20), date(2027, 2, 20));
        let inside = (date(2027, 1, 9), date(2027, 1, 9));
        let calendar = Calendar { holidays: vec![new_year], extra_days: vec![moved, inside], ..Calendar::default() };
        for (day, works) in [
            (date(2026, 12, 31), true), // a Thursday
            (date(2027, 1, 1), false),  // a holiday
            (date(2027, 1, 9), true),   // an extra day inside holidays
            (date(2027, 1, 10), false), // their last day
            (date(2027, 1, 11), true),  // the Monday after
            (date(2027, 2, 20), true),  // a Saturday that is worked
            (date(2027, 2, 21), false), // a Sunday
        ] {
            assert_eq!(calendar.is_working_day(day), works, "{day}");
        }
        assert!(Days::Of(Weekdays::default().with("sun").unwrap()).contains(date(2027, 2, 21), &calendar));
        assert!(Weekdays::default().with("Sunday").is_none());
    }

    #[test]
    fn hours_end_before_their_end() {
        let calendar = Calendar { hours: Some((time(9, 0, 0, 0), time(18, 0, 0, 0))), ..Calendar::default() };
        let hours = [(8, 59, false), (9, 0, true), (17, 59, true), (18, 0, false)];
        for (hour, minute, works) in hours {
            assert_eq!(calendar.is_working_hour(time(hour, minute, 0, 0)), works, "{hour}:{minute}");
        }
    }

    #[test]
    fn a_blackout_over_midnight_belongs_to_the_day_it_begins() {
        let zone = TimeZone::get("Europe/Moscow").unwrap();
        let days = Weekdays::default().with("sat");
        let span = BlackoutSpan::Daily { from: time(23, 0, 0, 0), until: time(1, 30, 0, 0), days };
        let blackouts = [Blackout { span, zone }];
        for (now, free) in [
            ("2026-11-28T22:59:59", "2026-11-28T22:59:59"), // Saturday, before
            ("2026-11-28T23:00:00", "2026-11-29T01:30:00"),
            ("2026-11-29T01:29:59", "2026-11-29T01:30:00"), // Sunday, still Saturday's
            ("2026-11-29T01:30:00", "2026-11-29T01:30:00"),
            ("2026-11-29T23:30:00", "2026-11-29T23:30:00"), // Sunday's evening is free
        ] {
            let found = free_from(&blackouts, at("Europe/Moscow", now));
            assert_eq!(found, at("Europe/Moscow", free), "{now}");
        }
    }

    #[test]
    fn blackouts_that_touch_are_one_and_one_that_never_ends_is_left() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let daily = |from, until| {
            let span = BlackoutSpan::Daily { from: time(from, 0, 0, 0), until: time(until, 0, 0, 0), days: None };
            Blackout { span, zone: zone.clone() }
        };
        let now = at("Europe/Berlin", "2026-11-27T20:10:00");
        assert_eq!(free_from(&[daily(22, 1), daily(20, 22)], now), at("Europe/Berlin", "2026-11-28T01:00:00"));
        // Day and night: it ends some day, the program does not hang.
        assert!(free_from(&[daily(0, 12), daily(12, 0)], now) > now);
    }

    #[test]
    fn an_end_that_the_clocks_skip_is_the_moment_they_go_on() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let from = date(2027, 3, 28).at(1, 0, 0, 0);
        let span = BlackoutSpan::Once { from, until: date(2027, 3, 28).at(2, 30, 0, 0) };
        let free = free_from(&[Blackout { span, zone }], at("Europe/Berlin", "2027-03-28T01:30:00"));
        assert_eq!(free, "2027-03-28T01:30:00Z".parse().unwrap(), "03:30 in Berlin's summer");
    }
}
