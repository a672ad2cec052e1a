use std::path::Path;

use jiff::civil::{date, time};

use super::*;
use crate::config::{Config, read};
use crate::model::problem::{ProblemCode, line_column};

fn config(text: &str) -> Result<Config, Vec<crate::model::problem::Problem>> {
    let file = if cfg!(windows) { r"C:\work\sverka.toml" } else { "/work/sverka.toml" };
    read::read(Path::new(file), text).map(|loaded| loaded.config)
}

#[test]
fn times_are_read_with_their_zones() {
    let text = r#"
        time_zone = "Europe/Kyiv"
        [calendar]
        working_days = ["mon", "sat"]
        working_hours = "09:00–17:30"
        holidays = ["2027-01-01..2027-01-07", 2027-08-24]
        extra_working_days = "2027-01-02"
        [watch]
        schedule = { cron = "0 * * * *" }
        [[blackout]]
        from = 23:00:00
        until = "01:30"
        [[blackout]]
        from = 2026-12-31T18:00:00
        until = "2027-01-02T08:00"
        time_zone = "UTC"
        [[source]]
        name = "bank"
        schedule = { cron = "0 9 * * *", time_zone = "Europe/Berlin", on = "working-hours", jitter_seconds = 30, catch_up = false }
        expected = { by = "10:00", from = 18:00:00, on = ["tue", "fri"] }
        [[source]]
        name = "shop"
    "#;
    let config = config(text).unwrap();
    let Times { calendar, blackouts, schedule } = &config.times;
    assert_eq!(calendar.hours, Some((time(9, 0, 0, 0), time(17, 30, 0, 0))));
    let holidays = [(date(2027, 1, 1), date(2027, 1, 7)), (date(2027, 8, 24), date(2027, 8, 24))];
    assert_eq!(calendar.holidays, holidays);
    assert!(calendar.is_working_day(date(2027, 1, 2)) && !calendar.is_working_day(date(2027, 1, 12)), "a Tuesday");
    let zones: Vec<_> = blackouts.iter().map(|blackout| blackout.zone.iana_name().unwrap()).collect();
    assert_eq!(zones, ["Europe/Kyiv", "UTC"]);
    assert_eq!(schedule.as_ref().and_then(|schedule| schedule.zone.iana_name()), Some("Europe/Kyiv"));
    let [bank, shop] = config.sources.as_slice() else { panic!("two sources") };
    let own = bank.schedule.as_ref().unwrap();
    assert_eq!((own.zone.iana_name(), own.days, own.in_hours), (Some("Europe/Berlin"), Days::Working, true));
    assert_eq!((own.jitter_s, own.catch_up), (30, false));
    let expected = bank.expected.as_ref().unwrap();
    assert_eq!((expected.by, expected.from), (time(10, 0, 0, 0), time(18, 0, 0, 0)));
    assert!(
        expected.days.contains(date(2026, 11, 27), calendar) && !expected.days.contains(date(2026, 11, 26), calendar)
    );
    assert!(shop.schedule.is_none() && shop.expected.is_none());
}

#[test]
fn every_mistake_is_told_where_it_stands() {
    let text = concat!(
        "[calendar]\n",
        "working_days = [\"monday\"]\n",
        "working_hours = \"18:00-09:00\"\n",
        "holidays = [\"01.01.2027\", 5]\n",
        "[watch]\n",
        "schedule = { cron = \"каждый час\", on = \"weekdays\" }\n",
        "[[blackout]]\n",
        "from = \"23:00\"\n",
        "until = \"2027-01-01T08:00\"\n",
        "[[blackout]]\n",
        "from = \"10\"\n",
        "[[source]]\n",
        "name = \"a\"\n",
        "schedule = { time_zone = \"Europe/Moskow\" }\n",
        "[[source]]\n",
        "name = \"b\"\n",
        "expected = { until = \"10:00\", from = \"25:00\" }\n",
    );
    let problems = config(text).expect_err("problems");
    let mut found: Vec<(ProblemCode, usize)> =
        problems.iter().map(|problem| (problem.code, line_column(text, problem.span.start).0)).collect();
    found.sort_by_key(|(_, line)| *line);
    use ProblemCode::{BadValue, MissingKey, UnknownKey, WrongType};
    let expected = [
        (BadValue, 2),
        (BadValue, 3),
        (BadValue, 4),
        (WrongType, 4),
        (BadValue, 6),
        (BadValue, 6),
        (BadValue, 9),
        (MissingKey, 10),
        (MissingKey, 14),
        (BadValue, 14),
        (MissingKey, 17),
        (UnknownKey, 17),
        (BadValue, 17),
    ];
    assert_eq!(found, expected);
}
