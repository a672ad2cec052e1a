//! A run taken back.

use sverka::config::Config;
use sverka::lang::Lang;
use sverka::pipeline::undo::{NotUndone, UndoOrder, Undone};
use sverka::pipeline::{self, Workspace};

use super::CliError;

/// Takes a run back, or says why not.
pub(crate) fn undo(config: &Config, lang: Lang, order: &UndoOrder<'_>) -> Result<Result<Undone, NotUndone>, CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    Ok(pipeline::undo::undo(&mut workspace, order)?)
}
