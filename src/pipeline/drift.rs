//! Whether a delivery looks as those of its source used to, and what settings say where it does not.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{SyncError, Workspace};
use crate::model::change::{Reason, ReviewItem, ReviewKind, Subject};
use crate::model::issue::{Issue, IssueCode, Severity};
use crate::model::provenance::Position;
use crate::model::run::RunReport;
use crate::model::shape::{DriftPolicy, Shape};
use crate::reconcile::drift::{Change, ChangeKind, accepted, drift};
use crate::store::{Revision, SqlResult};

/// What a delivery's documents look like, by mapping.
pub(super) type Observed = BTreeMap<String, Shape>;

/// A delivery compared with what is known of its source.
#[derive(Debug, Default)]
pub(super) struct Drift {
    compared: Vec<Compared>,
}

#[derive(Debug)]
struct Compared {
    mapping: String,
    changes: Vec<Change>,
    /// What is known once the delivery is taken.
    known: Shape,
    /// What a person accepts who is asked.
    asked: Shape,
    /// The forms known besides, where the delivery has one of them.
    formers: Option<Vec<Shape>>,
}

/// What is to be done with the delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Take,
    Ask,
    Refuse,
}

/// Compares what was read with what is known.
pub(super) fn compare(revision: &Revision<'_>, observed: Observed) -> SqlResult<Drift> {
    let mut compared = Vec::new();
    for (mapping, now) in observed.into_iter().filter(|(_, now)| !now.is_empty()) {
        let before = revision.learned_shape(&mapping)?.unwrap_or_default();
        let changes = drift(&before, &now);
        if !changes.is_empty()
            && let Some(formers) = as_before(revision.former_shapes(&mapping)?, &now)
        {
            let (changes, asked) = (Vec::new(), before.clone());
            compared.push(Compared { mapping, changes, known: before, asked, formers: Some(formers) });
            continue;
        }
        let waiting = revision.asked_shape(&mapping)?;
        let asked = accepted(waiting.unwrap_or_else(|| before.clone()), &now, &changes);
        let known = accepted(before, &now, &changes);
        compared.push(Compared { mapping, changes, known, asked, formers: None });
    }
    Ok(Drift { compared })
}

/// The forms that a person accepted others beside, once one of them is learned anew; nothing where it is none of them.
fn as_before(mut formers: Vec<Shape>, now: &Shape) -> Option<Vec<Shape>> {
    let same = formers.iter_mut().find(|former| !former.is_empty() && drift(former, now).is_empty())?;
    *same = std::mem::take(same).learned(now);
    Some(formers)
}

impl Drift {
    /// What is to be done, given the settings.
    pub(super) fn decision(&self, policy: DriftPolicy) -> Decision {
        let matters = self.compared.iter().flat_map(|of| &of.changes).any(|change| change.matters);
        match policy {
            DriftPolicy::Ask if matters => Decision::Ask,
            DriftPolicy::Stop if matters => Decision::Refuse,
            DriftPolicy::Accept | DriftPolicy::Ask | DriftPolicy::Stop => Decision::Take,
        }
    }

    /// What changed, as it is told and kept.
    pub(super) fn issues(&self) -> Vec<Issue> {
        self.compared.iter().flat_map(|of| of.changes.iter().map(|change| issue(&of.mapping, change))).collect()
    }

    /// Keeps what is known now.
    pub(super) fn learn(&self, revision: &Revision<'_>) -> SqlResult<()> {
        self.compared.iter().try_for_each(|of| match &of.formers {
            Some(formers) => revision.learn_former(&of.mapping, formers),
            None => revision.learn_shape(&of.mapping, &of.known),
        })
    }

    /// What a person is asked: by mapping, with what is known once she accepts.
    pub(super) fn questions(self, revision: &Revision<'_>, source: &str) -> Vec<(String, Shape, ReviewItem)> {
        let changed = self.compared.into_iter().filter(|of| of.changes.iter().any(|change| change.matters));
        changed
            .map(|Compared { mapping, changes, asked, .. }| {
                let item = ReviewItem {
                    kind: ReviewKind::Mapping,
                    subject: Subject::Shape(revision.source, mapping.clone()),
                    label: format!("{source}: {mapping}"),
                    candidates: Vec::new(),
                    reasons: changes.iter().map(|change| reason(&issue(&mapping, change))).collect(),
                };
                (mapping, asked, item)
            })
            .collect()
    }
}

/// Accepts everything a person is asked about what a source sends; the names of the mappings that read it. The next run
/// takes the deliveries that wait.
///
/// # Errors
/// When the store can't be written.
pub fn accept_drift(workspace: &mut Workspace, source: &str, now: Timestamp) -> Result<Vec<String>, SyncError> {
    let run = workspace.store.begin_run("accept-drift", now)?;
    let mappings = workspace.store.accept_shapes(source)?;
    if mappings.is_empty() {
        workspace.store.forget_run(run)?;
    } else {
        let report = RunReport { run: run.0, ..RunReport::default() };
        workspace.store.finish_run(run, now, &super::kept(&report))?;
    }
    Ok(mappings)
}

fn reason(issue: &Issue) -> Reason {
    Reason { code: issue.code.name().to_owned(), params: issue.params.clone() }
}

fn issue(mapping: &str, change: &Change) -> Issue {
    let severity = if change.matters { Severity::Warning } else { Severity::Notice };
    let position = Position { path: change.path.clone(), ..Position::default() };
    let what = match (change.is_column, &change.kind) {
        (true, ChangeKind::Vanished) if change.once && !change.matters => "column-once",
        (true, ChangeKind::New) if change.key.is_some() => "column-read",
        (true, _) => "column",
        (false, _) => "element",
    };
    let told = |code| Issue::new(code, severity, position).with("what", what).with("name", &change.name);
    match &change.kind {
        ChangeKind::Vanished => told(IssueCode::ShapeVanished),
        ChangeKind::New => told(IssueCode::ShapeNew),
        ChangeKind::Renamed { to } => {
            let issue = told(IssueCode::ShapeRenamed).with("renamed", to);
            match &change.key {
                Some(key) => {
                    issue.with("file", format!("{mapping}.toml")).with("mapping", column_extension(mapping, key, to))
                }
                None => issue,
            }
        }
        ChangeKind::Retyped { from, to } => {
            told(IssueCode::ShapeRetyped).with("was", from.name()).with("now", to.name())
        }
        ChangeKind::TooWide => Issue::new(IssueCode::ShapeTooWide, severity, Position::default()),
    }
}

/// What a file of the mapping's name in the workspace's `mappings/` says to make it know a renamed column.
fn column_extension(mapping: &str, key: &str, caption: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    format!("extends = {}\n[columns]\n{key} = {{ captions_add = [{}] }}", quoted(mapping), quoted(caption))
}
