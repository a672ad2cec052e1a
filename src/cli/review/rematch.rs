//! `review rematch`: judge anew who is who.

use std::process::ExitCode;

use serde_json::json;
use sverka::lang::{Arg, Lang};
use sverka::model::change::Reason;
use sverka::model::membership::ExplainedMembership;
use sverka::model::run::{BookOutcome, BookReport};
use sverka::output::words;
use sverka::pipeline::rematch::{AskedAbout, Rematch};

use super::super::error::CliError;
use super::super::{Context, summary, terminal, wire};

/// So many clients and questions are listed one by one.
const LISTED_MAX: usize = 50;

/// Judge anew who is who: learn from all records, join clients that are one, part those that are not, ask about the rest.
///
/// What people decided holds. Every join is explained by `explain client` and taken back by `review unmerge`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Show what would change, change nothing.
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let done = wire::rematch(&config, context.lang, args.dry_run)?;
    if context.json {
        let books: Vec<_> =
            done.workbooks.iter().map(|book| json!({ "path": book.path, "outcome": book.outcome.name() })).collect();
        terminal::print_json(&json!({ "dry_run": args.dry_run, "result": done, "workbooks": books }))?;
    } else {
        terminal::print(&render(&done, args.dry_run, context.lang))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn render(done: &Rematch, dry_run: bool, lang: Lang) -> String {
    let mut text = String::new();
    let mut line = |said: String| text.push_str(&format!("{said}\n"));
    if dry_run {
        line(lang.text("run-dry", &[]));
    }
    let counts = [
        ("records", done.records.into()),
        ("before", done.clients_before.into()),
        ("after", done.clients_after.into()),
    ];
    line(lang.text("rematch-compared", &counts));
    line(lang.text(if done.learned { "rematch-learned" } else { "rematch-built-in" }, &[]));
    if done.values_passed_over > 0 {
        line(lang.text("rematch-passed-over", &[("count", done.values_passed_over.into())]));
    }
    let joined = done.joined.iter().map(|one| membership(one, lang));
    section(&mut text, "rematch-joined", joined.collect(), lang);
    let parted = done.parted.iter().map(|one| membership(one, lang));
    section(&mut text, "rematch-parted", parted.collect(), lang);
    let asked = done.asked.iter().map(|one| question(one, lang));
    section(&mut text, "rematch-asked", asked.collect(), lang);
    if done.answered > 0 {
        text.push_str(&format!("\n{}\n", lang.text("rematch-answered", &[("count", done.answered.into())])));
    }
    if done.reallocated > 0 {
        text.push_str(&format!("\n{}\n", lang.text("rematch-reallocated", &[("count", done.reallocated.into())])));
    }
    if done.changed_nothing() {
        text.push_str(&format!("{}\n", lang.text("rematch-nothing", &[])));
    }
    let changed: Vec<BookReport> =
        done.workbooks.iter().filter(|book| book.outcome != BookOutcome::Unchanged).cloned().collect();
    text.push_str(&summary::books(&changed, lang));
    if let (false, Some(first)) = (dry_run, done.joined.first()) {
        text.push_str(&format!("\n{}\n", lang.text("rematch-how-undo", &[("client", Arg::Text(&first.from))])));
    }
    text
}

/// A heading with how many, and the first of them.
fn section(text: &mut String, key: &str, lines: Vec<String>, lang: Lang) {
    if lines.is_empty() {
        return;
    }
    text.push_str(&format!("\n{}\n", lang.text(key, &[("count", lines.len().into())])));
    let more = lines.len().saturating_sub(LISTED_MAX);
    for line in lines.into_iter().take(LISTED_MAX) {
        text.push_str(&format!("  {line}\n"));
    }
    if more > 0 {
        text.push_str(&format!("  {}\n", lang.text("review-more", &[("count", more.into())])));
    }
}

fn why(reasons: &[Reason], lang: Lang) -> String {
    reasons.iter().map(|reason| words::decision_text(reason, lang)).collect::<Vec<_>>().join("; ")
}

/// What the program did to a client's records, and why, in one line.
pub(crate) fn membership(done: &ExplainedMembership, lang: Lang) -> String {
    let ExplainedMembership { from, to, joined, names, records, confidence, reasons } = done;
    let names = if names.is_empty() { records.join(", ") } else { names.join(", ") };
    let all = records.join(", ");
    let (because, confidence) = (why(reasons, lang), confidence.to_string());
    let args = [
        ("from", Arg::Text(from)),
        ("to", Arg::Text(to)),
        ("names", Arg::Text(&names)),
        ("records", Arg::Text(&all)),
        ("reasons", Arg::Text(&because)),
        ("confidence", Arg::Text(&confidence)),
    ];
    let key = match (joined, from.is_empty()) {
        (true, true) => "membership-at-arrival",
        (true, false) => "membership-joined",
        (false, _) => "membership-parted",
    };
    lang.text(key, &args)
}

fn question(asked: &AskedAbout, lang: Lang) -> String {
    let AskedAbout { question, client, label, candidates, reasons } = asked;
    let candidates: Vec<String> = candidates.iter().map(|one| format!("{} {}", one.id, one.label)).collect();
    let (candidates, because) = (candidates.join("; "), why(reasons, lang));
    let args = [
        ("question", Arg::Text(question)),
        ("client", Arg::Text(client)),
        ("label", Arg::Text(label)),
        ("candidates", Arg::Text(&candidates)),
        ("reasons", Arg::Text(&because)),
    ];
    lang.text("rematch-question", &args)
}
