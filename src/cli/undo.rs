//! `sverka undo`: a run taken back as a whole.

use std::process::ExitCode;

use serde_json::json;
use sverka::lang::{Arg, Lang};
use sverka::model::ids::RunId;
use sverka::model::undone::{Dependent, Repeat, Undoable};
use sverka::output::words;
use sverka::pipeline::decide::Refusal;
use sverka::pipeline::undo::{NotUndone, UndoOrder, Undone};

use super::error::CliError;
use super::review::Signature;
use super::{Context, summary, terminal, wire};

/// Tables of the store that people know by name, and the message that counts them.
const COUNTED: [&str; 11] = [
    "organization",
    "client",
    "contact",
    "contract",
    "product",
    "document",
    "payment",
    "allocation",
    "balance",
    "review",
    "person_value",
];

/// Take a run back as a whole: the store, what pays what, and the workbooks are as if it had not been.
///
/// Where later runs need what would go away, nothing is changed and they are named. The files of the run stay in the
/// archive and can be dropped again.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The number of the run, as `sverka runs` lists it.
    #[arg(value_name = "RUN", value_parser = clap::value_parser!(i64).range(1..))]
    run: i64,

    #[command(flatten)]
    signature: Signature,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<ExitCode, CliError> {
    let config = context.config()?;
    let Signature { reason, dry_run, .. } = &args.signature;
    let who = args.signature.who();
    let order = UndoOrder { run: RunId(args.run), who: &who, reason, dry_run: *dry_run, now: wire::now() };
    match wire::undo(&config, context.lang, &order)? {
        Ok(undone) => {
            if context.json {
                terminal::print_json(&json!({ "dry_run": dry_run, "undo": undone }))?;
            } else {
                terminal::print(&render(&undone, *dry_run, context.lang))?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(refused) => {
            if let (true, NotUndone::Needed(others)) = (context.json, &refused) {
                terminal::print_json(&json!({ "dry_run": dry_run, "undo": null, "needed_by": others }))?;
            }
            Err(CliError::Refusal { refusal: refusal(args.run, &refused, context.lang), near: Vec::new() })
        }
    }
}

fn render(undone: &Undone, dry_run: bool, lang: Lang) -> String {
    let Undone { run, undone: of, counted, files, stays, workbooks } = undone;
    let (of, by) = (of.to_string(), run.to_string());
    let key = if dry_run { "undo-would" } else { "undo-done" };
    let mut text = lang.text(key, &[("run", Arg::Text(&of)), ("by", Arg::Text(&by))]);
    text.push('\n');
    for name in COUNTED {
        let Some(counted) = counted.get(name) else { continue };
        let line = [("gone", counted.gone.into()), ("put_back", counted.put_back.into())];
        text.push_str(&format!(
            "  {}: {}\n",
            lang.text(&format!("undo-table-{name}"), &[]),
            lang.text("undo-counted", &line)
        ));
    }
    if !files.is_empty() {
        text.push_str(&lang.text("undo-files", &[]));
        text.push('\n');
        for (source, name) in files {
            text.push_str(&format!("  {source}: {name}\n"));
        }
    }
    if !stays.is_empty() {
        text.push_str(&lang.text("undo-stays", &[]));
        text.push('\n');
        for Repeat { run, source, file, records } in stays {
            let run = run.to_string();
            let (run, file) = (Arg::Text(&run), Arg::Text(file));
            let line = [("run", run), ("source", Arg::Text(source)), ("file", file), ("records", (*records).into())];
            text.push_str(&format!("  {}\n", lang.text("undo-stays-in", &line)));
        }
    }
    text.push_str(&summary::books(workbooks, lang));
    text
}

/// Why it is not taken back, in words.
fn refusal(run: i64, refused: &NotUndone, lang: Lang) -> Refusal {
    let mut params = vec![("run", run.to_string())];
    let key = match refused {
        NotUndone::Unknown => "undo-unknown",
        NotUndone::Not(Undoable::Undone { by }) => {
            params.push(("by", by.to_string()));
            "undo-already"
        }
        NotUndone::Not(Undoable::IsUndo) => "undo-of-run",
        NotUndone::Not(Undoable::Decision) => "undo-decision",
        NotUndone::Not(Undoable::Older) => "undo-older",
        NotUndone::Not(Undoable::Nothing | Undoable::Possible) => "undo-nothing",
        NotUndone::Closed { day, names } => {
            let names: Vec<String> = names.iter().map(|name| words::label(name, lang)).collect();
            params.extend([("day", lang.date(*day)), ("names", names.join("; "))]);
            "undo-closed"
        }
        NotUndone::Needed(others) => {
            let lines: Vec<String> = others.iter().map(|other| format!("\n  {}", needed(other, lang))).collect();
            params.push(("others", lines.concat()));
            "undo-needed"
        }
    };
    Refusal { key, params, unknown: None }
}

fn needed(other: &Dependent, lang: Lang) -> String {
    let Dependent { run, sort, label } = other;
    let run = run.to_string();
    let what = lang.text(&format!("undo-what-{sort}"), &[("label", Arg::Text(label))]);
    lang.text("undo-needed-by", &[("run", Arg::Text(&run)), ("what", Arg::Text(what.trim()))])
}
