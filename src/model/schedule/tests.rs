use jiff::civil::{DateTime, date, time};

use super::*;
use crate::model::calendar::Weekdays;

const MOSCOW: &str = "Europe/Moscow";
const BERLIN: &str = "Europe/Berlin";

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// A moment as the clock on the wall of a zone shows it; of two, the first.
fn at(zone_name: &str, text: &str) -> Timestamp {
    zone(zone_name).to_timestamp(text.parse::<DateTime>().unwrap()).unwrap()
}

/// Working days of a Russian January: the 1st to the 10th are off, Saturday the 20th of February is worked.
fn calendar() -> Calendar {
    Calendar {
        holidays: vec![(date(2027, 1, 1), date(2027, 1, 10)), (date(2027, 2, 22), date(2027, 2, 23))],
        extra_days: vec![(date(2027, 2, 20), date(2027, 2, 20))],
        hours: Some((time(9, 0, 0, 0), time(18, 0, 0, 0))),
        ..Calendar::default()
    }
}

fn moments(schedule: &Schedule, after: Timestamp, count: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut last = after;
    while found.len() < count {
        last = schedule.next(&calendar(), last).expect("a moment");
        found.push(last.to_zoned(schedule.zone.clone()).strftime("%m-%d %H:%M%:z").to_string());
    }
    found
}

#[test]
fn an_expression_is_meant_in_its_zone_and_days_off_are_passed_over() {
    let mut schedule = Schedule::new("30 9 * * *", zone(MOSCOW)).unwrap();
    schedule.days = Days::Working;
    let found = moments(&schedule, at(MOSCOW, "2026-12-30T09:30:00"), 3);
    assert_eq!(found, ["12-31 09:30+03:00", "01-11 09:30+03:00", "01-12 09:30+03:00"]);
    let found = moments(&schedule, at(MOSCOW, "2027-02-19T12:00:00"), 2);
    assert_eq!(found, ["02-20 09:30+03:00", "02-24 09:30+03:00"], "a worked Saturday, then holidays");
}

#[test]
fn working_hours_leave_out_evenings() {
    let mut schedule = Schedule::new("*/30 * * * *", zone(MOSCOW)).unwrap();
    (schedule.days, schedule.in_hours) = (Days::Working, true);
    let found = moments(&schedule, at(MOSCOW, "2026-12-31T17:15:00"), 3);
    assert_eq!(found, ["12-31 17:30+03:00", "01-11 09:00+03:00", "01-11 09:30+03:00"]);
}

#[test]
fn clocks_that_change_neither_skip_nor_repeat_a_daily_moment() {
    // Berlin, 2027: on March 28th 02:00–03:00 is skipped, on October 31st 02:00–03:00 comes twice.
    let schedule = Schedule::new("30 2 * * *", zone(BERLIN)).unwrap();
    let spring = moments(&schedule, at(BERLIN, "2027-03-27T02:30:00"), 2);
    assert_eq!(spring, ["03-28 03:00+02:00", "03-29 02:30+02:00"], "the skipped moment is when the clocks go on");
    let autumn = moments(&schedule, at(BERLIN, "2027-10-30T02:30:00"), 2);
    assert_eq!(autumn, ["10-31 02:30+02:00", "11-01 02:30+01:00"], "the first of the two, once");
    let hourly = Schedule::new("0 * * * *", zone(BERLIN)).unwrap();
    let found = moments(&hourly, at(BERLIN, "2027-10-31T01:00:00"), 3);
    assert_eq!(found, ["10-31 02:00+02:00", "10-31 02:00+01:00", "10-31 03:00+01:00"], "every hour is every hour");
}

#[test]
fn what_names_no_moment_is_refused() {
    for bad in ["", "* * * *", "61 * * * *", "0 0 30 2 *", "каждый час", "0 0 9 * * *"] {
        assert!(Schedule::new(bad, TimeZone::UTC).is_err(), "{bad}");
    }
    let mut sundays = Schedule::new("0 9 * * SUN", TimeZone::UTC).unwrap();
    sundays.days = Days::Working;
    assert_eq!(sundays.next(&Calendar::default(), Timestamp::UNIX_EPOCH), None, "Sundays are never working days");
}

fn due(schedule: &Schedule, ran: &str, up_since: &str, now: &str) -> Due {
    let known = Known { ran: at(MOSCOW, ran), up_since: at(MOSCOW, up_since), now: at(MOSCOW, now), seed: "a" };
    schedule.due(&calendar(), &known)
}

#[test]
fn what_was_missed_is_made_good_once() {
    let mut schedule = Schedule::new("0 * * * *", zone(MOSCOW)).unwrap();
    let asked = |schedule: &Schedule, ran| due(schedule, ran, "2026-11-27T15:40:00", "2026-11-27T15:40:10");
    // Down since the night: one look, then the next full hour.
    assert_eq!(asked(&schedule, "2026-11-27T02:00:00"), Due::Now);
    assert_eq!(asked(&schedule, "2026-11-27T15:40:00"), Due::At(at(MOSCOW, "2026-11-27T16:00:00")));
    schedule.catch_up = false;
    assert_eq!(asked(&schedule, "2026-11-27T02:00:00"), Due::At(at(MOSCOW, "2026-11-27T16:00:00")));
    // While it runs nothing is left out, however long the run before took.
    assert_eq!(due(&schedule, "2026-11-27T14:00:00", "2026-11-27T09:00:00", "2026-11-27T15:59:00"), Due::Now);
}

#[test]
fn a_clock_that_was_set_back_does_not_stop_a_schedule() {
    let schedule = Schedule::new("0 * * * *", zone(MOSCOW)).unwrap();
    let found = due(&schedule, "2031-01-01T00:00:00", "2026-11-27T09:00:00", "2026-11-27T15:40:00");
    assert_eq!(found, Due::At(at(MOSCOW, "2026-11-27T16:00:00")));
}

#[test]
fn a_jitter_is_drawn_once_per_moment_and_source() {
    let mut schedule = Schedule::new("0 * * * *", zone(MOSCOW)).unwrap();
    schedule.jitter_s = 600;
    let (ran, now) = (at(MOSCOW, "2026-11-27T15:00:00"), at(MOSCOW, "2026-11-27T15:30:00"));
    let drawn = |seed| match schedule.due(&calendar(), &Known { ran, up_since: ran, now, seed }) {
        Due::At(moment) => moment,
        other => panic!("{other:?}"),
    };
    let all: Vec<Timestamp> = ["a", "b", "c", "d", "e"].map(drawn).to_vec();
    let hour = at(MOSCOW, "2026-11-27T16:00:00");
    assert!(all.iter().all(|moment| (0..=600).contains(&moment.duration_since(hour).as_secs())), "{all:?}");
    assert!(all.iter().any(|moment| *moment != all[0]), "all sources at once");
    assert_eq!(drawn("a"), all[0]);
}

/// Expected until 10:00 on working days.
fn deadline() -> Deadline {
    Deadline { by: time(10, 0, 0, 0), from: Time::midnight(), zone: zone(MOSCOW), days: Days::Working }
}

fn late(deadline: &Deadline, delivered: Option<&str>, now: &str) -> Option<(String, u32)> {
    let known_since = at(MOSCOW, "2026-11-02T12:00:00");
    let found = deadline.late(&calendar(), known_since, delivered.map(|text| at(MOSCOW, text)), at(MOSCOW, now))?;
    Some((found.since.to_zoned(deadline.zone.clone()).strftime("%m-%d %H:%M").to_string(), found.missed))
}

#[test]
fn a_missed_deadline_stays_until_a_delivery_comes() {
    let expected = deadline();
    // November 27th, 2026 is a Friday.
    for (delivered, now, found) in [
        (Some("2026-11-26T09:00:00"), "2026-11-27T09:59:59", None), // not yet
        (Some("2026-11-26T09:00:00"), "2026-11-27T10:00:00", Some(("11-27 10:00", 1))),
        (Some("2026-11-26T23:59:59"), "2026-11-27T10:00:00", Some(("11-27 10:00", 1))), // yesterday's
        (Some("2026-11-27T00:00:00"), "2026-11-27T10:00:00", None),
        (Some("2026-11-27T10:05:00"), "2026-11-27T10:05:00", None), // late, but here
        (Some("2026-11-26T09:00:00"), "2026-11-29T12:00:00", Some(("11-27 10:00", 1))), // a Sunday: still late
        (Some("2026-11-26T09:00:00"), "2026-12-01T10:00:00", Some(("11-27 10:00", 3))), // Fri, Mon, Tue
        (Some("2026-11-28T12:00:00"), "2026-11-29T12:00:00", None), // came on Saturday
        (Some("2026-11-27T10:05:00"), "2026-11-30T10:00:00", Some(("11-30 10:00", 1))), // Friday's is not Monday's
        (None, "2026-11-02T13:00:00", None),                        // known since noon: this morning is not asked about
        (None, "2026-11-04T09:00:00", Some(("11-03 10:00", 1))),
        (None, "2026-11-04T11:00:00", Some(("11-03 10:00", 2))),
    ] {
        let expected_found = found.map(|(text, missed): (&str, u32)| (text.to_owned(), missed));
        assert_eq!(late(&expected, delivered, now), expected_found, "{delivered:?} {now}");
    }
}

#[test]
fn nothing_is_expected_on_days_off() {
    let expected = deadline();
    let delivered = Some("2026-12-31T09:00:00");
    assert_eq!(late(&expected, delivered, "2027-01-10T23:00:00"), None, "ten days of holidays");
    assert_eq!(late(&expected, delivered, "2027-01-11T10:00:00"), Some(("01-11 10:00".into(), 1)));
    let every = Deadline { days: Days::Every, ..deadline() };
    assert_eq!(late(&every, delivered, "2027-01-10T23:00:00"), Some(("01-01 10:00".into(), 10)));
    let mondays = Deadline { days: Days::Of(Weekdays::default().with("mon").unwrap()), ..deadline() };
    assert_eq!(late(&mondays, delivered, "2027-01-10T23:00:00"), Some(("01-04 10:00".into(), 1)), "holiday or not");
}

#[test]
fn what_comes_the_evening_before_counts_where_it_is_so_agreed() {
    let expected = Deadline { from: time(18, 0, 0, 0), ..deadline() };
    assert_eq!(late(&expected, Some("2026-11-26T17:59:00"), "2026-11-27T10:00:00"), Some(("11-27 10:00".into(), 1)));
    assert_eq!(late(&expected, Some("2026-11-26T18:00:00"), "2026-11-27T10:00:00"), None);
    // Monday's is Friday's evening, and after holidays that of the last day of work.
    assert_eq!(late(&expected, Some("2026-11-27T18:00:00"), "2026-11-30T10:00:00"), None);
    assert_eq!(late(&expected, Some("2026-11-27T17:59:00"), "2026-11-30T10:00:00"), Some(("11-30 10:00".into(), 1)));
    assert_eq!(late(&expected, Some("2026-12-31T18:00:00"), "2027-01-11T10:00:00"), None);
    let mondays = Deadline { days: Days::Of(Weekdays::default().with("mon").unwrap()), ..expected.clone() };
    assert_eq!(late(&mondays, Some("2026-11-27T18:30:00"), "2026-11-30T10:00:00"), None);
    assert_eq!(late(&mondays, Some("2026-11-26T18:30:00"), "2026-11-30T10:00:00"), Some(("11-30 10:00".into(), 1)));
    let every = Deadline { days: Days::Every, ..expected };
    assert_eq!(late(&every, Some("2026-11-28T18:30:00"), "2026-11-30T10:00:00"), Some(("11-30 10:00".into(), 1)));
}

#[test]
fn a_deadline_keeps_to_the_clock_on_the_wall() {
    let expected = Deadline { zone: zone(BERLIN), days: Days::Every, ..deadline() };
    for (day, instant) in [("2027-03-27", "2027-03-27T09:00:00Z"), ("2027-03-28", "2027-03-28T08:00:00Z")] {
        let instant: Timestamp = instant.parse().unwrap();
        let just_before = instant - SignedDuration::from_secs(1);
        let yesterday = at(BERLIN, &format!("{day}T10:00:00")) - SignedDuration::from_hours(20);
        let asked = |now| expected.late(&calendar(), Timestamp::UNIX_EPOCH, Some(yesterday), now);
        assert_eq!((asked(just_before), asked(instant).map(|late| late.since)), (None, Some(instant)), "{day}");
    }
    // 02:30 is skipped: the deadline passes when the clocks go on by that much.
    let skipped = Deadline { by: time(2, 30, 0, 0), ..expected };
    let delivered = Some(at(BERLIN, "2027-03-27T12:00:00"));
    let late = |text: &str| skipped.late(&calendar(), Timestamp::UNIX_EPOCH, delivered, text.parse().unwrap());
    assert_eq!(late("2027-03-28T01:29:59Z"), None);
    assert_eq!(late("2027-03-28T01:30:00Z").map(|late| late.missed), Some(1));
}

#[test]
fn the_next_deadline_is_one_that_is_not_met_yet() {
    let next = |delivered: Option<&str>, now: &str| {
        let found = deadline().next(&calendar(), delivered.map(|text| at(MOSCOW, text)), at(MOSCOW, now)).unwrap();
        found.to_zoned(zone(MOSCOW)).strftime("%m-%d %H:%M").to_string()
    };
    assert_eq!(next(None, "2026-11-27T09:00:00"), "11-27 10:00");
    assert_eq!(next(Some("2026-11-27T08:00:00"), "2026-11-27T09:00:00"), "11-30 10:00");
    assert_eq!(next(None, "2026-12-31T10:00:00"), "01-11 10:00");
}
