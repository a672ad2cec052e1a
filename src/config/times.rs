//! `[calendar]`, `[[blackout]]`, `[watch]`, and of a source `schedule` and `expected`: when something is done or due.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use toml::de::DeValue;

use super::keys::times as keys;
use super::read::{bad_value, count, zone};
use crate::model::calendar::{Blackout, BlackoutSpan, Calendar, Days, Weekdays};
use crate::model::problem::{At, Item, Problems, Section, did_you_mean, wrong_type};
use crate::model::schedule::{Deadline, Schedule};

/// When the service works.
#[derive(Debug, Clone, PartialEq)]
pub struct Times {
    /// When people work.
    pub calendar: Calendar,
    /// When `watch` does nothing.
    pub blackouts: Vec<Blackout>,
    /// The schedule of sources that have none of their own.
    pub schedule: Option<Schedule>,
}

/// Days and hours that a table says something about.
struct On {
    days: Days,
    in_hours: bool,
}

const EVERY_DAY: &str = "every-day";
const WORKING_DAYS: &str = "working-days";
const WORKING_HOURS: &str = "working-hours";

pub(super) fn times(top: &mut Section<'_, '_>, own_zone: &TimeZone, problems: &mut Problems) -> Times {
    let calendar = calendar(top, problems);
    let blackouts = blackouts(top, own_zone, problems);
    let mut watch = top.section("watch", problems);
    let schedule = watch.as_mut().and_then(|watch| schedule(watch, own_zone, problems));
    if let Some(watch) = watch {
        watch.finish_as(&keys::WATCH, problems);
    }
    Times { calendar, blackouts, schedule }
}

fn calendar(top: &mut Section<'_, '_>, problems: &mut Problems) -> Calendar {
    let mut calendar = Calendar::default();
    let Some(mut section) = top.section("calendar", problems) else { return calendar };
    if let Some(days) = weekdays(&mut section, "working_days", problems) {
        calendar.weekdays = days;
    }
    calendar.hours = hours(&mut section, problems);
    calendar.holidays = ranges(&mut section, "holidays", problems);
    calendar.extra_days = ranges(&mut section, "extra_working_days", problems);
    section.finish_as(&keys::CALENDAR, problems);
    calendar
}

fn weekdays(section: &mut Section<'_, '_>, key: &'static str, problems: &mut Problems) -> Option<Weekdays> {
    let names = section.texts(key, problems);
    (!names.is_empty()).then(|| weekdays_of(key, &names, &[], problems))
}

/// Days by their names; `others` are words that would have been allowed instead.
fn weekdays_of(key: &str, names: &[At<String>], others: &[&str], problems: &mut Problems) -> Weekdays {
    let mut days = Weekdays::default();
    for name in names {
        match days.with(&name.value) {
            Some(with) => days = with,
            None => {
                let known = [others, &Weekdays::NAMES].concat();
                let near = did_you_mean(&name.value, known.iter().copied());
                problems.push(bad_value(key, name, &known.join(", "), near));
            }
        }
    }
    days
}

/// `09:00-18:00`
fn hours(section: &mut Section<'_, '_>, problems: &mut Problems) -> Option<(Time, Time)> {
    let asked = section.text("working_hours", problems)?;
    let hours = asked.value.split_once(['-', '–']).and_then(|(from, until)| {
        let (from, until) = (clock(from.trim())?, clock(until.trim())?);
        (from < until).then_some((from, until))
    });
    if hours.is_none() {
        problems.push(bad_value("working_hours", &asked, "hours", None));
    }
    hours
}

/// Hours and minutes, with seconds where they matter.
fn clock(text: &str) -> Option<Time> {
    // The parser would take a date before it, and a time without minutes.
    let shape: Vec<&str> = text.split(':').collect();
    let is_clock = (2..=3).contains(&shape.len()) && shape.iter().all(|part| part.len() == 2);
    text.parse().ok().filter(|_| is_clock)
}

/// Days and ranges of days: `2027-02-23`, `2027-01-01..2027-01-10`.
fn ranges(section: &mut Section<'_, '_>, key: &'static str, problems: &mut Problems) -> Vec<(Date, Date)> {
    let Some(item) = section.item(key) else { return Vec::new() };
    let items: Vec<Item<'_, '_>> = match item.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        _ => vec![item],
    };
    items.into_iter().filter_map(|item| range(key, item, problems)).collect()
}

fn range(key: &'static str, item: Item<'_, '_>, problems: &mut Problems) -> Option<(Date, Date)> {
    let text = moment_text(key, item, problems)?;
    let (first, last) = text.value.split_once("..").unwrap_or((&text.value, &text.value));
    let day = |text: &str| text.trim().parse::<Date>().ok().filter(|_| text.trim().len() == "2027-01-01".len());
    let range = day(first).zip(day(last)).filter(|(first, last)| first <= last);
    if range.is_none() {
        problems.push(bad_value(key, &text, "days", None));
    }
    range
}

/// What TOML calls a date or a time, with or without quotes.
fn moment_text(key: &'static str, item: Item<'_, '_>, problems: &mut Problems) -> Option<At<String>> {
    let value = match item.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        _ => return wrong_type(key, "string", item, problems),
    };
    Some(At { value, span: item.span() })
}

fn blackouts(top: &mut Section<'_, '_>, own_zone: &TimeZone, problems: &mut Problems) -> Vec<Blackout> {
    let mut blackouts = Vec::new();
    for mut section in top.sections("blackout", problems) {
        let mut end = |key: &'static str, problems: &mut Problems| match section.item(key) {
            Some(item) => moment_text(key, item, problems),
            None => {
                section.missing(key, problems);
                None
            }
        };
        let ends = end("from", problems).zip(end("until", problems));
        let days = weekdays(&mut section, "days", problems);
        let zone = zone(&mut section, problems).unwrap_or_else(|| own_zone.clone());
        section.finish_as(&keys::BLACKOUT, problems);
        if let Some(span) = ends.and_then(|(from, until)| span(&from, &until, days, problems)) {
            blackouts.push(Blackout { span, zone });
        }
    }
    blackouts
}

fn span(
    from: &At<String>,
    until: &At<String>,
    days: Option<Weekdays>,
    problems: &mut Problems,
) -> Option<BlackoutSpan> {
    let date_time = |text: &At<String>| text.value.parse::<DateTime>().ok();
    let daily = clock(&from.value).zip(clock(&until.value)).filter(|(from, until)| from != until);
    let once = date_time(from).zip(date_time(until)).filter(|(from, until)| from < until);
    match (daily, once) {
        (Some((from, until)), _) => Some(BlackoutSpan::Daily { from, until, days }),
        (None, Some((from, until))) if days.is_none() => Some(BlackoutSpan::Once { from, until }),
        _ => {
            problems.push(bad_value("until", until, "two-times", None));
            None
        }
    }
}

/// Reads a `schedule`.
pub(super) fn schedule(
    section: &mut Section<'_, '_>,
    own_zone: &TimeZone,
    problems: &mut Problems,
) -> Option<Schedule> {
    let mut table = section.section("schedule", problems)?;
    let cron = table.required_text("cron", problems);
    let zone = zone(&mut table, problems).unwrap_or_else(|| own_zone.clone());
    let on = on(&mut table, &[EVERY_DAY, WORKING_DAYS, WORKING_HOURS], problems);
    let jitter_s = count(&mut table, "jitter_seconds", 0, problems);
    let catch_up = table.boolean("catch_up", problems);
    table.finish_as(&keys::SCHEDULE, problems);
    let cron = cron?;
    let Ok(mut schedule) = Schedule::new(&cron.value, zone) else {
        problems.push(bad_value("cron", &cron, "cron", None));
        return None;
    };
    if let Some(On { days, in_hours }) = on {
        (schedule.days, schedule.in_hours) = (days, in_hours);
    }
    schedule.jitter_s = jitter_s.unwrap_or(0);
    schedule.catch_up = catch_up.is_none_or(|asked| asked.value);
    Some(schedule)
}

/// Reads an `expected`.
pub(super) fn expected(
    section: &mut Section<'_, '_>,
    own_zone: &TimeZone,
    problems: &mut Problems,
) -> Option<Deadline> {
    let mut table = section.section("expected", problems)?;
    let mut time = |key: &'static str, problems: &mut Problems| {
        let text = moment_text(key, table.item(key)?, problems)?;
        let time = clock(&text.value);
        if time.is_none() {
            problems.push(bad_value(key, &text, "clock", None));
        }
        time
    };
    let (by, from) = (time("by", problems), time("from", problems));
    if table.item("by").is_none() {
        table.missing("by", problems);
    }
    let on = on(&mut table, &[EVERY_DAY, WORKING_DAYS], problems);
    let zone = zone(&mut table, problems).unwrap_or_else(|| own_zone.clone());
    table.finish_as(&keys::EXPECTED, problems);
    let days = on.map_or_else(Days::default, |on| on.days);
    Some(Deadline { by: by?, from: from.unwrap_or_else(Time::midnight), zone, days })
}

/// `on`: one of some words, or days of the week.
fn on(table: &mut Section<'_, '_>, words: &[&'static str], problems: &mut Problems) -> Option<On> {
    let names = table.texts("on", problems);
    let days = match names.as_slice() {
        [] => return None,
        [one] if words.contains(&one.value.as_str()) => match one.value.as_str() {
            EVERY_DAY => Days::Every,
            _ => Days::Working,
        },
        days => Days::Of(weekdays_of("on", days, words, problems)),
    };
    let in_hours = names.first().is_some_and(|name| name.value == WORKING_HOURS);
    Some(On { days, in_hours })
}

#[cfg(test)]
mod tests;
