//! How the workspace stands, and what earlier runs did, as data to be shown.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::control::ControlSummary;
use super::exchange::ExchangeStatus;
use super::explain::ExplainedDecision;
use super::issue::Issue;
use super::run::{drift_json, tally_json};
use super::tally::Tally;
use super::undone::Undoable;

/// One run of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSummary {
    /// Its number.
    pub run: i64,
    /// When it began, in the zone of settings.
    pub started: DateTime,
    /// When it ended; nothing when it was cut off or is still going.
    pub ended: Option<DateTime>,
    /// Files it met.
    pub files: u64,
    /// Files it refused as a whole.
    pub files_refused: u64,
    /// Its count.
    pub totals: Tally,
    /// Files that are not what their source sent before, by path.
    pub drift: Vec<(String, Vec<Issue>)>,
    /// What a person decided in it.
    pub decision: Option<ExplainedDecision>,
    /// Whether it can be taken back, or was.
    pub undo: Undoable,
}

impl RunSummary {
    /// The object that `--json` shows.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut object: Map<String, Value> = tally_json(&self.totals);
        object.insert("run".into(), json!(self.run));
        object.insert("started".into(), json!(self.started));
        object.insert("ended".into(), json!(self.ended));
        object.insert("files".into(), json!(self.files));
        object.insert("files_refused".into(), json!(self.files_refused));
        if let Some(state) = json!(self.undo).as_object() {
            object.extend(state.clone());
        }
        if let Some(decision) = &self.decision {
            object.insert("decision".into(), json!(decision));
        }
        if !self.drift.is_empty() {
            let files = self.drift.iter().map(|(path, issues)| json!({ "path": path, "drift": drift_json(issues) }));
            object.insert("drift".into(), files.collect());
        }
        Value::Object(object)
    }
}

/// One source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceStatus {
    /// Its name.
    pub name: String,
    /// Its folder, relative to the workspace where it lies inside.
    pub folder: String,
    /// The folder is there.
    pub reachable: bool,
    /// Files that wait in it.
    pub waiting: u64,
    /// When a delivery of it was taken last.
    pub last_taken: Option<DateTime>,
    /// Its delivery is overdue.
    pub late: Option<LateStatus>,
    /// Until when the next delivery is expected, where it is.
    pub next_due: Option<DateTime>,
    /// When `watch` looks into it next, where it has a schedule.
    pub next_look: Option<DateTime>,
    /// How far the numbered exchange with it got, where there is one.
    pub exchange: Option<ExchangeStatus>,
    /// Mappings about which a person is asked: the source sends something other than before.
    pub drift_asked: Vec<String>,
}

/// How late a source is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LateStatus {
    /// The first deadline that passed without a delivery, in the zone of settings.
    pub since: DateTime,
    /// How many passed.
    pub missed: u32,
}

/// How the workspace stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// The newest run.
    pub last_run: Option<RunSummary>,
    /// Sources, in the order of settings.
    pub sources: Vec<SourceStatus>,
    /// What the store holds, by record kind.
    pub held: BTreeMap<String, u64>,
    /// Open review items by kind.
    pub review: BTreeMap<String, u64>,
    /// The books against the balances that sources state; nothing where none was compared.
    pub control: Option<ControlSummary>,
    /// Outgoing jobs not carried out yet.
    pub jobs_waiting: u64,
    /// Workbooks among them: held open by somebody, or not writable.
    pub books_waiting: Vec<String>,
    /// Files in quarantine.
    pub quarantined: u64,
    /// Files passed over: temporary, lock and zero-byte files.
    pub ignored: Vec<String>,
    /// Files in the exchange folder that lie in no source's folder.
    pub strays: Vec<String>,
    /// Watched folders that do not tell of new files.
    pub silent_folders: Vec<String>,
}

impl Status {
    /// The object that `sverka status --json` prints.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "last_run": self.last_run.as_ref().map(RunSummary::to_json),
            "sources": self.sources,
            "held": self.held,
            "review": self.review,
            "control": self.control,
            "jobs_waiting": self.jobs_waiting,
            "books_waiting": self.books_waiting,
            "quarantined": self.quarantined,
            "ignored": self.ignored,
            "strays": self.strays,
            "silent_folders": self.silent_folders,
        })
    }
}
