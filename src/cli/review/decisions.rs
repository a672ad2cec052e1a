//! `review decisions`: what people decided, the newest first.

use std::process::ExitCode;

use serde_json::json;
use sverka::config::Config;
use sverka::lang::{Arg, Lang};
use sverka::model::explain::ExplainedDecision;

use super::super::error::CliError;
use super::super::{Context, status, terminal, wire};
use super::verdict;

/// List what people decided, the newest first: who, when, why, and whether it still holds.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(super) fn run(_args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let decisions = wire::decisions(&config)?;
    if context.json {
        terminal::print_json(&json!({ "decisions": decisions }))?;
    } else if decisions.is_empty() {
        terminal::print(&context.lang.text("review-no-decisions", &[]))?;
    } else {
        terminal::print(&render(&decisions, &config, context.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Decisions in words, a paragraph each.
pub(super) fn render(decisions: &[ExplainedDecision], config: &Config, lang: Lang) -> String {
    let paragraph = |decision: &ExplainedDecision| {
        let at = wire::local(&decision.at, config).map(|at| status::moment(at, lang)).unwrap_or_default();
        let args = [("decision", Arg::Text(&decision.id)), ("who", Arg::Text(&decision.who)), ("when", Arg::Text(&at))];
        let mut text = format!("{}\n", lang.text("review-decision", &args));
        text.push_str(&format!("  {}\n", verdict::text(&decision.fact, &decision.about, lang)));
        if !decision.reason.is_empty() {
            text.push_str(&format!("  {}\n", lang.text("review-reason", &[("reason", Arg::Text(&decision.reason))])));
        }
        if let Some(by) = &decision.undone_by {
            text.push_str(&format!("  {}\n", lang.text("review-undone", &[("decision", Arg::Text(by))])));
        }
        text
    };
    decisions.iter().map(paragraph).collect()
}
