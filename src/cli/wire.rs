//! The seam to the pipeline: one function per verb that needs it.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use serde_json::{Map, Value};
use sverka::config::Config;
use sverka::model::explain::Explanation;
use sverka::model::run::{RunEvent, RunReport};
use sverka::model::status::{RunSummary, Status};

use super::error::CliError;

/// One run over everything that waits. `event` is told how far it is; a raised `stop` ends it after a delivery.
pub(crate) fn sync(
    _config: &Config,
    _dry_run: bool,
    _stop: &AtomicBool,
    _event: &mut dyn FnMut(RunEvent<'_>),
) -> Result<RunReport, CliError> {
    Err(CliError::NotWired { verb: "sync" })
}

/// Runs again and again until `stop` is raised; `done` is given the report of every run that met a file.
pub(crate) fn watch(
    _config: &Config,
    _stop: &AtomicBool,
    _done: &mut dyn FnMut(&RunReport) -> Result<(), CliError>,
) -> Result<(), CliError> {
    Err(CliError::NotWired { verb: "watch" })
}

/// How the workspace stands.
pub(crate) fn status(_config: &Config) -> Result<Status, CliError> {
    Err(CliError::NotWired { verb: "status" })
}

/// The newest runs, newest first.
pub(crate) fn runs(_config: &Config, _most: usize) -> Result<Vec<RunSummary>, CliError> {
    Err(CliError::NotWired { verb: "runs" })
}

/// What is called with every row of an export.
pub(crate) type RowSink<'a> = dyn FnMut(&Map<String, Value>) -> Result<(), CliError> + 'a;

/// Every row of an entity, in the order of ids.
pub(crate) fn export(
    _config: &Config,
    _entity: &str,
    _row: &mut RowSink<'_>,
) -> Result<(), CliError> {
    Err(CliError::NotWired { verb: "export" })
}

/// Where the values of a record came from; nothing when there is no such record.
pub(crate) fn explain(
    _config: &Config,
    _kind: &str,
    _id: &str,
    _field: Option<&str>,
) -> Result<Option<Explanation>, CliError> {
    Err(CliError::NotWired { verb: "explain" })
}

/// Writes the demo's settings and exports into a folder.
pub(crate) fn demo(_folder: &Path, _seed: u64) -> Result<(), CliError> {
    Err(CliError::NotWired { verb: "demo" })
}
