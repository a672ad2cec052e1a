//! `sverka doctor`: whether the workspace can do its work on this machine.

use std::process::ExitCode;

use serde_json::{Map, Value, json};
use sverka::lang::{Arg, Lang};
use sverka::model::doctor::{Finding, Health};

use super::error::CliError;
use super::{Context, terminal, wire};

/// Examine folders, store, disk, clock, lock, backup and what is stuck, each with a remedy.
///
/// Nothing is changed, and a running instance is not disturbed. Ends with 1 when something does not work.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let findings = wire::examine(&context.config()?);
    if context.json {
        let findings: Vec<Value> = findings.iter().map(to_json).collect();
        terminal::print_json(&json!({ "findings": findings }))?;
    } else {
        terminal::print(&render(&findings, context.lang))?;
    }
    let failed = findings.iter().any(|finding| finding.health == Health::Failed);
    Ok(ExitCode::from(u8::from(failed)))
}

fn to_json(finding: &Finding) -> Value {
    let params: Map<String, Value> =
        finding.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect();
    json!({ "code": finding.code, "health": finding.health, "params": params })
}

fn render(findings: &[Finding], lang: Lang) -> String {
    let label = |health: Health| lang.text(&format!("doctor-{}", health.name()), &[]);
    let longest = [Health::Fine, Health::Warning, Health::Failed].map(|health| label(health).chars().count());
    let width = longest.into_iter().max().unwrap_or_default();
    let mut lines = Vec::new();
    for finding in findings {
        let args: Vec<(&str, Arg<'_>)> = finding.params.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
        let health = label(finding.health);
        lines.push(format!("{health:<width$}  {}", lang.text(&format!("doctor-{}", finding.code), &args)));
        if finding.health != Health::Fine {
            lines.push(format!("    {}", lang.text(&format!("doctor-{}-advice", finding.code), &args)));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every finding there is, with whatever its text names.
    const FINDINGS: &[(&str, Health)] = &[
        ("folder", Health::Fine),
        ("folder-events", Health::Fine),
        ("folder-silent", Health::Warning),
        ("folder-missing", Health::Failed),
        ("folder-forbidden", Health::Failed),
        ("folder-unusable", Health::Failed),
        ("store-local", Health::Fine),
        ("store-on-share", Health::Failed),
        ("lock-free", Health::Fine),
        ("lock-held", Health::Fine),
        ("lock-unusable", Health::Failed),
        ("store", Health::Fine),
        ("store-none", Health::Fine),
        ("store-older", Health::Warning),
        ("store-newer", Health::Failed),
        ("store-damaged", Health::Failed),
        ("space", Health::Fine),
        ("space-low", Health::Failed),
        ("space-unknown", Health::Warning),
        ("clock", Health::Fine),
        ("clock-back", Health::Failed),
        ("clock-unset", Health::Failed),
        ("backup", Health::Fine),
        ("backup-none", Health::Warning),
        ("backup-old", Health::Warning),
        ("jobs", Health::Fine),
        ("jobs-stuck", Health::Warning),
        ("owner-stale", Health::Warning),
        ("late", Health::Warning),
        ("schedule", Health::Fine),
        ("schedule-overdue", Health::Warning),
        ("schedule-unused", Health::Warning),
    ];

    #[test]
    fn every_finding_has_its_words_and_remedy_in_every_language() {
        let names = [
            "path", "detail", "kind", "holder", "schema", "free", "needed", "now", "zone", "last", "days", "count",
            "first", "next", "source", "since", "missed", "when",
        ];
        for lang in Lang::ALL {
            for (code, health) in FINDINGS {
                let finding = names.iter().fold(Finding::new(*health, code), |found, name| found.with(name, "7"));
                let text = render(&[finding], lang);
                assert!(!text.contains("doctor-") && !text.contains('{'), "{code} {lang:?}: {text}");
            }
        }
    }
}
