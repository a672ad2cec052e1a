//! A plan that was shown, applied: only if everything would still be the same.

use super::{SyncError, SyncOptions, Workspace, sync};
use crate::model::run::{PlanDifference, PlanMark, RunReport};

/// Plans once more and, if that is what was shown, takes these files and no others.
///
/// # Errors
/// As [`sync`].
pub fn apply(
    workspace: &mut Workspace,
    shown: &PlanMark,
    options: SyncOptions<'_>,
) -> Result<Result<RunReport, PlanDifference>, SyncError> {
    let SyncOptions { verb, now, stop, .. } = options;
    let planned = sync(workspace, SyncOptions { verb, dry_run: true, now, stop, on_event: &mut |_| {} })?;
    if let Some(difference) = shown.difference(&planned) {
        return Ok(Err(difference));
    }
    let files = planned.files.into_iter().map(|file| (file.path, file.delivery.unwrap_or_default()));
    workspace.planned = Some(files.collect());
    let report = sync(workspace, options);
    workspace.planned = None;
    report.map(Ok)
}
