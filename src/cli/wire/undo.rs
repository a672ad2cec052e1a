//! A run taken back.

use jiff::Timestamp;
use sverka::config::Config;
use sverka::lang::Lang;
use sverka::model::ids::RunId;
use sverka::pipeline::undo::{NotUndone, Undone};
use sverka::pipeline::{self, Workspace};

use super::CliError;

/// Takes a run back, or says why not.
pub(crate) fn undo(
    config: &Config,
    lang: Lang,
    run: RunId,
    dry_run: bool,
) -> Result<Result<Undone, NotUndone>, CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    Ok(pipeline::undo::undo(&mut workspace, run, dry_run, Timestamp::now())?)
}
