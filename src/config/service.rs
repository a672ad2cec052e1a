//! `[metrics]`, `[alarms]` and `[log]`: what a service tells the outside.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use super::keys::service as keys;
use super::places::Places;
use super::read::{bad_value, count};
use crate::model::problem::{At, Problems, Section, did_you_mean};

/// What a service tells the outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Figures for Prometheus.
    pub metrics: Metrics,
    /// Who is told when something is wrong.
    pub alarms: AlarmLimits,
    /// The log.
    pub log: Log,
}

/// Figures for Prometheus.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metrics {
    /// The file that is written after every run.
    pub file: Option<PathBuf>,
    /// Where `watch` answers over HTTP.
    pub listen: Option<SocketAddr>,
}

/// Who is told when something is wrong, and what that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlarmLimits {
    /// A program with its arguments; empty: none.
    pub command: Vec<String>,
    /// An address.
    pub webhook: Option<String>,
    /// An alarm that stands is told again after so many hours; 0: never.
    pub remind_hours: u32,
    /// How long telling may take, seconds.
    pub timeout_s: u32,
    /// So many runs that failed one after another are one.
    pub failed_runs: u32,
    /// A file that waits for longer is one, minutes.
    pub file_minutes: u32,
    /// A workbook that waits for longer to be written is one, hours.
    pub book_hours: u32,
    /// Less free space is one, megabytes.
    pub disk_mb_min: u64,
    /// An older backup is one, days; 0: never.
    pub backup_days: u32,
}

impl Default for AlarmLimits {
    fn default() -> Self {
        Self {
            command: Vec::new(),
            webhook: None,
            remind_hours: 24,
            timeout_s: 30,
            failed_runs: 3,
            file_minutes: 120,
            book_hours: 72,
            disk_mb_min: 1_024,
            backup_days: 7,
        }
    }
}

/// The log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// The form of its lines.
    pub format: LogFormat,
    /// Where it is kept besides stderr.
    pub file: Option<PathBuf>,
    /// So many files are kept, one of each day.
    pub keep_files: usize,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, file: None, keep_files: 14 }
    }
}

/// The form of a log's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

impl LogFormat {
    /// Their names.
    pub const NAMES: [&'static str; 2] = keys::LOG_FORMATS;

    /// The format of a name in settings and on the command line.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        keys::LOG_FORMATS.iter().zip([Self::Text, Self::Json]).find(|(known, _)| **known == name).map(|(_, it)| it)
    }
}

pub(super) fn service(top: &mut Section<'_, '_>, places: &Places, problems: &mut Problems) -> Service {
    Service { metrics: metrics(top, places, problems), alarms: alarms(top, problems), log: log(top, places, problems) }
}

fn metrics(top: &mut Section<'_, '_>, places: &Places, problems: &mut Problems) -> Metrics {
    let Some(mut section) = top.section("metrics", problems) else { return Metrics::default() };
    let file = file(&mut section, places, problems);
    let listen = section.text("listen", problems).and_then(|asked| {
        let address = address(&asked.value);
        if address.is_none() {
            problems.push(bad_value("listen", &asked, "address", None));
        }
        address
    });
    section.finish_as(&keys::METRICS, problems);
    Metrics { file, listen }
}

/// A port alone is one of this machine: figures of money are nobody else's business.
fn address(text: &str) -> Option<SocketAddr> {
    let port = text.parse::<u16>().map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    port.ok().or_else(|| text.parse().ok())
}

fn file(section: &mut Section<'_, '_>, places: &Places, problems: &mut Problems) -> Option<PathBuf> {
    let asked = section.text("file", problems)?;
    if asked.value.trim().is_empty() {
        problems.push(bad_value("file", &asked, "not-empty", None));
        return None;
    }
    Some(places.resolved(&asked.value))
}

fn alarms(top: &mut Section<'_, '_>, problems: &mut Problems) -> AlarmLimits {
    let mut alarms = AlarmLimits::default();
    let Some(mut section) = top.section("alarms", problems) else { return alarms };
    let command = section.texts("command", problems);
    if let Some(program) = command.first().filter(|program| program.value.trim().is_empty()) {
        problems.push(bad_value("command", program, "not-empty", None));
    }
    alarms.command = command.into_iter().map(|word| word.value).collect();
    alarms.webhook = section.text("webhook", problems).and_then(|asked| webhook(asked, problems));
    let mut take = |key, min, target: &mut u32| {
        if let Some(number) = count(&mut section, key, min, problems) {
            *target = number;
        }
    };
    take("remind_hours", 0, &mut alarms.remind_hours);
    take("timeout_seconds", 1, &mut alarms.timeout_s);
    take("failed_runs", 1, &mut alarms.failed_runs);
    take("file_minutes", 1, &mut alarms.file_minutes);
    take("book_hours", 1, &mut alarms.book_hours);
    take("backup_days", 0, &mut alarms.backup_days);
    if let Some(megabytes) = count(&mut section, "disk_mb_min", 0, problems) {
        alarms.disk_mb_min = megabytes;
    }
    section.finish_as(&keys::ALARMS, problems);
    alarms
}

fn webhook(asked: At<String>, problems: &mut Problems) -> Option<String> {
    if ["https://", "http://"]
        .iter()
        .any(|scheme| asked.value.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
    {
        return Some(asked.value);
    }
    problems.push(bad_value("webhook", &asked, "web-address", None));
    None
}

fn log(top: &mut Section<'_, '_>, places: &Places, problems: &mut Problems) -> Log {
    let mut log = Log::default();
    let Some(mut section) = top.section("log", problems) else { return log };
    if let Some(asked) = section.text("format", problems) {
        match LogFormat::from_name(&asked.value) {
            Some(format) => log.format = format,
            None => {
                let near = did_you_mean(&asked.value, keys::LOG_FORMATS);
                problems.push(bad_value("format", &asked, &keys::LOG_FORMATS.join(", "), near));
            }
        }
    }
    log.file = file(&mut section, places, problems);
    if let Some(files) = count(&mut section, "keep_files", 1, problems) {
        log.keep_files = files;
    }
    section.finish_as(&keys::LOG, problems);
    log
}
