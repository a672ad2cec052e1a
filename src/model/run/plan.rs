//! What a dry run showed, as a text by which exactly that is applied.

use std::fmt;
use std::str::FromStr;

use super::{FileReport, RunReport};

/// The plan of a run: a hash of what every file would do, and a short mark of every file, so that what changed can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanMark {
    whole: String,
    files: Vec<String>,
}

/// Why a plan is not the one that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanDifference {
    /// The plan as it is now.
    pub now: PlanMark,
    /// Files that were not there, or held something else.
    pub new: Vec<String>,
    /// How many are not there any more.
    pub gone: usize,
}

impl PlanMark {
    /// The plan of a dry run.
    #[must_use]
    pub fn of(report: &RunReport) -> Self {
        let mut whole = blake3::Hasher::new();
        for file in &report.files {
            let reason = file.outcome.reason().map(|reason| reason.key.as_str());
            let parts = [
                Some(file.path.as_str()),
                file.delivery.as_deref(),
                Some(file.outcome.name()),
                reason,
                file.mapping.as_deref(),
                file.plan.as_deref(),
            ];
            for part in parts {
                whole.update(part.unwrap_or_default().as_bytes());
                whole.update(&[0]);
            }
        }
        let files = report.files.iter().map(mark).collect();
        Self { whole: start_of(&whole, 16), files }
    }

    /// What is otherwise by now; nothing where the plan is the same.
    #[must_use]
    pub fn difference(&self, report: &RunReport) -> Option<PlanDifference> {
        let now = Self::of(report);
        if now == *self {
            return None;
        }
        let is_new = |file: &&FileReport| !self.files.contains(&mark(file));
        let new = report.files.iter().filter(is_new).map(|file| file.path.clone()).collect();
        let gone = self.files.iter().filter(|file| !now.files.contains(file)).count();
        Some(PlanDifference { now, new, gone })
    }
}

/// A file by where it lies and what it holds.
fn mark(file: &FileReport) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(file.path.as_bytes());
    hasher.update(&[0]);
    hasher.update(file.delivery.as_deref().unwrap_or_default().as_bytes());
    start_of(&hasher, 4)
}

fn start_of(hasher: &blake3::Hasher, letters: usize) -> String {
    hasher.finalize().to_hex().chars().take(letters).collect()
}

impl fmt::Display for PlanMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.whole)?;
        self.files.iter().try_for_each(|file| write!(f, "-{file}"))
    }
}

impl FromStr for PlanMark {
    type Err = NoPlan;

    fn from_str(text: &str) -> Result<Self, NoPlan> {
        let mut parts = text.trim().split('-').map(str::to_lowercase);
        let is_hex = |part: &String, len: usize| part.len() == len && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        let whole = parts.next().filter(|part| is_hex(part, 16)).ok_or(NoPlan)?;
        let files: Vec<String> = parts.collect();
        if files.iter().all(|part| is_hex(part, 4)) { Ok(Self { whole, files }) } else { Err(NoPlan) }
    }
}

/// The text is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no plan of a dry run")]
pub struct NoPlan;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::run::FileOutcome;

    fn report(files: &[(&str, &str, &str)]) -> RunReport {
        let mut report = RunReport { dry_run: true, ..RunReport::default() };
        for (path, delivery, plan) in files {
            let mut file = FileReport::new(*path, "accounting", FileOutcome::Taken);
            (file.delivery, file.plan) = (Some((*delivery).to_owned()), Some((*plan).to_owned()));
            report.push(file);
        }
        report
    }

    #[test]
    fn what_changed_since_a_plan_was_shown_is_told() {
        let shown = PlanMark::of(&report(&[("a.xml", "1", "x"), ("b.xml", "2", "y")]));
        let shown: PlanMark = shown.to_string().parse().unwrap();
        assert_eq!(shown.difference(&report(&[("a.xml", "1", "x"), ("b.xml", "2", "y")])), None);
        let other = shown.difference(&report(&[("a.xml", "1", "x"), ("c.xml", "3", "z")])).unwrap();
        assert_eq!((other.new, other.gone), (vec!["c.xml".to_owned()], 1));
        let otherwise = shown.difference(&report(&[("a.xml", "1", "x"), ("b.xml", "2", "changed")])).unwrap();
        assert_eq!((otherwise.new.len(), otherwise.gone), (0, 0));
        assert!("latest".parse::<PlanMark>().is_err());
    }
}
