//! `sverka sync`: one run.

use std::process::ExitCode;

use sverka::lang::{Arg, Lang};
use sverka::model::run::{PlanDifference, PlanMark, RunEvent, RunReport};

use super::error::CliError;
use super::progress::Progress;
use super::{Context, stop, summary, terminal, wire};

/// Take everything that waits in the exchange folders, once.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Say what would happen and change nothing.
    #[arg(long)]
    dry_run: bool,

    /// Apply what a dry run showed, if it would still be the same.
    #[arg(long, value_name = "DIGEST", conflicts_with = "dry_run")]
    apply: Option<String>,

    /// End with code 4 when decisions wait for a person.
    #[arg(long)]
    strict: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let shown = args.apply.as_deref().map(parsed).transpose()?;
    let stop = stop::on_ctrl_c(context)?;
    let progress = Progress::new(context);
    let mut event = |event: RunEvent<'_>| progress.event(event);
    let report = match &shown {
        Some(shown) => wire::apply(&config, context.lang, shown, &stop, &mut event),
        None => wire::sync(&config, context.lang, args.dry_run, &stop, &mut event).map(Ok),
    };
    progress.finish();
    let report = report?
        .map_err(|difference| CliError::Usage { key: "plan-changed", subject: told(&difference, context.lang) })?;
    print(&report, context)?;
    Ok(ExitCode::from(report.exit_code(args.strict)))
}

fn parsed(text: &str) -> Result<PlanMark, CliError> {
    text.parse().map_err(|_no_plan| CliError::Usage { key: "plan-unreadable", subject: text.to_owned() })
}

/// What is otherwise than when the plan was shown.
fn told(difference: &PlanDifference, lang: Lang) -> String {
    let PlanDifference { now, new, gone } = difference;
    let mut parts = Vec::new();
    if !new.is_empty() {
        parts.push(lang.text("plan-new-files", &[("names", Arg::Text(&new.join(", ")))]));
    }
    if *gone > 0 {
        parts.push(lang.text("plan-gone-files", &[("count", (*gone).into())]));
    }
    if parts.is_empty() {
        parts.push(lang.text("plan-otherwise", &[]));
    }
    parts.push(lang.text("plan-now", &[("plan", Arg::Text(&now.to_string()))]));
    parts.join("; ")
}

/// Prints a run as text or JSON.
pub(crate) fn print(report: &RunReport, context: &Context) -> Result<(), CliError> {
    if context.json {
        terminal::print_json(&report.to_json())
    } else {
        terminal::print(&summary::render(report, context.lang))
    }
}
