//! `sverka mapping show`: the text of a mapping, to extend it or to learn from it.

use std::process::ExitCode;

use serde_json::json;
use sverka::mapping::Library;

use super::super::error::CliError;
use super::super::{Context, terminal};
use super::{library, named, workspace};

/// Print the file of a mapping: what to name in an extension, or a pattern for a new one.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mapping.
    #[arg(value_name = "NAME")]
    name: String,

    /// The built-in one, though the workspace has its own of that name.
    #[arg(long)]
    builtin: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let own;
    let library = if args.builtin {
        Library::builtin()
    } else {
        own = library(workspace(context)?.as_ref(), None)?;
        &own
    };
    // What is only there to be extended reads nothing: it is no mapping, and its text is what an extension needs.
    let (name, text) = match library.text(&args.name) {
        "" => named(library, &args.name).map(|found| (found.name(), library.text(found.name())))?,
        text => (args.name.as_str(), text),
    };
    if context.json {
        terminal::print_json(&json!({ "name": name, "text": text }))?;
    } else {
        terminal::print(text)?;
    }
    Ok(ExitCode::SUCCESS)
}
