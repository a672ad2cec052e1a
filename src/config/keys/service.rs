//! Keys of what a service tells the outside.

use crate::model::key::Holds::{Integer, OneOf, Text, Texts};
use crate::model::key::{Keys, key};

/// Names of the forms of a log, in the order of [`crate::config::LogFormat`].
pub(crate) const LOG_FORMATS: [&str; 2] = ["text", "json"];

pub(crate) static METRICS: Keys = Keys {
    name: "`[metrics]`",
    groups: &[&[
        key("file", Text, "A file for Prometheus' textfile collector, written after every run"),
        key("listen", Text, "Port, or address and port, where `watch` answers `/metrics`, `/healthz`, `/readyz`"),
    ]],
};

pub(crate) static ALARMS: Keys = Keys {
    name: "`[alarms]`",
    groups: &[&[
        key("command", Texts, "A program that is told of alarms, with its arguments"),
        key("webhook", Text, "An address that is told of alarms (POST, JSON)"),
        key("remind_hours", Integer, "An alarm that stands is told again after so many hours; 0 never"),
        key("timeout_seconds", Integer, "How long the program or the address may take"),
        key("failed_runs", Integer, "So many runs that failed one after another are an alarm"),
        key("file_minutes", Integer, "A file that waits for longer is an alarm"),
        key("book_hours", Integer, "A workbook that waits for longer to be written is an alarm"),
        key("disk_mb_min", Integer, "Less free space is an alarm, megabytes"),
        key("backup_days", Integer, "An older backup is an alarm; 0 never"),
    ]],
};

pub(crate) static LOG: Keys = Keys {
    name: "`[log]`",
    groups: &[&[
        key("format", OneOf(&LOG_FORMATS), "Lines for people, or one JSON object per line"),
        key("file", Text, "A file for the log of `watch` and `sync`; one for each day, with the date in its name"),
        key("keep_files", Integer, "So many of these are kept"),
    ]],
};
