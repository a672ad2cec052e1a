//! Remarks of a receipt, each said once.

use std::collections::HashMap;

use crate::model::issue::{Issue, IssueCode, Severity};

/// What a remark says, apart from where: its code and details.
type Words<'i> = (IssueCode, Vec<(&'i str, &'i str)>);

/// Remarks that say the same about the same value, once with the others; refused records each for itself, since each
/// must be found and mended. What is wrong twice with one record in the same words is said once.
pub(super) fn said_once<'a>(issues: &[&'a Issue]) -> Vec<(&'a Issue, Vec<&'a Issue>)> {
    let mut said: Vec<(&Issue, Vec<&Issue>)> = Vec::new();
    let mut first: HashMap<Words<'_>, usize> = HashMap::new();
    for issue in issues.iter().copied() {
        let details = issue.params.iter().filter(|(name, _)| !["record", "at"].contains(&name.as_str()));
        let details: Vec<(&str, &str)> = details.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        // What names no detail is about its record alone.
        let alone = issue.severity == Severity::Error || details.is_empty();
        let known = if alone { None } else { first.get(&(issue.code, details.clone())).copied() };
        match known.and_then(|at| said.get_mut(at)) {
            Some((same, others)) => {
                if same.position != issue.position && others.last().is_none_or(|last| last.position != issue.position) {
                    others.push(issue);
                }
            }
            None => {
                first.insert((issue.code, details), said.len());
                said.push((issue, Vec::new()));
            }
        }
    }
    said
}
