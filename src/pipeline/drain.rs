//! The outbox, emptied: whatever a job is about, one that fails stays queued for the next run.

use std::error::Error;
use std::path::Path;

use super::{SyncError, Workspace};
use crate::model::change::Job;
use crate::model::steps::{Step, before};
use crate::output::{DeliverError, OUTPUTS, View};

/// Which of the queued jobs are carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// All: a run begins with what earlier ones could not do.
    All,
    /// Those that have not failed yet: what fails is tried once a run, not once a file.
    Fresh,
}

/// What became of a job.
pub(super) enum Fate {
    /// Carried out, or never to be.
    Done,
    /// Not now, because of this.
    Later(String),
}

/// Carries out the queued jobs of one name.
pub(super) fn drain(
    workspace: &mut Workspace,
    name: &str,
    which: Which,
    carry_out: &mut dyn FnMut(&mut Workspace, &Job) -> Result<Fate, SyncError>,
) -> Result<(), SyncError> {
    for pending in workspace.store.pending_jobs(name)? {
        if which == Which::Fresh && pending.attempts > 0 {
            continue;
        }
        let fate = match before(Step::Job, Path::new(name)) {
            Ok(()) => carry_out(workspace, &pending.job)?,
            Err(error) => Fate::Later(error.to_string()),
        };
        match fate {
            Fate::Done => workspace.store.job_done(&pending.job)?,
            Fate::Later(error) => workspace.store.job_failed(&pending.job, &error)?,
        }
    }
    Ok(())
}

/// Carries out the queued jobs of every output.
pub(super) fn drain_outputs(workspace: &mut Workspace, which: Which) -> Result<(), SyncError> {
    let scratch = workspace.scratch();
    for output in OUTPUTS {
        drain(workspace, output.name(), which, &mut |workspace, job| {
            let view = View {
                root: workspace.root(),
                scratch: &scratch,
                time_zone: &workspace.config.time_zone,
                lang: workspace.lang,
            };
            Ok(match output.deliver(job, &view) {
                Ok(()) => Fate::Done,
                Err(error @ DeliverError::Malformed(_)) => {
                    tracing::error!(output = output.name(), error = &error as &dyn Error, "a queued job is dropped");
                    Fate::Done
                }
                Err(error) => {
                    tracing::warn!(output = output.name(), error = &error as &dyn Error, "the next run tries again");
                    Fate::Later(error.to_string())
                }
            })
        })?;
    }
    Ok(())
}
