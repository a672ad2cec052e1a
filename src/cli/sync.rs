//! `sverka sync`: one run.

use std::process::ExitCode;

use sverka::model::run::RunReport;

use super::error::CliError;
use super::progress::Progress;
use super::{Context, stop, summary, terminal, wire};

/// Take everything that waits in the exchange folders, once.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Say what would happen and change nothing.
    #[arg(long)]
    dry_run: bool,

    /// End with code 4 when decisions wait for a person.
    #[arg(long)]
    strict: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let stop = stop::on_ctrl_c(context)?;
    let progress = Progress::new(context);
    let report = wire::sync(&config, context.lang, args.dry_run, &stop, &mut |event| progress.event(event));
    progress.finish();
    let report = report?;
    print(&report, context)?;
    Ok(ExitCode::from(report.exit_code(args.strict)))
}

/// Prints a run as text or JSON.
pub(crate) fn print(report: &RunReport, context: &Context) -> Result<(), CliError> {
    if context.json {
        terminal::print_json(&report.to_json())
    } else {
        terminal::print(&summary::render(report, context.lang))
    }
}
