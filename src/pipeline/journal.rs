//! The log of a run: a line for every file, and one for each sort of issue in it. No personal data.

use std::collections::BTreeMap;

use crate::model::run::FileReport;

/// Logs what became of a file. The span around it says which run and source it is.
pub(super) fn log(file: &FileReport) {
    let rows = file.tally.rows;
    let delivery = file.delivery.as_deref().unwrap_or_default();
    let code = file.outcome.reason().map_or("", |reason| &reason.key);
    let mapping = file.mapping.as_deref().unwrap_or_default();
    tracing::info!(
        delivery,
        code,
        outcome = file.outcome.name(),
        mapping,
        read = rows.read,
        applied = rows.applied,
        unchanged = rows.unchanged,
        queued = rows.queued,
        refused = rows.refused,
        issues = file.issue_count,
        "file done"
    );
    let mut codes: BTreeMap<&str, u64> = BTreeMap::new();
    for issue in &file.issues {
        *codes.entry(issue.code.name()).or_default() += 1;
    }
    for (code, count) in codes {
        tracing::info!(delivery, code, count, "issues in the file");
    }
}
