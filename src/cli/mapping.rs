//! `sverka mapping`: the descriptions of formats, for whoever writes them.
//!
//! | file | verb |
//! |---|---|
//! | `accept_drift` | `accept-drift`: a source sends something other than before, and that is right |

use std::process::ExitCode;

use clap::Subcommand;

use super::Context;
use super::error::CliError;

mod accept_drift;

/// Work with mappings: the descriptions of what accounting programs and banks export.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

/// What to do with mappings.
#[derive(Debug, Subcommand)]
enum Verb {
    AcceptDrift(accept_drift::Args),
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    match &args.verb {
        Verb::AcceptDrift(args) => accept_drift::run(args, context),
    }
}
