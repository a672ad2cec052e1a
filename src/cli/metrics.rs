//! `sverka metrics`: the figures for Prometheus.

use std::process::ExitCode;

use super::error::CliError;
use super::{Context, terminal, wire};

/// Print the figures of the service as Prometheus reads them.
///
/// The same as `watch` answers on /metrics and as the textfile of the settings holds.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    terminal::print(&wire::figures(&context.config()?)?)?;
    Ok(ExitCode::SUCCESS)
}
