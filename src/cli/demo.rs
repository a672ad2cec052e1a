//! `sverka demo`: the main job on an invented company.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use sverka::config::{self, Config};
use sverka::lang::Arg;

use super::error::CliError;
use super::progress::Progress;
use super::{Context, init, sync, terminal, wire};

/// Make a workspace with the exports of an invented company, and sync it.
///
/// The same seed makes the same company.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder; it must be empty or absent.
    #[arg(value_name = "DIR", default_value = "demo")]
    folder: PathBuf,

    /// What the company is invented from.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let folder = &args.folder;
    let taken = folder.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if taken {
        let subject = folder.to_string_lossy().into_owned();
        return Err(CliError::Usage { key: "folder-not-empty", subject });
    }
    wire::demo(folder, args.seed)?;
    let config = Config::load(&folder.join(config::FILE_NAME))?;
    init::make_folders(&config)?;
    let progress = Progress::new(context);
    let report = wire::sync(&config, context.lang, false, &AtomicBool::new(false), &mut |event| progress.event(event));
    progress.finish();
    let report = report?;
    sync::print(&report, context)?;
    let shown = folder.to_string_lossy();
    terminal::tell(context, &context.lang.text("demo-next", &[("folder", Arg::Text(&shown))]));
    // The demo's exports are messy on purpose: refused rows are what it shows, not a failure.
    Ok(ExitCode::SUCCESS)
}
