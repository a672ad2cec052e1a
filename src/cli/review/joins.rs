//! `review list --joined`: what was made one client, for an accountant to check.

use std::process::ExitCode;

use serde_json::json;
use sverka::config::Config;
use sverka::lang::{Arg, Lang};
use sverka::model::ids::RunId;
use sverka::model::membership::Join;

use super::super::error::CliError;
use super::super::{Context, terminal, wire};
use super::rematch;

/// So many are listed one by one; all of them as JSON.
const LISTED_MAX: usize = 200;

pub(super) fn run(run: Option<i64>, config: &Config, context: &Context) -> Result<ExitCode, CliError> {
    let joins = wire::joins(config, run.map(RunId))?;
    if context.json {
        terminal::print_json(&json!({ "joins": joins }))?;
    } else {
        terminal::print(&render(&joins, context.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn render(joins: &[Join], lang: Lang) -> String {
    if joins.is_empty() {
        return format!("{}\n", lang.text("joins-none", &[]));
    }
    let mut text = format!("{}\n", lang.text("joins-all", &[("count", joins.len().into())]));
    joins.iter().take(LISTED_MAX).for_each(|join| text.push_str(&paragraph(join, lang)));
    let more = joins.len().saturating_sub(LISTED_MAX);
    if more > 0 {
        text.push_str(&format!("\n{}\n", lang.text("review-more", &[("count", more.into())])));
    }
    text
}

/// One join, when and by whom, and how it is taken back.
fn paragraph(join: &Join, lang: Lang) -> String {
    let Join { run, at, who, decision, membership, reason } = join;
    let day = at.get(..10).and_then(|day| day.parse().ok()).map_or_else(String::new, |day| lang.date(day));
    let run = run.to_string();
    let who = if who.is_empty() { lang.text("joins-program", &[]) } else { who.clone() };
    let heading = [("day", Arg::Text(&day)), ("run", Arg::Text(&run)), ("who", Arg::Text(&who))];
    let mut text = format!("\n{}\n", lang.text("joins-when", &heading));
    match decision {
        None => text.push_str(&format!("  {}\n", rematch::membership(membership, lang))),
        Some(decision) => {
            let names = membership.names.join(", ");
            let args = [
                ("from", Arg::Text(&membership.from)),
                ("to", Arg::Text(&membership.to)),
                ("names", Arg::Text(&names)),
                ("decision", Arg::Text(decision)),
            ];
            text.push_str(&format!("  {}\n", lang.text("joins-decided", &args)));
        }
    }
    if !reason.is_empty() {
        text.push_str(&format!("  {}\n", lang.text("review-reason", &[("reason", Arg::Text(reason))])));
    }
    // A card that never was a client of its own is taken out by its record.
    let command = if membership.from.is_empty() {
        let records: Vec<String> = membership.records.iter().map(|record| format!("--record \"{record}\"")).collect();
        format!("sverka review split {} {}", membership.to, records.join(" "))
    } else {
        format!("sverka review unmerge {}", membership.from)
    };
    text.push_str(&format!("  {}\n", lang.text("joins-undo", &[("command", Arg::Text(&command))])));
    text
}
