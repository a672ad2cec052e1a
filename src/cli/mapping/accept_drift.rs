//! `sverka mapping accept-drift`: the answer to a source that sends something other than before.

use std::process::ExitCode;

use serde_json::json;
use sverka::lang::Arg;
use sverka::model::problem::did_you_mean;

use super::super::error::CliError;
use super::super::{Context, terminal, wire};

/// Accept that a source sends something other than before; what was held is taken by the next run.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The source, as settings name it.
    source: String,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    if config.source(&args.source).is_none() {
        let known = config.sources.iter().map(|source| source.name.as_str());
        let near = did_you_mean(&args.source, known).map_or_else(String::new, |near| format!(" ({near}?)"));
        return Err(CliError::Usage { key: "no-source", subject: format!("{}{near}", args.source) });
    }
    let mappings = wire::accept_drift(&config, context.lang, &args.source)?;
    if context.json {
        terminal::print_json(&json!({ "source": args.source, "accepted": mappings }))?;
    } else {
        let names = mappings.join(", ");
        let key = if mappings.is_empty() { "drift-nothing-asked" } else { "drift-accepted" };
        let values = [("source", Arg::Text(&args.source)), ("mappings", Arg::Text(&names))];
        terminal::print(&format!("{}\n", context.lang.text(key, &values)))?;
    }
    Ok(ExitCode::SUCCESS)
}
