//! `sverka watch`: runs whenever something is dropped.

use std::process::ExitCode;

use super::error::CliError;
use super::{Context, stop, summary, terminal, wire};

/// Take files as they are dropped, until Ctrl-C.
///
/// With --json one object is printed per run, each on its own line.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let stop = stop::on_ctrl_c(context)?;
    terminal::tell(context, &context.lang.text("watch-started", &[]));
    wire::watch(&config, context.lang, &stop, &mut |report| {
        if context.json {
            terminal::print(&report.to_json().to_string())
        } else {
            terminal::print(&summary::render(report, context.lang))
        }
    })?;
    terminal::tell(context, &context.lang.text("watch-ended", &[]));
    Ok(ExitCode::SUCCESS)
}
