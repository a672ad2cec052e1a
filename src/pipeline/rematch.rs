//! Who is who, judged anew over all records: the weights are learned from the store, clients that are one are joined,
//! those that are not are parted, and what is in doubt is asked. Purposes are read anew and every ledger is balanced, by the
//! rules of this version. People's decisions hold. The same of cards for what a run brought, by the weights that were learned
//! last.
//!
//! | file | holds |
//! |---|---|
//! | `arrived` | what a run brought, and what may be one client with it |
//! | `cards` | cards with what identifies them, and the keys under which they are found |
//! | `decided` | what people decided, as facts about pairs of records |
//! | `matching` | records compared, clusters and questions |
//! | `moves` | the difference from today's clients, applied, with why |
//! | `questions` | what is asked, in place of what was asked before |

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use serde::Serialize;

use super::{SyncError, SyncOptions, Workspace, books, kept, settle};
use crate::config::{Config, JudgeAt};
use crate::model::change::{Candidate, Reason};
use crate::model::ids::RunId;
use crate::model::membership::ExplainedMembership;
use crate::model::run::{BookReport, RunReport};
use crate::reconcile::cited_keys;
use crate::store::{Revision, SqlResult};
use cards::Cards;
use matching::Matched;

mod arrived;
mod cards;
mod decided;
mod matching;
mod moves;
mod questions;

pub(in crate::pipeline) use arrived::{ask_anew, judge_unjudged, waits};
pub(in crate::pipeline) use cards::leave;

/// What judging anew changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rematch {
    /// Records that were compared.
    pub records: usize,
    /// Clients before.
    pub clients_before: usize,
    /// Clients after.
    pub clients_after: usize,
    /// Whether the weights were learned from these records; too few of them teach nothing, and the built-in ones hold.
    pub learned: bool,
    /// Values that so many records share that they alone made nobody a candidate.
    pub values_passed_over: usize,
    /// Clients that became one.
    pub joined: Vec<ExplainedMembership>,
    /// Records that became a client of their own.
    pub parted: Vec<ExplainedMembership>,
    /// Questions that were not asked before.
    pub asked: Vec<AskedAbout>,
    /// Questions that were answered by it.
    pub answered: usize,
    /// Payments that pay something else now than before.
    pub reallocated: usize,
    /// Books that were written.
    #[serde(skip)]
    pub workbooks: Vec<BookReport>,
}

impl Rematch {
    /// Whether everything is as it was.
    #[must_use]
    pub fn changed_nothing(&self) -> bool {
        self.joined.is_empty()
            && self.parted.is_empty()
            && self.asked.is_empty()
            && self.answered == 0
            && self.reallocated == 0
    }
}

/// A question that judging anew asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedAbout {
    /// Its number, as shown.
    pub question: String,
    /// The client it is about, as shown.
    pub client: String,
    /// How that reads.
    pub label: String,
    /// Possible answers, best first.
    pub candidates: Vec<Candidate>,
    /// Why it is asked.
    pub reasons: Vec<Reason>,
}

/// Judges anew who is who; books that change are written, or wait in the outbox.
///
/// # Errors
/// When the store fails; nothing is changed then.
pub fn rematch(workspace: &mut Workspace, dry_run: bool, now: Timestamp) -> Result<Rematch, SyncError> {
    if dry_run {
        return make(workspace, RunId(0), dry_run, now);
    }
    let run = workspace.store.begin_run("rematch", now)?;
    let mut done = match make(workspace, run, dry_run, now) {
        Ok(done) => done,
        Err(error) => {
            workspace.store.forget_run(run)?;
            return Err(error);
        }
    };
    let mut report = RunReport { run: run.0, ..RunReport::default() };
    let stop = AtomicBool::new(false);
    let mut options = SyncOptions { verb: "rematch", dry_run, now, stop: &stop, on_event: &mut |_| {} };
    books::write(workspace, &mut options, &mut report)?;
    done.workbooks.clone_from(&report.workbooks);
    workspace.store.finish_run(run, now, &kept(&report))?;
    Ok(done)
}

fn make(workspace: &mut Workspace, run: RunId, dry_run: bool, now: Timestamp) -> Result<Rematch, SyncError> {
    let config = workspace.config.clone();
    let mut revision = workspace.store.begin_decision(run, now)?;
    let (done, owners) = match judge(&mut revision, &config) {
        Ok(judged) => judged,
        Err(error) => return Err(revision.named(error).into()),
    };
    if !dry_run {
        for owner in &owners {
            revision.enqueue(&books::job(owner)).map_err(|error| revision.named(error))?;
        }
        revision.commit("")?;
        tracing::info!(
            records = done.records,
            joined = done.joined.len(),
            parted = done.parted.len(),
            asked = done.asked.len(),
            learned = done.learned,
            "judged anew who is who"
        );
    }
    Ok(done)
}

/// Everything but the commit: what changed, and whose books that touches.
fn judge(revision: &mut Revision<'_>, config: &Config) -> SqlResult<(Rematch, BTreeSet<String>)> {
    revision.take_unjudged()?;
    let cards = Cards::all(revision)?;
    if config.judge_at == JudgeAt::Delivery {
        cards.index(revision)?;
    }
    let Cards { records, features, silent } = cards;
    let clients_before = records.iter().chain(&silent).map(|record| record.client).collect::<BTreeSet<_>>().len();
    let decisions = decided::decided(revision, &records)?;
    let (matched, learned) = Matched::learned(&records, features, decisions);
    let model =
        serde_json::to_string(&matched.model).unwrap_or_else(|error| panic!("BUG: a model is no JSON: {error}"));
    revision.put_identity_model(&model)?;
    let mut done = Rematch {
        records: records.len(),
        clients_before,
        learned,
        values_passed_over: matched.passed_over,
        ..Rematch::default()
    };
    let moved = moves::apply(revision, &records, &silent, &matched)?;
    (done.joined, done.parted) =
        moved.memberships.iter().map(ExplainedMembership::from).partition(|membership| membership.joined);
    let mut clients: BTreeSet<_> = moved.client_of.iter().copied().collect();
    clients.extend(silent.iter().map(|record| record.client).filter(|client| !moved.gone.contains(client)));
    done.clients_after = clients.len();
    settle::compute_golden(revision, &config.authorities)?;
    (done.asked, done.answered) = questions::put(revision, &matched, &records, &moved)?;
    let mut owners = BTreeSet::new();
    let before = revision.paid_documents()?;
    revision.recite(&mut cited_keys)?;
    settle::balance(revision, &config.ownership, &mut owners)?;
    let after = revision.paid_documents()?;
    let payments: BTreeSet<&i64> = before.keys().chain(after.keys()).collect();
    done.reallocated = payments.into_iter().filter(|payment| before.get(payment) != after.get(payment)).count();
    // Every ledger was balanced; where nothing came of it, no book is touched.
    if done.changed_nothing() {
        owners.clear();
    } else {
        owners.insert(String::new());
    }
    Ok((done, owners))
}
