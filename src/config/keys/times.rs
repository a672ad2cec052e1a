//! Keys of when something is done or due.

use crate::model::key::Holds::{Bool, Defined, Integer, Table, Text, Texts};
use crate::model::key::{Keys, key, required};

pub(crate) static CALENDAR: Keys = Keys {
    name: "`[calendar]`",
    groups: &[&[
        key("working_days", Texts, "Days of the week on which people work: `mon`, `tue` …"),
        key("working_hours", Text, "From when until when: `09:00-18:00`"),
        key("holidays", Defined("days"), "Days off: `2027-02-23`, `2027-01-01..2027-01-10`"),
        key("extra_working_days", Defined("days"), "Days of work that would be off; they stand above holidays"),
    ]],
};

pub(crate) static BLACKOUT: Keys = Keys {
    name: "`[[blackout]]`",
    groups: &[&[
        required("from", Defined("clock"), "When `watch` pauses: a time of the day, or a date with a time"),
        required("until", Defined("clock"), "When it goes on"),
        key("days", Texts, "Days of the week on which it begins; every day where nothing is said"),
        key("time_zone", Text, "The zone in which it is meant; that of the settings where nothing is said"),
    ]],
};

pub(crate) static WATCH: Keys = Keys {
    name: "`[watch]`",
    groups: &[&[key("schedule", Table(&SCHEDULE), "When `watch` looks into sources without a schedule of their own")]],
};

pub(crate) static SCHEDULE: Keys = Keys {
    name: "`schedule`",
    groups: &[&[
        required("cron", Text, "Minute, hour, day, month, weekday: `*/15 8-19 * * *`"),
        key("time_zone", Text, "The zone in which it is meant; that of the settings where nothing is said"),
        key("on", Defined("on"), "Only on `working-days`, in `working-hours`, or on days of the week"),
        key("jitter_seconds", Integer, "Each time is put off by up to so many seconds"),
        key("catch_up", Bool, "Whether what was missed while the program was down is made good, once"),
    ]],
};

pub(crate) static EXPECTED: Keys = Keys {
    name: "`expected`",
    groups: &[&[
        required("by", Defined("clock"), "Until when a delivery must have come: `10:00`"),
        key(
            "from",
            Defined("clock"),
            "From when on a delivery is that day's; later than `by`: on the last day of work before",
        ),
        key("on", Defined("on"), "On `working-days`, `every-day`, or days of the week"),
        key("time_zone", Text, "The zone in which it is meant; that of the settings where nothing is said"),
    ]],
};
