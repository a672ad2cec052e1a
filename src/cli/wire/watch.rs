//! The seam of `watch`: the loop of the library with what this process tells about it: to the system's service manager,
//! over HTTP, into a textfile, to whom alarms go.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use sverka::config::Config;
use sverka::lang::Lang;
use sverka::model::run::RunReport;
use sverka::pipeline::watch::{Wake, WatchOptions, watch as watch_folders};
use sverka::pipeline::{Workspace, vitals};
use sverka::serve::http::{Asked, Server};
use sverka::serve::metrics;
use sverka::serve::pulse::Pulse;
use sverka::store::Store;

use super::reporting::{Over, Reporting};
use crate::cli::error::CliError;
use crate::cli::notify::{self, Watchdog};

/// A loop that waits shows a sign of life many times a second.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// Runs again and again until `stop` is raised; `done` is given the report of every run that met a file.
pub(crate) fn watch(
    config: &Config,
    lang: Lang,
    stop: &AtomicBool,
    done: &mut dyn FnMut(&RunReport) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let mut workspace = Workspace::open(config.clone(), lang)?;
    let pulse = Pulse::new(Instant::now());
    let within = SILENCE_MAX.max(Duration::from_millis(config.intake.rescan_ms).saturating_mul(3));
    let _server = server(config, &pulse, within)?;
    let _watchdog = Watchdog::start(pulse.clone(), within);
    let mut reporting = Reporting::start(config, workspace.store(), lang);
    let mut lost = None;
    let mut on_wake = |workspace: &Workspace, wake: Wake<'_>, took: Duration| {
        if matches!(wake, Wake::Paused) {
            // A share that is gone meanwhile is why there is a blackout: nobody is told of it.
            return;
        }
        let now = Timestamp::now();
        let succeeded = !matches!(wake, Wake::Failed(_));
        let over = Over { began: now.saturating_sub(took).unwrap_or(now), took, succeeded };
        pulse.ran(Instant::now(), succeeded);
        match wake {
            Wake::Ran(report) if met_something(report) && lost.is_none() => lost = done(report).err(),
            Wake::Failed(error) => {
                tracing::error!(error = error as &dyn Error, "the run failed; the next one tries again");
            }
            Wake::Ran(_) | Wake::Paused => {}
        }
        reporting.after(workspace.store(), &over, now);
    };
    let options = WatchOptions {
        stop,
        clock: &Timestamp::now,
        on_event: &mut |_| pulse.works(Instant::now()),
        on_wake: &mut on_wake,
        on_tick: &mut || pulse.waits(Instant::now()),
    };
    notify::ready();
    let outcome = watch_folders(&mut workspace, options);
    notify::stopping();
    reporting.finish(workspace.store(), Timestamp::now());
    outcome?;
    lost.map_or(Ok(()), Err)
}

fn met_something(report: &RunReport) -> bool {
    !report.files.is_empty() || !report.workbooks.is_empty()
}

fn server(config: &Config, pulse: &Pulse, within: Duration) -> Result<Option<Server>, CliError> {
    let Some(address) = config.service.metrics.listen else { return Ok(None) };
    let settings = config.clone();
    let folder = config.paths.store.clone();
    let asked = Asked {
        figures: Arc::new(move || figures(&settings).ok()),
        ready: Arc::new(move || Store::look(&folder).is_ok_and(|store| store.is_some())),
    };
    let server = Server::start(address, pulse.clone(), within, asked);
    let server = server.map_err(|source| CliError::Address { address: address.to_string(), source })?;
    tracing::info!(address = %server.address(), "metrics are served");
    Ok(Some(server))
}

/// The metrics as they stand, read beside whoever works in the workspace.
pub(crate) fn figures(config: &Config) -> Result<String, CliError> {
    let store = match Store::look(&config.paths.store)? {
        Some((store, _schema)) => store,
        None => super::open(config)?,
    };
    let memory = vitals::run_memory(&store)?;
    let found = vitals::vitals(&store, config, memory, vitals::quarantined(config), Timestamp::now())?;
    Ok(metrics::text(&found))
}
