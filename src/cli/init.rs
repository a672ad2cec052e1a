//! `sverka init`: an empty workspace.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;
use sverka::config::{self, Config};
use sverka::lang::Arg;

use super::error::CliError;
use super::{Context, terminal};

/// Make an empty workspace: a commented settings file and its folders.
///
/// An existing settings file is never overwritten.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder; it is made if it is not there.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let folder = &args.folder;
    fs::create_dir_all(folder).map_err(CliError::file(folder))?;
    let settings = folder.join(config::FILE_NAME);
    let template = config::template(context.lang.code());
    match OpenOptions::new().write(true).create_new(true).open(&settings) {
        Ok(mut file) => {
            file.write_all(template.as_bytes()).and_then(|()| file.sync_all()).map_err(CliError::file(&settings))?;
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let subject = settings.to_string_lossy().into_owned();
            return Err(CliError::Usage { key: "settings-exist", subject });
        }
        Err(error) => return Err(CliError::file(&settings)(error)),
    }
    let config = Config::load(&settings)?;
    let folders = make_folders(&config)?;
    if context.json {
        terminal::print_json(&json!({ "settings": config::FILE_NAME, "folders": folders }))?;
        return Ok(ExitCode::SUCCESS);
    }
    let shown = folder.to_string_lossy();
    let args = [("folder", Arg::Text(&shown)), ("exchange", Arg::Text("exchange/accounting"))];
    terminal::print(&context.lang.text("init-done", &args))?;
    Ok(ExitCode::SUCCESS)
}

/// Makes the folders that settings name; returns them as shown.
pub(crate) fn make_folders(config: &Config) -> Result<Vec<String>, CliError> {
    let paths = &config.paths;
    let own = [&paths.done, &paths.quarantine, &paths.managers, &paths.mappings, &paths.store];
    let sources = config.sources.iter().map(|source| &source.folder);
    sources
        .chain(own)
        .map(|folder| {
            fs::create_dir_all(folder).map_err(CliError::file(folder))?;
            Ok(config.shown(folder))
        })
        .collect()
}
