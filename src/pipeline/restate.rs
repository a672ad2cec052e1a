//! Settings say anew whose word counts: golden values are computed again, with everything that follows from them, in a
//! run of its own.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{SyncError, Workspace, books, kept, settle};
use crate::model::authority::Authorities;
use crate::model::ids::RunId;
use crate::model::run::RunReport;
use crate::store::{Revision, SqlResult};

/// The store remembers under this name by which rules its golden values were computed.
const COMPUTED_BY: &str = "authorities";

/// Computes golden values again where the rules are no longer those they were computed by; books that change are queued.
pub(super) fn restate(workspace: &mut Workspace, now: Timestamp) -> Result<(), SyncError> {
    let rules = rules(&workspace.config.authorities);
    let computed_by = workspace.store.meta(COMPUTED_BY)?.unwrap_or_default();
    if computed_by == rules {
        return Ok(());
    }
    if workspace.store.has_parties_told_twice()? {
        let run = workspace.store.begin_run("settings", now)?;
        compute(workspace, run, now)?;
        workspace.store.finish_run(run, now, &kept(&RunReport { run: run.0, ..RunReport::default() }))?;
        tracing::info!("the rules of authority changed: golden values were computed again");
    }
    Ok(workspace.store.set_meta(COMPUTED_BY, &rules)?)
}

/// The rules as one text to compare; none where there are no rules.
fn rules(authorities: &Authorities) -> String {
    let Authorities { rules, zone } = authorities;
    if rules.is_empty() { String::new() } else { format!("{rules:?}|{zone:?}") }
}

fn compute(workspace: &mut Workspace, run: RunId, now: Timestamp) -> Result<(), SyncError> {
    let (ownership, authorities) = (workspace.config.ownership.clone(), workspace.config.authorities.clone());
    let mut revision = workspace.store.begin_decision(run, now)?;
    let mut owners = BTreeSet::from([String::new()]);
    let mut computed = || -> SqlResult<()> {
        revision.touch_parties()?;
        settle::compute_golden(&mut revision, &authorities)?;
        settle::balance(&mut revision, &ownership, &mut owners)?;
        enqueue(&revision, &owners)
    };
    let outcome = computed();
    outcome.map_err(|error| revision.named(error))?;
    Ok(revision.commit("")?)
}

fn enqueue(revision: &Revision<'_>, owners: &BTreeSet<String>) -> SqlResult<()> {
    owners.iter().try_for_each(|owner| revision.enqueue(&books::job(owner)))
}
