//! Where the books differ from what sources state: compared at the end of a run, only what the run touched.

use super::{SyncError, Workspace, books};
use crate::model::control::{BookKey, Explained};
use crate::model::ids::RunId;
use crate::model::money::{Currency, Money};
use crate::model::run::RunReport;
use crate::reconcile::books::{compare, explain};
use crate::store::SqlResult;
use crate::store::control::ControlRun;

/// Compares what is due and says whether anything was. What a crash left undone is done by the next run.
pub(super) fn run(workspace: &mut Workspace, run: RunId, report: &RunReport) -> Result<bool, SyncError> {
    let is_news = report.totals.rows.applied > 0;
    if !is_news && !workspace.store.control_waits()? {
        return Ok(false);
    }
    let settings = &workspace.config.control;
    let mut control = workspace.store.begin_control(run)?;
    let due = control.due(&settings.ledgers, is_news).map_err(|error| control.named(error))?;
    let due_count = due.len();
    for key in due {
        let tolerance = Money::from_decimal(settings.tolerance, key.currency).map_or(0, |money| money.minor);
        let how = How { ledgers: &settings.ledgers, tolerance, base: workspace.config.base_currency };
        judge(&mut control, &key, &how).map_err(|error| control.named(error))?;
    }
    let changed = control.changed;
    // The head's book shows the comparison.
    let jobs = if changed { vec![books::job("")] } else { Vec::new() };
    control.commit(&jobs)?;
    tracing::info!(run = run.0, compared = due_count, "books compared");
    Ok(changed)
}

/// What settings say about comparing.
struct How<'a> {
    ledgers: &'a [String],
    /// Minor units of the book's currency.
    tolerance: i64,
    base: Currency,
}

fn judge(control: &mut ControlRun<'_>, key: &BookKey, how: &How<'_>) -> SqlResult<()> {
    let Some(mut book) = control.book(key, how.ledgers)? else { return control.forget(key) };
    // Accounting states in its own currency what clients owe in all; in another one only what they owe in that.
    book.basis.other_currencies &= key.currency == how.base;
    let Some(found) = compare(&book, how.tolerance) else { return control.forget(key) };
    let explained = match &found.gap {
        Some(gap) => explain(gap, &control.suspects(key, gap)?, key.currency),
        None => Explained::default(),
    };
    control.put(key, &found, &explained)
}
