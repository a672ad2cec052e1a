//! The seam of `watch`: the loop of the library with what this process tells about it.

use std::error::Error;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use sverka::config::Config;
use sverka::lang::Lang;
use sverka::model::run::RunReport;
use sverka::pipeline::Workspace;
use sverka::pipeline::watch::{Wake, WatchOptions, watch as watch_folders};

use crate::cli::error::CliError;

/// Runs again and again until `stop` is raised; `done` is given the report of every run that met a file.
pub(crate) fn watch(
    config: &Config,
    lang: Lang,
    stop: &AtomicBool,
    done: &mut dyn FnMut(&RunReport) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    let mut lost = None;
    let mut on_wake = |_: &Workspace, wake: Wake<'_>, _| match wake {
        Wake::Ran(report) if met_something(report) && lost.is_none() => lost = done(report).err(),
        Wake::Failed(error) => {
            tracing::error!(error = error as &dyn Error, "the run failed; the next one tries again");
        }
        Wake::Ran(_) | Wake::Paused => {}
    };
    let options = WatchOptions {
        stop,
        clock: &Timestamp::now,
        on_event: &mut |_| {},
        on_wake: &mut on_wake,
        on_tick: &mut || {},
    };
    watch_folders(&mut workspace, options)?;
    lost.map_or(Ok(()), Err)
}

fn met_something(report: &RunReport) -> bool {
    !report.files.is_empty() || !report.workbooks.is_empty()
}
