//! `sverka man`: manual pages, made of what `--help` says.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap_mangen::Man;

use super::error::CliError;
use super::{Context, help, terminal};

/// Print the manual page, or write those of every verb into a folder.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder for `sverka.1`, `sverka-sync.1` and so on.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let command = help::command(context.lang);
    if let Some(folder) = &args.into {
        fs::create_dir_all(folder).map_err(CliError::file(folder))?;
        clap_mangen::generate_to(command, folder).map_err(CliError::file(folder))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(CliError::Output)?;
    terminal::print(&String::from_utf8_lossy(&page))?;
    Ok(ExitCode::SUCCESS)
}
